/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files of the session: what it is made of. */

#pragma once

#include "sp-session.h"

G_BEGIN_DECLS

struct _SpSession
{
  GObject parent_instance;

  GListStore *hosts;
  SpHost     *host;
  SpMachine  *machine;
  char       *preferred_host; /* its identity */
  char       *preferred;      /* UUID of a machine on it, or NULL */
  GArray     *picked;    /* of int: indexes in the history */

  /* Where its history comes from: sp-session-history. */
  SpTimeline *timeline;
  GError     *error;
  gint64      heard;     /* unchecked: when it was told */
  guint       serial;    /* of the newest load: older answers are dropped */
  guint       chosen;    /* counts the choices, for what is recalled for one of them */
  DexFuture  *recalling; /* the history, of the disk; NULL: nobody asked */
  guint       loading : 1;
  guint       again : 1;     /* it has changed since the load began that is under way */
  guint       partial : 1;   /* it is not all there yet */
  guint       unchecked : 1; /* it was told before its host was away */

  guint       vanished : 1;
  guint       local : 1;    /* this computer's own are among the hosts, once they are there */
  guint       settling : 1; /* the hosts are still being recalled: none of their machines is the first one yet */
};

gboolean sp_session_let_give_way (SpSession *self, SpHost *host); /* whether the host, which has just come, is another way to one that is there */

void sp_session_load_history   (SpSession *self); /* if its host is there */
void sp_session_recall_history (SpSession *self); /* what is known of it, until more is told */
void sp_session_doubt_history  (SpSession *self); /* its host is away */
void sp_session_drop_history   (SpSession *self); /* tells nobody */
void sp_session_take_part      (SpSession *self, const char *uuid, SpHistory *so_far, SpHost *host); /* "history-part" */

G_END_DECLS
