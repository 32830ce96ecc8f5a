"""What commands print: rows of units, rules, evidence and journal, and the documented JSON of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from checklist import acts
from checklist.journal import Line
from checklist.locale import Words
from checklist.model import FIGURE, NOT_MET, ON_SITE, Assessment, Evidence, Item, Named, Pack, Said, Unit
from checklist.text import pad
from checklist.view import numbers, walk, words

# --- acts ---------------------------------------------------------------------------------------------------


def as_command(unit: str, act: acts.Act) -> str | None:
    """The command that answers as an act does, to be typed later; None where there is none of one line."""
    from shlex import join

    if not isinstance(act, acts.Answer):
        return None
    value, options = act.value, []
    for name in ("assigned", "reached", "count", "percent", "ground"):
        if (given := getattr(value, name)) is not None:
            options += [f"--{name}", str(given)]
    for part in value.parts or ():
        options += ["--part", part]
    for key, number in (value.values or {}).items():
        options += ["--value", f"{key}={number}"]
    if value.reason is not None and value.reason.text:
        options += ["--reason", value.reason.text]
    if act.basis == ON_SITE:
        options.append("--on-site")
    nothing_ticked = value.parts == () and value.verdict is None
    verdict = [value.verdict or NOT_MET] if value.verdict or nothing_ticked else []
    return join(["checklist", "answer", unit, act.item, *verdict, *options])


# --- units -------------------------------------------------------------------------------------------------


def units_json(t: Words, units: Sequence[Unit]) -> dict[str, Any]:
    """Units in the documented shape."""
    return {
        "units": [
            {
                "id": unit.id,
                "name": t.of(unit.name),
                "kind": unit.kind,
                "has": unit.has,
                "place": t.of(unit.place),
                "order": unit.order,
                "sample": unit.sample,
            }
            for unit in units
        ]
    }


def units_table(t: Words, pack: Pack, units: Sequence[Unit]) -> list[str]:
    """One line a unit: id, name, kind, place; `~` behind the name of a sample."""
    rows = [f"{pad(t('Id'), 34)} {pad(t('Unit'), 44)} {pad(t('Kind'), 18)} {t('Place')}"]
    for unit in units:
        name = t.of(unit.name) + ("~" if unit.sample else "")
        rows.append(
            f"{pad(unit.id, 34)} {pad(name, 44)} {pad(title(t, pack.unit_kinds, unit.kind), 18)} {t.of(unit.place)}"
        )
    if any(unit.sample for unit in units):
        rows.append(t("~ a sample unit, not of the report"))
    return rows


def unit_lines(t: Words, pack: Pack, unit: Unit) -> list[str]:
    """One unit whole."""
    has = ", ".join(title(t, pack.attributes, each) for each in unit.has) or "–"
    lines = [
        f"{unit.id}  {t.of(unit.name)}",
        f"  {t('Kind')}: {title(t, pack.unit_kinds, unit.kind)}",
        f"  {t('Has')}: {has}",
        f"  {t('Place')}: {t.of(unit.place) or '–'}",
        "  " + t("Items asked of it: {n}", n=len(pack.shown_to(unit))),
    ]
    return [*lines, "  " + t("~ a sample unit, not of the report")] if unit.sample else lines


def unit_changes(known: Sequence[Unit], given: Sequence[Unit]) -> dict[str, list[str]]:
    """The ids of given units by what an import would do: `new`, `changed` and `unchanged`; and `kept`, not given."""
    before = {unit.id: unit for unit in known}
    ids = {unit.id for unit in given}
    return {
        "new": [unit.id for unit in given if unit.id not in before],
        "changed": [unit.id for unit in given if before.get(unit.id, unit) != unit],
        "unchanged": [unit.id for unit in given if before.get(unit.id) == unit],
        "kept": [unit.id for unit in known if unit.id not in ids],
    }


def unit_change_lines(t: Words, given: Sequence[Unit], changes: Mapping[str, Sequence[str]]) -> list[str]:
    """What an import does, unit by unit: `+` new, `~` changed; the others as a count."""
    lines = [
        f"{sign} {pad(unit.id, 40)} {t.of(unit.name)}"
        for what, sign in (("new", "+"), ("changed", "~"))
        for unit in given
        if unit.id in changes[what]
    ]
    counts = {key: len(ids) for key, ids in changes.items()}
    return [*lines, t("{new} new, {changed} changed, {unchanged} unchanged; {kept} not in the file stay.", **counts)]


def title(t: Words, things: Sequence[Named], id: str) -> str:
    """The title of an id in a list of the pack."""
    return next((t.of(thing.title) for thing in things if thing.id == id), id)


# --- rules -------------------------------------------------------------------------------------------------


def rules_json(t: Words, pack: Pack, digest: str, unit: Unit | None) -> dict[str, Any]:
    """The rules in the documented shape; with a unit only what applies to it."""
    shown = set(pack.shown_to(unit)) if unit else set(pack.items())
    return {
        "id": pack.id,
        "version": pack.version,
        "digest": digest,
        "bands": [{"id": each.id, "min": numbers.number(each.min), "title": t.of(each.title)} for each in pack.bands],
        "cap": pack.cap,
        "grounds": [{"id": each.id, "title": t.of(each.title), "words": each.words} for each in pack.grounds],
        "evidence_kinds": [
            *({"id": each.id, "title": t.of(each.title)} for each in pack.evidence_kinds),
            {"id": "document", "title": t("document")},
        ],
        "sections": [
            {"id": section.id, "title": t.of(section.title), "items": items}
            for section in pack.sections
            if (items := [item_json(t, item) for item in section.items if item in shown]) or unit is None
        ],
    }


def item_json(t: Words, item: Item) -> dict[str, Any]:
    """One item in the documented shape."""
    rule = item.evidence
    return {
        "id": item.id,
        "title": t.of(item.title),
        "kind": item.kind,
        "points": numbers.number(item.points),
        "critical": item.critical,
        "partial": item.partial,
        "restricted": item.restricted,
        "applies": {"kind": item.applies.kind, "has": item.applies.has},
        "source": item.source,
        "limit": item.limit,
        "labels": {"assigned": t.of(item.labels.assigned), "reached": t.of(item.labels.reached)}
        if item.labels
        else None,
        "parts": [{"id": each.id, "title": t.of(each.title)} for each in item.parts],
        "values": [{"id": each.id, "title": t.of(each.title)} for each in item.values],
        "checks": [
            {"sum": each.sum, "equals": each.equals} if each.equals else {"part": each.part, "of": each.of}
            for each in item.checks
        ],
        "guidance": t.of(item.guidance),
        "sufficient": t.of(item.sufficient),
        "remedy": t.of(item.remedy),
        "basis": [{"text": t.of(each.text), "to_check": each.to_check} for each in item.basis],
        "evidence": {"min": rule.min, "kinds": rule.kinds, "max_age": rule.max_age, "marked": rule.marked}
        if rule
        else None,
    }


def rules_lines(t: Words, pack: Pack, unit: Unit | None) -> list[str]:
    """The items by section; first line id and version."""
    shown = set(pack.shown_to(unit)) if unit else set(pack.items())
    lines = [f"{pack.id} {pack.version}", t.of(pack.title)]
    for section in pack.sections:
        items = [item for item in section.items if item in shown]
        if items:
            lines += ["", f"{section.id} {t.of(section.title)}"]
        for item in items:
            points = "–" if item.kind == FIGURE else numbers.points(t, numbers.fraction(item.points))
            critical = f" ({t('critical')})" if item.critical else ""
            lines.append(f"  {pad(item.id, 7)} {pad(points, 6, right=True)}  {t.of(item.title)}{critical}")
    return lines


def item_lines(t: Words, pack: Pack, item: Item) -> list[str]:
    """One item whole."""
    lines = [f"{item.id}  {t.of(item.title)}"]
    points = (
        t("no points")
        if item.kind == FIGURE
        else t("{points} points", points=numbers.points(t, numbers.fraction(item.points)))
    )
    facts = [
        points,
        walk.kind(t, item),
        t("source: {pack}, {paragraphs}", pack=walk.source_name(t, pack), paragraphs=", ".join(item.source)),
    ]
    lines.append("  " + " · ".join([*facts, *([t("critical")] if item.critical else [])]))
    kinds = [title(t, pack.unit_kinds, each) for each in item.applies.kind]
    has = [title(t, pack.attributes, each) for each in item.applies.has]
    if kinds or has:
        lines.append(f"  {t('For')}: {', '.join([*kinds, *has])}")
    lines += [f"    {each.id}: {t.of(each.title)}" for each in (*item.parts, *item.values)]
    if item.labels:
        lines.append(f"    {t.of(item.labels.assigned)} / {t.of(item.labels.reached)}")
    lines.append(f"  {t('Look at')}: {t.of(item.guidance)}")
    lines.append(f"  {t('Met when')}: {t.of(item.sufficient)}")
    lines.append(f"  {t('If it falls short')}: {t.of(item.remedy)}")
    for basis in item.basis:
        unsure = f" ({t('to be checked')})" if basis.to_check else ""
        lines.append(f"  {t('Legal basis')}: {t.of(basis.text)}{unsure}")
    return lines


# --- answers and evidence ----------------------------------------------------------------------------------


def answer_json(a: Assessment, item: str, layer: str) -> dict[str, Any]:
    """A stored answer: what was saved, with its revision."""
    answer = a.answer(layer, item)
    value = answer.value if answer else None
    out: dict[str, Any] = {"unit": a.unit.id, "item": item, "layer": layer, "revision": a.revision(layer, item)}
    out["verdict"] = value.verdict if value else None
    if value is not None:
        out |= {key: said for key, said in by_value(value).items() if key != "verdict" and said is not None}
    if answer and answer.basis:
        out["basis"] = answer.basis
    return out


def evidence_json(entry: Evidence) -> dict[str, Any]:
    """An entry of the register by value, with its id and revision."""
    register = {key: said for key, said in by_value(entry.particulars).items() if said is not None}
    marked = {"marking": entry.particulars.marking, **register}
    return {
        "id": entry.id,
        "revision": entry.revision,
        **marked,
        "items": entry.items,
        "seen": entry.seen.mark if entry.seen else None,
    }


def evidence_row(t: Words, pack: Pack, entry: Evidence) -> str:
    """An entry in one line."""
    register = entry.particulars
    line = words.evidence_line(t, register)
    more = (
        []
        if register.marked
        else [
            words.evidence_kind(t, pack, register.kind),
            words.shown(t, register.issuer),
            words.shown(t, register.kept_at),
        ]
    )
    return f"{pad(entry.id, 5)} {' · '.join(part for part in (line, *more) if part)} → {', '.join(entry.items) or '–'}"


def by_value(thing: msgspec.Struct) -> dict[str, Any]:
    """A struct as plain data with its texts by value; one that was expunged is None."""
    plain: dict[str, Any] = msgspec.to_builtins(thing)
    for field in thing.__struct_fields__:
        value = getattr(thing, field)
        if isinstance(value, Said):
            plain[field] = value.text
        elif isinstance(value, msgspec.Struct) and field in plain:
            plain[field] = by_value(value)
    return plain


# --- the journal -------------------------------------------------------------------------------------------


def entry_json(line: Line) -> dict[str, Any]:
    """A journal entry in the documented shape, its texts by value."""
    entry = line.entry
    return {
        "n": entry.n,
        "who": entry.who,
        "at": entry.at,
        "door": entry.door,
        "act": by_value(line.act),
        "hash": entry.hash,
    }


def log_lines(t: Words, pack: Pack, line: Line, offset: str) -> list[str]:
    """A journal entry: its line, then its texts in full."""
    entry, act = line.entry, line.act
    items = ", ".join(acts.items_of(act))
    what = f"{items} {words.act(t, pack, act)}".strip()
    if entry.undoes is not None:
        what = t("undo of {n}: {what}", n=entry.undoes, what=what)
    who = t("system") if entry.who == "system" else entry.who
    layer = getattr(act, "layer", "")
    shown = f" [{t(words.LAYERS[layer])}]" if layer else ""
    first = f"{entry.n:>4}  {numbers.moment(entry.at, offset)}  {pad(who, 8)}  {entry.door}{shown}  {what}"
    return [first, *(f"      {words.shown(t, said)}" for said in acts.texts(act))]
