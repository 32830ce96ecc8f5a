"""The way in: the environment scrubbed, streams set to UTF-8, then the command line."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from types import TracebackType

from checklist import streams

ENDS = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EAGAIN)
"""How an output ends that takes nothing more."""


def main() -> int:
    """Run the program, and return its exit code. No traceback reaches a person."""
    streams.open_missing()
    sys.excepthook = _unexpected
    _start_clean()
    _scrub()
    _start_fast()
    from checklist import cli

    code = 0
    try:
        try:
            code = cli.main()
        except SystemExit as end:  # argparse, after it has shown its help
            code = int(end.code or 0)
        lost = streams.OUT.flush()
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Files have names, and what the disk refuses is told by the store: this is the output's own end.
        if error.filename is not None or error.errno not in ENDS:
            raise
        lost = error
        streams.drop_output()
    if lost is not None:
        code = cli.lost(lost, code)
    gc.freeze()  # at exit nothing is searched for garbage either
    return code


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One line and a reference; the traceback, without local variables, goes to a private file of the home."""
    if kind is SystemExit:  # comes here where PYTHONINSPECT is set
        return
    try:
        told = _told(error)
    except (OSError, MemoryError, ImportError):
        told = f"{kind.__name__}: {error}"  # without memory, or files to open, no more can be said
    streams.complain(told)


def _told(error: BaseException) -> str:
    from pathlib import Path

    from checklist.cli import given_home
    from checklist.desk import home_folder
    from checklist.errors import ChecklistError
    from checklist.unexpected import keep_traceback

    if isinstance(error, ChecklistError):
        return str(error)
    try:
        folder = home_folder(given_home(sys.argv[1:])) / "log"
    except (ChecklistError, OSError):
        folder = Path("/nonexistent")
    return f"Lỗi không lường trước / Unexpected error: {keep_traceback(folder, error)}"


def _start_clean() -> None:
    """What the SSH server starts for a person starts again where the client could have steered Python itself.

    `PYTHONINSPECT` alone would end the session in an interpreter.
    """
    if "serve" in sys.argv[1:] and any(name.startswith(("PYTHON", "LD_")) for name in os.environ):
        # No library before the new start: the client's PYTHONPATH would say which.
        kept = ("SSH_ORIGINAL_COMMAND", "SSH_CONNECTION", "TERM", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        os.execve(sys.executable, [sys.executable, "-Es", *sys.orig_argv[1:]], environment)


def _scrub() -> None:
    """Nothing of the client's environment steers the screen library; files are for their owner alone."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL_")]:
        del os.environ[name]
    if "SSH_CONNECTION" in os.environ:
        os.environ["ESCDELAY"] = "250"
    os.umask(0o077)
    for stream in (sys.stdin, sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        if isinstance(stream, io.TextIOWrapper):
            errors = "surrogateescape" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(encoding="utf-8", errors=errors)


def _start_fast() -> None:
    """A command lives for a tenth of a second: it collects no garbage, and imports no more than it needs."""
    from checklist import lean

    gc.disable()
    lean.start()


if __name__ == "__main__":
    sys.exit(main())
