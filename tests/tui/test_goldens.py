"""How the screens look at 80x24 in both languages. `UPDATE_GOLDENS=1 pytest tests/tui` writes them anew."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from pathlib import Path

import pytest
from filled import three_papers
from stage import UNIT, make, on_stage, sit
from test_walk import to_item

from checklist import acts
from checklist.desk import Desk
from checklist.model import Particulars, Said, Value
from checklist.store import Store
from checklist.text import to_ascii

SALTED = re.compile("[0-9a-f]{8} → [0-9a-f]{8}")
"""Links of the journal: every text has a salt of its own, so no two runs have the same."""
GOLDENS = Path(__file__).parent / "goldens"
GUARDS = {"permanent": 4, "short_contract": 4, "service": 3, "total": 11, "made_permanent": 1, "gates": 4}

SCREENS: dict[str, tuple[str, tuple[str, ...]]] = {
    "units": ("", ()),
    "overview": ("", ("slash", *"van phong bo".replace(" ", "_"), "enter")),
    "walk-check": ("CC-02", ()),
    "walk-quota": ("BV-04", ()),
    "walk-roster": ("CC-07", ()),
    "walk-limit": ("CC-06", ()),
    "walk-figure": ("BV-03", ()),
    "walk-restricted": ("TV-02", ()),
    "reason": ("CC-04", ("m",)),
    "ground": ("CC-04", ("k",)),
    "evidence-list": ("CC-01", ("tab",)),
    "evidence-form": ("CC-01", ("t",)),
    "evidence-marked": ("KH-03", ("t",)),
    "attach": ("CC-04", ("g",)),
    "journal": ("CC-01", ("n",)),
    "why-item": ("BV-04", ("v",)),
    "search": ("CC-01", ("slash", *"chay")),
    "sweep": ("CC-01", ("h",)),
    "help": ("CC-01", ("question_mark",)),
    "actions": ("CC-01", ("f9",)),
}


def prepared(tmp_path: Path) -> Desk:
    """A home in the middle of the work, always the same."""
    desk = sit(make(tmp_path / "home"))
    register = Particulars(
        kind="decision",
        number=Said(text="1549/QĐ-LĐTBXH"),
        date=dt.date(2009, 11, 23),
        issuer=Said(text="Bộ LĐTBXH"),
        kept_at=Said(text="VT, Văn phòng Bộ"),
    )
    reason = Said(text="Bốn hợp đồng ngắn hạn chưa học")
    for act in (
        acts.Answer("CC-01", "self", Value("met")),
        acts.AddEvidence(register, ("CC-01",)),
        acts.AddEvidence(register, ("CC-02",)),
        acts.Answer("BV-04", "self", Value(assigned=11, reached=7, reason=reason)),
        acts.Answer("CC-06", "self", Value(count=0)),
        acts.Answer("BV-03", "self", Value(values=GUARDS)),
    ):
        desk.do(UNIT, act)
    return desk


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_looks_as_reviewed(tmp_path: Path, name: str, lang: str) -> None:
    item, keys = SCREENS[name]
    async with on_stage(prepared(tmp_path), lang) as stage:
        if item:
            await to_item(stage, item)
        for key in keys:
            await stage.press("space" if key == "_" else key)
        is_as_reviewed(f"{name}.{lang}", stage.screen())


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", SCREENS)
async def test_in_ascii_every_cell_keeps_its_place(tmp_path: Path, name: str, lang: str) -> None:
    item, keys = SCREENS[name]
    async with on_stage(prepared(tmp_path), lang, ascii=True) as stage:
        if item:
            await to_item(stage, item)
        for key in keys:
            await stage.press("space" if key == "_" else key)
        shown = re.sub("[0-9a-f]{8} > [0-9a-f]{8}", "???????? > ????????", stage.screen()) + "\n"
    assert shown.isascii()
    golden = (GOLDENS / f"{name}.{lang}.txt").read_text("utf-8").replace("·" * 8, "?" * 8)
    assert shown.split("\n") == [to_ascii(row, width_kept=True) for row in golden.split("\n")]


@pytest.mark.parametrize("name", SCREENS)
async def test_without_colour_every_screen_says_the_same(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    item, keys = SCREENS[name]
    async with on_stage(prepared(tmp_path)) as stage:
        if item:
            await to_item(stage, item)
        for key in keys:
            await stage.press("space" if key == "_" else key)
        strips = stage.app.screen._compositor.render_strips()
        hues = {segment.style.color.name for row in strips for segment in row if segment.style and segment.style.color}
        shown = SALTED.sub("········ → ········", stage.screen()) + "\n"
    assert not hues & {"red", "green", "yellow"}
    assert shown == (GOLDENS / f"{name}.vi.txt").read_text("utf-8")


def is_as_reviewed(name: str, screen: str) -> None:
    """Hold a screen against its golden, which `UPDATE_GOLDENS=1` writes anew; salted hashes are blotted out."""
    shown = SALTED.sub("········ → ········", screen) + "\n"
    golden = GOLDENS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")
    assert all(len(row) <= 80 for row in shown.split("\n")) and shown.count("\n") == 24


WITH_PEOPLE: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "tasks-head": ("draft", "pc01", ()),
    "tasks-inspector": ("submitted", "kt01", ()),
    "tasks-reviewer": ("verified", "tt01", ()),
    "verify-check": ("submitted", "kt01", ("tab", "enter", "slash", *"ld3", "enter")),
    "verify-quota": ("submitted", "kt01", ("tab", "enter", "slash", *"ld2", "enter")),
    "verify-roster": ("submitted", "kt01", ("tab", "enter", "slash", *"ld4", "enter")),
    "before-verifying-ends": ("submitted", "kt01", ("tab", "enter", "h")),
    "before-accepting": ("verified", "tt01", ("enter",)),
    "explain": ("verified", "pc01", ("enter", "enter")),
    "return": ("submitted", "kt01", ("tab", "enter", "h", "end", "enter")),
    "finding-form": ("submitted", "kt01", ("enter", "p")),
    "findings": ("verified", "kt01", ("tab", "enter", "p")),
    "minutes": ("verified", "tt01", ("tab", "slash", *"phap_che", "enter", "b")),
    "matrix": ("verified", "tt01", ("tab", "tab")),
    "across": ("verified", "tt01", ("tab", "tab", "slash", *"kh3", "enter")),
    "agreement": ("verified", "tt01", ("tab", "tab", "y")),
    "units-reviewer": ("verified", "tt01", ("tab",)),
}
"""Name to where the paper is, who looks, and the keys from level 1."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return three_papers(tmp_path_factory.mktemp("papers"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", WITH_PEOPLE)
async def test_the_screen_of_a_role_looks_as_reviewed(
    papers: dict[str, Path], tmp_path: Path, name: str, lang: str
) -> None:
    state, who, keys = WITH_PEOPLE[name]
    shutil.copytree(papers[state], tmp_path / "home")
    async with on_stage(sit(Store(tmp_path / "home"), who), lang) as stage:
        is_as_reviewed(f"{name}.{lang}", await stage.press(*("space" if key == "_" else key for key in keys)))


def test_there_is_no_golden_that_nobody_draws() -> None:
    assert sorted(path.name for path in GOLDENS.iterdir()) == sorted(
        f"{n}.{x}.txt" for n in (*SCREENS, *WITH_PEOPLE) for x in ("en", "vi")
    )
