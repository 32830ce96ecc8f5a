"""`answer`, `agree`, `explain`, `undo`."""

from __future__ import annotations

from typing import Any

from checklist import acts, notices
from checklist.acts import Act
from checklist.cli.context import Context, Parser, said, whole
from checklist.errors import BadInput, Refused
from checklist.locale import Words
from checklist.model import INSPECTOR, ON_SITE, PAPERS, SELF, VERDICTS, VERIFIED, Assessment, Value
from checklist.view import commands, numbers, words


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, an item, and what is said of it."""
    parser.add_argument("unit", metavar="UNIT")
    if name == "answer":
        parser.add_argument("item", metavar="ITEM")
        parser.add_argument("verdict", metavar="VERDICT", nargs="?", help=", ".join(VERDICTS))
        for each in ("assigned", "reached", "count"):
            parser.add_argument(f"--{each}", metavar="N", help=t("a whole number"))
        parser.add_argument("--percent", metavar="N", help=t("of a restricted quota"))
        parser.add_argument("--part", metavar="P", action="append", help=t("a part that is there; once for each"))
        parser.add_argument("--value", metavar="KEY=N", action="append", help=t("a number of a figure; once for each"))
        parser.add_argument("--ground", metavar="G", help=t("why it does not apply"))
        parser.add_argument("--reason", metavar="T", help=t("reason or remark"))
        parser.add_argument("--clear", action="store_true", help=t("back to unanswered"))
        parser.add_argument("--on-site", action="store_true", help=t("verified at the place, not on papers"))
        parser.add_argument("--expect", metavar="REV", help=t("the revision that you saw"))
    elif name == "agree":
        parser.add_argument("items", metavar="ITEM", nargs="*")
        parser.add_argument("--rest", action="store_true", help=t("all that is left"))
        parser.add_argument("--on-site", action="store_true", help=t("verified at the place, not on papers"))
    elif name == "explain":
        parser.add_argument("item", metavar="ITEM")
        parser.add_argument("text", metavar="TEXT")


def run(context: Context, name: str) -> int:
    """Build the act and do it."""
    return {"answer": _answer, "agree": _agree, "explain": _explain, "undo": _undo}[name](context)


def _answer(context: Context) -> int:
    options, desk, t = context.options, context.desk, context.t
    layer = VERIFIED if desk.person.role == INSPECTOR else SELF
    act: Act
    if options.clear:
        if options.verdict or _value(options) != Value():
            raise BadInput("--clear goes alone.", "Leave the verdict and the numbers out.")
        act = acts.Clear(options.item, layer)
    else:
        basis = (ON_SITE if options.on_site else PAPERS) if layer == VERIFIED else None
        act = acts.Answer(options.item, layer, _value(options), basis=basis)
    expect = whole(options.expect) if options.expect is not None else None
    a = desk.do(options.unit, act, expect=expect, dry_run=options.dry_run)
    pack = desk.pack_of(a.pack)
    item = pack.item(options.item)
    assert item is not None
    if options.json:
        context.object(commands.answer_json(a, options.item, layer))
    else:
        value = a.value(layer, item.id) if layer == SELF else (a.answers[layer][item.id].value)
        line = t(
            "{item} {answer} (revision {n})",
            item=item.id,
            answer=words.answer(t, item, value),
            n=a.revision(layer, item.id),
        )
        context.print(_saved(context, line))
    context.warn(notices.of_item(pack, a, item.id))
    return 0


def _saved(context: Context, what: str) -> str:
    return (
        context.t("Would be saved: {what}.", what=what)
        if context.options.dry_run
        else context.t("Saved: {what}.", what=what)
    )


def _value(options: Any) -> Value:
    values = None
    for each in options.value or ():
        key, sign, number = each.partition("=")
        if not sign:
            raise BadInput('"{given}" is not KEY=N.', given=each)
        values = {**(values or {}), key: whole(number)}
    return Value(
        verdict=options.verdict,
        assigned=whole(options.assigned) if options.assigned is not None else None,
        reached=whole(options.reached) if options.reached is not None else None,
        count=whole(options.count) if options.count is not None else None,
        percent=options.percent,
        parts=tuple(options.part) if options.part is not None else None,
        values=values,
        ground=options.ground,
        reason=said(options.reason),
    )


def _agree(context: Context) -> int:
    options, desk, t = context.options, context.desk, context.t
    a = desk.read(options.unit)
    if options.rest:
        shown = desk.pack_of(a.pack).shown_to(a.unit)
        items = [each.id for each in shown if a.value(VERIFIED, each.id) is None and a.value(SELF, each.id) is not None]
    else:
        items = options.items
    if not items:
        raise Refused("Nothing is left to agree to.") if options.rest else BadInput("Name items, or --rest.")
    basis = ON_SITE if options.on_site else PAPERS
    every = [acts.Agree(item, basis) for item in items]
    a = desk.do(options.unit, every if len(every) > 1 else every[0], dry_run=options.dry_run)
    if options.json:
        context.object({"unit": a.unit.id, "items": [commands.answer_json(a, item, VERIFIED) for item in items]})
    else:
        context.print(_saved(context, t("agreed to {n} items", n=len(items))))
    return 0


def _explain(context: Context) -> int:
    options = context.options
    a = context.desk.do(options.unit, acts.Explain(options.item, said(options.text)), dry_run=options.dry_run)
    context.print(_saved(context, context.t("{item} explained", item=options.item)))
    return int(a.unit.id != options.unit)


def _undo(context: Context) -> int:
    options, desk = context.options, context.desk
    a, taken = desk.undo(options.unit, dry_run=options.dry_run)
    if options.json:
        context.object({"unit": a.unit.id, "undone": [line.entry.n for line in taken], "state": a.state})
        return 0
    for line in taken:
        context.print(_undone(context, a, line.entry.n, line.act))
    return 0


def _undone(context: Context, a: Assessment, n: int, act: Act) -> str:
    what = words.act(context.t, context.desk.pack_of(a.pack), act)
    items = ", ".join(acts.items_of(act))
    return context.t("Undone: entry {n}, {what}", n=numbers.count(context.t, n), what=f"{items} {what}".strip())
