"""Every way from the program to a shell, a file, another unit or another person's screen, and what closes it.

| way out | what closes it |
|---|---|
| suspend (`ctrl+z`, SIGTSTP) | the line sends no signals; the driver and `serve` ignore SIGTSTP |
| command palette, screenshot, devtools of the screen library | keys go to the action table; `TEXTUAL*` is dropped |
| keys that end or dump (`ctrl+c`, `ctrl+\\`) | they are keys like others; no core is ever written |
| links and markup in stored texts | texts are drawn as they are, never as markup; a click means nothing |
| escape sequences in stored texts, in the terminal's name, in what is typed | cleaned on both ways, in and out |
| sizes that the client claims | drawn up to 500 x 200; reports of size that are typed are dropped |
| huge input on standard input, as a paste, as keys | not read, cut off, read no faster than it is handled |
| a file dropped on the window, a path in a field | is text |
| a shell's signs in a command (`;` `&&` pipes, redirections, `$( )`, backticks, line breaks, NUL) | no shell reads it |
| other programs (`/bin/sh`, `scp`, `sftp`, subsystems) | only commands of a list exist |
| options that name home, person or a file, shortened or not | they do not exist over SSH |
| commands that read or write the server's files, or keep people | not in the list |
| variables of the client (`TEXTUAL*`, `PYTHON*`, `CHECKLIST_HOME`, `PAGER` ...) | dropped; Python starts again |
| `LD_PRELOAD` and its like, which act before any program | `AcceptEnv` of the server |
| forwarding of ports, sockets, agent, X11; `~/.ssh/rc` | `restrict` in the key's line |
| a connection without a session (`ssh -N`) | starts nothing |
| links planted in the home | files of the home are opened without following them |
| another unit's data by its id | read the same as a unit that is not there |
| the network, other programs, from inside | never used; barred in `serve`; strace sees none |

Each test is named after its attack, and runs it against the real thing.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ssh.server import HOAS_WORDS, OTHER_ITEM, OTHER_UNIT, ROOT, UNIT, Server, go_to, logged, needs_ssh
from stage import make
from terminal import Terminal, until

from checklist import acts
from checklist.cli.serve import split
from checklist.errors import BadInput
from checklist.model import HEAD, Person, Said, Value

pytestmark = needs_ssh

MEGABYTES = 10
ROOMY = 300_000
"""Kilobytes of memory that no session ever takes."""


@contextmanager
def screen(
    sshd: Server, folder: Path, person: str = "lan", *options: str, **env: str
) -> Iterator[tuple[Terminal, int]]:
    """A person's screen over SSH, without what earlier tests left half-written, and the process that serves it."""
    with sshd.desk(person) as desk:
        for key in desk.drafts():
            desk.drop_draft(key)
    command = ["env", *(f"{name}={value}" for name, value in env.items()), *sshd.ssh(person, options=["-tt", *options])]
    with sshd.terminal(person, folder, command) as terminal:
        terminal.sees(f"· {person}")
        (serving,) = sshd.serving(person)
        yield terminal, serving
        assert terminal.alive(), terminal.screen()
    until(lambda: not sshd.serving(person), "the server's side ends with its client")


@contextmanager
def client_of(
    command: list[str], env: dict[str, str], stdin: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """A client that is killed in the end."""
    client = subprocess.Popen(command, env=env, stdin=stdin, stdout=subprocess.DEVNULL)
    try:
        yield client
    finally:
        client.kill()
        client.wait()


def status(pid: int, what: str) -> str:
    """A line of a process's status."""
    found = re.search(rf"^{what}:\s*(.*)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def most_memory(pid: int) -> int:
    """The most kilobytes that a process ever held."""
    return int(status(pid, "VmHWM").split()[0])


def files(sshd: Server) -> set[str]:
    """Every file of the account, its home of data and its own."""
    return {str(path) for path in (sshd.base / "account").rglob("*") if path.is_file()}


def answers_keys(terminal: Terminal) -> None:
    """The program is there and takes keys: help opens and closes."""
    terminal.send(b"\x1bOP")
    terminal.sees("Trợ giúp ›")
    terminal.send(b"q")
    until(lambda: "Trợ giúp ›" not in terminal.screen(), "help closes")


# --- keys ------------------------------------------------------------------------------------------------------


def test_suspend(sshd: Server, tmp_path: Path) -> None:
    with screen(sshd, tmp_path) as (terminal, serving):
        terminal.send(b"\x1a")
        answers_keys(terminal)
        os.kill(serving, signal.SIGTSTP)
        answers_keys(terminal)
        assert status(serving, "State")[0] in "SR"


def test_suspend_before_the_screen_is_there(sshd: Server, tmp_path: Path) -> None:
    with sshd.terminal("lan", tmp_path) as terminal:
        terminal.send(b"\x1a\x1a")
        terminal.sees("· lan")
        answers_keys(terminal)


def test_command_palette_and_screenshot(sshd: Server, tmp_path: Path) -> None:
    before = files(sshd)
    with screen(sshd, tmp_path) as (terminal, _):
        shown = terminal.screen()
        for key in (b"\x10", b"\x13", b"\x1c", b"\x1d", b"\x1e", b"\x1f", b"\x12", b"\x05", b"\x00", b"\x1b[1;5P"):
            terminal.send(key)
        answers_keys(terminal)
        assert terminal.screen().splitlines()[:22] == shown.splitlines()[:22]
    assert {path for path in files(sshd) - before if "/log/" not in path} == set()


def test_keys_that_interrupt_or_dump(sshd: Server, tmp_path: Path) -> None:
    with screen(sshd, tmp_path) as (terminal, serving):
        terminal.send(b"\x03")
        terminal.sees("Q thoát")
        terminal.send(b"\x1c")
        answers_keys(terminal)
        assert re.search(r"Max core file size +0 +0 ", Path(f"/proc/{serving}/limits").read_text())


def test_clicks(sshd: Server, tmp_path: Path) -> None:
    with screen(sshd, tmp_path) as (terminal, _):
        shown = terminal.screen()
        for row in range(1, 25):
            terminal.send(f"\x1b[<0;5;{row}M\x1b[<0;5;{row}m".encode())
        answers_keys(terminal)
        assert terminal.screen().splitlines()[:22] == shown.splitlines()[:22]


# --- texts -----------------------------------------------------------------------------------------------------

SEQUENCES = "\x1b]0;pwned\x07\x1b]8;;http://x\x07a\x1b]52;c;cA==\x07\x9b2J\x1bP+q\x1b\\\x1b[6n\u202eb"
"""A title, a link, a clipboard, a clearing, a question, a turned direction."""
MARKUP = "[@click=app.quit]b[/] [link=http://x]c[/link] [/] [red]"


def test_links_and_escape_sequences_in_stored_texts(sshd: Server, tmp_path: Path) -> None:
    with sshd.desk("minh") as desk:
        for item, text in (("BM-01", SEQUENCES), ("BM-02", MARKUP)):
            desk.do(UNIT, acts.Answer(item, "self", Value("not_met", reason=Said(text=text))))
    with screen(sshd, tmp_path) as (terminal, _):
        raw = tmp_path / "raw"
        terminal.tmux("pipe-pane", "-t", "t", f"cat > {raw}")
        go_to(terminal, "bm1")
        terminal.sees("]0;pwned]8;;http://xa]52;c;cA==2JP+q\\[6nb")
        go_to(terminal, "bm2")
        terminal.sees(MARKUP)
        assert "pwned" not in terminal.tmux("display-message", "-p", "-t", "t", "#{pane_title}")
        terminal.tmux("pipe-pane", "-t", "t")
        until(lambda: b"@click" in raw.read_bytes(), "the bytes are there")
        sent = raw.read_bytes().decode("utf-8")
        assert [each for each in ("\x1b]", "\x9b", "\x1bP", "\x1b[6n", "\u202e", "\x07") if each in sent] == []
    told = sshd.does("minh", "log", UNIT).stdout + sshd.does("tt", "score", UNIT, "--explain").stdout
    assert "[@click=app.quit]" in told and "\x1b" not in told and "\x9b" not in told


def test_escape_sequences_in_an_argument(sshd: Server) -> None:
    for asked in (f"answer {UNIT} BM-04 not_met --reason 'a\x1b]0;x\x07'", "score 'a\x1b[2J'", "score 'a\u009b2J'"):
        done = sshd.does("lan", asked)
        assert (done.returncode, done.stdout) == (2, "") and "\x1b" not in done.stderr
    done = sshd.does("lan", "score '\u202eabc'")
    assert done.returncode == 2 and "\u202e" not in done.stderr


def test_a_dropped_file(sshd: Server, tmp_path: Path) -> None:
    with screen(sshd, tmp_path) as (terminal, _):
        go_to(terminal, "bm3")
        terminal.send(b"c")
        terminal.sees("Vì sao chưa đạt?")
        terminal.send(b"\x1b[200~file:///etc/passwd\x1b[201~")
        assert "root:" not in terminal.sees("[file:///etc/passwd")


# --- sizes -----------------------------------------------------------------------------------------------------


def test_a_size_that_is_typed(sshd: Server, tmp_path: Path) -> None:
    with screen(sshd, tmp_path) as (terminal, serving):
        terminal.send(b"\x1b[?2048;2$y\x1b[48;60000;60000;9;9t\x1b[8;60000;60000t\x1b[60000;60000R")
        answers_keys(terminal)
        assert most_memory(serving) < ROOMY


def test_a_window_of_65535_cells_each_way(sshd: Server) -> None:
    pid, line = pty.fork()
    if pid == 0:
        # The client must not start before its window has the size.
        os.read(0, 1)
        os.execvpe("ssh", sshd.ssh("lan", options=["-tt"]), sshd.env())
    try:
        fcntl.ioctl(line, termios.TIOCSWINSZ, struct.pack("HHHH", 65535, 65535, 0, 0))
        os.write(line, b"\n")
        got = bytearray()

        def shown() -> bool:
            if select.select([line], [], [], 0.1)[0]:
                got.extend(os.read(line, 65536))
            return b"F9" in got

        until(shown, "the screen is drawn")
        assert len(got) < 2_000_000
        (serving,) = sshd.serving("lan")
        assert most_memory(serving) < ROOMY
    finally:
        os.kill(pid, signal.SIGKILL)
        os.close(line)
        os.waitpid(pid, 0)
    until(lambda: not sshd.serving("lan"), "the server's side ends")


# --- huge input ------------------------------------------------------------------------------------------------


def test_huge_input_on_standard_input(sshd: Server) -> None:
    done = sshd.run(sshd.ssh("lan", "score", UNIT, "--json"), input="x" * (MEGABYTES << 20))
    assert done.returncode == 0 and done.stdout.startswith("{")


def test_huge_input_as_a_paste(sshd: Server, tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    huge.write_text("chép ồ ạt \x1b[20" * (MEGABYTES << 16), "utf-8")
    with screen(sshd, tmp_path) as (terminal, serving):
        go_to(terminal, "bm4")
        terminal.send(b"c")
        terminal.sees("Vì sao chưa đạt?")
        terminal.tmux("load-buffer", "-b", "huge", str(huge))
        terminal.tmux("paste-buffer", "-p", "-b", "huge", "-t", "t")
        terminal.sees("ồ ạt")
        terminal.send(b"\x7f\x7f\x7f\x7f\x7f\x7fxong")
        terminal.sees("xong")
        assert most_memory(serving) < ROOMY


def test_huge_input_as_keys(sshd: Server, tmp_path: Path) -> None:
    with client_of(sshd.ssh("lan", options=["-tt"]), sshd.env(), stdin=subprocess.PIPE) as client:
        assert client.stdin is not None
        until(lambda: sshd.serving("lan"), "it is served")
        os.set_blocking(client.stdin.fileno(), False)
        sent = 0
        # The line takes what the program has handled, and then no more: it is the client that waits.
        while sent < MEGABYTES << 20:
            try:
                sent += os.write(client.stdin.fileno(), b"?q" * 32_768)
            except BlockingIOError:
                break
        (serving,) = sshd.serving("lan")
        assert sshd.does("minh", "score", UNIT, "--json").returncode == 0
        assert most_memory(serving) < ROOMY
    until(lambda: not sshd.serving("lan"), "the server's side ends with its client")


def test_a_huge_command(sshd: Server) -> None:
    done = sshd.does("lan", "score", "x" * 100_000)
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr) < 300


# --- what a client asks for --------------------------------------------------------------------------------------

COMMANDS = {
    "semicolon": "score; touch MARK",
    "semicolon_in_a_word": "score UNIT;touch MARK",
    "and": "score UNIT && touch MARK",
    "or": "accept UNIT || touch MARK",
    "background": "score UNIT & touch MARK",
    "pipe": "log UNIT | tee MARK",
    "redirection": "log UNIT > MARK",
    "redirection_of_input": "score < /etc/passwd",
    "command_substitution": "score $(touch MARK)",
    "backticks": "score `touch MARK`",
    "variable": "score $HOME",
    "line_break": "score UNIT\ntouch MARK",
    "return": "score UNIT\rtouch MARK",
    "subshell": "(touch MARK)",
    "bin_sh": "/bin/sh",
    "sh_c": "sh -c 'touch MARK'",
    "bash_i": "bash -i",
    "python": 'python3 -c \'open("MARK", "w")\'',
    "env": "env SHELL=/bin/sh score",
    "assignment": "CHECKLIST_HOME=/x score",
    "scp_server": "scp -t MARK",
    "sftp_server": "/usr/lib/openssh/sftp-server",
    "internal_sftp": "internal-sftp",
    "rsync": "rsync --server . MARK",
    "git": "git-upload-pack /x",
    "home": "--home=/x score",
    "home_behind": "score --home /x",
    "home_shortened": "--hom=/x score",
    "as": "--as=tt score",
    "as_behind": "score --as tt",
    "as_shortened": "score --a tt",
    "plain": "--plain",
    "output": "score -o MARK",
    "output_first": "-o MARK score",
    "report_to_a_file": "report UNIT -o MARK",
    "report_to_a_file_joined": "report UNIT -oMARK",
    "report_to_a_file_long": "report UNIT --output=MARK",
    "report_to_a_file_shortened": "report UNIT --out MARK",
    "arguments_from_a_file": "@/etc/passwd",
    "a_file_as_unit": "score ../../../../etc/passwd",
    "a_file_as_period": "--period ../../x score",
    "a_file_as_item": "rules show /etc/passwd",
    "option_end": "-- score --home /x --",
    "init": "init --period 2031",
    "demo": "demo",
    "check": "check",
    "backup": "backup -o MARK",
    "access_list": "access list",
    "access_add": "access add x --role admin --key /etc/passwd",
    "access_remove": "access remove minh",
    "authorized_keys": "access authorized-keys",
    "serve": "serve --as tt",
    "expunge": "expunge UNIT 1 --reason x",
    "units_import": "units import /etc/passwd",
    "rules_check": "rules check /etc",
    "rules_coverage": "rules coverage /etc",
    "rules_schema": "rules schema",
    "the_screen_by_name": "''",
}


@pytest.mark.parametrize("attack", COMMANDS)
def test_command(sshd: Server, tmp_path: Path, attack: str) -> None:
    mark = sshd.base / "account" / "mark"
    with sshd.desk("lan") as desk:
        before = desk.version(UNIT)
    # A blank goes first, else the client takes what begins with a hyphen as an option of its own.
    done = sshd.does("lan", " " + COMMANDS[attack].replace("UNIT", UNIT).replace("MARK", str(mark)))
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "root:" not in done.stderr and not mark.exists()
    with sshd.desk("lan") as desk:
        assert desk.version(UNIT) == before
        assert [each.id for each in desk.store.people() if each.removed and each.id != "gone"] == []


def test_command_nul() -> None:
    with pytest.raises(BadInput):
        split(b"score\0; touch x")


# --- other parts of SSH ------------------------------------------------------------------------------------------


def test_port_forwarding_to_the_server_s_network(sshd: Server) -> None:
    done = sshd.run(sshd.ssh("lan", options=["-W", f"127.0.0.1:{sshd.port}"]))
    assert done.returncode == 255 and "SSH-2.0" not in done.stdout


@pytest.mark.parametrize("where", ["port", "socket"])
def test_port_forwarding_from_the_server(sshd: Server, where: str) -> None:
    listened = "127.0.0.1:0" if where == "port" else f"{sshd.base}/account/listened"
    options = ["-N", "-o", "ExitOnForwardFailure=yes", "-R", f"{listened}:127.0.0.1:{sshd.port}"]
    assert sshd.run(sshd.ssh("lan", options=options)).returncode == 255
    assert not (sshd.base / "account" / "listened").exists()


def test_agent_and_x11_forwarding(sshd: Server, tmp_path: Path) -> None:
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.DEVNULL)
    try:
        until((tmp_path / "agent").exists, "the agent listens")
        with screen(sshd, tmp_path / "t", "lan", "-A", "-X", SSH_AUTH_SOCK=str(tmp_path / "agent"), DISPLAY=":99") as (
            _,
            serving,
        ):
            environment = Path(f"/proc/{serving}/environ").read_bytes()
            assert b"SSH_CONNECTION=" in environment
            assert b"SSH_AUTH_SOCK" not in environment and b"DISPLAY" not in environment
    finally:
        agent.terminate()
        agent.wait()


def test_sftp_and_scp(sshd: Server, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("x", "utf-8")
    to = f"{sshd.user}@127.0.0.1"
    client = [part if part != "-p" else "-P" for part in sshd.ssh("lan")[1:-1]]
    scp = ["scp", "-O", *client]
    for command in (
        ["sftp", *client, "-b", "/dev/null", to],
        ["scp", *client, str(mine), f"{to}:mine"],
        [*scp, str(mine), f"{to}:mine"],
        [*scp, f"{to}:/etc/passwd", str(mine)],
    ):
        assert sshd.run(command).returncode != 0
    assert mine.read_text("utf-8") == "x" and not (sshd.base / "account" / "mine").exists()
    assert sshd.run(sshd.ssh("lan", "sftp", options=["-s"])).returncode == 2


def test_a_connection_without_a_session(sshd: Server) -> None:
    accepted = sshd.log().count("Accepted publickey")
    sessions = sshd.log().count("Starting session")
    with client_of(sshd.ssh("lan", options=["-N"]), sshd.env()):
        until(lambda: sshd.log().count("Accepted publickey") > accepted, "the key is accepted")
        assert sshd.serving("lan") == [] and sshd.log().count("Starting session") == sessions


def test_the_account_s_own_rc_file(sshd: Server) -> None:
    with sshd.as_account():
        (sshd.base / "account" / ".ssh").mkdir(mode=0o700, exist_ok=True)
        (sshd.base / "account" / ".ssh" / "rc").write_text(f"touch {sshd.base}/account/rc-ran\n", "utf-8")
    assert sshd.does("lan", "score", UNIT).returncode == 0
    assert not (sshd.base / "account" / "rc-ran").exists()


# --- the environment ---------------------------------------------------------------------------------------------

VARIABLES = {
    "TEXTUAL": "devtools,debug",
    "TEXTUAL_DRIVER": "os:system",
    "TEXTUAL_LOG": "/tmp/checklist-way-out",
    "PYTHONPATH": "/tmp",
    "PYTHONSTARTUP": "/etc/passwd",
    "PYTHONINSPECT": "1",
    "PYTHONBREAKPOINT": "os.system",
    "CHECKLIST_HOME": "/x",
    "PAGER": "sh",
    "EDITOR": "sh",
    "LC_ALL": "xx_XX.ISO-8859-1",
    "LD_PRELOAD": "/nowhere/x.so",
    "COLUMNS": "99999",
    "HOME": "/x",
}


@pytest.mark.parametrize("name", VARIABLES)
def test_environment_of_a_command(sshd: Server, name: str) -> None:
    plain = sshd.does("lan", "score", UNIT, "--json")
    env = sshd.env() | ({} if name in ("LD_PRELOAD", "HOME") else {name: VARIABLES[name]})
    options = ["-o", f"SetEnv={name}={VARIABLES[name]}"]
    done = sshd.run(sshd.ssh("lan", "score", UNIT, "--json", options=options), env=env)
    assert (done.returncode, done.stdout, done.stderr) == (0, plain.stdout, "")
    assert not Path("/tmp/checklist-way-out").exists()


def test_environment_of_the_screen(sshd: Server, tmp_path: Path) -> None:
    sent = {name: value for name, value in VARIABLES.items() if not name.startswith(("PYTHON", "LD_", "LC_"))}
    before = files(sshd)
    options = ["-o", "SetEnv=" + " ".join(f"{name}={value}" for name, value in sent.items())]
    with screen(sshd, tmp_path, "lan", *options) as (terminal, serving):
        environment = Path(f"/proc/{serving}/environ").read_bytes()
        assert b"CHECKLIST_HOME=/x" in environment and b"TEXTUAL_DRIVER=" in environment, "the attack arrived"
        assert b"LD_PRELOAD" not in environment
        go_to(terminal, "cc8")
        assert not Path("/tmp/checklist-way-out").exists()
    assert {path for path in files(sshd) - before if "/log/" not in path} == set()


def test_an_interpreter_at_the_end(sshd: Server) -> None:
    options = ["-tt", "-o", "SetEnv=PYTHONINSPECT=1 PYTHONSTARTUP=/etc/passwd"]
    done = sshd.run(sshd.ssh("lan", "score", UNIT, "--json", options=options), input="import os\nos.system('id')\n")
    assert done.returncode == 0 and ">>>" not in done.stdout and "uid=" not in done.stdout


def test_a_terminal_s_name_with_escapes_or_a_path(sshd: Server, tmp_path: Path) -> None:
    for n, term in enumerate(("../../../../etc/passwd", "x;id", "x]0;y")):
        with screen(sshd, tmp_path / str(n), "lan", TERM=term) as (terminal, _):
            go_to(terminal, "cc8")


# --- data --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "score {}", "score {} --explain --json", "log {}", "log {} --json", "evidence list {}", "units show {}",
        "rules list --unit {}", f"answer {{}} {OTHER_ITEM} met", f"explain {{}} {OTHER_ITEM} x", "undo {}", "submit {}",
        "withdraw {}", "evidence add {} --kind document --number 1", "evidence remove {} E1",
        f"agree {{}} {OTHER_ITEM}", "verify {}", "accept {}", "return {} --note x", "reopen {} --note x",
    ],
)  # fmt: skip
def test_another_unit_s_data_by_its_id(sshd: Server, asked: str) -> None:
    theirs, nobodys = (sshd.does("lan", asked.format(unit)) for unit in (OTHER_UNIT, "thanh-xxx"))
    assert theirs.returncode == nobodys.returncode == 2
    assert theirs.stdout == nobodys.stdout == ""
    assert theirs.stderr.replace(OTHER_UNIT, "thanh-xxx") == nobodys.stderr
    assert HOAS_WORDS not in theirs.stderr


def test_another_unit_in_lists(sshd: Server) -> None:
    for asked in ("score --json", "units list --json", "queue --json", "score", "units list"):
        done = sshd.does("lan", asked)
        assert done.returncode == 0 and OTHER_UNIT not in done.stdout and HOAS_WORDS not in done.stdout
    assert HOAS_WORDS in sshd.does("hoa", "log", OTHER_UNIT).stdout


LINKED = ("periods/2009/{unit}.jsonl", "periods/2009/{unit}.lock", "periods/2009/{unit}.json.tmp")


@pytest.mark.parametrize("place", LINKED)
@pytest.mark.parametrize("made", [True, False])
def test_links_in_the_home(tmp_path: Path, place: str, made: bool) -> None:
    make(tmp_path / "home", [Person("lan", HEAD, (UNIT,))])
    target = tmp_path / "target"
    if made:
        target.write_text("not of the home\n", "utf-8")
    (tmp_path / "home" / place.format(unit=UNIT)).symlink_to(target)
    for asked in (f"answer {UNIT} CC-01 met --reason x", f"score {UNIT}", f"log {UNIT}"):
        subprocess.run(
            [sys.executable, "-m", "checklist", "--home", str(tmp_path / "home"), "serve", "--as", "lan"],
            cwd=ROOT, env={"SSH_ORIGINAL_COMMAND": asked}, capture_output=True, check=False,
        )  # fmt: skip
    assert target.exists() == made
    assert not made or target.read_text("utf-8") == "not of the home\n"


# --- from inside -------------------------------------------------------------------------------------------------


def test_the_network_and_other_programs(sshd: Server, tmp_path: Path) -> None:
    with screen(sshd, tmp_path, "traced") as (terminal, _):
        go_to(terminal, "ph2")
        terminal.send(b"c")
        terminal.sees("Vì sao chưa đạt?")
        terminal.send(b"co ly do\r")
        terminal.sees("PH-02 chưa đạt. U hoàn tác")
        terminal.send(b"v")
        terminal.send(b"q")
        terminal.send(b"n")
        terminal.send(b"q")
        answers_keys(terminal)
    for asked in (
        "score --json",
        f"log {UNIT}",
        f"answer {UNIT} TD-02 met --reason x",
        "queue",
        "rules list",
        "nonsense",
    ):
        sshd.does("traced", asked)
    traces = [path.read_text("utf-8") for path in sorted(sshd.traces.iterdir())]
    assert len(traces) == 7 and any("AF_UNIX" in trace for trace in traces), "strace saw what there was"
    for trace in traces:
        assert "AF_INET" not in trace
        assert len(re.findall(r"\bexecve(?:at)?\(", trace)) == 1 and "fork(" not in trace
    assert [each["what"] for each in logged(sshd, "traced")].count("login") == 6


def test_the_attacks_have_arrived_at_all(sshd: Server) -> None:
    """Were the server to refuse everything, every test above would hold: it does not."""
    assert sshd.does("lan", "score", UNIT).returncode == 0
    with socket.create_connection(("127.0.0.1", sshd.port)) as line:
        assert line.recv(4) == b"SSH-"
    assert shutil.which("scp") and shutil.which("sftp")
