/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine of the guide's pictures: made up, and planned for like any other. */

#pragma once

#include "sp-stack.h"

G_BEGIN_DECLS

typedef enum
{
  SP_GUIDE_PICTURE_NONE,
  SP_GUIDE_PICTURE_LAYERS, /* one snapshot in separate files */
  SP_GUIDE_PICTURE_INSIDE,
  SP_GUIDE_PICTURE_TAKE,
  SP_GUIDE_PICTURE_MEMORY,
  SP_GUIDE_PICTURE_REVERT,
  SP_GUIDE_PICTURE_DELETE,
} SpGuidePicture;

SpStack *sp_guide_example_draw (SpGuidePicture picture); /* (transfer full) */

G_END_DECLS
