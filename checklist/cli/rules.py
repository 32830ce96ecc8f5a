"""`rules list`, `rules show`, `rules check`, `rules coverage`, `rules schema`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from checklist import judge
from checklist.cli.context import Context, Parser, named
from checklist.locale import Words
from checklist.model import Pack, digest
from checklist.view import commands, numbers


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, an item, or a folder."""
    if name == "rules list":
        parser.add_argument("--unit", metavar="UNIT", help=t("only what applies to this unit"))
    elif name == "rules show":
        parser.add_argument("item", metavar="ITEM", nargs="?")
    elif name == "rules coverage":
        told = t("a folder of rules; else the home's, or the shipped")
        parser.add_argument("path", metavar="PATH", nargs="?", type=named, help=told)
    elif name == "rules check":
        parser.add_argument("path", metavar="PATH", type=named)


def run(context: Context, name: str) -> int:
    """List, show or check."""
    if name == "rules check":
        return _check(context)
    if name == "rules schema":
        return _schema(context)
    if name == "rules coverage":
        return _coverage(context)
    if name == "rules list" and not context.has_home and context.options.unit is None:
        return _shipped(context)
    pack, shown = _pack(context)
    if name == "rules list":
        a = context.desk.read(context.options.unit) if context.options.unit else None
        pack = context.desk.pack_of(a.pack) if a else pack
        unit = a.unit if a else None
        if context.options.json:
            context.object(commands.rules_json(context.t, pack, shown, unit))
        else:
            context.print(*commands.rules_lines(context.t, pack, unit))
        return 0
    item = context.options.item
    if item is not None and pack.item(item) is None:
        raise judge.unknown("item", item, [each.id for each in pack.items()])
    items = [each for each in pack.items() if item in (None, each.id)]
    if context.options.json:
        context.object({"items": [commands.item_json(context.t, each) for each in items]})
    else:
        for each in items:
            context.print(*commands.item_lines(context.t, pack, each), "")
    return 0


def _pack(context: Context) -> tuple[Pack, str]:
    """The period's pack and digest; without a home the shipped pack."""
    if context.has_home:
        return context.desk.pack, context.desk.pack_digest
    from checklist import rulebook

    pack = rulebook.load(rulebook.shipped()[0])
    return pack, digest(pack)


def _shipped(context: Context) -> int:
    from checklist import rulebook

    packs = [rulebook.load(folder) for folder in rulebook.shipped()]
    if context.options.json:
        context.object({"packs": [{"id": p.id, "version": p.version, "digest": digest(p)} for p in packs]})
    else:
        context.print(*(f"{p.id} {p.version}  {digest(p)}" for p in packs))
    return 0


def _coverage(context: Context) -> int:
    from checklist import rulebook
    from checklist.view import coverage

    path = context.options.path
    if path is None and context.has_home:
        pack, units = context.desk.pack, tuple(context.desk.units())
    else:
        pack, units = rulebook.check(rulebook.find(path) if path else rulebook.shipped()[0])
    if context.options.json:
        context.object(coverage.coverage_json(context.t, pack, units))
    else:
        context.print(*coverage.coverage_lines(context.t, pack, units))
    return 0


def _schema(context: Context) -> int:
    from checklist.rulebook.schema import schema

    if context.options.json:
        context.object(schema())
    else:
        context.print(msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode())
    return 0


def _check(context: Context) -> int:
    from checklist import rulebook

    pack, units = rulebook.check(Path(context.options.path))
    items = sum(1 for _ in pack.items())
    points = numbers.total(each.points for each in pack.items())
    if context.options.json:
        checked = {"id": pack.id, "version": pack.version, "items": items, "points": numbers.number(str(points))}
        context.object({**checked, "units": len(units), "digest": digest(pack)})
    else:
        line = context.t(
            "{id} {version}: no faults, {n} items, {m} units, digest {digest}",
            id=pack.id,
            version=pack.version,
            n=items,
            m=len(units),
            digest=digest(pack),
        )
        context.print(f"{line}, {context.t('{points} points', points=numbers.short(context.t, points))}")
    return 0
