/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private libvirtd with real QEMU machines that count. */

#include "config.h"

#include "sp-rig.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define CHECK_TRIES 8
#define CHECK_PAUSE_USEC 250000
#define PATIENCE (60 * G_USEC_PER_SEC)
#define COUNT_SECTOR_BYTES 512
#define OBEYS 509 /* see counter.asm */

struct _SpRig
{
  char        *folder;
  char        *uri;
  GSubprocess *daemon;
  GHashTable  *offsets; /* machine -> how much of its serial line is forgotten */
};

static char *
in_folder (SpRig      *self,
           const char *format,
           ...) G_GNUC_PRINTF (2, 3);

static char *
in_folder (SpRig      *self,
           const char *format,
           ...)
{
  g_autofree char *name = NULL;
  va_list args;

  va_start (args, format);
  name = g_strdup_vprintf (format, args);
  va_end (args);
  return g_build_filename (self->folder, name, NULL);
}

static void
write_file (SpRig      *self,
            const char *name,
            const char *text)
{
  g_autofree char *path = in_folder (self, "%s", name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static GSubprocessLauncher *
new_launcher (SpRig           *self,
              GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);
  static const char *const folders[][2] = {
    { "XDG_CONFIG_HOME", "config" },
    { "XDG_CACHE_HOME", "cache" },
    { "XDG_DATA_HOME", "data" },
    { "XDG_STATE_HOME", "state" },
    { "XDG_RUNTIME_DIR", "run" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = in_folder (self, "%s", folders[i][1]);

      g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
      g_subprocess_launcher_setenv (launcher, folders[i][0], path, TRUE);
    }
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_unsetenv (launcher, "MALLOC_CHECK_");
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  return launcher;
}

static char *
run (SpRig             *self,
     const char *const *argv,
     gboolean           must_work)
{
  g_autoptr (GSubprocessLauncher) launcher =
      new_launcher (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    {
      if (must_work)
        g_error ("%s %s failed: %s%s", argv[0], argv[1] ? argv[1] : "", out, err);
      return NULL;
    }
  return g_steal_pointer (&out);
}

static void
spawn_daemon (SpRig      *self,
              const char *log)
{
  g_autoptr (GSubprocessLauncher) launcher = new_launcher (self, G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autofree char *conf = in_folder (self, "libvirtd.conf");
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  g_clear_object (&self->daemon);
  self->daemon = g_subprocess_launcher_spawn (launcher, &error, "libvirtd", "-f", conf, NULL);
  g_assert_no_error (error);
}

static gboolean
has_died (SpRig *self)
{
  return g_subprocess_get_identifier (self->daemon) == NULL;
}

/**
 * sp_rig_start:
 * @self: the rig
 *
 * Starts the daemon and waits until it answers. One that dies as it comes up is started anew, as systemd does: libvirt 11.3
 * trips once over the merge of a top layer that the daemon before it left under way (qemuBlockJobUpdate() of a job that it has
 * just cancelled), be it before it answers or a moment later.
 */
void
sp_rig_start (SpRig *self)
{
  g_autofree char *log = in_folder (self, "libvirtd.log");
  gint64 until = g_get_monotonic_time () + PATIENCE;

  g_assert_null (self->daemon);
  spawn_daemon (self, log);
  while (g_get_monotonic_time () < until)
    {
      g_autofree char *version = sp_rig_virsh (self, FALSE, "version", NULL);

      if (version != NULL)
        return;
      g_usleep (50000);
      if (has_died (self))
        spawn_daemon (self, log);
    }
  g_error ("The private libvirtd does not answer; see %s", log);
}

/**
 * sp_rig_revive:
 * @self: the rig
 *
 * Starts the daemon where it has died by itself.
 */
void
sp_rig_revive (SpRig *self)
{
  if (self->daemon == NULL || !has_died (self))
    return;
  g_clear_object (&self->daemon);
  sp_rig_start (self);
}

/**
 * sp_rig_new:
 *
 * Makes the folder, and starts a daemon in it.
 *
 * Returns: (transfer full): the rig
 */
SpRig *
sp_rig_new (void)
{
  SpRig *self = g_new0 (SpRig, 1);
  g_autoptr (GError) error = NULL;
  const char *below = g_getenv ("SP_RIG_BELOW");

  /* A socket's path may have 107 characters only. */
  self->folder = g_build_filename (below != NULL ? below : "/tmp", "sp-rig-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->uri = g_strdup_printf ("qemu:///session?socket=%s/run/libvirt/libvirt-sock", self->folder);
  self->offsets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  write_file (self, "libvirtd.conf", "log_outputs = \"3:stderr\"\n");
  write_file (self, "config/libvirt/qemu.conf",
              "stdio_handler = \"file\"\nsecurity_driver = \"none\"\nnamespaces = []\n");
  sp_rig_start (self);
  return self;
}

static void
stop_machines (SpRig *self)
{
  g_autofree char *names = sp_rig_virsh (self, FALSE, "list", "--name", NULL);
  g_auto (GStrv) list = g_strsplit (names ? names : "", "\n", -1);

  for (gsize i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      g_free (sp_rig_virsh (self, FALSE, "destroy", list[i], NULL));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/**
 * sp_rig_free:
 * @self: the rig
 *
 * Stops all its machines and the daemon, and removes the folder.
 */
void
sp_rig_free (SpRig *self)
{
  if (self->daemon == NULL)
    sp_rig_start (self);
  stop_machines (self);
  g_subprocess_send_signal (self->daemon, SIGTERM);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_clear_object (&self->daemon);
  if (g_getenv ("SP_RIG_KEEP") == NULL)
    remove_tree (self->folder);
  g_hash_table_unref (self->offsets);
  g_free (self->folder);
  g_free (self->uri);
  g_free (self);
}

const char *
sp_rig_get_uri (SpRig *self)
{
  return self->uri;
}

const char *
sp_rig_get_folder (SpRig *self)
{
  return self->folder;
}

void
sp_rig_kill (SpRig *self)
{
  g_assert_nonnull (self->daemon);
  g_subprocess_force_exit (self->daemon);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_clear_object (&self->daemon);
}

void
sp_rig_freeze (SpRig   *self,
               gboolean frozen)
{
  g_subprocess_send_signal (self->daemon, frozen ? SIGSTOP : SIGCONT);
}

/* By libvirt's own note of it, which is there as soon as the process is. */
int
sp_rig_get_qemu (SpRig      *self,
                 const char *name)
{
  g_autofree char *path = in_folder (self, "run/libvirt/qemu/run/%s.pid", name);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? (int) g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * sp_rig_virsh:
 * @self: the rig
 * @must_work: whether the test is to abort where it fails
 * @...: arguments, %NULL-terminated
 *
 * Does what another client might do.
 *
 * Returns: (transfer full) (nullable): what it printed
 */
char *
sp_rig_virsh (SpRig   *self,
              gboolean must_work,
              ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *argument = NULL;
  va_list args;

  g_ptr_array_add (argv, (gpointer) "virsh");
  g_ptr_array_add (argv, (gpointer) "-q");
  g_ptr_array_add (argv, (gpointer) "-c");
  g_ptr_array_add (argv, self->uri);
  va_start (args, must_work);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  return run (self, (const char *const *) argv->pdata, must_work);
}

static void
make_disk (SpRig      *self,
           const char *name,
           const char *target,
           SpRigFlags  flags)
{
  gboolean raw = (flags & SP_RIG_RAW) != 0;
  g_autofree char *seed = in_folder (self, "%s-%s.seed", name, target);
  g_autofree char *path = in_folder (self, "%s-%s.%s", name, target, raw ? "raw" : "qcow2");
  g_autofree char *boot = NULL;
  g_autofree char *disk = g_malloc0 (4 * 1024 * 1024);
  const char *const argv[] = { "qemu-img", "convert", "-O", raw ? "raw" : "qcow2", "-f", "raw", seed, path, NULL };
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_get_contents (SP_COUNTER, &boot, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, 512);
  memcpy (disk, boot, length);
  disk[OBEYS] = (flags & SP_RIG_BUTTON) != 0;
  g_file_set_contents (seed, disk, 4 * 1024 * 1024, &error);
  g_assert_no_error (error);
  g_free (run (self, argv, TRUE));
  g_unlink (seed);
}

/* What it starts from, as the begin of <os>: its first disk, firmware, or a program that QEMU loads. */
static char *
dup_boot (SpRig      *self,
          const char *name,
          SpRigFlags  flags)
{
  if ((flags & SP_RIG_UEFI) != 0)
    return g_strdup_printf (" firmware='efi'><firmware><feature enabled='no' name='enrolled-keys'/><feature enabled='no' "
                            "name='secure-boot'/></firmware><loader format='raw'/><nvram format='raw'>%s/%s-nvram.fd</nvram>",
                            self->folder, name);
  if ((flags & SP_RIG_AGENT) == SP_RIG_AGENT)
    return g_strdup ("><kernel>" SP_AGENT "</kernel>");
  return g_strdup (">");
}

/**
 * sp_rig_add_machine:
 * @self: the rig
 * @name: its name
 * @flags: what it is made of
 *
 * Makes a machine with two disks, and waits until it counts.
 */
void
sp_rig_add_machine (SpRig      *self,
                    const char *name,
                    SpRigFlags  flags)
{
  gboolean raw = (flags & SP_RIG_RAW) != 0;
  const char *format = raw ? "raw" : "qcow2";
  g_autofree char *boot = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;

  make_disk (self, name, "vda", flags);
  make_disk (self, name, "vdb", flags);
  boot = dup_boot (self, name, flags);
  xml = g_strdup_printf (
      "<domain type='qemu'><name>%s</name><memory unit='MiB'>%d</memory><vcpu>1</vcpu>"
      "<os%s<type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>"
      "<devices>"
      "<disk type='file' device='disk'><driver name='qemu' type='%s'/><source file='%s/%s-vda.%s'/>"
      "<target dev='vda' bus='virtio'/><boot order='1'/></disk>"
      "<disk type='file' device='disk'><driver name='qemu' type='%s'/><source file='%s/%s-vdb.%s'/>"
      "<target dev='vdb' bus='virtio'/><boot order='2'/></disk>"
      "<serial type='file'><source path='%s/%s.serial' append='on'/></serial>"
      "<controller type='usb' model='none'/><memballoon model='none'/>%s%s"
      "</devices></domain>",
      name, (flags & SP_RIG_UEFI) != 0 ? 64 : 16, boot, format, self->folder, name, format, format, self->folder, name, format, self->folder,
      name, (flags & SP_RIG_SCREEN) != 0 ? "<video><model type='vga' vram='1024' heads='1'/></video>" : "",
      (flags & SP_RIG_CHANNEL) != 0 ? "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>" : "");
  file = g_strdup_printf ("%s.xml", name);
  write_file (self, file, xml);
  path = in_folder (self, "%s", file);
  g_free (sp_rig_virsh (self, TRUE, "define", path, NULL));
  g_unlink (path);
  if ((flags & (SP_RIG_OFF | SP_RIG_UEFI)) == 0)
    {
      g_free (sp_rig_virsh (self, TRUE, "start", name, NULL));
      sp_rig_wait_count (self, name, 3);
    }
}

static GArray *
read_counts (SpRig      *self,
             const char *name,
             gboolean    all)
{
  g_autofree char *path = in_folder (self, "%s.serial", name);
  g_autofree char *text = NULL;
  gsize length = 0;
  gsize *offset = g_hash_table_lookup (self->offsets, name);
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return counts;
  lines = g_strsplit (text + (all || offset == NULL ? 0 : MIN (*offset, length)), "\n", -1);
  /* The last piece may be half a number; so may the first, after a revert. */
  for (gsize i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      guint count = (guint) g_ascii_strtoull (g_strstrip (lines[i]), NULL, 10);

      if (count > 0)
        g_array_append_val (counts, count);
    }
  return counts;
}

guint
sp_rig_last_count (SpRig      *self,
                   const char *name)
{
  g_autoptr (GArray) counts = read_counts (self, name, TRUE);

  return counts->len > 0 ? g_array_index (counts, guint, counts->len - 1) : 0;
}

guint
sp_rig_wait_count (SpRig      *self,
                   const char *name,
                   guint       more)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;
  g_autoptr (GArray) before = read_counts (self, name, TRUE);

  while (g_get_monotonic_time () < until)
    {
      g_autoptr (GArray) now = read_counts (self, name, TRUE);

      if (now->len >= before->len + more)
        return g_array_index (now, guint, now->len - 1);
      g_usleep (20000);
    }
  g_error ("“%s” does not count", name);
}

void
sp_rig_forget (SpRig      *self,
               const char *name)
{
  g_autofree char *path = in_folder (self, "%s.serial", name);
  gsize *offset = g_new0 (gsize, 1);
  GStatBuf info;

  if (g_stat (path, &info) == 0)
    *offset = (gsize) info.st_size;
  g_hash_table_insert (self->offsets, g_strdup (name), offset);
}

/**
 * sp_rig_first_count:
 * @self: the rig
 * @name: a machine
 *
 * Where the guest went on from: the begin of the last row of numbers that follow each other. A number that a revert cut in
 * two begins a row of its own.
 *
 * Returns: the first count since sp_rig_forget(), or since it last jumped
 */
guint
sp_rig_first_count (SpRig      *self,
                    const char *name)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  sp_rig_wait_count (self, name, 3);
  while (g_get_monotonic_time () < until)
    {
      g_autoptr (GArray) counts = read_counts (self, name, FALSE);
      guint i = counts->len;

      while (i > 1 && g_array_index (counts, guint, i - 1) == g_array_index (counts, guint, i - 2) + 1)
        i--;
      if (i > 0 && counts->len - i >= 1)
        return g_array_index (counts, guint, i - 1);
      g_usleep (20000);
    }
  g_error ("“%s” does not count", name);
}

/**
 * sp_rig_disk_count:
 * @self: the rig
 * @path: an image, with all that it stands on
 *
 * Returns: the count that a guest would find on it
 */
guint
sp_rig_disk_count (SpRig      *self,
                   const char *path)
{
  g_autofree char *out = in_folder (self, "sector.raw");
  g_autofree char *in = g_strdup_printf ("if=%s", path);
  g_autofree char *of = g_strdup_printf ("of=%s", out);
  const char *const argv[] = { "qemu-img", "dd", "-U", "-O", "raw", "bs=512", "skip=1", "count=2", in, of, NULL };
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  guint32 count = 0;

  g_free (run (self, argv, TRUE));
  g_file_get_contents (out, &bytes, &length, &error);
  g_assert_no_error (error);
  g_unlink (out);
  g_assert_cmpuint (length, >=, COUNT_SECTOR_BYTES);
  if (memcmp (bytes, "SPCOUNT", 8) != 0)
    return 0;
  memcpy (&count, bytes + 8, sizeof count);
  return GUINT32_FROM_LE (count);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
sp_rig_list_files (SpRig      *self,
                   const char *name)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  g_autofree char *disks = g_strdup_printf ("%s-", name);
  g_autofree char *memories = g_strdup_printf ("%s.", name);
  const char *file = NULL;

  while ((file = g_dir_read_name (dir)) != NULL)
    if ((g_str_has_prefix (file, disks) || g_str_has_prefix (file, memories)) && !g_str_has_suffix (file, ".serial"))
      g_ptr_array_add (files, g_strdup (file));
  g_ptr_array_sort (files, compare);
  return (GStrv) g_ptr_array_steal (files, NULL);
}

/* An image that a machine writes may be caught between two writes that belong together. What is truly broken stays so. */
gboolean
sp_rig_check_image (SpRig      *self,
                    const char *path)
{
  const char *const argv[] = { "qemu-img", "check", "-U", "-q", path, NULL };

  for (guint i = 0; i < CHECK_TRIES; i++)
    {
      g_autofree char *out = run (self, argv, FALSE);

      if (out != NULL)
        return TRUE;
      g_usleep (CHECK_PAUSE_USEC);
    }
  return FALSE;
}
