/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host is asked for, and told to do: each kind of host has its own way. */

#include "config.h"

#include "sp-host-private.h"

#include "sp-error.h"

#include <glib/gi18n-lib.h>

/**
 * sp_host_open:
 * @self: the host
 *
 * Connects and lists the machines.
 *
 * Returns: (transfer full): a future of %TRUE, or the error
 */
DexFuture *
sp_host_open (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return SP_HOST_GET_CLASS (self)->open (self);
}

/**
 * sp_host_close:
 * @self: the host
 *
 * Closes the connection; what is under way ends on its own.
 */
void
sp_host_close (SpHost *self)
{
  g_return_if_fail (SP_IS_HOST (self));

  SP_HOST_GET_CLASS (self)->close (self);
}

/**
 * sp_host_give_way:
 * @self: the host
 * @other: the same one, by another URI, which is connected
 *
 * Two connections to one host would show its machines twice: this one is closed, which its error tells the reason of.
 */
void
sp_host_give_way (SpHost *self,
                  SpHost *other)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SP_IS_HOST (self));
  g_return_if_fail (SP_IS_HOST (other));

  error = g_error_new (SP_ERROR, SP_ERROR_FAILED, _ ("The same host as “%s”"), sp_host_get_title (other));
  sp_host_close (self);
  sp_host_set_state (self, SP_HOST_STATE_CLOSED, error);
}

/**
 * sp_host_refresh:
 * @self: the host
 *
 * Lists the machines again.
 *
 * Returns: (transfer full): a future of %TRUE, or the error
 */
DexFuture *
sp_host_refresh (SpHost *self)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);

  return SP_HOST_GET_CLASS (self)->refresh (self);
}

/**
 * sp_host_load_history:
 * @self: the host
 * @uuid: of a machine
 *
 * What was read before, and that nothing tells to have changed, is not asked for again: see sp_host_doubt().
 *
 * Returns: (transfer full): a future of an SpHistory, or the error
 */
DexFuture *
sp_host_load_history (SpHost     *self,
                      const char *uuid)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  return SP_HOST_GET_CLASS (self)->load_history (self, uuid);
}

/**
 * sp_host_doubt:
 * @self: the host
 *
 * Each history is read as a whole when it is loaded next, as if for the first time.
 */
void
sp_host_doubt (SpHost *self)
{
  g_return_if_fail (SP_IS_HOST (self));

  if (SP_HOST_GET_CLASS (self)->doubt != NULL)
    SP_HOST_GET_CLASS (self)->doubt (self);
}

/**
 * sp_host_gather:
 * @self: the host
 * @uuid: of a machine
 *
 * Everything is asked for, whatever is known: what is to be done is decided by it.
 *
 * Returns: (transfer full): a future of SpFacts, or the error
 */
DexFuture *
sp_host_gather (SpHost     *self,
                const char *uuid)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  return SP_HOST_GET_CLASS (self)->gather (self, uuid);
}

/**
 * sp_host_run:
 * @self: the host
 * @plan: a plan made for it
 *
 * Returns: (transfer full): the deed under way
 */
SpOperation *
sp_host_run (SpHost *self,
             SpPlan *plan)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);
  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);

  return SP_HOST_GET_CLASS (self)->run (self, plan);
}

/**
 * sp_host_power:
 * @self: the host
 * @uuid: of a machine
 * @power: what to do with it
 *
 * Returns: (transfer full): the deed under way
 */
SpOperation *
sp_host_power (SpHost     *self,
               const char *uuid,
               SpPower     power)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  return SP_HOST_GET_CLASS (self)->power (self, uuid, power);
}

/**
 * sp_host_edit:
 * @self: the host
 * @uuid: of a machine
 * @snapshot: one of its snapshots, as it was seen
 * @wanted: the same as it shall be: its words, its pin, whether it is the baseline; see sp_edit_words()
 *
 * Returns: (transfer full): the deed under way
 */
SpOperation *
sp_host_edit (SpHost     *self,
              const char *uuid,
              SpSnapshot *snapshot,
              SpSnapshot *wanted)
{
  g_return_val_if_fail (SP_IS_HOST (self), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), NULL);

  return SP_HOST_GET_CLASS (self)->edit (self, uuid, snapshot, wanted);
}
