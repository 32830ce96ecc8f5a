"""The lists: units, a unit's sections and gaps, evidence, journal. Each gives rows, pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from checklist import scoring
from checklist.locale import Words
from checklist.model import SELF, VERIFIED, Assessment, Evidence, Item, Pack, Rule, Section, applies
from checklist.scoring import Gap, Score
from checklist.text import cells, cut, pad
from checklist.view import numbers, score, words
from checklist.view.frame import Row, marker, plain


class Column(msgspec.Struct, frozen=True):
    """A column of figures behind the name."""

    title: str
    width: int
    right: bool = True


def columns(all_columns: Sequence[Column], name_width: int, width: int) -> int:
    """How many columns fit beside a name; they drop from the right."""
    room = width - 2 - name_width
    for n, column in enumerate(all_columns):
        room -= column.width + 1
        if room < 0:
            return n
    return len(all_columns)


def line(all_columns: Sequence[Column], values: Sequence[str], shown: int) -> str:
    """The cells of one row behind the name."""
    return "".join(
        " " + pad(value, column.width, right=column.right)
        for column, value in zip(all_columns[:shown], values, strict=False)
    )


# --- units -------------------------------------------------------------------------------------------------


class UnitRow(msgspec.Struct, frozen=True):
    """A unit with its scores, as the list shows it."""

    a: Assessment
    own: Score
    verified: Score | None
    sample: bool
    """Its answers are made up."""
    changed: date | None


def unit_columns(t: Words) -> tuple[Column, ...]:
    """The columns of the unit list."""
    return (
        Column(t("Paper"), 8, right=False),
        Column(t("Answ."), 6),
        Column(t("Claimed"), 6),
        Column(t("Evid."), 6),
        Column(t("Verif."), 6),
        Column(t("Band"), 11, right=False),
        Column(t("Chg."), 5),
    )


def unit_rows(
    t: Words, pack: Pack, entries: Sequence[UnitRow], cursor: int, top: int, *, width: int, height: int
) -> list[Row]:
    """The unit list: header, a window of rows, and where in the list one is."""
    cols = unit_columns(t)
    name_width = max(18, min(40, width - 57))
    shown = columns(cols, name_width, width)
    rows = [plain("  " + pad(t("Unit"), name_width) + line(cols, [c.title for c in cols], shown))]
    for place, entry in enumerate(entries[top : top + height - 2], top):
        counts = score.result(entry.a, entry.own, entry.verified)
        values = (
            words.short_state(t, entry.a),
            f"{entry.own.answered}/{entry.own.applicable}",
            numbers.percent(t, entry.own.claimed, pack),
            numbers.percent(t, entry.own.evidenced, pack),
            score.verified_cell(t, pack, entry.a, entry.verified),
            words.band(t, pack, counts.band) + score.capped(counts).strip(),
            numbers.short_day(entry.changed) if entry.changed else t("never"),
        )
        rows.append(
            marker(
                place == cursor,
                pad(words.unit(t, entry.a.unit, name_width), name_width),
                line(cols, values, shown),
                indent=" ",
            )
        )
    at = t("row {n}/{of}", n=str(cursor + 1 if entries else 0).rjust(2), of=len(entries))
    more = ", " + t("PgDn for more") if top + height - 2 < len(entries) else ""
    samples = t("~ a sample unit, not of the report") if any(entry.a.unit.sample for entry in entries) else ""
    left = f"  {at}{more}"
    rows.append(plain(left + " " * max(2, width - cells(left) - cells(samples) - 1) + samples))
    return rows


# --- sections and gaps -------------------------------------------------------------------------------------


def marks(t: Words, a: Assessment, section: Section, layer: str) -> str:
    """The marks of a section's items in a layer, in a row: `Đ.ĐMK`."""
    return "".join(words.letter(t, item, a.value(layer, item.id)) for item in section.items if applies(item, a.unit))


def section_columns(t: Words) -> tuple[Column, ...]:
    """The columns of a unit's sections."""
    return (
        Column(t("Answered"), 8),
        Column(t("Claimed"), 7),
        Column(t("Evid."), 7),
        Column(t("Most"), 6),
        Column("  " + t("Marks"), 17, right=False),
    )


def section_rows(
    t: Words,
    pack: Pack,
    a: Assessment,
    whole: Score,
    sections: Sequence[Section],
    *,
    cursor: int | None,
    at: date,
    width: int,
) -> list[Row]:
    """A unit's sections with progress, points and marks, and the total; `cursor` None without the focus."""
    cols = section_columns(t)
    name_width = 28 if width < 84 else min(40, width - 52)
    shown = columns(cols, name_width, width)
    if shown < len(cols):
        name_width = max(18, width - 36)
        shown = columns(cols, name_width, width)
    rows = [plain("  " + pad(t("Section"), name_width) + line(cols, [c.title for c in cols], shown))]
    for place, section in enumerate(sections):
        part = score.part(pack, a, section.id, whole.layer, at)
        values = (
            f"{part.answered}/{part.applicable}",
            numbers.points(t, part.claimed_points),
            numbers.points(t, part.earned),
            numbers.short(t, part.points),
            "  " + marks(t, a, section, whole.layer),
        )
        name = f"{section.id} {t.of(section.title)}"
        rows.append(marker(place == cursor, pad(name, name_width), line(cols, values, shown)))
    values = (
        f"{whole.answered}/{whole.applicable}",
        numbers.percent(t, whole.claimed, pack),
        numbers.percent(t, whole.evidenced, pack),
        numbers.short(t, whole.points),
        "  " + words.band(t, pack, whole.band) + score.capped(whole),
    )
    rows.append(plain("  " + pad(t("Whole assessment"), name_width) + line(cols, values, shown)))
    return rows


def gap_rows(
    t: Words, pack: Pack, s: Score, gaps: Sequence[Gap], *, cursor: int | None, top: int, width: int, height: int
) -> list[Row]:
    """The largest gaps with what would be gained, under a heading that says what is missing."""
    if s.evidenced is None:
        return [plain(t("Nothing applies to this unit: there is no score."))]
    rows = [plain(""), plain(gap_heading(t, pack, s))]
    if not gaps:
        rows.append(plain("  " + t("No points are missing.")))
    shown = gaps[top : top + max(0, height - 2)]
    # By all of them, not by those in sight: scrolling must not shift what stays.
    cause_width = max((cells(t(words.CAUSES[gap.cause])) for gap in gaps), default=0)
    for place, gap in enumerate(shown, top):
        item = pack.item(gap.item)
        title = t.of(item.title) if item else ""
        critical = " " + t("(critical)") if item and item.critical else ""
        cause = t(words.CAUSES[gap.cause])
        name_width = width - 2 - 6 - 8 - 1 - cause_width - 1
        left = marker(place == cursor, pad(numbers.gain(t, gap.points), 6), "", indent=" ")
        text = cut(title, name_width - cells(critical)) + critical
        rows.append((*left, ("", f" {pad(gap.item, 7)}{pad(text, name_width)} "), ("", cause)))
    return rows


def gap_heading(t: Words, pack: Pack, s: Score) -> str:
    """How much is missing, and how much would reach the next band."""
    missing = numbers.points(t, s.points - s.earned)
    more = scoring.needed_for_next_band(pack, s)
    if more is None:
        return t("What raises the score most ({missing} points missing)", missing=missing)
    return t(
        "What raises the score most ({missing} points missing; {need} more is {band})",
        missing=missing,
        need=numbers.points(t, more[0]),
        band=words.band(t, pack, more[1]),
    )


# --- evidence ----------------------------------------------------------------------------------------------


def evidence_rows(
    t: Words,
    entries: Sequence[Evidence],
    item: Item | None,
    at: date,
    *,
    cursor: int | None,
    width: int,
    layer: str = SELF,
    indent: int = 2,
) -> list[Row]:
    """Entries of the register with what they are worth to an item's rule."""
    rows = []
    for place, entry in enumerate(entries):
        state = worth(t, entry, item, at, layer)
        register = entry.particulars
        lead = " " * (indent - 2)
        if register.marked:
            name, rest = words.evidence_line(t, register), ""
        else:
            number = words.shown(t, register.number) or words.shown(t, register.abstract)
            name = pad(number, 20)
            fixed = indent + 20 + 12 + cells(state) + 4
            left = max(10, width - fixed)
            issuer = pad(words.shown(t, register.issuer), max(5, left * 2 // 5))
            kept = pad(words.shown(t, register.kept_at), max(5, left - max(5, left * 2 // 5) - 1))
            rest = f" {pad(numbers.day(register.date), 11)} {issuer} {kept}"
        row = marker(place == cursor, name, rest)
        used = sum(cells(text) for _, text in row) + len(lead)
        gap = " " * max(1, width - used - cells(state) - 1)
        rows.append((("", lead), *row, ("", gap + state)))
    return rows


def worth(t: Words, entry: Evidence, item: Item | None, at: date, layer: str = SELF) -> str:
    """What an entry is worth to an item's rule, in words."""
    rule = item.evidence if item and item.evidence else Rule()
    worth = scoring.worth(entry, rule, layer, at)
    if layer == VERIFIED and entry.seen is not None and worth in (scoring.VALID, scoring.UNSEEN):
        return words.seen(t, entry.seen.mark)
    return t(words.WORTHS[worth])


def need(t: Words, pack: Pack, item: Item, a: Assessment, at: date, layer: str = SELF) -> str:
    """What evidence an item needs and has: `cần 1 (quyết định) · có 1`."""
    rule = item.evidence
    attached = len(a.entries_for(item.id))
    if rule is None:
        return t("none needed · has {n}", n=attached)
    titles = [words.evidence_kind(t, pack, kind) for kind in rule.kinds]
    kinds = " / ".join(title[:1].lower() + title[1:] for title in titles)
    said = [kinds] if kinds else []
    said += [t("not older than {age}", age=words.duration(t, rule.max_age))] if rule.max_age else []
    proof = scoring.proof(item, a, layer, at)
    has = t("has {n}", n=attached)
    if proof.have != attached:
        has = t("has {n}, {valid} count", n=attached, valid=proof.have)
    what = f": {'; '.join(said)}" if said else ""
    return t("needs {n}", n=rule.min) + ", " + has + what
