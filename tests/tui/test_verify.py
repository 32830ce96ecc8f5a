"""The inspector's walk: the unit's answer beside the verified one; Y agrees, all else asks why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from filled import UNIT, agreed, submitted
from stage import Stage, on_stage, sit

from checklist import acts
from checklist.desk import Desk
from checklist.model import SELF, VERIFIED, Particulars, Said, Value
from checklist.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return submitted(tmp_path / "home")


async def to_item(stage: Stage, item: str) -> None:
    await stage.press("tab", "enter", "slash")
    await stage.type(item.lower())
    await stage.press("enter")


def verified(desk: Desk, item: str) -> Value | None:
    return desk.read(UNIT).value(VERIFIED, item)


async def test_the_journal_tells_the_layers_apart(store: Store) -> None:
    async with on_stage(sit(store, "kt01")) as stage:
        await to_item(stage, "ld1")
        await stage.press("y")
        await stage.press("pageup")
        await stage.press("n")
        assert " kt01     t.định   đồng ý" in stage.row(7) and " pc01     tự chấm " in stage.row(8)


async def test_the_queue_leads_to_the_first_item_and_y_agrees_and_goes_on(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        assert "Chờ thẩm định" in stage.screen() and "0/41" in stage.screen()
        screen = await stage.press("enter")
        assert "TỰ CHẤM (pc01, 02/12/2009)" in screen and "THẨM ĐỊNH (kt01, trên hồ sơ)" in screen
        assert "chưa thẩm định" in screen and stage.row(4).startswith("LD-01")
        screen = await stage.press("y")
        assert stage.row(4).startswith("LD-02") and "thẩm định 1/41, còn 40" in stage.row(2)
        assert stage.row(23).startswith("Đã lưu") and "LD-01 đồng ý, đạt" in stage.row(23)
        assert verified(desk, "LD-01") == desk.read(UNIT).value(SELF, "LD-01")


async def test_another_verdict_asks_the_reason_and_saves_nothing_without_one(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await to_item(stage, "LD-03")
        await stage.press("m", "enter")
        assert verified(desk, "LD-03") is None
        await stage.type("moi o hai vi tri")
        await stage.press("enter")
        given = verified(desk, "LD-03")
        assert given is not None and given.verdict == "partial"
        answer = desk.read(UNIT).answer(VERIFIED, "LD-03")
        assert answer is not None and answer.basis == "papers" and answer.who == "kt01"


async def test_the_units_own_verdict_given_by_its_letter_is_an_agreement(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await stage.press("enter", "d")
        assert verified(desk, "LD-01") == desk.read(UNIT).value(SELF, "LD-01")


async def test_another_number_stops_at_the_reason(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await to_item(stage, "LD-02")
        await stage.type("4")
        await stage.press("enter")
        await stage.type("3")
        await stage.press("enter")
        assert verified(desk, "LD-02") is None and "nhập lý do" in stage.row(23)
        await stage.type("thieu mot nguoi")
        await stage.press("enter")
        given = verified(desk, "LD-02")
        assert given is not None and (given.assigned, given.reached) == (4, 3)


async def test_the_same_number_needs_no_reason(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await to_item(stage, "LD-02")
        await stage.type("4")
        await stage.press("enter")
        await stage.type("4")
        await stage.press("enter")
        assert verified(desk, "LD-02") is not None


async def test_ticks_are_saved_by_enter_and_a_difference_needs_its_reason(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await to_item(stage, "LD-04")
        await stage.press("space")
        assert verified(desk, "LD-04") is None, "a tick alone says nothing yet"
        await stage.press("enter")
        assert "nhập lý do" in stage.row(23)
        await stage.type("chua co buoi nao")
        await stage.press("enter")
        given = verified(desk, "LD-04")
        assert given is not None and given.parts == ("firmness", "lifestyle", "guidelines")


async def test_the_basis_is_turned_to_on_site_and_said(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await stage.press("enter", "g")
        assert "THẨM ĐỊNH (kt01, tại chỗ)" in stage.screen()
        await stage.press("y")
        answer = desk.read(UNIT).answer(VERIFIED, "LD-01")
        assert answer is not None and answer.basis == "on_site"


async def test_y_takes_the_ground_of_what_does_not_apply(store: Store, tmp_path: Path) -> None:
    unit = sit(store, "pc01")
    unit.do(UNIT, acts.Withdraw())
    unit.do(UNIT, acts.Answer("DN-03", "self", Value("not_applicable", ground="none_arose")))
    unit.do(UNIT, acts.Submit())
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await to_item(stage, "DN-03")
        assert "Không phát sinh trong kỳ" in stage.screen()
        await stage.press("y")
        given = verified(desk, "DN-03")
        assert given is not None and given.ground == "none_arose"


async def test_an_entry_is_marked_through_seen_at_its_place_and_not_produced(tmp_path: Path) -> None:
    store = submitted(tmp_path / "home")
    unit = sit(store, "pc01")
    unit.do(UNIT, acts.Withdraw())
    paper = Particulars(kind="plan", number=Said(text="5/KH"), date=dt.date(2009, 3, 1))
    unit.do(UNIT, acts.AddEvidence(paper, ("LD-01",)))
    unit.do(UNIT, acts.Submit())
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await stage.press("enter")
        assert "chưa xem" in stage.screen()
        screen = await stage.press("tab")
        assert "5/KH" in screen
        marks = []
        for _ in range(4):
            await stage.press("space", "down")
            seen = desk.read(UNIT).evidence["E1"].seen
            marks.append(seen.mark if seen else None)
        assert marks == ["seen", "on_site", "not_produced", None]


async def test_the_unit_can_t_add_evidence_any_more_and_is_told_whose_task_it_is(store: Store) -> None:
    async with on_stage(sit(store, "kt01")) as stage:
        await stage.press("enter", "t")
        assert stage.row(23).startswith("Chưa lưu:")


async def test_the_rest_is_agreed_to_in_bulk_after_a_count(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await stage.press("enter", "y", "h")
        screen = await stage.press("end", "up", "up", "enter")
        assert "40 tiêu chí" in screen
        await stage.press("down", "enter")
        lines = desk.log(UNIT)
        assert len({line.entry.batch for line in lines[-40:]}) == 1 and lines[-1].entry.batch is not None
        assert "Không còn việc nào phải làm trước" in stage.screen()


async def test_the_verifying_is_closed_and_the_paper_is_the_reviewers(store: Store) -> None:
    desk = sit(store, "kt01")
    agreed(desk)
    async with on_stage(desk) as stage:
        await stage.press("tab", "enter", "h", "end", "up", "enter")
        assert "Kết thúc thẩm định" in stage.screen()
        await stage.press("down", "enter")
        assert desk.read(UNIT).state == "verified"


async def test_it_is_returned_with_a_note_that_the_unit_sees_at_the_item(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await stage.press("tab", "enter", "h", "end", "enter")
        await stage.press("f2")
        assert "Thiếu ghi chú" in stage.row(23)
        await stage.type("bo sung ke hoach")
        await stage.press("tab")
        await stage.type("ld-01")
        await stage.press("enter")
        assert desk.read(UNIT).state == "draft"
    async with on_stage(sit(store, "pc01")) as stage:
        assert "Trả lại" in stage.screen() and "bo sung ke hoach" in stage.screen()
        await stage.press("enter")
        assert stage.row(4).startswith("LD-01") and "bo sung ke hoach" in stage.screen()


async def test_the_unit_explains_and_the_reviewer_reads_it_and_accepts(store: Store) -> None:
    inspector = sit(store, "kt01")
    agreed(inspector, "LD-03")
    inspector.do(UNIT, acts.Answer("LD-03", "verified", Value("partial", reason=Said(text="thiếu hạn")), "papers"))
    inspector.do(UNIT, acts.Verify())
    async with on_stage(sit(store, "pc01")) as stage:
        assert "Cần giải trình" in stage.screen()
        await stage.press("enter", "enter")
        assert "thiếu hạn" in stage.screen()
        await stage.type("da co trong ke hoach")
        await stage.press("f2")
        assert "da co trong ke hoach" in sit(store, "pc01").read(UNIT).explanations["LD-03"].text.shown
    reviewer = sit(store, "tt01")
    async with on_stage(reviewer) as stage:
        assert "Chờ duyệt" in stage.screen() and "khác 1, đã giải trình 1" in stage.screen()
        screen = await stage.press("enter")
        assert "Đ → M, đã giải trình" in screen
        await stage.press("enter")
        assert "da co trong ke hoach" in stage.screen() and "thiếu hạn" in stage.screen()
        await stage.press("escape", "end", "up", "enter", "down", "enter")
        assert reviewer.read(UNIT).state == "accepted"


async def test_an_accepted_paper_is_opened_again_with_a_note(store: Store) -> None:
    inspector = sit(store, "kt01")
    agreed(inspector)
    inspector.do(UNIT, acts.Verify())
    reviewer = sit(store, "tt01")
    reviewer.do(UNIT, acts.Accept())
    async with on_stage(reviewer) as stage:
        await stage.press("tab", "slash")
        await stage.type("vu phap che")
        await stage.press("enter", "h", "end", "enter")
        await stage.type("sai so lieu")
        await stage.press("enter")
        assert reviewer.read(UNIT).state == "verified"


async def test_who_wrote_in_it_does_not_accept_it(store: Store) -> None:
    inspector = sit(store, "kt01")
    async with on_stage(inspector) as stage:
        await stage.press("tab", "enter", "h")
        assert "Duyệt" not in [row.strip() for row in stage.screen().split("\n")]


async def test_half_given_ticks_are_kept_and_opened_again(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await to_item(stage, "LD-04")
        await stage.press("space")
        stage.app.keep_drafts()
    async with on_stage(sit(store, "kt01")) as stage:
        screen = await stage.press("enter")
        assert "LD-04" in screen and "[ ] Cảnh giác" in screen


async def test_a_finding_is_written_at_the_item_and_closed_with_evidence(store: Store) -> None:
    desk = sit(store, "kt01")
    async with on_stage(desk) as stage:
        await stage.press("enter", "p")
        assert "Ghi tồn tại" in stage.screen()
        await stage.type("thieu phan viec rieng")
        await stage.press("tab", "tab")
        await stage.type("bo sung ke hoach")
        await stage.press("tab", "tab")
        await stage.type("31032010")
        await stage.press("f2")
        (found,) = desk.findings.of(UNIT).findings.values()
        assert (found.item, found.what.shown, found.closed) == ("LD-01", "thieu phan viec rieng", None)
        assert "thieu phan viec rieng" in stage.screen(), "the item shows its finding"


async def test_overdue_findings_stand_in_the_queue(store: Store) -> None:
    desk = sit(store, "kt01")
    act = acts.AddFinding(
        "LD-01", "medium", Said(text="thiếu"), Said(text="bổ sung"), Said(text="Thủ trưởng"), dt.date(2009, 12, 2)
    )
    desk.findings.add(UNIT, act)
    later = Desk(store, person="kt01", clock=lambda: dt.datetime(2009, 12, 20, tzinfo=dt.UTC))
    async with on_stage(later) as stage:
        assert "tồn tại quá hạn" in stage.screen()
        await stage.press("end", "enter")
        assert "LD-01" in stage.screen() and "thiếu" in stage.screen()


async def test_b_shows_the_minutes_and_says_how_to_write_them(store: Store) -> None:
    async with on_stage(sit(store, "kt01")) as stage:
        await stage.press("tab", "enter", "b")
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in stage.screen()
        assert "report vu-phap-che --minutes" in stage.row(23)


async def test_tab_goes_round_the_views_of_level_1(store: Store) -> None:
    async with on_stage(sit(store, "tt01")) as stage:
        seen = []
        for _ in range(4):
            seen.append(stage.row(2).split("]")[0].split("[")[1])
            await stage.press("tab")
        assert seen == ["Việc", "Đơn vị", "Ma trận", "Việc"]


async def test_a_head_goes_from_tasks_to_the_assessment_to_the_gaps_and_back(store: Store) -> None:
    sit(store, "pc01").do(UNIT, acts.Withdraw())
    async with on_stage(sit(store, "pc01")) as stage:
        assert "[Việc]" in stage.row(2)
        await stage.press("tab")
        assert "Cả hồ sơ" in stage.screen()
        await stage.press("tab", "tab")
        assert "[Việc]" in stage.row(2)


@pytest.mark.parametrize("form", ["return", "explain", "finding"])
async def test_a_half_written_form_is_offered_again(store: Store, form: str) -> None:
    who, keys = {
        "return": ("kt01", ["tab", "enter", "h", "end", "enter"]),
        "explain": ("pc01", ["enter", "enter"]),
        "finding": ("kt01", ["enter", "p"]),
    }[form]
    if form == "explain":
        inspector = sit(store, "kt01")
        agreed(inspector, "LD-03")
        inspector.do(UNIT, acts.Answer("LD-03", "verified", Value("partial", reason=Said(text="thiếu")), "papers"))
        inspector.do(UNIT, acts.Verify())
    async with on_stage(sit(store, who)) as stage:
        await stage.press(*keys)
        await stage.type("moi viet mot nua")
        stage.app.keep_drafts()
    async with on_stage(sit(store, who)) as stage:
        assert "Còn một phần nhập dở" in stage.screen()
        await stage.press("enter")
        assert "moi viet mot nua" in stage.screen()
