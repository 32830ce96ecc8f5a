"""Two versions of one thing: the one stored and the one being saved, side by side. Enter takes the stored one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checklist import acts
from checklist.actions import Action
from checklist.acts import Act
from checklist.model import SELF, Answer, Assessment
from checklist.tui.place import Key, Question
from checklist.tui.screens.history import HistoryScreen
from checklist.tui.session import Draft, Session
from checklist.view import numbers, words
from checklist.view.frame import Row, plain, squeeze
from checklist.view.versions import versions


class ConflictScreen(Question):
    """Nothing was overwritten. What was typed is kept as a draft when the stored version stays."""

    kind = "conflict"

    def __init__(
        self,
        session: Session,
        unit: str,
        every: Sequence[Act],
        done: Callable[[Assessment], None],
        *,
        what: str,
        base: int | None = None,
        kept: Draft | None = None,
    ) -> None:
        """Ask.

        Args:
            base: the revision that the person saw.
        """
        super().__init__(session)
        self.base = base or 0
        self.answers = (session.t("Keep the stored version"), session.t("Write the version typed here"))
        self.unit, self.every, self.done, self.what, self.kept = unit, every, done, what, kept
        self.act = act = every[0]
        """The act whose revision is older than the stored one; the others go with it."""
        self.item_id = str(getattr(act, "item", ""))

    def path(self) -> str:
        """Unit › section › item."""
        if self.item_id:
            return self.item_path(self.unit, self.item_id)
        return self.unit_path(self.unit, str(getattr(self.act, "evidence", "")))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """What this is, and how far the paper is."""
        s = self.s.score(self.unit)
        return self.t(
            "Two versions of one answer · {item} · assessment {n}/{of}",
            item=self.item_id or self.what,
            n=s.answered,
            of=s.applicable,
        )

    def body(self, width: int, height: int) -> list[Row]:
        """Both versions, then the choice."""
        t = self.t
        thing = self.item_id or self.what
        rows = [plain(t("{item} was changed by somebody else meanwhile. Nothing was overwritten.", item=thing))]
        rows += [plain(""), *self._versions(width), plain(""), plain("  " + t("Which one?"))]
        rows += self.answer_rows(len(rows), width)
        rows += [plain(""), plain("  " + t("Kept: what was typed stays as a draft and can be opened again."))]
        if stored := self._stored:
            told = t("Written: the version of {who} stays in the journal (N).", who=words.who(t, stored.who))
        else:
            told = t("Written: the other version stays in the journal (N).")
        rows.append(plain("  " + told))
        if isinstance(self.act, acts.Answer):
            rows.append(plain("  " + t("Evidence stays either way.")))
        return squeeze(rows, height)

    @property
    def _stored(self) -> Answer | None:
        """The answer on record."""
        if not self.item_id:
            return None
        return self.s.a(self.unit).answer(getattr(self.act, "layer", SELF), self.item_id)

    def _versions(self, width: int) -> list[Row]:
        t, stored = self.t, self._stored
        item = self.s.pack(self.unit).item(self.item_id)
        if item is None or not isinstance(self.act, acts.Answer):
            return [plain("  " + self.what)]
        offset = self.s.desk.store.settings.utc_offset
        if stored:
            who, time = words.who(t, stored.who), numbers.clock(stored.at, offset)
            theirs = t("STORED ({who}, {time})", who=who, time=time), t("revision {n}", n=stored.revision)
        else:
            theirs = t("STORED"), ""
        mine = t("TYPED HERE ({who})", who=self.who()), t("based on revision {n}", n=self.base)
        heads = ((theirs[0], mine[0]), (theirs[1], mine[1]))
        return versions(t, item, stored.value if stored else None, self.act.value, heads, width)

    def idle_status(self) -> str:
        """It waits."""
        return self.t("Not saved: there is a newer version. Choose one to go on.")

    def key_parts(self) -> list[str]:
        """Choose."""
        return [
            self.choosing(),
            f"Enter {self.t('do it')}",
            f"N {self.t('journal')}",
            f"Esc {self.t('back, nothing written')}",
        ]

    def do(self, action: Action, key: Key) -> None:
        """Keep or write."""
        if action.id == "journal":
            self.s.go(HistoryScreen(self.s, self.unit, self.item_id))
        elif action.id != "enter":
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
