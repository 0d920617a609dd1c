/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the timeline's place. Whatever it is, a button leads on. */

#include "config.h"

#include "sp-status-view.h"

#include "sp-found.h"

struct _SpStatusView
{
  AdwBin parent_instance;

  SpSession     *session;
  AdwStatusPage *status_page;
  SpFound       *found;
  GtkWidget     *retry_button;
  GtkWidget     *first_button;
  GtkWidget     *machines_button;
  GtkWidget     *hosts_button;
  GtkWidget     *demo_button;
};

G_DEFINE_FINAL_TYPE (SpStatusView, sp_status_view, ADW_TYPE_BIN)

static void
sp_status_view_dispose (GObject *object)
{
  SpStatusView *self = SP_STATUS_VIEW (object);

  g_clear_object (&self->session);
  /* Its own child is of the template, too: gone with that, the bin would let go of it once more. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_STATUS_VIEW);

  G_OBJECT_CLASS (sp_status_view_parent_class)->dispose (object);
}

static void
sp_status_view_class_init (SpStatusViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_status_view_dispose;

  g_type_ensure (SP_TYPE_FOUND);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-status-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SpStatusView, demo_button);
  gtk_widget_class_bind_template_child (widget_class, SpStatusView, first_button);
  gtk_widget_class_bind_template_child (widget_class, SpStatusView, found);
  gtk_widget_class_bind_template_child (widget_class, SpStatusView, hosts_button);
  gtk_widget_class_bind_template_child (widget_class, SpStatusView, machines_button);
  gtk_widget_class_bind_template_child (widget_class, SpStatusView, retry_button);
  gtk_widget_class_bind_template_child (widget_class, SpStatusView, status_page);
}

static void
sp_status_view_init (SpStatusView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show (SpStatusView *self,
      SpStatus      status)
{
  gboolean no_machine = status == SP_STATUS_NO_MACHINES || sp_session_get_machine (self->session) == NULL;
  sp_status_show (status, self->session, self->status_page);
  gtk_widget_set_visible (GTK_WIDGET (self->found), no_machine);
  gtk_widget_set_visible (self->retry_button, status != SP_STATUS_NO_SNAPSHOTS && status != SP_STATUS_NOT_CHOSEN
                                                && status != SP_STATUS_VANISHED);
  gtk_widget_set_visible (self->first_button, status == SP_STATUS_NO_SNAPSHOTS);
  gtk_widget_set_visible (self->machines_button, status == SP_STATUS_VANISHED);
  gtk_widget_set_visible (self->hosts_button, no_machine);
  gtk_widget_set_visible (self->demo_button, no_machine);
  if (no_machine)
    gtk_widget_add_css_class (GTK_WIDGET (self->status_page), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status_page), "compact");
}

/**
 * sp_status_view_show_in:
 * @bin: gets the view when there is something to tell for the first time: a window that is to be there at once does without
 * @session: what it tells of, the same every time
 * @status: what to tell
 *
 * Where there is no machine, it tells what was found, too.
 */
void
sp_status_view_show_in (AdwBin    *bin,
                        SpSession *session,
                        SpStatus   status)
{
  g_return_if_fail (ADW_IS_BIN (bin));
  g_return_if_fail (SP_IS_SESSION (session));

  if (adw_bin_get_child (bin) == NULL)
    {
      SpStatusView *self = g_object_new (SP_TYPE_STATUS_VIEW, NULL);

      g_set_object (&self->session, session);
      sp_found_set_session (self->found, session);
      adw_bin_set_child (bin, GTK_WIDGET (self));
    }
  show (SP_STATUS_VIEW (adw_bin_get_child (bin)), status);
}
