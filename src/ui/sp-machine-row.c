/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine in the sidebar: name, state, number of snapshots, age of the last. */

#include "config.h"

#include "sp-machine-row.h"

#include "sp-join.h"
#include "sp-when.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>

struct _SpMachineRow
{
  GtkBox parent_instance;

  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *state_label;
};

G_DEFINE_FINAL_TYPE (SpMachineRow, sp_machine_row, GTK_TYPE_BOX)

static char *
dup_second_line (SpMachine *machine)
{
  const char *state = sp_words_machine_state (sp_machine_get_state (machine));
  g_autofree char *snapshots = sp_words_machine_snapshots (machine, sp_when_now ());

  return sp_join (SP_JOIN_FACTS, state, snapshots);
}

static void
sp_machine_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_MACHINE_ROW);

  G_OBJECT_CLASS (sp_machine_row_parent_class)->dispose (object);
}

static void
sp_machine_row_class_init (SpMachineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_machine_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-machine-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpMachineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SpMachineRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, SpMachineRow, state_label);
}

static void
sp_machine_row_init (SpMachineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sp_machine_row_new (void)
{
  return g_object_new (SP_TYPE_MACHINE_ROW, NULL);
}

void
sp_machine_row_set_machine (SpMachineRow *self,
                            SpMachine    *machine)
{
  const char *classes[2] = { NULL, NULL };
  g_autofree char *second = NULL;

  g_return_if_fail (SP_IS_MACHINE_ROW (self));

  if (machine == NULL)
    return;

  second = dup_second_line (machine);
  classes[0] = sp_words_machine_css (sp_machine_get_state (machine));
  gtk_image_set_from_icon_name (self->icon, sp_words_machine_icon (sp_machine_get_state (machine)));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_label (self->name_label, sp_machine_get_title (machine));
  gtk_label_set_label (self->state_label, second);
}

/**
 * sp_machine_row_dup_spoken:
 * @machine: a machine
 *
 * Returns: (transfer full): what a screen reader says of the row
 */
char *
sp_machine_row_dup_spoken (SpMachine *machine)
{
  g_autofree char *second = NULL;

  g_return_val_if_fail (SP_IS_MACHINE (machine), NULL);

  second = dup_second_line (machine);
  return sp_join (SP_JOIN_LIST, sp_machine_get_title (machine), second);
}
