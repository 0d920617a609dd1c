/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line above the timeline: what is the matter with the link to a host, and how old is what is shown. */

#include "config.h"

#include "sp-link-bar.h"

#include "sp-join.h"
#include "sp-status.h"
#include "sp-toasts.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

#define AGES_SECONDS 15
/* No state of the link: nothing may be changed over it. */
#define READ_ONLY (-1)
/* Most hosts answer before anybody has read that they are being asked. */
#define PATIENCE_MSEC 1000

struct _SpLinkBar
{
  AdwBin parent_instance;

  SpSession   *session;
  SpHost      *host; /* whom it tells of; NULL: nobody */
  int          told; /* what was announced of it: an SpLink, or READ_ONLY */
  GtkRevealer *revealer;
  GtkLabel    *label;
  GtkLabel    *age;
  GtkWidget   *details;
  GtkWidget   *again;
  guint        ages;
  guint        patience;
  gboolean     waited; /* long enough for the host that is being connected */
};

G_DEFINE_FINAL_TYPE (SpLinkBar, sp_link_bar, ADW_TYPE_BIN)

static char *
dup_words (SpHost *host)
{
  const GError *error = sp_host_get_error (host);
  const char *title = sp_host_get_title (host);

  switch (sp_host_get_link (host))
    {
    case SP_LINK_CONNECTING:
      /* Translators: %s is a host */
      return g_strdup_printf (_ ("Connecting to %s…"), title);
    case SP_LINK_SLOW:
      /* Translators: %s is a host */
      return g_strdup_printf (_ ("%s answers slowly."), title);
    case SP_LINK_LOST:
      /* Translators: %s is a host */
      return g_strdup_printf (_ ("The connection to %s was lost. It is tried again soon."), title);
    case SP_LINK_RECONNECTING:
      return g_strdup_printf (_ ("The connection to %s was lost. Trying to reach it again…"), title);
    case SP_LINK_FAILED:
      /* Translators: a host, and why it cannot be reached */
      return g_strdup_printf (_ ("%s cannot be reached: %s"), title, error != NULL ? error->message : _ ("unknown reason"));
    case SP_LINK_CONNECTED:
      /* Translators: %s is a host */
      return sp_host_get_read_only (host) ? g_strdup_printf (_ ("You may look at %s, and change nothing there."), title) : NULL;
    case SP_LINK_CLOSED:
    default:
      return NULL;
    }
}

/* NULL: what is shown is not of it, or not old. */
static char *
dup_age (SpLinkBar *self)
{
  gint64 now = sp_when_now ();
  gint64 heard = sp_session_get_heard (self->session);
  g_autofree char *age = NULL;

  if (self->host != sp_session_get_host (self->session) || sp_session_get_history (self->session) == NULL || heard == 0 ||
      sp_host_get_link (self->host) == SP_LINK_SLOW || sp_host_get_link (self->host) == SP_LINK_CONNECTED)
    return NULL;
  if (now - heard < 60)
    return g_strdup (_ ("This is the history as of a moment ago."));
  age = sp_when_age (heard, now);
  /* Translators: %s is "10 minutes ago", "3 days ago" */
  return g_strdup_printf (_ ("This is the history as of %s."), age);
}

static void
update_age (SpLinkBar *self)
{
  g_autofree char *age = self->host != NULL ? dup_age (self) : NULL;

  gtk_label_set_label (self->age, age != NULL ? age : "");
  gtk_widget_set_visible (GTK_WIDGET (self->age), age != NULL);
}

static gboolean
ages_cb (gpointer data)
{
  update_age (data);
  return G_SOURCE_CONTINUE;
}

/* Each attempt of a lost link is seen, and not said again and again. */
static int
to_tell (SpHost *host)
{
  SpLink link = sp_host_get_link (host);

  if (link == SP_LINK_CONNECTED && sp_host_get_read_only (host))
    return READ_ONLY;
  return link == SP_LINK_RECONNECTING ? SP_LINK_LOST : (int) link;
}

static void
announce (SpLinkBar  *self,
          const char *words)
{
  int now = to_tell (self->host);
  const char *age = gtk_label_get_label (self->age);
  g_autofree char *text = NULL;

  if (now == self->told || words == NULL)
    return;
  self->told = now;
  text = sp_join (SP_JOIN_SENTENCES, words, age);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                           now == SP_LINK_SLOW || now == SP_LINK_CONNECTING ? GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM
                                                                            : GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
tell_of_return (SpLinkBar *self)
{
  g_autofree char *text = NULL;

  if (self->host == NULL || sp_host_get_link (self->host) != SP_LINK_CONNECTED || self->told == SP_LINK_CONNECTED || self->told == READ_ONLY)
    return;
  /* Translators: %s is a host */
  text = g_strdup_printf (_ ("%s answers again."), sp_host_get_title (self->host));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
listen (SpLinkBar *self)
{
  GListModel *hosts = sp_session_get_hosts (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (SpHost) host = g_list_model_get_item (hosts, i);

      g_signal_handlers_disconnect_by_func (host, sp_link_bar_look, self);
      g_signal_connect_object (host, "notify::link", G_CALLBACK (sp_link_bar_look), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (host, "notify::error", G_CALLBACK (sp_link_bar_look), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (host, "notify::read-only", G_CALLBACK (sp_link_bar_look), self, G_CONNECT_SWAPPED);
    }
}

static gboolean
waited_cb (gpointer data)
{
  SpLinkBar *self = data;

  self->patience = 0;
  self->waited = TRUE;
  sp_link_bar_look (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_too_early (SpLinkBar *self,
              SpHost    *host)
{
  if (host == NULL || sp_host_get_link (host) != SP_LINK_CONNECTING)
    {
      g_clear_handle_id (&self->patience, g_source_remove);
      self->waited = FALSE;
      return FALSE;
    }
  if (!self->waited && self->patience == 0)
    self->patience = g_timeout_add (PATIENCE_MSEC, waited_cb, self);
  return !self->waited;
}

/**
 * sp_link_bar_look:
 * @self: the bar
 *
 * Says what is the matter now.
 */
void
sp_link_bar_look (SpLinkBar *self)
{
  SpHost *host = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (SP_IS_LINK_BAR (self));

  if (self->session == NULL)
    return;
  host = sp_status_find_troubled_host (self->session);
  words = !is_too_early (self, host) && host != NULL ? dup_words (host) : NULL;
  if (words == NULL)
    tell_of_return (self);
  if (words == NULL || host != self->host)
    self->told = SP_LINK_CONNECTED;
  if (words == NULL)
    host = NULL;
  g_set_object (&self->host, host);
  update_age (self);
  gtk_revealer_set_reveal_child (self->revealer, self->host != NULL);
  if (self->host == NULL)
    {
      g_clear_handle_id (&self->ages, g_source_remove);
      return;
    }
  gtk_label_set_label (self->label, words);
  gtk_widget_set_visible (self->details, sp_host_get_error (host) != NULL);
  gtk_widget_set_visible (self->again, sp_host_get_state (host) == SP_HOST_STATE_LOST || sp_host_get_state (host) == SP_HOST_STATE_FAILED);
  gtk_widget_set_sensitive (self->again, sp_host_get_link (host) != SP_LINK_RECONNECTING);
  if (self->ages == 0)
    self->ages = g_timeout_add_seconds (AGES_SECONDS, ages_cb, self);
  announce (self, words);
}

static void
hosts_changed_cb (SpLinkBar *self)
{
  listen (self);
  sp_link_bar_look (self);
}

static void
details_cb (SpLinkBar *self)
{
  if (self->host != NULL && sp_host_get_error (self->host) != NULL)
    sp_toasts_show_error (GTK_WIDGET (self), sp_host_get_error (self->host));
}

/* How it ends is seen as the host's state. */
static void
again_cb (SpLinkBar *self)
{
  if (self->host != NULL)
    dex_future_disown (sp_host_open (self->host));
}

static void
sp_link_bar_dispose (GObject *object)
{
  SpLinkBar *self = (SpLinkBar *) object;

  g_clear_handle_id (&self->ages, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->host);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sp_link_bar_parent_class)->dispose (object);
}

static void
sp_link_bar_class_init (SpLinkBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sp_link_bar_dispose;
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
add_button (SpLinkBar  *self,
            GtkWidget  *box,
            const char *label,
            GCallback   clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_button_set_can_shrink (GTK_BUTTON (button), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
sp_link_bar_init (SpLinkBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->told = SP_LINK_CONNECTED;
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  self->label = add_label (words, NULL);
  self->age = add_label (words, "caption");
  gtk_box_append (GTK_BOX (box), words);
  self->details = add_button (self, box, _ ("_Details"), G_CALLBACK (details_cb));
  self->again = add_button (self, box, _ ("_Try Again"), G_CALLBACK (again_cb));
  gtk_widget_add_css_class (box, "link-bar");

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_child (self->revealer, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
}

/**
 * sp_link_bar_set_session:
 * @self: the bar
 * @session: whose hosts it watches
 *
 * To be called once.
 */
void
sp_link_bar_set_session (SpLinkBar *self,
                         SpSession *session)
{
  g_return_if_fail (SP_IS_LINK_BAR (self));
  g_return_if_fail (SP_IS_SESSION (session));

  g_set_object (&self->session, session);
  g_signal_connect_object (session, "hosts-changed", G_CALLBACK (hosts_changed_cb), self, G_CONNECT_SWAPPED);
  hosts_changed_cb (self);
}
