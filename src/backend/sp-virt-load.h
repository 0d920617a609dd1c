/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads machines and their histories. Blocks; runs in a worker. */

#pragma once

#include "sp-history.h"
#include "sp-machine.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* @host: the host's identity. */
SpMachine *sp_virt_load_machine  (virDomainPtr domain, const char *host, GError **error);
GPtrArray *sp_virt_load_machines (virConnectPtr connection, virDomainPtr *domains, int n, const char *host, GError **error);

typedef struct
{
  GCancellable *cancellable; /* looked at between two snapshots */
  SpHistory    *before; /* what was read last of the same machine: what of it cannot have changed is not read again; NULL: read all */
  void        (*part) (SpHistory *so_far, gpointer data); /* (transfer full); in any of the worker's threads; NULL: all or nothing */
  gpointer      data;
} SpVirtLoading;

SpHistory *sp_virt_load_history  (virDomainPtr domain, const SpVirtLoading *loading, GError **error);

G_END_DECLS
