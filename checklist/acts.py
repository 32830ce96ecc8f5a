"""The acts: one small frozen record for each change that can be made to an assessment.

An act can be written to JSON and back (`do` names it). Doors build acts with plain texts in `Said`; `workflow.apply`
settles them (cleaned, judged, salted), and the journal keeps the settled act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import msgspec

from checklist.model import SELF, VERIFIED, Mark, Particulars, Period, Said, Seal, Unit, Value


class Act(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="do"):
    """Base of all acts."""


class Open(Act, frozen=True, tag="open"):
    """The first entry of every assessment: the unit's snapshot, the period, the pack's digest."""

    unit: Unit
    period: Period
    pack: str


class Answer(Act, frozen=True, tag="answer"):
    """Answer an item in a layer. `judged` is settled: the self revision that a verified answer saw."""

    item: str
    layer: str
    value: Value
    basis: str | None = None
    judged: int | None = None


class Clear(Act, frozen=True, tag="clear"):
    """Take an item's answer back to unanswered."""

    item: str
    layer: str = SELF


class AddEvidence(Act, frozen=True, tag="add_evidence"):
    """Enter a document in the register, attached to any number of items. `id` is settled.

    Where it takes a removal back it brings the seen mark and the revision of before; no door can.
    """

    particulars: Particulars
    items: tuple[str, ...] = ()
    id: str = ""
    seen: Mark | None = None
    revision: int = 0


class EditEvidence(Act, frozen=True, tag="edit_evidence"):
    """Write an entry's particulars anew. Where it takes an edit back it brings the seen mark of before."""

    evidence: str
    particulars: Particulars
    seen: Mark | None = None


class RemoveEvidence(Act, frozen=True, tag="remove_evidence"):
    """Take an entry out of the register and from every item; its id is not used again."""

    evidence: str


class Attach(Act, frozen=True, tag="attach"):
    """Let an entry serve one more item."""

    evidence: str
    item: str


class Detach(Act, frozen=True, tag="detach"):
    """Let an entry no longer serve an item; it stays in the register."""

    evidence: str
    item: str


class MarkSeen(Act, frozen=True, tag="mark_seen"):
    """Mark an entry `seen`, `on_site` or `not_produced`; None takes the mark off.

    Where it takes a mark back, `seen` is the one before, with who gave it and when.
    """

    evidence: str
    mark: str | None
    seen: Mark | None = None


class Agree(Act, frozen=True, tag="agree"):
    """Copy the self answer into the verified layer and mark the item's entries that carry no mark.

    `judged` and `marked` are settled: the self revision agreed to, the entries that get a mark.
    """

    item: str
    basis: str = "papers"
    judged: int | None = None
    marked: tuple[str, ...] = ()


class Explain(Act, frozen=True, tag="explain"):
    """The unit explains where the layers differ; None takes the explanation back."""

    item: str
    text: Said | None


class Expunge(Act, frozen=True, tag="expunge"):
    """Take the texts of a journal entry out of journal and state. `texts` is settled: their hashes.

    In a register of findings `entry` is the one that wrote the finding down, and the texts of its closing go too.
    """

    entry: int
    reason: Said
    texts: tuple[str, ...] = ()


class Submit(Act, frozen=True, tag="submit"):
    """The head signs and submits."""


class Withdraw(Act, frozen=True, tag="withdraw"):
    """The head takes a submitted assessment back."""


class Return(Act, frozen=True, tag="return"):
    """Give the assessment back one step, with a note and the items it is about."""

    note: Said
    items: tuple[str, ...] = ()


class Verify(Act, frozen=True, tag="verify"):
    """The inspector closes the verifying."""


class Accept(Act, frozen=True, tag="accept"):
    """The reviewer accepts; the seal is settled."""

    seal: Seal | None = None


class Reopen(Act, frozen=True, tag="reopen"):
    """The reviewer opens an accepted assessment again."""

    note: Said


class OpenFindings(Act, frozen=True, tag="open_findings"):
    """The first entry of a register of findings: whose it is."""

    unit: str


class AddFinding(Act, frozen=True, tag="add_finding"):
    """Write down what is wrong at an item. `id` and `period` are settled."""

    item: str
    severity: str
    what: Said | None
    action: Said | None
    responsible: Said | None
    due: date
    period: str = ""
    id: str = ""


class CloseFinding(Act, frozen=True, tag="close_finding"):
    """Close a finding with the evidence that it was mended."""

    finding: str
    evidence: Particulars


ACTS: tuple[type[Act], ...] = (
    Open, Answer, Clear, AddEvidence, EditEvidence, RemoveEvidence, Attach, Detach, MarkSeen, Agree, Explain,
    Expunge, Submit, Withdraw, Return, Verify, Accept, Reopen,
)  # fmt: skip
"""The acts on an assessment."""
FINDING_ACTS: tuple[type[Act], ...] = (OpenFindings, AddFinding, CloseFinding, Expunge)
"""The acts on a register of findings, which has a journal of its own."""
AnyAct = (
    Open | Answer | Clear | AddEvidence | EditEvidence | RemoveEvidence | Attach | Detach | MarkSeen | Agree
    | Explain | Expunge | Submit | Withdraw | Return | Verify | Accept | Reopen
    | OpenFindings | AddFinding | CloseFinding
)  # fmt: skip

MOVES = (Submit, Withdraw, Return, Verify, Accept, Reopen)
"""The acts that change the state of the paper."""


def name(act: Act | type[Act]) -> str:
    """The act's name as the journal writes it, `add_evidence` for `AddEvidence`."""
    return str(act.__struct_config__.tag)


_TEXTLESS = frozenset({type(None), str, int, bool, date})
"""What holds no free text: nearly all fields, so that they are not looked into."""


def map_texts(thing: Any, change: Callable[[Said], Said]) -> Any:
    """The same act or assessment (or part of one) with every free text in it replaced by `change(text)`."""
    if isinstance(thing, Said):
        return change(thing)
    if isinstance(thing, dict):
        return {key: map_texts(value, change) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return tuple(map_texts(value, change) for value in thing)
    if not isinstance(thing, msgspec.Struct):
        return thing
    new = {}
    for field in thing.__struct_fields__:
        before = getattr(thing, field)
        if type(before) not in _TEXTLESS and (after := map_texts(before, change)) is not before:
            new[field] = after
    return msgspec.structs.replace(thing, **new) if new else thing


def taken_out(thing: Any, hashes: Collection[str]) -> Any:
    """The same with these texts gone, of which only their hashes are left: what an expunge leaves."""
    return map_texts(thing, lambda said: Said(h=said.h) if said.h in hashes else said)


def texts(thing: msgspec.Struct) -> tuple[Said, ...]:
    """Every free text of an act, in the order of its fields."""
    found: list[Said] = []

    def note(said: Said) -> Said:
        found.append(said)
        return said

    map_texts(thing, note)
    return tuple(found)


def plain(thing: Any) -> Any:
    """The same with texts only, no hashes and salts: what makes two acts or values say the same."""
    return map_texts(thing, lambda said: Said(text=said.text))


def salted(text: str, salt: str) -> Said:
    """A text with the salted hash that stands for it in the journal's entry."""
    return Said(hashlib.sha256((salt + text).encode()).hexdigest(), text, salt)


def touches(act: Act) -> frozenset[str]:
    """What an act writes to, as keys such as `self CC-02` or `E1`."""
    match act:
        case Answer() | Clear():
            return frozenset({f"{act.layer} {act.item}"})
        case AddEvidence():
            return frozenset({act.id})
        case EditEvidence():
            return frozenset({act.evidence})
        case RemoveEvidence():
            return frozenset({act.evidence, f"register {act.evidence}"})
        case Attach() | Detach():
            return frozenset({act.evidence, f"{act.evidence} {act.item}"})
        case MarkSeen():
            return frozenset({f"mark {act.evidence}"})
        case Agree():
            return frozenset({f"{VERIFIED} {act.item}", *(f"mark {evidence}" for evidence in act.marked)})
        case Explain():
            return frozenset({f"explain {act.item}"})
        case _:
            return frozenset()


def rests_on(act: Act) -> frozenset[str]:
    """What must not have been written to since, for an act to be undone.

    Attaching rests on the pair alone, and on the entry standing in the register.
    """
    if isinstance(act, Attach | Detach):
        return frozenset({f"{act.evidence} {act.item}", f"register {act.evidence}"})
    return touches(act)


def items_of(act: Act) -> tuple[str, ...]:
    """The items an act is about, for an item's history; an act on an entry names none of its own."""
    if isinstance(act, Answer | Clear | Attach | Detach | Agree | Explain | AddFinding):
        return (act.item,)
    if isinstance(act, AddEvidence | Return):
        return act.items
    return ()
