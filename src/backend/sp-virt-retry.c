/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a lost host is tried again: by itself with growing waits, and at once when the network changes. */

#include "config.h"

#include "sp-virt-retry.h"

#include <gio/gio.h>

#define FIRST_MSEC 1000
#define MOST_MSEC (30 * 1000)
/* A change of the network is told in swarms; and many hosts are not called in the same moment. */
#define NETWORK_MSEC 200
#define NETWORK_SPREAD_MSEC 300
/* A link that breaks sooner after it was made goes on waiting as before: it would be tried every second for ever. */
#define HELD_USEC (30 * G_USEC_PER_SEC)

struct _SpVirtRetry
{
  SpVirtRetryFunc  func;
  gpointer         data;
  GNetworkMonitor *monitor; /* NULL: not watched */
  guint            attempt;
  guint            waiting;
  gint64           since; /* when it was connected; 0: is not */
};

/**
 * sp_virt_retry_get_wait:
 * @attempt: how many came before
 * @chance: 0 to 1, by which those who were thrown out together do not come back together
 *
 * Returns: how long to wait, in milliseconds: twice as long each time up to half a minute, a quarter more or less
 */
guint
sp_virt_retry_get_wait (guint  attempt,
                        double chance)
{
  guint wait = MIN (FIRST_MSEC << MIN (attempt, 10), MOST_MSEC);

  return (guint) (wait * (0.75 + chance / 2));
}

static gboolean
again_cb (gpointer data)
{
  SpVirtRetry *self = data;

  self->waiting = 0;
  self->func (self->data);
  return G_SOURCE_REMOVE;
}

static void
wait_for (SpVirtRetry *self,
          guint        msec)
{
  g_clear_handle_id (&self->waiting, g_source_remove);
  self->waiting = g_timeout_add (msec, again_cb, self);
}

static void
network_cb (SpVirtRetry *self,
            gboolean     available)
{
  if (!available)
    return;
  self->attempt = 0;
  wait_for (self, NETWORK_MSEC + (guint) g_random_int_range (0, NETWORK_SPREAD_MSEC));
}

static void
watch (SpVirtRetry *self)
{
  if (self->monitor != NULL)
    return;
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_swapped (self->monitor, "network-changed", G_CALLBACK (network_cb), self);
}

static void
unwatch (SpVirtRetry *self)
{
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
}

SpVirtRetry *
sp_virt_retry_new (SpVirtRetryFunc func,
                   gpointer        data)
{
  SpVirtRetry *self = g_new0 (SpVirtRetry, 1);

  self->func = func;
  self->data = data;
  return self;
}

void
sp_virt_retry_free (SpVirtRetry *self)
{
  if (self == NULL)
    return;
  sp_virt_retry_stop (self);
  g_free (self);
}

void
sp_virt_retry_later (SpVirtRetry *self)
{
  if (self->since != 0 && g_get_monotonic_time () - self->since >= HELD_USEC)
    self->attempt = 0;
  self->since = 0;
  watch (self);
  if (self->waiting == 0)
    wait_for (self, sp_virt_retry_get_wait (self->attempt++, g_random_double ()));
}

void
sp_virt_retry_on_network (SpVirtRetry *self)
{
  sp_virt_retry_stop (self);
  watch (self);
}

void
sp_virt_retry_reset (SpVirtRetry *self)
{
  g_clear_handle_id (&self->waiting, g_source_remove);
  self->attempt = 0;
}

void
sp_virt_retry_held (SpVirtRetry *self)
{
  sp_virt_retry_stop (self);
  self->since = g_get_monotonic_time ();
}

void
sp_virt_retry_stop (SpVirtRetry *self)
{
  g_clear_handle_id (&self->waiting, g_source_remove);
  unwatch (self);
}
