/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For kinds of hosts: how they tell what they know. Main thread only. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

void sp_host_set_id          (SpHost *self, const char *id);
void sp_host_set_title       (SpHost *self, const char *title);
void sp_host_set_state       (SpHost *self, SpHostState state, const GError *error);
void sp_host_set_slow        (SpHost *self, gboolean slow);
void sp_host_set_trying      (SpHost *self, gboolean trying);
void sp_host_set_heard       (SpHost *self, gint64 seconds);
void sp_host_set_read_only   (SpHost *self, gboolean read_only);
void sp_host_set_machines    (SpHost *self, GPtrArray *machines); /* of SpMachine, in any order */
void sp_host_history_part    (SpHost *self, const char *uuid, SpHistory *so_far);
void sp_host_deed_told       (SpHost *self, const char *uuid, const char *text, gboolean over);
void sp_host_history_changed (SpHost *self, const char *uuid);

G_END_DECLS
