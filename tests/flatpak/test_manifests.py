#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifests by Flathub's rules, as far as these can be read off them, and the way of building: on a runtime of a shell alone."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
FOLDER = os.path.abspath(os.path.join(ROOT, 'flatpak'))
BASE = 'io.github.savepoint.Savepoint'
# Each with the reason that stands beside it in the manifests; anything more has to be thought about here first.
ALLOWED = {
    '--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri', '--socket=ssh-auth', '--persist=.ssh',
    '--filesystem=/run/libvirt', '--filesystem=xdg-run/libvirt:create', '--filesystem=~/.pki/libvirt:ro', '--env=LIBVIRT_AUTOSTART=0',
}
LIBRARIES = ['libtirpc', 'libnl', 'libssh2', 'libvirt', 'libvirt-glib']
# As Flathub's documentation has them.
ORDER = ['id', 'runtime', 'runtime-version', 'sdk', 'command', 'finish-args', 'cleanup', 'modules']
# Of a module and of a source: flatpak-builder passes over one that it does not know, and shows it nowhere.
KEYS = {'name', 'buildsystem', 'builddir', 'config-opts', 'build-commands', 'cleanup', 'sources', 'modules',
        'type', 'url', 'sha256', 'tag', 'path', 'skip'}


def run(*command, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)
    assert done.returncode == 0, f'{command}: {done.stdout} {done.stderr}'
    return done.stdout


def show(name):
    # Even to show one it writes a state where it stands.
    with tempfile.TemporaryDirectory() as elsewhere:
        return json.loads(run('flatpak-builder', '--show-manifest', f'{FOLDER}/{name}.yml', cwd=elsewhere))


def modules_of(module):
    for part in module.get('modules', []):
        yield part
        yield from modules_of(part)


def wrong_in(manifest):
    """What Flathub would not take."""
    wrong = []
    if not re.fullmatch(r'io\.github(\.[A-Za-z][A-Za-z0-9]*){2,3}', manifest['id']):
        wrong.append(f'name {manifest["id"]}')
    if manifest['runtime'] != 'org.gnome.Platform' or manifest['sdk'] != 'org.gnome.Sdk' or not manifest['runtime-version'].isdigit():
        wrong.append('runtime')
    wrong += [f'permission {word}' for word in manifest['finish-args'] if word not in ALLOWED]
    wrong += [f'no {word}' for word in ALLOWED if word not in manifest['finish-args']]
    for module in modules_of(manifest):
        if 'build-args' in module.get('build-options', {}):
            wrong.append(f'{module["name"]}: network while it builds')
        if module['name'] == 'libvirt' and '--localstatedir=/var' not in module['config-opts']:
            wrong.append('libvirt: sockets elsewhere than on every host')
        for source in module.get('sources', []):
            if source['type'] == 'archive' and not (re.fullmatch('[0-9a-f]{64}', source.get('sha256', ''))
                                                    and source.get('url', '').startswith('https://')):
                wrong.append(f'{module["name"]}: an archive without its hash')
            elif source['type'] == 'git' and not source.get('tag'):
                wrong.append(f'{module["name"]}: git without a tag')
            elif source['type'] not in ('archive', 'git', 'dir'):
                wrong.append(f'{module["name"]}: {source["type"]}')
    return wrong


def read(name):
    with open(os.path.join(FOLDER, name), encoding='utf-8') as file:
        return file.read()


def keys_in(text):
    """At the margin, and below it."""
    pairs = re.findall(r'^( *(?:- )?)([^\s#:-][^\s:]*):(?: |$)', text, re.M)
    return [key for margin, key in pairs if not margin], {key for margin, key in pairs if margin}


def written(name):
    """As the file stands: what is shown has lost the order."""
    text = read(name + '.yml')
    order, keys = keys_in(text)
    assert order == ORDER and keys <= KEYS, f'{name}: {order} {keys - KEYS}'
    assert '\t' not in text and not re.search(r'^( {2})* \S', text, re.M) and not re.search(r' $', text, re.M), f'{name}: spaces'
    return text


def files():
    """The file has the program's name, its keys in order, and both ask for the same."""
    one, other = written(BASE), written(BASE + '.Devel')
    assert one.split('finish-args:')[1].split('modules:')[0] == other.split('finish-args:')[1].split('modules:')[0]
    order, keys = keys_in(read('libraries.yml'))
    assert set(order) | keys <= KEYS, (set(order) | keys) - KEYS
    # The help with the permissions names each, and no other.
    table = read('README.md').split('## What it may do')[1].split('It touches no disk')[0]
    for word in ALLOWED:
        name = re.sub(r'^~/|:.*$', '', word.split('=')[1])
        name = {'ipc': 'X11', 'wayland': 'Wayland', 'fallback-x11': 'X11', 'LIBVIRT_AUTOSTART': 'starts none inside'}.get(name, name)
        assert name in table, f'README: {name}'


def numbered():
    """Which GNOME it is stands in the manifests, and the help names the same; the scripts have it from there."""
    asked = [show(name)['runtime-version'] for name in (BASE, BASE + '.Devel')]
    taken = run('bash', '-eu', '-c', '. "$CHECKOUT/flatpak/build.sh" && flatpak_branch', env=dict(os.environ, CHECKOUT=ROOT)).strip()
    said = re.findall(r'GNOME (\d+)', read('README.md'))
    assert said and {*asked, *said} == {taken}, (asked, said, taken)
    for name in os.listdir(FOLDER):
        if name.endswith(('.sh', '.py')):
            assert not re.search(r'org\.gnome\.\S*/\d|branch=\d', read(name)), f'{name} has a number of its own'


def cleaned():
    """What only developers and terminals of the machine want is not in it."""
    for name in (BASE, BASE + '.Devel'):
        cleanup = show(name)['cleanup']
        for folder in ('/include', '/lib/pkgconfig', '/share/man', '/share/bash-completion', '/share/fish', '/share/zsh'):
            assert folder in cleanup, f'{name}: {folder}'


def released():
    manifest = show(BASE)
    assert manifest['id'] == BASE and wrong_in(manifest) == [], wrong_in(manifest)
    assert not [source for module in modules_of(manifest) for source in module.get('sources', []) if source['type'] == 'dir']


def development():
    manifest = show(BASE + '.Devel')
    assert manifest['id'] == BASE + '.Devel' and wrong_in(manifest) == [], wrong_in(manifest)
    app = manifest['modules'][-1]
    assert '-Dprofile=development' in app['config-opts'] and app['sources'][0]['type'] == 'dir'


def same():
    """Both differ by the program alone."""
    one, other = show(BASE), show(BASE + '.Devel')
    assert [module['name'] for module in modules_of(one['modules'][0])] == LIBRARIES
    for manifest in (one, other):
        del manifest['id'], manifest['modules'][-1]
    assert one == other


def caught():
    """The rules above catch what breaks them."""
    for change, word in ((lambda m: m['finish-args'].append('--filesystem=home'), 'permission --filesystem=home'),
                         (lambda m: m['finish-args'].remove('--env=LIBVIRT_AUTOSTART=0'), 'no --env=LIBVIRT_AUTOSTART=0'),
                         (lambda m: m['modules'][0]['modules'][0]['sources'][0].pop('sha256'), 'libtirpc: an archive without its hash'),
                         (lambda m: m['modules'][0]['modules'][3]['config-opts'].remove('--localstatedir=/var'),
                          'libvirt: sockets elsewhere than on every host'),
                         (lambda m: m.update(id='savepoint'), 'name savepoint'),
                         (lambda m: m['modules'][-1]['sources'][0].pop('tag'), 'savepoint: git without a tag')):
        manifest = show(BASE)
        change(manifest)
        assert wrong_in(manifest) == [word], wrong_in(manifest)
    text = 'id: a\nOwn: b\nmodules:\n  - name: c\n    "post": 1\n    config-opts:\n      - --a: b\n    sources:\n      - {sha1: d}\n'
    assert keys_in(text) == (['id', 'Own', 'modules'], {'name', '"post"', 'config-opts', 'sources', '{sha1'}), keys_in(text)


def offline():
    """A source that nobody has is told, and not left out."""
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run([sys.executable, os.path.join(FOLDER, 'offline.py'), os.path.join(FOLDER, BASE + '.Devel.yml'), empty],
                              capture_output=True, text=True, check=False)
    assert done.returncode != 0 and 'libtirpc: nothing in' in done.stderr, done.stderr


def traceless():
    """Nothing of the above has written into the checkout."""
    assert not [name for name in os.listdir(FOLDER) if name.startswith('.')], os.listdir(FOLDER)


def add_program(runtime, program):
    for path in {program, *re.findall(r'(/\S+) \(0x', run('ldd', program))}:
        target = runtime + '/usr' + (path if not path.startswith('/usr') else path[4:])
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(os.path.realpath(path), target)


def sandbox():
    """A runtime of a shell alone, a program of one line: built, installed and run here, so the machine can do the whole, too."""
    work = tempfile.mkdtemp(prefix='sp-flatpak-', dir=os.environ.get('HOME'))
    arch = run('flatpak', '--default-arch').strip()
    environment = dict(os.environ, FLATPAK_USER_DIR=work + '/user', FLATPAK_SYSTEM_HELPER_ON_SESSION='1', XDG_DATA_HOME=work + '/data')
    environment.pop('LD_PRELOAD', None)
    for kind in ('Platform', 'Sdk'):
        runtime = f'{work}/{kind}'
        os.makedirs(runtime + '/files')
        for program in ('bash', 'cat', 'mkdir', 'cp', 'chmod', 'touch', 'rm', 'ls', 'env'):
            add_program(runtime, shutil.which(program))
        os.symlink('bash', runtime + '/usr/bin/sh')
        os.makedirs(runtime + '/usr/etc', exist_ok=True)
        with open(runtime + '/metadata', 'w', encoding='utf-8') as file:
            file.write(f'[Runtime]\nname=org.savepoint.{kind}\nruntime=org.savepoint.Platform/{arch}/1\nsdk=org.savepoint.Sdk/{arch}/1\n')
        run('flatpak', 'build-export', '--disable-sandbox', '--runtime', work + '/repo', runtime, '1', env=environment)
    manifest = {'id': 'org.savepoint.Hello', 'runtime': 'org.savepoint.Platform', 'runtime-version': '1', 'sdk': 'org.savepoint.Sdk',
                'command': 'hello', 'modules': [{'name': 'hello', 'buildsystem': 'simple', 'sources': [], 'build-commands': [
                    'mkdir -p /app/bin', 'echo "#!/bin/bash" >/app/bin/hello', 'echo "echo from the sandbox" >>/app/bin/hello',
                    'chmod +x /app/bin/hello']}]}
    with open(work + '/hello.json', 'w', encoding='utf-8') as file:
        json.dump(manifest, file)
    for command in (('flatpak', '--user', 'remote-add', '--no-gpg-verify', 'here', f'file://{work}/repo'),
                    ('flatpak', '--user', 'install', '-y', '--noninteractive', 'here', 'org.savepoint.Platform//1', 'org.savepoint.Sdk//1'),
                    ('flatpak-builder', '--user', '--disable-rofiles-fuse', '--disable-updates', '--state-dir=' + work + '/state',
                     '--install', work + '/build', work + '/hello.json')):
        run(*command, env=environment, cwd=work)
    assert run('flatpak', 'run', '--user', 'org.savepoint.Hello', env=environment) == 'from the sandbox\n'
    shutil.rmtree(work)


def main():
    tests = [files, numbered, cleaned, released, development, same, caught, offline, traceless, sandbox]
    status = 0
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f'ok {number} - /flatpak/{test.__name__}', flush=True)
        except Exception as error:
            text = str(error).replace('\n', '\n# ')
            print(f'not ok {number} - /flatpak/{test.__name__}\n# {type(error).__name__} {text}', flush=True)
            status = 1
    return status


if __name__ == '__main__':
    sys.exit(main())
