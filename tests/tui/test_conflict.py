"""Two versions of one thing: whichever is chosen, nothing that was typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from stage import NOW, UNIT, make, on_stage, sit
from test_evidence import decision
from test_walk import to_item

from checklist import acts
from checklist.acts import Act
from checklist.desk import Desk
from checklist.model import Particulars, Said, Value


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return sit(make(tmp_path / "home"))


def meanwhile(desk: Desk, act: Act) -> None:
    """Somebody else saves."""
    Desk(desk.store, door="cli", clock=lambda: NOW).do(UNIT, act)


async def test_a_reason_that_gives_way_stays_as_a_draft_and_is_there_when_asked_again(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("c")
        await stage.type("lý do của tôi")
        meanwhile(desk, acts.Answer("CC-01", "self", Value("met")))
        await stage.press("enter")
        await stage.press("enter")
        assert stage.value("CC-01") == Value("met"), "the stored version stays"
        assert len(desk.drafts()) == 1
        screen = await stage.press("c")
        assert "[lý do của tôi" in screen
        await stage.press("enter")
        assert isinstance(value := stage.value("CC-01"), Value) and value.verdict == "not_met"
        assert desk.drafts() == ()


async def test_both_versions_stand_side_by_side_with_what_differs_and_what_they_earn(desk: Desk) -> None:
    earlier = acts.Answer("BV-04", "self", Value(assigned=11, reached=7, reason=Said(text="ba người đang học")))
    async with on_stage(desk, prepare=[earlier]) as stage:
        await to_item(stage, "BV-04")
        await stage.press("tab", "9")
        meanwhile(desk, acts.Answer("BV-04", "self", Value(assigned=11, reached=8)))
        await stage.press("enter")
        assert "BV-04 đã được người khác sửa" in stage.row(4)
        assert "lần sửa 2" in stage.row(7) and "dựa trên lần sửa 1" in stage.row(7)
        rows = [" ".join(stage.row(n).split()) for n in range(8, 12)]
        assert rows == [
            "Phải có 11 11",
            "Đã có 8 khác 9",
            "Lý do khác ba người đang học",
            "Điểm 1,45 / 2,00 1,64 / 2,00",
        ]
        assert "> ( Giữ bản đã lưu )   Ghi bản đang nhập" in stage.screen()
        assert "BV-04 › Nhật ký" in await stage.press("n")
        assert ">   Giữ bản đã lưu   ( Ghi bản đang nhập )" in await stage.press("escape", "right")
        await stage.press("enter")
        assert isinstance(value := stage.value("BV-04"), Value) and value.reached == 9


async def test_the_words_of_a_ground_that_gives_way_stay_as_a_draft(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("k", "down", "down", "tab")
        await stage.type("chung trụ sở")
        meanwhile(desk, acts.Answer("CC-01", "self", Value("met")))
        await stage.press("enter", "enter")
        screen = await stage.press("k")
        assert "[chung trụ sở" in screen and "[Dùng chung trụ sở với đơn vị khác]" in screen


async def test_writing_a_form_over_a_newer_version_writes_all_of_it(desk: Desk) -> None:
    async with on_stage(desk, prepare=[decision("15/QĐ-VP", "CC-01")]) as stage:
        await to_item(stage, "CC-01")
        await stage.press("tab", "enter", "end")
        await stage.type("2")
        await stage.press("shift+tab", "shift+tab", "end")
        await stage.type(" cc-02")
        meanwhile(desk, acts.EditEvidence("E1", Particulars(kind="decision", number=Said(text="16/QĐ-VP"))))
        screen = await stage.press("f2")
        assert "Chọn cách nào?" in screen
        await stage.press("down", "enter")
    entry = desk.read(UNIT).evidence["E1"]
    assert entry.particulars.number is not None and entry.particulars.number.text == "15/QĐ-VP2"
    assert entry.items == ("CC-01", "CC-02")
