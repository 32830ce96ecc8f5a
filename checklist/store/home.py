"""The home: one folder that holds everything, and the one class that knows its files.

What is written act by act, assessments and findings, lies in pairs of a journal and a state: see `pair`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from checklist.errors import BadInput, Damaged, Refused
from checklist.journal import Line, Version
from checklist.model import FORMAT, Assessment, Pack, Period, Person, Settings, Unit, canonical, digest
from checklist.register import Findings
from checklist.store import files, state
from checklist.store.files import Database, SealedStorage, saving
from checklist.store.pair import Edit, Pair
from checklist.text import clean, within

if TYPE_CHECKING:
    from checklist.drafts import Fields

FOLDERS = ("packs", "periods", "findings", "drafts", "log")
TABLES = ("units.json", "people.json")
"""What every home has from its first moment on."""
NOT_TYPED = ("form", "unit", "item", "verdict")
"""The fields of a draft that say where it was typed."""


Thing = TypeVar("Thing", Unit, Person)


class StoredPeriod(msgspec.Struct, frozen=True):
    """A period and the digest of its pack, as `period.json` holds them."""

    period: Period
    pack: str


class Format(msgspec.Struct, frozen=True):
    """What every version keeps in `home.json`."""

    format: int


class Store:
    """A home on disk. Every method either returns what was written or tells what is wrong."""

    _edited: tuple[tuple[str, str], Pair[Assessment]] | None = None
    """The assessment that was edited last: people do many acts on one."""

    def __init__(self, home: Path) -> None:
        """Open a home.

        Raises:
            BadInput: there is none. Refused: it belongs to somebody else. Damaged: `home.json` is broken.
        """
        self.home = home
        _refuse_others(home)
        if not (home / "home.json").exists():
            raise BadInput('No data in "{home}".', "`checklist init` makes it there.", home=str(home))
        # Before all else: what another version keeps may have other fields.
        found = self.sealed(home / "home.json", Format).format
        if found != FORMAT:
            raise BadInput(
                "The data has format {n}, this program reads {known}.",
                "Use the version that wrote it, or a newer one.",
                n=found, known=FORMAT,
            )  # fmt: skip
        self.settings: Settings = self.sealed(home / "home.json", Settings)

    @classmethod
    def to_check(cls, home: Path) -> Store:
        """A home whose `home.json` may be broken: good for `check` and `journals` only.

        Raises:
            BadInput: there is none. Refused: it belongs to somebody else.
        """
        try:
            return cls(home)
        except Damaged:
            store = cls.__new__(cls)
            store.home = home
            return store

    @classmethod
    def create(cls, home: Path, settings: Settings) -> Store:
        """Make a home, or open it where it exists already.

        Raises:
            NotSaved: the folder can't be made. Refused: the folder holds other things, or belongs to somebody else.
        """
        _refuse_others(home)
        if (home / "home.json").exists():
            return cls(home)
        with saving():
            made = [folder for folder in (home, *home.parents) if not folder.exists()]
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Nothing in a folder is safe before the folder's own name is.
            for folder in made:
                files.sync_folder(folder.parent)
        if not all(map(_begun, home.iterdir())):
            raise Refused('The folder "{home}" is not empty and holds no data of this program.', home=str(home))
        with saving():
            home.chmod(0o700)
            for name in FOLDERS:
                (home / name).mkdir(mode=0o700, exist_ok=True)
            for name in TABLES:
                files.write_whole(home / name, files.seal({}))
            # The last: from here on it is a home, and what is missing in it is damage.
            files.write_whole(home / "home.json", files.seal(settings))
        return cls(home)

    def sealed(self, path: Path, type: Any = Any) -> Any:
        """The data of a sealed file of the home; raises Damaged where it is not what was written, or of the type."""
        name = str(path.relative_to(self.home))
        return files.unseal(files.content(path, name), name, type)

    @contextmanager
    def _home_lock(self) -> Iterator[None]:
        with files.locked(self.home / "lock"):
            yield

    # --- units, people, packs, periods ---------------------------------------------------------------------

    def units(self) -> tuple[Unit, ...]:
        """The units in their order."""
        with Database(self._table("units.json"), storage=SealedStorage) as db:
            units = _things(db, "units.json", "units", Unit)
        return tuple(sorted(units, key=lambda unit: unit.order))

    def put_units(self, units: Sequence[Unit]) -> None:
        """Store units, in place of those with the same id."""
        self._put("units.json", "units", {unit.id: unit for unit in units})

    def people(self) -> tuple[Person, ...]:
        """The people who may act, by id; empty in a home of one local person."""
        with Database(self._table("people.json"), storage=SealedStorage) as db:
            return _things(db, "people.json", "people", Person)

    def put_people(self, people: Sequence[Person]) -> None:
        """Store people, in place of those with the same id."""
        self._put("people.json", "people", {person.id: person for person in people})

    def change_people(self, change: Callable[[tuple[Person, ...]], Person]) -> Person:
        """Store what becomes of one person, decided over all people there are while nobody else changes them."""
        with self._home_lock(), saving(), Database(self._table("people.json"), storage=SealedStorage) as db:
            after = change(_things(db, "people.json", "people", Person))
            db.put("people", {after.id: msgspec.to_builtins(after)})
        return after

    def people_mark(self) -> tuple[int, int, int]:
        """Changes whenever anybody changes the people.

        Raises:
            NotSaved: the whole home is gone. Damaged: only the people are.
        """
        try:
            there = (self.home / "people.json").stat()
        except FileNotFoundError as error:
            if not (self.home / "home.json").exists():
                raise files.not_saved(error) from None
            raise Damaged("{file} is missing.", file="people.json") from None
        return there.st_ino, there.st_size, there.st_mtime_ns

    def _table(self, file: str) -> Path:
        """A file of units or people. Every home has both: a missing one never reads as nobody."""
        path = self.home / file
        if not path.exists():
            raise Damaged("{file} is missing.", file=file)
        return path

    def _put(self, file: str, table: str, things: Mapping[str, msgspec.Struct]) -> None:
        with self._home_lock(), saving(), Database(self._table(file), storage=SealedStorage) as db:
            db.put(table, {id: msgspec.to_builtins(thing) for id, thing in things.items()})

    def pack(self, wanted: str) -> Pack:
        """The compiled pack of a digest.

        Raises:
            Damaged: it is missing or not what its name says.
        """
        try:
            if len(wanted) != len(digest({})):
                raise FileNotFoundError  # no digest, and perhaps not even a name
            raw = files.content(self.home / "packs" / f"{wanted}.json", f"packs/{wanted}.json")
        except FileNotFoundError:
            raise Damaged("packs/{file}.json is missing.", file=wanted) from None
        # The name is the digest of the canonical JSON, and that is what the file holds.
        if hashlib.sha256(raw).hexdigest() != wanted:
            raise Damaged("{file}: the content is not what was written.", file=f"packs/{wanted}.json")
        return msgspec.json.decode(raw, type=Pack)

    def put_pack(self, pack: Pack) -> str:
        """Store a compiled pack under its digest, and return that."""
        name = digest(pack)
        path = self.home / "packs" / f"{name}.json"
        if not path.exists():
            with saving():
                files.write_whole(path, canonical(pack))
        return name

    def periods(self) -> tuple[StoredPeriod, ...]:
        """All periods, the latest last day first."""
        paths = files.found(self.home / "periods", "*", "period.json")
        found: list[StoredPeriod] = [self.sealed(path, StoredPeriod) for path in paths]
        return tuple(sorted(found, key=lambda each: each.period.last, reverse=True))

    def put_period(self, period: Period, pack: str) -> None:
        """Make a period.

        Raises:
            Refused: it exists.
        """
        folder = self.home / "periods" / period.id
        with self._home_lock():
            if (folder / "period.json").exists():
                raise Refused('The period "{period}" exists already.', period=period.id)
            with saving():
                folder.mkdir(mode=0o700, exist_ok=True)
                files.write_whole(folder / "period.json", files.seal(StoredPeriod(period, pack)))
                files.sync_folder(folder.parent)

    # --- assessments and findings --------------------------------------------------------------------------

    def paper(self, period: str, unit: str) -> Pair[Assessment]:
        """The files of an assessment."""
        return Pair(self.home, self.home.joinpath("periods", period, f"{unit}.jsonl"), state.ASSESSMENT)

    def register(self, unit: str) -> Pair[Findings]:
        """The files of a unit's findings."""
        return Pair(self.home, self.home.joinpath("findings", f"{unit}.jsonl"), state.FINDINGS)

    def edit(self, period: str, unit: str) -> AbstractContextManager[Edit[Assessment]]:
        """Hold the lock of an assessment around a whole act; raises as `Pair.edit`."""
        if self._edited is None or self._edited[0] != (period, unit):
            self._edited = (period, unit), self.paper(period, unit)
        return self._edited[1].edit()

    def read(self, period: str, unit: str) -> Assessment | None:
        """An assessment as its journal says, None before its first act."""
        return self.paper(period, unit).read()

    def lines(self, period: str, unit: str) -> tuple[Line, ...]:
        """The whole journal of an assessment, its chain held; raises Damaged where it is broken."""
        return self.paper(period, unit).lines()

    def lines_since(self, period: str, unit: str, first: int) -> tuple[Line, ...]:
        """The journal of an assessment from an entry on; raises Damaged where one of these was altered."""
        return self.paper(period, unit).lines_since(first)

    def version(self, period: str, unit: str) -> Version:
        """What changes when anybody writes in an assessment."""
        return self.paper(period, unit).version()

    def assessed(self, period: str) -> tuple[str, ...]:
        """The units with a journal or a state in a period, sorted."""
        return _with_files(self.home / "periods" / period)

    # --- drafts --------------------------------------------------------------------------------------------

    def _draft(self, person: str, key: str) -> Path:
        return self.home / "drafts" / person / f"{key}.json"

    def put_draft(self, person: str, key: str, fields: Mapping[str, object]) -> None:
        """Keep a half-written form. Texts in it were held against the detector before."""
        path = self._draft(person, key)
        with saving():
            if not path.parent.exists():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                files.sync_folder(path.parent.parent)
            files.write_whole(path, files.seal(dict(fields)))

    def draft(self, person: str, key: str) -> Fields | None:
        """A kept form, None where there is none or it is broken: a draft was never acknowledged."""
        from checklist.drafts import Fields

        try:
            kept: Fields = self.sealed(self._draft(person, key), Fields)
        except (FileNotFoundError, Damaged):
            return None
        return kept

    def drafts(self, person: str) -> tuple[str, ...]:
        """The keys of a person's kept forms, the newest first."""
        folder = self.home / "drafts" / person
        if not folder.is_dir():
            return ()
        found = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        return tuple(path.stem for path in found)

    def drop_draft(self, person: str, key: str) -> None:
        """Forget a kept form."""
        with saving():
            self._draft(person, key).unlink(missing_ok=True)

    def clear_drafts(self, texts: Collection[str]) -> None:
        """Empty every field that holds one of these texts, in everybody's forms; the rest of a form stays.

        What a killed writer left goes, and so does a broken form, which is offered to nobody.
        """
        from checklist.drafts import Fields

        folder = self.home / "drafts"
        with saving():
            for path in files.found(folder, "*", "*.tmp"):
                path.unlink(missing_ok=True)
            for path in files.found(folder, "*", "*.json"):
                try:
                    kept, times = self.sealed(path, Fields), path.stat()
                except FileNotFoundError:
                    continue
                except Damaged:
                    path.unlink(missing_ok=True)
                    continue
                cleared = {name: _cleared(value, texts) for name, value in kept.items() if name not in NOT_TYPED}
                if kept | cleared != kept:
                    files.write_whole(path, files.seal(kept | cleared))
                    # Forms are offered by their age.
                    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    # --- the log -------------------------------------------------------------------------------------------

    def log(self, at: str, who: str, door: str, what: str, about: Mapping[str, object]) -> None:
        """Add a line to the log of the home: logins, refusals, changes of people, units and periods."""
        path = self.home / "log" / f"{at[:7]}.jsonl"
        with self._home_lock(), saving():
            lines, end = files.lines_from(path)
            prev = logged(lines[-1]) if lines else ""
            if prev is None:
                name = str(path.relative_to(self.home))
                raise Damaged(
                    "{file}: entry {n} was altered, or one before it is missing.", file=name, n=len(lines) - 1
                )
            line = {"about": dict(about), "at": at, "door": door, "prev": prev, "what": what, "who": who}
            raw = canonical({**line, "hash": log_hash(line)}) + b"\n"
            files.append_durably(path, raw, end)

    # --- integrity -----------------------------------------------------------------------------------------

    def check(self) -> Iterator[Damaged]:
        """Every damage of the home, by file and entry number; nothing when all is whole."""
        from checklist.store.check import damage_of

        return damage_of(self)

    def journals(self) -> tuple[tuple[str, str], ...]:
        """Period and unit of every assessment of the home, also of a period whose own file is broken."""
        folders = [path for path in files.found(self.home / "periods", "*") if path.is_dir()]
        return tuple((folder.name, unit) for folder in folders for unit in self.assessed(folder.name))

    def registers(self) -> tuple[str, ...]:
        """The units with findings, sorted."""
        folder = self.home / "findings"
        return _with_files(folder) if folder.is_dir() else ()


def _things(db: Database, file: str, table: str, type: type[Thing]) -> tuple[Thing, ...]:
    """All of a table, by id."""
    try:
        return tuple(msgspec.convert(row, type) for _, row in sorted(db.rows(table).items()))
    except msgspec.ValidationError:
        raise Damaged("{file}: the content can't be read.", file=file) from None


def _cleared(value: object, texts: Collection[str]) -> object:
    """A field of a form, empty where one of these texts stands in it."""
    held = any(text in clean(each) for each in within(value) for text in texts)
    return type(value)() if held else value


def _with_files(folder: Path) -> tuple[str, ...]:
    """The units with a journal or a state in a folder, sorted."""
    found = {path.stem for path in folder.iterdir() if path.suffix in (".jsonl", ".json")}
    return tuple(sorted(found - {"period"}))


def _refuse_others(home: Path) -> None:
    """Raise Refused where a folder is there and belongs to somebody else, who may have closed it to all others."""
    try:
        if not home.exists() or home.stat().st_uid == os.geteuid():
            return
    except PermissionError:
        pass
    raise Refused('The data folder "{home}" belongs to somebody else.', "Use your own.", home=str(home))


def _begun(path: Path) -> bool:
    """Whether this is what making a home leaves when it is interrupted: empty folders, empty tables, a lock."""
    if path.is_dir():
        return path.name in FOLDERS and not any(path.iterdir())
    half_written = [f"{name}.tmp" for name in ("home.json", *TABLES)]
    return path.name in ("lock", *half_written) or (
        path.name in TABLES and files.content(path, path.name) == files.seal({})
    )


def logged(raw: bytes, prev: str | None = None) -> str | None:
    """The hash of a line of the log, None where it is not what was written, or does not follow `prev` (if given)."""
    try:
        line = msgspec.json.decode(raw)
        bare = {key: value for key, value in line.items() if key != "hash"}
        whole = canonical(line) == raw and line["hash"] == log_hash(bare) and prev in (None, line["prev"])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, AttributeError):
        return None
    return str(line["hash"]) if whole else None


def log_hash(bare: Mapping[str, object]) -> str:
    """The hash of a line of the log, over the line without it and the one before."""
    return digest({"prev": bare["prev"], "line": {key: value for key, value in bare.items() if key != "prev"}})
