#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long it takes until a window is there, and until the machines are listed in it: an empty window of libadwaita, which is
the floor, Savepoint, and its peers where they are installed, on one display and one private daemon with ten machines. Each
is looked at from outside, in turn; of several rounds the best counts, which others disturbed least."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

BENCH_CTL, SAVEPOINTCTL, WATCH, EMPTY, SAVEPOINT, PICTURES = sys.argv[1:7]
ROUNDS = int(os.environ.get('SP_BENCH_ROUNDS', '7'))
MACHINES = 10
URI = os.environ['SP_RIG_URI']
MEGABYTE = 1024
broken = False


def bound(what, value, most, unit=' times'):
    global broken
    broken |= value > most
    print(f'{what}: {value:.2f}{unit} (at most {most:g}{unit}){"" if value <= most else "  BROKEN"}', flush=True)


def define_machines():
    for number in range(2, MACHINES + 1):
        xml = (f"<domain type='qemu'><name>machine-{number:02}</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os>"
               '</domain>')
        subprocess.run(['virsh', '--connect', URI, 'define', '/dev/stdin'], input=xml, text=True, check=True, capture_output=True)


def write_settings():
    """Boxes would begin with a lesson. The person's own settings are not touched."""
    folder = tempfile.mkdtemp(prefix='sp-bench-')
    os.makedirs(os.path.join(folder, 'glib-2.0', 'settings'))
    with open(os.path.join(folder, 'glib-2.0', 'settings', 'keyfile'), 'w', encoding='utf-8') as file:
        file.write('[org/gnome/boxes]\nfirst-run=false\n')
    os.environ.update(XDG_CONFIG_HOME=folder, GSETTINGS_BACKEND='keyfile')


# Boxes shows only machines that it made: its window stays without any, which is less to do.
# What is looked at, in hundredths of the window: left, top, width, height. Graphs and pictures beside the list are not.
PROGRAMS = {
    'empty window': ([EMPTY], (0, 0, 100, 100)),
    'Savepoint': ([SAVEPOINT, '--connect', URI], (2, 12, 20, 85)),
    'virt-manager': (['virt-manager', '--no-fork', '--connect', URI], (2, 15, 55, 80)),
    'Boxes': (['gnome-boxes'], (2, 12, 96, 80)),
}


def run(name):
    command, part = PROGRAMS[name]
    process = subprocess.Popen([WATCH, *map(str, part), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    line = process.stdout.readline()
    assert line, f'{name} did not start'
    picture = os.path.join(PICTURES, 'start-' + re.sub(r'\W', '-', name.lower()) + '.png')
    if not os.path.exists(picture):
        subprocess.run(['import', '-window', 'root', picture], check=True)
    process.communicate('\n')
    return [float(word) for word in line.split()]


def main():
    status = subprocess.run([BENCH_CTL, SAVEPOINTCTL], check=False).returncode
    shutil.rmtree(PICTURES, ignore_errors=True)
    os.makedirs(PICTURES)
    define_machines()
    write_settings()
    names = [name for name, (command, _) in PROGRAMS.items() if shutil.which(command[0])]
    for name in sorted(set(PROGRAMS) - set(names)):
        print(f'{name}: not installed, not measured')
    best = {}
    for turn in range(ROUNDS + 1):
        for name in names:
            values = run(name)
            if turn > 0:  # the first one reads the disk
                best[name] = [min(pair) for pair in zip(values, best.get(name, values))]
    for name, (frame, listed, memory) in best.items():
        print(f'{name}: first frame {frame:.0f} ms, as in the end {listed:.0f} ms, {memory / MEGABYTE:.0f} MB')
    floor, ours = best['empty window'], best['Savepoint']
    bound('  first frame, to the empty window’s', ours[0] / floor[0], 1.4)
    bound('  machines listed, to the empty window’s', ours[1] / floor[0], 1.6)
    for name in names[2:]:
        bound(f'  machines listed, to {name}’s', ours[1] / best[name][1], 1)
    bound('  memory above the empty window’s', (ours[2] - floor[2]) / MEGABYTE, 50, ' MB')
    return 1 if broken else status


if __name__ == '__main__':
    sys.exit(main())
