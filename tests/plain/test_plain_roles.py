"""Verifying, findings and the paper in line mode, for each role."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from filled import UNIT, agreed, submitted
from stage import sit
from talked import talk

from checklist import acts
from checklist.desk import Desk
from checklist.model import ACCEPTED, DRAFT, SELF, STATE_VERIFIED, SUBMITTED, VERIFIED, Particulars, Said, Value
from checklist.store import Store


def number_of(desk: Desk, label: str, *steps: str) -> str:
    """The number under which the paper tells a row."""
    rows = talk(desk, *steps, "h").after("h")
    found = re.search(rf"(\d+)\. {label}", rows)
    assert found is not None, rows
    return found[1]


def verified(desk: Desk, item: str) -> Value | None:
    return desk.read(UNIT).value(VERIFIED, item)


# --- the inspector -----------------------------------------------------------------------------------------


def test_an_inspector_begins_at_what_waits_and_goes_there_by_its_number(inspector: Desk) -> None:
    told = talk(inspector, "1")
    assert told.text.startswith(
        "2 đơn vị, kỳ 2009. 1 đã gửi, 1 nháp.\nChờ thẩm định (hạn 14/12/2009, còn 12 ngày):\n1. "
    )
    assert "1. Vụ Pháp chế 0/41 gửi 02/12/2009 (đợi 0 ngày)." in told
    said = told.after("1")
    assert said.startswith("Vụ Pháp chế, kỳ 2009, đã gửi. Đã thẩm định 0/41, điểm 0,00, Yếu.")
    assert "LD-01, còn 41. " in said and "Tự chấm (pc01, 02/12/2009): đạt: xem báo cáo năm." in said
    assert said.endswith("y đồng ý, d đạt, c chưa đạt, k không áp dụng, Enter để sau")


@pytest.mark.parametrize("typed", ["y", "đồng ý", "dong y", "agree", "d"])
def test_agreeing_takes_the_unit_s_answer_over_on_papers(inspector: Desk, typed: str) -> None:
    told = talk(inspector, "1", typed)
    on = "Đã lưu 10:42:00. LD-01 đồng ý, đạt, trên hồ sơ. Đã thẩm định 1/41, đồng ý 1, còn 40."
    assert told.after(typed).startswith(on)
    answer = inspector.read(UNIT).answer(VERIFIED, "LD-01")
    assert (answer.basis, answer.judged, inspector.log(UNIT)[-1].entry.act.__class__) == ("papers", 1, acts.Agree)


def test_on_site_is_told_once_and_holds_from_there_on(inspector: Desk) -> None:
    told = talk(inspector, "1", "g", "y", "y", "g", "y")
    again = "LD-01: y đồng ý, d đạt, c chưa đạt, k không áp dụng, Enter để sau"
    assert told.after("g") == f"Từ đây: thẩm định tại chỗ. {again}"
    given = inspector.read(UNIT).answers[VERIFIED]
    assert sorted(answer.basis for answer in given.values()) == ["on_site", "on_site", "papers"]


def test_another_answer_says_why(inspector: Desk) -> None:
    told = talk(inspector, "1", "c", "", "chưa có chương trình năm")
    assert told.after("c") == "Lý do (bắt buộc):"
    saved = "Đã lưu 10:42:00. LD-01 chưa đạt, trên hồ sơ. Đã thẩm định 1/41, đồng ý 0, còn 40."
    assert told.after("chưa có chương trình năm").startswith(saved)
    assert verified(inspector, "LD-01").reason.shown == "chưa có chương trình năm"


def test_other_numbers_ask_why_and_the_unit_s_own_numbers_agree(inspector: Desk) -> None:
    told = talk(inspector, "1", "LD-02", "4 3", "thiếu một buổi", "LD-02", "4 4")
    assert "Nhập: " not in told.after("LD-02") and "; nhập: " in told.after("LD-02")
    assert told.after("4 3") == "Lý do (bắt buộc):"
    assert told.after("4 4").startswith("Đã lưu 10:42:00. LD-02 đồng ý, 4/4")


def test_an_entry_is_marked_seen_seen_at_its_place_or_not_produced(sent_store: Store, inspector: Desk) -> None:
    head = sit(sent_store, "pc01")
    head.do(UNIT, acts.Withdraw())
    head.do(UNIT, acts.AddEvidence(Particulars(number=Said(text="1/KH"), date=dt.date(2009, 2, 2)), ("LD-01",)))
    head.do(UNIT, acts.Submit())
    told = talk(inspector, "1", "mc", "E1", "3", "mc", "1", "2")
    assert told.after("E1") == "E1: 1 đã xem; 2 đã xem tại nơi lưu; 3 không xuất trình; 4 không đánh dấu."
    assert "Đã lưu 10:42:00. E1 không xuất trình." in told
    assert inspector.read(UNIT).evidence["E1"].seen.mark == "on_site"
    assert talk(inspector, "1", "t").after("t") == "Chưa lưu: Việc của thủ trưởng đơn vị."


def test_an_inspector_goes_on_at_the_first_item_without_a_fresh_answer(inspector: Desk, sent_store: Store) -> None:
    talk(inspector, "1", "y", "y", "q")
    told = talk(sit(sent_store, "kt01"), "")
    assert "Vụ Pháp chế 2/41 đồng ý 2, khác 0 (tiếp ở LD-03)." in told
    assert told.after("").startswith("Vụ Pháp chế, kỳ 2009, đã gửi.") and "LD-03, còn 39." in told.after("")


# --- findings ----------------------------------------------------------------------------------------------


def test_a_finding_is_written_field_by_field_and_closed_with_evidence(inspector: Desk) -> None:
    told = talk(
        inspector,
        "1",
        "p",
        "Thiếu 2 giấy",
        "",
        "Bổ sung",
        "",
        "01/12/2009",
        "31/03/2010",
        "p",
        "F1",
        "9/BC; 1/12/2009; VT",
    )
    assert told.after("p") == "Tồn tại của hồ sơ: 0 (0 chưa khắc phục). Tồn tại mới của LD-01: Enter quay lại."
    assert told.after("Thiếu 2 giấy") == "Mức độ: 1 nhẹ; 2 vừa; 3 nghiêm trọng. Enter là 2."
    assert 'Người làm (chức danh, không ghi họ tên): Enter giữ "Thủ trưởng đơn vị", - xóa.' in told
    assert "trước hôm nay" in told.after("01/12/2009")
    assert "Đã lưu 10:42:00. F1 LD-01 (vừa), hạn 31/03/2010." in told
    assert "F1 LD-01 vừa hạn 31/03/2010 mở: Thiếu 2 giấy." in told
    assert "Bổ sung (Thủ trưởng đơn vị)." in told
    assert inspector.findings.of(UNIT).findings["F1"].closed.evidence.number.shown == "9/BC"


def test_a_marked_document_closes_a_finding_by_its_register_line(inspector: Desk) -> None:
    talk(inspector, "1", "p", "Thiếu", "1", "Bổ sung", "", "31/03/2010", "p", "F1", "mật", "", "2/7")
    closed = inspector.findings.of(UNIT).findings["F1"].closed
    assert closed.evidence.register_line == "2/7" and closed.evidence.number is None


def test_the_unit_reads_its_findings_and_writes_none(inspector: Desk, sent_store: Store) -> None:
    talk(inspector, "1", "p", "Thiếu", "1", "Bổ sung", "", "31/03/2010")
    told = talk(sit(sent_store, "pc01"), "p LD-01")
    assert "Tồn tại của hồ sơ: 1 (1 chưa khắc phục)." in told and "Tồn tại mới" not in told


def test_a_half_written_finding_is_kept_and_gone_on_with(inspector: Desk, sent_store: Store) -> None:
    talk(inspector, "1", "p", "Thiếu 2 giấy", "3")
    again = sit(sent_store, "kt01")
    told = talk(again, "1", "", "", "Bổ sung", "", "31/03/2010")
    assert 'Tồn tại: Enter giữ "Thiếu 2 giấy", - xóa.' in told and "Enter là 3." in told
    assert again.findings.of(UNIT).findings["F1"].severity == "serious"


# --- the paper ---------------------------------------------------------------------------------------------


def test_before_submitting_what_is_in_the_way_is_told_by_numbers_that_go_there(tmp_path: Path) -> None:
    head = sit(submitted(tmp_path / "home"), "pc01")
    head.do(UNIT, acts.Withdraw())
    for item in ("LD-03", "LD-05", "BM-02"):
        head.do(UNIT, acts.Clear(item))
    submit = number_of(head, "Gửi thẩm định")
    told = talk(head, "h", submit, "1")
    said = told.after("h")
    assert said.startswith("Kiểm tra trước khi gửi: Vụ Pháp chế. Đã trả lời 38/41, còn 3, phải làm trước 3, hạn gửi ")
    assert "Phải làm trước: 3 việc. 1. 2 tiêu chí chưa trả lời: LD-03, LD-05. 2. BM-02 chưa trả lời. Nên xem" in said
    assert told.after(submit) == "Chưa được: còn 3 việc phải làm trước. Gõ số để đến đó."
    assert told.after("1").startswith("LD-03, còn 3.")


def test_submitting_is_asked_first_the_safe_answer_is_enter_and_it_can_be_withdrawn(tmp_path: Path) -> None:
    head = sit(submitted(tmp_path / "home"), "pc01")
    head.do(UNIT, acts.Withdraw())
    submit = number_of(head, "Gửi thẩm định")
    told = talk(head, submit, "")
    assert told.after(submit) == (
        "Gửi thẩm định hồ sơ Vụ Pháp chế, kỳ 2009 (41/41, có minh chứng 4,28)? Sau khi gửi không sửa được câu trả lời; "
        "rút lại được khi chưa ai thẩm định. 1 Chưa gửi; 2 Gửi thẩm định. Enter là 1."
    )
    assert head.read(UNIT).state == DRAFT
    told = talk(head, submit, "2")
    assert "Đã lưu 10:42:00. Đã gửi hồ sơ Vụ Pháp chế." in told and head.read(UNIT).state == SUBMITTED
    talk(head, "1", "Rút lại")
    assert head.read(UNIT).state == DRAFT


def test_after_the_last_answer_the_paper_is_told(tmp_path: Path) -> None:
    head = sit(submitted(tmp_path / "home"), "pc01")
    head.do(UNIT, acts.Withdraw())
    head.do(UNIT, acts.Clear("LD-01"))
    told = talk(head, "đ", "")
    assert "Kiểm tra trước khi gửi: Vụ Pháp chế. Đã trả lời 41/41, còn 0" in told


def test_staff_do_not_submit_and_a_submitted_paper_is_read_only(sent_store: Store) -> None:
    staff = sit(sent_store, "pc02")
    told = talk(staff, "1", "LD-01", "đ", "")
    assert told.after("1") == "Chưa lưu: Việc của thủ trưởng đơn vị."
    assert "Chỉ đọc. Hồ sơ đã gửi, việc này làm khi hồ sơ nháp. Enter quay lại." in told.after("LD-01")
    assert told.after("đ") == "Chưa lưu: Hồ sơ đã gửi, việc này làm khi hồ sơ nháp."


def test_an_inspector_agrees_to_the_rest_behind_a_count_and_takes_it_back_as_one(inspector: Desk) -> None:
    rest = number_of(inspector, "Đồng ý phần còn lại", "1")
    told = talk(inspector, "1", "y", "h", rest, "", rest, "2", "u")
    assert told.after(rest).startswith("Đồng ý với đơn vị ở 40 tiêu chí, trên hồ sơ? ")
    assert "Đã lưu 10:42:00. Đồng ý hàng loạt 40 tiêu chí." in told
    assert len([each for each in inspector.read(UNIT).answers[VERIFIED].values() if each.value]) == 1


def test_an_inspector_closes_the_verifying(inspector: Desk) -> None:
    agreed(inspector)
    move = number_of(inspector, "Kết thúc thẩm định", "1")
    told = talk(inspector, "1", move, "2")
    assert "Đã lưu 10:42:00. Đã thẩm định Vụ Pháp chế." in told
    assert inspector.read(UNIT).state == STATE_VERIFIED


def test_returning_asks_the_note_and_the_items(inspector: Desk, sent_store: Store) -> None:
    back = number_of(inspector, "Trả lại kèm ghi chú", "1")
    told = talk(inspector, "1", "h", back, "", "Bổ sung kế hoạch", "ld1 BM-02", "2")
    assert told.after(back) == "Trả lại hồ sơ Vụ Pháp chế? Ghi chú (bắt buộc):"
    a = inspector.read(UNIT)
    assert (a.state, a.note.items, a.note.text.shown) == (DRAFT, ("LD-01", "BM-02"), "Bổ sung kế hoạch")
    assert "Trả lại: Bổ sung kế hoạch." in talk(sit(sent_store, "pc01"), "LD-01").after("LD-01")


def differing(store: Store) -> None:
    desk = sit(store, "kt01")
    agreed(desk, "LD-01")
    desk.do(UNIT, acts.Answer("LD-01", VERIFIED, Value("not_met", reason=Said(text="chưa có")), "papers"))
    desk.do(UNIT, acts.Verify())


def test_the_unit_explains_and_the_reviewer_reads_accepts_and_opens_again(sent_store: Store) -> None:
    differing(sent_store)
    head, reviewer = sit(sent_store, "pc01"), sit(sent_store, "tt01")
    told = talk(head, "1", "đã có từ tháng 3")
    assert "Tự chấm và thẩm định khác nhau: gõ số để giải trình. 1. LD-01 tự chấm đạt, thẩm định chưa đạt" in told
    assert "Giải trình, người duyệt sẽ đọc:" in told.after("1")
    assert "Đã lưu 10:42:00. LD-01 đã giải trình." in told
    told = talk(reviewer, "", "1", "", "2", "2", "1", "xem lại LD-01", "2")
    assert "1. Vụ Pháp chế" in told and "đã giải trình 1" in told
    assert "Giải trình: đã có từ tháng 3." in told
    moves = [line.entry.act.__class__.__name__ for line in reviewer.log(UNIT)]
    assert moves[-2:] == ["Accept", "Reopen"]
    talk(reviewer, "", "2", "2")
    assert reviewer.read(UNIT).state == ACCEPTED


def test_with_many_units_a_part_of_a_name_opens_one(sent_store: Store) -> None:
    reviewer = sit(sent_store, "tt01")
    told = talk(reviewer, "van phong bo", "q", "vu", "dv")
    assert told.after("van phong bo").startswith("Văn phòng Bộ, kỳ 2009, nháp.")
    assert "Vụ Pháp chế (vu-phap-che)." in told.after("vu") and "Có nhiều đơn vị" in told.after("vu")
    assert "Vụ Pháp chế (vu-phap-che): đã gửi, 41/41, 4,28, Yếu." in told.after("dv")


def test_without_people_the_one_person_walks_any_unit(tmp_path: Path) -> None:
    from stage import make

    desk = sit(make(tmp_path / "home"))
    told = talk(desk, "phap che", "đ", "", "q")
    assert told.text.startswith("44 đơn vị, kỳ 2009.\n")
    assert desk.read(UNIT).value(SELF, "LD-01") == Value("met")
