"""Undo: a compensating act through the same door, my own last one, never across a change of state."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from cases import ADMIN, BLANK, HEAD, INSPECTOR, OTHER_INSPECTOR, PEOPLE, REVIEWER, SHOWN, STAFF, TODAY, said
from hypothesis import given
from hypothesis import strategies as st
from strategies import BY_STATE, VERIFYING, WRITING, Life, agreed, begun, brought_to, content, filled, lives, step

from checklist import acts
from checklist import model as m
from checklist.acts import Act
from checklist.change import change
from checklist.errors import Refused
from checklist.journal import replay, to_undo

WHY = said("vướng kinh phí")
MET, PARTIAL = m.Value(m.MET, reason=WHY), m.Value(m.PARTIAL, reason=WHY)
E1 = acts.AddEvidence(m.Particulars(kind="decision", number=said("7"), date=TODAY), ("CC-01",))


def answer(value: m.Value, id: str = "CC-01", layer: str = m.SELF) -> acts.Answer:
    return acts.Answer(id, layer, value)


def refused(life: Life, who: m.Person) -> str:
    """Why nothing is undone; nothing changes by asking."""
    before = life.a
    with pytest.raises(Refused) as refusal:
        life.undo(who)
    assert refusal.value.exit_code == 1 and life.a == before
    return str(refusal.value)


# --- laws --------------------------------------------------------------------------------------------------

MOVES = ("submit", "withdraw", "return", "verify", "accept", "reopen")
UNDOABLE = {
    state: [kind for kind in kinds if kind not in MOVES] for state, kinds in BY_STATE.items() if state != m.ACCEPTED
}


def own_run(draw: st.DrawFn, life: Life, most: int) -> list[tuple[m.Person, object]]:
    """Some acts in one state, each with who did it and the content before it."""
    run = []
    for _ in range(draw(st.integers(1, most))):
        before = content(life.a)
        if (who := step(draw, life, UNDOABLE[life.a.state])) is not None:
            run.append((who, before))
    return run


@given(begun(tuple(UNDOABLE)), st.data())
def test_undoing_restores_the_content_before_the_last_act_and_adds_to_the_journal(
    life: Life, data: st.DataObject
) -> None:
    for who, before in own_run(data.draw, life, 3)[-1:]:
        count = life.a.entries
        taken = life.undo(who)
        assert content(life.a) == before
        back = life.lines[count:]
        assert back and {line.entry.undoes for line in back} == {line.entry.n for line in taken}
        assert all(line.entry.who == who.id for line in (*taken, *back))


@given(begun(tuple(UNDOABLE)), st.data())
def test_undoing_all_ones_acts_one_by_one_goes_back_through_every_content(life: Life, data: st.DataObject) -> None:
    for who, before in reversed(own_run(data.draw, life, 6)):
        life.undo(who)
        assert content(life.a) == before


@given(lives())
def test_the_content_is_that_of_the_acts_which_were_not_undone(life: Life) -> None:
    undone = {line.entry.undoes for line in life.lines}
    a = BLANK
    for line in life.lines:
        if line.entry.undoes is None and line.entry.n not in undone:
            a = change(a, line.act, line.entry.who, line.entry.at)
    assert content(a) == content(life.a)


@given(lives())
def test_nothing_is_undone_twice_and_no_undo_is_undone(life: Life) -> None:
    for who in PEOPLE:
        try:
            taken = to_undo(life.lines, who.id)
        except Refused:
            continue
        undone = {line.entry.undoes for line in life.lines}
        for line in taken:
            assert line.entry.undoes is None and line.entry.n not in undone
            assert line.entry.who == who.id


@given(lives())
def test_nothing_is_undone_across_a_change_of_state(life: Life) -> None:
    moved = [line.entry.n for line in life.lines if isinstance(line.entry.act, acts.MOVES)]
    for who in PEOPLE:
        try:
            taken = to_undo(life.lines, who.id)
        except Refused:
            continue
        assert not moved or min(line.entry.n for line in taken) > moved[-1]


@given(lives())
def test_an_undo_replays_like_any_other_act(life: Life) -> None:
    for who in PEOPLE:
        try:
            life.undo(who)
        except Refused:
            continue
    again = replay(life.lines)
    assert m.canonical(again) == m.canonical(life.a)


# --- each act ----------------------------------------------------------------------------------------------

Steps = Sequence[tuple[m.Person, Act]]
UNIT_ACTS: dict[str, tuple[Steps, Act]] = {
    "the first answer": ((), answer(MET)),
    "another answer": (((STAFF, answer(MET)),), answer(PARTIAL)),
    "clearing": (((STAFF, answer(MET)),), acts.Clear("CC-01")),
    "answering what was cleared": (((STAFF, answer(MET)), (STAFF, acts.Clear("CC-01"))), answer(PARTIAL)),
    "adding": ((), E1),
    "editing": (((HEAD, E1),), acts.EditEvidence("E1", m.Particulars(marking="mat", register_line="2/41"))),
    "removing": (((HEAD, E1), (HEAD, acts.Attach("E1", "BM-02"))), acts.RemoveEvidence("E1")),
    "removing the first of two": (((HEAD, E1), (HEAD, E1)), acts.RemoveEvidence("E1")),
    "attaching": (((HEAD, E1),), acts.Attach("E1", "CC-02")),
    "detaching": (((HEAD, E1),), acts.Detach("E1", "CC-01")),
}


@pytest.mark.parametrize("case", UNIT_ACTS)
def test_every_act_of_the_unit_can_be_taken_back(case: str) -> None:
    steps, act = UNIT_ACTS[case]
    life = Life()
    for who, each in steps:
        life.do(who, each)
    before, register = content(life.a), list(life.a.evidence)
    life.do(STAFF, act)
    assert content(life.a) != before
    life.undo(STAFF)
    assert content(life.a) == before
    assert list(life.a.evidence) == register  # in the order of the register


def submitted_with_evidence() -> Life:
    life = Life()
    life.do(STAFF, E1)
    return brought_to(m.SUBMITTED, life)


INSPECTOR_ACTS: dict[str, tuple[Steps, Act]] = {
    "agreeing": ((), acts.Agree("CC-01", m.ON_SITE)),
    "agreeing to what was marked": (((INSPECTOR, acts.MarkSeen("E1", m.NOT_PRODUCED)),), acts.Agree("CC-01")),
    "agreeing instead of differing": (
        ((INSPECTOR, answer(m.Value(parts=(), reason=WHY), "BM-02", m.VERIFIED)),),
        acts.Agree("BM-02"),
    ),
    "differing": (((INSPECTOR, acts.Agree("CC-01", m.ON_SITE)),), answer(PARTIAL, layer=m.VERIFIED)),
    "clearing": (((INSPECTOR, acts.Agree("CC-01")),), acts.Clear("CC-01", m.VERIFIED)),
    "the first mark": ((), acts.MarkSeen("E1", m.SEEN)),
    "another mark": (((INSPECTOR, acts.MarkSeen("E1", m.ON_SITE)),), acts.MarkSeen("E1", m.NOT_PRODUCED)),
    "no mark": (((INSPECTOR, acts.MarkSeen("E1", m.ON_SITE)),), acts.MarkSeen("E1", None)),
}


@pytest.mark.parametrize("case", INSPECTOR_ACTS)
def test_every_act_of_the_inspector_can_be_taken_back(case: str) -> None:
    steps, act = INSPECTOR_ACTS[case]
    life = submitted_with_evidence()
    for who, each in steps:
        life.do(who, each)
    before = content(life.a)
    life.do(INSPECTOR, act)
    assert content(life.a) != before
    life.undo(INSPECTOR)
    assert content(life.a) == before


def verified_with_a_difference() -> Life:
    life = brought_to(m.SUBMITTED)
    life.do(INSPECTOR, answer(m.Value(parts=(), reason=WHY), "BM-02", m.VERIFIED))
    return brought_to(m.STATE_VERIFIED, life)


@pytest.mark.parametrize("told", [None, said("đang mua"), said("đã mua")])
def test_an_explanation_is_taken_back_to_the_text_before(told: m.Said | None) -> None:
    life = verified_with_a_difference()
    before = content(life.a)
    if told is not None:
        life.do(HEAD, acts.Explain("BM-02", said("đang mua")))
        before = content(life.a)
    life.do(HEAD, acts.Explain("BM-02", said("sẽ mua")))
    life.undo(HEAD)
    assert content(life.a) == before


def test_taking_a_seen_entry_away_or_changing_it_is_undone_with_its_mark() -> None:
    for act in (acts.RemoveEvidence("E1"), acts.EditEvidence("E1", m.Particulars(number=said("8")))):
        life = submitted_with_evidence()
        life.do(INSPECTOR, acts.MarkSeen("E1", m.ON_SITE))
        life.do(INSPECTOR, acts.Return(said("bổ sung")))
        before = life.a.evidence["E1"].seen
        life.do(STAFF, act)
        life.undo(STAFF)
        assert before is not None and life.a.evidence["E1"].seen == before  # still the inspector's


def test_no_door_can_bring_a_seen_mark_with_an_entry() -> None:
    mark = m.Mark(m.SEEN, "kt01", "2009-12-01T00:00:00Z")
    life = Life()
    life.do(STAFF, msgspec.structs.replace(E1, seen=mark, revision=7))
    assert life.a.evidence["E1"].seen is None and life.a.evidence["E1"].revision == 1
    life.do(STAFF, acts.EditEvidence("E1", m.Particulars(number=said("8")), mark))
    assert life.a.evidence["E1"].seen is None


def test_revisions_go_on_when_something_is_undone() -> None:
    life = Life()
    life.do(STAFF, answer(MET))
    life.do(STAFF, E1)
    life.do(STAFF, acts.Attach("E1", "CC-02"))
    life.do(STAFF, acts.RemoveEvidence("E1"))
    life.undo(STAFF)
    assert life.a.evidence["E1"].revision == 3
    life.do(STAFF, answer(PARTIAL))
    life.undo(STAFF)
    assert life.a.revision(m.SELF, "CC-01") == 3


def test_an_id_is_not_used_again_after_adding_was_undone() -> None:
    life = Life()
    life.do(STAFF, E1)
    life.undo(STAFF)
    life.do(STAFF, E1)
    assert list(life.a.evidence) == ["E2"]


# --- bulk --------------------------------------------------------------------------------------------------


def test_a_bulk_act_is_undone_as_one() -> None:
    life = submitted_with_evidence()
    before, count = content(life.a), life.a.entries
    life.do(INSPECTOR, *agreed(life.a))
    taken = life.undo(INSPECTOR)
    assert content(life.a) == before
    assert [line.entry.n for line in taken] == list(range(count, count + len(SHOWN)))
    assert "Nothing of your own" in refused(life, INSPECTOR)


def test_a_single_act_after_a_bulk_act_is_undone_alone_then_the_bulk_act() -> None:
    life = Life()
    before = content(life.a)
    life.do(STAFF, E1, acts.Attach("E1", "CC-02"), answer(MET))
    between = content(life.a)
    life.do(STAFF, acts.Clear("CC-01"))
    life.undo(STAFF)
    assert content(life.a) == between
    life.undo(STAFF)
    assert content(life.a) == before


def test_one_entry_moved_by_somebody_else_keeps_the_whole_bulk_act() -> None:
    life = Life()
    life.do(STAFF, answer(MET), answer(m.Value(parts=("alarm",)), "BM-02"))
    life.do(HEAD, answer(PARTIAL))
    assert "CC-01 has moved since, by vp01" in refused(life, STAFF)


# --- refusals ----------------------------------------------------------------------------------------------


def test_who_has_written_nothing_has_nothing_to_undo() -> None:
    life = Life()
    assert "Nothing of your own" in refused(life, STAFF)
    life.do(HEAD, answer(MET))
    assert "Nothing of your own" in refused(life, STAFF)


def test_opening_is_nobodys_to_undo() -> None:
    with pytest.raises(Refused, match="Nothing of your own"):
        to_undo(Life().lines, "system")


@pytest.mark.parametrize("state", [m.SUBMITTED, m.STATE_VERIFIED, m.ACCEPTED])
def test_a_move_is_not_undone_nor_what_came_before_it(state: str) -> None:
    life = brought_to(state)
    for who in (HEAD, INSPECTOR, REVIEWER):
        told = refused(life, who)
        assert "changed its state" in told or "Nothing of your own" in told


def test_a_state_that_came_back_has_still_changed() -> None:
    life = Life()
    life.do(STAFF, *filled(life.a))
    life.do(HEAD, acts.Submit())
    life.do(HEAD, acts.Withdraw())
    assert life.a.state == m.DRAFT
    assert "changed its state" in refused(life, STAFF)
    assert "changed its state" in refused(life, HEAD)


def test_what_was_expunged_is_gone_for_good() -> None:
    life = Life()
    life.do(STAFF, answer(PARTIAL))
    life.do(ADMIN, acts.Expunge(1, said("lộ tên"), tuple(life.lines[1].texts)))
    assert "gone for good" in refused(life, ADMIN)
    life.do(STAFF, answer(MET))
    life.undo(STAFF)
    value = life.a.value(m.SELF, "CC-01")
    assert value is not None and value.verdict == m.PARTIAL
    assert value.reason is not None and (value.reason.text, value.reason.salt) == (None, "")


COLLEAGUE = m.Person("vp03", m.STAFF)
MOVED: dict[str, tuple[Act, Act, str]] = {
    "answer": (answer(MET, "CC-02"), answer(m.Value(m.NOT_MET, reason=WHY), "CC-02"), "CC-02"),
    "clear": (acts.Clear("CC-01"), answer(PARTIAL), "CC-01"),
    "edit": (acts.EditEvidence("E1", m.Particulars(number=said("8"))), acts.Attach("E1", "BM-02"), "E1"),
    "attach": (acts.Attach("E1", "BM-02"), acts.Detach("E1", "BM-02"), "BM-02"),
    "detach": (acts.Detach("E1", "CC-01"), acts.Attach("E1", "CC-01"), "CC-01"),
    "attach, then removed": (acts.Attach("E1", "BM-02"), acts.RemoveEvidence("E1"), "E1"),
    "detach, then removed": (acts.Detach("E1", "CC-01"), acts.RemoveEvidence("E1"), "E1"),
    "add, then attached": (E1, acts.Attach("E2", "BM-02"), "E2"),
    "add, then removed": (E1, acts.RemoveEvidence("E2"), "E2"),
}


@pytest.mark.parametrize("case", MOVED)
def test_what_somebody_else_has_moved_since_is_not_undone(case: str) -> None:
    mine, theirs, thing = MOVED[case]
    life = Life()
    life.do(COLLEAGUE, answer(MET))
    life.do(COLLEAGUE, E1)
    life.do(STAFF, mine)
    life.do(HEAD, theirs)
    assert f"{thing} has moved since, by vp01" in refused(life, STAFF)
    life.undo(HEAD)
    life.undo(STAFF)  # once theirs is undone, mine is free again


def test_what_others_do_elsewhere_does_not_stand_in_the_way() -> None:
    life = Life()
    life.do(COLLEAGUE, E1)
    life.do(STAFF, acts.Attach("E1", "BM-02"))
    life.do(HEAD, acts.Attach("E1", "CC-02"))
    life.do(HEAD, acts.EditEvidence("E1", m.Particulars(number=said("8"))))
    life.do(HEAD, answer(MET))
    life.undo(STAFF)
    e1 = life.a.evidence["E1"]
    assert e1.items == ("CC-01", "CC-02") and e1.particulars.number is not None
    assert e1.particulars.number.text == "8" and life.a.value(m.SELF, "CC-01") is not None


def test_a_mark_that_another_inspector_changed_keeps_an_agreement() -> None:
    life = submitted_with_evidence()
    life.do(INSPECTOR, acts.Agree("CC-01"))
    life.do(OTHER_INSPECTOR, acts.MarkSeen("E1", m.NOT_PRODUCED))
    assert "E1 has moved since, by kt02" in refused(life, INSPECTOR)


def test_undoing_goes_further_back_each_time_and_never_twice() -> None:
    life = Life()
    for value in (MET, PARTIAL, MET):
        life.do(STAFF, answer(value))
    for verdict in (m.PARTIAL, m.MET, None):
        life.undo(STAFF)
        value = life.a.value(m.SELF, "CC-01")
        assert (value and value.verdict) == verdict
    assert [line.entry.undoes for line in life.lines[4:]] == [3, 2, 1]
    assert "Nothing of your own" in refused(life, STAFF)


def test_who_may_no_longer_do_such_an_act_may_not_undo_it() -> None:
    life = Life()
    life.do(STAFF, answer(MET))
    elsewhere = m.Person(STAFF.id, m.STAFF, ("cuc-bao-tro",))
    assert "for the head of the unit to do" in refused(life, elsewhere)


def test_an_undo_by_another_door_is_a_new_act_after_which_one_goes_on() -> None:
    life = Life()
    life.do(STAFF, answer(MET))
    life.undo(STAFF)
    life.do(STAFF, answer(PARTIAL))
    life.undo(STAFF)
    assert life.a.value(m.SELF, "CC-01") is None
    assert "Nothing of your own" in refused(life, STAFF)


def test_the_laws_try_every_kind_of_act_but_moves() -> None:
    assert {*WRITING, *VERIFYING, "explain", "fill"} == {kind for kinds in UNDOABLE.values() for kind in kinds}
