#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of it with no mouse, on a real machine: take, select, revert by its plan, undo, rename, search, delete."""

import os
import subprocess
import sys
import time

from rig import Rig
from screen import Announcements, Screen, Subject, Window, enter_session, leave_session, need, run_steps, wait_for

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'keys')


class Keys(Subject):
    def __init__(self, program, rig):
        self.rig = rig
        self.screen = Screen()
        strict = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals')
        self.process = subprocess.Popen([program, '--connect', rig.uri], env=strict)
        self.window = Window(self.screen, self.process, 'Savepoint')
        self.announcements = Announcements(self.screen)

    def picture(self, what):
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(PICTURES, f'{what}.png'))

    def focused(self):
        """What a screen reader would speak of."""
        found = None
        for node in self.window.walk():
            try:
                states = node.get_state_set()
                if states.contains(self.screen.atspi.StateType.FOCUSED) and states.contains(self.screen.atspi.StateType.SHOWING):
                    found = node
            except Exception:
                continue
        return found

    def reach(self, role, name, key='Tab', most=40):
        """By that key alone."""
        here = []
        for _ in range(most):
            node = self.focused()
            if node is not None:
                here.append((node.get_role_name(), node.get_name()))
                if node.get_role_name() == role and name(node.get_name() or ''):
                    return node
            self.screen.press(key)
            time.sleep(0.1)
        raise AssertionError(f'no way to a {role}, only to {here}')

    def row(self, title):
        """Into the timeline, and along it."""
        self.reach('list item', lambda text: any(text.startswith(known + ',') for known in ('Now', 'first', 'second', 'Fresh start', 'Before reverting')))
        self.screen.press('Home')
        return self.reach('list item', lambda text: text.startswith(title + ','), key='Down')

    def press_button(self, name):
        self.window.wait('button', name)
        self.reach('button', lambda text: text == name)
        self.screen.press('Return')

    def toast(self, start):
        """What became of a deed, for the eyes and for the ears."""
        self.window.wait('label', lambda text: text.startswith(start), seconds=120, what=f'the toast {start!r}')
        self.announcements.wait(start)

    def take(self):
        self.window.wait('label', 'No Snapshots')
        for name in ('first', 'second'):
            self.screen.press('ctrl+t')
            self.window.wait('label', 'What Will Happen', what='the take dialog')
            self.window.wait('text', 'Name')
            wait_for(lambda: self.focused() is not None and self.focused().get_role_name() == 'text', 10, 'the name to have the focus')
            self.screen.press('ctrl+a')
            self.screen.type(name)
            self.window.wait('button', 'Take')
            self.screen.press('Return')
            self.toast(f'“{name}” was taken.')
            self.window.wait('list item', lambda text, name=name: text.startswith(name + ','))
        assert sorted(self.rig.snapshots()) == ['first', 'second'], self.rig.snapshots()

    def select(self):
        node = self.row('second')
        assert node.get_name().endswith(', current'), node.get_name()
        assert node.get_description() == 'Grew from “first”', node.get_description()
        self.screen.press('Left')
        wait_for(lambda: (self.focused().get_name() or '').startswith('first,'), 10, 'the parent to have the focus')
        self.window.wait('label', 'Taken')
        self.picture('selected')

    def revert(self):
        self.screen.press('ctrl+shift+r')
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        wait_for(lambda: self.focused() is not None and self.focused().get_name() == 'Cancel', 10, 'Cancel to have the focus')
        self.press_button('Revert')
        self.toast('The machine was reverted to “first”.')
        assert self.rig.current() == 'first', self.rig.current()

    def undo(self):
        self.reach('toggle button', lambda text: text == 'Machine Menu')
        self.screen.press('Return')
        self.window.wait('menu item', 'Undo the Revert…')
        self.reach('menu item', lambda text: text == 'Undo the Revert…', key='Down')
        self.screen.press('Return')
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        wait_for(lambda: self.focused() is not None and self.focused().get_name() == 'Cancel', 10, 'Cancel to have the focus')
        self.press_button('Undo')
        self.toast('The machine was reverted to “Before reverting to')
        assert self.rig.current().startswith('before-revert-'), self.rig.current()

    def rename(self):
        self.row('first')
        self.screen.press('F2')
        title = self.window.wait('text', 'Title')
        wait_for(lambda: title.get_state_set().contains(self.screen.atspi.StateType.FOCUSED), 10, 'the title to have the focus')
        self.screen.press('ctrl+a')
        self.screen.type('Fresh start')
        self.reach('button', lambda text: text == 'Apply')
        self.screen.press('Return')
        self.window.wait('list item', lambda text: text.startswith('Fresh start,'))
        self.announcements.wait('The snapshot was changed.')
        self.picture('renamed')

    def mark(self):
        """What became of it is heard each time, and the row says so from then on."""
        for item, word in (('Pin', 'pinned'), ('Make It the Baseline', 'baseline')):
            self.row('Fresh start')
            self.screen.press('shift+F10')
            self.window.wait('menu item', item)
            self.reach('menu item', lambda text, item=item: text == item, key='Down')
            self.screen.press('Return')
            self.announcements.wait('The snapshot was changed.')
            self.window.wait('list item', lambda text, word=word: text.startswith('Fresh start,') and f', {word}' in text)
        self.picture('marked')

    def search(self):
        self.screen.press('ctrl+f')
        entry = self.window.wait('entry', 'Search Snapshots')
        wait_for(lambda: entry.get_state_set().contains(self.screen.atspi.StateType.SHOWING), 10, 'the entry')
        self.screen.type('second')
        self.window.wait('list item', lambda text: text.startswith('second,') and ', found' in text)
        self.screen.press('Return')
        wait_for(lambda: self.window.find('label', lambda text: text.startswith('1 of ')) is not None, 10, 'it to be selected')
        self.screen.press('Escape')
        self.window.wait_gone('entry', 'Search Snapshots')

    def delete(self):
        self.row('second')
        self.screen.press('Delete')
        self.window.wait('label', 'These Snapshots Will Be Gone')
        wait_for(lambda: self.focused() is not None and self.focused().get_name() == 'Cancel', 10, 'Cancel to have the focus')
        self.press_button('Delete')
        self.toast('“second” was deleted.')
        assert 'second' not in self.rig.snapshots(), self.rig.snapshots()
        self.picture('deleted')


def main():
    need('Xvfb', 'xdotool', 'import', 'virsh')
    with Rig(sys.argv[2]) as rig:
        return run_steps('keys', Keys(sys.argv[1], rig), ['take', 'select', 'revert', 'undo', 'rename', 'mark', 'search', 'delete', 'quit'])


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
