"""A copy of a whole home in one tar, made while others write.

Journal and state of a pair are read together under their lock, units, people and log under the home's; a lock is held
for the reading alone. Locks and what killed writers left half written stay out. The order is fixed and owners are left
out, so that the same home gives the same bytes.
"""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from checklist.errors import Damaged, NotSaved
from checklist.journal import Record
from checklist.store import files
from checklist.store.home import FOLDERS, TABLES, Store
from checklist.store.pair import Pair

Read = tuple[bytes, float]
"""The bytes of a file and when it was written."""


def write(store: Store, file: IO[bytes]) -> int:
    """Write the tar into a file that is open for it, and return how many files of the home are in it.

    Raises:
        OSError: the home can't be read, or the file can't be written.
    """
    count = 0
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        folders = set(FOLDERS)
        for name in FOLDERS:
            _add_folder(tar, name)
        for lock, together in _groups(store):
            for path, (raw, at) in _read(lock, together).items():
                folder = str(path.parent.relative_to(store.home))
                if folder not in folders and path.parent != store.home:
                    folders.add(folder)
                    _add_folder(tar, folder)
                _add_file(tar, str(path.relative_to(store.home)), raw, at)
                count += 1
    return count


def _groups(store: Store) -> Iterator[tuple[Path | None, Sequence[Path]]]:
    """The files that are read together, and their lock.

    What others rest on is listed after them, since it was there before them: journals, their periods, their packs.
    """
    home = store.home
    logs = [path for path in files.found(home / "log", "*") if path.is_file()]
    yield home / "lock", [home / "home.json", *(home / name for name in TABLES), *logs]
    for period, unit in store.journals():
        yield _pair(store.paper(period, unit))
    for unit in store.registers():
        yield _pair(store.register(unit))
    for patterns in (("drafts", "*", "*.json"), ("periods", "*", "period.json"), ("packs", "*.json")):
        yield None, files.found(home, *patterns)


def _pair(pair: Pair[Record]) -> tuple[Path, Sequence[Path]]:
    return pair.lock_path, [pair.path, pair.state_path]


def _read(lock: Path | None, together: Sequence[Path]) -> dict[Path, Read]:
    """The content of files as it is at one moment; what is not there, or no longer, is left out."""
    with ExitStack() as held:
        if lock is not None:
            # A disk that takes no lock takes no act either, and then a copy is wanted most.
            with suppress(NotSaved):
                held.enter_context(files.locked(lock))
        return {path: read for path in together if (read := _content(path)) is not None}


def _content(path: Path) -> Read | None:
    try:
        handle = files.open_to_read(path, path.name)
    except (FileNotFoundError, Damaged):
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(), os.fstat(handle).st_mtime


def _add_folder(tar: tarfile.TarFile, name: str) -> None:
    info = tarfile.TarInfo(name)
    info.type, info.mode = tarfile.DIRTYPE, 0o700
    tar.addfile(info)


def _add_file(tar: tarfile.TarFile, name: str, raw: bytes, at: float) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(raw), 0o600, at
    tar.addfile(info, io.BytesIO(raw))
