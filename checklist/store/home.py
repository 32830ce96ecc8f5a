"""The home: one folder that holds everything, and the one class that knows its files.

Journal first, state second: an act is durable when its line is appended to the journal and synced. The state is
written after it, needs no sync, and is built again from the journal whenever it is missing, old or broken.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from checklist import journal
from checklist.acts import Open
from checklist.errors import BadInput, Damaged, NotSaved, Refused
from checklist.journal import Line
from checklist.model import FORMAT, Assessment, Pack, Period, Person, Settings, Unit, canonical, digest
from checklist.store import files, state
from checklist.store.files import Database, SealedStorage, saving

FOLDERS = ("packs", "periods", "findings", "drafts", "log")
TABLES = ("units.json", "people.json")
"""What every home has from its first moment on."""


class StoredPeriod(msgspec.Struct, frozen=True):
    """A period and the digest of its pack, as `period.json` holds them."""

    period: Period
    pack: str


class Edit:
    """An assessment under its lock. `a` is None before its first act."""

    def __init__(self, path: Path, a: Assessment | None, end: int) -> None:
        self.a = a
        self.state_error: OSError | None = None
        """Why the state was not written. The act is durable all the same: whoever reads next catches up."""
        self._path, self._end = path, end

    def append(self, lines: Sequence[Line], after: Assessment) -> None:
        """Make acts durable, then write the state that they add up to.

        Raises:
            NotSaved: the disk refused them, nothing was added (or, `unsure`, it may have been).
        """
        encoded = [journal.encode(line) for line in lines]
        raw = b"".join(encoded)
        files.append_durably(self._path, raw, self._end)
        self._end += len(raw)
        self._state(self.a, after, len(encoded[-1]))

    def rewrite(self, lines: Sequence[Line], after: Assessment) -> None:
        """Write the whole journal anew (texts were expunged), then the state.

        The state before it goes first: it holds the texts, and nobody would miss it.
        """
        encoded = [journal.encode(line) for line in lines]
        raw = b"".join(encoded)
        with saving():
            for suffix in (".json", ".json.tmp"):
                self._path.with_suffix(suffix).unlink(missing_ok=True)
            files.write_whole(self._path, raw)
        self._end = len(raw)
        self._state(None, after, len(encoded[-1]))

    def _state(self, before: Assessment | None, after: Assessment, length: int) -> None:
        self.a = after
        self.state_error = _save_state(self._path, before, after, self._end - length)


def _save_state(path: Path, before: Assessment | None, after: Assessment, last: int) -> OSError | None:
    try:
        state.save(path.with_suffix(".json"), before, after, last)
    except OSError as error:
        return error
    return None


class Store:
    """A home on disk. Every method either returns what was written or tells what is wrong."""

    def __init__(self, home: Path) -> None:
        """Open a home.

        Raises:
            BadInput: there is none. Refused: it belongs to somebody else. Damaged: `home.json` is broken.
        """
        self.home = home
        _refuse_others(home)
        if not (home / "home.json").exists():
            raise BadInput('No data in "{home}".', "`checklist init` makes it there.", home=str(home))
        self.settings = msgspec.convert(self.sealed(home / "home.json"), Settings)
        if self.settings.format != FORMAT:
            raise BadInput("The data has format {n}, this program reads {known}.", n=self.settings.format, known=FORMAT)

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
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
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

    def sealed(self, path: Path) -> Any:
        """The data of a sealed file of the home; raises Damaged where it is not what was written."""
        return files.unseal(path.read_bytes(), str(path.relative_to(self.home)))

    @contextmanager
    def _home_lock(self) -> Iterator[None]:
        with files.locked(self.home / "lock"):
            yield

    # --- units, people, packs, periods ---------------------------------------------------------------------

    def units(self) -> tuple[Unit, ...]:
        """The units in their order."""
        rows = self._rows("units.json", "units")
        return tuple(sorted((msgspec.convert(row, Unit) for row in rows.values()), key=lambda unit: unit.order))

    def put_units(self, units: Sequence[Unit]) -> None:
        """Store units, in place of those with the same id."""
        self._put("units.json", "units", {unit.id: unit for unit in units})

    def people(self) -> tuple[Person, ...]:
        """The people who may act, by id; empty in a home of one local person."""
        return tuple(msgspec.convert(row, Person) for _, row in sorted(self._rows("people.json", "people").items()))

    def put_people(self, people: Sequence[Person]) -> None:
        """Store people, in place of those with the same id."""
        self._put("people.json", "people", {person.id: person for person in people})

    def _rows(self, file: str, table: str) -> dict[str, dict[str, Any]]:
        with Database(self._table(file), storage=SealedStorage) as db:
            rows: dict[str, dict[str, Any]] = db.rows(table)
        return rows

    def _table(self, file: str) -> Path:
        """A file of units or people. Every home has both: a missing one never reads as nobody."""
        path = self.home / file
        if not path.exists():
            raise Damaged("{file} is missing.", file=file)
        return path

    def _put(self, file: str, table: str, things: Mapping[str, msgspec.Struct]) -> None:
        with self._home_lock(), saving(), Database(self._table(file), storage=SealedStorage) as db:
            for id, thing in things.items():
                db.put(table, id, msgspec.to_builtins(thing))

    def pack(self, wanted: str) -> Pack:
        """The compiled pack of a digest.

        Raises:
            Damaged: it is missing or not what its name says.
        """
        try:
            raw = (self.home / "packs" / f"{wanted}.json").read_bytes()
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
        found = [
            msgspec.convert(self.sealed(path), StoredPeriod)
            for path in sorted((self.home / "periods").glob("*/period.json"))
        ]
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

    # --- assessments ---------------------------------------------------------------------------------------

    def journal_file(self, period: str, unit: str) -> Path:
        """Where the journal of an assessment lies; its state and its lock lie beside it."""
        return self.home / "periods" / period / f"{unit}.jsonl"

    @contextmanager
    def edit(self, period: str, unit: str) -> Iterator[Edit]:
        """Hold the lock of an assessment around a whole act.

        Raises:
            NotSaved, Damaged: the disk refuses, or journal and state do not fit.
        """
        path = self.journal_file(period, unit)
        with files.locked(path.with_suffix(".lock")):
            with saving():
                a, end = self._load(path, heal=True)
            yield Edit(path, a, end)

    def read(self, period: str, unit: str) -> Assessment | None:
        """An assessment as its journal says, None before its first act.

        A state that is missing or broken is built again from the journal and written back, where the disk takes it.
        """
        path = self.journal_file(period, unit)
        if not path.exists() and not path.with_suffix(".json").exists():
            return None
        try:
            stored = state.load(path.with_suffix(".json"))
        except Damaged:
            stored = None
        if stored is not None:
            return self._catch_up(path, *stored)[0]
        try:
            with files.locked(path.with_suffix(".lock")):
                return self._load(path, heal=True)[0]
        except NotSaved:
            # No lock can be had on a disk that takes nothing; reading needs none.
            return self._load(path, heal=False)[0]

    def _load(self, path: Path, *, heal: bool) -> tuple[Assessment | None, int]:
        """The assessment and where its journal's whole lines end."""
        try:
            stored = state.load(path.with_suffix(".json"))
        except Damaged:
            stored = None
        if stored is not None:
            return self._catch_up(path, *stored)
        lines, end = files.lines_from(path)
        a = journal.replay(self._decoded(path, lines))
        if a is not None and heal:
            _save_state(path, None, a, end - len(lines[-1]) - 1)
        return a, end

    def _catch_up(self, path: Path, a: Assessment, last: int) -> tuple[Assessment, int]:
        """Apply what the journal has beyond a state whose last entry begins at `last`."""
        lines, end = files.lines_from(path, last)
        try:
            held = journal.decode(lines[0], a.entries - 1).entry if lines else None
            if held and held.hash == a.head == journal.entry_hash(held):
                caught_up = a
                for number, raw in enumerate(lines[1:], a.entries):
                    caught_up = journal.follow(caught_up, journal.decode(raw, number))
                return caught_up, end
        except Damaged:
            # The bytes at that offset are not what follows the state: only the whole journal can tell why.
            pass
        return self._replay_beyond(path, a)

    def _decoded(self, path: Path, raw: Sequence[bytes]) -> list[Line]:
        """The lines of a whole journal, which must be that of the unit and period it is named by."""
        lines = [journal.decode(each, n) for n, each in enumerate(raw)]
        start = lines[0].entry.act if lines else None
        if isinstance(start, Open) and not state.of(path, start):
            name = str(path.relative_to(self.home))
            raise Damaged("{file}: the content is not what was written.", file=name)
        return lines

    def _replay_beyond(self, path: Path, a: Assessment) -> tuple[Assessment, int]:
        lines, end = files.lines_from(path)
        decoded = self._decoded(path, lines)
        whole = journal.replay(decoded)
        if whole is None or not any(line.entry.hash == a.head for line in decoded):
            raise Damaged(
                "{file}: the state holds {n} entries, the journal {m}: the state is ahead of its journal.",
                "Restore the journal from a backup.",
                file=path.name,
                n=a.entries,
                m=len(decoded),
            )
        return whole, end

    def lines(self, period: str, unit: str) -> tuple[Line, ...]:
        """The whole journal of an assessment, its chain held.

        Raises:
            Damaged: a line was altered, or the chain is broken.
        """
        path = self.journal_file(period, unit)
        lines = tuple(self._decoded(path, files.lines_from(path)[0]))
        journal.linked(lines)
        return lines

    def size(self, period: str, unit: str) -> int:
        """The size of a journal in bytes: it grows when anybody writes."""
        path = self.journal_file(period, unit)
        return path.stat().st_size if path.exists() else 0

    def assessed(self, period: str) -> tuple[str, ...]:
        """The units with a journal or a state in a period, sorted."""
        folder = self.home / "periods" / period
        found = {path.stem for path in folder.iterdir() if path.suffix in (".jsonl", ".json")}
        return tuple(sorted(found - {"period"}))

    # --- drafts --------------------------------------------------------------------------------------------

    def _draft(self, person: str, key: str) -> Path:
        return self.home / "drafts" / person / f"{key}.json"

    def put_draft(self, person: str, key: str, fields: Mapping[str, object]) -> None:
        """Keep a half-written form. Texts in it were held against the detector before."""
        path = self._draft(person, key)
        with saving():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.write_whole(path, files.seal(dict(fields)))

    def draft(self, person: str, key: str) -> dict[str, Any] | None:
        """A kept form, None where there is none or it is broken: a draft was never acknowledged."""
        try:
            kept: dict[str, Any] = self.sealed(self._draft(person, key))
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
        folders = sorted(path for path in (self.home / "periods").glob("*") if path.is_dir())
        return tuple((folder.name, unit) for folder in folders for unit in self.assessed(folder.name))


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
    return path.name in ("lock", *half_written) or (path.name in TABLES and path.read_bytes() == files.seal({}))


def logged(raw: bytes, prev: str | None = None) -> str | None:
    """The hash of a line of the log, None where it is not what was written, or does not follow `prev` (if given)."""
    try:
        line = msgspec.json.decode(raw)
        bare = {key: value for key, value in line.items() if key != "hash"}
        whole = canonical(line) == raw and line["hash"] == log_hash(bare) and prev in (None, line["prev"])
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, AttributeError):
        return None
    return str(line["hash"]) if whole else None


def log_hash(bare: Mapping[str, object]) -> str:
    """The hash of a line of the log, over the line without it and the one before."""
    return digest({"prev": bare["prev"], "line": {key: value for key, value in bare.items() if key != "prev"}})
