"""A home is one person's folder: made for its owner alone, and nothing else is ever taken for one."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from homes import content, heads, make, met, sit

from checklist.desk import home_folder
from checklist.errors import BadInput, NotSaved, Refused
from checklist.model import Settings
from checklist.store import Store

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to give a home to somebody else")
NOBODY = 65534


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("there", [False, True], ids=["made", "there before, open to all"])
def test_every_folder_is_0700_and_every_file_0600_whatever_the_umask(tmp_path: Path, umask: int, there: bool) -> None:
    home = tmp_path / "some" / "home"
    if there:
        home.mkdir(parents=True)
        home.chmod(0o755)
    before = os.umask(umask)
    try:
        store = make(home, people=heads(1))
        desk = sit(store, "p0")
        desk.do("vp", met("CC-01", "có"))
        desk.undo("vp")
        desk.keep_draft("form", {"text": "dở"})
        sit(store).put_units(store.units())
    finally:
        os.umask(before)
    paths = [home, *home.rglob("*")]
    assert len(paths) > 15
    modes = {str(path): (path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {name: (folder, 0o700 if folder else 0o600) for name, (folder, _) in modes.items()}


@pytest.mark.parametrize("what", ["nothing", "an empty folder", "a file"])
def test_where_there_is_no_home_the_person_is_told_of_init(tmp_path: Path, what: str) -> None:
    home = tmp_path / "home"
    if what == "an empty folder":
        home.mkdir()
    elif what == "a file":
        home.write_text("mine", "utf-8")
    with pytest.raises(BadInput) as caught:
        Store(home)
    assert caught.value.exit_code == 2
    assert f'No data in "{home}"' in str(caught.value) and "`checklist init`" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["thesis.txt", ".hidden", "packs/thesis.txt", "log/2009-12.jsonl", "other/", "units.json", "people.json", "home"],
)
def test_a_folder_with_other_content_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / "home" / name
    path.parent.mkdir(parents=True)
    path.mkdir() if name.endswith("/") else path.write_text("{}", "utf-8")
    (tmp_path / "home").chmod(0o755)
    before = content(tmp_path)
    with pytest.raises(Refused, match="is not empty and holds no data of this program"):
        make(tmp_path / "home")
    assert content(tmp_path) == before
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o755
    assert len(list((tmp_path / "home").iterdir())) == 1


def test_a_home_where_a_file_stands_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("mine", "utf-8")
    with pytest.raises(NotSaved):
        make(tmp_path / "home")
    assert (tmp_path / "home").read_text("utf-8") == "mine"


def test_a_home_that_is_there_keeps_its_settings_when_it_is_made_again(tmp_path: Path) -> None:
    Store.create(tmp_path, Settings(language="en"))
    assert Store.create(tmp_path, Settings(language="vi")).settings.language == "en"


# --- somebody else's ---------------------------------------------------------------------------------------


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everybody may pass through."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def refused(home: Path) -> None:
    before = content(home)
    for access in (Store, lambda home: Store.create(home, Settings())):
        with pytest.raises(Refused, match="belongs to somebody else") as caught:
            access(home)
        assert caught.value.exit_code == 1
    assert content(home) == before


@ROOT_ONLY
def test_a_home_of_somebody_else_is_refused_to_root_too(place: Path) -> None:
    make(place / "home")
    os.chown(place / "home", NOBODY, NOBODY)
    refused(place / "home")


@ROOT_ONLY
def test_an_empty_folder_of_somebody_else_is_not_made_a_home(place: Path) -> None:
    (place / "home").mkdir()
    os.chown(place / "home", NOBODY, NOBODY)
    with pytest.raises(Refused, match="belongs to somebody else"):
        make(place / "home")
    assert list((place / "home").iterdir()) == []


@ROOT_ONLY
@pytest.mark.parametrize("closed", ["home", "."], ids=["the home is closed", "the way to it is closed"])
def test_a_home_that_somebody_else_has_closed_is_refused_all_the_same(place: Path, closed: str) -> None:
    make(place / "home")
    (place / closed).chmod(0o700)
    os.seteuid(NOBODY)
    try:
        with pytest.raises(Refused, match="belongs to somebody else"):
            Store(place / "home")
        with pytest.raises(Refused, match="belongs to somebody else"):
            make(place / "home")
    finally:
        os.seteuid(0)


# --- where the data lies -----------------------------------------------------------------------------------


def test_the_home_is_the_one_given_else_of_the_environment_else_of_the_platform(tmp_path: Path) -> None:
    environment = {"CHECKLIST_HOME": "/srv/checklist", "XDG_DATA_HOME": "/data"}
    assert home_folder(str(tmp_path), environment) == tmp_path
    assert home_folder("here", environment) == Path.cwd() / "here"
    assert home_folder(None, environment) == Path("/srv/checklist")
    assert home_folder(None, {"XDG_DATA_HOME": "/data", "CHECKLIST_HOME": ""}) == Path("/data/checklist")
    assert home_folder(None, {}) == Path("~/.local/share/checklist").expanduser()
