/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days above the rows of all machines. */

#include "config.h"

#include "sp-everywhere-headers.h"

#include "sp-when.h"

static void
show_header (GtkListHeader    *header,
             SpEverywhereDays *days)
{
  GtkWidget *day = gtk_widget_get_first_child (gtk_list_header_get_child (header));
  GtkWidget *gap = gtk_widget_get_next_sibling (day);
  guint position = gtk_list_header_get_start (header);
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (days)))
    return;
  name = sp_everywhere_days_name (days, position);
  words = sp_when_gap (sp_everywhere_days_get_gap (days, position));
  gtk_label_set_label (GTK_LABEL (day), name);
  gtk_label_set_label (GTK_LABEL (gap), words != NULL ? words : "");
  gtk_widget_set_visible (gap, words != NULL);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListHeader            *header)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *day = gtk_label_new (NULL);
  GtkWidget *gap = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (day), 0);
  gtk_label_set_ellipsize (GTK_LABEL (day), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (day, TRUE);
  gtk_widget_add_css_class (day, "caption-heading");
  gtk_widget_add_css_class (day, "dimmed");
  gtk_label_set_ellipsize (GTK_LABEL (gap), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (gap, "caption");
  gtk_widget_add_css_class (gap, "dimmed");
  gtk_widget_add_css_class (box, "everywhere-day");
  gtk_box_append (GTK_BOX (box), day);
  gtk_box_append (GTK_BOX (box), gap);
  gtk_list_header_set_child (header, box);
}

static void
relaid_cb (GtkListHeader *header)
{
  SpEverywhereDays *days = g_object_get_data (G_OBJECT (header), "sp-days");

  if (days != NULL)
    show_header (header, days);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListHeader            *header,
         GtkWidget                *view)
{
  SpEverywhereDays *days = g_object_get_data (G_OBJECT (factory), "sp-days");

  show_header (header, days);
  g_object_set_data (G_OBJECT (header), "sp-days", days);
  g_signal_connect_object (view, "relaid", G_CALLBACK (relaid_cb), header, G_CONNECT_SWAPPED);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListHeader            *header,
           GtkWidget                *view)
{
  g_signal_handlers_disconnect_by_func (view, relaid_cb, header);
  g_object_set_data (G_OBJECT (header), "sp-days", NULL);
}

/**
 * sp_everywhere_headers_new:
 * @days: the rows and their sections
 * @view: in which they are shown; emits `relaid` where they are to be filled again
 *
 * Returns: (transfer full): what makes the headers of a list of @days
 */
GtkListItemFactory *
sp_everywhere_headers_new (SpEverywhereDays *days,
                           GtkWidget        *view)
{
  GtkListItemFactory *factory;

  g_return_val_if_fail (SP_IS_EVERYWHERE_DAYS (days), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (view), NULL);

  factory = gtk_signal_list_item_factory_new ();
  g_object_set_data_full (G_OBJECT (factory), "sp-days", g_object_ref (days), g_object_unref);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), view, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), view, 0);
  return factory;
}
