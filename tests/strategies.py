"""Generated lives of an assessment: legal acts by whoever may, moves, bulk acts, undoing.

A `Life` is an assessment together with the journal that led to it; it acts through `workflow.apply` and undoes as the
desk does, but without a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from cases import (
    HEAD,
    INSPECTOR,
    MARKS,
    NOW,
    PACK,
    PARTICULARS,
    PEOPLE,
    PERIOD,
    REASONS,
    REVIEWER,
    SHOWN,
    TODAY,
    UNIT,
    WORDS,
    said,
    values,
)
from hypothesis import strategies as st

from checklist import acts, workflow
from checklist import model as m
from checklist.acts import Act
from checklist.change import blank
from checklist.errors import ChecklistError, Refused
from checklist.journal import Line, compensation, follow, to_undo, write
from checklist.scoring import differs


class Life:
    """An assessment and its journal, without a file: every act goes the way that the desk sends it."""

    def __init__(self, pack: m.Pack = PACK, unit: m.Unit = UNIT) -> None:
        self.pack = pack
        self.a = blank(unit, PERIOD, "digest-of-the-pack")
        self.lines: list[Line] = []
        self.at = NOW
        self._append(acts.Open(unit, PERIOD, self.a.pack), "system")

    def _append(self, act: Act, who: str, **more: Any) -> None:
        at = workflow.moment(self.at)
        line = write(act, n=self.a.entries, who=who, at=at, door="cli", prev=self.a.head, **more)
        self.a = follow(self.a, line)
        self.lines.append(line)
        if isinstance(act, acts.Expunge):
            self.lines = [_without(each, act.texts) for each in self.lines]

    def do(self, who: m.Person, *every: Act, today: date = TODAY) -> m.Assessment:
        """Do acts in one go, all or none; several of them are a bulk act."""
        before, count = self.a, len(self.lines)
        batch = self.a.entries if len(every) > 1 else None
        self.at += timedelta(seconds=1)
        try:
            for act in every:
                salt = f"salt {self.a.entries}"
                settled, after = workflow.apply(self.pack, self.a, act, who, self.at, today=today, salt=salt)
                self._append(settled, who.id, batch=batch)
                assert msgspec.structs.replace(self.a, head="") == msgspec.structs.replace(after, head="")
        except ChecklistError:
            self.a, self.lines = before, self.lines[:count]
            raise
        return self.a

    def undo(self, who: m.Person) -> tuple[Line, ...]:
        """Take back a person's last act; gives the entries taken back."""
        taken = to_undo(self.lines, who.id)
        back = compensation(self.lines, taken)
        batch = self.a.entries if len(back) > 1 else None
        before, count = self.a, len(self.lines)
        self.at += timedelta(seconds=1)
        try:
            for number, act in back:
                workflow.undo(self.a, act, who, self.at)
                self._append(act, who.id, batch=batch, undoes=number)
        except Refused:
            self.a, self.lines = before, self.lines[:count]
            raise
        return taken


def _without(line: Line, hashes: Sequence[str]) -> Line:
    """A line without these texts, as the store writes it anew when they are expunged."""
    return msgspec.structs.replace(line, texts={h: None if h in hashes else text for h, text in line.texts.items()})


def content(a: m.Assessment) -> object:
    """What an undo must bring back: state, values, particulars, attachments, marks, explanations."""
    answers = {
        f"{layer} {id}": (acts.plain(each.value), each.judged, each.basis)
        for layer, of in a.answers.items()
        for id, each in of.items()
        if each.value is not None
    }
    register = [(each.id, acts.plain(each.particulars), each.items, each.seen) for each in a.evidence.values()]
    return a.state, answers, register, {id: acts.plain(each.text) for id, each in a.explanations.items()}


def filled(a: m.Assessment, skip: Sequence[str] = ()) -> tuple[Act, ...]:
    """Acts that give everything that submit lacks: an answer with a remark, a remark where evidence is missing."""
    given = {
        m.CHECK: m.Value(m.MET),
        m.LIMIT: m.Value(count=0),
        m.ROSTER: m.Value(parts=("hoses",)),
        m.FIGURE: m.Value(values={"new": 3, "done": 2}),
    }
    out = []
    for lack in workflow.lacks(PACK, a, "submit", HEAD, TODAY):
        of = PACK.item(lack.item)
        if of is not None and of.id not in skip:
            quota = m.Value(percent="80") if of.restricted else m.Value(assigned=11, reached=7)
            value = a.value(m.SELF, of.id) or given.get(of.kind, quota)
            out.append(acts.Answer(of.id, m.SELF, msgspec.structs.replace(value, reason=said("có sổ kèm theo"))))
    return tuple(out)


def agreed(a: m.Assessment) -> tuple[Act, ...]:
    """Acts that agree to everything that has no fresh verified answer."""
    return tuple(acts.Agree(id) for id in SHOWN if a.value(m.VERIFIED, id) is None and a.value(m.SELF, id) is not None)


Made = tuple[Act, ...]
ITEMS = st.sampled_from(SHOWN)
NOTES = WORDS.map(said)


def _some_answer(draw: st.DrawFn, layer: str) -> Act:
    id = draw(ITEMS)
    of = PACK.item(id)
    assert of is not None
    value = draw(values(of))
    if layer == m.VERIFIED:
        value = msgspec.structs.replace(value, reason=draw(REASONS))
        return acts.Answer(id, layer, value, basis=draw(st.sampled_from(m.BASES)))
    return acts.Answer(id, layer, value)


def _on_entry(make: Callable[[st.DrawFn, m.Evidence], Act | None]) -> Callable[[st.DrawFn, m.Assessment], Made]:
    """An act on one of the entries, none where the register is empty."""

    def made(draw: st.DrawFn, a: m.Assessment) -> Made:
        act = make(draw, draw(st.sampled_from(list(a.evidence.values())))) if a.evidence else None
        return (act,) if act else ()

    return made


def _attach(draw: st.DrawFn, entry: m.Evidence) -> Act | None:
    free = [id for id in SHOWN if id not in entry.items]
    return acts.Attach(entry.id, draw(st.sampled_from(free))) if free else None


def _detach(draw: st.DrawFn, entry: m.Evidence) -> Act | None:
    return acts.Detach(entry.id, draw(st.sampled_from(entry.items))) if entry.items else None


def _explain(draw: st.DrawFn, a: m.Assessment) -> Made:
    differing = [id for id in SHOWN if differs(a, id)]
    return (acts.Explain(draw(st.sampled_from(differing)), draw(st.none() | NOTES)),) if differing else ()


def _add(draw: st.DrawFn) -> Act:
    return acts.AddEvidence(draw(PARTICULARS), tuple(draw(st.lists(ITEMS, max_size=3, unique=True))))


_STEPS: dict[str, Callable[[st.DrawFn, m.Assessment], Made]] = {
    "answer": lambda draw, a: (_some_answer(draw, m.SELF),),
    "clear": lambda draw, a: (acts.Clear(draw(ITEMS)),),
    "add": lambda draw, a: (_add(draw),),
    "add several": lambda draw, a: (_add(draw), _add(draw)),
    "edit": _on_entry(lambda draw, entry: acts.EditEvidence(entry.id, draw(PARTICULARS))),
    "remove": _on_entry(lambda draw, entry: acts.RemoveEvidence(entry.id)),
    "attach": _on_entry(_attach),
    "detach": _on_entry(_detach),
    "fill": lambda draw, a: filled(a),
    "submit": lambda draw, a: (acts.Submit(),),
    "withdraw": lambda draw, a: (acts.Withdraw(),),
    "verified": lambda draw, a: (_some_answer(draw, m.VERIFIED),),
    "clear verified": lambda draw, a: (acts.Clear(draw(ITEMS), m.VERIFIED),),
    "agree": lambda draw, a: (acts.Agree(draw(ITEMS), draw(st.sampled_from(m.BASES))),),
    "agree the rest": lambda draw, a: agreed(a),
    "mark": _on_entry(lambda draw, entry: acts.MarkSeen(entry.id, draw(MARKS))),
    "return": lambda draw, a: (acts.Return(draw(NOTES), tuple(draw(st.lists(ITEMS, max_size=2)))),),
    "verify": lambda draw, a: (acts.Verify(),),
    "explain": _explain,
    "accept": lambda draw, a: (acts.Accept(),),
    "reopen": lambda draw, a: (acts.Reopen(draw(NOTES)),),
}
WRITING = ("answer", "clear", "add", "add several", "edit", "remove", "attach", "detach")
VERIFYING = ("verified", "verified", "clear verified", "agree", "agree the rest", "mark", "mark")
BY_STATE = {
    m.DRAFT: (*WRITING, *WRITING, "fill", "submit"),
    m.SUBMITTED: (*VERIFYING, "agree the rest", "verify", "withdraw", "return"),
    m.STATE_VERIFIED: ("explain", "explain", "explain", "return", "accept"),
    m.ACCEPTED: ("reopen",),
}
"""What is tried in each state, by whoever may."""


def step(draw: st.DrawFn, life: Life, kinds: Sequence[str] | None = None) -> m.Person | None:
    """Try one more act by somebody who may; gives who did it, None where it was refused."""
    every = _STEPS[draw(st.sampled_from(kinds or BY_STATE[life.a.state]))](draw, life.a)
    able = [who for who in PEOPLE if every and workflow.may(who, life.a, every[0]) is None]
    if not able:
        return None
    who = draw(st.sampled_from(able))
    try:
        life.do(who, *every)
    except Refused:
        return None
    return who


def brought_to(state: str, life: Life | None = None) -> Life:
    """A life led to a state by the shortest way: everything answered with a remark, agreed to, verified, accepted."""
    life = life or Life()
    way: dict[str, tuple[m.Person, Callable[[m.Assessment], tuple[Act, ...]]]] = {
        m.DRAFT: (HEAD, lambda a: (*filled(a), acts.Submit())),
        m.SUBMITTED: (INSPECTOR, lambda a: (*agreed(a), acts.Verify())),
        m.STATE_VERIFIED: (REVIEWER, lambda a: (acts.Accept(),)),
    }
    while life.a.state != state:
        who, every = way[life.a.state]
        for act in every(life.a):
            life.do(who, act)
    return life


@st.composite
def begun(draw: st.DrawFn, states: Sequence[str] = m.STATES) -> Life:
    """A life of a few random acts of the unit and of the inspector, led to one of these states."""
    life, state = Life(), draw(st.sampled_from(states))
    for _ in range(draw(st.integers(0, 4))):
        step(draw, life, WRITING)
    if state in (m.STATE_VERIFIED, m.ACCEPTED):
        brought_to(m.SUBMITTED, life)
        for _ in range(draw(st.integers(0, 3))):
            step(draw, life, VERIFYING)
    return brought_to(state, life)


@st.composite
def lives(draw: st.DrawFn, most: int = 20) -> Life:
    """A random legal life of an assessment, undoing included: any state may be its last."""
    life = draw(begun())
    for _ in range(draw(st.integers(3, most))):
        if draw(st.integers(0, 4)) == 0:
            try:
                life.undo(draw(st.sampled_from(PEOPLE)))
            except Refused:
                continue
        else:
            step(draw, life)
    return life
