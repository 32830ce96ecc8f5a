"""Which items a typed text finds: by their code, else by words of their titles. Accents and input methods fold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checklist.model import Item
from checklist.text import matches, query_variants

_CODE = re.compile(r"([a-z]{2,6})-?(\d{1,2})")


def code(typed: str, items: Sequence[Item]) -> Item | None:
    """The item whose code is typed: `cc7`, `CC-07`, also with the keys that an input method has changed."""
    known = {item.id: item for item in items}
    for each in query_variants(typed):
        found = _CODE.fullmatch(each.strip())
        if found and (item := known.get(f"{found[1].upper()}-{int(found[2]):02}")):
            return item
    return None


def items_for(typed: str, items: Sequence[Item]) -> tuple[bool, list[Item]]:
    """The items that a query finds, and whether it is the code of one."""
    exact = code(typed, items)
    if exact is not None:
        return True, [exact]
    ranked = [(max(matches(each, _words_of(item)) for each in query_variants(typed)), item) for item in items]
    return False, [item for rank, item in sorted(ranked, key=lambda pair: -pair[0]) if rank]


def _words_of(item: Item) -> str:
    texts = [item.title, *(part.title for part in item.parts), *(value.title for value in item.values)]
    return " ".join([item.id, *(f"{text.vi} {text.en}" for text in texts)])
