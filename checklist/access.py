"""People of a home: added, removed, listed, logged in and out; every change and every refusal is in the home's log.

Beside the desk, since no period is needed for it. What makes a person right is decided in `people` and `keys`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from checklist import keys
from checklist import people as rules
from checklist.desk import Home
from checklist.errors import ChecklistError
from checklist.homes import administer
from checklist.model import LOCAL, Person
from checklist.workflow import moment


def people(home: Home, by: str | None) -> tuple[Person, ...]:
    """Everybody there ever was in a home, by id.

    Args:
        by: who asks; None is the console's owner.

    Raises:
        Forbidden: for the admin only, or for anybody in a home without people.
    """
    administer(home, by)
    return home.people()


def add_person(home: Home, by: str | None, new: Person, *, door: str = "cli", dry_run: bool = False) -> Person:
    """Let a person in, whose `key` is a line as it was given. The first one makes the console's owner the admin.

    Raises:
        BadInput: id, role, units or key are wrong. Refused: id or key is somebody's. Forbidden: not for who asks.
    """

    def admit(there: tuple[Person, ...]) -> Person:
        kept = msgspec.structs.replace(new, key=keys.parse(new.key))
        return rules.admitted(there, kept, [unit.id for unit in home.units()])

    return _change(home, by, "add", new.id, admit, door, dry_run)


def remove_person(home: Home, by: str | None, id: str, *, door: str = "cli", dry_run: bool = False) -> Person:
    """End what a person may do, at their next act; old records keep the name.

    Raises:
        BadInput: nobody has that id. Forbidden: removed before, or not for who asks.
    """
    return _change(home, by, "remove", id, lambda there: rules.removed(there, id), door, dry_run)


def _change(
    home: Home,
    by: str | None,
    what: str,
    id: str,
    change: Callable[[tuple[Person, ...]], Person],
    door: str,
    dry_run: bool,
) -> Person:
    try:
        administer(home, by)
        after = change(home.people()) if dry_run else home.change_people(change)
    except ChecklistError as error:
        named = id if re.fullmatch(r"[a-z0-9-]{1,64}", id) else "?"
        note_refusal(home, by or LOCAL.id, door, error, command=f"access {what}", person=named)
        raise
    if not dry_run:
        about = {"person": after.id, "role": after.role, "units": after.units, "key": keys.fingerprint(after.key)}
        home.log(_now(), by or LOCAL.id, door, f"person {what}", about if what == "add" else {"person": after.id})
    return after


def note(home: Home, who: str, door: str, what: str, **about: object) -> None:
    """Put a login or the end of a session into the home's log."""
    home.log(_now(), who, door, what, about)


def note_refusal(home: Home, who: str, door: str, error: ChecklistError, **about: object) -> None:
    """Put a refusal into the home's log: what was asked, and why not. Nothing that somebody typed is kept."""
    home.log(_now(), who, door, "refused", {**about, "why": error.message, "code": error.exit_code})


def _now() -> str:
    return moment(datetime.now(UTC))
