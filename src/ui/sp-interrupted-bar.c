/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells of deeds that were interrupted, and asks how to go on. One at a time, the oldest first. */

#include "config.h"

#include "sp-interrupted-bar.h"

#include "sp-alert.h"
#include "sp-deeds.h"
#include "sp-journal.h"

#include <glib/gi18n-lib.h>

/* Building dialogs wants more than a fiber's usual stack. */
#define STACK_SIZE (2 * 1024 * 1024)

struct _SpInterruptedBar
{
  AdwBin parent_instance;

  AdwBanner *banner;
  SpWindow  *window;    /* not owned: it holds the bar; NULL until it is shown */
  char      *connected; /* the hosts that were there when the journal was last read */
  gboolean   asking;
};

/* What a fiber looks after while a person makes up their mind. */
typedef struct
{
  SpInterruptedBar *self;
  SpWindow         *window;
  SpHost           *host;
  SpUnfinished     *one;
} Question;

G_DEFINE_FINAL_TYPE (SpInterruptedBar, sp_interrupted_bar, ADW_TYPE_BIN)

static SpHost *
find_host (SpInterruptedBar *self,
           const char       *id)
{
  GListModel *hosts = sp_session_get_hosts (sp_window_get_session (self->window));

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      if (sp_host_get_state (host) == SP_HOST_STATE_CONNECTED && g_strcmp0 (sp_host_get_id (host), id) == 0)
        return host; /* the model keeps it */
    }
  return NULL;
}

/* What was left on a host that is not there cannot be gone on with: it is told when the host is. */
static SpUnfinished *
find_next (SpInterruptedBar *self)
{
  g_autoptr (GPtrArray) list = sp_journal_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const SpUnfinished *one = list->pdata[i];

      if (find_host (self, one->host) != NULL)
        return g_ptr_array_steal_index (list, i);
    }
  return NULL;
}

/**
 * sp_interrupted_bar_look:
 * @self: the bar
 *
 * Reads the journal again.
 */
void
sp_interrupted_bar_look (SpInterruptedBar *self)
{
  g_autoptr (SpUnfinished) one = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (SP_IS_INTERRUPTED_BAR (self));

  if (self->window == NULL || sp_window_get_session (self->window) == NULL)
    return;
  one = find_next (self);
  if (one != NULL)
    {
      text = g_strdup_printf (_ ("Something was interrupted on “%s”."), one->machine);
      adw_banner_set_title (self->banner, text);
      if (!adw_banner_get_revealed (self->banner))
        gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
    }
  adw_banner_set_revealed (self->banner, one != NULL);
}

/* Where something is left of it the bar has the ways on. */
static void
told_cb (SpInterruptedBar *self,
         const char       *uuid,
         const char       *text,
         gboolean          over)
{
  if (self->window != NULL)
    sp_window_toast (self->window, text);
  sp_interrupted_bar_look (self);
}

static void
hosts_changed_cb (SpInterruptedBar *self)
{
  SpSession *session = self->window != NULL ? sp_window_get_session (self->window) : NULL;
  g_autoptr (GString) connected = g_string_new (NULL);

  for (guint i = 0; session != NULL && i < g_list_model_get_n_items (sp_session_get_hosts (session)); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (sp_session_get_hosts (session), i);

      g_signal_handlers_disconnect_by_func (host, told_cb, self);
      g_signal_connect_object (host, "deed-told", G_CALLBACK (told_cb), self, G_CONNECT_SWAPPED);
      if (sp_host_get_state (host) == SP_HOST_STATE_CONNECTED)
        g_string_append_printf (connected, "%s\n", sp_host_get_id (host));
    }
  if (g_set_str (&self->connected, connected->str))
    sp_interrupted_bar_look (self);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  question->self->asking = FALSE;
  sp_interrupted_bar_look (question->self);
  g_object_unref (question->self);
  g_object_unref (question->window);
  g_object_unref (question->host);
  sp_unfinished_free (question->one);
  g_free (question);
}

static void
response_cb (AdwAlertDialog *dialog,
             const char     *response,
             DexPromise     *promise)
{
  dex_promise_resolve_string (promise, g_strdup (response));
}

/* The window was closed meanwhile. */
static void
gone_cb (gpointer  data,
         GClosure *closure)
{
  DexPromise *promise = data;

  if (dex_future_is_pending (DEX_FUTURE (promise)))
    dex_promise_resolve_string (promise, g_strdup ("later"));
  dex_unref (promise);
}

/* Nothing is done by default: closing leaves all as it is, and the banner with it. */
static DexFuture *
ask (Question *question,
     SpFacts  *facts)
{
  SpWish wish;
  g_autofree char *text = sp_unfinished_tell (question->one, facts);
  AdwAlertDialog *dialog = sp_alert_new (_ ("What Was Interrupted"), text);
  DexPromise *promise = dex_promise_new ();

  adw_alert_dialog_set_prefer_wide_layout (dialog, TRUE);
  adw_alert_dialog_add_responses (dialog, "later", C_ ("interrupted deed", "_Later"), "forget", _ ("Leave It _So"), NULL);
  if (facts != NULL && sp_unfinished_back (question->one, facts, &wish))
    adw_alert_dialog_add_responses (dialog, "back", _ ("_Go Back…"), NULL);
  if (facts != NULL && sp_unfinished_finish (question->one, facts, &wish))
    adw_alert_dialog_add_responses (dialog, "finish", C_ ("interrupted deed", "_Finish…"), NULL);
  adw_alert_dialog_set_default_response (dialog, "later");
  adw_alert_dialog_set_close_response (dialog, "later");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), dex_ref (promise), gone_cb, 0);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (question->window));
  return DEX_FUTURE (promise);
}

static DexFuture *
question_fiber (gpointer data)
{
  Question *question = data;
  const SpUnfinished *one = question->one;
  SpMachine *machine = sp_host_find_machine (question->host, one->uuid);
  g_autoptr (SpFacts) facts = NULL;
  g_autofree char *response = NULL;
  SpWish wish;
  gboolean over = FALSE;

  /* The machine may be gone: then what the journal holds is told alone. */
  if (machine != NULL)
    {
      sp_session_choose (sp_window_get_session (question->window), question->host, machine);
      facts = dex_await_object (sp_host_gather (question->host, one->uuid), NULL);
    }
  if (sp_window_get_session (question->window) == NULL)
    return dex_future_new_true ();
  response = dex_await_string (ask (question, facts), NULL);
  if (g_strcmp0 (response, "forget") == 0)
    over = TRUE;
  else if (g_strcmp0 (response, "finish") == 0 && sp_unfinished_finish (one, facts, &wish))
    over = dex_await (sp_deeds_fulfil (question->window, question->host, machine, &wish), NULL);
  else if (g_strcmp0 (response, "back") == 0 && sp_unfinished_back (one, facts, &wish))
    over = dex_await (sp_deeds_fulfil (question->window, question->host, machine, &wish), NULL);
  if (over)
    sp_unfinished_forget (one);
  return dex_future_new_true ();
}

static void
clicked_cb (SpInterruptedBar *self)
{
  g_autoptr (SpUnfinished) one = find_next (self);
  Question *question = NULL;

  if (self->asking || one == NULL)
    {
      sp_interrupted_bar_look (self);
      return;
    }
  question = g_new0 (Question, 1);
  question->self = g_object_ref (self);
  question->window = g_object_ref (self->window);
  question->host = g_object_ref (find_host (self, one->host));
  question->one = g_steal_pointer (&one);
  self->asking = TRUE;
  dex_future_disown (dex_scheduler_spawn (NULL, STACK_SIZE, question_fiber, question, question_free));
}

static void
sp_interrupted_bar_root (GtkWidget *widget)
{
  SpInterruptedBar *self = SP_INTERRUPTED_BAR (widget);

  GTK_WIDGET_CLASS (sp_interrupted_bar_parent_class)->root (widget);
  if (SP_IS_WINDOW (gtk_widget_get_root (widget)))
    self->window = SP_WINDOW (gtk_widget_get_root (widget));
}

static void
sp_interrupted_bar_unroot (GtkWidget *widget)
{
  SP_INTERRUPTED_BAR (widget)->window = NULL;
  GTK_WIDGET_CLASS (sp_interrupted_bar_parent_class)->unroot (widget);
}

/* The window has its session by then. */
static void
sp_interrupted_bar_map (GtkWidget *widget)
{
  SpInterruptedBar *self = SP_INTERRUPTED_BAR (widget);
  SpSession *session = self->window != NULL ? sp_window_get_session (self->window) : NULL;

  GTK_WIDGET_CLASS (sp_interrupted_bar_parent_class)->map (widget);
  if (session == NULL || self->connected != NULL)
    return;
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (hosts_changed_cb), self, G_CONNECT_SWAPPED);
  hosts_changed_cb (self);
}

static void
sp_interrupted_bar_finalize (GObject *object)
{
  SpInterruptedBar *self = (SpInterruptedBar *) object;

  g_free (self->connected);

  G_OBJECT_CLASS (sp_interrupted_bar_parent_class)->finalize (object);
}

static void
sp_interrupted_bar_class_init (SpInterruptedBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sp_interrupted_bar_finalize;
  widget_class->root = sp_interrupted_bar_root;
  widget_class->unroot = sp_interrupted_bar_unroot;
  widget_class->map = sp_interrupted_bar_map;
}

static void
sp_interrupted_bar_init (SpInterruptedBar *self)
{
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_button_label (self->banner, _ ("_What Happened…"));
  g_signal_connect_swapped (self->banner, "button-clicked", G_CALLBACK (clicked_cb), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
}
