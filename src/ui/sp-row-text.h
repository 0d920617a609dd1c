/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written in a row of snapshots, drawn: title, mark of the current one, age, badges.
 *
 * A long list has hundreds of rows at hand: nothing is laid out before it is drawn, and how high a row is does not depend on what it
 * says. */

#pragma once

#include "sp-badge-line.h"

G_BEGIN_DECLS

/* What is written. */
typedef struct
{
  char          *title;
  PangoAttrList *found;   /* in the title; or NULL */
  char          *more;    /* age and size */
  PangoAttrList *more_found; /* in it; or NULL */
  gboolean       heading; /* the title is one */
  gboolean       current;
  gboolean       dim;     /* steps back: it is not what is looked for */
} SpRowWords;

/* Where. */
typedef struct
{
  GtkWidget      *widget;
  float           em;   /* of its font, in pixels */
  graphene_rect_t room; /* in the widget */
  float           lead; /* width of what stands before the age; 0: nothing does */
  gboolean        compact; /* all in one line */
} SpRowRoom;

typedef struct _SpRowText SpRowText;

int             sp_row_text_height (float em, gboolean compact);
int             sp_row_text_least  (float em);
int             sp_row_text_wish   (float em, int width);

SpRowText      *sp_row_text_new    (void);
void            sp_row_text_free   (SpRowText *self);
/* Whether it is to be drawn anew. */
gboolean        sp_row_text_set    (SpRowText *self, SpRowWords *words); /* takes what is in it */
gboolean        sp_row_text_mark   (SpRowText *self, const SpBadge *badges, guint n_badges, const SpBadge *marks, guint n_marks);
void            sp_row_text_forget (SpRowText *self); /* how it was laid out: the font is another one */
void            sp_row_text_paint  (SpRowText *self, const SpRowRoom *where, GtkSnapshot *snapshot);
graphene_rect_t sp_row_text_lead   (SpRowText *self, const SpRowRoom *where);
gboolean        sp_row_text_is_age (SpRowText *self, const SpRowRoom *where, const graphene_point_t *point);
const char     *sp_row_text_hint   (SpRowText *self, const SpRowRoom *where, const graphene_point_t *point);

G_END_DECLS
