/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written in a row: whatever it says and however narrow it is, all has its place, and none leaves the row. */

#include "config.h"

#include "sp-row-text.h"

#include <adwaita.h>

#define EM 12
#define HEIGHT 60
#define START 70 /* lanes and a picture */
#define N_BADGES 3
#define N_HINTS 5
/* In which all have room. */
#define ENOUGH 340

static const SpBadge badges[] = { { "drive-harddisk-symbolic", "Disks only", "badge 1" },
                                  { "object-select-symbolic", "Quiesced", "badge 2" },
                                  { "drive-harddisk-symbolic", "Separate", "badge 3" } };
static const SpBadge marks[] = { { "view-pin-symbolic", NULL, "mark 1" }, { "starred-symbolic", NULL, "mark 2" } };
static const char *const hints[N_HINTS] = { "badge 1", "badge 2", "badge 3", "mark 1", "mark 2" };

static GtkWidget *widget;

static SpRowText *
make_text_of_age (const char *title,
                  const char *age,
                  gboolean    current)
{
  SpRowText *text = sp_row_text_new ();
  SpRowWords words = { .title = g_strdup (title), .more = g_strdup (age), .current = current };

  sp_row_text_set (text, &words);
  sp_row_text_mark (text, badges, G_N_ELEMENTS (badges), marks, G_N_ELEMENTS (marks));
  return text;
}

static SpRowText *
make_text (const char *title,
           gboolean    current)
{
  return make_text_of_age (title, "3 days ago · 1.2 GB", current);
}

static SpRowRoom
make_room (int      width,
           gboolean rtl,
           gboolean compact)
{
  gtk_widget_set_direction (widget, rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  return (SpRowRoom){ .widget = widget, .em = EM, .compact = compact, .room = { { rtl ? 0 : START, 0 }, { (float) width, HEIGHT } } };
}

/* Where the pointer finds it first and last, from left to right; where it does not: G_MAXINT. */
static void
find (SpRowText       *text,
      const SpRowRoom *room,
      const char      *hint,
      int             *first,
      int             *last)
{
  int end = (int) (room->room.origin.x + room->room.size.width) + START;

  *first = *last = G_MAXINT;
  for (int x = -START; x < end; x++)
    for (int y = 0; y < HEIGHT; y += 3)
      if (g_strcmp0 (sp_row_text_hint (text, room, &GRAPHENE_POINT_INIT ((float) x, (float) y)), hint) == 0)
        {
          *first = MIN (*first, x);
          *last = x;
        }
}

static void
check_places (const char *title,
              int         width,
              gboolean    rtl,
              gboolean    compact)
{
  SpRowText *text = make_text (title, TRUE);
  SpRowRoom room = make_room (width, rtl, compact);
  int before = rtl ? G_MAXINT : -1;

  for (int i = 0; i < N_HINTS; i++)
    {
      int first;
      int last;

      find (text, &room, hints[i], &first, &last);
      if (first == G_MAXINT && i < N_BADGES && width < (compact ? 2 : 1) * ENOUGH)
        continue;
      g_assert_cmpint (first, <, G_MAXINT);
      g_assert_cmpfloat ((float) first, >=, room.room.origin.x);
      g_assert_cmpfloat ((float) last, <=, room.room.origin.x + room.room.size.width);
      if (rtl)
        g_assert_cmpint (last, <, before);
      else
        g_assert_cmpint (first, >, before);
      before = rtl ? first : last;
    }
  sp_row_text_free (text);
}

/* Badges come after the age and marks after them, in the direction of writing, and each can be pointed at. Where a row is as narrow as
 * it may be, badges are left out; what somebody marked is not. */
static void
test_places (void)
{
  for (int width = sp_row_text_least (EM); width < 700; width += 41)
    for (int way = 0; way < 4; way++)
      {
        check_places ("Clean install", width, way & 1, (way & 2) != 0);
        check_places ("A title that is longer than any row will ever be, since people describe what they did in it at length", width, way & 1,
                      (way & 2) != 0);
      }
}

/* What is drawn stays in the row. */
static void
test_inside (void)
{
  static const char *const titles[] = { "Clean install", "Ein sehr langer Titel, der in keine Zeile passt, so breit sie auch sein mag, und weiter",
                                        "عنوان طويل جدا لا يتسع له أي سطر مهما كان عرضه ويستمر إلى ما لا نهاية له", "安装完成" };

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    for (int width = sp_row_text_least (EM); width < 700; width += 41)
      for (int way = 0; way < 4; way++)
        {
          SpRowText *text = make_text (titles[i], i % 2 == 0);
          SpRowRoom room = make_room (width, way & 1, (way & 2) != 0);
          GtkSnapshot *snapshot = gtk_snapshot_new ();
          g_autoptr (GskRenderNode) node = NULL;
          graphene_rect_t drawn;

          sp_row_text_paint (text, &room, snapshot);
          node = gtk_snapshot_free_to_node (snapshot);
          g_assert_nonnull (node);
          gsk_render_node_get_bounds (node, &drawn);
          g_test_message ("“%s” in %d, %d: %g to %g", titles[i], width, way, drawn.origin.x, drawn.origin.x + drawn.size.width);
          g_assert_true (graphene_rect_contains_rect (&room.room, &drawn));
          sp_row_text_free (text);
        }
}

/* The words of the badges stay as long as there is room for all of them. */
static void
test_words (void)
{
  SpRowText *text = make_text ("Clean install", FALSE);
  SpRowRoom wide = make_room (650, FALSE, FALSE);
  SpRowRoom narrow = make_room (sp_row_text_least (EM), FALSE, FALSE);
  int first;
  int last;

  find (text, &wide, "badge 2", &first, &last);
  g_assert_cmpint (last - first, >, 4 * EM);
  find (text, &narrow, "badge 2", &first, &last);
  g_assert_cmpint (last - first, <, 2 * EM);
  sp_row_text_free (text);
}

/* Rows of one list have the same badges, whatever their ages are: an age is shortened before a badge is left out. */
static void
test_rule (void)
{
  for (int width = sp_row_text_least (EM); width < 400; width += 7)
    {
      SpRowText *texts[] = { make_text_of_age ("Clean install", "now", FALSE), make_text_of_age ("Clean install", "10 minutes ago · 12.4 GB", FALSE) };
      SpRowRoom room = make_room (width, FALSE, FALSE);

      for (int i = 0; i < N_BADGES; i++)
        {
          int first[2];
          int last;

          find (texts[0], &room, hints[i], &first[0], &last);
          find (texts[1], &room, hints[i], &first[1], &last);
          g_test_message ("%s in %d", hints[i], width);
          g_assert_cmpint (first[0] == G_MAXINT, ==, first[1] == G_MAXINT);
        }
      sp_row_text_free (texts[0]);
      sp_row_text_free (texts[1]);
    }
}

/* Where there is little room lanes leave most of it; where there is much they need not. */
static void
test_wish (void)
{
  g_assert_cmpint (sp_row_text_wish (EM, 340), >=, 260);
  g_assert_cmpint (sp_row_text_wish (2 * EM, 340), >=, 260);
  g_assert_cmpint (sp_row_text_wish (EM, 600), <, 300);
  g_assert_cmpint (sp_row_text_wish (EM, 100), ==, sp_row_text_least (EM));
}

/* A finger finds the smallest of rows. */
static void
test_height (void)
{
  for (int em = 8; em < 40; em++)
    {
      g_assert_cmpint (sp_row_text_height ((float) em, TRUE), >=, 24);
      g_assert_cmpint (sp_row_text_height ((float) em, FALSE), >=, sp_row_text_height ((float) em, TRUE));
    }
}

/* The same words are no reason to draw anew. */
static void
test_same (void)
{
  SpRowText *text = make_text ("Clean install", FALSE);
  SpRowWords same = { .title = g_strdup ("Clean install"), .more = g_strdup ("3 days ago · 1.2 GB") };
  SpRowWords older = { .title = g_strdup ("Clean install"), .more = g_strdup ("4 days ago · 1.2 GB") };

  g_assert_false (sp_row_text_set (text, &same));
  g_assert_false (sp_row_text_mark (text, badges, G_N_ELEMENTS (badges), marks, G_N_ELEMENTS (marks)));
  g_assert_true (sp_row_text_set (text, &older));
  g_assert_true (sp_row_text_mark (text, badges, 1, marks, G_N_ELEMENTS (marks)));
  g_assert_true (sp_row_text_mark (text, badges, 1, marks, 1));
  sp_row_text_free (text);
}

int
main (int    argc,
      char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  widget = g_object_ref_sink (gtk_label_new (NULL));
  g_test_add_func ("/row-text/places", test_places);
  g_test_add_func ("/row-text/inside", test_inside);
  g_test_add_func ("/row-text/words", test_words);
  g_test_add_func ("/row-text/rule", test_rule);
  g_test_add_func ("/row-text/wish", test_wish);
  g_test_add_func ("/row-text/height", test_height);
  g_test_add_func ("/row-text/same", test_same);
  status = g_test_run ();
  g_object_unref (widget);
  return status;
}
