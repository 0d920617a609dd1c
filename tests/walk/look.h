/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a disk holds, by our own reading of its file and of all that it stands on. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk, but for the sector that counts; and the count in that. */
typedef struct
{
  char    *hash; /* NULL: it cannot be read */
  guint    count;
  gboolean absent; /* the machine has no such disk */
} Look;

void     look_free         (gpointer look);
void     look_clear        (Look *look);
Look     look_copy         (const Look *look);
gboolean look_same         (const Look *a, const Look *b);
/* INSIDE: the name of a snapshot inside the file, or NULL. CACHE: state of a file and all below it -> Look; FOLDER is for scratch. */
Look     look_at           (GHashTable *cache, const char *folder, const char *path, const char *inside);
char    *look_read_backing (const char *path); /* what a qcow2 file stands on, from its header */
char    *look_hash_file    (const char *path); /* NULL: it cannot be read */

G_END_DECLS
