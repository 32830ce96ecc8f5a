"""Who may do what in which state, and how an act is applied. `test_moves` has what a move needs."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import msgspec
import pytest
from cases import (
    ADMIN,
    BLANK,
    EXAMPLES,
    HEAD,
    INSPECTOR,
    NOW,
    OTHER_INSPECTOR,
    PACK,
    PERIOD,
    REVIEWER,
    SHOWN,
    STAFF,
    TODAY,
    UNIT,
    UNIT_BOUND,
    in_state,
    person,
    said,
    values,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import Life, brought_to, content, lives

from checklist import acts, workflow
from checklist import model as m
from checklist.acts import Act
from checklist.change import change
from checklist.errors import Conflict, Refused
from checklist.workflow import Lack, apply, lacks, may

# --- the table ---------------------------------------------------------------------------------------------

# One line a row, one column a state: who may. S staff, H head, I inspector, R reviewer, A admin, - nobody.
EXPECTED = """
row              draft  submitted  verified  accepted
answer.self      SH     -          -         -
evidence         SH     -          -         -
submit           H      -          -         -
withdraw         -      H          -         -
answer.verified  -      I          -         -
mark_seen        -      I          -         -
finding          -      I          -         -
finding.close    I      I          I         I
return           -      I          R         -
verify           -      I          -         -
explain          -      -          SH        -
accept           -      -          R         -
reopen           -      -          -         R
expunge          A      A          A         A
"""
LETTER = {m.STAFF: "S", m.HEAD: "H", m.INSPECTOR: "I", m.REVIEWER: "R", m.ADMIN: "A"}
_HEADER, *_LINES = (line.split() for line in EXPECTED.strip().splitlines())
CELLS = {(state, line[0]): cell for line in _LINES for state, cell in zip(_HEADER[1:], line[1:], strict=True)}


def test_the_table_has_these_rows_and_states_and_no_other() -> None:
    assert set(workflow.ROWS) == {row for _, row in CELLS}
    assert {state for state, _ in CELLS} == set(m.STATES)
    assert {state for state, _ in workflow.TABLE} <= set(m.STATES)


@pytest.mark.parametrize("own", [True, False], ids=["own unit", "another unit"])
@pytest.mark.parametrize("role", m.ROLES)
@pytest.mark.parametrize(("state", "row"), CELLS)
def test_every_cell_of_state_row_and_role(state: str, row: str, role: str, own: bool) -> None:
    allowed = LETTER[role] in CELLS[state, row] and (own or role not in UNIT_BOUND)
    assert (may(person(role, own), in_state(state), row) is None) == allowed


@pytest.mark.parametrize("role", UNIT_BOUND)
def test_somebody_without_a_list_of_units_has_all_of_them(role: str) -> None:
    row, state = {m.INSPECTOR: ("verify", m.SUBMITTED)}.get(role, ("answer.self", m.DRAFT))
    assert may(m.Person("an01", role), in_state(state), row) is None


def test_the_one_local_person_is_staff_and_head_of_every_unit_and_no_inspector() -> None:
    allowed = {(state, row) for state, row in CELLS if may(m.LOCAL, in_state(state), row) is None}
    assert allowed == {(state, row) for (state, row), cell in CELLS.items() if "H" in cell}


WHOSE_TASK = {
    "S": "the head of the unit",  # what staff may, the head may too: the refusal names the head
    "H": "the head of the unit",
    "I": "the inspector",
    "R": "the reviewer",
    "A": "the admin",
}
STATE_WORDS = {m.DRAFT: "a draft", m.SUBMITTED: "submitted", m.STATE_VERIFIED: "verified", m.ACCEPTED: "accepted"}


@pytest.mark.parametrize(("state", "row", "role"), [(s, r, p) for (s, r), p in product(CELLS, m.ROLES)])
def test_a_refusal_says_whose_task_it_is_or_in_which_state(state: str, row: str, role: str) -> None:
    refusal = may(person(role, True), in_state(state), row)
    if refusal is None:
        return
    told = str(refusal)
    assert refusal.exit_code == 1
    mine = [each for each in m.STATES if LETTER[role] in CELLS[each, row]]
    here = CELLS[state, row]
    if here != "-":
        assert WHOSE_TASK[here[0]] in told
    elif mine:
        assert STATE_WORDS[state] in told and STATE_WORDS[mine[0]] in told
    else:
        able = {CELLS[each, row][0] for each in m.STATES} - {"-"}
        assert any(WHOSE_TASK[letter] in told for letter in able)


def test_a_head_of_another_unit_is_told_that_it_is_for_the_head_of_this_one() -> None:
    assert "the head of the unit" in str(may(person(m.HEAD, False), in_state(m.DRAFT), "submit"))


@pytest.mark.parametrize("row", EXAMPLES)
def test_an_act_is_judged_by_its_row(row: str) -> None:
    act = EXAMPLES[row]
    assert workflow.row(act) == row
    for state, role in product(m.STATES, m.ROLES):
        who = person(role, True)
        assert (may(who, in_state(state), act) is None) == (may(who, in_state(state), row) is None)


# --- conflicts ---------------------------------------------------------------------------------------------

MET = m.Value(m.MET, reason=said("đủ"))


def tried(a: m.Assessment, act: Act, who: m.Person = STAFF, expect: int | None = None) -> m.Assessment:
    return apply(PACK, a, act, who, NOW, today=TODAY, salt="salt", expect=expect)[1]


def test_a_save_that_expects_an_older_revision_is_a_conflict() -> None:
    life = Life()
    life.do(STAFF, acts.Answer("CC-01", m.SELF, MET))
    again = acts.Answer("CC-01", m.SELF, m.Value(m.PARTIAL, reason=said("nhà B chưa")))
    with pytest.raises(Conflict, match="CC-01") as conflict:
        tried(life.a, again, HEAD, expect=0)
    assert conflict.value.exit_code == 1
    assert (conflict.value.fields["stored"], conflict.value.fields["expect"]) == (1, 0)
    assert tried(life.a, again, HEAD, expect=1).revision(m.SELF, "CC-01") == 2
    assert tried(life.a, again, HEAD, expect=None).revision(m.SELF, "CC-01") == 2


def test_expecting_0_means_never_answered_and_clearing_raises_the_revision() -> None:
    life = Life()
    tried(life.a, acts.Answer("CC-01", m.SELF, MET), expect=0)
    life.do(STAFF, acts.Answer("CC-01", m.SELF, MET))
    life.do(STAFF, acts.Clear("CC-01"))
    assert life.a.value(m.SELF, "CC-01") is None and life.a.revision(m.SELF, "CC-01") == 2
    with pytest.raises(Conflict):
        tried(life.a, acts.Answer("CC-01", m.SELF, MET), expect=0)
    with pytest.raises(Conflict):
        tried(life.a, acts.Answer("CC-01", m.SELF, MET), expect=1)
    tried(life.a, acts.Answer("CC-01", m.SELF, MET), expect=2)


def test_agreeing_is_held_against_the_revision_of_the_verified_answer() -> None:
    life = brought_to(m.SUBMITTED)
    life.do(INSPECTOR, acts.Agree("CC-01"))
    life.do(INSPECTOR, acts.Clear("CC-01", m.VERIFIED))
    with pytest.raises(Conflict):
        tried(life.a, acts.Agree("CC-01"), OTHER_INSPECTOR, expect=0)
    tried(life.a, acts.Agree("CC-01"), OTHER_INSPECTOR, expect=2)


@pytest.mark.parametrize(
    "act",
    [
        acts.EditEvidence("E1", m.Particulars(number=said("8"))),
        acts.RemoveEvidence("E1"),
        acts.Attach("E1", "BM-02"),
        acts.Detach("E1", "CC-01"),
    ],
)
def test_an_entry_has_a_revision_of_its_own(act: Act) -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    life.do(STAFF, acts.Attach("E1", "CC-02"))
    assert life.a.evidence["E1"].revision == 2
    with pytest.raises(Conflict, match="E1"):
        tried(life.a, act, expect=1)
    tried(life.a, act, expect=2)


def test_every_act_on_an_entry_raises_its_revision_by_one_but_a_seen_mark_does_not() -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7"))))
    for act in (
        acts.EditEvidence("E1", m.Particulars(number=said("8"))),
        acts.Attach("E1", "BM-02"),
        acts.Detach("E1", "BM-02"),
    ):
        before = life.a.evidence["E1"].revision
        assert life.do(STAFF, act).evidence["E1"].revision == before + 1
    brought_to(m.SUBMITTED, life)
    before = life.a.evidence["E1"].revision
    assert life.do(INSPECTOR, acts.MarkSeen("E1", m.SEEN)).evidence["E1"].revision == before


def test_evidence_acts_raise_no_answers_revision() -> None:
    life = Life()
    life.do(STAFF, acts.Answer("CC-01", m.SELF, MET))
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    life.do(STAFF, acts.Detach("E1", "CC-01"))
    assert life.a.revision(m.SELF, "CC-01") == 1


@given(lives(), st.data())
def test_different_items_never_conflict(life: Life, data: st.DataObject) -> None:
    layer, who = (m.VERIFIED, INSPECTOR) if life.a.state == m.SUBMITTED else (m.SELF, STAFF)
    if life.a.state not in (m.DRAFT, m.SUBMITTED):
        return
    mine, theirs = data.draw(st.lists(st.sampled_from(SHOWN), min_size=2, max_size=2, unique=True))
    seen = life.a.revision(layer, mine)
    answers = []
    for id in (theirs, mine):
        of = PACK.item(id)
        assert of is not None
        value = msgspec.structs.replace(data.draw(values(of)), reason=said(f"mới {life.a.entries}"))
        answers.append(acts.Answer(id, layer, value))
    after = tried(life.a, answers[0], who)
    assert tried(after, answers[1], who, expect=seen).revision(layer, mine) == seen + 1


# --- apply -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        acts.Clear("CC-02"),
        acts.Answer("CC-01", m.SELF, MET),
        acts.Attach("E1", "CC-01"),
        acts.Detach("E1", "CC-02"),
        acts.EditEvidence("E1", m.Particulars(number=said(" 7 "))),
    ],
    ids=acts.name,
)
def test_an_act_that_changes_nothing_is_refused(act: Act) -> None:
    life = Life()
    life.do(STAFF, acts.Answer("CC-01", m.SELF, MET))
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    with pytest.raises(Refused, match="nothing to change") as refused:
        life.do(HEAD, act)
    assert refused.value.exit_code == 1 and not isinstance(refused.value, Conflict)


def test_verifying_acts_that_change_nothing_are_refused_too() -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    brought_to(m.SUBMITTED, life).do(INSPECTOR, acts.Agree("CC-01"))
    for act in (acts.Agree("CC-01"), acts.MarkSeen("E1", m.SEEN), acts.Clear("CC-02", m.VERIFIED)):
        with pytest.raises(Refused, match="nothing to change"):
            life.do(OTHER_INSPECTOR, act)
    for act in (acts.Agree("CC-01", m.ON_SITE), acts.MarkSeen("E1", m.ON_SITE), acts.MarkSeen("E1", None)):
        tried(life.a, act, OTHER_INSPECTOR)


def test_editing_an_entry_to_what_it_says_already_is_refused_though_it_was_seen() -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    brought_to(m.SUBMITTED, life).do(INSPECTOR, acts.MarkSeen("E1", m.SEEN))
    life.do(INSPECTOR, acts.Return(said("bổ sung")))
    with pytest.raises(Refused, match="nothing to change"):
        life.do(STAFF, acts.EditEvidence("E1", m.Particulars(number=said("7"))))


def test_another_document_takes_the_seen_mark_off_its_entry_and_attaching_does_not() -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    brought_to(m.SUBMITTED, life).do(INSPECTOR, acts.MarkSeen("E1", m.SEEN))
    life.do(INSPECTOR, acts.Return(said("bổ sung")))
    assert life.do(STAFF, acts.Attach("E1", "BM-02")).evidence["E1"].seen is not None
    assert life.do(STAFF, acts.EditEvidence("E1", m.Particulars(number=said("8")))).evidence["E1"].seen is None


def test_an_answer_given_again_after_the_unit_changed_its_own_is_no_idle_act() -> None:
    life = brought_to(m.SUBMITTED)
    life.do(INSPECTOR, acts.Agree("BM-02"))
    life.do(INSPECTOR, acts.Return(said("bổ sung")))
    life.do(STAFF, acts.Answer("BM-02", m.SELF, m.Value(parts=("alarm",))))
    life.do(HEAD, acts.Submit())
    assert life.a.value(m.VERIFIED, "BM-02") is None
    life.do(INSPECTOR, acts.Agree("BM-02"))
    agreed_to = life.a.value(m.VERIFIED, "BM-02")
    assert agreed_to is not None and agreed_to.parts == ("alarm",)


def test_a_text_that_only_the_journal_still_holds_can_be_expunged() -> None:
    life = Life()
    life.do(STAFF, acts.Answer("CC-01", m.SELF, m.Value(m.PARTIAL, reason=said("ông Nguyễn Văn A vi phạm"))))
    life.do(STAFF, acts.Answer("CC-01", m.SELF, MET))
    hashes = tuple(text.h for text in acts.texts(life.lines[1].act))
    before = life.a
    life.do(ADMIN, acts.Expunge(1, said("lộ tên"), hashes))
    assert content(life.a) == content(before) and life.a.entries == before.entries + 1


@pytest.mark.parametrize(
    ("state", "who", "act"),
    [
        (m.SUBMITTED, STAFF, acts.Answer("NO-99", m.SELF, m.Value(assigned=0, reached=-1))),
        (m.DRAFT, INSPECTOR, acts.Answer("CC-01", m.VERIFIED, m.Value("maybe"))),
        (m.DRAFT, REVIEWER, acts.Answer("CC-01", m.SELF, m.Value(m.MET, reason=said("Tuyệt mật")))),
        (m.SUBMITTED, HEAD, acts.AddEvidence(m.Particulars(), ("NO-99",))),
        (m.DRAFT, HEAD, acts.Return(said(""))),
        (m.STATE_VERIFIED, INSPECTOR, acts.Explain("NO-99", None)),
    ],
)
def test_role_and_state_are_checked_before_values(state: str, who: m.Person, act: Act) -> None:
    with pytest.raises(Refused) as refused:
        brought_to(state).do(who, act)
    assert refused.value.exit_code == 1


def test_what_a_move_lacks_is_checked_before_its_values() -> None:
    with pytest.raises(Refused, match="unanswered"):
        Life().do(HEAD, acts.Submit())


def test_nobody_opens_an_assessment_by_an_act() -> None:
    for who in (STAFF, HEAD, INSPECTOR, REVIEWER, ADMIN):
        with pytest.raises(Refused):
            Life().do(who, acts.Open(UNIT, PERIOD, ""))


@given(lives())
def test_what_was_refused_changed_nothing_and_what_was_done_added_one_entry_each(life: Life) -> None:
    assert life.a.entries == len(life.lines)
    wrote = {line.entry.who for line in life.lines if not isinstance(line.entry.act, acts.Open)}
    assert {who for who, _ in life.a.writers} == wrote


@given(lives())
def test_change_needs_neither_pack_nor_clock_to_say_what_apply_said(life: Life) -> None:
    a = BLANK
    for line in life.lines:
        a = msgspec.structs.replace(change(a, line.act, line.entry.who, line.entry.at), head=line.entry.hash)
    assert m.canonical(a) == m.canonical(life.a)


def test_the_salt_of_a_text_comes_from_the_salt_that_the_desk_gives() -> None:
    act = acts.Answer("CC-01", m.SELF, MET)
    one, again, other = (
        apply(PACK, BLANK, act, STAFF, NOW, today=TODAY, salt=salt)[0] for salt in ("one", "one", "other")
    )
    assert acts.texts(one) == acts.texts(again) and acts.texts(one)[0].h != acts.texts(other)[0].h


def test_a_moment_is_written_in_utc_to_the_second() -> None:
    assert workflow.moment(datetime(2009, 12, 2, 3, 41, 58, 999, tzinfo=NOW.tzinfo)) == "2009-12-02T03:41:58Z"


def test_a_lack_is_worded_in_the_refusal() -> None:
    assert set(workflow.LACKS) == {"unanswered", "no_evidence", "unverified", "verified_already", "own_writing"}
    assert lacks(PACK, Life().a, acts.Submit(), HEAD, TODAY)[0] == Lack("unanswered", "CC-01")
