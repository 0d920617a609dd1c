#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of the house: each rule holds in the whole checkout, and is shown to catch what breaks it."""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

CODE = ('.c', '.h', '.py', '.sh', '.blp', '.asm', '.css')
SPOKEN = ('.c', '.blp', '.ui', '.in', '.xml')
MOST_LINES = 600
NO_LICENCE_LINE = ('.css',)

# Words by which a translator's tool finds a string.
MARKED = re.compile(r'''(?<![A-Za-z0-9_])(?:_|C_|N_|NC_|gettext|ngettext|g_dngettext)\s?\(\s*["']''')
MARKED_IN = {
    '.ui': re.compile(r'translatable="(?:yes|true)"'),
    '.xml': re.compile(r'translatable="(?:yes|true)"|<summary>|<description>'),
    '.in': re.compile(r'^(?:Name|GenericName|Comment|Keywords)=(?!@)|<summary>', re.M),
}
# A path of the machine that somebody works on. /home/me and /home/user are anybody's, in tests and in the root.
MACHINE_PATH = re.compile(r'(?<![\w.$}*~])/(?:work|root|home/(?!me\b|user\b)\w+|Users/\w+)/\w')


def tracked(root):
    done = subprocess.run(['git', '-C', root, 'ls-files', '-co', '--exclude-standard', '-z'], capture_output=True, check=False)
    if done.returncode == 0:
        names = [name for name in done.stdout.decode().split('\0') if name]
    else:
        names = [os.path.relpath(os.path.join(folder, name), root) for folder, _, found in os.walk(root) for name in found]
        names = [name for name in names if not name.startswith(('build', '.git/'))]
    return sorted(name for name in names if os.path.isfile(os.path.join(root, name)))


def read(root, name):
    with open(os.path.join(root, name), encoding='utf-8', errors='replace') as file:
        return file.read()


def is_code(name):
    return name.endswith(CODE) or os.path.basename(name) in ('dev', 'meson.build')


def find_long(root):
    return [f'{name}: {n} lines' for name in tracked(root) if is_code(name)
            and (n := read(root, name).count('\n')) > MOST_LINES]


def find_unlicensed(root):
    return [name for name in tracked(root) if name.endswith(CODE) and not name.endswith(NO_LICENCE_LINE)
            and 'SPDX-License-Identifier: GPL-3.0-or-later' not in '\n'.join(read(root, name).split('\n')[:3])]


def find_machine_paths(root):
    return [f'{name}:{i}: {line.strip()}' for name in tracked(root) if name != 'COPYING' and not name.endswith(('.png', '.svg'))
            for i, line in enumerate(read(root, name).split('\n'), 1) if MACHINE_PATH.search(line)]


def is_spoken(root, name):
    ending = os.path.splitext(name)[1]
    return ending in SPOKEN and bool(MARKED_IN.get(ending, MARKED).search(read(root, name)))


def find_unlisted(root):
    order = [line.strip() for line in read(root, 'po/POTFILES.in').split('\n') if line and not line.startswith('#')]
    listed = set(order)
    spoken = {name for name in tracked(root) if name.startswith(('src/', 'data/')) and is_spoken(root, name)}
    return (['po/POTFILES.in is not sorted'] if order != sorted(set(order)) else []) \
        + [f'{name} has strings and is not in po/POTFILES.in' for name in sorted(spoken - listed)] \
        + [f'po/POTFILES.in names {name}, which has no strings or is not there' for name in sorted(listed - spoken)]


def with_files(check, files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
            with open(os.path.join(root, name), 'w', encoding='utf-8') as file:
                file.write(text)
        return check(root)


SPDX = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'


def test_no_long_file(house):
    assert with_files(find_long, {'src/a.c': SPDX + 'int a;\n' * MOST_LINES}) and not with_files(find_long, {'src/a.c': SPDX})
    assert not find_long(house.source), find_long(house.source)


def test_every_file_has_its_licence(house):
    assert with_files(find_unlicensed, {'src/a.c': 'int a;\n'}) and not with_files(find_unlicensed, {'src/a.c': SPDX})
    assert not find_unlicensed(house.source), find_unlicensed(house.source)


def test_no_path_of_a_machine(house):
    # Put together here, or this very file would break the rule.
    for path in ('/'.join(['', 'home', 'jane', 'x.c']), '/'.join(['', 'root', 'x.c'])):
        assert with_files(find_machine_paths, {'src/a.c': f'#include "{path}"\n'}), path
    assert not with_files(find_machine_paths, {'src/a.c': SPDX})
    assert not find_machine_paths(house.source), find_machine_paths(house.source)


def test_every_string_can_be_translated(house):
    potfiles = {'po/POTFILES.in': 'src/a.c\n', 'src/a.c': 'puts (_ ("Now"));\n'}
    assert not with_files(find_unlisted, potfiles)
    for name, text in {'src/b.c': 'ngettext ("%u", "%u", n);', 'src/c.blp': 'label: _("Take");', 'data/d.desktop.in': 'Name=S\n'}.items():
        assert with_files(find_unlisted, potfiles | {name: text}), name
    assert with_files(find_unlisted, {'po/POTFILES.in': 'src/gone.c\n'})
    assert with_files(find_unlisted, {'po/POTFILES.in': 'src/b.c\nsrc/a.c\n', 'src/a.c': 'gettext ("Now");', 'src/b.c': 'gettext ("Now");'})
    assert not find_unlisted(house.source), find_unlisted(house.source)


def test_the_template_has_the_strings(house):
    listed = [line for line in read(house.source, 'po/POTFILES.in').split('\n') if line and not line.startswith('#')]
    done = subprocess.run(['xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2',
                           '--keyword=ngettext:1,2', '--add-comments=Translators', '--language=C', '--output=-',
                           *[name for name in listed if name.endswith(('.c', '.blp'))]],
                          cwd=house.source, capture_output=True, text=True, check=True)
    assert 'error' not in done.stderr, done.stderr
    for string in ('Take a Snapshot of “%s”', 'You can no longer go back to %u snapshot.', 'Choose another name.'):
        assert f'msgid "{string}"' in done.stdout, string


# What each layer may not see, with a header of its own that it may.
LAYERS = {
    'src/model/sp-history.c': (['gtk/gtk.h', 'adwaita.h', 'gdk/gdk.h', 'libvirt/libvirt.h', 'libvirt/virterror.h',
                                'libvirt-gobject/libvirt-gobject.h', 'libdex.h', 'sp-host.h', 'sp-window.h'], 'sp-plan.h'),
    'src/backend/sp-host.c': (['gtk/gtk.h', 'gsk/gsk.h', 'adwaita.h', 'sp-window.h'], 'sp-worker.h'),
    'src/ui/sp-window.c': (['libvirt/libvirt.h', 'libvirt/libvirt-qemu.h', 'libvirt-glib/libvirt-glib.h',
                            'libvirt-gobject/libvirt-gobject.h', 'sp-application.h'], 'sp-host.h'),
    'src/app/sp-application.c': (['libvirt/libvirt.h', 'libvirt-gconfig/libvirt-gconfig.h'], 'sp-window.h'),
    'src/cli/main.c': (['gtk/gtk.h', 'adwaita.h', 'libvirt/libvirt.h', 'sp-window.h'], 'sp-host.h'),
}


def compiles(house, source, header):
    entry = next(one for one in house.commands if one['file'].endswith(source))
    words = [word for word in shlex.split(entry['command']) if not word.startswith(('-M', '-fsanitize'))]
    flags = [word for i, word in enumerate(words[1:], 1)
             if word.startswith(('-I', '-D', '-std', '-pthread')) or words[i - 1] in ('-isystem', '-I') or word == '-isystem']
    done = subprocess.run([words[0] if words[0] != 'ccache' else words[1], *flags, '-fsyntax-only', '-x', 'c', '-'],
                          input=f'#include "config.h"\n#include <{header}>\n', cwd=entry['directory'],
                          capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def test_no_layer_sees_what_is_above_it(house):
    for source, (forbidden, own) in LAYERS.items():
        good, said = compiles(house, source, own)
        assert good, f'{source}: {own} should compile: {said}'
        for header in forbidden:
            good, said = compiles(house, source, header)
            assert not good, f'{source} can include {header}'
            assert '#error' in said or 'No such file' in said, said


class House:
    def __init__(self, source, build):
        self.source = source
        with open(os.path.join(build, 'compile_commands.json'), encoding='utf-8') as file:
            self.commands = json.load(file)


def main():
    house = House(*sys.argv[1:3])
    tests = [(name, test) for name, test in globals().items() if name.startswith('test_')]
    print(f'1..{len(tests)}')
    failed = False
    for i, (name, test) in enumerate(tests, 1):
        try:
            test(house)
            print(f'ok {i} {name}')
        except (AssertionError, subprocess.CalledProcessError) as error:
            failed = True
            print(f'not ok {i} {name}')
            print(f'# {error}'.replace('\n', '\n# '))
    return failed


if __name__ == '__main__':
    sys.exit(main())
