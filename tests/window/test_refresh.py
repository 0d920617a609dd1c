#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refresh moves nothing: what another client takes and deletes leaves selection, focus and scroll where they are."""

import os
import re
import sys
import tempfile

from rig import Rig
from screen import Screen, enter_session, leave_session, need, run_each, wait_for
from test_timeline import PICTURES, close_window, is_row, open_window, wait_selected


class Refresh:
    def __init__(self, screen, program, rig_program):
        self.screen, self.program, self.rig_program = screen, program, rig_program

    def add_old(self, rig, n):
        """As if they had been taken long ago: descriptions alone."""
        xml = rig.virsh('snapshot-dumpxml', rig.machine, 'first')
        then = int(re.search(r'<creationTime>(\d+)<', xml).group(1))
        for i in range(n):
            other = xml.replace('<name>first</name>', f'<name>old-{i:02}</name>', 1).replace(f'>{then}<', f'>{then - 90000 * (i + 1)}<', 1)
            with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
                file.write(other)
                file.flush()
                rig.virsh('snapshot-create', rig.machine, file.name, '--redefine')

    def test_refresh_keeps_place(self):
        """What another client takes and deletes above and below what is in sight leaves that where it is, to the pixel."""
        with Rig(self.rig_program) as rig:
            rig.virsh('snapshot-create-as', rig.machine, 'first')
            self.add_old(rig, 30)
            self.window = open_window(self.screen, self.program, rig.uri)
            self.screen.click(self.window.wait('list item', is_row('first')))
            wait_selected(self.window, 'first')
            self.screen.scroll(9)

            def top():
                """Of the rows in sight, from above."""
                found = []
                for node in self.window.walk(self.window.find('list', 'Timeline')):
                    name = (node.get_name() or '').split(',')[0]
                    if node.get_role_name() == 'list item' and name.startswith('old-'):
                        box = node.get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW)
                        if box.y > 60:
                            found.append((box.y, name))
                return min(found, default=None)

            seen = []

            def still():
                seen.append(top())
                return len(seen) > 2 and seen[-1] is not None and seen[-1] == seen[-2] == seen[-3]
            wait_for(still, 20, 'the list to stand still')
            place = seen[-1]
            assert place[1] > 'old-03', f'it was not scrolled: {place}'
            rig.virsh('snapshot-create-as', rig.machine, 'above')
            rig.virsh('snapshot-delete', rig.machine, 'old-00', '--metadata')
            rig.virsh('snapshot-delete', rig.machine, 'old-29', '--metadata')
            rig.virsh('snapshot-delete', rig.machine, 'old-28', '--metadata')
            self.screen.press('F5')
            self.window.wait('list item', lambda text: '29 snapshots' in text)
            seen.clear()
            wait_for(still, 20, 'the list to stand still')
            assert seen[-1] == place, f'{place} is at {seen[-1]} now'
            close_window(self.window)

    def test_refresh_moves_nothing(self):
        """Snapshots that another client takes slide in; selection and focus stay."""
        with Rig(self.rig_program) as rig:
            for name in ('first', 'second', 'third'):
                rig.virsh('snapshot-create-as', rig.machine, name)
            self.window = open_window(self.screen, self.program, rig.uri)
            self.screen.click(self.window.wait('list item', is_row('second')))
            wait_selected(self.window, 'second')
            rig.virsh('snapshot-create-as', rig.machine, 'fourth')
            self.screen.press('F5')
            self.window.wait('list item', is_row('fourth'))
            wait_selected(self.window, 'second')
            self.screen.press('Up')
            wait_selected(self.window, 'third')
            rig.virsh('snapshot-delete', rig.machine, 'second')
            self.screen.press('F5')
            self.window.wait_gone('list item', is_row('second'))
            wait_selected(self.window, 'third')
            # Of several, the one that has the focus is where the keys go on from.
            self.screen.press('shift+Up')
            self.window.wait('label', lambda text: text.startswith('2 '))
            rig.virsh('snapshot-create-as', rig.machine, 'fifth')
            self.screen.press('F5')
            self.window.wait('list item', is_row('fifth'))
            self.screen.press('Left')
            wait_selected(self.window, 'third')
            wait_for(lambda: not self.window.find('label', lambda text: text.startswith('2 ')), 10, 'one alone to be selected')
            # What is selected goes: nothing else is taken for it.
            rig.virsh('snapshot-delete', rig.machine, 'third')
            self.screen.press('F5')
            wait_selected(self.window, 'Now')
            close_window(self.window)


def main():
    enter_session()
    need('Xvfb', 'xdotool', 'import', 'virsh')
    screen = Screen()
    status = run_each(screen, Refresh(screen, sys.argv[1], sys.argv[2]), PICTURES)
    leave_session()
    return status


if __name__ == '__main__':
    sys.exit(main())
