"""Where packs lie: the shipped ones, and the folders that people name."""

from __future__ import annotations

import os
from pathlib import Path

from checklist.errors import BadInput

PACKAGE = Path(__file__).resolve().parent.parent


def rules_folder() -> Path:
    """The folder of the shipped packs: `_rules` inside an installed package, else `rules` beside the package.

    Raises BadInput where there is neither.
    """
    for folder in (PACKAGE / "_rules", PACKAGE.parent / "rules"):
        if os.path.isdir(folder):
            return folder
    raise BadInput("The shipped rules are missing: there is no folder {folder}.", folder=str(PACKAGE / "_rules"))


def shipped() -> tuple[Path, ...]:
    """The folders of the shipped packs, sorted: those that hold a `pack.yaml`."""
    return tuple(sorted(file.parent for file in rules_folder().glob("*/pack.yaml")))


def find(name_or_path: str) -> Path:
    """The folder of a pack: a shipped one by its id, else the path of a folder. Raises BadInput for neither."""
    packs = {folder.name: folder for folder in shipped()}
    if name_or_path in packs:
        return packs[name_or_path]
    if os.path.isdir(name_or_path):
        return Path(name_or_path)
    raise BadInput(
        "{name} is neither a shipped pack nor a folder.",
        "Name one of {ids}, or the path of a folder that holds a pack.yaml.",
        name=name_or_path,
        ids=", ".join(packs),
    )
