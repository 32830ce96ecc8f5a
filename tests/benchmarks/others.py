"""Programs of like content for `line_bytes.py` to measure: `python tests/benchmarks/others.py KIND CONTENT.json`.

The content holds `rows` of a list, a `head` and a `foot` around it, and `pages` that follow each other.
"""

from __future__ import annotations

import curses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Checkbox, Input, OptionList, Static, TextArea

NAME = 25
"""Cells of a row that are shown in reverse."""


class Content:
    """What is shown."""

    def __init__(self, path: str) -> None:
        given = json.loads(Path(path).read_text())
        self.head: list[str] = given["head"]
        self.rows: list[str] = given["rows"]
        self.foot: list[str] = given["foot"]
        self.pages: list[list[str]] = given["pages"]


class Opened(ModalScreen[None]):
    """A page over the others."""

    def __init__(self, page: list[str]) -> None:
        super().__init__()
        self.page = page

    def compose(self) -> ComposeResult:
        yield Static("\n".join(self.page), markup=False)


class Stock(App[None]):
    """Ready-made widgets: the list, a field, a box to tick, or pages one after the other."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "OptionList { height: 17; border: none; } TextArea { height: 6; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f5", "next"), Binding("f6", "open")]

    def __init__(self, kind: str, content: Content) -> None:
        super().__init__()
        self.kind, self.content, self.shown = kind, content, 0

    def compose(self) -> ComposeResult:
        if self.kind == "page":
            yield Static("\n".join(self.content.pages[0]), markup=False)
            return
        yield Static("\n".join(self.content.head), markup=False)
        yield from self.middle()
        yield Static("\n".join(self.content.foot), markup=False)

    def middle(self) -> Iterator[Widget]:
        """What is looked at."""
        match self.kind:
            case "list":
                yield OptionList(*self.content.rows, markup=False)
            case "input":
                field = Input()
                field.cursor_blink = False
                yield field
            case "area":
                area = TextArea()
                area.cursor_blink = False
                yield area
            case _:
                yield Checkbox("OK")

    def action_next(self) -> None:
        """The next page."""
        self.shown += 1
        self.query_one(Static).update("\n".join(self.content.pages[self.shown]))

    def action_open(self) -> None:
        """A page in a screen of its own."""
        self.push_screen(Opened(self.content.pages[1]))


def drawn(window: curses.window, lines: list[str], top: int = 0) -> None:
    """Write lines; the last cell of the screen is left alone, which curses can't write."""
    height, width = window.getmaxyx()
    for y, line in enumerate(lines[: height - top], top):
        window.addstr(y, 0, line[: width - 1])
        window.clrtoeol()


def with_curses(window: curses.window, kind: str, content: Content) -> None:
    """The list, or the pages, drawn anew for each key: curses finds what changed."""
    curses.curs_set(0)
    window.idlok(True)
    at = first = shown = 0
    top, height = len(content.head), 17
    while True:
        if kind == "page":
            drawn(window, content.pages[shown])
        else:
            first = min(max(first, at - height + 1), at)
            drawn(window, content.head)
            drawn(window, content.rows[first : first + height], top)
            drawn(window, content.foot, top + height)
            row = content.rows[at]
            window.addstr(top + at - first, 0, ">")
            window.addstr(top + at - first, 2, row[2:NAME].rstrip(), curses.A_REVERSE)
            window.move(top + at - first, 0)
        window.refresh()
        match window.getkey():
            case "j":
                at = min(at + 1, len(content.rows) - 1)
            case "n":
                shown += 1
            case _:
                return


def main(kind: str, path: str) -> None:
    content = Content(path)
    if kind.startswith("curses-"):
        curses.wrapper(with_curses, kind.removeprefix("curses-"), content)
    else:
        Stock(kind, content).run(mouse=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
