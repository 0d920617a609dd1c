/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hosts told, as bytes for the disk and back: GVariant, whose first number says which version of this it is. */

#include "config.h"

#include "sp-known-pack.h"

#include <string.h>

/* Raised when a type or a meaning below changes: older files are not read any more. Of the other byte order it is another
 * number. */
#define VERSION 0x53500002u

#define MACHINE "(ssmsubix)"
#define HOST "(uxsssa" MACHINE ")"
#define DISK "(sumsmsb)"
#define DOMAIN_DISK "(smsmsbbbb)"
#define SNAPSHOT "(smsmsmsxuumsbbxbmsbbbbbba" DISK "a" DISK "a" DOMAIN_DISK "msms)"
#define HISTORY "(uxssa" SNAPSHOT ")"

/* What is read from a host has the same limits, or tighter ones (sp-virt-xml). */
#define MOST_MACHINES 16384
#define MOST_SNAPSHOTS 16384
#define MOST_DISKS 4096
#define LONGEST_NAME 4096

SpKnownHost *
sp_known_host_new (const char *uri,
                   const char *id,
                   const char *title,
                   gint64      heard,
                   GPtrArray  *machines)
{
  SpKnownHost *self = g_new0 (SpKnownHost, 1);

  self->uri = g_strdup (uri);
  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->heard = heard;
  self->machines = g_ptr_array_ref (machines);
  return self;
}

void
sp_known_host_free (SpKnownHost *self)
{
  if (self == NULL)
    return;
  g_free (self->uri);
  g_free (self->id);
  g_free (self->title);
  g_ptr_array_unref (self->machines);
  g_free (self);
}

static GBytes *
to_bytes (GVariant *floating)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (floating);

  return g_variant_get_data_as_bytes (variant);
}

/* NULL: it is of another version, was cut, or somebody wrote it who is not we. */
static GVariant *
from_bytes (GBytes     *bytes,
            const char *type)
{
  GVariant *variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));
  guint32 version = 0;

  if (g_variant_is_normal_form (variant))
    g_variant_get_child (variant, 0, "u", &version);
  if (version == VERSION)
    return variant;
  g_variant_unref (variant);
  return NULL;
}

static gboolean
is_name (const char *name)
{
  return *name != '\0' && strlen (name) <= LONGEST_NAME;
}

static gboolean
is_path (const char *path)
{
  return path == NULL || g_path_is_absolute (path);
}

static gboolean
is_second (gint64 seconds)
{
  return seconds >= 0 && seconds <= G_MAXINT64 / 2;
}

/* --- Machines -------------------------------------------------------------------------- */

/**
 * sp_known_pack_host:
 * @host: what it told
 *
 * Returns: (transfer full): the same for the disk
 */
GBytes *
sp_known_pack_host (const SpKnownHost *host)
{
  GVariantBuilder machines;

  g_return_val_if_fail (host != NULL, NULL);

  g_variant_builder_init (&machines, G_VARIANT_TYPE ("a" MACHINE));
  for (guint i = 0; i < host->machines->len; i++)
    {
      const SpMachineInit *m = sp_machine_peek (host->machines->pdata[i]);

      g_variant_builder_add (&machines, MACHINE, m->uuid, m->name, m->title, (guint32) m->state, m->persistent, m->n_snapshots,
                             m->last_snapshot);
    }
  return to_bytes (g_variant_new (HOST, VERSION, host->heard, host->uri, host->id, host->title, &machines));
}

static SpMachine *
read_machine (GVariant   *variant,
              const char *host)
{
  SpMachineInit init = { .host = host };
  guint32 state = 0;

  g_variant_get (variant, "(&s&sm&subix)", &init.uuid, &init.name, &init.title, &state, &init.persistent, &init.n_snapshots,
                 &init.last_snapshot);
  init.state = (SpMachineState) state;
  if (!is_name (init.uuid) || !is_name (init.name) || state > SP_MACHINE_STATE_SUSPENDED || init.n_snapshots < -1 ||
      !is_second (init.last_snapshot))
    return NULL;
  return sp_machine_new (&init);
}

/**
 * sp_known_unpack_host:
 * @bytes: from the disk
 * @uri: whose they should be
 *
 * Returns: (transfer full) (nullable): what that host told
 */
SpKnownHost *
sp_known_unpack_host (GBytes     *bytes,
                      const char *uri)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) list = NULL;
  const char *whose = NULL;
  const char *id = NULL;
  const char *title = NULL;
  gint64 heard = 0;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  variant = from_bytes (bytes, HOST);
  if (variant == NULL)
    return NULL;
  g_variant_get (variant, "(ux&s&s&s@a" MACHINE ")", NULL, &heard, &whose, &id, &title, &list);
  if (strcmp (whose, uri) != 0 || *id == '\0' || !is_second (heard) || g_variant_n_children (list) > MOST_MACHINES)
    return NULL;
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);
      SpMachine *machine = read_machine (child, id);

      if (machine == NULL)
        return NULL;
      g_ptr_array_add (machines, machine);
    }
  return sp_known_host_new (uri, id, title, heard, machines);
}

/* --- Snapshots ------------------------------------------------------------------------- */

static GVariant *
pack_disks (const SpSnapshotDisk *disks,
            gsize                 n)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" DISK));
  for (gsize i = 0; i < n; i++)
    g_variant_builder_add (&builder, DISK, disks[i].target, (guint32) disks[i].kind, disks[i].source, disks[i].format, disks[i].is_file);
  return g_variant_builder_end (&builder);
}

static GVariant *
pack_domain_disks (const SpSnapshotDomainDisk *disks,
                   gsize                       n)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" DOMAIN_DISK));
  for (gsize i = 0; i < n; i++)
    g_variant_builder_add (&builder, DOMAIN_DISK, disks[i].target, disks[i].source, disks[i].format, disks[i].is_file, disks[i].is_disk,
                           disks[i].read_only, disks[i].has_chain);
  return g_variant_builder_end (&builder);
}

/**
 * sp_known_pack_history:
 * @uri: of the host
 * @uuid: of the machine
 * @heard: when it was told, in seconds since 1970
 * @history: what was told
 *
 * Returns: (transfer full): the same for the disk
 */
GBytes *
sp_known_pack_history (const char *uri,
                       const char *uuid,
                       gint64      heard,
                       SpHistory  *history)
{
  GVariantBuilder snapshots;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  g_variant_builder_init (&snapshots, G_VARIANT_TYPE ("a" SNAPSHOT));
  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      const SpSnapshotInit *s = sp_snapshot_peek (sp_history_get (history, i));

      g_variant_builder_add (&snapshots, "(smsmsmsxuumsbbxbmsbbbbbb@a" DISK "@a" DISK "@a" DOMAIN_DISK "msms)", s->name, s->title,
                             s->description, s->parent, s->created, (guint32) s->state, (guint32) s->memory, s->memory_file, s->current,
                             s->pinned, s->baseline, s->safety, s->before, s->guard, s->quiesced, s->has_domain, s->delete_in_progress,
                             s->half_merged, s->damaged, pack_disks (s->disks, s->n_disks), pack_disks (s->revert_disks, s->n_revert_disks),
                             pack_domain_disks (s->domain_disks, s->n_domain_disks), s->nvram, s->nvram_format);
    }
  return to_bytes (g_variant_new (HISTORY, VERSION, heard, uri, uuid, &snapshots));
}

/* NULL: they make no sense. Their strings are the variant's. */
static GArray *
read_disks (GVariant *list)
{
  g_autoptr (GArray) disks = g_array_new (FALSE, TRUE, sizeof (SpSnapshotDisk));

  if (g_variant_n_children (list) > MOST_DISKS)
    return NULL;
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      SpSnapshotDisk disk = { 0 };
      guint32 kind = 0;

      g_variant_get_child (list, i, "(&sum&sm&sb)", &disk.target, &kind, &disk.source, &disk.format, &disk.is_file);
      disk.kind = (SpKind) kind;
      if (!is_name (disk.target) || kind > SP_KIND_EXTERNAL || !is_path (disk.source))
        return NULL;
      g_array_append_val (disks, disk);
    }
  return g_steal_pointer (&disks);
}

static GArray *
read_domain_disks (GVariant *list)
{
  g_autoptr (GArray) disks = g_array_new (FALSE, TRUE, sizeof (SpSnapshotDomainDisk));

  if (g_variant_n_children (list) > MOST_DISKS)
    return NULL;
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      SpSnapshotDomainDisk disk = { 0 };

      g_variant_get_child (list, i, "(&sm&sm&sbbbb)", &disk.target, &disk.source, &disk.format, &disk.is_file, &disk.is_disk,
                           &disk.read_only, &disk.has_chain);
      if (!is_name (disk.target) || !is_path (disk.source))
        return NULL;
      g_array_append_val (disks, disk);
    }
  return g_steal_pointer (&disks);
}

static gboolean
is_sound (const SpSnapshotInit *s)
{
  return is_name (s->name) && is_second (s->created) && is_second (s->baseline) && s->state <= SP_SNAPSHOT_STATE_SUSPENDED &&
         s->memory <= SP_MEMORY_EXTERNAL && is_path (s->memory_file) && is_path (s->nvram);
}

static SpSnapshot *
read_snapshot (GVariant *variant)
{
  SpSnapshotInit s = { 0 };
  guint32 state = 0;
  guint32 memory = 0;
  g_autoptr (GVariant) disks = NULL;
  g_autoptr (GVariant) revert_disks = NULL;
  g_autoptr (GVariant) domain_disks = NULL;
  g_autoptr (GArray) read = NULL;
  g_autoptr (GArray) revert_read = NULL;
  g_autoptr (GArray) domain_read = NULL;

  g_variant_get (variant, "(&sm&sm&sm&sxuum&sbbxbm&sbbbbbb@a" DISK "@a" DISK "@a" DOMAIN_DISK "m&sm&s)", &s.name, &s.title, &s.description,
                 &s.parent, &s.created, &state, &memory, &s.memory_file, &s.current, &s.pinned, &s.baseline, &s.safety, &s.before, &s.guard,
                 &s.quiesced, &s.has_domain, &s.delete_in_progress, &s.half_merged, &s.damaged, &disks, &revert_disks, &domain_disks, &s.nvram,
                 &s.nvram_format);
  s.state = (SpSnapshotState) state;
  s.memory = (SpMemory) memory;
  read = read_disks (disks);
  revert_read = read_disks (revert_disks);
  domain_read = read_domain_disks (domain_disks);
  if (!is_sound (&s) || read == NULL || revert_read == NULL || domain_read == NULL)
    return NULL;
  s.disks = (const SpSnapshotDisk *) read->data;
  s.n_disks = read->len;
  s.revert_disks = (const SpSnapshotDisk *) revert_read->data;
  s.n_revert_disks = revert_read->len;
  s.domain_disks = (const SpSnapshotDomainDisk *) domain_read->data;
  s.n_domain_disks = domain_read->len;
  return sp_snapshot_new (&s);
}

/**
 * sp_known_unpack_history:
 * @bytes: from the disk
 * @uri: of the host that should have told it
 * @uuid: of the machine whose it should be
 * @heard: (out): when it was told, in seconds since 1970
 *
 * One snapshot that makes no sense spoils all: we did not write it.
 *
 * Returns: (transfer full) (nullable): the history
 */
SpHistory *
sp_known_unpack_history (GBytes     *bytes,
                         const char *uri,
                         const char *uuid,
                         gint64     *heard)
{
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) list = NULL;
  const char *host = NULL;
  const char *machine = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (uri != NULL && uuid != NULL, NULL);
  g_return_val_if_fail (heard != NULL, NULL);

  variant = from_bytes (bytes, HISTORY);
  if (variant == NULL)
    return NULL;
  g_variant_get (variant, "(ux&s&s@a" SNAPSHOT ")", NULL, heard, &host, &machine, &list);
  if (strcmp (host, uri) != 0 || strcmp (machine, uuid) != 0 || !is_second (*heard) || g_variant_n_children (list) > MOST_SNAPSHOTS)
    return NULL;
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);
      SpSnapshot *snapshot = read_snapshot (child);

      if (snapshot == NULL)
        return NULL;
      g_ptr_array_add (snapshots, snapshot);
    }
  return sp_history_new (snapshots);
}
