/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the middle of the window says when there is no timeline to show: what happened, why, what to do. */

#pragma once

#include "sp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  SP_STATUS_NONE, /* show the timeline */
  SP_STATUS_LOADING,
  SP_STATUS_NO_LIBVIRT,
  SP_STATUS_NOT_ALLOWED,
  SP_STATUS_NOT_LOGGED_IN,
  SP_STATUS_NOT_TRUSTED,
  SP_STATUS_FAILED, /* a host that answers with something else */
  SP_STATUS_LOST,
  SP_STATUS_NO_MACHINES,
  SP_STATUS_NOT_CHOSEN,
  SP_STATUS_VANISHED,
  SP_STATUS_NO_HISTORY, /* it could not be read */
  SP_STATUS_NO_SNAPSHOTS,
} SpStatus;

SpStatus sp_status_find (SpSession *session);
void     sp_status_show (SpStatus status, SpSession *session, AdwStatusPage *page);
char    *sp_status_dup_failure (SpStatus status, SpSession *session); /* in a line; NULL: nothing is wrong */
char    *sp_status_dup_subtitle (SpSession *session);
SpHost  *sp_status_find_troubled_host (SpSession *session); /* for the banner: (transfer none) or NULL */

G_END_DECLS
