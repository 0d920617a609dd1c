# SPDX-License-Identifier: GPL-3.0-or-later
"""The program on hosts of the tests' making."""

import os
import subprocess
import time

from screen import Window, wait_for

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'states')


class Fake:
    def __init__(self, screen, program, what, *args, environment=None, language=None, stdout=None):
        strict = dict(os.environ, G_DEBUG='gc-friendly,fatal-warnings', G_ENABLE_DIAGNOSTIC='1', GDK_DEBUG='no-portals')
        strict.update(environment or {})
        strict.update(language.environment if language else {})
        self.screen = screen
        self.what = what
        self.left = False
        self.process = subprocess.Popen([program, what, *args], stdin=subprocess.PIPE, stdout=stdout, text=True, env=strict)
        self.window = Window(screen, self.process, 'Savepoint', *([language.readings] if language else []))

    def __enter__(self):
        return self

    def tell(self, event):
        self.process.stdin.write(event + '\n')
        self.process.stdin.flush()

    def ask(self, question):
        """What only the program itself can tell."""
        path = os.path.join(os.environ['XDG_RUNTIME_DIR'], question)
        if os.path.exists(path):
            os.remove(path)
        self.tell(question)
        wait_for(lambda: os.path.exists(path), 20, f'the answer to {question}')
        with open(path, encoding='utf-8') as file:
            return file.read().splitlines()

    def see(self, text, role='label'):
        return self.window.wait(role, text)

    def see_part(self, text):
        return self.window.wait('label', lambda label: text in label, what=f'a label with {text!r}')

    def choose(self, name):
        """A machine; its history is there when this returns. While a window finds its size, a row moves: a click may miss."""
        def clicked():
            row = self.window.find('list item', lambda text: text.startswith(name))
            if row is not None:
                self.screen.click(row)
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if self.window.find('list item', lambda text: 'Clean install' in text):
                    return True
                time.sleep(0.1)
            return False
        self.window.wait('list item', lambda text: text.startswith(name))
        wait_for(clicked, 30, f'the history of {name}')

    def quit(self):
        self.screen.press('ctrl+q')
        status = self.process.wait(20)
        assert status == 0, f'the program left with {status}'
        self.left = True

    def __exit__(self, kind, *rest):
        if not self.left:
            time.sleep(0.4)
            self.screen.picture(os.path.join(PICTURES, f'{self.what}.png'))
        alive = self.left or self.process.poll() is None
        self.process.kill()
        self.process.wait()
        if kind is None:
            assert alive, 'the program died'
