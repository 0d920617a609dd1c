/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries a host, step by step, so that a person sees what works and what does not. */

#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

typedef enum
{
  SP_TRIAL_NAME,    /* the network knows the name */
  SP_TRIAL_PORT,    /* something answers there */
  SP_TRIAL_TRUST,   /* it is the host that it should be: its key, its certificate */
  SP_TRIAL_LOGIN,
  SP_TRIAL_LIBVIRT, /* libvirt answers */
  SP_TRIAL_MANAGE,  /* more than looking on is allowed */
} SpTrialStep;
#define SP_TYPE_TRIAL_STEP (sp_trial_step_get_type ())
GType sp_trial_step_get_type (void);
#define SP_TRIAL_N_STEPS 6

/* @error: NULL: the step worked. Main thread. */
typedef void (*SpTrialFunc) (SpTrialStep step, const GError *error, gpointer data);

const char *sp_trial_step_tell (SpTrialStep step); /* "The name was found" */
DexFuture  *sp_trial_run (const char *uri, SpTrialFunc told, gpointer data); /* TRUE; rejected with the first step's error that failed */

G_END_DECLS
