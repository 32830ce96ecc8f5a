"""What only a real terminal shows: input-method bursts, type-ahead over Tab, bad bytes, hang-ups."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from stage import UNIT, make, sit
from terminal import Terminal, needs_tmux, running, until

from checklist.model import Person, Value

pytestmark = needs_tmux

BURSTS = {
    "telex: go, then backspace and õ in one packet": ("go\x7fõ", "gõ"),
    "telex: duong with every step": ("d\x7fđ u\x7fư\x7f\x7f\x7fđư o\x7fơ ng", "đư ơ ng"),
    "vni: viet5 ends as việt": ("viê\x7f\x7fiê\x7fệt", "việt"),
    "a word replaced whole": ("Truongf\x7f\x7f\x7f\x7f\x7f\x7f\x7fTrường", "Trường"),
    "decomposed letters arrive composed": ("a\u0302\u0301", "ấ"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "home", [Person("vp01", "head", (UNIT,))])
    return tmp_path / "home"


def to_reason(terminal: Terminal) -> None:
    """From the first screen to the reason of CC-01."""
    terminal.sees("[Việc]")
    terminal.send(b"/")
    terminal.sees("gõ mã để đến thẳng")
    terminal.send(b"cc1\r")
    terminal.sees("CC-01  ")
    terminal.send(b"c")
    terminal.sees("Vì sao chưa đạt?")


@pytest.mark.parametrize("burst", BURSTS)
def test_bursts_of_an_input_method_come_out_right(home: Path, tmp_path: Path, burst: str) -> None:
    typed, wanted = BURSTS[burst]
    with running(home, "--as", "vp01", folder=tmp_path) as terminal:
        to_reason(terminal)
        terminal.send(typed.encode())
        terminal.sees(f"[{wanted} ")
        terminal.send(b"\r")
        terminal.sees("Đã lưu")
    value = sit(make_again(home), "vp01").read(UNIT).value("self", "CC-01")
    assert value is not None and value.reason is not None and value.reason.text == wanted


def make_again(home: Path) -> object:
    from checklist.store import Store

    return Store(home)


def test_type_ahead_over_tab_lands_each_in_its_own_field(home: Path, tmp_path: Path) -> None:
    with running(home, "--as", "vp01", folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        terminal.send(b"/cc1\r")
        terminal.sees("CC-01  ")
        terminal.send(b"t")
        terminal.sees("Thêm minh chứng")
        terminal.send("7/QĐ\t06052009\tBộ".encode())
        screen = terminal.sees("[Bộ ")
        assert "[7/QĐ " in screen and "[06052009  ]" in screen


def test_a_byte_that_is_no_utf8_ends_nothing(home: Path, tmp_path: Path) -> None:
    with running(home, "--as", "vp01", folder=tmp_path) as terminal:
        to_reason(terminal)
        terminal.send(b"a\xff\xc3(b")
        terminal.sees("b")
        assert terminal.alive()
        terminal.send(b"\x7f\x7f\x7f\x7f\x7f\x7f\x7fxong")
        terminal.sees("xong")


def test_a_hang_up_keeps_the_form_and_offers_it_again(home: Path, tmp_path: Path) -> None:
    with running(home, "--as", "vp01", folder=tmp_path) as terminal:
        to_reason(terminal)
        terminal.send("mới viết một nửa".encode())
        terminal.sees("[mới viết một nửa")
        os.kill(terminal.pid, signal.SIGHUP)
        until(lambda: not terminal.alive(), "the program ends")
    (tmp_path / "again").mkdir()
    with running(home, "--as", "vp01", folder=tmp_path / "again") as terminal:
        terminal.sees("Còn một phần nhập dở")
        terminal.send(b"\r")
        terminal.sees("[mới viết một nửa")
        terminal.send(b"\r")
        terminal.sees("Đã lưu")


def test_the_line_closed_ends_the_program_and_keeps_the_form(home: Path, tmp_path: Path) -> None:
    with running(home, "--as", "vp01", folder=tmp_path) as terminal:
        to_reason(terminal)
        terminal.send("dở dang".encode())
        terminal.sees("[dở dang")
        pid = terminal.pid
        terminal.tmux("kill-server")
        until(lambda: not terminal.alive(), f"process {pid} ends")
    assert sit(make_again(home), "vp01").drafts() != ()


def test_a_throwaway_demo_is_gone_after_a_hang_up(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    with running(None, "demo", env={"TMPDIR": str(tmp_path / "tmp")}, folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        assert list((tmp_path / "tmp").iterdir())
        os.kill(terminal.pid, signal.SIGHUP)
        until(lambda: not terminal.alive(), "the program ends")
    assert not list((tmp_path / "tmp").iterdir())


def test_term_ends_the_program_with_the_terminal_restored(home: Path, tmp_path: Path) -> None:
    with running(home, "--as", "vp01", folder=tmp_path) as terminal:
        to_reason(terminal)
        os.kill(terminal.pid, signal.SIGTERM)
        until(lambda: not terminal.alive(), "the program ends")


def test_escape_sequences_of_one_person_never_reach_the_next_one_s_terminal(home: Path, tmp_path: Path) -> None:
    from checklist import acts
    from checklist.model import Said

    desk = sit(make_again(home), "vp01")
    hostile = "a\x1b]0;pwned\x07b\x9b31mc\u202ed"
    desk.do(UNIT, acts.Answer("CC-01", "self", Value("not_met", reason=Said(text=hostile))))
    with running(home, "--as", "vp01", folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        terminal.send(b"/cc1\r")
        terminal.sees("CC-01  ")
        terminal.sees("a]0;pwnedb31mcd")
        assert "pwned" not in terminal.tmux("display-message", "-p", "-t", "t", "#{pane_title}")


@pytest.mark.parametrize("poor", [{"TERM": "vt100"}, {"LC_ALL": "C"}, {"LC_ALL": "", "LANG": "vi_VN.TCVN"}])
def test_where_only_ascii_can_be_shown_letters_lose_their_accents(
    home: Path, tmp_path: Path, poor: dict[str, str]
) -> None:
    with running(home, "--as", "vp01", folder=tmp_path, env=poor) as terminal:
        screen = terminal.sees("[Viec]")
        assert "Van phong Bo > Viec" in screen
        assert screen.isascii()


def test_ascii_on_demand(home: Path, tmp_path: Path) -> None:
    with running(home, "--as", "vp01", "--ascii", folder=tmp_path) as terminal:
        assert terminal.sees("[Viec]").isascii()
