/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host's question, and the place for an answer. */

#include "config.h"

#include "sp-login-dialog.h"

#include "sp-alert.h"

#include <glib/gi18n-lib.h>

struct _SpLoginDialog
{
  AdwAlertDialog parent_instance;

  GtkLabel            *again;
  GtkLabel            *fingerprint;
  AdwPreferencesGroup *group;
  AdwSwitchRow        *keep_row;
  AdwPasswordEntryRow *secret_row;
  AdwEntryRow         *word_row;

  SpQuestion *question;
  DexPromise *promise;
};

G_DEFINE_FINAL_TYPE (SpLoginDialog, sp_login_dialog, ADW_TYPE_ALERT_DIALOG)

static GtkEditable *
get_entry (SpLoginDialog *self)
{
  return self->question->kind == SP_QUESTION_SECRET ? GTK_EDITABLE (self->secret_row) : GTK_EDITABLE (self->word_row);
}

/* An empty secret is no answer: ssh would take it for one, and count it. */
static void
changed_cb (SpLoginDialog *self)
{
  if (self->question != NULL)
    adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (self), "answer", *gtk_editable_get_text (get_entry (self)) != '\0');
}

static void
settle (SpLoginDialog *self,
        const char    *answer)
{
  DexPromise *promise = g_steal_pointer (&self->promise);

  if (promise == NULL)
    return;
  if (answer != NULL)
    dex_promise_resolve_boxed (promise, SP_TYPE_ANSWER, g_strdup (answer));
  else
    dex_promise_reject (promise, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  dex_unref (promise);
}

static void
sp_login_dialog_response (AdwAlertDialog *dialog,
                          const char     *response)
{
  SpLoginDialog *self = SP_LOGIN_DIALOG (dialog);

  self->question->keep = adw_switch_row_get_active (self->keep_row);
  if (!g_str_equal (response, "answer"))
    settle (self, NULL);
  else if (self->question->kind == SP_QUESTION_TRUST || self->question->kind == SP_QUESTION_ALLOW)
    settle (self, "yes");
  else
    settle (self, gtk_editable_get_text (get_entry (self)));
}

static void
show_trust (SpLoginDialog *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_set_heading (dialog, _ ("Is This the Right Host?"));
  adw_alert_dialog_set_response_label (dialog, "answer", _ ("_Trust This Key"));
  adw_alert_dialog_set_response_appearance (dialog, "answer", ADW_RESPONSE_DEFAULT);
  adw_alert_dialog_set_response_enabled (dialog, "answer", TRUE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  gtk_widget_set_visible (GTK_WIDGET (self->group), FALSE);
  if (self->question->fingerprint != NULL && self->question->subject != NULL)
    {
      g_autofree char *body = g_strdup_printf (_ ("“%s” was never met before. Compare its key with what its administrator, or its own screen, says."),
                                               self->question->subject);
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      /* A hyphen would be a part of the key. */
      pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
      gtk_label_set_attributes (self->fingerprint, attributes);
      gtk_label_set_label (self->fingerprint, self->question->fingerprint);
      gtk_widget_set_visible (GTK_WIDGET (self->fingerprint), TRUE);
      adw_alert_dialog_set_body (dialog, body);
    }
}

/* Nothing is to be typed: to be allowed or not, or only to be read. */
static void
show_words (SpLoginDialog *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_set_heading (dialog, _ ("Log In"));
  adw_alert_dialog_set_default_response (dialog, "cancel");
  gtk_widget_set_visible (adw_alert_dialog_get_extra_child (dialog), FALSE);
  if (self->question->kind == SP_QUESTION_NOTICE)
    {
      adw_alert_dialog_remove_response (dialog, "answer");
      adw_alert_dialog_set_response_label (dialog, "cancel", _ ("_Close"));
      return;
    }
  adw_alert_dialog_set_response_label (dialog, "answer", C_ ("login", "_Allow"));
  adw_alert_dialog_set_response_appearance (dialog, "answer", ADW_RESPONSE_DEFAULT);
  adw_alert_dialog_set_response_enabled (dialog, "answer", TRUE);
}

static void
show (SpLoginDialog *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);
  gboolean secret = self->question->kind == SP_QUESTION_SECRET;

  adw_alert_dialog_set_body (dialog, self->question->text);
  gtk_widget_set_visible (GTK_WIDGET (self->again), self->question->again);
  if (self->question->kind == SP_QUESTION_TRUST)
    {
      show_trust (self);
      return;
    }
  if (self->question->kind == SP_QUESTION_ALLOW || self->question->kind == SP_QUESTION_NOTICE)
    {
      show_words (self);
      return;
    }
  adw_alert_dialog_set_heading (dialog, _ ("Log In"));
  adw_alert_dialog_set_default_response (dialog, "answer");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret_row), C_ ("login", "Password"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->word_row), C_ ("login", "Answer"));
  gtk_widget_set_visible (GTK_WIDGET (self->secret_row), secret);
  gtk_widget_set_visible (GTK_WIDGET (self->word_row), !secret);
  gtk_widget_set_visible (GTK_WIDGET (self->keep_row), secret && self->question->subject != NULL && self->question->account != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep_row), self->question->can_keep);
  if (!self->question->can_keep)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->keep_row), _ ("The keyring of this desktop does not answer"));
  adw_dialog_set_focus (ADW_DIALOG (self), secret ? GTK_WIDGET (self->secret_row) : GTK_WIDGET (self->word_row));
}

static void
sp_login_dialog_dispose (GObject *object)
{
  SpLoginDialog *self = SP_LOGIN_DIALOG (object);

  settle (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_LOGIN_DIALOG);
  g_clear_pointer (&self->question, sp_question_unref);

  G_OBJECT_CLASS (sp_login_dialog_parent_class)->dispose (object);
}

static void
sp_login_dialog_class_init (SpLoginDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_login_dialog_dispose;
  ADW_ALERT_DIALOG_CLASS (klass)->response = sp_login_dialog_response;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-login-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SpLoginDialog, again);
  gtk_widget_class_bind_template_child (widget_class, SpLoginDialog, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, SpLoginDialog, group);
  gtk_widget_class_bind_template_child (widget_class, SpLoginDialog, keep_row);
  gtk_widget_class_bind_template_child (widget_class, SpLoginDialog, secret_row);
  gtk_widget_class_bind_template_child (widget_class, SpLoginDialog, word_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
sp_login_dialog_init (SpLoginDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sp_alert_wrap_heading (ADW_ALERT_DIALOG (self));
}

/* Nobody waits for an answer any more. */
static void
gone_cb (SpLoginDialog *self)
{
  adw_dialog_force_close (ADW_DIALOG (self));
}

/**
 * sp_login_dialog_ask:
 * @parent: a widget of the window
 * @question: the question; when it is gone, the dialog goes with it
 *
 * Returns: (transfer full): a future %SP_TYPE_ANSWER; rejected with %G_IO_ERROR_CANCELLED if the person does not want to
 */
DexFuture *
sp_login_dialog_ask (GtkWidget  *parent,
                     SpQuestion *question)
{
  SpLoginDialog *self = NULL;
  DexPromise *promise = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (question != NULL, NULL);

  if (g_cancellable_is_cancelled (question->gone))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits for it");

  self = g_object_new (SP_TYPE_LOGIN_DIALOG, NULL);
  promise = dex_promise_new ();
  self->promise = dex_ref (promise);
  self->question = sp_question_ref (question);
  show (self);
  if (question->gone != NULL)
    g_signal_connect_object (question->gone, "cancelled", G_CALLBACK (gone_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (self), parent);

  return DEX_FUTURE (promise);
}
