/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person set once for all, and otherwise for one machine.
 *
 * The program's own schema holds the general settings; a machine's lie below it in a folder of their own, by the identity of its
 * host and its UUID. There each key has one value more: as in general. */

#include "config.h"

#include "sp-defaults.h"

#include <string.h>

#define MACHINE_SCHEMA SP_SCHEMA_ID ".Machine"
#define INHERIT "inherit"
#define MEGABYTE 1000000
/* As the schema has it, where there is none. */
#define MOST_PICTURES (200 * (gint64) MEGABYTE)

static GSettingsSchema *
find_schema (const char *id)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();

  return source != NULL ? g_settings_schema_source_lookup (source, id, TRUE) : NULL;
}

/**
 * sp_defaults_get_settings:
 *
 * An uninstalled program may have no schema, or an older one: then it does as if nobody had set anything.
 *
 * Returns: (transfer full) (nullable): the settings
 */
GSettings *
sp_defaults_get_settings (void)
{
  g_autoptr (GSettingsSchema) schema = find_schema (SP_SCHEMA_ID);

  if (schema == NULL || !g_settings_schema_has_key (schema, "pictures-megabytes"))
    return NULL;
  return g_settings_new (SP_SCHEMA_ID);
}

/* A host may call itself and its machines anything; in a path a slash means something. */
static char *
make_path (GSettings  *settings,
           const char *host_id,
           const char *uuid)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autofree char *host = g_uri_escape_string (host_id, NULL, FALSE);
  g_autofree char *machine = g_uri_escape_string (uuid, NULL, FALSE);

  g_object_get (settings, "settings-schema", &schema, NULL);
  return g_strdup_printf ("%smachines/%s/%s/", g_settings_schema_get_path (schema), host, machine);
}

/**
 * sp_defaults_get_machine_settings:
 * @host_id: a host's identity
 * @uuid: of a machine of it
 *
 * Returns: (transfer full) (nullable): what is set for this machine
 */
GSettings *
sp_defaults_get_machine_settings (const char *host_id,
                                  const char *uuid)
{
  g_autoptr (GSettings) general = sp_defaults_get_settings ();
  g_autoptr (GSettingsSchema) schema = find_schema (MACHINE_SCHEMA);
  g_autofree char *path = NULL;

  g_return_val_if_fail (host_id != NULL && *host_id != '\0', NULL);
  g_return_val_if_fail (uuid != NULL && *uuid != '\0', NULL);

  if (general == NULL || schema == NULL)
    return NULL;
  path = make_path (general, host_id, uuid);
  return g_settings_new_full (schema, NULL, path);
}

/* The machine's own word, or the general one. */
static char *
choose (GSettings  *general,
        GSettings  *machine,
        const char *key)
{
  g_autofree char *own = machine != NULL ? g_settings_get_string (machine, key) : NULL;

  if (own != NULL && !g_str_equal (own, INHERIT))
    return g_steal_pointer (&own);
  return g_settings_get_string (general, key);
}

static void
read_safety (SpDefaults *self,
             GSettings  *general,
             GSettings  *machine)
{
  g_autofree char *own = machine != NULL ? g_settings_get_string (machine, "safety") : g_strdup (INHERIT);

  self->no_safety = g_str_equal (own, "none");
  self->safety_disks_only = g_str_equal (own, "disks-only");
  if (!g_str_equal (own, INHERIT))
    return;
  self->no_safety = !g_settings_get_boolean (general, "safety-snapshot");
  self->safety_disks_only = !g_settings_get_boolean (general, "safety-memory");
}

/**
 * sp_defaults_new:
 * @host_id: (nullable): a host's identity
 * @uuid: (nullable): of a machine of it; %NULL: what holds in general
 *
 * Returns: (transfer full): what a deed on the machine begins with
 */
SpDefaults *
sp_defaults_new (const char *host_id,
                 const char *uuid)
{
  SpDefaults *self = g_new0 (SpDefaults, 1);
  g_autoptr (GSettings) general = sp_defaults_get_settings ();
  g_autoptr (GSettings) machine = host_id != NULL && uuid != NULL ? sp_defaults_get_machine_settings (host_id, uuid) : NULL;
  g_autofree char *contents = NULL;
  g_autofree char *kind = NULL;

  if (general == NULL)
    return self;
  contents = choose (general, machine, "contents");
  kind = choose (general, machine, "kind");
  self->disks_only = g_str_equal (contents, "disks-only");
  self->kind = g_str_equal (kind, "internal") ? SP_KIND_INTERNAL : g_str_equal (kind, "external") ? SP_KIND_EXTERNAL : SP_KIND_NONE;
  self->name_pattern = g_settings_get_string (general, "name-pattern");
  self->unasked = !g_settings_get_boolean (general, "confirm-undoable");
  read_safety (self, general, machine);
  self->folder = machine != NULL ? g_settings_get_string (machine, "folder") : NULL;
  if (self->folder == NULL || *self->folder == '\0')
    {
      g_free (self->folder);
      self->folder = host_id != NULL ? sp_defaults_get_folder (host_id) : NULL;
    }
  return self;
}

void
sp_defaults_free (SpDefaults *self)
{
  g_free (self->folder);
  g_free (self->name_pattern);
  g_free (self);
}

/**
 * sp_defaults_get_folder:
 * @host_id: a host's identity
 *
 * Returns: (transfer full) (nullable): the folder on it where new files go; %NULL: beside the disks
 */
char *
sp_defaults_get_folder (const char *host_id)
{
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();
  g_autoptr (GVariant) folders = settings != NULL ? g_settings_get_value (settings, "layer-folders") : NULL;
  char *folder = NULL;

  g_return_val_if_fail (host_id != NULL, NULL);

  if (folders != NULL)
    g_variant_lookup (folders, host_id, "s", &folder);
  return folder;
}

/**
 * sp_defaults_set_folder:
 * @host_id: a host's identity
 * @folder: (nullable): a folder on it, or %NULL: beside the disks
 */
void
sp_defaults_set_folder (const char *host_id,
                        const char *folder)
{
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();
  g_autoptr (GVariant) folders = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key = NULL;
  const char *value = NULL;

  g_return_if_fail (host_id != NULL);

  if (settings == NULL)
    return;
  folders = g_settings_get_value (settings, "layer-folders");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, folders);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    if (strcmp (key, host_id) != 0)
      g_variant_builder_add (&builder, "{ss}", key, value);
  if (folder != NULL)
    g_variant_builder_add (&builder, "{ss}", host_id, folder);
  g_settings_set_value (settings, "layer-folders", g_variant_builder_end (&builder));
}

/**
 * sp_defaults_want_pictures:
 *
 * May be called from any thread.
 *
 * Returns: whether a picture of the screen is kept with a new snapshot
 */
gboolean
sp_defaults_want_pictures (void)
{
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();

  return settings == NULL || g_settings_get_boolean (settings, "thumbnails");
}

/**
 * sp_defaults_get_most_pictures:
 *
 * Returns: how many bytes the pictures of screens may take
 */
gint64
sp_defaults_get_most_pictures (void)
{
  g_autoptr (GSettings) settings = sp_defaults_get_settings ();

  return settings != NULL ? (gint64) g_settings_get_int (settings, "pictures-megabytes") * MEGABYTE : MOST_PICTURES;
}
