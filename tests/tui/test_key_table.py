"""The action table is the truth: a key that it does not have on a screen does nothing there, and says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filled import UNIT as PAPER
from stage import UNIT, Stage, on_stage, sit
from test_goldens import SCREENS, WITH_PEOPLE, papers, prepared
from test_walk import to_item

from checklist import actions
from checklist.store import Store

__all__ = ["papers"]

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789/?[]{};'"
NAMED = ("enter", "escape", "tab", "shift+tab", "space", "delete", "pagedown", "pageup", "home", "end", "insert")
KEYS = (*LETTERS, *NAMED, *(f"f{n}" for n in range(1, 13)), "up", "down", "left", "right", "ctrl+l", "ctrl+t", "ctrl+u")
EDITING = ("space", "delete", "home", "end", "left", "right")
"""What edits the text of a field."""
DIGITS = frozenset("0123456789")
PRESSED = {"/": "slash", "?": "question_mark", "[": "left_square_bracket", "]": "right_square_bracket",
           "{": "left_curly_bracket", "}": "right_curly_bracket", ";": "semicolon", "'": "apostrophe"}  # fmt: skip


async def other_keys_do_nothing(stage: Stage, unit: str) -> None:
    place = stage.session.top
    known = {key for each in actions.PLACES[place.kind] for key in actions.action(each).keys}
    if "0-9" in known:
        known |= DIGITS
    before, entries = stage.screen().split("\n"), stage.session.desk.read(unit).entries
    unknown = [key for key in KEYS if key not in known]
    if place.field() is not None:
        unknown = [key for key in unknown if len(key) > 1 and key not in EDITING]
    assert unknown
    for key in unknown:
        after = (await stage.press(PRESSED.get(key, key))).split("\n")
        assert stage.session.top is place, key
        assert after[:22] == before[:22], key
    assert stage.session.desk.read(unit).entries == entries


@pytest.mark.parametrize("name", SCREENS)
async def test_a_key_outside_the_table_does_nothing(tmp_path: Path, name: str) -> None:
    item, keys = SCREENS[name]
    async with on_stage(prepared(tmp_path)) as stage:
        if item:
            await to_item(stage, item)
        for key in keys:
            await stage.press("space" if key == "_" else key)
        await other_keys_do_nothing(stage, UNIT)


@pytest.mark.parametrize("name", WITH_PEOPLE)
async def test_a_key_outside_the_table_does_nothing_for_a_role(
    papers: dict[str, Path], tmp_path: Path, name: str
) -> None:
    state, who, keys = WITH_PEOPLE[name]
    shutil.copytree(papers[state], tmp_path / "home")
    async with on_stage(sit(Store(tmp_path / "home"), who)) as stage:
        await stage.press(*("space" if key == "_" else key for key in keys))
        await other_keys_do_nothing(stage, PAPER)
