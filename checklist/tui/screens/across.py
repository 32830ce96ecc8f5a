"""One item in all units, those without it first; Enter opens the item in the unit."""

from __future__ import annotations

from collections.abc import Hashable

from checklist.actions import Action, hint
from checklist.comparing import NOT_ASKED
from checklist.model import Item
from checklist.text import wrap
from checklist.tui.compared import Compared
from checklist.tui.place import Key
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.view import across
from checklist.view.across import Case
from checklist.view.frame import Row, bold, plain, window


class AcrossScreen(Compared):
    """On the screen only: which units lack an item is never in a file by itself."""

    kind = "across"

    def __init__(self, session: Session, item_id: str) -> None:
        super().__init__(session)
        found = session.desk.pack.item(item_id)
        assert found is not None
        self.item: Item = found
        self.filter = 0
        self._cases: list[Case] | None = None

    def cases(self) -> list[Case]:
        """All units that the person may read."""
        if self._cases is None:
            every = (self.s.a(unit.id) for unit in self.s.desk.units())
            self._cases = [across.case(self.item, a, self.s.desk.score_date(a)) for a in every]
        return self._cases

    def look_again(self) -> None:
        """Forget what was read."""
        self._cases = None

    def shown(self) -> list[Case]:
        """The units that the filter leaves."""
        return across.listed(self.cases(), self.filter)

    def row_keys(self) -> list[Hashable]:
        """The units' ids."""
        return [each.id for each in self.shown()]

    def path(self) -> str:
        """The item in all units."""
        return self.t("Item {item} in all units", item=self.item.id)

    def second(self, width: int) -> str:
        """What is listed, and which layer decides."""
        return self.t(
            "Listed: {filter} · {n} units · by the verified layer once it is closed",
            filter=self.t(across.FILTERS[self.filter][0]),
            n=len(self.s.desk.units()),
        )

    def body(self, width: int, height: int) -> list[Row]:
        """The item, the counts, the units."""
        t, cases = self.t, self.cases()
        shown = self.shown()
        lead = [bold(line) for line in wrap(across.title(t, self.item), width)[:2]]
        lead += [plain(line) for line in wrap(across.counts(t, self.s.desk.pack, self.item, cases), width)[:3]]
        lead.append(plain(self.s.sample_note()))
        self.page_rows = max(1, height - len(lead) - 2)
        self.first = window(len(shown), self.at, self.first, self.page_rows)
        if not shown:
            return [*lead, plain("  " + t("No unit is listed. L changes what is."))]
        rows = across.rows(t, self.item, shown, at=self.at, top=self.first, width=width, height=self.page_rows)
        self.cursor = (len(lead) + 1 + self.at - self.first, 0)
        return [*lead, *rows, plain("  " + self._foot(shown, len(cases)))]

    def _foot(self, shown: list[Case], every: int) -> str:
        t = self.t
        at = t("row {n}/{of}", n=str(self.at + 1).rjust(2), of=len(shown))
        more = ", " + t("PgDn for more") if self.first + self.page_rows < len(shown) else ""
        hidden = every - len(shown)
        return at + more + (" · " + t("{n} units are not listed (L)", n=hidden) if hidden else "")

    def key_parts(self) -> list[str]:
        """The keys."""
        t = self.t
        return [
            hint(t, "enter", "open the unit's item"),
            hint(t, "filter"),
            hint(t, "why"),
            hint(t, "find"),
            f"Esc {t('back')}",
        ]

    def do(self, action: Action, key: Key) -> None:
        """Open, filter, explain."""
        from checklist.tui.screens.search import SearchAcross
        from checklist.tui.screens.verify import walk_at
        from checklist.tui.screens.why import WhyScreen

        self.settle()
        match action.id:
            case "filter":
                names = [self.t(name) for name, _ in across.FILTERS]
                self.s.go(Choice(self.s, self, self.t("List which units?"), names, self._filter))
            case "find":
                self.s.go(SearchAcross(self.s))
            case "enter" | "why":
                shown = self.shown()
                if not shown:
                    self.s.say("No unit is listed. L changes what is.")
                elif shown[self.at].standing == NOT_ASKED:
                    self.s.say("{item} is not asked of this unit.", item=self.item.id)
                else:
                    self.s.status = ""
                    unit = shown[self.at].id
                    in_walk = action.id == "enter"
                    self.s.go(walk_at(self.s, unit, self.item.id) if in_walk else WhyScreen(self.s, unit, self.item.id))
            case _:
                super().do(action, key)

    def _filter(self, chosen: int) -> None:
        self.filter = chosen
        self.to_top()
