# SPDX-License-Identifier: GPL-3.0-or-later
"""savepointctl on a terminal, as a person uses it, and how the tests of this folder are run."""

import contextlib
import os
import pty
import select
import signal
import termios
import time

# Seconds that one command may be at work.
PATIENCE = 60
DONE, FAILED, REFUSED, CANNOT_CONNECT, NOT_ALLOWED = 0, 1, 3, 4, 5


def list_below(leader):
    """Each process below this one, and its arguments: the leader of a session, as one on a terminal is. Those that go meanwhile are
    left out."""
    begun = {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/stat') as file:
                _, parent, _, session = file.read().rpartition(')')[2].split()[:4]
            with open(f'/proc/{pid}/cmdline') as file:
                begun[int(pid)] = int(parent), int(session), file.read()
        except OSError:
            pass
    ours, before = {pid for pid, (_, session, _) in begun.items() if leader in (pid, session)}, 0
    while len(ours) > before:
        before = len(ours)
        ours |= {pid for pid, (parent, _, _) in begun.items() if parent in ours}
    return {pid: begun[pid][2] for pid in ours}


def list_arguments(leader):
    return list(list_below(leader).values())


def find_below(leader, program):
    return [pid for pid, text in list_below(leader).items() if os.path.basename(text.split('\0')[0]) == program]


def is_hidden(fd):
    return not termios.tcgetattr(fd)[3] & termios.ECHO


def await_true(what, is_so):
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.02)


class Terminal:
    """savepointctl on a terminal, and what a person types into it: (what is waited for, the answer) in this order."""

    def __init__(self, program, seen):
        self.program, self.seen = program, seen

    def begin(self, uri, *args):
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(self.program, [self.program, '--connect', uri, *args])
        return pid, fd

    def run(self, uri, *args, answers=(), status=DONE, thinking=0):
        """thinking: the seconds that it takes the person to answer."""
        pid, fd = self.begin(uri, *args)
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
                time.sleep(0.2 + thinking)  # the echo is turned off after the question is told
                self.seen += list_arguments(pid)
                os.write(fd, waiting.pop(0)[1].encode() + b'\n')
                since = len(text)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(fd)
        self.seen.append(text)
        assert not waiting, f'never asked: {waiting[0][0]!r} in {text!r}'
        assert code == status, f'{code}, not {status}: {text}'
        return text

    @contextlib.contextmanager
    def asked(self, uri, *args, hidden=True):
        """While what is typed is not shown, or at once: the process, which is to be ended, and what types a line and waits for words."""
        pid, fd = self.begin(uri, *args)
        slave = os.open(os.ptsname(fd), os.O_RDWR | os.O_NOCTTY)
        text = ''

        def say(line, words):
            nonlocal text
            if line is not None:
                os.write(fd, line.encode() + b'\n')
            end = time.monotonic() + PATIENCE
            while words not in text:
                assert select.select([fd], [], [], max(0, end - time.monotonic()))[0], f'no {words!r} in {text!r}'
                text += os.read(fd, 4096).decode()
            text = text.partition(words)[2]

        try:
            if hidden:
                await_true('nothing is ever hidden', lambda: is_hidden(slave))
            yield pid, say
        finally:
            os.close(slave)
            os.close(fd)

    def end_while_asked(self, uri, *args, end):
        """While what is typed is not shown, end(pid, fd) ends it: how it did, and whether the terminal is left hidden."""
        pid, fd = self.begin(uri, *args)
        slave = os.open(os.ptsname(fd), os.O_RDWR | os.O_NOCTTY)
        try:
            await_true('nothing is ever hidden', lambda: is_hidden(slave))
            end(pid, fd)
            ended = []
            await_true('it does not end', lambda: ended.extend(os.waitpid(pid, os.WNOHANG)) or ended[-2] == pid)
            return os.waitstatus_to_exitcode(ended[-1]), is_hidden(slave)
        finally:
            os.close(slave)
            os.close(fd)


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
