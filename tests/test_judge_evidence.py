"""What is right or wrong whatever the state: particulars of evidence, free texts, marks of secrecy."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from cases import BLANK, PACK, STAFF, TODAY, said
from hypothesis import given
from hypothesis import strategies as st

from checklist import acts, judge
from checklist import model as m
from checklist.acts import Act
from checklist.errors import BadInput
from checklist.text import SECRET_MARKS, secret_mark

MET = m.Value(m.MET)


def settle(act: Act, a: m.Assessment = BLANK, who: m.Person = STAFF, today: date = TODAY) -> Any:
    return judge.settle(PACK, a, judge.texts(act, "salt"), who, today)


def complaint(act: Act, a: m.Assessment = BLANK, today: date = TODAY) -> str:
    with pytest.raises(BadInput) as refused:
        settle(act, a, today=today)
    assert refused.value.exit_code == 2
    return str(refused.value)


# --- evidence ----------------------------------------------------------------------------------------------


def add(**particulars: Any) -> acts.AddEvidence:
    return acts.AddEvidence(m.Particulars(**particulars), ("CC-02", "CC-01", "CC-02"))


def test_an_entry_gets_the_next_id_and_its_items_once_and_sorted() -> None:
    act = settle(add(number=said("7"), kind="plan"), msgspec.structs.replace(BLANK, next_evidence=12))
    assert (act.id, act.items, act.particulars.kind) == ("E12", ("CC-01", "CC-02"), "plan")


def test_an_entry_without_a_kind_is_a_document() -> None:
    assert settle(add(number=said("7"))).particulars.kind == m.DOCUMENT


def test_an_unknown_kind_of_evidence_is_quoted_with_those_there_are() -> None:
    told = complaint(add(number=said("7"), kind="decison"))
    assert '"decison"' in told and "decision" in told


def test_an_entry_needs_a_number_or_an_abstract() -> None:
    settle(add(abstract=said("Sổ trực")))
    complaint(add(issuer=said("Bộ LĐTBXH")))
    complaint(add(number=said("  "), abstract=said("\u200b")))


def test_a_date_after_today_is_refused_and_quoted() -> None:
    tomorrow = TODAY + timedelta(days=1)
    for late in (add(number=said("7"), date=tomorrow), add(marking="mat", register_line="2/41", checked_on=tomorrow)):
        told = complaint(late)
        assert '"2009-12-03"' in told and "2009-12-02" in told
        settle(late, today=tomorrow)
    settle(add(number=said("7"), date=TODAY, expires=date(2019, 1, 1)))


def test_an_expiry_before_its_date_is_no_refusal() -> None:
    settle(add(number=said("7"), date=TODAY, expires=date(2009, 1, 1)))


SECRET: dict[str, Any] = {"marking": "tuyet_mat", "register_line": "2/41"}


def test_a_marked_entry_holds_its_register_line_the_day_it_was_seen_and_by_whom() -> None:
    kept = settle(add(**SECRET, checked_on=TODAY, checked_by="somebody else")).particulars
    assert kept == m.Particulars(**SECRET, checked_on=TODAY, checked_by=STAFF.id)
    unseen = settle(add(**SECRET, checked_by="somebody else")).particulars
    assert unseen == m.Particulars(**SECRET)


@pytest.mark.parametrize(
    "field",
    [
        {"kind": "decision"},
        {"number": said("01/KH")},
        {"date": TODAY},
        {"issuer": said("Bộ")},
        {"abstract": said("phương án A2")},
        {"kept_at": said("két sắt")},
        {"expires": TODAY},
    ],
    ids=lambda field: next(iter(field)),
)
@pytest.mark.parametrize("marking", m.MARKINGS[1:])
def test_a_marked_entry_holds_nothing_else(marking: str, field: dict[str, Any]) -> None:
    told = complaint(add(marking=marking, register_line="2/41", **field))
    assert "01/KH" not in told and "A2" not in told and "két" not in told


@pytest.mark.parametrize(
    "line", [None, "", "2", "2/", "/41", "2/41a", "2-41", " 2/41", "2/41/3", "1234567/1", "2/４１", "٢/٤"]
)
def test_a_register_line_is_book_and_line_in_digits(line: str | None) -> None:
    assert f'"{line or ""}"' in complaint(add(marking="mat", register_line=line))


def test_a_register_line_and_a_checked_day_go_with_a_marking_only() -> None:
    complaint(add(number=said("7"), register_line="2/41"))
    complaint(add(number=said("7"), checked_on=TODAY))


def test_an_open_entry_names_nobody_who_checked_it() -> None:
    assert settle(add(number=said("7"), checked_by="kt01")).particulars.checked_by is None


def test_an_unknown_marking_is_quoted() -> None:
    assert '"mật"' in complaint(add(marking="mật", register_line="2/41"))


def test_editing_an_entry_is_held_to_the_same_rules() -> None:
    entry = m.Evidence("E1", 1, "vp02", "", m.Particulars())
    a = msgspec.structs.replace(BLANK, evidence={"E1": entry})
    assert settle(acts.EditEvidence("E1", m.Particulars(number=said("7"))), a).particulars.kind == m.DOCUMENT
    for wrong in (m.Particulars(), m.Particulars(kind="x", number=said("7")), m.Particulars(**SECRET, kind="plan")):
        complaint(acts.EditEvidence("E1", wrong), a)


# --- texts -------------------------------------------------------------------------------------------------


def with_text(text: str) -> list[Act]:
    """Every act that takes a free text, with this one at each place of it."""
    typed = said(text)
    fields = ("number", "issuer", "abstract", "kept_at")
    particulars = [m.Particulars(**{"number": said("7"), field: typed}) for field in fields]
    value = m.Value(m.PARTIAL, reason=typed)
    return [
        acts.Answer("CC-01", m.SELF, value),
        acts.Answer("CC-01", m.VERIFIED, value),
        *(acts.AddEvidence(each) for each in particulars),
        *(acts.EditEvidence("E1", each) for each in particulars),
        acts.Explain("CC-01", typed),
        acts.Expunge(1, typed),
        acts.Return(typed),
        acts.Reopen(typed),
    ]


def test_these_are_all_acts_with_a_free_text() -> None:
    texted = {kind for kind in acts.ACTS if _holds_text(kind)}
    assert {type(act) for act in with_text("x")} == texted


def _holds_text(kind: Any) -> bool:
    """Whether `Said` stands anywhere in the fields of a struct."""
    if kind is m.Said:
        return True
    hints = msgspec.structs.fields(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else ()
    return any(_holds_text(part) for field in hints for part in (field.type, *getattr(field.type, "__args__", ())))


MARKED = ["(MẬT)", "tài liệu Tuyệt Mật số 5", "T.Ố.I M.Ậ.T", "độ mật: A", "MẬT\nKế hoạch", "TUYỆT\u200bMẬT"]


@pytest.mark.parametrize("text", [*MARKED, *(unicodedata.normalize("NFD", text) for text in MARKED)])
def test_a_secrecy_mark_in_any_free_text_of_any_act_is_refused_and_never_quoted(text: str) -> None:
    assert secret_mark(text) in SECRET_MARKS
    for act in with_text(f"chuyện riêng {text}" if "\n" not in text else f"chuyện riêng\n{text}"):
        with pytest.raises(BadInput) as refused:
            judge.texts(act, "salt")
        assert refused.value.exit_code == 2
        assert refused.value.fields == {"mark": secret_mark(text)}
        assert "chuyện riêng" not in str(refused.value) and "nothing was saved" in str(refused.value)


@pytest.mark.parametrize(
    "act",
    [
        acts.Answer("Tuyệt mật A2", m.SELF, MET),
        acts.Answer("CC-01", m.SELF, m.Value("Tuyệt mật A2")),
        acts.Answer("CC-01", m.SELF, m.Value(m.NOT_APPLICABLE, ground="Tuyệt mật A2")),
        acts.Answer("BV-02", m.SELF, m.Value(percent="Tuyệt mật A2")),
        acts.Answer("BM-02", m.SELF, m.Value(parts=("Tuyệt mật A2",))),
        acts.Answer("TV-01", m.SELF, m.Value(values={"Tuyệt mật A2": 1})),
        acts.AddEvidence(m.Particulars(marking="mat", register_line="Tuyệt mật A2")),
        acts.AddEvidence(m.Particulars(marking="Tuyệt mật A2")),
        acts.AddEvidence(m.Particulars(kind="Tuyệt mật A2", number=said("7"))),
        acts.Attach("Tuyệt mật A2", "CC-01"),
        acts.Return(said("xem"), ("Tuyệt mật A2",)),
    ],
)
def test_a_secrecy_mark_where_an_id_or_number_is_wanted_is_not_quoted_either(act: Act) -> None:
    told = complaint(act)
    assert "A2" not in told and "nothing was saved" in told


def test_an_unknown_id_with_a_secrecy_mark_is_not_quoted_back() -> None:
    with pytest.raises(BadInput) as refused:
        judge.unknown("unit", "Tuyệt mật A2", ["van-phong-bo"])
    assert "A2" not in str(refused.value)


def test_the_programs_own_ids_carry_no_secrecy_mark() -> None:
    for marking in m.MARKINGS:
        assert secret_mark(marking) is None


def test_a_text_is_kept_clean_and_composed() -> None:
    typed = unicodedata.normalize("NFD", "  đã\tthực tập \u202e ở\x1b nhà A\r\n")
    for act in with_text(typed):
        kept = [text.text for text in acts.texts(judge.texts(act, "salt"))]
        assert kept[-1] == "đã thực tập ở nhà A" or "đã thực tập ở nhà A" in kept
        assert all(text == unicodedata.normalize("NFC", text or "") for text in kept)


def test_a_text_stands_in_its_act_with_a_salted_hash_of_its_own() -> None:
    particulars = m.Particulars(number=said("7"), issuer=said("7"), abstract=said("7"))
    texts = acts.texts(judge.texts(acts.AddEvidence(particulars), "salt"))
    assert len({text.h for text in texts}) == len({text.salt for text in texts}) == 3
    assert all(acts.salted(text.text or "", text.salt) == text for text in texts)
    again = acts.texts(judge.texts(acts.AddEvidence(particulars), "other salt"))
    assert not {text.h for text in texts} & {text.h for text in again}


@pytest.mark.parametrize("empty", ["", "  ", "\u200b\n"])
def test_an_empty_text_is_none(empty: str) -> None:
    assert judge.texts(acts.Answer("CC-01", m.SELF, m.Value(m.MET, reason=said(empty))), "").value.reason is None
    assert judge.texts(acts.Explain("CC-01", said(empty)), "").text is None
    given = m.Particulars(number=said("7"), kept_at=said(empty))
    assert judge.texts(acts.AddEvidence(given), "").particulars.kept_at is None


def test_a_reason_of_blanks_is_no_reason() -> None:
    assert "needs a reason" in complaint(acts.Answer("CC-01", m.SELF, m.Value(m.NOT_MET, reason=said(" \t"))))


def test_expunging_needs_a_reason() -> None:
    assert "reason" in complaint(acts.Expunge(1, said(" ")))


def test_a_text_has_at_most_2000_characters_counted_as_kept() -> None:
    assert judge.words("ạ" * 2000 + "  ") == "ạ" * 2000
    assert judge.words(unicodedata.normalize("NFD", "ạ" * 2000)) == "ạ" * 2000
    with pytest.raises(BadInput, match="2001") as refused:
        judge.words("x" * 2001)
    assert "2000" in str(refused.value) and "xxx" not in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_is_either_kept_clean_or_refused_for_a_mark(typed: str) -> None:
    if secret_mark(typed):
        with pytest.raises(BadInput):
            judge.words(typed)
    else:
        assert judge.words(judge.words(typed)) == judge.words(typed)
