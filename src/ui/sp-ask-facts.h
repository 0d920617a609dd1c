/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A widget asks for the facts of a machine: one question at a time counts, and none after the widget is gone. */

#pragma once

#include "sp-host.h"

G_BEGIN_DECLS

typedef void (*SpFactsFunc) (GObject *asker, SpFacts *facts, const GError *error); /* one of the two is NULL */

void sp_ask_facts   (GObject *asker, SpHost *host, SpMachine *machine, SpFactsFunc answered);
void sp_ask_nothing (GObject *asker); /* what was asked before needs no answer any more */

G_END_DECLS
