"""A clock that is far away, up to both ends of what a date can hold, and moments in files that are none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from stage import UNIT, make
from talked import talk

from checklist import acts, journal
from checklist.desk import Desk
from checklist.errors import Damaged
from checklist.locale import Words
from checklist.model import Particulars, Said, Value
from checklist.report import minutes
from checklist.store import Store
from checklist.store.files import seal, unseal
from checklist.tui.session import Session
from checklist.tui.start import begin
from checklist.view import commands, numbers
from checklist.workflow import moment

FAR = (
    dt.datetime(1, 1, 1, tzinfo=dt.UTC),
    dt.datetime(999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC),
    dt.datetime(1969, 12, 31, 23, 59, 59, tzinfo=dt.UTC),
    dt.datetime(2038, 1, 19, 3, 14, 8, tzinfo=dt.UTC),
    dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC),
)


def offset(desk: Desk) -> str:
    return desk.store.settings.utc_offset


def on_screen(desk: Desk) -> None:
    session = Session(desk, Words("vi"))
    begin(session)
    session.top.draw(80, 24)


DOORS: dict[str, Callable[[Desk], object]] = {
    "full screen": on_screen,
    "line mode": lambda desk: talk(desk, "van-phong-bo", "", "q").code,
    "log": lambda desk: [commands.log_lines(Words("vi"), desk.pack, line, offset(desk)) for line in desk.log(UNIT)],
    "queue": lambda desk: desk.queue([desk.case(UNIT)]),
    "minutes": lambda desk: minutes(desk, Words("en"), UNIT),
    "undo": lambda desk: desk.undo(UNIT),
}


def sit(home: Path, now: dt.datetime) -> Desk:
    return Desk(make(home) if not home.exists() else Store(home), door="tui", clock=lambda: now)


def filled(home: Path, now: dt.datetime) -> Desk:
    desk = sit(home, now)
    desk.do(UNIT, acts.Answer("LD-01", "self", Value("not_met", reason=Said(text="chưa có"))))
    old = Particulars(kind="document", number=Said(text="1/QĐ"), date=dt.date(1, 1, 1), expires=dt.date.max)
    desk.do(UNIT, acts.AddEvidence(old, ("LD-01",)))
    return desk


@pytest.mark.parametrize("now", FAR, ids=str)
def test_every_door_opens_and_acts_are_journalled_at_the_clock_s_time(tmp_path: Path, now: dt.datetime) -> None:
    desk = filled(tmp_path / "home", now)
    for door in DOORS.values():
        door(desk)
    assert {line.entry.at for line in desk.log(UNIT)} == {f"{now.replace(tzinfo=None).isoformat()[:19]}Z"}
    assert list(desk.store.check()) == []


@pytest.mark.parametrize("at", ["", "soon", "2009-13-45T00:00:00Z", "99-01-01T00:00:00Z", "2009-12-02", "\x1b[31m"])
def test_a_moment_that_is_none_is_damage_in_a_journal(tmp_path: Path, at: str) -> None:
    desk = filled(tmp_path / "home", FAR[3])
    path = desk.store.home / "periods" / "2009" / f"{UNIT}.jsonl"
    entry = msgspec.structs.replace(desk.log(UNIT)[-1].entry, at=at, hash="")
    forged = msgspec.structs.replace(desk.log(UNIT)[-1], entry=entry)
    entry = msgspec.structs.replace(entry, hash=journal.entry_hash(entry))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-1], journal.encode(msgspec.structs.replace(forged, entry=entry))]))
    with pytest.raises(Damaged):
        desk.log(UNIT)
    assert [each.exit_code for each in desk.store.check()] == [3]


def test_a_moment_that_is_none_keeps_nobody_out_where_a_state_holds_it(tmp_path: Path) -> None:
    desk = filled(tmp_path / "home", FAR[3])
    path = desk.store.home / "periods" / "2009" / f"{UNIT}.json"
    state = unseal(path.read_bytes(), path.name)
    state["answers"]["self LD-01"]["at"] = "soon"
    path.write_bytes(seal(state))
    again = sit(desk.store.home, FAR[3])
    for door in DOORS.values():
        door(again)


@pytest.mark.parametrize("offset", ["+07:00", "-12:00", "+23:59", "-23:59", "+00:00"])
def test_both_ends_of_time_are_shown_at_every_offset(offset: str) -> None:
    for now in FAR:
        assert len(numbers.moment(moment(now), offset)) == 16
