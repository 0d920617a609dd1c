/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ages and days in words. Times are seconds since 1970; "now" is given, so that all is testable. */

#include "config.h"

#include "sp-when.h"

#include "sp-count.h"

#include <glib/gi18n-lib.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static gint64 stopped; /* 0: it goes */

/**
 * sp_when_now:
 *
 * Returns: seconds since 1970, for what is shown; what is done has the computer's own time
 */
gint64
sp_when_now (void)
{
  return stopped != 0 ? stopped : g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * sp_when_stop_clock:
 * @now: seconds since 1970, or 0 to let it go on
 *
 * To be called before anything is shown.
 */
void
sp_when_stop_clock (gint64 now)
{
  stopped = now;
}

/* Days between two moments by the calendar of this place. */
static int
days_between (GDateTime *from,
              GDateTime *to)
{
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, (GDateDay) g_date_time_get_day_of_month (from), (GDateMonth) g_date_time_get_month (from),
                  (GDateYear) g_date_time_get_year (from));
  g_date_set_dmy (&b, (GDateDay) g_date_time_get_day_of_month (to), (GDateMonth) g_date_time_get_month (to),
                  (GDateYear) g_date_time_get_year (to));

  return g_date_days_between (&a, &b);
}

/* Where TZ does not tell it, GLib reads the link of /etc/localtime each time: a long list asks hundreds of times at once, and once a
 * second is often enough. */
static GTimeZone *
dup_zone (void)
{
  static GMutex mutex;
  static GTimeZone *zone;
  static gint64 until; /* monotonic */
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (zone == NULL || g_getenv ("TZ") != NULL || g_get_monotonic_time () >= until)
    {
      g_clear_pointer (&zone, g_time_zone_unref);
      zone = g_time_zone_new_local ();
      until = g_get_monotonic_time () + G_USEC_PER_SEC;
    }
  return g_time_zone_ref (zone);
}

/* NULL: no calendar has it. */
static GDateTime *
at_local (gint64 seconds)
{
  g_autoptr (GTimeZone) zone = dup_zone ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_to_timezone (time, zone) : NULL;
}

/**
 * sp_when_age:
 * @seconds: since 1970
 * @now: seconds since 1970
 *
 * Returns: (transfer full): how long ago that was, in words
 */
char *
sp_when_age (gint64 seconds,
             gint64 now)
{
  gint64 age = now - seconds;

  if (age < -MINUTE)
    return g_strdup (_ ("In the future"));
  if (age < MINUTE)
    return g_strdup (_ ("Just now"));
  if (age < HOUR)
    return sp_count_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong) (age / MINUTE)), (int) (age / MINUTE));
  if (age < DAY)
    return sp_count_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) (age / HOUR)), (int) (age / HOUR));
  if (age < 60 * (gint64) DAY)
    {
      g_autoptr (GDateTime) then = at_local (seconds);
      g_autoptr (GDateTime) present = at_local (now);
      /* As people count: on Monday, Saturday evening was two days ago. */
      int days = days_between (then, present);

      return sp_count_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), days);
    }
  if (age < 2 * 365 * (gint64) DAY)
    return sp_count_printf (ngettext ("%d month ago", "%d months ago", (gulong) (age / (30 * DAY))), (int) (age / (30 * DAY)));

  return sp_count_printf (ngettext ("%d year ago", "%d years ago", (gulong) (age / (365 * (gint64) DAY))), (int) (age / (365 * (gint64) DAY)));
}

/**
 * sp_when_span:
 * @seconds: how long
 *
 * Returns: (transfer full): that long in words, in whole days at least
 */
char *
sp_when_span (gint64 seconds)
{
  gint64 days = MAX (seconds / DAY, 1);

  /* Two at least, so that it is told well enough. */
  if (days >= 2 * 365)
    return sp_count_printf (ngettext ("%d year", "%d years", (gulong) (days / 365)), (int) (days / 365));
  if (days >= 2 * 30)
    return sp_count_printf (ngettext ("%d month", "%d months", (gulong) (days / 30)), (int) (days / 30));
  if (days >= 2 * 7)
    return sp_count_printf (ngettext ("%d week", "%d weeks", (gulong) (days / 7)), (int) (days / 7));
  return sp_count_printf (ngettext ("%d day", "%d days", (gulong) days), (int) days);
}

/**
 * sp_when_day:
 * @seconds: since 1970
 * @now: seconds since 1970
 *
 * Returns: (transfer full): the day, or further back the month, in words and local time
 */
char *
sp_when_day (gint64 seconds,
             gint64 now)
{
  g_autoptr (GDateTime) then = at_local (seconds);
  g_autoptr (GDateTime) present = at_local (now);
  int days;

  if (then == NULL || present == NULL)
    return g_strdup (_ ("Unknown day"));

  days = days_between (then, present);
  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days > 1 && days < 7)
    return g_date_time_format (then, "%A");

  /* Translators: a month and its year, as strftime writes them; where a month has a form of its own without a day, as in Russian: %OB %Y */
  return g_date_time_format (then, _ ("%B %Y"));
}

/* The first second of a day, by the clock on the wall; months may overflow. */
static gint64
find_midnight (int year,
               int month,
               int day)
{
  g_autoptr (GDateTime) first = g_date_time_new_local (year, month, 1, 0, 0, 0);
  g_autoptr (GDateTime) midnight = first != NULL ? g_date_time_add_days (first, day - 1) : NULL;

  return midnight != NULL ? g_date_time_to_unix (midnight) : G_MAXINT64;
}

/**
 * sp_when_day_span:
 * @seconds: since 1970
 * @now: seconds since 1970
 * @from: (out): the first second
 * @to: (out): the first second after
 *
 * Tells for which times around @seconds sp_when_day() says the same, so that a long list need not ask of each.
 */
void
sp_when_day_span (gint64  seconds,
                  gint64  now,
                  gint64 *from,
                  gint64 *to)
{
  g_autoptr (GDateTime) then = at_local (seconds);
  g_autoptr (GDateTime) present = at_local (now);
  int year;
  int month;
  int day;
  int days;

  g_return_if_fail (from != NULL && to != NULL);

  *from = seconds;
  *to = seconds < G_MAXINT64 ? seconds + 1 : seconds;
  if (then == NULL || present == NULL)
    return;

  days = days_between (then, present);
  g_date_time_get_ymd (then, &year, &month, &day);
  if (days >= 0 && days < 7)
    {
      *from = find_midnight (year, month, day);
      *to = find_midnight (year, month, day + 1);
      return;
    }
  *from = find_midnight (year, month, 1);
  *to = month < 12 ? find_midnight (year, month + 1, 1) : find_midnight (year + 1, 1, 1);
  /* The days with names of their own are in the midst of a month. */
  g_date_time_get_ymd (present, &year, &month, &day);
  if (days > 0)
    *to = MIN (*to, find_midnight (year, month, day - 6));
  else
    *from = MAX (*from, find_midnight (year, month, day + 1));
}

/**
 * sp_when_moment:
 * @seconds: since 1970
 * @now: seconds since 1970
 *
 * Returns: (transfer full): the time of day, with the day where it was not today; further back the date alone
 */
char *
sp_when_moment (gint64 seconds,
                gint64 now)
{
  g_autoptr (GDateTime) then = at_local (seconds);
  g_autoptr (GDateTime) present = at_local (now);
  int days;

  if (then == NULL || present == NULL)
    return g_strdup (_ ("Unknown time"));

  days = days_between (then, present);
  if (days == 0)
    /* Translators: a time of today, as strftime writes it */
    return g_date_time_format (then, _ ("%H:%M"));
  if (days > 0 && days < 7)
    /* Translators: a time of the last days, as strftime writes it: "Monday 14:02" */
    return g_date_time_format (then, _ ("%A %H:%M"));

  /* Translators: a date, as strftime writes it: "3 March 2026" */
  return g_date_time_format (then, _ ("%-d %B %Y"));
}

/**
 * sp_when_gap:
 * @seconds: between two snapshots that follow each other
 *
 * Returns: (transfer full) (nullable): how long nothing was kept, in words; %NULL where that is less than a week
 */
char *
sp_when_gap (gint64 seconds)
{
  if (seconds < SP_WHEN_LEAST_GAP)
    return NULL;
  if (seconds < 60 * (gint64) DAY)
    return sp_count_printf (ngettext ("%d day without a snapshot", "%d days without a snapshot", (gulong) (seconds / DAY)), (int) (seconds / DAY));
  if (seconds < 2 * 365 * (gint64) DAY)
    return sp_count_printf (ngettext ("%d month without a snapshot", "%d months without a snapshot", (gulong) (seconds / (30 * DAY))), (int) (seconds / (30 * DAY)));
  return sp_count_printf (ngettext ("%d year without a snapshot", "%d years without a snapshot", (gulong) (seconds / (365 * (gint64) DAY))), (int) (seconds / (365 * (gint64) DAY)));
}

/**
 * sp_when_full:
 * @seconds: since 1970
 *
 * Returns: (transfer full): date and time as the locale writes them, in local time
 */
char *
sp_when_full (gint64 seconds)
{
  g_autoptr (GDateTime) time = at_local (seconds);

  return time != NULL ? g_date_time_format (time, "%c") : g_strdup (_ ("Unknown time"));
}

/**
 * sp_when_iso:
 * @seconds: since 1970
 *
 * Returns: (transfer full): date and time by ISO 8601, in UTC
 */
char *
sp_when_iso (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}
