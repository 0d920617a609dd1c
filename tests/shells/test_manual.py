#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written about the commands, held against the commands themselves: the manual pages, the README, the completions."""

import os
import re
import subprocess
import sys

SAVEPOINT, SAVEPOINTCTL, SOURCE = sys.argv[1:4]


def run(*command, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **kwargs)
    assert done.returncode == 0 and done.stderr == '', f'{command}: {done.stderr}'
    return done.stdout


def read(*path):
    with open(os.path.join(SOURCE, *path), encoding='utf-8') as file:
        return file.read()


def plain(roff):
    """Without fonts and marks."""
    return re.sub(r'\\f.|"', '', roff).replace('\\-', '-').replace('...', '…')


def options_in_help(text):
    return {word: value for word, value in re.findall(r'^  (?:-\w, )?--([\w-]+)(?:=(\S+))?', text, re.M)}


def options_in_page(text):
    """Of lines like '.BR \\-c ", " \\-\\-connect =\\fIURI\\fR' and '.B \\-\\-json'."""
    found = {}
    for line in re.findall(r'^\.TP\n\.BR? (.*)$', text, re.M):
        option = re.search(r'--([\w-]+)(?: =(\S+))?', plain(line))
        if option:
            found[option.group(1)] = option.group(2) or ''
    return found


class Ctl:
    def __init__(self):
        self.help = run(SAVEPOINTCTL, '--help')
        listed = self.help.split('Commands:\n')[1]
        self.common = options_in_help(self.help)
        del self.common['version']
        self.options, self.arguments = {}, {}
        for name in re.findall(r'^  ([a-z-]+) ', listed, re.M):
            text = run(SAVEPOINTCTL, name, '--help')
            options = options_in_help(text)
            self.arguments[name] = re.search(rf'savepointctl \[OPTION…\] {name} ?(.*)', text).group(1)
            assert self.common.items() <= options.items(), name
            self.options[name] = {option: value for option, value in options.items() if option not in self.common}


def page_of_savepointctl(ctl):
    page = read('data', 'man', 'savepointctl.1')
    start, *sections = re.split(r'^\.SS ', page.split('.SH EXIT STATUS')[0], flags=re.M)
    assert options_in_page(start) == {**ctl.common, 'version': ''}, options_in_page(start)
    found = {}
    for section in sections:
        name, _, arguments = plain(section.split('\n')[0]).partition(' ')
        found[name] = (arguments, options_in_page(section))
    for name, options in ctl.options.items():
        assert name in found, f'the page knows nothing of {name}'
        assert found[name] == (ctl.arguments[name], options), f'{name}: the page has {found[name]}, the program {(ctl.arguments[name], options)}'
    assert set(found) == set(ctl.options), set(found) - set(ctl.options)


def page_of_savepoint(ctl):
    text = run(SAVEPOINT, '--help-all')
    options = options_in_help(text.split('GApplication Options:')[1].split('\n\n', 1)[1])
    page = options_in_page(read('data', 'man', 'savepoint.1'))
    assert page == {**options, 'help': ''}, (page, options)


def pages_are_whole(ctl):
    """No warning, no line that runs off the edge, and what a search for manual pages needs."""
    for name in ('savepoint', 'savepointctl'):
        shown = run('groff', '-ww', '-b', '-man', '-Tutf8', '-P-cbou', os.path.join(SOURCE, 'data', 'man', name + '.1'))
        assert max(len(line) for line in shown.split('\n')) <= 80, [line for line in shown.split('\n') if len(line) > 80]
        assert re.search(rf'NAME\n +{name} - \w', shown), shown[:200]
        for status in re.findall(r'(\d) ([\w ]+)', ctl.help.split('Exit status:')[1]) if name == 'savepointctl' else ():
            assert re.search(rf'^ +{status[0]} +{status[1]}\.$', shown, re.M | re.I), status


def readme(ctl):
    """The README names each command with each of its options."""
    block = re.search(r'## In a terminal\n\n((?:    .*\n)+)', read('README.md')).group(1)
    found = {}
    for entry in re.findall(r'^    savepointctl (.*(?:\n      +\S.*)*)', block, re.M):
        name = entry.split()[0]
        found[name] = set(re.findall(r'--([a-z-]+)', entry))
    wanted = {name: set(options) for name, options in ctl.options.items()}
    assert found == wanted, {name: found.get(name, set()) ^ options for name, options in wanted.items() if found.get(name) != options}


def completions(ctl):
    """The shells are offered each command and each option."""
    def offered(*words):
        return {line.split('\t')[0] for line in run(SAVEPOINTCTL, 'complete', 'words', *words).split('\n')[:-1]}

    assert offered('') == set(ctl.options)
    assert offered('--') == {'--version', *('--' + option for option in ctl.common)}
    for name, options in ctl.options.items():
        assert offered(name, '--') == {'--' + option for option in (*options, *ctl.common)}, name
        for option, value in options.items():
            if '|' in value and '=' not in value:
                assert offered(name, '--' + option, '') == set(value.split('|')), option
    assert offered('hosts', '') == {'list', 'add', 'remove', 'test'}


def main():
    ctl = Ctl()
    tests = [page_of_savepointctl, page_of_savepoint, pages_are_whole, readme, completions]
    status = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test(ctl)
            print(f'ok {number} - /manual/{test.__name__}', flush=True)
        except Exception as error:
            text = str(error).replace('\n', '\n# ')
            print(f'not ok {number} - /manual/{test.__name__}\n# {type(error).__name__} {text}', flush=True)
            status = 1
    return status


if __name__ == '__main__':
    sys.exit(main())
