#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that lies on the wire. Whatever it says or does not say: a sentence, in bounded time and memory, nothing that a
terminal would obey, and the other hosts go on."""

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import liar
from liar import Liar
from terminal import CANNOT_CONNECT, DONE, FAILED, REFUSED, run_tests

MACHINE = 'counter'
# Seconds: --timeout where an answer never comes, and elsewhere; and how long a command may be at work at all.
SHORT, LONG, LONGEST = '1', '60', 60
# MB above a run that met no lie: a message may be 32 MB long, and is read and decoded once.
MOST_MORE = 120
TERRIBLE = [b'\x1b[31mred\x1b[2J', b'two\nlines', 'turn \u202eed'.encode(), b'\xff\xfe\xc3', b'bell\x07\x08\x08', b'n' * (1 << 20), b'', b'../../etc/passwd', b'%s%n']


class Ctl:
    def __init__(self, program, real):
        self.program, self.real = program, real
        self.liar = Liar(real.split('socket=')[1])
        self.usual = self.run('list', MACHINE).peak
        # It lets one in, and never tells how its machines are.
        self.mute = Liar(real.split('socket=')[1])
        self.mute.lies = {liar.STATE: liar.silent}
        self.begun = time.monotonic()
        self.waiting = ThreadPoolExecutor(1).submit(self.run, 'machines', uris=[self.mute.uri], status=CANNOT_CONNECT, patience=None)

    def run(self, *args, uris=None, status=DONE, patience=LONG, **settings):
        connect = [word for uri in ([self.liar.uri] if uris is None else uris) for word in ('--connect', uri)]
        begin = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
            process = subprocess.Popen([self.program, *connect, *(['--timeout', patience] if patience else []), *args], stdin=subprocess.DEVNULL, stdout=out, stderr=said,
                                       env=dict(os.environ, **settings), start_new_session=True)
            while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
                if time.monotonic() - begin > LONGEST:
                    process.kill()
                    raise AssertionError(f'{args}: still at work after {LONGEST} s')
                time.sleep(0.02)
            process.returncode = os.waitstatus_to_exitcode(ended[1])
            out.seek(0), said.seek(0)
            process.out, process.said = out.read().decode(), said.read().decode()
        process.peak = ended[2].ru_maxrss >> 10
        assert process.returncode == status, f'{args}: {process.returncode}, not {status}: {process.out[-2000:]}{process.said[-2000:]}'
        assert not hasattr(self, 'usual') or process.peak < self.usual + MOST_MORE, f'{args}: {process.peak} MB, {self.usual} without a lie'
        harmless = [c for c in process.out + process.said if not c.isprintable() and c != '\n' or c in '\u202d\u202e']
        assert not harmless, f'{args}: prints {harmless[:5]}'
        return process

    def json(self, *args, **kwargs):
        return json.loads(self.run('--json', *args, **kwargs).out)


def test_honest(ctl):
    """Nothing of it is the relay's own doing."""
    assert [s['name'] for s in ctl.json('list', MACHINE)['snapshots']] == ['first']


def test_wrong_xml(ctl):
    for text in ('', '<domainsnapshot>', '<domainsnapshot><name>other</name></domainsnapshot>', b'\xff\xfe\x00\x01', '<a>' * 100000, 'x' * (4 << 20)):
        with ctl.liar.telling(SNAPSHOT_XML=liar.saying(liar.string(text))):
            assert [(s['name'], s['damaged']) for s in ctl.json('list', MACHINE)['snapshots']] == [('first', True)], text[:50]
            done = ctl.run('revert', MACHINE, 'first', '--dry-run', status=REFUSED)
            assert done.said != '', done.said
        with ctl.liar.telling(MACHINE_XML=liar.saying(liar.string(text))):
            done = ctl.run('take', MACHINE, '--dry-run', status=FAILED)
            assert 'savepointctl: ' in done.said, done.said


def test_wrong_bytes(ctl):
    """An answer whose parts do not fit the framing: texts longer than it, or more than may be."""
    for body in (b'', b'\xff' * 8, b'\x7f\xff\xff\xff' + bytes(100), liar.string('x' * (5 << 20))):
        for what in ('SNAPSHOTS', 'SNAPSHOT_XML', 'MACHINES', 'STATE', 'CAPABILITIES', 'AUTH_LIST', 'SNAPSHOTS_NUMBER'):
            with ctl.liar.telling(**{what: liar.saying(body)}):
                try:
                    ctl.run('list', MACHINE)
                except AssertionError as error:
                    assert ', not 0: ' in str(error) and 'savepointctl: ' in str(error), (what, body[:10], error)


def test_broken_lines(ctl):
    for lie in (liar.cut, liar.huge, liar.noise):
        for what in ('AUTH_LIST', 'OPEN', 'MACHINES', 'SNAPSHOTS', 'SNAPSHOT_XML'):
            with ctl.liar.telling(**{what: lie}):
                done = ctl.run('list', MACHINE, status=CANNOT_CONNECT)
                assert done.said.startswith('savepointctl: ') and done.out == '', (lie, what, done.out, done.said)


def test_silence(ctl):
    """Answers that never come, or never end: each is waited for as long as --timeout says, all at the same time."""
    def wait(lie, what, *args):
        other = Liar(ctl.real.split('socket=')[1])
        with other.telling(**{what: lie}):
            done = ctl.run(*args, uris=[other.uri], status=CANNOT_CONNECT, patience=SHORT)
        assert 'did not answer in time' in done.said, (lie, what, done.said)

    waits = [(liar.silent, what, 'list', MACHINE) for what in ('AUTH_LIST', 'OPEN', 'CAPABILITIES', 'MACHINES', 'STATE', 'SNAPSHOTS', 'SNAPSHOT_XML')]
    waits += [(liar.endless, what, 'list', MACHINE) for what in ('AUTH_LIST', 'OPEN', 'MACHINES', 'SNAPSHOTS', 'SNAPSHOT_XML')]
    waits += [(liar.silent, 'MACHINE_XML', 'take', MACHINE, '--dry-run')]
    with ThreadPoolExecutor(len(waits)) as pool:
        for done in [pool.submit(wait, *one) for one in waits]:
            done.result()


def test_names(ctl):
    with ctl.liar.telling(MACHINES=liar.saying(liar.machines(TERRIBLE))):
        ctl.run('machines')
    with ctl.liar.telling(SNAPSHOTS=liar.saying(liar.snapshots(TERRIBLE)), SNAPSHOT_XML=liar.saying(liar.string('<no/>'))):
        ctl.run('list', MACHINE)
        ctl.run('list', MACHINE, '--tree')
        found = ctl.json('list', MACHINE)['snapshots']
        assert all(s['damaged'] for s in found) and '\x1b[31mred\x1b[2J' in [s['name'] for s in found], found


def test_many(ctl):
    """libvirt's own client takes no list that long."""
    with ctl.liar.telling(SNAPSHOTS=liar.saying(liar.snapshots([f's{n}' for n in range(20000)])), SNAPSHOTS_NUMBER=liar.saying(b'\0\0\x4e\x20')):
        said = ctl.run('list', MACHINE, status=FAILED).said
        assert 'has 20000 snapshots, and libvirt lists no more than 16384. Delete some' in said, said
    with ctl.liar.telling(MACHINES=liar.saying(liar.machines([f'm{n}' for n in range(20000)]))):
        assert 'The machines could not be listed' in ctl.run('machines', status=CANNOT_CONNECT).said


def test_flood(ctl):
    with ctl.liar.telling(MACHINES=liar.flood, SNAPSHOTS=liar.flood):
        assert [s['name'] for s in ctl.json('list', MACHINE)['snapshots']] == ['first']


def test_others_go_on(ctl):
    """Of several hosts that are kept, one lies or says nothing: what the others have comes, and it is told of by its name."""
    with tempfile.TemporaryDirectory() as config:
        settings = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': config, 'LIBVIRT_AUTOSTART': '0'}
        ctl.run('hosts', 'add', ctl.liar.uri, '--title', 'The Liar', uris=[], **settings)
        ctl.run('hosts', 'add', ctl.real, uris=[], **settings)
        for lie in (liar.silent, liar.cut, liar.saying(b'')):
            with ctl.liar.telling(MACHINES=lie, AUTH_LIST=lie):
                done = ctl.run('machines', uris=[], patience='5', **settings)
                assert MACHINE in done.out and 'savepointctl: The Liar: ' in done.said, (lie, done.out, done.said)
    # Asked for by name, in the same call.
    with ctl.liar.telling(SNAPSHOTS=liar.silent):
        assert [s['name'] for s in ctl.json('list', MACHINE, uris=[ctl.real])['snapshots']] == ['first']


def test_patience(ctl):
    """Half a minute, where nobody says how long a host has to tell of its machines; it passes while the other tests run."""
    assert 'did not answer in time' in ctl.waiting.result().said
    assert time.monotonic() - ctl.begun > 29


def main():
    tests = [test_honest, test_wrong_xml, test_wrong_bytes, test_broken_lines, test_silence, test_names, test_many, test_flood, test_others_go_on,
             test_patience]
    real = os.environ['SP_RIG_URI']
    subprocess.run(['virsh', '-c', real, 'snapshot-create-as', MACHINE, 'first'], check=True, stdout=subprocess.DEVNULL)
    ctl = Ctl(sys.argv[1], real)
    sys.exit(run_tests('hostile', tests, ctl))


main()
