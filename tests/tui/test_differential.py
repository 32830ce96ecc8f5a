"""The differential driver shows on a terminal what Textual's own shows, cell for cell, style for style.

`DIFFERENTIAL_CASES=10000 pytest tests/tui/test_differential.py` looks into more of them, and at all screens.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from emulator import Emulator
from hypothesis import given, settings
from hypothesis import strategies as st
from line import Left, line, program
from pyte.screens import Char
from stage import UNIT, make
from terminal import Terminal, needs_tmux, running, until
from walks import Homes, Walk, everywhere

from checklist.model import Person
from checklist.tui.differ import Differ

CASES = int(os.environ.get("DIFFERENTIAL_CASES", "100"))
LONG = "DIFFERENTIAL_CASES" in os.environ

LETTERS = [*"abx1-·…─ôđạỆ", "e\u0302\u0323", "o\u031b\u0309", "字", "😀", "ｶ"]
STYLES = ["", "", "", "7", "1", "2", "31", "1;32", "7;33", "4", "44", "38;5;200", "38;2;1;2;3;48;5;17", "39;49"]
SYNC = ("\x1b[?2026h", "\x1b[?2026l")

Cells = list[tuple[str, str]]
"""Letter and style of every cell; "" is the second half of a wide letter."""


class Author:
    """Writes as Textual's compositor writes: moves, styled pieces each ended by a reset, a move at the end."""

    def __init__(self, width: int, height: int, random: Random) -> None:
        self.random = random
        self.size(width, height)

    def size(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows: list[Cells] = [[(" ", "")] * width for _ in range(height)]

    def row(self, width: int | None = None) -> Cells:
        """A row of words and gaps."""
        room = self.width if width is None else width
        cells: Cells = []
        while len(cells) < room:
            style = self.random.choice(STYLES)
            if self.random.random() < 0.4:
                cells += [(" ", style)] * self.random.choice([1, 2, 5, 20])
            for _ in range(self.random.choice([1, 3, 9])):
                letter = self.random.choice(LETTERS)
                cells += [(letter, style), ("", style)] if letter in "字😀" else [(letter, style)]
        del cells[room:]
        if len(cells) < room or (cells and cells[-1][0] in ("字", "😀")):
            cells[-1] = (" ", "")
        return cells

    def near(self, row: Cells) -> Cells:
        """The row with a little changed in it."""
        row = list(row)
        begin = self.random.randrange(self.width)
        match self.random.randrange(4):
            case 0:
                row[begin:] = [(" ", "")] * (self.width - begin)
            case 1:
                row = [*row[:begin], (self.random.choice("abc"), "7"), *row[begin:-1]]
            case 2:
                row = [(letter, "7" if n < begin else style) for n, (letter, style) in enumerate(row)]
            case _:
                end = min(self.width, begin + self.random.choice([1, 2, 8]))
                row[begin:end] = self.row(end - begin)
        return whole(row)

    def text(self, y: int, begin: int, end: int) -> str:
        """Cells of a row, as they are written."""
        out = f"\x1b[{y + 1};{begin + 1}H"
        last = None
        for letter, style in self.rows[y][begin:end]:
            if style != last:
                out += "\x1b[0m" if last else ""
                out += f"\x1b[{style}m" if style else ""
                last = style
            out += letter
        return out + ("\x1b[0m" if last else "")

    def end(self) -> str:
        """Textual ends every frame with a move."""
        return f"\x1b[{self.random.randrange(self.height) + 1};{self.random.randrange(self.width) + 1}H"

    def full(self) -> str:
        return "\n".join(self.text(y, 0, self.width) for y in range(self.height)) + self.end()

    # --- the kinds of frames -------------------------------------------------------------------------------

    def everything(self) -> str:
        self.rows = [self.row() for _ in self.rows]
        return self.full()

    def nothing(self) -> str:
        return self.full()

    def some(self) -> str:
        """A few rows changed a little, written whole."""
        ys = sorted(self.random.sample(range(self.height), self.random.randint(1, min(4, self.height))))
        for y in ys:
            self.rows[y] = self.near(self.rows[y])
        return "\n".join(self.text(y, 0, self.width) for y in ys) + self.end()

    def piece(self) -> str:
        """A piece of a row; what it cuts in two is a blank."""
        y, begin = self.random.randrange(self.height), self.random.randrange(self.width)
        end = min(self.width, begin + self.random.choice([1, 4, 15]))
        self.rows[y][begin:end] = self.row(end - begin)
        return self.text(y, begin, end) + self.end()

    def scrolled(self) -> str:
        """A stretch of rows moved up or down, new ones after it, a little changed elsewhere."""
        top, bottom = sorted((self.random.randrange(self.height), self.random.randrange(self.height)))
        by = min(self.random.choice([1, 1, 2, 5]), bottom - top)
        stretch, fresh = self.rows[top : bottom + 1], [self.row() for _ in range(by)]
        up = self.random.random() < 0.5
        self.rows[top : bottom + 1] = [*stretch[by:], *fresh] if up else [*fresh, *stretch[: len(stretch) - by]]
        y = self.random.randint(top, bottom)
        self.rows[y] = self.near(self.rows[y])
        return "\n".join(self.text(y, 0, self.width) for y in range(top, bottom + 1)) + self.end()

    def moved(self) -> str:
        return self.end()

    def unknown(self) -> str:
        """What no driver knows beforehand, and what changes no cell."""
        return self.random.choice(["\x1b[2;2H\x1b[3X", "\x1b]0;title\x07", "\x07", "\x1b[?25h", "\x1b[?25l", "\x1b[1L"])


KINDS: tuple[Callable[[Author], str], ...] = (
    Author.everything, Author.nothing, Author.some, Author.some, Author.piece, Author.scrolled, Author.scrolled,
    Author.moved, Author.unknown,
)  # fmt: skip


def whole(row: Cells) -> Cells:
    """A row without half letters."""
    out = list(row)
    for x, (letter, _) in enumerate(row):
        first = x > 0 and row[x - 1][0] in ("字", "😀")
        alone = letter in ("字", "😀") and (x + 1 == len(row) or row[x + 1][0] != "")
        if (letter == "" and not first) or alone:
            out[x] = (" ", "")
    return out


class Both:
    """A terminal that Textual's own driver writes to, and one behind the differential driver."""

    def __init__(self, width: int, height: int, *, feeds: bool) -> None:
        self.feeds = feeds
        self.stock, self.mine = Emulator(width, height), Emulator(width, height)
        self.differ = Differ(width, height, feeds=feeds)
        self.sent = self.plain = 0

    def write(self, data: str) -> str:
        sent = self.differ.feed(data)
        self.stock.feed(data)
        self.mine.feed(sent, feeds=self.feeds)
        self.sent += len(sent.encode())
        self.plain += len(data.encode())
        return sent

    def agree(self) -> None:
        assert self.mine.shows() == self.stock.shows()
        assert self.mine.at() == self.stock.at()
        assert self.mine.margins is None


steps = st.lists(st.one_of(st.integers(0, len(KINDS) - 1), st.sampled_from(["void", "resize"])), max_size=12)


@settings(max_examples=CASES, deadline=None)
@given(st.integers(2, 50), st.integers(2, 14), st.booleans(), st.booleans(), steps, st.integers(0, 2**32))
def test_the_terminal_shows_what_it_shows_with_textuals_driver(
    width: int, height: int, feeds: bool, sync: bool, kinds: list[int | str], seed: int
) -> None:
    author = Author(width, height, Random(seed))
    both = Both(width, height, feeds=feeds)
    both.write(author.full())
    both.agree()
    for kind in kinds:
        if kind == "resize":
            size = author.random.randint(2, 50), author.random.randint(2, 14)
            both.stock, both.mine = Emulator(*size), Emulator(*size)
            both.stock.feed("\x1b[?25l" * both.stock.cursor.hidden)
            both.mine.feed("\x1b[32mwhat the terminal makes of it")
            both.differ.resize(*size)
            author.size(*size)
            frame = author.full()
        elif kind == "void":
            both.mine.feed("\x1b[1;1H\x1b[7msomebody wrote on this terminal\x1b[m")
            both.differ.void()
            frame = author.full()
        else:
            frame = KINDS[int(kind)](author)
        for data in (SYNC[0], frame, SYNC[1]) if sync else (frame,):
            both.write(data)
        both.agree()


# --- the project's own screens -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    return Homes(tmp_path_factory.mktemp("homes"))


OWN = [walk for walk in everywhere() if LONG or walk.name in ("units", "evidence-form", "verify-roster")]


@pytest.mark.parametrize("walk", OWN, ids=lambda walk: walk.name)
def test_every_key_shows_on_the_line_what_it_shows_with_textuals_driver(homes: Homes, walk: Walk) -> None:
    stock_home = homes.copy(walk.home, "stock")
    mine, stock = program(homes.copy(walk.home), walk.person), program(stock_home, walk.person, driver="stock")
    with line(mine) as one, line(stock) as other:
        for key in ("", *walk.to, *walk.keys):
            try:
                if key:
                    other.key(key)
            except Left:
                with pytest.raises(Left):
                    one.key(key)
                return
            if key:
                one.key(key)
            assert one.terminal.shows() == other.terminal.shows(), f"after {key or 'the start'}"
            assert one.terminal.at() == other.terminal.at(), f"after {key or 'the start'}"


SAID, WRITTEN = "Q thoát; mọi điều đã lưu", "written by somebody else"


@needs_tmux
def test_in_tmux_nothing_is_left_over_by_keys_resizes_and_redraws(tmp_path: Path) -> None:
    make(tmp_path / "home", [Person("vp01", "head", (UNIT,))])
    with running(tmp_path / "home", "--as", "vp01", folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        for key, shown in (
            ("\t", "Làm gì để tăng điểm nhất"),
            ("\x1b[B\x1b[B\x1b[B", "> TD "),
            ("\t", "> +"),
            ("\x1b[B\x1b[B", "> +2,25"),
            ("\r", "› PH-03"),
            ("\x1b[6~", "› PH-04"),
            ("?", "Trợ giúp ›"),
        ):
            terminal.send(key.encode())
            terminal.sees(shown)
            is_drawn_whole(terminal)
        for width, height in ((100, 30), (61, 19), (80, 24)):
            terminal.tmux("resize-window", "-t", "t", "-x", str(width), "-y", str(height))
            until(lambda w=width: fills(terminal, w), f"the screen is drawn for {width}x{height}")
            is_drawn_whole(terminal)


def fills(terminal: Terminal, width: int) -> bool:
    """Whether the first row ends with the person, in the last column."""
    first = terminal.screen().split("\n")[0]
    return len(first) == width and first.endswith("· vp01")


def is_drawn_whole(terminal: Terminal) -> None:
    """A screen drawn anew is the screen as it was."""
    before = settled(terminal)
    # Somebody else writes on the terminal; Ctrl+L mends it.
    tty = terminal.tmux("display-message", "-p", "-t", "t", "#{pane_tty}").strip()
    Path(tty).write_text(f"\x1b7\x1b[1;1H\x1b[41m{WRITTEN}\x1b[m\x1b8")
    terminal.sees(WRITTEN)
    redraw(terminal)
    assert settled(terminal) == before
    redraw(terminal)


def settled(terminal: Terminal) -> list[list[Char]]:
    """The screen when all of it has come: Ctrl+C only says something, and what is said comes after all the rest."""
    terminal.send(b"\x03")
    terminal.sees(SAID)
    return cells(terminal)


def redraw(terminal: Terminal) -> None:
    """Have everything drawn anew, and nothing said any more."""
    terminal.send(b"\x0c")
    until(lambda: not any(text in terminal.screen() for text in (SAID, WRITTEN)), "Ctrl+L draws the screen anew")


def cells(terminal: Terminal) -> list[list[Char]]:
    """What tmux shows, with styles."""
    captured = terminal.tmux("capture-pane", "-p", "-e", "-t", "t").rstrip("\n").split("\n")
    emulator = Emulator(200, len(captured))
    emulator.feed("\r\n".join(captured))
    return emulator.shows()
