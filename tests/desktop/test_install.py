#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What meson installs into a staging folder is what a desktop wants to find, is whole, and goes again without a trace."""

import configparser
import datetime
import gettext
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'words'))

from po import languages  # noqa: E402

APP_ID = 'io.github.savepoint.Savepoint'
BUILD, VERSION = sys.argv[1:3]
XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
# Without them the validators pass what a software centre would refuse.
STRICT = ','.join(f'{tag}=error' for tag in (
    'releases-info-missing', 'content-rating-missing', 'desktop-app-launchable-omitted', 'desktop-file-not-found', 'category-invalid',
    'unknown-tag', 'invalid-child-tag-name', 'name-has-dot-suffix', 'cid-rdns-contains-hyphen'))


def run(*args, **kwargs):
    done = subprocess.run(args, capture_output=True, text=True, check=False, **kwargs)
    assert done.returncode == 0, f'{args[0]} {args[1:]}: {done.stdout} {done.stderr}'
    return done.stdout + done.stderr


def files(folder):
    return sorted(os.path.relpath(os.path.join(where, name), folder) for where, _, names in os.walk(folder) for name in names)


class Staging:
    def __init__(self):
        self.root = tempfile.mkdtemp(prefix='sp-install-')
        run('meson', 'install', '-C', BUILD, '--no-rebuild', '--destdir', self.root)
        options = run('meson', 'introspect', '--buildoptions', BUILD)
        self.prefix = re.search('"prefix", "value": "([^"]+)"', options).group(1)
        self.tree = self.root + self.prefix

    def path(self, *parts):
        return os.path.join(self.tree, *parts)


def whole(staged):
    found = files(staged.tree)
    for wanted in ('bin/savepoint', 'bin/savepointctl', f'share/applications/{APP_ID}.desktop', f'share/metainfo/{APP_ID}.metainfo.xml',
                   f'share/dbus-1/services/{APP_ID}.service', f'share/gnome-shell/search-providers/{APP_ID}.search-provider.ini',
                   f'share/glib-2.0/schemas/{APP_ID}.gschema.xml', f'share/icons/hicolor/scalable/apps/{APP_ID}.svg',
                   f'share/icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg',
                   'libexec/savepoint-askpass', 'share/man/man1/savepoint.1', 'share/man/man1/savepointctl.1',
                   'share/bash-completion/completions/savepointctl', 'share/zsh/site-functions/_savepointctl',
                   'share/fish/vendor_completions.d/savepointctl.fish'):
        assert wanted in found, f'{wanted} is not installed: {found}'
    assert not [name for name in found if 'test' in name.lower()], found


def desktop_entry(staged):
    file = staged.path('share', 'applications', APP_ID + '.desktop')
    said = run('desktop-file-validate', file)
    assert said.strip() == '', said  # hints too
    entry = configparser.RawConfigParser(strict=True)
    entry.read(file)
    assert entry['Desktop Entry']['DBusActivatable'] == 'true' and entry['Desktop Entry']['Icon'] == APP_ID
    for action in filter(None, entry['Desktop Entry']['Actions'].split(';')):
        assert entry[f'Desktop Action {action}']['Exec'].endswith(f' {APP_ID} {action}')


def translated(staged):
    """Each language of the program is one of what the desktop and a software centre show of it, and says the same there."""
    entry = configparser.RawConfigParser(strict=True)
    entry.optionxform = str
    entry.read(staged.path('share', 'applications', APP_ID + '.desktop'))
    root = ElementTree.parse(staged.path('share', 'metainfo', APP_ID + '.metainfo.xml')).getroot()
    # There zh_CN is zh-Hans-CN.
    summaries = {re.sub('-[A-Z][a-z]+-|-', '_', one.get(XML_LANG, '')): one.text for one in root.findall('summary')}
    assert languages(SOURCE), 'no language'
    for language in languages(SOURCE):
        with open(staged.path('share', 'locale', language, 'LC_MESSAGES', 'savepoint.mo'), 'rb') as file:
            say = gettext.GNUTranslations(file).gettext
        for section, key in (('Desktop Entry', 'Comment'), ('Desktop Entry', 'Keywords'), ('Desktop Action take-snapshot', 'Name')):
            text = entry[section].get(f'{key}[{language}]')
            assert text == say(entry[section][key]), f'{language}: {key} is {text}'
        assert summaries.get(language) == say(summaries['']), f'{language}: the summary is {summaries.get(language)}'


def check_texts(root):
    """By Flathub's guidelines for quality."""
    name, summary = root.findtext('name'), root.findtext('summary')
    assert len(name) <= 15 and 10 <= len(summary) <= 35 and not summary.endswith('.'), (name, summary)
    schemes = {color.get('scheme_preference'): color.text for color in root.findall('branding/color')}
    assert set(schemes) == {'light', 'dark'} and schemes['light'] != schemes['dark'], schemes
    assert root.find('content_rating').get('type') == 'oars-1.1'


def check_screenshots(root):
    screenshots = root.findall('screenshots/screenshot')
    assert len(screenshots) >= 3 and [one.get('type') for one in screenshots].count('default') == 1
    for screenshot in screenshots:
        url, caption = screenshot.findtext('image'), screenshot.findtext('caption')
        assert f'/v{VERSION}/data/screenshots/' in url, f'{url} is not of this release'
        assert caption and not caption.endswith('.'), caption
        with open(os.path.join(SOURCE, 'data', 'screenshots', os.path.basename(url)), 'rb') as file:
            head = file.read(24)
        assert head.startswith(b'\x89PNG'), url
        width, height = struct.unpack('>II', head[16:24])
        assert 620 <= width <= 1000 and 350 <= height <= 700, (url, width, height)


def metainfo(staged):
    file = staged.path('share', 'metainfo', APP_ID + '.metainfo.xml')
    print('#', run('appstreamcli', 'validate', '--no-net', '--explain', '--override=' + STRICT, file).replace('\n', '\n# '))
    root = ElementTree.parse(file).getroot()
    release = root.find('releases/release')
    assert release.get('version') == VERSION, 'the newest release is not this one'
    assert release.get('date') <= datetime.date.today().isoformat(), 'it is of tomorrow'
    check_texts(root)
    check_screenshots(root)
    # The tool knows /usr only.
    as_package = tempfile.mkdtemp(prefix='sp-package-')
    shutil.copytree(staged.tree, os.path.join(as_package, 'usr'))
    run('appstreamcli', 'validate-tree', '--no-net', as_package)
    shutil.rmtree(as_package)


def description_of_the_project(staged):
    """What GNOME's own pages read is in the checkout, and says the same as what a software centre shows."""
    doap, rdf = '{http://usefulinc.com/ns/doap#}', '{http://www.w3.org/1999/02/22-rdf-syntax-ns#}'
    project = ElementTree.parse(os.path.join(SOURCE, 'savepoint.doap')).getroot()
    root = ElementTree.parse(staged.path('share', 'metainfo', APP_ID + '.metainfo.xml')).getroot()
    assert project.tag == doap + 'Project' and project.findtext(doap + 'name') == root.findtext('name')
    assert project.findtext(doap + 'shortdesc') == root.findtext('summary')
    for tag, url in (('homepage', 'homepage'), ('bug-database', 'bugtracker'), (f'repository/{doap}GitRepository/{doap}location', 'vcs-browser')):
        assert project.find(doap + tag).get(rdf + 'resource') == root.find(f"url[@type='{url}']").text, tag


def schema(staged):
    run('glib-compile-schemas', '--strict', '--dry-run', staged.path('share', 'glib-2.0', 'schemas'))


def service(staged):
    entry = configparser.RawConfigParser()
    entry.optionxform = str
    entry.read(staged.path('share', 'dbus-1', 'services', APP_ID + '.service'))
    assert entry['D-BUS Service']['Name'] == APP_ID
    program = entry['D-BUS Service']['Exec'].split()[0]
    assert os.path.exists(staged.root + program), program


def icons(staged):
    for folder, name in (('scalable', APP_ID), ('symbolic', APP_ID + '-symbolic')):
        with open(staged.path('share', 'icons', 'hicolor', folder, 'apps', name + '.svg'), encoding='utf-8') as file:
            svg = file.read()
        width, height = re.search(r'width="(\d+)"', svg).group(1), re.search(r'height="(\d+)"', svg).group(1)
        assert width == height, f'{name} is not square'
        assert '<image' not in svg and 'base64' not in svg, f'{name} is not drawn'
        # What asks for the sort of a file looks at its beginning only.
        assert '<svg' in svg[:200], f'{name} begins with something else'
    # Colours of symbolic icons are those of the text: only fills follow it.
    assert 'stroke' not in svg, svg


def striped(staged):
    """The development profile's icon is the released one with stripes: neither changes without the other."""
    folder = os.path.join(SOURCE, 'data/icons/hicolor/scalable/apps')
    with open(os.path.join(folder, APP_ID + '.svg'), encoding='utf-8') as one, \
            open(os.path.join(folder, APP_ID + '.Devel.svg'), encoding='utf-8') as other:
        drawn, striped_too = ([line for line in file if '<!--' not in line] for file in (one, other))
    rest = iter(striped_too)
    assert all(line in rest for line in drawn), 'they differ by more than stripes'


def runs(staged):
    for program in ('savepoint', 'savepointctl'):
        assert run(staged.path('bin', program), '--version').strip() == f'{program} {VERSION}'


def relocated(staged):
    """Started from the place that it is installed for, where nothing leads to the build: askpass, schema, icons, words
    and window."""
    assert staged.prefix == '/usr/local', staged.prefix
    work = tempfile.mkdtemp(prefix='sp-relocated-')
    with open(os.path.join(work, 'node.xml'), 'w', encoding='utf-8') as file:
        file.write(run(sys.executable, os.path.join(SOURCE, 'data/demo/make-node.py')))
    # What meson leaves out in a staging folder, as a package's own script does it.
    run('glib-compile-schemas', '--strict', staged.path('share/glib-2.0/schemas'))
    # A language that nobody has translated it to, where the others are.
    spoken = staged.path('share/locale/eo/LC_MESSAGES/savepoint.mo')
    os.makedirs(os.path.dirname(spoken))
    run('msgfmt', '-o', spoken, '-', input='msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\nmsgid "Take a snapshot"\nmsgstr "Konservu"\n')
    run('localedef', '-i', 'en_US', '-f', 'UTF-8', os.path.join(work, 'en_US.UTF-8'))
    lent = {name: value for name, value in os.environ.items() if not name.startswith(('GSETTINGS_', 'SAVEPOINT_', 'XDG_', 'LD_', 'G_TEST'))}
    lent.update(PATH='/usr/local/bin:/usr/bin:/bin', HOME=work, XDG_RUNTIME_DIR=work, GSETTINGS_BACKEND='memory', GSK_RENDERER='cairo',
                LIBVIRT_AUTOSTART='0', GDK_DEBUG='no-portals', GTK_A11Y='none')
    print('#', run('bwrap', '--dev-bind', '/', '/', '--bind', staged.tree, '/usr/local', '--', 'xvfb-run', '-a', 'dbus-run-session', '--',
                   sys.executable, os.path.join(HERE, 'relocated.py'), work, APP_ID, env=lent).replace('\n', '\n# '))
    os.makedirs(os.path.join(BUILD, 'pictures'), exist_ok=True)
    shutil.copy(os.path.join(work, 'window.png'), os.path.join(BUILD, 'pictures', 'installed.png'))
    os.remove(staged.path('share/glib-2.0/schemas/gschemas.compiled'))
    shutil.rmtree(staged.path('share/locale/eo'))
    shutil.rmtree(work)


def uninstall(staged):
    run('ninja', '-C', BUILD, 'uninstall', env=dict(os.environ, DESTDIR=staged.root))
    assert not os.path.exists(staged.tree), files(staged.tree)


def main():
    tests = [whole, desktop_entry, translated, metainfo, description_of_the_project, schema, service, icons, striped, runs, relocated, uninstall]
    status = 0
    staged = Staging()
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        try:
            test(staged)
            print(f'ok {number} - /install/{test.__name__}', flush=True)
        except Exception as error:
            text = str(error).replace('\n', '\n# ')
            print(f'not ok {number} - /install/{test.__name__}\n# {type(error).__name__} {text}', flush=True)
            status = 1
    shutil.rmtree(staged.root)
    return status


if __name__ == '__main__':
    sys.exit(main())
