"""Files that are never half written: sealed files, locks, and a journal that grows.

A sealed file is `{"data":...,"digest":"..."}` and an end of line; the digest is the BLAKE2b (32 bytes) of its data's
canonical JSON, so that one flipped bit anywhere in it is noticed.
"""

from __future__ import annotations

import errno
import fcntl
import fnmatch
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
from tinydb import Storage, TinyDB
from tinydb.table import Document, Table

from checklist.errors import Damaged, NotSaved, Phrase, cause_of
from checklist.locale import mark
from checklist.model import canonical

OURS = os.O_CLOEXEC | os.O_NOFOLLOW
"""How files of a home are opened: a link in place of one leads out of the home, and is not followed."""

_CAUSES = {
    errno.ENOSPC: Phrase("the disk of the server is full"),
    errno.EACCES: Phrase("no permission to write there"),
    errno.EPERM: Phrase("no permission to write there"),
    errno.ENOENT: Phrase("the data folder is gone"),
    errno.ELOOP: Phrase("a link lies in place of a file"),
}
"""What is told in other words of a file of the home."""


def not_saved(error: OSError, *, unsure: bool = False) -> NotSaved:
    """What a failed write is told as."""
    code = errno.errorcode.get(error.errno or 0, str(error.errno))
    cause = _CAUSES.get(error.errno or 0) or cause_of(error)
    if unsure:
        message, hint = (
            mark("UNSURE whether it was saved: {cause} ({code})."),
            mark("Read it again before you repeat it."),
        )
    else:
        message, hint = (
            mark("NOT SAVED: {cause} ({code})."),
            mark("Tell the administrator of the server, then save again."),
        )
    return NotSaved(message, hint, unsure=unsure, cause=cause, code=code)


@contextmanager
def saving() -> Iterator[None]:
    """Whatever the disk refuses inside is told as not saved."""
    try:
        yield
    except OSError as error:
        raise not_saved(error) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file that is made when missing and never renamed; waits as long as it takes."""
    with saving():
        handle = os.open(path, os.O_RDWR | os.O_CREAT | OURS, 0o600)
    try:
        with saving():
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make a folder's own entries durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- read --------------------------------------------------------------------------------------------------


LARGEST = 1 << 28
"""Bytes of a file of the home: several times what a journal of 100,000 entries has."""


def content(path: Path, name: str) -> bytes:
    """The bytes of a file of the home, which damage calls `name`; raises as `open_to_read`."""
    with os.fdopen(open_to_read(path, name), "rb") as file:
        return file.read()


def found(folder: Path, *patterns: str) -> list[Path]:
    """What lies in a folder and matches, sorted; each further pattern is for what lies one folder deeper.

    Where there is no folder there is nothing. One that can't be read is never taken for an empty one.

    Raises:
        OSError: a folder can't be read.
    """
    pattern, *deeper = patterns
    try:
        names = sorted(fnmatch.filter(os.listdir(folder), pattern))
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            raise
        return []
    if not deeper:
        return [folder / name for name in names]
    return [path for name in names for path in found(folder / name, *deeper)]


def open_to_read(path: Path, name: str) -> int:
    """Open a file of the home; what would never end, or leads out of the home, is not read.

    Raises:
        FileNotFoundError: nothing is there. Damaged: a link, a folder or a pipe is, or more than a memory holds.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | OURS)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise Damaged("{file}: a link lies in place of a file.", file=name) from error
    there = os.fstat(handle)
    if stat.S_ISREG(there.st_mode) and there.st_size <= LARGEST:
        return handle
    os.close(handle)
    if stat.S_ISREG(there.st_mode):
        raise Damaged("{file}: larger than any file that was written here.", file=name)
    raise Damaged("{file}: something else lies in place of a file.", file=name)


# --- sealed files ------------------------------------------------------------------------------------------

_HEAD, _MIDDLE, _END = b'{"data":', b',"digest":"', b'"}\n'


def seal(data: object) -> bytes:
    """A sealed file's bytes."""
    body = canonical(data)
    return _HEAD + body + _MIDDLE + _digest(body) + _END


def _digest(body: bytes) -> bytes:
    """BLAKE2b, since Python's own is fast."""
    return hashlib.blake2b(body, digest_size=32).hexdigest().encode()


def unseal(raw: bytes, name: str, type: Any = Any) -> Any:
    """The data of a sealed file.

    Raises:
        Damaged: the bytes are not those that were written, or not of the type.
    """
    body = raw[len(_HEAD) : -(64 + len(_MIDDLE) + len(_END))]
    expected = _HEAD + body + _MIDDLE + _digest(body) + _END
    if raw != expected:
        raise Damaged("{file}: the content is not what was written.", file=name)
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Damaged("{file}: the content can't be read.", file=name) from None


def write_whole(path: Path, raw: bytes, *, sync: bool = True) -> None:
    """Replace a file in one step; the one before it stays whole when anything fails.

    Args:
        sync: make it durable before it is told as written. Left out where the content can be built again.

    Raises:
        OSError: nothing was replaced. NotSaved: `unsure`, it was replaced and may not be durable.
    """
    beside = path.with_name(path.name + ".tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NONBLOCK | OURS, 0o600)
    try:
        if not sync:
            # Where a file has no place on the disk yet when it is renamed over another, ext4 begins to write it there.
            with suppress(OSError):
                os.posix_fallocate(handle, 0, len(raw))
        write_all(handle, raw)
        if sync:
            os.fsync(handle)
    finally:
        os.close(handle)
    os.rename(beside, path)
    if sync:
        try:
            sync_folder(path.parent)
        except OSError as error:
            # Whoever reads sees the new content already: that it was not saved would be wrong.
            raise not_saved(error, unsure=True) from error


def write_all(handle: int, raw: bytes) -> None:
    """Write every byte at the handle's place."""
    view = memoryview(raw)
    while view:
        view = view[os.write(handle, view) :]


# --- TinyDB on a sealed file -------------------------------------------------------------------------------


Tables = dict[str, dict[str, dict[str, Any]]]
"""What a TinyDB holds: its tables by name, each with its documents by id."""


class SealedStorage(Storage):
    """A TinyDB storage on one sealed file: read once, written whole when closed."""

    def __init__(self, path: Path, *, sync: bool = True, held: Tables | None = None) -> None:
        """Open the file, or begin an empty one where it is missing.

        Args:
            held: what the file is to hold so far, whatever it does: it is not read. Changes go into it.
        """
        self._path, self._sync = path, sync
        self._data, self._changed = held, held is not None
        if held is None:
            try:
                self._data = unseal(content(path, path.name), path.name, Tables)
            except FileNotFoundError:
                self._data = None

    def read(self) -> Tables | None:
        """The tables by name."""
        return self._data

    def write(self, data: Tables) -> None:
        """Take over the tables; they reach the file when the database is closed."""
        self._data, self._changed = data, True

    def close(self) -> None:
        """Write the file if anything changed. Empty tables are left out, so that equal content is equal bytes."""
        if self._changed:
            tables = {name: table for name, table in (self._data or {}).items() if table}
            write_whole(self._path, seal(tables), sync=self._sync)


class Records(Table):
    """A TinyDB table with the program's own ids."""

    document_id_class: Any = str
    default_query_cache_capacity = 0


class Database(TinyDB):
    """A TinyDB of `Records`, one document an id. TinyDB types its ids as numbers; here they are texts."""

    table_class = Records

    def put(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Store documents under their ids, in place of those before them."""
        if not rows:
            return
        records: Any = self.table(table)
        there = {id: records.contains(doc_id=id) for id in rows}
        fresh: Any = [(id, fields) for id, fields in rows.items() if not there[id]]
        if fresh:
            records.insert_multiple(Document(dict(fields), doc_id=id) for id, fields in fresh)
        for id in filter(there.get, rows):
            records.update(_become(rows[id]), doc_ids=[id])

    def __exit__(self, *raised: object) -> None:
        """Close, and so write, when nothing was raised inside; else the file stays as it was."""
        if raised[0] is None:
            self.close()

    def drop(self, table: str, id: str) -> None:
        """Take a document out."""
        records: Any = self.table(table)
        records.remove(doc_ids=[id])

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """All documents of a table by id, copied out."""
        return {str(row.doc_id): dict(row) for row in self.table(table)}


def _become(fields: Mapping[str, Any]) -> Callable[[Mapping[Any, Any]], None]:
    def become(document: Mapping[Any, Any]) -> None:
        assert isinstance(document, dict)
        document.clear()
        document.update(fields)

    return become


# --- a journal's file --------------------------------------------------------------------------------------


def lines_from(path: Path, offset: int = 0) -> tuple[list[bytes], int]:
    """The whole lines of a journal from a byte offset, without their ends, and where the last of them ends.

    A last line without its end was never acknowledged and is left out.
    """
    try:
        handle = open_to_read(path, path.name)
    except FileNotFoundError:
        return [], 0
    with os.fdopen(handle, "rb") as file:
        file.seek(offset)
        raw = file.read()
    whole = raw[: raw.rfind(b"\n") + 1]
    return whole.split(b"\n")[:-1], offset + len(whole)


def append_durably(path: Path, raw: bytes, end: int) -> None:
    """Append to a journal whose whole lines end at `end`, and sync; a torn line behind it is cut off first.

    Raises:
        NotSaved: nothing was added; `unsure` where the bytes could not be cut off again after a failed sync.
    """
    with saving():
        handle = os.open(path, os.O_RDWR | os.O_CREAT | OURS, 0o600)
    try:
        with saving():
            if os.fstat(handle).st_size > end:
                os.ftruncate(handle, end)
            if end == 0:
                # Before the first line: whoever finds one there knows that the file's name is durable.
                sync_folder(path.parent)
            os.lseek(handle, end, os.SEEK_SET)
        try:
            write_all(handle, raw)
            os.fdatasync(handle)
        except OSError as error:
            _cut_off(handle, end, error)
            raise not_saved(error) from error
    finally:
        os.close(handle)


def _cut_off(handle: int, end: int, cause: OSError) -> None:
    try:
        os.ftruncate(handle, end)
        os.fsync(handle)
    except OSError:
        raise not_saved(cause, unsure=True) from cause
