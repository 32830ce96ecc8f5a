"""All units at a glance: the list sorted by any column, and the heat map of units and sections. Rows, pure.

Every figure says its layer, and what was set aside as not applicable stands beside it. A sign says what a colour says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from checklist import comparing
from checklist.comparing import Agreement, Difference, ordered
from checklist.locale import Words, mark
from checklist.model import DRAFT, SELF, STATES, SUBMITTED, VERIFIED, Pack
from checklist.scoring import Score
from checklist.text import cells, cut, pad, sort_key
from checklist.view import numbers, score, words
from checklist.view.frame import Row, Span, marker, plain
from checklist.view.lists import UnitRow

# --- the list of units, sorted -----------------------------------------------------------------------------

ORDER, NAME, STATE, ANSWERED, CLAIMED, EVIDENCED, VERIFIED_SCORE, BAND, CHANGED, DIFFERENCE = (
    "order", "name", "state", "answered", "claimed", "evidenced", "verified", "band", "changed", "difference",
)  # fmt: skip
COLUMNS: dict[str, str] = {
    ORDER: mark("order of the units"),
    NAME: mark("name"),
    STATE: mark("state of the paper"),
    ANSWERED: mark("share answered"),
    CLAIMED: mark("claimed"),
    EVIDENCED: mark("evidenced, self"),
    VERIFIED_SCORE: mark("evidenced, verified"),
    BAND: mark("band"),
    CHANGED: mark("last change"),
    DIFFERENCE: mark("evidenced, self less verified"),
}
"""What the list can be sorted by, and what each is called."""

KNOWN, BEGUN, NONE = range(3)
"""Groups of a sorted list: those with a value, those with half of one, those without."""


def sorted_units(t: Words, pack: Pack, rows: Sequence[UnitRow], column: str, descending: bool = False) -> list[UnitRow]:
    """The units by one of `COLUMNS`; equal ones keep their order, those without a value come last either way."""
    if column == ORDER:
        return list(reversed(rows)) if descending else list(rows)
    keys: dict[str, Callable[[UnitRow], tuple[int, Any]]] = {
        NAME: lambda row: (KNOWN, sort_key(t.of(row.a.unit.name))),
        STATE: lambda row: (KNOWN, (STATES.index(row.a.state), row.a.returned)),
        ANSWERED: lambda row: _known(Fraction(row.own.answered, row.own.applicable) if row.own.answered else None),
        CLAIMED: lambda row: _known(row.own.claimed if row.own.answered else None),
        EVIDENCED: lambda row: _known(row.own.evidenced if row.own.answered else None),
        VERIFIED_SCORE: _verified,
        BAND: lambda row: _band(pack, row),
        CHANGED: lambda row: _known(row.changed),
        DIFFERENCE: lambda row: _known(difference(row)),
    }
    return ordered(rows, keys[column], descending=descending)


def _known(value: Any) -> tuple[int, Any]:
    return (NONE, 0) if value is None else (KNOWN, value)


def _verified(row: UnitRow) -> tuple[int, Any]:
    """The verified score; while the inspector is at it, how far that is: after the scores, as the list shows it."""
    if row.verified is None or row.verified.evidenced is None:
        return NONE, 0
    if row.a.state == SUBMITTED:
        return BEGUN, Fraction(row.verified.answered, row.verified.applicable)
    return KNOWN, row.verified.evidenced


def _band(pack: Pack, row: UnitRow) -> tuple[int, Any]:
    counts = score.result(row.a, row.own, row.verified)
    if counts.band is None or not row.own.answered:
        return NONE, 0
    return KNOWN, ([band.id for band in pack.bands].index(counts.band), not counts.lowered)


def difference(row: UnitRow) -> Fraction | None:
    """Evidenced in the self layer less evidenced in the verified one; None before the verifying is closed."""
    closed = row.verified if row.a.state not in (DRAFT, SUBMITTED) else None
    if closed is None or closed.evidenced is None or row.own.evidenced is None:
        return None
    return row.own.evidenced - closed.evidenced


def column_names(t: Words) -> list[str]:
    """What the list can be sorted by, for a choice, in the order of `COLUMNS`."""
    return [t(name) for name in COLUMNS.values()]


def sort_name(t: Words, column: str, descending: bool) -> str:
    """A column and its direction: `có minh chứng, tự chấm ↓`."""
    return f"{t(COLUMNS[column])} {'↓' if descending else '↑'}" if column != ORDER or descending else t(COLUMNS[ORDER])


def units_line(t: Words, rows: Sequence[UnitRow], column: str, descending: bool) -> str:
    """How the list is sorted, which layer the bands come from, and what was set aside as not applicable."""
    results = [score.result(row.a, row.own, row.verified) for row in rows]
    items, points = comparing.aside(results)
    return t(
        "Sorted: {sort} · result: {own} self, {verified} verified · set aside: {items} items, {points} points",
        sort=sort_name(t, column, descending),
        own=sum(s.layer == SELF for s in results),
        verified=sum(s.layer == VERIFIED for s in results),
        items=numbers.count(t, items),
        points=numbers.short(t, points),
    )


def unit_line(t: Words, row: UnitRow) -> str:
    """Of the unit under the cursor what was set aside as not applicable, and which layers the bands come from.

    Figures keep their place from one unit to the next, right under the row's number: an arrow sends little for them.
    """
    counts = score.result(row.a, row.own, row.verified)
    n, points = str(counts.na_items).rjust(2), numbers.points(t, counts.na_points).rjust(5)
    return t("less K {n} items, {points} points · band: Evid.; after verifying: Verif.", n=n, points=points)


def layer_words(t: Words, layer: str) -> str:
    """The layer a score comes from: `lớp tự chấm`."""
    return t("layer {layer}", layer=t(words.LAYERS[layer]))


# --- a unit as the oversight reckons with it ---------------------------------------------------------------


class Sheet(msgspec.Struct, frozen=True):
    """A unit with all that is compared of it; made once for each change of the unit."""

    row: UnitRow
    result: Score
    """The score of the layer that counts."""
    parts: dict[str, Score]
    """Its sections, in the same layer."""
    agreement: Agreement
    differences: tuple[Difference, ...]

    @property
    def id(self) -> str:
        """The unit's id."""
        return self.row.a.unit.id


def sheet(pack: Pack, row: UnitRow) -> Sheet:
    """A unit's sheet, by its own pack."""
    result = score.result(row.a, row.own, row.verified)
    return Sheet(
        row,
        result,
        comparing.by_section(pack, row.a, result.layer, result.at),
        comparing.agreement(pack, row.a),
        comparing.differences(pack, row.a),
    )


# --- the heat map ------------------------------------------------------------------------------------------

WHOLE = ""
"""The last column: the whole assessment."""
NOT_THERE, UNANSWERED = "K", ".."


def part_of(s: Sheet, section: str) -> Score | None:
    """The score behind a cell; None where the unit's own pack has no such section."""
    return s.result if section == WHOLE else s.parts.get(section)


def cell(pack: Pack, s: Sheet, section: str) -> tuple[str, str]:
    """What a cell shows, and the sign behind it: `54` `-`, `71` `*`, `..`, `K`; per cent rounded down."""
    part = part_of(s, section)
    if part is None or not part.applicable or part.na_items == part.applicable:
        return NOT_THERE, ""
    if not part.answered:
        return UNANSWERED, ""
    if part.evidenced is None:
        return "–", ""
    held = bool(set(comparing.capping(s.result)) & set(part.capped_by))
    return str(int(part.evidenced)), sign(pack, part.evidenced) + ("*" if held else "")


def sign(pack: Pack, evidenced: Fraction) -> str:
    """`-` below the second band from above, `!` below the third."""
    second, third = comparing.thresholds(pack)
    return "!" if evidenced < third else "-" if evidenced < second else ""


def colour(signs: str) -> str:
    """The style of a cell: what its sign says, once more."""
    return "red" if "!" in signs or "*" in signs else "yellow" if signs else ""


def sorted_sheets(sheets: Sequence[Sheet], section: str | None, descending: bool = False) -> list[Sheet]:
    """The units by a section's share (or the whole's): unanswered after the numbers, not applicable last.

    Args:
        section: None leaves the order of the units.
    """
    if section is None:
        return list(sheets)

    def key(s: Sheet) -> tuple[int, Any]:
        part = part_of(s, section)
        if part is None or part.evidenced is None:
            return NONE, 0
        return (KNOWN, part.evidenced) if part.answered else (BEGUN, 0)

    return ordered(sheets, key, descending=descending)


class Grid(msgspec.Struct, frozen=True):
    """How the heat map stands in its width: cells of the name and of a column, and how many sections are shown."""

    name: int
    column: int
    shown: int


NAME_WIDTH, WHOLE_WIDTH = 22, 8


def grid(pack: Pack, sheets: Sequence[Sheet], width: int) -> Grid:
    """The lay-out: as many sections as fit beside the name and the whole."""
    sections = pack.sections
    signs = max((len(cell(pack, s, each.id)[1]) for s in sheets for each in sections), default=0)
    longest = max(len(section.id) for section in sections)
    column = max(4 + max(1, signs), longest + 3)
    room = width - 2 - WHOLE_WIDTH
    shown = max(1, min(len(sections), (room - NAME_WIDTH) // column))
    return Grid(min(40, room - shown * column), column, shown)


def matrix_rows(
    t: Words,
    pack: Pack,
    sheets: Sequence[Sheet],
    lay: Grid,
    *,
    at: int,
    section: str,
    top: int,
    left: int,
    height: int,
    foot: Sequence[str],
) -> tuple[list[Row], tuple[int, int]]:
    """The heat map: header, a window of units and sections, the lowest of each section, the legend as `foot`.

    Returns:
        The rows, and where the focused cell stands (row, cell).
    """
    shown = pack.sections[left : left + lay.shown]
    titles = [f"[{each.id}]" if each.id == section else f"{each.id} " for each in shown]
    head = "  " + pad(t("% of points evidenced"), lay.name) + "".join(pad(each, lay.column, True) for each in titles)
    whole = t("Whole")
    head += pad(f"[{whole}]" if section == WHOLE else f"{whole} ", WHOLE_WIDTH, True)
    rows = [plain(head)]
    for place, s in enumerate(sheets[top : top + height], top):
        spans: list[Span] = []
        for each in shown:
            spans += _cell(*cell(pack, s, each.id), lay.column, "" if s.result.answered else "dim")
        total = numbers.percent(t, s.result.evidenced, pack) + ("*" if s.result.lowered else " ")
        spans.append(("", pad(total, WHOLE_WIDTH, True)))
        name = words.unit(t, s.row.a.unit, lay.name)
        rows.append((*marker(place == at, pad(name, lay.name)), *spans))
    rows.append(_lowest(t, pack, sheets, [each.id for each in shown], lay))
    rows += [plain("  " + line) for line in foot]
    order = [each.id for each in shown]
    column = order.index(section) + 1 if section in order else 0
    end = lay.column * column - 1 if column else lay.column * len(order) + WHOLE_WIDTH - 1
    return rows, (1 + at - top, 2 + lay.name + end - 1)


def _cell(shown: str, signs: str, width: int, style: str = "") -> tuple[Span, Span, Span]:
    """A cell: blanks, the number with its signs, and blanks where there are fewer signs than room.

    Args:
        style: where no sign gives one; a unit that has not begun stands back as a whole.
    """
    room = width - 4
    before = " " * (4 - len(shown))
    return ("", before), (colour(signs) or style, shown + signs), ("", " " * (room - len(signs)))


def lowest(pack: Pack, sheets: Sequence[Sheet], section: str) -> tuple[str, str]:
    """The lowest cell of a section among the units that have begun: `..` where one of them left it unanswered."""
    begun = [s for s in sheets if s.result.answered]
    if any(cell(pack, s, section)[0] == UNANSWERED for s in begun):
        return UNANSWERED, ""
    known = [
        part.evidenced
        for part in (part_of(s, section) for s in begun)
        if part is not None and part.evidenced is not None
    ]
    return (str(int(min(known))), sign(pack, min(known))) if known else ("–", "")


def _lowest(t: Words, pack: Pack, sheets: Sequence[Sheet], shown: Sequence[str], lay: Grid) -> Row:
    spans: list[Span] = [("", "  " + pad(t("{n} units: lowest", n=len(sheets)), lay.name))]
    for section in shown:
        spans += _cell(*lowest(pack, sheets, section), lay.column)
    known = [s.result.evidenced for s in sheets if s.result.answered and s.result.evidenced is not None]
    spans.append(("", pad(numbers.percent(t, min(known, default=None), pack) + " ", WHOLE_WIDTH, True)))
    return tuple(spans)


def legend(t: Words, pack: Pack) -> str:
    """What the signs mean, with the thresholds of the pack."""
    second, third = (numbers.short(t, each) for each in comparing.thresholds(pack))
    return t(
        "Signs: - below {second} · ! below {third} · * critical · .. unanswered · K not applicable",
        second=second,
        third=third,
    )


def column_line(t: Words, pack: Pack, section: str, width: int) -> str:
    """The column under the cursor in words, and which layers the figures come from."""
    tail = " · " + t("self; after verifying: verified")
    return cut(_title(t, pack, section), max(20, width - cells(tail))) + tail


def _title(t: Words, pack: Pack, section: str) -> str:
    found = next((each for each in pack.sections if each.id == section), None)
    return f"{found.id} {t.of(found.title)}" if found else t("Whole assessment")


def cell_lines(t: Words, pack: Pack, s: Sheet, section: str, width: int) -> tuple[str, str]:
    """The cell under the cursor in words: section and state; figures, each in its place, layer, what caps it."""
    a = s.row.a
    part = part_of(s, section)
    asked = part is not None and part.applicable
    tail = f" · {t('answered {n}/{of}', n=part.answered, of=part.applicable)}" if part is not None and asked else ""
    tail += f" · {words.state(t, a)}" + (f" · {t('sample')}" if s.row.sample or a.unit.sample else "")
    first = cut(_title(t, pack, section), max(20, width - cells(tail))) + tail
    if part is None or not asked:
        return first, t("Nothing is asked of this unit here.")
    points = numbers.points(t, part.points)
    share, earned = numbers.percent(t, part.evidenced, pack).rjust(6), numbers.points(t, part.earned).rjust(len(points))
    aside = numbers.points(t, part.na_points).rjust(len(points))
    figures = [f"{share}% ({earned}/{points})"] if part.evidenced is not None else []
    figures.append(t("K: {n} items, {points} points", n=part.na_items, points=aside))
    figures.append(layer_words(t, s.result.layer))
    held = [item for item in comparing.capping(s.result) if item in part.capped_by]
    figures += [t("capped by {items}", items=" ".join(held))] if held else []
    return first, " · ".join(figures)
