/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of the window, once its first timeline is drawn. */

#include "config.h"

#include "sp-picture.h"

#include <glib/gi18n.h>

/* Enough for transitions to end. */
#define SETTLE_MS 1200
/* A host that does not answer: the picture shows the window as it is. */
#define GIVE_UP_SECONDS 60

typedef struct
{
  SpWindow     *window;
  char         *file;
  SpPictureFunc done;
  gpointer      user_data;
  guint         settle_id;
  guint         give_up_id;
} Picture;

static void
picture_free (Picture *picture)
{
  g_clear_handle_id (&picture->settle_id, g_source_remove);
  g_clear_handle_id (&picture->give_up_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (picture->window, picture);
  g_object_unref (picture->window);
  g_free (picture->file);
  g_free (picture);
}

/**
 * sp_picture_write:
 * @widget: a window that is shown
 * @file: where the PNG goes
 * @error: where to put an error
 *
 * Returns: whether what the window shows now was written
 */
gboolean
sp_picture_write (GtkWidget  *widget,
                  const char *file,
                  GError    **error)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t bounds;
  graphene_rect_t inside;

  g_return_val_if_fail (GTK_IS_WINDOW (widget), FALSE);
  g_return_val_if_fail (file != NULL, FALSE);

  /* All of the window is drawn as large as it is, for it would be blurred otherwise; its frame is left out of the picture. */
  if (!gtk_widget_compute_bounds (widget, widget, &bounds))
    bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  inside = GRAPHENE_RECT_INIT (-bounds.origin.x, -bounds.origin.y, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));

  gdk_paintable_snapshot (paintable, snapshot, bounds.size.width, bounds.size.height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("the window is not drawn"));
      return FALSE;
    }

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node, &inside);
  if (!gdk_texture_save_to_png (texture, file))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("cannot write “%s”"), file);
      return FALSE;
    }

  return TRUE;
}

static gboolean
settled_cb (gpointer data)
{
  Picture *picture = data;
  g_autoptr (GError) error = NULL;

  picture->settle_id = 0;
  /* A picture of what went wrong is written too, but nobody shall take it for a success. */
  if (sp_picture_write (GTK_WIDGET (picture->window), picture->file, &error))
    {
      g_autofree char *failure = sp_window_dup_failure (picture->window);

      if (failure != NULL)
        g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_FAILED, failure);
    }
  picture->done (error, picture->user_data);
  picture_free (picture);
  return G_SOURCE_REMOVE;
}

static gboolean
give_up_cb (gpointer data)
{
  Picture *picture = data;
  g_autoptr (GError) error = NULL;

  picture->give_up_id = 0;
  if (sp_picture_write (GTK_WIDGET (picture->window), picture->file, &error))
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("no timeline appeared"));
  picture->done (error, picture->user_data);
  picture_free (picture);
  return G_SOURCE_REMOVE;
}

static void
shown_cb (Picture *picture)
{
  sp_window_show_timeline (picture->window);
  if (picture->settle_id == 0)
    picture->settle_id = g_timeout_add (SETTLE_MS, settled_cb, picture);
}

/**
 * sp_picture_take:
 * @window: the window
 * @file: where the PNG goes
 * @done: called once
 * @user_data: for @done
 *
 * Waits for the first timeline of @window, then writes what the window shows to @file.
 */
void
sp_picture_take (SpWindow     *window,
                 const char   *file,
                 SpPictureFunc done,
                 gpointer      user_data)
{
  Picture *picture;

  g_return_if_fail (SP_IS_WINDOW (window));
  g_return_if_fail (file != NULL);

  picture = g_new0 (Picture, 1);
  picture->window = g_object_ref (window);
  picture->file = g_strdup (file);
  picture->done = done;
  picture->user_data = user_data;
  picture->give_up_id = g_timeout_add_seconds (GIVE_UP_SECONDS, give_up_cb, picture);
  g_signal_connect_swapped (window, "shown", G_CALLBACK (shown_cb), picture);
  if (sp_window_get_shown (window))
    shown_cb (picture);
}
