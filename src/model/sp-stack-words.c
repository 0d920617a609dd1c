/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a block: the same for the eye, a terminal and a screen reader. */

#include "config.h"

#include "sp-stack.h"

#include "sp-count.h"
#include "sp-join.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A file may hold thousands. */
#define MAX_NAMED 6

static void
add_snapshot_part (GString               *text,
                   const SpBlock         *block,
                   const SpBlockSnapshot *s)
{
  g_autofree char *part = NULL;

  if (s->deleted)
    /* Translators: a snapshot that will be deleted, with its title */
    part = g_strdup_printf (_ ("“%s” goes"), s->title);
  else if (s->inside)
    part = g_strdup_printf (_ ("holds “%s”"), s->title);
  else if (block->role == SP_LAYER_MEMORY)
    part = g_strdup_printf (_ ("memory of “%s”"), s->title);
  else
    part = g_strdup_printf (_ ("“%s” stands on it"), s->title);
  sp_join_append (text, SP_JOIN_FACTS, part);
}

/**
 * sp_block_describe:
 * @block: a block
 *
 * Returns: (transfer full): what is to be said of it beside its name, in one line
 */
char *
sp_block_describe (const SpBlock *block)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  g_return_val_if_fail (block != NULL, NULL);

  if (block->mark == SP_BLOCK_GONE)
    sp_join_append (text, SP_JOIN_FACTS, C_ ("a file, after the plan", "Goes"));
  else if (block->mark == SP_BLOCK_NEW)
    sp_join_append (text, SP_JOIN_FACTS, C_ ("a file, after the plan", "New"));
  else if (block->mark == SP_BLOCK_CHANGED)
    sp_join_append (text, SP_JOIN_FACTS, C_ ("a file, after the plan", "Changed"));
  if (block->missing)
    sp_join_append (text, SP_JOIN_FACTS, C_ ("a file", "Missing"));
  else if (block->written)
    sp_join_append (text, SP_JOIN_FACTS, C_ ("a file", "Written now"));
  else if (block->role != SP_LAYER_MEMORY && block->mark != SP_BLOCK_GONE)
    sp_join_append (text, SP_JOIN_FACTS, _ ("Read only"));
  if (block->size >= 0)
    {
      g_autofree char *size = g_format_size ((guint64) block->size);

      sp_join_append (text, SP_JOIN_FACTS, size);
    }
  else if (block->mark != SP_BLOCK_NEW && !block->missing)
    sp_join_append (text, SP_JOIN_FACTS, _ ("size unknown"));
  for (gsize i = 0; i < block->n_snapshots; i++)
    {
      if (block->snapshots[i].gone && !block->snapshots[i].deleted)
        continue;
      n++;
      if (n <= MAX_NAMED)
        add_snapshot_part (text, block, &block->snapshots[i]);
    }
  if (n > MAX_NAMED)
    {
      g_autofree char *more = sp_count_printf (ngettext ("and %u more snapshot", "and %u more snapshots", n - MAX_NAMED), n - MAX_NAMED);

      sp_join_append (text, SP_JOIN_FACTS, more);
    }
  if (block->used_by != NULL)
    {
      g_autofree char *part = g_strdup_printf (_ ("also used by “%s”"), block->used_by);

      sp_join_append (text, SP_JOIN_FACTS, part);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * sp_block_dup_name:
 * @block: a block
 *
 * Returns: (transfer full): what it is called: the file's name, where libvirt does not choose it only when it makes it
 */
char *
sp_block_dup_name (const SpBlock *block)
{
  const char *dot = NULL;

  g_return_val_if_fail (block != NULL, NULL);

  dot = block->any_second ? strrchr (block->file, '.') : NULL;
  if (dot == NULL)
    return g_strdup (block->file);
  return g_strdup_printf ("%.*s.%s", (int) (dot - block->file), block->file, _ ("(time of the revert)"));
}

/**
 * sp_stack_say_total:
 * @self: the stack
 *
 * Returns: (transfer full): how much all files take, in a sentence
 */
char *
sp_stack_say_total (SpStack *self)
{
  gboolean whole = FALSE;
  gint64 total = sp_stack_get_total (self, &whole);
  g_autofree char *size = g_format_size ((guint64) total);

  if (whole)
    return g_strdup_printf (_ ("All files of the machine take %s."), size);
  if (total > 0)
    return g_strdup_printf (_ ("The files whose size the host tells take %s."), size);
  return g_strdup (_ ("The host does not tell how large the files are."));
}

/**
 * sp_stack_say_own:
 * @self: the stack
 * @snapshot: a snapshot's name
 *
 * Returns: (transfer full): how much its own files take, in a sentence: those that were frozen for it, and its memory
 */
char *
sp_stack_say_own (SpStack    *self,
                  const char *snapshot)
{
  gint64 bytes = 0;
  gboolean inside = FALSE;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (snapshot != NULL, NULL);

  for (guint i = 0; i < sp_stack_get_n (self); i++)
    {
      const SpBlock *block = sp_stack_get (self, i);

      for (gsize j = 0; j < block->n_snapshots; j++)
        if (strcmp (block->snapshots[j].name, snapshot) == 0)
          {
            inside |= block->snapshots[j].inside;
            if (!block->snapshots[j].inside)
              bytes = bytes < 0 || block->size < 0 ? -1 : bytes + block->size;
          }
    }
  if (inside)
    return g_strdup (_ ("This snapshot is kept inside the disk file; how much it takes there, no host tells."));
  if (bytes < 0)
    return g_strdup (_ ("The host does not tell how much this snapshot’s own files take."));
  {
    g_autofree char *size = g_format_size ((guint64) bytes);

    return g_strdup_printf (_ ("This snapshot’s own files take %s."), size);
  }
}
