"""The real program on a real pseudo-terminal, its screen rebuilt by tmux; each `keys` is one write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux, which this machine lacks")
PATIENCE = 20.0
"""Seconds after which a condition counts as never coming true."""


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never came true: {what}")
        os.sched_yield()


class Terminal:
    """A tmux pane of 80x24 in which the program runs."""

    def __init__(self, socket: Path, pid: int) -> None:
        self.socket, self.pid = socket, pid

    def tmux(self, *args: str, **kwargs: object) -> str:
        command = ["tmux", "-S", str(self.socket), *args]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def screen(self) -> str:
        """What the terminal shows."""
        return self.tmux("capture-pane", "-p", "-t", "t")

    def send(self, raw: bytes) -> None:
        """Send bytes as one write."""
        self.tmux("send-keys", "-t", "t", "-H", *(f"{byte:02x}" for byte in raw))

    def sees(self, text: str) -> str:
        """Wait until the screen shows a text, and return the screen."""
        last = [""]

        def shown() -> bool:
            last[0] = self.screen()
            return text in last[0]

        try:
            until(shown, f"{text!r} on the screen")
        except AssertionError:
            raise AssertionError(f"{text!r} never came; the screen:\n{last[0]}") from None
        return last[0]

    def alive(self) -> bool:
        """Whether the program still runs."""
        try:
            os.kill(self.pid, 0)
            # A process that ended and was not waited for is dead too; it may be reaped between the two looks.
            return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except (ProcessLookupError, FileNotFoundError):
            return False


@contextmanager
def running(home: Path | None, *args: str, env: dict[str, str] | None = None, folder: Path) -> Iterator[Terminal]:
    """The program in a terminal of its own."""
    socket = folder / "tmux"
    command = [sys.executable, "-m", "checklist", *(("--home", str(home)) if home else ()), *args]
    settings = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})}
    shell = " ".join([*(f"{key}={value}" for key, value in settings.items()), "exec", *command])
    base = ["tmux", "-S", str(socket), "-f", "/dev/null"]
    subprocess.run([*base, "new-session", "-d", "-s", "t", "-x", "80", "-y", "24", shell], check=True)
    subprocess.run([*base, "set-option", "-g", "remain-on-exit", "on"], check=True)
    out = subprocess.run([*base, "list-panes", "-F", "#{pane_pid}"], check=True, capture_output=True, text=True)
    try:
        yield Terminal(socket, int(out.stdout))
    finally:
        subprocess.run([*base, "kill-server"], check=False, capture_output=True)
