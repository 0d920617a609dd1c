/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of a window has what the window draws, pixel for pixel. */

#include "config.h"

#include "sp-picture.h"

#include <glib/gstdio.h>

#define WIDTH 120
#define HEIGHT 16
#define BLACK 0xff000000u
#define WHITE 0xffffffffu

/* Columns of one pixel each: in the least of another size they would be grey. */
static GdkTexture *
make_columns (void)
{
  guint32 *pixels = g_new (guint32, WIDTH *HEIGHT);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < WIDTH * HEIGHT; i++)
    pixels[i] = i % WIDTH % 2 == 0 ? BLACK : WHITE;
  bytes = g_bytes_new_take (pixels, WIDTH * HEIGHT * sizeof (guint32));
  return gdk_memory_texture_new (WIDTH, HEIGHT, GDK_MEMORY_DEFAULT, bytes, WIDTH * sizeof (guint32));
}

static GtkWidget *
open_window (GtkWidget *content)
{
  GtkWidget *window = gtk_window_new ();

  /* With a frame of its own: what is round it is no part of the picture. */
  gtk_window_set_titlebar (GTK_WINDOW (window), gtk_header_bar_new ());
  gtk_window_set_child (GTK_WINDOW (window), content);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 240);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static void
check_columns (GdkTexture            *picture,
               const graphene_rect_t *where)
{
  gsize width = (gsize) gdk_texture_get_width (picture);
  g_autofree guint32 *pixels = g_new (guint32, width * (gsize) gdk_texture_get_height (picture));

  gdk_texture_download (picture, (guchar *) pixels, width * sizeof (guint32));
  for (gsize y = 0; y < HEIGHT; y++)
    for (gsize x = 0; x < WIDTH; x++)
      g_assert_cmphex (pixels[((gsize) where->origin.y + y) * width + (gsize) where->origin.x + x], ==, x % 2 == 0 ? BLACK : WHITE);
}

static void
test_exact (void)
{
  g_autoptr (GdkTexture) columns = make_columns ();
  GtkWidget *content = gtk_picture_new_for_paintable (GDK_PAINTABLE (columns));
  GtkWidget *window;
  g_autoptr (GdkTexture) picture = NULL;
  g_autoptr (GError) error = NULL;
  graphene_rect_t where;

  gtk_widget_set_halign (content, GTK_ALIGN_START);
  gtk_widget_set_valign (content, GTK_ALIGN_START);
  window = open_window (content);
  sp_picture_write (window, "exact.png", &error);
  g_assert_no_error (error);
  picture = gdk_texture_new_from_filename ("exact.png", &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (picture), ==, gtk_widget_get_width (window));
  g_assert_cmpint (gdk_texture_get_height (picture), ==, gtk_widget_get_height (window));
  g_assert_true (gtk_widget_compute_bounds (content, window, &where));
  check_columns (picture, &where);
  gtk_window_destroy (GTK_WINDOW (window));
  g_unlink ("exact.png");
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/exact", test_exact);
  return g_test_run ();
}
