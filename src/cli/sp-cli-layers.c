/* SPDX-License-Identifier: GPL-3.0-or-later */
/* savepointctl layers: the files of a machine, and what stands on what. */

#include "config.h"

#include "sp-cli.h"
#include "sp-plain.h"
#include "sp-stack.h"

#include <glib/gi18n.h>

static void
add_snapshots (JsonBuilder   *builder,
               const SpBlock *block,
               const char    *key,
               gboolean       inside)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (gsize i = 0; i < block->n_snapshots; i++)
    if (block->snapshots[i].inside == inside)
      json_builder_add_string_value (builder, block->snapshots[i].name);
  json_builder_end_array (builder);
}

static JsonNode *
make_json (SpStack *stack)
{
  static const char *const roles[] = { "base", "layer", "memory" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean whole = FALSE;
  gint64 total = sp_stack_get_total (stack, &whole);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "layers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sp_stack_get_n (stack); i++)
    {
      const SpBlock *block = sp_stack_get (stack, i);

      json_builder_begin_object (builder);
      sp_cli_add_string (builder, "path", block->path);
      sp_cli_add_string (builder, "disk", block->target);
      sp_cli_add_string (builder, "role", roles[block->role]);
      sp_cli_add_string (builder, "standsOn", block->below >= 0 ? sp_stack_get (stack, (guint) block->below)->path : NULL);
      sp_cli_add_boolean (builder, "standsOnKnown", block->below >= 0 || block->below_known);
      sp_cli_add_boolean (builder, "written", block->written);
      sp_cli_add_boolean (builder, "missing", block->missing);
      sp_cli_add_number (builder, "bytes", block->size);
      add_snapshots (builder, block, "snapshots", FALSE);
      add_snapshots (builder, block, "inside", TRUE);
      sp_cli_add_string (builder, "usedBy", block->used_by);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  sp_cli_add_number (builder, "totalBytes", total);
  sp_cli_add_boolean (builder, "totalKnown", whole);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static void
print_block (const SpBlock *block)
{
  g_autoptr (GString) line = g_string_new ("  ");
  g_autofree char *called = sp_block_dup_name (block);
  g_autofree char *name = sp_plain_line (called);
  g_autofree char *words = sp_block_describe (block);
  g_autofree char *said = sp_plain_line (words);
  glong width;

  for (guint i = 0; i < MIN (block->indent, 16); i++)
    g_string_append (line, "│ ");
  g_string_append (line, block->written ? "● " : block->role == SP_LAYER_MEMORY ? "◇ " : "○ ");
  g_string_append (line, name);
  width = g_utf8_strlen (line->str, -1);
  sp_cli_print ("%s%*s  %s\n", line->str, (int) MAX (0, 40 - width), "", said);
}

/* A disk and its blocks, Now's on top; memory files under a heading of their own. */
static void
print_stack (SpStack *stack)
{
  const SpBlock *before = NULL;
  g_autofree char *total = sp_stack_say_total (stack);

  for (guint i = 0; i < sp_stack_get_n (stack); i++)
    {
      const SpBlock *block = sp_stack_get (stack, i);
      gboolean is_memory = block->role == SP_LAYER_MEMORY;

      if (before == NULL || g_strcmp0 (before->target, block->target) != 0 || (before->role == SP_LAYER_MEMORY) != is_memory)
        {
          g_autofree char *disk = block->target != NULL ? sp_plain_line (block->target) : NULL;

          sp_cli_print ("%s\n", is_memory ? _ ("Memory files") : disk != NULL ? disk : _ ("Other files"));
        }
      print_block (block);
      before = block;
    }
  sp_cli_print ("%s\n", total);
}

/**
 * sp_cli_layers:
 *
 * savepointctl layers MACHINE
 */
SpExit
sp_cli_layers (SpCli *cli,
               int    argc,
               char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SpFacts) facts = NULL;
  g_autoptr (SpStack) stack = NULL;
  SpMachine *machine;
  SpHost *host;
  SpExit status;

  if (!sp_cli_parse (cli, sp_cli_find_command ("layers"), NULL, 1, 1, &argc, &argv, &status))
    return status;
  if (!sp_cli_open (cli, &error) ||
      (machine = sp_cli_find_machine (cli, argv[1], &host, &error)) == NULL ||
      (facts = sp_cli_await (cli, host, sp_host_gather (host, sp_machine_get_uuid (machine)), &error)) == NULL)
    return sp_cli_fail (error);

  stack = sp_stack_new (facts);
  if (cli->json)
    sp_cli_json_print (make_json (stack));
  else
    print_stack (stack);

  return SP_EXIT_DONE;
}
