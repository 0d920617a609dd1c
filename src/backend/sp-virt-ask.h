/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question or a deed on its way to a worker, and what the worker does with it. */

#pragma once

#include "sp-virt-host.h"

#include <libvirt-gobject/libvirt-gobject.h>

G_BEGIN_DECLS

typedef struct
{
  GVirConnection *connection; /* owned */
  char          *uuid;       /* of the machine, or NULL: about the host */
  char          *host;       /* its identity */
  SpVirtHostFunc func;       /* sp_virt_ask_call() */
  gboolean       writes;     /* the same: it may change the machine */
  void         (*part) (SpHistory *so_far, gpointer data); /* sp_virt_ask_history(): in a worker */
  gpointer       data;
  GDestroyNotify free_data;
} SpVirtAsk;

void     sp_virt_ask_free    (gpointer ask); /* in a worker: it may close the connection */

/* For sp_worker_run(). */
gboolean sp_virt_ask_ping    (gpointer ask, GValue *result, GError **error);
gboolean sp_virt_ask_call    (gpointer ask, GValue *result, GError **error);
gboolean sp_virt_ask_history (gpointer ask, GValue *result, GError **error); /* SpHistory */
gboolean sp_virt_ask_gather  (gpointer ask, GValue *result, GError **error); /* SpFacts */
gboolean sp_virt_ask_list    (gpointer ask, GValue *result, GError **error); /* GPtrArray of SpMachine */

G_END_DECLS
