"""The desk: knows the clock, the person and the store, and is the only thing that saves.

Every door turns what it gets into an act and calls `Desk.do`; bulk is a sequence of acts in one call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from checklist import acts, judge, people, workflow
from checklist.acts import Act
from checklist.change import blank
from checklist.errors import BadInput, Forbidden, Refused
from checklist.journal import Line, Record, Version, compensation, follow, to_expunge, to_undo, without, write
from checklist.model import ADMIN, LOCAL, SELF, SUBMITTED, VERIFIED, Assessment, Pack, Period, Person, Said, Unit
from checklist.scoring import Score, score, score_date
from checklist.store import Store
from checklist.store.home import StoredPeriod
from checklist.text import within

if TYPE_CHECKING:
    from checklist.findings_desk import FindingsDesk
    from checklist.queue import Case, Task
    from checklist.store.pair import Edit

Home = Store
"""An opened home, as doors hold it: they never import the store."""

CONSOLE_OWNER = Person(LOCAL.id, ADMIN)
"""Who sits at the console of a home with people."""


def home_folder(given: str | None, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the data lies: as given, else `CHECKLIST_HOME`, else the platform's data directory.

    Raises:
        BadInput: it is named by somebody's home, and there is nobody of that name.
    """
    chosen = given or environment.get("CHECKLIST_HOME")
    base = chosen or environment.get("XDG_DATA_HOME") or "~/.local/share"
    try:
        folder = Path(base).expanduser().absolute()
    except RuntimeError:
        raise BadInput('"{given}": nobody has that name here.', "Give the whole path.", given=base) from None
    return folder if chosen else folder / "checklist"


def open_home(home: Path) -> Home:
    """Open a home.

    Raises:
        BadInput: there is none. Refused: it belongs to somebody else. Damaged: it can't be read.
    """
    return Store(home)


class Desk:
    """One person's place at a home, in one period."""

    def __init__(
        self,
        store: Store,
        *,
        person: str | None = None,
        door: str = "cli",
        period: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Sit down.

        Args:
            person: who acts; None is the local person, or the admin where the home has people.
            period: its id; None is the one with the latest last day.

        Raises:
            BadInput: no such person or period. Forbidden: the person was removed.
        """
        self.store, self.door, self.clock = store, door, clock
        self._wanted, self._people = person, store.people_mark()
        self.person = person_of(store, person)
        self._stored = _period(store, period)
        self._packs: dict[str, Pack] = {}
        self._units: dict[str, Unit] | None = None

    # --- what there is -------------------------------------------------------------------------------------

    @property
    def period(self) -> Period:
        """The period."""
        return self._stored.period

    @property
    def pack(self) -> Pack:
        """The period's pack."""
        return self.pack_of(self._stored.pack)

    @property
    def pack_digest(self) -> str:
        """Its digest."""
        return self._stored.pack

    def pack_of(self, digest: str) -> Pack:
        """The pack of a digest, read once."""
        if digest not in self._packs:
            self._packs[digest] = self.store.pack(digest)
        return self._packs[digest]

    def today(self) -> date:
        """The date at the home's offset."""
        return self.local(self.clock()).date()

    def local(self, moment: datetime) -> datetime:
        """A moment at the home's offset."""
        return workflow.at_offset(moment, self.store.settings.utc_offset)

    def here(self) -> Person:
        """The person, looked up again when anybody changed the people: what they may do follows at once.

        Raises:
            Forbidden: they were removed.
        """
        mark = self.store.people_mark()
        if mark != self._people:
            self.person = person_of(self.store, self._wanted)
            self._people, self._units = mark, None
        return self.person

    def units(self) -> tuple[Unit, ...]:
        """The units that the person may read, in their order.

        Raises:
            Forbidden: the person was removed.
        """
        return tuple(self._readable().values())

    def _readable(self) -> dict[str, Unit]:
        self.here()
        if self._units is None:
            self._units = {unit.id: unit for unit in self.store.units() if self.person.reads(unit.id)}
        return self._units

    def unit(self, unit_id: str) -> Unit:
        """A unit that the person may read.

        Raises:
            BadInput: no such unit, or not theirs: both read the same.
        """
        readable = self._readable()
        found = readable.get(unit_id)
        if found is None:
            raise judge.unknown("unit", unit_id, [*readable])
        return found

    def read(self, unit_id: str) -> Assessment:
        """A unit's assessment; an empty draft before its first act."""
        unit = self.unit(unit_id)
        return self.store.read(self.period.id, unit_id) or blank(unit, self.period, self.pack_digest)

    @cached_property
    def findings(self) -> FindingsDesk:
        """The desk for the findings of the same units."""
        from checklist.findings_desk import FindingsDesk

        return FindingsDesk(self)

    def score_date(self, a: Assessment) -> date:
        """The date that an assessment is scored at."""
        return score_date(a, self.today())

    def log(self, unit_id: str) -> tuple[Line, ...]:
        """The whole journal of a unit."""
        self.unit(unit_id)
        return self.store.lines(self.period.id, unit_id)

    def version(self, unit_id: str) -> Version:
        """Changes when anybody writes in the unit."""
        self.unit(unit_id)
        return self.store.version(self.period.id, unit_id)

    # --- what there is to do -------------------------------------------------------------------------------

    def case(
        self, unit_id: str, a: Assessment | None = None, own: Score | None = None, verified: Score | None = None
    ) -> Case:
        """A unit's assessment with its scores (taken where they are given) and the day of its last submit."""
        from checklist.queue import Case

        a = a or self.read(unit_id)
        pack, at = self.pack_of(a.pack), self.score_date(a)
        own = own or score(pack, a, SELF, at)
        if verified is None and any(answer.value for answer in a.answers.get(VERIFIED, {}).values()):
            verified = score(pack, a, VERIFIED, at)
        found = self.findings.of(unit_id).findings.values()
        open_ones = tuple((each.item, each.due) for each in found if each.closed is None)
        if a.state != SUBMITTED or a.submitted is None:
            return Case(a, pack, own, verified, findings=open_ones)
        lines = self.store.lines_since(self.period.id, unit_id, a.submitted)
        at = datetime.fromisoformat(lines[0].entry.at)
        sent_back = any(isinstance(line.entry.act, acts.Return) for line in lines)
        return Case(a, pack, own, verified, self.local(at).date(), sent_back, open_ones)

    def queue(self, cases: Sequence[Case]) -> tuple[Task, ...]:
        """What there is to do for the person in this period, of the cases of their units."""
        from checklist.queue import tasks

        return tasks(self.person, self.period, cases, self.today())

    # --- acts ----------------------------------------------------------------------------------------------

    def do(
        self,
        unit_id: str,
        act: Act | Sequence[Act],
        *,
        expect: int | None = None,
        dry_run: bool = False,
        bulk: bool = True,
    ) -> Assessment:
        """Do an act, or several as one bulk act, and return the assessment after it. Of none, nothing is written.

        Args:
            bulk: False for several acts that are only written together: each can be undone alone.
            expect: the revision that the person saw of what the (first) act writes; None overwrites.
            dry_run: only find out whether it would be done.

        Raises:
            Refused, Conflict, BadInput: nothing was written. NotSaved: the disk refused it.
        """
        unit = self.unit(unit_id)
        every = (act,) if isinstance(act, Act) else tuple(act)
        if not every:
            return self.read(unit_id)
        if any(isinstance(each, acts.Expunge) for each in every):
            raise TypeError("Desk.expunge takes texts out: the journal is rewritten for it")
        if dry_run:
            return self._settle(unit, self.store.read(self.period.id, unit_id), every, expect, bulk)[1]
        with self.store.edit(self.period.id, unit_id) as edit:
            lines, after = self._settle(unit, edit.a, every, expect, bulk)
            edit.append(lines, after)
        return after

    def _settle(
        self,
        unit: Unit,
        a: Assessment | None,
        every: Sequence[Act],
        expect: int | None,
        bulk: bool,
        who: Person | None = None,
    ) -> tuple[list[Line], Assessment]:
        now = self.clock()
        today, at = self.local(now).date(), workflow.moment(now)
        lines: list[Line] = []
        if a is None:
            start = acts.Open(unit, self.period, self.pack_digest)
            lines.append(write(start, n=0, who="system", at=at, door=self.door, prev=""))
            a = follow(blank(unit, self.period, self.pack_digest), lines[0])
        batch = a.entries if bulk and len(every) > 1 else None
        for number, act in enumerate(every):
            settled, after = workflow.apply(
                self.pack_of(a.pack),
                a,
                act,
                who or self.person,
                now,
                today=today,
                salt=os.urandom(16).hex(),
                expect=expect if number == 0 else None,
            )
            a, line = self._enter(a, settled, after, at, batch=batch)
            lines.append(line)
        return lines, a

    def _enter(
        self, a: Assessment, act: Act, after: Assessment, at: str, *, batch: int | None, undoes: int | None = None
    ) -> tuple[Assessment, Line]:
        line = write(
            act, n=a.entries, who=self.person.id, at=at, door=self.door, prev=a.head, batch=batch, undoes=undoes
        )
        return msgspec.structs.replace(after, head=line.entry.hash), line

    def undo(self, unit_id: str, *, dry_run: bool = False) -> tuple[Assessment, tuple[Line, ...]]:
        """Take back the person's own last act in a unit, and return the assessment and the entries taken back.

        Raises:
            Refused: there is none, it has moved since, or the state has changed since.
        """
        self.unit(unit_id)
        if dry_run:
            _, after, taken = self._taken_back(unit_id, self.store.read(self.period.id, unit_id))
            return after, taken
        with self.store.edit(self.period.id, unit_id) as edit:
            lines, after, taken = self._taken_back(unit_id, edit.a)
            edit.append(lines, after)
        return after, taken

    def _taken_back(self, unit_id: str, a: Assessment | None) -> tuple[list[Line], Assessment, tuple[Line, ...]]:
        """What takes the person's last act back, the assessment after it, and the entries taken back."""
        if a is None:
            raise Refused("Nothing of your own to undo here.")
        log = self.store.lines(self.period.id, unit_id)[: a.entries]
        taken = to_undo(log, self.person.id)
        now = self.clock()
        back = compensation(log, taken)
        batch = a.entries if len(back) > 1 else None
        lines = []
        for number, act in back:
            after = workflow.undo(a, act, self.person, now)
            a, line = self._enter(a, act, after, workflow.moment(now), batch=batch, undoes=number)
            lines.append(line)
        return lines, a, taken

    def expunge(self, unit_id: str, entry: int, reason: str, *, dry_run: bool = False) -> tuple[Assessment, int]:
        """Take the texts of a journal entry out of journal, state and drafts; gives the assessment and their count.

        Raises:
            Refused: not for this person, or the entry holds no text (any more).
            BadInput: no such entry, or no reason that may stand. NotSaved: the journal is as it was.
        """
        unit = self.unit(unit_id)
        with self.store.edit(self.period.id, unit_id) as edit:
            a = edit.a or blank(unit, self.period, self.pack_digest)
            who, log = self.expunger(a), self.store.lines(self.period.id, unit_id)
            gone = to_expunge(log, [entry], reason)
            lines, after = self._settle(unit, a, [acts.Expunge(entry, Said(text=reason), (*gone,))], None, False, who)
            if not dry_run:
                self.rewrite(edit, log, gone, lines, after)
        return after, len(gone)

    def expunger(self, a: Assessment) -> Person:
        """As whom the person takes texts out; raises Refused for who may not."""
        who = CONSOLE_OWNER if self.person == LOCAL else self.person
        if refusal := workflow.may(who, a, "expunge"):
            raise refusal
        return who

    def rewrite(
        self, edit: Edit[Record], log: Sequence[Line], gone: Mapping[str, str], lines: Sequence[Line], after: Record
    ) -> None:
        """Write a journal without the texts that are gone, and the lines that tell it."""
        # Drafts first: where the journal no longer holds the texts, nobody could ask for them again.
        self.store.clear_drafts(gone.values())
        edit.rewrite([*without(log, gone), *lines], after)

    # --- units ---------------------------------------------------------------------------------------------

    def put_units(self, units: Sequence[Unit]) -> None:
        """Store units, in place of those with the same id, and note it in the home's log.

        Raises:
            BadInput: a name or place carries a secrecy mark; nothing was stored. Forbidden: not for this person.
        """
        if self.here().role != ADMIN and self.person != LOCAL:
            raise Forbidden("Not done: units are imported by the admin.")
        for unit in units:
            judge.unmarked_unit(unit)
        self.store.put_units(units)
        self._units = None
        at = workflow.moment(self.clock())
        self.store.log(at, self.person.id, self.door, "units", {"count": len(units)})

    # --- drafts --------------------------------------------------------------------------------------------

    def keep_draft(self, key: str, fields: Mapping[str, object]) -> None:
        """Keep a half-written form.

        Raises:
            BadInput: a text in it carries a secrecy mark; nothing was kept. NotSaved: the disk refused it.
            Forbidden: the person was removed.
        """
        self.here()
        for written in within((key, fields)):
            judge.words(written)
        self.store.put_draft(self.person.id, key, fields)

    def draft(self, key: str) -> dict[str, object] | None:
        """A kept form, None where there is none, or none of a shape that a form has."""
        from checklist import drafts

        kept = self.store.draft(self.person.id, key)
        return drafts.whole(kept) if kept is not None else None

    def drafts(self) -> tuple[str, ...]:
        """The keys of the person's kept forms, the newest first."""
        return self.store.drafts(self.person.id)

    def drop_draft(self, key: str) -> None:
        """Forget a kept form."""
        self.store.drop_draft(self.person.id, key)


def person_of(store: Store, wanted: str | None) -> Person:
    """Who acts: the person named, or who sits at the console.

    Raises:
        BadInput: no such person.
    """
    everybody = store.people()
    if wanted is None:
        return CONSOLE_OWNER if everybody else LOCAL
    return people.here(everybody, wanted)


def _period(store: Store, wanted: str | None) -> StoredPeriod:
    periods = store.periods()
    if not periods:
        raise BadInput("This home has no period.", "`checklist init` makes one.")
    found = next((each for each in periods if wanted in (None, each.period.id)), None)
    if found is None:
        raise judge.unknown("period", wanted or "", [each.period.id for each in periods])
    return found
