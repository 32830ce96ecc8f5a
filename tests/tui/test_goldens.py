"""How the screens look at 80x24 in both languages. `UPDATE_GOLDENS=1 pytest tests/tui` writes them anew."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import pkgutil
import re
import shutil
from pathlib import Path

import pytest
from filled import three_papers
from stage import NOW, UNIT, Stage, full_disk, make, on_stage, sit
from test_walk import to_item

from checklist import acts
from checklist.desk import Desk
from checklist.model import Particulars, Said, Value
from checklist.store import Store
from checklist.text import to_ascii
from checklist.tui import screens
from checklist.tui.compared import Compared
from checklist.tui.place import ListPlace, Place, Question
from checklist.tui.screens.conflict import ConflictScreen
from checklist.tui.screens.empty import EmptyScreen, PeriodForm
from checklist.tui.screens.finding_form import FormPlace
from checklist.tui.screens.help import Reading
from checklist.tui.screens.paper_forms import PaperForm
from checklist.tui.screens.unsaved import UnsavedScreen
from checklist.tui.start import begin

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
    "why-section": ("", ("slash", *"van phong bo".replace(" ", "_"), "enter", "v")),
    "question": ("CC-01", ("l",)),
    "give-up": ("CC-01", ("t", "x", "escape")),
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
        shown = SALTED.sub("········ → ········", stage.screen()) + "\n"
        assert not hues(stage) & {"red", "green", "yellow"}
    assert shown == (GOLDENS / f"{name}.vi.txt").read_text("utf-8")


def is_as_reviewed(name: str, screen: str, width: int = 80, height: int = 24) -> None:
    """Hold a screen against its golden, which `UPDATE_GOLDENS=1` writes anew; salted hashes are blotted out."""
    shown = SALTED.sub("········ → ········", screen) + "\n"
    golden = GOLDENS / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")
    assert all(len(row) <= width for row in shown.split("\n")) and shown.count("\n") == height


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
    "confirm": ("submitted", "pc01", ("h", "enter")),
    "finding-form": ("submitted", "kt01", ("enter", "p")),
    "findings": ("verified", "kt01", ("tab", "enter", "p")),
    "finding": ("verified", "pc01", ("tab", "p", "enter")),
    "finding-close": ("verified", "kt01", ("tab", "enter", "p", "enter")),
    "find-across": ("verified", "tt01", ("tab", "tab", "slash", *"chay")),
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


@pytest.mark.parametrize("name", WITH_PEOPLE)
async def test_the_screen_of_a_role_says_the_same_without_colour_and_in_ascii(
    papers: dict[str, Path], tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    state, who, keys = WITH_PEOPLE[name]
    shutil.copytree(papers[state], tmp_path / "home")
    golden = (GOLDENS / f"{name}.vi.txt").read_text("utf-8")
    for ascii in (False, True):
        async with on_stage(sit(Store(tmp_path / "home"), who), ascii=ascii) as stage:
            shown = await stage.press(*("space" if key == "_" else key for key in keys)) + "\n"
            assert not hues(stage) & {"red", "green", "yellow"}
        expected = [to_ascii(row, width_kept=True) if ascii else row for row in golden.split("\n")]
        assert shown.split("\n") == expected


def hues(stage: Stage) -> set[str]:
    """The names of the colours on the screen."""
    strips = stage.app.screen._compositor.render_strips()
    return {segment.style.color.name for row in strips for segment in row if segment.style and segment.style.color}


# --- what no key alone leads to ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_two_versions_of_one_answer_look_as_reviewed(tmp_path: Path, lang: str) -> None:
    desk = prepared(tmp_path)
    async with on_stage(desk, lang) as stage:
        await to_item(stage, "BV-04")
        await stage.press("tab", "8", "tab")
        other = Desk(desk.store, door="cli", clock=lambda: NOW)
        other.do(UNIT, acts.Answer("BV-04", "self", Value(assigned=11, reached=9)))
        screen = await stage.press("enter")
        assert isinstance(stage.session.top, ConflictScreen)
        is_as_reviewed(f"conflict.{lang}", screen)


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_a_disk_that_is_full_looks_as_reviewed(
    tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_stage(prepared(tmp_path), lang) as stage:
        await to_item(stage, "CC-02")
        with full_disk(monkeypatch):
            screen = await stage.press("d")
        assert isinstance(stage.session.top, UnsavedScreen)
        is_as_reviewed(f"unsaved.{lang}", screen)


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_a_draft_that_is_offered_again_looks_as_reviewed(tmp_path: Path, lang: str) -> None:
    desk = prepared(tmp_path)
    async with on_stage(desk, lang) as stage:
        await to_item(stage, "CC-02")
        await stage.press("t", "1", "2")
        kept = stage.session.top.draft()
        assert kept is not None
        desk.keep_draft(*kept)
    async with on_stage(desk, lang) as stage:
        is_as_reviewed(f"draft-offer.{lang}", stage.screen())


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_a_window_too_small_looks_as_reviewed(tmp_path: Path, lang: str) -> None:
    async with on_stage(prepared(tmp_path), lang) as stage:
        await to_item(stage, "CC-02")
        await stage.pilot.resize_terminal(50, 12)
        await stage.pilot.pause()
        is_as_reviewed(f"too-small.{lang}", stage.screen(), 50, 12)


# --- every screen ----------------------------------------------------------------------------------------------

ELSEWHERE = ("conflict", "unsaved", "draft-offer", "too-small", "empty", "new-period")
"""Goldens of the tests above, and of test_empty_home."""
BASES = (Place, ListPlace, Question, Compared, FormPlace, PaperForm, Reading)
"""What places are made of."""


def test_there_is_no_golden_that_nobody_draws() -> None:
    assert sorted(path.name for path in GOLDENS.iterdir()) == sorted(
        f"{n}.{x}.txt" for n in (*SCREENS, *WITH_PEOPLE, *ELSEWHERE) for x in ("en", "vi")
    )


async def test_every_kind_of_screen_has_a_golden(papers: dict[str, Path], tmp_path: Path) -> None:
    seen: set[type[Place]] = {ConflictScreen, UnsavedScreen, EmptyScreen, PeriodForm}
    async with on_stage(prepared(tmp_path)) as stage:
        for item, keys in SCREENS.values():
            begin_again(stage)
            if item:
                await to_item(stage, item)
            await stage.press(*("space" if key == "_" else key for key in keys))
            seen.add(type(stage.session.top))
    for n, (state, who, keys) in enumerate(WITH_PEOPLE.values()):
        home = shutil.copytree(papers[state], tmp_path / str(n))
        async with on_stage(sit(Store(home), who)) as stage:
            await stage.press(*("space" if key == "_" else key for key in keys))
            seen.add(type(stage.session.top))
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    assert subclasses(Place) - seen == set(BASES)


def begin_again(stage: Stage) -> None:
    stage.session.sit(stage.session.desk)
    begin(stage.session)


def subclasses(kind: type[Place]) -> set[type[Place]]:
    return {kind} | {each for below in kind.__subclasses__() for each in subclasses(below)}
