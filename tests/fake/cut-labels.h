/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels that do not show all of their text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cut_labels_find (void); /* one a line: the types of the widgets that it is in, from the window on, a tab, and its text */

G_END_DECLS
