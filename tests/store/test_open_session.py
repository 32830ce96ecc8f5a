"""A session that stays open reads again what others changed since its own last act, whatever it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from homes import PERIOD, chain, damage, journal_of, make, met, not_met, rebuilt, replayed, sit, state_of, stored

from checklist.desk import Desk
from checklist.errors import Damaged
from checklist.model import SELF
from checklist.store import Store


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that has just written."""
    desk = sit(make(tmp_path / "home", items=3))
    desk.do("vp", met("CC-01", "một"))
    return desk


def whole(desk: Desk) -> None:
    home = desk.store.home
    assert stored(home) == replayed(home) == desk.read("vp")
    assert state_of(home).read_bytes() == rebuilt(home, home.parent / "copy")
    assert damage(desk.store) == []


def test_acts_of_one_session_follow_each_other(desk: Desk) -> None:
    for number in range(3):
        desk.do("vp", met("CC-02", f"lần {number}"))
    assert desk.read("vp").revision(SELF, "CC-02") == 3
    whole(desk)


def test_it_builds_on_what_others_wrote_meanwhile(desk: Desk) -> None:
    other = sit(Store(desk.store.home))
    other.do("vp", not_met("CC-01", "hai"))
    after = desk.do("vp", met("CC-02", "ba"))
    assert (after.revision(SELF, "CC-01"), after.entries) == (2, 4)
    other.do("vp", met("CC-03", "bốn"))
    assert desk.do("vp", met("CC-01", "năm")).entries == 6
    whole(desk)


def test_a_session_moves_between_units(tmp_path: Path) -> None:
    desk = sit(make(tmp_path / "home", units=("vp", "vu")))
    for number in range(3):
        for unit in ("vp", "vu"):
            assert desk.do(unit, met("CC-01", f"lần {number}")).revision(SELF, "CC-01") == number + 1
    for unit in ("vp", "vu"):
        assert stored(desk.store.home, unit) == replayed(desk.store.home, unit)


def test_a_text_that_somebody_expunged_does_not_come_back(desk: Desk) -> None:
    sit(Store(desk.store.home)).expunge("vp", 1, "nêu tên người")
    desk.do("vp", met("CC-02", "hai"))
    home = desk.store.home
    assert "một" not in state_of(home).read_text() and "một" not in journal_of(home).read_text()
    whole(desk)


@pytest.mark.parametrize("what", ["gone", "cut off", "garbage", "another state"])
def test_a_state_that_was_damaged_meanwhile_comes_back(desk: Desk, what: str) -> None:
    path = state_of(desk.store.home)
    before = path.read_bytes()
    desk.do("vp", met("CC-02", "hai"))
    match what:
        case "gone":
            path.unlink()
        case "cut off":
            os.truncate(path, 100)
        case "garbage":
            path.write_bytes(b"{}")
        case "another state":
            path.write_bytes(before)
    desk.do("vp", met("CC-03", "ba"))
    whole(desk)


def test_a_state_that_could_not_be_written_is_written_by_the_next_act(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, "rename", refuse)
        desk.do("vp", met("CC-02", "hai"))
    desk.do("vp", met("CC-03", "ba"))
    whole(desk)


def refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("what", ["gone", "cut off", "altered"])
def test_a_journal_that_was_damaged_meanwhile_is_told(desk: Desk, what: str) -> None:
    path = journal_of(desk.store.home)
    raw = path.read_bytes()
    match what:
        case "gone":
            path.unlink()
        case "cut off":
            os.truncate(path, raw.index(b"\n") + 1)
        case "altered":
            path.write_bytes(raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:])
            os.utime(path, (0, 0))
    with pytest.raises(Damaged):
        desk.do("vp", met("CC-02", "hai"))


def test_a_torn_line_of_a_killed_writer_is_cut_off(desk: Desk) -> None:
    path = journal_of(desk.store.home)
    with path.open("ab") as file:
        file.write(b'{"entry":{"n":2')
    assert desk.do("vp", met("CC-02", "hai")).entries == 3
    assert len(chain(path)) == 3
    whole(desk)


def test_a_refused_act_leaves_the_next_one_alone(desk: Desk) -> None:
    with pytest.raises(Exception, match="nothing to change"):
        desk.do("vp", met("CC-01", "một"))
    assert desk.do("vp", met("CC-02", "hai")).entries == 3
    assert desk.store.read(PERIOD, "vp") == replayed(desk.store.home)
    whole(desk)
