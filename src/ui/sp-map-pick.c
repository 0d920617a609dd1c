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

gboolean
sp_map_pick_has (SpMap  *map,
                 int     node,
                 GArray *picked)
{
  g_autoptr (GArray) members = dup_members (map, node);

  for (guint i = 0; i < members->len; i++)
    if (!sp_picked_contains (picked, g_array_index (members, int, i)))
      return FALSE;
  return members->len > 0;
}

void
sp_map_pick_add (SpMap  *map,
                 int     node,
                 GArray *picked)
{
  g_autoptr (GArray) members = dup_members (map, node);

  for (guint i = 0; i < members->len; i++)
    if (!sp_picked_contains (picked, g_array_index (members, int, i)))
      g_array_append_val (picked, g_array_index (members, int, i));
}

void
sp_map_pick_toggle (SpMap  *map,
                    int     node,
                    GArray *picked)
{
  g_autoptr (GArray) members = NULL;

  if (!sp_map_pick_has (map, node, picked))
    {
      sp_map_pick_add (map, node, picked);
      return;
    }
  members = dup_members (map, node);
  for (guint i = picked->len; i > 0; i--)
    if (sp_picked_contains (members, g_array_index (picked, int, i - 1)))
      g_array_remove_index (picked, i - 1);
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

  sp_map_pick_add (map, to, picked);
  if (!grew_from (nodes, young, old))
    return;
  for (int node = young; node != old; node = nodes[node].parent)
    sp_map_pick_add (map, node, picked);
  sp_map_pick_add (map, old, picked);
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
