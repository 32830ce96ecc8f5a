"""The one widget: it draws the rows that the place on top gives, and refreshes only those that changed."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from checklist.text import to_ascii, typed
from checklist.view.frame import Row

STYLES = {
    "": Style(),
    "bold": Style(bold=True),
    "reverse": Style(reverse=True),
    "dim": Style(dim=True),
    "green": Style(color="green"),
    "yellow": Style(color="yellow"),
    "red": Style(color="red"),
}


class Page(Widget):
    """Rows of (style, text) spans, as wide and high as the screen."""

    DEFAULT_CSS = "Page { width: 100%; height: 100%; }"

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self.ascii = ascii
        """Whether the terminal can show nothing but ASCII: every cell keeps its place, letters lose their accents."""
        self.rows: list[Row] = []

    class Resized(Message):
        """The page has another size, and wants other rows."""

    def on_resize(self) -> None:
        """Ask for rows of the new size: the terminal has another one, and the app knows it by now."""
        self.post_message(self.Resized())

    def show(self, rows: list[Row], *, anew: bool = False) -> None:
        """Take over new rows and refresh those that differ, or all of them."""
        old, self.rows = self.rows, rows
        if anew or len(old) != len(rows):
            self.refresh()
            return
        for y, (before, after) in enumerate(zip(old, rows, strict=True)):
            if before != after:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One row; every text in it is cleaned once more, so that no stored text speaks to the terminal."""
        if y >= len(self.rows):
            return Strip.blank(self.size.width)
        return Strip([Segment(self._shown(text), STYLES[style]) for style, text in self.rows[y]])

    def _shown(self, text: str) -> str:
        shown = typed(text)
        return to_ascii(shown, width_kept=True) if self.ascii else shown
