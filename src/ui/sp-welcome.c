/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first thing that a new user sees: what this is, what was found, and where to begin. */

#include "config.h"

#include "sp-welcome.h"

#include "sp-found.h"

struct _SpWelcome
{
  AdwDialog parent_instance;

  SpFound   *found;
  GtkWidget *start_button;
  GtkWidget *window;
};

G_DEFINE_FINAL_TYPE (SpWelcome, sp_welcome, ADW_TYPE_DIALOG)

static void
start_clicked_cb (SpWelcome *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* What comes next is the window's: this one makes room. */
static void
go_on (SpWelcome  *self,
       const char *action)
{
  GtkWidget *window = self->window;

  adw_dialog_close (ADW_DIALOG (self));
  gtk_widget_activate_action (window, action, NULL);
}

static void
hosts_clicked_cb (SpWelcome *self)
{
  go_on (self, "app.hosts");
}

static void
demo_clicked_cb (SpWelcome *self)
{
  go_on (self, "app.demo");
}

static void
sp_welcome_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_WELCOME);

  G_OBJECT_CLASS (sp_welcome_parent_class)->dispose (object);
}

static void
sp_welcome_class_init (SpWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_welcome_dispose;

  g_type_ensure (SP_TYPE_FOUND);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, SpWelcome, found);
  gtk_widget_class_bind_template_child (widget_class, SpWelcome, start_button);
  gtk_widget_class_bind_template_callback (widget_class, demo_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, hosts_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
}

static void
sp_welcome_init (SpWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sp_welcome_present:
 * @parent: the window, which outlives the dialog
 * @session: its hosts
 *
 * Shows the welcome.
 */
void
sp_welcome_present (GtkWidget *parent,
                    SpSession *session)
{
  SpWelcome *self = NULL;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (SP_IS_SESSION (session));

  self = g_object_new (SP_TYPE_WELCOME, NULL);
  self->window = parent;
  sp_found_set_session (self->found, session);
  adw_dialog_set_focus (ADW_DIALOG (self), self->start_button);
  adw_dialog_present (ADW_DIALOG (self), parent);
}
