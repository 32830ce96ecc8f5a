"""The journal as rows: which layer an entry wrote in, what it changed, and what became of the score. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from checklist import acts, scoring
from checklist.acts import Act
from checklist.journal import Line
from checklist.locale import Words
from checklist.model import FIGURE, SELF, VERIFIED, Assessment, Item, Pack, Value
from checklist.scoring import Score
from checklist.text import cells, cut, pad
from checklist.view import numbers, words
from checklist.view.frame import Row, bold, marker, plain

VERIFYING = (acts.Agree, acts.MarkSeen, acts.Verify)
OF_THE_UNIT = (
    acts.AddEvidence, acts.EditEvidence, acts.RemoveEvidence, acts.Attach, acts.Detach, acts.Explain, acts.Submit,
    acts.Withdraw,
)  # fmt: skip
TEXTS = 4
"""Rows of free texts below an entry."""


def layer(act: Act) -> str:
    """The layer that an act writes in; empty where it is none of either."""
    if isinstance(act, acts.Answer | acts.Clear):
        return act.layer
    return VERIFIED if isinstance(act, VERIFYING) else SELF if isinstance(act, OF_THE_UNIT) else ""


def what(t: Words, pack: Pack, line: Line, before: Assessment | None, *, items: bool) -> str:
    """What an entry changed: `M một phần → Đ đạt`, `thêm minh chứng E1: ...`; of an undo, what was taken back.

    Args:
        before: the assessment before it.
        items: whether the items are named.
    """
    act = line.act
    said = _answered(t, pack, act, before) if isinstance(act, acts.Answer | acts.Clear) else words.act(t, pack, act)
    named = ", ".join(acts.items_of(act)) if items else ""
    said = f"{named} {said}".strip()
    return t("undo of {n}: {what}", n=line.entry.undoes, what=said) if line.entry.undoes is not None else said


def _answered(t: Words, pack: Pack, act: acts.Answer | acts.Clear, before: Assessment | None) -> str:
    item = pack.item(act.item)
    if item is None:
        return words.act(t, pack, act)
    answer = before.answer(act.layer, act.item) if before is not None else None
    value = act.value if isinstance(act, acts.Answer) else None
    return f"{_value(t, item, answer.value if answer else None)} → {_value(t, item, value)}"


def _value(t: Words, item: Item, value: Value | None) -> str:
    said = words.answer(t, item, value)
    return said if value is None else f"{words.letter(t, item, value)} {said}"


def title_row(t: Words, item: Item, width: int) -> Row:
    """The item whose journal it is, with its points."""
    points = f" ({t('{points} points', points=numbers.points(t, scoring.points(item)))})" if item.kind != FIGURE else ""
    return plain(cut(f"{item.id} {t.of(item.title)}", width - cells(points)) + points)


def head_row(t: Words) -> Row:
    """The titles of the columns."""
    return plain("    " + pad(t("No."), 5) + pad(t("When"), 18) + pad(t("Who"), 9) + pad(t("Layer"), 9) + t("What"))


def entry_row(t: Words, line: Line, told: str, offset: str, focused: bool, width: int) -> Row:
    """One entry."""
    entry = line.entry
    of = layer(line.act)
    rest = pad(numbers.moment(entry.at, offset), 18) + pad(words.who(t, entry.who), 9)
    rest += pad(t(words.SHORT_LAYERS[of]) if of else "", 9)
    return marker(focused, pad(str(entry.n), 5), rest + cut(told, max(10, width - 45)), indent="   ")


def detail(t: Words, pack: Pack, line: Line, scores: tuple[Score, Score] | None, width: int) -> list[Row]:
    """The entry under the cursor: its texts, what became of the score, where it came from.

    Args:
        scores: of the layer that it wrote in, before and after.
    """
    entry = line.entry
    texts: Sequence[str] = [words.shown(t, said) for said in acts.texts(entry.act) and acts.texts(line.act)]
    rows = [bold(t("The entry under the cursor"))]
    rows += [plain("  " + cut(text, width - 4)) for text in texts[:TEXTS] if text]
    if scores is not None:
        one, other = (numbers.percent(t, s.evidenced, pack) for s in scores)
        rows.append(plain("  " + t("Evidenced, whole assessment: {before} → {after}", before=one, after=other)))
    link = t(
        "Door: {door}. Link: {before} → {after}.",
        door=entry.door,
        before=entry.prev[:8] or "–",
        after=entry.hash[:8],
    )
    return [*rows, plain("  " + link)]
