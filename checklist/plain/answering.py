"""Answering in line mode: what a line says and what it lacks, asked one at a time, then saved as one thing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from checklist import acts, judge, notices, scoring
from checklist.acts import Act
from checklist.change import change
from checklist.errors import BadInput, Phrase, Refused
from checklist.model import (
    CHECK,
    FIGURE,
    LIMIT,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTIAL,
    QUOTA,
    ROSTER,
    SELF,
    VERDICTS,
    Assessment,
    Item,
    Pack,
    Said,
    Value,
)
from checklist.plain import answers, evidence
from checklist.plain.sitting import Fields, Sitting
from checklist.plain.talk import NotUnderstood
from checklist.view import numbers, plain, words

ITEM, PAPER, LEAVE = "item", "paper", "leave"


class Where(msgspec.Struct, frozen=True):
    """Where one goes: an item, the paper, or out of the unit."""

    place: str
    item: str = ""


class Stayed(Refused):
    """A newer version stays, or what could not be saved was given up: told already."""

    def __init__(self) -> None:
        super().__init__("")


class Answering:
    """One unit, whose items are answered in a layer."""

    layer = SELF

    def __init__(self, sitting: Sitting, unit: str) -> None:
        self.s, self.unit = sitting, unit
        self.t, self.talk = sitting.t, sitting.talk
        self.later: set[str] = set()
        """Items that were left for later since the last look at the paper."""
        self.base = 0
        """The revision of the answer that was shown."""

    @property
    def a(self) -> Assessment:
        """The assessment as it is stored now."""
        return self.s.a(self.unit)

    @property
    def pack(self) -> Pack:
        """Its pack."""
        return self.s.pack(self.unit)

    def onward(self, item_id: str) -> Where:
        """Where one goes behind an item."""
        raise NotImplementedError

    def answer(self, item: Item, line: str) -> Where | None:
        """Take a line as the answer to an item: what is missing is asked, then all of it is saved at once."""
        said, reason = answers.split(line)
        verdict = answers.meant(said, VERDICTS)
        fields: Fields = {"base": self.base, "reason": judge.words(reason)}
        if verdict == NOT_APPLICABLE:
            return self.fill(item, "ground", fields | {"verdict": verdict})
        if item.kind == CHECK:
            if verdict is None:
                raise self.not_understood(item, line)
            if verdict == PARTIAL and not item.partial:
                raise BadInput("{item} is met or not met, there is no partly.", item=item.id)
            return self.fill(item, "walk" if verdict == MET else "reason", fields | {"verdict": verdict, "numbers": {}})
        if item.kind == ROSTER:
            return self.fill(
                item, "walk", fields | {"numbers": {}, "ticked": list(self.parts(item, said, verdict, line))}
            )
        if verdict is not None:
            raise BadInput("{item}: the number decides, enter it.", item=item.id)
        return self.fill(item, "walk", fields | {"numbers": self.numbers(item, said, line)})

    def not_understood(self, item: Item, line: str) -> NotUnderstood:
        """The error that quotes a line and shows a right one."""
        return NotUnderstood(
            'Not understood: "{given}". {right} Nothing was saved.', given=line, right=plain.example(self.t, item)
        )

    def parts(self, item: Item, said: str, verdict: str | None, line: str) -> tuple[str, ...]:
        """The parts that a line ticks: by their numbers, all of them, none."""
        if verdict == MET:
            return tuple(part.id for part in item.parts)
        if verdict == PARTIAL:
            raise BadInput("{item}: tick the parts that are there, they decide.", item=item.id)
        given = [0] if verdict == NOT_MET else answers.counts(said)
        if not given or (given != [0] and not all(1 <= each <= len(item.parts) for each in given)):
            raise self.not_understood(item, line)
        return tuple(item.parts[each - 1].id for each in sorted(set(given)) if each)

    def numbers(self, item: Item, said: str, line: str) -> dict[str, str]:
        """The numbers of a line by their keys; later ones may be missing and are asked."""
        keys = [key for key, _ in self.number_fields(item)]
        if keys == ["percent"]:
            return {"percent": said}
        given = answers.counts(said)
        if not given or len(given) > len(keys):
            raise self.not_understood(item, line)
        return {key: str(number) for key, number in zip(keys, given, strict=False)}

    def number_fields(self, item: Item) -> list[tuple[str, str]]:
        """The numbers of an item: key and what is counted."""
        if item.kind == QUOTA and item.restricted:
            return [("percent", self.t("per cent; never the strength itself"))]
        if item.kind == QUOTA and item.labels:
            return [("assigned", self.t.of(item.labels.assigned)), ("reached", self.t.of(item.labels.reached))]
        if item.kind == LIMIT:
            return [("count", self.t("Count"))]
        return [(each.id, self.t.of(each.title)) for each in item.values]

    def fill(self, item: Item, form: str, fields: Fields, *, again: bool = False) -> Where | None:
        """Ask what an answer still lacks, then save all of it at once.

        Args:
            again: it comes from a draft: what is there is asked too, and Enter keeps it.
        """
        with self.s.form(self.unit, item.id, form, fields) as kept:
            value = self.value(item, kept, again=again)
            every = self.acts(item, value, kept)
            for each in self.warnings(item, every):
                self.talk.say(self.t("Note: {what}", what=each))
            before = self.s.score(self.unit, SELF)
            what = f"{item.id} {plain.said(self.t, self.pack, item, value)}"
            key = self.s.draft_key(self.unit, item.id, form)
            base = int(str(kept["base"]))
            after = self.s.save(self.unit, every, what, expect=base, kept=(key, kept), bulk=True)
            if after is None:
                raise Stayed
            self.s.saved(self.done(after, item, before))
        self.note_entry(every, after)
        self.later.discard(item.id)
        return self.onward(item.id)

    def value(self, item: Item, kept: Fields, *, again: bool) -> Value:
        """The value of a form, its missing parts asked."""
        t, verdict = self.t, kept.get("verdict")
        if verdict == NOT_APPLICABLE:
            return self.ground(item, kept)
        given = kept.get("numbers")
        typed = {str(key): str(text) for key, text in given.items()} if isinstance(given, dict) else {}
        kept["numbers"] = typed
        if item.kind not in (CHECK, ROSTER):
            for key, label in self.number_fields(item):
                if again or not typed.get(key):
                    typed[key] = self.number(label, key, typed.get(key, ""))
        ticked = kept.get("ticked")
        value = self.built(item, typed, str(verdict) if verdict and item.kind == CHECK else None, ticked)
        missing = self.reason_for(item, value)
        if (missing is not None and not kept["reason"]) or (again and (missing or kept["reason"])):
            asked = t("Reason (needed):") if missing else t("Reason:")
            kept["reason"] = self.talk.text(asked, needed=missing, kept=str(kept["reason"]))
        return self.settled(item, msgspec.structs.replace(value, reason=_said(kept["reason"])))

    def settled(self, item: Item, value: Value) -> Value:
        """The value as it would be kept; raises BadInput for a wrong one."""
        return judge.value_of(self.pack, item, value)

    def built(self, item: Item, typed: dict[str, str], verdict: str | None, ticked: object) -> Value:
        """A value of what was typed, without its reason."""
        if item.kind == CHECK:
            return Value(verdict)
        if item.kind == ROSTER:
            there = ticked if isinstance(ticked, list) else []
            return Value(parts=tuple(part.id for part in item.parts if part.id in there))
        if "percent" in typed:
            return Value(percent=answers.percentage(typed["percent"]))
        counted = {key: numbers.whole(text) for key, text in typed.items()}
        if item.kind == FIGURE:
            return Value(values=counted)
        return Value(assigned=counted.get("assigned"), reached=counted.get("reached"), count=counted.get("count"))

    def number(self, label: str, key: str, kept: str) -> str:
        """Ask for one number."""

        def take(line: str) -> str:
            given = line or kept
            if key == "percent":
                return answers.percentage(given)
            return str(numbers.whole(given))

        return self.talk.field(self.talk.keeping(f"{label}:", kept), take)

    def reason_for(self, item: Item, value: Value) -> Phrase | None:
        """What is missing where an answer needs words; None where it needs none."""
        by_hand = item.kind == CHECK and value.verdict in (PARTIAL, NOT_MET)
        over = item.kind == LIMIT and not scoring.credit(item, value)
        return Phrase("reason") if by_hand or over else None

    def ground(self, item: Item, kept: Fields) -> Value:
        """Why an item does not apply: a ground of the pack's list, and words where it or the layer needs them."""
        grounds = self.pack.grounds
        known = [each.id for each in grounds]
        default = known.index(str(kept["ground"])) if kept.get("ground") in known else None
        names = [self.t.of(each.title) for each in grounds]
        chosen = grounds[self.talk.choose(self.t("Why does it not apply?"), names, default)]
        kept["ground"] = chosen.id
        value = Value(NOT_APPLICABLE, ground=chosen.id)
        needed = Phrase("reason") if chosen.words else self.reason_for(item, value)
        if needed and not kept["reason"]:
            kept["reason"] = self.talk.text(self.t("Reason (needed):"), needed=needed)
        return self.settled(item, msgspec.structs.replace(value, reason=_said(kept["reason"])))

    def acts(self, item: Item, value: Value, kept: Fields) -> list[Act]:
        """The acts that save an answer, with the evidence that is asked for beside it."""
        stored = self.a.value(self.layer, item.id)
        same = stored is not None and acts.plain(stored) == acts.plain(value)
        proof = self.evidence_too(item, value, same)
        return proof if same and proof else [acts.Answer(item.id, self.layer, value), *proof]

    def evidence_too(self, item: Item, value: Value, same: bool) -> list[Act]:
        """Evidence is asked for where an answer is met, or a check partly met, and its rule is not; and where an
        answer is given a second time."""
        a = self.a
        partly = item.kind == CHECK and value.verdict == PARTIAL
        asked = value.verdict == MET or partly or (same and scoring.credit(item, value))
        if not asked or not scoring.proof(item, a, SELF, self.s.desk.score_date(a)).cause:
            return []
        return evidence.ask(self.s, self.unit, item)

    def warnings(self, item: Item, every: Sequence[Act]) -> list[str]:
        """What is worth a second look once these acts are done, and was not before."""
        after, t = self.a, self.t
        before = [words.notice(t, each) for each in notices.of_item(self.pack, after, item.id)]
        said = []
        for act in every:
            if isinstance(act, acts.Attach):
                serves = ", ".join(after.evidence[act.evidence].items)
                said.append(t("this number and date are on record for {items}.", items=serves))
            after = change(after, _with_id(act, after), "", "")
        found = [words.notice(t, each) for each in notices.of_item(self.pack, after, item.id)]
        return [*said, *(each for each in found if each not in before)]

    def done(self, after: Assessment, item: Item, before: scoring.Score) -> str:
        """What was saved, in words."""
        return plain.answered(self.t, self.pack, after, item, before, self.s.score(self.unit, SELF))

    def note_entry(self, every: Sequence[Act], after: Assessment) -> None:
        """Keep in mind which entry was written last, for `=`."""
        for act in every:
            if isinstance(act, acts.AddEvidence):
                self.s.last_entry[self.unit] = f"E{after.next_evidence - 1}"


def _with_id(act: Act, a: Assessment) -> Act:
    """An act with the id that it will get."""
    return msgspec.structs.replace(act, id=f"E{a.next_evidence}") if isinstance(act, acts.AddEvidence) else act


def _said(text: object) -> Said | None:
    return Said(text=str(text)) if text else None
