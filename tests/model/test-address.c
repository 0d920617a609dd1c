/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of hosts and their URIs, there and back. */

#include "config.h"

#include "sp-address.h"
#include "sp-ssh-config.h"

static void
test_uris (void)
{
  static const struct
  {
    SpAddress   address;
    const char *uri;
  } cases[] = {
    { { .server = (char *) "server" }, "qemu+ssh://server/system" },
    { { .server = (char *) "server.example", .user = (char *) "me", .port = 2222 }, "qemu+ssh://me@server.example:2222/system" },
    { { .way = SP_WAY_TLS, .server = (char *) "10.0.0.1", .session = TRUE }, "qemu+tls://10.0.0.1/session" },
    { { .way = SP_WAY_TLS, .server = (char *) "a", .certificates = (char *) "/keys/my certs" }, "qemu+tls://a/system?pkipath=/keys/my%20certs" },
    { { .way = SP_WAY_LIBSSH2, .server = (char *) "a", .key_file = (char *) "/keys/a&b" }, "qemu+libssh2://a/system?keyfile=/keys/a%26b" },
    { { .way = SP_WAY_LIBSSH, .server = (char *) "a" }, "qemu+libssh://a/system" },
    { { .way = SP_WAY_TCP, .server = (char *) "fe80::1" }, "qemu+tcp://[fe80::1]/system" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *uri = sp_address_to_uri (&cases[i].address, &error);
      g_autoptr (SpAddress) back = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (uri, ==, cases[i].uri);
      g_assert_true (sp_address_check_uri (uri, NULL));
      back = sp_address_from_uri (uri);
      g_assert_nonnull (back);
      g_assert_cmpint (back->way, ==, cases[i].address.way);
      g_assert_cmpstr (back->server, ==, cases[i].address.server);
      g_assert_cmpstr (back->user, ==, cases[i].address.user);
      g_assert_cmpint (back->port, ==, cases[i].address.port);
      g_assert_cmpint (back->session, ==, cases[i].address.session);
      g_assert_cmpstr (back->key_file, ==, cases[i].address.key_file);
      g_assert_cmpstr (back->certificates, ==, cases[i].address.certificates);
    }
}

/* What could be an option of ssh's, or lead a shell astray, is no address. */
static void
test_refused (void)
{
  static const SpAddress bad[] = {
    { .server = NULL },
    { .server = (char *) "" },
    { .server = (char *) "-oProxyCommand=x" },
    { .server = (char *) "a b" },
    { .server = (char *) "a/../b" },
    { .server = (char *) "a;reboot" },
    { .server = (char *) "$(reboot)" },
    { .server = (char *) "a\nb" },
    { .server = (char *) "\xff" },
    { .server = (char *) "a", .user = (char *) "-l" },
    { .server = (char *) "a", .user = (char *) "me:secret" },
    { .server = (char *) "a", .port = 65536 },
    { .server = (char *) "a", .port = -1 },
    { .server = (char *) "a", .key_file = (char *) "id_ed25519" },
    { .way = SP_WAY_TLS, .server = (char *) "a", .certificates = (char *) "pki" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sp_address_to_uri (&bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

/* What an address cannot hold is left whole, for experts. */
static void
test_whole (void)
{
  static const char *const kept[] = {
    "qemu:///system", "test:///default", "qemu+ssh://a/system?command=/x", "qemu+ssh://a/other", "qemu+unix:///system?socket=/x",
    "qemu+ssh://me:secret@a/system", "qemu+ssh://a/system#x", "nonsense",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_null (sp_address_from_uri (kept[i]));
  g_assert_null (sp_address_find_server ("qemu:///system"));
  g_assert_null (sp_address_find_server ("nonsense"));
  g_assert_true (sp_address_check_uri ("qemu+ssh://a/system?command=/x", NULL));
  g_assert_true (sp_address_check_uri ("qemu:///system", NULL));
  g_assert_false (sp_address_check_uri ("qemu+ssh://me:secret@a/system", NULL));
  g_assert_false (sp_address_check_uri ("qemu+ssh://-oProxyCommand=x/system", NULL));
  g_assert_false (sp_address_check_uri ("nonsense", NULL));
}

/* Whose a password is: not what is looked at there, but everything that leads to another. */
static void
test_account (void)
{
  static const struct
  {
    const char *uri;
    const char *account;
  } cases[] = {
    { "qemu+ssh://a/system", "ssh://a" },
    { "qemu+ssh://a/session?keyfile=/x", "ssh://a" },
    { "qemu+ssh://me@a:2222/system", "ssh://me@a:2222" },
    { "qemu+ssh://me@[fe80::1]:22/system", "ssh://me@[fe80::1]:22" },
    { "qemu+libssh2://a/system", "libssh2://a" },
    { "qemu+tcp://a/system", "tcp://a" },
    { "qemu://a/system", "tls://a" },
    { "qemu:///system", NULL },
    { "qemu+unix:///system?socket=/x", NULL },
    { "nonsense", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *account = sp_address_find_account (cases[i].uri);

      g_assert_cmpstr (account, ==, cases[i].account);
    }
}

/* A configuration of ssh: its hosts in their order, each once; no patterns, nothing that is no host, and not without end. */
static void
test_ssh_config (void)
{
  static const char *const expected[] = { "lab", "den.example", "under_score", "quoted", "fe80::1", NULL };
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) includes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) endless = g_string_new (NULL);
  g_autofree char *junk = g_strnfill (100000, '"');

  sp_ssh_config_read ("# Host no\nHost lab den.example *.example !den lab\r\n  HostName 10.0.0.1 # Host no\n\tHOST=under_score\nhost = \"quoted\"\n"
                      "Host -oProxyCommand=x $(reboot) a;b \xff\xfe me@x \x1b[31m\nHost\nMatch host no\nHostName no\nHost fe80::1 \"open\n"
                      "Include conf.d/* ~/more\ninclude \"a b\"\n",
                      hosts, includes);
  g_assert_true (g_str_equal (hosts->pdata[hosts->len - 1], "open"));
  for (guint i = 0; expected[i] != NULL; i++)
    g_assert_cmpstr (hosts->pdata[i], ==, expected[i]);
  g_assert_cmpuint (hosts->len, ==, 6);
  g_assert_cmpuint (includes->len, ==, 3);
  g_assert_cmpstr (includes->pdata[2], ==, "a b");

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (endless, "Host h%u\n", i);
  sp_ssh_config_read (endless->str, hosts, NULL);
  g_assert_cmpuint (hosts->len, ==, SP_SSH_CONFIG_MOST_HOSTS);
  sp_ssh_config_read (junk, hosts, includes);
  g_assert_cmpuint (includes->len, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/address/uris", test_uris);
  g_test_add_func ("/address/refused", test_refused);
  g_test_add_func ("/address/whole", test_whole);
  g_test_add_func ("/address/account", test_account);
  g_test_add_func ("/address/ssh-config", test_ssh_config);
  return g_test_run ();
}
