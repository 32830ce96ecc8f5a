"""A pack's `demo.yaml`: sample people, and what the assessments of some units say."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from checklist.errors import BadFile
from checklist.model import MARKINGS, ROLES, VERDICTS, Frozen, Item, Named, Pack, Unit
from checklist.rulebook.fields import Reader, found
from checklist.rulebook.known import Known, known_of
from checklist.rulebook.nodes import Fields, Node

DEMO_KEYS = ("people", "assessments")
PERSON_KEYS, PERSON_OPTIONS = ("id", "role"), ("units",)
ASSESSMENT_KEYS = ("unit", "who")
ASSESSMENT_OPTIONS = ("sample", "submit", "evidence", "answers", "inspector", "agreed", "verified", "closed")
EVIDENCE_KEYS = ("items",)
EVIDENCE_OPTIONS = (
    "kind",
    "number",
    "date",
    "issuer",
    "abstract",
    "kept_at",
    "expires",
    "marking",
    "register_line",
    "checked_on",
)
ANSWER_KEYS = ("item",)
ANSWER_OPTIONS = (
    "verdict",
    "assigned",
    "reached",
    "percent",
    "count",
    "parts",
    "values",
    "ground",
    "reason",
)
REGISTER_LINE = re.compile(r"[0-9]{1,9}/[0-9]{1,9}")


class DemoPerson(Frozen, frozen=True):
    """A sample person; `units` None: all."""

    id: str
    role: str
    units: tuple[str, ...] | None = None


class DemoEvidence(Frozen, frozen=True):
    """A sample entry of a unit's register; texts as they are written."""

    items: tuple[str, ...]
    kind: str | None = None
    number: str | None = None
    date: datetime.date | None = None
    issuer: str | None = None
    abstract: str | None = None
    kept_at: str | None = None
    expires: datetime.date | None = None
    marking: str = MARKINGS[0]
    register_line: str | None = None
    checked_on: datetime.date | None = None


class DemoAnswer(Frozen, frozen=True):
    """A sample answer; which fields are set follows from the item's kind. `percent` is an exact decimal."""

    item: str
    verdict: str | None = None
    assigned: int | None = None
    reached: int | None = None
    percent: str | None = None
    count: int | None = None
    parts: tuple[str, ...] | None = None
    values: dict[str, int] | None = None
    ground: str | None = None
    reason: str | None = None


class DemoAssessment(Frozen, frozen=True):
    """What a person has written of a unit; `sample` where it is made up, `submit` where it has been submitted.

    What an inspector has done since: the items agreed to, verified answers that differ; `closed` agrees to the rest.
    """

    unit: str
    who: str
    sample: bool = False
    submit: bool = False
    evidence: tuple[DemoEvidence, ...] = ()
    answers: tuple[DemoAnswer, ...] = ()
    inspector: str = ""
    agreed: tuple[str, ...] = ()
    verified: tuple[DemoAnswer, ...] = ()
    closed: bool = False


class Demo(Frozen, frozen=True):
    """Sample people and assessments."""

    people: tuple[DemoPerson, ...]
    assessments: tuple[DemoAssessment, ...]


def load_demo(path: Path, pack: Pack, units: tuple[Unit, ...]) -> Demo:
    """The demo of a file, for a pack and its units. Raises BadFile with all its faults."""
    file = Reader(path)
    demo = read_demo(file, known_of(pack), tuple(unit.id for unit in units))
    if file.faults:
        raise BadFile(file.faults)
    return demo


def read_demo(file: Reader, known: Known, units: tuple[str, ...] | None) -> Demo:
    """Read a demo, whatever is wrong in it; `units` None where they could not be read."""
    keys = file.fields(file.parse(), DEMO_KEYS)
    people = _people(file, keys.get("people"), units)
    ids = tuple(person.id for person in people) or None
    nodes: list[tuple[Node | None, str]] = []
    assessments: list[DemoAssessment] = []
    for entry in file.entries(keys.get("assessments")):
        of = file.fields(entry, ASSESSMENT_KEYS, ASSESSMENT_OPTIONS)
        assessments.append(
            DemoAssessment(
                unit=file.ref(of.get("unit"), "units", units),
                who=file.ref(of.get("who"), "people", ids),
                sample=file.yes(of.get("sample")),
                submit=file.yes(of.get("submit")),
                evidence=tuple(_evidence(file, node, known) for node in file.entries(of.get("evidence"))),
                answers=_answers(file, of.get("answers"), known),
                inspector=file.ref(of["inspector"], "people", ids) if "inspector" in of else "",
                agreed=file.refs(of.get("agreed"), "items", None if known.items is None else tuple(known.items)),
                verified=_answers(file, of.get("verified"), known),
                closed=file.yes(of.get("closed")),
            )
        )
        nodes.append((of.get("unit"), assessments[-1].unit))
    file.once(nodes)
    return Demo(people, tuple(assessments))


def _people(file: Reader, node: Node | None, units: tuple[str, ...] | None) -> tuple[DemoPerson, ...]:
    nodes: list[tuple[Node | None, str]] = []
    people: list[DemoPerson] = []
    for entry in file.entries(node):
        keys = file.fields(entry, PERSON_KEYS, PERSON_OPTIONS)
        people.append(
            DemoPerson(
                id=file.person_id(keys.get("id")),
                role=file.one_of(keys.get("role"), ROLES),
                units=file.refs(keys["units"], "units", units) if "units" in keys else None,
            )
        )
        nodes.append((keys.get("id"), people[-1].id))
    file.once(nodes)
    return tuple(people)


def _evidence(file: Reader, node: Node, known: Known) -> DemoEvidence:
    keys = file.fields(node, EVIDENCE_KEYS, EVIDENCE_OPTIONS)
    items = None if known.items is None else tuple(known.items)
    return DemoEvidence(
        items=file.refs(keys.get("items"), "items", items, 1),
        kind=file.ref(keys["kind"], "evidence_kinds", known.evidence_kinds) if "kind" in keys else None,
        number=_line(file, keys.get("number")),
        date=file.day(keys.get("date")),
        issuer=_line(file, keys.get("issuer")),
        abstract=_line(file, keys.get("abstract")),
        kept_at=_line(file, keys.get("kept_at")),
        expires=file.day(keys.get("expires")),
        marking=file.one_of(keys["marking"], MARKINGS) if "marking" in keys else MARKINGS[0],
        register_line=_register_line(file, keys.get("register_line")),
        checked_on=file.day(keys.get("checked_on")),
    )


def _register_line(file: Reader, node: Node | None) -> str | None:
    if node is None:
        return None
    text = file.scalar(node)
    if text and not REGISTER_LINE.fullmatch(text):
        file.fault(node, "`{found}` is no line of a register, expected BOOK/LINE such as 3/17", found=found(node))
    return text


def _answers(file: Reader, node: Node | None, known: Known) -> tuple[DemoAnswer, ...]:
    nodes: list[tuple[Node | None, str]] = []
    answers: list[DemoAnswer] = []
    for entry in file.entries(node):
        keys = file.fields(entry, ANSWER_KEYS, ANSWER_OPTIONS)
        answers.append(_answer(file, keys, known))
        nodes.append((keys.get("item"), answers[-1].item))
    file.once(nodes)
    return tuple(answers)


def _answer(file: Reader, keys: dict[str, Node], known: Known) -> DemoAnswer:
    items = known.items
    item_id = file.ref(keys.get("item"), "items", None if items is None else tuple(items))
    item = items.get(item_id) if items else None
    parts = _ids(item.parts) if item else None
    return DemoAnswer(
        item=item_id,
        verdict=file.one_of(keys["verdict"], VERDICTS) if "verdict" in keys else None,
        assigned=_whole(file, keys.get("assigned")),
        reached=_whole(file, keys.get("reached")),
        count=_whole(file, keys.get("count")),
        percent=file.share(keys["percent"], quoted=True) if "percent" in keys else None,
        parts=file.refs(keys["parts"], "parts", parts) if "parts" in keys else None,
        values=_values(file, keys.get("values"), item),
        ground=file.ref(keys["ground"], "grounds", known.grounds) if "ground" in keys else None,
        reason=_line(file, keys.get("reason")),
    )


def _values(file: Reader, node: Node | None, item: Item | None) -> dict[str, int] | None:
    if node is None:
        return None
    names = _ids(item.values) if item else tuple(node.keys) if isinstance(node, Fields) else ()
    return {key: file.whole(value) for key, value in file.fields(node, (), names).items()}


def _line(file: Reader, node: Node | None) -> str | None:
    return None if node is None else file.line(node)


def _whole(file: Reader, node: Node | None) -> int | None:
    return None if node is None else file.whole(node)


def _ids(things: tuple[Named, ...]) -> tuple[str, ...]:
    return tuple(thing.id for thing in things)
