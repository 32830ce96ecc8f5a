"""One line that is being typed into: pure, so that every key of an input method lands in order.

Vietnamese input methods send a backspace and the replacement in one packet; VNI changes letters by digits.
"""

from __future__ import annotations

import unicodedata

from checklist.text import cells, typed, vni_digit
from checklist.view.frame import Span

MOST = 2_000


class Field:
    """A text and a place in it. `digits` takes whole numbers only, so that letters stay commands."""

    def __init__(self, text: str = "", *, digits: bool = False, extra: str = "", most: int = MOST) -> None:
        self.text = text
        self.at = len(text)
        self.digits, self.extra, self.most = digits, extra, most
        self.fresh = True
        """Untouched since the focus came: the first digit replaces the value."""
        self._before_backspace: tuple[str, int, bool, object] | None = None

    def takes(self, character: str | None) -> bool:
        """Whether a character is text here, not a command."""
        if not character or not character.isprintable():
            return False
        if not self.digits:
            return True
        return (character.isascii() and character.isdigit()) or character in self.extra or bool(vni_digit(character))

    def insert(self, text: str, read: object = None) -> None:
        """Type or paste at the cursor; cleaned, on one line. A number field takes what is a digit of it."""
        if self.digits:
            if self._before_backspace and read is not None and self._before_backspace[3] == read:
                self.text, self.at, self.fresh, _ = self._before_backspace
            text = "".join(vni_digit(each) or each for each in text)
            text = "".join(each for each in text if (each.isascii() and each.isdigit()) or each in self.extra)
            if self.fresh and text:
                self.text, self.at = "", 0
        self._before_backspace = None
        self.fresh = False
        room = max(0, self.most - len(self.text))
        before = typed(self.text[: self.at] + text[:room])
        self.text, self.at = before + self.text[self.at :], len(before)

    def key(self, key: str, read: object = None) -> bool:
        """Handle an editing key; False when it is none."""
        match key:
            case "backspace" | "ctrl+h":
                self._before_backspace = (self.text, self.at, self.fresh, read)
                start = self._back(self.at)
                self.text, self.at = self.text[:start] + self.text[self.at :], start
            case "delete":
                self.text = self.text[: self.at] + self.text[self._forward(self.at) :]
            case "left":
                self.at = self._back(self.at)
            case "right":
                self.at = self._forward(self.at)
            case "home":
                self.at = 0
            case "end":
                self.at = len(self.text)
            case _:
                return False
        self.fresh = False
        return True

    def _back(self, at: int) -> int:
        at = max(0, at - 1)
        while at > 0 and unicodedata.combining(self.text[at]):
            at -= 1
        return at

    def _forward(self, at: int) -> int:
        at = min(len(self.text), at + 1)
        while at < len(self.text) and unicodedata.combining(self.text[at]):
            at += 1
        return at

    def set(self, text: str) -> None:
        """Take over a value; the next digit replaces it."""
        self.text, self.at, self.fresh = text, len(text), True

    def spans(self, width: int, focused: bool) -> tuple[tuple[Span, ...], int]:
        """The field as it is drawn, `[` text `]` with `width` cells inside, and the cursor's cell within it."""
        start = 0
        while cells(self.text[start : self.at]) > width:
            start += 1
        shown, used = "", 0
        for character in self.text[start:]:
            wide = cells(character)
            if used + wide > width:
                break
            shown, used = shown + character, used + wide
        style = "reverse" if focused else ""
        inner = shown + " " * (width - used)
        cursor = cells(self.text[start : self.at])
        return (("", "["), (style, inner), ("", "]")), cursor + 1

    def tall(self, width: int, rows: int, focused: bool) -> tuple[list[tuple[Span, ...]], tuple[int, int]]:
        """The field in several rows of `width` cells inside, the text broken where a row is full, and the cursor's
        row and cell. A longer text shows the rows around the cursor."""
        chunks, starts = [""], [0]
        for place, character in enumerate(self.text):
            if cells(chunks[-1] + character) > width:
                chunks.append("")
                starts.append(place)
            chunks[-1] += character
        row = max(n for n, start in enumerate(starts) if start <= self.at)
        if cells(self.text[starts[row] : self.at]) >= width:
            # Behind the last cell of a full row one types on in the next.
            row += 1
            if row == len(chunks):
                chunks.append("")
                starts.append(len(self.text))
        first = max(0, row - rows + 1)
        shown = [*chunks[first : first + rows], *[""] * rows][:rows]
        style = "reverse" if focused else ""
        out: list[tuple[Span, ...]] = [
            (("", "["), (style, each + " " * (width - cells(each))), ("", "]")) for each in shown
        ]
        return out, (row - first, cells(self.text[starts[row] : self.at]) + 1)
