"""People as commands print them: one line a person, and the documented JSON."""

from __future__ import annotations

from typing import Any

from checklist.keys import fingerprint
from checklist.locale import Words
from checklist.model import Person
from checklist.text import pad
from checklist.view.words import ROLES


def person_json(person: Person) -> dict[str, Any]:
    """A person in the documented shape; `units` null is every unit, `key` null is the console only."""
    return {
        "id": person.id,
        "role": person.role,
        "units": person.units,
        "key": person.key or None,
        "fingerprint": fingerprint(person.key) if person.key else None,
        "removed": person.removed,
    }


def person_line(t: Words, person: Person) -> str:
    """Id, role, units, and the fingerprint of the key or why there is no way in."""
    units = ", ".join(person.units) if person.units is not None else t("all units")
    way_in = fingerprint(person.key) if person.key else t("no key")
    way_in = t("removed") if person.removed else way_in
    return f"{pad(person.id, 16)} {pad(t(ROLES[person.role]), 12)} {way_in}  {units}"
