"""The journal of an item or of the whole unit, the newest first, with undo of the person's own last write."""

from __future__ import annotations

from checklist import acts
from checklist.actions import Action
from checklist.errors import ChecklistError
from checklist.journal import Line, about
from checklist.text import cut, pad
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.view import numbers, words
from checklist.view.frame import Row, marker, plain, window


class HistoryScreen(ListPlace):
    """Tab widens an item's journal to the whole unit and back."""

    kind = "history"

    def __init__(self, session: Session, unit: str, item: str = "") -> None:
        super().__init__(session)
        self.unit, self.item_id = unit, item
        self.whole = not item
        self.every = session.desk.log(unit)

    def lines(self) -> list[Line]:
        """The entries shown, the newest first."""
        shown = self.every if self.whole else about(self.every, self.item_id)
        return list(reversed(shown))

    def count(self) -> int:
        """How many."""
        return len(self.lines())

    def path(self) -> str:
        """Unit › item › journal."""
        return self.unit_path(self.unit, "" if self.whole else self.item_id, self.t("Journal"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """How many entries."""
        every = len(self.every)
        if self.whole:
            return self.t("{n} entries of this unit · the chain holds", n=every)
        return self.t("{n} entries of this item · {of} of the unit · the chain holds", n=self.count(), of=every)

    def body(self, width: int, height: int) -> list[Row]:
        """The entries, and the one under the cursor whole."""
        t, lines = self.t, self.lines()
        if not lines:
            return [plain(""), plain("  " + t("Nothing is written yet."))]
        self.at = min(self.at, len(lines) - 1)
        detail = self._detail(lines[self.at], width)
        self.page_rows = max(1, height - len(detail) - 2)
        self.first = window(len(lines), self.at, self.first, self.page_rows)
        rows = [plain("    " + pad(t("No."), 6) + pad(t("When"), 18) + pad(t("Who"), 10) + t("What"))]
        undone = {line.entry.undoes for line in self.every if line.entry.undoes is not None}
        pack = self.s.pack(self.unit)
        offset = self.s.desk.store.settings.utc_offset
        for n, line in enumerate(lines[self.first : self.first + self.page_rows], self.first):
            entry = line.entry
            items = ", ".join(acts.items_of(line.act)) if self.whole else ""
            what = f"{items} {words.act(t, pack, line.act)}".strip()
            if entry.undoes is not None:
                what = t("undo of {n}: {what}", n=entry.undoes, what=what)
            if entry.n in undone:
                what += f" ({t('undone')})"
            who = t("system") if entry.who == "system" else entry.who
            rest = pad(numbers.moment(entry.at, offset), 18) + pad(who, 10) + cut(what, max(10, width - 38))
            rows.append(marker(n == self.at, pad(str(entry.n), 6), rest, indent="   "))
        self.cursor = (1 + self.at - self.first, 0)
        return [*rows, plain(""), *detail]

    def _detail(self, line: Line, width: int) -> list[Row]:
        t, entry = self.t, line.entry
        reasons = [words.shown(t, said) for said in acts.texts(entry.act) and acts.texts(line.act)]
        rows = [plain("  " + cut(text, width - 4)) for text in reasons[:4]]
        chain = t(
            "Door: {door}. Link: {before} → {after}.",
            door=entry.door,
            before=entry.prev[:8] or "–",
            after=entry.hash[:8],
        )
        return [
            *rows,
            plain("  " + chain),
            plain("  " + t("U takes back your own last write; the journal keeps both.")),
        ]

    def key_parts(self) -> list[str]:
        """Undo, widen."""
        t = self.t
        wide = [f"Tab {t('this item') if self.whole else t('whole unit')}"] if self.item_id else []
        return [f"U {t('undo the last one')}", *wide, f"Esc {t('back')}"]

    def do(self, action: Action, key: Key) -> None:
        """Widen, undo after a question."""
        if action.id == "other" and self.item_id:
            self.whole, self.at = not self.whole, 0
        elif action.id == "undo":
            self._ask()
        else:
            super().do(action, key)

    def _ask(self) -> None:
        t = self.t
        try:
            _, taken = self.s.desk.undo(self.unit, dry_run=True)
        except ChecklistError as error:
            self.s.refuse(error)
            return
        pack = self.s.pack(self.unit)
        items = ", ".join(dict.fromkeys(item for line in taken for item in acts.items_of(line.act)))
        what = f"{items} {words.act(t, pack, taken[-1].act)}".strip()

        def chosen(answer: int) -> None:
            if answer == 1 and self.s.undo(self.unit) is not None:
                self.every = self.s.desk.log(self.unit)

        question = t("Undo entry {n}: {what}?", n=taken[-1].entry.n, what=what)
        self.s.go(Choice(self.s, self, question, [t("Leave it"), t("Undo it")], chosen))
