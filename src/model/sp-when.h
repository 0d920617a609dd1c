/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ages and days in words. Times are seconds since 1970; "now" is given, so that all is testable. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SP_WHEN_LEAST_GAP (7 * 24 * 60 * 60) /* seconds without a snapshot that are worth a word */

gint64 sp_when_now    (void);                       /* what ages and days are counted from */
void  sp_when_stop_clock (gint64 now);              /* for pictures that are the same every time; 0: it goes on */
char *sp_when_age     (gint64 seconds, gint64 now); /* "3 days ago", "Just now" */
char *sp_when_span    (gint64 seconds);             /* "3 weeks" */
char *sp_when_day     (gint64 seconds, gint64 now); /* "Today", "Yesterday", "Monday", "March 2026" */
char *sp_when_moment  (gint64 seconds, gint64 now); /* "14:02", "Monday 14:02", "3 March 2026" */
void  sp_when_day_span (gint64 seconds, gint64 now, gint64 *from, gint64 *to); /* for which sp_when_day() says the same: from, and before to */
char *sp_when_gap     (gint64 seconds);             /* "12 days without a snapshot"; NULL: not worth a word */
char *sp_when_full    (gint64 seconds);             /* by the locale */
char *sp_when_iso     (gint64 seconds);             /* "2026-11-23T14:02:00Z" */

G_END_DECLS
