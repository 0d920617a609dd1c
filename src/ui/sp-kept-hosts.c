/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of the settings, in the session. */

#include "config.h"

#include "sp-kept-hosts.h"

#include "sp-host-list.h"
#include "sp-known.h"

struct _SpKeptHosts
{
  GObject parent_instance;

  SpSession  *session;
  GSettings  *settings;
  GHashTable *hosts; /* URI -> SpHost, those that came from the settings */
  gboolean    begun;
};

G_DEFINE_FINAL_TYPE (SpKeptHosts, sp_kept_hosts, G_TYPE_OBJECT)

static SpHost *
add (SpKeptHosts       *self,
     const SpHostEntry *entry)
{
  SpHost *host = g_hash_table_lookup (self->hosts, entry->uri);

  if (host != NULL)
    {
      sp_host_call (host, entry->title);
      sp_host_set_colour (host, entry->colour);
      return host;
    }
  host = sp_host_new (entry->uri);
  g_hash_table_insert (self->hosts, g_strdup (entry->uri), host);
  sp_host_call (host, entry->title);
  sp_host_set_colour (host, entry->colour);
  sp_session_add_host (self->session, host);
  if (self->begun)
    dex_future_disown (sp_host_open (host));
  return host;
}

static void
look (SpKeptHosts *self)
{
  g_autoptr (GPtrArray) entries = sp_host_list_load (self->settings);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ordered = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer uri = NULL;
  gpointer host = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      SpHostEntry *entry = entries->pdata[i];

      g_hash_table_add (listed, entry->uri);
      if (entry->disabled)
        continue;
      g_hash_table_add (wanted, entry->uri);
      g_ptr_array_add (ordered, add (self, entry));
    }
  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, &uri, &host))
    if (!g_hash_table_contains (wanted, uri))
      {
        sp_session_remove_host (self->session, host);
        if (!g_hash_table_contains (listed, uri))
          dex_future_disown (sp_known_forget (uri));
        g_hash_table_iter_remove (&iter);
      }
  sp_session_order_hosts (self->session, ordered);
}

static void
sp_kept_hosts_dispose (GObject *object)
{
  SpKeptHosts *self = SP_KEPT_HOSTS (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  g_clear_pointer (&self->hosts, g_hash_table_unref);

  G_OBJECT_CLASS (sp_kept_hosts_parent_class)->dispose (object);
}

static void
sp_kept_hosts_class_init (SpKeptHostsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_kept_hosts_dispose;
}

static void
sp_kept_hosts_init (SpKeptHosts *self)
{
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * sp_kept_hosts_new:
 * @session: where the hosts go; those that are there now are opened by whoever opens the session
 * @settings: the program's
 *
 * Returns: (transfer full): follows @settings from now on
 */
SpKeptHosts *
sp_kept_hosts_new (SpSession *session,
                   GSettings *settings)
{
  SpKeptHosts *self = g_object_new (SP_TYPE_KEPT_HOSTS, NULL);

  g_set_object (&self->session, session);
  g_set_object (&self->settings, settings);
  look (self);
  self->begun = TRUE;
  g_signal_connect_object (settings, "changed::hosts", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  return self;
}
