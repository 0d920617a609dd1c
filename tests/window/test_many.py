#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several snapshots at once, in a real window on a real machine: selected, told of, deleted; and the marks in a row's menu."""

import os
import subprocess
import sys
import time

from rig import Rig
from screen import Screen, Subject, Window, enter_session, leave_session, need, run_steps, wait_for

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'many')
NAMES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']


class Many(Subject):
    def __init__(self, program, rig):
        self.number = 0
        self.rig = rig
        for name in NAMES:
            rig.virsh('snapshot-create-as', rig.machine, name)
        self.screen = Screen()
        strict = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals')
        self.process = subprocess.Popen([program, '--connect', rig.uri], env=strict)
        self.window = Window(self.screen, self.process, 'Savepoint')

    def picture(self, what):
        self.number += 1
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(PICTURES, f'{self.number:02}-{what}.png'))

    def row(self, name):
        return self.window.wait('list item', lambda text: text.startswith(name + ','))

    def selected(self):
        """Names of the rows that say they are selected."""
        state = self.screen.atspi.StateType.SELECTED
        rows = [node for node in self.window.walk() if node.get_role_name() == 'list item' and node.get_state_set().contains(state)]
        words = [row.get_name().split(',')[0] for row in rows]
        return [name for name in NAMES if name in words]

    def wait_selected(self, *names):
        wait_for(lambda: self.selected() == list(names), 10, f'{names} to be selected, not {self.selected()}')

    def click_only(self, name):
        """Rows that went let the others move up: what was meant is where it was a moment ago."""
        def try_it():
            self.screen.click(self.row(name))
            time.sleep(0.3)
            return self.selected() == [name]
        wait_for(try_it, 20, f'{name} alone to be selected')

    def click_option(self, title):
        """Below a long plan, it has to be scrolled to."""
        self.screen.click(self.window.wait('label', lambda text: text.startswith('Revert to “')))
        label = self.window.wait('label', title)
        self.screen.scroll_to(label, bottom=630)
        self.screen.click(label)

    def confirm(self, label):
        """In the dialog: the window behind has a button of the same name."""
        self.window.do([node for node in self.window.walk() if node.get_role_name() == 'button' and node.get_name() == label][-1])

    def select(self):
        self.screen.click(self.row('two'))
        self.window.wait('button', 'Revert…')
        self.wait_selected('two')
        self.screen.click(self.row('four'), key='ctrl')
        self.wait_selected('two', 'four')
        self.window.wait('label', '2 Snapshots')
        self.window.wait('label', lambda text: text.startswith('From “two” to “four”\n'))
        self.window.wait('label', lambda text: text.startswith('The space is free for reuse'))
        self.window.wait_gone('button', 'Revert…')
        self.picture('two')
        self.screen.click(self.row('five'), key='shift')
        self.wait_selected('four', 'five')
        self.screen.click(self.row('two'), key='ctrl')
        self.window.wait('label', '3 Snapshots')

    def keep_selection(self):
        """Neither a look at the host nor somebody else's snapshot takes it away."""
        self.rig.virsh('snapshot-create-as', self.rig.machine, 'theirs')
        self.screen.look_away_and_back()
        self.row('theirs')
        self.wait_selected('two', 'four', 'five')
        self.rig.virsh('snapshot-delete', self.rig.machine, 'theirs')
        self.screen.look_away_and_back()
        self.window.wait_gone('list item', lambda text: text.startswith('theirs,'))

    def delete_three(self):
        self.screen.click(self.row('four'), button=3)
        self.window.wait('menu item', 'Delete…')
        assert self.window.find('menu item', 'Rename') is None, 'a menu for three offers what is for one'
        self.picture('menu-of-three')
        self.screen.press('Escape')
        self.wait_selected('two', 'four', 'five')
        self.screen.press('Delete')
        self.window.wait('label', 'Delete 3 Snapshots?')
        self.window.wait('label', lambda text: text.startswith('The Steps'), what='the steps of the plan')
        self.picture('plan-of-three')
        self.confirm('Delete')
        wait_for(lambda: self.rig.snapshots() == ['one', 'seven', 'six', 'three'], 60, 'three to be deleted')
        self.window.wait_gone('list item', lambda text: text.startswith('two,'))

    def compare_two(self):
        # Now does not stay among snapshots.
        self.screen.click(self.window.wait('list item', lambda text: text.startswith('Now')))
        self.screen.click(self.row('one'), key='ctrl')
        self.wait_selected('one')
        self.click_only('one')
        self.screen.click(self.row('three'), key='ctrl')
        self.window.wait('label', '2 Snapshots')
        self.window.do(self.window.wait('button', 'Compare'))
        self.window.wait('label', 'The machine is set up the same at both.')
        self.picture('compared')
        self.screen.press('Escape')

    def marks(self):
        """By the row's menu, with the keyboard."""
        self.click_only('three')
        self.screen.press('shift+F10')
        self.window.wait('menu item', 'Pin')
        assert self.window.find('menu item', 'Unpin') is None, 'it is not pinned'
        self.picture('menu-of-one')
        self.window.do(self.window.find('menu item', 'Pin'))
        self.window.wait('list item', lambda text: text.startswith('three,') and 'pinned' in text)
        self.screen.click(self.row('three'))
        self.screen.press('F2')
        title = self.window.wait('text', 'Title')
        wait_for(lambda: title.get_state_set().contains(self.screen.atspi.StateType.FOCUSED), 10, 'the title to have the focus')

    def delete_old(self):
        """By the machine's menu: the newest and what is pinned stay."""
        self.window.do(self.window.wait('toggle button', 'Machine Menu'))
        self.window.do(self.window.wait('menu item', 'Delete Old…'))
        self.window.wait('label', 'Delete All but the Newest 5 Snapshots?')
        self.window.wait('label', lambda text: text.startswith('There is nothing to delete'))
        self.picture('nothing-older')
        self.window.wait('spin button', 'Keep the Newest').get_value_iface().set_current_value(1)
        self.window.wait('label', 'Delete All but the Newest Snapshot?')
        self.window.wait('label', lambda text: text.startswith('The Steps'), what='the steps of the plan')
        self.picture('all-but-one')
        self.confirm('Delete')
        # Two of one second stand in the order of their names.
        wait_for(lambda: len(self.rig.snapshots()) == 2, 60, 'the old ones to be deleted')
        assert 'three' in self.rig.snapshots() and 'one' not in self.rig.snapshots(), self.rig.snapshots()
        self.picture('left')

    def saved_state(self):
        """A running state that waits for the next start is kept by the safety snapshot; it goes only when told to."""
        self.rig.virsh('managedsave', self.rig.machine)
        self.screen.look_away_and_back()
        self.window.wait('list item', lambda text: text.startswith('Now') and 'Off' in text)
        self.click_only('three')
        self.window.do(self.window.wait('button', 'Revert…'))
        self.window.wait('label', 'Start the machine where its running state was saved')
        self.picture('saved-state')
        self.click_option('Save the Present State First')
        self.window.wait('label', lambda text: text.startswith('The machine’s running state was saved when it was stopped'))
        self.window.wait('label', 'Discard the Saved Running State')
        self.picture('saved-state-refused')
        self.click_option('Discard the Saved Running State')
        self.window.wait('label', 'Discard the running state that was saved when the machine was stopped')
        self.picture('saved-state-discarded')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Discard the Saved Running State')
        self.rig.virsh('start', self.rig.machine)
        self.screen.look_away_and_back()
        self.window.wait('list item', lambda text: text.startswith('Now') and 'Running' in text)

    def check_files(self):
        """What Doctor finds, and mends by a plan; then nothing."""
        self.rig.virsh('pool-create-as', 'images', 'dir', '--target', self.rig.folder())
        self.rig.virsh('vol-create-as', 'images', 'by-hand.qcow2', '16M', '--format', 'qcow2', '--backing-vol', self.rig.disks()['vda'],
                       '--backing-vol-format', 'qcow2')
        self.open_check()
        self.window.wait('label', '1 Finding')
        self.picture('finding')
        self.window.do(self.window.wait('button', 'Repair…'))
        self.window.wait('label', 'Repair This?')
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        self.picture('repair-plan')
        self.confirm('Repair')
        self.window.wait('label', lambda text: text.startswith('It was repaired.'))
        assert 'by-hand' not in self.rig.virsh('vol-list', 'images')
        self.open_check()
        self.window.wait('label', 'Nothing Wrong Was Seen')
        self.picture('nothing-wrong')
        self.screen.press('Escape')
        self.window.wait_gone('label', 'Nothing Wrong Was Seen')

    def open_check(self):
        self.window.do(self.window.wait('toggle button', 'Machine Menu'))
        self.window.do(self.window.wait('menu item', 'Check Files…'))


def main():
    need('Xvfb', 'xdotool', 'import', 'virsh')
    with Rig(sys.argv[2]) as rig:
        return run_steps('many', Many(sys.argv[1], rig), ['select', 'keep_selection', 'delete_three', 'compare_two', 'marks', 'delete_old', 'saved_state', 'check_files', 'quit'])


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
