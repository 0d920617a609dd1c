/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All machines of all hosts together: whether they are shown so, their histories, and which snapshot is chosen there. */

#include "config.h"

#include "sp-overview.h"

#include "sp-picked.h"

/* At once, of all hosts; each reads with as many calls as suit its own link. */
#define MOST_LOADS 4

struct _SpOverview
{
  GObject parent_instance;

  SpSession    *session;
  SpEverywhere *rows;
  GPtrArray    *waiting; /* of SpMachine: to be loaded */
  GHashTable   *failed;  /* set of SpMachine, each as it was then */
  GHashTable   *shared;  /* set of char *: what more than one machine is called */
  SpEveryRow   *chosen;  /* while all are shown; or NULL */
  char         *wanted;  /* name of a snapshot that is picked once its history is there; or NULL */
  guint         serial;  /* of being shown: answers to an earlier time are dropped */
  guint         n_loads;
  guint         n_missing;
  guint         shown : 1;
  guint         told_loading : 1;
};

enum
{
  PROP_0,
  PROP_SHOWN,
  PROP_LOADING,
  PROP_N_MISSING,
  PROP_CHOSEN,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint       signal_renamed;

G_DEFINE_FINAL_TYPE (SpOverview, sp_overview, G_TYPE_OBJECT)

typedef struct
{
  SpOverview *self;
  SpMachine  *machine;
  guint       serial;
} Load;

static void load_next (SpOverview *self);

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->self);
  g_object_unref (load->machine);
  g_free (load);
}

static void
tell_loading (SpOverview *self)
{
  gboolean loading = sp_overview_get_loading (self);

  if (self->told_loading == loading)
    return;
  self->told_loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* NULL: nobody can be asked for its history. */
static SpHost *
find_connected (SpOverview *self,
                SpMachine  *machine)
{
  SpHost *host = self->session != NULL ? sp_session_find_host (self->session, sp_machine_get_host (machine)) : NULL;

  return host != NULL && sp_host_get_state (host) == SP_HOST_STATE_CONNECTED ? host : NULL;
}

static GPtrArray *
list_machines (SpOverview *self)
{
  GListModel *hosts = sp_session_get_hosts (self->session);
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);
      GListModel *machines = sp_host_get_machines (host);

      for (guint j = 0; j < g_list_model_get_n_items (machines); j++)
        g_ptr_array_add (all, g_list_model_get_item (machines, j));
    }
  return all;
}

static GHashTable *
find_shared (GPtrArray *machines)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < machines->len; i++)
    {
      const char *title = sp_machine_get_title (machines->pdata[i]);

      if (!g_hash_table_add (seen, (gpointer) title))
        g_hash_table_add (shared, g_strdup (title));
    }
  return shared;
}

static gboolean
same_set (GHashTable *a,
          GHashTable *b)
{
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (b, key))
      return FALSE;
  return TRUE;
}

/* Rows are told apart as soon as there is another machine of that name, and no longer than that. */
static void
note_shared (SpOverview *self,
             GPtrArray  *machines)
{
  GHashTable *shared = find_shared (machines);
  gboolean same = same_set (self->shared, shared);

  g_hash_table_unref (self->shared);
  self->shared = shared;
  if (!same)
    g_signal_emit (self, signal_renamed, 0);
}

/* What was read before its host went away is there still. */
static void
tell_missing (SpOverview *self)
{
  g_autoptr (GPtrArray) unread = NULL;
  guint n;

  if (!self->shown || self->session == NULL || sp_overview_get_loading (self))
    return;

  unread = list_machines (self);
  for (guint i = unread->len; i > 0; i--)
    {
      SpMachine *machine = unread->pdata[i - 1];

      if (sp_machine_get_n_snapshots (machine) == 0
          || (find_connected (self, machine) != NULL && !g_hash_table_contains (self->failed, machine)))
        g_ptr_array_remove_index_fast (unread, i - 1);
    }
  n = unread->len > 0 ? sp_everywhere_count_absent (self->rows, unread) : 0;
  if (self->n_missing == n)
    return;
  self->n_missing = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MISSING]);
}

static DexFuture *
loaded_cb (DexFuture *future,
           gpointer   data)
{
  Load *load = data;
  SpOverview *self = load->self;
  const GValue *value = dex_future_get_value (future, NULL);

  self->n_loads--;
  if (load->serial == self->serial)
    {
      if (value != NULL)
        {
          g_hash_table_remove (self->failed, load->machine);
          sp_everywhere_set (self->rows, load->machine, g_value_get_object (value));
        }
      else
        g_hash_table_add (self->failed, g_object_ref (load->machine));
    }
  load_next (self);
  return dex_future_new_true ();
}

static void
load_next (SpOverview *self)
{
  while (self->n_loads < MOST_LOADS && self->waiting->len > 0)
    {
      g_autoptr (SpMachine) machine = g_ptr_array_steal_index (self->waiting, 0);
      SpHost *host = find_connected (self, machine);
      Load *load;

      if (host == NULL)
        continue;
      load = g_new0 (Load, 1);
      load->self = g_object_ref (self);
      load->machine = g_object_ref (machine);
      load->serial = self->serial;
      self->n_loads++;
      dex_future_disown (dex_future_finally (sp_host_load_history (host, sp_machine_get_uuid (machine)), loaded_cb, load, load_free));
    }
  tell_loading (self);
  tell_missing (self);
}

static void
want (SpOverview *self,
      SpMachine  *machine)
{
  for (guint i = 0; i < self->waiting->len; i++)
    if (sp_machine_same (self->waiting->pdata[i], machine))
      return;
  g_ptr_array_add (self->waiting, g_object_ref (machine));
}

/* All of them, as they are now. */
static void
look (SpOverview *self)
{
  g_autoptr (GPtrArray) all = NULL;

  if (!self->shown)
    return;

  all = list_machines (self);
  note_shared (self, all);
  sp_everywhere_keep_only (self->rows, all);
  for (guint i = 0; i < all->len; i++)
    if (sp_machine_get_n_snapshots (all->pdata[i]) != 0)
      want (self, all->pdata[i]);
    else
      sp_everywhere_set (self->rows, all->pdata[i], NULL);
  load_next (self);
}

static void
history_changed_cb (SpOverview *self,
                    const char *uuid,
                    SpHost     *host)
{
  SpMachine *machine = self->shown ? sp_host_find_machine (host, uuid) : NULL;

  if (machine == NULL)
    return;
  want (self, machine);
  load_next (self);
}

static void
hosts_cb (SpOverview *self)
{
  GListModel *hosts = sp_session_get_hosts (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      g_signal_handlers_disconnect_by_func (host, history_changed_cb, self);
      g_signal_connect_object (host, "history-changed", G_CALLBACK (history_changed_cb), self, G_CONNECT_SWAPPED);
    }
}

/* What was chosen here is picked in the machine's own history, as soon as that is there. */
static void
pick_wanted (SpOverview *self)
{
  SpHistory *history = sp_session_get_history (self->session);
  int found = history != NULL && self->wanted != NULL ? sp_history_find (history, self->wanted) : -1;
  g_autoptr (GArray) picked = NULL;

  if (found < 0)
    return;
  g_clear_pointer (&self->wanted, g_free);
  picked = sp_picked_new (found);
  sp_session_set_picked (self->session, picked);
}

static void
pick_none (SpOverview *self)
{
  g_autoptr (GArray) none = sp_picked_new (-1);

  g_clear_pointer (&self->wanted, g_free);
  sp_session_set_picked (self->session, none);
}

static void
set_chosen (SpOverview *self,
            SpEveryRow *row)
{
  if (g_set_object (&self->chosen, row))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

/* Copies on other hosts are rare. */
static guint
hash_machine (gconstpointer machine)
{
  return g_str_hash (sp_machine_get_uuid ((SpMachine *) machine));
}

static void
sp_overview_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  SpOverview *self = SP_OVERVIEW (object);

  if (prop_id == PROP_SHOWN)
    g_value_set_boolean (value, self->shown);
  else if (prop_id == PROP_LOADING)
    g_value_set_boolean (value, sp_overview_get_loading (self));
  else if (prop_id == PROP_N_MISSING)
    g_value_set_uint (value, self->n_missing);
  else if (prop_id == PROP_CHOSEN)
    g_value_set_object (value, self->chosen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sp_overview_dispose (GObject *object)
{
  SpOverview *self = (SpOverview *) object;

  g_ptr_array_set_size (self->waiting, 0);
  g_clear_object (&self->chosen);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sp_overview_parent_class)->dispose (object);
}

static void
sp_overview_finalize (GObject *object)
{
  SpOverview *self = (SpOverview *) object;

  g_object_unref (self->rows);
  g_ptr_array_unref (self->waiting);
  g_hash_table_unref (self->failed);
  g_hash_table_unref (self->shared);
  g_free (self->wanted);

  G_OBJECT_CLASS (sp_overview_parent_class)->finalize (object);
}

static void
sp_overview_class_init (SpOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_overview_dispose;
  object_class->finalize = sp_overview_finalize;
  object_class->get_property = sp_overview_get_property;

  properties[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_MISSING] =
    g_param_spec_uint ("n-missing", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHOSEN] = g_param_spec_object ("chosen", NULL, NULL, SP_TYPE_EVERY_ROW, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /* Machines are to be called otherwise. */
  signal_renamed = g_signal_new ("renamed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_overview_init (SpOverview *self)
{
  self->rows = sp_everywhere_new ();
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->failed = g_hash_table_new_full (hash_machine, (GEqualFunc) sp_machine_same, g_object_unref, NULL);
  self->shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * sp_overview_new:
 * @session: whose machines they are
 *
 * Returns: (transfer full): not shown yet
 */
SpOverview *
sp_overview_new (SpSession *session)
{
  SpOverview *self;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  self = g_object_new (SP_TYPE_OVERVIEW, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::timeline", G_CALLBACK (pick_wanted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sp_session_get_hosts (session), "items-changed", G_CALLBACK (hosts_cb), self, G_CONNECT_SWAPPED);
  hosts_cb (self);
  return self;
}

SpEverywhere *
sp_overview_get_rows (SpOverview *self)
{
  g_return_val_if_fail (SP_IS_OVERVIEW (self), NULL);

  return self->rows;
}

gboolean
sp_overview_get_shown (SpOverview *self)
{
  g_return_val_if_fail (SP_IS_OVERVIEW (self), FALSE);

  return self->shown;
}

void
sp_overview_set_shown (SpOverview *self,
                       gboolean    shown)
{
  g_return_if_fail (SP_IS_OVERVIEW (self));

  if (self->shown == shown)
    return;
  self->shown = shown;
  self->serial++;
  /* What was picked in one machine's history is selected nowhere among all. */
  if (shown)
    pick_none (self);
  set_chosen (self, NULL);
  g_ptr_array_set_size (self->waiting, 0);
  look (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
}

gboolean
sp_overview_get_loading (SpOverview *self)
{
  g_return_val_if_fail (SP_IS_OVERVIEW (self), FALSE);

  return self->n_loads > 0 || self->waiting->len > 0;
}

guint
sp_overview_get_n_missing (SpOverview *self)
{
  g_return_val_if_fail (SP_IS_OVERVIEW (self), 0);

  return self->n_missing;
}

/**
 * sp_overview_name:
 * @machine: one of the machines
 *
 * Returns: (transfer full): its title; where others have the same, with what tells them apart: its name, its host
 */
char *
sp_overview_name (SpOverview *self,
                  SpMachine  *machine)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GString) name = NULL;
  SpHost *host;
  gboolean here = FALSE;
  gboolean elsewhere = FALSE;

  g_return_val_if_fail (SP_IS_OVERVIEW (self), NULL);
  g_return_val_if_fail (SP_IS_MACHINE (machine), NULL);

  name = g_string_new (sp_machine_get_title (machine));
  if (!g_hash_table_contains (self->shared, name->str) || self->session == NULL)
    return g_string_free_and_steal (g_steal_pointer (&name));
  all = list_machines (self);
  for (guint i = 0; i < all->len; i++)
    {
      SpMachine *other = all->pdata[i];

      if (!g_str_equal (sp_machine_get_title (other), sp_machine_get_title (machine)) || sp_machine_same (other, machine))
        continue;
      if (g_strcmp0 (sp_machine_get_host (other), sp_machine_get_host (machine)) == 0)
        here = TRUE;
      else
        elsewhere = TRUE;
    }
  host = sp_session_find_host (self->session, sp_machine_get_host (machine));
  if (here)
    g_string_append_printf (name, " · %s", sp_machine_get_name (machine));
  if (elsewhere && host != NULL)
    g_string_append_printf (name, " · %s", sp_host_get_title (host));
  return g_string_free_and_steal (g_steal_pointer (&name));
}

/**
 * sp_overview_choose:
 * @self: all machines
 * @row: (nullable): one of its rows
 *
 * What can be done with a snapshot can be done with it now; with none where there is none, or its machine has gone.
 */
void
sp_overview_choose (SpOverview *self,
                    SpEveryRow *row)
{
  SpMachine *machine = row != NULL ? sp_every_row_get_machine (row) : NULL;
  SpHost *host;

  g_return_if_fail (SP_IS_OVERVIEW (self));
  g_return_if_fail (row == NULL || SP_IS_EVERY_ROW (row));

  host = machine != NULL ? sp_session_find_host (self->session, sp_machine_get_host (machine)) : NULL;
  machine = host != NULL ? sp_host_find_machine (host, sp_machine_get_uuid (machine)) : NULL;
  if (machine == NULL)
    {
      pick_none (self);
      set_chosen (self, NULL);
      return;
    }
  g_set_str (&self->wanted, sp_snapshot_get_name (sp_every_row_get_snapshot (row)));
  sp_session_choose (self->session, host, machine);
  pick_wanted (self);
  set_chosen (self, row);
}

SpEveryRow *
sp_overview_get_chosen (SpOverview *self)
{
  g_return_val_if_fail (SP_IS_OVERVIEW (self), NULL);

  return self->chosen;
}

/**
 * sp_overview_has_subject:
 *
 * Returns: whether there is a machine that deeds are about: the one that is shown, or that of the chosen row
 */
gboolean
sp_overview_has_subject (SpOverview *self)
{
  g_return_val_if_fail (SP_IS_OVERVIEW (self), FALSE);

  return !self->shown || self->chosen != NULL;
}

/**
 * sp_overview_dup_subject:
 *
 * Returns: (transfer full) (nullable): whose the chosen row is, as no other machine is called; %NULL: none is chosen
 */
char *
sp_overview_dup_subject (SpOverview *self)
{
  g_return_val_if_fail (SP_IS_OVERVIEW (self), NULL);

  return self->chosen != NULL ? sp_overview_name (self, sp_every_row_get_machine (self->chosen)) : NULL;
}

void
sp_overview_go (SpOverview *self,
                SpEveryRow *row)
{
  g_return_if_fail (SP_IS_OVERVIEW (self));

  sp_overview_choose (self, row);
  sp_overview_set_shown (self, FALSE);
}
