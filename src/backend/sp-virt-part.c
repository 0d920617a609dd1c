/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has come of a history so far, on its way from a worker to whoever looks. */

#include "config.h"

#include "sp-virt-part.h"

#include "sp-host-private.h"
#include "sp-pending-edits.h"

typedef struct
{
  GWeakRef host;
  char    *id;
  char    *uuid;
} Part;

typedef struct
{
  SpHost    *host;
  char      *uuid;
  SpHistory *so_far;
} Told;

gpointer
sp_virt_part_new (SpHost     *host,
                  const char *uuid)
{
  Part *part = g_new0 (Part, 1);

  g_weak_ref_init (&part->host, host);
  part->id = g_strdup (sp_host_get_id (host));
  part->uuid = g_strdup (uuid);
  return part;
}

void
sp_virt_part_free (gpointer data)
{
  Part *part = data;

  g_weak_ref_clear (&part->host);
  g_free (part->id);
  g_free (part->uuid);
  g_free (part);
}

static void
told_free (gpointer data)
{
  Told *told = data;

  g_object_unref (told->host);
  g_object_unref (told->so_far);
  g_free (told->uuid);
  g_free (told);
}

static gboolean
told_cb (gpointer data)
{
  Told *told = data;

  sp_host_history_part (told->host, told->uuid, told->so_far);
  return G_SOURCE_REMOVE;
}

void
sp_virt_part_tell (SpHistory *so_far,
                   gpointer   data)
{
  Part *part = data;
  g_autoptr (SpHistory) history = so_far;
  SpHost *host = g_weak_ref_get (&part->host);
  Told *told = NULL;

  if (host == NULL)
    return;
  told = g_new0 (Told, 1);
  told->host = host;
  told->uuid = g_strdup (part->uuid);
  told->so_far = sp_pending_edits_show (part->id, part->uuid, history);
  g_idle_add_full (G_PRIORITY_DEFAULT, told_cb, told, told_free);
}
