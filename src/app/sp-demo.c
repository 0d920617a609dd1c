/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host to try things on: libvirt's own test driver, with machines that exist in memory only.
 *
 * The node that it reads lies in the program, made when that was built, with the age of each snapshot where its time should be; and
 * beside it what the screens showed. */

#include "config.h"

#include "sp-demo.h"

#include "sp-app-resources.h"
#include "sp-known.h"
#include "sp-screens.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define MACHINE "workstation"
#define NODE "/io/github/savepoint/Savepoint/demo-node.xml"
#define SCREENS "/io/github/savepoint/Savepoint/demo-screens.txt"

struct _SpDemo
{
  GObject parent_instance;

  SpSession *session;
  SpHost    *host;
  char      *path; /* the test driver reads it again whenever it is opened */
  char      *node; /* what is in it, until its screens are kept */
};

G_DEFINE_FINAL_TYPE (SpDemo, sp_demo, G_TYPE_OBJECT)

static gboolean
age_to_time (const GMatchInfo *match,
             GString          *result,
             gpointer          data)
{
  const gint64 *now = data;
  g_autofree char *age = g_match_info_fetch (match, 1);

  g_string_append_printf (result, "<creationTime>%" G_GINT64_FORMAT "<", *now - g_ascii_strtoll (age, NULL, 10));
  return FALSE;
}

static gboolean
write_node (SpDemo  *self,
            GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (sp_app_get_resource (), NODE, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GRegex) ages = g_regex_new ("<creationTime>-([0-9]+)<", 0, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *name = g_strdup_printf ("savepoint-demo-%08x.xml", g_random_int ());

  if (bytes == NULL)
    return FALSE;
  self->node = g_regex_replace_eval (ages, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), 0, 0, age_to_time, &now, error);
  if (self->node == NULL)
    return FALSE;
  self->path = g_build_filename (g_get_user_runtime_dir (), name, NULL);
  return g_file_set_contents_full (self->path, self->node, -1, G_FILE_SET_CONTENTS_NONE, 0600, error);
}

/* 0: there is no such snapshot. */
static gint64
find_created (const char *node,
              const char *name)
{
  g_autofree char *start = g_strdup_printf ("<test:domainsnapshot><name>%s</name>", name);
  const char *at = strstr (node, start);

  at = at != NULL ? strstr (at, "<creationTime>") : NULL;
  return at != NULL ? g_ascii_strtoll (at + strlen ("<creationTime>"), NULL, 10) : 0;
}

/* @line: UUID of a machine, name of a snapshot, a PNG in base 64 */
static void
keep_screen (const char *node,
             const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 3);
  gint64 created = g_strv_length (parts) == 3 ? find_created (node, parts[1]) : 0;
  g_autoptr (GBytes) png = NULL;
  guchar *content;
  gsize length = 0;

  if (created == 0)
    return;
  content = g_base64_decode (parts[2], &length);
  png = g_bytes_new_take (content, length);
  sp_screens_keep (parts[0], parts[1], created, png);
}

/* Where pictures of all machines are kept; they go as those do. */
static DexFuture *
keep_screens_fiber (gpointer data)
{
  const char *node = data;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (sp_app_get_resource (), SCREENS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_auto (GStrv) lines = bytes != NULL ? g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1) : NULL;

  for (int i = 0; lines != NULL && lines[i] != NULL; i++)
    keep_screen (node, lines[i]);
  return dex_future_new_true ();
}

static DexFuture *
kept_cb (DexFuture *future,
         gpointer   data)
{
  SpDemo *self = data;

  return self->host != NULL ? sp_host_open (self->host) : NULL;
}

/* Who asked for it wants to see it, and a history with branches first. */
static DexFuture *
opened_cb (DexFuture *future,
           gpointer   data)
{
  SpDemo *self = data;
  SpMachine *machine = self->host != NULL ? sp_host_find_machine (self->host, MACHINE) : NULL;

  if (machine != NULL)
    sp_session_choose (self->session, self->host, machine);
  return NULL;
}

static void
sp_demo_dispose (GObject *object)
{
  SpDemo *self = SP_DEMO (object);

  if (self->path != NULL)
    g_unlink (self->path);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->node, g_free);
  g_clear_object (&self->host);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sp_demo_parent_class)->dispose (object);
}

static void
sp_demo_class_init (SpDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_demo_dispose;
}

static void
sp_demo_init (SpDemo *self)
{
}

/**
 * sp_demo_new:
 * @session: gets the host
 * @error: why there is none
 *
 * Returns: (transfer full) (nullable): the demo; its host is opened. To be kept as long as that one is.
 */
SpDemo *
sp_demo_new (SpSession *session,
             GError   **error)
{
  g_autoptr (SpDemo) self = g_object_new (SP_TYPE_DEMO, NULL);
  g_autofree char *uri = NULL;
  DexFuture *open = NULL;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  if (!write_node (self, error))
    return NULL;
  uri = g_strconcat ("test://", self->path, NULL);
  self->session = g_object_ref (session);
  self->host = sp_host_new (uri);
  sp_host_keep_nothing (self->host);
  sp_session_add_host (session, self->host);
  open = dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, keep_screens_fiber, g_steal_pointer (&self->node), g_free);
  open = dex_future_finally (open, kept_cb, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_future_finally (open, opened_cb, g_object_ref (self), g_object_unref));
  return g_steal_pointer (&self);
}
