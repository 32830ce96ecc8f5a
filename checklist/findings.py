"""Findings: what inspectors saw wrong in a unit, kept over the periods in a register with a journal of its own.

Works as `workflow` and `change` do for an assessment: `apply` asks who may, settles the act and changes the register;
`change` needs nothing but the settled act, so that the journal replays. There is no undo of a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from checklist import acts, judge, workflow
from checklist.acts import Act
from checklist.errors import BadInput, Refused
from checklist.journal import Book, Line
from checklist.model import Assessment, Pack, Person
from checklist.register import SEVERITIES, Closing, Finding, Findings


def blank(unit: str) -> Findings:
    """The register of a unit before its first finding."""
    return Findings(unit)


# --- what an act does --------------------------------------------------------------------------------------


def change(register: Findings, act: Act, who: str, at: str) -> Findings:
    """The register after a settled act: no pack, no clock, no refusal. A journal's replay folds exactly this."""
    findings = dict(register.findings)
    match act:
        case acts.AddFinding():
            findings[act.id] = Finding(
                id=act.id,
                item=act.item,
                severity=act.severity,
                what=act.what,
                action=act.action,
                responsible=act.responsible,
                due=act.due,
                period=act.period,
                who=who,
                at=at,
            )
        case acts.CloseFinding():
            before = findings[act.finding]
            closed = Closing(act.evidence, who, at)
            findings[act.finding] = msgspec.structs.replace(before, revision=before.revision + 1, closed=closed)
        case acts.Expunge():
            findings = acts.taken_out(findings, frozenset(act.texts))
    return msgspec.structs.replace(register, findings=findings, entries=register.entries + 1)


BOOK: Book[Findings] = Book(acts.OpenFindings, acts.FINDING_ACTS, lambda act: blank(act.unit), change)
"""The journal of a register."""


# --- doing one ---------------------------------------------------------------------------------------------


def apply(
    pack: Pack,
    register: Findings,
    a: Assessment,
    act: Act,
    who: Person,
    now: datetime,
    *,
    today: date,
    salt: str = "",
) -> tuple[Act, Findings]:
    """Add or close a finding, or take the texts of one out.

    Args:
        a: the assessment of the unit in which the person acts: its state allows adding, its period is kept.
        now: the moment, in UTC.
        today: the date at the home's offset.
        salt: random text from which the salts of the act's free texts are made.

    Returns:
        The settled act, as the journal keeps it, and the register after it.

    Raises:
        Refused: state or role says no, or the finding is closed already.
        BadInput: the act is wrong whatever the state.
    """
    if refusal := workflow.may(who, a, act):
        raise refusal
    settled = settle(pack, register, a, judge.texts(act, salt), who, today)
    return settled, change(register, settled, who.id, workflow.moment(now))


def settle(pack: Pack, register: Findings, a: Assessment, act: Act, who: Person, today: date) -> Act:
    """The act with its ids and particulars worked out; its texts are settled already.

    Raises:
        BadInput, Refused: as `apply` says.
    """
    match act:
        case acts.AddFinding():
            judge.item_of(pack, a, act.item)
            judge.one_of(act.severity, SEVERITIES, "severity")
            for field in ("what", "action", "responsible"):
                judge.needed(getattr(act, field), field)
            if act.due < today:
                raise BadInput(
                    'The due date "{given}" lies before today, {today}. Nothing was saved.',
                    given=act.due.isoformat(),
                    today=today.isoformat(),
                )
            return msgspec.structs.replace(act, period=a.period.id, id=f"F{len(register.findings) + 1}")
        case acts.CloseFinding():
            finding = register.findings.get(act.finding)
            if finding is None:
                raise judge.unknown("finding", act.finding, register.findings)
            if finding.closed is not None:
                raise Refused("{id} is closed already.", id=finding.id)
            evidence = judge.particulars_of(pack, act.evidence, who, today)
            if evidence.marked and evidence.checked_on is None:
                raise BadInput("A marked document closes a finding only once it was seen.", "Give the day it was seen.")
            return acts.CloseFinding(act.finding, evidence)
        case acts.Expunge():
            judge.needed(act.reason, "reason")
            return act
    raise TypeError(acts.name(act))


def entries_of(register: Findings, lines: Sequence[Line], finding: str) -> tuple[int, ...]:
    """The numbers of the journal's entries about a finding: that which wrote it down, and that which closed it.

    Raises:
        BadInput: there is no such finding.
    """
    if finding not in register.findings:
        raise judge.unknown("finding", finding, register.findings)
    return tuple(
        line.entry.n
        for line in lines
        if finding in (getattr(line.entry.act, "id", ""), getattr(line.entry.act, "finding", ""))
    )


# --- looking at them ---------------------------------------------------------------------------------------


def overdue(finding: Finding, today: date) -> bool:
    """Whether a finding is open although its due date has passed."""
    return finding.closed is None and finding.due < today


def still_open(register: Findings) -> tuple[Finding, ...]:
    """The findings that are not closed, in the order of the register."""
    return tuple(each for each in register.findings.values() if each.closed is None)


def at_item(register: Findings, item: str) -> tuple[Finding, ...]:
    """The findings at an item, in the order of the register."""
    return tuple(each for each in register.findings.values() if each.item == item)
