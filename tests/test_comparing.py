"""Units beside each other: laws that hold in every generated case, and the rules by example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from cases import (
    ADMIN,
    AT,
    BLANK,
    HEAD,
    INSPECTOR,
    PACK,
    PERIOD,
    REVIEWER,
    STAFF,
    TODAY,
    UNIT,
    assessments,
    cases,
    item,
    pack_of,
    packs,
    put,
    said,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist import comparing, scoring
from checklist import model as m
from checklist.comparing import Count, agreement, by_section, capping, differences, ordered, standing
from checklist.locale import Words
from checklist.scoring import score
from checklist.view import across, oversight
from checklist.view import agreement as agreement_view
from checklist.view.lists import UnitRow
from checklist.view.score import scores

Case = tuple[m.Pack, m.Assessment, str, date]
VI = Words("vi")
MET, NOT_MET = m.Value(m.MET), m.Value(m.NOT_MET, reason=said("chưa có"))


# --- who ---------------------------------------------------------------------------------------------------


def test_units_are_compared_by_inspectors_reviewers_the_admin_and_the_one_person_of_a_home_alone() -> None:
    assert all(map(comparing.compares, (INSPECTOR, REVIEWER, ADMIN, m.LOCAL)))
    assert not any(map(comparing.compares, (HEAD, STAFF, m.Person("vp01", m.HEAD, (UNIT.id, "thanh-tra")))))


# --- sections ----------------------------------------------------------------------------------------------


@given(cases())
def test_the_sections_add_up_to_the_whole(case: Case) -> None:
    pack, a, layer, at = case
    whole, parts = score(pack, a, layer, at), by_section(pack, a, layer, at)
    assert list(parts) == [section.id for section in pack.sections]
    for field in ("answered", "applicable", "earned", "points", "claimed_points", "na_items", "na_points"):
        assert sum(getattr(part, field) for part in parts.values()) == getattr(whole, field)
    assert sorted(id for part in parts.values() for id in part.capped_by) == sorted(whole.capped_by)
    assert {part.layer for part in parts.values()} == {layer}


@given(cases())
def test_what_caps_a_unit_is_named_only_where_the_band_is_held_down(case: Case) -> None:
    pack, a, layer, at = case
    s = score(pack, a, layer, at)
    if capping(s):
        assert s.evidenced is not None and s.band != scoring.band(pack, s.evidenced, False)
        assert set(capping(s)) <= {each.id for each in pack.items() if each.critical}


def test_thresholds_are_those_of_the_second_and_third_band_from_above() -> None:
    assert [int(each) for each in comparing.thresholds(PACK)] == [70, 50]
    two = msgspec.structs.replace(PACK, bands=PACK.bands[:2])
    assert [int(each) for each in comparing.thresholds(two)] == [0, 0]


# --- the layers --------------------------------------------------------------------------------------------


@given(cases())
def test_agreed_is_at_most_verified_and_verified_at_most_applicable(case: Case) -> None:
    pack, a, _, at = case
    found, parts = agreement(pack, a), by_section(pack, a, m.VERIFIED, at)
    for counted in (found.sections, found.inspectors):
        assert sum(count.agreed for count in counted.values()) == found.whole.agreed
        assert sum(count.verified for count in counted.values()) == found.whole.verified
    for id, count in found.sections.items():
        assert 0 <= count.agreed <= count.verified == parts[id].answered <= parts[id].applicable


@given(cases())
def test_what_is_verified_is_agreed_or_listed_as_a_difference(case: Case) -> None:
    pack, a, _, _ = case
    found = differences(pack, a)
    whole = agreement(pack, a).whole
    assert len(found) == whole.verified - whole.agreed
    assert [abs(each.points) for each in found] == sorted((abs(each.points) for each in found), reverse=True)


@given(cases())
def test_differences_add_up_to_self_less_verified_over_the_items_answered_in_both(case: Case) -> None:
    pack, a, _, _ = case
    both = [
        each
        for each in pack.shown_to(a.unit)
        if a.value(m.SELF, each.id) is not None and a.value(m.VERIFIED, each.id) is not None
    ]

    def claimed(layer: str) -> Fraction:
        return sum((scoring.points(each) * scoring.credit(each, a.value(layer, each.id)) for each in both), Fraction(0))

    ids = {each.id for each in both}
    found = sum((each.points for each in differences(pack, a) if each.item in ids), Fraction(0))
    assert found == claimed(m.SELF) - claimed(m.VERIFIED)


def test_a_difference_names_its_points_who_found_it_and_whether_it_is_explained() -> None:
    a = put(put(BLANK, m.SELF, "CC-01", MET), m.VERIFIED, "CC-01", NOT_MET)
    (found,) = differences(PACK, a)
    assert found.item == "CC-01" and [found.own, found.verified, found.points] == [
        Fraction(12),
        Fraction(0),
        Fraction(12),
    ]
    assert not found.explained and found.who == HEAD.id
    explained = msgspec.structs.replace(a, explanations={"CC-01": m.Explanation(said("đang ký"), HEAD.id, AT)})
    assert differences(PACK, explained)[0].explained


def test_a_stale_verified_answer_is_neither_agreed_nor_a_difference() -> None:
    a = put(put(BLANK, m.SELF, "CC-01", MET), m.VERIFIED, "CC-01", NOT_MET)
    newer = msgspec.structs.replace(a.answers[m.SELF]["CC-01"], revision=2)
    stale = msgspec.structs.replace(a, answers={**a.answers, m.SELF: {"CC-01": newer}})
    assert differences(PACK, stale) == () and agreement(PACK, stale).whole == Count(0, 0)


def test_agreements_of_several_units_add_up_by_section_and_by_inspector() -> None:
    agreed = put(put(BLANK, m.SELF, "CC-01", MET), m.VERIFIED, "CC-01", MET)
    differing = put(put(BLANK, m.SELF, "BM-01", m.Value(count=0)), m.VERIFIED, "BM-01", m.Value(count=1))
    total = agreement(PACK, agreed) + agreement(PACK, differing)
    assert total.whole == Count(1, 2) and total.inspectors == {HEAD.id: Count(1, 2)}
    assert total.sections == {"CC": Count(1, 1), "BM": Count(0, 1)}


# --- one item in all units ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "value", "expected"),
    [
        ("CC-01", None, scoring.UNANSWERED),
        ("CC-01", NOT_MET, m.NOT_MET),
        ("CC-01", m.Value(m.PARTIAL), m.PARTIAL),
        ("CC-01", MET, comparing.WITH),
        ("CC-01", m.Value(m.NOT_APPLICABLE, ground="not_ours"), m.NOT_APPLICABLE),
        ("BV-01", m.Value(assigned=4, reached=0), scoring.BELOW_QUOTA),
        ("BV-02", m.Value(percent="100"), comparing.WITH),
        ("BM-01", m.Value(count=1), scoring.OVER_LIMIT),
        ("BM-02", m.Value(parts=("alarm",)), m.PARTIAL),
        ("TV-01", m.Value(values={"new": 1, "done": 0}), comparing.WITH),
        ("TV-02", None, comparing.NOT_ASKED),
    ],
)
def test_how_a_unit_stands_with_an_item(id: str, value: m.Value | None, expected: str) -> None:
    a = BLANK if value is None else put(BLANK, m.SELF, id, value)
    of = PACK.item(id)
    assert of is not None and standing(of, a, m.SELF) == expected


@given(st.data())
def test_the_filters_leave_each_unit_once_and_those_without_it_first(data: st.DataObject) -> None:
    pack = data.draw(packs())
    of = data.draw(st.sampled_from(list(pack.items())))
    units = [data.draw(assessments(pack)) for _ in range(data.draw(st.integers(0, 4)))]
    every = [across.case(of, a, TODAY) for a in units]
    kinds = [each.standing for each in across.listed(every, 0)]
    assert kinds == sorted(kinds, key=comparing.STANDINGS.index)
    split = [len(across.listed(every, chosen)) for chosen in range(len(across.FILTERS))]
    assert split[0] == split[1] + split[2] and split[0] + split[3] == split[4] == len(every)


def _named(name: str) -> m.Assessment:
    unit = m.Unit(name, m.Text(name, name), "office", UNIT.has)
    return msgspec.structs.replace(BLANK, unit=unit)


def test_a_marked_paper_is_told_by_its_marking_and_whether_it_was_seen_never_by_its_line() -> None:
    of = item("BV-02", m.CHECK, evidence=m.Rule(marked=True))
    told = []
    for checked in (None, TODAY):
        register = m.Particulars(marking="mat", register_line="2/41", checked_on=checked)
        entry = m.Evidence("E1", 1, STAFF.id, AT, register, (of.id,))
        a = msgspec.structs.replace(put(BLANK, m.SELF, of.id, MET), evidence={"E1": entry})
        told.append(
            (
                across.letters(VI, of, across.case(of, a, TODAY))[0],
                across.evidence_words(VI, of, across.case(of, a, TODAY)),
            )
        )
    assert told == [("Đ!", "Mật, chưa xem"), ("Đ", "Mật, đã xem")]


def test_the_counts_name_the_grounds_of_those_it_does_not_apply_to() -> None:
    of = PACK.item("CC-01")
    assert of is not None
    without = m.Value(m.NOT_APPLICABLE, ground="not_ours")
    every = [
        across.case(of, a, TODAY)
        for a in (_named("a"), put(_named("b"), m.SELF, of.id, MET), put(_named("c"), m.SELF, of.id, without))
    ]
    assert across.counts(VI, PACK, of, every) == "Chưa có 1 · có 1 · không áp dụng 1 (a 1)"


def test_the_layer_that_counts_decides_who_has_an_item() -> None:
    of = PACK.item("CC-01")
    a = put(put(BLANK, m.SELF, "CC-01", MET), m.VERIFIED, "CC-01", NOT_MET)
    assert of is not None
    closed = msgspec.structs.replace(a, state=m.STATE_VERIFIED)
    assert [across.case(of, each, TODAY).standing for each in (a, closed)] == [comparing.WITH, m.NOT_MET]


# --- order -------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3))), st.booleans())
def test_sorting_is_stable_and_total(pairs: list[tuple[int, int]], descending: bool) -> None:
    things = list(enumerate(pairs))
    found = ordered(things, lambda each: each[1], descending=descending)
    assert sorted(found) == things
    for (one, (group, value)), (other, (next_group, next_value)) in pairwise(found):
        assert group <= next_group
        if group == next_group:
            assert value >= next_value if descending else value <= next_value
            assert value != next_value or one < other


STATE_OF = st.sampled_from(m.STATES)


@st.composite
def rows(draw: st.DrawFn, pack: m.Pack) -> list[UnitRow]:
    """A list of units in any state."""
    out = []
    for number in range(draw(st.integers(0, 5))):
        a = draw(assessments(pack))
        name = draw(st.sampled_from(["Vụ Pháp chế", "Cục Việc làm", "Đơn vị mẫu", "Ban Thi đua"]))
        unit = msgspec.structs.replace(a.unit, id=f"u{number}", name=m.Text(name, name))
        a = msgspec.structs.replace(a, unit=unit, state=draw(STATE_OF), returned=draw(st.booleans()), period=PERIOD)
        changed = draw(st.none() | st.dates(date(2009, 11, 1), date(2009, 11, 5)))
        out.append(UnitRow(a, *scores(pack, a, TODAY), False, changed))
    return out


@settings(max_examples=60)
@given(st.data(), st.sampled_from(list(oversight.COLUMNS)))
def test_the_units_sort_by_any_column_and_those_without_a_value_stay_last(data: st.DataObject, column: str) -> None:
    pack = data.draw(packs())
    units = data.draw(rows(pack))
    up = oversight.sorted_units(VI, pack, units, column)
    down = oversight.sorted_units(VI, pack, units, column, descending=True)
    assert {row.a.unit.id for row in up} == {row.a.unit.id for row in down} == {row.a.unit.id for row in units}
    if column in (oversight.CLAIMED, oversight.EVIDENCED):
        none = [row.a.unit.id for row in units if not row.own.answered or row.own.evidenced is None]
        assert _names(up)[len(units) - len(none) :] == _names(down)[len(units) - len(none) :] == none


def _names(found: Sequence[UnitRow]) -> list[str]:
    return [row.a.unit.id for row in found]


def _row(name: str, a: m.Assessment, **more: Any) -> UnitRow:
    unit = msgspec.structs.replace(a.unit, id=name, name=m.Text(name, name))
    a = msgspec.structs.replace(a, unit=unit, **more)
    return UnitRow(a, *scores(PACK, a, TODAY), False, None)


def test_names_are_sorted_in_vietnamese_order() -> None:
    found = [_row(name, BLANK) for name in ("Đà Nẵng", "Dạy nghề", "Điều dưỡng", "An toàn", "Bảo trợ", "Báo", "Ấp")]
    names = _names(oversight.sorted_units(VI, PACK, found, oversight.NAME))
    assert names == ["An toàn", "Ấp", "Báo", "Bảo trợ", "Dạy nghề", "Đà Nẵng", "Điều dưỡng"]


def test_by_the_verified_score_come_first_the_closed_ones_then_those_under_way_then_those_without() -> None:
    begun = put(put(BLANK, m.SELF, "BM-01", m.Value(count=0)), m.VERIFIED, "BM-01", m.Value(count=0))
    full = put(put(begun, m.SELF, "CC-01", NOT_MET), m.VERIFIED, "CC-01", NOT_MET)
    found = [
        _row("none", BLANK), _row("under way", begun, state=m.SUBMITTED), _row("closed", full, state=m.STATE_VERIFIED)
    ]  # fmt: skip
    for descending in (False, True):
        names = _names(oversight.sorted_units(VI, PACK, found, oversight.VERIFIED_SCORE, descending))
        assert names == ["closed", "under way", "none"]


def test_the_line_over_the_list_says_order_layers_and_what_is_set_aside() -> None:
    aside = put(BLANK, m.SELF, "CC-01", m.Value(m.NOT_APPLICABLE, ground="not_ours"))
    found = [_row("a", aside), _row("b", BLANK, state=m.ACCEPTED)]
    line = oversight.units_line(VI, found, oversight.EVIDENCED, True)
    assert line == (
        "Xếp: có minh chứng, tự chấm ↓ · kết quả: 2 tự chấm, 0 thẩm định · không áp dụng: 1 tiêu chí, 12 điểm"
    )
    assert oversight.unit_line(VI, found[0]) == (
        "trừ K  1 tiêu chí, 12,00 điểm · xếp loại: Có MC; sau thẩm định: T.định"
    )


# --- the heat map ------------------------------------------------------------------------------------------


def _cell(a: m.Assessment, section: str, pack: m.Pack = PACK) -> str:
    row = UnitRow(a, *scores(pack, a, TODAY), False, None)
    return "".join(oversight.cell(pack, oversight.sheet(pack, row), section))


def test_a_cell_says_its_share_rounded_down_with_the_sign_of_its_band() -> None:
    pack = pack_of(item("AA-01", points="2"), item("AA-02", points="1"), item("BB-01", m.LIMIT, "97"))
    unit = msgspec.structs.replace(BLANK, unit=UNIT)
    both = put(put(unit, m.SELF, "AA-01", MET), m.SELF, "AA-02", NOT_MET)
    assert _cell(both, "AA", pack) == "66-"
    assert _cell(put(both, m.SELF, "AA-01", NOT_MET), "AA", pack) == "0!"
    assert _cell(put(both, m.SELF, "AA-02", MET), "AA", pack) == "100"
    assert _cell(both, "BB", pack) == ".."


def test_a_cell_of_nothing_applicable_is_k() -> None:
    pack = pack_of(item("AA-01", points="3"), item("BB-01", applies=m.Applies(kind=("institute",))))
    outside = put(BLANK, m.SELF, "AA-01", m.Value(m.NOT_APPLICABLE, ground="not_ours"))
    assert [_cell(outside, id, pack) for id in ("AA", "BB")] == ["K", "K"]


def test_a_star_stands_in_the_section_of_the_item_that_holds_the_band_down() -> None:
    pack = pack_of(item("AA-01", points="95"), item("BB-01", points="4"), item("BB-02", points="1", critical=True))
    a = put(put(put(BLANK, m.SELF, "AA-01", MET), m.SELF, "BB-01", MET), m.SELF, "BB-02", NOT_MET)
    assert [_cell(a, id, pack) for id in ("AA", "BB", "")] == ["100", "80*", "99*"]


@settings(max_examples=60)
@given(st.data())
def test_a_coloured_cell_has_a_sign_that_says_the_same(data: st.DataObject) -> None:
    pack = data.draw(packs())
    for row in data.draw(rows(pack)):
        for section in pack.sections:
            _, signs = oversight.cell(pack, oversight.sheet(pack, row), section.id)
            style = oversight.colour(signs)
            assert (style == "red") == bool({"!", "*"} & set(signs))
            assert (style == "yellow") == (signs == "-")


def test_a_unit_that_has_not_begun_stands_back_as_a_whole() -> None:
    begun = _row("b", put(BLANK, m.SELF, "CC-01", MET))
    sheets = [oversight.sheet(PACK, each) for each in (_row("a", BLANK), begun)]
    lay = oversight.grid(PACK, sheets, 80)
    drawn, _ = oversight.matrix_rows(VI, PACK, sheets, lay, at=0, section="CC", top=0, left=0, height=2, foot=())
    styles = [{style for style, text in row if text.strip() in ("..", "K")} for row in drawn[1:3]]
    assert styles == [{"dim"}, {""}]


@settings(max_examples=40)
@given(st.data(), st.integers(60, 140), st.booleans())
def test_the_heat_map_fits_its_width_and_ends_with_the_lowest(
    data: st.DataObject, width: int, descending: bool
) -> None:
    pack = data.draw(packs())
    sheets = [oversight.sheet(pack, row) for row in data.draw(rows(pack))]
    section = data.draw(st.sampled_from([each.id for each in pack.sections]))
    shown = oversight.sorted_sheets(sheets, section, descending)
    assert sorted(s.id for s in shown) == sorted(s.id for s in sheets)
    lay = oversight.grid(pack, shown, width)
    found, (_, cell) = oversight.matrix_rows(
        VI, pack, shown, lay, at=0, section=section, top=0, left=0, height=9, foot=()
    )
    texts = ["".join(text for _, text in row) for row in found]
    assert all(len(text) <= width for text in texts) and len(texts) == 1 + len(shown) + 1
    assert texts[0][cell - len(section) + 1 : cell + 1] == section
    assert f"{len(shown)} đơn vị" in texts[-1]


def test_the_lowest_is_of_the_units_that_have_begun() -> None:
    pack = pack_of(item("AA-01", points="50"), item("BB-01", points="50"))
    half = put(BLANK, m.SELF, "AA-01", m.Value(m.PARTIAL))
    met = put(put(BLANK, m.SELF, "AA-01", MET), m.SELF, "BB-01", MET)
    sheets = [
        oversight.sheet(pack, UnitRow(a, *scores(pack, a, TODAY), False, None)) for a in (BLANK, half, met)
    ]  # fmt: skip
    assert oversight.lowest(pack, sheets, "AA") == ("50", "-")
    assert oversight.lowest(pack, sheets, "BB") == ("..", "")


# --- the lists of differences and agreement ----------------------------------------------------------------


def test_differences_of_all_units_come_largest_first_and_can_be_of_one_section_or_inspector() -> None:
    a = put(put(BLANK, m.SELF, "CC-01", MET), m.VERIFIED, "CC-01", NOT_MET)
    b = put(put(BLANK, m.SELF, "BM-01", m.Value(count=0)), m.VERIFIED, "BM-01", m.Value(count=2))
    sheets = [oversight.sheet(PACK, _row(name, each)) for name, each in (("a", a), ("b", b))]
    assert [each.key for each in agreement_view.differing(sheets)] == [("b", "BM-01"), ("a", "CC-01")]
    assert [each.key for each in agreement_view.differing(sheets, section="CC")] == [("a", "CC-01")]
    assert agreement_view.differing(sheets, who="kt99") == []
    whole = next(each for each in agreement_view.agreed(PACK, sheets) if each.kind == agreement_view.WHOLE)
    assert whole.count == Count(0, 2) and whole.of == 2 * len(PACK.shown_to(UNIT))
