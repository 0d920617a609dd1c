/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which snapshots people look for: by words of their titles, descriptions and dates, and by what they are. */

#pragma once

#include "sp-sizes.h"
#include "sp-timeline.h"

G_BEGIN_DECLS

/* What is left of a history; zero lets all pass. */
typedef struct
{
  gboolean memory;  /* only those that kept the memory */
  gboolean pinned;
  gboolean safety;  /* only safety snapshots */
  SpKind   kind;    /* INTERNAL or EXTERNAL, where any disk or memory is kept so; NONE: any */
  int      older;   /* than that many days; 0: any age */
  gint64   bigger;  /* takes that many bytes at least, and that is known; 0: any size */
} SpFilter;

/* Bytes of a text. */
typedef struct
{
  guint start;
  guint end;
} SpSearchRange;

typedef struct _SpSearch SpSearch;

SpSearch *sp_search_new     (const char *text, const SpFilter *filter, gint64 now);
void      sp_search_set_sizes (SpSearch *self, SpSizes *sizes); /* (nullable): what .bigger goes by */
void      sp_search_free    (SpSearch *self);
gboolean  sp_search_is_idle (SpSearch *self); /* nothing is looked for: all match */
gboolean  sp_search_matches (SpSearch *self, SpSnapshot *snapshot);
GArray   *sp_search_mark    (SpSearch *self, const char *text); /* of SpSearchRange: where the words stand in it */
char     *sp_search_excerpt (SpSearch *self, SpSnapshot *snapshot); /* what was found beside its title: to be marked; or NULL */
GArray   *sp_search_run     (SpSearch *self, SpTimeline *timeline); /* of int: indices in the history, in the order of rows */
int       sp_search_step    (SpTimeline *timeline, GArray *found, int from, int direction); /* position in found, or -1 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpSearch, sp_search_free)

G_END_DECLS
