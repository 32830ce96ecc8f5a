"""The form of an evidence entry. With a marking it asks for the register line and the day it was seen, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from checklist import acts, judge, notices, scoring
from checklist.actions import Action
from checklist.acts import Act
from checklist.errors import BadInput
from checklist.locale import mark
from checklist.model import CHECK, MARKINGS, Assessment, Evidence, Item, Particulars, Said
from checklist.text import pad
from checklist.tui.place import Key, Place
from checklist.tui.screens.choice import ask_to_drop
from checklist.tui.screens.evidence import evidence_line, met_too
from checklist.tui.screens.walk import WalkScreen
from checklist.tui.session import Draft, Session
from checklist.view import lists, numbers, words
from checklist.view.field import Field
from checklist.view.frame import Row, Span, bold, paragraph, plain

LABEL = 15
NO_FIELDS = mark(
    "No field for number, abstract, content or file: a machine on a network may not register secret papers. "
    "What was typed by mistake is to be taken out at once, not saved."
)
OPEN_ROWS = ("marking", "number", "date", "issuer", "kept_at", "abstract", "kind", "expires", "items")
MARKED_ROWS = ("marking", "seen", "checked_on", "book", "line", "items")
GONE_WITH_MARKING = ("number", "date", "issuer", "kept_at", "abstract", "expires")


class EvidenceForm(Place):
    """Adds an entry, or changes one. Issuer, place and kind start with the last entry's values."""

    kind = "form"
    form = True

    def __init__(self, session: Session, unit: str, item: str, entry: Evidence | None = None) -> None:
        super().__init__(session)
        session.status = ""
        self.unit, self.item_id, self.entry = unit, item, entry
        a = session.a(unit)
        self.kinds = scoring.evidence_kinds(session.pack(unit))
        self.fields: dict[str, Field] = {name: Field() for name in ("number", "issuer", "kept_at", "abstract", "items")}
        for name in ("date", "expires", "checked_on"):
            self.fields[name] = Field(digits=True, extra="/-.", most=10)
        for name in ("book", "line"):
            self.fields[name] = Field(digits=True, most=6)
        self.marking, self.kind_at, self.seen = 0, 0, True
        self.note = ""
        rule = self.item.evidence
        if entry is not None:
            self._take(entry.particulars, entry.items)
        else:
            last = next((each for each in reversed(a.evidence.values()) if not each.particulars.marked), None)
            if last is not None:
                self.fields["issuer"].set(words.shown(self.t, last.particulars.issuer))
                self.fields["kept_at"].set(words.shown(self.t, last.particulars.kept_at))
            wanted = rule.kinds[0] if rule and rule.kinds else last.particulars.kind if last else None
            self.kind_at = self.kinds.index(wanted) if wanted in self.kinds else len(self.kinds) - 1
            self.fields["items"].set(item)
            self.fields["checked_on"].set(numbers.day(session.desk.today()))
            self.marking = 1 if rule and rule.marked else 0
        self.at = 0 if self.marking else 1
        self.started = self._content()

    def _take(self, register: Particulars, items: tuple[str, ...]) -> None:
        for name in ("number", "issuer", "kept_at", "abstract"):
            self.fields[name].set(words.shown(self.t, getattr(register, name)))
        for name in ("date", "expires", "checked_on"):
            self.fields[name].set(numbers.day(getattr(register, name)))
        book, _, line = (register.register_line or "").partition("/")
        self.fields["book"].set(book)
        self.fields["line"].set(line)
        self.fields["items"].set(" ".join(items))
        self.marking = MARKINGS.index(register.marking)
        self.seen = register.checked_on is not None
        self.kind_at = self.kinds.index(register.kind) if register.kind in self.kinds else len(self.kinds) - 1

    # --- where one is --------------------------------------------------------------------------------------

    @property
    def item(self) -> Item:
        """The item that the form was opened at."""
        return self.s.item(self.unit, self.item_id)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the form."""
        return MARKED_ROWS if self.marking else OPEN_ROWS

    @property
    def row(self) -> str:
        """The row with the focus."""
        return self.rows[self.at]

    def field(self) -> Field | None:
        """The field with the focus; choices and ticks have none."""
        return self.fields.get(self.row)

    def path(self) -> str:
        """Unit › section › item › evidence."""
        return self.item_path(self.unit, self.item_id, self.t("Evidence"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What is needed and what there is."""
        return evidence_line(self.s, self.unit, self.item)

    # --- drawing -------------------------------------------------------------------------------------------

    def body(self, width: int, height: int) -> list[Row]:
        """What is there, and the form."""
        t = self.t
        a = self.s.a(self.unit)
        rows: list[Row] = []
        if not self.marking:
            at = self.s.desk.score_date(a)
            rows += lists.evidence_rows(t, a.entries_for(self.item_id)[:3], self.item, at, cursor=None, width=width)
            rows += [plain("")] if rows else []
        title = t("Add evidence") if self.entry is None else t("Change evidence {id}", id=self.entry.id)
        rows.append(bold(t("Add evidence with a secrecy marking") if self.marking and not self.entry else title))
        for n, name in enumerate(self.rows):
            rows.append(self._form_row(name, n == self.at, len(rows), width))
        rows.append(plain(""))
        if self.marking:
            rows += paragraph(
                "",
                t(NO_FIELDS),
                width,
                label_width=0,
                most=4,
            )
            rows += [plain(""), plain("  " + t("Once saved, every screen and report sees this line only:"))]
            rows.append(plain("  " + words.evidence_line(t, self._preview())))
        else:
            rows += paragraph(
                "", t("Only the line of the register. No names of citizens, accusers or victims."), width, label_width=0
            )
            rows.append(plain("  " + t("With a marking the fields for number, date, issuer and place go.")))
            own = self.entry.id if self.entry else None
            for each in notices.of_particulars(self.s.a(self.unit), self._so_far(), own):
                rows += paragraph("!", words.notice(t, each), width, label_width=2, indent=0)
        return rows[:height]

    def _form_row(self, name: str, focused: bool, at: int, width: int) -> Row:
        t = self.t
        lead: list[Span] = [("", "> " if focused else "  "), ("", pad(t(_LABELS[name]), LABEL))]
        if name == "marking":
            lead += self._chosen([t(words.MARKINGS[each]) for each in MARKINGS], self.marking, focused)
            lead.append(("", f"   ← → {t('change')}"))
            self._park(focused, at, 2 + LABEL)
        elif name == "kind":
            lead += [
                ("", "( "),
                (
                    "reverse" if focused else "",
                    words.evidence_kind(t, self.s.pack(self.unit), self.kinds[self.kind_at]),
                ),
                ("", " )"),
            ]
            lead.append(("", f"   ← → {t('change')}"))
            self._park(focused, at, 2 + LABEL)
        elif name == "seen":
            lead += [("reverse" if focused else "", "[x]" if self.seen else "[ ]"), ("", f"   Space {t('tick')}")]
            self._park(focused, at, 2 + LABEL + 1)
        else:
            inner = {"date": 10, "expires": 10, "checked_on": 10, "book": 6, "line": 6}.get(name, min(44, width - 40))
            spans, cell = self.fields[name].spans(inner, focused)
            lead += [*spans, ("", "   " + t(_HINTS[name]))]
            self._park(focused, at, 2 + LABEL + cell)
        return tuple(lead)

    def _park(self, focused: bool, row: int, cell: int) -> None:
        if focused:
            self.cursor = (row, cell)

    def _chosen(self, names: list[str], chosen: int, focused: bool) -> list[Span]:
        out: list[Span] = []
        for n, name in enumerate(names):
            here = n == chosen
            out += [
                ("", "( " if here else " "),
                ("reverse" if here and focused else "", name),
                ("", " ) " if here else " "),
            ]
        return out

    def _preview(self) -> Particulars:
        """What would be saved, `…` where nothing is typed yet."""
        try:
            seen = numbers.parse_day(self.fields["checked_on"].text) if self.seen else None
        except BadInput:
            seen = None
        book, line = (self.fields[name].text.strip() or "…" for name in ("book", "line"))
        return Particulars(marking=MARKINGS[self.marking], register_line=f"{book}/{line}", checked_on=seen)

    def _so_far(self) -> Particulars:
        """The number and the dates as far as they are typed, for what is worth a second look."""

        def day(name: str) -> date | None:
            try:
                return numbers.parse_day(self.fields[name].text)
            except BadInput:
                return None  # half typed; saving tells it

        return Particulars(number=Said(text=self.fields["number"].text), date=day("date"), expires=day("expires"))

    def key_parts(self) -> list[str]:
        """Save, move, change."""
        t = self.t
        both = [f"F5 {t('save, met')}"] if self.item.kind == CHECK and self.entry is None else []
        more = [f"Space {t('tick')}"] if self.row == "seen" else []
        return [f"F2 {t('save')}", *both, *more, f"Tab {t('next field')}", f"← → {t('change')}", f"Esc {t('give up')}"]

    def idle_status(self) -> str:
        """Nothing is saved while the form is open."""
        return self.note or self.t("Typing, not saved. Esc asks before giving up.")

    # --- keys ----------------------------------------------------------------------------------------------

    def key(self, key: Key) -> None:
        """Arrows up and down move between rows; the rest as in every place."""
        if key.raw in ("up", "down"):
            self._to(self.at + (1 if key.raw == "down" else -1))
        elif (
            self.row in ("marking", "kind", "seen")
            and key.character
            and key.character.isprintable()
            and key.raw != "space"
        ):
            self.s.say("← → change this row; Enter goes on.")
        else:
            super().key(key)

    def typed(self) -> None:
        """Something was typed: the last word said goes."""
        self.note = self.s.status = ""

    def _to(self, row: int) -> None:
        self.at = row % len(self.rows)
        field = self.field()
        if field is not None:
            field.fresh, field.at = True, len(field.text)

    def do(self, action: Action, key: Key) -> None:
        """Save, move, change a choice."""
        match action.id:
            case "save":
                self.save(met=False)
            case "save_met":
                self.save(met=True)
            case "enter":
                if self.at == len(self.rows) - 1:
                    self.save(met=False)
                else:
                    self._to(self.at + 1)
            case "other":
                self._to(self.at + (1 if key.raw == "tab" else -1))
            case "choose":
                self._change(1 if key.raw == "right" else -1)
            case "tick":
                self._tick()
            case "out":
                if self._content() == self.started:
                    self.give_up()
                else:
                    ask_to_drop(self.s, self, self.give_up)
            case _:
                super().do(action, key)

    def _tick(self) -> None:
        if self.row == "seen":
            self.seen = not self.seen
        elif (field := self.field()) is not None:
            field.insert(" ")

    def _change(self, by: int) -> None:
        if self.row == "kind":
            self.kind_at = (self.kind_at + by) % len(self.kinds)
        elif self.row == "marking":
            before, self.marking = self.marking, (self.marking + by) % len(MARKINGS)
            if self.marking and not before:
                self._empty_open_fields()

    def _empty_open_fields(self) -> None:
        """Choosing a marking takes out what was typed in the fields that go."""
        typed = [self.t(_LABELS[name]) for name in GONE_WITH_MARKING if self.fields[name].text]
        for name in GONE_WITH_MARKING:
            self.fields[name].set("")
        if typed:
            self.note = self.t(
                "Typing, not saved. Taken out because of the marking: {fields}.", fields=", ".join(typed)
            )

    def give_up(self) -> None:
        """Back, nothing saved."""
        self.s.desk.drop_draft(self.key_of_draft())
        self.s.status = ""
        self.s.back()

    # --- saving --------------------------------------------------------------------------------------------

    def particulars(self) -> Particulars:
        """The fields as particulars.

        Raises:
            BadInput: a date is none.
        """

        def said(name: str) -> Said | None:
            return Said(text=self.fields[name].text) if self.fields[name].text.strip() else None

        def day(name: str) -> date | None:
            return numbers.parse_day(self.fields[name].text) if self.fields[name].text.strip() else None

        if self.marking:
            line = f"{self.fields['book'].text.strip()}/{self.fields['line'].text.strip()}"
            seen = day("checked_on") if self.seen else None
            return Particulars(marking=MARKINGS[self.marking], register_line=line, checked_on=seen)
        return Particulars(
            kind=self.kinds[self.kind_at],
            number=said("number"),
            date=day("date"),
            issuer=said("issuer"),
            abstract=said("abstract"),
            kept_at=said("kept_at"),
            expires=day("expires"),
        )

    def items(self) -> tuple[str, ...]:
        """The items that it serves."""
        return tuple(dict.fromkeys(self.fields["items"].text.upper().replace(",", " ").split()))

    def save(self, *, met: bool) -> None:
        """Save, then back to where the form was opened; F5 answers the item met as well."""
        entry, register, items = self.entry, self.particulars(), self.items()
        for item in items:
            judge.item_of(self.s.pack(self.unit), self.s.a(self.unit), item)
        every: list[Act] = []
        if entry is None:
            every.append(acts.AddEvidence(register, items))
        else:
            if acts.plain(register) != acts.plain(_comparable(entry.particulars)):
                every.append(acts.EditEvidence(entry.id, register))
            every += [acts.Attach(entry.id, item) for item in items if item not in entry.items]
            every += [acts.Detach(entry.id, item) for item in entry.items if item not in items]
        every += met_too(self.s, self.unit, self.item) if met else ()
        if not every:
            self.give_up()
            return
        what = self.t(
            "{item}: evidence {line}", item=" ".join(items) or "–", line=words.evidence_line(self.t, register)
        )
        expect = entry.revision if entry is not None and not isinstance(every[0], acts.Answer) else None
        self.s.save(self.unit, every if len(every) > 1 else every[0], self._saved(met), what=what, expect=expect)

    def _saved(self, met: bool) -> Callable[[Assessment], None]:
        def done(after: Assessment) -> None:
            self.s.desk.drop_draft(self.key_of_draft())
            if self.s.top is self:
                self.s.back()
            top = self.s.top
            if isinstance(top, WalkScreen):
                top.came_back(met=met)

        return done

    # --- drafts --------------------------------------------------------------------------------------------

    def _content(self) -> dict[str, object]:
        return {
            **{name: field.text for name, field in self.fields.items()},
            "marking": self.marking, "kind": self.kind_at, "seen": self.seen,
        }  # fmt: skip

    def key_of_draft(self) -> str:
        """The key of its draft."""
        return self.s.draft_key(self.unit, self.item_id, "evidence")

    def draft(self) -> Draft | None:
        """What is typed. With a marking nothing of the other fields is there to keep."""
        if self._content() == self.started:
            return None
        entry = self.entry.id if self.entry else ""
        return self.key_of_draft(), {
            "form": "evidence",
            "unit": self.unit,
            "item": self.item_id,
            "entry": entry,
            **self._content(),
        }

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        for name, field in self.fields.items():
            field.set(str(kept.get(name, "")))
        self.marking = int(str(kept.get("marking", 0)))
        self.kind_at = int(str(kept.get("kind", 0))) % len(self.kinds)
        self.seen = bool(kept.get("seen", True))
        self.at = 0 if self.marking else 1


def _comparable(register: Particulars) -> Particulars:
    """Particulars without who saw the original, which the desk fills in."""
    return msgspec.structs.replace(register, checked_by=None)


_LABELS = {
    "marking": mark("Marking"),
    "number": mark("Number"),
    "date": mark("Date"),
    "issuer": mark("Issued by"),
    "kept_at": mark("Kept at"),
    "abstract": mark("Abstract"),
    "kind": mark("Kind"),
    "expires": mark("Expires"),
    "items": mark("Serves"),
    "seen": mark("Original seen"),
    "checked_on": mark("Seen on"),
    "book": mark("Register book"),
    "line": mark("Line"),
}
_HINTS = {
    "number": mark("Enter goes down"),
    "date": mark("06102009 will do"),
    "issuer": mark("as last time"),
    "kept_at": mark("where the original is"),
    "abstract": mark("may stay empty"),
    "expires": mark("empty if it does not"),
    "items": mark("more codes: CC-05 CC-03"),
    "checked_on": mark("the day it was seen"),
    "book": mark("digits"),
    "line": mark("the paper register of secret documents"),
}
