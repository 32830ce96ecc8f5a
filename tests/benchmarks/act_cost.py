"""What one durable act costs: `python tests/benchmarks/act_cost.py [ROUNDS]`.

An answer through the desk (lock, rules, detector, journal line, state) beside a raw replace of a state file of that
size (write, fsync, rename, fsync of the folder), in turn, on one disk. What is printed are medians, and medians of the
ratios within a round, so that a busy machine weighs on both alike.

Limits: 1.5 times the raw replace, and at 1,000 journal entries 1.1 times what it costs at 10. Beside them, as sketches
without rules, journal or lock: the same tables in TinyDB as it comes, in TinyDB with an atomic storage, in SQLite.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

sys.path.extend([str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "tui")])

from filled import answer
from stage import UNIT, make, sit
from tinydb import JSONStorage, Storage, TinyDB

from checklist import acts
from checklist.acts import Act
from checklist.desk import Desk
from checklist.model import CHECK, Particulars, Said, Value
from checklist.store import Store

RAW_LIMIT, HISTORY_LIMIT = 1.5, 1.1
FEW, MANY = 10, 1000
A_HOME = 8
"""Rounds that a copy of a home serves, so that it stays near its number of entries."""
ANSWERED = 60
SENTENCE = "Bốn người mới thực tập tại nhà A, văn bản của Bộ còn chờ ký, sẽ bổ sung trong quý tới. "
WARM_UP = 5
BEGUN = SENTENCE * 2


def said(length: int) -> Said:
    return Said(text=(SENTENCE * 100)[:length])


# --- homes -------------------------------------------------------------------------------------------------


def state_of(home: Path) -> Path:
    return home / "periods" / "2009" / f"{UNIT}.json"


def checked(desk: Desk) -> str:
    """An item that is met or not."""
    return next(item.id for item in desk.pack.shown_to(desk.read(UNIT).unit) if item.kind == CHECK)


def other(desk: Desk, count: int = 1) -> list[Act]:
    """So many answers to one item, each another than the one before, all of one length."""
    id = checked(desk)
    now = desk.read(UNIT).value("self", id)
    ends = "ba" if now and now.reason and now.reason.shown.endswith("a") else "ab"
    return [acts.Answer(id, "self", Value("not_met", reason=Said(text=BEGUN + ends[n % 2]))) for n in range(count)]


def with_history(home: Path, entries: int) -> None:
    """A home whose state is the same whatever the number of entries: three long ones and one answer, given often."""
    desk = sit(make(home))
    long = Particulars(kind="document", **{field: said(1900) for field in ("number", "issuer", "abstract", "kept_at")})
    for _ in range(3):
        desk.do(UNIT, acts.AddEvidence(long, ()))
    desk.do(UNIT, other(desk, entries - 4), bulk=False)


def answered(home: Path) -> None:
    """A home in which a unit has answered sixty items, each with a sentence."""
    desk = sit(make(home))
    for item in desk.pack.shown_to(desk.read(UNIT).unit)[:ANSWERED]:
        desk.do(UNIT, acts.Answer(item.id, "self", answer(item)))
    desk.do(UNIT, other(desk))


class Acting:
    """One act a round at a home, of which a fresh copy is taken now and then.

    The desk stays open as in the full-screen program, or is `opened` anew for each act as by a command.
    """

    def __init__(self, home: Path, copies: Path, *, opened: bool = False) -> None:
        self.home, self.copies, self.opened = home, copies, opened
        self.size = state_of(home).stat().st_size
        self.rounds = 0
        self.copy: Path | None = None

    def __call__(self) -> float:
        number, within = divmod(self.rounds, A_HOME)
        self.rounds += 1
        if within == 0:
            self.copy = self.copies / str(number)
            shutil.copytree(self.home, self.copy)
            self.desk = sit(Store(self.copy))
            self.desk.do(UNIT, other(self.desk))
        elif self.opened:
            self.desk = sit(Store(self.copy))
        (act,) = other(self.desk)
        return seconds(lambda: self.desk.do(UNIT, act))


def seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


# --- what it is held against -------------------------------------------------------------------------------


def replace_durably(path: Path, raw: bytes) -> None:
    beside = path.with_suffix(".tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(handle, raw)
    os.fsync(handle)
    os.close(handle)
    os.rename(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


class Raw:
    """A file of the size of a state, replaced in the folder of that state.

    In the same folder, since file systems take the longer for a new file the more were deleted around it just before.
    """

    def __init__(self, beside: Acting) -> None:
        self.beside, self.content = beside, os.urandom(beside.size)

    def __call__(self) -> float:
        path = state_of(self.beside.copy or self.beside.home).with_name("raw")
        return seconds(lambda: replace_durably(path, self.content))


class Atomic(Storage):
    """A TinyDB storage that replaces its file durably."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        return json.loads(self.path.read_bytes()) if self.path.exists() else None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        replace_durably(self.path, json.dumps(data, ensure_ascii=False).encode())


class Tiny:
    """The state's tables in a TinyDB, one answer of which is changed."""

    def __init__(self, path: Path, tables: dict[str, dict[str, Any]], storage: type[Storage]) -> None:
        self.db, self.n = TinyDB(path, storage=storage), 0
        for name, rows in tables.items():
            self.db.table(name).insert_multiple({"id": id, **row} for id, row in rows.items())

    def __call__(self) -> float:
        self.n += 1
        return seconds(lambda: self.db.table("answers").update({"revision": self.n}, doc_ids=[1]))


class Sqlite:
    """The state's documents as rows of SQLite, one of which is changed and the act added in one transaction."""

    def __init__(self, path: Path, tables: dict[str, dict[str, Any]]) -> None:
        self.db, self.n = sqlite3.connect(path, isolation_level=None), 0
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.execute("create table document (id text primary key, body text)")
        self.db.execute("create table act (n integer primary key, body text)")
        for name, rows in tables.items():
            for id, row in rows.items():
                self.db.execute("insert into document values (?, ?)", (f"{name} {id}", json.dumps(row)))
        self.id, body = self.db.execute("select id, body from document where id like 'answers %'").fetchone()
        self.row = json.loads(body)

    def __call__(self) -> float:
        self.n += 1
        return seconds(self._act)

    def _act(self) -> None:
        body = json.dumps({**self.row, "revision": self.n})
        self.db.execute("begin immediate")
        self.db.execute("update document set body = ? where id = ?", (body, self.id))
        self.db.execute("insert into act values (?, ?)", (self.n, body))
        self.db.execute("commit")


# --- the run -----------------------------------------------------------------------------------------------


def main(rounds: int) -> int:
    own = importlib.import_module("_sha2" if sys.version_info >= (3, 12) else "_sha256")
    hashlib.sha256 = own.sha256  # Python's own, as the program has it
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCHMARK_DISK")) as folder:
        return run(Path(folder), rounds)


def run(folder: Path, rounds: int) -> int:
    homes = {name: folder / name for name in ("few", "many", "answered")}
    with_history(homes["few"], FEW - A_HOME // 2)
    with_history(homes["many"], MANY - A_HOME // 2)
    answered(homes["answered"])
    kinds = [(name, opened) for name in homes for opened in (False, True)]
    at = {kind: Acting(homes[kind[0]], folder / f"{kind[0]}-{kind[1]}", opened=kind[1]) for kind in kinds}
    for each in at.values():
        each.copies.mkdir()
    tables = json.loads(state_of(homes["answered"]).read_bytes())["data"]
    raw, same = Raw(at["answered", False]), Raw(at["few", False])
    rows = [
        Row("act", raw, at["answered", False], RAW_LIMIT),
        Row("act, desk just opened", raw, at["answered", True]),
        Row("TinyDB as it comes", raw, Tiny(folder / "stock", tables, JSONStorage)),
        Row("TinyDB, atomic storage", raw, Tiny(folder / "atomic", tables, Atomic)),
        Row("SQLite, WAL, FULL", raw, Sqlite(folder / "sqlite", tables)),
        Row(f"act at {FEW} entries", same, at["few", False], RAW_LIMIT),
        Row(f"act at {FEW}, desk just opened", same, at["few", True]),
        Row(f"at {MANY} beside {FEW} entries", at["few", False], at["many", False], HISTORY_LIMIT),
        Row(f"at {MANY} beside {FEW}, desk just opened", at["few", True], at["many", True], HISTORY_LIMIT),
    ]
    gc.collect()
    gc.freeze()  # as the program does
    for row in rows:
        row.measure(rounds)
    sizes = [each.size for each in at.values()]
    print(f"{rounds} rounds; state of {ANSWERED} answers {sizes[4]:,} bytes, with histories {sizes[0]:,}, {sizes[2]:,}")
    print(f"{'':<38}{'ms':>8}{'beside':>9}{'ratio':>8}")
    for row in rows:
        print(row)
    return 0 if all(row.holds for row in rows) else 1


class Row:
    """One thing held against another, in turn, so that a busy machine weighs on both alike."""

    def __init__(self, name: str, base: Callable[[], float], tried: Callable[[], float], limit: float = 0) -> None:
        self.name, self.base, self.tried, self.limit = name, base, tried, limit
        self.pairs: list[tuple[float, float]] = []

    def measure(self, rounds: int) -> None:
        self.pairs = [(self.base(), self.tried()) for _ in range(rounds + WARM_UP)][WARM_UP:]

    @property
    def ratio(self) -> float:
        return median(tried / base for base, tried in self.pairs)

    @property
    def holds(self) -> bool:
        return not self.limit or self.ratio <= self.limit

    def __str__(self) -> str:
        base, tried = (median(each) * 1000 for each in zip(*self.pairs, strict=True))
        limit = f" (at most {self.limit:g}{'' if self.holds else ': NOT HELD'})" if self.limit else ""
        return f"{self.name:<38}{tried:8.3f}{base:9.3f}{self.ratio:8.2f}{limit}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
