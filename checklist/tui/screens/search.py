"""Search in a unit: items by code and words, evidence, paragraphs; accents fold, exact hits come first."""

from __future__ import annotations

import re

from checklist import scoring
from checklist.actions import Action
from checklist.model import SELF, Assessment, Item
from checklist.text import cut, matches, pad, query_variants
from checklist.tui.place import Key, ListPlace
from checklist.tui.session import Session
from checklist.view import words
from checklist.view.field import Field
from checklist.view.frame import Row, bold, marker, plain

_CODE = re.compile(r"([a-z]{2,6})-?(\d{1,2})")


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
        code = _CODE.fullmatch(typed.lower())
        if code:
            wanted = f"{code[1].upper()}-{int(code[2]):02}"
            exact = [item for item in items if item.id == wanted]
            if exact:
                return [(t("Items"), item.id, _item_text(self, item, a)) for item in exact]
        tries = query_variants(typed)
        found: list[tuple[int, tuple[str, str, str]]] = []
        for item in items:
            rank = max(matches(each, _words_of(item)) for each in tries)
            if rank:
                found.append((rank, (t("Items"), item.id, _item_text(self, item, a))))
        out = [hit for _, hit in sorted(found, key=lambda pair: -pair[0])]
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
            rows.append(marker(n == self.at, pad(item, 7), cut(text, width - 12), indent="   "))
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
        from checklist.tui.screens.walk import WalkScreen

        if action.id != "enter":
            super().do(action, key)
            return
        hits = self.hits()
        if not hits:
            self.s.say("Nothing found. Fewer letters find more.")
            return
        item = hits[self.at][1]
        self.s.back()
        if isinstance(self.s.top, WalkScreen):
            self.s.top.load(item)
        else:
            self.s.go(WalkScreen(self.s, self.unit, item))


def _words_of(item: Item) -> str:
    texts = [item.title, *(part.title for part in item.parts), *(value.title for value in item.values)]
    return " ".join([item.id, *(f"{text.vi} {text.en}" for text in texts)])


def _item_text(screen: SearchScreen, item: Item, a: Assessment) -> str:
    missing = bool(scoring.proof(item, a, SELF, screen.s.desk.score_date(a)).cause)
    mark = words.letter(screen.t, item, a.value(SELF, item.id), missing)
    return f"{mark:<2} {screen.t.of(item.title)}"
