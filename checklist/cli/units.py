"""`units list`, `units show`, `units import`."""

from __future__ import annotations

from pathlib import Path

from checklist.cli.context import Context, Parser, named
from checklist.errors import Forbidden
from checklist.locale import Words
from checklist.model import ADMIN, LOCAL
from checklist.view import commands


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, or a file."""
    if name == "units show":
        parser.add_argument("unit", metavar="UNIT")
    elif name == "units import":
        parser.add_argument("file", metavar="FILE", type=named)


def run(context: Context, name: str) -> int:
    """List, show or import."""
    desk, t = context.desk, context.t
    if name == "units import":
        return _import(context)
    units = [desk.unit(context.options.unit)] if name == "units show" else list(desk.units())
    if context.options.json:
        context.object(commands.units_json(t, units))
    elif name == "units show":
        context.print(*commands.unit_lines(t, desk.pack, units[0]))
    else:
        context.print(*commands.units_table(t, desk.pack, units))
    return 0


def _import(context: Context) -> int:
    from checklist import rulebook

    desk, t = context.desk, context.t
    if desk.person.role != ADMIN and desk.person != LOCAL:
        raise Forbidden("Not done: units are imported by the admin.")
    units = rulebook.load_units(Path(context.options.file), desk.pack)
    changes = commands.unit_changes(desk.units(), units)
    if not context.options.dry_run:
        desk.put_units(units)
    if context.options.json:
        context.object({"units": len(units), "stored": not context.options.dry_run, **changes})
        return 0
    context.print(*commands.unit_change_lines(t, units, changes))
    context.print(
        t("{n} units: {state}.", n=len(units), state=t("not stored") if context.options.dry_run else t("stored"))
    )
    return 0
