/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hosts told last, on the disk: what is kept comes back whole, and nothing else does. */

#include "config.h"

#include "deed.h"
#include "sp-known-files.h"
#include "sp-known-private.h"
#include "sp-rig.h"
#include "sp-trial.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define URI "qemu+ssh://example/system"
#define ID "host-uuid:system:"
#define UUID "9f2b6c1e-0000-4000-8000-000000000001"
#define HEARD 1700000000

static char *
find_file (const char *uri,
           const char *uuid)
{
  g_autofree char *folder = g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
  g_autofree char *file = uuid != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, uuid, -1) : g_strdup ("host");

  return g_build_filename (g_get_user_cache_dir (), "savepoint", "known", folder, file, NULL);
}

static SpHistory *
make_history (void)
{
  const SpSnapshotDisk disks[] = {
    { .target = "vda", .kind = SP_KIND_EXTERNAL, .source = "/images/a.two", .format = "qcow2", .is_file = TRUE },
    { .target = "vdb", .kind = SP_KIND_NONE },
  };
  const SpSnapshotDomainDisk was = { .target = "vda", .source = "/images/a.one", .format = "qcow2", .is_file = TRUE, .is_disk = TRUE, .has_chain = TRUE };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "one", .created = 1690000000, .state = SP_SNAPSHOT_STATE_OFF, .description = "Words\nand “more”" }));
  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){
                            .name = "two", .title = "Zwei – 二", .parent = "one", .created = 1690000100, .state = SP_SNAPSHOT_STATE_RUNNING,
                            .memory = SP_MEMORY_EXTERNAL, .memory_file = "/images/a.mem", .current = TRUE, .pinned = TRUE, .baseline = 5,
                            .safety = TRUE, .before = "one", .guard = TRUE, .quiesced = TRUE, .has_domain = TRUE, .delete_in_progress = TRUE, .half_merged = TRUE,
                            .disks = disks, .n_disks = 2, .revert_disks = disks, .n_revert_disks = 1, .domain_disks = &was,
                            .n_domain_disks = 1, .nvram = "/images/a.fd", .nvram_format = "raw" }));
  g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit){ .name = "broken", .damaged = TRUE }));
  return sp_history_new (all);
}

static SpKnownHost *
make_host (const char *uri,
           guint       n)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("9f2b6c1e-0000-4000-8000-%012u", i + 1);
      g_autofree char *name = g_strdup_printf ("machine-%u", i);

      g_ptr_array_add (machines, sp_machine_new (&(SpMachineInit){ .host = ID, .uuid = uuid, .name = name, .title = i == 0 ? "Erste" : NULL,
                                                                   .state = SP_MACHINE_STATE_PAUSED, .persistent = TRUE,
                                                                   .n_snapshots = (int) i - 1, .last_snapshot = i }));
    }
  return sp_known_host_new (uri, ID, "example", HEARD, machines);
}

static void
assert_same_history (SpHistory *a,
                     SpHistory *b)
{
  g_assert_cmpint (sp_history_get_n (a), ==, sp_history_get_n (b));
  for (int i = 0; i < sp_history_get_n (a); i++)
    g_assert_true (sp_snapshot_equal (sp_history_get (a, i), sp_history_get (b, i)));
}

static void
test_whole (void)
{
  g_autoptr (SpHistory) history = make_history ();
  g_autoptr (SpKnownHost) host = make_host (URI, 3);
  g_autoptr (SpHistory) back = NULL;
  g_autoptr (SpKnownHost) host_back = NULL;
  g_autofree char *file = find_file (URI, UUID);
  g_autofree char *folder = g_path_get_dirname (file);
  GStatBuf info = { 0 };
  gint64 heard = 0;

  sp_known_files_keep_host (host);
  sp_known_files_keep_history (URI, UUID, HEARD, history);
  back = sp_known_files_find_history (URI, UUID, &heard);
  g_assert_nonnull (back);
  g_assert_cmpint (heard, ==, HEARD);
  assert_same_history (back, history);
  host_back = sp_known_files_find_host (URI);
  g_assert_nonnull (host_back);
  g_assert_cmpstr (host_back->id, ==, ID);
  g_assert_cmpstr (host_back->title, ==, "example");
  g_assert_cmpint (host_back->heard, ==, HEARD);
  g_assert_cmpuint (host_back->machines->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (sp_machine_equal (host->machines->pdata[i], host_back->machines->pdata[i]));

  /* Nobody else's. */
  g_assert_no_errno (g_stat (file, &info));
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_no_errno (g_stat (folder, &info));
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);

  /* Of other names nothing is known. */
  g_assert_null (sp_known_files_find_host ("qemu:///system"));
  g_assert_null (sp_known_files_find_history (URI, "other", &heard));
}

/* A file of another place, even if it is whole, tells nothing. */
static void
test_of_another (void)
{
  g_autoptr (SpHistory) history = make_history ();
  g_autofree char *mine = find_file (URI, UUID);
  g_autofree char *other = find_file (URI, "9f2b6c1e-0000-4000-8000-000000000002");
  g_autofree char *text = NULL;
  gsize length = 0;
  gint64 heard = 0;

  sp_known_files_keep_history (URI, UUID, HEARD, history);
  g_assert_true (g_file_get_contents (mine, &text, &length, NULL));
  g_assert_true (g_file_set_contents (other, text, (gssize) length, NULL));
  g_assert_null (sp_known_files_find_history (URI, "9f2b6c1e-0000-4000-8000-000000000002", &heard));
  /* Nor does one that somebody put a link to in its place. */
  g_assert_no_errno (g_unlink (other));
  g_assert_no_errno (symlink (mine, other));
  g_assert_null (sp_known_files_find_history (URI, "9f2b6c1e-0000-4000-8000-000000000002", &heard));
  g_assert_no_errno (g_unlink (other));
}

/* Cut anywhere, changed anywhere: it comes back with sense, or not at all. */
static void
test_hostile (void)
{
  g_autoptr (SpHistory) history = make_history ();
  g_autoptr (SpKnownHost) host = make_host (URI, 3);
  g_autoptr (GBytes) bytes = sp_known_pack_history (URI, UUID, HEARD, history);
  g_autoptr (GBytes) host_bytes = sp_known_pack_host (host);
  gsize length = g_bytes_get_size (bytes);
  guint n_read = 0;
  gint64 heard = 0;

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, i);

      g_assert_null (sp_known_unpack_history (cut, URI, UUID, &heard));
    }
  for (gsize i = 0; i < length * 8; i++)
    {
      g_autofree guchar *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (SpHistory) read = NULL;

      copy[i / 8] ^= (guchar) (1 << (i % 8));
      changed = g_bytes_new_static (copy, length);
      read = sp_known_unpack_history (changed, URI, UUID, &heard);
      for (int j = 0; read != NULL && j < sp_history_get_n (read); j++)
        {
          const SpSnapshotInit *s = sp_snapshot_peek (sp_history_get (read, j));

          g_assert_true (g_utf8_validate (s->name, -1, NULL) && *s->name != '\0');
          g_assert_true (s->memory_file == NULL || *s->memory_file == '/');
          g_assert_cmpint (s->state, <=, SP_SNAPSHOT_STATE_SUSPENDED);
          n_read++;
        }
    }
  g_assert_cmpuint (n_read, >, 0);
  length = g_bytes_get_size (host_bytes);
  for (gsize i = 0; i < length * 8; i++)
    {
      g_autofree guchar *copy = g_memdup2 (g_bytes_get_data (host_bytes, NULL), length);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (SpKnownHost) read = NULL;

      copy[i / 8] ^= (guchar) (1 << (i % 8));
      changed = g_bytes_new_static (copy, length);
      read = sp_known_unpack_host (changed, URI);
      for (guint j = 0; read != NULL && j < read->machines->len; j++)
        g_assert_true (g_utf8_validate (sp_machine_get_name (read->machines->pdata[j]), -1, NULL));
    }
}

/* What does not change is not written again; what does takes the place of the old; a machine that goes takes its history along. */
static void
test_news (void)
{
  g_autoptr (SpHistory) history = make_history ();
  g_autoptr (SpKnownHost) two = make_host (URI, 2);
  g_autoptr (SpKnownHost) none = make_host (URI, 0);
  g_autoptr (SpHistory) gone = NULL;
  g_autofree char *file = find_file (URI, UUID);
  const struct utimbuf past = { 1000, 1600000000 };
  GStatBuf info = { 0 };
  gint64 heard = 0;

  sp_known_files_keep_host (two);
  sp_known_files_keep_history (URI, UUID, HEARD, history);
  g_assert_no_errno (utime (file, &past));
  sp_known_files_keep_history (URI, UUID, HEARD + 60, history);
  g_assert_no_errno (g_stat (file, &info));
  g_assert_cmpint (info.st_mtime, ==, past.modtime);
  sp_known_files_keep_host (none);
  g_assert_cmpint (g_stat (file, &info), !=, 0);
  gone = sp_known_files_find_history (URI, UUID, &heard);
  g_assert_null (gone);
}

/* Not too old, not too much, and nothing of hosts that are gone. */
static void
test_bounds (void)
{
  g_autoptr (SpHistory) history = make_history ();
  g_autofree char *oldest = NULL;
  g_autofree char *newest = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint64 one = 0;
  guint64 all = 0;
  gint64 heard = 0;

  sp_known_files_forget (NULL);
  g_assert_cmpuint (sp_known_files_measure (), ==, 0);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *uri = g_strdup_printf ("qemu+ssh://host%u/system", i);
      g_autofree char *file = find_file (uri, UUID);
      const struct utimbuf past = { now, now - 1000 + i };

      sp_known_files_keep_history (uri, UUID, HEARD, history);
      g_assert_no_errno (utime (file, &past));
      one = sp_known_files_measure () - all;
      all += one;
    }
  sp_known_files_tidy (all);
  g_assert_cmpuint (sp_known_files_measure (), ==, all);
  sp_known_files_tidy (one * 4 + 10);
  g_assert_cmpuint (sp_known_files_measure (), ==, one * 4);
  g_clear_object (&history);
  history = sp_known_files_find_history ("qemu+ssh://host9/system", UUID, &heard);
  g_assert_nonnull (history);
  g_assert_null (sp_known_files_find_history ("qemu+ssh://host1/system", UUID, &heard));
  oldest = find_file ("qemu+ssh://host8/system", UUID);
  newest = find_file ("qemu+ssh://host9/system", UUID);
  {
    const struct utimbuf past = { now, now - 91 * 24 * 3600 };

    g_assert_no_errno (utime (oldest, &past));
  }
  g_assert_null (sp_known_files_find_history ("qemu+ssh://host8/system", UUID, &heard));
  sp_known_files_tidy (all);
  g_assert_false (g_file_test (oldest, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (newest, G_FILE_TEST_EXISTS));
  sp_known_files_forget ("qemu+ssh://host9/system");
  g_assert_false (g_file_test (newest, G_FILE_TEST_EXISTS));
  sp_known_files_forget (NULL);
  g_assert_cmpuint (sp_known_files_measure (), ==, 0);
}

static guint64
measure (void)
{
  g_autoptr (GError) error = NULL;
  DexFuture *future = sp_known_measure ();
  guint64 bytes = 0;

  dex_ref (future);
  g_assert_true (deed_await (future, &error));
  bytes = g_value_get_uint64 (dex_future_get_value (future, NULL));
  dex_unref (future);
  return bytes;
}

/* A real host, a real machine: what it told is there when it is away, and goes with the host's list. */
static void
test_real (void)
{
  SpRig *rig = sp_rig_new ();
  g_autofree char *uuid = NULL;
  SpHost *host = NULL;
  SpHost *again = NULL;
  DexFuture *future = NULL;

  sp_rig_add_machine (rig, "kept", SP_RIG_OFF);
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", "kept", "first", NULL));
  host = deed_open (sp_rig_get_uri (rig));
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (host, "kept")));
  {
    g_autoptr (SpHistory) history = deed_history (host, "kept");

    g_assert_cmpint (sp_known_get_heard (history), ==, 0);
  }
  g_assert_cmpuint (measure (), >, 0);
  sp_rig_kill (rig);

  again = sp_host_new (sp_rig_get_uri (rig));
  g_assert_true (deed_await (sp_host_recall (again), NULL));
  g_assert_cmpint (sp_host_get_state (again), ==, SP_HOST_STATE_CLOSED);
  g_assert_nonnull (sp_host_find_machine (again, "kept"));
  g_assert_cmpstr (sp_host_get_id (again), ==, sp_host_get_id (host));
  g_assert_cmpint (sp_host_get_heard (again), >, 0);
  future = sp_host_recall_history (again, uuid);
  dex_ref (future);
  g_assert_true (deed_await (future, NULL));
  {
    SpHistory *known = g_value_get_object (dex_future_get_value (future, NULL));

    g_assert_cmpint (sp_history_get_n (known), ==, 1);
    g_assert_cmpint (ABS (sp_known_get_heard (known) - g_get_real_time () / G_USEC_PER_SEC), <, 60);
  }
  dex_unref (future);
  /* What it tells itself counts more: this one is too late. */
  sp_rig_start (rig);
  g_free (sp_rig_virsh (rig, TRUE, "undefine", "kept", "--snapshots-metadata", NULL));
  g_assert_true (deed_await (sp_host_open (again), NULL));
  g_assert_null (sp_host_find_machine (again, "kept"));
  g_assert_true (deed_await (sp_host_recall (again), NULL));
  g_assert_null (sp_host_find_machine (again, "kept"));
  g_assert_cmpuint (measure (), >, 0);
  g_assert_true (deed_await (sp_known_clear (), NULL));
  g_assert_cmpuint (measure (), ==, 0);
  deed_close (host);
  deed_close (again);
  sp_rig_free (rig);
}

static void
told_cb (SpTrialStep   step,
         const GError *error,
         gpointer      data)
{
  g_assert_no_error (error);
  ++*(guint *) data;
}

/* A host that is only tried is nobody's yet; of one that was removed nothing comes back by what was asked of it before. */
static void
test_not_ours (void)
{
  SpRig *rig = sp_rig_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *uuid = NULL;
  DexFuture *late = NULL;
  DexFuture *forgotten = NULL;
  SpHost *host = NULL;
  guint n_told = 0;

  sp_rig_add_machine (rig, "passing", SP_RIG_OFF);
  g_assert_true (deed_await (sp_known_clear (), NULL));
  g_assert_true (deed_await (sp_trial_run (sp_rig_get_uri (rig), told_cb, &n_told), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_told, >, 0);
  g_assert_cmpuint (measure (), ==, 0);

  host = deed_open (sp_rig_get_uri (rig));
  /* A bound alone takes nothing away, so that what is read at the start of the program stands behind nothing. */
  sp_known_set_most (0);
  g_assert_cmpuint (measure (), >, 0);
  sp_known_tidy ();
  g_assert_cmpuint (measure (), ==, 0);
  sp_known_set_most (SP_KNOWN_MEGABYTES);
  uuid = g_strdup (sp_machine_get_uuid (sp_host_find_machine (host, "passing")));
  late = sp_host_load_history (host, uuid);
  sp_host_close (host);
  forgotten = sp_known_forget (sp_rig_get_uri (rig));
  g_assert_true (deed_await (late, &error));
  g_assert_no_error (error);
  g_assert_true (deed_await (forgotten, NULL));
  g_assert_cmpuint (measure (), ==, 0);
  deed_close (host);
  sp_rig_free (rig);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_func ("/backend/known/whole", test_whole);
  g_test_add_func ("/backend/known/of-another", test_of_another);
  g_test_add_func ("/backend/known/hostile", test_hostile);
  g_test_add_func ("/backend/known/news", test_news);
  g_test_add_func ("/backend/known/bounds", test_bounds);
  g_test_add_func ("/backend/known/real", test_real);
  g_test_add_func ("/backend/known/not-ours", test_not_ours);
  return g_test_run ();
}
