"""Findings: who writes and closes them when, what makes one right, and that the journal adds up to the register."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import msgspec
import pytest
from cases import (
    INSPECTOR,
    MARKED_PARTICULARS,
    NOW,
    OPEN_PARTICULARS,
    PACK,
    REASONS,
    SHOWN,
    TODAY,
    UNIT,
    in_state,
    person,
    said,
)
from hypothesis import given
from hypothesis import strategies as st

from checklist import acts, findings, journal, workflow
from checklist import model as m
from checklist.acts import Act
from checklist.errors import BadInput, ChecklistError, Damaged, Refused
from checklist.register import MEDIUM, SEVERITIES, Findings

SUBMITTED = in_state(m.SUBMITTED)
AT = workflow.moment(NOW)
EVIDENCE = m.Particulars(number=said("12/BC-VP"), date=TODAY, issuer=said("Văn phòng Bộ"), kept_at=said("Phòng QP-AN"))
MARKED = m.Particulars(marking="mat", register_line="2/41", checked_on=TODAY)


def a_finding(**other: Any) -> acts.AddFinding:
    """A right one but for what a test is about."""
    fields: dict[str, Any] = {
        "item": "CC-01",
        "severity": MEDIUM,
        "what": said("Có 10 giấy chứng nhận trên 12"),
        "action": said("Bổ sung 2 giấy chứng nhận"),
        "responsible": said("Thủ trưởng đơn vị"),
        "due": TODAY + timedelta(days=90),
    }
    return acts.AddFinding(**{**fields, **other})


class Register:
    """A register and its journal, without a file: every act goes the way that the desk sends it."""

    def __init__(self) -> None:
        opened = journal.write(acts.OpenFindings(UNIT.id), n=0, who="system", at=AT, door="cli", prev="")
        self.lines = [opened]
        self.now = findings.BOOK.follow(findings.blank(UNIT.id), opened)

    def do(self, act: Act, who: m.Person = INSPECTOR, a: m.Assessment = SUBMITTED, today: date = TODAY) -> Findings:
        salt = f"salt {self.now.entries}"
        settled, after = findings.apply(PACK, self.now, a, act, who, NOW, today=today, salt=salt)
        line = journal.write(
            settled, n=self.now.entries, who=who.id, at=workflow.moment(NOW), door="cli", prev=self.now.head
        )
        self.now = msgspec.structs.replace(after, head=line.entry.hash)
        self.lines.append(line)
        return self.now


# --- who, when ---------------------------------------------------------------------------------------------

EVERYBODY = list(product(m.STATES, m.ROLES, (True, False)))


@pytest.mark.parametrize(("state", "role", "own"), EVERYBODY)
def test_only_an_inspector_of_the_unit_writes_one_and_only_while_it_is_submitted(
    state: str, role: str, own: bool
) -> None:
    register = Register()
    if role == m.INSPECTOR and own and state == m.SUBMITTED:
        assert list(register.do(a_finding(), person(role, own), in_state(state)).findings) == ["F1"]
        return
    with pytest.raises(Refused) as refusal:
        register.do(a_finding(), person(role, own), in_state(state))
    assert refusal.value.exit_code == 1 and len(register.lines) == 1


@pytest.mark.parametrize(("state", "role", "own"), EVERYBODY)
def test_only_an_inspector_of_the_unit_closes_one_and_that_in_any_state(state: str, role: str, own: bool) -> None:
    register = Register()
    register.do(a_finding())
    if role == m.INSPECTOR and own:
        closed = register.do(acts.CloseFinding("F1", EVIDENCE), person(role, own), in_state(state)).findings["F1"]
        assert closed.closed is not None and closed.revision == 2
        return
    with pytest.raises(Refused):
        register.do(acts.CloseFinding("F1", EVIDENCE), person(role, own), in_state(state))
    assert findings.still_open(register.now)


def test_role_and_state_are_looked_at_before_values() -> None:
    with pytest.raises(Refused):
        Register().do(a_finding(severity="terrible"), person(m.HEAD, True))
    with pytest.raises(Refused):
        Register().do(a_finding(severity="terrible"), a=in_state(m.DRAFT))


def test_whoever_has_the_units_of_somebody_else_is_told_that_it_is_for_the_inspector() -> None:
    with pytest.raises(Refused, match="the inspector"):
        Register().do(acts.CloseFinding("F1", EVIDENCE), person(m.INSPECTOR, False))


def test_an_act_has_its_row() -> None:
    assert workflow.row(a_finding()) == "finding"
    assert workflow.row(acts.CloseFinding("F1", EVIDENCE)) == "finding.close"


# --- what makes one right ----------------------------------------------------------------------------------


def test_it_is_kept_with_an_id_of_its_own_who_when_and_in_which_period() -> None:
    register = Register()
    for number in range(1, 12):
        kept = register.do(a_finding(item=SHOWN[number % len(SHOWN)])).findings[f"F{number}"]
        assert (kept.who, kept.at, kept.period, kept.revision) == ("kt01", workflow.moment(NOW), "2009", 1)
    assert list(register.now.findings) == [f"F{number}" for number in range(1, 12)]


@pytest.mark.parametrize("field", ["what", "action", "responsible"])
@pytest.mark.parametrize("given", [None, said(""), said("   "), said("\u200b")])
def test_every_text_is_needed(field: str, given: m.Said | None) -> None:
    with pytest.raises(BadInput, match="in words is needed"):
        Register().do(a_finding(**{field: given}))


@pytest.mark.parametrize("field", ["what", "action", "responsible"])
def test_a_text_is_cleaned_and_one_with_a_secrecy_mark_is_refused_unquoted(field: str) -> None:
    kept = Register().do(a_finding(**{field: said("  Sổ \u200b trực  thiếu ")})).findings["F1"]
    assert getattr(kept, field).text == "Sổ trực thiếu"
    with pytest.raises(BadInput, match="secrecy mark") as refusal:
        Register().do(a_finding(**{field: said("TỐI MẬT canary")}))
    assert "canary" not in str(refusal.value)


@pytest.mark.parametrize("severity", ["", "Light", "high", "nhẹ"])
def test_the_severity_is_one_of_three(severity: str) -> None:
    with pytest.raises(BadInput, match="severity"):
        Register().do(a_finding(severity=severity))
    assert SEVERITIES == ("light", "medium", "serious")


def test_the_due_date_may_be_today_and_not_before() -> None:
    assert Register().do(a_finding(due=TODAY)).findings["F1"].due == TODAY
    with pytest.raises(BadInput, match="2009-12-01"):
        Register().do(a_finding(due=TODAY - timedelta(days=1)))


def test_the_item_is_one_that_is_asked_of_the_unit() -> None:
    with pytest.raises(BadInput, match="No item"):
        Register().do(a_finding(item="ZZ-01"))
    with pytest.raises(BadInput, match="is not asked of"):
        Register().do(a_finding(item="TV-02"))


WRONG_EVIDENCE = {
    "nothing": m.Particulars(),
    "no number": m.Particulars(date=TODAY, issuer=said("Văn phòng Bộ")),
    "a day to come": m.Particulars(number=said("1/BC"), date=TODAY + timedelta(days=1)),
    "another kind": m.Particulars(kind="song", number=said("1/BC")),
    "another marking": m.Particulars(marking="very", register_line="2/41", checked_on=TODAY),
    "a marking without its line": m.Particulars(marking="mat", checked_on=TODAY),
    "a line that is none": m.Particulars(marking="mat", register_line="hai/41", checked_on=TODAY),
    "a marked one that nobody saw": m.Particulars(marking="mat", register_line="2/41"),
    "a marked one with its number": m.Particulars(
        marking="mat", register_line="2/41", checked_on=TODAY, number=said("canary/KH")
    ),
    "a line without a marking": m.Particulars(number=said("1/BC"), register_line="2/41"),
    "a secrecy mark": m.Particulars(number=said("TUYỆT MẬT canary")),
}


@pytest.mark.parametrize("why", WRONG_EVIDENCE)
def test_it_is_closed_with_evidence_only(why: str) -> None:
    register = Register()
    register.do(a_finding())
    with pytest.raises(BadInput) as refusal:
        register.do(acts.CloseFinding("F1", WRONG_EVIDENCE[why]))
    assert "canary" not in str(refusal.value)
    assert register.now.findings["F1"].closed is None


def test_what_closed_it_is_kept_with_who_saw_a_marked_one() -> None:
    register = Register()
    register.do(a_finding())
    register.do(a_finding())
    open_evidence = register.do(acts.CloseFinding("F1", EVIDENCE)).findings["F1"].closed
    assert open_evidence is not None and open_evidence.who == "kt01"
    assert (open_evidence.evidence.kind, open_evidence.evidence.checked_by) == (m.DOCUMENT, None)
    marked = register.do(acts.CloseFinding("F2", MARKED)).findings["F2"].closed
    assert marked is not None and marked.evidence.checked_by == "kt01"


def test_it_is_closed_once() -> None:
    register = Register()
    register.do(a_finding())
    register.do(acts.CloseFinding("F1", EVIDENCE))
    with pytest.raises(Refused, match="F1 is closed already") as refusal:
        register.do(acts.CloseFinding("F1", MARKED))
    assert refusal.value.exit_code == 1
    with pytest.raises(BadInput, match='No finding "F2"'):
        register.do(acts.CloseFinding("F2", EVIDENCE))


# --- overdue -----------------------------------------------------------------------------------------------


@given(st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_it_is_overdue_from_the_day_after_its_due_date_until_it_is_closed(due: int, later: int, closed: bool) -> None:
    register = Register()
    register.do(a_finding(due=TODAY + timedelta(days=due)))
    if closed:
        register.do(acts.CloseFinding("F1", EVIDENCE))
    finding = register.now.findings["F1"]
    assert findings.overdue(finding, TODAY + timedelta(days=later)) == (later > due and not closed)
    assert findings.still_open(register.now) == (() if closed else (finding,))


# --- the journal -------------------------------------------------------------------------------------------

ADDING = st.builds(
    acts.AddFinding,
    st.sampled_from(SHOWN),
    st.sampled_from(SEVERITIES),
    REASONS,
    REASONS,
    REASONS,
    st.integers(0, 400).map(lambda days: TODAY + timedelta(days=days)),
)
CLOSING = st.builds(
    acts.CloseFinding,
    st.integers(1, 4).map(lambda number: f"F{number}"),
    st.one_of(OPEN_PARTICULARS, MARKED_PARTICULARS),
)


@st.composite
def lives(draw: st.DrawFn) -> Register:
    """A register after any acts, right ones and refused ones."""
    register = Register()
    for act in draw(st.lists(st.one_of(ADDING, ADDING, CLOSING), max_size=10)):
        before = register.now, len(register.lines)
        try:
            register.do(act, a=draw(st.sampled_from([SUBMITTED, SUBMITTED, in_state(m.ACCEPTED)])))
        except ChecklistError:
            assert (register.now, len(register.lines)) == before
    return register


@given(lives())
def test_a_replay_adds_up_to_the_register(register: Register) -> None:
    raw = [journal.encode(line)[:-1] for line in register.lines]
    read = [journal.decode(each, number) for number, each in enumerate(raw)]
    assert findings.BOOK.replay(read) == register.now
    journal.linked(read)


@given(lives())
def test_ids_are_one_after_the_other_and_never_used_twice(register: Register) -> None:
    assert list(register.now.findings) == [f"F{n}" for n in range(1, len(register.now.findings) + 1)]
    assert register.now.entries == len(register.lines)


@given(lives())
def test_the_chain_holds_texts_by_salted_hash_only(register: Register) -> None:
    for line in register.lines:
        raw = m.canonical(line.entry).decode()
        for text in acts.texts(line.act):
            assert text.h in raw and f'"{text.text}"' not in raw
        without = journal.Line(line.entry, dict.fromkeys(line.texts))
        assert journal.entry_hash(without.entry) == line.entry.hash


def test_an_act_of_another_kind_of_journal_is_damage() -> None:
    register = Register()
    stray = journal.write(acts.Clear("CC-01"), n=1, who="kt01", at=AT, door="cli", prev=register.now.head)
    with pytest.raises(Damaged):
        findings.BOOK.replay([*register.lines, stray])
    with pytest.raises(Damaged):
        journal.replay(register.lines)
