"""The findings of a unit over all periods: listed, opened, closed with evidence."""

from __future__ import annotations

from checklist import findings, workflow
from checklist.actions import Action, hint
from checklist.errors import Refused
from checklist.register import Finding, Findings
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.finding_close import CloseForm
from checklist.tui.screens.finding_form import FindingForm
from checklist.tui.screens.help import Reading
from checklist.tui.session import Session
from checklist.view import findings as shown
from checklist.view.frame import Row, plain, window


class FindingsScreen(ListPlace):
    """A unit's findings, the open ones first; with an item, P writes one down at it."""

    kind = "findings"

    def __init__(self, session: Session, unit: str, item: str = "") -> None:
        super().__init__(session)
        self.unit, self.item_id = unit, item
        self._seen = session.desk.findings.version(unit)

    @property
    def register(self) -> Findings:
        """The register."""
        return self.s.findings(self.unit)

    def found(self) -> list[Finding]:
        """Overdue ones first, then by due date; what is closed last."""
        today = self.s.desk.today()
        return sorted(
            self.register.findings.values(),
            key=lambda each: (each.closed is not None, not findings.overdue(each, today), each.due),
        )

    def count(self) -> int:
        """How many."""
        return len(self.register.findings)

    def path(self) -> str:
        """Unit › item › findings."""
        return self.unit_path(self.unit, self.item_id, self.t("Findings"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def arrive(self) -> None:
        """What was written in a form here is known."""
        self._seen = self.s.desk.findings.version(self.unit)

    def second(self, width: int) -> str:
        """How many, open, overdue."""
        return shown.counts(self.t, self.register, self.s.desk.today())

    def body(self, width: int, height: int) -> list[Row]:
        """The list, and the one under the cursor whole."""
        t, found = self.t, self.found()
        if not found:
            return [plain(""), plain("  " + t("No findings. An inspector writes one with P while verifying an item."))]
        self.at = min(self.at, len(found) - 1)
        today, offset = self.s.desk.today(), self.s.desk.store.settings.utc_offset
        below = shown.detail(t, found[self.at], today, offset, width)
        self.page_rows = max(1, height - len(below) - 2)
        self.first = window(len(found), self.at, self.first, self.page_rows)
        rows = [shown.head_row(t)]
        for n, each in enumerate(found[self.first : self.first + self.page_rows], self.first):
            rows.append(shown.list_row(t, each, today, offset, n == self.at, width))
        self.cursor = (1 + self.at - self.first, 0)
        return [*rows, plain(""), *below]

    def key_parts(self) -> list[str]:
        """Open, write."""
        t = self.t
        write = [hint(t, "finding")] if self.item_id else []
        return [hint(t, "enter", "open, close it"), *write, f"↑↓ {t('choose')}", f"Esc {t('back')}"]

    def noticed(self) -> bool:
        """Somebody else wrote in the findings."""
        seen, self._seen = self._seen, self.s.desk.findings.version(self.unit)
        if seen == self._seen:
            return False
        self.s.say("The findings were changed meanwhile: read again.")
        return True

    def do(self, action: Action, key: Key) -> None:
        """Open a finding: to close it where the person may, else to read it; write one down."""
        match action.id:
            case "enter" if self.count():
                here = self.found()[self.at]
                closed = here.closed is not None
                may_not = workflow.may(self.s.desk.person, self.s.a(self.unit), "finding.close")
                self.s.status = ""
                if closed or may_not:
                    self.s.go(FindingScreen(self.s, self.unit, here))
                else:
                    self.s.go(CloseForm(self.s, self.unit, here))
            case "enter":
                self.s.say("No findings.")
            case "finding" if self.item_id:
                self.s.go(FindingForm(self.s, self.unit, self.item_id))
            case "finding":
                raise workflow.may(self.s.desk.person, self.s.a(self.unit), "finding") or Refused(
                    "A finding is written at its item: P in the walk."
                )
            case _:
                super().do(action, key)


class FindingScreen(Reading):
    """One finding whole, to read."""

    def __init__(self, session: Session, unit: str, finding: Finding) -> None:
        super().__init__(session)
        self.unit, self.finding = unit, finding

    def path(self) -> str:
        """Unit › item › finding."""
        return self.unit_path(self.unit, self.finding.item, self.finding.id)

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """Where it stands."""
        offset = self.s.desk.store.settings.utc_offset
        stands = shown.status(self.t, self.finding, self.s.desk.today(), offset)
        return f"{self.finding.id} {self.finding.item} · {stands}"

    def rows(self, width: int) -> list[Row]:
        """All that is on record."""
        offset = self.s.desk.store.settings.utc_offset
        return shown.detail(self.t, self.finding, self.s.desk.today(), offset, width, most=40)
