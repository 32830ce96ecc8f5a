"""The program on the terminal it is started on, telling after each key that the answer is complete.

`python tests/tui/fenced.py HOME PERSON LANG DRIVER`, where DRIVER is `line` or `stock`: the project's own, or what
Textual's own would send of the same screens. `line.py` starts it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import checklist.tui  # noqa: F401 (first of all: it says what Textual reads when it is imported)

FENCE = "\x1b_fence\x1b\\"
"""What no terminal shows and no driver sends; `line.py` takes it out."""


def main(home: str, person: str, lang: str, driver: str) -> None:
    from stage import NOW
    from textual.drivers.linux_driver import LinuxDriver
    from textual.pilot import Pilot

    from checklist.desk import Desk
    from checklist.locale import Words
    from checklist.store import Store
    from checklist.tui import session as sessions
    from checklist.tui.app import ChecklistApp
    from checklist.tui.driver import LineDriver, ReadDone
    from checklist.tui.session import Session
    from checklist.tui.start import begin

    sessions.HELD_DOWN = 0.0  # the keys of this test come faster than those of a person
    reads = 0

    class Stock(LineDriver):
        """Reads as the project's driver does, writes as Textual's own."""

        def write(self, data: str) -> None:
            LinuxDriver.write(self, data)

        def _query_in_band_window_resize(self) -> None:
            LinuxDriver._query_in_band_window_resize(self)

    class Fenced(ChecklistApp):
        """Lets the next key in when the answer to the one before has been written."""

        done: asyncio.Queue[ReadDone | None]

        def exit(self, *args: Any, **kwargs: Any) -> None:
            super().exit(*args, **kwargs)
            self.done.put_nowait(None)

        def on_read_done(self, message: ReadDone) -> None:
            nonlocal reads
            reads += 1
            self.done.put_nowait(message)

        async def fence(self, pilot: Pilot[Any]) -> None:
            self.done = asyncio.Queue()
            assert isinstance(self._driver, LinuxDriver)
            await pilot.pause()
            LinuxDriver.write(self._driver, FENCE)
            while message := await self.done.get():
                await pilot.pause()
                LinuxDriver.write(self._driver, FENCE)
                message.handled.set()

    desk = Desk(
        Store(Path(home)), person=person or None, door="tui", clock=lambda: NOW + dt.timedelta(seconds=7 * reads)
    )
    session = Session(desk, Words(lang))
    begin(session)
    app = Fenced(session, LineDriver if driver == "line" else Stock)
    app.run(mouse=False, auto_pilot=app.fence)


if __name__ == "__main__":
    main(*sys.argv[1:])
