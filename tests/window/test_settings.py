#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is set, once for all or for one machine, is what the next deed begins with, at once."""

import os
import sys
import time

from fake import Fake
from screen import Screen, enter_session, leave_session, need, run_steps, wait_for

PICTURES = os.path.join(os.environ.get('G_TEST_BUILDDIR', 'build'), 'pictures', 'settings')


class Settings:
    def __init__(self, program):
        self.screen = Screen()
        self.fake = Fake(self.screen, program, 'settings')
        self.window = self.fake.window

    def picture(self, what):
        time.sleep(0.5)  # transitions
        self.screen.picture(os.path.join(PICTURES, what + '.png'))

    def close(self):
        self.fake.__exit__(AssertionError)
        self.screen.close()

    def preferences(self, page):
        self.screen.press('ctrl+comma')
        self.window.wait('label', 'Pictures of Screens')
        if page != 'General':
            self.window.do(self.window.wait('page tab', page))

    def leave(self, sign):
        self.screen.press('Escape')
        self.window.wait_gone('label', sign)

    def switch(self, title):
        """A second click close on the first would be a double click, which switches nothing."""
        time.sleep(0.6)
        self.screen.click(self.window.wait('label', title))

    def row_height(self):
        row = self.window.wait('list item', lambda text: 'before-upgrade' in text)
        return row.get_component_iface().get_extents(self.screen.atspi.CoordType.WINDOW).height

    def has_picture(self):
        return self.window.find('image', lambda text: 'screen' in text.lower())

    def choose(self, title, nth):
        """In a row that offers several."""
        self.window.wait('label', title)
        # What lies behind the dialog may be called the same.
        labels = [node for node in self.window.walk() if node.get_role_name() == 'label' and node.get_name() == title]
        self.screen.click(labels[-1])
        time.sleep(0.5)  # it comes up
        self.screen.press('Home', *['Down'] * nth, 'Return')
        time.sleep(0.5)

    def begins(self):
        """The name, whether with the memory, and the kind that a new snapshot begins with."""
        self.screen.press('ctrl+t')
        name = self.window.wait('text', 'Name')
        self.screen.click(self.window.wait('label', 'Options'))
        self.window.wait('label', 'Kind')
        found = [self.text_of(name)]
        found += [text for text in ('Disks and Memory', 'Disks Only') if self.window.find('label', text)]
        found += [text for text in ('Automatic', 'Inside the Disk Files', 'Separate Files') if self.window.find('label', text)]
        self.screen.press('Escape')
        self.window.wait_gone('text', 'Name')
        return found

    def text_of(self, node):
        return self.screen.atspi.Text.get_text(node.get_text_iface(), 0, -1)

    def type_folder(self, row, folder):
        """It counts once it is finished."""
        # What lies behind the dialog may be called the same.
        rows = [node for node in self.window.walk() if node.get_role_name() == 'text' and node.get_name() == row]
        self.screen.click(rows[-1])
        self.screen.type(folder)
        self.screen.press('Return')

    def folder_begins(self):
        """The folder that a new snapshot begins with."""
        self.screen.press('ctrl+t')
        self.window.wait('text', 'Name')
        self.screen.click(self.window.wait('label', 'Options'))
        found = self.text_of(self.window.wait('text', 'Folder for New Files'))
        self.screen.press('Escape')
        self.window.wait_gone('text', 'Name')
        return found

    def reverts_with(self):
        """The first step of a revert's plan."""
        self.screen.click(self.window.wait('list item', lambda text: 'Tried the' in text))
        self.window.do(self.window.wait('button', 'Revert…'))
        self.window.wait('label', lambda text: text.startswith('The Step'))
        found = self.window.find('label', lambda text: text.startswith('Save the present'))
        text = found.get_name() if found else None
        self.screen.press('Escape')
        self.window.wait_gone('label', lambda text: text.startswith('The Step'))
        return text

    def general(self):
        self.fake.choose('web-server')
        self.screen.click(self.window.wait('list item', lambda text: 'before-upgrade' in text))
        wait_for(self.has_picture, 20, 'the picture')
        tall = self.row_height()
        self.preferences('General')
        self.window.wait('label', lambda text: text.endswith('B') and text[0].isdigit())  # what the pictures take
        self.picture('general')
        self.less_room()
        self.switch('Compact Rows')
        wait_for(lambda: self.row_height() < tall, 20, f'rows lower than {tall}')
        self.switch('Compact Rows')
        wait_for(lambda: self.row_height() == tall, 20, f'rows as high as {tall}')
        self.switch('Pictures of Screens')
        wait_for(lambda: not self.has_picture(), 20, 'the picture to go')
        self.switch('Pictures of Screens')
        wait_for(self.has_picture, 20, 'the picture')
        clear = [node for node in self.window.walk() if node.get_role_name() == 'button' and node.get_name() == 'Clear']
        assert len(clear) == 2, len(clear)  # the pictures, and what hosts told
        for button in clear:
            if button.get_state_set().contains(self.screen.atspi.StateType.SENSITIVE):
                self.window.do(button)
        wait_for(lambda: len([node for node in self.window.walk() if node.get_name() == 'None']) == 2, 20, 'all to be cleared')
        self.picture('cleared')
        wait_for(lambda: not self.has_picture(), 20, 'the picture to go')
        self.leave('Pictures of Screens')

    def less_room(self):
        """At once those pictures go that nobody has looked at for longest, until the rest fits."""
        folder = os.path.join(os.environ['XDG_CACHE_HOME'], 'savepoint', 'screens', 'pictures')
        seen = set(os.listdir(folder))
        for name, hours in (('older', 3), ('old', 2)):
            path = os.path.join(folder, name + '.png')
            with open(path, 'wb') as file:
                file.write(bytes(600000))
            os.utime(path, (time.time() - hours * 3600,) * 2)
        self.window.wait('spin button', 'Megabytes for Pictures').get_value_iface().set_current_value(1)
        wait_for(lambda: 'older.png' not in os.listdir(folder), 20, 'the oldest picture to go')
        assert set(os.listdir(folder)) == seen | {'old.png'}, os.listdir(folder)

    def snapshots(self):
        assert self.begins()[1:] == ['Disks and Memory', 'Automatic'], self.begins()
        self.preferences('Snapshots')
        self.picture('snapshots')
        self.choose('Contents', 1)
        self.choose('Kind', 2)
        self.screen.click(self.window.wait('text', 'Pattern for Names'))
        self.screen.press('ctrl+a')
        self.screen.type('{machine} at noon')
        self.window.wait('label', 'machine-at-noon')
        self.leave('One Taken Now')
        assert self.begins() == ['web-server-at-noon', 'Disks Only', 'Separate Files'], self.begins()

    def hosts(self):
        self.preferences('Hosts')
        self.window.wait('text', 'This Computer')
        self.type_folder('This Computer', '/shelf')
        self.picture('hosts')
        self.leave('Folders for New Files')
        assert self.folder_begins() == '/shelf', self.folder_begins()

    def safety(self):
        assert 'memory' in self.reverts_with()
        self.preferences('Safety')
        self.picture('safety')
        self.switch('Save the Present State First')
        days = self.window.wait('spin button', lambda text: 'Days' in text)
        assert days.get_value_iface().get_current_value() == 7, days.get_value_iface().get_current_value()
        self.fake.see_part('Older ones go by themselves')
        days.get_value_iface().set_current_value(0)
        self.fake.see_part('until somebody deletes them')
        self.leave('Before a Revert')
        assert self.reverts_with() is None

    def search(self):
        self.screen.press('ctrl+comma')
        self.window.wait('label', 'Pictures of Screens')
        self.screen.press('ctrl+f')
        time.sleep(0.4)
        self.screen.type('pattern')
        self.window.wait('label', 'Pattern for Names')
        self.picture('search')
        # Once more makes no second one, which would still be there.
        self.screen.press('ctrl+comma')
        self.screen.press('Escape')
        time.sleep(0.4)
        self.leave('Pictures of Screens')

    def machine(self):
        self.window.do(self.window.wait('toggle button', 'Machine Menu'))
        self.window.do(self.window.wait('menu item', 'Settings…'))
        self.window.wait('label', 'Safety Snapshot')
        self.window.wait('label', 'None')  # as in the preferences
        self.type_folder('Folder for New Files', '/drawer')
        self.picture('machine')
        self.choose('Contents', 1)
        self.choose('Safety Snapshot', 2)
        self.leave('Safety Snapshot')
        assert self.folder_begins() == '/drawer', self.folder_begins()
        assert self.begins()[1:] == ['Disks and Memory', 'Separate Files'], self.begins()
        text = self.reverts_with()
        assert text is not None and 'memory' not in text, text

    def unasked(self):
        """A revert that can be undone may do without a word; one that loses something never."""
        self.preferences('Safety')
        self.switch('Ask Before What Can Be Undone')
        self.switch('Save the Present State First')
        self.leave('Before a Revert')
        # The machine's own settings leave the memory out: that is a loss, and the plan is shown.
        assert 'memory' not in self.reverts_with()
        self.window.do(self.window.wait('toggle button', 'Machine Menu'))
        self.window.do(self.window.wait('menu item', 'Settings…'))
        self.choose('Safety Snapshot', 1)
        self.leave('Safety Snapshot')
        self.window.do(self.window.wait('button', 'Revert…'))
        self.window.wait('button', 'Undo', seconds=30)
        assert not self.window.find('label', lambda text: text.startswith('The Step'))


def main():
    need('Xvfb', 'xdotool', 'import')
    return run_steps('settings', Settings(sys.argv[1]),
                     ['general', 'snapshots', 'hosts', 'safety', 'search', 'machine', 'unasked'])


if __name__ == '__main__':
    enter_session()
    STATUS = main()
    leave_session()
    sys.exit(STATUS)
