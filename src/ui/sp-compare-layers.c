/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that two points stand on: those that only one needs, and those that both do. */

#include "config.h"

#include "sp-compare-layers.h"

#include "sp-stack-view.h"

#include <glib/gi18n-lib.h>

/* Whose files a part shows. */
typedef enum
{
  PART_FROM,
  PART_TO,
  PART_BOTH,
  N_PARTS,
} Part;

struct _SpCompareLayers
{
  AdwBin parent_instance;

  GtkLabel    *said;
  GtkWidget   *parts[N_PARTS];
  GtkLabel    *titles[N_PARTS];
  SpStackView *views[N_PARTS];
};

G_DEFINE_FINAL_TYPE (SpCompareLayers, sp_compare_layers, ADW_TYPE_BIN)

static void
sp_compare_layers_class_init (SpCompareLayersClass *klass)
{
}

static void
sp_compare_layers_init (SpCompareLayers *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->said = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->said, TRUE);
  gtk_label_set_xalign (self->said, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->said), "dimmed");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->said));
  for (int i = 0; i < N_PARTS; i++)
    {
      self->parts[i] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      self->titles[i] = GTK_LABEL (gtk_label_new (NULL));
      gtk_label_set_wrap (self->titles[i], TRUE);
      gtk_label_set_xalign (self->titles[i], 0);
      self->views[i] = SP_STACK_VIEW (sp_stack_view_new ());
      gtk_box_append (GTK_BOX (self->parts[i]), GTK_WIDGET (self->titles[i]));
      gtk_box_append (GTK_BOX (self->parts[i]), GTK_WIDGET (self->views[i]));
      gtk_box_append (GTK_BOX (box), self->parts[i]);
    }
  adw_bin_set_child (ADW_BIN (self), box);
  sp_compare_layers_say (self, _ ("Looking at the files…"));
}

GtkWidget *
sp_compare_layers_new (void)
{
  return g_object_new (SP_TYPE_COMPARE_LAYERS, NULL);
}

/* Those of @some that are in @others, too, or are not. */
static GArray *
sift (GArray   *some,
      GArray   *others,
      gboolean  in)
{
  GArray *left = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < some->len; i++)
    {
      guint number = g_array_index (some, guint, i);
      gboolean found = FALSE;

      for (guint j = 0; j < others->len && !found; j++)
        found = g_array_index (others, guint, j) == number;
      if (found == in)
        g_array_append_val (left, number);
    }
  return left;
}

static char *
name_part (Part        part,
           SpSnapshot *from,
           SpSnapshot *to)
{
  SpSnapshot *of = part == PART_FROM ? from : to;

  if (part == PART_BOTH)
    return g_strdup (_ ("Both stand on:"));
  if (of == NULL)
    return g_strdup (_ ("Only Now stands on:"));
  /* Translators: %s is a snapshot's title; files follow */
  return g_strdup_printf (_ ("Only “%s” stands on:"), sp_snapshot_get_title (of));
}

static const char *
get_name (SpSnapshot *snapshot)
{
  return snapshot != NULL ? sp_snapshot_get_name (snapshot) : NULL;
}

/**
 * sp_compare_layers_show:
 * @stack: the machine's files
 * @from: (nullable): a snapshot; %NULL: Now
 * @to: (nullable): a snapshot; %NULL: Now
 */
void
sp_compare_layers_show (SpCompareLayers *self,
                        SpStack         *stack,
                        SpSnapshot      *from,
                        SpSnapshot      *to)
{
  g_autoptr (GArray) of_from = NULL;
  g_autoptr (GArray) of_to = NULL;
  guint n_only = 0;

  g_return_if_fail (SP_IS_COMPARE_LAYERS (self));
  g_return_if_fail (stack != NULL);

  of_from = sp_stack_find_under (stack, get_name (from));
  of_to = sp_stack_find_under (stack, get_name (to));
  for (int i = 0; i < N_PARTS; i++)
    {
      g_autoptr (GArray) numbers = i == PART_TO ? sift (of_to, of_from, FALSE) : sift (of_from, of_to, i == PART_BOTH);
      g_autofree char *title = name_part (i, from, to);

      n_only += i != PART_BOTH ? numbers->len : 0;
      gtk_label_set_label (self->titles[i], title);
      sp_stack_view_set_some (self->views[i], stack, numbers);
      gtk_widget_set_visible (self->parts[i], numbers->len > 0);
    }
  gtk_label_set_label (self->said, of_from->len + of_to->len == 0 ? _ ("Nothing is known of their files.")
                                                                   : _ ("Both stand on the same files."));
  gtk_widget_set_visible (GTK_WIDGET (self->said), n_only == 0);
  /* That they are the same has been said. */
  gtk_widget_set_visible (GTK_WIDGET (self->titles[PART_BOTH]), n_only > 0);
}

void
sp_compare_layers_say (SpCompareLayers *self,
                       const char      *text)
{
  g_return_if_fail (SP_IS_COMPARE_LAYERS (self));

  gtk_label_set_label (self->said, text);
  gtk_widget_set_visible (GTK_WIDGET (self->said), TRUE);
  for (int i = 0; i < N_PARTS; i++)
    gtk_widget_set_visible (self->parts[i], FALSE);
}
