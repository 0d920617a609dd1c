/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long deeds take on a real machine, against the very same libvirt steps by virsh, without its start. */

#include "config.h"

#include "bench.h"
#include "real.h"

#define ROUNDS 5
#define MACHINE "bench"
/* A revert of ours waits for the next second where there was one just now (mine 6): both begin in a fresh one. */
#define REST_MSEC 1300

typedef enum
{
  TAKE,
  REVERT,
  DELETE,
  N_DEEDS
} Deed;

static const char *const names[N_DEEDS] = { "take, disks and memory", "revert, with its guard", "delete, with its merge" };

/* Wall clock: the daemon and QEMU do the work. */
static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Milliseconds of one virsh that does all of it. */
static double
say (const char *commands)
{
  double start = now ();
  g_autofree char *told = sp_rig_virsh (real_rig, TRUE, commands, NULL);

  return now () - start;
}

static double
theirs (Deed deed)
{
  const char *folder = sp_rig_get_folder (real_rig);
  g_autofree char *take = g_strdup_printf ("snapshot-create-as " MACHINE " s --atomic --memspec file=%s/" MACHINE ".s.mem,snapshot=external "
                                           "--diskspec vda,snapshot=external,file=%s/" MACHINE "-vda.s "
                                           "--diskspec vdb,snapshot=external,file=%s/" MACHINE "-vdb.s", folder, folder, folder);
  g_autofree char *revert = g_strdup_printf ("snapshot-create-as " MACHINE " g --atomic --disk-only "
                                             "--diskspec vda,snapshot=external,file=%s/" MACHINE "-vda.g "
                                             "--diskspec vdb,snapshot=external,file=%s/" MACHINE "-vdb.g; "
                                             "snapshot-revert " MACHINE " s; snapshot-delete " MACHINE " g", folder, folder);

  return say (deed == TAKE ? take : deed == REVERT ? revert : "snapshot-delete " MACHINE " s");
}

static double
ours (Deed deed)
{
  static const char *const targets[] = { "s", NULL };
  const SpWish wishes[N_DEEDS] = {
    [TAKE] = { .kind = SP_WISH_TAKE, .name = "s", .snapshot_kind = SP_KIND_EXTERNAL },
    [REVERT] = { .kind = SP_WISH_REVERT, .target = "s", .no_safety = TRUE },
    [DELETE] = { .kind = SP_WISH_DELETE, .targets = targets },
  };
  g_autoptr (SpPlan) plan = deed_plan (real_host, MACHINE, &wishes[deed]);
  g_autoptr (SpOperation) operation = NULL;
  double start = 0;

  g_assert_false (sp_plan_is_refused (plan));
  start = now ();
  operation = sp_host_run (real_host, plan);
  deed_await (sp_operation_await (operation), NULL);
  start = now () - start;
  g_assert_no_error (sp_operation_get_error (operation));
  return start;
}

/* It really did what it was told, and both begin with the same. */
static void
check (Deed deed)
{
  g_autofree char *list = sp_rig_virsh (real_rig, TRUE, "snapshot-list", MACHINE, "--name", NULL);

  g_assert_cmpstr (g_strstrip (list), ==, deed == DELETE ? "" : "s");
}

static void
measure (void)
{
  double best[2][N_DEEDS];
  double connecting = G_MAXDOUBLE;

  real_add (MACHINE, SP_RIG_QCOW2);
  for (int who = 0; who < 2; who++)
    for (int deed = 0; deed < N_DEEDS; deed++)
      best[who][deed] = G_MAXDOUBLE;

  for (int round = 0; round < 4 * ROUNDS; round++)
    {
      double took = say ("echo over");

      connecting = MIN (connecting, took);
    }
  for (int round = 0; round < ROUNDS; round++)
    for (int who = 0; who < 2; who++)
      for (int deed = 0; deed < N_DEEDS; deed++)
        {
          double took;

          deed_settle (REST_MSEC);
          took = who == 0 ? theirs (deed) : ours (deed);
          best[who][deed] = MIN (best[who][deed], took);
          check (deed);
        }

  for (int deed = 0; deed < N_DEEDS; deed++)
    {
      best[0][deed] -= connecting;
      g_print ("%s: %.1f ms; by virsh: %.1f ms\n", names[deed], best[1][deed], best[0][deed]);
      bench_bound ("  over 1.1 times virsh's", best[1][deed] - 1.1 * best[0][deed], 30, " ms");
    }
  real_remove (MACHINE);
}

/* As a test: only these have folders of their own, and the journal is part of a deed. */
int
main (int    argc,
      char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  g_test_add_func ("/bench/deeds", measure);
  real_start ();
  status = g_test_run ();
  real_stop ();
  return status != 0 ? status : bench_finish ();
}
