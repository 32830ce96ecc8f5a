"""The demo: what the report says of one unit, samples for others, people to act as, and nothing left behind."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checklist import demo, terminal
from checklist.cli import main
from checklist.desk import Desk, open_home
from checklist.errors import ChecklistError, Refused
from checklist.homes import check_home, make_home, period_dates
from checklist.model import HEAD, INSPECTOR, REVIEWER, SELF, STAFF, Settings
from checklist.rulebook import find, load

OFFICE = "van-phong-bo"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo home that tests only read."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    demo.build(folder, "vi")
    return folder


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where throwaway homes are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


# --- what is in it -----------------------------------------------------------------------------------------


def test_all_44_units_and_the_period_of_the_report_are_there(made: Path) -> None:
    desk = Desk(open_home(made))
    assert len(desk.units()) == 44 and desk.period.id == "2009"
    assert check_home(made).damage == ()


def test_the_sample_people_have_their_roles(made: Path) -> None:
    people = {person.id: person for person in open_home(made).people()}
    assert {id: people[id].role for id in ("vp01", "vp02", "kt01", "tt01")} == {
        "vp01": HEAD,
        "vp02": STAFF,
        "kt01": INSPECTOR,
        "tt01": REVIEWER,
    }
    assert people["vp01"].units == people["vp02"].units == (OFFICE,)
    inspected = [Desk(open_home(made), person="kt01").read(unit).state for unit in people["kt01"].units or ()]
    assert len(inspected) == 9 and {"draft", "submitted"} <= set(inspected)
    assert not any(person.units is None and person.role != REVIEWER for person in people.values())


def test_samples_are_named_and_the_ministry_office_is_none(made: Path) -> None:
    desk = Desk(open_home(made))
    written = {unit.id for unit in desk.units() if desk.read(unit.id).entries}
    assert set(desk.store.settings.samples) == written - {OFFICE}
    assert desk.store.settings.demo


def test_everything_was_written_through_the_demos_own_door(made: Path) -> None:
    desk = Desk(open_home(made))
    doors = {line.entry.door for unit in desk.units() for line in desk.log(unit.id)}
    assert doors == {"demo"}


def test_what_the_report_proves_without_a_date_meets_no_rule_that_asks_for_one(made: Path) -> None:
    a = Desk(open_home(made)).read(OFFICE)
    papers = [entry.particulars for entry in a.evidence.values() if entry.particulars.kind == "document"]
    assert papers and all(
        paper.date is None and paper.number is not None and paper.number.shown.startswith("Báo cáo 2009, ")
        for paper in papers
    )


def test_each_answer_of_the_demo_can_be_undone_alone(tmp_path: Path) -> None:
    demo.build(tmp_path / "home", "vi")
    desk = Desk(open_home(tmp_path / "home"), person="vp01")
    before = sum(1 for answer in desk.read(OFFICE).answers[SELF].values() if answer.value)
    after, taken = desk.undo(OFFICE)
    assert len(taken) == 1
    assert sum(1 for answer in after.answers[SELF].values() if answer.value) == before - 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_home_speaks_the_language_it_was_made_in(tmp_path: Path, lang: str) -> None:
    assert demo.build(tmp_path / "home", lang).settings.language == lang


# --- where it is -------------------------------------------------------------------------------------------


def test_a_throwaway_home_is_gone_afterwards(temporary: Path) -> None:
    with demo.home(None, "vi") as home:
        assert home.is_relative_to(temporary) and open_home(home).settings.demo
    assert list(temporary.iterdir()) == []


def test_a_throwaway_home_is_gone_also_when_something_failed(temporary: Path) -> None:
    with pytest.raises(KeyboardInterrupt), demo.home(None, "vi"):
        raise KeyboardInterrupt
    assert list(temporary.iterdir()) == []


def test_a_home_that_is_named_stays_and_is_used_again(tmp_path: Path) -> None:
    with demo.home(str(tmp_path / "kept"), "vi") as home:
        Desk(open_home(home), person="vp01").undo(OFFICE)
        entries = Desk(open_home(home)).read(OFFICE).entries
    with demo.home(str(tmp_path / "kept"), "en") as home:
        assert Desk(open_home(home)).read(OFFICE).entries == entries


def test_real_data_is_refused(tmp_path: Path) -> None:
    pack = load(find(demo.PACK))
    now = Desk(demo.build(tmp_path / "other", "vi")).clock()
    make_home(tmp_path / "real", Settings(), pack, period_dates(pack, "2009", {}), (), now=now, door="cli")
    with pytest.raises(Refused) as refused, demo.home(str(tmp_path / "real"), "vi"):
        pass
    assert refused.value.exit_code == 1


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(ChecklistError) as refused, demo.home(str(tmp_path), "vi"):
        pass
    assert refused.value.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_home_of_the_environment_is_left_alone(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHECKLIST_HOME", str(tmp_path / "mine"))
    assert main(["demo"]) == 0
    assert list(temporary.iterdir()) == []
    assert "Văn phòng Bộ" in capsys.readouterr().out


# --- what the command does ---------------------------------------------------------------------------------


def test_without_a_terminal_it_prints_what_score_prints(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for command in ("demo", "score"):
        for more in ((), ("--json",)):
            assert main(["--home", str(made), command, *more]) == 0
            printed.append(capsys.readouterr().out)
    assert printed[:2] == printed[2:]
    assert len(json.loads(printed[1])["units"]) == 44


def test_a_person_sees_only_what_that_person_may_read(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--home", str(made), "--as", "vp01", "--json"]) == 0
    assert [unit["unit"] for unit in json.loads(capsys.readouterr().out)["units"]] == [OFFICE]
    assert main(["demo", "--home", str(made), "--as", "nobody"]) == 2


def test_the_table_says_what_is_a_sample(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--home", str(made), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Sample data" in out and "Ministry Office" in out.splitlines()[-1]


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """A terminal, and in place of the full-screen program a list of what it was opened with."""
    opened: list[Any] = []

    def run(desk: Desk | None, t: object, home: Path, **more: object) -> int:
        opened.append((desk.person.id if desk else None, desk.door if desk else None, home))
        return 7

    def here(*, plain: bool, ascii: bool) -> terminal.Terminal:
        return terminal.judge({"TERM": "xterm"}, is_terminal=True, plain=plain, ascii=ascii)

    def questions(desk: Desk, t: object) -> int:
        opened.append((desk.person.id, "line mode", desk.store.home))
        return 8

    monkeypatch.setattr("checklist.tui.app.run", run)
    monkeypatch.setattr("checklist.plain.app.run", questions)
    monkeypatch.setattr("checklist.cli.context.terminal_of", here)
    yield opened


@pytest.mark.parametrize(("argv", "who"), [((), "vp01"), (("--as", "kt01"), "kt01"), (("--as", "tt01"), "tt01")])
def test_at_a_terminal_it_opens_as_the_head_or_as_the_person_named(
    temporary: Path, screens: list[Any], argv: tuple[str, ...], who: str
) -> None:
    assert main(["demo", *argv]) == 7
    assert screens[0][0] == who and not screens[0][2].exists()


def test_the_bare_command_opens_the_home_or_what_makes_one(made: Path, tmp_path: Path, screens: list[Any]) -> None:
    assert main(["--home", str(made), "--as", "vp02"]) == 7
    assert main(["--home", str(tmp_path / "none")]) == 7
    assert screens == [("vp02", "console", made), (None, None, tmp_path / "none")]


def test_told_to_be_plain_both_ask_in_lines(made: Path, temporary: Path, screens: list[Any]) -> None:
    assert main(["--home", str(made), "--as", "vp02", "--plain"]) == 8
    assert main(["demo", "--plain", "--as", "kt01"]) == 8
    assert [each[:2] for each in screens] == [("vp02", "line mode"), ("kt01", "line mode")]
