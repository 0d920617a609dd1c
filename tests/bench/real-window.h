/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own window, in this process, used as a person uses it. */

#pragma once

#include "sp-application.h"
#include "sp-window.h"

G_BEGIN_DECLS

typedef gboolean (*RealCondition) (gpointer data);

void           real_window_isolate (void); /* first of all: what the program keeps goes to a folder of its own */
void           real_window_tidy    (void); /* last of all: the folder goes */
void           real_window_on_frame (void (*func) (gpointer data), gpointer data); /* after each frame of the window that is opened next, from the first on */
SpApplication *real_window_open    (const char *const *uris, int width, int height); /* its hosts are listed when it returns */
SpApplication *real_window_open_on (SpHost *const *hosts, int width, int height); /* the same; NULL-terminated */
void           real_window_close   (SpApplication *application);
SpWindow      *real_window_get     (void);
SpSession     *real_window_session (void);
void           real_window_await   (RealCondition condition, gpointer data, const char *what);
void           real_window_settle  (guint msec);
GtkWidget     *real_window_find    (GtkWidget *below, const char *css_class); /* the first that is mapped, or NULL */
gboolean       real_window_lists   (const char *name); /* whether the machine is in the sidebar */
void           real_window_click_machine (const char *name);
gboolean       real_window_shows   (const char *name, int n); /* its whole history, in its rows */
void           real_window_rest    (void); /* until nothing is loaded and no deed is under way */
void           real_window_search  (const char *words); /* typed into the search; NULL: it is left */
void           real_window_confirm (const char *css_class); /* the dialog's button, once it may be pressed */
void           real_window_dismiss (void); /* the dialog, once it is there and shows what it has */

G_END_DECLS
