"""Files of the home whose seal fits and whose content is of another shape: both ways to type tell it, or go on.

What commands say of them is tried in `store/test_bad_files.py`, each as a process.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attempts import obeyed
from filled import three_papers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import sit
from talked import talk
from test_any_keys import is_whole, press

from checklist.errors import ChecklistError
from checklist.locale import Words
from checklist.store import Store
from checklist.store.files import seal, unseal
from checklist.tui.place import Key
from checklist.tui.session import Session
from checklist.tui.start import begin

LONG = settings.default is not None and settings.default.max_examples >= 1000
FILES = ("home.json", "units.json", "people.json", "periods/2009/period.json", "periods/2009/*.json", "findings/*.json")
ODD = (None, "", "x", "0001-01-01", -1, 10**30, 1.5, [], {}, [None], {"": None}, True, "\x1b[31m", "x" * 5000)
KEYS = ("f2", "down", "enter", "d", "enter", "c", "escape", "f3", "escape", "f5", "down", "f6", "escape", "pagedown")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return three_papers(tmp_path_factory.mktemp("papers"))


def within(thing: object) -> Iterator[tuple[Any, Any]]:
    """Every place in plain data, as what holds it and its key there."""
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, value in list(pairs):
        yield thing, key
        yield from within(value)


@given(data=st.data(), person=st.sampled_from(["pc01", "kt01", "tt01"]), state=st.sampled_from(["draft", "verified"]))
@settings(
    max_examples=settings.default.max_examples // 2 if LONG and settings.default else 25,
    suppress_health_check=list(HealthCheck),
)
def test_any_field_of_another_shape(papers: dict[str, Path], data: st.DataObject, person: str, state: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(papers[state], Path(folder) / "home")
        there = {name: sorted(home.glob(name)) for name in FILES}
        path = data.draw(st.sampled_from(there[data.draw(st.sampled_from([name for name in FILES if there[name]]))]))
        whole = unseal(path.read_bytes(), path.name)
        at = data.draw(st.sampled_from(list(within(whole)) or [({}, "")]))
        at[0][at[1]] = data.draw(st.sampled_from(ODD))
        path.write_bytes(seal(whole))
        told_or_whole(home, person)


def told_or_whole(home: Path, person: str) -> None:
    """Sit down and go about, in both ways; what is wrong may be told at any moment."""
    try:
        session = Session(sit(Store(home), person), Words("vi"))
        begin(session)
        for name in KEYS:
            is_whole(session, 80, 24)
            press(session, Key(name))
    except ChecklistError as error:
        assert error.exit_code in (1, 2, 3)
    try:
        told = talk(sit(Store(home), person), "1", "", "d", "c", "?", "x", "q")
        assert told.code in (0, 1, 2, 3)
        assert not obeyed(told.text)
    except ChecklistError as error:
        assert error.exit_code in (1, 2, 3)
