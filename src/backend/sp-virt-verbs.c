/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deeds themselves. libvirt-gobject's functions where it has them; the raw call where it leaks or lacks it. */

#include "config.h"

#include "sp-virt-verbs.h"

#include "sp-edit.h"
#include "sp-error.h"
#include "sp-join.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-records.h"
#include "sp-virt-saved.h"
#include "sp-virt-write-xml.h"
#include "sp-virt-xml.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

/* Where the daemon died between QEMU's putting on a layer and its own noting that, the machine writes a layer that the
 * daemon does not know, and every deed fails with QEMU's words. Nothing is touched, but people should know what to save. */
static gboolean
is_layer_unknown (const GError *error)
{
  return strstr (error->message, "is used as backing hd") != NULL;
}

static gboolean
fail (GError    **error,
      const char *doing)
{
  GError *failure = sp_virt_error_take (doing);

  if (is_layer_unknown (failure))
    {
      g_autofree char *message = sp_join (
          SP_JOIN_SENTENCES, failure->message,
          _ ("The host has lost track of this machine’s layers: taking a snapshot was interrupted. Do not turn the machine off "
             "before what it wrote since is copied from inside: it would start from the layer below."));

      g_set_str (&failure->message, message);
    }
  g_propagate_error (error, failure);
  return FALSE;
}

/* What libvirt-gobject says has neither code nor reason: libvirt's own error, caught on this thread, has both. */
static gboolean
check (gboolean    ok,
       GError     *poor,
       GError    **error,
       const char *doing)
{
  g_clear_error (&poor);
  return ok || fail (error, doing);
}

static gboolean
is_test_driver (virDomainPtr domain)
{
  const char *type = virConnectGetType (virDomainGetConnect (domain));

  return type != NULL && g_ascii_strcasecmp (type, "test") == 0;
}

/* A redefine without CURRENT could leave the machine with no current snapshot at all (mine 4). */
static gboolean
redefine (virDomainPtr    domain,
          virDomainSnapshot *snapshot,
          const char     *xml,
          GError        **error)
{
  g_autoptr (virDomainSnapshot) again = NULL;
  unsigned int flags = VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE;
  int current = virDomainSnapshotIsCurrent (snapshot, 0);

  if (current < 0)
    return fail (error, _ ("The snapshot could not be changed"));
  if (current > 0)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT;
  again = virDomainSnapshotCreateXML (domain, xml, flags);
  return again != NULL || fail (error, _ ("The snapshot could not be changed"));
}

/* A freshly taken snapshot may always be redefined: it has no <revertDisks>. */
static gboolean
write_marks (virDomainPtr    domain,
             virDomainSnapshot *snapshot,
             const SpStep   *step,
             GError        **error)
{
  const SpVirtMarks marks = {
    .name = step->snapshot, .title = step->title, .safety = step->safety, .guard = step->guard, .before = step->before
  };
  gboolean wanted = step->safety || step->guard || (step->title != NULL && *step->title != '\0');
  char *xml = virDomainSnapshotGetXMLDesc (snapshot, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
  g_autofree char *changed = NULL;
  gboolean ok = FALSE;

  if (xml == NULL)
    return !wanted || fail (error, _ ("The snapshot was taken, but its title could not be kept"));
  /* A title that a revert brought back into the machine's description is not this snapshot's. */
  if (!wanted && !sp_virt_write_has_marks (xml))
    ok = TRUE;
  else
    {
      changed = sp_virt_write_marks (xml, &marks, error);
      ok = changed != NULL && redefine (domain, snapshot, changed, error);
    }
  free (xml);
  return ok;
}

/* libvirt writes the memory over any file that is there, without a word. It tells of one when asked to read it as a saved
 * memory: only a file that cannot be opened fails as a system's error. */
static gboolean
check_memory_place (virDomainPtr domain,
                    const char  *path,
                    GError     **error)
{
  char *xml = NULL;
  gboolean there = FALSE;

  if (is_test_driver (domain))
    return TRUE;
  xml = virDomainSaveImageGetXMLDesc (virDomainGetConnect (domain), path, 0);
  if (xml != NULL)
    there = TRUE;
  else
    {
      g_autoptr (GError) unused = NULL;

      there = virGetLastErrorCode () == VIR_ERR_OPERATION_FAILED;
      unused = sp_virt_error_take (NULL);
    }
  free (xml);
  if (!there)
    return TRUE;
  g_set_error (error, SP_ERROR, SP_ERROR_REFUSED, _ ("The file %s is there already, and would be written over. Choose another name, or another place for the memory."),
               path);
  return FALSE;
}

/**
 * sp_virt_take:
 * @domain: the machine
 * @step: a step that takes a snapshot
 * @cancellable: (nullable): checked before it begins; a deed under way is stopped by sp_virt_job_abort()
 * @error: where to put an error
 *
 * Takes a snapshot, and notes its title and marks in it.
 *
 * Returns: whether it was taken
 */
gboolean
sp_virt_take (virDomainPtr  domain,
              const SpStep *step,
              GCancellable *cancellable,
              GError      **error)
{
  g_autofree char *xml = NULL;
  g_autoptr (virDomainSnapshot) snapshot = NULL;
  unsigned int flags = VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC;
  int active = -1;

  g_return_val_if_fail (domain != NULL, FALSE);
  g_return_val_if_fail (step != NULL && step->kind == SP_STEP_TAKE, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  active = virDomainIsActive (domain);
  if (active < 0)
    return fail (error, _ ("The snapshot could not be taken"));
  /* The test driver knows no disks-only deed; it keeps no files either, so that a plain one does as well there. */
  if (active > 0 && !step->memory && !is_test_driver (domain))
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY;
  if (step->live)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_LIVE;
  if (step->quiesce)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE;
  if (step->memory_file != NULL && !check_memory_place (domain, step->memory_file, error))
    return FALSE;

  xml = sp_virt_write_snapshot (step);
  snapshot = virDomainSnapshotCreateXML (domain, xml, flags);
  if (snapshot == NULL)
    return fail (error, _ ("The snapshot could not be taken"));
  return write_marks (domain, snapshot, step, error);
}

/**
 * sp_virt_revert:
 * @domain: the machine
 * @step: a step that reverts
 * @cancellable: (nullable): checked before it begins; a revert cannot be stopped
 * @error: where to put an error
 *
 * Brings the machine to a snapshot. Never forced: what libvirt calls risky the planner has refused.
 *
 * Returns: whether it was done
 */
gboolean
sp_virt_revert (virDomainPtr  domain,
                const SpStep *step,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (virDomainSnapshot) handle = NULL;
  g_autoptr (GVirDomainSnapshot) snapshot = NULL;
  guint flags = 0;
  GError *poor = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (domain != NULL, FALSE);
  g_return_val_if_fail (step != NULL && step->kind == SP_STEP_REVERT, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  handle = sp_virt_look_up (domain, step->snapshot, error);
  if (handle == NULL)
    return FALSE;
  if (step->then == SP_THEN_RUNNING)
    flags |= GVIR_DOMAIN_SNAPSHOT_REVERT_RUNNING;
  else if (step->then == SP_THEN_PAUSED)
    flags |= GVIR_DOMAIN_SNAPSHOT_REVERT_PAUSED;
  /* libvirt-gobject knows no name for it. */
  if (step->reset_firmware)
    flags |= VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM;
  snapshot = g_object_new (GVIR_TYPE_DOMAIN_SNAPSHOT, "handle", handle, NULL);
  ok = gvir_domain_snapshot_revert_to (snapshot, flags, &poor);
  return check (ok, poor, error, _ ("The machine could not be reverted"));
}

/**
 * sp_virt_delete:
 * @domain: the machine
 * @step: a step that deletes one snapshot
 * @cancellable: (nullable): checked before it begins; a merge cannot be stopped
 * @error: where to put an error
 *
 * Deletes one snapshot, never its children: the plan has a step for each.
 *
 * Returns: whether it was done
 */
gboolean
sp_virt_delete (virDomainPtr  domain,
                const SpStep *step,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (virDomainSnapshot) handle = NULL;
  g_autoptr (GVirDomainSnapshot) snapshot = NULL;
  GError *poor = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (domain != NULL, FALSE);
  g_return_val_if_fail (step != NULL && step->kind == SP_STEP_DELETE, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  handle = sp_virt_look_up (domain, step->snapshot, error);
  if (handle == NULL)
    return FALSE;
  snapshot = g_object_new (GVIR_TYPE_DOMAIN_SNAPSHOT, "handle", handle, NULL);
  ok = gvir_domain_snapshot_delete (snapshot, 0, &poor);
  return check (ok, poor, error, _ ("The snapshot could not be deleted"));
}

/**
 * sp_virt_power:
 * @domain: the machine
 * @power: what to do with it
 * @cancellable: (nullable): checked before it begins
 * @error: where to put an error
 *
 * Starts, pauses, resumes or stops a machine. Shutting down only asks the guest.
 *
 * Returns: whether it was done, or for a shut-down asked for
 */
gboolean
sp_virt_power (virDomainPtr  handle,
               SpPower       power,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr (GVirDomain) domain = NULL;
  GError *poor = NULL;
  gboolean ok = FALSE;

  g_return_val_if_fail (handle != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  domain = g_object_new (GVIR_TYPE_DOMAIN, "handle", handle, NULL);
  switch (power)
    {
    case SP_POWER_START:
      if (!sp_virt_check_start (handle, error))
        return FALSE;
      ok = gvir_domain_start (domain, 0, &poor);
      return check (ok, poor, error, _ ("The machine could not be started"));
    case SP_POWER_PAUSE:
      ok = gvir_domain_suspend (domain, &poor);
      return check (ok, poor, error, _ ("The machine could not be paused"));
    case SP_POWER_RESUME:
      ok = gvir_domain_resume (domain, &poor);
      return check (ok, poor, error, _ ("The machine could not be resumed"));
    case SP_POWER_SHUT_DOWN:
      ok = gvir_domain_shutdown (domain, 0, &poor);
      return check (ok, poor, error, _ ("The machine could not be asked to shut down"));
    case SP_POWER_FORCE_OFF:
      ok = gvir_domain_stop (domain, 0, &poor);
      return check (ok, poor, error, _ ("The machine could not be forced off"));
    default:
      g_assert_not_reached ();
    }
}

static char *
write_edit (const char *xml,
            SpSnapshot *snapshot,
            SpSnapshot *wanted,
            GError    **error)
{
  const SpSnapshotInit *w = sp_snapshot_peek (wanted);
  g_autofree char *text = g_strdup (xml);

  if (sp_edit_changes_words (snapshot, wanted))
    {
      g_autofree char *before = g_steal_pointer (&text);

      text = sp_virt_write_words (before, w->name, w->title, w->description, error);
    }
  if (text != NULL && sp_edit_changes_marks (snapshot, wanted))
    {
      const SpVirtMarks marks = {
        .name = w->name, .pinned = w->pinned, .half_merged = w->half_merged, .baseline = w->baseline
      };
      g_autofree char *before = g_steal_pointer (&text);

      text = sp_virt_write_flags (before, &marks, error);
    }
  return g_steal_pointer (&text);
}

/* What another client wrote since is not written over by somebody who has not seen it. */
static gboolean
check_seen (const char *xml,
            SpSnapshot *seen,
            GError    **error)
{
  g_autoptr (SpSnapshot) now = sp_virt_xml_read_snapshot (xml, FALSE, error);

  if (now == NULL)
    return FALSE;
  if (sp_snapshot_same (now, seen) && !sp_edit_changes_words (now, seen) && !sp_edit_changes_marks (now, seen))
    return TRUE;
  g_set_error_literal (error, SP_ERROR, SP_ERROR_CHANGED, _ ("Somebody else has changed this snapshot meanwhile. Look at it again."));
  return FALSE;
}

/**
 * sp_virt_edit:
 * @domain: the machine
 * @snapshot: which one, as it was last seen
 * @wanted: the same as it shall be; what does not differ is left as the host has it
 * @must_wait: (out): whether it is not safe to write it now
 * @cancellable: (nullable): checked before it begins
 * @error: where to put an error
 *
 * Writes a snapshot's title, description and marks, but never into one that Now was reverted to and that others stand on:
 * libvirt would forget which layers are Now's, and the next revert would destroy another branch (rule 4, mine 1).
 *
 * Returns: whether it was written; if not, and @must_wait, then nothing is wrong and there is no error
 */
gboolean
sp_virt_edit (virDomainPtr  domain,
              SpSnapshot   *snapshot,
              SpSnapshot   *wanted,
              gboolean     *must_wait,
              GCancellable *cancellable,
              GError      **error)
{
  g_autoptr (virDomainSnapshot) handle = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *copy = NULL;
  char *xml = NULL;

  g_return_val_if_fail (domain != NULL, FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (snapshot), FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (wanted), FALSE);
  g_return_val_if_fail (must_wait != NULL, FALSE);

  *must_wait = FALSE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  handle = sp_virt_look_up (domain, sp_snapshot_get_name (snapshot), error);
  if (handle == NULL)
    return FALSE;
  xml = virDomainSnapshotGetXMLDesc (handle, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
  if (xml == NULL)
    return fail (error, _ ("The snapshot could not be changed"));
  copy = g_strdup (xml);
  free (xml);
  if (!sp_edit_changes_words (snapshot, wanted) && !sp_edit_changes_marks (snapshot, wanted))
    return TRUE;
  changed = write_edit (copy, snapshot, wanted, error);
  if (changed == NULL)
    return FALSE;
  *must_wait = sp_virt_write_is_pending (copy);
  return !*must_wait && check_seen (copy, snapshot, error) && redefine (domain, handle, changed, error);
}

/**
 * sp_virt_mark:
 * @domain: the machine
 * @wanted: a snapshot of it, with the title and the marks that it shall have
 * @must_wait: (out): whether it is not safe to write them now
 * @error: where to put an error
 *
 * Writes the marks of a snapshot whose taking was cut off before they were written. As sp_virt_edit() otherwise.
 *
 * Returns: whether they were written
 */
gboolean
sp_virt_mark (virDomainPtr domain,
              SpSnapshot  *wanted,
              gboolean    *must_wait,
              GError     **error)
{
  const SpSnapshotInit *w = NULL;
  g_autoptr (virDomainSnapshot) handle = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *copy = NULL;
  SpVirtMarks marks = { 0 };
  char *xml = NULL;

  g_return_val_if_fail (domain != NULL, FALSE);
  g_return_val_if_fail (SP_IS_SNAPSHOT (wanted), FALSE);
  g_return_val_if_fail (must_wait != NULL, FALSE);

  *must_wait = FALSE;
  w = sp_snapshot_peek (wanted);
  marks = (SpVirtMarks){ .name = w->name, .title = w->title, .safety = w->safety, .guard = w->guard, .pinned = w->pinned,
                         .half_merged = w->half_merged, .baseline = w->baseline, .before = w->before };
  handle = sp_virt_look_up (domain, w->name, error);
  if (handle == NULL)
    return FALSE;
  xml = virDomainSnapshotGetXMLDesc (handle, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
  if (xml == NULL)
    return fail (error, _ ("The snapshot could not be changed"));
  copy = g_strdup (xml);
  free (xml);
  changed = sp_virt_write_marks (copy, &marks, error);
  if (changed == NULL)
    return FALSE;
  *must_wait = sp_virt_write_is_pending (copy);
  return !*must_wait && redefine (domain, handle, changed, error);
}

/**
 * sp_virt_job_fraction:
 * @domain: the machine
 *
 * How far the memory is on its way into its file. Only an external take tells this way.
 *
 * Returns: 0 to 1, or -1 where it is not known
 */
double
sp_virt_job_fraction (virDomainPtr domain)
{
  virTypedParameterPtr params = NULL;
  int type = 0;
  int n_params = 0;
  unsigned long long total = 0;
  unsigned long long left = 0;
  double fraction = -1;

  g_return_val_if_fail (domain != NULL, -1);

  if (virDomainGetJobStats (domain, &type, &params, &n_params, 0) < 0)
    {
      g_autoptr (GError) unused = sp_virt_error_take (NULL);

      return -1;
    }
  if (type == VIR_DOMAIN_JOB_BOUNDED || type == VIR_DOMAIN_JOB_UNBOUNDED)
    {
      virTypedParamsGetULLong (params, n_params, VIR_DOMAIN_JOB_MEMORY_TOTAL, &total);
      /* What was processed counts an empty page as nothing; what remains does not. */
      if (virTypedParamsGetULLong (params, n_params, VIR_DOMAIN_JOB_MEMORY_REMAINING, &left) == 1 && total > 0)
        fraction = 1 - (double) MIN (left, total) / (double) total;
    }
  virTypedParamsFree (params, n_params);
  return fraction;
}

/**
 * sp_virt_job_abort:
 * @domain: the machine
 * @error: where to put an error
 *
 * Stops the saving of the memory into a file of its own; libvirt then takes back the snapshot whole.
 *
 * Returns: whether libvirt was told
 */
gboolean
sp_virt_job_abort (virDomainPtr domain,
                   GError     **error)
{
  g_return_val_if_fail (domain != NULL, FALSE);

  if (virDomainAbortJob (domain) < 0)
    return fail (error, _ ("It could not be cancelled"));
  return TRUE;
}
