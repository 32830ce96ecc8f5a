"""Typed values from nodes: each reader tells what is wrong and gives something harmless to go on with.

A reader takes None for a key that is not there: whether it may be missing is said where its mapping is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeGuard

from checklist.model import Named, Text
from checklist.rulebook.nodes import Entries, Fields, Node, Scalar, Source, Unread, hidden, shown
from checklist.text import clean

WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,9})?")
MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DURATION = re.compile(r"P(?=[0-9])(?:[0-9]{1,3}Y)?(?:[0-9]{1,3}M)?(?:[0-9]{1,3}W)?(?:[0-9]{1,3}D)?")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
UNIT = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
PERSON = re.compile(r"[a-z][a-z0-9-]{0,31}")
SECTION = re.compile(r"[A-Z][A-Z0-9]{1,5}")

LANGUAGES = ("vi", "en")
NAMED_KEYS = ("id", "title")
KEPT_UNITS, KEPT_PEOPLE = ("period",), ("local", "system")
"""Ids that only the program gives."""
HIGHEST = 100
"""The most points of an item, and the most percent."""
LARGEST_WHOLE = 999_999_999
"""What the digits of `WHOLE` can say."""
TWO_DECIMALS = -2
"""Exponent of a decimal with two decimals."""


class Reader(Source):
    """A file whose nodes are read as typed values."""

    # --- shapes --------------------------------------------------------------------------------------------

    def fields(self, node: Node | None, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Node]:
        """The values of a mapping by key; tells missing and unknown keys."""
        if not isinstance(node, Fields):
            if is_read(node):
                self.fault(node, "`{found}` is not a mapping, expected lines of `key: value`", found=found(node))
            return {}
        for key in required:
            if key not in node.keys:
                self.fault(node, "the key `{key}` is missing", key=key)
        known = (*required, *optional)
        for key, value in node.keys.items():
            if key not in known:
                self._unknown_key(value, key, known)
        return node.keys

    def _unknown_key(self, node: Node, key: str, known: Sequence[str]) -> None:
        if self.full:
            return
        near = _nearest(key, known, 1, 0.6)
        if near:
            self.fault(node, "unknown key `{key}`, did you mean `{near}`?", key=shown(key), near=shown(near[0]))
        else:
            names = ", ".join(map(shown, known))
            self.fault(node, "unknown key `{key}`, expected one of: {known}", key=shown(key), known=names)

    def entries(self, node: Node | None, least: int = 0) -> tuple[Node, ...]:
        """The entries of a list of at least so many."""
        if not isinstance(node, Entries):
            if is_read(node):
                self.fault(
                    node, "`{found}` is not a list, expected `[a, b]` or lines that begin with `- `", found=found(node)
                )
            return ()
        if len(node.nodes) < least:
            self.fault(node, "the list is too short, expected {least} or more entries", least=least)
        return node.nodes

    def scalar(self, node: Node | None) -> str:
        """A text as it stands, for the caller to judge; empty, and told, where there is none."""
        scalar = self._scalar(node)
        if scalar is not None and not scalar.text:
            self.fault(scalar, "the text is empty, expected words")
        return scalar.text if scalar else ""

    def _scalar(self, node: Node | None) -> Scalar | None:
        if isinstance(node, Scalar):
            return node
        if is_read(node):
            self.fault(node, "`{found}` is not a text, expected words", found=found(node))
        return None

    # --- texts ---------------------------------------------------------------------------------------------

    def line(self, node: Node | None) -> str:
        """A text of one paragraph as it is stored, cleaned; empty where there is none."""
        scalar = self._scalar(node)
        if scalar is None:
            return ""
        unseen = next(filter(hidden, scalar.text.strip()), None)
        if unseen == "\n":
            self.fault(scalar, "the text has line breaks, expected one paragraph (after `>-`, without empty lines)")
        elif unseen is not None:
            self.hidden(scalar, unseen)
        elif not clean(scalar.text):
            self.fault(scalar, "the text is empty, expected words")
        return clean(scalar.text)

    def text(self, node: Node | None) -> Text:
        """A text in both languages."""
        if not isinstance(node, Fields):
            if is_read(node):
                self.fault(
                    node, "`{found}` is not a text in both languages, expected {{vi: …, en: …}}", found=found(node)
                )
            return Text("", "")
        for lang in LANGUAGES:
            if lang not in node.keys:
                self.fault(node, "the text lacks `{lang}`, expected both languages: {{vi: …, en: …}}", lang=lang)
        for key, value in node.keys.items():
            if key not in LANGUAGES:
                self._unknown_key(value, key, LANGUAGES)
        return Text(*(self.line(node.keys[lang]) if lang in node.keys else "" for lang in LANGUAGES))

    # --- ids -----------------------------------------------------------------------------------------------

    def pack_id(self, node: Node | None) -> str:
        """The id of a pack."""
        text = self.scalar(node)
        if node and text and not UNIT.fullmatch(text):
            self.fault(node, "`{found}` is no id of a pack, expected small letters, digits and -", found=shown(text))
        return text

    def name(self, node: Node | None) -> str:
        """The id of a band, ground, kind, attribute, part or value."""
        text = self.scalar(node)
        if node and text and not NAME.fullmatch(text):
            self.fault(node, "`{found}` is no id, expected small letters, digits, _ and -", found=shown(text))
        return text

    def section_id(self, node: Node | None) -> str:
        """The id of a section."""
        text = self.scalar(node)
        if node and text and not SECTION.fullmatch(text):
            self.fault(node, "`{found}` is no id of a section, expected 2 to 6 capitals and digits", found=shown(text))
        return text

    def unit_id(self, node: Node | None) -> str:
        """The id of a unit."""
        text = self.scalar(node)
        if node and text and not UNIT.fullmatch(text):
            self.fault(node, "`{found}` is no id of a unit, expected small letters, digits and -", found=shown(text))
        self._not_kept(node, text, KEPT_UNITS)
        return text

    def person_id(self, node: Node | None) -> str:
        """The id of a person."""
        text = self.scalar(node)
        if node and text and not PERSON.fullmatch(text):
            self.fault(node, "`{found}` is no id of a person, expected small letters, digits and -", found=shown(text))
        self._not_kept(node, text, KEPT_PEOPLE)
        return text

    def _not_kept(self, node: Node | None, text: str, kept: Collection[str]) -> None:
        if node and text in kept:
            self.fault(node, "the id `{found}` is kept for the program, expected another", found=text)

    def once(self, things: Sequence[tuple[Node | None, str]]) -> None:
        """Tell every id that was there before; things are ids with their nodes."""
        seen = set()
        for node, name in things:
            if node is not None and name and name in seen:
                self.fault(node, "`{found}` stands here a second time, expected every id once", found=shown(name))
            seen.add(name)

    def named(self, node: Node | None, least: int = 0) -> tuple[Named, ...]:
        """A list of ids with titles, every id once."""
        nodes: list[tuple[Node | None, str]] = []
        things: list[Named] = []
        for entry in self.entries(node, least):
            keys = self.fields(entry, NAMED_KEYS)
            things.append(Named(self.name(keys.get("id")), self.text(keys.get("title"))))
            nodes.append((keys.get("id"), things[-1].id))
        self.once(nodes)
        return tuple(things)

    # --- references ----------------------------------------------------------------------------------------

    def one_of(self, node: Node | None, known: Sequence[str]) -> str:
        """One word of a fixed list."""
        scalar = self._scalar(node)
        if scalar is None:
            return ""
        if scalar.text not in known:
            self.fault(
                scalar,
                "`{found}` is unknown, expected one of: {known}",
                found=shown(scalar.text),
                known=", ".join(known),
            )
        return scalar.text

    def ref(self, node: Node | None, where: str, known: Sequence[str] | None) -> str:
        """An id that stands in the list called `where`; `known` is None when that could not be read."""
        word = self.line(node)
        if node is not None and word and known is not None and word not in known and not self.full:
            self.fault(
                node,
                "`{found}` is not in `{where}`, expected one such as: {known}",
                found=shown(word),
                where=where,
                known=", ".join(map(shown, _nearest(word, known, 8, 0.0))) or "[]",
            )
        return word

    def refs(self, node: Node | None, where: str, known: Sequence[str] | None, least: int = 0) -> tuple[str, ...]:
        """A list of such ids, each once."""
        if node is None:
            return ()
        nodes = self.entries(node, least)
        names = tuple(self.ref(entry, where, known) for entry in nodes)
        self.once(tuple(zip(nodes, names, strict=True)))
        return names

    # --- numbers, dates ------------------------------------------------------------------------------------

    def yes(self, node: Node | None, absent: bool = False) -> bool:
        """`true` or `false`, without quotes; YAML's other words for them are told."""
        if is_true(node) or is_plain(node, "false"):
            return is_true(node)
        if is_read(node):
            self.fault(
                node,
                "`{found}` is neither `true` nor `false`, expected one of the two, without quotes",
                found=found(node),
            )
        return absent

    def whole(self, node: Node | None, least: int = 0) -> int:
        """A whole number, not below zero."""
        if not (isinstance(node, Scalar) and node.plain and WHOLE.fullmatch(node.text)):
            if is_read(node):
                self.fault(
                    node,
                    "`{found}` is not a whole number, expected digits such as 12, without quotes",
                    found=found(node),
                )
            return least
        if int(node.text) < least:
            self.fault(node, "`{found}` is too small, expected {least} or more", found=node.text, least=least)
        return int(node.text)

    def points(self, node: Node | None) -> str:
        """Points as a canonical decimal; empty where there are none to reckon with."""
        number = self._decimal(node)
        if number is None or node is None:
            return ""
        if not (0 < number <= HIGHEST and _exponent(number) >= TWO_DECIMALS):
            self.fault(
                node,
                "`{found}` can't be points, expected more than 0, at most 100, with at most two decimals",
                found=found(node),
            )
            return ""
        return canonical(number)

    def share(self, node: Node | None, quoted: bool = False) -> str:
        """A number from 0 to 100 as a canonical decimal; empty where there is none. `quoted` allows quotes."""
        number = self._decimal(node, quoted)
        if number is None or node is None:
            return ""
        if not (number <= HIGHEST and _exponent(number) >= TWO_DECIMALS):
            self.fault(node, "`{found}` is out of range, expected 0 to 100, at most two decimals", found=found(node))
            return ""
        return canonical(number)

    def _decimal(self, node: Node | None, quoted: bool = False) -> Decimal | None:
        if isinstance(node, Scalar) and (node.plain or quoted) and DECIMAL.fullmatch(node.text):
            return Decimal(node.text)
        if is_read(node):
            self.fault(
                node, "`{found}` is not a plain number, expected one such as 1.5, without quotes", found=found(node)
            )
        return None

    def month_day(self, node: Node | None) -> str:
        """A day of every year, `MM-DD`; empty where there is none."""
        scalar = self._scalar(node)
        if scalar is None:
            return ""
        # 2001 has no 29 February: a day of every year
        if not MONTH_DAY.fullmatch(scalar.text) or _day(f"2001-{scalar.text}") is None:
            self.fault(scalar, "`{found}` is no day of every year, expected MM-DD such as 12-31", found=found(scalar))
            return ""
        return scalar.text

    def day(self, node: Node | None) -> date | None:
        """A date."""
        scalar = None if node is None else self._scalar(node)
        if scalar is None:
            return None
        day = _day(scalar.text) if DATE.fullmatch(scalar.text) else None
        if day is None:
            self.fault(scalar, "`{found}` is no date, expected YYYY-MM-DD such as 2009-11-30", found=found(scalar))
        return day

    def duration(self, node: Node | None) -> str | None:
        """An ISO duration of years, months, weeks and days."""
        scalar = None if node is None else self._scalar(node)
        if scalar is None:
            return None
        if not DURATION.fullmatch(scalar.text):
            self.fault(scalar, "`{found}` is no span of time, expected one such as P12M or P1Y6M", found=found(scalar))
        return scalar.text


def is_read(node: Node | None) -> TypeGuard[Node]:
    """Whether something stands there of which no fault has been told."""
    return node is not None and not isinstance(node, Unread)


def is_plain(node: Node | None, word: str) -> bool:
    """Whether a word stands there, without quotes."""
    return isinstance(node, Scalar) and node.plain and node.text == word


def is_true(node: Node | None) -> bool:
    """Whether `true` stands there."""
    return is_plain(node, "true")


def found(node: Node) -> str:
    """What stands at a node, as a message quotes it."""
    if isinstance(node, Scalar):
        return shown(node.text) if node.plain else f'"{shown(node.text)}"'
    return "[…]" if isinstance(node, Entries) else "{…}"


def canonical(number: Decimal) -> str:
    """A number of 0 or more in plain digits, without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _nearest(word: str, known: Sequence[str], most: int, cutoff: float) -> list[str]:
    """The known words most like a word. A long word is like none, and would take long to compare."""
    return get_close_matches(word[:80], known, most, cutoff)
