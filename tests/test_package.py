"""The program as a wheel, installed elsewhere and run from `/`; what the repository may not hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *argv: str) -> str:
    env = {key: value for key, value in os.environ.items() if not key.startswith("CHECKLIST_")}
    command = [sys.executable, "-P", "-m", "checklist", *argv]
    done = subprocess.run(
        command, cwd="/", env={**env, "PYTHONPATH": str(site)}, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_rules_are_found_in_the_wheel(site: Path, tmp_path: Path) -> None:
    assert (site / "checklist" / "_rules" / "bvantq-2009" / "pack.yaml").is_file()
    assert (site / "checklist" / "_rules" / "schema.json").is_file()
    assert run(site, "--home", str(tmp_path / "none"), "rules", "list").startswith("bvantq-2009 2")
    shown = run(site, "rules", "check", str(site / "checklist" / "_rules" / "bvantq-2009"))
    assert "90" in shown


def test_a_home_is_made_and_scored_from_the_wheel(site: Path, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    run(site, "--home", home, "init", "--period", "2009")
    run(site, "--home", home, "answer", "van-phong-bo", "CC-01", "met")
    assert '"claimed":1.1' in run(site, "--home", home, "score", "van-phong-bo", "--json")


def test_the_wheel_holds_the_program_and_its_rules_only(site: Path) -> None:
    top = {path.name for path in site.iterdir()}
    assert top == {"checklist", f"checklist-{version()}.dist-info"}


def version() -> str:
    found = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_version_is_said_once_for_all() -> None:
    import checklist

    assert checklist.__version__ == version()


def test_the_lock_names_versions_and_no_host() -> None:
    lines = [line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(re.match(r"[a-z0-9-]+==[0-9][^ ]*( ;.*)?$", line) for line in lines)


def test_every_dependency_is_locked() -> None:
    wanted = re.findall(r'^    "([a-zA-Z-]+)[>=]', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    locked = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()}
    assert {name.lower() for name in wanted} <= locked
