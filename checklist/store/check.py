"""The integrity of a whole home: every sealed file, every chain, every state beside its journal."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from checklist import journal
from checklist.errors import Damaged
from checklist.journal import Record
from checklist.model import Person, Settings, Unit
from checklist.store import files, pair
from checklist.store.files import saving
from checklist.store.home import FOLDERS, TABLES, Store, StoredPeriod, logged
from checklist.store.pair import Pair

TYPES: dict[str, Any] = {
    "home.json": Settings,
    "units.json": dict[str, dict[str, Unit]],
    "people.json": dict[str, dict[str, Person]],
}
"""What sealed files hold; others hold any mapping."""


def damage_of(store: Store) -> Iterator[Damaged]:
    """Every damage of the home, by file and entry number; nothing when all is whole."""
    for name in FOLDERS:
        if not (store.home / name).is_dir():
            yield Damaged("{file} is missing.", file=name)
    wanted = yield from _check_sealed(store)
    for name in sorted(wanted | {path.stem for path in files.found(store.home / "packs", "*.json")}):
        try:
            store.pack(name)
        except Damaged as damage:
            yield damage
    for path in files.found(store.home / "log", "*.jsonl"):
        yield from _check_log(path)
    for period, unit in store.journals():
        yield from pair.damage_of(store.paper(period, unit))
    for unit in store.registers():
        yield from pair.damage_of(store.register(unit))


def _check_sealed(store: Store) -> Generator[Damaged, None, set[str]]:
    """Check every sealed file but the states; gives the digests of the packs that periods name."""
    periods = dict.fromkeys(f"periods/{period}/period.json" for period, _ in store.journals())
    names = ["home.json", *TABLES, *periods]
    for patterns in (("periods", "*", "period.json"), ("drafts", "*", "*.json")):
        names += [str(path.relative_to(store.home)) for path in files.found(store.home, *patterns)]
    packs = set()
    for name in dict.fromkeys(names):
        try:
            if name.endswith("/period.json"):
                packs.add(store.sealed(store.home / name, StoredPeriod).pack)
            else:
                store.sealed(store.home / name, TYPES.get(name, dict[str, Any]))
        except FileNotFoundError:
            yield Damaged("{file} is missing.", file=name)
        except Damaged as damage:
            yield damage
    return packs


# --- settling ----------------------------------------------------------------------------------------------


def settle(store: Store) -> Iterator[str]:
    """Take the journals' word in a plain copy that was made in use; gives the name of each file that was mended.

    Torn last lines are cut off; a state that does not fit its journal is thrown away and built again. Nothing is
    touched where the journal itself is damaged or missing: there it has no word to take.

    Raises:
        NotSaved: the disk refused it.
    """
    for period, unit in store.journals():
        yield from _settle_pair(store.paper(period, unit))
    for unit in store.registers():
        yield from _settle_pair(store.register(unit))
    with files.locked(store.home / "lock"), saving():
        for path in files.found(store.home / "log", "*.jsonl"):
            if not any(_check_log(path)) and _cut_off(path):
                yield f"log/{path.name}"


def _settle_pair(of: Pair[Record]) -> Iterator[str]:
    with files.locked(of.lock_path), saving():
        try:
            lines = of.lines()
            of.shape.book.replay(lines)
            journal.unaltered(files.content(of.path, of.name).rpartition(b"\n")[2], len(lines))
        except (Damaged, FileNotFoundError):
            return  # the check tells it
        if lines and _cut_off(of.path):
            yield of.name
        if lines and any(pair.damage_of(of)):
            of.state_path.unlink()
            of.rebuild()
            yield of.state_name


def _cut_off(path: Path) -> bool:
    """Whether there was a torn line to cut off a journal."""
    end = files.lines_from(path)[1]
    if path.stat().st_size == end:
        return False
    files.append_durably(path, b"", end)
    return True


def _check_log(path: Path) -> Iterator[Damaged]:
    prev: str | None = ""
    name = f"log/{path.name}"
    try:
        *lines, torn = files.content(path, name).split(b"\n")
    except Damaged as damage:
        yield damage
        return
    if not torn.endswith(b"\0") and logged(torn[:-1]):
        # Not torn (a crash leaves nothing or a zero there): whole but for its end, which was altered.
        lines.append(torn)
    for number, raw in enumerate(lines):
        prev = logged(raw, prev)
        if prev is None:
            yield Damaged("{file}: entry {n} was altered, or one before it is missing.", file=name, n=number)
            return
