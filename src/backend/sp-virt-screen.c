/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of a machine that runs, asked of its host. */

#include "config.h"

#include "sp-virt-screen.h"

#include "sp-screen-image.h"
#include "sp-virt-error.h"

/* A screen of the largest size that we look at, as PPM. */
#define MOST_BYTES (192 * 1024 * 1024 + 64)

/* The host decides how much it sends. */
static int
receive (virStreamPtr stream,
         const char  *data,
         size_t       length,
         void        *closure)
{
  GByteArray *bytes = closure;

  if (bytes->len + length > MOST_BYTES)
    return -1;
  g_byte_array_append (bytes, (const guint8 *) data, (guint) length);
  return (int) length;
}

static GBytes *
ask_screen (virDomainPtr domain)
{
  virStreamPtr stream = virStreamNew (virDomainGetConnect (domain), 0);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char *mime = stream != NULL ? virDomainScreenshot (domain, stream, 0, 0) : NULL;
  gboolean ok = mime != NULL && virStreamRecvAll (stream, receive, bytes) == 0 && virStreamFinish (stream) == 0;

  if (!ok)
    sp_virt_error_forget ();
  /* Its word for the format is not needed. */
  free (mime);
  if (stream != NULL)
    virStreamFree (stream);
  return ok ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

/**
 * sp_virt_screen_load: (skip)
 * @domain: a machine
 *
 * Returns: (transfer full) (nullable): a small PNG of its screen; %NULL: it has none, or does not run
 */
GBytes *
sp_virt_screen_load (virDomainPtr domain)
{
  g_autoptr (GBytes) raw = NULL;

  g_return_val_if_fail (domain != NULL, NULL);

  raw = ask_screen (domain);
  return raw != NULL ? sp_screen_image_shrink (raw) : NULL;
}
