# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests to run, a name a line, from `meson introspect --tests` and the words of the command line.

A word names a suite or a test; without words all are meant. One with a minus before it is left out. Slow tests are of the suite
`full`, and run when asked for: by that word, by their own name, or where the first argument is "yes".
"""

import json
import sys


def main(full, words):
    """Prints the names."""
    wanted = {word for word in words if word[0] != "-"}
    without = {word[1:] for word in words if word[0] == "-"}
    tests = {test["name"]: {suite.split(":")[-1] for suite in test["suite"]} for test in json.load(sys.stdin)}
    unknown = (wanted | without).difference(tests, *tests.values())
    if unknown:
        sys.exit("no suite and no test is called " + ", ".join(sorted(unknown)))
    for name, suites in tests.items():
        asked_for = not wanted or wanted & suites
        is_its_time = full or "full" in wanted or "full" not in suites
        if name in wanted or (asked_for and is_its_time and not without & (suites | {name})):
            print(name)


if __name__ == "__main__":
    main(sys.argv[1] == "yes", sys.argv[2:])
