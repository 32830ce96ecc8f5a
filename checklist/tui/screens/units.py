"""All units: a list that narrows as one types, without accents; Enter opens a unit."""

from __future__ import annotations

from collections import Counter

from checklist.actions import Action, hint
from checklist.locale import mark
from checklist.model import STATES, Item
from checklist.text import cut, matches, pad, query_variants
from checklist.tui import views
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.view import lists, oversight, words
from checklist.view.field import Field
from checklist.view.find import items_for
from checklist.view.frame import Row, bold, marker, plain, window

FILTERS = (mark("all"), *(words.STATES[state] for state in STATES), mark("not begun"))


class UnitsScreen(ListPlace):
    """Level 1."""

    kind = "units"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.query: Field | None = None
        self.filter = 0
        self.column, self.descending = oversight.ORDER, False

    def shown(self) -> list[lists.UnitRow]:
        """The units that filter and query leave, as they are sorted; exact hits of a query first."""
        rows = [self.s.unit_row(unit) for unit in self.s.desk.units()]
        rows = oversight.sorted_units(self.t, self.s.desk.pack, rows, self.column, self.descending)
        if self.filter == len(FILTERS) - 1:
            rows = [row for row in rows if not row.own.answered]
        elif self.filter:
            rows = [row for row in rows if row.a.state == STATES[self.filter - 1]]
        if self.query is None or not self.query.text.strip():
            return rows
        tries = query_variants(self.query.text)
        ranked = [
            (max(matches(each, f"{self.t.of(row.a.unit.name)} {row.a.unit.id}") for each in tries), row) for row in rows
        ]
        return [row for rank, row in sorted(ranked, key=lambda pair: -pair[0]) if rank]

    def items(self) -> list[Item]:
        """The items that a query finds, for where no unit fits it: each is looked at in all units."""
        if self.query is None or not self.query.text.strip():
            return []
        return items_for(self.query.text, tuple(self.s.desk.pack.items()))[1]

    def count(self) -> int:
        """How many are shown."""
        return len(self.shown()) or len(self.items())

    def path(self) -> str:
        """The top of the path."""
        return self.t("Units")

    def second(self, width: int) -> str:
        """How many, by state; or the query."""
        every = [self.s.unit_row(unit) for unit in self.s.desk.units()]
        if self.query is not None:
            return self.t("Find: {query}   {n} of {of}", query=self.query.text, n=len(self.shown()), of=len(every))
        states = Counter(row.a.state for row in every)
        parts = " · ".join(f"{states[state]} {self.t(words.STATES[state])}" for state in STATES if states[state])
        line = f"{views.tabs(self.s, views.UNITS)}   " + self.t("{n} units: {states}", n=len(every), states=parts)
        if self.column != oversight.ORDER:
            line += f" · {oversight.sort_name(self.t, self.column, self.descending)}"
        return line + (f" · {self.t('filter')}: {self.t(FILTERS[self.filter])}" if self.filter else "")

    def body(self, width: int, height: int) -> list[Row]:
        """The list."""
        rows = self.shown()
        items = [] if rows else self.items()
        self.at = min(self.at, max(0, len(rows or items) - 1))
        lead: list[Row] = []
        if self.query is not None:
            spans, cell = self.query.spans(40, True)
            lead = [(("", "  " + self.t("Find") + " "), *spans, ("", "  " + self.t("accents are not needed")))]
            self.cursor = (0, 3 + len(self.t("Find")) + cell)
            height -= 1
        height -= 1
        self.page_rows = max(1, height - 2)
        self.first = window(len(rows or items), self.at, self.first, self.page_rows)
        if items:
            rows_of_items = [
                marker(n == self.at, pad(item.id, 7), cut(self.t.of(item.title), width - 9))
                for n, item in enumerate(items)
            ]
            told = self.t("No unit of that name. Items ({n}), each in all units:", n=len(items))
            return [*lead, bold(f"  {told}"), *rows_of_items[self.first : self.first + self.page_rows]]
        if not rows:
            return [*lead, plain(""), plain("  " + self.t("No unit fits. Esc takes the query away, L the filter."))]
        out = lists.unit_rows(self.t, self.s.desk.pack, rows, self.at, self.first, width=width, height=height)
        if self.query is None:
            self.cursor = (1 + self.at - self.first, 0)
        return [*lead, *out, plain("  " + oversight.unit_line(self.t, rows[self.at]))]

    def idle_status(self) -> str:
        """When the figures were read, and which are samples."""
        return self.s.read_at()

    def key_parts(self) -> list[str]:
        """The keys of the list, or of the query."""
        if self.query is not None:
            return [f"↑↓ {self.t('move')}", f"Enter {self.t('open')}", f"Esc {self.t('show all')}"]
        return [
            hint(self.t, "enter"),
            hint(self.t, "find"),
            hint(self.t, "filter"),
            f"Tab {self.t('other view')}",
            f"Q {self.t('leave')}",
        ]

    def last_keys(self) -> str:
        """While a query is typed letters are text."""
        return f"F1 {self.t('help')}" if self.query is not None else super().last_keys()

    def field(self) -> Field | None:
        """The query."""
        return self.query

    def typed(self) -> None:
        """The query changed: to the first hit."""
        self.at = self.first = 0

    def do(self, action: Action, key: Key) -> None:
        """Open, find, filter."""
        match action.id:
            case "enter":
                self.open()
            case "other":
                views.turn(self.s, views.UNITS, 1 if key.raw == "tab" else -1)
            case "find":
                self.query = Field(self.query.text if self.query else "")
            case "filter":
                shown = [self.t("Show: {which}", which=self.t(each)) for each in FILTERS]
                sorts = [self.t("Sort by: {column}", column=name) for name in oversight.column_names(self.t)]
                note = self.t("The same column again turns the order round.")
                ask = self.t("Show which units, in which order?")
                self.s.go(Choice(self.s, self, ask, [*shown, *sorts], self._filter, note=note))
            case "out" if self.query is not None and key.raw == "escape":
                self.query = None
            case _:
                super().do(action, key)

    def _filter(self, chosen: int) -> None:
        self.at = self.first = 0
        if chosen < len(FILTERS):
            self.filter = chosen
            return
        column = list(oversight.COLUMNS)[chosen - len(FILTERS)]
        self.descending = column == self.column and not self.descending
        self.column = column

    def open(self) -> None:
        """Go into the unit under the cursor."""
        from checklist.tui.screens.across import AcrossScreen
        from checklist.tui.screens.overview import OverviewScreen

        rows = self.shown()
        if not rows:
            if items := self.items():
                self.s.status = ""
                self.s.go(AcrossScreen(self.s, items[self.at].id))
            return
        unit = rows[self.at].a.unit.id
        if self.query is not None:
            # The list comes back whole, at the unit that was found.
            self.query = None
            self.at = next(n for n, row in enumerate(self.shown()) if row.a.unit.id == unit)
        self.s.status = ""
        self.s.go(OverviewScreen(self.s, unit))
