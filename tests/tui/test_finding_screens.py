"""Findings and minutes by keys: written at an item, listed, closed with evidence, read."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from stage import Stage, on_stage, sit

from checklist import acts, demo
from checklist.desk import Desk
from checklist.errors import NotSaved
from checklist.model import VERIFIED, Particulars, Said, Value
from checklist.register import Findings
from checklist.store import Store
from checklist.tui.place import Place
from checklist.tui.screens.choice import Choice
from checklist.tui.screens.finding_close import CloseForm
from checklist.tui.screens.finding_form import FindingForm
from checklist.tui.screens.findings import FindingScreen, FindingsScreen
from checklist.tui.screens.minutes import MinutesScreen

UNIT = "cuc-phong-chong-te-nan-xa-hoi"
ITEM = "QP-03"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo home, made once."""
    home = tmp_path_factory.mktemp("demo") / "home"
    demo.build(home, "vi")
    return home


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Store:
    return Store(shutil.copytree(built, tmp_path / "home"))


@pytest.fixture
def desk(store: Store) -> Desk:
    return sit(store, "kt01")


def said(text: str) -> Said:
    return Said(text=text)


def wrong(what: str = "Thiếu 2 giấy chứng nhận", due: dt.date = dt.date(2010, 3, 31)) -> acts.AddFinding:
    return acts.AddFinding(ITEM, "medium", said(what), said("Bổ sung giấy"), said("Vụ trưởng"), due)


def stored(desk: Desk) -> Findings:
    return desk.findings.of(UNIT)


@asynccontextmanager
async def at(desk: Desk, place: type[Place], *more: object, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Stage]:
    """The program at a place of the unit."""
    async with on_stage(desk, size=size) as stage:
        stage.session.go(place(stage.session, UNIT, *more))
        stage.app.draw()
        await stage.pilot.pause()
        yield stage


# --- writing one -------------------------------------------------------------------------------------------


async def test_the_form_is_as_it_was_drawn(desk: Desk) -> None:
    judged = Value(assigned=12, reached=10, reason=said("thiếu 2 giấy chứng nhận"))
    desk.do(UNIT, acts.Answer(ITEM, VERIFIED, judged))
    async with at(desk, FindingForm, ITEM) as stage:
        rows = stage.screen().split("\n")
    assert rows[0].startswith("Cục Phòng, chống tệ nạn xã") and "P-03 › Tồn tại, kiến nghị" in rows[0]
    assert rows[1] == f"Tồn tại của hồ sơ: 0 (0 chưa khắc phục) · {ITEM}: đang ghi tồn tại đầu tiên"
    assert rows[3].startswith("  Tự chấm ") and rows[3].endswith("thẩm định 10/12: thiếu 2 giấy chứng nhận")
    assert rows[5] == "Ghi tồn tại"
    assert rows[6] == "> Tồn tại        [" + " " * 59 + "]"
    assert rows[7] == " " * 17 + "[" + " " * 59 + "]"
    assert rows[8] == "  Mức độ         nhẹ  ( vừa )  nghiêm trọng                ← → đổi"
    assert rows[9] == "  Kiến nghị      [" + " " * 59 + "]"
    assert rows[10] == "  Người làm      [Thủ trưởng đơn vị            ]   chức danh, không ghi họ tên"
    assert rows[11] == "  Thời hạn       [          ]"
    assert rows[12] == "  Tình trạng     mở (ghi tự động; chỉ đóng được khi có minh chứng)"
    assert rows[14] == "  Hướng dẫn"
    assert rows[17] == "    Tồn tại không tự đổi kết quả; kết quả thẩm định ghi riêng (10/12)."
    assert rows[22] == "Đang nhập, chưa lưu. Esc hỏi trước khi bỏ."
    assert rows[23] == "F2 lưu  Tab ô sau  ← → đổi mức độ  ↓ câu đã dùng  Esc bỏ  F1 giúp"


async def test_a_finding_is_written_by_keys_and_told_as_saved(desk: Desk) -> None:
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.type("Cử 12, có 10 giấy chứng nhận")
        await stage.press("tab", "right", "tab")
        await stage.type("Bổ sung 2 giấy")
        await stage.press("enter", "enter")
        await stage.type("31032010")
        await stage.press("f2")
        assert stage.row(23).startswith("Đã lưu ")
        assert stage.row(23).endswith(f"F1 {ITEM} (nghiêm trọng), hạn 31/03/2010.")
        assert not isinstance(stage.session.top, FindingForm)
        assert desk.drafts() == ()
    found = stored(desk).findings["F1"]
    assert (found.item, found.severity, found.due) == (ITEM, "serious", dt.date(2010, 3, 31))
    assert [each.text for each in (found.what, found.action, found.responsible) if each] == [
        "Cử 12, có 10 giấy chứng nhận", "Bổ sung 2 giấy", "Thủ trưởng đơn vị",
    ]  # fmt: skip


async def test_what_is_wrong_is_told_and_the_form_stays(desk: Desk) -> None:
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.type("Thiếu giấy")
        await stage.press("f2")
        assert stage.row(23) == "Chưa lưu: Tồn tại cần có thời hạn. Ví dụ 28/02/2009."
        await stage.press("shift+tab")
        await stage.type("31022010")
        await stage.press("f2")
        assert '"31022010"' in stage.row(23)
        await stage.press("end", *["backspace"] * 8)
        await stage.type("01122009")
        await stage.press("f2")
        assert stage.row(23) == "Chưa lưu: Phải ghi kiến nghị bằng lời."
        await stage.press("shift+tab", "shift+tab")
        await stage.type("Bổ sung")
        await stage.press("f2")
        assert "trước hôm nay" in stage.row(23)
        assert "[Thiếu giấy" in stage.screen()
    assert stored(desk).findings == {}


async def test_a_text_with_a_secrecy_mark_is_kept_nowhere(desk: Desk) -> None:
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.type("TỐI MẬT canary-7431")
        await stage.press("tab", "tab")
        await stage.type("x")
        await stage.press("tab", "tab")
        await stage.type("31032010")
        await stage.press("f2")
        assert "canary" not in stage.row(23) and stage.row(23).startswith("Chưa lưu: ")
        stage.app.keep_drafts()
    assert desk.drafts() == ()
    files = [path for path in desk.store.home.rglob("*") if path.is_file()]
    assert not [path for path in files if b"canary-7431" in path.read_bytes()]


async def test_a_longer_text_is_shown_in_two_rows_around_the_cursor(desk: Desk) -> None:
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.type("a" * 59 + "b" * 59)
        assert stage.row(7)[18:77] == "b" * 59 and stage.row(8)[18:77].strip() == ""
        await stage.type("cc")
        assert stage.row(8)[18:77].rstrip() == "cc"
        await stage.press("home")
        assert stage.row(7)[18:77] == "a" * 59 and stage.row(8)[18:77] == "b" * 59


async def test_down_in_an_empty_field_brings_texts_of_earlier_findings_and_never_takes_typed_ones(desk: Desk) -> None:
    desk.findings.add(UNIT, wrong("Sổ trực thiếu"))
    async with at(desk, FindingForm, ITEM) as stage:
        assert "đang ghi tồn tại thứ 2" in stage.row(2)
        assert "[Vụ trưởng" in stage.screen(), "the post of the last one"
        await stage.press("down")
        assert "[Sổ trực thiếu" in stage.row(7)
        await stage.press("down")
        assert "Sổ trực" not in stage.row(7)
        await stage.type("Tự gõ")
        await stage.press("down")
        assert "[Tự gõ" in stage.row(7) and stage.row(9).startswith("> Mức độ")


async def test_escape_asks_before_typed_words_are_dropped(desk: Desk) -> None:
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.type("Thiếu")
        await stage.press("escape")
        assert isinstance(stage.session.top, Choice)
        await stage.press("enter")
        assert "[Thiếu" in stage.screen()
        await stage.press("escape", "down", "enter")
        assert not isinstance(stage.session.top, FindingForm)
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.press("escape")
        assert not isinstance(stage.session.top, FindingForm), "nothing typed, nothing asked"


async def test_a_half_written_form_is_kept_as_a_draft_and_taken_up_again(desk: Desk) -> None:
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.type("Thiếu giấy")
        await stage.press("tab", "left")
        stage.app.keep_drafts()
    [key] = desk.drafts()
    kept = desk.draft(key)
    assert kept is not None and (kept["form"], kept["unit"], kept["item"]) == ("finding", UNIT, ITEM)
    async with on_stage(desk) as stage:
        form = FindingForm(stage.session, UNIT, ITEM)
        form.restore(kept)
        assert form.fields["what"].text == "Thiếu giấy" and form.chosen["severity"] == 0
        assert form.draft() is not None


async def test_a_disk_that_takes_nothing_keeps_the_form_and_saves_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = desk.findings.add, [1]

    def refuse(unit: str, act: acts.AddFinding, *, dry_run: bool = False) -> Findings:
        if left[0]:
            left[0] -= 1
            raise NotSaved("NOT SAVED: {cause} ({code}).", cause="x", code="ENOSPC")
        return real(unit, act, dry_run=dry_run)

    monkeypatch.setattr(desk.findings, "add", refuse)
    async with at(desk, FindingForm, ITEM) as stage:
        await stage.type("Thiếu giấy")
        await stage.press("tab", "tab")
        await stage.type("Bổ sung")
        await stage.press("tab", "tab")
        await stage.type("31032010")
        await stage.press("f2")
        assert "CHƯA LƯU ĐƯỢC" in stage.screen()
        await stage.press("f2")
        assert stage.row(23).startswith("Đã lưu ")
    assert list(stored(desk).findings) == ["F1"]


@pytest.mark.parametrize("person", ["tt01", "vp01"])
async def test_nobody_else_gets_the_form(store: Store, person: str) -> None:
    desk = sit(store, person)
    unit = UNIT if person == "tt01" else "van-phong-bo"
    async with on_stage(desk) as stage:
        stage.session.go(FindingsScreen(stage.session, unit, ITEM))
        await stage.press("p")
        assert isinstance(stage.session.top, FindingsScreen)
        assert "cán bộ thẩm định" in stage.row(23)


# --- the list, closing -------------------------------------------------------------------------------------


async def test_the_list_has_overdue_ones_first_and_the_one_under_the_cursor_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.findings.add(UNIT, wrong("Đã xong", dt.date(2009, 12, 2)))
    desk.findings.add(UNIT, wrong("Còn lâu"))
    desk.findings.add(UNIT, wrong("Quá hạn rồi", dt.date(2009, 12, 2)))
    desk.findings.close(UNIT, acts.CloseFinding("F1", Particulars(number=said("12/BC"), date=dt.date(2009, 12, 1))))
    monkeypatch.setattr(desk, "today", lambda: dt.date(2009, 12, 5))
    async with at(desk, FindingsScreen) as stage:
        screen = stage.screen().split("\n")
        assert screen[1] == "Tồn tại của hồ sơ: 3 (2 chưa khắc phục) · 1 quá hạn"
        assert [row[2:4] for row in screen[4:7]] == ["F3", "F2", "F1"]
        assert "quá hạn" in screen[4] and "mở" in screen[5] and "đã khắc phục 02/12/2009" in screen[6]
        assert screen[4].startswith("> F3") and screen[5].startswith("  F2")
        await stage.press("down", "down")
        assert "12/BC" in stage.screen()
        await stage.press("enter")
        assert isinstance(stage.session.top, FindingScreen), "a closed one is only read"


async def test_a_finding_is_closed_with_a_line_of_the_register(desk: Desk) -> None:
    desk.findings.add(UNIT, wrong())
    async with at(desk, FindingsScreen) as stage:
        await stage.press("enter")
        assert isinstance(stage.session.top, CloseForm)
        assert "> Số, ký hiệu" in stage.screen() and "Thiếu 2 giấy chứng nhận" in stage.screen()
        await stage.type("12/BC-CPC")
        await stage.press("tab")
        await stage.type("01122009")
        await stage.press("tab")
        await stage.type("Cục")
        await stage.press("tab")
        await stage.type("Văn thư")
        await stage.press("enter")
        assert stage.row(23).endswith(f"F1 {ITEM} đã đóng.")
        assert "đã khắc phục 02/12/2009" in stage.screen()
    closed = stored(desk).findings["F1"].closed
    assert closed is not None and closed.evidence.number is not None and closed.evidence.number.text == "12/BC-CPC"
    assert closed.evidence.date == dt.date(2009, 12, 1)


async def test_a_marking_takes_the_other_fields_and_what_was_typed_in_them(desk: Desk) -> None:
    desk.findings.add(UNIT, wrong())
    async with at(desk, FindingsScreen) as stage:
        await stage.press("enter")
        await stage.type("99/KH-canary")
        await stage.press("up", "right")
        assert "canary" not in stage.screen() and "Số, ký hiệu" not in stage.screen()
        await stage.press("down", "down")
        await stage.type("2")
        await stage.press("down")
        await stage.type("41")
        await stage.press("f2")
        assert stage.row(23).endswith("đã đóng.")
    closed = stored(desk).findings["F1"].closed
    assert closed is not None
    evidence = closed.evidence
    assert (evidence.marking, evidence.register_line, evidence.checked_by) == ("mat", "2/41", "kt01")
    assert evidence.number is None


async def test_a_half_written_closing_is_a_draft_of_its_finding(desk: Desk) -> None:
    desk.findings.add(UNIT, wrong())
    async with at(desk, FindingsScreen) as stage:
        await stage.press("enter")
        await stage.type("12/BC")
        stage.app.keep_drafts()
    [key] = desk.drafts()
    kept = desk.draft(key)
    assert kept is not None and (kept["form"], kept["finding"], kept["number"]) == ("closing", "F1", "12/BC")


async def test_whoever_may_not_close_one_reads_it(store: Store, desk: Desk) -> None:
    desk.findings.add(UNIT, wrong())
    async with at(sit(store, "tt01"), FindingsScreen) as stage:
        await stage.press("enter")
        assert isinstance(stage.session.top, FindingScreen)
        assert "Vụ trưởng" in stage.screen() and "kt01, 02/12/2009, kỳ 2009" in stage.screen()


async def test_what_another_wrote_meanwhile_is_told_once(store: Store, desk: Desk) -> None:
    async with at(desk, FindingsScreen, ITEM) as stage:
        assert "Chưa có tồn tại" in stage.screen()
        sit(store, "kt01").findings.add(UNIT, wrong())
        stage.app.look()
        await stage.pilot.pause()
        assert "Tồn tại vừa có người khác ghi" in stage.row(23) and "F1" in stage.screen()
        assert not stage.session.top.noticed()


async def test_p_in_the_list_of_an_item_writes_one_there(desk: Desk) -> None:
    async with at(desk, FindingsScreen, ITEM) as stage:
        await stage.press("p")
        assert isinstance(stage.session.top, FindingForm)
    async with at(desk, FindingsScreen) as stage:
        await stage.press("p")
        assert "P khi thẩm định tiêu chí" in stage.row(23)


# --- the minutes -------------------------------------------------------------------------------------------


async def test_the_minutes_are_read_page_by_page_and_the_command_that_writes_them_is_named(desk: Desk) -> None:
    async with at(desk, MinutesScreen) as stage:
        assert "BIÊN BẢN KIỂM TRA" in stage.screen()
        assert stage.row(23) == f"Ghi ra tệp: checklist report {UNIT} --minutes -o TỆP"
        top = stage.screen()
        await stage.press("pagedown")
        assert stage.screen() != top
        await stage.press("end")
        assert "Nhật ký tồn tại: chưa có" in stage.screen()
        await stage.press("escape")
        assert not isinstance(stage.session.top, MinutesScreen)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
@pytest.mark.parametrize("place", [FindingsScreen, MinutesScreen, FindingForm, CloseForm])
async def test_every_screen_fits_every_window(desk: Desk, place: type[Place], size: tuple[int, int]) -> None:
    finding = desk.findings.add(UNIT, wrong("Thiếu " * 60)).findings["F1"]
    more = {FindingForm: (ITEM,), CloseForm: (finding,)}.get(place, ())
    async with at(desk, place, *more, size=size) as stage:
        rows = stage.screen().split("\n")
        assert len(rows) == size[1] and all(len(row) <= size[0] for row in rows)
        assert "F1" in rows[-1] or "F9" in rows[-1]
        await stage.press("f1")
        assert stage.session.top is not None and "Trợ giúp" in stage.row(1)
