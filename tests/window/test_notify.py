#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who looks elsewhere while a long deed runs is told of its end by the desktop, and led back to the machine by a click."""

import json
import os
import queue
import subprocess
import sys
import threading
import time

from fake import Fake
from screen import Screen, enter_session, leave_session, need


class Desktop:
    """What the fake service prints, in the order of its coming."""

    def __init__(self):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'notifications.py')
        self.process = subprocess.Popen([sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        assert self.next(30) == {'ready': True}

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next(self, seconds):
        return self.lines.get(timeout=seconds)

    def click(self, number, action):
        self.process.stdin.write(f'{number} {action}\n')
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def take(screen, fake, event=None):
    fake.tell('quick')
    screen.press('ctrl+t')
    fake.see('What Will Happen')
    fake.tell('crawl')
    if event is not None:
        fake.tell(event)
    screen.press('Return')
    # Nothing of it can be cancelled, and no button pretends so.
    fake.see('Runs to its end')
    assert not fake.window.find('button', 'Cancel'), 'it seems to be cancellable'


def ended(screen, desktop, fake):
    fake.choose('web-server')
    take(screen, fake)
    screen.click(fake.window.wait('list item', lambda text: text.startswith('database')))
    with screen.away():
        told = desktop.next(40)
        print('#', told)
        assert told['title'] == 'web-server' and 'Done as planned.' in told['body'], told
        assert 'Show' in told['actions'], told
        fake.tell('quick')
        fake.see('No Snapshots')
        time.sleep(1)  # GLib has its answer
        # The click leads back from the machine that the person has gone to.
        desktop.click(told['id'], told['actions'][0])
        fake.window.wait('list item', lambda text: 'Clean install' in text)


def failed(screen, desktop, fake):
    take(screen, fake, 'fail')
    with screen.away():
        told = desktop.next(40)
        print('#', told)
        assert told['title'] == 'Something Failed on “web-server”' and 'There is no room' in told['body'], told
        time.sleep(1)
    assert desktop.next(20) == {'closed': told['id']}, 'what was seen stays on the desktop'


def seen(screen, desktop, fake):
    """Who stays at the window needs no telling, however long it takes; nor does a short deed tell."""
    take(screen, fake)
    fake.window.wait_gone('label', 'Runs to its end', seconds=40)
    fake.tell('quick')
    screen.press('ctrl+t')
    fake.see('What Will Happen')
    screen.press('Return')
    with screen.away():
        try:
            raise AssertionError(f'told: {desktop.next(3)}')
        except queue.Empty:
            pass


def undone(screen, desktop, fake):
    """A revert can be taken back from its notification; what that does is asked first."""
    fake.tell('quick')
    fake.choose('web-server')
    screen.click(fake.window.wait('list item', lambda text: 'Clean install' in text))
    fake.window.wait('button', 'Revert…')
    screen.press('ctrl+shift+r')
    revert = fake.window.wait('button', 'Revert')
    fake.tell('crawl')
    fake.window.do(revert)  # the focus is on Cancel
    fake.see('Runs to its end')
    with screen.away():
        told = desktop.next(60)
        print('#', told)
        assert told['title'] == 'web-server' and 'Undo' in told['actions'], told
        fake.tell('quick')
        time.sleep(1)  # GLib has its answer
        desktop.click(told['id'], told['actions'][told['actions'].index('Undo') - 1])
        fake.see('Undo the Revert?')
    screen.press('Escape')
    fake.window.wait_gone('label', 'Undo the Revert?')


def unwanted(screen, desktop, fake):
    """Whoever turned them off in Preferences is told nothing, though the deed was long and the window not in use."""
    screen.press('ctrl+comma')
    screen.click(fake.see('Notifications'))
    screen.press('Escape')
    fake.window.wait_gone('label', 'Notifications')
    take(screen, fake)
    with screen.away():
        fake.window.wait_gone('label', 'Runs to its end', seconds=40)
        try:
            raise AssertionError(f'told: {desktop.next(3)}')
        except queue.Empty:
            pass


def main():
    need('Xvfb', 'xdotool', 'import')
    tests = [ended, failed, seen, undone, unwanted]
    status = 0
    screen = Screen()
    desktop = Desktop()
    print(f'1..{len(tests)}')
    with Fake(screen, sys.argv[1], 'notify') as fake:
        for number, test in enumerate(tests, 1):
            try:
                test(screen, desktop, fake)
                print(f'ok {number} - /notify/{test.__name__}', flush=True)
            except Exception as error:
                fake.window.dump()
                print(f'not ok {number} - /notify/{test.__name__}\n# {type(error).__name__} {error}', flush=True)
                status = 1
    desktop.close()
    screen.close()
    return status


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
