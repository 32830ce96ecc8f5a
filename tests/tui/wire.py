"""The real program on a pseudo-terminal of which the test is the other end: it may stop reading, or go."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from emulator import Emulator

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
TWO_SECONDS = 2.0 * 3
"""What is promised within two seconds, on a machine that runs other tests too."""
WIDTH, HEIGHT = 80, 24


class Wire:
    """The other end of the line."""

    def __init__(self, pid: int, fd: int) -> None:
        self.pid, self.fd = pid, fd
        self.got = b""
        self.terminal = Emulator(WIDTH, HEIGHT)
        self._status: int | None = None

    def send(self, raw: bytes) -> None:
        """Send bytes as one write."""
        os.write(self.fd, raw)

    def read(self, seconds: float) -> bool:
        """Read what has come within a time; whether anything has, or could."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            raw = os.read(self.fd, 65536)
        except OSError:
            return False
        self.got += raw
        self.terminal.feed(raw.decode("utf-8", "replace"))
        return bool(raw)

    def quiet(self, seconds: float, *, read: bool = True) -> None:
        """Let a time pass, reading what comes or leaving it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not read or not self.read(left):
                select.select([], [], [], max(0.0, min(left, end - time.monotonic())))

    def screen(self) -> str:
        """What the terminal shows."""
        return "\n".join("".join(cell.data for cell in row).rstrip() for row in self.terminal.shows())

    def sees(self, text: str, within: float = PATIENCE) -> str:
        """Wait until the screen shows a text, and return the screen."""
        end = time.monotonic() + within
        while text not in self.screen():
            left = end - time.monotonic()
            assert left > 0 and (self.read(left) or time.monotonic() < end), f"{text!r} never came:\n{self.screen()}"
        return self.screen()

    def close(self) -> None:
        """Go: the line is gone."""
        os.close(self.fd)
        self.fd = -1

    def cpu(self) -> float:
        """Seconds of work that the program has done."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def cpu_once_still(self) -> float:
        """The same, once it no longer grows."""
        last, end = -1.0, time.monotonic() + PATIENCE
        while (now := self.cpu()) != last:
            assert time.monotonic() < end, "it never comes to rest"
            last = now
            self.quiet(0.5, read=False)
        return last

    def ended(self, within: float = PATIENCE) -> int:
        """Wait for the end of the program, and return its exit code."""
        end = time.monotonic() + within
        while self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = status
                while self.fd >= 0 and self.read(0):
                    pass
            else:
                assert time.monotonic() < end, f"it goes on:\n{self.screen()}"
                if self.fd < 0 or not self.read(0.02):
                    select.select([], [], [], 0.02)
        return os.waitstatus_to_exitcode(self._status)

    def gone_within(self, seconds: float) -> None:
        """Wait for the end of the program without reading what it sends."""
        end = time.monotonic() + seconds
        while self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = status
            else:
                assert time.monotonic() < end, f"not gone after {seconds} seconds"
                select.select([], [], [], 0.02)

    def end(self) -> None:
        """Leave nothing behind."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            os.close(self.fd)


@contextlib.contextmanager
def wire(
    home: Path,
    person: str = "vp01",
    *,
    env: Mapping[str, str] | None = None,
    program: Sequence[str] = (sys.executable, "-m", "checklist"),
    ignore_hang_up: bool = False,
) -> Iterator[Wire]:
    """The program of a person at a home; `ignore_hang_up` starts it as nohup does."""
    settings = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    command = [*program, "--home", str(home), "--as", person]
    pid, fd = pty.fork()
    if not pid:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        if ignore_hang_up:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.execve(command[0], command, {**settings, **(env or {})})
    line = Wire(pid, fd)
    try:
        yield line
    finally:
        line.end()
