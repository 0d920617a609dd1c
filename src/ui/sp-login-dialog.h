/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host's question, and the place for an answer. */

#pragma once

#include "sp-question.h"

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

#define SP_TYPE_LOGIN_DIALOG (sp_login_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpLoginDialog, sp_login_dialog, SP, LOGIN_DIALOG, AdwAlertDialog)

DexFuture *sp_login_dialog_ask (GtkWidget *parent, SpQuestion *question);

G_END_DECLS
