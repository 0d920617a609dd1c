/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every revert and deletion, of every sort of snapshot, in every state of the machine. A few by default, the others with -m slow. */

#include "config.h"

#include "real.h"

#include <string.h>

typedef enum
{
  SORT_EXTERNAL_MEMORY,
  SORT_EXTERNAL_DISKS,
  SORT_EXTERNAL_OFF,
  SORT_INTERNAL_MEMORY,
  SORT_INTERNAL_OFF,
  N_SORTS,
} Sort;

typedef enum
{
  STATE_RUNNING,
  STATE_PAUSED,
  STATE_OFF,
  STATE_SINCE_REVERT, /* paused by a revert, and not run since: mine 7 */
  N_STATES,
} State;

typedef enum
{
  DEED_DELETE_ROOT,
  DEED_DELETE_MIDDLE,
  DEED_DELETE_END,
  DEED_REVERT,
  N_DEEDS,
} Deed;

#define N 3
#define CELL(sort, state, deed) GINT_TO_POINTER (((sort) * N_STATES + (state)) * N_DEEDS + (deed))

static const char *const sort_names[] = { "external-memory", "external-disks", "external-off", "internal-memory", "internal-off" };
static const char *const state_names[] = { "running", "paused", "off", "since-revert" };
static const char *const deed_names[] = { "delete-root", "delete-middle", "delete-end", "revert" };
static const char *const names[] = { "a", "b", "c" };

static gboolean
has_memory (Sort sort)
{
  return sort == SORT_EXTERNAL_MEMORY || sort == SORT_INTERNAL_MEMORY;
}

static gboolean
is_external (Sort sort)
{
  return sort <= SORT_EXTERNAL_OFF;
}

/* What a guest would find on the first disk as it is now. */
static guint
count_now (const char *name)
{
  g_autoptr (SpFacts) facts = deed_facts (real_host, name);

  return sp_rig_disk_count (real_rig, sp_facts_peek (facts)->disks[0].source);
}

static RealMoment
take (const char *name,
      const char *snapshot,
      Sort        sort)
{
  RealMoment moment = { 0 };

  if (sort == SORT_EXTERNAL_OFF || sort == SORT_INTERNAL_OFF)
    {
      deed_must_power (real_host, name, SP_POWER_FORCE_OFF);
      moment.before = moment.after = count_now (name);
      deed_take (real_host, name, snapshot, is_external (sort) ? SP_KIND_EXTERNAL : SP_KIND_INTERNAL, FALSE);
      deed_must_power (real_host, name, SP_POWER_START);
    }
  else
    {
      moment = real_take (name, snapshot, is_external (sort) ? SP_KIND_EXTERNAL : SP_KIND_INTERNAL, sort == SORT_EXTERNAL_DISKS);
      /* The last number on the line is not on the disk yet. */
      moment.before = has_memory (sort) || moment.before == 0 ? moment.before : moment.before - 1;
    }
  sp_rig_wait_count (real_rig, name, 5);
  return moment;
}

static SpMachineState
go_to (const char *name,
       State       state)
{
  switch (state)
    {
    case STATE_RUNNING:
      return SP_MACHINE_STATE_RUNNING;
    case STATE_PAUSED:
      deed_must_power (real_host, name, SP_POWER_PAUSE);
      return SP_MACHINE_STATE_PAUSED;
    case STATE_OFF:
      deed_must_power (real_host, name, SP_POWER_FORCE_OFF);
      return SP_MACHINE_STATE_OFF;
    case STATE_SINCE_REVERT:
      deed_revert (real_host, name, "c", SP_THEN_PAUSED);
      return SP_MACHINE_STATE_PAUSED;
    case N_STATES:
    default:
      g_assert_not_reached ();
    }
}

/* The snapshot is what it was: its memory in the guest's own words, else its disks. */
static void
check_snapshot (const char *name,
                const char *snapshot,
                Sort        sort,
                RealMoment  moment)
{
  if (has_memory (sort))
    {
      real_check_memory (name, snapshot, moment);
      return;
    }
  deed_revert (real_host, name, snapshot, SP_THEN_AS_TAKEN);
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_OFF);
  real_check_disks (name, moment.before, moment.after + 1);
}

static void
check_files (const char *name,
             Sort        sort,
             const char *gone)
{
  g_autoptr (GString) files = g_string_new (NULL);

  for (char disk = 'a'; disk <= 'b'; disk++)
    {
      for (gsize i = 0; is_external (sort) && i < N; i++)
        if (g_strcmp0 (names[i], gone) != 0)
          g_string_append_printf (files, "%s-vd%c.%s ", name, (int) disk, names[i]);
      g_string_append_printf (files, "%s-vd%c.qcow2 ", name, (int) disk);
    }
  for (gsize i = 0; sort == SORT_EXTERNAL_MEMORY && i < N; i++)
    if (g_strcmp0 (names[i], gone) != 0)
      g_string_append_printf (files, "%s.%s.mem ", name, names[i]);
  g_string_truncate (files, files->len - 1);
  real_check_files (name, files->str);
}

/* Where this daemon cannot merge since the revert, it is refused before anything happens, and works once the guest ran. */
static gboolean
is_refused (const char *name,
            const char *snapshot,
            State       state)
{
  const char *const targets[] = { snapshot, NULL };
  g_autoptr (SpPlan) plan = deed_plan (real_host, name, &(SpWish){ .kind = SP_WISH_DELETE, .targets = targets });

  if (!sp_plan_is_refused (plan))
    return FALSE;
  g_assert_cmpint (state, ==, STATE_SINCE_REVERT);
  g_assert_cmpstr (sp_plan_get_rule (plan), ==, "mine-7");
  g_assert_cmpuint (strlen (sp_plan_get_reason (plan)), >, 20);
  return TRUE;
}

static void
delete (const char *name,
        const char *snapshot,
        Sort        sort,
        State       state)
{
  SpMachineState wanted = go_to (name, state);
  guint now = 0;

  if (is_refused (name, snapshot, state))
    {
      deed_must_power (real_host, name, SP_POWER_RESUME);
      sp_rig_wait_count (real_rig, name, 4);
      wanted = SP_MACHINE_STATE_RUNNING;
    }
  now = count_now (name);
  deed_delete (real_host, name, snapshot);
  g_assert_cmpint (deed_state (real_host, name), ==, wanted);
  /* Now has lost nothing, and where it does not run it has not moved. */
  real_check_disks (name, now > 0 ? now - 1 : 0, wanted == SP_MACHINE_STATE_RUNNING ? now + 1000 : now + 1);
  if (wanted == SP_MACHINE_STATE_RUNNING)
    sp_rig_wait_count (real_rig, name, 3);
  if (state != STATE_SINCE_REVERT)
    check_files (name, sort, snapshot);
}

static void
test_cell (gconstpointer data)
{
  int cell = GPOINTER_TO_INT (data);
  Deed deed = (Deed) (cell % N_DEEDS);
  State state = (State) (cell / N_DEEDS % N_STATES);
  Sort sort = (Sort) (cell / N_DEEDS / N_STATES);
  g_autofree char *name = g_strdup_printf ("cell-%d", cell);
  RealMoment moments[N] = { 0 };
  gsize gone = N;

  real_add (name, SP_RIG_QCOW2);
  for (gsize i = 0; i < N; i++)
    moments[i] = take (name, names[i], sort);
  if (deed == DEED_REVERT)
    go_to (name, state);
  else
    {
      gone = (gsize) deed;
      delete (name, names[gone], sort, state);
    }
  /* All that is left is whole: down to the root, and from there to the end. */
  for (gsize i = 0; i <= N; i++)
    {
      gsize at = (2 * N - 1 - i) % N;

      if (at != gone)
        check_snapshot (name, names[at], sort, moments[at]);
    }
  real_remove (name);
}

static gboolean
is_by_default (gpointer cell)
{
  const gpointer some[] = {
    CELL (SORT_EXTERNAL_MEMORY, STATE_OFF, DEED_DELETE_MIDDLE),
    CELL (SORT_EXTERNAL_MEMORY, STATE_SINCE_REVERT, DEED_DELETE_MIDDLE),
    CELL (SORT_EXTERNAL_DISKS, STATE_RUNNING, DEED_DELETE_END),
    CELL (SORT_INTERNAL_MEMORY, STATE_RUNNING, DEED_DELETE_MIDDLE),
    CELL (SORT_INTERNAL_OFF, STATE_OFF, DEED_DELETE_ROOT),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (some); i++)
    if (some[i] == cell)
      return TRUE;
  return FALSE;
}

int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  real_start ();
  for (int sort = 0; sort < N_SORTS; sort++)
    for (int state = 0; state < N_STATES; state++)
      for (int deed = 0; deed < N_DEEDS; deed++)
        {
          g_autofree char *path = g_strdup_printf ("/deeds/matrix/%s/%s/%s", sort_names[sort], state_names[state], deed_names[deed]);
          gpointer cell = CELL (sort, state, deed);

          if (is_by_default (cell) != g_test_slow ())
            g_test_add_data_func (path, cell, test_cell);
        }
  status = g_test_run ();
  real_stop ();
  return status;
}
