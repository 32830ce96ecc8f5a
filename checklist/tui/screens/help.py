"""Help for a screen, and all of its actions as a list: both from the action table."""

from __future__ import annotations

from checklist import actions, workflow
from checklist.actions import Action
from checklist.locale import mark
from checklist.text import pad
from checklist.tui.place import Behind, Key, Place, Question
from checklist.tui.session import Session
from checklist.view.frame import Row, bold, marker, paragraph, plain

LEGEND = (
    mark("Marks: Đ met  M partly  C not met  K not applicable  . not answered  [ ] here"),
    mark("Scores: claimed counts every answer; evidenced only those with their evidence."),
    mark("Vietnamese input may stay on. A letter that does not arrive: F-keys, or F9."),
)

KINDS = {
    "units": mark("Units"),
    "overview": mark("One unit"),
    "queue": mark("Tasks"),
    "walk": mark("Answering an item"),
    "verify": mark("Verifying an item"),
    "matrix": mark("Units and sections"),
    "across": mark("One item in all units"),
    "agreement": mark("Differences and agreement"),
    "evidence": mark("Evidence"),
    "attach": mark("Attaching evidence"),
    "findings": mark("Findings"),
    "finding_form": mark("A finding"),
    "form": mark("A form"),
    "question": mark("A question"),
    "conflict": mark("Two versions"),
    "unsaved": mark("Not saved"),
    "history": mark("Journal"),
    "sweep": mark("The paper"),
    "search": mark("Search"),
    "read": mark("Reading"),
    "empty": mark("Empty"),
}


class Reading(Place):
    """Rows to read, scrolled by the arrows and pages."""

    kind = "read"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.first = 0
        self.page_rows = 10
        self.total = 0

    def rows(self, width: int) -> list[Row]:
        """All rows."""
        raise NotImplementedError

    def body(self, width: int, height: int) -> list[Row]:
        """As many as fit."""
        rows = self.rows(width)
        self.total, self.page_rows = len(rows), height
        self.first = max(0, min(self.first, len(rows) - height))
        self.cursor = (0, 0)
        return rows[self.first : self.first + height]

    def idle_status(self) -> str:
        """Where in the text one is."""
        if self.total <= self.page_rows:
            return super().idle_status()
        last = min(self.total, self.first + self.page_rows)
        return self.t("Lines {n} to {m} of {of}.", n=self.first + 1, m=last, of=self.total)

    def key_parts(self) -> list[str]:
        """Scroll and leave."""
        more = [f"PgDn {self.t('more below')}"] if self.total > self.page_rows else []
        return [*more, f"Esc {self.t('back')}"]

    def do(self, action: Action, key: Key) -> None:
        """Scroll."""
        steps = {"up": -1, "down": 1, "pageup": -self.page_rows, "pagedown": self.page_rows}
        if key.raw in steps:
            self.first = max(0, min(self.first + steps[key.raw], self.total - self.page_rows))
        elif key.raw in ("home", "end"):
            self.first = 0 if key.raw == "home" else max(0, self.total - self.page_rows)
        else:
            super().do(action, key)


def closed(session: Session, place: Place, action: Action) -> str:
    """Why an action can't be used now, in words; empty when it can."""
    unit = getattr(place, "unit", "")
    if not action.row or not unit:
        return ""
    refusal = workflow.may(session.desk.person, session.a(unit), action.row)
    return session.t.error(refusal) if refusal else ""


class HelpScreen(Reading):
    """The keys of the screen behind, what can't be used now and why, the marks."""

    def __init__(self, session: Session, behind: Place) -> None:
        super().__init__(session)
        self.behind = behind

    def path(self) -> str:
        """Help › the kind of screen."""
        return f"{self.t('Help')} › {self.t(KINDS[self.behind.kind])}"

    def right(self) -> str:
        """As behind."""
        return self.behind.right()

    def idle_status(self) -> str:
        """Where in the text one is; of a text that fits, what is said behind."""
        return super().idle_status() if self.total > self.page_rows else self.behind.idle_status()

    def second(self, width: int) -> str:
        """What this is."""
        return self.t("The keys of this screen. Capital and small letters are the same.")

    def rows(self, width: int) -> list[Row]:
        """Groups of keys, then what is closed now, then the legend."""
        t = self.t
        every = [actions.action(each) for each in actions.PLACES[self.behind.kind]]
        open_now = [each for each in every if not closed(self.s, self.behind, each)]
        rows: list[Row] = []
        for group, title in actions.GROUPS.items():
            here = [each for each in open_now if each.group == group]
            if here:
                rows.append(bold(t(title)))
                rows += [plain(f"  {pad(actions.key_words(each), 18)}{t(each.help)}") for each in here]
        shut = [(each, closed(self.s, self.behind, each)) for each in every if each not in open_now]
        if shut:
            rows += [plain(""), bold(t("Not to be used now"))]
            for each, why in shut:
                rows += paragraph(actions.key_words(each), f"{t(each.help)}: {why}", width, label_width=18)
        rows.append(plain(""))
        for line in LEGEND:
            rows += paragraph("", t(line), width, indent=0, label_width=0)
        return rows

    def do(self, action: Action, key: Key) -> None:
        """Help closes help."""
        if action.id == "help":
            self.s.back()
        else:
            super().do(action, key)


class ActionsScreen(Behind, Question):
    """Everything that the screen behind can do, by arrows and Enter alone."""

    def __init__(self, session: Session, behind: Place) -> None:
        super().__init__(session)
        self.behind = behind
        skipped = ("number", "updown", "page", "help", "actions")
        self.actions = [actions.action(each) for each in actions.PLACES[behind.kind] if each not in skipped]

    def count(self) -> int:
        """How many actions."""
        return len(self.actions)

    def path(self) -> str:
        """As behind."""
        return f"{self.behind.path()} › {self.t('all actions')}"

    def body(self, width: int, height: int) -> list[Row]:
        """The actions, those that can't be used now with the reason."""
        from checklist.view.frame import window

        self.page_rows = height
        self.first = window(self.count(), self.at, self.first, height)
        rows = []
        for n, each in enumerate(self.actions[self.first : self.first + height], self.first):
            why = closed(self.s, self.behind, each)
            said = self.t(each.help) + (f": {why}" if why else "")
            rows.append(marker(n == self.at, pad(actions.key_words(each), 18), said))
        self.cursor = (self.at - self.first, 0)
        return rows

    def idle_status(self) -> str:
        """As behind."""
        return self.behind.idle_status()

    def key_parts(self) -> list[str]:
        """Choose and do."""
        return [f"↑↓ {self.t('choose')}", f"Enter {self.t('do it')}", f"Esc {self.t('back')}"]

    def do(self, action: Action, key: Key) -> None:
        """Enter does the action on the screen behind."""
        if action.id != "enter":
            super().do(action, key)
            return
        chosen = self.actions[self.at]
        self.s.back()
        raw = chosen.keys[-1] if chosen.keys else ""
        self.behind.do(chosen, Key(raw, None, key.read))
