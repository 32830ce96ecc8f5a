"""What a terminal can do is told from the environment, and `check` says it with the reason and the mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checklist import cli
from checklist.locale import Words
from checklist.terminal import judge
from checklist.text import cells
from checklist.view import terminal as view

UTF8 = {"TERM": "xterm-256color", "LANG": "vi_VN.UTF-8"}


@pytest.mark.parametrize("name", ["xterm", "xterm-256color", "screen", "tmux-256color", "linux", "putty", "rxvt"])
def test_a_usual_terminal_shows_everything(name: str) -> None:
    terminal = judge(UTF8 | {"TERM": name}, is_terminal=True)
    assert terminal.screen and not terminal.ascii and terminal.no_colour is None


@pytest.mark.parametrize("name", ["", "dumb", "unknown"])
def test_a_terminal_that_places_no_cursor_gets_line_mode(name: str) -> None:
    terminal = judge(UTF8 | {"TERM": name}, is_terminal=True)
    assert not terminal.screen and not terminal.ascii


def test_a_pipe_gets_line_mode_and_so_does_who_asks_for_it() -> None:
    assert not judge(UTF8, is_terminal=False).screen
    assert not judge(UTF8, is_terminal=True, plain=True).screen


@pytest.mark.parametrize("name", ["vt100", "vt220", "ansi", "cons25", "sun"])
def test_an_old_terminal_gets_ascii_without_colour(name: str) -> None:
    terminal = judge(UTF8 | {"TERM": name}, is_terminal=True)
    assert terminal.screen and terminal.ascii and terminal.no_colour is not None


@pytest.mark.parametrize(
    ("locale", "ascii"),
    [
        ({"LANG": "C"}, True),
        ({"LANG": "POSIX"}, True),
        ({"LANG": "vi_VN"}, True),
        ({"LANG": "vi_VN.TCVN"}, True),
        ({"LC_CTYPE": "en_US.ISO-8859-1", "LANG": "vi_VN.UTF-8"}, True),
        ({"LC_ALL": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LC_ALL": "", "LANG": "C.UTF-8"}, False),
        ({"LANG": "vi_VN.utf8"}, False),
        ({"LANG": "ca_ES.UTF-8@valencia"}, False),
        ({}, False),
        ({"LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, True),
        ({"LC_CTYPE": "vi_VN.UTF-8", "LANG": "C"}, False),
    ],
)
def test_the_first_locale_that_says_anything_decides_on_ascii(locale: dict[str, str], ascii: bool) -> None:
    assert judge({"TERM": "xterm", **locale}, is_terminal=True).ascii is ascii


def test_ascii_and_no_colour_on_demand() -> None:
    assert judge(UTF8, is_terminal=True, ascii=True).ascii
    assert judge(UTF8 | {"NO_COLOR": "1"}, is_terminal=True).no_colour is not None
    assert judge(UTF8 | {"NO_COLOR": ""}, is_terminal=True).no_colour is None


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", [None, (80, 24), (50, 12)])
def test_the_page_fits_80_columns_and_gives_a_line_to_compare(lang: str, size: tuple[int, int] | None) -> None:
    for environment in (UTF8, {"TERM": "vt100", "NO_COLOR": "1"}, {"LC_ALL": "en_US.ISO-8859-1"}):
        terminal = judge(environment, is_terminal=True)
        page = list(view.lines(Words(lang), terminal, size))
        assert all(cells(line) <= 80 for line in page)
        assert (f"  {view.SAMPLE}" in page) is not terminal.ascii


def test_what_can_not_be_done_is_told_with_its_reason() -> None:
    terminal = judge({"TERM": "dumb", "LANG": "C", "NO_COLOR": "1"}, is_terminal=True)
    page = "\n".join(view.lines(Words("vi"), terminal, (50, 12)))
    assert 'không, dùng chế độ dòng: TERM là "dumb"' in page
    assert "không, viết không dấu: LANG là C, không phải UTF-8" in page
    assert "không: có biến NO_COLOR" in page
    assert "50 x 12, nhỏ quá: ít nhất phải 60 x 18" in page


def test_the_command_needs_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "vt220")
    assert cli.main(["--home", str(tmp_path / "none"), "check", "--terminal"]) == 0
    assert 'TERM là "vt220"' in capsys.readouterr().out
    assert cli.main(["--home", str(tmp_path / "none"), "check", "--terminal", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"term": "vt220", "size": None, "screen": False, "ascii": True, "colour": False}
