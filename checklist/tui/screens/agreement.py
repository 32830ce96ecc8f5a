"""The largest differences of the layers, the units that a critical item caps, and agreement as n of N: three lists."""

from __future__ import annotations

from collections.abc import Hashable

from checklist.actions import Action, hint
from checklist.locale import mark
from checklist.tui.compared import Compared
from checklist.tui.place import Key
from checklist.tui.session import Session
from checklist.view import agreement
from checklist.view.agreement import Agreed, Capped, Differing
from checklist.view.frame import Row, plain, window

DIFFERENCES, CAPPED, AGREEMENT = range(3)
PARTS = (mark("Differences"), mark("Capped units"), mark("Agreement"))
EMPTY = (
    mark("The layers differ nowhere."),
    mark("No unit is held down by a critical item."),
    mark("Nothing is verified yet."),
)


class AgreementScreen(Compared):
    """Tab goes from one list to the next; Enter goes to the item, or from a count to its differences."""

    kind = "agreement"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.part = DIFFERENCES
        self.only: Agreed | None = None
        """The section or inspector whose differences are listed; None is all of them."""
        self._left: dict[int, Hashable] = {}

    def differing(self) -> list[Differing]:
        """The differences that the filter leaves."""
        only = self.only if self.part == DIFFERENCES else None
        section = only.id if only and only.kind == agreement.SECTION else ""
        who = only.id if only and only.kind == agreement.INSPECTOR else ""
        return agreement.differing(self.sheets(), section, who)

    def capped(self) -> list[Capped]:
        """The units that critical items hold down."""
        return agreement.capped(self.s.desk.pack, self.sheets())

    def agreed(self) -> list[Agreed]:
        """Agreement by section, of the whole, by inspector."""
        return agreement.agreed(self.s.desk.pack, self.sheets())

    def row_keys(self) -> list[Hashable]:
        """Unit and item, or kind and id."""
        if self.part == DIFFERENCES:
            return [each.key for each in self.differing()]
        if self.part == CAPPED:
            return [each.key for each in self.capped()]
        return [each.key for each in self.agreed()]

    def path(self) -> str:
        """Matrix › differences and agreement."""
        return f"{self.t('Matrix')} › {self.t('Differences and agreement')}"

    def second(self, width: int) -> str:
        """The lists with the current one in brackets, and the sums."""
        t = self.t
        tabs = "  ".join(f"[{t(name)}]" if n == self.part else t(name) for n, name in enumerate(PARTS))
        found = self.differing()
        line = t("{n} differ in {m} units", n=len(found), m=len({each.sheet.id for each in found}))
        if self.only and self.part == DIFFERENCES:
            return f"{tabs}   {line} · {t('filter')}: {self.only.id}"
        total = agreement.together(self.sheets()).whole
        return f"{tabs}   {line} · {t('agreed {n}/{of}', n=total.agreed, of=total.verified)}"

    def body(self, width: int, height: int) -> list[Row]:
        """The list, and the row under the cursor in words."""
        if not self.count():
            return [plain(""), plain("  " + self.t(EMPTY[self.part]))]
        t, pack = self.t, self.s.desk.pack
        details: list[Row] = []
        if self.part == DIFFERENCES:
            details = agreement.difference_detail(t, pack, self.differing()[self.at], width)
        elif self.part == CAPPED:
            details = agreement.capped_detail(t, pack, self.capped()[self.at], width)
        self.page_rows = max(1, height - 2 - len(details))
        self.first = window(self.count(), self.at, self.first, self.page_rows)
        at, top, size = self.at, self.first, self.page_rows
        if self.part == DIFFERENCES:
            found = self.differing()
            rows = agreement.difference_rows(t, pack, found, at=at, top=top, width=width, height=size)
        elif self.part == CAPPED:
            rows = agreement.capped_rows(t, pack, self.capped(), at=at, top=top, width=width, height=size)
        else:
            rows = agreement.agreed_rows(t, pack, self.agreed(), at=at, top=top, width=width, height=size)
        self.cursor = (1 + at - top, 0)
        return [*rows, plain("  " + self.s.sample_note()), *details]

    def key_parts(self) -> list[str]:
        """The keys of the list."""
        t = self.t
        next_part = f"Tab {t(PARTS[(self.part + 1) % len(PARTS)]).lower()}"
        if self.part == AGREEMENT:
            return [hint(t, "enter", "its differences"), next_part, f"Esc {t('back')}"]
        every = [f"L {t('show all')}"] if self.only and self.part == DIFFERENCES else []
        return [
            hint(t, "enter", "open the unit's item"), next_part, *every, hint(t, "across"), hint(t, "why"),
            f"Esc {t('back')}",
        ]  # fmt: skip

    def do(self, action: Action, key: Key) -> None:
        """Turn to another list, open, explain."""
        self.settle()
        match action.id:
            case "other":
                self._turn(self.part + (1 if key.raw == "tab" else -1))
            case "filter":
                self.only = None
                self.s.status = ""
            case "enter" | "why" | "across" if not self.count():
                self.s.say(EMPTY[self.part])
            case "enter" if self.part == AGREEMENT:
                chosen = self.agreed()[self.at]
                self._turn(DIFFERENCES)
                self.only = None if chosen.kind == agreement.WHOLE else chosen
                self.to_top()
            case "why" | "across" if self.part == AGREEMENT:
                self.s.say("This row is of no single item: Enter lists its differences.")
            case "enter" | "why" | "across":
                self._open(action.id)
            case _:
                super().do(action, key)

    def _turn(self, part: int) -> None:
        """Go to another list, at the row where it was left."""
        self._left[self.part] = self.here
        self.part = part % len(PARTS)
        self.to_top()
        self.here = self._left.get(self.part)
        self.s.status = ""

    def _open(self, action: str) -> None:
        from checklist.tui.screens.across import AcrossScreen
        from checklist.tui.screens.verify import walk_at
        from checklist.tui.screens.why import WhyScreen

        row = self.differing()[self.at] if self.part == DIFFERENCES else self.capped()[self.at]
        unit, item = row.key
        self.s.status = ""
        if action == "across":
            self.s.go(AcrossScreen(self.s, item))
        elif action == "why":
            self.s.go(WhyScreen(self.s, unit, item, layer=row.sheet.result.layer))
        else:
            self.s.go(walk_at(self.s, unit, item))
