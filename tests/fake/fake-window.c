/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program on hosts of the tests' making: the first argument says which. */

#include "config.h"

#include "cut-labels.h"
#include "sp-application.h"
#include "sp-error.h"
#include "sp-fake-host.h"
#include "sp-language.h"
#include "sp-screens.h"
#include "sp-welcome.h"
#include "sp-when.h"
#include "sp-window.h"

#include <stdio.h>
#include <string.h>

#define DPI (96 * 1024)

/* A snapshot in separate files: what it froze, and the layer that it put on top. */
static void
add (SpFakeHost           *host,
     const SpSnapshotInit *what,
     const char           *frozen,
     const char           *top)
{
  const SpSnapshotDisk disk = { .target = "vda", .kind = SP_KIND_EXTERNAL, .source = top, .format = "qcow2", .is_file = TRUE };
  const SpSnapshotDomainDisk was = { .target = "vda", .source = frozen, .format = "qcow2", .is_file = TRUE, .is_disk = TRUE,
                                     .has_chain = TRUE };
  g_autofree char *memory = g_strdup_printf ("/images/web-server.%s.mem", what->name);
  SpSnapshotInit init = *what;

  init.state = SP_SNAPSHOT_STATE_RUNNING;
  init.memory = SP_MEMORY_EXTERNAL;
  init.memory_file = memory;
  init.has_domain = TRUE;
  init.disks = &disk;
  init.n_disks = 1;
  init.domain_disks = &was;
  init.n_domain_disks = 1;
  sp_fake_host_add_snapshot (host, "web-server", &init);
}

/* A screen with a window on it, of no format that any host would send. */
static void
add_screen (const char *name,
            gint64      created)
{
  enum { WIDTH = 480, HEIGHT = 300 };
  g_autofree guint8 *pixels = g_malloc (WIDTH * HEIGHT * 3);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) png = NULL;

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        gboolean window = x > 90 && x < 390 && y > 60 && y < 240;
        guint8 *p = pixels + (y * WIDTH + x) * 3;

        p[0] = window ? 240 : 30;
        p[1] = window ? (y < 84 ? 200 : 240) : (guint8) (60 + y / 4);
        p[2] = window ? (y < 84 ? 180 : 240) : (guint8) (110 + x / 8);
      }
  bytes = g_bytes_new (pixels, WIDTH * HEIGHT * 3);
  texture = gdk_memory_texture_new (WIDTH, HEIGHT, GDK_MEMORY_R8G8B8, bytes, WIDTH * 3);
  png = gdk_texture_save_to_png_bytes (texture);
  /* The fake host calls its machines by their names. */
  sp_screens_keep ("web-server", name, created, png);
}

static void
add_others (SpFakeHost *host)
{
  sp_fake_host_add_machine (host, "database", SP_MACHINE_STATE_OFF);
  sp_fake_host_add_machine (host, "mail <old & tired>", SP_MACHINE_STATE_PAUSED);
}

/* One line, an hour between two. */
static void
add_long (SpFakeHost *host,
          gint64      now)
{
  sp_fake_host_add_machine (host, "long", SP_MACHINE_STATE_OFF);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%02u", i);
      g_autofree char *parent = i > 0 ? g_strdup_printf ("s%02u", i - 1) : NULL;
      SpSnapshotInit init = { .name = name, .parent = parent, .created = now - (40 - i) * 3600, .current = i == 39, .has_domain = TRUE };

      sp_fake_host_add_snapshot (host, "long", &init);
    }
}

/* Two running machines without the room for their memory: one that may have separate files, and one that has snapshots inside
 * its disk file. */
static void
add_cramped (SpFakeHost *host,
             gint64      now)
{
  const SpSnapshotDisk disk = { .target = "vda", .kind = SP_KIND_INTERNAL };
  const SpSnapshotInit init = { .name = "first", .created = now - 3600, .current = TRUE, .has_domain = TRUE,
                                .state = SP_SNAPSHOT_STATE_OFF, .disks = &disk, .n_disks = 1 };

  for (const char *const *name = (const char *const[]){ "cramped", "inside", NULL }; *name != NULL; name++)
    {
      sp_fake_host_add_machine (host, *name, SP_MACHINE_STATE_RUNNING);
      sp_fake_host_set_room (host, *name, 100 << 20);
    }
  sp_fake_host_add_snapshot (host, "inside", &init);
}

static void
fill (SpFakeHost *host,
      gint64      now)
{
  SpSnapshotInit init = { 0 };

  sp_fake_host_add_machine (host, "web-server", SP_MACHINE_STATE_RUNNING);
  init.name = "clean";
  init.title = "Clean install";
  init.created = now - 400 * 3600;
  add (host, &init, "/images/web-server.qcow2", "/images/web-server.clean");
  init.name = "tried";
  init.title = "Tried the <new> kernel & lost";
  init.parent = "clean";
  init.created = now - 40 * 3600;
  add (host, &init, "/images/web-server.clean", "/images/web-server.tried");
  init.name = "before-upgrade";
  init.title = NULL;
  init.description = "Everything up to date,\nand the shop works.";
  init.created = now - 2 * 3600;
  init.current = TRUE;
  add_screen (init.name, init.created);
  add_screen ("clean", now - 400 * 3600);
  add (host, &init, "/images/web-server.1763700000", "/images/web-server.before-upgrade");

  sp_fake_host_add_layer (host, "web-server", "/images/web-server.qcow2", NULL);
  sp_fake_host_add_layer (host, "web-server", "/images/web-server.clean", "/images/web-server.qcow2");
  sp_fake_host_add_layer (host, "web-server", "/images/web-server.tried", "/images/web-server.clean");
  sp_fake_host_add_layer (host, "web-server", "/images/web-server.1763700000", "/images/web-server.qcow2");
  sp_fake_host_add_layer (host, "web-server", "/images/web-server.before-upgrade", "/images/web-server.1763700000");
}

/* Whose names are nobody's business. */
static void
add_secret (SpApplication *application)
{
  g_autoptr (SpFakeHost) host = sp_fake_host_new_at ("qemu+ssh://anna@secret.example/system", "secret", "Secret");
  g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_CANNOT_CONNECT, "secret.example does not answer to anna.");

  sp_fake_host_fail_open (host, error);
  sp_application_add_host (application, SP_HOST (host));
}

/* Another host with a copy of one machine, whose history can be read where there is no @error. */
static void
add_shelf (SpApplication *application,
           const char    *title,
           const GError  *error)
{
  const SpSnapshotInit init = { .name = "first", .created = g_get_real_time () / G_USEC_PER_SEC - 3600, .current = TRUE, .has_domain = TRUE };
  g_autofree char *uri = g_strdup_printf ("fake://%s/", title);
  g_autoptr (SpFakeHost) host = sp_fake_host_new_at (uri, title, title);

  sp_fake_host_add_machine (host, "archive", SP_MACHINE_STATE_OFF);
  sp_fake_host_add_snapshot (host, "archive", &init);
  sp_fake_host_fail_load (host, error);
  sp_application_add_host (application, SP_HOST (host));
}

static void
add_shelves (SpApplication *application)
{
  g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_BAD_DATA, "The history is torn.");

  add_shelf (application, "Attic", error);
  add_shelf (application, "Shed", NULL);
}

/* For a test to read: whole, as soon as it is there. */
static void
answer (const char *question,
        const char *text)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), question, NULL);

  if (!g_file_set_contents (path, text, -1, NULL))
    g_error ("Nothing can be written to %s", path);
}

/* What is really set. */
static char *
list_accels (void)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (application, actions[i]);
      g_autofree char *keys = g_strjoinv (",", accels);

      g_string_append_printf (text, "%s %s\n", actions[i], keys);
    }
  return g_string_free_and_steal (text);
}

/* One line of standard input, one event. */
static gboolean
input_cb (GIOChannel  *channel,
          GIOCondition condition,
          gpointer     data)
{
  SpFakeHost *host = data;
  g_autofree char *line = NULL;
  gsize end;

  if (g_io_channel_read_line (channel, &line, NULL, &end, NULL) != G_IO_STATUS_NORMAL)
    return G_SOURCE_REMOVE;

  line[end] = '\0';
  if (g_str_equal (line, "lose"))
    sp_fake_host_lose (host);
  else if (g_str_equal (line, "back"))
    sp_fake_host_come_back (host);
  else if (g_str_equal (line, "later"))
    sp_when_stop_clock (sp_when_now () + 24 * 3600);
  else if (g_str_equal (line, "age"))
    sp_fake_host_age (host, 600);
  else if (g_str_equal (line, "drag"))
    sp_fake_host_drag (host, TRUE);
  else if (g_str_equal (line, "flow"))
    sp_fake_host_drag (host, FALSE);
  else if (g_str_equal (line, "refuse"))
    {
      g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_AUTH, "The host did not let you in.");

      sp_fake_host_fail_open (host, error);
    }
  else if (g_str_equal (line, "vanish"))
    sp_fake_host_remove_machine (host, "web-server");
  else if (g_str_equal (line, "take-elsewhere"))
    {
      SpSnapshotInit init = { .name = "elsewhere", .parent = "before-upgrade", .created = g_get_real_time () / G_USEC_PER_SEC,
                              .has_domain = TRUE };

      sp_fake_host_add_snapshot (host, "web-server", &init);
    }
  else if (g_str_equal (line, "slow"))
    sp_fake_host_set_delay (host, 2500);
  else if (g_str_equal (line, "crawl"))
    sp_fake_host_set_delay (host, 5200); /* twice for the shortest deed */
  else if (g_str_equal (line, "quick"))
    sp_fake_host_set_delay (host, 100);
  else if (g_str_equal (line, "forget"))
    sp_fake_host_remove_snapshot (host, "web-server", "tried");
  else if (g_str_equal (line, "hold"))
    sp_fake_host_hold (host);
  else if (g_str_has_prefix (line, "part "))
    sp_fake_host_tell_part (host, "long", (guint) g_ascii_strtoull (line + strlen ("part "), NULL, 10));
  else if (g_str_equal (line, "release"))
    sp_fake_host_release (host);
  else if (g_str_equal (line, "mend"))
    sp_fake_host_fail_open (host, NULL);
  else if (g_str_equal (line, "change"))
    {
      g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_CHANGED, "The machine changed since the plan was made.");

      sp_fake_host_remove_snapshot (host, "web-server", "tried");
      sp_fake_host_fail_run (host, error);
    }
  else if (g_str_equal (line, "fail"))
    {
      g_autoptr (GError) error = g_error_new_literal (SP_ERROR, SP_ERROR_NO_SPACE, "There is no room on the host’s disk.");

      sp_error_set_virt (error, 55, 10, "unable to write '/images/<new> & more': No space left on device");
      sp_fake_host_fail_run (host, error);
    }
  else if (g_str_equal (line, "deaf"))
    sp_fake_host_be_deaf (host, TRUE);
  else if (g_str_equal (line, "turn-off"))
    sp_fake_host_turn_off (host, "cramped");
  else if (g_str_equal (line, "accels"))
    {
      g_autofree char *accels = list_accels ();

      answer (line, accels);
    }
  else if (g_str_equal (line, "cut"))
    {
      g_autofree char *cut = cut_labels_find ();

      answer (line, cut);
    }
  else if (g_str_equal (line, "rtl"))
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  else if (g_str_equal (line, "large"))
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * DPI, NULL);
  else if (g_str_equal (line, "welcome"))
    {
      SpWindow *window = SP_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (g_application_get_default ())));

      sp_welcome_present (GTK_WIDGET (window), sp_window_get_session (window));
    }
  else
    g_error ("what is “%s”?", line);

  return G_SOURCE_CONTINUE;
}

/* What the first frame showed. */
static void
painted_cb (GdkFrameClock *clock,
            SpWindow      *window)
{
  SpHistory *history = sp_session_get_history (sp_window_get_session (window));

  g_signal_handlers_disconnect_by_func (clock, painted_cb, window);
  g_print ("first frame: %d snapshots\n", history != NULL ? sp_history_get_n (history) : -1);
}

static void
mapped_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), window);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window)
{
  if (SP_IS_WINDOW (window))
    g_signal_connect (window, "map", G_CALLBACK (mapped_cb), NULL);
}

/* As where people read from right to left, whatever language is installed here. */
static void
turn_cb (void)
{
  if (g_getenv ("SP_FAKE_RTL") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
}

int
main (int    argc,
      char **argv)
{
  const char *what = argc > 1 ? argv[1] : "";
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (SpApplication) application = NULL;
  g_autoptr (SpFakeHost) host = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  int status;

  sp_language_start ();
  dex_init ();
  application = sp_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  host = sp_fake_host_new ("fake", "This Computer");
  sp_fake_host_set_delay (host, 100);

  if (g_str_equal (what, "no-libvirt"))
    error = g_error_new_literal (SP_ERROR, SP_ERROR_CANNOT_CONNECT, "Nobody answers at the socket of libvirt.");
  else if (g_str_equal (what, "not-allowed"))
    error = g_error_new_literal (SP_ERROR, SP_ERROR_NOT_ALLOWED, "You may not use <this> libvirt.");
  else if (!g_str_equal (what, "no-machines"))
    fill (host, now);
  if (g_str_has_prefix (what, "known"))
    {
      sp_fake_host_remember (host);
      g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
    }
  else if (error == NULL && !g_str_equal (what, "no-machines"))
    add_others (host);
  if (g_str_equal (what, "cramped"))
    add_cramped (host, now);
  if (g_str_equal (what, "parts"))
    add_long (host, now);
  for (guint i = 0; g_str_equal (what, "crowd") && i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%04u", i);

      sp_fake_host_add_machine (host, name, SP_MACHINE_STATE_OFF);
    }
  if (g_str_equal (what, "crowd"))
    sp_host_set_colour (SP_HOST (host), "teal");
  if (g_str_equal (what, "known-away"))
    error = g_error_new_literal (SP_ERROR, SP_ERROR_CANNOT_CONNECT, "Nobody answers at the socket of libvirt.");
  if (g_str_equal (what, "known-slow"))
    sp_fake_host_set_delay (host, 2500);
  sp_fake_host_fail_open (host, error);

  sp_application_add_host (application, SP_HOST (host));
  if (g_str_equal (what, "help"))
    add_secret (application);
  if (g_str_equal (what, "missing"))
    add_shelves (application);
  g_signal_connect_after (application, "startup", G_CALLBACK (turn_cb), NULL);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, input_cb, host);
  status = g_application_run (G_APPLICATION (application), argc > 1 ? argc - 1 : argc, argc > 1 ? argv + 1 : argv);
  return status != 0 ? status : sp_application_get_status (application);
}
