#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The map without a mouse and without eyes: it is gone to, walked, selected on, searched and worked with by keys alone."""

import os
import subprocess
import sys
import tempfile
import time

from fake import Fake
from screen import Screen, enter_session, leave_session, need, run_steps, wait_for
from test_timeline import SOURCE, close_window, is_row, open_window

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'map')


class Map:
    def __init__(self, screen, program, fake_program):
        self.screen, self.program, self.fake_program = screen, program, fake_program
        self.folder = tempfile.TemporaryDirectory()
        self.node = os.path.join(self.folder.name, 'node.xml')
        with open(self.node, 'wb') as file:
            subprocess.run([sys.executable, os.path.join(SOURCE, 'data', 'demo', 'make-node.py'), '--keep-screens'], check=True, stdout=file)
        self.window = None

    def close(self):
        if self.window is not None and self.window.process.poll() is None:
            self.window.process.kill()
        self.folder.cleanup()
        self.screen.close()

    def picture(self, name):
        self.screen.picture(os.path.join(PICTURES, f'{name}.png'))

    def open(self, **extra):
        """What is remembered is so in a file of this test's."""
        self.window = open_window(self.screen, self.program, 'test://' + self.node, GSETTINGS_BACKEND='keyfile',
                                  XDG_CONFIG_HOME=os.path.join(self.folder.name, 'config'), **extra)

    def choose(self, machine):
        self.screen.click(self.window.wait('list item', lambda text: text.startswith(machine)))

    def nodes(self, state):
        states = self.screen.atspi.StateType
        found = []
        for node in self.window.walk(self.window.wait('list', 'Map')):
            try:
                held = node.get_state_set()
                if node.get_role_name() == 'list item' and held.contains(states.SHOWING) and held.contains(state):
                    found.append(node)
            except Exception:  # gone while we looked
                continue
        return found

    def selected(self):
        return sorted(node.get_name().split(',')[0] for node in self.nodes(self.screen.atspi.StateType.SELECTED))

    def wait_selected(self, *titles):
        wait_for(lambda: self.selected() == sorted(titles), 10, f'{titles} to be selected')

    def wait_at(self, title):
        """Selected alone, and where the focus is."""
        focused = self.screen.atspi.StateType.FOCUSED
        self.wait_selected(title)
        wait_for(lambda: [node.get_name().split(',')[0] for node in self.nodes(focused)] == [title], 10, f'{title} to have the focus')

    def tab_into(self):
        for _ in range(15):
            if self.nodes(self.screen.atspi.StateType.FOCUSED):
                return
            self.screen.press('Tab')
        wait_for(lambda: self.nodes(self.screen.atspi.StateType.FOCUSED), 5, 'the map to have the focus')

    def walk(self, *way):
        for key, title in way:
            self.screen.press(key)
            self.wait_at(title)

    def test_switch(self):
        """Back and forth by a key: the selection and the focus come along."""
        self.open()
        self.choose('Workstation')
        self.screen.click(self.window.wait('list item', is_row('Before lunch')))
        self.screen.press('ctrl+m')
        self.window.wait('list', 'Map')
        self.window.wait_gone('list', 'Timeline')
        self.picture('fit')
        self.screen.press('ctrl+1')
        self.wait_at('Before lunch')
        self.screen.press('ctrl+m')
        self.window.wait('list', 'Timeline')
        self.screen.press('Down')
        self.screen.press('ctrl+m')
        self.wait_at('Database moved')
        self.picture('normal-size')

    def test_keys(self):
        self.walk(('Left', 'Cleaned up'), ('Left', 'Fonts and themes'), ('Left', 'Stable editor'), ('Right', 'Fonts and themes'),
                  # The way on is the way to Now, though another child was there before.
                  ('Right', 'Cleaned up'), ('alt+Down', 'Course material'), ('alt+Up', 'Cleaned up'), ('Up', 'Lesson 2'), ('Down', 'Cleaned up'),
                  ('Home', 'Clean install'), ('End', 'Now'), ('Left', 'Before lunch'))

    def test_spoken(self):
        current = self.window.wait('list item', is_row('Before lunch'))
        assert current.get_name().endswith(', current'), current.get_name()
        assert current.get_description() == 'Grew from “Database moved”', current.get_description()
        assert current.get_attributes().get('level') == '5', current.get_attributes()

    def test_several(self):
        """With Shift all on the way; with Ctrl one here and one there, without those between."""
        self.screen.press('shift+Left')
        self.wait_selected('Before lunch', 'Database moved')
        self.screen.press('shift+Left')
        self.wait_selected('Before lunch', 'Database moved', 'Cleaned up')
        self.window.wait('label', lambda text: text.startswith('3 '))
        self.picture('several')
        self.screen.press('ctrl+space')
        self.wait_selected('Before lunch', 'Database moved')
        self.screen.press('ctrl+Right')
        self.screen.press('ctrl+Right')
        self.screen.press('Left')
        self.wait_at('Database moved')

    def test_plan(self):
        """The same menu and the same keys as in the list; nothing is done."""
        self.screen.press('shift+F10')
        self.window.wait('menu item', what='the menu')
        self.picture('menu')
        self.screen.press('Return')
        self.window.wait('dialog', 'Revert to “Database moved”?')
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Revert to “Database moved”?')
        self.screen.press('Delete')
        self.window.wait('dialog', 'Delete “Database moved”?')
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Delete “Database moved”?')
        self.wait_at('Database moved')

    def test_search(self):
        self.screen.press('ctrl+f')
        self.window.wait('entry', 'Search Snapshots')
        self.screen.type('before lunch')
        self.window.wait('list item', lambda text: text.startswith('Before lunch,') and ', found' in text)
        other = self.window.wait('list item', is_row('Cleaned up'))
        assert ', found' not in other.get_name(), other.get_name()
        self.screen.press('Return')
        self.wait_selected('Before lunch')
        self.picture('search')
        self.screen.press('Escape')
        self.window.wait_gone('entry', 'Search Snapshots')

    def runs(self):
        return [node.get_name() for node in self.nodes(self.screen.atspi.StateType.FOCUSABLE) if ' snapshots, from “' in node.get_name()]

    def test_runs(self):
        """A thousand: few nodes that tell how many they are, each opened by a key, until every one stands alone."""
        self.choose('Build Server')
        wait_for(self.runs, 20, 'runs')
        self.window.wait_gone('progress bar')  # the spinner fades away
        self.picture('thousand')
        count = sum(int(name.split()[0]) for name in self.runs())
        assert count > 900, self.runs()
        self.tab_into()
        self.screen.press('Home')
        wait_for(lambda: any(' snapshots, from “' in node.get_name() for node in self.nodes(self.screen.atspi.StateType.FOCUSED)), 10, 'a run')
        first = self.runs()[0]
        self.screen.press('Return')
        wait_for(lambda: self.runs() and first not in self.runs(), 10, 'the run to open')
        self.picture('thousand-opened')
        self.screen.press('ctrl+1')
        wait_for(lambda: not self.runs(), 10, 'no run to be left')
        self.picture('thousand-normal-size')
        shown = len(self.nodes(self.screen.atspi.StateType.FOCUSABLE))
        assert 0 < shown < 60, shown
        self.screen.press('End')
        self.wait_at('Now')

    def test_one_of_a_run(self):
        """What is selected is seen, and told, in the run that holds it."""
        self.screen.press('Home')
        wait_for(lambda: len(self.selected()) == 1 and self.selected() != ['Now'], 10, 'the oldest to be selected')
        self.screen.press('ctrl+0')
        wait_for(self.runs, 10, 'runs')
        self.wait_selected(self.runs()[0].split(',')[0])
        name = self.nodes(self.screen.atspi.StateType.SELECTED)[0].get_name()
        assert name.endswith(', some of them selected'), name
        self.picture('one-of-a-run')

    def test_remembered(self):
        close_window(self.window)
        self.open()
        self.choose('Workstation')
        self.window.wait('list', 'Map')
        close_window(self.window)

    def test_window_kept(self):
        """Its size, and whether it shows the details; that a narrow window hides them is not what anybody chose."""
        def geometry():
            window = subprocess.run(['xdotool', 'getwindowfocus'], check=True, capture_output=True, text=True).stdout.strip()
            lines = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', window], check=True, capture_output=True, text=True).stdout
            return window, dict(line.split('=') for line in lines.split())

        def extent():
            box = self.window.wait('frame').get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW)
            return box.width, box.height

        def resize(width, height):
            subprocess.run(['xdotool', 'windowsize', '--sync', geometry()[0], str(width), str(height)], check=True)
            # The server knows it before the program has laid itself out.
            wait_for(lambda: extent() == (width, height), 20, 'the window of that size')

        def again():
            self.screen.press('ctrl+w')
            self.window.process.wait(20)
            self.open()
            self.window.wait('list', 'Map')

        self.open()
        self.window.wait('label', 'Details')
        before = geometry()[1]
        width, height = int(before['WIDTH']) - 60, int(before['HEIGHT']) - 50
        resize(width, height)
        again()
        after = geometry()[1]
        assert (int(after['WIDTH']), int(after['HEIGHT'])) == (width, height), (before, after)
        self.window.wait('label', 'Details')
        resize(900, height)
        self.window.wait_gone('label', 'Details')
        resize(width, height)
        self.window.wait('label', 'Details')
        self.screen.press('F9')
        self.window.wait_gone('label', 'Details')
        again()
        time.sleep(0.5)
        assert not self.window.find('label', 'Details'), 'the details were closed'
        self.screen.press('F9')
        self.window.wait('label', 'Details')
        close_window(self.window)

    def test_compare(self):
        """A snapshot with Now, from the map: screens, settings and files of both."""
        with Fake(self.screen, self.fake_program, 'compare') as fake:
            self.window = fake.window
            fake.choose('web-server')
            self.screen.click(self.window.wait('list item', is_row('before-upgrade')))
            self.screen.press('ctrl+m')
            self.wait_at('before-upgrade')
            self.screen.press('shift+F10')
            self.window.do(self.window.wait('menu item', 'Compare…'))
            self.window.wait('dialog', 'Compare')
            self.window.wait('label', 'Only Now stands on:')
            self.window.wait('label', 'Only “before-upgrade” stands on:')
            self.window.wait('label', 'Both stand on:')
            own = [node.get_name() for node in self.window.walk() if node.get_role_name() == 'grouping' and '.mem: ' in (node.get_name() or '')]
            assert len(own) == 1 and own[0].startswith('web-server.before-upgrade.mem: '), own
            self.picture('compare')
            self.screen.press('Escape')
            self.window.wait_gone('dialog', 'Compare')

    def boxes(self):
        return {node.get_name().split(',')[0]: node.get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW).x
                for node in self.nodes(self.screen.atspi.StateType.FOCUSABLE)}

    def boxes_at_rest(self):
        """Where the nodes stand when none moves any more."""
        seen = []

        def rests():
            seen.append(self.boxes())
            time.sleep(0.15)
            return len(seen) > 3 and all(boxes == seen[-1] for boxes in seen[-4:])
        wait_for(rests, 10, 'the nodes to come to rest')
        return seen[-1]

    def test_from_right_to_left(self):
        """In a narrow, dark window: back is to the right there. What another client takes comes in; focus and place stay."""
        environment = {'SP_FAKE_RTL': '1', 'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}
        with Fake(self.screen, self.fake_program, 'map', '--size', '360x740', environment=environment) as fake:
            self.window = fake.window
            fake.choose('web-server')
            self.screen.click(self.window.wait('list item', is_row('before-upgrade')))
            self.screen.press('ctrl+m', 'ctrl+1')
            self.wait_at('before-upgrade')
            self.walk(('Right', 'Clean install'), ('Left', 'before-upgrade'), ('Left', 'Now'), ('Right', 'before-upgrade'))
            boxes = self.boxes_at_rest()
            assert boxes['Now'] < boxes['before-upgrade'], boxes
            self.walk(('Left', 'Now'))
            place = self.boxes_at_rest()['Now']
            fake.tell('take-elsewhere')
            self.screen.press('F5')
            self.window.wait('list item', is_row('elsewhere'))
            boxes = self.boxes_at_rest()
            assert boxes['Now'] == place, (boxes, place)
            self.walk(('Right', 'before-upgrade'))
            self.screen.press('ctrl+0')
            self.window.wait('list item', is_row('elsewhere'))
            self.wait_at('before-upgrade')
            self.picture('narrow-right-to-left')


def main():
    enter_session()
    need('Xvfb', 'xdotool', 'import')
    subject = Map(Screen(), sys.argv[1], sys.argv[2])
    status = run_steps('map', subject, ['test_switch', 'test_keys', 'test_spoken', 'test_several', 'test_plan', 'test_search', 'test_runs',
                                        'test_one_of_a_run', 'test_remembered', 'test_window_kept', 'test_compare', 'test_from_right_to_left'])
    leave_session()
    return status


if __name__ == '__main__':
    sys.exit(main())
