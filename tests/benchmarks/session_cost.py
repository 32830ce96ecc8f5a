"""What a session costs beside an empty Textual app: `python tests/benchmarks/session_cost.py [RUNS [SESSIONS [IDLE]]]`.

On real pseudo-terminals of 80x24: start to first paint and memory, in pairs that run in turn, so that the ratio holds
when the machine's speed drifts; bytes of an idle screen; many sessions at once on two cores. The exit code is 1 where
a limit is passed.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from checklist import demo

START_LIMIT, MEMORY_LIMIT = 1.15, 1.1
"""Of the session's figure to that of the empty app."""
QUIET = 0.8
"""Seconds without a byte after which the first paint counts as complete."""
PATIENCE = 120.0
CORES = 2
KEYS = ("\x1b[B", "\x1b[B", "\x1b[A")
"""Pressed again and again where many sessions run."""
PAUSE, PRESSES = 1.0, 20
"""Seconds between two keys of a session, and how many keys each gets."""
EMPTY = "from textual.app import App; App().run(mouse=False)"
ROOT = str(Path(__file__).parents[2])
# Else every start would compile the program anew, which an installed one never does.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


class Session:
    """A program on a pseudo-terminal, with the moments of its bytes."""

    def __init__(self, command: Sequence[str]) -> None:
        self.began = self.last = time.perf_counter()
        self.bytes = 0
        self.pid, self.fd = pty.fork()
        if not self.pid:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", PYTHONPATH=ROOT)
            os.execv(command[0], command)
        os.set_blocking(self.fd, False)

    def take(self) -> None:
        """Read what is there."""
        self.bytes += len(os.read(self.fd, 65536))
        self.last = time.perf_counter()

    def settle(self) -> None:
        """Wait for the first paint."""
        while select.select([self.fd], [], [], QUIET if self.bytes else PATIENCE)[0]:
            self.take()
        if not self.bytes:
            raise AssertionError("the program shows nothing")

    @property
    def start(self) -> float:
        """Seconds from its beginning to the last byte so far."""
        return self.last - self.began

    def memory(self) -> float:
        """Resident set size in MB; what other programs share at the moment would change the proportional one."""
        found = re.search(r"^Rss:\s+(\d+) kB", Path(f"/proc/{self.pid}/smaps_rollup").read_text(), re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024

    def end(self) -> None:
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def program(home: Path, person: str) -> list[str]:
    return [sys.executable, "-m", "checklist", "--home", str(home), "--as", person]


def measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds to the first paint, and memory."""
    session = Session(command)
    try:
        session.settle()
        return session.start, session.memory()
    finally:
        session.end()


def beside_empty(home: Path, person: str, runs: int) -> bool:
    """Start and memory of a session and of the empty app, in turn; whether the limits hold."""
    pairs = [(measured(program(home, person)), measured([sys.executable, "-c", EMPTY])) for _ in range(runs + 1)][1:]
    start = median(one[0] / other[0] for one, other in pairs)
    memory = median(one[1] / other[1] for one, other in pairs)
    seconds = [median(pair[n][0] for pair in pairs) for n in (0, 1)]
    sizes = [median(pair[n][1] for pair in pairs) for n in (0, 1)]
    print(f"a session of {person}, an empty Textual app, median of {runs} pairs")
    print(
        f"  first paint {seconds[0] * 1000:7.1f} ms {seconds[1] * 1000:7.1f} ms  {start:5.3f} (limit {START_LIMIT:g})"
    )
    print(f"  memory, RSS {sizes[0]:7.1f} MB {sizes[1]:7.1f} MB  {memory:5.3f} (limit {MEMORY_LIMIT:g})")
    return start <= START_LIMIT and memory <= MEMORY_LIMIT


def idle(home: Path, person: str, seconds: float) -> bool:
    """Bytes of a screen on which nobody does anything; whether there are none."""
    session = Session(program(home, person))
    try:
        session.settle()
        before, end = session.bytes, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([session.fd], [], [], left)[0]:
                session.take()
        sent = session.bytes - before
        print(f"idle screen of {person}: {sent} bytes in {seconds:g} s (limit 0)")
        return sent == 0
    finally:
        session.end()


def watch(sessions: Sequence[Session], until: Callable[[], bool]) -> None:
    """Read what the sessions send until a condition holds."""
    by_fd = {session.fd: session for session in sessions}
    poll = select.poll()
    for fd in by_fd:
        poll.register(fd, select.POLLIN)
    while not until():
        for fd, _ in poll.poll(5):
            by_fd[fd].take()


def all_at_once(home: Path, people: Sequence[str], count: int) -> None:
    """Many sessions on two cores: how long each takes to its first paint, and from a key to the last byte of it."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    sessions = [Session(program(home, people[n % len(people)])) for n in range(count)]
    try:
        watch(
            sessions,
            lambda: all(each.bytes > 500 and time.perf_counter() - each.last > 5 for each in sessions),
        )
        starts = [each.start for each in sessions]
        memory = sum(each.memory() for each in sessions)
        answers, silent = pressed(sessions)
    finally:
        for each in sessions:
            each.end()
    print(f"{count} sessions at once on {CORES} cores, {memory / count:.1f} MB each")
    print(f"  first paint, all started at once   median {median(starts):6.2f} s   p95 {p95(starts):6.2f} s")
    said = f"median {median(answers) * 1000:6.1f} ms  p95 {p95(answers) * 1000:6.1f} ms"
    print(f"  from a key to its last byte        {said}  ({len(answers)} keys, {silent} without an answer)")


def pressed(sessions: Sequence[Session]) -> tuple[list[float], int]:
    """Seconds from each key to the last byte of its answer, each session at its own moments; keys without one."""
    random, begin = Random(1), time.perf_counter()
    due = [
        (begin + (n + random.random()) * PAUSE, each, KEYS[n % len(KEYS)]) for each in sessions for n in range(PRESSES)
    ]
    due.sort(key=lambda press: press[0])
    sent: dict[Session, tuple[float, int]] = {}
    answers: list[float] = []
    silent = 0

    def answered(session: Session) -> None:
        nonlocal silent
        at, before = sent.pop(session)
        if session.bytes > before:
            answers.append(session.last - at)
        else:
            silent += 1

    for moment, session, key in due:
        watch(sessions, partial(after, moment))
        if session in sent:
            answered(session)
        sent[session] = (time.perf_counter(), session.bytes)
        os.write(session.fd, key.encode())
    watch(sessions, partial(after, due[-1][0] + 3 * PAUSE))
    for session in list(sent):
        answered(session)
    return answers, silent


def after(moment: float) -> bool:
    return time.perf_counter() >= moment


def p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main(runs: int = 10, sessions: int = 100, seconds: float = 60) -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        demo.build(home, "vi")
        good = [beside_empty(home, person, runs) for person in ("vp01", "tt01")]
        good.append(idle(home, "vp01", seconds))
        all_at_once(home, ("vp01", "vp02", "kt01", "tt01"), sessions)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
