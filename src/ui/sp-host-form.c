/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a host is and how it is reached, to be filled in and tried. */

#include "config.h"

#include "sp-host-form.h"

#include "sp-address.h"
#include "sp-colours.h"
#include "sp-host-helps.h"
#include "sp-login.h"
#include "sp-trial.h"

#include <glib/gi18n-lib.h>

/* The last way in the list: a URI as it is. */
#define OTHER (SP_WAY_TCP + 1)

struct _SpHostForm
{
  AdwNavigationPage parent_instance;

  AdwEntryRow         *certificates_row;
  AdwButtonRow        *forget_row;
  GtkWidget           *keep_button;
  AdwEntryRow         *key_row;
  AdwComboRow         *machines_row;
  AdwSpinRow          *port_row;
  GtkWidget           *secrets_group;
  GtkLabel            *problem;
  AdwEntryRow         *server_row;
  GtkMenuButton       *suggestions;
  AdwEntryRow         *title_row;
  AdwComboRow         *colour_row;
  AdwPreferencesGroup *trial_group;
  GtkWidget           *try_button;
  AdwEntryRow         *uri_row;
  AdwEntryRow         *user_row;
  AdwComboRow         *way_row;

  SpHostEntry *entry; /* the one to be changed; NULL: a new one */
  char        *uri;   /* what was filled in, NULL: not enough yet */
  GPtrArray   *told;  /* rows of the trial */
  gboolean     filling;
};

enum
{
  SIGNAL_KEPT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpHostForm, sp_host_form, ADW_TYPE_NAVIGATION_PAGE)

static const char *
get_text (AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  return *text != '\0' ? text : NULL;
}

static void
set_text (AdwEntryRow *row,
          const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/* Who is meant where no name is said: to ssh, oneself; to the ssh that is built into libvirt, root. */
static const char *
get_user (SpHostForm *self,
          guint       way)
{
  const char *user = get_text (self->user_row);

  if (user == NULL && (way == SP_WAY_LIBSSH2 || way == SP_WAY_LIBSSH))
    return g_get_user_name ();
  return user;
}

static char *
make_uri (SpHostForm *self,
          GError    **error)
{
  guint way = adw_combo_row_get_selected (self->way_row);
  const SpAddress address = {
    .way = (SpWay) way,
    .server = (char *) get_text (self->server_row),
    .user = (char *) get_user (self, way),
    .port = (int) adw_spin_row_get_value (self->port_row),
    .session = adw_combo_row_get_selected (self->machines_row) == 1,
    .key_file = (char *) get_text (self->key_row),
    .certificates = (char *) get_text (self->certificates_row),
  };
  const char *other = get_text (self->uri_row);

  if (way != OTHER)
    return sp_address_to_uri (&address, error);
  return other != NULL && sp_address_check_uri (other, error) ? g_strdup (other) : NULL;
}

static void
show_rows (SpHostForm *self)
{
  guint way = adw_combo_row_get_selected (self->way_row);
  gboolean ssh = way <= SP_WAY_LIBSSH;

  gtk_widget_set_visible (GTK_WIDGET (self->server_row), way != OTHER);
  gtk_widget_set_visible (GTK_WIDGET (self->user_row), ssh);
  gtk_widget_set_visible (GTK_WIDGET (self->machines_row), way != OTHER);
  gtk_widget_set_visible (GTK_WIDGET (self->port_row), way != OTHER);
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), ssh);
  gtk_widget_set_visible (GTK_WIDGET (self->certificates_row), way == SP_WAY_TLS);
  gtk_widget_set_visible (GTK_WIDGET (self->uri_row), way == OTHER);
}

static gboolean
is_begun (SpHostForm *self)
{
  return get_text (self->server_row) != NULL || get_text (self->uri_row) != NULL;
}

/* Nobody is told of a fault before something was typed. */
static void
show_problem (SpHostForm   *self,
              const GError *problem)
{
  gboolean plain = adw_combo_row_get_selected (self->way_row) == SP_WAY_TCP;

  if (problem != NULL)
    gtk_label_set_label (self->problem, is_begun (self) ? problem->message : "");
  else if (plain)
    gtk_label_set_label (self->problem, _ ("Nothing is encrypted on this way unless the host’s SASL does it: whoever sits on the line may read and change all of it."));
  else
    gtk_label_set_label (self->problem, self->uri);
}

static void
changed_cb (SpHostForm *self)
{
  g_autoptr (GError) problem = NULL;

  if (self->filling)
    return;
  show_rows (self);
  g_free (self->uri);
  self->uri = make_uri (self, &problem);
  show_problem (self, problem);
  gtk_widget_set_sensitive (self->keep_button, self->uri != NULL);
  gtk_widget_set_sensitive (self->try_button, self->uri != NULL);
}

static void
keep_clicked_cb (SpHostForm *self)
{
  g_autoptr (SpHostEntry) entry = self->entry != NULL ? sp_host_entry_copy (self->entry) : sp_host_entry_new (NULL);

  if (self->uri == NULL)
    return;
  g_set_str (&entry->uri, self->uri);
  g_set_str (&entry->title, get_text (self->title_row));
  g_set_str (&entry->colour, sp_colours_get_name (adw_combo_row_get_selected (self->colour_row) - 1));
  g_signal_emit (self, signals[SIGNAL_KEPT], 0, entry);
}

static void
choose_key_cb (SpHostForm *self)
{
  sp_host_helps_choose (self->key_row, _ ("Choose the Key File"), FALSE);
}

static void
choose_certificates_cb (SpHostForm *self)
{
  sp_host_helps_choose (self->certificates_row, _ ("Choose the Folder of Certificates"), TRUE);
}

static void
told_cb (SpTrialStep   step,
         const GError *error,
         gpointer      data)
{
  SpHostForm *self = data;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (error == NULL ? "object-select-symbolic" : "dialog-error-symbolic");

  gtk_widget_add_css_class (icon, error == NULL ? "success" : "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, error == NULL ? C_ ("trial of a host", "Works") : _ ("Does not work"), -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), error == NULL ? sp_trial_step_tell (step) : error->message);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (self->trial_group, row);
  g_ptr_array_add (self->told, row);
}

static DexFuture *
tried_cb (DexFuture *future,
          gpointer   user_data)
{
  SpHostForm *self = user_data;

  gtk_widget_set_sensitive (self->try_button, self->uri != NULL);
  return dex_future_new_true ();
}

static void
try_clicked_cb (SpHostForm *self)
{
  for (guint i = 0; i < self->told->len; i++)
    adw_preferences_group_remove (self->trial_group, self->told->pdata[i]);
  g_ptr_array_set_size (self->told, 0);
  gtk_widget_set_sensitive (self->try_button, FALSE);
  dex_future_disown (dex_future_finally (sp_trial_run (self->uri, told_cb, self), tried_cb, g_object_ref (self), g_object_unref));
}

static DexFuture *
forgotten_cb (DexFuture *future,
              gpointer   user_data)
{
  SpHostForm *self = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  guint n = value != NULL ? (guint) g_value_get_int (value) : 0;
  g_autofree char *title = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    title = g_strdup (_ ("The Keyring Is Locked"));
  else if (error != NULL)
    title = g_strdup (_ ("The Keyring Does Not Answer"));
  else if (n == 0)
    title = g_strdup (_ ("No Password Was Remembered"));
  else
    title = g_strdup_printf (ngettext ("%u Password Is Forgotten", "%u Passwords Are Forgotten", n), n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->forget_row), title);
  return dex_future_new_true ();
}

/* Those of the host as it is kept, not as it is being filled in. */
static void
forget_activated_cb (SpHostForm *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->forget_row), FALSE);
  dex_future_disown (dex_future_finally (sp_login_forget (self->entry->uri), forgotten_cb, g_object_ref (self), g_object_unref));
}

/* None comes first. */
static void
fill_colours (SpHostForm *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint n = sp_colours_get_n ();
  guint found = sp_colours_find (self->entry != NULL ? self->entry->colour : NULL);

  gtk_string_list_append (words, C_ ("colour", "None"));
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (words, sp_colours_get_word (i));
  adw_combo_row_set_model (self->colour_row, G_LIST_MODEL (words));
  adw_combo_row_set_selected (self->colour_row, found < n ? found + 1 : 0);
}

static void
sp_host_form_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_HOST_FORM);

  G_OBJECT_CLASS (sp_host_form_parent_class)->dispose (object);
}

static void
sp_host_form_finalize (GObject *object)
{
  SpHostForm *self = SP_HOST_FORM (object);

  g_clear_pointer (&self->entry, sp_host_entry_free);
  g_ptr_array_unref (self->told);
  g_free (self->uri);

  G_OBJECT_CLASS (sp_host_form_parent_class)->finalize (object);
}

static void
sp_host_form_class_init (SpHostFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sp_host_form_dispose;
  object_class->finalize = sp_host_form_finalize;

  signals[SIGNAL_KEPT] = g_signal_new ("kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-host-form.ui");
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, certificates_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, forget_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, keep_button);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, key_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, machines_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, port_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, problem);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, secrets_group);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, server_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, suggestions);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, title_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, colour_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, trial_group);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, try_button);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, uri_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, user_row);
  gtk_widget_class_bind_template_child (widget_class, SpHostForm, way_row);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_certificates_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_clicked_cb);
}

static void
sp_host_form_init (SpHostForm *self)
{
  self->told = g_ptr_array_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  sp_host_helps_suggest (self->suggestions, self->server_row);
}

static void
fill (SpHostForm *self)
{
  g_autoptr (SpAddress) address = sp_address_from_uri (self->entry->uri);

  self->filling = TRUE;
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), _ ("Edit Host"));
  gtk_button_set_label (GTK_BUTTON (self->keep_button), C_ ("host", "_Save"));
  gtk_widget_set_visible (self->secrets_group, TRUE);
  set_text (self->title_row, self->entry->title);
  adw_combo_row_set_selected (self->way_row, address != NULL ? (guint) address->way : OTHER);
  if (address != NULL)
    {
      set_text (self->server_row, address->server);
      set_text (self->user_row, address->user == NULL && (address->way == SP_WAY_LIBSSH2 || address->way == SP_WAY_LIBSSH) ? "root" : address->user);
      adw_spin_row_set_value (self->port_row, address->port);
      adw_combo_row_set_selected (self->machines_row, address->session ? 1 : 0);
      set_text (self->key_row, address->key_file);
      set_text (self->certificates_row, address->certificates);
    }
  else
    set_text (self->uri_row, self->entry->uri);
  self->filling = FALSE;
}

/**
 * sp_host_form_new:
 * @entry: (nullable): the host to be changed, %NULL for a new one
 *
 * Returns: (transfer floating): the page
 */
SpHostForm *
sp_host_form_new (const SpHostEntry *entry)
{
  SpHostForm *self = g_object_new (SP_TYPE_HOST_FORM, NULL);

  if (entry != NULL)
    {
      self->entry = sp_host_entry_copy (entry);
      fill (self);
    }
  fill_colours (self);
  changed_cb (self);
  return self;
}
