"""Units beside each other: shares by section, what holds a band down, where the layers differ, how often they agree.

Pure numbers in exact fractions. Every score names its layer; what is set aside as not applicable stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

import msgspec

from checklist import scoring
from checklist.model import (
    ADMIN,
    FIGURE,
    INSPECTOR,
    LAYERS,
    LOCAL,
    NOT_APPLICABLE,
    NOT_MET,
    PARTIAL,
    REVIEWER,
    VERIFIED,
    Assessment,
    Item,
    Pack,
    Person,
    applies,
)
from checklist.scoring import Score

T = TypeVar("T")


def compares(person: Person) -> bool:
    """Whether a person may see units side by side: who looks after several, and the one person of a home alone."""
    return person.role in (INSPECTOR, REVIEWER, ADMIN) or person == LOCAL


# --- shares ------------------------------------------------------------------------------------------------


def by_section(pack: Pack, a: Assessment, layer: str, at: date) -> dict[str, Score]:
    """The score of every section in a layer, in the order of the pack; also of those that ask the unit nothing."""
    return {
        section.id: scoring.score(pack, a, layer, at, [item for item in section.items if applies(item, a.unit)])
        for section in pack.sections
    }


def thresholds(pack: Pack) -> tuple[Fraction, Fraction]:
    """Where the second and the third band from above begin; 0 where there are fewer bands."""
    mins = [Fraction(band.min) for band in reversed(pack.bands)] + [Fraction(0)] * 2
    return mins[1], mins[2]


def capping(s: Score) -> tuple[str, ...]:
    """The critical items that hold a band below what the points reach; none where the points reach no more."""
    return s.capped_by if s.lowered else ()


def aside(scores: Iterable[Score]) -> tuple[int, Fraction]:
    """What is set aside as not applicable in these scores: items and points."""
    every = list(scores)
    return sum(s.na_items for s in every), sum((s.na_points for s in every), Fraction(0))


# --- the layers --------------------------------------------------------------------------------------------


class Count(msgspec.Struct, frozen=True):
    """How many items hold a fresh verified answer, and in how many of them it says what the unit said."""

    agreed: int = 0
    verified: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.agreed + other.agreed, self.verified + other.verified)


class Agreement(msgspec.Struct, frozen=True):
    """Agreement between the layers: of the whole, by section, and by the person who gave the verified answer."""

    whole: Count = Count()
    sections: dict[str, Count] = {}
    inspectors: dict[str, Count] = {}

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.whole + other.whole,
            _sums(self.sections, other.sections),
            _sums(self.inspectors, other.inspectors),
        )


def _sums(one: dict[str, Count], other: dict[str, Count]) -> dict[str, Count]:
    return {name: one.get(name, Count()) + other.get(name, Count()) for name in (one | other)}


def agreement(pack: Pack, a: Assessment) -> Agreement:
    """How often the inspector agreed with the unit, over the items with a fresh verified answer."""
    total = Agreement()
    for item in pack.shown_to(a.unit):
        answer = a.answer(VERIFIED, item.id)
        if answer is None or a.value(VERIFIED, item.id) is None:
            continue
        count = Count(int(not scoring.differs(a, item.id)), 1)
        total += Agreement(count, {item.section: count}, {answer.who: count})
    return total


class Difference(msgspec.Struct, frozen=True):
    """An item where the layers differ, with the points that its answer claims in each; evidence is not asked here."""

    item: str
    own: Fraction
    """Points claimed in the self layer."""
    verified: Fraction
    """Points left in the verified layer."""
    explained: bool
    """Whether the unit has explained it."""
    who: str
    """Who gave the verified answer."""

    @property
    def points(self) -> Fraction:
        """Self less verified: above 0 where the unit claimed more."""
        return self.own - self.verified


def differences(pack: Pack, a: Assessment) -> tuple[Difference, ...]:
    """The items where the layers differ, the largest difference first, then in the order of the pack."""
    found = []
    for item in pack.shown_to(a.unit):
        answer = a.answer(VERIFIED, item.id)
        if answer is not None and scoring.differs(a, item.id):
            own, verified = (scoring.claim(item, a.value(each, item.id)) for each in LAYERS)
            found.append(Difference(item.id, own, verified, item.id in a.explanations, answer.who))
    return tuple(sorted(found, key=lambda each: -abs(each.points)))


# --- one item in all units ---------------------------------------------------------------------------------

WITH, NOT_ASKED = "with", "not_asked"
WITHOUT = (scoring.UNANSWERED, NOT_MET, PARTIAL, scoring.BELOW_QUOTA, scoring.OVER_LIMIT)
"""How an item can fall short, in the order in which units are listed."""
OUTSIDE = (NOT_APPLICABLE, NOT_ASKED)
STANDINGS = (*WITHOUT, WITH, *OUTSIDE)


def standing(item: Item, a: Assessment, layer: str) -> str:
    """How a unit stands with an item in a layer: one of `STANDINGS`; full credit is `with`, whatever its evidence."""
    if not applies(item, a.unit):
        return NOT_ASKED
    value = a.value(layer, item.id)
    if value is not None and value.verdict == NOT_APPLICABLE:
        return NOT_APPLICABLE
    if value is not None and (item.kind == FIGURE or scoring.credit(item, value) == 1):
        return WITH
    return scoring.lost(item, value)


# --- order -------------------------------------------------------------------------------------------------


def ordered(things: Sequence[T], key: Callable[[T], tuple[int, Any]], *, descending: bool = False) -> list[T]:
    """Things sorted by a value within their groups; equal ones keep their order, descending too.

    Args:
        key: group and value. Lower groups come first in both directions, so what has no value can stay last.
    """
    groups: dict[int, list[tuple[Any, T]]] = {}
    for each in things:
        group, value = key(each)
        groups.setdefault(group, []).append((value, each))
    return [
        each
        for group in sorted(groups)
        for _, each in sorted(groups[group], key=lambda pair: pair[0], reverse=descending)
    ]
