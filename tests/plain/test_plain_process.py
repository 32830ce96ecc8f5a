"""Line mode as a process: chosen by itself, through a pipe, at a real pseudo-terminal, over a forced command."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filled import PEOPLE, UNIT
from stage import make, sit
from terminal import needs_tmux, running, until
from test_access import log

from checklist.model import SELF, Person
from checklist.store import Store

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("built") / "home"
    make(home, PEOPLE)
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "home"))


def command(home: Path, *args: str) -> list[str]:
    return [sys.executable, "-m", "checklist", "--home", str(home), *args]


def piped(home: Path, lines: str | bytes, *args: str, shell: str = "") -> subprocess.CompletedProcess[str]:
    """The program with its answers from a pipe; `shell` runs first in its process."""
    given = lines if isinstance(lines, bytes) else lines.encode()
    run = command(home, *args)
    if shell:
        run = ["sh", "-c", f'{shell}; exec "$@"', "sh", *run]
    done = subprocess.run(run, input=given, cwd=ROOT, capture_output=True, check=False)
    return subprocess.CompletedProcess(run, done.returncode, done.stdout.decode(), done.stderr.decode())


def answered(home: Path) -> set[str]:
    return set(sit(Store(home), "pc01").read(UNIT).answers.get(SELF, {}))


# --- through a pipe ----------------------------------------------------------------------------------------


def test_without_a_terminal_it_is_line_mode_and_ends_with_0(home: Path) -> None:
    done = piped(home, "LD-03\nc\nchưa làm\n", "--as", "pc01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Vụ Pháp chế, kỳ 2009, nháp. Đã trả lời 0/41,")
    assert re.search(r"\n> chưa làm\nĐã lưu \d\d:\d\d:\d\d\. LD-03 chưa đạt\.\n\nLD-04, còn 40\. ", done.stdout)
    entry = sit(Store(home), "pc01").log(UNIT)[-1].entry
    assert (entry.who, entry.door) == ("pc01", "console")


def test_the_last_line_needs_no_end_and_ends_of_other_systems_do(home: Path) -> None:
    assert piped(home, "LD-03\r\nc; chưa làm\r\nLD-05\r\nc; chưa", "--as", "pc01").returncode == 0
    assert answered(home) == {"LD-03", "LD-05"}


def test_a_wrong_line_is_named_on_stderr_with_exit_code_2(home: Path) -> None:
    done = piped(home, "LD-03\nc; chưa làm\nLD-05\nhỏi sau\nLD-06\nc; chưa\n", "--as", "pc01")
    assert (done.returncode, done.stderr) == (
        2,
        'Dòng 4: Không hiểu "hỏi sau". Nhập d, m, c hoặc k; ? xem lệnh khác. Chưa lưu gì.\n',
    )
    assert answered(home) == {"LD-03"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (b"LD-03\n\xff\xfe\n", "Dòng 2: Dòng này không phải UTF-8."),
        (b"LD-03\n" + b"x" * 30_000, "Dòng 2: Dòng quá dài"),
        (b"LD-03\n" + b"x" * 30_000 + b"\n", "Dòng 2: Dòng quá dài"),
    ],
    ids=["bytes", "long", "long with its end"],
)
def test_what_is_no_line_of_text_is_named_too(home: Path, lines: bytes, said: str) -> None:
    done = piped(home, lines, "--as", "pc01")
    assert done.returncode == 2 and done.stderr.startswith(said)


def test_a_disk_that_takes_nothing_ends_it_with_4(home: Path) -> None:
    piped(home, "LD-03\nc; chưa làm\n", "--as", "pc01")
    done = piped(home, "LD-05\nc; chưa\n", "--as", "pc01", shell="ulimit -f 0")
    assert (done.returncode, done.stderr[:27]) == (4, "Dòng 2: CHƯA LƯU ĐƯỢC: quá ")
    assert answered(home) == {"LD-03"}


def test_where_nobody_reads_the_output_it_ends_quietly(home: Path) -> None:
    run = subprocess.Popen(
        command(home, "--as", "pc01"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdin and run.stdout and run.stderr
    run.stdout.close()
    run.stdin.close()
    assert run.wait(60) == 0
    assert run.stderr.read() == b""
    run.stderr.close()


def test_without_a_home_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = piped(tmp_path / "none", "")
    assert done.returncode == 2 and "checklist init" in done.stderr


def test_ascii_is_plain_ascii(home: Path) -> None:
    done = piped(home, "LD-03\n", "--as", "pc01", "--ascii")
    assert done.returncode == 0 and done.stdout.isascii()
    assert "Vu Phap che, ky 2009, nhap." in done.stdout


def test_the_demo_asks_where_it_is_told_to(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "checklist", "demo", "--plain"]
    done = subprocess.run(run, input="q\n", cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.startswith("Văn phòng Bộ, kỳ 2009, nháp.")


# --- at a terminal -----------------------------------------------------------------------------------------


class Pty:
    """The program at a pseudo-terminal in its own line discipline, all its bytes kept."""

    def __init__(self, home: Path, *args: str, term: str = "dumb") -> None:
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(ROOT)
            os.environ.update(TERM=term, LC_ALL="C.UTF-8")
            os.execv(sys.executable, command(home, *args))
        self.pid, self.raw = pid, b""

    def sees(self, said: str) -> None:
        """Wait until a text was written, however the lines were broken."""
        while said not in " ".join(self.raw.decode("utf-8", "replace").split()):
            more = os.read(self.fd, 65_536)
            assert more
            self.raw += more

    def types(self, raw: bytes) -> None:
        os.write(self.fd, raw)

    def ended(self) -> int:
        """Wait for its end, and return the exit code."""
        os.set_blocking(self.fd, True)
        try:
            while more := os.read(self.fd, 65_536):
                self.raw += more
        except OSError:
            pass  # the other end of a pseudo-terminal that is closed reads as an error
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_at_a_dumb_terminal_an_input_method_ctrl_c_and_ctrl_d_work_and_nothing_moves(home: Path) -> None:
    terminal = Pty(home, "--as", "pc01")
    terminal.sees("q nghỉ. Bắt đầu ở LD-01. LD-01, còn 41.")
    terminal.sees("Enter để sau >")
    terminal.types(b"LD-03\n")
    terminal.sees("LD-03, còn 41.")
    terminal.sees("m một phần, c chưa đạt, k không áp dụng, Enter để sau >")
    terminal.types("c; cho\x7fo\x7fóng mặt chưa\x7f\x7f\x7f\x7fcha\x7fưa họp\n".encode())
    terminal.sees("Đã lưu")
    terminal.sees("LD-04, còn 40.")
    terminal.types(b"\x03")
    terminal.sees("Gõ q để nghỉ, hoặc ctrl+d ở đầu dòng; mọi điều đã lưu vẫn còn. >")
    terminal.types(b"\x04")
    assert terminal.ended() == 0
    text = terminal.raw.decode()
    assert text.endswith("Đã lưu mọi câu trả lời. 1/41, còn 40. Lần sau tiếp ở LD-04.\r\n")
    assert "\x1b" not in text
    value = sit(Store(home), "pc01").read(UNIT).value(SELF, "LD-03")
    assert value is not None and value.reason is not None and value.reason.shown == "chóng mặt chưa họp"


def test_a_hang_up_in_the_middle_of_a_form_keeps_it(home: Path) -> None:
    terminal = Pty(home, "--as", "pc01", "--plain", term="xterm-256color")
    terminal.sees("Enter để sau >")
    terminal.types("LD-03\nm; đang làm\n".encode())
    terminal.sees("số; ngày; nơi lưu.")
    os.close(terminal.fd)
    assert os.waitstatus_to_exitcode(os.waitpid(terminal.pid, 0)[1]) == 129
    desk = sit(Store(home), "pc01")
    assert desk.draft(f"2009.{UNIT}.LD-03.reason")["reason"] == "đang làm"
    assert desk.read(UNIT).entries == 0


def test_told_to_end_it_keeps_what_is_half_written(home: Path) -> None:
    terminal = Pty(home, "--as", "pc01")
    terminal.sees("Enter để sau >")
    terminal.types("LD-03\nm; đang làm\n".encode())
    terminal.sees("số; ngày; nơi lưu.")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.ended() == 143
    assert len(sit(Store(home), "pc01").drafts()) == 1


# --- over SSH ----------------------------------------------------------------------------------------------


@needs_tmux
def test_served_to_a_dumb_terminal_it_is_line_mode_and_ends_when_its_time_is_up(home: Path, tmp_path: Path) -> None:
    with running(home, "serve", "--as", "pc01", "--idle", "5s", env={"TERM": "dumb"}, folder=tmp_path) as terminal:
        terminal.sees("Enter để sau")
        terminal.send("LD-03\nm; đang làm\n".encode())
        terminal.sees("nơi lưu")
        terminal.sees("Phiên đã kết thúc vì hết thời hạn.")
        until(lambda: not terminal.alive(), "the program ends")
    desk = sit(Store(home), "pc01")
    assert len(desk.drafts()) == 1
    assert [(each["what"], each["about"].get("cause")) for each in log(home)[-2:]] == [("login", None), ("end", "time")]


@needs_tmux
def test_served_it_writes_as_the_person_through_the_door_ssh(home: Path, tmp_path: Path) -> None:
    with running(home, "serve", "--as", "pc01", env={"TERM": "unknown"}, folder=tmp_path) as terminal:
        terminal.sees("Enter để sau")
        terminal.send("LD-03\nc; chưa làm\n".encode())
        terminal.sees("LD-04, còn 40")
        terminal.send(b"q\n")
        until(lambda: not terminal.alive(), "the program ends")
    entry = sit(Store(home), "pc01").log(UNIT)[-1].entry
    assert (entry.who, entry.door) == ("pc01", "ssh")
    assert log(home)[-1]["about"]["cause"] == "left"


def test_a_person_who_is_nobody_gets_no_line(home: Path) -> None:
    assert Person("x", "head") not in Store(home).people()
    assert piped(home, "", "--as", "nobody").returncode == 2
