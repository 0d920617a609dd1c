/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host says is a picture of a screen, made into a small one of our own. Pure: bytes in, bytes out. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SP_SCREEN_IMAGE_WIDTH 480
#define SP_SCREEN_IMAGE_HEIGHT 360

/* A PNG, no larger than that; NULL: it is no picture, or no reasonable one. */
GBytes *sp_screen_image_shrink (GBytes *raw);

G_END_DECLS
