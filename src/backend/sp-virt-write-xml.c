/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes snapshot XML. What a host sent is changed as a tree, never as text. */

#include "config.h"

#include "sp-virt-write-xml.h"

#include "sp-error.h"
#include "sp-virt-node.h"
#include "sp-virt-xml.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <string.h>

/* A snapshot's description of a machine has some ten thousand characters; a hostile host could send any number. */

/* XML 1.0 cannot hold control characters, not even escaped; libvirt would refuse the whole document. */
static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c >= 0x20 && c != 0xfffe && c != 0xffff) || c == '\t' || c == '\n')
        g_string_append_unichar (out, c);
    }
  return g_string_free_and_steal (out);
}

static void
write_attribute (xmlTextWriter *writer,
                 const char    *name,
                 const char    *value)
{
  g_autofree char *text = clean (value);

  xmlTextWriterWriteAttribute (writer, BAD_CAST name, BAD_CAST text);
}

static void
write_element (xmlTextWriter *writer,
               const char    *name,
               const char    *value)
{
  g_autofree char *text = clean (value);

  xmlTextWriterWriteElement (writer, BAD_CAST name, BAD_CAST text);
}

static void
write_disk (xmlTextWriter    *writer,
            const SpStepDisk *disk)
{
  xmlTextWriterStartElement (writer, BAD_CAST "disk");
  write_attribute (writer, "name", disk->target);
  switch (disk->kind)
    {
    case SP_KIND_EXTERNAL:
      write_attribute (writer, "snapshot", "external");
      if (disk->layer != NULL)
        {
          write_attribute (writer, "type", "file");
          xmlTextWriterStartElement (writer, BAD_CAST "driver");
          write_attribute (writer, "type", "qcow2");
          xmlTextWriterEndElement (writer);
          xmlTextWriterStartElement (writer, BAD_CAST "source");
          write_attribute (writer, "file", disk->layer);
          xmlTextWriterEndElement (writer);
        }
      break;
    case SP_KIND_INTERNAL:
      write_attribute (writer, "snapshot", "internal");
      break;
    case SP_KIND_NONE:
      write_attribute (writer, "snapshot", "no");
      break;
    case SP_KIND_MIXED:
    default:
      g_assert_not_reached ();
    }
  xmlTextWriterEndElement (writer);
}

/**
 * sp_virt_write_snapshot:
 * @step: a step that takes a snapshot
 *
 * Writes what virDomainSnapshotCreateXML() is to be asked. Every disk and every file is named: libvirt is left nothing
 * to guess.
 *
 * Returns: (transfer full): the XML
 */
char *
sp_virt_write_snapshot (const SpStep *step)
{
  xmlBuffer *buffer = NULL;
  xmlTextWriter *writer = NULL;
  char *xml = NULL;

  g_return_val_if_fail (step != NULL && step->kind == SP_STEP_TAKE, NULL);

  buffer = xmlBufferCreate ();
  writer = xmlNewTextWriterMemory (buffer, 0);
  xmlTextWriterStartElement (writer, BAD_CAST "domainsnapshot");
  write_element (writer, "name", step->snapshot);
  if (step->description != NULL && *step->description != '\0')
    write_element (writer, "description", step->description);
  xmlTextWriterStartElement (writer, BAD_CAST "memory");
  write_attribute (writer, "snapshot", !step->memory ? "no" : step->memory_file != NULL ? "external" : "internal");
  if (step->memory && step->memory_file != NULL)
    write_attribute (writer, "file", step->memory_file);
  xmlTextWriterEndElement (writer);
  if (step->disks != NULL && step->disks->len > 0)
    {
      xmlTextWriterStartElement (writer, BAD_CAST "disks");
      for (guint i = 0; i < step->disks->len; i++)
        write_disk (writer, step->disks->pdata[i]);
      xmlTextWriterEndElement (writer);
    }
  xmlTextWriterEndDocument (writer);
  xmlFreeTextWriter (writer);
  xml = g_strdup ((const char *) xmlBufferContent (buffer));
  xmlBufferFree (buffer);
  return xml;
}

static xmlDoc *
parse (const char *xml,
       GError    **error)
{
  xmlDoc *doc = sp_virt_xml_parse (xml, "domainsnapshot");

  if (doc == NULL)
    g_set_error_literal (error, SP_ERROR, SP_ERROR_BAD_DATA, _ ("The host’s description of the snapshot makes no sense."));
  return doc;
}

static gboolean
is_ours (xmlNode *node)
{
  return node->type == XML_ELEMENT_NODE && node->ns != NULL && xmlStrEqual (node->ns->href, BAD_CAST SP_VIRT_METADATA_URI);
}

static xmlNode *
find_ours (xmlNode *metadata)
{
  for (xmlNode *node = metadata->children; node != NULL; node = node->next)
    if (is_ours (node) && xmlStrEqual (node->name, BAD_CAST "snapshot"))
      return node;
  return NULL;
}

/* The snapshot's own element in one embedded description, made where it is missing. */
static xmlNode *
ensure_ours (xmlNode *domain)
{
  xmlNode *metadata = sp_virt_node_find (domain, "metadata");
  xmlNode *ours = NULL;
  xmlNs *ns = NULL;

  if (metadata == NULL)
    metadata = xmlNewChild (domain, NULL, BAD_CAST "metadata", NULL);
  ours = find_ours (metadata);
  if (ours != NULL)
    return ours;
  ours = xmlNewChild (metadata, NULL, BAD_CAST "snapshot", NULL);
  ns = xmlNewNs (ours, BAD_CAST SP_VIRT_METADATA_URI, BAD_CAST SP_VIRT_METADATA_PREFIX);
  xmlSetNs (ours, ns);
  return ours;
}

static void
set_flag (xmlNode    *ours,
          const char *name,
          gboolean    on)
{
  if (on)
    xmlSetProp (ours, BAD_CAST name, BAD_CAST "yes");
  else
    xmlUnsetProp (ours, BAD_CAST name);
}

static void
set_baseline (xmlNode *ours,
              gint64   since)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, since);

  if (since > 0)
    xmlSetProp (ours, BAD_CAST "baseline", BAD_CAST text);
  else
    xmlUnsetProp (ours, BAD_CAST "baseline");
}

static void
set_before (xmlNode    *ours,
            const char *before)
{
  g_autofree char *text = before != NULL ? clean (before) : NULL;

  if (text != NULL)
    xmlSetProp (ours, BAD_CAST "before", BAD_CAST text);
  else
    xmlUnsetProp (ours, BAD_CAST "before");
}

static void
set_title (xmlNode    *ours,
           const char *title)
{
  g_autofree char *text = NULL;

  for (xmlNode *node = ours->children; node != NULL;)
    {
      xmlNode *next = node->next;

      if (is_ours (node) && xmlStrEqual (node->name, BAD_CAST "title"))
        {
          xmlUnlinkNode (node);
          xmlFreeNode (node);
        }
      node = next;
    }
  if (title == NULL || *title == '\0')
    return;
  text = clean (title);
  xmlNewTextChild (ours, ours->ns, BAD_CAST "title", BAD_CAST text);
}

/* What another snapshot left there is not this one's. */
static void
set_owner (xmlNode    *ours,
           const char *name)
{
  g_autofree char *text = clean (name);
  xmlChar *of = xmlGetNoNsProp (ours, BAD_CAST "of");

  if (of == NULL || !xmlStrEqual (of, BAD_CAST text))
    {
      set_flag (ours, "safety", FALSE);
      set_flag (ours, "guard", FALSE);
      set_flag (ours, "pinned", FALSE);
      set_flag (ours, "half-merged", FALSE);
      set_baseline (ours, 0);
      set_before (ours, NULL);
      set_title (ours, NULL);
    }
  xmlFree (of);
  xmlSetProp (ours, BAD_CAST "of", BAD_CAST text);
}

static char *
dump (xmlDoc *doc)
{
  xmlChar *text = NULL;
  int length = 0;
  char *xml = NULL;

  xmlDocDumpMemoryEnc (doc, &text, &length, "UTF-8");
  xml = g_strndup ((const char *) text, (gsize) length);
  xmlFree (text);
  return xml;
}

/* A machine that was taken while it ran has a second description, for its next start: there is ours only in the first. */
static xmlNode *
find_domain (xmlDoc  *doc,
             GError **error)
{
  xmlNode *domain = sp_virt_node_find (xmlDocGetRootElement (doc), "domain");

  if (domain == NULL)
    g_set_error_literal (error, SP_ERROR, SP_ERROR_UNSUPPORTED,
                         _ ("This snapshot keeps no description of the machine, so nothing can be noted in it."));
  return domain;
}

/**
 * sp_virt_write_marks:
 * @xml: a snapshot's XML as the host gave it, with VIR_DOMAIN_SNAPSHOT_XML_SECURE
 * @marks: what to note
 *
 * Returns: (transfer full): the XML to redefine the snapshot with, or %NULL with SP_ERROR_BAD_DATA or SP_ERROR_UNSUPPORTED
 */
char *
sp_virt_write_marks (const char        *xml,
                     const SpVirtMarks *marks,
                     GError           **error)
{
  xmlDoc *doc = NULL;
  xmlNode *domain = NULL;
  char *out = NULL;

  g_return_val_if_fail (xml != NULL, NULL);
  g_return_val_if_fail (marks != NULL, NULL);

  doc = parse (xml, error);
  if (doc == NULL)
    return NULL;
  domain = find_domain (doc, error);
  if (domain != NULL)
    {
      xmlNode *ours = ensure_ours (domain);

      set_owner (ours, marks->name);
      set_flag (ours, "safety", marks->safety);
      set_flag (ours, "guard", marks->guard);
      set_flag (ours, "pinned", marks->pinned);
      set_flag (ours, "half-merged", marks->half_merged);
      set_baseline (ours, marks->baseline);
      set_before (ours, marks->before);
      set_title (ours, marks->title);
      out = dump (doc);
    }
  xmlFreeDoc (doc);
  return out;
}

static void
set_description (xmlDoc     *doc,
                 const char *description)
{
  xmlNode *root = xmlDocGetRootElement (doc);
  xmlNode *node = sp_virt_node_find (root, "description");
  g_autofree char *text = NULL;

  if (node != NULL)
    {
      xmlUnlinkNode (node);
      xmlFreeNode (node);
    }
  if (description == NULL || *description == '\0')
    return;
  text = clean (description);
  xmlNewTextChild (root, NULL, BAD_CAST "description", BAD_CAST text);
}

/**
 * sp_virt_write_words:
 * @xml: a snapshot's XML as the host gave it, with VIR_DOMAIN_SNAPSHOT_XML_SECURE
 * @name: the snapshot's name
 * @title: (nullable): its title; %NULL or empty: none
 * @description: (nullable): its description
 *
 * Returns: (transfer full): the XML to redefine the snapshot with; its marks stay. Or %NULL with an error
 */
char *
sp_virt_write_words (const char *xml,
                     const char *name,
                     const char *title,
                     const char *description,
                     GError    **error)
{
  xmlDoc *doc = NULL;
  xmlNode *domain = NULL;
  char *out = NULL;

  g_return_val_if_fail (xml != NULL, NULL);

  doc = parse (xml, error);
  if (doc == NULL)
    return NULL;
  domain = sp_virt_node_find (xmlDocGetRootElement (doc), "domain");
  if (domain != NULL || (title != NULL && *title != '\0'))
    domain = find_domain (doc, error);
  if (domain != NULL)
    {
      set_owner (ensure_ours (domain), name);
      set_title (ensure_ours (domain), title);
    }
  if (domain != NULL || title == NULL || *title == '\0')
    {
      set_description (doc, description);
      out = dump (doc);
    }
  xmlFreeDoc (doc);
  return out;
}

/**
 * sp_virt_write_flags:
 * @xml: a snapshot's XML as the host gave it, with VIR_DOMAIN_SNAPSHOT_XML_SECURE
 * @marks: the snapshot's name, and of its marks those that change after it was taken
 *
 * Returns: (transfer full): the XML to redefine the snapshot with; all else stays. Or %NULL with an error
 */
char *
sp_virt_write_flags (const char        *xml,
                     const SpVirtMarks *marks,
                     GError           **error)
{
  xmlDoc *doc = NULL;
  xmlNode *domain = NULL;
  char *out = NULL;

  g_return_val_if_fail (xml != NULL, NULL);
  g_return_val_if_fail (marks != NULL && marks->name != NULL, NULL);

  doc = parse (xml, error);
  if (doc == NULL)
    return NULL;
  domain = find_domain (doc, error);
  if (domain != NULL)
    {
      xmlNode *ours = ensure_ours (domain);

      set_owner (ours, marks->name);
      set_flag (ours, "pinned", marks->pinned);
      set_flag (ours, "half-merged", marks->half_merged);
      set_baseline (ours, marks->baseline);
      out = dump (doc);
    }
  xmlFreeDoc (doc);
  return out;
}

/**
 * sp_virt_write_has_marks:
 * @xml: a snapshot's XML
 *
 * Returns: whether there is an element of ours in it, be it this snapshot's or one that came by a revert
 */
gboolean
sp_virt_write_has_marks (const char *xml)
{
  xmlDoc *doc = NULL;
  xmlNode *node = NULL;
  gboolean has = FALSE;

  g_return_val_if_fail (xml != NULL, FALSE);

  doc = parse (xml, NULL);
  if (doc == NULL)
    return FALSE;
  node = sp_virt_node_find (xmlDocGetRootElement (doc), "domain");
  node = node != NULL ? sp_virt_node_find (node, "metadata") : NULL;
  has = node != NULL && find_ours (node) != NULL;
  xmlFreeDoc (doc);
  return has;
}

/**
 * sp_virt_write_is_pending:
 * @xml: a snapshot's XML
 *
 * A snapshot whose `<revertDisks>` a redefine would drop, which arms mine 1. What cannot be read counts as one.
 *
 * Returns: whether it must not be redefined now
 */
gboolean
sp_virt_write_is_pending (const char *xml)
{
  xmlDoc *doc = NULL;
  gboolean pending = TRUE;

  g_return_val_if_fail (xml != NULL, TRUE);

  doc = parse (xml, NULL);
  if (doc == NULL)
    return TRUE;
  pending = sp_virt_node_find (xmlDocGetRootElement (doc), "revertDisks") != NULL;
  xmlFreeDoc (doc);
  return pending;
}
