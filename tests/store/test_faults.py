"""The order in which an act is written, and what every single refusal of the disk leaves behind."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from broken import Broken, error, refuse_opening
from homes import (
    ENV,
    PERIOD,
    chain,
    command,
    content,
    document,
    journal_of,
    make,
    met,
    rebuilt,
    replayed,
    sit,
    state_of,
    stored,
)

from checklist import acts, journal
from checklist.errors import NotSaved
from checklist.model import SELF
from checklist.store import Store, home


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A home with one unit that has an act and one that has none."""
    store = make(tmp_path / "home", units=("vp", "vu"))
    sit(store).do("vp", met("CC-01", "có sổ"))
    return store


# --- the order of work -------------------------------------------------------------------------------------

FIRST = [
    "open lock",
    "lock",
    "open journal",
    "sync folder",
    "append",
    "fdatasync journal",
    "write state",
    "rename state",
]
LATER = [step for step in FIRST if step != "sync folder"]


def test_an_act_is_locked_appended_synced_and_only_then_its_state_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    names: dict[int, str] = {}

    def note(module: Any, name: str, tell: Callable[..., str]) -> None:
        real = getattr(module, name)

        def noted(*arguments: Any) -> Any:
            result = real(*arguments)
            if step := tell(result, *arguments):
                steps.append(step)
            return result

        monkeypatch.setattr(module, name, noted)

    def opened(handle: int, path: Path, flags: int, mode: int = 0) -> str:
        names[handle] = {".lock": "lock", ".jsonl": "journal", ".tmp": "state"}.get(path.suffix, "folder")
        return f"open {names[handle]}" if names[handle] == "lock" or flags & os.O_RDWR else ""

    note(os, "open", opened)
    note(fcntl, "flock", lambda _, handle, how: "lock" if how == fcntl.LOCK_EX else "")
    note(os, "write", lambda _, handle, raw: "append" if names[handle] == "journal" else f"write {names[handle]}")
    note(os, "fdatasync", lambda _, handle: f"fdatasync {names[handle]}")
    note(os, "fsync", lambda _, handle: f"sync {names[handle]}")
    note(os, "rename", lambda _, old, new: "rename state")
    desk = sit(store)
    desk.do("vp", met("CC-02", "hai"))
    assert steps == LATER
    steps.clear()
    desk.do("vu", met("CC-02", "hai"))
    assert steps == FIRST


SEEN = "openat,flock,write,fdatasync,fsync,rename,renameat,renameat2"
CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (?:0|\d+)\b")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not there")
@pytest.mark.parametrize("before", [False, True], ids=["the first act", "a later act"])
def test_the_kernel_sees_the_same_order(store: Store, tmp_path: Path, before: bool) -> None:
    if not before:
        journal_of(store.home).unlink()
        state_of(store.home).unlink()
    log = tmp_path / "calls"
    traced = subprocess.run(
        ["strace", "-f", "-y", "-o", log, "-e", f"trace={SEEN}", *command("once", store.home)],
        env=ENV,
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in traced.stderr:
        pytest.skip("strace may not trace here")
    assert traced.returncode == 0, traced.stderr
    steps = []
    for row in log.read_text("utf-8", "replace").splitlines():
        call = CALL.match(row)
        name, about = call.groups() if call else ("", "")
        if name == "flock" and "vp.lock>" in about and "LOCK_EX" in about:
            steps.append("lock")
        elif name == "openat" and 'vp.jsonl"' in about and "O_RDWR" in about:
            steps.append("open journal")
        elif name == "openat" and 'vp.lock"' in about:
            steps.append("open lock")
        elif name == "write" and "vp.jsonl>" in about:
            steps.append("append")
        elif name == "write" and "vp.json.tmp>" in about:
            steps.append("write state")
        elif name in ("fdatasync", "fsync"):
            synced = "folder" if about.endswith(f"/{PERIOD}>") else "journal" if "vp.jsonl>" in about else about
            steps.append(f"{'sync' if name == 'fsync' else name} {synced}")
        elif name.startswith("rename") and 'vp.json"' in about:
            steps.append("rename state")
    assert steps == (LATER if before else FIRST)


# --- refusals ----------------------------------------------------------------------------------------------

CAUSES = {
    errno.ENOSPC: "the disk of the server is full",
    errno.EIO: "the disk reports an error",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "no permission to write there",
    errno.EMFILE: "too many files are open",
    errno.ENOLCK: "No locks available",
}


def written_in(home: Path) -> dict[str, bytes]:
    """Every file that holds anything: a lock does not, nor does the journal of a first act that was cut off."""
    return {name: raw for name, raw in content(home).items() if raw}


def refused(store: Store, unit: str, code: int, patch: pytest.MonkeyPatch) -> NotSaved:
    """The act is told as not saved, for its cause; nothing of it is there; and it can be done again."""
    before, a = written_in(store.home), store.read(PERIOD, unit)
    with pytest.raises(NotSaved) as caught:
        sit(store).do(unit, met("CC-02", "hai"))
    patch.undo()
    assert caught.value.exit_code == 4 and not caught.value.unsure
    assert str(caught.value).startswith(f"NOT SAVED: {CAUSES[code]} ({errno.errorcode[code]}).")
    assert written_in(store.home) == before
    assert store.read(PERIOD, unit) == a
    assert list(store.check()) == []
    done = sit(store).do(unit, met("CC-02", "hai"))
    assert done.entries == (a.entries if a else 1) + 1 == len(chain(journal_of(store.home, unit)))
    assert state_of(store.home, unit).read_bytes() == rebuilt(store.home, store.home.parent / "copy", unit)
    return caught.value


UNITS = pytest.mark.parametrize("unit", ["vp", "vu"], ids=["a later act", "the first act"])


@UNITS
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_failed_sync_of_the_journal_is_not_saved(
    store: Store, monkeypatch: pytest.MonkeyPatch, unit: str, code: int
) -> None:
    Broken(monkeypatch, code, fdatasync=1)
    refused(store, unit, code, monkeypatch)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_failed_sync_of_the_folder_is_not_saved(store: Store, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    Broken(monkeypatch, code, fsync=1)
    refused(store, "vu", code, monkeypatch)


@UNITS
def test_a_disk_that_takes_half_of_the_bytes_is_not_saved(
    store: Store, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    real, calls = os.write, [0]

    def half(handle: int, raw: bytes) -> int:
        calls[0] += 1
        if calls[0] > 1:
            raise error(errno.ENOSPC)
        return real(handle, raw[: len(raw) // 2])

    monkeypatch.setattr(os, "write", half)
    refused(store, unit, errno.ENOSPC, monkeypatch)


@UNITS
def test_a_disk_that_takes_a_few_bytes_at_a_time_saves_all_of_them(
    store: Store, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, raw: real(handle, raw[:7]))
    after = sit(store).do(unit, met("CC-02", "hai"))
    assert replayed(store.home, unit) == after == stored(store.home, unit)


@UNITS
@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EMFILE])
@pytest.mark.parametrize(
    ("suffix", "flag"),
    [(".lock", os.O_RDWR), (".jsonl", os.O_RDWR), (".jsonl", os.O_RDONLY)],
    ids=["the lock", "the journal to write", "the journal at all"],
)
def test_a_file_that_cannot_be_opened_is_not_saved(
    store: Store, monkeypatch: pytest.MonkeyPatch, unit: str, code: int, suffix: str, flag: int
) -> None:
    refuse_opening(monkeypatch, f"{unit}{suffix}", flag, code)
    before = written_in(store.home)
    with pytest.raises(NotSaved) as caught:
        sit(store).do(unit, met("CC-02", "hai"))
    monkeypatch.undo()
    assert caught.value.exit_code == 4 and not caught.value.unsure
    assert str(caught.value).startswith(f"NOT SAVED: {CAUSES[code]} ({errno.errorcode[code]}).")
    assert written_in(store.home) == before
    assert sit(store).do(unit, met("CC-02", "hai")).revision(SELF, "CC-02") == 1


def test_a_lock_that_cannot_be_had_is_not_saved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int, how: int) -> None:
        raise error(errno.ENOLCK)

    monkeypatch.setattr(fcntl, "flock", refuse)
    refused(store, "vp", errno.ENOLCK, monkeypatch)


@UNITS
@pytest.mark.parametrize("cut", [{"ftruncate": 1}, {"fsync": 1}], ids=["the cut fails", "the sync of the cut fails"])
def test_where_the_line_cannot_be_cut_off_again_the_person_is_told_that_it_is_unsure(
    store: Store, monkeypatch: pytest.MonkeyPatch, unit: str, cut: dict[str, int]
) -> None:
    if unit == "vu":
        cut = {name: number + (name == "fsync") for name, number in cut.items()}  # the first one is the folder's
    Broken(monkeypatch, errno.EIO, fdatasync=1, **cut)
    with pytest.raises(NotSaved) as caught:
        sit(store).do(unit, met("CC-02", "hai"))
    monkeypatch.undo()
    assert caught.value.unsure and caught.value.exit_code == 4
    assert str(caught.value) == (
        "UNSURE whether it was saved: the disk reports an error (EIO). Read it again before you repeat it."
    )
    # Whichever it is, reading tells, and the home is whole.
    a = store.read(PERIOD, unit)
    assert a == replayed(store.home, unit)
    assert list(store.check()) == []
    assert sit(store).do(unit, met("CC-02", "ba")).entries == (a.entries if a else 1) + 1


@pytest.mark.parametrize("call", ["rename", "write"])
@UNITS
def test_an_act_counts_although_its_state_could_not_be_written(
    store: Store, monkeypatch: pytest.MonkeyPatch, unit: str, call: str
) -> None:
    raw = state_of(store.home, unit).read_bytes() if unit == "vp" else None
    Broken(monkeypatch, errno.ENOSPC, **{call: 1 if call == "rename" else 2})
    after = sit(store).do(unit, met("CC-02", "hai"))
    monkeypatch.undo()
    assert after == replayed(store.home, unit)
    assert (state_of(store.home, unit).read_bytes() if unit == "vp" else None) == raw
    assert Store(store.home).read(PERIOD, unit) == after
    assert list(store.check()) == []
    sit(store).do(unit, document("1/QĐ"))
    assert state_of(store.home, unit).read_bytes() == rebuilt(store.home, store.home.parent / "copy", unit)


def test_the_editor_knows_why_the_state_was_not_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.edit(PERIOD, "vp") as edit:
        assert edit.a
        line = journal.write(
            acts.Clear("CC-01"), n=2, who="local", at="2009-12-02T00:00:00Z", door="cli", prev=edit.a.head
        )
        Broken(monkeypatch, errno.ENOSPC, rename=1)
        edit.append([line], journal.follow(edit.a, line))
        assert edit.state_error and edit.state_error.errno == errno.ENOSPC


def test_a_broken_state_on_a_disk_that_takes_nothing_is_still_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    state_of(store.home).write_bytes(b"{")
    refuse_opening(monkeypatch, ".lock", os.O_RDWR, errno.EROFS)
    refuse_opening(monkeypatch, ".tmp", os.O_WRONLY, errno.EROFS)
    assert store.read(PERIOD, "vp") == replayed(store.home)
    assert state_of(store.home).read_bytes() == b"{"


# --- the other files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_units_drafts_and_packs_that_could_not_be_replaced_stay_as_they_were(
    store: Store, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    desk = sit(store)
    desk.keep_draft("form", {"text": "dở dang"})
    before = written_in(store.home)
    pack = msgspec.structs.replace(desk.pack, version="2")
    for save in (
        lambda: store.put_units(store.units()[:1]),
        lambda: desk.keep_draft("form", {"text": "dở dang hơn"}),
        lambda: store.put_pack(pack),
    ):
        with monkeypatch.context() as broken:
            Broken(broken, code, **{call: 1})
            with pytest.raises(NotSaved) as caught:
                save()
        assert CAUSES[code] in str(caught.value)
        assert {name: raw for name, raw in written_in(store.home).items() if not name.endswith(".tmp")} == before
    assert list(store.check()) == []
    assert desk.draft("form") == {"text": "dở dang"}


def test_what_was_replaced_but_not_synced_is_told_as_unsure(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        Broken(broken, errno.EIO, fsync=2)
        with pytest.raises(NotSaved) as caught:
            store.put_units([msgspec.structs.replace(store.units()[0], order=7)])
    assert caught.value.unsure
    assert 7 in [unit.order for unit in store.units()]


def test_a_line_of_the_log_that_the_disk_refuses_is_not_saved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    log = next((store.home / "log").iterdir())
    before = log.read_bytes()
    Broken(monkeypatch, errno.EIO, fdatasync=1)
    with pytest.raises(NotSaved):
        store.log("2009-12-02T00:00:00Z", "local", "cli", "login", {})
    assert log.read_bytes() == before
    store.log("2009-12-02T00:00:00Z", "local", "cli", "login", {})
    assert list(store.check()) == []


@pytest.mark.parametrize("call", ["write", "fsync", "rename", "open"])
def test_a_home_whose_making_was_interrupted_anywhere_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    for number in range(1, 40):
        place = tmp_path / str(number)
        try:
            with monkeypatch.context() as broken:
                Broken(broken, errno.ENOSPC, **{call: number})
                make(place)
        except (NotSaved, OSError):  # the latter where it could not be read again
            # Also after its period was made: then only the note in the log is missing.
            if not (place / "periods" / PERIOD / "period.json").exists():
                make(place)
            assert list(Store(place).check()) == []
            assert sit(Store(place)).do("vp", met("CC-01", "có")).entries == 2
        else:
            assert number > 3
            return
    pytest.fail(f"{call} is never called that often")


def test_a_new_home_holds_what_every_home_holds(tmp_path: Path) -> None:
    place = tmp_path / "home"
    make(place)
    assert sorted(path.name for path in place.iterdir()) == sorted(("home.json", "lock", *home.FOLDERS, *home.TABLES))
