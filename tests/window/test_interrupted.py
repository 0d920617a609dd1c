#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program is killed in the middle of a deed on a real machine: the next one tells so, and finishes it or goes back."""

import glob
import os
import re
import signal
import subprocess
import sys
import time

from rig import Rig
from screen import Screen, Subject, Window, enter_session, leave_session, need, run_steps, wait_for

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'interrupted')
JOURNAL = 'savepoint/journal/*.ini'


class Interrupted(Subject):
    def __init__(self, program, rig):
        self.program, self.rig = program, rig
        self.screen = Screen()
        self.start()

    def start(self):
        strict = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals')
        self.process = subprocess.Popen([self.program, '--connect', self.rig.uri], env=strict)
        self.window = Window(self.screen, self.process, 'Savepoint')
        self.window.wait('list item', lambda text: text.startswith('base'))

    def picture(self, what):
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(PICTURES, what + '.png'))

    def journals(self):
        return glob.glob(os.path.join(os.environ['XDG_STATE_HOME'], JOURNAL))

    def begin_revert(self):
        self.screen.click(self.window.wait('list item', lambda text: text.startswith('base')))
        self.window.do(self.window.wait('button', 'Revert…'))
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        self.window.do(self.window.wait('button', 'Revert'))

    def wait_begun(self, step):
        def begun():
            for path in self.journals():
                with open(path, encoding='utf-8') as file:
                    text = file.read()
                    # A wait for the next second may stand before the revert itself.
                    main = re.search('^main=(\\d+)$', text, re.M)
                    return main and f'begun={step or main.group(1)}\n' in text
            return False
        end = time.monotonic() + 60
        while not begun():
            assert time.monotonic() < end, 'the step did not begin'
            time.sleep(0.001)
        time.sleep(0.05)  # libvirt is asked

    def kill_at(self, step):
        """Once the journal says that this step has begun; None: the revert itself."""
        self.wait_begun(step)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert len(self.journals()) == 1, 'nothing is left in the journal'
        time.sleep(2)  # whatever libvirt was asked last, it may still be at it
        self.rig.state()

    def open_banner(self, picture, words=('Begun, and interrupted: ',)):
        self.window.wait('label', 'Something was interrupted on “counter”.')
        self.picture(picture)
        self.window.do(self.window.wait('button', 'What Happened…'))
        self.window.wait('label', 'What Was Interrupted')
        told = self.window.wait('label', lambda text: any(word in text for word in words)).get_name()
        print('#', told)
        return told

    def agree(self, response, button, picture):
        self.window.do(self.window.wait('button', response))
        self.window.wait('label', lambda text: text.startswith('The Step'), what='the steps of the plan')
        self.picture(picture)
        self.window.do([node for node in self.window.walk() if node.get_role_name() == 'button' and node.get_name() == button][-1])

    def is_over(self):
        self.window.wait_gone('label', 'Something was interrupted on “counter”.', seconds=60)
        wait_for(lambda: not self.journals(), 60, 'the journal to be empty')

    def finish(self):
        """Killed while the safety snapshot is taken: the revert is still to be done."""
        self.begin_revert()
        self.kill_at(1)
        self.start()
        told = self.open_banner('told')
        assert 'Not done: Go back to “base”.' in told and 'The machine is running' in told, told
        # Nothing is done by default.
        self.screen.press('Escape')
        self.window.wait_gone('label', 'What Was Interrupted')
        assert len(self.journals()) == 1
        self.open_banner('told-again')
        self.agree('Finish…', 'Revert', 'finish-plan')
        self.is_over()
        assert self.rig.current() == 'base', self.rig.current()
        self.picture('finished')

    def back(self):
        """Killed while libvirt reverts: it came about all the same, and is taken back."""
        self.begin_revert()
        self.kill_at(None)
        wait_for(lambda: self.rig.current() == 'base', 60, 'libvirt to have gone back')
        self.start()
        told = self.open_banner('told-of-revert')
        assert 'Done: Save the present disks and memory' in told and 'keeps the state before' in told, told
        self.agree('Go Back…', 'Revert', 'back-plan')
        self.is_over()
        assert self.rig.current().startswith('before-revert-'), self.rig.current()
        assert self.rig.state() == 'running'

    def forget(self):
        self.begin_revert()
        self.kill_at(1)
        self.start()
        self.open_banner('told-to-forget')
        before = self.rig.snapshots()
        self.window.do(self.window.wait('button', 'Leave It So'))
        self.is_over()
        assert self.rig.snapshots() == before

    def undo_of_nothing(self):
        """No safety snapshot where the machine has not run since a revert: the way back is offered all the same."""
        self.rig.virsh('snapshot-revert', self.rig.machine, 'base', '--paused')
        before = self.rig.snapshots()
        self.screen.look_away_and_back()
        self.screen.click(self.window.wait('list item', lambda text: text.startswith('Before reverting to base')))
        self.window.do(self.window.wait('button', 'Revert…'))
        self.window.wait('label', lambda text: text.startswith('The machine is as “base” keeps it'))
        self.window.do(self.window.wait('button', 'Revert'))
        self.window.wait('label', lambda text: text.startswith('The machine was reverted to “Before reverting to base”'), seconds=60)
        assert self.rig.current() != 'base' and self.rig.snapshots() == before, self.rig.snapshots()
        self.picture('undo-of-nothing')
        self.agree('Undo', 'Revert', 'undo-of-nothing-plan')
        self.window.wait('label', lambda text: text.startswith('The machine was reverted to “base”'), seconds=60)
        assert self.rig.current() == 'base', self.rig.current()

    def lost(self):
        """The host is lost in the middle: once it is back, the same window tells of it."""
        self.begin_revert()
        self.wait_begun(1)
        self.rig.kill_daemon()
        self.window.wait('label', lambda text: 'was lost' in text)
        time.sleep(2)
        assert len(self.journals()) == 1, 'nothing is left in the journal'
        self.rig.start_daemon()
        self.window.wait('label', 'Something was interrupted on “counter”.', seconds=60)
        # Whether libvirt was asked before it died, or not any more, is a matter of moments.
        self.open_banner('told-when-back', ('Begun, and interrupted: Go back', 'Not done: Go back'))
        self.window.do(self.window.wait('button', 'Leave It So'))
        self.is_over()


def main():
    need('Xvfb', 'xdotool', 'import', 'virsh')
    with Rig(sys.argv[2]) as rig:
        rig.virsh('snapshot-create-as', rig.machine, 'base', '--memspec', os.path.join(os.path.dirname(rig.disks()['vda']), 'base.mem'))
        return run_steps('interrupted', Interrupted(sys.argv[1], rig), ['finish', 'back', 'forget', 'undo_of_nothing', 'lost', 'quit'])


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
