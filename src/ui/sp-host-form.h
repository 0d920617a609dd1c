/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a host is and how it is reached, to be filled in and tried. */

#pragma once

#include "sp-host-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define SP_TYPE_HOST_FORM (sp_host_form_get_type ())
/* Signal: kept (SpHostEntry pointer): the person is content with it. */
G_DECLARE_FINAL_TYPE (SpHostForm, sp_host_form, SP, HOST_FORM, AdwNavigationPage)

SpHostForm *sp_host_form_new (const SpHostEntry *entry); /* NULL: a new one */

G_END_DECLS
