"""Going on in a walk: to the next unfinished item, one on or back, past what a filter leaves out."""

from __future__ import annotations

from checklist.model import Item
from checklist.tui.session import Session
from checklist.view import walk


class Steps:
    """Steps through the items of a unit, for a place that shows one of them in a layer."""

    s: Session
    unit: str
    item_id: str
    layer: str
    filter: int
    only: tuple[str, ...] = ()
    """Where these items alone are walked; one goes back after the last of them."""

    def load(self, item_id: str) -> None:
        """Come to an item."""
        raise NotImplementedError

    def _walked(self) -> tuple[list[Item], int]:
        """The items that are walked, and where among them one is; from an item found by its code on all are walked."""
        if self.item_id not in self.only:
            self.only = ()
        shown = self.s.pack(self.unit).shown_to(self.s.a(self.unit).unit)
        items = [item for item in shown if not self.only or item.id in self.only]
        return items, next(n for n, item in enumerate(items) if item.id == self.item_id)

    def fits(self, item: Item) -> bool:
        """Whether the filter leaves an item."""
        a = self.s.a(self.unit)
        return walk.fits(self.filter, item, a, self.s.desk.score_date(a), self.layer)

    def onward(self) -> None:
        """To the next unfinished item, across sections, wrapping once; after the last one to the sweep."""
        items, here = self._walked()
        a = self.s.a(self.unit)
        turned = [*items[here + 1 :], *items[: here + 1]]
        unfinished = [each for each in turned if a.value(self.layer, each.id) is None]
        wanted = [each for each in turned if self.fits(each)] if self.filter > walk.UNANSWERED else unfinished
        if wanted and wanted[0].id != self.item_id:
            self.load(wanted[0].id)
        elif not unfinished and self.only:
            self.s.back()
        elif not unfinished:
            from checklist.tui.screens.sweep import SweepScreen

            self.s.back()
            self.s.go(SweepScreen(self.s, self.unit))

    def step(self, by: int) -> None:
        """To the next or previous item that the filter leaves."""
        items, here = self._walked()
        rest = items[here + 1 :] if by > 0 else items[:here][::-1]
        found = next((each for each in rest if self.fits(each)), None)
        if found is None:
            self.s.say("This is the last item." if by > 0 else "This is the first item.")
            return
        self.s.status = ""
        self.load(found.id)
