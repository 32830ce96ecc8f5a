"""Rules files: YAML to Pack, units and demo, with every fault at its file, line and column.

The only place that reads YAML. `nodes` turns bytes into nodes with places, `fields` reads typed values from nodes,
`pack`, `items`, `units` and `demo` know the keys of their files, `folder` puts them together, `places` knows where
shipped packs lie.
"""

from checklist.rulebook.demo import (
    Demo,
    DemoAnswer,
    DemoAssessment,
    DemoEvidence,
    DemoPerson,
    load_demo,
)
from checklist.rulebook.folder import check
from checklist.rulebook.pack import load
from checklist.rulebook.places import find, rules_folder, shipped
from checklist.rulebook.units import load_units

__all__ = [
    "Demo",
    "DemoAnswer",
    "DemoAssessment",
    "DemoEvidence",
    "DemoPerson",
    "check",
    "find",
    "load",
    "load_demo",
    "load_units",
    "rules_folder",
    "shipped",
]
