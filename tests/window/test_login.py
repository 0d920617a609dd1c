#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host behind ssh wants to know things before it lets one in: asked and answered in the window."""

import contextlib
import glob
import os
import signal
import subprocess
import sys
import time

from keyring import Bus, Keyring
from rig import Rig
from screen import Screen, Window, enter_session, leave_session, need, run_steps, wait_for

sys.path.append(os.path.join(os.path.dirname(__file__), '..', 'remote'))
import liar as lies  # noqa: E402
from liar import Liar  # noqa: E402
from sshd import Sshd  # noqa: E402

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'login')


class Login:
    def __init__(self, program, rig):
        self.program, self.rig = program, rig
        self.screen = Screen()
        self.sshd = Sshd(rig.uri)
        self.keyring = Keyring()
        self.log = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'log')
        # Hosts that are kept: what they told is there at the next start.
        folder = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'config', 'glib-2.0', 'settings')
        os.makedirs(folder)
        with open(os.path.join(folder, 'keyfile'), 'w', encoding='utf-8') as file:
            file.write(f"[io/github/savepoint/Savepoint]\nhosts=[{{'uri': <'{self.sshd.uri()}'>}}, {{'uri': <'{self.sshd.alias()}'>}}]\n")
        self.settings = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': os.path.join(os.environ['XDG_RUNTIME_DIR'], 'config')}
        self.process = None
        self.bus = None

    def start(self, key=None):
        self.quit()
        self.run(self.sshd.uri(key))

    def run(self, *uris):
        strict = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals', **self.settings)
        # What it would tell a developer lies where the test looks for secrets.
        with open(self.log, 'a') as log:
            self.process = subprocess.Popen([self.program, *(word for uri in uris for word in ('--connect', uri))], env=dict(strict, G_MESSAGES_DEBUG='all', **(self.bus.environment if self.bus else {})), stdout=log, stderr=log)
        self.window = Window(self.screen, self.process, 'Savepoint')

    def quit(self):
        if self.process is not None and self.process.poll() is None:
            self.screen.press('ctrl+q')
            status = self.process.wait(20)
            assert status == 0, f'the program left with {status}'

    def picture(self, what):
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(PICTURES, what + '.png'))

    def wait_in(self):
        """Not only shown as it was known from last time."""
        self.window.wait('list item', lambda text: text.startswith(self.rig.machine), seconds=60)
        wait_for(self.can_take, 60, 'a snapshot to be possible')

    def can_take(self):
        take = self.window.find('button', 'Take')
        return take is not None and take.get_state_set().contains(self.screen.atspi.StateType.SENSITIVE)

    def new_host(self):
        """Its fingerprint is shown, Return says no, and nothing is remembered before somebody said yes."""
        self.sshd.forget()
        self.start('open-key')
        self.window.wait('label', lambda text: self.sshd.fingerprint() in text, seconds=60)
        self.picture('new-host')
        self.screen.press('Return')
        self.window.wait('label', lambda text: 'nobody said that the host' in text)
        self.window.wait('label', 'The Host Is Not Trusted')
        self.picture('not-trusted')
        assert self.sshd.known() == ''
        self.start('open-key')
        self.window.wait('label', lambda text: self.sshd.fingerprint() in text, seconds=60)
        self.window.do(self.window.wait('button', 'Trust This Key'))
        self.wait_in()
        assert self.sshd.known() != ''

    def password(self):
        self.sshd.know()
        self.start()
        self.window.wait('label', lambda text: 'Password:' in text, seconds=60)
        self.picture('password')
        self.screen.type('wrong')
        self.screen.press('Return')
        self.window.wait('label', 'That was not accepted.', seconds=60)
        self.picture('password-again')
        self.screen.type(self.sshd.secret)
        self.screen.press('Return')
        self.wait_in()
        self.picture('in')
        with open(f'/proc/{self.process.pid}/cmdline') as file:
            assert self.sshd.secret not in file.read()

    def cancel(self):
        """What the host told last time stays to be read."""
        self.start()
        self.window.wait('label', lambda text: 'Password:' in text, seconds=60)
        self.screen.press('Escape')
        self.window.wait('label', lambda text: 'did not let you in' in text, seconds=60)
        self.window.wait('label', lambda text: text.startswith('Not connected'))
        self.window.wait('list item', lambda text: text.startswith(self.rig.machine))
        self.picture('cancelled')

    def gone(self):
        """The ssh that asks has gone: its question goes, too."""
        self.start()
        self.window.wait('label', lambda text: 'Password:' in text, seconds=60)
        self.window.wait('text', 'Password')
        ssh = subprocess.run(['pgrep', '--parent', str(self.process.pid), '--exact', 'ssh'], check=True, capture_output=True, text=True).stdout
        os.kill(int(ssh), signal.SIGKILL)
        self.window.wait_gone('label', lambda text: 'Password:' in text)

    def hints(self):
        """What ssh only tells is shown until it is over, and asks for nothing; what is to be allowed is a yes or a no."""
        program, = glob.glob(os.path.join(os.environ['XDG_RUNTIME_DIR'], 'savepoint-*', 'askpass'))

        def ask(prompt, hint):
            asking = subprocess.Popen([program, prompt], env=dict(os.environ, SSH_ASKPASS_PROMPT=hint), stdout=subprocess.PIPE, text=True)
            self.window.wait('label', prompt)
            return asking

        touch, share = 'Confirm user presence for key ED25519-SK SHA256:abc', 'Allow shared connection to lab?'
        notice = ask(touch, 'none')
        assert not self.window.find('button', 'Log In') and not self.window.find('text', 'Password')
        self.picture('notice')
        notice.terminate()
        self.window.wait_gone('label', touch)
        notice = ask(touch, 'none')
        self.screen.press('Escape')
        self.window.wait_gone('label', touch)
        assert notice.communicate(timeout=20)[0] == ''
        allowed = ask(share, 'confirm')
        assert not self.window.find('button', 'Log In') and not self.window.find('text', 'Password')
        self.picture('allow')
        self.window.do(self.window.wait('button', 'Allow'))
        assert allowed.communicate(timeout=20)[0] == 'yes\n' and allowed.returncode == 0
        refused = ask(share, 'confirm')
        self.screen.press('Escape')
        assert refused.communicate(timeout=20)[0] == '' and refused.returncode != 0

    def share(self):
        """A real ssh asks whether another may use its connection."""
        self.quit()
        self.run(self.sshd.alias('shared', 'open-key'))
        self.wait_in()
        for button, said in (('Allow', ''), ('Cancel', 'Permission denied')):
            other = self.sshd.share()
            self.window.wait('label', 'Allow shared connection to 127.0.0.1?')
            self.window.do(self.window.wait('button', button))
            errors = other.communicate(timeout=30)[1]
            assert said in errors and (other.returncode == 0) == (said == ''), (button, other.returncode, errors)

    def two_ways(self):
        """To one host: its machines are listed once, and the way that comes second says so."""
        self.quit()
        self.run(self.sshd.uri('open-key'), self.sshd.alias('lab', 'open-key'))
        self.wait_in()
        self.window.wait('list item', lambda text: 'The same host as “' in text, seconds=60)
        machines = [node for node in self.window.walk() if node.get_role_name() == 'list item' and node.get_name().startswith(self.rig.machine)]
        assert len(machines) == 1, machines
        self.picture('two-ways')

    def log_in(self, secret, remember):
        self.window.wait('label', lambda text: 'Password:' in text, seconds=60)
        self.screen.type(secret)
        if remember:
            self.window.wait('label', 'Remember')
            self.screen.press('alt+r')
            self.picture('remember')
        self.window.do(self.window.wait('button', 'Log In'))

    def kept(self, unlocked, locked=0):
        account = f'ssh://127.0.0.1:{self.sshd.port}'
        wait_for(lambda: self.keyring.items(account=account) == (unlocked, locked), 20, f'{unlocked} and {locked} in the keyring')

    def remember(self):
        """Only what is asked for is kept, and it answers from then on; what was wrong is not kept."""
        self.keyring.start(unlocked=True)
        self.start()
        self.log_in(self.sshd.secret, remember=False)
        self.wait_in()
        self.kept(0)
        self.start()
        self.log_in(self.sshd.secret, remember=True)
        self.wait_in()
        self.kept(1)
        self.start()
        self.wait_in()
        self.sshd.take('another-secret')
        self.start()
        self.window.wait('label', 'That was not accepted.', seconds=60)
        self.kept(0)
        self.log_in('another-secret', remember=True)
        self.wait_in()
        self.kept(1)

    def forget(self):
        """ssh asks in the same words for a host by each of its names; what is forgotten is what was remembered for this one."""
        self.quit()
        self.run(self.sshd.alias())
        self.log_in('another-secret', remember=True)
        self.wait_in()
        wait_for(lambda: self.keyring.items(account='ssh://lab') == (1, 0), 20, 'the password to be kept')
        self.window.do(self.window.wait('toggle button', 'Main Menu'))
        self.window.do(self.window.wait('menu item', 'Hosts…'))
        self.screen.click(self.window.wait('label', self.sshd.alias()))
        row = self.window.wait('label', 'Forget Passwords')
        time.sleep(0.5)
        self.screen.scroll_to(row, bottom=640)
        self.screen.click(row)
        self.window.wait('label', '1 Password Is Forgotten')
        self.picture('forgotten')
        assert self.keyring.items(account='ssh://lab') == (0, 0)
        self.kept(1)
        self.quit()
        self.run(self.sshd.alias())
        self.window.wait('label', lambda text: 'Password:' in text, seconds=60)
        self.screen.press('Escape')
        self.window.wait('label', lambda text: 'did not let you in' in text, seconds=60)

    def no_keyring(self):
        """On a bus where nobody keeps secrets: it is said why nothing can be remembered. And when one goes while the person types."""
        self.bus = Bus()
        keyring = Keyring(self.bus.address)
        self.start()
        self.window.wait('label', 'The keyring of this desktop does not answer', seconds=60)
        named = [node for node in self.window.walk() if node.get_name() == 'Remember']
        assert not all(node.get_state_set().contains(self.screen.atspi.StateType.SENSITIVE) for node in named), 'a switch that does nothing'
        self.picture('no-keyring')
        self.log_in('another-secret', remember=False)
        self.wait_in()
        keyring.start(unlocked=True)
        self.start()
        self.window.wait('label', 'In the keyring of this desktop', seconds=60)
        keyring.stop()
        self.log_in('another-secret', remember=True)
        self.window.wait('label', 'The password is not remembered: no keyring took it.', seconds=60)
        self.wait_in()
        self.picture('not-remembered')

    def locked(self):
        """The keyring stays closed: the person is asked, as ever."""
        self.keyring.start(unlocked=False)
        self.kept(0, locked=1)
        self.start()
        self.log_in('another-secret', remember=False)
        self.wait_in()

    def secrets_stay(self):
        """Not in what it prints, nor in a file, nor in its memory for others to look at, of which there is no core dump either."""
        try:
            with open(f'/proc/{self.process.pid}/mem', 'rb'):
                raise AssertionError('its memory can be read')
        except PermissionError:
            pass
        self.quit()
        for secret in (self.sshd.secret.encode(), b'another-secret'):
            for top in (os.environ['XDG_RUNTIME_DIR'], self.keyring.folder, os.path.expanduser('~')):
                for folder, _, files in os.walk(top):
                    for name in files:
                        path = os.path.join(folder, name)
                        # What others remove meanwhile has no secret of ours for long.
                        with contextlib.suppress(FileNotFoundError):
                            if os.path.isfile(path):
                                with open(path, 'rb') as file:
                                    assert secret not in file.read(), path

    def read_only(self):
        """Somebody says that this person may not manage the machines: they are there to be looked at, and it is said why."""
        liar = Liar(self.rig.uri.split('socket=')[1])
        self.quit()
        with liar.telling_once(AUTH_LIST=lies.saying(lies.authentications(lies.POLKIT)), AUTH_POLKIT=lies.failing(45, 'access denied by policy')):
            self.run(liar.uri)
            self.window.wait('label', lambda text: text.startswith('You may look at ') and text.endswith('and change nothing there.'), seconds=60)
        self.window.wait('list item', lambda text: text.startswith(self.rig.machine))
        assert not self.can_take()
        self.picture('read-only')
        self.window.do(self.window.wait('button', 'Details'))
        self.window.wait('label', lambda text: 'the rules of the computer (polkit) do not allow it' in text)
        self.picture('read-only-why')
        self.screen.press('Escape')
        self.window.wait_gone('label', lambda text: 'the rules of the computer (polkit) do not allow it' in text)
        # To look at the files changes nothing; of what else the machine's menu has, only its settings are the person's own.
        self.window.do(self.window.wait('toggle button', 'Machine Menu'))
        self.window.wait('menu item', 'Check Files…')
        self.window.wait('menu item', 'Settings…')
        assert len([node for node in self.window.walk() if node.get_role_name() == 'menu item']) == 2
        self.window.do(self.window.wait('menu item', 'Check Files…'))
        self.window.wait('label', 'Nothing Wrong Was Seen', seconds=60)
        self.picture('read-only-checked')
        self.screen.press('Escape')

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.sshd.stop()
        self.keyring.stop()
        if self.bus is not None:
            self.bus.stop()
        self.screen.close()


def main():
    need('Xvfb', 'xdotool', 'import', 'ssh', 'gnome-keyring-daemon')
    with Rig(sys.argv[2]) as rig:
        return run_steps('login', Login(sys.argv[1], rig), ['new_host', 'password', 'cancel', 'gone', 'hints', 'share', 'two_ways', 'remember', 'forget', 'locked', 'no_keyring',
                                                                    'secrets_stay', 'read_only', 'quit'])


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
