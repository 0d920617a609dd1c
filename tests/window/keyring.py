# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyring of a desktop: a real one, on the session bus of the test, with a folder of its own."""

import os
import subprocess
import tempfile
import time

from gi.repository import Gio, GLib

NAME, PATH = 'org.freedesktop.secrets', '/org/freedesktop/secrets'


class Bus:
    """A bus of its own, on which nobody is begun because somebody asks for him. What is seen on the screen stays on the first one."""

    def __init__(self):
        config = os.path.join(tempfile.mkdtemp(prefix='sp-bus-'), 'config')
        with open(config, 'w', encoding='utf-8') as file:
            file.write('<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">'
                       '<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>')
        self.process = subprocess.Popen(['dbus-daemon', '--nofork', '--print-address', '--config-file', config], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        seen = Gio.bus_get_sync(Gio.BusType.SESSION).call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None,
                                                               GLib.VariantType('(s)'), Gio.DBusCallFlags.NONE, 20000, None)[0]
        self.environment = {'DBUS_SESSION_BUS_ADDRESS': self.address, 'AT_SPI_BUS_ADDRESS': seen}

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Keyring:
    def __init__(self, address=None):
        """On the session's bus, or the one of that address."""
        self.folder = tempfile.mkdtemp(prefix='sp-keyring-')
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.address = address or os.environ['DBUS_SESSION_BUS_ADDRESS']
        self.bus = Gio.DBusConnection.new_for_address_sync(self.address, flags, None, None)
        self.process = None

    def start(self, unlocked):
        """In the place of one that is there already."""
        self.stop()
        # Whoever is asked to unlock it says no: there is no program to ask with.
        self.process = subprocess.Popen(['gnome-keyring-daemon', '--foreground', '--replace', '--components=secrets'] + ['--unlock'] * unlocked,
                                        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ, XDG_DATA_HOME=self.folder, DBUS_SESSION_BUS_ADDRESS=self.address))
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
