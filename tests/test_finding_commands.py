"""`finding` and `report` as a person uses them: what is printed, the exit code, the JSON, the file."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checklist import demo
from checklist.cli import main
from checklist.desk import Desk

UNIT = "cuc-phong-chong-te-nan-xa-hoi"
DRAFT = "thanh-tra"
OTHER = "van-phong-bo"
NEXT_YEAR = (datetime.now(UTC).date() + timedelta(days=365)).isoformat()
RIGHT = {
    "--what": "Cử 12 cán bộ, có 10 giấy chứng nhận",
    "--severity": "medium",
    "--action": "Bổ sung 2 giấy chứng nhận",
    "--responsible": "Thủ trưởng đơn vị",
    "--due": NEXT_YEAR,
}


class Shell:
    """Runs commands in one home as an inspector and keeps what they print."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.capsys, self.person = home, capsys, "kt01"
        self.out = self.err = ""

    def __call__(self, *argv: str) -> int:
        code = main(["--home", str(self.home), "--as", self.person, *argv])
        self.out, self.err = self.capsys.readouterr()
        return code

    def json(self, *argv: str) -> dict[str, Any]:
        assert self(*argv, "--json") == 0, self.err
        found: dict[str, Any] = json.loads(self.out)
        return found

    def add(self, unit: str = UNIT, item: str = "QP-03", **other: str) -> int:
        options = {**RIGHT, **{f"--{name}": value for name, value in other.items()}}
        return self("finding", "add", unit, item, *(each for pair in options.items() if pair[1] for each in pair))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo home, made once."""
    home = tmp_path_factory.mktemp("demo") / "home"
    demo.build(home, "vi")
    return home


@pytest.fixture
def shell(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shutil.copytree(built, tmp_path / "home")
    return Shell(tmp_path / "home", capsys)


# --- add ---------------------------------------------------------------------------------------------------


def test_a_finding_is_added_and_printed_with_its_id_and_revision(shell: Shell) -> None:
    assert shell.add() == 0
    assert shell.out.startswith("Đã lưu: F1 QP-03: Cử 12 cán bộ, có 10 giấy chứng nhận (vừa, mở)")
    saved = shell.json("finding", "add", UNIT, "CC-01", *(each for pair in RIGHT.items() for each in pair))
    assert saved == {
        "unit": UNIT,
        "id": "F2",
        "revision": 1,
        "item": "CC-01",
        "severity": "medium",
        "what": RIGHT["--what"],
        "action": RIGHT["--action"],
        "responsible": RIGHT["--responsible"],
        "due": NEXT_YEAR,
        "period": "2009",
        "who": "kt01",
        "at": saved["at"],
        "overdue": False,
        "closed": None,
    }


@pytest.mark.parametrize(
    ("item", "other"),
    [
        ("QP-03", {"severity": "high"}),
        ("QP-03", {"due": "2009-12-02"}),
        ("QP-03", {"due": "31/02/2030"}),
        ("ZZ-99", {}),
        ("QP-03", {"what": ""}),
        ("QP-03", {"action": ""}),
        ("QP-03", {"responsible": ""}),
        ("QP-03", {"due": ""}),
        ("QP-03", {"severity": ""}),
        ("QP-03", {"what": "TỐI MẬT canary"}),
    ],
)
def test_what_is_wrong_in_itself_is_told_in_one_line_and_nothing_is_kept(
    shell: Shell, item: str, other: dict[str, str]
) -> None:
    assert shell.add(UNIT, item, **other) == 2, shell.err
    assert len(shell.err.strip().split("\n")) == 1 and shell.out == ""
    assert "canary" not in shell.err
    assert shell.json("finding", "list")["findings"] == []


@pytest.mark.parametrize(("person", "unit", "code"), [
    ("kt01", UNIT, 0), ("kt01", DRAFT, 1), ("tt01", UNIT, 1), ("vp01", OTHER, 1), ("vp01", UNIT, 2), ("kt01", OTHER, 2),
])  # fmt: skip
def test_role_and_state_decide_before_values_do(shell: Shell, person: str, unit: str, code: int) -> None:
    shell.person = person
    assert shell.add(unit) == code, shell.err
    if code:
        assert shell.add(unit, severity="high") == code


def test_a_dry_run_tells_what_would_be_saved(shell: Shell) -> None:
    assert shell("finding", "add", UNIT, "QP-03", *(each for pair in RIGHT.items() for each in pair), "--dry-run") == 0
    assert shell.out.startswith("Sẽ lưu: F1 QP-03")
    assert shell.json("finding", "list")["findings"] == []


# --- close -------------------------------------------------------------------------------------------------


def test_a_finding_is_closed_with_a_line_of_the_register(shell: Shell) -> None:
    shell.add()
    evidence = ("--number", "12/BC-CPC", "--date", "02/12/2009", "--issuer", "Cục", "--kept-at", "Văn thư")
    assert shell("finding", "close", UNIT, "F1", *evidence, "--dry-run") == 0
    assert shell.json("finding", "list", "--open")["findings"] != []
    closed = shell.json("finding", "close", UNIT, "F1", *evidence)
    assert closed["revision"] == 2 and closed["closed"]["number"] == "12/BC-CPC"
    assert (closed["closed"]["date"], closed["closed"]["issuer"], closed["closed"]["who"]) == (
        "2009-12-02",
        "Cục",
        "kt01",
    )
    assert shell("finding", "close", UNIT, "F1", *evidence) == 1 and "F1 đã đóng" in shell.err


def test_a_marked_document_closes_one_with_its_line_and_the_day_it_was_seen(shell: Shell) -> None:
    shell.add()
    marked = ("--marking", "mat", "--register-line", "2/41")
    assert shell("finding", "close", UNIT, "F1", *marked) == 2
    assert shell("finding", "close", UNIT, "F1", *marked, "--checked-on", "02/12/2009", "--number", "canary") == 2
    closed = shell.json("finding", "close", UNIT, "F1", *marked, "--checked-on", "02/12/2009")["closed"]
    assert {key: closed[key] for key in closed if key != "at"} == {
        "who": "kt01", "marking": "mat", "register_line": "2/41", "checked_on": "2009-12-02", "checked_by": "kt01",
    }  # fmt: skip


def test_no_evidence_closes_nothing(shell: Shell) -> None:
    shell.add()
    assert shell("finding", "close", UNIT, "F1") == 2
    assert shell("finding", "close", UNIT, "F7", "--number", "1/BC") == 2 and '"F7"' in shell.err
    shell.person = "tt01"
    assert shell("finding", "close", UNIT, "F1", "--number", "1/BC") == 1


# --- list --------------------------------------------------------------------------------------------------


def test_the_list_is_of_one_unit_or_of_all_that_one_may_read(shell: Shell) -> None:
    assert shell("finding", "list") == 0 and "Chưa có tồn tại" in shell.out
    shell.add()
    shell.add("cuc-viec-lam", "CC-01")
    shell("finding", "close", UNIT, "F1", "--number", "1/BC")
    assert [each["unit"] for each in shell.json("finding", "list")["findings"]] == [UNIT, "cuc-viec-lam"]
    assert [each["unit"] for each in shell.json("finding", "list", "--open")["findings"]] == ["cuc-viec-lam"]
    assert shell.json("finding", "list", "--overdue")["findings"] == []
    assert len(shell.json("finding", "list", UNIT)["findings"]) == 1
    assert shell("finding", "list") == 0
    assert "Cục Việc làm\n  F1    CC-01" in shell.out and "Minh chứng khắc phục: 1/BC (kt01)" in shell.out
    shell.person = "vp01"
    assert shell.json("finding", "list")["findings"] == []
    assert shell("finding", "list", UNIT) == 2
    shell.person = "tt01"
    assert len(shell.json("finding", "list")["findings"]) == 2


def test_an_overdue_one_is_named_so(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add()
    monkeypatch.setattr(Desk, "today", lambda desk: date.fromisoformat(NEXT_YEAR) + timedelta(days=1))
    found = shell.json("finding", "list", "--overdue")["findings"]
    assert [each["overdue"] for each in found] == [True]
    assert shell("finding", "list") == 0 and "quá hạn" in shell.out


# --- report ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv", [(UNIT,), ("--all",), ("--all", "--minutes"), (), (UNIT, "--minutes", "--format", "docx")]
)
def test_only_the_minutes_exist_so_far(shell: Shell, argv: tuple[str, ...]) -> None:
    assert shell("report", *argv) == 2
    assert shell.out == "" and len(shell.err.strip().split("\n")) == 1 and "--minutes" in shell.err


def test_the_minutes_are_printed_or_given_as_one_object(shell: Shell) -> None:
    assert shell("report", UNIT, "--minutes") == 0
    printed = shell.out
    assert "BIÊN BẢN KIỂM TRA" in printed
    told = shell.json("report", UNIT, "--minutes", "--lang", "en")
    assert told["lang"] == "en" and "MINUTES OF INSPECTION" in told["text"]
    assert (told["unit"], told["period"], told["kind"], told["format"]) == (UNIT, "2009", "minutes", "text")


def test_only_who_may_read_the_unit_gets_its_minutes(shell: Shell) -> None:
    shell.person = "vp01"
    assert shell("report", OTHER, "--minutes") == 0
    assert shell("report", UNIT, "--minutes") == 2 and shell.out == ""


def test_a_file_is_for_its_owner_alone_and_never_written_over_by_accident(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "bien-ban.txt"
    assert shell("report", UNIT, "--minutes", "-o", str(path), "--dry-run") == 0 and not path.exists()
    assert shell("report", UNIT, "--minutes", "-o", str(path)) == 0
    assert "BIÊN BẢN KIỂM TRA" in path.read_text("utf-8") and path.read_bytes().endswith(b"\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("ký rồi", "utf-8")
    assert shell("report", UNIT, "--minutes", "-o", str(path)) == 1 and "--force" in shell.err
    assert path.read_text("utf-8") == "ký rồi"
    path.chmod(0o644)
    told = shell.json("report", UNIT, "--minutes", "-o", str(path), "--force")
    assert told["file"] == str(path) and "text" not in told
    assert "BIÊN BẢN" in path.read_text("utf-8") and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bien-ban.txt", "home"]


def test_a_link_is_never_written_through(shell: Shell, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    link.symlink_to(target)
    assert shell("report", UNIT, "--minutes", "-o", str(link)) == 1
    assert not target.exists()
    assert shell("report", UNIT, "--minutes", "-o", str(link), "--force") == 0
    assert not target.exists() and not link.is_symlink()


def test_where_it_cannot_be_written_it_is_said(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shell("report", UNIT, "--minutes", "-o", str(tmp_path / "none" / "a.txt")) == 2
    assert shell("report", UNIT, "--minutes", "-o", str(tmp_path)) == 2

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert shell("report", UNIT, "--minutes", "-o", str(tmp_path / "a.txt")) == 4
    assert [each.name for each in tmp_path.iterdir()] == ["home"]


def test_a_disk_without_links_takes_the_file_all_the_same(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(old: object, new: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    assert shell("report", UNIT, "--minutes", "-o", str(tmp_path / "a.txt")) == 0
    assert (tmp_path / "a.txt").exists()
    assert shell("report", UNIT, "--minutes", "-o", str(tmp_path / "a.txt")) == 1
