"""A conversation in line mode: lines are fed, and the transcript is what a terminal would show."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable

from checklist.desk import Desk
from checklist.errors import BadInput
from checklist.locale import Words
from checklist.plain.app import hold
from checklist.plain.lines import LEFT, Ended, Interrupted
from checklist.plain.talk import Talk

Step = str | Exception | Callable[[], object]
"""A line; something that befalls the reading, such as a hang-up; or what somebody else does meanwhile."""
CTRL_C = Interrupted()


class Fed:
    """Lines from a list. At a terminal what is typed is shown by the terminal itself."""

    def __init__(self, steps: tuple[Step, ...], piped: bool) -> None:
        self.steps, self.piped = list(steps), piped
        self.shown: list[str] = []

    def line(self) -> str:
        while self.steps:
            step = self.steps.pop(0)
            if isinstance(step, str):
                self.shown.append("" if self.piped else f"{echoed(step)}\n")
                return step
            if isinstance(step, Exception):
                raise step
            step()
        raise Ended(LEFT)

    def write(self, text: str) -> None:
        self.shown.append(text)


def echoed(typed: str) -> str:
    """What a terminal shows of a typed line: a control character as `^[`."""
    return "".join(f"^{chr(ord(each) ^ 64)}" if each < " " or each == "\x7f" else each for each in typed)


class Told:
    """What came of a conversation."""

    def __init__(self, text: str, code: int, error: str, cause: str) -> None:
        self.text, self.code, self.error, self.cause = text, code, error, cause

    def __contains__(self, said: str) -> bool:
        """Whether it was said, however the lines were broken."""
        return " ".join(said.split()) in " ".join(self.text.split())

    def after(self, typed: str) -> str:
        """What was said next after a line was typed, up to the next prompt."""
        answer = self.text.split(f"> {typed}\n", 1)[1].split("\n>", 1)[0]
        return " ".join(answer.split())


def talk(desk: Desk, *steps: Step, piped: bool = False, lang: str = "vi") -> Told:
    """Hold a conversation to its end."""
    fed, errors, causes = Fed(steps, piped), io.StringIO(), []
    with contextlib.redirect_stderr(errors):
        code = hold(desk, Talk(Words(lang), fed), causes.append)
    return Told("".join(fed.shown), code, errors.getvalue(), causes[0])


def no_text() -> BadInput:
    """What reading gives for a line that is no UTF-8."""
    return BadInput("The line is no UTF-8 text.", "Set the terminal or the file to UTF-8, then type it again.")
