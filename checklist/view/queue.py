"""The queue as rows: headings, and one row a task with where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import msgspec

from checklist import queue
from checklist.locale import Words, mark
from checklist.model import DRAFT, Period
from checklist.queue import Case, Task
from checklist.text import cells, cut, cut_middle, pad
from checklist.view import numbers, score, verify, words

HEADINGS = {
    queue.RETURNED: mark("Returned"),
    queue.RESUME: mark("Go on"),
    queue.UNANSWERED: mark("To be done before submitting ({due})"),
    queue.UNPROVEN: mark("To be done before submitting ({due})"),
    queue.STALE: mark("Worth doing"),
    queue.DOUBTFUL: mark("Worth doing"),
    queue.BEST: mark("Worth doing"),
    queue.EXPLAIN: mark("To explain"),
    queue.PAPER: mark("The paper"),
    queue.VERIFYING: mark("Being verified ({due})"),
    queue.TO_VERIFY: mark("To verify ({due})"),
    queue.SENT_BACK: mark("Sent back by the reviewer"),
    queue.TO_ACCEPT: mark("To accept"),
    queue.DRAFTS: mark("Late, or not there yet ({due})"),
    queue.WAITING: mark("Late, or not there yet ({due})"),
    queue.STATES: mark("All units"),
    queue.BANDS: mark("All units"),
    queue.LOSSES: mark("All units"),
    queue.CAPPED: mark("All units"),
    queue.OVERDUE: mark("Findings"),
    queue.DUE: mark("Findings"),
}


LONG_PAST = 99
"""Days after which nobody counts them."""


class Line(msgspec.Struct, frozen=True):
    """A row: a heading without a task, or a task with its name, what it says, and what stands at the right."""

    name: str
    text: str = ""
    right: str = ""
    task: Task | None = None


def lines(
    t: Words,
    period: Period,
    tasks: Sequence[Task],
    cases: Mapping[str, Case],
    today: date,
    *,
    most: int = queue.MOST,
) -> list[Line]:
    """All rows; tasks of one kind beyond the `most` end in a count."""
    out: list[Line] = []
    heading = ""
    shown: dict[str, int] = {}
    for task in tasks:
        title = t(HEADINGS[task.kind], due=_due(t, period, task, today))
        if title != heading:
            out += [Line(""), Line(title)] if out else [Line(title)]
            heading = title
        shown[task.kind] = shown.get(task.kind, 0) + 1
        if shown[task.kind] == most + 1:
            more = sum(each.kind == task.kind for each in tasks) - most
            out.append(Line("", t("… {n} more units (Tab)", n=more)))
        elif shown[task.kind] <= most:
            out.append(_line(t, task, cases, today))
    return out


def text(line: Line, width: int) -> tuple[str, str]:
    """A task's row as the name, which has the focus, and the rest."""
    room = width - 2
    name = pad(cut_middle(line.name, 28), 28) if cells(line.name) > 6 else pad(line.name, 6)
    right = cut(line.right, max(0, room - cells(name) - 14))
    middle = room - cells(name) - 1 - (cells(right) + 1 if right else 0)
    return name, f" {pad(cut(line.text, middle), middle)} {right}".rstrip()


def _due(t: Words, period: Period, task: Task, today: date) -> str:
    """The due date of the period's step, and how many days are left."""
    submitting = task.kind in (queue.UNANSWERED, queue.UNPROVEN, queue.DRAFTS, queue.WAITING)
    day = period.submit_by if submitting else period.verify_by
    left = (day - today).days
    if left < -LONG_PAST:
        return t("due {day}, long past", day=numbers.day(day))
    if left < 0:
        return t("due {day}, {n} days late", day=numbers.day(day), n=-left)
    return t("due {day}, {n} days left", day=numbers.day(day), n=left)


def _line(t: Words, task: Task, cases: Mapping[str, Case], today: date) -> Line:
    case = cases.get(task.unit) or (next(iter(cases.values()), None) if task.kind == queue.BANDS else None)
    unit = t.of(case.a.unit.name) if case else ""
    codes = " ".join(task.items)
    n = numbers.count(t, task.n)
    match task.kind:
        case queue.RESUME:
            return Line(codes, _title(t, case, task.items[0]), t("where you stopped"), task)
        case queue.RETURNED:
            note = words.shown(t, case.a.note.text) if case and case.a.note else ""
            return Line(codes.split(" ")[0], note, codes, task)
        case queue.UNANSWERED:
            return Line(n, t("items are not answered"), " ".join(_sections(task.items)), task)
        case queue.UNPROVEN:
            return Line(n, t("items are met without evidence or a remark"), codes, task)
        case queue.STALE:
            points = numbers.points(t, task.points or Fraction(0))
            return Line(n, t("items lose {points} points by evidence too old or expired", points=points), codes, task)
        case queue.DOUBTFUL:
            return Line(n, t("items with numbers or papers to look at again"), codes, task)
        case queue.BEST:
            gain = numbers.gain(t, task.points or Fraction(0))
            band = t("up to {band}", band=words.band(t, case.pack, task.band)) if case and task.band else ""
            return Line(gain, t("raises the score most: {item}", item=codes), band, task)
        case queue.EXPLAIN:
            return Line(n, t("of {of} items where the inspector differs are not explained", of=task.of), codes, task)
        case queue.PAPER:
            return _paper(t, task, case)
        case _:
            return _of_many(t, task, case, unit, today, cases)


def _paper(t: Words, task: Task, case: Case | None) -> Line:
    if case is None:
        return Line("", task=task)
    counts = score.result(case.a, case.own, case.verified)
    state = words.state(t, case.a)
    if case.a.state != DRAFT:
        done, agreed, every = verify.progress(case.pack, case.a)
        state += ", " + t("verified {done}/{every}, agreed {agreed}", done=done, every=every, agreed=agreed)
    return Line("", f"{t.of(case.a.unit.name)}: {state}. {score.summary(t, case.pack, counts)}", task=task)


def _of_many(t: Words, task: Task, case: Case | None, unit: str, today: date, cases: Mapping[str, Case]) -> Line:
    counts = dict(task.counts)
    progress = f"{task.n}/{task.of}"
    match task.kind:
        case queue.VERIFYING:
            said = t("{progress}  agreed {agreed}, differ {differ}", progress=progress, **counts)
            return Line(unit, said, t("go on at {item}", item=task.items[0]) if task.items else t("close it: H"), task)
        case queue.TO_VERIFY:
            waits = (today - task.day).days if task.day else 0
            return Line(
                unit,
                f"{progress}  " + t("submitted {day}", day=numbers.day(task.day)),
                t("waiting {n} days", n=waits),
                task,
            )
        case queue.SENT_BACK:
            note = words.shown(t, case.a.note.text) if case and case.a.note else ""
            return Line(unit, progress, f'"{note}"', task)
        case queue.TO_ACCEPT if case is not None and case.verified is not None:
            both = (numbers.percent(t, s.evidenced, case.pack) for s in (case.own, case.verified))
            band = words.band(t, case.pack, case.verified.band) + score.capped(case.verified)
            differ = t("differ {differ}, explained {explained}", **counts)
            return Line(unit, f"{' → '.join(both)}  {band}", differ, task)
        case queue.DRAFTS:
            said = t("units are still a draft, {n} of them not begun", n=task.of)
            return Line(numbers.count(t, task.n), said, t("least: {unit}", unit=unit), task)
        case queue.WAITING:
            said = t("units wait for verifying longer than {n} days", n=queue.SLOW)
            return Line(numbers.count(t, task.n), said, t("longest: {unit}", unit=unit), task)
        case queue.STATES:
            said = " · ".join(f"{n} {t(words.STATES[state])}" for state, n in task.counts if n)
            return Line(numbers.count(t, task.n), t("units: {states}", states=said), task=task)
        case queue.BANDS if case is not None:
            said = " · ".join(f"{n} {words.band(t, case.pack, band)}" for band, n in task.counts)
            return Line(numbers.count(t, task.n), t("verified: {bands}", bands=said), task=task)
        case queue.LOSSES:
            said = " · ".join(f"{item} ({n})" for item, n in task.counts)
            return Line("", t("most units lose points in: {items}", items=said), task=task)
        case queue.CAPPED:
            said = " · ".join(f"{item} ({n})" for item, n in task.counts)
            return Line("", t("critical items hold units down: {items}", items=said), task=task)
        case queue.OVERDUE | queue.DUE:
            what = t("findings overdue") if task.kind == queue.OVERDUE else t("findings open")
            where = ", ".join(_place(t, place, cases) for place, _ in task.counts[:2])
            return Line(
                numbers.count(t, task.n), what, t("{day}: {where}", day=numbers.day(task.day), where=where), task
            )
        case _:
            return Line(numbers.count(t, task.n), "", task=task)


def _place(t: Words, place: str, cases: Mapping[str, Case]) -> str:
    """The unit's name and the item of a finding, from `UNIT: ITEM`."""
    unit, _, item = place.partition(": ")
    return f"{t.of(cases[unit].a.unit.name) if unit in cases else unit}, {item}"


def _title(t: Words, case: Case | None, item: str) -> str:
    found = case.pack.item(item) if case else None
    return t.of(found.title) if found else ""


def _sections(items: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(item.partition("-")[0] for item in items))


def queue_json(tasks: Sequence[Task]) -> dict[str, Any]:
    """`{"queue": [{"kind", "unit", "items", "n", "of", "points", "day", "band", "counts"}]}`, most pressing first."""
    return {
        "queue": [
            {
                "kind": task.kind,
                "unit": task.unit or None,
                "items": task.items,
                "n": task.n,
                "of": task.of,
                "points": numbers.rounded(task.points),
                "day": task.day.isoformat() if task.day else None,
                "band": task.band or None,
                "counts": dict(task.counts),
            }
            for task in tasks
        ]
    }
