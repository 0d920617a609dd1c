/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours that a person may give to a host: names for the settings and the style sheet, words for people. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint       sp_colours_get_n    (void);
const char *sp_colours_get_name (guint i);
guint       sp_colours_find     (const char *name); /* the number of colours: none of that name */
const char *sp_colours_get_word (guint i);

G_END_DECLS
