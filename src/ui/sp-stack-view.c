/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each file is a block with a name and a line about it; a branch is put in beside the trunk. */

#include "config.h"

#include "sp-stack-view.h"

#include "sp-count.h"
#include "sp-wrapped.h"

#include <glib/gi18n-lib.h>

/* A page of blocks says nothing that a thousand say better. */
#define MAX_BLOCKS 200
#define INDENT 14
#define MAX_INDENT 5

struct _SpStackView
{
  AdwBin parent_instance;

  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (SpStackView, sp_stack_view, ADW_TYPE_BIN)

static GtkWidget *
new_block (const SpBlock *block)
{
  static const char *const marks[] = { NULL, "new", "changed", "gone" };
  GtkWidget *widget = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                    "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  g_autofree char *name = sp_block_dup_name (block);
  g_autofree char *words = sp_block_describe (block);
  /* Translators: for a screen reader; the name of a file, and what is said of it */
  g_autofree char *all = g_strdup_printf (_ ("%s: %s"), name, words);

  gtk_widget_add_css_class (widget, "layer-block");
  if (block->written)
    gtk_widget_add_css_class (widget, "written");
  if (block->missing)
    gtk_widget_add_css_class (widget, "missing");
  if (marks[block->mark] != NULL)
    gtk_widget_add_css_class (widget, marks[block->mark]);
  gtk_widget_set_margin_start (widget, (int) (MIN (block->indent, MAX_INDENT) * INDENT));
  gtk_widget_set_tooltip_text (widget, block->path);
  gtk_box_append (GTK_BOX (widget), sp_wrapped_new (name, "layer-name"));
  gtk_box_append (GTK_BOX (widget), sp_wrapped_new (words, "caption"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);

  return widget;
}

static void
sp_stack_view_class_init (SpStackViewClass *klass)
{
}

static void
sp_stack_view_init (SpStackView *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

GtkWidget *
sp_stack_view_new (void)
{
  return g_object_new (SP_TYPE_STACK_VIEW, NULL);
}

/**
 * sp_stack_view_set_some:
 * @self: the view
 * @stack: whose blocks it shows
 * @numbers: (element-type guint): which of them
 */
void
sp_stack_view_set_some (SpStackView *self,
                        SpStack     *stack,
                        GArray      *numbers)
{
  const SpBlock *before = NULL;
  GtkWidget *child;

  g_return_if_fail (SP_IS_STACK_VIEW (self));
  g_return_if_fail (numbers->len == 0 || stack != NULL);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  for (guint i = 0; i < MIN (numbers->len, MAX_BLOCKS); i++)
    {
      const SpBlock *block = sp_stack_get (stack, g_array_index (numbers, guint, i));
      gboolean is_memory = block->role == SP_LAYER_MEMORY;

      if (before == NULL || g_strcmp0 (before->target, block->target) != 0 || (before->role == SP_LAYER_MEMORY) != is_memory)
        {
          g_autofree char *disk = block->target != NULL ? g_strdup_printf (_ ("Disk %s"), block->target) : NULL;
          GtkWidget *heading = sp_wrapped_new (is_memory ? _ ("Memory Files") : disk != NULL ? disk : _ ("Other Files"), "caption-heading");

          if (before != NULL)
            gtk_widget_set_margin_top (heading, 6);
          gtk_box_append (self->box, heading);
        }
      gtk_box_append (self->box, new_block (block));
      before = block;
    }
  if (numbers->len > MAX_BLOCKS)
    {
      guint more = numbers->len - MAX_BLOCKS;
      g_autofree char *text = sp_count_printf (ngettext ("and %u more file", "and %u more files", more), more);

      gtk_box_append (self->box, sp_wrapped_new (text, "dimmed"));
    }
}

/**
 * sp_stack_view_set_stack:
 * @self: the view
 * @stack: (nullable): what it shows
 */
void
sp_stack_view_set_stack (SpStackView *self,
                         SpStack     *stack)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_if_fail (SP_IS_STACK_VIEW (self));

  for (guint i = 0; stack != NULL && i < sp_stack_get_n (stack); i++)
    g_array_append_val (all, i);
  sp_stack_view_set_some (self, stack, all);
}
