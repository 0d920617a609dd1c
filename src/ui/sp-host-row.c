/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host in the sidebar, above its machines. */

#include "config.h"

#include "sp-host-row.h"

#include "sp-colours.h"
#include "sp-count.h"
#include "sp-join.h"
#include "sp-when.h"
#include "sp-words.h"

#include <glib/gi18n-lib.h>

struct _SpHostRow
{
  GtkBox parent_instance;

  SpHostGroup *group;
  GtkImage    *icon;
  GtkLabel    *title_label;
  GtkLabel    *state_label;
  GtkImage    *arrow;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpHostRow, sp_host_row, GTK_TYPE_BOX)

static const char *
get_colour_word (SpHost *host)
{
  return sp_colours_get_word (sp_colours_find (sp_host_get_colour (host)));
}

static char *
dup_count (SpHostGroup *group)
{
  guint n = sp_host_group_get_total (group);

  return sp_count_printf (ngettext ("%u machine", "%u machines", n), n);
}

/* How the link is, and how old what is shown of a host that is away: "Lost · as of 14:02". */
static char *
dup_state (SpHostGroup *group)
{
  SpHost *host = sp_host_group_get_host (group);
  const char *state = sp_words_link (sp_host_get_link (host));
  g_autofree char *count = NULL;
  g_autofree char *moment = NULL;

  if (sp_host_get_link (host) == SP_LINK_CLOSED && sp_host_get_error (host) != NULL)
    return g_strdup (sp_host_get_error (host)->message);
  if (state == NULL || sp_host_group_get_total (group) == 0)
    return g_strdup (state != NULL ? state : "");
  if (sp_host_get_state (host) != SP_HOST_STATE_CONNECTED && sp_host_get_heard (host) > 0)
    {
      moment = sp_when_moment (sp_host_get_heard (host), sp_when_now ());
      /* Translators: a host and when it told of its machines: "server · as of 14:02"; or how it is: "Lost · as of 14:02" */
      return g_strdup_printf (_ ("%s · as of %s"), state, moment);
    }
  count = dup_count (group);
  return sp_join (SP_JOIN_FACTS, state, count);
}

static gboolean
is_well (SpLink link)
{
  return link == SP_LINK_CONNECTED || link == SP_LINK_CONNECTING || link == SP_LINK_CLOSED;
}

static void
update (SpHostRow *self)
{
  SpHost *host = sp_host_group_get_host (self->group);
  const char *colour = sp_colours_get_name (sp_colours_find (sp_host_get_colour (host)));
  const char *icon_classes[] = { "host-icon", colour, NULL };
  const char *state_classes[] = { "caption", is_well (sp_host_get_link (host)) ? "dimmed" : "link-lost", NULL };
  g_autofree char *state = dup_state (self->group);

  gtk_image_set_from_icon_name (self->icon, sp_host_get_server (host) != NULL ? "network-server-symbolic" : "computer-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), icon_classes);
  gtk_label_set_label (self->title_label, sp_host_get_title (host));
  gtk_label_set_label (self->state_label, state);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), *state != '\0');
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label), state_classes);
  gtk_image_set_from_icon_name (self->arrow, sp_host_group_get_collapsed (self->group) ? "pan-end-symbolic" : "pan-down-symbolic");
  /* While something is looked for, what is found is shown. */
  gtk_widget_set_visible (GTK_WIDGET (self->arrow), !sp_host_group_get_searched (self->group));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
sp_host_row_dispose (GObject *object)
{
  sp_host_row_set_group (SP_HOST_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), SP_TYPE_HOST_ROW);

  G_OBJECT_CLASS (sp_host_row_parent_class)->dispose (object);
}

static void
sp_host_row_class_init (SpHostRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sp_host_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/savepoint/Savepoint/ui/sp-host-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpHostRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SpHostRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, SpHostRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, SpHostRow, arrow);

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sp_host_row_init (SpHostRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sp_host_row_new (void)
{
  return g_object_new (SP_TYPE_HOST_ROW, NULL);
}

static void
follow (SpHostRow *self)
{
  SpHost *host = sp_host_group_get_host (self->group);

  g_signal_connect_object (self->group, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::link", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::title", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::colour", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sp_host_get_machines (host), "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
leave (SpHostRow *self)
{
  SpHost *host = sp_host_group_get_host (self->group);

  g_signal_handlers_disconnect_by_func (self->group, update, self);
  g_signal_handlers_disconnect_by_func (host, update, self);
  g_signal_handlers_disconnect_by_func (sp_host_get_machines (host), update, self);
}

/**
 * sp_host_row_set_group:
 * @self: the row
 * @group: (nullable): a host's part of the list, that the row follows from now on; %NULL: none
 */
void
sp_host_row_set_group (SpHostRow   *self,
                       SpHostGroup *group)
{
  g_return_if_fail (SP_IS_HOST_ROW (self));

  if (group == self->group)
    return;
  if (self->group != NULL)
    leave (self);
  g_set_object (&self->group, group);
  if (group == NULL)
    return;
  follow (self);
  update (self);
}

SpHostGroup *
sp_host_row_get_group (SpHostRow *self)
{
  g_return_val_if_fail (SP_IS_HOST_ROW (self), NULL);

  return self->group;
}

/**
 * sp_host_row_dup_spoken:
 * @self: the row, of a host
 *
 * Returns: (transfer full): what a screen reader says of it; its colour has a word there
 */
char *
sp_host_row_dup_spoken (SpHostRow *self)
{
  g_autoptr (GString) said = NULL;
  g_autofree char *state = NULL;
  SpHost *host = NULL;

  g_return_val_if_fail (SP_IS_HOST_ROW (self) && self->group != NULL, NULL);

  host = sp_host_group_get_host (self->group);
  state = dup_state (self->group);
  said = g_string_new (sp_host_get_title (host));
  sp_join_append (said, SP_JOIN_LIST, get_colour_word (host));
  sp_join_append (said, SP_JOIN_LIST, state);
  if (!sp_host_group_get_searched (self->group))
    sp_join_append (said, SP_JOIN_LIST, sp_host_group_get_collapsed (self->group) ? C_ ("host", "Collapsed") : C_ ("host", "Expanded"));
  return g_string_free_and_steal (g_steal_pointer (&said));
}
