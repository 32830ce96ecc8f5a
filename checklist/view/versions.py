"""Two versions of one answer side by side: the one stored and the one typed, field by field. Rows, pure."""

from __future__ import annotations

from collections.abc import Sequence

from checklist import scoring
from checklist.locale import Words
from checklist.model import CHECK, FIGURE, LIMIT, NOT_APPLICABLE, QUOTA, ROSTER, Item, Value
from checklist.text import cut, pad, wrap
from checklist.view import numbers, words
from checklist.view.frame import Row, plain

LABEL, SIGN = 15, 8
MOST = 3
"""Rows of one text."""


def versions(
    t: Words, item: Item, stored: Value | None, typed: Value | None, heads: Sequence[tuple[str, str]], width: int
) -> list[Row]:
    """Both versions with what they earn; `khác` stands between those that differ.

    Args:
        heads: over the columns, two lines, each for the stored and the typed version.
    """
    left = max(20, (width - 2 - LABEL) // 2)
    right = width - 2 - LABEL - left
    rows = [plain(" " * (2 + LABEL) + pad(one, left) + cut(other, right)) for one, other in heads]
    ours, theirs = fields(t, item, stored), fields(t, item, typed)
    for label in dict.fromkeys((*ours, *theirs)):
        one, other = ours.get(label, ""), theirs.get(label, "")
        rows += _pair(label, one, other, t("differs") if one != other and label != t("Points") else "", left, right)
    return rows


def _pair(label: str, one: str, other: str, sign: str, left: int, right: int) -> list[Row]:
    ones, others = wrap(one, left - SIGN)[:MOST], wrap(other, right)[:MOST]
    rows = []
    for n in range(max(1, len(ones), len(others))):
        here, there = (lines[n] if n < len(lines) else "" for lines in (ones, others))
        first = n == 0
        line = pad(label if first else "", LABEL) + pad(here, left - SIGN) + pad(sign if first else "", SIGN) + there
        rows.append(plain("  " + line.rstrip()))
    return rows


def fields(t: Words, item: Item, value: Value | None) -> dict[str, str]:
    """What an answer says, by label, in the order in which it is shown."""
    said = _said(t, item, value)
    said[t("Reason")] = words.shown(t, value.reason) if value else ""
    if item.kind != FIGURE:
        said[t("Points")] = " / ".join(
            numbers.points(t, each) for each in (scoring.claim(item, value), scoring.points(item))
        )
    return said


def _said(t: Words, item: Item, value: Value | None) -> dict[str, str]:
    if value is None or value.verdict == NOT_APPLICABLE or item.kind == CHECK:
        return {t("Answer"): words.answer(t, item, value)}
    if item.kind == QUOTA and item.restricted:
        return {t("Reached"): words.answer(t, item, value)}
    if item.kind == QUOTA:
        return {t("Assigned"): _count(t, value.assigned), t("Reached"): _count(t, value.reached)}
    if item.kind == LIMIT:
        return {t("Count"): _count(t, value.count)}
    if item.kind == ROSTER:
        ticked = value.parts or ()
        return {f"{n}": "[x]" if part.id in ticked else "[ ]" for n, part in enumerate(item.parts, 1)}
    given = value.values or {}
    return {f"{n}": _count(t, given.get(each.id)) for n, each in enumerate(item.values, 1)}


def _count(t: Words, number: int | None) -> str:
    return numbers.count(t, number) if number is not None else "–"
