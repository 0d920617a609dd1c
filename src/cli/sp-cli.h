/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of savepointctl share: the options, the hosts, the exit status. */

#pragma once

#include "sp-backend.h"
#include "sp-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  SP_EXIT_DONE = 0,
  SP_EXIT_FAILED = 1,
  SP_EXIT_USAGE = 2,
  SP_EXIT_REFUSED = 3,
  SP_EXIT_CANNOT_CONNECT = 4,
  SP_EXIT_NOT_ALLOWED = 5,
} SpExit;

typedef struct
{
  char      **uris; /* --connect; NULL: the default ones that answer */
  gboolean    json;
  int         timeout; /* seconds that a host has to let one in, and to answer a question; 0: as long as it takes */
  GPtrArray  *hosts; /* of SpHost, the open ones */
  gboolean    missed; /* one that is kept could not be opened */
  GArray     *options; /* of GOptionEntry: not NULL: a command only adds its own to it */
} SpCli;

typedef struct
{
  const char *name;
  const char *arguments; /* "MACHINE SNAPSHOT", as usage shows them */
  const char *summary; /* NULL: it is not for people */
  SpExit    (*run) (SpCli *cli, int argc, char **argv); /* inside a fiber; argv[0] is the command */
} SpCliCommand;

SpExit     sp_cli_hosts        (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_machines     (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_list         (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_show         (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_layers       (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_doctor       (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_compare      (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_take         (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_revert       (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_undo         (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_journal      (SpCli *cli, int argc, char **argv);
void       sp_cli_journal_warn (void);
SpExit     sp_cli_delete       (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_pin          (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_rename       (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_describe     (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_baseline     (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_clean_up     (SpCli *cli, int argc, char **argv);
SpExit     sp_cli_complete     (SpCli *cli, int argc, char **argv);

SpExit     sp_cli_fulfil       (SpCli *cli, const char *machine_name, const SpWish *wish, gboolean dry_run);
SpExit     sp_cli_show_or_carry_out (SpCli *cli, SpHost *host, SpPlan *plan, gboolean dry_run);

GOptionEntry *sp_cli_get_common_entries (SpCli *cli);
gboolean   sp_cli_parse        (SpCli *cli, const SpCliCommand *command, const GOptionEntry *entries,
                                int min_arguments, int max_arguments, int *argc, char ***argv, SpExit *exit_status);
const SpCliCommand *sp_cli_find_command (const char *name);
const SpCliCommand *sp_cli_get_command  (guint index);
gboolean   sp_cli_open         (SpCli *cli, GError **error);
SpMachine *sp_cli_find_machine (SpCli *cli, const char *name_or_uuid, SpHost **host, GError **error);
SpHistory *sp_cli_load_history (SpCli *cli, SpHost *host, SpMachine *machine, GError **error);
gpointer   sp_cli_await        (SpCli *cli, SpHost *host, DexFuture *answer, GError **error); /* (transfer full), an object */
void       sp_cli_print        (const char *format, ...) G_GNUC_PRINTF (1, 2);
void       sp_cli_say          (const char *format, ...) G_GNUC_PRINTF (1, 2);
SpExit     sp_cli_fail         (const GError *error);
const char *sp_cli_nick         (GType type, int value);
int         sp_cli_padding      (const char *text, int width);

/* sp-cli-members.c */
void       sp_cli_add_string    (JsonBuilder *builder, const char *key, const char *value);
void       sp_cli_add_strings   (JsonBuilder *builder, const char *key, GPtrArray *values);
void       sp_cli_add_boolean   (JsonBuilder *builder, const char *key, gboolean value);
void       sp_cli_add_number    (JsonBuilder *builder, const char *key, gint64 number);

/* sp-cli-login.c */
void       sp_cli_login_start   (void);
void       sp_cli_login_stop    (gboolean failed);
gint64     sp_cli_login_get_asked (void);

/* sp-cli-json.c */
JsonNode  *sp_cli_json_machines (GPtrArray *hosts);
JsonNode  *sp_cli_json_history  (SpHost *host, SpMachine *machine, SpHistory *history);
JsonNode  *sp_cli_json_snapshot (SpSnapshot *snapshot);
JsonNode  *sp_cli_json_plan     (SpPlan *plan, gboolean done, const char *outcome);
void       sp_cli_json_print    (JsonNode *node); /* (transfer full) */

G_END_DECLS
