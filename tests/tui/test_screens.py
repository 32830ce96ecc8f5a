"""The other screens of a unit's side: list, overview, search, journal, help, all actions, sweep, small window."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from stage import UNIT, full_disk, make, on_stage, sit
from test_walk import to_item

from checklist import acts
from checklist.desk import Desk
from checklist.model import Particulars, Person, Said, Value
from checklist.scoring import score
from checklist.tui.place import ListPlace
from checklist.view.frame import Row


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return sit(make(tmp_path / "home"))


async def test_the_first_screen_is_reckoned_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, draw = [], ListPlace.draw

    def counted(place: ListPlace, width: int, height: int) -> list[Row]:
        drawn.append((width, height))
        return draw(place, width, height)

    monkeypatch.setattr(ListPlace, "draw", counted)
    async with on_stage(desk) as stage:
        assert "44 đơn vị" in stage.screen()
        assert drawn == [(80, 24)]
        await stage.pilot.resize_terminal(100, 30)
        await stage.pilot.pause()
        assert drawn == [(80, 24), (100, 30)]


async def test_a_code_or_words_of_an_item_lead_to_it_in_all_units_from_the_list(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        screen = await stage.press("slash", "a", "2")
        assert "Không có đơn vị nào tên như vậy. Tiêu chí (" in screen
        assert "> KH-03" in screen
        screen = await stage.press("enter")
        assert screen.startswith("Tiêu chí KH-03 qua các đơn vị")
        screen = await stage.press("escape")
        assert "> KH-03" in screen
        screen = await stage.press("backspace", "backspace")
        await stage.type("cc7")
        assert (await stage.press("enter")).startswith("Tiêu chí CC-07 qua các đơn vị")
        assert "44 đơn vị: 44 nháp" in await stage.press("escape", "escape")


async def test_the_list_narrows_as_one_types_without_accents(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await stage.press("slash")
        await stage.type("tai nan")
        assert "Không có đơn vị nào" in stage.screen()
        for _ in range(7):
            await stage.press("backspace")
        screen = await stage.type("phap che")
        assert "> Vụ Pháp chế" in screen and "Văn phòng Bộ" not in screen
        screen = await stage.press("escape")
        assert "44" in screen.split("\n")[1]


async def test_a_head_of_one_unit_begins_in_it(tmp_path: Path) -> None:
    store = make(tmp_path / "home", [Person("vp01", "head", (UNIT,))])
    async with on_stage(sit(store, "vp01")) as stage:
        assert stage.row(1).startswith("Văn phòng Bộ") and stage.row(1).endswith("vp01")
        await stage.press("escape")
        assert stage.row(23) == "Đã lưu mọi câu trả lời. Q hoặc F10 thoát."


async def test_score_and_gaps_move_as_one_answers(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-05")
        before = stage.row(2)
        await stage.press("d")
        await stage.press("escape")
        assert stage.row(2) != before and "CC-05" not in stage.screen().split("Làm gì để tăng")[1]


async def test_a_sample_is_named_on_its_screens(tmp_path: Path) -> None:
    store = make(tmp_path / "home", samples=("vu-phap-che",))
    desk = sit(store)
    desk.do("vu-phap-che", acts.Answer("BM-01", "self", Value("met")))
    async with on_stage(desk) as stage:
        assert "Dữ liệu mẫu" in stage.row(23)
        await stage.press("slash")
        await stage.type("phap che")
        await stage.press("enter")
        assert "· mẫu ·" in stage.row(1)


async def test_search_goes_straight_to_a_code_and_finds_without_accents(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("slash")
        screen = await stage.type("bao chay")
        assert "CC-07" in screen
        await stage.press("enter")
        assert stage.row(4).startswith("CC-07")


async def test_the_journal_of_an_item_and_undo_after_a_question(desk: Desk) -> None:
    async with on_stage(desk, prepare=[acts.Answer("CC-01", "self", Value("met"))]) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("n")
        assert "Nhật ký" in stage.row(1) and "đạt" in screen and "chuỗi băm khớp" in screen
        screen = await stage.press("u")
        assert "Hoàn tác lần 1" in screen
        await stage.press("enter")
        assert stage.value("CC-01") == Value("met"), "the safe answer leaves it"
        await stage.press("u", "down", "enter")
        assert stage.value("CC-01") is None


async def test_the_journal_says_what_an_answer_was_before_and_what_became_of_the_score(desk: Desk) -> None:
    def evidenced() -> str:
        a = desk.read(UNIT)
        of = score(desk.pack, a, "self", desk.score_date(a)).evidenced
        assert of is not None
        return f"{float(of):.2f}".replace(".", ",")

    before = evidenced()
    paper = Particulars(kind="decision", number=Said(text="12/QĐ"), date=dt.date(2009, 11, 23))
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-02")
        desk.do(UNIT, acts.AddEvidence(paper, ("CC-02",)))
        desk.do(UNIT, acts.Answer("CC-02", "self", Value("partial", reason=Said(text="mới một nửa"))))
        half = evidenced()
        desk.do(UNIT, acts.Answer("CC-02", "self", Value("met")))
        screen = await stage.press("n")
        assert screen.split("\n")[3].startswith("CC-02 Đội phòng cháy")
        assert "tự chấm  M đạt một phần → Đ đạt" in stage.row(7)
        assert "tự chấm  chưa trả lời → M đạt một phần" in stage.row(8)
        assert f"Có minh chứng của hồ sơ: {half} → {evidenced()}" in screen
        screen = await stage.press("down")
        assert f"Có minh chứng của hồ sơ: {before} → {half}" in screen and "mới một nửa" in screen
        screen = await stage.press("end")
        assert "mở kỳ 2009" in screen and "Có minh chứng của hồ sơ" not in screen
        await stage.press("tab", "home")
        assert "CC-02 M đạt một phần → Đ đạt" in stage.row(5)


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_help_lists_the_keys_and_why_some_are_closed(desk: Desk, lang: str) -> None:
    async with on_stage(desk, lang) as stage:
        await to_item(stage, "CC-01")
        said = await stage.press("question_mark")
        for _ in range(4):
            said += await stage.press("pagedown")
        assert ("không áp dụng, chọn lý do" if lang == "vi" else "not applicable, asks the ground") in said
        assert ("Chưa dùng được lúc này" if lang == "vi" else "Not to be used now") in said
        await stage.press("f1")
        assert stage.row(4).startswith("CC-01")


async def test_every_action_can_be_done_from_f9_by_arrows(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("f9")
        assert "D F5" in screen
        await stage.press("enter")
        assert stage.value("CC-01") == Value("met")


async def test_the_sweep_lists_what_is_in_the_way_and_goes_there(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        screen = await stage.press("h")
        assert "Phải làm trước: 73 việc" in screen
        assert "> LD      7 tiêu chí chưa trả lời: cả mục" in screen
        assert "  TP      3 tiêu chí chưa trả lời: cả mục" in screen
        await stage.press("down", "enter")
        assert stage.row(4).startswith("TP-01")
        assert stage.row(23) == "3 tiêu chí phải làm; xong hết hoặc Esc thì về danh sách."
        screen = await stage.press("d", "escape")
        assert "Phải làm trước: 73 việc" in screen, "met without evidence"
        assert "> TP      2 tiêu chí chưa trả lời: TP-02, TP-03" in screen
        assert "> TP-01   đạt, chưa có minh chứng hay" in await stage.press("end", "up")


async def test_a_row_of_the_sweep_is_walked_to_its_end_and_is_gone(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("h", *["down"] * 6, "enter")
        assert stage.row(4).startswith("KH-01")
        await stage.press("pagedown")
        assert stage.row(4).startswith("KH-02")
        await stage.press(*["pagedown"] * 6)
        assert stage.row(4).startswith("KH-06"), "no item of another section"
        for code in ("KH-06", "KH-01", "KH-02", "KH-03", "KH-04", "KH-05"):
            assert stage.row(4).startswith(code)
            await stage.press("d")
        assert stage.row(1).startswith("Văn phòng Bộ › Kiểm tra trước khi gửi")
        assert "  KH   " not in stage.screen() and "> BM " in stage.screen()
        assert stage.row(23).startswith("Đã lưu 10:42:00  KH-05 đạt")


async def test_an_item_found_by_its_code_is_walked_with_all_others(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("h", "down", "enter", "slash", "c", "c", "2", "enter")
        assert stage.row(4).startswith("CC-02")
        await stage.press("pagedown")
        assert stage.row(4).startswith("CC-03")


async def test_a_unit_is_submitted_and_withdrawn(desk: Desk) -> None:
    unit = "thanh-tra"
    a = desk.read(unit)
    for item in desk.pack.shown_to(a.unit):
        desk.do(unit, acts.Answer(item.id, "self", Value("not_applicable", ground="not_function")))
    async with on_stage(desk) as stage:
        await stage.press("slash")
        await stage.type("thanh tra bo")
        screen = await stage.press("enter", "h")
        assert "Không còn việc nào phải làm trước" in screen
        screen = await stage.press("enter")
        assert "Gửi thẩm định hồ sơ Thanh tra Bộ" in screen
        await stage.press("enter")
        assert desk.read(unit).state == "draft", "the safe answer does not submit"
        await stage.press("enter", "down", "enter")
        assert desk.read(unit).state == "submitted"
        await stage.press("h", "enter", "down", "enter")
        assert desk.read(unit).state == "draft"


async def test_a_window_too_small_says_that_nothing_is_lost(desk: Desk) -> None:
    async with on_stage(desk, size=(50, 12)) as stage:
        assert "Cửa sổ nhỏ quá: 50 x 12." in stage.screen() and "Đã lưu mọi câu trả lời" in stage.screen()


@pytest.mark.parametrize("size", [(60, 18), (100, 30), (200, 60)])
async def test_other_sizes_keep_head_and_foot(desk: Desk, size: tuple[int, int]) -> None:
    async with on_stage(desk, size=size) as stage:
        await to_item(stage, "CC-02")
        rows = stage.screen().split("\n")
        assert len(rows) == size[1] and rows[2] == "─" * size[0]
        assert "? giúp" in rows[-1] and rows[3].startswith("CC-02")


async def test_a_failed_save_says_so_keeps_it_and_saves_it_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        with full_disk(monkeypatch):
            screen = await stage.press("d")
            assert "CHƯA LƯU ĐƯỢC: đĩa của máy chủ đã đầy (ENOSPC)." in screen
            assert stage.row(23).startswith("CHƯA LƯU ĐƯỢC") and "CC-01 đạt" in screen
            await stage.press("enter")
            assert "Đã thử 2 lần" in stage.row(23)
            await stage.press("escape", "d")
            assert stage.value("CC-01") is None
            assert "     checklist answer van-phong-bo CC-01 met" in stage.screen()
            screen = await stage.press("pagedown")
            assert "Văn phòng Bộ › CC-02" in screen and "Đội phòng cháy" in screen
            screen = await stage.press("escape", "pagedown")
            assert "Văn phòng Bộ › CC-03" in screen
            assert "CHƯA LƯU 1 việc · hồ sơ đã lưu 0/73" in (await stage.press("escape"))
        await stage.press("f2")
        assert stage.value("CC-01") == Value("met")
        assert stage.row(23).startswith("Đã lưu")


async def test_a_home_that_is_gone_is_told_and_what_was_typed_is_saved_when_it_is_back(desk: Desk) -> None:
    home = desk.store.home
    away = home.with_name("away")
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        await stage.press("c")
        await stage.type("sổ thiếu")
        home.rename(away)
        stage.app.look()
        await stage.pilot.pause()
        assert stage.row(23).startswith("CHƯA LƯU ĐƯỢC: thư mục dữ liệu không còn (ENOENT).")
        assert "[sổ thiếu trang" in await stage.type(" trang")
        screen = await stage.press("enter")
        assert screen.startswith("Văn phòng Bộ") and "CHƯA LƯU ĐƯỢC" in screen
        assert not home.exists()
        away.rename(home)
        await stage.press("f2")
        value = stage.value("CC-01")
        assert isinstance(value, Value) and value.reason is not None and value.reason.text == "sổ thiếu trang"
        assert stage.row(23).startswith("Đã lưu")


async def test_lists_stay_on_the_screen_while_the_home_is_gone(desk: Desk) -> None:
    home = desk.store.home
    async with on_stage(desk) as stage:
        before = stage.screen().split("\n")
        home.rename(home.with_name("away"))
        after = (await stage.press("down")).split("\n")
        assert after[22].startswith("CHƯA LƯU ĐƯỢC")
        assert after[:3] == before[:3]


async def test_others_saves_are_told_in_the_status_row(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        other = Desk(desk.store, door="cli", clock=desk.clock)
        other.do(UNIT, acts.Answer("BV-01", "self", Value("met")))
        stage.app.look()
        await stage.pilot.pause()
        assert "BV-01" in stage.row(23) and "Ctrl+L" in stage.row(23)


async def test_several_writing_keys_of_one_read_write_once(desk: Desk) -> None:
    from checklist.tui.place import Key

    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        for _ in range(3):
            stage.app.take(Key("d", "d", read=7))
        await stage.pilot.pause()
        answered = [item for item in ("CC-01", "CC-02", "CC-04", "CC-05") if stage.value(item)]
        assert answered == ["CC-01"]
        assert stage.row(23) == "Nhận nhiều phím một lúc, chỉ ghi phím đầu."


async def test_a_key_held_down_writes_once(desk: Desk) -> None:
    from checklist.tui.place import Key

    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        times = iter([1.0, 1.05, 1.10, 5.0])
        stage.session._clock = lambda: next(times)
        for read in (1, 2, 3, 4):
            stage.app.take(Key("d", "d", read=read))
        await stage.pilot.pause()
        assert stage.value("CC-01") is not None and stage.value("CC-02") is not None and stage.value("CC-04") is None


async def test_no_english_word_is_left_on_a_vietnamese_screen_s_frame(desk: Desk) -> None:
    async with on_stage(desk) as stage:
        await to_item(stage, "CC-01")
        shown = stage.screen()
        for key in ("t", "escape", "n", "escape", "v", "escape", "h", "escape", "f9", "escape", "question_mark"):
            shown += await stage.press(key)
        for word in (" the ", " not ", " and ", "Saved", "answer", "evidence"):
            assert word not in shown


async def test_the_sweep_names_evidence_that_is_used_nowhere_and_leads_to_it(desk: Desk) -> None:
    paper = Particulars(kind="decision", number=Said(text="7/QĐ"), date=dt.date(2009, 3, 1))
    async with on_stage(desk, prepare=[acts.AddEvidence(paper, ("CC-01",)), acts.Detach("E1", "CC-01")]) as stage:
        await to_item(stage, "CC-01")
        await stage.press("h", "end", "up")
        assert "E1" in stage.screen() and "Không dùng cho tiêu chí nào" in stage.screen()
        screen = await stage.press("enter")
        assert "[7/QĐ" in screen


async def test_the_sweep_names_evidence_dated_after_the_period(desk: Desk) -> None:
    late = Desk(desk.store, door="tui", clock=lambda: dt.datetime(2010, 2, 1, tzinfo=dt.UTC))
    paper = Particulars(kind="decision", number=Said(text="7/QĐ"), date=dt.date(2010, 1, 15))
    async with on_stage(late, prepare=[acts.AddEvidence(paper, ("CC-01",))]) as stage:
        await to_item(stage, "CC-01")
        assert "ngày văn bản sau kỳ đánh giá" in stage.screen()
        await stage.press("h", "end", "up")
        assert "ngày văn bản sau kỳ" in stage.screen()
