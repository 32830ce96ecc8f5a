"""What `check` tells of a terminal: what it can do and why not more, a line to compare by eye, how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from checklist.errors import Phrase
from checklist.locale import Words, mark
from checklist.terminal import Terminal
from checklist.text import pad, to_ascii, wrap
from checklist.view.frame import LEAST

SAMPLE = "Tự vệ, chữa cháy, thẩm định: Đ đ ă â ê ô ơ ư ẳ ặ ệ ỗ ợ ỹ ─ › · … – → ← ↑ ↓"

MENDS: tuple[tuple[str, str], ...] = (
    (
        "PuTTY",
        mark(
            "Window, Translation: Remote character set UTF-8. Window, Appearance: a font with Vietnamese letters, such "
            "as Consolas. Terminal, Keyboard: function keys as ESC[n~, Linux or Xterm R6."
        ),
    ),
    (
        "Windows Terminal",
        mark(
            "UTF-8 by itself; a font with Vietnamese letters, such as Cascadia Mono or Consolas. In an old console "
            "window: `chcp 65001` before ssh."
        ),
    ),
    (
        "tmux",
        mark(
            "start it with `tmux -u`; `set -g default-terminal tmux-256color` and `set -sg escape-time 20` in "
            "~/.tmux.conf, else Esc is slow."
        ),
    ),
    (
        mark("any other"),
        mark(
            "`export LANG=C.UTF-8` where the program runs. What can't be mended: `--ascii` writes without accents, "
            "`--plain` asks line by line."
        ),
    ),
)
"""Terminals, and how each is set right; message ids, but for names."""


def lines(t: Words, terminal: Terminal, size: tuple[int, int] | None, width: int = 80) -> Iterator[str]:
    """The page, line by line, at most `width` wide.

    Args:
        size: columns and rows, None where there is no terminal.
    """
    yield t("Terminal")
    yield from _row(t("called"), terminal.name or t("TERM is empty"), width)
    if size is not None:
        small = size[0] < LEAST[0] or size[1] < LEAST[1]
        room = "{} x {}".format(*size)
        least = "{} x {}".format(*LEAST)
        told = t("{size}, too small: {least} is the least", size=room, least=least) if small else room
        yield from _row(t("window"), told, width)
    yield from _row(t("full screen"), _can(t, terminal.no_screen, mark("no, line mode")), width)
    yield from _row(t("Vietnamese letters"), _can(t, terminal.no_letters, mark("no, without accents")), width)
    yield from _row(t("colours"), _can(t, terminal.no_colour, mark("no")), width)
    yield ""
    if not terminal.ascii:
        yield t("Compare by eye: the first line is the second one with its accents, no boxes.")
        yield f"  {SAMPLE}"
        yield f"  {to_ascii(SAMPLE, width_kept=True)}"
        yield ""
    yield t("How to mend it:")
    for name, how in MENDS:
        yield from _row(t(name), t(how), width)


def plain(terminal: Terminal, size: tuple[int, int] | None) -> dict[str, object]:
    """The same as plain data."""
    return {
        "term": terminal.name,
        "size": size and [*size],
        "screen": terminal.screen,
        "ascii": terminal.ascii,
        "colour": terminal.no_colour is None,
    }


def _can(t: Words, why: Phrase | None, otherwise: str) -> str:
    return t("yes") if why is None else t("{what}: {why}", what=t(otherwise), why=why)


def _row(label: str, text: str, width: int) -> Iterator[str]:
    for number, line in enumerate(wrap(text, width - 22)):
        yield f"  {pad(label if number == 0 else '', 20)}{line}"
