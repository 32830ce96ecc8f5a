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
from checklist.errors import BadInput, ChecklistError, Forbidden, NotSaved, cause_of
from checklist.locale import LANGUAGES, Words
from checklist.streams import OUT, complain


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
        return tell(t, _refused(error, given))


def _refused(error: OSError, given: Sequence[str]) -> ChecklistError:
    """What the system refused of a file: of the home, or of the command line."""
    file = os.fsdecode(error.filename)
    home = os.path.realpath(home_folder(given_home(given)))
    kind = NotSaved if os.path.realpath(file).startswith(f"{home}{os.sep}") else BadInput
    return kind('Can\'t read "{file}": {cause}.', file=file, cause=cause_of(error))


def lost(error: OSError, code: int) -> int:
    """Tell that standard output took nothing more, and return the exit code.

    Where all that a command tells is what it saved, it is done all the same. Of a closed pipe nothing is told: whoever
    read it has gone.
    """
    if isinstance(error, BrokenPipeError):
        return code
    given = sys.argv[1:]
    t = Words(_language(given))
    name = command_of(given)[0]
    saved = code == 0 and name is not None and COMMANDS[name].saves and "--dry-run" not in given
    told = t("The output can't be written: {cause}.", cause=cause_of(error))
    complain(f"{told} {t('What was to be saved is saved.')}" if saved else told)
    return code or (0 if saved else 1)


def _run(given: list[str], t: Words) -> int:
    name, rest = command_of(given)
    if name is None and {"-h", "--help"} & set(rest):
        OUT.print(_help(t))
        return 0
    if name is None and "--version" in rest:
        from checklist import __version__

        OUT.print(f"checklist {__version__}")
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
