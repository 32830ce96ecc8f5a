"""`serve`: what the SSH server starts for a person, and nothing else. The forced command's argument says who it is.

With a terminal it opens the full-screen program. A command that the client sends is taken apart without a shell, held
against a list, and run as the same command at the console would be, as that person, in that home.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shlex
import signal
import sys
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from checklist import access, judge
from checklist.cli.context import Context, Parser, add_globals, option, speak, tell
from checklist.cli.table import COMMANDS, command_of
from checklist.desk import Desk, Home
from checklist.errors import BadInput, ChecklistError, Forbidden
from checklist.locale import LANGUAGES, Words
from checklist.model import Person
from checklist.terminal import Terminal
from checklist.terminal import judge as judge_terminal

ALLOWED = (
    "score", "answer", "agree", "explain", "evidence add", "evidence edit", "evidence remove", "evidence attach",
    "evidence detach", "evidence seen", "evidence list", "finding add", "finding list", "finding close", "log", "undo",
    "queue", "submit", "withdraw", "return", "verify", "accept", "reopen", "units list", "units show", "rules list",
    "rules show", "report",
)  # fmt: skip
"""Commands that a client may send. What is not here does not exist over SSH."""

PATHS = ("FILE", "PATH", "DIR")
"""What help calls an argument that names something of the server: no client gives one."""

LONGEST = 20_000
"""Characters of a command: ten times the longest text in it."""


def arguments(parser: Parser, name: str, t: Words) -> None:
    """The limits of a session."""
    parser.add_argument("--idle", metavar="TIME", default="30m", help=t("ends a session without a key; 30m"))
    parser.add_argument("--total", metavar="TIME", default="12h", help=t("ends any session; 12h"))


def run(context: Context, name: str) -> int:
    """Serve the person whom the forced command names."""
    environment = dict(os.environ)  # it is gone then
    asked, address = shut_in()
    limits = seconds(context.options.idle), seconds(context.options.total)
    if context.options.person is None:
        raise BadInput("Who is it? The forced command says it with --as.")
    session = Session(context.store, context.options.person, address)
    who = session.person()
    wanted = screen_options(asked)
    if asked and wanted is None:
        signal.setitimer(signal.ITIMER_REAL, min(limits))  # for a client that reads no further
        return session.command(context, asked)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        error = BadInput("There is no terminal here and no command.", "`ssh -t` asks for a terminal.")
        session.refused("", error)
        raise error
    plain, ascii = (wanted.plain, wanted.ascii) if wanted else (False, False)
    options = context.options
    terminal = judge_terminal(environment, is_terminal=True, plain=plain or options.plain, ascii=ascii or options.ascii)
    if wanted:
        options.period = wanted.period or options.period
        context.t = Words(wanted.lang) if wanted.lang else context.t
        speak(("--ascii",) if terminal.ascii else ())
    return session.screen(context, who, terminal, limits)


class Session:
    """One login of one person."""

    def __init__(self, store: Home, id: str, address: str) -> None:
        self.store, self.id, self.address = store, id, address

    def person(self) -> Person:
        """Who it is; raises Forbidden for nobody's id and for a person who was removed."""
        found = next((each for each in self.store.people() if each.id == self.id and not each.removed), None)
        if found is None:
            self.id = self.id if re.fullmatch(r"[a-z0-9-]{1,32}", self.id) else "?"
            error = Forbidden('"{id}" may not come in here, or no longer.', "Ask the administrator.", id=self.id)
            self.refused("", error)
            raise error
        return found

    # --- the full screen -----------------------------------------------------------------------------------

    def screen(self, context: Context, who: Person, terminal: Terminal, limits: tuple[float, float]) -> int:
        """The full-screen program as the person, until they leave, the line goes, or the time is up.

        A terminal that can't place a cursor gets line mode.
        """
        desk = Desk(self.store, person=who.id, door="ssh", period=context.options.period)
        self.note("login")
        ended = partial(self.note, "end")
        if not terminal.screen:
            from checklist.plain.app import run as run_plain

            return run_plain(desk, context.t, limits=limits, ended=ended)
        from checklist.tui.app import run as run_screen

        return run_screen(desk, context.t, context.home, terminal=terminal, limits=limits, ended=ended)

    # --- a command -----------------------------------------------------------------------------------------

    def command(self, context: Context, asked: bytes) -> int:
        """Run a command that the client sent, and return its exit code."""
        t, name = context.t, ""
        try:
            given = split(asked)
            t = Words(lang) if (lang := option(given, "--lang")) in LANGUAGES else t
            name = allowed(given)
            options = parse(name, given, t)
        except BadInput as error:
            self.refused(name, error)
            return tell(t, error)
        options.home, options.person, options.plain = str(context.home), self.id, False
        served = ServedContext(options, t)
        self.note("login", command=name)
        try:
            return int(COMMANDS[name].load().run(served, name))
        except ChecklistError as error:
            if isinstance(error, Forbidden):
                self.refused(name, error)
            return tell(t, error)

    # --- the log -------------------------------------------------------------------------------------------

    def note(self, what: str, cause: str = "", **about: object) -> None:
        """Log a login or the end of a session."""
        told = {"from": self.address, **({"cause": cause} if cause else {}), **about}
        self._log(lambda: access.note(self.store, self.id, "ssh", what, **told))

    def refused(self, name: str, error: ChecklistError) -> None:
        """Log a refusal, by the name of a command that there is and nothing else that the client sent."""
        told = {"from": self.address, "command": name}
        self._log(lambda: access.note_refusal(self.store, self.id, "ssh", error, **told))

    def _log(self, write: Callable[[], None]) -> None:
        """A log that can't be written is told, and keeps nobody from reading: the disk may be full."""
        try:
            write()
        except ChecklistError as error:
            tell(Words(self.store.settings.language), error)


class ServedContext(Context):
    """A command's context over SSH: the person is the forced command's, whatever is asked."""

    def sit(self, door: str) -> Desk:
        """The person's desk."""
        return Desk(self.store, person=self.options.person, door="ssh", period=self.options.period)


class ServedParser(Parser):
    """A command's parser without what names something of the server: for a client that does not exist."""

    def add_argument(self, *names: Any, **more: Any) -> argparse.Action:
        """Take an argument over, or leave it out as if it were never given."""
        if more.get("metavar") not in PATHS:
            return super().add_argument(*names, **more)
        left_out = argparse.Action(names, more.get("dest") or names[-1].lstrip("-").replace("-", "_"))
        self.set_defaults(**{left_out.dest: None})
        return left_out


def split(asked: bytes) -> list[str]:
    """The words of a command as a client sent it. Quotes hold words together, and nothing else means anything.

    Raises:
        BadInput: it is too long, no text of one line, or a quote is left open.
    """
    try:
        text = asked.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput("The command is no UTF-8 text.") from None
    if len(text) > LONGEST:
        raise BadInput("The command is too long: {most} characters are the most.", most=LONGEST)
    if any(unicodedata.category(each) == "Cc" for each in text):
        raise BadInput("The command holds a line break or another control character.")
    judge.unmarked(text)
    try:
        words = shlex.split(text)
    except ValueError:
        raise BadInput("The command can't be read: a quote is open at its end.") from None
    for each in words:
        judge.unmarked(each)
    return words


def screen_options(asked: bytes) -> argparse.Namespace | None:
    """What a client asks of the screen, as in `ssh -t server --plain`; None where it asks for a command or nothing."""
    try:
        given = split(asked)
        if not given or command_of(given)[0] != "":
            return None
        parser = ServedParser("checklist", "")
        add_globals(parser, Words("en"), served=True)
        for name in ("--plain", "--ascii"):
            parser.add_argument(name, action="store_true")
        options = parser.parse_args(given)
    except BadInput:
        return None  # told as the command that it is none of
    return None if options.json or options.dry_run else options


def allowed(given: Sequence[str]) -> str:
    """The name of a command that a client may send; raises BadInput for every other."""
    name, _ = command_of(given)
    if name not in ALLOWED or name not in COMMANDS:
        known = [each for each in ALLOWED if each in COMMANDS]
        raise BadInput("There is no such command over SSH.", "Known: {near}.", near=", ".join(known))
    return name


def parse(name: str, given: Sequence[str], t: Words) -> argparse.Namespace:
    """The options of an allowed command; raises BadInput for one that does not exist over SSH."""
    parser = ServedParser(f"checklist {name}", t(COMMANDS[name].help))
    parser.words = t
    add_globals(parser, t, served=True)
    COMMANDS[name].load().arguments(parser, name, t)
    return parser.take(command_of(given)[1])


def seconds(given: str) -> float:
    """A time such as 90s, 30m or 12h in seconds.

    Raises:
        BadInput: anything else.
    """
    if not re.fullmatch(r"[1-9][0-9]{0,4}[smh]", given):
        raise BadInput('"{given}" is no time.', "Example: 30m, 12h, 90s.", given=given)
    return float(given[:-1]) * {"s": 1, "m": 60, "h": 3600}[given[-1]]


# --- the process ---------------------------------------------------------------------------------------------


def shut_in() -> tuple[bytes, str]:
    """Close the process to what the client's environment says, and return the command it sent and its address.

    Of the environment only the name of the terminal stays, where it looks like one. No core is dumped, nothing is
    stopped by a key, output goes out line by line.
    """
    asked = os.environb.get(b"SSH_ORIGINAL_COMMAND", b"")
    address = os.environ.get("SSH_CONNECTION", "").partition(" ")[0]
    term = os.environ.get("TERM", "")
    os.environ.clear()
    os.environ["TERM"] = term if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,31}", term) else "xterm"
    os.environ["ESCDELAY"] = "250"
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    sys.addaudithook(_bar)
    sys.stdout.flush()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(line_buffering=True)
    return asked, address if re.fullmatch(r"[0-9A-Za-z.:%-]{1,64}", address) else ""


BARRED = (
    "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork", "os.forkpty", "pty.spawn", "subprocess.Popen",
)  # fmt: skip
"""What a session never does: start another program."""


def _bar(event: str, args: tuple[Any, ...]) -> None:
    """The last bolt, should any code ever try it: no other program, no network."""
    if event in BARRED or (event == "socket.__new__" and args[1] in (2, 10)):
        raise PermissionError(f"barred: {event}")
