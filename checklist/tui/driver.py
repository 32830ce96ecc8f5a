"""The terminal's driver: survives bad bytes and the end of the line, and numbers each read of the keyboard."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message


class HungUp(Message):
    """The line is gone: end of input, or an error reading it."""


class NewRead(Message):
    """What follows came in one read of the terminal, with this number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class LineDriver(LinuxDriver):
    """Textual's Linux driver with what a line over SSH needs."""

    read_number = 0

    def run_input_thread(self) -> None:
        """Read keys until the program or the line ends.

        Bytes that are not UTF-8 become `�` and end nothing. The end of input is told as `HungUp`: Textual's own loop
        would spin on it.
        """
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    try:
                        raw = os.read(self.fileno, 4096)
                    except OSError:
                        raw = b""
                    if not raw:
                        self.process_message(HungUp())
                        return
                    self.read_number += 1
                    self.process_message(NewRead(self.read_number))
                    for event in parser.feed(decode(raw)):
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
        try:
            for event in parser.feed(""):
                self.process_message(event)
        except (EOFError, ParseError):
            return
