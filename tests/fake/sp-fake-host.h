/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host of the tests' making: what it has, how slow it is and what fails is scripted. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

#define SP_TYPE_FAKE_HOST (sp_fake_host_get_type ())
G_DECLARE_FINAL_TYPE (SpFakeHost, sp_fake_host, SP, FAKE_HOST, SpHost)

SpFakeHost *sp_fake_host_new          (const char *id, const char *title);
SpFakeHost *sp_fake_host_new_at       (const char *uri, const char *id, const char *title); /* nobody is asked there */
void        sp_fake_host_set_delay    (SpFakeHost *self, guint milliseconds); /* of every answer */
void        sp_fake_host_remember     (SpFakeHost *self); /* what it tells is kept on the disk, as a real one's is */
void        sp_fake_host_fail_open    (SpFakeHost *self, const GError *error); /* NULL: it opens */
void        sp_fake_host_fail_load    (SpFakeHost *self, const GError *error);
void        sp_fake_host_fail_run     (SpFakeHost *self, const GError *error); /* the next deed, in its last step; or the next use of power */
void        sp_fake_host_add_machine  (SpFakeHost *self, const char *name, SpMachineState state);
void        sp_fake_host_set_room     (SpFakeHost *self, const char *machine, gint64 bytes); /* for its files */
void        sp_fake_host_be_deaf      (SpFakeHost *self, gboolean deaf); /* its guests do not shut down when they are asked to */
void        sp_fake_host_turn_off     (SpFakeHost *self, const char *machine);
void        sp_fake_host_add_snapshot (SpFakeHost *self, const char *machine, const SpSnapshotInit *init);
void        sp_fake_host_add_layer    (SpFakeHost *self, const char *machine, const char *path, const char *backing); /* the last is Now's */
void        sp_fake_host_remove_snapshot (SpFakeHost *self, const char *machine, const char *name); /* and nobody is told */
void        sp_fake_host_remove_machine (SpFakeHost *self, const char *name); /* as if somebody undefined it */
void        sp_fake_host_hold         (SpFakeHost *self); /* histories do not come... */
guint       sp_fake_host_get_n_loads  (SpFakeHost *self); /* how many histories it was asked for */
void        sp_fake_host_tell_part    (SpFakeHost *self, const char *machine, guint step); /* every so-manieth snapshot of one has come */
void        sp_fake_host_release      (SpFakeHost *self); /* ...until now */
void        sp_fake_host_lose         (SpFakeHost *self); /* the daemon goes away... */
void        sp_fake_host_drag         (SpFakeHost *self, gboolean slow); /* the link, connected */
void        sp_fake_host_age          (SpFakeHost *self, guint seconds); /* since it last told something */
void        sp_fake_host_come_back    (SpFakeHost *self); /* ...and is there again */

G_END_DECLS
