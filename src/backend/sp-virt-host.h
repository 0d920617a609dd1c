/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real host: one libvirt connection. What the rest of the back end needs of it. */

#pragma once

#include "sp-host.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

#define SP_TYPE_VIRT_HOST (sp_virt_host_get_type ())
G_DECLARE_FINAL_TYPE (SpVirtHost, sp_virt_host, SP, VIRT_HOST, SpHost)

/* A blocking verb: runs in a worker. @domain is looked up for it, and is its machine's (NULL: it is about the host);
 * borrowed, as the connection is. */
typedef gboolean (*SpVirtHostFunc) (virConnectPtr connection, virDomainPtr domain, gpointer data, GError **error);

/* TRUE or the error. Reads run side by side; writes one after the other for each machine. @free_data: in whatever thread. */
DexFuture *sp_virt_host_read  (SpVirtHost *self, const char *uuid, SpVirtHostFunc func, gpointer data, GDestroyNotify free_data);
DexFuture *sp_virt_host_write (SpVirtHost *self, const char *uuid, SpVirtHostFunc func, gpointer data, GDestroyNotify free_data);

G_END_DECLS
