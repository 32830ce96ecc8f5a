"""The evidence of an item: listed with what each entry is worth, attached, changed, taken back."""

from __future__ import annotations

from checklist import acts, workflow
from checklist.actions import Action, hint
from checklist.acts import Act
from checklist.model import CHECK, MET, SEEN_MARKS, SELF, Evidence, Item, Value
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.tui.watch import noticed
from checklist.view import lists, numbers, walk, words
from checklist.view.frame import Row, paragraph, plain, window


class EvidenceScreen(ListPlace):
    """One item's entries of the register."""

    kind = "evidence"

    def __init__(self, session: Session, unit: str, item: str) -> None:
        super().__init__(session)
        self.unit, self.item_id = unit, item

    @property
    def item(self) -> Item:
        """The item."""
        return self.s.item(self.unit, self.item_id)

    def entries(self) -> tuple[Evidence, ...]:
        """The entries attached to the item."""
        return self.s.a(self.unit).entries_for(self.item_id)

    def count(self) -> int:
        """How many."""
        return len(self.entries())

    def path(self) -> str:
        """Unit › section › item › evidence."""
        return self.item_path(self.unit, self.item_id, self.t("Evidence"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What is needed and what there is."""
        return evidence_line(self.s, self.unit, self.item)

    def body(self, width: int, height: int) -> list[Row]:
        """The entries, and what the one under the cursor serves."""
        t, entries = self.t, self.entries()
        self.at = min(self.at, max(0, len(entries) - 1))
        rows = [*walk.head(t, self.s.pack(self.unit), self.item, width), plain("")]
        if not entries:
            return [*rows, plain("  " + t("No evidence yet. T adds, G attaches an entry on record."))]
        room = max(1, height - len(rows) - 8)
        self.page_rows = room
        self.first = window(len(entries), self.at, self.first, room)
        at = self.s.desk.score_date(self.s.a(self.unit))
        shown = entries[self.first : self.first + room]
        self.cursor = (len(rows) + self.at - self.first, 0)
        layer = self.s.layer(self.unit)
        rows += lists.evidence_rows(t, shown, self.item, at, cursor=self.at - self.first, width=width, layer=layer)
        return [*rows, plain(""), *entry_details(self.s, self.unit, entries[self.at], width)]

    def idle_status(self) -> str:
        """Nothing is typed here."""
        return self.t("All answers are saved.")

    def noticed(self) -> bool:
        """Somebody else saved in this unit."""
        return noticed(self.s, self.unit)

    def key_parts(self) -> list[str]:
        """The keys."""
        t = self.t
        return [
            hint(t, "add"),
            hint(t, "attach"),
            hint(t, "enter", "edit"),
            hint(t, "detach"),
            hint(t, "undo"),
            f"Esc {t('back')}",
        ]

    def do(self, action: Action, key: Key) -> None:
        """Add, attach, edit, take off, take out."""
        from checklist.tui.screens.attach import AttachScreen
        from checklist.tui.screens.evidence_form import EvidenceForm

        writes = action.id in ("add", "attach", "enter", "detach", "remove")
        if writes and (refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), "evidence")):
            raise refusal
        entries = self.entries()
        here = entries[self.at] if entries else None
        match action.id:
            case "add":
                self.s.go(EvidenceForm(self.s, self.unit, self.item_id))
            case "attach":
                self.s.go(AttachScreen(self.s, self.unit, self.item_id))
            case "enter" if here is not None:
                self.s.go(EvidenceForm(self.s, self.unit, self.item_id, here))
            case "detach" if here is not None:
                what = self.t("{id} taken off {item}", id=here.id, item=self.item_id)
                self.s.save(
                    self.unit, acts.Detach(here.id, self.item_id), lambda a: None, what=what, expect=here.revision
                )
            case "remove" if here is not None:
                self._ask_to_remove(here)
            case "enter" | "detach" | "remove":
                self.s.say("No evidence yet. T adds, G attaches an entry on record.")
            case "mark":
                self._mark(here)
            case "undo":
                self.s.undo(self.unit)
            case _:
                super().do(action, key)

    def _mark(self, entry: Evidence | None) -> None:
        """The inspector's mark goes on: seen, seen at its place, not produced, none."""
        if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), "mark_seen"):
            raise refusal
        if entry is None:
            self.s.say("No evidence here, nothing to mark.")
            return
        order = (None, *SEEN_MARKS)
        mark = order[(order.index(entry.seen.mark if entry.seen else None) + 1) % len(order)]
        what = f"{entry.id} {words.seen(self.t, mark)}"
        self.s.save(self.unit, acts.MarkSeen(entry.id, mark), lambda a: None, what=what)

    def _ask_to_remove(self, entry: Evidence) -> None:
        t = self.t

        def chosen(answer: int) -> None:
            if answer == 1:
                what = t("{id} taken out of the register", id=entry.id)
                self.s.save(self.unit, acts.RemoveEvidence(entry.id), lambda a: None, what=what, expect=entry.revision)

        question = t(
            "Take {line} out of the register? It serves {items}.",
            line=words.evidence_line(t, entry.particulars),
            items=", ".join(entry.items) or "–",
        )
        self.s.go(Choice(self.s, self, question, [t("Keep it"), t("Take it out")], chosen, note=t("U brings it back.")))


def evidence_line(session: Session, unit: str, item: Item) -> str:
    """Row 2 of evidence screens: what an item needs and has."""
    a = session.a(unit)
    said = lists.need(session.t, session.pack(unit), item, a, session.desk.score_date(a))
    return said[:1].upper() + said[1:]


def met_too(session: Session, unit: str, item: Item) -> tuple[Act, ...]:
    """The answer met beside an entry, for an item that is answered so and is not yet."""
    if item.kind != CHECK or session.a(unit).value(SELF, item.id) == Value(MET):
        return ()
    return (acts.Answer(item.id, SELF, Value(MET)),)


def entry_details(session: Session, unit: str, entry: Evidence, width: int) -> list[Row]:
    """What else the register holds of an entry."""
    t, register = session.t, entry.particulars
    rows: list[Row] = []
    if entry.seen is not None:
        day = numbers.day(numbers.local(entry.seen.at, session.desk.store.settings.utc_offset).date())
        rows += paragraph(t("Marked"), f"{words.seen(t, entry.seen.mark)}, {entry.seen.who}, {day}", width, most=1)
    if not register.marked:
        rows += paragraph(t("Kind"), words.evidence_kind(t, session.pack(unit), register.kind), width)
        if register.abstract:
            rows += paragraph(t("Abstract"), words.shown(t, register.abstract), width, most=2)
        rows += paragraph(t("Issued by"), words.shown(t, register.issuer) or "–", width, most=1)
        rows += paragraph(t("Kept at"), words.shown(t, register.kept_at) or "–", width, most=1)
    rows += paragraph(t("Serves"), ", ".join(entry.items) or "–", width, most=1)
    return rows
