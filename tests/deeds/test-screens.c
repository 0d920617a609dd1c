/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of the screen goes with every snapshot of a machine that runs and has one, until the snapshot is gone. */

#include "config.h"

#include "real.h"

#include "sp-host-screen.h"
#include "sp-screens.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <utime.h>

static char *
find_screen (SpHost     *host,
             const char *machine,
             const char *snapshot)
{
  g_autoptr (SpFacts) facts = deed_facts (host, machine);
  SpHistory *history = sp_facts_get_history (facts);
  int i = sp_history_find (history, snapshot);

  g_assert_cmpint (i, >=, 0);
  return sp_screens_find (sp_machine_get_uuid (sp_facts_get_machine (facts)), snapshot,
                          sp_snapshot_get_created (sp_history_get (history, i)));
}

/* By name: without the system's files nobody tells a format by its content. */
static GdkPixbuf *
load (const char *path)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);
  g_autofree char *data = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_true (gdk_pixbuf_loader_write (loader, (const guchar *) data, length, NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

/* How many pixels are lit: what the guest has printed. */
static guint
count_lit (const char *path,
           int         width,
           int         height)
{
  g_autoptr (GdkPixbuf) pixbuf = load (path);
  const guint8 *pixels = NULL;
  guint lit = 0;

  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, height);
  pixels = gdk_pixbuf_read_pixels (pixbuf);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      lit += pixels[y * gdk_pixbuf_get_rowstride (pixbuf) + x * gdk_pixbuf_get_n_channels (pixbuf)] > 60;
  return lit;
}

static void
make_old (const char *path)
{
  struct utimbuf then = { time (NULL) - 3600, time (NULL) - 3600 };

  g_assert_no_errno (g_utime (path, &then));
}

/* The files that stand for a machine's snapshots, as if they had been kept an hour ago. */
static void
make_all_old (void)
{
  g_autofree char *machines = g_build_filename (g_get_user_cache_dir (), "savepoint", "screens", "machines", NULL);
  g_autoptr (GDir) dir = g_dir_open (machines, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (machines, name, NULL);
      g_autoptr (GDir) keys = g_dir_open (folder, 0, NULL);

      while ((name = g_dir_read_name (keys)) != NULL)
        {
          g_autofree char *key = g_build_filename (folder, name, NULL);

          make_old (key);
        }
    }
}

static void
test_real (gconstpointer data)
{
  SpKind kind = (SpKind) GPOINTER_TO_INT (data);
  const char *name = kind == SP_KIND_INTERNAL ? "screen-in" : "screen-ex";
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *stays = NULL;

  real_add (name, SP_RIG_SCREEN);
  sp_rig_wait_count (real_rig, name, 5);
  deed_take (real_host, name, "a", kind, FALSE);
  first = find_screen (real_host, name, "a");
  g_assert_nonnull (first);
  /* Text of 80 columns: 720 by 400. */
  g_assert_cmpuint (count_lit (first, 480, 266), >, 50);
  sp_rig_wait_count (real_rig, name, 30);
  /* Turned off in the same plan: the picture is of before. */
  deed_must (real_host, name, &(SpWish) { .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = kind, .power_off = TRUE });
  second = find_screen (real_host, name, "b");
  g_assert_nonnull (second);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpuint (count_lit (second, 480, 266), >, 50);
  /* Off: nothing to look at. */
  deed_take (real_host, name, "c", kind, TRUE);
  g_assert_null (find_screen (real_host, name, "c"));

  make_all_old ();
  make_old (first);
  make_old (second);
  deed_delete (real_host, name, "c");
  deed_delete (real_host, name, "b");
  {
    /* Looking at the list is what reaps. */
    g_autoptr (SpHistory) history = deed_history (real_host, name);

    g_assert_cmpint (sp_history_get_n (history), ==, 1);
  }
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  stays = find_screen (real_host, name, "a");
  g_assert_cmpstr (stays, ==, first);

  /* A machine that is gone leaves none. */
  real_remove (name);
  {
    g_autoptr (GError) error = NULL;

    deed_await (sp_host_refresh (real_host), &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < 50 && g_file_test (first, G_FILE_TEST_EXISTS); i++)
    deed_settle (100);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
}

/* What a machine shows at this moment; the main thread only waits. */
static void
test_live (void)
{
  const char *name = "live-screen";
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "live.png", NULL);
  GError *error = NULL;

  real_add (name, SP_RIG_SCREEN);
  sp_rig_wait_count (real_rig, name, 5);
  {
    SpMachine *machine = sp_host_find_machine (real_host, name);
    g_autoptr (DexFuture) future = sp_host_load_screen (real_host, sp_machine_get_uuid (machine));
    const GValue *value;
    GBytes *png;

    while (dex_future_get_status (future) == DEX_FUTURE_STATUS_PENDING)
      g_main_context_iteration (NULL, TRUE);
    value = dex_future_get_value (future, &error);
    g_assert_no_error (error);
    png = g_value_get_boxed (value);
    g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));
    g_assert_cmpuint (count_lit (path, 480, 266), >, 50);
  }
  g_unlink (path);
  real_remove (name);
}

static void
test_no_screen (void)
{
  real_add ("blind", SP_RIG_QCOW2);
  deed_take (real_host, "blind", "a", SP_KIND_INTERNAL, FALSE);
  g_assert_null (find_screen (real_host, "blind", "a"));
  real_remove ("blind");
}

/* A guard lives for a revert only; a safety snapshot is one to look at. */
static void
test_safety (void)
{
  g_autoptr (SpHistory) history = NULL;

  real_add ("seen", SP_RIG_SCREEN);
  deed_take (real_host, "seen", "a", SP_KIND_INTERNAL, FALSE);
  deed_must (real_host, "seen", &(SpWish) { .kind = SP_WISH_REVERT, .target = "a" });
  history = deed_history (real_host, "seen");
  g_assert_cmpint (sp_history_get_n (history), ==, 2);
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *path = find_screen (real_host, "seen", sp_snapshot_get_name (sp_history_get (history, i)));

      g_assert_nonnull (path);
    }
  real_remove ("seen");
}

/* Another client looks at the screen all the while: that is no deed, which would keep people from theirs. */
static void
test_watched (void)
{
  g_autoptr (GSubprocess) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_build_filename (g_get_user_runtime_dir (), "watched.ppm", NULL);
  g_autofree char *once = g_strdup_printf ("screenshot watched --file %s; ", file);
  GString *commands = g_string_new (NULL);
  guint n = 0;

  real_add ("watched", SP_RIG_SCREEN);
  g_assert_no_errno (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700));
  for (guint i = 0; i < 300; i++)
    g_string_append (commands, once);
  other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "virsh", "-q", "-c", sp_rig_get_uri (real_rig), commands->str, NULL);
  g_assert_no_error (error);
  while (g_subprocess_get_identifier (other) != NULL)
    {
      g_autoptr (SpFacts) facts = deed_facts (real_host, "watched");

      g_assert_cmpint (sp_facts_peek (facts)->job_active, ==, SP_NO);
      n++;
    }
  g_assert_true (g_subprocess_wait_check (other, NULL, &error));
  g_test_message ("Looked %u times beside 300 pictures", n);
  g_assert_cmpuint (n, >=, 5);
  g_string_free (commands, TRUE);
  real_remove ("watched");
}

/* The test driver sends a PNG where QEMU sends what it likes. */
static void
test_png (void)
{
  SpHost *host = deed_open ("test:///default");
  g_autofree char *path = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  deed_take (host, "test", "a", SP_KIND_INTERNAL, FALSE);
  path = find_screen (host, "test", "a");
  g_assert_nonnull (path);
  pixbuf = load (path);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), >, 100);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), <=, 480);
  deed_close (host);
}

int
main (int   argc,
      char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  g_test_add_data_func ("/screens/inside", GINT_TO_POINTER (SP_KIND_INTERNAL), test_real);
  g_test_add_data_func ("/screens/separate", GINT_TO_POINTER (SP_KIND_EXTERNAL), test_real);
  g_test_add_func ("/screens/live", test_live);
  g_test_add_func ("/screens/watched", test_watched);
  g_test_add_func ("/screens/none", test_no_screen);
  g_test_add_func ("/screens/safety", test_safety);
  g_test_add_func ("/screens/png", test_png);
  status = g_test_run ();
  real_stop ();
  return status;
}
