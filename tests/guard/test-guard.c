/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guard that all tests run under does fire: on the main thread, for what may ask, and only there. */

#include <glib.h>
#include <libvirt-gobject/libvirt-gobject.h>
#include <libvirt/libvirt.h>

static gpointer
open_thread (gpointer data)
{
  return virConnectOpen ("test:///default");
}

static virConnectPtr
open_elsewhere (void)
{
  virConnectPtr connection = g_thread_join (g_thread_new ("open", open_thread, NULL));

  g_assert_nonnull (connection);
  return connection;
}

static gpointer
use_thread (gpointer data)
{
  virDomainPtr domain = virDomainLookupByName (data, "test");

  g_assert_nonnull (domain);
  return domain;
}

static gpointer
close_thread (gpointer data)
{
  virConnectClose (data);
  return NULL;
}

static virDomainPtr
look_up_elsewhere (virConnectPtr connection)
{
  return g_thread_join (g_thread_new ("use", use_thread, connection));
}

static void
do_open (void)
{
  virConnectOpen ("test:///default");
}

static void
do_list (void)
{
  virConnectListAllDomains (open_elsewhere (), NULL, 0);
}

static void
do_describe (void)
{
  virDomainGetXMLDesc (look_up_elsewhere (open_elsewhere ()), 0);
}

static void
do_close_last (void)
{
  virConnectClose (open_elsewhere ());
}

/* A machine's handle holds its connection. */
static void
do_free_last (void)
{
  virConnectPtr connection = open_elsewhere ();
  virDomainPtr domain = look_up_elsewhere (connection);

  g_thread_join (g_thread_new ("close", close_thread, connection));
  virDomainFree (domain);
}

static void
do_open_gobject (void)
{
  g_autoptr (GObject) connection = G_OBJECT (gvir_connection_new ("test:///default"));

  gvir_connection_open (GVIR_CONNECTION (connection), NULL, NULL);
}

static void
do_harmless (void)
{
  virConnectPtr connection = open_elsewhere ();
  virDomainPtr domain = look_up_elsewhere (connection);

  g_assert_cmpstr (virDomainGetName (domain), ==, "test");
  g_assert_cmpint (virConnectIsAlive (connection), ==, 1);
  virDomainFree (domain);
  g_assert_cmpint (virConnectRef (connection), ==, 0);
  virConnectClose (connection);
  g_thread_join (g_thread_new ("close", close_thread, connection));
}

typedef struct
{
  const char *path;
  void      (*deed) (void);
  const char *caught; /* NULL: nothing */
} Case;

static const Case cases[] = {
  { "/guard/open", do_open, "virConnectOpen" },
  { "/guard/list", do_list, "virConnectListAllDomains" },
  { "/guard/describe", do_describe, "virDomainGetXMLDesc" },
  { "/guard/close-last", do_close_last, "virConnectClose" },
  { "/guard/free-last", do_free_last, "virDomainFree" },
  { "/guard/open-gobject", do_open_gobject, "virConnectOpen*" },
  { "/guard/harmless", do_harmless, NULL },
};

static void
test_case (gconstpointer data)
{
  const Case *tried = data;
  g_autofree char *pattern = NULL;

  if (g_test_subprocess ())
    {
      gvir_init_object (NULL, NULL);
      tried->deed ();
      return;
    }

  g_assert_nonnull (g_getenv ("SP_GUARD"));
  g_setenv ("LD_PRELOAD", g_getenv ("SP_GUARD"), TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_unsetenv ("LD_PRELOAD");
  if (tried->caught == NULL)
    {
      g_test_trap_assert_passed ();
      return;
    }
  g_test_trap_assert_failed ();
  pattern = g_strdup_printf ("*guard: %s on the main thread*", tried->caught);
  g_test_trap_assert_stderr (pattern);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_case);
  return g_test_run ();
}
