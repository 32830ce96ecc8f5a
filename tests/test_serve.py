"""What the SSH server starts for a person: which commands a client may send, as whom they run, and when it ends."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import UNIT, make, sit
from terminal import needs_tmux, running, until
from test_access import log
from test_keys import GOOD

from checklist import access
from checklist.cli.context import add_globals
from checklist.cli.serve import ALLOWED, LONGEST, PATHS, ServedParser, allowed, parse, seconds, split
from checklist.cli.table import COMMANDS
from checklist.errors import BadInput
from checklist.locale import Words
from checklist.model import HEAD, REVIEWER, Person
from checklist.store import Store

ROOT = Path(__file__).parent.parent
PEOPLE = [
    Person("lan", HEAD, (UNIT,), key=GOOD["ssh-ed25519"]),
    Person("an", REVIEWER, key=GOOD["ssh-rsa"]),
    Person("cu", HEAD, (UNIT,), removed=True),
]


@cache
def built() -> Path:
    """A home that is copied for every test."""
    home = Path(tempfile.mkdtemp()) / "home"
    make(home, PEOPLE)
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    subprocess.run(["cp", "-a", str(built()), str(tmp_path / "home")], check=True)
    return tmp_path / "home"


def serve(
    home: Path, asked: str | bytes | None, person: str = "lan", *more: str, **env: str
) -> subprocess.CompletedProcess[str]:
    """What a client gets that sends a command, without a terminal."""
    command = [sys.executable, "-m", "checklist", "--home", str(home), "serve", "--as", person, *more]
    sent = {} if asked is None else {"SSH_ORIGINAL_COMMAND": asked}
    given = {os.fsencode(name): os.fsencode(value) for name, value in (sent | env).items()}
    return subprocess.run(
        command, env=given, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def files(home: Path) -> dict[str, bytes]:
    """Every file of a home but its log and lock."""
    kept = {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    return {name: raw for name, raw in kept.items() if not name.startswith("log/") and name != "lock"}


# --- a command -------------------------------------------------------------------------------------------------


def test_a_command_prints_what_it_prints_at_the_console(home: Path) -> None:
    served = serve(home, f"score {UNIT} --json")
    at_console = subprocess.run(
        [sys.executable, "-m", "checklist", "--home", str(home), "--as", "lan", "score", UNIT, "--json"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (served.returncode, served.stderr) == (0, "")
    assert json.loads(served.stdout) == json.loads(at_console.stdout)


def test_an_answer_is_written_as_the_person_and_through_the_door_ssh(home: Path) -> None:
    served = serve(home, f'answer {UNIT} CC-01 not_met --reason "Chưa có; sẽ làm $(quý IV)" --json --lang en')
    assert served.returncode == 0, served.stderr
    line = sit(Store(home), "lan").log(UNIT)[-1]
    assert (line.entry.who, line.entry.door) == ("lan", "ssh")
    assert sit(Store(home), "lan").read(UNIT).value("self", "CC-01").reason.text == "Chưa có; sẽ làm $(quý IV)"


def test_what_a_person_may_not_do_is_refused_with_one_line_and_exit_code_1(home: Path) -> None:
    served = serve(home, f"accept {UNIT}")
    assert (served.returncode, served.stdout, served.stderr) == (1, "", "Việc của người duyệt.\n")
    assert serve(home, f"accept {UNIT} --lang en").stderr == "This is for the reviewer to do.\n"
    assert serve(home, f"answer {UNIT} CC-01 met", "an").returncode == 1


def test_a_person_lists_only_the_units_that_are_theirs(home: Path) -> None:
    assert [each["id"] for each in json.loads(serve(home, "units list --json").stdout)["units"]] == [UNIT]
    assert len(json.loads(serve(home, "units list --json", "an").stdout)["units"]) == 44


MALFORMED: dict[str, str | bytes] = {
    "an open quote": "score 'a",
    "an open double quote": 'score "a',
    "a backslash at the end": "score a\\",
    "a line break": f"score {UNIT}\nlog {UNIT}",
    "a return": f"score {UNIT}\r",
    "an escape": "score \x1b[2J",
    "a C1 control": "score \u009b2J",
    "no UTF-8": b"score \xff\xfe",
    "a cut letter": b"score \xe1\xba",
    "too long": f"score {'x' * LONGEST}",
    "a blank": "   ",
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_command_is_refused_with_one_line_and_exit_code_2(home: Path, case: str) -> None:
    served = serve(home, MALFORMED[case])
    assert (served.returncode, served.stdout) == (2, "")
    assert len(served.stderr.splitlines()) == 1 and served.stderr.isascii() is False
    assert log(home)[-1]["what"] == "refused" and log(home)[-1]["about"]["command"] == ""


def test_every_command_is_either_allowed_or_does_not_exist_over_ssh() -> None:
    shut = {
        "", "demo", "init", "check", "serve", "units import", "rules check", "rules coverage", "rules schema",
        "access add", "access list", "access remove", "access authorized-keys",
    }  # fmt: skip
    assert set(COMMANDS) - set(ALLOWED) - {"backup", "expunge"} == shut
    for name in set(COMMANDS) - set(ALLOWED):
        with pytest.raises(BadInput):
            allowed(name.split())


@pytest.mark.parametrize("name", [name for name in ALLOWED if name in COMMANDS])
def test_no_allowed_command_takes_what_names_something_of_the_server(name: str) -> None:
    parser = ServedParser("checklist", "")
    add_globals(parser, Words("en"), served=True)
    COMMANDS[name].load().arguments(parser, name, Words("en"))
    every: list[argparse.Action] = parser._actions
    assert not [action for action in every if action.metavar in PATHS]
    strings = {string for action in every for string in action.option_strings}
    assert not strings & {"--home", "--as", "--plain", "-o", "--output", "--program", "--key", "--units", "--pack"}


IDENTITY = (
    "--home=/x score", "--home /x score", "score --home /x", "--as tt01 score", "score --as=an", "--a an score",
    "score --hom=/x", "--plain score", "score -o /tmp/x", "score --output=/tmp/x", "-- --as an", "score --as",
)  # fmt: skip


@pytest.mark.parametrize("asked", IDENTITY)
def test_identity_and_home_are_never_what_the_client_says(home: Path, asked: str) -> None:
    before = files(home)
    served = serve(home, asked)
    assert (served.returncode, served.stdout) == (2, "")
    assert files(home) == before


WORDS = [*ALLOWED, *IDENTITY, "--json", UNIT, "x;", "$(id)", "'"]


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_whatever_a_client_sends_it_is_an_allowed_command_or_bad_input(asked: str) -> None:
    try:
        given = split(asked.encode("utf-8", "surrogatepass"))
        name = allowed(given)
        options = parse(name, given, Words("en"))
    except BadInput:
        return
    except SystemExit as end:
        assert end.code == 0 and {"-h", "--help"} & set(given)
        return
    assert name in ALLOWED
    assert not {"home", "person", "plain"} & set(vars(options))


# --- who it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["cu", "nobody", "LAN", "../lan", "lan\n"])
def test_nobody_and_removed_people_do_not_come_in(home: Path, person: str) -> None:
    before = files(home)
    served = serve(home, "score", person)
    assert (served.returncode, served.stdout) == (1, "")
    assert len(served.stderr.splitlines()) == 1 and "lan" not in served.stderr.replace(person.strip(), "")
    assert files(home) == before
    assert log(home)[-1]["what"] == "refused"


def test_without_a_person_or_with_a_wrong_limit_nothing_is_served(home: Path) -> None:
    command = [sys.executable, "-m", "checklist", "--home", str(home), "serve"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env={"SSH_ORIGINAL_COMMAND": "score"})
    assert done.returncode == 2
    assert serve(home, "score", "lan", "--idle", "0s").returncode == 2


def test_neither_a_terminal_nor_a_command_is_one_line_and_exit_code_2(home: Path) -> None:
    for asked in (None, ""):
        served = serve(home, asked)
        assert (served.returncode, served.stdout) == (2, "")
        assert served.stderr == "Không có màn hình dòng lệnh và không có lệnh. `ssh -t` mở màn hình dòng lệnh.\n"


def test_logins_and_refusals_are_logged_with_where_they_came_from(home: Path) -> None:
    where = {"SSH_CONNECTION": "192.0.2.7 50000 192.0.2.1 22"}
    serve(home, f"log {UNIT}", **where)
    serve(home, "rm -rf /", **where)
    serve(home, f"accept {UNIT}", SSH_CONNECTION="x;y z")
    assert [(each["who"], each["what"], each["about"]) for each in log(home)[2:]] == [
        ("lan", "login", {"command": "log", "from": "192.0.2.7"}),
        (
            "lan",
            "refused",
            {"code": 2, "command": "", "from": "192.0.2.7", "why": "There is no such command over SSH."},
        ),
        ("lan", "login", {"command": "accept", "from": ""}),
        ("lan", "refused", {"code": 1, "command": "accept", "from": "", "why": "This is for {whose} to do."}),
    ]
    assert list(Store(home).check()) == []


def test_a_secrecy_mark_in_a_command_is_kept_nowhere(home: Path) -> None:
    served = serve(home, f'answer {UNIT} CC-01 not_met --reason "TUYỆT MẬT: số quân 7"')
    assert served.returncode == 2 and "số quân" not in served.stderr
    assert not [path for path in home.rglob("*") if path.is_file() and "số quân" in path.read_text("utf-8", "replace")]


def test_a_log_that_cannot_be_written_is_told_and_keeps_nobody_from_reading(home: Path) -> None:
    month = max((home / "log").glob("*.jsonl"), default=None)
    assert month is not None
    for path in (home / "log").glob("*.jsonl"):
        path.unlink()
    (home / "log").rmdir()
    served = serve(home, f"score {UNIT} --json")
    assert served.returncode == 0 and json.loads(served.stdout)["unit"] == UNIT
    assert len(served.stderr.splitlines()) == 1


# --- the process -------------------------------------------------------------------------------------------------

SHUT_IN = """
import json, os, resource, socket, subprocess, sys
from checklist.cli.serve import shut_in
asked, address = shut_in()
barred = []
for name, tried in {
    "a program": lambda: subprocess.run(["true"]),
    "a shell": lambda: os.system("true"),
    "exec": lambda: os.execv("/bin/sh", ["sh"]),
    "fork": os.fork,
    "inet": lambda: socket.socket(socket.AF_INET),
    "inet6": lambda: socket.socket(socket.AF_INET6),
}.items():
    try:
        tried()
    except PermissionError:
        barred.append(name)
socket.socketpair()
print(json.dumps([asked.decode(), address, dict(os.environ), os.umask(0), resource.getrlimit(resource.RLIMIT_CORE),
    sys.stdout.line_buffering, barred]))
"""


def shut_in(**env: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", SHUT_IN], cwd=ROOT, capture_output=True, text=True, check=True, env=env
    )
    told: list[Any] = json.loads(done.stdout)
    return told


def test_of_the_client_s_environment_only_the_terminal_s_name_stays() -> None:
    hostile = {
        "SSH_ORIGINAL_COMMAND": "score", "SSH_CONNECTION": "::1 2 3 4", "TERM": "screen-256color", "LANG": "vi_VN",
        "LC_ALL": "C", "TEXTUAL": "devtools", "TEXTUAL_DRIVER": "os:system", "PAGER": "sh", "EDITOR": "sh",
        "BROWSER": "sh", "PATH": "/tmp", "HOME": "/tmp", "CHECKLIST_HOME": "/x", "COLUMNS": "9999",
        "COLORTERM": "truecolor",
    }  # fmt: skip
    asked, address, left, umask, core, line_buffered, barred = shut_in(**hostile)
    assert (asked, address) == ("score", "::1")
    assert left == {"TERM": "screen-256color", "ESCDELAY": "250"}
    assert (umask, core, line_buffered) == (0o077, [0, 0], True)
    assert barred == ["a program", "a shell", "exec", "fork", "inet", "inet6"]


@pytest.mark.parametrize("term", ["", "a/../../b", "x\x1b]0;y\x07", "-x", "a" * 33, "xterm\n", "x y", "é"])
def test_a_terminal_s_name_that_looks_like_none_is_dropped(term: str) -> None:
    assert shut_in(TERM=term)[2]["TERM"] == "xterm"


@pytest.mark.parametrize("name", ["PYTHONINSPECT", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONWARNINGS"])
def test_python_s_own_variables_do_not_steer_it(home: Path, name: str, tmp_path: Path) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit(77)", "utf-8")
    value = {"PYTHONHOME": "", "PYTHONINSPECT": "1", "PYTHONWARNINGS": "error"}.get(name, str(tmp_path))
    served = serve(home, f"score {UNIT} --json", **{name: value})
    assert (served.returncode, served.stderr) == (0, "")
    assert json.loads(served.stdout)["unit"] == UNIT


@pytest.mark.parametrize(("given", "wanted"), [("90s", 90), ("30m", 1800), ("12h", 43200)])
def test_a_limit_is_a_number_and_its_unit(given: str, wanted: float) -> None:
    assert seconds(given) == wanted


@pytest.mark.parametrize("given", ["", "0s", "-1s", "1.5h", "30", "m", "1d", "999999s", "٣s"])
def test_anything_else_is_no_limit(given: str) -> None:
    with pytest.raises(BadInput):
        seconds(given)


# --- the full screen -----------------------------------------------------------------------------------------------


@needs_tmux
def test_with_a_terminal_the_person_sees_the_program_and_answers(home: Path, tmp_path: Path) -> None:
    with running(home, "serve", "--as", "lan", folder=tmp_path) as terminal:
        terminal.sees("· lan")
        terminal.send(b"/")
        terminal.sees("gõ mã để đến thẳng")
        terminal.send(b"cc1\r")
        terminal.sees("CC-01  ")
        terminal.send(b"d")
        terminal.sees("CC-01 đạt. U hoàn tác")
        terminal.send(b"\x11")
        until(lambda: not terminal.alive(), "the program ends")
    entry = sit(Store(home), "lan").log(UNIT)[-1].entry
    assert (entry.who, entry.door) == ("lan", "ssh")
    assert [(each["what"], each["about"].get("cause")) for each in log(home)[2:]] == [("login", None), ("end", "left")]


@needs_tmux
@pytest.mark.parametrize("limit", ["--idle", "--total"])
def test_a_session_whose_time_is_up_ends_with_the_form_kept(home: Path, tmp_path: Path, limit: str) -> None:
    with running(home, "serve", "--as", "lan", limit, "6s", folder=tmp_path) as terminal:
        terminal.sees("· lan")
        terminal.send(b"/")
        terminal.sees("gõ mã để đến thẳng")
        terminal.send(b"cc1\rc")
        terminal.sees("Vì sao chưa đạt?")
        terminal.send("dở dang".encode())
        terminal.sees("[dở dang")
        terminal.sees("Phiên đã kết thúc vì hết thời hạn.")
        until(lambda: not terminal.alive(), "the program ends")
    assert len(sit(Store(home), "lan").drafts()) == 1
    assert log(home)[-1]["about"]["cause"] == "time"


@needs_tmux
def test_a_person_removed_while_inside_is_out_with_one_line(home: Path, tmp_path: Path) -> None:
    with running(home, "serve", "--as", "lan", folder=tmp_path) as terminal:
        terminal.sees("· lan")
        access.remove_person(Store(home), None, "lan")
        terminal.sees('"lan" đã bị gỡ khỏi danh sách')
        until(lambda: not terminal.alive(), "the program ends")
    assert log(home)[-1]["about"]["cause"] == "refused"


@needs_tmux
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("--ascii", "Viec"),
        ("--lang en", "Go on"),
        ("--plain", "Enter để sau"),
        ("--plain --lang en", "Enter for later"),
    ],
)
def test_a_client_may_say_how_the_screen_is_to_be(home: Path, tmp_path: Path, asked: str, shown: str) -> None:
    with running(
        home, "serve", "--as", "lan", env={"SSH_ORIGINAL_COMMAND": shlex.quote(asked)}, folder=tmp_path
    ) as terminal:
        terminal.sees(shown)
    assert [each["what"] for each in log(home)[2:]] == ["login", "end"][: len(log(home)) - 2]


@needs_tmux
@pytest.mark.parametrize("asked", ["--plain --as an", "--home /", "--json", "--dry-run", "--plain=1", "--version"])
def test_no_other_option_opens_a_screen(home: Path, tmp_path: Path, asked: str) -> None:
    with running(
        home, "serve", "--as", "lan", env={"SSH_ORIGINAL_COMMAND": shlex.quote(asked)}, folder=tmp_path
    ) as terminal:
        terminal.sees("finding list")  # one of the commands that there are
        until(lambda: not terminal.alive(), "the program ends")
    assert log(home)[-1]["what"] == "refused"
