/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of a machine, as a list or as a map: the same rows, selection and search in both. */

#pragma once

#include "sp-live-screen.h"
#include "sp-machine.h"
#include "sp-search.h"
#include "sp-session.h"
#include "sp-timeline.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_HISTORY_VIEW (sp_history_view_get_type ())
G_DECLARE_FINAL_TYPE (SpHistoryView, sp_history_view, SP, HISTORY_VIEW, AdwBin)

/* Properties: picked (GArray of int, indexes in the history; none: Now), see sp-picked.h; shown: "list" or "map"; compact: of the list's rows. Signal: activate. */
GtkWidget *sp_history_view_new          (void);
void       sp_history_view_attach       (SpHistoryView *self, GtkWidget *window);         /* gets its actions: view.map, view.zoom-in, ... */
void       sp_history_view_set_timeline (SpHistoryView *self, SpTimeline *timeline);      /* or NULL */
void       sp_history_view_set_partial  (SpHistoryView *self, gboolean partial);          /* of the timeline that is set next: more is being read */
void       sp_history_view_set_machine  (SpHistoryView *self, SpMachine *machine);        /* or NULL */
void       sp_history_view_set_search   (SpHistoryView *self, SpSearch *search);          /* (transfer full), or NULL */
void       sp_history_view_show         (SpHistoryView *self, int index);                 /* selects it; focus stays */
void       sp_history_view_set_away     (SpHistoryView *self, gboolean away);             /* another view is shown in its place */
void       sp_history_view_follow       (SpHistoryView *self, SpSession *session, GtkWindow *window); /* its machine's screen and sizes */
SpLiveScreen *sp_history_view_get_screen (SpHistoryView *self);                           /* (transfer none): from when it follows */
SpSizes   *sp_history_view_get_sizes    (SpHistoryView *self);                            /* (transfer none), or NULL: not known */

G_END_DECLS
