#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the guard: every function of libvirt that may ask a daemon, wrapped so that it aborts on the main thread.

libvirt-gobject calls the same functions, so its own are caught where they would ask. The list of what is harmless stands
here; what libvirt adds later is guarded until somebody has looked at it.

Usage: make-guard.py libvirt-api.xml > guard.c
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

# Answered from the object or the process alone (libvirt's src/libvirt*.c: no call of a driver's function).
HARMLESS = re.compile(r'''vir(
    \w*Ref | \w*GetConnect | \w*GetDomain | \w*GetName | \w*GetUUID(String)? | DomainGetID
  | Connect(GetType | GetURI | IsAlive | SetIdentity | CredType\w*)
  | GetVersion | Initialize | Event\w+ | \w*Error\w* | TypedParam\w+ | StreamNew
  | StoragePoolGetName | StorageVolGet(Name | Key) | NodeDeviceGetParent | SecretGetUsage(ID | Type) | InterfaceGetMACString
)''', re.X)
# virConnectGetHostname ends in GetName only by chance; these ask.
ASKS = {'virConnectGetHostname', 'virDomainGetHostname', 'virNetworkGetBridgeName'}
# Let go of a reference; the last one closes the connection.
FREES = re.compile(r'vir\w+Free')

HEAD = r'''/* Generated. Aborts where the main thread makes a call that may wait for a daemon. */
#define _GNU_SOURCE
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <glib-object.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* For this process only: the daemons that it starts are their own masters. */
__attribute__((constructor)) static void
start (void)
{
  unsetenv ("LD_PRELOAD");
}

static void
check (const char *name)
{
  if (gettid () != getpid ())
    return;
  fprintf (stderr, "guard: %s on the main thread\n", name);
  abort ();
}

/* libvirt's objects are GObjects underneath. */
static void
check_last (const char *name, void *object, void *connection)
{
  if (object != NULL && connection != NULL && G_OBJECT (object)->ref_count == 1 && G_OBJECT (connection)->ref_count == 1)
    check (name);
}

static void *
find (void **real, const char *name)
{
  if (*real == NULL)
    *real = dlsym (RTLD_NEXT, name);
  if (*real == NULL)
    {
      fprintf (stderr, "guard: libvirt has no %s\n", name);
      abort ();
    }
  return *real;
}
'''


def declare(kind, name):
    return kind + name if kind.endswith('*') else f'{kind} {name}'


def wrap(function, names):
    name = function.get('name')
    kind = function.find('return').get('type')
    arguments = [(a.get('type'), a.get('name')) for a in function.findall('arg')]
    parameters = ', '.join(declare(*a) for a in arguments) or 'void'
    words = ', '.join(a[1] for a in arguments)
    guard = f'check ("{name}");'
    if name == 'virConnectClose':
        guard = f'check_last ("{name}", {words}, {words});'
    elif FREES.fullmatch(name):
        getter = name[:-len('Free')] + 'GetConnect'
        if getter not in names:
            return ''
        guard = f'check_last ("{name}", {words}, {words} != NULL ? {getter} ({words}) : NULL);'
    call = f'((__typeof__ (&{name})) find (&real, "{name}")) ({words});'
    return (f'\n{kind}\n{name} ({parameters})\n{{\n  static void *real;\n\n  {guard}\n'
            f'  {"" if kind == "void" else "return "}{call}\n}}\n')


def main():
    functions = ElementTree.parse(sys.argv[1]).getroot().find('symbols').findall('function')
    names = {f.get('name') for f in functions}
    sys.stdout.write(HEAD)
    for function in functions:
        name = function.get('name')
        if name in ASKS or not HARMLESS.fullmatch(name):
            sys.stdout.write(wrap(function, names))


if __name__ == '__main__':
    main()
