/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong, in our own words, with libvirt's behind it. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define SP_ERROR (sp_error_quark ())

typedef enum
{
  SP_ERROR_FAILED,         /* anything without a better name */
  SP_ERROR_CANNOT_CONNECT, /* no daemon, no host, no network */
  SP_ERROR_AUTH,           /* the log-in failed or was cancelled */
  SP_ERROR_UNTRUSTED,      /* the host is not known, or not the one that was known */
  SP_ERROR_CERTIFICATE,    /* the host's, or one's own, is not good */
  SP_ERROR_NOT_ALLOWED,    /* logged in, but may not do this */
  SP_ERROR_READ_ONLY,      /* a read-only connection */
  SP_ERROR_LOST,           /* the link or the daemon went away in the middle */
  SP_ERROR_NO_MACHINE,
  SP_ERROR_NO_SNAPSHOT,
  SP_ERROR_EXISTS,         /* a snapshot of that name is there already */
  SP_ERROR_BAD_NAME,
  SP_ERROR_BUSY,           /* another job holds the machine */
  SP_ERROR_UNSUPPORTED,    /* this host or machine cannot do it */
  SP_ERROR_RISKY,          /* libvirt's REVERT_RISKY */
  SP_ERROR_NO_SPACE,
  SP_ERROR_BAD_DATA,       /* what the host sent makes no sense */
  SP_ERROR_REFUSED,        /* the planner refuses: see the refusal */
  SP_ERROR_CHANGED,        /* the facts are no longer the plan's */
  SP_ERROR_MUST_RUN,       /* the machine must have run since it was paused */
  SP_ERROR_MUST_RESTART,   /* the machine's process is not in order */
} SpErrorCode;

GQuark      sp_error_quark        (void);
void        sp_error_set_virt     (GError     *error,
                                   int         code,
                                   int         domain,
                                   const char *message);
int         sp_error_get_virt_code (const GError *error);
const char *sp_error_get_details  (const GError *error);
const char *sp_error_get_advice   (const GError *error);

G_END_DECLS
