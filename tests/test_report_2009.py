"""The pack of the 2009 report: what it asks, of whom, and the report's own figures with their percentages.

Numbers here are the report's; the paragraph stands beside each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

from checklist import demo, notices, rulebook, scoring
from checklist.desk import Desk, open_home
from checklist.locale import Words
from checklist.model import FIGURE, QUOTA, SELF, Item, Pack, Text, Unit, Value, applies
from checklist.view import coverage, numbers, walk, words

VI, EN = Words("vi"), Words("en")
OFFICE, BUREAU = "van-phong-bo", "cuc-phong-chong-te-nan-xa-hoi"


@cache
def rules() -> tuple[Pack, tuple[Unit, ...]]:
    return rulebook.check(rulebook.find("bvantq-2009"))


def item(id: str) -> Item:
    found = rules()[0].item(id)
    assert found is not None
    return found


def texts(of: Item) -> Iterator[Text]:
    yield from (of.title, of.guidance, of.sufficient, of.remedy)
    yield from (each.title for each in (*of.parts, *of.values))
    yield from (each.text for each in of.basis)
    if of.labels:
        yield from (of.labels.assigned, of.labels.reached)


# --- what is asked -----------------------------------------------------------------------------------------


def test_every_paragraph_but_the_background_is_cited_by_an_item() -> None:
    pack, _ = rules()
    assert not {"I.1.1", "I.1.2", "I.1.3"} & set(pack.paragraphs)
    assert all(cited for cited in coverage.citing(pack).values())
    assert len(pack.paragraphs) == 33


def test_there_are_90_items_in_14_sections_and_their_points_are_100() -> None:
    pack, _ = rules()
    assert (len(list(pack.items())), len(pack.sections)) == (90, 14)
    assert sum(Decimal(each.points) for each in pack.items()) == 100


def test_what_the_report_says_must_not_happen_is_critical() -> None:
    assert [each.id for each in rules()[0].items() if each.critical] == ["CC-06", "BM-05", "BM-07", "BV-07"]


def test_figures_of_society_carry_no_points_and_are_asked_of_one_unit() -> None:
    _, units = rules()
    for id in ("CN-10", "CN-11", "CN-12"):
        assert item(id).kind == FIGURE and item(id).points == "0"
        assert [unit.id for unit in units if applies(item(id), unit)] == [BUREAU]


def test_no_text_is_used_twice_and_none_is_its_title_again() -> None:
    for lang in (VI, EN):
        for part in ("title", "guidance", "sufficient", "remedy"):
            said = [lang.of(getattr(each, part)) for each in rules()[0].items()]
            assert len(set(said)) == len(said), part
        for each in rules()[0].items():
            title = set(re.findall(r"\w+", lang.of(each.title).lower()))
            guidance = set(re.findall(r"\w+", lang.of(each.guidance).lower()))
            assert len(title & guidance) < 0.8 * len(title), f"{each.id} repeats its title"


def test_texts_fit_the_screen_and_english_is_no_vietnamese() -> None:
    for each in rules()[0].items():
        assert all(len(text) <= 86 for text in (each.title.vi, each.title.en)), each.id
        assert all(len(text) <= 140 for text in (each.guidance.vi, each.guidance.en)), each.id
        assert all(len(part.title.vi) <= 34 and len(part.title.en) <= 34 for part in (*each.parts, *each.values))
        for text in texts(each):
            bare = re.sub(r"\S*\d\S*|Tết", "", text.en)
            assert not re.search(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]", bare), text.en


def test_a_percentage_is_all_that_is_asked_of_strengths() -> None:
    assert [each.id for each in rules()[0].items() if each.restricted] == ["TV-02", "TV-03"]
    marked = [each.id for each in rules()[0].items() if each.evidence and each.evidence.marked]
    assert marked == ["TV-02", "TV-03", "TV-05", "KH-02", "KH-03"]


# --- of whom -----------------------------------------------------------------------------------------------


def test_there_are_44_units_in_the_places_that_the_report_counts() -> None:
    _, units = rules()
    assert len(units) == 44
    districts = [tuple(unit.place.vi.rsplit(", ", 1)) for unit in units]
    governing, service = districts[:17], districts[17:]
    assert {each[0] for each in governing} == {"Hoàn Kiếm", "Ba Đình", "Hai Bà Trưng"}
    assert (len(set(service)), len({each[1] for each in service})) == (22, 13)
    named = {"vu-phap-che", "thanh-tra", OFFICE, BUREAU, "bao-lao-dong-va-xa-hoi", "tap-chi-lao-dong-va-xa-hoi"}
    assert {unit.id for unit in units if not unit.sample} == named


def test_a_department_in_the_ministrys_house_is_asked_nothing_about_guards_fire_teams_and_commands() -> None:
    pack, units = rules()
    department = next(unit for unit in units if unit.id == "vu-bao-hiem-xa-hoi")
    asked = [each.id for each in pack.shown_to(department)]
    assert not [id for id in asked if id.startswith(("KH-", "PH-"))]
    assert [id for id in asked if id.startswith(("CC-", "BV-"))] == ["CC-06", "BV-07"]
    assert [id for id in asked if id.startswith("TV-")] == ["TV-03", "TV-05"]
    assert {"BM-05", "QP-02", "TD-04", "CN-01", "LD-02"} <= set(asked)


def test_kinds_of_units_are_asked_different_things() -> None:
    pack, units = rules()
    asked = {unit.id: {each.id for each in pack.shown_to(unit)} for unit in units}
    assert {id for id in asked if "LD-07" in asked[id]} == {unit.id for unit in units if unit.kind == "press"}
    assert {id for id in asked if "PH-01" in asked[id]} == {OFFICE}
    assert {id for id in asked if "CN-14" in asked[id]} == {unit.id for unit in units if "residents" in unit.has}
    assert "CN-05" in asked["thanh-tra"] and "CN-05" not in asked["vu-phap-che"]
    assert all(any(id in each for each in asked.values()) for id in (i.id for i in pack.items()))


# --- figures -----------------------------------------------------------------------------------------------


def lines(id: str, **values: int) -> list[str]:
    return walk.reckoned_lines(VI, item(id), Value(values=values))


def test_the_reports_sums_add_up_and_its_shares_come_back() -> None:
    visitors, letters = {"visits": 1101, "visits_leaders": 305}, {"letters_new": 7906, "letters_carried": 1092}
    assert lines("TD-01", **visitors, **letters, letters_total=8998) == [
        "305 / 1.101 = 27,70%",
        "7.906 + 1.092 = 8.998, khớp",
    ]  # I.3.3
    assert lines("TD-07", total=86, settled=9, pending=77, late=72) == [
        "9 + 77 = 86, khớp",
        "72 / 77 = 93,51%",
    ]  # I.3.3
    assert lines("BV-03", permanent=4, short_contract=4, service=3, total=11, made_permanent=1, gates=4) == [
        "4 + 4 + 3 = 11, khớp",
        "1 / 4 = 25,00%",
    ]  # I.5.2, I.5.4, I.5.5
    assert lines("CN-10", treat_plan=3000, treated=1350, work_plan=2000, worked=1076) == [
        "1.350 / 3.000 = 45,00%",
        "1.076 / 2.000 = 53,80%",
    ]  # I.4.2, which cuts the second down to 53 %
    assert lines("CN-12", returned=2790, counselled=2232, supported=837, own_percent=60, rescued_percent=25,
                 official_percent=15, all_percent=100) == [
        "2.232 / 2.790 = 80,00%",
        "837 / 2.790 = 30,00%",
        "60 + 25 + 15 = 100, khớp",
    ]  # I.4.2  # fmt: skip


@pytest.mark.parametrize(
    ("id", "assigned", "reached", "shown"),
    [
        ("TD-04", 8998, 8501, "94,48"),  # I.3.3
        ("TD-05", 86, 9, "10,47"),  # I.3.3: 77 open
        ("TD-06", 2, 1, "50,00"),  # I.3.3
        ("BV-04", 11, 7, "63,64"),  # I.5.5
        ("BV-02", 7, 7, "100,00"),  # I.5.4: 4 + 3
    ],
)
def test_quotas_give_the_shares_of_the_report(id: str, assigned: int, reached: int, shown: str) -> None:
    assert item(id).kind == QUOTA
    credit = scoring.credit(item(id), Value(assigned=assigned, reached=reached))
    assert credit == Fraction(reached, assigned) and numbers.decimal(VI, credit * 100) == shown


def test_the_report_rounds_down_where_it_says_53_per_cent() -> None:
    share = scoring.reckon(item("CN-10"), {"treat_plan": 3000, "treated": 1350, "work_plan": 2000, "worked": 1076})[1]
    assert share.share == Fraction(538, 1000) and round(share.share * 100) == 54


@pytest.mark.parametrize(
    ("id", "values", "told"),
    [
        (
            "TD-01",
            {"letters_new": 7906, "letters_carried": 1092, "letters_total": 8999},
            "7.906 + 1.092 = 8.998, không phải 8.999.",
        ),
        ("TD-01", {"visits": 305, "visits_leaders": 1101}, "Phần 1.101 lớn hơn tổng 305."),
        ("CN-12", {"returned": 2790, "counselled": 2791}, "Phần 2.791 lớn hơn tổng 2.790."),
        ("BV-03", {"permanent": 4, "short_contract": 4, "service": 3, "total": 12}, "4 + 4 + 3 = 11, không phải 12."),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_told_with_both_numbers(id: str, values: dict[str, int], told: str) -> None:
    assert [words.notice(VI, each) for each in notices.of_value(item(id), Value(values=values))] == [told]


def test_nothing_is_told_of_numbers_that_are_not_there_yet() -> None:
    assert notices.of_value(item("BV-03"), Value(values={"permanent": 4, "total": 11})) == ()
    assert lines("TD-07", total=86, settled=9, pending=77, late=72) == [
        "9 + 77 = 86, khớp",
        "72 / 77 = 93,51%",
    ]  # I.3.3
    assert lines("BV-03", permanent=4, total=11) == []


# --- the demo ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("report") / "home"
    demo.build(folder, "vi")
    return Desk(open_home(folder))


def test_the_ministry_office_answers_what_the_report_states(desk: Desk) -> None:
    a = desk.read(OFFICE)
    given = {id: answer.value for id, answer in a.answers[SELF].items() if answer.value}
    assert given["PH-01"].values == {"units": 44, "hanoi_districts": 3, "districts": 22, "provinces": 13}
    assert (given["TD-05"].assigned, given["TD-05"].reached) == (86, 9)
    assert (given["TD-06"].assigned, given["TD-06"].reached) == (2, 1)
    assert given["BV-03"].values and given["BV-03"].values["gates"] == 4
    assert given["TD-07"].values == {"total": 86, "settled": 9, "pending": 77, "late": 72}


def test_every_answer_of_the_office_names_its_paragraph(desk: Desk) -> None:
    a = desk.read(OFFICE)
    for id, answer in a.answers[SELF].items():
        if answer.value is None:
            continue
        cited = [entry.particulars.number.shown for entry in a.entries_for(id) if entry.particulars.number]
        paragraphs = {number.removeprefix("Báo cáo 2009, ") for number in cited}
        assert paragraphs & set(item(id).source), id


def test_the_number_that_the_report_uses_twice_is_told(desk: Desk) -> None:
    a = desk.read(OFFICE)
    told = [words.notice(VI, each) for each in notices.of_item(desk.pack, a, "CC-01")]
    assert told == ["Số 1549/QĐ-LĐTBXH đã ghi cho CC-02. Kiểm tra lại số."]


def test_a_remembered_law_is_shown_as_one_to_be_checked(desk: Desk) -> None:
    a = desk.read(OFFICE)
    assert [basis.to_check for basis in item("KH-03").basis] == [True]
    rows = walk.why(VI, desk.pack, a, item("KH-03"), desk.score_date(a), 78)
    assert "(cần kiểm tra)" in " ".join(text for row in rows for _, text in row)


def test_the_bureau_carries_the_reports_figures_of_society(desk: Desk) -> None:
    a = desk.read(BUREAU)
    rehab = a.value(SELF, "CN-11")
    assert rehab is not None and rehab.values == {
        "rehab": 51644, "rehab_new": 15520, "rehab_done": 17394, "community": 3565,
        "schooling": 2192, "trained": 10192, "centres": 50, "jobs": 155,
    }  # fmt: skip
    assert notices.of_item(desk.pack, a, "CN-11") == ()


def test_the_units_file_says_what_is_made_up() -> None:
    head = (rulebook.find("bvantq-2009") / "units.yaml").read_text("utf-8").split("units:\n")[0]
    assert "không phải danh mục chính thức" in head
