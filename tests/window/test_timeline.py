#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The timeline without a mouse and without eyes: what each row says, and where the keys go."""

import os
import re
import subprocess
import sys
import tempfile
import time

from fake import Fake
from rig import Rig
from screen import Screen, Window, enter_session, leave_session, need, run_each, wait_for

SOURCE = os.path.join(os.path.dirname(__file__), '..', '..')
# What GTK has around a window, and does not count where it tells where a widget is.
FRAME = 10
PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'timeline')


def open_window(screen, program, uri, **extra):
    env = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals', **extra)
    process = subprocess.Popen([program, '--connect', uri], env=env)
    return Window(screen, process, 'Savepoint')


def close_window(window):
    window.process.terminate()
    window.process.wait(20)


def is_row(start):
    return lambda text: text.startswith(start + ',')


def selected(window):
    """The selected row of the timeline, as it is spoken."""
    timeline = window.find('list', 'Timeline')
    for node in window.walk(timeline) if timeline is not None else ():
        try:
            if node.get_state_set().contains(window.screen.atspi.StateType.SELECTED):
                return node.get_name()
        except Exception:
            continue
    return None


def wait_selected(window, start):
    wait_for(lambda: (selected(window) or '').startswith(start + ','), 10, f'{start} to be selected, not {selected(window)}')


class Timeline:
    def __init__(self, screen, program, fake_program):
        self.screen, self.program, self.fake_program = screen, program, fake_program

    def open_demo(self, machine, **extra):
        self.folder = tempfile.TemporaryDirectory()
        node = os.path.join(self.folder.name, 'node.xml')
        with open(node, 'wb') as file:
            subprocess.run([sys.executable, os.path.join(SOURCE, 'data', 'demo', 'make-node.py'), '--keep-screens'], check=True, stdout=file)
        self.window = open_window(self.screen, self.program, 'test://' + node, **extra)
        self.screen.click(self.window.wait('list item', lambda text: text.startswith(machine)))

    def close(self):
        close_window(self.window)
        self.folder.cleanup()

    def is_checked(self, item):
        states = item.get_state_set()
        assert states.contains(self.screen.atspi.StateType.CHECKABLE), item.get_name()
        return states.contains(self.screen.atspi.StateType.CHECKED)

    def test_spoken(self):
        self.open_demo('Workstation')
        self.window.wait('list item', lambda text: text == 'Now, Running')
        current = self.window.wait('list item', is_row('Before lunch'))
        assert current.get_name().endswith(', current'), current.get_name()
        fork = self.window.wait('list item', is_row('Fonts and themes'))
        assert fork.get_name().endswith(', 2 branches'), fork.get_name()
        assert fork.get_description() == 'Grew from “Stable editor”', fork.get_description()
        # As the map tells: the branch, counted from the root's.
        for row, level in ((current, 5), (self.window.wait('list item', 'Now, Running'), 5), (fork, 4)):
            assert row.get_attributes().get('level') == str(level), (row.get_name(), row.get_attributes())
        self.screen.picture(os.path.join(PICTURES, 'workstation.png'))
        self.close()

    def walk_keys(self, back, on, **extra):
        self.open_demo('Workstation', **extra)
        self.screen.click(self.window.wait('list item', is_row('Before lunch')))
        wait_selected(self.window, 'Before lunch')
        for key, title in ((back, 'Database moved'), (back, 'Cleaned up'), (back, 'Fonts and themes'), (back, 'Stable editor'),
                           # The way on is the way to Now, though another child was there before.
                           (on, 'Fonts and themes'), (on, 'Cleaned up'), ('alt+Down', 'Course material'),
                           ('alt+Up', 'Cleaned up'), (on, 'Database moved'), (on, 'Before lunch'), (on, 'Now'),
                           (back, 'Before lunch'), ('Down', 'Database moved'), ('Home', 'Now'), ('End', 'Clean install')):
            self.screen.press(key)
            wait_selected(self.window, title)
        self.close()

    def test_keys(self):
        self.walk_keys('Left', 'Right')

    def test_focus(self):
        """The keys go on from the row that has the focus, whatever is selected."""
        self.open_demo('Workstation')
        self.screen.click(self.window.wait('list item', is_row('Before lunch')))
        wait_selected(self.window, 'Before lunch')
        self.screen.press('ctrl+Down')
        assert (selected(self.window) or '').startswith('Before lunch,'), selected(self.window)
        self.screen.picture(os.path.join(PICTURES, 'focus.png'))
        self.screen.press('Left')
        wait_selected(self.window, 'Cleaned up')
        self.close()

    def test_details(self):
        """Enter and a second click show the details, and do nothing else; what is shown stays."""
        self.open_demo('Workstation')
        self.window.wait('label', 'Details')
        self.screen.press('F9')
        self.window.wait_gone('label', 'Details')
        self.screen.click(self.window.wait('list item', is_row('Before lunch')))
        wait_selected(self.window, 'Before lunch')
        assert not self.window.find('label', 'Details'), 'a click selects, and nothing else'
        for _ in range(2):
            self.screen.press('Return')
            self.window.wait('label', 'Details')
            assert (selected(self.window) or '').startswith('Before lunch,'), selected(self.window)
        # The keys are where they were.
        self.screen.press('Left')
        wait_selected(self.window, 'Database moved')
        self.screen.press('F9')
        self.window.wait_gone('label', 'Details')
        self.screen.click(self.window.wait('list item', is_row('Cleaned up')), times=2)
        wait_selected(self.window, 'Cleaned up')
        self.window.wait('label', 'Details')
        assert not self.window.find('dialog'), 'nothing is asked'
        self.screen.press('F9')
        self.window.wait_gone('label', 'Details')
        self.screen.press('Home')
        wait_selected(self.window, 'Now')
        self.screen.press('Return')
        self.window.wait('label', 'Details')
        self.close()

    def test_from_right_to_left(self):
        """Back is to the right there."""
        with Fake(self.screen, self.fake_program, 'timeline', environment={'SP_FAKE_RTL': '1'}) as fake:
            self.window = fake.window
            fake.choose('web-server')
            self.screen.click(self.window.wait('list item', is_row('before-upgrade')))
            wait_selected(self.window, 'before-upgrade')
            for key, title in (('Right', 'Clean install'), ('Left', 'before-upgrade'), ('Left', 'Now'), ('Right', 'before-upgrade')):
                self.screen.press(key)
                wait_selected(self.window, title)

    def test_menu(self):
        self.open_demo('Workstation')
        self.screen.click(self.window.wait('list item', is_row('Database moved')))
        wait_selected(self.window, 'Database moved')
        self.screen.press('shift+F10')
        self.window.wait('menu item', what='the menu')
        self.screen.picture(os.path.join(PICTURES, 'menu.png'))
        self.screen.press('Return')
        self.window.wait('dialog', 'Revert to “Database moved”?')
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Revert to “Database moved”?')
        self.screen.press('Delete')
        self.window.wait('dialog', 'Delete “Database moved”?')
        self.screen.press('Escape')
        self.close()

    def test_density(self):
        """Compact rows have one line; what they say is the same."""
        self.open_demo('Workstation')

        def height():
            row = self.window.wait('list item', is_row('Database moved'))
            return row.get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW).height

        comfortable, said = height(), self.window.find('list item', is_row('Database moved')).get_name()
        self.screen.press('F10')
        item = self.window.wait('check menu item', 'Compact Rows')
        assert not self.is_checked(item)
        self.window.do(item)
        wait_for(lambda: height() < comfortable * 0.7, 10, f'rows lower than {comfortable}')
        assert self.window.find('list item', is_row('Database moved')).get_name() == said
        self.window.wait_gone('check menu item', 'Compact Rows')
        months = [node.get_name() for node in self.window.walk(self.window.find('list', 'Timeline'))
                  if node.get_role_name() == 'label' and re.fullmatch(r'[A-Z][a-z]+ \d{4}', node.get_name() or '')]
        assert months and len(months) == len(set(months)), f'a month is named more than once: {months}'
        self.screen.picture(os.path.join(PICTURES, 'compact.png'))
        # What an item is, is told whenever the menu is opened.
        self.screen.press('F10')
        assert self.is_checked(self.window.wait('check menu item', 'Compact Rows'))
        self.close()

    def test_compare(self):
        """From the row's menu: a snapshot with Now, then with another."""
        self.open_demo('Workstation')
        self.screen.click(self.window.wait('list item', is_row('Database moved')))
        wait_selected(self.window, 'Database moved')
        self.screen.press('shift+F10')
        self.window.do(self.window.wait('menu item', 'Compare…'))
        self.window.wait('dialog', 'Compare')
        self.window.wait('label', 'The machine is set up the same at both.')
        assert self.window.find('list', 'Differences') is None, 'a difference where there is none'
        # Their files are told of once.
        self.window.wait('label', 'Both stand on the same files.')
        assert self.window.find('label', 'Both stand on:') is None, 'the same is said twice'
        self.screen.picture(os.path.join(PICTURES, 'compare.png'))
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Compare')
        self.close()

    def test_compare_differs(self):
        """What another client keeps with more processors, told from the inspector."""
        with Rig(os.path.join(os.environ['SP_RIG_PROGRAM'])) as rig:
            rig.virsh('snapshot-create-as', rig.machine, 'small')
            xml = rig.virsh('snapshot-dumpxml', rig.machine, 'small')
            cpus = re.search(r'<vcpu[^>]*>(\d+)</vcpu>', xml).group(1)
            other = re.sub(r'(<vcpu[^>]*>)\d+(</vcpu>)', r'\g<1>7\g<2>', xml).replace('<name>small</name>', '<name>large</name>', 1)
            with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
                file.write(other)
                file.flush()
                rig.virsh('snapshot-create', rig.machine, file.name, '--redefine')
            self.window = open_window(self.screen, self.program, rig.uri)
            self.screen.click(self.window.wait('list item', is_row('large')))
            wait_selected(self.window, 'large')
            self.window.do(self.window.wait('button', 'Compare'))
            self.window.wait('label', f'Processors 7 → {cpus}')
            self.screen.picture(os.path.join(PICTURES, 'compare-differs.png'))
            close_window(self.window)

    def test_everywhere(self):
        """One history of all machines: the same search, the same deeds, and a way to the machine of each row."""
        self.open_demo('Workstation')
        self.window.wait('list item', is_row('Before lunch'))
        self.screen.click(self.window.wait('list item', 'All Machines'))
        row = self.window.wait('list item', is_row('Before lunch, Workstation'))
        assert row.get_name().endswith(', current'), row.get_name()
        self.window.wait('list item', is_row('today, Build Server'))
        self.window.wait_gone('list', 'Timeline')  # it fades away
        self.screen.picture(os.path.join(PICTURES, 'everywhere.png'))
        self.screen.click(row)
        self.window.wait('label', 'Taken')
        self.screen.press('Delete')
        self.window.wait('dialog', 'Delete “Before lunch”?')
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Delete “Before lunch”?')
        self.screen.press('ctrl+f')
        entry = self.window.wait('entry', 'Search Snapshots')
        wait_for(lambda: entry.get_state_set().contains(self.screen.atspi.StateType.SHOWING), 10, 'the entry')
        self.screen.type('theme')
        self.window.wait('list item', lambda text: text.startswith('Fonts and themes, Workstation,') and ', found' in text)
        self.window.wait_gone('list item', is_row('today, Build Server'))
        self.window.wait('label', '2 found')
        self.screen.picture(os.path.join(PICTURES, 'everywhere-search.png'))
        # What finds nothing is taken back by one click, words and filters.
        self.window.do(self.window.wait('toggle button', 'Filters'))
        self.window.do(self.window.wait('check menu item', 'Pinned'))
        self.screen.press('Escape')
        self.screen.press('ctrl+f')
        self.screen.press('ctrl+a')
        self.screen.type('nothing of the kind')
        self.window.wait('label', 'No Snapshot Found')
        self.screen.picture(os.path.join(PICTURES, 'everywhere-nothing.png'))
        self.window.do(self.window.wait('button', 'Clear Search'))
        self.window.wait('list item', is_row('today, Build Server'))
        self.screen.type('theme')
        self.window.wait('label', '2 found')
        # Nobody knows the sizes of all machines: that filter is not offered.
        self.window.do(self.window.wait('toggle button', 'Filters'))
        size = self.window.wait('radio menu item', 'Bigger Than 1 GB')
        assert not size.get_state_set().contains(self.screen.atspi.StateType.ENABLED), 'sizes of all machines'
        self.window.wait('label', 'Sizes are known per machine')
        self.screen.press('Escape')
        self.window.wait_gone('radio menu item', 'Bigger Than 1 GB')
        self.window.do(self.window.wait('button', 'Web Shop'))
        self.screen.press('Escape')
        wait_selected(self.window, 'New theme')
        self.window.wait('list item', lambda text: text.startswith('Now, Running'))
        self.close()

    def is_usable(self, role, name):
        """A part of a button may say so of the whole alone."""
        node = self.window.wait(role, name)
        return all(each.get_state_set().contains(self.screen.atspi.StateType.SENSITIVE) for each in (node, node.get_parent()))

    def test_everywhere_nothing_selected(self):
        """What the details and the deeds are about is what is selected in that list, and nothing else: they say whose it is."""
        self.open_demo('Workstation')
        self.screen.click(self.window.wait('list item', is_row('Lesson 1')))
        wait_selected(self.window, 'Lesson 1')
        self.window.wait('button', 'Revert…')
        self.screen.click(self.window.wait('list item', 'All Machines'))
        row = self.window.wait('list item', is_row('Before lunch, Workstation'))
        self.window.wait('label', 'Nothing Selected')
        assert self.window.find('button', 'Revert…') is None and self.window.find('button', 'Delete…') is None, 'what is not selected can be deleted'
        for role, name in (('button', 'Take'), ('toggle button', 'Machine Menu')):
            assert not self.is_usable(role, name), f'{name} of no machine'
        self.screen.press('Delete')
        # It begins above its first row, and is no map.
        today = self.window.wait('label', 'Today')
        assert self.screen.middle(today)[1] < self.screen.middle(row)[1], 'the first day is scrolled away'
        top = self.window.find('list', 'All Machines').get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW).y
        assert self.screen.middle(today)[1] > top, 'the first day is scrolled away'
        for name in ('List', 'Map'):
            assert not self.is_usable('radio button', name), f'{name} of all machines'
        self.screen.picture(os.path.join(PICTURES, 'everywhere-nothing-selected.png'))
        assert self.window.find('dialog') is None, 'Delete asks about what is not selected'
        self.screen.click(row)
        self.window.wait('button', 'Delete…')
        subjects = [node for node in self.window.walk() if node.get_role_name() == 'label' and node.get_name() == 'Workstation'
                    and node.get_state_set().contains(self.screen.atspi.StateType.SHOWING)]
        # Above the list, above the details, and in the sidebar.
        assert len(subjects) >= 3, f'only {len(subjects)} tell whose it is'
        for role, name in (('button', 'Take'), ('toggle button', 'Machine Menu')):
            wait_for(lambda: self.is_usable(role, name), 10, f'{name} of the selected row’s machine')
        self.screen.press('Delete')
        self.window.wait('dialog', 'Delete “Before lunch”?')
        dialog = self.window.find('dialog', 'Delete “Before lunch”?')
        assert [node for node in self.window.walk(dialog) if node.get_role_name() == 'label' and node.get_name() == 'Workstation'], 'whose it is, is not told'
        self.screen.picture(os.path.join(PICTURES, 'everywhere-delete.png'))
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Delete “Before lunch”?')
        # What a search hides is not acted upon.
        self.screen.press('ctrl+f')
        self.window.wait('entry', 'Search Snapshots')
        self.screen.type('theme')
        self.window.wait('label', '2 found')
        self.window.wait('label', 'Nothing Selected')
        self.window.wait_gone('button', 'Delete…')
        self.close()

    def test_search(self):
        """Words and filters are found from the keyboard; the tree stays; what was found is told and gone through."""
        self.open_demo('Workstation')
        self.window.wait('list item', is_row('Before lunch'))
        self.screen.press('ctrl+f')
        self.window.wait('entry', 'Search Snapshots')
        self.screen.type('before')
        found = self.window.wait('list item', lambda text: text.startswith('Before lunch,') and ', found' in text)
        other = self.window.wait('list item', is_row('Fonts and themes'))
        assert ', found' not in other.get_name(), other.get_name()
        count = self.window.wait('label', lambda text: text.endswith(' found')).get_name()
        self.screen.press('Return')
        wait_selected(self.window, 'Before lunch')
        self.window.wait('label', '1 of ' + count.split()[0])
        self.screen.picture(os.path.join(PICTURES, 'search.png'))
        self.screen.press('ctrl+g')
        wait_for(lambda: not (selected(self.window) or '').startswith('Before lunch,'), 10, 'the next one to be selected')
        self.screen.press('ctrl+shift+g')
        wait_selected(self.window, 'Before lunch')
        self.screen.press('ctrl+a')
        self.screen.type('nothing of the kind')
        self.window.wait('label', 'None found')
        self.screen.press('Escape')
        self.window.wait_gone('entry', 'Search Snapshots')
        self.window.wait('list item', lambda text: text.startswith('Before lunch,') and ', found' not in text)
        self.screen.press('ctrl+f')
        self.window.do(self.window.wait('toggle button', 'Filters'))
        memory = self.window.wait('check menu item', 'With Memory')
        assert not self.is_checked(memory)
        self.window.do(memory)
        self.window.wait('label', lambda text: text.startswith('1 of '), what='the selected one to be one of those found')
        self.screen.picture(os.path.join(PICTURES, 'filter.png'))
        # What each item is, is told whenever the menu is opened.
        self.window.wait_gone('check menu item', 'With Memory')
        self.window.do(self.window.wait('toggle button', 'Filters'))
        assert self.is_checked(self.window.wait('check menu item', 'With Memory'))
        for choices in (('Of Any Age', 'Older Than a Day', 'Older Than a Week', 'Older Than 30 Days', 'Older Than a Year'),
                        ('Of Any Kind', 'Inside the Disk File', 'In Separate Files'),
                        ('Of Any Size', 'Bigger Than 100 MB', 'Bigger Than 1 GB', 'Bigger Than 10 GB')):
            told = [self.is_checked(self.window.wait('radio menu item', choice)) for choice in choices]
            assert told == [True] + [False] * (len(choices) - 1), f'{choices}: {told}'
        self.window.wait('label', 'No sizes inside disk files')
        self.screen.picture(os.path.join(PICTURES, 'filters.png'))
        self.close()

    def is_marked(self, text, word):
        """Whether that word of a text is drawn otherwise."""
        shown = self.screen.atspi.Text.get_text(text.get_text_iface(), 0, -1)
        attributes = self.screen.atspi.Text.get_text_attributes(text.get_text_iface(), shown.index(word))[0]
        return attributes.get('underline') == 'single'

    def test_search_tells_why(self):
        """What was found in a description, or by its day, is told in the row, and marked in the details."""
        self.open_demo('Workstation')
        self.window.wait('list item', is_row('Before lunch'))
        self.screen.press('ctrl+f')
        self.window.wait('entry', 'Search Snapshots')
        self.screen.type('sound')
        self.window.wait('label', '1 found')
        self.screen.press('Return')
        wait_selected(self.window, 'Upgrade, first try')
        assert selected(self.window).endswith(', found, No sound, no network.'), selected(self.window)
        description = self.window.wait('text', 'Description')
        wait_for(lambda: self.is_marked(description, 'sound'), 10, 'the word in the description to be marked')
        assert not self.is_marked(description, 'network'), 'all is marked'
        self.screen.picture(os.path.join(PICTURES, 'search-description.png'))
        self.screen.press('ctrl+a')
        self.screen.type('today')
        self.window.wait('label', '2 found')
        self.screen.press('Return')
        wait_for(lambda: (selected(self.window) or '').endswith(', found, Today'), 10, f'one of today, not {selected(self.window)}')
        self.screen.picture(os.path.join(PICTURES, 'search-day.png'))
        self.screen.press('Escape')
        self.window.wait_gone('entry', 'Search Snapshots')
        self.close()

    def test_written_since(self):
        """Now tells what was written since its snapshot, or that nothing was, where that is known."""
        with Rig(os.path.join(os.environ['SP_RIG_PROGRAM'])) as rig:
            rig.virsh('destroy', rig.machine)
            rig.virsh('snapshot-create-as', rig.machine, 'kept', '--disk-only')
            self.window = open_window(self.screen, self.program, rig.uri)
            self.window.wait('list item', 'Now, Off, Nothing written since')
            self.screen.picture(os.path.join(PICTURES, 'nothing-written.png'))
            rig.virsh('start', rig.machine)
            self.window.wait('list item', lambda text: re.fullmatch('Now, Running, .* written since', text))
            # Two in separate files: deleting them frees what their files take, by numbers.
            rig.virsh('snapshot-create-as', rig.machine, 'next', '--disk-only')
            self.screen.press('F5')
            self.screen.click(self.window.wait('list item', is_row('next')))
            self.screen.click(self.window.wait('list item', is_row('kept')), key='ctrl')
            self.window.wait('label', '2 Snapshots')
            self.window.wait('label', lambda text: re.fullmatch(r'Frees (between [0-9.]+\s\w+ and )?[0-9.]+\s[kM]B\.', text), what='how much deleting both frees')
            self.screen.picture(os.path.join(PICTURES, 'several-in-files.png'))
            # It has run: what it wrote is there, though no snapshot was taken.
            rig.virsh('destroy', rig.machine)
            self.window.wait('list item', lambda text: re.fullmatch('Now, Off, .* written since', text) and 'Nothing' not in text)
            close_window(self.window)

    def drawn(self, x, y, width, height):
        shot = subprocess.run(['import', '-window', 'root', '-depth', '8', '-crop', f'{width}x{height}+{x}+{y}', 'rgb:-'], check=True, capture_output=True)
        return shot.stdout

    def point(self, x, y):
        """As a hand does it: a pointer that jumps rests nowhere."""
        subprocess.run(['xdotool', 'mousemove', str(x - 2), str(y), 'sleep', '0.1', 'mousemove', str(x), str(y)], check=True)

    def test_pointer(self):
        """What it lies on shows the path to the root, in the rows of others, and on an age its date; Enter shows the details."""
        self.open_demo('Workstation')
        other = self.window.wait('list item', is_row('Course material'))
        hidden = self.window.wait('list item', is_row('Lesson 2, once more'))
        beside, box = (row.get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW) for row in (other, hidden))

        def lanes():
            return self.drawn(beside.x + FRAME, beside.y + FRAME, 70, beside.height)

        def below():
            return self.drawn(box.x + 100, box.y + box.height + FRAME + 2, 300, 30)

        def settled():
            seen = lanes(), below()
            time.sleep(0.3)
            return seen if seen == (lanes(), below()) else None

        self.point(1270, 850)
        plain, untold = wait_for(settled, 20, 'nothing to move')
        self.point(box.x + box.width - 30, box.y + 12)
        wait_for(lambda: lanes() != plain, 10, 'the path of what the pointer lies on')
        self.screen.picture(os.path.join(PICTURES, 'path.png'))
        assert below() == untold, 'nothing is told where nothing is'
        self.point(box.x + FRAME + 170, box.y + FRAME + box.height - 15)
        wait_for(lambda: below() != untold, 10, 'the date of an age')
        self.screen.picture(os.path.join(PICTURES, 'date.png'))
        self.point(1270, 850)
        wait_for(lambda: lanes() == plain and below() == untold, 10, 'the path and the date to be shown no longer')
        # Details that are away come back by Enter, on the row that has the focus.
        self.screen.click(hidden)
        self.window.wait('label', 'Taken')
        self.screen.press('F9')
        self.window.wait_gone('label', 'Taken')
        self.screen.press('Return')
        self.window.wait('label', 'Taken')
        self.close()

    def test_ages_go_on(self):
        """By a timer, whatever happens else: all of them at once."""
        with Fake(self.screen, self.fake_program, 'timeline') as fake:
            self.window = fake.window
            fake.choose('web-server')
            self.window.wait('list item', lambda text: text.startswith('before-upgrade, 2 hours ago'))
            old = self.window.find('list item', is_row('Clean install')).get_name()
            fake.tell('later')
            self.window.wait('list item', lambda text: text.startswith('before-upgrade, 1 day ago'), seconds=40)
            wait_for(lambda: self.window.find('list item', is_row('Clean install')).get_name() != old, 2, 'the others to have their new ages')


def main():
    enter_session()
    need('Xvfb', 'xdotool', 'import', 'virsh')
    screen = Screen()
    status = run_each(screen, Timeline(screen, sys.argv[1], sys.argv[2]), PICTURES, sys.argv[3:])
    leave_session()
    return status


if __name__ == '__main__':
    sys.exit(main())
