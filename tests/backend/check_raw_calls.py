# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call of libvirt's own functions stands in the back end's DESIGN.md with its reason, and none that has gone."""

import pathlib
import re
import sys

backend = pathlib.Path(sys.argv[1])
CALL = re.compile(r'\b(vir[A-Z]\w+) \(')
used = set()
for path in [*backend.glob('*.c'), *backend.glob('*.h')]:
    used |= set(CALL.findall(path.read_text(encoding='utf-8')))
text = (backend / 'DESIGN.md').read_text(encoding='utf-8')
table = [line for line in text.splitlines() if line.startswith('| `vir')]
told = {name for line in table for name in re.findall(r'`(vir\w+)`', line.split('|')[1])}
assert len(used) > 20, used
print('1..2')
for number, (what, wrong) in enumerate((('every call is told', used - told), ('every call that is told is made', told - used)), 1):
    print(f'{"not " if wrong else ""}ok {number} - {what}' + (f' # {", ".join(sorted(wrong))}' if wrong else ''))
sys.exit(1 if used != told else 0)
