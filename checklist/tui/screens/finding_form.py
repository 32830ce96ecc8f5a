"""The form of a finding, written down at an item; and what it shares with the form that closes one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from checklist import acts, findings, workflow
from checklist.actions import Action
from checklist.errors import BadInput, ChecklistError, NotSaved
from checklist.locale import mark
from checklist.model import SELF, VERIFIED, Said
from checklist.register import MEDIUM, SEVERITIES, Findings
from checklist.text import cells, pad
from checklist.tui.place import Key, Place
from checklist.tui.screens.choice import ask_to_drop
from checklist.tui.session import Draft, Session
from checklist.view import findings as shown
from checklist.view import numbers, words
from checklist.view.field import Field
from checklist.view.frame import Row, Span, bold, paragraph, plain

LABEL = 15
TALL = 2
"""Rows of the field for what is wrong."""
PHRASES = 9
"""How many texts of earlier findings are offered."""


def save(
    session: Session, unit: str, act: acts.AddFinding | acts.CloseFinding, done: Callable[[Findings], str],
    *, kept: Draft | None,
) -> bool:  # fmt: skip
    """Write or close a finding through the desk, and say what became of it.

    Args:
        done: goes on when it is saved, and gives what was saved in words.
        kept: what was typed, as the draft that it becomes if this is not saved.
    """
    from checklist.tui.screens.unsaved import UnsavedScreen

    if not session.may_write():
        return False
    try:
        if isinstance(act, acts.AddFinding):
            after = session.desk.findings.add(unit, act)
        else:
            after = session.desk.findings.close(unit, act)
    except NotSaved as error:
        what = session.t("a finding of {unit}", unit=session.t.of(session.a(unit).unit.name))
        session.go(UnsavedScreen(session, error, lambda: save(session, unit, act, done, kept=kept), what, kept=kept))
        return False
    except ChecklistError as error:
        session.refuse(error)
        return False
    session.wrote(mark("Saved {time}  {what}."), what=done(after))
    return True


class FormPlace(Place):
    """Rows with a label each: a field, or a choice that the arrows change."""

    kind = "finding_form"
    form = True
    name = ""
    """Of its draft."""

    def __init__(self, session: Session, unit: str, item: str) -> None:
        super().__init__(session)
        session.status = ""
        self.unit, self.item_id = unit, item
        self.register = session.findings(unit)
        self.fields: dict[str, Field] = {}
        self.chosen: dict[str, int] = {}
        self.at = 0
        self.started: dict[str, object] = {}

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the form."""
        raise NotImplementedError

    @property
    def row(self) -> str:
        """The row with the focus."""
        return self.rows[self.at]

    def field(self) -> Field | None:
        """The field with the focus; choices have none."""
        return self.fields.get(self.row)

    def path(self) -> str:
        """Unit › item › findings."""
        return self.unit_path(self.unit, self.item_id, self.t("Findings"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def idle_status(self) -> str:
        """Nothing is saved while the form is open."""
        return self.t("Typing, not saved. Esc asks before giving up.")

    def names(self, row: str) -> list[str]:
        """What may be chosen in a row."""
        raise NotImplementedError

    # --- drawing -------------------------------------------------------------------------------------------

    def form_rows(self, labels: dict[str, str], above: int, width: int) -> list[Row]:
        """The rows of the form; `above` is how many stand over them."""
        out: list[Row] = []
        for n, name in enumerate(self.rows):
            focused = n == self.at
            lead: list[Span] = [("", "> " if focused else "  "), ("", pad(self.t(labels[name]), LABEL))]
            if name in self.chosen:
                if focused:
                    self.cursor = (above + len(out), 2 + LABEL)
                out.append((*lead, *self._choice(name, focused, width - 2 - LABEL)))
                continue
            inner = self.width_of(name, width)
            if name == "what":
                rows, (row, cell) = self.fields[name].tall(inner, TALL, focused)
                blank: list[Span] = [("", " " * (2 + LABEL))]
                block: list[Row] = [(*(lead if n == 0 else blank), *spans) for n, spans in enumerate(rows)]
            else:
                spans, cell = self.fields[name].spans(inner, focused)
                row, block = 0, [(*lead, *spans, ("", self.hint_of(name)))]
            if focused:
                self.cursor = (above + len(out) + row, 2 + LABEL + cell)
            out += block
        return out

    def _choice(self, name: str, focused: bool, room: int) -> list[Span]:
        """The names, the chosen one in brackets, and which keys change it."""
        out: list[Span] = []
        for n, each in enumerate(self.names(name)):
            here = n == self.chosen[name]
            gap = "  " if n else ""
            style = "reverse" if here and focused else ""
            out += [("", gap + ("( " if here else "")), (style, each), ("", " )" if here else "")]
        used = cells("".join(text for _, text in out))
        keys = f"← → {self.t('change')}"
        return [*out, ("", " " * max(3, min(42, room - cells(keys)) - used) + keys)]

    def width_of(self, name: str, width: int) -> int:
        """Cells inside a field."""
        return 10 if self.fields[name].digits else max(20, width - 21 if name in ("what", "action") else 29)

    def hint_of(self, name: str) -> str:
        """Behind a field."""
        return ""

    # --- keys ----------------------------------------------------------------------------------------------

    def key(self, key: Key) -> None:
        """Arrows up and down move between rows; the rest as in every place."""
        if key.raw in ("up", "down"):
            self.arrow(1 if key.raw == "down" else -1)
        elif self.row in self.chosen and key.character and key.character.isprintable():
            self.s.say("← → change this row; Enter goes on.")
        else:
            super().key(key)

    def arrow(self, by: int) -> None:
        """Up or down."""
        self.to(self.at + by)

    def to(self, row: int) -> None:
        """Focus a row."""
        self.at = row % len(self.rows)
        field = self.field()
        if field is not None:
            field.fresh, field.at = True, len(field.text)

    def typed(self) -> None:
        """Something was typed: the last word said goes."""
        self.s.status = ""

    def do(self, action: Action, key: Key) -> None:
        """Save, move, change a choice."""
        match action.id:
            case "save":
                self.save()
            case "enter":
                if self.at == len(self.rows) - 1:
                    self.save()
                else:
                    self.to(self.at + 1)
            case "other":
                self.to(self.at + (1 if key.raw == "tab" else -1))
            case "choose":
                self.change(1 if key.raw == "right" else -1)
            case "out":
                if self.content() == self.started:
                    self.give_up()
                else:
                    ask_to_drop(self.s, self, self.give_up)
            case _:
                super().do(action, key)

    def change(self, by: int) -> None:
        """Another choice in the row with the focus."""
        if self.row in self.chosen:
            self.chosen[self.row] = (self.chosen[self.row] + by) % len(self.names(self.row))

    def give_up(self) -> None:
        """Back, nothing saved."""
        self.s.desk.drop_draft(self.key_of_draft())
        self.s.status = ""
        self.s.back()

    def save(self) -> None:
        """Save the form."""
        raise NotImplementedError

    def done(self) -> None:
        """It is saved: the form goes, and its draft."""
        self.s.desk.drop_draft(self.key_of_draft())
        if self.s.top is self:
            self.s.back()

    def said(self, name: str) -> Said | None:
        """A field as a text of an act."""
        return Said(text=self.fields[name].text) if self.fields[name].text.strip() else None

    def day(self, name: str) -> date | None:
        """A field as a date, None where it is empty; raises BadInput where it is none."""
        return numbers.parse_day(self.fields[name].text) if self.fields[name].text.strip() else None

    # --- drafts --------------------------------------------------------------------------------------------

    def content(self) -> dict[str, object]:
        """What is typed and chosen."""
        return {**{name: field.text for name, field in self.fields.items()}, **self.chosen}

    def key_of_draft(self) -> str:
        """The key of its draft."""
        return self.s.draft_key(self.unit, self.item_id, self.name)

    def draft(self) -> Draft | None:
        """What is typed."""
        if self.content() == self.started:
            return None
        return self.key_of_draft(), {
            "form": self.name, "unit": self.unit, "item": self.item_id, **self.content(),
        }  # fmt: skip

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        for name, field in self.fields.items():
            field.set(str(kept.get(name, "")))
        for name in self.chosen:
            self.chosen[name] = int(str(kept.get(name, 0)))


class FindingForm(FormPlace):
    """Writes down what is wrong at an item. Down in an empty field brings texts of earlier findings."""

    name = "finding"

    def __init__(self, session: Session, unit: str, item: str) -> None:
        if refusal := workflow.may(session.desk.person, session.a(unit), "finding"):
            raise refusal
        super().__init__(session, unit, item)
        self.fields = {name: Field() for name in ("what", "action", "responsible")}
        self.fields["due"] = Field(digits=True, extra="/-.", most=10)
        self.chosen = {"severity": SEVERITIES.index(MEDIUM)}
        self.phrases = {name: _phrases(session, name) for name in ("what", "action", "responsible")}
        self.fields["responsible"].set((self.phrases["responsible"] or [self.t("Head of the unit")])[0])
        self.started = self.content()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the form."""
        return ("what", "severity", "action", "responsible", "due")

    def names(self, row: str) -> list[str]:
        """The severities."""
        return [self.t(shown.SEVERITIES[each]) for each in SEVERITIES]

    def second(self, width: int) -> str:
        """How many findings the unit and the item have."""
        here = len(findings.at_item(self.register, self.item_id))
        of_unit = shown.counts(self.t, self.register, self.s.desk.today())
        writing = (
            self.t("{item}: writing finding {n}", item=self.item_id, n=here + 1)
            if here
            else self.t("{item}: writing its first finding", item=self.item_id)
        )
        return f"{of_unit} · {writing}"

    def body(self, width: int, height: int) -> list[Row]:
        """Both answers, the form, how to write."""
        t, item, a = self.t, self.s.item(self.unit, self.item_id), self.s.a(self.unit)
        own, other = a.value(SELF, item.id), a.value(VERIFIED, item.id)
        reason = words.shown(t, other.reason) if other else ""
        answers = t("Self {own}, verified {other}", own=words.answer(t, item, own), other=words.answer(t, item, other))
        rows = paragraph("", f"{answers}: {reason}" if reason else f"{answers}.", width, label_width=0, most=1)
        rows += [plain(""), bold(t("Write a finding"))]
        rows += self.form_rows(_LABELS, len(rows), width)
        rows.append(plain("  " + pad(t("Status"), LABEL) + t("open (by itself; closed only with evidence)")))
        rows += [plain(""), plain("  " + t("How to write"))]
        for line in _GUIDE:
            rows.append(plain("    " + t(line, answer=words.answer(t, item, other))))
        return rows[:height]

    def hint_of(self, name: str) -> str:
        """Behind a field."""
        return "   " + self.t("a post, never a name") if name == "responsible" else ""

    def key_parts(self) -> list[str]:
        """Save, move, change."""
        t = self.t
        return [
            f"F2 {t('save')}", f"Tab {t('next field')}", f"← → {t('change the severity')}", f"↓ {t('used before')}",
            f"Esc {t('give up')}",
        ]  # fmt: skip

    def arrow(self, by: int) -> None:
        """Down brings the next text used before, while nothing of one's own stands in the field; else it moves."""
        field, phrases = self.field(), self.phrases.get(self.row, [])
        if field is None or not phrases or (field.text and field.text not in phrases):
            super().arrow(by)
            return
        ring = ["", *phrases]
        field.set(ring[(ring.index(field.text) + by) % len(ring)])

    def save(self) -> None:
        """Write it down."""
        due = self.day("due")
        if due is None:
            raise BadInput("The finding needs a due date.", "Example: 28/02/2009.")
        severity = SEVERITIES[self.chosen["severity"]]
        act = acts.AddFinding(
            self.item_id, severity, self.said("what"), self.said("action"), self.said("responsible"), due
        )

        def done(after: Findings) -> str:
            self.done()
            id = list(after.findings)[-1]
            return self.t(
                "{id} {item} ({severity}), due {day}", id=id, item=self.item_id,
                severity=self.t(shown.SEVERITIES[severity]), day=numbers.day(due),
            )  # fmt: skip

        save(self.s, self.unit, act, done, kept=self.draft())


def _phrases(session: Session, name: str) -> list[str]:
    """Texts of earlier findings in the units that the person reads, the newest first."""
    every = [each for unit in session.desk.units() for each in session.findings(unit.id).findings.values()]
    every.sort(key=lambda each: each.at, reverse=True)
    said = [getattr(each, name) for each in every]
    return list(dict.fromkeys(each.text for each in said if each and each.text))[:PHRASES]


_LABELS = {
    "what": mark("Finding"),
    "severity": mark("Severity"),
    "action": mark("To be done"),
    "responsible": mark("By whom"),
    "due": mark("Due"),
}
_GUIDE = (
    mark("One thing a finding, written as it will stand in the minutes."),
    mark("light: papers missing · medium: work missing · serious: safety may be lost"),
    mark("A finding changes no result; the verified answer is given apart ({answer})."),
)
