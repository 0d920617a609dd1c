/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One open libvirt connection. */

#include "config.h"

#include "sp-virt-connection.h"

#include "sp-address.h"
#include "sp-error.h"
#include "sp-local.h"
#include "sp-virt-error.h"
#include "sp-virt-handles.h"
#include "sp-virt-login.h"
#include "sp-virt-seen.h"
#include "sp-virt-xml.h"
#include "sp-worker.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#define KEEPALIVE_SECONDS 5
#define KEEPALIVE_COUNT 4

struct _SpVirtConnection
{
  GVirConnection *object;
  virConnectPtr   handle; /* the object's */
  char           *id;
  char           *title;
  gint64          latency;
  int             lifecycle;
  GError         *why_read_only; /* NULL: it is not */
};

static GMutex links_lock;
static GCond links_changed;
static int n_links; /* open, or being closed */

static void
count_links (int change)
{
  g_mutex_lock (&links_lock);
  n_links += change;
  g_cond_broadcast (&links_changed);
  g_mutex_unlock (&links_lock);
}

typedef struct
{
  GWeakRef                listener;
  SpVirtHeard             heard;
  const SpVirtConnection *connection;
} Ear;

typedef struct
{
  GObject                *listener;
  SpVirtHeard             heard;
  const SpVirtConnection *connection;
  char                   *uuid;
  gboolean                doubtful;
} News;

static Ear *
ear_new (SpVirtConnection *self,
         GObject          *listener,
         SpVirtHeard       heard)
{
  Ear *ear = g_new0 (Ear, 1);

  g_weak_ref_init (&ear->listener, listener);
  ear->heard = heard;
  ear->connection = self;
  return ear;
}

static void
ear_free (void *data)
{
  Ear *ear = data;

  g_weak_ref_clear (&ear->listener);
  g_free (ear);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->listener);
  g_free (news->uuid);
  g_free (news);
}

static gboolean
tell_cb (gpointer data)
{
  News *news = data;

  news->heard (news->listener, news->connection, news->uuid, news->doubtful);
  return G_SOURCE_REMOVE;
}

/* In the main thread libvirt tells of events; but of the end of a link whoever reads it, be it the thread of a call that
 * waits for its answer. */
static void
hear (Ear        *ear,
      const char *uuid,
      gboolean    doubtful)
{
  GObject *listener = g_weak_ref_get (&ear->listener);
  News *news = NULL;

  if (listener == NULL)
    return;
  news = g_new0 (News, 1);
  news->listener = listener;
  news->heard = ear->heard;
  news->connection = ear->connection;
  news->uuid = g_strdup (uuid);
  news->doubtful = doubtful;
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_cb, news, news_free);
}

/* Who starts or pauses a machine writes nothing of its snapshots; who reverts may, and so may whoever describes the machine anew. */
static gboolean
is_doubtful (int event,
             int detail)
{
  switch (event)
    {
    case VIR_DOMAIN_EVENT_DEFINED:
      return TRUE;
    case VIR_DOMAIN_EVENT_STARTED:
      return detail == VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT;
    case VIR_DOMAIN_EVENT_SUSPENDED:
      return detail == VIR_DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT;
    case VIR_DOMAIN_EVENT_RESUMED:
      return detail == VIR_DOMAIN_EVENT_RESUMED_FROM_SNAPSHOT;
    case VIR_DOMAIN_EVENT_STOPPED:
      return detail == VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT;
    default:
      return FALSE;
    }
}

static int
lifecycle_cb (virConnectPtr connection,
              virDomainPtr  domain,
              int           event,
              int           detail,
              void         *data)
{
  char uuid[VIR_UUID_STRING_BUFLEN] = "";

  if (virDomainGetUUIDString (domain, uuid) == 0)
    hear (data, uuid, is_doubtful (event, detail));
  return 0;
}

static void
closed_cb (virConnectPtr connection,
           int           reason,
           void         *data)
{
  if (reason != VIR_CONNECT_CLOSE_REASON_CLIENT)
    hear (data, NULL, FALSE);
}

static char *
read_host_uuid (virConnectPtr handle)
{
  char *xml = virConnectGetCapabilities (handle);
  xmlDoc *doc = NULL;
  char *uuid = NULL;

  if (xml == NULL)
    {
      sp_virt_error_forget ();
      return NULL;
    }
  doc = sp_virt_xml_parse (xml, "capabilities");
  free (xml);
  for (xmlNode *host = doc && xmlDocGetRootElement (doc) ? xmlDocGetRootElement (doc)->children : NULL; host != NULL; host = host->next)
    for (xmlNode *node = xmlStrEqual (host->name, BAD_CAST "host") ? host->children : NULL; node != NULL; node = node->next)
      if (uuid == NULL && xmlStrEqual (node->name, BAD_CAST "uuid"))
        {
          xmlChar *text = xmlNodeGetContent (node);

          uuid = g_strdup ((const char *) text);
          xmlFree (text);
        }
  if (doc != NULL)
    xmlFreeDoc (doc);
  return uuid;
}

/* Who the host is, whatever URI leads to it: two ways to one host must not show its machines twice. */
static void
identify (SpVirtConnection *self,
          const char       *given)
{
  char *text = virConnectGetURI (self->handle);
  g_autofree char *uri = g_strdup (text != NULL ? text : given);
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NON_DNS | G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *server = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  gboolean session = parsed != NULL && g_str_has_suffix (g_uri_get_path (parsed), "/session");
  g_autofree char *uuid = NULL;

  free (text);
  if (g_str_has_prefix (uri, "test:"))
    {
      self->id = g_strdup (given);
      self->title = g_strdup (_ ("Demo"));
      return;
    }
  uuid = read_host_uuid (self->handle);
  /* A session daemon on a socket of its own is a host of its own. */
  if (uuid == NULL || (parsed != NULL && g_uri_get_query (parsed) != NULL && strstr (g_uri_get_query (parsed), "socket=") != NULL))
    self->id = g_strdup (given);
  else
    self->id = g_strdup_printf ("%s:%s:%s", uuid, session ? "session" : "system",
                                !session                                  ? ""
                                : g_uri_get_user (parsed) && server != NULL ? g_uri_get_user (parsed)
                                                                          : g_get_user_name ());
  if (server != NULL && *server != '\0')
    self->title = g_strdup (server);
  else
    self->title = g_strdup (sp_local_get_title (session ? SP_LOCAL_SESSION : SP_LOCAL_SYSTEM));
}

/* What is to be done on a new link, all of it in the same round trip. */
typedef struct
{
  SpVirtConnection *connection;
  const char       *uri;
  GObject          *listener;
  SpVirtHeard       heard;
  virDomainPtr     *domains;
  int               n_domains;
  gint64            took[SP_VIRT_CONNECTION_QUESTIONS];
} Setup;

/* The test driver takes the callback, and forgets it without freeing; it is never lost either. */
static void
hear_of_the_end (Setup *setup)
{
  g_autofree char *server = sp_address_find_server (setup->uri);
  Ear *ear = NULL;

  if (server == NULL && g_str_has_prefix (setup->uri, "test:"))
    return;
  ear = ear_new (setup->connection, setup->listener, setup->heard);
  if (virConnectRegisterCloseCallback (setup->connection->handle, closed_cb, ear, ear_free) < 0)
    {
      sp_virt_error_forget ();
      ear_free (ear);
    }
}

static void
hear_of_events (Setup *setup)
{
  Ear *ear = ear_new (setup->connection, setup->listener, setup->heard);

  setup->connection->lifecycle = virConnectDomainEventRegisterAny (setup->connection->handle, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                                                   VIR_DOMAIN_EVENT_CALLBACK (lifecycle_cb), ear, ear_free);
  if (setup->connection->lifecycle < 0)
    {
      sp_virt_error_forget ();
      ear_free (ear);
    }
}

static void
set_up_one (gsize    i,
            gpointer data)
{
  Setup *setup = data;
  virConnectPtr handle = setup->connection->handle;
  gint64 begin = g_get_monotonic_time ();
  unsigned long version = 0;

  switch (i)
    {
    case 0:
      identify (setup->connection, setup->uri);
      break;
    case 1:
      setup->n_domains = virConnectListAllDomains (handle, &setup->domains, 0);
      if (setup->n_domains < 0)
        sp_virt_error_forget (); /* whoever wants the list asks again, and is told */
      break;
    case 2:
      hear_of_events (setup);
      break;
    case 3:
      hear_of_the_end (setup);
      break;
    default:
      if (virConnectGetLibVersion (handle, &version) < 0)
        sp_virt_error_forget ();
      setup->took[i] = g_get_monotonic_time () - begin;
      break;
    }
}

/**
 * sp_virt_connection_open:
 * @uri: any libvirt URI
 * @listener: who is told what happens; not kept alive
 * @heard: how
 * @error: where to put an error
 *
 * Connects, with the help of the other threads of the worker that it runs in. May take minutes.
 *
 * Returns: (transfer full): the connection
 */
SpVirtConnection *
sp_virt_connection_open (const char *uri,
                         GObject    *listener,
                         SpVirtHeard heard,
                         GError    **error)
{
  SpVirtConnection *self = NULL;
  GError *why_read_only = NULL;
  virConnectPtr handle = sp_virt_login (uri, &why_read_only, error);
  Setup setup = { .uri = uri, .listener = listener, .heard = heard, .n_domains = -1 };

  if (handle == NULL)
    return NULL;
  self = g_new0 (SpVirtConnection, 1);
  self->why_read_only = why_read_only;
  self->handle = handle;
  count_links (1);
  self->object = g_object_new (GVIR_TYPE_CONNECTION, "uri", uri, "handle", handle, NULL);
  if (virConnectSetKeepAlive (handle, KEEPALIVE_SECONDS, KEEPALIVE_COUNT) < 0)
    sp_virt_error_forget ();
  setup.connection = self;
  sp_worker_spread (SP_VIRT_CONNECTION_QUESTIONS, set_up_one, &setup);
  sp_virt_handles_give_list (self->object, setup.domains, setup.n_domains);
  /* One of them may have waited for what is still being set up; the quickest answer is the distance. */
  self->latency = MIN (setup.took[SP_VIRT_CONNECTION_QUESTIONS - 2], setup.took[SP_VIRT_CONNECTION_QUESTIONS - 1]);
  return self;
}

/**
 * sp_virt_connection_close:
 * @self: (nullable): the connection
 *
 * Stops listening, and lets go of the object; who still works with it keeps it open for so long.
 */
void
sp_virt_connection_close (SpVirtConnection *self)
{
  if (self == NULL)
    return;
  if (self->lifecycle >= 0)
    virConnectDomainEventDeregisterAny (self->handle, self->lifecycle);
  virConnectUnregisterCloseCallback (self->handle, closed_cb);
  virConnectClose (self->handle);
  g_object_unref (self->object);
  sp_virt_error_forget ();
  g_free (self->id);
  g_free (self->title);
  g_clear_error (&self->why_read_only);
  g_free (self);
  count_links (-1);
}

/**
 * sp_virt_connection_await_closed:
 * @patience: microseconds
 *
 * Returns: whether all are closed that were opened
 */
gboolean
sp_virt_connection_await_closed (gint64 patience)
{
  gint64 end = g_get_monotonic_time () + patience;
  gboolean waits = TRUE;
  gboolean closed = FALSE;

  g_mutex_lock (&links_lock);
  while (n_links > 0 && waits)
    waits = g_cond_wait_until (&links_changed, &links_lock, end);
  closed = n_links == 0;
  g_mutex_unlock (&links_lock);
  return closed;
}

/**
 * sp_virt_connection_ref_object:
 * @self: the connection
 *
 * Any thread may take a reference; it is given back in a worker, where the last one closes the link.
 *
 * Returns: (transfer full): libvirt-gobject's object
 */
GVirConnection *
sp_virt_connection_ref_object (SpVirtConnection *self)
{
  return g_object_ref (self->object);
}

/**
 * sp_virt_connection_get_latency:
 * @self: the connection
 *
 * Returns: how long an answer takes that costs the host nothing, in microseconds, measured when it was opened
 */
gint64
sp_virt_connection_get_latency (SpVirtConnection *self)
{
  return self->latency;
}

/**
 * sp_virt_connection_doubt:
 * @self: the connection
 * @uuid: (nullable): of a machine; %NULL: all of them
 *
 * What was read of its snapshots is read again, whole, when it is asked for next.
 */
void
sp_virt_connection_doubt (SpVirtConnection *self,
                          const char       *uuid)
{
  sp_virt_seen_doubt (self->object, uuid);
}

const char *
sp_virt_connection_get_id (SpVirtConnection *self)
{
  return self->id;
}

/**
 * sp_virt_connection_get_why_read_only:
 * @self: the connection
 *
 * Returns: (nullable): why nothing can be changed over it; %NULL where it can
 */
const GError *
sp_virt_connection_get_why_read_only (SpVirtConnection *self)
{
  return self->why_read_only;
}

const char *
sp_virt_connection_get_title (SpVirtConnection *self)
{
  return self->title;
}
