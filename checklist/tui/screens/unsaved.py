"""The disk did not take it: says NOT SAVED in words, keeps what was typed, and saves it again as often as wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checklist.actions import Action
from checklist.acts import Act
from checklist.errors import NotSaved
from checklist.text import wrap
from checklist.tui.place import Behind, Key, Question
from checklist.tui.session import Draft, Session
from checklist.view.frame import Row, bold, paragraph, plain, squeeze

LABEL = 15


class UnsavedScreen(Behind, Question):
    """Answer keys are off until it is saved or given up; reading still works."""

    kind = "unsaved"

    def __init__(
        self,
        session: Session,
        error: NotSaved,
        again: Callable[[], bool],
        what: str,
        *,
        unit: str = "",
        every: Sequence[Act] = (),
        kept: Draft | None = None,
    ) -> None:
        """Say it.

        Args:
            again: tries once more.
            unit, every: what was to be saved, where a command could do the same.
        """
        super().__init__(session)
        self.error, self.again, self.what, self.kept = error, again, what, kept
        self.unit, self.every = unit, every
        self.behind = session.top
        self.tries, self.since = 1, session.now()
        self.answers = (session.t("Save again"), session.t("Give it up, unsaved"))
        self.looked_at = str(getattr(self.behind, "item_id", ""))

    def second(self, width: int) -> str:
        """What is not saved, and how much is."""
        if not self.unit:
            return self.t("NOT SAVED: 1 act · everything before it is saved")
        s = self.s.score(self.unit)
        return self.t("NOT SAVED: 1 act · assessment saved {n}/{of}", n=s.answered, of=s.applicable)

    def body(self, width: int, height: int) -> list[Row]:
        """The cause, what is not saved, what to do."""
        t, error = self.t, self.error
        hint = f" {t(error.hint)}" if error.unsure else ""
        rows = [bold(line) for line in wrap(t(error.message, **error.fields) + hint, width)]
        rows += [plain(""), *paragraph(t("Not saved"), f"{self.what}   ({self.since})", width, label_width=LABEL)]
        before = t("everything before it")
        if self.s.last_saved:
            time, what = self.s.last_saved
            before += ", " + t("last at {time} ({what})", time=time, what=what)
        rows += paragraph(t("Saved"), before, width, label_width=LABEL)
        rows += [plain(""), plain("  " + t("It is only in this session. If the line drops, it is lost."))]
        rows += [
            plain(""),
            bold(t("What to do")),
            plain("  " + t("1. F2 or Enter saves again, as often as wanted.")),
            plain("  " + t("2. Tell the administrator of the server: the data folder takes nothing.")),
            *self._write_down(width),
            plain(""),
            plain("  " + t("Nothing new is taken meanwhile; PgUp and PgDn show other items, to read.")),
            plain(""),
        ]
        return squeeze([*rows, *self.answer_rows(len(rows), width)], height)

    def _write_down(self, width: int) -> list[Row]:
        """The third way: a line to copy onto paper."""
        from checklist.view.commands import as_command

        command = as_command(self.unit, self.every[0]) if len(self.every) == 1 else None
        if command is None:
            line = self.t("3. If that takes long, write what is not saved on paper, then leave.")
            return [plain("  " + line)]
        return [
            plain("  " + self.t("3. If that takes long, copy this line onto paper, then leave:")),
            *paragraph("", command, width, indent=5, label_width=0, most=9),
        ]

    def idle_status(self) -> str:
        """Says it as long as it is so."""
        return self.t(
            "NOT SAVED {time}  {what}. Tried {n} times. F2 tries again.", time=self.since, what=self.what, n=self.tries
        )

    def key_parts(self) -> list[str]:
        """Try again."""
        read = [f"PgUp PgDn {self.t('other items, to read')}"] if self.looked_at else []
        return [f"Enter F2 {self.t('save again')}", self.choosing(), *read]

    def key(self, key: Key) -> None:
        """F2 saves again wherever the cursor is; Esc does not give up."""
        if key.raw == "f2":
            self._again()
        elif key.raw in ("escape", "q", "f10"):
            self.s.say("Save again, or choose to give it up.")
        else:
            super().key(key)

    def do(self, action: Action, key: Key) -> None:
        """Save again, or give up; look at other items."""
        if action.id == "page" and self.looked_at:
            self._look(1 if key.raw == "pagedown" else -1)
        elif action.id != "enter":
            super().do(action, key)
        elif self.at == 0:
            self._again()
        else:
            self.s.back()
            self.s.say("Given up, not saved: {what}.", what=self.what)

    def _look(self, by: int) -> None:
        """Another item of the unit, to read."""
        from checklist.tui.screens.why import WhyScreen

        unit = str(getattr(self.behind, "unit", ""))
        shown = [item.id for item in self.s.pack(unit).shown_to(self.s.a(unit).unit)]
        self.looked_at = shown[(shown.index(self.looked_at) + by) % len(shown)]
        self.s.go(WhyScreen(self.s, unit, self.looked_at))

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
