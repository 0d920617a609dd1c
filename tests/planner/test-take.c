/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be chosen when a snapshot is taken, from the wish to the step. */

#include "config.h"

#include "sp-forecast.h"
#include "world.h"

#include <string.h>

static const char *const only_b[] = { "vdb", NULL };

static World *
running_world (void)
{
  WorldInit init = { .running = TRUE };

  return world_new (&init);
}

static const SpStep *
must_take (SpPlan *plan)
{
  if (sp_plan_is_refused (plan))
    g_error ("Refused by %s: %s", sp_plan_get_rule (plan), sp_plan_get_reason (plan));
  g_assert_cmpint (sp_plan_get_step (plan, 0)->kind, ==, SP_STEP_TAKE);
  return sp_plan_get_step (plan, 0);
}

static const SpStepDisk *
get_disk (const SpStep *step,
          guint         i)
{
  return step->disks->pdata[i];
}

static gboolean
has_note (SpPlan     *plan,
          SpNoteKind  kind,
          const char *part)
{
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    if (sp_plan_get_note (plan, i)->kind == kind && strstr (sp_plan_get_note (plan, i)->text, part) != NULL)
      return TRUE;
  return FALSE;
}

/* Automatic chooses the kind that can do what is asked for, while it still may. */
static void
test_kind_of_options (void)
{
  const struct
  {
    SpWish      wish;
    SpKind      kind;
    const char *because;
  } cases[] = {
    { { .live = TRUE }, SP_KIND_EXTERNAL, "cannot run while" },
    { { .left_out = only_b }, SP_KIND_EXTERNAL, "left out" },
    { { .layer_folder = "/other" }, SP_KIND_EXTERNAL, "a place for them" },
    { { .memory_file = "/other/m" }, SP_KIND_EXTERNAL, "a place for them" },
    { { .power_off = TRUE }, SP_KIND_INTERNAL, "first snapshot" },
  };
  g_autoptr (World) w = running_world ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SpWish wish = cases[i].wish;
      g_autofree char *reason = NULL;
      g_autoptr (SpPlan) plan = NULL;

      wish.name = "n";
      g_assert_cmpint (sp_planner_choose_kind (w->facts, &wish, &reason), ==, cases[i].kind);
      g_assert_nonnull (strstr (reason, cases[i].because));
      plan = world_plan (w, &wish);
      g_assert_cmpint (must_take (plan)->snapshot_kind, ==, cases[i].kind);
    }
}

static void
test_live (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .name = "n", .live = TRUE };
  g_autoptr (SpPlan) plan = world_plan (w, &wish);

  g_assert_true (must_take (plan)->live);
  g_assert_true (has_note (plan, SP_NOTE_INFO, "keeps running"));
}

static void
edit_agent (SpFactsInit *init,
            gpointer     data)
{
  init->agent = SP_YES;
}

static void
test_quiesce (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .name = "n", .quiesce = TRUE, .disks_only = TRUE };
  g_autoptr (SpPlan) plan = NULL;

  world_edit (w, edit_agent, NULL);
  plan = world_plan (w, &wish);
  g_assert_true (must_take (plan)->quiesce);
}

static void
test_leave_out (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .name = "n", .left_out = only_b };
  g_autoptr (SpPlan) plan = world_plan (w, &wish);
  const SpStep *step = must_take (plan);
  g_autofree char *loss = NULL;

  g_assert_cmpint (get_disk (step, 0)->kind, ==, SP_KIND_EXTERNAL);
  g_assert_cmpint (get_disk (step, 1)->kind, ==, SP_KIND_NONE);
  g_assert_null (get_disk (step, 1)->layer);
  g_assert_true (has_note (plan, SP_NOTE_WARNING, "“vdb” is left out"));
  world_do (w, plan);
  g_assert_cmpstr (world_now (w, "vda"), ==, "/img/a.n");
  g_assert_cmpstr (world_now (w, "vdb"), ==, "/img/b.qcow2");

  /* All that can follow keeps every promise; the person's own file stays. */
  world_write (w);
  world_take (w, "later", SP_KIND_EXTERNAL);
  world_revert (w, "n", FALSE);
  world_revert (w, "later", TRUE);
  world_revert (w, "n", TRUE);
  loss = world_find_loss (w);
  g_assert_cmpstr (loss, ==, NULL);
  g_assert_true (world_has_file (w, "/img/b.qcow2"));
}

static void
edit_no_b (SpFactsInit *init,
           gpointer     data)
{
  static SpFactsDisk disks[2];

  disks[0] = init->disks[0];
  disks[1] = (SpFactsDisk) { .target = "vdb", .source = NULL, .format = "raw", .is_disk = TRUE };
  init->disks = disks;
  init->n_disks = 2;
}

/* What cannot be kept stands in nobody's way once it is left out. */
static void
test_leave_out_the_impossible (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .name = "n", .snapshot_kind = SP_KIND_EXTERNAL };
  g_autoptr (SpPlan) with = NULL;
  g_autoptr (SpPlan) without = NULL;

  world_edit (w, edit_no_b, NULL);
  with = world_plan (w, &wish);
  g_assert_cmpstr (sp_plan_get_rule (with), ==, "take-external-no-file");
  wish.left_out = only_b;
  without = world_plan (w, &wish);
  g_assert_cmpint (get_disk (must_take (without), 1)->kind, ==, SP_KIND_NONE);
}

static void
test_folder (void)
{
  const char *const folders[] = { "/other disk", "/other disk/" };
  g_autoptr (World) w = running_world ();

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      SpWish wish = { .name = "n", .layer_folder = folders[i] };
      g_autoptr (SpPlan) plan = world_plan (w, &wish);
      const SpStep *step = must_take (plan);

      g_assert_cmpstr (get_disk (step, 0)->layer, ==, "/other disk/a.n");
      g_assert_cmpstr (get_disk (step, 1)->layer, ==, "/other disk/b.n");
      g_assert_cmpstr (step->memory_file, ==, "/other disk/box.n.mem");
    }
  {
    SpWish wish = { .name = "n", .layer_folder = "/", .memory_file = "/mem/m" };
    g_autoptr (SpPlan) plan = world_plan (w, &wish);

    g_assert_cmpstr (get_disk (must_take (plan), 0)->layer, ==, "/a.n");
    g_assert_cmpstr (must_take (plan)->memory_file, ==, "/mem/m");
  }
}

static void
edit_same_name (SpFactsInit *init,
                gpointer     data)
{
  static SpFactsDisk disks[2];

  disks[0] = init->disks[0];
  disks[1] = init->disks[1];
  disks[1].source = "/elsewhere/a.qcow2";
  init->disks = disks;
  init->n_disks = 2;
}

/* Two files of one name come together in a folder. */
static void
test_folder_clash (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .name = "n", .layer_folder = "/other" };
  g_autoptr (SpPlan) plan = NULL;

  world_edit (w, edit_same_name, NULL);
  plan = world_plan (w, &wish);
  g_assert_cmpstr (get_disk (must_take (plan), 0)->layer, ==, "/other/a.n");
  g_assert_cmpstr (get_disk (must_take (plan), 1)->layer, ==, "/other/a.n-2");
}

/* What is set for all machines stands in the way of none. */
static void
test_usual (void)
{
  const struct
  {
    SpWish      wish;
    const char *format;
    SpKind      usual;
    SpKind      kind;
    const char *folder;
  } cases[] = {
    { { 0 }, "qcow2", SP_KIND_NONE, SP_KIND_NONE, NULL },
    { { 0 }, "qcow2", SP_KIND_INTERNAL, SP_KIND_INTERNAL, NULL },
    { { 0 }, "qcow2", SP_KIND_EXTERNAL, SP_KIND_EXTERNAL, "/usual" },
    { { 0 }, "raw", SP_KIND_INTERNAL, SP_KIND_NONE, "/usual" },
    { { .disks_only = TRUE }, "qcow2", SP_KIND_INTERNAL, SP_KIND_NONE, "/usual" },
    { { .snapshot_kind = SP_KIND_INTERNAL }, "qcow2", SP_KIND_EXTERNAL, SP_KIND_INTERNAL, NULL },
    { { .layer_folder = "/said" }, "qcow2", SP_KIND_NONE, SP_KIND_NONE, "/said" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WorldInit init = { .running = TRUE, .format = cases[i].format };
      g_autoptr (World) w = world_new (&init);
      SpWish wish = cases[i].wish;
      g_autoptr (SpPlan) plan = NULL;

      sp_planner_add_usual (w->facts, &wish, cases[i].usual, "/usual");
      g_assert_cmpint (wish.snapshot_kind, ==, cases[i].kind);
      g_assert_cmpstr (wish.layer_folder, ==, cases[i].folder);
      plan = world_plan (w, &wish);
      must_take (plan);
    }
}

static void
test_power_off (void)
{
  for (int disks_only = FALSE; disks_only <= TRUE; disks_only++)
    {
      g_autoptr (World) w = running_world ();
      SpWish wish = { .name = "n", .power_off = TRUE, .disks_only = disks_only };
      g_autoptr (SpPlan) plan = world_plan (w, &wish);

      must_take (plan);
      g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 2);
      g_assert_cmpint (sp_plan_get_step (plan, 1)->kind, ==, SP_STEP_POWER_OFF);
      g_assert_cmpint (has_note (plan, SP_NOTE_LOSS, "have not written"), ==, disks_only);
    }
  {
    g_autoptr (World) w = world_new (&(WorldInit) { 0 });
    SpWish wish = { .name = "n", .power_off = TRUE };
    g_autoptr (SpPlan) plan = world_plan (w, &wish);

    /* It is off already. */
    must_take (plan);
    g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 1);
  }
}

static void
edit_costs (SpFactsInit *init,
            gpointer     data)
{
  static const SpFactsRoom room = { "/img", 1000 * 1024 };
  /* The world's machine has 1 MiB: half a second to two, and what is of another kind or size says nothing. */
  static const SpFactsPause pauses[] = {
    { SP_KIND_INTERNAL, 1024 * 1024, 500000 },
    { SP_KIND_INTERNAL, 2 * 1024 * 1024, 4000000 },
    { SP_KIND_EXTERNAL, 1024 * 1024, 100000 },
    { SP_KIND_INTERNAL, 1024 * 1024 * 1024, 1000000 },
    { SP_KIND_INTERNAL, 1024, 9000000 },
  };

  init->rooms = &room;
  init->n_rooms = 1;
  init->pauses = pauses;
  init->n_pauses = G_N_ELEMENTS (pauses);
}

static SpForecast *
forecast (World        *w,
          const SpWish *what)
{
  SpWish wish = *what;
  g_autoptr (SpPlan) plan = NULL;

  wish.name = "n";
  plan = world_plan (w, &wish);
  must_take (plan);
  return sp_forecast_of (plan);
}

static void
test_forecast_unknown (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (SpForecast) f = forecast (w, &(SpWish) { 0 });
  g_autofree char *pause = sp_forecast_say_pause (f);
  g_autofree char *space = sp_forecast_say_space (f);

  g_assert_cmpint (f->consistency, ==, SP_CONSISTENCY_MEMORY);
  g_assert_true (f->pauses);
  g_assert_cmpint (f->pause_max, ==, -1);
  g_assert_nonnull (strstr (pause, "Unknown"));
  g_assert_cmpstr (space, ==, "/img: up to 1.0\u00a0MiB; free room is unknown");
  g_assert_false (sp_forecast_is_tight (f));
}

static void
test_forecast_known (void)
{
  g_autoptr (World) w = running_world ();
  SpWish wish = { .name = "n" };
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpForecast) f = NULL;
  g_autofree char *pause = NULL;
  g_autofree char *space = NULL;

  world_edit (w, edit_costs, NULL);
  plan = world_plan (w, &wish);
  f = sp_forecast_of (plan);
  pause = sp_forecast_say_pause (f);
  space = sp_forecast_say_space (f);
  g_assert_cmpint (f->pause_min, ==, 500);
  g_assert_cmpint (f->pause_max, ==, 2000);
  g_assert_cmpstr (pause, ==, "About 0.5 to 2.0 s, as measured on this host");
  g_assert_cmpstr (space, ==, "/img: up to 1.0\u00a0MiB; 1000.0\u00a0KiB free");
  g_assert_true (sp_forecast_is_tight (f));
}

static void
edit_room (SpFactsInit *init,
           gpointer     data)
{
  init->rooms = data;
  init->n_rooms = 1;
}

static void
check_inside (World     *w,
              SpNoteKind grows,
              gboolean   separate)
{
  SpWish wish = { .name = "n" };
  g_autoptr (SpPlan) plan = world_plan (w, &wish);
  g_autoptr (SpForecast) f = sp_forecast_of (plan);
  gboolean tight = grows == SP_NOTE_WARNING;

  g_assert_true (f->inside);
  g_assert_cmpint (sp_forecast_is_tight (f), ==, tight);
  g_assert_cmpint (has_note (plan, SP_NOTE_WARNING, "enough room in /img."), ==, tight);
  g_assert_cmpint (has_note (plan, SP_NOTE_INFO, "makes the disk file grow"), ==, !tight);
  g_assert_cmpint (has_note (plan, SP_NOTE_WARNING, "makes the disk file grow"), ==, tight);
  g_assert_cmpint (has_note (plan, grows, "or use separate files"), ==, separate);
}

/* A warning where room is known to be little, and nowhere else; no way out that the history does not leave. */
static void
test_tight_inside (void)
{
  SpFactsRoom enough = { "/img", 2 * 1024 * 1024 };
  SpFactsRoom little = { "/img", 1000 * 1024 };
  g_autoptr (World) w = running_world ();
  g_autoptr (World) had = running_world ();

  check_inside (w, SP_NOTE_INFO, TRUE);
  world_edit (w, edit_room, &enough);
  check_inside (w, SP_NOTE_INFO, TRUE);
  world_edit (w, edit_room, &little);
  check_inside (w, SP_NOTE_WARNING, TRUE);

  world_take (had, "a", SP_KIND_INTERNAL);
  check_inside (had, SP_NOTE_INFO, FALSE);
  world_edit (had, edit_room, &little);
  check_inside (had, SP_NOTE_WARNING, FALSE);
}

static void
test_forecast_of_kinds (void)
{
  g_autoptr (World) w = running_world ();
  g_autoptr (World) off = world_new (&(WorldInit) { 0 });

  world_edit (w, edit_costs, NULL);
  world_edit (w, edit_agent, NULL);
  {
    g_autoptr (SpForecast) f = forecast (w, &(SpWish) { .snapshot_kind = SP_KIND_EXTERNAL, .memory_file = "/m/m" });
    g_autofree char *pause = sp_forecast_say_pause (f);
    g_autofree char *space = sp_forecast_say_space (f);

    g_assert_cmpint (f->pause_max, ==, 100);
    g_assert_false (f->inside);
    g_assert_cmpstr (pause, ==, "About 0.1 s, as measured on this host");
    g_assert_cmpstr (space, ==, "/m: up to 1.0\u00a0MiB; free room is unknown\n/img: hardly any at first; 1000.0\u00a0KiB free");
    g_assert_false (sp_forecast_is_tight (f));
  }
  {
    g_autoptr (SpForecast) f = forecast (w, &(SpWish) { .live = TRUE });

    g_assert_cmpint (f->pause_max, ==, -1);
    /* What changes meanwhile is saved again: nobody knows how much. */
    g_assert_cmpint (((SpForecastPlace *) f->places->pdata[0])->needed, ==, -1);
  }
  {
    g_autoptr (SpForecast) f = forecast (w, &(SpWish) { .disks_only = TRUE });

    g_assert_cmpint (f->consistency, ==, SP_CONSISTENCY_POWER_CUT);
    g_assert_false (f->pauses);
  }
  {
    g_autoptr (SpForecast) f = forecast (w, &(SpWish) { .disks_only = TRUE, .quiesce = TRUE });

    g_assert_cmpint (f->consistency, ==, SP_CONSISTENCY_QUIESCED);
  }
  {
    g_autoptr (SpForecast) f = forecast (off, &(SpWish) { 0 });

    g_assert_cmpint (f->consistency, ==, SP_CONSISTENCY_OFF);
    g_assert_cmpint (f->pause_max, ==, 0);
  }
}

static void
edit_accelerated (SpFactsInit *init,
                  gpointer     data)
{
  init->accelerated = SP_YES;
}

static void
edit_apparmor (SpFactsInit *init,
               gpointer     data)
{
  init->security_model = "apparmor";
  init->libvirt_version = (guint64) GPOINTER_TO_INT (data);
}

/* What depends on versions is told, never refused. */
static void
test_doubts (void)
{
  g_autoptr (World) w = running_world ();
  SpWish memory = { .name = "n", .snapshot_kind = SP_KIND_EXTERNAL };
  SpWish disks = { .name = "n", .disks_only = TRUE };

  g_assert_null (sp_planner_doubt_memory (w->facts));
  {
    g_autoptr (SpPlan) plan = world_plan (w, &memory);

    g_assert_false (has_note (plan, SP_NOTE_WARNING, ""));
  }
  world_edit (w, edit_accelerated, NULL);
  g_assert_nonnull (sp_planner_doubt_memory (w->facts));
  {
    g_autoptr (SpPlan) with = world_plan (w, &memory);
    g_autoptr (SpPlan) without = world_plan (w, &disks);

    must_take (with);
    g_assert_true (has_note (with, SP_NOTE_WARNING, "3D"));
    g_assert_false (has_note (without, SP_NOTE_WARNING, "3D"));
  }
  world_edit (w, edit_apparmor, GINT_TO_POINTER (11003000));
  {
    g_autoptr (SpPlan) plan = world_plan (w, &memory);

    g_assert_true (has_note (plan, SP_NOTE_WARNING, "AppArmor"));
  }
  world_edit (w, edit_apparmor, GINT_TO_POINTER (12001000));
  {
    g_autoptr (SpPlan) plan = world_plan (w, &memory);

    g_assert_false (has_note (plan, SP_NOTE_WARNING, "AppArmor"));
  }
}

static void
edit_worked (SpFactsInit *init,
             gpointer     data)
{
  init->libvirt_version = 11003000;
  init->worked = (SpWorked) GPOINTER_TO_INT (data);
}

static void
check_doubt (World        *w,
             const SpWish *wish,
             const char   *word,
             gboolean      doubted)
{
  g_autoptr (SpPlan) plan = world_plan (w, wish);

  g_assert_false (sp_plan_is_refused (plan));
  g_assert_cmpint (has_note (plan, SP_NOTE_WARNING, word), ==, doubted);
}

/* Each deed is in doubt until it, and no other, was seen to work. */
static void
test_doubts_end (void)
{
  const SpWish inside = { .name = "n", .snapshot_kind = SP_KIND_INTERNAL };
  const SpWish separate = { .name = "n", .snapshot_kind = SP_KIND_EXTERNAL };
  const SpWish back = { .kind = SP_WISH_REVERT, .target = "A", .no_safety = TRUE };
  g_autoptr (World) w = running_world ();
  g_autoptr (World) other = running_world ();

  world_edit (w, edit_worked, GINT_TO_POINTER (SP_WORKED_EXTERNAL_REVERT | SP_WORKED_MERGE));
  check_doubt (w, &inside, "11.2 and 11.3", TRUE);
  world_edit (w, edit_worked, GINT_TO_POINTER (SP_WORKED_INTERNAL_REVERT));
  check_doubt (w, &inside, "11.2 and 11.3", FALSE);
  world_take (w, "A", SP_KIND_INTERNAL);
  check_doubt (w, &back, "11.2 and 11.3", FALSE);
  world_edit (w, edit_worked, GINT_TO_POINTER (SP_WORKED_NOTHING));
  check_doubt (w, &back, "11.2 and 11.3", TRUE);

  world_take (other, "A", SP_KIND_EXTERNAL);
  world_edit (other, edit_apparmor, GINT_TO_POINTER (11003000));
  check_doubt (other, &back, "AppArmor", TRUE);
  check_doubt (other, &separate, "AppArmor", TRUE);
  world_edit (other, edit_worked, GINT_TO_POINTER (SP_WORKED_EXTERNAL_REVERT));
  check_doubt (other, &back, "AppArmor", FALSE);
  check_doubt (other, &separate, "AppArmor", TRUE);
  world_edit (other, edit_worked, GINT_TO_POINTER (SP_WORKED_MERGE));
  check_doubt (other, &back, "AppArmor", TRUE);
  check_doubt (other, &separate, "AppArmor", FALSE);
}

static void
edit_interrupted (SpFactsInit *init,
                  gpointer     data)
{
  static SpFactsDisk disks[2];

  disks[0] = init->disks[0];
  disks[0].nameless = TRUE;
  disks[1] = init->disks[1];
  disks[0].source = "/img/a.n";
  init->disks = disks;
  init->n_disks = 2;
}

/* What an interrupted take left behind is in nobody's way. */
static void
test_interrupted (void)
{
  g_autoptr (World) w = running_world ();
  SpWish again = { .name = "n", .snapshot_kind = SP_KIND_EXTERNAL };
  SpWish other = { .name = "m", .snapshot_kind = SP_KIND_EXTERNAL };
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpPlan) other_plan = NULL;

  world_edit (w, edit_interrupted, NULL);
  plan = world_plan (w, &again);
  other_plan = world_plan (w, &other);
  g_assert_cmpstr (must_take (plan)->memory_file, ==, "/img/box.n-2.mem");
  g_assert_cmpstr (must_take (other_plan)->memory_file, ==, "/img/box.m.mem");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/take/kind", test_kind_of_options);
  g_test_add_func ("/take/live", test_live);
  g_test_add_func ("/take/quiesce", test_quiesce);
  g_test_add_func ("/take/leave-out", test_leave_out);
  g_test_add_func ("/take/leave-out/the-impossible", test_leave_out_the_impossible);
  g_test_add_func ("/take/folder", test_folder);
  g_test_add_func ("/take/folder/clash", test_folder_clash);
  g_test_add_func ("/take/power-off", test_power_off);
  g_test_add_func ("/take/doubts", test_doubts);
  g_test_add_func ("/take/doubts-end", test_doubts_end);
  g_test_add_func ("/take/usual", test_usual);
  g_test_add_func ("/take/interrupted", test_interrupted);
  g_test_add_func ("/take/forecast/unknown", test_forecast_unknown);
  g_test_add_func ("/take/forecast/known", test_forecast_known);
  g_test_add_func ("/take/forecast/kinds", test_forecast_of_kinds);
  g_test_add_func ("/take/forecast/tight", test_tight_inside);
  return g_test_run ();
}
