"""What is right or wrong whatever the state: values of each kind of item, both layers, ids.

`test_judge_evidence` has particulars of evidence and free texts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from cases import BLANK, NOW, PACK, SHOWN, STAFF, TODAY, UNIT, item, items, pack_of, said, values
from hypothesis import given
from hypothesis import strategies as st

from checklist import acts, judge
from checklist import model as m
from checklist.acts import Act
from checklist.errors import BadInput, Refused
from checklist.scoring import credit

WHY = said("chờ văn bản của Bộ")


def settled(of: m.Item, value: m.Value) -> m.Value:
    return judge.value_of(pack_of(of), of, value)


def refusal(of: m.Item, value: m.Value) -> str:
    """The message that a wrong answer gets; its exit code is that of bad input."""
    with pytest.raises(BadInput) as refused:
        settled(of, value)
    assert refused.value.exit_code == 2
    told = str(refused.value)
    assert "{" not in told
    return told


def settle(act: Act, a: m.Assessment = BLANK, who: m.Person = STAFF, today: date = TODAY) -> Any:
    return judge.settle(PACK, a, judge.texts(act, "salt"), who, today)


def complaint(act: Act, a: m.Assessment = BLANK, today: date = TODAY) -> str:
    with pytest.raises(BadInput) as refused:
        settle(act, a, today=today)
    assert refused.value.exit_code == 2
    return str(refused.value)


# --- check -------------------------------------------------------------------------------------------------

CHECK = item("CC-01")


@pytest.mark.parametrize("verdict", [m.MET, m.PARTIAL, m.NOT_MET])
def test_a_check_takes_a_verdict_and_a_remark(verdict: str) -> None:
    assert settled(CHECK, m.Value(verdict, reason=WHY)) == m.Value(verdict, reason=WHY)


def test_met_needs_no_words() -> None:
    assert settled(CHECK, m.Value(m.MET)) == m.Value(m.MET)


@pytest.mark.parametrize(("verdict", "word"), [(m.PARTIAL, "partly met"), (m.NOT_MET, "not met")])
def test_partial_and_not_met_given_by_hand_need_a_reason(verdict: str, word: str) -> None:
    told = refusal(CHECK, m.Value(verdict))
    assert told == f"CC-01: {word} needs a reason in words."


def test_partial_is_refused_where_the_pack_forbids_the_middle() -> None:
    assert "CC-01" in refusal(item("CC-01", partial=False), m.Value(m.PARTIAL, reason=WHY))
    assert settled(item("CC-01", partial=False), m.Value(m.NOT_MET, reason=WHY)).verdict == m.NOT_MET


def test_a_check_without_a_verdict_is_told_which_there_are() -> None:
    told = refusal(CHECK, m.Value())
    assert all(verdict in told for verdict in m.VERDICTS)


def test_an_unknown_verdict_is_quoted_with_the_nearest() -> None:
    told = refusal(CHECK, m.Value("partail", reason=WHY))
    assert '"partail"' in told and "partial" in told


# --- quota -------------------------------------------------------------------------------------------------

QUOTA = item("BV-04", m.QUOTA)
PERCENT = item("QP-01", m.QUOTA, restricted=True)


@pytest.mark.parametrize(
    ("assigned", "reached", "verdict"),
    [(11, 7, m.PARTIAL), (11, 11, m.MET), (11, 12, m.MET), (11, 0, m.NOT_MET), (1, 999_999_999, m.MET)],
)
def test_a_quota_takes_two_whole_numbers_that_decide_its_verdict(assigned: int, reached: int, verdict: str) -> None:
    given = m.Value(assigned=assigned, reached=reached)
    assert settled(QUOTA, given) == m.Value(verdict, assigned=assigned, reached=reached)


@pytest.mark.parametrize(
    "value", [m.Value(assigned=11), m.Value(reached=7), m.Value(), m.Value(m.MET), m.Value(percent="60")]
)
def test_a_quota_wants_both_numbers_and_no_percentage(value: m.Value) -> None:
    assert "BV-04" in refusal(QUOTA, value)


def test_nothing_assigned_needs_not_applicable() -> None:
    told = refusal(QUOTA, m.Value(assigned=0, reached=0))
    assert "BV-04" in told and "not_applicable" in told


@pytest.mark.parametrize(("field", "number"), [("reached", -1), ("assigned", -3), ("assigned", 1_000_000_000)])
def test_a_number_out_of_range_is_quoted(field: str, number: int) -> None:
    numbers = {"assigned": 11, "reached": 7, field: number}
    assert f'"{number}"' in refusal(QUOTA, m.Value(**numbers))


@pytest.mark.parametrize(
    ("percent", "kept", "verdict"),
    [
        ("0", "0", m.NOT_MET),
        ("100", "100", m.MET),
        ("100.00", "100", m.MET),
        ("63.64", "63.64", m.PARTIAL),
        ("63,64", "63.64", m.PARTIAL),
        ("5.50", "5.5", m.PARTIAL),
        ("10", "10", m.PARTIAL),
        ("007", "7", m.PARTIAL),
    ],
)
def test_a_restricted_quota_takes_one_percentage(percent: str, kept: str, verdict: str) -> None:
    assert settled(PERCENT, m.Value(percent=percent)) == m.Value(verdict, percent=kept)


@pytest.mark.parametrize(
    "value",
    [m.Value(assigned=11, reached=7), m.Value(assigned=11, percent="60"), m.Value(reached=7, percent="60"), m.Value()],
)
def test_a_restricted_quota_takes_a_percentage_only(value: m.Value) -> None:
    told = refusal(PERCENT, value)
    assert "QP-01" in told and "11" not in told and "7" not in told.replace("QP-01", "")


@pytest.mark.parametrize(
    "percent",
    ["100.01", "101", "-1", "63.645", "", " 5", "5%", "1e1", "NaN", "Infinity", "sNaN", "5.", ".5", "1_0", "5\n"],
)
def test_what_is_no_percentage_is_quoted(percent: str) -> None:
    assert f'"{percent}"' in refusal(PERCENT, m.Value(percent=percent))


# --- limit, roster, figure ---------------------------------------------------------------------------------

LIMIT = item("BM-01", m.LIMIT, limit=1)
ROSTER = item("CC-07", m.ROSTER)
FIGURE = item("TV-01", m.FIGURE)


@pytest.mark.parametrize(("count", "verdict"), [(0, m.MET), (1, m.MET), (2, m.NOT_MET)])
def test_a_limit_takes_a_count_that_decides_its_verdict(count: int, verdict: str) -> None:
    assert settled(LIMIT, m.Value(count=count, reason=WHY)).verdict == verdict


def test_a_count_over_its_limit_needs_a_reason_and_one_within_it_none() -> None:
    assert "not met needs a reason" in refusal(LIMIT, m.Value(count=2))
    assert settled(LIMIT, m.Value(count=1)) == m.Value(m.MET, count=1)


@pytest.mark.parametrize("count", [-1, 1_000_000_000])
def test_a_count_out_of_range_is_quoted(count: int) -> None:
    assert f'"{count}"' in refusal(LIMIT, m.Value(count=count, reason=WHY))


def test_a_limit_without_a_count_is_refused() -> None:
    assert "BM-01" in refusal(LIMIT, m.Value(m.MET))


@pytest.mark.parametrize(
    ("ticked", "kept", "verdict"),
    [
        (("pumps", "alarm"), ("alarm", "pumps"), m.PARTIAL),
        (("hoses", "hoses"), ("hoses",), m.PARTIAL),
        (("pumps", "hoses", "alarm"), ("alarm", "hoses", "pumps"), m.MET),
        ((), (), m.NOT_MET),
    ],
)
def test_a_roster_takes_its_parts_in_any_order(ticked: tuple[str, ...], kept: tuple[str, ...], verdict: str) -> None:
    assert settled(ROSTER, m.Value(parts=ticked)) == m.Value(verdict, parts=kept)


def test_a_roster_without_a_tick_is_given_as_not_met() -> None:
    assert settled(ROSTER, m.Value(m.NOT_MET)) == m.Value(m.NOT_MET, parts=())


@pytest.mark.parametrize("value", [m.Value(), m.Value(m.MET), m.Value(m.PARTIAL)])
def test_a_roster_otherwise_names_its_parts(value: m.Value) -> None:
    told = refusal(ROSTER, value)
    assert all(part in told for part in ("alarm", "hoses", "pumps"))


def test_an_unknown_part_is_quoted_with_the_nearest() -> None:
    told = refusal(ROSTER, m.Value(parts=("alarn",)))
    assert '"alarn"' in told and "alarm" in told


def test_a_figure_takes_a_number_for_each_of_its_values_and_has_no_verdict() -> None:
    given = m.Value(values={"done": 4, "new": 0})
    assert settled(FIGURE, given) == m.Value(values={"new": 0, "done": 4})
    assert list(settled(FIGURE, given).values or {}) == ["new", "done"]


@pytest.mark.parametrize("given", [None, {}, {"new": 3}])
def test_a_figure_wants_all_its_numbers(given: dict[str, int] | None) -> None:
    assert "done" in refusal(FIGURE, m.Value(values=given))


def test_a_figures_unknown_value_and_wrong_number_are_quoted() -> None:
    assert '"nwe"' in refusal(FIGURE, m.Value(values={"nwe": 3, "done": 1}))
    assert '"-3"' in refusal(FIGURE, m.Value(values={"new": -3, "done": 1}))


@pytest.mark.parametrize("verdict", [m.MET, m.PARTIAL, m.NOT_MET])
def test_a_figure_takes_no_verdict(verdict: str) -> None:
    refusal(FIGURE, m.Value(verdict, values={"new": 3, "done": 1}))


@given(st.sampled_from(m.KINDS).flatmap(lambda kind: items("CC-01", kind)), st.data())
def test_a_right_answer_of_any_kind_is_settled_once_and_for_all(of: m.Item, data: st.DataObject) -> None:
    value = settled(of, data.draw(values(of)))
    assert settled(of, value) == value
    assert (value.verdict == m.MET) == (credit(of, value) == 1)
    assert value.verdict in (None, m.NOT_APPLICABLE) or 0 <= credit(of, value) <= 1


# --- what all kinds share ----------------------------------------------------------------------------------

RIGHT = {
    m.QUOTA: m.Value(assigned=11, reached=7),
    m.LIMIT: m.Value(count=0),
    m.ROSTER: m.Value(parts=("alarm",)),
}


@pytest.mark.parametrize("kind", RIGHT)
@pytest.mark.parametrize("verdict", [m.MET, m.PARTIAL, m.NOT_MET])
def test_a_verdict_beside_numbers_that_contradict_it_is_refused(kind: str, verdict: str) -> None:
    of = item("CC-01", kind)
    decided = settled(of, RIGHT[kind]).verdict
    given = msgspec.structs.replace(RIGHT[kind], verdict=verdict)
    if verdict == decided:
        assert settled(of, given).verdict == decided
    else:
        assert f'"{verdict}"' in refusal(of, given)


FOREIGN: dict[str, Any] = {
    "assigned": 1, "reached": 1, "percent": "1", "count": 1, "parts": ("alarm",), "values": {"new": 1},
}  # fmt: skip
OWN = {
    m.CHECK: (), m.QUOTA: ("assigned", "reached"), m.LIMIT: ("count",), m.ROSTER: ("parts",), m.FIGURE: ("values",),
}  # fmt: skip


@pytest.mark.parametrize("kind", m.KINDS)
@pytest.mark.parametrize("field", FOREIGN)
def test_what_belongs_to_another_kind_is_refused(kind: str, field: str) -> None:
    if field not in OWN[kind]:
        of = item("CC-01", kind)
        right = {m.CHECK: m.Value(m.MET), m.FIGURE: m.Value(values={"new": 1, "done": 1}), **RIGHT}[kind]
        assert "CC-01" in refusal(of, msgspec.structs.replace(right, **{field: FOREIGN[field]}))


@pytest.mark.parametrize("kind", m.KINDS)
def test_not_applicable_names_a_ground_and_nothing_else(kind: str) -> None:
    of = item("CC-01", kind)
    given = m.Value(m.NOT_APPLICABLE, ground="not_ours")
    assert settled(of, given) == given
    assert "not_ours, other" in refusal(of, m.Value(m.NOT_APPLICABLE))
    assert '"not_our"' in refusal(of, m.Value(m.NOT_APPLICABLE, ground="not_our"))
    for field, value in FOREIGN.items():
        assert field in refusal(of, msgspec.structs.replace(given, **{field: value}))


def test_a_ground_that_needs_words_gets_them() -> None:
    assert '"other"' in refusal(CHECK, m.Value(m.NOT_APPLICABLE, ground="other"))
    given = m.Value(m.NOT_APPLICABLE, ground="other", reason=WHY)
    assert settled(CHECK, given) == given


def test_a_ground_goes_with_not_applicable_only() -> None:
    assert "not_applicable" in refusal(CHECK, m.Value(m.MET, ground="other"))


# --- both layers -------------------------------------------------------------------------------------------

MET = m.Value(m.MET)


def with_own(value: m.Value | None, id: str = "CC-01") -> m.Assessment:
    own = m.Answer(3, "vp01", "2009-12-01T00:00:00Z", 1, value)
    return msgspec.structs.replace(BLANK, state=m.SUBMITTED, answers={m.SELF: {id: own}})


def test_a_self_answer_carries_neither_basis_nor_judged_revision() -> None:
    assert settle(acts.Answer("CC-01", m.SELF, MET, basis=m.ON_SITE, judged=9)) == acts.Answer("CC-01", m.SELF, MET)


@pytest.mark.parametrize(("given", "kept"), [(None, m.PAPERS), (m.PAPERS, m.PAPERS), (m.ON_SITE, m.ON_SITE)])
def test_a_verified_answer_carries_its_basis_and_the_revision_it_judged(given: str | None, kept: str) -> None:
    act = settle(acts.Answer("CC-01", m.VERIFIED, MET, basis=given, judged=99), with_own(MET))
    assert (act.basis, act.judged) == (kept, 3)


def test_a_verified_answer_that_differs_needs_a_reason_and_one_that_does_not_needs_none() -> None:
    own = with_own(m.Value(m.MET, parts=None))
    roster = with_own(m.Value(m.MET, parts=("alarm", "hoses", "pumps")), "BM-02")
    less = m.Value(parts=("alarm",))
    assert "BM-02" in complaint(acts.Answer("BM-02", m.VERIFIED, less), roster)
    settle(acts.Answer("BM-02", m.VERIFIED, msgspec.structs.replace(less, reason=WHY)), roster)
    settle(acts.Answer("CC-01", m.VERIFIED, MET), own)
    settle(acts.Answer("CC-01", m.VERIFIED, MET), with_own(None))  # nothing there to differ from
    settle(acts.Answer("CC-01", m.VERIFIED, MET), with_own(m.Value(m.MET, reason=WHY)))  # words do not count


@pytest.mark.parametrize(
    "act", [acts.Answer("CC-01", m.VERIFIED, MET, basis="telephone"), acts.Agree("CC-01", "telephone")]
)
def test_an_unknown_basis_is_quoted(act: Act) -> None:
    assert '"telephone"' in complaint(act, with_own(MET))


def test_there_is_nothing_to_agree_to_where_the_unit_has_not_answered() -> None:
    for a in (BLANK, with_own(None)):
        with pytest.raises(Refused, match="CC-01"):
            settle(acts.Agree("CC-01"), a)


def test_agreeing_settles_the_revision_and_marks_the_entries_that_carry_no_mark() -> None:
    register = {
        f"E{number}": m.Evidence(f"E{number}", 1, "vp02", "", m.Particulars(), serves, seen)
        for number, (serves, seen) in enumerate(
            [
                (("CC-01",), None),
                (("BM-02", "CC-01"), None),
                (("BM-02",), None),
                (("CC-01",), m.Mark(m.NOT_PRODUCED, "kt01", "")),
                (("CC-01",), m.Mark(m.SEEN, "kt01", "")),
            ],
            1,
        )
    }
    a = msgspec.structs.replace(with_own(MET), evidence=register)
    assert settle(acts.Agree("CC-01", m.ON_SITE, 99, ("E3",)), a) == acts.Agree("CC-01", m.ON_SITE, 3, ("E1", "E2"))


def test_only_where_the_layers_differ_there_is_something_to_explain() -> None:
    verified = m.Answer(1, "kt01", "", 2, m.Value(m.NOT_MET, reason=WHY), judged=3)
    a = with_own(MET)
    differing = msgspec.structs.replace(a, answers={**a.answers, m.VERIFIED: {"CC-01": verified}})
    assert settle(acts.Explain("CC-01", WHY), differing).text.text == WHY.text
    agreed = msgspec.structs.replace(verified, value=MET)
    for same in (a, msgspec.structs.replace(a, answers={**a.answers, m.VERIFIED: {"CC-01": agreed}})):
        with pytest.raises(Refused, match="CC-01"):
            settle(acts.Explain("CC-01", WHY), same)


# --- ids ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        acts.Answer("CC-9", m.SELF, MET),
        acts.Clear("CC-9"),
        acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01", "CC-9")),
        acts.Agree("CC-9"),
        acts.Explain("CC-9", WHY),
        acts.Return(WHY, ("CC-9",)),
    ],
    ids=acts.name,
)
def test_an_unknown_item_is_quoted_with_the_nearest(act: Act) -> None:
    told = complaint(act)
    assert '"CC-9"' in told and "CC-01" in told


def test_an_item_that_does_not_apply_to_the_unit_is_not_asked_of_it() -> None:
    told = complaint(acts.Answer("TV-02", m.SELF, MET))
    assert '"TV-02"' in told and UNIT.id in told


@pytest.mark.parametrize(
    "act",
    [
        acts.EditEvidence("E7", m.Particulars(number=said("7"))),
        acts.RemoveEvidence("E7"),
        acts.Attach("E7", "CC-01"),
        acts.Detach("E7", "CC-01"),
        acts.MarkSeen("E7", m.SEEN),
    ],
    ids=acts.name,
)
def test_an_unknown_entry_is_quoted(act: Act) -> None:
    assert '"E7"' in complaint(act)


@pytest.mark.parametrize("layer", ["Self", "", "both"])
def test_an_unknown_layer_is_quoted(layer: str) -> None:
    assert f'"{layer}"' in complaint(acts.Answer("CC-01", layer, MET))
    assert f'"{layer}"' in complaint(acts.Clear("CC-01", layer))


def test_a_seen_mark_is_one_of_three_or_none() -> None:
    entry = m.Evidence("E1", 1, "vp02", "", m.Particulars())
    a = msgspec.structs.replace(BLANK, evidence={"E1": entry})
    for mark in (m.SEEN, m.ON_SITE, m.NOT_PRODUCED, None):
        assert settle(acts.MarkSeen("E1", mark), a) == acts.MarkSeen("E1", mark)
    assert '"sene"' in complaint(acts.MarkSeen("E1", "sene"), a)


def test_every_item_of_the_pack_takes_a_right_answer() -> None:
    for id in SHOWN:
        of = PACK.item(id)
        assert of is not None
        right = {m.CHECK: MET, m.FIGURE: m.Value(values={"new": 1, "done": 1}), **RIGHT}[of.kind]
        assert settle(acts.Answer(id, m.SELF, m.Value(percent="7") if of.restricted else right)).item == id


def test_settling_asks_no_clock() -> None:
    act = acts.AddEvidence(m.Particulars(number=said("7"), date=NOW.date()))
    assert settle(act) == settle(act)
