/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a screen that goes with a snapshot: found and read by a worker, drawn here. */

#include "config.h"

#include "sp-screen-view.h"

#include "sp-defaults.h"
#include "sp-drawn.h"
#include "sp-screens.h"

#include <adwaita.h>
#include <math.h>

/* Of a small one, in em: two lines of text and a bit, in the proportions of a screen. */
#define SMALL_HEIGHT 2.9f
#define SMALL_WIDTH (SMALL_HEIGHT * 1.6f)
#define ICON 1.25f
/* Small pictures at hand, so that scrolling reads no files; all of them have a few megabytes. */
#define MOST_AT_HAND 64
#define AT_HAND_SIZE 160 /* pixels, of one whose size on the display is not known */

struct _SpScreenView
{
  GtkWidget parent_instance;

  GdkTexture *texture;
  char       *wanted; /* whose picture is shown or on its way */
  float       em;     /* 0: not known */
  gboolean    small;  /* all of one size, and never empty; else as wide as there is room */
  const char *icon;   /* stands for the picture of a small one that has none; a string that stays */
};

typedef struct
{
  GWeakRef    view;
  char       *key;
  char       *uuid;
  char       *name;
  gint64      created;
  gboolean    small;
  int         width;   /* of a small one, in pixels */
  int         height;
  GdkTexture *texture; /* the answer; NULL: there is none */
} Question;

enum
{
  PROP_0,
  PROP_SMALL,
};

/* Main thread only. */
static GHashTable *at_hand; /* key -> GdkTexture */
static GPtrArray  *views;   /* all that live */
static GSettings  *settings; /* NULL: not installed */
static GPtrArray  *waiting; /* of Question: not asked yet */
static gboolean    asking;

G_DEFINE_FINAL_TYPE (SpScreenView, sp_screen_view, GTK_TYPE_WIDGET)

static void
question_free (gpointer data)
{
  Question *question = data;

  g_weak_ref_clear (&question->view);
  g_clear_object (&question->texture);
  g_free (question->key);
  g_free (question->uuid);
  g_free (question->name);
  g_free (question);
}

static float
get_em (SpScreenView *self)
{
  return self->em > 0 ? self->em : sp_drawn_em (GTK_WIDGET (self));
}

/* How large a small one is drawn, in pixels of the display. Whoever tells it the size of its font gives it as much room as it asks for. */
static void
get_pixels (SpScreenView *self,
            int          *width,
            int          *height)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  *width = self->em > 0 ? (int) (SMALL_WIDTH * self->em) * scale : AT_HAND_SIZE;
  *height = self->em > 0 ? (int) (SMALL_HEIGHT * self->em) * scale : AT_HAND_SIZE;
}

static GtkSizeRequestMode
sp_screen_view_get_request_mode (GtkWidget *widget)
{
  return SP_SCREEN_VIEW (widget)->small ? GTK_SIZE_REQUEST_CONSTANT_SIZE : GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sp_screen_view_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  SpScreenView *self = SP_SCREEN_VIEW (widget);
  int width = self->texture != NULL ? gdk_texture_get_width (self->texture) : 0;
  int height = self->texture != NULL ? gdk_texture_get_height (self->texture) : 0;

  *minimum = *natural = 0;
  if (self->small)
    *minimum = *natural = (int) ((orientation == GTK_ORIENTATION_VERTICAL ? SMALL_HEIGHT : SMALL_WIDTH) * get_em (self));
  else if (self->texture == NULL)
    return;
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = width;
  else if (for_size < 0)
    *natural = height;
  else
    /* Never larger than it is. */
    *minimum = *natural = (int) ((gint64) height * MIN (for_size, width) / width);
}

/* What stands for a picture tells by its shape how the machine was. */
static void
snapshot_icon (SpScreenView *self,
               GtkSnapshot  *snapshot,
               float         width,
               float         height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float size = roundf (ICON * get_em (self));
  GdkRGBA colour;

  gtk_widget_get_color (widget, &colour);
  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    colour.alpha *= 0.5f;
  sp_drawn_icon (snapshot, widget, self->icon, roundf ((width - size) / 2), roundf ((height - size) / 2), size, &colour);
}

/* One that was read in the size that it is drawn in needs no filter, which without a graphics card is the dearest of all in a row. */
static void
append_texture (SpScreenView          *self,
                GtkSnapshot           *snapshot,
                const graphene_rect_t *place)
{
  float scale = (float) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  float width = (float) gdk_texture_get_width (self->texture) / scale;
  float height = (float) gdk_texture_get_height (self->texture) / scale;

  if (fabsf (width - place->size.width) < 1 && fabsf (height - place->size.height) < 1)
    gtk_snapshot_append_texture (snapshot, self->texture,
                                 &GRAPHENE_RECT_INIT (roundf (place->origin.x), roundf (place->origin.y), width, height));
  else
    gtk_snapshot_append_scaled_texture (snapshot, self->texture, GSK_SCALING_FILTER_TRILINEAR, place);
}

static void
sp_screen_view_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  SpScreenView *self = SP_SCREEN_VIEW (widget);
  float room_width = (float) gtk_widget_get_width (widget);
  float room_height = (float) gtk_widget_get_height (widget);
  float width;
  float height;
  float across;
  float down;
  float scale;

  if (room_width <= 0 || room_height <= 0)
    return;
  if (self->texture == NULL)
    {
      if (self->icon != NULL)
        snapshot_icon (self, snapshot, room_width, room_height);
      return;
    }
  width = (float) gdk_texture_get_width (self->texture);
  height = (float) gdk_texture_get_height (self->texture);
  across = room_width / width;
  down = room_height / height;
  scale = MIN (across, down);
  width *= scale;
  height *= scale;
  /* What is left of a place that is all of one size is dark, as around a screen. */
  if (self->small)
    gtk_snapshot_append_color (snapshot, &(GdkRGBA) { 0, 0, 0, 1 }, &GRAPHENE_RECT_INIT (0, 0, room_width, room_height));
  append_texture (self, snapshot, &GRAPHENE_RECT_INIT ((room_width - width) / 2, (room_height - height) / 2, width, height));
}

static void
update (SpScreenView *self)
{
  gboolean wanted = settings == NULL || g_settings_get_boolean (settings, "thumbnails");

  /* A picture has round corners; an icon does not reach them. */
  gtk_widget_set_overflow (GTK_WIDGET (self), self->texture != NULL ? GTK_OVERFLOW_HIDDEN : GTK_OVERFLOW_VISIBLE);
  if (self->texture != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "picture");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "picture");
  if (self->small)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), wanted && (self->texture != NULL || (self->small && self->icon != NULL)));
}

static void
show (SpScreenView *self,
      GdkTexture   *texture)
{
  if (g_set_object (&self->texture, texture))
    update (self);
}

static void
wanted_cb (void)
{
  for (guint i = 0; i < views->len; i++)
    update (views->pdata[i]);
}

static GdkTexture *
load_small (const char *path,
            int         width,
            int         height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file_at_scale (path, width, height, TRUE, NULL);

  return pixbuf != NULL ? gdk_texture_new_for_pixbuf (pixbuf) : NULL;
}

/* All that were asked for meanwhile, in one thread: a list that is scrolled asks for dozens at a time. */
static void
look_up (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  GPtrArray *questions = data;

  for (guint i = 0; i < questions->len; i++)
    {
      Question *question = questions->pdata[i];
      g_autofree char *path = sp_screens_find (question->uuid, question->name, question->created);

      if (path != NULL)
        question->texture = question->small ? load_small (path, question->width, question->height) : gdk_texture_new_from_filename (path, NULL);
    }
  g_task_return_boolean (task, TRUE);
}

static gboolean ask_cb (gpointer data);

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GPtrArray *questions = g_task_get_task_data (G_TASK (result));

  for (guint i = 0; i < questions->len; i++)
    {
      Question *question = questions->pdata[i];
      g_autoptr (SpScreenView) view = g_weak_ref_get (&question->view);

      if (question->texture != NULL && question->small)
        {
          if (g_hash_table_size (at_hand) >= MOST_AT_HAND)
            g_hash_table_remove_all (at_hand);
          g_hash_table_replace (at_hand, g_strdup (question->key), g_object_ref (question->texture));
        }
      /* The row may show another snapshot by now. */
      if (view != NULL && g_strcmp0 (view->wanted, question->key) == 0)
        show (view, question->texture);
    }
  asking = FALSE;
  if (waiting->len > 0)
    ask_cb (NULL);
}

static gboolean
ask_cb (gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, found_cb, NULL);

  asking = TRUE;
  g_task_set_source_tag (task, ask_cb);
  g_task_set_task_data (task, g_steal_pointer (&waiting), (GDestroyNotify) g_ptr_array_unref);
  waiting = g_ptr_array_new_with_free_func (question_free);
  g_task_run_in_thread (task, look_up);
  return G_SOURCE_REMOVE;
}

static void
ask (SpScreenView *self,
     const char   *uuid,
     SpSnapshot   *snapshot)
{
  Question *question = g_new0 (Question, 1);

  question->key = g_strdup (self->wanted);
  question->uuid = g_strdup (uuid);
  question->name = g_strdup (sp_snapshot_get_name (snapshot));
  question->created = sp_snapshot_get_created (snapshot);
  question->small = self->small;
  get_pixels (self, &question->width, &question->height);
  g_weak_ref_init (&question->view, self);
  if (waiting->len == 0 && !asking)
    g_idle_add_full (G_PRIORITY_DEFAULT, ask_cb, NULL, NULL);
  g_ptr_array_add (waiting, question);
}

static void
sp_screen_view_set_property (GObject      *object,
                             guint         id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if (id == PROP_SMALL)
    SP_SCREEN_VIEW (object)->small = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sp_screen_view_dispose (GObject *object)
{
  SpScreenView *self = SP_SCREEN_VIEW (object);

  g_ptr_array_remove_fast (views, self);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (sp_screen_view_parent_class)->dispose (object);
}

static void
sp_screen_view_class_init (SpScreenViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_screen_view_dispose;
  object_class->set_property = sp_screen_view_set_property;
  widget_class->get_request_mode = sp_screen_view_get_request_mode;
  widget_class->measure = sp_screen_view_measure;
  widget_class->snapshot = sp_screen_view_snapshot;

  g_object_class_install_property (object_class, PROP_SMALL,
                                   g_param_spec_boolean ("small", NULL, NULL, FALSE,
                                                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "screen");
  at_hand = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  views = g_ptr_array_new ();
  waiting = g_ptr_array_new_with_free_func (question_free);
  settings = sp_defaults_get_settings ();
  if (settings != NULL)
    g_signal_connect (settings, "changed::thumbnails", G_CALLBACK (wanted_cb), NULL);
}

static void
sp_screen_view_init (SpScreenView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_ptr_array_add (views, self);
}

/**
 * sp_screen_view_set:
 * @self: the view
 * @uuid: (nullable): of the machine
 * @snapshot: (nullable): whose picture is to be shown
 */
void
sp_screen_view_set (SpScreenView *self,
                    const char   *uuid,
                    SpSnapshot   *snapshot)
{
  g_autofree char *key = NULL;
  GdkTexture *texture;
  int width;
  int height;

  g_return_if_fail (SP_IS_SCREEN_VIEW (self));

  get_pixels (self, &width, &height);
  if (uuid != NULL && snapshot != NULL)
    key = g_strdup_printf ("%s %" G_GINT64_FORMAT " %dx%d %s", uuid, sp_snapshot_get_created (snapshot), width, height,
                           sp_snapshot_get_name (snapshot));
  if (key != NULL && g_strcmp0 (key, self->wanted) == 0 && self->texture != NULL)
    return;

  g_set_str (&self->wanted, key);
  texture = key != NULL && self->small ? g_hash_table_lookup (at_hand, key) : NULL;
  show (self, texture);
  if (key == NULL || texture != NULL)
    return;

  ask (self, uuid, snapshot);
}

/**
 * sp_screen_view_forget_all:
 *
 * What is shown goes, and what is at hand: they were cleared from the cache.
 */
void
sp_screen_view_forget_all (void)
{
  if (at_hand == NULL)
    return; /* none was ever shown */
  g_hash_table_remove_all (at_hand);
  for (guint i = 0; i < views->len; i++)
    show (views->pdata[i], NULL);
}

/**
 * sp_screen_view_set_live:
 * @self: the view
 * @texture: (nullable): what is to be shown
 *
 * Shows a picture that belongs to no snapshot.
 */
void
sp_screen_view_set_live (SpScreenView *self,
                         GdkTexture   *texture)
{
  g_return_if_fail (SP_IS_SCREEN_VIEW (self));

  g_clear_pointer (&self->wanted, g_free);
  show (self, texture);
}

/**
 * sp_screen_view_set_icon:
 * @self: a small view
 * @icon: (nullable): a symbolic icon's name; a string that stays
 *
 * What stands for a picture where there is none. Without an icon, such a view is not seen.
 */
void
sp_screen_view_set_icon (SpScreenView *self,
                         const char   *icon)
{
  g_return_if_fail (SP_IS_SCREEN_VIEW (self));

  if (self->icon == icon)
    return;
  self->icon = icon;
  update (self);
}

/**
 * sp_screen_view_set_em:
 * @self: a small view
 * @em: the size of the font, in pixels
 *
 * A parent that knows it saves the view the question.
 */
void
sp_screen_view_set_em (SpScreenView *self,
                       float         em)
{
  g_return_if_fail (SP_IS_SCREEN_VIEW (self));

  if (self->em == em)
    return;
  self->em = em;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
