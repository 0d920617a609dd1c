/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar above the timeline: words that are looked for, and filters. */

#include "config.h"

#include "sp-search-bar.h"

#include "sp-accessible.h"
#include "sp-count.h"
#include "sp-live-sizes.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

#define MEGABYTE 1000000
/* Which section of the filters' menu has the sizes. */
#define SIZES_SECTION 3

struct _SpSearchBar
{
  AdwBin parent_instance;

  SpSession          *session;
  SpHistoryView      *view; /* not owned: lives in the same window */
  SpOverview         *overview;
  SpEverywhereView   *everywhere; /* not owned: as the view */
  GSimpleActionGroup *actions;
  GArray             *found; /* of int; see sp_search_run() */
  SpFilter            filter;
  GMenu              *menu;  /* of filters */
  GMenuModel         *sizes; /* its section of sizes */
  const char         *unsized; /* why nobody knows any; or NULL */

  GtkWidget *bar;
  GtkWidget *entry;
  GtkWidget *count;
  GtkWidget *filters;
};

enum
{
  PROP_0,
  PROP_WORDS,
};

static GParamSpec *words_property;

G_DEFINE_FINAL_TYPE (SpSearchBar, sp_search_bar, ADW_TYPE_BIN)

static gboolean
is_open (SpSearchBar *self)
{
  return gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->bar));
}

static void
announce (SpSearchBar *self,
          const char  *text)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (self->entry), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* How many there are, and which of them is selected. */
static void
show_count (SpSearchBar *self,
            gboolean     idle)
{
  g_autofree char *words = NULL;
  int selected = sp_session_get_selected (self->session);

  for (guint i = 0; i < self->found->len && words == NULL; i++)
    {
      if (g_array_index (self->found, int, i) == selected)
        /* Translators: which one of the snapshots that were found is selected */
        words = sp_count_printf (_ ("%u of %u"), i + 1, self->found->len);
    }
  if (idle)
    words = g_strdup ("");
  else if (words == NULL && self->found->len == 0)
    words = g_strdup (C_ ("search", "None found"));
  else if (words == NULL)
    words = sp_count_printf (ngettext ("%u found", "%u found", self->found->len), self->found->len);

  gtk_label_set_label (GTK_LABEL (self->count), words);
}

static void
enable (SpSearchBar *self,
        const char  *name,
        gboolean     enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
enable_steps (SpSearchBar *self)
{
  enable (self, "next", self->found->len > 0);
  enable (self, "previous", self->found->len > 0);
}

static void
say_found (SpSearchBar *self,
           guint        n)
{
  g_autofree char *said = n > 0 ? sp_count_printf (ngettext ("%u snapshot found", "%u snapshots found", n), n) : g_strdup (_ ("No snapshot found"));

  announce (self, said);
}

static void
show_found (SpSearchBar *self,
            guint        n,
            gboolean     idle)
{
  g_autofree char *words = idle    ? g_strdup ("")
                           : n > 0 ? sp_count_printf (ngettext ("%u found", "%u found", n), n)
                                   : g_strdup (C_ ("search", "None found"));

  gtk_label_set_label (GTK_LABEL (self->count), words);
}

/* Of all machines only what was found is shown: there is no tree to be kept. */
static void
look_everywhere (SpSearchBar *self,
                 SpSearch    *search,
                 gboolean     asked)
{
  gboolean idle = sp_search_is_idle (search);
  guint n = sp_everywhere_view_set_search (self->everywhere, idle ? NULL : search);

  if (idle)
    sp_search_free (search);
  g_array_set_size (self->found, 0);
  enable_steps (self);
  show_found (self, n, idle);
  if (asked && !idle)
    say_found (self, n);
}

/* In words, above the choices that are not to be had. */
static const char *
find_unsized (SpSearchBar *self,
              gboolean     everywhere)
{
  SpHistory *history = sp_session_get_history (self->session);

  if (everywhere)
    return _ ("Sizes are known per machine");
  if (history == NULL || sp_history_get_n (history) == 0)
    return NULL;
  if (sp_history_get_kind (history) == SP_KIND_INTERNAL)
    return _ ("No sizes inside disk files");
  return sp_live_sizes_is_too_long (history) ? _ ("Too many to ask for sizes") : NULL;
}

static void
tell_unsized (SpSearchBar *self,
              const char  *why)
{
  if (g_strcmp0 (self->unsized, why) == 0)
    return;
  self->unsized = why;
  g_menu_remove (self->menu, SIZES_SECTION);
  g_menu_insert_section (self->menu, SIZES_SECTION, why, self->sizes);
}

/* Looks again; what was found is said where people asked for it, not where a history came in again. */
static void
look (SpSearchBar *self,
      gboolean     asked)
{
  SpTimeline *timeline = self->session != NULL ? sp_session_get_timeline (self->session) : NULL;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gboolean everywhere = self->overview != NULL && sp_overview_get_shown (self->overview);
  SpFilter filter = self->filter;
  g_autoptr (SpSearch) search = NULL;
  SpSizes *sizes;
  gboolean idle;

  if (self->session == NULL)
    return;

  g_object_notify_by_pspec (G_OBJECT (self), words_property);
  /* Sizes are asked for machine by machine, when one is opened, and come later; of some there are none. */
  sizes = everywhere ? NULL : sp_history_view_get_sizes (self->view);
  enable (self, "bigger", sizes != NULL);
  tell_unsized (self, sizes == NULL ? find_unsized (self, everywhere) : NULL);
  if (sizes == NULL)
    filter.bigger = 0;
  search = is_open (self) ? sp_search_new (text, &filter, sp_when_now ())
                          : sp_search_new (NULL, NULL, 0);
  if (everywhere)
    {
      look_everywhere (self, g_steal_pointer (&search), asked);
      return;
    }
  sp_search_set_sizes (search, sizes);
  idle = sp_search_is_idle (search);
  g_clear_pointer (&self->found, g_array_unref);
  self->found = timeline != NULL ? sp_search_run (search, timeline) : g_array_new (FALSE, FALSE, sizeof (int));
  sp_history_view_set_search (self->view, idle ? NULL : g_steal_pointer (&search));
  enable_steps (self);
  show_count (self, idle);
  if (asked && !idle)
    say_found (self, self->found->len);
}

static void
step (SpSearchBar *self,
      int          direction)
{
  SpTimeline *timeline = sp_session_get_timeline (self->session);
  SpHistory *history;
  g_autofree char *said = NULL;
  int at;
  int index;

  if (timeline == NULL)
    return;
  at = sp_search_step (timeline, self->found, sp_session_get_selected (self->session), direction);
  if (at < 0)
    return;

  index = g_array_index (self->found, int, at);
  sp_history_view_show (self->view, index);
  show_count (self, FALSE);
  history = sp_timeline_get_history (timeline);
  /* Translators: spoken: a snapshot's title, and which of those that were found it is */
  said = sp_count_printf (_ ("%s, %u of %u"), sp_snapshot_get_title (sp_history_get (history, index)), (guint) at + 1,
                          self->found->len);
  announce (self, said);
}

/* --- Actions --- */

static void
next_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  step (data, 1);
}

static void
previous_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       data)
{
  step (data, -1);
}

static void
find_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  SpSearchBar *self = data;

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->bar), TRUE);
  gtk_widget_grab_focus (self->entry);
}

/* All is shown again; the bar stays. */
static void
clear_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  static const struct
  {
    const char *filter;
    const char *state;
  } unset[] = { { "memory", "false" }, { "pinned", "false" }, { "safety", "false" }, { "older", "0" }, { "bigger", "0" }, { "kind", "0" } };
  SpSearchBar *self = data;

  for (gsize i = 0; i < G_N_ELEMENTS (unset); i++)
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), unset[i].filter, g_variant_new_parsed (unset[i].state));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  gtk_widget_grab_focus (self->entry);
}

static void
change_filter (GSimpleAction *action,
               GVariant      *value,
               gpointer       data)
{
  SpSearchBar *self = data;
  const char *name = g_action_get_name (G_ACTION (action));
  gboolean narrows;

  g_simple_action_set_state (action, value);
  if (g_str_equal (name, "memory"))
    self->filter.memory = g_variant_get_boolean (value);
  else if (g_str_equal (name, "pinned"))
    self->filter.pinned = g_variant_get_boolean (value);
  else if (g_str_equal (name, "safety"))
    self->filter.safety = g_variant_get_boolean (value);
  else if (g_str_equal (name, "older"))
    self->filter.older = g_variant_get_int32 (value);
  else if (g_str_equal (name, "bigger"))
    self->filter.bigger = (gint64) g_variant_get_int32 (value) * MEGABYTE;
  else
    self->filter.kind = (SpKind) g_variant_get_int32 (value);

  narrows = self->filter.memory || self->filter.pinned || self->filter.safety || self->filter.older > 0 || self->filter.bigger > 0 ||
            self->filter.kind != SP_KIND_NONE;
  if (narrows)
    gtk_widget_add_css_class (self->filters, "filtering");
  else
    gtk_widget_remove_css_class (self->filters, "filtering");
  look (self, TRUE);
}

static void
add_choice (GMenu      *menu,
            const char *label,
            const char *action,
            int         value)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "i", value);
  g_menu_append_item (menu, item);
}

static void
make_menu (SpSearchBar *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) marks = g_menu_new ();
  g_autoptr (GMenu) ages = g_menu_new ();
  g_autoptr (GMenu) kinds = g_menu_new ();
  GMenu *sizes = g_menu_new ();
  g_autoptr (GMenu) none = g_menu_new ();

  g_menu_append (marks, C_ ("filter", "With _Memory"), "search.memory");
  g_menu_append (marks, C_ ("filter", "_Pinned"), "search.pinned");
  g_menu_append (marks, C_ ("filter", "_Safety Snapshots"), "search.safety");
  add_choice (ages, _ ("Of _Any Age"), "search.older", 0);
  add_choice (ages, _ ("Older Than a _Day"), "search.older", 1);
  add_choice (ages, _ ("Older Than a _Week"), "search.older", 7);
  add_choice (ages, _ ("Older Than _30 Days"), "search.older", 30);
  add_choice (ages, _ ("Older Than a _Year"), "search.older", 365);
  add_choice (kinds, _ ("Of Any _Kind"), "search.kind", SP_KIND_NONE);
  add_choice (kinds, _ ("_Inside the Disk File"), "search.kind", SP_KIND_INTERNAL);
  add_choice (kinds, _ ("In Separate _Files"), "search.kind", SP_KIND_EXTERNAL);
  add_choice (sizes, _ ("Of Any Si_ze"), "search.bigger", 0);
  add_choice (sizes, _ ("Bigger Than _100 MB"), "search.bigger", 100);
  add_choice (sizes, _ ("Bigger Than 1 _GB"), "search.bigger", 1000);
  add_choice (sizes, _ ("Bigger Than 10 G_B"), "search.bigger", 10000);
  g_menu_append (none, _ ("_Clear Search"), "search.clear");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (marks));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (ages));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (kinds));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sizes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (none));
  self->menu = menu;
  self->sizes = G_MENU_MODEL (sizes);
}

/* --- What is typed --- */

static void
typed_cb (SpSearchBar *self)
{
  look (self, TRUE);
}

static void
activate_cb (SpSearchBar *self)
{
  step (self, 1);
}

static void
opened_cb (SpSearchBar *self)
{
  look (self, FALSE);
}

static void
timeline_cb (SpSearchBar *self)
{
  look (self, FALSE);
}

/* The histories of all machines come in one after the other. */
static void
rows_cb (SpSearchBar *self)
{
  if (sp_overview_get_shown (self->overview))
    show_found (self, sp_everywhere_view_get_n (self->everywhere), !sp_everywhere_view_is_searched (self->everywhere));
}

static void
sized_cb (SpSearchBar *self)
{
  look (self, FALSE);
}

static void
selected_cb (SpSearchBar *self)
{
  if (is_open (self) && self->found->len > 0)
    show_count (self, FALSE);
}

static void
sp_search_bar_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpSearchBar *self = SP_SEARCH_BAR (object);

  if (id == PROP_WORDS)
    g_value_set_string (value, is_open (self) ? gtk_editable_get_text (GTK_EDITABLE (self->entry)) : "");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sp_search_bar_dispose (GObject *object)
{
  SpSearchBar *self = (SpSearchBar *) object;

  g_clear_object (&self->session);
  g_clear_object (&self->overview);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  g_clear_object (&self->sizes);
  g_clear_pointer (&self->found, g_array_unref);

  G_OBJECT_CLASS (sp_search_bar_parent_class)->dispose (object);
}

static void
sp_search_bar_class_init (SpSearchBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_search_bar_dispose;
  G_OBJECT_CLASS (klass)->get_property = sp_search_bar_get_property;

  words_property = g_param_spec_string ("words", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_WORDS, words_property);
}

static GtkWidget *
make_step (const char *icon,
           const char *tooltip,
           const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
sp_search_bar_init (SpSearchBar *self)
{
  static const GActionEntry entries[] = {
    { .name = "find", .activate = find_action },
    { .name = "clear", .activate = clear_action },
    { .name = "next", .activate = next_action },
    { .name = "previous", .activate = previous_action },
    { .name = "memory", .state = "false", .change_state = change_filter },
    { .name = "pinned", .state = "false", .change_state = change_filter },
    { .name = "safety", .state = "false", .change_state = change_filter },
    { .name = "older", .parameter_type = "i", .state = "0", .change_state = change_filter },
    { .name = "bigger", .parameter_type = "i", .state = "0", .change_state = change_filter },
    { .name = "kind", .parameter_type = "i", .state = "0", .change_state = change_filter },
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *steps = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  make_menu (self);
  self->found = g_array_new (FALSE, FALSE, sizeof (int));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);

  self->entry = gtk_search_entry_new ();
  gtk_search_entry_set_placeholder_text (GTK_SEARCH_ENTRY (self->entry), _ ("Title, description or date"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search Snapshots"), -1);
  gtk_widget_set_hexpand (self->entry, TRUE);
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "dimmed");
  gtk_widget_add_css_class (self->count, "numeric");
  self->filters = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->filters), "sp-funnel-symbolic");
  sp_accessible_give_menu (GTK_MENU_BUTTON (self->filters), G_MENU_MODEL (self->menu));
  gtk_widget_set_tooltip_text (self->filters, C_ ("search", "Filters"));
  gtk_widget_add_css_class (steps, "linked");
  gtk_box_append (GTK_BOX (steps), make_step ("go-up-symbolic", C_ ("search", "Previous"), "search.previous"));
  gtk_box_append (GTK_BOX (steps), make_step ("go-down-symbolic", C_ ("search", "Next"), "search.next"));
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->count);
  gtk_box_append (GTK_BOX (box), steps);
  gtk_box_append (GTK_BOX (box), self->filters);

  self->bar = gtk_search_bar_new ();
  gtk_search_bar_set_child (GTK_SEARCH_BAR (self->bar), box);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->bar), GTK_EDITABLE (self->entry));
  adw_bin_set_child (ADW_BIN (self), self->bar);

  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bar, "notify::search-mode-enabled", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  enable_steps (self);
}

/**
 * sp_search_bar_attach:
 * @window: gets the actions: search.find, search.clear, search.next, search.previous and the filters
 * @session: whose history is looked through
 * @view: where it is shown
 */
void
sp_search_bar_attach (SpSearchBar    *self,
                      GtkWidget      *window,
                      SpSession      *session,
                      SpHistoryView  *view)
{
  g_return_if_fail (SP_IS_SEARCH_BAR (self));
  g_return_if_fail (GTK_IS_WIDGET (window));
  g_return_if_fail (SP_IS_SESSION (session));
  g_return_if_fail (SP_IS_HISTORY_VIEW (view));

  g_set_object (&self->session, session);
  self->view = view;
  gtk_widget_insert_action_group (window, "search", G_ACTION_GROUP (self->actions));
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (timeline_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (session, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "sized", G_CALLBACK (sized_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sp_search_bar_follow:
 * @overview: all machines
 * @view: where they are shown
 *
 * While all machines are shown, as they are now, they are what is looked through.
 */
void
sp_search_bar_follow (SpSearchBar      *self,
                      SpOverview       *overview,
                      SpEverywhereView *view)
{
  g_return_if_fail (SP_IS_SEARCH_BAR (self));
  g_return_if_fail (SP_IS_OVERVIEW (overview));
  g_return_if_fail (SP_IS_EVERYWHERE_VIEW (view));

  g_set_object (&self->overview, overview);
  self->everywhere = view;
  g_signal_connect_object (overview, "notify::shown", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sp_overview_get_rows (overview), "items-changed", G_CALLBACK (rows_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  opened_cb (self);
}
