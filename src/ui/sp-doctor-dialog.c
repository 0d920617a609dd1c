/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Doctor found wrong with a machine's files and history. Nothing is repaired but by a plan that was agreed to. */

#include "config.h"

#include "sp-doctor-dialog.h"

#include "sp-count.h"
#include "sp-deeds.h"
#include "sp-doctor.h"
#include "sp-host-examine.h"
#include "sp-planner.h"
#include "sp-waiting.h"

#include <glib/gi18n-lib.h>

#define SP_TYPE_DOCTOR_DIALOG (sp_doctor_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpDoctorDialog, sp_doctor_dialog, SP, DOCTOR_DIALOG, AdwDialog)

struct _SpDoctorDialog
{
  AdwDialog parent_instance;

  SpWindow  *window;
  SpHost    *host;
  SpMachine *machine;

  GtkStack            *stack;
  AdwStatusPage       *page;
  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (SpDoctorDialog, sp_doctor_dialog, ADW_TYPE_DIALOG)

static void
repair_cb (SpDoctorDialog *self,
           GtkButton      *button)
{
  const char *finding = g_object_get_data (G_OBJECT (button), "sp-finding");
  SpWish wish = { .kind = SP_WISH_REPAIR, .finding = finding };

  dex_future_disown (sp_deeds_fulfil (self->window, self->host, self->machine, &wish));
  adw_dialog_close (ADW_DIALOG (self));
}

static GtkWidget *
make_button (SpDoctorDialog  *self,
             const SpFinding *finding)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Repair…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "sp-finding", g_strdup (finding->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (repair_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (SpDoctorDialog  *self,
         const SpFinding *finding,
         SpPlan          *plan)
{
  GtkWidget *row = adw_action_row_new ();

  /* Names and paths come from the host: never markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), finding->sentence);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (sp_plan_is_refused (plan))
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), sp_plan_get_way_out (plan));
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (self, finding));
  adw_preferences_group_add (self->group, row);
}

static void
say (SpDoctorDialog *self,
     const char     *icon,
     const char     *title,
     const char     *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_icon_name (self->page, icon);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, escaped);
  gtk_stack_set_visible_child_name (self->stack, "page");
}

/* What is found, and the plan of each repair. */
typedef struct
{
  SpFacts   *facts;
  GPtrArray *findings;
  GPtrArray *plans;
} Examination;

static void
examination_free (gpointer data)
{
  Examination *examination = data;

  g_object_unref (examination->facts);
  g_clear_pointer (&examination->findings, g_ptr_array_unref);
  g_clear_pointer (&examination->plans, g_ptr_array_unref);
  g_free (examination);
}

/* With thousands of snapshots it takes longer than a frame may. */
static void
examine_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Examination *examination = data;

  examination->findings = sp_doctor_examine (examination->facts);
  examination->plans = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < examination->findings->len; i++)
    {
      const SpFinding *finding = examination->findings->pdata[i];

      g_ptr_array_add (examination->plans,
                       sp_planner_plan (examination->facts, &(SpWish){ .kind = SP_WISH_REPAIR, .finding = finding->id }));
    }
  g_task_return_boolean (task, TRUE);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  SpDoctorDialog *self = SP_DOCTOR_DIALOG (source);
  Examination *examination = g_task_get_task_data (G_TASK (result));
  GPtrArray *findings = examination->findings;
  g_autofree char *title = NULL;

  if (findings->len == 0)
    {
      say (self, "object-select-symbolic", _ ("Nothing Wrong Was Seen"),
           _ ("The files that the machine and its snapshots need are there, as far as the host tells."));
      return;
    }
  for (guint i = 0; i < findings->len; i++)
    add_row (self, findings->pdata[i], examination->plans->pdata[i]);
  title = sp_count_printf (ngettext ("%u Finding", "%u Findings", findings->len), findings->len);
  adw_preferences_group_set_title (self->group, title);
  gtk_stack_set_visible_child_name (self->stack, "findings");
}

static void
examine (SpDoctorDialog *self,
         SpFacts        *facts)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, found_cb, NULL);
  Examination *examination = g_new0 (Examination, 1);

  examination->facts = g_object_ref (facts);
  g_task_set_source_tag (task, examine);
  g_task_set_task_data (task, examination, examination_free);
  g_task_run_in_thread (task, examine_in_thread);
}

static DexFuture *
examined_cb (DexFuture *future,
             gpointer   data)
{
  SpDoctorDialog *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (value != NULL)
    examine (self, g_value_get_object (value));
  else
    say (self, "dialog-error-symbolic", _ ("The Files Could Not Be Checked"), error->message);
  return dex_future_new_true ();
}

static void
sp_doctor_dialog_dispose (GObject *object)
{
  SpDoctorDialog *self = (SpDoctorDialog *) object;

  g_clear_object (&self->window);
  g_clear_object (&self->host);
  g_clear_object (&self->machine);

  G_OBJECT_CLASS (sp_doctor_dialog_parent_class)->dispose (object);
}

static void
sp_doctor_dialog_class_init (SpDoctorDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_doctor_dialog_dispose;
}

static void
sp_doctor_dialog_init (SpDoctorDialog *self)
{
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *findings = adw_preferences_page_new ();

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_description (self->group, _ ("Each repair shows what it does before it does it."));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (findings), self->group);
  self->page = ADW_STATUS_PAGE (adw_status_page_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->page), "compact");
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, sp_waiting_new (), "looking");
  gtk_stack_add_named (self->stack, findings, "findings");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->page), "page");

  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->stack));
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Check Files"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 520);
  adw_dialog_set_content_height (ADW_DIALOG (self), 460);
  adw_dialog_set_child (ADW_DIALOG (self), view);
}

/**
 * sp_doctor_dialog_open:
 * @window: the window, with a machine
 *
 * Looks at the files and the history of the machine, and shows what is wrong.
 */
void
sp_doctor_dialog_open (SpWindow *window)
{
  SpSession *session = NULL;
  SpDoctorDialog *self = NULL;

  g_return_if_fail (SP_IS_WINDOW (window));

  session = sp_window_get_session (window);
  if (sp_session_get_machine (session) == NULL)
    return;
  self = g_object_new (SP_TYPE_DOCTOR_DIALOG, NULL);
  self->window = g_object_ref (window);
  self->host = g_object_ref (sp_session_get_host (session));
  self->machine = g_object_ref (sp_session_get_machine (session));
  dex_future_disown (dex_future_finally (sp_host_examine (self->host, sp_machine_get_uuid (self->machine)), examined_cb,
                                         g_object_ref (self), g_object_unref));
  adw_dialog_present (ADW_DIALOG (self), GTK_WIDGET (window));
}
