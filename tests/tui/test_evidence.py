"""Evidence by keys: added, attached, changed, taken off, taken out; marked entries hold no more than allowed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from stage import UNIT, make, on_stage, sit
from test_walk import to_item

from checklist import acts
from checklist.desk import Desk
from checklist.model import Particulars, Said, Value


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return sit(make(tmp_path / "home"))


def decision(number: str = "15/QĐ-VP", *items: str) -> acts.AddEvidence:
    register = Particulars(
        kind="decision",
        number=Said(text=number),
        date=dt.date(2009, 5, 6),
        issuer=Said(text="Văn phòng Bộ"),
        kept_at=Said(text="Phòng QP-AN"),
    )
    return acts.AddEvidence(register, items)


def entry(desk: Desk, id: str = "E1") -> Particulars:
    return desk.read(UNIT).evidence[id].particulars


async def test_an_entry_is_added_and_the_item_answered_met_in_one_go(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("t")
        assert "Thêm minh chứng" in screen and "> Số, ký hiệu" in screen
        await stage.type("15/QĐ-VP")
        await stage.press("tab")
        await stage.type("06052009")
        await stage.press("f5")
        assert stage.value("CC-01") == Value("met")
        assert stage.row(4).startswith("CC-02"), "the walk went on"
    register = entry(desk)
    assert register.number is not None and register.number.text == "15/QĐ-VP"
    assert register.date == dt.date(2009, 5, 6) and register.kind == "decision"
    assert desk.read(UNIT).evidence["E1"].items == ("CC-01",)


async def test_issuer_and_place_start_with_the_last_entry_s(desk: Desk) -> None:
    async with on_stage(desk, prepare=[decision()]) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("t")
        assert "[Văn phòng Bộ" in screen and "[Phòng QP-AN" in screen


async def test_one_entry_serves_several_items(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("t")
        await stage.type("7/BB")
        await stage.press("shift+tab", "shift+tab", "end")
        await stage.type(" cc-02")
        await stage.press("f2")
    assert desk.read(UNIT).evidence["E1"].items == ("CC-01", "CC-02")


async def test_an_entry_on_record_is_attached(desk: Desk) -> None:
    async with on_stage(desk, prepare=[decision("15/QĐ-VP", "CC-02")]) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("g")
        assert "> 15/QĐ-VP" in screen
        await stage.press("f5")
        assert stage.value("CC-01") == Value("met")
    assert desk.read(UNIT).evidence["E1"].items == ("CC-01", "CC-02")


async def test_an_entry_is_taken_off_and_undo_brings_it_back(desk: Desk) -> None:
    async with on_stage(desk, prepare=[decision("15/QĐ-VP", "CC-01")]) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("tab")
        assert "> 15/QĐ-VP" in screen
        await stage.press("k")
        assert desk.read(UNIT).evidence["E1"].items == ()
        await stage.press("u")
        assert desk.read(UNIT).evidence["E1"].items == ("CC-01",)


async def test_an_entry_is_changed(desk: Desk) -> None:
    async with on_stage(desk, prepare=[decision("15/QĐ-VP", "CC-01")]) as stage:
        await to_item(stage, "CC-01")
        await stage.press("tab", "enter", "end")
        await stage.type("2")
        await stage.press("f2")
    register = entry(desk)
    assert register.number is not None and register.number.text == "15/QĐ-VP2"


async def test_a_wrong_date_is_quoted_and_the_form_stays(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("t")
        await stage.type("15/QĐ")
        await stage.press("tab")
        await stage.type("31022009")
        await stage.press("f2")
        assert stage.row(23) == 'Chưa lưu: Ngày "31022009" không có. Ví dụ 28/02/2009.'
        assert "[15/QĐ" in stage.screen()
    assert desk.read(UNIT).evidence == {}


async def test_a_marking_takes_the_other_fields_and_what_was_typed_in_them(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("t")
        await stage.type("99/KH-canary")
        screen = await stage.press("up", "right")
        assert "Số, ký hiệu" not in screen.split("Không có ô")[0] and "Sổ, quyển" in screen
        assert "Đã xóa vì chọn dấu mật: Số, ký hiệu" in stage.row(23)
        screen = await stage.press("left")
        assert "canary" not in screen


async def test_a_marked_entry_holds_its_line_and_the_day_it_was_seen(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "KH-03")
        screen = await stage.press("t")
        assert "( Mật )" in screen, "the form starts at Mật where the pack says so"
        await stage.press("tab", "tab", "tab")
        await stage.type("2")
        await stage.press("tab")
        await stage.type("41")
        screen = await stage.press("f2")
        assert "MẬT  đã xem 02/12/2009  sổ 2, dòng 41" in screen
    assert entry(desk) == Particulars(
        marking="mat", register_line="2/41", checked_on=dt.date(2009, 12, 2), checked_by="local"
    )


async def test_the_form_survives_as_a_draft(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("t")
        await stage.type("77/QĐ")
        stage.app.keep_drafts()
    async with on_stage(desk) as stage:
        screen = await stage.press("enter")
        assert "[77/QĐ" in screen
        await stage.press("f2")
    assert desk.drafts() == () and entry(desk).number is not None


async def test_the_same_number_twice_is_told_while_working(desk: Desk) -> None:
    async with on_stage(desk, prepare=[decision("1549/QĐ", "CC-01"), decision("1549/QĐ", "CC-02")]) as stage:
        await to_item(stage, "CC-02")
        assert "Số 1549/QĐ đã ghi cho CC-01. Kiểm tra lại số." in stage.screen()
