"""A state that is whole but of a shape that this version does not write is built again from the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checklist.acts import Answer
from checklist.cli import main
from checklist.desk import Desk
from checklist.model import Value
from checklist.store import Store
from checklist.store.files import seal, unseal

UNIT = "van-phong-bo"


def without_place(data: dict[str, Any]) -> None:
    del data["assessment"]["head"]["last"]


def with_a_number_for_a_text(data: dict[str, Any]) -> None:
    data["answers"]["self CC-01"]["who"] = 7


def with_an_evidence_id_of_another_kind(data: dict[str, Any]) -> None:
    data["evidence"] = {"X": {"id": "X", "revision": 1, "who": "a", "at": "b", "particulars": {}}}


def with_an_unknown_state(data: dict[str, Any]) -> None:
    data["assessment"]["head"]["state"] = ""


def with_an_unknown_verdict(data: dict[str, Any]) -> None:
    data["answers"]["self CC-01"]["value"]["verdict"] = "perhaps"


CHANGES = (
    without_place,
    with_a_number_for_a_text,
    with_an_evidence_id_of_another_kind,
    with_an_unknown_state,
    with_an_unknown_verdict,
)


@pytest.mark.parametrize("change", CHANGES)
def test_it_comes_back_byte_for_byte(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    assert main(["--home", str(tmp_path / "home"), "init", "--period", "2009"]) == 0
    desk = Desk(Store(tmp_path / "home"))
    desk.do(UNIT, Answer("CC-01", "self", Value("met")))
    path = tmp_path / "home" / "periods" / "2009" / f"{UNIT}.json"
    written = path.read_bytes()
    data = unseal(written, path.name)
    change(data)
    path.write_bytes(seal(data))
    assert desk.read(UNIT).value("self", "CC-01") == Value("met")
    assert path.read_bytes() == written
