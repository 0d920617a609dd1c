/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every snapshot of a machine must hold, by our own reading of the files and of the guest's memory: never by libvirt's word. */

#pragma once

#include "look.h"

#include "sp-history.h"
#include "sp-machine.h"
#include "sp-rig.h"

G_BEGIN_DECLS

#define ORACLE_DISKS 3 /* the last one comes and goes */
#define ORACLE_COUNTING 2 /* the guest counts on the first ones */

/* The machine as it is. */
typedef struct
{
  SpMachineState state;
  char          *paths[ORACLE_DISKS]; /* NULL: no such disk */
  Look           disks[ORACLE_DISKS];
  guint          ram; /* 0: no process */
} Now;

typedef struct
{
  char           *name;
  char           *title;
  char           *description;
  SpMachineState  state; /* OFF too where the memory was left out */
  gboolean        memory;
  gboolean        spoilt; /* by another client */
  Look            disks[ORACLE_DISKS];
  gboolean        left_out[ORACLE_DISKS]; /* nothing is promised of it */
  guint           ram_min, ram_max;
  char           *memory_file;
  char           *memory_hash;
} Kept;

typedef struct
{
  SpRig      *rig;
  char       *machine;
  GHashTable *kept;    /* name -> Kept */
  GHashTable *cache;   /* state of a file and all below it -> Look */
  GHashTable *allowed; /* files that other clients left behind */
} Oracle;

Oracle *oracle_new     (SpRig *rig, const char *machine);
void    oracle_free    (Oracle *self);
Now    *oracle_now     (Oracle *self);
void    now_free       (Now *now);
/* A snapshot that was just taken of a machine that was so before. NULL: of another client, nothing is known but the files. */
Kept   *oracle_add     (Oracle *self, SpHistory *history, const char *name, const Now *before, gboolean memory, char **wrong);
/* What is not as it must be, or NULL. */
char   *oracle_check   (Oracle *self, SpHistory *history, Kept *kept);
char   *oracle_check_all (Oracle *self, SpHistory *history);
/* After a revert to it. */
char   *oracle_check_now (Oracle *self, Kept *kept, const Now *now, gint64 usec);
/* Files that nothing uses: neither the machine nor a snapshot. */
gboolean  oracle_is_own      (const char *name);
GStrv   oracle_find_strays (Oracle *self, SpHistory *history);
char   *oracle_check_images (Oracle *self);
guint   oracle_most    (gint64 usec); /* that a guest counts on in that time */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Oracle, oracle_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Now, now_free)

G_END_DECLS
