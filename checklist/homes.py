"""Homes and periods: made, dated, administered, checked. What changes in an assessment goes through the desk."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO

import msgspec

from checklist import judge, workflow
from checklist.desk import Home, person_of
from checklist.errors import BadInput, Damaged, Forbidden, Phrase, Refused
from checklist.locale import mark
from checklist.model import ADMIN, LOCAL, Pack, Period, Person, Settings, Unit
from checklist.store import Store


def period_dates(pack: Pack, period: str, given: Mapping[str, date | None]) -> Period:
    """A period with its dates: of the pack's days where it is named by a year, else as given.

    Raises:
        BadInput: a bad name, missing or contradicting dates.
    """
    if not (0 < len(period) <= 20 and all(c.isascii() and (c.isalnum() or c == "-") for c in period)):
        raise BadInput('"{given}" is no period: up to 20 letters, digits and hyphens.', "Example: 2009.", given=period)
    days = dict(given)
    if len(period) == 4 and period.isdigit() and int(period) > 0:
        year = int(period)
        for name in ("first", "last", "cut_off", "submit_by", "verify_by"):
            days[name] = days.get(name) or _day(year, str(getattr(pack.period, name)))
    first, last = days.get("first"), days.get("last")
    if first is None or last is None:
        raise BadInput('The period "{given}" needs --first and --last.', given=period)
    cut_off, submit_by, verify_by = (days.get(name) or last for name in ("cut_off", "submit_by", "verify_by"))
    if not first <= last or not first <= cut_off:
        raise BadInput('The period "{given}": its first day lies after its last or its cut-off.', given=period)
    return Period(period, first, last, cut_off, submit_by, verify_by)


def _day(year: int, month_day: str) -> date:
    month, day = map(int, month_day.split("-"))
    return date(year, month, min(day, 28) if month == 2 else day)


def refuse_second(home: Home, period: str) -> None:
    """Raise Refused where the period exists."""
    if any(each.period.id == period for each in home.periods()):
        raise Refused('The period "{period}" exists already.', period=period)


def administer(home: Home, person: str | None) -> Person:
    """Who keeps people and periods: the admin, or anybody in a home without people; raises Forbidden for others."""
    who = person_of(home, person)
    if who.role != ADMIN and who != LOCAL:
        raise Forbidden("This is for {whose} to do.", whose=Phrase(workflow.WHOSE[ADMIN]))
    return who


class Health(msgspec.Struct, frozen=True):
    """What a check of a home found."""

    damage: tuple[Damaged, ...]
    assessments: int
    whole: int
    """Assessments whose journal and state are as they were written."""


def check_home(home: Path) -> Health:
    """Check a home's integrity, as far as anything of it can be read.

    Raises:
        BadInput: there is none. Refused: it belongs to somebody else.
    """
    store = Store.to_check(home)
    damage = tuple(store.check())
    files = {str(each.fields.get("file")).rpartition(".")[0] for each in damage}
    every = store.journals()
    whole = [unit for period, unit in every if f"periods/{period}/{unit}" not in files]
    return Health(damage, len(every), len(whole))


def settle(home: Path, person: str | None) -> tuple[str, ...]:
    """Mend a plain copy that was made in use, as `store.check.settle` says; gives the names of the mended files.

    Raises:
        BadInput: there is no home. Forbidden: for the admin only. NotSaved: the disk refused it.
    """
    from checklist.store import check

    if person is not None:
        administer(Store(home), person)
    return tuple(check.settle(Store.to_check(home)))


def backup(home: Path, person: str | None, file: IO[bytes]) -> int:
    """Write a tar of a home, damaged or whole, into a file that is open for it; gives how many files are in it.

    Raises:
        BadInput: there is no home. Forbidden: for the admin only. OSError: it can't be read or written.
    """
    from checklist.store import backup as copy

    if person is not None:
        administer(Store(home), person)
    return copy.write(Store.to_check(home), file)


class Folder(msgspec.Struct, frozen=True):
    """What lies where a home is to be: a home, or what may become one."""

    home: Home | None
    state: str
    """In words, a message id."""
    units: int = 0
    admins: tuple[str, ...] = ()
    """Who keeps people and periods, where the home has people."""


def look_at(home: Path) -> Folder:
    """What lies where a home is to be; nothing is written.

    Raises:
        Refused: it belongs to somebody else. Damaged: a home that can't be read.
    """
    try:
        if (home / "home.json").exists():
            store = Store(home)
            admins = tuple(each.id for each in store.people() if each.role == ADMIN and not each.removed)
            return Folder(store, mark("a home without a period"), len(store.units()), admins)
        if home.is_dir():
            held = any(home.iterdir())
            return Folder(
                None, mark("holds other files") if held else _can_be_written(home, mark("empty, can be written"))
            )
        there = next(each for each in home.parents if each.exists())
    except PermissionError:
        return Folder(None, mark("can't be read"))
    if home.exists() or not there.is_dir():
        return Folder(None, mark("a file is in its place"))
    return Folder(None, _can_be_written(there, mark("not there yet, can be made")))


def _can_be_written(folder: Path, yes: str) -> str:
    return yes if os.access(folder, os.W_OK | os.X_OK) else mark("can't be written")


def make_home(
    home: Path, settings: Settings, pack: Pack, period: Period, units: Sequence[Unit], *, now: datetime, door: str
) -> Store:
    """Make a home with a period in it, or a new period in a home that is there.

    Raises:
        Refused: the period exists, or the folder holds other things.
    """
    for unit in units:
        judge.unmarked_unit(unit)
    store = Store.create(home, settings)
    refuse_second(store, period.id)
    digest = store.put_pack(pack)
    store.put_units(units)
    store.put_period(period, digest)
    at = workflow.moment(now)
    store.log(at, LOCAL.id, door, "units", {"count": len(units)})
    store.log(at, LOCAL.id, door, "period", {"period": period.id, "pack": digest})
    return store
