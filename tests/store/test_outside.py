"""Faults as the machine gives them, to commands as people run them: limits, full and read-only disks, no permission.

The file before is whole, the exit code is 4, the person is told in words, and the same command works afterwards.
Run as a program, this file is what happens on a small disk of its own.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from crashes import environment
from homes import NOW, PATIENCE, PERIOD, chain, content, damage, journal_of, make, met, replayed, sit, state_of

from checklist.cli import main
from checklist.desk import Desk
from checklist.errors import ChecklistError
from checklist.model import SELF
from checklist.store import Store

Limits = Callable[[], None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one unit that has an act and one that has none."""
    sit(make(tmp_path / "home", units=("vp", "vu"))).do("vp", met("CC-01", "có sổ"))
    return tmp_path / "home"


def run(
    home: Path, unit: str = "vp", *, before: Sequence[str] = (), limit: Limits | None = None
) -> subprocess.CompletedProcess[str]:
    """The command that answers item 2, behind what runs it."""
    command = ["-m", "checklist", "--home", str(home), "--lang", "en", "answer", unit, "CC-02", "met"]
    return ran([*before, sys.executable, *command], limit)


def program(role: str, *arguments: object, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """This file as a program."""
    return ran([*before, sys.executable, __file__, role, *map(str, arguments)])


def ran(command: Sequence[str], limit: Limits | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=limit,
    )


def written(home: Path) -> dict[str, bytes]:
    """Every file that holds anything."""
    return {name: raw for name, raw in content(home).items() if raw}


def refused(done: subprocess.CompletedProcess[str], cause: str) -> None:
    assert done.returncode == 4, done.stderr
    assert done.stderr.startswith(cause), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


def whole(home: Path, before: dict[str, bytes], unit: str = "vp") -> None:
    """Nothing of the act is there; it can be done now."""
    entries = before.get(str(journal_of(home, unit).relative_to(home)), b"").count(b"\n")
    assert written(home) == before
    assert damage(Store(home)) == []
    done = run(home, unit)
    assert done.returncode == 0, done.stderr
    assert len(chain(journal_of(home, unit))) == max(entries, 1) + 1
    assert damage(Store(home)) == []


# --- limits of the process ---------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [0, 50], ids=["no byte fits", "some bytes fit"])
def test_a_file_size_limit_is_not_saved(home: Path, room: int) -> None:
    before, size = written(home), journal_of(home).stat().st_size + room
    done = run(home, limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    refused(done, "NOT SAVED: the file-size limit is reached (EFBIG).")
    whole(home, before)


@pytest.mark.parametrize(("unit", "spare"), [("vp", 1), ("vu", 1), ("vu", 2)])
def test_too_many_open_files_are_not_saved(home: Path, unit: str, spare: int) -> None:
    before = written(home)
    done = program("with_few_files", home, unit, spare)
    refused(done, "NOT SAVED: too many files are open (EMFILE).")
    whole(home, before, unit)


def with_few_files(home: str, unit: str, spare: str) -> int:
    """Answer item 2 where only so many more files may be open. What the command imports is there already."""
    command = ["--home", home, "--lang", "en", "answer", unit, "CC-02", "met"]
    assert main([*command, "--dry-run"]) == 0
    sys.stdout = io.StringIO()
    most = 3 + int(spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return main(command)


# --- a disk that reports errors ----------------------------------------------------------------------------


def injected(log: Path, *faults: str) -> list[str]:
    names = ",".join(fault.partition(":")[0] for fault in faults)
    each = [word for fault in faults for word in ("-e", f"inject={fault}")]
    return ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={names}", *each]


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not there")


@needs_strace
@pytest.mark.parametrize("unit", ["vp", "vu"], ids=["a later act", "the first act"])
@pytest.mark.parametrize(
    ("code", "cause"), [("EIO", "the disk reports an error"), ("ENOSPC", "the disk of the server is full")]
)
def test_a_line_whose_sync_fails_is_cut_off_again(home: Path, tmp_path: Path, unit: str, code: str, cause: str) -> None:
    before = written(home)
    done = run(home, unit, before=injected(tmp_path / "log", f"fdatasync:error={code}:when=1"))
    assert "(INJECTED)" in (tmp_path / "log").read_text("utf-8")
    refused(done, f"NOT SAVED: {cause} ({code}).")
    whole(home, before, unit)


@needs_strace
def test_where_it_cannot_be_cut_off_either_the_command_says_that_it_is_unsure(home: Path, tmp_path: Path) -> None:
    done = run(home, before=injected(tmp_path / "log", "fdatasync:error=EIO", "ftruncate:error=EIO"))
    assert (tmp_path / "log").read_text("utf-8").count("(INJECTED)") == 2
    refused(done, "UNSURE whether it was saved: the disk reports an error (EIO).")
    assert damage(Store(home)) == []
    assert sit(Store(home)).read("vp") == replayed(home)


# --- no permission -----------------------------------------------------------------------------------------

WITHOUT_POWERS = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"]
"""Root may write anywhere unless it gives that up."""


@pytest.mark.parametrize("what", ["the folder", "the journal"])
def test_no_permission_is_not_saved(home: Path, what: str) -> None:
    unit, place = ("vu", journal_of(home).parent) if what == "the folder" else ("vp", journal_of(home))
    before = written(home)
    place.chmod(0o500 if place.is_dir() else 0o400)
    done = run(home, unit, before=WITHOUT_POWERS if os.geteuid() == 0 else ())
    place.chmod(0o700 if place.is_dir() else 0o600)
    refused(done, "NOT SAVED: no permission to write there (EACCES).")
    whole(home, before, unit)


# --- a small disk ------------------------------------------------------------------------------------------


MOUNTED = 'mount -t tmpfs -o size=256k,mode=700 disk "$1" && shift && exec "$@"'


def test_a_full_disk_and_a_read_only_one_are_not_saved(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    space = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    done = program("on_a_small_disk", disk, before=[*space, "sh", "-c", MOUNTED, "sh", str(disk)])
    if done.stderr.startswith(("unshare:", "mount:")):
        pytest.skip(f"no disk can be mounted here: {done.stderr}")
    assert (done.returncode, done.stdout) == (0, "full, read-only\n"), done.stderr


def on_a_small_disk(folder: str) -> int:
    """Acts on a disk that fills up, and on one that becomes read-only; nobody else sees it."""
    disk = Path(folder)
    home = disk / "home"
    desk = sit(make(home, units=("vp", "vu")))
    fill_page(desk, journal_of(home))
    for unit in ("vp", "vu"):
        before, entries = written(home), desk.read(unit).entries
        fill(disk / "ballast")
        refused(run(home, unit), "NOT SAVED: the disk of the server is full (ENOSPC).")
        (disk / "ballast").unlink()
        assert written(home) == before
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        refused(run(home, unit), "NOT SAVED: the disk is read-only (EROFS).")
        assert desk.read(unit).entries == entries
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        whole(home, before, unit)
    sys.stdout.write("full, read-only\n")
    return 0


def fill_page(desk: Desk, path: Path) -> None:
    """Act until the next line does not fit into the last page of a journal: a full disk has no other."""
    desk.do("vp", met("CC-01", "0000"))
    for number in itertools.count(1):
        before = path.stat().st_size
        desk.do("vp", met("CC-01", f"{number:04}"))
        line = path.stat().st_size - before
        left = -path.stat().st_size % 4096
        if line < left < line + 900:
            desk.do("vp", met("CC-01", "x" * (left - line - 20)))
            assert 0 < -path.stat().st_size % 4096 < 60
            return


def fill(path: Path) -> None:
    """Write until nothing fits any more."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(handle, b"x" * 4096)
    except OSError:
        os.close(handle)


# --- while it is open --------------------------------------------------------------------------------------


def test_a_home_that_is_deleted_while_open_is_told_and_not_begun_anew(home: Path, tmp_path: Path) -> None:
    desk = sit(Store(home))
    desk.read("vp")
    home.rename(tmp_path / "gone")
    with pytest.raises(ChecklistError) as told:
        desk.do("vp", met("CC-02", "hai"))
    assert told.value.exit_code == 4
    assert str(told.value).startswith("NOT SAVED: the data folder is gone (ENOENT).")
    assert not home.exists()
    (tmp_path / "gone").rename(home)
    assert desk.do("vp", met("CC-02", "hai")).entries == 3
    assert damage(Store(home)) == []


def test_a_period_that_is_deleted_while_open_is_not_saved(home: Path) -> None:
    desk = sit(Store(home))
    shutil.rmtree(journal_of(home).parent)
    with pytest.raises(ChecklistError) as told:
        desk.do("vp", met("CC-02", "hai"))
    assert told.value.exit_code == 4
    assert str(told.value).startswith("NOT SAVED: the data folder is gone (ENOENT).")
    assert not journal_of(home).parent.exists()


def test_an_act_on_a_home_that_was_replaced_while_open_counts_in_the_new_one(home: Path, tmp_path: Path) -> None:
    desk = sit(Store(home))
    desk.do("vp", met("CC-01", "trước"))
    home.rename(tmp_path / "old")
    other = sit(make(home, units=("vp", "vu")))
    for number in range(4):
        other.do("vp", met("CC-02", f"khác {number}"))
    old = content(tmp_path / "old")
    after = desk.do("vp", met("CC-01", "sau"))
    assert after == replayed(home) == other.read("vp")
    assert (after.entries, after.revision(SELF, "CC-01"), after.revision(SELF, "CC-02")) == (6, 1, 4)
    assert len(chain(journal_of(home))) == 6
    assert content(tmp_path / "old") == old
    assert damage(Store(home)) == []


def at(home: Path, moment: dt.datetime) -> Desk:
    return Desk(Store(home), clock=lambda: moment)


def test_with_the_clock_set_back_acts_are_in_order_by_number_and_times_as_they_were(home: Path) -> None:
    times = [NOW + dt.timedelta(days=day) for day in (3, -400, 1)]
    for number, moment in enumerate(times):
        at(home, moment).do("vp", met("CC-02", f"lần {number}"))
    desk = at(home, NOW)
    desk.undo("vp")
    value = desk.read("vp").value(SELF, "CC-02")
    assert value and value.reason and value.reason.text == "lần 1", "the last by number, whatever its time"
    entries = chain(journal_of(home))
    told = [NOW, NOW, *times, NOW]
    assert [entry["at"] for entry in entries] == [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in told]
    assert [line.entry.n for line in desk.log("vp")] == [0, 1, 2, 3, 4, 5]
    state_of(home).unlink()
    assert Store(home).read(PERIOD, "vp") == desk.read("vp")
    assert damage(Store(home)) == []


if __name__ == "__main__":
    roles: dict[str, Callable[..., int]] = {each.__name__: each for each in (with_few_files, on_a_small_disk)}
    sys.exit(roles[sys.argv[1]](*sys.argv[2:]))
