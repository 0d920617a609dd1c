/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One snapshot, as its host tells it: an immutable value. */

#include "config.h"

#include "sp-snapshot.h"

struct _SpSnapshot
{
  GObject parent_instance;

  SpSnapshotInit init;    /* the arrays are ours */
  GStringChunk  *strings; /* every string of init */
};

G_DEFINE_ENUM_TYPE (SpKind, sp_kind,
                    G_DEFINE_ENUM_VALUE (SP_KIND_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (SP_KIND_INTERNAL, "internal"),
                    G_DEFINE_ENUM_VALUE (SP_KIND_EXTERNAL, "external"),
                    G_DEFINE_ENUM_VALUE (SP_KIND_MIXED, "mixed"))

G_DEFINE_ENUM_TYPE (SpMemory, sp_memory,
                    G_DEFINE_ENUM_VALUE (SP_MEMORY_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (SP_MEMORY_INTERNAL, "internal"),
                    G_DEFINE_ENUM_VALUE (SP_MEMORY_EXTERNAL, "external"))

G_DEFINE_ENUM_TYPE (SpSnapshotState, sp_snapshot_state,
                    G_DEFINE_ENUM_VALUE (SP_SNAPSHOT_STATE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (SP_SNAPSHOT_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (SP_SNAPSHOT_STATE_PAUSED, "paused"),
                    G_DEFINE_ENUM_VALUE (SP_SNAPSHOT_STATE_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (SP_SNAPSHOT_STATE_DISKS_ONLY, "disks-only"),
                    G_DEFINE_ENUM_VALUE (SP_SNAPSHOT_STATE_CRASHED, "crashed"),
                    G_DEFINE_ENUM_VALUE (SP_SNAPSHOT_STATE_SUSPENDED, "suspended"))

G_DEFINE_FINAL_TYPE (SpSnapshot, sp_snapshot, G_TYPE_OBJECT)

static const char *
keep (SpSnapshot *self,
      const char *string)
{
  return string != NULL ? g_string_chunk_insert (self->strings, string) : NULL;
}

static const SpSnapshotDisk *
copy_disks (SpSnapshot           *self,
            const SpSnapshotDisk *disks,
            gsize                 n)
{
  SpSnapshotDisk *copy = g_memdup2 (disks, n * sizeof *disks);

  for (gsize i = 0; i < n; i++)
    {
      copy[i].target = keep (self, disks[i].target);
      copy[i].source = keep (self, disks[i].source);
      copy[i].format = keep (self, disks[i].format);
    }

  return copy;
}

static const SpSnapshotDomainDisk *
copy_domain_disks (SpSnapshot                 *self,
                   const SpSnapshotDomainDisk *disks,
                   gsize                       n)
{
  SpSnapshotDomainDisk *copy = g_memdup2 (disks, n * sizeof *disks);

  for (gsize i = 0; i < n; i++)
    {
      copy[i].target = keep (self, disks[i].target);
      copy[i].source = keep (self, disks[i].source);
      copy[i].format = keep (self, disks[i].format);
    }

  return copy;
}

static gboolean
disks_equal (const SpSnapshotDisk *a,
             gsize                 n_a,
             const SpSnapshotDisk *b,
             gsize                 n_b)
{
  if (n_a != n_b)
    return FALSE;

  for (gsize i = 0; i < n_a; i++)
    {
      if (a[i].kind != b[i].kind || a[i].is_file != b[i].is_file
          || g_strcmp0 (a[i].target, b[i].target) != 0
          || g_strcmp0 (a[i].source, b[i].source) != 0
          || g_strcmp0 (a[i].format, b[i].format) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
domain_disks_equal (const SpSnapshotDomainDisk *a,
                    gsize                       n_a,
                    const SpSnapshotDomainDisk *b,
                    gsize                       n_b)
{
  if (n_a != n_b)
    return FALSE;

  for (gsize i = 0; i < n_a; i++)
    {
      if (a[i].is_file != b[i].is_file || a[i].is_disk != b[i].is_disk || a[i].read_only != b[i].read_only
          || a[i].has_chain != b[i].has_chain
          || g_strcmp0 (a[i].target, b[i].target) != 0
          || g_strcmp0 (a[i].source, b[i].source) != 0
          || g_strcmp0 (a[i].format, b[i].format) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
sp_snapshot_finalize (GObject *object)
{
  SpSnapshot *self = (SpSnapshot *) object;

  g_free ((gpointer) self->init.disks);
  g_free ((gpointer) self->init.revert_disks);
  g_free ((gpointer) self->init.domain_disks);
  g_string_chunk_free (self->strings);

  G_OBJECT_CLASS (sp_snapshot_parent_class)->finalize (object);
}

static void
sp_snapshot_class_init (SpSnapshotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_snapshot_finalize;
}

static void
sp_snapshot_init (SpSnapshot *self)
{
  self->strings = g_string_chunk_new (256);
}

/**
 * sp_snapshot_new:
 * @init: everything; copied
 *
 * Returns: (transfer full): a snapshot
 */
SpSnapshot *
sp_snapshot_new (const SpSnapshotInit *init)
{
  SpSnapshot *self;

  g_return_val_if_fail (init != NULL && init->name != NULL, NULL);

  self = g_object_new (SP_TYPE_SNAPSHOT, NULL);
  self->init = *init;
  self->init.name = keep (self, init->name);
  self->init.title = keep (self, init->title);
  self->init.description = keep (self, init->description);
  self->init.parent = keep (self, init->parent);
  self->init.before = keep (self, init->before);
  self->init.memory_file = keep (self, init->memory_file);
  self->init.nvram = keep (self, init->nvram);
  self->init.nvram_format = keep (self, init->nvram_format);
  self->init.disks = copy_disks (self, init->disks, init->n_disks);
  self->init.revert_disks = copy_disks (self, init->revert_disks, init->n_revert_disks);
  self->init.domain_disks = copy_domain_disks (self, init->domain_disks, init->n_domain_disks);

  return self;
}

/**
 * sp_snapshot_peek:
 * @self: a snapshot
 *
 * Returns: (transfer none): all its fields
 */
const SpSnapshotInit *
sp_snapshot_peek (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), NULL);

  return &self->init;
}

/**
 * sp_snapshot_get_name:
 * @self: a snapshot
 *
 * Returns: libvirt's name for it
 */
const char *
sp_snapshot_get_name (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), NULL);

  return self->init.name;
}

/**
 * sp_snapshot_get_title:
 * @self: a snapshot
 *
 * Returns: what people call it; its name where it has no title
 */
const char *
sp_snapshot_get_title (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), NULL);

  return self->init.title != NULL && *self->init.title != '\0' ? self->init.title : self->init.name;
}

/**
 * sp_snapshot_get_description:
 * @self: a snapshot
 *
 * Returns: (nullable): what people wrote about it
 */
const char *
sp_snapshot_get_description (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), NULL);

  return self->init.description;
}

/**
 * sp_snapshot_get_parent:
 * @self: a snapshot
 *
 * Returns: (nullable): the name of what it grew from; %NULL for a root
 */
const char *
sp_snapshot_get_parent (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), NULL);

  return self->init.parent;
}

/**
 * sp_snapshot_get_created:
 * @self: a snapshot
 *
 * Returns: when it was taken, in seconds since 1970
 */
gint64
sp_snapshot_get_created (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), 0);

  return self->init.created;
}

/**
 * sp_snapshot_get_state:
 * @self: a snapshot
 *
 * Returns: what the machine did when it was taken
 */
SpSnapshotState
sp_snapshot_get_state (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), SP_SNAPSHOT_STATE_UNKNOWN);

  return self->init.state;
}

/**
 * sp_snapshot_get_memory:
 * @self: a snapshot
 *
 * Returns: where the memory is kept
 */
SpMemory
sp_snapshot_get_memory (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), SP_MEMORY_NONE);

  return self->init.memory;
}

/**
 * sp_snapshot_get_kind:
 * @self: a snapshot
 *
 * Returns: where its disks and its memory are kept; mixed where some are inside and some separate
 */
SpKind
sp_snapshot_get_kind (SpSnapshot *self)
{
  gboolean inside, separate;

  g_return_val_if_fail (SP_IS_SNAPSHOT (self), SP_KIND_NONE);

  inside = self->init.memory == SP_MEMORY_INTERNAL;
  separate = self->init.memory == SP_MEMORY_EXTERNAL;
  for (gsize i = 0; i < self->init.n_disks; i++)
    {
      inside |= self->init.disks[i].kind == SP_KIND_INTERNAL;
      separate |= self->init.disks[i].kind == SP_KIND_EXTERNAL;
    }

  if (inside && separate)
    return SP_KIND_MIXED;

  return inside ? SP_KIND_INTERNAL : separate ? SP_KIND_EXTERNAL : SP_KIND_NONE;
}

/**
 * sp_snapshot_get_current:
 * @self: a snapshot
 *
 * Returns: whether Now grew from it, as the host tells
 */
gboolean
sp_snapshot_get_current (SpSnapshot *self)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (self), FALSE);

  return self->init.current;
}

/**
 * sp_snapshot_equal:
 * @a: a snapshot
 * @b: a snapshot
 *
 * Returns: whether every field is the same
 */
gboolean
sp_snapshot_equal (SpSnapshot *a,
                   SpSnapshot *b)
{
  const SpSnapshotInit *p, *q;

  g_return_val_if_fail (SP_IS_SNAPSHOT (a), FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (b), FALSE);

  p = &a->init;
  q = &b->init;
  return sp_snapshot_same (a, b)
         && g_strcmp0 (p->title, q->title) == 0
         && g_strcmp0 (p->description, q->description) == 0
         && g_strcmp0 (p->parent, q->parent) == 0
         && g_strcmp0 (p->before, q->before) == 0
         && g_strcmp0 (p->memory_file, q->memory_file) == 0
         && g_strcmp0 (p->nvram, q->nvram) == 0
         && g_strcmp0 (p->nvram_format, q->nvram_format) == 0
         && p->state == q->state && p->memory == q->memory && p->current == q->current && p->pinned == q->pinned
         && p->safety == q->safety && p->baseline == q->baseline && p->guard == q->guard && p->quiesced == q->quiesced
         && p->has_domain == q->has_domain && p->delete_in_progress == q->delete_in_progress
         && p->half_merged == q->half_merged && p->damaged == q->damaged
         && disks_equal (p->disks, p->n_disks, q->disks, q->n_disks)
         && disks_equal (p->revert_disks, p->n_revert_disks, q->revert_disks, q->n_revert_disks)
         && domain_disks_equal (p->domain_disks, p->n_domain_disks, q->domain_disks, q->n_domain_disks);
}

/**
 * sp_snapshot_same:
 * @a: a snapshot
 * @b: a snapshot
 *
 * Returns: whether they are the same snapshot of one machine: name and creation time
 */
gboolean
sp_snapshot_same (SpSnapshot *a,
                  SpSnapshot *b)
{
  g_return_val_if_fail (SP_IS_SNAPSHOT (a), FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (b), FALSE);

  return a->init.created == b->init.created && g_strcmp0 (a->init.name, b->init.name) == 0;
}
