/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours that a person may give to a host: libadwaita's accents, by their names. */

#include "config.h"

#include "sp-colours.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *name;
  const char *word;
} colours[] = {
  { "blue", NC_ ("colour", "Blue") },     { "teal", NC_ ("colour", "Teal") },     { "green", NC_ ("colour", "Green") },
  { "yellow", NC_ ("colour", "Yellow") }, { "orange", NC_ ("colour", "Orange") }, { "red", NC_ ("colour", "Red") },
  { "pink", NC_ ("colour", "Pink") },     { "purple", NC_ ("colour", "Purple") }, { "slate", NC_ ("colour", "Slate") },
};

guint
sp_colours_get_n (void)
{
  return G_N_ELEMENTS (colours);
}

const char *
sp_colours_get_name (guint i)
{
  return i < G_N_ELEMENTS (colours) ? colours[i].name : NULL;
}

guint
sp_colours_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    if (g_strcmp0 (colours[i].name, name) == 0)
      return i;
  return G_N_ELEMENTS (colours);
}

const char *
sp_colours_get_word (guint i)
{
  return i < G_N_ELEMENTS (colours) ? g_dpgettext2 (NULL, "colour", colours[i].word) : NULL;
}
