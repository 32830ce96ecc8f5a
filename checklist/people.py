"""Who may come in: what makes a person right, and the line of `authorized_keys` that names one. Pure.

An id is a person's for ever: old records keep the name, and nobody else ever gets it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import msgspec

from checklist import judge
from checklist.errors import BadInput, Forbidden, Refused
from checklist.model import ADMIN, HEAD, INSPECTOR, REVIEWER, ROLES, STAFF, Person

RESERVED = ("local", "system")
"""Ids that the program itself acts under."""
WITH_UNITS = (STAFF, HEAD, INSPECTOR)
"""Roles that are for some units only."""
OVER_ALL = (REVIEWER, ADMIN)
"""Roles that are for every unit."""

_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")


def admitted(people: Sequence[Person], new: Person, units: Collection[str]) -> Person:
    """A new person as they are kept.

    Args:
        people: everybody there ever was, removed ones too.
        new: with the units as they were named, None where none was.
        units: the ids of the units there are.

    Raises:
        BadInput: id, role or units are wrong. Refused: the id or the key is somebody's.
    """
    if not _ID.fullmatch(new.id) or new.id in RESERVED:
        raise BadInput(
            '"{given}" is no id of a person: a small letter, then small letters, digits and hyphens, up to 32.',
            "Example: lan. The ids local and system are the program's own.",
            given=new.id,
        )
    if new.role not in ROLES:
        raise judge.unknown("role", new.role, ROLES)
    named = tuple(dict.fromkeys(new.units or ()))
    if new.role in WITH_UNITS and not named:
        raise BadInput("The role {role} needs a unit.", "Give --unit, once for each.", role=new.role)
    if new.role in OVER_ALL and named:
        raise BadInput("The role {role} is for all units.", "Leave --unit out.", role=new.role)
    for each in named:
        if each not in units:
            raise judge.unknown("unit", each, units)
    if was := next((person for person in people if person.id == new.id), None):
        raise _taken(was)
    if owner := next((person for person in people if new.key and person.key == new.key), None):
        raise Refused("This key is {id}'s already.", "Every person has a key of their own.", id=owner.id)
    return msgspec.structs.replace(new, units=named if new.role in WITH_UNITS else None)


def _taken(was: Person) -> Refused:
    if was.removed:
        return Refused(
            '"{id}" was removed. An id is never given again, so that old records stay true.', "Take another.", id=was.id
        )
    return Refused('"{id}" exists already.', "Take another id.", id=was.id)


def removed(people: Sequence[Person], id: str) -> Person:
    """A person as they are kept after they were removed.

    Raises:
        BadInput: nobody has that id. Forbidden: they were removed before.
    """
    found = here(people, id)
    return msgspec.structs.replace(found, removed=True)


def here(people: Sequence[Person], id: str) -> Person:
    """The person of an id.

    Raises:
        BadInput: nobody has it. Forbidden: they were removed.
    """
    found = next((person for person in people if person.id == id), None)
    if found is None:
        raise judge.unknown("person", id, [person.id for person in people if not person.removed])
    if found.removed:
        raise Forbidden('"{id}" was removed and may do nothing here.', "Ask the administrator.", id=id)
    return found


def key_line(program: str, home: str, person: Person) -> str:
    """The line of `authorized_keys` that lets a person in, as themselves and to nothing else.

    Raises:
        BadInput: the program's or the home's path could break out of the line, or out of the shell that reads it.
    """
    for path in (program, home):
        if not path.startswith("/") or not all(each.isalnum() or each in "/._+@:,=-" for each in path):
            raise BadInput(
                '"{path}" can\'t stand in authorized_keys.',
                "Only a full path of letters, digits and / . _ + @ : , = - can: move it there, or make a link.",
                path=path,
            )
    return f'restrict,pty,command="{program} --home {home} serve --as {person.id}" {person.key}'
