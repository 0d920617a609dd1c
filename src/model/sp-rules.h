/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every refusal of libvirt, and ours, in one table. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;     /* "delete-many-children" */
  const char *source; /* where libvirt says so: "qemu_snapshot.c:4248, proven 11.3" */
  int         virt_code; /* what libvirt answers, 0: nothing, it obeys */
  const char *reason;  /* N_() format */
  const char *way_out; /* N_() or NULL */
} SpRule;

const SpRule *sp_rules_find (const char *id);
const SpRule *sp_rules_get_all (guint *n);

G_END_DECLS
