"""A terminal to feed with bytes: pyte, mended where real terminals do otherwise."""

from __future__ import annotations

from typing import Any

import pyte
from pyte.screens import Char
from wcwidth import wcwidth

SEEN_ON_BLANKS = ("underscore", "strikethrough", "reverse")


class Emulator(pyte.Screen):
    """A terminal that does not wrap, as Textual sets it.

    Mended: setting a region sends the cursor home, whatever the region; faint is a style (kept as `blink`); what
    overwrites half of a wide character takes the other half with it.
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self.stream = pyte.Stream(self)
        self.feed("\x1b[?7l")

    def feed(self, data: str, *, feeds: bool = True) -> None:
        """Take what is sent; `feeds` is whether a line feed keeps the column."""
        self.stream.feed(data if feeds else data.replace("\n", "\r\n"))

    def set_margins(self, *args: Any, **kwargs: Any) -> None:
        """A region, from whose setting on the cursor is at home."""
        super().set_margins(*args, **kwargs)
        self.cursor_position()

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Styles; 2 is faint, but where it is part of a colour."""
        super().select_graphic_rendition(*attrs)
        if 2 in attrs and 38 not in attrs and 48 not in attrs:
            self.cursor.attrs = self.cursor.attrs._replace(blink=True)

    def draw(self, data: str) -> None:
        """Characters, one by one, so that no half of a wide one is left over."""
        for ch in data:
            super().draw(ch)
            self._mend(self.buffer[self.cursor.y], self.cursor.x - 3, self.cursor.x + 2)

    def erase_in_line(self, *args: Any, **kwargs: Any) -> None:
        """Erasing takes the other half of a wide character, too."""
        super().erase_in_line(*args, **kwargs)
        self._mend(self.buffer[self.cursor.y])

    def erase_characters(self, *args: Any, **kwargs: Any) -> None:
        """As when a row is erased."""
        super().erase_characters(*args, **kwargs)
        self._mend(self.buffer[self.cursor.y])

    def _mend(self, line: Any, start: int = 0, end: int | None = None) -> None:
        blank = self.default_char
        for x in range(max(0, start), min(self.columns, self.columns if end is None else end)):
            first_is_there = x > 0 and _wide(line[x - 1].data)
            second_is_there = x + 1 < self.columns and line[x + 1].data == ""
            if not (first_is_there if line[x].data == "" else second_is_there or not _wide(line[x].data)):
                line[x] = blank

    def shows(self) -> list[list[Char]]:
        """Every cell; of a blank only what is seen of its style."""
        return [[_seen(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]

    def at(self) -> tuple[int, int, bool]:
        """Where the cursor is, and whether it is hidden."""
        return min(self.cursor.x, self.columns - 1), self.cursor.y, self.cursor.hidden


def _wide(text: str) -> bool:
    return bool(text) and wcwidth(text[0]) == 2


def _seen(cell: Char) -> Char:
    if cell.data == " " and not any(getattr(cell, mark) for mark in SEEN_ON_BLANKS):
        return Char(" ", bg=cell.bg)
    return cell
