"""Credit, evidence, score and gaps: one pure function of pack, assessment, layer and date.

All numbers are exact fractions; `view` rounds them where they are shown. See the section "Score" of the README.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import lcm

import msgspec

from checklist.model import (
    ACCEPTED,
    CHECK,
    DOCUMENT,
    FIGURE,
    LIMIT,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOT_PRODUCED,
    PARTIAL,
    QUOTA,
    ROSTER,
    SELF,
    STATE_VERIFIED,
    VERIFIED,
    Assessment,
    Evidence,
    Item,
    Pack,
    Rule,
    Value,
)

ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)

UNANSWERED, BELOW_QUOTA, OVER_LIMIT = "unanswered", "below_quota", "over_limit"
NO_EVIDENCE, STALE_EVIDENCE = "no_evidence", "stale_evidence"
CAUSES = (UNANSWERED, NOT_MET, PARTIAL, BELOW_QUOTA, OVER_LIMIT, NO_EVIDENCE, STALE_EVIDENCE)

VALID, TOO_OLD, EXPIRED, UNDATED, TOO_NEW, UNSEEN, OTHER_KIND = (
    "valid", "too_old", "expired", "undated", "too_new", "unseen", "other_kind",
)  # fmt: skip
"""What an evidence entry is worth to an item's rule at a date."""


class Gap(msgspec.Struct, frozen=True):
    """Points an item lost, and why."""

    item: str
    points: Fraction
    cause: str


class Score(msgspec.Struct, frozen=True):
    """The score of one layer at one date, over a whole assessment or one section of it."""

    layer: str
    at: date
    answered: int
    applicable: int
    """Items shown to the unit; those answered `not_applicable` are in both counts."""
    earned: Fraction
    """Evidenced points. With the gaps it adds up to `points`."""
    points: Fraction
    """Points of the applicable items that are not answered `not_applicable`."""
    claimed: Fraction | None
    """Per cent; None where nothing is applicable."""
    evidenced: Fraction | None
    """Per cent; this is the score."""
    claimed_points: Fraction
    """Points claimed, of `points`."""
    band: str | None
    capped_by: tuple[str, ...]
    """Critical items without full evidenced credit."""
    lowered: bool
    """Whether they hold the band below what the points reach."""
    na_items: int
    na_points: Fraction
    gaps: tuple[Gap, ...]
    """Largest first, then in the order of the pack."""


# --- credit ------------------------------------------------------------------------------------------------


class Reckoned(msgspec.Struct, frozen=True):
    """An arithmetic check of a figure with its numbers: parts that are to add up to the whole, or one part of it."""

    parts: tuple[int, ...]
    whole: int
    is_sum: bool

    @property
    def total(self) -> int:
        """What the parts add up to."""
        return sum(self.parts)

    @property
    def holds(self) -> bool:
        """Whether a sum is the whole, or a part not above it."""
        return self.total == self.whole if self.is_sum else self.total <= self.whole

    @property
    def share(self) -> Fraction | None:
        """The part of the whole; None of nothing."""
        return Fraction(self.total, self.whole) if self.whole else None


def reckon(item: Item, values: Mapping[str, int]) -> tuple[Reckoned, ...]:
    """The checks of a figure whose numbers are all there, in the order of the pack."""
    out = []
    for check in item.checks:
        parts = check.sum or (check.part or "",)
        whole = check.equals or check.of or ""
        if whole in values and all(part in values for part in parts):
            out.append(Reckoned(tuple(values[part] for part in parts), values[whole], is_sum=bool(check.sum)))
    return tuple(out)


def credit(item: Item, value: Value | None) -> Fraction:
    """The credit of an answer, 0 to 1. No answer and `not_applicable` have none; a figure never has."""
    if value is None or value.verdict == NOT_APPLICABLE:
        return ZERO
    if item.kind == CHECK:
        return {MET: ONE, PARTIAL: HALF}.get(value.verdict or "", ZERO)
    if item.kind == QUOTA and value.percent is not None:
        return min(Fraction(value.percent) / 100, ONE)
    if item.kind == QUOTA and value.assigned and value.reached is not None:
        return min(Fraction(value.reached, value.assigned), ONE)
    if item.kind == LIMIT and value.count is not None:
        return ONE if value.count <= (item.limit or 0) else ZERO
    if item.kind == ROSTER and item.parts:
        return Fraction(len(value.parts or ()), len(item.parts))
    return ZERO


def verdict(item: Item, value: Value) -> str | None:
    """The verdict that the numbers of an answer decide; a check's as given; a figure has none."""
    if value.verdict == NOT_APPLICABLE or item.kind == CHECK:
        return value.verdict
    if item.kind == FIGURE:
        return None
    earned = credit(item, value)
    return MET if earned == 1 else PARTIAL if earned else NOT_MET


def points(item: Item) -> Fraction:
    """An item's points, 0 on a figure."""
    return _fraction(item.points)


def claim(item: Item, value: Value | None) -> Fraction:
    """The points that an answer claims."""
    share = credit(item, value)
    return points(item) if share == 1 else points(item) * share if share else ZERO


_fraction = lru_cache(Fraction)
"""A number of a pack, of which there are few, read once."""


def total(many: Sequence[Fraction]) -> Fraction:
    """The exact sum of many: all of them over one denominator, which is much faster than one after the other."""
    above, below = over_one(many)
    return Fraction(sum(above), below)


def over_one(many: Sequence[Fraction]) -> tuple[list[int], int]:
    """Fractions over one denominator: their numerators, and that denominator."""
    ratios = [each.as_integer_ratio() for each in many]
    over = lcm(*{below for _, below in ratios})
    return [above * (over // below) for above, below in ratios], over


# --- evidence ----------------------------------------------------------------------------------------------

_DURATION = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")


@lru_cache
def before(day: date, duration: str) -> date:
    """The day that lies an ISO duration such as `P12M` before another; the end of a month is clipped.

    Raises:
        ValueError: the duration is not of the form `PnYnMnWnD`.
    """
    match = _DURATION.fullmatch(duration)
    if match is None or duration == "P":
        raise ValueError(duration)
    years, months, weeks, days = (int(number or 0) for number in match.groups())
    year, month = divmod(day.year * 12 + day.month - 1 - years * 12 - months, 12)
    if year < 1:
        return date.min
    last = 31 if month == 11 else (date(year, month + 2, 1) - timedelta(days=1)).day
    clipped = date(year, month + 1, min(day.day, last))
    back = timedelta(weeks=weeks, days=days)
    return clipped - back if back <= clipped - date.min else date.min


def worth(entry: Evidence, rule: Rule, layer: str, at: date) -> str:
    """What an entry is worth to a rule at a date: `valid`, or why it does not count."""
    register = entry.particulars
    if not register.marked and rule.kinds and register.kind not in rule.kinds:
        return OTHER_KIND
    if layer == VERIFIED and (entry.seen is None or entry.seen.mark == NOT_PRODUCED):
        return UNSEEN
    day = register.checked_on if register.marked else register.date
    if register.marked and day is None:
        return UNSEEN
    if day is not None and day > at:
        return TOO_NEW
    if register.expires is not None and register.expires < at:
        return EXPIRED
    if rule.max_age is not None:
        if day is None:
            return UNDATED
        if day < before(at, rule.max_age):
            return TOO_OLD
    return VALID


class Proof(msgspec.Struct, frozen=True):
    """How an item's evidence rule stands: entries that count, entries needed, and the cause where it is not met."""

    have: int
    need: int
    cause: str | None


def proof(item: Item, a: Assessment, layer: str, at: date) -> Proof:
    """Whether an item's evidence rule is met in a layer at a date. Without a rule nothing is needed."""
    rule = item.evidence
    if rule is None:
        return Proof(0, 0, None)
    worths = [worth(entry, rule, layer, at) for entry in a.entries_for(item.id)]
    have = worths.count(VALID)
    if have >= rule.min:
        return Proof(have, rule.min, None)
    stale = TOO_OLD in worths or EXPIRED in worths
    return Proof(have, rule.min, STALE_EVIDENCE if stale else NO_EVIDENCE)


def evidence_kinds(pack: Pack) -> tuple[str, ...]:
    """The ids of the kinds an entry may have: the pack's, and `document`."""
    return (*(kind.id for kind in pack.evidence_kinds), DOCUMENT)


# --- score -------------------------------------------------------------------------------------------------


def lost(item: Item, value: Value | None) -> str:
    """Why an answer lost points: the cause of its gap."""
    if value is None:
        return UNANSWERED
    if item.kind == QUOTA:
        return BELOW_QUOTA
    if item.kind == LIMIT:
        return OVER_LIMIT
    return PARTIAL if verdict(item, value) == PARTIAL else NOT_MET


def gaps_of(item: Item, a: Assessment, layer: str, at: date) -> tuple[Gap, ...]:
    """An item's gaps: what the answer lost, and what proof lost. None where it is answered `not_applicable`."""
    value = a.value(layer, item.id)
    if value is not None and value.verdict == NOT_APPLICABLE:
        return ()
    return _gaps(item, value, claim(item, value), a, layer, at)


def _gaps(item: Item, value: Value | None, claimed: Fraction, a: Assessment, layer: str, at: date) -> tuple[Gap, ...]:
    """The gaps of an item that applies, whose answer claims some of its points."""
    full = points(item)
    if not claimed:
        return (Gap(item.id, full, lost(item, value)),) if full else ()
    of_answer = (Gap(item.id, full - claimed, lost(item, value)),) if claimed != full else ()
    cause = proof(item, a, layer, at).cause
    return (*of_answer, Gap(item.id, claimed, cause)) if cause else of_answer


def earned(item: Item, a: Assessment, layer: str, at: date) -> Fraction:
    """The evidenced points of an item: its points less its gaps."""
    return points(item) - total([gap.points for gap in gaps_of(item, a, layer, at)])


def score(pack: Pack, a: Assessment, layer: str, at: date, items: Sequence[Item] | None = None) -> Score:
    """The score of one layer at one date.

    Args:
        items: only these items (a section's), without a band; the items that apply to the unit when None.
    """
    shown = pack.shown_to(a.unit) if items is None else items
    answered = 0
    asked: list[Fraction] = []
    claims: list[Fraction] = []
    aside: list[Fraction] = []
    gaps: list[Gap] = []
    capped_by = []
    for item in shown:
        value, claimed, full = a.value(layer, item.id), ZERO, points(item)
        if value is not None:
            answered += 1
            if value.verdict == NOT_APPLICABLE:
                aside.append(full)
                continue
            claimed = claim(item, value)
            claims.append(claimed)
        asked.append(full)
        of_item = _gaps(item, value, claimed, a, layer, at)
        gaps += of_item
        if item.critical and of_item:
            capped_by.append(item.id)
    most, all_claims = total(asked), total(claims)
    earned = most - total([gap.points for gap in gaps])
    evidenced = 100 * earned / most if most else None
    reached = None if items is not None or evidenced is None else band(pack, evidenced, bool(capped_by))
    return Score(
        layer=layer,
        at=at,
        answered=answered,
        applicable=len(shown),
        earned=earned,
        points=most,
        claimed=100 * all_claims / most if most else None,
        evidenced=evidenced,
        claimed_points=all_claims,
        band=reached,
        capped_by=tuple(capped_by),
        lowered=reached is not None and evidenced is not None and reached != band(pack, evidenced, False),
        na_items=len(aside),
        na_points=total(aside),
        gaps=largest_first(gaps),
    )


def largest_first(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """Gaps by their points, those of the same points as they come."""
    sizes = over_one([gap.points for gap in gaps])[0]
    ordered = sorted(range(len(gaps)), key=sizes.__getitem__, reverse=True)
    return tuple(gaps[place] for place in ordered)


def reach(pack: Pack, s: Score, item_id: str) -> tuple[Fraction, str] | None:
    """The score and band that a layer would have if an item had no gap; None where it has none."""
    gained = total([gap.points for gap in s.gaps if gap.item == item_id])
    if not gained:
        return None
    evidenced = 100 * (s.earned + gained) / s.points
    return evidenced, band(pack, evidenced, bool(set(s.capped_by) - {item_id}))


def needed_for_next_band(pack: Pack, s: Score) -> tuple[Fraction, str] | None:
    """How many points more would reach the next higher band, and which; None in the highest."""
    higher = [each for each in pack.bands if s.evidenced is not None and _fraction(each.min) > s.evidenced]
    if not higher or s.evidenced is None:
        return None
    return (_fraction(higher[0].min) - s.evidenced) * s.points / 100, higher[0].id


def band(pack: Pack, evidenced: Fraction, capped: bool) -> str:
    """The band of an exact score; an open critical item leaves at most the pack's `cap`."""
    ids = [each.id for each in pack.bands]
    reached = max(place for place, each in enumerate(pack.bands) if _fraction(each.min) <= evidenced)
    return ids[min(reached, ids.index(pack.cap))] if capped else ids[reached]


def result_layer(a: Assessment) -> str:
    """The layer that counts: verified once the inspector has closed, else self. Never the larger."""
    return VERIFIED if a.state in (STATE_VERIFIED, ACCEPTED) else SELF


def score_date(a: Assessment, today: date) -> date:
    """The date of the score: the seal's when accepted, else the earlier of today and the cut-off."""
    return a.seal.at if a.seal is not None else min(today, a.period.cut_off)


def differs(a: Assessment, item_id: str) -> bool:
    """Whether a fresh verified answer says something else than the unit's; words do not count."""
    verified = a.value(VERIFIED, item_id)
    return verified is not None and not agrees(verified, a.value(SELF, item_id))


def agrees(one: Value | None, other: Value | None) -> bool:
    """Whether two answers say the same; reasons do not count."""
    if one is None or other is None:
        return one is other
    return msgspec.structs.replace(one, reason=None) == msgspec.structs.replace(other, reason=None)
