"""One unit: its sections with progress and score, and what would raise the score most."""

from __future__ import annotations

from checklist.actions import Action, hint
from checklist.model import Section
from checklist.tui import views
from checklist.tui.place import Key, ListPlace
from checklist.tui.session import Session
from checklist.tui.watch import noticed
from checklist.view import lists, score
from checklist.view.frame import Row, window


class OverviewScreen(ListPlace):
    """Two lists: Tab goes from the sections to the gaps and back."""

    kind = "overview"

    def __init__(self, session: Session, unit: str, section: str = "") -> None:
        """Open a unit; `section` is where the cursor stands, the first one where it is not asked of the unit."""
        super().__init__(session)
        self.unit = unit
        ids = [each.id for each in self.sections()]
        self.at = ids.index(section) if section in ids else 0
        self.in_gaps = False
        self.gap_at = 0
        self.gap_first = 0

    def sections(self) -> list[Section]:
        """The sections in which anything is asked of the unit."""
        a = self.s.a(self.unit)
        asked = {item.section for item in self.s.pack(self.unit).shown_to(a.unit)}
        return [section for section in self.s.pack(self.unit).sections if section.id in asked]

    def count(self) -> int:
        """How many rows the list with the focus has."""
        return len(self.s.score(self.unit).gaps) if self.in_gaps else len(self.sections())

    def path(self) -> str:
        """The unit."""
        return self.unit_path(self.unit)

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What is left, and the score."""
        return score.summary(self.t, self.s.pack(self.unit), self.s.score(self.unit))

    def body(self, width: int, height: int) -> list[Row]:
        """Sections above, gaps below."""
        s, pack, a = self.s.score(self.unit), self.s.pack(self.unit), self.s.a(self.unit)
        sections = self.sections()
        if not self.in_gaps:
            self.at = min(self.at, max(0, len(sections) - 1))
        rows = lists.section_rows(
            self.t, pack, a, s, sections, cursor=None if self.in_gaps else self.at, at=s.at, width=width
        )
        room = max(3, height - len(rows))
        self.gap_at = min(self.gap_at, max(0, len(s.gaps) - 1))
        self.gap_first = window(len(s.gaps), self.gap_at, self.gap_first, room - 2)
        self.page_rows = max(1, room - 2) if self.in_gaps else len(sections)
        cursor = self.gap_at if self.in_gaps else None
        gaps = lists.gap_rows(self.t, pack, s, s.gaps, cursor=cursor, top=self.gap_first, width=width, height=room)
        self.cursor = (len(rows) + 2 + self.gap_at - self.gap_first if self.in_gaps else 1 + self.at, 0)
        return [*rows[: height - room], *gaps]

    def key_parts(self) -> list[str]:
        """The keys."""
        return [
            hint(self.t, "enter", "walk the section" if not self.in_gaps else "go to the item"),
            f"Tab {self.t('to the sections') if self.in_gaps else self.t('to the gaps')}",
            hint(self.t, "why"),
            hint(self.t, "paper"),
            hint(self.t, "find"),
        ]

    def noticed(self) -> bool:
        """Somebody else saved in this unit."""
        return noticed(self.s, self.unit)

    def move(self, key: Key) -> bool:
        """Move in the list that has the focus."""
        if not self.in_gaps:
            return super().move(key)
        kept, self.at = self.at, self.gap_at
        moved = super().move(key)
        self.gap_at, self.at = self.at, kept
        return moved

    def do(self, action: Action, key: Key) -> None:
        """Go into a section or to an item; the unit's records."""
        from checklist.tui.screens.history import HistoryScreen
        from checklist.tui.screens.search import SearchScreen
        from checklist.tui.screens.sweep import SweepScreen
        from checklist.tui.screens.why import WhyScreen

        match action.id:
            case "other":
                self._other()
            case "enter":
                self.enter()
            case "why":
                self.s.go(WhyScreen(self.s, self.unit))
            case "paper":
                self.s.go(SweepScreen(self.s, self.unit))
            case "journal":
                self.s.go(HistoryScreen(self.s, self.unit))
            case "find":
                self.s.go(SearchScreen(self.s, self.unit))
            case "undo":
                self.s.go(HistoryScreen(self.s, self.unit))
            case _:
                super().do(action, key)

    def _other(self) -> None:
        """From the sections to the gaps; from there, where this is a view of level 1, on to the tasks."""
        was_in_gaps, self.in_gaps = self.in_gaps, not self.in_gaps
        if was_in_gaps and len(self.s.stack) == 1:
            views.turn(self.s, views.UNIT)

    def enter(self) -> None:
        """Walk the section's unfinished items, or go to the gap's item."""
        from checklist.tui.screens.verify import walk_at

        s = self.s.score(self.unit)
        self.s.status = ""
        if self.in_gaps:
            if s.gaps:
                self.s.go(walk_at(self.s, self.unit, s.gaps[self.gap_at].item))
            return
        section = self.sections()[self.at]
        a = self.s.a(self.unit)
        items = [item.id for item in self.s.pack(self.unit).shown_to(a.unit) if item.section == section.id]
        open_items = [item for item in items if a.value(s.layer, item) is None]
        self.s.go(walk_at(self.s, self.unit, (open_items or items)[0]))
