"""Many processes write at once: nothing is lost, nothing waits for ever, a conflict has one winner.

Every child is a process of its own (`homes.py`). What they did is counted in the files. Here eight write at once;
`WRITERS=50 PATIENCE=300 pytest tests/store/test_parallel.py` lets fifty.
"""

from __future__ import annotations

import fcntl
import os
import random
import signal
import subprocess
from pathlib import Path

import pytest
from homes import (
    PERIOD,
    chain,
    child,
    children,
    damage,
    heads,
    journal_of,
    line,
    make,
    met,
    own_items,
    rebuilt,
    replayed,
    rest,
    sit,
    state_of,
    stored,
    tell,
    together,
)

from checklist.model import SELF
from checklist.store import Store

WRITERS, ACTS = int(os.environ.get("WRITERS", "8")), 50


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_many_writers_of_one_assessment_lose_nothing(home: Path, tmp_path: Path) -> None:
    make(home, people=heads(WRITERS), items=WRITERS * 5)
    with children([("watch", home)]) as [watcher]:
        entered = together([("mixed", home, f"p{number}") for number in range(WRITERS)])
        tell(watcher, "stop")
        assert 0 < line(watcher) <= 1 + WRITERS * ACTS

    entries = chain(journal_of(home))
    assert len(entries) == 1 + WRITERS * ACTS
    by = [entry["who"] for entry in entries[1:]]
    assert [by.count(f"p{number}") for number in range(WRITERS)] == [ACTS] * WRITERS

    ids = [id for printed in entered for id in printed]
    assert sorted(ids, key=lambda id: int(id[1:])) == [f"E{number}" for number in range(1, WRITERS * 10 + 1)]
    a = sit(Store(home), "p0").read("vp")
    assert list(a.evidence) == [f"E{number}" for number in range(1, WRITERS * 10 + 1)]
    for number, printed in enumerate(entered):
        own = own_items(f"p{number}")
        for cycle, id in enumerate(printed):
            entry = a.evidence[id]
            assert entry.particulars.number and entry.particulars.number.text == f"{cycle}/p{number}"
            assert entry.items == tuple(sorted((own[cycle % 5], own[(cycle + 1) % 5])))
        for place, item in enumerate(own):
            # Twice answered for good, twice answered and taken back.
            assert a.revision(SELF, item) == 6
            value = a.value(SELF, item)
            assert value and value.reason and value.reason.text == f"p{number} {place + 5}"

    assert a == replayed(home) == stored(home)
    assert state_of(home).read_bytes() == rebuilt(home, tmp_path / "copy")
    assert damage(Store(home)) == []


def test_many_writers_over_many_assessments_lose_nothing(home: Path, tmp_path: Path) -> None:
    units = [f"u{number:02}" for number in range(20)]
    make(home, units=units, people=heads(WRITERS), items=WRITERS * 5)
    printed = together([("spread", home, f"p{number}", " ".join(units)) for number in range(WRITERS)])
    desk = sit(Store(home), "p0")
    for unit in units:
        revisions = {}
        for number, rows in enumerate(printed):
            own = [revision for where, revision in rows if where == unit]
            assert own == list(range(1, len(own) + 1))
            revisions[own_items(f"p{number}")[0]] = len(own)
        a = desk.read(unit)
        assert {item: a.revision(SELF, item) for item in revisions} == revisions
        assert len(chain(journal_of(home, unit))) == 1 + sum(revisions.values())
        assert a == replayed(home, unit)
        assert state_of(home, unit).read_bytes() == rebuilt(home, tmp_path / "copy", unit)
    assert sum(desk.read(unit).entries - 1 for unit in units) == WRITERS * ACTS
    assert damage(Store(home)) == []


ROUNDS = 25


def test_of_two_writers_who_saw_the_same_revision_one_wins_and_one_is_told(home: Path) -> None:
    make(home, people=heads(2))
    with children([("race", home, "p0", "CC-01"), ("race", home, "p1", "CC-01")]) as both:
        for revision in range(ROUNDS):
            for each in both:
                tell(each, revision)
            assert sorted(map(line, both), key=str) == [revision + 1, "conflict"]
    assert len(chain(journal_of(home))) == 1 + ROUNDS


def test_writers_of_different_items_never_conflict(home: Path) -> None:
    make(home, people=heads(2))
    with children([("race", home, "p0", "CC-01"), ("race", home, "p1", "CC-02")]) as both:
        for revision in range(ROUNDS):
            for each in both:
                tell(each, revision)
            assert list(map(line, both)) == [revision + 1] * 2
    assert len(chain(journal_of(home))) == 1 + 2 * ROUNDS


# --- killed ------------------------------------------------------------------------------------------------


def test_whatever_a_killed_writer_was_told_is_there(home: Path, tmp_path: Path) -> None:
    make(home)
    seed = random.Random(7431)
    told = 0
    for _ in range(40):
        process = child("answer", home)
        assert line(process) == "ready"
        acknowledged = [line(process) for _ in range(seed.randrange(4))]
        with pytest.raises(subprocess.TimeoutExpired):  # it goes on for ever: any moment of its next acts
            process.wait(seed.uniform(0, 0.006))
        process.kill()
        acknowledged += rest(process)
        assert process.returncode == -signal.SIGKILL
        store = Store(home)
        revision = sit(store).read("vp").revision(SELF, "CC-01")
        told = acknowledged[-1] if acknowledged else told
        assert told <= revision <= told + 1
        assert damage(store) == []
        told = revision
    assert told >= 40
    assert len(chain(journal_of(home))) == 1 + told
    after = sit(Store(home)).do("vp", met("CC-01", "at last"))
    assert after.revision(SELF, "CC-01") == told + 1
    assert state_of(home).read_bytes() == rebuilt(home, tmp_path / "copy")


@pytest.mark.parametrize("before", [0, 1], ids=["the first act", "a later act"])
def test_a_writer_killed_at_any_system_call_leaves_all_or_nothing(home: Path, tmp_path: Path, before: int) -> None:
    store = make(home)
    for number in range(before):
        sit(store).do("vp", met("CC-02", f"before {number}"))
    aside = tmp_path / "aside"
    process = child("kills", home, aside)
    tried = rest(process)
    assert process.returncode == 0
    assert len(tried) > 20
    assert tried[-1][1] and not tried[0][1]
    for number, acknowledged in tried:
        copy = aside / str(number)
        assert damage(Store(copy)) == []
        desk = sit(Store(copy))
        seen = desk.read("vp").revision(SELF, "CC-01")
        assert seen in ((1,) if acknowledged else (0, 1))
        assert desk.read("vp").revision(SELF, "CC-02") == before
        assert desk.do("vp", met("CC-01", "again")).revision(SELF, "CC-01") == seen + 1
        # The first act makes entry 0 too. Killed within the one write of both, entry 0 may stand alone.
        assert len(chain(journal_of(copy))) == 1 + before + seen + 1
        assert state_of(copy).read_bytes() == rebuilt(copy, tmp_path / "copy")
        assert damage(Store(copy)) == []


def test_the_lock_of_a_killed_writer_is_free_at_once(home: Path) -> None:
    store = make(home)
    lock = journal_of(home).with_suffix(".lock")
    with children([("hold", home)]) as [holder]:
        handle = os.open(lock, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        holder.kill()
        holder.wait()
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
    assert sit(store).do("vp", met("CC-01", "free")).entries == 2


def test_a_reader_waits_for_no_writer(home: Path) -> None:
    store = make(home)
    sit(store).do("vp", met("CC-01", "there"))
    with children([("hold", home)]):
        assert store.read(PERIOD, "vp") == replayed(home)
        assert damage(store) == []
