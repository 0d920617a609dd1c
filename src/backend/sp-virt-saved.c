/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The running state that was saved when a machine was stopped. It goes on with the disks that it had then, whatever the
 * machine has now. */

#include "config.h"

#include "sp-virt-saved.h"

#include "sp-error.h"
#include "sp-join.h"
#include "sp-rules.h"
#include "sp-virt-error.h"

#include <glib/gi18n-lib.h>

static const SpFactsDisk *
find_disk (SpVirtMachineXml *xml,
           const char       *target)
{
  for (guint i = 0; i < xml->disks->len; i++)
    {
      const SpFactsDisk *disk = &g_array_index (xml->disks, SpFactsDisk, i);

      if (g_strcmp0 (disk->target, target) == 0)
        return disk;
    }
  return NULL;
}

/**
 * sp_virt_saved_elsewhere:
 * @domain: the machine, with a saved state
 * @now: its description as it is
 *
 * Returns: whether one of the disks that can be written is another file than then
 */
SpKnown
sp_virt_saved_elsewhere (virDomainPtr      domain,
                         SpVirtMachineXml *now)
{
  char *text = NULL;
  g_autoptr (SpVirtMachineXml) then = NULL;

  g_return_val_if_fail (domain != NULL, SP_UNKNOWN);
  g_return_val_if_fail (now != NULL, SP_UNKNOWN);

  text = virDomainManagedSaveGetXMLDesc (domain, 0);
  if (text == NULL)
    sp_virt_error_forget ();
  else
    then = sp_virt_machine_xml_new (text, NULL);
  free (text);
  if (then == NULL)
    return SP_UNKNOWN;
  for (guint i = 0; i < then->disks->len; i++)
    {
      const SpFactsDisk *disk = &g_array_index (then->disks, SpFactsDisk, i);
      const SpFactsDisk *other = find_disk (now, disk->target);

      if (disk->is_disk && !disk->read_only && (other == NULL || g_strcmp0 (disk->source, other->source) != 0))
        return SP_YES;
    }
  return SP_NO;
}

/**
 * sp_virt_check_start:
 * @domain: a machine that is off
 * @error: where to put an error
 *
 * Returns: whether it may be started: %FALSE where it would go on from a state whose disks are not its own any more
 */
gboolean
sp_virt_check_start (virDomainPtr domain,
                     GError     **error)
{
  int has = virDomainHasManagedSaveImage (domain, 0);
  char *text = has > 0 ? virDomainGetXMLDesc (domain, 0) : NULL;
  g_autoptr (SpVirtMachineXml) now = text != NULL ? sp_virt_machine_xml_new (text, NULL) : NULL;
  const SpRule *rule = sp_rules_find ("mine-12-start");
  g_autofree char *reason = NULL;

  free (text);
  if (has < 0 || (has > 0 && now == NULL))
    sp_virt_error_forget ();
  if (now == NULL || sp_virt_saved_elsewhere (domain, now) != SP_YES)
    return TRUE;
  reason = sp_join (SP_JOIN_SENTENCES, _ (rule->reason), _ ("Check Files finds it, and discards it."));
  g_set_error_literal (error, SP_ERROR, SP_ERROR_REFUSED, reason);
  return FALSE;
}
