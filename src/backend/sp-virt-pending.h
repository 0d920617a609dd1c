/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing what waited: edits that were not safe, and the marks of a take whose program died. Blocks. */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

guint sp_virt_write_pending (virDomainPtr domain, const char *host, const char *uuid);

G_END_DECLS
