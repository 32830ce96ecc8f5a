"""A Vietnamese screen speaks Vietnamese: no word of the English catalog stands on one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
import pytest
from stage import rules

from checklist.locale.vi import CATALOG

GOLDENS = sorted((Path(__file__).parent / "tui" / "goldens").glob("*.vi.txt"))
ON_KEYS = {"enter", "esc", "tab", "home", "end", "space", "delete", "shift", "ctrl"}
"""What is printed on the keys themselves."""
NO_WORDS = re.compile(r"(?m)^ +checklist .*$|~/\S+")
"""Commands to be typed, and paths."""
WORD = re.compile(r"[^\W\d_]+")


def words(text: str) -> set[str]:
    return set(WORD.findall(re.sub(r"\{[a-z_0-9]*\}|`[^`]*`|--\w+", " ", text.lower())))


def texts_of(thing: object, lang: str) -> Iterator[str]:
    """Every text of a pack or of units in a language."""
    if isinstance(thing, Mapping):
        if set(thing) == {"vi", "en"}:
            yield thing[lang]
        else:
            yield from (text for each in thing.values() for text in texts_of(each, lang))
    elif isinstance(thing, list | tuple):
        yield from (text for each in thing for text in texts_of(each, lang))


@cache
def english() -> frozenset[str]:
    """Words of the English texts that no Vietnamese text has."""
    shipped = msgspec.to_builtins(rules())
    said, own = (
        {word for text in (*messages, *texts_of(shipped, lang)) for word in words(text)}
        for messages, lang in ((CATALOG, "en"), (CATALOG.values(), "vi"))
    )
    return frozenset(word for word in said - own if len(word) > 2)


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.stem)
def test_no_english_word_is_left_on_a_vietnamese_screen(golden: Path) -> None:
    assert words(NO_WORDS.sub("", golden.read_text("utf-8"))) & english() <= ON_KEYS


def test_the_words_looked_for_are_english() -> None:
    assert {"saved", "unit", "answer", "evidence", "submitted"} <= english()
    assert len(GOLDENS) > 30
