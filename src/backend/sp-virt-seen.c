/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was read of the machines' snapshots, and how much of it still counts. */

#include "config.h"

#include "sp-virt-seen.h"

#include "sp-machine.h"

#define KEY "sp-virt-seen"
/* libvirt tells nobody that another client wrote a snapshot's description anew, and nothing that is cheap to ask for would show
 * it: after so long all is read again. For a thousand at 50 ms that is a second of calls in five minutes. */
#define WHOLE_USEC (5 * 60 * G_USEC_PER_SEC)

/* A longer one takes tens of megabytes: it is remembered as long as somebody shows it. */
#define MOST_KEPT 2000

typedef struct
{
  GWeakRef   history;  /* as the host told it; NULL: nothing was read yet, or nobody has it any more */
  SpHistory *kept;     /* the same, or NULL */
  gint64     begun;    /* when that was asked for */
  gint64     whole;    /* when all of it was asked for last; 0: never */
  guint      doubts;   /* how often something may have changed any of it */
  guint      answered; /* how often, when all was read last */
} Seen;

static GMutex mutex;

static void
seen_free (gpointer data)
{
  Seen *seen = data;

  g_weak_ref_clear (&seen->history);
  g_clear_object (&seen->kept);
  g_free (seen);
}

/* Holds the mutex. UUID -> Seen. */
static GHashTable *
get_all (GVirConnection *connection)
{
  GHashTable *all = g_object_get_data (G_OBJECT (connection), KEY);

  if (all == NULL)
    {
      all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, seen_free);
      g_object_set_data_full (G_OBJECT (connection), KEY, all, (GDestroyNotify) g_hash_table_unref);
    }
  return all;
}

/**
 * sp_virt_seen_begin:
 * @connection: a connection
 * @uuid: of a machine
 * @look: (out): the reading that begins, for sp_virt_seen_end()
 *
 * Returns: (transfer full) (nullable): what was read last, where it still counts but for what can be seen by the names;
 * %NULL: all is to be read
 */
SpHistory *
sp_virt_seen_begin (GVirConnection *connection,
                    const char     *uuid,
                    SpVirtLook     *look)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  GHashTable *all = get_all (connection);
  Seen *seen = g_hash_table_lookup (all, uuid);
  g_autoptr (SpHistory) history = NULL;

  if (seen == NULL)
    {
      seen = g_new0 (Seen, 1);
      g_weak_ref_init (&seen->history, NULL);
      g_hash_table_insert (all, g_strdup (uuid), seen);
    }
  history = g_weak_ref_get (&seen->history);
  look->begun = g_get_monotonic_time ();
  look->doubts = seen->doubts;
  look->whole = history == NULL || seen->doubts != seen->answered || look->begun - seen->whole >= WHOLE_USEC;
  return look->whole ? NULL : g_steal_pointer (&history);
}

/**
 * sp_virt_seen_end:
 * @connection: a connection
 * @uuid: of a machine
 * @look: the reading
 * @history: what it came to
 *
 * One that began before another that is over already tells nothing newer. A doubt that came while it was under way stays.
 */
void
sp_virt_seen_end (GVirConnection   *connection,
                  const char       *uuid,
                  const SpVirtLook *look,
                  SpHistory        *history)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Seen *seen = g_hash_table_lookup (get_all (connection), uuid);
  SpHistory *kept = sp_history_get_n (history) <= MOST_KEPT ? history : NULL;

  if (seen == NULL || look->begun < seen->begun)
    return;
  seen->begun = look->begun;
  g_weak_ref_set (&seen->history, history);
  g_set_object (&seen->kept, kept);
  if (!look->whole)
    return;
  seen->whole = look->begun;
  seen->answered = look->doubts;
}

/**
 * sp_virt_seen_doubt:
 * @connection: a connection
 * @uuid: (nullable): of a machine; %NULL: all of them
 *
 * What was read so far, and what is being read, is read again, whole, when it is asked for next.
 */
void
sp_virt_seen_doubt (GVirConnection *connection,
                    const char     *uuid)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer seen = NULL;

  g_hash_table_iter_init (&iter, get_all (connection));
  while (g_hash_table_iter_next (&iter, &key, &seen))
    if (uuid == NULL || g_str_equal (key, uuid))
      ((Seen *) seen)->doubts++;
}

/**
 * sp_virt_seen_keep:
 * @connection: a connection
 * @machines: (element-type SpMachine): those that are there
 *
 * Of machines that have gone nothing is kept.
 */
void
sp_virt_seen_keep (GVirConnection *connection,
                   GPtrArray      *machines)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer uuid = NULL;

  for (guint i = 0; i < machines->len; i++)
    g_hash_table_add (there, (gpointer) sp_machine_get_uuid (machines->pdata[i]));
  g_hash_table_iter_init (&iter, get_all (connection));
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    if (!g_hash_table_contains (there, uuid))
      g_hash_table_iter_remove (&iter);
}
