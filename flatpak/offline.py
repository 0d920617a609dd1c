#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""MANIFEST SOURCES: the manifest as one file that needs no network: its archives are those in the folder SOURCES that have their
hashes. Debian packs libtirpc's source anew: that one is taken as it is there, which is said."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile

REPACKED = 'libtirpc'


def digest(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def modules_of(module):
    for part in module.get('modules', []):
        yield part
        yield from modules_of(part)


def main():
    manifest, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    here = os.path.dirname(manifest)
    archives = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if '.orig.tar.' in name and not name.endswith('.asc')]
    by_hash = {digest(path): path for path in archives}
    # Even to show one it writes a state where it stands.
    with tempfile.TemporaryDirectory() as elsewhere:
        shown = subprocess.run(['flatpak-builder', '--show-manifest', manifest], check=True, capture_output=True, text=True, cwd=elsewhere)
    whole = json.loads(shown.stdout)
    for module in modules_of(whole):
        for source in module.get('sources', []):
            if source['type'] == 'dir':
                source['path'] = os.path.normpath(os.path.join(here, source['path']))
            elif source['type'] == 'archive':
                path = by_hash.get(source['sha256'])
                if path is None and module['name'] == REPACKED:
                    path = next((path for path in archives if os.path.basename(path).startswith(REPACKED + '_')), None)
                    print(f'{REPACKED}: Debian has packed it anew', file=sys.stderr)
                if path is None:
                    sys.exit(f'{module["name"]}: nothing in {folder} has the hash {source["sha256"]}')
                del source['url'], source['sha256']
                source['path'] = path
    json.dump(whole, sys.stdout, indent=2)


if __name__ == '__main__':
    main()
