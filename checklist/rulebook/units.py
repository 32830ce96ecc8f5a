"""A file of units, the pack's own `units.yaml` or one to import: YAML, or a table in CSV."""

from __future__ import annotations

from pathlib import Path

from checklist.errors import BadFile
from checklist.model import Pack, Text, Unit
from checklist.rulebook.fields import Reader
from checklist.rulebook.known import Known, known_of
from checklist.rulebook.nodes import Node
from checklist.rulebook.table import Table

FILE_KEYS = ("units",)
UNIT_KEYS = ("id", "name", "kind")
UNIT_OPTIONS = ("has", "place", "order", "sample")


def load_units(path: Path, pack: Pack) -> tuple[Unit, ...]:
    """The units of a file, by their order; CSV by its ending. Raises BadFile with all its faults."""
    file = Table(path) if path.suffix.lower() == ".csv" else Reader(path)
    units = read_units(file, known_of(pack))
    if file.faults:
        raise BadFile(file.faults)
    return units


def read_units(file: Reader, known: Known) -> tuple[Unit, ...]:
    """Read the units of a file, whatever is wrong in it."""
    keys = file.fields(file.parse(), FILE_KEYS)
    nodes: list[tuple[Node | None, str]] = []
    units: list[Unit] = []
    for entry in file.entries(keys.get("units"), 1):
        of = file.fields(entry, UNIT_KEYS, UNIT_OPTIONS)
        units.append(_unit(file, of, known))
        nodes.append((of.get("id"), units[-1].id))
    file.once(nodes)
    return tuple(sorted(units, key=lambda unit: unit.order))


def _unit(file: Reader, keys: dict[str, Node], known: Known) -> Unit:
    return Unit(
        id=file.unit_id(keys.get("id")),
        name=file.text(keys.get("name")),
        kind=file.ref(keys.get("kind"), "unit_kinds", known.unit_kinds),
        has=file.refs(keys.get("has"), "attributes", known.attributes),
        place=file.text(keys["place"]) if "place" in keys else Text("", ""),
        order=file.whole(keys.get("order")),
        sample=file.yes(keys.get("sample")),
    )
