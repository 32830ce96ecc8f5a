"""What the files of a pack may refer to."""

from __future__ import annotations

import msgspec

from checklist.model import DOCUMENT, Band, Ground, Item, Named, Pack
from checklist.rulebook.nodes import Entries, Node


class Known(msgspec.Struct, frozen=True):
    """Ids by the list that holds them; None where it could not be read, so that one fault is not told twice."""

    paragraphs: tuple[str, ...] | None = None
    bands: tuple[str, ...] | None = None
    grounds: tuple[str, ...] | None = None
    evidence_kinds: tuple[str, ...] | None = None
    unit_kinds: tuple[str, ...] | None = None
    attributes: tuple[str, ...] | None = None
    items: dict[str, Item] | None = None


def known_of(pack: Pack) -> Known:
    """What other files may refer to in a pack."""
    return Known(
        paragraphs=pack.paragraphs,
        bands=_ids(pack.bands),
        grounds=_ids(pack.grounds),
        evidence_kinds=(DOCUMENT, *_ids(pack.evidence_kinds)),
        unit_kinds=_ids(pack.unit_kinds),
        attributes=_ids(pack.attributes),
        items={item.id: item for item in pack.items()},
    )


def known_so_far(pack: Pack, lists: dict[str, Node]) -> Known:
    """The same for a pack without its sections, of which perhaps not every list could be read."""
    known = known_of(pack)
    unread = [name for name in known.__struct_fields__ if not isinstance(lists.get(name), Entries)]
    return msgspec.structs.replace(known, **dict.fromkeys(unread))


def _ids(things: tuple[Named, ...] | tuple[Band, ...] | tuple[Ground, ...]) -> tuple[str, ...]:
    return tuple(thing.id for thing in things)
