/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every snapshot of a machine must hold, by our own reading. */

#include "config.h"

#include "oracle.h"

#include <string.h>

/* Where the guest keeps its count in memory: see counter.asm. */
#define RAM_COUNT "xp /1wx 0x8008"

static const char *const targets[ORACLE_DISKS] = { "vda", "vdb", "vdc" };

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  for (guint i = 0; i < ORACLE_DISKS; i++)
    look_clear (&kept->disks[i]);
  g_free (kept->name);
  g_free (kept->title);
  g_free (kept->description);
  g_free (kept->memory_file);
  g_free (kept->memory_hash);
  g_free (kept);
}

Oracle *
oracle_new (SpRig      *rig,
            const char *machine)
{
  Oracle *self = g_new0 (Oracle, 1);

  self->rig = rig;
  self->machine = g_strdup (machine);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kept_free);
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, look_free);
  self->allowed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
oracle_free (Oracle *self)
{
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->cache);
  g_hash_table_unref (self->allowed);
  g_free (self->machine);
  g_free (self);
}

void
now_free (Now *now)
{
  for (guint i = 0; i < ORACLE_DISKS; i++)
    {
      g_free (now->paths[i]);
      look_clear (&now->disks[i]);
    }
  g_free (now);
}

static guint
parse_ram (const char *text)
{
  const char *colon = text != NULL ? strchr (text, ':') : NULL;

  return colon != NULL ? (guint) g_ascii_strtoull (colon + 1 + strspn (colon + 1, " "), NULL, 16) : 0;
}

static void
ask_machine (Oracle *self,
             Now    *now)
{
  g_autofree char *command = g_strdup_printf ("domstate %s; domblklist %s", self->machine, self->machine);
  g_autofree char *text = sp_rig_virsh (self->rig, TRUE, command, NULL);
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);

  now->state = SP_MACHINE_STATE_OFF;
  if (g_str_has_prefix (text, "running"))
    now->state = SP_MACHINE_STATE_RUNNING;
  else if (g_str_has_prefix (text, "paused"))
    now->state = SP_MACHINE_STATE_PAUSED;
  for (guint i = 0; words[i] != NULL; i++)
    for (guint d = 0; d < ORACLE_DISKS; d++)
      if (g_strcmp0 (words[i], targets[d]) == 0)
        {
          while (words[i + 1] != NULL && *words[i + 1] == '\0')
            i++;
          now->paths[d] = g_strdup (words[i + 1]);
        }
}

static Look
look_at_file (Oracle     *self,
              const char *path,
              const char *inside)
{
  return path != NULL ? look_at (self->cache, sp_rig_get_folder (self->rig), path, inside) : (Look){ .absent = TRUE };
}

/**
 * oracle_now:
 * @self: the oracle
 *
 * A machine that runs is held for the look: qemu-img may not read what QEMU is just writing.
 *
 * Returns: (transfer full): the machine as it is
 */
Now *
oracle_now (Oracle *self)
{
  Now *now = g_new0 (Now, 1);
  gboolean runs = FALSE;

  ask_machine (self, now);
  runs = now->state == SP_MACHINE_STATE_RUNNING;
  if (now->state != SP_MACHINE_STATE_OFF)
    {
      g_autofree char *command = g_strdup_printf ("%s%s%s qemu-monitor-command --hmp %s '" RAM_COUNT "'", runs ? "suspend " : "",
                                                  runs ? self->machine : "", runs ? ";" : "", self->machine);
      g_autofree char *text = sp_rig_virsh (self->rig, FALSE, command, NULL);

      now->ram = parse_ram (text);
    }
  for (guint d = 0; d < ORACLE_DISKS; d++)
    {
      g_assert_true (now->paths[d] != NULL || d >= ORACLE_COUNTING);
      now->disks[d] = look_at_file (self, now->paths[d], NULL);
    }
  if (runs)
    g_free (sp_rig_virsh (self->rig, TRUE, "resume", self->machine, NULL));
  return now;
}

static SpSnapshot *
find (SpHistory  *history,
      const char *name)
{
  int i = sp_history_find (history, name);

  return i >= 0 ? sp_history_get (history, i) : NULL;
}

/* Where it says that its disks are: whether they are is what is looked at. */
static Look
look_at_snapshot (Oracle     *self,
                  SpSnapshot *snapshot,
                  guint       d)
{
  const SpSnapshotInit *s = sp_snapshot_peek (snapshot);
  const char *source = NULL;
  gboolean inside = FALSE;

  for (gsize i = 0; i < s->n_domain_disks; i++)
    if (g_strcmp0 (s->domain_disks[i].target, targets[d]) == 0)
      source = s->domain_disks[i].source;
  for (gsize i = 0; i < s->n_disks; i++)
    if (g_strcmp0 (s->disks[i].target, targets[d]) == 0)
      inside = s->disks[i].kind == SP_KIND_INTERNAL;
  return look_at_file (self, source, inside ? s->name : NULL);
}

static gboolean
is_left_out (const SpSnapshotInit *s,
             guint                 d)
{
  for (gsize i = 0; i < s->n_disks; i++)
    if (g_strcmp0 (s->disks[i].target, targets[d]) == 0)
      return s->disks[i].kind == SP_KIND_NONE;
  return FALSE;
}

guint
oracle_most (gint64 usec)
{
  return (guint) (usec * 12 / G_USEC_PER_SEC) + 4;
}

static char *
check_new (Kept      *kept,
           const Now *before,
           gint64     usec)
{
  for (guint d = 0; d < ORACLE_DISKS; d++)
    {
      guint most = before->disks[d].count + (before->state == SP_MACHINE_STATE_RUNNING ? oracle_most (usec) : 0);

      if (kept->left_out[d])
        continue;
      if (!look_same (&kept->disks[d], &before->disks[d]))
        return g_strdup_printf ("“%s” does not hold what %s held", kept->name, targets[d]);
      if (kept->disks[d].count < before->disks[d].count || kept->disks[d].count > most)
        return g_strdup_printf ("“%s” holds count %u of %s, which was %u", kept->name, kept->disks[d].count, targets[d],
                                before->disks[d].count);
    }
  return NULL;
}

/**
 * oracle_add:
 * @self: the oracle
 * @history: the list with it
 * @name: a snapshot that was just taken
 * @before: (nullable): the machine as it was then
 * @memory: whether it has the memory
 * @wrong: (out): what it does not hold
 *
 * A machine that ran then wrote on until the very moment, which only the frozen files tell; but little can lie between.
 *
 * Returns: (transfer none): what it must hold from now on
 */
Kept *
oracle_add (Oracle     *self,
            SpHistory  *history,
            const char *name,
            const Now  *before,
            gboolean    memory,
            char      **wrong)
{
  SpSnapshot *snapshot = find (history, name);
  Kept *kept = g_new0 (Kept, 1);
  const SpSnapshotInit *s = NULL;

  if (snapshot == NULL)
    {
      *wrong = g_strdup_printf ("“%s” is not listed", name);
      g_free (kept);
      return NULL;
    }
  s = sp_snapshot_peek (snapshot);
  kept->name = g_strdup (name);
  kept->title = g_strdup (sp_snapshot_get_title (snapshot));
  kept->description = g_strdup (s->description);
  kept->memory = memory;
  kept->state = SP_MACHINE_STATE_OFF;
  if (memory)
    kept->state = s->state == SP_SNAPSHOT_STATE_PAUSED ? SP_MACHINE_STATE_PAUSED : SP_MACHINE_STATE_RUNNING;
  kept->memory_file = g_strdup (s->memory_file);
  kept->memory_hash = look_hash_file (s->memory_file);
  for (guint d = 0; d < ORACLE_DISKS; d++)
    {
      kept->left_out[d] = is_left_out (s, d);
      if (kept->left_out[d])
        kept->disks[d] = before != NULL ? look_copy (&before->disks[d]) : (Look){ 0 };
      else
        kept->disks[d] = look_at_snapshot (self, snapshot, d);
    }
  /* The guest counts in memory first, then on the disks. */
  kept->ram_min = MAX (kept->disks[0].count, kept->disks[1].count);
  kept->ram_max = MIN (kept->disks[0].count, kept->disks[1].count) + 1;
  /* Another client may have taken it of a machine that had only just been started. */
  if (before == NULL && kept->state == SP_MACHINE_STATE_PAUSED)
    kept->ram_min = 0;
  if (before != NULL)
    {
      *wrong = check_new (kept, before, 30 * G_USEC_PER_SEC);
      if (memory && before->state == SP_MACHINE_STATE_PAUSED)
        kept->ram_min = kept->ram_max = before->ram;
      if (memory && *wrong == NULL && kept->state != before->state)
        *wrong = g_strdup_printf ("“%s” is of another state than the machine was", name);
    }
  g_hash_table_insert (self->kept, kept->name, kept);
  return kept;
}

/**
 * oracle_check:
 * @self: the oracle
 * @history: the list
 * @kept: a snapshot that must be in it
 *
 * Returns: (transfer full) (nullable): what is wrong
 */
char *
oracle_check (Oracle    *self,
              SpHistory *history,
              Kept      *kept)
{
  SpSnapshot *snapshot = find (history, kept->name);
  g_autofree char *memory = NULL;

  if (snapshot == NULL)
    return g_strdup_printf ("“%s” is gone", kept->name);
  if (g_strcmp0 (sp_snapshot_get_title (snapshot), kept->title) != 0)
    return g_strdup_printf ("“%s” has the title “%s”, not “%s”", kept->name, sp_snapshot_get_title (snapshot), kept->title);
  if (g_strcmp0 (sp_snapshot_get_description (snapshot), kept->description) != 0)
    return g_strdup_printf ("“%s” has the description “%s”, not “%s”", kept->name, sp_snapshot_get_description (snapshot),
                            kept->description);
  if (kept->spoilt)
    return NULL;
  for (guint d = 0; d < ORACLE_DISKS; d++)
    {
      Look look = kept->left_out[d] ? look_copy (&kept->disks[d]) : look_at_snapshot (self, snapshot, d);
      gboolean same = kept->left_out[d] || (look_same (&kept->disks[d], &look) && look.count == kept->disks[d].count);

      if (!same)
        {
          char *wrong = g_strdup_printf ("%s of “%s” is lost: count %u, not %u; %s", targets[d], kept->name, look.count,
                                         kept->disks[d].count, look.hash ? look.hash : "unreadable");

          look_clear (&look);
          return wrong;
        }
      look_clear (&look);
    }
  memory = look_hash_file (kept->memory_file);
  if (g_strcmp0 (memory, kept->memory_hash) != 0)
    return g_strdup_printf ("the memory of “%s” is lost", kept->name);
  return NULL;
}

char *
oracle_check_all (Oracle    *self,
                  SpHistory *history)
{
  GHashTableIter iter;
  gpointer kept = NULL;

  g_hash_table_iter_init (&iter, self->kept);
  while (g_hash_table_iter_next (&iter, NULL, &kept))
    {
      char *wrong = oracle_check (self, history, kept);

      if (wrong != NULL)
        return wrong;
    }
  for (int i = 0; i < sp_history_get_n (history); i++)
    if (!g_hash_table_contains (self->kept, sp_snapshot_get_name (sp_history_get (history, i))))
      return g_strdup_printf ("nobody took “%s”", sp_snapshot_get_name (sp_history_get (history, i)));
  return NULL;
}

/**
 * oracle_check_now:
 * @self: the oracle
 * @kept: the snapshot that the machine was reverted to
 * @now: the machine afterwards
 * @usec: how long it may have run since
 *
 * The first look at the memory tells which of two counts it was: from then on it must be that one.
 *
 * Returns: (transfer full) (nullable): what is wrong
 */
char *
oracle_check_now (Oracle    *self,
                  Kept      *kept,
                  const Now *now,
                  gint64     usec)
{
  guint most = now->state == SP_MACHINE_STATE_RUNNING ? oracle_most (usec) : 0;

  for (guint d = 0; d < ORACLE_DISKS; d++)
    {
      if (kept->left_out[d])
        continue;
      if (!look_same (&kept->disks[d], &now->disks[d]))
        return g_strdup_printf ("%s does not hold what it held at “%s”: %s, not %s", targets[d], kept->name,
                                now->disks[d].hash ? now->disks[d].hash : "unreadable", kept->disks[d].hash);
      if (now->disks[d].count < kept->disks[d].count || now->disks[d].count > kept->disks[d].count + most)
        return g_strdup_printf ("%s holds count %u, and %u at “%s”", targets[d], now->disks[d].count, kept->disks[d].count, kept->name);
    }
  if (kept->memory && now->state != SP_MACHINE_STATE_OFF)
    {
      guint highest = kept->ram_max;

      /* Taken before the guest had begun: running, it finds the count on its disk. */
      if (now->state == SP_MACHINE_STATE_RUNNING)
        highest = MAX (highest, kept->disks[0].count + 1);
      if (now->ram < kept->ram_min || now->ram > highest + most)
        return g_strdup_printf ("the memory holds count %u, not %u to %u as at “%s”", now->ram, kept->ram_min, kept->ram_max, kept->name);
      if (now->state == SP_MACHINE_STATE_PAUSED)
        kept->ram_min = kept->ram_max = now->ram;
    }
  return NULL;
}

static void
add_chain (GHashTable *used,
           const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (guint i = 0; at != NULL && i < 256 && g_hash_table_add (used, g_strdup (at)); i++)
    {
      char *below = look_read_backing (at);

      g_free (at);
      at = below;
    }
}

/* A file that no snapshot made. */
gboolean
oracle_is_own (const char *name)
{
  return g_regex_match_simple ("-vd[abc][0-9]*\\.(qcow2|raw)$", name, 0, 0);
}

/**
 * oracle_find_strays:
 * @self: the oracle
 * @history: the list
 *
 * A person's own disk that was taken off is none of them.
 *
 * Returns: (transfer full): names of files beside the machine's that neither it nor a snapshot uses
 */
GStrv
oracle_find_strays (Oracle    *self,
                    SpHistory *history)
{
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GStrvBuilder) strays = g_strv_builder_new ();
  g_auto (GStrv) files = sp_rig_list_files (self->rig, self->machine);
  g_autoptr (Now) now = g_new0 (Now, 1);

  ask_machine (self, now);
  for (guint d = 0; d < ORACLE_DISKS; d++)
    add_chain (used, now->paths[d]);
  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      const SpSnapshotInit *s = sp_snapshot_peek (sp_history_get (history, i));

      for (gsize j = 0; j < s->n_domain_disks; j++)
        add_chain (used, s->domain_disks[j].source);
      if (s->memory_file != NULL)
        g_hash_table_add (used, g_strdup (s->memory_file));
    }
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (sp_rig_get_folder (self->rig), files[i], NULL);

      if (!g_hash_table_contains (used, path) && !g_hash_table_contains (self->allowed, files[i]) && !oracle_is_own (files[i]))
        g_strv_builder_add (strays, files[i]);
    }
  return g_strv_builder_end (strays);
}

/**
 * oracle_check_images:
 * @self: the oracle
 *
 * Returns: (transfer full) (nullable): a qcow2 file of the machine that is damaged
 */
char *
oracle_check_images (Oracle *self)
{
  g_auto (GStrv) files = sp_rig_list_files (self->rig, self->machine);

  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (sp_rig_get_folder (self->rig), files[i], NULL);

      if (!g_str_has_suffix (path, ".raw") && !g_str_has_suffix (path, ".mem") && !g_hash_table_contains (self->allowed, files[i]) &&
          !sp_rig_check_image (self->rig, path))
        return g_steal_pointer (&path);
    }
  return NULL;
}
