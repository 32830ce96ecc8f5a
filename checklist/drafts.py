"""What a form that was left half-written holds. A draft was never acknowledged: one of another shape is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

from checklist.model import MARKINGS, VERDICTS
from checklist.register import SEVERITIES
from checklist.text import typed

Value = str | int | bool | list[str] | dict[str, str]
"""What stands in a field of a form."""
Fields = dict[str, Value]
"""A form: the fields of `Shape`, and other texts by name."""
LONGEST = 20_000
"""Characters of a text; a field takes a tenth of it."""
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


class Shape(msgspec.Struct, frozen=True):
    """The fields that are not mere texts, and those that say where it was typed."""

    form: str = ""
    unit: str = ""
    item: str = ""
    base: Count = 0
    marking: Annotated[int, msgspec.Meta(ge=0, lt=len(MARKINGS))] = 0
    severity: Annotated[int, msgspec.Meta(ge=0, lt=len(SEVERITIES))] = 0
    kind: Count = 0
    seen: bool = True
    ticked: list[str] = []
    numbers: dict[str, str] = {}
    verdict: str = ""


def whole(kept: Mapping[str, Value]) -> dict[str, object] | None:
    """A kept form with its texts as they could have been typed; None where no form keeps such fields."""
    try:
        shape = msgspec.convert(dict(kept), Shape)
    except msgspec.ValidationError:
        return None
    if shape.form == "reason" and shape.verdict not in VERDICTS:
        return None
    texts = [value for name, value in kept.items() if name not in Shape.__struct_fields__]
    if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
        return None
    return {name: typed(value) if isinstance(value, str) else value for name, value in kept.items()}
