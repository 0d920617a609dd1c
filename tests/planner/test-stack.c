/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks that stand on each other, before and after. */

#include "config.h"

#include "sp-search.h"
#include "sp-sizes.h"
#include "sp-stack.h"
#include "world.h"

#include <string.h>

static char *
draw (SpStack *stack)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sp_stack_get_n (stack); i++)
    {
      const SpBlock *block = sp_stack_get (stack, i);

      g_string_append_printf (text, "%s:%s%s%s%s", block->target ? block->target : "-", block->file,
                              block->mark == SP_BLOCK_GONE ? "-" : block->mark == SP_BLOCK_NEW ? "+"
                              : block->mark == SP_BLOCK_CHANGED ? "~" : "",
                              block->written ? "*" : "", block->missing ? "!" : "");
      for (guint j = 0; j < block->indent; j++)
        g_string_append_c (text, '>');
      for (gsize j = 0; j < block->n_snapshots; j++)
        if (!block->snapshots[j].gone)
          g_string_append_printf (text, "%s%s", block->snapshots[j].inside ? "(" : "=", block->snapshots[j].name);
      g_string_append_c (text, ' ');
    }
  return g_string_free_and_steal (text);
}

static void
assert_drawn (SpStack    *stack,
              const char *want)
{
  g_autofree char *got = draw (stack);

  g_assert_cmpstr (g_strchomp (got), ==, want);
}

static World *
external_world (gboolean running)
{
  WorldInit init = { .running = running };

  return world_new (&init);
}

static SpPlan *
plan_delete (World      *w,
             const char *name)
{
  const char *names[] = { name, NULL };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = names };

  return world_plan (w, &wish);
}

static void
test_chain (void)
{
  g_autoptr (World) w = external_world (TRUE);
  g_autoptr (SpStack) stack = NULL;
  const SpBlock *block = NULL;
  g_autofree char *said = NULL;
  gboolean whole = TRUE;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  stack = sp_stack_new (w->facts);
  assert_drawn (stack, "vda:a.B* vda:a.A=B vda:a.qcow2=A vdb:b.B* vdb:b.A=B vdb:b.qcow2=A -:box.A.mem=A -:box.B.mem=B");
  block = sp_stack_find (stack, "/img/a.A");
  g_assert_cmpstr (sp_stack_get (stack, (guint) block->below)->path, ==, "/img/a.qcow2");
  said = sp_block_describe (sp_stack_find (stack, "/img/a.qcow2"));
  g_assert_nonnull (strstr (said, "Read only · 1.0\302\240kB · “A” stands on it"));
  g_assert_cmpint (sp_stack_get_total (stack, &whole), ==, 2000);
  g_assert_false (whole); /* the new layers have no size yet */
  g_assert_null (sp_stack_find (stack, "/iso/install.iso"));
}

static void
test_inside (void)
{
  g_autoptr (World) w = external_world (TRUE);
  g_autoptr (SpStack) stack = NULL;

  world_take (w, "A", SP_KIND_INTERNAL);
  stack = sp_stack_new (w->facts);
  assert_drawn (stack, "vda:a.qcow2*(A vdb:b.qcow2*(A");
}

/* What Now stands on is the trunk, straight down; the other branch is put in. */
static void
test_branches (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpStack) stack = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  world_revert (w, "A", TRUE);
  stack = sp_stack_new (w->facts);
  g_assert_cmpuint (sp_stack_find (stack, world_now (w, "vda"))->indent, ==, 0);
  g_assert_true (sp_stack_find (stack, world_now (w, "vda"))->written);
  g_assert_cmpuint (sp_stack_find (stack, "/img/a.A")->indent, ==, 1);
  g_assert_cmpstr (sp_stack_get (stack, 0)->path, ==, world_now (w, "vda"));
  g_assert_cmpuint (sp_stack_find (stack, "/img/a.qcow2")->indent, ==, 0);
}

static void
assert_under (SpStack    *stack,
              const char *snapshot,
              const char *want)
{
  g_autoptr (GArray) numbers = sp_stack_find_under (stack, snapshot);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (got, "%s%s", i > 0 ? " " : "", sp_stack_get (stack, g_array_index (numbers, guint, i))->file);
  g_assert_cmpstr (got->str, ==, want);
}

/* What was frozen for it, and all below that, and its memory; of Now what is written. */
static void
test_under (void)
{
  g_autoptr (World) w = external_world (TRUE);
  g_autoptr (SpStack) stack = NULL;
  g_autoptr (World) inside = external_world (TRUE);
  g_autoptr (SpStack) one = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  stack = sp_stack_new (w->facts);
  assert_under (stack, "A", "a.qcow2 b.qcow2 box.A.mem");
  assert_under (stack, "B", "a.A a.qcow2 b.A b.qcow2 box.B.mem");
  assert_under (stack, NULL, "a.B a.A a.qcow2 b.B b.A b.qcow2");
  assert_under (stack, "nobody", "");

  world_take (inside, "A", SP_KIND_INTERNAL);
  one = sp_stack_new (inside->facts);
  assert_under (one, "A", "a.qcow2 b.qcow2");
  assert_under (one, NULL, "a.qcow2 b.qcow2");
}

static void
test_after_merge (void)
{
  g_autoptr (World) w = external_world (TRUE);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpStack) stack = NULL;
  g_autofree char *said = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  plan = plan_delete (w, "A");
  stack = sp_stack_new_after (plan);
  g_assert_nonnull (stack);
  assert_drawn (stack, "vda:a.B* vda:a.A- vda:a.qcow2~=B vdb:b.B* vdb:b.A- vdb:b.qcow2~=B -:box.A.mem- -:box.B.mem=B");
  said = sp_block_describe (sp_stack_find (stack, "/img/box.A.mem"));
  g_assert_true (g_str_has_prefix (said, "Goes"));
}

static void
test_after_revert (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpStack) stack = NULL;
  SpWish wish = { .kind = SP_WISH_REVERT, .target = "A" };
  guint n_new = 0;

  world_take (w, "A", SP_KIND_EXTERNAL);
  plan = world_plan (w, &wish);
  stack = sp_stack_new_after (plan);
  for (guint i = 0; i < sp_stack_get_n (stack); i++)
    {
      const SpBlock *block = sp_stack_get (stack, i);
      g_autofree char *name = sp_block_dup_name (block);

      if (block->mark != SP_BLOCK_NEW)
        continue;
      n_new++;
      g_assert_cmpint (block->any_second, ==, block->written);
      if (block->any_second)
        g_assert_true (g_str_has_suffix (name, ".(time of the revert)"));
    }
  g_assert_cmpuint (n_new, >, 0);
}

static void
test_refused (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpPlan) plan = plan_delete (w, "nobody");

  g_assert_true (sp_plan_is_refused (plan));
  g_assert_null (sp_stack_new_after (plan));
}

static void
spoil (SpFactsInit *init,
       gpointer     data)
{
  SpLayers *layers = sp_layers_copy (init->layers);

  if (g_str_equal (data, "missing"))
    sp_layers_add (layers, "/img/a.qcow2")->exists = FALSE;
  else
    {
      SpLayer *layer = sp_layers_add (layers, "/img/a.qcow2");

      g_set_str (&layer->backing, "/img/a.B");
    }
  init->layers = layers;
}

/* A host may say anything: a file that is not there, and a chain that bites its own tail. */
static void
test_broken (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpStack) stack = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  world_edit (w, spoil, (gpointer) "missing");
  stack = sp_stack_new (w->facts);
  g_assert_true (sp_stack_find (stack, "/img/a.qcow2")->missing);
  assert_drawn (stack, "vda:a.B* vda:a.A=B vda:a.qcow2!=A vdb:b.B* vdb:b.A=B vdb:b.qcow2=A");
  world_edit (w, spoil, (gpointer) "circle");
  g_clear_pointer (&stack, sp_stack_free);
  stack = sp_stack_new (w->facts);
  g_assert_cmpuint (sp_stack_get_n (stack), ==, 6);
}

static gboolean
says (SpPlan     *plan,
      const char *what)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (strstr (sp_plan_get_note (plan, i)->text, what) != NULL)
      return TRUE;
  return FALSE;
}

/* Nothing is promised that the host will not get back. */
static void
test_inside_space (void)
{
  g_autoptr (World) inside = external_world (FALSE);
  g_autoptr (World) outside = external_world (FALSE);
  g_autoptr (SpPlan) a = NULL;
  g_autoptr (SpPlan) b = NULL;

  world_take (inside, "A", SP_KIND_INTERNAL);
  a = plan_delete (inside, "A");
  g_assert_true (says (a, "free for reuse inside the disk file"));
  world_take (outside, "A", SP_KIND_EXTERNAL);
  b = plan_delete (outside, "A");
  g_assert_false (sp_plan_is_refused (b));
  g_assert_false (says (b, "free for reuse inside the disk file"));
  /* A merge has its layer twice for a while. */
  g_assert_false (says (a, "room meanwhile"));
  g_assert_true (says (b, "room meanwhile") || says (b, "room the merge needs meanwhile is unknown"));
}

static void
assert_own (World      *w,
            const char *snapshot,
            const char *words)
{
  g_autoptr (SpStack) stack = sp_stack_new (w->facts);
  g_autofree char *own = sp_stack_say_own (stack, snapshot);

  if (strstr (own, words) == NULL)
    g_error ("“%s” has no “%s”", own, words);
}

/* What a snapshot takes by itself: the files frozen for it, where the host tells their sizes. */
static void
test_own_space (void)
{
  g_autoptr (World) inside = external_world (FALSE);
  g_autoptr (World) outside = external_world (FALSE);

  world_take (inside, "A", SP_KIND_INTERNAL);
  assert_own (inside, "A", "kept inside the disk file");
  world_take (outside, "A", SP_KIND_EXTERNAL);
  assert_own (outside, "A", "own files take");
}

/* The same in numbers, of all at once. */
static void
test_sizes (void)
{
  g_autoptr (World) inside = external_world (FALSE);
  g_autoptr (World) outside = external_world (FALSE);
  g_autoptr (SpSizes) none = NULL;
  g_autoptr (SpSizes) some = NULL;

  world_take (inside, "A", SP_KIND_INTERNAL);
  none = sp_sizes_new (inside->facts);
  g_assert_cmpint (sp_sizes_get (none, "A"), ==, -1);
  g_assert_cmpint (sp_sizes_get (none, "nothing of that name"), ==, -1);
  /* A person's own file is written: it holds more than what came last. */
  g_assert_cmpint (sp_sizes_get_written (none), ==, -1);
  world_take (outside, "A", SP_KIND_EXTERNAL);
  some = sp_sizes_new (outside->facts);
  /* Two disks of 1,000 bytes; what was put on them has no size that anybody told. */
  g_assert_cmpint (sp_sizes_get (some, "A"), ==, 2000);
  g_assert_cmpint (sp_sizes_get_written (some), ==, -1);
}

static gboolean
is_bigger (SpSizes    *sizes,
           SpSnapshot *snapshot,
           gint64      bytes)
{
  g_autoptr (SpSearch) search = sp_search_new (NULL, &(SpFilter){ .bigger = bytes }, 0);

  sp_search_set_sizes (search, sizes);
  g_assert_false (sp_search_is_idle (search));
  return sp_search_matches (search, snapshot);
}

/* What is bigger is found, where it is known. */
static void
test_bigger (void)
{
  g_autoptr (World) w = external_world (FALSE);
  g_autoptr (SpSizes) sizes = NULL;
  SpHistory *history = NULL;

  world_take (w, "A", SP_KIND_EXTERNAL);
  world_take (w, "B", SP_KIND_EXTERNAL);
  sizes = sp_sizes_new (w->facts);
  history = sp_facts_get_history (w->facts);
  g_assert_true (is_bigger (sizes, sp_history_get (history, sp_history_find (history, "A")), 2000));
  g_assert_false (is_bigger (sizes, sp_history_get (history, sp_history_find (history, "A")), 2001));
  /* Nobody told what the layers take that were put on it. */
  g_assert_false (is_bigger (sizes, sp_history_get (history, sp_history_find (history, "B")), 1));
  g_assert_false (is_bigger (NULL, sp_history_get (history, sp_history_find (history, "A")), 1));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/stack/chain", test_chain);
  g_test_add_func ("/stack/inside", test_inside);
  g_test_add_func ("/stack/branches", test_branches);
  g_test_add_func ("/stack/under", test_under);
  g_test_add_func ("/stack/after-merge", test_after_merge);
  g_test_add_func ("/stack/after-revert", test_after_revert);
  g_test_add_func ("/stack/refused", test_refused);
  g_test_add_func ("/stack/broken", test_broken);
  g_test_add_func ("/stack/inside-space", test_inside_space);
  g_test_add_func ("/stack/own-space", test_own_space);
  g_test_add_func ("/stack/sizes", test_sizes);
  g_test_add_func ("/stack/bigger", test_bigger);
  return g_test_run ();
}
