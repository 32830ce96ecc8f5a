"""A small pack and its people, and generated packs, answers, evidence and assessments.

`PACK` has every kind of item in little; `packs()` are random ones, `cases()` what a score is taken of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from checklist import acts, judge
from checklist import model as m
from checklist.acts import Act
from checklist.change import blank

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


UNIT_BOUND = (m.STAFF, m.HEAD, m.INSPECTOR)


def in_state(state: str) -> m.Assessment:
    """An empty assessment in a state."""
    return msgspec.structs.replace(BLANK, state=state)


def person(role: str, own: bool) -> m.Person:
    """Somebody of a role, of this unit or of another."""
    if role in UNIT_BOUND:
        return m.Person("an01", role, (UNIT.id,) if own else ("cuc-bao-tro",))
    return m.Person("an01", role, None if own else ())


EXAMPLES: dict[str, Act] = {
    "answer.self": acts.Answer("CC-01", m.SELF, m.Value(m.MET)),
    "answer.verified": acts.Agree("CC-01"),
    "evidence": acts.Attach("E1", "CC-01"),
    "mark_seen": acts.MarkSeen("E1", m.SEEN),
    "explain": acts.Explain("CC-01", said("vì sao")),
    "expunge": acts.Expunge(3, said("lộ tên")),
    "submit": acts.Submit(),
    "withdraw": acts.Withdraw(),
    "return": acts.Return(said("bổ sung")),
    "verify": acts.Verify(),
    "accept": acts.Accept(),
    "reopen": acts.Reopen(said("xem lại")),
}
"""An act of each row of the table."""


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
