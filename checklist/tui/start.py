"""Where a session begins: a person of one unit in that unit, everybody else at the units; a kept draft is offered."""

from __future__ import annotations

from checklist.errors import ChecklistError
from checklist.tui.place import Place
from checklist.tui.screens.choice import Choice
from checklist.tui.screens.evidence_form import EvidenceForm
from checklist.tui.screens.overview import OverviewScreen
from checklist.tui.screens.reason import GroundScreen, ReasonScreen
from checklist.tui.screens.units import UnitsScreen
from checklist.tui.screens.walk import WalkScreen
from checklist.tui.session import Session


def begin(session: Session) -> None:
    """Put the first place on the stack, and offer the newest draft of this period over it."""
    units = session.desk.units()
    first: Place = OverviewScreen(session, units[0].id) if len(units) == 1 else UnitsScreen(session)
    session.go(first)
    for key in session.desk.drafts():
        kept = session.desk.draft(key)
        if kept is not None and key.startswith(f"{session.desk.period.id}."):
            _offer(session, key, kept)
            return


def _offer(session: Session, key: str, kept: dict[str, object]) -> None:
    t = session.t
    unit, item = str(kept.get("unit", "")), str(kept.get("item", ""))
    try:
        a = session.a(unit)
        known = session.pack(unit).item(item) is not None
    except ChecklistError:
        known = False
    if not known:
        session.desk.drop_draft(key)
        return

    def chosen(answer: int) -> None:
        if answer == 1:
            session.desk.drop_draft(key)
            session.say("The draft is given up.")
        elif answer == 0:
            _open(session, unit, item, kept)

    question = t("A form was left half-written: {unit}, {item}. Open it again?", unit=t.of(a.unit.name), item=item)
    answers = [t("Open it"), t("Give it up"), t("Later")]
    session.go(Choice(session, session.top, question, answers, chosen))


def _open(session: Session, unit: str, item: str, kept: dict[str, object]) -> None:
    """The places down to the form, with what was typed in it."""
    if isinstance(session.top, UnitsScreen):
        session.go(OverviewScreen(session, unit))
    walk = WalkScreen(session, unit, item)
    session.go(walk)
    match kept.get("form"):
        case "walk":
            walk.restore(kept)
        case "reason":
            reason = ReasonScreen(session, walk, str(kept.get("verdict")))
            reason.restore(kept)
            session.go(reason)
        case "ground":
            ground = GroundScreen(session, walk)
            ground.restore(kept)
            session.go(ground)
        case "evidence":
            entry = session.a(unit).evidence.get(str(kept.get("entry", "")))
            form = EvidenceForm(session, unit, item, entry)
            form.restore(kept)
            session.go(form)
    session.say("Typing, not saved: opened again from the draft.")
