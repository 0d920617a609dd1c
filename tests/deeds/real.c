/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real machines on a private daemon: what a snapshot kept is told by the guest and by its disks, not by libvirt. */

#include "config.h"

#include "real.h"

#include "sp-doctor.h"

#include <glib/gstdio.h>

/* One daemon for all: each test has a machine of its own. */
SpRig *real_rig;
SpHost *real_host;

void
real_add (const char *name,
          SpRigFlags  flags)
{
  g_autoptr (GError) error = NULL;

  sp_rig_add_machine (real_rig, name, flags);
  deed_await (sp_host_refresh (real_host), &error);
  g_assert_no_error (error);
  g_assert_nonnull (sp_host_find_machine (real_host, name));
}

void
real_remove (const char *name)
{
  g_free (sp_rig_virsh (real_rig, FALSE, "destroy", name, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "undefine", name, "--snapshots-metadata", "--nvram", NULL));
}

void
real_add_pool (void)
{
  g_free (sp_rig_virsh (real_rig, TRUE, "pool-create-as", "folder", "dir", "--target", sp_rig_get_folder (real_rig), NULL));
}

void
real_remove_pool (void)
{
  g_free (sp_rig_virsh (real_rig, TRUE, "pool-destroy", "folder", NULL));
}

/* What Doctor finds, in a line; the folder is left out. */
void
real_check_findings (const char *name,
                     const char *expected)
{
  g_autoptr (SpFacts) facts = deed_examine (real_host, name);
  g_autoptr (GPtrArray) findings = sp_doctor_examine (facts);
  g_autoptr (GString) found = g_string_new (NULL);
  g_autofree char *folder = g_strconcat (sp_rig_get_folder (real_rig), "/", NULL);

  for (guint i = 0; i < findings->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", ((const SpFinding *) findings->pdata[i])->id);
  g_string_replace (found, folder, "", 0);
  g_assert_cmpstr (found->str, ==, expected);
}

/* What the guest finds on its disks: between what was there at the snapshot, and a count that was just being written. */
void
real_check_disks (const char *name,
                  guint       at_least,
                  guint       at_most)
{
  g_autoptr (SpFacts) facts = deed_facts (real_host, name);
  const SpFactsInit *f = sp_facts_peek (facts);

  for (gsize i = 0; i < f->n_disks; i++)
    {
      guint count = 0;

      count = sp_rig_disk_count (real_rig, f->disks[i].source);
      g_assert_cmpuint (count, >=, at_least);
      g_assert_cmpuint (count, <=, at_most);
      g_assert_true (sp_rig_check_image (real_rig, f->disks[i].source));
    }
}

void
real_check_files (const char *name,
                  const char *expected)
{
  g_auto (GStrv) files = sp_rig_list_files (real_rig, name);
  g_autofree char *found = g_strjoinv (" ", files);

  g_assert_cmpstr (found, ==, expected);
}

RealMoment
real_take (const char *name,
           const char *snapshot,
           SpKind      kind,
           gboolean    disks_only)
{
  RealMoment moment = { 0 };

  moment.before = sp_rig_last_count (real_rig, name);
  deed_take (real_host, name, snapshot, kind, disks_only);
  moment.after = sp_rig_last_count (real_rig, name);
  return moment;
}

/* RAM and both disks: reverted to, paused, looked at; then it goes on from there. */
void
real_check_memory (const char *name,
                   const char *snapshot,
                   RealMoment  moment)
{
  guint first = 0;

  sp_rig_forget (real_rig, name);
  deed_revert (real_host, name, snapshot, SP_THEN_PAUSED);
  g_assert_cmpint (deed_state (real_host, name), ==, SP_MACHINE_STATE_PAUSED);
  real_check_disks (name, moment.before, moment.after + 1);
  sp_rig_forget (real_rig, name);
  deed_must_power (real_host, name, SP_POWER_RESUME);
  first = sp_rig_first_count (real_rig, name);
  g_assert_cmpuint (first, >=, moment.before);
  g_assert_cmpuint (first, <=, moment.after + 2);
}

void
real_start (void)
{
  real_rig = sp_rig_new ();
  real_host = deed_open (sp_rig_get_uri (real_rig));
}

static void
wait_for_state (SpHostState state)
{
  /* As a person does who does not want to wait: the pauses grow with each time that it is lost. */
  if (state == SP_HOST_STATE_CONNECTED)
    dex_future_disown (sp_host_open (real_host));
  for (guint i = 0; i < 600 && sp_host_get_state (real_host) != state; i++)
    {
      if (state == SP_HOST_STATE_CONNECTED)
        sp_rig_revive (real_rig);
      deed_settle (50);
    }
  g_assert_cmpint (sp_host_get_state (real_host), ==, state);
}

void
real_come_back (void)
{
  wait_for_state (SP_HOST_STATE_LOST);
  sp_rig_start (real_rig);
  wait_for_state (SP_HOST_STATE_CONNECTED);
  /* It answers before it has taken up all machines again; what it says of them changes until then. */
  deed_settle (2000);
  wait_for_state (SP_HOST_STATE_CONNECTED);
}

void
real_stop (void)
{
  deed_close (real_host);
  sp_rig_free (real_rig);
}

/* All that the program says; it belongs to the caller. */
char *
real_run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  return out;
}

/* As virt-install makes it where snapshots are wanted: the settings, and what they are made from, are qcow2. */
void
real_make_nvram_qcow2 (const char *name,
                       gboolean    template_too)
{
  g_autofree char *xml = sp_rig_virsh (real_rig, TRUE, "dumpxml", name, NULL);
  g_autofree char *file = g_strdup_printf ("%s/%s.xml", sp_rig_get_folder (real_rig), name);
  g_autofree char *path = g_strdup_printf ("%s/%s-nvram.qcow2", sp_rig_get_folder (real_rig), name);
  g_autofree char *template = g_strdup_printf ("%s/%s-template.qcow2", sp_rig_get_folder (real_rig), name);
  g_autoptr (GRegex) find = g_regex_new ("<nvram template='([^']*)'[^>]*>[^<]*</nvram>", 0, 0, NULL);
  /* What libvirt has found by itself is named from here on: its own list has no such pair. */
  g_autoptr (GRegex) automatic = g_regex_new (" firmware='efi'|<firmware>.*</firmware>", G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *from = NULL;
  g_autofree char *element = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *by_hand = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_regex_match (find, xml, 0, &match));
  from = g_match_info_fetch (match, 1);
  g_free (real_run ((const char *const[]){ "qemu-img", "convert", "-f", "raw", "-O", "qcow2", from, path, NULL }));
  g_free (real_run ((const char *const[]){ "qemu-img", "convert", "-f", "raw", "-O", "qcow2", from, template, NULL }));
  element = g_strdup_printf ("<nvram template='%s' templateFormat='%s' format='qcow2'>%s</nvram>", template_too ? template : from,
                             template_too ? "qcow2" : "raw", path);
  changed = g_regex_replace_literal (find, xml, -1, 0, element, 0, NULL);
  by_hand = g_regex_replace_literal (automatic, changed, -1, 0, "", 0, NULL);
  g_assert_true (g_file_set_contents (file, by_hand, -1, NULL));
  g_free (sp_rig_virsh (real_rig, TRUE, "define", file, NULL));
  g_unlink (file);
  deed_await (sp_host_refresh (real_host), &error);
  g_assert_no_error (error);
}
