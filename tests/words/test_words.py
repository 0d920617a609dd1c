#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each language of po/LINGUAS is whole and breaks nothing; each check is shown to catch what it is there for."""

import collections
import os
import re
import subprocess
import sys
import tempfile

import po

# Forms of a plural, as gettext's own table has them, and the quotation marks that po/GLOSSARY.md asks for.
FORMS = {'vi': 1, 'de': 2, 'fr': 2, 'es': 2, 'pt_BR': 2, 'zh_CN': 1, 'ja': 1, 'ar': 6, 'ru': 3}
MARKS = {'vi': '“”', 'de': '„“', 'fr': '«»', 'es': '«»', 'pt_BR': '“”', 'zh_CN': '“”', 'ja': '「」', 'ar': '«»', 'ru': '«»'}
NEVER_WITH_ITS_OPPOSITE = {('snapshot', 'Un_pin'), ('machine', '_Resume'), ('machine', '_Start')}
HEADER = 'Language: {}\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n' \
    'Project-Id-Version: savepoint\nPO-Revision-Date: 2026-11-26 12:00+0000\nLast-Translator: A\nLanguage-Team: B\nMIME-Version: 1.0\n'


def said_by(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [line for line in (done.stderr + done.stdout).split('\n') if line.strip()]


def find_gettexts_own(file, _):
    """Header, formats and plural forms, as msgfmt sees them."""
    return said_by('msgfmt', '--check', '--output-file=/dev/null', file)


def find_missing(file, template):
    """Not translated, fuzzy, or not there; and what is there and nowhere said."""
    messages = {message.key: message for message in read(file)}
    wanted = {message.key: message for message in read(template)}
    return [f'{message.name} is not there' for key, message in wanted.items() if key not in messages] \
        + [f'{message.name} is said nowhere' for key, message in messages.items() if key not in wanted] \
        + [f'{message.name} is not translated' for message in messages.values() if not all(message.strings.values())] \
        + [f'{message.name} is fuzzy' for message in messages.values() if 'fuzzy' in message.flags]


def find_missing_forms(file, _):
    language = language_of(file)
    return [f'{message.name} has {len(message.strings)} forms, not {FORMS[language]}' for message in read(file)
            if language in FORMS and message.plural is not None and len(message.strings) != FORMS[language]]


def kept(text, what):
    # Numbered or not, they are the same.
    return collections.Counter(re.sub(r'\d+\$', '', word) for word in what.findall(text))


def find_lost_directives(file, _):
    """What msgfmt does not see, as the string is no format to it; of a plural, one form may say “one” in words."""
    return [f'{message.name}: {text!r} has other directives' for message in read(file) if 'c-format' not in message.flags and '%-d' not in message.id
            for text in message.strings.values() if not re.fullmatch(r'(?:%-?[A-Za-z]\W*)+', message.id)
            and kept(text, po.DIRECTIVE) not in (kept(message.id, po.DIRECTIVE), kept(message.plural or message.id, po.DIRECTIVE))]


def find_lost_tags(file, _):
    return [f'{message.name}: {text!r} has other markup' for message in read(file) for text in message.strings.values()
            if kept(text, po.TAG) != kept(message.id, po.TAG)]


def ends(text):
    return text[:len(text) - len(text.lstrip())], text[len(text.rstrip()):]


def find_lost_ends(file, _):
    """Blanks at either end, and the dots that say that more will be asked."""
    return [f'{message.name}: {text!r} begins or ends otherwise' for message in read(file) for text in message.strings.values()
            if ends(text) != ends(message.id) or re.sub(r'\(_\w\)', '', text).endswith('…') != message.id.endswith('…')]


def find_other_marks(file, _):
    marks = MARKS.get(language_of(file), '“”')
    return [f'{message.name}: {text!r} has not the marks {marks}' for message in read(file) for text in message.strings.values()
            if '"' in text and '"' not in message.id or text.count(marks[0]) < message.id.count('“')
            or text.count(marks[1]) < message.id.count('”')]


def accelerator(text):
    found = re.search(r'_(\w)', text.replace('__', ''))
    return found.group(1).lower() if found else None


def find_accelerators(file, _):
    """A string that has one keeps one."""
    return [f'{message.name}: {text!r} has {text.count("_")} accelerators' for message in read(file) for text in message.strings.values()
            if re.search(r'(?:^|\W)\w*_\w', message.id) and is_label(message) and text.count('_') != message.id.count('_')]


def is_label(message):
    return message.id.count('_') == 1 and '%' not in message.id and not message.id.startswith(('qemu', 'savepoint'))


def labels_together(source):
    """The strings with accelerators that are seen together: of a menu, of a dialog, of one call that adds responses."""
    groups = {}
    for name in sorted(os.listdir(os.path.join(source, 'src', 'ui'))):
        with open(os.path.join(source, 'src', 'ui', name), encoding='utf-8') as file:
            text = file.read()
        if name.endswith('.blp'):
            parts = re.split(r'^(?=menu )', text, flags=re.M)
            # What is no dialog has pages, of which one is seen.
            for part in parts if re.search(r'^template .*Dialog', parts[0], re.M) else parts[1:]:
                groups[f'{name}: {part.split(" {", 1)[0].split()[-1]}'] = re.findall(r'_\("([^"]*)"\)|C_\("([^"]*)", *"([^"]*)"\)', part)
        elif name.endswith('.c'):
            calls = re.findall(r'add_responses \(.*?NULL\);', text, re.S) + re.findall(r'GMenu\) \w+ = g_menu_new.*g_menu_append_section', text, re.S)
            for i, call in enumerate(calls):
                groups[f'{name}: {i}'] = re.findall(r'_ \("([^"]*)"\)|C_ \("([^"]*)", *"([^"]*)"\)', call)
    return {name: {(context or None, plain or text) for plain, context, text in found if '_' in (plain or text)} - NEVER_WITH_ITS_OPPOSITE
            for name, found in groups.items()}


def find_twice(groups, translated):
    """Two labels of one group with the same accelerator."""
    twice = []
    for group, keys in groups.items():
        by_letter = collections.defaultdict(list)
        for key in sorted(keys, key=str):
            by_letter[accelerator(translated.get(key, key[1]))].append(translated.get(key, key[1]))
        twice += [f'{group}: {" and ".join(labels)}' for letter, labels in by_letter.items() if letter and len(labels) > 1]
    return twice


CHECKS = (find_gettexts_own, find_missing, find_missing_forms, find_lost_directives, find_lost_tags, find_lost_ends, find_other_marks,
          find_accelerators)


def read(file):
    with open(file, encoding='utf-8') as opened:
        return [message for message in po.read(opened.read()) if message.id]


def language_of(file):
    return os.path.splitext(os.path.basename(file))[0]


def caught(check, string, original='Tell “%s” of _it…', plural=None, flags=''):
    """What the check says of a German with one string, where that is all there is to translate."""
    with tempfile.TemporaryDirectory() as folder:
        for name, strings in (('savepoint.pot', ['', ''] if plural else ['']), ('de.po', string if plural else [string])):
            lines = ['msgid ""', f'msgstr {po.quote(HEADER.format("de") + "Plural-Forms: nplurals=2; plural=n != 1;" + chr(10))}', '', '#, c-format' + flags,
                     f'msgid {po.quote(original)}']
            lines += [f'msgid_plural {po.quote(plural)}'] + [f'msgstr[{i}] {po.quote(text)}' for i, text in enumerate(strings)] if plural \
                else [f'msgstr {po.quote(strings[0])}']
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                file.write('\n'.join(lines) + '\n')
        return check(os.path.join(folder, 'de.po'), os.path.join(folder, 'savepoint.pot'))


def test_the_checks_see_what_is_wrong(_):
    good = 'Sag „%s“ d_avon…'
    for check in CHECKS:
        assert not caught(check, good), (check, caught(check, good))
    for check, bad in ((find_gettexts_own, 'Sag „%d“ d_avon…'), (find_missing, ''), (find_lost_ends, 'Sag „%s“ d_avon'), (find_lost_ends, ' Sag „%s“ d_avon…'),
                       (find_other_marks, 'Sag "%s" d_avon…'), (find_other_marks, 'Sag “%s” d_avon…')):
        assert caught(check, bad), (check, bad)
    assert caught(find_missing, good, flags=', fuzzy')
    assert caught(find_lost_tags, 'Ein Wort', original='A <b>word</b>') and not caught(find_lost_tags, '<b>Wort</b>', original='<b>word</b>')
    assert caught(find_lost_tags, 'Das {datum}', original='The {date}')
    assert caught(find_accelerators, 'Davon…', original='Of _It…')
    assert caught(find_missing_forms, ['%u Datei'], original='%u file', plural='%u files')
    assert caught(find_missing, ['%u Datei', ''], original='%u file', plural='%u files')
    assert not caught(find_missing_forms, ['%u Datei', '%u Dateien'], original='%u file', plural='%u files')
    assert find_twice({'a': {(None, '_One'), (None, '_Other')}}, {}) and not find_twice({'a': {(None, '_One'), (None, 'Oth_er')}}, {})


def test_the_template_has_every_string(house):
    keys = {message.id for message in read(house.template)}
    # Of each sort of file one.
    for text in ('Snapshot Manager', 'Window width', 'Try things on virtual machines', 'Take a Snapshot of “%s”', 'Main Menu', 'Commands:',
                 'You can no longer go back to %u snapshot.', 'Take a snapshot'):
        assert text in keys, text


def test_english_is_set_as_it_should_be(house):
    """What a translation would lose or have to guess: apostrophes, dots, blanks at the ends."""
    strings = [text for message in read(house.template) for text in (message.id, message.plural) if text]
    wrong = [text for text in strings if re.search(r"[a-z]'[a-z]|\.\.\.|\w \n", text)
             or ends(text)[0].strip(' ') or ends(text)[1].strip('\n')]
    assert not wrong, wrong


def test_no_accelerator_stands_twice_in_english(house):
    groups = {name: keys for name, keys in labels_together(house.source).items() if keys}
    for name in ('sp-window.blp: power_menu', 'sp-timeline-menu.c: 0', 'sp-search-bar.c: 0', 'sp-take-dialog.blp: Adw.Dialog', 'sp-deeds.c: 0'):
        assert len(groups.get(name, ())) > 1, (name, groups)
    assert not find_twice(groups, {}), find_twice(groups, {})


def test_every_language_is_whole(house):
    for language in po.languages(house.source):
        assert language in FORMS, f'{language} has no line in the tables of this test'
        file = os.path.join(house.source, 'po', language + '.po')
        problems = [problem for check in CHECKS for problem in check(file, house.template)]
        translated = {message.key: message.strings[0] for message in read(file)}
        problems += [f'twice in {problem}' for problem in find_twice(labels_together(house.source), translated)]
        assert not problems, f'{language}: {len(problems)} problems\n' + '\n'.join(problems[:40])


def test_every_file_is_of_a_language(house):
    there = {name[:-3] for name in os.listdir(os.path.join(house.source, 'po')) if name.endswith('.po')}
    assert there == set(po.languages(house.source)), there


def test_every_language_is_in_the_glossary(house):
    with open(os.path.join(house.source, 'po', 'GLOSSARY.md'), encoding='utf-8') as file:
        text = file.read()
    for language in FORMS:
        assert f'`{language}`' in text, language


class House:
    def __init__(self, source, build, folder):
        self.source = source
        self.template = os.path.join(folder, 'savepoint.pot')
        po.make_template(source, build, self.template)


def main():
    with tempfile.TemporaryDirectory() as folder:
        house = House(*sys.argv[1:3], folder)
        tests = [(name, test) for name, test in globals().items() if name.startswith('test_')]
        print(f'1..{len(tests)}')
        failed = False
        for i, (name, test) in enumerate(tests, 1):
            try:
                test(house)
                print(f'ok {i} {name}')
            except AssertionError as error:
                failed = True
                print(f'not ok {i} {name}')
                print(f'# {error}'.replace('\n', '\n# '))
        return failed


if __name__ == '__main__':
    sys.exit(main())
