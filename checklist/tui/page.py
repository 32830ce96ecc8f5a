"""The one widget: it draws the rows that the place on top gives, and refreshes only those that changed."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from checklist.text import typed
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

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Take over new rows and refresh those that differ."""
        old, self.rows = self.rows, rows
        if len(old) != len(rows):
            self.refresh()
            return
        for y, (before, after) in enumerate(zip(old, rows, strict=True)):
            if before != after:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One row; every text in it is cleaned once more, so that no stored text speaks to the terminal."""
        if y >= len(self.rows):
            return Strip.blank(self.size.width)
        return Strip([Segment(typed(text), STYLES[style]) for style, text in self.rows[y]])
