# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo's machines showed when their snapshots were taken, drawn: small screens, the same every time.

Each is drawn twice as large as it is kept, so that its edges are smooth.
"""

import base64
import hashlib
import os
import struct
import zlib

WIDTH, HEIGHT = 320, 200

WHITE, PAPER, INK, LINE = (255, 255, 255), (250, 250, 250), (70, 74, 82), (205, 208, 214)
DARK, NIGHT, GREEN, BLUE, RED, AMBER = (36, 38, 43), (20, 21, 25), (120, 205, 140), (53, 132, 228), (224, 70, 70), (229, 165, 10)

# From the upper edge to the lower one.
WALLS = {
    "first": ((106, 150, 196), (190, 214, 232)),
    "office": ((64, 118, 160), (226, 200, 168)),
    "upgraded": ((92, 72, 150), (230, 140, 150)),
    "course": ((34, 110, 110), (178, 216, 168)),
    "other": ((44, 48, 58), (78, 84, 98)),
}


class Canvas:
    def __init__(self):
        self.width, self.height = WIDTH * 2, HEIGHT * 2
        self.rows = [bytearray(self.width * 3) for _ in range(self.height)]

    def fill(self, x, y, width, height, colour, corner=0):
        """In pixels of the picture, as all that follows."""
        x, y, width, height, corner = (round(value * 2) for value in (x, y, width, height, corner))
        for row in range(max(0, y), min(self.height, y + height)):
            edge = min(row - y, y + height - 1 - row)
            inset = 0
            if edge < corner:
                inset = corner - round((corner ** 2 - (corner - edge - 0.5) ** 2) ** 0.5)
            left, right = max(0, x + inset), min(self.width, x + width - inset)
            if right > left:
                self.rows[row][left * 3:right * 3] = bytes(colour) * (right - left)

    def gradient(self, above, below):
        for row in range(self.height):
            part = row / self.height
            self.rows[row][:] = bytes(round(a + (b - a) * part) for a, b in zip(above, below)) * self.width

    def png(self):
        lines = bytearray()
        for one, other in zip(self.rows[::2], self.rows[1::2]):
            lines.append(0)
            for x in range(0, self.width * 3, 6):
                for at in (x, x + 1, x + 2):
                    lines.append((one[at] + one[at + 3] + other[at] + other[at + 3] + 2) // 4)

        def chunk(kind, content):
            return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))
        return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', WIDTH, HEIGHT, 8, 2, 0, 0, 0))
                + chunk(b'IDAT', zlib.compress(bytes(lines), 9)) + chunk(b'IEND', b''))


def lines_of(text, n, least, most):
    """How long each of n lines is: other words, other lines."""
    digest = hashlib.sha256(text.encode()).digest()
    return [least + digest[i % len(digest)] * (most - least) // 255 for i in range(n)]


def desk(canvas, wall):
    canvas.gradient(*WALLS[wall])
    canvas.fill(0, 0, WIDTH, 11, DARK)
    canvas.fill(6, 4, 26, 3, WHITE, 1)
    canvas.fill(146, 4, 28, 3, WHITE, 1)
    for x in (286, 296, 306):
        canvas.fill(x, 3, 6, 5, LINE, 2)
    canvas.fill(104, 184, 112, 14, DARK, 5)
    for at, colour in enumerate((BLUE, AMBER, GREEN, RED, LINE, BLUE)):
        canvas.fill(110 + at * 17, 187, 12, 8, colour, 3)


def window(canvas, x, y, width, height, ground=PAPER, bar=(232, 232, 235)):
    canvas.fill(x - 1, y - 1, width + 2, height + 3, (60, 64, 76), 6)
    canvas.fill(x, y, width, height, ground, 5)
    canvas.fill(x, y, width, 14, bar, 5)
    canvas.fill(x, y + 8, width, 6, bar)
    canvas.fill(x + width / 2 - 24, y + 6, 48, 3, LINE if sum(bar) < 300 else INK, 1)
    canvas.fill(x + width - 14, y + 4, 7, 7, RED, 3)


def editor(canvas, text):
    window(canvas, 34, 22, 252, 154)
    canvas.fill(34, 36, 52, 140, (240, 240, 243))
    for row, long in enumerate(lines_of(text + ' files', 11, 14, 38)):
        canvas.fill(41, 43 + row * 12, long, 3, INK if row == 2 else (150, 154, 162), 1)
    colours = (BLUE, INK, INK, (140, 90, 180), INK, (60, 140, 90), INK)
    for row, long in enumerate(lines_of(text, 16, 20, 150)):
        canvas.fill(96 + row * 5 % 3 * 8, 42 + row * 8, long, 3, colours[(row + len(text)) % len(colours)], 1)


def terminal(canvas, text, whole=False):
    if whole:
        canvas.fill(0, 0, WIDTH, HEIGHT, NIGHT)
        left, top, rows = 10, 10, 19
    else:
        window(canvas, 54, 34, 214, 132, NIGHT, DARK)
        left, top, rows = 62, 54, 11
    for row, long in enumerate(lines_of(text, rows, 24, 190 if not whole else 260)):
        command = row % 5 == 0
        canvas.fill(left, top + row * 9.5, 18 if command else 0, 3, GREEN, 1)
        canvas.fill(left + (22 if command else 0), top + row * 9.5, min(long, 180) if not whole else long, 3, WHITE if command else (150, 154, 162), 1)
    canvas.fill(left + 22, top + rows * 9.5 - 1, 5, 6, WHITE)


def pages(canvas, text):
    window(canvas, 28, 22, 264, 156)
    canvas.fill(28, 36, 264, 12, (242, 242, 245))
    canvas.fill(72, 39, 176, 6, WHITE, 3)
    canvas.fill(78, 54, 164, 124, WHITE)
    canvas.fill(92, 62, 80, 6, BLUE, 1)
    for row, long in enumerate(lines_of(text, 9, 70, 136)):
        canvas.fill(92, 76 + row * 8, long, 3, (130, 134, 142), 1)
    canvas.fill(92, 152, 136, 22, (214, 228, 244), 2)


def sheet(canvas, text):
    window(canvas, 30, 24, 260, 150)
    canvas.fill(30, 38, 260, 10, (224, 238, 228))
    for row in range(13):
        canvas.fill(30, 52 + row * 9, 260, 0.5, LINE)
        for column, long in enumerate(lines_of(f'{text}{row}', 6, 8, 30)):
            canvas.fill(36 + column * 42, 55 + row * 9, long, 3, INK if row == 0 else (150, 154, 162), 1)
    for column in range(7):
        canvas.fill(30 + column * 42, 48, 0.5, 126, LINE)
    canvas.fill(178, 92, 96, 70, WHITE)
    for bar, high in enumerate(lines_of(text + ' chart', 7, 12, 54)):
        canvas.fill(186 + bar * 12, 156 - high, 8, high, (BLUE, GREEN, AMBER)[bar % 3], 1)


def shop(canvas, text):
    canvas.fill(0, 0, WIDTH, HEIGHT, WHITE)
    colour = (190, 60, 120) if 'new' in text else (70, 110, 160)
    canvas.fill(0, 0, WIDTH, 30, colour)
    canvas.fill(14, 11, 60, 8, WHITE, 2)
    for x in (190, 230, 270):
        canvas.fill(x, 13, 26, 4, WHITE, 1)
    canvas.fill(14, 40, 292, 48, (246, 228, 236) if 'new' in text else (226, 234, 244), 6)
    for column in range(4):
        canvas.fill(14 + column * 75, 98, 66, 62, ((235, 205, 160), (180, 210, 190), (200, 190, 225), (240, 200, 195))[column], 5)
        canvas.fill(14 + column * 75, 166, 46, 4, INK, 1)
        canvas.fill(14 + column * 75, 176, 26, 4, colour, 1)


def crash(canvas, text):
    editor(canvas, text)
    window(canvas, 92, 66, 136, 64)
    canvas.fill(102, 90, 18, 18, RED, 9)
    canvas.fill(110, 94, 2, 7, WHITE)
    canvas.fill(110, 103, 2, 2, WHITE)
    for row, long in enumerate((88, 74, 60)):
        canvas.fill(128, 90 + row * 8, long, 3, INK, 1)


# By snapshot: the ground of the desk, and what is open on it.
SCENES = {
    "drivers": ("first", terminal), "office": ("office", pages), "dark-side": ("other", None), "dark-side-2": ("other", terminal),
    "upgrade-failed": ("office", crash), "upgrade-log": ("office", terminal), "upgrade": ("upgraded", None), "upgraded": ("upgraded", pages),
    "printers": ("upgraded", pages), "compiler-a": ("upgraded", terminal), "compiler-b": ("upgraded", terminal), "compiler-c": ("upgraded", sheet),
    "accounts": ("upgraded", sheet), "beta": ("upgraded", editor), "beta-2": ("upgraded", editor), "beta-3": ("upgraded", crash),
    "stable": ("upgraded", editor), "kernel-a": ("upgraded", terminal), "kernel-b": ("upgraded", terminal), "fonts": ("course", None),
    "course": ("course", pages), "course-1": ("course", editor), "course-2": ("course", editor), "course-3": ("course", sheet),
    "cleaned": ("course", None), "database": ("course", terminal), "lunch": ("course", sheet),
}


def draw(name):
    canvas = Canvas()
    wall, opened = SCENES.get(name, (None, shop if name in ("before-migration", "new-theme") else terminal))
    if wall is None:
        opened(canvas, name, *([True] if opened is terminal else []))
        return canvas.png()
    desk(canvas, wall)
    if opened is not None:
        opened(canvas, name)
    return canvas.png()


def shown(machine):
    """The snapshots that kept what was on a screen. Who works by night has none, but today."""
    return [snapshot for snapshot in machine.snapshots
            if snapshot.state == 'running' and snapshot.memory != 'no' and not snapshot.name.startswith('trial')]


def write(machines):
    """For the program: a line each."""
    return ''.join(f'{machine.uuid} {snapshot.name} {base64.b64encode(draw(snapshot.name)).decode()}\n'
                   for machine in machines for snapshot in shown(machine))


def keep(cache, machines, now):
    """As the program keeps pictures, see sp-screens.c: by what is in them, and by machine, name and time."""
    def sum_of(content):
        return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()

    root = os.path.join(cache, 'savepoint', 'screens')
    os.makedirs(os.path.join(root, 'pictures'), exist_ok=True)
    for machine in machines:
        folder = os.path.join(root, 'machines', sum_of(str(machine.uuid)))
        os.makedirs(folder, exist_ok=True)
        for snapshot in shown(machine):
            png = draw(snapshot.name)
            with open(os.path.join(root, 'pictures', sum_of(png) + '.png'), 'wb') as file:
                file.write(png)
            with open(os.path.join(folder, sum_of(f'{machine.created(snapshot, now)} {snapshot.name}')), 'w', encoding='ascii') as file:
                file.write(sum_of(png))
