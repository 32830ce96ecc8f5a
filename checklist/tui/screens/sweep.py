"""Before the paper moves: what stands in the way, each with Enter that goes there; then the question, then the act.

What one sees depends on who has the paper: the unit submits, withdraws and explains, the inspector agrees to the rest,
verifies and returns, the reviewer accepts, returns and reopens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from checklist import acts, notices, scoring, workflow
from checklist.actions import Action
from checklist.acts import Act
from checklist.locale import mark
from checklist.model import (
    ACCEPTED,
    DRAFT,
    HEAD,
    INSPECTOR,
    REVIEWER,
    SELF,
    STAFF,
    STATE_VERIFIED,
    SUBMITTED,
    VERIFIED,
    Assessment,
)
from checklist.text import cut, pad
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.view import numbers, score, verify, words
from checklist.view.frame import Row, bold, marker, plain, window

CAUSES = {
    "unanswered": mark("not answered"),
    "no_evidence": mark("met, without evidence or a remark"),
    "unverified": mark("not verified yet"),
    "verified_already": mark("the inspector has begun to verify"),
    "own_writing": mark("whoever wrote in an assessment does not accept it"),
}
UNIT, AGREE_REST = "unit", "agree_rest"
MOVES: dict[tuple[str, str], tuple[str, ...]] = {
    (DRAFT, UNIT): ("submit",),
    (SUBMITTED, UNIT): ("withdraw",),
    (SUBMITTED, INSPECTOR): (AGREE_REST, "verify", "return"),
    (STATE_VERIFIED, REVIEWER): ("accept", "return"),
    (ACCEPTED, REVIEWER): ("reopen",),
}
"""State and side to what may be done with the paper there."""
TITLES = {
    DRAFT: mark("Before submitting"),
    SUBMITTED: mark("Before verifying ends"),
    STATE_VERIFIED: mark("Before accepting"),
}
LABELS = {
    "submit": mark("Submit for verifying"),
    "withdraw": mark("Withdraw to a draft"),
    AGREE_REST: mark("Agree to the rest"),
    "verify": mark("Close the verifying"),
    "return": mark("Return with a note"),
    "accept": mark("Accept"),
    "reopen": mark("Open again with a note"),
}
ACTS: dict[str, Act] = {
    "submit": acts.Submit(),
    "withdraw": acts.Withdraw(),
    "verify": acts.Verify(),
    "accept": acts.Accept(),
}


class Entry(msgspec.Struct, frozen=True):
    """A row that leads somewhere: to an item, or to an entry of the register."""

    code: str
    text: str


class SweepScreen(ListPlace):
    """The paper of one unit, for whoever is looking."""

    kind = "sweep"

    def __init__(self, session: Session, unit: str) -> None:
        super().__init__(session)
        self.unit = unit

    # --- what there is to do -------------------------------------------------------------------------------

    @property
    def side(self) -> str:
        """The unit's side, or the role."""
        role = self.s.desk.person.role
        return UNIT if role in (STAFF, HEAD) else role

    def moves(self) -> tuple[str, ...]:
        """What may be done with the paper by this side now."""
        return MOVES.get((self.s.a(self.unit).state, self.side), ())

    def must(self) -> tuple[workflow.Lack, ...]:
        """What stands in the way of the first move."""
        a = self.s.a(self.unit)
        move = next((each for each in self.moves() if each in ACTS), None)
        if move is None:
            return ()
        return workflow.lacks(self.s.pack(self.unit), a, ACTS[move], self.s.desk.person, self.s.desk.score_date(a))

    def should(self) -> list[Entry]:
        """What is worth a second look; it bars nothing."""
        a, pack, t = self.s.a(self.unit), self.s.pack(self.unit), self.t
        if a.state == STATE_VERIFIED:
            return [Entry(item.id, self._difference(item.id)) for item in verify.differing(pack, a)]
        if a.state != DRAFT or self.side != UNIT:
            return []
        out = [
            Entry(gap.item, f"{t(words.CAUSES[gap.cause])}, {numbers.points(t, gap.points)}")
            for gap in self.s.score(self.unit).gaps
            if gap.cause == scoring.STALE_EVIDENCE
        ]
        for item in pack.shown_to(a.unit):
            out += [Entry(item.id, words.notice(t, each)) for each in notices.of_item(pack, a, item.id)]
        return [*out, *(Entry(id, words.notice(t, each)) for id, each in notices.of_register(a))]

    def _difference(self, item: str) -> str:
        """Both answers, and whether the unit has explained."""
        a, found = self.s.a(self.unit), self.s.item(self.unit, item)
        told = self.t("explained") if item in a.explanations else self.t("not explained")
        return f"{verify.both(self.t, found, a)}, {told}"

    def entries(self) -> list[Entry]:
        """All rows that lead somewhere."""
        lacking = [Entry(lack.item, self.t(CAUSES[lack.cause])) for lack in self.must()]
        return [*lacking, *self.should()]

    def count(self) -> int:
        """The rows, and the moves below them."""
        return len(self.entries()) + max(1, len(self.moves()))

    # --- drawing -------------------------------------------------------------------------------------------

    def path(self) -> str:
        """Unit › the paper."""
        unit_waits = self.side == UNIT and self.s.a(self.unit).state != DRAFT
        title = mark("The paper") if unit_waits else TITLES.get(self.s.a(self.unit).state, mark("The paper"))
        return self.unit_path(self.unit, self.t(title))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What is left, and until when."""
        s, period = self.s.score(self.unit), self.s.desk.period
        due = period.submit_by if self.s.a(self.unit).state == DRAFT else period.verify_by
        return self.t(
            "Answered {n}/{of}, {left} left · in the way {must} · due {day}"
            if s.layer == SELF
            else "Verified {n}/{of}, {left} left · in the way {must} · due {day}",
            n=s.answered,
            of=s.applicable,
            left=s.applicable - s.answered,
            must=len(self.must()),
            day=numbers.day(due),
        )

    def body(self, width: int, height: int) -> list[Row]:
        """In the way, worth a look, the moves and their result."""
        t, must, entries, moves = self.t, len(self.must()), self.entries(), self.moves()
        self.at = min(self.at, self.count() - 1)
        self.page_rows = max(3, height - 7 - len(moves))
        self.first = window(len(entries), min(self.at, max(0, len(entries) - 1)), self.first, self.page_rows)
        rows = [bold(t("In the way: {n}", n=must))] if must else [bold(t("Nothing is in the way."))]
        for n, entry in enumerate(entries[self.first : self.first + self.page_rows], self.first):
            if n == must:
                rows.append(bold(self._second_title()))
            if n == self.at:
                self.cursor = (len(rows), 2)
            rest = f"  {pad(cut(entry.text, 36), 36)} {cut(self._title(entry.code), width - 48)}"
            rows.append(marker(n == self.at, f"{entry.code:<6}", rest))
        if self.first + self.page_rows < len(entries):
            rows.append(plain("  … " + t("{n} more", n=len(entries) - self.first - self.page_rows)))
        rows.append(plain(""))
        for n, move in enumerate(moves, len(entries)):
            if n == self.at:
                self.cursor = (len(rows), 2)
            rows.append(marker(n == self.at, t(LABELS[move]), f"   {self._move_state(move)}"))
        if not moves:
            rows.append(marker(True, t("The paper is with {whose} now.", whose=self._with_whom())))
        summary = score.summary(t, self.s.pack(self.unit), self.s.score(self.unit))
        rows.append(plain("  " + t("As it is: {summary}", summary=summary)))
        return rows[:height]

    def _second_title(self) -> str:
        state = self.s.a(self.unit).state
        if state != STATE_VERIFIED:
            return self.t("Worth a second look, no bar to submitting")
        explain = self.side == UNIT
        return self.t("Where the layers differ: Enter explains" if explain else "Where the layers differ")

    def _with_whom(self) -> str:
        whose = {DRAFT: HEAD, SUBMITTED: INSPECTOR, STATE_VERIFIED: REVIEWER}.get(self.s.a(self.unit).state, REVIEWER)
        return self.t(workflow.WHOSE[whose])

    def _title(self, code: str) -> str:
        found = self.s.pack(self.unit).item(code)
        if found is not None:
            return self.t.of(found.title)
        entry = self.s.a(self.unit).evidence.get(code)
        return words.evidence_line(self.t, entry.particulars) if entry else ""

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
        if self.at < len(entries):
            self._go(entries[self.at].code)
        elif moves:
            self._ask(moves[self.at - len(entries)])

    def _go(self, code: str) -> None:
        from checklist.tui.screens.evidence_form import EvidenceForm
        from checklist.tui.screens.paper_forms import ExplainScreen
        from checklist.tui.screens.verify import walk_at

        a = self.s.a(self.unit)
        if code in a.evidence:
            first = self.s.pack(self.unit).shown_to(a.unit)[0].id
            self.s.go(EvidenceForm(self.s, self.unit, first, a.evidence[code]))
        elif self.side == UNIT and a.state == STATE_VERIFIED:
            self.s.go(ExplainScreen(self.s, self.unit, code))
        elif code:
            self.s.go(walk_at(self.s, self.unit, code))

    def _rest(self) -> tuple[str, ...]:
        """The items that the unit has answered and nobody has verified yet."""
        a = self.s.a(self.unit)
        shown = self.s.pack(self.unit).shown_to(a.unit)
        return tuple(i.id for i in shown if a.value(VERIFIED, i.id) is None and a.value(SELF, i.id) is not None)

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
        name, period = self.t.of(a.unit.name), a.period.id
        question, note, answers, what = _questions(move)
        s = self.s.score(self.unit)
        facts = {
            "unit": name,
            "period": period,
            "n": s.answered,
            "of": s.applicable,
            "evidenced": numbers.percent(self.t, s.evidenced, self.s.pack(self.unit)),
        }
        self._confirm(question, note, answers, (ACTS[move],), what, facts, self._moved)

    def _ask_to_agree(self) -> None:
        rest = self._rest()
        if not rest:
            self.s.say("Nothing is left to agree to.")
            return
        on_site = self.s.basis != acts.Agree("").basis
        question = mark("Agree to the unit's answer on {n} items, on papers?")
        at_place = mark("Agree to the unit's answer on {n} items, as seen on site?")
        note = mark(
            "Entries without a mark are marked seen. The reviewer sees that it was done in bulk. U takes it back."
        )
        every = [acts.Agree(item, self.s.basis) for item in rest]
        answers = (mark("Leave it as it is"), mark("Agree to all of them"))
        what = mark("{n} items agreed in bulk")
        facts = {"n": len(rest)}
        self._confirm(at_place if on_site else question, note, answers, every, what, facts, lambda after: None)

    def _confirm(
        self,
        question: str,
        note: str,
        answers: Sequence[str],
        every: Sequence[Act],
        what: str,
        facts: Mapping[str, object],
        done: object,
    ) -> None:
        t = self.t

        def chosen(answer: int) -> None:
            if answer == 1:
                assert callable(done)
                self.s.save(self.unit, every[0] if len(every) == 1 else every, done, what=t(what, **facts))

        self.s.go(Choice(self.s, self, t(question, **facts), [t(each) for each in answers], chosen, note=t(note)))

    def _moved(self, after: Assessment) -> None:
        if self.s.top is self:
            self.s.back()


def _questions(move: str) -> tuple[str, str, tuple[str, str], str]:
    """Question, what follows from it, the answers (the safe one first), and what was done."""
    return {
        "submit": (
            mark("Submit {unit}, period {period} ({n}/{of}, evidenced {evidenced})?"),
            mark("After that answers stand fast; it can be withdrawn while nobody has begun to verify."),
            (mark("Not yet"), mark("Submit")),
            mark("{unit} submitted"),
        ),
        "withdraw": (
            mark("Withdraw {unit}, period {period}?"),
            mark("It becomes a draft again; nothing is lost."),
            (mark("Leave it submitted"), mark("Withdraw")),
            mark("{unit} withdrawn"),
        ),
        "verify": (
            mark("Close the verifying of {unit}, period {period} ({n}/{of}, evidenced {evidenced})?"),
            mark("It goes to the reviewer. The unit may explain where the layers differ."),
            (mark("Leave it as it is"), mark("Close the verifying")),
            mark("{unit} verified"),
        ),
        "accept": (
            mark("Accept {unit}, period {period}, with the verified score {evidenced}?"),
            mark("It is sealed: nothing in it changes any more, except after opening it again with a note."),
            (mark("Leave it as it is"), mark("Accept")),
            mark("{unit} accepted"),
        ),
    }[move]
