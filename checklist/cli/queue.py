"""`queue`: what there is to do."""

from __future__ import annotations

from checklist.cli.context import Context, Parser
from checklist.locale import Words
from checklist.view import queue as rows


def arguments(parser: Parser, name: str, t: Words) -> None:
    """Nothing besides the options of every command."""


def run(context: Context, name: str) -> int:
    """Print the queue, as text or as one object."""
    desk, t = context.desk, context.t
    cases = {unit.id: desk.case(unit.id) for unit in desk.units()}
    found = desk.queue(list(cases.values()))
    if context.options.json:
        context.object(rows.queue_json(found))
        return 0
    for line in rows.lines(t, desk.period, found, cases, desk.today()):
        if line.task is None:
            context.print(line.name or line.text)
        else:
            context.print("  " + "".join(rows.text(line, 118)).rstrip())
    if not found:
        context.print(t("Nothing is waiting for you."))
    return 0
