"""What argparse says of a wrong argument, in the words of the program and in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checklist.errors import BadInput
from checklist.locale import mark

HELP = mark("`{prog} --help` shows the options.")
DASHED = mark("A text that begins with a hyphen is given as {option}=TEXT.")
BEHIND = mark("`{prog} --help` shows the options; a text that begins with a hyphen goes behind `--`.")
_OF = r"argument (?:\S+/)?(?P<option>\S+): "
PROBLEMS: Sequence[tuple[str, str, str]] = (
    (_OF + "expected (?:one|at least one) argument", mark("{option} needs a value."), DASHED),
    (_OF + "ignored explicit argument .*", mark("{option} takes no value."), HELP),
    (_OF + "not allowed with argument (?P<other>.*)", mark("{option} and {other} exclude each other."), HELP),
    (_OF + "invalid choice: '(?P<given>.*)' .choose from .*", mark('{option}: "{given}" is not known.'), HELP),
    ("the following arguments are required: (?P<missing>.*)", mark("Missing: {missing}."), BEHIND),
    ("unrecognized arguments: (?P<given>.*)", mark('"{given}" is not understood.'), BEHIND),
)
"""What argparse says, what is said in its place, and what to do."""


def problem(message: str, prog: str) -> BadInput:
    """The error for a message of argparse; one that is not known is told as it is."""
    for pattern, told, hint in PROBLEMS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return BadInput(told, hint, prog=prog, **found.groupdict())
    return BadInput("{problem}.", HELP, problem=message, prog=prog)
