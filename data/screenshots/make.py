#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the screenshots of the metainfo and the README anew: ./dev shell -- data/screenshots/make.py. The window stands on a
virtual display, beside hosts made for it; its corners and its shadow, which want a compositor, are added."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'tests', 'window'))

from screen import Screen, Window, enter_session, leave_session, wait_for  # noqa: E402

# Flathub shows no more than this of a picture, with its shadow.
WIDTH, HEIGHT, BORDER, CORNER = 940, 640, 4, 12


def write(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
        file.write(text)


class Pictures:
    def __init__(self):
        self.screen = Screen(1000, 700)
        home = os.environ['XDG_RUNTIME_DIR']
        node = os.path.join(home, 'node.xml')
        write(home, 'node.xml', subprocess.run([sys.executable, os.path.join(HERE, '..', 'demo', 'make-node.py'), '--keep-screens'], check=True, capture_output=True,
                                               text=True).stdout)
        write(os.path.join(home, 'config', 'gtk-4.0'), 'settings.ini', '[Settings]\ngtk-font-name=Cantarell 11\n')
        environment = dict(os.environ, XDG_CONFIG_HOME=os.path.join(home, 'config'), GDK_DEBUG='no-portals')
        self.process = subprocess.Popen(['savepoint', '--connect', 'test://' + node, '--size', f'{WIDTH}x{HEIGHT}'], env=environment)
        self.window = Window(self.screen, self.process, 'Savepoint')

    def choose(self, machine, snapshot):
        self.screen.click(self.window.wait('list item', lambda text: text.startswith(machine)))
        self.screen.click(self.window.wait('list item', lambda text: text.startswith(snapshot + ',')))
        wait_for(lambda: self.is_selected(snapshot), 20, f'{snapshot} to be selected')

    def is_selected(self, snapshot):
        row = self.window.find('list item', lambda text: text.startswith(snapshot + ','))
        return row is not None and row.get_state_set().contains(self.screen.atspi.StateType.SELECTED)

    def take(self, name):
        """As it looks once nothing moves any more."""
        seen = []

        def still():
            seen.append(subprocess.run(['import', '-window', 'root', 'rgb:-'], check=True, capture_output=True).stdout)
            return len(seen) > 3 and seen[-1] == seen[-2] == seen[-3]
        wait_for(still, 20, 'a still picture')
        number = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)], check=True, capture_output=True,
                                text=True).stdout.split()[0]
        shaped = ['(', '+clone', '-alpha', 'transparent', '-fill', 'white', '-draw',
                  f'roundrectangle 0,0 {WIDTH - 2 * BORDER - 1},{HEIGHT - 2 * BORDER - 1} {CORNER},{CORNER}', ')', '-compose', 'DstIn', '-composite']
        subprocess.run(['import', '-window', number, 'png:' + name + '.raw'], check=True, cwd=HERE)
        subprocess.run(['convert', 'png:' + name + '.raw', '-shave', f'{BORDER}x{BORDER}', '+repage', '-alpha', 'set', *shaped, '(', '+clone', '-background', 'black', '-shadow', '35x10+0+4', ')',
                        '+swap', '-background', 'none', '-compose', 'over', '-layers', 'merge', '+repage', '-strip', name + '.png'], check=True, cwd=HERE)
        os.remove(os.path.join(HERE, name + '.raw'))

    def draw(self):
        self.choose('Workstation', 'Lesson 1')
        self.take('timeline')
        self.screen.press('ctrl+m')
        for _ in range(1):
            self.screen.press('ctrl+plus')
        self.take('map')
        self.screen.press('ctrl+m')
        self.window.wait('list item', lambda text: text.startswith('Lesson 1,'))
        self.screen.press('shift+F10')
        self.window.wait('menu item', 'Revert…')
        self.screen.press('Return')
        self.window.wait('dialog', 'Revert to “Lesson 1”?')
        self.take('revert')
        self.screen.press('Escape')
        self.window.wait_gone('dialog', 'Revert to “Lesson 1”?')
        self.choose('Web Shop', 'New theme')
        self.screen.press('ctrl+t')
        self.window.wait('label', 'What Will Happen')
        self.take('take')

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.screen.close()


if __name__ == '__main__':
    enter_session()
    PICTURES = Pictures()
    PICTURES.draw()
    PICTURES.close()
    leave_session()
