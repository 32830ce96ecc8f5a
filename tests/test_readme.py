"""The README shows the program as it is. `UPDATE_GOLDENS=1 pytest tests/test_readme.py` writes its parts anew."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

import pytest
from stage import on_stage

from checklist import actions, demo
from checklist.cli import main
from checklist.desk import Desk
from checklist.locale import Words
from checklist.tui.screens.help import KINDS

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


# --- rules of one's own ------------------------------------------------------------------------------------

IN_FILES = (
    ("`pack.yaml`", ("pack", "period", "band", "ground", "named", "text")),
    ("a section's file", ("section", "item", "labels", "applies", "basis", "rule", "check")),
    ("`units.yaml`", ("units", "unit")),
    ("`demo.yaml`, if there is one", ("demo", "person", "assessment", "entry", "answer")),
)
CALLED = {
    "named": "an entry of `evidence_kinds`, `unit_kinds`, `attributes`, `parts` or `values`",
    "text": "every text",
    "rule": "`evidence` of an item",
    "check": "an entry of `checks`",
    "entry": "an entry of `evidence`",
}


def test_the_table_of_keys_is_the_schema() -> None:
    from checklist.rulebook.items import KIND_KEYS
    from checklist.rulebook.schema import DESCRIPTIONS, schema

    assert {name for _, names in IN_FILES for name in names} == set(DESCRIPTIONS)
    rows = ["| in | key | what it means |", "|---|---|---|"]
    for file, names in IN_FILES:
        for name in names:
            where = f"{file}: " + CALLED.get(name, f"`{name}`" if name != names[0] else "the whole file")
            for key, meaning in DESCRIPTIONS[name].items():
                needed = key in schema()["$defs"][name]["required"]
                kinds = [f"`{kind}`" for kind, keys in KIND_KEYS.items() if name == "item" and key in keys]
                also = f" Needed by {', '.join(kinds)}." if kinds else ""
                rows.append(f"| {where} | {'**' if needed else ''}`{key}`{'**' if needed else ''} | {meaning}{also} |")
                where = ""
    is_as("every-key", "\n".join(rows) + "\n")


def test_the_pack_of_the_readme_is_checked_and_walked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = re.findall(r"<!-- file (\S+) -->\n```yaml\n(.*?)```\n<!-- /file -->", README.read_text("utf-8"), re.DOTALL)
    assert [name for name, _ in files] == ["canteen/pack.yaml", "canteen/VS.yaml", "canteen/units.yaml"]
    for name, text in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    canteen, home = str(tmp_path / "canteen"), ("--home", str(tmp_path / "home"))
    assert main(["rules", "check", canteen, "--lang", "en"]) == 0
    assert "2 items, 1 units" in capsys.readouterr().out
    assert main(["rules", "coverage", canteen, "--lang", "en"]) == 0
    assert "Every paragraph is cited by an item." in capsys.readouterr().out
    assert main([*home, "init", "--pack", canteen, "--period", "2026"]) == 0
    assert main([*home, "answer", "bep-so-1", "VS-01", "--assigned", "5", "--reached", "4"]) == 0
    capsys.readouterr()
    assert main([*home, "score", "bep-so-1", "--json"]) == 0
    assert '"claimed":48.0' in capsys.readouterr().out


# --- commands and actions ----------------------------------------------------------------------------------


def test_every_command_stands_in_the_help() -> None:
    from checklist.cli import _help
    from checklist.cli.table import COMMANDS

    shown = _help(Words("en"))
    assert all(f"  {name}" in shown for name in COMMANDS if name)


def test_every_action_has_a_place_and_every_place_its_help() -> None:
    placed = {each for every in actions.PLACES.values() for each in every}
    assert placed == {each.id for each in actions.ACTIONS}
    assert all(actions.action(each).help for each in placed)
    assert set(KINDS) == set(actions.PLACES)


def test_the_table_of_commands_is_the_command_line() -> None:
    from checklist.cli.context import Parser, add_globals
    from checklist.cli.table import COMMANDS

    t = Words("en")
    rows = ["| command | what it does | its own arguments |", "|---|---|---|"]
    for name, command in COMMANDS.items():
        parser = Parser("checklist", "")
        command.load().arguments(parser, name, t)
        rows.append(f"| `{f'checklist {name}'.strip()}` | {t(command.help)} | {arguments_of(parser)} |")
    parser = Parser("checklist", "")
    add_globals(parser, t)
    rows.append(f"| every command | | {arguments_of(parser)} |")
    is_as("commands", "\n".join(rows) + "\n")


def arguments_of(parser: argparse.ArgumentParser) -> str:
    """The arguments of a command as usage writes them, without `--help`."""
    usage = parser.format_usage().split()[3:]
    return f"`{' '.join(usage).replace('|', '¦')}`".replace("``", "")
