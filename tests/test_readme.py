"""The README shows the program as it is. `UPDATE_GOLDENS=1 pytest tests/test_readme.py` writes its parts anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

from stage import on_stage

from checklist import actions, demo
from checklist.desk import Desk
from checklist.locale import Words

README = Path(__file__).parent.parent / "README.md"


def part(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def is_as(name: str, wanted: str) -> None:
    """Hold a part of the README against what it should be."""
    if os.environ.get("UPDATE_GOLDENS"):
        text = README.read_text("utf-8")
        README.write_text(text.replace(f"<!-- {name} -->\n{part(name)}", f"<!-- {name} -->\n{wanted}"), "utf-8")
    assert part(name) == wanted


async def test_the_screenshot_is_the_real_screen(tmp_path: Path) -> None:
    store = demo.build(tmp_path / "demo", "vi")
    async with on_stage(Desk(store, person="vp01", door="demo")) as stage:
        await stage.press("slash")
        await stage.type("bv4")
        await stage.press("enter")
        is_as("screenshot", f"```text\n{stage.screen()}\n```\n")
        assert len(stage.screen().split("\n")) == 24


def test_the_key_sheet_is_the_action_table() -> None:
    rows = ["| | keys | what they do |", "|---|---|---|"]
    group = ""
    for title, keys, what in actions.sheet(Words("en")):
        rows.append(f"| {title if title != group else ''} | `{keys}` | {what} |")
        group = title
    is_as("keys", "\n".join(rows) + "\n")


def test_every_command_stands_in_the_help() -> None:
    from checklist.cli import _help
    from checklist.cli.table import COMMANDS

    shown = _help(Words("en"))
    assert all(f"  {name}" in shown for name in COMMANDS if name)


def test_every_action_has_a_place_and_every_place_its_help() -> None:
    placed = {each for every in actions.PLACES.values() for each in every}
    assert placed == {each.id for each in actions.ACTIONS}
    assert all(actions.action(each).help for each in placed)
