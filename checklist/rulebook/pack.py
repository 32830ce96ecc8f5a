"""A folder's pack.yaml, and the section files that it names, to a Pack."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import msgspec

from checklist.errors import BadFile, Fault
from checklist.model import DOCUMENT, Band, Ground, Named, Pack, PeriodDays
from checklist.rulebook.fields import SECTION, Reader, canonical
from checklist.rulebook.items import SectionFile
from checklist.rulebook.known import Known, known_of, known_so_far
from checklist.rulebook.nodes import Entries, Node

PACK_FILE = "pack.yaml"
PACK_LISTS = ("sections", "paragraphs", "bands", "grounds", "evidence_kinds", "unit_kinds", "attributes")
PACK_KEYS = ("id", "version", "title", "period", "cap", *PACK_LISTS)
PERIOD_KEYS = ("first", "last", "cut_off", "submit_by", "verify_by")
BAND_KEYS = ("id", "min", "title")
GROUND_KEYS, GROUND_OPTIONS = ("id", "title"), ("words",)
FULL = Decimal(100)
"""What the points of a pack add up to."""


class Reading(msgspec.Struct, frozen=True):
    """A pack as far as it could be read, with all that is wrong in its files."""

    pack: Pack
    known: Known
    faults: tuple[Fault, ...]


def load(folder: Path) -> Pack:
    """The pack in a folder. Raises BadFile with all faults of pack.yaml and the section files."""
    reading = read(folder)
    if reading.faults:
        raise BadFile(reading.faults)
    return reading.pack


def read(folder: Path) -> Reading:
    """Read pack.yaml and the section files that it names, whatever is wrong in them."""
    if not os.path.isdir(folder):
        nowhere = Reader(folder)
        nowhere.fault(Node(), "this is not a folder, expected one that holds a pack.yaml")
        return Reading(_pack(nowhere, {}), Known(), nowhere.faults)
    top = Reader(folder / PACK_FILE)
    lists = top.fields(top.parse(), PACK_KEYS)
    pack = _pack(top, lists)
    known = known_so_far(pack, lists)
    nodes = top.entries(lists.get("sections"), 1)
    files = _section_files(top, nodes, known)
    pack = msgspec.structs.replace(pack, sections=tuple(file.section for file in files))
    if nodes and len(files) == len(nodes):
        _check_sum(top, nodes[0], files)
        if all(file.readable for file in files):
            known = msgspec.structs.replace(known, items=known_of(pack).items)
    return Reading(pack, known, tuple(fault for file in (top, *files) for fault in file.faults))


def _section_files(top: Reader, nodes: tuple[Node, ...], known: Known) -> list[SectionFile]:
    """The files of the sections, each once, as far as they are there."""
    names = [top.section_id(node) for node in nodes]
    top.once(list(zip(nodes, names, strict=True)))
    first = {name: node for node, name in reversed(list(zip(nodes, names, strict=True)))}
    files = []
    for name in dict.fromkeys(filter(SECTION.fullmatch, names)):
        path = top.path.with_name(f"{name}.yaml")
        if os.path.lexists(path):
            files.append(SectionFile(path, name, known))
        else:
            top.fault(
                first[name], "there is no file {name} beside this one, expected it to hold the section", name=path.name
            )
    return files


def _check_sum(top: Reader, sections: Node, files: list[SectionFile]) -> None:
    """Tell a wrong sum at the last points of every section, if all points could be read."""
    total = sum((file.total for file in files), Decimal(0))
    if total == FULL or not all(file.reckoned for file in files):
        return
    last: list[tuple[Reader, Node]] = [(file, file.last) for file in files if file.last is not None]
    for file, node in last or [(top, sections)]:
        file.fault(node, "all points of the pack add up to {total}, expected 100", total=canonical(total))


def _pack(file: Reader, keys: dict[str, Node]) -> Pack:
    """The pack without its sections."""
    bands = _bands(file, keys.get("bands"))
    return Pack(
        id=file.pack_id(keys.get("id")),
        version=file.line(keys.get("version")),
        title=file.text(keys.get("title")),
        paragraphs=_paragraphs(file, keys.get("paragraphs")),
        period=_period(file, keys.get("period")),
        bands=bands,
        cap=file.ref(keys.get("cap"), "bands", tuple(band.id for band in bands) or None),
        grounds=_grounds(file, keys.get("grounds")),
        evidence_kinds=_evidence_kinds(file, keys.get("evidence_kinds")),
        unit_kinds=file.named(keys.get("unit_kinds"), 1),
        attributes=file.named(keys.get("attributes")),
        sections=(),
    )


def _paragraphs(file: Reader, node: Node | None) -> tuple[str, ...]:
    nodes = file.entries(node)
    texts = tuple(file.line(entry) for entry in nodes)
    file.once(list(zip(nodes, texts, strict=True)))
    return texts


def _period(file: Reader, node: Node | None) -> PeriodDays:
    keys = file.fields(node, PERIOD_KEYS)
    days = {key: file.month_day(keys.get(key)) for key in PERIOD_KEYS}
    first, last = days["first"], days["last"]
    if first and last and last < first:
        file.fault(keys["last"], "the last day {last} is before the first, expected one after {first}", **days)
    return PeriodDays(**days)


def _bands(file: Reader, node: Node | None) -> tuple[Band, ...]:
    nodes: list[tuple[Node | None, str]] = []
    bands: list[Band] = []
    for entry in file.entries(node, 1):
        keys = file.fields(entry, BAND_KEYS)
        bands.append(Band(file.name(keys.get("id")), file.share(keys.get("min")), file.text(keys.get("title"))))
        nodes.append((keys.get("id"), bands[-1].id))
        least, below = bands[-1].min, bands[-2].min if len(bands) > 1 else None
        if least and below is None and least != "0":
            file.fault(keys["min"], "the first band begins at {found}, expected 0", found=least)
        elif least and below and Decimal(least) <= Decimal(below):
            file.fault(keys["min"], "the bands do not ascend, expected more than {below}", below=below)
    file.once(nodes)
    return tuple(bands)


def _grounds(file: Reader, node: Node | None) -> tuple[Ground, ...]:
    nodes: list[tuple[Node | None, str]] = []
    grounds: list[Ground] = []
    for entry in file.entries(node):
        keys = file.fields(entry, GROUND_KEYS, GROUND_OPTIONS)
        grounds.append(Ground(file.name(keys.get("id")), file.text(keys.get("title")), file.yes(keys.get("words"))))
        nodes.append((keys.get("id"), grounds[-1].id))
    file.once(nodes)
    return tuple(grounds)


def _evidence_kinds(file: Reader, node: Node | None) -> tuple[Named, ...]:
    kinds = file.named(node)
    if isinstance(node, Entries):
        for entry, kind in zip(node.nodes, kinds, strict=True):
            if kind.id == DOCUMENT:
                file.fault(entry, "`document` is a kind of every pack, leave it out")
    return kinds
