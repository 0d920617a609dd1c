/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the timeline's place: a status, and buttons that lead on from it. */

#pragma once

#include "sp-status.h"

G_BEGIN_DECLS

#define SP_TYPE_STATUS_VIEW (sp_status_view_get_type ())
G_DECLARE_FINAL_TYPE (SpStatusView, sp_status_view, SP, STATUS_VIEW, AdwBin)

void sp_status_view_show_in (AdwBin *bin, SpSession *session, SpStatus status);

G_END_DECLS
