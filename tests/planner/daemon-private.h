/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the simulated host share. */

#pragma once

#include "daemon.h"

G_BEGIN_DECLS

DaemonDrive  *daemon_find_drive     (GPtrArray *drives, const char *target);
DaemonDrive  *daemon_add_drive      (GPtrArray *drives, const char *target, const char *source, gboolean qcow2);
GPtrArray    *daemon_copy_drives    (GPtrArray *drives);
DaemonRecord *daemon_find_record    (GPtrArray *records, const char *target);
void          daemon_add_record     (GPtrArray *records, const char *target, SpKind kind, const char *source);
void          daemon_record_free    (gpointer data);
gboolean      daemon_is_external    (DaemonSnapshot *s);
guint         daemon_count_children (Daemon *self, DaemonSnapshot *s);
gboolean      daemon_is_ancestor    (Daemon *self, DaemonSnapshot *ancestor, DaemonSnapshot *s); /* or the same */

G_END_DECLS
