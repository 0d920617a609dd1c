/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a machine is set up at some point, and what is different at another, in words. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  SP_SETTING_MEMORY,   /* bytes */
  SP_SETTING_CPUS,
  SP_SETTING_MACHINE,  /* the type of machine */
  SP_SETTING_FIRMWARE,
  SP_SETTING_DISK,     /* by target; how it is attached */
  SP_SETTING_MEDIUM,   /* by target; what lies in a CD or floppy drive */
  SP_SETTING_NETWORK,  /* by hardware address; model and network */
  SP_SETTING_VIDEO,
  SP_SETTING_SCREEN,   /* how its screen is seen from afar */
  SP_SETTING_DEVICE,   /* of the host, handed through; by address */
} SpSettingKind;
#define SP_TYPE_SETTING_KIND (sp_setting_kind_get_type ())
GType sp_setting_kind_get_type (void);

/* Strings live as long as the differences. */
typedef struct
{
  SpSettingKind kind;
  const char   *id;     /* which one, or NULL where there is but one */
  const char   *before; /* in words; NULL: it was not there */
  const char   *after;  /* in words; NULL: it is not there any more */
} SpDifference;

/* Immutable when built; a reference-counted value. */
#define SP_TYPE_SETTINGS (sp_settings_get_type ())
G_DECLARE_FINAL_TYPE (SpSettings, sp_settings, SP, SETTINGS, GObject)

SpSettings *sp_settings_new      (void);
gboolean    sp_settings_add      (SpSettings *self, SpSettingKind kind, const char *id, const char *value);
guint       sp_settings_get_n    (SpSettings *self);
GArray     *sp_settings_compare  (SpSettings *before, SpSettings *after); /* of SpDifference; both outlive it */
char       *sp_difference_describe (const SpDifference *difference);

G_END_DECLS
