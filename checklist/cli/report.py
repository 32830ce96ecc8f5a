"""`report UNIT --minutes`: the inspection minutes, printed or into a file.

JSON: `{"unit","period","kind":"minutes","format":"text","lang","text"}`; with `-o` the `file` instead of the `text`.
"""

from __future__ import annotations

from pathlib import Path

from checklist.cli.context import Context, Parser, named
from checklist.errors import BadInput
from checklist.locale import Words


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, which report, and where to."""
    parser.add_argument("unit", metavar="UNIT", nargs="?")
    parser.add_argument("--all", action="store_true", help=t("of all units"))
    parser.add_argument("--minutes", action="store_true", help=t("the minutes of the inspection, to be signed"))
    parser.add_argument("--format", metavar="F", default="text", help="text")
    parser.add_argument("-o", "--output", metavar="FILE", type=named, help=t("into this file, which must not be there"))
    parser.add_argument("--force", action="store_true", help=t("take the place of a file that is there"))


def run(context: Context, name: str) -> int:
    """Print the minutes, or write them to a file."""
    from checklist import report
    from checklist.report import file

    options, t, desk = context.options, context.t, context.desk
    if options.all or options.unit is None or not options.minutes or options.format != "text":
        raise BadInput("Only the minutes exist so far, as text.", "`checklist report UNIT --minutes` prints them.")
    lines = report.minutes(desk, t, options.unit)
    told: dict[str, str] = {"unit": options.unit, "period": desk.period.id, "kind": "minutes", "format": "text"}
    told["lang"] = t.lang
    if options.output and not options.dry_run:
        file.write(Path(options.output), "\n".join(lines) + "\n", force=options.force)
    if options.json:
        context.object(told | ({"file": options.output} if options.output else {"text": "\n".join(lines)}))
    elif options.output:
        context.saved(options.output)
    else:
        context.print(*lines)
    return 0
