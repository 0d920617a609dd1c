/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt's errors, whole: libvirt-gobject drops code and reason, so they are caught as they are raised, thread by thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void    sp_virt_error_init  (void); /* after gvir_init_object(), which sets a hook of its own */
/* The last error of this thread as SP_ERROR, which is then forgotten. @doing: what failed, without a full stop, or NULL. */
GError *sp_virt_error_take  (const char *doing);
void    sp_virt_error_forget (void); /* what failed tells enough by that */
GError *sp_virt_error_take_opening (void);
void    sp_virt_error_say_read_only (GError *error);

G_END_DECLS
