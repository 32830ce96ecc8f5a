"""A journal and the state beside it: `UNIT.jsonl` and `UNIT.json`, of an assessment or of a unit's findings alike.

Journal first, state second: an act is durable when its line is appended to the journal and synced. The state is
written after it, needs no sync, and is built again from the journal whenever it is missing, old or broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Generic, NamedTuple

from checklist import journal
from checklist.errors import Damaged, NotSaved
from checklist.journal import Line, Record, Version
from checklist.store import files, state
from checklist.store.files import saving
from checklist.store.state import Shape, Stored


class Edit(Generic[Record]):
    """A record under its lock. `a` is None before its first act."""

    def __init__(self, pair: Pair[Record], a: Record | None, end: int, stored: Stored[Record] | None) -> None:
        """Begin.

        Args:
            end: where the journal's whole lines end.
            stored: what the state's file holds, None where that is not known.
        """
        self.a, self.end, self.stored = a, end, stored
        self.state_error: OSError | None = None
        """Why the state was not written. The act is durable all the same: whoever reads next catches up."""
        self._pair = pair

    def append(self, lines: Sequence[Line], after: Record) -> None:
        """Make acts durable, then write the state that they add up to.

        Raises:
            NotSaved: the disk refused them, nothing was added (or, `unsure`, it may have been).
        """
        encoded = [journal.encode(line) for line in lines]
        raw = b"".join(encoded)
        files.append_durably(self._pair.path, raw, self.end)
        self.end += len(raw)
        self._state(after, len(encoded[-1]))

    def rewrite(self, lines: Sequence[Line], after: Record) -> None:
        """Write the whole journal anew (texts were expunged), then the state.

        The state before it goes first, and durably: it holds the texts, and beside the new journal it would be damage.
        """
        encoded = [journal.encode(line) for line in lines]
        raw = b"".join(encoded)
        path = self._pair.path
        with saving():
            for suffix in (".json", ".json.tmp"):
                path.with_suffix(suffix).unlink(missing_ok=True)
            files.sync_folder(path.parent)
            files.write_whole(path, raw)
        self.end, self.stored = len(raw), None
        self._state(after, len(encoded[-1]))

    def _state(self, after: Record, length: int) -> None:
        self.a = after
        before, self.stored = self.stored, None
        try:
            self.stored = state.save(self._pair.state_path, before, after, self.end - length, self._pair.shape)
        except OSError as error:
            self.state_error = error


Marks = tuple[tuple[int, int, int], ...]
"""What changes with a journal or its state: of each file its inode, size and time."""


class Kept(NamedTuple, Generic[Record]):
    """What this process left behind after its last act."""

    stored: Stored[Record]
    end: int
    marks: Marks


class Pair(Generic[Record]):
    """One journal with its state and its lock, which lie beside it."""

    def __init__(self, home: Path, path: Path, shape: Shape[Record]) -> None:
        self.path = path
        """Where the journal lies."""
        self.shape = shape
        self._home = home
        self._kept: Kept[Record] | None = None

    @cached_property
    def state_path(self) -> Path:
        """Where the state lies."""
        return self.path.with_suffix(".json")

    @property
    def lock_path(self) -> Path:
        """Where the lock lies."""
        return self.path.with_suffix(".lock")

    @property
    def name(self) -> str:
        """The journal as damage names it."""
        return str(self.path.relative_to(self._home))

    @property
    def state_name(self) -> str:
        """The state as damage names it."""
        return str(self.state_path.relative_to(self._home))

    @contextmanager
    def edit(self) -> Iterator[Edit[Record]]:
        """Hold the lock around a whole act.

        Where neither file has changed since this process wrote them, they are not read again. Whatever is not seen
        by that is no act of anybody: the journal grows with each, and is another file after an expunge.

        Raises:
            NotSaved, Damaged: the disk refuses, or journal and state do not fit.
        """
        with files.locked(self.lock_path):
            kept, self._kept = self._kept, None
            with saving():
                if kept and kept.marks == self._marks():
                    edit = Edit(self, kept.stored.record, kept.end, kept.stored)
                else:
                    stored = self._stored()
                    edit = Edit(self, *self._load(stored, heal=True), stored)
            yield edit
            if edit.stored and edit.stored.record is edit.a:
                self._kept = Kept(edit.stored, edit.end, self._marks())

    def _marks(self) -> Marks:
        try:
            both = self.path.stat(), self.state_path.stat()
        except FileNotFoundError:
            return ()
        return tuple((each.st_ino, each.st_size, each.st_mtime_ns) for each in both)

    def read(self) -> Record | None:
        """What the journal says, None before the first act.

        A state that is missing or broken is built again from the journal and written back, where the disk takes it.
        """
        if not self.path.exists() and not self.state_path.exists():
            return None
        stored = self._stored()
        if stored is not None:
            return self._catch_up(stored)[0]
        try:
            with files.locked(self.lock_path):
                return self._load(self._stored(), heal=True)[0]
        except NotSaved:
            # No lock can be had on a disk that takes nothing; reading needs none.
            return self._load(self._stored(), heal=False)[0]

    def rebuild(self) -> None:
        """Build a missing state from the journal, by whoever holds the lock."""
        self._load(None, heal=True)

    def load_state(self) -> Stored[Record] | None:
        """What the state's file holds, whatever the journal says; None without a file. Raises Damaged as `state`."""
        return state.load(self.state_path, self.shape)

    def _stored(self) -> Stored[Record] | None:
        try:
            return self.load_state()
        except Damaged:
            return None

    def _load(self, stored: Stored[Record] | None, *, heal: bool) -> tuple[Record | None, int]:
        """The record and where its journal's whole lines end; built from the journal alone where no state is."""
        if stored is not None:
            return self._catch_up(stored)
        lines, end = files.lines_from(self.path)
        a = self.shape.book.replay(self._decoded(lines))
        if a is not None and heal:
            with suppress(OSError):
                state.save(self.state_path, None, a, end - len(lines[-1]) - 1, self.shape)
        return a, end

    def _catch_up(self, stored: Stored[Record]) -> tuple[Record, int]:
        """Apply what the journal has beyond a state."""
        a = stored.record
        lines, end = files.lines_from(self.path, stored.last)
        try:
            held = journal.decode(lines[0], a.entries - 1).entry if lines else None
            if held and held.hash == a.head == journal.entry_hash(held):
                caught_up = a
                for number, raw in enumerate(lines[1:], a.entries):
                    caught_up = self.shape.book.follow(caught_up, journal.decode(raw, number))
                return caught_up, end
        except Damaged:
            # The bytes at that offset are not what follows the state: only the whole journal can tell why.
            pass
        return self._replay_beyond(a)

    def _decoded(self, raw: Sequence[bytes]) -> list[Line]:
        """The lines of a whole journal, which must be the one it is named by."""
        lines = [journal.decode(each, n) for n, each in enumerate(raw)]
        start = lines[0].entry.act if lines else None
        if isinstance(start, self.shape.book.opens) and not self.shape.named(self.path, start):
            raise Damaged("{file}: the content is not what was written.", file=self.name)
        return lines

    def _replay_beyond(self, a: Record) -> tuple[Record, int]:
        lines, end = files.lines_from(self.path)
        decoded = self._decoded(lines)
        whole = self.shape.book.replay(decoded)
        if whole is None or not any(line.entry.hash == a.head for line in decoded):
            raise Damaged(
                "{file}: the state holds {n} entries, the journal {m}: the state is ahead of its journal.",
                "Restore the journal from a backup.",
                file=self.path.name,
                n=a.entries,
                m=len(decoded),
            )
        return whole, end

    def lines(self) -> tuple[Line, ...]:
        """The whole journal, its chain held.

        Raises:
            Damaged: a line was altered, or the chain is broken.
        """
        lines = tuple(self._decoded(files.lines_from(self.path)[0]))
        journal.linked(lines)
        return lines

    def lines_since(self, first: int) -> tuple[Line, ...]:
        """The journal from an entry on, each line as it was written; the chain before them is not looked at.

        Raises:
            Damaged: a line was altered.
        """
        lines = files.lines_from(self.path)[0][first:]
        return tuple(journal.decode(raw, number) for number, raw in enumerate(lines, first))

    def version(self) -> Version:
        """Inode and size of the journal, zeros without one: each act lengthens it, an expunge makes it another."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return there.st_ino, there.st_size


def damage_of(pair: Pair[Record]) -> Iterator[Damaged]:
    """Every damage of a pair; nothing when both files are as they were written."""
    stored = None
    # The state first: who writes meanwhile may lengthen the journal, never leave it behind the state.
    try:
        stored = pair.load_state()
    except Damaged:
        yield Damaged("{file}: broken; it is built again from the journal when next opened.", file=pair.state_name)
    try:
        lines = pair.lines()
        pair.shape.book.replay(lines)
    except Damaged as damage:
        told = Damaged("{file}: {what}", file=pair.name, what=damage)
        yield damage if "file" in damage.fields else told
        return
    if stored is None:
        return
    held = stored.record
    if held.entries > len(lines):
        yield Damaged(
            "{file}: the state holds {n} entries, the journal {m}: the state is ahead of its journal.",
            file=pair.state_name,
            n=held.entries,
            m=len(lines),
        )
    elif held != pair.shape.book.replay(lines[: held.entries]):
        yield Damaged("{file}: the state is not what the journal adds up to.", file=pair.state_name)
