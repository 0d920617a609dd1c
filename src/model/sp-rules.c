/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every refusal, libvirt's and ours, in one table. */

#include "config.h"

#include "sp-rules.h"

#include <glib/gi18n-lib.h>

static const SpRule rules[] = {
  { "unknown", "ours", 0, N_ ("This cannot be planned yet."), NULL },
};

/**
 * sp_rules_find:
 * @id: id of the rule
 *
 * Returns: (transfer none) (nullable): the rule
 */
const SpRule *
sp_rules_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_strcmp0 (rules[i].id, id) == 0)
      return &rules[i];
  return NULL;
}

/**
 * sp_rules_get_all:
 * @n: (out) (optional): how many
 *
 * Returns: (transfer none) (array length=n): the table
 */
const SpRule *
sp_rules_get_all (guint *n)
{
  if (n != NULL)
    *n = G_N_ELEMENTS (rules);
  return rules;
}
