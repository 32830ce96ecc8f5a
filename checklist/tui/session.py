"""What all screens of one person share: the desk, the words, the stack of places, and the one way to save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from checklist import acts
from checklist.acts import Act
from checklist.desk import Desk
from checklist.errors import ChecklistError, Conflict, NotSaved
from checklist.journal import Version
from checklist.locale import Words, mark
from checklist.model import DRAFT, INSPECTOR, PAPERS, VERIFIED, Assessment, Item, Pack, Unit
from checklist.queue import Case
from checklist.register import Findings
from checklist.scoring import Score, result_layer, score
from checklist.view import numbers, oversight, words
from checklist.view.lists import UnitRow
from checklist.view.oversight import Sheet
from checklist.view.score import scores

if TYPE_CHECKING:
    from checklist.tui.place import Place

Draft = tuple[str, dict[str, object]]
"""A half-written form: the key it is kept under, and its fields."""

HELD_DOWN = 0.12
"""Seconds within which the same writing key again counts as held down."""


class Session:
    """One person at one terminal."""

    def __init__(
        self, desk: Desk | None, t: Words, *, home: Path | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        """Begin.

        Args:
            desk: None where there is no period yet to sit down at; then `home` is the data folder.
        """
        self._desk, self.t = desk, t
        self.home = desk.store.home if desk is not None else home or Path()
        self.stack: list[Place] = []
        self.views: dict[str, Place] = {}
        """The views of level 1 that were looked at."""
        self.status = ""
        self.basis = PAPERS
        """What an inspector judges by at the moment."""
        self.last_saved: tuple[str, str] | None = None
        """When this session saved last, and what."""
        self._until_next_key = False
        self.leaving = False
        self._read_at: datetime | None = None
        self.seen: dict[str, Version] = {}
        """By unit, the version of the journal that the person knows of: told, read or written."""
        self._clock = clock
        self._read: object = None
        self._wrote_in: object = None
        self._key, self._key_at, self._wrote_with = "", 0.0, ""
        self._assessments: dict[str, tuple[Version, Assessment]] = {}
        self._cases: dict[str, tuple[tuple[int, Version], Case]] = {}
        self._findings: dict[str, tuple[Version, Findings]] = {}
        self._rows: dict[str, tuple[tuple[int, date], UnitRow]] = {}
        self._sheets: dict[str, Sheet] = {}

    # --- the desk ------------------------------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        """Where the person sits; nothing that needs one is reached before there is one."""
        if self._desk is None:
            raise RuntimeError("there is no period yet")
        return self._desk

    def sit(self, desk: Desk) -> None:
        """Sit down at a desk; what was on screen before is gone."""
        self._desk = desk
        self.stack.clear()
        self.views.clear()
        self.again()
        self.status = ""

    def here(self) -> None:
        """Look the person up again.

        Raises:
            Forbidden: they were removed. NotSaved: the home is gone.
        """
        if self._desk is not None:
            self._desk.here()

    # --- places --------------------------------------------------------------------------------------------

    @property
    def top(self) -> Place:
        """The place on screen."""
        return self.stack[-1]

    def go(self, place: Place) -> None:
        """Go one level in."""
        self.stack.append(place)

    def back(self) -> None:
        """Go one level out; the place there finds itself as it was left."""
        if len(self.stack) > 1:
            self.stack.pop()
            self.top.arrive()

    # --- reading -------------------------------------------------------------------------------------------

    def a(self, unit: str) -> Assessment:
        """A unit's assessment, read again when somebody has written in it.

        Where the home can't be read at all, what was read last stands: what is typed over it must not be lost.
        """
        known = self._assessments.get(unit)
        try:
            journal = self.desk.version(unit)
        except NotSaved:
            if known is None:
                raise
            return known[1]
        if known is None or known[0] != journal:
            known = (journal, self.desk.read(unit))
            self._read_at = self.desk.clock()
            self._assessments[unit] = known
            self.seen[unit] = journal
        return known[1]

    def pack(self, unit: str) -> Pack:
        """The pack of a unit's assessment."""
        return self.desk.pack_of(self.a(unit).pack)

    def item(self, unit: str, item: str) -> Item:
        """An item of the unit's pack, by an id that is known to be in it."""
        found = self.pack(unit).item(item)
        assert found is not None
        return found

    def draft_key(self, unit: str, item: str, form: str) -> str:
        """The key that a half-written form is kept under."""
        return f"{self.desk.period.id}.{unit}.{item}.{form}"

    def layer(self, unit: str) -> str:
        """The layer that the person looks at: an inspector's own once it was submitted, else the one that counts."""
        a = self.a(unit)
        verifying = self.desk.person.role == INSPECTOR and a.state != DRAFT
        return VERIFIED if verifying else result_layer(a)

    def score(self, unit: str) -> Score:
        """The score of a unit today, in the layer that the person looks at."""
        a = self.a(unit)
        return score(self.pack(unit), a, self.layer(unit), self.desk.score_date(a))

    def unit_row(self, unit: Unit) -> UnitRow:
        """A unit as the list shows it, scored again only when somebody has written in it."""
        a = self.a(unit.id)
        at = self.desk.score_date(a)
        known = self._rows.get(unit.id)
        if known is None or known[0] != (a.entries, at):
            own, verified = scores(self.pack(unit.id), a, at)
            self._read_at = self.desk.clock()
            moments = [answer.at for layer in a.answers.values() for answer in layer.values()]
            moments += [entry.at for entry in a.evidence.values()]
            offset = self.desk.store.settings.utc_offset
            changed = numbers.local(max(moments), offset).date() if moments else None
            row = UnitRow(a, own, verified, self.is_sample(unit.id), changed)
            known = ((a.entries, at), row)
            self._rows[unit.id] = known
        return known[1]

    def sheet(self, unit: Unit) -> Sheet:
        """A unit with all that is compared of it, made again only when its row was."""
        row = self.unit_row(unit)
        known = self._sheets.get(unit.id)
        if known is None or known.row is not row:
            known = oversight.sheet(self.pack(unit.id), row)
            self._sheets[unit.id] = known
        return known

    def case(self, unit: Unit) -> Case:
        """A unit as the queue reckons with it, from scores that are at hand."""
        row = self.unit_row(unit)
        state = (row.a.entries, self.desk.findings.version(unit.id))
        known = self._cases.get(unit.id)
        if known is None or known[0] != state:
            known = (state, self.desk.case(unit.id, row.a, row.own, row.verified))
            self._cases[unit.id] = known
        return known[1]

    def findings(self, unit: str) -> Findings:
        """A unit's findings, read again when somebody has written in them."""
        journal = self.desk.findings.version(unit)
        known = self._findings.get(unit)
        if known is None or known[0] != journal:
            known = (journal, self.desk.findings.of(unit))
            self._findings[unit] = known
        return known[1]

    def is_sample(self, unit: str) -> bool:
        """Whether a unit's answers are made up."""
        return unit in self.desk.store.settings.samples

    def again(self) -> None:
        """Forget what was read, so that the next look reads again."""
        self._assessments.clear()
        self._rows.clear()
        self._sheets.clear()
        self._cases.clear()

    # --- saying --------------------------------------------------------------------------------------------

    def say(self, message: str, **fields: object) -> None:
        """Put a line into the status row, until the next key."""
        self.status = self.t(message, **fields)
        self._until_next_key = True

    def refuse(self, error: ChecklistError) -> None:
        """Say why something was not done; the next key takes it away."""
        if isinstance(error, NotSaved):
            self.status, self._until_next_key = self.t.error(error), True
        else:
            self.say("Not saved: {why}", why=self.t.error(error))

    def now(self) -> str:
        """The time of day at the home's offset."""
        return f"{self.desk.local(self.desk.clock()):%H:%M:%S}"

    def read_at(self) -> str:
        """`Số liệu đọc lúc 10:42, 02/12/2009.` and what is a sample."""
        return f"{self.read_time()} {self.sample_note()}".rstrip()

    def read_time(self) -> str:
        """`Số liệu đọc lúc 10:42, 02/12/2009.`"""
        there = self.last_read()
        return self.t("Figures read at {time}, {day}.", time=f"{there:%H:%M}", day=numbers.day(there.date()))

    def last_read(self) -> datetime:
        """When a figure was last read or reckoned anew; what was read before still holds, else it were read again."""
        return self.desk.local(self._read_at or self.desk.clock())

    def sample_note(self) -> str:
        """Which data is a sample, where any is."""
        if not self.desk.store.settings.samples:
            return ""
        real = [u for u in self.desk.units() if not self.is_sample(u.id) and self.a(u.id).entries]
        if real:
            return self.t("Sample data, but {unit}.", unit=self.t.of(real[0].name))
        return self.t("Sample data.")

    # --- saving --------------------------------------------------------------------------------------------

    def reading(self, read: object, key: str) -> None:
        """A key of a read of the terminal is about to be handled; None where reads are not counted."""
        if self._until_next_key:
            self.status, self._until_next_key = "", False
        now = self._clock()
        held = read is not None and key == self._key and now - self._key_at < HELD_DOWN
        self._read = read
        self._key, self._key_at = key, now
        if not held:
            self._wrote_with = ""

    def may_write(self) -> bool:
        """One writing key a read, and none that is held down; says so where one is dropped."""
        if self._read is not None and self._read == self._wrote_in:
            self.say("Several keys came at once, only the first was taken.")
            return False
        if self._wrote_with and self._wrote_with == self._key:
            self.say("The key was held down, only the first was taken.")
            return False
        return True

    def save(
        self,
        unit: str,
        act: Act | Sequence[Act],
        done: Callable[[Assessment], None],
        *,
        what: str,
        expect: int | None = None,
        kept: Draft | None = None,
    ) -> bool:
        """Do acts through the desk, say what became of it, and go on with `done` when it is saved.

        Args:
            what: the thing saved in words, `CC-01 đạt`.
            expect: the revision that the person saw.
            kept: what was typed in a form that is closed by now, as the draft that it becomes if this is not saved.

        Returns:
            Whether it was saved now. Where it was not, what was typed stays, and the person is asked.
        """
        from checklist.tui.screens.conflict import ConflictScreen
        from checklist.tui.screens.unsaved import UnsavedScreen

        if not self.may_write():
            return False
        every = (act,) if isinstance(act, Act) else tuple(act)
        try:
            after = self.desk.do(unit, act, expect=expect)
        except Conflict:
            self.again()
            self.go(ConflictScreen(self, unit, every, done, what=what, base=expect, kept=kept))
            return False
        except NotSaved as error:

            def again() -> bool:
                return self.save(unit, act, done, what=what, expect=expect, kept=kept)

            self.go(UnsavedScreen(self, error, again, what, unit=unit, every=every, kept=kept))
            return False
        except ChecklistError as error:
            self.refuse(error)
            return False
        self.saved(unit, after, what)
        done(after)
        return True

    def saved(self, unit: str, after: Assessment, what: str) -> None:
        """Note that something was saved."""
        journal = self.desk.version(unit)
        self._assessments[unit] = (journal, after)
        self.seen[unit] = journal
        self.wrote(mark("Saved {time}  {what}. U undo."), what=what)
        self.last_saved = self.now(), what

    def wrote(self, message: str, **fields: object) -> None:
        """Say what was saved, and keep the key that did it from writing again in the same read.

        Args:
            message: with `{time}` in it.
        """
        self._wrote_in, self._wrote_with = self._read, self._key
        self.status, self._until_next_key = self.t(message, time=self.now(), **fields), False

    def undo(self, unit: str) -> Assessment | None:
        """Take back the person's last write in a unit, and say what was taken back."""
        if not self.may_write():
            return None
        try:
            after, taken = self.desk.undo(unit)
        except ChecklistError as error:
            self.refuse(error)
            return None
        pack = self.pack(unit)
        names = ", ".join(dict.fromkeys(item for line in taken for item in acts.items_of(line.act)))
        what = self.t("undone: {item} {act}", item=names, act=words.act(self.t, pack, taken[-1].act))
        self.saved(unit, after, " ".join(what.split()))
        return after
