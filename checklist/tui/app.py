"""The app: keys go to the place on top, its rows to the page; hang-ups keep what is half-written."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset, Size

from checklist.desk import Desk
from checklist.errors import ChecklistError, NotSaved
from checklist.locale import Words
from checklist.terminal import Terminal
from checklist.text import typed
from checklist.tui import THEME
from checklist.tui.driver import LineDriver, NewRead, ReadDone
from checklist.tui.page import Page
from checklist.tui.place import Key, Place
from checklist.tui.session import Session
from checklist.tui.start import begin
from checklist.unexpected import keep_traceback
from checklist.view.frame import Row, fit, plain

WATCH = 1.0
"""Seconds between looks at the journal's size, for what others save in the open unit."""

FAREWELL = 0.3
"""Seconds for the last line to get away."""
GRACE = 10
"""Seconds that a session whose time is up has to end in good order."""


class ChecklistApp(App[int]):
    """One person's session. All state lies in the `Session`; nothing is kept in widgets."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = "Screen { overflow: hidden; background: ansi_default; }"

    def __init__(
        self,
        session: Session,
        driver_class: type | None = None,
        *,
        ascii: bool = False,
        gone: Callable[[], None] | None = None,
        limits: tuple[float, float] | None = None,
        ended: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(driver_class=driver_class, ansi_color=True)
        self.session = session
        self.gone = gone
        self.limits, self.ended = limits, ended
        self._began = self._touched = monotonic()
        self.farewell = ""
        self.page = Page(ascii=ascii)
        self._drawn_for: Size | None = None
        """The size that the page's rows were made for; None before there are any."""
        self.read_number: int | None = None
        """The read of the terminal that keys come from; None where nobody numbers them."""

    def compose(self) -> ComposeResult:
        """The page is all there is."""
        yield self.page

    def on_mount(self) -> None:
        """Listen for hang-ups, and draw."""
        self.theme = THEME
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for sign in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(sign, self.hang_up, sign)
        self.set_interval(WATCH, self.look)
        self.draw()
        self._watch_time()

    # --- events --------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes are handled here, in the order in which they came; the rest is Textual's."""
        if isinstance(event, events.Key | events.Paste):
            self._touched = monotonic()
        if isinstance(event, events.Key):
            event.prevent_default().stop()
            self.take(Key(event.key, event.character, self.read_number))
        elif isinstance(event, events.Paste):
            event.prevent_default().stop()
            self.session.top.paste(" ".join(event.text.split()))
            self.draw()
        elif not isinstance(event, events.MouseEvent):
            await super().on_event(event)

    def take(self, key: Key) -> None:
        """Hand a key to the place on top."""
        session = self.session
        if key.raw == "ctrl+q":  # at once, whatever the place is busy with
            self.leave()
            return
        if key.raw == "ctrl+c":
            session.say("Q leaves; everything saved stays saved.")
            self.draw()
            return
        session.reading(key.read, key.name)
        try:
            session.top.key(key)
        except ChecklistError as error:
            session.refuse(error)
        if session.leaving:
            self.leave()
            return
        if key.raw == "ctrl+l" and isinstance(self._driver, LineDriver):
            self._driver.redraw()
        self.draw(anew=key.raw == "ctrl+l")

    def on_resize(self, event: events.Resize) -> None:
        """Show all again even where the size is what it was: it may have been another one for a moment."""
        if event.size != self.size or self._drawn_for is None:
            return
        if self._drawn_for == self.size:
            self.page.refresh()
        else:
            self.draw(anew=True)

    def on_page_resized(self) -> None:
        """Draw for the new size, unless that was done already."""
        if self._drawn_for != self.size:
            self.draw(anew=True)

    def on_new_read(self, message: NewRead) -> None:
        """The keys that follow came in one read."""
        self.read_number = message.number

    def on_read_done(self, message: ReadDone) -> None:
        """Everything of a read was handled."""
        message.handled.set()

    def on_hung_up(self) -> None:
        """The line is gone."""
        self.hang_up(signal.SIGHUP)

    def draw(self, *, anew: bool = False) -> None:
        """Draw the place on top, and park the terminal's cursor where the focus is.

        Args:
            anew: also the rows that stay as they are.
        """
        width, height = self.size
        if width <= 0 or height <= 0 or not self.is_running or self._exit:
            return
        place = self.session.top
        try:
            rows = self._drawn(place, width, height)
        except ChecklistError as error:
            self.give_up(error)
            return
        if place.cursor is not None:
            row, cell = place.cursor
            self.cursor_position = Offset(min(cell, width - 1), min(3 + row, height - 1))
        self.page.show(rows, anew=anew)
        self._drawn_for = self.size

    def _drawn(self, place: Place, width: int, height: int) -> list[Row]:
        """The rows of a place; where the home is gone, what was there and NOT SAVED under it."""
        try:
            self.session.here()
        except NotSaved as error:
            self.session.refuse(error)
            try:
                return place.draw(width, height)
            except NotSaved:
                rows = list(self.page.rows) or [plain("")] * height
                return [*rows[:-2], fit(plain(self.session.status), width), rows[-1]]
        return place.draw(width, height)

    def look(self) -> None:
        """Say when somebody else has saved in the open unit; nothing is drawn when nobody has."""
        try:
            self.session.here()
            noticed = self.session.top.noticed()
        except NotSaved:
            noticed = True  # drawing says it
        except ChecklistError as error:
            self.give_up(error)
            return
        if noticed:
            self.draw()

    # --- leaving -------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """End the session; what is half-written is kept as a draft."""
        self._end("left")
        self.exit(0)

    def give_up(self, error: ChecklistError) -> None:
        """End the session because nothing can be shown any more: the person was removed, the data is damaged."""
        self._end("refused")
        self._farewell(self.session.t.error(error), error.exit_code)

    def _end(self, cause: str) -> None:
        """Keep what is half-written, and tell that the session ends."""
        self.keep_drafts()
        if self.ended is not None:
            told, self.ended = self.ended, None
            told(cause)

    def _watch_time(self) -> None:
        """End the session when its time is up; else sleep until it may be."""
        if self.limits is None:
            return
        idle, total = self.limits
        now = monotonic()
        left = min(idle - (now - self._touched), total - (now - self._began))
        if left > 0:
            asyncio.get_running_loop().call_later(left, self._watch_time)
            return
        # A terminal that takes nothing more must not hold the program: after this the system ends it.
        signal.alarm(GRACE)
        self._end("time")
        self._farewell(self.session.t("The session has ended: its time was up. What was typed is kept."), 1)

    def _farewell(self, line: str, code: int) -> None:
        """Leave the screen with one line under it."""
        self.farewell = typed(line)
        self.exit(code)

    def keep_drafts(self) -> None:
        """Keep what is half-written on every place of the stack."""
        for place in self.session.stack:
            kept = place.draft()
            if kept is not None:
                try:
                    self.session.desk.keep_draft(*kept)
                except ChecklistError as error:
                    # A text with a secrecy mark is kept nowhere; a disk that takes nothing takes no draft.
                    self.session.refuse(error)

    def hang_up(self, sign: signal.Signals) -> None:
        """The line is gone, or the system wants the program to end: keep the form, then go at once."""
        self._end("terminated" if sign == signal.SIGTERM else "line gone")
        if sign == signal.SIGHUP:
            if self.gone is not None:
                self.gone()
            # Nothing can be flushed to a line that is gone: an ordinary exit would fail on it.
            os._exit(129)
        self.exit(143)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """There is no way out to a browser on the server."""

    def _fatal_error(self) -> None:
        """One line and a reference; the traceback, without local variables, goes to a private file."""
        self.bell()
        self.session.status = ""
        self._end("unexpected error")
        error = sys.exc_info()[1]
        where = keep_traceback(self.session.home / "log", error) if error is not None else "–"
        line = self.session.t("Unexpected error. All answers are saved. Reference {where}.", where=where)
        self._exit_renderables.append(line)
        self._close_messages_no_wait()


def run(
    desk: Desk | None,
    t: Words,
    home: Path,
    *,
    terminal: Terminal,
    person: str | None = None,
    gone: Callable[[], None] | None = None,
    limits: tuple[float, float] | None = None,
    ended: Callable[[str], None] | None = None,
) -> int:
    """Run the full-screen program at this terminal, and return its exit code.

    Args:
        desk: None where the home has no period yet: then the person is asked to make one.
        terminal: what it can show.
        person: who asks to make the first period.
        gone: what is left to do when the line is gone and the program ends at once.
        limits: seconds without a key, and in all, after which the session ends with what was typed kept.
        ended: is told why the session ends.
    """
    if terminal.no_colour is not None:
        os.environ["NO_COLOR"] = "1"
    with ExitStack() as closing:
        session = Session(desk, t, home=home)
        if desk is None:
            from checklist.tui.screens.empty import begin_empty

            begin_empty(session, person, closing)
            gone = closing.close
        else:
            begin(session)
        gc.freeze()
        gc.enable()
        app = ChecklistApp(session, LineDriver, ascii=terminal.ascii, gone=gone, limits=limits, ended=ended)
        app.run(mouse=False)
    if app.farewell:
        sys.stderr.write(f"{app.farewell}\n")
        sys.stderr.flush()
        # The system throws away what the other end of the line has not read when the program ends, and tells nobody.
        sleep(FAREWELL)
    return app.return_value or app.return_code or 0
