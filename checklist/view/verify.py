"""The inspector's view of an item: the unit's answer beside the one being given, and how far the verifying is."""

from __future__ import annotations

from collections.abc import Sequence

from checklist import scoring
from checklist.locale import Words
from checklist.model import (
    CHECK,
    FIGURE,
    LIMIT,
    NOT_APPLICABLE,
    ON_SITE,
    QUOTA,
    ROSTER,
    SELF,
    VERIFIED,
    Answer,
    Assessment,
    Item,
    Pack,
    Section,
    Value,
)
from checklist.scoring import Score
from checklist.text import cells, cut, pad
from checklist.view import numbers, score, walk, words
from checklist.view.frame import Row, Span, bold


def left_width(width: int) -> int:
    """Cells of the left column, with its margin."""
    return max(28, min(39, width // 2 - 1))


def second_row(t: Words, pack: Pack, a: Assessment, section: Section, item: Item, own: Score, width: int) -> str:
    """Row 2: section strip, how far section and unit are verified, the unit's own score, agreed of verified."""
    part = score.part(pack, a, section.id, VERIFIED, own.at)
    done, agreed, every = progress(pack, a)
    rest = t(
        "{n}/{of} · verified {done}/{every}, {left} left · self {evidenced} {band} · agreed {agreed}/{done}",
        n=part.answered,
        of=part.applicable,
        done=done,
        every=every,
        left=every - done,
        evidenced=numbers.percent(t, own.evidenced, pack),
        band=words.band(t, pack, own.band) + score.capped(own),
        agreed=agreed,
    )
    room = width - cells(section.id) - cells(rest) - 2
    return f"{section.id} {walk.strip(t, a, section, item, max(7, room), VERIFIED)} {rest}"


def progress(pack: Pack, a: Assessment) -> tuple[int, int, int]:
    """How many items hold a fresh verified answer, in how many it agrees with the unit's, and how many there are."""
    shown = pack.shown_to(a.unit)
    done = [item.id for item in shown if a.value(VERIFIED, item.id) is not None]
    return len(done), sum(not scoring.differs(a, id) for id in done), len(shown)


def said_lines(t: Words, pack: Pack, item: Item, value: Value | None) -> list[str]:
    """An answer line by line: its numbers, parts or verdict, what it earns, its ground and reason."""
    if value is None:
        return [t("not answered")]
    if value.verdict == NOT_APPLICABLE:
        lines = [f"{words.letter(t, item, value)} {t('not applicable')}", words.ground(t, pack, value.ground)]
    elif item.kind == QUOTA and item.labels and value.assigned is not None:
        pairs = ((item.labels.assigned, value.assigned), (item.labels.reached, value.reached or 0))
        lines = [f"{pad(cut(t.of(label), 22), 22)} {numbers.count(t, number)}" for label, number in pairs]
    elif item.kind == ROSTER:
        ticked = value.parts or ()
        lines = [f"[{'x' if part.id in ticked else ' '}] {t.of(part.title)}" for part in item.parts]
    elif item.kind == FIGURE:
        given = value.values or {}
        known = [each for each in item.values if each.id in given]
        lines = [f"{numbers.count(t, given[each.id]):>9}  {t.of(each.title)}" for each in known]
    else:
        lines = [f"{words.letter(t, item, value)} {words.answer(t, item, value)}"]
    earned = walk.earned_line(t, item, value).split(" (")[0]
    lines += [earned] if earned else []
    reason = words.shown(t, value.reason)
    return [*lines, *([t("Reason: {reason}", reason=reason)] if reason else [])]


def heads(t: Words, own: Answer | None, offset: str, who: str, basis: str, width: int) -> Row:
    """The titles of both columns: who answered when (at the home's offset), who verifies and on what."""
    left = left_width(width)
    day = numbers.day(numbers.local(own.at, offset).date()) if own else ""
    said = t("SELF ({who}, {day})", who=own.who, day=day) if own else t("SELF")
    on = t("on site") if basis == ON_SITE else t("on papers")
    return bold("  " + pad(cut(said, left - 3), left - 2) + "  " + t("VERIFIED ({who}, {on})", who=who, on=on))


def beside(left: Sequence[str], right: Sequence[Row], width: int) -> list[Row]:
    """Two columns: texts on the left, rows on the right; what does not fit on the left is cut by `…`."""
    room = left_width(width)
    count = max(len(left), len(right))
    rows: list[Row] = []
    for n in range(count):
        text = left[n] if n < len(left) else ""
        spans: tuple[Span, ...] = right[n] if n < len(right) else (("", ""),)
        rows.append((("", "  " + pad(cut(text, room - 3), room - 2)), *spans))
    return rows


def verified_line(t: Words, pack: Pack, item: Item, a: Assessment) -> str:
    """What the inspector found, in one line for the unit and the reviewer; empty before that."""
    answer = a.answer(VERIFIED, item.id)
    value = a.value(VERIFIED, item.id)
    if answer is None or value is None:
        return ""
    said = words.answer(t, item, value)
    if value.verdict == NOT_APPLICABLE:
        said += f" ({words.ground(t, pack, value.ground)})"
    reason = words.shown(t, value.reason)
    sign = t("differs") if scoring.differs(a, item.id) else t("agrees with the unit")
    on = t("on site") if answer.basis == ON_SITE else t("on papers")
    return f"{said} · {sign} · {answer.who}, {on}" + (f": {reason}" if reason else "")


def differing(pack: Pack, a: Assessment) -> tuple[Item, ...]:
    """The items where the layers differ, in the order of the pack."""
    return tuple(item for item in pack.shown_to(a.unit) if scoring.differs(a, item.id))


def both(t: Words, item: Item, a: Assessment) -> str:
    """Both answers in a few words: `Đ → M`, `12/12 → 10/12`."""
    own, verified = a.value(SELF, item.id), a.value(VERIFIED, item.id)
    if item.kind in (CHECK, LIMIT):
        return f"{words.letter(t, item, own)} → {words.letter(t, item, verified)}"
    return f"{words.answer(t, item, own)} → {words.answer(t, item, verified)}"
