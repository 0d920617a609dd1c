/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of the settings, in the session: those that come are opened, those that go are closed. */

#pragma once

#include "sp-session.h"

G_BEGIN_DECLS

#define SP_TYPE_KEPT_HOSTS (sp_kept_hosts_get_type ())
G_DECLARE_FINAL_TYPE (SpKeptHosts, sp_kept_hosts, SP, KEPT_HOSTS, GObject)

SpKeptHosts *sp_kept_hosts_new (SpSession *session, GSettings *settings); /* as long as it lives */

G_END_DECLS
