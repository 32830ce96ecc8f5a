"""The desk: who reads and writes what, in which period, on which day; what is tried is not written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from store.homes import (
    KINDS,
    NOW,
    PERIOD,
    chain,
    content,
    document,
    journal_of,
    make,
    met,
    not_met,
    pack_of,
    said,
    sit,
    unit,
)

from checklist import acts
from checklist.desk import CONSOLE_OWNER, Desk
from checklist.errors import BadInput, ChecklistError, Conflict, Refused
from checklist.homes import make_home, period_dates
from checklist.model import (
    DRAFT,
    HEAD,
    INSPECTOR,
    LOCAL,
    REVIEWER,
    SELF,
    STAFF,
    Particulars,
    Period,
    PeriodDays,
    Person,
    Settings,
    Value,
)
from checklist.store import Store

PEOPLE = (
    Person("vp01", HEAD, ("vp",)),
    Person("vp02", STAFF, ("vp",)),
    Person("tc02", STAFF, ("tc",)),
    Person("kt01", INSPECTOR, ("vp", "tc")),
    Person("tt01", REVIEWER),
)


@pytest.fixture
def alone(tmp_path: Path) -> Store:
    """A home of one local person."""
    return make(tmp_path / "home", units=("vp", "tc", "qp"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A home with people; `vp` has an answer of its staff."""
    store = make(tmp_path / "home", units=("vp", "tc", "qp"), people=PEOPLE)
    sit(store, "vp02").do("vp", met("CC-01", "có sổ"))
    return store


def written(store: Store) -> dict[str, bytes]:
    """What is written anywhere; locks hold nothing, but they are files too."""
    return content(store.home)


# --- who ---------------------------------------------------------------------------------------------------


def test_a_person_sees_the_units_that_are_theirs_in_their_order(store: Store) -> None:
    seen = {
        who: [each.id for each in sit(store, who).units()] for who in ("vp01", "vp02", "tc02", "kt01", "tt01", None)
    }
    every = ["vp", "tc", "qp"]
    assert seen == {
        "vp01": ["vp"], "vp02": ["vp"], "tc02": ["tc"], "kt01": ["vp", "tc"], "tt01": every, None: every
    }  # fmt: skip


ACCESSES: dict[str, Callable[[Desk, str], object]] = {
    "read": lambda desk, id: desk.read(id),
    "log": lambda desk, id: desk.log(id),
    "do": lambda desk, id: desk.do(id, met("CC-02", "đến thăm")),
    "do nothing": lambda desk, id: desk.do(id, ()),
    "try": lambda desk, id: desk.do(id, met("CC-02", "đến thăm"), dry_run=True),
    "undo": lambda desk, id: desk.undo(id),
    "try undo": lambda desk, id: desk.undo(id, dry_run=True),
    "version": lambda desk, id: desk.version(id),
    "unit": lambda desk, id: desk.unit(id),
}


@pytest.mark.parametrize("access", ACCESSES.values(), ids=ACCESSES)
def test_a_unit_that_is_not_yours_and_one_that_is_not_there_read_the_same(
    store: Store, access: Callable[[Desk, str], object]
) -> None:
    desk, before, told = sit(store, "tc02"), written(store), []
    for id in ("vp", "zz"):
        with pytest.raises(BadInput) as caught:
            access(desk, id)
        told.append(str(caught.value).replace(f'"{id}"', "…"))
    assert told == ["No unit …. Known: tc."] * 2
    assert written(store) == before


def test_who_acted_by_which_door_and_when_stands_in_the_journal(store: Store) -> None:
    sit(store, "vp01", door="tui").do("vp", not_met("CC-02", "chưa tập huấn"))
    told = [(e["n"], e["who"], e["door"], e["at"], e["act"]["do"]) for e in chain(journal_of(store.home))]
    assert told == [
        (0, "system", "cli", "2009-12-02T03:42:00Z", "open"),
        (1, "vp02", "cli", "2009-12-02T03:42:00Z", "answer"),
        (2, "vp01", "tui", "2009-12-02T03:42:00Z", "answer"),
    ]


def test_the_local_person_is_head_of_every_unit_in_a_home_without_people(alone: Store) -> None:
    desk = sit(alone)
    assert desk.person == LOCAL
    for each in ("vp", "tc", "qp"):
        desk.do(each, met("CC-01", "có"))
        assert chain(journal_of(alone.home, each))[-1]["who"] == "local"


def test_the_owner_of_the_console_is_the_admin_of_a_home_with_people(store: Store) -> None:
    desk = sit(store)
    assert desk.person == CONSOLE_OWNER
    assert desk.read("vp").revision(SELF, "CC-01") == 1
    with pytest.raises(Refused) as caught:
        desk.do("vp", met("CC-02", "có"))
    assert caught.value.exit_code == 1


def test_a_person_that_nobody_is_is_refused_with_those_who_are(store: Store) -> None:
    with pytest.raises(BadInput, match=r'No person "vp03". Known: .*vp02'):
        sit(store, "vp03")


def test_two_desks_see_what_the_other_wrote(store: Store) -> None:
    one, two = sit(store, "vp01"), sit(store, "vp02")
    known = two.version("vp")
    after = one.do("vp", met("CC-02", "có"))
    assert two.version("vp") != known
    assert two.read("vp") == after == one.read("vp")
    assert [line.entry.n for line in two.log("vp")] == [0, 1, 2]
    assert two.version("vp") == one.version("vp")


def test_a_unit_without_an_act_reads_as_an_empty_draft_and_has_no_file(alone: Store) -> None:
    desk, before = sit(alone), written(alone)
    a = desk.read("tc")
    assert (a.state, a.entries, a.answers, a.unit.id, a.period.id) == (DRAFT, 0, {}, "tc", PERIOD)
    assert desk.log("tc") == () and desk.version("tc") == (0, 0)
    assert written(alone) == before


def test_the_first_act_opens_the_assessment_with_the_snapshot_of_its_unit(alone: Store) -> None:
    assert sit(alone).do("tc", met("CC-01", "có")).entries == 2
    start = chain(journal_of(alone.home, "tc"))[0]
    assert (
        start["act"]["do"] == "open" and start["act"]["unit"]["id"] == "tc" and start["act"]["period"]["id"] == PERIOD
    )
    alone.put_units([msgspec.structs.replace(unit("tc"), name=msgspec.structs.replace(unit("tc").name, en="renamed"))])
    assert sit(alone).unit("tc").name.en == "renamed"
    assert sit(alone).read("tc").unit.name.en == "tc"


def test_a_refused_first_act_opens_nothing(alone: Store) -> None:
    for act in (met("CC-99", "có"), acts.Submit(), acts.Answer("CC-02", SELF, Value("not_met"))):
        with pytest.raises(ChecklistError):
            sit(alone).do("tc", act)
    assert not journal_of(alone.home, "tc").exists()
    assert sit(alone).read("tc").entries == 0


# --- undo --------------------------------------------------------------------------------------------------


def test_undo_takes_back_the_own_last_act_and_nobody_elses(store: Store) -> None:
    head, staff = sit(store, "vp01"), sit(store, "vp02")
    staff.do("vp", not_met("CC-02", "chưa"))
    head.do("vp", document("1/QĐ", "CC-01"))
    after, taken = staff.undo("vp")
    assert [line.entry.n for line in taken] == [2]
    assert after.value(SELF, "CC-02") is None and list(after.evidence) == ["E1"]
    after, taken = staff.undo("vp")
    assert [line.entry.n for line in taken] == [1] and after.value(SELF, "CC-01") is None
    with pytest.raises(Refused, match="Nothing of your own to undo here"):
        staff.undo("vp")
    after, _ = head.undo("vp")
    assert after.evidence == {}
    undoes = [(entry["who"], entry.get("undoes")) for entry in chain(journal_of(store.home))[4:]]
    assert undoes == [("vp02", 2), ("vp02", 1), ("vp01", 3)]


def test_undo_where_nothing_was_done_is_refused_and_leaves_nothing(alone: Store) -> None:
    with pytest.raises(Refused, match="Nothing of your own to undo here"):
        sit(alone).undo("tc")
    assert not journal_of(alone.home, "tc").exists()


def test_what_somebody_else_has_written_over_is_not_undone(store: Store) -> None:
    sit(store, "vp01").do("vp", met("CC-01", "có sổ mới"))
    before = journal_of(store.home).read_bytes()
    with pytest.raises(Refused, match="CC-01 has moved since, by vp01"):
        sit(store, "vp02").undo("vp")
    assert journal_of(store.home).read_bytes() == before


# --- trying and doing several ------------------------------------------------------------------------------


def test_what_is_only_tried_is_not_written(store: Store) -> None:
    desk = sit(store, "vp02")
    before = written(store)
    assert desk.do("vp", met("CC-02", "có"), dry_run=True).revision(SELF, "CC-02") == 1
    assert desk.do("vp", [met("CC-02", "có"), document("1/QĐ", "CC-02")], dry_run=True).entries == 4
    after, taken = desk.undo("vp", dry_run=True)
    assert after.value(SELF, "CC-01") is None and [line.entry.n for line in taken] == [1]
    assert sit(store, "tc02").do("tc", met("CC-02", "có"), dry_run=True).entries == 2
    for attempt in (
        lambda: sit(store, "tc02").undo("tc", dry_run=True),
        lambda: desk.do("vp", met("CC-02", "có"), expect=3, dry_run=True),
        lambda: desk.do("vp", acts.Submit(), dry_run=True),
    ):
        with pytest.raises(Refused):
            attempt()
    assert written(store) == before
    assert desk.read("vp").entries == 2


def test_several_acts_in_one_go_are_one_bulk_act_named_by_its_first_entry(alone: Store) -> None:
    desk = sit(alone)
    desk.do("vp", met("CC-01", "một"))
    desk.do("vp", [met("CC-01", "hai"), met("CC-02", "hai"), document("1/QĐ", "CC-01", "CC-02")])
    desk.do("vp", [met("CC-01", "ba")])
    assert [entry.get("batch") for entry in chain(journal_of(alone.home))] == [None, None, 2, 2, 2, None]


def test_a_bulk_act_is_undone_as_one(alone: Store) -> None:
    desk = sit(alone)
    before = desk.do("vp", met("CC-01", "một"))
    desk.do("vp", [met("CC-01", "hai"), met("CC-02", "hai")])
    after, taken = desk.undo("vp")
    assert [line.entry.n for line in taken] == [2, 3]
    assert after.value(SELF, "CC-01") == before.value(SELF, "CC-01") and after.value(SELF, "CC-02") is None
    last = chain(journal_of(alone.home))[-2:]
    assert [(entry["undoes"], entry["batch"]) for entry in last] == [(3, 4), (2, 4)]


def test_acts_that_are_only_written_together_can_be_undone_alone(alone: Store) -> None:
    desk = sit(alone)
    desk.do("vp", [met("CC-01", "một"), met("CC-02", "hai")], bulk=False)
    assert [entry.get("batch") for entry in chain(journal_of(alone.home))] == [None, None, None]
    after, taken = desk.undo("vp")
    assert len(taken) == 1 and after.value(SELF, "CC-01") and not after.value(SELF, "CC-02")


def test_of_several_acts_all_are_done_or_none(alone: Store) -> None:
    desk = sit(alone)
    with pytest.raises(BadInput):
        desk.do("vp", [met("CC-01", "một"), met("CC-99", "hai")])
    assert not journal_of(alone.home).exists()
    desk.do("vp", met("CC-01", "một"))
    before = written(alone)
    with pytest.raises(Refused, match="nothing to change"):
        desk.do("vp", [met("CC-02", "hai"), met("CC-01", "một")])
    assert written(alone) == before


def test_of_no_acts_nothing_is_written(alone: Store) -> None:
    desk, before = sit(alone), written(alone)
    assert desk.do("vp", ()).entries == 0
    assert desk.do("vp", [], dry_run=True).entries == 0
    assert written(alone) == before


def test_who_expects_an_older_revision_is_told_of_the_newer_one(alone: Store) -> None:
    desk = sit(alone)
    desk.do("vp", met("CC-01", "một"), expect=0)
    desk.do("vp", met("CC-01", "hai"), expect=1)
    before = written(alone)
    for expected in (0, 1, 3):
        with pytest.raises(Conflict, match=rf"CC-01: .* \(revision 2, expected {expected}\)") as caught:
            desk.do("vp", met("CC-01", "ba"), expect=expected)
        assert caught.value.exit_code == 1
    assert written(alone) == before
    desk.do("vp", met("CC-02", "một"), expect=0)
    desk.do("vp", acts.Clear("CC-01"), expect=2)
    with pytest.raises(Conflict):
        desk.do("vp", met("CC-01", "bốn"), expect=0)  # cleared is not never answered
    desk.do("vp", [met("CC-01", "bốn"), met("CC-02", "hai")], expect=3)  # of several, the first is held against it


# --- periods -----------------------------------------------------------------------------------------------

PACK = pack_of(KINDS)


def add(store: Store, period: Period) -> None:
    make_home(store.home, Settings(), PACK, period, store.units(), now=NOW, door="cli")


def spans(id: str, first: str, last: str) -> Period:
    return period_dates(PACK, id, {"first": dt.date.fromisoformat(first), "last": dt.date.fromisoformat(last)})


def test_the_default_period_is_the_one_with_the_latest_last_day(alone: Store) -> None:
    assert sit(alone).period.id == "2009"
    add(alone, spans("zz-early", "2008-01-01", "2008-12-31"))
    assert sit(alone).period.id == "2009"
    add(alone, spans("a", "2008-01-01", "2010-06-30"))
    assert sit(alone).period.id == "a"
    add(alone, period_dates(PACK, "2010", {}))
    add(alone, spans("b", "2010-07-01", "2010-07-31"))
    assert sit(alone).period.id == "2010"
    assert sit(alone, period="zz-early").period.id == "zz-early"


def test_an_unknown_period_is_refused_with_those_there_are(alone: Store) -> None:
    with pytest.raises(BadInput, match=r'No period "2008". Known: 2009'):
        sit(alone, period="2008")


def test_a_home_without_a_period_names_init(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no period.*init"):
        sit(Store.create(tmp_path, Settings()))


def test_a_new_period_starts_empty_with_its_own_rules_and_leaves_the_old_one(alone: Store) -> None:
    old = sit(alone)
    old.do("vp", met("CC-01", "có"))
    before = journal_of(alone.home).read_bytes()
    add(alone, period_dates(PACK, "2010", {}))
    new = sit(alone)
    assert new.read("vp").entries == 0 and new.read("vp").period.id == "2010"
    assert len(new.pack.sections[0].items) == len(KINDS) != len(old.pack.sections[0].items)
    new.do("vp", acts.Answer("CC-03", SELF, Value(count=0)))
    assert sit(alone, period=PERIOD).read("vp").revision(SELF, "CC-01") == 1
    assert journal_of(alone.home).read_bytes() == before


def test_a_period_is_made_once(alone: Store) -> None:
    before = written(alone)
    with pytest.raises(Refused, match='The period "2009" exists already'):
        add(alone, period_dates(PACK, "2009", {}))
    with pytest.raises(Refused, match='The period "2009" exists already'):
        alone.put_period(period_dates(PACK, "2009", {}), "0" * 64)
    assert written(alone) == before


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize("year", ["2009", "1999", "0001", "9999"])
def test_a_period_named_by_a_year_takes_its_dates_from_the_pack(year: str) -> None:
    made = period_dates(PACK, year, {})
    assert msgspec.to_builtins(made) == {
        "id": year,
        "first": f"{year}-01-01",
        "last": f"{year}-12-31",
        "cut_off": f"{year}-12-14",
        "submit_by": f"{year}-12-10",
        "verify_by": f"{year}-12-14",
    }


@pytest.mark.parametrize("year", ["2008", "2009"])
def test_the_end_of_february_is_a_day_of_every_year(year: str) -> None:
    pack = msgspec.structs.replace(PACK, period=PeriodDays("01-01", "02-29", "02-28", "02-10", "02-28"))
    assert period_dates(pack, year, {}).last in (day(f"{year}-02-28"), day("2008-02-29"))


def test_dates_given_go_before_those_of_the_pack() -> None:
    made = period_dates(PACK, "2009", {"cut_off": day("2009-11-30"), "submit_by": None, "last": day("2010-01-15")})
    assert (made.first, made.last, made.cut_off) == (day("2009-01-01"), day("2010-01-15"), day("2009-11-30"))
    assert made.submit_by == day("2009-12-10")


@pytest.mark.parametrize("name", ["2009-Q4", "quy-4", "09", "20090", "0000", "A", "-", "x" * 20])
def test_another_name_needs_its_first_and_last_day_and_takes_the_last_for_the_rest(name: str) -> None:
    first, last = day("2009-10-01"), day("2009-12-31")
    for given in ({}, {"first": first}, {"last": last}, {"cut_off": last}):
        with pytest.raises(BadInput, match=f'"{name}" needs --first and --last'):
            period_dates(PACK, name, given)
    assert period_dates(PACK, name, {"first": first, "last": last}) == Period(name, first, last, last, last, last)


@pytest.mark.parametrize("name", ["", "x" * 21, "2009/Q4", "..", "2009 ", "năm", "٢٠٠٩", "a_b", "a.b"])
def test_a_bad_name_is_no_period(name: str) -> None:
    with pytest.raises(BadInput, match="is no period"):
        period_dates(PACK, name, {"first": day("2009-10-01"), "last": day("2009-12-31")})


@pytest.mark.parametrize(
    "given", [{"first": "2010-01-01"}, {"last": "2008-12-31"}, {"cut_off": "2008-12-31"}, {"first": "2009-12-15"}]
)
def test_dates_that_contradict_each_other_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="first day lies after"):
        period_dates(PACK, "2009", {name: day(text) for name, text in given.items()})


# --- the day -----------------------------------------------------------------------------------------------


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("offset", "moment", "local"),
    [
        ("+07:00", "2009-12-01T16:59:59", "2009-12-01T23:59:59"),
        ("+07:00", "2009-12-01T17:00:00", "2009-12-02T00:00:00"),
        ("+07:00", "2009-12-31T17:00:00", "2010-01-01T00:00:00"),
        ("+00:00", "2009-12-01T23:59:59", "2009-12-01T23:59:59"),
        ("-03:30", "2009-12-01T03:29:59", "2009-11-30T23:59:59"),
        ("-03:30", "2009-12-01T03:30:00", "2009-12-01T00:00:00"),
        ("+05:45", "2009-12-01T18:15:00", "2009-12-02T00:00:00"),
    ],
)
def test_today_is_the_date_at_the_offset_of_the_home(tmp_path: Path, offset: str, moment: str, local: str) -> None:
    period = period_dates(PACK, "2009", {})
    store = make_home(tmp_path / "home", Settings(utc_offset=offset), PACK, period, [unit("vp")], now=NOW, door="cli")
    desk = Desk(store, clock=lambda: at(moment))
    assert desk.local(at(moment)).replace(tzinfo=None).isoformat() == local
    assert desk.today().isoformat() == local[:10]
    assert desk.score_date(desk.read("vp")) == min(desk.today(), period.cut_off)
    for days, taken in ((0, True), (1, False)):
        dated = Particulars(kind="decision", number=said("1/QĐ"), date=desk.today() + dt.timedelta(days=days))
        if taken:
            desk.do("vp", acts.AddEvidence(dated))
        else:
            with pytest.raises(BadInput, match="lies after today"):
                desk.do("vp", acts.AddEvidence(dated))
    assert chain(journal_of(store.home))[-1]["at"] == f"{moment}Z"


def test_an_act_that_begins_before_midnight_is_of_the_day_it_began(alone: Store) -> None:
    ticks = iter([at("2009-12-01T16:59:59"), at("2009-12-01T17:00:01"), at("2009-12-01T17:00:02")])
    desk = Desk(alone, clock=lambda: next(ticks))
    with pytest.raises(BadInput, match="lies after today, 2009-12-01"):
        desk.do("vp", acts.AddEvidence(Particulars(number=said("1/QĐ"), date=day("2009-12-02"))))
