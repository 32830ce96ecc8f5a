"""The integrity of a whole home: every sealed file, every chain, every state beside its journal."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import msgspec

from checklist.errors import Damaged
from checklist.store import pair
from checklist.store.home import FOLDERS, TABLES, Store, StoredPeriod, logged


def damage_of(store: Store) -> Iterator[Damaged]:
    """Every damage of the home, by file and entry number; nothing when all is whole."""
    for name in FOLDERS:
        if not (store.home / name).is_dir():
            yield Damaged("{file} is missing.", file=name)
    wanted = yield from _check_sealed(store)
    for name in sorted(wanted | {path.stem for path in (store.home / "packs").glob("*.json")}):
        try:
            store.pack(name)
        except Damaged as damage:
            yield damage
    for path in sorted((store.home / "log").glob("*.jsonl")):
        yield from _check_log(path)
    for period, unit in store.journals():
        yield from pair.damage_of(store.paper(period, unit))
    for unit in store.registers():
        yield from pair.damage_of(store.register(unit))


def _check_sealed(store: Store) -> Generator[Damaged, None, set[str]]:
    """Check every sealed file but the states; gives the digests of the packs that periods name."""
    periods = dict.fromkeys(f"periods/{period}/period.json" for period, _ in store.journals())
    names = ["home.json", *TABLES, *periods]
    for pattern in ("periods/*/period.json", "drafts/*/*.json"):
        names += [str(path.relative_to(store.home)) for path in sorted(store.home.glob(pattern))]
    packs = set()
    for name in dict.fromkeys(names):
        try:
            data = store.sealed(store.home / name)
        except FileNotFoundError:
            yield Damaged("{file} is missing.", file=name)
        except Damaged as damage:
            yield damage
        else:
            if name.endswith("/period.json"):
                packs.add(msgspec.convert(data, StoredPeriod).pack)
    return packs


def _check_log(path: Path) -> Iterator[Damaged]:
    prev: str | None = ""
    name = f"log/{path.name}"
    *lines, torn = path.read_bytes().split(b"\n")
    if logged(torn[:-1]):
        # Not torn: whole but for its end, which was altered.
        lines.append(torn)
    for number, raw in enumerate(lines):
        prev = logged(raw, prev)
        if prev is None:
            yield Damaged("{file}: entry {n} was altered, or one before it is missing.", file=name, n=number)
            return
