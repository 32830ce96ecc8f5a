"""Search in a unit: items by code and words, evidence, paragraphs; on level 1 items and units. Accents fold."""

from __future__ import annotations

from checklist import scoring
from checklist.actions import Action
from checklist.model import SELF, Assessment, Item
from checklist.text import cut, matches, pad, query_variants
from checklist.tui.place import Key, ListPlace
from checklist.tui.session import Session
from checklist.view import words
from checklist.view.field import Field
from checklist.view.find import items_for
from checklist.view.frame import Row, bold, marker, plain


class SearchScreen(ListPlace):
    """Enter goes to the focused hit without leaving the field."""

    kind = "search"
    form = True

    def __init__(self, session: Session, unit: str) -> None:
        super().__init__(session)
        self.unit = unit
        self.query = Field()

    def hits(self) -> list[tuple[str, str, str]]:
        """Group, item to go to, and text of each hit."""
        a, pack, t = self.s.a(self.unit), self.s.pack(self.unit), self.t
        typed = self.query.text.strip()
        if not typed:
            return []
        items = pack.shown_to(a.unit)
        tries = query_variants(typed)
        exact, found = items_for(typed, items)
        out = [(t("Items"), item.id, _item_text(self, item, a)) for item in found]
        if exact:
            return out
        for entry in a.evidence.values():
            line = words.evidence_line(t, entry.particulars)
            said = f"{line} {words.shown(t, entry.particulars.abstract)} {words.shown(t, entry.particulars.kept_at)}"
            if entry.items and any(matches(each, said) for each in tries):
                out.append((t("Evidence"), entry.items[0], f"{line}   {' '.join(entry.items)}"))
        for paragraph in dict.fromkeys(p for item in items for p in item.source):
            citing = [item.id for item in items if paragraph in item.source]
            if any(each.lower() == paragraph.lower() for each in tries):
                out.append((t("Paragraphs"), citing[0], f"{paragraph}   {' '.join(citing)}"))
        return out

    def count(self) -> int:
        """How many hits."""
        return len(self.hits())

    def path(self) -> str:
        """Unit › find."""
        return self.unit_path(self.unit, self.t("Find"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """How many, and how to go straight to a code."""
        return self.t("{n} hits · a code goes straight there: cc7, CC-07", n=self.count())

    def body(self, width: int, height: int) -> list[Row]:
        """The field and the hits by group."""
        t, hits = self.t, self.hits()
        spans, cell = self.query.spans(min(45, width - 30), True)
        lead = t("Find") + " "
        rows: list[Row] = [(("", lead), *spans, ("", "  " + t("accents are not needed"))), plain("")]
        self.cursor = (0, len(lead) + cell)
        self.at = min(self.at, max(0, len(hits) - 1))
        self.page_rows = max(1, height - 6)
        if not hits and self.query.text.strip():
            return [*rows, plain("  " + t("Nothing found. Fewer letters find more."))]
        group = ""
        first = max(0, self.at - self.page_rows + 1)
        for n, (where, item, text) in enumerate(hits[first : first + height - 5], first):
            if where != group:
                total = sum(hit[0] == where for hit in hits)
                rows.append(bold(f"  {where} ({total})"))
                group = where
            name, rest = (pad(item, 7), cut(text, width - 12)) if where != t("Units") else (cut(text, width - 5), "")
            rows.append(marker(n == self.at, name, rest, indent="   "))
        return rows[:height]

    def key_parts(self) -> list[str]:
        """Choose, go."""
        return [f"↑↓ {self.t('to the hits')}", f"Enter {self.t('go there')}", f"Esc {self.t('give up the search')}"]

    def field(self) -> Field | None:
        """The query."""
        return self.query

    def typed(self) -> None:
        """The query changed: to the first hit."""
        self.at = 0

    def do(self, action: Action, key: Key) -> None:
        """Enter goes to the hit."""
        if action.id != "enter":
            super().do(action, key)
            return
        hits = self.hits()
        if not hits:
            self.s.say("Nothing found. Fewer letters find more.")
            return
        self.s.back()
        self.reach(hits[self.at][1])

    def reach(self, item: str) -> None:
        """Go to the item that was found, on the place behind."""
        from checklist.tui.screens.verify import walk_at
        from checklist.tui.screens.walk import WalkScreen

        if isinstance(self.s.top, WalkScreen):
            self.s.top.load(item)
        else:
            self.s.go(walk_at(self.s, self.unit, item))


class SearchAcross(SearchScreen):
    """On level 1: items by code and words, and units; an item opens in all units, a unit as it is."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "")

    def hits(self) -> list[tuple[str, str, str]]:
        """Group, item or unit, and text of each hit."""
        t, typed = self.t, self.query.text.strip()
        if not typed:
            return []
        exact, found = items_for(typed, tuple(self.s.desk.pack.items()))
        out = [(t("Items"), item.id, t.of(item.title)) for item in found]
        if exact:
            return out
        tries = query_variants(typed)
        for unit in self.s.desk.units():
            if any(matches(each, f"{t.of(unit.name)} {unit.id}") for each in tries):
                out.append((t("Units"), unit.id, t.of(unit.name)))
        return out

    def path(self) -> str:
        """Find."""
        return self.t("Find")

    def reach(self, item: str) -> None:
        """An item in all units, or a unit."""
        from checklist.tui.screens.across import AcrossScreen
        from checklist.tui.screens.overview import OverviewScreen

        if self.s.desk.pack.item(item) is None:
            self.s.go(OverviewScreen(self.s, item))
        else:
            self.s.go(AcrossScreen(self.s, item))


def _item_text(screen: SearchScreen, item: Item, a: Assessment) -> str:
    missing = bool(scoring.proof(item, a, SELF, screen.s.desk.score_date(a)).cause)
    mark = words.letter(screen.t, item, a.value(SELF, item.id), missing)
    return f"{mark:<2} {screen.t.of(item.title)}"
