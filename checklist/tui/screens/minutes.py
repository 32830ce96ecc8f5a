"""The inspection minutes as they would be printed, to read."""

from __future__ import annotations

from checklist import report
from checklist.actions import Action
from checklist.tui.place import Key
from checklist.tui.screens.help import Reading
from checklist.tui.session import Session
from checklist.view.frame import Row, plain


class MinutesScreen(Reading):
    """The lines of `report UNIT --minutes`; nothing is written from here."""

    def __init__(self, session: Session, unit: str) -> None:
        super().__init__(session)
        self.unit = unit
        self.lines = report.minutes(session.desk, session.t, unit)

    def do(self, action: Action, key: Key) -> None:
        """Ctrl+L makes them anew."""
        if action.id == "redraw":
            self.lines = report.minutes(self.s.desk, self.t, self.unit)
        super().do(action, key)

    def path(self) -> str:
        """Unit › minutes."""
        return self.unit_path(self.unit, self.t("Minutes of inspection"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """How long it is, and that other reports are not there yet."""
        last = min(self.total, self.first + self.page_rows)
        where = self.t("Lines {n} to {m} of {of}.", n=self.first + 1, m=last or 1, of=len(self.lines))
        return f"{where} {self.t('Other reports come with a later version.')}"

    def rows(self, width: int) -> list[Row]:
        """The minutes, as wide as they are printed."""
        return [plain(f" {line}") for line in self.lines]

    def idle_status(self) -> str:
        """Which command writes it to a file."""
        return self.t("To a file: checklist report {unit} --minutes -o FILE", unit=self.unit)
