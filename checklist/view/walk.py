"""The walk: one item with question, answer, evidence and guidance; the section strip; what an answer would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from checklist import notices, scoring
from checklist.locale import Words, mark
from checklist.model import (
    CHECK,
    FIGURE,
    LIMIT,
    NOT_APPLICABLE,
    QUOTA,
    ROSTER,
    SELF,
    VERDICTS,
    Assessment,
    Item,
    Pack,
    Section,
    Value,
    applies,
)
from checklist.scoring import Score
from checklist.text import cells, cut, pad, wrap
from checklist.view import lists, numbers, score, words
from checklist.view.field import Field
from checklist.view.frame import Row, Span, bold, paragraph, plain

LABEL = 13
"""Cells of a label in the body, behind two of margin."""


def strip(t: Words, a: Assessment, section: Section, item: Item, width: int, layer: str = SELF) -> str:
    """The marks of a section's items, the current one in brackets; cut by `…` on both sides where it is too long."""
    shown = [each for each in section.items if applies(each, a.unit)]
    marks = [words.letter(t, each, a.value(layer, each.id)) for each in shown]
    here = next((n for n, each in enumerate(shown) if each.id == item.id), 0)
    marks[here] = f"[{marks[here]}]"
    text = "".join(marks)
    if cells(text) <= width:
        return text
    around = max(1, (width - 5) // 2)
    left, right = max(0, here - around), min(len(marks), here + around + 1)
    return ("…" if left else "") + "".join(marks[left:right]) + ("…" if right < len(marks) else "")


def second_row(t: Words, pack: Pack, a: Assessment, section: Section, item: Item, whole: Score, width: int) -> str:
    """Row 2 of the walk: section strip, progress of section and unit, the score."""
    part = score.part(pack, a, section.id, whole.layer, whole.at)
    rest = t(
        "{n}/{of} · unit {all}/{every}, {left} left · evidenced {evidenced} {band}",
        n=part.answered,
        of=part.applicable,
        all=whole.answered,
        every=whole.applicable,
        left=whole.applicable - whole.answered,
        evidenced=numbers.percent(t, whole.evidenced, pack),
        band=words.band(t, pack, whole.band) + score.capped(whole),
    )
    room = width - cells(section.id) - cells(rest) - 2
    return f"{section.id} {strip(t, a, section, item, max(7, room), whole.layer)} {rest}"


def head(t: Words, pack: Pack, item: Item, width: int) -> list[Row]:
    """The question, its points, kind and paragraphs."""
    lines = wrap(t.of(item.title), width - 8)[:3]
    rows = [bold((pad(item.id, 6) if n == 0 else " " * 6) + " " + text) for n, text in enumerate(lines)]
    facts = [
        t("{points} points", points=numbers.points(t, scoring.points(item))) if item.kind != FIGURE else t("no points"),
        kind(t, item),
        t("source: {pack}, {paragraphs}", pack=source_name(t, pack), paragraphs=", ".join(item.source)),
    ]
    if item.critical:
        facts.insert(1, t("critical"))
    rows.append(plain(" " * 7 + " · ".join(facts)))
    return rows


def source_name(t: Words, pack: Pack) -> str:
    """What the paragraphs are of."""
    return t("2009 report") if pack.id == "bvantq-2009" else t("source")


def kind(t: Words, item: Item) -> str:
    """The kind of an item in words."""
    if item.kind == QUOTA:
        return t("quota (percentage)") if item.restricted else t("quota (two numbers)")
    if item.kind == LIMIT:
        return t("at most {n}", n=numbers.count(t, item.limit or 0))
    if item.kind == ROSTER:
        return t("list of {n} parts", n=len(item.parts))
    return t(words.KINDS[item.kind])


# --- the answer --------------------------------------------------------------------------------------------


def choices(t: Words, item: Item, value: Value | None, focused: bool) -> list[Row]:
    """The verdicts of a check; the one given is in brackets, as every chosen value is."""
    shown: list[Span] = [("", "> " if focused else "  "), ("", pad(t("Result"), LABEL))]
    current = value.verdict if value else None
    for n, verdict in enumerate(VERDICTS):
        if verdict == "partial" and not item.partial:
            continue
        label = f"{words.letter(t, item, Value(verdict))} {t(words.VERDICTS[verdict])}"
        here = verdict == current
        style = "reverse" if focused and (here or (current is None and n == 0)) else ""
        colour = _COLOURS[verdict] if here and not style else style
        shown += [("", "[" if here else " "), (colour, label), ("", "]" if here else " "), ("", "  ")]
    rows: list[Row] = [tuple(shown)]
    rows.append(plain(" " * (LABEL + 2) + given(t, item, value)))
    return rows


_COLOURS = {"met": "green", "partial": "yellow", "not_met": "red", "not_applicable": "dim"}


def given(t: Words, item: Item, value: Value | None) -> str:
    """The answer in words, with its ground or reason."""
    said = words.answer(t, item, value)
    reason = words.shown(t, value.reason) if value else ""
    return said + (f": {reason}" if reason else "")


def number_rows(
    t: Words, item: Item, fields: Sequence[tuple[str, Field, str]], focus: int | None, width: int
) -> tuple[list[Row], tuple[int, int] | None]:
    """Number fields with what they count, and where the cursor stands (row, cell)."""
    rows: list[Row] = []
    cursor = None
    for n, (label, field, unit) in enumerate(fields):
        spans, at = field.spans(9 if item.kind == FIGURE else 6, focus == n)
        rows.append(
            (("", "> " if focus == n else "  "), ("", pad(label, LABEL)), *spans, ("", f"   {cut(unit, width - 30)}"))
        )
        if focus == n:
            cursor = (n, 2 + LABEL + at)
    return rows, cursor


def earned_line(t: Words, item: Item, value: Value | None) -> str:
    """What the numbers earn: `= 63,64% → 1,27 / 2,00 điểm`."""
    if value is None or item.kind in (FIGURE, CHECK) or value.verdict == NOT_APPLICABLE:
        return ""
    credit = scoring.credit(item, value)
    earned, full = (numbers.points(t, each) for each in (scoring.claim(item, value), scoring.points(item)))
    points = t("{earned} / {full} points", earned=earned, full=full)
    if item.kind == QUOTA:
        below = "" if credit == 1 else " " + t("(below the quota: a reason is welcome)")
        return f"= {numbers.decimal(t, credit * 100)}% → {points}{below}"
    if item.kind == ROSTER:
        return f"{t('{n}/{of} parts', n=len(value.parts or ()), of=len(item.parts))} → {points}"
    over = "" if credit == 1 else " " + t("(over the limit: a reason is needed)")
    return f"→ {points}{over}"


def under_answer(t: Words, item: Item, scored: Value | None, shown: Value | None, width: int) -> list[Row]:
    """Below numbers and parts: what they earn, or why they don't apply, what figures add up to, and warnings.

    The first warning takes the blank row that is there without one, so that nothing below moves as digits are typed.
    """
    lines = [earned_line(t, item, scored)]
    if not lines[0] and scored is not None and scored.verdict == NOT_APPLICABLE:
        lines = [given(t, item, scored)]
    rows = [plain(" " * (LABEL + 2) + line) for line in (*lines, *reckoned_lines(t, item, shown)) if line]
    warned = [words.notice(t, each) for each in notices.of_value(item, shown)] if shown else []
    for each in warned:
        rows += paragraph("!", each, width, label_width=2, indent=LABEL + 2)
    return rows if warned else [*rows, plain("")]


def reckoned_lines(t: Words, item: Item, value: Value | None) -> list[str]:
    """The arithmetic of a figure's numbers: `7.906 + 1.092 = 8.998, khớp`, `305 / 1.101 = 27,70%`."""
    lines = []
    for each in scoring.reckon(item, (value.values if value else None) or {}):
        parts = " + ".join(numbers.count(t, part) for part in each.parts)
        if each.is_sum:
            agrees = t("agrees") if each.holds else t("but {whole} is stated", whole=numbers.count(t, each.whole))
            lines.append(f"{parts} = {numbers.count(t, each.total)}, {agrees}")
        elif each.share is not None:
            lines.append(f"{parts} / {numbers.count(t, each.whole)} = {numbers.decimal(t, each.share * 100)}%")
    return lines


def part_rows(t: Words, item: Item, value: Value | None, focus: int | None, width: int) -> list[Row]:
    """The parts of a roster, ticked or not."""
    ticked = (value.parts if value else None) or ()
    rows: list[Row] = []
    for n, part in enumerate(item.parts):
        here = part.id in ticked
        box = f"[{'x' if here else ' '}] {n + 1}  "
        state = "" if here else t("not ticked")
        name = pad(t.of(part.title), max(10, width - 10 - cells(state) - 2))
        stripped = name.rstrip()
        rows.append(
            (
                ("", "> " if focus == n else "  "),
                ("", box),
                ("reverse" if focus == n else "", stripped),
                ("", name[len(stripped) :] + state),
            )
        )
    return rows


# --- what it would change ----------------------------------------------------------------------------------


def outlook(t: Words, pack: Pack, a: Assessment, item: Item, whole: Score) -> tuple[str, str] | None:
    """What full credit would make of the score: a label and a text; None where nothing is to be gained."""
    reached = scoring.reach(pack, whole, item.id)
    if reached is None or whole.evidenced is None:
        return None
    label = t("If met") if item.kind in (CHECK, LIMIT) else t("If full")
    missing = scoring.proof(item, a, whole.layer, whole.at).cause
    text = t(
        "with its evidence: evidenced {before} → {after}" if missing else "evidenced {before} → {after}",
        before=numbers.percent(t, whole.evidenced, pack),
        after=numbers.percent(t, reached[0], pack),
    )
    if reached[1] != whole.band:
        text += ", " + t("band {band}", band=words.band(t, pack, reached[1]))
    return label, text + "."


# --- which items are walked --------------------------------------------------------------------------------

FILTERS = (
    mark("all items"), mark("not answered"), mark("without evidence"), mark("critical"), mark("layers differ"),
)  # fmt: skip
ALL, UNANSWERED, UNPROVEN, CRITICAL, DIFFERING = range(5)


def fits(chosen: int, item: Item, a: Assessment, at: date, layer: str = SELF) -> bool:
    """Whether a filter leaves an item, by a layer's answers."""
    value = a.value(layer, item.id)
    if chosen == UNANSWERED:
        return value is None
    if chosen == UNPROVEN:
        return value is not None and bool(scoring.proof(item, a, layer, at).cause)
    if chosen == DIFFERING:
        return scoring.differs(a, item.id)
    return item.critical if chosen == CRITICAL else True


# --- the page ----------------------------------------------------------------------------------------------


class Told(msgspec.Struct, frozen=True):
    """What stands below the answer whatever the kind: notices and the note of a return."""

    notices: tuple[str, ...] = ()
    note: str = ""
    verified: str = ""
    explained: str = ""


def below(t: Words, pack: Pack, a: Assessment, item: Item, whole: Score, told: Told, width: int) -> list[Row]:
    """Evidence, guidance, basis and outlook of an item, below its answer."""
    rows = [plain(""), *paragraph(t("Evidence"), lists.need(t, pack, item, a, whole.at), width, most=2)]
    entries = a.entries_for(item.id)
    rows += lists.evidence_rows(t, entries[:4], item, whole.at, cursor=None, width=width, indent=4)
    if len(entries) > 4:
        rows.append(plain(f"    … {t('{n} more', n=len(entries) - 4)}"))
    rows += [row for notice in told.notices for row in paragraph("!", notice, width, label_width=2, indent=4)]
    if told.verified:
        rows += paragraph(t("Verified"), told.verified, width, most=3)
    if told.explained:
        rows += paragraph(t("Explained"), told.explained, width, most=2)
    if told.note:
        rows += paragraph(t("Returned"), told.note, width, most=2)
    rows.append(plain(""))
    rows += paragraph(t("Look at"), t.of(item.guidance), width)
    rows += paragraph(t("Met when"), t.of(item.sufficient), width)
    if seen := outlook(t, pack, a, item, whole):
        rows += [plain(""), *paragraph(seen[0], seen[1], width, most=1)]
    return rows


def why(t: Words, pack: Pack, a: Assessment, item: Item, at: date, width: int, layer: str = SELF) -> list[Row]:
    """Why an item scores what it scores, whole: credit, evidence entry by entry, gaps, texts, legal basis."""
    value = a.value(layer, item.id)
    full_points, credit = scoring.points(item), scoring.credit(item, value)
    rows = [*head(t, pack, item, width), plain("")]
    rows += paragraph(t("Answer"), given(t, item, value), width, most=6)
    if value is not None and value.verdict == NOT_APPLICABLE:
        rows += paragraph(t("Points"), t("not applicable: the points leave the whole"), width)
    elif item.kind != FIGURE:
        line = t(
            "{full} × {credit}% = {earned} claimed",
            full=numbers.points(t, full_points),
            credit=numbers.decimal(t, credit * 100),
            earned=numbers.points(t, scoring.claim(item, value)),
        )
        rows += paragraph(t("Points"), line, width)
    rows += [plain(""), *paragraph(t("Evidence"), lists.need(t, pack, item, a, at, layer), width)]
    rows += lists.evidence_rows(t, a.entries_for(item.id), item, at, cursor=None, width=width, indent=4, layer=layer)
    for gap in scoring.gaps_of(item, a, layer, at):
        rows += paragraph(t("Lost"), f"{numbers.points(t, gap.points)}: {t(words.CAUSES[gap.cause])}", width)
        rows += paragraph(t("What to do"), score.remedy(t, pack, gap), width, most=6)
    rows.append(plain(""))
    rows += paragraph(t("Look at"), t.of(item.guidance), width, most=8)
    rows += paragraph(t("Met when"), t.of(item.sufficient), width, most=8)
    rows += paragraph(t("If it falls short"), t.of(item.remedy), width, most=8)
    for basis in item.basis:
        unsure = f" ({t('to be checked')})" if basis.to_check else ""
        rows += paragraph(t("Legal basis"), t.of(basis.text) + unsure, width, most=4)
    return rows
