# SPDX-License-Identifier: GPL-3.0-or-later
"""The private daemon with one counting machine, and what libvirt itself says of it."""

import os
import re
import subprocess
import tempfile


class Rig:
    machine = 'counter'

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.uri = self.process.stdout.readline().strip()
        assert self.uri, 'the private daemon did not start'
        return self

    def __exit__(self, *args):
        self.process.stdin.close()
        self.process.wait(60)

    def kill_daemon(self):
        self.process.stdin.write('k\n')
        self.process.stdin.flush()

    def start_daemon(self):
        self.process.stdin.write('s\n')
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == 'started'

    def virsh(self, *args):
        return subprocess.run(['virsh', '--connect', self.uri, *args], check=True, capture_output=True, text=True).stdout

    def snapshots(self):
        return self.virsh('snapshot-list', self.machine, '--name').split()

    def current(self):
        return self.virsh('snapshot-current', self.machine, '--name').strip()

    def state(self):
        return self.virsh('domstate', self.machine).strip()

    def age(self, name):
        """As if it had been taken long ago."""
        xml = self.virsh('snapshot-dumpxml', self.machine, name, '--security-info')
        with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
            file.write(re.sub('<creationTime>[0-9]+', '<creationTime>1700000000', xml))
            file.flush()
            self.virsh('snapshot-create', self.machine, file.name, '--redefine')

    def folder(self):
        """Where the disks are."""
        return os.path.dirname(self.disks()['vda'])

    def disks(self):
        rows = [line.split() for line in self.virsh('domblklist', self.machine).splitlines()[2:]]
        return {row[0]: row[1] for row in rows if row}
