"""The score by examples: credit, evidence, bands, gaps, layers and dates.

`test_scoring_laws` has the laws that hold in every generated case, `test_scoring_twice` a second implementation.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from cases import PERIOD, TODAY, UNIT, item, pack_of, proved, put

from checklist import model as m
from checklist import scoring
from checklist.scoring import (
    NO_EVIDENCE,
    STALE_EVIDENCE,
    agrees,
    band,
    before,
    credit,
    differs,
    result_layer,
    score,
    score_date,
    verdict,
)

AT = "2009-12-01T00:00:00Z"
MET = m.Value(m.MET)


def answered(layer: str = m.SELF, **values: m.Value) -> m.Assessment:
    """An assessment in which these items (`CC_01` for CC-01) are answered, in the verified layer freshly."""
    given = {id.replace("_", "-"): m.Answer(1, "vp01", AT, 1, value, judged=0) for id, value in values.items()}
    return m.Assessment(UNIT, PERIOD, "", answers={layer: given})


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
    out = m.Value(m.NOT_APPLICABLE, ground="other")
    assert credit(item("CC-01", kind), out) == 0
    assert verdict(item("CC-01", kind), out) == m.NOT_APPLICABLE


@pytest.mark.parametrize("kind", m.KINDS)
@pytest.mark.parametrize("value", [m.Value(), m.Value(assigned=11), m.Value(reached=7), m.Value(assigned=0, reached=0)])
def test_an_answer_that_says_too_little_earns_nothing(kind: str, value: m.Value) -> None:
    assert credit(item("CC-01", kind), value) == 0


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
        (date(1, 6, 1), "P1M", date(1, 5, 1)),
        (date(9999, 12, 31), "P0M", date(9999, 12, 31)),
        (date(9999, 12, 31), "P1M", date(9999, 11, 30)),
        (date(2010, 1, 31), "P1M", date(2009, 12, 31)),
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


def test_layers_differ_where_a_fresh_verified_answer_says_otherwise_and_words_do_not_count() -> None:
    half, half_in_other_words = m.Value(m.PARTIAL), m.Value(m.PARTIAL, reason=m.Said(text="nhà B chưa"))
    a = answered(CC_01=half)
    assert not differs(a, "CC-01")
    assert not differs(put(a, m.VERIFIED, "CC-01", half_in_other_words), "CC-01")
    assert differs(put(a, m.VERIFIED, "CC-01", MET), "CC-01")
    assert differs(put(answered(), m.VERIFIED, "CC-01", MET), "CC-01")
    stale = m.Answer(1, "kt01", AT, 1, MET, judged=7)
    assert not differs(msgspec.structs.replace(a, answers={**a.answers, m.VERIFIED: {"CC-01": stale}}), "CC-01")


def test_two_answers_agree_when_they_say_the_same_and_none_agrees_with_none() -> None:
    assert agrees(None, None) and not agrees(MET, None) and not agrees(None, MET)
    assert not agrees(m.Value(m.NOT_APPLICABLE, ground="a"), m.Value(m.NOT_APPLICABLE, ground="b"))
    assert agrees(m.Value(values={"new": 1, "done": 2}), m.Value(values={"done": 2, "new": 1}))


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
