# SPDX-License-Identifier: GPL-3.0-or-later
"""savepointctl on a terminal, as a person uses it, and how the tests of this folder are run."""

import os
import pty
import select
import signal
import time

# Seconds that one command may be at work.
PATIENCE = 60
DONE, FAILED, REFUSED, CANNOT_CONNECT, NOT_ALLOWED = 0, 1, 3, 4, 5


class Terminal:
    """savepointctl on a terminal, and what a person types into it: (what is waited for, the answer) in this order."""

    def __init__(self, program, seen):
        self.program, self.seen = program, seen

    def run(self, uri, *args, answers=(), status=DONE):
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(self.program, [self.program, '--connect', uri, *args])
        text, waiting, since, end = '', list(answers), 0, time.monotonic() + PATIENCE
        while True:
            if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                raise AssertionError(f'still at work after {PATIENCE} s: {text!r}, waiting for {waiting[:1]}')
            try:
                piece = os.read(fd, 4096)
            except OSError:
                break
            text += piece.decode()
            if waiting and waiting[0][0] in text[since:]:
                time.sleep(0.2)  # the echo is turned off after the question is told
                with open(f'/proc/{pid}/cmdline') as file:
                    self.seen.append(file.read())
                os.write(fd, waiting.pop(0)[1].encode() + b'\n')
                since = len(text)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(fd)
        self.seen.append(text)
        assert not waiting, f'never asked: {waiting[0][0]!r} in {text!r}'
        assert code == status, f'{code}, not {status}: {text}'
        return text


def run_tests(suite, tests, *subjects):
    """As TAP; whether one failed."""
    failed = False
    print(f'1..{len(tests)}')
    for number, test in enumerate(tests, 1):
        name, begin = test.__name__.removeprefix('test_').replace('_', '-'), time.monotonic()
        try:
            test(*subjects)
            print(f'ok {number} - /{suite}/{name}\n# {time.monotonic() - begin:.1f} s', flush=True)
        except Exception as error:
            failed = True
            print(f'not ok {number} - /{suite}/{name}\n# ' + (str(error) or repr(error)).replace('\n', '\n# '), flush=True)
    return failed
