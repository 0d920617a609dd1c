/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This computer's own libvirt: what of it is there, and what opens it where it is closed. */

#include "config.h"

#include "sp-local.h"

#include "sp-error.h"
#include "sp-join.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

/* What installs the daemon with QEMU, and gives it what a desktop needs. */
static const struct
{
  const char *distribution;
  const char *command;
} installers[] = {
  { " debian ", "sudo apt install libvirt-daemon-system" },
  { " ubuntu ", "sudo apt install libvirt-daemon-system" },
  { " fedora ", "sudo dnf install libvirt-daemon-kvm" },
  { " rhel ", "sudo dnf install libvirt-daemon-kvm" },
  { " suse ", "sudo zypper install libvirt-daemon-qemu" },
  { " opensuse ", "sudo zypper install libvirt-daemon-qemu" },
  { " arch ", "sudo pacman -S libvirt qemu-desktop" },
};

const char *
sp_local_get_uri (SpLocal which)
{
  return which == SP_LOCAL_SYSTEM ? "qemu:///system" : "qemu:///session";
}

const char *
sp_local_get_title (SpLocal which)
{
  return which == SP_LOCAL_SYSTEM ? _ ("This Computer") : _ ("This Computer (Session)");
}

static gboolean
has_socket (const char *folder)
{
  static const char *const names[] = { "libvirt-sock", "virtqemud-sock" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, "libvirt", names[i], NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static const char *
find_daemon (void)
{
  static const char *const names[] = { "virtqemud", "libvirtd" };
  static const char *const folders[] = { "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/libexec" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *found = g_find_program_in_path (names[i]);

      if (found != NULL)
        return names[i];
      for (gsize j = 0; j < G_N_ELEMENTS (folders); j++)
        {
          g_autofree char *path = g_build_filename (folders[j], names[i], NULL);

          if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
            return names[i];
        }
    }
  return NULL;
}

/* The distribution's own name, and those that it is like. */
static char *
read_distributions (gboolean sandboxed)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) words = g_string_new (" ");

  if (!g_file_get_contents (sandboxed ? "/run/host/os-release" : "/etc/os-release", &text, NULL, NULL))
    return NULL;
  lines = g_strsplit (text, "\n", 200);
  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "ID=") || g_str_has_prefix (lines[i], "ID_LIKE="))
      {
        g_autofree char *value = g_shell_unquote (strchr (lines[i], '=') + 1, NULL);

        if (value != NULL)
          g_string_append_printf (words, "%s ", value);
      }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/**
 * sp_local_look:
 *
 * Returns: (transfer none): what is there now; changed by the next call. Main thread only.
 */
const SpLocalSigns *
sp_local_look (void)
{
  static SpLocalSigns signs;

  signs.sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
  signs.daemon = signs.sandboxed ? NULL : find_daemon ();
  signs.socket[SP_LOCAL_SYSTEM] = has_socket ("/run");
  signs.socket[SP_LOCAL_SESSION] = has_socket (g_get_user_runtime_dir ());
  if (signs.distributions == NULL)
    signs.distributions = read_distributions (signs.sandboxed);
  return &signs;
}

/**
 * sp_local_is_there:
 * @signs: what is there
 * @which: which of the two
 *
 * Returns: whether there is something to talk to. The session's daemon is started by whoever asks for it.
 */
gboolean
sp_local_is_there (const SpLocalSigns *signs,
                   SpLocal             which)
{
  g_return_val_if_fail (signs != NULL, FALSE);

  return signs->socket[which] || (which == SP_LOCAL_SESSION && signs->daemon != NULL);
}

static char *
dup_installer (const SpLocalSigns *signs)
{
  for (gsize i = 0; signs->distributions != NULL && i < G_N_ELEMENTS (installers); i++)
    if (strstr (signs->distributions, installers[i].distribution) != NULL)
      return g_strdup (installers[i].command);
  return NULL;
}

static char *
explain_absence (const SpLocalSigns *signs,
                 SpLocal             which,
                 char              **command)
{
  if (which == SP_LOCAL_SESSION)
    {
      *command = signs->sandboxed ? g_strdup ("virsh -c qemu:///session list") : NULL;
      return g_strdup (signs->sandboxed ? _ ("Your own machines’ libvirt is asleep, and cannot be woken from here. This wakes it:")
                                        : _ ("The libvirt of your own machines is not installed."));
    }
  if (signs->daemon != NULL)
    {
      *command = g_strdup_printf ("sudo systemctl enable --now %s.socket", signs->daemon);
      return g_strdup (_ ("libvirt is installed, but nothing of it answers. This starts it:"));
    }
  *command = dup_installer (signs);
  if (signs->sandboxed)
    return g_strdup (*command != NULL ? _ ("No libvirt can be seen from here. If it is not installed, this installs it; start Savepoint again afterwards:")
                                      : _ ("No libvirt can be seen from here. Install and start it, then start Savepoint again."));
  return g_strdup (*command != NULL ? _ ("libvirt is not installed. It is what runs the machines of virt-manager and GNOME Boxes. This installs it:")
                                    : _ ("libvirt is not installed. It is what runs the machines of virt-manager and GNOME Boxes."));
}

/* The words come from the daemon's check by polkit, or from the kernel where the socket is for the group only. */
static char *
explain_refusal (const GError *error,
                 char        **command)
{
  int code = sp_error_get_virt_code (error);

  *command = g_strdup ("sudo usermod -aG libvirt $USER");
  if (code == VIR_ERR_AUTH_UNAVAILABLE)
    return g_strdup (_ ("A password is wanted, but no program is there to ask for it (a polkit agent). Members of the group libvirt "
                        "need none. This adds you to it; log out and in again afterwards:"));
  if (code == VIR_ERR_AUTH_CANCELLED)
    return g_strdup (_ ("The password was not given. Members of the group libvirt need none. This adds you to it; log out and in again "
                        "afterwards:"));
  return g_strdup (_ ("You may not use it: the members of the group libvirt may. This adds you to it; log out and in again afterwards:"));
}

/**
 * sp_local_explain:
 * @signs: what is there
 * @which: which of the two
 * @error: (nullable): why it could not be opened; %NULL: there was nothing to open
 * @command: (out) (transfer full) (nullable): what opens it, to be typed in a terminal
 *
 * Returns: (transfer full): why it is closed and what to do, in sentences
 */
char *
sp_local_explain (const SpLocalSigns *signs,
                  SpLocal             which,
                  const GError       *error,
                  char              **command)
{
  g_return_val_if_fail (signs != NULL, NULL);
  g_return_val_if_fail (command != NULL, NULL);

  *command = NULL;
  if (error == NULL)
    return explain_absence (signs, which, command);
  if (which == SP_LOCAL_SYSTEM &&
      (g_error_matches (error, SP_ERROR, SP_ERROR_NOT_ALLOWED) || g_error_matches (error, SP_ERROR, SP_ERROR_AUTH)))
    return explain_refusal (error, command);
  if (g_error_matches (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT) && (which == SP_LOCAL_SYSTEM || signs->sandboxed))
    return explain_absence (signs, which, command);
  if (g_error_matches (error, SP_ERROR, SP_ERROR_CANNOT_CONNECT))
    return g_strdup_printf (_ ("The libvirt of your own machines could not be started. %s"), error->message);
  return sp_join (SP_JOIN_SENTENCES, error->message, sp_error_get_advice (error));
}
