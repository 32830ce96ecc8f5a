"""One item in all units: those without it first, then those with it, both layers, its evidence in words. Rows, pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from checklist import comparing, scoring
from checklist.comparing import NOT_ASKED, OUTSIDE, STANDINGS, WITH, WITHOUT
from checklist.locale import Words, mark
from checklist.model import FIGURE, NOT_APPLICABLE, SELF, VERIFIED, Assessment, Evidence, Item, Pack, Rule
from checklist.scoring import result_layer
from checklist.text import pad
from checklist.view import lists, numbers, words
from checklist.view.frame import Row, marker, plain
from checklist.view.lists import Column

FILTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (mark("without it first, then with it"), (*WITHOUT, WITH)),
    (mark("only those without it"), WITHOUT),
    (mark("only those with it"), (WITH,)),
    (mark("only those it does not apply to"), OUTSIDE),
    (mark("all, in the order of the units"), STANDINGS),
)
"""What is listed: a name, and the standings that it leaves."""
IN_ORDER = len(FILTERS) - 1


class Case(msgspec.Struct, frozen=True):
    """A unit with how it stands with the item, in the layer that counts."""

    a: Assessment
    at: date
    standing: str

    @property
    def id(self) -> str:
        """The unit's id."""
        return self.a.unit.id


def case(item: Item, a: Assessment, at: date) -> Case:
    """How a unit stands with the item."""
    return Case(a, at, comparing.standing(item, a, result_layer(a)))


def listed(cases: Sequence[Case], chosen: int) -> list[Case]:
    """The units that a filter leaves: by how far they fall short, in the order of the units where they are equal."""
    left = [each for each in cases if each.standing in FILTERS[chosen][1]]
    return left if chosen == IN_ORDER else comparing.ordered(left, lambda each: (STANDINGS.index(each.standing), 0))


def counts(t: Words, pack: Pack, item: Item, cases: Sequence[Case]) -> str:
    """How many have it not, have it, and are outside, with the grounds."""
    outside = [each for each in cases if each.standing in OUTSIDE]
    grounds = Counter(_ground(t, pack, item, each) for each in outside)
    said = ", ".join(f"{ground} {numbers.count(t, n)}" for ground, n in grounds.most_common())
    line = t(
        "Without {n} · with {m} · not applicable {k}",
        n=sum(each.standing in WITHOUT for each in cases),
        m=sum(each.standing == WITH for each in cases),
        k=len(outside),
    )
    return line + (f" ({said})" if said else "")


def _ground(t: Words, pack: Pack, item: Item, each: Case) -> str:
    if each.standing == NOT_ASKED:
        return t("not asked of them")
    value = each.a.value(result_layer(each.a), item.id)
    title = words.ground(t, pack, value.ground if value else None)
    return title[:1].lower() + title[1:]


def columns(t: Words) -> tuple[Column, ...]:
    """The columns behind the unit's name."""
    return (
        Column(t("Self"), 8, right=False),
        Column(t("Verif."), 8, right=False),
        Column(t("Evidence"), 21, right=False),
        Column(t("Paper"), 8, right=False),
    )


def rows(t: Words, item: Item, cases: Sequence[Case], *, at: int, top: int, width: int, height: int) -> list[Row]:
    """The header and a window of units."""
    cols = columns(t)
    name_width = max(18, min(40, width - 52))
    shown = lists.columns(cols, name_width, width)
    out = [plain("  " + pad(t("Unit"), name_width) + lists.line(cols, [each.title for each in cols], shown))]
    for place, each in enumerate(cases[top : top + height], top):
        values = (*letters(t, item, each), evidence_words(t, item, each), words.short_state(t, each.a))
        left = pad(words.unit(t, each.a.unit, name_width), name_width)
        out.append(marker(place == at, left, lists.line(cols, values, shown)))
    return out


def letters(t: Words, item: Item, each: Case) -> tuple[str, str]:
    """The marks of both layers: `Đ!` where its evidence is missing, `K` where it is not asked, `–` without one."""
    if each.standing == NOT_ASKED:
        return words.MARKS[NOT_APPLICABLE], "–"
    own, verified = (
        words.letter(t, item, value, bool(scoring.proof(item, each.a, layer, each.at).cause))
        if (value := each.a.value(layer, item.id)) is not None
        else ""
        for layer in (SELF, VERIFIED)
    )
    return own or ".", verified or "–"


def evidence_words(t: Words, item: Item, each: Case) -> str:
    """The item's evidence in words, in the layer that counts: `Mật, đã xem`, `2 còn hiệu lực, 1 quá cũ`."""
    if each.standing in OUTSIDE:
        return ""
    entries = each.a.entries_for(item.id)
    if not entries:
        needed = item.evidence is not None and each.standing != scoring.UNANSWERED
        return t(words.CAUSES[scoring.NO_EVIDENCE]) if needed else "–"
    said = Counter(_entry_words(t, item, each, entry) for entry in entries)
    return ", ".join(text if n == 1 and len(said) == 1 else f"{n} {text}" for text, n in said.items())


def _entry_words(t: Words, item: Item, each: Case, entry: Evidence) -> str:
    layer = result_layer(each.a)
    worth = lists.worth(t, entry, item, each.at, layer)
    if not entry.particulars.marked:
        return worth
    valid = scoring.worth(entry, item.evidence or Rule(), layer, each.at) == scoring.VALID
    seen = t("seen") if valid and layer == SELF else worth
    return f"{t(words.MARKINGS[entry.particulars.marking])}, {seen}"


def title(t: Words, item: Item) -> str:
    """The item with its points: `KH-03 Kế hoạch ..., 3 điểm`."""
    points = numbers.short(t, scoring.points(item))
    worth = t("no points") if item.kind == FIGURE else t("{points} points", points=points)
    return f"{item.id} {t.of(item.title)}, {worth}"
