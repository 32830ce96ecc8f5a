"""Keys on every screen, and what each of them costs on the line beside its floor."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from filled import three_papers
from floor import floor, scrolled
from line import Left, Line, Picture, line, program
from test_goldens import SCREENS, WITH_PEOPLE, prepared

from checklist import demo

LIMITS = {"first": 2600, "screen": 2200, "arrow": 100, "scroll": 180, "letter": 20, "verdict": 450}
"""Bytes at 80x24."""
RATIO, MEDIAN = 1.3, 1.1
"""Of a key's bytes to its floor: at most, and in the middle of all keys."""

KNOWN = {
    ("a number", "letter"): 125,  # what the numbers come to, and what is wrong with them, is said while they are typed
    ("verdicts", "verdict"): 1050,  # the next item comes with all of its text
    ("an inspector agrees", "verdict"): 1370,
}
"""What costs more than its limit because of what the screen says, and how much at most: the bytes are at the floor."""

EVERYWHERE = (
    "down", "down", "up", "pagedown", "pagedown", "pageup", "end", "home", "tab", "down", "shift+tab", "right", "left",
    "space", "backspace", "f1", "f10", "f9", "down", "f10", "slash", "k", "down", "backspace", "f10", "ctrl+l",
)  # fmt: skip
"""Tried on every screen, wherever each leads."""
LINES = ("down",) * 20 + ("up",) * 20
COLUMNS = ("right",) * 13 + ("left",) * 13
HEADS = (*("down",) * 8, "tab", *("down",) * 13, "tab", *("down",) * 12, *("up",) * 12)
OFFICE = ("slash", *"van phong bo", "enter")


class Walk(NamedTuple):
    """Where one begins, the keys to get there, and the keys that are measured: each a name, or a name and its kind."""

    name: str
    home: str
    person: str
    to: tuple[str, ...]
    keys: tuple[str, ...]
    kind: str = ""


def letters(name: str, home: str, person: str, to: tuple[str, ...], text: str) -> Walk:
    return Walk(name, home, person, to, tuple(text), "letter")


def item(code: str) -> tuple[str, ...]:
    return (*OFFICE, "slash", *code.lower(), "enter")


WALKS = (
    Walk("units of the demo", "demo", "tt01", ("tab",), ("down",) * 43 + ("up",) * 43),
    Walk("matrix of the demo", "demo", "tt01", ("tab", "tab"), (*LINES, *COLUMNS, "f1", "f10", "f9", "f10")),
    Walk("a head's tasks, sections, gaps", "demo", "vp01", (), HEADS),
    Walk("sections and gaps", "alone", "", OFFICE, ("down",) * 14 + ("tab",) + ("down",) * 12 + ("up",) * 12),
    Walk("verdicts", "alone", "", item("CC-01"), ("d", "pagedown") * 6, "verdict"),
    Walk("a roster's parts", "alone", "", item("CC-07"), ("space", "down", "space", "down", "space")),
    letters("a reason", "alone", "", (*item("CC-04"), "m"), "bốn hợp đồng ngắn hạn chưa học"),
    letters("a number", "alone", "", item("BV-04"), "12"),
    letters("evidence: its number", "alone", "", (*item("CC-01"), "t"), "1549/QĐ-LĐTBXH"),
    letters("evidence: its date", "alone", "", (*item("CC-01"), "t", "tab"), "06102009"),
    letters("evidence: its issuer", "alone", "", (*item("CC-01"), "t", "tab", "tab"), " và Vụ Pháp chế"),
    letters("a finding", "submitted", "kt01", ("enter", "p"), "thiếu thời hạn"),
    Walk("an inspector agrees", "submitted", "kt01", ("tab", "enter", "slash", *"ld1", "enter"), ("y",) * 8, "verdict"),
)


def everywhere() -> Iterator[Walk]:
    """The keys of `EVERYWHERE` on every screen that there is a golden of."""
    for name, (code, keys) in SCREENS.items():
        to = (*item(code), *keys) if code else tuple(" " if key == "_" else key for key in keys)
        yield Walk(name, "alone", "", to, EVERYWHERE)
    for name, (state, person, keys) in WITH_PEOPLE.items():
        yield Walk(name, state, person, tuple(" " if key == "_" else key for key in keys), EVERYWHERE)


class Cost(NamedTuple):
    """What a key cost; a redraw has no floor."""

    walk: str
    key: str
    kind: str
    sent: int
    floor: int

    @property
    def ratio(self) -> float:
        """To the floor; a key that changes nothing and sends nothing is at it."""
        return 1.0 if self.kind == "first" or not (self.sent or self.floor) else self.sent / max(self.floor, 1)

    @property
    def limit(self) -> int:
        """The bytes it may cost."""
        return KNOWN.get((self.walk, self.kind), LIMITS.get(self.kind, LIMITS["screen"]))

    def __str__(self) -> str:
        return f"{self.walk}, {self.key} ({self.kind or 'any'}): {self.sent} bytes, floor {self.floor}"


class Homes:
    """A home in each state, copied for each walk."""

    def __init__(self, folder: Path) -> None:
        (folder / "alone").mkdir()
        prepared(folder / "alone")
        demo.build(folder / "demo", "vi")
        self.papers = {"alone": folder / "alone" / "home", "demo": folder / "demo", **three_papers(folder)}
        self.folder = folder

    def copy(self, state: str, name: str = "walked") -> Path:
        """A fresh copy."""
        to = self.folder / name
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.papers[state], to)
        return to


FIELD = re.compile(r"> \S.*?(?: \[|  \()")


def in_a_list(picture: Picture) -> bool:
    """Whether the focus is on a row of a list, not on a field."""
    rows = ("".join(cell.data for cell in row) for row in picture.cells)
    return any(row.startswith("> ") and not FIELD.match(row) for row in rows)


def kind_of(walk: Walk, key: str, before: Picture, after: Picture) -> str:
    """The kind of a key by what it did, which says what it may cost."""
    if key == "ctrl+l":
        return "first"
    if walk.kind:
        return walk.kind
    if key in ("up", "down"):
        return (
            "field"
            if not (in_a_list(before) and in_a_list(after))
            else ("scroll" if scrolled(before, after) else "arrow")
        )
    return "screen"


def walked(walk: Walk, homes: Homes, driver: str = "line", *, floors: bool = True) -> Iterator[Cost]:
    """Go a walk, key by key; the first screen comes first.

    Args:
        floors: whether to reckon the floor of each key, which takes its time; else it is what was sent.
    """
    with line(program(homes.copy(walk.home), walk.person, driver=driver)) as terminal:
        yield Cost(walk.name, "start", "first", len(terminal.sent), 0)
        for key in walk.to:
            terminal.key(key)
        for key in walk.keys:
            try:
                yield measured(walk, key, terminal, floors)
            except Left:
                return


def measured(walk: Walk, key: str, terminal: Line, floors: bool) -> Cost:
    before = terminal.picture()
    sent = len(terminal.key(key))
    after = terminal.picture()
    least = floor(before, after) if floors and key != "ctrl+l" else sent
    return Cost(walk.name, key, kind_of(walk, key, before, after), sent, least)
