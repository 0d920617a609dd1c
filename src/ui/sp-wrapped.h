/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text of any length, that goes on in the next line where there is no more room. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *sp_wrapped_new (const char *text, const char *css_class); /* or NULL */

G_END_DECLS
