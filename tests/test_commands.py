"""The command line as a person uses it: what is printed, the exit code, the JSON, what is on the disk afterwards."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from checklist import acts
from checklist.cli import main
from checklist.desk import Desk
from checklist.model import Said, Value
from checklist.store import Store
from checklist.view import commands

UNIT = "van-phong-bo"


class Shell:
    """Runs commands in one home and keeps what they print."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.capsys = home, capsys
        self.out = self.err = ""

    def __call__(self, *argv: str) -> int:
        code = main(["--home", str(self.home), *argv])
        self.out, self.err = self.capsys.readouterr()
        return code

    def json(self, *argv: str) -> dict[str, object]:
        assert self(*argv, "--json") == 0, self.err
        found: dict[str, object] = json.loads(self.out)
        return found


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "home", capsys)
    assert made("init", "--period", "2009") == 0
    return made


TO_COPY = {
    "CC-01": Value("met", reason=Said(text="xem 'sổ' số 3; quyển \"2\"")),
    "CC-02": Value("not_applicable", ground="other", reason=Said(text="-- thuê trụ sở")),
    "BV-04": Value(assigned=11, reached=7, reason=Said(text="bốn người $(chưa) học")),
    "TV-02": Value(percent="97.5"),
    "CC-06": Value(count=0),
    "CC-07": Value(parts=()),
    "BV-03": Value(
        values={"permanent": 4, "short_contract": 4, "service": 3, "total": 11, "made_permanent": 1, "gates": 4}
    ),
}


@pytest.mark.parametrize("item", TO_COPY)
def test_the_command_that_stands_for_an_act_does_the_same(shell: Shell, item: str) -> None:
    """What is copied onto paper while the disk is full."""
    act = acts.Answer(item, "self", TO_COPY[item])
    line = commands.as_command(UNIT, act)
    assert line is not None
    program, *argv = shlex.split(line)
    assert program == "checklist" and shell(*argv) == 0, shell.err
    typed = Desk(Store(shell.home)).read(UNIT).value("self", item)
    shell("answer", UNIT, item, "--clear")
    done = Desk(Store(shell.home)).do(UNIT, act).value("self", item)
    assert typed is not None and done is not None
    assert plain(typed) == plain(done)


def plain(value: Value) -> Value:
    """Without the salts, which no two have alike."""
    return msgspec.structs.replace(value, reason=Said(text=value.reason.text) if value.reason else None)


def test_init_makes_a_home_and_a_second_period(shell: Shell) -> None:
    assert len(shell.json("units", "list")["units"]) == 44
    assert shell("init", "--period", "2009") == 1 and "2009" in shell.err
    assert shell("init", "--period", "2010") == 0
    assert shell.json("score")["period"] == "2010", "the newest is the default"
    assert shell.json("--period", "2009", "score")["period"] == "2009"


def test_a_period_of_another_name_needs_its_dates(shell: Shell) -> None:
    assert shell("init", "--period", "quy-1") == 2 and "--first" in shell.err
    assert shell("init", "--period", "quy-1", "--first", "01/01/2010", "--last", "31/03/2010") == 0


def test_no_home_names_the_command_that_makes_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Shell(tmp_path / "none", capsys)("score") == 2
    assert main(["--home", str(tmp_path / "none"), "score"]) == 2
    assert "checklist init" in capsys.readouterr().err


def test_global_options_stand_before_and_after_the_command(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", UNIT, "--json", "--home", str(shell.home), "--lang", "en"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "Ministry Office"


ANSWERS: list[tuple[tuple[str, ...], int]] = [
    (("CC-01", "met"), 0),
    (("CC-01", "partial", "--reason", "x"), 2),
    (("CC-02", "partial"), 2),
    (("CC-02", "partial", "--reason", "thiếu hai đội viên"), 0),
    (("CC-02", "not_met"), 2),
    (("CC-02", "excellent"), 2),
    (("CC-02", "met", "--assigned", "3", "--reached", "3"), 2),
    (("CC-02",), 2),
    (("CC-02", "not_applicable"), 2),
    (("CC-02", "not_applicable", "--ground", "nothing"), 2),
    (("CC-02", "not_applicable", "--ground", "other"), 2),
    (("CC-02", "not_applicable", "--ground", "other", "--reason", "đang xây trụ sở"), 0),
    (("CC-02", "not_applicable", "--ground", "shared_premises"), 0),
    (("BV-04", "--assigned", "11", "--reached", "7"), 0),
    (("BV-04", "partial", "--assigned", "11", "--reached", "7"), 0),
    (("BV-04", "met", "--assigned", "11", "--reached", "7"), 2),
    (("BV-04", "--assigned", "0", "--reached", "0"), 2),
    (("BV-04", "--assigned", "11"), 2),
    (("BV-04", "--assigned", "1,101", "--reached", "7"), 2),
    (("BV-04", "--assigned", "1.101", "--reached", "7"), 0),
    (("BV-04", "--assigned", "-1", "--reached", "7"), 2),
    (("BV-04", "--assigned", "99999999999999999999", "--reached", "7"), 2),
    (("BV-04", "--percent", "50"), 2),
    (("TV-02", "--percent", "87,5"), 0),
    (("TV-02", "--percent", "101"), 2),
    (("TV-02", "--percent", "12.345"), 2),
    (("TV-02", "--assigned", "10", "--reached", "5"), 2),
    (("CC-06", "--count", "0"), 0),
    (("CC-06", "--count", "1"), 2),
    (("CC-06", "--count", "1", "--reason", "chập điện, đã dập"), 0),
    (("CC-07", "not_met"), 0),
    (("CC-07", "--part", "nothing"), 2),
    (("BV-03", "--value", "total=11"), 2),
    (("BV-03", "met"), 2),
    (("ZZ-99", "met"), 2),
    (("CC-01", "--clear"), 1),
]


@pytest.mark.parametrize(("argv", "code"), ANSWERS)
def test_an_answer_is_taken_or_refused(shell: Shell, argv: tuple[str, ...], code: int) -> None:
    assert shell("answer", UNIT, *argv) == code, shell.err
    if code:
        assert len(shell.err.strip().split("\n")) == 1 and shell.out == ""
        assert shell.json("score", UNIT)["self"]["answered"] == 0


def test_the_same_answer_again_is_refused_and_clear_raises_the_revision(shell: Shell) -> None:
    assert shell.json("answer", UNIT, "CC-01", "met")["revision"] == 1
    assert shell("answer", UNIT, "CC-01", "met") == 1
    assert shell("answer", UNIT, "CC-01", "--clear") == 0
    assert shell("answer", UNIT, "CC-01", "met", "--expect", "0") == 1, "clearing raised the revision"
    assert shell.json("answer", UNIT, "CC-01", "met", "--expect", "2")["revision"] == 3


def test_dry_run_writes_nothing(shell: Shell) -> None:
    assert shell("answer", UNIT, "CC-01", "met", "--dry-run") == 0
    assert shell.json("score", UNIT)["self"]["answered"] == 0


def test_evidence_is_added_attached_detached_changed_and_removed(shell: Shell) -> None:
    added = shell.json("evidence", "add", UNIT, "CC-01", "--kind", "decision", "--number", "1/QĐ", "--date", "2/3/2009")
    assert (added["id"], added["revision"], added["items"]) == ("E1", 1, ["CC-01"])
    assert shell("evidence", "attach", UNIT, "E1", "CC-02") == 0
    assert shell("evidence", "attach", UNIT, "E1", "CC-02") == 1
    assert shell("evidence", "detach", UNIT, "E1", "CC-01") == 0
    assert shell("evidence", "edit", UNIT, "E1", "--issuer", "Văn phòng Bộ") == 0
    entry = shell.json("evidence", "list", UNIT)["evidence"][0]
    assert entry["number"] == "1/QĐ" and entry["issuer"] == "Văn phòng Bộ" and entry["items"] == ["CC-02"]
    assert shell("evidence", "remove", UNIT, "E1") == 0
    assert shell("undo", UNIT) == 0
    assert shell.json("evidence", "list", UNIT)["evidence"][0]["items"] == ["CC-02"]


def test_a_marked_entry_takes_its_register_line_only(shell: Shell) -> None:
    add = ("evidence", "add", UNIT, "KH-03", "--marking", "mat")
    assert shell(*add, "--register-line", "2/41", "--checked-on", "2009-12-01", "--number", "5/KH") == 2
    assert shell(*add, "--register-line", "two") == 2
    assert shell(*add, "--register-line", "2/41", "--checked-on", "2009-12-01") == 0
    entry = shell.json("evidence", "list", UNIT)["evidence"][0]
    assert set(entry) == {"id", "revision", "marking", "register_line", "checked_on", "checked_by", "items", "seen"}


def test_a_marked_rule_without_a_marking_is_told(shell: Shell) -> None:
    assert shell("evidence", "add", UNIT, "KH-03", "--number", "7/KH") == 0
    assert "--marking" in shell.err


@pytest.mark.parametrize("when", ["31/02/2009", "tomorrow", "2009-13-01", "01/01/2999"])
def test_a_wrong_date_is_quoted(shell: Shell, when: str) -> None:
    assert shell("evidence", "add", UNIT, "--number", "1", "--date", when) == 2
    assert when in shell.err or "2999-01-01" in shell.err


def test_the_score_follows_the_documented_shape(shell: Shell) -> None:
    shell("answer", UNIT, "CC-01", "met")
    found = shell.json("score", UNIT)
    assert list(found) == [
        "unit", "name", "period", "pack", "state", "at", "result", "self", "verified", "sections", "gaps",
    ]  # fmt: skip
    layer = found["self"]
    assert isinstance(layer, dict)
    assert list(layer) == [
        "answered", "applicable", "earned", "points", "claimed", "evidenced", "band", "capped_by", "na",
    ]  # fmt: skip
    assert (layer["answered"], layer["applicable"], layer["claimed"], layer["evidenced"]) == (1, 73, 1.1, 0.0)
    assert found["verified"] is None and found["at"] == "2009-12-14" and found["result"] == "self"
    gap = found["gaps"][0]
    assert list(gap) == ["item", "title", "points", "cause", "do"]


def test_explain_lets_anybody_recompute_the_score(shell: Shell) -> None:
    shell("answer", UNIT, "BV-04", "--assigned", "11", "--reached", "7")
    assert shell("score", UNIT, "--explain") == 0
    row = next(line for line in shell.out.split("\n") if line.startswith("BV-04"))
    assert "2,00" in row and "7/11" in row and "0/1" in row and "thiếu minh chứng" in row


def test_the_log_shows_texts_and_its_json_the_documented_keys(shell: Shell) -> None:
    shell("answer", UNIT, "CC-01", "not_met", "--reason", "chưa có quyết định")
    assert shell("log", UNIT) == 0 and "chưa có quyết định" in shell.out
    entry = shell.json("log", UNIT)["entries"][1]
    assert list(entry) == ["n", "who", "at", "door", "act", "hash"]
    assert entry["act"]["value"]["reason"] == "chưa có quyết định"


def test_undo_says_what_it_took_back_and_keeps_both(shell: Shell) -> None:
    shell("answer", UNIT, "CC-01", "met")
    assert shell("undo", UNIT) == 0 and "CC-01" in shell.out
    assert shell("undo", UNIT) == 1
    assert len(shell.json("log", UNIT)["entries"]) == 3


def test_check_of_a_whole_and_of_a_damaged_home(shell: Shell) -> None:
    shell("answer", UNIT, "CC-01", "met")
    assert shell("check") == 0
    journal = shell.home / "periods" / "2009" / f"{UNIT}.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"met", b"mot"))
    assert shell("check") == 3 and f"{UNIT}.jsonl" in shell.err


def test_rules_list_show_and_check(shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = shell.json("rules", "list")
    assert [section["id"] for section in rules["sections"]] == [
        "LD", "TP", "PH", "TD", "CC", "TV", "KH", "BM", "DN", "QP", "BV", "TR", "CN", "GP",
    ]  # fmt: skip
    assert shell("rules", "list") == 0 and shell.out.startswith("bvantq-2009 2\n")
    few = shell.json("rules", "list", "--unit", "vu-phap-che")
    assert sum(len(section["items"]) for section in few["sections"]) == 41
    assert shell("rules", "show", "CC-07") == 0 and "I.3.5" in shell.out
    assert Shell(tmp_path / "none", capsys)("rules", "list") == 0
    assert main(["--home", str(tmp_path / "none"), "rules", "list", "--json"]) == 0
    assert "packs" in json.loads(capsys.readouterr().out)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "pack.yaml").write_text("id: x\nversion: 1\npoinst: 3\n", "utf-8")
    assert shell("rules", "check", str(tmp_path / "bad")) == 2
    assert f"{tmp_path}/bad/pack.yaml:3:1: " in shell.err


def test_the_paper_moves_and_refusals_exit_1(shell: Shell) -> None:
    unit = "thanh-tra"
    assert shell("submit", unit) == 1 and "43" in shell.err
    items = [item for section in shell.json("rules", "list", "--unit", unit)["sections"] for item in section["items"]]
    for item in items:
        assert shell("answer", unit, item["id"], "not_applicable", "--ground", "not_function") == 0
    assert shell("submit", unit) == 0
    assert shell("answer", unit, items[0]["id"], "--clear") == 1
    assert shell("verify", unit) == 1
    assert shell("withdraw", unit) == 0


ADD_TEXTS = ("number", "issuer", "abstract", "kept-at", "date", "kind")
TEXT_DOORS: list[tuple[str, ...]] = [
    ("answer", UNIT, "CC-01", "not_met", "--reason", "{}"),
    ("answer", UNIT, "{}", "met"),
    ("answer", "{}", "CC-01", "met"),
    ("answer", UNIT, "CC-02", "not_applicable", "--ground", "{}"),
    *(("evidence", "add", UNIT, f"--{each}", "{}") for each in ADD_TEXTS),
    ("evidence", "edit", UNIT, "E1", "--number", "{}"),
    ("explain", UNIT, "CC-01", "{}"),
    ("return", UNIT, "--note", "{}"),
    ("reopen", UNIT, "--note", "{}"),
    ("init", "--period", "{}"),
    ("units", "show", "{}"),
    ("{}",),
]  # fmt: skip


@pytest.mark.parametrize("door", TEXT_DOORS)
def test_a_secrecy_mark_is_refused_at_every_door_and_never_quoted(shell: Shell, door: tuple[str, ...]) -> None:
    canary = "TỐI MẬT canary-9"
    assert shell(*(each.replace("{}", canary) for each in door)) == 2
    assert "canary-9" not in shell.err + shell.out
    assert not [path for path in shell.home.rglob("*") if path.is_file() and b"canary-9" in path.read_bytes()]


def test_a_foreign_unit_reads_like_an_unknown_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path / "demo", capsys)
    assert main(["demo", "--home", str(tmp_path / "demo")]) == 0
    capsys.readouterr()
    told = []
    for unit in ("thanh-tra", "khong-co"):
        assert shell("--as", "vp01", "score", unit) == 2
        told.append(shell.err.replace(unit, "UNIT"))
    assert told[0] == told[1]
    assert [each["unit"] for each in shell.json("--as", "vp01", "score")["units"]] == [UNIT]


def test_the_demo_prints_the_table_of_all_units_without_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--home", str(tmp_path / "demo")]) == 0
    out = capsys.readouterr().out
    assert out.count("/") >= 44 and "Văn phòng Bộ" in out and "Dữ liệu mẫu" in out
    assert main(["demo", "--json", "--home", str(tmp_path / "demo")]) == 0
    assert len(json.loads(capsys.readouterr().out)["units"]) == 44


def test_the_demo_answers_the_ministry_office_from_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["demo", "--home", str(tmp_path / "demo")])
    capsys.readouterr()
    shell = Shell(tmp_path / "demo", capsys)
    entries = shell.json("log", UNIT)["entries"]
    said = {each["act"]["item"]: each["act"]["value"] for each in entries if each["act"]["do"] == "answer"}
    assert (said["BV-04"]["assigned"], said["BV-04"]["reached"]) == (11, 7)
    assert "QP-02" not in said, "the report gives no number: it stays open"
    register = shell.json("evidence", "list", UNIT)["evidence"]
    proved = {item for entry in register for item in entry["items"]}
    assert set(said) <= proved, "each answer has its paragraph as evidence"
    assert sum(entry.get("number") == "1549/QĐ-LĐTBXH" for entry in register) == 2


def test_a_home_of_real_data_is_never_taken_for_a_demo(shell: Shell) -> None:
    assert shell("demo") == 1


@pytest.mark.parametrize(
    "argv", [("frobnicate",), ("answer",), ("score", "--at", "x"), ("answer", UNIT, "CC-01", "--nope")]
)
def test_a_wrong_command_line_is_one_line_and_exit_2(shell: Shell, argv: tuple[str, ...]) -> None:
    assert shell(*argv) == 2
    assert len(shell.err.strip().split("\n")) == 1


def test_without_a_terminal_the_bare_command_asks_in_lines(shell: Shell) -> None:
    out = run(["--home", str(shell.home)])
    assert out.returncode == 0 and out.stdout.startswith("44 đơn vị, kỳ 2009.")


def run(argv: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checklist", *argv]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, **env},
    )


def test_a_locale_that_is_not_utf8_still_prints_vietnamese(shell: Shell) -> None:
    out = run(["--home", str(shell.home), "score"], LC_ALL="C", PYTHONUTF8="0")
    assert out.returncode == 0 and "Văn phòng Bộ" in out.stdout


def test_a_score_imports_no_screen_no_yaml_no_rich_and_no_openssl(shell: Shell) -> None:
    code = (
        "import sys; sys.argv=['checklist','--home',%r,'score','van-phong-bo','--json'];"
        "from checklist.__main__ import main; main();"
        "print(sorted({'textual','yaml','rich','asyncio','unittest','logging','_hashlib'} & set(sys.modules)),"
        "file=sys.stderr)"
    )
    out = subprocess.run([sys.executable, "-c", code % str(shell.home)], capture_output=True, text=True, check=True)
    assert out.stderr.strip() == "[]"


def test_output_cut_off_by_its_reader_is_no_error(shell: Shell) -> None:
    command = f"{sys.executable} -m checklist --home {shell.home} rules show | head -n 1; echo ${{PIPESTATUS[0]}}"
    out = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert out.stderr == "" and out.stdout.strip().endswith(("0", "141"))
