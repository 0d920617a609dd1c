/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of screens: whatever a host sends becomes a small one or none; one is kept for each snapshot until it is gone. */

#include "config.h"

#include "sp-screen-image.h"
#include "sp-screens.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

static GBytes *
make_ppm (const char *head,
          gsize       n_pixels)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) head, (guint) strlen (head));
  for (gsize i = 0; i < n_pixels; i++)
    g_byte_array_append (bytes, (const guint8[]) { 200, 100, 50 }, 3);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GdkPixbuf *
load (GBytes *png)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("png", NULL);

  g_assert_nonnull (png);
  g_assert_true (gdk_pixbuf_loader_write (loader, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL));
  g_assert_true (gdk_pixbuf_loader_close (loader, NULL));
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

static void
assert_size (GBytes *raw,
             int     width,
             int     height)
{
  g_autoptr (GBytes) png = sp_screen_image_shrink (raw);
  g_autoptr (GdkPixbuf) pixbuf = load (png);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);

  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, height);
  g_assert_cmpint (pixels[0], ==, 200);
  g_assert_cmpint (pixels[1], ==, 100);
  g_assert_cmpint (pixels[2], ==, 50);
}

static GBytes *
make_png (int width,
          int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  char *data = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, 0xc86432ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", NULL, NULL));
  return g_bytes_new_take (data, length);
}

static void
test_shrink (void)
{
  g_autoptr (GBytes) small = make_ppm ("P6\n20 10\n255\n", 200);
  g_autoptr (GBytes) remarks = make_ppm ("P6 # a screen\n#\n 960\t720 #\n255\n", 960 * 720);
  g_autoptr (GBytes) tall = make_ppm ("P6\n1 3600\n255\n", 3600);
  g_autoptr (GBytes) png = make_png (1920, 1080);

  assert_size (small, 20, 10);
  assert_size (remarks, 480, 360);
  assert_size (tall, 1, 360);
  assert_size (png, 480, 270);
}

/* Pictures that lie of their size, or are none. */
static void
test_hostile (void)
{
  const char *const heads[] = {
    "P6\n20 10\n255\n", /* too little follows */
    "P6\n99999 99999\n255\n", "P6\n16384 16384\n255\n", "P6\n0 0\n255\n", "P6\n-1 5\n255\n", "P6\n4294967297 1\n255\n",
    "P6\n1 1\n65535\n", "P6\n1 1\n255", "P6\n1 1", "P6\n", "P6", "P6 #", "P5\n1 1\n255\nx", "P3\n1 1\n255\n1 1 1", "", "x",
    "GIF89a\x01\x01", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0",
  };
  g_autoptr (GBytes) png = make_png (64, 64);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (png, &length);
  g_autoptr (GRand) dice = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autoptr (GBytes) raw = g_bytes_new_static (heads[i], strlen (heads[i]));
      g_autoptr (GBytes) out = sp_screen_image_shrink (raw);

      g_assert_null (out);
    }
  /* A head that promises more than any screen, on a file of a few bytes. */
  {
    g_autofree guint8 *large = g_memdup2 (data, length);
    g_autoptr (GBytes) raw = NULL;
    g_autoptr (GBytes) out = NULL;

    memset (large + 16, 0x7f, 8);
    raw = g_bytes_new (large, length);
    out = sp_screen_image_shrink (raw);
    g_assert_null (out);
  }
  for (gsize cut = 0; cut < length - 12; cut += 7)
    {
      g_autoptr (GBytes) raw = g_bytes_new (data, cut);
      g_autoptr (GBytes) out = sp_screen_image_shrink (raw);

      /* Half a picture may be one; it is never more. */
      if (out != NULL)
        {
          g_autoptr (GdkPixbuf) pixbuf = load (out);

          g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), <=, 64);
        }
    }
  for (guint i = 0; i < 300; i++)
    {
      g_autofree guint8 *spoilt = g_memdup2 (data, length);
      g_autoptr (GBytes) raw = NULL;
      g_autoptr (GBytes) out = NULL;

      for (guint j = 0; j < 3; j++)
        spoilt[g_rand_int_range (dice, 8, (gint32) length)] = (guint8) g_rand_int_range (dice, 0, 256);
      raw = g_bytes_new (spoilt, length);
      out = sp_screen_image_shrink (raw);
      if (out != NULL)
        {
          g_autoptr (GdkPixbuf) pixbuf = load (out);

          g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), <=, SP_SCREEN_IMAGE_WIDTH);
          g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), <=, SP_SCREEN_IMAGE_HEIGHT);
        }
    }
}

static SpHistory *
history_of (const char *const *names)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; names[i] != NULL; i++)
    g_ptr_array_add (all, sp_snapshot_new (&(SpSnapshotInit) { .name = names[i], .created = 100, .has_domain = TRUE }));
  return sp_history_new (all);
}

static gboolean
has (const char *uuid,
     const char *name,
     gint64      created)
{
  g_autofree char *path = sp_screens_find (uuid, name, created);

  return path != NULL;
}

/* As if everything in the cache had been kept an hour ago. */
static void
age (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct utimbuf then = { time (NULL) - 3600, time (NULL) - 3600 };

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        age (path);
      else
        g_assert_no_errno (g_utime (path, &then));
    }
}

static guint
count_pictures (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "savepoint", "screens", "pictures", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_kept (void)
{
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "savepoint", "screens", NULL);
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3);
  g_autoptr (GBytes) two = g_bytes_new_static ("two", 3);
  g_autoptr (SpHistory) both = history_of ((const char *const[]) { "../a\n", "b", NULL });
  g_autoptr (SpHistory) only_b = history_of ((const char *const[]) { "b", NULL });
  g_autoptr (SpHistory) none = history_of ((const char *const[]) { NULL });
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  g_assert_false (has ("u", "b", 100));
  sp_screens_reap ("u", both);
  g_assert_true (sp_screens_keep ("u", "../a\n", 100, one));
  g_assert_true (sp_screens_keep ("u", "b", 100, two));
  g_assert_true (sp_screens_keep ("../v", "b", 100, one));
  /* Alike ones are kept once. */
  g_assert_cmpuint (count_pictures (), ==, 2);
  path = sp_screens_find ("../v", "b", 100);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "one");
  g_assert_false (has ("u", "b", 101));

  /* A late list does not take away what it cannot know yet. */
  sp_screens_reap ("u", none);
  g_assert_true (has ("u", "b", 100));
  age (cache);
  sp_screens_reap ("u", both);
  g_assert_true (has ("u", "../a\n", 100) && has ("u", "b", 100));
  sp_screens_reap ("u", only_b);
  g_assert_false (has ("u", "../a\n", 100));
  g_assert_true (has ("u", "b", 100));
  /* The other machine's is the same picture. */
  g_assert_true (has ("../v", "b", 100));
  g_assert_cmpuint (count_pictures (), ==, 2);
  sp_screens_reap ("../v", none);
  sp_screens_reap ("u", none);
  g_assert_cmpuint (count_pictures (), ==, 0);
}

static void
test_cleared (void)
{
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3);
  g_autoptr (GBytes) three = g_bytes_new_static ("three", 5);

  g_assert_cmpint (sp_screens_measure (), ==, 0);
  sp_screens_clear ();
  g_assert_true (sp_screens_keep ("u", "a", 100, one));
  g_assert_true (sp_screens_keep ("v", "b", 100, three));
  g_assert_cmpint (sp_screens_measure (), ==, 8);
  sp_screens_clear ();
  g_assert_cmpint (sp_screens_measure (), ==, 0);
  g_assert_false (has ("u", "a", 100) || has ("v", "b", 100));
  g_assert_true (sp_screens_keep ("u", "a", 100, one));
  g_assert_true (has ("u", "a", 100));
}

/* Nobody has looked at it for so long. */
static void
leave_alone (const char *name,
             time_t      hours)
{
  g_autofree char *path = sp_screens_find ("u", name, 100);
  struct utimbuf then = { time (NULL) - hours * 3600, time (NULL) - hours * 3600 };

  g_assert_nonnull (path);
  g_assert_no_errno (g_utime (path, &then));
}

static void
test_limited (void)
{
  static const char *const names[] = { "a", "b", "c", "d" };

  sp_screens_clear ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strnfill (1000, *names[i]);
      g_autoptr (GBytes) picture = g_bytes_new (text, 1000);

      g_assert_true (sp_screens_keep ("u", names[i], 100, picture));
      leave_alone (names[i], 5 - (time_t) i);
    }
  sp_screens_tidy (4000);
  g_assert_cmpint (sp_screens_measure (), ==, 4000);
  /* The oldest is looked at again. */
  g_assert_true (has ("u", "a", 100));
  sp_screens_tidy (2999);
  g_assert_cmpint (sp_screens_measure (), ==, 2000);
  g_assert_true (has ("u", "d", 100));
  g_assert_false (has ("u", "b", 100) || has ("u", "c", 100));
  /* What is looked at stays, even where it is too much. */
  leave_alone ("d", 1);
  sp_screens_tidy (1);
  g_assert_cmpint (sp_screens_measure (), ==, 1000);
  g_assert_true (has ("u", "a", 100));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/screens/shrink", test_shrink);
  g_test_add_func ("/screens/hostile", test_hostile);
  g_test_add_func ("/screens/kept", test_kept);
  g_test_add_func ("/screens/cleared", test_cleared);
  g_test_add_func ("/screens/limited", test_limited);
  return g_test_run ();
}
