#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""savepointctl in languages of ours, by their real translations: what is asked for help, what is listed, what is counted and
what went wrong. What is read by programs stays as it is."""

import gettext
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'window'))
# pylint: disable-next=wrong-import-position
from spoken import BUILD, SOURCE, speak

# In long words, with no alphabet, and from right to left.
LANGUAGES = ('de', 'ja', 'ar')
# Of the node for trying: it has a thousand.
MACHINE, MANY = 'build-server', 1000
FAILED, USAGE, REFUSED, NOT_ALLOWED = 1, 2, 3, 5


class Ctl:
    def __init__(self, program, home, language):
        self.program, self.uri = program, f'test://{home}/node.xml'
        self.environment = dict(os.environ, XDG_STATE_HOME=home, XDG_CACHE_HOME=home, XDG_CONFIG_HOME=home, **speak(language).environment)
        # As this place writes a thousand.
        self.many = subprocess.run(['/usr/bin/printf', "%'d", str(MANY)], capture_output=True, text=True, env=self.environment, check=True).stdout
        self.words = gettext.translation('savepoint', os.path.join(BUILD, 'po'), [language])

    def run(self, *args, status=(0,), uri=None):
        """What it says, in one line, as what is long is broken somewhere: its results, or what went wrong."""
        done = subprocess.run([self.program, '--connect', uri or self.uri, *args], capture_output=True, text=True, timeout=120, env=self.environment, check=False)
        assert done.returncode in status, f'{args}: {done.returncode}, not {status}: {done.stdout}{done.stderr}'
        return ' '.join((done.stdout if done.returncode == 0 else done.stdout + done.stderr).split())

    def say(self, text, *values):
        said = self.words.gettext(text)
        assert said != text, f'{text!r} is not translated'
        rest = iter(values)
        said = re.sub(r'%(?:(\d+)\$)?s', lambda found: values[int(found[1]) - 1] if found[1] else next(rest), said)
        return ' '.join(said.split())


def test_help(ctl):
    text = ctl.run('--help')
    for said in ('Commands:', 'List the machines of all hosts', 'Take a snapshot', 'Print JSON'):
        assert ctl.say(said) in text, (said, text)
    text = ctl.run('take', '--help')
    for said in ('Title, in any script', 'Show the plan and touch nothing'):
        assert ctl.say(said) in text, (said, text)


def test_a_listing(ctl):
    text = ctl.run('machines')
    assert f'{MACHINE} ' in text and f' {ctl.many} ' in text, (ctl.many, text)
    # A script knows one language.
    assert MANY in [machine['snapshots'] for machine in json.loads(ctl.run('--json', 'machines'))['machines']], 'not a number'


def test_a_plan(ctl):
    """Its losses are counted, in that form of the plural which the count asks for."""
    text = ctl.run('delete', MACHINE, '--all', '--dry-run', status=(0, REFUSED))
    said = ctl.words.ngettext('You can no longer go back to %u snapshot.', 'You can no longer go back to %u snapshots.', MANY).replace('%u', ctl.many)
    assert ctl.say('Delete All Snapshots?') in text and said in text, (said, text)


def test_an_error(ctl):
    text = ctl.run('list', 'nobody', status=(FAILED,))
    assert ctl.say('There is no machine “%s”.', 'nobody') in text, text
    text = ctl.run('show', MACHINE, 'never', status=(FAILED,))
    assert ctl.say('“%s” has no snapshot “%s”.', MACHINE, 'never') in text, text
    assert ctl.run('take', status=(USAGE,)), 'nothing was said'


def test_a_closed_door(ctl):
    """libvirt tells why it cannot be reached in the language of the C library: it is known in any."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0)
        text = ctl.run('machines', uri=f'qemu+unix:///session?socket={folder}/libvirt-sock', status=(NOT_ALLOWED,))
    said = ctl.say('you are not among those who may manage its machines')
    assert ctl.say('No connection to the host: %s.', said) in text, text


def main():
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'node.xml'), 'wb') as file:
            subprocess.run([sys.executable, os.path.join(SOURCE, 'data', 'demo', 'make-node.py')], stdout=file, check=True)
        tests = [(f'{language}/{name[5:]}', ctl, test) for language, ctl in ((name, Ctl(sys.argv[1], folder, name)) for name in LANGUAGES)
                 for name, test in globals().items() if name.startswith('test_')]
        print(f'1..{len(tests)}')
        failed = False
        for i, (name, ctl, test) in enumerate(tests, 1):
            try:
                test(ctl)
                print(f'ok {i} - /cli/{name}', flush=True)
            except (AssertionError, subprocess.SubprocessError) as error:
                failed = True
                print(f'not ok {i} - /cli/{name}\n# ' + str(error).replace('\n', '\n# '), flush=True)
    return failed


if __name__ == '__main__':
    sys.exit(main())
