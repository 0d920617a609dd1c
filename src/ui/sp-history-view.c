/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of a machine, as a list or as a map: the same rows, selection and search in both. */

#include "config.h"

#include "sp-history-view.h"

#include "sp-live-sizes.h"
#include "sp-map-view.h"
#include "sp-picked.h"
#include "sp-timeline-view.h"

struct _SpHistoryView
{
  AdwBin parent_instance;

  GtkStack           *stack;
  GtkWidget          *list;
  GtkWidget          *map; /* NULL: nobody has looked at it yet */
  SpTimeline         *timeline;
  SpLiveScreen       *screen;
  SpLiveSizes        *sizes;
  SpMachine          *machine;
  SpSearch           *search;
  GArray             *picked;
  GSimpleActionGroup *actions;
  gboolean            as_map;
  gboolean            away;
};

enum
{
  PROP_0,
  PROP_PICKED,
  PROP_SHOWN,
  PROP_COMPACT,
  N_PROPS,
};

enum
{
  SIGNAL_ACTIVATE,
  SIGNAL_SIZED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpHistoryView, sp_history_view, ADW_TYPE_BIN)

static GtkWidget *
get_shown (SpHistoryView *self)
{
  return self->as_map ? self->map : self->list;
}

/* The one that nobody sees is told when it is looked at: a history is laid out once. But what is gone, it lets go. */
static void
tell_timeline (SpHistoryView *self)
{
  if (!self->as_map || self->timeline == NULL)
    sp_timeline_view_set_timeline (SP_TIMELINE_VIEW (self->list), self->timeline);
  if (self->map != NULL && (self->as_map || self->timeline == NULL))
    sp_map_view_set_timeline (SP_MAP_VIEW (self->map), self->timeline);
}

static void
tell_search (SpHistoryView *self,
             SpSearch      *search)
{
  sp_timeline_view_set_search (SP_TIMELINE_VIEW (self->list), search);
  if (self->map != NULL)
    sp_map_view_set_search (SP_MAP_VIEW (self->map), search);
}

static void
picked_cb (SpHistoryView *self,
           GParamSpec    *pspec,
           GtkWidget     *view)
{
  GArray *picked = NULL;

  if (view != get_shown (self))
    return;
  g_object_get (view, "picked", &picked, NULL);
  if (sp_picked_equal (self->picked, picked))
    {
      g_array_unref (picked);
      return;
    }
  g_array_unref (self->picked);
  self->picked = picked;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICKED]);
}

static void
activate_cb (SpHistoryView *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
add_view (SpHistoryView *self,
          GtkWidget     *view)
{
  gtk_stack_add_child (self->stack, view);
  g_signal_connect_object (view, "notify::picked", G_CALLBACK (picked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
}

static void
tell_actions (SpHistoryView *self)
{
  static const char *const zooms[] = { "zoom-in", "zoom-out", "normal-size", "fit" };

  GSimpleAction *map = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "map"));

  g_simple_action_set_state (map, g_variant_new_boolean (self->as_map));
  g_simple_action_set_enabled (map, !self->away);
  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), zooms[i])), self->as_map && !self->away);
}

/* What is asked of the host again and again. */
static void
follow (SpHistoryView *self,
        GtkWidget     *view)
{
  g_object_bind_property (self->screen, "texture", view, "screen", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->sizes, "sizes", view, "sizes", G_BINDING_SYNC_CREATE);
}

static void
set_as_map (SpHistoryView *self,
            gboolean       as_map)
{
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  if (self->as_map == as_map)
    return;

  self->as_map = as_map;
  if (self->map == NULL)
    {
      self->map = sp_map_view_new ();
      add_view (self, self->map);
      sp_map_view_set_machine (SP_MAP_VIEW (self->map), self->machine);
      sp_map_view_set_search (SP_MAP_VIEW (self->map), self->search);
      if (self->screen != NULL)
        follow (self, self->map);
    }
  tell_timeline (self);
  g_object_set (get_shown (self), "picked", self->picked, NULL);
  gtk_stack_set_visible_child (self->stack, get_shown (self));
  tell_actions (self);
  if (focused)
    gtk_widget_grab_focus (get_shown (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
}

/* --- Actions --- */

/* Whoever activates it turns it. */
static void
map_action (GSimpleAction *action,
            GVariant      *state,
            gpointer       data)
{
  set_as_map (data, g_variant_get_boolean (state));
}

static void
zoom_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  static const struct
  {
    const char *name;
    SpMapZoom   zoom;
  } zooms[] = {
    { "zoom-in", SP_MAP_ZOOM_IN },
    { "zoom-out", SP_MAP_ZOOM_OUT },
    { "normal-size", SP_MAP_ZOOM_NORMAL },
    { "fit", SP_MAP_ZOOM_FIT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), zooms[i].name))
      sp_map_view_zoom (SP_MAP_VIEW (SP_HISTORY_VIEW (data)->map), zooms[i].zoom);
}

static GSimpleActionGroup *
make_actions (SpHistoryView *self)
{
  const GActionEntry entries[] = {
    { .name = "map", .state = "false", .change_state = map_action },
    { .name = "zoom-in", .activate = zoom_action },
    { .name = "zoom-out", .activate = zoom_action },
    { .name = "normal-size", .activate = zoom_action },
    { .name = "fit", .activate = zoom_action },
  };
  GSimpleActionGroup *actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  return actions;
}

static gboolean
sp_history_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (get_shown (SP_HISTORY_VIEW (widget)));
}

static void
sp_history_view_dispose (GObject *object)
{
  SpHistoryView *self = (SpHistoryView *) object;

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->actions);
  g_clear_object (&self->timeline);
  g_clear_object (&self->screen);
  g_clear_object (&self->sizes);
  g_clear_object (&self->machine);
  g_clear_pointer (&self->search, sp_search_free);
  g_clear_pointer (&self->picked, g_array_unref);

  G_OBJECT_CLASS (sp_history_view_parent_class)->dispose (object);
}

static void
sp_history_view_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  SpHistoryView *self = SP_HISTORY_VIEW (object);

  switch (id)
    {
    case PROP_PICKED:
      g_value_set_boxed (value, self->picked);
      break;
    case PROP_SHOWN:
      g_value_set_string (value, self->as_map ? "map" : "list");
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sp_history_view_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  SpHistoryView *self = SP_HISTORY_VIEW (object);

  switch (id)
    {
    case PROP_PICKED:
      g_array_unref (self->picked);
      self->picked = g_array_copy (g_value_get_boxed (value));
      g_object_set (get_shown (self), "picked", self->picked, NULL);
      break;
    case PROP_SHOWN:
      set_as_map (self, g_strcmp0 (g_value_get_string (value), "map") == 0);
      break;
    case PROP_COMPACT:
      g_object_set_property (G_OBJECT (self->list), pspec->name, value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sp_history_view_class_init (SpHistoryViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_history_view_dispose;
  object_class->get_property = sp_history_view_get_property;
  object_class->set_property = sp_history_view_set_property;
  GTK_WIDGET_CLASS (klass)->grab_focus = sp_history_view_grab_focus;

  properties[PROP_PICKED] =
    g_param_spec_boxed ("picked", NULL, NULL, G_TYPE_ARRAY, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWN] =
    g_param_spec_string ("shown", NULL, NULL, "list", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* It is known, or not any more, how much the snapshots take. */
  signals[SIGNAL_SIZED] =
    g_signal_new ("sized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_history_view_init (SpHistoryView *self)
{
  self->picked = sp_picked_new (-1);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  self->list = sp_timeline_view_new ();
  add_view (self, self->list);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  self->actions = make_actions (self);
  tell_actions (self);
}

GtkWidget *
sp_history_view_new (void)
{
  return g_object_new (SP_TYPE_HISTORY_VIEW, NULL);
}

/**
 * sp_history_view_attach:
 * @window: gets the actions
 */
void
sp_history_view_attach (SpHistoryView *self,
                        GtkWidget     *window)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));
  g_return_if_fail (GTK_IS_WIDGET (window));

  gtk_widget_insert_action_group (window, "view", G_ACTION_GROUP (self->actions));
}

void
sp_history_view_set_timeline (SpHistoryView *self,
                              SpTimeline    *timeline)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));

  g_set_object (&self->timeline, timeline);
  tell_timeline (self);
}

void
sp_history_view_set_partial (SpHistoryView *self,
                             gboolean       partial)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));

  sp_timeline_view_set_partial (SP_TIMELINE_VIEW (self->list), partial);
}

void
sp_history_view_set_machine (SpHistoryView *self,
                             SpMachine     *machine)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));

  g_set_object (&self->machine, machine);
  sp_timeline_view_set_machine (SP_TIMELINE_VIEW (self->list), machine);
  if (self->map != NULL)
    sp_map_view_set_machine (SP_MAP_VIEW (self->map), machine);
}

/**
 * sp_history_view_set_search:
 * @search: (transfer full) (nullable): what is looked for
 */
void
sp_history_view_set_search (SpHistoryView *self,
                            SpSearch      *search)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));

  tell_search (self, search);
  g_clear_pointer (&self->search, sp_search_free);
  self->search = search;
}

/**
 * sp_history_view_set_away:
 * @away: whether something else is shown in its place: its actions would be seen to do nothing
 */
void
sp_history_view_set_away (SpHistoryView *self,
                          gboolean       away)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));

  if (self->away == away)
    return;
  self->away = away;
  tell_actions (self);
}

void
sp_history_view_show (SpHistoryView *self,
                      int            index)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));

  if (self->as_map)
    sp_map_view_show (SP_MAP_VIEW (self->map), index);
  else
    sp_timeline_view_show (SP_TIMELINE_VIEW (self->list), index);
}

static void
sized_cb (SpHistoryView *self)
{
  g_signal_emit (self, signals[SIGNAL_SIZED], 0);
}

/**
 * sp_history_view_follow:
 * @session: whose machine's history it shows
 * @window: in which it is shown
 *
 * To be called once: from then on it asks what the machine's screen shows, and how much its snapshots take.
 */
void
sp_history_view_follow (SpHistoryView *self,
                        SpSession     *session,
                        GtkWindow     *window)
{
  g_return_if_fail (SP_IS_HISTORY_VIEW (self));

  self->screen = sp_live_screen_new (session, window);
  self->sizes = sp_live_sizes_new (session);
  follow (self, self->list);
  if (self->map != NULL)
    follow (self, self->map);
  g_signal_connect_object (self->sizes, "notify::sizes", G_CALLBACK (sized_cb), self, G_CONNECT_SWAPPED);
}

SpLiveScreen *
sp_history_view_get_screen (SpHistoryView *self)
{
  g_return_val_if_fail (SP_IS_HISTORY_VIEW (self), NULL);

  return self->screen;
}

SpSizes *
sp_history_view_get_sizes (SpHistoryView *self)
{
  g_return_val_if_fail (SP_IS_HISTORY_VIEW (self), NULL);

  return sp_timeline_view_get_sizes (SP_TIMELINE_VIEW (self->list));
}
