"""The terminal's driver: survives bad bytes and the end of the line, numbers each read, and sends little."""

from __future__ import annotations

import os
import re
import selectors
import termios
import tty
from codecs import getincrementaldecoder
from threading import Event
from typing import Any

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.messages import InBandWindowResize

from checklist.tui.differ import Differ


class HungUp(Message):
    """The line is gone: end of input, or an error reading it."""


class NewRead(Message):
    """What follows came in one read of the terminal, with this number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class ReadDone(Message):
    """Everything of a read was handed on before this; whoever takes it sets `handled`."""

    def __init__(self, handled: Event) -> None:
        super().__init__()
        self.handled = handled


class PasteLimit:
    """Lets the beginning of a paste through as text, and drops the rest up to its end: no field takes more."""

    START, END = "\x1b[200~", "\x1b[201~"
    MOST = 20_000

    def __init__(self) -> None:
        self.inside = False
        self._room = 0
        self._tail = ""
        """Outside a paste, the last letters that were let through: a mark may be parted between two reads."""
        self._held = ""
        """Inside, what may be the beginning of its end."""

    def __call__(self, text: str) -> str:
        """What of a read goes on to the parser."""
        let = []
        text, self._held = self._held + text, ""
        while text:
            before, mark, text = self._inner(text) if self.inside else self._outer(text)
            let.append(before + mark)
        return "".join(let)

    def _outer(self, text: str) -> tuple[str, str, str]:
        place = (self._tail + text).find(self.START)
        if place < 0:
            self._tail = (self._tail + text)[1 - len(self.START) :]
            return text, "", ""
        end = place + len(self.START) - len(self._tail)
        self.inside, self._room, self._tail = True, self.MOST, ""
        return text[:end], "", text[end:]

    def _inner(self, text: str) -> tuple[str, str, str]:
        content, mark, rest = text.partition(self.END)
        if mark:
            self.inside = False
        else:
            begun = next(n for n in range(len(self.END) - 1, -1, -1) if text.endswith(self.END[:n]))
            content, self._held = text[: len(text) - begun], text[len(text) - begun :]
        let = content[: self._room]
        self._room -= len(let)
        # Textual's parser takes what follows an Escape inside a paste for keys.
        return let.replace("\x1b", ""), mark, rest


SHORT, LONG = 64, 4096
"""Bytes of a read: few, so that a flood of keys leaves room for a hang-up between two reads; more inside a paste."""

WIDEST, HIGHEST = 500, 200
"""The largest screen that is drawn: what a client claims beyond it would only cost memory."""


_NOT_NEEDED = re.compile("\x1b\\[\\?1004[hl]|\x1b\\[<u|\x1b\\]22;[a-z]*\x07")
"""Focus events, the end of kitty's keys, which are off, and the shape of the mouse pointer, which is off too."""


class LineDriver(LinuxDriver):
    """Textual's Linux driver with what a line over SSH needs."""

    read_number = 0

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None):
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.screen = Differ(1, 1)
        """What the terminal shows."""
        # Told at once, else the first screen is drawn in whatever size the client claims.
        self._size = size or self._get_terminal_size()

    @property
    def can_suspend(self) -> bool:
        """Never: behind the program there is no shell to go to."""
        return False

    def _sigtstp_application(self, *_: object) -> None:
        """Nothing stops the program but its end."""

    def _get_terminal_size(self) -> tuple[int, int]:
        # From the line itself: COLUMNS and LINES of the environment stay what they were when the window changes.
        try:
            width, height = os.get_terminal_size(self.fileno)
        except OSError:
            width, height = 0, 0
        width, height = min(width or 80, WIDEST), min(height or 24, HIGHEST)
        # Asked for whenever the terminal's size may have changed: what it shows since then, it alone knows.
        self.screen.resize(width, height)
        return width, height

    # --- to the terminal -----------------------------------------------------------------------------------

    def _disable_line_wrap(self) -> None:
        """The last that Textual sets at the start; a line feed only feeds from here on."""
        super()._disable_line_wrap()
        try:
            settings = termios.tcgetattr(self.fileno)
            settings[tty.OFLAG] &= ~termios.OPOST
            termios.tcsetattr(self.fileno, termios.TCSANOW, settings)
        except termios.error:
            self.screen.feeds = False

    def write(self, data: str) -> None:
        """Send what shows on the terminal what was written."""
        sent = "" if _NOT_NEEDED.fullmatch(data) else self.screen.feed(data)
        if sent:
            super().write(sent)

    def redraw(self) -> None:
        """Send everything with the next frame."""
        self.screen.void()

    def _query_in_band_window_resize(self) -> None:
        """Sizes come from the line."""

    # --- from the terminal ---------------------------------------------------------------------------------

    def run_input_thread(self) -> None:
        """Read keys until the program or the line ends.

        The next read waits until everything of the one before was handled: what nobody has handled lies in the line,
        not in memory. Bytes that are not UTF-8 become `�` and end nothing. The end of input is told as `HungUp`:
        Textual's own loop would spin on it.
        """
        parser, limit, handled = XTermParser(self._debug), PasteLimit(), Event()
        on = False
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    try:
                        raw = os.read(self.fileno, LONG if limit.inside else SHORT)
                    except OSError:
                        raw = b""
                    if not raw:
                        self.process_message(HungUp())
                        return
                    # What is cut into several reads because it is so much came at once all the same.
                    self.read_number += not on
                    on = len(raw) == SHORT and bool(selector.select(0))
                    self.process_message(NewRead(self.read_number))
                    text = limit(decode(raw))
                    # Half a letter gives no text yet, and to the parser no text is the end of all.
                    for event in parser.feed(text) if text else ():
                        # Sizes come from the line alone, not from what is typed.
                        if not isinstance(event, events.Resize | InBandWindowResize):
                            self.process_message(event)
                    self._wait_until(handled)
                for event in parser.tick():
                    self.process_message(event)
        try:
            for event in parser.feed(""):
                self.process_message(event)
        except (EOFError, ParseError):
            return

    def _wait_until(self, handled: Event) -> None:
        handled.clear()
        self.process_message(ReadDone(handled))
        while not handled.wait(0.1) and not self.exit_event.is_set():
            pass
