/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a host everything that a plan rests on. What a host cannot tell stays unknown; only the machine itself must answer. */

#include "config.h"

#include "sp-virt-facts.h"

#include "sp-error.h"
#include "sp-experience.h"
#include "sp-virt-autoptr.h"
#include "sp-virt-error.h"
#include "sp-virt-facts-layers.h"
#include "sp-virt-facts-others.h"
#include "sp-virt-facts-rooms.h"
#include "sp-virt-facts-unwritten.h"
#include "sp-virt-facts-xml.h"
#include "sp-virt-saved.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

/* A question to a machine is answered within that; what takes longer is more than a question. */
#define OCCUPIED_LOOKS 40
#define OCCUPIED_PAUSE_USEC 50000

/* What is gathered, while it is. */
typedef struct
{
  virConnectPtr     connection;
  virDomainPtr      domain;
  GCancellable     *cancellable;
  SpFactsInit       init;
  SpVirtMachineXml *xml;
  char             *driver;
  char             *security_model;
  SpVirtPools      *pools;
  SpVirtOthers     *others;
  GArray           *rooms;  /* of SpFactsRoom; their texts are of @found */
  GPtrArray        *found;
  GArray           *pauses; /* of SpFactsPause */
  gboolean          busy;    /* a job holds the machine: what needs one would wait for half a minute */
} Gathering;

/* A question that may go unanswered; the host's refusal is forgotten. */
static gboolean
answered (gboolean ok)
{
  if (!ok)
    {
      g_autoptr (GError) unused = sp_virt_error_take (NULL);

      return FALSE;
    }
  return TRUE;
}

static SpKnown
known (int answer)
{
  if (!answered (answer >= 0))
    return SP_UNKNOWN;
  return answer > 0 ? SP_YES : SP_NO;
}

static void
ask_host (Gathering *g)
{
  unsigned long version = 0;
  char *text = NULL;

  g->driver = g_strdup (virConnectGetType (g->connection));
  if (g->driver != NULL)
    {
      g_autofree char *upper = g_ascii_strup (g->driver, -1);

      g_set_str (&g->driver, upper);
    }
  if (answered (virConnectGetLibVersion (g->connection, &version) == 0))
    g->init.libvirt_version = version;
  text = virConnectGetURI (g->connection);
  if (answered (text != NULL))
    {
      g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NON_DNS, NULL);

      g->init.session = uri != NULL && g_str_has_suffix (g_uri_get_path (uri), "/session");
      free (text);
    }
  text = virConnectGetCapabilities (g->connection);
  if (answered (text != NULL))
    {
      g->security_model = sp_virt_capabilities_read (text, &g->init.external_revert);
      free (text);
    }
  /* The test driver does it all, and has no word for it. */
  if (g_strcmp0 (g->driver, "TEST") == 0)
    g->init.external_revert = SP_YES;
  g->init.driver = g->driver;
  g->init.security_model = g->security_model;
}

/* A read-only connection may not see secrets, which tells what it is. */
static gboolean
ask_description (Gathering *g,
                 GError   **error)
{
  char *text = virDomainGetXMLDesc (g->domain, VIR_DOMAIN_XML_SECURE);

  g->init.can_write = SP_YES;
  if (text == NULL)
    {
      g->init.can_write = virGetLastErrorCode () == VIR_ERR_OPERATION_DENIED ? SP_NO : SP_UNKNOWN;
      text = virDomainGetXMLDesc (g->domain, 0);
    }
  if (text == NULL)
    {
      g_propagate_error (error, sp_virt_error_take (_ ("The machine could not be looked at")));
      return FALSE;
    }
  g->xml = sp_virt_machine_xml_new (text, error);
  free (text);
  if (g->xml == NULL)
    return FALSE;
  g->init.memory_bytes = g->xml->memory_bytes;
  g->init.nvram = g->xml->nvram;
  g->init.nvram_format = g->xml->nvram_format;
  g->init.nvram_template_format = g->xml->nvram_template_format;
  g->init.vfio = g->xml->vfio ? SP_YES : SP_NO;
  g->init.accelerated = g->xml->accelerated ? SP_YES : SP_NO;
  g->init.virtiofs = g->xml->virtiofs ? SP_YES : SP_NO;
  return TRUE;
}

/* Whether a deed is under way. A question that somebody asks the machine, as for a picture of its screen, occupies it for a
 * moment only. */
static gboolean
is_busy (virDomainPtr domain)
{
  for (guint i = 0; i < OCCUPIED_LOOKS; i++)
    {
      virDomainControlInfo control = { 0 };

      if (!answered (virDomainGetControlInfo (domain, &control, 0) == 0) || control.state == VIR_DOMAIN_CONTROL_OK)
        return FALSE;
      if (control.state == VIR_DOMAIN_CONTROL_JOB)
        return TRUE;
      g_usleep (OCCUPIED_PAUSE_USEC);
    }
  return TRUE;
}

static void
ask_machine (Gathering *g)
{
  gboolean active = sp_machine_is_active (g->init.machine);
  int state = 0;
  int reason = 0;

  g->init.job_active = SP_NO;
  g->busy = active && is_busy (g->domain);
  if (g->busy)
    g->init.job_active = SP_YES;
  g->init.agent = active ? g->xml->agent : SP_NO;
  g->init.agent_channel = g->xml->agent_channel;
  g->init.managed_save = known (virDomainHasManagedSaveImage (g->domain, 0));
  g->init.saved_elsewhere = g->init.managed_save == SP_YES ? sp_virt_saved_elsewhere (g->domain, g->xml) : SP_NO;
  g->init.checkpoints = known (virDomainListAllCheckpoints (g->domain, NULL, 0));
  g->init.paused_since_revert = SP_UNKNOWN;
  if (answered (virDomainGetState (g->domain, &state, &reason, 0) == 0))
    g->init.paused_since_revert = state == VIR_DOMAIN_PAUSED && reason == VIR_DOMAIN_PAUSED_FROM_SNAPSHOT ? SP_YES : SP_NO;

  for (guint i = 0; i < g->xml->disks->len; i++)
    {
      SpFactsDisk *disk = &g_array_index (g->xml->disks, SpFactsDisk, i);
      virDomainBlockJobInfo job = { 0 };

      if (disk->job_active == SP_YES)
        continue;
      if (!active || disk->empty || !disk->is_disk || g_strcmp0 (g->driver, "TEST") == 0)
        disk->job_active = SP_NO;
      else if (!g->busy)
        disk->job_active = known (virDomainGetBlockJobInfo (g->domain, disk->target, &job, 0));
      /* libvirt says one byte less where QEMU does not call it ready. */
      disk->job_waits = disk->job_active == SP_YES && job.end > 1 && job.cur + 1 >= job.end ? SP_YES : SP_NO;
    }
}

static void
ask_costs (Gathering *g)
{
  g->found = sp_virt_find_rooms (g->pools, &g->init);
  g->rooms = g_array_new (FALSE, FALSE, sizeof (SpFactsRoom));
  for (guint i = 0; i < g->found->len; i++)
    g_array_append_vals (g->rooms, g->found->pdata[i], 1);
  g->init.rooms = (const SpFactsRoom *) g->rooms->data;
  g->init.n_rooms = g->rooms->len;
  g->pauses = sp_experience_list_pauses (sp_machine_peek (g->init.machine)->host);
  g->init.pauses = (const SpFactsPause *) g->pauses->data;
  g->init.n_pauses = g->pauses->len;
  g->init.worked = sp_experience_get_worked (sp_machine_peek (g->init.machine)->host, g->init.libvirt_version);
}

static void
gathering_clear (Gathering *g)
{
  g_clear_pointer (&g->init.layers, sp_layers_unref);
  g_clear_pointer (&g->pools, sp_virt_pools_free);
  g_clear_pointer (&g->xml, sp_virt_machine_xml_free);
  g_free (g->driver);
  g_free (g->security_model);
  sp_virt_others_free (g->others);
  g_clear_pointer (&g->rooms, g_array_unref);
  g_clear_pointer (&g->found, g_ptr_array_unref);
  g_clear_pointer (&g->pauses, g_array_unref);
}

/**
 * sp_virt_gather:
 * @connection: the connection
 * @domain: the machine
 * @machine: the machine as it was listed just now
 * @history: its snapshots as they were listed just now
 * @cancellable: (nullable): looked at between two questions
 * @error: where to put an error
 *
 * Gathers the facts of one machine.
 *
 * Returns: (transfer full): the facts, or %NULL with an error
 */
SpFacts *
sp_virt_gather (virConnectPtr connection,
                virDomainPtr  domain,
                SpMachine    *machine,
                SpHistory    *history,
                GCancellable *cancellable,
                GError      **error)
{
  Gathering g = { 0 };
  SpFacts *facts = NULL;

  g_return_val_if_fail (connection != NULL, NULL);
  g_return_val_if_fail (domain != NULL, NULL);
  g_return_val_if_fail (SP_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (SP_IS_HISTORY (history), NULL);

  g.connection = connection;
  g.domain = domain;
  g.cancellable = cancellable;
  g.init.machine = machine;
  g.init.history = history;
  g.init.now = g_get_real_time () / G_USEC_PER_SEC;

  if (!g_cancellable_set_error_if_cancelled (cancellable, error) && ask_description (&g, error))
    {
      g.pools = sp_virt_pools_new (connection);
      ask_host (&g);
      ask_machine (&g);
      g.others = sp_virt_find_others (connection, domain, cancellable);
      g.init.disks = (const SpFactsDisk *) g.xml->disks->data;
      g.init.n_disks = g.xml->disks->len;
      g.init.uses = (const SpFactsUse *) g.others->uses->data;
      g.init.n_uses = g.others->uses->len;
      g.init.uses_known = g.others->known;
      g.init.unseen = (const char *const *) g.others->unseen->pdata;
      g.init.layers = sp_virt_find_layers (g.pools, domain, &g.init, (SpFactsDisk *) g.xml->disks->data);
      g.init.layers_told = sp_virt_layers_are_told (g.pools, g.init.layers);
      g.init.unwritten = sp_virt_find_unwritten (domain, &g.init);
      g.init.last_revert = sp_virt_find_last_revert (g.init.layers);
      ask_costs (&g);
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        facts = sp_facts_new (&g.init);
    }
  gathering_clear (&g);
  return facts;
}
