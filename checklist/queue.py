"""What there is to do for a person, most pressing first: the first screen, and the command `queue`. Pure.

A unit's people see where they stopped and what is missing before the paper can be submitted; an inspector what is to be
verified; a reviewer what is to be accepted, who is late and where points are lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import msgspec

from checklist import notices, scoring, workflow
from checklist.acts import Submit
from checklist.model import (
    ACCEPTED,
    ADMIN,
    DRAFT,
    HEAD,
    INSPECTOR,
    SELF,
    STAFF,
    STATE_VERIFIED,
    SUBMITTED,
    VERIFIED,
    Assessment,
    Item,
    Pack,
    Period,
    Person,
)
from checklist.scoring import Score

SLOW = 5
"""Days after which a submitted assessment waits too long."""
MOST = 4
"""Rows of one kind that are shown before the rest is a count."""

RESUME, RETURNED, UNANSWERED, UNPROVEN, STALE, DOUBTFUL, BEST, EXPLAIN, PAPER = (
    "resume", "returned", "unanswered", "unproven", "stale", "doubtful", "best", "explain", "paper",
)  # fmt: skip
VERIFYING, TO_VERIFY, SENT_BACK, TO_ACCEPT = "verifying", "to_verify", "sent_back", "to_accept"
DRAFTS, WAITING, STATES, BANDS, LOSSES, CAPPED, OVERDUE, DUE = (
    "drafts", "waiting", "states", "bands", "losses", "capped", "overdue", "due",
)  # fmt: skip


class Case(msgspec.Struct, frozen=True):
    """A unit's assessment with all that its tasks are reckoned from; `submitted` is the day of the last submit."""

    a: Assessment
    pack: Pack
    own: Score
    verified: Score | None
    submitted: date | None = None
    sent_back: bool = False
    """The reviewer gave it back to the inspector."""
    findings: tuple[tuple[str, date], ...] = ()
    """Open findings: item and due date."""


class Task(msgspec.Struct, frozen=True):
    """One thing to do: its kind, the unit it is in, the items it is about, and the numbers that say it."""

    kind: str
    unit: str = ""
    items: tuple[str, ...] = ()
    n: int = 0
    of: int = 0
    points: Fraction | None = None
    day: date | None = None
    band: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    """What is counted, by state, band, item or section."""


def tasks(person: Person, period: Period, cases: Sequence[Case], today: date) -> tuple[Task, ...]:
    """What a person has to do in a period, in the order in which it is shown."""
    if person.role in (STAFF, HEAD):
        return tuple(task for case in cases for task in _of_unit(person, case))
    if person.role == INSPECTOR:
        return _of_inspector(person, cases, today)
    return () if person.role == ADMIN else _of_reviewer(cases, today)


# --- a unit's people ---------------------------------------------------------------------------------------


def _of_unit(person: Person, case: Case) -> list[Task]:
    a, unit = case.a, case.a.unit.id
    found: list[Task] = []
    if a.state == DRAFT:
        if a.note is not None and a.returned:
            found.append(Task(RETURNED, unit, a.note.items))
        if item := resume(person, case, SELF):
            found.append(Task(RESUME, unit, (item,)))
        lacks = workflow.lacks(case.pack, a, Submit(), person, case.own.at)
        for kind, cause in ((UNANSWERED, "unanswered"), (UNPROVEN, "no_evidence")):
            items = tuple(lack.item for lack in lacks if lack.cause == cause)
            if items:
                found.append(Task(kind, unit, items, n=len(items)))
        found += _worth_doing(case)
    elif a.state == STATE_VERIFIED:
        differing = [item.id for item in case.pack.shown_to(a.unit) if scoring.differs(a, item.id)]
        open_ones = tuple(id for id in differing if id not in a.explanations)
        if open_ones:
            found.append(Task(EXPLAIN, unit, open_ones, n=len(open_ones), of=len(differing)))
    return [*found, Task(PAPER, unit), *_findings((case,), case.own.at)]


def _worth_doing(case: Case) -> list[Task]:
    a, unit, s = case.a, case.a.unit.id, case.own
    found = []
    stale = [gap for gap in s.gaps if gap.cause == scoring.STALE_EVIDENCE]
    if stale:
        points = sum((gap.points for gap in stale), Fraction(0))
        found.append(Task(STALE, unit, tuple(gap.item for gap in stale), n=len(stale), points=points))
    doubtful = tuple(item.id for item in case.pack.shown_to(a.unit) if notices.of_item(case.pack, a, item.id))
    if doubtful:
        found.append(Task(DOUBTFUL, unit, doubtful, n=len(doubtful)))
    if s.gaps and (best := scoring.reach(case.pack, s, s.gaps[0].item)):
        gained = sum((gap.points for gap in s.gaps if gap.item == s.gaps[0].item), Fraction(0))
        band = best[1] if best[1] != s.band else ""
        found.append(Task(BEST, unit, (s.gaps[0].item,), points=gained, band=band))
    return found


def resume(person: Person, case: Case, layer: str) -> str:
    """The item to go on at: the next unfinished one after what the person answered last; empty when all is done."""
    a = case.a
    items: list[Item] = list(case.pack.shown_to(a.unit))
    mine = [(answer.at, answer.n, id) for id, answer in a.answers.get(layer, {}).items() if answer.who == person.id]
    last = max(mine)[2] if mine else ""
    start = next((n + 1 for n, item in enumerate(items) if item.id == last), 0)
    turned = [*items[start:], *items[:start]]
    return next((item.id for item in turned if a.value(layer, item.id) is None), "")


# --- the inspector -----------------------------------------------------------------------------------------


def _of_inspector(person: Person, cases: Sequence[Case], today: date) -> tuple[Task, ...]:
    begun, waiting, back = [], [], []
    for case in cases:
        if case.a.state != SUBMITTED:
            continue
        shown = case.pack.shown_to(case.a.unit)
        done = [item.id for item in shown if case.a.value(VERIFIED, item.id) is not None]
        differ = sum(scoring.differs(case.a, id) for id in done)
        item = resume(person, case, VERIFIED)
        agreement = (("agreed", len(done) - differ), ("differ", differ))
        unit, items = case.a.unit.id, (item,) if item else ()
        if case.sent_back:
            back.append(Task(SENT_BACK, unit, case.a.note.items if case.a.note else (), n=len(done), of=len(shown)))
        elif done:
            begun.append(Task(VERIFYING, unit, items, n=len(done), of=len(shown), counts=agreement))
        else:
            waiting.append(Task(TO_VERIFY, unit, items, of=len(shown), day=case.submitted))
    waiting.sort(key=lambda task: task.day or today)
    return (*begun, *waiting, *back, *_findings(cases, today))


def _findings(cases: Sequence[Case], today: date) -> list[Task]:
    """Open findings, overdue ones first; the earliest day on which one is due."""
    open_ones = [(day, case.a.unit.id, item) for case in cases for item, day in case.findings]
    found = []
    for kind, these in (
        (OVERDUE, [each for each in open_ones if each[0] < today]),
        (DUE, [each for each in open_ones if each[0] >= today]),
    ):
        if these:
            day, unit, item = min(these)
            where = tuple((f"{of}: {what}", 1) for _, of, what in sorted(these))
            found.append(Task(kind, unit, (item,), n=len(these), day=day, counts=where))
    return found


# --- the reviewer ------------------------------------------------------------------------------------------


def _of_reviewer(cases: Sequence[Case], today: date) -> tuple[Task, ...]:
    found = []
    for case in cases:
        if case.a.state == STATE_VERIFIED and case.verified is not None:
            differing = [item.id for item in case.pack.shown_to(case.a.unit) if scoring.differs(case.a, item.id)]
            explained = sum(id in case.a.explanations for id in differing)
            answered = (("differ", len(differing)), ("explained", explained))
            found.append(Task(TO_ACCEPT, case.a.unit.id, case.verified.capped_by, counts=answered))
    drafts = [case for case in cases if case.a.state == DRAFT]
    if drafts:
        lowest = sorted(drafts, key=lambda case: Fraction(case.own.answered, case.own.applicable or 1))
        counts = tuple((case.a.unit.id, case.own.answered) for case in lowest[:MOST])
        not_begun = sum(not case.own.answered for case in drafts)
        found.append(Task(DRAFTS, lowest[0].a.unit.id, n=len(drafts), of=not_begun, counts=counts))
    slow = [c for c in cases if c.a.state == SUBMITTED and c.submitted and (today - c.submitted).days > SLOW]
    if slow:
        longest = min(slow, key=lambda case: case.submitted or today)
        found.append(Task(WAITING, longest.a.unit.id, n=len(slow), day=longest.submitted))
    states = Counter(case.a.state for case in cases)
    order = (DRAFT, SUBMITTED, STATE_VERIFIED, ACCEPTED)
    found.append(Task(STATES, n=len(cases), counts=tuple((state, states[state]) for state in order)))
    verified = [c.verified for c in cases if c.verified is not None and scoring.result_layer(c.a) == VERIFIED]
    if verified:
        bands = Counter(s.band or "" for s in verified)
        found.append(Task(BANDS, n=len(verified), counts=tuple(bands.items())))
    found += _losses([case.verified or case.own for case in cases])
    return (*found, *_findings(cases, today))


def _losses(scores: Sequence[Score]) -> list[Task]:
    """In which items most units lose points, and which critical items hold units down."""
    lost = Counter(item for s in scores for item in dict.fromkeys(gap.item for gap in s.gaps))
    capped = Counter(item for s in scores if s.lowered for item in s.capped_by)
    found = []
    if lost:
        found.append(
            Task(LOSSES, items=tuple(item for item, _ in lost.most_common(3)), counts=tuple(lost.most_common(3)))
        )
    if capped:
        found.append(Task(CAPPED, items=tuple(capped), counts=tuple(capped.most_common(3))))
    return found
