/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own process killed at every boundary of every step, on real machines: the journal tells, and the ways that it offers work. */

#include "config.h"

#include "real.h"
#include "sp-journal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static const char *program;
static guint die_step;
static guint die_moment;

/* In the child: how many steps began is counted here. */
static void
die_hook (guint moment)
{
  static guint n_begun;

  n_begun += moment == 0;
  if (n_begun == die_step && moment == die_moment)
    kill (getpid (), SIGKILL);
}

/* What was written since is kept as well: nothing of it is lost on the way back. */
static void
go_back (const char         *name,
         SpFacts            *facts,
         const SpUnfinished *one)
{
  gboolean kept = sp_history_find (sp_facts_get_history (facts), one->safety) >= 0;
  SpWish wish;

  g_assert_cmpint (sp_unfinished_back (one, facts, &wish), ==, kept);
  g_assert_true (kept || one->n_done == 0 || one->n_begun == 3);
  if (!kept)
    return;
  /* The machine that never left is not sent back, which would lose what it wrote since. */
  if (one->n_begun < 2)
    g_assert_cmpint (wish.kind, ==, SP_WISH_DELETE);
  else if (one->n_done >= 2)
    {
      g_assert_cmpint (wish.kind, ==, SP_WISH_REVERT);
      g_assert_cmpstr (wish.target, ==, one->safety);
      g_assert_cmpint (wish.then, ==, SP_THEN_RUNNING);
    }
  deed_must (real_host, name, &wish);
  /* It stands on what it stood on before, and runs again: the disks were those of the running machine. */
  {
    g_autoptr (SpHistory) history = deed_history (real_host, name);
    int current = sp_history_get_current (history);

    g_assert_cmpint (current, >=, 0);
    if (wish.kind == SP_WISH_REVERT)
      g_assert_cmpstr (sp_snapshot_get_name (sp_history_get (history, current)), ==, one->safety);
    else
      g_assert_cmpstr (sp_snapshot_get_name (sp_history_get (history, current)), ==, "c");
  }
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_RUNNING);
}

/* As it was chosen: paused, and nothing is kept of before, neither by a safety snapshot nor by what was put aside twice. */
static void
check_finished (const char *name)
{
  g_autoptr (SpHistory) history = deed_history (real_host, name);

  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_PAUSED);
  g_assert_cmpint (sp_history_get_n (history), ==, 3);
}

static SpWish
make_wish (const char *which)
{
  static const char *const middle[] = { "b", NULL };

  if (g_str_equal (which, "take"))
    return (SpWish){ .kind = SP_WISH_TAKE, .name = "taken", .snapshot_kind = SP_KIND_EXTERNAL };
  if (g_str_has_prefix (which, "revert"))
    return (SpWish){ .kind = SP_WISH_REVERT, .target = "a", .no_safety = TRUE,
                     .then = g_str_equal (which, "revert") ? SP_THEN_PAUSED : SP_THEN_AS_TAKEN };
  return (SpWish){ .kind = SP_WISH_DELETE, .targets = middle };
}

/* --child URI MACHINE WISH STEP MOMENT */
static int
be_the_child (char **argv)
{
  SpHost *host = deed_open (argv[2]);
  SpWish wish = make_wish (argv[4]);
  g_autoptr (SpPlan) plan = deed_plan (host, argv[3], &wish);

  die_step = (guint) atoi (argv[5]);
  die_moment = (guint) atoi (argv[6]);
  g_assert_false (sp_plan_is_refused (plan));
  sp_journal_set_hook (die_hook);
  g_object_unref (deed_run (host, plan));
  return 0; /* it was not killed */
}

/* FALSE: there is no such step. */
static gboolean
kill_child (const char *name,
            const char *which,
            guint       step,
            guint       moment)
{
  g_autofree char *step_word = g_strdup_printf ("%u", step);
  g_autofree char *moment_word = g_strdup_printf ("%u", moment);
  const char *argv[] = { program, "--child", sp_rig_get_uri (real_rig), name, which, step_word, moment_word, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "XDG_STATE_HOME", g_get_user_state_dir (), TRUE);
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return FALSE;
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  return TRUE;
}

static gboolean
is_at_rest (const char *name)
{
  g_autoptr (SpFacts) facts = deed_facts (real_host, name);
  const SpFactsInit *f = sp_facts_peek (facts);

  for (gsize i = 0; i < f->n_disks; i++)
    if (f->disks[i].job_active == SP_YES)
      return FALSE;
  return f->job_active == SP_NO;
}

/* The child dies between two calls: only what libvirt does by itself may still be under way. */
static void
settle (const char *name)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 400 && !is_at_rest (name); i++)
    deed_settle (20);
  g_assert_true (is_at_rest (name));
  deed_await (sp_host_refresh (real_host), &error);
  g_assert_no_error (error);
}

static void
check_one (const char *name,
           const char *which,
           guint       step,
           guint       moment)
{
  g_autoptr (GPtrArray) list = sp_journal_list ();
  g_autoptr (SpFacts) facts = deed_facts (real_host, name);
  g_autofree char *text = NULL;
  const SpUnfinished *one = NULL;
  SpWish wish;
  gboolean finish = FALSE;

  g_assert_cmpuint (list->len, ==, 1);
  one = list->pdata[0];
  g_assert_cmpstr (one->machine, ==, name);
  g_assert_cmpuint (one->n_begun, >=, step);
  g_assert_cmpuint (one->n_done, ==, moment == 2 ? one->n_begun : one->n_done);
  text = sp_unfinished_tell (one, facts);
  g_test_message ("%s, step %u, moment %u: %s", which, step, moment, text);
  g_assert_nonnull (strstr (text, "The machine is "));
  if (moment < 2)
    g_assert_nonnull (strstr (text, "interrupted"));
  /* The end that it offers is reached; where there is none, all was done or its moment is over. */
  finish = sp_unfinished_finish (one, facts, &wish);
  if (g_str_equal (which, "take"))
    {
      g_assert_false (finish);
      g_assert_cmpint (sp_history_find (sp_facts_get_history (facts), "taken") >= 0, ==, moment > 0);
    }
  else if (g_str_equal (which, "revert-back"))
    go_back (name, facts, one);
  else if (finish)
    {
      /* Once it came about it is not done again: what was written since would be lost. */
      if (g_str_equal (which, "revert"))
        g_assert_cmpint (wish.kind, ==, one->n_done >= 2 ? SP_WISH_DELETE : SP_WISH_REVERT);
      deed_must (real_host, name, &wish);
      if (g_str_equal (which, "revert"))
        check_finished (name);
    }
  if (g_str_equal (which, "delete"))
    {
      g_autoptr (SpHistory) after = deed_history (real_host, name);

      g_assert_cmpint (sp_history_find (after, "b"), <, 0);
      g_assert_cmpint (sp_history_find (after, "a"), >=, 0);
      g_assert_cmpint (sp_history_find (after, "c"), >=, 0);
    }
  sp_unfinished_forget (one);
}

static void
test_killed (gconstpointer data)
{
  const char *which = data;
  gboolean back = g_str_equal (which, "revert-back");
  gboolean more = TRUE;

  /* The way back is the same before a step as behind the one before it. */
  for (guint step = 1; more; step++)
    for (guint moment = back ? 1 : 0; more && moment < (back ? 2 : 3); moment++)
      {
        g_autofree char *name = g_strdup_printf ("killed-%s-%u-%u", which, step, moment);
        RealMoment a = { 0 };
        RealMoment c = { 0 };
        g_autoptr (GPtrArray) none = NULL;

        real_add (name, SP_RIG_QCOW2);
        a = real_take (name, "a", SP_KIND_EXTERNAL, FALSE);
        real_take (name, "b", SP_KIND_EXTERNAL, TRUE);
        sp_rig_wait_count (real_rig, name, 3);
        c = real_take (name, "c", SP_KIND_EXTERNAL, FALSE);
        more = kill_child (name, which, step, moment);
        settle (name);
        if (more)
          check_one (name, which, step, moment);
        else
          g_assert_cmpuint (step, >, 1);
        none = sp_journal_list ();
        g_assert_cmpuint (none->len, ==, 0);
        /* What both kept is whole, RAM and disks. */
        real_check_memory (name, "c", c);
        real_check_memory (name, "a", a);
        real_remove (name);
      }
}

/* One that lives is left alone; one that ended well leaves nothing. */
static void
test_alive (void)
{
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (GPtrArray) while_alive = NULL;
  g_autoptr (GPtrArray) dead = NULL;
  g_autoptr (GPtrArray) gone = NULL;
  SpJournal *journal = NULL;

  real_add ("alive", SP_RIG_QCOW2 | SP_RIG_OFF);
  plan = deed_plan (real_host, "alive", &(SpWish){ .kind = SP_WISH_TAKE, .name = "a" });
  journal = sp_journal_new (sp_host_get_id (real_host), plan);
  sp_journal_begin_step (journal, sp_plan_get_step (plan, 0));
  while_alive = sp_journal_list ();
  g_assert_cmpuint (while_alive->len, ==, 0);
  sp_journal_free (journal);
  dead = sp_journal_list ();
  g_assert_cmpuint (dead->len, ==, 1);
  sp_unfinished_forget (dead->pdata[0]);
  g_object_unref (deed_run (real_host, plan));
  gone = sp_journal_list ();
  g_assert_cmpuint (gone->len, ==, 0);
  real_remove ("alive");
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  if (argc == 7 && g_str_equal (argv[1], "--child"))
    {
      sp_backend_init (NULL, NULL);
      return be_the_child (argv);
    }
  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_func ("/deeds/journal/alive", test_alive);
  g_test_add_data_func ("/deeds/journal/take", "take", test_killed);
  g_test_add_data_func ("/deeds/journal/revert", "revert", test_killed);
  g_test_add_data_func ("/deeds/journal/revert-back", "revert-back", test_killed);
  g_test_add_data_func ("/deeds/journal/delete", "delete", test_killed);
  real_start ();
  status = g_test_run ();
  real_stop ();
  return status;
}
