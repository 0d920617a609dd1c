/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every kind of host has: its properties and its list of machines. */

#include "config.h"

#include "sp-host-private.h"

#include "sp-address.h"
#include "sp-error.h"
#include "sp-list-diff.h"
#include "sp-local.h"
#include "sp-virt-host.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char       *uri;
  char       *id;
  char       *title; /* what it calls itself */
  char       *called; /* what the person calls it */
  char       *colour; /* what the person knows it by */
  char       *server;
  SpHostState state;
  GError     *error;
  GListStore *machines;
  gint64      heard;
  gboolean    read_only;
  gboolean    slow;
  gboolean    trying;
} SpHostPrivate;

enum
{
  PROP_0,
  PROP_URI,
  PROP_ID,
  PROP_TITLE,
  PROP_COLOUR,
  PROP_STATE,
  PROP_LINK,
  PROP_ERROR,
  PROP_MACHINES,
  PROP_READ_ONLY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint history_changed;
static guint history_part;
static guint deed_told;

G_DEFINE_ENUM_TYPE (SpHostState, sp_host_state,
                    G_DEFINE_ENUM_VALUE (SP_HOST_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (SP_HOST_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (SP_HOST_STATE_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (SP_HOST_STATE_LOST, "lost"),
                    G_DEFINE_ENUM_VALUE (SP_HOST_STATE_FAILED, "failed"))
G_DEFINE_ENUM_TYPE (SpLink, sp_link,
                    G_DEFINE_ENUM_VALUE (SP_LINK_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (SP_LINK_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (SP_LINK_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (SP_LINK_SLOW, "slow"),
                    G_DEFINE_ENUM_VALUE (SP_LINK_LOST, "lost"),
                    G_DEFINE_ENUM_VALUE (SP_LINK_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (SP_LINK_FAILED, "failed"))
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SpHost, sp_host, G_TYPE_OBJECT)

static SpHostPrivate *
get_private (SpHost *self)
{
  return sp_host_get_instance_private (self);
}

static void
sp_host_finalize (GObject *object)
{
  SpHostPrivate *priv = get_private (SP_HOST (object));

  g_free (priv->uri);
  g_free (priv->id);
  g_free (priv->title);
  g_free (priv->called);
  g_free (priv->colour);
  g_free (priv->server);
  g_clear_error (&priv->error);
  g_clear_object (&priv->machines);

  G_OBJECT_CLASS (sp_host_parent_class)->finalize (object);
}

static void
sp_host_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  SpHostPrivate *priv = get_private (SP_HOST (object));

  switch (prop_id)
    {
    case PROP_URI:
      priv->uri = g_value_dup_string (value);
      priv->server = sp_address_find_server (priv->uri);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_host_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  SpHostPrivate *priv = get_private (SP_HOST (object));

  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, priv->uri);
      break;
    case PROP_ID:
      g_value_set_string (value, priv->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, sp_host_get_title (SP_HOST (object)));
      break;
    case PROP_COLOUR:
      g_value_set_string (value, priv->colour);
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_LINK:
      g_value_set_enum (value, sp_host_get_link (SP_HOST (object)));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    case PROP_MACHINES:
      g_value_set_object (value, priv->machines);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, priv->read_only);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_host_class_init (SpHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sp_host_finalize;
  object_class->set_property = sp_host_set_property;
  object_class->get_property = sp_host_get_property;

  props[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL,
                                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_COLOUR] = g_param_spec_string ("colour", NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SP_TYPE_HOST_STATE, SP_HOST_STATE_CLOSED, flags);
  props[PROP_LINK] = g_param_spec_enum ("link", NULL, NULL, SP_TYPE_LINK, SP_LINK_CLOSED, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_MACHINES] = g_param_spec_object ("machines", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_READ_ONLY] = g_param_spec_boolean ("read-only", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  history_changed = g_signal_new ("history-changed", SP_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  history_part = g_signal_new ("history-part", SP_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                               G_TYPE_STRING, SP_TYPE_HISTORY);
  deed_told = g_signal_new ("deed-told", SP_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                            G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
sp_host_init (SpHost *self)
{
  get_private (self)->machines = g_list_store_new (SP_TYPE_MACHINE);
}

/* For kinds of hosts: sp-host-private.h. */

void
sp_host_set_id (SpHost     *self,
                const char *id)
{
  if (g_set_str (&get_private (self)->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
}

void
sp_host_set_title (SpHost     *self,
                   const char *title)
{
  if (g_set_str (&get_private (self)->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

void
sp_host_set_state (SpHost       *self,
                   SpHostState   state,
                   const GError *error)
{
  SpHostPrivate *priv = get_private (self);
  g_autoptr (GError) old = g_steal_pointer (&priv->error);
  gboolean changed = priv->state != state;
  SpLink link = sp_host_get_link (self);

  priv->state = state;
  priv->slow = FALSE;
  priv->trying = FALSE;
  priv->error = error != NULL ? g_error_copy (error) : NULL;
  if (old != NULL || priv->error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  if (sp_host_get_link (self) != link)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINK]);
}

/* Whether a connected host lets its answers wait. */
void
sp_host_set_slow (SpHost  *self,
                  gboolean slow)
{
  SpHostPrivate *priv = get_private (self);

  if (priv->slow == slow)
    return;
  priv->slow = slow;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINK]);
}

/* Whether a lost one is being tried just now. */
void
sp_host_set_trying (SpHost  *self,
                    gboolean trying)
{
  SpHostPrivate *priv = get_private (self);

  if (priv->trying == trying)
    return;
  priv->trying = trying;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINK]);
}

/* The host has just told how things stand. */
void
sp_host_set_heard (SpHost *self,
                   gint64  seconds)
{
  get_private (self)->heard = seconds;
}

void
sp_host_set_read_only (SpHost  *self,
                       gboolean read_only)
{
  SpHostPrivate *priv = get_private (self);

  if (priv->read_only == read_only)
    return;
  priv->read_only = read_only;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READ_ONLY]);
}

static int
compare_machines (gconstpointer a,
                  gconstpointer b)
{
  SpMachine *p = *(SpMachine *const *) a;
  SpMachine *q = *(SpMachine *const *) b;
  int order = g_utf8_collate (sp_machine_get_name (p), sp_machine_get_name (q));

  return order != 0 ? order : strcmp (sp_machine_get_uuid (p), sp_machine_get_uuid (q));
}

static gboolean
same (gpointer a,
      gpointer b)
{
  return sp_machine_same (a, b);
}

static gboolean
equal (gpointer a,
       gpointer b)
{
  return sp_machine_equal (a, b);
}

void
sp_host_set_machines (SpHost    *self,
                      GPtrArray *machines)
{
  g_ptr_array_sort (machines, compare_machines);
  sp_list_diff_apply (get_private (self)->machines, machines, same, equal);
}

void
sp_host_history_changed (SpHost     *self,
                         const char *uuid)
{
  g_signal_emit (self, history_changed, 0, uuid);
}

void
sp_host_history_part (SpHost     *self,
                      const char *uuid,
                      SpHistory  *so_far)
{
  g_signal_emit (self, history_part, 0, uuid, so_far);
}

void
sp_host_deed_told (SpHost     *self,
                   const char *uuid,
                   const char *text,
                   gboolean    over)
{
  g_signal_emit (self, deed_told, 0, uuid, text, over);
}

/**
 * sp_host_new:
 * @uri: any libvirt URI
 *
 * Returns: (transfer full): the host, closed
 */
SpHost *
sp_host_new (const char *uri)
{
  g_return_val_if_fail (uri != NULL, NULL);

  return g_object_new (SP_TYPE_VIRT_HOST, "uri", uri, NULL);
}

/**
 * sp_host_get_uri:
 * @self: the host
 *
 * Returns: (transfer none): as it was given
 */
const char *
sp_host_get_uri (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return get_private (self)->uri;
}

/**
 * sp_host_get_id:
 * @self: the host
 *
 * Returns: (transfer none) (nullable): who it is, whatever the URI; %NULL until it was connected once
 */
const char *
sp_host_get_id (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return get_private (self)->id;
}

/**
 * sp_host_get_title:
 * @self: the host
 *
 * Returns: (transfer none): what people call it
 */
const char *
sp_host_get_title (SpHost *self)
{
  SpHostPrivate *priv = NULL;

  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  priv = get_private (self);
  if (priv->called != NULL)
    return priv->called;
  if (priv->title != NULL || priv->server != NULL)
    return priv->title != NULL ? priv->title : priv->server;
  /* It has not answered yet. */
  if (g_strcmp0 (priv->uri, sp_local_get_uri (SP_LOCAL_SYSTEM)) == 0)
    return sp_local_get_title (SP_LOCAL_SYSTEM);
  return g_strcmp0 (priv->uri, sp_local_get_uri (SP_LOCAL_SESSION)) == 0 ? sp_local_get_title (SP_LOCAL_SESSION) : priv->uri;
}

/**
 * sp_host_call:
 * @self: the host
 * @title: (nullable): what the person calls it; %NULL: as it calls itself
 */
void
sp_host_call (SpHost     *self,
              const char *title)
{
  g_return_if_fail (SP_IS_HOST (self));

  if (g_set_str (&get_private (self)->called, title))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

const char *
sp_host_get_colour (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return get_private (self)->colour;
}

/**
 * sp_host_set_colour:
 * @self: the host
 * @colour: (nullable): what the person knows it by
 */
void
sp_host_set_colour (SpHost     *self,
                    const char *colour)
{
  g_return_if_fail (SP_IS_HOST (self));

  if (g_set_str (&get_private (self)->colour, colour))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COLOUR]);
}

/**
 * sp_host_get_server:
 * @self: the host
 *
 * Returns: (transfer none) (nullable): the name or address in its URI; %NULL: it is this computer
 */
const char *
sp_host_get_server (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return get_private (self)->server;
}

/**
 * sp_host_get_state:
 * @self: the host
 *
 * Returns: whether it is connected
 */
SpHostState
sp_host_get_state (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), SP_HOST_STATE_CLOSED);

  return get_private (self)->state;
}

/**
 * sp_host_get_link:
 * @self: the host
 *
 * Returns: how its state feels: a connected host may be slow, a lost one may be tried just now
 */
SpLink
sp_host_get_link (SpHost *self)
{
  SpHostPrivate *priv = NULL;

  g_return_val_if_fail (SP_IS_HOST (self), SP_LINK_CLOSED);

  priv = get_private (self);
  switch (priv->state)
    {
    case SP_HOST_STATE_CONNECTING:
      return SP_LINK_CONNECTING;
    case SP_HOST_STATE_CONNECTED:
      return priv->slow ? SP_LINK_SLOW : SP_LINK_CONNECTED;
    case SP_HOST_STATE_LOST:
      return priv->trying ? SP_LINK_RECONNECTING : SP_LINK_LOST;
    case SP_HOST_STATE_FAILED:
      return SP_LINK_FAILED;
    case SP_HOST_STATE_CLOSED:
    default:
      return SP_LINK_CLOSED;
    }
}

/**
 * sp_host_get_heard:
 * @self: the host
 *
 * Returns: when it last told how its machines are, in seconds since 1970; 0: never
 */
gint64
sp_host_get_heard (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), 0);

  return get_private (self)->heard;
}

/**
 * sp_host_get_error:
 * @self: the host
 *
 * Returns: (transfer none) (nullable): why it is lost or could not be connected
 */
const GError *
sp_host_get_error (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return get_private (self)->error;
}

/**
 * sp_host_make_late:
 * @self: the host
 *
 * Returns: (transfer full): that it did not answer in time
 */
GError *
sp_host_make_late (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return g_error_new (SP_ERROR, SP_ERROR_CANNOT_CONNECT, _ ("“%s” did not answer in time."), sp_host_get_title (self));
}

/**
 * sp_host_get_read_only:
 * @self: the host
 *
 * Returns: whether nothing can be changed on it
 */
gboolean
sp_host_get_read_only (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), FALSE);

  return get_private (self)->read_only;
}

/**
 * sp_host_get_machines:
 * @self: the host
 *
 * Returns: (transfer none): its machines by name; the same model for good
 */
GListModel *
sp_host_get_machines (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return G_LIST_MODEL (get_private (self)->machines);
}

/**
 * sp_host_find_machine:
 * @self: the host
 * @name_or_uuid: either
 *
 * Returns: (transfer none) (nullable): the machine; a UUID counts more than a name
 */
SpMachine *
sp_host_find_machine (SpHost     *self,
                      const char *name_or_uuid)
{
  GListModel *model = NULL;
  SpMachine *found = NULL;

  g_return_val_if_fail (SP_IS_HOST (self), NULL);
  g_return_val_if_fail (name_or_uuid != NULL, NULL);

  model = sp_host_get_machines (self);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      /* The model keeps it. */
      g_autoptr (SpMachine) machine = g_list_model_get_item (model, i);

      if (g_ascii_strcasecmp (sp_machine_get_uuid (machine), name_or_uuid) == 0)
        return machine;
      if (found == NULL && strcmp (sp_machine_get_name (machine), name_or_uuid) == 0)
        found = machine;
    }
  return found;
}
