/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the snapshots of the chosen machine take, asked of its host once their history is there. */

#include "config.h"

#include "sp-live-sizes.h"

#include "sp-ask-facts.h"
#include "sp-sizes.h"

/* The facts of a longer history are many questions: who wants to know unfolds its files. */
#define MOST 300

struct _SpLiveSizes
{
  GObject parent_instance;

  SpSession *session;
  SpMachine *machine; /* whose sizes they are */
  SpSizes   *sizes;
  gboolean   active; /* the machine, when it was asked about */
};

enum
{
  PROP_0,
  PROP_SIZES,
};

static GParamSpec *sizes_property;

G_DEFINE_FINAL_TYPE (SpLiveSizes, sp_live_sizes, G_TYPE_OBJECT)

static void
show (SpLiveSizes *self,
      SpSizes     *sizes)
{
  if (g_set_object (&self->sizes, sizes))
    g_object_notify_by_pspec (G_OBJECT (self), sizes_property);
}

static void
answered (GObject      *asker,
          SpFacts      *facts,
          const GError *error)
{
  g_autoptr (SpSizes) sizes = facts != NULL ? sp_sizes_new (facts) : NULL;

  show (SP_LIVE_SIZES (asker), sizes);
}

/* What is kept inside disk files has no size that any host tells. */
static gboolean
is_worth_asking (SpSession *session)
{
  SpHistory *history = sp_session_get_history (session);
  SpHost *host = sp_session_get_host (session);
  SpKind kind = history != NULL ? sp_history_get_kind (history) : SP_KIND_NONE;

  return (kind == SP_KIND_EXTERNAL || kind == SP_KIND_MIXED) && !sp_live_sizes_is_too_long (history) && sp_session_get_certain (session)
         && host != NULL && sp_host_get_link (host) == SP_LINK_CONNECTED;
}

static void
timeline_changed_cb (SpLiveSizes *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);

  sp_ask_nothing (G_OBJECT (self));
  if (machine == NULL || self->machine == NULL || !sp_machine_same (machine, self->machine))
    show (self, NULL);
  g_set_object (&self->machine, machine);
  self->active = machine != NULL && sp_machine_is_active (machine);
  if (machine != NULL && is_worth_asking (self->session))
    sp_ask_facts (G_OBJECT (self), sp_session_get_host (self->session), machine, answered);
}

/* What ran since has written, though no snapshot tells of it. */
static void
machine_changed_cb (SpLiveSizes *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);

  if (machine == NULL || self->machine == NULL || !sp_machine_same (machine, self->machine) || sp_machine_is_active (machine) == self->active)
    return;
  if (self->sizes != NULL && sp_sizes_is_unwritten (self->sizes))
    show (self, NULL);
  timeline_changed_cb (self);
}

static void
sp_live_sizes_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (prop_id == PROP_SIZES)
    g_value_set_object (value, SP_LIVE_SIZES (object)->sizes);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sp_live_sizes_dispose (GObject *object)
{
  SpLiveSizes *self = (SpLiveSizes *) object;

  g_clear_object (&self->session);
  g_clear_object (&self->machine);
  g_clear_object (&self->sizes);

  G_OBJECT_CLASS (sp_live_sizes_parent_class)->dispose (object);
}

static void
sp_live_sizes_class_init (SpLiveSizesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_live_sizes_dispose;
  object_class->get_property = sp_live_sizes_get_property;

  sizes_property = g_param_spec_object ("sizes", NULL, NULL, SP_TYPE_SIZES, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_SIZES, sizes_property);
}

static void
sp_live_sizes_init (SpLiveSizes *self)
{
}

/**
 * sp_live_sizes_new:
 * @session: whose machine it asks about
 *
 * Returns: (transfer full): a new one
 */
SpLiveSizes *
sp_live_sizes_new (SpSession *session)
{
  SpLiveSizes *self;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  self = g_object_new (SP_TYPE_LIVE_SIZES, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (timeline_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::machine", G_CALLBACK (machine_changed_cb), self, G_CONNECT_SWAPPED);
  timeline_changed_cb (self);
  return self;
}

/**
 * sp_live_sizes_is_too_long:
 * @history: a history
 *
 * Returns: whether its host would have to answer too much
 */
gboolean
sp_live_sizes_is_too_long (SpHistory *history)
{
  g_return_val_if_fail (SP_IS_HISTORY (history), FALSE);

  return sp_history_get_n (history) > MOST;
}
