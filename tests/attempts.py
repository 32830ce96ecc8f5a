"""The program run again and again on bad input, each time as a process with limits of its own.

Each run is forked off one process that has loaded the program, which makes it cheap. A run that uses too much memory
or time, that ends by a signal, with another exit code than the documented ones or with a traceback, is a failure.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
CODES = {0, 1, 2, 3, 4, 130}
"""The documented exit codes, and that of Ctrl+C."""
MEMORY = 1 << 30
"""Bytes of address space of a run."""
TIME = 30
"""Seconds of a run, and of its work."""
SHOWN = 100_000
"""Letters of each stream that are looked at."""


class Done(NamedTuple):
    """How a run ended. `code` is minus the signal where one ended it."""

    argv: list[str]
    code: int
    out: str
    err: str

    def is_decent(self, *homes: Path) -> Done:
        """Fail unless it ended as it should: in time, with a documented code, and without a traceback anywhere."""
        what = f"{[each[:80] for each in self.argv]} gave {self.code}: {self.err[-2000:]}"
        kept = [path.read_text() for home in homes for path in home.glob("log/error-*")]
        assert not kept, f"{what}\n{kept[0]}"
        assert self.code in CODES, what
        assert "Traceback" not in self.err and "Unexpected error" not in self.err, what
        assert not obeyed(self.out + self.err), f"{what}: a terminal obeys what it prints"
        assert (self.code in (0, 130)) or self.err, f"{what}: no word about it"
        return self


def obeyed(text: str) -> set[str]:
    """What of a text a terminal would obey: control characters but line ends, and signs that turn the writing."""
    return {
        ch for ch in text if (ch < " " and ch not in "\n\t") or "\x7f" <= ch <= "\x9f" or ch in "\u202e\u2066\u2067"
    }


class Attempts:
    """Runs the program; what it is given is an argument list."""

    def __init__(self, server: subprocess.Popen[str], folder: Path) -> None:
        self.server, self.folder = server, folder
        self.count = 0

    def __call__(
        self,
        *argv: str,
        stdin: bytes = b"",
        out: str = "out",
        env: Mapping[str, str] | None = None,
        decent: Sequence[Path] = (),
        gone: bool = False,
    ) -> Done:
        """Run it once.

        Args:
            out: where its output goes.
            decent: the homes in whose logs no traceback may lie.
            gone: whether the folder that it runs in is deleted under it.
        """
        assert self.server.stdin and self.server.stdout
        (self.folder / "stdin").write_bytes(stdin)
        self.count += 1
        self.server.stdin.write(json.dumps({"argv": argv, "env": dict(env or {}), "out": out, "gone": gone}) + "\n")
        self.server.stdin.flush()
        answer = self.server.stdout.readline()
        assert answer, "the process that runs them has ended"
        out, err = ((self.folder / name).read_bytes()[:SHOWN].decode("utf-8", "replace") for name in ("out", "err"))
        return Done(list(argv), json.loads(answer), out, err).is_decent(*decent)


@contextlib.contextmanager
def attempts() -> Iterator[Attempts]:
    """What runs the program, in a folder of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "work").mkdir()
        command = [sys.executable, __file__, name]
        env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder / "nobody")}
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as server:
            try:
                yield Attempts(server, folder)
            finally:
                assert server.stdin
                server.stdin.close()


# --- the process that forks --------------------------------------------------------------------------------


def serve(folder: Path) -> None:
    """Run what comes in, a line each, and answer with how it ended."""
    _load()
    for line in sys.stdin:
        wanted = json.loads(line)
        if (pid := os.fork()) == 0:
            _run(folder, wanted)
        _, status = os.waitpid(pid, 0)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(status))


def _load() -> None:
    """Import all that a command may need, so that the runs need not."""
    from checklist.cli.table import COMMANDS

    for name in ("checklist.__main__", "checklist.report", "checklist.rulebook"):
        importlib.import_module(name)
    for command in COMMANDS.values():
        command.load()
    gc.collect()
    gc.freeze()


def _run(folder: Path, wanted: Any) -> None:
    """Be the program, once."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME, TIME))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(TIME)
    os.chdir(folder / "work")
    os.environ.update(wanted["env"])
    for number, name, how in (
        (0, "stdin", os.O_RDONLY),
        (1, wanted["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, "err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        handle = os.open(folder / name, how, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    if wanted["gone"]:
        (folder / "work").rmdir()
    sys.argv = ["checklist", *wanted["argv"]]
    sys.stdin = os.fdopen(0, closefd=False)
    from checklist.__main__ import main

    # From here on it is as if the interpreter had been started on the program.
    sys.exit(main())


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    serve(Path(sys.argv[1]))
