"""The cells of a screen, and what they become by what is written to it. Pure: text in, cells out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from rich.cells import get_character_cell_size


class Style(NamedTuple):
    """How a character looks, in the parameters of SGR: `Style(("1",), "31")` is bold and red."""

    marks: tuple[str, ...] = ()
    fore: str = ""
    back: str = ""


PLAIN = Style()

Cell = tuple[str, Style]
"""A character with its marks; "" for the second half of a wide one."""

Row = list[Cell | None]
"""None where nobody knows what the terminal shows."""

BLANK: Cell = (" ", PLAIN)

_SEEN_ON_BLANKS = frozenset(("4", "5", "6", "7", "9", "21", "51", "52", "53"))
_MARKS = frozenset(("1", "2", "3", "8", *_SEEN_ON_BLANKS))


@lru_cache(1024)
def behind(style: Style) -> Style:
    """What of a style is seen on a blank: its background, and all of it where it is underlined or reversed."""
    return style if _SEEN_ON_BLANKS.intersection(style.marks) else Style(back=style.back)


@lru_cache(1024)
def styled(style: Style, parameters: str) -> Style | None:
    """A style after SGR; None where a parameter is one that nobody sends here."""
    left = parameters.split(";")
    while left:
        code = left.pop(0)
        if code in ("", "0"):
            style = PLAIN
        elif code in _MARKS:
            style = style._replace(marks=tuple(sorted({*style.marks, code})))
        elif code in ("38", "48") and left[:1] in (["5"], ["2"]):
            count = 2 if left[0] == "5" else 4
            colour = ";".join((code, *left[:count]))
            if len(left) < count:
                return None
            left = left[count:]
            style = style._replace(fore=colour) if code == "38" else style._replace(back=colour)
        elif re.fullmatch("3[0-79]|9[0-7]", code):
            style = style._replace(fore="" if code == "39" else code)
        elif re.fullmatch("4[0-79]|10[0-7]", code):
            style = style._replace(back="" if code == "49" else code)
        else:
            return None
    return style


@lru_cache(4096)
def width(ch: str) -> int | None:
    """How many cells a character takes; None where terminals disagree."""
    if not ch.isprintable():
        return None
    kind = unicodedata.category(ch)
    if kind in ("Mn", "Me"):
        cells = 0
    elif kind == "Mc" or "\u1160" <= ch <= "\u11ff" or "\U0001f1e6" <= ch <= "\U0001f1ff":
        return None  # joins the letter before it, or does not
    elif "\U0001f3fb" <= ch <= "\U0001f3ff":
        return None  # the colour of the skin of the emoji before it, or a square
    else:
        cells = 2 if unicodedata.east_asian_width(ch) in "WF" else 1
    return cells if get_character_cell_size(ch) == cells else None


_NARROW = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2010-\u2027\u2190-\u2193\u2500]*")
"""One cell each and no marks: nearly every text here, measured without a loop."""

_TOKEN = re.compile(
    r"\x1b\[(?P<at>\d*(?:;\d*)?)H"
    r"|\x1b\[(?P<sgr>[\d;]*)m"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<line>\r?\n)(?=\x1b\[[\d;]*H)"
    r"|\x1b\[(?P<sync>\?2026)[hl]"
    r"|\x1b\[(?P<erase>2J|K)"
)


class Frame:
    """A screen's cells, on which is written what a program sends to a terminal that does not wrap.

    Attributes:
        rows: the cells; rows that nothing was written in are those that were given.
        x: the column of the cursor, None behind the last one, where terminals disagree.
        y: the row of the cursor.
        synchronized: whether the mark of a synchronized frame came, which tells that the terminal knows it.
    """

    def __init__(self, rows: list[Row], x: int | None, y: int | None) -> None:
        self.rows = list(rows)
        self.height, self.width = len(rows), len(rows[0])
        self.x, self.y = x, y
        self.synchronized = False
        self._style = PLAIN
        self._own: set[int] = set()

    def write(self, data: str) -> bool:
        """Write, and say whether all of it was understood; where it was not, the frame is of no use."""
        at = 0
        while at < len(data):
            found = _TOKEN.match(data, at)
            if found is None or not self._take(found):
                return False
            at = found.end()
        return True

    def _take(self, found: re.Match[str]) -> bool:
        value = found[found.lastgroup or ""]
        match found.lastgroup:
            case "at":
                row, _, column = value.partition(";")
                self.y, self.x = max(int(row or 1), 1) - 1, max(int(column or 1), 1) - 1
                return self.y < self.height and self.x < self.width
            case "sgr":
                style = styled(self._style, value)
                self._style = style or PLAIN
                return style is not None
            case "text":
                return self._text(value)
            case "line":
                # A move follows; this one counts only where it would scroll.
                return self.y is not None and self.y + 1 < self.height
            case "sync":
                self.synchronized = True
                return True
            case _:
                return self._erase(everything=value == "2J")

    def _row(self) -> Row | None:
        """The row of the cursor, ready to be written in."""
        if self.x is None or self.y is None:
            return None
        if self.y not in self._own:
            self._own.add(self.y)
            self.rows[self.y] = list(self.rows[self.y])
        return self.rows[self.y]

    def _text(self, text: str) -> bool:
        row = self._row()
        cells = laid(text, self._style)
        if row is None or self.x is None or cells is None or self.x + len(cells) > self.width:
            return False
        end = self.x + len(cells)
        self._halve(row, self.x)
        self._halve(row, end)
        row[self.x : end] = cells
        self.x = end if end < self.width else None
        return True

    def _erase(self, *, everything: bool) -> bool:
        row = self._row()
        if self._style != PLAIN or row is None or self.x is None:
            return False
        if everything:
            self.rows = [[BLANK] * self.width for _ in self.rows]
            self._own.update(range(self.height))
            return True
        self._halve(row, self.x)
        row[self.x :] = [BLANK] * (self.width - self.x)
        return True

    def _halve(self, row: Row, at: int) -> None:
        """Where a wide character is cut, terminals differ in what they make of its halves."""
        if 0 < at < self.width and (row[at] or BLANK)[0] == "":
            row[at - 1] = row[at] = None


def laid(text: str, style: Style) -> Row | None:
    """A text in cells; None where it begins with a mark or holds what terminals disagree about."""
    blank = (" ", behind(style))
    if _NARROW.fullmatch(text):
        return [blank if ch == " " else (ch, style) for ch in text]
    cells: Row = []
    for ch in text:
        cell_width = width(ch)
        if cell_width is None:
            return None
        if cell_width:
            cells.append(blank if ch == " " else (ch, style))
            if cell_width == 2:
                cells.append(("", style))
            continue
        at = len(cells) - 1
        while at >= 0 and not (cells[at] or BLANK)[0]:
            at -= 1
        if at < 0:
            return None
        cells[at] = ((cells[at] or BLANK)[0] + ch, style)
    return cells
