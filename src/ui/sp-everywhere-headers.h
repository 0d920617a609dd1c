/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days above the rows of all machines. */

#pragma once

#include "sp-everywhere-days.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkListItemFactory *sp_everywhere_headers_new (SpEverywhereDays *days, GtkWidget *view); /* emits "relaid" where they are to be filled again */

G_END_DECLS
