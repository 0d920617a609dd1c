/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short guide. Each topic is a page of paragraphs, with the layers drawn where they say more than words. */

#include "config.h"

#include "sp-guide.h"

#include "sp-guide-example.h"
#include "sp-stack-view.h"
#include "sp-wrapped.h"

#include <glib/gi18n-lib.h>

#define MOST_PARAGRAPHS 4

struct _SpGuide
{
  AdwDialog parent_instance;

  AdwNavigationView *view;
};

typedef struct
{
  const char    *text;
  SpGuidePicture picture; /* below it */
  const char    *caption;
} Paragraph;

typedef struct
{
  const char *title;
  const char *summary;
  Paragraph   paragraphs[MOST_PARAGRAPHS];
} Topic;

static const Topic topics[SP_GUIDE_N] = {
  [SP_GUIDE_SNAPSHOT] = {
    N_ ("What a Snapshot Is"), N_ ("A moment of a machine, to go back to"), {
      { N_ ("A snapshot keeps a machine as it is at one moment: its disks and, where you like, what runs in it. "
            "You can go back to it later, as often as you want."), SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("The line of points in the window is the machine’s history. Now is on top: the machine as it is. Each point below is a "
            "snapshot. Whoever goes back to one and goes on from there makes the line fork. What was on the other branch stays."),
        SP_GUIDE_PICTURE_LAYERS, N_ ("One snapshot, as the files see it: the lower one is as it was then, and everything since goes into the upper one.") },
      { N_ ("A snapshot is no backup. It lies where the machine’s disks lie, and is lost with them."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
  [SP_GUIDE_KIND] = {
    N_ ("Inside or in Separate Files"), N_ ("The two kinds of snapshots"), {
      { N_ ("A snapshot can lie inside the disk file. That is tidy: there is one file, which can only grow. The disk must be a qcow2 file, "
            "and a running machine stands still while its memory is saved."),
        SP_GUIDE_PICTURE_INSIDE, N_ ("Two snapshots inside the disk file.") },
      { N_ ("Or it lies in separate files. The disk file is frozen, and a new, empty one is put on it, a layer: from then on only that one is "
            "written. It takes a moment, and works with any disk. None of these files may be moved or deleted by hand, "
            "as each stands on the one below."),
        SP_GUIDE_PICTURE_TAKE, N_ ("A second snapshot is taken in separate files: a new layer comes on top.") },
      { N_ ("The first snapshot decides which kind a machine has, as the two do not go well together. Automatic chooses for you, "
            "and the plan says why."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
  [SP_GUIDE_MEMORY] = {
    N_ ("With or Without the Memory"), N_ ("What becomes of running programs"), {
      { N_ ("With the memory, a snapshot keeps what runs. After going back, all programs are where they were. That needs as much room as the "
            "machine uses memory, and some seconds."),
        SP_GUIDE_PICTURE_MEMORY, N_ ("In separate files the memory has a file of its own.") },
      { N_ ("Without it, only the disks are kept. After going back, the machine starts as if its power had been cut at that moment. File systems "
            "and databases are made to survive this, but what a program had not written yet is missing."), SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("Where the guest agent is installed in the machine, it can have everything written first: see the options when you take a snapshot."),
        SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("A machine that is off has no memory to keep. Its snapshots are quick, small and sound."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
  [SP_GUIDE_REVERT] = {
    N_ ("What a Revert Does"), N_ ("Going back, and what stays"), {
      { N_ ("After a revert the machine goes on from the snapshot. What was written since then is no longer in it. That is why Savepoint first "
            "saves the present state as a safety snapshot, unless you tell it not to."), SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("The snapshot itself stays, and so do all others, newer ones as well: you can go back and forth between them."),
        SP_GUIDE_PICTURE_REVERT, N_ ("A revert in separate files: what was written since is frozen as the safety snapshot, and a fresh layer is put on the old state.") },
      { N_ ("The plan lists every step before anything happens. If something would be lost, this stands first."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
  [SP_GUIDE_DELETE] = {
    N_ ("What Deleting Does"), N_ ("Only the way back goes"), {
      { N_ ("Deleting a snapshot takes the way back to it. The machine stays as it is, and so do the other snapshots."), SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("In separate files, what others still need of its layer is merged with the one beside it, which may take minutes. What nobody needs "
            "any more is freed. The plan says how much room that gives."),
        SP_GUIDE_PICTURE_DELETE, N_ ("The older of two snapshots is deleted: its layer is merged.") },
      { N_ ("Deleting cannot be undone. Pin what must not go by mistake."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
  [SP_GUIDE_SAFETY] = {
    N_ ("Safety Snapshots and Undo"), N_ ("The way back from a revert"), {
      { N_ ("A safety snapshot is what the machine was right before a revert. Undo goes back to it. It is offered when the revert has ended, and "
            "afterwards in the machine’s menu: also days later, and from another computer."), SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("Safety snapshots go by themselves after some days; Preferences set how many. Never does one that is pinned or current, that is the "
            "way back from the last revert, or that other snapshots grew from."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
  [SP_GUIDE_BASELINE] = {
    N_ ("The Baseline"), N_ ("What a machine goes back to day by day"), {
      { N_ ("One snapshot can be the machine’s baseline: where a test machine starts each test, or the computers of a class each lesson. "
            "Mark it in the snapshot’s details. Ctrl+B goes back to it."), SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("Cleaning up never takes the baseline."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
  [SP_GUIDE_HOSTS] = {
    N_ ("Other Computers"), N_ ("Machines that run elsewhere"), {
      { N_ ("Hosts in the main menu adds other computers with their machines. Over SSH, nothing needs to be set up: whoever can log in there and use "
            "libvirt there, can do so from here. A password is kept only if you ask for it, in your keyring."), SP_GUIDE_PICTURE_NONE, NULL },
      { N_ ("All files lie on the host, and stay there. If the connection breaks amidst a step, the host finishes it. Savepoint asks how it "
            "ended once the host is back, and tells you."), SP_GUIDE_PICTURE_NONE, NULL },
    } },
};

G_DEFINE_FINAL_TYPE (SpGuide, sp_guide, ADW_TYPE_DIALOG)

static void open_topic (SpGuide *self, SpGuideTopic topic);

static GtkWidget *
new_picture (const Paragraph *paragraph)
{
  g_autoptr (SpStack) stack = sp_guide_example_draw (paragraph->picture);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *view = sp_stack_view_new ();

  sp_stack_view_set_stack (SP_STACK_VIEW (view), stack);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "guide-picture");
  gtk_box_append (GTK_BOX (box), view);
  gtk_box_append (GTK_BOX (box), sp_wrapped_new (_ (paragraph->caption), "dimmed"));
  return box;
}

static void
next_clicked_cb (SpGuide   *self,
                 GtkWidget *button)
{
  open_topic (self, (SpGuideTopic) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "sp-topic")));
}

/* From page to page, for who reads it all. */
static GtkWidget *
new_next (SpGuide     *self,
          SpGuideTopic topic)
{
  /* Translators: the title of the next page of the guide */
  g_autofree char *label = g_strdup_printf (_ ("Next: %s"), _ (topics[topic].title));
  GtkWidget *button = gtk_button_new_with_label (label);
  GtkLabel *title = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)));

  g_object_set_data (G_OBJECT (button), "sp-topic", GINT_TO_POINTER (topic));
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (title, TRUE);
  gtk_label_set_justify (title, GTK_JUSTIFY_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (next_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static AdwNavigationPage *
new_page (const char *title,
          GtkWidget  *content)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *toolbar = adw_toolbar_view_new ();

  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 24);
  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), scroller);
  return adw_navigation_page_new (toolbar, title);
}

static void
open_topic (SpGuide     *self,
            SpGuideTopic topic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  for (gsize i = 0; i < MOST_PARAGRAPHS && topics[topic].paragraphs[i].text != NULL; i++)
    {
      const Paragraph *paragraph = &topics[topic].paragraphs[i];

      gtk_box_append (GTK_BOX (box), sp_wrapped_new (_ (paragraph->text), NULL));
      if (paragraph->picture != SP_GUIDE_PICTURE_NONE)
        gtk_box_append (GTK_BOX (box), new_picture (paragraph));
    }
  if (topic + 1 < SP_GUIDE_N)
    gtk_box_append (GTK_BOX (box), new_next (self, topic + 1));
  /* Back leads to the list of topics from every page. */
  adw_navigation_view_pop_to_tag (self->view, "topics");
  adw_navigation_view_push (self->view, new_page (_ (topics[topic].title), box));
}

static void
row_activated_cb (SpGuide   *self,
                  GtkWidget *row)
{
  open_topic (self, (SpGuideTopic) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "sp-topic")));
}

static GtkWidget *
new_topics (SpGuide *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, C_ ("guide", "Topics"), -1);
  for (SpGuideTopic topic = 0; topic < SP_GUIDE_N; topic++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *icon = gtk_image_new_from_icon_name ("go-next-symbolic");

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (topics[topic].title));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (topics[topic].summary));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data (G_OBJECT (row), "sp-topic", GINT_TO_POINTER (topic));
      gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
      g_signal_connect_object (row, "activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  return list;
}

static void
sp_guide_class_init (SpGuideClass *klass)
{
}

static void
sp_guide_init (SpGuide *self)
{
  AdwNavigationPage *page = NULL;

  self->view = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  page = new_page (C_ ("guide", "Help"), new_topics (self));
  adw_navigation_page_set_tag (page, "topics");
  adw_navigation_view_add (self->view, page);
  adw_dialog_set_title (ADW_DIALOG (self), C_ ("guide", "Help"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 560);
  adw_dialog_set_content_height (ADW_DIALOG (self), 660);
  adw_dialog_set_child (ADW_DIALOG (self), GTK_WIDGET (self->view));
}

/**
 * sp_guide_present:
 * @parent: a widget of the window, or of a dialog on it
 *
 * Shows the topics.
 */
void
sp_guide_present (GtkWidget *parent)
{
  g_return_if_fail (GTK_IS_WIDGET (parent));

  adw_dialog_present (g_object_new (SP_TYPE_GUIDE, NULL), parent);
}

/**
 * sp_guide_present_at:
 * @parent: a widget of the window, or of a dialog on it
 * @topic: a topic
 *
 * Shows its page.
 */
void
sp_guide_present_at (GtkWidget   *parent,
                     SpGuideTopic topic)
{
  SpGuide *self = NULL;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (topic < SP_GUIDE_N);

  self = g_object_new (SP_TYPE_GUIDE, NULL);
  adw_navigation_view_set_animate_transitions (self->view, FALSE);
  open_topic (self, topic);
  adw_navigation_view_set_animate_transitions (self->view, TRUE);
  adw_dialog_present (ADW_DIALOG (self), parent);
}

/**
 * sp_guide_find_topic:
 * @plan: a plan
 *
 * Returns: the page that explains what it is about
 */
SpGuideTopic
sp_guide_find_topic (SpPlan *plan)
{
  g_return_val_if_fail (SP_IS_PLAN (plan), SP_GUIDE_SNAPSHOT);

  switch (sp_plan_get_wish_kind (plan))
    {
    case SP_WISH_REVERT:
      return SP_GUIDE_REVERT;
    case SP_WISH_DELETE:
      return SP_GUIDE_DELETE;
    case SP_WISH_TAKE:
      return SP_GUIDE_KIND;
    case SP_WISH_REPAIR:
    default:
      return SP_GUIDE_SNAPSHOT;
    }
}
