"""What every command has: its options, the words, the desk when it needs one, and one way to print."""

from __future__ import annotations

import argparse
import codecs
import io
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import msgspec

from checklist import workflow
from checklist.desk import Desk, Home, home_folder, open_home
from checklist.errors import BadFile, BadInput, ChecklistError, Forbidden, Phrase
from checklist.locale import LANGUAGES, Words
from checklist.model import LOCAL, Assessment, Said
from checklist.streams import OUT, complain
from checklist.text import cut_middle, printed, to_ascii

if TYPE_CHECKING:
    from checklist.terminal import Terminal

LONGEST = 500
"""Cells of what is quoted in an error."""


class Parser(argparse.ArgumentParser):
    """argparse whose errors are ours: one line, exit code 2."""

    words = Words("en")

    def __init__(self, prog: str, description: str) -> None:
        # With a width of its own the formatter does not ask the terminal, which would import shutil for each option.
        formatter = partial(argparse.HelpFormatter, width=96, max_help_position=32)
        super().__init__(prog, description=description, formatter_class=cast("Any", formatter))

    def take(self, given: Sequence[str]) -> argparse.Namespace:
        """Parse; of two `--`, or one as an option's value, argparse would make an empty list where a text belongs."""
        if given.count("--") > 1 or any(each.startswith("-") and each.endswith("=--") for each in given):
            raise BadInput('"--" is no value.', "`{prog} --help` shows the options.", prog=self.prog)
        return self.parse_args(given)

    def print_help(self, file: object = None) -> None:
        """Print the options."""
        OUT.print(self.format_help().rstrip("\n"))

    def error(self, message: str) -> NoReturn:
        """Tell a wrong argument as wrong input."""
        from checklist.cli.problems import problem

        raise problem(message, self.prog)


def named(given: str) -> str:
    """The value of an option that names something; an empty one, as of an unset variable, never means the default."""
    if not given:
        raise BadInput("An empty text names nothing.", "Leave the option out, or name what is meant.")
    return given


def tell(t: Words, error: ChecklistError) -> int:
    """Print an error and return its exit code.

    One line each, and nothing in it that a terminal obeys: what was typed is quoted in it.
    """
    if not isinstance(error, BadFile):
        error.fields = {name: _at_most(value) for name, value in error.fields.items()}
    told = t.error(error)
    for line in told.split("\n") if isinstance(error, BadFile) else [told]:
        complain(printed(line))
    return error.exit_code


def _at_most(value: object) -> object:
    """A field of an error, of a very long text its two ends."""
    return cut_middle(printed(value), LONGEST) if isinstance(value, str) and len(value) > LONGEST else value


def terminal_of(*, plain: bool = False, ascii: bool = False) -> Terminal:
    """What the terminal of this process can do."""
    from checklist.terminal import judge

    here = sys.stdin.isatty() and sys.stdout.isatty()
    return judge(os.environ, is_terminal=here, plain=plain, ascii=ascii)


def speak(given: Sequence[str]) -> None:
    """Print in ASCII where it is asked for, or where the terminal shows nothing else; a pipe gets UTF-8."""
    ascii = "--ascii" in given
    if ascii or (sys.stdout.isatty() and terminal_of().ascii):
        codecs.register_error("checklist.twins", _twin)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and (ascii or stream.isatty()):
                stream.reconfigure(encoding="ascii", errors="checklist.twins")


def _twin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return to_ascii(error.object[error.start : error.end]), error.end


def option(given: Sequence[str], name: str) -> str | None:
    """The last value of a global option, before the arguments are parsed."""
    value = None
    for place, each in enumerate(given):
        if each == name and place + 1 < len(given):
            value = given[place + 1]
        elif each.startswith(f"{name}="):
            value = each.partition("=")[2]
    return value


def add_globals(parser: Parser, t: Words, *, served: bool = False) -> None:
    """The options of every command, before it or after it; `served` those that a client may give over SSH."""
    parser.allow_abbrev = False
    if not served:
        _add_local(parser, t)
    parser.add_argument("--period", metavar="P", type=named, help=t("assessment period; else the newest"))
    parser.add_argument("--lang", choices=LANGUAGES, help=t("language; else the home's"))
    parser.add_argument("--json", action="store_true", help=t("print one JSON object"))
    parser.add_argument("--dry-run", action="store_true", help=t("only tell whether it would be done"))


def _add_local(parser: Parser, t: Words) -> None:
    parser.add_argument(
        "--home", metavar="DIR", type=named, help=t("data folder; else CHECKLIST_HOME, else the platform's")
    )
    parser.add_argument("--as", dest="person", metavar="PERSON", type=named, help=t("act as this person of the home"))
    parser.add_argument("--plain", action="store_true", help=t("line mode: questions and answers, a line each"))
    parser.add_argument("--ascii", action="store_true", help=t("nothing but ASCII: no accents"))


class Context:
    """One run of a command."""

    def __init__(self, options: argparse.Namespace, t: Words) -> None:
        self.options = options
        self.t = t

    @property
    def home(self) -> Path:
        """Where the data lies."""
        return home_folder(self.options.home)

    @property
    def has_home(self) -> bool:
        """Whether there is any data."""
        return (self.home / "home.json").exists()

    @cached_property
    def store(self) -> Home:
        """The home, opened."""
        return open_home(self.home)

    @cached_property
    def desk(self) -> Desk:
        """The desk of the person, in the period."""
        return self.sit("cli")

    def sit(self, door: str) -> Desk:
        """A desk behind a door; acting as a person at the console is journalled as such."""
        shown = "console" if self.options.person else door
        return Desk(self.store, person=self.options.person, door=shown, period=self.options.period)

    def allow(self, unit: str, row: str) -> Assessment:
        """A unit's assessment, if the person may do acts of a row of the table: asked before any value is looked at.

        Raises:
            BadInput: no such unit, or not theirs. Refused: role or state says no.
        """
        a = self.desk.read(unit)
        if refusal := workflow.may(self.desk.person, a, row):
            raise refusal
        return a

    def note_refusal(self, name: str, error: Forbidden) -> None:
        """Log who was refused what, in a home with people. `access` and `serve` have done it already."""
        if not name.startswith("access ") and name != "serve" and self.store.people():
            from checklist import access

            who, door = self.options.person or LOCAL.id, "console" if self.options.person else "cli"
            access.note_refusal(self.store, who, door, error, command=name)

    @cached_property
    def terminal(self) -> Terminal:
        """What this terminal can do."""
        return terminal_of(plain=self.options.plain, ascii=self.options.ascii)

    # --- printing ------------------------------------------------------------------------------------------

    def print(self, *lines: str) -> None:
        """Print lines, and nothing in them that a terminal obeys: paths stand in some."""
        for line in lines:
            OUT.print(printed(line, lines=True))

    def saved(self, what: str) -> None:
        """Print what was saved, or would be."""
        message = self.t("Would be saved: {what}.", what=what) if self.options.dry_run else None
        self.print(message or self.t("Saved: {what}.", what=what))

    def object(self, thing: object) -> None:
        """Print one JSON object."""
        OUT.print(msgspec.json.encode(thing).decode())

    def warn(self, phrases: Iterable[Phrase]) -> None:
        """Tell what is worth a second look; nothing is refused for it."""
        from checklist.view import words

        for phrase in phrases:
            complain(printed(self.t("Note: {what}", what=words.notice(self.t, phrase))))


def whole(given: str) -> int:
    """A whole number as people write it; raises BadInput for anything else."""
    from checklist.view import numbers

    return numbers.whole(given)


def said(given: str | None) -> Said | None:
    """A typed text for an act; None and empty say nothing."""
    return Said(text=given) if given else None
