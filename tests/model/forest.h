/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random histories, from a seed. */

#pragma once

#include "sp-history.h"

static inline SpSnapshot *
forest_snapshot (const char *name,
                 const char *parent,
                 gint64      created,
                 gboolean    current)
{
  return sp_snapshot_new (&(SpSnapshotInit){ .name = name, .parent = parent, .created = created, .current = current });
}

/* @n snapshots; the later, the younger, but for one in eight whose clock jumped. Every @fork-th grows from an old one. */
static inline GPtrArray *
forest_random (GRand *rand,
               int    n,
               int    fork,
               gboolean jumps)
{
  GPtrArray *snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  int current = n > 0 ? g_rand_int_range (rand, -1, n) : -1;

  for (int i = 0; i < n; i++)
    {
      gboolean root = i == 0 || g_rand_int_range (rand, 0, 40) == 0;
      int parent = g_rand_int_range (rand, 0, fork) == 0 && i > 0 ? g_rand_int_range (rand, 0, i) : i - 1;
      gint64 jump = jumps && g_rand_int_range (rand, 0, 8) == 0 ? g_rand_int_range (rand, -5000, 5000) : 0;
      g_autofree char *name = g_strdup_printf ("s%06d", i);
      g_autofree char *parent_name = root ? NULL : g_strdup_printf ("s%06d", parent);

      g_ptr_array_add (snapshots, forest_snapshot (name, parent_name, 1000000 + 60 * (gint64) i + jump, i == current));
    }

  return snapshots;
}

static inline void
forest_shuffle (GRand     *rand,
                GPtrArray *array)
{
  for (guint i = array->len; i > 1; i--)
    {
      guint j = (guint) g_rand_int_range (rand, 0, (gint32) i);
      gpointer kept = array->pdata[i - 1];

      array->pdata[i - 1] = array->pdata[j];
      array->pdata[j] = kept;
    }
}
