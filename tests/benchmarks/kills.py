"""Kills writers at random moments and counts what was lost: `python tests/benchmarks/kills.py [KILLS]`.

Each writer is a process of its own, killed with `kill -9` by its parent at a moment drawn anew. Which step it was at
stands in memory that outlives it. After each kill the home is opened: every acknowledged act has to be there, nothing
that was never begun, and no damage.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.extend([str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "store")])

from homes import damage, document, journal_of, make, met, sit

from checklist.desk import Desk
from checklist.store import Store

STEPS = (
    "before the lock",
    "locked, reading and deciding",
    "opening the journal",
    "appending the line",
    "syncing the line",
    "between the sync and the state",
    "writing the state",
    "renaming the state",
    "after the state",
    "after the lock",
)
BEFORE, LOCKED, OPENING, APPENDING, SYNCING, SYNCED, WRITING, RENAMING, STATED, DONE = range(len(STEPS))
COMMIT = range(OPENING, STATED + 1)
A_HOME = 50
"""Kills in one home, so that its journal stays short."""


def steps_of(step: mmap.mmap) -> None:
    """Let this process note each step of an act as it begins."""

    def around(module: Any, name: str, begins: Callable[..., int | None], ends: Callable[..., int | None]) -> None:
        real = getattr(module, name)

        def noted(*arguments: Any, **more: Any) -> Any:
            if (before := begins(*arguments)) is not None:
                step[0] = before
            result = real(*arguments, **more)
            if (after := ends(*arguments)) is not None:
                step[0] = after
            return result

        setattr(module, name, noted)

    def nothing(*arguments: Any) -> None:
        return None

    around(fcntl, "flock", lambda *_: BEFORE, lambda *_: LOCKED)
    around(os, "open", lambda path, flags, *_: OPENING if _writes(path, flags, ".jsonl") else None, nothing)
    around(os, "write", lambda *_: {OPENING: APPENDING, SYNCED: WRITING}.get(step[0]), nothing)
    around(os, "fdatasync", lambda *_: SYNCING, lambda *_: SYNCED)
    around(os, "rename", lambda *_: RENAMING, lambda *_: STATED)


def _writes(path: object, flags: int, suffix: str) -> bool:
    return str(path).endswith(suffix) and bool(flags & os.O_RDWR)


def write_for_ever(home: Path, step: mmap.mmap, told: int, seed: int) -> None:
    """Act in all ways; tells the number of entries after each act, in one write."""
    desk = sit(Store(home))
    steps_of(step)
    real: Callable[[int, bytes], int] = os.write
    os.write(told, b"%8d" % desk.read("vp").entries)
    for number in range(sys.maxsize):
        step[0] = BEFORE
        entries = act(desk, number, f"{seed}/{number}")
        step[0] = DONE
        real(told, b"%8d" % entries)


def act(desk: Desk, number: int, words: str) -> int:
    """The next act of a round; gives the number of entries after it."""
    if number % 4 == 0:
        return desk.do("vp", met("CC-01", words)).entries
    if number % 4 == 1:
        return desk.do("vp", document(words, "CC-01")).entries
    if number % 4 == 2:
        return desk.undo("vp")[0].entries
    return desk.do("vp", [met("CC-01", words), met("CC-02", words)]).entries


def kill_one(home: Path, seed: int, wait: float) -> tuple[int, int, int, int]:
    """Start a writer, kill it; gives its step, the acts it acknowledged, entries acknowledged and entries there."""
    step = mmap.mmap(-1, 1)
    hears, tells = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.close(hears)
            write_for_ever(home, step, tells, seed)
        finally:
            os._exit(1)
    os.close(tells)
    said = os.read(hears, 8)  # it is past its start
    time.sleep(wait)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit("a writer ended by itself")
    with os.fdopen(hears, "rb") as pipe:
        said += pipe.read()
    store = Store(home)
    broken = damage(store)
    if broken:
        raise SystemExit(f"damage after a kill: {broken}")
    return step[0], len(said) // 8 - 1, int(said[-8:]), sit(store).read("vp").entries


def histogram(fell: Counter[int]) -> str:
    """How many kills fell into each step."""
    most = max(fell.values())
    rows = [f"{name:32}{fell[n]:6}  {'#' * round(40 * fell[n] / most)}" for n, name in enumerate(STEPS)]
    return "\n".join(rows)


def main(kills: int) -> int:
    """Kill so many writers; the exit code says whether anything was lost."""
    draw = random.Random(7431)
    fell: Counter[int] = Counter()
    acts = lost = never = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(kills):
            home = Path(folder) / str(number // A_HOME)
            if number % A_HOME == 0:
                sit(make(home)).do("vp", met("CC-01", "first"))
            step, done, told, there = kill_one(home, number, draw.uniform(0, 0.03))
            fell[step] += 1
            acts += done
            lost += there < told
            never += there > told + 2  # a bulk act of two may be there that was not told
            if not journal_of(home).exists():
                lost += 1
    inside = sum(fell[n] for n in COMMIT)
    print(f"{kills} kills, {inside} of them inside the commit; {acts} acts acknowledged, {lost} lost")
    print(histogram(fell))
    return 1 if lost or never or not inside else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
