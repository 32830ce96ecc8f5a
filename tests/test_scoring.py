"""The score: credit, evidence, bands, gaps. Examples, and laws that hold in every generated case.

`test_scoring_twice` holds `score` against a second implementation, written apart from it.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist import model as m
from checklist import scoring
from checklist.scoring import (
    NO_EVIDENCE,
    STALE_EVIDENCE,
    band,
    before,
    credit,
    earned,
    proof,
    result_layer,
    score,
    score_date,
    verdict,
    worth,
)
from strategies import (
    PERIOD,
    TODAY,
    UNIT,
    assessments,
    cases,
    entries,
    item,
    pack_of,
    packs,
    said,
)

Case = tuple[m.Pack, m.Assessment, str, date]
AT = "2009-12-01T00:00:00Z"
MET = m.Value(m.MET)


def answered(layer: str = m.SELF, **values: m.Value) -> m.Assessment:
    """An assessment in which these items (`CC_01` for CC-01) are answered, in the verified layer freshly."""
    given = {id.replace("_", "-"): m.Answer(1, "vp01", AT, 1, value, judged=0) for id, value in values.items()}
    return m.Assessment(UNIT, PERIOD, "", answers={layer: given})


def put(a: m.Assessment, layer: str, id: str, value: m.Value | None) -> m.Assessment:
    """The same with one item answered otherwise, freshly; None is unanswered."""
    answer = m.Answer(1, "vp01", AT, 1, value, judged=a.revision(m.SELF, id))
    return msgspec.structs.replace(a, answers={**a.answers, layer: {**a.answers.get(layer, {}), id: answer}})


def proved(a: m.Assessment, *register: m.Evidence) -> m.Assessment:
    return msgspec.structs.replace(a, evidence={**a.evidence, **{entry.id: entry for entry in register}})


def entry(number: int = 1, *serves: str, seen: str | None = None, **particulars: Any) -> m.Evidence:
    mark = m.Mark(seen, "kt01", AT) if seen else None
    return m.Evidence(f"E{number}", 1, "vp02", AT, m.Particulars(**particulars), serves or ("CC-01",), mark)


def evidenced(pack: m.Pack, a: m.Assessment, layer: str = m.SELF, at: date = TODAY) -> Fraction | None:
    return score(pack, a, layer, at).evidenced


def causes(pack: m.Pack, a: m.Assessment, layer: str = m.SELF, at: date = TODAY) -> list[tuple[str, str, Fraction]]:
    return [(gap.item, gap.cause, gap.points) for gap in score(pack, a, layer, at).gaps]


# --- credit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "share"), [("met", 1), ("partial", Fraction(1, 2)), ("not_met", 0)])
def test_a_check_earns_all_half_or_nothing(given: str, share: Fraction) -> None:
    assert credit(item("CC-01"), m.Value(given)) == share


def test_seven_certified_of_eleven_earn_seven_elevenths_of_the_points() -> None:
    pack = pack_of(item("BV-04", m.QUOTA, "2"), item("CC-01", points="98"))
    s = score(pack, answered(BV_04=m.Value(assigned=11, reached=7)), m.SELF, TODAY)
    assert s.earned == s.claimed_points == Fraction(14, 11)
    assert s.evidenced == Fraction(14, 11)


def test_1350_of_3000_are_45_per_cent_of_the_points() -> None:
    pack = pack_of(item("QP-01", m.QUOTA, "40"))
    assert evidenced(pack, answered(QP_01=m.Value(assigned=3000, reached=1350))) == 45


def test_reaching_more_than_assigned_earns_no_more_than_the_points() -> None:
    assert credit(item("BV-01", m.QUOTA), m.Value(assigned=11, reached=15)) == 1


@pytest.mark.parametrize(("percent", "share"), [("63.64", Fraction(6364, 10000)), ("0", 0), ("100", 1)])
def test_a_restricted_quota_earns_its_percentage(percent: str, share: Fraction) -> None:
    assert credit(item("BV-01", m.QUOTA, restricted=True), m.Value(percent=percent)) == share


@pytest.mark.parametrize(("limit", "count", "share"), [(0, 0, 1), (0, 1, 0), (2, 2, 1), (2, 3, 0)])
def test_a_limit_is_kept_or_passed(limit: int, count: int, share: int) -> None:
    assert credit(item("BM-01", m.LIMIT, limit=limit), m.Value(count=count)) == share


@pytest.mark.parametrize(("ticked", "share"), [((), 0), (("alarm", "pumps"), Fraction(2, 3))])
def test_a_roster_earns_ticked_of_parts(ticked: tuple[str, ...], share: Fraction) -> None:
    assert credit(item("CC-07", m.ROSTER), m.Value(parts=ticked)) == share


@pytest.mark.parametrize("kind", m.KINDS)
def test_unanswered_and_not_applicable_earn_nothing(kind: str) -> None:
    assert credit(item("CC-01", kind), None) == 0
    assert credit(item("CC-01", kind), m.Value(m.NOT_APPLICABLE, ground="other")) == 0


@pytest.mark.parametrize(
    ("kind", "value", "decided"),
    [
        (m.QUOTA, m.Value(assigned=2, reached=2), m.MET),
        (m.QUOTA, m.Value(assigned=2, reached=1), m.PARTIAL),
        (m.QUOTA, m.Value(assigned=2, reached=0), m.NOT_MET),
        (m.LIMIT, m.Value(count=0), m.MET),
        (m.LIMIT, m.Value(count=1), m.NOT_MET),
        (m.ROSTER, m.Value(parts=("alarm", "hoses", "pumps")), m.MET),
        (m.ROSTER, m.Value(parts=("alarm",)), m.PARTIAL),
        (m.ROSTER, m.Value(parts=()), m.NOT_MET),
        (m.FIGURE, m.Value(values={"new": 1, "done": 1}), None),
        (m.CHECK, m.Value(m.PARTIAL), m.PARTIAL),
    ],
)
def test_numbers_decide_the_verdict(kind: str, value: m.Value, decided: str | None) -> None:
    assert verdict(item("CC-01", kind), value) == decided


# --- evidence ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "age", "earlier"),
    [
        (date(2009, 12, 14), "P12M", date(2008, 12, 14)),
        (date(2009, 3, 31), "P1M", date(2009, 2, 28)),
        (date(2008, 3, 31), "P1M", date(2008, 2, 29)),
        (date(2008, 2, 29), "P1Y", date(2007, 2, 28)),
        (date(2009, 1, 15), "P1M", date(2008, 12, 15)),
        (date(2009, 12, 2), "P1Y6M", date(2008, 6, 2)),
        (date(2009, 12, 2), "P2W", date(2009, 11, 18)),
        (date(2009, 3, 1), "P1D", date(2009, 2, 28)),
        (date(2009, 3, 31), "P1M1D", date(2009, 2, 27)),
        (date(2009, 12, 2), "P0D", date(2009, 12, 2)),
        (date(5, 1, 1), "P9Y", date.min),
        (date(1, 1, 5), "P9D", date.min),
    ],
)
def test_a_duration_back_clips_the_months_end(day: date, age: str, earlier: date) -> None:
    assert before(day, age) == earlier


@pytest.mark.parametrize("age", ["", "P", "12M", "PT5H", "P1M2Y", "P-1M", "p1m", "P1.5Y", "P12M\n"])
def test_what_is_no_duration_is_told(age: str) -> None:
    with pytest.raises(ValueError, match=age or None):
        before(TODAY, age)


ONE = pack_of(item("CC-01", points="100", evidence=m.Rule(kinds=("decision",), max_age="P1M")))
CLOSED = date(2009, 3, 31)


@pytest.mark.parametrize(
    ("day", "counts", "cause"),
    [
        (date(2009, 2, 28), True, None),
        (date(2009, 2, 27), False, STALE_EVIDENCE),
        (date(2009, 3, 31), True, None),
        (date(2009, 4, 1), False, NO_EVIDENCE),
        (None, False, NO_EVIDENCE),
    ],
    ids=["the first valid day", "a day older", "the day itself", "a day after", "without a date"],
)
def test_evidence_is_valid_from_the_first_day_to_the_last(day: date | None, counts: bool, cause: str | None) -> None:
    a = proved(answered(CC_01=MET), entry(kind="decision", date=day))
    assert evidenced(ONE, a, at=CLOSED) == (100 if counts else 0)
    assert causes(ONE, a, at=CLOSED) == ([] if cause is None else [("CC-01", cause, 100)])


@pytest.mark.parametrize(("expires", "counts"), [(0, True), (-1, False), (1, True)])
def test_evidence_counts_on_the_day_of_its_expiry_and_not_after(expires: int, counts: bool) -> None:
    pack = pack_of(item("CC-01", points="100", evidence=m.Rule()))
    a = proved(answered(CC_01=MET), entry(kind="plan", expires=CLOSED + timedelta(days=expires)))
    assert evidenced(pack, a, at=CLOSED) == (100 if counts else 0)
    assert causes(pack, a, at=CLOSED) == ([] if counts else [("CC-01", STALE_EVIDENCE, 100)])


def test_an_entry_without_a_date_serves_a_rule_without_an_age() -> None:
    pack = pack_of(item("CC-01", points="100", evidence=m.Rule()))
    assert evidenced(pack, proved(answered(CC_01=MET), entry(kind="plan"))) == 100


def test_any_of_the_kinds_counts_and_another_does_not() -> None:
    pack = pack_of(item("CC-01", points="100", evidence=m.Rule(kinds=("decision", "plan"))))
    assert evidenced(pack, proved(answered(CC_01=MET), entry(kind="plan"))) == 100
    assert causes(pack, proved(answered(CC_01=MET), entry(kind=m.DOCUMENT))) == [("CC-01", NO_EVIDENCE, 100)]


def test_an_old_entry_of_another_kind_is_no_stale_evidence() -> None:
    a = proved(answered(CC_01=MET), entry(kind="plan", date=date(2001, 1, 1)))
    assert causes(ONE, a) == [("CC-01", NO_EVIDENCE, 100)]


def test_a_rule_may_want_two_entries() -> None:
    pack = pack_of(item("CC-01", points="100", evidence=m.Rule(min=2)))
    a = proved(answered(CC_01=MET), entry(1, kind="plan"))
    assert evidenced(pack, a) == 0
    assert evidenced(pack, proved(a, entry(2, kind="plan"))) == 100


@pytest.mark.parametrize(
    ("checked_on", "counts"),
    [(date(2009, 2, 28), True), (date(2009, 2, 27), False), (date(2009, 4, 1), False), (None, False)],
)
def test_the_age_of_a_marked_entry_is_the_day_it_was_checked(checked_on: date | None, counts: bool) -> None:
    a = proved(answered(CC_01=MET), entry(marking="mat", register_line="2/41", checked_on=checked_on))
    assert evidenced(ONE, a, at=CLOSED) == (100 if counts else 0)


def test_a_marked_entry_serves_a_rule_of_any_kind_but_not_unseen() -> None:
    pack = pack_of(item("CC-01", points="100", evidence=m.Rule(kinds=("decision",))))
    seen = entry(marking="toi_mat", register_line="2/41", checked_on=date(2001, 1, 1))
    assert evidenced(pack, proved(answered(CC_01=MET), seen)) == 100
    unseen = entry(marking="toi_mat", register_line="2/41")
    assert causes(pack, proved(answered(CC_01=MET), unseen)) == [("CC-01", NO_EVIDENCE, 100)]


@pytest.mark.parametrize(
    ("mark", "counts"), [(None, False), ("seen", True), ("on_site", True), ("not_produced", False)]
)
def test_in_the_verified_layer_only_entries_marked_seen_count(mark: str | None, counts: bool) -> None:
    pack = pack_of(item("CC-01", points="100", evidence=m.Rule()))
    a = put(put(answered(), m.SELF, "CC-01", MET), m.VERIFIED, "CC-01", MET)
    a = proved(a, entry(kind="plan", seen=mark))
    assert evidenced(pack, a, m.VERIFIED) == (100 if counts else 0)
    assert evidenced(pack, a, m.SELF) == 100


def test_a_marked_entry_needs_its_checked_day_in_the_verified_layer_too() -> None:
    pack = pack_of(item("CC-01", points="100", evidence=m.Rule()))
    a = put(answered(), m.VERIFIED, "CC-01", MET)
    assert evidenced(pack, proved(a, entry(marking="mat", register_line="1/2", seen="seen")), m.VERIFIED) == 0


def test_without_a_rule_credit_needs_no_evidence() -> None:
    pack = pack_of(item("CC-01", points="100"))
    assert evidenced(pack, answered(CC_01=MET)) == 100


def test_one_entry_serves_several_items() -> None:
    pack = pack_of(*(item(f"CC-0{n}", points="50", evidence=m.Rule()) for n in (1, 2)))
    assert evidenced(pack, proved(answered(CC_01=MET, CC_02=MET), entry(1, "CC-01", "CC-02", kind="plan"))) == 100


# --- bands and critical items ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exact", "reached"),
    [
        ("0", "weak"),
        ("49.996", "weak"),
        ("50", "average"),
        ("69.99999999", "average"),
        ("70", "good"),
        ("89.996", "good"),
        ("90", "excellent"),
        ("100", "excellent"),
    ],
)
def test_a_band_is_reached_by_the_exact_score(exact: str, reached: str) -> None:
    assert band(pack_of(item("CC-01")), Fraction(exact), capped=False) == reached


def test_a_score_shown_as_90_may_still_be_below_the_band() -> None:
    pack = pack_of(item("CC-01", m.QUOTA, "100"))
    s = score(pack, answered(CC_01=m.Value(assigned=100_000, reached=89_996)), m.SELF, TODAY)
    assert s.evidenced == Fraction("89.996")
    assert s.band == "good"


CRITICAL = pack_of(item("CC-01", points="5", critical=True), item("CC-02", points="95"))
PROVED = pack_of(item("CC-01", points="5", critical=True, evidence=m.Rule()), item("CC-02", points="95"))


@pytest.mark.parametrize(
    ("pack", "value"),
    [
        (CRITICAL, None),
        (CRITICAL, m.Value(m.PARTIAL)),
        (CRITICAL, m.Value(m.NOT_MET)),
        (PROVED, MET),
    ],
    ids=["unanswered", "partial", "not met", "without evidence"],
)
def test_a_critical_item_without_full_evidenced_credit_caps_the_band(pack: m.Pack, value: m.Value | None) -> None:
    s = score(pack, put(answered(CC_02=MET), m.SELF, "CC-01", value), m.SELF, TODAY)
    assert s.evidenced is not None and s.evidenced >= 90
    assert (s.band, s.capped_by, s.lowered) == ("good", ("CC-01",), True)


def test_a_critical_item_with_full_credit_or_not_applicable_caps_nothing() -> None:
    for value in (MET, m.Value(m.NOT_APPLICABLE, ground="other")):
        s = score(CRITICAL, answered(CC_01=value, CC_02=MET), m.SELF, TODAY)
        assert (s.band, s.capped_by, s.lowered) == ("excellent", (), False)


def test_a_cap_never_raises_a_band() -> None:
    s = score(CRITICAL, answered(), m.SELF, TODAY)
    assert (s.band, s.capped_by, s.lowered) == ("weak", ("CC-01",), False)


def test_every_critical_item_without_full_credit_is_named() -> None:
    pack = pack_of(*(item(f"CC-0{n}", points="25", critical=n != 3) for n in (1, 2, 3, 4)))
    assert score(pack, answered(CC_02=MET), m.SELF, TODAY).capped_by == ("CC-01", "CC-04")


def test_nothing_applicable_has_no_score_and_no_band() -> None:
    pack = pack_of(item("CC-01", applies=m.Applies(kind=("institute",))), item("TV-01", m.FIGURE))
    s = score(pack, answered(TV_01=m.Value(values={"new": 1, "done": 1})), m.SELF, TODAY)
    assert (s.claimed, s.evidenced, s.band, s.points) == (None, None, None, 0)
    assert (s.answered, s.applicable) == (1, 1)


def test_all_not_applicable_has_no_score_either() -> None:
    pack = pack_of(item("CC-01", points="60"), item("CC-02", points="40"))
    value = m.Value(m.NOT_APPLICABLE, ground="not_ours")
    s = score(pack, answered(CC_01=value, CC_02=value), m.SELF, TODAY)
    assert (s.evidenced, s.band, s.answered, s.na_items, s.na_points) == (None, None, 2, 2, 100)


def test_a_sections_score_has_no_band_and_sections_add_up() -> None:
    pack = pack_of(item("CC-01", points="60", critical=True), item("BV-01", points="40"))
    a = answered(CC_01=m.Value(m.PARTIAL))
    whole = score(pack, a, m.SELF, TODAY)
    parts = [score(pack, a, m.SELF, TODAY, section.items) for section in pack.sections]
    assert [part.band for part in parts] == [None, None]
    assert (sum(part.earned for part in parts), sum(part.points for part in parts)) == (whole.earned, whole.points)


# --- gaps --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "value", "cause", "lost"),
    [
        (item("CC-01", points="100"), None, "unanswered", 100),
        (item("CC-01", points="100"), m.Value(m.NOT_MET), "not_met", 100),
        (item("CC-01", points="100"), m.Value(m.PARTIAL), "partial", 50),
        (item("CC-01", m.QUOTA, "100"), m.Value(assigned=4, reached=1), "below_quota", 75),
        (item("CC-01", m.QUOTA, "100"), m.Value(assigned=4, reached=0), "below_quota", 100),
        (item("CC-01", m.QUOTA, "100", restricted=True), m.Value(percent="30"), "below_quota", 70),
        (item("CC-01", m.LIMIT, "100"), m.Value(count=1), "over_limit", 100),
        (item("CC-01", m.ROSTER, "99"), m.Value(parts=("alarm",)), "partial", 66),
        (item("CC-01", m.ROSTER, "99"), m.Value(parts=()), "not_met", 99),
    ],
)
def test_a_lost_point_has_its_cause(of: m.Item, value: m.Value | None, cause: str, lost: int) -> None:
    assert causes(pack_of(of), put(answered(), m.SELF, "CC-01", value)) == [("CC-01", cause, lost)]


def test_an_item_may_lose_points_by_its_answer_and_the_rest_for_want_of_proof() -> None:
    pack = pack_of(item("CC-01", m.QUOTA, "100", evidence=m.Rule(max_age="P12M")))
    a = answered(CC_01=m.Value(assigned=10, reached=7))
    assert causes(pack, a) == [("CC-01", NO_EVIDENCE, 70), ("CC-01", "below_quota", 30)]
    a = proved(a, entry(kind="plan", date=date(2001, 1, 1)))
    assert causes(pack, a) == [("CC-01", STALE_EVIDENCE, 70), ("CC-01", "below_quota", 30)]


def test_gaps_come_largest_first_then_in_the_order_of_the_pack() -> None:
    pack = pack_of(*(item(f"CC-0{n}", points=points) for n, points in enumerate(("20", "30", "20", "30"), 1)))
    assert [gap.item for gap in score(pack, answered(), m.SELF, TODAY).gaps] == ["CC-02", "CC-04", "CC-01", "CC-03"]


def test_closing_an_items_gaps_reaches_the_score_that_is_told() -> None:
    pack = pack_of(item("CC-01", points="10", critical=True), item("CC-02", points="90"))
    s = score(pack, answered(CC_02=MET), m.SELF, TODAY)
    assert scoring.reach(pack, s, "CC-01") == (100, "excellent")
    assert scoring.reach(pack, s, "CC-02") is None


def test_points_to_the_next_band_are_exact() -> None:
    pack = pack_of(item("CC-01", m.QUOTA, "40"))
    s = score(pack, answered(CC_01=m.Value(assigned=100, reached=68)), m.SELF, TODAY)
    assert scoring.needed_for_next_band(pack, s) == (Fraction(8, 10), "good")
    assert scoring.needed_for_next_band(pack, score(pack, answered(), m.SELF, TODAY)) == (20, "average")
    full = score(pack, answered(CC_01=m.Value(assigned=1, reached=1)), m.SELF, TODAY)
    assert scoring.needed_for_next_band(pack, full) is None


# --- layers and dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "layer"),
    [(m.DRAFT, m.SELF), (m.SUBMITTED, m.SELF), (m.STATE_VERIFIED, m.VERIFIED), (m.ACCEPTED, m.VERIFIED)],
)
def test_the_result_is_the_verified_layer_once_the_inspector_has_closed(state: str, layer: str) -> None:
    assert result_layer(msgspec.structs.replace(answered(), state=state)) == layer


def test_the_date_is_the_earlier_of_today_and_the_cut_off_and_the_seals_when_accepted() -> None:
    a = answered()
    assert score_date(a, date(2009, 12, 13)) == date(2009, 12, 13)
    assert score_date(a, date(2010, 3, 1)) == PERIOD.cut_off
    sealed = msgspec.structs.replace(a, state=m.ACCEPTED, seal=m.Seal("", date(2009, 11, 30)))
    assert score_date(sealed, date(2010, 3, 1)) == date(2009, 11, 30)


@given(cases())
def test_a_stale_verified_answer_counts_as_unanswered(case: Case) -> None:
    pack, a, _, at = case
    given = a.answers[m.VERIFIED]
    fresh = {id: each for id, each in given.items() if each.judged == a.revision(m.SELF, id)}
    without = msgspec.structs.replace(a, answers={**a.answers, m.VERIFIED: fresh})
    assert score(pack, a, m.VERIFIED, at) == score(pack, without, m.VERIFIED, at)


@given(cases())
def test_a_cleared_answer_counts_as_unanswered(case: Case) -> None:
    pack, a, layer, at = case
    cleared = {id: msgspec.structs.replace(each, value=None) for id, each in a.answers[layer].items()}
    s = score(pack, msgspec.structs.replace(a, answers={**a.answers, layer: cleared}), layer, at)
    assert s == score(pack, msgspec.structs.replace(a, answers={m.SELF: a.answers[m.SELF]} | {layer: {}}), layer, at)
    assert s.answered == s.earned == 0


@given(cases())
def test_in_the_verified_layer_entries_not_seen_may_as_well_not_be_there(case: Case) -> None:
    pack, a, _, at = case
    seen = {id: each for id, each in a.evidence.items() if each.seen and each.seen.mark in (m.SEEN, m.ON_SITE)}
    bare = msgspec.structs.replace(a, evidence=seen)
    assert evidenced(pack, bare, m.VERIFIED, at) == evidenced(pack, a, m.VERIFIED, at)


# --- laws --------------------------------------------------------------------------------------------------


@given(cases())
def test_evidenced_is_never_above_claimed_nor_claimed_above_100(case: Case) -> None:
    s = score(*case)
    if s.claimed is None or s.evidenced is None:
        assert s.claimed is s.evidenced is None and s.points == 0
    else:
        assert 0 <= s.evidenced <= s.claimed <= 100


@given(cases())
def test_gaps_and_earned_points_add_up_to_the_applicable_points_exactly(case: Case) -> None:
    pack, a, layer, at = case
    s = score(*case)
    assert sum((gap.points for gap in s.gaps), Fraction(0)) + s.earned == s.points
    assert all(gap.points > 0 and gap.cause in scoring.CAUSES for gap in s.gaps)
    assert s.evidenced == (100 * s.earned / s.points if s.points else None)
    assert s.claimed == (100 * s.claimed_points / s.points if s.points else None)
    counted = [each for each in pack.shown_to(a.unit) if not _not_applicable(a, layer, each.id)]
    assert s.earned == sum((earned(each, a, layer, at) for each in counted), Fraction(0))


@given(cases())
def test_applicable_points_and_those_not_applicable_add_up_to_what_is_shown(case: Case) -> None:
    pack, a, layer, _ = case
    s = score(*case)
    shown = pack.shown_to(a.unit)
    assert s.applicable == len(shown)
    assert s.na_items == sum(_not_applicable(a, layer, each.id) for each in shown)
    assert s.points + s.na_points == sum((Fraction(each.points) for each in shown), Fraction(0))


@given(cases(), st.data())
def test_not_applicable_takes_an_item_out_of_both_sides(case: Case, data: st.DataObject) -> None:
    pack, a, layer, at = case
    shown = pack.shown_to(a.unit)
    if not shown:
        return
    out = data.draw(st.sampled_from(shown))
    value = m.Value(m.NOT_APPLICABLE, ground="other")
    s = score(pack, put(a, layer, out.id, value) if layer == m.VERIFIED else _self(a, out.id, value), layer, at)
    rest = score(pack, a, layer, at, [each for each in shown if each.id != out.id])
    assert (s.points, s.earned, s.claimed_points) == (rest.points, rest.earned, rest.claimed_points)
    assert (s.answered, s.capped_by) == (rest.answered + 1, rest.capped_by)


@given(cases(), st.data())
def test_a_figure_counts_in_progress_and_never_in_the_score(case: Case, data: st.DataObject) -> None:
    pack, a, layer, at = case
    figure = item("TV-99", m.FIGURE, evidence=data.draw(st.none() | st.just(m.Rule())))
    more = msgspec.structs.replace(pack, sections=(*pack.sections, m.Section("TV", UNIT.name, (figure,))))
    empty, given = (put(a, layer, "TV-99", value) for value in (None, m.Value(values={"new": 4, "done": 1})))
    bare, without, with_it = score(pack, a, layer, at), score(more, empty, layer, at), score(more, given, layer, at)
    as_before = {"answered": bare.answered, "applicable": bare.applicable}
    assert msgspec.structs.replace(without, **as_before) == msgspec.structs.replace(with_it, **as_before) == bare
    assert (without.answered, with_it.answered) == (bare.answered, bare.answered + 1)
    assert without.applicable == with_it.applicable == bare.applicable + 1


@given(cases(), st.data())
def test_a_new_entry_never_lowers_a_score(case: Case, data: st.DataObject) -> None:
    pack, a, layer, at = case
    more = proved(a, data.draw(entries(9, [each.id for each in pack.shown_to(a.unit)])))
    _not_lower(score(pack, more, layer, at), score(*case), pack)


@given(cases(), st.data())
def test_attaching_an_entry_never_lowers_a_score(case: Case, data: st.DataObject) -> None:
    pack, a, layer, at = case
    shown = [each.id for each in pack.shown_to(a.unit)]
    if not a.evidence or not shown:
        return
    chosen = a.evidence[data.draw(st.sampled_from(sorted(a.evidence)))]
    serves = tuple(sorted({*chosen.items, data.draw(st.sampled_from(shown))}))
    more = proved(a, msgspec.structs.replace(chosen, items=serves))
    _not_lower(score(pack, more, layer, at), score(*case), pack)


@given(cases(), st.data())
def test_from_met_to_partial_to_not_met_a_score_never_rises(case: Case, data: st.DataObject) -> None:
    pack, a, layer, at = case
    checks = [each.id for each in pack.shown_to(a.unit) if each.kind == m.CHECK]
    if not checks:
        return
    id = data.draw(st.sampled_from(checks))
    change = put if layer == m.VERIFIED else lambda a, _, id, value: _self(a, id, value)
    met, partial, not_met, nothing = (
        score(pack, change(a, layer, id, value), layer, at)
        for value in (MET, m.Value(m.PARTIAL), m.Value(m.NOT_MET), None)
    )
    _not_lower(met, partial, pack)
    _not_lower(partial, not_met, pack)
    assert (not_met.evidenced, not_met.claimed, not_met.band) == (nothing.evidenced, nothing.claimed, nothing.band)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_evidence_does_not_matter(case: Case, random: Any) -> None:
    pack, a, layer, at = case

    def shuffled[T](things: dict[str, T]) -> dict[str, T]:
        keys = list(things)
        random.shuffle(keys)
        return {key: things[key] for key in keys}

    answers = {each: shuffled(given) for each, given in shuffled(a.answers).items()}
    mixed = msgspec.structs.replace(a, answers=answers, evidence=shuffled(a.evidence))
    assert score(pack, mixed, layer, at) == score(*case)


@given(cases())
def test_equal_input_gives_equal_output(case: Case) -> None:
    pack, a, layer, at = case
    again = msgspec.convert(msgspec.to_builtins(a), m.Assessment)
    pack_again = msgspec.json.decode(m.canonical(pack), type=m.Pack)
    assert repr(score(pack_again, again, layer, at)) == repr(score(*case))


@given(cases())
def test_a_band_is_the_highest_whose_threshold_is_reached_or_the_cap_if_that_is_lower(case: Case) -> None:
    pack, *_ = case
    s = score(*case)
    if s.evidenced is None:
        assert s.band is None
        return
    ids = [each.id for each in pack.bands]
    reached = [each.id for each in pack.bands if Fraction(each.min) <= s.evidenced][-1]
    allowed = pack.cap if s.capped_by and ids.index(pack.cap) < ids.index(reached) else reached
    assert s.band == allowed
    assert s.lowered == (allowed != reached)


@given(packs(), st.data())
def test_words_never_change_a_score(pack: m.Pack, data: st.DataObject) -> None:
    a = data.draw(assessments(pack))
    reworded = {
        layer: {
            id: msgspec.structs.replace(
                each, value=each.value and msgspec.structs.replace(each.value, reason=said("x"))
            )
            for id, each in of.items()
        }
        for layer, of in a.answers.items()
    }
    for layer in m.LAYERS:
        assert score(pack, a, layer, TODAY) == score(pack, msgspec.structs.replace(a, answers=reworded), layer, TODAY)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
def test_months_back_end_in_the_month_meant_never_after_the_day(day: date, months: int) -> None:
    back = before(day, f"P{months}M")
    assert (day.year * 12 + day.month) - (back.year * 12 + back.month) == months
    assert back.day == day.day or (back.day < day.day and (back + timedelta(days=1)).day == 1)


@given(entries(1, ["CC-01"]), st.sampled_from(m.LAYERS), st.integers(0, 400))
def test_an_entry_is_worth_something_to_a_rule_in_one_run_of_days_only(
    entry: m.Evidence, layer: str, skip: int
) -> None:
    rule = m.Rule(max_age="P3M")
    days = [TODAY + timedelta(days=skip + n) for n in range(-500, 120)]
    valid = [worth(entry, rule, layer, day) == "valid" for day in days]
    assert sum(now != then for now, then in zip(valid, valid[1:], strict=False)) <= 2


@given(cases())
def test_a_proof_lacks_nothing_exactly_when_it_has_what_it_needs(case: Case) -> None:
    pack, a, layer, at = case
    for each in pack.shown_to(a.unit):
        shown = proof(each, a, layer, at)
        assert (shown.cause is None) == (shown.have >= shown.need)
        assert shown.need == (each.evidence.min if each.evidence else 0)


def _not_applicable(a: m.Assessment, layer: str, id: str) -> bool:
    value = a.value(layer, id)
    return value is not None and value.verdict == m.NOT_APPLICABLE


def _self(a: m.Assessment, id: str, value: m.Value | None) -> m.Assessment:
    """The same with a self answer, and no other revision, so that the verified layer stays as fresh as it was."""
    answer = m.Answer(max(a.revision(m.SELF, id), 1), "vp01", AT, 1, value)
    return msgspec.structs.replace(a, answers={**a.answers, m.SELF: {**a.answers.get(m.SELF, {}), id: answer}})


def _not_lower(better: scoring.Score, worse: scoring.Score, pack: m.Pack) -> None:
    assert better.points == worse.points or (better.evidenced is None) != (worse.evidenced is None)
    if better.evidenced is not None and worse.evidenced is not None:
        assert better.claimed is not None and worse.claimed is not None
        assert better.evidenced >= worse.evidenced and better.claimed >= worse.claimed
        ids = [each.id for each in pack.bands]
        assert ids.index(str(better.band)) >= ids.index(str(worse.band))
        assert set(better.capped_by) <= set(worse.capped_by)
