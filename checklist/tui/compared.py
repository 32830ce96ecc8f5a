"""What the places that set units side by side share: who may see them, the units, a cursor that stays with its row."""

from __future__ import annotations

from collections.abc import Hashable

from checklist import comparing
from checklist.errors import Refused
from checklist.text import cells
from checklist.tui.place import Key, ListPlace
from checklist.tui.session import Session
from checklist.view.frame import Row
from checklist.view.oversight import Sheet


class Compared(ListPlace):
    """A list over many units. It is on the screen only: nothing here writes a file.

    The cursor keeps to the row that it stands on, whatever is sorted, filtered or saved meanwhile.
    """

    def __init__(self, session: Session) -> None:
        """Look at the units side by side.

        Raises:
            Refused: it is not for this person.
        """
        if not comparing.compares(session.desk.person):
            raise Refused("Units are compared by inspectors and reviewers.")
        super().__init__(session)
        self.width = 80
        self._sheets: list[Sheet] | None = None
        self.here: Hashable = None
        """The key of the row under the cursor."""

    def row_keys(self) -> list[Hashable]:
        """What tells each row of the list from the others, in its order."""
        raise NotImplementedError

    def count(self) -> int:
        """How many rows."""
        return len(self.row_keys())

    def settle(self) -> None:
        """Find the row under the cursor again; where it is gone, stay at its place."""
        keys = self.row_keys()
        if self.here in keys:
            self.at = keys.index(self.here)
        else:
            self.at = min(self.at, max(0, len(keys) - 1))
            self.here = keys[self.at] if keys else None

    def move(self, key: Key) -> bool:
        """Move the cursor, and keep to the row that it comes to."""
        self.settle()
        moved = super().move(key)
        keys = self.row_keys()
        if moved and keys:
            self.here = keys[self.at]
        return moved

    def to_top(self) -> None:
        """Put the cursor on the first row: the list is another one now."""
        self.at = self.first = 0
        self.here = None

    def sheets(self) -> list[Sheet]:
        """The units that the person may read, in their order; scored again only when somebody has written."""
        if self._sheets is None:
            self._sheets = [self.s.sheet(unit) for unit in self.s.desk.units()]
        return self._sheets

    def look_again(self) -> None:
        """Forget what was read: it is read once for a key and once for a drawing, not for each row."""
        self._sheets = None

    def key(self, key: Key) -> None:
        """Take a key, by what is stored now."""
        self.look_again()
        super().key(key)

    def draw(self, width: int, height: int) -> list[Row]:
        """Draw what is stored now, with as much in the status row as fits."""
        self.look_again()
        self.width = width
        self.settle()
        self.arrange(width)
        return super().draw(width, height)

    def arrange(self, width: int) -> None:
        """Lay out what rows 1 and 2 speak of already."""

    def idle_status(self) -> str:
        """When the figures were read, and that they stay on the screen."""
        t, n = self.t, len(self.s.desk.units())
        said = f"{self.s.read_time()} {t('Table of {n} units: to be seen here only.', n=n)}"
        if cells(said) <= self.width:
            return said
        time = f"{self.s.last_read():%H:%M}"
        return t("Figures read at {time}. {n} units: to be seen here only.", time=time, n=n)
