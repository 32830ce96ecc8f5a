"""What is worth a second look: warnings everywhere, never a refusal, never a bar to submit. Pure."""

from __future__ import annotations

from checklist.errors import Phrase
from checklist.model import SELF, Assessment, Evidence, Item, Pack, Value


def of_item(pack: Pack, a: Assessment, item_id: str) -> tuple[Phrase, ...]:
    """The warnings about an item: its numbers, and the entries that serve it."""
    item = pack.item(item_id)
    value = a.value(SELF, item_id)
    said = _numbers(item, value) if item is not None and value is not None else ()
    return (*said, *(phrase for entry in a.entries_for(item_id) for phrase in of_evidence(pack, a, entry.id)))


def of_evidence(pack: Pack, a: Assessment, evidence_id: str) -> tuple[Phrase, ...]:
    """The warnings about an entry: an expiry before its date, a number used twice in a year."""
    entry = a.evidence[evidence_id]
    register = entry.particulars
    said = []
    if register.date is not None and register.expires is not None and register.expires < register.date:
        said.append(Phrase("{id}: it expires before its own date.", id=entry.id))
    for other in a.evidence.values():
        if other.id != entry.id and _same_number(entry, other):
            serves = ", ".join(other.items) or other.id
            said.append(
                Phrase(
                    "The number {number} is on record for {items} too. Check the number.",
                    number=_number(entry),
                    items=serves,
                )
            )
    return tuple(said)


def _number(entry: Evidence) -> str:
    number = entry.particulars.number
    return number.shown if number is not None else ""


def _same_number(one: Evidence, other: Evidence) -> bool:
    """Within one year a body gives a number once; entries without a date are not compared."""
    a, b = one.particulars, other.particulars
    if a.date is None or b.date is None or not _number(one):
        return False
    return (_number(one).casefold(), a.date.year) == (_number(other).casefold(), b.date.year)


def _numbers(item: Item, value: Value) -> tuple[Phrase, ...]:
    said = []
    if value.assigned is not None and value.reached is not None and value.reached > value.assigned:
        said.append(
            Phrase("{reached} is more than the {assigned} assigned.", reached=value.reached, assigned=value.assigned)
        )
    numbers = value.values or {}
    for check in item.checks:
        if check.equals is not None and check.equals in numbers:
            total = sum(numbers.get(key, 0) for key in check.sum)
            if total != numbers[check.equals]:
                parts = " + ".join(str(numbers.get(key, 0)) for key in check.sum)
                said.append(
                    Phrase("{parts} = {total}, not {given}.", parts=parts, total=total, given=numbers[check.equals])
                )
        if check.part in numbers and check.of in numbers and numbers[check.part] > numbers[check.of]:
            said.append(
                Phrase(
                    "The part {part} is more than the whole {whole}.", part=numbers[check.part], whole=numbers[check.of]
                )
            )
    return tuple(said)
