"""The moves of the paper: submit, withdraw, return, verify, accept, reopen."""

from __future__ import annotations

from checklist import acts
from checklist.acts import Act
from checklist.cli.context import Context, Parser
from checklist.locale import Words
from checklist.model import Said
from checklist.view import words


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit; a note where one is needed."""
    parser.add_argument("unit", metavar="UNIT")
    if name in ("return", "reopen"):
        parser.add_argument("--note", metavar="T", default="", help=t("what the unit is to read"))
    if name == "return":
        parser.add_argument(
            "--item", metavar="ITEM", action="append", default=[], help=t("an item that the note is about")
        )


def run(context: Context, name: str) -> int:
    """Move the paper."""
    a = context.desk.do(context.options.unit, _act(context, name), dry_run=context.options.dry_run)
    if context.options.json:
        context.object({"unit": a.unit.id, "state": a.state})
    elif context.options.dry_run:
        context.saved(f"{context.t.of(a.unit.name)}: {words.state(context.t, a)}")
    else:
        context.print(f"{context.t.of(a.unit.name)}: {words.state(context.t, a)}")
    return 0


def _act(context: Context, name: str) -> Act:
    match name:
        case "submit":
            return acts.Submit()
        case "withdraw":
            return acts.Withdraw()
        case "verify":
            return acts.Verify()
        case "accept":
            return acts.Accept()
        case "return":
            return acts.Return(Said(text=context.options.note), tuple(context.options.item))
        case _:
            return acts.Reopen(Said(text=context.options.note))
