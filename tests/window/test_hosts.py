#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first start; a host is added, tried, left alone and removed, as a person does it; its machines come and go. Where there is
no libvirt, one that comes is found."""

import os
import re
import subprocess
import sys
import time

from gi.repository import GLib

from keyring import Keyring
from rig import Rig
from screen import Screen, Window, enter_session, leave_session, need, run_steps, wait_for

sys.path.append(os.path.join(os.path.dirname(__file__), '..', 'remote'))
from sshd import Sshd  # noqa: E402

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'hosts')


# No daemon that could be started, and sockets only where the test puts them: in a namespace of the program's own, which it has no power in.
WITHOUT_LIBVIRT = '''program=$0; mount --bind "$1" /run && shift
for daemon; do mount --bind /dev/null "$daemon" || exit 1; done
exec setpriv --inh-caps=-all --ambient-caps=-all -- "$program"'''


class Hosts:
    def __init__(self, program, rig):
        self.program = program
        self.rig, self.sshd, self.screen = rig, Sshd(rig.uri), Screen()
        self.keyring = Keyring()
        self.sshd.know()
        home = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'home')
        os.makedirs(os.path.join(home, '.ssh', 'more'))
        for name, text in (('config', 'Include more/*\nInclude config\nHost the_lab *.example -x\n  Port 2222\n'), ('more/one', 'Host den\n')):
            with open(os.path.join(home, '.ssh', name), 'w') as file:
                file.write(text)
        os.mkfifo(os.path.join(home, '.ssh', 'more', 'pipe'))
        self.environment = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals',
                                LIBVIRT_AUTOSTART='0', HOME=home)
        self.start(program)

    def start(self, *command):
        self.process = subprocess.Popen(command, env=self.environment)
        self.window = Window(self.screen, self.process, 'Savepoint')

    def picture(self, what):
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(PICTURES, what + '.png'))

    def is_machine(self, text):
        return text.startswith(self.rig.machine)

    def welcome(self):
        """Once, with what was found here, and what opens what is closed."""
        self.window.wait('button', 'Start')
        self.window.wait('label', 'This Computer')
        self.window.wait('label', lambda text: 'libvirt is installed, but nothing of it answers' in text)
        self.window.wait('label', lambda text: text.startswith('sudo systemctl enable --now'))
        self.window.wait('label', 'The libvirt of your own machines could not be started. No connection to the host: libvirt is not running there.')
        self.window.do(self.window.wait('button', 'Copy'))
        self.picture('welcome')
        self.screen.press('Return')
        self.window.wait_gone('button', 'Start')

    def demo(self):
        """Where there is no machine, there is one to try."""
        self.window.wait('label', lambda text: text.startswith('sudo systemctl enable --now'))
        self.picture('no-machine')
        self.window.do(self.window.wait('button', 'Try the Demo'))
        self.window.wait('list item', lambda text: text.startswith('Workstation'), seconds=60)
        self.window.wait('list item', lambda text: text.startswith('Before lunch, 25 minutes ago'))
        pictures = os.path.join(os.environ['XDG_CACHE_HOME'], 'savepoint', 'screens', 'pictures')
        assert os.path.isdir(pictures) and len(os.listdir(pictures)) > 20, 'the demo shows no screens'
        self.picture('demo')

    def type_uri(self, uri):
        """Where the form asks for one."""
        self.screen.click(self.window.wait('label', 'Connection'))
        time.sleep(0.5)
        self.screen.press('End', 'Return')
        self.screen.click(self.window.wait('text', 'URI'))
        self.screen.type(uri)
        self.window.wait('label', uri)

    def add(self):
        self.window.do(self.window.wait('toggle button', 'Main Menu'))
        self.window.do(self.window.wait('menu item', 'Hosts…'))
        self.window.wait('label', 'No Hosts Added')
        self.picture('none')
        self.window.do(self.window.wait('button', 'Add Host'))
        self.window.wait('text', 'Name or Address')
        time.sleep(0.5)
        self.screen.click(self.window.wait('text', 'Name or Address'))
        self.screen.type('x')
        self.window.do(self.window.wait('toggle button', 'Hosts That SSH Knows'))
        self.window.wait('list item', 'the_lab')
        self.picture('suggested')
        assert self.window.find('list item', 'den') and not self.window.find('list item', '*.example')
        self.screen.press('Down', 'Up', 'Return')
        self.window.wait('label', 'qemu+ssh://the_lab/system')
        self.screen.click(self.window.wait('text', 'Name or Address'))
        self.screen.press('ctrl+a')
        self.screen.type('-oProxyCommand=x')
        self.window.wait('label', 'That is no name or address of a host.')
        self.picture('bad')
        self.screen.press('ctrl+a')
        self.screen.type('server.example')
        self.window.wait('label', 'qemu+ssh://server.example/system')
        self.picture('ssh')
        self.type_uri(self.sshd.uri('open-key'))

    def trial(self):
        button = self.window.wait('button', 'Try')
        self.screen.scroll_to(button, bottom=640)
        self.window.do(button)
        self.window.wait('label', 'You may take and delete snapshots', seconds=60)
        self.screen.scroll(20)
        self.picture('tried')

    def keep(self):
        self.window.do(self.window.wait('button', 'Add'))
        self.window.wait('label', self.sshd.uri('open-key'))
        self.picture('one')
        self.window.wait('list item', self.is_machine, seconds=60)

    def colour(self):
        """Chosen where a host is edited, it stands in the list of machines, and has a word there."""
        self.screen.click(self.window.wait('label', self.sshd.uri('open-key')))
        row = self.window.wait('label', 'Color')
        time.sleep(0.5)
        self.screen.scroll_to(row, bottom=600)
        self.screen.click(row)
        time.sleep(0.5)
        self.screen.press('End', 'Return')
        self.picture('colour')
        self.window.do(self.window.wait('button', 'Save'))
        self.window.wait('list item', lambda text: text.startswith('127.0.0.1, Slate, Connected'))

    def leave_alone(self):
        self.screen.click(self.window.wait('check box', 'Connect to It'))
        self.window.wait_gone('list item', self.is_machine)
        self.picture('left-alone')
        self.screen.click(self.window.wait('check box', 'Connect to It'))
        self.window.wait('list item', self.is_machine, seconds=60)

    def list_hosts(self):
        """Of the list of machines, from above; none while it changes."""
        try:
            rows = [node for node in self.window.walk() if node.get_role_name() == 'list item' and ' machine' in (node.get_name() or '')]
            return [row.get_name().split(',')[0] for row in sorted(rows, key=lambda row: self.screen.middle(row)[1])]
        except GLib.Error:
            return []

    def order(self):
        """By buttons that keep the focus: the list of machines follows at once, and no host is closed for it."""
        def wait_order(*hosts):
            wait_for(lambda: [host for host in self.list_hosts() if host in hosts] == list(hosts), 20, f'{hosts} in this order')
        assert not self.window.find('button', 'Move Down'), 'one host alone is to be moved'
        self.window.do(self.window.wait('button', 'Add Host'))
        self.window.wait('text', 'Name or Address')
        time.sleep(0.5)
        self.type_uri('test:///default')
        self.window.do(self.window.wait('button', 'Add'))
        wait_order('127.0.0.1', 'Demo')
        self.window.do(self.window.wait('button', 'Move Down'))
        wait_order('Demo', '127.0.0.1')
        self.picture('two')
        self.screen.press('space')  # on its Move Up
        wait_order('127.0.0.1', 'Demo')
        self.screen.press('space')  # at the top, that is Move Down
        wait_order('Demo', '127.0.0.1')
        self.edit_to_another()
        self.window.do(self.window.wait('button', 'Remove'))
        wait_for(lambda: self.list_hosts() == ['127.0.0.1'], 20, 'the host to go')

    def edit_to_another(self):
        """No host can be made another that is there: both stay."""
        self.screen.click(self.window.wait('label', 'test:///default'))
        self.window.wait('text', 'URI')
        time.sleep(0.5)
        self.screen.click(self.window.wait('text', 'URI'))
        self.screen.press('ctrl+a')
        self.screen.type(self.sshd.uri('open-key'))
        self.window.do(self.window.wait('button', 'Save'))
        self.window.wait('label', 'The Host Cannot Be Saved')
        self.picture('there-already')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'The Host Cannot Be Saved')
        self.window.do(self.window.wait('button', 'Back'))
        self.window.wait('button', 'Remove')
        assert set(self.list_hosts()) == {'Demo', '127.0.0.1'}

    def forget(self):
        """Passwords that are remembered for the host, and those of no other, be it behind another port of the same address."""
        self.keyring.start(unlocked=True)
        account, other = f'ssh://127.0.0.1:{self.sshd.port}', 'ssh://127.0.0.1:1'
        self.keyring.keep('x', subject='me@127.0.0.1', account=account)
        self.keyring.keep('x', subject=self.sshd.path('open-key'), account=account)
        self.keyring.keep('x', subject='me@127.0.0.1', account=other)
        self.screen.click(self.window.wait('label', self.sshd.uri('open-key')))
        row = self.window.wait('label', 'Forget Passwords')
        time.sleep(0.5)
        self.screen.scroll_to(row, bottom=640)
        self.picture('edit')
        self.screen.click(row)
        self.window.wait('label', '2 Passwords Are Forgotten')
        assert self.keyring.items(account=account) == (0, 0) and self.keyring.items(account=other) == (1, 0)
        self.window.do(self.window.wait('button', 'Back'))
        self.window.wait('button', 'Remove')

    def remove(self):
        """What it told goes with it."""
        known = os.path.join(os.environ['XDG_CACHE_HOME'], 'savepoint', 'known')
        wait_for(lambda: os.listdir(known), 20, 'what the host told to be kept')
        self.window.do(self.window.wait('button', 'Remove'))
        self.window.wait('label', 'No Hosts Added')
        self.window.wait_gone('list item', self.is_machine)
        wait_for(lambda: not os.listdir(known), 20, 'what the host told to go')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'No Hosts Added')

    def quit(self):
        self.screen.press('ctrl+q')
        assert self.process.wait(20) == 0

    def without_libvirt(self):
        """The page tells what to install, and a button tries again."""
        places = {*os.environ['PATH'].split(':'), '/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/libexec'}
        daemons = {os.path.realpath(os.path.join(place, name)) for place in places for name in ('virtqemud', 'libvirtd')}
        self.run = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'run')
        os.mkdir(self.run)
        self.start('unshare', '--user', '--map-current-user', '--keep-caps', '--mount', 'sh', '-c', WITHOUT_LIBVIRT, self.program, self.run,
                   *filter(os.path.exists, daemons))
        self.window.wait('button', 'Start')
        self.window.do_last('Add Host…')  # from the welcome, which makes room for it
        self.window.wait('label', 'No Hosts Added')
        self.window.wait_gone('button', 'Start')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'No Hosts Added')
        self.window.wait('label', 'No libvirt Found')
        self.window.wait('label', lambda text: text.startswith('libvirt is not installed.'))
        self.picture('no-libvirt')

    def no_demo(self):
        """Where it cannot be had, why is told, and it can be asked for again."""
        os.chmod(os.environ['XDG_RUNTIME_DIR'], 0o500)
        try:
            self.window.do(self.window.wait('button', 'Try the Demo'))
            self.window.wait('label', lambda text: 'Permission denied' in text)
        finally:
            os.chmod(os.environ['XDG_RUNTIME_DIR'], 0o700)
        self.picture('no-demo')
        self.window.wait('button', 'Try the Demo')

    def bring(self, runtime_dir):
        """The private daemon, as if it were this computer's."""
        os.mkdir(os.path.join(runtime_dir, 'libvirt'))
        os.symlink(self.rig.uri.partition('socket=')[2], os.path.join(runtime_dir, 'libvirt', 'libvirt-sock'))

    def came(self):
        """Installed and started meanwhile, it is there for who tries again."""
        self.bring(os.environ['XDG_RUNTIME_DIR'])
        self.window.do(self.window.wait('button', 'Try Again'))
        self.window.wait('list item', self.is_machine, seconds=60)
        self.picture('came')

    def came_later(self):
        """The system's, where there are hosts already: it stands before them, as at any start."""
        self.bring(self.run)
        self.screen.press('F5')
        self.window.wait('list item', lambda text: text.startswith('This Computer,'))
        rows = [self.window.wait('list item', lambda text: text.startswith(start)) for start in ('This Computer,', 'This Computer (Session),')]
        assert self.screen.middle(rows[0])[1] < self.screen.middle(rows[1])[1], 'the system comes first'
        self.picture('came-later')

    def report(self):
        """The host's own versions come while the dialog is open."""
        self.window.open_report()
        text = wait_for(lambda: self.window.read(', QEMU '), 20, 'the versions of the host')
        assert re.search(r'^Host \d: qemu, session, connected, 1 machine, libvirt \d+\.\d+\.\d+, QEMU \d+\.\d+\.\d+$', text, re.M), text
        for _ in range(3):
            self.screen.press('Escape')
            time.sleep(0.5)
        self.window.wait_gone('label', 'Troubleshooting')

    def straight_to_the_demo(self):
        """From the welcome, whatever was found."""
        self.start(self.program)
        self.window.wait('button', 'Start')
        self.window.do_last('Try the Demo')
        self.window.wait_gone('button', 'Start')
        self.window.wait('list item', lambda text: text.startswith('Workstation'), seconds=60)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.sshd.stop()
        self.keyring.stop()
        self.screen.close()


def main():
    need('Xvfb', 'xdotool', 'import', 'ssh', 'gnome-keyring-daemon')
    with Rig(sys.argv[2]) as rig:
        return run_steps('hosts', Hosts(sys.argv[1], rig), ['welcome', 'add', 'trial', 'keep', 'colour', 'leave_alone', 'order', 'forget', 'remove', 'demo', 'quit',
                                                            'without_libvirt', 'no_demo', 'came', 'report', 'came_later', 'quit', 'straight_to_the_demo', 'quit'])


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
