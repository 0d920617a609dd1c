# SPDX-License-Identifier: GPL-3.0-or-later
"""A real sshd of this user's own, on a port and with keys of its own; libvirt behind it is the rig's."""

import os
import socket
import subprocess
import tempfile
import time


class Sshd:
    secret = 'planted-secret'
    phrase = 'open sesame'

    def __init__(self, rig_uri):
        # The rig's daemon listens in a runtime folder of its own; where ssh leads, that one stands for the session.
        self.run = os.path.dirname(os.path.dirname(rig_uri.split('socket=')[1]))
        self.folder = tempfile.mkdtemp(prefix='sp-sshd-')
        self.name = os.environ['USER']
        for key, phrase in (('host', ''), ('other-host', ''), ('open-key', ''), ('locked-key', self.phrase)):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', phrase, '-C', '', '-f', self.path(key)], check=True)
        with open(self.path('authorized'), 'w') as file:
            file.write(''.join(open(self.path(key + '.pub')).read() for key in ('open-key', 'locked-key')))
        self.take(self.secret)
        os.mkdir(self.path('pam.d'))
        self.write('pam.d/sshd', f'auth required pam_exec.so quiet expose_authtok {self.path("check")}\nauth optional pam_permit.so\n'
                   'account required pam_permit.so\nsession required pam_permit.so\n')
        # libvirt hands ssh no variable of ours.
        self.write('slowly', '0')
        self.write('ssh', f'#!/bin/sh\ndate +%s.%N >>{self.path("begun")}\nsleep "$(cat {self.path("slowly")})"\nexec ssh -F {self.path("ssh_config")} "$@"\n', 0o700)
        self.write('ssh_config', f'UserKnownHostsFile {self.path("known")}\nGlobalKnownHostsFile /dev/null\nIdentitiesOnly yes\nIdentityAgent none\n')
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        with open(self.path('ssh_config'), 'a') as file:
            file.write(f'Host lab shared\n  HostName 127.0.0.1\n  Port {self.port}\n'
                       f'Host shared\n  ControlMaster ask\n  ControlPath {self.path("control")}\n')
        self.process = None
        self.start('host')

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o600):
        with open(self.path(name), 'w') as file:
            file.write(text)
        os.chmod(self.path(name), mode)

    def take(self, secret):
        """The password, from now on."""
        self.write('check', f'#!/bin/sh\ntr -d "\\000" | grep -qx {secret}\n', 0o700)

    def start(self, key):
        self.stop()
        self.write('sshd_config', f'''Port {self.port}
ListenAddress 127.0.0.1
HostKey {self.path(key)}
PidFile none
AuthorizedKeysFile {self.path('authorized')}
StrictModes no
UsePAM yes
KbdInteractiveAuthentication yes
PasswordAuthentication no
SetEnv XDG_RUNTIME_DIR={self.run} XDG_CONFIG_HOME={self.run}/../config XDG_CACHE_HOME={self.run}/../cache
''')
        # PAM has one folder: ours lies over it in a namespace of this process. Passwords need no root that way.
        inside = 'mount --bind "$0" /etc/pam.d && exec /usr/sbin/sshd -D -e -f "$1"'
        self.log = open(self.path('log'), 'a')
        self.process = subprocess.Popen(['unshare', '--user', '--map-current-user', '--keep-caps', '--mount', 'sh', '-c', inside,
                                         self.path('pam.d'), self.path('sshd_config')], stderr=self.log)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(('127.0.0.1', self.port)) == 0:
                    return
            assert self.process.poll() is None, open(self.path('log')).read()
            time.sleep(0.1)
        raise AssertionError('sshd does not listen')

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.log.close()

    def begun(self):
        """When ssh was begun, each time since this was asked for last."""
        try:
            with open(self.path('begun')) as file:
                return sorted(float(line) for line in file)
        except FileNotFoundError:
            return []
        finally:
            self.write('begun', '')

    def lead(self, rule):
        """A configuration by which the ssh that is found first goes; that of the person is where no test can write."""
        os.makedirs(self.path('bin'), exist_ok=True)
        self.write('bin/config', rule + '\n')
        self.write('bin/ssh', f'#!/bin/sh\nexec /usr/bin/ssh -F {self.path("bin/config")} "$@"\n', 0o700)

    def fingerprint(self, key='host'):
        return subprocess.run(['ssh-keygen', '-lf', self.path(key + '.pub')], check=True, capture_output=True, text=True).stdout.split()[1]

    def uri(self, key=None):
        return f'qemu+ssh://127.0.0.1:{self.port}/session?command={self.path("ssh")}' + (f'&keyfile={self.path(key)}' if key else '')

    def alias(self, name='lab', key=None):
        """The same by a name that only ssh's configuration knows: the lab, or one whose connection others may share if they are let."""
        return f'qemu+ssh://{name}/session?command={self.path("ssh")}' + (f'&keyfile={self.path(key)}' if key else '')

    def share(self):
        """Another ssh, which wants to use the connection that is there."""
        return subprocess.Popen(['ssh', '-F', self.path('ssh_config'), '-o', 'ControlMaster=no', '-o', 'BatchMode=yes', 'shared', 'true'],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def known(self):
        try:
            return open(self.path('known')).read()
        except FileNotFoundError:
            return ''

    def know(self, key='host'):
        self.write('known', f'[127.0.0.1]:{self.port} {open(self.path(key + ".pub")).read()}')

    def forget(self):
        if os.path.exists(self.path('known')):
            os.remove(self.path('known'))
