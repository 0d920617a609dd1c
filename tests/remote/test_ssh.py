#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts behind a real sshd: keys, passphrases, passwords and host keys, asked by ssh and answered on a terminal; and deeds on a
real machine over it."""

import glob
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time

from sshd import Sshd
from terminal import CANNOT_CONNECT, DONE, NOT_ALLOWED, Terminal, await_true, find_below, run_tests

MACHINE = 'counter'


def test_key(terminal, sshd):
    sshd.know()
    assert MACHINE in terminal.run(sshd.uri('open-key'), 'machines')


def test_new_host(terminal, sshd):
    """Its fingerprint is shown; nothing is trusted, or remembered, that nobody said yes to."""
    sshd.forget()
    text = terminal.run(sshd.uri('open-key'), 'machines', answers=[('(yes/no', 'no')], status=CANNOT_CONNECT)
    assert sshd.fingerprint() in text and 'nobody said that the host’s key is the right one' in text, text
    assert sshd.known() == ''
    text = terminal.run(sshd.uri('open-key'), 'machines', answers=[('(yes/no', 'yes')])
    assert MACHINE in text and sshd.known() != ''
    assert 'yes/no' not in terminal.run(sshd.uri('open-key'), 'machines')


def test_changed_host(terminal, sshd):
    """Refused, whatever anybody says."""
    sshd.know('other-host')
    text = terminal.run(sshd.uri('open-key'), 'machines', status=CANNOT_CONNECT)
    assert 'another key than it did before' in text and 'ssh-keygen -R' in text, text
    assert 'yes/no' not in text, text


def test_passphrase(terminal, sshd):
    sshd.know()
    text = terminal.run(sshd.uri('locked-key'), 'machines', answers=[('passphrase for key', sshd.phrase)])
    assert MACHINE in text and sshd.phrase not in text, text
    text = terminal.run(sshd.uri('locked-key'), 'machines',
                        answers=[('passphrase for key', 'wrong'), ('passphrase for key', sshd.phrase)])
    assert 'That was not accepted.' in text and MACHINE in text, text


def test_password(terminal, sshd):
    sshd.know()
    text = terminal.run(sshd.uri(), 'machines', answers=[('Password:', sshd.secret)])
    assert MACHINE in text and sshd.secret not in text, text
    text = terminal.run(sshd.uri(), 'machines', answers=[('Password:', 'no 1'), ('Password:', 'no 2'), ('Password:', 'no 3')], status=NOT_ALLOWED)
    assert 'the host did not let you in' in text and text.count('That was not accepted.') == 2, text


def test_interrupted(terminal, sshd):
    """Whatever ends it while a password is asked for, the terminal shows again what is typed."""
    sshd.know()
    ends = ((lambda pid, fd: os.write(fd, b'half a secret\x03'), -signal.SIGINT), (lambda pid, fd: os.kill(pid, signal.SIGTERM), -signal.SIGTERM),
            (lambda pid, fd: os.kill(pid, signal.SIGHUP), -signal.SIGHUP))
    for end, status in ends:
        assert terminal.end_while_asked(sshd.uri(), 'machines', end=end) == (status, False)


def test_thinking(terminal, sshd):
    """A person may take longer to answer than a host may."""
    sshd.know()
    assert MACHINE in terminal.run(sshd.uri(), '--timeout', '4', 'machines', answers=[('Password:', sshd.secret)], thinking=5)


def test_no_terminal(terminal, sshd):
    """Nobody is there to ask: it ends by itself, with a sentence."""
    for know, uri, status in ((True, sshd.uri(), NOT_ALLOWED), (False, sshd.uri('open-key'), CANNOT_CONNECT)):
        sshd.know() if know else sshd.forget()
        done = subprocess.run([terminal.program, '--connect', uri, 'machines'], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              start_new_session=True, timeout=60)
        assert done.returncode == status and 'savepointctl: No connection to the host: ' in done.stderr, done


def test_nobody_there(terminal, sshd):
    sshd.know()
    sshd.stop()
    try:
        text = terminal.run(sshd.uri('open-key'), 'machines', status=CANNOT_CONNECT)
        assert 'nothing answers there' in text, text
    finally:
        sshd.process = None
        sshd.start('host')


def test_deeds(terminal, sshd):
    """Take, revert and delete over ssh, on a machine that runs."""
    sshd.know()

    def ctl(*args):
        done = subprocess.run([terminal.program, '--connect', sshd.uri('open-key'), '--json', *args], capture_output=True, text=True, timeout=240)
        assert done.returncode == DONE, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith('{') else None

    def names():
        return [s['name'] for s in ctl('list', MACHINE)['snapshots']]

    ctl('take', MACHINE, '--name', 'from-afar')
    assert names() == ['from-afar']
    ctl('revert', MACHINE, 'from-afar', '--no-safety-snapshot')
    assert next(s for s in ctl('list', MACHINE)['snapshots'] if s['name'] == 'from-afar')['current']
    ctl('delete', MACHINE, 'from-afar')
    assert names() == []


def test_trial(terminal, sshd):
    """Step by step, up to the one that fails."""
    def steps(uri, status=DONE, env=None):
        done = subprocess.run([terminal.program, '--json', 'hosts', 'test', uri], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env=env, start_new_session=True, timeout=60)
        assert done.returncode == status, done
        return [(step['step'], step['works']) for step in json.loads(done.stdout)]

    sshd.know()
    whole = [('name', True), ('port', True), ('trust', True), ('login', True), ('libvirt', True), ('manage', True)]
    assert steps(sshd.uri('open-key')) == whole
    assert steps(sshd.uri(), NOT_ALLOWED) == whole[:3] + [('login', False)]
    sshd.know('other-host')
    assert steps(sshd.uri('open-key'), CANNOT_CONNECT) == whole[:2] + [('trust', False)]
    assert steps('qemu+tcp://127.0.0.1:1/system', CANNOT_CONNECT) == [('name', True), ('port', False)]
    # Where ssh's configuration leads to a host by way of another, or by a program, the network knows nothing of it.
    sshd.know()
    for rule, user, rest, status in (('Host 127.0.0.1\n  ProxyJump lock.invalid', '', whole[2:], DONE),
                                     ('Match user stranger\n  ProxyJump lock.invalid', 'stranger@', [('trust', True), ('login', False)], NOT_ALLOWED)):
        sshd.lead(rule)
        found = dict(os.environ, PATH=sshd.path('bin') + ':' + os.environ['PATH'])
        assert steps(sshd.uri('open-key').replace('://', '://' + user), status, found) == rest
    assert steps('qemu+tcp://there.is.no.such.host.invalid/system', CANNOT_CONNECT) == [('name', False)]


def test_one_each(terminal, sshd):
    """One ssh for a host, whatever is asked of it; of many hosts, it is begun for eight at a time, until they are in."""
    sshd.know()
    hosts, slowly = 20, 1
    settings = dict(os.environ, GSETTINGS_BACKEND='keyfile', LIBVIRT_AUTOSTART='0', XDG_CONFIG_HOME=sshd.path('many'))

    def ctl(*args):
        done = subprocess.run([terminal.program, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=settings,
                              start_new_session=True, timeout=120)
        assert done.returncode == DONE, done
        return done

    sshd.begun()
    ctl('--connect', sshd.uri('open-key'), 'take', MACHINE, '--name', 'once')
    assert len(sshd.begun()) == 1
    ctl('--connect', sshd.uri('open-key'), 'delete', MACHINE, 'once')
    assert len(sshd.begun()) == 1
    for number in range(hosts):
        os.link(sshd.path('open-key'), sshd.path(f'key-{number}'))
        ctl('hosts', 'add', sshd.uri(f'key-{number}'), '--title', f'host {number}')
    assert sshd.begun() == []
    sshd.write('slowly', str(slowly))
    done = ctl('--timeout', '60', 'machines')
    sshd.write('slowly', '0')
    # All lead to the same one, whose machines are told of once.
    assert done.stdout.count(MACHINE) == 1 and done.stderr.count('The same host as “host 0”') == hosts - 1, done
    begun = sshd.begun()
    assert len(begun) == hosts, begun
    # Each takes that long, at the least, to be in; it is not begun for a ninth before the first of eight is.
    assert all(later - earlier >= slowly * 0.9 for earlier, later in zip(begun, begun[8:])), begun


def test_kept(terminal, sshd):
    """Hosts in the list are asked, those that do not answer told of; none delays another past the time that it has."""
    def ctl(*args, status=DONE):
        settings = dict(os.environ, GSETTINGS_BACKEND='keyfile', LIBVIRT_AUTOSTART='0', XDG_CONFIG_HOME=sshd.path('config'))
        done = subprocess.run([terminal.program, *args], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=settings,
                              start_new_session=True, timeout=60)
        assert done.returncode == status, done
        return done

    sshd.know()
    with socket.create_server(('127.0.0.1', 0)) as deaf:  # takes calls and says nothing
        dead = f'qemu+tcp://127.0.0.1:{deaf.getsockname()[1]}/system'
        ctl('hosts', 'add', sshd.uri('open-key'), '--title', 'The Lab')
        ctl('hosts', 'add', dead)
        assert 'there already' in ctl('hosts', 'add', dead, status=1).stderr
        assert 'password' in ctl('hosts', 'add', 'qemu+ssh://me:secret@server/system', status=1).stderr
        hosts = json.loads(ctl('--json', 'hosts', 'list').stdout)['hosts']
        assert [(host['uri'], host['title']) for host in hosts] == [(sshd.uri('open-key'), 'The Lab'), (dead, None)], hosts
        begin = time.monotonic()
        done = ctl('--timeout', '4', 'machines')
        assert MACHINE in done.stdout and '“127.0.0.1” did not answer in time.' in done.stderr, done
        assert time.monotonic() - begin < 20
        ctl('--connect', dead, '--timeout', '2', 'machines', status=CANNOT_CONNECT)
        # What was not found may be where nobody answered; what answers is not made to wait for that.
        done = ctl('--timeout', '2', 'list', 'nobody', status=CANNOT_CONNECT)
        assert 'There is no machine “nobody” on the hosts that answered.' in done.stderr, done
        done = ctl('--timeout', '2', 'hosts', 'test', dead, status=CANNOT_CONNECT)
        assert done.stdout.count('✓') == 2 and '✗ “127.0.0.1” did not answer in time.' in done.stdout, done
        ctl('hosts', 'remove', 'The Lab')
        assert len(json.loads(ctl('--json', 'hosts', 'list').stdout)['hosts']) == 1
        assert 'no host' in ctl('hosts', 'remove', 'The Lab', status=1).stderr


def test_patience(terminal, sshd):
    """A host that says nothing is not waited for without end, by nobody's wish; how long is seen while the other tests run."""
    text = terminal.waiting.communicate(timeout=60)[1]
    took = time.monotonic() - terminal.begun
    assert terminal.waiting.returncode == CANNOT_CONNECT and 'did not answer in time' in text, text
    assert took > 29, took


def list_folders():
    """Where programs that run can be asked by ssh."""
    return glob.glob(os.path.join(os.environ['XDG_RUNTIME_DIR'], 'savepoint-*'))


def can_be_read(pid):
    try:
        with open(f'/proc/{pid}/mem', 'rb'):
            return True
    except PermissionError:
        return False


def test_closed(terminal, sshd):
    """Nobody looks into the memory that a secret passes through, in savepointctl or in what ssh asks by, and no core dump is left of it."""
    sshd.know()
    before = list_folders()
    resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
    with subprocess.Popen(['sleep', '60']) as other:
        assert can_be_read(other.pid), 'this test cannot tell'
        other.kill()
    with terminal.asked(sshd.uri(), 'machines') as (pid, say):
        say(sshd.secret[:-1], 'That was not accepted.')
        assert not can_be_read(pid)
        helpers = find_below(pid, 'askpass')
        assert helpers and not any(map(can_be_read, helpers)), helpers
        os.kill(pid, signal.SIGSEGV)
        status = os.waitpid(pid, 0)[1]
        assert os.WTERMSIG(status) == signal.SIGSEGV and not os.WCOREDUMP(status)
        # Whom nobody waits for any more asks nobody any more.
        await_true('what ssh asks by stays', lambda: not any(os.path.exists(f'/proc/{helper}') for helper in helpers))
    # Nor could it tidy up.
    for folder in set(list_folders()) - set(before):
        shutil.rmtree(folder)


def test_hints(terminal, sshd):
    """What ssh only tells is told, and nothing is asked; what is to be allowed is a yes or a no."""
    before = set(list_folders())
    with socket.create_server(('127.0.0.1', 0)) as deaf:
        with terminal.asked(f'qemu+tcp://127.0.0.1:{deaf.getsockname()[1]}/system', 'machines', hidden=False) as (pid, say):
            await_true('nobody listens', lambda: any(os.path.exists(os.path.join(new, 'socket')) for new in set(list_folders()) - before))
            folder, = set(list_folders()) - before
            program = os.path.join(folder, 'askpass')

            def ask(prompt, hint):
                return subprocess.Popen([program, prompt], env=dict(os.environ, SSH_ASKPASS_PROMPT=hint), stdout=subprocess.PIPE, text=True)

            with ask('Touch your key', 'none') as notice:
                say(None, 'Touch your key')
                with ask('Allow it?', 'confirm') as allowed:
                    say(None, 'Allow it? (yes/no) ')
                    say('yes', 'yes')
                    assert allowed.communicate(timeout=60)[0] == 'yes\n' and allowed.returncode == 0
                assert notice.poll() is None
                notice.terminate()
            with ask('And this?', 'confirm') as refused:
                say(None, 'And this? (yes/no) ')
                say('no', 'no')
                assert refused.communicate(timeout=60)[0] == '' and refused.returncode != 0
            deaf.close()
            assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == CANNOT_CONNECT


def test_secrets_stay(terminal, sshd):
    """No answer is in what was printed, in an argument, or in a file of the program's."""
    for program in ('savepointctl', 'ssh', 'askpass'):
        assert any(os.path.basename(text.split('\0')[0]) == program for text in terminal.seen), f'{program} was never looked at'
    for text in terminal.seen:
        assert sshd.secret not in text and sshd.phrase not in text, text
    left = [name for name in os.listdir(os.environ['XDG_RUNTIME_DIR']) if name.startswith('savepoint-')]
    assert left == [], left
    for variable in ('XDG_STATE_HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR'):
        for folder, _, files in os.walk(os.environ.get(variable, '/nonexistent')):
            for name in files:
                with open(os.path.join(folder, name), 'rb') as file:
                    text = file.read()
                assert sshd.secret.encode() not in text and sshd.phrase.encode() not in text, os.path.join(folder, name)


def main():
    tests = [test_key, test_new_host, test_changed_host, test_passphrase, test_password, test_interrupted, test_thinking, test_no_terminal,
             test_nobody_there, test_deeds, test_trial, test_one_each, test_kept, test_closed, test_hints, test_patience, test_secrets_stay]
    sshd = Sshd(os.environ['SP_RIG_URI'])
    # Of its own, so that what is left in it is this test's.
    os.environ['XDG_RUNTIME_DIR'] = sshd.path('runtime')
    os.mkdir(sshd.path('runtime'), 0o700)
    terminal = Terminal(sys.argv[1], [])
    deaf = socket.create_server(('127.0.0.1', 0))
    terminal.begun = time.monotonic()
    terminal.waiting = subprocess.Popen([terminal.program, '--connect', f'qemu+tcp://127.0.0.1:{deaf.getsockname()[1]}/system', 'machines'],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        failed = run_tests('ssh', tests, terminal, sshd)
        if failed:
            print('# ' + open(sshd.path('log')).read()[-3000:].replace('\n', '\n# '))
    finally:
        sshd.stop()
    sys.exit(failed)


main()
