"""Answers from a pipe: the first wrong line ends it, named by its number; what was whole before it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from filled import submitted
from stage import UNIT, sit
from talked import talk

from checklist import acts
from checklist.desk import Desk
from checklist.errors import NotSaved
from checklist.model import SELF, Said, Value
from checklist.store import Store


def answered(desk: Desk) -> set[str]:
    return {item for item, answer in desk.read(UNIT).answers.get(SELF, {}).items() if answer.value}


def test_what_was_done_reads_as_if_it_had_been_typed(head: Desk) -> None:
    told = talk(head, "CC-04", "c", "hỏng", piped=True)
    assert "\n> CC-04\n\nCC-04, còn 73. " in told.text
    assert "\n> c\nLý do (bắt buộc):\n> hỏng\nĐã lưu 10:42:00. CC-04 chưa đạt." in told.text
    assert told.text.endswith("\n> \nĐã lưu mọi câu trả lời. 1/73, còn 72. Lần sau tiếp ở CC-05.\n")
    assert (told.code, told.error) == (0, "")


def test_a_wrong_line_ends_it_with_its_number_and_exit_code_2(head: Desk) -> None:
    told = talk(head, "CC-04", "c", "hỏng", "CC-03", "9 trên 86", "CC-05", "c", "chưa mời", piped=True)
    assert told.code == 2
    assert told.error == 'Dòng 5: Không hiểu "9 trên 86". Nhập hai số nguyên, ví dụ: 86 9. Chưa lưu gì.\n'
    assert answered(head) == {"CC-04"}


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (("CC-04", "c"), 2),
        (("CC-01", "đ"), 2),
        (("CC-03", "86"), 2),
        (("KH-03", "đ", "mật"), 3),
        (("KH-03", "đ", "mật", "1/12/2009"), 4),
        (("CC-04", "k"), 2),
        (("t CC-04", "", "1/BB"), 3),
    ],
)
def test_an_answer_that_lacks_a_line_at_the_end_is_an_error_and_nothing_of_it_is_stored(
    head: Desk, lines: tuple[str, ...], number: int
) -> None:
    told = talk(head, *lines, piped=True)
    assert told.code == 2
    assert told.error.startswith(f"Dòng {number}: Câu trả lời ở đây chưa đủ mà đã hết dòng.")
    assert head.read(UNIT).entries == 0 and head.drafts() == ()


@pytest.mark.parametrize(
    "wrong", ["31/02/2009", "12/BB; 31/02/2009; VT", "a; b; c; d; e", "12/BB; 3/12/2010; VT"], ids=str
)
def test_wrong_evidence_takes_the_answer_before_it_with_it(head: Desk, wrong: str) -> None:
    told = talk(head, "CC-04", "c; hỏng", "CC-01", "đ", wrong if ";" in wrong else f"1; {wrong}", piped=True)
    assert told.code == 2 and told.error.startswith("Dòng 5: ")
    assert answered(head) == {"CC-04"} and not head.read(UNIT).evidence


def test_what_a_role_or_state_refuses_ends_with_1(tmp_path: Path) -> None:
    told = talk(sit(submitted(tmp_path / "home"), "pc02"), "LD-01", "đ", piped=True)
    assert (told.code, told.error) == (1, "Dòng 2: Hồ sơ đã gửi, việc này làm khi hồ sơ nháp.\n")


def test_a_newer_version_ends_with_1_and_is_not_overwritten(head: Desk, store: Store) -> None:
    def other() -> None:
        sit(store, "vp02").do(UNIT, acts.Answer("CC-04", SELF, Value("partial", reason=Said(text="còn"))))

    told = talk(head, "CC-04", other, "c; hỏng", piped=True)
    assert told.code == 1 and "Dòng 2: CC-04: người khác đã lưu bản mới hơn" in told.error
    assert head.read(UNIT).value(SELF, "CC-04").verdict == "partial"


def test_what_the_disk_does_not_take_ends_with_4(head: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **more: object) -> None:
        raise NotSaved("NOT SAVED: {cause} ({code}).", cause="đĩa đầy", code="ENOSPC")

    monkeypatch.setattr(head, "do", full)
    told = talk(head, "CC-04", "c; hỏng", piped=True)
    assert (told.code, told.error) == (4, "Dòng 2: CHƯA LƯU ĐƯỢC: đĩa đầy (ENOSPC).\n")


def test_a_draft_is_not_offered_to_a_pipe(head: Desk, store: Store) -> None:
    talk(head, "CC-04", "m; còn hai điểm")
    told = talk(sit(store, "vp01"), "CC-01", "đ", "", piped=True)
    assert "Mở lại" not in told and told.code == 0
