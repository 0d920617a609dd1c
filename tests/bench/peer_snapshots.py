#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long virt-manager's own window takes to show the snapshots of a machine, in seconds: in its process, the button that shows
them is pressed when it can be, and the rows are counted."""

import os
import sys
import time

URI, MACHINE, ROWS = sys.argv[1], sys.argv[2], int(sys.argv[3])

sys.argv = ['virt-manager', '--no-fork', '--connect', URI, '--show-domain-editor', MACHINE]
sys.path.insert(0, '/usr/share/virt-manager')

from virtManager import virtmanager  # noqa: E402
from gi.repository import GLib  # noqa: E402


def find_window():
    from virtManager.vmwindow import vmmVMWindow
    windows = list((vmmVMWindow._instances or {}).values())
    return windows[0] if windows and windows[0].topwin.get_mapped() and windows[0].widget('control-snapshots').get_sensitive() else None


def press():
    window = find_window()
    if window is None:
        return True
    begin = time.monotonic()
    window.widget('control-snapshots').set_active(True)

    def count():
        if len(window._snapshots.widget('snapshot-list').get_model()) < ROWS:
            return True
        print(time.monotonic() - begin, flush=True)
        os._exit(0)

    if count():
        GLib.timeout_add(5, count)
    return False


GLib.timeout_add(100, press)
virtmanager.runcli()
