# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a wrapper for every function of libvirt and libvirt-gobject that may ask a host.

All do, as far as this script knows, but for those that are named here: a new one of a newer
libvirt is watched from the first day.
"""

import re
import sys
import xml.etree.ElementTree as ET

# What answers from the client's own memory, and takes no reference away (read in libvirt's source).
LOCAL = re.compile(
    r'virInitialize|virGetVersion|virEvent\w+|virTypedParam\w+|'
    r'vir(Conn)?(Get|Copy|Reset)Last\w+|virReset\w*Error|vir(Save|Set|Free|Copy)\w*Error|'
    r'vir(Conn)?SetErrorFunc|virDefaultErrorFunc|vir\w+Ref|'
    r'vir(Domain|Network|NetworkPort|StoragePool|Secret|NWFilter)GetUUID(String)?|'
    r'vir(Domain|DomainSnapshot|DomainCheckpoint|Network|StoragePool|StorageVol|NodeDevice|'
    r'Interface|NWFilter)GetName|'
    r'vir\w+GetConnect|virDomain(Snapshot|Checkpoint)GetDomain|virDomainGetID|virStorageVolGetKey')
# Of libvirt-gobject also what only begins something in a thread, or fetches its result.
GVIR_LOCAL = re.compile(
    r'gvir_init_\w+|gvir_event_\w+|\w+_get_type|\w+_new|\w+_finish|\w+_async|gvir_\w+_get_(name|uuid|uri)|'
    r'gvir_stream_\w+|gvir_connection_is_read_only')

CORE = {'c': 'http://www.gtk.org/introspection/c/1.0', 'g': 'http://www.gtk.org/introspection/core/1.0'}
C_TYPE, C_NAME = '{%(c)s}type' % CORE, '{%(c)s}identifier' % CORE


def libvirt(path):
    for function in ET.parse(path).iter('function'):
        arguments = [a.get('type') for a in function.findall('arg')]
        result = function.find('return')
        yield function.get('name'), result.get('type') if result is not None else 'void', arguments


def gobject(path):
    for tag in ('function', 'method', 'constructor'):
        for function in ET.parse(path).iter('{%(g)s}%(t)s' % {**CORE, 't': tag}):
            def c_type(of):
                node = next((n for n in of if n.get(C_TYPE)), None)
                return node.get(C_TYPE) if node is not None else None
            parameters = function.find('g:parameters', CORE)
            arguments = [c_type(p) for p in parameters] if parameters is not None else []
            if function.get('throws') == '1':
                arguments.append('GError**')
            yield function.get(C_NAME), c_type(function.find('g:return-value', CORE)), arguments


def wrap(name, result, arguments):
    declared = ', '.join(f'{t} a{i}' for i, t in enumerate(arguments)) or 'void'
    types = ', '.join(arguments) or 'void'
    passed = ', '.join(f'a{i}' for i in range(len(arguments)))
    back = '' if result == 'void' else 'return '
    return (f'{result}\n{name} ({declared})\n{{\n  static {result} (*real) ({types});\n\n'
            f'  sp_guard_check ("{name}");\n  if (real == NULL)\n    *(void **) &real = sp_guard_find ("{name}");\n'
            f'  {back}real ({passed});\n}}\n')


def main():
    api, gir, output = sys.argv[1:]
    functions = [f for f in libvirt(api) if not LOCAL.fullmatch(f[0])]
    functions += [f for f in gobject(gir) if not GVIR_LOCAL.fullmatch(f[0])]
    # The libraries that were read are of today; a list that shrinks to nothing would guard nothing.
    assert len(functions) > 500, len(functions)
    with open(output, 'w', encoding='utf-8') as out:
        out.write('#include "guard.h"\n#include <libvirt-gobject/libvirt-gobject.h>\n'
                  '#include <libvirt/libvirt.h>\n#include <libvirt/virterror.h>\n\n')
        out.write('\n'.join(wrap(*f) for f in functions))


main()
