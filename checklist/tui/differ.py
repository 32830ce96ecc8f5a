"""Between program and terminal: knows what is on the screen, and sends only what makes it what the program wrote."""

from __future__ import annotations

import re

from checklist.tui.cheapest import Pen, draw, size
from checklist.tui.shadow import PLAIN, Frame, Row, Style

SYNCHRONIZED = 1200
"""Bytes from which a frame is synchronized, where the terminal can: a shorter one arrives at once anyway."""

_CHANGES_NO_CELL = re.compile("\x07|\x1b\\[\\?(?:7|25|2004)[hl]|\x1b\\[\\?2026\\$p")


class Differ:
    """Takes what is written for a terminal of some size, and gives the bytes that show the same.

    What it does not know goes through as it is, and from then on nothing is known of the screen.

    Attributes:
        feeds: whether a line feed keeps the column: the terminal's line does not add a carriage return.
    """

    def __init__(self, width: int, height: int, *, feeds: bool = True) -> None:
        self.feeds = feeds
        self.width, self.height = width, height
        self._synchronized = False
        self.void()

    def void(self) -> None:
        """Forget what is on the screen: the next frame sends all of its cells."""
        self._rows: list[Row] = [[None] * self.width for _ in range(self.height)]
        self._x: int | None = None
        self._y: int | None = None
        self._style: Style | None = None

    def resize(self, width: int, height: int) -> None:
        """Take another size; of the same size, too, nothing is known afterwards."""
        self.width, self.height = width, height
        self.void()

    def feed(self, data: str) -> str:
        """What to send in place of what was written."""
        if _CHANGES_NO_CELL.fullmatch(data):
            return data
        frame = Frame(self._rows, self._x, self._y)
        if not frame.write(data):
            reset = "" if self._style in (None, PLAIN) else "\x1b[m"
            self.void()
            return reset + data
        self._synchronized |= frame.synchronized
        if frame.y is None or (frame.rows == self._rows and (frame.x, frame.y) == (self._x, self._y)):
            return ""
        return self._sent(frame, frame.y)

    def _sent(self, frame: Frame, y: int) -> str:
        pen = Pen(self._x, self._y, self._style, width=self.width, feeds=self.feeds)
        x = self.width - 1 if frame.x is None else frame.x
        draw(self._rows, frame.rows, pen, (x, y))
        self._rows, self._x, self._y, self._style = frame.rows, pen.x, pen.y, pen.style
        if self._synchronized and size(pen.out) >= SYNCHRONIZED:
            return f"\x1b[?2026h{pen.out}\x1b[?2026l"
        return pen.out
