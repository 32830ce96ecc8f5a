"""The heat map of units and sections: arrows move the cell, Enter opens the unit at the section."""

from __future__ import annotations

from collections.abc import Hashable

from checklist.actions import Action, hint
from checklist.text import cells, wrap
from checklist.tui import views
from checklist.tui.compared import Compared
from checklist.tui.place import Key
from checklist.tui.session import Session
from checklist.view import oversight
from checklist.view.frame import Row, plain, window
from checklist.view.oversight import WHOLE, Grid, Sheet

ROOMY = 24
"""Rows of the body from which on the cell under the cursor is also put into words, which each arrow then changes."""


class MatrixScreen(Compared):
    """Level 1. The cell is a unit and a section; the last column is the whole assessment."""

    kind = "matrix"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.columns = (*(section.id for section in session.desk.pack.sections), WHOLE)
        self.column = 0
        self.left = 0
        self.lay = Grid(18, 5, 1)
        self.sort: tuple[str, bool] | None = None
        """Section and direction; None is the order of the units."""

    @property
    def section(self) -> str:
        """The section under the cursor, empty for the whole."""
        return self.columns[self.column]

    def shown(self) -> list[Sheet]:
        """The units as they are sorted."""
        section, descending = self.sort or (None, False)
        return oversight.sorted_sheets(self.sheets(), section, descending)

    def row_keys(self) -> list[Hashable]:
        """The units' ids."""
        return [each.id for each in self.shown()]

    def path(self) -> str:
        """The top of the path."""
        return self.t("Matrix")

    def second(self, width: int) -> str:
        """The views, how large the map is, where in it one is, how it is sorted."""
        t, of = self.t, len(self.s.desk.units())
        last = min(self.left + self.lay.shown, len(self.columns) - 1)
        where = t(
            "row {row} · column {left}-{last}/{of}",
            row=f"{str(self.at + 1 if of else 0).rjust(2)}/{of}",
            left=self.left + 1,
            last=last,
            of=len(self.columns) - 1,
        )
        if self.sort:
            where += f" · {t('sort')}: {self.sort[0] or t('Whole')} {'↓' if self.sort[1] else '↑'}"
        tabs = views.tabs(self.s, views.MATRIX)
        size = t("{n} units x {m} sections", n=of, m=len(self.columns) - 1)
        line = f"{tabs}   {size} · {where}"
        return line if cells(line) <= width else f"{tabs}  {where}"

    def arrange(self, width: int) -> None:
        """Move the columns, so that the one under the cursor is in sight."""
        self.lay = oversight.grid(self.s.desk.pack, self.sheets(), width)
        if self.section != WHOLE:
            self.left = window(len(self.columns) - 1, self.column, self.left, self.lay.shown)
        self.left = max(0, min(self.left, len(self.columns) - 1 - self.lay.shown))

    def body(self, width: int, height: int) -> list[Row]:
        """The map; under it the column in words, or the cell where there is room."""
        t, pack, shown = self.t, self.s.desk.pack, self.shown()
        if not shown:
            return [plain(""), plain("  " + t("There is no unit yet."))]
        foot = wrap(oversight.legend(t, pack), width - 2)
        if height < ROOMY:
            foot += [oversight.column_line(t, pack, self.section, width - 2)]
        else:
            foot += oversight.cell_lines(t, pack, shown[self.at], self.section, width - 2)
        self.page_rows = max(1, height - 2 - len(foot))
        self.first = window(len(shown), self.at, self.first, self.page_rows)
        rows, self.cursor = oversight.matrix_rows(
            t,
            pack,
            shown,
            self.lay,
            at=self.at,
            section=self.section,
            top=self.first,
            left=self.left,
            height=self.page_rows,
            foot=foot,
        )
        return rows

    def key_parts(self) -> list[str]:
        """The keys."""
        t, every = self.t, views.names(self.s)
        there = every[(every.index(views.MATRIX) + 1) % len(every)] if views.MATRIX in every else views.UNITS
        return [
            f"←→ {t('section')}",
            hint(t, "enter", "open the cell"),
            hint(t, "why"),
            hint(t, "sort"),
            hint(t, "agreement"),
            f"/ {t('item')}",
            f"Tab {t(views.NAMES[there]).lower()}",
        ]

    def do(self, action: Action, key: Key) -> None:
        """Move the cell, sort, open."""
        from checklist.tui.screens.agreement import AgreementScreen
        from checklist.tui.screens.overview import OverviewScreen
        from checklist.tui.screens.search import SearchAcross
        from checklist.tui.screens.why import WhyScreen

        self.settle()
        match action.id:
            case "choose":
                self.column = max(0, min(len(self.columns) - 1, self.column + (1 if key.raw == "right" else -1)))
                self.s.status = ""
            case "sort":
                self._sort()
            case "other":
                views.turn(self.s, views.MATRIX, 1 if key.raw == "tab" else -1)
            case "find":
                self.s.go(SearchAcross(self.s))
            case "agreement":
                self.s.go(AgreementScreen(self.s))
            case "enter" | "why" if not self.shown():
                self.s.say("There is no unit yet.")
            case "enter":
                self.s.status = ""
                self.s.go(OverviewScreen(self.s, self.shown()[self.at].id, self.section))
            case "why":
                sheet = self.shown()[self.at]
                part = oversight.part_of(sheet, self.section)
                if part is None or not part.applicable:
                    self.s.say("Nothing is asked of this unit here.")
                    return
                self.s.go(WhyScreen(self.s, sheet.id, section=self.section, layer=sheet.result.layer))
            case _:
                super().do(action, key)

    def _sort(self) -> None:
        """By the column under the cursor: the least first, then the most first, then the order of the units."""
        if self.sort is None or self.sort[0] != self.section:
            self.sort = (self.section, False)
        else:
            self.sort = None if self.sort[1] else (self.section, True)
        self.to_top()
        self.s.status = ""
