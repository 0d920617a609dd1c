/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sidebar lists of one host: hidden with it where the person wants that, found by a part of a name. */

#include "config.h"

#include "sp-host-group.h"

#include "sp-host-list.h"

#include <gtk/gtk.h>
#include <string.h>

#define COLLAPSED "collapsed-hosts"

struct _SpHostGroup
{
  GObject parent_instance;

  SpHost             *host;
  GSettings          *settings; /* NULL: not installed */
  GtkFilter          *filter;
  GtkFilterListModel *machines; /* that are shown */
  char               *needle;   /* folded; NULL: nothing is looked for */
  gboolean            found;    /* it has what is looked for in its own name: all of its machines are shown */
  gboolean            collapsed;
  gboolean            listed;   /* the host's own row */
};

enum
{
  PROP_0,
  PROP_COLLAPSED,
  PROP_SEARCHED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  SpHostGroup *self = SP_HOST_GROUP (model);

  return self->listed + g_list_model_get_n_items (G_LIST_MODEL (self->machines));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  SpHostGroup *self = SP_HOST_GROUP (model);

  if (self->listed && position == 0)
    return g_object_ref (self);
  return g_list_model_get_item (G_LIST_MODEL (self->machines), position - self->listed);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SpHostGroup, sp_host_group, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
contains (const char *text,
          const char *needle)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, needle) != NULL;
}

static gboolean
is_shown (gpointer item,
          gpointer data)
{
  SpHostGroup *self = data;

  if (self->needle == NULL)
    return !self->collapsed;
  return self->found || contains (sp_machine_get_title (item), self->needle) || contains (sp_machine_get_name (item), self->needle);
}

/* A host in which nothing is found is not listed either, unless it is looked for itself. */
static void
list_host (SpHostGroup *self)
{
  gboolean listed = self->needle == NULL || self->found || g_list_model_get_n_items (G_LIST_MODEL (self->machines)) > 0;

  if (listed == self->listed)
    return;
  self->listed = listed;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, !listed, listed);
}

static void
machines_changed_cb (SpHostGroup *self,
                     guint        position,
                     guint        removed,
                     guint        added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position + self->listed, removed, added);
  list_host (self);
}

static void
look (SpHostGroup *self)
{
  self->found = self->needle != NULL && contains (sp_host_get_title (self->host), self->needle);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  list_host (self);
}

static void
titled_cb (SpHostGroup *self)
{
  if (self->needle != NULL)
    look (self);
}

static gboolean
is_kept_collapsed (SpHostGroup *self)
{
  g_auto (GStrv) uris = self->settings != NULL ? g_settings_get_strv (self->settings, COLLAPSED) : NULL;

  return uris != NULL && g_strv_contains ((const char *const *) uris, sp_host_get_uri (self->host));
}

static void
keep_collapsed (SpHostGroup *self)
{
  g_auto (GStrv) uris = self->settings != NULL ? g_settings_get_strv (self->settings, COLLAPSED) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) now = NULL;

  for (gsize i = 0; uris != NULL && uris[i] != NULL; i++)
    if (strcmp (uris[i], sp_host_get_uri (self->host)) != 0)
      g_strv_builder_add (builder, uris[i]);
  if (self->collapsed)
    g_strv_builder_add (builder, sp_host_get_uri (self->host));
  now = g_strv_builder_end (builder);
  if (self->settings != NULL)
    g_settings_set_strv (self->settings, COLLAPSED, (const char *const *) now);
}

static void
sp_host_group_finalize (GObject *object)
{
  SpHostGroup *self = SP_HOST_GROUP (object);

  g_clear_object (&self->machines);
  g_clear_object (&self->filter);
  g_clear_object (&self->settings);
  g_clear_object (&self->host);
  g_free (self->needle);

  G_OBJECT_CLASS (sp_host_group_parent_class)->finalize (object);
}

static void
sp_host_group_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SpHostGroup *self = SP_HOST_GROUP (object);

  switch (prop_id)
    {
    case PROP_COLLAPSED:
      g_value_set_boolean (value, self->collapsed);
      break;
    case PROP_SEARCHED:
      g_value_set_boolean (value, self->needle != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_host_group_class_init (SpHostGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_host_group_finalize;
  object_class->get_property = sp_host_group_get_property;

  props[PROP_COLLAPSED] = g_param_spec_boolean ("collapsed", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SEARCHED] = g_param_spec_boolean ("searched", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sp_host_group_init (SpHostGroup *self)
{
  self->listed = TRUE;
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));
  self->settings = sp_host_list_get_settings ();
}

/**
 * sp_host_group_new:
 * @host: a host
 *
 * Returns: (transfer full): its part of the list, collapsed if the settings have it so
 */
SpHostGroup *
sp_host_group_new (SpHost *host)
{
  SpHostGroup *self = NULL;

  g_return_val_if_fail (SP_IS_HOST (host), NULL);

  self = g_object_new (SP_TYPE_HOST_GROUP, NULL);
  self->host = g_object_ref (host);
  self->collapsed = is_kept_collapsed (self);
  self->machines = gtk_filter_list_model_new (g_object_ref (sp_host_get_machines (host)), g_object_ref (self->filter));
  g_signal_connect_object (self->machines, "items-changed", G_CALLBACK (machines_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::title", G_CALLBACK (titled_cb), self, G_CONNECT_SWAPPED);
  return self;
}

SpHost *
sp_host_group_get_host (SpHostGroup *self)
{
  g_return_val_if_fail (SP_IS_HOST_GROUP (self), NULL);

  return self->host;
}

guint
sp_host_group_get_total (SpHostGroup *self)
{
  g_return_val_if_fail (SP_IS_HOST_GROUP (self), 0);

  return g_list_model_get_n_items (sp_host_get_machines (self->host));
}

gboolean
sp_host_group_get_collapsed (SpHostGroup *self)
{
  g_return_val_if_fail (SP_IS_HOST_GROUP (self), FALSE);

  return self->collapsed;
}

/**
 * sp_host_group_set_collapsed:
 * @self: a host's part of the list
 * @collapsed: whether its machines are hidden
 *
 * Kept in the settings, for the next start.
 */
void
sp_host_group_set_collapsed (SpHostGroup *self,
                             gboolean     collapsed)
{
  g_return_if_fail (SP_IS_HOST_GROUP (self));

  if (collapsed == self->collapsed)
    return;
  self->collapsed = collapsed;
  keep_collapsed (self);
  gtk_filter_changed (self->filter, collapsed ? GTK_FILTER_CHANGE_MORE_STRICT : GTK_FILTER_CHANGE_LESS_STRICT);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLLAPSED]);
}

gboolean
sp_host_group_get_searched (SpHostGroup *self)
{
  g_return_val_if_fail (SP_IS_HOST_GROUP (self), FALSE);

  return self->needle != NULL;
}

/**
 * sp_host_group_search:
 * @self: a host's part of the list
 * @words: (nullable): a part of a machine's name, or of the host's, in any case; %NULL: nothing is looked for
 */
void
sp_host_group_search (SpHostGroup *self,
                      const char  *words)
{
  gboolean searched = FALSE;

  g_return_if_fail (SP_IS_HOST_GROUP (self));

  searched = self->needle != NULL;
  g_free (self->needle);
  self->needle = words != NULL ? g_utf8_casefold (words, -1) : NULL;
  look (self);
  if (searched != (self->needle != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEARCHED]);
}

guint
sp_host_group_find (SpHostGroup *self,
                    SpMachine   *machine)
{
  g_return_val_if_fail (SP_IS_HOST_GROUP (self), GTK_INVALID_LIST_POSITION);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->machines)); i++)
    {
      g_autoptr (SpMachine) other = g_list_model_get_item (G_LIST_MODEL (self->machines), i);

      /* NULL: the host's list is ahead of ours, which will tell. */
      if (other != NULL && sp_machine_same (other, machine))
        return i + self->listed;
    }
  return GTK_INVALID_LIST_POSITION;
}
