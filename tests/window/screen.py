# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual display, and the window on it as a screen reader sees it: found by role and name, used by its actions and keys."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def enter_session():
    """Begins again inside a session bus and a runtime folder of our own: the accessibility bus lies in that folder, and
    tests run side by side. What the buses print must not get into our results."""
    results = os.environ.get('SP_RESULTS')
    if results is not None:
        sys.stdout = os.fdopen(int(results), 'w', buffering=1)
        return
    os.environ['XDG_RUNTIME_DIR'] = tempfile.mkdtemp(prefix='sp-window-')
    # What the program remembers and keeps is not the person's.
    for what in ('CACHE', 'STATE'):
        os.environ[f'XDG_{what}_HOME'] = os.path.join(os.environ['XDG_RUNTIME_DIR'], what.lower())
    results = os.dup(1)
    os.set_inheritable(results, True)
    os.environ['SP_RESULTS'] = str(results)
    os.dup2(2, 1)
    os.execvp('dbus-run-session', ['dbus-run-session', '--', sys.executable, *sys.argv])


def leave_session():
    shutil.rmtree(os.environ['XDG_RUNTIME_DIR'], ignore_errors=True)


class Screen:
    """Xvfb, a session bus and the accessibility bus; gone when the program ends."""

    def __init__(self, width=1280, height=860):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ['Xvfb', '-displayfd', str(write), '-screen', '0', f'{width}x{height}x24', '-nolisten', 'tcp', '-noreset'],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            sys.exit('Xvfb did not start')
        os.environ['DISPLAY'] = ':' + number
        os.environ['GSK_RENDERER'] = 'cairo'
        os.environ['GDK_BACKEND'] = 'x11'
        os.environ['GSETTINGS_BACKEND'] = 'memory'
        os.environ.pop('WAYLAND_DISPLAY', None)
        # Under the tests' own back end nothing would come over the bus.
        os.environ['GTK_A11Y'] = 'atspi'

        import gi
        gi.require_version('Atspi', '2.0')
        from gi.repository import Atspi
        self.atspi = Atspi
        Atspi.init()
        Atspi.set_timeout(5000, 20000)

    def close(self):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait()

    def press(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--clearmodifiers', '--delay', '20', '--', text], check=True)

    @contextlib.contextmanager
    def away(self):
        """The window is not the one in use: where the root is, it would be while the pointer lies in it."""
        subprocess.run(['xdotool', 'mousemove', '9999', '9999'], check=True)
        window = subprocess.run(['xdotool', 'getwindowfocus'], check=True, capture_output=True, text=True).stdout.strip()
        root = subprocess.run(['xdotool', 'search', '--maxdepth', '0', ''], check=True, capture_output=True, text=True).stdout.split()[0]
        subprocess.run(['xdotool', 'windowfocus', root], check=True)
        try:
            yield
        finally:
            subprocess.run(['xdotool', 'windowfocus', '--sync', window], check=True)

    def look_away_and_back(self, away=1):
        with self.away():
            time.sleep(away)

    def size(self):
        """Of the window in use."""
        text = subprocess.run(['xdotool', 'getwindowfocus', 'getwindowgeometry', '--shell'], check=True, capture_output=True, text=True).stdout
        told = dict(line.split('=') for line in text.split())
        return int(told['WIDTH']), int(told['HEIGHT'])

    def resize(self, width, height):
        subprocess.run(['xdotool', 'getwindowfocus', 'windowsize', '--sync', str(width), str(height)], check=True)

    def middle(self, node):
        box = node.get_component_iface().get_extents(self.atspi.CoordType.WINDOW)
        return box.x + box.width // 2, box.y + box.height // 2

    def click(self, node, button=1, key=None, times=1):
        """With a key held down, if one is named."""
        x, y = self.middle(node)
        assert x > 0 and y > 0, f'“{node.get_name()}” is out of sight, at {x}, {y}'
        held, released = (['keydown', key], ['keyup', key]) if key else ([], [])
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), *held, 'click', '--repeat', str(times), '--delay', '60', str(button), *released], check=True)

    def scroll(self, notches):
        """Down, where the pointer is."""
        subprocess.run(['xdotool', 'click', '--repeat', str(notches), '5'], check=True)

    def scroll_to(self, node, bottom):
        """Notch by notch, until the node's middle lies above that height of the window."""
        for _ in range(40):
            y = self.middle(node)[1]
            if 0 < y < bottom:
                return
            self.scroll(1)
            wait_for(lambda: self.middle(node)[1] != y, 10, f'“{node.get_name()}” to be scrolled')
        raise AssertionError(f'“{node.get_name()}” stays out of sight')

    def picture(self, file):
        os.makedirs(os.path.dirname(file), exist_ok=True)
        subprocess.run(['import', '-window', 'root', file], check=True)


class Announcements:
    """What a screen reader is asked to say without anybody going there."""

    def __init__(self, screen):
        from gi.repository import GLib
        self.context = GLib.MainContext.default()
        self.said = []
        self.listener = screen.atspi.EventListener.new(lambda event: self.said.append(str(event.any_data)))
        self.listener.register('object:announcement')

    def wait(self, start):
        """Once each: what was said before counts no more."""
        def hear():
            while self.context.iteration(False):
                pass
            return any(text.startswith(start) for text in self.said)

        wait_for(hear, 20, f'{start!r} to be announced, beside {self.said}')
        self.said.clear()


class Window:
    """The program's accessible tree."""

    def __init__(self, screen, process, name, readings=lambda text: [text]):
        """READINGS tells the English that a text may be, where the program speaks another language."""
        self.screen = screen
        self.readings = readings
        self.process = process
        self.name = name
        self.application = wait_for(self.find_application, 30, 'the program on the accessibility bus')

    def find_application(self):
        if self.process.poll() is not None:
            raise AssertionError(f'the program ended with {self.process.returncode}')
        desktop = self.screen.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and child.get_process_id() == self.process.pid:
                return child
        return None

    def walk(self, node=None, depth=0):
        if node is None:
            node = self.application
        yield node
        if depth > 40:
            return
        try:
            count = node.get_child_count()
        except Exception:  # gone while we looked
            return
        for i in range(min(count, 400)):
            try:
                child = node.get_child_at_index(i)
            except Exception:
                continue
            if child is not None:
                yield from self.walk(child, depth + 1)

    def find(self, role=None, name=None, showing=True):
        """The first that matches: name is a function or the whole text."""
        for node in self.walk():
            try:
                if role is not None and node.get_role_name() != role:
                    continue
                if name is not None and not any(name(text) if callable(name) else text == name for text in self.readings(node.get_name() or '')):
                    continue
                if showing and not node.get_state_set().contains(self.screen.atspi.StateType.SHOWING):
                    continue
            except Exception:
                continue
            return node
        return None

    def wait(self, role=None, name=None, seconds=20, what=None):
        def look():
            if self.process.poll() is not None:
                raise AssertionError(f'the program ended with {self.process.returncode}')
            return self.find(role, name)
        try:
            return wait_for(look, seconds, what or f'{role} {name!r}')
        except AssertionError:
            self.dump()
            raise

    def wait_gone(self, role=None, name=None, seconds=20):
        wait_for(lambda: self.find(role, name) is None, seconds, f'{role} {name!r} to go')

    def do(self, node):
        """Its first action: a button's click."""
        action = node.get_action_iface()
        assert action is not None and action.get_n_actions() > 0, f'{node.get_name()} can do nothing'
        wait_for(lambda: node.get_state_set().contains(self.screen.atspi.StateType.SENSITIVE), 60,
                 f'{node.get_name()} to be of use')
        action.do_action(0)

    def do_last(self, name):
        """A dialog comes after the window, which may have a button of the same name."""
        self.do([node for node in self.walk() if node.get_role_name() == 'button' and name in self.readings(node.get_name() or '')][-1])

    def read(self, part):
        """The whole of a text that has it, or None."""
        for node in self.walk():
            if node.get_role_name() == 'text' and node.get_text_iface() is not None:
                text = self.screen.atspi.Text.get_text(node.get_text_iface(), 0, -1)
                if part in text:
                    return text
        return None

    def open_report(self):
        """What the About dialog has for whoever can mend a fault."""
        self.do(self.wait('toggle button', 'Main Menu'))
        self.do(self.wait('menu item', 'About Savepoint'))
        self.screen.click(self.wait('label', 'Troubleshooting'))
        time.sleep(0.5)
        self.screen.click(self.wait('label', 'Debugging Information'))
        return wait_for(lambda: self.read('libadwaita'), 20, 'the troubleshooting information')

    def dump(self):
        for node in self.walk():
            try:
                if node.get_state_set().contains(self.screen.atspi.StateType.SHOWING):
                    print('#', node.get_role_name(), repr(node.get_name()), file=sys.stderr)
            except Exception:
                pass


class Subject:
    """What a test drives step by step: it has a screen, and a process whose window is on it."""

    def quit(self):
        self.screen.press('ctrl+q')
        status = self.process.wait(20)
        assert status == 0, f'the program left with {status}'

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.screen.close()


def wait_for(function, seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = function()
        if value:
            return value
        time.sleep(0.15)
    raise AssertionError(f'waited {seconds} s for {what}')


def need(*programs):
    """All that this test stands on; missing is a failure, not a skip."""
    missing = [program for program in programs if shutil.which(program) is None]
    assert not missing, f'not installed: {", ".join(missing)}'


def run_steps(suite, subject, steps):
    """Methods of the subject, by name, as a TAP test. Each stands on those before: after one that fails none is tried."""
    print(f'1..{len(steps)}')
    try:
        for number, step in enumerate(steps, 1):
            try:
                getattr(subject, step)()
            except Exception as error:
                subject.picture('failed-' + step.replace('_', '-'))
                text = str(error).replace('\n', '\n# ')
                print(f'not ok {number} - /{suite}/{step}\n# {text}', flush=True)
                for later in range(number + 1, len(steps) + 1):
                    print(f'not ok {later} - /{suite}/{steps[later - 1]}\n# not reached')
                return 1
            print(f'ok {number} - /{suite}/{step}', flush=True)
    finally:
        subject.close()
    return 0


def run_each(screen, subject, folder, only=()):
    """Its methods test_*, or those of them that are named, as a TAP test. Each stands alone, with a window of its own."""
    names = [name for name in dir(subject) if name.startswith('test_') and (not only or name[5:] in only)]
    failed = 0
    print(f'1..{len(names)}')
    for number, name in enumerate(names, 1):
        try:
            getattr(subject, name)()
            print(f'ok {number} - {name[5:]}', flush=True)
        except Exception as problem:
            failed += 1
            screen.picture(os.path.join(folder, f'failed-{name[5:]}.png'))
            subject.window.process.kill()
            print(f'not ok {number} - {name[5:]}', flush=True)
            print('\n'.join('# ' + line for line in f'{type(problem).__name__}: {problem}'.splitlines()), flush=True)
    screen.close()
    return 1 if failed else 0
