/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a libvirt connection, and what is heard on it. Blocks; runs in a worker. */

#pragma once

#include <gio/gio.h>
#include <libvirt-gobject/libvirt-gobject.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* How many are asked side by side when a link is new: a worker that has as many threads, and one more, opens it soonest. */
#define SP_VIRT_CONNECTION_QUESTIONS 6

typedef struct _SpVirtConnection SpVirtConnection;

/* What happens on a connection, told in the main thread, a moment later: @connection may have been closed since, and is
 * only good for being compared. @uuid: the machine, or NULL: it is lost. @doubtful: what its snapshots were may have been changed. */
typedef void (*SpVirtHeard) (GObject *listener, const SpVirtConnection *connection, const char *uuid, gboolean doubtful);

SpVirtConnection *sp_virt_connection_open  (const char *uri, GObject *listener, SpVirtHeard heard, GError **error);
void              sp_virt_connection_close (SpVirtConnection *self);
gboolean          sp_virt_connection_await_closed (gint64 patience); /* all of them; any thread */
GVirConnection   *sp_virt_connection_ref_object  (SpVirtConnection *self); /* unref in a worker */
gint64            sp_virt_connection_get_latency (SpVirtConnection *self); /* microseconds */
void              sp_virt_connection_doubt (SpVirtConnection *self, const char *uuid); /* sp_virt_seen_doubt() */
const char       *sp_virt_connection_get_id    (SpVirtConnection *self); /* any thread */
const char       *sp_virt_connection_get_title (SpVirtConnection *self);
const GError     *sp_virt_connection_get_why_read_only (SpVirtConnection *self); /* NULL: it is not */

G_END_DECLS
