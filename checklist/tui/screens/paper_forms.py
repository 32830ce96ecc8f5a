"""The words that go with the paper: the note of a return or reopening, and the unit's explanation of a difference."""

from __future__ import annotations

from collections.abc import Callable

from checklist import acts, judge, workflow
from checklist.actions import Action
from checklist.acts import Act
from checklist.errors import BadInput
from checklist.model import Assessment, Said
from checklist.text import pad
from checklist.tui.place import Key, Place
from checklist.tui.screens.choice import ask_to_drop
from checklist.tui.session import Draft, Session
from checklist.view import verify, walk, words
from checklist.view.field import Field
from checklist.view.frame import Row, bold, paragraph, plain

LABEL = 14


class PaperForm(Place):
    """A form of one or two text fields; F2, or Enter in the last one, saves."""

    kind = "form"
    form = True
    name = ""
    item_id = ""

    def __init__(self, session: Session, unit: str) -> None:
        super().__init__(session)
        session.status = ""
        self.unit = unit
        self.fields: dict[str, Field] = {}
        self.at = 0
        self.first_texts: dict[str, str] = {}

    def start(self, **texts: str) -> None:
        """Begin with these fields."""
        self.fields = {name: Field(text) for name, text in texts.items()}
        self.first_texts = texts

    def field(self) -> Field | None:
        """The field with the focus."""
        return list(self.fields.values())[self.at]

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def labels(self) -> dict[str, str]:
        """What stands before each field."""
        raise NotImplementedError

    def field_rows(self, at: int, width: int) -> list[Row]:
        """The fields, and where the cursor stands."""
        rows: list[Row] = []
        for n, (name, field) in enumerate(self.fields.items()):
            here = n == self.at
            spans, cell = field.spans(max(20, width - LABEL - 6), here)
            if here:
                self.cursor = (at + n, 2 + LABEL + cell)
            rows.append((("", "> " if here else "  "), ("", pad(self.labels()[name], LABEL)), *spans))
        return rows

    def key_parts(self) -> list[str]:
        """Save, move, leave."""
        more = [f"Tab {self.t('next field')}"] if len(self.fields) > 1 else []
        return [f"F2 {self.t('save')}", *more, f"Esc {self.t('give up')}"]

    def idle_status(self) -> str:
        """Nothing is saved while the form is open."""
        return self.t("Typing, not saved. Esc asks before giving up.")

    def do(self, action: Action, key: Key) -> None:
        """Save, move, leave."""
        match action.id:
            case "save":
                self.save()
            case "enter" if self.at == len(self.fields) - 1:
                self.save()
            case "enter" | "other":
                self.at = (self.at + (-1 if key.raw == "shift+tab" else 1)) % len(self.fields)
            case "out" if self.texts() != self.first_texts:
                ask_to_drop(self.s, self, self.give_up)
            case "out":
                self.give_up()
            case _:
                super().do(action, key)

    def texts(self) -> dict[str, str]:
        """What is typed."""
        return {name: field.text for name, field in self.fields.items()}

    def give_up(self) -> None:
        """Back, nothing saved."""
        self.s.desk.drop_draft(self.key_of_draft())
        self.s.status = ""
        self.s.back()

    def save(self) -> None:
        """Do the act; what was typed stays when it is refused."""
        raise NotImplementedError

    def send(self, act: Act, what: str, done: Callable[[Assessment], None]) -> None:
        """Do an act and close the form."""
        kept = self.draft()
        for text in self.texts().values():
            judge.words(text)
        self.s.desk.drop_draft(self.key_of_draft())
        self.s.back()
        self.s.save(self.unit, act, done, what=what, kept=kept)

    def key_of_draft(self) -> str:
        """The key of its draft."""
        return self.s.draft_key(self.unit, "paper", self.name)

    def draft(self) -> Draft | None:
        """The texts as typed."""
        if self.texts() == self.first_texts:
            return None
        return self.key_of_draft(), {"form": self.name, "unit": self.unit, "item": self.item_id, **self.texts()}

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        for name, field in self.fields.items():
            field.set(str(kept.get(name, "")))


class NoteScreen(PaperForm):
    """Returns the paper one step, or opens it again: a note, and the items it is about."""

    def __init__(self, session: Session, unit: str, move: str, done: Callable[[Assessment], None]) -> None:
        super().__init__(session, unit)
        self.move, self.done, self.name = move, done, move
        self.start(**({"note": "", "items": ""} if move == "return" else {"note": ""}))

    def path(self) -> str:
        """Unit › return, or open again."""
        return self.unit_path(self.unit, self.t("Return") if self.move == "return" else self.t("Open again"))

    def second(self, width: int) -> str:
        """What follows."""
        if self.move == "reopen":
            return self.t("It becomes verified again; the seal is taken off, the journal keeps it.")
        state = self.s.a(self.unit).state
        unit_edits = self.t("The unit edits and submits again. It sees the note at the items named.")
        return unit_edits if state == "submitted" else self.t("The inspector verifies again where the note says so.")

    def labels(self) -> dict[str, str]:
        """Note and items."""
        return {"note": self.t("Note"), "items": self.t("Items")}

    def body(self, width: int, height: int) -> list[Row]:
        """The question and the fields."""
        t, name = self.t, self.t.of(self.s.a(self.unit).unit.name)
        question = t("Return {unit}?", unit=name) if self.move == "return" else t("Open {unit} again?", unit=name)
        rows = [bold(question), plain("")]
        rows += self.field_rows(len(rows), width)
        rows += [
            plain(""),
            *paragraph("", t("needed; no names of citizens, accusers or victims"), width, label_width=0),
        ]
        if self.move == "return":
            hint = t("Items by their codes, such as CC-02 BV-04; none: the note stands at every item.")
            rows += paragraph("", hint, width, label_width=0)
        return rows

    def save(self) -> None:
        """Return, or open again."""
        texts = self.texts()
        if not texts["note"].strip():
            raise BadInput("The note is missing: say what is to be done.")
        note = Said(text=texts["note"])
        items = tuple(dict.fromkeys(texts.get("items", "").upper().replace(",", " ").split()))
        pack = self.s.pack(self.unit)
        for item in items:
            if pack.item(item) is None:
                raise judge.unknown("item", item, [each.id for each in pack.items()])
        act: Act = acts.Return(note, items) if self.move == "return" else acts.Reopen(note)
        if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), act):
            raise refusal
        name = self.t.of(self.s.a(self.unit).unit.name)
        what = (
            self.t("{unit} returned", unit=name) if self.move == "return" else self.t("{unit} opened again", unit=name)
        )
        self.send(act, what, self.done)


class ExplainScreen(PaperForm):
    """The unit says why the layers differ at an item; it changes no answer."""

    name = "explain"

    def __init__(self, session: Session, unit: str, item: str) -> None:
        super().__init__(session, unit)
        self.item_id = item
        told = session.a(unit).explanations.get(item)
        self.start(text=words.shown(session.t, told.text) if told else "")

    def path(self) -> str:
        """Unit › section › item › explanation."""
        return self.item_path(self.unit, self.item_id, self.t("Explanation"))

    def second(self, width: int) -> str:
        """Both answers."""
        a = self.s.a(self.unit)
        return self.t("Unit → inspector: {both}", both=verify.both(self.t, self.s.item(self.unit, self.item_id), a))

    def labels(self) -> dict[str, str]:
        """The explanation."""
        return {"text": self.t("Explanation")}

    def body(self, width: int, height: int) -> list[Row]:
        """The item, what the inspector found, the field."""
        t, pack, item = self.t, self.s.pack(self.unit), self.s.item(self.unit, self.item_id)
        a = self.s.a(self.unit)
        rows = [*walk.head(t, pack, item, width), plain("")]
        rows += paragraph(t("Unit"), walk.given(t, item, a.value("self", item.id)), width)
        rows += paragraph(t("Verified"), verify.verified_line(t, pack, item, a), width)
        rows.append(plain(""))
        rows += self.field_rows(len(rows), width)
        hint = t("The reviewer reads it before deciding; it changes no answer. Empty takes it back.")
        return [*rows, plain(""), *paragraph("", hint, width, label_width=0)]

    def key_of_draft(self) -> str:
        """The key of its draft."""
        return self.s.draft_key(self.unit, self.item_id, self.name)

    def save(self) -> None:
        """Explain."""
        text = self.texts()["text"]
        act = acts.Explain(self.item_id, Said(text=text) if text.strip() else None)
        if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), act):
            raise refusal
        self.send(act, self.t("{item} explained", item=self.item_id), lambda after: None)
