/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts that a person keeps: added, changed, put in order, left alone, removed. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_HOSTS_DIALOG (sp_hosts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SpHostsDialog, sp_hosts_dialog, SP, HOSTS_DIALOG, AdwDialog)

SpHostsDialog *sp_hosts_dialog_new (GSettings *settings);

G_END_DECLS
