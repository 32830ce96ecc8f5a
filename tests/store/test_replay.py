"""Durability proved by replay: every state a crash could leave is built from system calls, and opened."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from crashes import prove
from homes import damage, make


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not there")
def test_no_crash_at_any_point_loses_what_was_acknowledged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = prove(tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{proof}\n")
    assert proof.losses == []
    assert proof.acknowledged >= 20
    assert proof.states >= 1000


def test_a_line_of_the_log_whose_end_a_crash_turned_into_zeros_is_no_damage(tmp_path: Path) -> None:
    store = make(tmp_path / "home")
    log = next((store.home / "log").iterdir())
    log.write_bytes(log.read_bytes()[:-1] + b"\0")
    assert damage(store) == []
    store.log("2009-12-02T00:00:00Z", "local", "cli", "login", {})
    assert b"\0" not in log.read_bytes()
    assert damage(store) == []
