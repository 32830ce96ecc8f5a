"""A unit that has answered everything and submitted, for the inspector and the reviewer."""

from __future__ import annotations

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
