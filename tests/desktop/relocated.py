#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside a view of the machine where the program is installed in /usr/local and nothing leads to the build: what it finds."""

import os
import subprocess
import sys

import gi

gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, Gio, Gtk  # noqa: E402

APP_ID = 'io.github.savepoint.Savepoint'


def run(*command, status=0, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, **kwargs)
    assert done.returncode == status, f'{command}: {done.returncode} {done.stdout} {done.stderr}'
    return done.stdout + done.stderr


def main():
    work, app_id = sys.argv[1:3]
    for program in ('savepoint', 'savepointctl'):
        assert run('which', program).strip() == f'/usr/local/bin/{program}'

    icons = Gtk.IconTheme.get_for_display(Gdk.Display.get_default())
    assert icons.has_icon(app_id) and icons.has_icon(app_id + '-symbolic'), 'no icon'
    for size in (16, 128):
        file = icons.lookup_icon(app_id, None, size, 1, Gtk.TextDirection.LTR, 0).get_file().get_path()
        assert file == f'/usr/local/share/icons/hicolor/scalable/apps/{app_id}.svg', file

    info = Gio.DesktopAppInfo.new(app_id + '.desktop')
    assert info is not None and info.get_filename() == f'/usr/local/share/applications/{app_id}.desktop'
    assert Gio.SettingsSchemaSource.get_default().lookup(APP_ID, False) is not None, 'no schema'

    # What stands for ssh tells whom it would ask.
    ssh = os.path.join(work, 'ssh')
    with open(ssh, 'w', encoding='utf-8') as file:
        file.write(f'#!/bin/sh\nreadlink -f "$SSH_ASKPASS" >{work}/asked\nexit 1\n')
    os.chmod(ssh, 0o755)
    run('savepointctl', '--connect', f'qemu+ssh://nowhere/system?command={ssh}', 'machines', status=4)
    with open(os.path.join(work, 'asked'), encoding='utf-8') as file:
        asked = file.read().strip()
    assert asked == '/usr/local/libexec/savepoint-askpass' and os.access(asked, os.X_OK), asked

    spoken = dict(os.environ, LOCPATH=work, LC_ALL='en_US.UTF-8', LANGUAGE='eo')
    assert 'Konservu' in run('savepointctl', 'take', '--help', env=spoken), 'not translated'

    picture = os.path.join(work, 'window.png')
    said = run('savepoint', '--connect', f'test://{work}/node.xml', '--picture', picture, env=dict(os.environ, G_DEBUG='fatal-warnings'))
    assert said == '' and os.path.getsize(picture) > 10000, said


main()
