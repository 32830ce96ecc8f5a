"""The inspector's walk in line mode: the unit's answer is told, `y` agrees, every other answer says why."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from checklist import acts, findings, judge, notices, scoring
from checklist.acts import Act
from checklist.errors import Phrase, Refused
from checklist.model import DRAFT, INSPECTOR, ON_SITE, PAPERS, SELF, VERIFIED, Assessment, Item, Said, Value
from checklist.plain.answering import Where
from checklist.plain.sitting import Fields, Sitting
from checklist.plain.walk import COMMANDS, Walk
from checklist.view import findings as findings_view
from checklist.view import plain, words

VERIFYING = ("agree", "basis", *(each for each in COMMANDS if each != "attach"))


def walk_of(sitting: Sitting, unit: str) -> Walk:
    """The walk of a person: an inspector verifies what was submitted, everybody else sees the unit's."""
    verifying = sitting.desk.person.role == INSPECTOR and sitting.a(unit).state != DRAFT
    return VerifyWalk(sitting, unit) if verifying else Walk(sitting, unit)


class VerifyWalk(Walk):
    """One unit, item by item, in the verified layer."""

    layer = VERIFIED

    def told(self, item: Item) -> list[str]:
        """The item with the unit's answer, its evidence and what was found here."""
        a, pack, t = self.a, self.pack, self.t
        lines = [plain.question(t, item, len(self.open_items()))]
        lines.append(plain.own_answer(t, pack, a, item, self.s.offset))
        at = self.s.desk.score_date(a)
        lines += plain.stands(t, pack, a, item, at, notices.of_item(pack, a, item.id), VERIFIED)
        for found in findings.at_item(self.s.findings(self.unit), item.id):
            state = findings_view.status(t, found, self.s.desk.today(), self.s.offset)
            said = f"{found.id} {findings_view.severity(t, found)}: {words.shown(t, found.what)} ({state})"
            lines.append(f"{t('Finding')} {said}.")
        refusal = self.s.refusal(self.unit, "answer.verified")
        if refusal is not None:
            return [*lines, t("To read only. {why} Enter goes back.", why=t.error(refusal))]
        return [*lines, *self.how(item)]

    def how(self, item: Item) -> list[str]:
        """What may be typed here; the parts are told as the unit has them."""
        done = self.a.value(VERIFIED, item.id) is not None
        return plain.how_to_answer(self.t, item, self.a.value(SELF, item.id), verifying=True, done=done)

    def commands(self) -> Sequence[str]:
        """`g` changes what one judges by; an inspector attaches nothing."""
        return VERIFYING

    def do(self, command: str, item: Item) -> Where | None:
        """Agree, or change what is judged by; the rest as in every walk."""
        match command:
            case "agree":
                return self.agree(item)
            case "basis":
                self.s.must_be_let(self.unit, "answer.verified")
                self.s.basis = PAPERS if self.s.basis == ON_SITE else ON_SITE
                on_site = self.s.basis == ON_SITE
                self.talk.say(self.t("From here on: verified on site." if on_site else "From here on: on papers."))
                return None
        return super().do(command, item)

    def agree(self, item: Item) -> Where | None:
        """Take the unit's answer over."""
        self.s.must_be_let(self.unit, "answer.verified")
        if self.a.value(SELF, item.id) is None:
            raise Refused("{item}: the unit has not answered it.", item=item.id)
        return self.fill(item, "walk", {"base": self.base, "reason": "", "numbers": {}, "verdict": "agree"})

    def value(self, item: Item, kept: Fields, *, again: bool) -> Value:
        """The unit's own value where the inspector agrees."""
        own = self.a.value(SELF, item.id)
        if kept.get("verdict") == "agree" and own is not None:
            return own
        return super().value(item, kept, again=again)

    def reason_for(self, item: Item, value: Value) -> Phrase | None:
        """An answer that differs from the unit's says why."""
        own = self.a.value(SELF, item.id)
        return None if own is not None and self._same(item, value, own) else Phrase("reason")

    def _same(self, item: Item, value: Value, own: Value) -> bool:
        """Whether a value says what the unit's does, whatever its reason; raises BadInput for a wrong value."""
        worded = msgspec.structs.replace(value, reason=value.reason or Said(text="–"))
        return scoring.agrees(judge.value_of(self.pack, item, worded), own)

    def acts(self, item: Item, value: Value, kept: Fields) -> list[Act]:
        """An agreement where the answer is the unit's, else a verified answer with what it rests on."""
        if value == self.a.value(SELF, item.id):
            return [acts.Agree(item.id, self.s.basis)]
        return [acts.Answer(item.id, VERIFIED, value, self.s.basis)]

    def settled(self, item: Item, value: Value) -> Value:
        """As it would be kept; what is the unit's own needs no second reason."""
        own = self.a.value(SELF, item.id)
        if value.reason is None and own is not None and self._same(item, value, own):
            return own
        return super().settled(item, value)

    def done(self, after: Assessment, item: Item, before: scoring.Score) -> str:
        """What was verified, and how far it is."""
        return plain.judged(self.t, self.pack, after, item)
