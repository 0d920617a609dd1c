/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feels now and then how long a connected host lets an answer wait, and tells the host's object. */

#pragma once

#include "sp-host.h"
#include "sp-virt-ask.h"

G_BEGIN_DECLS

typedef struct _SpVirtPulse SpVirtPulse;

typedef void (*SpVirtPulseLost) (SpHost *host, const GError *error);

/* (transfer full) ask; one for each connection */
SpVirtPulse *sp_virt_pulse_new  (SpHost *host, SpVirtAsk *ask, SpVirtPulseLost lost);
void         sp_virt_pulse_free (SpVirtPulse *self);

G_END_DECLS
