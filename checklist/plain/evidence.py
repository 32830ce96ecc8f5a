"""Evidence in line mode: one line behind an answer, the whole form, the register of an item. Marked: two questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from checklist import acts, judge, notices, scoring
from checklist.acts import Act
from checklist.errors import BadInput, Phrase
from checklist.model import MARKINGS, NOT_PRODUCED, ON_SITE, SEEN, Evidence, Item, Particulars, Said
from checklist.plain import answers
from checklist.plain.sitting import Fields, Sitting
from checklist.plain.talk import MARKED, NotUnderstood
from checklist.view import find, lists, numbers, plain, words

OPEN = ("number", "date", "issuer", "kept_at", "abstract", "expires")


def ask(s: Sitting, unit: str, item: Item, *, fields_too: bool = False) -> list[Act]:
    """Ask for evidence of an item: one line, nothing, `=`, the code of an entry, or a marking.

    Args:
        fields_too: an empty line leads to all fields of the form.
    """
    a, t = s.a(unit), s.t
    last = a.evidence.get(s.last_entry.get(unit, ""))
    same = last is not None and item.id not in last.items
    prompt = plain.ask_for_evidence(t, s.pack(unit), a, item, s.desk.score_date(a), same=same, fields_too=fields_too)

    def take(line: str) -> Particulars | str | None:
        if marking := answers.meant(line, MARKED):
            return marking
        if not line:
            return None
        if last is not None and same and answers.meant(line, ("same",)):
            return f"= {last.id}"
        if line.upper() in a.evidence:
            return f"= {line.upper()}"
        return quick(line)

    given = s.talk.field(prompt, take)
    if given is None:
        return []
    if isinstance(given, Particulars):
        kind = ask_kind(s, unit, item, None)
        return [acts.AddEvidence(msgspec.structs.replace(given, kind=kind), (item.id,))]
    if given.startswith("= "):
        if item.id in a.evidence[given[2:]].items:
            return []
        return [acts.Attach(given[2:], item.id)]
    return [acts.AddEvidence(ask_marked(s, given, {}), (item.id,))]


def quick(line: str) -> Particulars:
    """An entry in one line: number; date; where it is kept; who issued it. The last ones may be missing.

    A line without `;` is none: a command typed at the wrong question must not become a document.

    Raises:
        BadInput: no parts or too many, no number, or no such date.
    """
    parts = [judge.words(each) for each in line.split(";")]
    if not 2 <= len(parts) <= 4 or not parts[0]:
        raise NotUnderstood(
            'Not understood: "{given}".',
            "Type number; date; where it is kept, for example: 12/QĐ-VP; 28/02/2009; Văn thư. Nothing was saved.",
            given=line,
        )
    number, day, kept_at, issuer = (*parts, "", "", "")[:4]
    return Particulars(number=Said(text=number), date=_day(day), kept_at=_said(kept_at), issuer=_said(issuer))


def ask_marked(s: Sitting, marking: str, fields: Fields) -> Particulars:
    """Of a marked document only the day it was seen and its line in the paper register are asked."""
    t, today = s.t, s.desk.today()
    s.talk.say(t("A marked document: only its line in the paper register and the day it was seen."))
    fields["marking"] = MARKINGS.index(marking)

    def seen(line: str) -> date | None:
        day = today if not line else None if line == "-" else numbers.parse_day(line)
        if day is not None and day > today:
            raise BadInput(
                'The date "{given}" lies after today, {today}. Nothing was saved.',
                given=numbers.day(day), today=numbers.day(today),
            )  # fmt: skip
        return day

    prompt = t("Day the original was seen (Enter is today, {day}; - if it was not seen):", day=numbers.day(today))
    day = s.talk.field(prompt, seen)
    fields |= {"checked_on": numbers.day(day), "seen": day is not None}

    def register(line: str) -> Particulars:
        given = Particulars(marking=marking, register_line="/".join(line.replace("/", " ").split()), checked_on=day)
        return judge.particulars_of(s.desk.pack, given, s.desk.person, today)

    return s.talk.field(t("Its line in the paper register, book/line, for example 2/41:"), register)


def ask_kind(s: Sitting, unit: str, item: Item, kept: str | None) -> str:
    """The kind of an entry: the one that the item's rule wants, asked where it names several."""
    pack = s.pack(unit)
    wanted = item.evidence.kinds if item.evidence else ()
    kinds = wanted or scoring.evidence_kinds(pack)
    if kept is not None:
        kinds = tuple(dict.fromkeys((kept, *kinds)))
    elif len(kinds) == 1 or not wanted:
        return kinds[0] if wanted else kinds[-1]
    names = [words.evidence_kind(s.t, pack, each) for each in kinds]
    return kinds[s.talk.choose(s.t("Kind:"), names)]


# --- the whole form ----------------------------------------------------------------------------------------


def add(s: Sitting, unit: str, item: Item, kept: Fields | None = None) -> None:
    """Ask for an entry and save it: in one line, or Enter and its fields one at a time; or go on with a draft."""
    s.must_be_let(unit, "evidence")
    if kept is None:
        with s.talk.whole():
            given = ask(s, unit, item, fields_too=True)
            if given:
                _save(s, unit, item, given)
                return
    entry = s.a(unit).evidence.get(str(kept.get("entry", ""))) if kept else None
    _form(s, unit, item, entry, kept)


def change(s: Sitting, unit: str, item: Item, entry: Evidence) -> None:
    """Ask all fields of an entry again; Enter keeps each."""
    _form(s, unit, item, entry, None)


def _save(s: Sitting, unit: str, item: Item, every: list[Act]) -> None:
    """Save what one line said."""
    t, a = s.t, s.a(unit)
    first = every[0]
    if isinstance(first, acts.AddEvidence):
        register = first.particulars
        for each in notices.of_particulars(a, register, None):
            s.talk.say(t("Note: {what}", what=words.notice(t, each)))
    else:
        register = a.evidence[str(getattr(first, "evidence", ""))].particulars
    line = t("{item}: evidence {line}", item=item.id, line=words.evidence_line(t, register))
    after = s.save(unit, every, line)
    if after is not None:
        s.saved(f"{line}.")
        if isinstance(first, acts.AddEvidence):
            s.last_entry[unit] = f"E{after.next_evidence - 1}"


def _form(s: Sitting, unit: str, item: Item, entry: Evidence | None, kept: Fields | None) -> None:
    t, a = s.t, s.a(unit)
    fields = _empty(s, unit) | (kept or (_stored(s, entry) if entry is not None else {"items": item.id}))
    fields["entry"] = entry.id if entry is not None else ""
    with s.form(unit, item.id, "evidence", fields):
        s.talk.say(t("Change evidence {id}", id=entry.id) + "." if entry else t("Add evidence") + f", {item.id}.")
        register = _asked(s, unit, item, fields, entry or kept)
        serves = _serves(s, unit, fields)
        every = _acts(entry, register, serves)
        if not every:
            s.talk.say(t("Nothing was changed."))
            return
        own = entry.id if entry is not None else None
        for each in notices.of_particulars(a, register, own):
            s.talk.say(t("Note: {what}", what=words.notice(t, each)))
        line = t("{item}: evidence {line}", item=" ".join(serves) or "–", line=words.evidence_line(t, register))
        expect = entry.revision if entry is not None else None
        kept_as = (s.draft_key(unit, item.id, "evidence"), fields)
        after = s.save(unit, every, line, expect=expect, kept=kept_as, bulk=True)
        if after is None:
            return
        s.saved(f"{line}.")
        s.last_entry[unit] = own or f"E{after.next_evidence - 1}"


def _asked(s: Sitting, unit: str, item: Item, fields: Fields, before: object) -> Particulars:
    """The fields as particulars, asked one after another; a marking at the first question takes the others away."""
    t, talk = s.t, s.talk
    marking = MARKINGS[int(str(fields["marking"]))]

    def first(line: str) -> str:
        if found := answers.meant(line, MARKED):
            return f"!{found}"
        return judge.words("" if line == "-" else line or str(fields["number"]))

    if marking == MARKINGS[0]:
        prompt = t("Number and symbol (for a marked document type mật):")
        number = talk.field(talk.keeping(prompt, str(fields["number"])), first)
        if not number.startswith("!"):
            return _open(s, unit, item, fields | {"number": number}, fields, before)
        marking = number[1:]
        fields |= dict.fromkeys(OPEN, "")
    return ask_marked(s, marking, fields)


def _open(s: Sitting, unit: str, item: Item, given: Fields, fields: Fields, before: object) -> Particulars:
    t, talk = s.t, s.talk
    fields |= given

    def day(name: str, prompt: str) -> None:
        def take(line: str) -> str:
            return numbers.day(_day("" if line == "-" else line or str(fields[name])))

        fields[name] = talk.field(talk.keeping(prompt, str(fields[name])), take)

    def text(name: str, prompt: str, needed: Phrase | None = None) -> None:
        fields[name] = talk.text(prompt, needed=needed, kept=str(fields[name]))

    day("date", t("Date, for example 28/02/2009:"))
    text("issuer", t("Issued by:"))
    text("kept_at", t("Kept at:"))
    text("abstract", t("Abstract (may stay empty):"), None if fields["number"] else Phrase("abstract"))
    kinds = scoring.evidence_kinds(s.pack(unit))
    held = kinds[int(str(fields["kind"])) % len(kinds)] if before is not None else None
    kind = ask_kind(s, unit, item, held)
    fields["kind"] = kinds.index(kind)
    day("expires", t("Expires (Enter if it does not):"))
    return Particulars(
        kind=kind,
        number=_said(fields["number"]),
        date=_day(str(fields["date"])),
        issuer=_said(fields["issuer"]),
        abstract=_said(fields["abstract"]),
        kept_at=_said(fields["kept_at"]),
        expires=_day(str(fields["expires"])),
    )


def _serves(s: Sitting, unit: str, fields: Fields) -> tuple[str, ...]:
    """The items that an entry serves."""
    a, pack = s.a(unit), s.pack(unit)

    def take(line: str) -> tuple[str, ...]:
        typed = str(fields["items"]) if not line else "" if line == "-" else line
        shown = pack.shown_to(a.unit)
        found = [(find.code(each, shown), each) for each in typed.replace(",", " ").split()]
        return tuple(dict.fromkeys((item or judge.item_of(pack, a, each.upper())).id for item, each in found))

    return s.talk.field(s.talk.keeping(s.t("Serves items, such as CC-05 CC-03:"), str(fields["items"])), take)


def _acts(entry: Evidence | None, register: Particulars, items: Sequence[str]) -> list[Act]:
    if entry is None:
        return [acts.AddEvidence(register, tuple(items))]
    every: list[Act] = []
    before = msgspec.structs.replace(entry.particulars, checked_by=None)
    if acts.plain(msgspec.structs.replace(register, checked_by=None)) != acts.plain(before):
        every.append(acts.EditEvidence(entry.id, register))
    every += [acts.Attach(entry.id, item) for item in items if item not in entry.items]
    return [*every, *(acts.Detach(entry.id, item) for item in entry.items if item not in items)]


def _empty(s: Sitting, unit: str) -> Fields:
    """A form with nothing in it, as the full screen keeps it."""
    texts = ("number", "date", "issuer", "kept_at", "abstract", "expires", "items", "checked_on", "book", "line")
    last_kind = len(scoring.evidence_kinds(s.pack(unit))) - 1
    return dict.fromkeys(texts, "") | {"marking": 0, "kind": last_kind, "seen": True}


def _stored(s: Sitting, entry: Evidence) -> Fields:
    register, t = entry.particulars, s.t
    kinds = scoring.evidence_kinds(s.desk.pack)
    texts = {name: words.shown(t, getattr(register, name)) for name in ("number", "issuer", "kept_at", "abstract")}
    days = {name: numbers.day(getattr(register, name)) for name in ("date", "expires", "checked_on")}
    kind = kinds.index(register.kind) if register.kind in kinds else len(kinds) - 1
    marking = MARKINGS.index(register.marking)
    return {**texts, **days, "items": " ".join(entry.items), "marking": marking, "kind": kind}


# --- the register ------------------------------------------------------------------------------------------


def attach(s: Sitting, unit: str, item: Item) -> None:
    """Attach an entry that is on record, the newest told first."""
    s.must_be_let(unit, "evidence")
    t, a = s.t, s.a(unit)
    others = [entry for entry in reversed(a.evidence.values()) if item.id not in entry.items]
    if not others:
        s.talk.say(t("Nothing else is on record: t adds an entry."))
        return
    at = s.desk.score_date(a)
    s.talk.say(*(plain.entry(t, entry, item, at) for entry in others))
    chosen = _code(s, t("Attach which entry to {item}?", item=item.id), others)
    if chosen is None:
        return
    line = t("{item}: evidence {line}", item=item.id, line=words.evidence_line(t, chosen.particulars))
    if s.save(unit, [acts.Attach(chosen.id, item.id)], line) is not None:
        s.saved(f"{line}.")


def _code(s: Sitting, question: str, entries: Sequence[Evidence]) -> Evidence | None:
    """Ask for the code of an entry; None for an empty line."""
    known = {entry.id: entry for entry in entries}

    def take(line: str) -> Evidence | None:
        wanted = line.upper() if line.upper().startswith("E") else f"E{line}"
        if line and wanted not in known:
            raise judge.unknown("evidence", line, known)
        return known[wanted] if line else None

    return s.talk.field(f"{question} {s.t('Its code, such as {id}; Enter goes back.', id=entries[0].id)}", take)


def look(s: Sitting, unit: str, item: Item) -> None:
    """Tell the evidence of an item; the unit changes an entry, an inspector marks it."""
    t, a = s.t, s.a(unit)
    entries = a.entries_for(item.id)
    at, layer = s.desk.score_date(a), s.layer(a)
    s.talk.say(f"{item.id}: {lists.need(t, s.pack(unit), item, a, at, layer)}.")
    for entry in entries:
        told = plain.entry(t, entry, item, at, layer)
        s.talk.say(told, *details(s, unit, entry, told))
    marks, writes = s.refusal(unit, "mark_seen") is None, s.refusal(unit, "evidence") is None
    if not entries or not (marks or writes):
        return
    chosen = _code(s, t("Mark which entry?") if marks else t("Change which entry?"), entries)
    if chosen is not None:
        (mark if marks else alter)(s, unit, item, chosen)


def details(s: Sitting, unit: str, entry: Evidence, told: str) -> list[str]:
    """What else the register holds of an entry; `told` is what was said of it."""
    t, register = s.t, entry.particulars
    more = []
    if entry.seen is not None:
        day = numbers.day(numbers.local(entry.seen.at, s.offset).date())
        mark = words.seen(t, entry.seen.mark)
        marked = [*([] if told.endswith(f"{mark}.") else [mark]), entry.seen.who, day]
        more.append(f"{t('Marked')}: {', '.join(marked)}")
    if not register.marked:
        more.append(f"{t('Kind')}: {words.evidence_kind(t, s.pack(unit), register.kind)}")
        if register.abstract and register.number:
            more.append(f"{t('Abstract')}: {words.shown(t, register.abstract)}")
    more.append(f"{t('Serves')}: {', '.join(entry.items) or '–'}")
    return [". ".join(each.rstrip(".") for each in more) + "."]


def mark(s: Sitting, unit: str, item: Item, entry: Evidence) -> None:
    """The inspector's mark: seen, seen at its place, not produced, none."""
    order = (SEEN, ON_SITE, NOT_PRODUCED, None)
    names = [words.seen(s.t, each) for each in order]
    chosen = order[s.talk.choose(f"{entry.id}:", names, None)]
    what = f"{entry.id} {words.seen(s.t, chosen)}"
    if s.save(unit, [acts.MarkSeen(entry.id, chosen)], what) is not None:
        s.saved(f"{what}.")


def alter(s: Sitting, unit: str, item: Item, entry: Evidence) -> None:
    """Change an entry, take it off the item, or out of the register."""
    t = s.t
    names = [
        t("leave it as it is"),
        t("change its fields"),
        t("take it off {item}", item=item.id),
        t("take it out of the register"),
    ]
    match s.talk.choose(f"{entry.id}:", names):
        case 1:
            change(s, unit, item, entry)
        case 2:
            what = t("{id} taken off {item}", id=entry.id, item=item.id)
            if s.save(unit, [acts.Detach(entry.id, item.id)], what, expect=entry.revision) is not None:
                s.saved(f"{what}.")
        case 3:
            _take_out(s, unit, entry)


def _take_out(s: Sitting, unit: str, entry: Evidence) -> None:
    t = s.t
    question = t(
        "Take {line} out of the register? It serves {items}.",
        line=words.evidence_line(t, entry.particulars),
        items=", ".join(entry.items) or "–",
    )
    if s.talk.choose(f"{question} {t('U brings it back.')}", [t("Keep it"), t("Take it out")]):
        what = t("{id} taken out of the register", id=entry.id)
        if s.save(unit, [acts.RemoveEvidence(entry.id)], what, expect=entry.revision) is not None:
            s.saved(f"{what}.")


def _day(typed: str) -> date | None:
    return numbers.parse_day(typed) if typed.strip() else None


def _said(text: object) -> Said | None:
    return Said(text=str(text)) if text else None
