"""`finding add`, `finding list`, `finding close`.

JSON: `finding add` and `finding close` print the finding that was saved, `finding list` prints `{"findings": [...]}`.
A finding is `{"unit","id","revision","item","severity","what","action","responsible","due","period","who","at",
"overdue","closed"}`; `severity` is light, medium or serious, `due` an ISO date; `closed` is null, or `{"who","at",
"marking",...}` with what was given of its evidence: `number`, `date`, `issuer`, `kept_at`, `kind`, or `register_line`,
`checked_on` and `checked_by`.
"""

from __future__ import annotations

from datetime import date

from checklist import acts, findings
from checklist.cli.context import Context, Parser, said
from checklist.errors import BadInput
from checklist.locale import Words
from checklist.model import MARKINGS, Particulars
from checklist.register import SEVERITIES, Finding
from checklist.view import findings as shown
from checklist.view import words
from checklist.view.numbers import parse_day


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, and what is said of a finding."""
    if name == "finding list":
        parser.add_argument("unit", metavar="UNIT", nargs="?")
        parser.add_argument("--open", action="store_true", help=t("only what is not closed"))
        parser.add_argument("--overdue", action="store_true", help=t("only what is open past its due date"))
        return
    parser.add_argument("unit", metavar="UNIT")
    if name == "finding add":
        parser.add_argument("item", metavar="ITEM")
        parser.add_argument("--what", metavar="T", help=t("what is wrong, one thing"))
        parser.add_argument("--severity", metavar="S", help=", ".join(SEVERITIES))
        parser.add_argument("--action", metavar="T", help=t("what is to be done"))
        parser.add_argument("--responsible", metavar="POST", help=t("a post, never a name"))
        parser.add_argument("--due", metavar="DATE", help=t("a date, dd/mm/yyyy or ISO"))
        return
    parser.add_argument("id", metavar="ID", help=t("a finding, such as F1"))
    parser.add_argument("--number", metavar="T", help=t("number and symbol"))
    parser.add_argument("--date", metavar="DATE", help=t("a date, dd/mm/yyyy or ISO"))
    parser.add_argument("--issuer", metavar="T", help=t("issuing body"))
    parser.add_argument("--kept-at", metavar="T", help=t("where the original is kept"))
    parser.add_argument("--marking", metavar="M", help=", ".join(MARKINGS))
    parser.add_argument(
        "--register-line", metavar="BOOK/LINE", help=t("with a marking: its line in the paper register")
    )
    parser.add_argument("--checked-on", metavar="DATE", help=t("with a marking: the day the original was seen"))


def run(context: Context, name: str) -> int:
    """Write down, close or list."""
    return {"finding add": _add, "finding close": _close, "finding list": _list}[name](context)


def _add(context: Context) -> int:
    options, desk = context.options, context.desk
    context.allow(options.unit, "finding")
    missing = [
        f"--{each}" for each in ("what", "severity", "action", "responsible", "due") if not getattr(options, each)
    ]
    if missing:
        raise BadInput(
            "A finding needs {options}.", "`checklist {name} --help` shows how.",
            options=", ".join(missing), name="finding add",
        )  # fmt: skip
    act = acts.AddFinding(
        options.item,
        options.severity,
        said(options.what),
        said(options.action),
        said(options.responsible),
        parse_day(options.due),
    )
    register = desk.findings.add(options.unit, act, dry_run=options.dry_run)
    return _tell(context, list(register.findings.values())[-1])


def _close(context: Context) -> int:
    options, desk = context.options, context.desk
    context.allow(options.unit, "finding.close")

    def day(given: str | None) -> date | None:
        return parse_day(given) if given else None

    evidence = Particulars(
        number=said(options.number),
        date=day(options.date),
        issuer=said(options.issuer),
        kept_at=said(options.kept_at),
        marking=options.marking or "none",
        register_line=options.register_line or None,
        checked_on=day(options.checked_on),
    )
    register = desk.findings.close(options.unit, acts.CloseFinding(options.id, evidence), dry_run=options.dry_run)
    return _tell(context, register.findings[options.id])


def _tell(context: Context, finding: Finding) -> int:
    t = context.t
    if context.options.json:
        context.object(shown.finding_json(context.options.unit, finding, context.desk.today()))
        return 0
    what = shown.status(t, finding, context.desk.today(), context.desk.store.settings.utc_offset)
    line = f"{finding.item}: {words.shown(t, finding.what)} ({shown.severity(t, finding)}, {what})"
    context.saved(t("{item} {answer} (revision {n})", item=finding.id, answer=line, n=finding.revision))
    return 0


def _list(context: Context) -> int:
    options, desk, t = context.options, context.desk, context.t
    units = [desk.unit(options.unit)] if options.unit else list(desk.units())
    today, offset = desk.today(), desk.store.settings.utc_offset

    def wanted(finding: Finding) -> bool:
        if options.overdue:
            return findings.overdue(finding, today)
        return not options.open or finding.closed is None

    found = {unit: [each for each in desk.findings.of(unit.id).findings.values() if wanted(each)] for unit in units}
    if options.json:
        every = [shown.finding_json(unit.id, each, today) for unit, each_of in found.items() for each in each_of]
        context.object({"findings": every})
        return 0
    if not any(found.values()):
        context.print(t("No findings."))
    for unit, each_of in found.items():
        if each_of:
            context.print(t.of(unit.name))
        for each in each_of:
            context.print(*(f"  {line}" for line in shown.lines(t, each, today, offset)))
    return 0
