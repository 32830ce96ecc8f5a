"""`answer`, `agree`, `explain`, `undo`."""

from __future__ import annotations

from typing import Any

from checklist import acts, notices
from checklist.acts import Act
from checklist.cli.context import Context, Parser, said, whole
from checklist.errors import BadInput, Phrase, Refused
from checklist.locale import Words
from checklist.model import BASES, INSPECTOR, ON_SITE, PAPERS, SELF, VERDICTS, VERIFIED, Assessment, Value
from checklist.view import commands, numbers, words
from checklist.workflow import WHOSE


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
        parser.add_argument("--basis", metavar="B", help=", ".join(BASES))
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
    context.allow(options.unit, f"answer.{layer}")
    act: Act
    if options.clear:
        if _value(options) != Value():
            raise BadInput("--clear goes alone.", "Leave the verdict and the numbers out.")
        act = acts.Clear(options.item, layer)
    else:
        act = acts.Answer(options.item, layer, _value(options), basis=_basis(options, layer))
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
        context.saved(line)
    context.warn(notices.of_item(pack, a, item.id))
    return 0


def _basis(options: Any, layer: str) -> str | None:
    """What a verified answer rests on; the unit's own answer has none."""
    given: str | None = ON_SITE if options.on_site else options.basis
    if layer == VERIFIED:
        return given or PAPERS
    if given is not None:
        raise Refused("This is for {whose} to do.", whose=Phrase(WHOSE[INSPECTOR]))
    return None


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
    a = context.allow(options.unit, "answer.verified")
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
        context.saved(t("agreed to {n} items", n=len(items)))
    return 0


def _explain(context: Context) -> int:
    options = context.options
    a = context.desk.do(options.unit, acts.Explain(options.item, said(options.text)), dry_run=options.dry_run)
    if context.options.json:
        told = a.explanations.get(options.item)
        text = told.text.shown if told else None
        context.object({"unit": a.unit.id, "item": options.item, "text": text})
    else:
        context.saved(context.t("{item} explained", item=options.item))
    return 0


def _undo(context: Context) -> int:
    options, desk = context.options, context.desk
    a, taken = desk.undo(options.unit, dry_run=options.dry_run)
    if options.json:
        context.object({"unit": a.unit.id, "undone": [line.entry.n for line in taken], "state": a.state})
        return 0
    for line in taken:
        _tell_undone(context, a, line.entry.n, line.act)
    return 0


def _tell_undone(context: Context, a: Assessment, n: int, act: Act) -> None:
    t = context.t
    what = f"{', '.join(acts.items_of(act))} {words.act(t, context.desk.pack_of(a.pack), act)}".strip()
    if context.options.dry_run:
        context.saved(t("undo of {n}: {what}", n=n, what=what))
    else:
        context.print(t("Undone: entry {n}, {what}", n=numbers.count(t, n), what=what))
