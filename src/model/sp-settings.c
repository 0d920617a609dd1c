/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a machine is set up at some point, and what is different at another, in words. */

#include "config.h"

#include "sp-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A machine has dozens; what a host tells beyond is not taken. */
#define MAX_SETTINGS 4096
#define MAX_LENGTH 1024

typedef struct
{
  SpSettingKind kind;
  char         *id;
  char         *value; /* in words */
} Setting;

struct _SpSettings
{
  GObject parent_instance;

  GPtrArray  *all; /* of Setting, in the order of the machine's description */
  GHashTable *index;
};

G_DEFINE_FINAL_TYPE (SpSettings, sp_settings, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (SpSettingKind, sp_setting_kind,
                    G_DEFINE_ENUM_VALUE (SP_SETTING_MEMORY, "memory"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_CPUS, "cpus"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_MACHINE, "machine"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_FIRMWARE, "firmware"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_DISK, "disk"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_MEDIUM, "medium"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_NETWORK, "network"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_VIDEO, "video"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_SCREEN, "screen"),
                    G_DEFINE_ENUM_VALUE (SP_SETTING_DEVICE, "device"))

static guint
setting_hash (gconstpointer data)
{
  const Setting *setting = data;

  return (setting->id != NULL ? g_str_hash (setting->id) : 0) * 31 + setting->kind;
}

static gboolean
setting_equal (gconstpointer a,
               gconstpointer b)
{
  const Setting *one = a;
  const Setting *other = b;

  return one->kind == other->kind && g_strcmp0 (one->id, other->id) == 0;
}

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->id);
  g_free (setting->value);
  g_free (setting);
}

static void
sp_settings_finalize (GObject *object)
{
  SpSettings *self = (SpSettings *) object;

  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->all);

  G_OBJECT_CLASS (sp_settings_parent_class)->finalize (object);
}

static void
sp_settings_class_init (SpSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sp_settings_finalize;
}

static void
sp_settings_init (SpSettings *self)
{
  self->all = g_ptr_array_new_with_free_func (setting_free);
  self->index = g_hash_table_new (setting_hash, setting_equal);
}

/**
 * sp_settings_new:
 *
 * Returns: (transfer full): settings to which some are added
 */
SpSettings *
sp_settings_new (void)
{
  return g_object_new (SP_TYPE_SETTINGS, NULL);
}

static char *
shorten (const char *text)
{
  g_autofree char *piece = g_strndup (text, MAX_LENGTH);

  return g_utf8_make_valid (piece, -1);
}

/**
 * sp_settings_add:
 * @id: (nullable): which one, where there may be several
 * @value: in words; of the memory, bytes in decimal digits
 *
 * Returns: whether it was taken: not twice the same, and not more than a machine may have
 */
gboolean
sp_settings_add (SpSettings   *self,
                 SpSettingKind kind,
                 const char   *id,
                 const char   *value)
{
  Setting *setting;
  guint64 bytes;

  g_return_val_if_fail (SP_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (self->all->len >= MAX_SETTINGS)
    return FALSE;
  if (kind == SP_SETTING_MEMORY && !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &bytes, NULL))
    return FALSE;

  setting = g_new (Setting, 1);
  setting->kind = kind;
  setting->id = id != NULL ? shorten (id) : NULL;
  setting->value = kind == SP_SETTING_MEMORY ? g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS) : shorten (value);
  if (g_hash_table_contains (self->index, setting))
    {
      setting_free (setting);
      return FALSE;
    }
  g_ptr_array_add (self->all, setting);
  g_hash_table_add (self->index, setting);

  return TRUE;
}

guint
sp_settings_get_n (SpSettings *self)
{
  g_return_val_if_fail (SP_IS_SETTINGS (self), 0);

  return self->all->len;
}

static int
compare_kinds (gconstpointer a,
               gconstpointer b)
{
  const SpDifference *one = a;
  const SpDifference *other = b;

  return one->kind != other->kind ? (int) one->kind - (int) other->kind : g_strcmp0 (one->id, other->id);
}

/**
 * sp_settings_compare:
 * @before: the one
 * @after: the other
 *
 * Returns: (transfer full): what was added, removed or changed from @before to @after, by kind; its strings are theirs
 */
GArray *
sp_settings_compare (SpSettings *before,
                     SpSettings *after)
{
  GArray *differences = g_array_new (FALSE, FALSE, sizeof (SpDifference));

  g_return_val_if_fail (SP_IS_SETTINGS (before), differences);
  g_return_val_if_fail (SP_IS_SETTINGS (after), differences);

  for (guint i = 0; i < before->all->len; i++)
    {
      Setting *old = g_ptr_array_index (before->all, i);
      const Setting *new = g_hash_table_lookup (after->index, old);
      SpDifference difference = { old->kind, old->id, old->value, new != NULL ? new->value : NULL };

      if (new == NULL || strcmp (old->value, new->value) != 0)
        g_array_append_val (differences, difference);
    }
  for (guint i = 0; i < after->all->len; i++)
    {
      Setting *new = g_ptr_array_index (after->all, i);
      SpDifference difference = { new->kind, new->id, NULL, new->value };

      if (!g_hash_table_contains (before->index, new))
        g_array_append_val (differences, difference);
    }
  g_array_sort (differences, compare_kinds);

  return differences;
}

static char *
name_setting (const SpDifference *difference)
{
  const char *id = difference->id != NULL ? difference->id : "";

  switch (difference->kind)
    {
    case SP_SETTING_MEMORY:
      return g_strdup (C_ ("setting", "Memory"));
    case SP_SETTING_CPUS:
      return g_strdup (C_ ("setting", "Processors"));
    case SP_SETTING_MACHINE:
      return g_strdup (C_ ("setting", "Machine type"));
    case SP_SETTING_FIRMWARE:
      return g_strdup (C_ ("setting", "Firmware"));
    case SP_SETTING_DISK:
      return g_strdup_printf (C_ ("setting", "Disk %s"), id);
    case SP_SETTING_MEDIUM:
      return g_strdup_printf (C_ ("setting", "Medium in %s"), id);
    case SP_SETTING_NETWORK:
      return g_strdup_printf (C_ ("setting", "Network card %s"), id);
    case SP_SETTING_VIDEO:
      return g_strdup_printf (C_ ("setting", "Graphics card %s"), id);
    case SP_SETTING_SCREEN:
      return g_strdup_printf (C_ ("setting", "Screen over %s"), id);
    case SP_SETTING_DEVICE:
      return g_strdup_printf (C_ ("setting", "Host device %s"), id);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * sp_difference_describe:
 *
 * Returns: (transfer full): "Memory 2.0 GiB → 4.0 GiB", "Disk vdb added"
 */
char *
sp_difference_describe (const SpDifference *difference)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (difference != NULL, NULL);

  name = name_setting (difference);
  if (difference->before == NULL)
    /* Translators: a setting that was not there before: "Disk vdb added (virtio)" */
    return g_strdup_printf (_ ("%s added (%s)"), name, difference->after);
  if (difference->after == NULL)
    return g_strdup_printf (_ ("%s removed (%s)"), name, difference->before);
  /* Translators: a setting, how it was and how it is: "Memory 2 GiB → 4 GiB" */
  return g_strdup_printf (_ ("%s %s → %s"), name, difference->before, difference->after);
}
