/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guard that every test runs under: it fires where a call that may ask a host is made on the main thread. */

#include "config.h"

#include "sp-rig.h"

#include "sp-backend.h"
#include "sp-virt-autoptr.h"

#include <dlfcn.h>
#include <libvirt/virterror.h>

#define URI "SP_GUARD_URI"

typedef struct
{
  const char    *uri;
  virConnect    *connection;
  virDomain     *domain;
  GVirConnection *object;
} Opened;

static gpointer
open_thread (gpointer data)
{
  Opened *opened = data;

  opened->connection = virConnectOpen (opened->uri);
  g_assert_nonnull (opened->connection);
  opened->domain = virDomainLookupByName (opened->connection, "test");
  opened->object = g_object_new (GVIR_TYPE_CONNECTION, "uri", opened->uri, "handle", opened->connection, NULL);
  return NULL;
}

/* In a thread nobody is stopped. */
static Opened
open_in_thread (const char *uri)
{
  Opened opened = { uri };

  g_thread_join (g_thread_new ("open", open_thread, &opened));
  return opened;
}

static gpointer
close_thread (gpointer data)
{
  Opened *opened = data;

  g_object_unref (opened->object);
  virDomainFree (opened->domain);
  virConnectClose (opened->connection);
  return NULL;
}

static void
call_open (void)
{
  virConnectOpen ("test:///default");
}

static void
call_close (void)
{
  virConnectClose (open_in_thread ("test:///default").connection);
}

static void
call_free (void)
{
  virDomainFree (open_in_thread ("test:///default").domain);
}

static void
call_state (void)
{
  int state = 0;

  virDomainGetState (open_in_thread ("test:///default").domain, &state, NULL, 0);
}

/* By way of libvirt-gobject: the object holds the reference. */
static void
call_unref (void)
{
  g_object_unref (open_in_thread ("test:///default").object);
}

static void
call_gobject (void)
{
  gvir_connection_get_version (open_in_thread ("test:///default").object, NULL);
}

/* By no public name: as when libvirt's own last reference goes. */
static void
call_inside (void)
{
  Opened opened = open_in_thread (g_getenv (URI));
  void *library = dlopen ("libvirt.so.0", RTLD_NOW);
  int (*get_version) (virConnectPtr, unsigned long *) = NULL;
  unsigned long version = 0;

  *(void **) &get_version = dlsym (library, "virConnectGetLibVersion");
  g_assert_nonnull (get_version);
  get_version (opened.connection, &version);
}

/* What answers from memory may be called anywhere. */
static void
test_harmless (void)
{
  Opened opened = open_in_thread ("test:///default");
  char uuid[VIR_UUID_STRING_BUFLEN] = "";

  g_assert_cmpstr (virDomainGetName (opened.domain), ==, "test");
  g_assert_cmpint (virDomainGetUUIDString (opened.domain, uuid), ==, 0);
  g_assert_nonnull (virDomainGetConnect (opened.domain));
  g_assert_null (virGetLastError ());
  g_assert_cmpstr (gvir_connection_get_uri (opened.object), ==, "test:///default");
  g_thread_join (g_thread_new ("close", close_thread, &opened));
}

static const struct
{
  const char *name;
  void (*call) (void);
  const char *shout;
} calls[] = {
  { "open", call_open, "*virConnectOpen() on the main thread*" },
  { "close", call_close, "*virConnectClose() on the main thread*" },
  { "free", call_free, "*virDomainFree() on the main thread*" },
  { "state", call_state, "*virDomainGetState() on the main thread*" },
  { "unref", call_unref, "*gvir_connection_*() on the main thread*" },
  { "gobject", call_gobject, "*gvir_connection_get_version() on the main thread*" },
  { "inside", call_inside, "*A wait inside libvirt*" },
};

static void
test_fires (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  if (g_test_subprocess ())
    {
      calls[i].call ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (calls[i].shout);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (SpRig) rig = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  if (!g_test_subprocess ())
    {
      rig = sp_rig_new ();
      g_setenv (URI, sp_rig_get_uri (rig), TRUE);
    }
  g_test_add_func ("/backend/guard/harmless", test_harmless);
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *path = g_strdup_printf ("/backend/guard/fires/%s", calls[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_fires);
    }
  return g_test_run ();
}
