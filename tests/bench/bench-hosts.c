/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hundred hosts of a hundred machines with twenty snapshots each, listed together, against libvirt alone one host after the
 * other; and once more with four hosts among them that do not answer, which must delay no other. */

#include "config.h"

#include "bench.h"
#include "deed.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <malloc.h>
#include <stdlib.h>

#define HOSTS 100
#define MACHINES 100
#define SNAPSHOTS 20
#define DEAD 4
#define ALL (HOSTS * MACHINES)

typedef struct
{
  GPtrArray *hosts;
  guint      n_open;    /* that answer */
  double     start;
  double     first;     /* machine; 0: none yet */
  double     complete;
} Run;

static char *folder;

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Megabytes that are in use. */
static double
measure_memory (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) (info.uordblks + info.hblkhd) / 1e6;
}

/* Hosts are told from each other by their files; machines by their UUIDs. */
static char *
write_node (guint number)
{
  g_autoptr (GString) xml = g_string_new ("<node>");
  g_autofree char *path = g_strdup_printf ("%s/%u.xml", folder, number);

  for (guint m = 0; m < MACHINES; m++)
    {
      g_autofree char *domain = g_strdup_printf ("<name>m%u</name><uuid>9f2b6c1e-%04x-4000-8000-%012x</uuid><memory unit='MiB'>64</memory><os><type>hvm</type></os>", m, number, m);

      g_string_append_printf (xml, "<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>%s<test:runstate>5</test:runstate>", domain);
      for (guint s = 0; s < SNAPSHOTS; s++)
        {
          g_autofree char *parent = s > 0 ? g_strdup_printf ("<parent><name>s%u</name></parent>", s - 1) : g_strdup ("");

          g_string_append_printf (xml, "<test:domainsnapshot><name>s%u</name><state>shutoff</state><creationTime>%u</creationTime>"
                                       "<domain type='test'>%s</domain><active>%d</active>%s</test:domainsnapshot>",
                                  s, 1700000000 + s * 3600, domain, s == SNAPSHOTS - 1, parent);
        }
      g_string_append (xml, "</domain>");
    }
  g_string_append (xml, "</node>");
  g_assert_true (g_file_set_contents (path, xml->str, (gssize) xml->len, NULL));
  return g_strdup_printf ("test://%s", path);
}

/* What has to be asked at the least, one after the other. The test driver's hosts lie in our own memory: theirs is told. */
static double
list_by_libvirt (char  **uris,
                 double *memory)
{
  virConnectPtr connections[HOSTS] = { NULL };
  double before = measure_memory ();
  double begin = now ();
  double took = 0;
  guint n = 0;

  for (guint i = 0; i < HOSTS; i++)
    {
      virConnectPtr connection = connections[i] = virConnectOpen (uris[i]);
      virDomainPtr *domains = NULL;
      int found = virConnectListAllDomains (connection, &domains, 0);

      for (int j = 0; j < found; j++)
        {
          int state = 0;

          virDomainGetState (domains[j], &state, NULL, 0);
          free (virDomainGetMetadata (domains[j], VIR_DOMAIN_METADATA_TITLE, NULL, 0));
          virDomainIsPersistent (domains[j]);
          n += virDomainSnapshotNum (domains[j], 0) == SNAPSHOTS;
          virDomainFree (domains[j]);
        }
      free (domains);
    }
  took = now () - begin;
  *memory = measure_memory () - before;
  g_assert_cmpuint (n, ==, ALL);
  for (guint i = 0; i < HOSTS; i++)
    virConnectClose (connections[i]);
  return took;
}

static void
items_changed_cb (GListModel *machines,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Run        *run)
{
  if (run->first <= 0 && added > 0)
    run->first = now () - run->start;
}

static void
state_cb (SpHost     *host,
          GParamSpec *pspec,
          Run        *run)
{
  if (sp_host_get_state (host) != SP_HOST_STATE_CONNECTED)
    return;
  g_assert_cmpuint (g_list_model_get_n_items (sp_host_get_machines (host)), ==, MACHINES);
  if (++run->n_open == HOSTS)
    run->complete = now () - run->start;
}

static void
open_one (Run        *run,
          const char *uri)
{
  SpHost *host = sp_host_new (uri);

  g_ptr_array_add (run->hosts, host);
  g_signal_connect (sp_host_get_machines (host), "items-changed", G_CALLBACK (items_changed_cb), run);
  g_signal_connect (host, "notify::state", G_CALLBACK (state_cb), run);
  dex_future_disown (sp_host_open (host));
}

static Run
list (char  **uris,
      char  **dead)
{
  Run run = { .hosts = g_ptr_array_new_with_free_func (g_object_unref), .start = now () };

  for (guint i = 0; dead != NULL && i < DEAD; i++)
    open_one (&run, dead[i]);
  for (guint i = 0; i < HOSTS; i++)
    open_one (&run, uris[i]);
  while (run.n_open < HOSTS)
    g_main_context_iteration (NULL, TRUE);
  return run;
}

static void
close_all (Run *run)
{
  for (guint i = 0; i < run->hosts->len; i++)
    {
      g_signal_handlers_disconnect_by_data (run->hosts->pdata[i], run);
      g_signal_handlers_disconnect_by_data (sp_host_get_machines (run->hosts->pdata[i]), run);
      sp_host_close (run->hosts->pdata[i]);
    }
  deed_settle (500);
}

/* Somebody listens there, and never says a word. */
static char *
make_dead (guint number)
{
  g_autofree char *path = g_strdup_printf ("%s/dead-%u", folder, number);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  g_assert_true (g_socket_listen (socket, NULL));
  return g_strdup_printf ("qemu:///session?socket=%s", path);
}

static void
measure (void)
{
  char *uris[HOSTS] = { NULL };
  char *dead[DEAD] = { NULL };
  double alone = 0;
  double memory = 0;
  double theirs = 0;
  Run plain;
  Run hampered;

  folder = g_dir_make_tmp ("sp-hosts-XXXXXX", NULL);
  for (guint i = 0; i < HOSTS; i++)
    uris[i] = write_node (i);
  for (guint i = 0; i < DEAD; i++)
    dead[i] = make_dead (i);
  alone = list_by_libvirt (uris, &theirs);
  memory = measure_memory ();
  plain = list (uris, NULL);
  memory = measure_memory () - memory - theirs;
  close_all (&plain);
  hampered = list (uris, dead);
  g_print ("%d machines of %d hosts: %.0f ms, the first after %.0f ms, %.1f MB; by libvirt alone %.0f ms, and %.0f MB for the hosts themselves\n", ALL,
           HOSTS, plain.complete, plain.first, memory, alone, theirs);
  g_print ("with %d that do not answer: %.0f ms, the first after %.0f ms\n", DEAD, hampered.complete, hampered.first);
  bench_bound ("  all, to libvirt alone", plain.complete / alone, 1.5, " times");
  bench_bound ("  the first machine, to all by libvirt alone", plain.first / alone * 100, 33, "%");
  bench_bound ("  all with dead hosts, to all without", hampered.complete / plain.complete, 1.3, " times");
  bench_bound ("  each machine", memory * 1000 / ALL, 10, " kB");
  close_all (&hampered);
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_func ("/bench/hosts", measure);
  status = g_test_run ();
  return status != 0 ? status : bench_finish ();
}
