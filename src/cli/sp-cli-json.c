/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON that --json prints. Words and keys are for programs: never translated. */

#include "config.h"

#include "sp-cli.h"
#include "sp-forecast.h"
#include "sp-when.h"

static void
add_machine (JsonBuilder *builder,
             SpHost      *host,
             SpMachine   *machine)
{
  sp_cli_add_string (builder, "name", sp_machine_get_name (machine));
  sp_cli_add_string (builder, "uuid", sp_machine_get_uuid (machine));
  sp_cli_add_string (builder, "state", sp_cli_nick (SP_TYPE_MACHINE_STATE, sp_machine_get_state (machine)));
  sp_cli_add_string (builder, "host", sp_host_get_uri (host));
}

static void
add_time (JsonBuilder *builder,
          const char  *key,
          gint64       seconds)
{
  g_autofree char *iso = seconds > 0 ? sp_when_iso (seconds) : NULL;

  sp_cli_add_string (builder, key, iso);
}

static void
add_snapshot (JsonBuilder *builder,
              SpSnapshot  *snapshot)
{
  const SpSnapshotInit *init = sp_snapshot_peek (snapshot);

  json_builder_begin_object (builder);
  sp_cli_add_string (builder, "name", init->name);
  sp_cli_add_string (builder, "title", init->title);
  sp_cli_add_string (builder, "parent", init->parent);
  add_time (builder, "created", init->created);
  sp_cli_add_string (builder, "state", sp_cli_nick (SP_TYPE_SNAPSHOT_STATE, init->state));
  sp_cli_add_string (builder, "memory", sp_cli_nick (SP_TYPE_MEMORY, init->memory));
  sp_cli_add_string (builder, "kind", sp_cli_nick (SP_TYPE_KIND, sp_snapshot_get_kind (snapshot)));
  sp_cli_add_boolean (builder, "current", init->current);
  sp_cli_add_boolean (builder, "pinned", init->pinned);
  sp_cli_add_boolean (builder, "baseline", init->baseline > 0);
  sp_cli_add_boolean (builder, "safety", init->safety);
  sp_cli_add_boolean (builder, "damaged", init->damaged);
  sp_cli_add_string (builder, "before", init->before);
  sp_cli_add_string (builder, "description", init->description);
  json_builder_end_object (builder);
}

/**
 * sp_cli_json_machines:
 * @hosts: (element-type SpHost)
 *
 * Returns: (transfer full): an object with the array machines
 */
JsonNode *
sp_cli_json_machines (GPtrArray *hosts)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "machines");
  json_builder_begin_array (builder);
  for (guint h = 0; h < hosts->len; h++)
    {
      SpHost *host = g_ptr_array_index (hosts, h);
      GListModel *machines = sp_host_get_machines (host);

      for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
        {
          g_autoptr (SpMachine) machine = g_list_model_get_item (machines, i);

          json_builder_begin_object (builder);
          add_machine (builder, host, machine);
          sp_cli_add_number (builder, "snapshots", sp_machine_get_n_snapshots (machine));
          add_time (builder, "last", sp_machine_get_last_snapshot (machine));
          json_builder_end_object (builder);
        }
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * sp_cli_json_history:
 *
 * Returns: (transfer full): an object with the machine and the array of its snapshots, by creation
 */
JsonNode *
sp_cli_json_history (SpHost    *host,
                     SpMachine *machine,
                     SpHistory *history)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "machine");
  json_builder_begin_object (builder);
  add_machine (builder, host, machine);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "snapshots");
  json_builder_begin_array (builder);
  for (int i = 0; i < sp_history_get_n (history); i++)
    add_snapshot (builder, sp_history_get (history, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/**
 * sp_cli_json_snapshot:
 *
 * Returns: (transfer full): one snapshot, as in the list
 */
JsonNode *
sp_cli_json_snapshot (SpSnapshot *snapshot)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  add_snapshot (builder, snapshot);

  return json_builder_get_root (builder);
}

static void
add_step (JsonBuilder  *builder,
          const SpStep *step)
{
  json_builder_begin_object (builder);
  sp_cli_add_string (builder, "kind", sp_cli_nick (SP_TYPE_STEP_KIND, step->kind));
  sp_cli_add_string (builder, "sentence", step->sentence);
  sp_cli_add_string (builder, "snapshot", step->snapshot);
  sp_cli_add_strings (builder, "creates", step->touches.created);
  sp_cli_add_strings (builder, "writes", step->touches.written);
  sp_cli_add_strings (builder, "unlinks", step->touches.unlinked);
  sp_cli_add_strings (builder, "rebases", step->touches.rebased);
  sp_cli_add_number (builder, "needsBytes", step->space_needed);
  sp_cli_add_number (builder, "freesAtLeastBytes", step->space_freed_min);
  sp_cli_add_number (builder, "freesAtMostBytes", step->space_freed_max);
  json_builder_end_object (builder);
}

/* What is unknown is null. */
static void
add_forecast (JsonBuilder *builder,
              SpPlan      *plan)
{
  g_autoptr (SpForecast) forecast = sp_forecast_of (plan);

  json_builder_set_member_name (builder, "forecast");
  if (forecast == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  sp_cli_add_string (builder, "consistency", sp_cli_nick (SP_TYPE_CONSISTENCY, forecast->consistency));
  sp_cli_add_number (builder, "pauseMinMs", forecast->pause_min);
  sp_cli_add_number (builder, "pauseMaxMs", forecast->pause_max);
  json_builder_set_member_name (builder, "places");
  json_builder_begin_array (builder);
  for (guint i = 0; i < forecast->places->len; i++)
    {
      const SpForecastPlace *place = forecast->places->pdata[i];

      json_builder_begin_object (builder);
      sp_cli_add_string (builder, "folder", place->folder);
      sp_cli_add_number (builder, "needed", place->needed);
      sp_cli_add_number (builder, "free", place->free);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_refusal (JsonBuilder *builder,
             SpPlan      *plan)
{
  json_builder_set_member_name (builder, "refusal");
  if (!sp_plan_is_refused (plan))
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  sp_cli_add_string (builder, "rule", sp_plan_get_rule (plan));
  sp_cli_add_string (builder, "reason", sp_plan_get_reason (plan));
  sp_cli_add_string (builder, "wayOut", sp_plan_get_way_out (plan));
  json_builder_end_object (builder);
}

/**
 * sp_cli_json_plan:
 * @done: whether it was carried out
 * @outcome: (nullable): how it ended, in words
 *
 * Returns: (transfer full): the plan with its steps and notes, or its refusal
 */
JsonNode *
sp_cli_json_plan (SpPlan     *plan,
                  gboolean    done,
                  const char *outcome)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *const *going = sp_plan_get_going (plan);

  json_builder_begin_object (builder);
  sp_cli_add_string (builder, "title", sp_plan_get_title (plan));
  add_refusal (builder, plan);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    add_step (builder, sp_plan_get_step (plan, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "notes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sp_plan_get_n_notes (plan); i++)
    {
      const SpNote *note = sp_plan_get_note (plan, i);

      json_builder_begin_object (builder);
      sp_cli_add_string (builder, "kind", sp_cli_nick (SP_TYPE_NOTE_KIND, note->kind));
      sp_cli_add_string (builder, "text", note->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_forecast (builder, plan);
  json_builder_set_member_name (builder, "gone");
  json_builder_begin_array (builder);
  for (gsize i = 0; going != NULL && going[i] != NULL; i++)
    json_builder_add_string_value (builder, going[i]);
  json_builder_end_array (builder);
  sp_cli_add_boolean (builder, "done", done);
  sp_cli_add_string (builder, "outcome", outcome);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* A host's words come out as they are, and lead no terminal astray: JSON has another way to write what it would obey. */
static char *
disarm (const char *json)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
        g_string_append_printf (plain, "\\u%04x", c);
      else
        g_string_append_unichar (plain, c);
    }
  return g_string_free (plain, FALSE);
}

/**
 * sp_cli_json_print:
 * @node: (transfer full): what to print on standard output
 */
void
sp_cli_json_print (JsonNode *node)
{
  g_autoptr (JsonNode) owned = node;
  g_autofree char *json = json_to_string (owned, TRUE);
  g_autofree char *text = disarm (json);

  g_print ("%s\n", text);
}
