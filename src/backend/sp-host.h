/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One libvirt connection and the machines on it. Abstract: SpVirtHost is the real one, SpFakeHost the tests'.
 * Main thread only; nothing here blocks. */

#pragma once

#include "sp-operation.h"
#include "sp-timeline.h"

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

typedef enum
{
  SP_HOST_STATE_CLOSED,
  SP_HOST_STATE_CONNECTING,
  SP_HOST_STATE_CONNECTED,
  SP_HOST_STATE_LOST,   /* was connected; reconnects by itself */
  SP_HOST_STATE_FAILED, /* could not connect: see the error */
} SpHostState;
#define SP_TYPE_HOST_STATE (sp_host_state_get_type ())
GType sp_host_state_get_type (void);

/* The state as people feel it. */
typedef enum
{
  SP_LINK_CLOSED,
  SP_LINK_CONNECTING,
  SP_LINK_CONNECTED,
  SP_LINK_SLOW,         /* connected, and lets its answers wait */
  SP_LINK_LOST,         /* waits before it is tried again */
  SP_LINK_RECONNECTING, /* is being tried again */
  SP_LINK_FAILED,       /* is tried again when the person says so */
} SpLink;
#define SP_TYPE_LINK (sp_link_get_type ())
GType sp_link_get_type (void);

typedef enum
{
  SP_POWER_START,
  SP_POWER_PAUSE,
  SP_POWER_RESUME,
  SP_POWER_SHUT_DOWN,
  SP_POWER_FORCE_OFF,
} SpPower;

#define SP_TYPE_HOST (sp_host_get_type ())
G_DECLARE_DERIVABLE_TYPE (SpHost, sp_host, SP, HOST, GObject)

/* Signals: history-changed (char *uuid): a history should be loaded again (after a deed, an event, a poll);
 * history-part (char *uuid, SpHistory *so_far): of a long one that is being loaded, what is on top first;
 * deed-told (char *uuid, char *text, gboolean over): how a deed ended in whose middle the host was lost; if it is not over, the
 * journal holds what is left. */
struct _SpHostClass
{
  GObjectClass parent_class;

  DexFuture   *(*open)         (SpHost *self);
  void         (*close)        (SpHost *self);
  DexFuture   *(*refresh)      (SpHost *self);
  DexFuture   *(*load_history) (SpHost *self, const char *uuid);
  void         (*doubt)        (SpHost *self);
  DexFuture   *(*gather)       (SpHost *self, const char *uuid);
  SpOperation *(*run)          (SpHost *self, SpPlan *plan);
  SpOperation *(*power)        (SpHost *self, const char *uuid, SpPower power);
  SpOperation *(*edit)         (SpHost *self, const char *uuid, SpSnapshot *snapshot, SpSnapshot *wanted);
  gpointer     padding[7];
};

/* Properties: uri, id (known once connected), title, colour (strings), state (SpHostState), link (SpLink), error (boxed GError),
 * machines (GListModel of SpMachine), read-only (boolean). */
SpHost       *sp_host_new            (const char *uri); /* the real one, for any libvirt URI; closed */
const char   *sp_host_get_uri        (SpHost *self);
const char   *sp_host_get_id         (SpHost *self);
const char   *sp_host_get_title      (SpHost *self); /* "This Computer", "server.example", "Demo" */
void          sp_host_call           (SpHost *self, const char *title);
const char   *sp_host_get_colour     (SpHost *self); /* that the person gave it; NULL: none */
void          sp_host_set_colour     (SpHost *self, const char *colour);
const char   *sp_host_get_server     (SpHost *self); /* NULL: this computer */
SpHostState   sp_host_get_state      (SpHost *self);
SpLink        sp_host_get_link       (SpHost *self);
gint64        sp_host_get_heard      (SpHost *self); /* when it last told how things stand; 0: never */
const GError *sp_host_get_error      (SpHost *self);
GError       *sp_host_make_late      (SpHost *self); /* that it did not answer in time */
gboolean      sp_host_get_read_only  (SpHost *self);
GListModel   *sp_host_get_machines   (SpHost *self); /* (transfer none), sorted by name */
SpMachine    *sp_host_find_machine   (SpHost *self, const char *name_or_uuid); /* (transfer none) or NULL */

DexFuture    *sp_host_open           (SpHost *self); /* connects and lists the machines, at once if it was lost: TRUE */
void          sp_host_close          (SpHost *self);
void          sp_host_give_way       (SpHost *self, SpHost *other); /* to the same host, reached otherwise: closed, with an error */
DexFuture    *sp_host_refresh        (SpHost *self); /* lists the machines again: TRUE */
DexFuture    *sp_host_load_history   (SpHost *self, const char *uuid); /* SpHistory */
void          sp_host_doubt          (SpHost *self); /* nothing that was read of a history counts any more */
DexFuture    *sp_host_gather         (SpHost *self, const char *uuid); /* SpFacts */
/* Gathers the facts again first: if they are no longer the plan's, SP_ERROR_CHANGED and nothing was touched. */
SpOperation  *sp_host_run            (SpHost *self, SpPlan *plan); /* (transfer full) */
SpOperation  *sp_host_power          (SpHost *self, const char *uuid, SpPower power); /* (transfer full) */
/* Edits title and description within rule 4 of the law. */
SpOperation  *sp_host_edit           (SpHost *self, const char *uuid, SpSnapshot *snapshot, SpSnapshot *wanted); /* (transfer full) */

G_END_DECLS
