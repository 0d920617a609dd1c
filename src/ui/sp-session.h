/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the views share: the hosts, the machine that was chosen, its history and what is selected in it. */

#pragma once

#include "sp-host.h"
#include "sp-timeline.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SP_TYPE_SESSION (sp_session_get_type ())
G_DECLARE_FINAL_TYPE (SpSession, sp_session, SP, SESSION, GObject)

/* Properties: machine (SpMachine), host (SpHost), timeline (SpTimeline), picked (GArray of int, indexes in the history; none:
 * Now), selected (int, the only one picked, or -1), loading, vanished (booleans). Signals: hosts-changed (a host's state, error or machines). */
SpSession    *sp_session_new          (void);
GListModel   *sp_session_get_hosts    (SpSession *self); /* (transfer none), of SpHost */
void          sp_session_add_host     (SpSession *self, SpHost *host);
void          sp_session_remove_host  (SpSession *self, SpHost *host);
void          sp_session_order_hosts  (SpSession *self, GPtrArray *hosts); /* of SpHost */
SpHost       *sp_session_find_host    (SpSession *self, const char *id); /* (transfer none) or NULL */
SpHost       *sp_session_find_uri     (SpSession *self, const char *uri); /* the same */
void          sp_session_add_local_hosts (SpSession *self); /* those of this computer that are there, now and whenever it is reloaded */
DexFuture    *sp_session_recall       (SpSession *self); /* what is known of its hosts that are closed, and of a machine to begin with: TRUE */
void          sp_session_open_all     (SpSession *self); /* those that are closed or failed */
void          sp_session_close_all    (SpSession *self);
void          sp_session_choose       (SpSession *self, SpHost *host, SpMachine *machine);
void          sp_session_prefer       (SpSession *self, const char *host, const char *uuid); /* the machine to be chosen first, where it is there */
void          sp_session_choose_first (SpSession *self); /* unless one was chosen */
void          sp_session_look_again   (SpSession *self); /* the machines of the hosts that are there, and the history */
void          sp_session_reload       (SpSession *self); /* the hosts of this computer, the machines of every host, and the history, whole */
SpHost       *sp_session_get_host     (SpSession *self);
SpMachine    *sp_session_get_machine  (SpSession *self);
SpHistory    *sp_session_get_history  (SpSession *self); /* NULL: not loaded */
SpTimeline   *sp_session_get_timeline (SpSession *self);
GArray       *sp_session_get_picked   (SpSession *self); /* (transfer none), of int; see sp-picked.h */
void          sp_session_set_picked   (SpSession *self, GArray *picked);
int           sp_session_get_selected (SpSession *self); /* the only one picked; -1: none, or several */
SpSnapshot   *sp_session_get_snapshot (SpSession *self); /* the same, itself; NULL: Now, several, or nothing */
gboolean      sp_session_get_loading  (SpSession *self);
gboolean      sp_session_get_vanished (SpSession *self);
gboolean      sp_session_get_partial  (SpSession *self); /* it is not all there yet */
gboolean      sp_session_get_certain  (SpSession *self); /* its history is all there, and its host told it just now: things can be decided by it */
gint64        sp_session_get_heard    (SpSession *self); /* when its history was told or confirmed, in seconds since 1970; 0: never */
const GError *sp_session_get_error    (SpSession *self); /* why the history could not be loaded */

G_END_DECLS
