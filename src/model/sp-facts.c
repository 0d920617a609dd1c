/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that a decision needs, copied once and never changed. */

#include "config.h"

#include "sp-facts.h"

struct _SpFacts
{
  GObject       parent_instance;
  SpFactsInit   init;    /* its strings live in the chunk */
  GStringChunk *strings;
};

G_DEFINE_FINAL_TYPE (SpFacts, sp_facts, G_TYPE_OBJECT)

static const char *
keep (SpFacts    *self,
      const char *text)
{
  return text ? g_string_chunk_insert_const (self->strings, text) : NULL;
}

static const char *const *
keep_chain (SpFacts           *self,
            const char *const *chain)
{
  const char **copy = NULL;
  guint n = 0;

  if (chain == NULL)
    return NULL;
  n = g_strv_length ((char **) chain);
  copy = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    copy[i] = keep (self, chain[i]);
  return copy;
}

static void
sp_facts_finalize (GObject *object)
{
  SpFacts *self = SP_FACTS (object);

  for (gsize i = 0; i < self->init.n_disks; i++)
    g_free ((gpointer) self->init.disks[i].chain);
  g_free ((gpointer) self->init.disks);
  g_free ((gpointer) self->init.uses);
  g_free ((gpointer) self->init.unseen);
  g_free ((gpointer) self->init.rooms);
  g_free ((gpointer) self->init.strays);
  g_free ((gpointer) self->init.pauses);
  g_clear_object (&self->init.machine);
  g_clear_object (&self->init.history);
  g_clear_pointer (&self->init.layers, sp_layers_unref);
  g_string_chunk_free (self->strings);

  G_OBJECT_CLASS (sp_facts_parent_class)->finalize (object);
}

static void
sp_facts_class_init (SpFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_facts_finalize;
}

static void
sp_facts_init (SpFacts *self)
{
  self->strings = g_string_chunk_new (1024);
}

/**
 * sp_facts_new:
 * @init: all fields; copied
 *
 * Makes the facts of one machine at one moment.
 *
 * Returns: (transfer full): the facts
 */
SpFacts *
sp_facts_new (const SpFactsInit *init)
{
  SpFacts *self = NULL;
  SpFactsDisk *disks = NULL;
  SpFactsUse *uses = NULL;
  SpFactsRoom *rooms = NULL;
  SpFactsStray *strays = NULL;

  g_return_val_if_fail (init != NULL, NULL);
  g_return_val_if_fail (SP_IS_MACHINE (init->machine), NULL);

  self = g_object_new (SP_TYPE_FACTS, NULL);
  self->init = *init;
  self->init.machine = g_object_ref (init->machine);
  if (init->history != NULL)
    self->init.history = g_object_ref (init->history);
  else
    {
      g_autoptr (GPtrArray) none = g_ptr_array_new ();

      self->init.history = sp_history_new (none);
    }
  self->init.layers = init->layers ? sp_layers_ref (init->layers) : sp_layers_new ();
  self->init.driver = keep (self, init->driver);
  self->init.security_model = keep (self, init->security_model);
  self->init.nvram = keep (self, init->nvram);
  self->init.nvram_format = keep (self, init->nvram_format);
  self->init.nvram_template_format = keep (self, init->nvram_template_format);

  disks = g_new0 (SpFactsDisk, init->n_disks + 1);
  for (gsize i = 0; i < init->n_disks; i++)
    {
      disks[i] = init->disks[i];
      disks[i].target = keep (self, init->disks[i].target);
      disks[i].source = keep (self, init->disks[i].source);
      disks[i].format = keep (self, init->disks[i].format);
      disks[i].chain = keep_chain (self, init->disks[i].chain);
    }
  self->init.disks = disks;

  uses = g_new0 (SpFactsUse, init->n_uses + 1);
  for (gsize i = 0; i < init->n_uses; i++)
    {
      uses[i].path = keep (self, init->uses[i].path);
      uses[i].machine = keep (self, init->uses[i].machine);
    }
  self->init.uses = uses;
  self->init.unseen = keep_chain (self, init->unseen);
  rooms = g_new0 (SpFactsRoom, init->n_rooms + 1);
  for (gsize i = 0; i < init->n_rooms; i++)
    {
      rooms[i] = init->rooms[i];
      rooms[i].folder = keep (self, init->rooms[i].folder);
    }
  self->init.rooms = rooms;
  strays = g_new0 (SpFactsStray, init->n_strays + 1);
  for (gsize i = 0; i < init->n_strays; i++)
    strays[i] = (SpFactsStray){ keep (self, init->strays[i].path), keep (self, init->strays[i].backing), init->strays[i].size };
  self->init.strays = strays;
  self->init.pauses = g_memdup2 (init->pauses, init->n_pauses * sizeof *init->pauses);

  return self;
}

/**
 * sp_facts_peek:
 * @self: the facts
 *
 * Returns: (transfer none): every field, owned by @self; the history and the layers are never %NULL
 */
const SpFactsInit *
sp_facts_peek (SpFacts *self)
{
  g_return_val_if_fail (SP_IS_FACTS (self), NULL);

  return &self->init;
}

/**
 * sp_facts_get_history:
 * @self: the facts
 *
 * Returns: (transfer none): the machine's snapshots
 */
SpHistory *
sp_facts_get_history (SpFacts *self)
{
  g_return_val_if_fail (SP_IS_FACTS (self), NULL);

  return self->init.history;
}

/**
 * sp_facts_get_machine:
 * @self: the facts
 *
 * Returns: (transfer none): the machine that they are about
 */
SpMachine *
sp_facts_get_machine (SpFacts *self)
{
  g_return_val_if_fail (SP_IS_FACTS (self), NULL);

  return self->init.machine;
}

/**
 * sp_facts_is_active:
 * @self: the facts
 *
 * Returns: whether the machine has a process: it runs, or is paused
 */
gboolean
sp_facts_is_active (SpFacts *self)
{
  g_return_val_if_fail (SP_IS_FACTS (self), FALSE);

  return sp_machine_is_active (self->init.machine);
}

static gboolean
same_disks (const SpFactsInit *a,
            const SpFactsInit *b)
{
  if (a->n_disks != b->n_disks)
    return FALSE;
  for (gsize i = 0; i < a->n_disks; i++)
    {
      const SpFactsDisk *p = &a->disks[i];
      const SpFactsDisk *q = &b->disks[i];

      if (g_strcmp0 (p->target, q->target) != 0 || g_strcmp0 (p->source, q->source) != 0 ||
          g_strcmp0 (p->format, q->format) != 0 || p->is_file != q->is_file || p->is_disk != q->is_disk ||
          p->read_only != q->read_only || p->nameless != q->nameless || p->empty != q->empty || p->job_active != q->job_active)
        return FALSE;
      if ((p->chain == NULL) != (q->chain == NULL))
        return FALSE;
      if (p->chain != NULL && !g_strv_equal (p->chain, q->chain))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_layers (SpLayers *a,
             SpLayers *b)
{
  if (sp_layers_get_n (a) != sp_layers_get_n (b))
    return FALSE;
  for (guint i = 0; i < sp_layers_get_n (a); i++)
    {
      const SpLayer *p = sp_layers_get (a, i);
      const SpLayer *q = sp_layers_find (b, p->path);

      if (q == NULL || g_strcmp0 (p->backing, q->backing) != 0 || p->role != q->role || p->written != q->written ||
          p->exists_known != q->exists_known || p->exists != q->exists)
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_uses (const SpFactsInit *a,
           const SpFactsInit *b)
{
  if (a->uses_known != b->uses_known || a->n_uses != b->n_uses || (a->unseen == NULL) != (b->unseen == NULL) ||
      (a->unseen != NULL && !g_strv_equal (a->unseen, b->unseen)))
    return FALSE;
  for (gsize i = 0; i < a->n_uses; i++)
    {
      gboolean found = FALSE;

      /* The host lists its machines in any order. */
      for (gsize j = 0; j < b->n_uses && !found; j++)
        found = g_strcmp0 (a->uses[i].path, b->uses[j].path) == 0 && g_strcmp0 (a->uses[i].machine, b->uses[j].machine) == 0;
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_history (SpHistory *a,
              SpHistory *b)
{
  if (sp_history_get_n (a) != sp_history_get_n (b) || sp_history_get_current (a) != sp_history_get_current (b))
    return FALSE;
  for (int i = 0; i < sp_history_get_n (a); i++)
    if (!sp_snapshot_equal (sp_history_get (a, i), sp_history_get (b, i)))
      return FALSE;
  return TRUE;
}

/**
 * sp_facts_same_for_plan:
 * @a: the facts that a plan was made from
 * @b: the facts as they are now
 *
 * Whether a plan made from @a may still be carried out. Sizes and times move all the while and do not count.
 *
 * Returns: %TRUE where nothing that a plan rests on differs
 */
gboolean
sp_facts_same_for_plan (SpFacts *a,
                        SpFacts *b)
{
  const SpFactsInit *p = NULL;
  const SpFactsInit *q = NULL;

  g_return_val_if_fail (SP_IS_FACTS (a), FALSE);
  g_return_val_if_fail (SP_IS_FACTS (b), FALSE);

  p = &a->init;
  q = &b->init;
  return sp_machine_same (p->machine, q->machine) &&
         sp_machine_get_state (p->machine) == sp_machine_get_state (q->machine) &&
         sp_machine_peek (p->machine)->persistent == sp_machine_peek (q->machine)->persistent &&
         p->libvirt_version == q->libvirt_version && p->external_revert == q->external_revert &&
         p->can_write == q->can_write && p->layers_told == q->layers_told &&
         p->managed_save == q->managed_save && p->saved_elsewhere == q->saved_elsewhere && p->job_active == q->job_active && p->checkpoints == q->checkpoints &&
         p->paused_since_revert == q->paused_since_revert && p->unwritten == q->unwritten && p->vfio == q->vfio &&
         g_strcmp0 (p->driver, q->driver) == 0 && g_strcmp0 (p->nvram, q->nvram) == 0 &&
         g_strcmp0 (p->nvram_format, q->nvram_format) == 0 &&
         g_strcmp0 (p->nvram_template_format, q->nvram_template_format) == 0 && same_disks (p, q) && same_uses (p, q) &&
         same_layers (p->layers, q->layers) && same_history (p->history, q->history);
}
