"""Generated packs, answers, evidence, acts, and whole lives of an assessment.

`PACK` is a pack with every kind of item in little; `packs()` are random ones. A `Life` is an assessment together with
the journal that led to it; it acts through `workflow.apply` and undoes as the desk does, but without a file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from checklist import acts, judge, workflow
from checklist import model as m
from checklist.acts import Act
from checklist.change import blank
from checklist.errors import Refused
from checklist.journal import Line, compensation, follow, to_undo, write
from checklist.scoring import differs

TODAY = date(2009, 12, 2)
AT = "2009-12-01T00:00:00Z"
NOW = datetime(2009, 12, 2, 3, 41, 58, tzinfo=UTC)
PERIOD = m.Period(
    "2009", date(2009, 1, 1), date(2009, 12, 31), date(2009, 12, 14), date(2009, 12, 10), date(2009, 12, 14)
)
UNIT = m.Unit("van-phong-bo", m.Text("Văn phòng Bộ", "Ministry office"), "office", ("own_premises", "reception"))

STAFF = m.Person("vp02", m.STAFF, (UNIT.id,))
HEAD = m.Person("vp01", m.HEAD, (UNIT.id,))
INSPECTOR = m.Person("kt01", m.INSPECTOR, (UNIT.id,))
OTHER_INSPECTOR = m.Person("kt02", m.INSPECTOR, (UNIT.id,))
REVIEWER = m.Person("tt01", m.REVIEWER)
ADMIN = m.Person("qt01", m.ADMIN)
PEOPLE = (STAFF, HEAD, INSPECTOR, OTHER_INSPECTOR, REVIEWER, ADMIN)


def bare(id: str) -> m.Named:
    return m.Named(id, m.Text(id, id))


def item(id: str, kind: str = m.CHECK, points: str = "1", **more: Any) -> m.Item:
    """An item of which only what a test is about has to be said."""
    text = m.Text(id, id)
    if kind == m.FIGURE:
        points = "0"
        more.setdefault("values", (bare("new"), bare("done")))
    if kind == m.ROSTER:
        more.setdefault("parts", (bare("alarm"), bare("hoses"), bare("pumps")))
    if kind == m.LIMIT:
        more.setdefault("limit", 0)
    return m.Item(id, kind, text, points, (), text, text, text, **more)


def pack_of(*items: m.Item, cap: str = "good", mins: Sequence[str] = ("0", "50", "70", "90")) -> m.Pack:
    """A pack of these items, in sections as their ids say, with the four bands of today's practice."""
    sections = tuple(dict.fromkeys(each.section for each in items))
    bands = ("weak", "average", "good", "excellent")
    return m.Pack(
        id="tried",
        version="1",
        title=m.Text("Thử", "Tried"),
        paragraphs=(),
        period=m.PeriodDays("01-01", "12-31", "12-14", "12-10", "12-14"),
        bands=tuple(m.Band(id, low, m.Text(id, id)) for id, low in zip(bands, mins, strict=True)),
        cap=cap,
        grounds=(m.Ground("not_ours", m.Text("a", "a")), m.Ground("other", m.Text("b", "b"), words=True)),
        evidence_kinds=(bare("decision"), bare("plan")),
        unit_kinds=(bare("office"), bare("institute")),
        attributes=(bare("own_premises"), bare("reception")),
        sections=tuple(
            m.Section(id, m.Text(id, id), tuple(each for each in items if each.section == id)) for id in sections
        ),
    )


PACK = pack_of(
    item("CC-01", points="12", evidence=m.Rule(kinds=("decision",))),
    item("CC-02", points="8", critical=True, partial=False, evidence=m.Rule(max_age="P12M")),
    item("BV-01", m.QUOTA, "20", evidence=m.Rule(min=2)),
    item("BV-02", m.QUOTA, "15", restricted=True, evidence=m.Rule(marked=True)),
    item("BM-01", m.LIMIT, "15", critical=True),
    item("BM-02", m.ROSTER, "30"),
    item("TV-01", m.FIGURE),
    item("TV-02", points="5", applies=m.Applies(kind=("institute",))),
)
SHOWN = tuple(each.id for each in PACK.shown_to(UNIT))
BLANK = blank(UNIT, PERIOD, "digest-of-the-pack")


def said(text: str) -> m.Said:
    return m.Said(text=text)


def put(a: m.Assessment, layer: str, id: str, value: m.Value | None) -> m.Assessment:
    """The same with one item answered otherwise, freshly; None is unanswered."""
    answer = m.Answer(1, HEAD.id, AT, 1, value, judged=a.revision(m.SELF, id))
    return msgspec.structs.replace(a, answers={**a.answers, layer: {**a.answers.get(layer, {}), id: answer}})


def proved(a: m.Assessment, *register: m.Evidence) -> m.Assessment:
    """The same with these entries in the register too."""
    return msgspec.structs.replace(a, evidence={**a.evidence, **{entry.id: entry for entry in register}})


# --- packs and units ---------------------------------------------------------------------------------------

POINTS = st.integers(1, 4000).map(lambda hundredths: f"{hundredths // 100}.{hundredths % 100:02}")
AGES = st.sampled_from([None, "P12M", "P1M", "P1Y6M", "P2W", "P30D"])
RULES = st.builds(
    m.Rule,
    min=st.integers(1, 2),
    kinds=st.sampled_from([(), ("decision",), ("plan", m.DOCUMENT)]),
    max_age=AGES,
    marked=st.booleans(),
)
APPLIES = st.builds(
    m.Applies,
    kind=st.sampled_from([(), (), ("office",), ("office", "institute"), ("institute",)]),
    has=st.sampled_from([(), (), ("own_premises",), ("own_premises", "reception")]),
)


@st.composite
def items(draw: st.DrawFn, id: str, kind: str) -> m.Item:
    """An item of a kind."""
    more: dict[str, Any] = {"applies": draw(APPLIES), "evidence": draw(st.none() | RULES)}
    if kind == m.CHECK:
        more["partial"] = draw(st.booleans())
    if kind == m.QUOTA:
        more["restricted"] = draw(st.booleans())
    if kind == m.LIMIT:
        more["limit"] = draw(st.integers(0, 3))
    if kind == m.ROSTER:
        more["parts"] = tuple(map(bare, ("alarm", "hoses", "pumps", "plan")[: draw(st.integers(1, 4))]))
    if kind != m.FIGURE:
        more["critical"] = draw(st.booleans())
    return item(id, kind, draw(POINTS), **more)


@st.composite
def packs(draw: st.DrawFn) -> m.Pack:
    """A pack of one to seven items in two sections."""
    kinds = draw(st.lists(st.sampled_from(m.KINDS), min_size=1, max_size=7))
    made = [draw(items(f"{('CC', 'BV')[n % 2]}-{n:02}", kind)) for n, kind in enumerate(kinds)]
    return pack_of(*made, cap=draw(st.sampled_from(("weak", "average", "good"))))


UNITS = st.builds(
    m.Unit,
    id=st.just(UNIT.id),
    name=st.just(UNIT.name),
    kind=st.sampled_from(["office", "office", "institute"]),
    has=st.sampled_from([(), ("own_premises",), ("own_premises", "reception")]),
)

# --- values ------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["mới thực tập ở nhà A", "chờ văn bản của Bộ", "đã nhắc", "vướng kinh phí"])
REASONS = WORDS.map(said)
NOT_APPLICABLE = st.one_of(
    st.builds(m.Value, st.just(m.NOT_APPLICABLE), ground=st.just("not_ours"), reason=st.none() | REASONS),
    st.builds(m.Value, st.just(m.NOT_APPLICABLE), ground=st.just("other"), reason=REASONS),
)


@st.composite
def values(draw: st.DrawFn, of: m.Item, not_applicable: bool = True) -> m.Value:
    """A right answer to an item as a door gives it, always with a reason where one may be needed."""
    if not_applicable and draw(st.integers(0, 5)) == 0:
        return draw(NOT_APPLICABLE)
    if of.kind == m.CHECK:
        verdict = draw(st.sampled_from([m.MET, m.MET, m.PARTIAL, m.NOT_MET] if of.partial else [m.MET, m.NOT_MET]))
        return m.Value(verdict, reason=draw(st.none() | REASONS) if verdict == m.MET else draw(REASONS))
    reason = draw(REASONS)
    if of.kind == m.QUOTA and of.restricted:
        hundredths = draw(st.integers(0, 10000) | st.just(10000))
        return m.Value(percent=f"{hundredths // 100}.{hundredths % 100:02}", reason=reason)
    if of.kind == m.QUOTA:
        return m.Value(assigned=draw(st.integers(1, 30)), reached=draw(st.integers(0, 40)), reason=reason)
    if of.kind == m.LIMIT:
        return m.Value(count=draw(st.integers(0, 5)), reason=reason)
    if of.kind == m.ROSTER:
        return m.Value(parts=tuple(draw(st.lists(st.sampled_from([part.id for part in of.parts])))), reason=reason)
    return m.Value(values={each.id: draw(st.integers(0, 999)) for each in of.values})


# --- evidence ----------------------------------------------------------------------------------------------

PAST = st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days))
DATES = st.none() | PAST
OPEN_PARTICULARS = st.builds(
    m.Particulars,
    kind=st.sampled_from(["decision", "plan", m.DOCUMENT]),
    number=st.sampled_from(["1549/QĐ-LĐTBXH", "03/BB-VP", "15/DS-VP"]).map(said),
    date=DATES,
    issuer=st.none() | st.just(said("Bộ LĐTBXH")),
    expires=st.none() | st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days)),
)
MARKED_PARTICULARS = st.builds(
    m.Particulars,
    marking=st.sampled_from(m.MARKINGS[1:]),
    register_line=st.sampled_from(["2/41", "1/7"]),
    checked_on=DATES,
)
PARTICULARS = st.one_of(OPEN_PARTICULARS, OPEN_PARTICULARS, MARKED_PARTICULARS)
MARKS = st.sampled_from([None, m.SEEN, m.ON_SITE, m.NOT_PRODUCED])


@st.composite
def entries(draw: st.DrawFn, number: int, of: Sequence[str]) -> m.Evidence:
    """An entry of the register that serves some of the items."""
    serves = draw(st.lists(st.sampled_from(list(of)), min_size=1, max_size=4)) if of else []
    mark = draw(MARKS)
    seen = m.Mark(mark, INSPECTOR.id, AT) if mark else None
    return m.Evidence(f"E{number}", 1, STAFF.id, AT, draw(PARTICULARS), tuple(sorted(set(serves))), seen)


@st.composite
def assessments(draw: st.DrawFn, pack: m.Pack, unit: m.Unit = UNIT) -> m.Assessment:
    """An assessment with any answers in both layers, fresh and stale, and any evidence."""
    shown = pack.shown_to(unit)
    answers: dict[str, dict[str, m.Answer]] = {m.SELF: {}, m.VERIFIED: {}}
    for each in shown:
        for layer in m.LAYERS:
            if draw(st.integers(0, 4)):
                value = judge.value_of(pack, each, draw(values(each)))
                own = answers[m.SELF].get(each.id)
                judged = (own.revision if own else 0) - draw(st.sampled_from([0, 0, 1]))
                answers[layer][each.id] = m.Answer(
                    draw(st.integers(1, 3)), STAFF.id, AT, 1, value, judged if layer == m.VERIFIED else None
                )
    count = draw(st.integers(0, 5))
    ids = [each.id for each in shown]
    register = {f"E{number}": draw(entries(number, ids)) for number in range(1, count + 1)}
    return m.Assessment(unit, PERIOD, "", answers=answers, evidence=register, next_evidence=count + 1)


@st.composite
def cases(draw: st.DrawFn) -> tuple[m.Pack, m.Assessment, str, date]:
    """A pack, an assessment by it, a layer and a date."""
    pack = draw(packs())
    a = draw(assessments(pack, draw(UNITS)))
    return pack, a, draw(st.sampled_from(m.LAYERS)), TODAY - timedelta(days=draw(st.integers(-20, 60)))


# --- the life of an assessment -----------------------------------------------------------------------------


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
        except BaseException:
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
    """A life of a few random acts of the unit, led from there to one of these states."""
    life = Life()
    for _ in range(draw(st.integers(0, 4))):
        step(draw, life, WRITING)
    return brought_to(draw(st.sampled_from(states)), life)


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
