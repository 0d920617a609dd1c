#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window says when something is wrong: each failure has a sentence, and no crash."""

import os
import re
import subprocess
import sys
import time

from gi.repository import GLib

from fake import PICTURES, Fake
from screen import Screen, enter_session, leave_session, need, wait_for


def no_libvirt(screen, program):
    with Fake(screen, program, 'no-libvirt') as fake:
        fake.see('No libvirt Found')
        fake.see_part('Nobody answers at the socket')
        for way_on in ('Try Again', 'Add Host…', 'Try the Demo'):
            fake.see(way_on, 'button')


def not_allowed(screen, program):
    with Fake(screen, program, 'not-allowed') as fake:
        fake.see('Not Allowed to See the Machines')
        fake.see_part('You may not use <this> libvirt.')
        fake.see_part('group libvirt')


def no_machines(screen, program):
    with Fake(screen, program, 'no-machines') as fake:
        fake.see('No Machines')
        fake.see('Open, and without machines')
        fake.see('Try the Demo', 'button')


def no_snapshots(screen, program):
    with Fake(screen, program, 'no-snapshots') as fake:
        fake.see('No Snapshots')  # of the first machine, “database”
        fake.see('This Computer')


def lost_and_back(screen, program):
    with Fake(screen, program, 'lost') as fake:
        fake.choose('web-server')
        fake.tell('age')
        fake.tell('lose')
        fake.see_part('The connection to This Computer was lost')
        fake.see('This is the history as of 10 minutes ago.')
        fake.see_part('Lost · as of ')  # in the host's row
        screen.picture(os.path.join(PICTURES, 'link-lost.png'))
        # The history stays to be read, but nothing can be done to it.
        fake.window.wait('list item', lambda text: 'Clean install' in text)
        state = fake.see('Take', 'button').get_state_set()
        assert not state.contains(screen.atspi.StateType.SENSITIVE), 'a lost host can be written to'
        fake.tell('back')
        fake.window.wait_gone('label', lambda label: 'was lost' in label)
        fake.window.wait_gone('label', lambda text: text.startswith('Lost'))
        fake.see_part('Connected · ')


def slow(screen, program):
    with Fake(screen, program, 'slow') as fake:
        fake.choose('web-server')
        fake.tell('drag')
        fake.see('This Computer answers slowly.')
        fake.see_part('Slow · ')
        # It is connected: all can be done, and nothing is old.
        assert fake.see('Take', 'button').get_state_set().contains(screen.atspi.StateType.SENSITIVE)
        assert not fake.window.find('label', lambda text: 'as of' in text)
        fake.tell('flow')
        fake.window.wait_gone('label', lambda label: 'slowly' in label)


def parts(screen, program):
    """Of a long history what has come is shown, the newest on top; each row finds its place as the others come, and what was
    selected stays so."""
    def rows(fake):
        """Whole rows in sight, from above."""
        found = {}
        try:
            for node in fake.window.walk():
                name = (node.get_name() or '').split(',')[0]
                if node.get_role_name() == 'list item' and re.fullmatch(r's\d\d', name):
                    found[name] = screen.middle(node)[1]
        except GLib.Error:  # they change
            return []
        return sorted(found, key=found.get)

    def settled(fake, n, at_least):
        seen = rows(fake)
        return len(seen) >= at_least and seen == sorted(seen, reverse=True) and (n is None or len(seen) == n) and seen

    with Fake(screen, program, 'parts', '--size', '1180x740') as fake:
        fake.window.wait('list item', lambda text: text.startswith('long'))
        fake.tell('hold')
        screen.click(fake.window.wait('list item', lambda text: text.startswith('long')))
        # It takes longer than a blink: something turns.
        wait_for(lambda: (waiting := fake.window.find('progress bar', 'Loading')) and waiting.get_child_count() == 1, 20, 'a spinner')
        fake.tell('part 10')
        first = wait_for(lambda: settled(fake, 4, 4), 20, 'the first four rows, in their order')
        assert first[0] == 's39', first
        assert not fake.see('Take', 'button').get_state_set().contains(screen.atspi.StateType.SENSITIVE), 'half a history is decided by'
        chosen = first[1]
        screen.click(fake.window.wait('list item', lambda text: text.startswith(chosen + ',')))
        fake.tell('part 5')
        second = wait_for(lambda: settled(fake, 8, 8), 20, 'eight rows, in their order')
        assert set(first) < set(second), (first, second)
        fake.window.wait('label', 'Reading 32 more…')
        screen.picture(os.path.join(PICTURES, 'parts-eight.png'))
        fake.tell('release')
        wait_for(lambda: fake.see('Take', 'button').get_state_set().contains(screen.atspi.StateType.SENSITIVE), 20, 'the whole history')
        fake.window.wait_gone('label', lambda text: text.startswith('Reading '))
        wait_for(lambda: settled(fake, None, 8), 20, 'rows in their order')
        fake.window.wait('button', 'Revert…')  # of the one that was selected
        fake.window.wait('label', chosen)


def known_files():
    root = os.path.join(os.environ['XDG_CACHE_HOME'], 'savepoint', 'known')
    return [os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names]


def known(screen, program):
    """What a host told last time is in the first frame, says how old it is, and nothing can be done with it."""
    def is_sensitive(fake):
        return fake.see('Take', 'button').get_state_set().contains(screen.atspi.StateType.SENSITIVE)

    with Fake(screen, program, 'known', stdout=subprocess.PIPE) as fake:
        assert fake.process.stdout.readline() == 'first frame: -1 snapshots\n'
        fake.choose('web-server')
        wait_for(lambda: len(known_files()) == 2, 20, 'what was told to be kept')
        wait_for(lambda: is_sensitive(fake), 20, 'Take')
        assert not fake.window.find('label', lambda text: 'as of' in text)
    with Fake(screen, program, 'known-slow', stdout=subprocess.PIPE) as fake:
        assert fake.process.stdout.readline() == 'first frame: 3 snapshots\n'
        fake.see_part('This Computer · as of ')
        fake.window.wait('list item', lambda text: 'Clean install' in text)
        assert not is_sensitive(fake), 'something can be done with what is only remembered'
        screen.picture(os.path.join(PICTURES, 'known-connecting.png'))
        fake.window.wait_gone('label', lambda text: 'as of' in text)
        wait_for(lambda: is_sensitive(fake), 20, 'Take')
    with Fake(screen, program, 'known-away', stdout=subprocess.PIPE) as fake:
        assert fake.process.stdout.readline() == 'first frame: 3 snapshots\n'
        fake.see_part('This Computer cannot be reached')
        fake.see_part('This is the history as of ')
        fake.see_part('This Computer · as of ')
        fake.see_part('Not connected · as of ')
        assert not is_sensitive(fake), 'something can be done with what is only remembered'
        room_for_none(screen, fake)


def room_for_none(screen, fake):
    """What may take no room goes at once, and Preferences say so."""
    def can_clear():
        button = [node for node in fake.window.walk() if node.get_role_name() == 'button' and node.get_name() == 'Clear'][-1]
        return button.get_state_set().contains(screen.atspi.StateType.SENSITIVE)

    screen.press('ctrl+comma')
    most = fake.window.wait('spin button', 'Megabytes for Machines and Histories')
    wait_for(can_clear, 20, 'what is kept to be told')
    most.get_value_iface().set_current_value(0)
    wait_for(lambda: not can_clear(), 20, 'that nothing is kept to be told')
    assert not known_files()


def crowd(screen, program):
    """Ten thousand machines: found by a part of their name; hidden with their host, which is kept; its colour has a word."""
    config = os.path.join(os.environ['XDG_RUNTIME_DIR'], 'crowd')
    environment = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': config}
    row = 'This Computer, Teal, Connected · 10003 machines, '
    with Fake(screen, program, 'crowd', environment=environment) as fake:
        fake.see('Connected · 10003 machines')
        fake.window.wait('list item', lambda text: text.startswith('m0001'))
        screen.picture(os.path.join(PICTURES, 'crowd-all.png'))
        screen.click(fake.window.wait(None, 'Find a Machine'))
        screen.type('M420')
        fake.window.wait_gone('list item', lambda text: text.startswith('m0001'))
        fake.window.wait('list item', lambda text: text.startswith('m4209'))
        fake.window.wait('list item', row.removesuffix(', '))  # all that is found is shown: nothing is to be collapsed
        fake.window.wait('list item', 'All Machines')
        screen.picture(os.path.join(PICTURES, 'crowd-found.png'))
        screen.press('Return')  # the first of them
        fake.see_part('“m4200”')
        screen.press('Escape')
        fake.window.wait('list item', lambda text: text.startswith('m4199'))  # around the chosen one, which has the focus
        screen.press('Home')
        fake.window.wait('list item', row + 'Expanded')
        screen.press('Return')
        fake.window.wait('list item', row + 'Collapsed')
        fake.window.wait_gone('list item', lambda text: text.startswith('m'))
        screen.picture(os.path.join(PICTURES, 'crowd-collapsed.png'))
    with Fake(screen, program, 'crowd', environment=environment) as fake:
        fake.window.wait('list item', row + 'Collapsed')
        assert not fake.window.find('list item', lambda text: text.startswith('m0001'))
        screen.click(fake.window.wait('list item', row + 'Collapsed'))
        fake.window.wait('list item', lambda text: text.startswith('m0001'))


def kept_size(screen, program):
    """A window comes back in the size in which it was closed, and with the details put away where they were."""
    environment = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': os.path.join(os.environ['XDG_RUNTIME_DIR'], 'size')}
    with Fake(screen, program, 'size', environment=environment) as fake:
        fake.choose('web-server')
        fake.see('Details')
        assert screen.size() != (1080, 640), screen.size()
        screen.resize(1080, 640)
        wait_for(lambda: screen.size() == (1080, 640), 20, 'the other size')
        screen.press('F9')
        fake.window.wait_gone('label', 'Details')
        fake.quit()
    with Fake(screen, program, 'size', environment=environment) as fake:
        fake.choose('web-server')
        assert screen.size() == (1080, 640), screen.size()
        assert not fake.window.find('label', 'Details'), 'the details are there again'


def kept_maximized(screen, program):
    """One that filled the screen asks for that again. No window manager is here that could give it, or take it back."""
    environment = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': os.path.join(os.environ['XDG_RUNTIME_DIR'], 'maximized')}
    folder = os.path.join(environment['XDG_CONFIG_HOME'], 'glib-2.0', 'settings')
    os.makedirs(folder)
    for kept in 'false', 'true':
        with open(os.path.join(folder, 'keyfile'), 'w', encoding='utf-8') as file:
            file.write(f'[io/github/savepoint/Savepoint]\nwindow-maximized={kept}\n')
        with Fake(screen, program, 'maximized', environment=environment) as fake:
            fake.choose('web-server')
            window = subprocess.run(['xdotool', 'getwindowfocus'], check=True, capture_output=True, text=True).stdout.strip()
            state = subprocess.run(['xprop', '-id', window, '_NET_WM_STATE'], check=True, capture_output=True, text=True).stdout
            assert [f'_NET_WM_STATE_MAXIMIZED_{way}' in state for way in ('VERT', 'HORZ')] == [kept == 'true'] * 2, (kept, state)


def refused(screen, program):
    """Who is not let in any more sees what was known, and is asked."""
    with Fake(screen, program, 'refused') as fake:
        fake.choose('web-server')
        fake.tell('refuse')
        fake.tell('lose')
        fake.see_part('was lost')
        fake.window.do(fake.see('Try Again', 'button'))
        fake.see_part('This Computer cannot be reached: The host did not let you in.')
        fake.see_part('Not connected · as of ')
        fake.window.wait('list item', lambda text: 'Clean install' in text)
        fake.tell('mend')
        fake.window.do(fake.see('Try Again', 'button'))
        fake.window.wait_gone('label', lambda label: 'cannot be reached' in label)


def vanished(screen, program):
    with Fake(screen, program, 'vanished') as fake:
        fake.choose('web-server')
        fake.tell('vanish')
        fake.see('The Machine Is Gone')
        fake.window.do(fake.see('Show the Machines', 'button'))
        first = fake.window.wait('list item', lambda text: text.startswith('database'))
        wait_for(lambda: first.get_state_set().contains(screen.atspi.StateType.FOCUSED), 20, 'the focus on the first machine')
        screen.press('Return')
        fake.see('No Snapshots')


def cramped(screen, program):
    """Where the memory may not fit into the disk file, ways on are there to be pressed, and lead on."""
    def can_take(fake):
        """The last of that name: the dialog's, where it is open."""
        last = [node for node in fake.window.walk() if node.get_role_name() == 'button' and node.get_name() == 'Take'][-1]
        return last.get_state_set().contains(screen.atspi.StateType.SENSITIVE)

    def ask(fake):
        wait_for(lambda: can_take(fake), 20, 'the history')
        screen.press('ctrl+t')
        fake.see('What Will Happen')
        fake.see('There may not be enough room in /images.')

    def leave(fake):
        screen.press('Escape')
        fake.window.wait_gone('label', 'What Will Happen')

    def press(fake, name):
        fake.window.do(fake.see(name, 'button'))

    with Fake(screen, program, 'cramped') as fake:
        # Its snapshots are inside: there is one way on alone.
        screen.click(fake.window.wait('list item', lambda text: text.startswith('inside')))
        fake.window.wait('list item', lambda text: text.startswith('first'))
        ask(fake)
        fake.see('Shut Down First', 'button')
        assert not fake.window.find('button', 'Use Separate Files')
        leave(fake)

        screen.click(fake.window.wait('list item', lambda text: text.startswith('cramped')))
        fake.see('No Snapshots')
        ask(fake)
        time.sleep(0.7)  # the dialog comes
        screen.picture(os.path.join(PICTURES, 'cramped-advice.png'))
        press(fake, 'Use Separate Files')
        fake.window.wait('text', 'Memory File, on the Host')
        fake.window.wait_gone('button', 'Use Separate Files')
        assert not fake.window.find('label', lambda text: 'Automatic would be better' in text), 'its own advice is talked down'
        leave(fake)

        fake.tell('deaf')
        ask(fake)
        name = fake.window.wait('text', 'Name')
        wait_for(lambda: name.get_state_set().contains(screen.atspi.StateType.FOCUSED), 20, 'the focus on the name')
        screen.press('ctrl+a')
        screen.type('tight')
        fake.tell('fail')
        press(fake, 'Shut Down First')
        fake.see_part('There is no room on the host')  # what went wrong is told, whatever it is
        press(fake, 'Shut Down First')
        fake.see('Waiting for the guest to shut down…')
        assert not can_take(fake), 'it is taken while it shuts down'
        press(fake, 'Stop Waiting')
        fake.window.wait_gone('label', 'Waiting for the guest to shut down…')
        assert can_take(fake)
        press(fake, 'Shut Down First')
        fake.see_part('The guest has not shut down yet.')
        screen.picture(os.path.join(PICTURES, 'cramped-waiting.png'))
        fake.tell('turn-off')
        fake.window.wait_gone('button', 'Stop Waiting')
        wait_for(lambda: can_take(fake), 20, 'the facts of the machine that is off')
        assert not fake.window.find('button', 'Shut Down First')
        screen.picture(os.path.join(PICTURES, 'cramped-off.png'))
        screen.press('Return')  # the focus is there
        fake.window.wait('list item', lambda text: text.startswith('tight,') and 'Disks only' in text)


def failed_deed(screen, program):
    with Fake(screen, program, 'failed') as fake:
        fake.choose('web-server')
        fake.tell('fail')
        screen.press('ctrl+t')
        fake.see('What Will Happen')
        screen.press('Return')
        fake.see_part('There is no room')
        fake.window.do(fake.see('Details', 'button'))
        fake.see_part('Make room')
        fake.see("libvirt 10/55: unable to write '/images/<new> & more': No space left on device")


def focus(screen, program):
    """What was done elsewhere meanwhile is seen by who comes back; nothing but the focus tells."""
    with Fake(screen, program, 'focus') as fake:
        fake.choose('web-server')
        fake.tell('take-elsewhere')
        time.sleep(1)
        assert not fake.window.find('list item', lambda text: 'elsewhere' in text), 'seen without looking'
        screen.look_away_and_back()
        fake.window.wait('list item', lambda text: 'elsewhere' in text)


def description(screen, program):
    """A text view measured before it has its width took the whole height, and hid what is below it."""
    with Fake(screen, program, 'description') as fake:
        fake.choose('web-server')
        # One without a picture above.
        screen.click(fake.window.wait('list item', lambda text: 'Tried the' in text))
        box = fake.see('Pinned').get_component_iface().get_extents(screen.atspi.CoordType.WINDOW)
        assert box.y < 300, f'what comes below the description begins at {box.y}'


def missing(screen, program):
    """All Machines says of how many the history is not there: of one that cannot be read, though its
    copy on another host can, and of one whose host is away."""
    with Fake(screen, program, 'missing') as fake:
        fake.choose('web-server')
        fake.tell('refuse')
        fake.tell('lose')
        fake.see_part('was lost')
        screen.click(fake.window.wait('list item', 'All Machines'))
        # Two are called the same: each is told with its host.
        fake.window.wait('list item', lambda text: text.startswith('first, archive · '))
        fake.see('The histories of 2 machines are not shown. Choose one to see why.')
        fake.window.wait_gone('list item', lambda text: text.startswith('Clean install,'))  # with the page of before
        screen.picture(os.path.join(PICTURES, 'missing-two.png'))
        fake.tell('mend')
        fake.tell('back')
        fake.window.wait('list item', lambda text: text.startswith('Clean install, web-server,'))
        fake.see('The history of 1 machine is not shown. Choose it to see why.')


def narrow(screen, program):
    with Fake(screen, program, 'narrow', '--size', '360x640') as fake:
        fake.choose('web-server')
        item = fake.window.wait('list item', lambda text: 'Clean install' in text)
        box = item.get_component_iface().get_extents(screen.atspi.CoordType.WINDOW)
        assert box.width <= 360, f'a row is {box.width} wide'


def narrow_and_nothing(screen, program):
    """What is to be done does not lie behind an empty list of machines; nor where there were some the last time, which are
    known from the tests before."""
    with Fake(screen, program, 'no-machines', '--size', '360x640') as fake:
        fake.see('No Machines')
        fake.see('Try Again', 'button')
        time.sleep(0.5)
        screen.picture(os.path.join(PICTURES, 'narrow-no-machines.png'))


def main():
    need('Xvfb', 'xdotool', 'import')
    tests = [no_libvirt, not_allowed, no_machines, no_snapshots, lost_and_back, slow, parts, known, crowd, kept_size, kept_maximized, refused, vanished, cramped, failed_deed, focus, description, missing, narrow, narrow_and_nothing]
    failed = 0
    screen = Screen()
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test(screen, sys.argv[1])
            print(f'ok {number} - /states/{test.__name__}', flush=True)
        except Exception as error:
            print(f'not ok {number} - /states/{test.__name__}\n# {error}', flush=True)
            failed += 1
    screen.close()
    return 1 if failed else 0


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
