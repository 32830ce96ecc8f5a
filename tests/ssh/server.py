"""A real OpenSSH server on 127.0.0.1 with a service account of its own, a home, and a key for every person.

As root an unprivileged account is made for it, with a copy of the program that the account can read. Otherwise the
server runs as whoever runs the tests, who is then the service account.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from stage import UNIT, make, rules
from terminal import PATIENCE, Terminal, until

from checklist import access, acts
from checklist.desk import Desk
from checklist.model import HEAD, INSPECTOR, REVIEWER, Person, Said, Value
from checklist.store import Store

ROOT = Path(__file__).parents[2]
SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
NEEDED = ("ssh", "ssh-keygen", "plink", "puttygen", "tmux", "strace")
MISSING = [name for name in NEEDED if shutil.which(name) is None] + ([] if Path(SSHD).exists() else ["sshd"])
needs_ssh = pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}, which this machine lacks")

OTHER_UNIT = "thanh-tra"
OTHER_ITEM = next(
    each.id
    for unit in rules()[1]
    if unit.id == OTHER_UNIT
    for each in rules()[0].shown_to(unit)
    if each.kind == "check"
)
HOAS_WORDS = "lời của hoa"
PEOPLE = {
    "lan": Person("lan", HEAD, (UNIT,)),
    "minh": Person("minh", HEAD, (UNIT,)),
    "hoa": Person("hoa", HEAD, (OTHER_UNIT,)),
    "kt": Person("kt", INSPECTOR, (UNIT, OTHER_UNIT)),
    "tt": Person("tt", REVIEWER),
    "gone": Person("gone", HEAD, (UNIT,)),
    "traced": Person("traced", HEAD, (UNIT,)),
}
LIBRARIES = (
    "textual", "rich", "tinydb", "msgspec", "yaml", "_yaml", "markdown_it", "mdurl", "mdit_py_plugins", "pygments",
    "platformdirs", "typing_extensions", "linkify_it", "uc_micro",
)  # fmt: skip
"""What the program and its libraries import."""
ACCEPTED = "LANG LC_* TERM_* TEXTUAL* PYTHON* CHECKLIST_* PAGER EDITOR COLUMNS LINES HOME PATH"
"""A careless server: everything but what makes the system's own loader run foreign code before any program starts."""

CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {base}/host
PidFile {base}/pid
AuthorizedKeysFile {base}/keys
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes {strict}
AllowUsers {user}
AllowTcpForwarding yes
AllowAgentForwarding yes
X11Forwarding yes
PermitTunnel yes
AcceptEnv {accepted}
Subsystem sftp internal-sftp
LogLevel VERBOSE
"""


class Server:
    """The running server, its people, and the ways to reach it as one of them."""

    def __init__(self, base: Path, user: str, port: int) -> None:
        self.base, self.user, self.port = base, user, port
        self.home = base / "account" / "data"
        self.program = base / "checklist"
        self.traces = base / "account" / "traces"

    @contextmanager
    def as_account(self) -> Iterator[None]:
        """Act as the service account for a moment, so that what is written is its own."""
        if not APART:
            yield
            return
        there = pwd.getpwnam(self.user)
        os.setegid(there.pw_gid)
        os.seteuid(there.pw_uid)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)

    @contextmanager
    def desk(self, person: str) -> Iterator[Desk]:
        """A desk in the home, to look at what was written, as the account."""
        with self.as_account():
            yield Desk(Store(self.home), person=person)

    def ssh(self, person: str, *asked: str, options: Sequence[str] = ()) -> list[str]:
        """The command line of OpenSSH's client as a person."""
        quiet = ("BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null")
        settings = [part for each in (*quiet, "LogLevel=ERROR") for part in ("-o", each)]
        where = ["-F", "/dev/null", "-p", str(self.port), "-i", str(self.base / "clients" / person)]
        return ["ssh", *where, *settings, *options, f"{self.user}@127.0.0.1", *asked]

    def plink(self, person: str, *asked: str, options: Sequence[str] = ()) -> list[str]:
        """The command line of PuTTY's client as a person."""
        host = subprocess.run(
            ["ssh-keygen", "-lf", str(self.base / "host.pub")], check=True, capture_output=True, text=True
        )
        key = ["-i", str(self.base / "clients" / f"{person}.ppk"), "-hostkey", host.stdout.split()[1]]
        return ["plink", "-batch", "-ssh", "-P", str(self.port), *key, *options, f"{self.user}@127.0.0.1", *asked]

    def run(self, command: Sequence[str], **more: Any) -> subprocess.CompletedProcess[str]:
        """Run a client to its end, without a terminal."""
        given: dict[str, Any] = {"stdin": subprocess.DEVNULL} if "input" not in more else {}
        given |= {"capture_output": True, "text": True, "timeout": PATIENCE, "env": self.env()} | more
        done: subprocess.CompletedProcess[str] = subprocess.run(list(command), check=False, **given)
        return done

    def does(self, person: str, *asked: str, options: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """What a person's client gets for a command."""
        return self.run(self.ssh(person, *asked, options=options))

    def env(self, **more: str) -> dict[str, str]:
        """The environment of a client. plink keeps its own files in its home."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.base / "clients"), "TERM": "xterm-256color", **more}

    @contextmanager
    def terminal(self, person: str, folder: Path, command: Sequence[str] | None = None) -> Iterator[Terminal]:
        """A tmux pane of 80x24 in which a client runs, OpenSSH's if none is named."""
        folder.mkdir(exist_ok=True)
        base = ["tmux", "-S", str(folder / "tmux"), "-f", "/dev/null"]
        client = list(command or self.ssh(person, options=["-tt"]))
        line = [*base, "-u", "new-session", "-d", "-s", "t", "-x", "80", "-y", "24", *client]
        subprocess.run(line, check=True, env=self.env(LC_ALL="C.UTF-8"))
        subprocess.run([*base, "set-option", "-g", "remain-on-exit", "on"], check=True)
        found = subprocess.run([*base, "list-panes", "-F", "#{pane_pid}"], check=True, capture_output=True, text=True)
        try:
            yield Terminal(folder / "tmux", int(found.stdout))
        finally:
            subprocess.run([*base, "kill-server"], check=False, capture_output=True)

    def serving(self, person: str) -> list[int]:
        """The processes that serve a person."""
        wanted = [b"serve", b"--as", person.encode()]
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if (
                b"python" in words[0]
                and str(self.home).encode() in words
                and wanted == words[words.index(b"serve") :][:3]
            ):
                found.append(int(path.parent.name))
        return found

    def log(self) -> str:
        """What sshd wrote."""
        return (self.base / "log").read_text("utf-8", "replace")


def go_to(terminal: Terminal, code: str) -> None:
    """From the first screen of a unit to an item, `cc1` for CC-01."""
    terminal.send(b"/")
    terminal.sees("gõ mã để đến thẳng")
    terminal.send(f"{code}\r".encode())
    terminal.sees(f"{code[:2].upper()}-{int(code[2:]):02}  ")


def logged(sshd: Server, person: str) -> list[dict[str, object]]:
    """What the home's log says of a person, the oldest first."""
    with sshd.as_account():
        months = sorted((sshd.home / "log").glob("*.jsonl"))
        lines = [json.loads(raw) for path in months for raw in path.read_bytes().splitlines()]
    return [line["about"] | {"what": line["what"]} for line in lines if line["who"] == person]


# --- setting it up ---------------------------------------------------------------------------------------------


APART = os.geteuid() == 0 and shutil.which("useradd") is not None
"""Whether an account of its own can be made."""
ACCOUNT = "cltest-"
"""What accounts of these tests are called; behind it stands the process that made one."""


@contextmanager
def server() -> Iterator[Server]:
    """A running server, gone with everything of it afterwards."""
    root = APART
    above = Path("/var/lib") if root else Path.home()
    base = Path(tempfile.mkdtemp(prefix="checklist-ssh-test-", dir=above))
    user = f"{ACCOUNT}{os.getpid()}" if root else pwd.getpwuid(os.getuid()).pw_name
    base.chmod(0o755)
    try:
        if root:
            _account(user, base / "account")
        else:
            (base / "account").mkdir()
        made = Server(base, user, _free_port())
        _program(made)
        _people(made)
        with _sshd(made, strict=root):
            if not root and made.does("lan", "score", UNIT, options=["-tt"]).returncode:
                pytest.skip("needs a terminal, which an SSH server of this account can't open: run it as root")
            yield made
    finally:
        if root:
            _no_account(user)
        shutil.rmtree(base)


@contextmanager
def _passwd() -> Iterator[None]:
    """One at a time: useradd gives up where another holds its lock."""
    with open(Path(tempfile.gettempdir()) / "checklist-ssh-test.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _account(user: str, home: Path) -> None:
    """A service account that logs in with a key only: `*` is a password that nothing matches, and not a lock."""
    for left in [entry.pw_name for entry in pwd.getpwall() if entry.pw_name.startswith(ACCOUNT)]:
        if not Path("/proc", left.removeprefix(ACCOUNT)).exists():
            _no_account(left)
    with _passwd():
        subprocess.run(
            ["useradd", "--system", "--create-home", "-d", str(home), "--shell", "/bin/sh", "-p", "*", user], check=True
        )


def _no_account(user: str) -> None:
    """The account and what still runs as it are gone."""
    uid = pwd.getpwnam(user).pw_uid
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if path.stat().st_uid == uid:
                os.kill(int(path.name), signal.SIGKILL)
    with _passwd():
        subprocess.run(["userdel", "-f", user], check=False, capture_output=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _program(made: Server) -> None:
    """The program where the account can read and run it."""
    library = made.base / "lib"
    library.mkdir(mode=0o755)
    for name in ("checklist", "rules"):
        shutil.copytree(ROOT / name, library / name)
    for name in LIBRARIES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            shutil.copytree(next(iter(spec.submodule_search_locations)), library / name)
        elif spec is not None and spec.origin is not None:
            shutil.copy2(spec.origin, library)
    start = f"import sys; sys.path.insert(0, {str(library)!r}); from checklist.__main__ import main; sys.exit(main())"
    made.program.write_text(f"#!{_python(made.user)}\n{start}\n", "utf-8")
    made.program.chmod(0o755)
    subprocess.run(["chmod", "-R", "go+rX", str(library)], check=True)
    subprocess.run([_python(made.user), "-m", "compileall", "-q", str(library / "checklist")], check=True)


def _python(user: str) -> str:
    """An interpreter of this version that the account can start: one in root's own home it can't."""
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        again = {"user": user} if APART else {}
        try:
            subprocess.run([python, "-c", ""], check=True, capture_output=True, cwd="/", **again)
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip(f"needs a Python {sys.version_info.major}.{sys.version_info.minor} that a service account can run")


def _people(made: Server) -> None:
    """The home with its people, their keys, and the lines that let them in."""
    clients = made.base / "clients"
    clients.mkdir(mode=0o700)
    with made.as_account():
        store = make(made.home)
    for id, person in PEOPLE.items():
        key = clients / id
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", id, "-f", str(key)], check=True)
        subprocess.run(["puttygen", str(key), "-O", "private", "-o", f"{key}.ppk"], check=True)
        line = key.with_suffix(".pub").read_text("utf-8")
        with made.as_account():
            access.add_person(store, None, Person(id, person.role, person.units, key=line))
    with made.as_account():
        value = Value("not_met", reason=Said(text=HOAS_WORDS))
        Desk(store, person="hoa").do(OTHER_UNIT, acts.Answer(OTHER_ITEM, "self", value))
    lines = subprocess.run(
        [str(made.program), "--home", str(made.home), "access", "authorized-keys", "--program", str(made.program)],
        check=True, capture_output=True, text=True, env={}, **({"user": made.user} if APART else {}),
    )  # fmt: skip
    assert lines.stdout.count("restrict,pty,command=") == len(PEOPLE)
    # One of them is watched by strace, from outside of the program.
    traced = made.base / "traced"
    calls = "trace=%network,execve,execveat,fork,vfork"
    traced.write_text(
        f'#!/bin/sh\nexec strace -f -qq -s 200 -e {calls} -o {made.traces}/$$ {made.program} "$@"\n', "utf-8"
    )
    traced.chmod(0o755)
    with made.as_account():
        made.traces.mkdir()
    told = [
        line.replace(str(made.program), str(traced)) if "serve --as traced" in line else line
        for line in lines.stdout.splitlines(keepends=True)
    ]
    (made.base / "keys").write_text("".join(told), "utf-8")


@contextmanager
def _sshd(made: Server, *, strict: bool) -> Iterator[None]:
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made.base / "host")], check=True)
    settings = {"port": made.port, "base": made.base, "user": made.user, "accepted": ACCEPTED}
    config = made.base / "config"
    config.write_text(CONFIG.format(strict="yes" if strict else "no", **settings), "utf-8")
    subprocess.run([SSHD, "-t", "-f", str(config)], check=True)
    # It goes with the tests, even where they are killed.
    bound = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    started = subprocess.Popen([*bound, SSHD, "-D", "-f", str(config), "-E", str(made.base / "log")])
    try:
        until(lambda: started.poll() is None and "Server listening" in _read(made.base / "log"), "sshd listens")
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(PATIENCE)


def _read(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""
