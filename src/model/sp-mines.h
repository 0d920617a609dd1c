/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known defects of the daemon (rule 5 of the law): what, which versions, how seen, the detour. */

#pragma once

#include "sp-facts.h"

G_BEGIN_DECLS

typedef struct
{
  int         number;    /* of the mine */
  const char *id;        /* "mine-5" */
  const char *what;      /* one line */
  guint64     fixed_in;  /* daemon version where it is proven mended, 0: not known to be */
  const char *detour;    /* what we do instead */
} SpMine;

const SpMine *sp_mines_find    (int number);
const SpMine *sp_mines_get_all (guint *n);
gboolean      sp_mines_applies (int number, SpFacts *facts); /* by version alone: not mended on this daemon */

G_END_DECLS
