"""A pack's folder with all its files."""

from __future__ import annotations

import os
from pathlib import Path

from checklist.errors import BadFile
from checklist.model import Pack, Unit
from checklist.rulebook.demo import read_demo
from checklist.rulebook.fields import Reader
from checklist.rulebook.pack import read
from checklist.rulebook.units import read_units

UNITS_FILE, DEMO_FILE = "units.yaml", "demo.yaml"


def check(folder: Path) -> tuple[Pack, tuple[Unit, ...]]:
    """The pack in a folder with its units; `units.yaml` and `demo.yaml` may be missing, then there are none.

    Raises BadFile with all faults of all files.
    """
    reading = read(folder)
    faults = list(reading.faults)
    units: tuple[Unit, ...] = ()
    known_units: tuple[str, ...] | None = ()
    if os.path.lexists(folder / UNITS_FILE):
        file = Reader(folder / UNITS_FILE)
        units = read_units(file, reading.known)
        known_units = tuple(unit.id for unit in units) or None
        faults += file.faults
    if os.path.lexists(folder / DEMO_FILE):
        file = Reader(folder / DEMO_FILE)
        read_demo(file, reading.known, known_units)
        faults += file.faults
    if faults:
        raise BadFile(tuple(faults))
    return reading.pack, units
