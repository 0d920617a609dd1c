/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt's remote URIs (its manual, "Remote URIs"), made and taken apart. */

#include "config.h"

#include "sp-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_ENUM_TYPE (SpWay, sp_way,
                    G_DEFINE_ENUM_VALUE (SP_WAY_SSH, "ssh"),
                    G_DEFINE_ENUM_VALUE (SP_WAY_LIBSSH2, "libssh2"),
                    G_DEFINE_ENUM_VALUE (SP_WAY_LIBSSH, "libssh"),
                    G_DEFINE_ENUM_VALUE (SP_WAY_TLS, "tls"),
                    G_DEFINE_ENUM_VALUE (SP_WAY_TCP, "tcp"))

#define FLAGS (G_URI_FLAGS_NON_DNS | G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY)

static const char *const schemes[] = { "qemu+ssh", "qemu+libssh2", "qemu+libssh", "qemu+tls", "qemu+tcp" };

SpAddress *
sp_address_new (void)
{
  return g_new0 (SpAddress, 1);
}

void
sp_address_free (SpAddress *self)
{
  g_free (self->server);
  g_free (self->user);
  g_free (self->key_file);
  g_free (self->certificates);
  g_free (self);
}

static gboolean
is_ssh (SpWay way)
{
  return way == SP_WAY_SSH || way == SP_WAY_LIBSSH2 || way == SP_WAY_LIBSSH;
}

/* A leading dash would be an option of ssh's; the other characters, no name or address has. */
static gboolean
is_plain (const char *text)
{
  if (*text == '-' || *text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isgraph (c) || (c < 0x80 && strchr ("/\\@?#%'\"`$&;|<>()", (int) c) != NULL))
        return FALSE;
    }
  return TRUE;
}

static gboolean
refuse (GError    **error,
        const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

static gboolean
check (const SpAddress *self,
       GError         **error)
{
  if (self->server == NULL || *self->server == '\0')
    return refuse (error, _ ("The name or address of the host is missing."));
  if (!g_utf8_validate (self->server, -1, NULL) || !is_plain (self->server))
    return refuse (error, _ ("That is no name or address of a host."));
  if (self->user != NULL && (!g_utf8_validate (self->user, -1, NULL) || !is_plain (self->user) || strchr (self->user, ':') != NULL))
    return refuse (error, _ ("That is no user’s name."));
  if (self->port < 0 || self->port > 65535)
    return refuse (error, _ ("A port is a number from 1 to 65535."));
  if ((self->key_file != NULL && !g_path_is_absolute (self->key_file)) || (self->certificates != NULL && !g_path_is_absolute (self->certificates)))
    return refuse (error, _ ("A file is named by its whole path."));
  return TRUE;
}

static void
add_parameter (GString    *query,
               const char *key,
               const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, "/", TRUE);

  g_string_append_printf (query, "%s%s=%s", query->len > 0 ? "&" : "", key, escaped);
}

/**
 * sp_address_to_uri:
 * @self: the address
 * @error: %G_IO_ERROR_INVALID_ARGUMENT, with a sentence for the person who filled it in
 *
 * Returns: (transfer full) (nullable): libvirt's URI
 */
char *
sp_address_to_uri (const SpAddress *self,
                   GError         **error)
{
  g_autoptr (GString) query = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!check (self, error))
    return NULL;
  query = g_string_new (NULL);
  if (is_ssh (self->way) && self->key_file != NULL)
    add_parameter (query, "keyfile", self->key_file);
  if (self->way == SP_WAY_TLS && self->certificates != NULL)
    add_parameter (query, "pkipath", self->certificates);
  return g_uri_join (FLAGS, schemes[self->way], self->user, self->server, self->port > 0 ? self->port : -1,
                     self->session ? "/session" : "/system", query->len > 0 ? query->str : NULL, NULL);
}

static gboolean
take_query (SpAddress  *self,
            const char *query)
{
  g_autoptr (GHashTable) parameters = g_uri_parse_params (query, -1, "&;", G_URI_PARAMS_NONE, NULL);
  const char *key_file = NULL;
  const char *certificates = NULL;

  if (parameters == NULL)
    return FALSE;
  key_file = g_hash_table_lookup (parameters, "keyfile");
  certificates = g_hash_table_lookup (parameters, "pkipath");
  self->key_file = g_strdup (key_file);
  self->certificates = g_strdup (certificates);
  /* Others are an expert's: they must not get lost. */
  return g_hash_table_size (parameters) == (key_file != NULL ? 1u : 0u) + (certificates != NULL ? 1u : 0u);
}

/**
 * sp_address_from_uri:
 * @uri: a URI
 *
 * Returns: (transfer full) (nullable): the address; %NULL for a URI that says more than an address can hold
 */
SpAddress *
sp_address_from_uri (const char *uri)
{
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (SpAddress) self = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  parsed = g_uri_parse (uri, FLAGS, NULL);
  if (parsed == NULL || g_uri_get_host (parsed) == NULL || g_uri_get_password (parsed) != NULL || g_uri_get_fragment (parsed) != NULL)
    return NULL;
  self = sp_address_new ();
  while ((gsize) self->way < G_N_ELEMENTS (schemes) && !g_str_equal (schemes[self->way], g_uri_get_scheme (parsed)))
    self->way++;
  if ((gsize) self->way == G_N_ELEMENTS (schemes))
    return NULL;
  self->server = g_strdup (g_uri_get_host (parsed));
  self->user = g_strdup (g_uri_get_user (parsed));
  self->port = MAX (g_uri_get_port (parsed), 0);
  self->session = g_str_equal (g_uri_get_path (parsed), "/session");
  if (!self->session && !g_str_equal (g_uri_get_path (parsed), "/system"))
    return NULL;
  if (g_uri_get_query (parsed) != NULL && !take_query (self, g_uri_get_query (parsed)))
    return NULL;
  return check (self, NULL) ? g_steal_pointer (&self) : NULL;
}

/**
 * sp_address_find_server:
 * @uri: any URI
 *
 * Returns: (transfer full) (nullable): the name or address in it; %NULL where it means this computer
 */
char *
sp_address_find_server (const char *uri)
{
  g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, FLAGS, NULL) : NULL;
  const char *server = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  return server != NULL && *server != '\0' ? g_strdup (server) : NULL;
}

/**
 * sp_address_make_account:
 * @way: "ssh", "tls"
 * @user: (nullable): as it is said; %NULL: it is not
 * @server: the name or address, as it is said
 * @port: (nullable): the same
 *
 * Returns: (transfer full): whom one logs in as, where, and how: whose a password is
 */
char *
sp_address_make_account (const char *way,
                         const char *user,
                         const char *server,
                         const char *port)
{
  gboolean bare = strchr (server, ':') != NULL && *server != '[';

  return g_strconcat (way, "://", user != NULL ? user : "", user != NULL ? "@" : "", bare ? "[" : "", server, bare ? "]" : "",
                      port != NULL ? ":" : "", port != NULL ? port : "", NULL);
}

/**
 * sp_address_find_account:
 * @uri: any URI
 *
 * Returns: (transfer full) (nullable): whose the passwords are that are asked for on the way there; %NULL where it means this
 * computer
 */
char *
sp_address_find_account (const char *uri)
{
  g_autoptr (GUri) parsed = uri != NULL ? g_uri_parse (uri, FLAGS, NULL) : NULL;
  const char *server = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  const char *way = parsed != NULL ? strchr (g_uri_get_scheme (parsed), '+') : NULL;
  g_autofree char *port = parsed != NULL && g_uri_get_port (parsed) > 0 ? g_strdup_printf ("%d", g_uri_get_port (parsed)) : NULL;

  if (server == NULL || *server == '\0')
    return NULL;
  /* libvirt's own choice where none is said. */
  return sp_address_make_account (way != NULL ? way + 1 : "tls", g_uri_get_user (parsed), server, port);
}

/**
 * sp_address_check_uri:
 * @uri: what a person typed
 * @error: %G_IO_ERROR_INVALID_ARGUMENT, with a sentence
 *
 * A password in a URI would be kept in the settings, and shown; libvirt ignores it.
 *
 * Returns: whether it can be the URI of a host
 */
gboolean
sp_address_check_uri (const char *uri,
                      GError    **error)
{
  g_autoptr (GUri) parsed = NULL;

  g_return_val_if_fail (uri != NULL, FALSE);

  parsed = g_uri_parse (uri, FLAGS, NULL);
  if (parsed == NULL)
    return refuse (error, _ ("That is no URI. One looks like “qemu+ssh://user@server/system”."));
  if (g_uri_get_password (parsed) != NULL)
    return refuse (error, _ ("A password does not belong into a URI. You are asked for it when it is needed."));
  if (g_uri_get_host (parsed) != NULL && *g_uri_get_host (parsed) == '-')
    return refuse (error, _ ("That is no name or address of a host."));
  return TRUE;
}
