from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filled import PEOPLE, submitted
from stage import UNIT, make, sit

from checklist.desk import Desk
from checklist.model import HEAD, STAFF, Person
from checklist.store import Store

STAFFED = (*PEOPLE, Person("vp01", HEAD, (UNIT,)), Person("vp02", STAFF, (UNIT,)))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which nothing is answered yet."""
    home = tmp_path_factory.mktemp("made") / "home"
    make(home, STAFFED)
    return home


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one unit has submitted."""
    home = tmp_path_factory.mktemp("sent") / "home"
    submitted(home)
    return home


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    return Store(shutil.copytree(made, tmp_path / "home"))


@pytest.fixture
def head(store: Store) -> Desk:
    return sit(store, "vp01")


@pytest.fixture
def sent_store(sent: Path, tmp_path: Path) -> Store:
    return Store(shutil.copytree(sent, tmp_path / "sent"))


@pytest.fixture
def inspector(sent_store: Store) -> Desk:
    return sit(sent_store, "kt01")
