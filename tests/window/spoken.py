# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in another language: its environment, and the way back to the English that a test knows."""

import functools
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'words'))
# pylint: disable-next=wrong-import-position
import po
import pseudo

BUILD = os.environ.get('G_TEST_BUILDDIR', 'build')
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')


# What only tells the direction of a text is neither seen nor spoken.
MARKS = re.compile('[\u200e\u200f]')


class English:
    """As the source says it."""

    environment = {}

    def readings(self, text):
        return [text]


class Language:
    """What a translation of ours may have been in English. What is put together is taken apart again, as far as it goes."""

    def __init__(self, file):
        with open(file, encoding='utf-8') as opened:
            messages = [message for message in po.read(opened.read()) if message.id]
        self.whole = {}
        self.formats = []
        for message in messages:
            for i, string in message.strings.items():
                string = MARKS.sub('', string)
                english = message.plural if i and message.plural else message.id
                bare = string.replace('_', '') if '_' in english else string
                # Where letters are put behind, as in 削除(_D), they are drawn.
                self.whole.setdefault(bare, set()).add(english.replace('_', ''))
                # One with no words of its own, as that which puts sentences together, may be anything.
                if po.DIRECTIVE.search(string) and po.DIRECTIVE.sub('', string).strip():
                    self.formats.append((len(po.DIRECTIVE.sub('', string)), self.pattern(string), english))
        self.formats.sort(key=lambda entry: -entry[0])

    @staticmethod
    def pattern(string):
        parts, at = [], 0
        for found in po.DIRECTIVE.finditer(string):
            parts += [re.escape(string[at:found.start()]), '(.*?)' if found.group() != '%%' else '%']
            at = found.end()
        return re.compile(''.join(parts) + re.escape(string[at:]), re.S)

    def readings(self, text):
        return [*self.read(MARKS.sub('', text)), text]

    @functools.cache
    def read(self, text):
        if text in self.whole:
            return [*self.whole[text], text]
        if '\n' in text:
            return ['\n'.join(self.read(line)[0] for line in text.split('\n')), text]
        for _, pattern, english in self.formats:
            found = pattern.fullmatch(text)
            if found:
                parts = po.DIRECTIVE.split(english)
                read = [self.read(group)[0] for group in found.groups()]
                if len(parts) == len(read) + 1:
                    return [''.join(a + b for a, b in zip(parts, [*read, ''])), text]
        sentences = re.split('(?<=[.]) |(?<=。) ?(?!$)', text)
        if len(sentences) > 1:
            return [' '.join(self.read(sentence)[0] for sentence in sentences), text]
        for between in (' · ', ', '):
            if between in text:
                return [between.join(self.read(part)[0] for part in text.split(between)), text]
        return [text]


def make_locale(name):
    """A root has no locale but C: made beside the build, once."""
    folder = os.path.join(BUILD, 'locale')
    os.makedirs(folder, exist_ok=True)
    if not os.path.isdir(os.path.join(folder, name)):
        scratch = os.path.join(folder, f'.{name}.{os.getpid()}')
        subprocess.run(['localedef', '-i', name.split('.', maxsplit=1)[0], '-f', 'UTF-8', scratch], check=True, capture_output=True)
        try:
            os.rename(scratch, os.path.join(folder, name))
        except OSError:
            assert os.path.isdir(os.path.join(folder, name))  # another test was there first
    return folder


def environment(locale, languages, translations):
    return {'LC_ALL': locale, 'LANGUAGE': languages, 'LOCPATH': make_locale(locale), 'SAVEPOINT_LOCALEDIR': translations}


def make_pseudo(language, code, locale):
    """One of those that nobody speaks; what is the toolkit's is said in a language that has it all, and no Latin letters."""
    translations = os.path.join(BUILD, 'pseudo', f'{code}-{os.getpid()}')
    template = os.path.join(translations, 'savepoint.pot')
    messages = os.path.join(translations, code, 'LC_MESSAGES')
    os.makedirs(messages, exist_ok=True)
    po.make_template(SOURCE, BUILD, template)
    with open(os.path.join(translations, 'savepoint.po'), 'w', encoding='utf-8') as file:
        file.write(language.translate(template))
    subprocess.run(['msgfmt', '--check-format', '--output-file', os.path.join(messages, 'savepoint.mo'),
                    os.path.join(translations, 'savepoint.po')], check=True)
    language.environment = environment(locale, f'{code}:ru', translations)
    return language


def speak(name):
    """English, one that nobody speaks, or a language of ours."""
    if name == 'en':
        return English()
    if name == 'long':
        return make_pseudo(pseudo.LONG, 'xx', 'ru_RU.UTF-8')
    if name == 'mirrored':
        return make_pseudo(pseudo.MIRRORED, 'ar', 'ar_EG.UTF-8')
    language = Language(os.path.join(SOURCE, 'po', name + '.po'))
    locale = {'vi': 'vi_VN', 'de': 'de_DE', 'fr': 'fr_FR', 'es': 'es_ES', 'ja': 'ja_JP', 'ar': 'ar_EG', 'ru': 'ru_RU'}.get(name, name)
    language.environment = environment(locale + '.UTF-8', name, os.path.join(BUILD, 'po'))
    return language
