#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ID PICTURE: the installed program in its sandbox, on the private libvirtd of this session, which is outside of it."""

import json
import os
import shutil
import subprocess
import sys

ID, PICTURE = sys.argv[1:3]
URI = 'qemu:///session'
# What comes from libraries.yml has to come from there, though the stand-in may have some of it, too.
OURS = ('libvirt.so', 'libvirt-glib', 'libvirt-gobject', 'libssh2', 'libnl-3', 'libtirpc')


def run(*command, status=0):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status, f'{command}: {done.returncode}\n{done.stdout}\n{done.stderr}'
    return done.stdout


def inside(*command, **kwargs):
    return run('flatpak', 'run', '--user', '--command=' + command[0], ID, *command[1:], **kwargs)


def ctl(*args, **kwargs):
    return inside('savepointctl', '--connect', URI, *args, **kwargs)


def snapshots(machine):
    return sorted(run('virsh', '--connect', URI, 'snapshot-list', machine, '--name').split())


def offer_daemon():
    """The private libvirtd where a session has its own. Its socket gets a second name in the same file system: a link to
    elsewhere would lead out of what the sandbox sees."""
    socket = os.environ['SP_RIG_URI'].partition('socket=')[2]
    folder = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'libvirt')
    os.makedirs(folder, exist_ok=True)
    os.link(socket, os.path.join(folder, 'libvirt-sock'))


def every_library_resolves():
    said = inside('bash', '-c', 'find /app/bin /app/lib /app/libexec -type f -print0 | xargs -0 -n1 sh -c \'head -c4 "$0" | grep -q ELF && { echo "$0"; '
                  'ldd "$0"; }; true\'')
    assert '/app/bin/savepoint\n' in said and '/app/lib/' in said, said
    assert 'not found' not in said, said
    for line in said.split('\n'):
        if '=>' in line and line.strip().startswith(OURS):
            assert ' => /app/lib/' in line, line


def exported():
    """What the desktop outside gets to see of it; Flatpak leaves out what is not under the program's name."""
    where = run('flatpak', 'info', '--user', '--show-location', ID).strip()
    for name in (f'applications/{ID}.desktop', f'metainfo/{ID}.metainfo.xml', f'dbus-1/services/{ID}.service',
                 f'gnome-shell/search-providers/{ID}.search-provider.ini', f'icons/hicolor/scalable/apps/{ID}.svg',
                 f'icons/hicolor/symbolic/apps/{ID}-symbolic.svg'):
        assert os.path.exists(f'{where}/export/share/{name}'), f'{name} is not exported'
    with open(f'{where}/export/share/applications/{ID}.desktop', encoding='utf-8') as file:
        assert f'flatpak run --branch=devel --arch={run("flatpak", "--default-arch").strip()} --command=savepoint {ID}' in file.read()
    assert os.path.exists(f'{where}/files/share/app-info/icons/flatpak/128x128/{ID}.png'), 'no software centre has its icon'


def deeds():
    machine = json.loads(ctl('machines', '--json'))['machines'][0]['name']
    before = snapshots(machine)
    ctl('take', machine, '--name', 'from-the-sandbox')
    assert snapshots(machine) == sorted([*before, 'from-the-sandbox']), snapshots(machine)
    ctl('revert', machine, 'from-the-sandbox', '--no-safety-snapshot')
    assert run('virsh', '--connect', URI, 'snapshot-current', machine, '--name').strip() == 'from-the-sandbox'
    ctl('delete', machine, 'from-the-sandbox')
    assert snapshots(machine) == before, snapshots(machine)


def no_daemon_inside():
    """A service that began inside would have no machines, and hide those outside."""
    assert inside('bash', '-c', 'echo $LIBVIRT_AUTOSTART').strip() == '0'
    inside('bash', '-c', 'type virsh libvirtd virtqemud 2>/dev/null; test $? -ne 0')


def window():
    """The picture is written into the sandbox's cache, which is a folder outside."""
    cache = os.path.join(os.environ['HOME'], '.var/app', ID, 'cache')
    os.makedirs(cache, exist_ok=True)
    file = os.path.join(cache, 'window.png')
    run('xvfb-run', '-a', '-s', '-screen 0 1280x800x24 -nolisten tcp', 'dbus-run-session', '--', 'flatpak', 'run', '--user',
        '--env=GSK_RENDERER=cairo', ID, '--connect', URI, '--picture', file)
    os.makedirs(os.path.dirname(PICTURE), exist_ok=True)
    shutil.copy(file, PICTURE)


def demo():
    """Without any libvirt outside: the demo of the welcome, used in the window."""
    run(sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'try_demo.py'), ID, PICTURE.replace('.png', '-demo.png'))


def main():
    tests = [every_library_resolves, no_daemon_inside, exported, deeds, window, demo]
    status = 0
    offer_daemon()
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} - /flatpak/{test.__name__}', flush=True)
        except Exception as error:
            text = str(error).replace('\n', '\n# ')
            print(f'not ok {number} - /flatpak/{test.__name__}\n# {type(error).__name__} {text}', flush=True)
            status = 1
    return status


if __name__ == '__main__':
    sys.exit(main())
