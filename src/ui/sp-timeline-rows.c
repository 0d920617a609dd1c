/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills the rows of the timeline, and fills them anew when what is told of them has changed. */

#include "config.h"

#include "sp-timeline-rows.h"

#include "sp-snapshot-row.h"

/* As many as a list has at hand, and a few. */
#define MOST_SPARE 220

struct _SpTimelineRows
{
  SpTimelineDays     *days;
  const SpRowStyle   *style;
  GtkListItemFactory *factory;
  GHashTable         *bound; /* of GtkListItem */
  GPtrArray          *spare; /* of SpSnapshotRow */
  gboolean            exchanging;
};

static void
fill (SpTimelineRows *self,
      GtkListItem    *item)
{
  g_autoptr (SpTimelineRow) row = g_list_model_get_item (G_LIST_MODEL (self->days), gtk_list_item_get_position (item));
  g_autofree char *said = NULL;
  g_autofree char *told = NULL;

  if (row == NULL)
    return;

  said = sp_snapshot_words_say (row, self->style);
  told = sp_snapshot_words_tell (row, self->style);
  sp_snapshot_row_set (SP_SNAPSHOT_ROW (gtk_list_item_get_child (item)), row, self->style);
  gtk_list_item_set_accessible_label (item, said);
  gtk_list_item_set_accessible_description (item, told != NULL ? told : "");
  /* The item has no word for it: the widget that the list made for it has. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (gtk_list_item_get_child (item))), GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  sp_timeline_row_get_level (row), -1);
}

/* A list that goes from one machine to the next leaves two hundred rows, and wants as many: to make them anew would take most of the
 * time that the window has for it. */
static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          SpTimelineRows           *self)
{
  g_autoptr (GtkWidget) spare = self->spare->len > 0 ? g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1) : NULL;

  gtk_list_item_set_child (item, spare != NULL ? spare : sp_snapshot_row_new ());
}

static void
teardown_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             SpTimelineRows           *self)
{
  g_autoptr (GtkWidget) row = gtk_list_item_get_child (item) != NULL ? g_object_ref (gtk_list_item_get_child (item)) : NULL;

  if (row == NULL)
    return;
  gtk_list_item_set_child (item, NULL);
  if (self->spare->len < MOST_SPARE)
    g_ptr_array_add (self->spare, g_steal_pointer (&row));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         SpTimelineRows           *self)
{
  g_hash_table_add (self->bound, item);
  if (!self->exchanging)
    fill (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           SpTimelineRows           *self)
{
  g_hash_table_remove (self->bound, item);
  sp_snapshot_row_set (SP_SNAPSHOT_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
relaid_cb (SpTimelineRows *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    fill (self, item);
}

/**
 * sp_timeline_rows_new:
 * @days: the rows
 * @style: what they share
 *
 * Returns: (transfer full): fills them
 */
SpTimelineRows *
sp_timeline_rows_new (SpTimelineDays   *days,
                      const SpRowStyle *style)
{
  SpTimelineRows *self;

  g_return_val_if_fail (SP_IS_TIMELINE_DAYS (days), NULL);
  g_return_val_if_fail (style != NULL, NULL);

  self = g_new0 (SpTimelineRows, 1);
  self->days = g_object_ref (days);
  self->style = style;
  self->bound = g_hash_table_new (NULL, NULL);
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  self->factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (self->factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (self->factory, "teardown", G_CALLBACK (teardown_cb), self);
  g_signal_connect (self->factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (self->factory, "unbind", G_CALLBACK (unbind_cb), self);
  g_signal_connect_swapped (self->days, "relaid", G_CALLBACK (relaid_cb), self);
  return self;
}

/**
 * sp_timeline_rows_free:
 * @self: (nullable): after its list
 */
void
sp_timeline_rows_free (SpTimelineRows *self)
{
  if (self == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->factory, self);
  g_signal_handlers_disconnect_by_data (self->days, self);
  g_object_unref (self->factory);
  g_object_unref (self->days);
  g_hash_table_unref (self->bound);
  g_ptr_array_unref (self->spare);
  g_free (self);
}

/**
 * sp_timeline_rows_get_factory:
 *
 * Returns: (transfer none): for the list
 */
GtkListItemFactory *
sp_timeline_rows_get_factory (SpTimelineRows *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->factory;
}

void
sp_timeline_rows_begin (SpTimelineRows *self)
{
  g_return_if_fail (self != NULL);

  self->exchanging = TRUE;
}

void
sp_timeline_rows_end (SpTimelineRows *self)
{
  g_return_if_fail (self != NULL);

  self->exchanging = FALSE;
}
