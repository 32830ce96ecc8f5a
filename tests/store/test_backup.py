"""A backup opens whole, made while others write; and a plain copy made in use is settled by its journals."""

from __future__ import annotations

import json
import stat
import subprocess
import tarfile
from pathlib import Path

import pytest
from homes import (
    ENV,
    NOW,
    PERIOD,
    chain,
    children,
    content,
    damage,
    document,
    heads,
    journal_of,
    line,
    make,
    met,
    replayed,
    sit,
    state_of,
)

from checklist import acts
from checklist.cli import main
from checklist.model import ADMIN, INSPECTOR, SELF, Person
from checklist.store import Store
from checklist.store.files import seal, unseal

UNITS = ("vp", "tc", "vu")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A home with people and something in every file."""
    people = (*heads(3), Person("kt01", INSPECTOR, UNITS), Person("qt01", ADMIN))
    store = make(tmp_path / "home", units=UNITS, people=people, items=20)
    desk = sit(store, "p0")
    desk.do("vp", [met(f"CC-{number:02}", "có sổ") for number in range(1, 21)])
    desk.do("vp", document("12/QĐ", "CC-01"))
    desk.do("vp", acts.Submit())
    day = NOW.date()
    finding = acts.AddFinding("CC-01", "light", *(acts.salted(each, "") for each in ("a", "b", "c")), due=day)
    sit(store, "kt01").findings.add("vp", finding)
    desk.keep_draft("form", {"reason": "dở dang"})
    store.log("2009-12-02T00:00:00Z", "p0", "cli", "login", {})
    return store


def run(home: Path, *argv: str) -> int:
    return main(["--home", str(home), "--lang", "en", *argv])


def unpacked(tar: Path, into: Path) -> Path:
    into.mkdir(mode=0o700)
    subprocess.run(["tar", "-xpf", tar, "-C", into], check=True)
    return into


def kept(home: Path) -> dict[str, bytes]:
    """Every file of a home but locks and what a killed writer left."""
    return {name: raw for name, raw in content(home).items() if not name.endswith(("lock", ".tmp"))}


# --- backup ------------------------------------------------------------------------------------------------


def test_the_unpacked_home_is_the_home_without_locks_and_half_written_files(store: Store, tmp_path: Path) -> None:
    state_of(store.home).with_suffix(".json.tmp").write_bytes(b"{")
    assert run(store.home, "backup", "-o", str(tmp_path / "b.tar")) == 0
    copy = unpacked(tmp_path / "b.tar", tmp_path / "copy")
    assert content(copy) == kept(store.home) and len(kept(store.home)) > 9
    assert {path.name for path in copy.iterdir() if path.is_dir()} == {"packs", "periods", "findings", "drafts", "log"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.rglob("*")} == {0o600, 0o700}
    assert run(copy, "check") == 0
    assert sit(Store(copy), "p0").draft("form") == {"reason": "dở dang"}


def test_the_same_home_gives_the_same_bytes_for_its_owner_alone(store: Store, tmp_path: Path) -> None:
    files = [tmp_path / "a.tar", tmp_path / "b.tar"]
    for file in files:
        assert run(store.home, "backup", "-o", str(file)) == 0
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert files[0].read_bytes() == files[1].read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "b.tar", "home"]


def test_drafts_keep_their_order(store: Store, tmp_path: Path) -> None:
    for key in ("c", "a", "b"):
        sit(store, "p1").keep_draft(key, {"reason": key})
    assert run(store.home, "backup", "-o", str(tmp_path / "b.tar")) == 0
    copy = unpacked(tmp_path / "b.tar", tmp_path / "copy")
    assert sit(Store(copy), "p1").drafts() == sit(store, "p1").drafts()


def test_an_empty_home_and_a_damaged_one_are_copied_as_they_are(store: Store, tmp_path: Path) -> None:
    make(tmp_path / "empty")
    (store.home / "home.json").write_bytes(b"{")
    journal_of(store.home).write_bytes(b"{}\n")
    for home, name in ((tmp_path / "empty", "e"), (store.home, "d")):
        assert run(home, "backup", "-o", str(tmp_path / f"{name}.tar")) == 0
        assert content(unpacked(tmp_path / f"{name}.tar", tmp_path / name)) == kept(home)


def test_a_file_that_is_there_is_only_replaced_by_force(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    file.write_text("older")
    assert run(store.home, "backup", "-o", str(file)) == 1
    assert run(store.home, "backup", "-o", str(file), "--dry-run") == 1
    assert file.read_text() == "older"
    assert run(store.home, "backup", "-o", str(file), "--force") == 0
    assert tarfile.is_tarfile(file)


@pytest.mark.parametrize("where", ["-", "", "{home}/b.tar", "{home}/log/b.tar", "{home}", "/no/such/folder/b.tar"])
def test_where_no_backup_belongs_is_refused(store: Store, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(store.home)
    assert run(store.home, "backup", "-o", where.format(home=store.home)) == 2
    assert run(store.home, "backup") == 2
    assert content(store.home) == before
    assert capsys.readouterr().err.count("\n") == 2


def test_only_the_admin_and_the_consoles_owner_take_one(store: Store, tmp_path: Path) -> None:
    file = str(tmp_path / "b.tar")
    assert run(store.home, "--as", "p0", "backup", "-o", file) == 1
    assert not Path(file).exists() and list(tmp_path.iterdir()) == [store.home]
    assert run(store.home, "--as", "qt01", "backup", "-o", file) == 0


def test_a_dry_run_writes_nothing_and_json_tells_the_file(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "b.tar")
    told = {"file": file, "files": len(kept(store.home))}
    assert run(store.home, "backup", "-o", file, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out) == told and not Path(file).exists()
    assert run(store.home, "backup", "-o", file, "--json") == 0
    assert json.loads(capsys.readouterr().out) == told


def test_journal_and_state_are_read_under_their_lock(store: Store, tmp_path: Path) -> None:
    argv = ["backup", "-o", str(tmp_path / "b.tar")]
    with children([("hold", store.home)]) as [holder]:
        begun = subprocess.Popen(
            [*child_python(), "-m", "checklist", "--home", str(store.home), *argv], env=ENV, stdout=subprocess.DEVNULL
        )
        with pytest.raises(subprocess.TimeoutExpired):
            begun.wait(1)
        holder.kill()
        assert begun.wait(60) == 0
    assert run(unpacked(tmp_path / "b.tar", tmp_path / "copy"), "check") == 0


def child_python() -> list[str]:
    import sys

    return [sys.executable]


def test_what_was_acknowledged_before_it_began_is_in_it_while_many_write(tmp_path: Path) -> None:
    home, taken = tmp_path / "home", 4
    make(home)
    with children([("answer", home)] * 4) as writers:
        for number in range(taken):
            acknowledged = max(line(writer) for writer in writers for _ in range(5))
            assert run(home, "backup", "-o", str(tmp_path / f"{number}.tar")) == 0
            copy = unpacked(tmp_path / f"{number}.tar", tmp_path / f"copy {number}")
            assert run(copy, "check") == 0
            a = replayed(copy)
            assert a is not None and a.revision(SELF, "CC-01") >= acknowledged
            assert a.entries == len(chain(journal_of(copy))) == a.revision(SELF, "CC-01") + 1
        assert all(writer.poll() is None for writer in writers)


# --- settling a plain copy ---------------------------------------------------------------------------------


def torn_and_ahead(store: Store) -> Path:
    """What a plain copy made in use may hold: states ahead of their journals, torn last lines."""
    for path in (journal_of(store.home), store.home / "findings" / "vp.jsonl", next((store.home / "log").iterdir())):
        raw = path.read_bytes()
        path.write_bytes(raw[: raw.rindex(b"\n", 0, -1) + 40])
    return store.home


def test_a_state_ahead_of_its_journal_is_told_and_settled_by_the_journals_word(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    home = torn_and_ahead(store)
    assert run(home, "check") == 3
    assert "vp.json: the state holds" in capsys.readouterr().err
    assert run(home, "check", "--settle") == 0
    told = capsys.readouterr().out
    for name in (f"periods/{PERIOD}/vp.json", f"periods/{PERIOD}/vp.jsonl", "findings/vp.json", "log/2009-12.jsonl"):
        assert f"Settled by its journal: {name}.\n" in told
    assert damage(Store(home)) == [] and sit(Store(home), "p0").read("vp") == replayed(home)
    assert journal_of(home).read_bytes().endswith(b"\n")
    before = content(home)
    assert run(home, "check", "--settle") == 0
    assert content(home) == before and "Settled" not in capsys.readouterr().out
    sit(Store(home), "p0").do("vp", acts.Submit())


def test_a_broken_state_and_one_that_says_something_else_are_settled(store: Store) -> None:
    right = state_of(store.home).read_bytes()
    other = unseal(right, "vp.json")
    other["answers"]["self CC-01"]["revision"] = 7
    for wrong in (b"{", seal(other)):
        state_of(store.home).write_bytes(wrong)
        assert run(store.home, "check") == 3
        assert run(store.home, "check", "--settle") == 0
        assert state_of(store.home).read_bytes() == right


def _altered(raw: bytes) -> bytes:
    return raw.replace(b'"at":"2009', b'"at":"2008', 1)


def _without_first(raw: bytes) -> bytes:
    return raw[raw.index(b"\n") + 1 :]


def _end_flipped(raw: bytes) -> bytes:
    return raw[:-1] + b"\x0b"


DAMAGE = {"an altered entry": _altered, "a missing one": _without_first, "a flipped last end": _end_flipped}


@pytest.mark.parametrize("what", DAMAGE)
@pytest.mark.parametrize("name", [f"periods/{PERIOD}/vp", "findings/vp"])
def test_a_damaged_journal_and_its_state_are_never_touched(
    store: Store, capsys: pytest.CaptureFixture[str], what: str, name: str
) -> None:
    path = store.home / f"{name}.jsonl"
    path.write_bytes(DAMAGE[what](path.read_bytes()))
    before = content(store.home)
    assert run(store.home, "check", "--settle") == 3
    assert name in capsys.readouterr().err
    assert content(store.home) == before


def test_a_state_without_any_journal_is_all_that_is_left_and_stays(store: Store) -> None:
    journal_of(store.home).unlink()
    before = content(store.home)
    assert run(store.home, "check", "--settle") == 3
    assert content(store.home) == before


def test_a_damaged_log_keeps_its_torn_line(store: Store) -> None:
    log = next((store.home / "log").iterdir())
    log.write_bytes(_altered(log.read_bytes()) + b"{")
    before = content(store.home)
    assert run(store.home, "check", "--settle") == 3
    assert content(store.home) == before


def test_only_the_admin_and_the_consoles_owner_settle_and_a_dry_run_only_checks(store: Store) -> None:
    home = torn_and_ahead(store)
    before = content(home)
    assert run(home, "check", "--settle", "--dry-run") == 3
    assert content(home) == before
    assert run(home, "--as", "p0", "check", "--settle") == 1
    assert journal_of(home).read_bytes() == before[f"periods/{PERIOD}/vp.jsonl"]
    assert run(home, "--as", "qt01", "check", "--settle") == 0


def test_the_json_of_check_names_what_was_settled(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    home = torn_and_ahead(store)
    assert run(home, "check", "--settle", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["settled"]) == 5 and told["damaged"] == [] and told["whole"] == told["assessments"] == 1


def copied_as_it_is(home: Path, copy: Path) -> None:
    """A copy by `cp`, which goes on where a file half written has meanwhile got its name, and tells it."""
    told = subprocess.run(
        ["cp", "-r", home, copy], env={**ENV, "LC_ALL": "C"}, capture_output=True, text=True, check=False
    ).stderr
    for each in told.splitlines():
        assert each.endswith(".tmp': No such file or directory"), each


def test_plain_copies_made_while_many_write_are_settled(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make(home)
    sit(Store(home)).do("vp", met("CC-02", "có"))
    with children([("answer", home)] * 4) as writers:
        for number in range(6):
            acknowledged = max(line(writer) for writer in writers for _ in range(3))
            copy = tmp_path / f"copy {number}"
            copied_as_it_is(home, copy)
            assert run(copy, "check", "--settle") == 0 == run(copy, "check")
            a = replayed(copy)
            assert a is not None and a.revision(SELF, "CC-01") >= acknowledged
