# SPDX-License-Identifier: GPL-3.0-or-later
"""A host in memory whose machines and snapshots have the names that nobody should give."""

from xml.sax.saxutils import escape

# By what is typed of each before the Tab.
ODD = {
    'plain': 'plain-machine', 'web': 'web shop', 'it': "it's", 'dou': 'double"quote', 'dol': 'dollar$(touch pwned)`touch pwned`$HOME',
    'bac': 'back\\slash', 'sem': 'semi;colon&and|pipe>out', 'bang': 'bang!42', 'glob': 'glob*?[x]{a,b}', 'num': 'num#ber~', 'äh': 'ähnlich ü',
    'col': 'col:on=equals', '漢': '漢字 two',
}
# No shell may make an option of the first, nothing of the second may reach a terminal.
HOSTILE = ('--force', '\u202eturned')
FORGED = '-dry-run'


def domain(name, kind, extra=''):
    return (f"<domain type='{kind}'><name>{escape(name)}</name><memory>65536</memory><os><type>hvm</type></os>{extra}</domain>")


def snapshot(name):
    return (f'<test:domainsnapshot><name>{escape(name)}</name><description>Of {escape(name)}</description><state>shutoff</state>'
            f"<creationTime>1700000000</creationTime><memory snapshot='no'/>{domain('plain-machine', 'test')}<active>0</active></test:domainsnapshot>")


def node():
    space = "xmlns:test='http://libvirt.org/schemas/domain/test/1.0'"
    names = [*ODD.values(), *HOSTILE, FORGED]
    machines = []
    for name in names:
        extra = ''.join(snapshot(other) for other in [*ODD.values(), *HOSTILE]) if name == 'plain-machine' else ''
        machines.append(domain(name, 'test', '<test:runstate>5</test:runstate>' + extra).replace('<domain ', f'<domain {space} ', 1))
    return '<node>' + ''.join(machines) + '</node>'
