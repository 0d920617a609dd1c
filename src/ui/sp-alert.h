/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwAlertDialog *sp_alert_new          (const char *heading, const char *body);
void            sp_alert_wrap_heading (AdwAlertDialog *dialog);

G_END_DECLS
