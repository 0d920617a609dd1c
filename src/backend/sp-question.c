/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ssh and libvirt ask, understood as far as it has to be. */

#include "config.h"

#include "sp-question.h"

#include "sp-plain.h"

/* Characters; a host's own words before a password may be a page, not a book. */
#define LONGEST 2000

G_DEFINE_BOXED_TYPE (SpQuestion, sp_question, sp_question_ref, sp_question_unref)

static char *
make_plain (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *shortened = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), LONGEST));
  g_autofree char *plain = sp_plain_text (shortened);

  return g_strdup (g_strstrip (plain));
}

/**
 * sp_question_new:
 * @kind: what kind of answer it wants
 * @text: the question, in the host's words
 * @subject: (nullable): whose secret it is
 *
 * Returns: (transfer full): a question
 */
SpQuestion *
sp_question_new (SpQuestionKind kind,
                 const char    *text,
                 const char    *subject)
{
  SpQuestion *self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_atomic_rc_box_new0 (SpQuestion);
  self->kind = kind;
  self->text = make_plain (text);
  self->subject = subject != NULL ? make_plain (subject) : NULL;
  return self;
}

/* What the pattern's groups found, put together; NULL: nothing. */
static char *
match (const char *pattern,
       const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;
  g_auto (GStrv) groups = NULL;

  g_assert (regex != NULL);
  if (!g_regex_match (regex, text, 0, &info))
    return NULL;
  groups = g_match_info_fetch_all (info);
  return g_strjoinv (" ", groups + 1);
}

/**
 * sp_question_from_ssh:
 * @prompt: the argument that ssh gives to its askpass
 *
 * Understands the questions of OpenSSH, which are not translated: whether a new host is the right one (sshconnect.c), a
 * key's passphrase (sshconnect2.c, load_identity_file()), and a password (userauth_passwd()). Everything else, of a server's own
 * invention, is a secret that is not to be kept.
 *
 * Returns: (transfer full): the question
 */
SpQuestion *
sp_question_from_ssh (const char *prompt)
{
  /* What a server itself asks has "(user@host) " before it, put there by ssh: it cannot pass for another's question. */
  static const char *const subjects[] = {
    "\\AEnter passphrase for (?:key )?'([^\\n]+)':\\s*\\z",
    "\\A([^\\s@()]+@[^\\s()]+)'s password:\\s*\\z",
    "\\A\\(([^\\s@()]+@[^\\s()]+)\\) Password:\\s*\\z",
  };
  g_autofree char *valid = NULL;
  g_autofree char *subject = NULL;
  SpQuestion *self = NULL;

  g_return_val_if_fail (prompt != NULL, NULL);

  valid = g_utf8_make_valid (prompt, -1);
  if (g_regex_match_simple ("\\(yes/no(/\\[fingerprint\\])?\\)", valid, 0, 0))
    {
      g_autofree char *host = match ("^The authenticity of host '([^'\\n]+)' can't be established", valid);
      g_autofree char *fingerprint = match ("^(\\S+) key fingerprint is:? ((?:SHA256|MD5):\\S+?)\\.?$", valid);

      self = sp_question_new (SP_QUESTION_TRUST, valid, host);
      self->fingerprint = fingerprint != NULL ? make_plain (fingerprint) : NULL;
      return self;
    }
  for (gsize i = 0; subject == NULL && i < G_N_ELEMENTS (subjects); i++)
    subject = match (subjects[i], valid);
  return sp_question_new (SP_QUESTION_SECRET, valid, subject);
}

SpQuestion *
sp_question_ref (SpQuestion *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  SpQuestion *self = data;

  g_free (self->text);
  g_free (self->fingerprint);
  g_free (self->subject);
}

void
sp_question_unref (SpQuestion *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
