/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person sets going: gather the facts, plan, ask, run, tell. One fiber a deed. */

#include "config.h"

#include "sp-deeds.h"

#include "sp-alert.h"
#include "sp-back.h"
#include "sp-clean-up.h"
#include "sp-defaults.h"
#include "sp-edit.h"
#include "sp-error.h"
#include "sp-host-examine.h"
#include "sp-plan-dialog.h"
#include "sp-take-dialog.h"

#include <glib/gi18n-lib.h>

/* Building dialogs wants more than a fiber's usual stack. */
#define STACK_SIZE (2 * 1024 * 1024)

typedef struct
{
  SpWindow   *window;
  SpHost     *host;
  SpMachine  *machine;
  char       *subject;   /* whose it is, where the window shows many; or NULL */
  GPtrArray  *snapshots; /* of SpSnapshot: what was clicked */
  SpWishKind  kind;
  gboolean    undo, baseline, all_but;
  char      **targets; /* in place of @snapshots, or NULL */
  char       *finding; /* to be repaired, or NULL */
  SpChoices  *choices;
} Deed;

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_object_unref (deed->window);
  g_object_unref (deed->host);
  g_object_unref (deed->machine);
  g_free (deed->subject);
  g_ptr_array_unref (deed->snapshots);
  g_strfreev (deed->targets);
  g_free (deed->finding);
  sp_choices_unref (deed->choices);
  g_free (deed);
}

/* What is set for the machine, or for all. */
static void
begin_with_defaults (SpChoices *choices,
                     SpHost    *host,
                     SpMachine *machine)
{
  const char *host_id = sp_host_get_id (host);
  g_autoptr (SpDefaults) defaults = sp_defaults_new (host_id, sp_machine_get_uuid (machine));
  g_autofree char *hosts_folder = host_id != NULL ? sp_defaults_get_folder (host_id) : NULL;

  choices->disks_only = defaults->disks_only;
  choices->kind = defaults->kind;
  choices->no_safety = defaults->no_safety;
  choices->safety_disks_only = defaults->safety_disks_only;
  choices->unasked = defaults->unasked;
  choices->name_pattern = g_steal_pointer (&defaults->name_pattern);
  choices->layer_folder = g_strdup (defaults->folder);
  choices->usual_folder = g_steal_pointer (&defaults->folder);
  choices->keep_folder = hosts_folder != NULL && g_strcmp0 (hosts_folder, choices->usual_folder) == 0;
}

static Deed *
deed_new_of (SpWindow  *window,
             SpHost    *host,
             SpMachine *machine,
             SpWishKind kind)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->window = g_object_ref (window);
  deed->host = g_object_ref (host);
  deed->machine = g_object_ref (machine);
  deed->snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  deed->kind = kind;
  deed->choices = sp_choices_new ();
  begin_with_defaults (deed->choices, host, machine);
  return deed;
}

/* NULL: no machine is chosen. */
static Deed *
deed_new (SpWindow  *window,
          SpWishKind kind)
{
  SpSession *session = sp_window_get_session (window);
  Deed *deed;

  if (sp_session_get_machine (session) == NULL)
    return NULL;
  deed = deed_new_of (window, sp_session_get_host (session), sp_session_get_machine (session), kind);
  deed->subject = sp_window_dup_subject (window);
  return deed;
}

/* Tells how an operation ended. Nothing to tell when the person stopped it. */
static void
tell (SpWindow     *window,
      SpOperation  *operation,
      const GError *error)
{
  const char *outcome = sp_operation_get_outcome (operation);

  if (error != NULL)
    sp_window_toast_error (window, error, outcome);
  else if (outcome != NULL)
    sp_window_toast (window, outcome);
}

/* A revert that left a safety snapshot, or needed none, can be undone at once. */
static void
tell_deed (Deed         *deed,
           SpPlan       *plan,
           SpOperation  *operation,
           const GError *error)
{
  if (error == NULL && sp_back_is_kept (plan) && sp_operation_get_outcome (operation) != NULL)
    sp_window_toast_undo (deed->window, deed->machine, sp_operation_get_outcome (operation), "machine.undo");
  else if (error == NULL && sp_plan_get_undo (plan) != NULL && sp_operation_get_outcome (operation) != NULL)
    sp_window_toast_undo (deed->window, deed->machine, sp_operation_get_outcome (operation),
                          sp_back_offer (deed->window, deed->host, deed->machine, sp_plan_get_undo (plan)));
  else
    tell (deed->window, operation, error);
}

static SpFacts *
gather (Deed    *deed,
        GError **error)
{
  SpFacts *facts;

  sp_window_set_looking (deed->window, TRUE);
  facts = dex_await_object (deed->finding != NULL ? sp_host_examine (deed->host, sp_machine_get_uuid (deed->machine))
                                                  : sp_host_gather (deed->host, sp_machine_get_uuid (deed->machine)),
                            error);
  sp_window_set_looking (deed->window, FALSE);

  return facts;
}

static DexFuture *
ask (Deed       *deed,
     SpFacts    *facts,
     const char *notice)
{
  g_autoptr (GPtrArray) clicked = g_ptr_array_new ();
  SpWish wish = { .kind = deed->kind, .undo = deed->undo, .baseline = deed->baseline, .all_but = deed->all_but };

  if (deed->kind == SP_WISH_TAKE)
    return sp_take_dialog_ask (GTK_WIDGET (deed->window), deed->host, facts, deed->choices, deed->subject, notice);

  for (guint i = 0; i < deed->snapshots->len; i++)
    g_ptr_array_add (clicked, (gpointer) sp_snapshot_get_name (deed->snapshots->pdata[i]));
  g_ptr_array_add (clicked, NULL);
  wish.targets = deed->targets != NULL ? (const char *const *) deed->targets : (const char *const *) clicked->pdata;
  wish.target = wish.targets[0];
  wish.finding = deed->finding;
  return sp_plan_dialog_ask (GTK_WIDGET (deed->window), facts, &wish, deed->choices, deed->subject, notice);
}

/* What was clicked may have been deleted by somebody else, or replaced by one of the same name. */
static gboolean
check_targets (Deed     *deed,
               SpFacts  *facts,
               GError  **error)
{
  SpHistory *history = sp_facts_get_history (facts);

  for (guint i = 0; i < deed->snapshots->len; i++)
    {
      SpSnapshot *snapshot = deed->snapshots->pdata[i];
      int found = sp_history_find (history, sp_snapshot_get_name (snapshot));

      if (found >= 0 && sp_snapshot_same (sp_history_get (history, found), snapshot))
        continue;
      g_set_error (error, SP_ERROR, SP_ERROR_NO_SNAPSHOT, _ ("“%s” is no longer there: somebody else deleted it."),
                   sp_snapshot_get_title (snapshot));
      return FALSE;
    }
  return TRUE;
}

/* Where new files of this host go from now on: there, or beside the disks again. */
static void
keep_folder (Deed *deed)
{
  const char *id = sp_host_get_id (deed->host);
  g_autofree char *before = sp_defaults_get_folder (id);

  if (deed->choices->keep_folder && g_strcmp0 (before, deed->choices->layer_folder) != 0)
    sp_defaults_set_folder (id, deed->choices->layer_folder);
  else if (!deed->choices->keep_folder && before != NULL && g_strcmp0 (before, deed->choices->layer_folder) == 0)
    sp_defaults_set_folder (id, NULL);
}

static DexFuture *
deed_fiber (gpointer data)
{
  Deed *deed = data;
  const char *notice = NULL;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SpFacts) facts = NULL;
      g_autoptr (SpPlan) plan = NULL;
      g_autoptr (SpOperation) operation = NULL;

      facts = gather (deed, &error);
      if (facts == NULL || !check_targets (deed, facts, &error))
        {
          sp_window_toast_error (deed->window, error, NULL);
          sp_session_reload (sp_window_get_session (deed->window));
          return dex_future_new_for_error (g_steal_pointer (&error));
        }

      plan = dex_await_object (ask (deed, facts, notice), &error);
      if (plan == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));

      if (deed->kind == SP_WISH_TAKE)
        keep_folder (deed);
      operation = sp_host_run (deed->host, plan);
      sp_window_show_operation (deed->window, operation);
      dex_await (sp_operation_await (operation), &error);
      if (!g_error_matches (error, SP_ERROR, SP_ERROR_CHANGED))
        {
          /* First, as what it shows takes the place of what is told. */
          if (error == NULL)
            dex_await (sp_clean_up_machine (deed->window, deed->host, sp_machine_get_uuid (deed->machine)), NULL);
          tell_deed (deed, plan, operation, error);
          return error == NULL ? dex_future_new_true () : dex_future_new_for_error (g_steal_pointer (&error));
        }

      /* The deed stopped before it touched anything: show what it would do now. */
      notice = _ ("The machine changed in the meantime, and nothing was done. This is what would happen now:");
    }
}

static void
begin (Deed *deed)
{
  if (deed != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, STACK_SIZE, deed_fiber, deed, deed_free));
}

/* A deed without a plan: shown while it runs, told when it ended. */
typedef struct
{
  SpWindow    *window;
  SpOperation *operation;
} Simple;

static void
simple_free (gpointer data)
{
  Simple *simple = data;

  g_object_unref (simple->window);
  g_object_unref (simple->operation);
  g_free (simple);
}

static DexFuture *
simple_ended_cb (DexFuture *future,
                 gpointer   data)
{
  Simple *simple = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  tell (simple->window, simple->operation, error);
  /* What was shown as if it were done already is shown as it is. */
  if (error != NULL && sp_window_get_session (simple->window) != NULL)
    sp_session_reload (sp_window_get_session (simple->window));
  return NULL;
}

static void
run_simple (SpWindow    *window,
            SpOperation *operation)
{
  Simple *simple = g_new0 (Simple, 1);

  simple->window = g_object_ref (window);
  simple->operation = operation;
  sp_window_show_operation (window, operation);
  dex_future_disown (dex_future_finally (sp_operation_await (operation), simple_ended_cb, simple, simple_free));
}

static void
force_off_response_cb (SpWindow   *window,
                       const char *response)
{
  SpSession *session = sp_window_get_session (window);

  if (g_strcmp0 (response, "off") == 0 && sp_session_get_machine (session) != NULL)
    run_simple (window, sp_host_power (sp_session_get_host (session), sp_machine_get_uuid (sp_session_get_machine (session)),
                                       SP_POWER_FORCE_OFF));
}

static void
ask_force_off (SpWindow  *window,
               SpMachine *machine)
{
  AdwAlertDialog *dialog = sp_alert_new (_ ("Force the Machine Off?"), NULL);

  adw_alert_dialog_format_body (dialog, _ ("It is as if the power cord of “%s” were pulled: what its programs have not written to the disk is lost."),
                                sp_machine_get_title (machine));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "off", _ ("_Force Off"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "off", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (force_off_response_cb), window, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (window));
}

void
sp_deeds_take (SpWindow *window)
{
  g_return_if_fail (SP_IS_WINDOW (window));

  begin (deed_new (window, SP_WISH_TAKE));
}

void
sp_deeds_revert (SpWindow   *window,
                 SpSnapshot *snapshot)
{
  Deed *deed;

  g_return_if_fail (SP_IS_WINDOW (window));
  g_return_if_fail (SP_IS_SNAPSHOT (snapshot));

  deed = deed_new (window, SP_WISH_REVERT);
  if (deed != NULL)
    g_ptr_array_add (deed->snapshots, g_object_ref (snapshot));
  begin (deed);
}

/**
 * sp_deeds_undo:
 * @window: the window, with a machine
 *
 * Plans going back to where the machine was before its last revert, and asks.
 */
void
sp_deeds_undo (SpWindow *window)
{
  Deed *deed;

  g_return_if_fail (SP_IS_WINDOW (window));

  deed = deed_new (window, SP_WISH_REVERT);
  if (deed != NULL)
    deed->undo = TRUE;
  begin (deed);
}

/**
 * sp_deeds_baseline:
 * @window: the window, with a machine
 *
 * Plans going back to the machine's baseline, and asks.
 */
void
sp_deeds_baseline (SpWindow *window)
{
  Deed *deed;

  g_return_if_fail (SP_IS_WINDOW (window));

  deed = deed_new (window, SP_WISH_REVERT);
  if (deed != NULL)
    deed->baseline = TRUE;
  begin (deed);
}

/**
 * sp_deeds_fulfil:
 * @window: the window
 * @host: a host
 * @machine: one of its machines
 * @wish: to revert, to delete, or to repair
 *
 * Plans what nobody clicked at, and asks.
 *
 * Returns: (transfer full): a future of %TRUE once it is done; rejected where the person does not want it, or it failed
 */
DexFuture *
sp_deeds_fulfil (SpWindow     *window,
                 SpHost       *host,
                 SpMachine    *machine,
                 const SpWish *wish)
{
  Deed *deed;

  g_return_val_if_fail (SP_IS_WINDOW (window), NULL);
  g_return_val_if_fail (SP_IS_HOST (host), NULL);
  g_return_val_if_fail (SP_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (wish != NULL && wish->kind != SP_WISH_TAKE, NULL);

  deed = deed_new_of (window, host, machine, wish->kind);
  deed->choices->then = wish->then;
  deed->finding = g_strdup (wish->finding);
  deed->targets = wish->targets != NULL ? g_strdupv ((char **) wish->targets) : g_strdupv ((char *[]){ (char *) wish->target, NULL });
  return dex_scheduler_spawn (NULL, STACK_SIZE, deed_fiber, deed, deed_free);
}

/**
 * sp_deeds_delete:
 * @window: the window, with a machine
 * @snapshots: (element-type SpSnapshot): some of its snapshots
 *
 * Plans deleting them together, and asks.
 */
void
sp_deeds_delete (SpWindow  *window,
                 GPtrArray *snapshots)
{
  Deed *deed;

  g_return_if_fail (SP_IS_WINDOW (window));
  g_return_if_fail (snapshots != NULL && snapshots->len > 0);

  deed = deed_new (window, SP_WISH_DELETE);
  for (guint i = 0; deed != NULL && i < snapshots->len; i++)
    g_ptr_array_add (deed->snapshots, g_object_ref (snapshots->pdata[i]));
  begin (deed);
}

/**
 * sp_deeds_delete_old:
 * @window: the window, with a machine
 *
 * Plans deleting all but the newest, and asks how many of these stay.
 */
void
sp_deeds_delete_old (SpWindow *window)
{
  Deed *deed;

  g_return_if_fail (SP_IS_WINDOW (window));

  deed = deed_new (window, SP_WISH_DELETE);
  if (deed != NULL)
    deed->all_but = TRUE;
  begin (deed);
}

void
sp_deeds_power (SpWindow *window,
                SpPower   power)
{
  SpSession *session;
  SpMachine *machine;

  g_return_if_fail (SP_IS_WINDOW (window));

  session = sp_window_get_session (window);
  machine = sp_session_get_machine (session);
  if (machine == NULL)
    return;

  if (power == SP_POWER_FORCE_OFF)
    ask_force_off (window, machine);
  else
    run_simple (window, sp_host_power (sp_session_get_host (session), sp_machine_get_uuid (machine), power));
}

/* Edits of one or more snapshots of a machine, one after the other. */
typedef struct
{
  SpWindow  *window;
  SpHost    *host;
  SpMachine *machine;
  SpHistory *history; /* as it was seen */
  GPtrArray *wanted;  /* of SpSnapshot */
} Edits;

static void
edits_free (gpointer data)
{
  Edits *edits = data;

  g_object_unref (edits->window);
  g_object_unref (edits->host);
  g_object_unref (edits->machine);
  g_object_unref (edits->history);
  g_ptr_array_unref (edits->wanted);
  g_free (edits);
}

static DexFuture *
edits_fiber (gpointer data)
{
  Edits *edits = data;

  for (guint i = 0; i < edits->wanted->len; i++)
    {
      SpSnapshot *wanted = edits->wanted->pdata[i];
      int index = sp_history_find (edits->history, sp_snapshot_get_name (wanted));
      g_autoptr (SpOperation) operation = NULL;
      g_autoptr (GError) error = NULL;

      operation = sp_host_edit (edits->host, sp_machine_get_uuid (edits->machine), sp_history_get (edits->history, index), wanted);
      sp_window_show_operation (edits->window, operation);
      if (dex_await (sp_operation_await (operation), &error) && i > 0)
        continue;
      tell (edits->window, operation, error);
      /* What was shown as if it were done already is shown as it is. */
      if (error != NULL && sp_window_get_session (edits->window) != NULL)
        sp_session_reload (sp_window_get_session (edits->window));
      if (error != NULL)
        break;
    }
  return dex_future_new_true ();
}

/**
 * sp_deeds_edit:
 * @window: the window
 * @snapshot: a snapshot of its machine
 * @wanted: the same as it shall be
 *
 * Writes what a person changed of a snapshot. A new baseline takes the mark from the one before.
 */
void
sp_deeds_edit (SpWindow   *window,
               SpSnapshot *snapshot,
               SpSnapshot *wanted)
{
  SpSession *session;
  SpHistory *history;
  Edits *edits;

  g_return_if_fail (SP_IS_WINDOW (window));
  g_return_if_fail (SP_IS_SNAPSHOT (snapshot));
  g_return_if_fail (SP_IS_SNAPSHOT (wanted));

  session = sp_window_get_session (window);
  history = sp_session_get_history (session);
  if (history == NULL || sp_history_find (history, sp_snapshot_get_name (snapshot)) < 0)
    return;

  edits = g_new0 (Edits, 1);
  edits->window = g_object_ref (window);
  edits->host = g_object_ref (sp_session_get_host (session));
  edits->machine = g_object_ref (sp_session_get_machine (session));
  edits->history = g_object_ref (history);
  if (sp_snapshot_peek (wanted)->baseline > sp_snapshot_peek (snapshot)->baseline)
    edits->wanted = sp_baseline_edits (history, wanted, sp_snapshot_peek (wanted)->baseline);
  else
    {
      edits->wanted = g_ptr_array_new_with_free_func (g_object_unref);
      g_ptr_array_add (edits->wanted, g_object_ref (wanted));
    }
  dex_future_disown (dex_scheduler_spawn (NULL, STACK_SIZE, edits_fiber, edits, edits_free));
}
