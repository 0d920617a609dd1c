/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link breaks in the middle of a deed on a real machine: the host goes on, and how it ended is told once it is back. */

#include "config.h"

#include "deed.h"
#include "relay.h"
#include "sp-rig.h"

#include "sp-error.h"
#include "sp-journal.h"

#include <libvirt/libvirt.h>
#include <string.h>

#define PATIENCE_MSEC 90000

static SpRig *rig;
static Relay *relay;
static SpHost *host;

typedef enum
{
  BEFORE, /* the host never hears of the step */
  AMIDST, /* it is at work */
  STALL,  /* it is at work, and for a minute nobody hears of anybody */
} Moment;

typedef struct
{
  SpWishKind kind;
  Moment     moment;
} Case;

typedef struct
{
  char    *text;
  gboolean over;
} Told;

static char *
look (virDomainPtr domain)
{
  GString *text = g_string_new (NULL);
  virDomainSnapshotPtr current = virDomainSnapshotCurrent (domain, 0);
  virDomainJobInfo job = { 0 };
  int state = 0;
  int reason = 0;

  virDomainGetJobInfo (domain, &job);
  virDomainGetState (domain, &state, &reason, 0);
  g_string_printf (text, "%d %s %d %d/%d", virDomainSnapshotNum (domain, 0), current != NULL ? virDomainSnapshotGetName (current) : "-",
                   job.type, state, reason);
  if (current != NULL)
    virDomainSnapshotFree (current);
  return g_string_free_and_steal (text);
}

static void
wait_for_state (SpHostState state)
{
  for (guint i = 0; i < PATIENCE_MSEC / 50 && sp_host_get_state (host) != state; i++)
    deed_settle (50);
  g_assert_cmpint (sp_host_get_state (host), ==, state);
}

typedef struct
{
  SpStepKind  kind;
  Moment      moment;
  const char *name;
  int         begun; /* the step that matters */
  int         over;  /* the test */
} Axe;

/* Looks on beside the link that is cut, and strikes once something is to be seen of what the host does. */
static gpointer
axe_thread (gpointer data)
{
  Axe *axe = data;
  virConnectPtr connection = virConnectOpen (sp_rig_get_uri (rig));
  virDomainPtr domain = virDomainLookupByName (connection, axe->name);
  g_autofree char *before = NULL;

  while (!g_atomic_int_get (&axe->over))
    {
      gboolean begun = g_atomic_int_get (&axe->begun);
      g_autofree char *now = look (domain);

      if (begun && before != NULL && !g_str_equal (now, before))
        {
          if (axe->moment == STALL)
            relay_stall (relay, TRUE);
          else
            relay_cut (relay);
          g_test_message ("From “%s” to “%s”", before, now);
          break;
        }
      if (!begun)
        g_set_str (&before, now);
      g_usleep (500);
    }
  virDomainFree (domain);
  virConnectClose (connection);
  return NULL;
}

static void
step_cb (SpOperation *operation,
         GParamSpec  *pspec,
         gpointer     data)
{
  Axe *axe = data;
  guint step = 0;
  const SpStep *now = NULL;

  g_object_get (operation, "step", &step, NULL);
  if (step == 0)
    return;
  now = sp_plan_get_step (sp_operation_get_plan (operation), step - 1);
  if (now->kind != axe->kind || now->guard || now->safety)
    return;
  if (axe->moment == BEFORE)
    relay_shut (relay, TRUE);
  g_atomic_int_set (&axe->begun, TRUE);
}

static void
told_cb (SpHost     *of,
         const char *uuid,
         const char *text,
         gboolean    over,
         Told       *told)
{
  g_test_message ("Told: %s", text);
  g_set_str (&told->text, text);
  told->over = over;
}

static gboolean
is_listed (const char *name,
           const char *snapshot)
{
  g_autofree char *text = sp_rig_virsh (rig, TRUE, "snapshot-list", name, "--name", NULL);
  g_auto (GStrv) names = g_strsplit (g_strstrip (text), "\n", -1);

  return g_strv_contains ((const char *const *) names, snapshot);
}

static char *
dup_current (const char *name)
{
  g_autofree char *text = sp_rig_virsh (rig, TRUE, "snapshot-current", name, "--name", NULL);

  return g_strdup (g_strstrip (text));
}

/* What is told is so. */
static void
check_told (const char *name,
            SpWishKind  kind,
            const Told *told)
{
  g_autofree char *current = dup_current (name);
  gboolean done = kind == SP_WISH_TAKE ? is_listed (name, "b") : kind == SP_WISH_DELETE ? !is_listed (name, "a") : g_str_equal (current, "a");

  g_assert_cmpint (strstr (told->text, kind == SP_WISH_TAKE     ? "was taken"
                                       : kind == SP_WISH_DELETE ? "was deleted"
                                                                : "The machine was reverted") != NULL,
                   ==, done);
  g_assert_cmpint (told->over, ==, done);
}

static guint
count_unfinished (void)
{
  g_autoptr (GPtrArray) list = sp_journal_list ();
  guint n = list->len;

  for (guint i = 0; i < n; i++)
    sp_unfinished_forget (list->pdata[i]);
  return n;
}

static void
check_whole (const char *name,
             const char *snapshot,
             guint       before,
             guint       after)
{
  guint first = 0;

  deed_revert (host, name, snapshot, SP_THEN_PAUSED);
  sp_rig_forget (rig, name);
  deed_must_power (host, name, SP_POWER_RESUME);
  first = sp_rig_first_count (rig, name);
  g_assert_cmpuint (first, >=, before);
  g_assert_cmpuint (first, <=, after + 2);
}

static void
test_cut (gconstpointer data)
{
  static const char *const names[] = { [SP_WISH_TAKE] = "take", [SP_WISH_REVERT] = "revert", [SP_WISH_DELETE] = "delete" };
  static const char *const targets[] = { "a", NULL };
  const Case *what = data;
  const SpWish wishes[] = {
    [SP_WISH_TAKE] = { .kind = SP_WISH_TAKE, .name = "b", .snapshot_kind = SP_KIND_EXTERNAL },
    [SP_WISH_REVERT] = { .kind = SP_WISH_REVERT, .target = "a" },
    [SP_WISH_DELETE] = { .kind = SP_WISH_DELETE, .targets = targets },
  };
  static const SpStepKind kinds[] = { [SP_WISH_TAKE] = SP_STEP_TAKE, [SP_WISH_REVERT] = SP_STEP_REVERT, [SP_WISH_DELETE] = SP_STEP_DELETE };
  g_autofree char *name = g_strdup_printf ("%s-%d", names[what->kind], what->moment);
  Axe axe = { .kind = kinds[what->kind], .moment = what->moment, .name = name };
  GThread *thread = NULL;
  Told told = { 0 };
  gulong handler = g_signal_connect (host, "deed-told", G_CALLBACK (told_cb), &told);
  g_autoptr (SpPlan) plan = NULL;
  g_autoptr (SpOperation) operation = NULL;
  guint moments[4] = { 0 };

  wait_for_state (SP_HOST_STATE_CONNECTED);
  sp_rig_add_machine (rig, name, SP_RIG_QCOW2);
  deed_await (sp_host_refresh (host), NULL);
  moments[0] = sp_rig_last_count (rig, name);
  deed_take (host, name, "a", SP_KIND_EXTERNAL, FALSE);
  moments[1] = sp_rig_last_count (rig, name);
  sp_rig_wait_count (rig, name, 6);
  if (what->kind != SP_WISH_TAKE)
    {
      moments[2] = sp_rig_last_count (rig, name);
      deed_take (host, name, "z", SP_KIND_EXTERNAL, FALSE);
      moments[3] = sp_rig_last_count (rig, name);
    }
  if (what->moment != BEFORE)
    thread = g_thread_new ("axe", axe_thread, &axe);

  plan = deed_plan (host, name, &wishes[what->kind]);
  g_assert_false (sp_plan_is_refused (plan));
  operation = sp_host_run (host, plan);
  g_signal_connect (operation, "notify::step", G_CALLBACK (step_cb), &axe);
  deed_await (sp_operation_await (operation), NULL);
  g_signal_handlers_disconnect_by_data (operation, &axe);
  g_assert_true (g_atomic_int_get (&axe.begun));
  g_atomic_int_set (&axe.over, TRUE);
  g_clear_pointer (&thread, g_thread_join);
  g_test_message ("%s", sp_operation_get_outcome (operation));

  g_assert_error (sp_operation_get_error (operation), SP_ERROR, SP_ERROR_LOST);
  /* Nothing is claimed that nobody knows. */
  g_assert_nonnull (strstr (sp_operation_get_outcome (operation), "What the host has begun it goes on with"));
  g_assert_null (strstr (sp_operation_get_outcome (operation), "Nothing was done"));
  wait_for_state (SP_HOST_STATE_LOST);
  if (what->moment == STALL)
    {
      deed_settle (40 * 1000);
      g_assert_null (told.text);
    }
  relay_stall (relay, FALSE);
  relay_shut (relay, FALSE);
  /* By itself it would wait longer each time. */
  dex_future_disown (sp_host_open (host));
  wait_for_state (SP_HOST_STATE_CONNECTED);
  for (guint i = 0; i < PATIENCE_MSEC / 50 && told.text == NULL; i++)
    deed_settle (50);
  g_assert_nonnull (told.text);
  check_told (name, what->kind, &told);
  g_assert_cmpint (told.over, ==, what->moment != BEFORE);
  /* What is not over stays to be finished. */
  g_assert_cmpuint (count_unfinished (), ==, !told.over && what->kind == SP_WISH_REVERT);

  /* Nothing is lost. */
  g_assert_cmpint (deed_state (host, name), ==, SP_MACHINE_STATE_RUNNING);
  sp_rig_wait_count (rig, name, 2);
  if (what->kind != SP_WISH_TAKE)
    check_whole (name, "z", moments[2], moments[3]);
  if (is_listed (name, "a"))
    check_whole (name, "a", moments[0], moments[1]);
  g_free (sp_rig_virsh (rig, FALSE, "destroy", name, NULL));
  g_signal_handler_disconnect (host, handler);
  g_free (told.text);
}

int
main (int    argc,
      char **argv)
{
  static const Case quick[] = {
    { SP_WISH_TAKE, BEFORE },   { SP_WISH_REVERT, BEFORE }, { SP_WISH_DELETE, BEFORE },
    { SP_WISH_TAKE, AMIDST },   { SP_WISH_REVERT, AMIDST }, { SP_WISH_DELETE, AMIDST },
  };
  static const Case slow[] = { { SP_WISH_TAKE, STALL }, { SP_WISH_REVERT, STALL }, { SP_WISH_DELETE, STALL } };
  g_autofree char *near = NULL;
  g_autofree char *far = NULL;
  g_autofree char *uri = NULL;
  gboolean whole = FALSE;
  int status = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  sp_backend_init (&argc, &argv);
  whole = argc > 1 && strcmp (argv[1], "slow") == 0;
  rig = sp_rig_new ();
  near = g_build_filename (sp_rig_get_folder (rig), "run", "libvirt", "libvirt-sock", NULL);
  far = g_build_filename (sp_rig_get_folder (rig), "far", NULL);
  uri = g_strdup_printf ("qemu:///session?socket=%s", far);
  relay = relay_new (far, near, 10);
  host = deed_open (uri);
  for (gsize i = 0; i < (whole ? G_N_ELEMENTS (slow) : G_N_ELEMENTS (quick)); i++)
    {
      const Case *one = whole ? &slow[i] : &quick[i];
      g_autofree char *path = g_strdup_printf ("/backend/cut/%s/%s",
                                               one->moment == BEFORE   ? "before"
                                               : one->moment == AMIDST ? "amidst"
                                                                       : "stall",
                                               one->kind == SP_WISH_TAKE     ? "take"
                                               : one->kind == SP_WISH_REVERT ? "revert"
                                                                             : "delete");

      g_test_add_data_func (path, one, test_cut);
    }
  status = g_test_run ();
  deed_close (host);
  deed_settle (500);
  relay_free (relay);
  sp_rig_free (rig);
  return status;
}
