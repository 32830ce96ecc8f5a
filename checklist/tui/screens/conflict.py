"""Two versions of one thing: the one stored and the one being saved, side by side. Enter takes the stored one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checklist import acts
from checklist.actions import Action
from checklist.acts import Act
from checklist.model import SELF, Assessment, Value
from checklist.text import pad
from checklist.tui.place import Key, Question
from checklist.tui.session import Draft, Session
from checklist.view import numbers, words
from checklist.view.frame import Row, marker, plain


class ConflictScreen(Question):
    """Nothing was overwritten. What was typed is kept as a draft when the stored version stays."""

    def __init__(
        self,
        session: Session,
        unit: str,
        every: Sequence[Act],
        done: Callable[[Assessment], None],
        *,
        what: str,
        kept: Draft | None = None,
    ) -> None:
        super().__init__(session)
        self.unit, self.every, self.done, self.what, self.kept = unit, every, done, what, kept
        self.act = act = every[0]
        """The act whose revision is older than the stored one; the others go with it."""
        self.item_id = str(getattr(act, "item", ""))

    def count(self) -> int:
        """Keep, or write."""
        return 2

    def path(self) -> str:
        """Unit › item."""
        thing = self.item_id or str(getattr(self.act, "evidence", ""))
        return self.unit_path(self.unit, thing)

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What this is."""
        return self.t("Two versions of one answer · {item}", item=self.item_id or self.what)

    def body(self, width: int, height: int) -> list[Row]:
        """Both versions, then the choice."""
        t = self.t
        rows = [
            plain(
                t(
                    "{item} was changed by somebody else meanwhile. Nothing was overwritten.",
                    item=self.item_id or self.what,
                )
            ),
            plain(""),
        ]
        rows += self._versions(width)
        rows += [plain(""), plain("  " + t("Which one?"))]
        self.cursor = (len(rows) + self.at, 0)
        answers = (t("Keep the stored version"), t("Write the version typed here"))
        rows += [marker(n == self.at, answer) for n, answer in enumerate(answers)]
        rows += [plain(""), plain("  " + t("Kept: what was typed stays as a draft and can be opened again."))]
        rows.append(plain("  " + t("Written: the other version stays in the journal (N).")))
        return rows[:height]

    def _versions(self, width: int) -> list[Row]:
        t = self.t
        half = max(18, (width - 17) // 2)
        pack = self.s.pack(self.unit)
        item = pack.item(self.item_id)
        stored = self.s.a(self.unit).answer(getattr(self.act, "layer", SELF), self.item_id) if self.item_id else None
        if item is None or not isinstance(self.act, acts.Answer):
            return [plain("  " + self.what)]
        offset = self.s.desk.store.settings.utc_offset
        who = (
            t("STORED ({who}, {time})", who=stored.who, time=numbers.clock(stored.at, offset))
            if stored
            else t("STORED")
        )
        mine = t("TYPED HERE ({who})", who=self.who())
        rows = [plain(" " * 15 + pad(who, half) + mine)]
        pairs = (
            (t("Answer"), _answer(self, stored.value if stored else None), _answer(self, self.act.value)),
            (t("Reason"), _reason(self, stored.value if stored else None), _reason(self, self.act.value)),
        )
        for label, one, other in pairs:
            sign = t("differs") if one != other else ""
            rows.append(plain("  " + pad(label, 13) + pad(one, half - 8) + pad(sign, 8) + pad(other, half)))
        return rows

    def idle_status(self) -> str:
        """It waits."""
        return self.t("Not saved: there is a newer version. Choose one to go on.")

    def key_parts(self) -> list[str]:
        """Choose."""
        return [f"↑↓ {self.t('choose')}", f"Enter {self.t('do it')}", f"Esc {self.t('back, nothing written')}"]

    def do(self, action: Action, key: Key) -> None:
        """Keep or write."""
        if action.id != "enter":
            super().do(action, key)
        elif self.at == 0:
            self._keep()
        else:
            self.s.back()
            self.s.save(self.unit, self.every, self.done, what=self.what, kept=self.kept)

    def _keep(self) -> None:
        """The stored version stays; what was typed is kept as a draft."""
        from checklist.tui.screens.walk import WalkScreen

        self.s.back()
        top = self.s.top
        kept = self.kept or top.draft()
        if kept is not None:
            self.s.desk.keep_draft(*kept)
        if isinstance(top, WalkScreen):
            top.load(top.item_id)
        self.s.say("The stored version stays.")

    def draft(self) -> Draft | None:
        """What was typed in the form behind, which is closed by now."""
        return self.kept


def _answer(screen: ConflictScreen, value: Value | None) -> str:
    item = screen.s.pack(screen.unit).item(screen.item_id)
    return words.answer(screen.t, item, value) if item else ""


def _reason(screen: ConflictScreen, value: Value | None) -> str:
    return words.shown(screen.t, value.reason) if value else ""
