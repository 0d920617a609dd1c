/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the machine as a whole. */

#include "config.h"

#include "sp-machine-actions.h"

#include "sp-deeds.h"
#include "sp-doctor-dialog.h"
#include "sp-edit.h"
#include "sp-machine-settings.h"
#include "sp-undo.h"

static void
machine_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  if (g_str_equal (action_name, "machine.undo"))
    sp_deeds_undo (SP_WINDOW (widget));
  else if (g_str_equal (action_name, "machine.check"))
    sp_doctor_dialog_open (SP_WINDOW (widget));
  else if (g_str_equal (action_name, "machine.delete-old"))
    sp_deeds_delete_old (SP_WINDOW (widget));
  else if (g_str_equal (action_name, "machine.settings"))
    sp_machine_settings_present (widget, sp_window_get_session (SP_WINDOW (widget)));
  else
    sp_deeds_baseline (SP_WINDOW (widget));
}

static const struct
{
  const char *name;
  SpPower     power;
} powers[] = {
  { "machine.start", SP_POWER_START },         { "machine.pause", SP_POWER_PAUSE },
  { "machine.resume", SP_POWER_RESUME },       { "machine.shut-down", SP_POWER_SHUT_DOWN },
  { "machine.force-off", SP_POWER_FORCE_OFF },
};

static void
power_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (powers); i++)
    if (g_str_equal (action_name, powers[i].name))
      sp_deeds_power (SP_WINDOW (widget), powers[i].power);
}

void
sp_machine_actions_install (GtkWidgetClass *klass)
{
  static const char *const others[] = { "machine.undo", "machine.baseline", "machine.check", "machine.delete-old", "machine.settings" };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_widget_class_install_action (klass, others[i], NULL, machine_action);
  for (gsize i = 0; i < G_N_ELEMENTS (powers); i++)
    gtk_widget_class_install_action (klass, powers[i].name, NULL, power_action);
}

/**
 * sp_machine_actions_update:
 * @window: the window
 * @usable: whether its machine can be worked on now
 *
 * What can be looked at where nothing can be changed is the window's own.
 */
void
sp_machine_actions_update (SpWindow *window,
                           gboolean  usable)
{
  GtkWidget *widget = GTK_WIDGET (window);
  SpSession *session = sp_window_get_session (window);
  SpMachine *machine = sp_session_get_machine (session);
  SpHistory *history = sp_session_get_history (session);
  SpMachineState state = machine != NULL ? sp_machine_get_state (machine) : SP_MACHINE_STATE_UNKNOWN;
  gboolean running = usable && state == SP_MACHINE_STATE_RUNNING;
  gboolean on = usable && machine != NULL && sp_machine_is_active (machine);

  gtk_widget_action_set_enabled (widget, "machine.start", usable && !on);
  gtk_widget_action_set_enabled (widget, "machine.pause", running);
  gtk_widget_action_set_enabled (widget, "machine.resume", usable && state == SP_MACHINE_STATE_PAUSED);
  gtk_widget_action_set_enabled (widget, "machine.shut-down", running);
  gtk_widget_action_set_enabled (widget, "machine.force-off", on);
  gtk_widget_action_set_enabled (widget, "machine.undo", usable && history != NULL && sp_undo_find (history) != NULL);
  gtk_widget_action_set_enabled (widget, "machine.baseline", usable && history != NULL && sp_baseline_find (history) != NULL);
  gtk_widget_action_set_enabled (widget, "machine.delete-old", usable && history != NULL && sp_history_get_n (history) > 0);
}
