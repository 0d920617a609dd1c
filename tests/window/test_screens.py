#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen and dialog, in light, dark, high contrast and narrow: a picture of each to look at; every control has a
name for those who cannot see it, none lies outside the window, and no text is cut that is not meant to be."""

import os
import re
import subprocess
import sys
import time

from fake import Fake
from spoken import SOURCE, po, speak
from screen import Screen, enter_session, leave_session, need

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'screens')

# What a person can work with, and what is nothing without a name.
CONTROLS = {'push button', 'button', 'toggle button', 'text', 'entry', 'combo box', 'check box', 'switch', 'menu item',
            'check menu item', 'radio menu item', 'list item', 'link', 'progress bar', 'slider', 'radio button', 'spin button',
            'dialog', 'alert', 'image', 'icon', 'page tab', 'password text'}


# What the test's host made up, names, and what libadwaita itself leaves in English.
NOT_OURS = re.compile(r'^libvirt \d+/\d+: .*|^Close(?: the window)?$|web-server[-.\w]*|database|mail <old & tired>|Clean install|Tried the <new> kernel & lost|before-upgrade[-.\w]*|'
                      r'Everything up to date,\nand the shop works\.|This Computer|There is no room on the host’s disk\.|/images[-./\w]*|'
                      r'machine\.[\w.]*|\{\w+\}|qcow2|\bvda\b|libvirt|Savepoint|\btried\b|\binstall\b|\bclean\b|\banother\b')

# What a finger has to meet. A word in a text is none, and an entry is as high as its row.
TOUCHED = {'push button', 'button', 'toggle button', 'combo box', 'check box', 'switch', 'menu item', 'check menu item',
           'radio menu item', 'list item', 'radio button', 'spin button', 'page tab'}
# In pixels: less is missed; and what the guidelines of the desktop want of a button.
LEAST_TARGET = 24
GOOD_TARGET = 34

# In what a text may end in dots: widgets, one in the other; and why.
MAY_BE_CUT = {
    'SpMachineRow': 'a name may have any length; the title of its history has all of it',
    'SpHostRow': 'as a machine',
    'AdwWindowTitle': 'a machine and its host, of any length; the list beside them has both',
    'SpMapTile': 'a title may have any length; the pointer and the details tell all of it',
    'GtkListHeaderWidget': 'how long nothing was kept, beside a day: the times below tell it, too',
    'AdwHeaderBar/GtkWindowHandle/GtkCenterBox/AdwBin/GtkLabel': 'the title of a page between two buttons: what led there says the same',
    'AdwViewSwitcherBar': 'four pages share a narrow window; their pictures differ, and the page itself says what it is of',
    'AdwToastWidget': 'an error has any length; its Details have all of it',
}

# Places are told from inside the window's frame, or the header bar's.
SLACK = 16
# Of both sides.
FRAME = 10


class Screens:
    def __init__(self, fake, mode, width, language):
        self.fake = fake
        self.language = language
        self.foreign = mode not in po.languages(SOURCE) and bool(language.environment)
        self.window = fake.window
        self.screen = fake.screen
        self.mode = mode
        self.width = width
        self.problems = []
        self.seen = 0
        self.small = set()

    @property
    def narrow(self):
        """With letters twice as large, any window is."""
        return self.width < 640 or self.mode == 'large'

    def look(self, what, theirs='^$', wider=False):
        """The screen as it stands now: a picture, and all that is on it. THEIRS are words of the toolkit's, in English. What is
        WIDER than the window is meant to be."""
        time.sleep(0.7)  # transitions
        self.screen.picture(os.path.join(PICTURES, f'{self.mode}-{what}.png'))
        atspi = self.screen.atspi
        controls = 0
        for node in self.window.walk():
            try:
                role, name, states = node.get_role_name(), node.get_name() or '', node.get_state_set()
                if self.foreign and states.contains(atspi.StateType.SHOWING):
                    self.look_for_english(what, role, theirs, name, node.get_description() or '')
                if role not in CONTROLS or not states.contains(atspi.StateType.SHOWING):
                    continue
                controls += 1
                # An unnamed picture is an ornament: GTK tells of it only by role.
                if role in ('image', 'icon') and not states.contains(atspi.StateType.FOCUSABLE):
                    continue
                # A row, or a toast, is named by what it holds.
                if role in ('list item', 'alert') and not name:
                    name = next((child.get_name() for child in self.window.walk(node) if child.get_role_name() == 'label'), '')
                if not name.strip():
                    self.problems.append(f'{what}: a {role} without a name, in {self.path(node)}')
                box = node.get_component_iface().get_extents(atspi.CoordType.WINDOW)
                self.touch(what, role, name, box, node)
                # A menu is a surface of its own, which the screen bounds.
                bounded = not wider and role not in ('dialog', 'alert') and not role.endswith('menu item')
                if bounded and box.width > 0 and (box.x < -SLACK or box.x + box.width > self.width + SLACK):
                    self.problems.append(f'{what}: {role} {name!r} reaches from {box.x} to {box.x + box.width} of {self.width}')
            except Exception as error:  # gone while we looked
                print('#', what, error)
        assert controls > 0, f'{what}: nothing there to be used'
        for place, text in (line.split('\t') for line in self.fake.ask('cut')):
            if not any(f'/{part}/' in place + '/' for part in MAY_BE_CUT):
                self.problems.append(f'{what}: {text!r} is cut in {place}')
        self.seen += controls

    def touch(self, what, role, name, box, node):
        """As it is drawn, whatever lies around it. What a row of choices shows as chosen is met by the row."""
        if role not in TOUCHED or box.width <= 0 or (role == 'list item' and self.lies_in(node, ('list item', 'combo box'))):
            return
        if min(box.width, box.height) < LEAST_TARGET:
            self.problems.append(f'{what}: {role} {name!r} is too small for a finger: {box.width} x {box.height}')
        elif min(box.width, box.height) < GOOD_TARGET and 'button' in role:
            self.small.add(f'{name} ({box.width} x {box.height})')

    @staticmethod
    def lies_in(node, roles):
        while (node := node.get_parent()) is not None:
            if node.get_role_name() in roles:
                return True
        return False

    def look_for_english(self, what, role, theirs, *texts):
        """All is in letters that no English has, but for what is not ours to translate."""
        for text in texts:
            rest = re.sub(theirs, '', NOT_OURS.sub('', text))
            if re.search('[A-Za-z]{2,}', rest):
                self.problems.append(f'{what}: {role} {text!r} is not translated')

    def path(self, node):
        names = []
        while node is not None and len(names) < 8:
            names.append(f'{node.get_role_name()} {node.get_name()!r}')
            node = node.get_parent()
        return ' < '.join(names)

    def button(self, name, role='button'):
        self.window.do(self.window.wait(role, name))

    def default_is(self, name):
        """What Return does is nothing."""
        button = self.window.wait('button', name)
        time.sleep(0.5)
        assert button.get_state_set().contains(self.screen.atspi.StateType.FOCUSED), f'{name} is not the default'

    def choose(self, title):
        self.screen.click(self.window.wait('list item', lambda text: title in text))

    def details(self, shown):
        """In a narrow window the details lie over the timeline."""
        if self.narrow and (self.window.find('label', 'Taken') is not None) != shown:
            self.screen.press('F9')
        if self.narrow and not shown:
            self.window.wait_gone('label', 'Taken')
        else:
            self.window.wait('label', 'Taken')

    def walk(self):
        if self.mode == 'large':
            self.fake.tell('large')
        self.window.wait('list item', lambda text: text.startswith('web-server'))
        self.look('01-machines')
        self.everywhere()
        self.choose('web-server')
        self.window.wait('list item', lambda text: 'Clean install' in text)
        self.look('02-timeline')
        self.search()
        self.choose('before-upgrade')
        self.details(True)
        self.look('03-details')
        if self.mode in po.languages(SOURCE):
            self.date()
        # Where letters are large, what is clicked to scroll on from lies below the window.
        if self.mode != 'large':
            self.files()
        self.button('Revert…')
        self.window.wait('label', lambda text: text.startswith('The Step'))
        self.default_is('Cancel')
        self.look('04-revert')
        self.screen.press('Escape')
        self.window.wait_gone('label', lambda text: text.startswith('The Step'))
        if self.narrow:
            self.details(False)
        self.delete('Tried the <new> kernel', lambda text: text == 'These Snapshots Will Be Gone', '05-delete')
        self.delete('Clean install', lambda text: text.startswith('More than one branch'), '05-refused')
        self.take()
        self.menus()
        self.preferences()
        self.hosts()
        self.welcome()
        self.guide()
        # What is opened less often is looked at in English only where all is.
        if self.mode != 'light':
            self.map()
            self.compare()
            self.machine()
            self.shortcuts()
            self.about()
        self.deed()

    def everywhere(self):
        self.choose('All Machines')
        self.window.wait('list item', lambda text: text.startswith('Clean install,'))
        self.look('01-all-machines')
        if self.narrow:
            self.screen.press('alt+Right' if 'mirrored' in self.mode else 'alt+Left')
            self.window.wait('list item', lambda text: text.startswith('web-server'))
            self.window.wait_gone('list item', lambda text: text.startswith('Clean install,'))  # it slides away

    def search(self):
        self.screen.press('ctrl+f')
        self.window.wait('entry', 'Search Snapshots')
        self.screen.type('install')
        self.window.wait('label', lambda text: text.endswith(' found'))
        self.look('02-search')
        self.screen.press('Escape')
        self.window.wait_gone('entry', 'Search Snapshots')

    def files(self):
        """The blocks have names: the file and all that is said of it."""
        self.screen.click(self.window.wait('label', 'Taken'))
        self.screen.scroll(30)
        time.sleep(0.7)
        self.screen.click(self.window.wait('label', 'Files and Space'))
        self.window.wait('label', lambda text: text.startswith('The host does not tell how large'))
        self.window.wait('grouping', lambda text: text.startswith('web-server.before-upgrade: Written now'))
        self.window.wait('grouping', lambda text: text.startswith('web-server.qcow2: Read only') and '“Clean install” stands on it' in text)
        self.screen.scroll(30)
        self.look('03-files')

    def delete(self, title, sign, what):
        self.choose(title)
        self.details(True)
        self.button('Delete…')
        self.window.wait('label', sign)
        self.look(what)
        if what == '05-delete':
            self.window.wait('grouping', lambda text: text.startswith('web-server.tried.mem: Goes'))
        self.screen.press('Escape')
        self.window.wait_gone('label', sign)
        if self.narrow:
            self.details(False)

    def take(self):
        self.screen.press('ctrl+t')
        self.window.wait('text', 'Name')
        self.look('06-take')
        time.sleep(0.5)
        self.screen.press('ctrl+a')
        self.screen.type('clean')
        self.window.wait('label', lambda text: 'already' in text or 'taken' in text, what='the name that is taken')
        self.look('07-name-taken')
        self.screen.press('ctrl+a')
        self.screen.type('another')
        self.screen.click(self.window.wait('label', 'Options'))
        self.window.wait('text', lambda text: text.startswith('Folder for New Files'))
        self.look('07-take-options')
        self.screen.press('Escape')
        self.window.wait_gone('text', 'Name')

    def menus(self):
        self.button('Machine Menu', 'toggle button')
        self.window.wait('menu item', 'Pause')
        self.look('08-power')
        self.screen.press('Escape')
        self.window.wait_gone('menu item', 'Pause')
        self.button('Machine Menu', 'toggle button')
        self.window.do(self.window.wait('menu item', 'Force Off…'))
        self.window.wait('button', 'Force Off')
        self.look('09-force-off')
        self.screen.press('Escape')
        self.window.wait_gone('button', 'Force Off')

    def resize(self, width):
        subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', '^Savepoint$', 'windowsize', str(width), '740'], check=True)
        self.width = width

    def preferences(self):
        # Libadwaita's own want 360, which a window of 360 has, but for the frame that GTK draws where nobody manages windows.
        width = self.width
        if width == 360:
            self.resize(360 + FRAME)
        self.screen.press('ctrl+comma')
        self.window.wait('label', 'Pictures of Screens')
        self.look('13-preferences')
        for page, sign in (('Snapshots', 'Pattern for Names'), ('Hosts', 'Folders for New Files'), ('Safety', 'Before a Revert')):
            self.window.do(self.window.wait('page tab', page))
            self.window.wait('label', sign)
            self.look(f'13-{page.lower()}')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Before a Revert')
        if width == 360:
            self.resize(width)

    def to_machines(self):
        """In a narrow window they are a page before."""
        if self.narrow:
            self.screen.press('alt+Right' if 'mirrored' in self.mode else 'alt+Left')

    def hosts(self):
        self.to_machines()
        self.button('Main Menu', 'toggle button')
        self.window.do(self.window.wait('menu item', 'Hosts…'))
        self.window.wait('label', 'No Hosts Added')
        self.look('14-hosts')
        self.button('Add Host…')
        self.window.wait('label', 'Name or Address')
        self.look('14-add-host')
        self.screen.press('Escape', 'Escape')
        self.window.wait_gone('label', 'No Hosts Added')
        if self.narrow:
            self.choose('web-server')

    def welcome(self):
        self.fake.tell('welcome')
        self.window.wait('button', 'Start')
        self.look('15-welcome')
        self.screen.press('Escape')
        self.window.wait_gone('button', 'Start')

    def guide(self):
        self.screen.press('F1')
        self.window.wait('list', 'Topics')
        self.look('16-guide')
        self.screen.click(self.window.wait('label', 'What a Snapshot Is'))
        self.window.wait_gone('list', 'Topics')
        for number in range(2, 9):
            self.look(f'16-page-{number - 1}')
            following = self.window.wait('button', lambda text: text.startswith('Next: '))
            self.window.do(following)
            self.window.wait_gone('button', following.get_name())
        self.look('16-page-8')
        self.screen.press('Escape')
        self.window.wait('list', 'Topics')
        self.screen.press('Escape')
        self.window.wait_gone('list', 'Topics')

    def date(self):
        """As its place writes it."""
        def names(what):
            told = subprocess.run(['locale', what], env=dict(os.environ, **self.language.environment), capture_output=True, text=True, check=True).stdout
            return '(?<![A-Za-z])(?:' + '|'.join(map(re.escape, told.strip().split(';'))) + ')(?![A-Za-z])'
        day, month = names('abday'), names('abmon')
        self.window.wait('label', lambda text: re.search(day, text) and re.search(month, text), what=f'a date in the words of its place: {day}, {month}')

    def map(self):
        self.screen.press('ctrl+m')
        self.window.wait_gone('list', 'Timeline')
        self.look('17-map', wider=True)
        self.screen.press('ctrl+m')
        self.window.wait('list', 'Timeline')

    def compare(self):
        self.choose('before-upgrade')
        self.details(True)
        self.button('Compare')
        self.window.wait('dialog', 'Compare')
        self.look('18-compare')
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Compare')
        if self.narrow:
            self.details(False)

    def machine(self):
        for item, dialog in (('Check Files…', 'Check Files'), ('Settings…', 'Machine Settings')):
            self.button('Machine Menu', 'toggle button')
            self.window.do(self.window.wait('menu item', item))
            self.window.wait('dialog', dialog)
            self.window.wait_gone('progress bar')
            self.look('19-' + dialog.lower().replace(' ', '-'))
            self.screen.press('Escape')
            self.window.wait_gone('dialog', dialog)

    def shortcuts(self):
        """A window of its own, in large letters wider than the screen: GTK's cannot be less."""
        self.screen.press('ctrl+question')
        self.window.wait('label', 'Take a snapshot')
        self.look('20-shortcuts', r'Ctrl|Shift|Alt|Delete|Page|Up|Down', wider=True)
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Take a snapshot')

    def about(self):
        def version(text):
            return re.fullmatch(r'\d+\.\d+\S*', text)

        self.to_machines()
        self.button('Main Menu', 'toggle button')
        self.window.do(self.window.wait('menu item', 'About Savepoint'))
        self.window.wait('label', version)
        self.look('21-about', '.*')
        self.screen.press('Escape')
        self.window.wait_gone('label', version)
        if self.narrow:
            self.fake.choose('web-server')

    def deed(self):
        self.fake.tell('slow')
        self.fake.tell('fail')
        self.screen.press('ctrl+t')
        self.window.wait('text', 'Name')
        self.screen.press('Return')
        self.window.wait('progress bar', seconds=30)
        self.look('10-under-way')
        self.window.wait('label', lambda text: 'There is no room' in text, seconds=40)
        self.look('11-failed')
        self.button('Details')
        self.window.wait('button', 'Close')
        self.look('12-what-happened')


DARK = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}
MODES = [
    ('light', 1180, {}, 'en'),
    ('dark', 1180, DARK, 'en'),
    ('contrast', 1180, {'ADW_DEBUG_HIGH_CONTRAST': '1'}, 'en'),
    ('large', 1180, {}, 'en'),
    ('narrow', 360, {}, 'en'),
    ('narrow-long', 360, DARK, 'long'),
    ('long', 1180, {}, 'long'),
    ('mirrored', 1180, {}, 'mirrored'),
    ('narrow-mirrored', 360, {}, 'mirrored'),
]
MODES += [(name, 1180, {}, name) for name in po.languages(SOURCE)]


def main():
    need('Xvfb', 'xdotool', 'import')
    modes = [mode for mode in MODES if mode[0] in sys.argv[2:]]
    failed = 0
    screen = Screen()
    print(f'1..{len(modes)}')
    for number, (mode, width, environment, spoken) in enumerate(modes, 1):
        try:
            language = speak(spoken)
            with Fake(screen, sys.argv[1], 'screens', '--size', f'{width}x740', environment=environment, language=language) as fake:
                screens = Screens(fake, mode, width, language)
                try:
                    screens.walk()
                except Exception:
                    screen.picture(os.path.join(PICTURES, f'{mode}-failed.png'))
                    raise
            for problem in screens.problems:
                print('#', problem)
            assert not screens.problems, f'{len(screens.problems)} things are wrong'
            print(f'# {screens.seen} controls looked at; buttons of less than {GOOD_TARGET} pixels: {", ".join(sorted(screens.small)) or "none"}')
            print(f'ok {number} - /screens/{mode}', flush=True)
        except Exception as error:
            print(f'not ok {number} - /screens/{mode}\n# {error}', flush=True)
            failed += 1
    screen.close()
    return 1 if failed else 0


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
