#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people do, in a real window on a real machine: choose it, take, revert through the plan, delete, read the toast. With a language
as the last word: the main job in that one."""

import os
import re
import subprocess
import sys
import time

from rig import Rig
from screen import Screen, Subject, Window, enter_session, leave_session, need, wait_for
from spoken import speak

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures')


class Walk(Subject):
    def __init__(self, program, rig, spoken):
        language = speak(spoken)
        self.folder = os.path.join(PICTURES, 'walk' if spoken == 'en' else f'walk-{spoken}')
        self.number = 0
        self.rig = rig
        self.screen = Screen()
        strict = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals', **language.environment)
        self.process = subprocess.Popen([program, '--connect', rig.uri], env=strict)
        self.window = Window(self.screen, self.process, 'Savepoint', language.readings)

    def picture(self, what):
        self.number += 1
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(self.folder, f'{self.number:02}-{what}.png'))

    def row(self, title):
        return lambda text: title in text

    def wait_row(self, title):
        """A row of the timeline; the machines' rows have other words."""
        return self.window.wait('list item', self.row(title))

    def choose_machine(self):
        row = self.window.wait('list item', lambda text: text.startswith(self.rig.machine))
        self.screen.click(row)
        self.window.wait('label', 'No Snapshots')
        self.picture('no-snapshots')

    def take(self, name):
        self.screen.press('ctrl+t')
        self.window.wait('label', 'What Will Happen', what='the take dialog')
        entry = self.window.wait('text', 'Name')
        assert entry.get_text_iface().get_character_count() > 0, 'the name is not prefilled'
        self.screen.press('ctrl+a')
        # A name that libvirt would choke on is told while it is typed.
        self.screen.type('../bad')
        self.picture('bad-name')
        self.screen.press('ctrl+a')
        self.screen.type(name)
        self.picture('take-dialog')
        self.screen.press('Return')
        self.wait_toast(f'“{name}” was taken.')
        self.wait_row(name)
        self.picture('taken')
        assert name in self.rig.snapshots(), 'libvirt does not know the snapshot'
        self.screen.click(self.wait_row(name))
        self.window.wait(name='The screen when the snapshot was taken')
        self.picture('its-screen')

    def wait_toast(self, text):
        toast = self.window.wait('label', lambda label: label.startswith(text), seconds=120, what=f'the toast {text!r}')
        print('# toast:', toast.get_name())

    def open_plan(self, name, deed):
        self.screen.click(self.wait_row(name))
        self.window.do(self.window.wait('button', deed + '…'))
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')

    def revert(self, name):
        self.open_plan(name, 'Revert')
        self.picture('revert-plan')
        # Cancel is the default: Return does nothing.
        before = self.rig.snapshots()
        self.screen.press('Return')
        self.window.wait_gone('label', lambda text: text.startswith('The Step'))
        assert self.rig.snapshots() == before, 'cancelling did something'

        self.open_plan(name, 'Revert')
        self.window.do(self.window.wait('button', 'Revert'))
        self.window.wait_gone('label', lambda text: text.startswith('The Step'))
        self.picture('reverting')
        self.wait_toast(f'The machine was reverted to “{name}”.')
        assert self.rig.current() == name, 'libvirt is at another snapshot'
        assert self.rig.state() == 'running', 'the machine does not run'
        self.picture('reverted')

    def undo(self):
        """By the button of the toast; then the undo itself, by the machine's menu."""
        before = self.rig.current()
        self.window.do(self.window.wait('button', 'Undo'))
        self.window.wait('label', 'Undo the Revert?')
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        self.picture('undo-plan')
        self.window.do_last('Undo')
        self.wait_toast('The machine was reverted to “Before reverting to')
        assert self.rig.current().startswith('before-revert-'), self.rig.current()
        self.picture('undone')
        self.window.do(self.window.wait('toggle button', 'Machine Menu'))
        self.window.do(self.window.wait('menu item', 'Undo the Revert…'))
        self.window.wait('label', 'Undo the Revert?')
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        self.window.do_last('Undo')
        self.wait_toast('The machine was reverted to “Before undoing')
        assert self.rig.current() != before, self.rig.current()

    def keep_safety(self, days):
        self.screen.press('ctrl+comma')
        self.window.wait('label', 'Pictures of Screens')
        self.window.do(self.window.wait('page tab', 'Safety'))
        row = ('spin button', 'Days That Safety Snapshots Are Kept')
        self.window.wait(*row).get_value_iface().set_current_value(days)
        self.screen.press('Escape')
        self.window.wait_gone(*row)

    def age_safety(self):
        """Those that are there, as if each had had its time."""
        old = [s for s in self.rig.snapshots() if s.startswith('before-revert-')]
        assert len(old) >= 2, old
        for safety in old:
            self.rig.age(safety)
        self.screen.look_away_and_back()
        return old

    def mark(self, name):
        """Pinned and the baseline, by the switches of the details; back to it by its key. Who wants every safety snapshot
        loses none for it, however old."""
        self.keep_safety(0)
        old = self.age_safety()
        self.screen.click(self.window.wait('list item', lambda text: text.startswith(name)))
        for switch, word in (('Pinned', 'pinned'), ('Baseline', 'baseline')):
            self.screen.click(self.window.wait('label', switch))
            self.window.wait('list item', lambda text: text.startswith(name) and word in text, what=f'the row that says {word}')
        xml = self.rig.virsh('snapshot-dumpxml', self.rig.machine, name)
        assert 'pinned=' in xml and 'baseline=' in xml, xml
        self.picture('marked')
        self.screen.press('ctrl+b')
        self.window.wait('label', 'Back to the Baseline?')
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        self.picture('baseline-plan')
        self.window.do_last('Revert')
        self.wait_toast(f'The machine was reverted to “{name}”.')
        assert self.rig.current() == name
        assert set(old) <= set(self.rig.snapshots()), (old, self.rig.snapshots())
        # Deleting it is asked for twice.
        self.screen.click(self.window.wait('list item', lambda text: text.startswith(name)))
        self.window.do(self.window.wait('button', 'Delete…'))
        self.window.wait('label', lambda text: 'is pinned' in text)
        self.picture('pinned')
        self.screen.press('Escape')
        self.window.wait_gone('label', lambda text: 'is pinned' in text)
        self.screen.click(self.window.wait('label', 'Pinned'))
        self.window.wait('list item', lambda text: text.startswith(name) and 'pinned' not in text)

    def delete(self, name):
        self.open_plan(name, 'Delete')
        self.window.wait('label', 'These Snapshots Will Be Gone')
        self.picture('delete-plan')
        self.window.do(self.window.wait('button', 'Delete'))
        self.window.wait_gone('label', lambda text: text.startswith('The Step'))
        self.wait_toast(f'“{name}” was deleted.')
        self.picture('deleted')
        assert name not in self.rig.snapshots(), 'libvirt still has the snapshot'

    def clean_up(self, name):
        """After a deed, safety snapshots that have had their time go; never what the machine can go back by."""
        self.keep_safety(7)
        old = self.age_safety()
        self.delete(name)
        left = self.rig.snapshots()
        assert 0 < len([s for s in old if s in left]) < len(old), (old, left)
        self.picture('cleaned-up')

    def take_with_options(self, name):
        """In separate files, running on, one disk left out; then off."""
        for other in self.rig.snapshots():
            self.rig.virsh('snapshot-delete', self.rig.machine, other)
        self.screen.press('ctrl+t')
        self.window.wait('text', 'Name')
        self.screen.press('ctrl+a')
        self.screen.type(name)
        self.screen.click(self.window.wait('label', 'Options'))
        self.window.wait('label', 'Keep Running')
        self.picture('options')
        self.screen.click(self.window.wait('label', 'Keep Running'))
        self.window.wait('text', 'Folder for New Files')  # the kind changed
        self.screen.click(self.window.wait('label', 'Turn Off Afterwards'))
        disk = self.window.wait('label', 'Keep the Disk “vdb”')
        self.screen.scroll_to(disk, bottom=680)
        self.screen.click(disk)
        self.window.wait('label', lambda text: text.startswith('The disk “vdb” is left out'))
        self.picture('options-chosen')
        self.window.do_last('Take')
        self.wait_toast(f'“{name}” was taken.')
        self.wait_row(name)
        assert self.rig.state() == 'shut off', 'the machine was not turned off'
        disks = self.rig.disks()
        assert disks['vda'].endswith(f'.{name}') and disks['vdb'].endswith('.qcow2'), disks
        self.picture('taken-with-options')

    def click_into(self, entry):
        """While rows come up, it moves, and a click may miss."""
        def clicked():
            self.screen.click(entry)
            time.sleep(0.5)
            return entry.get_state_set().contains(self.screen.atspi.StateType.FOCUSED)
        wait_for(clicked, 20, f'the focus in “{entry.get_name()}”')

    def usual_folder(self):
        """A folder for new files is kept for the host, once it is told so."""
        # What lies below the layers that are written has a size where a pool tells it.
        self.rig.virsh('pool-create-as', 'images', 'dir', '--target', self.rig.folder())
        folder = self.rig.folder() + '/layers'
        os.mkdir(folder)
        self.screen.press('ctrl+t')
        self.window.wait('text', 'Name')
        self.screen.click(self.window.wait('label', 'Options'))
        entry = self.window.wait('text', 'Folder for New Files')
        self.screen.scroll_to(entry, bottom=640)
        self.click_into(entry)
        self.screen.type(folder)
        always = self.window.wait('label', 'Always on This Host')
        self.screen.scroll_to(always, bottom=660)
        self.screen.click(always)
        self.picture('usual-folder')
        self.window.do_last('Take')
        wait_for(lambda: self.rig.disks()['vda'].startswith(folder + '/'), 60, f'layers in {folder}')
        self.wait_toast('“20')  # its name is the time
        self.screen.press('ctrl+t')
        self.window.wait('text', 'Name')
        self.screen.click(self.window.wait('label', 'Options'))
        entry = self.window.wait('text', 'Folder for New Files')
        assert self.screen.atspi.Text.get_text(entry.get_text_iface(), 0, -1) == folder
        self.screen.press('Escape')
        self.window.wait_gone('text', 'Folder for New Files')

    def sizes(self):
        """On the map each picture has how much it takes; Now, how much was written since, once anything was."""
        # Away from what it would tell of.
        self.screen.click(self.window.wait('list item', lambda text: text.startswith(self.rig.machine)))
        self.screen.press('ctrl+m', 'ctrl+1')
        self.window.wait('list', 'Map')
        self.window.wait('label', lambda text: re.fullmatch(r'\d[\d.]*\s[kM]B', text), what='the size of a snapshot on the map')
        self.screen.press('ctrl+m')
        self.window.wait('list item', 'Now, Off, Nothing written since')
        self.rig.virsh('start', self.rig.machine)
        self.window.wait('list item', lambda text: re.fullmatch(r'Now, Running, \d.* written since', text))
        self.screen.press('ctrl+m')
        self.window.wait('label', lambda text: re.fullmatch(r'\+\d[\d.]*\s[kM]B', text), what='what was written since')
        self.picture('map-sizes')
        self.screen.press('ctrl+m')
        self.window.wait('list', 'Timeline')


def steps_in(spoken):
    """All that is done in English; in another language, the main job."""
    job = ['choose', 'take', 'take-again', 'revert', 'undo', 'delete', 'quit']
    steps = [
        ('choose', lambda walk: walk.choose_machine()),
        ('take', lambda walk: walk.take('first-point')),
        ('take-again', lambda walk: walk.take('second-point')),
        ('revert', lambda walk: walk.revert('first-point')),
        ('undo', lambda walk: walk.undo()),
        ('delete', lambda walk: walk.delete('second-point')),
        ('mark', lambda walk: walk.mark('first-point')),
        ('delete-and-clean-up', lambda walk: walk.clean_up('second-point')),
        ('take-with-options', lambda walk: walk.take_with_options('chosen')),
        ('usual-folder', lambda walk: walk.usual_folder()),
        ('sizes', lambda walk: walk.sizes()),
        ('quit', lambda walk: walk.quit()),
    ]
    return [step for step in steps if (step[0] in job if spoken != 'en' else step[0] != 'delete')]


def main():
    need('Xvfb', 'xdotool', 'import', 'virsh')
    program, rig_program, *rest = sys.argv[1:]
    spoken = rest[0] if rest else 'en'
    steps = steps_in(spoken)
    print(f'1..{len(steps)}')
    failed = False
    with Rig(rig_program) as rig:
        walk = Walk(program, rig, spoken)
        try:
            for number, (name, step) in enumerate(steps, 1):
                try:
                    step(walk)
                except Exception as error:
                    walk.picture('failed-' + name)
                    print(f'not ok {number} - /window/{name}\n# {error}', flush=True)
                    # The others stand on this one.
                    for later in range(number + 1, len(steps) + 1):
                        print(f'not ok {later} - /window/{steps[later - 1][0]}\n# not reached')
                    failed = True
                    break
                print(f'ok {number} - /window/{name}', flush=True)
        finally:
            walk.close()
    return 1 if failed else 0


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
