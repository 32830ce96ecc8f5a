"""Why this score: of an item to the last digit, or of a section or the whole unit item by item."""

from __future__ import annotations

from checklist import scoring
from checklist.tui.screens.help import Reading
from checklist.tui.session import Session
from checklist.view import score, walk
from checklist.view.frame import Row, plain


class WhyScreen(Reading):
    """Rows that let anybody recompute the score."""

    def __init__(
        self, session: Session, unit: str, item: str = "", *, section: str = "", layer: str | None = None
    ) -> None:
        """Explain a score.

        Args:
            section: only this section's items.
            layer: None is the one that the person looks at.
        """
        super().__init__(session)
        self.unit, self.item_id, self.section = unit, item, section
        self.layer = layer or session.layer(unit)

    def path(self) -> str:
        """Unit › item › why."""
        return self.unit_path(self.unit, self.item_id or self.section, self.t("Why this score"))

    def right(self) -> str:
        """Period, state, person."""
        return self.top_right(self.unit)

    def second(self, width: int) -> str:
        """The score."""
        pack, a = self.s.pack(self.unit), self.s.a(self.unit)
        return score.summary(self.t, pack, scoring.score(pack, a, self.layer, self.s.desk.score_date(a)))

    def rows(self, width: int) -> list[Row]:
        """The item, or every item."""
        pack, a = self.s.pack(self.unit), self.s.a(self.unit)
        at = self.s.desk.score_date(a)
        item = pack.item(self.item_id) if self.item_id else None
        if item is not None:
            return walk.why(self.t, pack, a, item, at, width, self.layer)
        return [plain(line) for line in score.explain(self.t, pack, a, self.layer, at, self.section)]
