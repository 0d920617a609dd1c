/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of a machine that runs, asked of its host. */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

GBytes *sp_virt_screen_load (virDomainPtr domain); /* blocks; a small PNG, or NULL: it has none */

G_END_DECLS
