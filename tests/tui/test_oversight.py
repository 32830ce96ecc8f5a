"""The reviewer's screens by keys alone: heat map, one item in all units, differences; nothing leaves the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from filled import UNIT, agreed, submitted
from stage import NOW, Stage, on_stage, rules, sit

from checklist import acts, scoring
from checklist.desk import Desk
from checklist.errors import Refused
from checklist.homes import make_home, period_dates
from checklist.model import REVIEWER, Assessment, Pack, Particulars, Person, Said, Settings, Value
from checklist.scoring import Score
from checklist.store import Store
from checklist.tui.screens.across import AcrossScreen
from checklist.tui.screens.agreement import AgreementScreen
from checklist.tui.screens.evidence import EvidenceScreen
from checklist.tui.screens.matrix import MatrixScreen
from checklist.tui.screens.overview import OverviewScreen
from checklist.tui.screens.walk import WalkScreen
from checklist.tui.screens.why import WhyScreen

SIZES = [(60, 18), (80, 24), (132, 43)]
SAID = Said(text="xem lại sổ")
OUTSIDE = Value("not_applicable", ground="not_function")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A home of 44 units, of which one is verified with two differences, one of them explained."""
    store = submitted(tmp_path / "home")
    inspector = sit(store, "kt01")
    agreed(inspector, "LD-03", "BM-07")
    inspector.do(UNIT, acts.Answer("LD-03", "verified", Value("partial", reason=SAID), "papers"))
    inspector.do(UNIT, acts.Answer("BM-07", "verified", Value(count=2, reason=SAID), "papers"))
    inspector.do(UNIT, acts.Verify())
    sit(store, "pc01").do(UNIT, acts.Explain("LD-03", Said(text="đang bổ sung")))
    return store


@pytest.fixture
def desk(store: Store) -> Desk:
    return sit(store, "tt01")


def of_units(home: Path, ids: Sequence[str]) -> Desk:
    """A reviewer in a home of these units."""
    pack, units = rules()
    chosen = [unit for unit in units if unit.id in ids]
    store = make_home(home, Settings(), pack, period_dates(pack, "2009", {}), chosen, now=NOW, door="cli")
    store.put_people([Person("tt01", REVIEWER), Person("vp01", "head", ("van-phong-bo",))])
    return sit(store, "tt01")


async def to_matrix(stage: Stage) -> str:
    """From the first screen to the matrix."""
    return await stage.press("tab", "tab")


def cell_of(stage: Stage) -> tuple[str, str]:
    """The unit and the section under the cursor, as the screen shows them."""
    rows = stage.screen().split("\n")
    (row,) = [row for row in rows if row.startswith(">")]
    head = next(row for row in rows if row.startswith("  % điểm"))
    return row[2:18].strip(), head[head.index("[") + 1 : head.index("]")]


def files(home: Path) -> dict[Path, bytes]:
    """Everything that a home holds but its log."""
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.parent.name != "log"}


# --- down and back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_from_level_1_to_a_cell_its_item_its_evidence_and_back_to_the_same_cell(
    desk: Desk, size: tuple[int, int]
) -> None:
    async with on_stage(desk, size=size) as stage:
        assert "[Ma trận]" in await to_matrix(stage)
        await stage.press(*["down"] * 5, *["right"] * 7)
        here = cell_of(stage)
        assert here == ("Vụ Pháp chế", "BM")
        screen = await stage.press("enter")
        assert isinstance(stage.session.top, OverviewScreen) and "> BM " in screen
        await stage.press("enter")
        assert isinstance(stage.session.top, WalkScreen) and stage.row(4).startswith("BM-")
        await stage.press("tab")
        assert isinstance(stage.session.top, EvidenceScreen)
        await stage.press("escape", "escape", "escape")
        assert isinstance(stage.session.top, MatrixScreen) and cell_of(stage) == here


async def test_from_an_item_in_all_units_into_one_unit_and_back_to_the_same_row(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        await stage.press("slash")
        await stage.type("ld3")
        await stage.press("enter")
        assert isinstance(stage.session.top, AcrossScreen) and "LD-03 qua các đơn vị" in stage.row(1)
        screen = await stage.press("l", "down", "down", "down", "down", "enter", *["down"] * 5)
        assert "> Vụ Pháp chế" in screen
        await stage.press("enter")
        assert isinstance(stage.session.top, WalkScreen) and stage.row(4).startswith("LD-03")
        assert "> Vụ Pháp chế" in await stage.press("escape")
        await stage.press("v")
        assert isinstance(stage.session.top, WhyScreen) and stage.row(4).startswith("LD-03")
        await stage.press("escape", "escape")
        assert isinstance(stage.session.top, MatrixScreen)


async def test_search_on_level_1_finds_units_too(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        await stage.press("slash")
        screen = await stage.type("phap che")
        assert "Đơn vị (1)" in screen
        await stage.press("end", "enter")
        assert isinstance(stage.session.top, OverviewScreen) and stage.row(1).startswith("Vụ Pháp chế")


async def test_a_difference_leads_to_its_item_and_to_the_item_in_all_units(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        screen = await stage.press("y")
        assert "2 tiêu chí khác, ở 1 đơn vị · đồng ý 39/41" in stage.row(2)
        assert "> Vụ Pháp chế        BM-07        2,25    0,00   +2,25 chưa giải trình kt01" in screen
        await stage.press("down", "enter")
        assert isinstance(stage.session.top, WalkScreen) and stage.row(4).startswith("LD-03")
        assert "đang bổ sung" in await stage.press("escape")
        await stage.press("i")
        assert isinstance(stage.session.top, AcrossScreen) and "LD-03" in stage.row(1)
        await stage.press("escape", "v")
        assert isinstance(stage.session.top, WhyScreen) and "LD-03" in stage.row(1)


async def test_agreement_is_n_of_n_by_section_and_inspector_and_leads_to_its_differences(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        screen = await stage.press("y", "tab", "tab")
        assert stage.row(5).split()[-3:] == ["6/7", "1", "304/311"] and stage.row(5).startswith("> LD Lãnh đạo")
        assert "cán bộ thẩm định kt01" in screen and "39/41" in screen
        screen = await stage.press("enter")
        assert "lọc: LD" in stage.row(2) and "LD-03" in screen and "BM-07" not in screen
        assert "BM-07" in await stage.press("l")


async def test_a_unit_that_a_critical_item_caps_is_named_with_both_bands(tmp_path: Path) -> None:
    desk = of_units(tmp_path / "home", ["van-phong-bo", "vu-phap-che", "thanh-tra"])
    head = Desk(desk.store, person="vp01", door="cli", clock=lambda: NOW)
    shown = desk.pack.shown_to(head.unit("van-phong-bo"))
    proved = [item for item in shown if item.kind == "check" and item.evidence and not item.critical]
    given: list[acts.Act] = [acts.Answer("BM-07", "self", Value(count=0))]
    for item in shown:
        if item.id != "BM-07":
            met = item in proved
            given.append(acts.Answer(item.id, "self", Value("met") if met else OUTSIDE))
    for item in proved:
        kinds = item.evidence.kinds if item.evidence else ()
        paper = Particulars(kind=kinds[0] if kinds else "document", number=Said(text=item.id), date=NOW.date())
        given += [acts.AddEvidence(paper, (item.id,))] * (item.evidence.min if item.evidence else 1)
    head.do("van-phong-bo", given)
    async with on_stage(desk, size=(80, 30)) as stage:
        await to_matrix(stage)
        screen = await stage.press("y", "tab")
        assert "> Văn phòng Bộ       BM-07" in screen and "Xuất sắc → Trung bình *" in screen
        assert "lớp tự chấm: thiếu minh chứng" in screen
        await stage.press("enter")
        assert isinstance(stage.session.top, WalkScreen) and stage.row(4).startswith("BM-07")
        await stage.press("escape", "escape", *["down"] * 4, *["right"] * 7)
        assert "[BM]" in stage.row(4) and stage.row(7).startswith("> Văn phòng Bộ") and " 59-* " in stage.row(7)
        assert stage.row(11) == "   59,09% (3,25/5,50) · K: 3 tiêu chí, 5,50 điểm · lớp tự chấm · điểm liệt BM-07"


# --- what it shows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_screens_say_that_they_are_to_be_seen_here_only_and_write_no_file(
    desk: Desk, size: tuple[int, int]
) -> None:
    before = files(desk.store.home)
    async with on_stage(desk, size=size) as stage:
        await to_matrix(stage)
        for keys in ((), ("y",), ("tab",), ("tab",), ("escape", "slash", "l", "d", "3", "enter")):
            await stage.press(*keys)
            assert "44 đơn vị: chỉ xem tại chỗ." in stage.row(size[1] - 1)
            assert stage.row(size[1] - 1).startswith("Số liệu đọc lúc 10:42")
            assert "F9" in stage.row(size[1]) and "? giúp" in stage.row(size[1])
            assert stage.screen().count("\n>") == (0 if "Không có đơn vị" in stage.screen() else 1)
        await stage.press("v", "escape", "enter", "escape", "f9", "escape", "question_mark", "escape")
    assert files(desk.store.home) == before


async def test_under_the_map_stands_what_the_column_is_and_which_layers_the_figures_come_from(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        said = "  LD Lãnh đạo, chỉ đạo và tuyên truyền · tự chấm; sau thẩm định: thẩm định"
        assert stage.row(22) == said
        await stage.press("down")
        assert stage.row(22) == said
        await stage.press("right")
        assert stage.row(22).startswith("  TP ")
        await stage.press("end", *["right"] * 14)
        assert stage.row(22).startswith("  Cả hồ sơ · ")


async def test_in_a_higher_window_a_cell_says_its_layer_its_points_and_what_is_set_aside(desk: Desk) -> None:
    async with on_stage(desk, size=(80, 29)) as stage:
        await to_matrix(stage)
        await stage.press(*["down"] * 5)
        s = stage.session.sheet(desk.unit(UNIT))
        part = s.parts["LD"]
        assert s.result.layer == "verified" and part.evidenced == 0
        assert "> Vụ Pháp chế" in stage.row(10)
        assert "LD Lãnh đạo" in stage.row(26) and "trả lời 7/7" in stage.row(26)
        assert stage.row(27) == "    0,00% (0,00/6,25) · K: 0 tiêu chí, 0,00 điểm · lớp thẩm định"


async def test_v_says_the_same_of_a_cell_in_any_window(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        screen = await stage.press(*["down"] * 5, "v")
        assert "thẩm định" in screen and "0,00" in screen and "6,25" in screen


async def test_the_columns_move_and_the_whole_stays_last(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        assert "cột 1-9/14" in stage.row(2) and "[LD]" in stage.row(4)
        await stage.press(*["right"] * 9)
        assert "cột 2-10/14" in stage.row(2) and "[QP]" in stage.row(4) and "LD" not in stage.row(4)
        await stage.press(*["right"] * 20)
        assert "cột 6-14/14" in stage.row(2) and "[Cả]" in stage.row(4)
        await stage.press(*["left"] * 20)
        assert "cột 1-9/14" in stage.row(2) and "[LD]" in stage.row(4)


async def test_l_sorts_by_the_section_least_first_then_most_first_then_as_it_was(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        order = stage.row(5)
        await stage.press("l")
        assert stage.row(5).startswith("> Vụ Pháp chế") and "xếp: LD ↑" in stage.row(2)
        await stage.press("l")
        assert "xếp: LD ↓" in stage.row(2)
        await stage.press("l")
        assert stage.row(5) == order and "xếp" not in stage.row(2)


async def test_marked_papers_are_told_by_their_marking_and_never_by_their_line(desk: Desk) -> None:
    other = Desk(desk.store, person="pc01", door="cli", clock=desk.clock)
    inspector = Desk(desk.store, person="kt01", door="cli", clock=desk.clock)
    desk.do(UNIT, acts.Return(SAID))
    inspector.do(UNIT, acts.Return(SAID))
    register = Particulars(marking="mat", register_line="7/431", checked_on=NOW.date())
    other.do(UNIT, acts.AddEvidence(register, ("LD-01",)))
    async with on_stage(desk) as stage:
        stage.session.go(AcrossScreen(stage.session, "LD-01"))
        screen = await stage.press("l", "down", "down", "enter")
        assert "Mật, đã xem" in screen or "Mật, khác loại" in screen
        assert "7/431" not in screen and "431" not in screen


async def test_units_that_it_does_not_apply_to_are_counted_and_shown_by_l_only(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        stage.session.go(AcrossScreen(stage.session, "KH-03"))
        await stage.press("home")
        assert "không áp dụng 13 (không thuộc diện áp dụng 13)" in stage.screen()
        assert "Vụ Pháp chế" not in stage.screen() and "13 đơn vị không liệt kê" in stage.screen()
        screen = await stage.press("l", "down", "down", "down", "enter")
        assert "Vụ Pháp chế" in screen
        await stage.press("enter")
        assert stage.row(23) == "KH-03 không áp dụng cho đơn vị này."


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_the_text_is_the_same_without_colours(desk: Desk, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = ("tab", "tab", "right", "y", "tab", "tab", "escape", "slash", "l", "d", "3", "enter")
    seen: list[list[str]] = []
    for colourless in (False, True):
        if colourless:
            monkeypatch.setenv("NO_COLOR", "1")
        async with on_stage(desk, lang) as stage:
            seen.append([await stage.press(key) for key in keys])
    assert seen[0] == seen[1]


# --- speed, others, who ------------------------------------------------------------------------------------


async def test_a_key_draws_again_without_scoring_again_and_a_write_scores_one_unit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, scored = scoring.score, list[Assessment]()

    def counting(pack: Pack, a: Assessment, *more: Any) -> Score:
        scored.append(a)
        return real(pack, a, *more)

    async with on_stage(desk) as stage:
        await to_matrix(stage)
        monkeypatch.setattr(scoring, "score", counting)
        await stage.press("down", "right", "l", "pagedown", "end", "y", "tab", "escape")
        assert scored == []
        other = Desk(desk.store, person="pc01", door="cli", clock=desk.clock)
        other.do(UNIT, acts.Explain("BM-07", SAID))
        await stage.press("up")
        assert {a.unit.id for a in scored} == {UNIT}


async def test_the_cursor_stays_with_its_unit_when_others_write(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        await stage.press("l", "down", "down")
        here = cell_of(stage)
        other = Desk(desk.store, person="tt01", door="cli", clock=desk.clock)
        other.do(UNIT, acts.Return(SAID))
        await stage.press("right", "left")
        assert cell_of(stage) == here


async def test_an_inspector_compares_the_own_units_only(store: Store) -> None:
    async with on_stage(sit(store, "kt01")) as stage:
        screen = await to_matrix(stage)
        assert "2 đơn vị" in screen and "Thanh tra Bộ" in screen and "Văn phòng Bộ" not in screen


@pytest.mark.parametrize("person", ["pc01", "pc02"])
async def test_the_people_of_a_unit_have_no_matrix(store: Store, person: str) -> None:
    async with on_stage(sit(store, person)) as stage:
        assert "Ma trận" not in stage.screen()
        for make_place in (MatrixScreen, AgreementScreen, lambda s: AcrossScreen(s, "LD-01")):
            with pytest.raises(Refused):
                make_place(stage.session)


# --- other homes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_three_units_with_nothing_answered(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = of_units(tmp_path / "home", ["van-phong-bo", "vu-phap-che", "thanh-tra"])
    async with on_stage(desk, size=size) as stage:
        screen = await to_matrix(stage)
        assert "hàng  1/3" in screen and "3 đơn vị: thấp nhất" in screen and "  ..  " in screen
        await stage.press("l", "end", "enter", "escape", "y", "tab", "tab", "enter", "escape")
        assert isinstance(stage.session.top, MatrixScreen)


async def test_a_home_without_units_says_so(tmp_path: Path) -> None:
    desk = of_units(tmp_path / "home", [])
    async with on_stage(desk) as stage:
        assert "Chưa có đơn vị nào." in await to_matrix(stage)
        await stage.press("down", "right", "l", "enter")
        assert stage.row(23) == "Chưa có đơn vị nào."
        await stage.press("v", "y", "enter", "v", "i", "tab", "enter", "tab", "enter", "escape")
        stage.session.go(AcrossScreen(stage.session, "LD-01"))
        assert "Chưa có 0 · có 0 · không áp dụng 0" in await stage.press("down")
        await stage.press("enter", "v", "l", "enter", "escape")
        assert isinstance(stage.session.top, MatrixScreen)


async def test_help_and_all_actions_name_what_the_screens_do(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_matrix(stage)
        assert "xếp theo cột đang chọn" in await stage.press("question_mark")
        await stage.press("escape")
        assert "chênh lệch tự chấm - thẩm định" in await stage.press("f9")
