"""What a settled act does to an assessment: no pack, no clock, no refusal. Replaying a journal folds exactly this."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from checklist import acts
from checklist.acts import Act
from checklist.model import (
    ACCEPTED,
    DRAFT,
    SELF,
    STATE_VERIFIED,
    SUBMITTED,
    VERIFIED,
    Answer,
    Assessment,
    Evidence,
    Explanation,
    Mark,
    Note,
    Period,
    Said,
    Unit,
    digest,
)

GOES_TO = {
    (DRAFT, "submit"): SUBMITTED,
    (SUBMITTED, "withdraw"): DRAFT,
    (SUBMITTED, "return"): DRAFT,
    (SUBMITTED, "verify"): STATE_VERIFIED,
    (STATE_VERIFIED, "return"): SUBMITTED,
    (STATE_VERIFIED, "accept"): ACCEPTED,
    (ACCEPTED, "reopen"): STATE_VERIFIED,
}
"""State and move to the state after it."""


def blank(unit: Unit, period: Period, pack: str) -> Assessment:
    """The assessment of a unit before its first act: an empty draft."""
    return Assessment(unit, period, pack)


def change(a: Assessment, act: Act, who: str, at: str) -> Assessment:
    """The assessment after a settled act: no pack, no clock, no refusal. A journal's replay folds exactly this."""
    writers = a.writers if isinstance(act, acts.Open) else tuple(sorted({*a.writers, (who, acts.name(act))}))
    after = _CHANGES[type(act)](a, act, who, at)
    return msgspec.structs.replace(after, entries=a.entries + 1, writers=writers)


def _set_answer(a: Assessment, layer: str, item: str, answer: Answer) -> Assessment:
    answers = {**a.answers, layer: {**a.answers.get(layer, {}), item: answer}}
    return msgspec.structs.replace(a, answers=answers)


def _set_evidence(a: Assessment, entry: Evidence) -> Assessment:
    return msgspec.structs.replace(a, evidence={**a.evidence, entry.id: entry})


def _answer(a: Assessment, act: acts.Answer, who: str, at: str) -> Assessment:
    revision = a.revision(act.layer, act.item) + 1
    answer = Answer(revision, who, at, a.entries, act.value, judged=act.judged, basis=act.basis)
    return _set_answer(a, act.layer, act.item, answer)


def _clear(a: Assessment, act: acts.Clear, who: str, at: str) -> Assessment:
    return _set_answer(a, act.layer, act.item, Answer(a.revision(act.layer, act.item) + 1, who, at, a.entries))


def _add_evidence(a: Assessment, act: acts.AddEvidence, who: str, at: str) -> Assessment:
    items = tuple(sorted(set(act.items)))
    entry = Evidence(act.id, act.revision + 1, who, at, act.particulars, items, act.seen)
    register = sorted({**a.evidence, act.id: entry}.items(), key=lambda pair: _number(pair[0]))
    following = max(a.next_evidence, _number(act.id) + 1)
    return msgspec.structs.replace(a, evidence=dict(register), next_evidence=following)


def _number(evidence_id: str) -> int:
    return int(evidence_id[1:])


def _edit_evidence(a: Assessment, act: acts.EditEvidence, who: str, at: str) -> Assessment:
    # Whoever marked the entry as seen saw the old particulars: the mark goes with them.
    entry = a.evidence[act.evidence]
    return _set_evidence(a, Evidence(entry.id, entry.revision + 1, who, at, act.particulars, entry.items, act.seen))


def _remove_evidence(a: Assessment, act: acts.RemoveEvidence, who: str, at: str) -> Assessment:
    return msgspec.structs.replace(a, evidence={id: entry for id, entry in a.evidence.items() if id != act.evidence})


def _serve(a: Assessment, evidence: str, items: set[str]) -> Assessment:
    entry = a.evidence[evidence]
    return _set_evidence(a, msgspec.structs.replace(entry, items=tuple(sorted(items)), revision=entry.revision + 1))


def _attach(a: Assessment, act: acts.Attach, who: str, at: str) -> Assessment:
    return _serve(a, act.evidence, {*a.evidence[act.evidence].items, act.item})


def _detach(a: Assessment, act: acts.Detach, who: str, at: str) -> Assessment:
    return _serve(a, act.evidence, {*a.evidence[act.evidence].items} - {act.item})


def _mark_seen(a: Assessment, act: acts.MarkSeen, who: str, at: str) -> Assessment:
    seen = act.seen or (Mark(act.mark, who, at) if act.mark else None)
    return _set_evidence(a, msgspec.structs.replace(a.evidence[act.evidence], seen=seen))


def _agree(a: Assessment, act: acts.Agree, who: str, at: str) -> Assessment:
    own = a.answer(SELF, act.item)
    value = own.value if own else None
    agreed = acts.Answer(act.item, VERIFIED, value, basis=act.basis, judged=act.judged) if value else None
    if agreed:
        a = _answer(a, agreed, who, at)
    mark = "on_site" if act.basis == "on_site" else "seen"
    for evidence in act.marked:
        a = _mark_seen(a, acts.MarkSeen(evidence, mark), who, at)
    return a


def _explain(a: Assessment, act: acts.Explain, who: str, at: str) -> Assessment:
    rest = {item: text for item, text in a.explanations.items() if item != act.item}
    if act.text is not None:
        rest[act.item] = Explanation(act.text, who, at)
    return msgspec.structs.replace(a, explanations=rest)


def _move(a: Assessment, act: Act, who: str, at: str) -> Assessment:
    return msgspec.structs.replace(a, state=GOES_TO[a.state, acts.name(act)])


def _submit(a: Assessment, act: acts.Submit, who: str, at: str) -> Assessment:
    return msgspec.structs.replace(_move(a, act, who, at), submitted=a.entries, returned=False, note=None)


def _return(a: Assessment, act: acts.Return, who: str, at: str) -> Assessment:
    after = _move(a, act, who, at)
    return msgspec.structs.replace(after, note=Note(act.note, who, at, act.items), returned=after.state == DRAFT)


def _verify(a: Assessment, act: acts.Verify, who: str, at: str) -> Assessment:
    return msgspec.structs.replace(_move(a, act, who, at), note=None)


def _accept(a: Assessment, act: acts.Accept, who: str, at: str) -> Assessment:
    return msgspec.structs.replace(_move(a, act, who, at), seal=act.seal, note=None)


def _reopen(a: Assessment, act: acts.Reopen, who: str, at: str) -> Assessment:
    return msgspec.structs.replace(_move(a, act, who, at), seal=None, note=Note(act.note, who, at))


def _expunge(a: Assessment, act: acts.Expunge, who: str, at: str) -> Assessment:
    cleaned: Assessment = acts.taken_out(a, frozenset(act.texts))
    return cleaned


def _open(a: Assessment, act: acts.Open, who: str, at: str) -> Assessment:
    return a


_CHANGES: dict[type[Act], Callable[..., Assessment]] = {
    acts.Open: _open,
    acts.Answer: _answer,
    acts.Clear: _clear,
    acts.AddEvidence: _add_evidence,
    acts.EditEvidence: _edit_evidence,
    acts.RemoveEvidence: _remove_evidence,
    acts.Attach: _attach,
    acts.Detach: _detach,
    acts.MarkSeen: _mark_seen,
    acts.Agree: _agree,
    acts.Explain: _explain,
    acts.Expunge: _expunge,
    acts.Submit: _submit,
    acts.Withdraw: _move,
    acts.Return: _return,
    acts.Verify: _verify,
    acts.Accept: _accept,
    acts.Reopen: _reopen,
}


def content_digest(a: Assessment, at: date) -> str:
    """What a seal covers: unit, period, pack, both layers, evidence with marks, explanations, date and journal head.

    Texts stand in it by hash, so that `expunge` keeps it valid.
    """
    hashed: Assessment = acts.map_texts(a, lambda said: Said(h=said.h))
    return digest(
        {
            "unit": a.unit,
            "period": a.period,
            "pack": a.pack,
            "answers": hashed.answers,
            "evidence": hashed.evidence,
            "explanations": hashed.explanations,
            "at": at,
            "head": a.head,
        }
    )
