"""Where a session begins: a person of one unit in that unit, everybody else at the units; a kept draft is offered."""

from __future__ import annotations

from checklist.errors import ChecklistError
from checklist.tui import views
from checklist.tui.place import Place
from checklist.tui.screens.choice import Choice
from checklist.tui.screens.evidence_form import EvidenceForm
from checklist.tui.screens.finding_close import CloseForm
from checklist.tui.screens.finding_form import FindingForm
from checklist.tui.screens.overview import OverviewScreen
from checklist.tui.screens.paper_forms import ExplainScreen, NoteScreen
from checklist.tui.screens.reason import GroundScreen, ReasonScreen
from checklist.tui.screens.verify import walk_at
from checklist.tui.screens.walk import WalkScreen
from checklist.tui.session import Session


def begin(session: Session) -> None:
    """Put the first place on the stack, and offer the newest draft of this period over it."""
    session.go(views.first(session))
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
        known = session.pack(unit).item(item) is not None or (not item and kept.get("form") in ("return", "reopen"))
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
    """The places down to the form, with what was typed in it; where it can't be open any more, the reason is said."""
    if not isinstance(session.top, OverviewScreen):
        session.go(OverviewScreen(session, unit))
    walk = walk_at(session, unit, item) if item else None
    if walk is not None:
        session.go(walk)
    try:
        form = _form(session, unit, item, kept, walk)
    except ChecklistError as error:
        session.refuse(error)
        return
    if form is not None:
        form.restore(kept)
        if form is not walk:
            session.go(form)
    session.say("Typing, not saved: opened again from the draft.")


def _form(session: Session, unit: str, item: str, kept: dict[str, object], walk: WalkScreen | None) -> Place | None:
    """The form that a draft was typed in; None where it is closed by now.

    Raises:
        Refused: role or state do not allow it any more.
    """
    form = str(kept.get("form"))
    match form:
        case "walk":
            return walk
        case "reason" if walk is not None:
            return ReasonScreen(session, walk, str(kept.get("verdict")))
        case "ground" if walk is not None:
            return GroundScreen(session, walk)
        case "evidence":
            return EvidenceForm(session, unit, item, session.a(unit).evidence.get(str(kept.get("entry", ""))))
        case "explain":
            return ExplainScreen(session, unit, item)
        case "return" | "reopen":
            return NoteScreen(session, unit, form, lambda after: None)
        case "finding":
            return FindingForm(session, unit, item)
        case "closing":
            found = session.findings(unit).findings.get(str(kept.get("finding", "")))
            return CloseForm(session, unit, found) if found is not None and found.closed is None else None
    return None
