#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide, from F1, from the menu and from every plan, by keyboard, narrow, dark and right-to-left; the shortcuts that
are told are those that work; what the About dialog tells for a report."""

import os
import re
import sys
import time

from fake import Fake
from screen import Screen, enter_session, leave_session, need, run_steps, wait_for

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'help')
SHORTCUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'src', 'ui', 'sp-shortcuts.ui')
TOPICS = ['What a Snapshot Is', 'Inside or in Separate Files', 'With or Without the Memory', 'What a Revert Does', 'What Deleting Does',
          'Safety Snapshots and Undo', 'The Baseline', 'Other Computers']


class Help:
    def __init__(self, program):
        self.program = program
        self.screen = Screen()
        from gi.repository import GLib
        self.glib_error = GLib.Error
        self.fake = None

    def start(self, mode, width, environment=None):
        if self.fake is not None:
            self.fake.__exit__(None)
        self.mode = mode
        self.fake = Fake(self.screen, self.program, 'help', '--size', f'{width}x740', environment=environment)
        self.window = self.fake.window

    def picture(self, what):
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(PICTURES, f'{self.mode}-{what}.png' if self.fake else what + '.png'))

    def close(self):
        if self.fake is not None:
            self.fake.__exit__(AssertionError)
        self.screen.close()

    def leave(self, sign):
        self.screen.press('Escape')
        self.window.wait_gone('label', sign)

    def put_away(self):
        """From a page to the topics, and out."""
        self.screen.press('Escape')
        self.window.wait('list', 'Topics')
        self.screen.press('Escape')
        self.window.wait_gone('list', 'Topics')

    def labels(self):
        """Names and widths of those that show; what goes while we look is not looked at."""
        for node in self.window.walk():
            try:
                if node.get_role_name() == 'label' and node.get_state_set().contains(self.screen.atspi.StateType.SHOWING):
                    yield node.get_name(), node.get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW).width
            except self.glib_error:
                continue

    def read_on(self):
        """All pages, from the first on, by the keyboard alone. What is drawn is spoken, too."""
        self.screen.press('F1')
        self.window.wait('list', 'Topics')
        self.picture('topics')
        time.sleep(0.4)
        self.screen.press('Down', 'Up', 'Return')
        for number, topic in enumerate(TOPICS):
            self.window.wait('label', topic)
            time.sleep(0.5)
            self.picture(f'{number + 1}')
            wide = [name for name, width in self.labels() if width > self.width]
            assert not wide, wide
            if number + 1 < len(TOPICS):
                self.window.wait('button', f'Next: {TOPICS[number + 1]}')  # has the focus
                self.screen.press('Return')
        self.put_away()

    def light(self):
        self.start('light', 1180)
        self.width = 600
        self.fake.choose('web-server')
        self.read_on()

    def shown(self, role, text):
        return self.window.wait(role, lambda name: text in name, what=f'{role} {text!r}')

    def drawn(self):
        """The pictures are the planner's: the words of their blocks say what happens."""
        self.window.do(self.window.wait('toggle button', 'Main Menu'))
        self.window.wait('menu item', 'Help')
        self.picture('menu')
        items = [node.get_name() for node in self.window.walk() if node.get_role_name() == 'menu item' and
                 node.get_state_set().contains(self.screen.atspi.StateType.SHOWING)]
        assert items[-4:] == ['Preferences', 'Keyboard Shortcuts', 'Help', 'About Savepoint'], items
        self.window.do(self.window.wait('menu item', 'Help'))
        self.screen.click(self.window.wait('label', 'Inside or in Separate Files'))
        self.shown('grouping', 'machine.upgrade: New')
        self.put_away()

    def leave_take(self):
        self.screen.press('Escape')
        self.window.wait_gone('text', 'Name')

    def help_over(self):
        """By its key, over what is being decided, which stays."""
        self.screen.press('F1')
        self.window.wait('list', 'Topics')
        self.screen.press('Escape')
        self.window.wait_gone('list', 'Topics')

    def plans(self):
        self.screen.press('ctrl+t')
        self.window.wait('text', 'Name')
        self.help_over()
        self.window.do(self.window.wait('button', 'What Does This Mean?'))
        self.window.wait('button', 'Next: With or Without the Memory')
        self.picture('over-take')
        self.put_away()
        self.leave_take()
        for deed, topic in (('Revert…', 'What Deleting Does'), ('Delete…', 'Safety Snapshots and Undo')):
            self.screen.click(self.window.wait('list item', lambda text: 'Tried the' in text))
            self.window.do(self.window.wait('button', deed))
            self.window.wait('label', lambda text: text.startswith('The Step'))
            self.picture('plan-' + deed[:-1].lower())
            self.help_over()
            self.window.do(self.window.wait('button', 'What Does This Mean?'))
            self.window.wait('button', 'Next: ' + topic)
            self.put_away()
            self.leave('Layers Before and After')

    def shortcuts(self):
        """What the window of shortcuts tells is what is set, and all of it."""
        really = {action: keys.split(',') for action, keys in (line.split() for line in self.fake.ask('accels'))}
        with open(SHORTCUTS, encoding='utf-8') as file:
            told = set(re.findall(r'name="action-name">([a-z.-]+)<', file.read()))
        assert told == set(really), f'told, not set: {told - set(really)}; set, not told: {set(really) - told}'
        for action, keys in {'app.help': 'F1', 'app.preferences': '<Control>comma', 'win.show-help-overlay': '<Control>question',
                             'window.close': '<Control>w', 'app.quit': '<Control>q', 'win.details': 'F9'}.items():
            assert keys in really[action], (action, really[action])
        self.screen.press('ctrl+question')
        self.window.wait('label', 'Take a snapshot')
        self.window.wait('label', 'Close the window')
        self.picture('shortcuts')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Close the window')
        self.screen.press('F10')
        self.window.wait('menu item', 'About Savepoint')
        self.screen.press('Escape')

    def about(self):
        """Versions and hosts, but nobody's name."""
        text = self.window.open_report()
        self.picture('about')
        for line in (r'Savepoint \d', r'libvirt \d', r'GTK 4\.', r'libadwaita 1\.', r'libdex \d', 'Host 1: fake, connected, 3 machines$',
                     'Host 2: qemu\\+ssh, system, failed, 0 machines, SpError \\d+$'):
            assert re.search('^' + line, text, re.M), (line, text)
        assert not re.search('anna|secret', text, re.I), text
        self.screen.press('Escape')
        time.sleep(0.5)
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Debugging Information')
        self.window.wait('label', 'Report an Issue')
        self.window.wait('label', 'Legal')
        self.picture('about-all')
        assert not self.window.find('label', 'Credits'), 'nobody is named, and a page is there for it'
        # The window has a heading of that name, too, to the right of the dialog.
        rows = [node for node in self.window.walk() if node.get_role_name() == 'label' and node.get_name() == 'Details']
        self.screen.click(next(row for row in rows if 400 < self.screen.middle(row)[0] < 600))
        self.window.wait('label', 'Website')
        self.picture('about-details')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Website')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Report an Issue')

    def narrow(self):
        self.start('narrow-dark', 360, {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'})
        self.width = 360
        self.window.wait('list item', lambda text: text.startswith('web-server'))
        self.read_on()

    def right_to_left(self):
        self.start('rtl', 1180)
        self.fake.tell('rtl')
        self.width = 600
        self.fake.choose('web-server')
        self.read_on()


def main():
    need('Xvfb', 'xdotool', 'import')
    return run_steps('help', Help(sys.argv[1]), ['light', 'drawn', 'plans', 'shortcuts', 'about', 'narrow', 'right_to_left'])


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
