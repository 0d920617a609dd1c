/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines and snapshots in the desktop's own search. */

#pragma once

#include "sp-desktop.h"

G_BEGIN_DECLS

/* org.gnome.Shell.SearchProvider2 */
#define SP_TYPE_SEARCH_PROVIDER (sp_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (SpSearchProvider, sp_search_provider, SP, SEARCH_PROVIDER, GObject)

SpSearchProvider *sp_search_provider_new    (SpSession *session);
gboolean          sp_search_provider_export (SpSearchProvider *self, GDBusConnection *bus, const char *path, GError **error);
void              sp_search_provider_lead   (SpSearchProvider *self, SpDesktop *desktop); /* to what was found */

G_END_DECLS
