/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person gets by a take, and what it costs: told before the button is pressed. In numbers, or as unknown. */

#pragma once

#include "sp-plan.h"

G_BEGIN_DECLS

typedef enum
{
  SP_CONSISTENCY_MEMORY,    /* memory and disks of one moment */
  SP_CONSISTENCY_QUIESCED,  /* the guest's file systems at rest */
  SP_CONSISTENCY_POWER_CUT, /* as after one */
  SP_CONSISTENCY_OFF,       /* the machine is off, or paused for good: nothing is under way */
} SpConsistency;
#define SP_TYPE_CONSISTENCY (sp_consistency_get_type ())
GType sp_consistency_get_type (void);

/* Room that is needed in one folder of the host. */
typedef struct
{
  char  *folder;
  gint64 needed; /* bytes at the most; 0: hardly any, -1: unknown */
  gint64 free;   /* bytes, -1: unknown */
} SpForecastPlace;

typedef struct
{
  SpConsistency consistency;
  gboolean      live;                 /* the machine runs on while its memory is saved */
  gboolean      pauses;               /* the machine stands still while its memory is saved */
  gint64        pause_min, pause_max; /* milliseconds; -1: unknown */
  gboolean      inside;               /* the memory goes into the disk file */
  GPtrArray    *places;               /* of SpForecastPlace */
} SpForecast;

SpForecast *sp_forecast_new  (SpFacts *facts, const SpStep *take);
SpForecast *sp_forecast_of   (SpPlan *plan); /* NULL: it takes nothing that a person asked for */
void        sp_forecast_free (SpForecast *self);
gboolean    sp_forecast_is_tight (const SpForecast *self); /* there may not be room */

/* In words, translated; (transfer full). */
char       *sp_forecast_say_consistency (const SpForecast *self);
char       *sp_forecast_say_pause       (const SpForecast *self);
char       *sp_forecast_say_space       (const SpForecast *self);
char       *sp_forecast_say_tight       (const SpForecast *self); /* NULL: there is room, or nobody knows */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpForecast, sp_forecast_free)

G_END_DECLS
