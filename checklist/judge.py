"""What makes an act right or wrong whatever the state: texts, values of each kind of item, particulars of evidence.

`workflow.settle` calls it. Every refusal is a `BadInput` that quotes the input and shows what is expected; a text with
a secrecy mark is never quoted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from checklist import acts, text
from checklist.acts import Act
from checklist.errors import BadInput, Phrase, Refused
from checklist.model import (
    BASES,
    CHECK,
    DOCUMENT,
    FIGURE,
    LAYERS,
    LIMIT,
    MARKINGS,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PAPERS,
    PARTIAL,
    QUOTA,
    ROSTER,
    SEEN_MARKS,
    SELF,
    VERDICTS,
    VERIFIED,
    Assessment,
    Item,
    Pack,
    Particulars,
    Person,
    Said,
    Unit,
    Value,
    applies,
)
from checklist.scoring import agrees, credit, differs, evidence_kinds, verdict

MOST = 999_999_999
"""The largest number an answer takes."""
LONGEST = 2_000
"""The most characters of a free text."""

SECRET = "The text carries the secrecy mark {mark}: nothing was saved."
SECRET_HINT = "Leave the content out. Enter the document with its marking: only its line in the paper register is kept."


VERDICT_WORDS: dict[str | None, Phrase] = {
    MET: Phrase("met"),
    PARTIAL: Phrase("partly met"),
    NOT_MET: Phrase("not met"),
    NOT_APPLICABLE: Phrase("not applicable"),
    None: Phrase("no verdict"),
}
KIND_WORDS = {
    CHECK: Phrase("yes/no item"),
    QUOTA: Phrase("quota"),
    LIMIT: Phrase("limit"),
    ROSTER: Phrase("list of parts"),
    FIGURE: Phrase("figure"),
}


# --- texts -------------------------------------------------------------------------------------------------


def unmarked(typed: str) -> None:
    """Hold a text against the detector.

    Raises:
        BadInput: it carries a secrecy mark; the text is never quoted.
    """
    if mark := text.secret_mark(typed):
        raise BadInput(SECRET, SECRET_HINT, mark=mark)


def unmarked_unit(unit: Unit) -> None:
    """Hold a unit's texts against the detector; raises BadInput as `unmarked`."""
    for each in (unit.name, unit.place):
        unmarked(each.vi)
        unmarked(each.en)


def words(typed: str) -> str:
    """A text as it is kept: cleaned, at most `LONGEST` characters, without a secrecy mark.

    Raises:
        BadInput: a secrecy mark (the text is never quoted), or too long.
    """
    unmarked(typed)
    kept: str = text.clean(typed)
    if len(kept) > LONGEST:
        raise BadInput("The text has {n} characters, the most is {most}.", "Shorten it.", n=len(kept), most=LONGEST)
    return kept


def texts(act: Act, salt: str) -> Any:
    """The act with every free text cleaned, held against the detector, and salted; an empty one becomes None."""
    count = 0

    def settle(said: Said) -> Said:
        nonlocal count
        count += 1
        return acts.salted(words(said.shown), hashlib.sha256(f"{salt} {count}".encode()).hexdigest()[:32])

    return _without_empty(acts.map_texts(act, settle))


def _without_empty(thing: Any) -> Any:
    """The same with empty texts taken out where a field may be None."""
    new: dict[str, object] = {}
    for field in thing.__struct_fields__:
        value = getattr(thing, field)
        if isinstance(value, Said) and not value.text:
            new[field] = None
        elif isinstance(value, msgspec.Struct) and not isinstance(value, Said):
            new[field] = _without_empty(value)
    return msgspec.structs.replace(thing, **new) if new else thing


# --- acts --------------------------------------------------------------------------------------------------


def settle(pack: Pack, a: Assessment, act: Act, who: Person, today: date) -> Act:
    """The act with ids, verdicts and judged revisions worked out; its texts are settled already.

    Raises:
        BadInput: an unknown id, a wrong value, a missing reason.
        Refused: there is nothing to agree to or to explain.
    """
    match act:
        case acts.Answer():
            return _answer(pack, a, act)
        case acts.Clear():
            one_of(act.layer, LAYERS, "layer")
            item_of(pack, a, act.item)
        case acts.AddEvidence():
            for item in act.items:
                item_of(pack, a, item)
            particulars = particulars_of(pack, act.particulars, who, today)
            return acts.AddEvidence(particulars, tuple(sorted(set(act.items))), f"E{a.next_evidence}")
        case acts.EditEvidence():
            _entry(a, act.evidence)
            return acts.EditEvidence(act.evidence, particulars_of(pack, act.particulars, who, today))
        case acts.RemoveEvidence():
            _entry(a, act.evidence)
        case acts.Attach() | acts.Detach():
            _entry(a, act.evidence)
            item_of(pack, a, act.item)
        case acts.MarkSeen():
            _entry(a, act.evidence)
            if act.mark is not None:
                one_of(act.mark, SEEN_MARKS, "mark")
            return acts.MarkSeen(act.evidence, act.mark)
        case acts.Agree():
            return _agree(pack, a, act)
        case acts.Explain():
            item_of(pack, a, act.item)
            if not differs(a, act.item):
                raise Refused("{item}: the unit and the inspector agree, there is nothing to explain.", item=act.item)
        case acts.Return():
            needed(act.note, "note")
            for item in act.items:
                item_of(pack, a, item)
        case acts.Reopen():
            needed(act.note, "note")
        case acts.Expunge():
            needed(act.reason, "reason")
    return act


def _answer(pack: Pack, a: Assessment, act: acts.Answer) -> acts.Answer:
    one_of(act.layer, LAYERS, "layer")
    item = item_of(pack, a, act.item)
    value = value_of(pack, item, act.value)
    if act.layer == SELF:
        return acts.Answer(act.item, SELF, value)
    own = a.value(SELF, act.item)
    if own is not None and not agrees(own, value) and value.reason is None:
        raise BadInput("{item}: the verified answer differs from the unit's, it needs a reason.", item=act.item)
    basis = one_of(act.basis or PAPERS, BASES, "basis")
    return acts.Answer(act.item, VERIFIED, value, basis=basis, judged=a.revision(SELF, act.item))


def _agree(pack: Pack, a: Assessment, act: acts.Agree) -> acts.Agree:
    item_of(pack, a, act.item)
    if a.value(SELF, act.item) is None:
        raise Refused("{item}: the unit has not answered, there is nothing to agree to.", item=act.item)
    marked = tuple(entry.id for entry in a.entries_for(act.item) if entry.seen is None)
    return acts.Agree(act.item, one_of(act.basis, BASES, "basis"), a.revision(SELF, act.item), marked)


def item_of(pack: Pack, a: Assessment, item_id: str) -> Item:
    """The item of that id among those shown to the unit.

    Raises:
        BadInput: no such item in the pack, or it does not apply to the unit.
    """
    item = pack.item(item_id)
    if item is None:
        raise unknown("item", item_id, [each.id for each in pack.shown_to(a.unit)])
    if not applies(item, a.unit):
        raise BadInput('"{item}" is not asked of {unit}.', item=item_id, unit=a.unit.id)
    return item


def unknown(what: str, given: str, known: Iterable[str]) -> BadInput:
    """The error for an id that nothing has, with the nearest ones: `item`, `evidence`, `unit`, `ground` ..."""
    from difflib import get_close_matches

    unmarked(given)
    ids = tuple(known)
    near = ", ".join(get_close_matches(given, ids, 3) or ids[:8]) or "–"
    return BadInput('No {what} "{given}".', "Known: {near}.", what=_WHAT[what], given=given, near=near)


def _entry(a: Assessment, evidence_id: str) -> None:
    if evidence_id not in a.evidence:
        raise unknown("evidence", evidence_id, a.evidence)


def one_of(given: str, known: tuple[str, ...], what: str) -> str:
    """The given id, which must be one of the known; raises BadInput with the nearest ones."""
    if given not in known:
        raise unknown(what, given, known)
    return given


def needed(said: Said | None, what: str) -> None:
    """Raise BadInput where a text is missing."""
    if said is None or not said.text:
        raise BadInput("A {what} in words is needed.", what=_WHAT[what])


# --- values ------------------------------------------------------------------------------------------------


def value_of(pack: Pack, item: Item, given: Value) -> Value:
    """The settled value of an answer to an item: numbers checked, the verdict they decide filled in.

    Raises:
        BadInput: fields of another kind, numbers out of range, a verdict that the numbers contradict, a missing reason.
    """
    if given.verdict is not None:
        one_of(given.verdict, VERDICTS, "verdict")
    if given.verdict == NOT_APPLICABLE:
        return _not_applicable(pack, item, given)
    if given.ground is not None:
        raise BadInput("{item}: a ground goes with not_applicable only.", item=item.id)
    _only(item, given, *_FIELDS[item.kind])
    value = _KIND[item.kind](item, given)
    decided = verdict(item, value)
    if item.kind != CHECK and given.verdict is not None and given.verdict != decided:
        raise BadInput(
            '{item}: the numbers decide, they give {decided}, not "{given}".',
            "Leave the verdict out.",
            item=item.id,
            decided=VERDICT_WORDS[decided],
            given=given.verdict,
        )
    value = msgspec.structs.replace(value, verdict=decided)
    by_hand = item.kind == CHECK and value.verdict in (PARTIAL, NOT_MET)
    over = item.kind == LIMIT and not credit(item, value)
    if (by_hand or over) and value.reason is None:
        raise BadInput("{item}: {decided} needs a reason in words.", item=item.id, decided=VERDICT_WORDS[decided])
    return value


_FIELDS = {
    CHECK: (),
    QUOTA: ("assigned", "reached", "percent"),
    LIMIT: ("count",),
    ROSTER: ("parts",),
    FIGURE: ("values",),
}
_ALL_FIELDS = ("assigned", "reached", "percent", "count", "parts", "values")


def _only(item: Item, given: Value, *fields: str) -> None:
    for field in _ALL_FIELDS:
        if field not in fields and getattr(given, field) is not None:
            raise BadInput(
                "{item} is a {kind}: it takes no {field}.", item=item.id, kind=KIND_WORDS[item.kind], field=field
            )


def _not_applicable(pack: Pack, item: Item, given: Value) -> Value:
    _only(item, given)
    grounds = {ground.id: ground for ground in pack.grounds}
    if given.ground is None:
        known = ", ".join(grounds)
        raise BadInput("{item}: not_applicable needs a ground.", "Known: {near}.", item=item.id, near=known)
    if given.ground not in grounds:
        raise unknown("ground", given.ground, grounds)
    if grounds[given.ground].words and given.reason is None:
        raise BadInput('{item}: the ground "{ground}" needs a reason in words.', item=item.id, ground=given.ground)
    return Value(NOT_APPLICABLE, ground=given.ground, reason=given.reason)


def _check(item: Item, given: Value) -> Value:
    if given.verdict is None:
        raise BadInput("{item}: give a verdict: {known}.", item=item.id, known="met, partial, not_met, not_applicable")
    if given.verdict == PARTIAL and not item.partial:
        raise BadInput("{item} is met or not met, there is no partly.", item=item.id)
    return given


def _quota(item: Item, given: Value) -> Value:
    if item.restricted:
        if given.assigned is not None or given.reached is not None or given.percent is None:
            raise BadInput("{item}: give one percentage only, the strength itself may be secret.", item=item.id)
        return msgspec.structs.replace(given, percent=_percent(given.percent))
    if given.percent is not None or given.assigned is None or given.reached is None:
        raise BadInput("{item}: give two whole numbers, assigned and reached.", item=item.id)
    _count(given.reached)
    if _count(given.assigned) == 0:
        raise BadInput("{item}: nothing assigned.", "Answer not_applicable and name the ground.", item=item.id)
    return given


def _limit(item: Item, given: Value) -> Value:
    if given.count is None:
        raise BadInput("{item}: give a count.", item=item.id)
    _count(given.count)
    return given


def _roster(item: Item, given: Value) -> Value:
    parts = given.parts
    if parts is None and given.verdict == NOT_MET:
        parts = ()
    if parts is None:
        near = ", ".join(part.id for part in item.parts)
        raise BadInput("{item}: name the parts that are there.", "Known: {near}.", item=item.id, near=near)
    known = [part.id for part in item.parts]
    for part in parts:
        if part not in known:
            raise unknown("part", part, known)
    return msgspec.structs.replace(given, parts=tuple(part for part in known if part in parts))


def _figure(item: Item, given: Value) -> Value:
    known = [value.id for value in item.values]
    values = given.values or {}
    for key, number in values.items():
        if key not in known:
            raise unknown("value", key, known)
        _count(number)
    missing = [key for key in known if key not in values]
    if missing or given.verdict is not None:
        raise BadInput("{item}: give a number for each of: {known}.", item=item.id, known=", ".join(missing or known))
    return msgspec.structs.replace(given, values={key: values[key] for key in known})


def _count(number: int) -> int:
    if not 0 <= number <= MOST:
        raise BadInput('"{given}" is not a count from 0 to {most}.', given=number, most=MOST)
    return number


def _percent(given: str) -> str:
    """A percentage as an exact decimal without trailing zeros; 0 to 100, at most two decimals."""
    unmarked(given)
    wrong = BadInput('"{given}" is not a percentage from 0 to 100 with at most two decimals.', given=given)
    try:
        number = Decimal(given.replace(",", "."))
    except InvalidOperation:
        raise wrong from None
    if not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", given) or not 0 <= number <= 100:
        raise wrong
    return f"{number:.2f}".rstrip("0").rstrip(".")


_KIND: dict[str, Callable[[Item, Value], Value]] = {
    CHECK: _check,
    QUOTA: _quota,
    LIMIT: _limit,
    ROSTER: _roster,
    FIGURE: _figure,
}


# --- evidence ----------------------------------------------------------------------------------------------

_LINE = re.compile(r"[0-9]{1,6}/[0-9]{1,6}")


def particulars_of(pack: Pack, given: Particulars, who: Person, today: date) -> Particulars:
    """The settled particulars of an entry. With a marking: its register line and the day it was seen, no more."""
    one_of(given.marking, MARKINGS, "marking")
    for day in (given.date, given.checked_on):
        if day is not None and day > today:
            raise BadInput(
                'The date "{given}" lies after today, {today}. Nothing was saved.',
                given=day.isoformat(),
                today=today.isoformat(),
            )
    if given.marked:
        open_fields = ("kind", "number", "date", "issuer", "abstract", "kept_at", "expires")
        if any(getattr(given, field) is not None for field in open_fields):
            raise BadInput(
                "A marked entry holds only its line in the paper register and the day it was seen.",
                "Leave out number, date, issuer, abstract, place, kind and expiry.",
            )
        if not _LINE.fullmatch(given.register_line or ""):
            unmarked(given.register_line or "")
            raise BadInput(
                'A marked entry needs its register line, BOOK/LINE in digits, such as 2/41; got "{given}".',
                given=given.register_line or "",
            )
        return msgspec.structs.replace(given, checked_by=who.id if given.checked_on else None)
    if given.register_line is not None or given.checked_on is not None:
        raise BadInput("A register line and the day it was seen go with a marking only.", "Give the marking too.")
    if given.number is None and given.abstract is None:
        raise BadInput("The entry needs a number, or an abstract where it has none.")
    kind = one_of(given.kind or DOCUMENT, evidence_kinds(pack), "kind")
    return msgspec.structs.replace(given, kind=kind, checked_by=None)


_WHAT = {
    "item": Phrase("item"), "evidence": Phrase("evidence entry"), "unit": Phrase("unit"),
    "ground": Phrase("ground"), "part": Phrase("part"), "value": Phrase("value"),
    "verdict": Phrase("verdict"), "layer": Phrase("layer"), "basis": Phrase("basis"),
    "mark": Phrase("seen mark"), "marking": Phrase("marking"), "kind": Phrase("evidence kind"),
    "note": Phrase("note"), "reason": Phrase("reason"), "finding": Phrase("finding"),
    "severity": Phrase("severity"), "what": Phrase("description of what is wrong"),
    "action": Phrase("action"), "responsible": Phrase("responsible post"), "period": Phrase("period"),
    "person": Phrase("person"), "role": Phrase("role"), "pack": Phrase("pack"),
}  # fmt: skip
