"""What is worth a second look: warnings everywhere, never a refusal, never a bar to submit. Pure."""

from __future__ import annotations

from checklist import scoring
from checklist.errors import Phrase
from checklist.model import SELF, Assessment, Item, Pack, Particulars, Value


def of_item(pack: Pack, a: Assessment, item_id: str) -> tuple[Phrase, ...]:
    """The warnings about an item: its numbers, and the entries that serve it."""
    item, value = pack.item(item_id), a.value(SELF, item_id)
    said = of_value(item, value) if item is not None and value is not None else ()
    return (*said, *of_entries(a, item_id))


def of_entries(a: Assessment, item_id: str) -> tuple[Phrase, ...]:
    """The warnings about the entries that serve an item."""
    return tuple(phrase for entry in a.entries_for(item_id) for phrase in of_evidence(a, entry.id))


def of_evidence(a: Assessment, evidence_id: str) -> tuple[Phrase, ...]:
    """The warnings about an entry: an expiry before its date, a date after the period, a number used twice."""
    entry = a.evidence[evidence_id]
    expired = Phrase("{id}: it expires before its own date.", id=entry.id)
    after = Phrase("{id}: it is dated after the period.", id=entry.id)
    dated = entry.particulars.date or entry.particulars.checked_on
    late = dated is not None and dated > a.period.last
    return (
        *((expired,) if _expires_early(entry.particulars) else ()),
        *((after,) if late else ()),
        *_used_twice(a, entry.particulars, entry.id),
    )


def of_register(a: Assessment) -> tuple[tuple[str, Phrase], ...]:
    """The warnings about entries that no item shows: those that serve none, by their id."""
    return tuple((entry.id, Phrase("It serves no item.")) for entry in a.evidence.values() if not entry.items)


def of_particulars(a: Assessment, typed: Particulars, evidence_id: str | None) -> tuple[Phrase, ...]:
    """The same warnings while an entry is typed; `evidence_id` is the entry's own when one is changed."""
    expired = Phrase("It expires before its own date.")
    return (*((expired,) if _expires_early(typed) else ()), *_used_twice(a, typed, evidence_id))


def of_value(item: Item, value: Value) -> tuple[Phrase, ...]:
    """The warnings about numbers: more reached than assigned, a sum that is not the total, a part above the whole."""
    said = []
    if value.assigned is not None and value.reached is not None and value.reached > value.assigned:
        said.append(
            Phrase("{reached} is more than the {assigned} assigned.", reached=value.reached, assigned=value.assigned)
        )
    for each in scoring.reckon(item, value.values or {}):
        if each.holds:
            continue
        if each.is_sum:
            said.append(Phrase("{parts} = {total}, not {given}.", parts=each.parts, total=each.total, given=each.whole))
        else:
            said.append(Phrase("The part {part} is more than the whole {whole}.", part=each.total, whole=each.whole))
    return tuple(said)


def _expires_early(register: Particulars) -> bool:
    return register.date is not None and register.expires is not None and register.expires < register.date


def _used_twice(a: Assessment, register: Particulars, own: str | None) -> list[Phrase]:
    """Within one year a body gives a number once; entries without a date are not compared."""
    number = register.number.shown.strip() if register.number is not None else ""
    if not number or register.date is None:
        return []
    return [
        Phrase(
            "The number {number} is on record for {items} too. Check the number.",
            number=number,
            items=", ".join(other.items) or other.id,
        )
        for other in a.evidence.values()
        if other.id != own and _same_number(number, register.date.year, other.particulars)
    ]


def _same_number(number: str, year: int, other: Particulars) -> bool:
    there = other.number.shown.strip() if other.number is not None else ""
    return other.date is not None and other.date.year == year and there.casefold() == number.casefold()
