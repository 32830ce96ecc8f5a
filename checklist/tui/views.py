"""Level 1: the views of a person, and Tab that goes from one to the next."""

from __future__ import annotations

from checklist.locale import mark
from checklist.model import HEAD, INSPECTOR, LOCAL, REVIEWER, STAFF
from checklist.tui.place import Place
from checklist.tui.session import Session

QUEUE, UNITS, MATRIX, UNIT = "queue", "units", "matrix", "unit"
NAMES = {QUEUE: mark("Tasks"), UNITS: mark("Units"), MATRIX: mark("Matrix"), UNIT: mark("Assessment")}


def names(session: Session) -> tuple[str, ...]:
    """The views that a person has, the first one being where the session begins.

    People of one unit have it beside their tasks. The admin, and the one person of a home without people, begin at
    the units; a matrix needs more than one of them.
    """
    role, units = session.desk.person.role, session.desk.units()
    if session.desk.person.id == LOCAL.id:
        return (UNIT,) if len(units) == 1 else (UNITS, MATRIX)
    if role in (STAFF, HEAD):
        return (QUEUE, UNIT) if len(units) == 1 else (QUEUE, UNITS)
    return (QUEUE, UNITS, MATRIX) if role in (INSPECTOR, REVIEWER) else (UNITS, MATRIX)


def make(session: Session, name: str) -> Place:
    """A view, made the first time it is looked at and found again as it was left."""
    if name not in session.views:
        session.views[name] = _new(session, name)
    return session.views[name]


def _new(session: Session, name: str) -> Place:
    if name == MATRIX:
        from checklist.tui.screens.matrix import MatrixScreen

        return MatrixScreen(session)
    if name == UNIT:
        from checklist.tui.screens.overview import OverviewScreen

        return OverviewScreen(session, session.desk.units()[0].id)
    if name == QUEUE:
        from checklist.tui.screens.queue import QueueScreen

        return QueueScreen(session)
    from checklist.tui.screens.units import UnitsScreen

    return UnitsScreen(session)


def first(session: Session) -> Place:
    """Where a session begins."""
    return make(session, names(session)[0])


def tabs(session: Session, here: str) -> str:
    """The views in a row, the current one in brackets: `[Việc]  Đơn vị  Ma trận`."""
    said = (f"[{session.t(NAMES[each])}]" if each == here else session.t(NAMES[each]) for each in names(session))
    return "  ".join(said)


def turn(session: Session, here: str, by: int = 1) -> None:
    """Go to the next view of level 1, or back to the one before."""
    every = names(session)
    if here in every and len(session.stack) == 1:
        place = make(session, every[(every.index(here) + by) % len(every)])
        session.stack[0] = place
        session.status = ""
        place.arrive()
