"""What every screen is: a place on the stack that gives rows and takes keys."""

from __future__ import annotations

from collections.abc import Sequence

from checklist import actions
from checklist.actions import Action
from checklist.locale import Words
from checklist.text import cut_middle
from checklist.tui.session import Draft, Session
from checklist.view import words
from checklist.view.field import Field
from checklist.view.frame import LEAST, Row, choice_rows, compose, fit, in_one_row, keys, plain


class Key:
    """One key as it arrived: its name in the action table, the character it types, the read it came in."""

    def __init__(self, name: str, character: str | None = None, read: object = None) -> None:
        self.raw = name
        self.character = character
        self.read = read
        self.name = actions.normal(name, character)


class Place:
    """Base of all screens. A subclass says its kind in the action table and draws its body."""

    kind = "read"
    form = False
    """Whether text is typed here: letters are no commands, help and F9 stand as F-keys."""

    def __init__(self, session: Session) -> None:
        self.s = session
        self.cursor: tuple[int, int] | None = None
        """Row and cell of the body where the terminal's cursor is parked: at the `>` of a list, or where one types."""

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def t(self) -> Words:
        """The words of the person's language."""
        return self.s.t

    def path(self) -> str:
        """Row 1, left: where one is."""
        return ""

    def right(self) -> str:
        """Row 1, right: period, state of the paper or role, person."""
        return self.top_right("")

    def top_right(self, unit: str) -> str:
        """Period · state of the paper · sample · person."""
        desk = self.s.desk
        parts = [desk.period.id]
        if unit:
            parts.append(words.state(self.t, self.s.a(unit)))
            if self.s.is_sample(unit) or self.s.a(unit).unit.sample:
                parts.append(self.t("sample"))
        else:
            parts.append(self.t(words.ROLES[desk.person.role]))
        return " · ".join((*parts, self.who()))

    def unit_path(self, unit: str, *parts: str) -> str:
        """The unit's name and what lies below it, parted by `›`."""
        return " › ".join(part for part in (self.t.of(self.s.a(unit).unit.name), *parts) if part)

    def item_path(self, unit: str, item: str, *parts: str) -> str:
        """Unit › section › item, and what lies below it."""
        section = next(each for each in self.s.pack(unit).sections if item.startswith(f"{each.id}-"))
        return self.unit_path(unit, f"{section.id} {self.t.of(section.title)}", item, *parts)

    def who(self) -> str:
        """The person's id; the local person has a word."""
        return words.who(self.t, self.s.desk.person.id)

    def second(self, width: int) -> str:
        """Row 2: what is left."""
        return ""

    def body(self, width: int, height: int) -> list[Row]:
        """Rows 4 to 22."""
        raise NotImplementedError

    def key_parts(self) -> list[str]:
        """Row 24: what the keys do here, the most used first."""
        return []

    def last_keys(self) -> str:
        """The end of row 24, which always stands."""
        return f"F1 {self.t('help')}" if self.form else f"F9 {self.t('more')}  ? {self.t('help')}"

    def idle_status(self) -> str:
        """Row 23 while nothing else is to be said."""
        return self.t("All answers are saved.")

    def draw(self, width: int, height: int) -> list[Row]:
        """The whole screen."""
        if width < LEAST[0] or height < LEAST[1]:
            return self._too_small(width, height)
        self.cursor = None
        body = self.body(width, height - 5)
        key_row = keys(self.key_parts(), self.last_keys(), width)
        status = self.s.status or self.idle_status()
        return compose(self.path(), self.right(), self.second(width), body, status, key_row, width=width, height=height)

    def _too_small(self, width: int, height: int) -> list[Row]:
        t = self.t
        said = (
            t("The window is too small: {w} x {h}.", w=width, h=height),
            t("At least {w} x {h}, best 80 x 24.", w=LEAST[0], h=LEAST[1]),
            "",
            t("Typing, not saved.") if self.draft() else t("All answers are saved."),
            t("Here: {path}.", path=self.path()),
            "",
            t("Widen the window: the screen draws itself."),
            t("If it can't be widened: Q leaves, then run"),
            "  checklist --plain",
        )
        rows = [plain(cut_middle(text, width)) for text in said[:height]]
        return [fit(row, width) for row in [*rows, *[plain("")] * (height - len(rows))]]

    # --- keys ----------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The place is on top again after one above it went."""

    def field(self) -> Field | None:
        """The field that has the focus, None where letters are commands."""
        return None

    def key(self, key: Key) -> None:
        """Take a key: the focused field first, then the action table."""
        field = self.field()
        if field is not None:
            if field.takes(key.character):
                field.insert(key.character or "", key.read)
                self.typed()
                return
            if key.raw in ("backspace", "ctrl+h", "delete", "left", "right", "home", "end") and field.key(
                key.raw, key.read
            ):
                self.typed()
                return
            if not field.digits and key.character and key.character.isprintable():
                return
        if key.raw in ("backspace", "ctrl+h"):
            return
        found = actions.find(self.kind, key.name)
        if found is not None:
            self.do(found, key)

    def paste(self, text: str) -> None:
        """Take a paste: into the focused field; anywhere else it is nothing."""
        field = self.field()
        if field is not None:
            field.insert(text)
            self.typed()

    def typed(self) -> None:
        """The focused field changed."""

    def do(self, action: Action, key: Key) -> None:
        """Do an action; a subclass handles its own and leaves the rest to this."""
        from checklist.tui.screens.findings import FindingsScreen
        from checklist.tui.screens.help import ActionsScreen, HelpScreen
        from checklist.tui.screens.minutes import MinutesScreen

        unit = str(getattr(self, "unit", ""))
        match action.id:
            case "out":
                self.leave(key)
            case "help":
                self.s.go(HelpScreen(self.s, self))
            case "actions":
                self.s.go(ActionsScreen(self.s, self))
            case "redraw":
                self.s.again()
                self.s.status = ""
            case "quit":
                self.s.leaving = True
            case "report" if unit:
                self.s.go(MinutesScreen(self.s, unit))
            case "report":
                self.s.say("The table of all units stays on the screen; B in a unit shows its minutes.")
            case "finding" if unit:
                self.s.go(FindingsScreen(self.s, unit, getattr(self, "item_id", "")))
            case _:
                self.s.say("{key} does nothing here. F9 lists what can be done.", key=actions.key_word(key.name))

    def leave(self, key: Key) -> None:
        """Go one level out; on level 1 Q and F10 leave the program, Esc only says so."""
        if len(self.s.stack) > 1:
            self.s.status = ""
            self.s.back()
        elif key.raw == "escape":
            self.s.say("All answers are saved. Q or F10 leaves.")
        else:
            self.s.leaving = True

    def noticed(self) -> bool:
        """Whether somebody else has saved in the open unit since it was read; says so in the status row."""
        return False

    # --- drafts --------------------------------------------------------------------------------------------

    def draft(self) -> Draft | None:
        """What is half-written here, with the key it is kept under; None where nothing is."""
        return None

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft; a place that keeps none has nothing to take."""


class Behind:
    """What lies over another place keeps its first two rows. Comes before `Place` among the bases."""

    behind: Place

    def path(self) -> str:
        """As the place behind."""
        return self.behind.path()

    def right(self) -> str:
        """As the place behind."""
        return self.behind.right()

    def second(self, width: int) -> str:
        """As the place behind."""
        return self.behind.second(width)


class ListPlace(Place):
    """A place with one list: a cursor that moves, a window that follows."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.at = 0
        self.first = 0
        self.page_rows = 10

    def count(self) -> int:
        """How many rows the list has."""
        raise NotImplementedError

    def move(self, key: Key) -> bool:
        """Move the cursor by a key; False when the key does not move."""
        last = max(0, self.count() - 1)
        steps = {"up": -1, "down": 1, "pageup": -self.page_rows, "pagedown": self.page_rows}
        if key.raw in steps:
            self.at = min(last, max(0, self.at + steps[key.raw]))
        elif key.raw == "home":
            self.at = 0
        elif key.raw == "end":
            self.at = last
        else:
            return False
        self.s.status = ""
        return True

    def do(self, action: Action, key: Key) -> None:
        """Moving is the same in every list."""
        if action.id in ("updown", "page") and self.move(key):
            return
        super().do(action, key)


class Question(ListPlace):
    """A list to choose from, with Enter: there are no other actions here, so F9 has nothing to show."""

    kind = "question"
    answers: Sequence[str] = ()
    inline = False
    """Whether the answers stood side by side when they were drawn."""

    def count(self) -> int:
        """How many answers."""
        return len(self.answers)

    def answer_rows(self, at: int, width: int) -> list[Row]:
        """The answers, which begin in a row of the body."""
        rows, here = choice_rows(self.answers, self.at, width)
        self.cursor = (at + here, 0)
        self.inline = in_one_row(self.answers, width)
        return rows

    def choosing(self) -> str:
        """How one chooses, for the key row."""
        return f"{'←→' if self.inline else '↑↓'} {self.t('choose')}"

    def last_keys(self) -> str:
        """Help only."""
        return f"F1 {self.t('help')}"

    def do(self, action: Action, key: Key) -> None:
        """Left and right move as up and down do."""
        if action.id == "choose":
            self.at = max(0, min(self.count() - 1, self.at + (1 if key.raw == "right" else -1)))
        else:
            super().do(action, key)
