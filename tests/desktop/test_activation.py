#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop finds the program over the bus, as it was installed: its search, its actions, and the machine it showed last."""

import concurrent.futures
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'window'))

from screen import Screen, Window, enter_session, leave_session, need, wait_for  # noqa: E402

APP_ID, PATH = 'io.github.savepoint.Savepoint', '/io/github/savepoint/Savepoint'
SEARCH = 'org.gnome.Shell.SearchProvider2'


class Desktop:
    """A bus that can start the program, which has one host of its own, in memory."""

    def __init__(self, program, make_node):
        home = os.environ['XDG_RUNTIME_DIR']
        for folder in ('dbus-1/services', 'config/glib-2.0/settings'):
            os.makedirs(os.path.join(home, folder), exist_ok=True)
        node = os.path.join(home, 'node.xml')
        with open(node, 'wb') as file:
            file.write(subprocess.run([sys.executable, make_node], check=True, capture_output=True).stdout)
        with open(os.path.join(home, 'dbus-1/services', APP_ID + '.service'), 'w', encoding='utf-8') as file:
            file.write(f'[D-BUS Service]\nName={APP_ID}\nExec={program} --gapplication-service\n')
        self.settings = os.path.join(home, 'config/glib-2.0/settings/keyfile')
        self.node, self.uri = node, 'test://' + node
        self.set_hosts(self.uri)
        environment = {name: os.environ[name] for name in os.environ if name.startswith(('XDG_', 'GSETTINGS_', 'GSK_', 'GDK_', 'GTK_'))
                       or name in ('DISPLAY', 'LD_PRELOAD', 'SAVEPOINT_LIBEXECDIR', 'LIBVIRT_AUTOSTART')}
        environment['GSETTINGS_BACKEND'] = 'keyfile'
        environment['XDG_CONFIG_HOME'] = os.path.join(home, 'config')
        environment['LIBVIRT_AUTOSTART'] = '0'
        environment['G_DEBUG'] = 'fatal-warnings'
        environment['GDK_DEBUG'] = 'no-portals'
        from gi.repository import Gio, GLib
        self.gio, self.glib = Gio, GLib
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'UpdateActivationEnvironment',
                  '(a{ss})', (environment,))
        self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ReloadConfig', None, None)

    def set_hosts(self, *uris):
        """For a program that is yet to be started."""
        hosts = ', '.join(f"{{'uri': <'{uri}'>, 'title': <'Workshop'>}}" for uri in uris)
        with open(self.settings, 'w', encoding='utf-8') as file:
            file.write(f'[{PATH[1:]}]\nwelcomed=true\nhosts=@aa{{sv}} [{hosts}]\n')

    def node_text(self):
        with open(self.node, encoding='utf-8') as file:
            return file.read()

    def quit(self):
        self.act('quit')
        wait_for(lambda: not self.is_there(), 20, 'the program gone')

    def call(self, name, path, interface, method, signature, arguments):
        parameters = self.glib.Variant(signature, arguments) if signature is not None else None
        return self.bus.call_sync(name, path, interface, method, parameters, None, self.gio.DBusCallFlags.NONE, 20000, None).unpack()

    def search(self, *terms):
        return self.call(APP_ID, PATH + '/SearchProvider', SEARCH, 'GetInitialResultSet', '(as)', (terms,))[0]

    def metas(self, results):
        return self.call(APP_ID, PATH + '/SearchProvider', SEARCH, 'GetResultMetas', '(as)', (results,))[0]

    def act(self, action, *parameters):
        self.call(APP_ID, PATH, 'org.freedesktop.Application', 'ActivateAction', '(sava{sv})', (action, list(parameters), {}))

    def pid(self):
        return self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'GetConnectionUnixProcessID', '(s)',
                         (APP_ID,))[0]

    def is_there(self):
        return self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameHasOwner', '(s)', (APP_ID,))[0]


class Running:
    """As much of a process as a window asks for."""

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        return None if os.path.exists(f'/proc/{self.pid}') else 1


def look(screen, desktop):
    return Window(screen, Running(desktop.pid()), 'Savepoint')


def search(screen, desktop):
    """Nobody has opened the program: the search does, and no window comes up."""
    assert not desktop.is_there()
    machines = wait_for(lambda: desktop.search('web'), 20, 'a machine that is found')
    metas = desktop.metas(machines)
    print('#', metas)
    assert [meta['name'] for meta in metas] == ['Web Shop'] and metas[0]['description'].startswith('Workshop, '), metas
    snapshots = wait_for(lambda: desktop.search('web', 'theme'), 20, 'a snapshot that is found')
    metas = desktop.metas(snapshots)
    print('#', metas)
    assert metas[0]['name'].startswith('New theme') and 'Web Shop' in metas[0]['description'], metas
    assert desktop.search('nothing of that name') == []
    # What somebody else makes up is no result.
    assert desktop.metas(['', '(', "('a', 'b', 'c')", 'x' * 10000]) == []
    narrower = desktop.call(APP_ID, PATH + '/SearchProvider', SEARCH, 'GetSubsearchResultSet', '(asas)', (machines, ['web', 'shop']))[0]
    assert narrower == machines, narrower


def found(screen, desktop):
    """A click on a snapshot that was found opens the window at it."""
    result = desktop.search('web', 'theme')[0]
    desktop.call(APP_ID, PATH + '/SearchProvider', SEARCH, 'ActivateResult', '(sasu)', (result, ['web', 'theme'], 0))
    window = look(screen, desktop)
    window.wait('list item', lambda text: 'New theme' in text)
    window.wait('label', 'Web Shop')
    screen.picture(os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'states', 'found.png'))


def show(screen, desktop):
    uuid = desktop.glib.Variant.parse(None, desktop.search('build')[0], None, None)
    window = look(screen, desktop)
    screen.click(window.wait('list item', 'All Machines'))
    window.wait_gone('list item', lambda text: text.startswith('Now, '))
    desktop.act('show-machine', desktop.glib.Variant('(ss)', (desktop.uri, uuid.unpack()[1])))
    window.wait('list item', 'Now, Off')
    window.wait('label', 'Build Server')


def back(screen, desktop):
    """As from a notification whose revert saved nothing, since a snapshot keeps what was: its plan is asked; one that is gone is no other."""
    def revert_to(snapshot):
        desktop.act('revert-to', desktop.glib.Variant('(sss)', (desktop.uri, uuid, snapshot)))

    def plan(text):
        return text.startswith('Revert to “')

    uuid = desktop.glib.Variant.parse(None, desktop.search('workstation')[0], None, None).unpack()[1]
    revert_to('never')
    window = look(screen, desktop)
    window.wait('list item', lambda text: text.startswith('Before lunch'))
    revert_to('fonts')
    window.wait('label', 'Revert to “Fonts and themes”?')
    screen.press('Escape')
    window.wait_gone('label', plan)
    # Once what it is about is on the screen, the answer is there at once.
    revert_to('never')
    show(screen, desktop)
    assert not window.find('label', plan), 'another snapshot was taken for it'


def take(screen, desktop):
    """As from the icon's menu, in a program that is not running: it is about the machine that was shown last."""
    desktop.quit()
    with open(desktop.settings, encoding='utf-8') as file:
        assert 'last-machine' in file.read()
    desktop.act('take-snapshot')
    window = look(screen, desktop)
    window.wait('label', 'What Will Happen')
    window.wait('label', 'Build Server')
    desktop.quit()


def slow(screen, desktop):
    """The first search waits for hosts that are on their way, though one is there before them."""
    pipe = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'slow.xml')
    os.mkfifo(pipe)
    desktop.set_hosts(desktop.uri, 'test://' + pipe)

    def answer():
        """Once it is being opened, the host takes its time."""
        with open(pipe, 'wb') as there, open(desktop.node, 'rb') as node:
            time.sleep(0.5)
            there.write(node.read())

    def look_once():
        """It waits only so long, and this computer may be busy."""
        with concurrent.futures.ThreadPoolExecutor() as pool:
            host = pool.submit(answer)
            found = desktop.search('web')
            host.result(20)
        desktop.quit()
        return len(found) == 2
    assert any(look_once() for _ in range(3)), 'the slower host is not waited for'
    os.remove(pipe)


def nobody(screen, desktop):
    """Where no host is to come, nobody waits for one with each letter."""
    for uris in ([], ['test:///nothing/is/here.xml']):
        desktop.set_hosts(*uris)
        desktop.search('w')
        begin = time.monotonic()
        for term in ('we', 'web', 'web ', 'web s', 'web sh', 'web sho'):
            assert desktop.search(term) == []
        took = time.monotonic() - begin
        print(f'# six letters took {took:.2f} s')
        assert took < 6, took
        desktop.quit()


def stays(screen, desktop):
    """For the next search: GLib would end a program that nobody looks at 10 seconds after its start."""
    desktop.set_hosts(desktop.uri)
    desktop.search('web')
    pid, end = desktop.pid(), time.monotonic() + 11
    wait_for(lambda: time.monotonic() > end or not desktop.is_there(), 20, 'GLib to be through with its patience')
    assert desktop.is_there() and desktop.pid() == pid
    desktop.quit()


def twins(screen, desktop):
    """The same UUID on two hosts is two machines: for what is asked, what is searched, and what was shown last."""
    def show(uri, theme):
        desktop.act('show-machine', desktop.glib.Variant('(ss)', (uri, uuid)))
        look(screen, desktop).wait('list item', lambda text: theme in text)

    def names():
        return [meta['name'] for meta in desktop.metas(desktop.search('web', 'theme'))]

    copy = desktop.node.replace('node.xml', 'copy.xml')
    with open(copy, 'w', encoding='utf-8') as there:
        there.write(desktop.node_text().replace('New theme', 'Old theme'))
    attic = 'test://' + copy
    desktop.set_hosts(desktop.uri, attic)
    uuid = desktop.glib.Variant.parse(None, wait_for(lambda: desktop.search('web'), 20, 'a machine')[0], None, None).unpack()[1]
    wait_for(lambda: len(desktop.search('web')) == 2, 20, 'both machines')
    wait_for(lambda: len(names()) == 2, 20, 'both snapshots')
    assert sorted(names()) == ['New theme', 'Old theme'], names()
    show(desktop.uri, 'New theme')
    show(attic, 'Old theme')
    show(desktop.uri, 'New theme')
    result = next(one for one in desktop.search('web', 'theme') if attic in one)
    desktop.call(APP_ID, PATH + '/SearchProvider', SEARCH, 'ActivateResult', '(sasu)', (result, ['web', 'theme'], 0))
    look(screen, desktop).wait('list item', lambda text: 'Old theme' in text)
    desktop.quit()
    desktop.act('take-snapshot')
    window = look(screen, desktop)
    window.wait('label', 'What Will Happen')
    window.wait('list item', lambda text: 'Old theme' in text)
    desktop.quit()


def elsewhere(screen, desktop):
    """What is asked of a host on its way does not pull back who has gone to another machine meanwhile."""
    def rows(name):
        return [node for node in window.walk() if node.get_role_name() == 'list item' and (node.get_name() or '').startswith(name)]

    pipe = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'later.xml')
    os.mkfifo(pipe)
    desktop.set_hosts(desktop.uri, 'test://' + pipe)
    uuid = re.search('<name>web-shop</name><uuid>(.*?)</uuid>', desktop.node_text()).group(1)
    desktop.act('show-machine', desktop.glib.Variant('(ss)', ('test://' + pipe, uuid)))
    window = look(screen, desktop)
    window.wait('list item', lambda text: text.startswith('today'))  # of the first machine, for the time being
    screen.click(window.wait('list item', lambda text: text.startswith('Workstation')))
    window.wait('list item', lambda text: text.startswith('Before lunch'))
    with open(pipe, 'w', encoding='utf-8') as there:
        there.write(desktop.node_text())
    wait_for(lambda: len(rows('Web Shop')) == 2, 20, 'the other host')
    time.sleep(0.5)
    assert rows('Before lunch') and not rows('New theme'), 'pulled back'
    os.remove(pipe)
    desktop.quit()


def away(screen, desktop):
    """Where nobody is left who could have the machine, that is said, and nothing waits."""
    gone = 'test:///nothing/is/here.xml'
    desktop.set_hosts(desktop.uri, gone)
    for uri, words in ((gone, 'Workshop cannot be reached: '), (desktop.uri, 'There is no machine “1-2-3”.')):
        desktop.act('show-machine', desktop.glib.Variant('(ss)', (uri, '1-2-3')))
        look(screen, desktop).wait('label', lambda text: text.startswith(words))
    desktop.quit()


def main():
    need('Xvfb', 'xdotool', 'import')
    tests = [search, found, show, back, take, slow, nobody, stays, twins, elsewhere, away]
    status = 0
    screen = Screen()
    desktop = Desktop(sys.argv[1], sys.argv[2])
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test(screen, desktop)
            print(f'ok {number} - /activation/{test.__name__}', flush=True)
        except Exception as error:
            print(f'not ok {number} - /activation/{test.__name__}\n# {type(error).__name__} {error}', flush=True)
            status = 1
    screen.close()
    return status


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
