/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulated machine: facts to plan from, and what every file holds, so that a loss is seen without asking the planner. */

#pragma once

#include "sp-planner-private.h"

G_BEGIN_DECLS

typedef struct
{
  SpFacts    *facts;
  GHashTable *held;     /* path -> what was written into this file, as text */
  GHashTable *inside;   /* "path|snapshot" -> what the file held then */
  GHashTable *promised; /* "snapshot|disk" -> what a revert to it must give */
  guint       serial;
} World;

/* How a machine begins. */
typedef struct
{
  gboolean    running;
  guint64     version;     /* 0: 11.3 */
  const char *format;      /* NULL: qcow2 */
  gboolean    no_file;     /* the second disk is no file */
  const char *nvram, *nvram_format;
  const char *driver;      /* NULL: QEMU */
} WorldInit;

World   *world_new      (const WorldInit *init);
void     world_free     (World *self);
void     world_write    (World *self); /* the guest writes to all its disks */
/* Changes one thing in the facts; a new history is taken over. */
void     world_edit     (World *self, void (*edit) (SpFactsInit *init, gpointer data), gpointer data);
void     world_set_disk (World *self, const char *target, const char *source);

/* What libvirt would do, without us; the rule by which it refuses, or NULL. */
const char *world_bare_take   (World *self, const char *name, SpKind kind, gboolean memory);
const char *world_bare_revert (World *self, const char *name);
const char *world_bare_delete (World *self, const char *name);
char       *world_victim      (World *self, SpStep *step); /* (transfer full) */

SpPlan  *world_plan     (World *self, const SpWish *wish); /* (transfer full) */
void     world_do       (World *self, SpPlan *plan);
void     world_take     (World *self, const char *name, SpKind kind);
void     world_revert   (World *self, const char *name, gboolean no_safety);
void     world_delete   (World *self, const char *name);
const char *world_step  (World *self, SpStep *step);
/* The first promise that is broken, or NULL: by what the files hold, not by what the planner thinks. */
char    *world_find_loss (World *self);
gboolean world_has_file (World *self, const char *path);
guint    world_n_layers (World *self, const char *path); /* from this file down */
/* What would be gathered if the picture were true. */
SpFacts *world_give_facts (SpPicture *picture);
const char *world_now   (World *self, const char *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)

G_END_DECLS
