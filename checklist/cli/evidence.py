"""`evidence add`, `edit`, `remove`, `attach`, `detach`, `seen`, `list`."""

from __future__ import annotations

from datetime import date
from typing import Any

from checklist import acts, judge, notices
from checklist.acts import Act
from checklist.cli.context import Context, Parser, said, whole
from checklist.errors import BadInput
from checklist.locale import Words
from checklist.model import MARKINGS, NOT_PRODUCED, ON_SITE, SEEN, Assessment, Particulars
from checklist.streams import complain
from checklist.view import commands, words
from checklist.view.numbers import parse_day

FIELDS = tuple(field for field in Particulars.__struct_fields__ if field != "checked_by")
"""What may be given of an entry; who saw the original is the person who says so."""


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A unit, an entry, items, and the particulars."""
    parser.add_argument("unit", metavar="UNIT")
    if name not in ("evidence add", "evidence list"):
        parser.add_argument("id", metavar="ID", help=t("an entry, such as E1"))
    if name in ("evidence add", "evidence attach", "evidence detach", "evidence list"):
        parser.add_argument("items", metavar="ITEM", nargs="*")
        parser.add_argument("--item", metavar="ITEM", action="append", default=[], help=t("an item that it serves"))
    if name in ("evidence add", "evidence edit"):
        parser.add_argument("--kind", metavar="K", help=t("an evidence kind of the rules, or document"))
        parser.add_argument("--number", metavar="T", help=t("number and symbol"))
        parser.add_argument("--date", metavar="DATE", help=t("a date, dd/mm/yyyy or ISO"))
        parser.add_argument("--issuer", metavar="T", help=t("issuing body"))
        parser.add_argument("--abstract", metavar="T", help=t("what it is about, in a few words"))
        parser.add_argument("--kept-at", metavar="T", help=t("where the original is kept"))
        parser.add_argument("--expires", "--expiry", metavar="DATE", help=t("a date, dd/mm/yyyy or ISO"))
        parser.add_argument("--marking", metavar="M", help=", ".join(MARKINGS))
        parser.add_argument(
            "--register-line", metavar="BOOK/LINE", help=t("with a marking: its line in the paper register")
        )
        parser.add_argument("--checked-on", metavar="DATE", help=t("with a marking: the day the original was seen"))
    elif name == "evidence seen":
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--on-site", action="store_true", help=t("seen at its place"))
        group.add_argument("--not-produced", action="store_true", help=t("asked for and not produced"))
    if name not in ("evidence add", "evidence list", "evidence seen"):
        parser.add_argument("--expect", metavar="REV", help=t("the revision that you saw"))


def run(context: Context, name: str) -> int:
    """Build the act and do it, or list."""
    verb = name.split()[1]
    if verb == "list":
        return _list(context)
    options, desk = context.options, context.desk
    a = context.allow(options.unit, "mark_seen" if verb == "seen" else "evidence")
    every = _acts(context, verb, a)
    if not every:
        raise BadInput("Name an item.", "`checklist {name} --help` shows how.", name=name)
    expect = whole(options.expect) if getattr(options, "expect", None) is not None else None
    after = desk.do(options.unit, every if len(every) > 1 else every[0], expect=expect, dry_run=options.dry_run)
    id = f"E{after.next_evidence - 1}" if verb == "add" else options.id
    _tell(context, after, id, verb)
    return 0


def _acts(context: Context, verb: str, a: Assessment) -> list[Act]:
    options = context.options
    items = [*getattr(options, "items", ()), *getattr(options, "item", ())]
    match verb:
        case "add":
            return [acts.AddEvidence(_particulars(options, Particulars()), tuple(items))]
        case "edit":
            if options.id not in a.evidence:
                raise judge.unknown("evidence", options.id, a.evidence)
            return [acts.EditEvidence(options.id, _particulars(options, a.evidence[options.id].particulars))]
        case "remove":
            return [acts.RemoveEvidence(options.id)]
        case "attach":
            return [acts.Attach(options.id, item) for item in items]
        case "detach":
            return [acts.Detach(options.id, item) for item in items]
        case _:
            mark = ON_SITE if options.on_site else NOT_PRODUCED if options.not_produced else SEEN
            return [acts.MarkSeen(options.id, mark)]


def _particulars(options: Any, before: Particulars) -> Particulars:
    """The particulars as given, over those that are there; empty takes one out, a marking all that it forbids."""

    def day(name: str) -> date | None:
        given = getattr(options, name)
        return parse_day(given) if given else None

    given = Particulars(
        kind=options.kind or None,
        number=said(options.number),
        date=day("date"),
        issuer=said(options.issuer),
        abstract=said(options.abstract),
        kept_at=said(options.kept_at),
        expires=day("expires"),
        marking=options.marking or before.marking,
        register_line=options.register_line or None,
        checked_on=day("checked_on"),
    )
    if given.marked != before.marked:
        return given
    return Particulars(
        **{name: getattr(given if getattr(options, name) is not None else before, name) for name in FIELDS}
    )


def _tell(context: Context, a: Assessment, id: str, verb: str) -> None:
    t, entry = context.t, a.evidence.get(id)
    if context.options.json:
        context.object(commands.evidence_json(entry) if entry else {"id": id})
    elif entry is None:
        context.saved(f"{id} {t('taken out')}")
    else:
        serves = f" ({', '.join(entry.items)})" if entry.items else ""
        line = words.evidence_line(t, entry.particulars) + serves
        context.saved(t("{item} {answer} (revision {n})", item=id, answer=line, n=entry.revision))
    if entry is None:
        return
    pack = context.desk.pack_of(a.pack)
    context.warn(notices.of_evidence(a, id))
    if verb == "add" and context.options.marking is None:
        asks = [item for item in entry.items if (found := pack.item(item)) and found.evidence and found.evidence.marked]
        if asks:
            told = t(
                "Note: {items} is usually proved by a marked document; give --marking if this one is.",
                items=", ".join(asks),
            )
            complain(told)


def _list(context: Context) -> int:
    options, desk, t = context.options, context.desk, context.t
    a = desk.read(options.unit)
    items = [*options.items, *options.item]
    for item in items:
        judge.item_of(desk.pack_of(a.pack), a, item)
    entries = [each for each in a.evidence.values() if not items or set(items) & set(each.items)]
    if options.json:
        context.object({"unit": a.unit.id, "evidence": [commands.evidence_json(each) for each in entries]})
    elif not entries:
        context.print(t("No evidence yet."))
    else:
        context.print(*(commands.evidence_row(t, desk.pack_of(a.pack), each) for each in entries))
    return 0
