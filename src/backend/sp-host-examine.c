/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts, with all that Doctor asks for besides. */

#include "config.h"

#include "sp-host-examine.h"

#include "sp-virt-facts-strays.h"
#include "sp-virt-host.h"

/* Held by the fiber and by the worker. */
typedef struct
{
  SpHost    *host;
  char      *uuid;
  SpFacts   *facts;
  GPtrArray *strays; /* of SpFactsStray */
} Examination;

static void
examination_clear (gpointer data)
{
  Examination *self = data;

  g_object_unref (self->host);
  g_free (self->uuid);
  g_clear_object (&self->facts);
  g_clear_pointer (&self->strays, g_ptr_array_unref);
}

static void
examination_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, examination_clear);
}

static gboolean
find_strays (virConnectPtr connection,
             virDomainPtr  domain,
             gpointer      data,
             GError      **error)
{
  Examination *self = data;

  self->strays = sp_virt_find_strays (domain, self->facts);
  return TRUE;
}

static SpFacts *
add_strays (Examination *self)
{
  SpFactsInit init = *sp_facts_peek (self->facts);
  g_autoptr (GArray) strays = g_array_new (FALSE, FALSE, sizeof (SpFactsStray));

  for (guint i = 0; i < self->strays->len; i++)
    g_array_append_vals (strays, self->strays->pdata[i], 1);
  init.strays = (const SpFactsStray *) (gpointer) strays->data;
  init.n_strays = strays->len;
  return sp_facts_new (&init);
}

static DexFuture *
examine (gpointer data)
{
  Examination *self = data;
  GError *error = NULL;

  self->facts = dex_await_object (sp_host_gather (self->host, self->uuid), &error);
  if (self->facts == NULL)
    return dex_future_new_for_error (error);
  if (!SP_IS_VIRT_HOST (self->host))
    return dex_future_new_take_object (g_object_ref (self->facts));
  if (!dex_await (sp_virt_host_read (SP_VIRT_HOST (self->host), self->uuid, find_strays, g_atomic_rc_box_acquire (self), examination_unref),
                  &error))
    return dex_future_new_for_error (error);
  return dex_future_new_take_object (add_strays (self));
}

/**
 * sp_host_examine:
 * @host: the host
 * @uuid: of a machine
 *
 * As sp_host_gather(), and looks besides at each file in the folders of the machine: one question or two a file.
 *
 * Returns: (transfer full): a future of [class@Facts], or the error
 */
DexFuture *
sp_host_examine (SpHost     *host,
                 const char *uuid)
{
  Examination *self = NULL;

  g_return_val_if_fail (SP_IS_HOST (host), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  self = g_atomic_rc_box_new0 (Examination);
  self->host = g_object_ref (host);
  self->uuid = g_strdup (uuid);
  return dex_scheduler_spawn (NULL, 0, examine, self, examination_unref);
}
