# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a test run, from meson's logs: what failed once more, then the totals.

Every point of a TAP test counts; a program that failed without a failed point counts as one.
"""

import json
import os
import re
import sys

TAIL = 30


def tell_failure(test, points):
    """What is needed to look into a failure when only the end of the output was kept."""
    print(f"\nfailed: {test['name']} ({test['result']})")
    for line in points:
        print(f"  {line}")
    for stream in ("stdout", "stderr"):
        lines = [line for line in (test.get(stream) or "").splitlines() if line.strip("# ") and "DEBUG: " not in line]
        for line in lines[-TAIL:]:
            print(f"  {stream} | {line[:300]}")


def tally(test):
    """(passed, failed, skipped) of one program."""
    points = re.findall(r"^(not )?ok\b(.*)$", test.get("stdout") or "", re.M)
    skips = sum(bool(re.search(r"#\s*skip", rest, re.I)) for _, rest in points)
    if test["result"] in ("OK", "EXPECTEDFAIL"):
        return (len(points) - skips if points else 1), 0, skips
    if test["result"] == "SKIP":
        return max(len(points) - skips, 0), 0, max(skips, 1)
    bad = [
        f"not ok{rest}"
        for no, rest in points
        if no and not re.search(r"#\s*(todo|skip)", rest, re.I)
    ]
    tell_failure(test, bad)
    return len(points) - skips - len(bad), max(len(bad), 1), skips


def main(paths):
    """Exit status 0 if something ran and nothing failed."""
    passed = failed = skipped = 0
    for path in filter(os.path.exists, paths):
        with open(path, encoding="utf-8") as log:
            for line in log:
                p, f, s = tally(json.loads(line))
                passed, failed, skipped = passed + p, failed + f, skipped + s
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
