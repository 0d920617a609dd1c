/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads machines and their histories. What goes away in the middle is left out: the next refresh tells. */

#define _GNU_SOURCE

#include "config.h"

#include "sp-virt-load.h"

#include "sp-error.h"
#include "sp-heap.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-xml.h"
#include "sp-worker.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#define MAX_IN_LIST 16384
/* How many have come when they are shown for the first time, and the second: each costs the window a new timeline, so that the second
 * is only where many times as many are still to come. */
#define FIRST_PART 32
#define SECOND_PART 256
#define MANY_TIMES 4

static SpMachineState
map_state (int state)
{
  switch (state)
    {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
      return SP_MACHINE_STATE_RUNNING;
    case VIR_DOMAIN_PAUSED:
      return SP_MACHINE_STATE_PAUSED;
    case VIR_DOMAIN_SHUTDOWN:
      return SP_MACHINE_STATE_SHUTTING_DOWN;
    case VIR_DOMAIN_SHUTOFF:
      return SP_MACHINE_STATE_OFF;
    case VIR_DOMAIN_CRASHED:
      return SP_MACHINE_STATE_CRASHED;
    case VIR_DOMAIN_PMSUSPENDED:
      return SP_MACHINE_STATE_SUSPENDED;
    default:
      return SP_MACHINE_STATE_UNKNOWN;
    }
}

/* What is asked of a machine for the list, each question one round trip. */
typedef struct
{
  gboolean there;
  int      state;
  char    *title; /* or NULL */
  int      n_snapshots;
  int      persistent;
} Look;

typedef enum
{
  ASK_STATE,
  ASK_TITLE,
  ASK_SNAPSHOTS,
  ASK_PERSISTENT,
  N_QUESTIONS,
} Question;

static void
ask (virDomainPtr domain,
     Question     question,
     Look        *look)
{
  char *text = NULL;

  switch (question)
    {
    case ASK_STATE:
      look->there = virDomainGetState (domain, &look->state, NULL, 0) == 0;
      return;
    case ASK_TITLE:
      text = virDomainGetMetadata (domain, VIR_DOMAIN_METADATA_TITLE, NULL, 0);
      look->title = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
      free (text);
      return;
    case ASK_SNAPSHOTS:
      look->n_snapshots = virDomainSnapshotNum (domain, 0);
      if (look->n_snapshots < 0)
        sp_virt_error_forget ();
      return;
    case ASK_PERSISTENT:
    case N_QUESTIONS:
    default:
      look->persistent = virDomainIsPersistent (domain);
      if (look->persistent < 0)
        sp_virt_error_forget ();
      return;
    }
}

/* Frees what was asked. */
static SpMachine *
make_machine (virDomainPtr domain,
              const char  *host,
              Look        *look)
{
  char uuid[VIR_UUID_STRING_BUFLEN] = "";
  g_autofree char *name = g_utf8_make_valid (virDomainGetName (domain), -1);
  g_autofree char *title = g_steal_pointer (&look->title);

  if (!look->there || virDomainGetUUIDString (domain, uuid) < 0)
    return NULL;
  return sp_machine_new (&(SpMachineInit){
      .host = host,
      .uuid = uuid,
      .name = name,
      .title = title,
      .state = map_state (look->state),
      .persistent = look->persistent > 0,
      .n_snapshots = look->n_snapshots,
  });
}

/**
 * sp_virt_load_machine:
 * @domain: the machine
 * @host: the host's identity
 * @error: where to put an error
 *
 * Returns: (transfer full): the machine as it is now
 */
SpMachine *
sp_virt_load_machine (virDomainPtr domain,
                      const char  *host,
                      GError     **error)
{
  Look look = { 0 };

  g_return_val_if_fail (domain != NULL, NULL);

  ask (domain, ASK_STATE, &look);
  if (!look.there)
    {
      g_propagate_error (error, sp_virt_error_take (_ ("The machine could not be looked at")));
      return NULL;
    }
  for (Question question = ASK_TITLE; question < N_QUESTIONS; question++)
    ask (domain, question, &look);
  return make_machine (domain, host, &look);
}

typedef struct
{
  virDomainPtr *domains;
  Look         *looks;
} Listing;

/* One that has gone meanwhile is left out. */
static void
list_one (gsize    i,
          gpointer data)
{
  Listing *listing = data;

  ask (listing->domains[i / N_QUESTIONS], i % N_QUESTIONS, &listing->looks[i / N_QUESTIONS]);
}

/**
 * sp_virt_load_machines:
 * @connection: the connection
 * @domains: all that libvirt lists
 * @n: how many
 * @host: the host's identity
 * @error: where to put an error
 *
 * Asks as many questions at a time as the worker that it runs in has threads.
 *
 * Returns: (transfer container) (element-type SpMachine): all machines, in any order
 */
GPtrArray *
sp_virt_load_machines (virConnectPtr connection,
                       virDomainPtr *domains,
                       int           n,
                       const char   *host,
                       GError      **error)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  Listing listing = { .domains = domains, .looks = g_new0 (Look, n + 1) };

  g_return_val_if_fail (connection != NULL, NULL);

  sp_worker_spread ((gsize) n * N_QUESTIONS, list_one, &listing);
  for (int i = 0; i < n; i++)
    {
      SpMachine *machine = make_machine (domains[i], host, &listing.looks[i]);

      if (machine != NULL)
        g_ptr_array_add (machines, machine);
    }
  g_free (listing.looks);
  /* A link that broke in the middle must not look like machines that have gone. */
  if ((int) machines->len < n && virConnectIsAlive (connection) <= 0)
    {
      sp_virt_error_forget ();
      g_set_error_literal (error, SP_ERROR, SP_ERROR_LOST, _ ("The host has gone away."));
      return NULL;
    }
  return g_steal_pointer (&machines);
}

typedef struct
{
  virDomainPtr          domain;
  virDomainSnapshotPtr *handles;
  int                   n; /* handles, or -1 */
  GError               *no_list;
  virDomainSnapshotPtr  current; /* NULL: none */
  SpSnapshot          **snapshots;
  const SpVirtLoading  *loading;
  gboolean             *doubtful; /* of each in what was read before: not NULL if there is that */
  int                  *to_read;  /* indexes in the handles */
  int                   n_to_read;
  int                   done;
} Loading;

/* Libvirt knows it by a name, and tells nothing of it that makes sense: it is shown, and nothing is built on it. */
static SpSnapshot *
make_damaged (const char *name,
              gboolean    current)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  return sp_snapshot_new (&(SpSnapshotInit){ .name = valid, .current = current, .damaged = TRUE });
}

/* What has come so far, to be looked at until all is there. */
static void
show_part (Loading *self)
{
  g_autoptr (GPtrArray) so_far = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < self->n; i++)
    {
      SpSnapshot *one = g_atomic_pointer_get (&self->snapshots[i]);

      if (one != NULL)
        g_ptr_array_add (so_far, g_object_ref (one));
    }
  self->loading->part (sp_history_new (so_far), self->loading->data);
}

static SpSnapshot *
look_at (virDomainSnapshotPtr handle,
         const char          *current_name)
{
  const char *name = virDomainSnapshotGetName (handle);
  gboolean current = g_strcmp0 (name, current_name) == 0;
  g_autoptr (GError) error = NULL;
  SpSnapshot *snapshot = NULL;
  char *xml = virDomainSnapshotGetXMLDesc (handle, 0);

  if (xml != NULL)
    snapshot = sp_virt_xml_read_snapshot (xml, current, &error);
  else
    error = sp_virt_error_take (NULL);
  free (xml);
  /* Whose description is it? */
  if (snapshot != NULL && g_strcmp0 (sp_snapshot_get_name (snapshot), name) != 0)
    {
      g_clear_object (&snapshot);
      snapshot = make_damaged (name, current);
    }
  /* What has gone meanwhile is no snapshot any more; a broken link is told of once, at the end. */
  if (error != NULL && !g_error_matches (error, SP_ERROR, SP_ERROR_NO_SNAPSHOT) && !g_error_matches (error, SP_ERROR, SP_ERROR_NO_MACHINE) &&
      !g_error_matches (error, SP_ERROR, SP_ERROR_LOST))
    snapshot = make_damaged (name, current);
  return snapshot;
}

static gboolean
is_part (const Loading *self,
         int            done)
{
  return (done == FIRST_PART && done < self->n) || (done == SECOND_PART && (MANY_TIMES + 1) * done < self->n);
}

static void
load_one (gsize    nth,
          gpointer data)
{
  Loading *self = data;
  int i = self->to_read[nth];
  int done = 0;

  if (g_cancellable_is_cancelled (self->loading->cancellable))
    return;
  g_atomic_pointer_set (&self->snapshots[i],
                        look_at (self->handles[i], self->current != NULL ? virDomainSnapshotGetName (self->current) : NULL));
  done = g_atomic_int_add (&self->done, 1) + 1;
  if (self->loading->part != NULL && self->n_to_read == self->n && is_part (self, done))
    show_part (self);
}

/* The client library refuses long lists as if the link were broken (mine 11; src/remote/remote_protocol.x). */
static GError *
explain_no_list (virDomainPtr domain)
{
  GError *error = sp_virt_error_take (_ ("The snapshots could not be listed"));
  int n = virDomainSnapshotNum (domain, 0);

  if (n <= MAX_IN_LIST)
    {
      virResetLastError ();
      return error;
    }
  g_error_free (error);
  return g_error_new (SP_ERROR, SP_ERROR_UNSUPPORTED,
                      ngettext ("This machine has %'d snapshot, and libvirt lists no more than %'d. Delete some with virsh.",
                                "This machine has %'d snapshots, and libvirt lists no more than %'d. Delete some with virsh.", (gulong) n),
                      n, MAX_IN_LIST);
}

/* The list and the current one are asked for in the same round trip. */
static void
ask_one (gsize    i,
         gpointer data)
{
  Loading *self = data;

  if (i == 0)
    {
      self->n = virDomainListAllSnapshots (self->domain, &self->handles, 0);
      if (self->n < 0)
        self->no_list = explain_no_list (self->domain);
      return;
    }
  self->current = virDomainSnapshotCurrent (self->domain, 0);
  if (self->current == NULL)
    sp_virt_error_forget ();
}

static int
compare_names (const void *a,
               const void *b)
{
  return -strverscmp (virDomainSnapshotGetName (*(const virDomainSnapshotPtr *) a), virDomainSnapshotGetName (*(const virDomainSnapshotPtr *) b));
}

/* A list comes in no order and without times. The current one comes first, and then those that their names, which often
 * count or tell a time, would make the newest: what is on top of the window. */
static void
sort (Loading *self)
{
  const char *current = self->current != NULL ? virDomainSnapshotGetName (self->current) : NULL;

  qsort (self->handles, (gsize) self->n, sizeof *self->handles, compare_names);
  for (int i = 1; current != NULL && i < self->n; i++)
    if (strcmp (virDomainSnapshotGetName (self->handles[i]), current) == 0)
      {
        virDomainSnapshotPtr found = self->handles[i];

        memmove (self->handles + 1, self->handles, (gsize) i * sizeof *self->handles);
        self->handles[0] = found;
        break;
      }
}

static gboolean
keeps_all_disks (SpSnapshot *snapshot)
{
  const SpSnapshotInit *s = sp_snapshot_peek (snapshot);

  for (gsize i = 0; i < s->n_disks; i++)
    if (s->disks[i].kind == SP_KIND_NONE)
      return FALSE;
  return TRUE;
}

/* Who deletes one writes anew those that grew from it, with another parent and other layers, and the nearest before it that has
 * the disk, whose layer is merged into. */
static void
doubt_around (Loading *self,
              int      gone)
{
  SpHistory *before = self->loading->before;
  g_autoptr (GArray) branch = sp_history_dup_branch (before, gone);

  for (guint j = 0; j < branch->len; j++)
    self->doubtful[g_array_index (branch, int, j)] = TRUE;
  for (int i = sp_history_get_parent (before, gone); i >= 0; i = sp_history_get_parent (before, i))
    {
      self->doubtful[i] = TRUE;
      if (keeps_all_disks (sp_history_get (before, i)))
        break;
    }
}

static void
find_doubtful (Loading *self)
{
  SpHistory *before = self->loading->before;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (int i = 0; i < self->n; i++)
    g_hash_table_add (names, (gpointer) virDomainSnapshotGetName (self->handles[i]));
  self->doubtful = g_new0 (gboolean, sp_history_get_n (before) + 1);
  for (int i = 0; i < sp_history_get_n (before); i++)
    {
      int parent = sp_history_get_parent (before, i);

      /* Where its parent has gone, too, that one speaks for both. */
      if (!g_hash_table_contains (names, sp_snapshot_get_name (sp_history_get (before, i))) &&
          (parent < 0 || g_hash_table_contains (names, sp_snapshot_get_name (sp_history_get (before, parent)))))
        doubt_around (self, i);
    }
}

/* NULL: it is to be read. What is current, or was, may have had something done to it just now. */
static SpSnapshot *
find_before (Loading    *self,
             const char *name)
{
  int i = self->loading->before != NULL ? sp_history_find (self->loading->before, name) : -1;
  SpSnapshot *found = i >= 0 && !self->doubtful[i] ? sp_history_get (self->loading->before, i) : NULL;
  const SpSnapshotInit *was = found != NULL ? sp_snapshot_peek (found) : NULL;

  if (was == NULL || was->current || was->damaged || was->delete_in_progress ||
      (self->current != NULL && strcmp (virDomainSnapshotGetName (self->current), name) == 0))
    return NULL;
  return g_object_ref (found);
}

static void
choose_what_to_read (Loading *self)
{
  self->snapshots = g_new0 (SpSnapshot *, self->n + 1);
  self->to_read = g_new0 (int, self->n + 1);
  if (self->loading->before != NULL)
    find_doubtful (self);
  for (int i = 0; i < self->n; i++)
    {
      self->snapshots[i] = find_before (self, virDomainSnapshotGetName (self->handles[i]));
      if (self->snapshots[i] == NULL)
        self->to_read[self->n_to_read++] = i;
    }
}

/**
 * sp_virt_load_history:
 * @domain: the machine
 * @loading: (nullable): how it is loaded
 * @error: where to put an error
 *
 * Lists all snapshots, and reads those that are not known from before, as many at a time as the worker that it runs in has
 * threads.
 *
 * Returns: (transfer full): the history
 */
SpHistory *
sp_virt_load_history (virDomainPtr         domain,
                      const SpVirtLoading *loading,
                      GError             **error)
{
  static const SpVirtLoading plain = { 0 };
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (virDomainSnapshot) current = NULL;
  Loading self = { .domain = domain, .loading = loading != NULL ? loading : &plain };

  g_return_val_if_fail (domain != NULL, NULL);

  sp_worker_spread (2, ask_one, &self);
  current = self.current;
  if (self.n < 0)
    {
      g_propagate_error (error, self.no_list);
      return NULL;
    }
  sort (&self);
  choose_what_to_read (&self);
  sp_worker_spread ((gsize) self.n_to_read, load_one, &self);
  for (int i = 0; i < self.n; i++)
    {
      if (self.snapshots[i] != NULL)
        g_ptr_array_add (snapshots, self.snapshots[i]);
      virDomainSnapshotFree (self.handles[i]);
    }
  free (self.handles);
  g_free (self.snapshots);
  g_free (self.to_read);
  g_free (self.doubtful);
  /* A link that broke in the middle must not look like an empty history. */
  if ((int) snapshots->len < self.n && virConnectIsAlive (virDomainGetConnect (domain)) <= 0)
    {
      sp_virt_error_forget ();
      g_set_error_literal (error, SP_ERROR, SP_ERROR_LOST, _ ("The host has gone away."));
      return NULL;
    }
  if (g_cancellable_set_error_if_cancelled (self.loading->cancellable, error))
    return NULL;
  if (self.n_to_read > SP_HEAP_MANY)
    sp_heap_give_back_soon ();
  return sp_history_new (snapshots);
}
