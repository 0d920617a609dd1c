/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One machine of a host, as it was last seen: an immutable value. */

#include "config.h"

#include "sp-machine.h"

struct _SpMachine
{
  GObject parent_instance;

  SpMachineInit init; /* the strings are ours */
};

G_DEFINE_ENUM_TYPE (SpMachineState, sp_machine_state,
                    G_DEFINE_ENUM_VALUE (SP_MACHINE_STATE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (SP_MACHINE_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (SP_MACHINE_STATE_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (SP_MACHINE_STATE_SHUTTING_DOWN, "shutting-down"),
                    G_DEFINE_ENUM_VALUE (SP_MACHINE_STATE_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (SP_MACHINE_STATE_CRASHED, "crashed"),
                    G_DEFINE_ENUM_VALUE (SP_MACHINE_STATE_SUSPENDED, "suspended"))

G_DEFINE_FINAL_TYPE (SpMachine, sp_machine, G_TYPE_OBJECT)

static void
sp_machine_finalize (GObject *object)
{
  SpMachine *self = (SpMachine *) object;

  g_free ((char *) self->init.host);
  g_free ((char *) self->init.uuid);
  g_free ((char *) self->init.name);
  g_free ((char *) self->init.title);

  G_OBJECT_CLASS (sp_machine_parent_class)->finalize (object);
}

static void
sp_machine_class_init (SpMachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_machine_finalize;
}

static void
sp_machine_init (SpMachine *self)
{
}

/**
 * sp_machine_new:
 * @init: everything; copied
 *
 * Returns: (transfer full): a machine
 */
SpMachine *
sp_machine_new (const SpMachineInit *init)
{
  SpMachine *self;

  g_return_val_if_fail (init != NULL && init->uuid != NULL && init->name != NULL, NULL);

  self = g_object_new (SP_TYPE_MACHINE, NULL);
  self->init = *init;
  self->init.host = g_strdup (init->host);
  self->init.uuid = g_strdup (init->uuid);
  self->init.name = g_strdup (init->name);
  self->init.title = g_strdup (init->title);

  return self;
}

/**
 * sp_machine_peek:
 * @self: a machine
 *
 * Returns: (transfer none): all its fields
 */
const SpMachineInit *
sp_machine_peek (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), NULL);

  return &self->init;
}

/**
 * sp_machine_get_host:
 * @self: a machine
 *
 * Returns: the identity of its host
 */
const char *
sp_machine_get_host (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), NULL);

  return self->init.host;
}

/**
 * sp_machine_get_uuid:
 * @self: a machine
 *
 * Returns: its UUID
 */
const char *
sp_machine_get_uuid (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), NULL);

  return self->init.uuid;
}

/**
 * sp_machine_get_name:
 * @self: a machine
 *
 * Returns: its name
 */
const char *
sp_machine_get_name (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), NULL);

  return self->init.name;
}

/**
 * sp_machine_get_title:
 * @self: a machine
 *
 * Returns: what people call it; its name where it has no title
 */
const char *
sp_machine_get_title (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), NULL);

  return self->init.title != NULL && *self->init.title != '\0' ? self->init.title : self->init.name;
}

/**
 * sp_machine_get_state:
 * @self: a machine
 *
 * Returns: what it did when it was last seen
 */
SpMachineState
sp_machine_get_state (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), SP_MACHINE_STATE_UNKNOWN);

  return self->init.state;
}

/**
 * sp_machine_get_n_snapshots:
 * @self: a machine
 *
 * Returns: how many snapshots it has, -1: not known yet
 */
int
sp_machine_get_n_snapshots (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), -1);

  return self->init.n_snapshots;
}

/**
 * sp_machine_get_last_snapshot:
 * @self: a machine
 *
 * Returns: when the newest one was taken, in seconds since 1970, 0: none, or not known
 */
gint64
sp_machine_get_last_snapshot (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), 0);

  return self->init.last_snapshot;
}

/**
 * sp_machine_is_active:
 * @self: a machine
 *
 * Returns: whether it has a process: it runs, is paused, or is on its way up or down
 */
gboolean
sp_machine_is_active (SpMachine *self)
{
  g_return_val_if_fail (SP_IS_MACHINE (self), FALSE);

  switch (self->init.state)
    {
    case SP_MACHINE_STATE_RUNNING:
    case SP_MACHINE_STATE_PAUSED:
    case SP_MACHINE_STATE_SHUTTING_DOWN:
    case SP_MACHINE_STATE_SUSPENDED:
      return TRUE;
    case SP_MACHINE_STATE_UNKNOWN:
    case SP_MACHINE_STATE_OFF:
    case SP_MACHINE_STATE_CRASHED:
    default:
      return FALSE;
    }
}

/**
 * sp_machine_equal:
 * @a: a machine
 * @b: a machine
 *
 * Returns: whether every field is the same
 */
gboolean
sp_machine_equal (SpMachine *a,
                  SpMachine *b)
{
  g_return_val_if_fail (SP_IS_MACHINE (a), FALSE);
  g_return_val_if_fail (SP_IS_MACHINE (b), FALSE);

  return sp_machine_same (a, b)
         && g_strcmp0 (a->init.name, b->init.name) == 0
         && g_strcmp0 (a->init.title, b->init.title) == 0
         && a->init.state == b->init.state
         && a->init.persistent == b->init.persistent
         && a->init.n_snapshots == b->init.n_snapshots
         && a->init.last_snapshot == b->init.last_snapshot;
}

/**
 * sp_machine_same:
 * @a: a machine
 * @b: a machine
 *
 * Returns: whether they are the same machine: host and UUID
 */
gboolean
sp_machine_same (SpMachine *a,
                 SpMachine *b)
{
  g_return_val_if_fail (SP_IS_MACHINE (a), FALSE);
  g_return_val_if_fail (SP_IS_MACHINE (b), FALSE);

  return g_strcmp0 (a->init.uuid, b->init.uuid) == 0 && g_strcmp0 (a->init.host, b->init.host) == 0;
}
