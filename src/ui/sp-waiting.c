/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where something is waited for. What is there at once would only flash, and a turning wheel is much to draw in the first frame
 * of a program. */

#include "config.h"

#include "sp-waiting.h"

#include <glib/gi18n-lib.h>

#define BLINK_MS 300
#define SIZE 48

struct _SpWaiting
{
  AdwBin parent_instance;

  guint blink; /* 0: over, or nobody looks */
};

G_DEFINE_FINAL_TYPE (SpWaiting, sp_waiting, ADW_TYPE_BIN)

static gboolean
blink_cb (gpointer data)
{
  SpWaiting *self = data;

  self->blink = 0;
  adw_bin_set_child (ADW_BIN (self), adw_spinner_new ());
  return G_SOURCE_REMOVE;
}

static void
sp_waiting_map (GtkWidget *widget)
{
  SpWaiting *self = SP_WAITING (widget);

  GTK_WIDGET_CLASS (sp_waiting_parent_class)->map (widget);
  if (adw_bin_get_child (ADW_BIN (self)) == NULL)
    self->blink = g_timeout_add (BLINK_MS, blink_cb, self);
}

static void
sp_waiting_unmap (GtkWidget *widget)
{
  SpWaiting *self = SP_WAITING (widget);

  g_clear_handle_id (&self->blink, g_source_remove);
  GTK_WIDGET_CLASS (sp_waiting_parent_class)->unmap (widget);
  adw_bin_set_child (ADW_BIN (self), NULL);
}

static void
sp_waiting_class_init (SpWaitingClass *klass)
{
  GTK_WIDGET_CLASS (klass)->map = sp_waiting_map;
  GTK_WIDGET_CLASS (klass)->unmap = sp_waiting_unmap;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
sp_waiting_init (SpWaiting *self)
{
  /* A spinner has no words of its own. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, C_ ("spinner", "Loading"), -1);
  gtk_widget_set_size_request (GTK_WIDGET (self), SIZE, SIZE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * sp_waiting_new:
 *
 * Returns: (transfer floating): what stands in the middle of a place that is empty until something comes; nothing at first, and
 *   a spinner where that takes long
 */
GtkWidget *
sp_waiting_new (void)
{
  return g_object_new (SP_TYPE_WAITING, NULL);
}
