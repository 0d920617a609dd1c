/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts that a person keeps, in the settings. */

#include "config.h"

#include "sp-host-list.h"

#include "sp-address.h"
#include "sp-local.h"

#include <glib/gi18n-lib.h>

#define KEY "hosts"

/**
 * sp_host_entry_new:
 * @uri: its URI
 *
 * Returns: (transfer full): a host that is to be kept
 */
SpHostEntry *
sp_host_entry_new (const char *uri)
{
  SpHostEntry *self = g_new0 (SpHostEntry, 1);

  self->uri = g_strdup (uri);
  return self;
}

SpHostEntry *
sp_host_entry_copy (const SpHostEntry *self)
{
  SpHostEntry *copy = sp_host_entry_new (self->uri);

  copy->title = g_strdup (self->title);
  copy->colour = g_strdup (self->colour);
  copy->disabled = self->disabled;
  return copy;
}

void
sp_host_entry_free (SpHostEntry *self)
{
  g_free (self->uri);
  g_free (self->title);
  g_free (self->colour);
  g_free (self);
}

/**
 * sp_host_list_get_settings:
 *
 * Returns: (transfer full) (nullable): the program's settings; %NULL where its schema is not installed, or an older one is
 */
GSettings *
sp_host_list_get_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, SP_SCHEMA_ID, TRUE) : NULL;

  return schema != NULL && g_settings_schema_has_key (schema, KEY) ? g_settings_new (SP_SCHEMA_ID) : NULL;
}

/* NULL: none of them has that URI. */
static SpHostEntry *
find (GPtrArray  *entries,
      const char *uri)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (((const SpHostEntry *) entries->pdata[i])->uri, uri))
      return entries->pdata[i];
  return NULL;
}

static gboolean
not_there (const char *which,
           GError    **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no host “%s” in the list."), which);
  return FALSE;
}

static gboolean
there_already (const char *uri,
               GError    **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("The host “%s” is there already."), uri);
  return FALSE;
}

/**
 * sp_host_list_load:
 * @settings: (nullable): the program's settings
 *
 * What makes no sense among them is passed over, and so is what stands there a second time.
 *
 * Returns: (element-type SpHostEntry) (transfer full): the hosts
 */
GPtrArray *
sp_host_list_load (GSettings *settings)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_host_entry_free);
  g_autoptr (GVariant) list = settings != NULL ? g_settings_get_value (settings, KEY) : NULL;

  for (gsize i = 0; list != NULL && i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (child);
      g_autoptr (SpHostEntry) entry = sp_host_entry_new (NULL);

      g_variant_dict_lookup (&dict, "uri", "s", &entry->uri);
      g_variant_dict_lookup (&dict, "title", "s", &entry->title);
      g_variant_dict_lookup (&dict, "colour", "s", &entry->colour);
      g_variant_dict_lookup (&dict, "disabled", "b", &entry->disabled);
      if (entry->uri != NULL && sp_address_check_uri (entry->uri, NULL) && find (entries, entry->uri) == NULL)
        g_ptr_array_add (entries, g_steal_pointer (&entry));
    }
  return entries;
}

/**
 * sp_host_list_save:
 * @settings: the program's settings
 * @entries: (element-type SpHostEntry): the hosts, in the person's order
 */
void
sp_host_list_save (GSettings *settings,
                   GPtrArray *entries)
{
  GVariantBuilder builder;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (entries != NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < entries->len; i++)
    {
      const SpHostEntry *entry = entries->pdata[i];

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      g_variant_builder_add (&builder, "{sv}", "uri", g_variant_new_string (entry->uri));
      if (entry->title != NULL)
        g_variant_builder_add (&builder, "{sv}", "title", g_variant_new_string (entry->title));
      if (entry->colour != NULL)
        g_variant_builder_add (&builder, "{sv}", "colour", g_variant_new_string (entry->colour));
      if (entry->disabled)
        g_variant_builder_add (&builder, "{sv}", "disabled", g_variant_new_boolean (TRUE));
      g_variant_builder_close (&builder);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/**
 * sp_host_list_has:
 * @settings: (nullable): the program's settings
 * @uri: a URI
 *
 * Returns: whether that is a host of the person's: one that is kept, or this computer's own
 */
gboolean
sp_host_list_has (GSettings  *settings,
                  const char *uri)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_val_if_fail (uri != NULL, FALSE);

  for (SpLocal which = SP_LOCAL_SYSTEM; which < SP_LOCAL_N; which++)
    if (g_str_equal (sp_local_get_uri (which), uri))
      return TRUE;
  entries = sp_host_list_load (settings);
  return find (entries, uri) != NULL;
}

/**
 * sp_host_list_add:
 * @settings: the program's settings
 * @entry: a host
 * @error: %G_IO_ERROR_INVALID_ARGUMENT or %G_IO_ERROR_EXISTS, with a sentence
 *
 * Returns: whether it is kept now
 */
gboolean
sp_host_list_add (GSettings         *settings,
                  const SpHostEntry *entry,
                  GError           **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);
  g_return_val_if_fail (entry != NULL && entry->uri != NULL, FALSE);

  if (!sp_address_check_uri (entry->uri, error))
    return FALSE;
  entries = sp_host_list_load (settings);
  if (find (entries, entry->uri) != NULL)
    return there_already (entry->uri, error);
  g_ptr_array_add (entries, sp_host_entry_copy (entry));
  sp_host_list_save (settings, entries);
  return TRUE;
}

/**
 * sp_host_list_replace:
 * @settings: the program's settings
 * @uri: of the host that is changed, as it was
 * @entry: how it is to be
 * @error: %G_IO_ERROR_INVALID_ARGUMENT, %G_IO_ERROR_EXISTS or %G_IO_ERROR_NOT_FOUND, with a sentence
 *
 * The list may have changed since @uri was read from it: no other host is touched.
 *
 * Returns: whether it is kept so now, in its place
 */
gboolean
sp_host_list_replace (GSettings         *settings,
                      const char        *uri,
                      const SpHostEntry *entry,
                      GError           **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  SpHostEntry *there = NULL;
  guint place = 0;

  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);
  g_return_val_if_fail (entry != NULL && entry->uri != NULL, FALSE);

  if (!sp_address_check_uri (entry->uri, error))
    return FALSE;
  entries = sp_host_list_load (settings);
  there = find (entries, uri);
  if (there == NULL)
    return not_there (uri, error);
  if (!g_str_equal (uri, entry->uri) && find (entries, entry->uri) != NULL)
    return there_already (entry->uri, error);
  g_ptr_array_find (entries, there, &place);
  sp_host_entry_free (there);
  entries->pdata[place] = sp_host_entry_copy (entry);
  sp_host_list_save (settings, entries);
  return TRUE;
}

/**
 * sp_host_list_remove:
 * @settings: the program's settings
 * @uri_or_title: which
 * @error: %G_IO_ERROR_NOT_FOUND, with a sentence
 *
 * Returns: whether it was there
 */
gboolean
sp_host_list_remove (GSettings  *settings,
                     const char *uri_or_title,
                     GError    **error)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);
  g_return_val_if_fail (uri_or_title != NULL, FALSE);

  entries = sp_host_list_load (settings);
  for (guint i = 0; i < entries->len; i++)
    {
      const SpHostEntry *entry = entries->pdata[i];

      if (!g_str_equal (entry->uri, uri_or_title) && g_strcmp0 (entry->title, uri_or_title) != 0)
        continue;
      g_ptr_array_remove_index (entries, i);
      sp_host_list_save (settings, entries);
      return TRUE;
    }
  return not_there (uri_or_title, error);
}
