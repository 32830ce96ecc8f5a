"""`expunge`: a text that should never have been written is taken out of the home, for good.

JSON: `{"unit","period","entry","texts"}`: the entry that lost its texts, and how many.
"""

from __future__ import annotations

from checklist.cli.context import Context, Parser, whole
from checklist.errors import Phrase
from checklist.locale import Words


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, the number of a journal entry, and why."""
    parser.add_argument("unit", metavar="UNIT")
    parser.add_argument("entry", metavar="N", help=t("the number of the journal's entry, as `log` shows it"))
    parser.add_argument("--reason", metavar="T", default="", help=t("why; without the text itself"))


def run(context: Context, name: str) -> int:
    """Take the texts of an entry out."""
    options, t, desk = context.options, context.t, context.desk
    number = whole(options.entry)
    a, count = desk.expunge(options.unit, number, options.reason, dry_run=options.dry_run)
    if options.json:
        context.object({"unit": a.unit.id, "period": a.period.id, "entry": number, "texts": count})
        return 0
    context.saved(f"{t.of(a.unit.name)}: {t('texts of entry {n} taken out', n=number)} ({count})")
    context.warn([Phrase("copies and backups made before still hold it.")])
    return 0
