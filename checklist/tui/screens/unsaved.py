"""The disk did not take it: says NOT SAVED in words, keeps what was typed, and saves it again as often as wanted."""

from __future__ import annotations

from collections.abc import Callable

from checklist.actions import Action
from checklist.errors import NotSaved
from checklist.text import wrap
from checklist.tui.place import Behind, Key, Question
from checklist.tui.session import Draft, Session
from checklist.view.frame import Row, bold, marker, plain


class UnsavedScreen(Behind, Question):
    """Answer keys are off until it is saved or given up."""

    def __init__(
        self, session: Session, error: NotSaved, again: Callable[[], bool], what: str, *, kept: Draft | None = None
    ) -> None:
        super().__init__(session)
        self.error, self.again, self.what, self.kept = error, again, what, kept
        self.behind = session.top
        self.tries, self.since = 1, session.now()

    def count(self) -> int:
        """Save again, or give up."""
        return 2

    def second(self, width: int) -> str:
        """What is not saved."""
        return self.t("NOT SAVED: 1 act · everything before it is saved")

    def body(self, width: int, height: int) -> list[Row]:
        """The cause, what is not saved, what to do."""
        t = self.t
        rows = [bold(line) for line in wrap(t.error(self.error), width)]
        rows += [
            plain(""),
            plain("  " + t("Not saved      {what}   ({time})", what=self.what, time=self.since)),
            plain("  " + t("Saved          everything before it")),
            plain(""),
            plain("  " + t("It is only in this session. If the line drops, it is lost.")),
            plain(""),
            bold(t("What to do")),
            plain("  " + t("1. F2 or Enter saves again, as often as wanted.")),
            plain("  " + t("2. Tell the administrator of the server: the data folder takes nothing.")),
            plain("  " + t("3. If that takes long, write the line above on paper, then leave.")),
            plain(""),
        ]
        self.cursor = (len(rows) + self.at, 0)
        answers = (t("Save again"), t("Give it up, unsaved"))
        return [*rows, *(marker(n == self.at, answer) for n, answer in enumerate(answers))][:height]

    def idle_status(self) -> str:
        """Says it as long as it is so."""
        return self.t(
            "NOT SAVED {time}  {what}. Tried {n} times. F2 tries again.", time=self.since, what=self.what, n=self.tries
        )

    def key_parts(self) -> list[str]:
        """Try again."""
        return [f"Enter F2 {self.t('save again')}", f"↑↓ {self.t('choose')}"]

    def key(self, key: Key) -> None:
        """F2 saves again wherever the cursor is; Esc does not give up."""
        if key.raw == "f2":
            self._again()
        elif key.raw in ("escape", "q", "f10"):
            self.s.say("Save again, or choose to give it up.")
        else:
            super().key(key)

    def do(self, action: Action, key: Key) -> None:
        """Save again, or give up."""
        if action.id != "enter":
            super().do(action, key)
        elif self.at == 0:
            self._again()
        else:
            self.s.back()
            self.s.say("Given up, not saved: {what}.", what=self.what)

    def _again(self) -> None:
        """Try once more; a new failure comes back here with the count."""
        tries = self.tries + 1
        self.s.status = ""
        self.s.stack.pop()
        self.again()
        if isinstance(self.s.top, UnsavedScreen):
            self.s.top.tries, self.s.top.since = tries, self.since

    def draft(self) -> Draft | None:
        """What was typed in the form behind, which is closed by now."""
        return self.kept
