/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn, against what somebody has looked at and found right. SP_PAINTER_ACCEPT=1 stores what is drawn now. */

#include "config.h"

#include "stored-nodes.h"

char *
stored_nodes_write (GskRenderNode *node)
{
  g_autoptr (GBytes) bytes = gsk_render_node_serialize (node);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
fail_cb (const GskParseLocation *start,
         const GskParseLocation *end,
         const GError           *error,
         gpointer                data)
{
  g_error ("%s: %s", (const char *) data, error->message);
}

/* Read and written again: another version of GTK may put it otherwise, and numbers are rounded once. */
static char *
read_again (const char *text,
            const char *what)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GskRenderNode) node = gsk_render_node_deserialize (bytes, fail_cb, (gpointer) what);

  g_assert_nonnull (node);
  return stored_nodes_write (node);
}

/* @name: of the file, without its ending */
void
stored_nodes_compare (const char    *name,
                      GskRenderNode *node)
{
  g_autofree char *text = stored_nodes_write (node);
  g_autofree char *file = g_strdup_printf ("%s.node", name);
  g_autofree char *path = g_build_filename (SP_PAINTER_FOLDER, file, NULL);
  g_autofree char *stored = NULL;
  g_autofree char *accepted = NULL;
  g_autofree char *here = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("SP_PAINTER_ACCEPT") != NULL)
    {
      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      g_test_skip ("Stored, not compared");
      return;
    }
  g_file_get_contents (path, &stored, NULL, &error);
  g_assert_no_error (error);
  accepted = read_again (stored, path);
  here = read_again (text, name);
  if (g_strcmp0 (here, accepted) != 0)
    {
      g_autofree char *drawn_path = g_strconcat (file, ".drawn", NULL);

      g_assert_true (g_file_set_contents (drawn_path, text, -1, NULL));
      g_error ("%s is drawn otherwise now: look at %s", name, drawn_path);
    }
}
