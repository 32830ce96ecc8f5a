"""A question in the body: a list of answers, the safe one first. Letters do nothing, only arrows, Enter and Esc."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checklist.actions import Action
from checklist.text import wrap
from checklist.tui.place import Behind, Key, Place, Question
from checklist.tui.session import Session
from checklist.view.frame import Row, plain


class Choice(Behind, Question):
    """Asks over the place behind it, whose first two rows stay."""

    def __init__(
        self,
        session: Session,
        behind: Place,
        question: str,
        answers: Sequence[str],
        done: Callable[[int], None],
        *,
        note: str = "",
    ) -> None:
        super().__init__(session)
        self.behind, self.question, self.answers, self.done, self.note = behind, question, answers, done, note

    def body(self, width: int, height: int) -> list[Row]:
        """The question, what follows from it, and the answers."""
        rows = [plain(line) for line in wrap(self.question, width)]
        rows += [plain(line) for line in wrap(self.note, width)] if self.note else []
        rows.append(plain(""))
        return [*rows, *self.answer_rows(len(rows), width)]

    def idle_status(self) -> str:
        """As behind: whether all is saved there, or something is half-written."""
        return self.behind.idle_status()

    def key_parts(self) -> list[str]:
        """Choose and go."""
        return [self.choosing(), f"Enter {self.t('do it')}", f"Esc {self.t('back')}"]

    def do(self, action: Action, key: Key) -> None:
        """Enter takes the answer."""
        if action.id == "enter":
            self.s.back()
            self.done(self.at)
        else:
            super().do(action, key)


def ask_to_drop(session: Session, behind: Place, drop: Callable[[], None]) -> None:
    """Ask before what is half-written is given up; the safe answer is to go on writing."""

    def chosen(answer: int) -> None:
        if answer == 1:
            drop()

    t = session.t
    answers = [t("Go on writing"), t("Give up what was typed")]
    session.go(Choice(session, behind, t("Give up what was typed here? Nothing of it is saved."), answers, chosen))
