"""Before the paper moves: what stands in the way, each with Enter that goes there; then the question, then the act.

What one sees depends on who has the paper: `view.paper` says what.
"""

from __future__ import annotations

from collections.abc import Sequence

from checklist import acts, workflow
from checklist.actions import Action
from checklist.acts import Act
from checklist.model import STATE_VERIFIED, Assessment
from checklist.text import cut, pad
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.view import paper, score
from checklist.view.frame import Row, bold, marker, plain, window
from checklist.view.paper import ACTS, AGREE_REST, LABELS, UNIT, Confirm, Entry


class SweepScreen(ListPlace):
    """The paper of one unit, for whoever is looking."""

    kind = "sweep"

    def __init__(self, session: Session, unit: str) -> None:
        super().__init__(session)
        self.unit = unit

    # --- what there is to do -------------------------------------------------------------------------------

    def moves(self) -> tuple[str, ...]:
        """What may be done with the paper by this side now."""
        return paper.moves(self.s.a(self.unit), self.s.desk.person)

    def must(self) -> tuple[workflow.Lack, ...]:
        """What stands in the way of the first move."""
        a = self.s.a(self.unit)
        return paper.must(self.s.pack(self.unit), a, self.s.desk.person, self.s.desk.score_date(a))

    def in_the_way(self) -> list[Entry]:
        """What stands in the way, as rows; what the items of a section have in common is one."""
        return paper.by_section(self.t, self.s.pack(self.unit), self.s.a(self.unit), self.must())

    def worth_a_look(self) -> list[Entry]:
        """What bars nothing, as rows."""
        a, pack, who = self.s.a(self.unit), self.s.pack(self.unit), self.s.desk.person
        return paper.should(self.t, pack, a, who, self.s.score(self.unit))

    def entries(self) -> list[Entry]:
        """All rows that lead somewhere."""
        return [*self.in_the_way(), *self.worth_a_look()]

    def count(self) -> int:
        """The rows, and the moves below them."""
        return len(self.entries()) + max(1, len(self.moves()))

    # --- drawing -------------------------------------------------------------------------------------------

    def path(self) -> str:
        """Unit › the paper."""
        return self.unit_path(self.unit, self.t(paper.title(self.s.a(self.unit), self.s.desk.person)))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What is left, and until when."""
        return paper.standing(self.t, self.s.desk.period, self.s.score(self.unit), len(self.must()))

    def body(self, width: int, height: int) -> list[Row]:
        """In the way, worth a look, the moves and their result."""
        t, must, moves = self.t, len(self.must()), self.moves()
        barring, worth = self.in_the_way(), self.worth_a_look()
        entries = [*barring, *worth]
        titles = 1 + bool(worth)
        self.at = min(self.at, len(entries) + max(1, len(moves)) - 1)
        self.page_rows = max(3, height - titles - max(1, len(moves)) - 2)  # a blank row and the result below
        if len(entries) > self.page_rows:
            self.page_rows = max(3, self.page_rows - 1)
        self.first = window(len(entries), min(self.at, max(0, len(entries) - 1)), self.first, self.page_rows)
        rows = [bold(t("In the way: {n}", n=must))] if must else [bold(t("Nothing is in the way."))]
        for n, entry in enumerate(entries[self.first : self.first + self.page_rows], self.first):
            if n == len(barring):
                rows.append(bold(paper.second_title(t, self.s.a(self.unit), self.s.desk.person)))
            if n == self.at:
                self.cursor = (len(rows), 0)
            rest = f"  {pad(cut(entry.text, 36), 36)} {cut(self._about(entry.code), width - 48)}"
            if entry.items:
                rest = f"  {cut(entry.text, width - 10)}"
            rows.append(marker(n == self.at, f"{entry.code:<6}", rest))
        if self.first + self.page_rows < len(entries):
            rows.append(plain("  … " + t("{n} more", n=len(entries) - self.first - self.page_rows)))
        rows.append(plain(""))
        for n, move in enumerate(moves, len(entries)):
            if n == self.at:
                self.cursor = (len(rows), 0)
            rows.append(marker(n == self.at, t(LABELS[move]), f"   {self._move_state(move)}"))
        if not moves:
            rows.append(
                marker(True, t("The paper is with {whose} now.", whose=paper.with_whom(t, self.s.a(self.unit))))
            )
        summary = score.summary(t, self.s.pack(self.unit), self.s.score(self.unit))
        rows.append(plain("  " + t("As it is: {summary}", summary=summary)))
        return rows[:height]

    def _about(self, code: str) -> str:
        return paper.about(self.t, self.s.pack(self.unit), self.s.a(self.unit), code)

    def _move_state(self, move: str) -> str:
        if move == AGREE_REST:
            return self.t("( {n} items, on papers or on site )", n=len(self._rest()))
        if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), move):
            return f"( {self.t.error(refusal)} )"
        barred = len(self.must()) if move in ACTS else 0
        return self.t("( not yet: {n} in the way )", n=barred) if barred else self.t("( Enter asks )")

    def key_parts(self) -> list[str]:
        """Go there."""
        t = self.t
        return [f"Enter {t('go there, Esc comes back')}", f"↑↓ {t('move')}", f"Esc {t('back')}"]

    def idle_status(self) -> str:
        """Nothing moves by looking."""
        return self.t("All answers are saved. The paper has not moved.")

    # --- keys ----------------------------------------------------------------------------------------------

    def do(self, action: Action, key: Key) -> None:
        """Go to the row's place, or ask about a move."""
        if action.id != "enter":
            super().do(action, key)
            return
        entries, moves = self.entries(), self.moves()
        self.s.status = ""
        if self.at < len(entries) and entries[self.at].items:
            self._walk(entries[self.at].items)
        elif self.at < len(entries):
            self._go(entries[self.at].code)
        elif moves:
            self._ask(moves[self.at - len(entries)])

    def _walk(self, items: tuple[str, ...]) -> None:
        """Walk just these items; after the last one, or with Esc, one is here again."""
        from checklist.tui.screens.verify import walk_at

        place = walk_at(self.s, self.unit, items[0])
        place.only = items
        self.s.go(place)
        self.s.say("{n} items to do; after the last one, or with Esc, back to the list.", n=len(items))

    def _go(self, code: str) -> None:
        from checklist.tui.screens.evidence_form import EvidenceForm
        from checklist.tui.screens.paper_forms import ExplainScreen
        from checklist.tui.screens.verify import walk_at

        a = self.s.a(self.unit)
        if code in a.evidence:
            first = self.s.pack(self.unit).shown_to(a.unit)[0].id
            self.s.go(EvidenceForm(self.s, self.unit, first, a.evidence[code]))
        elif paper.side(self.s.desk.person) == UNIT and a.state == STATE_VERIFIED:
            self.s.go(ExplainScreen(self.s, self.unit, code))
        elif code:
            self.s.go(walk_at(self.s, self.unit, code))

    def _rest(self) -> tuple[str, ...]:
        return paper.rest(self.s.pack(self.unit), self.s.a(self.unit))

    def _ask(self, move: str) -> None:
        from checklist.tui.screens.paper_forms import NoteScreen

        a = self.s.a(self.unit)
        if refusal := workflow.may(self.s.desk.person, a, "answer.verified" if move == AGREE_REST else move):
            raise refusal
        if move in ("return", "reopen"):
            self.s.go(NoteScreen(self.s, self.unit, move, self._moved))
            return
        if move == AGREE_REST:
            self._ask_to_agree()
            return
        if self.must():
            self.s.say("Not done: {n} things are in the way. Enter on one goes there.", n=len(self.must()))
            return
        facts = paper.facts(self.t, self.s.pack(self.unit), a, self.s.score(self.unit))
        self._confirm(paper.CONFIRMS[move], (ACTS[move],), facts, self._moved)

    def _ask_to_agree(self) -> None:
        rest = self._rest()
        if not rest:
            self.s.say("Nothing is left to agree to.")
            return
        confirm = paper.agree_rest(self.s.basis != acts.Agree("").basis)
        every = [acts.Agree(item, self.s.basis) for item in rest]
        self._confirm(confirm, every, {"n": len(rest)}, lambda after: None)

    def _confirm(self, confirm: Confirm, every: Sequence[Act], facts: dict[str, object], done: object) -> None:
        t = self.t

        def chosen(answer: int) -> None:
            if answer == 1:
                assert callable(done)
                what = t(confirm.done, **facts)
                self.s.save(self.unit, every[0] if len(every) == 1 else every, done, what=what)

        answers = [t(each) for each in confirm.answers]
        self.s.go(Choice(self.s, self, t(confirm.question, **facts), answers, chosen, note=t(confirm.note)))

    def _moved(self, after: Assessment) -> None:
        if self.s.top is self:
            self.s.back()
