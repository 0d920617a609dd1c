/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a new user is told to do where this computer's libvirt is closed. */

#include "config.h"

#include "sp-error.h"
#include "sp-local.h"

#include <libvirt/virterror.h>
#include <string.h>

static GError *
make_error (SpErrorCode code,
            int         virt_code)
{
  GError *error = g_error_new_literal (SP_ERROR, code, "The host said so.");

  if (virt_code != 0)
    sp_error_set_virt (error, virt_code, VIR_FROM_AUTH, "said so");
  return error;
}

static void
test_explained (void)
{
  const struct
  {
    SpLocalSigns signs;
    SpLocal      which;
    int          code; /* of SP_ERROR; -1: nothing was tried */
    int          virt_code;
    const char  *words;
    const char  *command;
  } cases[] = {
    { { .distributions = " debian " }, SP_LOCAL_SYSTEM, -1, 0, "not installed", "sudo apt install libvirt-daemon-system" },
    { { .distributions = " linuxmint ubuntu debian " }, SP_LOCAL_SYSTEM, -1, 0, "not installed", "sudo apt install libvirt-daemon-system" },
    { { .distributions = " centos rhel fedora " }, SP_LOCAL_SYSTEM, -1, 0, "not installed", "sudo dnf install libvirt-daemon-kvm" },
    { { .distributions = " unheard-of " }, SP_LOCAL_SYSTEM, -1, 0, "not installed", NULL },
    { { 0 }, SP_LOCAL_SYSTEM, -1, 0, "not installed", NULL },
    { { .daemon = "libvirtd" }, SP_LOCAL_SYSTEM, -1, 0, "nothing of it answers", "sudo systemctl enable --now libvirtd.socket" },
    { { .daemon = "virtqemud" }, SP_LOCAL_SYSTEM, SP_ERROR_CANNOT_CONNECT, 0, "nothing of it answers",
      "sudo systemctl enable --now virtqemud.socket" },
    { { .sandboxed = TRUE, .distributions = " arch " }, SP_LOCAL_SYSTEM, -1, 0, "start Savepoint again",
      "sudo pacman -S libvirt qemu-desktop" },
    { { .sandboxed = TRUE }, SP_LOCAL_SESSION, -1, 0, "asleep", "virsh -c qemu:///session list" },
    { { .sandboxed = TRUE }, SP_LOCAL_SESSION, SP_ERROR_CANNOT_CONNECT, 0, "asleep", "virsh -c qemu:///session list" },
    { { .daemon = "libvirtd" }, SP_LOCAL_SYSTEM, SP_ERROR_NOT_ALLOWED, 0, "You may not use it", "sudo usermod -aG libvirt $USER" },
    { { .daemon = "libvirtd" }, SP_LOCAL_SYSTEM, SP_ERROR_AUTH, VIR_ERR_AUTH_UNAVAILABLE, "polkit agent", "sudo usermod -aG libvirt $USER" },
    { { .daemon = "libvirtd" }, SP_LOCAL_SYSTEM, SP_ERROR_AUTH, VIR_ERR_AUTH_CANCELLED, "was not given", "sudo usermod -aG libvirt $USER" },
    { { .daemon = "libvirtd" }, SP_LOCAL_SYSTEM, SP_ERROR_AUTH, VIR_ERR_AUTH_FAILED, "You may not use it", "sudo usermod -aG libvirt $USER" },
    { { .daemon = "libvirtd" }, SP_LOCAL_SESSION, SP_ERROR_CANNOT_CONNECT, 0, "could not be started. The host said so.", NULL },
    { { .daemon = "libvirtd" }, SP_LOCAL_SYSTEM, SP_ERROR_FAILED, 0, "The host said so.", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = cases[i].code >= 0 ? make_error ((SpErrorCode) cases[i].code, cases[i].virt_code) : NULL;
      g_autofree char *command = NULL;
      g_autofree char *words = sp_local_explain (&cases[i].signs, cases[i].which, error, &command);

      g_test_message ("%s [%s]", words, command);
      g_assert_nonnull (strstr (words, cases[i].words));
      g_assert_cmpstr (command, ==, cases[i].command);
      /* What ends in a colon has something after it. */
      g_assert_cmpint (g_str_has_suffix (words, ":"), ==, command != NULL);
    }
}

/* The session's socket is seen where libvirt puts it, and a session without a daemon to start is none. */
static void
test_seen (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "libvirt", NULL);
  g_autofree char *socket = g_build_filename (folder, "virtqemud-sock", NULL);
  const SpLocalSigns none = { 0 };

  g_assert_false (sp_local_look ()->socket[SP_LOCAL_SESSION]);
  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (socket, "", 0, NULL));
  g_assert_true (sp_local_look ()->socket[SP_LOCAL_SESSION]);
  g_assert_true (sp_local_is_there (sp_local_look (), SP_LOCAL_SESSION));
  g_assert_false (sp_local_is_there (&none, SP_LOCAL_SESSION) || sp_local_is_there (&none, SP_LOCAL_SYSTEM));
  g_assert_nonnull (sp_local_look ()->distributions);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/local/explained", test_explained);
  g_test_add_func ("/local/seen", test_seen);
  return g_test_run ();
}
