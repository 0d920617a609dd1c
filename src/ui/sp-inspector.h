/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All about the selected snapshot, and what can be done with it. */

#pragma once

#include "sp-overview.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_INSPECTOR (sp_inspector_get_type ())
G_DECLARE_FINAL_TYPE (SpInspector, sp_inspector, SP, INSPECTOR, AdwBin)

/* Property: words (string): what is looked for, marked in it. Signal: edit (SpSnapshot, title, description): a person applied an edit. */
void sp_inspector_set_session (SpInspector *self, SpSession *session);
void sp_inspector_follow      (SpInspector *self, SpOverview *overview); /* where nothing can be selected */
void sp_inspector_edit_title  (SpInspector *self); /* the focus goes there */

G_END_DECLS
