/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window tells in passing: how a deed ended, and what can be done about it. */

#include "config.h"

#include "sp-toasts.h"

#include "sp-alert.h"
#include "sp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TOAST_FITS 64 /* characters */

/* What happened, what to do, and libvirt's own words. */
void
sp_toasts_show_error (GtkWidget    *parent,
                      const GError *error)
{
  const char *advice = sp_error_get_advice (error);
  const char *details = sp_error_get_details (error);
  g_autofree char *body = advice != NULL ? g_strdup_printf ("%s\n\n%s", error->message, advice) : g_strdup (error->message);
  /* The message is the body: a long heading does not wrap in every libadwaita. */
  AdwAlertDialog *dialog = sp_alert_new (_ ("What Happened"), body);

  if (details != NULL && *details != '\0')
    {
      GtkWidget *label = gtk_label_new (details);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "monospace");
      gtk_widget_add_css_class (label, "error-details");
      adw_alert_dialog_set_extra_child (dialog, label);
    }
  adw_alert_dialog_add_responses (dialog, "close", _ ("_Close"), NULL);
  adw_alert_dialog_set_close_response (dialog, "close");
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}

/* A toast has one line: what does not fit can be read whole. */
static void
more_cb (AdwToast  *toast,
         GtkWidget *overlay)
{
  AdwAlertDialog *dialog = sp_alert_new (NULL, g_object_get_data (G_OBJECT (toast), "sp-text"));

  adw_alert_dialog_add_responses (dialog, "close", _ ("_Close"), NULL);
  adw_alert_dialog_set_close_response (dialog, "close");
  adw_dialog_present (ADW_DIALOG (dialog), overlay);
}

static void
details_cb (AdwToast  *toast,
            GtkWidget *overlay)
{
  sp_toasts_show_error (overlay, g_object_get_data (G_OBJECT (toast), "sp-error"));
}

/**
 * sp_toasts_say:
 * @overlay: where
 * @text: what
 * @undo_action: (nullable): the action that takes it back
 *
 * Says something in passing. Where it does not fit, its first sentence stands for it.
 */
void
sp_toasts_say (AdwToastOverlay *overlay,
               const char      *text,
               const char      *undo_action)
{
  gboolean fits;
  AdwToast *toast;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));
  g_return_if_fail (text != NULL);

  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  fits = g_utf8_strlen (text, -1) <= TOAST_FITS;
  if (!fits)
    {
      const char *end = strstr (text, ". ");
      g_autofree char *first = end != NULL ? g_strndup (text, (gsize) (end + 1 - text)) : g_strdup (text);

      adw_toast_set_title (toast, first);
    }
  if (undo_action != NULL)
    {
      adw_toast_set_button_label (toast, C_ ("a revert", "_Undo"));
      adw_toast_set_action_name (toast, undo_action);
      adw_toast_set_timeout (toast, 10); /* seconds: time to look at what came back */
    }
  else if (!fits)
    {
      g_object_set_data_full (G_OBJECT (toast), "sp-text", g_strdup (text), g_free);
      adw_toast_set_button_label (toast, _ ("_Details"));
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (more_cb), overlay, 0);
    }
  adw_toast_overlay_add_toast (overlay, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (overlay), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * sp_toasts_say_error:
 * @overlay: where
 * @error: what went wrong
 * @outcome: (nullable): what was done all the same
 *
 * Says that something failed, until it was read.
 */
void
sp_toasts_say_error (AdwToastOverlay *overlay,
                     const GError    *error,
                     const char      *outcome)
{
  const char *text;
  AdwToast *toast;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (overlay));
  g_return_if_fail (error != NULL);

  text = outcome != NULL ? outcome : error->message;
  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, _ ("_Details"));
  g_object_set_data_full (G_OBJECT (toast), "sp-error", g_error_copy (error), (GDestroyNotify) g_error_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (details_cb), overlay, 0);
  adw_toast_overlay_add_toast (overlay, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (overlay), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}
