"""The queue: what there is to do for each role, most pressing first."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from filled import UNIT, agreed, submitted
from stage import sit

from checklist import acts, queue
from checklist.cli import main
from checklist.desk import Desk
from checklist.locale import Words
from checklist.model import Said, Value
from checklist.store import Store
from checklist.view import queue as rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return submitted(tmp_path / "home")


def kinds(desk: Desk) -> list[str]:
    return [task.kind for task in tasks(desk)]


def tasks(desk: Desk) -> tuple[queue.Task, ...]:
    return desk.queue([desk.case(unit.id) for unit in desk.units()])


def shown(desk: Desk, today: date | None = None) -> list[str]:
    cases = {unit.id: desk.case(unit.id) for unit in desk.units()}
    found = desk.queue(list(cases.values()))
    lines = rows.lines(Words("vi"), desk.period, found, cases, today or desk.today())
    return ["".join(rows.text(line, 78)).rstrip() if line.task else line.name for line in lines]


def test_the_unit_sees_where_it_stopped_and_what_is_missing(store: Store) -> None:
    head = sit(store, "pc01")
    head.do(UNIT, acts.Withdraw())
    head.do(UNIT, acts.Clear("LD-03"))
    head.do(UNIT, acts.Clear("CN-01"))
    found = {task.kind: task for task in tasks(head)}
    assert kinds(head)[0] == queue.RESUME
    assert found[queue.UNANSWERED].items == ("LD-03", "CN-01") and found[queue.UNANSWERED].n == 2
    assert any("hạn 10/12/2009, còn 8 ngày" in line for line in shown(head))


def test_one_goes_on_after_what_one_answered_last(store: Store) -> None:
    head = sit(store, "pc01")
    head.do(UNIT, acts.Withdraw())
    for item in ("LD-01", "LD-05", "BM-02"):
        head.do(UNIT, acts.Clear(item))
    head.do(UNIT, acts.Answer("LD-04", "self", Value(parts=("vigilance",))))
    case = head.case(UNIT)
    assert queue.resume(head.person, case, "self") == "LD-05"
    head.do(UNIT, acts.Answer("BM-02", "self", Value("met")))
    assert queue.resume(head.person, head.case(UNIT), "self") == "LD-01", "it wraps once"


def test_a_paper_that_is_complete_asks_for_nothing_but_the_paper(store: Store) -> None:
    assert kinds(sit(store, "pc01")) == [queue.PAPER]


def test_a_returned_paper_stands_first_with_its_note(store: Store) -> None:
    sit(store, "kt01").do(UNIT, acts.Return(Said(text="bổ sung kế hoạch"), ("LD-01",)))
    head = sit(store, "pc01")
    assert kinds(head)[0] == queue.RETURNED
    assert any("bổ sung kế hoạch" in line for line in shown(head))


def test_the_inspector_sees_what_waits_and_for_how_long(store: Store) -> None:
    inspector = sit(store, "kt01")
    (task,) = tasks(inspector)
    assert (task.kind, task.unit, task.of) == (queue.TO_VERIFY, UNIT, 41)
    later = inspector.today() + timedelta(days=3)
    assert any("đợi 3 ngày" in line for line in shown(inspector, later))


def test_what_was_begun_says_where_it_goes_on(store: Store) -> None:
    inspector = sit(store, "kt01")
    inspector.do(UNIT, acts.Agree("LD-01"))
    inspector.do(UNIT, acts.Answer("LD-03", "verified", Value("not_met", reason=Said(text="không có")), "on_site"))
    (task,) = tasks(inspector)
    assert task.kind == queue.VERIFYING and task.items == ("LD-04",)
    assert dict(task.counts) == {"agreed": 1, "differ": 1}


def test_what_the_reviewer_gave_back_is_named_with_the_note(store: Store) -> None:
    inspector = sit(store, "kt01")
    agreed(inspector)
    inspector.do(UNIT, acts.Verify())
    assert kinds(inspector) == []
    sit(store, "tt01").do(UNIT, acts.Return(Said(text="ghi rõ phần thiếu"), ("LD-01",)))
    assert kinds(inspector) == [queue.SENT_BACK]
    assert any("ghi rõ phần thiếu" in line for line in shown(inspector))


def test_the_reviewer_sees_what_to_accept_who_is_late_and_where_points_are_lost(store: Store) -> None:
    inspector = sit(store, "kt01")
    agreed(inspector)
    inspector.do(UNIT, acts.Verify())
    reviewer = sit(store, "tt01")
    found = {task.kind: task for task in tasks(reviewer)}
    assert found[queue.TO_ACCEPT].unit == UNIT
    assert (found[queue.DRAFTS].n, found[queue.DRAFTS].of) == (43, 43)
    assert dict(found[queue.STATES].counts) == {"draft": 43, "submitted": 0, "verified": 1, "accepted": 0}
    assert found[queue.LOSSES].items
    sit(store, "tt01").do(UNIT, acts.Accept())
    assert queue.TO_ACCEPT not in kinds(reviewer)


def test_due_days_count_down_and_then_up(store: Store) -> None:
    head = sit(store, "pc01")
    head.do(UNIT, acts.Withdraw())
    head.do(UNIT, acts.Clear("LD-03"))
    assert any("chậm 2 ngày" in line for line in shown(head, date(2009, 12, 12)))
    assert any("đã qua hạn 10/12/2009" in line for line in shown(head, date(2012, 1, 1)))


def test_the_admin_has_no_tasks(store: Store) -> None:
    assert kinds(sit(store)) == []


def test_the_command_prints_the_queue_and_its_json(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(store.home), "--as", "kt01", "queue"]) == 0
    assert "Vụ Pháp chế" in capsys.readouterr().out
    assert main(["--home", str(store.home), "--as", "kt01", "queue", "--json"]) == 0
    assert '"kind":"to_verify","unit":"vu-phap-che"' in capsys.readouterr().out


def test_items_in_which_equally_many_lose_points_stand_in_the_order_of_what_is_lost(store: Store) -> None:
    reviewer = sit(store, "tt01")
    (task,) = (each for each in tasks(reviewer) if each.kind == queue.LOSSES)
    assert task.counts == (("CC-06", 44), ("BV-07", 44), ("BM-07", 44))
