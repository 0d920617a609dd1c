/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixed histories, as a list and as a map, in every way that a desktop may want them: a picture of each to look at, the same
 * every time. pictures FOLDER MODE...: the modes are below. */

#include "config.h"

#include "../bench/real-window.h"
#include "sp-fake-host.h"
#include "sp-picked.h"
#include "sp-picture.h"
#include "sp-when.h"

#include <glib/gstdio.h>
#include <libdex.h>

#define NOW 1763906520 /* Sunday, 2025-11-23 14:02 */
#define HOUR 3600
#define DPI (96 * 1024)

typedef struct
{
  const char *name;
  int         width, height;
  gboolean    dark, rtl, large;
} Mode;

/* High contrast is the environment's: a run of its own. */
static const Mode modes[] = {
  { "light", 1180, 740, FALSE, FALSE, FALSE },
  { "dark", 1180, 740, TRUE, FALSE, FALSE },
  { "contrast", 1180, 740, FALSE, FALSE, FALSE },
  { "right-to-left", 1180, 740, FALSE, TRUE, FALSE },
  { "narrow", 360, 740, FALSE, FALSE, FALSE },
  { "narrow-dark", 360, 740, TRUE, FALSE, FALSE },
  { "large", 1180, 740, FALSE, FALSE, TRUE },
  { "narrow-large", 360, 740, FALSE, FALSE, TRUE },
};

static const char *const titles[] = { "Clean install", "Before the upgrade", "Tried the new kernel", "Works at last", "Before the experiment",
                                      "Ein langer Titel, der in keine Zeile passt, weil er alles erzählt", "安装完成", NULL };

static void
add (SpFakeHost           *host,
     const char           *machine,
     const SpSnapshotInit *what)
{
  const SpSnapshotDisk disk = { .target = "vda", .kind = what->memory == SP_MEMORY_EXTERNAL ? SP_KIND_EXTERNAL : SP_KIND_INTERNAL,
                                .source = "/images/disk.qcow2", .format = "qcow2", .is_file = TRUE };
  SpSnapshotInit init = *what;

  if (!what->damaged)
    {
      init.disks = &disk;
      init.n_disks = 1;
      init.has_domain = TRUE;
    }
  sp_fake_host_add_snapshot (host, machine, &init);
}

/* @fork: one in so many grows from an old one. */
static void
add_forest (SpFakeHost *host,
            const char *machine,
            int         n,
            int         fork)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20251123);

  sp_fake_host_add_machine (host, machine, SP_MACHINE_STATE_RUNNING);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%d", i);
      int parent = i > 1 && g_rand_int_range (rand, 0, fork) == 0 ? g_rand_int_range (rand, MAX (0, i - 30), i) : i - 1;
      g_autofree char *from = i > 0 ? g_strdup_printf ("s%d", parent) : NULL;
      gboolean off = g_rand_int_range (rand, 0, 5) == 0;

      add (host, machine,
           &(SpSnapshotInit){ .name = name, .title = titles[i % G_N_ELEMENTS (titles)], .parent = from, .current = i == n - 1,
                              .created = NOW - 600 - (gint64) (n - 1 - i) * (n > 30 ? 9 : 31) * HOUR, .pinned = i % 11 == 3,
                              .state = off ? SP_SNAPSHOT_STATE_OFF : SP_SNAPSHOT_STATE_RUNNING,
                              .memory = off ? SP_MEMORY_NONE : SP_MEMORY_INTERNAL });
    }
}

/* One of each sort, kinds mixed. */
static void
add_states (SpFakeHost *host)
{
  static const SpSnapshotInit all[] = {
    { .name = "off", .title = "Powered off, inside", .state = SP_SNAPSHOT_STATE_OFF, .memory = SP_MEMORY_NONE, .created = NOW - 900 * HOUR },
    { .name = "inside", .title = "With memory, inside", .parent = "off", .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_INTERNAL,
      .created = NOW - 300 * HOUR, .baseline = 1 },
    { .name = "separate", .title = "With memory, in separate files", .parent = "inside", .state = SP_SNAPSHOT_STATE_RUNNING,
      .memory = SP_MEMORY_EXTERNAL, .created = NOW - 40 * HOUR, .pinned = TRUE },
    { .name = "paused", .title = "Paused", .parent = "inside", .state = SP_SNAPSHOT_STATE_PAUSED, .memory = SP_MEMORY_INTERNAL,
      .created = NOW - 30 * HOUR },
    { .name = "half", .title = "Its deletion broke off", .parent = "paused", .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_INTERNAL,
      .created = NOW - 25 * HOUR, .half_merged = TRUE },
    { .name = "disks", .title = "Disks only, quiesced", .parent = "paused", .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_NONE,
      .created = NOW - 20 * HOUR, .quiesced = TRUE },
    { .name = "safety", .title = "Before going back", .parent = "disks", .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_INTERNAL,
      .created = NOW - 3 * HOUR, .safety = TRUE },
    { .name = "damaged", .created = NOW - 2 * HOUR, .damaged = TRUE },
    { .name = "now", .title = "<b>No & markup</b>", .parent = "separate", .state = SP_SNAPSHOT_STATE_RUNNING, .memory = SP_MEMORY_EXTERNAL,
      .created = NOW - 300, .current = TRUE },
  };

  sp_fake_host_add_machine (host, "states", SP_MACHINE_STATE_PAUSED);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    add (host, "states", &all[i]);
}

/* What ought not to be: parents that are gone, and a circle; of a machine that is off. */
static void
add_odd (SpFakeHost *host)
{
  static const SpSnapshotInit all[] = {
    { .name = "root", .title = "A root", .state = SP_SNAPSHOT_STATE_OFF, .created = NOW - 90 * HOUR },
    { .name = "orphan", .title = "Its parent is gone", .parent = "gone", .state = SP_SNAPSHOT_STATE_OFF, .created = NOW - 50 * HOUR },
    { .name = "child", .title = "Grew from that", .parent = "orphan", .state = SP_SNAPSHOT_STATE_OFF, .created = NOW - 40 * HOUR },
    { .name = "round", .title = "In a circle", .parent = "about", .state = SP_SNAPSHOT_STATE_OFF, .created = NOW - 30 * HOUR },
    { .name = "about", .title = "In a circle, too", .parent = "round", .state = SP_SNAPSHOT_STATE_OFF, .created = NOW - 20 * HOUR },
    { .name = "last", .title = "Grew from the root", .parent = "root", .state = SP_SNAPSHOT_STATE_OFF, .created = NOW - 2 * HOUR, .current = TRUE },
  };

  sp_fake_host_add_machine (host, "odd", SP_MACHINE_STATE_OFF);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    add (host, "odd", &all[i]);
}

static void
put_on (const Mode *mode)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), mode->dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_widget_set_default_direction (mode->rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", mode->large ? 2 * DPI : DPI, "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE,
                NULL);
  gtk_window_set_default_size (GTK_WINDOW (real_window_get ()), mode->width, mode->height);
}

static void
count_cb (int *n)
{
  (*n)++;
}

static gboolean
has_frames (gpointer data)
{
  return *(int *) data >= 3;
}

/* Until what was changed is laid out and painted. */
static void
paint (void)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (real_window_get ()));
  int n = 0;
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (count_cb), &n);

  gdk_frame_clock_begin_updating (clock);
  real_window_await (has_frames, &n, "frames");
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
}

static void
write_picture (const char *folder,
               const Mode *mode,
               const char *machine,
               const char *view)
{
  g_autofree char *name = g_strdup_printf ("%s-%s-%s.png", machine, view, mode->name);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *again = g_strconcat (path, ".again", NULL);
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  gsize other_length = 0;

  paint ();
  sp_picture_write (GTK_WIDGET (real_window_get ()), path, &error);
  g_assert_no_error (error);
  /* What moves by itself would make it another one each time. */
  paint ();
  sp_picture_write (GTK_WIDGET (real_window_get ()), again, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &one, &length, NULL));
  g_assert_true (g_file_get_contents (again, &other, &other_length, NULL));
  g_assert_cmpmem (one, length, other, other_length);
  g_unlink (again);
}

/* What the details say of one in which something is wrong: where there is room for them beside the history. */
static void
draw_details (const char *folder,
              const Mode *mode)
{
  SpSession *session = sp_window_get_session (real_window_get ());
  g_autoptr (GArray) picked = sp_picked_new (-1);
  int half = sp_history_find (sp_session_get_history (session), "half");

  if (mode->width < 1000 || mode->large)
    return;
  g_assert_cmpint (half, >=, 0);
  g_array_append_val (picked, half);
  sp_session_set_picked (session, picked);
  write_picture (folder, mode, "states", "details");
  g_array_set_size (picked, 0);
  sp_session_set_picked (session, picked);
}

/* In high contrast the way to Now has the colour of words; so have the runs on it. */
static void
check_path (const Mode *mode)
{
  GtkWidget *window = GTK_WIDGET (real_window_get ());
  GtkWidget *run = real_window_find (window, "on-path");
  GdkRGBA colour, words;

  if (run == NULL || !g_str_equal (mode->name, "contrast"))
    return;
  gtk_widget_get_color (run, &colour);
  gtk_widget_get_color (window, &words);
  g_assert_true (gdk_rgba_equal (&colour, &words));
}

static void
draw (const char *folder,
      const Mode *mode)
{
  static const struct
  {
    const char *machine;
    int         n;
  } histories[] = { { "three", 3 }, { "thirty", 30 }, { "three-hundred", 300 }, { "states", 9 } };
  GtkWidget *window = GTK_WIDGET (real_window_get ());

  put_on (mode);
  for (gsize i = 0; i < G_N_ELEMENTS (histories); i++)
    {
      real_window_click_machine (histories[i].machine);
      real_window_rest ();
      g_assert_true (real_window_shows (histories[i].machine, histories[i].n));
      write_picture (folder, mode, histories[i].machine, "list");
      g_assert_true (gtk_widget_activate_action (window, "view.map", NULL));
      write_picture (folder, mode, histories[i].machine, "map");
      check_path (mode);
      g_assert_true (gtk_widget_activate_action (window, "view.normal-size", NULL));
      write_picture (folder, mode, histories[i].machine, "map-close");
      g_assert_true (gtk_widget_activate_action (window, "view.fit", NULL));
      g_assert_true (gtk_widget_activate_action (window, "view.map", NULL));
    }
  draw_details (folder, mode);
}

static void
draw_machine (const char *folder,
              const Mode *mode,
              const char *machine,
              int         n,
              const char *view)
{
  real_window_click_machine (machine);
  real_window_rest ();
  g_assert_true (real_window_shows (machine, n));
  write_picture (folder, mode, machine, view);
}

static gboolean
says_below (GtkWidget  *widget,
            const char *end)
{
  if (GTK_IS_LABEL (widget) && g_str_has_suffix (gtk_label_get_label (GTK_LABEL (widget)), end))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_mapped (child) && says_below (child, end))
      return TRUE;
  return FALSE;
}

static gboolean
says (gpointer data)
{
  return says_below (GTK_WIDGET (real_window_get ()), data);
}

/* What is seen now and then: a broken history, low rows, a search that finds some, and one that finds none. */
static void
draw_rest (const char *folder,
           const Mode *mode)
{
  GtkWidget *window = GTK_WIDGET (real_window_get ());

  put_on (mode);
  draw_machine (folder, mode, "odd", 6, "list");
  g_assert_true (gtk_widget_activate_action (window, "win.compact-rows", NULL));
  draw_machine (folder, mode, "thirty", 30, "compact");
  real_window_search ("upgrade");
  real_window_await (says, (gpointer) " found", "what was found to be told");
  write_picture (folder, mode, "thirty", "found");
  real_window_search ("nothing of the kind");
  real_window_await (says, (gpointer) "None found", "that nothing was found to be told");
  write_picture (folder, mode, "thirty", "not-found");
  real_window_search (NULL);
  g_assert_true (gtk_widget_activate_action (window, "win.compact-rows", NULL));
}

/* No width is too narrow for what is shown in it; GTK would warn, which ends the test. */
static void
try_widths (const Mode *mode)
{
  GtkWidget *window = GTK_WIDGET (real_window_get ());

  put_on (mode);
  real_window_click_machine ("states");
  real_window_rest ();
  for (int details = 0; details < 2; details++)
    {
      for (int width = mode->width; width >= 360; width -= 20)
        {
          gtk_window_set_default_size (GTK_WINDOW (window), width, mode->height);
          paint ();
          /* A narrow window hides them. */
          g_assert_true (gtk_widget_activate_action (window, "win.details", NULL));
          paint ();
        }
      g_assert_true (gtk_widget_activate_action (window, "win.details", NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (SpFakeHost) host = NULL;
  SpHost *hosts[2] = { NULL, NULL };
  SpApplication *application;

  real_window_isolate ();
  sp_when_stop_clock (NOW);
  dex_init ();
  g_assert_no_errno (g_mkdir_with_parents (argv[1], 0755));
  host = sp_fake_host_new ("fake", "This Computer");
  sp_fake_host_set_delay (host, 0);
  add_forest (host, "three", 3, 3);
  add_forest (host, "thirty", 30, 4);
  add_forest (host, "three-hundred", 300, 6);
  add_states (host);
  add_odd (host);
  hosts[0] = SP_HOST (host);
  application = real_window_open_on (hosts, modes[0].width, modes[0].height);
  g_print ("1..%d\n", argc - 2);
  for (int i = 2; i < argc; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (modes); j++)
      if (g_str_equal (argv[i], modes[j].name))
        {
          draw (argv[1], &modes[j]);
          if (g_str_equal (modes[j].name, "light"))
            draw_rest (argv[1], &modes[j]);
          if (g_str_equal (modes[j].name, "light") || g_str_equal (modes[j].name, "large"))
            try_widths (&modes[j]);
          g_print ("ok %d - /pictures/%s\n", i - 1, modes[j].name);
        }
  real_window_close (application);
  real_window_tidy ();
  return 0;
}
