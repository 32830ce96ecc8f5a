"""Where the layers differ most, which units a critical item caps, and how often inspectors agreed. Rows, pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from checklist import comparing, scoring
from checklist.comparing import Agreement, Count, Difference
from checklist.locale import Words
from checklist.model import Pack
from checklist.text import cut, pad
from checklist.view import lists, numbers, verify, walk, words
from checklist.view.frame import Row, marker, paragraph, plain
from checklist.view.lists import Column
from checklist.view.oversight import Sheet, layer_words

# --- differences -------------------------------------------------------------------------------------------


class Differing(msgspec.Struct, frozen=True):
    """A difference with the unit that it is of."""

    sheet: Sheet
    difference: Difference

    @property
    def key(self) -> tuple[str, str]:
        """Unit and item."""
        return self.sheet.id, self.difference.item


def differing(sheets: Sequence[Sheet], section: str = "", who: str = "") -> list[Differing]:
    """The differences of all units, the largest first; of one section or one inspector where they are named."""
    found = [Differing(s, each) for s in sheets for each in s.differences]
    left = [
        each
        for each in found
        if (not section or each.difference.item.startswith(f"{section}-")) and (not who or each.difference.who == who)
    ]
    return sorted(left, key=lambda each: -abs(each.difference.points))


def difference_rows(
    t: Words, pack: Pack, found: Sequence[Differing], *, at: int, top: int, width: int, height: int
) -> list[Row]:
    """The header and a window of differences, with the points claimed in both layers."""
    cols = (
        Column(t("Item"), 8, right=False),
        Column(t("Self"), 8),
        Column(t("Verif."), 7),
        Column(t("Diff."), 7),
        Column(t("Explained"), 15, right=False),
        Column(t("Who"), 8, right=False),
        Column(t("Answers"), 22, right=False),
    )
    name_width = max(18, min(40, width - 84))
    shown = lists.columns(cols, name_width, width)
    rows = [plain("  " + pad(t("Unit"), name_width) + lists.line(cols, [each.title for each in cols], shown))]
    for place, each in enumerate(found[top : top + height], top):
        item = pack.item(each.difference.item)
        points = each.difference.points
        values = (
            each.difference.item,
            numbers.points(t, each.difference.own),
            numbers.points(t, each.difference.verified),
            ("+" if points > 0 else "") + numbers.points(t, points),
            t("explained") if each.difference.explained else t("not explained"),
            each.difference.who,
            verify.both(t, item, each.sheet.row.a) if item else "",
        )
        name = pad(t.of(each.sheet.row.a.unit.name), name_width)
        rows.append(marker(place == at, name, lists.line(cols, values, shown)))
    return rows


def difference_detail(t: Words, pack: Pack, each: Differing, width: int) -> list[Row]:
    """The difference under the cursor: the item, what the unit and the inspector say, what the unit explains."""
    item, a = pack.item(each.difference.item), each.sheet.row.a
    if item is None:
        return []
    rows = [plain("  " + cut(f"{t.of(a.unit.name)} › {item.id} {t.of(item.title)}", width - 2))]
    rows += paragraph(t("Self"), walk.given(t, item, a.value("self", item.id)), width, most=1)
    rows += paragraph(t("Verif."), verify.verified_line(t, pack, item, a), width, most=2)
    explained = a.explanations.get(item.id)
    rows += paragraph(t("Explained"), words.shown(t, explained.text), width, most=1) if explained else []
    return rows


# --- capped units ------------------------------------------------------------------------------------------


class Capped(msgspec.Struct, frozen=True):
    """A unit with one of the critical items that hold its band down."""

    sheet: Sheet
    item: str
    reached: str
    """The band that the points reach."""

    @property
    def key(self) -> tuple[str, str]:
        """Unit and item."""
        return self.sheet.id, self.item


def capped(pack: Pack, sheets: Sequence[Sheet]) -> list[Capped]:
    """The units that critical items hold down, one row an item, in the order of the units."""
    out = []
    for s in sheets:
        if s.result.evidenced is not None:
            reached = scoring.band(pack, s.result.evidenced, False)
            out += [Capped(s, item, reached) for item in comparing.capping(s.result)]
    return out


def capped_rows(
    t: Words, pack: Pack, found: Sequence[Capped], *, at: int, top: int, width: int, height: int
) -> list[Row]:
    """The header and a window of capped units."""
    cols = (
        Column(t("Item"), 8, right=False),
        Column(t("Evid."), 7),
        Column(t("Layer"), 8, right=False),
        Column(t("Band"), 24, right=False),
        Column(t("Cause"), 27, right=False),
    )
    name_width = max(18, min(40, width - 80))
    shown = lists.columns(cols, name_width, width)
    rows = [plain("  " + pad(t("Unit"), name_width) + lists.line(cols, [each.title for each in cols], shown))]
    for place, each in enumerate(found[top : top + height], top):
        s = each.sheet.result
        causes = [t(words.CAUSES[gap.cause]) for gap in s.gaps if gap.item == each.item]
        values = (
            each.item,
            numbers.percent(t, s.evidenced, pack),
            t(words.SHORT_LAYERS[s.layer]),
            f"{words.band(t, pack, each.reached)} → {words.band(t, pack, s.band)} *",
            ", ".join(causes),
        )
        name = pad(t.of(each.sheet.row.a.unit.name), name_width)
        rows.append(marker(place == at, name, lists.line(cols, values, shown)))
    return rows


def capped_detail(t: Words, pack: Pack, each: Capped, width: int) -> list[Row]:
    """The capped unit under the cursor, with the item's title and what is wrong with it."""
    item, s = pack.item(each.item), each.sheet.result
    if item is None:
        return []
    causes = ", ".join(t(words.CAUSES[gap.cause]) for gap in s.gaps if gap.item == each.item)
    name = t.of(each.sheet.row.a.unit.name)
    return [
        plain("  " + cut(f"{name} › {item.id} {t.of(item.title)} {t('(critical)')}", width - 2)),
        plain("  " + cut(f"{layer_words(t, s.layer)}: {causes}", width - 2)),
    ]


# --- agreement ---------------------------------------------------------------------------------------------


class Agreed(msgspec.Struct, frozen=True):
    """A row of the agreement: a section, the whole, or an inspector."""

    kind: str
    id: str
    count: Count
    of: int | None = None
    """How many items are asked in all; None for an inspector."""

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id."""
        return self.kind, self.id


SECTION, WHOLE, INSPECTOR = "section", "whole", "inspector"


def together(sheets: Sequence[Sheet]) -> Agreement:
    """The agreement over several units."""
    return sum((s.agreement for s in sheets), Agreement())


def agreed(pack: Pack, sheets: Sequence[Sheet]) -> list[Agreed]:
    """Agreement over all units: by section, of the whole, by inspector."""
    total = together(sheets)
    asked = {each.id: sum(s.parts[each.id].applicable for s in sheets if each.id in s.parts) for each in pack.sections}
    out = [
        Agreed(SECTION, each.id, total.sections.get(each.id, Count()), asked[each.id])
        for each in pack.sections
        if asked[each.id]
    ]
    out.append(Agreed(WHOLE, "", total.whole, sum(asked.values())))
    return out + [Agreed(INSPECTOR, who, count) for who, count in sorted(total.inspectors.items())]


def agreed_rows(
    t: Words, pack: Pack, found: Sequence[Agreed], *, at: int, top: int, width: int, height: int
) -> list[Row]:
    """The header and a window of the agreement: n of N, how many differ, how many are not verified."""
    cols = (
        Column(t("Agreed"), 11),
        Column(t("Differ"), 7),
        Column(t("Not verified"), 15),
    )
    name_width = max(18, min(44, width - 38))
    shown = lists.columns(cols, name_width, width)
    titles = {section.id: t.of(section.title) for section in pack.sections}
    rows = [plain("  " + pad(t("Section, inspector"), name_width) + lists.line(cols, [c.title for c in cols], shown))]
    for place, each in enumerate(found[top : top + height], top):
        name = {
            SECTION: f"{each.id} {titles.get(each.id, '')}",
            WHOLE: t("All sections"),
            INSPECTOR: t("inspector {who}", who=each.id),
        }[each.kind]
        values = (
            f"{numbers.count(t, each.count.agreed)}/{numbers.count(t, each.count.verified)}",
            numbers.count(t, each.count.verified - each.count.agreed),
            "–"
            if each.of is None
            else f"{numbers.count(t, each.of - each.count.verified)}/{numbers.count(t, each.of)}",
        )
        rows.append(marker(place == at, pad(name, name_width), lists.line(cols, values, shown)))
    return rows
