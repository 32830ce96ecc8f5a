"""Before the paper moves: what stands in the way, each with Enter that goes there; then the question, then the act."""

from __future__ import annotations

from checklist import acts, notices, scoring, workflow
from checklist.actions import Action
from checklist.acts import Act
from checklist.locale import mark
from checklist.model import DRAFT, SUBMITTED, Assessment
from checklist.text import cut
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.view import numbers, score, words
from checklist.view.frame import Row, bold, marker, plain, window

CAUSES = {
    "unanswered": mark("not answered"),
    "no_evidence": mark("met, without evidence or a remark"),
    "verified_already": mark("the inspector has begun to verify"),
}


class SweepScreen(ListPlace):
    """The unit's side of the paper: submit a draft, withdraw what is submitted."""

    kind = "sweep"

    def __init__(self, session: Session, unit: str) -> None:
        super().__init__(session)
        self.unit = unit

    @property
    def move_act(self) -> Act | None:
        """What the head may do with the paper now."""
        state = self.s.a(self.unit).state
        return acts.Submit() if state == DRAFT else acts.Withdraw() if state == SUBMITTED else None

    def must(self) -> tuple[workflow.Lack, ...]:
        """What stands in the way."""
        a, act = self.s.a(self.unit), self.move_act
        if act is None:
            return ()
        return workflow.lacks(self.s.pack(self.unit), a, act, self.s.desk.person, self.s.desk.score_date(a))

    def should(self) -> list[tuple[str, str]]:
        """What is worth a second look, by item; it bars nothing."""
        a, pack, t = self.s.a(self.unit), self.s.pack(self.unit), self.t
        out = [
            (gap.item, f"{t(words.CAUSES[gap.cause])}, {numbers.points(t, gap.points)}")
            for gap in self.s.score(self.unit).gaps
            if gap.cause == scoring.STALE_EVIDENCE
        ]
        for item in pack.shown_to(a.unit):
            out += [(item.id, words.notice(t, each)) for each in notices.of_item(pack, a, item.id)]
        return out

    def entries(self) -> list[tuple[str, str]]:
        """All rows that lead somewhere: item and text."""
        rows = [(lack.item, self.t(CAUSES[lack.cause])) for lack in self.must()]
        return [*rows, *(self.should() if self.s.a(self.unit).state == DRAFT else [])]

    def count(self) -> int:
        """The rows, and the act below them."""
        return len(self.entries()) + 1

    def path(self) -> str:
        """Unit › check before submitting."""
        return self.unit_path(self.unit, self.t("Before submitting"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What is left, and until when."""
        s = self.s.score(self.unit)
        return self.t(
            "Answered {n}/{of}, {left} left · in the way {must} · due {day}",
            n=s.answered,
            of=s.applicable,
            left=s.applicable - s.answered,
            must=len(self.must()),
            day=numbers.day(self.s.desk.period.submit_by),
        )

    def body(self, width: int, height: int) -> list[Row]:
        """In the way, worth a look, the act and its result."""
        t, must, entries = self.t, len(self.must()), self.entries()
        self.at = min(self.at, len(entries))
        self.page_rows = max(3, height - 7)
        self.first = window(len(entries), min(self.at, max(0, len(entries) - 1)), self.first, self.page_rows)
        rows = [bold(t("In the way: {n}", n=must))] if must else [bold(t("Nothing is in the way."))]
        for n, (item, text) in enumerate(entries[self.first : self.first + self.page_rows], self.first):
            if n == must:
                rows.append(bold(t("Worth a second look, no bar to submitting")))
            if n == self.at:
                self.cursor = (len(rows), 2)
            title = self._title(item)
            rows.append(marker(n == self.at, f"{item:<6}", f"  {cut(text, 34):<34} {cut(title, width - 46)}"))
        if self.first + self.page_rows < len(entries):
            rows.append(plain("  … " + t("{n} more", n=len(entries) - self.first - self.page_rows)))
        rows.append(plain(""))
        if self.at == len(entries):
            self.cursor = (len(rows), 2)
        rows.append(marker(self.at == len(entries), self._act_label(), f"   {self._act_state()}"))
        summary = score.summary(t, self.s.pack(self.unit), self.s.score(self.unit))
        rows.append(plain("  " + t("If so: {summary}", summary=summary)))
        return rows[:height]

    def _title(self, item: str) -> str:
        found = self.s.pack(self.unit).item(item)
        return self.t.of(found.title) if found else ""

    def _act_label(self) -> str:
        act = self.move_act
        if act is None:
            return self.t("The paper is not with the unit now")
        return self.t("Submit for verifying") if isinstance(act, acts.Submit) else self.t("Withdraw to a draft")

    def _act_state(self) -> str:
        act = self.move_act
        if act is None:
            return ""
        if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), act):
            return f"( {self.t.error(refusal)} )"
        must = len(self.must())
        return self.t("( not yet: {n} in the way )", n=must) if must else self.t("( Enter asks )")

    def key_parts(self) -> list[str]:
        """Go there."""
        t = self.t
        return [f"Enter {t('go there, Esc comes back')}", f"↑↓ {t('move')}", f"Esc {t('back')}"]

    def do(self, action: Action, key: Key) -> None:
        """Go to the item, or ask about the act."""
        from checklist.tui.screens.walk import WalkScreen

        if action.id != "enter":
            super().do(action, key)
            return
        entries = self.entries()
        self.s.status = ""
        if self.at < len(entries) and entries[self.at][0]:
            self.s.go(WalkScreen(self.s, self.unit, entries[self.at][0]))
        elif self.move_act is not None:
            self._ask(self.move_act)

    def _ask(self, act: Act) -> None:
        t, a = self.t, self.s.a(self.unit)
        if refusal := workflow.may(self.s.desk.person, a, act):
            raise refusal
        if self.must():
            self.s.say("Not submitted: {n} things are in the way. Enter on one goes there.", n=len(self.must()))
            return
        s = self.s.score(self.unit)
        name = t.of(a.unit.name)
        if isinstance(act, acts.Submit):
            question = t(
                "Submit {unit}, period {period} ({n}/{of}, evidenced {evidenced})?",
                unit=name,
                period=a.period.id,
                n=s.answered,
                of=s.applicable,
                evidenced=numbers.percent(t, s.evidenced, self.s.pack(self.unit)),
            )
            note = t("After that answers stand fast; it can be withdrawn while nobody has begun to verify.")
            answers, what = [t("Not yet"), t("Submit")], t("{unit} submitted", unit=name)
        else:
            question = t("Withdraw {unit}, period {period}?", unit=name, period=a.period.id)
            note = t("It becomes a draft again; nothing is lost.")
            answers, what = [t("Leave it submitted"), t("Withdraw")], t("{unit} withdrawn", unit=name)

        def chosen(answer: int) -> None:
            if answer == 1:
                self.s.save(self.unit, act, self._moved, what=what)

        self.s.go(Choice(self.s, self, question, answers, chosen, note=note))

    def _moved(self, after: Assessment) -> None:
        if self.s.top is self:
            self.s.back()
