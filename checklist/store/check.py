"""The integrity of a whole home: every sealed file, every chain, every state beside its journal."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import msgspec

from checklist import journal
from checklist.errors import Damaged
from checklist.model import canonical
from checklist.store import files, state
from checklist.store.home import Store, StoredPeriod, log_hash


def damage_of(store: Store) -> Iterator[Damaged]:
    """Every damage of the home, by file and entry number; nothing when all is whole."""
    for name in ("packs", "periods", "log"):
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
        yield from _check_assessment(store, period, unit)


def _check_sealed(store: Store) -> Generator[Damaged, None, set[str]]:
    """Check every sealed file but the states; gives the digests of the packs that periods name."""
    periods = dict.fromkeys(f"periods/{period}/period.json" for period, _ in store.journals())
    names = ["home.json", "units.json", *(("people.json",) if _has_people(store) else ()), *periods]
    for pattern in ("people.json", "periods/*/period.json", "drafts/*/*.json"):
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


def _has_people(store: Store) -> bool:
    """Whether anybody but the local person has acted: then there are people, who are kept for ever."""
    for period, unit in store.journals():
        raw, _ = files.lines_from(store.journal_file(period, unit))
        if any(b'"who":"local"' not in line and b'"who":"system"' not in line for line in raw):
            return True
    return False


def _check_log(path: Path) -> Iterator[Damaged]:
    prev = ""
    name = f"log/{path.name}"
    for number, raw in enumerate(path.read_bytes().split(b"\n")[:-1]):
        try:
            line = msgspec.json.decode(raw)
            bare = {key: value for key, value in line.items() if key != "hash"}
            whole = canonical(line) == raw and line["prev"] == prev and line["hash"] == log_hash(bare)
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, AttributeError):
            whole = False
        if not whole:
            yield Damaged("{file}: entry {n} was altered, or one before it is missing.", file=name, n=number)
            return
        prev = line["hash"]


def _check_assessment(store: Store, period: str, unit: str) -> Iterator[Damaged]:
    path = store.journal_file(period, unit)
    name = str(path.relative_to(store.home))
    try:
        a = journal.replay(store.lines(period, unit))
    except Damaged as damage:
        yield Damaged("{file}: {what}", file=name, what=damage)
        return
    name = str(path.with_suffix(".json").relative_to(store.home))
    try:
        stored = state.load(path.with_suffix(".json"))
    except Damaged:
        yield Damaged("{file}: broken; it is built again from the journal when next opened.", file=name)
        return
    if stored is None:
        return
    held, _ = stored
    if a is None or held.entries > a.entries:
        yield Damaged(
            "{file}: the state holds {n} entries, the journal {m}: the state is ahead of its journal.",
            file=name,
            n=held.entries,
            m=a.entries if a else 0,
        )
    elif held.entries == a.entries and held != a:
        yield Damaged("{file}: the state is not what the journal adds up to.", file=name)
