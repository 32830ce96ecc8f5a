"""A home without a period: make the usual one with one key, or see the commands that make another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType

from checklist.actions import normal
from checklist.desk import Desk
from checklist.errors import ChecklistError
from checklist.homes import make_home, period_dates
from checklist.locale import Words
from checklist.model import Pack, Settings, Unit
from checklist.tui import THEME
from checklist.tui.driver import ReadDone
from checklist.tui.page import Page
from checklist.view.frame import Row, compose, marker, plain


class EmptyHome(App[Desk]):
    """Asks what to do with an empty data folder; gives the desk of the period made, or nothing."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS = "Screen { overflow: hidden; background: ansi_default; }"

    def __init__(
        self,
        t: Words,
        home: Path,
        pack: Pack,
        units: tuple[Unit, ...],
        driver_class: type | None,
        *,
        ascii: bool = False,
    ) -> None:
        super().__init__(driver_class=driver_class, ansi_color=True)
        self.words, self.home, self.pack, self.units = t, home, pack, units
        self.page = Page(ascii=ascii)
        self.at = 0
        self.status = ""
        self.year = str((datetime.now(UTC) + timedelta(hours=7)).year)

    def compose(self) -> ComposeResult:
        """The page is all there is."""
        yield self.page

    def on_mount(self) -> None:
        """Draw."""
        self.theme = THEME
        self.draw()

    def on_page_resized(self) -> None:
        """Draw everything for the new size."""
        self.draw()

    def on_read_done(self, message: ReadDone) -> None:
        """Everything typed so far was handled."""
        message.handled.set()

    async def on_event(self, event: events.Event) -> None:
        """Arrows and Enter; Q leaves."""
        if not isinstance(event, events.Key):
            await super().on_event(event)
            return
        event.prevent_default().stop()
        match normal(event.key, event.character):
            case "up" | "down":
                self.at = 1 - self.at
            case "enter" if self.at == 0:
                self.make()
            case "enter" | "q" | "f10" | "ctrl+q":
                self.exit(None)
        self.draw()

    def make(self) -> None:
        """Make the home with the period of this year."""
        try:
            settings = Settings(language=self.words.lang)
            period = period_dates(self.pack, self.year, {})
            store = make_home(self.home, settings, self.pack, period, self.units, now=datetime.now(UTC), door="tui")
        except ChecklistError as error:
            self.status = self.words.error(error)
            return
        self.exit(Desk(store, door="tui"))

    def draw(self) -> None:
        """Draw the one screen."""
        width, height = self.size
        if width <= 0 or height <= 0:
            return
        self.page.show(self.rows(width, height))

    def rows(self, width: int, height: int) -> list[Row]:
        """What there is, and what to do."""
        t = self.words
        items = sum(len(section.items) for section in self.pack.sections)
        answers = (
            t("Make period {year}: rules {pack}, {n} units", year=self.year, pack=self.pack.id, n=len(self.units)),
            t("Leave, and make another with a command"),
        )
        body = [
            plain(t("There is no period in this data folder yet.")),
            plain(""),
            *(marker(n == self.at, answer) for n, answer in enumerate(answers)),
            plain(""),
            plain("  " + t("Data folder    {home}", home=str(self.home))),
            plain(
                "  "
                + t(
                    "Rules          {pack} v{version}: {n} sections, {m} items",
                    pack=self.pack.id,
                    version=self.pack.version,
                    n=len(self.pack.sections),
                    m=items,
                )
            ),
            plain(""),
            plain(t("With commands")),
            plain(f"  checklist init --pack {self.pack.id} --period {self.year}"),
            plain("  checklist demo"),
        ]
        keys = f"↑↓ {t('choose')}  Enter {t('do it')}  Q {t('leave')}"
        status = self.status or t("Nothing is stored yet.")
        second = t("Empty: 0 periods, 0 units")
        return compose("checklist", t("no period yet"), second, body, status, keys, width=width, height=height)
