"""Numbers while they are typed: what they add up to, and what is worth a second look. Nothing is saved yet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from stage import Stage, make, on_stage, sit

from checklist import acts
from checklist.desk import Desk
from checklist.model import Particulars, Said


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return sit(make(tmp_path / "home"))


async def to_item(stage: Stage, item: str) -> None:
    await stage.press("slash")
    await stage.type("van phong bo")
    await stage.press("enter", "slash")
    await stage.type(item.lower())
    await stage.press("enter")


async def fill(stage: Stage, *numbers: str) -> str:
    """Type numbers, one field after the other."""
    for number in numbers:
        await stage.type(number)
        screen = await stage.press("tab")
    return screen


async def test_a_sum_is_shown_under_its_numbers_as_they_are_typed(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "TD-01")
        screen = await fill(stage, "1101", "305", "7906", "1092", "8998")
        assert "7.906 + 1.092 = 8.998, khớp" in screen
        assert "305 / 1.101 = 27,70%" in screen
        assert stage.value("TD-01") is None


async def test_a_sum_that_is_not_the_total_is_told_before_it_is_saved_and_saved_all_the_same(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "TD-01")
        screen = await fill(stage, "1101", "305", "7906", "1092", "8999")
        assert "7.906 + 1.092 = 8.998, không khớp 8.999" in screen
        assert "! 7.906 + 1.092 = 8.998, không phải 8.999." in screen
        await stage.press("enter")
        assert stage.value("TD-01") is not None


async def test_a_part_above_its_whole_is_told_with_both_numbers(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "TD-01")
        assert "! Phần 1.101 lớn hơn tổng 305." in await fill(stage, "305", "1101")


async def test_more_reached_than_assigned_is_told_as_a_warning(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "BV-04")
        assert "! 12 nhiều hơn chỉ tiêu 11." in await fill(stage, "11", "12")


async def test_nothing_is_told_while_a_sum_is_half_typed(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "BV-03")
        screen = await fill(stage, "4", "4")
        assert "!" not in screen and "khớp" not in screen


async def test_a_number_used_twice_in_a_year_is_told_while_the_entry_is_typed(desk: Desk) -> None:
    paper = Particulars(kind="decision", number=Said(text="1549/QĐ-LĐTBXH"), date=dt.date(2009, 11, 23))
    async with on_stage(desk, prepare=[acts.AddEvidence(paper, ("CC-01",))]) as stage:
        await to_item(stage, "CC-02")
        await stage.press("t")
        screen = await fill(stage, "1549/qđ-lđtbxh", "23/11/2009")
        assert "! Số 1549/qđ-lđtbxh đã ghi cho CC-01. Kiểm tra lại số." in screen
        assert "CC-02" not in desk.read("van-phong-bo").evidence["E1"].items


async def test_the_same_number_in_another_year_is_fine(desk: Desk) -> None:
    paper = Particulars(kind="decision", number=Said(text="1549/QĐ-LĐTBXH"), date=dt.date(2008, 11, 23))
    async with on_stage(desk, prepare=[acts.AddEvidence(paper, ("CC-01",))]) as stage:
        await to_item(stage, "CC-02")
        await stage.press("t")
        assert "!" not in await fill(stage, "1549/QĐ-LĐTBXH", "23/11/2009")


async def test_an_expiry_before_the_date_is_told_while_the_entry_is_typed(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-02")
        await stage.press("t")
        await fill(stage, "12/QĐ", "23/11/2009")
        await stage.press("tab", "tab", "tab", "tab")
        assert "! Ngày hết hạn trước ngày văn bản." in await fill(stage, "01/11/2009")
