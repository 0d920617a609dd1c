/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshot XML to a value: with limits, and nothing fetched from anywhere. */

#include "config.h"

#include "sp-virt-xml.h"

#include "sp-error.h"
#include "sp-virt-node.h"
#include "sp-virt-write-xml.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define MAX_DISKS 4096
#define MAX_NAME 4096
/* A tag of four bytes becomes a node of over a hundred. */
#define MAX_TAGS 100000
#define MAX_ATTRIBUTES 200000

typedef struct
{
  GStringChunk  *strings;
  SpSnapshotInit init;
  GArray        *disks;
  GArray        *revert_disks;
  GArray        *domain_disks;
} Reader;

static const char *
keep (Reader  *reader,
      xmlChar *text)
{
  const char *kept = NULL;

  if (text == NULL)
    return NULL;
  if (*text != '\0')
    kept = g_string_chunk_insert (reader->strings, (const char *) text);
  xmlFree (text);
  return kept;
}

static const char *
get_attribute (Reader     *reader,
               xmlNode    *node,
               const char *name)
{
  return node != NULL ? keep (reader, xmlGetNoNsProp (node, BAD_CAST name)) : NULL;
}

static const char *
get_text (Reader  *reader,
          xmlNode *node)
{
  return node != NULL ? keep (reader, xmlNodeGetContent (node)) : NULL;
}

static const char *
get_source (Reader  *reader,
            xmlNode *disk)
{
  xmlNode *source = sp_virt_node_find (disk, "source");
  const char *path = get_attribute (reader, source, "file");

  if (path == NULL)
    path = get_attribute (reader, source, "dev");
  return path != NULL && g_path_is_absolute (path) ? path : NULL;
}

static SpKind
read_kind (const char *word)
{
  if (g_strcmp0 (word, "internal") == 0)
    return SP_KIND_INTERNAL;
  if (g_strcmp0 (word, "external") == 0)
    return SP_KIND_EXTERNAL;
  return SP_KIND_NONE;
}

static void
read_disks (Reader  *reader,
            xmlNode *parent,
            GArray  *disks)
{
  for (xmlNode *node = parent != NULL ? parent->children : NULL; node != NULL && disks->len < MAX_DISKS; node = node->next)
    {
      SpSnapshotDisk disk = { 0 };
      const char *type = NULL;

      if (!sp_virt_node_is (node, "disk"))
        continue;
      disk.target = get_attribute (reader, node, "name");
      if (disk.target == NULL)
        continue;
      type = get_attribute (reader, node, "type");
      disk.kind = read_kind (get_attribute (reader, node, "snapshot"));
      disk.source = get_source (reader, node);
      disk.format = get_attribute (reader, sp_virt_node_find (node, "driver"), "type");
      disk.is_file = disk.source != NULL && (type == NULL || strcmp (type, "file") == 0);
      if (get_attribute (reader, node, "snapshotDeleteInProgress") != NULL || sp_virt_node_find (node, "snapshotDeleteInProgress") != NULL)
        reader->init.delete_in_progress = TRUE;
      g_array_append_val (disks, disk);
    }
}

static void
read_domain_disk (Reader  *reader,
                  xmlNode *node)
{
  SpSnapshotDomainDisk disk = { 0 };
  const char *device = get_attribute (reader, node, "device");
  const char *type = get_attribute (reader, node, "type");

  disk.target = get_attribute (reader, sp_virt_node_find (node, "target"), "dev");
  if (disk.target == NULL || reader->domain_disks->len >= MAX_DISKS)
    return;
  disk.source = get_source (reader, node);
  disk.format = get_attribute (reader, sp_virt_node_find (node, "driver"), "type");
  disk.is_file = disk.source != NULL && g_strcmp0 (type, "file") == 0;
  disk.is_disk = device == NULL || strcmp (device, "disk") == 0 || strcmp (device, "lun") == 0;
  disk.read_only = sp_virt_node_find (node, "readonly") != NULL;
  disk.has_chain = sp_virt_node_find (node, "backingStore") != NULL;
  g_array_append_val (reader->domain_disks, disk);
}

static gboolean
is_ours (xmlNode    *node,
         const char *name)
{
  return sp_virt_node_is (node, name) && node->ns != NULL && xmlStrEqual (node->ns->href, BAD_CAST SP_VIRT_METADATA_URI);
}

/* 0 where it makes no sense. */
static gint64
read_seconds (const char *text)
{
  gint64 seconds = 0;

  if (text != NULL)
    g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &seconds, NULL);
  return seconds;
}

/* What another snapshot wrote there came by a revert, and is not this one's. */
static void
read_marks (Reader  *reader,
            xmlNode *metadata)
{
  for (xmlNode *node = metadata != NULL ? metadata->children : NULL; node != NULL; node = node->next)
    {
      if (!is_ours (node, "snapshot") || g_strcmp0 (get_attribute (reader, node, "of"), reader->init.name) != 0)
        continue;
      reader->init.safety = g_strcmp0 (get_attribute (reader, node, "safety"), "yes") == 0;
      reader->init.guard = g_strcmp0 (get_attribute (reader, node, "guard"), "yes") == 0;
      reader->init.baseline = read_seconds (get_attribute (reader, node, "baseline"));
      reader->init.before = get_attribute (reader, node, "before");
      reader->init.pinned = g_strcmp0 (get_attribute (reader, node, "pinned"), "yes") == 0;
      reader->init.half_merged = g_strcmp0 (get_attribute (reader, node, "half-merged"), "yes") == 0;
      for (xmlNode *child = node->children; child != NULL; child = child->next)
        if (is_ours (child, "title"))
          reader->init.title = get_text (reader, child);
    }
}

static void
read_domain (Reader  *reader,
             xmlNode *domain)
{
  xmlNode *devices = sp_virt_node_find (domain, "devices");
  xmlNode *nvram = sp_virt_node_find (sp_virt_node_find (domain, "os"), "nvram");

  reader->init.has_domain = domain != NULL;
  if (domain == NULL)
    return;
  read_marks (reader, sp_virt_node_find (domain, "metadata"));
  for (xmlNode *node = devices != NULL ? devices->children : NULL; node != NULL; node = node->next)
    if (sp_virt_node_is (node, "disk"))
      read_domain_disk (reader, node);
  if (nvram != NULL)
    {
      reader->init.nvram_format = get_attribute (reader, nvram, "format");
      reader->init.nvram = sp_virt_node_find (nvram, "source") != NULL ? get_source (reader, nvram) : get_text (reader, nvram);
    }
}

static SpSnapshotState
read_state (const char *word)
{
  static const struct
  {
    const char     *word;
    SpSnapshotState state;
  } states[] = {
    { "running", SP_SNAPSHOT_STATE_RUNNING },
    { "blocked", SP_SNAPSHOT_STATE_RUNNING },
    { "paused", SP_SNAPSHOT_STATE_PAUSED },
    { "shutdown", SP_SNAPSHOT_STATE_OFF },
    { "shutoff", SP_SNAPSHOT_STATE_OFF },
    { "crashed", SP_SNAPSHOT_STATE_CRASHED },
    { "pmsuspended", SP_SNAPSHOT_STATE_SUSPENDED },
    { "disk-snapshot", SP_SNAPSHOT_STATE_DISKS_ONLY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (word, states[i].word) == 0)
      return states[i].state;
  return SP_SNAPSHOT_STATE_UNKNOWN;
}

static void
read_memory (Reader  *reader,
             xmlNode *memory)
{
  const char *word = get_attribute (reader, memory, "snapshot");
  const char *file = get_attribute (reader, memory, "file");

  if (g_strcmp0 (word, "internal") == 0)
    reader->init.memory = SP_MEMORY_INTERNAL;
  else if (g_strcmp0 (word, "external") == 0)
    reader->init.memory = SP_MEMORY_EXTERNAL;
  if (reader->init.memory == SP_MEMORY_EXTERNAL && file != NULL && g_path_is_absolute (file))
    reader->init.memory_file = file;
}

static gboolean
read_root (Reader  *reader,
           xmlNode *root,
           GError **error)
{
  const char *created = get_text (reader, sp_virt_node_find (root, "creationTime"));

  reader->init.name = get_text (reader, sp_virt_node_find (root, "name"));
  if (reader->init.name == NULL || strlen (reader->init.name) > MAX_NAME)
    {
      g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_DATA, _ ("The host tells of a snapshot that has no proper name."));
      return FALSE;
    }
  reader->init.description = get_text (reader, sp_virt_node_find (root, "description"));
  reader->init.parent = get_text (reader, sp_virt_node_find (sp_virt_node_find (root, "parent"), "name"));
  if (created != NULL)
    g_ascii_string_to_signed (created, 10, 0, G_MAXINT64 / 2, &reader->init.created, NULL);
  reader->init.state = read_state (get_text (reader, sp_virt_node_find (root, "state")));
  read_memory (reader, sp_virt_node_find (root, "memory"));
  read_disks (reader, sp_virt_node_find (root, "disks"), reader->disks);
  read_disks (reader, sp_virt_node_find (root, "revertDisks"), reader->revert_disks);
  read_domain (reader, sp_virt_node_find (root, "domain"));
  return TRUE;
}

static gboolean
is_bearable (const char *xml)
{
  gsize tags = 0;
  gsize attributes = 0;
  const char *end = xml;

  for (; *end != '\0' && end - xml <= SP_VIRT_XML_MAX; end++)
    {
      tags += *end == '<';
      attributes += *end == '=';
    }
  return end - xml <= SP_VIRT_XML_MAX && tags <= MAX_TAGS && attributes <= MAX_ATTRIBUTES;
}

/**
 * sp_virt_xml_parse:
 * @xml: as the host gave it
 * @root: the name of its outermost element
 *
 * Returns: (transfer full) (nullable): the document, or %NULL where it makes no sense or costs too much
 */
xmlDoc *
sp_virt_xml_parse (const char *xml,
                   const char *root)
{
  xmlDoc *doc = NULL;
  xmlNode *node = NULL;

  g_return_val_if_fail (xml != NULL, NULL);

  if (is_bearable (xml))
    doc = xmlReadMemory (xml, (int) strlen (xml), NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  node = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  if (node != NULL && doc->intSubset == NULL && sp_virt_node_is (node, root))
    return doc;
  if (doc != NULL)
    xmlFreeDoc (doc);
  return NULL;
}

/**
 * sp_virt_xml_read_snapshot:
 * @xml: as the host gave it
 * @current: whether the host says that it is the current one
 * @error: where to put an error
 *
 * Returns: (transfer full): the snapshot, or %NULL with SP_ERROR_BAD_DATA
 */
SpSnapshot *
sp_virt_xml_read_snapshot (const char *xml,
                           gboolean    current,
                           GError    **error)
{
  Reader reader = { 0 };
  SpSnapshot *snapshot = NULL;
  xmlDoc *doc = NULL;

  g_return_val_if_fail (xml != NULL, NULL);

  doc = sp_virt_xml_parse (xml, "domainsnapshot");
  if (doc == NULL)
    {
      g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_DATA, _ ("The host’s description of a snapshot makes no sense."));
      return NULL;
    }
  reader.strings = g_string_chunk_new (1024);
  reader.disks = g_array_new (FALSE, TRUE, sizeof (SpSnapshotDisk));
  reader.revert_disks = g_array_new (FALSE, TRUE, sizeof (SpSnapshotDisk));
  reader.domain_disks = g_array_new (FALSE, TRUE, sizeof (SpSnapshotDomainDisk));
  if (read_root (&reader, xmlDocGetRootElement (doc), error))
    {
      reader.init.current = current;
      reader.init.disks = (const SpSnapshotDisk *) reader.disks->data;
      reader.init.n_disks = reader.disks->len;
      reader.init.revert_disks = (const SpSnapshotDisk *) reader.revert_disks->data;
      reader.init.n_revert_disks = reader.revert_disks->len;
      reader.init.domain_disks = (const SpSnapshotDomainDisk *) reader.domain_disks->data;
      reader.init.n_domain_disks = reader.domain_disks->len;
      snapshot = sp_snapshot_new (&reader.init);
    }
  g_string_chunk_free (reader.strings);
  g_array_unref (reader.disks);
  g_array_unref (reader.revert_disks);
  g_array_unref (reader.domain_disks);
  xmlFreeDoc (doc);
  return snapshot;
}
