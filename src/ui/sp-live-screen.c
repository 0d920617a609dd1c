/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on the screen of the chosen machine, a fresh picture now and then while somebody looks. */

#include "config.h"

#include "sp-live-screen.h"

#include "sp-defaults.h"
#include "sp-host-screen.h"

#define FRESH_SECONDS 10

struct _SpLiveScreen
{
  GObject parent_instance;

  SpSession  *session;
  GtkWindow  *window; /* not owned: it owns this */
  SpMachine  *machine; /* whose picture it is */
  GdkTexture *texture;
  guint       tick;
  guint       serial; /* of the newest question: older answers are dropped */
};

enum
{
  PROP_0,
  PROP_TEXTURE,
};

static GParamSpec *texture_property;

G_DEFINE_FINAL_TYPE (SpLiveScreen, sp_live_screen, G_TYPE_OBJECT)

typedef struct
{
  GWeakRef asker;
  guint    serial;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_weak_ref_clear (&question->asker);
  g_free (question);
}

static void
show (SpLiveScreen *self,
      GdkTexture   *texture)
{
  if (g_set_object (&self->texture, texture))
    g_object_notify_by_pspec (G_OBJECT (self), texture_property);
}

static void
decode (GTask        *task,
        gpointer      source,
        gpointer      data,
        GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_new_from_bytes (data, NULL), g_object_unref);
}

static void
decoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  SpLiveScreen *self = SP_LIVE_SCREEN (source);
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (GPOINTER_TO_UINT (data) == self->serial)
    show (self, texture);
}

static DexFuture *
answered_cb (DexFuture *future,
             gpointer   data)
{
  Question *question = data;
  g_autoptr (SpLiveScreen) self = g_weak_ref_get (&question->asker);
  const GValue *value = dex_future_get_value (future, NULL);
  g_autoptr (GTask) task = NULL;

  if (self == NULL || question->serial != self->serial)
    return dex_future_new_true ();
  if (value == NULL)
    {
      show (self, NULL);
      return dex_future_new_true ();
    }
  task = g_task_new (self, NULL, decoded_cb, GUINT_TO_POINTER (question->serial));
  g_task_set_source_tag (task, answered_cb);
  g_task_set_task_data (task, g_value_dup_boxed (value), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode);
  return dex_future_new_true ();
}

static gboolean
is_live (SpLiveScreen *self)
{
  SpHost *host = sp_session_get_host (self->session);

  return host != NULL && sp_host_get_link (host) == SP_LINK_CONNECTED && self->machine != NULL &&
         sp_machine_get_state (self->machine) == SP_MACHINE_STATE_RUNNING && sp_defaults_want_pictures ();
}

static gboolean
ask_cb (gpointer data)
{
  SpLiveScreen *self = data;
  Question *question;

  if (!is_live (self))
    {
      self->serial++;
      show (self, NULL);
      return G_SOURCE_CONTINUE;
    }
  /* Nobody looks: the picture grows old. */
  if (!gtk_window_is_active (self->window) && self->texture != NULL)
    return G_SOURCE_CONTINUE;

  question = g_new0 (Question, 1);
  g_weak_ref_init (&question->asker, self);
  question->serial = ++self->serial;
  dex_future_disown (dex_future_finally (sp_host_load_screen (sp_session_get_host (self->session), sp_machine_get_uuid (self->machine)),
                                         answered_cb, question, question_free));
  return G_SOURCE_CONTINUE;
}

static void
machine_changed_cb (SpLiveScreen *self)
{
  SpMachine *machine = sp_session_get_machine (self->session);
  gboolean same = machine != NULL && self->machine != NULL && sp_machine_same (machine, self->machine);
  gboolean live = is_live (self);

  g_set_object (&self->machine, machine);
  if (!same)
    show (self, NULL);
  if (!same || live != is_live (self))
    ask_cb (self);
}

static void
active_changed_cb (SpLiveScreen *self)
{
  if (gtk_window_is_active (self->window))
    ask_cb (self);
}

static void
sp_live_screen_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  if (prop_id == PROP_TEXTURE)
    g_value_set_object (value, SP_LIVE_SCREEN (object)->texture);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sp_live_screen_dispose (GObject *object)
{
  SpLiveScreen *self = (SpLiveScreen *) object;

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->machine);
  g_clear_object (&self->texture);

  G_OBJECT_CLASS (sp_live_screen_parent_class)->dispose (object);
}

static void
sp_live_screen_class_init (SpLiveScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sp_live_screen_dispose;
  object_class->get_property = sp_live_screen_get_property;

  texture_property = g_param_spec_object ("texture", NULL, NULL, GDK_TYPE_TEXTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_TEXTURE, texture_property);
}

static void
sp_live_screen_init (SpLiveScreen *self)
{
  self->tick = g_timeout_add_seconds (FRESH_SECONDS, ask_cb, self);
}

/**
 * sp_live_screen_new:
 * @session: whose machine it looks at
 * @window: where it is shown; to live longer
 *
 * Returns: (transfer full): a new one
 */
SpLiveScreen *
sp_live_screen_new (SpSession *session,
                    GtkWindow *window)
{
  SpLiveScreen *self;

  g_return_val_if_fail (SP_IS_SESSION (session), NULL);
  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);

  self = g_object_new (SP_TYPE_LIVE_SCREEN, NULL);
  self->session = g_object_ref (session);
  self->window = window;
  g_signal_connect_object (session, "notify::machine", G_CALLBACK (machine_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_changed_cb), self, G_CONNECT_SWAPPED);
  machine_changed_cb (self);
  return self;
}
