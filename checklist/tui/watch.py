"""What others save in the unit that is open: seen by its journal, told in the status row, never drawn in."""

from __future__ import annotations

from checklist import acts
from checklist.errors import ChecklistError
from checklist.tui.session import Session
from checklist.view import numbers, words


def noticed(session: Session, unit: str) -> bool:
    """Whether somebody else has written since the unit was last looked at; says who and what, once."""
    version = session.desk.version(unit)
    if session.seen.setdefault(unit, version) == version:
        return False
    session.seen[unit] = version
    try:
        last = session.desk.log(unit)[-1]
    except ChecklistError as error:
        session.refuse(error)
        return True
    items = ", ".join(acts.items_of(last.act)) or words.act(session.t, session.pack(unit), last.act)
    session.say(
        "{who} saved {what} at {time}. Ctrl+L reads it.",
        who=last.entry.who,
        what=items,
        time=numbers.clock(last.entry.at, session.desk.store.settings.utc_offset),
    )
    return True
