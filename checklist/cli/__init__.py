"""The command line: argv becomes an act or a question to the desk; what is printed comes from `view`."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from checklist import judge
from checklist.cli.context import Context, Parser, add_globals, option, speak, tell
from checklist.cli.table import COMMANDS, command_of, near, words_of
from checklist.desk import home_folder, open_home
from checklist.errors import BadInput, ChecklistError, Forbidden
from checklist.locale import LANGUAGES, Words
from checklist.text import typed


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code: 0 done, 1 refused, 2 bad input, 3 damaged, 4 not saved."""
    given = list(sys.argv[1:] if argv is None else argv)
    t = Words(_language(given))
    speak(given)
    try:
        for each in given:
            judge.unmarked(each)
        return _run(given, t)
    except ChecklistError as error:
        return tell(t, error)
    except OSError as error:
        if error.filename is None and error.errno == errno.ENOENT:
            return tell(t, BadInput("The folder that you are in is gone.", "Go to another one."))
        if error.filename is None:
            raise
        print(typed(f"{error.filename}: {error.strerror}"), file=sys.stderr)
        home = os.path.realpath(home_folder(given_home(given)))
        return 4 if os.path.realpath(os.fsdecode(error.filename)).startswith(f"{home}{os.sep}") else 1


def _run(given: list[str], t: Words) -> int:
    name, rest = command_of(given)
    if name is None and {"-h", "--help"} & set(rest):
        print(_help(t))
        return 0
    if name is None and "--version" in rest:
        from checklist import __version__

        print(f"checklist {__version__}")
        return 0
    if name is None:
        said = [given[place] for place in words_of(given)]
        raise BadInput('No command "{given}".', "Known: {near}.", given=" ".join(said), near=", ".join(near(said)))
    command = COMMANDS[name]
    module = command.load()
    parser = Parser(f"checklist {name}".strip(), t(command.help))
    parser.words = t
    add_globals(parser, t)
    module.arguments(parser, name, t)
    options = parser.take(rest)
    context = Context(options, t)
    try:
        return int(module.run(context, name))
    except Forbidden as error:
        context.note_refusal(name, error)
        raise


def _language(given: Sequence[str]) -> str:
    """The language that is asked for, else the home's; a demo without a home of its own looks at nobody's."""
    asked = option(given, "--lang")
    if asked in LANGUAGES:
        return str(asked)
    home = given_home(given)
    if home is None and command_of(given)[0] == "demo":
        return "vi"
    try:
        return open_home(home_folder(home)).settings.language
    except (ChecklistError, OSError):
        return "vi"  # whatever is wrong with the home is told by the command that needs one


def given_home(given: Sequence[str]) -> str | None:
    """The data folder that an argument list names, None where it names none."""
    return option(given, "--home")


def _help(t: Words) -> str:
    """All commands, a line each."""
    lines = [
        t("Walk the units of an organisation through a compliance checklist."),
        "",
        "checklist [--home DIR] [--period P] [--lang vi|en] [--as PERSON] COMMAND",
        "          [--json] [--dry-run] [--plain] [--ascii]",
        "",
    ]
    lines += [f"  {name or t('(none)'):<18}{t(command.help)}" for name, command in COMMANDS.items()]
    lines += [
        "",
        t("`checklist COMMAND --help` tells a command's options. Exit codes: 0 done, 1 refused, 2 bad input,"),
    ]
    lines.append(t("3 data damaged, 4 not saved."))
    return "\n".join(lines)
