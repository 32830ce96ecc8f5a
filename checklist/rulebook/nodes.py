"""YAML text to nodes with places: all that can be wrong before a key is looked at.

A scalar keeps its text and its style; YAML's own idea of types (`no` is False, `012` is 10) is never asked.
The tree is grown from the parser's events with a stack of our own, so depth costs no recursion, and what the
format leaves out (anchors, tags, further documents) is seen before anything is made of it.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Protocol
from unicodedata import category

import msgspec
import yaml

from checklist.errors import Fault, cause_of
from checklist.text import clean, printed

LARGEST = 1_000_000
"""Bytes of a rules file."""
DEEPEST = 20
"""Lists and mappings inside each other."""
MOST = 500
"""Faults told of one file."""

_LINES = re.compile(r"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


class Mark(Protocol):
    """The parser's place, counted from 0."""

    line: int
    column: int


class Node(msgspec.Struct, frozen=True):
    """Something at a place: its key's, else its own. Line and column count from 1, columns in characters."""

    line: int = 1
    column: int = 1


class Scalar(Node, frozen=True, kw_only=True):
    """A text as it stands in the file; `plain` when it stands without quotes."""

    text: str
    plain: bool


class Entries(Node, frozen=True, kw_only=True):
    """A list."""

    nodes: tuple[Node, ...]


class Fields(Node, frozen=True, kw_only=True):
    """A mapping, in the order of the file."""

    keys: dict[str, Node]


class Unread(Node, frozen=True):
    """What could not be read; its fault has been told, so that nothing else is said about it."""


class Source:
    """A file and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._faults: list[Fault] = []

    def fault(self, node: Node, message: str, **fields: object) -> None:
        """Note a fault at a node; `message` is a message id with `{named}` fields, always a literal."""
        if not self.full:
            file = printed(str(self.path))
            self._faults.append(Fault(file, node.line, node.column, message, **fields))
            if self.full:
                self._faults.append(Fault(file, node.line, node.column, "further faults are not listed"))

    def hidden(self, node: Node, char: str) -> None:
        """Note a hidden character at a node."""
        code = f"{ord(char):04X}"
        self.fault(node, "the character U+{code} can't be seen, expected a text without such characters", code=code)

    @property
    def full(self) -> bool:
        """Whether so much is wrong that no further fault is noted."""
        return len(self._faults) >= MOST

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults by line and column, each once."""
        once = {str(fault): fault for fault in self._faults}
        return tuple(sorted(once.values(), key=lambda fault: (fault.line, fault.column)))

    def parse(self) -> Node:
        """The file's one document as a tree; `Unread` where there is none to look at."""
        data = self._bytes()
        text = None if data is None else self._text(data)
        if text is None:
            return Unread()
        return self._tree(*self._without_hidden(text))

    def _bytes(self) -> bytes | None:
        try:
            if not stat.S_ISREG(os.stat(self.path).st_mode):
                self.fault(Node(), "this is not a file, expected a YAML file")
                return None
            with open(self.path, "rb") as stream:
                data = stream.read(LARGEST + 1)
        except FileNotFoundError:
            self.fault(Node(), "there is no such file")
        except OSError as error:
            self.fault(Node(), "the file can't be read: {problem}", problem=cause_of(error))
        except ValueError as error:  # a NUL in the name
            self.fault(Node(), "the file can't be read: {problem}", problem=str(error))
        else:
            if len(data) <= LARGEST:
                return data
            self.fault(Node(), "the file is too large, expected at most {most} bytes", most=LARGEST)
        return None

    def _text(self, data: bytes) -> str | None:
        if data.startswith(_BOM):
            self.fault(Node(), "the file begins with a byte order mark (BOM), expected UTF-8 without one")
            data = data.removeprefix(_BOM)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            before = _LINES.split(data[: error.start].decode("utf-8"))
            self.fault(
                Node(len(before), len(before[-1]) + 1),
                "the byte 0x{byte} is not UTF-8, expected the file to be saved as UTF-8",
                byte=f"{data[error.start]:02X}",
            )
            return None

    def _without_hidden(self, text: str) -> tuple[str, bool]:
        """The text with a stand-in for each hidden character, and whether tabs indent it."""
        bad = {char for char in set(text) if hidden(char)} - set("\t\r\n")
        tabs = False
        if bad or "\t" in text:
            for number, line in enumerate(_LINES.split(text), 1):
                for column, char in enumerate(line, 1):
                    if char in bad:
                        self.hidden(Node(number, column), char)
                indent = line[: len(line) - len(line.lstrip(" \t"))]
                if "\t" in indent:
                    tabs = True
                    place = Node(number, indent.index("\t") + 1)
                    self.fault(place, "a tab stands in the indentation, expected blanks")
        return text.translate(dict.fromkeys(map(ord, bad), "\ufffd")), tabs

    def _tree(self, text: str, tabs: bool) -> Node:
        tree = _Tree(self)
        try:
            for event in yaml.parse(text, Loader=yaml.CSafeLoader):
                if not tree.take(event):
                    break
        except yaml.YAMLError as error:
            if "nesting depth" in str(getattr(error, "problem", "")):  # the parser's own limit, met before ours
                place = _at(getattr(error, "problem_mark", None))
                self.fault(place, "this is nested too deep, expected at most {most} levels", most=DEEPEST)
            elif not tabs:  # a tab in the indentation is the reason, and has been told
                place = _at(getattr(error, "problem_mark", None))
                begun = _at(getattr(error, "context_mark", None) or getattr(error, "problem_mark", None))
                self.fault(
                    place,
                    "this is not YAML: {problem} (in what begins at line {begun})",
                    problem=getattr(error, "problem", None) or "unreadable",
                    begun=begun.line,
                )
            return Unread()
        if not tree.documents:
            self.fault(Node(), "the file is empty, expected lines of `key: value`")
        return tree.root


class _Open:
    """A list or mapping whose end has not come yet; `key` is one that waits for its value."""

    def __init__(self, place: Node, is_list: bool) -> None:
        self.place, self.is_list = place, is_list
        self.nodes: list[Node] = []
        self.keys: dict[str, Node] = {}
        self.key: Node | None = None

    def closed(self) -> Node:
        line, column = self.place.line, self.place.column
        return Entries(line, column, nodes=tuple(self.nodes)) if self.is_list else Fields(line, column, keys=self.keys)


class _Tree:
    """Grows a document from the parser's events."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node = Unread()
        self.documents = 0
        self.open: list[_Open] = []

    def take(self, event: yaml.Event) -> bool:
        """Add an event; False when nothing after it is worth reading."""
        place = self._place(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.source.fault(place, "a second document begins here, expected one a file")
                self.root = Unread()
                return False
        elif isinstance(event, yaml.AliasEvent):
            self.source.fault(
                place, "the alias `*{name}` is not allowed, write its text out", name=shown(str(event.anchor))
            )
            self._add(Unread(place.line, place.column))
        elif isinstance(event, yaml.ScalarEvent):
            self._check_plain(place, event)
            self._add(self._scalar(place, event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._check_plain(place, event)
            if len(self.open) == DEEPEST:
                self.source.fault(place, "this is nested too deep, expected at most {most} levels", most=DEEPEST)
                self.root = Unread()
                return False
            self.open.append(_Open(place, isinstance(event, yaml.SequenceStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._add(self.open.pop().closed())
        return True

    def _place(self, event: yaml.Event) -> Node:
        key = self.open[-1].key if self.open else None
        return _at(event.start_mark) if key is None else key

    def _check_plain(self, place: Node, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self.source.fault(place, "the anchor `&{name}` is not allowed, leave it out", name=shown(event.anchor))
        if event.tag is not None:
            self.source.fault(place, "the tag `{name}` is not allowed, leave it out", name=shown(event.tag))

    def _scalar(self, place: Node, event: yaml.ScalarEvent) -> Node:
        plain = not event.style
        if plain and not event.value:
            self.source.fault(place, "nothing stands here, expected a value (`[]` is an empty list)")
            return Unread(place.line, place.column)
        return Scalar(place.line, place.column, text=event.value, plain=plain)

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        if top.is_list:
            top.nodes.append(node)
        elif top.key is None:
            top.key = node
        else:
            key, top.key = top.key, None
            if not isinstance(key, Scalar):
                if not isinstance(key, Unread):
                    self.source.fault(key, "a list or mapping stands as a key, expected a word")
            elif key.text in top.keys:
                self.source.fault(key, "the key `{key}` stands here a second time, expected once", key=shown(key.text))
            else:
                top.keys[key.text] = node


def _at(mark: Mark | None) -> Node:
    return Node() if mark is None else Node(mark.line + 1, mark.column + 1)


def hidden(char: str) -> bool:
    """Whether a character is not seen but acts: control, bidi, zero-width, line separators and the like."""
    return category(char) in ("Cc", "Cf", "Zl", "Zp") or char in "\ufffe\uffff" or clean(f"a{char}b") == "ab"


def shown(text: str, most: int = 60) -> str:
    """A text of the file, fit to stand in a message: one line, nothing unprintable, not too long."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut)
