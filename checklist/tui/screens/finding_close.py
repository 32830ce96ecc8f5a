"""The form that closes a finding with an evidence line of its own."""

from __future__ import annotations

from checklist import acts, workflow
from checklist.locale import mark
from checklist.model import MARKINGS, Particulars
from checklist.register import Finding, Findings
from checklist.tui.screens.finding_form import FormPlace, save
from checklist.tui.session import Draft, Session
from checklist.view import findings as shown
from checklist.view import numbers, words
from checklist.view.field import Field
from checklist.view.frame import Row, bold, paragraph, plain


class CloseForm(FormPlace):
    """Closes a finding with an evidence line: as in the register, or with a marking its line in the paper register."""

    name = "closing"

    def __init__(self, session: Session, unit: str, finding: Finding) -> None:
        if refusal := workflow.may(session.desk.person, session.a(unit), "finding.close"):
            raise refusal
        super().__init__(session, unit, finding.item)
        self.finding = finding
        self.fields = {name: Field() for name in ("number", "issuer", "kept_at")}
        for name in ("date", "checked_on"):
            self.fields[name] = Field(digits=True, extra="/-.", most=10)
        for name in ("book", "line"):
            self.fields[name] = Field(digits=True, most=6)
        self.fields["checked_on"].set(numbers.day(session.desk.today()))
        self.chosen = {"marking": 0}
        self.at = 1
        self.started = self.content()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the form; a marking takes the others away."""
        marked = bool(self.chosen["marking"])
        return (
            ("marking", "checked_on", "book", "line") if marked else ("marking", "number", "date", "issuer", "kept_at")
        )

    def names(self, row: str) -> list[str]:
        """The markings."""
        return [self.t(words.MARKINGS[each]) for each in MARKINGS]

    def second(self, width: int) -> str:
        """Which finding."""
        return self.t("Closing {id} of {item}", id=self.finding.id, item=self.finding.item)

    def body(self, width: int, height: int) -> list[Row]:
        """The finding, and the form."""
        t, desk = self.t, self.s.desk
        rows = shown.detail(t, self.finding, desk.today(), desk.store.settings.utc_offset, width)
        rows += [plain(""), bold(t("Close it with this evidence"))]
        rows += self.form_rows(_LABELS, len(rows), width)
        rows.append(plain(""))
        note = (
            t("A marked document: only its line in the paper register and the day it was seen.")
            if self.chosen["marking"]
            else t("Only the line of the register. No names of citizens, accusers or victims.")
        )
        return [*rows, *paragraph("", note, width, label_width=0)][:height]

    def key_parts(self) -> list[str]:
        """Save, move, change."""
        t = self.t
        return [f"F2 {t('save')}", f"Tab {t('next field')}", f"← → {t('change')}", f"Esc {t('give up')}"]

    def change(self, by: int) -> None:
        """Choosing a marking takes out what was typed in the fields that go."""
        super().change(by)
        if self.chosen["marking"]:
            for name in ("number", "date", "issuer", "kept_at"):
                self.fields[name].set("")

    def save(self) -> None:
        """Close it."""
        if self.chosen["marking"]:
            line = f"{self.fields['book'].text.strip()}/{self.fields['line'].text.strip()}"
            marking = MARKINGS[self.chosen["marking"]]
            evidence = Particulars(marking=marking, register_line=line, checked_on=self.day("checked_on"))
        else:
            evidence = Particulars(
                number=self.said("number"), date=self.day("date"), issuer=self.said("issuer"),
                kept_at=self.said("kept_at"),
            )  # fmt: skip

        def done(after: Findings) -> str:
            self.done()
            return self.t("{id} {item} closed", id=self.finding.id, item=self.finding.item)

        save(self.s, self.unit, acts.CloseFinding(self.finding.id, evidence), done, kept=self.draft())

    def key_of_draft(self) -> str:
        """The key of its draft: an item may have several findings."""
        return f"{super().key_of_draft()}.{self.finding.id}"

    def draft(self) -> Draft | None:
        """What is typed, and of which finding."""
        kept = super().draft()
        return (kept[0], {**kept[1], "finding": self.finding.id}) if kept else None

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        super().restore(kept)
        self.to(1)


_LABELS = {
    "marking": mark("Marking"),
    "number": mark("Number"),
    "date": mark("Date"),
    "issuer": mark("Issued by"),
    "kept_at": mark("Kept at"),
    "checked_on": mark("Seen on"),
    "book": mark("Register book"),
    "line": mark("Line"),
}
