"""The desk for findings: reads and changes a unit's register of them, which outlives the periods."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from checklist import acts, findings, workflow
from checklist.acts import Act
from checklist.journal import Line, Version, to_expunge, write
from checklist.model import Assessment, Person, Said
from checklist.register import Findings

if TYPE_CHECKING:
    from checklist.desk import Desk


class FindingsDesk:
    """The findings of the units that the person at a desk may read."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # --- what there is -------------------------------------------------------------------------------------

    def of(self, unit_id: str) -> Findings:
        """The register of a unit, over all periods; an empty one before the first finding."""
        self.desk.unit(unit_id)
        return self.desk.store.register(unit_id).read() or findings.blank(unit_id)

    def log(self, unit_id: str) -> tuple[Line, ...]:
        """The whole journal of a unit's register."""
        self.desk.unit(unit_id)
        return self.desk.store.register(unit_id).lines()

    def version(self, unit_id: str) -> Version:
        """Changes when anybody writes in the unit's register."""
        self.desk.unit(unit_id)
        return self.desk.store.register(unit_id).version()

    # --- acts ----------------------------------------------------------------------------------------------

    def add(self, unit_id: str, act: acts.AddFinding, *, dry_run: bool = False) -> Findings:
        """Write a finding down, and return the register after it; its id is the last one there.

        Raises:
            Refused, BadInput: nothing was written. NotSaved: the disk refused it.
        """
        desk = self.desk
        if dry_run:
            return self._record(unit_id, act, desk.read(unit_id), dry_run=True)
        desk.unit(unit_id)
        # The paper is held still meanwhile: only while it is submitted may a finding be added.
        with desk.store.edit(desk.period.id, unit_id) as paper:
            return self._record(unit_id, act, paper.a or desk.read(unit_id), dry_run=False)

    def close(self, unit_id: str, act: acts.CloseFinding, *, dry_run: bool = False) -> Findings:
        """Close a finding with its evidence, whatever the state of the paper, and return the register after it.

        Raises:
            Refused, BadInput: nothing was written. NotSaved: the disk refused it.
        """
        return self._record(unit_id, act, self.desk.read(unit_id), dry_run=dry_run)

    def expunge(self, unit_id: str, finding: str, reason: str, *, dry_run: bool = False) -> tuple[Findings, int, int]:
        """Take the texts of a finding and of its closing out of journal, state and drafts.

        Returns:
            The register after it, the number of the journal's entry that wrote the finding down, how many texts went.

        Raises:
            As `Desk.expunge`; BadInput: no such finding.
        """
        paper, pair = self.desk.read(unit_id), self.desk.store.register(unit_id)
        with pair.edit() as edit:
            who, log, register = self.desk.expunger(paper), pair.lines(), edit.a or findings.blank(unit_id)
            numbers = findings.entries_of(register, log, finding)
            gone = to_expunge(log, numbers, reason)
            act = acts.Expunge(numbers[0], Said(text=reason), (*gone,))
            lines, after = self._settle(unit_id, edit.a, act, paper, who)
            if not dry_run:
                self.desk.rewrite(edit, log, gone, lines, after)
        return after, numbers[0], len(gone)

    def _record(self, unit_id: str, act: Act, a: Assessment, *, dry_run: bool) -> Findings:
        """The one way in which a register grows."""
        pair = self.desk.store.register(unit_id)
        if dry_run:
            return self._settle(unit_id, pair.read(), act, a)[1]
        with pair.edit() as edit:
            lines, after = self._settle(unit_id, edit.a, act, a)
            edit.append(lines, after)
        return after

    def _settle(
        self, unit_id: str, register: Findings | None, act: Act, a: Assessment, who: Person | None = None
    ) -> tuple[list[Line], Findings]:
        """The lines that tell an act, and the register after it."""
        desk = self.desk
        now = desk.clock()
        today, at = desk.local(now).date(), workflow.moment(now)
        lines: list[Line] = []
        if register is None:
            lines.append(write(acts.OpenFindings(unit_id), n=0, who="system", at=at, door=desk.door, prev=""))
            register = findings.BOOK.follow(findings.blank(unit_id), lines[0])
        pack, salt = desk.pack_of(a.pack), os.urandom(16).hex()
        settled, after = findings.apply(pack, register, a, act, who or desk.person, now, today=today, salt=salt)
        line = write(settled, n=register.entries, who=desk.person.id, at=at, door=desk.door, prev=register.head)
        return [*lines, line], msgspec.structs.replace(after, head=line.entry.hash)
