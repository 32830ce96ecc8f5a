"""Answering in line mode, as a person at it sees it."""

from __future__ import annotations

import pytest
from stage import UNIT, on_stage, sit
from talked import CTRL_C, no_text, talk

from checklist import acts
from checklist.desk import Desk
from checklist.errors import NotSaved
from checklist.model import SELF, Assessment, Said, Value
from checklist.plain.lines import LINE_GONE, Ended
from checklist.store import Store


def paper(desk: Desk) -> Assessment:
    return desk.read(UNIT)


def value(desk: Desk, item: str) -> Value | None:
    return paper(desk).value(SELF, item)


# --- the conversation of the drawing -----------------------------------------------------------------------


def test_one_is_told_the_paper_and_the_tasks_then_the_first_open_item(head: Desk) -> None:
    told = talk(head)
    lines = told.text.split("\n")
    assert lines[0] == "Văn phòng Bộ, kỳ 2009, nháp. Đã trả lời 0/73, có minh chứng 0,00, Yếu."
    assert lines[1].startswith("Phải làm trước khi gửi (hạn 10/12/2009, còn 8 ngày): 73 tiêu chí chưa trả lời")
    assert "Mỗi câu trả lời lưu ngay. Gõ ? xem lệnh, q nghỉ. Bắt đầu ở LD-01." in told
    assert "LD-01, còn 73. Có chương trình (kế hoạch) năm phát động phong trào" in told
    assert (told.code, told.cause, told.error) == (0, "left", "")


def test_an_answer_and_its_evidence_are_saved_as_one_thing_and_the_next_open_item_follows(head: Desk) -> None:
    told = talk(head, "CC-01", "đ", "1549/QĐ-LĐTBXH; 23/11/2009; VT Văn phòng Bộ", "q")
    assert told.after("CC-01").endswith("d đạt, c chưa đạt, k không áp dụng, Enter để sau")
    assert told.after("đ") == "Minh chứng (cần 1, có 0: quyết định): số; ngày; nơi lưu. Enter nếu chưa có."
    saved = "Đã lưu 10:42:00. CC-01 đạt, 1 minh chứng. Có minh chứng 1,10. CC-02, còn 72."
    assert told.after("1549/QĐ-LĐTBXH; 23/11/2009; VT Văn phòng Bộ").startswith(saved)
    assert told.after("q") == "Đã lưu mọi câu trả lời. 1/73, còn 72. Lần sau tiếp ở CC-02."
    (entry,) = paper(head).evidence.values()
    register = entry.particulars
    assert (register.kind, register.number.shown, register.kept_at.shown) == (
        "decision", "1549/QĐ-LĐTBXH", "VT Văn phòng Bộ",
    )  # fmt: skip
    assert entry.items == ("CC-01",)


def test_the_same_document_again_is_one_equals_sign_and_is_said_to_be_on_record(head: Desk) -> None:
    told = talk(head, "CC-01", "d", "1549/QĐ; 23/11/2009; VT", "m", "đang xác minh số", "=")
    assert told.after("m") == "Lý do (bắt buộc):"
    assert told.after("đang xác minh số").endswith("số; ngày; nơi lưu. = như vừa ghi. Enter nếu chưa có.")
    assert told.after("=").startswith("Lưu ý: số và ngày này đã ghi cho CC-01. Đã lưu 10:42:00. CC-02 đạt một phần,")
    assert [entry.items for entry in paper(head).evidence.values()] == [("CC-01", "CC-02")]


def test_a_wrong_line_is_quoted_a_right_one_shown_and_nothing_saved(head: Desk) -> None:
    told = talk(head, "đến TD-05", "9 trên 86", "86 9")
    assert told.after("9 trên 86") == 'Không hiểu "9 trên 86". Nhập hai số nguyên, ví dụ: 86 9. Chưa lưu gì.'
    assert told.after("86 9").startswith(
        "Đã lưu 10:42:00. TD-05 9/86, 0,10 trên 1,00 điểm. Chưa có minh chứng: t TD-05"
    )


def test_coming_back_it_goes_on_where_one_stopped(head: Desk, store: Store) -> None:
    talk(head, "CC-08", "c", "hỏng hai bình", "q")
    told = talk(sit(store, "vp01"))
    assert "Đã trả lời 1/73" in told and "q nghỉ. Tiếp ở CC-09." in told
    assert "\nCC-09, còn 72. " in told.text


# --- what is understood ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["d", "D", "đ", "Đ", "đạt", "dat", "ĐẠT", "  Đạt ", "met", "d9a5t", "ddajt", "đ\u0323\bđ"]
)
def test_met_however_it_arrives(head: Desk, typed: str) -> None:
    talk(head, "CC-01", typed, "")
    assert value(head, "CC-01") == Value("met")


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("m", "partial"), ("một phần", "partial"), ("mot phan", "partial"), ("partly", "partial"),
        ("c", "not_met"), ("chưa đạt", "not_met"), ("chua dat", "not_met"), ("not met", "not_met"),
    ],
)  # fmt: skip
def test_partly_and_not_met_ask_the_reason(head: Desk, typed: str, verdict: str) -> None:
    told = talk(head, "CC-04", typed, "", "còn kiến nghị", "")
    assert "Chưa lưu: Phải ghi lý do bằng lời." in told
    kept = value(head, "CC-04")
    assert kept is not None and (kept.verdict, kept.reason and kept.reason.shown) == (verdict, "còn kiến nghị")


def test_a_reason_may_stand_behind_the_answer(head: Desk) -> None:
    talk(head, "CC-04", "c; chưa mời được", "CC-01", "đ; bản gốc ở Bộ", "")
    assert value(head, "CC-04").reason.shown == "chưa mời được"
    assert value(head, "CC-01").reason.shown == "bản gốc ở Bộ"


def test_not_applicable_asks_the_ground_by_its_number_or_its_name(head: Desk) -> None:
    told = talk(head, "CC-04", "k", "9", "3", "CC-05", "không áp dụng", "Lý do khác (phải ghi rõ)", "đang sửa nhà", "q")
    assert told.after("k").startswith("Vì sao không áp dụng? 1 Không thuộc chức năng của đơn vị; 2 ")
    assert told.after("9") == 'Không hiểu "9". Nhập một số từ 1 đến 7. Chưa lưu gì.'
    assert value(head, "CC-04") == Value("not_applicable", ground="shared_premises")
    assert value(head, "CC-05").reason.shown == "đang sửa nhà"


def test_numbers_that_are_missing_are_asked_one_at_a_time(head: Desk) -> None:
    told = talk(head, "CC-03", "1.101", "chín", "1 090")
    assert told.after("1.101") == "Đã tập huấn, đạt:"
    assert told.after("chín") == 'Chưa lưu: "chín" không phải số nguyên. Ví dụ: 1101.'
    assert (value(head, "CC-03").assigned, value(head, "CC-03").reached) == (1101, 1090)


def test_a_count_over_its_limit_asks_why(head: Desk) -> None:
    told = talk(head, "CC-06", "1", "chập điện ở kho")
    assert told.after("1") == "Lý do (bắt buộc):"
    assert told.after("chập điện ở kho").startswith("Đã lưu 10:42:00. CC-06 số lượng 1, 0,00 trên 2,50 điểm.")


def test_parts_are_named_by_their_numbers(head: Desk) -> None:
    told = talk(head, "CC-07", "1 4", "3 1", "CC-07", "c", "CC-07", "d", "", "CC-07")
    assert told.after("1 4") == 'Không hiểu "1 4". Nhập số của các phần từ 1 đến 3, ví dụ: 1 2. Chưa lưu gì.'
    assert told.after("3 1").startswith("Đã lưu 10:42:00. CC-07 2/3 phần, 1,33 trên 2,00 điểm.")
    assert "Các phần: 1 hệ thống báo cháy tự động: có; 2 hệ thống chữa cháy vách tường: không; 3" in told
    assert value(head, "CC-07").parts == ("alarm", "hydrants", "extinguishers")


def test_figures_come_in_one_line_or_one_by_one_and_sums_that_fail_are_told(head: Desk) -> None:
    told = talk(head, "BV-03", "4 4", "3", "12", "1", "4")
    assert told.after("4 4") == "Nhân viên công ty dịch vụ:"
    assert "Lưu ý: 4 + 4 + 3 = 11, không phải 12. Đã lưu 10:42:00. BV-03 6 số." in told


def test_a_strength_is_a_percentage_only(head: Desk) -> None:
    told = talk(head, "TV-02", "120", "94,5 %")
    assert told.after("120") == 'Chưa lưu: "120" không phải tỷ lệ từ 0 đến 100, nhiều nhất hai chữ số thập phân.'
    assert value(head, "TV-02").percent == "94.5"


def test_a_verdict_where_a_number_decides_is_refused(head: Desk) -> None:
    assert talk(head, "CC-06", "đ").after("đ") == "Chưa lưu: CC-06: con số quyết định, hãy nhập số."
    assert talk(head, "CC-01", "m").after("m") == "Chưa lưu: CC-01 chỉ có đạt hoặc chưa đạt, không có đạt một phần."


def test_arrow_keys_and_backspaces_of_a_dumb_terminal_are_no_text(head: Desk) -> None:
    talk(head, "CC-04", "c\x1b[A\x1b[D", "hỏngg\b hai\x7fi bình\x1bOP")
    assert value(head, "CC-04").reason.shown == "hỏng hai bình"


def test_a_line_that_is_no_utf_8_is_told_how_to_mend_it(head: Desk) -> None:
    told = talk(head, no_text(), "CC-01", "đ", "")
    assert "Chưa lưu: Dòng này không phải UTF-8. Đặt bảng mã của màn hình hoặc tệp thành UTF-8" in told
    assert value(head, "CC-01") == Value("met")


# --- going about -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["TD-05", "td5", "đến TD-05", "den td5", "/ td5", "go TD-05", "/TD05"])
def test_a_code_goes_to_its_item(head: Desk, typed: str) -> None:
    assert "\nTD-05, còn 73. " in talk(head, typed).text


def test_words_find_items_without_accents(head: Desk) -> None:
    told = talk(head, "/ bao chay", "/ xyzzy")
    assert "CC-07 Hệ thống báo cháy" in told.after("/ bao chay")
    assert told.after("/ xyzzy") == "Không tìm thấy. Gõ ít chữ hơn."


def test_what_is_left_for_later_comes_again_only_after_the_rest(head: Desk) -> None:
    told = talk(head, "", "tr", "q")
    assert told.after("").startswith("LD-02, còn 73.")
    assert told.after("tr").startswith("LD-01, còn 73.")


def test_help_names_only_what_this_person_can_do_here(head: Desk, inspector: Desk) -> None:
    told = talk(head, "?").after("?")
    assert "g: gắn minh chứng đã có" in told and "y: đồng ý" not in told
    told = talk(inspector, "1", "?").after("?")
    assert "g: thẩm định tại chỗ" in told and "g: gắn" not in told


def test_the_whole_item_its_journal_and_the_score_are_told_on_demand(head: Desk) -> None:
    told = talk(head, "CC-04", "c; còn kiến nghị", "v CC-04", "CC-04", "n", "b", "l")
    assert "Trả lời: chưa đạt: còn kiến nghị." in told.after("v CC-04")
    assert "Mất điểm: 1,50, chưa đạt." in told.after("v CC-04") and "Căn cứ: " in told.after("v CC-04")
    assert "vp01" in told.after("n") and "tự chấm: chưa đạt: còn kiến nghị." in told.after("n")
    assert "CC Phòng cháy, chữa cháy: 1/9, 0,00 trên 13,00 điểm." in told.after("b")
    assert "72 tiêu chí chưa trả lời" in told.after("l")


def test_undo_takes_the_whole_answer_back_and_asks_about_an_earlier_session(head: Desk, store: Store) -> None:
    told = talk(head, "CC-01", "đ", "1/QĐ; 1/11/2009; VT", "u", "CC-04", "c; hỏng")
    assert told.after("u").startswith("Đã lưu 10:42:00. Đã hoàn tác: CC-01")
    assert value(head, "CC-01") is None and not paper(head).evidence
    later = sit(store, "vp01")
    moment = later.clock().replace(hour=20)
    later.clock = lambda: moment
    told = talk(later, "u", "", "u", "2")
    assert told.after("u").startswith("Hoàn tác lần 5: CC-04 chưa đạt? 1 Để nguyên; 2 Hoàn tác. Enter là 1.")
    assert value(later, "CC-04") is None


def test_ctrl_c_says_how_to_leave_and_leaves_nothing(head: Desk) -> None:
    told = talk(head, "CC-04", "c", CTRL_C, "hỏng")
    assert "Gõ q để nghỉ, hoặc ctrl+d ở đầu dòng; mọi điều đã lưu vẫn còn.\n> hỏng\n" in told.text
    assert value(head, "CC-04").reason.shown == "hỏng"


# --- somebody else, the disk, the line ---------------------------------------------------------------------


def answered_by_other(store: Store, item: str, verdict: str, reason: str) -> object:
    return lambda: sit(store, "vp02").do(UNIT, acts.Answer(item, SELF, Value(verdict, reason=Said(text=reason))))


def test_a_newer_version_is_told_beside_ones_own_and_stays_unless_one_writes_over_it(head: Desk, store: Store) -> None:
    other = answered_by_other(store, "CC-04", "partial", "còn một điểm")
    told = talk(head, "CC-04", "c", other, "chưa sửa", "", "CC-01", "đ", "")
    assert "CC-04 đã được người khác sửa trong lúc đang nhập. Chưa ghi đè gì." in told
    assert "ĐÃ LƯU (vp02, 10:42:00): đạt một phần: còn một điểm. ĐANG NHẬP: chưa đạt: chưa sửa." in told
    assert "Chọn cách nào? 1 Giữ bản đã lưu; 2 Ghi bản đang nhập. Enter là 1." in told
    assert value(head, "CC-04").verdict == "partial" and value(head, "CC-01") == Value("met")
    assert head.draft(f"2009.{UNIT}.CC-04.reason")["reason"] == "chưa sửa"


def test_written_over_it_is_one_more_version(head: Desk, store: Store) -> None:
    talk(head, "CC-04", answered_by_other(store, "CC-04", "partial", "còn"), "c; chưa sửa", "2")
    answer = paper(head).answer(SELF, "CC-04")
    assert (answer.revision, answer.who, answer.value.verdict) == (2, "vp01", "not_met")


def full(desk: Desk, times: int) -> None:
    """The next writes of a desk fail: the disk is full."""
    real, left = desk.do, [times]

    def do(*args: object, **more: object) -> Assessment:
        if left[0]:
            left[0] -= 1
            cause = "NOT SAVED: {cause} ({code})."
            raise NotSaved(
                cause, "Tell the administrator of the server, then save again.", cause="đĩa đầy", code="ENOSPC"
            )
        return real(*args, **more)

    desk.do = do


def test_what_the_disk_does_not_take_is_told_and_saved_again(head: Desk) -> None:
    full(head, 2)
    told = talk(head, "CC-04", "c; hỏng", "1", "1")
    assert "CHƯA LƯU ĐƯỢC: đĩa đầy (ENOSPC). Báo người quản trị máy chủ, rồi lưu lại." in told
    assert "Chưa lưu: CC-04 chưa đạt: hỏng. Mọi việc trước đó đã lưu; việc này chỉ còn trong phiên này." in told
    assert "1 Lưu lại; 2 Bỏ việc chưa lưu. Enter là 1." in told
    assert value(head, "CC-04").verdict == "not_met"


def test_it_may_be_given_up_and_ended_there_it_becomes_a_draft_and_exit_code_4(head: Desk) -> None:
    full(head, 1)
    assert "Đã bỏ, chưa lưu: CC-04 chưa đạt: hỏng." in talk(head, "CC-04", "c; hỏng", "2")
    full(head, 1)
    told = talk(head, "CC-04", "c; hỏng")
    assert told.code == 4 and head.draft(f"2009.{UNIT}.CC-04.reason")["reason"] == "hỏng"


@pytest.mark.parametrize("end", [None, Ended(LINE_GONE)], ids=["ctrl+d", "hang-up"])
def test_ended_in_the_middle_what_is_half_written_is_kept_and_offered(
    head: Desk, store: Store, end: Exception | None
) -> None:
    told = talk(head, "CC-01", "đ", "", "CC-04", "m; còn hai điểm", *([end] if end else []))
    assert told.code == (129 if end else 0)
    assert value(head, "CC-01") == Value("met") and value(head, "CC-04") is None
    again = sit(store, "vp01")
    told = talk(again, "1", "", "3/BB; 1/12/2009; VT")
    assert "Còn một phần nhập dở: Văn phòng Bộ, CC-04. Mở lại? 1 Mở lại; 2 Bỏ bản nháp; 3 Để sau." in told
    assert "Đang nhập, chưa lưu: CC-04 đạt một phần." in told
    assert 'Lý do (bắt buộc): Enter giữ "còn hai điểm", - xóa.' in told
    assert value(again, "CC-04").reason.shown == "còn hai điểm" and again.drafts() == ()


def test_a_draft_is_the_full_screens_too(head: Desk) -> None:
    talk(head, "CC-04", "m; còn hai điểm")
    (key,) = head.drafts()
    kept = head.draft(key)
    assert key == f"2009.{UNIT}.CC-04.reason"
    assert {name: kept[name] for name in ("form", "unit", "item", "verdict", "reason", "base")} == {
        "form": "reason", "unit": UNIT, "item": "CC-04", "verdict": "partial", "reason": "còn hai điểm", "base": 0,
    }  # fmt: skip


def test_q_leaves_a_form_and_nothing_of_it_is_saved(head: Desk) -> None:
    told = talk(head, "CC-04", "m", "q", "?")
    assert told.after("q").startswith("Đã thôi, chưa lưu gì của phần này. CC-04: d đạt, m một phần,")
    assert paper(head).entries == 0 and head.drafts() == ()


def test_a_person_removed_meanwhile_is_out_with_one_line(head: Desk, store: Store) -> None:
    from checklist import access

    told = talk(head, lambda: access.remove_person(store, None, "vp01"), "CC-01", "đ", "")
    assert (told.code, told.cause) == (1, "refused")
    assert '"vp01" đã bị gỡ khỏi danh sách' in told.error


# --- the full screen's drafts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        (("CC-04", "m; còn hai điểm"), "[còn hai điểm"),
        (("CC-03", "86"), "[86 "),
        (("t CC-05", "", "12/BB", "1/11/2009"), "[12/BB"),
        (("CC-04", "k", "7"), "[Lý do khác (phải ghi rõ)]"),
    ],
)
async def test_the_full_screen_goes_on_with_what_was_begun_here(head: Desk, steps: tuple[str, ...], shown: str) -> None:
    talk(head, *steps)
    async with on_stage(head) as stage:
        screen = await stage.press("enter")
        assert shown in screen
        assert "Đang nhập, chưa lưu" in screen


async def test_what_was_begun_on_the_full_screen_is_gone_on_with_here(head: Desk) -> None:
    async with on_stage(head) as stage:
        await stage.press("slash")
        await stage.type("cc4")
        await stage.press("enter", "m")
        await stage.type("con hai diem")
        stage.app.keep_drafts()
    told = talk(head, "1", "", "")
    assert 'Lý do (bắt buộc): Enter giữ "con hai diem", - xóa.' in told
    assert value(head, "CC-04").reason.shown == "con hai diem"
