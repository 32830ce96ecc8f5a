"""The walk by keys alone, seen as text: one key a verdict, numbers, ticks, reasons, grounds, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from stage import NOW, UNIT, Stage, make, on_stage, sit

from checklist import acts
from checklist.desk import Desk
from checklist.model import Said, Value
from checklist.tui.screens.walk import WalkScreen


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return sit(make(tmp_path / "home"))


async def to_item(stage: Stage, item: str) -> None:
    """From the unit list to an item, by keys."""
    await stage.press("slash")
    await stage.type("van phong bo")
    await stage.press("enter", "slash")
    await stage.type(item.lower())
    await stage.press("enter")


async def test_from_the_unit_list_to_a_finished_section_by_keys_alone(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        assert "[Đơn vị]" in stage.row(2) and "44 đơn vị" in stage.row(2)
        await stage.press("slash")
        await stage.type("van phong bo")
        assert "> Văn phòng Bộ" in stage.screen()
        screen = await stage.press("enter")
        assert "CC Phòng cháy, chữa cháy" in screen and "0/9" in screen
        screen = await stage.press("down", "down", "down", "down", "enter")
        assert screen.split("\n")[3].startswith("CC-01")
        await stage.press("d")
        assert stage.row(4).startswith("CC-02")
        await stage.press("d")
        await stage.type("11")
        await stage.press("enter")
        await stage.type("11")
        await stage.press("enter")
        assert stage.row(4).startswith("CC-04")
        await stage.press("c")
        await stage.type("chưa được kiểm tra")
        await stage.press("enter")
        assert stage.row(4).startswith("CC-05")
        await stage.press("d")
        await stage.press("0", "enter")
        assert stage.row(4).startswith("CC-07")
        await stage.press("d", "d", "d")
        assert "CC" not in stage.row(4)[:2], "the walk goes on to the next unfinished section"
        await stage.press("escape")
        assert "9/9" in stage.screen()


async def test_the_key_that_answers_saves_and_says_so(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("d")
        assert stage.row(23).startswith("Đã lưu 10:42:00  CC-01 đạt. U hoàn tác.")
        assert stage.value("CC-01") == Value("met")


async def test_d_with_a_bar_is_d(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("đ")
        assert stage.value("CC-01") == Value("met")


async def test_not_met_asks_the_reason_and_saves_nothing_without_one(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("c")
        assert "Vì sao chưa đạt?" in screen
        await stage.press("enter")
        assert stage.row(23).startswith("Chưa lưu:")
        assert stage.value("CC-01") is None
        await stage.type("quyết định trùng số")
        await stage.press("enter")
        value = stage.value("CC-01")
        assert isinstance(value, Value) and value.verdict == "not_met"
        assert value.reason is not None and value.reason.text == "quyết định trùng số"


async def test_esc_in_a_reason_asks_before_it_is_given_up(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("c")
        await stage.type("dở dang")
        screen = await stage.press("escape")
        assert "Bỏ phần đang nhập?" in screen
        screen = await stage.press("enter")
        assert "dở dang" in screen, "the safe answer goes on writing"
        await stage.press("escape", "down", "enter")
        assert stage.row(4).startswith("CC-01") and stage.value("CC-01") is None


async def test_not_applicable_names_its_ground(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("k")
        assert "Vì sao không áp dụng?" in screen
        await stage.press("down", "down", "enter")
        value = stage.value("CC-01")
        assert isinstance(value, Value) and (value.verdict, value.ground) == ("not_applicable", "shared_premises")


async def test_below_the_quota_the_focus_stops_at_the_reason(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "BV-04")
        await stage.type("11")
        await stage.press("enter")
        await stage.type("7")
        screen = await stage.press("enter")
        assert "= 63,64%" in screen and "> Lý do" in screen
        assert isinstance(value := stage.value("BV-04"), Value) and (value.assigned, value.reached) == (11, 7)
        await stage.type("bốn người chưa học")
        await stage.press("enter")
        assert isinstance(value := stage.value("BV-04"), Value) and value.reason is not None


async def test_a_count_over_its_limit_is_saved_with_its_reason_only(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-06")
        await stage.press("2", "enter")
        assert stage.value("CC-06") is None and "> Lý do" in stage.screen()
        await stage.type("hai vụ nhỏ")
        await stage.press("enter")
        assert isinstance(value := stage.value("CC-06"), Value) and value.count == 2


async def test_each_tick_saves(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-07")
        await stage.press("space", "down", "down", "space")
        assert isinstance(value := stage.value("CC-07"), Value) and len(value.parts or ()) == 2
        assert "2/3 phần" in stage.screen()
        await stage.press("space")
        assert isinstance(value := stage.value("CC-07"), Value) and len(value.parts or ()) == 1


async def test_a_verdict_letter_on_numbers_is_refused_with_the_rule(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "BV-04")
        await stage.press("d")
        assert stage.row(23) == "Chưa lưu: BV-04: con số quyết định, hãy nhập số."


async def test_undo_takes_back_the_last_write_and_shows_its_item(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("d", "u")
        assert stage.value("CC-01") is None
        assert stage.row(4).startswith("CC-01") and "đã hoàn tác" in stage.row(23)


async def test_a_stored_form_is_not_written_again_when_nothing_changed(desk: Desk) -> None:
    async with on_stage(desk, prepare=[acts.Answer("BV-04", "self", Value(assigned=11, reached=11))]) as stage:
        before = len(desk.log(UNIT))
        await to_item(stage, "BV-04")
        await stage.press("enter", "enter")
        assert len(desk.log(UNIT)) == before


async def test_the_first_digit_replaces_the_value(desk: Desk) -> None:
    async with on_stage(desk, prepare=[acts.Answer("BV-04", "self", Value(assigned=11, reached=11))]) as stage:
        await to_item(stage, "BV-04")
        screen = await stage.press("1", "2")
        assert "[12    ]" in screen


async def test_vni_letters_are_digits_in_a_number_field(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "BV-04")
        screen = await stage.press("đ", "ơ")
        assert "[97    ]" in screen


async def test_a_text_with_a_secrecy_mark_is_refused_and_kept_nowhere(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("c")
        await stage.type("TỐI MẬT canary-7431")
        await stage.press("enter")
        assert "dấu mật" in stage.row(23) and stage.value("CC-01") is None
        stage.app.keep_drafts()
    assert not [path for path in desk.store.home.rglob("*") if path.is_file() and b"canary-7431" in path.read_bytes()]


async def test_a_newer_version_is_shown_beside_the_one_typed(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("c")
        await stage.type("lý do của tôi")
        other = Desk(desk.store, door="cli", clock=lambda: NOW)
        other.do(UNIT, acts.Answer("CC-01", "self", Value("met")))
        screen = await stage.press("enter")
        assert "Hai bản của một câu trả lời" in screen and "lý do của tôi" in screen and "ĐÃ LƯU" in screen
        assert stage.value("CC-01") == Value("met"), "nothing was overwritten"
        await stage.press("down", "enter")
        assert isinstance(value := stage.value("CC-01"), Value) and value.verdict == "not_met"


async def test_the_filter_walks_what_it_leaves(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "BM-01")
        await stage.press("l", "down", "down", "down", "enter")
        assert isinstance(stage.session.top, WalkScreen) and stage.session.top.item.critical


async def test_what_needs_a_right_says_whose_task_it_is(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("y")
        assert "cán bộ thẩm định" in stage.row(23)


async def test_the_reason_survives_as_a_draft_and_is_offered_again(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("c")
        await stage.type("viết dở")
        stage.app.keep_drafts()
    async with on_stage(desk) as stage:
        assert "nhập dở" in stage.screen() and "CC-01" in stage.screen()
        screen = await stage.press("enter")
        assert "[viết dở" in screen
        await stage.press("enter")
        assert isinstance(value := stage.value("CC-01"), Value)
        assert value.reason is not None and value.reason.text == "viết dở"
        assert desk.drafts() == ()


async def test_reasons_are_shown_without_markup(desk: Desk) -> None:
    reason = Said(text="[/] [bold]x[/bold] [không đạt]")
    async with on_stage(desk, prepare=[acts.Answer("CC-01", "self", Value("not_met", reason=reason))]) as stage:
        await to_item(stage, "CC-01")
        assert "[/] [bold]x[/bold] [không đạt]" in stage.screen()
