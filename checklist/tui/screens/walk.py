"""The walk: one item at a time; the key that gives an answer saves it, then the next unfinished item appears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checklist import acts, notices, scoring, workflow
from checklist.actions import Action, hint
from checklist.errors import BadInput, Refused
from checklist.model import CHECK, LIMIT, MET, NOT_MET, QUOTA, ROSTER, SELF, Item, Said, Section, Value
from checklist.text import pad
from checklist.tui.place import Key, Place
from checklist.tui.screens.choice import Choice
from checklist.tui.screens.item_fields import ItemFields
from checklist.tui.screens.steps import Steps
from checklist.tui.session import Draft, Session
from checklist.tui.watch import noticed
from checklist.view import verify, walk, words
from checklist.view.field import Field
from checklist.view.frame import Row, plain, squeeze

if TYPE_CHECKING:
    from checklist.tui.screens.reason import ReasonScreen


class WalkScreen(Steps, Place):
    """One item of a unit. Number fields, ticks and a reason are typed here; other forms lie above."""

    kind = "walk"
    layer = SELF
    """The layer that is written here."""

    def __init__(self, session: Session, unit: str, item: str) -> None:
        super().__init__(session)
        self.unit = unit
        self.filter = walk.ALL
        self.load(item)

    # --- where one is --------------------------------------------------------------------------------------

    @property
    def item(self) -> Item:
        """The item on screen."""
        return self.s.item(self.unit, self.item_id)

    def load(self, item_id: str) -> None:
        """Come to an item: fields take over what is stored, the first one has the focus."""
        self.item_id = item_id
        a = self.s.a(self.unit)
        self.base = a.revision(self.layer, item_id)
        self.typed_in = ItemFields(self.t, self.item, a.value(self.layer, item_id))
        self.focus = 0

    def field(self) -> Field | None:
        """The field with the focus: a number or the reason."""
        return self.typed_in.field(self.focus)

    @property
    def stops(self) -> int:
        """How many places the focus has."""
        return self.typed_in.stops

    @property
    def in_reason(self) -> bool:
        """Whether letters are text."""
        return self.field() is self.typed_in.reason

    @property
    def section(self) -> Section:
        """The section of the item."""
        return next(each for each in self.s.pack(self.unit).sections if each.id == self.item.section)

    def path(self) -> str:
        """Unit › section › item."""
        return self.item_path(self.unit, self.item_id)

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """Section strip, progress, score."""
        whole = self.s.score(self.unit)
        pack, a = self.s.pack(self.unit), self.s.a(self.unit)
        line = walk.second_row(self.t, pack, a, self.section, self.item, whole, width)
        return line + (f" · {self.t(walk.FILTERS[self.filter])}" if self.filter else "")

    # --- drawing -------------------------------------------------------------------------------------------

    def body(self, width: int, height: int) -> list[Row]:
        """Question, answer, evidence, guidance."""
        a, pack, item, t = self.s.a(self.unit), self.s.pack(self.unit), self.item, self.t
        self._follow()
        value = a.value(self.layer, item.id)
        rows = [*walk.head(t, pack, item, width), plain("")]
        rows += self._answer_rows(len(rows), value, width)
        told = walk.Told(
            tuple(words.notice(t, each) for each in notices.of_entries(a, item.id)),
            words.shown(t, a.note.text) if a.note and (item.id in a.note.items or not a.note.items) else "",
            verify.verified_line(t, pack, item, a),
            words.shown(t, a.explanations[item.id].text) if item.id in a.explanations else "",
        )
        rows += walk.below(t, pack, a, item, self.s.score(self.unit), told, width)
        return squeeze(rows, height)

    def _follow(self) -> None:
        """Take over what somebody else saved, unless something is half-typed here."""
        if self.s.a(self.unit).revision(self.layer, self.item_id) != self.base and not self.dirty():
            focus = self.focus
            self.load(self.item_id)
            self.focus = focus

    def _answer_rows(self, at: int, value: Value | None, width: int) -> list[Row]:
        item, t = self.item, self.t
        if item.kind == CHECK:
            self.cursor = (at, 0)
            return walk.choices(t, item, value, True)
        rows: list[Row] = []
        if item.kind == ROSTER:
            rows = walk.part_rows(t, item, value, self.focus if not self.in_reason else None, width)
            self.cursor = (at + self.focus, 0)
        else:
            fields = [(label, field, unit) for _, label, field, unit in self.typed_in.numbers]
            rows, cursor = walk.number_rows(t, item, fields, self.focus if not self.in_reason else None, width)
            if cursor:
                self.cursor = (at + cursor[0], cursor[1])
        rows += walk.under_answer(t, item, self.typed_in.so_far() or value, self.typed_in.typed() or value, width)
        spans, cell = self.typed_in.reason.spans(max(20, width - walk.LABEL - 6), self.in_reason)
        label = pad(t("Reason"), walk.LABEL)
        rows.append((("", "> " if self.in_reason else "  "), ("", label), *spans))
        if self.in_reason:
            self.cursor = (at + len(rows) - 1, 2 + walk.LABEL + cell)
        return rows

    def key_parts(self) -> list[str]:
        """The keys of the item's kind."""
        t = self.t
        if self.in_reason:
            return [
                f"Enter {t('save, on')}",
                f"Tab {t('next field')}",
                f"F8 {t('not applicable')}",
                f"F4 {t('add evidence')}",
                f"Esc {t('back')}",
            ]
        common = [hint(t, "not_applicable"), hint(t, "add"), f"Enter {t('on')}"]
        if self.item.kind == CHECK:
            middle = [hint(t, "partial")] if self.item.partial else []
            return [hint(t, "met"), *middle, hint(t, "not_met"), *common, hint(t, "undo")]
        if self.item.kind == ROSTER:
            tick = hint(t, "tick")
            return [tick, hint(t, "met", "all"), hint(t, "not_met", "none there"), *common]
        return [f"0-9 {t('number')}", f"Tab {t('next field')}", f"Enter {t('save, on')}", common[0], common[1]]

    def last_keys(self) -> str:
        """In the reason letters are text."""
        return f"F9 {self.t('more')}  F1 {self.t('help')}" if self.in_reason else super().last_keys()

    def idle_status(self) -> str:
        """Whether something is half-typed."""
        return self.t("Typing, not saved.") if self.dirty() else self.t("All answers are saved.")

    def noticed(self) -> bool:
        """Somebody else saved in this unit."""
        return noticed(self.s, self.unit)

    # --- drafts --------------------------------------------------------------------------------------------

    def dirty(self) -> bool:
        """Whether a field differs from what is stored."""
        return self.typed_in.differs(self.s.a(self.unit).value(self.layer, self.item_id))

    def draft(self) -> Draft | None:
        """Half-typed numbers and reason."""
        if not self.dirty():
            return None
        return self.s.draft_key(self.unit, self.item_id, "walk"), {
            "form": "walk",
            "unit": self.unit,
            "item": self.item_id,
            "base": self.base,
            **self.typed_in.texts(),
        }

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        self.typed_in.take(kept)
        self.base = int(str(kept.get("base", self.base)))

    # --- acts ----------------------------------------------------------------------------------------------

    def answer(self, value: Value, *, onward: bool = True, kept: Draft | None = None) -> None:
        """Save an answer to the item, then go on; `kept` is the form that it was typed in."""
        item = self.item_id
        what = f"{item} {words.answer(self.t, self.item, value)}"

        def done(after: object) -> None:
            self.s.desk.drop_draft(kept[0] if kept else self.s.draft_key(self.unit, item, "walk"))
            if self.item_id != item:
                return
            focus = self.focus
            self.load(item)
            self.focus = focus
            if onward:
                self.onward()

        self.s.save(self.unit, self.act(value), done, what=what, expect=self.base, kept=kept)

    def act(self, value: Value) -> acts.Answer:
        """The act that gives an answer here."""
        return acts.Answer(self.item_id, self.layer, value)

    def save_numbers(self) -> None:
        """Save what the fields say; below the target the focus stops at the reason once."""
        item, value = self.item, self.typed_in.value()
        stored = self.s.a(self.unit).value(self.layer, item.id)
        empty = not self.typed_in.any_number()
        if not self.dirty() or (empty and stored is None and not self.typed_in.reason.text.strip()):
            self.onward()
            return
        short = item.kind in (QUOTA, LIMIT) and scoring.credit(item, value) < 1
        stop = short and value.reason is None and not self.in_reason
        if stop and item.kind == LIMIT and value.count is not None:
            self.focus = self.stops - 1
            self.s.say(
                "{item}: {n} is over the limit of {limit}, enter the reason.",
                item=item.id,
                n=value.count,
                limit=item.limit or 0,
            )
            return
        self.answer(value, onward=not stop)
        if stop and not self.dirty():
            self.focus = self.stops - 1

    def tick(self) -> None:
        """Tick or untick the part under the cursor; each tick saves."""
        value = self.s.a(self.unit).value(self.layer, self.item_id)
        ticked = set((value.parts if value else None) or ())
        ticked ^= {self.item.parts[self.focus].id}
        self.answer(self._roster(tuple(part.id for part in self.item.parts if part.id in ticked)), onward=False)

    def _roster(self, parts: tuple[str, ...]) -> Value:
        return Value(
            parts=parts, reason=Said(text=self.typed_in.reason.text) if self.typed_in.reason.text.strip() else None
        )

    def save_reason(self) -> None:
        """Save the reason beside ticks or numbers, then go on."""
        if self.item.kind != ROSTER:
            self.save_numbers()
        elif self.dirty():
            value = self.s.a(self.unit).value(self.layer, self.item_id)
            self.answer(self._roster((value.parts if value else None) or ()))
        else:
            self.onward()

    def came_back(self, *, met: bool) -> None:
        """Evidence of the item was saved on a place above; where it was answered met as well, go on."""
        self.load(self.item_id)
        if met:
            self.onward()

    # --- keys ----------------------------------------------------------------------------------------------

    def do(self, action: Action, key: Key) -> None:
        """What a key does to the item."""
        if action.id in ("met", "partial", "not_met", "not_applicable"):
            self._verdict(action.id)
            return
        if action.id in ("page", "updown") and self.dirty() and action.id == "page":
            self._ask_to_drop(lambda: self.step(1 if key.raw == "pagedown" else -1))
            return
        match action.id:
            case "enter":
                self._enter()
            case "other":
                self._tab(key)
            case "updown" | "page":
                self._move(key)
            case "tick":
                self._space()
            case "undo":
                self._undo()
            case "filter":
                names = [self.t(each) for each in walk.FILTERS]
                self.s.go(Choice(self.s, self, self.t("Walk which items?"), names, self._filter))
            case "out" if self.dirty():
                self._ask_to_drop(self.s.back)
            case _:
                self._records(action, key)

    def _ask_to_drop(self, then: object) -> None:
        from checklist.tui.screens.choice import ask_to_drop

        def drop() -> None:
            self.load(self.item_id)
            assert callable(then)
            then()

        ask_to_drop(self.s, self, drop)

    def _records(self, action: Action, key: Key) -> None:
        from checklist.tui.screens.across import AcrossScreen
        from checklist.tui.screens.attach import AttachScreen
        from checklist.tui.screens.evidence import EvidenceScreen
        from checklist.tui.screens.evidence_form import EvidenceForm
        from checklist.tui.screens.history import HistoryScreen
        from checklist.tui.screens.search import SearchScreen
        from checklist.tui.screens.sweep import SweepScreen
        from checklist.tui.screens.why import WhyScreen

        unit, item = self.unit, self.item_id
        if action.id in ("add", "attach") and (refusal := workflow.may(self.s.desk.person, self.s.a(unit), "evidence")):
            raise refusal
        match action.id:
            case "add":
                self.s.go(EvidenceForm(self.s, unit, item))
            case "attach":
                self.s.go(AttachScreen(self.s, unit, item))
            case "evidence":
                self.s.go(EvidenceScreen(self.s, unit, item))
            case "journal":
                self.s.go(HistoryScreen(self.s, unit, item))
            case "why":
                self.s.go(WhyScreen(self.s, unit, item))
            case "find":
                self.s.go(SearchScreen(self.s, unit))
            case "paper":
                self.s.go(SweepScreen(self.s, unit))
            case "across":
                self.s.go(AcrossScreen(self.s, item))
            case "agree":
                raise workflow.may(self.s.desk.person, self.s.a(unit), "answer.verified") or Refused(
                    "Verifying is done with `checklist agree`."
                )
            case _:
                super().do(action, key)

    def _verdict(self, verdict: str) -> None:
        from checklist.tui.screens.reason import GroundScreen, ReasonScreen

        if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), f"answer.{self.layer}"):
            raise refusal
        item = self.item
        if verdict == "not_applicable":
            self._ask_why(GroundScreen(self.s, self))
        elif item.kind == ROSTER and verdict == MET:
            self.answer(self._roster(tuple(part.id for part in item.parts)))
        elif item.kind == ROSTER and verdict == NOT_MET:
            self.answer(self._roster(()))
        elif item.kind == ROSTER:
            raise BadInput("{item}: tick the parts that are there, they decide.", item=item.id)
        elif item.kind != CHECK:
            raise BadInput("{item}: the number decides, enter it.", item=item.id)
        elif verdict == MET:
            self.answer(Value(MET))
        elif verdict == "partial" and not item.partial:
            raise BadInput("{item} is met or not met, there is no partly.", item=item.id)
        else:
            self._ask_why(ReasonScreen(self.s, self, verdict))

    def _ask_why(self, screen: ReasonScreen) -> None:
        """Ask for a reason or ground, with what was typed before and gave way to a newer version."""
        self.s.go(screen)
        kept = self.s.desk.draft(screen.key_of_draft())
        if kept is not None:
            screen.restore(kept)
            self.s.say("Typing, not saved: opened again from the draft.")

    def _enter(self) -> None:
        if self.item.kind == CHECK:
            self.s.status = ""
            self.onward()
        elif self.in_reason or self.item.kind == ROSTER:
            self.save_reason()
        elif self.focus < len(self.typed_in.numbers) - 1:
            self._to(self.focus + 1)
        else:
            self.save_numbers()

    def _to(self, focus: int) -> None:
        self.focus = focus
        field = self.field()
        if field is not None:
            field.fresh, field.at = True, len(field.text)

    def _tab(self, key: Key) -> None:
        if self.item.kind == CHECK or (self.focus == self.stops - 1 and key.raw == "tab" and not self.dirty()):
            from checklist.tui.screens.evidence import EvidenceScreen

            self.s.go(EvidenceScreen(self.s, self.unit, self.item_id))
            self._to(0)
            return
        self._to((self.focus + (1 if key.raw == "tab" else -1)) % self.stops)

    def _move(self, key: Key) -> None:
        if key.raw in ("pagedown", "pageup"):
            self.step(1 if key.raw == "pagedown" else -1)
        elif key.raw in ("up", "down") and self.stops > 1:
            self._to(max(0, min(self.stops - 1, self.focus + (1 if key.raw == "down" else -1))))

    def _space(self) -> None:
        if self.item.kind != ROSTER:
            self.s.say("Space ticks parts; a verdict is given by its letter.")
        elif self.in_reason:
            self.typed_in.reason.insert(" ")
        else:
            self.tick()

    def _undo(self) -> None:
        after = self.s.undo(self.unit)
        if after is None:
            return
        last = self.s.desk.log(self.unit)[-1]
        touched = acts.items_of(last.act)
        self.load(touched[0] if touched and self.item_id not in touched else self.item_id)

    def _filter(self, chosen: int) -> None:
        self.filter = chosen
        if not self.fits(self.item):
            self.step(1)
