"""Findings as rows, lines and documented JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from checklist import findings
from checklist.locale import Words, mark
from checklist.model import Particulars
from checklist.register import LIGHT, MEDIUM, SERIOUS, Finding, Findings
from checklist.text import cut, pad
from checklist.view import commands, numbers, words
from checklist.view.frame import Row, marker, paragraph, plain

SEVERITIES = {LIGHT: mark("light"), MEDIUM: mark("medium"), SERIOUS: mark("serious")}


def severity(t: Words, finding: Finding) -> str:
    """How bad it is, in words."""
    return t(SEVERITIES[finding.severity])


def status(t: Words, finding: Finding, today: date, offset: str) -> str:
    """Where a finding stands: `mở`, `quá hạn`, `đã khắc phục 02/12/2009`."""
    if finding.closed is not None:
        return t("closed {day}", day=numbers.day(numbers.local(finding.closed.at, offset).date()))
    return t("overdue") if findings.overdue(finding, today) else t("open")


def counts(t: Words, register: Findings, today: date) -> str:
    """How many there are, how many of them are open and overdue."""
    still = findings.still_open(register)
    late = sum(findings.overdue(each, today) for each in still)
    said = t("Findings of the unit: {n} ({open} open)", n=len(register.findings), open=len(still))
    return f"{said} · {t('{n} overdue', n=late)}" if late else said


def finding_json(unit: str, finding: Finding, today: date) -> dict[str, Any]:
    """A finding by value, with its id and revision, and whether it is overdue today."""
    plain = commands.by_value(finding)
    closed = finding.closed
    return {
        "unit": unit,
        "id": finding.id,
        "revision": finding.revision,
        **{key: plain.get(key) for key in ("item", "severity", "what", "action", "responsible")},
        "due": finding.due.isoformat(),
        **{key: plain[key] for key in ("period", "who", "at")},
        "overdue": findings.overdue(finding, today),
        "closed": {"who": closed.who, "at": closed.at, **_evidence(closed.evidence)} if closed else None,
    }


def _evidence(register: Particulars) -> dict[str, Any]:
    said = {key: value for key, value in commands.by_value(register).items() if value is not None}
    return {"marking": register.marking, **said}


def lines(t: Words, finding: Finding, today: date, offset: str) -> list[str]:
    """A finding as commands print it: id, item, severity, due date, where it stands; then its texts in full."""
    first = (
        f"{pad(finding.id, 5)} {pad(finding.item, 7)} {pad(severity(t, finding), 12)} "
        f"{t('due {day}', day=numbers.day(finding.due))}  {status(t, finding, today, offset)}"
    )
    action = t(
        "To do: {action} ({post})",
        action=words.shown(t, finding.action),
        post=words.shown(t, finding.responsible),
    )
    out = [first, f"      {words.shown(t, finding.what)}", f"      {action}"]
    if finding.closed is not None:
        evidence = words.evidence_line(t, finding.closed.evidence)
        out.append("      " + t("Closed with: {line} ({who})", line=evidence, who=finding.closed.who))
    return out


# --- screens -----------------------------------------------------------------------------------------------


def head_row(t: Words) -> Row:
    """The titles of the list's columns."""
    return plain(
        "  " + pad(t("Id"), 5) + pad(t("Item"), 10) + pad(t("Severity"), 14) + pad(t("Due"), 12)
        + pad(t("Status"), 24) + t("Finding")
    )  # fmt: skip


def list_row(t: Words, finding: Finding, today: date, offset: str, focused: bool, width: int) -> Row:
    """A finding in the list."""
    rest = (
        pad(finding.item, 10) + pad(severity(t, finding), 14) + pad(numbers.day(finding.due), 12)
        + pad(status(t, finding, today, offset), 24) + cut(words.shown(t, finding.what), max(8, width - 68))
    )  # fmt: skip
    return marker(focused, pad(finding.id, 5), rest)


def detail(t: Words, finding: Finding, today: date, offset: str, width: int, most: int = 2) -> list[Row]:
    """A finding whole, each text in at most so many rows."""
    wide = 15
    rows = paragraph(t("Finding"), words.shown(t, finding.what), width, most=most, label_width=wide)
    rows += paragraph(t("Severity"), severity(t, finding), width, label_width=wide)
    rows += paragraph(t("To be done"), words.shown(t, finding.action), width, most=most, label_width=wide)
    rows += paragraph(t("By whom"), words.shown(t, finding.responsible), width, most=1, label_width=wide)
    due = f"{numbers.day(finding.due)} · {status(t, finding, today, offset)}"
    rows += paragraph(t("Due"), due, width, most=1, label_width=wide)
    when = numbers.day(numbers.local(finding.at, offset).date())
    found = t("{who}, {day}, period {period}", who=finding.who, day=when, period=finding.period)
    rows += paragraph(t("Written by"), found, width, most=1, label_width=wide)
    if finding.closed is not None:
        line = words.evidence_line(t, finding.closed.evidence)
        said = [
            line,
            *(words.shown(t, each) for each in (finding.closed.evidence.issuer, finding.closed.evidence.kept_at)),
        ]
        rows += paragraph(t("Closed with"), ", ".join(filter(None, said)), width, most=most, label_width=wide)
        rows += paragraph(t("Closed by"), finding.closed.who, width, most=1, label_width=wide)
    return rows
