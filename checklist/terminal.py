"""What a terminal can do, told from the environment alone: nothing is asked of it, so a slow line waits for nothing."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from checklist.errors import Phrase

DUMB = ("", "dumb", "unknown")
"""Names of terminals that can't place a cursor."""
OLD = ("vt", "ansi", "cons25", "sun")
"""How the names of terminals begin that know nothing beyond ASCII, and no colour."""
SAID_BY = ("LC_ALL", "LC_CTYPE", "LANG")
"""The variables that name the locale, the first that says anything decides. None of them set says nothing."""
COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python sets LC_CTYPE to by itself where the locale is C: beside a LANG that says otherwise it says nothing."""


class Terminal(msgspec.Struct, frozen=True):
    """What is shown how. A reason is None where nothing stands in the way."""

    name: str
    """TERM, cut to what a name of a terminal may be."""
    no_screen: Phrase | None
    """Why line mode and not the full screen."""
    no_letters: Phrase | None
    """Why plain ASCII and not Vietnamese letters."""
    no_colour: Phrase | None
    """Why no colours."""

    @property
    def screen(self) -> bool:
        """Whether the full screen can be drawn."""
        return self.no_screen is None

    @property
    def ascii(self) -> bool:
        """Whether only ASCII can be shown."""
        return self.no_letters is not None


def judge(environment: Mapping[str, str], *, is_terminal: bool, plain: bool = False, ascii: bool = False) -> Terminal:
    """Judge a terminal.

    Args:
        environment: TERM, NO_COLOR and the variables of `SAID_BY` are looked at.
        is_terminal: input and output are one.
        plain: line mode was asked for. ascii: plain ASCII was asked for.
    """
    name = environment.get("TERM", "")
    old = name.startswith(OLD)
    return Terminal(
        name,
        _no_screen(name, is_terminal, plain),
        _no_letters(environment, name, ascii, old),
        Phrase("NO_COLOR is set") if environment.get("NO_COLOR") else _of_old(name) if old else None,
    )


def _no_screen(name: str, is_terminal: bool, plain: bool) -> Phrase | None:
    if plain:
        return Phrase("--plain asks for it")
    if not is_terminal:
        return Phrase("input or output is no terminal")
    if name in DUMB:
        return Phrase("TERM is empty") if not name else Phrase('TERM is "{name}"', name=name)
    return None


def _no_letters(environment: Mapping[str, str], name: str, asked: bool, old: bool) -> Phrase | None:
    if asked:
        return Phrase("--ascii asks for it")
    if old:
        return _of_old(name)
    said_by = [each for each in SAID_BY if environment.get(each)]
    if said_by[:1] == ["LC_CTYPE"] and environment["LC_CTYPE"] in COERCED:
        said_by = said_by[1:]
    if not said_by:
        return None
    variable, said = said_by[0], environment[said_by[0]]
    encoding = said.partition(".")[2].partition("@")[0].lower().replace("-", "")
    return None if encoding == "utf8" else Phrase("{variable} is {said}, not UTF-8", variable=variable, said=said)


def _of_old(name: str) -> Phrase:
    return Phrase('TERM is "{name}"', name=name)
