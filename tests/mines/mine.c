/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A daemon of one's own for each mine: some of them end it. */

#include "config.h"

#include "mine.h"

#include "sp-mines.h"

#include <stdio.h>

typedef struct
{
  SpRigFlags flags;
  void     (*bare) (Mine *mine);
  void     (*avoided) (Mine *mine);
} Case;

static void
run_case (const Case *tried,
          gboolean    avoid)
{
  Mine mine = { .rig = sp_rig_new (), .name = "mine" };

  if (!(tried->flags & SP_RIG_OFF))
    sp_rig_add_machine (mine.rig, mine.name, tried->flags);
  else
    {
      /* It has counted, so that there is something to lose. */
      sp_rig_add_machine (mine.rig, mine.name, tried->flags & ~SP_RIG_OFF);
      sp_rig_wait_count (mine.rig, mine.name, 3);
      mine_off (&mine);
    }

  if (avoid)
    {
      mine.host = deed_open (sp_rig_get_uri (mine.rig));
      tried->avoided (&mine);
      deed_close (mine.host);
    }
  else
    tried->bare (&mine);
  sp_rig_free (mine.rig);
}

static void
test_bare (gconstpointer data)
{
  run_case (data, FALSE);
}

static void
test_avoided (gconstpointer data)
{
  run_case (data, TRUE);
}

void
mine_add (int         number,
          const char *what,
          SpRigFlags  flags,
          void      (*bare) (Mine *mine),
          void      (*avoided) (Mine *mine))
{
  Case *tried = g_new0 (Case, 1);
  g_autofree char *bare_path = g_strdup_printf ("/mines/%02d-%s/bare", number, what);
  g_autofree char *avoided_path = g_strdup_printf ("/mines/%02d-%s/avoided", number, what);

  *tried = (Case){ flags, bare, avoided };
  if (bare != NULL)
    g_test_add_data_func (bare_path, tried, test_bare);
  g_test_add_data_func_full (avoided_path, tried, test_avoided, g_free);
}

/* "11.3.0", as the daemon says it, and as the table has it: 11003000. */
static guint64
ask_version (Mine *mine)
{
  g_autofree char *text = sp_rig_virsh (mine->rig, TRUE, "version", "--daemon", NULL);
  const char *line = strstr (text, "Running against daemon: ");
  guint major = 0;
  guint minor = 0;
  guint micro = 0;

  g_assert_nonnull (line);
  g_assert_cmpint (sscanf (line, "Running against daemon: %u.%u.%u", &major, &minor, &micro), ==, 3);
  return (guint64) major * 1000000 + minor * 1000 + micro;
}

/* The running software is right: where the table says otherwise, the table is wrong. */
void
mine_told (Mine    *mine,
           int      number,
           gboolean seen)
{
  const SpMine *row = sp_mines_find (number);
  guint64 version = 0;
  gboolean expected = FALSE;

  g_assert_nonnull (row);
  version = ask_version (mine);
  expected = row->fixed_in == 0 || version < (guint64) row->fixed_in;
  g_test_message ("libvirt %" G_GUINT64_FORMAT ", mine %d: %s", version, number, seen ? "seen" : "not seen");
  if (seen != expected)
    g_error ("The table of mines is wrong about mine %d and libvirt %" G_GUINT64_FORMAT, number, version);
  if (!seen)
    g_test_skip ("This version of libvirt has it mended");
}

gboolean
mine_daemon_lives (Mine *mine)
{
  g_autofree char *answer = sp_rig_virsh (mine->rig, FALSE, "version", NULL);

  if (answer != NULL)
    return TRUE;
  /* It is dead: reaped, and started anew. */
  sp_rig_kill (mine->rig);
  sp_rig_start (mine->rig);
  return FALSE;
}

static char *
ask (Mine       *mine,
     gboolean    must_work,
     const char *command,
     va_list     args)
{
  const char *words[12] = { NULL };
  gsize n = 0;

  while (n < G_N_ELEMENTS (words) - 1 && (words[n] = va_arg (args, const char *)) != NULL)
    n++;
  g_assert_null (words[n]);
  return sp_rig_virsh (mine->rig, must_work, command, mine->name, words[0], words[1], words[2], words[3], words[4],
                       words[5], words[6], words[7], words[8], words[9], words[10], NULL);
}

gboolean
mine_try (Mine       *mine,
          const char *command, ...)
{
  g_autofree char *answer = NULL;
  va_list args;

  va_start (args, command);
  answer = ask (mine, FALSE, command, args);
  va_end (args);
  return answer != NULL;
}

void
mine_must (Mine       *mine,
           const char *command, ...)
{
  va_list args;

  va_start (args, command);
  g_free (ask (mine, TRUE, command, args));
  va_end (args);
}

void
mine_take (Mine       *mine,
           const char *snapshot,
           gboolean    memory)
{
  g_autofree char *place = mine_path (mine, "%s.%s.mem", mine->name, snapshot);
  g_autofree char *spec = g_strdup_printf ("file=%s,snapshot=external", place);

  if (memory)
    mine_must (mine, "snapshot-create-as", snapshot, "--memspec", spec, "--diskspec", "vda,snapshot=external", "--diskspec",
               "vdb,snapshot=external", NULL);
  else
    mine_must (mine, "snapshot-create-as", snapshot, "--disk-only", NULL);
}

static char *
path_va (Mine       *mine,
         const char *format,
         va_list     args)
{
  g_autofree char *file = g_strdup_vprintf (format, args);

  return g_build_filename (sp_rig_get_folder (mine->rig), file, NULL);
}

char *
mine_path (Mine       *mine,
           const char *format, ...)
{
  char *path = NULL;
  va_list args;

  va_start (args, format);
  path = path_va (mine, format, args);
  va_end (args);
  return path;
}

gboolean
mine_exists (Mine       *mine,
             const char *format, ...)
{
  g_autofree char *path = NULL;
  va_list args;

  va_start (args, format);
  path = path_va (mine, format, args);
  va_end (args);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
mine_off (Mine *mine)
{
  mine_must (mine, "destroy", NULL);
}

void
mine_listen (Mine *mine)
{
  g_autoptr (GError) error = NULL;

  deed_await (sp_host_refresh (mine->host), &error);
  g_assert_no_error (error);
}

/* What Now's disks hold, and that they are whole. */
void
mine_check_now (Mine *mine,
                guint at_least,
                guint at_most)
{
  g_autoptr (SpFacts) facts = deed_facts (mine->host, mine->name);
  const SpFactsInit *f = sp_facts_peek (facts);

  g_assert_cmpuint (f->n_disks, >, 0);
  for (gsize i = 0; i < f->n_disks; i++)
    {
      guint count = sp_rig_disk_count (mine->rig, f->disks[i].source);

      g_assert_cmpuint (count, >=, at_least);
      g_assert_cmpuint (count, <=, at_most);
      g_assert_true (sp_rig_check_image (mine->rig, f->disks[i].source));
    }
}

/* A refusal says why, and what would work. */
void
mine_check_refused (SpPlan *plan)
{
  g_assert_true (sp_plan_is_refused (plan));
  g_assert_cmpstr (sp_plan_get_reason (plan), !=, NULL);
  g_assert_cmpstr (sp_plan_get_way_out (plan), !=, NULL);
  g_assert_cmpuint (sp_plan_get_n_steps (plan), ==, 0);
}
