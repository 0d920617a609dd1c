#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""savepointctl as people and scripts meet it: what it prints, where, and the exit status. On a real machine and on the
demo node."""

import datetime
import fcntl
import json
import os
import re
import subprocess
import sys
import tempfile
import time

DONE, FAILED, USAGE, REFUSED, CANNOT_CONNECT, NOT_ALLOWED = range(6)
MACHINE = 'counter'


class Ctl:
    def __init__(self, program, uri, **environment):
        self.program, self.uri = program, uri
        self.environment = dict(os.environ, **environment) if environment else None

    def run(self, *args, uris=None, status=DONE):
        connect = [word for uri in ([self.uri] if uris is None else uris) for word in ('--connect', uri)]
        done = subprocess.run([self.program, *connect, *args], capture_output=True, text=True, timeout=120, env=self.environment)
        assert done.returncode == status, f'{args}: {done.returncode}, not {status}: {done.stdout}{done.stderr}'
        # The sanitizer has a word of its own on standard error.
        done.stderr = re.sub(r'^==\d+==WARNING: ASan .*\n', '', done.stderr, flags=re.MULTILINE)
        return done

    def json(self, *args, **kwargs):
        return json.loads(self.run('--json', *args, **kwargs).stdout)

    def snapshots(self, machine=MACHINE):
        return {s['name']: s for s in self.json('list', machine)['snapshots']}


def virsh(uri, *args):
    return subprocess.run(['virsh', '-c', uri, *args], check=True, capture_output=True, text=True).stdout


def test_help_and_version(ctl):
    assert re.fullmatch(r'savepointctl \d+\.\d+\.\d+\n', ctl.run('--version', uris=[]).stdout)
    text = ctl.run('--help', uris=[]).stdout
    for command in ('hosts', 'machines', 'list', 'show', 'layers', 'doctor', 'take', 'revert', 'undo', 'delete', 'clean-up', 'baseline', 'pin', 'rename', 'describe', 'journal'):
        assert re.search(rf'^  {command} ', text, re.M), f'{command} is not in the help'
        assert f'savepointctl [OPTION…] {command}' in ctl.run(command, '--help', uris=[]).stdout


def test_usage(ctl):
    for args in ([], ['frob'], ['take'], ['list'], ['show', MACHINE], ['revert', MACHINE], ['delete', MACHINE],
                 ['machines', 'more'], ['take', MACHINE, '--kind', 'foo'], ['take', MACHINE, '--disk', 'vda'],
                 ['take', MACHINE, '--disk', 'vda=perhaps'], ['take', MACHINE, '--disk', '=no'], ['take', MACHINE, '--contents', ''],
                 ['revert', MACHINE, 'x', '--then', 'flying'], ['list', MACHINE, '--nonsense']):
        done = ctl.run(*args, status=USAGE)
        assert done.stdout == '' and done.stderr != '', args


def test_layers(ctl):
    """Against the files themselves: what stands on what, what is written, and the bytes that stat() tells."""
    start = ctl.json('layers', MACHINE)
    base = next(x for x in start['layers'] if x['written'])
    assert base['role'] == 'base' and base['standsOn'] is None and base['disk'] == 'vda', base
    ctl.run('take', MACHINE, '--name', 'stack', '--kind', 'external')
    try:
        layers = {x['path']: x for x in ctl.json('layers', MACHINE)['layers']}
        top = next(x for x in layers.values() if x['written'])
        assert top['standsOn'] == base['path'] and top['role'] == 'layer', top
        frozen = layers[base['path']]
        assert not frozen['written'] and frozen['snapshots'] == ['stack'], frozen
        memory = next(x for x in layers.values() if x['role'] == 'memory')
        assert memory['snapshots'] == ['stack'] and os.path.exists(memory['path']), memory
        # What is frozen keeps its size; the top one grows while we look.
        assert frozen['bytes'] == os.stat(base['path']).st_blocks * 512 and top['bytes'] > 0, (frozen, os.stat(base['path']))
        # A merge frees something between nothing and the whole file; the memory's size no pool knows.
        step = ctl.json('delete', MACHINE, 'stack', '--dry-run')['steps'][-1]
        assert top['path'] in step['unlinks'] and base['path'] in step['writes'], step
        assert step['freesAtMostBytes'] is None and step['needsBytes'] > 0, step
        assert ctl.json('doctor', MACHINE) == {'findings': []}
        assert ctl.run('doctor', MACHINE).stdout == 'Nothing wrong was seen.\n'
        text = ctl.run('layers', MACHINE).stdout
        assert '● ' + os.path.basename(top['path']) in text and '“stack” stands on it' in text, text
    finally:
        ctl.run('delete', MACHINE, 'stack')
    assert len(ctl.json('layers', MACHINE)['layers']) == len(start['layers'])


def test_compare(ctl):
    """What libvirt itself keeps in a snapshot, against the machine as it is now."""
    ctl.run('take', MACHINE, '--name', 'small', '--kind', 'internal')
    try:
        same = ctl.json('compare', MACHINE, 'small')
        assert same == {'from': 'small', 'to': None, 'differences': []}, same
        assert 'the same' in ctl.run('compare', MACHINE, 'small', 'small').stdout
        xml = virsh(ctl.uri, 'snapshot-dumpxml', MACHINE, 'small')
        cpus = re.search(r'<vcpu[^>]*>(\d+)</vcpu>', xml).group(1)
        # Another client keeps a snapshot with one processor more.
        other = re.sub(r'(<vcpu[^>]*>)\d+(</vcpu>)', r'\g<1>7\g<2>', xml).replace('<name>small</name>', '<name>large</name>', 1)
        with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
            file.write(other)
            file.flush()
            virsh(ctl.uri, 'snapshot-create', MACHINE, file.name, '--redefine')
        (found,) = ctl.json('compare', MACHINE, 'small', 'large')['differences']
        assert (found['setting'], found['before'], found['after']) == ('cpus', cpus, '7'), found
        assert f'Processors 7 → {cpus}' in ctl.run('compare', MACHINE, 'large').stdout
        ctl.run('compare', MACHINE, 'small', 'nowhere', status=FAILED)
        virsh(ctl.uri, 'snapshot-delete', MACHINE, 'large', '--metadata')
    finally:
        ctl.run('delete', MACHINE, 'small')


def test_no_connection(ctl):
    for args in (['machines'], ['list', MACHINE], ['take', MACHINE]):
        done = ctl.run(*args, uris=['qemu+unix:///session?socket=/nowhere/socket'], status=CANNOT_CONNECT)
        said, *_, libvirt = done.stderr.splitlines()
        assert done.stdout == '' and said == 'savepointctl: No connection to the host: libvirt is not running there.', done.stderr
        assert re.fullmatch(r"libvirt says: libvirt \d+/\d+: Failed to connect socket to '/nowhere/socket': No such file or directory", libvirt), done.stderr
    # One that was asked for must open, though the other does.
    ctl.run('machines', uris=[ctl.uri, 'test:///nowhere/node.xml'], status=FAILED)


def test_machines(ctl):
    machine = next(m for m in ctl.json('machines')['machines'] if m['name'] == MACHINE)
    assert machine['state'] == 'running' and machine['host'] == ctl.uri and machine['snapshots'] == 0, machine
    assert machine['uuid'] == virsh(ctl.uri, 'domuuid', MACHINE).strip()
    assert MACHINE in ctl.run('machines').stdout
    # The same host twice does not make two machines of one.
    ctl.run('list', MACHINE, uris=[ctl.uri, ctl.uri])


def test_unknown(ctl):
    done = ctl.run('list', 'nobody', status=FAILED)
    assert 'There is no machine “nobody”.' in done.stderr and done.stdout == ''
    assert 'no snapshot “never”' in ctl.run('show', MACHINE, 'never', status=FAILED).stderr
    ctl.run('revert', MACHINE, 'never', status=REFUSED)
    ctl.run('delete', MACHINE, 'never', status=REFUSED)


def test_dry_run_touches_nothing(ctl):
    plan = ctl.run('take', MACHINE, '--dry-run').stdout
    assert 'Take the snapshot' in plan
    assert ctl.snapshots() == {}
    plan = ctl.json('take', MACHINE, '--dry-run', '--name', 'planned')
    assert plan['refusal'] is None and plan['done'] is False and plan['steps'], plan
    assert ctl.snapshots() == {}


def test_take(ctl):
    before = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    assert ctl.run('take', MACHINE, '--name', 'one', '--description', 'The <first>').stdout == 'one\n'
    assert ctl.run('take', MACHINE, '--name', 'two', '--contents', 'full').stdout == 'two\n'
    snapshots = ctl.snapshots()
    one, two = snapshots['one'], snapshots['two']
    assert one['parent'] is None and two['parent'] == 'one'
    assert not one['current'] and two['current']
    assert one['description'] == 'The <first>' and two['description'] is None
    assert one['state'] == 'running' and one['memory'] == 'internal' and one['kind'] == 'internal'
    created = datetime.datetime.strptime(one['created'], '%Y-%m-%dT%H:%M:%SZ').replace(tzinfo=datetime.timezone.utc)
    assert before <= created <= datetime.datetime.now(datetime.timezone.utc)
    assert virsh(ctl.uri, 'snapshot-list', MACHINE, '--name').split() == ['one', 'two']


def test_names(ctl):
    for name in ('one', '../up', 'a b', '.hidden', 'x' * 65, ''):
        ctl.run('take', MACHINE, '--name', name, status=REFUSED)
    assert set(ctl.snapshots()) == {'one', 'two'}


def test_list_and_show(ctl):
    lines = ctl.run('list', MACHINE).stdout.splitlines()
    assert len(lines) == 2 and lines[1].startswith('* two'), lines
    text = ctl.run('show', MACHINE, 'one').stdout
    assert 'The <first>' in text and 'vda' in text
    assert ctl.json('show', MACHINE, 'one') == ctl.snapshots()['one']
    # A machine may be told by its UUID.
    uuid = virsh(ctl.uri, 'domuuid', MACHINE).strip()
    assert ctl.run('list', uuid).stdout.splitlines() == lines


def test_revert(ctl):
    plan = ctl.run('revert', MACHINE, 'one', '--dry-run').stdout
    assert 'Go back to “one”' in plan and ctl.snapshots()['two']['current']
    ctl.run('revert', MACHINE, 'one', '--then', 'paused')
    snapshots = ctl.snapshots()
    assert snapshots['one']['current'] and len(snapshots) == 3, snapshots
    assert virsh(ctl.uri, 'domstate', MACHINE).strip() == 'paused'
    ctl.run('revert', MACHINE, 'two', '--then', 'running')
    assert virsh(ctl.uri, 'domstate', MACHINE).strip() == 'running'
    tree = ctl.run('list', MACHINE, '--tree').stdout
    assert re.search(r'^\* .*two', tree, re.M), tree


def test_undo(ctl):
    """Another program undoes the last revert, and the undo; what it is planned from is in the snapshots."""
    with_marks = [s for s in ctl.snapshots().values() if s['safety']]
    assert with_marks and all(s['before'] in ('one', 'two') for s in with_marks), with_marks
    plan = ctl.json('undo', MACHINE, '--dry-run')
    target = [step['snapshot'] for step in plan['steps'] if step['kind'] == 'revert'][0]
    assert target == max(with_marks, key=lambda s: (s['created'], s['name']))['name'], plan
    ctl.run('undo', MACHINE, '--no-safety-snapshot')
    assert ctl.snapshots()[target]['current']
    ctl.run('revert', MACHINE, 'two', '--then', 'running', '--no-safety-snapshot')
    ctl.run('undo', MACHINE, 'more', status=USAGE)


def test_clean_up(ctl):
    assert ctl.run('clean-up', MACHINE).stdout == '' and any(s['safety'] for s in ctl.snapshots().values())
    ctl.run('clean-up', MACHINE, '--days', '0', status=USAGE)
    # What was taken long ago goes, but not the way back.
    old = [s['name'] for s in ctl.snapshots().values() if s['safety'] and not s['current']]
    for name in old:
        xml = virsh(ctl.uri, 'snapshot-dumpxml', MACHINE, name, '--security-info')
        with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
            file.write(re.sub('<creationTime>[0-9]+', '<creationTime>1700000000', xml))
            file.flush()
            virsh(ctl.uri, 'snapshot-create', MACHINE, file.name, '--redefine')
    plan = ctl.json('clean-up', MACHINE, '--dry-run')
    assert plan['gone'] and set(plan['gone']) < set(old), plan
    assert ctl.json('clean-up', MACHINE)['done']
    assert not set(plan['gone']) & set(ctl.snapshots())


def test_marks(ctl):
    """What is noted of a snapshot, for everybody; the machine is not touched."""
    assert 'not touched' in ctl.run('pin', MACHINE, 'one', '--dry-run').stdout and not ctl.snapshots()['one']['pinned']
    ctl.run('pin', MACHINE, 'one')
    ctl.run('rename', MACHINE, 'one', 'Die *erste*')
    assert ctl.json('describe', MACHINE, 'one', 'nur Worte')['description'] == 'nur Worte'
    one = ctl.snapshots()['one']
    assert one['pinned'] and one['title'] == 'Die *erste*' and one['description'] == 'nur Worte' and one['name'] == 'one', one
    ctl.run('delete', MACHINE, 'one', '--with-descendants', '--dry-run', status=REFUSED)
    assert ctl.json('delete', MACHINE, 'one', '--dry-run', status=REFUSED)['refusal']['rule'] == 'delete-pinned'
    assert 'it was to be kept' in ctl.run('delete', MACHINE, 'one', '--pinned-too', '--with-descendants', '--dry-run').stdout
    assert re.search('^Pinned: +yes$', ctl.run('show', MACHINE, 'one').stdout, re.M)
    ctl.run('pin', MACHINE, 'one', '--off')
    assert 'Pinned' not in ctl.run('show', MACHINE, 'one').stdout
    ctl.run('rename', MACHINE, 'one', '')
    assert not ctl.snapshots()['one']['pinned'] and ctl.snapshots()['one']['title'] is None
    ctl.run('pin', MACHINE, 'never', status=FAILED)


def test_baseline(ctl):
    assert ctl.json('baseline', MACHINE, status=REFUSED)['refusal']['rule'] == 'no-baseline'
    ctl.run('baseline', MACHINE, '--set', 'two')
    ctl.run('baseline', MACHINE, '--set', 'one')
    assert [name for name, s in ctl.snapshots().items() if s['baseline']] == ['one']
    assert 'Go back to “one”' in ctl.run('baseline', MACHINE, '--dry-run').stdout
    ctl.run('baseline', MACHINE, '--no-safety-snapshot')
    assert ctl.snapshots()['one']['current']
    ctl.run('baseline', MACHINE, '--clear', '--set', 'two', status=USAGE)
    ctl.run('baseline', MACHINE, '--clear')
    assert not any(s['baseline'] for s in ctl.snapshots().values())
    ctl.run('revert', MACHINE, 'two', '--then', 'running', '--no-safety-snapshot')


def test_delete(ctl):
    ctl.run('delete', MACHINE, 'two', '--dry-run')
    assert 'two' in ctl.snapshots()
    ctl.run('delete', MACHINE, 'two')
    assert 'two' not in ctl.snapshots() and 'one' in ctl.snapshots()
    ctl.run('delete', MACHINE, 'one', '--with-descendants')
    assert ctl.snapshots() == {}
    assert virsh(ctl.uri, 'snapshot-list', MACHINE, '--name').split() == []


def test_delete_many(ctl):
    """All but the newest, then all; which they are is the plan's to say."""
    for name in ('m1', 'm2', 'm3', 'm4'):
        ctl.run('take', MACHINE, '--kind', 'internal', '--name', name)
    ctl.run('pin', MACHINE, 'm1')
    for wrong in ([], ['m1', '--all'], ['--all', '--keep-newest', '1'], ['--keep-newest', '-2']):
        ctl.run('delete', MACHINE, *wrong, status=USAGE)
    steps = ctl.json('delete', MACHINE, '--keep-newest', '2', '--dry-run')['steps']
    assert [step['snapshot'] for step in steps] == ['m2'], steps
    ctl.run('delete', MACHINE, '--keep-newest', '2')
    assert set(ctl.snapshots()) == {'m1', 'm3', 'm4'}
    assert ctl.json('delete', MACHINE, '--keep-newest', '2', status=REFUSED)['refusal']['rule'] == 'nothing-older'
    ctl.run('delete', MACHINE, '--all')
    assert set(ctl.snapshots()) == {'m1'}
    ctl.run('delete', MACHINE, '--all', '--pinned-too')
    assert ctl.snapshots() == {}


def test_external(ctl):
    assert ctl.run('take', MACHINE, '--kind', 'external', '--contents', 'disks', '--name', 'ext').stdout == 'ext\n'
    ext = ctl.snapshots()['ext']
    assert ext['kind'] == 'external' and ext['memory'] == 'none', ext
    said = ctl.run('show', MACHINE, 'ext').stdout
    assert "own files take" in said and 'Deleting it: ' in said, said
    # Kinds are never mixed: the plan says so and what would work.
    done = ctl.run('take', MACHINE, '--kind', 'internal', '--name', 'mixed', status=REFUSED)
    assert done.stdout == '' and len(done.stderr.splitlines()) >= 2, done.stderr
    assert ctl.json('take', MACHINE, '--kind', 'internal', status=REFUSED)['refusal']['wayOut']
    ctl.run('delete', MACHINE, 'ext')


def test_defaults(ctl):
    """What is set in Preferences holds here, too, unless the command says otherwise."""
    with tempfile.TemporaryDirectory() as config:
        folder = os.path.join(config, 'glib-2.0', 'settings')
        os.makedirs(folder)
        with open(os.path.join(folder, 'keyfile'), 'w', encoding='utf-8') as file:
            file.write("[io/github/savepoint/Savepoint]\ncontents='disks-only'\nkind='external'\nname-pattern='{machine} at noon'\n")
        usual = Ctl(ctl.program, ctl.uri, GSETTINGS_BACKEND='keyfile', XDG_CONFIG_HOME=config)
        said = usual.json('take', MACHINE, '--contents', 'full', '--kind', 'internal', '--name', 'otherwise', '--dry-run')
        assert said['forecast']['consistency'] == 'memory' and said['steps'][0]['snapshot'] == 'otherwise', said
        assert not said['steps'][0]['creates'], said
        assert usual.run('take', MACHINE).stdout == f'{MACHINE}-at-noon\n'
        taken = ctl.snapshots()[f'{MACHINE}-at-noon']
        assert taken['kind'] == 'external' and taken['memory'] == 'none', taken
        ctl.run('delete', MACHINE, f'{MACHINE}-at-noon')


def test_options(ctl):
    """All that can be chosen arrives at the machine; what cannot be is refused with a way out."""
    with tempfile.TemporaryDirectory() as folder:
        memory = os.path.join(folder, 'the memory')
        layers = os.path.join(folder, 'layers')
        os.mkdir(layers)
        args = ['take', MACHINE, '--title', 'Vor dem Ümbau', '--live', '--disk', 'vdb=no', '--disk', 'vda=no', '--disk', 'vda=yes',
                '--memory-file', memory, '--layer-folder', layers]
        text = ctl.run(*args, '--dry-run').stdout
        assert 'keeps running' in text and '“vdb” is left out' in text and f'creates {memory}' in text, text
        assert not os.path.exists(memory)
        assert re.search(r'^Keeps: All programs go on', text, re.M) and re.search(r'^Pause: Short', text, re.M), text
        assert text.count('\nSpace: ') == 2, text
        plan = ctl.json(*args, '--power-off')
        assert plan['forecast']['consistency'] == 'memory' and plan['forecast']['pauseMaxMs'] is None, plan
        assert {place['folder'] for place in plan['forecast']['places']} == {folder, layers}, plan
        assert plan['done'] and [step['kind'] for step in plan['steps']] == ['take', 'power-off'], plan
        name = plan['steps'][0]['snapshot']
        taken = ctl.snapshots()[name]
        assert taken['title'] == 'Vor dem Ümbau' and taken['memory'] == 'external' and taken['kind'] == 'external', taken
        assert os.path.getsize(memory) > 0
        assert os.listdir(layers) == [f'{MACHINE}-vda.{name}'], os.listdir(layers)
        assert virsh(ctl.uri, 'domstate', MACHINE).strip() == 'shut off'
        ctl.run('delete', MACHINE, name)
        assert os.listdir(folder) == ['layers'] and not os.listdir(layers)
        virsh(ctl.uri, 'start', MACHINE)
    for args, rule in ((['--quiesce', '--contents', 'disks'], 'take-quiesce-agent'), (['--live', '--contents', 'disks'], 'take-live'),
                       (['--memory-file', 'relative'], 'take-memory-place'), (['--layer-folder', 'relative'], 'take-folder'),
                       (['--kind', 'internal', '--disk', 'vdb=no'], 'take-internal-left-out'), (['--disk', 'vdz=no'], 'take-no-such-disk')):
        refusal = ctl.json('take', MACHINE, *args, status=REFUSED)['refusal']
        assert refusal['rule'] == rule and refusal['wayOut'], refusal


def test_hostile_names(ctl):
    """What a host names cannot lead a terminal astray, nor break a table; JSON has it as it is."""
    name = 'a\u009b31mb\nc'
    with tempfile.TemporaryDirectory() as folder:
        node = os.path.join(folder, 'node.xml')
        with open(node, 'w', encoding='utf-8') as file:
            file.write(
                "<node><domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'><name>odd</name>"
                "<memory>1024</memory><os><type>hvm</type></os><test:domainsnapshot>"
                f"<name>{name}</name><state>shutoff</state><creationTime>1</creationTime>"
                "<active>0</active></test:domainsnapshot></domain></node>")
        uris = [f'test://{node}']
        lines = ctl.run('list', 'odd', uris=uris).stdout.splitlines()
        assert len(lines) == 1 and '\u009b' not in lines[0], lines
        assert [s['name'] for s in ctl.json('list', 'odd', uris=uris)['snapshots']] == [name]


def test_journal(ctl):
    """What another process left in the middle is told, and can be finished or forgotten; one that lives is left alone."""
    folder = os.path.join(os.environ['XDG_STATE_HOME'], 'savepoint', 'journal')
    os.makedirs(folder, exist_ok=True)
    assert ctl.json('journal') == []
    uuid = virsh(ctl.uri, 'domuuid', MACHINE).strip()
    path = os.path.join(folder, 'some.ini')
    text = (f'[deed]\nhost=elsewhere\nuuid={uuid}\nmachine={MACHINE}\ntitle=Delete “x”?\nat=1\nkind=2\n'
            'going=x;y;\nsteps=Delete x;Delete y;\nbegun=1\ndone=1\nbegun=2\ndo')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX)
        assert ctl.json('journal') == []
    assert 'Something was interrupted on “counter”' in ctl.run('machines').stderr
    told = ctl.json('journal')[0]
    assert told['id'] == 'some' and told['machine'] == MACHINE and not told['canFinish'], told
    assert 'Done: Delete x. Begun, and interrupted: Delete y. How the machine is now is not known.' == told['text'], told
    ctl.run('journal', '--finish', 'some', status=FAILED)
    ctl.run('journal', '--back', 'some', '--forget', 'some', status=USAGE)
    ctl.run('journal', '--forget', 'other', status=FAILED)
    ctl.run('journal', '--forget', 'some')
    assert not os.path.exists(path) and ctl.run('machines').stderr == ''
    for rubbish in ('', '[deed]\n', 'x', '[deed]\nkind=7\n', '\0'):
        with open(path, 'w', encoding='utf-8') as file:
            file.write(rubbish)
        assert ctl.json('journal') == [], rubbish
    os.unlink(path)


def test_demo_node(ctl):
    """What newcomers click through: the histories that it promises."""
    script = os.path.join(os.path.dirname(__file__), '..', '..', 'data', 'demo', 'make-node.py')
    with tempfile.TemporaryDirectory() as folder:
        node = os.path.join(folder, 'node.xml')
        with open(node, 'wb') as file:
            subprocess.run([sys.executable, script], check=True, stdout=file)
        uris = [f'test://{node}']
        counts = {m['name']: m['snapshots'] for m in ctl.json('machines', uris=uris)['machines']}
        assert counts == {'workstation': 30, 'build-server': 1000, 'web-shop': 3, 'fresh': 0}, counts
        for machine in counts:
            done = ctl.run('list', machine, uris=uris)
            assert '“' not in done.stderr, done.stderr  # nothing of the history is broken
            assert len(done.stdout.splitlines()) == counts[machine]
        kinds = {s['kind'] for s in ctl.json('list', 'web-shop', uris=uris)['snapshots']}
        assert kinds == {'external'}, kinds


def kill_in_the_middle(ctl, line, delay, *args):
    """Kills savepointctl so many seconds after this line stood in the journal. What it tells then."""
    folder = os.path.join(os.environ['XDG_STATE_HOME'], 'savepoint', 'journal')
    process = subprocess.Popen([ctl.program, '--connect', ctl.uri, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        for name in [name for name in os.listdir(folder) if name.endswith('.ini')]:
            try:
                with open(os.path.join(folder, name), encoding='utf-8') as file:
                    if line + '\n' in file.read():
                        time.sleep(delay)
                        process.kill()
            except FileNotFoundError:
                pass
    assert process.wait() == -9, 'it was not killed'
    # Whatever libvirt was asked last, it may still be at it.
    time.sleep(2)
    virsh(ctl.uri, 'domstate', MACHINE)
    told = ctl.json('journal')
    assert len(told) == 1, told
    return told[0]


def test_journal_back(ctl):
    """A revert whose program was killed is taken back: before it came about, and behind it."""
    before = set(ctl.snapshots())
    ctl.run('take', MACHINE, '--name', 'mid', '--kind', 'external')
    told = kill_in_the_middle(ctl, 'done=1', 0, 'revert', MACHINE, 'mid')
    assert 'Done: Save the present disks and memory as' in told['text'], told
    assert 'Not done: Go back to “mid”' in told['text'] and told['canFinish'] and told['canGoBack'], told
    safety = (set(ctl.snapshots()) - before - {'mid'}).pop()
    # Never left: what was put aside goes, and nothing else happens.
    plan = ctl.run('journal', '--back', told['id'], '--dry-run').stdout
    assert 'Go back to' not in plan, plan
    ctl.run('journal', '--back', told['id'])
    assert set(ctl.snapshots()) == before | {'mid'} and ctl.json('journal') == []

    told = kill_in_the_middle(ctl, 'begun=2', 0.05, 'revert', MACHINE, 'mid')
    assert 'Done: Save the present disks and memory as' in told['text'] and 'Begun, and interrupted: Go back to “mid”' in told['text'], told
    assert virsh(ctl.uri, 'snapshot-current', MACHINE, '--name').strip() == 'mid', 'libvirt was not asked'
    safety = (set(ctl.snapshots()) - before - {'mid'}).pop()
    ctl.run('journal', '--back', told['id'])
    assert virsh(ctl.uri, 'snapshot-current', MACHINE, '--name').strip() == safety
    assert virsh(ctl.uri, 'domstate', MACHINE).strip() == 'running' and ctl.json('journal') == []
    ctl.run('delete', MACHINE, *sorted(set(ctl.snapshots()) - before))


def test_passing(ctl):
    """A host that is named once leaves nothing of what it told on the disk; one that is kept does."""
    with tempfile.TemporaryDirectory() as home:
        known = os.path.join(home, 'savepoint', 'known')
        other = Ctl(ctl.program, ctl.uri, XDG_CACHE_HOME=home, XDG_CONFIG_HOME=home, GSETTINGS_BACKEND='keyfile')
        for _ in range(3):
            other.run('list', MACHINE)
        assert not os.path.exists(known) or os.listdir(known) == [], os.listdir(known)
        other.run('hosts', 'add', ctl.uri, uris=[])
        for _ in range(20):  # it does not wait for the disk when it ends
            other.run('list', MACHINE)
            if os.path.exists(known) and os.listdir(known):
                return
        raise AssertionError('nothing is kept of a host that is')


def main():
    ctl = Ctl(sys.argv[1], os.environ['SP_RIG_URI'])
    # What the program remembers and keeps is not the person's.
    home = tempfile.TemporaryDirectory()
    for what in ('CACHE', 'STATE'):
        os.environ[f'XDG_{what}_HOME'] = os.path.join(home.name, what.lower())
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith('test_')]
    print(f'1..{len(tests)}')
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test(ctl)
            print(f'ok {number} - {name}', flush=True)
        except Exception as problem:  # each test is told, whatever happened to the one before
            failed += 1
            print(f'not ok {number} - {name}', flush=True)
            print('\n'.join('# ' + line for line in f'{type(problem).__name__}: {problem}'.splitlines()), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
