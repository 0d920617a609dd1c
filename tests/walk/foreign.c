/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other clients, which know no law of layers. */

#include "config.h"

#include "walk.h"

#include "sp-doctor.h"

#include <string.h>

/* What was taken, deleted or reverted to is seen without reading everything again; the mark of a deletion that broke off is seen
 * when everything is read next. */
static void
check_seen (Walk      *w,
            SpHistory *seen,
            SpHistory *history)
{
  g_assert_cmpint (sp_history_get_n (seen), ==, sp_history_get_n (history));
  for (int i = 0; i < sp_history_get_n (history); i++)
    if (!sp_snapshot_peek (sp_history_get (history, i))->delete_in_progress &&
        !sp_snapshot_equal (sp_history_get (seen, i), sp_history_get (history, i)))
      failed (w, "%s is not seen as it is now", sp_snapshot_get_name (sp_history_get (history, i)));
}

/* What another client has done is not ours to answer for: only what is whole after it must stay so. */
void
look_anew (Walk    *w,
           gboolean edited)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpHistory) seen = NULL;
  g_autoptr (SpHistory) history = NULL;
  g_autofree char *alive = sp_rig_virsh (rig, FALSE, "version", NULL);
  g_auto (GStrv) strays = NULL;
  GHashTableIter iter;
  gpointer data = NULL;

  if (alive == NULL)
    {
      g_test_message ("  the daemon died of it");
      sp_rig_kill (rig);
      come_back (w);
    }
  deed_await (sp_host_refresh (host), &error);
  g_assert_no_error (error);
  seen = deed_look (host, w->machine);
  history = deed_history (host, w->machine);
  if (!edited)
    check_seen (w, seen, history);
  g_hash_table_iter_init (&iter, w->oracle->kept);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Kept *kept = data;
      g_autofree char *wrong = NULL;

      if (sp_history_find (history, kept->name) < 0)
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }
      wrong = kept->spoilt ? NULL : oracle_check (w->oracle, history, kept);
      if (wrong == NULL)
        continue;
      g_test_message ("  %s", wrong);
      kept->spoilt = TRUE;
      w->spoilt++;
    }
  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      SpSnapshot *snapshot = sp_history_get (history, i);
      g_autofree char *wrong = NULL;
      Kept *kept = NULL;

      if (g_hash_table_contains (w->oracle->kept, sp_snapshot_get_name (snapshot)))
        continue;
      kept = oracle_add (w->oracle, history, sp_snapshot_get_name (snapshot), NULL, sp_snapshot_get_memory (snapshot) != SP_MEMORY_NONE, &wrong);
      g_assert_null (wrong);
      for (guint d = 0; d < ORACLE_DISKS; d++)
        kept->spoilt |= kept->disks[d].hash == NULL && !kept->disks[d].absent && !kept->left_out[d];
    }
  strays = oracle_find_strays (w->oracle, history);
  for (guint i = 0; strays[i] != NULL; i++)
    g_hash_table_add (w->oracle->allowed, g_strdup (strays[i]));
  {
    g_autoptr (Now) now = oracle_now (w->oracle);

    for (guint d = 0; d < ORACLE_DISKS; d++)
      w->broken |= now->disks[d].hash == NULL && !now->disks[d].absent;
  }
}

/* As a layer of its own, or as one that a revert to it has put on. */
static gboolean
is_on_record (Walk       *w,
              SpHistory  *history,
              const char *path)
{
  g_autofree char *source = g_strdup_printf ("<source file='%s'", path);

  for (int i = 0; i < sp_history_get_n (history); i++)
    {
      g_autofree char *xml = sp_rig_virsh (rig, TRUE, "snapshot-dumpxml", w->machine, sp_snapshot_get_name (sp_history_get (history, i)), NULL);

      if (strstr (xml, source) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* After others' deeds a revert may leave a layer of Now behind. It goes with the snapshot on whose record it is, or Check Files finds it. */
gboolean
foreign_is_found (Walk       *w,
                  SpHistory  *history,
                  const char *file)
{
  g_autofree char *path = g_build_filename (sp_rig_get_folder (rig), file, NULL);
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (GPtrArray) findings = NULL;

  if (is_on_record (w, history, path))
    return TRUE;
  facts = deed_examine (host, w->machine);
  findings = sp_doctor_examine (facts);
  for (guint i = 0; i < findings->len; i++)
    if (g_strcmp0 (((const SpFinding *) findings->pdata[i])->what, path) == 0)
      return TRUE;
  return FALSE;
}

static void
foreign_take (Walk *w)
{
  g_autofree char *name = g_strdup_printf ("f%u", ++w->fresh);
  g_autofree char *memory = g_strdup_printf ("%s/%s.%s.mem,snapshot=external", sp_rig_get_folder (rig), w->machine, name);
  SpKind kind = chance (w, 80) ? w->sort->kind : w->sort->kind == SP_KIND_INTERNAL ? SP_KIND_EXTERNAL : SP_KIND_INTERNAL;

  say (w, "another client takes %s of kind %d", name, kind);
  if (kind == SP_KIND_INTERNAL)
    g_free (sp_rig_virsh (rig, FALSE, "snapshot-create-as", w->machine, name, NULL));
  else if (chance (w, 50))
    g_free (sp_rig_virsh (rig, FALSE, "snapshot-create-as", w->machine, name, "--disk-only", NULL));
  else
    g_free (sp_rig_virsh (rig, FALSE, "snapshot-create-as", w->machine, name, "--memspec", memory, NULL));
}

/* The same words again, as an editor saves them: it drops <revertDisks>, and so arms mine 1. */
static void
foreign_redefine (Walk       *w,
                  const char *name)
{
  g_autofree char *xml = sp_rig_virsh (rig, TRUE, "snapshot-dumpxml", w->machine, name, "--security-info", NULL);
  g_autofree char *path = g_build_filename (sp_rig_get_folder (rig), "edit.xml", NULL);
  g_autofree char *current = sp_rig_virsh (rig, FALSE, "snapshot-current", w->machine, "--name", NULL);

  say (w, "another client edits %s", name);
  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  if (current != NULL && g_strcmp0 (g_strstrip (current), name) == 0)
    g_free (sp_rig_virsh (rig, FALSE, "snapshot-create", w->machine, path, "--redefine", "--current", NULL));
  else
    g_free (sp_rig_virsh (rig, FALSE, "snapshot-create", w->machine, path, "--redefine", NULL));
}

void
do_foreign (Walk *w)
{
  g_autofree char *name = any_snapshot (w);
  int what = g_rand_int_range (w->dice, 0, 10);

  if (name == NULL || what < 4)
    foreign_take (w);
  else if (what < 6)
    foreign_redefine (w, name);
  else if (what < 8)
    {
      say (w, "another client reverts to %s", name);
      g_free (sp_rig_virsh (rig, FALSE, "snapshot-revert", w->machine, name, NULL));
    }
  else
    {
      say (w, "another client deletes %s", name);
      g_free (sp_rig_virsh (rig, FALSE, "snapshot-delete", w->machine, name, NULL));
    }
  w->foreign++;
  look_anew (w, name != NULL && what >= 4 && what < 6);
}
