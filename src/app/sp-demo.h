/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host to try things on. */

#pragma once

#include "sp-session.h"

G_BEGIN_DECLS

#define SP_TYPE_DEMO (sp_demo_get_type ())
G_DECLARE_FINAL_TYPE (SpDemo, sp_demo, SP, DEMO, GObject)

SpDemo *sp_demo_new (SpSession *session, GError **error);

G_END_DECLS
