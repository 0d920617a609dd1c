# SPDX-License-Identifier: GPL-3.0-or-later
"""Languages that nobody speaks: every string 40 % longer and in other letters, from left to right or from right to left.
What is not in such letters was not translated; and since they can be read back, a test that knows English finds its way."""

import math
import re

import po

LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
ACCENTED = 'áƀćďéƒğĥíĵķĺṁńóṗɋŕśťúṽŵẋýźÁƁĆĎÉƑĞĤÍĴĶĹṀŃÓṖɊŔŚŤÚṼŴẊÝŹ'
ARABIC = ''.join(chr(c) for c in [*range(0x627, 0x63b), *range(0x641, 0x64b), *range(0x679, 0x69f)])[:len(LETTERS)]

# What stays: what printf and strftime read, and markup.
STAYS = re.compile(po.DIRECTIVE.pattern + '|%-?[A-Za-z]|' + po.TAG.pattern)
END = re.compile(r'[\s.…:?!”)]*$')


class Pseudo:
    def __init__(self, letters, filler):
        self.there = str.maketrans(LETTERS, letters)
        self.back = str.maketrans(letters, LETTERS)
        self.filler = filler

    def speak(self, text):
        if not re.search(r'[A-Za-z]', STAYS.sub('', text)):
            return text
        said, at = '', 0
        for found in STAYS.finditer(text):
            said += text[at:found.start()].translate(self.there) + found.group()
            at = found.end()
        said += text[at:].translate(self.there)
        end = END.search(said).start()
        longer = max(2, math.ceil(len(text) * 0.4))
        words = [self.filler * min(8, longer - i) for i in range(0, longer, 9)]
        return said[:end] + ''.join(f' {word}' for word in words if word) + said[end:]

    def readings(self, text):
        """The English that this may be: only one."""
        return [re.sub(f' ?{self.filler}+', '', text).translate(self.back)]

    def translate(self, template):
        """The language's file."""
        with open(template, encoding='utf-8') as file:
            messages = [message for message in po.read(file.read()) if message.id]
        for message in messages:
            message.flags.discard('fuzzy')
            message.strings = {0: self.speak(message.id)}
            if message.plural is not None:
                message.strings[1] = self.speak(message.plural)
        return po.write('Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n', messages)


LONG = Pseudo(ACCENTED, 'ŧ')
MIRRORED = Pseudo(ARABIC, '\u0640')
