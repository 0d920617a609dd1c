/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catches libvirt's errors and says them in our own words. */

#include "config.h"

#include "sp-virt-error.h"

#include "sp-error.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

typedef struct
{
  int   code;
  int   domain;
  char *message;
} Caught;

static void
caught_free (gpointer data)
{
  Caught *caught = data;

  g_free (caught->message);
  g_free (caught);
}

static GPrivate caught_key = G_PRIVATE_INIT (caught_free);

static void
catch_error (void    *data,
             virError *error)
{
  Caught *caught = NULL;

  if (error == NULL || error->code == VIR_ERR_OK || error->level != VIR_ERR_ERROR)
    return;
  caught = g_new0 (Caught, 1);
  caught->code = error->code;
  caught->domain = error->domain;
  caught->message = error->message != NULL ? g_utf8_make_valid (error->message, -1) : NULL;
  g_private_replace (&caught_key, caught);
}

/**
 * sp_virt_error_init:
 *
 * Sets the process-wide hook. Nothing of libvirt's is printed any more.
 */
void
sp_virt_error_init (void)
{
  virSetErrorFunc (NULL, catch_error);
}

/* libvirt has no code for a link that breaks: only its words tell it from a socket that was never there. The daemon's
 * own one to QEMU breaks in the same words. */
static gboolean
is_broken_link (const char *message)
{
  static const char *const words[] = { "recv data", "write data", "End of file", "Broken pipe", "reset by peer", "client socket is closed" };

  for (gsize i = 0; message != NULL && i < G_N_ELEMENTS (words); i++)
    if (strstr (message, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* What QEMU says through libvirt, that nobody could act on; and no fact tells it beforehand. It ends before anything is
 * touched. The first two: mine 7, which a memory saved while the machine was paused arms too (proven on 11.3 and 12.8).
 * The third: a take that was cut off when the daemon died, on QEMU 11 (12.8). The layer may be one that nobody uses, or the
 * one that the machine writes: nothing tells, so what was written is to be saved before a restart. The last: what QEMU or
 * libvirt wrote before the disk was full is taken back by them, but for the mark on a snapshot that was to be merged. */
static const struct
{
  const char *words;
  SpErrorCode code;
  const char *sentence;
} known[] = {
  { "paused due to previous migration", SP_ERROR_MUST_RUN,
    N_ ("the memory was saved or loaded while the machine was paused, and it has not run since") },
  { "can't be a backing child of active", SP_ERROR_MUST_RUN,
    N_ ("the memory was saved or loaded while the machine was paused, and it has not run since") },
  { "Duplicate nodes with node-name", SP_ERROR_MUST_RESTART,
    N_ ("taking a snapshot was interrupted, and the machine still holds a layer of it open") },
  { "No space left on device", SP_ERROR_NO_SPACE,
    N_ ("there is no room left where the host keeps the files; make room there, then try again") },
  /* What QEMU makes of a full disk while it saves the memory inside; a link that breaks has other words before it. */
  { " failed: Input/output error", SP_ERROR_NO_SPACE,
    N_ ("a file could not be written or read: there is no room left where the host keeps it, or its disk is failing") },
  /* Taking back a merge that failed, it may find that the failure has taken it back already, and tells only that. */
  { "Dirty bitmap 'libvirt-tmp-activewrite' not found", SP_ERROR_NO_SPACE,
    N_ ("the merge failed, and the host does not say why; most often there is no room left where it keeps the files") },
};

static int
find_known (const char *message)
{
  for (gsize i = 0; message != NULL && i < G_N_ELEMENTS (known); i++)
    if (strstr (message, known[i].words) != NULL)
      return (int) i;
  return -1;
}

static SpErrorCode
map (int         code,
     int         domain,
     const char *message)
{
  switch (code)
    {
    case VIR_ERR_NO_CONNECT:
      return SP_ERROR_CANNOT_CONNECT;
    case VIR_ERR_AUTH_FAILED:
    case VIR_ERR_AUTH_CANCELLED:
    case VIR_ERR_AUTH_UNAVAILABLE:
      return SP_ERROR_AUTH;
    case VIR_ERR_ACCESS_DENIED:
      return SP_ERROR_NOT_ALLOWED;
    case VIR_ERR_OPERATION_DENIED:
      return SP_ERROR_READ_ONLY;
    case VIR_ERR_NO_DOMAIN:
      return SP_ERROR_NO_MACHINE;
    case VIR_ERR_NO_DOMAIN_SNAPSHOT:
    case VIR_ERR_INVALID_DOMAIN_SNAPSHOT:
      return SP_ERROR_NO_SNAPSHOT;
    case VIR_ERR_OPERATION_TIMEOUT:
    case VIR_ERR_BLOCK_COPY_ACTIVE:
    case VIR_ERR_RESOURCE_BUSY:
      return SP_ERROR_BUSY;
    case VIR_ERR_NO_SUPPORT:
    case VIR_ERR_CONFIG_UNSUPPORTED:
    case VIR_ERR_OPERATION_UNSUPPORTED:
    case VIR_ERR_ARGUMENT_UNSUPPORTED:
      return SP_ERROR_UNSUPPORTED;
    case VIR_ERR_SNAPSHOT_REVERT_RISKY:
      return SP_ERROR_RISKY;
    case VIR_ERR_SYSTEM_ERROR:
      if (message != NULL && strstr (message, "No space left") != NULL)
        return SP_ERROR_NO_SPACE;
      /* A socket that is not there, or that nobody listens on. */
      if (domain != VIR_FROM_QEMU && is_broken_link (message))
        return SP_ERROR_LOST;
      if (domain == VIR_FROM_RPC || domain == VIR_FROM_REMOTE)
        return message != NULL && strstr (message, "Permission denied") != NULL ? SP_ERROR_NOT_ALLOWED : SP_ERROR_CANNOT_CONNECT;
      return SP_ERROR_FAILED;
    case VIR_ERR_RPC:
    case VIR_ERR_INVALID_CONN:
      return SP_ERROR_LOST;
    case VIR_ERR_INTERNAL_ERROR:
      if (domain == VIR_FROM_RPC || (domain != VIR_FROM_QEMU && is_broken_link (message)))
        return SP_ERROR_LOST;
      return SP_ERROR_FAILED;
    case VIR_ERR_XML_DETAIL:
      return SP_ERROR_BAD_NAME;
    case VIR_ERR_OPERATION_FAILED:
      if (message != NULL && strstr (message, "already exists") != NULL)
        return SP_ERROR_EXISTS;
      return SP_ERROR_FAILED;
    default:
      return SP_ERROR_FAILED;
    }
}

void
sp_virt_error_forget (void)
{
  g_private_replace (&caught_key, NULL);
  virResetLastError ();
}

/**
 * sp_virt_error_take:
 * @doing: (nullable): what failed, as the beginning of a sentence
 *
 * Makes an error of this thread's last libvirt error, and forgets that one.
 *
 * Returns: (transfer full): the error, with libvirt's own behind it
 */
GError *
sp_virt_error_take (const char *doing)
{
  Caught *caught = g_private_get (&caught_key);
  g_autofree char *message = NULL;
  GError *error = NULL;
  int code = 0;
  int domain = 0;
  int i = -1;

  if (caught != NULL)
    {
      code = caught->code;
      domain = caught->domain;
      message = g_strdup (caught->message);
    }
  else if (virGetLastError () != NULL)
    {
      const virError *last = virGetLastError ();

      code = last->code;
      domain = last->domain;
      message = last->message != NULL ? g_utf8_make_valid (last->message, -1) : NULL;
    }
  sp_virt_error_forget ();

  i = find_known (message);
  if (i >= 0)
    /* Translators: what could not be done, and why, in a part of a sentence: "The snapshot could not be taken: the host does not answer." */
    error = g_error_new (SP_ERROR, known[i].code, _ ("%s: %s."), doing != NULL ? doing : _ ("It cannot be done"), _ (known[i].sentence));
  else if (doing != NULL && message != NULL)
    error = g_error_new (SP_ERROR, map (code, domain, message), _ ("%s: %s."), doing, message);
  else
    error = g_error_new (SP_ERROR, map (code, domain, message), "%s",
                         doing != NULL ? doing : message != NULL ? message : _ ("Unknown error"));
  sp_error_set_virt (error, code, domain, message);
  return error;
}
