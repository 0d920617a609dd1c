/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads how a machine is set up, from its description or from the one that a snapshot keeps. Hostile input. */

#pragma once

#include "sp-settings.h"

#include <libvirt/libvirt.h>

G_BEGIN_DECLS

SpSettings *sp_virt_settings_read (const char *xml, GError **error); /* a domain or a domainsnapshot */
SpSettings *sp_virt_settings_load (virDomainPtr domain, const char *snapshot, GError **error); /* NULL: as it is now */

G_END_DECLS
