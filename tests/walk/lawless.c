/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test of the test: what the law of layers forbids loses data indeed, and the walk sees it. */

#include "config.h"

#include "walk.h"

static gboolean
take (Walk       *w,
      const char *name,
      SpKind      kind)
{
  say (w, "take %s", name);
  do_scribble (w);
  return carry_out (w, &(SpWish){ .kind = SP_WISH_TAKE, .name = name, .snapshot_kind = kind });
}

static gboolean
revert (Walk       *w,
        const char *name)
{
  say (w, "revert %s", name);
  return carry_out (w, &(SpWish){ .kind = SP_WISH_REVERT, .target = name, .no_safety = TRUE });
}

/* Mine 1: libvirt unlinks the first layer of another branch. */
static gboolean
lose_branch (Walk *w)
{
  const char *const names[] = { "C", NULL };

  return take (w, "A", SP_KIND_EXTERNAL) && take (w, "B", SP_KIND_EXTERNAL) && revert (w, "A") && take (w, "C", SP_KIND_EXTERNAL) &&
         carry_out (w, &(SpWish){ .kind = SP_WISH_DELETE, .targets = names }) && revert (w, "B");
}

/* Mine 3: the machine writes a layer that was frozen by another client. */
static gboolean
lose_frozen (Walk *w)
{
  gboolean ok = take (w, "A", SP_KIND_INTERNAL);

  do_scribble (w);
  g_free (sp_rig_virsh (rig, TRUE, "snapshot-create-as", w->machine, "B", "--disk-only", "--diskspec", "vda,snapshot=external",
                        "--diskspec", "vdb,snapshot=external", NULL));
  look_anew (w, FALSE);
  return ok && revert (w, "A");
}

static const struct
{
  Sort     sort;
  gboolean (*deeds) (Walk *w);
} known_losses[] = {
  { { "branch", SP_KIND_EXTERNAL }, lose_branch },
  { { "frozen", SP_KIND_INTERNAL }, lose_frozen },
};

/* With the law nothing is lost. */
void
test_lawless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_losses); i++)
    {
      Sort sort = known_losses[i].sort;
      Walk w = { 0 };

      walk_begin (&w, &sort, 1);
      known_losses[i].deeds (&w);
      check_all (&w);
      g_assert_null (w.loss);
      walk_end (&w);

      sort.hooks = SP_PLANNER_NO_LAW | SP_PLANNER_NO_GUARD;
      walk_begin (&w, &sort, 2);
      known_losses[i].deeds (&w);
      check_all (&w);
      g_test_message ("without the law: %s", w.loss ? w.loss : "nothing lost");
      g_assert_nonnull (w.loss);
      walk_end (&w);
    }
}
