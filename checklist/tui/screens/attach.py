"""Entries on record that do not serve an item yet, the newest first: Enter attaches, F5 attaches and answers met."""

from __future__ import annotations

from checklist import acts
from checklist.actions import Action
from checklist.acts import Act
from checklist.model import CHECK, Assessment, Evidence
from checklist.tui.place import Key
from checklist.tui.screens.evidence import EvidenceScreen, entry_details, met_too
from checklist.tui.screens.walk import WalkScreen
from checklist.view import lists, words
from checklist.view.frame import Row, plain, window


class AttachScreen(EvidenceScreen):
    """The register, without what serves the item already."""

    kind = "attach"

    def entries(self) -> tuple[Evidence, ...]:
        """The other entries, the newest first."""
        a = self.s.a(self.unit)
        return tuple(entry for entry in reversed(a.evidence.values()) if self.item_id not in entry.items)

    def body(self, width: int, height: int) -> list[Row]:
        """The entries."""
        t, entries = self.t, self.entries()
        self.at = min(self.at, max(0, len(entries) - 1))
        rows = [plain(t("Attach which entry to {item}?", item=self.item_id)), plain("")]
        if not entries:
            return [*rows, plain("  " + t("Nothing else is on record. Esc, then T adds."))]
        self.page_rows = max(1, height - 8)
        self.first = window(len(entries), self.at, self.first, self.page_rows)
        at = self.s.desk.score_date(self.s.a(self.unit))
        shown = entries[self.first : self.first + self.page_rows]
        self.cursor = (2 + self.at - self.first, 0)
        rows += lists.evidence_rows(t, shown, self.item, at, cursor=self.at - self.first, width=width)
        return [*rows, plain(""), *entry_details(self.s, self.unit, entries[self.at], width)]

    def key_parts(self) -> list[str]:
        """Attach, or attach and answer."""
        t = self.t
        both = [f"F5 {t('attach, met')}"] if self.item.kind == CHECK else []
        return [f"Enter {t('attach')}", *both, f"↑↓ {t('move')}", f"Esc {t('back')}"]

    def last_keys(self) -> str:
        """Help."""
        return f"F1 {self.t('help')}"

    def do(self, action: Action, key: Key) -> None:
        """Attach."""
        if action.id in ("enter", "save_met"):
            self.attach(met=action.id == "save_met")
        else:
            super().do(action, key)

    def attach(self, *, met: bool) -> None:
        """Attach the entry under the cursor, and answer met where asked; then back to the walk."""
        entries = self.entries()
        if not entries:
            self.s.say("Nothing else is on record. Esc, then T adds.")
            return
        entry = entries[self.at]
        every: list[Act] = [acts.Attach(entry.id, self.item_id)]
        every += met_too(self.s, self.unit, self.item) if met else ()
        line = words.evidence_line(self.t, entry.particulars)
        what = self.t("{item}: evidence {line}", item=self.item_id, line=line)

        def done(after: Assessment) -> None:
            self.s.back()
            top = self.s.top
            if isinstance(top, WalkScreen):
                top.came_back(met=met)

        self.s.save(self.unit, every if len(every) > 1 else every[0], done, what=what)
