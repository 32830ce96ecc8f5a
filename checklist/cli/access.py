"""`access add`, `access list`, `access remove`, `access authorized-keys`."""

from __future__ import annotations

import os
import stat
import sys

from checklist import access, keys
from checklist.cli.context import Context, Parser, named
from checklist.errors import BadInput, cause_of
from checklist.locale import Words
from checklist.model import ROLES, Person
from checklist.people import key_line
from checklist.view import people


def arguments(parser: Parser, name: str, t: Words) -> None:
    """A person, and who they are."""
    if name in ("access add", "access remove"):
        parser.add_argument("id", metavar="ID", help=t("small letters, digits, hyphens; never given again"))
    if name == "access add":
        parser.add_argument("--role", metavar="R", required=True, help=", ".join(ROLES))
        told = t("a unit of the person; once for each, none for reviewer and admin")
        parser.add_argument("--unit", metavar="U", nargs="+", action="extend", help=told)
        told = t("the file of the person's public key, or - for standard input")
        parser.add_argument("--key", metavar="FILE", type=named, required=True, help=told)
    elif name == "access authorized-keys":
        told = t("the full path of this program, as the SSH server is to start it")
        parser.add_argument("--program", metavar="PATH", type=named, help=told)


def run(context: Context, name: str) -> int:
    """Keep people, or print them."""
    match name:
        case "access add":
            return _add(context)
        case "access remove":
            return _remove(context)
        case "access list":
            return _list(context)
        case _:
            return _authorized_keys(context)


def _add(context: Context) -> int:
    options, t = context.options, context.t
    units = tuple(options.unit) if options.unit else None
    new = Person(options.id, options.role, units, key=_line(options.key))
    person = access.add_person(context.store, options.person, new, dry_run=options.dry_run)
    if options.json:
        context.object(people.person_json(person))
    else:
        context.saved(" ".join(people.person_line(t, person).split()))
    return 0


def _line(path: str) -> str:
    """A public key file's text; of what is longer than any key, enough to be refused."""
    try:
        if path == "-":
            return sys.stdin.read(2 * keys.LONGEST)
        # What is no file may never end, or never begin.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(2 * keys.LONGEST).decode("utf-8", "replace")
    except OSError as error:
        raise BadInput('Can\'t read "{file}": {cause}.', file=path, cause=cause_of(error)) from error
    raise BadInput('"{given}" is no file.', "`--key -` reads standard input.", given=path)


def _remove(context: Context) -> int:
    options, t = context.options, context.t
    person = access.remove_person(context.store, options.person, options.id, dry_run=options.dry_run)
    if options.json:
        context.object(people.person_json(person))
        return 0
    context.saved(" ".join(people.person_line(t, person).split()))
    if not options.dry_run:
        context.print(t("Their next act is refused. Take their line out of authorized_keys too."))
    return 0


def _list(context: Context) -> int:
    everybody = access.people(context.store, context.options.person)
    if context.options.json:
        context.object({"people": [people.person_json(each) for each in everybody]})
    elif not everybody:
        context.print(context.t("Nobody but the local person. `checklist access add --help` shows how to add one."))
    else:
        context.print(*(people.person_line(context.t, each) for each in everybody))
    return 0


def _authorized_keys(context: Context) -> int:
    program = context.options.program or os.path.abspath(sys.argv[0])
    if os.path.basename(program) == "__main__.py" or not os.access(program, os.X_OK):
        raise BadInput('"{path}" can\'t be started over SSH.', "Name the program with --program.", path=program)
    everybody = access.people(context.store, context.options.person)
    lines = [key_line(program, str(context.home), each) for each in everybody if each.key and not each.removed]
    if context.options.json:
        context.object({"lines": lines})
    else:
        context.print(*lines)
    return 0
