/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All machines of all hosts together: whether they are shown so, their histories, and which snapshot is chosen there. */

#pragma once

#include "sp-everywhere.h"
#include "sp-session.h"

G_BEGIN_DECLS

#define SP_TYPE_OVERVIEW (sp_overview_get_type ())
G_DECLARE_FINAL_TYPE (SpOverview, sp_overview, SP, OVERVIEW, GObject)

/* Properties: shown, loading (booleans), n-missing (unsigned), chosen (SpEveryRow or NULL; what the session is about while all are
 * shown). Histories are asked for while it is shown. Emits "renamed" where machines are to be called otherwise. */
SpOverview   *sp_overview_new         (SpSession *session);
SpEverywhere *sp_overview_get_rows    (SpOverview *self);
gboolean      sp_overview_get_shown   (SpOverview *self);
void          sp_overview_set_shown   (SpOverview *self, gboolean shown);
gboolean      sp_overview_get_loading (SpOverview *self);
guint         sp_overview_get_n_missing (SpOverview *self); /* machines whose histories are not among the rows, since they cannot be read */
char         *sp_overview_name        (SpOverview *self, SpMachine *machine); /* as no other is called */
void          sp_overview_choose      (SpOverview *self, SpEveryRow *row); /* its machine is the session's, and it alone is picked; NULL: nothing is */
SpEveryRow   *sp_overview_get_chosen  (SpOverview *self); /* NULL: none is, or one machine is shown */
gboolean      sp_overview_has_subject (SpOverview *self); /* one machine is shown, or a row is chosen */
char         *sp_overview_dup_subject (SpOverview *self); /* whose the chosen row is; NULL: none is */
void          sp_overview_go          (SpOverview *self, SpEveryRow *row); /* the same, and the machine's own timeline is shown */

G_END_DECLS
