"""The demo: a home with the report's own answers for the ministry office, and sample answers for other units."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from checklist import acts, rulebook
from checklist.acts import Act
from checklist.desk import Desk, Home, open_home
from checklist.errors import NotSaved, Refused
from checklist.homes import make_home, period_dates
from checklist.model import PAPERS, SELF, VERIFIED, Particulars, Person, Said, Settings, Value
from checklist.rulebook import DemoAnswer, DemoAssessment, DemoEvidence

PACK, PERIOD, HEAD = "bvantq-2009", "2009", "vp01"
"""The demo's rules and period, and who opens it."""


@contextmanager
def home(given: str | None, lang: str) -> Iterator[Path]:
    """A demo home: a throwaway one, or the one given, which is made when it is not there.

    Raises:
        Refused: what is there is no demo.
    """
    if given is not None:
        folder = Path(given).expanduser().absolute()
        if (folder / "home.json").exists():
            if not open_home(folder).settings.demo:
                raise Refused('"{home}" holds real data.', "Name another folder for the demo.", home=str(folder))
        else:
            build(folder, lang)
        yield folder
        return
    try:
        folder = Path(tempfile.mkdtemp(prefix="checklist-demo-"))
    except FileNotFoundError as error:  # none of the usual places takes a file
        raise NotSaved(
            "There is no room for temporary files.", "Name a folder that can be written with TMPDIR, or --home."
        ) from error
    try:
        build(folder / "home", lang)
        yield folder / "home"
    finally:
        throw_away(folder / "home")


def throw_away(made: Path) -> None:
    """Remove a throwaway demo home."""
    shutil.rmtree(made.parent)


def build(folder: Path, lang: str) -> Home:
    """Make a demo home from the pack's `demo.yaml`."""
    rules = rulebook.find(PACK)
    pack = rulebook.load(rules)
    units = rulebook.load_units(rules / "units.yaml", pack)
    script = rulebook.load_demo(rules / "demo.yaml", pack, units)
    samples = tuple(sorted(each.unit for each in script.assessments if each.sample))
    settings = Settings(language=lang, demo=True, samples=samples)
    period = period_dates(pack, PERIOD, {})
    store = make_home(folder, settings, pack, period, units, now=datetime.now(UTC), door="demo")
    store.put_people([Person(each.id, each.role, each.units) for each in script.people])
    for assessment in script.assessments:
        desk = Desk(store, person=assessment.who, door="demo")
        desk.do(assessment.unit, tuple(_acts(assessment)), bulk=False)
        if assessment.submit:
            desk.do(assessment.unit, acts.Submit())
        if assessment.inspector:
            _verify(Desk(store, person=assessment.inspector, door="demo"), assessment)
    return store


def _verify(desk: Desk, script: DemoAssessment) -> None:
    """What the inspector has done: agreed, answered otherwise, and perhaps closed."""
    unit = script.unit
    differing: list[Act] = [acts.Answer(each.item, VERIFIED, _value(each), PAPERS) for each in script.verified]
    desk.do(unit, [*(acts.Agree(item) for item in script.agreed), *differing], bulk=False)
    if script.closed:
        a = desk.read(unit)
        rest = [item.id for item in desk.pack.shown_to(a.unit) if a.value(VERIFIED, item.id) is None]
        desk.do(unit, [acts.Agree(item) for item in rest])
        desk.do(unit, acts.Verify())


def _acts(assessment: DemoAssessment) -> Iterator[Act]:
    for entry in assessment.evidence:
        yield acts.AddEvidence(_particulars(entry), entry.items)
    for answer in assessment.answers:
        yield acts.Answer(answer.item, SELF, _value(answer))


def _particulars(entry: DemoEvidence) -> Particulars:
    return Particulars(
        kind=entry.kind,
        number=_said(entry.number),
        date=entry.date,
        issuer=_said(entry.issuer),
        abstract=_said(entry.abstract),
        kept_at=_said(entry.kept_at),
        expires=entry.expires,
        marking=entry.marking,
        register_line=entry.register_line,
        checked_on=entry.checked_on,
    )


def _value(answer: DemoAnswer) -> Value:
    return Value(
        verdict=answer.verdict,
        assigned=answer.assigned,
        reached=answer.reached,
        percent=answer.percent,
        count=answer.count,
        parts=answer.parts,
        values=answer.values,
        ground=answer.ground,
        reason=_said(answer.reason),
    )


def _said(text: str | None) -> Said | None:
    return Said(text=text) if text else None
