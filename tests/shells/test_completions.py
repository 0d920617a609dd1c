#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The completions in the three shells, at a terminal: what is typed before a Tab becomes what the program gets. In the way
of the program stands one that notes its arguments, and lets it answer only what the completions ask."""

import json
import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import odd  # noqa: E402

PROGRAM, SCRIPTS = sys.argv[1:3]
PATIENCE = 60
NOTING = '''#!/usr/bin/env python3
import json, os, sys
if sys.argv[1:2] == ['complete']:
    os.execv(os.environ['REAL'], ['savepointctl', *sys.argv[1:]])
with open(os.environ['NOTED'] + '.new', 'w') as file:
    json.dump(sys.argv[1:], file)
os.rename(os.environ['NOTED'] + '.new', os.environ['NOTED'])
'''


class Place:
    """A folder with the program that notes, the scripts where a shell looks for them, and the host."""

    def __init__(self, folder):
        self.folder = folder
        self.noted = os.path.join(folder, 'noted')
        self.home = os.path.join(folder, 'home')
        os.makedirs(os.path.join(folder, 'bin'))
        os.makedirs(os.path.join(self.home, '.config', 'fish'))
        with open(os.path.join(folder, 'bin', 'savepointctl'), 'w', encoding='utf-8') as file:
            file.write(NOTING)
        os.chmod(file.name, 0o755)
        with open(os.path.join(folder, 'node.xml'), 'w', encoding='utf-8') as file:
            file.write(odd.node())
        self.uri = 'test://' + file.name
        for name, where in (('savepointctl.bash', 'share/bash-completion/completions/savepointctl'),
                            ('savepointctl.fish', 'share/fish/vendor_completions.d/savepointctl.fish'),
                            ('_savepointctl', 'share/zsh/site-functions/_savepointctl')):
            os.makedirs(os.path.dirname(os.path.join(folder, where)), exist_ok=True)
            shutil.copy(os.path.join(SCRIPTS, name), os.path.join(folder, where))
        self.environment = dict(os.environ, PATH=folder + '/bin:' + os.environ['PATH'], HOME=self.home, NOTED=self.noted, REAL=PROGRAM,
                                XDG_DATA_DIRS=folder + '/share:/usr/share', XDG_CONFIG_HOME=self.home + '/.config', TERM='dumb', LC_ALL='C.UTF-8',
                                XDG_DATA_HOME=self.home, XDG_STATE_HOME=self.home, XDG_CACHE_HOME=self.home, PS1='ready> ')


class Shell:
    """One that a person sits at."""

    def __init__(self, place, *command):
        self.place, self.said = place, ''
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(place.folder)
            os.execvpe(command[0], command, place.environment)

    def read(self, seconds):
        if select.select([self.terminal], [], [], seconds)[0]:
            try:
                self.said += os.read(self.terminal, 65536).decode(errors='replace')
            except OSError:
                raise AssertionError(f'it is gone: {self.said}') from None

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def expect(self, pattern):
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.said):
            assert time.monotonic() < end, f'no {pattern}: {self.said}'
            self.read(1)

    def run(self, keys):
        """What the program gets when @keys have been typed."""
        self.said = ''
        if os.path.exists(self.place.noted):
            os.remove(self.place.noted)
        self.type(keys)
        end = time.monotonic() + PATIENCE
        while not os.path.exists(self.place.noted):
            assert time.monotonic() < end, f'{keys!r}: {self.said!r}'
            self.read(0.05)
        with open(self.place.noted, encoding='utf-8') as file:
            return json.load(file)

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def at(shell, place, quotes):
    """The same at each: names whole, whatever is in them; options, commands and choices."""
    connect = ['--connect', place.uri]
    start = f'savepointctl --connect {place.uri} '
    assert shell.run('savepointctl mach\t\r') == ['machines']
    assert shell.run(start + 'take plain\t --ki\t int\t\r') == [*connect, 'take', 'plain-machine', '--kind', 'internal']
    assert shell.run(start + 'take plain\t --contents=di\t\r') == [*connect, 'take', 'plain-machine', '--contents=disks']
    for prefix, name in odd.ODD.items():
        got = shell.run(start + f'list {prefix}\t\r')
        assert got == [*connect, 'list', name], (got, name)
    for prefix in ('web', 'dol', 'bang', 'col'):
        got = shell.run(start + f'revert plain\t {prefix}\t\r')
        assert got == [*connect, 'revert', 'plain-machine', odd.ODD[prefix]], got
    for quote in quotes:
        for prefix in ('web', 'dol', 'dou', 'bac', 'bang' if quote == "'" else 'glob', 'it' if quote == '"' else 'col'):
            got = shell.run(start + f'list {quote}{prefix}\t\r')
            assert got == [*connect, 'list', odd.ODD[prefix]], (quote, got)
    # An option is what it looks like, never somebody's name; and a host's name has colons.
    assert shell.run(start + 'list --js\t\r') == [*connect, 'list', '--json']
    assert shell.run('savepointctl --connect qemu:///se\t machines\r') == ['--connect', 'qemu:///session', 'machines']
    assert os.path.isfile(place.noted) and not os.path.exists(os.path.join(place.folder, 'pwned'))


def bash(place):
    with open(os.path.join(place.home, '.bashrc'), 'w', encoding='utf-8') as file:
        file.write('. /usr/share/bash-completion/bash_completion\nbind "set enable-bracketed-paste off"\nPS1="ready> "\n')
    shell = Shell(place, 'bash', '--noprofile', '-i')
    shell.expect('ready> ')
    at(shell, place, '\'"')
    shell.close()


def fish(place):
    with open(os.path.join(place.home, '.config', 'fish', 'config.fish'), 'w', encoding='utf-8') as file:
        file.write('function fish_prompt; echo "ready> "; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\n')
    shell = Shell(place, 'fish', '-i')
    shell.expect('ready> ')
    at(shell, place, '\'"')
    shell.close()


def zsh(place):
    with open(os.path.join(place.home, '.zshrc'), 'w', encoding='utf-8') as file:
        file.write(f'fpath=({place.folder}/share/zsh/site-functions $fpath)\nautoload -Uz compinit\ncompinit -u\nunsetopt zle_bracketed_paste\n'
                   'unset zle_bracketed_paste\nPS1="ready> "\n')
    shell = Shell(place, 'zsh', '-d', '-i')
    shell.expect('ready> ')
    at(shell, place, '\'"')
    shell.close()


def ask(place, *words):
    done = subprocess.run([PROGRAM, 'complete', 'words', *words], env=place.environment, capture_output=True, text=True, timeout=PATIENCE,
                          check=False)
    assert done.stderr == '' and done.returncode == 0, done
    return [line.split('\t')[0] for line in done.stdout.split('\n')[:-1]]


def hostile(place):
    """Neither what looks like an option nor what turns the line about; both are offered where they cannot do harm, or never."""
    connect = ('--connect', place.uri)
    assert set(ask(place, *connect, 'list', '')) == set(odd.ODD.values())
    assert set(ask(place, *connect, 'list', '--', '')) == {*odd.ODD.values(), '--force', odd.FORGED}
    assert '--force' not in ask(place, *connect, 'delete', 'plain-machine', '--')
    assert '\u202e' not in ''.join(ask(place, *connect, 'delete', 'plain-machine', '--', ''))
    # One that was named already is not named again.
    assert odd.ODD['web'] not in ask(place, *connect, 'delete', 'plain-machine', odd.ODD['web'], '')
    for words in ((), ('x' * 10000,), ('--connect',), ('--connect', ''), ('list', ''), ('frob', ''), ('take', 'plain-machine', '--disk', ''),
                  ('complete', ''), ('--connect', 'nonsense://', 'list', ''), (*connect, 'show', 'nobody', '')):
        ask(place, *(words or ('',)))


def patience(place):
    """A host that lets nobody in and says nothing, asked beside the terminal of somebody who waits for the cursor."""
    with socket.create_server(('127.0.0.1', 0)) as silent:
        began = time.monotonic()
        assert ask(place, '--connect', f'qemu+tcp://127.0.0.1:{silent.getsockname()[1]}/system', 'list', '') == []
        took = time.monotonic() - began
    assert took < 10, f'{took} s'  # one second is its own; a busy machine has the rest


def main():
    tests = [hostile, patience, bash, fish, zsh]
    status = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix='sp-shells-', ignore_cleanup_errors=True) as folder:
            began = time.monotonic()
            try:
                test(Place(folder))
                print(f'ok {number} - /completions/{test.__name__} # {time.monotonic() - began:.1f} s', flush=True)
            except Exception as error:
                text = str(error).replace('\n', '\n# ')
                print(f'not ok {number} - /completions/{test.__name__}\n# {type(error).__name__} {text}', flush=True)
                status = 1
    return status


if __name__ == '__main__':
    sys.exit(main())
