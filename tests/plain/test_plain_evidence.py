"""Evidence in line mode: one line, the whole form, marked documents, the register of an item."""

from __future__ import annotations

import datetime as dt

import pytest
from stage import UNIT
from talked import talk

from checklist import acts
from checklist.desk import Desk
from checklist.model import Evidence, Particulars, Said


def entries(desk: Desk) -> list[Evidence]:
    return list(desk.read(UNIT).evidence.values())


def on_record(desk: Desk, *items: str, number: str = "5/QĐ") -> None:
    register = Particulars(kind="decision", number=Said(text=number), date=dt.date(2009, 11, 2))
    desk.do(UNIT, acts.AddEvidence(register, items))


# --- marked documents --------------------------------------------------------------------------------------


def test_of_a_marked_document_only_the_day_it_was_seen_and_its_register_line_are_asked(head: Desk) -> None:
    told = talk(head, "KH-03", "đ", "mật", "1/12/2009", "2/41")
    assert "Tài liệu có dấu mật: gõ mật." in told.after("đ")
    assert told.after("mật") == (
        "Tài liệu có dấu mật: chỉ ghi dòng trong sổ giấy và ngày đã xem. "
        "Ngày xem bản gốc (Enter là hôm nay, 02/12/2009; - nếu chưa xem):"
    )
    assert told.after("1/12/2009") == "Sổ đăng ký giấy, quyển/dòng, ví dụ 2/41:"
    (entry,) = entries(head)
    assert entry.particulars == Particulars(
        marking="mat", register_line="2/41", checked_on=dt.date(2009, 12, 1), checked_by="vp01"
    )


@pytest.mark.parametrize(
    ("typed", "marking"), [("mật", "mat"), ("MẬT", "mat"), ("Tối mật", "toi_mat"), ("tuyệt mật", "tuyet_mat")]
)
def test_the_marking_itself_is_an_answer_not_a_text(head: Desk, typed: str, marking: str) -> None:
    talk(head, "KH-03", "đ", typed, "-", "2 41")
    assert [(e.particulars.marking, e.particulars.checked_on) for e in entries(head)] == [(marking, None)]


def test_a_day_to_come_and_a_line_that_is_none_are_asked_again(head: Desk) -> None:
    told = talk(head, "KH-03", "đ", "mật", "3/12/2009", "", "quyển 2", "2/41")
    assert told.after("3/12/2009").startswith('Chưa lưu: Ngày "03/12/2009" sau hôm nay, 02/12/2009.')
    assert "ví dụ 2/41; đã nhập" in told.after("quyển 2")
    assert len(entries(head)) == 1


@pytest.mark.parametrize("piped", [False, True])
@pytest.mark.parametrize("where", [("CC-04", "c"), ("CC-01", "đ"), ()])
def test_a_text_with_a_secrecy_mark_is_kept_nowhere_and_shown_nowhere(
    head: Desk, piped: bool, where: tuple[str, ...]
) -> None:
    secret = "Tuyệt mật: phương án tác chiến"
    told = talk(head, *where, secret, piped=piped)
    assert "Nội dung có dấu mật (Tuyệt mật): chưa lưu gì." in (told.error if piped else " ".join(told.text.split()))
    assert "tác chiến" not in told.error and (not piped or "tác chiến" not in told.text)
    assert head.read(UNIT).entries == 0
    assert not any("tác chiến" in str(head.draft(key)) for key in head.drafts())


# --- one line ----------------------------------------------------------------------------------------------


def test_a_date_that_is_none_is_quoted_and_asked_again(head: Desk) -> None:
    told = talk(head, "CC-01", "đ", "1/QĐ; 31/02/2009; VT", "; ;", "1/QĐ; 28022009; VT; Bộ", "q")
    assert told.after("1/QĐ; 31/02/2009; VT") == 'Chưa lưu: Ngày "31/02/2009" không có. Ví dụ 28/02/2009.'
    assert told.after("; ;").startswith('Không hiểu "; ;". Nhập số; ngày; nơi lưu, ví dụ: ')
    (entry,) = entries(head)
    assert (entry.particulars.date, entry.particulars.issuer.shown) == (dt.date(2009, 2, 28), "Bộ")


@pytest.mark.parametrize("typed", ["đến KH-03", "CC-04", "d", "u", "1549/QĐ"])
def test_a_line_without_its_parts_does_not_become_a_document(head: Desk, typed: str) -> None:
    told = talk(head, "CC-01", "đ", typed)
    assert told.after(typed).startswith(f'Không hiểu "{typed}". Nhập số; ngày; nơi lưu, ví dụ: 12/QĐ-VP;')
    assert entries(head) == []


def test_where_the_rule_names_several_kinds_the_kind_is_asked(head: Desk) -> None:
    told = talk(head, "CC-08", "đ", "1/BC; 2/11/2009; VT", "2")
    kinds = [s for s in told.text.split("\n") if s.startswith("Loại: 1 ")]
    assert len(kinds) == 1


def test_the_code_of_an_entry_attaches_it(head: Desk) -> None:
    on_record(head, "CC-01")
    talk(head, "CC-02", "đ", "e1")
    assert entries(head)[0].items == ("CC-01", "CC-02")


def test_a_number_that_is_on_record_is_told_before_it_is_saved(head: Desk) -> None:
    on_record(head, "CC-01")
    told = talk(head, "CC-02", "đ", "5/QĐ; 3/11/2009; VT")
    said = told.after("5/QĐ; 3/11/2009; VT")
    assert said.startswith(
        "Lưu ý: Số 5/QĐ đã ghi cho CC-01. Kiểm tra lại số. Đã lưu 10:42:00. CC-02 đạt, 1 minh chứng."
    )


def test_an_old_paper_is_counted_as_what_it_is_worth(head: Desk) -> None:
    told = talk(head, "CC-04", "đ", "1/BB; 3/11/2007; VT")
    assert "CC-04 đạt, 1 minh chứng, được tính 0." in told


def test_numbers_that_come_out_met_ask_for_evidence_and_so_does_an_answer_given_again(head: Desk) -> None:
    paper = ("2/DS; 2/11/2009; VT", "")
    told = talk(head, "CC-06", "0", *paper, "CC-03", "10 9", "CC-03", "10 9", *paper, "q")
    assert told.after("0").startswith("Minh chứng (cần 1, có 0: ")
    assert "t thêm minh chứng, g gắn; nhập: đội viên, rồi đã tập huấn, đạt; k không áp dụng, Enter tiếp" in told
    assert [entry.items for entry in entries(head)] == [("CC-06",), ("CC-03",)]


def test_t_takes_one_line_too(head: Desk) -> None:
    told = talk(head, "t CC-03", "2/DS; 2/11/2009; VT", "", "t CC-05", "=")
    assert told.after("t CC-03").endswith("số; ngày; nơi lưu. Enter để nhập từng ô.")
    assert "Đã lưu 10:42:00. CC-03: minh chứng 2/DS, 02/11/2009." in told
    assert entries(head)[0].items == ("CC-03", "CC-05")


# --- the whole form ----------------------------------------------------------------------------------------


def test_all_fields_are_asked_one_at_a_time_and_the_item_may_be_another(head: Desk) -> None:
    told = talk(
        head, "t cc5", "", "12/BB", "1/11/2009", "Công an quận", "Văn thư", "họp", "", "31/12/2010", "CC-05 cc4"
    )
    for question in (
        "Thêm minh chứng, CC-05. Số, ký hiệu (tài liệu có dấu mật: gõ mật):", "Ngày, ví dụ 28/02/2009:",
        "Nơi ban hành:", "Nơi lưu:", "Trích yếu (để trống được):", "Hết hạn (Enter nếu không có):",
        'Dùng cho tiêu chí, ví dụ CC-05 CC-03: Enter giữ "CC-05", - xóa.',
        "Đã lưu 10:42:00. CC-05 CC-04: minh chứng 12/BB, 01/11/2009.",
    ):  # fmt: skip
        assert question in told
    (entry,) = entries(head)
    assert entry.items == ("CC-04", "CC-05") and entry.particulars.expires == dt.date(2010, 12, 31)


def test_a_form_ended_in_the_middle_is_kept_and_gone_on_with(head: Desk) -> None:
    talk(head, "t CC-05", "", "12/BB", "1/11/2009")
    told = talk(head, "1", "", "", "Công an", "Văn thư", "", "1", "", "")
    assert 'Số, ký hiệu (tài liệu có dấu mật: gõ mật): Enter giữ "12/BB", - xóa.' in told
    (entry,) = entries(head)
    assert (entry.particulars.number.shown, entry.particulars.issuer.shown) == ("12/BB", "Công an")
    assert head.drafts() == ()


# --- the register ------------------------------------------------------------------------------------------


def test_an_entry_on_record_is_attached_by_its_code(head: Desk) -> None:
    on_record(head, "CC-01")
    told = talk(head, "CC-02", "g", "E9", "1")
    assert told.after("g") == (
        "E1 5/QĐ, 02/11/2009: còn hiệu lực. Gắn minh chứng nào vào CC-02? Gõ mã, ví dụ E1; Enter quay lại."
    )
    assert told.after("E9") == 'Chưa lưu: Không có minh chứng "E9". Đang có: E1.'
    assert told.after("1").startswith("Đã lưu 10:42:00. CC-02: minh chứng 5/QĐ, 02/11/2009.")


def test_an_entry_is_told_whole_changed_taken_off_and_taken_out(head: Desk) -> None:
    on_record(head, "CC-01", "CC-02")
    told = talk(head, "mc CC-01", "E1", "2", "6/QĐ", "", "", "", "", "", "", "")
    assert "E1 5/QĐ, 02/11/2009: còn hiệu lực. Loại: Quyết định. Dùng cho: CC-01, CC-02." in told.after("mc CC-01")
    assert told.after("E1") == "E1: 1 để nguyên; 2 sửa các ô; 3 gỡ khỏi CC-01; 4 bỏ khỏi sổ. Enter là 1."
    assert entries(head)[0].particulars.number.shown == "6/QĐ"
    told = talk(head, "mc CC-01", "E1", "3", "mc CC-02", "E1", "4", "", "mc CC-02", "E1", "4", "2")
    assert (
        "Bỏ 6/QĐ, 02/11/2009 khỏi sổ? Minh chứng này dùng cho CC-02. U lấy lại được. 1 Giữ lại; 2 Bỏ khỏi sổ." in told
    )
    assert entries(head) == []


def test_a_change_over_a_newer_one_asks_too(head: Desk, store: object) -> None:
    on_record(head, "CC-01")
    other = Particulars(kind="decision", number=Said(text="7/QĐ"), date=dt.date(2009, 11, 2))
    told = talk(
        head, "mc CC-01", "E1", "2", lambda: head.do(UNIT, acts.EditEvidence("E1", other)), "6/QĐ", *[""] * 7, "2"
    )  # fmt: skip
    assert "đã được người khác sửa trong lúc đang nhập" in told
    assert entries(head)[0].particulars.number.shown == "6/QĐ"
