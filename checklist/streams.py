"""The three streams of the process: there from the start, and what they do not take ends no command in the middle."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO


def open_missing() -> None:
    """Put the null device in place of each stream that was closed by whoever started the program.

    Else the next file to be opened, a journal perhaps, would get the stream's number and all that is printed.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", 1, encoding="utf-8", closefd=False))


def complain(line: str) -> None:
    """Print a line on stderr; where that takes nothing, the exit code alone tells what happened."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


class Output:
    """Standard output for commands: once it takes nothing more, nothing more is printed, and the command goes on.

    What a command tells, and with which code it ends, does not hang on whether anybody reads it.
    """

    lost: OSError | None = None
    """Why it takes nothing more."""

    def print(self, text: str) -> None:
        """Print a text and an end of line."""
        self._try(lambda: sys.stdout.write(f"{text}\n"))

    def flush(self) -> OSError | None:
        """Have everything written, and tell why it could not be."""
        self._try(sys.stdout.flush)
        return self.lost

    def _try(self, do: Callable[[], object]) -> None:
        if self.lost is None:
            try:
                do()
            except OSError as error:
                self.lost = error
                drop_output()


OUT = Output()
"""That of this process."""


def drop_output() -> None:
    """Let what is left of the output go."""
    _drop(sys.stdout)


def _drop(stream: TextIO) -> None:
    """What is left in a stream must not be flushed at exit into what does not take it: that would be exit code 120."""
    with suppress(OSError, ValueError):  # ValueError: a stream without a file of its own, as tests have
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
