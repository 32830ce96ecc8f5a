"""A unit that has answered everything and submitted, for the inspector and the reviewer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from stage import make, sit

from checklist import acts
from checklist.desk import Desk
from checklist.model import CHECK, FIGURE, HEAD, INSPECTOR, LIMIT, QUOTA, REVIEWER, STAFF, Item, Person, Said, Value
from checklist.store import Store

UNIT = "vu-phap-che"
PEOPLE = (
    Person("pc01", HEAD, (UNIT,)),
    Person("pc02", STAFF, (UNIT,)),
    Person("kt01", INSPECTOR, (UNIT, "thanh-tra")),
    Person("tt01", REVIEWER),
)
REMARK = Said(text="xem báo cáo năm")


def answer(item: Item) -> Value:
    """A full answer to an item, with a remark in place of evidence."""
    if item.kind == CHECK:
        return Value("met", reason=REMARK)
    if item.kind == QUOTA:
        return Value(percent="100", reason=REMARK) if item.restricted else Value(assigned=4, reached=4, reason=REMARK)
    if item.kind == LIMIT:
        return Value(count=0, reason=REMARK)
    if item.kind == FIGURE:
        return Value(values={value.id: 4 for value in item.values})
    return Value(parts=tuple(part.id for part in item.parts), reason=REMARK)


def submitted(home: Path) -> Store:
    """A home in which the head of one unit has answered all and submitted."""
    store = make(home, PEOPLE)
    desk = sit(store, "pc01")
    a = desk.read(UNIT)
    given = [acts.Answer(item.id, "self", answer(item)) for item in desk.pack.shown_to(a.unit)]
    desk.do(UNIT, given, bulk=False)
    desk.do(UNIT, acts.Submit())
    return store


def agreed(desk: Desk, *but: str) -> None:
    """The inspector agrees to everything, but for some items."""
    a = desk.read(UNIT)
    desk.do(UNIT, [acts.Agree(item.id) for item in desk.pack.shown_to(a.unit) if item.id not in but])


def three_papers(folder: Path) -> dict[str, Path]:
    """One unit's paper as a draft with a gap, submitted, and verified with a difference and a finding."""
    head = sit(submitted(folder / "draft"), "pc01")
    head.do(UNIT, acts.Withdraw())
    for item in ("LD-03", "BM-02", "CN-01"):
        head.do(UNIT, acts.Clear(item))
    submitted(folder / "submitted")
    inspector = sit(submitted(folder / "verified"), "kt01")
    inspector.findings.add(
        UNIT,
        acts.AddFinding(
            "LD-03", "medium", Said(text="Thiếu hạn"), Said(text="Bổ sung"), Said(text="Vụ trưởng"), dt.date(2010, 1, 4)
        ),
    )
    agreed(inspector, "LD-03")
    other = Value("partial", reason=Said(text="mới ở hai vị trí"))
    inspector.do(UNIT, acts.Answer("LD-03", "verified", other, "on_site"))
    inspector.do(UNIT, acts.Verify())
    return {state: folder / state for state in ("draft", "submitted", "verified")}
