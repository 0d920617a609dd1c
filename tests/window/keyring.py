# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyring of a desktop: a real one, on the session bus of the test, with a folder of its own."""

import os
import subprocess
import tempfile
import time

from gi.repository import Gio, GLib

NAME, PATH = 'org.freedesktop.secrets', '/org/freedesktop/secrets'


class Keyring:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='sp-keyring-')
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.process = None

    def start(self, unlocked):
        """In the place of one that is there already."""
        self.stop()
        # Whoever is asked to unlock it says no: there is no program to ask with.
        self.process = subprocess.Popen(['gnome-keyring-daemon', '--foreground', '--replace', '--components=secrets'] + ['--unlock'] * unlocked,
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ, XDG_DATA_HOME=self.folder))
        if unlocked:
            self.process.stdin.write(b'a word')
        self.process.stdin.close()
        for _ in range(100):
            if self.owner() == self.process.pid:
                return
            assert self.process.poll() is None, 'the keyring ended'
            time.sleep(0.1)
        raise AssertionError('there is no keyring')

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def call(self, name, path, interface, method, arguments, answer):
        return self.bus.call_sync(name, path, interface, method, arguments, GLib.VariantType(answer), Gio.DBusCallFlags.NO_AUTO_START, 20000, None)

    def owner(self):
        try:
            return self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID', GLib.Variant('(s)', (NAME,)), '(u)')[0]
        except GLib.Error:
            return None

    def items(self, **attributes):
        """How many it keeps of these: unlocked, locked."""
        found = self.call(NAME, PATH, 'org.freedesktop.Secret.Service', 'SearchItems', GLib.Variant('(a{ss})', (attributes,)), '(aoao)')
        return len(found[0]), len(found[1])

    def keep(self, secret, **attributes):
        session = self.call(NAME, PATH, 'org.freedesktop.Secret.Service', 'OpenSession', GLib.Variant('(sv)', ('plain', GLib.Variant('s', ''))), '(vo)')[1]
        properties = {'org.freedesktop.Secret.Item.Label': GLib.Variant('s', 'test'),
                      'org.freedesktop.Secret.Item.Attributes': GLib.Variant('a{ss}', attributes | {'xdg:schema': 'io.github.savepoint.Savepoint'})}
        self.call(NAME, PATH + '/aliases/default', 'org.freedesktop.Secret.Collection', 'CreateItem',
                  GLib.Variant('(a{sv}(oayays)b)', (properties, (session, b'', secret.encode(), 'text/plain'), True)), '(oo)')
