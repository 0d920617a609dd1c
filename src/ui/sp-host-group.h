/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sidebar lists of one host: a row for itself, then its machines, as far as they are shown. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

#define SP_TYPE_HOST_GROUP (sp_host_group_get_type ())
G_DECLARE_FINAL_TYPE (SpHostGroup, sp_host_group, SP, HOST_GROUP, GObject)

/* A list model: of itself, which stands for the host, and of SpMachine. Properties: collapsed, searched (booleans). */
SpHostGroup *sp_host_group_new           (SpHost *host);
SpHost      *sp_host_group_get_host      (SpHostGroup *self);
guint        sp_host_group_get_total     (SpHostGroup *self); /* machines, shown or not */
gboolean     sp_host_group_get_collapsed (SpHostGroup *self);
void         sp_host_group_set_collapsed (SpHostGroup *self, gboolean collapsed); /* kept in the settings */
gboolean     sp_host_group_get_searched  (SpHostGroup *self); /* something is looked for: what is found is shown, collapsed or not */
void         sp_host_group_search        (SpHostGroup *self, const char *words); /* NULL: nothing is looked for */
guint        sp_host_group_find          (SpHostGroup *self, SpMachine *machine); /* its position; GTK_INVALID_LIST_POSITION: not shown */

G_END_DECLS
