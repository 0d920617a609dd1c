/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of a JSON object; what is unknown is null. */

#include "config.h"

#include "sp-cli.h"

void
sp_cli_add_string (JsonBuilder *builder,
                   const char  *key,
                   const char  *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/* (element-type utf8) (nullable) */
void
sp_cli_add_strings (JsonBuilder *builder,
                    const char  *key,
                    GPtrArray   *values)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && i < values->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (values, i));
  json_builder_end_array (builder);
}

void
sp_cli_add_boolean (JsonBuilder *builder,
                    const char  *key,
                    gboolean     value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

/* Below 0 is unknown. */
void
sp_cli_add_number (JsonBuilder *builder,
                   const char  *key,
                   gint64       number)
{
  json_builder_set_member_name (builder, key);
  if (number >= 0)
    json_builder_add_int_value (builder, number);
  else
    json_builder_add_null_value (builder);
}
