"""Refusals, shapes and the rarer roads of the command line; `test_commands` walks the usual ones."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checklist import demo
from checklist.cli import main
from checklist.cli.context import whole
from checklist.errors import BadInput

OFFICE, INSPECTED, QUIET = "van-phong-bo", "vu-phap-che", "thanh-tra"
ARCHIVE = Path(__file__).parent / "packs" / "archive"


class Shell:
    """Runs commands in one home, as one person or as the console's owner, and keeps what they print."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.capsys = home, capsys
        self.out = self.err = ""

    def __call__(self, *argv: str, who: str = "") -> int:
        self.capsys.readouterr()
        code = main(["--home", str(self.home), *(("--as", who) if who else ()), *argv])
        self.out, self.err = self.capsys.readouterr()
        return code

    def json(self, *argv: str, who: str = "") -> Any:
        assert self(*argv, "--json", who=who) == 0, self.err
        return json.loads(self.out)

    def refused(self, *argv: str, who: str = "") -> tuple[int, str]:
        code = self(*argv, who=who)
        assert self.out == "" and self.err.count("\n") == 1, "one line, on stderr only"
        return code, self.err

    def files(self) -> dict[str, bytes]:
        """Every file of the home but the log, where refusals stand."""
        every = [path for path in sorted(self.home.rglob("*")) if path.is_file()]
        return {str(path): path.read_bytes() for path in every if path.parent.name != "log"}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo home, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    demo.build(folder, "en")
    return folder


@pytest.fixture
def shell(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands in a demo home: people, drafts, submitted assessments; texts in English."""
    shutil.copytree(made, tmp_path / "home")
    return Shell(tmp_path / "home", capsys)


@pytest.fixture
def alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands in a home without people, with the small pack of the tests."""
    shell = Shell(tmp_path / "archive", capsys)
    assert shell("init", "--pack", str(ARCHIVE), "--period", "2009", "--lang", "en") == 0
    return shell


# --- finding the command -----------------------------------------------------------------------------------


def test_a_noun_without_a_verb_names_its_verbs(shell: Shell) -> None:
    code, told = shell.refused("units")
    assert code == 2 and "units list, units show, units import" in told


@pytest.mark.parametrize(("word", "near"), [("anwser", "answer"), ("evidence ad", "evidence add"), ("scor", "score")])
def test_an_unknown_command_names_the_nearest(shell: Shell, word: str, near: str) -> None:
    code, told = shell.refused(*word.split())
    assert code == 2 and f'"{word}"' in told and near in told


@pytest.mark.parametrize(
    "argv",
    [
        ("--home", "{home}", "--lang", "en", "score", OFFICE, "--json"),
        ("score", OFFICE, "--json", "--home", "{home}", "--lang", "en"),
        ("--json", "score", "--lang=en", OFFICE, "--home={home}"),
    ],
)
def test_global_options_stand_anywhere(shell: Shell, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]) -> None:
    assert main([each.replace("{home}", str(shell.home)) for each in argv]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Ministry Office"


def test_a_noun_and_its_verb_may_have_options_between(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["units", "--home", str(shell.home), "list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["units"]) == 44


@pytest.mark.parametrize("argv", [("--help",), ("-h",), ("answer", "--help"), ("units", "list", "-h")])
def test_help_is_no_error(shell: Shell, argv: tuple[str, ...]) -> None:
    try:
        code = shell(*argv)
    except SystemExit as done:
        code = int(done.code or 0)
    assert code == 0


@pytest.mark.parametrize("typed", ["a\nb", "\x1b[2Ja", "a\u202eb\u0007", "a\r\nb"])
def test_what_is_quoted_back_is_one_line_without_anything_a_terminal_obeys(shell: Shell, typed: str) -> None:
    code, told = shell.refused("score", typed)
    assert code == 2
    assert not set(told.rstrip("\n")) & set("\n\r\x1b\x07\u202e")


def test_a_folder_that_cannot_be_read_is_one_line(shell: Shell) -> None:
    period = shell.home / "periods" / "2009" / "period.json"
    period.unlink()
    period.mkdir()
    code, told = shell.refused("score", OFFICE)
    assert code == 3 and "periods/2009/period.json" in told


# --- language ----------------------------------------------------------------------------------------------


def test_the_language_is_the_homes_unless_another_is_asked_for(shell: Shell) -> None:
    assert shell("score", OFFICE) == 0 and "Ministry Office" in shell.out
    assert shell("score", OFFICE, "--lang", "vi") == 0 and "Văn phòng Bộ" in shell.out
    assert shell.json("units", "show", OFFICE, "--lang", "vi")["units"][0]["name"] == "Văn phòng Bộ"


def test_an_error_speaks_the_language_of_the_home(shell: Shell) -> None:
    assert shell.refused("score", "nowhere")[1].startswith('No unit "nowhere".')
    assert shell.refused("scor")[1].startswith('No command "scor".')
    assert shell.refused("scor", "--lang", "vi")[1].startswith('Không có lệnh "scor".')


# --- who may: asked before any value is looked at ----------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "argv"),
    [
        ("tt01", ("answer", OFFICE, "BV-04", "--assigned", "none", "--reached", "x")),
        ("tt01", ("answer", OFFICE, "NO-99", "met")),
        ("vp01", ("agree", OFFICE, "NO-99")),
        ("tt01", ("evidence", "add", OFFICE, "--date", "31/02/2009")),
        ("vp01", ("evidence", "seen", OFFICE, "E99")),
        ("tt01", ("evidence", "edit", OFFICE, "E99", "--number", "1")),
        ("vp02", ("submit", OFFICE)),
        ("vp01", ("verify", OFFICE)),
        ("vp01", ("accept", OFFICE)),
        ("vp01", ("reopen", OFFICE, "--note", "x")),
        ("", ("answer", OFFICE, "CC-01", "met")),
        ("vp01", ("answer", OFFICE, "CC-04", "met", "--on-site")),
        ("vp01", ("answer", OFFICE, "CC-04", "met", "--basis", "papers")),
        ("vp01", ("init", "--period", "2010")),
        ("vp01", ("units", "import", "/nowhere.yaml")),
    ],
)
def test_role_and_state_are_checked_before_values(shell: Shell, who: str, argv: tuple[str, ...]) -> None:
    before = shell.files()
    assert shell.refused(*argv, who=who)[0] == 1
    assert shell.files() == before


@pytest.mark.parametrize("who", ["vp01", "vp02", "kt01"])
@pytest.mark.parametrize(
    "argv",
    [
        ("score", "UNIT"),
        ("log", "UNIT"),
        ("undo", "UNIT"),
        ("submit", "UNIT"),
        ("answer", "UNIT", "CC-01", "met"),
        ("evidence", "list", "UNIT"),
        ("evidence", "add", "UNIT", "--number", "1"),
        ("units", "show", "UNIT"),
        ("rules", "list", "--unit", "UNIT"),
    ],
)
def test_a_unit_that_is_not_yours_reads_like_one_that_is_not_there(
    shell: Shell, who: str, argv: tuple[str, ...]
) -> None:
    foreign, unknown = "quy-bao-tro-tre-em-viet-nam", "quy-bao-tro-tre-em-viet-nom"
    assert foreign in [each["id"] for each in shell.json("units", "list")["units"]]
    told = []
    for unit in (foreign, unknown):
        code, line = shell.refused(*(each.replace("UNIT", unit) for each in argv), who=who)
        told.append((code, line.replace(unit, "UNIT")))
    assert told[0] == told[1] and told[0][0] == 2


@pytest.mark.parametrize(
    "argv", [("--as", "nobody", "score"), ("--period", "1999", "score"), ("--lang", "fr", "score")]
)
def test_an_unknown_person_period_or_language_is_bad_input(shell: Shell, argv: tuple[str, ...]) -> None:
    assert shell.refused(*argv)[0] == 2


def test_acting_as_a_person_is_journalled_as_at_the_console(shell: Shell) -> None:
    assert shell("answer", OFFICE, "CC-05", "met", who="vp02") == 0
    last = shell.json("log", OFFICE)["entries"][-1]
    assert (last["who"], last["door"]) == ("vp02", "console")


# --- answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0", 0), ("1101", 1101), ("1.101", 1101), ("1 101", 1101), ("1\u00a0101", 1101), ("1.234.567", 1234567)],
)
def test_a_whole_number_is_read_as_papers_write_it(typed: str, number: int) -> None:
    assert whole(typed) == number


@pytest.mark.parametrize(
    "typed", ["1,101", "1.10", "11.01", "1.1011", "-1", "+1", "1e3", "", " ", "٣", "1_000", "9" * 13]
)
def test_what_could_be_read_in_two_ways_is_no_whole_number(typed: str) -> None:
    with pytest.raises(BadInput):
        whole(typed)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("ST-02", "--count", "0"), {"verdict": "met", "count": 0}),
        (("ST-02", "--count", "2", "--reason", "lost"), {"verdict": "not_met", "count": 2, "reason": "lost"}),
        (("ST-03", "--part", "damp"), {"verdict": "partial", "parts": ["damp"]}),
        (("ST-03", "--part", "smoke", "--part", "damp"), {"verdict": "met", "parts": ["damp", "smoke"]}),
        (("ST-03", "not_met"), {"verdict": "not_met", "parts": []}),
        (
            ("RQ-01", "--assigned", "1.000", "--reached", "250"),
            {"verdict": "partial", "assigned": 1000, "reached": 250},
        ),
        (("RQ-02", "--percent", "87.50"), {"verdict": "partial", "percent": "87.5"}),
        (
            ("RQ-03", "--value", "total=12", "--value", "adults=9", "--value", "children=3"),
            {"verdict": None, "values": {"total": 12, "adults": 9, "children": 3}},
        ),
        (("RQ-01", "not_applicable", "--ground", "no_stacks"), {"verdict": "not_applicable", "ground": "no_stacks"}),
    ],
)
def test_an_answer_tells_what_was_saved(alone: Shell, argv: tuple[str, ...], said: dict[str, Any]) -> None:
    told = alone.json("answer", "main", *argv)
    assert told == {"unit": "main", "item": argv[0], "layer": "self", "revision": 1, **said}
    cleared = alone.json("answer", "main", argv[0], "--clear")
    assert cleared == {"unit": "main", "item": argv[0], "layer": "self", "revision": 2, "verdict": None}


@pytest.mark.parametrize(
    ("argv", "note"),
    [
        (("RQ-01", "--assigned", "5", "--reached", "6"), "6 is more than the 5 assigned."),
        (("RQ-03", "--value", "total=12", "--value", "adults=9", "--value", "children=4"), "9 + 4 = 13, not 12."),
        (("RQ-03", "--value", "total=3", "--value", "adults=0", "--value", "children=4"), "The part 4 is more"),
    ],
)
def test_numbers_that_do_not_fit_are_told_after_saving(alone: Shell, argv: tuple[str, ...], note: str) -> None:
    assert alone("answer", "main", *argv) == 0
    assert note in alone.err and argv[0] in alone.out


def test_an_inspector_answers_in_the_verified_layer(shell: Shell) -> None:
    told = shell.json("answer", INSPECTED, "BM-02", "not_met", "--on-site", "--reason", "không có", who="kt01")
    assert (told["layer"], told["basis"], told["revision"]) == ("verified", "on_site", 1)
    told = shell.json("answer", INSPECTED, "BM-07", "--count", "0", "--basis", "papers", who="kt01")
    assert told["basis"] == "papers"
    assert shell.refused("answer", INSPECTED, "BM-06", "--part", "incoming", "--basis", "hearsay", who="kt01")[0] == 2
    score = shell.json("score", INSPECTED)
    assert score["verified"]["answered"] == 2 and score["result"] == "self"


def test_agreeing_to_the_rest_counts_first_and_is_one_bulk_act(shell: Shell) -> None:
    assert shell("agree", INSPECTED, "--rest", "--dry-run", who="kt01") == 0 and "41" in shell.out
    assert shell.json("score", INSPECTED)["verified"] is None
    told = shell.json("agree", INSPECTED, "BM-01", "--on-site", who="kt01")
    assert [(each["item"], each["basis"], each["revision"]) for each in told["items"]] == [("BM-01", "on_site", 1)]
    assert len(shell.json("agree", INSPECTED, "--rest", who="kt01")["items"]) == 40
    assert shell.refused("agree", INSPECTED, "--rest", who="kt01")[0] == 1
    assert shell.refused("agree", INSPECTED, who="kt01")[0] == 2
    assert len(shell.json("undo", INSPECTED, who="kt01")["undone"]) >= 10
    assert shell.json("score", INSPECTED)["verified"]["answered"] == 1


# --- evidence ----------------------------------------------------------------------------------------------


def test_an_entry_is_told_by_id_and_revision(alone: Shell) -> None:
    assert alone("evidence", "add", "main", "ST-02", "--item", "ST-03", "--number", "1/A", "--date", "2.3.2009") == 0
    assert "E1" in alone.out and "1/A, 02/03/2009 (ST-02, ST-03)" in alone.out and "revision 1" in alone.out
    entry = alone.json("evidence", "edit", "main", "E1", "--expires", "2008-01-01", "--kind", "contract")
    assert entry == {
        "id": "E1",
        "revision": 2,
        "marking": "none",
        "kind": "contract",
        "number": "1/A",
        "date": "2009-03-02",
        "expires": "2008-01-01",
        "items": ["ST-02", "ST-03"],
        "seen": None,
    }
    assert "expires before its own date" in alone.err


def test_an_empty_text_takes_a_field_out(alone: Shell) -> None:
    alone("evidence", "add", "main", "--number", "1/A", "--issuer", "Kho", "--date", "2009-03-02")
    entry = alone.json("evidence", "edit", "main", "E1", "--issuer", "", "--date", "")
    assert set(entry) == {"id", "revision", "marking", "kind", "number", "items", "seen"}


def test_a_marking_given_later_takes_out_all_that_it_forbids(alone: Shell) -> None:
    alone("evidence", "add", "main", "ST-02", "--number", "1/A", "--issuer", "Kho", "--date", "2009-03-02")
    entry = alone.json("evidence", "edit", "main", "E1", "--marking", "mat", "--register-line", "2/41")
    assert entry["items"] == ["ST-02"]
    assert set(entry) == {"id", "revision", "marking", "register_line", "items", "seen"}


def test_a_number_that_is_used_twice_in_a_year_is_told(alone: Shell) -> None:
    alone("evidence", "add", "main", "ST-02", "--number", "1549/QĐ", "--date", "2009-11-23")
    assert alone.err == ""
    assert alone("evidence", "add", "main", "ST-03", "--number", "1549/QĐ", "--date", "2009-11-24") == 0
    assert "1549/QĐ" in alone.err and "ST-02" in alone.err


def test_only_a_marking_left_out_is_asked_for(shell: Shell) -> None:
    assert shell("evidence", "add", OFFICE, "KH-03", "--number", "7", "--marking", "none", who="vp01") == 0
    assert "--marking" not in shell.err
    assert shell("evidence", "add", OFFICE, "KH-03", "--number", "8", who="vp01") == 0
    assert "KH-03" in shell.err and "--marking" in shell.err


def test_seen_marks_are_the_inspectors(shell: Shell) -> None:
    for given, mark in (((), "seen"), (("--on-site",), "on_site"), (("--not-produced",), "not_produced")):
        assert shell.json("evidence", "seen", INSPECTED, "E1", *given, who="kt01")["seen"] == mark
    assert shell.refused("evidence", "seen", INSPECTED, "E99", who="kt01")[0] == 2


def test_the_register_can_be_listed_for_an_item(shell: Shell) -> None:
    listed = shell.json("evidence", "list", OFFICE, "CC-01")
    assert listed["unit"] == OFFICE and [each["kind"] for each in listed["evidence"]] == ["document", "decision"]
    assert shell("evidence", "list", OFFICE, "--item", "CC-01") == 0
    assert "1549/QĐ-LĐTBXH" in shell.out and shell.out.count("\n") == 2
    assert shell.refused("evidence", "list", OFFICE, "ZZ-01")[0] == 2


def test_an_entry_without_items_to_attach_is_a_usage_error(shell: Shell) -> None:
    assert shell.refused("evidence", "attach", OFFICE, "E1", who="vp01")[0] == 2


def test_an_older_revision_of_an_entry_is_a_conflict(alone: Shell) -> None:
    alone("evidence", "add", "main", "--number", "1")
    alone("evidence", "edit", "main", "E1", "--issuer", "Kho")
    assert alone.refused("evidence", "edit", "main", "E1", "--issuer", "Khác", "--expect", "1")[0] == 1
    assert alone.json("evidence", "list", "main")["evidence"][0]["issuer"] == "Kho"


# --- the paper ---------------------------------------------------------------------------------------------


def test_the_paper_goes_all_the_way_and_back(shell: Shell) -> None:
    def state(*argv: str, who: str) -> str:
        return str(shell.json(*argv, who=who)["state"])

    shell.json("answer", INSPECTED, "BM-02", "not_met", "--reason", "không có", who="kt01")
    assert shell.refused("verify", INSPECTED, who="kt01")[0] == 1
    shell.json("agree", INSPECTED, "--rest", who="kt01")
    assert shell("verify", INSPECTED, "--dry-run", who="kt01") == 0
    assert state("verify", INSPECTED, who="kt01") == "verified"
    told = shell.json("explain", INSPECTED, "BM-02", "đang bổ sung", who="pc01")
    assert told == {"unit": INSPECTED, "item": "BM-02", "text": "đang bổ sung"}
    assert shell.refused("explain", INSPECTED, "BM-01", "giống nhau", who="pc01")[0] == 1
    assert shell.refused("return", INSPECTED, who="tt01")[0] == 2, "a note is needed"
    assert state("return", INSPECTED, "--note", "ghi rõ", "--item", "BM-02", who="tt01") == "submitted"
    assert state("verify", INSPECTED, who="kt01") == "verified"
    assert state("accept", INSPECTED, who="tt01") == "accepted"
    assert shell.json("score", INSPECTED)["result"] == "verified"
    before = shell.files()
    for argv in (("answer", INSPECTED, "BM-02", "met"), ("undo", INSPECTED), ("withdraw", INSPECTED)):
        assert shell.refused(*argv, who="pc01")[0] == 1
    assert shell.files() == before, "nothing in an accepted assessment changes"
    assert state("reopen", INSPECTED, "--note", "sai số", who="tt01") == "verified"


def test_a_dry_run_moves_nothing(shell: Shell) -> None:
    before = shell.files()
    assert shell("withdraw", INSPECTED, "--dry-run", who="pc01") == 0 and "Would be saved" in shell.out
    assert shell("undo", OFFICE, "--dry-run", who="vp01") == 0 and "Would be saved" in shell.out
    assert shell("evidence", "remove", OFFICE, "E1", "--dry-run", who="vp01") == 0
    assert shell("answer", OFFICE, "CC-01", "--clear", "--dry-run", who="vp01") == 0
    assert {path: raw for path, raw in shell.files().items() if path in before} == before


# --- scores ------------------------------------------------------------------------------------------------

LAYER = {"answered", "applicable", "earned", "points", "claimed", "evidenced", "band", "capped_by", "na"}


def test_the_score_has_the_documented_keys_and_no_others(shell: Shell) -> None:
    shell.json("agree", INSPECTED, "BM-01", who="kt01")
    one = shell.json("score", INSPECTED)
    shared = {"unit", "name", "period", "pack", "state", "at", "result", "self", "verified"}
    assert set(one) == shared | {"sections", "gaps"}
    assert set(one["pack"]) == {"id", "version", "digest"}
    assert set(one["self"]) == set(one["verified"]) == LAYER and set(one["self"]["na"]) == {"items", "points"}
    for section in one["sections"]:
        assert set(section) == {"id", "title", "self", "verified"}
        assert set(section["self"]) == LAYER and section["self"]["band"] is None
    assert all(set(gap) == {"item", "title", "points", "cause", "do"} for gap in one["gaps"])
    every = shell.json("score")
    assert set(every) == {"period", "units"} and all(set(unit) == shared for unit in every["units"])
    listed = next(unit for unit in every["units"] if unit["unit"] == INSPECTED)
    assert listed == {key: one[key] for key in listed}


def test_the_gaps_and_what_was_earned_add_up(shell: Shell) -> None:
    for unit in (OFFICE, INSPECTED, QUIET):
        score = shell.json("score", unit)
        layer = score[score["result"]]
        missing = sum(gap["points"] for gap in score["gaps"])
        assert abs(missing + layer["earned"] - layer["points"]) < 0.005 * (len(score["gaps"]) + 2)


def test_the_score_can_be_asked_for_a_date(shell: Shell) -> None:
    assert shell.json("score", QUIET)["at"] == "2009-12-14"
    early = shell.json("score", QUIET, "--at", "30/06/2009")
    assert early["at"] == "2009-06-30" and early["self"]["evidenced"] < shell.json("score", QUIET)["self"]["evidenced"]
    assert shell.refused("score", "--at", "yesterday")[0] == 2


def test_a_unit_that_nothing_applies_to_has_no_score(alone: Shell) -> None:
    for item in ("ST-02", "ST-03", "RQ-01", "RQ-02", "RQ-03"):
        assert alone("answer", "main", item, "not_applicable", "--ground", "no_stacks") == 0
    layer = alone.json("score", "main")["self"]
    assert (layer["claimed"], layer["evidenced"], layer["band"]) == (None, None, None)
    assert layer["na"] == {"items": 5, "points": 59.5}
    assert alone("score", "main", "--explain") == 0 and "100" not in alone.out


def test_an_explanation_has_a_row_for_every_item(shell: Shell) -> None:
    assert shell("score", OFFICE, "--explain") == 0
    rows = {line.split()[0]: line.split() for line in shell.out.splitlines() if line[:1].isalpha() and "-" in line[:4]}
    assert len(rows) == shell.json("score", OFFICE)["self"]["applicable"]
    assert rows["BV-04"][1:3] == ["2.00", "7/11"]


# --- the journal -------------------------------------------------------------------------------------------


def test_texts_in_the_log_stand_in_full(alone: Shell) -> None:
    reason = "một lý do rất dài " * 40
    assert alone("answer", "main", "ST-02", "--count", "1", "--reason", reason) == 0
    assert alone("log", "main") == 0 and reason.strip() in alone.out
    opened, answered = alone.json("log", "main")["entries"]
    assert opened["act"]["do"] == "open" and opened["who"] == "system"
    assert answered["act"] == {
        "do": "answer",
        "item": "ST-02",
        "layer": "self",
        "value": {"verdict": "not_met", "count": 1, "reason": reason.strip()},
    }
    assert alone.json("log", "river-depot") == {"entries": []}


# --- homes -------------------------------------------------------------------------------------------------


def test_a_home_is_for_its_owner_alone(alone: Shell) -> None:
    alone("answer", "main", "ST-02", "--count", "0")
    for path in alone.home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_with_other_things_is_no_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("x")
    shell = Shell(tmp_path, capsys)
    assert shell.refused("init", "--period", "2009")[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_init_can_be_tried(alone: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = alone.files()
    pack = ("--pack", str(ARCHIVE))
    assert alone("init", *pack, "--period", "2010", "--dry-run") == 0 and "2010" in alone.out
    assert alone.refused("init", *pack, "--period", "2009", "--dry-run")[0] == 1
    assert alone.files() == before
    assert Shell(tmp_path / "new", capsys)("init", "--dry-run") == 0 and not (tmp_path / "new").exists()


def test_a_new_period_keeps_the_units_of_the_home_where_they_fit_the_rules(alone: Shell, tmp_path: Path) -> None:
    file = tmp_path / "units.yaml"
    file.write_text("units:\n  - id: attic\n    name: {vi: Gác, en: Attic}\n    kind: depot\n", "utf-8")
    assert alone("units", "import", str(file)) == 0
    assert alone("init", "--pack", str(ARCHIVE), "--period", "2010") == 0
    assert len(alone.json("units", "list")["units"]) == 3
    assert alone("init", "--period", "2011") == 0, "the shipped rules know no depot: their own units come"
    assert len(alone.json("units", "list")["units"]) == 47


@pytest.mark.parametrize(
    "argv",
    [
        ("--first", "2010-02-01", "--last", "2010-01-01"),
        ("--first", "31/02/2010", "--last", "2010-12-31"),
        ("--pack", "no-such-pack"),
        ("--units", "/no/such/file.yaml"),
        ("--period", "một-năm"),
    ],
)
def test_a_wrong_period_pack_or_file_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    shell = Shell(tmp_path / "new", capsys)
    assert shell.refused("init", "--period", "quy-1", *argv)[0] == 2
    assert not (tmp_path / "new").exists()


# --- units -------------------------------------------------------------------------------------------------

CSV = "id,name,kind,has,place,order\nattic,Gác mái,depot,cold_store reading_room,Tầng 5,9\nbox,Thùng,branch,,,\n"


@pytest.mark.parametrize(
    "text", [CSV, "\ufeff" + CSV.replace(",", ";").replace(" reading", "  reading"), CSV.replace("\n", "\r\n")]
)
def test_units_come_from_a_table_as_spreadsheets_write_it(alone: Shell, tmp_path: Path, text: str) -> None:
    file = tmp_path / "units.csv"
    file.write_bytes(text.encode())
    new = {"new": ["box", "attic"], "changed": [], "unchanged": [], "kept": ["main", "river-depot"]}
    assert alone.json("units", "import", str(file), "--dry-run") == {"units": 2, "stored": False, **new}
    assert len(alone.json("units", "list")["units"]) == 2
    assert alone.json("units", "import", str(file)) == {"units": 2, "stored": True, **new}
    assert alone.json("units", "show", "attic")["units"] == [
        {
            "id": "attic",
            "name": "Gác mái",
            "kind": "depot",
            "has": ["cold_store", "reading_room"],
            "place": "Tầng 5",
            "order": 9,
            "sample": False,
        }
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("id,name,kind,size\n", ["1:4"]),
        ("id,name\na,b\n", ["1:1"]),
        ("", ["1:1", "1:1", "1:1"]),
        ("id,name,kind\n", ["1:1"]),
        ("id,name,kind,has,order\nA,,barn,sun,x\n", ["2:1", "2:2", "2:3", "2:4", "2:5"]),
        ("id,name,kind\na,A,depot\na,B,depot\n", ["3:1"]),
        ("id,name,kind\na,Gác, mái,depot\n", ["2:3", "2:4"]),
    ],
)
def test_every_fault_of_a_table_is_told_at_its_cell(alone: Shell, tmp_path: Path, text: str, places: list[str]) -> None:
    file = tmp_path / "units.csv"
    file.write_text(text, "utf-8")
    assert alone("units", "import", str(file)) == 2 and alone.out == ""
    assert [line.removeprefix(f"{file}:").split(": ")[0] for line in alone.err.splitlines()] == places


def test_an_import_is_previewed_unit_by_unit_before_it_is_stored(alone: Shell, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("id,name,kind\nattic,Gác mái,depot\nmain,Trụ sở mới,branch\n", "utf-8")
    before = alone.files()
    assert alone("units", "import", str(file), "--dry-run", "--lang", "en") == 0
    assert [line.split()[:2] for line in alone.out.splitlines()[:2]] == [["+", "attic"], ["~", "main"]]
    assert "1 new, 1 changed, 0 unchanged; 1 not in the file stay." in alone.out
    assert alone.files() == before
    assert alone("units", "import", str(file)) == 0
    told = alone.json("units", "import", str(file), "--dry-run")
    assert (told["new"], told["changed"], sorted(told["unchanged"])) == ([], [], ["attic", "main"])


@pytest.mark.parametrize("ending", ["yaml", "csv"])
def test_a_secrecy_mark_in_a_file_of_units_stores_nothing(alone: Shell, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"units.{ending}"
    name = "TỐI MẬT canary-9"
    file.write_text(
        f"id,name,kind\nattic,{name},depot\n"
        if ending == "csv"
        else f"units:\n  - id: attic\n    name: {{vi: {name}, en: Attic}}\n    kind: depot\n",
        "utf-8",
    )
    before = alone.files()
    code, told = alone.refused("units", "import", str(file))
    assert code == 2 and "canary-9" not in told and alone.files() == before
    assert alone.refused("init", "--pack", str(ARCHIVE), "--period", "2010", "--units", str(file))[0] == 2
    assert alone.files() == before


# --- rules -------------------------------------------------------------------------------------------------


def test_coverage_tells_paragraph_by_paragraph_and_item_by_item(shell: Shell, alone: Shell) -> None:
    told = shell.json("rules", "coverage")
    paragraphs = {each["id"]: each["items"] for each in told["paragraphs"]}
    assert "CC-07" in paragraphs["I.3.5"] and all(paragraphs.values())
    units = {each["id"]: each["units"] for each in told["items"]}
    assert units["LD-01"] == 44 and units["LD-07"] == 3 and units["PH-01"] == 1
    assert {each["id"]: each["items"] for each in told["units"]}[OFFICE] == 73
    assert shell("rules", "coverage", "--lang", "en") == 0
    rows = [line.split() for line in shell.out.splitlines()]
    assert ["I.1.5", "LD-05"] in rows and ["LD-07", "3/44"] in [row[:2] for row in rows]
    assert "Every paragraph is cited by an item." in shell.out
    assert alone("rules", "coverage", str(ARCHIVE)) == 0 and alone.out.startswith("archive")


def test_coverage_names_what_nothing_cites_and_nobody_is_asked(alone: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(ARCHIVE, folder)
    (folder / "demo.yaml").unlink()
    pack = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(pack.replace("paragraphs: [", "paragraphs: [Z.9, "), "utf-8")
    units = (folder / "units.yaml").read_text("utf-8")
    (folder / "units.yaml").write_text(units.split("  - id: main")[0], "utf-8")
    assert alone("rules", "coverage", str(folder), "--lang", "en") == 0
    assert "Cited by no item: Z.9." in alone.out and "Every item is asked of a unit." in alone.out
    assert alone.refused("rules", "coverage", str(tmp_path / "none"))[0] == 2


ITEM = {
    "id", "title", "kind", "points", "critical", "partial", "restricted", "applies", "source", "limit", "labels",
    "parts", "values", "checks", "guidance", "sufficient", "remedy", "basis", "evidence",
}  # fmt: skip


def test_the_rules_have_the_documented_keys_and_no_others(alone: Shell) -> None:
    rules = alone.json("rules", "list")
    assert set(rules) == {"id", "version", "digest", "bands", "cap", "grounds", "evidence_kinds", "sections"}
    assert rules["bands"][1] == {"id": "fair", "min": 62.5, "title": "Fair"}
    assert rules["grounds"][1] == {"id": "other", "title": "Other", "words": True}
    assert [each["id"] for each in rules["evidence_kinds"]] == ["inventory", "contract", "document"]
    items = {item["id"]: item for section in rules["sections"] for item in section["items"]}
    assert all(set(item) == ITEM for item in items.values()) and len(items) == 6
    assert items["ST-01"]["applies"] == {"kind": ["depot", "branch"], "has": ["cold_store"]}
    assert items["ST-01"]["evidence"] == {
        "min": 2,
        "kinds": ["inventory", "document"],
        "max_age": "P1Y6M",
        "marked": False,
    }
    assert items["ST-01"]["basis"] == [{"text": "House rules", "to_check": True}]
    assert items["ST-03"]["parts"][0] == {"id": "damp", "title": "Hygrometer"}
    assert items["RQ-01"]["labels"] == {"assigned": "Requests", "reached": "Met"} and items["RQ-01"]["evidence"] is None
    assert items["RQ-03"]["points"] == 0 and items["RQ-03"]["checks"] == [
        {"sum": ["adults", "children"], "equals": "total"},
        {"part": "children", "of": "total"},
    ]


def test_with_a_unit_only_what_applies_to_it_is_listed(alone: Shell) -> None:
    def items(*argv: str) -> list[str]:
        listed = alone.json("rules", "list", *argv)["sections"]
        return [item["id"] for section in listed for item in section["items"]]

    assert "ST-01" in items("--unit", "river-depot") and "ST-01" not in items("--unit", "main")


def test_one_item_is_shown_whole(alone: Shell) -> None:
    assert alone("rules", "show", "ST-01") == 0
    for text in ("The stacks are counted", "40.50", "critical", "A.1", "Look at the inventory.", "House rules"):
        assert text in alone.out
    assert alone.refused("rules", "show", "ST-1")[0] == 2


def test_a_folder_of_rules_without_faults_is_told_in_one_line(alone: Shell) -> None:
    checked = alone.json("rules", "check", str(ARCHIVE))
    assert checked == {
        "id": "archive",
        "version": "1",
        "items": 6,
        "points": 100,
        "units": 2,
        "digest": alone.json("rules", "list")["digest"],
    }
    assert alone("rules", "check", str(ARCHIVE)) == 0 and alone.out.count("\n") == 1
    assert checked["digest"] in alone.out and "100 points" in alone.out


# --- check -------------------------------------------------------------------------------------------------


def flip(file: str) -> Callable[[Path], None]:
    def damage(home: Path) -> None:
        path = next(home.glob(file))
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)

    return damage


def lose(file: str) -> Callable[[Path], None]:
    def damage(home: Path) -> None:
        path = next(home.glob(file))
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


def cut_last_entry(home: Path) -> None:
    path = home / "periods" / "2009" / f"{OFFICE}.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


DAMAGES = [
    (flip("home.json"), "home.json"),
    (flip("units.json"), "units.json"),
    (lose("units.json"), "units.json"),
    (flip("people.json"), "people.json"),
    (lose("people.json"), "people.json"),
    (flip("periods/2009/period.json"), "periods/2009/period.json"),
    (lose("periods/2009/period.json"), "periods/2009/period.json"),
    (flip("packs/*.json"), "packs/"),
    (lose("packs/*.json"), "packs/"),
    (lose("packs"), "packs"),
    (flip("log/*.jsonl"), "log/"),
    (flip(f"periods/2009/{OFFICE}.jsonl"), f"periods/2009/{OFFICE}.jsonl"),
    (lose(f"periods/2009/{OFFICE}.jsonl"), f"periods/2009/{OFFICE}.json"),
    (flip(f"periods/2009/{OFFICE}.json"), f"periods/2009/{OFFICE}.json"),
    (cut_last_entry, f"periods/2009/{OFFICE}.json"),
]


@pytest.mark.parametrize(("damage", "file"), DAMAGES)
def test_every_damage_is_named_and_the_rest_still_checked(
    shell: Shell, damage: Callable[[Path], None], file: str
) -> None:
    whole = shell.json("check")["assessments"]
    damage(shell.home)
    assert shell("check") == 3
    assert any(line.startswith(file) for line in shell.err.splitlines())
    left = whole - (OFFICE in file)
    assert f"{left} of {whole}" in shell.out or f"{left} trên {whole}" in shell.out
    assert shell("check", "--json") == 3
    told = json.loads(shell.out)
    assert set(told) == {"damaged", "assessments", "whole"} and told["whole"] == left and told["damaged"]


def test_what_a_crash_leaves_behind_is_no_damage(shell: Shell) -> None:
    journal = shell.home / "periods" / "2009" / f"{OFFICE}.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"entry":{"n":9')
    (shell.home / "packs" / "abc.json.tmp").write_bytes(b"{")
    (shell.home / "periods" / "2010").mkdir()
    (shell.home / "periods" / "2009" / f"{QUIET}.json").unlink()
    assert shell("check") == 0, shell.err


def test_a_folder_that_others_may_read_is_a_warning(shell: Shell) -> None:
    assert shell("check") == 0 and "0700" not in shell.err
    shell.home.chmod(0o755)
    assert shell("check") == 0 and "0700" in shell.err


# --- the process -------------------------------------------------------------------------------------------


def python(code: str, *argv: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter that sets something up and then is the program."""
    whole = f"import sys\n{code}\nfrom checklist.__main__ import main\nsys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", whole, *argv],
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, **env},
        check=False,
    )


BROKEN = "import checklist.cli.scores as s\ndef run(*_): secret = 'canary-7'; raise {error}\ns.run = run"


def test_an_unexpected_error_is_one_line_and_its_traceback_private(shell: Shell) -> None:
    out = python(BROKEN.format(error="ZeroDivisionError"), "--home", str(shell.home), "score")
    assert out.returncode != 0 and out.stdout == "" and out.stderr.count("\n") == 1
    (kept,) = (shell.home / "log").glob("error-*")
    assert kept.name in out.stderr and stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "ZeroDivisionError" in kept.read_text("utf-8")


def test_an_interrupted_command_ends_quietly(shell: Shell) -> None:
    out = python(BROKEN.format(error="KeyboardInterrupt"), "--home", str(shell.home), "score")
    assert (out.returncode, out.stdout, out.stderr) == (130, "", "")


def test_nothing_of_the_environment_steers_the_screen(shell: Shell) -> None:
    names = "sorted(name for name in os.environ if 'TEXTUAL' in name)"
    show = f"import atexit, os\natexit.register(lambda: print({names}, os.environ.get('ESCDELAY')))"
    out = python(show, "--version", TEXTUAL_DRIVER="evil:Driver", TEXTUAL_LOG="/tmp/x", SSH_CONNECTION="a b c d")
    assert out.stdout.splitlines() == ["checklist 0.1.0", "[] 250"]


def test_a_score_starts_without_what_it_does_not_need(shell: Shell) -> None:
    heavy = "{'textual', 'rich', 'yaml', 'asyncio', 'unittest', 'logging', 'checklist.rulebook', 'checklist.tui'}"
    show = f"import atexit\natexit.register(lambda: print(sorted({heavy} & set(sys.modules)), file=sys.stderr))"
    out = python(show, "--home", str(shell.home), "score", OFFICE, "--json")
    assert out.stderr == "[]\n" and json.loads(out.stdout)["unit"] == OFFICE
