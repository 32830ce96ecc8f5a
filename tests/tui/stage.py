"""A stage for the full-screen program: a home of the shipped pack, a fixed clock, keys, and the screen as text."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path

import pytest
from textual.pilot import Pilot

from checklist import rulebook
from checklist.acts import Act
from checklist.desk import Desk
from checklist.homes import make_home, period_dates
from checklist.locale import Words
from checklist.model import Pack, Person, Settings, Unit
from checklist.store import Store
from checklist.tui.app import ChecklistApp
from checklist.tui.session import Session
from checklist.tui.start import begin

NOW = dt.datetime(2009, 12, 2, 3, 42, tzinfo=dt.UTC)
UNIT = "van-phong-bo"


@cache
def rules() -> tuple[Pack, tuple[Unit, ...]]:
    return rulebook.check(rulebook.find("bvantq-2009"))


def make(home: Path, people: Sequence[Person] = (), samples: tuple[str, ...] = ()) -> Store:
    pack, units = rules()
    settings = Settings(samples=samples)
    store = make_home(home, settings, pack, period_dates(pack, "2009", {}), units, now=NOW, door="cli")
    if people:
        store.put_people(people)
    return store


def sit(store: Store, person: str | None = None) -> Desk:
    return Desk(store, person=person, door="tui", clock=lambda: NOW)


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk that has no room left for an act."""

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", full)
        yield


class Stage:
    """The program on a stage of w x h cells."""

    def __init__(self, app: ChecklistApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def session(self) -> Session:
        return self.app.session

    async def press(self, *keys: str) -> str:
        """Press keys by their names, and return the screen."""
        await self.pilot.press(*keys)
        return self.screen()

    async def type(self, text: str) -> str:
        """Type a text letter by letter."""
        return await self.press(*("space" if each == " " else each for each in text))

    def screen(self) -> str:
        """The screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def row(self, number: int) -> str:
        """One row of the screen, from 1."""
        return self.screen().split("\n")[number - 1]

    def value(self, item: str) -> object:
        """What is stored as the unit's answer."""
        return self.session.desk.read(UNIT).value("self", item)


@asynccontextmanager
async def on_stage(
    desk: Desk,
    lang: str = "vi",
    size: tuple[int, int] = (80, 24),
    prepare: Sequence[Act] = (),
    *,
    ascii: bool = False,
) -> AsyncIterator[Stage]:
    for act in prepare:
        desk.do(UNIT, act)
    session = Session(desk, Words(lang))
    begin(session)
    app = ChecklistApp(session, ascii=ascii)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Stage(app, pilot)
