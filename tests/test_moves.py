"""Moves: where they lead, what each of them needs, and the seal of an accepted assessment."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import msgspec
import pytest
from cases import (
    ADMIN,
    EXAMPLES,
    HEAD,
    INSPECTOR,
    PACK,
    PERIOD,
    REVIEWER,
    SHOWN,
    STAFF,
    TODAY,
    UNIT,
    in_state,
    person,
    said,
)
from hypothesis import given
from strategies import Life, agreed, begun, brought_to, filled, lives

from checklist import acts
from checklist import model as m
from checklist.acts import Act
from checklist.change import content_digest
from checklist.errors import BadInput, Refused
from checklist.workflow import lacks, may

# --- moves -------------------------------------------------------------------------------------------------

MOVES: list[tuple[str, m.Person, Act, str]] = [
    (m.DRAFT, HEAD, acts.Submit(), m.SUBMITTED),
    (m.SUBMITTED, HEAD, acts.Withdraw(), m.DRAFT),
    (m.SUBMITTED, INSPECTOR, acts.Return(said("bổ sung BV-01"), ("BV-01",)), m.DRAFT),
    (m.SUBMITTED, INSPECTOR, acts.Verify(), m.STATE_VERIFIED),
    (m.STATE_VERIFIED, REVIEWER, acts.Return(said("xem lại")), m.SUBMITTED),
    (m.STATE_VERIFIED, REVIEWER, acts.Accept(), m.ACCEPTED),
    (m.ACCEPTED, REVIEWER, acts.Reopen(said("có đơn")), m.STATE_VERIFIED),
]


def ready(state: str, act: Act) -> Life:
    """A life in a state, with what the move needs."""
    life = brought_to(state)
    if isinstance(act, acts.Submit):
        life.do(HEAD, *filled(life.a))
    if isinstance(act, acts.Verify):
        life.do(INSPECTOR, *agreed(life.a))
    return life


@pytest.mark.parametrize(("state", "who", "act", "to"), MOVES, ids=[f"{acts.name(a)} {s}" for s, _, a, _ in MOVES])
def test_a_legal_move_goes_to_its_state_and_changes_no_answer(state: str, who: m.Person, act: Act, to: str) -> None:
    life = ready(state, act)
    before = life.a
    after = life.do(who, act)
    assert after.state == to
    assert (after.answers, after.evidence) == (before.answers, before.evidence)
    assert (after.explanations, after.entries) == (before.explanations, before.entries + 1)


def test_there_are_no_moves_but_these() -> None:
    known = {(state, acts.name(act)) for state, _, act, _ in MOVES}
    for state, move in product(m.STATES, acts.MOVES):
        possible = any(may(person(role, True), in_state(state), acts.name(move)) is None for role in m.ROLES)
        assert possible == ((state, acts.name(move)) in known)


def test_a_returned_draft_says_so_until_it_is_submitted_again() -> None:
    life = brought_to(m.SUBMITTED)
    life.do(INSPECTOR, acts.Return(said("bổ sung BV-01"), ("BV-01",)))
    assert life.a.returned and life.a.note is not None
    assert (life.a.note.text.text, life.a.note.items, life.a.note.who) == ("bổ sung BV-01", ("BV-01",), "kt01")
    life.do(HEAD, acts.Submit())
    assert not life.a.returned and life.a.note is None


def test_what_came_back_from_the_reviewer_is_no_returned_draft() -> None:
    life = brought_to(m.STATE_VERIFIED)
    life.do(REVIEWER, acts.Return(said("xem lại")))
    assert not life.a.returned and life.a.note is not None
    life.do(INSPECTOR, acts.Verify())
    assert life.a.note is None


# --- what a move needs -------------------------------------------------------------------------------------


def missing(a: m.Assessment, move: str, who: m.Person = HEAD, at: date = TODAY) -> list[tuple[str, str]]:
    return [(lack.cause, lack.item) for lack in lacks(PACK, a, move, who, at)]


def test_submit_needs_an_answer_to_every_item_shown_to_the_unit() -> None:
    life = Life()
    assert missing(life.a, "submit") == [("unanswered", id) for id in SHOWN]
    life.do(STAFF, *filled(life.a, skip=("BM-01", "TV-01")))
    assert missing(life.a, "submit") == [("unanswered", "BM-01"), ("unanswered", "TV-01")]
    with pytest.raises(Refused, match="2 items are unanswered"):
        life.do(HEAD, acts.Submit())
    life.do(STAFF, *filled(life.a))
    assert missing(life.a, "submit") == []


def with_met(**particulars: Any) -> Life:
    """Everything answered; CC-02, whose evidence may be a year old, is met without a remark."""
    life = Life()
    life.do(STAFF, *filled(life.a, skip=("CC-02",)), acts.Answer("CC-02", m.SELF, m.Value(m.MET)))
    if particulars:
        life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("1549/QĐ"), **particulars), ("CC-02",)))
    return life


def test_submit_needs_evidence_for_a_met_item_or_a_remark_that_says_why_not() -> None:
    life = with_met()
    assert missing(life.a, "submit") == [("no_evidence", "CC-02")]
    remark = acts.Answer("CC-02", m.SELF, m.Value(m.MET, reason=said("bản gốc ở Cục")))
    assert missing(life.do(STAFF, remark), "submit") == []


def test_evidence_in_time_lets_a_met_item_be_submitted() -> None:
    assert missing(with_met(date=TODAY).a, "submit") == []


@pytest.mark.parametrize("stale", [{"date": date(2001, 1, 1)}, {"date": TODAY, "expires": date(2009, 12, 1)}])
def test_stale_evidence_does_not_bar_submit(stale: dict[str, date]) -> None:
    assert missing(with_met(**stale).a, "submit") == []


def test_evidence_that_meets_no_rule_does_not_help_submit() -> None:
    assert missing(with_met().do(STAFF, acts.AddEvidence(m.Particulars(number=said("x")), ("CC-01",))), "submit")
    assert missing(with_met(kind="plan").a, "submit") == [("no_evidence", "CC-02")]  # without a date


def test_a_quota_that_is_met_needs_evidence_too_and_one_that_is_not_needs_none() -> None:
    life = Life()
    life.do(STAFF, *filled(life.a, skip=("BV-01",)))
    life.do(STAFF, acts.Answer("BV-01", m.SELF, m.Value(assigned=4, reached=3)))
    assert missing(life.a, "submit") == []
    life.do(STAFF, acts.Answer("BV-01", m.SELF, m.Value(assigned=4, reached=4)))
    assert missing(life.a, "submit") == [("no_evidence", "BV-01")]


def test_submit_looks_at_evidence_on_the_cut_off_day_when_it_is_past() -> None:
    life = with_met(date=date(2008, 12, 20))
    life.do(HEAD, acts.Submit(), today=date(2010, 6, 1))  # still within a year of the cut-off
    assert life.a.state == m.SUBMITTED


def test_withdraw_is_for_while_no_verified_answer_was_given() -> None:
    life = brought_to(m.SUBMITTED)
    assert missing(life.a, "withdraw") == []
    life.do(INSPECTOR, acts.Agree("BM-02"))
    assert missing(life.a, "withdraw") == [("verified_already", "")]
    with pytest.raises(Refused, match="has begun to verify"):
        life.do(HEAD, acts.Withdraw())
    life.do(INSPECTOR, acts.Clear("BM-02", m.VERIFIED))
    assert life.do(HEAD, acts.Withdraw()).state == m.DRAFT


def test_withdraw_looks_only_at_verified_answers_since_the_last_submit() -> None:
    life = brought_to(m.SUBMITTED)
    life.do(INSPECTOR, acts.Agree("BM-02"))
    life.do(INSPECTOR, acts.Return(said("bổ sung")))
    life.do(HEAD, acts.Submit())
    assert missing(life.a, "withdraw") == []
    assert life.a.value(m.VERIFIED, "BM-02") is not None


def test_a_seen_mark_alone_does_not_bar_withdrawing() -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("x")), ("CC-01",)))
    brought_to(m.SUBMITTED, life).do(INSPECTOR, acts.MarkSeen("E1", m.SEEN))
    assert missing(life.a, "withdraw") == []


def test_verify_needs_a_fresh_verified_answer_for_every_item() -> None:
    life = brought_to(m.SUBMITTED)
    assert missing(life.a, "verify", INSPECTOR) == [("unverified", id) for id in SHOWN]
    life.do(INSPECTOR, *agreed(life.a))
    assert missing(life.a, "verify", INSPECTOR) == []
    life.do(INSPECTOR, acts.Return(said("bổ sung BM-02")))
    life.do(STAFF, acts.Answer("BM-02", m.SELF, m.Value(parts=("alarm",))))
    life.do(HEAD, acts.Submit())
    assert missing(life.a, "verify", INSPECTOR) == [("unverified", "BM-02")]  # the others outlived the return
    with pytest.raises(Refused, match="1 items have no fresh verified answer"):
        life.do(INSPECTOR, acts.Verify())


@pytest.mark.parametrize("wrote", [STAFF, INSPECTOR], ids=["as staff", "as inspector"])
def test_whoever_wrote_anything_in_an_assessment_does_not_accept_it(wrote: m.Person) -> None:
    life = Life()
    life.do(STAFF, acts.Answer("BM-02", m.SELF, m.Value(parts=())))
    brought_to(m.STATE_VERIFIED, life)
    promoted = m.Person(wrote.id, m.REVIEWER)
    assert missing(life.a, "accept", promoted) == [("own_writing", "")]
    with pytest.raises(Refused, match="does not accept it"):
        life.do(promoted, acts.Accept())
    assert missing(life.a, "accept", REVIEWER) == []


def test_returns_accepts_and_reopens_of_ones_own_are_no_bar_to_accept() -> None:
    life = brought_to(m.STATE_VERIFIED)
    life.do(REVIEWER, acts.Return(said("xem lại")))
    life.do(INSPECTOR, acts.Verify())
    life.do(REVIEWER, acts.Accept())
    life.do(REVIEWER, acts.Reopen(said("có đơn")))
    assert life.do(REVIEWER, acts.Accept()).state == m.ACCEPTED


@pytest.mark.parametrize("note", ["", "   ", "\u200b"])
@pytest.mark.parametrize(
    ("state", "who", "act"),
    [
        (m.SUBMITTED, INSPECTOR, acts.Return),
        (m.STATE_VERIFIED, REVIEWER, acts.Return),
        (m.ACCEPTED, REVIEWER, acts.Reopen),
    ],
)
def test_return_and_reopen_need_a_note_in_words(state: str, who: m.Person, act: Any, note: str) -> None:
    with pytest.raises(BadInput, match="needed") as refused:
        brought_to(state).do(who, act(said(note)))
    assert "note" in str(refused.value)


def test_a_return_names_items_that_are_there() -> None:
    with pytest.raises(BadInput, match='"CC-77"'):
        brought_to(m.SUBMITTED).do(INSPECTOR, acts.Return(said("bổ sung"), ("CC-77",)))


@given(lives())
def test_only_moves_lack_anything(life: Life) -> None:
    for row, act in EXAMPLES.items():
        if not isinstance(act, acts.MOVES):
            assert lacks(PACK, life.a, act, INSPECTOR, TODAY) == lacks(PACK, life.a, row, HEAD, TODAY) == ()


# --- the seal ----------------------------------------------------------------------------------------------


def resealed(life: Life) -> str:
    """The digest over what an accepted assessment holds now, with the head that its journal had before accepting."""
    accepting = [line for line in life.lines if isinstance(line.entry.act, acts.Accept)][-1]
    assert life.a.seal is not None
    return content_digest(msgspec.structs.replace(life.a, head=accepting.entry.prev), life.a.seal.at)


def test_accepting_seals_the_content_at_the_scores_date() -> None:
    life = brought_to(m.STATE_VERIFIED)
    expected = content_digest(life.a, TODAY)
    life.do(REVIEWER, acts.Accept())
    assert life.a.seal == m.Seal(expected, TODAY)
    last = life.lines[-1].act
    assert isinstance(last, acts.Accept) and last.seal == life.a.seal


def test_a_seal_after_the_cut_off_carries_the_cut_off() -> None:
    life = brought_to(m.STATE_VERIFIED)
    life.do(REVIEWER, acts.Accept(), today=date(2010, 2, 1))
    assert life.a.seal is not None and life.a.seal.at == PERIOD.cut_off


def test_a_door_cannot_bring_its_own_seal() -> None:
    life = brought_to(m.STATE_VERIFIED)
    life.do(REVIEWER, acts.Accept(m.Seal("made up", date(2001, 1, 1))))
    assert life.a.seal is not None and life.a.seal.digest == resealed(life)


@given(begun((m.ACCEPTED,)))
def test_a_seal_stays_valid_when_texts_are_expunged(life: Life) -> None:
    assert life.a.seal is not None and life.a.seal.digest == resealed(life)
    for line in list(life.lines):
        if hashes := tuple(text.h for text in acts.texts(line.act)):
            life.do(ADMIN, acts.Expunge(line.entry.n, said("lộ tên"), hashes))
    assert not [text for text in acts.texts(life.a) if text.text or text.salt]
    assert life.a.seal.digest == resealed(life)


def test_a_seal_covers_both_layers_evidence_marks_and_explanations() -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    brought_to(m.SUBMITTED, life)
    other = acts.Answer("BM-02", m.VERIFIED, m.Value(parts=(), reason=said("không có")))
    life.do(INSPECTOR, other)
    brought_to(m.STATE_VERIFIED, life).do(STAFF, acts.Explain("BM-02", said("đang mua")))
    a = life.a
    e1 = a.evidence["E1"]
    answer = a.answers[m.SELF]["CC-01"]
    replace = msgspec.structs.replace
    changed = [
        replace(a, answers={**a.answers, m.SELF: {**a.answers[m.SELF], "CC-01": replace(answer, value=None)}}),
        replace(a, answers={m.SELF: a.answers[m.SELF]}),
        replace(a, evidence={}),
        replace(a, evidence={"E1": replace(e1, seen=None)}),
        replace(a, evidence={"E1": replace(e1, items=())}),
        replace(a, explanations={}),
        replace(a, unit=replace(UNIT, kind="institute")),
        replace(a, period=replace(PERIOD, cut_off=TODAY)),
        replace(a, pack="another"),
        replace(a, head="another"),
    ]
    assert len({content_digest(each, TODAY) for each in [a, *changed]}) == len(changed) + 1
    assert content_digest(a, TODAY) != content_digest(a, PERIOD.cut_off)


@pytest.mark.parametrize("row", [row for row in EXAMPLES if row not in ("reopen", "expunge")])
def test_nothing_in_an_accepted_assessment_changes(row: str) -> None:
    life = brought_to(m.ACCEPTED)
    for who in (STAFF, HEAD, INSPECTOR, REVIEWER, ADMIN):
        with pytest.raises(Refused):
            life.do(who, EXAMPLES[row])


def test_reopening_takes_the_seal_off() -> None:
    assert brought_to(m.ACCEPTED).do(REVIEWER, acts.Reopen(said("có đơn"))).seal is None
