/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host, or ssh on the way to it, wants to know before it lets one in. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SP_QUESTION_WORD,   /* an answer that may be seen: a user's name */
  SP_QUESTION_SECRET, /* one that may not: a password, a key's passphrase, a code */
  SP_QUESTION_TRUST,  /* whether a host that was never met is the right one: "yes" */
  SP_QUESTION_ALLOW,  /* whether something may be done: "yes" */
  SP_QUESTION_NOTICE, /* nothing: to be shown until it is gone. Any answer is none */
} SpQuestionKind;

/* Refcounted, and but for what the person says, and that it is gone, never changed once asked. All text came from a host, and is plain: harmless characters, of limited length. */
typedef struct
{
  SpQuestionKind kind;
  char          *text;        /* the question itself, some lines */
  char          *fingerprint; /* of SP_QUESTION_TRUST: "ED25519 SHA256:…" */
  char          *uri;         /* of the host that is being opened; NULL: ssh asks, and does not say for which */
  char          *account;     /* of that host, sp_address_find_account(); NULL: unknown, and then nothing can be kept */
  char          *subject;     /* which secret of it, in the words of who asks, the same each time: a key's path, "user@host"; the host to be trusted; NULL: unknown */
  GCancellable  *gone;        /* cancelled when nobody waits for the answer any more; NULL: somebody does */
  gboolean       again;       /* the last answer was not accepted */
  gboolean       can_keep;    /* there is a keyring that would remember the answer */
  gboolean       keep;        /* set by who asks: the person wants that */
} SpQuestion;

#define SP_TYPE_QUESTION (sp_question_get_type ())
GType       sp_question_get_type (void);
SpQuestion *sp_question_new      (SpQuestionKind kind, const char *text, const char *subject);
SpQuestion *sp_question_from_ssh (const char *prompt, const char *hint, const char *account);
SpQuestion *sp_question_from_libvirt (gboolean secret, const char *prompt, const char *server, const char *uri);
SpQuestion *sp_question_ref      (SpQuestion *self);
void        sp_question_unref    (SpQuestion *self);

/* An answer is a text (char *) that each holder wipes when he is done: futures carry it as this boxed type. */
#define SP_TYPE_ANSWER (sp_answer_get_type ())
GType sp_answer_get_type (void);
void  sp_answer_free     (char *answer); /* NULL is none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpQuestion, sp_question_unref)

G_END_DECLS
