/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts in languages that need more room than English. */

#include "config.h"

#include "sp-alert.h"

static GtkWidget *
find_heading (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "title-2") ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_heading (child);
  return found;
}

/**
 * sp_alert_wrap_heading:
 * @dialog: an alert
 *
 * A long heading takes a second line. Up to libadwaita 1.7 it is measured for less than it needs, which GTK warns of.
 */
void
sp_alert_wrap_heading (AdwAlertDialog *dialog)
{
  GtkWidget *heading;

  g_return_if_fail (ADW_IS_ALERT_DIALOG (dialog));

  /* It has no parent before it is shown. */
  heading = find_heading (adw_dialog_get_child (ADW_DIALOG (dialog)));
  if (heading == NULL)
    return;
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (heading), PANGO_WRAP_WORD_CHAR);
}

/**
 * sp_alert_new:
 * @heading: (nullable): its heading, of any length
 * @body: (nullable): what it says
 *
 * Returns: (transfer floating): an alert
 */
AdwAlertDialog *
sp_alert_new (const char *heading,
              const char *body)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));

  sp_alert_wrap_heading (dialog);
  return dialog;
}
