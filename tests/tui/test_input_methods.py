"""Telex and VNI, as input methods send them over SSH, come out right in every field: byte for byte through a terminal.

An input method sends each step of a word as keys, and where a step changes what stands there, backspaces and the new
letters in one packet.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from filled import UNIT as PAPER
from filled import agreed, submitted
from stage import sit
from terminal import Terminal, needs_tmux, running

from checklist import acts
from checklist.model import Said, Value

pytestmark = needs_tmux

METHODS = {
    # Pressed: t o o r n g space d d o o j i; under VNI t o 6 3 n g space d 9 o 6 5 i: the bytes are the same.
    "telex and vni, mark by mark": (
        ("t", "o", "\x7fô", "\x7fổ", "n", "g", " ", "d", "\x7fđ", "o", "\x7fô", "\x7fộ", "i"),
        "tổng đội",
    ),
    # The tone at the end of the word takes the whole word back.
    "telex, the tone last": (("truowng", "\x7f\x7f\x7f\x7f\x7fương", "\x7f\x7f\x7f\x7fường"), "trường"),
    # Letters and marks apart, as macOS and some Windows methods send them.
    "decomposed": (("to\u0302\u0309ng", " ", "đo\u0323\u0302i"), "tổng đội"),
}


def type_in(terminal: Terminal, packets: Sequence[str]) -> None:
    for packet in packets:
        terminal.send(packet.encode())


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A unit's paper that was verified with a difference, so that every form can be opened."""
    home = tmp_path_factory.mktemp("paper") / "home"
    inspector = sit(submitted(home), "kt01")
    agreed(inspector, "LD-03")
    other = Value("partial", reason=Said(text="mới ở hai vị trí"))
    inspector.do(PAPER, acts.Answer("LD-03", "verified", other, "on_site"))
    inspector.do(PAPER, acts.Verify())
    return home


@pytest.mark.parametrize("method", METHODS)
def test_search_and_the_explanation(papers: Path, tmp_path: Path, method: str) -> None:
    packets, word = METHODS[method]
    shutil.copytree(papers, tmp_path / "home")
    with running(tmp_path / "home", "--as", "pc01", folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        terminal.send(b"/")
        terminal.sees("gõ mã để đến thẳng")
        type_in(terminal, packets)
        terminal.sees(f"[{word} ")
        terminal.send(b"\x1b")
        terminal.sees("[Việc]")
        terminal.send(b"\r")
        terminal.sees("LD-03  ")
        terminal.send(b"\r")
        terminal.sees("Giải trình    [")
        type_in(terminal, packets)
        terminal.sees(f"[{word} ")


@pytest.mark.parametrize("method", METHODS)
def test_every_text_field_of_evidence(tmp_path: Path, method: str) -> None:
    packets, word = METHODS[method]
    home = tmp_path / "home"
    sit(submitted(home), "pc01").do(PAPER, acts.Withdraw())
    with running(home, "--as", "pc01", folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        terminal.send(b"/ld3\r")
        terminal.sees("LD-03  ")
        terminal.send(b"t")
        terminal.sees("Thêm minh chứng")
        for label, gone in (("Số, ký hiệu", 0), ("Nơi ban hành", 30), ("Nơi lưu", 30), ("Trích yếu", 0)):
            terminal.sees(f"> {label}")
            terminal.send(b"\x7f" * gone)
            type_in(terminal, packets)
            terminal.sees(f"> {label:<15}[{word} ")
            terminal.send(b"\t\t" if label == "Số, ký hiệu" else b"\t")


@pytest.mark.parametrize("method", METHODS)
def test_every_text_field_of_a_finding_and_of_a_return(tmp_path: Path, method: str) -> None:
    packets, word = METHODS[method]
    home = tmp_path / "home"
    submitted(home)
    with running(home, "--as", "kt01", folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        terminal.send(b"\r")
        terminal.sees("LD-01  ")
        terminal.send(b"p")
        for label, gone, on in (("Tồn tại", 0, b"\t\t"), ("Kiến nghị", 0, b"\t"), ("Người làm", 30, b"\t")):
            terminal.sees(f"> {label}")
            terminal.send(b"\x7f" * gone)
            type_in(terminal, packets)
            terminal.sees(f"> {label:<15}[{word} ")
            terminal.send(on)


@pytest.mark.parametrize("digit", ["9", "đ"])
def test_in_a_number_field_a_changed_letter_is_the_digit_that_changed_it(tmp_path: Path, digit: str) -> None:
    home = tmp_path / "home"
    sit(submitted(home), "pc01").do(PAPER, acts.Withdraw())
    with running(home, "--as", "pc01", folder=tmp_path) as terminal:
        terminal.sees("[Việc]")
        terminal.send(b"/ld2\r")
        terminal.sees("> Phải có")
        terminal.send(b"1")
        terminal.sees("[1     ]")
        terminal.send(digit.encode())
        terminal.sees("[19    ]")
