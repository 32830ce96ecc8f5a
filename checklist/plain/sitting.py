"""What all questions of one person share: the desk, the conversation, and the one way to save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from checklist import acts, workflow
from checklist.acts import Act
from checklist.desk import Desk
from checklist.errors import ChecklistError, Conflict, Forbidden, NotSaved, Refused
from checklist.journal import Line
from checklist.locale import Words
from checklist.model import DRAFT, INSPECTOR, PAPERS, SELF, VERIFIED, Assessment, Item, Pack
from checklist.plain.lines import Ended
from checklist.plain.talk import GivenUp, Stopped, Talk
from checklist.queue import Case
from checklist.register import Findings
from checklist.scoring import Score, result_layer, score
from checklist.view import numbers, plain, words

Fields = dict[str, object]
"""A half-written form, as the full screen keeps it too."""


class Closed(Exception):
    """Nothing can be shown any more: the person was removed, the data is damaged."""

    def __init__(self, error: ChecklistError) -> None:
        super().__init__(error.message)
        self.error = error


class Sitting:
    """One person in line mode."""

    def __init__(self, desk: Desk, talk: Talk) -> None:
        self.desk, self.talk = desk, talk
        self.basis = PAPERS
        """What an inspector judges by at the moment."""
        self.since = workflow.moment(desk.clock())
        """When the session began, as the journal writes it."""
        self.last_entry: dict[str, str] = {}
        """By unit, the entry of the register that was written last in this session."""

    @property
    def t(self) -> Words:
        """The words."""
        return self.talk.t

    @property
    def offset(self) -> str:
        """The home's offset from UTC."""
        return self.desk.store.settings.utc_offset

    # --- reading -------------------------------------------------------------------------------------------

    def a(self, unit: str) -> Assessment:
        """A unit's assessment as it is stored now."""
        return self.desk.read(unit)

    def pack(self, unit: str) -> Pack:
        """The pack of a unit's assessment."""
        return self.desk.pack_of(self.a(unit).pack)

    def item(self, unit: str, item: str) -> Item:
        """An item of the unit's pack, by an id that is known to be in it."""
        found = self.pack(unit).item(item)
        assert found is not None
        return found

    def layer(self, a: Assessment) -> str:
        """The layer that the person looks at: an inspector's own once it was submitted, else the one that counts."""
        verifying = self.desk.person.role == INSPECTOR and a.state != DRAFT
        return VERIFIED if verifying else result_layer(a)

    def score(self, unit: str, layer: str = "") -> Score:
        """The score of a unit today, in a layer or the one that the person looks at."""
        a = self.a(unit)
        return score(self.desk.pack_of(a.pack), a, layer or self.layer(a), self.desk.score_date(a))

    def case(self, unit: str) -> Case:
        """A unit as the queue reckons with it."""
        return self.desk.case(unit)

    def findings(self, unit: str) -> Findings:
        """A unit's findings."""
        return self.desk.findings.of(unit)

    def now(self) -> str:
        """The time of day at the home's offset."""
        return f"{self.desk.local(self.desk.clock()):%H:%M:%S}"

    def refusal(self, unit: str, row: str) -> Refused | None:
        """Why the person may not do acts of a row of the table; None when they may."""
        return workflow.may(self.desk.person, self.a(unit), row)

    def must_be_let(self, unit: str, row: str) -> None:
        """Raise the refusal where the person may not."""
        if refusal := self.refusal(unit, row):
            raise refusal

    def still_here(self) -> None:
        """Look whether the person may still be here; raises Closed."""
        try:
            self.desk.here()
        except Forbidden as error:
            raise Closed(error) from None

    # --- saving --------------------------------------------------------------------------------------------

    def saved(self, what: str) -> None:
        """Say what was saved, and when."""
        self.talk.say(self.t("Saved {time}. {what}", time=self.now(), what=what))

    def save(
        self,
        unit: str,
        every: Sequence[Act],
        what: str,
        *,
        expect: int | None = None,
        kept: tuple[str, Fields] | None = None,
        bulk: bool = False,
    ) -> Assessment | None:
        """Do acts through the desk; None where the person gave them up, or lets a newer version stay.

        Args:
            what: the thing saved in words, for what is said where it can't be saved.
            expect: the revision that the person saw of what the first act writes.
            kept: the form that it was typed in, which becomes a draft if a newer version stays.
            bulk: they are one act that is undone as one.
        """
        while True:
            try:
                return self.desk.do(unit, every if len(every) > 1 else every[0], expect=expect, bulk=bulk)
            except Conflict as error:
                if self.talk.piped:
                    raise Stopped(error, self.talk.number) from None
                shown = self._stored_revision(unit, every[0])
                if not self._writes_over(unit, every[0], what):
                    self.keep(kept)
                    return None
                expect = shown
            except NotSaved as error:
                if not self._tries_again(error, what, kept):
                    return None

    def record(self, do: Callable[[], Findings], what: str) -> Findings | None:
        """Write or close a finding, as `save` does with acts."""
        while True:
            try:
                return do()
            except NotSaved as error:
                if not self._tries_again(error, what, None):
                    return None

    def _tries_again(self, error: NotSaved, what: str, kept: tuple[str, Fields] | None) -> bool:
        """Say that the disk did not take it, and ask whether to save it again."""
        if self.talk.piped:
            raise Stopped(error, self.talk.number)
        t = self.t
        self.talk.say(t.error(error))
        told = t("Not saved: {what}. Everything before it is saved; this is only in this session.", what=what)
        try:
            again = not self.talk.choose(told, [t("Save again"), t("Give it up, unsaved")])
        except Ended:
            self.keep(kept)
            raise Stopped(error, self.talk.number) from None
        if not again:
            self.talk.say(t("Given up, not saved: {what}.", what=what))
        return again

    def _stored_revision(self, unit: str, act: Act) -> int | None:
        a = self.a(unit)
        if isinstance(act, acts.Answer | acts.Clear):
            return a.revision(act.layer, act.item)
        if isinstance(act, acts.Agree):
            return a.revision(VERIFIED, act.item)
        entry = a.evidence.get(str(getattr(act, "evidence", "")))
        return entry.revision if entry is not None else None

    def _writes_over(self, unit: str, act: Act, what: str) -> bool:
        """Tell both versions, and ask which one: the safe answer overwrites nothing."""
        t, a = self.t, self.a(unit)
        item_id = str(getattr(act, "item", ""))
        self.talk.say(
            t("{item} was changed by somebody else meanwhile. Nothing was overwritten.", item=item_id or what)
        )
        item = self.pack(unit).item(item_id)
        stored = a.answer(getattr(act, "layer", SELF), item_id)
        if item is not None and isinstance(act, acts.Answer):
            who = t("STORED")
            if stored is not None:
                who = t("STORED ({who}, {time})", who=stored.who, time=numbers.clock(stored.at, self.offset))
            theirs = stored.value if stored is not None else None
            self.talk.say(*plain.versions(t, self.pack(unit), item, who, theirs, act.value))
        names = [t("Keep the stored version"), t("Write the version typed here")]
        writes = bool(self.talk.choose(t("Which one?"), names))
        if not writes:
            self.talk.say(t("The stored version stays."))
        return writes

    def undo(self, unit: str) -> None:
        """Take back the person's last write in a unit, and say what; one of an earlier session is asked about first."""
        t = self.t
        _, taken = self.desk.undo(unit, dry_run=True)
        if taken[-1].entry.at < self.since:
            question = t("Undo entry {n}: {what}?", n=taken[-1].entry.n, what=self._undone(unit, taken))
            if not self.talk.choose(question, [t("Leave it"), t("Undo it")]):
                return
        _, taken = self.desk.undo(unit)
        items = [item for line in taken for item in acts.items_of(line.act)]
        named = ", ".join(dict.fromkeys(items))
        what = t("undone: {item} {act}", item=named, act=self._last_act(unit, taken))
        self.saved(plain.ended(plain.capital(" ".join(what.split()))))

    def _undone(self, unit: str, taken: Sequence[Line]) -> str:
        items = ", ".join(dict.fromkeys(item for line in taken for item in acts.items_of(line.act)))
        return f"{items} {self._last_act(unit, taken)}".strip()

    def _last_act(self, unit: str, taken: Sequence[Line]) -> str:
        return words.act(self.t, self.pack(unit), taken[-1].act)

    # --- drafts --------------------------------------------------------------------------------------------

    def draft_key(self, unit: str, item: str, form: str) -> str:
        """The key that a half-written form is kept under, the full screen's too."""
        return f"{self.desk.period.id}.{unit}.{item}.{form}"

    def keep(self, kept: tuple[str, Fields] | None) -> None:
        """Keep a half-written form, and say why where it can't be kept; a line that is gone hears nothing."""
        if kept is None or self.talk.piped:
            return
        try:
            self.desk.keep_draft(*kept)
        except ChecklistError as error:
            try:
                self.talk.say(self.t.error(error))
            except Ended:
                return

    @contextmanager
    def form(self, unit: str, item: str, form: str, fields: Fields, *, key: str = "") -> Iterator[Fields]:
        """While a form is filled: ended in the middle it is kept as a draft, given up or saved it is forgotten."""
        fields |= {"form": form, "unit": unit, "item": item}
        key = key or self.draft_key(unit, item, form)
        try:
            with self.talk.whole():
                yield fields
        except Ended:
            self.keep((key, fields))
            raise
        except GivenUp:
            self.desk.drop_draft(key)
            raise
        self.desk.drop_draft(key)
