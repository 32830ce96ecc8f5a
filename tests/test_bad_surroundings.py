"""Whatever the process is started in: streams that take nothing, a folder that is gone, little memory, no file to open.

Every case is a process of its own, started as a person's shell or a service would start it. What was saved is told as
saved by the exit code, what was not is told as not saved, and the home is whole afterwards.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "checklist")
ANSWER = ("answer", "thanh-tra", "LD-01", "met")
FULL = "/dev/full"


class Ended(NamedTuple):
    code: int
    out: str
    err: str


class Shell:
    """Starts the program as a shell does."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder

    def __call__(self, *argv: str, how: str = "", env: dict[str, str] | None = None) -> Ended:
        """Run it; `how` are redirections as the shell writes them."""
        out, err = self.folder / "out", self.folder / "err"
        command = ["sh", "-c", f'"$@" </dev/null >"$OUT" 2>"$ERR" {how}', "sh", *PROGRAM, *argv]
        done = subprocess.run(
            command,
            env={**self.environment, "OUT": str(out), "ERR": str(err), **(env or {})},
            cwd=self.folder,
            timeout=60,
            check=False,
        )
        told = [path.read_text("utf-8", "replace") if path.exists() else "" for path in (out, err)]
        kept = [path.read_text() for path in self.home.glob("log/error-*")]
        assert not kept, kept
        assert "Traceback" not in told[1] and "Unexpected" not in told[1], told[1]
        return Ended(done.returncode, *told)

    def limited(self, which: int, most: int, *argv: str) -> Ended:
        """Run it with so much of a resource and no more."""
        done = subprocess.run(
            [*PROGRAM, *argv],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(which, (most, most)),
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def piped_to_nobody(self, *argv: str) -> int:
        """The exit code where both streams go into a pipe that is closed."""
        command = ["bash", "-c", '"$@" 2>&1 | true; exit ${PIPESTATUS[0]}', "bash", *PROGRAM, *argv]
        return subprocess.run(command, env=self.environment, check=False).returncode

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "CHECKLIST_HOME": str(self.home),
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
        }

    @property
    def saved(self) -> int:
        """How many entries the unit's journal has."""
        path = self.home / "periods" / "2009" / "thanh-tra.jsonl"
        return len(path.read_bytes().splitlines()) if path.exists() else 0

    def is_whole(self) -> bool:
        return self("check").code == 0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    shell = Shell(folder / "home", folder)
    assert shell("init", "--period", "2009").code == 0
    return folder / "home"


@pytest.fixture
def shell(made: Path, tmp_path: Path) -> Iterator[Shell]:
    home = shutil.copytree(made, tmp_path / "home")
    yield Shell(home, tmp_path)


# --- streams -----------------------------------------------------------------------------------------------

CLOSED = (">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-")
STUFFED = (f">{FULL}", f"2>{FULL}", f">{FULL} 2>{FULL}", "1</dev/null", "2</dev/null")


@pytest.mark.parametrize("how", [*CLOSED, *STUFFED])
def test_an_act_is_saved_and_told_as_saved_whatever_the_streams_take(shell: Shell, how: str) -> None:
    assert shell(*ANSWER, how=how).code == 0
    assert shell.saved == 2
    assert shell.is_whole()


@pytest.mark.parametrize("how", [*CLOSED, *STUFFED])
def test_a_refused_act_has_its_exit_code_whatever_the_streams_take(shell: Shell, how: str) -> None:
    assert shell("answer", "thanh-tra", "LD-01", "no-verdict", how=how).code == 2
    assert shell("submit", "thanh-tra", "--json", how=how).code == 1
    assert shell.saved == 0


@pytest.mark.parametrize("argv", [ANSWER, (*ANSWER, "--json"), ("backup", "-o", "copy.tar")])
def test_where_the_output_is_full_it_is_told_that_the_act_is_saved(shell: Shell, argv: tuple[str, ...]) -> None:
    done = shell("--lang", "en", *argv, how=f">{FULL}")
    assert done == (0, "", "The output can't be written: the disk is full. What was to be saved is saved.\n")
    assert shell("--lang", "vi", "undo", "thanh-tra", how=f">{FULL}").err.count("đĩa đã đầy") == shell.saved // 2


@pytest.mark.parametrize(
    "argv", [("score",), ("score", "--json"), ("--help",), ("score", "--help"), (*ANSWER, "--dry-run")]
)
def test_where_the_output_is_full_and_nothing_is_saved_it_fails(shell: Shell, argv: tuple[str, ...]) -> None:
    done = shell("--lang", "en", *argv, how=f">{FULL}")
    assert done == (1, "", "The output can't be written: the disk is full.\n")
    assert shell("--lang", "en", *argv, how=f">{FULL} 2>&1").code == 1


def test_damage_keeps_its_exit_code_where_nobody_reads_it(shell: Shell) -> None:
    (shell.home / "units.json").unlink()
    for how in (f">{FULL}", ">&-", f">{FULL} 2>{FULL}"):
        assert shell("check", how=how).code == 3, how
    assert shell.piped_to_nobody("check") == 3


@pytest.mark.parametrize("argv", [(*ANSWER, "--no"), ("score", "no-such-unit"), ("answer", "thanh-tra", "XX", "met")])
def test_a_closed_pipe_makes_no_refusal_a_success(shell: Shell, argv: tuple[str, ...]) -> None:
    assert shell.piped_to_nobody(*argv) == 2


@pytest.mark.parametrize("how", [*CLOSED, f">{FULL}", f"2>{FULL}", f">{FULL} 2>{FULL}", "1</dev/null"])
def test_line_mode_ends_and_keeps_the_home_whatever_the_streams_take(shell: Shell, how: str) -> None:
    done = shell("--plain", how=how)
    assert done.code == (1 if ">/dev/full" in how.split("2>", maxsplit=1)[0] or how == "1</dev/null" else 0)
    assert shell.is_whole()


def test_line_mode_keeps_what_was_answered_before_its_output_was_full(shell: Shell) -> None:
    lines = shell.folder / "lines"
    lines.write_text("thanh tra\nd\n\n")
    shell("--plain", how=f"<{lines}")
    answered = shell.saved
    assert answered
    for how in (f"<{lines} >{FULL}", f"<{lines} >&-"):
        shell("--plain", how=how)
        assert shell.saved >= answered
    assert shell.is_whole()


def test_no_file_of_the_home_gets_the_number_of_a_closed_stream(shell: Shell) -> None:
    """What is printed would else stand in the journal."""
    for how in CLOSED:
        shell(*ANSWER, how=how)
        shell("--plain", how=how)
        shell("undo", "thanh-tra", how=how)
    assert shell.saved > 2
    assert shell.is_whole()


# --- where it runs -----------------------------------------------------------------------------------------

EVERYWHERE: tuple[tuple[str, ...], ...] = (
    ("score",), ("check",), ("units", "list"), ("rules", "check", "x"), ("units", "import", "x.yaml"),
    ("access", "authorized-keys", "--program", "x"), ("demo",), ("--plain",), ("--help",), ("score", "--help"),
)  # fmt: skip
WRITES: tuple[tuple[str, ...], ...] = (("backup", "-o", "x.tar"), ("report", "thanh-tra", "--minutes", "-o", "x.txt"))


@pytest.mark.parametrize("argv", [*EVERYWHERE, *WRITES])
def test_in_a_folder_that_is_gone(shell: Shell, argv: tuple[str, ...]) -> None:
    gone = shell.folder / "gone"
    script = 'mkdir "$GONE"; cd "$GONE"; rmdir "$GONE"; exec "$@" </dev/null'
    for home in (["--home", str(shell.home)], ["--home", "relative"], []):
        env = {**shell.environment, "GONE": str(gone)}
        done = subprocess.run(
            ["sh", "-c", script, "sh", *PROGRAM, *home, *argv], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1, 2, 4), done
        assert "Traceback" not in done.stderr and "Unexpected" not in done.stderr, done
        assert done.returncode == 0 or done.stderr.count("\n") == 1, done
    assert shell.is_whole()


@pytest.mark.parametrize("home", ["", "nowhere", "/nonexistent", "/dev/null", "~nobody/x", "x" * 5000])
def test_without_a_home_of_the_account(shell: Shell, home: str) -> None:
    env = {"CHECKLIST_HOME": "", "XDG_DATA_HOME": "", "HOME": home}
    done = shell("score", env=env)
    assert done.code == 2 and done.err.count("\n") == 1
    assert shell("--home", str(shell.home), *ANSWER, env=env).code == 0


NONSENSE = ("", "no nsense.§", "x" * 5000, "-1", "9" * 30, "/nonexistent", "C", "xx_YY.ISO-8859-1", "\x1b]0;x\x07")
VARIABLES = ("LANG", "LC_ALL", "LC_CTYPE", "COLUMNS", "LINES", "TERM", "TZ", "TMPDIR", "NO_COLOR", "PYTHONINSPECT")


@pytest.mark.parametrize("name", VARIABLES)
def test_nonsense_in_the_environment(shell: Shell, name: str) -> None:
    for number, value in enumerate(NONSENSE):
        if (number + len(name)) % 5 == 0:
            done = shell("score", env={name: value})
            assert (done.code if name != "PYTHONINSPECT" else 0, done.err) == (0, ""), value
    assert shell("--plain", env={name: NONSENSE[1]}).out


@pytest.mark.parametrize("most", [5, 6, 8])
def test_with_few_files_to_open(shell: Shell, most: int) -> None:
    done = shell.limited(resource.RLIMIT_NOFILE, most, *ANSWER)
    assert (done.code == 0) == (shell.saved == 2)
    assert done.code == 0 or done.err.count("\n") == 1, done.err
    assert shell.is_whole()


@pytest.mark.parametrize("most", [18, 20, 22, 24, 28])
def test_with_little_memory(shell: Shell, most: int) -> None:
    """The interpreter itself may find too little to start, and tell it in its own way."""
    done = shell.limited(resource.RLIMIT_AS, most << 20, *ANSWER)
    assert (done.code == 0) == (shell.saved == 2)
    assert shell.is_whole()


def test_where_no_file_may_grow(shell: Shell) -> None:
    done = shell.limited(resource.RLIMIT_FSIZE, 0, "--lang", "en", *ANSWER)
    assert (done.code, done.err.split(":")[0]) == (4, "NOT SAVED")
    assert shell.saved == 0
    assert shell.is_whole()


def test_a_demo_without_room_for_temporary_files(shell: Shell) -> None:
    done = shell.limited(resource.RLIMIT_FSIZE, 0, "demo", "--lang", "en")
    told = "There is no room for temporary files. Name a folder that can be written with TMPDIR, or --home.\n"
    assert done == (4, "", told)


# --- no permission -----------------------------------------------------------------------------------------

WITHOUT_POWERS = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all"]
"""Root may read anywhere unless it gives that up."""


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="setpriv is not installed")
@pytest.mark.parametrize("place", ["periods", "periods/2009", "packs", "log", "findings", "drafts", "units.json"])
def test_what_cannot_be_read_is_never_taken_for_empty(shell: Shell, place: str) -> None:
    """A check that could not look is not one that found nothing, and no backup is made of half a home."""
    assert shell(*ANSWER).code == 0

    def powerless(*argv: str) -> Ended:
        command = [*(WITHOUT_POWERS if os.geteuid() == 0 else ()), *PROGRAM, "--lang", "en", *argv]
        env = shell.environment
        done = subprocess.run(command, env=env, cwd=shell.folder, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr and "Unexpected" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    for mode in (0o000, 0o300):
        (shell.home / place).chmod(mode)
        checked, copied = powerless("check"), powerless("backup", "-o", "copy.tar")
        told = powerless("score")
        (shell.home / place).chmod(0o700)
        assert (checked.code, copied.code) == (4, 4)
        assert "no permission" in checked.err and "no permission" in copied.err
        assert not (shell.folder / "copy.tar").exists()
        assert told.code in (0, 4) and "init" not in told.err, "a home that can't be read is not an empty one"
    assert shell.is_whole()


# --- what is named on the command line ---------------------------------------------------------------------

NO_FILE: dict[str, Callable[[Path], object]] = {
    "a fifo": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "a link in a circle": lambda path: path.symlink_to(path),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to zeros": lambda path: path.symlink_to("/dev/zero"),
    "a link to a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
    "nothing": lambda path: None,
}
NAMING: tuple[tuple[str, ...], ...] = (
    ("units", "import"), ("rules", "check"), ("rules", "coverage"), ("init", "--period", "2012", "--units"),
    ("init", "--period", "2012", "--pack"), ("access", "add", "lan", "--role", "admin", "--key"),
)  # fmt: skip


@pytest.mark.parametrize("what", NO_FILE)
def test_what_is_no_file_is_told_at_once(shell: Shell, what: str, tmp_path: Path) -> None:
    os.chdir(tmp_path)
    path = Path("x")
    NO_FILE[what](path)
    for argv in NAMING:
        done = shell(*argv, str(path))
        assert (done.code, done.err.count("\n")) == (2, 1), done
    assert shell.is_whole()


@pytest.mark.parametrize("what", [each for each in NO_FILE if each != "nothing"])
@pytest.mark.parametrize("argv", WRITES)
def test_nothing_is_written_over_what_is_no_file(shell: Shell, argv: tuple[str, ...], what: str) -> None:
    path = shell.folder / "x"
    NO_FILE[what](path)
    done = shell(*argv[:-1], str(path))
    assert done.code in (1, 2) and done.err.count("\n") == 1, done


@pytest.mark.parametrize(
    "name", ["~nobody/x", "x" * 300, "a/" * 3000 + "x", "/dev/null/x", "a\nb", os.fsdecode(b"\xff\xfe")]
)
def test_names_that_lead_nowhere(shell: Shell, name: str) -> None:
    for argv in (*NAMING, *((*argv[:-1],) for argv in WRITES), ("score", "--home"), ("check", "--home")):
        done = shell(*argv, name)
        assert done.code in (0, 2, 4) or "-o" in argv, (argv, done)
        assert done.code == 0 or done.err.count("\n") == 1, (argv, done)
        assert len(done.err) < 1500 or argv[0] in ("units", "init", "rules"), "shown by its ends"


def test_a_name_of_other_bytes_is_told_by_its_bytes(shell: Shell) -> None:
    done = shell("--lang", "en", "units", "import", os.fsdecode(b"v\xe9.yaml"))
    assert done == (2, "", "v\\xe9.yaml:1:1: there is no such file\n")


EMPTY: tuple[tuple[str, ...], ...] = (
    ("score", "--home"), ("score", "--period"), ("score", "--as"), ("units", "import"), ("rules", "check"),
    ("rules", "coverage"), ("init", "--period", "2012", "--pack"), ("init", "--period", "2012", "--units"),
    ("backup", "-o"), ("report", "thanh-tra", "--minutes", "-o"), ("access", "authorized-keys", "--program"),
    ("access", "add", "lan", "--role", "admin", "--key"),
)  # fmt: skip


@pytest.mark.parametrize("argv", EMPTY)
def test_an_empty_name_never_means_the_default(shell: Shell, argv: tuple[str, ...]) -> None:
    """As of a variable that is not set: `--home "$NOWHERE"` must not reach somebody's real data."""
    done = shell("--lang", "en", *argv, "")
    assert done == (2, "", "An empty text names nothing. Leave the option out, or name what is meant.\n")


def test_an_empty_word_is_no_command(shell: Shell) -> None:
    assert shell("").code == 2
    assert shell("", "score").code == 2


# --- what argparse would say -------------------------------------------------------------------------------

WRONG: dict[tuple[str, ...], str] = {
    (*ANSWER, "--reason", "--x"): "--reason needs a value. A text that begins with a hyphen is given as --reason=TEXT.",
    (
        *ANSWER,
        "--reason",
        "-một",
    ): "--reason needs a value. A text that begins with a hyphen is given as --reason=TEXT.",
    (*ANSWER, "--reason"): "--reason needs a value. A text that begins with a hyphen is given as --reason=TEXT.",
    ("evidence", "add", "thanh-tra", "--expiry", "-x"): (
        "--expiry needs a value. A text that begins with a hyphen is given as --expiry=TEXT."
    ),
    ("explain", "thanh-tra", "LD-01", "-x"): (
        "Missing: TEXT. "
        "`checklist explain --help` shows the options; a text that begins with a hyphen goes behind `--`."
    ),
    ("score", "thanh-tra", "x", "--y"): (
        '"x --y" is not understood. '
        "`checklist score --help` shows the options; a text that begins with a hyphen goes behind `--`."
    ),
    ("score", "--json=1"): "--json takes no value. `checklist score --help` shows the options.",
    ("evidence", "seen", "thanh-tra", "E1", "--on-site", "--not-produced"): (
        "--not-produced and --on-site exclude each other. `checklist evidence seen --help` shows the options."
    ),
}


@pytest.mark.parametrize("argv", WRONG)
def test_a_wrong_argument_is_told_in_both_languages(shell: Shell, argv: tuple[str, ...]) -> None:
    assert shell("--lang=en", *argv) == (2, "", f"{WRONG[argv]}\n")
    told = shell("--lang=vi", *argv)
    english = ("argument", "expected", "required", "unrecognized", "choice", "needs", "shows")
    assert told.code == 2 and not any(word in told.err for word in english), told.err


def test_another_language_is_told_in_the_home_s(shell: Shell) -> None:
    assert shell("score", "--lang", "fr").err == '--lang: không có "fr". `checklist score --help` cho biết tùy chọn.\n'


@pytest.mark.parametrize("text", ["--x", "-5", "--", "- một", "-một", "=", "--reason", "-h"])
def test_a_text_with_a_hyphen_in_front_is_kept_as_it_is(shell: Shell, text: str) -> None:
    done = shell("answer", "thanh-tra", "LD-01", "not_met", f"--reason={text}")
    if text == "--":
        assert done.code == 2 and shell.saved == 0
    else:
        assert done.code == 0
        assert f'"{text}"' in (shell.home / "periods" / "2009" / "thanh-tra.jsonl").read_text()


def test_a_megabyte_on_the_command_line_is_quoted_by_its_ends(shell: Shell) -> None:
    for argv in (
        ["score", "x" * 120_000],
        ["score", *["--y" * 40_000] * 8],
        ["x" * 120_000],
        ["score", "--at", "9" * 120_000],
    ):
        done = shell(*argv)
        assert done.code == 2 and done.err.count("\n") == 1
        assert len(done.err) < 3000
