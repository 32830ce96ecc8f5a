"""The journal of an item or of the whole unit, the newest first, with undo of the person's own last write."""

from __future__ import annotations

from checklist import acts
from checklist.actions import Action
from checklist.errors import ChecklistError
from checklist.journal import Line, about, states
from checklist.model import Assessment
from checklist.scoring import Score, score
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.choice import Choice
from checklist.tui.session import Session
from checklist.view import history, words
from checklist.view.frame import Row, plain, window


class HistoryScreen(ListPlace):
    """Tab widens an item's journal to the whole unit and back."""

    kind = "history"

    def __init__(self, session: Session, unit: str, item: str = "") -> None:
        super().__init__(session)
        self.unit, self.item_id = unit, item
        self.whole = not item
        self._read()

    def _read(self) -> None:
        """Read the whole journal, and what each entry made of the assessment."""
        self.every = self.s.desk.log(self.unit)
        self.states = states(self.every)

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
        t, lines, pack = self.t, self.lines(), self.s.pack(self.unit)
        if not lines:
            return [plain(""), plain("  " + t("Nothing is written yet."))]
        self.at = min(self.at, len(lines) - 1)
        offset = self.s.desk.store.settings.utc_offset
        lead = [] if self.whole else [history.title_row(t, self.s.item(self.unit, self.item_id), width), plain("")]
        here = lines[self.at]
        below = [
            plain(""),
            *history.detail(t, pack, here, self._scores(here), width),
            plain("  " + t("U takes back your own last write; the journal keeps both.")),
        ]
        self.page_rows = max(1, height - len(lead) - len(below) - 1)
        self.first = window(len(lines), self.at, self.first, self.page_rows)
        undone = {line.entry.undoes for line in self.every if line.entry.undoes is not None}
        rows = [*lead, history.head_row(t)]
        for n, line in enumerate(lines[self.first : self.first + self.page_rows], self.first):
            told = history.what(t, pack, line, self._before(line), items=self.whole)
            if line.entry.n in undone:
                told += f" ({t('undone')})"
            rows.append(history.entry_row(t, line, told, offset, n == self.at, width))
        self.cursor = (len(lead) + 1 + self.at - self.first, 0)
        return [*rows, *below]

    def _before(self, line: Line) -> Assessment | None:
        """The assessment before an entry."""
        return self.states[line.entry.n - 1] if line.entry.n else None

    def _scores(self, line: Line) -> tuple[Score, Score] | None:
        """What an entry made of the score of the layer that it wrote in, by today's date."""
        before, layer = self._before(line), history.layer(line.act)
        if before is None or not layer:
            return None
        pack, at = self.s.pack(self.unit), self.s.desk.score_date(self.states[-1])
        return score(pack, before, layer, at), score(pack, self.states[line.entry.n], layer, at)

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
                self._read()

        question = t("Undo entry {n}: {what}?", n=taken[-1].entry.n, what=what)
        self.s.go(Choice(self.s, self, question, [t("Leave it"), t("Undo it")], chosen))
