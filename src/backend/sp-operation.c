/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deed under way, as people see it. */

#include "config.h"

#include "sp-operation-private.h"

struct _SpOperation
{
  GObject       parent_instance;
  SpMachine    *machine;
  SpPlan       *plan;
  char         *title;
  char         *sentence;
  char         *outcome;
  GError       *error;
  GCancellable *cancellable;
  DexPromise   *promise;
  double        fraction;
  guint         step;
  guint         n_steps;
  guint         n_done;
  gboolean      can_cancel;
  gboolean      running;
};

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SENTENCE,
  PROP_FRACTION,
  PROP_STEP,
  PROP_N_STEPS,
  PROP_CAN_CANCEL,
  PROP_CANCELLING,
  PROP_RUNNING,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (SpOperation, sp_operation, G_TYPE_OBJECT)

/* A change on its way to the main thread. */
typedef struct
{
  SpOperation *operation;
  void       (*apply) (SpOperation *self, gpointer change);
  guint        step;
  guint        n_steps;
  char        *text;
  double       fraction;
  gboolean     flag;
  GError      *error;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->operation);
  g_free (change->text);
  g_clear_error (&change->error);
  g_free (change);
}

static gboolean
change_apply (gpointer data)
{
  Change *change = data;

  change->apply (change->operation, change);
  return G_SOURCE_REMOVE;
}

static Change *
change_new (SpOperation *self,
            void       (*apply) (SpOperation *, gpointer))
{
  Change *change = g_new0 (Change, 1);

  change->operation = g_object_ref (self);
  change->apply = apply;
  return change;
}

/* On the main thread at once, from elsewhere in the order of the calls. */
static void
change_send (Change *change)
{
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, change_apply, change, change_free);
}

static void
apply_step (SpOperation *self,
            gpointer     data)
{
  Change *change = data;

  self->step = change->step;
  self->n_steps = change->n_steps;
  g_set_str (&self->sentence, change->text);
  self->fraction = -1;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STEP]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_STEPS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SENTENCE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
}

static void
apply_fraction (SpOperation *self,
                gpointer     data)
{
  Change *change = data;

  if (!self->running || self->fraction == change->fraction)
    return;
  self->fraction = change->fraction;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
}

static void
apply_can_cancel (SpOperation *self,
                  gpointer     data)
{
  Change *change = data;

  if (self->can_cancel == change->flag)
    return;
  self->can_cancel = change->flag;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_CANCEL]);
}

static void
apply_done (SpOperation *self,
            gpointer     data)
{
  self->n_done++;
}

static void
apply_finish (SpOperation *self,
              gpointer     data)
{
  Change *change = data;

  if (!self->running)
    return;
  self->running = FALSE;
  self->can_cancel = FALSE;
  self->error = g_steal_pointer (&change->error);
  self->outcome = g_steal_pointer (&change->text);
  g_object_freeze_notify (G_OBJECT (self));
  if (self->error == NULL && self->fraction >= 0)
    {
      self->fraction = 1;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_CANCEL]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  g_object_thaw_notify (G_OBJECT (self));
  if (self->error != NULL)
    dex_promise_reject (self->promise, g_error_copy (self->error));
  else
    dex_promise_resolve_boolean (self->promise, TRUE);
}

static void
sp_operation_finalize (GObject *object)
{
  SpOperation *self = SP_OPERATION (object);

  if (self->running && dex_future_is_pending (DEX_FUTURE (self->promise)))
    dex_promise_reject (self->promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The operation was dropped"));
  g_clear_object (&self->machine);
  g_clear_object (&self->plan);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->title);
  g_free (self->sentence);
  g_free (self->outcome);
  dex_clear (&self->promise);

  G_OBJECT_CLASS (sp_operation_parent_class)->finalize (object);
}

static void
sp_operation_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpOperation *self = SP_OPERATION (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_STEP:
      g_value_set_uint (value, self->step);
      break;
    case PROP_N_STEPS:
      g_value_set_uint (value, self->n_steps);
      break;
    case PROP_CAN_CANCEL:
      g_value_set_boolean (value, self->can_cancel);
      break;
    case PROP_CANCELLING:
      g_value_set_boolean (value, g_cancellable_is_cancelled (self->cancellable));
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sp_operation_class_init (SpOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = sp_operation_finalize;
  object_class->get_property = sp_operation_get_property;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  props[PROP_STEP] = g_param_spec_uint ("step", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_N_STEPS] = g_param_spec_uint ("n-steps", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_CAN_CANCEL] = g_param_spec_boolean ("can-cancel", NULL, NULL, FALSE, flags);
  props[PROP_CANCELLING] = g_param_spec_boolean ("cancelling", NULL, NULL, FALSE, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, TRUE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sp_operation_init (SpOperation *self)
{
  self->cancellable = g_cancellable_new ();
  self->promise = dex_promise_new ();
  self->fraction = -1;
  self->running = TRUE;
}

/**
 * sp_operation_new:
 * @title: what it is, in few words
 * @machine: (nullable): whose deed it is
 * @plan: (nullable): what it follows
 *
 * Makes an operation that runs until sp_operation_finish().
 *
 * Returns: (transfer full): the operation
 */
SpOperation *
sp_operation_new (const char *title,
                  SpMachine  *machine,
                  SpPlan     *plan)
{
  SpOperation *self = NULL;

  g_return_val_if_fail (machine == NULL || SP_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (plan == NULL || SP_IS_PLAN (plan), NULL);

  self = g_object_new (SP_TYPE_OPERATION, NULL);
  self->title = g_strdup (title);
  self->sentence = g_strdup (title);
  g_set_object (&self->machine, machine);
  g_set_object (&self->plan, plan);
  if (plan != NULL)
    self->n_steps = sp_plan_get_n_steps (plan);
  return self;
}

/**
 * sp_operation_get_machine:
 * @self: the operation
 *
 * Returns: (transfer none) (nullable): the machine as it was when the deed began
 */
SpMachine *
sp_operation_get_machine (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return self->machine;
}

/**
 * sp_operation_get_plan:
 * @self: the operation
 *
 * Returns: (transfer none) (nullable): the plan that it follows
 */
SpPlan *
sp_operation_get_plan (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return self->plan;
}

/**
 * sp_operation_get_title:
 * @self: the operation
 *
 * Returns: (transfer none): what it is, in few words
 */
const char *
sp_operation_get_title (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return self->title;
}

/**
 * sp_operation_get_sentence:
 * @self: the operation
 *
 * Returns: (transfer none): the step under way
 */
const char *
sp_operation_get_sentence (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return self->sentence;
}

/**
 * sp_operation_get_fraction:
 * @self: the operation
 *
 * Returns: how far the step under way is, 0 to 1, or -1 where nobody knows
 */
double
sp_operation_get_fraction (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), -1);

  return self->fraction;
}

/**
 * sp_operation_get_running:
 * @self: the operation
 *
 * Returns: whether it is still under way
 */
gboolean
sp_operation_get_running (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), FALSE);

  return self->running;
}

/**
 * sp_operation_get_can_cancel:
 * @self: the operation
 *
 * Returns: whether the step under way can truly be cancelled
 */
gboolean
sp_operation_get_can_cancel (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), FALSE);

  return self->can_cancel;
}

/**
 * sp_operation_get_n_done:
 * @self: the operation
 *
 * Returns: how many steps were done
 */
guint
sp_operation_get_n_done (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), 0);

  return self->n_done;
}

/**
 * sp_operation_get_error:
 * @self: the operation
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const GError *
sp_operation_get_error (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return self->error;
}

/**
 * sp_operation_get_outcome:
 * @self: the operation
 *
 * Returns: (transfer none) (nullable): what was done, what was not and how the machine is; %NULL while it runs
 */
const char *
sp_operation_get_outcome (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return self->outcome;
}

/**
 * sp_operation_cancel:
 * @self: the operation
 *
 * Asks libvirt to stop the step under way. Does nothing where it cannot.
 */
void
sp_operation_cancel (SpOperation *self)
{
  g_return_if_fail (SP_IS_OPERATION (self));

  if (!self->running || !self->can_cancel || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CANCELLING]);
}

/**
 * sp_operation_await:
 * @self: the operation
 *
 * Returns: (transfer full): a future of %TRUE, or of the error
 */
DexFuture *
sp_operation_await (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return dex_ref (DEX_FUTURE (self->promise));
}

/* For back ends: sp-operation-private.h. */

void
sp_operation_set_step (SpOperation *self,
                       guint        step,
                       guint        n_steps,
                       const char  *sentence)
{
  Change *change = NULL;

  g_return_if_fail (SP_IS_OPERATION (self));

  change = change_new (self, apply_step);
  change->step = step;
  change->n_steps = n_steps;
  change->text = g_strdup (sentence);
  change_send (change);
}

void
sp_operation_set_fraction (SpOperation *self,
                           double       fraction)
{
  Change *change = NULL;

  g_return_if_fail (SP_IS_OPERATION (self));

  change = change_new (self, apply_fraction);
  change->fraction = fraction < 0 ? -1 : MIN (fraction, 1);
  change_send (change);
}

void
sp_operation_set_can_cancel (SpOperation *self,
                             gboolean     can_cancel)
{
  Change *change = NULL;

  g_return_if_fail (SP_IS_OPERATION (self));

  change = change_new (self, apply_can_cancel);
  change->flag = can_cancel;
  change_send (change);
}

void
sp_operation_add_done (SpOperation *self)
{
  g_return_if_fail (SP_IS_OPERATION (self));

  change_send (change_new (self, apply_done));
}

GCancellable *
sp_operation_get_cancellable (SpOperation *self)
{
  g_return_val_if_fail (SP_IS_OPERATION (self), NULL);

  return self->cancellable;
}

void
sp_operation_finish (SpOperation *self,
                     GError      *error,
                     const char  *outcome)
{
  Change *change = NULL;

  g_return_if_fail (SP_IS_OPERATION (self));

  change = change_new (self, apply_finish);
  change->error = error;
  change->text = g_strdup (outcome);
  change_send (change);
}
