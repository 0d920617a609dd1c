/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A take with all that goes with it: how long it took is remembered, and a picture of the screen is kept. */

#include "config.h"

#include "sp-virt-take.h"

#include "sp-defaults.h"
#include "sp-experience.h"
#include "sp-pending-edits.h"
#include "sp-screens.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-screen.h"
#include "sp-virt-verbs.h"
#include "sp-virt-xml.h"

static gint64
find_created (virDomainPtr domain,
              const char  *name)
{
  g_autoptr (virDomainSnapshot) handle = virDomainSnapshotLookupByName (domain, name, 0);
  char *xml = handle != NULL ? virDomainSnapshotGetXMLDesc (handle, 0) : NULL;
  g_autoptr (SpSnapshot) snapshot = xml != NULL ? sp_virt_xml_read_snapshot (xml, FALSE, NULL) : NULL;

  if (xml == NULL)
    sp_virt_error_forget ();
  free (xml);
  return snapshot != NULL ? sp_snapshot_get_created (snapshot) : 0;
}

/* A machine without a screen has none, and some people want none; nothing of this can spoil the take. */
static void
keep_screen (virDomainPtr domain,
             const char  *uuid,
             const char  *name)
{
  g_autoptr (GBytes) png = sp_defaults_want_pictures () ? sp_virt_screen_load (domain) : NULL;
  gint64 created = png != NULL ? find_created (domain, name) : 0;

  if (created > 0 && sp_screens_keep (uuid, name, created, png))
    sp_screens_tidy (sp_defaults_get_most_pictures ());
}

/* What is not on the disk for want of a folder is not worth a refusal. */
static gboolean
take_with_marks (virDomainPtr  domain,
                 const char   *host,
                 const char   *uuid,
                 const SpStep *step,
                 GCancellable *cancellable,
                 GError      **error)
{
  const SpSnapshotInit taken = {
    .name = step->snapshot, .title = step->title, .safety = step->safety, .guard = step->guard, .before = step->before
  };
  gboolean marked = step->safety || step->guard || (step->title != NULL && *step->title != '\0');
  gboolean ok = FALSE;

  if (marked && !sp_pending_edits_promise (host, uuid, &taken))
    g_debug ("The marks of “%s” could not be promised", step->snapshot);
  ok = sp_virt_take (domain, step, cancellable, error);
  if (marked)
    sp_pending_edits_drop (host, uuid, step->snapshot, SP_PENDING_TAKE);
  return ok;
}

/**
 * sp_virt_take_whole:
 * @domain: the machine
 * @host: the host's identity
 * @facts: the facts that the step was planned from
 * @step: a step that takes a snapshot
 * @cancellable: (nullable): checked before it begins
 * @error: where to put an error
 *
 * A running machine stands still for about as long as it takes to save its memory: remembered for the next plan.
 *
 * Returns: whether it was taken
 */
gboolean
sp_virt_take_whole (virDomainPtr  domain,
                    const char   *host,
                    SpFacts      *facts,
                    const SpStep *step,
                    GCancellable *cancellable,
                    GError      **error)
{
  const SpFactsInit *f = NULL;
  gint64 began = g_get_monotonic_time ();

  g_return_val_if_fail (SP_IS_FACTS (facts), FALSE);

  f = sp_facts_peek (facts);
  if (!take_with_marks (domain, host, sp_machine_get_uuid (f->machine), step, cancellable, error))
    return FALSE;
  if (step->memory && !step->live && sp_machine_get_state (f->machine) == SP_MACHINE_STATE_RUNNING && g_strcmp0 (f->driver, "QEMU") == 0)
    sp_experience_note_pause (host, step->snapshot_kind, f->memory_bytes, g_get_monotonic_time () - began);
  if (sp_facts_is_active (facts) && !step->guard)
    keep_screen (domain, sp_machine_get_uuid (f->machine), step->snapshot);
  return TRUE;
}
