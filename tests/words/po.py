# SPDX-License-Identifier: GPL-3.0-or-later
"""What gettext writes and reads: the template of the source, languages, and the strings in them."""

import ast
import dataclasses
import os
import re
import subprocess

# What stands for something else: printf's directives, and tags of markup and words in braces.
DIRECTIVE = re.compile(r"%(?:\d+\$)?[-+ #0']*\d*(?:\.\d+)?(?:hh|ll|[hlqjzt])?[diouxXeEfgGcsp]|%%")
TAG = re.compile(r'</?[A-Za-z][^<>]*>|\{\w+\}')


@dataclasses.dataclass
class Message:
    """A string with its translations, of which only a plural has more than one."""

    context: str = None
    id: str = ''
    plural: str = None
    strings: dict = dataclasses.field(default_factory=dict)
    flags: set = dataclasses.field(default_factory=set)
    files: set = dataclasses.field(default_factory=set)

    @property
    def key(self):
        return self.context, self.id

    @property
    def name(self):
        return f'“{self.id}”' + (f' ({self.context})' if self.context else '')


def read(text):
    """The messages of a file that msgcat could have written; the first is the header."""
    messages, message, target = [], None, None
    for line in text.split('\n'):
        if line.startswith('#~'):
            continue
        if not line.strip():
            message = None
        elif line.startswith('#'):
            if message is None or message.strings:
                message = Message()
                messages.append(message)
            if line.startswith('#,'):
                message.flags.update(word.strip() for word in line[2:].split(','))
            elif line.startswith('#:'):
                message.files.update(word.rsplit(':', 1)[0] for word in line[2:].split())
        elif line.startswith('"'):
            setattr(message, target, getattr(message, target) + ast.literal_eval(line)) if isinstance(target, str) \
                else message.strings.__setitem__(target, message.strings[target] + ast.literal_eval(line))
        else:
            word, value = line.split(' ', 1)
            if message is None:
                message = Message()
                messages.append(message)
            if word.startswith('msgstr'):
                target = int(word[7:-1]) if '[' in word else 0
                message.strings[target] = ast.literal_eval(value)
            else:
                target = {'msgctxt': 'context', 'msgid': 'id', 'msgid_plural': 'plural'}[word]
                setattr(message, target, ast.literal_eval(value))
    return [message for message in messages if message.strings]


def quote(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t') + '"'


def write(header, messages):
    """A file of the language whose header is given."""
    lines = ['msgid ""', f'msgstr {quote(header)}', '']
    for message in messages:
        lines += ([f'#, {", ".join(sorted(message.flags))}'] if message.flags else []) \
            + ([f'msgctxt {quote(message.context)}'] if message.context is not None else []) \
            + [f'msgid {quote(message.id)}']
        if message.plural is None:
            lines.append(f'msgstr {quote(message.strings[0])}')
        else:
            lines.append(f'msgid_plural {quote(message.plural)}')
            lines += [f'msgstr[{i}] {quote(text)}' for i, text in sorted(message.strings.items())]
        lines.append('')
    return '\n'.join(lines)


def languages(source):
    with open(os.path.join(source, 'po', 'LINGUAS'), encoding='utf-8') as file:
        return [word for line in file if not line.startswith('#') for word in line.split()]


def make_template(source, build, target):
    """As the build's own command makes it, but elsewhere: with the same options of xgettext."""
    command = subprocess.run(['ninja', '-C', build, '-t', 'commands', 'savepoint-pot'], capture_output=True, text=True, check=True).stdout
    options = re.search(r'--extra-args=(\S+)', command.replace("'", '')).group(1).split('@@')
    done = subprocess.run(['xgettext', '--package-name=savepoint', '--directory', source, '--files-from', os.path.join(source, 'po', 'POTFILES.in'),
                           '--output', target, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and 'error' not in done.stderr, done.stderr
