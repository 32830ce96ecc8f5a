"""The program on a real pseudo-terminal of 80x24, key by key: what it sent, and what the terminal showed."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from emulator import Emulator
from fenced import FENCE
from pyte.screens import Char

import checklist

MARK = FENCE.encode()
BYTES = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z",
    "space": " ", "backspace": "\x7f", "slash": "/", "question_mark": "?", "ctrl+l": "\x0c",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f4": "\x1bOS", "f5": "\x1b[15~", "f9": "\x1b[20~", "f10": "\x1b[21~",
    "f12": "\x1b[24~",
}  # fmt: skip


LEFT = b"\x1b[?1049l"


class Left(Exception):
    """The program was left in good order."""


class Picture:
    """What a terminal shows: cells, cursor, and the style that it would write in."""

    def __init__(self, emulator: Emulator) -> None:
        self.cells = emulator.shows()
        self.cursor = emulator.at()[:2]
        self.pen: Char = emulator.cursor.attrs


class Line:
    """The other end of the line."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.terminal = Emulator(80, 24)
        self.sent = self.fence()
        """What came after the last key."""

    def fence(self) -> bytes:
        """Everything up to the next fence."""
        got = b""
        while not got.endswith(MARK):
            try:
                got += os.read(self.fd, 65536)
            except OSError:
                if LEFT not in got:
                    raise AssertionError(f"the program ended: {got.decode(errors='replace')}") from None
                raise Left from None
        got = got[: -len(MARK)]
        # What the line makes of a line feed is in the bytes already.
        self.terminal.feed(got.decode())
        return got

    def key(self, name: str) -> bytes:
        """Press a key, and return what the program sent."""
        os.write(self.fd, BYTES.get(name, name).encode())
        self.sent = self.fence()
        return self.sent

    def picture(self) -> Picture:
        """What the terminal shows now."""
        return Picture(self.terminal)


@contextmanager
def line(command: Sequence[str], kind: type[Line] = Line) -> Iterator[Line]:
    """A command on a terminal of 80x24; it has to tell by fences that it is done, or `kind` finds out otherwise."""
    pid, fd = pty.fork()
    if not pid:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.environ.pop("NO_COLOR", None)
        os.environ["PYTHONPATH"] = str(Path(checklist.__file__).parents[1])
        os.execv(command[0], command)
    try:
        yield kind(fd)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(fd)


def program(home: Path, person: str = "", *, lang: str = "vi", driver: str = "line") -> list[str]:
    """The program itself, as `fenced.py` starts it."""
    return [sys.executable, str(Path(__file__).parent / "fenced.py"), str(home), person, lang, driver]
