/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States and kinds in plain words, with their icons. */

#include "config.h"

#include "sp-words.h"

#include "sp-count.h"
#include "sp-join.h"
#include "sp-when.h"

#include <glib/gi18n-lib.h>

const char *
sp_words_machine_state (SpMachineState state)
{
  switch (state)
    {
    case SP_MACHINE_STATE_RUNNING:
      return C_ ("machine", "Running");
    case SP_MACHINE_STATE_PAUSED:
      return C_ ("machine", "Paused");
    case SP_MACHINE_STATE_SHUTTING_DOWN:
      return C_ ("machine", "Shutting down");
    case SP_MACHINE_STATE_OFF:
      return C_ ("machine", "Off");
    case SP_MACHINE_STATE_CRASHED:
      return C_ ("machine", "Crashed");
    case SP_MACHINE_STATE_SUSPENDED:
      return C_ ("machine", "Asleep");
    case SP_MACHINE_STATE_UNKNOWN:
    default:
      return C_ ("machine", "Unknown state");
    }
}

const char *
sp_words_machine_icon (SpMachineState state)
{
  switch (state)
    {
    case SP_MACHINE_STATE_RUNNING:
      return "media-playback-start-symbolic";
    case SP_MACHINE_STATE_PAUSED:
      return "media-playback-pause-symbolic";
    case SP_MACHINE_STATE_SHUTTING_DOWN:
      return "system-shutdown-symbolic";
    case SP_MACHINE_STATE_CRASHED:
      return "dialog-warning-symbolic";
    case SP_MACHINE_STATE_SUSPENDED:
      return "weather-clear-night-symbolic";
    case SP_MACHINE_STATE_OFF:
      return "media-playback-stop-symbolic";
    case SP_MACHINE_STATE_UNKNOWN:
    default:
      return "dialog-question-symbolic";
    }
}

const char *
sp_words_machine_css (SpMachineState state)
{
  switch (state)
    {
    case SP_MACHINE_STATE_RUNNING:
      return "success";
    case SP_MACHINE_STATE_PAUSED:
    case SP_MACHINE_STATE_SHUTTING_DOWN:
      return "warning";
    case SP_MACHINE_STATE_CRASHED:
      return "error";
    case SP_MACHINE_STATE_SUSPENDED:
    case SP_MACHINE_STATE_OFF:
    case SP_MACHINE_STATE_UNKNOWN:
    default:
      return "dimmed";
    }
}

const char *
sp_words_link (SpLink link)
{
  switch (link)
    {
    case SP_LINK_CONNECTING:
      return C_ ("host", "Connecting…");
    case SP_LINK_SLOW:
      return C_ ("host", "Slow");
    case SP_LINK_LOST:
      return C_ ("host", "Lost");
    case SP_LINK_RECONNECTING:
      return C_ ("host", "Reconnecting…");
    case SP_LINK_FAILED:
      return C_ ("host", "Not connected");
    case SP_LINK_CONNECTED:
      return C_ ("host", "Connected");
    case SP_LINK_CLOSED:
    default:
      return NULL;
    }
}

const char *
sp_words_snapshot_state (SpSnapshotState state)
{
  switch (state)
    {
    case SP_SNAPSHOT_STATE_RUNNING:
      return C_ ("snapshot", "Running");
    case SP_SNAPSHOT_STATE_PAUSED:
      return C_ ("snapshot", "Paused");
    case SP_SNAPSHOT_STATE_OFF:
      return C_ ("snapshot", "Off");
    case SP_SNAPSHOT_STATE_DISKS_ONLY:
      return C_ ("snapshot", "Running, without its memory");
    case SP_SNAPSHOT_STATE_CRASHED:
      return C_ ("snapshot", "Crashed");
    case SP_SNAPSHOT_STATE_SUSPENDED:
      return C_ ("snapshot", "Asleep");
    case SP_SNAPSHOT_STATE_UNKNOWN:
    default:
      return C_ ("snapshot", "Unknown");
    }
}

const char *
sp_words_snapshot_kind (SpKind kind)
{
  switch (kind)
    {
    case SP_KIND_INTERNAL:
      return _ ("Inside the disk files");
    case SP_KIND_EXTERNAL:
      return _ ("Separate files");
    case SP_KIND_MIXED:
      return _ ("Mixed: inside and separate");
    case SP_KIND_NONE:
    default:
      return _ ("Keeps no disk");
    }
}

const char *
sp_words_snapshot_memory (SpMemory memory)
{
  switch (memory)
    {
    case SP_MEMORY_INTERNAL:
      return _ ("Kept inside the disk file");
    case SP_MEMORY_EXTERNAL:
      return _ ("Kept in a memory file");
    case SP_MEMORY_NONE:
    default:
      return _ ("Not kept");
    }
}

char *
sp_words_machine_snapshots (SpMachine *machine,
                            gint64     now)
{
  int n = sp_machine_get_n_snapshots (machine);
  gint64 last = sp_machine_get_last_snapshot (machine);
  g_autofree char *count = NULL;
  g_autofree char *age = NULL;

  g_return_val_if_fail (SP_IS_MACHINE (machine), NULL);

  if (n < 0)
    return g_strdup ("");
  if (n == 0)
    return g_strdup (_ ("No snapshots"));

  count = sp_count_printf (ngettext ("%d snapshot", "%d snapshots", (gulong) n), n);
  if (last > 0)
    age = sp_when_age (last, now);
  return sp_join (SP_JOIN_FACTS, count, age);
}
