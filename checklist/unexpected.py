"""Where a traceback goes that nobody should see: a private file of the home, named by a reference."""

from __future__ import annotations

import os
import traceback
from pathlib import Path


def keep_traceback(folder: Path, error: BaseException) -> str:
    """Write the traceback of an error to a private file, and return its name; a dash where the folder is missing."""
    if not folder.is_dir():
        return f"{type(error).__name__}"
    path = folder / f"error-{os.getpid()}.txt"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    except OSError:
        return f"{type(error).__name__}"
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        traceback.print_exception(error, file=file)
    return path.name
