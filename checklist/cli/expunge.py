"""`expunge`: a text that should never have been written is taken out of the home, for good.

JSON: `{"unit","period","finding","entry","texts"}`: the entry that lost its texts, and how many; `finding` is null, or
an id, and the entry then one of the journal of findings.
"""

from __future__ import annotations

from checklist.cli.context import Context, Parser, whole
from checklist.errors import Phrase
from checklist.locale import Words


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, the number of a journal entry or the id of a finding, and why."""
    parser.add_argument("unit", metavar="UNIT")
    parser.add_argument(
        "entry", metavar="N", help=t("the number of the journal's entry, as `log` shows it, or a finding, such as F1")
    )
    parser.add_argument("--reason", metavar="T", default="", help=t("why; without the text itself"))


def run(context: Context, name: str) -> int:
    """Take the texts of an entry, or of a finding and its closing, out."""
    options, t, desk = context.options, context.t, context.desk
    unit = desk.unit(options.unit)
    finding = options.entry if options.entry.startswith("F") else None
    if finding:
        _, number, count = desk.findings.expunge(unit.id, finding, options.reason, dry_run=options.dry_run)
        done = t("texts of finding {id} taken out", id=finding)
    else:
        number = whole(options.entry)
        _, count = desk.expunge(unit.id, number, options.reason, dry_run=options.dry_run)
        done = t("texts of entry {n} taken out", n=number)
    if options.json:
        told = {"unit": unit.id, "period": desk.period.id, "finding": finding, "entry": number, "texts": count}
        context.object(told)
        return 0
    context.saved(f"{t.of(unit.name)}: {done} ({count})")
    context.warn([Phrase("copies and backups made before still hold it.")])
    return 0
