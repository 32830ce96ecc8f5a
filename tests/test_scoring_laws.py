"""Laws of the score that hold in every generated case: random packs, answers in both layers, evidence, dates."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import msgspec
from cases import AT, TODAY, UNIT, assessments, cases, entries, item, packs, proved, put, said
from hypothesis import given
from hypothesis import strategies as st

from checklist import model as m
from checklist import scoring
from checklist.scoring import before, earned, proof, score, worth

Case = tuple[m.Pack, m.Assessment, str, date]
MET = m.Value(m.MET)


def _not_applicable(a: m.Assessment, layer: str, id: str) -> bool:
    value = a.value(layer, id)
    return value is not None and value.verdict == m.NOT_APPLICABLE


def _self(a: m.Assessment, id: str, value: m.Value | None) -> m.Assessment:
    """The same with a self answer, and no other revision, so that the verified layer stays as fresh as it was."""
    answer = m.Answer(max(a.revision(m.SELF, id), 1), "vp01", AT, 1, value)
    return msgspec.structs.replace(a, answers={**a.answers, m.SELF: {**a.answers.get(m.SELF, {}), id: answer}})


def _not_lower(better: scoring.Score, worse: scoring.Score, pack: m.Pack) -> None:
    assert better.points == worse.points
    if better.evidenced is not None and worse.evidenced is not None:
        assert better.claimed is not None and worse.claimed is not None
        assert better.evidenced >= worse.evidenced and better.claimed >= worse.claimed
        ids = [each.id for each in pack.bands]
        assert ids.index(str(better.band)) >= ids.index(str(worse.band))
        assert set(better.capped_by) <= set(worse.capped_by)


# --- layers ------------------------------------------------------------------------------------------------


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
    assert score(pack, bare, m.VERIFIED, at).earned == score(pack, a, m.VERIFIED, at).earned


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

    def shuffled(things: dict[str, Any]) -> dict[str, Any]:
        return {key: things[key] for key in random.sample(list(things), len(things))}

    answers = {each: shuffled(of) for each, of in shuffled(a.answers).items()}
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
    assert sum(now != then for now, then in pairwise(valid)) <= 2


@given(cases())
def test_a_proof_lacks_nothing_exactly_when_it_has_what_it_needs(case: Case) -> None:
    pack, a, layer, at = case
    for each in pack.shown_to(a.unit):
        shown = proof(each, a, layer, at)
        assert (shown.cause is None) == (shown.have >= shown.need)
        assert shown.need == (each.evidence.min if each.evidence else 0)
