"""Lines in and lines out: a terminal in its own line discipline, or a pipe. Nothing here moves a cursor.

Signals only wake the reading: an act that is being saved is never torn, and the next question ends the session.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Protocol

from checklist.errors import BadInput

LONGEST = 20_000
"""Bytes of a line: more than ten times the longest text."""
GRACE = 10.0
"""Seconds that a terminal which takes nothing more may hold the program beyond its time."""
LEFT, LINE_GONE, TERMINATED, TIME = "left", "line gone", "terminated", "time"
IUTF8 = 0o40000
"""Linux: the terminal's own backspace takes a whole letter, so that input methods can take theirs back."""


class Ended(Exception):
    """Nothing more will be read: `cause` is one of the words above."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Interrupted(Exception):
    """Ctrl+C at a terminal."""


class Source(Protocol):
    """Where lines come from and go to."""

    piped: bool
    """Whether the answers come from a file or a program, which cannot be asked again."""

    def line(self) -> str:
        """The next line without its end; raises Ended, Interrupted, BadInput for what is no line of text."""

    def write(self, text: str) -> None:
        """Write a text at once."""


class Lines:
    """Standard input and output."""

    def __init__(self, limits: tuple[float, float] | None = None) -> None:
        """`limits` are seconds without a line, and in all."""
        self.taken, self.given = sys.stdin.fileno(), sys.stdout.fileno()
        self.piped = not os.isatty(self.taken)
        self._shown = os.isatty(self.given)
        self.limits = limits
        self._buffer = b""
        self._at_end = self._too_long = False
        self._began = self._touched = monotonic()
        self._wake, self._woken = -1, -1

    @contextmanager
    def open(self) -> Iterator[Lines]:
        """Listen for signals, and let the terminal's backspace take whole letters; all as it was afterwards."""
        self._wake, self._woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        before = signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        signs = [each for each in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM) if _listened_to(each)]
        handlers = {each: signal.signal(each, lambda *_: None) for each in signs}
        settings = self._whole_letters()
        try:
            yield self
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            if settings is not None:
                with suppress(termios.error):  # the line is gone, and its settings with it
                    termios.tcsetattr(self.taken, termios.TCSADRAIN, settings)
            for each, handler in handlers.items():
                signal.signal(each, handler)
            signal.set_wakeup_fd(before)
            os.close(self._wake)
            os.close(self._woken)

    def _whole_letters(self) -> Any:
        if self.piped:
            return None
        try:
            before = termios.tcgetattr(self.taken)
            changed = [before[0] | (IUTF8 if sys.platform == "linux" else 0), *before[1:]]
            termios.tcsetattr(self.taken, termios.TCSADRAIN, changed)
        except termios.error:
            return None
        return before

    # --- in ------------------------------------------------------------------------------------------------

    def line(self) -> str:
        """The next line."""
        while b"\n" not in self._buffer:
            if self._at_end:
                return self._last()
            self._read()
            if len(self._buffer) > LONGEST and b"\n" not in self._buffer:
                self._buffer, self._too_long = b"", True
        raw, _, self._buffer = self._buffer.partition(b"\n")
        self._touched = monotonic()
        self._hold()
        if self._too_long or len(raw) > LONGEST:
            self._too_long = False
            raise _too_long()
        return _text(raw)

    def _last(self) -> str:
        """What stands behind the last end of a line: in a pipe a line too; at a terminal it was never entered."""
        raw, self._buffer = self._buffer, b""
        if self._too_long:
            self._too_long = False
            raise _too_long()
        if raw and self.piped:
            return _text(raw)
        raise Ended(LEFT)

    def _read(self) -> None:
        """Wait for more, for a signal, or for the end of the time."""
        poll = select.poll()
        poll.register(self.taken, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        left = self._left()
        self._hold()
        ready = {fd for fd, _ in poll.poll(None if left is None else max(0.0, left) * 1000)}
        if self._wake in ready:
            self._obey(os.read(self._wake, 64))
            return
        if not ready:
            raise Ended(TIME)
        try:
            more = os.read(self.taken, 65_536)
        except OSError:
            raise Ended(LINE_GONE) from None
        self._buffer += more
        self._at_end = not more

    def _obey(self, signs: bytes) -> None:
        if signal.SIGHUP in signs:
            raise Ended(LINE_GONE)
        if signal.SIGTERM in signs:
            raise Ended(TERMINATED)
        if signal.SIGINT in signs:
            if self.piped:
                raise KeyboardInterrupt
            self._buffer = b""
            raise Interrupted

    def _left(self) -> float | None:
        """Seconds until the time is up."""
        if self.limits is None:
            return None
        idle, total = self.limits
        now = monotonic()
        return min(idle - (now - self._touched), total - (now - self._began))

    def _hold(self) -> None:
        """Have the system end the program where a terminal takes nothing more and the time is long up."""
        left = self._left()
        if left is not None:
            signal.setitimer(signal.ITIMER_REAL, max(0.0, left) + GRACE)

    # --- out -----------------------------------------------------------------------------------------------

    def write(self, text: str) -> None:
        """Write a text at once; raises Ended where a terminal is gone, OSError where a file or pipe takes no more."""
        # What the stream was set to counts: a terminal that knows no Vietnamese letters gets them without accents.
        raw = text.encode(sys.stdout.encoding, sys.stdout.errors or "strict")
        while raw:
            try:
                raw = raw[os.write(self.given, raw) :]
            except OSError as error:
                if error.errno == errno.EIO and self._shown:
                    raise Ended(LINE_GONE) from None
                raise


def _listened_to(sign: signal.Signals) -> bool:
    """Whether a signal means anything: who started the program may have had it ignored."""
    return signal.getsignal(sign) is not signal.SIG_IGN


def _too_long() -> BadInput:
    return BadInput("The line is too long: {most} bytes are the most.", most=LONGEST)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").rstrip("\r")
    except UnicodeDecodeError:
        raise BadInput(
            "The line is no UTF-8 text.", "Set the terminal or the file to UTF-8, then type it again."
        ) from None
