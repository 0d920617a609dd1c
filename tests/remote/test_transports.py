#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other ways to a host: certificates (TLS), passwords (SASL), and the ssh that is built into libvirt, twice. Each way that
fails tells in words what happened and what to do."""

import os
import subprocess
import sys

import liar
from daemon import Certificates, Daemon
from liar import Liar
from sshd import Sshd
from terminal import CANNOT_CONNECT, NOT_ALLOWED, REFUSED, Terminal, run_tests

MACHINE = 'counter'
# What ssh starts on the host, called as nc is: there the other end of the line is its last word.
NETCAT = '''#!/usr/bin/python3
import os, socket, sys, threading
line = socket.socket(socket.AF_UNIX)
if '-U' in sys.argv:
    line.connect(sys.argv[-1])
    def come():
        while piece := line.recv(65536):
            os.write(1, piece)
        os._exit(0)
    threading.Thread(target=come, daemon=True).start()
    while piece := os.read(0, 65536):
        line.sendall(piece)
'''


class Ways:
    def __init__(self, program, real):
        self.terminal, self.certificates = Terminal(program, []), Certificates()
        self.sshd, self.liar = Sshd(real), Liar(real.split('socket=')[1])
        self.real = real

    def refuse(self, uri, *words, status=CANNOT_CONNECT, answers=()):
        text = self.terminal.run(uri, 'machines', status=status, answers=answers)
        for word in words:
            assert word in text, f'{word!r} is not in {text!r}'
        assert 'warning :' not in text, text

    def built_in(self, way, key=None, host='127.0.0.1'):
        return (f'qemu+{way}://{self.sshd.name}@{host}:{self.sshd.port}/session?known_hosts={self.sshd.path("known")}'
                + (f'&keyfile={self.sshd.path(key)}&sshauth=privkey' if key else '&sshauth=keyboard-interactive'))


def test_tls(ways):
    path = ways.certificates.path
    with Daemon(ways.certificates) as daemon:
        assert ways.terminal.run(daemon.tls_uri(path('with')), 'machines') == ''
        ways.refuse(daemon.tls_uri(path('without')), 'wants a certificate of yours', 'clientcert.pem')
        ways.refuse(daemon.tls_uri(path('late')), 'your own certificate has expired', 'Renew')
        ways.refuse(daemon.tls_uri(path('elsewhere')), 'your own certificate was not signed by')
        ways.refuse(daemon.tls_uri(path('empty')), 'there is no “cacert.pem”')
        trial = ways.terminal.run(daemon.tls_uri(path('with')), 'hosts', 'test', daemon.tls_uri(path('with')))
        assert trial.count('✓') == 6, trial
    for server in ('expired', 'wrong-name'):
        with Daemon(ways.certificates, server) as daemon:
            ways.refuse(daemon.tls_uri(path('with')), 'certificate cannot be trusted', 'Renew', 'the name that stands in')
            trial = ways.terminal.run(daemon.tls_uri(path('with')), 'hosts', 'test', daemon.tls_uri(path('with')), status=CANNOT_CONNECT)
            assert trial.count('✓') == 2 and '✗ ' in trial, trial


def test_sasl(ways):
    """A name and a password, three times if they are wrong; over TCP, and inside TLS by another of SASL's ways."""
    who, good, bad = ('name', Daemon.user), ('password', Daemon.secret), ('password', 'no good')
    for mechanism, tls in (('DIGEST-MD5', 'none'), ('SCRAM-SHA-256', 'sasl')):
        with Daemon(ways.certificates, auth_tls=tls, mechanism=mechanism) as daemon:
            uri = daemon.tcp_uri() if tls == 'none' else daemon.tls_uri(ways.certificates.path('with'))
            text = ways.terminal.run(uri, 'machines', answers=[who, good])
            assert '“127.0.0.1” asks' in text and Daemon.secret not in text, text
            if tls == 'sasl':
                continue
            text = ways.terminal.run(uri, 'machines', answers=[who, bad, who, good])
            assert 'That was not accepted.' in text, text
            ways.refuse(uri, 'the host did not let you in', 'the right name and password', answers=[who, bad, who, bad, who, bad], status=NOT_ALLOWED)
            done = subprocess.run([ways.terminal.program, '--connect', uri, 'machines'], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  start_new_session=True, timeout=60)
            assert done.returncode == NOT_ALLOWED and 'the host wants a name and a password' in done.stderr, done


def test_built_in_ssh(ways):
    sshd = ways.sshd
    for way in ('libssh2', 'libssh'):
        sshd.forget()
        ways.refuse(ways.built_in(way, 'open-key'), 'nobody said that the host', answers=[('y/n', 'n')])
        assert sshd.known() == '', way
        assert MACHINE in ways.terminal.run(ways.built_in(way, 'open-key'), 'machines', answers=[('y/n', 'y')]), way
        assert sshd.known() != '', way
        assert MACHINE in ways.terminal.run(ways.built_in(way, 'open-key'), 'machines'), way
        text = ways.terminal.run(ways.built_in(way, 'locked-key'), 'machines', answers=[('assphrase', sshd.phrase)])
        assert MACHINE in text and sshd.phrase not in text, (way, text)
        text = ways.terminal.run(ways.built_in(way), 'machines', answers=[('assword', sshd.secret)])
        assert MACHINE in text and sshd.secret not in text, (way, text)
        ways.refuse(ways.built_in(way), 'the host did not let you in', answers=[('assword', 'no')] * 3, status=NOT_ALLOWED)
        sshd.know('other-host')
        ways.refuse(ways.built_in(way, 'open-key'), 'another key than it did before')


def test_read_only(ways):
    """Who may not manage the machines may look on, is told why, and every deed is refused with the reason."""
    polkit = [('no polkit agent available to authenticate action \'org.libvirt.unix.manage\'', 'no polkit agent runs'),
              ('access denied by policy', 'the rules of the computer'), ('user cancelled authentication process', 'and not given')]
    for said, told in polkit:
        with ways.liar.telling_once(AUTH_LIST=liar.saying(liar.authentications(liar.POLKIT)), AUTH_POLKIT=liar.failing(45, said)):
            assert MACHINE in ways.terminal.run(ways.liar.uri, 'machines'), said
        with ways.liar.telling_once(AUTH_LIST=liar.saying(liar.authentications(liar.POLKIT)), AUTH_POLKIT=liar.failing(45, said)):
            text = ways.terminal.run(ways.liar.uri, 'take', MACHINE, status=REFUSED)
            assert 'read-only' in text, text
        with ways.liar.telling_once(AUTH_LIST=liar.saying(liar.authentications(liar.POLKIT)), AUTH_POLKIT=liar.failing(45, said)):
            text = ways.terminal.run(ways.liar.uri, 'hosts', 'test', ways.liar.uri, status=NOT_ALLOWED)
            assert '✓ libvirt answers' in text and '✗ You may look at the machines, and change nothing: ' in text and 'No connection' not in text and told in text, text


def test_read_only_by_password(ways):
    """The password was right, so it is not asked for a second time, let alone called wrong, when only looking on is allowed."""
    netcat = ways.sshd.path('nc')
    ways.sshd.write('nc', NETCAT, 0o700)
    for way in ('libssh2', 'libssh'):
        ways.sshd.know()
        uri = f'{ways.built_in(way)}&socket={ways.liar.path}&proxy=netcat&netcat={netcat}'
        with ways.liar.telling_once(AUTH_LIST=liar.saying(liar.authentications(liar.POLKIT)), AUTH_POLKIT=liar.failing(45, 'access denied by policy')):
            text = ways.terminal.run(uri, 'hosts', 'test', uri, answers=[('assword', ways.sshd.secret)], status=NOT_ALLOWED)
        assert 'You may look at the machines' in text and 'not accepted' not in text and text.count('assword') == 1, (way, text)


def main():
    ways = Ways(sys.argv[1], os.environ['SP_RIG_URI'])
    os.environ['XDG_RUNTIME_DIR'] = ways.sshd.path('runtime')
    os.mkdir(ways.sshd.path('runtime'), 0o700)
    try:
        failed = run_tests('transports', [test_tls, test_sasl, test_built_in_ssh, test_read_only, test_read_only_by_password], ways)
        for text in ways.terminal.seen:
            assert not any(secret in text for secret in (ways.sshd.secret, ways.sshd.phrase, Daemon.secret)), text
    finally:
        ways.sshd.stop()
    sys.exit(failed)


main()
