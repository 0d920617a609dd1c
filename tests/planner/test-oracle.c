/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long random lives of a machine on the oracle's daemon: wishes through the planner, and whatever other clients, people and
 * other machines do. After every step nothing may be lost, and the files are as the plan said. `--full` lives longer. */

#include "config.h"

#include "daemon.h"
#include "sp-planner.h"

#include <string.h>

typedef struct
{
  guint       plans, refused, steps, rescues, foreign, foreign_losses;
  GHashTable *rules; /* id -> how often */
} Tally;

typedef struct
{
  Daemon *daemon;
  GRand  *dice;
  Tally  *tally;
  guint   seed;
  int     deed;
} Life;

static gboolean
chance (Life *life,
        int   one_in)
{
  return g_rand_int_range (life->dice, 0, one_in) == 0;
}

static const char *
any_snapshot (Life *life)
{
  GPtrArray *all = life->daemon->snapshots;

  return all->len > 0 ? ((DaemonSnapshot *) all->pdata[g_rand_int_range (life->dice, 0, (int) all->len)])->name : NULL;
}

G_GNUC_PRINTF (2, 3) G_NORETURN static void
fail (Life       *life,
      const char *format,
      ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_error ("seed %u, deed %d: %s", life->seed, life->deed, text);
}

/* SAVEPOINT_SEED=N tells that life, deed by deed. */
static void
tell (Life       *life,
      const char *what)
{
  GHashTableIter iter;
  gpointer value = NULL;

  if (g_getenv ("SAVEPOINT_SEED") == NULL)
    return;
  g_printerr ("--- %d: %s; %s%s, current %s\n", life->deed, what, life->daemon->active ? "on" : "off",
              life->daemon->paused ? " paused" : "", life->daemon->current);
  for (guint i = 0; i < life->daemon->snapshots->len; i++)
    {
      DaemonSnapshot *s = life->daemon->snapshots->pdata[i];

      g_printerr ("  %s on %s:", s->name, s->parent);
      for (guint j = 0; j < s->drives->len; j++)
        g_printerr (" %s", ((DaemonDrive *) s->drives->pdata[j])->source);
      for (guint j = 0; j < s->records->len; j++)
        g_printerr (" [%s]", ((DaemonRecord *) s->records->pdata[j])->source);
      for (guint j = 0; s->revert_records != NULL && j < s->revert_records->len; j++)
        g_printerr (" {%s}", ((DaemonRecord *) s->revert_records->pdata[j])->source);
      g_printerr ("\n");
    }
  for (guint j = 0; j < life->daemon->drives->len; j++)
    g_printerr ("  Now: %s\n", ((DaemonDrive *) life->daemon->drives->pdata[j])->source);
  g_hash_table_iter_init (&iter, life->daemon->files);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_printerr ("    %s on %s\n", ((DaemonFile *) value)->path, ((DaemonFile *) value)->backing);
}

static SpPlan *
wish_something (Life    *life,
                SpFacts *facts)
{
  static const char *const titles[] = { NULL, "Läuft gut", "快照", "100 %s%n", "a/b" };
  SpWish wish = { 0 };
  guint n = life->daemon->snapshots->len;
  int what = g_rand_int_range (life->dice, 0, n > 10 ? 16 : 11);
  g_autofree char *one = g_strdup (any_snapshot (life));
  g_autofree char *two = g_strdup (any_snapshot (life));
  const char *names[] = { one, NULL, NULL };

  if (one == NULL || what < 4)
    {
      wish.kind = SP_WISH_TAKE;
      wish.title = titles[g_rand_int_range (life->dice, 0, G_N_ELEMENTS (titles))];
      wish.snapshot_kind = chance (life, 8) ? g_rand_int_range (life->dice, 0, 3) : SP_KIND_NONE;
      wish.disks_only = g_rand_boolean (life->dice);
    }
  else if (what < 8)
    {
      wish.kind = SP_WISH_REVERT;
      wish.target = one;
      wish.no_safety = g_rand_boolean (life->dice);
      wish.safety_disks_only = chance (life, 4);
      wish.then = g_rand_int_range (life->dice, 0, 3);
    }
  else
    {
      wish.kind = SP_WISH_DELETE;
      if (chance (life, 4))
        names[1] = two;
      wish.targets = names;
      wish.with_descendants = chance (life, 3);
    }
  return sp_planner_plan (facts, &wish);
}

/* Plain words, whole sentences, and a way out of every refusal. */
static void
assert_words (Life       *life,
              const char *text)
{
  if (text == NULL || *text == '\0' || !g_utf8_validate (text, -1, NULL))
    fail (life, "a sentence is missing");
  if (strstr (text, "%s") != NULL && strstr (text, "100 %s%n") == NULL)
    fail (life, "something was not put in: %s", text);
  if (strstr (text, "(null)") != NULL || strstr (text, "“”") != NULL)
    fail (life, "nothing was put in: %s", text);
}

static void
assert_refusal (Life   *life,
                SpPlan *plan)
{
  const char *rule = sp_plan_get_rule (plan);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (life->tally->rules, rule));

  assert_words (life, sp_plan_get_reason (plan));
  assert_words (life, sp_plan_get_way_out (plan));
  g_hash_table_insert (life->tally->rules, g_strdup (rule), GUINT_TO_POINTER (n + 1));
  life->tally->refused++;
}

/* Nobody knows in which second libvirt will make a revert's layer: its name in the picture is a guess. */
static gboolean
is_guess (SpPlan     *plan,
          const char *path)
{
  for (guint i = 0; path != NULL && i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind == SP_STEP_REVERT &&
          g_ptr_array_find_with_equal_func (step->touches.created, path, g_str_equal, NULL))
        return TRUE;
    }
  return FALSE;
}

static gboolean
any_stands_on (Daemon     *daemon,
               GPtrArray  *drives,
               const char *path)
{
  for (guint i = 0; i < drives->len; i++)
    if (daemon_stands_on (daemon, ((DaemonDrive *) drives->pdata[i])->source, path))
      return TRUE;
  return FALSE;
}

/* Libvirt rebases no file that it has on nobody's disk; such a one is lost to all anyway. */
static gboolean
is_needed (Daemon     *daemon,
           const char *path)
{
  for (guint i = 0; i < daemon->snapshots->len; i++)
    if (any_stands_on (daemon, ((DaemonSnapshot *) daemon->snapshots->pdata[i])->drives, path))
      return TRUE;
  return any_stands_on (daemon, daemon->drives, path);
}

/* Rule 6 of the law: the files are as the plan's picture has them. */
static void
assert_picture (Life         *life,
                SpPlan       *plan,
                const SpStep *step)
{
  for (guint i = 0; step->after != NULL && i < sp_layers_get_n (step->after); i++)
    {
      const SpLayer *layer = sp_layers_get (step->after, i);
      DaemonFile *file = daemon_find_file (life->daemon, layer->path);

      if (is_guess (plan, layer->path) || is_guess (plan, layer->backing) || !is_needed (life->daemon, layer->path))
        continue;
      if (file == NULL && layer->exists_known && layer->exists)
        fail (life, "%s: %s should be there", step->sentence, layer->path);
      if (file != NULL && layer->backing_known && g_strcmp0 (file->backing, layer->backing) != 0)
        fail (life, "%s: %s stands on %s, not on %s", step->sentence, layer->path, file->backing, layer->backing);
    }
  for (guint i = 0; i < step->touches.unlinked->len; i++)
    if (daemon_find_file (life->daemon, step->touches.unlinked->pdata[i]) != NULL)
      fail (life, "%s: %s should be gone", step->sentence, (char *) step->touches.unlinked->pdata[i]);
}

static void
assert_nothing_lost (Life       *life,
                     const char *after)
{
  g_autofree char *loss = daemon_find_loss (life->daemon, FALSE);

  if (loss != NULL)
    fail (life, "%s: lost %s", after, loss);
}

/* Whether the failure could not be foreseen: a file of which the host told nothing is missing, or is in the way. */
static gboolean
is_unforeseen (Life       *life,
               SpPlan     *plan,
               const char *error)
{
  SpLayers *layers = sp_facts_peek (sp_plan_get_facts (plan))->layers;
  g_autofree char *second = g_strdup_printf (".%" G_GINT64_FORMAT, life->daemon->clock);

  if (g_strcmp0 (error, "a frozen layer is missing") == 0)
    return !life->daemon->pools;
  for (guint i = 0; i < sp_layers_get_n (layers); i++)
    if (g_str_has_suffix (sp_layers_get (layers, i)->path, second))
      return FALSE;
  return g_strcmp0 (error, "two reverts in one second") == 0;
}

/* The host fails in the middle of the revert: the rescue brings the disks of before back. */
static void
rescue (Life   *life,
        SpPlan *plan)
{
  const SpStep *way_back = sp_plan_get_rescue (plan);
  const DaemonSnapshot *saved = daemon_find (life->daemon, way_back->snapshot);
  const char *error = NULL;

  life->daemon->clock++;
  error = daemon_step (life->daemon, way_back);
  tell (life, "rescue");
  if (error != NULL)
    fail (life, "the rescue fails: %s", error);
  life->tally->rescues++;
  for (guint i = 0; i < saved->drives->len; i++)
    {
      DaemonDrive *was = saved->drives->pdata[i];
      DaemonDrive *now = NULL;

      for (guint j = 0; j < life->daemon->drives->len; j++)
        if (strcmp (((DaemonDrive *) life->daemon->drives->pdata[j])->target, was->target) == 0)
          now = life->daemon->drives->pdata[j];
      if (now == NULL || (was->promised && memcmp (now->blocks, was->blocks, sizeof now->blocks) != 0))
        fail (life, "the rescue does not bring %s back", was->target);
    }
  assert_nothing_lost (life, "rescue");
}

static gboolean
has_note (SpPlan     *plan,
          const char *text)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (strstr (sp_plan_get_note (plan, i)->text, text) != NULL)
      return TRUE;
  return FALSE;
}

/* What the machine does afterwards, and which snapshots are left, is as the plan said. */
static void
assert_outcome (Life   *life,
                SpPlan *plan,
                guint   n_before)
{
  Daemon *daemon = life->daemon;
  const char *const *going = sp_plan_get_going (plan);
  const char *said = !daemon->active ? "is off afterwards" : daemon->paused ? "is paused afterwards" : "runs afterwards";

  if (sp_plan_get_wish_kind (plan) == SP_WISH_REVERT && !has_note (plan, said))
    fail (life, "nobody said that it %s", said);
  if (sp_plan_get_wish_kind (plan) != SP_WISH_DELETE)
    return;
  g_assert_cmpuint (daemon->snapshots->len, ==, n_before - g_strv_length ((char **) going));
  for (guint i = 0; going[i] != NULL; i++)
    g_assert_null (daemon_find (daemon, going[i]));
}

static void
carry_out (Life   *life,
           SpPlan *plan)
{
  guint n_before = life->daemon->snapshots->len;

  life->tally->plans++;
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    assert_words (life, sp_plan_get_note (plan, i)->text);
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);
      const char *error = NULL;

      assert_words (life, step->sentence);
      if (step->kind == SP_STEP_REVERT && sp_plan_get_rescue (plan) != NULL && chance (life, 8))
        {
          daemon_fail_revert (life->daemon, step, g_rand_boolean (life->dice));
          rescue (life, plan);
          return;
        }
      error = daemon_step (life->daemon, step);
      tell (life, step->sentence);
      life->tally->steps++;
      /* A stray file that nobody names: libvirt refuses, and nothing has been done yet. */
      if (i == 0 && g_strcmp0 (error, "external snapshot file exists") == 0)
        {
          assert_nothing_lost (life, step->sentence);
          return;
        }
      if (step->kind == SP_STEP_REVERT && is_unforeseen (life, plan, error))
        {
          if (sp_plan_get_rescue (plan) != NULL)
            rescue (life, plan);
          assert_nothing_lost (life, step->sentence);
          return;
        }
      if (error != NULL)
        fail (life, "%s: %s", step->sentence, error);
      assert_nothing_lost (life, step->sentence);
      assert_picture (life, plan, step);
      daemon_write (life->daemon);
      assert_nothing_lost (life, step->sentence);
      /* The next step may come in the same second. */
      life->daemon->clock += g_rand_int_range (life->dice, 0, 2);
    }
  assert_outcome (life, plan, n_before);
}

static gboolean
is_now (Daemon     *daemon,
        const char *path)
{
  for (guint i = 0; i < daemon->drives->len; i++)
    if (strcmp (((DaemonDrive *) daemon->drives->pdata[i])->source, path) == 0)
      return TRUE;
  return FALSE;
}

/* Where the host tells nothing of a layer, the snapshots' parents must do: they are taken at their word. */
static gboolean
may_lose_record (Life       *life,
                 const char *name)
{
  for (guint i = 0; i < life->daemon->snapshots->len; i++)
    if (g_strcmp0 (((DaemonSnapshot *) life->daemon->snapshots->pdata[i])->parent, name) == 0)
      return life->daemon->pools;
  return life->daemon->pools || g_strcmp0 (life->daemon->current, name) != 0;
}

/* FALSE: Now itself is broken; nothing more can be asked of this machine. */
static gboolean
do_foreign (Life *life)
{
  Daemon *daemon = life->daemon;
  g_autofree char *fresh = g_strdup_printf (chance (life, 6) ? "日 %d" : "v%d", life->deed);
  g_autofree char *path = g_strdup_printf ("/img/own%d.qcow2", life->deed);
  g_autofree char *one = g_strdup (any_snapshot (life));
  g_autofree char *loss = NULL;
  DaemonSnapshot *s = daemon_find (daemon, one);
  int what = g_rand_int_range (life->dice, 0, 12);

  life->tally->foreign++;
  if (s == NULL || what < 2)
    daemon_take (daemon, fresh, g_rand_boolean (life->dice) ? SP_KIND_INTERNAL : SP_KIND_EXTERNAL, g_rand_boolean (life->dice));
  else if (what < 4)
    daemon_revert (daemon, one, g_rand_int_range (life->dice, 0, 3));
  else if (what < 6)
    daemon_delete (daemon, one);
  else if (what == 6 && may_lose_record (life, one))
    daemon_forget (daemon, one);
  else if (what == 7)
    daemon_redefine (daemon, one);
  else if (what == 8 && may_lose_record (life, one) && ((DaemonRecord *) s->records->pdata[0])->kind == SP_KIND_EXTERNAL)
    daemon_rename (daemon, one, fresh);
  else if (what == 9)
    daemon_swap_disk (daemon, g_rand_boolean (life->dice) ? "vdb" : "vdc", chance (life, 3) ? NULL : path);
  else if (what == 10 && daemon->pools && daemon->drives->len > 0)
    {
      DaemonDrive *drive = s->drives->pdata[0];

      /* QEMU's locks keep others off a file that is written. */
      if (daemon_find_file (daemon, drive->source) != NULL && !is_now (daemon, drive->source))
        daemon_clone (daemon, fresh, drive->source);
    }
  else if (what == 11)
    g_set_str (&daemon->current, NULL);
  {
    gboolean active = daemon->active, paused = daemon->paused, since = daemon->paused_since_revert;

    /* If others have left Now on a frozen file, the harm is theirs though it comes when the guest runs again. */
    daemon_power (daemon, TRUE, FALSE);
    for (int i = 0; i < DAEMON_BLOCKS; i++)
      daemon_write (daemon);
    daemon_power (daemon, active, paused);
    daemon->paused_since_revert = since;
  }
  tell (life, one);

  for (guint i = 0; i < daemon->clones->len; i++)
    for (guint j = 0; j < daemon->drives->len; j++)
      if (daemon_stands_on (daemon, ((DaemonClone *) daemon->clones->pdata[i])->top, ((DaemonDrive *) daemon->drives->pdata[j])->source))
        return FALSE; /* the machine can run no more: another one's lock is on its disk */
  loss = daemon_find_loss (daemon, FALSE);
  if (loss == NULL)
    return TRUE;
  life->tally->foreign_losses++;
  g_clear_pointer (&loss, g_free);
  loss = daemon_find_loss (daemon, TRUE);
  return loss == NULL;
}

static void
live (guint    seed,
      int      n_deeds,
      gboolean others,
      Tally   *tally)
{
  static const guint64 versions[] = { 9009000, 10009000, 11003000, 12008000 };
  g_autoptr (GRand) dice = g_rand_new_with_seed (seed);
  guint64 version = versions[g_rand_int_range (dice, 0, G_N_ELEMENTS (versions))];
  gboolean qcow2 = g_rand_boolean (dice);
  g_autoptr (Daemon) daemon = daemon_new (version, qcow2, g_rand_int_range (dice, 0, 3) > 0);
  Life life = { daemon, dice, tally, seed, 0 };

  for (life.deed = 0; life.deed < n_deeds; life.deed++)
    {
      g_autoptr (SpFacts) facts = NULL;
      g_autoptr (SpPlan) plan = NULL;

      daemon->clock += g_rand_int_range (dice, 0, 3);
      if (chance (&life, 12))
        daemon_power (daemon, g_rand_boolean (dice), g_rand_boolean (dice));
      daemon_write (daemon);
      assert_nothing_lost (&life, "the guest goes on");
      if (others && chance (&life, 5))
        {
          if (!do_foreign (&life))
            return;
          continue;
        }
      facts = daemon_gather (daemon);
      plan = wish_something (&life, facts);
      if (sp_plan_is_refused (plan))
        assert_refusal (&life, plan);
      else
        carry_out (&life, plan);
    }
}

static void
live_many (guint    n,
           int      n_deeds,
           gboolean others,
           Tally   *tally)
{
  GHashTableIter iter;
  gpointer rule = NULL;
  gpointer count = NULL;
  const char *only = g_getenv ("SAVEPOINT_SEED");

  tally->rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint seed = 1; seed <= n; seed++)
    if (only == NULL || g_ascii_strtoull (only, NULL, 10) == seed)
      live (seed, n_deeds, others, tally);
  g_test_message ("%u lives: %u plans of %u steps, %u rescues, %u refused; %u deeds of others, %u of them a loss", n,
                  tally->plans, tally->steps, tally->rescues, tally->refused, tally->foreign, tally->foreign_losses);
  g_hash_table_iter_init (&iter, tally->rules);
  while (g_hash_table_iter_next (&iter, &rule, &count))
    g_test_message ("  %s: %u", (const char *) rule, GPOINTER_TO_UINT (count));
  g_hash_table_unref (tally->rules);
}

/* Slow tests run when asked for: a longer life finds what a short one does not reach. */
static guint
get_lives (void)
{
  return g_test_slow () ? 500 : 150;
}

static int
get_deeds (void)
{
  return g_test_slow () ? 300 : 60;
}

static void
test_alone (void)
{
  Tally tally = { 0 };

  live_many (get_lives (), get_deeds (), FALSE, &tally);
  g_assert_cmpuint (tally.plans, >, tally.refused);
  g_assert_cmpuint (tally.rescues, >, 50);
}

static void
test_with_others (void)
{
  Tally tally = { 0 };

  live_many (get_lives (), get_deeds (), TRUE, &tally);
  g_assert_cmpuint (tally.foreign, >, 500);
  /* The oracle does see losses: without the planner there are many. */
  g_assert_cmpuint (tally.foreign_losses, >, 15);
  g_assert_cmpuint (tally.plans, >, 1000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/oracle/alone", test_alone);
  g_test_add_func ("/oracle/with-others", test_with_others);
  return g_test_run ();
}
