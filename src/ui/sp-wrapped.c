/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text of any length, that goes on in the next line where there is no more room. */

#include "config.h"

#include "sp-wrapped.h"

/**
 * sp_wrapped_new:
 * @text: what it says
 * @css_class: (nullable): what it looks like
 *
 * Words stay whole, but for a name or a path that is longer than a line; and it wants to be as wide as its words are.
 *
 * Returns: (transfer floating): a label
 */
GtkWidget *
sp_wrapped_new (const char *text,
                const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_WORD);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}
