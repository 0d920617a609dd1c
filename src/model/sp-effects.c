/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libvirt really does to files. */

#include "config.h"

#include "sp-effects.h"
