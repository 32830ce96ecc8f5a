"""What goes on from the line to the parser: of a paste so much as a field takes, and never a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import UNIT, make
from terminal import needs_tmux, running

from checklist.model import Person
from checklist.tui.driver import PasteLimit

START, END, MOST = PasteLimit.START, PasteLimit.END, PasteLimit.MOST


def through(*reads: str) -> str:
    limit = PasteLimit()
    return "".join(map(limit, reads))


@given(st.text(), st.integers(0, 20))
def test_outside_a_paste_everything_goes_through_at_once(text: str, cut: int) -> None:
    limit = PasteLimit()
    if START not in text:
        assert (limit(text[:cut]), limit(text[cut:])) == (text[:cut], text[cut:])


@given(st.lists(st.sampled_from(["a", "\x1b", "[20", "0~", "1~", START, END, "x" * 9]), max_size=30), st.data())
def test_however_the_line_is_cut_the_same_goes_through(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    reads = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert through(*reads, END) == through(text, END)


def test_a_paste_ends_where_it_ends_and_is_cut_off_at_its_most() -> None:
    assert through(f"a{START}b{END}c") == f"a{START}b{END}c"
    assert through(START, "x" * MOST, "y" * 9_000_000, END, "z") == f"{START}{'x' * MOST}{END}z"
    assert through(START, *["xy"] * MOST, END[:3], END[3:], START, "more", END) == (
        f"{START}{'xy' * (MOST // 2)}{END}{START}more{END}"
    )


@pytest.mark.parametrize("inside", ["\x1bd", "\x1b[A", "\x1b", f"{START}d", "\x1b\x1b[201"])
def test_nothing_inside_a_paste_is_a_key(inside: str) -> None:
    assert through(f"{START}a{inside}b{END}").count("\x1b") == 2


@needs_tmux
def test_a_letter_that_comes_byte_by_byte_is_a_letter(tmp_path: Path) -> None:
    make(tmp_path / "home", [Person("vp01", "head", (UNIT,))])
    with running(tmp_path / "home", "--as", "vp01", folder=tmp_path) as terminal:
        terminal.sees("· vp01")
        terminal.send(b"/")
        terminal.sees("gõ mã để đến thẳng")
        for byte in "ấ ".encode():
            terminal.send(bytes([byte]))
        terminal.send(b"x")
        terminal.sees("ấ x")
