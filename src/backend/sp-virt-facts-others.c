/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other machines may stand on the same files: all are asked, many at a time. */

#include "config.h"

#include "sp-virt-facts-others.h"

#include "sp-error.h"
#include "sp-virt-error.h"
#include "sp-virt-facts-xml.h"
#include "sp-virt-volumes.h"

#include <string.h>

/* As for snapshots: a far host hides its distance so. */
#define MAX_IN_FLIGHT 32
#define MIN_FOR_THREADS 4

/* One other machine. Only its own thread touches it until all are done. */
typedef struct
{
  virDomainPtr domain;
  GPtrArray   *files;
  gboolean     whole; /* all that it stands on is in @files */
} Other;

typedef struct
{
  virConnectPtr connection;
  GCancellable *cancellable;
} Asking;

/* A storage pool may know what stands below a disk of a machine that is off: its description does not tell. */
static gboolean
follow_disks (Other            *self,
              Asking           *asking,
              SpVirtMachineXml *xml)
{
  gboolean whole = TRUE;

  for (guint i = 0; i < xml->disks->len; i++)
    {
      const SpFactsDisk *disk = &g_array_index (xml->disks, SpFactsDisk, i);

      if (disk->chain == NULL && !disk->empty && disk->is_disk)
        whole &= disk->source != NULL && sp_virt_follow_volumes (asking->connection, disk->source, self->files);
    }
  return whole;
}

static void
ask_one (gpointer data,
         gpointer user_data)
{
  Other *self = data;
  Asking *asking = user_data;
  g_autoptr (SpVirtMachineXml) xml = NULL;
  char *text = NULL;

  if (g_cancellable_is_cancelled (asking->cancellable))
    return;
  text = virDomainGetXMLDesc (self->domain, 0);
  if (text == NULL)
    {
      g_autoptr (GError) error = sp_virt_error_take (NULL);

      /* One that went away in the meantime uses nothing. */
      self->whole = g_error_matches (error, SP_ERROR, SP_ERROR_NO_MACHINE);
      return;
    }
  xml = sp_virt_machine_xml_new (text, NULL);
  free (text);
  if (xml == NULL)
    return;
  for (guint i = 0; i < xml->files->len; i++)
    g_ptr_array_add (self->files, g_strdup (xml->files->pdata[i]));
  self->whole = xml->whole || follow_disks (self, asking, xml);
}

static void
ask_all (GPtrArray *others,
         Asking    *asking)
{
  GThreadPool *pool = NULL;

  if (others->len >= MIN_FOR_THREADS)
    pool = g_thread_pool_new (ask_one, asking, MAX_IN_FLIGHT, FALSE, NULL);
  for (guint i = 0; i < others->len; i++)
    if (pool != NULL)
      g_thread_pool_push (pool, others->pdata[i], NULL);
    else
      ask_one (others->pdata[i], asking);
  if (pool != NULL)
    g_thread_pool_free (pool, FALSE, TRUE);
}

static void
other_free (gpointer data)
{
  Other *self = data;

  virDomainFree (self->domain);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static GPtrArray *
list (virConnectPtr connection,
      virDomainPtr  mine)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (other_free);
  char my_uuid[VIR_UUID_STRING_BUFLEN] = "";
  virDomainPtr *domains = NULL;
  int n = 0;

  n = virDomainGetUUIDString (mine, my_uuid) == 0 ? virConnectListAllDomains (connection, &domains, 0) : -1;
  if (n < 0)
    {
      g_autoptr (GError) unused = sp_virt_error_take (NULL);

      return NULL;
    }
  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN] = "";
      Other *other = NULL;

      if (virDomainGetUUIDString (domains[i], uuid) == 0 && strcmp (uuid, my_uuid) == 0)
        {
          virDomainFree (domains[i]);
          continue;
        }
      other = g_new0 (Other, 1);
      other->domain = domains[i];
      other->files = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (others, other);
    }
  free (domains);
  return g_steal_pointer (&others);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add (SpVirtOthers *self,
     const Other  *other,
     GHashTable   *seen)
{
  g_autofree char *valid = g_utf8_make_valid (virDomainGetName (other->domain), -1);
  const char *name = g_string_chunk_insert_const (self->strings, valid);

  g_hash_table_remove_all (seen);
  for (guint i = 0; i < other->files->len; i++)
    {
      SpFactsUse use = { g_string_chunk_insert_const (self->strings, other->files->pdata[i]), name };

      if (g_hash_table_add (seen, (gpointer) use.path))
        g_array_append_val (self->uses, use);
    }
  if (!other->whole)
    g_ptr_array_add (self->unseen, (gpointer) name);
}

/**
 * sp_virt_find_others:
 * @connection: the connection
 * @mine: the machine whose facts are gathered
 * @cancellable: (nullable): looked at between two machines; those that were not asked are unseen
 *
 * Returns: (transfer full): which files all other machines of the host use, and which of them do not tell
 */
SpVirtOthers *
sp_virt_find_others (virConnectPtr connection,
                     virDomainPtr  mine,
                     GCancellable *cancellable)
{
  SpVirtOthers *self = NULL;
  Asking asking = { connection, cancellable };
  g_autoptr (GPtrArray) others = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);

  g_return_val_if_fail (connection != NULL, NULL);
  g_return_val_if_fail (mine != NULL, NULL);

  self = g_new0 (SpVirtOthers, 1);
  self->uses = g_array_new (FALSE, FALSE, sizeof (SpFactsUse));
  self->unseen = g_ptr_array_new_null_terminated (4, NULL, TRUE);
  self->strings = g_string_chunk_new (1024);
  others = list (connection, mine);
  if (others == NULL)
    return self;
  ask_all (others, &asking);
  for (guint i = 0; i < others->len; i++)
    add (self, others->pdata[i], seen);
  g_ptr_array_sort (self->unseen, compare_names);
  self->known = self->unseen->len > 0 ? SP_NO : SP_YES;
  return self;
}

void
sp_virt_others_free (SpVirtOthers *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->uses);
  g_ptr_array_unref (self->unseen);
  g_string_chunk_free (self->strings);
  g_free (self);
}
