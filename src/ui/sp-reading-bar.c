/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line below a history that is still being read: how many snapshots are to come. */

#include "config.h"

#include "sp-reading-bar.h"

#include "sp-count.h"

#include <glib/gi18n-lib.h>

struct _SpReadingBar
{
  AdwBin parent_instance;

  GtkRevealer *revealer; /* NULL: not made yet */
  GtkLabel    *label;
};

G_DEFINE_FINAL_TYPE (SpReadingBar, sp_reading_bar, ADW_TYPE_BIN)

static void
sp_reading_bar_class_init (SpReadingBarClass *klass)
{
}

static void
sp_reading_bar_init (SpReadingBar *self)
{
}

/* Most histories are there before anybody could read it: the start of the program need not make it. */
static void
make (SpReadingBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dimmed");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, "reading-bar");
  gtk_box_append (GTK_BOX (box), adw_spinner_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (self->revealer, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
}

/* 0: all are there, or nobody knows how many there are. */
static int
count_missing (SpSession *session)
{
  SpMachine *machine = sp_session_get_machine (session);
  SpHistory *history = sp_session_get_history (session);

  if (!sp_session_get_partial (session) || machine == NULL || history == NULL)
    return 0;
  return MAX (0, sp_machine_get_n_snapshots (machine) - sp_history_get_n (history));
}

/**
 * sp_reading_bar_look:
 * @self: the bar
 * @session: whose history is shown
 *
 * Says how many are still missing, and nothing where none is.
 */
void
sp_reading_bar_look (SpReadingBar *self,
                     SpSession    *session)
{
  int missing = 0;

  g_return_if_fail (SP_IS_READING_BAR (self));
  g_return_if_fail (SP_IS_SESSION (session));

  missing = count_missing (session);
  if (missing == 0 && self->revealer == NULL)
    return;
  if (self->revealer == NULL)
    make (self);
  if (missing > 0)
    {
      /* Translators: %d is how many snapshots are still to come */
      g_autofree char *words = sp_count_printf (ngettext ("Reading %d more…", "Reading %d more…", (gulong) missing), missing);

      gtk_label_set_label (self->label, words);
    }
  gtk_revealer_set_reveal_child (self->revealer, missing > 0);
}
