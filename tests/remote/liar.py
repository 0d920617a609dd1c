# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that lies: it speaks libvirt's RPC framing on a socket, hands every call to a real daemon behind it, and puts what it
likes in the place of the answers that it is told to."""

import contextlib
import os
import socket
import struct
import tempfile
import threading

# libvirt's src/remote/remote_protocol.x: the procedures lied about, and how what they tell is put into bytes (XDR).
OPEN, CAPABILITIES, AUTH_LIST, LIBRARY, STATE = 1, 7, 66, 157, 212
MACHINES, SNAPSHOTS, MACHINE_XML, SNAPSHOT_XML, SNAPSHOTS_NUMBER, LIFECYCLE = 273, 274, 14, 186, 187, 318
AUTH_POLKIT = 70
PROGRAM, VERSION, REPLY, MESSAGE, OK, ERROR = 0x20008086, 1, 1, 2, 0, 1
# Ways to log in.
POLKIT = 2
HEADER = 28


def string(text):
    data = text if isinstance(text, bytes) else text.encode()
    return struct.pack('>I', len(data)) + data + bytes(-len(data) % 4)


def machine(name, number):
    return string(name) + struct.pack('>12xIi', number, -1)


def machines(names):
    return struct.pack('>I', len(names)) + b''.join(machine(name, n) for n, name in enumerate(names, 1)) + struct.pack('>I', len(names))


def snapshots(names):
    return struct.pack('>I', len(names)) + b''.join(string(name) + machine('counter', 1) for name in names) + struct.pack('>I', len(names))


def authentications(*ways):
    return struct.pack('>I', len(ways)) + b''.join(struct.pack('>i', way) for way in ways)


def frame(procedure, serial, body, kind=REPLY, status=OK):
    return struct.pack('>IIIIIII', HEADER + len(body), PROGRAM, VERSION, procedure, kind, serial, status) + body


def saying(body):
    """Instead of the answer."""
    return lambda procedure, serial: frame(procedure, serial, body)


def failing(code, message):
    """An error of libvirt's: code, domain, message, level, no machine, no further texts, numbers or network."""
    body = struct.pack('>iiI', code, 7, 1) + string(message) + struct.pack('>iIIIIiiI', 2, 0, 0, 0, 0, 0, 0, 0)
    return lambda procedure, serial: frame(procedure, serial, body, status=ERROR)


def silent(procedure, serial):
    return b''


def cut(procedure, serial):
    """The first bytes of a long message; then the line is dead."""
    return struct.pack('>I', 1000) + b'\0' * 50, 'close'


def huge(procedure, serial):
    """A length that no message has."""
    return struct.pack('>I', 0xfffffff0) + b'\0' * 100


def endless(procedure, serial):
    """As long as a message may be, in small pieces that never make it whole."""
    return struct.pack('>IIIIIII', 32 << 20, PROGRAM, VERSION, procedure, REPLY, serial, OK), 'drip'


def noise(procedure, serial):
    return b'\x00\x00\x01\x00' + bytes(range(252))


def flood(procedure, serial):
    """Machines that come and go as fast as the line carries it, for a listener that was never there and for the first one."""
    event = [frame(LIFECYCLE, 0, struct.pack('>i', listener) + machine('counter', 1) + struct.pack('>ii', 2, 0), MESSAGE) for listener in (0, 77)]
    return b''.join(event) * 5000, 'go on'


class Liar:
    def __init__(self, real):
        self.real, self.lies, self.once = real, {}, False
        self.folder = tempfile.mkdtemp(prefix='sp-liar-')
        self.path = os.path.join(self.folder, 'socket')
        self.uri = f'qemu:///session?socket={self.path}'
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    @contextlib.contextmanager
    def telling(self, **lies):
        self.lies = {globals()[name]: lie for name, lie in lies.items()}
        try:
            yield
        finally:
            self.lies = {}

    @contextlib.contextmanager
    def telling_once(self, **lies):
        """On the next connection only."""
        self.once = True
        with self.telling(**lies):
            yield
        self.once = False

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            lies = self.lies
            if self.once:
                self.lies = {}
            daemon = socket.socket(socket.AF_UNIX)
            daemon.connect(self.real)
            threading.Thread(target=self.pass_on, args=(client, daemon), daemon=True).start()
            threading.Thread(target=self.answer, args=(client, daemon, lies), daemon=True).start()

    @staticmethod
    def pass_on(client, daemon):
        with contextlib.suppress(OSError):
            while piece := client.recv(65536):
                daemon.sendall(piece)
        with contextlib.suppress(OSError):
            daemon.shutdown(socket.SHUT_RDWR)

    def answer(self, client, daemon, lies):
        stream = daemon.makefile('rb')
        with contextlib.suppress(OSError, struct.error):
            while len(head := stream.read(HEADER)) == HEADER:
                length, program, _, procedure, kind, serial, _ = struct.unpack('>IIIIIII', head)
                whole = head + stream.read(length - HEADER)
                lie = lies.get(procedure) if program == PROGRAM and kind == REPLY else None
                if lie is None:
                    client.sendall(whole)
                elif not self.tell(client, lie(procedure, serial), whole):
                    break
        # The other side goes with it, not only this hand on it.
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        daemon.close()

    @staticmethod
    def tell(client, said, truth):
        """Whether the line goes on."""
        said, then = said if isinstance(said, tuple) else (said, None)
        client.sendall(said)
        if then == 'go on':
            client.sendall(truth)
        while then == 'drip':
            client.sendall(bytes(16))
            threading.Event().wait(0.05)
        return then != 'close'
