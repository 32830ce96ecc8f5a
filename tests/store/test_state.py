"""The state is what the journal adds up to: mended when it is missing, old or broken; damage of the journal is told."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from homes import (
    PERIOD,
    chain,
    document,
    journal_of,
    make,
    met,
    not_met,
    rebuilt,
    replayed,
    sit,
    state_of,
    stored,
)
from hypothesis import given, settings
from strategies import Life, lives

from checklist import acts, journal
from checklist.errors import Damaged
from checklist.model import SELF, Assessment
from checklist.store import Store
from checklist.store.files import Database


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A home with some acts on two units, line for line of the same length."""
    store = make(tmp_path / "home", units=("vp", "vu"), items=3)
    for unit in ("vp", "vu"):
        desk = sit(store)
        desk.do(unit, met("CC-01", f"có sổ của {unit}"))
        desk.do(unit, document(f"12/QĐ-{unit}", "CC-01"))
        desk.do(unit, not_met("CC-02", f"chưa tập huấn ở {unit}"))
        desk.do(unit, acts.Attach("E1", "CC-02"))
    return store


def reads_and_writes(store: Store, raw: bytes) -> None:
    """The state is back byte for byte after a read, and right after one more act."""
    before = replayed(store.home)
    assert store.read(PERIOD, "vp") == before
    assert state_of(store.home).read_bytes() == raw
    goes_on(store)


def goes_on(store: Store) -> None:
    """One more act is done on what the journal says, and leaves the state as it would be built from it."""
    before = replayed(store.home)
    assert before is not None
    after = sit(store).do("vp", met("CC-03", "thêm"))
    assert after.entries == before.entries + 1 == len(chain(journal_of(store.home)))
    assert after == stored(store.home) == replayed(store.home)
    assert state_of(store.home).read_bytes() == rebuilt(store.home, store.home.parent / "copy")


# --- broken states -----------------------------------------------------------------------------------------


def test_a_missing_state_is_built_again(store: Store) -> None:
    raw = state_of(store.home).read_bytes()
    state_of(store.home).unlink()
    reads_and_writes(store, raw)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_state_is_built_again(store: Store, share: float) -> None:
    raw = state_of(store.home).read_bytes()
    state_of(store.home).write_bytes(raw[: int(len(raw) * share)])
    reads_and_writes(store, raw)


def test_a_state_with_a_flipped_bit_is_built_again(store: Store) -> None:
    raw = state_of(store.home).read_bytes()
    draw = random.Random(5)
    for place in range(0, len(raw), 7):
        broken = bytearray(raw)
        broken[place] ^= 1 << draw.randrange(8)
        state_of(store.home).write_bytes(broken)
        assert store.read(PERIOD, "vp") == replayed(store.home)
        assert state_of(store.home).read_bytes() == raw
    reads_and_writes(store, raw)


def test_an_act_on_a_broken_state_starts_from_the_journal(store: Store) -> None:
    state_of(store.home).write_bytes(b"{}")
    goes_on(store)


def test_an_older_state_is_caught_up_with_from_the_journal(store: Store) -> None:
    desk = sit(store)
    older = [state_of(store.home).read_bytes()]
    for act in (
        met("CC-02", "đã tập huấn"),
        acts.Detach("E1", "CC-01"),
        acts.RemoveEvidence("E1"),
        acts.Clear("CC-01"),
    ):
        desk.do("vp", act)
        older.append(state_of(store.home).read_bytes())
    desk.undo("vp")
    for raw in older:
        state_of(store.home).write_bytes(raw)
        assert store.read(PERIOD, "vp") == replayed(store.home)
    for raw in older:
        state_of(store.home).write_bytes(raw)
        goes_on(store)
        desk.undo("vp")


def test_the_state_of_another_unit_is_not_believed(store: Store) -> None:
    raw = state_of(store.home).read_bytes()
    assert journal_of(store.home).stat().st_size == journal_of(store.home, "vu").stat().st_size
    shutil.copyfile(state_of(store.home, "vu"), state_of(store.home))
    reads_and_writes(store, raw)


def test_the_state_of_another_unit_that_has_written_more_is_not_believed(store: Store) -> None:
    raw = state_of(store.home).read_bytes()
    for number in range(3):
        sit(store).do("vu", met("CC-03", f"thêm {number}"))
    shutil.copyfile(state_of(store.home, "vu"), state_of(store.home))
    reads_and_writes(store, raw)


def test_the_state_of_another_period_is_not_believed(store: Store) -> None:
    raw = state_of(store.home).read_bytes()
    other = store.home / "periods" / "2010"
    shutil.copytree(store.home / "periods" / PERIOD, other)
    shutil.move(state_of(store.home), other / "vp.json")
    with pytest.raises(Damaged):
        store.read("2010", "vp")
    reads_and_writes(store, raw)


# --- a damaged journal -------------------------------------------------------------------------------------


def both_refuse(store: Store, words: str) -> None:
    """Reading and writing tell of the damage and leave both files as they are."""
    files = [journal_of(store.home), state_of(store.home)]
    before = [path.read_bytes() if path.exists() else None for path in files]
    with pytest.raises(Damaged, match=words) as caught:
        store.read(PERIOD, "vp")
    assert caught.value.exit_code == 3
    with pytest.raises(Damaged, match=words):
        sit(store).do("vp", met("CC-03", "thêm"))
    assert [path.read_bytes() if path.exists() else None for path in files] == before


def test_a_journal_that_is_gone_is_told(store: Store) -> None:
    journal_of(store.home).unlink()
    both_refuse(store, "holds 5 entries, the journal 0: the state is ahead of its journal")


@pytest.mark.parametrize("left", range(5))
def test_a_journal_cut_off_by_whole_lines_is_told(store: Store, left: int) -> None:
    lines = journal_of(store.home).read_bytes().splitlines(keepends=True)
    journal_of(store.home).write_bytes(b"".join(lines[:left]))
    both_refuse(store, f"holds 5 entries, the journal {left}: the state is ahead of its journal")


def test_a_journal_whose_last_acknowledged_line_is_torn_is_told(store: Store) -> None:
    raw = journal_of(store.home).read_bytes()
    for cut in (1, 20):
        journal_of(store.home).write_bytes(raw[:-cut])
        both_refuse(store, "ahead of its journal")


def test_a_journal_that_went_another_way_after_a_restore_is_told(store: Store) -> None:
    """Restored from a backup, then written on: the same length, other entries than the state has seen."""
    backup = journal_of(store.home).read_bytes()
    sit(store).do("vp", met("CC-03", "two"))
    ahead = state_of(store.home).read_bytes()
    journal_of(store.home).write_bytes(backup)
    state_of(store.home).unlink()
    sit(store).do("vp", met("CC-03", "one"))
    state_of(store.home).write_bytes(ahead)
    both_refuse(store, "ahead of its journal")


def test_the_journal_of_another_unit_is_told(store: Store) -> None:
    for path in (journal_of, state_of):
        shutil.copyfile(path(store.home, "vu"), path(store.home, "vp"))
    both_refuse(store, "vp.jsonl: the content is not what was written")
    state_of(store.home).unlink()
    both_refuse(store, "vp.jsonl: the content is not what was written")


@pytest.mark.parametrize("number", range(5))
def test_an_altered_line_is_told_where_the_journal_is_read(store: Store, number: int) -> None:
    lines = journal_of(store.home).read_bytes().splitlines(keepends=True)
    altered = lines[number].replace(b'"at":"2009-12', b'"at":"2009-11')
    assert altered != lines[number]
    journal_of(store.home).write_bytes(b"".join((*lines[:number], altered, *lines[number + 1 :])))
    with pytest.raises(Damaged, match=f"Entry {number}"):
        sit(store).log("vp")
    state_of(store.home).unlink()
    both_refuse(store, f"Entry {number}")


def test_lines_that_changed_places_or_are_missing_are_told(store: Store) -> None:
    zero, one, two, three, four = journal_of(store.home).read_bytes().splitlines(keepends=True)
    state_of(store.home).unlink()
    for lines in ((zero, two, one, three, four), (zero, one, three, four), (one, two), (zero, one, one)):
        journal_of(store.home).write_bytes(b"".join(lines))
        both_refuse(store, "Entry")


# --- a torn last line --------------------------------------------------------------------------------------


@pytest.mark.parametrize("torn", [b"{", b'{"entry":{"act":{"do":"answer"', b"\0" * 300, b"\xff" * 7])
def test_a_torn_last_line_is_read_past_and_cut_off_by_the_next_writer(store: Store, torn: bytes) -> None:
    before, a = journal_of(store.home).read_bytes(), store.read(PERIOD, "vp")
    journal_of(store.home).write_bytes(before + torn)
    assert store.read(PERIOD, "vp") == a
    assert len(sit(store).log("vp")) == 5
    assert list(store.check()) == []
    assert journal_of(store.home).read_bytes() == before + torn
    goes_on(store)
    assert journal_of(store.home).read_bytes().startswith(before + b'{"entry":')


def test_a_torn_first_line_is_no_assessment_yet(tmp_path: Path) -> None:
    store = make(tmp_path / "home")
    journal_of(store.home).write_bytes(b'{"entry":{"act":{"do":"op')
    assert store.read(PERIOD, "vp") is None
    assert sit(store).read("vp").entries == 0
    assert list(store.check()) == []
    sit(store).do("vp", met("CC-01", "đầu tiên"))
    assert len(chain(journal_of(store.home))) == 2


# --- written bit by bit = built anew -----------------------------------------------------------------------


@settings(max_examples=30)
@given(lives(most=20))
def test_a_state_written_act_by_act_equals_one_built_from_nothing_byte_for_byte(life: Life) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        store, unit = make(home), life.a.unit.id
        a = None
        for line in life.lines:
            with store.edit(PERIOD, unit) as edit:
                a = journal.follow(a or journal.start(opened(line)), line)
                edit.append([line], a)
                assert edit.state_error is None
            raw = state_of(home, unit).read_bytes()
            assert stored(home, unit) == a
            state_of(home, unit).unlink()
            assert store.read(PERIOD, unit) == a
            assert state_of(home, unit).read_bytes() == raw
        assert a == life.a
        chain(journal_of(home, unit))


def opened(line: journal.Line) -> acts.Open:
    assert isinstance(line.entry.act, acts.Open)
    return line.entry.act


def test_a_random_walk_at_the_desk_leaves_the_state_as_it_would_be_built_anew(tmp_path: Path) -> None:
    draw = random.Random(2009)
    store = make(tmp_path / "home", items=4)
    desk = sit(store)
    items = [f"CC-{number:02}" for number in range(1, 5)]
    tries: list[Callable[[], object]] = [
        lambda: desk.do("vp", met(draw.choice(items), f"có {draw.random()}")),
        lambda: desk.do("vp", not_met(draw.choice(items), f"chưa {draw.random()}")),
        lambda: desk.do("vp", [met(item, f"cả loạt {draw.random()}") for item in items[:3]]),
        lambda: desk.do("vp", document(f"{draw.randrange(99)}/QĐ", draw.choice(items))),
        lambda: desk.do("vp", acts.Clear(draw.choice(answered(desk.read("vp"))))),
        lambda: desk.do("vp", acts.RemoveEvidence(draw.choice(list(desk.read("vp").evidence)))),
        lambda: desk.undo("vp"),
        lambda: desk.undo("vp"),
    ]
    desk.do("vp", tuple(met(item, "đầu") for item in items))
    desk.do("vp", document("1/QĐ", "CC-01"))
    done = 0
    while done < 80:
        act = draw.choice(tries)
        if not desk.read("vp").evidence or len(answered(desk.read("vp"))) < 2:
            act = tries[draw.choice((2, 3))]
        act()
        done += 1
        assert stored(store.home) == desk.read("vp")
        assert state_of(store.home).read_bytes() == rebuilt(store.home, tmp_path / "copy")


def answered(a: Assessment) -> list[str]:
    return [item for item in a.answers[SELF] if a.value(SELF, item)]


def test_an_interrupted_write_of_the_state_leaves_the_one_before(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C in the middle of the tables: half of them beside an older head would be read as the truth."""
    desk, put, left = sit(store), Database.put, [1]

    def interrupted(db: Database, table: str, rows: dict[str, dict[str, object]]) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        put(db, table, rows)

    raw = state_of(store.home).read_bytes()
    monkeypatch.setattr(Database, "put", interrupted)
    with pytest.raises(KeyboardInterrupt):
        desk.do("vp", met("CC-01", "khác"))
    monkeypatch.undo()
    assert state_of(store.home).read_bytes() == raw
    a = store.read(PERIOD, "vp")
    assert a == replayed(store.home)
    assert a is not None and a.revision(SELF, "CC-01") == 2


# --- a part of a journal -----------------------------------------------------------------------------------


def test_the_lines_from_an_entry_on_are_those_of_the_whole_journal(store: Store) -> None:
    desk = sit(store)
    for number in range(4):
        desk.do("vp", met("CC-01", f"số {number}"))
    whole = store.lines(PERIOD, "vp")
    assert [store.lines_since(PERIOD, "vp", first) for first in range(11)] == [whole[first:] for first in range(11)]
    journal_of(store.home).write_bytes(journal_of(store.home).read_bytes().replace("số 3".encode(), "số 4".encode()))
    assert store.lines_since(PERIOD, "vp", 9) == ()
    with pytest.raises(Damaged, match="Entry 8"):
        store.lines_since(PERIOD, "vp", 6)
