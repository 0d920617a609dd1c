/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The snapshots of all machines in sections by day, as a timeline has them. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A GListModel and GtkSectionModel of SpEveryRow. */
#define SP_TYPE_EVERYWHERE_DAYS (sp_everywhere_days_get_type ())
G_DECLARE_FINAL_TYPE (SpEverywhereDays, sp_everywhere_days, SP, EVERYWHERE_DAYS, GObject)

SpEverywhereDays *sp_everywhere_days_new      (GListModel *rows);
void              sp_everywhere_days_set_now  (SpEverywhereDays *self, gint64 now);
void              sp_everywhere_days_set_some (SpEverywhereDays *self, gboolean some); /* not all: gaps say nothing */
char             *sp_everywhere_days_name     (SpEverywhereDays *self, guint position);
gint64            sp_everywhere_days_get_gap  (SpEverywhereDays *self, guint position);

G_END_DECLS
