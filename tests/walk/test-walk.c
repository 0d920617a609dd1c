/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random deeds on real machines: whatever is done, every snapshot keeps what it held, and no deed costs what it did not say.
 * SP_WALK_SEED and SP_WALK_SEEDS choose the walks, SP_WALK_STEPS how many deeds each has, SP_WALK_LAWLESS=1 those that the law
 * of layers does not save: to find what lawless.c needs. SP_RIG_KEEP leaves the files. */

#include "config.h"

#include "walk.h"

#include "sp-error.h"
#include "sp-edit.h"
#include "sp-undo.h"

#include <string.h>

SpRig *rig;
SpHost *host;

static const Sort sorts[] = {
  { "internal", SP_KIND_INTERNAL, SP_RIG_QCOW2 },
  { "external", SP_KIND_EXTERNAL, SP_RIG_QCOW2 },
  { "external-raw", SP_KIND_EXTERNAL, SP_RIG_RAW },
  { "mixed", SP_KIND_EXTERNAL, SP_RIG_QCOW2, .mixed = TRUE },
  { "foreign-internal", SP_KIND_INTERNAL, SP_RIG_QCOW2, .foreign = TRUE },
  { "foreign-external", SP_KIND_EXTERNAL, SP_RIG_QCOW2, .foreign = TRUE },
};

static const guint losing_seeds[] = { 1000, 1015 };

static void
do_take (Walk *w)
{
  static const char *const titles[] = { NULL, "", "Vor dem Test", "快照 & <b>“%s”</b>", "a\tb / c" };
  static const char *const only_b[] = { "vdb", NULL };
  g_autofree char *name = g_strdup_printf ("s%u", ++w->fresh);
  SpWish wish = { .kind = SP_WISH_TAKE, .name = name };

  wish.title = titles[g_rand_int_range (w->dice, 0, G_N_ELEMENTS (titles))];
  wish.description = chance (w, 30) ? "Zwei\nZeilen" : NULL;
  /* The first one decides. */
  if (w->sort->mixed)
    wish.snapshot_kind = chance (w, 50) ? SP_KIND_INTERNAL : SP_KIND_EXTERNAL;
  else if (g_hash_table_size (w->oracle->kept) == 0 || chance (w, 30))
    wish.snapshot_kind = w->sort->kind;
  wish.disks_only = chance (w, w->sort->kind == SP_KIND_EXTERNAL ? 30 : 5);
  wish.live = !wish.disks_only && w->sort->kind == SP_KIND_EXTERNAL && chance (w, 30);
  wish.left_out = wish.disks_only && chance (w, 25) ? only_b : NULL;
  wish.power_off = chance (w, 8);
  say (w, "take %s%s%s%s%s, “%s”", name, wish.disks_only ? ", disks only" : "", wish.live ? ", live" : "",
       wish.left_out ? ", without vdb" : "", wish.power_off ? ", power off" : "", wish.title ? wish.title : "");
  carry_out (w, &wish);
}

static void
do_revert (Walk *w)
{
  g_autofree char *target = any_snapshot (w);
  SpWish wish = { .kind = SP_WISH_REVERT, .target = target };

  if (target == NULL)
    return;
  if (chance (w, 25))
    {
      g_autoptr (SpHistory) history = deed_history (host, w->machine);
      SpSnapshot *undo = sp_undo_find (history);

      /* The planner finds it by itself; the oracle is told. */
      wish.undo = undo != NULL;
      if (undo != NULL)
        g_set_str (&target, sp_snapshot_get_name (undo));
      wish.target = target;
    }
  wish.then = (SpThen) g_rand_int_range (w->dice, 0, 3);
  wish.no_safety = chance (w, 70);
  wish.safety_disks_only = chance (w, 20);
  say (w, "%s %s, then %d, %s", wish.undo ? "undo to" : "revert", target, wish.then, wish.no_safety ? "no safety" : "safety");
  carry_out (w, &wish);
}

static void
do_delete (Walk *w)
{
  g_autofree char *one = any_snapshot (w);
  g_autofree char *other = any_snapshot (w);
  const char *targets[] = { one, NULL, NULL };
  SpWish wish = { .kind = SP_WISH_DELETE, .targets = targets };

  if (one == NULL)
    return;
  wish.pinned_too = chance (w, 50);
  wish.all_but = chance (w, 10);
  wish.keep_newest = 2;
  if (chance (w, 25) && strcmp (one, other) != 0)
    targets[1] = other;
  wish.with_descendants = chance (w, 20);
  if (wish.all_but)
    {
      wish.targets = NULL;
      say (w, "delete all but the newest %u", wish.keep_newest);
    }
  else
    say (w, "delete %s %s%s", one, targets[1] ? targets[1] : "", wish.with_descendants ? " and all after it" : "");
  carry_out (w, &wish);
}

static void
do_power (Walk *w)
{
  static const char *const names[] = { "start", "pause", "resume", "shut down", "force off" };
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (Now) before = oracle_now (w->oracle);
  g_autoptr (SpOperation) operation = NULL;
  SpPower power = SP_POWER_START;

  if (before->state == SP_MACHINE_STATE_RUNNING)
    power = (SpPower[]){ SP_POWER_PAUSE, SP_POWER_PAUSE, SP_POWER_FORCE_OFF, SP_POWER_SHUT_DOWN }[g_rand_int_range (w->dice, 0, 4)];
  else if (before->state == SP_MACHINE_STATE_PAUSED)
    power = chance (w, 80) ? SP_POWER_RESUME : SP_POWER_FORCE_OFF;
  say (w, "%s", names[power]);
  operation = sp_host_power (host, uuid_of (w), power);
  deed_await (sp_operation_await (operation), NULL);
  if (sp_operation_get_error (operation) != NULL)
    {
      if (!w->sort->foreign)
        failed (w, "%s", sp_operation_get_outcome (operation));
      /* Its layers are not what they were: another client spoilt them. */
      g_test_message ("  %s", sp_operation_get_outcome (operation));
      w->broken = TRUE;
      return;
    }
  if (power == SP_POWER_START || power == SP_POWER_RESUME)
    sp_rig_wait_count (rig, w->machine, 2);
  else
    check_present (w, before, power == SP_POWER_SHUT_DOWN, g_get_monotonic_time () - begin);
}

static void
do_describe (Walk *w)
{
  static const char *const titles[] = { "Neu", "", "x < y & z", "Ω" };
  g_autofree char *name = any_snapshot (w);
  const char *title = titles[g_rand_int_range (w->dice, 0, G_N_ELEMENTS (titles))];
  const char *description = chance (w, 50) ? "Worte" : NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autoptr (SpOperation) operation = NULL;
  g_autoptr (Now) before = NULL;
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (SpSnapshot) wanted = NULL;
  SpSnapshot *snapshot = NULL;
  Kept *kept = NULL;

  if (name == NULL)
    return;
  say (w, "call %s “%s”", name, title);
  before = oracle_now (w->oracle);
  history = deed_history (host, w->machine);
  snapshot = sp_history_get (history, sp_history_find (history, name));
  kept = g_hash_table_lookup (w->oracle->kept, name);
  wanted = sp_edit_words (snapshot, title, description);
  operation = sp_host_edit (host, uuid_of (w), snapshot, wanted);
  deed_await (sp_operation_await (operation), NULL);
  if (sp_operation_get_error (operation) == NULL)
    {
      g_set_str (&kept->title, *title != '\0' ? title : name);
      g_set_str (&kept->description, description);
    }
  else if (!g_error_matches (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_BUSY) ||
           sp_snapshot_peek (snapshot)->n_revert_disks == 0)
    failed (w, "%s", sp_operation_get_outcome (operation));
  check_present (w, before, TRUE, g_get_monotonic_time () - begin);
}

/* More than one cluster is to be lost or kept: somewhere on a disk something is written, by the guest's QEMU or beside it. */
void
do_scribble (Walk *w)
{
  g_autoptr (Now) now = oracle_now (w->oracle);
  guint d = (guint) g_rand_int_range (w->dice, 0, now->paths[ORACLE_DISKS - 1] != NULL ? ORACLE_DISKS : ORACLE_DISKS - 1);
  g_autofree char *command = g_strdup_printf ("write -P %d %dk 64k", g_rand_int_range (w->dice, 1, 255), 64 * g_rand_int_range (w->dice, 2, 64));

  say (w, "disk %u: %s", d, command);
  if (now->state == SP_MACHINE_STATE_RUNNING)
    {
      g_autofree char *device = g_strdup_printf ("/machine/peripheral/virtio-disk%u/virtio-backend", d);
      g_autofree char *write = g_strdup_printf ("qemu-io -d %s \"%s\"", device, command);
      g_autofree char *flush = g_strdup_printf ("qemu-io -d %s flush", device);

      g_free (sp_rig_virsh (rig, TRUE, "qemu-monitor-command", "--hmp", w->machine, write, NULL));
      g_free (sp_rig_virsh (rig, TRUE, "qemu-monitor-command", "--hmp", w->machine, flush, NULL));
    }
  else if (now->state == SP_MACHINE_STATE_OFF)
    {
      const char *format = g_str_has_suffix (now->paths[d], ".raw") ? "raw" : "qcow2";
      g_autoptr (GSubprocess) process =
          g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, "qemu-io", "-f", format, "-c", command, now->paths[d], NULL);

      g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
    }
  else
    return;
  {
    g_autoptr (Now) after = oracle_now (w->oracle);

    g_assert_cmpstr (after->disks[d].hash, !=, NULL);
  }
}

static void
do_restart (Walk *w)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (Now) before = oracle_now (w->oracle);

  say (w, "the host's service is started anew");
  sp_rig_kill (rig);
  come_back (w);
  check_present (w, before, TRUE, g_get_monotonic_time () - begin);
}

static void
try_something (Walk *w)
{
  int what = g_rand_int_range (w->dice, 0, w->sort->foreign ? 112 : 100);
  guint n = g_hash_table_size (w->oracle->kept);

  if (what < 24 && n < 12)
    do_take (w);
  else if (what < 46)
    do_revert (w);
  else if (what < 60)
    do_delete (w);
  else if (what < 74)
    do_power (w);
  else if (what < 80)
    do_describe (w);
  else if (what < 84)
    do_mark (w);
  else if (what < 86)
    do_undo_twice (w);
  else if (what < 88)
    do_baseline (w);
  else if (what < 92)
    do_disk (w);
  else if (what < 97)
    do_scribble (w);
  else if (what < 100)
    do_restart (w);
  else
    do_foreign (w);
}

/* Not everything can be done at any time. */
static void
do_something (Walk *w)
{
  for (w->said = FALSE; !w->said;)
    try_something (w);
}

void
walk_on (Walk *w,
         guint deeds)
{
  for (w->deed = 1; w->deed <= (int) deeds && !w->broken; w->deed++)
    {
      do_something (w);
      check_all (w);
      if (chance (w, 50) && deed_state (host, w->machine) == SP_MACHINE_STATE_RUNNING)
        sp_rig_wait_count (rig, w->machine, (guint) g_rand_int_range (w->dice, 1, 4));
    }
}

/* What was promised is kept: each can be gone back to, memory and all. */
static void
check_each (Walk *w)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (w->oracle->kept), (GCompareFunc) g_strcmp0);

  for (GList *l = names; l != NULL && !w->broken; l = l->next)
    {
      Kept *kept = g_hash_table_lookup (w->oracle->kept, l->data);
      SpWish wish = { .kind = SP_WISH_REVERT, .target = kept->name, .no_safety = TRUE };

      if (kept->spoilt)
        continue;
      wish.then = kept->memory ? SP_THEN_PAUSED : SP_THEN_AS_TAKEN;
      say (w, "at the end, revert %s", kept->name);
      if (!carry_out (w, &wish) && !w->sort->foreign)
        lost (w, "nobody can go back to it");
      check_all (w);
    }
}

static guint
number_from_environment (const char *name,
                         guint       otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL && *text != '\0' ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* What it has come to. */
static void
tell (Walk *w)
{
  GHashTableIter iter;
  gpointer rule = NULL;
  gpointer n = NULL;

  g_test_message ("%s %u: %u deeds done, %u refused, %u had to let it run first, %u of other clients, which spoilt %u; %u snapshots at the "
                  "end; %u deletions freed what they said; %.1f s; %s",
                  w->sort->name, w->seed, w->done, w->refused, w->must_run, w->foreign, w->spoilt, g_hash_table_size (w->oracle->kept),
                  w->told, (double) (g_get_monotonic_time () - w->begin) / G_USEC_PER_SEC,
                  w->loss != NULL ? w->loss : w->broken ? "ended" : "whole");
  g_hash_table_iter_init (&iter, w->rules);
  while (g_hash_table_iter_next (&iter, &rule, &n))
    g_test_message ("  %s: %u times", (const char *) rule, GPOINTER_TO_UINT (n));
}

/* Neighbours are of different sorts. Returns: what was lost, where the law is off */
static char *
walk (guint          seed,
      SpPlannerHooks hooks)
{
  Sort sort = sorts[seed % G_N_ELEMENTS (sorts)];
  guint deeds = number_from_environment ("SP_WALK_STEPS", 40);
  g_autofree char *broken = NULL;
  char *loss = NULL;
  Walk w = { 0 };

  sort.hooks = hooks;
  g_test_message ("walk %s: SP_WALK_SEED=%u SP_WALK_STEPS=%u", sort.name, seed, deeds);
  walk_begin (&w, &sort, seed);
  walk_on (&w, deeds);
  if (!w.broken)
    check_each (&w);
  if (!w.broken && !sort.foreign)
    delete_all (&w);
  g_free (sp_rig_virsh (rig, FALSE, "destroy", w.machine, NULL));
  broken = oracle_check_images (w.oracle);
  if (broken != NULL && !sort.foreign)
    lost (&w, "%s is damaged", broken);
  tell (&w);
  g_assert_cmpuint (w.done, >, 0);
  loss = g_steal_pointer (&w.loss);
  walk_end (&w);
  return loss;
}

static void
test_walk (gconstpointer data)
{
  gboolean lawless = number_from_environment ("SP_WALK_LAWLESS", 0) > 0;

  g_free (walk (GPOINTER_TO_UINT (data), lawless ? SP_PLANNER_NO_LAW | SP_PLANNER_NO_GUARD : SP_PLANNER_NO_HOOKS));
}

/* A test of the test: without the law these walks, found by chance, lose something, and see it. */
static void
test_losing (gconstpointer data)
{
  g_autofree char *loss = walk (GPOINTER_TO_UINT (data), SP_PLANNER_NO_LAW | SP_PLANNER_NO_GUARD);

  g_assert_nonnull (loss);
}

int
main (int    argc,
      char **argv)
{
  guint seed = number_from_environment ("SP_WALK_SEED", 1);
  guint n = number_from_environment ("SP_WALK_SEEDS", 6);
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  rig = sp_rig_new ();
  /* Without a pool libvirt tells the sizes of a machine that runs only. */
  g_free (sp_rig_virsh (rig, TRUE, "pool-create-as", "walk", "dir", "--target", sp_rig_get_folder (rig), NULL));
  host = deed_open (sp_rig_get_uri (rig));

  for (guint i = seed; i < seed + n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/walk/%s/%u", sorts[i % G_N_ELEMENTS (sorts)].name, i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_walk);
    }
  g_test_add_func ("/walk/lawless", test_lawless);
  if (g_getenv ("SP_WALK_SEED") == NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (losing_seeds); i++)
      {
        g_autofree char *path = g_strdup_printf ("/walk/lawless/%s/%u", sorts[losing_seeds[i] % G_N_ELEMENTS (sorts)].name, losing_seeds[i]);

        g_test_add_data_func (path, GUINT_TO_POINTER (losing_seeds[i]), test_losing);
      }
  status = g_test_run ();
  deed_close (host);
  sp_rig_free (rig);
  return status;
}
