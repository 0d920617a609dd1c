/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts that somebody's configuration of ssh names. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @hosts: of char *, @includes: of char *, the words behind Include, or NULL. Adds to both, each host once. */
void sp_ssh_config_read (const char *text, GPtrArray *hosts, GPtrArray *includes);

#define SP_SSH_CONFIG_MOST_HOSTS 100

G_END_DECLS
