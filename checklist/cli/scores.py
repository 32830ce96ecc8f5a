"""`score` and `log`."""

from __future__ import annotations

from checklist.cli.context import Context, Parser
from checklist.locale import Words
from checklist.model import SELF, VERIFIED
from checklist.view import score
from checklist.view.numbers import parse_day


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, and how much of it."""
    if name == "log":
        parser.add_argument("unit", metavar="UNIT")
        return
    parser.add_argument("unit", metavar="UNIT", nargs="?")
    parser.add_argument("--explain", action="store_true", help=t("every item, so that it can be recomputed"))
    parser.add_argument("--at", metavar="DATE", help=t("a date, dd/mm/yyyy or ISO"))


def run(context: Context, name: str) -> int:
    """Print the score or the journal."""
    if name == "log":
        return _log(context)
    return _table(context) if context.options.unit is None else _unit(context)


def _log(context: Context) -> int:
    from checklist.view import commands

    desk = context.desk
    lines = desk.log(context.options.unit)
    if context.options.json:
        context.object({"entries": [commands.entry_json(line) for line in lines]})
    else:
        pack, offset = desk.pack_of(desk.read(context.options.unit).pack), desk.store.settings.utc_offset
        if not lines:
            context.print(context.t("Nothing is written yet."))
        for line in lines:
            context.print(*commands.log_lines(context.t, pack, line, offset))
    return 0


def _unit(context: Context) -> int:
    desk, options, t = context.desk, context.options, context.t
    a = desk.read(options.unit)
    pack = desk.pack_of(a.pack)
    at = parse_day(options.at) if options.at else desk.score_date(a)
    if options.json:
        context.object(score.unit_json(t, pack, a.pack, a, at, whole=True))
        return 0
    context.print(*score.unit_lines(t, pack, a, at))
    if a.unit.id in desk.store.settings.samples:
        context.print("", t("Sample data: {units}.", units=t.of(a.unit.name)))
    if options.explain:
        for layer in (SELF, *([VERIFIED] if a.answers.get(VERIFIED) else [])):
            context.print("", *score.explain(t, pack, a, layer, at))
    return 0


def _table(context: Context) -> int:
    desk, options, t = context.desk, context.options, context.t
    given = parse_day(options.at) if options.at else None
    rows = []
    for unit in desk.units():
        a = desk.read(unit.id)
        rows.append((desk.pack_of(a.pack), a, given or desk.score_date(a)))
    if options.json:
        units = [score.unit_json(t, pack, a.pack, a, at, whole=False) for pack, a, at in rows]
        context.object({"period": desk.period.id, "units": units})
        return 0
    context.print(*score.table(t, [(pack, a, *score.scores(pack, a, at)) for pack, a, at in rows]))
    samples = desk.store.settings.samples
    if samples:
        real = [t.of(a.unit.name) for _, a, _ in rows if a.entries and a.unit.id not in samples]
        named = [t.of(a.unit.name) for _, a, _ in rows if a.unit.id in samples]
        context.print("", t("Sample data: {units}.", units=", ".join(named) or "–"))
        context.print(t("From the 2009 report: {units}. Units marked ~ are samples.", units=", ".join(real) or "–"))
    return 0
