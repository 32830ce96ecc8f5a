"""The commands by name, each with its module, which is imported only when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import msgspec

from checklist.locale import mark


class Command(msgspec.Struct, frozen=True):
    """A command: the module in this package that runs it, and one line of help."""

    module: str
    help: str
    saves: bool = False
    """Whether all that it prints tells of what is saved already."""

    def load(self) -> Any:
        """The module, with `arguments(parser, name, t)` and `run(context, name)`."""
        return importlib.import_module(f"checklist.cli.{self.module}")


COMMANDS: dict[str, Command] = {
    "": Command(
        "screen", mark("the full-screen program; line mode with --plain or where the terminal can do no better")
    ),
    "demo": Command(
        "screen", mark("the same on a throwaway home with sample data; without a terminal the score table")
    ),
    "init": Command("homes", mark("make a home, or a new period in it"), saves=True),
    "units list": Command("units", mark("list the units")),
    "units show": Command("units", mark("show one unit")),
    "units import": Command("units", mark("import units from a YAML or CSV file"), saves=True),
    "rules list": Command("rules", mark("list the shipped rules; in a home, the items of the period's rules")),
    "rules show": Command("rules", mark("show items whole")),
    "rules check": Command("rules", mark("check a folder of rules, naming every fault")),
    "rules coverage": Command(
        "rules", mark("which items cite each paragraph, and how many units each item is asked of")
    ),
    "rules schema": Command("rules", mark("print the JSON Schema of rules files, for editors")),
    "answer": Command("answers", mark("answer an item, or clear its answer"), saves=True),
    "agree": Command("answers", mark("agree with a unit's answers, as the inspector"), saves=True),
    "explain": Command("answers", mark("explain an item where the layers differ"), saves=True),
    "evidence add": Command("evidence", mark("enter a document in the register"), saves=True),
    "evidence edit": Command("evidence", mark("change an entry"), saves=True),
    "evidence remove": Command("evidence", mark("take an entry out of the register"), saves=True),
    "evidence attach": Command("evidence", mark("let an entry serve items"), saves=True),
    "evidence detach": Command("evidence", mark("let an entry no longer serve an item"), saves=True),
    "evidence seen": Command("evidence", mark("mark an entry seen, as the inspector"), saves=True),
    "evidence list": Command("evidence", mark("list a unit's register, or what serves an item")),
    "finding add": Command("finding", mark("write down what is wrong at an item, as the inspector"), saves=True),
    "finding list": Command("finding", mark("list the findings of a unit, or of all")),
    "finding close": Command("finding", mark("close a finding with its evidence, as the inspector"), saves=True),
    "score": Command("scores", mark("the score of a unit, or of all")),
    "queue": Command("queue", mark("what there is to do for you, most pressing first")),
    "report": Command("report", mark("the minutes of a unit's inspection, to be signed")),
    "log": Command("scores", mark("a unit's journal")),
    "undo": Command("answers", mark("take back your own last act in a unit"), saves=True),
    "submit": Command("paper", mark("submit, as the head"), saves=True),
    "withdraw": Command("paper", mark("take a submitted assessment back, as the head"), saves=True),
    "return": Command("paper", mark("give an assessment back one step, with a note"), saves=True),
    "verify": Command("paper", mark("close the verifying, as the inspector"), saves=True),
    "accept": Command("paper", mark("accept, as the reviewer"), saves=True),
    "reopen": Command("paper", mark("open an accepted assessment again, as the reviewer"), saves=True),
    "access add": Command("access", mark("let a person in, with a role, units and a public key"), saves=True),
    "access list": Command("access", mark("list the people, also those who were removed")),
    "access remove": Command("access", mark("end what a person may do"), saves=True),
    "access authorized-keys": Command("access", mark("print the lines of authorized_keys for the SSH server")),
    "serve": Command("serve", mark("what the SSH server starts for a person, named with --as")),
    "expunge": Command(
        "expunge", mark("take a text that should not have been written out of the data, for good"), saves=True
    ),
    "backup": Command("homes", mark("copy the whole home into a tar, also while others write"), saves=True),
    "check": Command("homes", mark("check the integrity of a home")),
}

GROUPS = {name.split()[0] for name in COMMANDS if " " in name}

WITH_VALUE = ("--home", "--period", "--lang", "--as")
"""Global options that take a value, so that the command is found behind them."""


def words_of(given: Sequence[str]) -> list[int]:
    """The places of the command's words in an argument list: of one, of a noun and its verb, or of none."""
    places: list[int] = []
    skip = False
    for place, each in enumerate(given):
        if skip:
            skip = False
        elif each in WITH_VALUE:
            skip = True
        elif not each.startswith("-"):
            places.append(place)
            if len(places) == 2 or each not in GROUPS:
                break
    return places


def command_of(given: Sequence[str]) -> tuple[str | None, list[str]]:
    """The command's name in an argument list and the rest of it; None where no known command stands."""
    places = words_of(given)
    name = " ".join(given[place] for place in places) if places else None
    if not places and not {"-h", "--help", "--version"} & set(given):
        return "", list(given)
    if not name or name not in COMMANDS:
        return None, list(given)
    return name, [each for place, each in enumerate(given) if place not in places]


def near(words: Sequence[str]) -> list[str]:
    """What may follow: the verbs of a noun, else the commands most like a word, else all of them."""
    if words[0] in GROUPS:
        return [name for name in COMMANDS if name.split()[:1] == [words[0]]]
    from difflib import get_close_matches

    first = list(dict.fromkeys(name.split()[0] for name in COMMANDS if name))
    return get_close_matches(words[0], first) or first
