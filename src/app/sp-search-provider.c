/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines and snapshots in the desktop's own search (GNOME Shell asks over the bus). What is found tells by itself where it is, so
 * that nothing has to be remembered between two questions. */

#include "config.h"

#include "sp-search-provider.h"

#include "sp-join.h"
#include "sp-search.h"
#include "sp-when.h"
#include "sp-words.h"

#include <glib/gi18n.h>
#include <libdex.h>

/* A search that comes later than this is of no use to who types; what has been read by then is known the next time. */
#define PATIENCE_MS 1500
#define MOST_RESULTS 50
/* A host and a machine's UUID, and a snapshot's name or "". */
#define RESULT "(sss)"

struct _SpSearchProvider
{
  GObject parent_instance;

  SpSession  *session;
  SpDesktop  *desktop;   /* belongs to the program */
  GHashTable *histories; /* host and machine -> SpHistory, until they change */
  gint64      patient_until; /* for hosts that are on their way; 0: nobody has asked yet */
};

G_DEFINE_FINAL_TYPE (SpSearchProvider, sp_search_provider, G_TYPE_OBJECT)

typedef struct
{
  SpSearchProvider      *self;
  GDBusMethodInvocation *invocation;
  char                 **terms;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_object_unref (query->self);
  g_clear_object (&query->invocation);
  g_strfreev (query->terms);
  g_free (query);
  g_application_release (g_application_get_default ());
}

static char *
make_id (SpHost     *host,
         SpMachine  *machine,
         const char *snapshot)
{
  g_autoptr (GVariant) id = g_variant_ref_sink (g_variant_new (RESULT, sp_host_get_uri (host), sp_machine_get_uuid (machine), snapshot));

  return g_variant_print (id, FALSE);
}

/* Of a machine: copies on other hosts have the same UUID. */
static char *
make_key (SpHost     *host,
          const char *uuid)
{
  return g_strdup_printf ("%s\n%s", sp_host_get_uri (host), uuid);
}

/* --- Looking --- */

/* The words that the machine's own name does not answer. */
static char *
leave_to_snapshots (char     **terms,
                    SpMachine *machine)
{
  g_autofree char *title = g_utf8_casefold (sp_machine_get_title (machine), -1);
  g_autofree char *name = g_utf8_casefold (sp_machine_get_name (machine), -1);
  g_autoptr (GString) left = g_string_new (NULL);

  for (gsize i = 0; terms[i] != NULL; i++)
    {
      g_autofree char *term = g_utf8_casefold (terms[i], -1);

      if (strstr (title, term) == NULL && strstr (name, term) == NULL)
        g_string_append_printf (left, "%s%s", left->len > 0 ? " " : "", terms[i]);
    }
  return g_string_free_and_steal (g_steal_pointer (&left));
}

static void
changed_cb (SpSearchProvider *self,
            const char       *uuid,
            SpHost           *host)
{
  g_autofree char *key = make_key (host, uuid);

  g_hash_table_remove (self->histories, key);
}

static SpHistory *
read_history (SpSearchProvider *self,
              SpHost           *host,
              SpMachine        *machine,
              gint64            deadline)
{
  const char *uuid = sp_machine_get_uuid (machine);
  g_autofree char *key = make_key (host, uuid);
  SpHistory *history = g_hash_table_lookup (self->histories, key);
  gint64 left = (deadline - g_get_monotonic_time ()) / 1000;

  if (history == NULL && left > 0 && sp_host_get_state (host) == SP_HOST_STATE_CONNECTED)
    {
      g_autoptr (SpHistory) read = dex_await_object (dex_future_first (sp_host_load_history (host, uuid),
                                                                       dex_timeout_new_msec ((int) left), NULL), NULL);

      if (read == NULL)
        return NULL;
      /* No second handler for the same host. */
      g_signal_handlers_disconnect_by_func (host, changed_cb, self);
      g_signal_connect_object (host, "history-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      history = read;
      g_hash_table_replace (self->histories, g_steal_pointer (&key), g_object_ref (read));
    }
  return history;
}

static void
look_in_machine (Query           *query,
                 SpHost          *host,
                 SpMachine       *machine,
                 gint64           deadline,
                 GPtrArray       *found)
{
  g_autofree char *text = leave_to_snapshots (query->terms, machine);
  g_autoptr (SpSearch) search = NULL;
  SpHistory *history = NULL;

  if (*text == '\0')
    {
      g_ptr_array_add (found, make_id (host, machine, ""));
      return;
    }
  history = read_history (query->self, host, machine, deadline);
  if (history == NULL)
    return;
  search = sp_search_new (text, &(SpFilter){ 0 }, g_get_real_time () / G_USEC_PER_SEC);
  for (int i = 0; i < sp_history_get_n (history) && found->len < MOST_RESULTS; i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);

      if (sp_search_matches (search, snapshot))
        g_ptr_array_add (found, make_id (host, machine, sp_snapshot_get_name (snapshot)));
    }
}

static gboolean
has_hosts_to_come (SpSession *session)
{
  GListModel *hosts = sp_session_get_hosts (session);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      SpHostState state = sp_host_get_state (host);

      /* Closed: about to be opened. */
      if (state == SP_HOST_STATE_CLOSED || state == SP_HOST_STATE_CONNECTING)
        return TRUE;
    }
  return FALSE;
}

/* A program that the search has begun has asked its hosts only just now. One that does not answer holds up the first
 * letters, not each that follows. */
static void
await_hosts (SpSearchProvider *self)
{
  if (self->patient_until == 0)
    self->patient_until = g_get_monotonic_time () + PATIENCE_MS * 1000;
  while (has_hosts_to_come (self->session) && g_get_monotonic_time () < self->patient_until)
    dex_await (dex_timeout_new_msec (50), NULL);
}

static DexFuture *
look_fiber (gpointer data)
{
  Query *query = data;
  gint64 deadline = 0;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_object_unref);

  await_hosts (query->self);
  deadline = g_get_monotonic_time () + PATIENCE_MS * 1000; /* of those that are there, whoever else is awaited */
  /* The list may change while a history is read. */
  for (guint i = 0; i < g_list_model_get_n_items (sp_session_get_hosts (query->self->session)); i++)
    g_ptr_array_add (hosts, g_list_model_get_item (sp_session_get_hosts (query->self->session), i));
  for (guint i = 0; i < hosts->len; i++)
    for (guint j = 0; j < g_list_model_get_n_items (sp_host_get_machines (hosts->pdata[i])) && found->len < MOST_RESULTS; j++)
      {
        g_autoptr (SpMachine) machine = g_list_model_get_item (sp_host_get_machines (hosts->pdata[i]), j);

        look_in_machine (query, hosts->pdata[i], machine, deadline, found);
      }
  g_ptr_array_add (found, NULL);
  g_dbus_method_invocation_return_value (g_steal_pointer (&query->invocation), g_variant_new ("(^as)", found->pdata));
  return NULL;
}

/* --- Telling --- */

static void
add_meta (SpSearchProvider *self,
          GVariantBuilder  *builder,
          const char       *id)
{
  g_autoptr (GVariant) result = g_variant_parse (G_VARIANT_TYPE (RESULT), id, NULL, NULL, NULL);
  const char *uri = NULL;
  const char *uuid = NULL;
  const char *name = NULL;
  SpHost *host = NULL;
  SpMachine *machine = NULL;
  SpHistory *history = NULL;
  SpSnapshot *snapshot = NULL;
  int index = -1;
  g_autofree char *key = NULL;
  g_autofree char *description = NULL;

  if (result == NULL)
    return;
  g_variant_get (result, "(&s&s&s)", &uri, &uuid, &name);
  host = sp_session_find_uri (self->session, uri);
  machine = host != NULL ? sp_host_find_machine (host, uuid) : NULL;
  key = host != NULL ? make_key (host, uuid) : NULL;
  history = key != NULL ? g_hash_table_lookup (self->histories, key) : NULL;
  index = history != NULL ? sp_history_find (history, name) : -1;
  snapshot = index >= 0 ? sp_history_get (history, index) : NULL;
  if (machine == NULL || (*name != '\0' && snapshot == NULL))
    return;

  if (snapshot != NULL)
    {
      g_autofree char *age = sp_when_age (sp_snapshot_get_created (snapshot), g_get_real_time () / G_USEC_PER_SEC);

      /* Translators: a snapshot that a search has found: its machine, and its age: "Snapshot of web-server, 3 days ago" */
      description = g_strdup_printf (_ ("Snapshot of %s, %s"), sp_machine_get_title (machine), age);
    }
  else
    description = sp_join (SP_JOIN_LIST, sp_host_get_title (host), sp_words_machine_state (sp_machine_get_state (machine)));

  g_variant_builder_open (builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (builder, "{sv}", "id", g_variant_new_string (id));
  g_variant_builder_add (builder, "{sv}", "name",
                         g_variant_new_string (snapshot != NULL ? sp_snapshot_get_title (snapshot) : sp_machine_get_title (machine)));
  g_variant_builder_add (builder, "{sv}", "description", g_variant_new_string (description));
  g_variant_builder_close (builder);
}

static void
tell_metas (SpSearchProvider      *self,
            GVariant              *parameters,
            GDBusMethodInvocation *invocation)
{
  g_autofree const char **ids = NULL;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("(aa{sv})"));

  g_variant_get (parameters, "(^a&s)", &ids);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; ids[i] != NULL; i++)
    add_meta (self, &builder, ids[i]);
  g_variant_builder_close (&builder);
  g_dbus_method_invocation_return_value (invocation, g_variant_builder_end (&builder));
}

static void
lead_to (SpSearchProvider *self,
         const char       *id)
{
  g_autoptr (GVariant) result = g_variant_parse (G_VARIANT_TYPE (RESULT), id, NULL, NULL, NULL);
  const char *uri = NULL;
  const char *uuid = NULL;
  const char *name = NULL;

  if (result == NULL || self->desktop == NULL)
    return;
  g_variant_get (result, "(&s&s&s)", &uri, &uuid, &name);
  sp_desktop_show (self->desktop, uri, uuid, *name != '\0' ? name : NULL);
}

static void
called (GDBusConnection       *bus,
        const char            *sender,
        const char            *path,
        const char            *interface,
        const char            *method,
        GVariant              *parameters,
        GDBusMethodInvocation *invocation,
        gpointer               user_data)
{
  SpSearchProvider *self = user_data;

  if (g_str_equal (method, "GetResultMetas"))
    tell_metas (self, parameters, invocation);
  else if (g_str_equal (method, "ActivateResult"))
    {
      const char *id = NULL;

      g_variant_get (parameters, "(&s^asu)", &id, NULL, NULL);
      lead_to (self, id);
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else if (g_str_equal (method, "LaunchSearch"))
    {
      g_application_activate (g_application_get_default ());
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      Query *query = g_new0 (Query, 1);

      query->self = g_object_ref (self);
      query->invocation = g_object_ref (invocation);
      /* The time that a program stays which nobody looks at begins anew with each. */
      g_application_hold (g_application_get_default ());
      /* What was found for fewer letters is not worth more than the question itself. */
      if (g_str_equal (method, "GetInitialResultSet"))
        g_variant_get (parameters, "(^as)", &query->terms);
      else
        g_variant_get (parameters, "(^as^as)", NULL, &query->terms);
      dex_future_disown (dex_scheduler_spawn (NULL, 0, look_fiber, query, query_free));
    }
}

static void
sp_search_provider_dispose (GObject *object)
{
  SpSearchProvider *self = (SpSearchProvider *) object;

  g_clear_object (&self->session);
  g_clear_pointer (&self->histories, g_hash_table_unref);

  G_OBJECT_CLASS (sp_search_provider_parent_class)->dispose (object);
}

static void
sp_search_provider_class_init (SpSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_search_provider_dispose;
}

static void
sp_search_provider_init (SpSearchProvider *self)
{
  self->histories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * sp_search_provider_new:
 * @session: where to look
 *
 * Returns: (transfer full): a provider that nobody can ask yet
 */
SpSearchProvider *
sp_search_provider_new (SpSession *session)
{
  SpSearchProvider *self = NULL;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  self = g_object_new (SP_TYPE_SEARCH_PROVIDER, NULL);
  self->session = g_object_ref (session);
  return self;
}

/**
 * sp_search_provider_export:
 * @self: the provider
 * @bus: the session's bus
 * @path: of the object
 * @error: return location for an error
 *
 * Returns: whether it can be asked now
 */
gboolean
sp_search_provider_export (SpSearchProvider *self,
                           GDBusConnection  *bus,
                           const char       *path,
                           GError          **error)
{
  static const GDBusInterfaceVTable table = { .method_call = called };
  static const char xml[] =
    "<node><interface name='org.gnome.Shell.SearchProvider2'>"
    "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
    "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
    "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
    "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
    "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
    "</interface></node>";
  g_autoptr (GDBusNodeInfo) node = NULL;

  g_return_val_if_fail (SP_IS_SEARCH_PROVIDER (self), FALSE);
  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), FALSE);

  node = g_dbus_node_info_new_for_xml (xml, NULL);
  return g_dbus_connection_register_object (bus, path, node->interfaces[0], &table, self, NULL, error) > 0;
}

/**
 * sp_search_provider_lead:
 * @self: the provider
 * @desktop: shows what was found; it lives as long as @self
 */
void
sp_search_provider_lead (SpSearchProvider *self,
                         SpDesktop        *desktop)
{
  g_return_if_fail (SP_IS_SEARCH_PROVIDER (self));

  self->desktop = desktop;
}
