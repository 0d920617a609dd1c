/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What storage pools know of a file: what it stands on. Blocks. */

#pragma once

#include <libvirt/libvirt.h>

#include <glib.h>

G_BEGIN_DECLS

char    *sp_virt_volume_below   (virStorageVolPtr volume, gboolean *known); /* path, or NULL: none */
/* Adds what @path stands on, as far as storage pools know; whether to the base. */
gboolean sp_virt_follow_volumes (virConnectPtr connection, const char *path, GPtrArray *below);

G_END_DECLS
