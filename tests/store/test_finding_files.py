"""The findings of a unit lie in a journal and a state as an assessment does, and survive what it survives."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from broken import Broken, refuse_opening
from homes import NOW, chain, content, damage, make, met, said, sit, unit
from homes import PERIOD as Y2009

from checklist import acts, findings, journal
from checklist.desk import Desk
from checklist.errors import BadInput, Damaged, Forbidden, NotSaved, Refused
from checklist.homes import make_home, period_dates
from checklist.model import HEAD, INSPECTOR, REVIEWER, Particulars, Person, Settings
from checklist.register import Findings
from checklist.store import Store, files

TODAY = dt.date(2009, 12, 2)
PEOPLE = (
    Person("vp01", HEAD, ("vp",)),
    Person("vu01", HEAD, ("vu",)),
    Person("kt01", INSPECTOR, ("vp", "vu")),
    Person("kt02", INSPECTOR, ("other",)),
    Person("tt01", REVIEWER),
)
EVIDENCE = Particulars(number=said("12/BC"), date=TODAY)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two submitted units, line for line of the same length, with two findings each of which one is closed."""
    store = make(tmp_path / "home", units=("vp", "vu"), people=PEOPLE, items=2)
    for name in ("vp", "vu"):
        head = sit(store, f"{name}01")
        head.do(name, [met("CC-01", "có sổ"), met("CC-02", "có sổ")])
        head.do(name, acts.Submit())
        inspector(store).findings.add(name, wrong(f"thiếu sổ {name}"))
        inspector(store).findings.add(name, wrong(f"thiếu biển {name}"))
        inspector(store).findings.close(name, acts.CloseFinding("F1", EVIDENCE))
    return store


def inspector(store: Store) -> Desk:
    return sit(store, "kt01")


def wrong(words: str, item: str = "CC-01") -> acts.AddFinding:
    return acts.AddFinding(item, "light", said(words), said("bổ sung"), said("Thủ trưởng"), dt.date(2010, 3, 31))


def journal_of(store: Store, name: str = "vp") -> Path:
    return store.home / "findings" / f"{name}.jsonl"


def state_of(store: Store, name: str = "vp") -> Path:
    return journal_of(store, name).with_suffix(".json")


def replayed(store: Store) -> Findings | None:
    lines, _ = files.lines_from(journal_of(store))
    return findings.BOOK.replay(journal.decode(raw, number) for number, raw in enumerate(lines))


def both_refuse(store: Store, words: str) -> None:
    """Reading and writing tell of the damage and leave both files as they are."""
    before = content(store.home)
    with pytest.raises(Damaged, match=words):
        inspector(store).findings.of("vp")
    with pytest.raises(Damaged, match=words):
        inspector(store).findings.add("vp", wrong("thêm"))
    assert content(store.home) == before


# --- written and read --------------------------------------------------------------------------------------


def test_the_journal_opens_with_the_unit_and_each_act_is_a_line(store: Store) -> None:
    entries = chain(journal_of(store))
    assert [each["act"]["do"] for each in entries] == ["open_findings", "add_finding", "add_finding", "close_finding"]
    assert [each["who"] for each in entries] == ["system", "kt01", "kt01", "kt01"]
    assert entries[0]["act"]["unit"] == "vp"
    assert "thiếu sổ" not in str(entries), "the chain covers texts by their hashes only"
    register = inspector(store).findings.of("vp")
    assert register == replayed(store) and register.head == entries[-1]["hash"]
    assert [line.entry.n for line in inspector(store).findings.log("vp")] == [0, 1, 2, 3]


def test_before_the_first_finding_there_is_no_file_and_the_register_is_empty(tmp_path: Path) -> None:
    store = make(tmp_path / "home", people=PEOPLE)
    desk = inspector(store)
    assert desk.findings.of("vp") == findings.blank("vp")
    assert (desk.findings.log("vp"), desk.findings.version("vp")) == ((), (0, 0))
    assert list((store.home / "findings").iterdir()) == []


def test_the_version_changes_when_anybody_writes(store: Store) -> None:
    desk = inspector(store)
    before = desk.findings.version("vp")
    desk.findings.add("vp", wrong("thêm"))
    assert desk.findings.version("vp") != before


def test_a_dry_run_writes_nothing(store: Store) -> None:
    before = content(store.home)
    assert list(inspector(store).findings.add("vp", wrong("thêm"), dry_run=True).findings) == ["F1", "F2", "F3"]
    assert inspector(store).findings.close("vp", acts.CloseFinding("F2", EVIDENCE), dry_run=True).findings["F2"].closed
    assert content(store.home) == before


def test_they_outlive_the_period_and_are_closed_in_the_next(store: Store) -> None:
    pack, next_year = store.pack(store.periods()[0].pack), {}
    make_home(
        store.home, Settings(), pack, period_dates(pack, "2010", next_year), [unit("vp"), unit("vu", 1)],
        now=NOW, door="cli",
    )  # fmt: skip
    desk = Desk(store, person="kt01", clock=lambda: NOW)
    assert desk.period.id == "2010" and desk.read("vp").entries == 0
    assert list(desk.findings.of("vp").findings) == ["F1", "F2"]
    with pytest.raises(Refused, match="a draft"):
        desk.findings.add("vp", wrong("thêm"))
    closed = desk.findings.close("vp", acts.CloseFinding("F2", EVIDENCE)).findings["F2"]
    assert closed.closed is not None and closed.period == Y2009


EVERY_WAY: dict[str, Callable[[Desk], object]] = {
    "read": lambda desk: desk.findings.of("vp"),
    "log": lambda desk: desk.findings.log("vp"),
    "version": lambda desk: desk.findings.version("vp"),
    "add": lambda desk: desk.findings.add("vp", wrong("thêm")),
    "close": lambda desk: desk.findings.close("vp", acts.CloseFinding("F2", EVIDENCE)),
}


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("who", ["kt02", "vu01"])
def test_whoever_may_not_read_the_unit_is_told_that_there_is_none(store: Store, who: str, way: str) -> None:
    with pytest.raises(BadInput, match='No unit "vp"'):
        EVERY_WAY[way](sit(store, who))


def test_the_reviewer_reads_them_and_writes_none(store: Store) -> None:
    desk = sit(store, "tt01")
    assert len(desk.findings.of("vp").findings) == 2
    for way in ("add", "close"):
        with pytest.raises(Refused):
            EVERY_WAY[way](desk)


def test_whoever_was_removed_writes_no_more_in_an_open_session(store: Store) -> None:
    desk = inspector(store)
    desk.findings.of("vp")
    store.put_people([Person("kt01", INSPECTOR, ("vp", "vu"), removed=True)])
    before = content(store.home)
    for act in EVERY_WAY.values():
        with pytest.raises(Forbidden):
            act(desk)
    assert content(store.home) == before


def test_no_text_with_a_secrecy_mark_reaches_any_file(store: Store) -> None:
    before = content(store.home)
    secret = said("TỐI MẬT canary-7431")
    for what, action, post in (
        (secret, said("a"), said("b")),
        (said("a"), secret, said("b")),
        (said("a"), said("b"), secret),
    ):
        with pytest.raises(BadInput):
            inspector(store).findings.add("vp", acts.AddFinding("CC-01", "light", what, action, post, TODAY))
    for field in ("number", "issuer", "kept_at", "abstract"):
        fields: dict[str, Any] = {"number": said("1/BC"), field: secret}
        with pytest.raises(BadInput):
            inspector(store).findings.close("vp", acts.CloseFinding("F2", Particulars(**fields)))
    assert content(store.home) == before


def test_a_finding_is_written_while_the_paper_holds_still(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who verifies meanwhile waits: a finding never lands in a paper that has just left the inspector."""
    held: list[str] = []
    locked = files.locked

    @contextmanager
    def noted(path: Path) -> Iterator[None]:
        with locked(path):
            held.append(str(path.relative_to(store.home)))
            yield
            held.append("free")

    monkeypatch.setattr(files, "locked", noted)
    inspector(store).findings.add("vp", wrong("thêm"))
    assert held == ["periods/2009/vp.lock", "findings/vp.lock", "free", "free"]


# --- what a crash leaves -----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["gone", "cut", "flipped", "another shape", "another unit's"])
def test_a_state_that_is_gone_or_damaged_comes_back_from_the_journal(store: Store, how: str) -> None:
    raw = state_of(store).read_bytes()
    flipped = bytearray(raw)
    flipped[len(raw) // 2] ^= 4
    match how:
        case "gone":
            state_of(store).unlink()
        case "cut":
            state_of(store).write_bytes(raw[: len(raw) // 2])
        case "flipped":
            state_of(store).write_bytes(flipped)
        case "another shape":
            state_of(store).write_bytes(files.seal({"register": {"head": {"head": "x", "last": 0}}}))
        case _:
            shutil.copyfile(state_of(store, "vu"), state_of(store))
    assert inspector(store).findings.of("vp") == replayed(store)
    assert state_of(store).read_bytes() == raw
    assert inspector(store).findings.add("vp", wrong("thêm")) == replayed(store)


def test_an_act_on_a_broken_state_starts_from_the_journal(store: Store) -> None:
    state_of(store).write_bytes(b"{}")
    assert inspector(store).findings.add("vp", wrong("thêm")) == replayed(store)
    assert len(chain(journal_of(store))) == 5


def test_an_older_state_is_caught_up_with(store: Store) -> None:
    older = state_of(store).read_bytes()
    inspector(store).findings.add("vp", wrong("thêm"))
    state_of(store).write_bytes(older)
    assert inspector(store).findings.of("vp") == replayed(store)
    assert len(inspector(store).findings.of("vp").findings) == 3


@pytest.mark.parametrize("torn", [b"{", b'{"entry":{"act":{"do":"add_finding"', b"\0" * 300])
def test_a_torn_last_line_is_read_past_and_cut_off_by_the_next_writer(store: Store, torn: bytes) -> None:
    before = journal_of(store).read_bytes()
    journal_of(store).write_bytes(before + torn)
    assert len(inspector(store).findings.of("vp").findings) == 2
    assert damage(store) == []
    inspector(store).findings.add("vp", wrong("thêm"))
    assert journal_of(store).read_bytes().startswith(before + b'{"entry":')
    assert len(chain(journal_of(store))) == 5


def test_where_the_sync_fails_nothing_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(store.home)
    Broken(monkeypatch, 28, fdatasync=1)
    with pytest.raises(NotSaved):
        inspector(store).findings.add("vp", wrong("thêm"))
    monkeypatch.undo()
    assert content(store.home) == before


def test_an_act_whose_state_could_not_be_written_is_there_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_opening(monkeypatch, ".json.tmp", os.O_WRONLY, 28)
    assert len(inspector(store).findings.add("vp", wrong("thêm")).findings) == 3
    monkeypatch.undo()
    assert inspector(store).findings.of("vp") == replayed(store)


# --- damage ------------------------------------------------------------------------------------------------


def test_the_journal_of_another_unit_in_its_place_is_damage(store: Store) -> None:
    shutil.copyfile(journal_of(store, "vu"), journal_of(store))
    shutil.copyfile(state_of(store, "vu"), state_of(store))
    both_refuse(store, r"findings/vp\.jsonl: the content is not what was written")
    state_of(store).unlink()
    both_refuse(store, r"findings/vp\.jsonl: the content is not what was written")
    assert any("findings/vp.jsonl" in each for each in damage(store))


def test_the_journal_of_an_assessment_in_its_place_is_damage(store: Store) -> None:
    shutil.copyfile(store.home / "periods" / Y2009 / "vp.jsonl", journal_of(store))
    both_refuse(store, "ahead of its journal|Entry")
    state_of(store).unlink()
    both_refuse(store, "Entry 0")


def test_a_journal_that_is_gone_or_shorter_than_its_state_is_damage(store: Store) -> None:
    lines = journal_of(store).read_bytes().splitlines(keepends=True)
    for left in range(4):
        journal_of(store).write_bytes(b"".join(lines[:left]))
        both_refuse(store, f"holds 4 entries, the journal {left}")
    journal_of(store).unlink()
    both_refuse(store, "holds 4 entries, the journal 0")


@pytest.mark.parametrize("number", range(4))
def test_check_names_an_altered_line_and_a_broken_state(store: Store, number: int) -> None:
    assert damage(store) == []
    raw = state_of(store).read_bytes()
    state_of(store).write_bytes(raw[:-9])
    assert any("findings/vp.json: broken" in each for each in damage(store))
    state_of(store).write_bytes(raw)
    lines = journal_of(store).read_bytes().splitlines(keepends=True)
    lines[number] = lines[number].replace(b'"at":"2009-12', b'"at":"2009-11')
    journal_of(store).write_bytes(b"".join(lines))
    assert damage(store) == [f"findings/vp.jsonl: Entry {number} breaks the chain."]
