/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A deed's journal: a file that is written through to the disk before and after each step, and locked while its process lives. */

#include "config.h"

#include "sp-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define DEED "deed"
#define MOST_BYTES (1024 * 1024)

struct _SpJournal
{
  SpPlan  *plan;
  char    *host_id;
  char    *path; /* NULL: there is no file yet, or none could be made */
  int      fd;
  gboolean failed;
};

static SpJournalHook test_hook;

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "savepoint", "journal", NULL);
}

static gboolean
write_through (int         fd,
               const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      gssize n = write (fd, text, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      text += n;
      left -= (gsize) n;
    }
  return fsync (fd) == 0;
}

/* The step that the wish is about, and the one that keeps the state before it. */
static void
find_names (SpPlan      *plan,
            const char **target,
            const char **safety,
            guint       *main_step)
{
  SpStepKind kind = sp_plan_get_wish_kind (plan) == SP_WISH_REVERT ? SP_STEP_REVERT : SP_STEP_TAKE;

  *target = *safety = NULL;
  *main_step = 0;
  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind == SP_STEP_TAKE && (step->guard || step->safety))
        *safety = step->snapshot;
      else if (step->kind == kind)
        {
          *target = step->snapshot;
          *main_step = i + 1;
        }
    }
}

/* What a person chose for a revert is in its steps. */
static void
write_options (GKeyFile *file,
               SpPlan   *plan)
{
  gboolean safety = FALSE;

  for (guint i = 0; i < sp_plan_get_n_steps (plan); i++)
    {
      const SpStep *step = sp_plan_get_step (plan, i);

      if (step->kind == SP_STEP_REVERT)
        {
          g_key_file_set_integer (file, DEED, "goes-on", (int) step->then);
          g_key_file_set_boolean (file, DEED, "reset-firmware", step->reset_firmware);
        }
      else if (step->kind == SP_STEP_DISCARD_SAVED)
        g_key_file_set_boolean (file, DEED, "force", TRUE);
      else if (step->kind == SP_STEP_TAKE && step->safety)
        {
          safety = TRUE;
          g_key_file_set_boolean (file, DEED, "disks-only", !step->memory);
        }
    }
  g_key_file_set_boolean (file, DEED, "no-safety", !safety);
}

static void
read_options (GKeyFile *file,
              SpWish   *wish)
{
  wish->kind = SP_WISH_REVERT;
  wish->then = (SpThen) CLAMP (g_key_file_get_integer (file, DEED, "goes-on", NULL), 0, SP_THEN_PAUSED);
  wish->reset_firmware = g_key_file_get_boolean (file, DEED, "reset-firmware", NULL);
  wish->force = g_key_file_get_boolean (file, DEED, "force", NULL);
  wish->safety_disks_only = g_key_file_get_boolean (file, DEED, "disks-only", NULL);
  wish->no_safety = g_key_file_get_boolean (file, DEED, "no-safety", NULL);
}

static char *
make_head (SpJournal *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();
  SpMachine *machine = sp_facts_get_machine (sp_plan_get_facts (self->plan));
  const char *const *going = sp_plan_get_going (self->plan);
  const char *target = NULL;
  const char *safety = NULL;
  guint main_step = 0;

  find_names (self->plan, &target, &safety, &main_step);
  for (guint i = 0; i < sp_plan_get_n_steps (self->plan); i++)
    {
      const SpStep *step = sp_plan_get_step (self->plan, i);

      g_ptr_array_add (sentences, (char *) (step->sentence != NULL && step->kind != SP_STEP_WAIT ? step->sentence : ""));
    }
  g_key_file_set_string (file, DEED, "host", self->host_id);
  g_key_file_set_string (file, DEED, "uuid", sp_machine_get_uuid (machine));
  g_key_file_set_string (file, DEED, "machine", sp_machine_get_name (machine));
  g_key_file_set_string (file, DEED, "title", sp_plan_get_title (self->plan));
  g_key_file_set_int64 (file, DEED, "at", g_get_real_time () / G_USEC_PER_SEC);
  g_key_file_set_integer (file, DEED, "kind", sp_plan_get_wish_kind (self->plan));
  g_key_file_set_integer (file, DEED, "main", (int) main_step);
  if (target != NULL)
    g_key_file_set_string (file, DEED, "target", target);
  if (safety != NULL)
    g_key_file_set_string (file, DEED, "safety", safety);
  if (sp_plan_get_rescue (self->plan) != NULL)
    g_key_file_set_integer (file, DEED, "then", sp_plan_get_rescue (self->plan)->then);
  if (sp_plan_get_wish_kind (self->plan) == SP_WISH_REVERT)
    write_options (file, self->plan);
  if (going != NULL)
    g_key_file_set_string_list (file, DEED, "going", going, g_strv_length ((char **) going));
  g_key_file_set_string_list (file, DEED, "steps", (const char *const *) sentences->pdata, sentences->len);
  return g_key_file_to_data (file, NULL, NULL);
}

/* Its final name stands only for a file that is whole and locked. */
static gboolean
create (SpJournal *self)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *early = g_strdup_printf ("%s/%s.new", folder, name);
  g_autofree char *head = make_head (self);
  int folder_fd = -1;

  self->path = g_strdup_printf ("%s/%s.ini", folder, name);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return FALSE;
  self->fd = g_open (early, O_CREAT | O_EXCL | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (self->fd < 0)
    return FALSE;
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0 || !write_through (self->fd, head) || g_rename (early, self->path) != 0)
    {
      g_unlink (early);
      return FALSE;
    }
  folder_fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder_fd >= 0)
    {
      fsync (folder_fd);
      close (folder_fd);
    }
  return TRUE;
}

/* A key that is written again counts from then on; a line that was cut off is left out when it is read. */
static void
note (SpJournal    *self,
      const SpStep *step,
      const char   *key)
{
  for (guint i = 0; i < sp_plan_get_n_steps (self->plan); i++)
    if (sp_plan_get_step (self->plan, i) == step)
      {
        g_autofree char *line = g_strdup_printf ("%s=%u\n", key, i + 1);

        if (!self->failed && !write_through (self->fd, line))
          {
            self->failed = TRUE;
            g_message ("The journal could not be written: %s", g_strerror (errno));
          }
      }
}

SpJournal *
sp_journal_new (const char *host_id,
                SpPlan     *plan)
{
  SpJournal *self = NULL;

  g_return_val_if_fail (host_id != NULL, NULL);
  g_return_val_if_fail (SP_IS_PLAN (plan), NULL);

  self = g_new0 (SpJournal, 1);
  self->plan = g_object_ref (plan);
  self->host_id = g_strdup (host_id);
  self->fd = -1;
  return self;
}

/**
 * sp_journal_begin_step:
 * @self: (nullable): the journal
 * @step: of its plan
 *
 * Notes that a step begins. A journal that cannot be written keeps nobody from the deed: where the disk is full, deleting a
 * snapshot could be what helps.
 */
void
sp_journal_begin_step (SpJournal    *self,
                       const SpStep *step)
{
  if (self == NULL)
    return;
  if (self->path == NULL && !create (self))
    {
      self->failed = TRUE;
      g_message ("The journal could not be written: %s", g_strerror (errno));
    }
  note (self, step, "begun");
  if (test_hook != NULL)
    test_hook (0);
}

void
sp_journal_end_step (SpJournal    *self,
                     const SpStep *step)
{
  if (self == NULL)
    return;
  if (test_hook != NULL)
    test_hook (1);
  note (self, step, "done");
  if (test_hook != NULL)
    test_hook (2);
}

void
sp_journal_set_hook (SpJournalHook hook)
{
  test_hook = hook;
}

void
sp_journal_free (SpJournal *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_object_unref (self->plan);
  g_free (self->host_id);
  g_free (self->path);
  g_free (self);
}

void
sp_journal_done (SpJournal *self)
{
  if (self != NULL && self->path != NULL)
    g_unlink (self->path);
  sp_journal_free (self);
}

void
sp_unfinished_free (SpUnfinished *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->path);
  g_free (self->host);
  g_free (self->uuid);
  g_free (self->machine);
  g_free (self->title);
  g_free (self->target);
  g_free (self->safety);
  g_strfreev (self->going);
  g_strfreev (self->sentences);
  g_free (self);
}

static guint
get_number (GKeyFile   *file,
            const char *key,
            guint       most)
{
  return (guint) CLAMP (g_key_file_get_integer (file, DEED, key, NULL), 0, (int) most);
}

static SpUnfinished *
read_one (const char *path,
          char       *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (SpUnfinished) self = g_new0 (SpUnfinished, 1);
  char *end = strrchr (text, '\n');
  int kind = 0;

  if (end == NULL)
    return NULL;
  end[1] = '\0';
  if (!g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return NULL;
  self->path = g_strdup (path);
  self->id = g_path_get_basename (path);
  self->id[strlen (self->id) - strlen (".ini")] = '\0';
  self->host = g_key_file_get_string (file, DEED, "host", NULL);
  self->uuid = g_key_file_get_string (file, DEED, "uuid", NULL);
  self->machine = g_key_file_get_string (file, DEED, "machine", NULL);
  self->title = g_key_file_get_string (file, DEED, "title", NULL);
  self->begun_at = g_key_file_get_int64 (file, DEED, "at", NULL);
  self->target = g_key_file_get_string (file, DEED, "target", NULL);
  self->safety = g_key_file_get_string (file, DEED, "safety", NULL);
  self->going = g_key_file_get_string_list (file, DEED, "going", NULL, NULL);
  self->sentences = g_key_file_get_string_list (file, DEED, "steps", NULL, NULL);
  kind = g_key_file_get_integer (file, DEED, "kind", NULL);
  if (self->host == NULL || self->uuid == NULL || self->machine == NULL || self->title == NULL || self->sentences == NULL ||
      kind < SP_WISH_TAKE || kind > SP_WISH_REPAIR ||
      ((kind == SP_WISH_TAKE || kind == SP_WISH_REVERT) && self->target == NULL))
    return NULL;
  self->kind = (SpWishKind) kind;
  self->n_begun = get_number (file, "begun", g_strv_length (self->sentences));
  self->n_done = get_number (file, "done", g_strv_length (self->sentences));
  self->n_main = get_number (file, "main", g_strv_length (self->sentences));
  self->then = (SpThen) get_number (file, "then", SP_THEN_PAUSED);
  self->left[0] = self->safety;
  read_options (file, &self->options);
  return g_steal_pointer (&self);
}

/* NULL: it is another's that lives, or makes no sense. */
static SpUnfinished *
open_one (const char *path)
{
  SpUnfinished *found = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;
  GStatBuf info;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);

  if (fd < 0)
    return NULL;
  if (flock (fd, LOCK_SH | LOCK_NB) == 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= MOST_BYTES &&
      g_file_get_contents (path, &text, &length, NULL))
    found = read_one (path, text);
  close (fd);
  return found;
}

static int
compare_age (gconstpointer a,
             gconstpointer b)
{
  const SpUnfinished *p = *(SpUnfinished *const *) a;
  const SpUnfinished *q = *(SpUnfinished *const *) b;

  return (p->begun_at > q->begun_at) - (p->begun_at < q->begun_at);
}

/**
 * sp_journal_list:
 *
 * Returns: (transfer container) (element-type SpUnfinished): the deeds whose process ended in the middle, oldest first
 */
GPtrArray *
sp_journal_list (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) sp_unfinished_free);
  g_autofree char *folder = get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      SpUnfinished *one = g_str_has_suffix (name, ".ini") ? open_one (path) : NULL;

      if (one != NULL)
        g_ptr_array_add (found, one);
    }
  g_ptr_array_sort (found, compare_age);
  return found;
}

void
sp_unfinished_forget (const SpUnfinished *self)
{
  g_return_if_fail (self != NULL);

  g_unlink (self->path);
}
