"""The reason of a verdict, and the ground of `not applicable`: asked in the lower half of the walk."""

from __future__ import annotations

from checklist import judge
from checklist.actions import Action
from checklist.errors import BadInput
from checklist.model import NOT_APPLICABLE, Said, Value
from checklist.text import pad
from checklist.tui.place import Behind, Key, Place
from checklist.tui.screens.choice import ask_to_drop
from checklist.tui.screens.walk import WalkScreen
from checklist.tui.session import Draft, Session
from checklist.view import walk, words
from checklist.view.field import Field
from checklist.view.frame import Row, marker, plain


class ReasonScreen(Behind, Place):
    """Asks why an item is partly met or not met. Enter saves and goes on, Esc leaves all as it was."""

    kind = "form"
    form = True
    name = "reason"

    def __init__(self, session: Session, behind: WalkScreen, verdict: str) -> None:
        super().__init__(session)
        session.status = ""
        self.behind, self.walk, self.verdict = behind, behind, verdict
        value = session.a(behind.unit).value(behind.layer, behind.item_id)
        self.kept = words.shown(session.t, value.reason) if value else ""
        self.text = Field(self.kept)

    def body(self, width: int, height: int) -> list[Row]:
        """The question, the verdict chosen, the field."""
        t, item = self.t, self.walk.item
        rows = [*walk.head(t, self.s.pack(self.walk.unit), item, width), plain("")]
        rows += walk.choices(t, item, Value(self.verdict), False)[:1]
        rows += [plain(""), plain(self.question())]
        rows += self.above(len(rows))
        rows.append(plain(""))
        spans, cell = self.text.spans(max(20, width - walk.LABEL - 6), self.field() is not None)
        focused = self.field() is not None
        if focused:
            self.cursor = (len(rows), 2 + walk.LABEL + cell)
        rows.append((("", "> " if focused else "  "), ("", pad(self.label(), walk.LABEL)), *spans))
        rows.append(plain(" " * (walk.LABEL + 2) + self.hint()))
        return rows

    def question(self) -> str:
        """What is asked."""
        verdict = self.t(words.VERDICTS[self.verdict])
        return self.t("Why {verdict}? The inspector and the head read it.", verdict=verdict)

    def label(self) -> str:
        """Before the field."""
        return self.t("Reason")

    def hint(self) -> str:
        """Below the field."""
        return self.t("needed; no names of citizens, accusers or victims")

    def above(self, at: int) -> list[Row]:
        """Rows between question and field."""
        return []

    def field(self) -> Field | None:
        """The reason."""
        return self.text

    def idle_status(self) -> str:
        """What Enter would save."""
        verdict = self.t(words.VERDICTS[self.verdict])
        return self.t("Typing, not saved: {item} {verdict}. Enter saves.", item=self.walk.item_id, verdict=verdict)

    def key_parts(self) -> list[str]:
        """Save or leave."""
        return [f"Enter {self.t('save, on')}", f"Esc {self.t('give up, as it was')}"]

    def value(self) -> Value:
        """The answer that is being given.

        Raises:
            BadInput: the reason is missing.
        """
        if not self.text.text.strip():
            raise BadInput(
                "{item}: {decided} needs a reason in words.",
                item=self.walk.item_id,
                decided=judge.VERDICT_WORDS[self.verdict],
            )
        return Value(self.verdict, reason=Said(text=self.text.text))

    def do(self, action: Action, key: Key) -> None:
        """Enter and F2 save; Esc asks before typed words are given up."""
        match action.id:
            case "enter" | "save":
                self.save()
            case "out" if key.raw != "q":
                if self.text.text != self.kept:
                    ask_to_drop(self.s, self, self.give_up)
                else:
                    self.give_up()
            case "help":
                super().do(action, key)
            case _:
                self.extra(action, key)

    def extra(self, action: Action, key: Key) -> None:
        """Other keys of the form."""

    def give_up(self) -> None:
        """Back to the walk, nothing changed."""
        self.s.desk.drop_draft(self.key_of_draft())
        self.s.status = ""
        self.s.back()

    def save(self) -> None:
        """Back to the walk, which saves and goes on; what was typed stays here when it is refused."""
        value = self.value()
        judge.words(self.text.text)
        judge.value_of(self.s.pack(self.walk.unit), self.walk.item, value)
        kept = self.draft()
        self.s.desk.drop_draft(self.key_of_draft())
        self.s.back()
        self.walk.answer(value, kept=kept)

    def key_of_draft(self) -> str:
        """The key of its draft."""
        return self.s.draft_key(self.walk.unit, self.walk.item_id, self.name)

    def draft(self) -> Draft | None:
        """The reason as typed."""
        if self.text.text == self.kept:
            return None
        return self.key_of_draft(), {
            "form": self.name, "unit": self.walk.unit, "item": self.walk.item_id,
            "base": self.walk.base, "verdict": self.verdict, "reason": self.text.text,
        }  # fmt: skip

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        self.text.set(str(kept.get("reason", "")))


class GroundScreen(ReasonScreen):
    """Asks why an item does not apply: a ground of the pack's list, and words where it needs them."""

    name = "ground"

    def __init__(self, session: Session, behind: WalkScreen) -> None:
        super().__init__(session, behind, NOT_APPLICABLE)
        self.grounds = session.pack(behind.unit).grounds
        value = session.a(behind.unit).value(behind.layer, behind.item_id)
        known = [ground.id for ground in self.grounds]
        self.at = known.index(value.ground) if value and value.ground in known else 0
        self.in_list = True
        if value is None or value.verdict != NOT_APPLICABLE:
            self.kept = ""
            self.text = Field()

    def question(self) -> str:
        """What is asked."""
        return self.t("Why does it not apply? Choose the ground; the inspector looks at it again.")

    def label(self) -> str:
        """Before the field."""
        return self.t("In words")

    def hint(self) -> str:
        """Whether words are needed."""
        return self.t("needed for this ground") if self.grounds[self.at].words else self.t("not needed for this ground")

    def above(self, at: int) -> list[Row]:
        """The grounds."""
        if self.in_list:
            self.cursor = (at + self.at, 0)
        return [
            marker(self.in_list and n == self.at, self.t.of(ground.title), indent="   ")
            if self.in_list or n != self.at
            else plain(f"   [{self.t.of(ground.title)}]")
            for n, ground in enumerate(self.grounds)
        ]

    def field(self) -> Field | None:
        """The words, while the focus is there."""
        return None if self.in_list else self.text

    def key_parts(self) -> list[str]:
        """Choose, write, save."""
        t = self.t
        return [
            f"↑↓ {t('choose ground')}",
            f"Tab {t('in words')}",
            f"Enter {t('save, on')}",
            f"Esc {t('give up, as it was')}",
        ]

    def value(self) -> Value:
        """The answer with its ground."""
        ground = self.grounds[self.at]
        if ground.words and not self.text.text.strip():
            self.in_list = False
            raise BadInput(
                '{item}: the ground "{ground}" needs a reason in words.',
                item=self.walk.item_id,
                ground=self.t.of(ground.title),
            )
        reason = Said(text=self.text.text) if self.text.text.strip() else None
        return Value(NOT_APPLICABLE, ground=ground.id, reason=reason)

    def extra(self, action: Action, key: Key) -> None:
        """Tab goes to the words and back; up and down choose the ground."""
        last = len(self.grounds) - 1
        steps = {"up": max(0, self.at - 1), "down": min(last, self.at + 1), "home": 0, "end": last}
        if action.id == "other":
            self.in_list = not self.in_list
        elif action.id == "updown":
            self.in_list, self.at = True, steps[key.raw]

    def draft(self) -> Draft | None:
        """The words as typed, and the ground."""
        kept = super().draft()
        if kept is not None:
            kept[1]["ground"] = self.grounds[self.at].id
        return kept

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        super().restore(kept)
        known = [ground.id for ground in self.grounds]
        if kept.get("ground") in known:
            self.at = known.index(str(kept["ground"]))
        self.in_list = False
