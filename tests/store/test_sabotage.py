"""The proofs can fail: with the sync, the lock or the order of the store taken away, each finds what is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import homes
import pytest
from crashes import environment, prove
from homes import PERIOD, chain, damage, heads, journal_of, make, rest, tell

from checklist.errors import ChecklistError
from checklist.model import SELF
from checklist.store import Store

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not there")

NO_SYNC = """
import os
os.fsync = os.fdatasync = lambda handle: None
"""
NO_SYNC_OF_JOURNALS = """
import os
os.fdatasync = lambda handle: None
"""
NO_LOCK = """
import fcntl
fcntl.flock = fcntl.lockf = lambda *how: None
"""
STATE_FIRST = """
from checklist.store import files, pair

durably, append = files.append_durably, pair.Edit.append

def state_first(self, *what):
    late = []
    files.append_durably = lambda *line: late.append(line)
    append(self, *what)
    files.append_durably = durably
    for line in late:
        durably(*line)

pair.Edit.append = state_first
"""
NO_FOLDER = """
from checklist.store import files
files.sync_folder = lambda folder: None
"""


def sabotage(folder: Path, code: str) -> Path:
    """A folder whose `sitecustomize` every child runs first."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code, "utf-8")
    return folder


# --- crashes -----------------------------------------------------------------------------------------------


@needs_strace
@pytest.mark.parametrize(
    ("code", "loss"),
    [
        (NO_SYNC, "acts acknowledged: BadInput: No data in"),
        (NO_SYNC_OF_JOURNALS, "is missing"),
        (NO_FOLDER, "acts acknowledged: BadInput: No data in"),
        (STATE_FIRST, "the state is ahead of its journal"),
    ],
    ids=["no sync", "no sync of journals", "no sync of folders", "the state before the journal"],
)
def test_the_replay_finds_what_a_sabotaged_store_loses(tmp_path: Path, code: str, loss: str) -> None:
    proof = prove(tmp_path, sabotage(tmp_path / "site", code), until=loss)
    assert proof.losses and loss in proof.losses[-1]


# --- many hands --------------------------------------------------------------------------------------------

WRITERS, ACTS = 4, 50


def lost(home: Path, site: Path | None, patch: pytest.MonkeyPatch) -> list[str]:
    """What is lost or broken after several writers had one assessment to themselves, each with fifty acts."""
    patch.setattr(homes, "ENV", environment(site))
    make(home, people=heads(WRITERS), items=WRITERS * 5)
    with homes.children([("spread", home, f"p{number}", "vp") for number in range(WRITERS)]) as started:
        for each in started:
            tell(each)
        told = [rest(each) for each in started]
        found = [f"writer {n} gave up" for n, each in enumerate(started) if each.returncode]
    try:
        entries = len(chain(journal_of(home))) - 1
        a = Store(home).read(PERIOD, "vp")
        assert a
        for number, rows in enumerate(told):
            item = homes.own_items(f"p{number}")[0]
            if a.revision(SELF, item) != len(rows):
                found.append(f"{item}: {len(rows)} acknowledged, {a.revision(SELF, item)} there")
        if entries != WRITERS * ACTS:
            found.append(f"{entries} entries of {WRITERS * ACTS}")
    except (ChecklistError, AssertionError, ValueError) as error:
        found.append(f"broken: {error}")
    return found + damage(Store(home))


def test_counted_writers_of_one_assessment_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lost(tmp_path / "home", None, monkeypatch) == []


def test_without_the_lock_they_lose_or_break_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lost(tmp_path / "home", sabotage(tmp_path / "site", NO_LOCK), monkeypatch)
