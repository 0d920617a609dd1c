/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host says is a picture of a screen is hostile input: only two formats, told by their own first bytes, and only up to
 * the size of a large screen. PPM is read here; PNG by gdk-pixbuf, which is stopped at the head of one that is too large. */

#include "config.h"

#include "sp-screen-image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* Two large screens side by side. */
#define LONGEST_SIDE 16384
#define MOST_PIXELS (64 * 1024 * 1024)
/* The head of a PNG, which tells its size, is much shorter. */
#define PIECE 4096

static gboolean
is_reasonable (gint64 width,
               gint64 height)
{
  return width > 0 && height > 0 && width <= LONGEST_SIDE && height <= LONGEST_SIDE && width * height <= MOST_PIXELS;
}

/* The next number of a PPM's head; what begins with # is a remark. */
static gboolean
read_number (const guint8 **at,
             const guint8  *end,
             int           *number)
{
  const guint8 *p = *at;
  int value = 0;
  int n = 0;

  while (p < end && (g_ascii_isspace (*p) || *p == '#'))
    {
      if (*p == '#')
        while (p < end && *p != '\n')
          p++;
      else
        p++;
    }
  for (; p < end && g_ascii_isdigit (*p) && n < 6; p++, n++)
    value = value * 10 + (*p - '0');
  *at = p;
  *number = value;
  return n > 0 && n < 6 && p < end && g_ascii_isspace (*p);
}

static GdkPixbuf *
read_ppm (GBytes *raw)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (raw, &length);
  const guint8 *end = data + length;
  const guint8 *at = data + 2;
  int width = 0;
  int height = 0;
  int depth = 0;
  g_autoptr (GBytes) pixels = NULL;

  if (!read_number (&at, end, &width) || !read_number (&at, end, &height) || !read_number (&at, end, &depth) || depth != 255 ||
      !is_reasonable (width, height))
    return NULL;
  at++;
  if (end - at < (gssize) width * height * 3)
    return NULL;
  pixels = g_bytes_new_from_bytes (raw, (gsize) (at - data), (gsize) width * (gsize) height * 3);
  return gdk_pixbuf_new_from_bytes (pixels, GDK_COLORSPACE_RGB, FALSE, 8, width, height, width * 3);
}

static void
size_cb (GdkPixbufLoader *loader,
         int              width,
         int              height,
         gboolean        *good)
{
  *good = is_reasonable (width, height);
  /* Nothing large is made room for before we are asked again. */
  if (!*good)
    gdk_pixbuf_loader_set_size (loader, 1, 1);
}

static GdkPixbuf *
read_png (GBytes *raw)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (raw, &length);
  gboolean good = TRUE;
  gboolean ok = loader != NULL;
  GdkPixbuf *pixbuf = NULL;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_cb), &good);
  for (gsize i = 0; ok && good && i < length; i += PIECE)
    ok = gdk_pixbuf_loader_write (loader, data + i, MIN (PIECE, length - i), NULL);
  ok = gdk_pixbuf_loader_close (loader, NULL) && ok;
  pixbuf = ok && good ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  return pixbuf != NULL && is_reasonable (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf)) ? g_object_ref (pixbuf) : NULL;
}

/* The head itself, before anybody else reads it. */
static gboolean
is_reasonable_png (const guint8 *data,
                   gsize         length)
{
  guint32 sides[2];

  if (length < 33 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;
  memcpy (sides, data + 16, sizeof sides);
  return is_reasonable (GUINT32_FROM_BE (sides[0]), GUINT32_FROM_BE (sides[1]));
}

/**
 * sp_screen_image_shrink:
 * @raw: what the host sent, whatever it says it is
 *
 * Returns: (transfer full) (nullable): a PNG of at most %SP_SCREEN_IMAGE_WIDTH by %SP_SCREEN_IMAGE_HEIGHT pixels
 */
GBytes *
sp_screen_image_shrink (GBytes *raw)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  gsize length = 0;
  const guint8 *data = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) small = NULL;
  char *out = NULL;
  gsize out_length = 0;
  double scale = 0;

  g_return_val_if_fail (raw != NULL, NULL);

  data = g_bytes_get_data (raw, &length);
  if (length > 2 && memcmp (data, "P6", 2) == 0)
    pixbuf = read_ppm (raw);
  else if (length > sizeof png && memcmp (data, png, sizeof png) == 0 && is_reasonable_png (data, length))
    pixbuf = read_png (raw);
  if (pixbuf == NULL)
    return NULL;
  scale = MIN ((double) SP_SCREEN_IMAGE_WIDTH / gdk_pixbuf_get_width (pixbuf), (double) SP_SCREEN_IMAGE_HEIGHT / gdk_pixbuf_get_height (pixbuf));
  if (scale < 1)
    small = gdk_pixbuf_scale_simple (pixbuf, MAX (1, (int) (gdk_pixbuf_get_width (pixbuf) * scale)),
                                     MAX (1, (int) (gdk_pixbuf_get_height (pixbuf) * scale)), GDK_INTERP_BILINEAR);
  else
    small = g_object_ref (pixbuf);
  if (small == NULL || !gdk_pixbuf_save_to_buffer (small, &out, &out_length, "png", NULL, NULL))
    return NULL;
  return g_bytes_new_take (out, out_length);
}
