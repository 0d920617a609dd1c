#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ID PICTURE: the demo of the installed program, in its sandbox, used as a screen reader would: take, revert, undo."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tests', 'window'))
# pylint: disable=wrong-import-position
from screen import Screen, Window, enter_session, leave_session, wait_for

SNAPSHOT = 'From the sandbox'


class Sandboxed(Window):
    """On the bus it has the number of the proxy that lets it out."""

    def find_application(self):
        desktop = self.screen.atspi.get_desktop(0)
        children = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
        return next((child for child in children if child is not None and child.get_name() == 'savepoint'), None)


def row(window, *parts):
    return window.wait('list item', lambda text: all(part in text for part in parts), seconds=60, what=f'a row with {parts}')


def do_last(window, name):
    """A dialog comes after the window, which may have a button of the same name."""
    window.do([node for node in window.walk() if node.get_role_name() == 'button' and node.get_name() == name][-1])


def use(window, picture):
    screen = window.screen
    window.wait('button', 'Start')
    do_last(window, 'Try the Demo')
    window.wait_gone('button', 'Start')
    screen.click(row(window, 'Workstation'))
    screen.click(row(window, 'Before lunch', 'current'))
    # Drawn when the program was built, by what the SDK has.
    window.wait('image', 'The screen when the snapshot was taken')
    screen.press('ctrl+t')
    window.wait('text', 'Name')
    screen.press('ctrl+a')
    screen.type('from-the-sandbox')
    screen.press('Return')
    row(window, 'from-the-sandbox', 'current')
    screen.click(row(window, 'Database moved'))
    window.do(window.wait('button', 'Revert…'))
    window.wait('label', lambda text: text.startswith('The Step'))
    window.do(window.wait('button', 'Revert'))
    window.wait('label', lambda text: text.startswith('The machine was reverted to “Database moved”'), seconds=60)
    row(window, 'Database moved', 'current')
    row(window, 'Before reverting to', 'Database moved')
    screen.picture(picture)
    window.do(window.wait('button', 'Undo'))
    window.wait('label', 'Undo the Revert?')
    window.wait('label', lambda text: text.startswith('The Step'))
    do_last(window, 'Undo')
    window.wait('label', lambda text: text.startswith('The machine was reverted to “Before reverting'), seconds=60)
    row(window, 'Before reverting to', 'Database moved', 'current')


def main():
    enter_session()
    identifier, picture = sys.argv[1:3]
    screen = Screen()
    program = subprocess.Popen(['flatpak', 'run', '--user', '--env=GSK_RENDERER=cairo', identifier])
    try:
        use(Sandboxed(screen, program, 'Savepoint'), picture)
    except AssertionError:
        screen.picture(picture)
        raise
    finally:
        subprocess.run(['flatpak', 'kill', identifier], check=False)
        program.wait(30)
        screen.close()
        leave_session()


if __name__ == '__main__':
    main()
