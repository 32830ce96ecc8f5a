"""What the rules cover: items by paragraph of the source, and units by item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checklist.locale import Words
from checklist.model import Item, Pack, Unit, applies
from checklist.text import pad, wrap

_WIDTH = 80


def citing(pack: Pack) -> dict[str, tuple[Item, ...]]:
    """The items that cite each paragraph, in the order of the pack."""
    return {each: tuple(item for item in pack.items() if each in item.source) for each in pack.paragraphs}


def asked(item: Item, units: Sequence[Unit]) -> int:
    """How many of the units an item is asked of."""
    return sum(applies(item, unit) for unit in units)


def coverage_json(t: Words, pack: Pack, units: Sequence[Unit]) -> dict[str, Any]:
    """`{"id", "version", "paragraphs": [{"id", "items"}], "items": [{"id", "title", "units"}], "units": [...]}`."""
    return {
        "id": pack.id,
        "version": pack.version,
        "paragraphs": [{"id": each, "items": [item.id for item in items]} for each, items in citing(pack).items()],
        "items": [{"id": item.id, "title": t.of(item.title), "units": asked(item, units)} for item in pack.items()],
        "units": [{"id": unit.id, "name": t.of(unit.name), "items": len(pack.shown_to(unit))} for unit in units],
    }


def coverage_lines(t: Words, pack: Pack, units: Sequence[Unit]) -> list[str]:
    """Paragraph by paragraph the items that cite it; item by item and unit by unit how many apply."""
    items = list(pack.items())
    lines = [f"{pack.id} {pack.version}", "", t("Paragraphs of the source, and the items that cite them")]
    wide = max((len(each) for each in pack.paragraphs), default=0)
    for paragraph, cited in citing(pack).items():
        said = " ".join(item.id for item in cited) or t("no item cites it")
        first, *rest = wrap(said, _WIDTH - wide - 4)
        lines += [f"  {pad(paragraph, wide)}  {first}", *(f"  {' ' * wide}  {line}" for line in rest)]
    lines += ["", t("Items, and to how many of the {n} units each applies", n=len(units))]
    for item in items:
        lines.append(f"  {pad(item.id, 7)} {asked(item, units):>4}/{len(units)}  {t.of(item.title)}")
    lines += ["", t("Units, and how many of the {n} items each is asked", n=len(items))]
    for unit in units:
        lines.append(f"  {len(pack.shown_to(unit)):>4}/{len(items)}  {t.of(unit.name)}")
    bare = [each for each, cited in citing(pack).items() if not cited]
    idle = [item.id for item in items if not asked(item, units)]
    lines.append("")
    lines.append(
        t("Cited by no item: {what}.", what=", ".join(bare)) if bare else t("Every paragraph is cited by an item.")
    )
    if units:
        lines.append(
            t("Asked of no unit: {what}.", what=", ".join(idle)) if idle else t("Every item is asked of a unit.")
        )
    return lines
