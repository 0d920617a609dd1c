/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is selected when nodes of a map are: each stands for its snapshots. Pure functions. */

#include "config.h"

#include "sp-map-pick.h"

#include "sp-picked.h"

static GArray *
dup_members (SpMap *map,
             int    node)
{
  GArray *members = sp_picked_new (-1);
  int n;

  /* Nothing can be done with Now and snapshots together. */
  if (sp_map_get_nodes (map, &n)[node].first >= 0)
    sp_map_append_members (map, node, members);
  return members;
}

/* Which are in @picked, by index: what is asked of each of thousands is not looked for among thousands. */
static guint8 *
mark (SpMap  *map,
      GArray *picked)
{
  guint8 *marks = g_new0 (guint8, sp_history_get_n (sp_timeline_get_history (sp_map_get_timeline (map))));

  for (guint i = 0; i < picked->len; i++)
    marks[g_array_index (picked, int, i)] = TRUE;
  return marks;
}

static gboolean
has_all (GArray       *members,
         const guint8 *marks)
{
  for (guint i = 0; i < members->len; i++)
    if (!marks[g_array_index (members, int, i)])
      return FALSE;
  return members->len > 0;
}

static void
add (SpMap  *map,
     int     node,
     GArray *picked,
     guint8 *marks)
{
  g_autoptr (GArray) members = dup_members (map, node);

  for (guint i = 0; i < members->len; i++)
    {
      int index = g_array_index (members, int, i);

      if (!marks[index])
        g_array_append_val (picked, index);
      marks[index] = TRUE;
    }
}

gboolean
sp_map_pick_has (SpMap  *map,
                 int     node,
                 GArray *picked)
{
  g_autoptr (GArray) members = dup_members (map, node);
  g_autofree guint8 *marks = mark (map, picked);

  return has_all (members, marks);
}

void
sp_map_pick_add (SpMap  *map,
                 int     node,
                 GArray *picked)
{
  g_autofree guint8 *marks = mark (map, picked);

  add (map, node, picked, marks);
}

void
sp_map_pick_toggle (SpMap  *map,
                    int     node,
                    GArray *picked)
{
  g_autoptr (GArray) members = dup_members (map, node);
  g_autofree guint8 *marks = mark (map, picked);
  g_autofree guint8 *leaving = mark (map, members);
  guint kept = 0;

  if (!has_all (members, marks))
    {
      add (map, node, picked, marks);
      return;
    }
  for (guint i = 0; i < picked->len; i++)
    if (!leaving[g_array_index (picked, int, i)])
      g_array_index (picked, int, kept++) = g_array_index (picked, int, i);
  g_array_set_size (picked, kept);
}

/* Whether @node grew from @ancestor. */
static gboolean
grew_from (const SpMapNode *nodes,
           int              node,
           int              ancestor)
{
  while (node > ancestor)
    node = nodes[node].parent;
  return node == ancestor;
}

void
sp_map_pick_way (SpMap  *map,
                 int     from,
                 int     to,
                 GArray *picked)
{
  int n;
  const SpMapNode *nodes = sp_map_get_nodes (map, &n);
  int old = MIN (from, to);
  int young = MAX (from, to);
  g_autofree guint8 *marks = mark (map, picked);

  add (map, to, picked, marks);
  if (!grew_from (nodes, young, old))
    return;
  for (int node = young; node != old; node = nodes[node].parent)
    add (map, node, picked, marks);
  add (map, old, picked, marks);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      timeline)
{
  return sp_timeline_find_row (timeline, *(const int *) b) - sp_timeline_find_row (timeline, *(const int *) a);
}

void
sp_map_pick_sort (SpMap  *map,
                  GArray *picked)
{
  g_array_sort_with_data (picked, compare_rows, sp_map_get_timeline (map));
}
