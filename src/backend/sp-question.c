/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ssh and libvirt ask, understood as far as it has to be. */

#include "config.h"

#include "sp-question.h"

#include "sp-address.h"
#include "sp-plain.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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
 * @hint: (nullable): its SSH_ASKPASS_PROMPT: "confirm", "none"; anything else is a question of its own words (readpass.c)
 * @account: (nullable): of the host that it was begun for
 *
 * Understands the questions of OpenSSH, which are not translated: whether a new host is the right one (sshconnect.c), a
 * key's passphrase (sshconnect2.c, load_identity_file()), and a password (userauth_passwd()). Everything else, of a server's own
 * invention, is a secret that is not to be kept.
 *
 * Returns: (transfer full): the question
 */
SpQuestion *
sp_question_from_ssh (const char *prompt,
                      const char *hint,
                      const char *account)
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
  if (g_strcmp0 (hint, "none") == 0 || g_strcmp0 (hint, "confirm") == 0)
    {
      self = sp_question_new (*hint == 'n' ? SP_QUESTION_NOTICE : SP_QUESTION_ALLOW, valid, NULL);
      self->account = g_strdup (account);
      return self;
    }
  if (g_regex_match_simple ("\\(yes/no(/\\[fingerprint\\])?\\)", valid, 0, 0))
    {
      g_autofree char *host = match ("^The authenticity of host '([^'\\n]+)' can't be established", valid);
      g_autofree char *fingerprint = match ("^(\\S+) key fingerprint is:? ((?:SHA256|MD5):\\S+?)\\.?$", valid);

      self = sp_question_new (SP_QUESTION_TRUST, valid, host);
      self->fingerprint = fingerprint != NULL ? make_plain (fingerprint) : NULL;
      self->account = g_strdup (account);
      return self;
    }
  for (gsize i = 0; subject == NULL && i < G_N_ELEMENTS (subjects); i++)
    subject = match (subjects[i], valid);
  self = sp_question_new (SP_QUESTION_SECRET, valid, subject);
  self->account = g_strdup (account);
  return self;
}

/**
 * sp_question_from_libvirt:
 * @secret: whether the answer may be seen
 * @prompt: (nullable): what libvirt asks on its way to a host, or the host through it; it may be translated
 * @server: (nullable): which host it is
 * @uri: the host's
 *
 * Understands the question of the built-in ssh whether a new host is the right one (virNetSSHCheckHostKey(),
 * virLibsshVerifyHostKey()), by what is the same in all languages. Of the others only we know which host asks.
 *
 * Returns: (transfer full): the question
 */
SpQuestion *
sp_question_from_libvirt (gboolean    secret,
                          const char *prompt,
                          const char *server,
                          const char *uri)
{
  g_autofree char *valid = g_utf8_make_valid (prompt != NULL ? prompt : "", -1);
  g_autofree char *fingerprint = match ("((?:SHA[0-9]+|MD5):\\S{20,}|(?:[0-9A-Fa-f]{2}:){15,}[0-9A-Fa-f]{2})", valid);
  g_autofree char *text = NULL;
  SpQuestion *self = NULL;

  if (!secret && fingerprint != NULL && strstr (valid, "(y/n)") != NULL)
    {
      self = sp_question_new (SP_QUESTION_TRUST, valid, server);
      self->fingerprint = make_plain (fingerprint);
      self->uri = g_strdup (uri);
      self->account = sp_address_find_account (uri);
      return self;
    }
  /* Translators: a host, and what it asks, in its own words */
  text = server != NULL && strstr (valid, server) == NULL ? g_strdup_printf (_ ("“%s” asks: %s"), server, valid) : g_strdup (valid);
  self = sp_question_new (secret ? SP_QUESTION_SECRET : SP_QUESTION_WORD, text, secret ? valid : NULL);
  self->uri = g_strdup (uri);
  self->account = sp_address_find_account (uri);
  return self;
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
  g_free (self->uri);
  g_free (self->account);
  g_free (self->subject);
  g_clear_object (&self->gone);
}

void
sp_question_unref (SpQuestion *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gpointer
copy_answer (gpointer answer)
{
  return g_strdup (answer);
}

static void
free_answer (gpointer answer)
{
  sp_answer_free (answer);
}

GType
sp_answer_get_type (void)
{
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static ("SpAnswer", copy_answer, free_answer));
  return type;
}

/**
 * sp_answer_free:
 * @answer: (nullable) (transfer full): an answer, which nobody finds in memory from then on
 */
void
sp_answer_free (char *answer)
{
  if (answer == NULL)
    return;
  explicit_bzero (answer, strlen (answer));
  g_free (answer);
}
