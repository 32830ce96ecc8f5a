"""What a command writes into a file: whole or not at all, for its owner alone, and never over another by accident."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from checklist.errors import BadInput, NotSaved, Refused, cause_of


def write(path: Path, content: str, *, force: bool = False) -> None:
    """Write a text file as `written` does, and raise as it does."""
    with written(path, force=force) as file:
        file.write(content.encode())


@contextmanager
def written(path: Path, *, force: bool = False) -> Iterator[IO[bytes]]:
    """A file of mode 0600 to write into; it gets its name when everything is written, else nothing is left of it.

    Args:
        force: take the place of a file that is there.

    Raises:
        Refused, BadInput: as `look`. NotSaved: the disk refused it.
    """
    look(path, force=force)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _put(beside, path, force=force)
            _sync_folder(path.parent)
        finally:
            beside.unlink(missing_ok=True)
    except FileExistsError:
        raise _there(path) from None
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, str(error.errno))
        raise NotSaved("NOT SAVED: {cause} ({code}).", cause=cause_of(error), code=code) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def look(path: Path, *, force: bool = False) -> None:
    """Look whether a file can be written there.

    Raises:
        Refused: it is there already. BadInput: its folder is not.
    """
    if not path.parent.is_dir():
        raise BadInput('There is no folder "{given}".', given=str(path.parent))
    if path.is_dir():
        raise BadInput('"{given}" is a folder.', "Name a file in it.", given=str(path))
    if not force and os.path.lexists(path):
        raise _there(path)


def _put(beside: Path, path: Path, *, force: bool) -> None:
    """Give the written file its name; without `force` the name must be free at that very moment."""
    if force:
        os.rename(beside, path)
        return
    try:
        os.link(beside, path)
    except OSError as error:
        # A stick or a share that has no links: the name was free a moment ago.
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS) or os.path.lexists(path):
            raise
        os.rename(beside, path)


def _there(path: Path) -> Refused:
    return Refused('"{given}" is there already, nothing was written.', "--force takes its place.", given=str(path))
