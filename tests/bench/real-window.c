/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own window, in this process, used as a person uses it. */

#include "config.h"

#include "real-window.h"

#include "sp-operation-bar.h"
#include "sp-search-bar.h"
#include "sp-sidebar.h"

#define PATIENCE_SECONDS 180
/* In which what was set going can be seen to be under way. */
#define BEGIN_MSEC 100

static SpWindow *window;
static void (*frame_func) (gpointer data);
static gpointer frame_data;
static char *folder;

void
real_window_isolate (void)
{
  static const char *const variables[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME" };

  folder = g_dir_make_tmp ("sp-bench-XXXXXX", NULL);
  g_assert_nonnull (folder);
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      g_autofree char *path = g_build_filename (folder, variables[i], NULL);

      g_setenv (variables[i], path, TRUE);
    }
}

void
real_window_tidy (void)
{
  const char *argv[] = { "rm", "-rf", folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_clear_pointer (&folder, g_free);
}

/* Whatever happens, the main loop turns again. */
static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
real_window_await (RealCondition condition,
                   gpointer      data,
                   const char   *what)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  guint wake = g_timeout_add (100, wake_cb, NULL);

  while (!condition (data))
    {
      if (g_get_monotonic_time () > until)
        g_error ("waited %d s for %s", PATIENCE_SECONDS, what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (wake);
}

static gboolean
later_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
real_window_settle (guint msec)
{
  gboolean over = FALSE;

  g_timeout_add (msec, later_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_machines (gpointer data)
{
  SpSession *session = data;
  GListModel *hosts = sp_session_get_hosts (session);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (g_list_model_get_n_items (sp_host_get_machines (host)) == 0)
        return FALSE;
    }
  return TRUE;
}

void
real_window_on_frame (void (*func) (gpointer data),
                      gpointer data)
{
  frame_func = func;
  frame_data = data;
}

static void
painted_cb (gpointer data)
{
  frame_func (frame_data);
}

static void
realized_cb (GtkWidget *widget)
{
  if (frame_func != NULL)
    g_signal_connect_data (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (painted_cb), NULL, NULL,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *added)
{
  window = SP_WINDOW (added);
  g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
}

SpApplication *
real_window_open_on (SpHost *const *hosts,
                     int            width,
                     int            height)
{
  SpApplication *application = sp_application_new ();
  g_autoptr (GError) error = NULL;

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; hosts[i] != NULL; i++)
    sp_application_add_host (application, hosts[i]);
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
  g_application_activate (G_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  real_window_await (has_machines, real_window_session (), "the machines");
  real_window_rest ();
  return application;
}

SpApplication *
real_window_open (const char *const *uris,
                  int                width,
                  int                height)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_null_terminated (2, g_object_unref, TRUE);

  for (gsize i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (hosts, sp_host_new (uris[i]));
  return real_window_open_on ((SpHost *const *) hosts->pdata, width, height);
}

void
real_window_close (SpApplication *application)
{
  gtk_window_destroy (GTK_WINDOW (window));
  window = NULL;
  real_window_settle (200);
  g_object_unref (application);
}

SpWindow *
real_window_get (void)
{
  return window;
}

SpSession *
real_window_session (void)
{
  return sp_window_get_session (window);
}

GtkWidget *
real_window_find (GtkWidget  *below,
                  const char *css_class)
{
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found;

      if (!gtk_widget_get_mapped (child))
        continue;
      if (gtk_widget_has_css_class (child, css_class))
        return child;
      found = real_window_find (child, css_class);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_type (GtkWidget *below,
           GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (child), type) ? child : find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkListView *
find_machines (void)
{
  return GTK_LIST_VIEW (find_type (find_type (GTK_WIDGET (window), SP_TYPE_SIDEBAR), GTK_TYPE_LIST_VIEW));
}

/* -1: it is not listed. */
static int
find_machine (const char *name)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (find_machines ()));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (SP_IS_MACHINE (item) && g_str_equal (sp_machine_get_name (SP_MACHINE (item)), name))
        return (int) i;
    }
  return -1;
}

gboolean
real_window_lists (const char *name)
{
  return find_machine (name) >= 0;
}

void
real_window_click_machine (const char *name)
{
  int i = find_machine (name);

  if (i < 0)
    g_error ("there is no machine %s", name);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (find_machines ()), "list.activate-item", "u", (guint) i));
}

gboolean
real_window_shows (const char *name,
                   int         n)
{
  SpMachine *machine = sp_session_get_machine (real_window_session ());
  SpHistory *history = sp_session_get_history (real_window_session ());

  return machine != NULL && g_str_equal (sp_machine_get_name (machine), name) && !sp_session_get_loading (real_window_session ())
         && history != NULL && sp_history_get_n (history) == n;
}

static gboolean
rests (gpointer data)
{
  return !sp_session_get_loading (real_window_session ()) && !sp_operation_bar_has_any (SP_OPERATION_BAR (find_type (GTK_WIDGET (window), SP_TYPE_OPERATION_BAR)));
}

void
real_window_rest (void)
{
  /* What has just been set going begins. */
  real_window_settle (BEGIN_MSEC);
  real_window_await (rests, NULL, "the window to rest");
}

void
real_window_search (const char *words)
{
  GtkWidget *bar = find_type (GTK_WIDGET (window), SP_TYPE_SEARCH_BAR);

  if (words == NULL)
    {
      gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (find_type (bar, GTK_TYPE_SEARCH_BAR)), FALSE);
      return;
    }
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "search.find", NULL));
  gtk_editable_set_text (GTK_EDITABLE (find_type (bar, GTK_TYPE_SEARCH_ENTRY)), words);
}

static gboolean
can_be_pressed (gpointer data)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  GtkWidget *button = dialog != NULL ? real_window_find (GTK_WIDGET (dialog), data) : NULL;

  return button != NULL && gtk_widget_is_sensitive (button);
}

void
real_window_confirm (const char *css_class)
{
  GtkWidget *dialog;

  real_window_await (can_be_pressed, (gpointer) css_class, "the dialog");
  dialog = GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  g_signal_emit_by_name (real_window_find (dialog, css_class), "clicked");
}

static gboolean
has_dialog (gpointer data)
{
  return (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) != NULL) == GPOINTER_TO_INT (data);
}

void
real_window_dismiss (void)
{
  real_window_await (has_dialog, GINT_TO_POINTER (TRUE), "a dialog");
  real_window_settle (BEGIN_MSEC);
  adw_dialog_close (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));
  real_window_await (has_dialog, GINT_TO_POINTER (FALSE), "the dialog to close");
}
