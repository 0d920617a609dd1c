/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window used without a pause: refreshes, selections, searches, the map, comparisons and deeds on libvirt's test driver, at
 * speed. Nothing may grow, and nothing may be said. --seconds N: how long; --test: as a test, in TAP. */

#include "config.h"

#include "real-window.h"
#include "sp-backend.h"
#include "sp-screen-view.h"

#include <libdex.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH 1180
#define HEIGHT 740
/* What is made once, whatever is done (fonts, pictures, styles, pools of threads), is there after so many rounds. */
#define WARM_ROUNDS 12
/* Of the heap that is in use, per round, and once for what libraries keep at hand; what malloc() keeps for later is not growth. */
#define MOST_GROWTH_BYTES 2048.0
#define AT_HAND_BYTES 1e6
#define MOST_SNAPSHOTS 12
#define SCREEN_MSEC 40
#define SEARCH_MSEC 250 /* what is typed is looked for a moment later */

typedef struct
{
  gint64 at; /* microseconds */
  double heap;
  guint  files;
  guint  threads;
} Sample;

static guint n_said; /* warnings and criticals */

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0)
    n_said++;
  return g_log_writer_default (level, fields, n_fields, data);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static Sample
take_sample (void)
{
  struct mallinfo2 heap = mallinfo2 ();

  return (Sample){ g_get_monotonic_time (), (double) heap.uordblks + (double) heap.hblkhd, count_files ("/proc/self/fd"),
                   count_files ("/proc/self/task") };
}

/* --- What a person does --- */

static SpHistory *
get_history (void)
{
  return sp_session_get_history (real_window_session ());
}

static void
pick (int index)
{
  g_autoptr (GArray) picked = g_array_new (FALSE, FALSE, sizeof (int));

  if (index >= 0)
    g_array_append_val (picked, index);
  sp_session_set_picked (real_window_session (), picked);
  real_window_settle (SCREEN_MSEC);
}

static void
act (const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (real_window_get ()), action, NULL));
}

static void
take (void)
{
  act ("win.take");
  real_window_confirm ("suggested-action");
  real_window_rest ();
}

static void
revert (void)
{
  pick (0);
  act ("snapshot.revert");
  real_window_confirm ("destructive-action");
  real_window_rest ();
}

static void
delete_one (void)
{
  pick (sp_history_get_n (get_history ()) - 1);
  act ("snapshot.delete");
  real_window_confirm ("destructive-action");
  real_window_rest ();
}

/* What is found, what is not, and all again. */
static void
search (void)
{
  static const char *const words[] = { "o", "today", "nothing is called this" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      real_window_search (words[i]);
      real_window_settle (SEARCH_MSEC);
    }
  real_window_search (NULL);
  real_window_settle (SCREEN_MSEC);
}

static void
look_at_map (int n)
{
  static const char *const zooms[] = { "view.zoom-in", "view.zoom-out", "view.fit", "view.normal-size" };

  act ("view.map");
  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      act (zooms[i]);
      real_window_settle (SCREEN_MSEC);
    }
  for (int i = 0; i < n; i += 3)
    pick (i);
  act ("win.refresh");
  real_window_rest ();
  act ("view.map");
  real_window_settle (SCREEN_MSEC);
}

/* The oldest with Now. */
static void
compare (void)
{
  pick (0);
  act ("compare.open");
  real_window_dismiss ();
}

static void
do_round (guint round)
{
  int n = get_history () != NULL ? sp_history_get_n (get_history ()) : 0;

  for (int i = 0; i < n; i++)
    pick (i);
  pick (-1);
  act ("win.refresh");
  real_window_rest ();
  if (n > 0)
    {
      search ();
      look_at_map (n);
      compare ();
    }
  if (n == 0 || round % 3 == 0)
    take ();
  else if (round % 3 == 1)
    revert ();
  /* A revert leaves a safety snapshot. */
  while (sp_history_get_n (get_history ()) > MOST_SNAPSHOTS)
    delete_one ();
  if (round % 4 == 0)
    {
      real_window_click_machine ("soaked-too");
      real_window_rest ();
      real_window_click_machine ("soaked");
      real_window_rest ();
    }
}

/* The test driver lives in this process, and its snapshots are part of the heap: as few of them each time. So are pictures
 * at hand, of which there are so many and not more. */
static Sample
begin_anew (void)
{
  while (sp_history_get_n (get_history ()) > 1)
    delete_one ();
  pick (-1);
  sp_screen_view_forget_all ();
  real_window_settle (1000);
  return take_sample ();
}

/* --- The whole --- */

/* Two machines, and as many of them as each of these tests needs; of this process alone. */
static char *
write_node (void)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "node.xml", NULL);
  static const char *const domain =
      "<domain type='test'><name>%s</name><memory unit='MiB'>64</memory><os><type arch='i686'>hvm</type></os><devices><disk type='file' "
      "device='disk'><driver name='qemu' type='qcow2'/><source file='/guest/%s.qcow2'/><target dev='vda' bus='virtio'/></disk></devices></domain>";
  g_autoptr (GString) xml = g_string_new ("<node>");

  g_assert_no_errno (g_mkdir_with_parents (g_get_user_cache_dir (), 0700));
  for (int i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "soaked" : "soaked-too";
      g_auto (GStrv) parts = g_strsplit (domain, "%s", -1);

      g_string_append_printf (xml, "%s%s%s%s%s", parts[0], name, parts[1], name, parts[2]);
    }
  g_string_append (xml, "</node>");
  g_assert_true (g_file_set_contents (path, xml->str, -1, NULL));
  return g_strconcat ("test://", path, NULL);
}

static gboolean
report (const Sample *warm,
        const Sample *end,
        guint         rounds)
{
  double growth = (end->heap - warm->heap) / rounds;
  gboolean grew = growth > MOST_GROWTH_BYTES + AT_HAND_BYTES / rounds || end->files > warm->files + 2 || end->threads > warm->threads + 4;

  g_print ("# %u rounds in %.0f s: heap %.1f MB, then %.1f MB: %.0f bytes a round (at most %.0f)%s; files %u, then %u; threads %u, then %u; "
           "%u warnings\n",
           rounds, (double) (end->at - warm->at) / G_USEC_PER_SEC, warm->heap / 1e6, end->heap / 1e6, growth,
           MOST_GROWTH_BYTES + AT_HAND_BYTES / rounds, grew ? "  BROKEN" : "", warm->files, end->files, warm->threads, end->threads, n_said);
  return !grew && n_said == 0;
}

static gboolean
soak (int seconds)
{
  g_autofree char *uri = write_node ();
  const char *uris[] = { uri, NULL };
  SpApplication *application = real_window_open (uris, WIDTH, HEIGHT);
  Sample warm = { 0 };
  Sample end;
  guint round = 0;
  gboolean ok;

  /* A dialog that grows has its text drawn in every size, and cairo keeps the glyphs of hundreds of them. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  real_window_click_machine ("soaked");
  real_window_rest ();
  while (round <= WARM_ROUNDS || g_get_monotonic_time () - warm.at < (gint64) seconds * G_USEC_PER_SEC)
    {
      do_round (round++);
      if (round == WARM_ROUNDS)
        warm = begin_anew ();
    }
  end = begin_anew ();
  ok = report (&warm, &end, round - WARM_ROUNDS);
  real_window_close (application);
  return ok;
}

int
main (int    argc,
      char **argv)
{
  int seconds = 3600;
  gboolean test = FALSE;
  const GOptionEntry entries[] = {
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "How long (an hour)", "N" },
    { "test", 0, 0, G_OPTION_ARG_NONE, &test, "As a test, in TAP", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);
  g_log_set_writer_func (write_log, NULL, NULL);
  real_window_isolate ();
  dex_init ();
  sp_backend_init (&argc, &argv);
  if (test)
    g_print ("1..1\n");
  ok = soak (seconds);
  if (test)
    g_print ("%s 1 - /soak/growth\n", ok ? "ok" : "not ok");
  real_window_tidy ();
  return ok ? 0 : 1;
}
