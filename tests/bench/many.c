/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines with very many snapshots on the private daemon, and what libvirt alone takes to tell of them. */

#define _GNU_SOURCE

#include "config.h"

#include "many.h"

#include <dlfcn.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>

/* Every so many grow from an old one; every so many were taken with the machine off. */
#define FORK 40
#define OFF 4
#define SECONDS_BETWEEN 3600

typedef struct
{
  virDomainSnapshotPtr *snapshots;
  int                   n;
  int                   next;
} Bare;

static int n_read;

/* Linked in place of libvirt's own. */
char *
virDomainSnapshotGetXMLDesc (virDomainSnapshotPtr snapshot,
                             unsigned int         flags)
{
  static gsize real;

  if (g_once_init_enter (&real))
    g_once_init_leave (&real, (gsize) dlsym (RTLD_NEXT, "virDomainSnapshotGetXMLDesc"));
  g_atomic_int_inc (&n_read);
  return ((char *(*) (virDomainSnapshotPtr, unsigned int)) real) (snapshot, flags);
}

int
many_count_read (void)
{
  return g_atomic_int_get (&n_read);
}

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static char *
name_of (int i)
{
  return g_strdup_printf ("before-upgrade-%05d", i);
}

static char *
replace (const char *text,
         const char *pattern,
         const char *with)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, with, 0, NULL);
}

/* As it would be after years: of one that libvirt made, with another name, time and parent. */
static char *
write_one (const char *xml,
           const char *name,
           const char *parent,
           gint64      created,
           gboolean    off)
{
  g_autofree char *named = g_strdup_printf ("<name>%s</name>\n<parent><name>%s</name></parent>", name, parent);
  g_autofree char *timed = g_strdup_printf ("<creationTime>%" G_GINT64_FORMAT "</creationTime>", created);
  g_autofree char *one = replace (xml, "<name>before-upgrade-00000</name>", named);
  g_autofree char *two = replace (one, "<creationTime>[0-9]*</creationTime>", timed);
  g_autofree char *three = NULL;

  if (off)
    return g_steal_pointer (&two);
  three = replace (two, "<state>shutoff</state>", "<state>running</state>");
  return replace (three, "<memory snapshot='no'/>", "<memory snapshot='internal'/>");
}

static void
redefine (virDomainPtr domain,
          const char  *xml,
          gboolean     current)
{
  virDomainSnapshotPtr snapshot =
      virDomainSnapshotCreateXML (domain, xml, VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE | (current ? VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT : 0));

  g_assert_nonnull (snapshot);
  virDomainSnapshotFree (snapshot);
}

void
many_define (SpRig      *rig,
             const char *machine,
             int         n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  g_autofree char *first = name_of (0);
  g_autofree char *xml = NULL;
  gint64 newest = g_get_real_time () / G_USEC_PER_SEC - SECONDS_BETWEEN;
  virConnectPtr connection = NULL;
  virDomainPtr domain = NULL;

  sp_rig_add_machine (rig, machine, SP_RIG_OFF);
  if (n == 0)
    return;
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", machine, first, NULL));
  xml = sp_rig_virsh (rig, TRUE, "snapshot-dumpxml", machine, first, NULL);
  connection = virConnectOpen (sp_rig_get_uri (rig));
  g_assert_nonnull (connection);
  domain = virDomainLookupByName (connection, machine);
  for (int i = 1; i < n; i++)
    {
      gboolean forks = g_rand_int_range (rand, 0, FORK) == 0;
      g_autofree char *name = name_of (i);
      g_autofree char *parent = name_of (forks ? g_rand_int_range (rand, MAX (0, i - 200), i) : i - 1);
      g_autofree char *one = write_one (xml, name, parent, newest - (gint64) (n - 1 - i) * SECONDS_BETWEEN,
                                        g_rand_int_range (rand, 0, OFF) == 0);

      redefine (domain, one, i == n - 1);
    }
  virDomainFree (domain);
  virConnectClose (connection);
}

/* Of the current one's making, and now. */
void
many_add (const char *uri,
          const char *machine,
          const char *name)
{
  virConnectPtr connection = virConnectOpen (uri);
  virDomainPtr domain = virDomainLookupByName (connection, machine);
  virDomainSnapshotPtr current = virDomainSnapshotCurrent (domain, 0);
  char *xml = virDomainSnapshotGetXMLDesc (current, 0);
  g_autofree char *named = g_strdup_printf ("<name>%s</name>", name);
  g_autofree char *timed = g_strdup_printf ("<creationTime>%" G_GINT64_FORMAT "</creationTime>", g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *parent = g_strdup_printf ("<parent>\n<name>%s</name>\n</parent>", virDomainSnapshotGetName (current));
  g_autofree char *one = replace (xml, "<name>before-upgrade-[0-9]*</name>(?!\\s*</parent>)", named);
  g_autofree char *two = replace (one, "<creationTime>[0-9]*</creationTime>", timed);
  g_autofree char *three = replace (two, "<parent>.*?</parent>", parent);

  redefine (domain, three, FALSE);
  free (xml);
  virDomainSnapshotFree (current);
  virDomainFree (domain);
  virConnectClose (connection);
}

static gpointer
ask (gpointer data)
{
  Bare *bare = data;

  for (int i = g_atomic_int_add (&bare->next, 1); i < bare->n; i = g_atomic_int_add (&bare->next, 1))
    {
      char *xml = virDomainSnapshotGetXMLDesc (bare->snapshots[i], 0);

      g_assert_nonnull (xml);
      free (xml);
    }
  return NULL;
}

double
many_ask_bare (const char *uri,
               const char *machine,
               int         n,
               int         threads)
{
  virConnectPtr connection = virConnectOpen (uri);
  virDomainPtr domain = virDomainLookupByName (connection, machine);
  g_autofree GThread **asking = g_new0 (GThread *, threads);
  virDomainSnapshotPtr current = NULL;
  Bare bare = { 0 };
  double took = now ();

  bare.n = virDomainListAllSnapshots (domain, &bare.snapshots, 0);
  current = virDomainSnapshotCurrent (domain, 0);
  for (int i = 0; i < threads; i++)
    asking[i] = g_thread_new ("bare", ask, &bare);
  for (int i = 0; i < threads; i++)
    g_thread_join (asking[i]);
  took = now () - took;
  g_assert_cmpint (bare.n, ==, n);
  virDomainSnapshotFree (current);
  for (int i = 0; i < bare.n; i++)
    virDomainSnapshotFree (bare.snapshots[i]);
  free (bare.snapshots);
  virDomainFree (domain);
  virConnectClose (connection);
  return took;
}
