/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's files as blocks that stand on each other. A plan's marks come from running its steps on the picture. */

#include "config.h"

#include "sp-stack.h"

#include "sp-picture-private.h"

#include <string.h>

struct _SpStack
{
  GArray       *blocks;  /* of SpBlock */
  GHashTable   *by_path; /* to number + 1 */
  GStringChunk *strings;
};

/* A block while the stack is built. */
typedef struct
{
  SpBlock    block;
  const char *below; /* path */
  GArray     *snapshots;
  GHashTable *seen; /* names of snapshots, to their numbers + 1 */
  GPtrArray  *above; /* of Draft, in order of finding */
  gboolean    on_trunk, in_tree;
} Draft;

typedef struct
{
  SpStack    *stack;
  SpFacts    *facts;
  SpPicture  *before, *after; /* the same where there is no plan */
  GPtrArray  *drafts;
  GHashTable *by_path;
  GHashTable *targets; /* path to disk */
  GHashTable *others;  /* path: in a drive that is no disk */
} Building;

typedef struct
{
  Draft *draft;
  guint  indent;
} Visit;

G_DEFINE_ENUM_TYPE (SpBlockMark, sp_block_mark,
                    G_DEFINE_ENUM_VALUE (SP_BLOCK_STAYS, "stays"),
                    G_DEFINE_ENUM_VALUE (SP_BLOCK_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (SP_BLOCK_CHANGED, "changed"),
                    G_DEFINE_ENUM_VALUE (SP_BLOCK_GONE, "gone"))

static const char *
keep (SpStack    *self,
      const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (self->strings, text) : NULL;
}

static void
draft_free (gpointer data)
{
  Draft *draft = data;

  g_array_unref (draft->snapshots);
  g_hash_table_unref (draft->seen);
  g_ptr_array_unref (draft->above);
  g_free (draft);
}

static Draft *
add_draft (Building   *b,
           const char *path)
{
  Draft *draft = g_hash_table_lookup (b->by_path, path);
  const char *slash = strrchr (path, '/');

  if (draft != NULL)
    return draft;
  draft = g_new0 (Draft, 1);
  draft->block.path = keep (b->stack, path);
  draft->block.file = keep (b->stack, slash != NULL && slash[1] != '\0' ? slash + 1 : path);
  draft->block.size = -1;
  draft->block.below = -1;
  draft->snapshots = g_array_new (FALSE, TRUE, sizeof (SpBlockSnapshot));
  draft->seen = g_hash_table_new (g_str_hash, g_str_equal);
  draft->above = g_ptr_array_new ();
  g_ptr_array_add (b->drafts, draft);
  g_hash_table_insert (b->by_path, (gpointer) draft->block.path, draft);
  return draft;
}

/* Which disk a file is of: the drives say it, of Now and of every snapshot. */
static void
learn_targets (Building  *b,
               GPtrArray *drives)
{
  for (guint i = 0; i < drives->len; i++)
    {
      SpPicDrive *drive = drives->pdata[i];

      if (drive->source == NULL)
        continue;
      if (!drive->is_disk)
        g_hash_table_add (b->others, (gpointer) keep (b->stack, drive->source));
      else if (!g_hash_table_contains (b->targets, drive->source))
        g_hash_table_insert (b->targets, (gpointer) keep (b->stack, drive->source), (gpointer) keep (b->stack, drive->target));
    }
}

static void
learn_picture (Building  *b,
               SpPicture *picture)
{
  learn_targets (b, picture->drives);
  for (guint i = 0; i < picture->snapshots->len; i++)
    learn_targets (b, ((SpPicSnapshot *) picture->snapshots->pdata[i])->drives);
}

static void
add_layers (Building *b,
            SpLayers *layers,
            gboolean  missing_only)
{
  for (guint i = 0; i < sp_layers_get_n (layers); i++)
    {
      const SpLayer *layer = sp_layers_get (layers, i);
      gboolean missing = layer->exists_known && !layer->exists;
      Draft *draft = NULL;

      if (missing_only && !missing)
        continue;
      /* A medium in a drive is no layer. */
      if (g_hash_table_contains (b->others, layer->path) && !g_hash_table_contains (b->targets, layer->path))
        continue;
      draft = add_draft (b, layer->path);
      draft->block.role = layer->role;
      draft->block.missing |= missing;
      if (draft->block.size < 0)
        draft->block.size = layer->size;
      draft->block.below_known = layer->backing_known;
      /* What goes is drawn in its old place, between what stood on it and what it stood on. */
      if (draft->below == NULL || sp_layers_find (b->after->layers, draft->below) != NULL)
        draft->below = keep (b->stack, layer->backing);
      if (draft->block.target == NULL && layer->role != SP_LAYER_MEMORY)
        draft->block.target = keep (b->stack, layer->target != NULL ? layer->target
                                                                    : g_hash_table_lookup (b->targets, layer->path));
    }
}

static void
add_snapshot (Building      *b,
              SpPicSnapshot *s,
              const char    *path,
              gboolean       inside,
              gboolean       after)
{
  Draft *draft = path != NULL ? g_hash_table_lookup (b->by_path, path) : NULL;
  SpBlockSnapshot found = { keep (b->stack, s->name), keep (b->stack, s->title != NULL ? s->title : s->name), inside, !after,
                            sp_picture_find (b->after, s->name) == NULL };
  guint number = draft != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (draft->seen, found.name)) : 0;

  if (draft == NULL)
    return;
  if (number > 0)
    {
      g_array_index (draft->snapshots, SpBlockSnapshot, number - 1).gone &= !after;
      return;
    }
  g_array_append_val (draft->snapshots, found);
  g_hash_table_insert (draft->seen, (gpointer) found.name, GUINT_TO_POINTER (draft->snapshots->len));
}

static void
add_snapshots (Building  *b,
               SpPicture *picture)
{
  for (guint i = 0; i < picture->snapshots->len; i++)
    {
      SpPicSnapshot *s = picture->snapshots->pdata[i];

      for (guint j = 0; j < s->disks->len; j++)
        {
          SpPicDisk *disk = s->disks->pdata[j];
          SpPicDrive *drive = sp_picture_find_drive (s->drives, disk->target);

          if (disk->kind != SP_KIND_NONE && drive != NULL)
            add_snapshot (b, s, drive->source, disk->kind == SP_KIND_INTERNAL, picture == b->after);
        }
      if (s->memory_file != NULL)
        add_snapshot (b, s, s->memory_file, FALSE, picture == b->after);
    }
}

/* What nothing is known of but that something stands on it. */
static void
add_bottoms (Building *b)
{
  for (guint i = 0; i < b->drafts->len; i++)
    {
      Draft *draft = b->drafts->pdata[i];
      Draft *below = draft->below != NULL ? add_draft (b, draft->below) : NULL;

      if (below == NULL || below == draft)
        continue;
      g_ptr_array_add (below->above, draft);
      if (below->block.target == NULL)
        below->block.target = draft->block.target;
    }
}

static void
mark_blocks (Building  *b,
             GPtrArray *touched)
{
  const SpFactsInit *f = sp_facts_peek (b->facts);

  for (guint i = 0; i < b->drafts->len; i++)
    {
      SpBlock *block = &((Draft *) b->drafts->pdata[i])->block;
      const SpLayer *was = sp_layers_find (b->before->layers, block->path);
      const SpLayer *is = sp_layers_find (b->after->layers, block->path);

      block->written = is != NULL && is->written;
      if (was == NULL && is != NULL && b->before != b->after)
        block->mark = SP_BLOCK_NEW;
      else if (was != NULL && is == NULL)
        block->mark = SP_BLOCK_GONE;
      else if (g_ptr_array_find_with_equal_func (touched, block->path, g_str_equal, NULL))
        block->mark = SP_BLOCK_CHANGED;
      for (gsize j = 0; j < f->n_uses && block->used_by == NULL; j++)
        if (g_str_equal (f->uses[j].path, block->path))
          block->used_by = keep (b->stack, f->uses[j].machine);
    }
}

/* The trunk is what Now stands on: it is not indented. */
static void
mark_trunk (Building *b)
{
  for (guint i = 0; i < b->drafts->len; i++)
    {
      Draft *draft = b->drafts->pdata[i];

      if (!draft->block.written)
        continue;
      for (guint n = 0; draft != NULL && !draft->on_trunk && n <= b->drafts->len; n++)
        {
          draft->on_trunk = TRUE;
          draft = draft->below != NULL ? g_hash_table_lookup (b->by_path, draft->below) : NULL;
        }
    }
}

/* What continues straight up: where Now is, else what stays, else the newest. */
static Draft *
choose_straight (Draft *draft)
{
  Draft *best = NULL;

  for (guint i = 0; i < draft->above->len; i++)
    {
      Draft *above = draft->above->pdata[i];

      if (best == NULL || above->on_trunk || (!best->on_trunk && above->block.mark != SP_BLOCK_GONE))
        best = above;
    }
  return best;
}

/* With a stack of its own: a chain may be hundreds deep. From the base up; the caller turns it round. */
static void
lay_tree (Building  *b,
          Draft     *root,
          GPtrArray *order)
{
  g_autoptr (GArray) visits = g_array_new (FALSE, FALSE, sizeof (Visit));
  Visit first = { root, 0 };

  g_array_append_val (visits, first);
  while (visits->len > 0)
    {
      Visit visit = g_array_index (visits, Visit, visits->len - 1);
      Draft *straight = NULL;

      g_array_set_size (visits, visits->len - 1);
      if (visit.draft->in_tree)
        continue;
      visit.draft->in_tree = TRUE;
      visit.draft->block.indent = visit.indent;
      g_ptr_array_add (order, visit.draft);
      straight = choose_straight (visit.draft);
      if (straight != NULL)
        {
          Visit next = { straight, visit.indent };

          g_array_append_val (visits, next);
        }
      for (guint i = 0; i < visit.draft->above->len; i++)
        {
          Visit next = { visit.draft->above->pdata[i], visit.indent + 1 };

          if (next.draft != straight)
            g_array_append_val (visits, next);
        }
    }
}

static void
give_block (Building *b,
            Draft    *draft)
{
  SpBlock block = draft->block;

  block.n_snapshots = draft->snapshots->len;
  block.snapshots = (const SpBlockSnapshot *) (gpointer) draft->snapshots->data;
  if (block.n_snapshots > 0)
    block.snapshots = g_memdup2 (block.snapshots, block.n_snapshots * sizeof (SpBlockSnapshot));
  else
    block.snapshots = NULL;
  g_array_append_val (b->stack->blocks, block);
  g_hash_table_insert (b->stack->by_path, (gpointer) block.path, GUINT_TO_POINTER (b->stack->blocks->len));
}

static void
give_trees (Building   *b,
            const char *target)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < b->drafts->len; i++)
      {
        Draft *draft = b->drafts->pdata[i];
        g_autoptr (GPtrArray) order = g_ptr_array_new ();

        if (draft->in_tree || draft->block.role == SP_LAYER_MEMORY || g_strcmp0 (draft->block.target, target) != 0)
          continue;
        /* First what stands on nothing; a chain that bites its own tail has no such. */
        if (pass == 0 && draft->below != NULL && !g_str_equal (draft->below, draft->block.path))
          continue;
        lay_tree (b, draft, order);
        for (guint j = order->len; j > 0; j--)
          give_block (b, order->pdata[j - 1]);
      }
}

static void
give_all (Building *b)
{
  const SpFactsInit *f = sp_facts_peek (b->facts);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < f->n_disks; i++)
    {
      give_trees (b, f->disks[i].target);
      g_hash_table_add (done, (gpointer) f->disks[i].target);
    }
  /* Disks that the machine has no more. */
  for (guint i = 0; i < b->drafts->len; i++)
    {
      const char *target = ((Draft *) b->drafts->pdata[i])->block.target;

      if (g_hash_table_add (done, (gpointer) (target != NULL ? target : "")))
        give_trees (b, target);
    }
  for (guint i = 0; i < b->drafts->len; i++)
    if (((Draft *) b->drafts->pdata[i])->block.role == SP_LAYER_MEMORY)
      give_block (b, b->drafts->pdata[i]);
  for (guint i = 0; i < b->drafts->len; i++)
    {
      Draft *draft = b->drafts->pdata[i];
      gpointer self = g_hash_table_lookup (b->stack->by_path, draft->block.path);
      gpointer below = draft->below != NULL ? g_hash_table_lookup (b->stack->by_path, draft->below) : NULL;

      if (self != NULL && below != NULL && self != below)
        g_array_index (b->stack->blocks, SpBlock, GPOINTER_TO_UINT (self) - 1).below = GPOINTER_TO_INT (below) - 1;
    }
}

static SpStack *
build (SpFacts   *facts,
       SpPicture *before,
       SpPicture *after,
       GPtrArray *touched,
       GPtrArray *reverted)
{
  SpStack *self = g_new0 (SpStack, 1);
  Building b = { .stack = self, .facts = facts, .before = before, .after = after };

  self->blocks = g_array_new (FALSE, TRUE, sizeof (SpBlock));
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  self->strings = g_string_chunk_new (1024);
  b.drafts = g_ptr_array_new_with_free_func (draft_free);
  b.by_path = g_hash_table_new (g_str_hash, g_str_equal);
  b.targets = g_hash_table_new (g_str_hash, g_str_equal);
  b.others = g_hash_table_new (g_str_hash, g_str_equal);

  learn_picture (&b, before);
  if (after != before)
    learn_picture (&b, after);
  add_layers (&b, before->layers, FALSE);
  if (after != before)
    add_layers (&b, after->layers, FALSE);
  add_layers (&b, sp_facts_peek (facts)->layers, TRUE);
  add_snapshots (&b, before);
  if (after != before)
    add_snapshots (&b, after);
  add_bottoms (&b);
  mark_blocks (&b, touched);
  for (guint i = 0; i < reverted->len; i++)
    {
      Draft *draft = g_hash_table_lookup (b.by_path, reverted->pdata[i]);

      if (draft != NULL)
        draft->block.any_second = TRUE;
    }
  mark_trunk (&b);
  give_all (&b);

  g_hash_table_unref (b.others);
  g_hash_table_unref (b.targets);
  g_hash_table_unref (b.by_path);
  g_ptr_array_unref (b.drafts);
  return self;
}

/**
 * sp_stack_new:
 * @facts: the facts
 *
 * Returns: (transfer full): the files as they are
 */
SpStack *
sp_stack_new (SpFacts *facts)
{
  g_autoptr (SpPicture) picture = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_return_val_if_fail (SP_IS_FACTS (facts), NULL);

  picture = sp_picture_new (facts);
  return build (facts, picture, picture, none, none);
}

/**
 * sp_stack_new_after:
 * @plan: a plan
 *
 * What goes is still there, and marked; a file that the plan makes and removes again is not.
 *
 * Returns: (transfer full) (nullable): the files as the plan leaves them, or %NULL where it is refused
 */
SpStack *
sp_stack_new_after (SpPlan *plan)
{
  g_autoptr (SpPicture) before = NULL;
  g_autoptr (SpPicture) after = NULL;
  g_autoptr (GPtrArray) touched = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) reverted = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);

  if (sp_plan_is_refused (plan))
    return NULL;
  before = sp_picture_new (sp_plan_get_facts (plan));
  after = sp_picture_copy (before);
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      g_autoptr (SpStep) step = sp_step_copy (sp_plan_get_step (plan, i));

      if (sp_effects_run (after, step) != NULL)
        break;
      for (guint j = 0; j < step->touches.written->len; j++)
        sp_step_touch (touched, step->touches.written->pdata[j]);
      for (guint j = 0; step->kind == SP_STEP_REVERT && j < step->touches.created->len; j++)
        sp_step_touch (reverted, step->touches.created->pdata[j]);
    }
  return build (sp_plan_get_facts (plan), before, after, touched, reverted);
}

/**
 * sp_stack_free:
 * @self: (transfer full) (nullable): a stack
 */
void
sp_stack_free (SpStack *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->blocks->len; i++)
    g_free ((gpointer) g_array_index (self->blocks, SpBlock, i).snapshots);
  g_array_unref (self->blocks);
  g_hash_table_unref (self->by_path);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/**
 * sp_stack_get_n:
 * @self: a stack
 *
 * Returns: how many blocks it has
 */
guint
sp_stack_get_n (SpStack *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->blocks->len;
}

/**
 * sp_stack_get:
 * @self: a stack
 * @i: number of the block, from 0
 *
 * Returns: (transfer none): the block
 */
const SpBlock *
sp_stack_get (SpStack *self,
              guint    i)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (i < self->blocks->len, NULL);

  return &g_array_index (self->blocks, SpBlock, i);
}

/**
 * sp_stack_find:
 * @self: a stack
 * @path: path on the host
 *
 * Returns: (transfer none) (nullable): the block of that file
 */
const SpBlock *
sp_stack_find (SpStack    *self,
               const char *path)
{
  guint number = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_path, path));
  return number > 0 ? sp_stack_get (self, number - 1) : NULL;
}

/**
 * sp_stack_get_total:
 * @self: a stack
 * @whole: (out) (optional): whether every file's size is known
 *
 * Returns: bytes of all files that are there and stay, as far as they are known
 */
gint64
sp_stack_get_total (SpStack  *self,
                    gboolean *whole)
{
  gint64 total = 0;
  gboolean all = TRUE;

  g_return_val_if_fail (self != NULL, -1);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const SpBlock *block = sp_stack_get (self, i);

      if (block->mark == SP_BLOCK_GONE || block->missing)
        continue;
      if (block->size < 0 || block->size > G_MAXINT64 - total)
        all = FALSE;
      else
        total += block->size;
    }
  if (whole != NULL)
    *whole = all;
  return total;
}
