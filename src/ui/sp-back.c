/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back from a revert that needed no safety snapshot: the machine had not run since another, which keeps what it was. */

#include "config.h"

#include "sp-back.h"

#include "sp-deeds.h"

#define GROUP "way-back"
#define ACTION "go"

typedef struct
{
  SpWindow  *window; /* not owned: it has the action */
  SpHost    *host;
  SpMachine *machine;
  char      *snapshot;
} Back;

static void
back_free (gpointer  data,
           GClosure *closure)
{
  Back *back = data;

  g_object_unref (back->host);
  g_object_unref (back->machine);
  g_free (back->snapshot);
  g_free (back);
}

static void
go_cb (GSimpleAction *action,
       GVariant      *parameter,
       gpointer       data)
{
  Back *back = data;
  const SpWish wish = { .kind = SP_WISH_REVERT, .target = back->snapshot };

  dex_future_disown (sp_deeds_fulfil (back->window, back->host, back->machine, &wish));
}

/**
 * sp_back_is_kept:
 * @plan: of a deed that is done
 *
 * Returns: whether a safety snapshot was taken first: the machine's Undo finds it
 */
gboolean
sp_back_is_kept (SpPlan *plan)
{
  g_return_val_if_fail (SP_IS_PLAN (plan), FALSE);

  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    if (sp_plan_get_step (plan, i)->safety)
      return TRUE;
  return FALSE;
}

/**
 * sp_back_offer:
 * @window: the window
 * @host: the machine's host
 * @machine: what was reverted
 * @snapshot: the name of the one that keeps what it was before
 *
 * Returns: (transfer none): the action that plans going back there, and asks; the next offer takes its place
 */
const char *
sp_back_offer (SpWindow   *window,
               SpHost     *host,
               SpMachine  *machine,
               const char *snapshot)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new (ACTION, NULL);
  Back *back = NULL;

  g_return_val_if_fail (SP_IS_WINDOW (window), NULL);
  g_return_val_if_fail (SP_IS_HOST (host), NULL);
  g_return_val_if_fail (SP_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (snapshot != NULL, NULL);

  back = g_new0 (Back, 1);
  back->window = window;
  back->host = g_object_ref (host);
  back->machine = g_object_ref (machine);
  back->snapshot = g_strdup (snapshot);
  g_signal_connect_data (action, "activate", G_CALLBACK (go_cb), back, back_free, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (GTK_WIDGET (window), GROUP, G_ACTION_GROUP (group));
  return GROUP "." ACTION;
}
