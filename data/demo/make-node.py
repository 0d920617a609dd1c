#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a node for libvirt's test driver: a host that exists in memory only, with machines to try things on.

A branched history of 30 snapshots, one of 1,000, a short one in separate files, and a machine without any.
The same every time but for the clock: the newest snapshot is some minutes old. With --ages it is the same every time: where
the time of a snapshot should be stands its age, less than nothing. With --screens it writes what their screens showed instead,
and with --keep-screens it keeps that, too, where the program looks for it.
"""

import os
import sys
import time
import uuid
from xml.sax.saxutils import escape, quoteattr

import screens

TEST = "http://libvirt.org/schemas/domain/test/1.0"
OURS = "https://savepoint.github.io/xmlns/snapshot/1.0"
IMAGES = "/var/lib/libvirt/images"
MINUTE, HOUR, DAY = 60, 3600, 86400
RUNNING, PAUSED, SHUT_OFF = 1, 3, 5


class Snapshot:
    def __init__(self, name, parent, age, title=None, description=None, state="running", memory="internal",
                 pinned=False):
        self.name, self.parent, self.age, self.title, self.description = name, parent, age, title, description
        self.state, self.memory, self.pinned = state, memory, pinned


class Machine:
    def __init__(self, name, title, memory, run_state, snapshots, current=None, external=False):
        self.name, self.title, self.memory, self.run_state = name, title, memory, run_state
        self.snapshots, self.current, self.external = snapshots, current, external
        self.uuid = uuid.uuid5(uuid.NAMESPACE_DNS, name + ".demo.savepoint")

    def layer(self, snapshot=None):
        """The file that is written once snapshot was taken."""
        end = f"{snapshot.name}.qcow2" if self.external and snapshot else "qcow2"
        return f"{IMAGES}/{self.name}.{end}"

    def domain(self, layer, snapshot=None, extra=""):
        metadata = ""
        if snapshot and (snapshot.title or snapshot.pinned):
            pinned = " pinned='yes'" if snapshot.pinned else ""
            title = f"<savepoint:title>{escape(snapshot.title)}</savepoint:title>" if snapshot.title else ""
            metadata = (f"<metadata><savepoint:snapshot xmlns:savepoint='{OURS}' of={quoteattr(snapshot.name)}{pinned}>"
                        f"{title}</savepoint:snapshot></metadata>")
        return (f"<domain type='test' xmlns:test='{TEST}'><name>{self.name}</name><uuid>{self.uuid}</uuid>"
                f"<title>{escape(self.title)}</title>{metadata}"
                f"<memory unit='MiB'>{self.memory}</memory><vcpu>2</vcpu><os><type arch='i686'>hvm</type></os>"
                f"<devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{layer}'/>"
                f"<target dev='vda' bus='virtio'/></disk></devices>{extra}</domain>")

    def frozen(self, snapshot):
        """The layer that a snapshot froze: the one its parent left to be written."""
        return self.layer(next((s for s in self.snapshots if s.name == snapshot.parent), None))

    @staticmethod
    def created(snapshot, now):
        """Not on the hour, and never before the parent: those are an hour apart at least."""
        return now - snapshot.age + sum(map(ord, snapshot.name)) * 7 % (40 * MINUTE) * (snapshot.age >= DAY)

    def snapshot(self, snapshot, now):
        kind = "external" if self.external else "internal"
        memory = snapshot.memory if snapshot.state == "running" else "no"
        place = f" file='{IMAGES}/{self.name}.{snapshot.name}.mem'" if memory == "external" else ""
        source = f"<source file='{self.layer(snapshot)}'/>" if self.external else ""
        state = "disk-snapshot" if snapshot.state == "running" and memory == "no" else snapshot.state
        parts = [f"<name>{escape(snapshot.name)}</name>", f"<state>{state}</state>",
                 f"<creationTime>{self.created(snapshot, now)}</creationTime>", f"<memory snapshot='{memory}'{place}/>",
                 f"<disks><disk name='vda' snapshot='{kind}' type='file'>"
                 f"<driver type='qcow2'/>{source}</disk></disks>" if self.external else
                 "<disks><disk name='vda' snapshot='internal'/></disks>",
                 self.domain(self.frozen(snapshot), snapshot),
                 f"<active>{1 if snapshot.name == self.current else 0}</active>"]
        if snapshot.description:
            parts.append(f"<description>{escape(snapshot.description)}</description>")
        if snapshot.parent:
            parts.append(f"<parent><name>{escape(snapshot.parent)}</name></parent>")
        return f"<test:domainsnapshot>{''.join(parts)}</test:domainsnapshot>"

    def xml(self, now):
        current = next((s for s in self.snapshots if s.name == self.current), None)
        extra = f"<test:runstate>{self.run_state}</test:runstate>" + "".join(self.snapshot(s, now) for s in self.snapshots)
        return self.domain(self.layer(current), extra=extra)


def workstation():
    """Thirty points of somebody's year: a trunk, and what was tried beside it."""
    rows = [
        ("clean-install", None, 210 * DAY, "Clean install", "Nothing but the system and its updates.", True),
        ("drivers", "clean-install", 209 * DAY, "Drivers and codecs", None, False),
        ("office", "drivers", 200 * DAY, "Office and mail set up", None, True),
        ("dark-side", "clean-install", 180 * DAY, "Another desktop", "Just to see it.", False),
        ("dark-side-2", "dark-side", 179 * DAY, "Another desktop, tuned", None, False),
        ("before-upgrade", "office", 120 * DAY, "Before the upgrade", "The big one.", True),
        ("upgrade-failed", "before-upgrade", 120 * DAY - HOUR, "Upgrade, first try", "No sound, no network.", False),
        ("upgrade-log", "upgrade-failed", 120 * DAY - 2 * HOUR, "Upgrade, with logs", None, False),
        ("upgrade", "before-upgrade", 119 * DAY, "Upgrade, second try", None, False),
        ("upgraded", "upgrade", 118 * DAY, "Upgraded", None, False),
        ("printers", "upgraded", 90 * DAY, "Printers", None, False),
        ("compiler-a", "upgraded", 75 * DAY, "New compiler", None, False),
        ("compiler-b", "compiler-a", 74 * DAY, "New compiler, all rebuilt", None, False),
        ("compiler-c", "compiler-b", 72 * DAY, "New compiler, benchmarks", None, False),
        ("accounts", "printers", 60 * DAY, "Accounts", None, False),
        ("backup", "accounts", 45 * DAY, "Backups running", None, True),
        ("beta", "backup", 30 * DAY, "Beta of the editor", None, False),
        ("beta-2", "beta", 29 * DAY, "Beta, with plug-ins", None, False),
        ("beta-3", "beta-2", 27 * DAY, "Beta, crash kept for the report", None, False),
        ("stable", "backup", 21 * DAY, "Stable editor", None, False),
        ("kernel-a", "stable", 14 * DAY, "Kernel, old", None, False),
        ("kernel-b", "kernel-a", 13 * DAY, "Kernel, new", None, False),
        ("fonts", "stable", 9 * DAY, "Fonts and themes", None, False),
        ("course", "fonts", 6 * DAY, "Course material", None, False),
        ("course-1", "course", 5 * DAY, "Lesson 1", None, False),
        ("course-2", "course-1", 4 * DAY, "Lesson 2", None, False),
        ("course-3", "course-1", 3 * DAY, "Lesson 2, once more", None, False),
        ("cleaned", "fonts", DAY + 2 * HOUR, "Cleaned up", None, False),
        ("database", "cleaned", 5 * HOUR, "Database moved", None, False),
        ("lunch", "database", 25 * MINUTE, "Before lunch", None, False),
    ]
    off = {"clean-install", "before-upgrade", "backup"}
    return [Snapshot(name, parent, age, title, description, pinned=pinned,
                     state="shutoff" if name in off else "running") for name, parent, age, title, description, pinned in rows]


def nightly():
    """A thousand nights; every fiftieth something was tried in the morning after."""
    points, parent = [], None
    for night in range(980):
        name = f"night-{night:04}"
        points.append(Snapshot(name, parent, (980 - night) * DAY, state="shutoff"))
        if night % 50 == 49:
            points.append(Snapshot(f"trial-{night // 50:02}", name, (980 - night) * DAY - 7 * HOUR))
        parent = name
    points.append(Snapshot("today", parent, 3 * HOUR))
    return points


def shop():
    return [Snapshot("before-migration", None, 8 * DAY, "Before the migration", memory="external"),
            Snapshot("migrated", "before-migration", 7 * DAY, "Migrated", memory="no"),
            Snapshot("new-theme", "migrated", 2 * DAY, "New theme", memory="external")]


def machines():
    return [Machine("workstation", "Workstation", 4096, RUNNING, workstation(), "lunch"),
            Machine("build-server", "Build Server", 8192, SHUT_OFF, nightly(), "today"),
            Machine("web-shop", "Web Shop", 2048, RUNNING, shop(), "new-theme", external=True),
            Machine("fresh", "Fresh Install", 2048, SHUT_OFF, [])]


def main():
    now = 0 if "--ages" in sys.argv else int(time.time())
    if "--screens" in sys.argv:
        sys.stdout.write(screens.write(machines()))
        return
    if "--keep-screens" in sys.argv:
        screens.keep(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), machines(), now)
    sys.stdout.write("<node>" + "".join(machine.xml(now) for machine in machines()) + "</node>\n")


if __name__ == "__main__":
    main()
