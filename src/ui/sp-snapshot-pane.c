/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All about one snapshot, and what can be done with it. */

#include "config.h"

#include "sp-snapshot-pane.h"

#include "sp-edit.h"
#include "sp-layers-pane.h"
#include "sp-screen-view.h"
#include "sp-search.h"
#include "sp-snapshot-words.h"
#include "sp-when.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>

#define AGES_SECONDS 20

struct _SpSnapshotPane
{
  AdwBin parent_instance;

  SpSession  *session;
  SpSnapshot *snapshot; /* the one shown */
  SpSearch   *search;   /* whose words are marked; or NULL */
  GPtrArray  *layer_rows;

  SpScreenView        *screen;
  guint                ages; /* while it is seen */
  GtkWidget           *trouble_group;
  AdwActionRow        *trouble_row;
  GtkWidget           *trouble_next;
  AdwEntryRow         *title_row;
  GtkTextBuffer       *description_buffer;
  GtkWidget           *apply_row;
  AdwSwitchRow        *pinned_row;
  AdwSwitchRow        *baseline_row;
  AdwActionRow        *name_row;
  AdwActionRow        *taken_row;
  AdwActionRow        *state_row;
  AdwActionRow        *kind_row;
  AdwActionRow        *memory_row;
  AdwActionRow        *parent_row;
  AdwPreferencesGroup *layers_group;
  SpLayersPane        *snapshot_layers;
};

enum
{
  SIGNAL_EDIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpSnapshotPane, sp_snapshot_pane, ADW_TYPE_BIN)

static char *
dup_description (SpSnapshotPane *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->description_buffer, &start, &end);
  return gtk_text_buffer_get_text (self->description_buffer, &start, &end, FALSE);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* The free title; a snapshot without one is shown by its name, which is no title to edit. */
static const char *
get_own_title (SpSnapshot *snapshot)
{
  return or_empty (sp_snapshot_peek (snapshot)->title);
}

static gboolean
is_edited (SpSnapshotPane *self)
{
  g_autofree char *description = dup_description (self);

  return self->snapshot != NULL
         && (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->title_row)), get_own_title (self->snapshot)) != 0
             || g_strcmp0 (description, or_empty (sp_snapshot_get_description (self->snapshot))) != 0);
}

static gboolean
is_baseline (SpSnapshotPane *self)
{
  SpHistory *history = sp_session_get_history (self->session);
  SpSnapshot *baseline = history != NULL ? sp_baseline_find (history) : NULL;

  return baseline != NULL && sp_snapshot_same (baseline, self->snapshot);
}

/* Not by colour alone. */
static GtkTextTag *
make_tag (GtkTextBuffer *buffer)
{
  return gtk_text_buffer_create_tag (buffer, "found", "weight", PANGO_WEIGHT_BOLD, "underline", PANGO_UNDERLINE_SINGLE, NULL);
}

static void
mark_found (SpSnapshotPane *self)
{
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (self->description_buffer), "found");
  g_autofree char *text = NULL;
  g_autoptr (GArray) ranges = NULL;
  GtkTextIter start, end;

  if (tag == NULL && self->search == NULL)
    return;
  if (tag == NULL)
    tag = make_tag (self->description_buffer);
  gtk_text_buffer_get_bounds (self->description_buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->description_buffer, tag, &start, &end);
  if (self->search == NULL)
    return;
  text = dup_description (self);
  ranges = sp_search_mark (self->search, text);
  for (guint i = 0; i < ranges->len; i++)
    {
      const SpSearchRange *range = &g_array_index (ranges, SpSearchRange, i);

      gtk_text_buffer_get_iter_at_offset (self->description_buffer, &start, (int) g_utf8_strlen (text, range->start));
      gtk_text_buffer_get_iter_at_offset (self->description_buffer, &end, (int) g_utf8_strlen (text, range->end));
      gtk_text_buffer_apply_tag (self->description_buffer, tag, &start, &end);
    }
}

static void
edited_cb (SpSnapshotPane *self)
{
  mark_found (self);
  gtk_widget_set_visible (self->apply_row, is_edited (self));
}

/* @wanted is taken over. */
static void
edit (SpSnapshotPane *self,
      SpSnapshot     *wanted)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, self->snapshot, wanted);
  g_object_unref (wanted);
}

static void
pinned_cb (SpSnapshotPane *self)
{
  gboolean pinned = adw_switch_row_get_active (self->pinned_row);

  if (self->snapshot != NULL && pinned != sp_snapshot_peek (self->snapshot)->pinned)
    edit (self, sp_edit_pin (self->snapshot, pinned));
}

static void
baseline_cb (SpSnapshotPane *self)
{
  gboolean baseline = adw_switch_row_get_active (self->baseline_row);

  if (self->snapshot != NULL && baseline != is_baseline (self))
    edit (self, sp_edit_baseline (self->snapshot, baseline ? g_get_real_time () / G_USEC_PER_SEC : 0));
}

static void
apply_cb (SpSnapshotPane *self)
{
  g_autofree char *description = dup_description (self);

  if (!is_edited (self))
    return;

  edit (self, sp_edit_words (self->snapshot, gtk_editable_get_text (GTK_EDITABLE (self->title_row)), description));
  gtk_widget_set_visible (self->apply_row, FALSE);
}

static void
set_value (AdwActionRow *row,
           const char   *value)
{
  adw_action_row_set_subtitle (row, or_empty (value));
}

static GtkWidget *
add_layer_row (SpSnapshotPane *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (self->layers_group, row);
  g_ptr_array_add (self->layer_rows, row);
  return row;
}

/* Rows that are there serve again: to make them takes longer than all the rest of the pane. */
static void
set_layer_row (SpSnapshotPane *self,
               guint           nth,
               const char     *title,
               const char     *subtitle)
{
  GtkWidget *row = nth < self->layer_rows->len ? g_ptr_array_index (self->layer_rows, nth) : add_layer_row (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
remove_layer_rows (SpSnapshotPane *self,
                   guint           from)
{
  for (guint i = from; i < self->layer_rows->len; i++)
    adw_preferences_group_remove (self->layers_group, g_ptr_array_index (self->layer_rows, i));
  g_ptr_array_set_size (self->layer_rows, (int) from);
}

/* The frozen layer of a disk: where the machine's disk lay when the snapshot was taken. */
static const char *
find_frozen (const SpSnapshotInit *init,
             const char           *target)
{
  for (gsize i = 0; i < init->n_domain_disks; i++)
    {
      if (g_strcmp0 (init->domain_disks[i].target, target) == 0)
        return init->domain_disks[i].source;
    }

  return NULL;
}

static void
show_layers (SpSnapshotPane *self)
{
  const SpSnapshotInit *init = sp_snapshot_peek (self->snapshot);
  guint n = 0;

  for (gsize i = 0; i < init->n_disks; i++)
    {
      const SpSnapshotDisk *disk = &init->disks[i];
      const char *frozen = find_frozen (init, disk->target);
      g_autofree char *text = NULL;

      if (disk->kind == SP_KIND_NONE)
        text = g_strdup (_ ("Left out"));
      else if (disk->kind == SP_KIND_INTERNAL)
        /* Translators: %s is a file that holds the snapshot in it */
        text = frozen != NULL ? g_strdup_printf (_ ("Inside %s"), frozen) : g_strdup (_ ("Inside the disk file"));
      else if (frozen != NULL)
        text = g_strdup_printf (_ ("Frozen: %s"), frozen);
      else
        text = g_strdup (_ ("Frozen; its file is not recorded"));
      set_layer_row (self, n++, or_empty (disk->target), text);
    }
  if (init->memory_file != NULL)
    set_layer_row (self, n++, _ ("Memory File"), init->memory_file);

  remove_layer_rows (self, n);
  gtk_widget_set_visible (GTK_WIDGET (self->layers_group), n > 0);
}

/* In words, and the way to what can be done about it: nothing can where libvirt's record is damaged. */
static void
show_trouble (SpSnapshotPane *self)
{
  const SpRowStyle style = { .history = sp_session_get_history (self->session) };
  SpBadge trouble;
  gboolean any = sp_snapshot_words_trouble (self->snapshot, &style, &trouble);
  gboolean mended = any && !sp_snapshot_peek (self->snapshot)->damaged;

  gtk_widget_set_visible (self->trouble_group, any);
  if (!any)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->trouble_row), trouble.word);
  adw_action_row_set_subtitle (self->trouble_row, trouble.hint);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->trouble_row), mended ? "machine.check" : NULL);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->trouble_row), mended);
  gtk_widget_set_visible (self->trouble_next, mended);
}

static gboolean
show_age_cb (gpointer data)
{
  SpSnapshotPane *self = data;
  gint64 created = self->snapshot != NULL ? sp_snapshot_get_created (self->snapshot) : 0;
  g_autofree char *full = sp_when_full (created);
  g_autofree char *age = sp_when_age (created, sp_when_now ());
  g_autofree char *taken = g_strdup_printf ("%s\n%s", full, age);

  if (self->snapshot != NULL)
    set_value (self->taken_row, taken);
  return G_SOURCE_CONTINUE;
}

static void
fill (SpSnapshotPane *self)
{
  const char *parent = sp_snapshot_get_parent (self->snapshot);
  SpHistory *history = sp_session_get_history (self->session);
  SpMachine *machine = sp_session_get_machine (self->session);
  int parent_index = parent != NULL && history != NULL ? sp_history_find (history, parent) : -1;

  set_value (self->name_row, sp_snapshot_get_name (self->snapshot));
  show_age_cb (self);
  set_value (self->state_row, sp_words_snapshot_state (sp_snapshot_get_state (self->snapshot)));
  set_value (self->kind_row, sp_words_snapshot_kind (sp_snapshot_get_kind (self->snapshot)));
  set_value (self->memory_row, sp_words_snapshot_memory (sp_snapshot_get_memory (self->snapshot)));
  set_value (self->parent_row, parent_index >= 0 ? sp_snapshot_get_title (sp_history_get (history, parent_index)) : parent);
  gtk_widget_set_visible (GTK_WIDGET (self->parent_row), parent != NULL);
  adw_switch_row_set_active (self->pinned_row, sp_snapshot_peek (self->snapshot)->pinned);
  adw_switch_row_set_active (self->baseline_row, is_baseline (self));
  show_trouble (self);
  show_layers (self);
  sp_screen_view_set (self->screen, machine != NULL ? sp_machine_get_uuid (machine) : NULL, self->snapshot);
}

static void
sp_snapshot_pane_map (GtkWidget *widget)
{
  SpSnapshotPane *self = SP_SNAPSHOT_PANE (widget);

  GTK_WIDGET_CLASS (sp_snapshot_pane_parent_class)->map (widget);

  show_age_cb (self);
  self->ages = g_timeout_add_seconds (AGES_SECONDS, show_age_cb, self);
}

static void
sp_snapshot_pane_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SP_SNAPSHOT_PANE (widget)->ages, g_source_remove);

  GTK_WIDGET_CLASS (sp_snapshot_pane_parent_class)->unmap (widget);
}

static void
sp_snapshot_pane_dispose (GObject *object)
{
  SpSnapshotPane *self = (SpSnapshotPane *) object;

  g_clear_object (&self->session);
  g_clear_object (&self->snapshot);
  g_clear_pointer (&self->search, sp_search_free);
  g_clear_pointer (&self->layer_rows, g_ptr_array_unref);
  /* Its own child is of the template, too: gone with that, the bin would let go of it once more. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_SNAPSHOT_PANE);

  G_OBJECT_CLASS (sp_snapshot_pane_parent_class)->dispose (object);
}

static void
sp_snapshot_pane_class_init (SpSnapshotPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_snapshot_pane_dispose;
  widget_class->map = sp_snapshot_pane_map;
  widget_class->unmap = sp_snapshot_pane_unmap;

  signals[SIGNAL_EDIT] =
    g_signal_new ("edit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SP_TYPE_SNAPSHOT, SP_TYPE_SNAPSHOT);

  g_type_ensure (SP_TYPE_SCREEN_VIEW);
  g_type_ensure (SP_TYPE_LAYERS_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-snapshot-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, apply_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, baseline_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, description_buffer);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, layers_group);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, memory_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, name_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, parent_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, pinned_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, screen);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, snapshot_layers);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, state_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, taken_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, title_row);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, trouble_group);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, trouble_next);
  gtk_widget_class_bind_template_child (widget_class, SpSnapshotPane, trouble_row);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, baseline_cb);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinned_cb);
}

static void
sp_snapshot_pane_init (SpSnapshotPane *self)
{
  AdwActionRow **rows[] = { &self->name_row, &self->taken_row, &self->state_row,
                            &self->kind_row, &self->memory_row, &self->parent_row };

  self->layer_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Names come from the host: never markup. */
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (*rows[i]), FALSE);
      adw_action_row_set_subtitle_selectable (*rows[i], TRUE);
    }
}

/**
 * sp_snapshot_pane_new:
 * @session: whose machine it is of
 *
 * Returns: (transfer floating): a pane that shows nothing yet
 */
GtkWidget *
sp_snapshot_pane_new (SpSession *session)
{
  SpSnapshotPane *self;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);

  self = g_object_new (SP_TYPE_SNAPSHOT_PANE, NULL);
  self->session = g_object_ref (session);
  sp_layers_pane_set_session (self->snapshot_layers, session);
  return GTK_WIDGET (self);
}

/**
 * sp_snapshot_pane_show:
 * @snapshot: (nullable): the snapshot
 */
void
sp_snapshot_pane_show (SpSnapshotPane *self,
                       SpSnapshot     *snapshot)
{
  gboolean keep_edit;

  g_return_if_fail (SP_IS_SNAPSHOT_PANE (self));

  keep_edit = snapshot != NULL && self->snapshot != NULL && sp_snapshot_same (snapshot, self->snapshot) && is_edited (self);
  g_set_object (&self->snapshot, snapshot);
  if (snapshot == NULL)
    return;

  fill (self);
  /* A refresh must not eat what is being typed. */
  if (!keep_edit)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->title_row), get_own_title (snapshot));
      gtk_text_buffer_set_text (self->description_buffer, or_empty (sp_snapshot_get_description (snapshot)), -1);
    }
  edited_cb (self);
}

/**
 * sp_snapshot_pane_mark:
 * @words: (nullable): what is looked for
 *
 * Marks it in the description.
 */
void
sp_snapshot_pane_mark (SpSnapshotPane *self,
                       const char     *words)
{
  g_return_if_fail (SP_IS_SNAPSHOT_PANE (self));

  g_clear_pointer (&self->search, sp_search_free);
  if (words != NULL && *words != '\0')
    self->search = sp_search_new (words, NULL, 0);
  mark_found (self);
}

void
sp_snapshot_pane_edit_title (SpSnapshotPane *self)
{
  g_return_if_fail (SP_IS_SNAPSHOT_PANE (self));

  if (self->snapshot != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->title_row));
}
