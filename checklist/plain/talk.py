"""The asking of one question: whole lines out, one line in, asked again where it was wrong.

From a pipe nobody can be asked again: there the first wrong line ends the session, named by its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from checklist import judge
from checklist.errors import BadInput, ChecklistError, Phrase
from checklist.locale import Words
from checklist.plain import answers
from checklist.plain.lines import Ended, Interrupted, Source
from checklist.text import clean, wrap

T = TypeVar("T")
WIDTH = 78
PROMPT = "> "
MARKED = ("mat", "toi_mat", "tuyet_mat")


class Stopped(Exception):
    """A pipe's answers end here: the error, and the number of the line that it is about."""

    def __init__(self, error: ChecklistError, number: int) -> None:
        super().__init__(number)
        self.error, self.number = error, number


class GivenUp(Exception):
    """The person leaves a form: nothing of it is saved."""


class NotUnderstood(BadInput):
    """A line that means nothing here; its hint shows a right one and says that nothing was saved."""


class Talk:
    """One conversation."""

    def __init__(self, t: Words, source: Source) -> None:
        self.t, self.source = t, source
        self.number = 0
        """Of the last line read."""

    @property
    def piped(self) -> bool:
        """Whether answers come from a pipe."""
        return self.source.piped

    # --- out -----------------------------------------------------------------------------------------------

    def say(self, *lines: str) -> None:
        """Say lines, each broken at blanks where it is long."""
        for line in lines:
            self.source.write("".join(f"{each}\n" for each in wrap(clean(line), WIDTH)))

    def gap(self) -> None:
        """An empty line."""
        self.source.write("\n")

    # --- in ------------------------------------------------------------------------------------------------

    def read(self) -> str:
        """One line as it was meant; a pipe's is shown behind the prompt, as a terminal shows what is typed.

        Raises:
            BadInput: no text, too long, or it carries a secrecy mark; a marking alone is an answer, not a text.
            Ended: nothing more comes.
        """
        while True:
            self.source.write(PROMPT)
            try:
                typed = self.source.line()
            except Interrupted:
                self.gap()
                self.say(self.t("q leaves, so does ctrl+d at the start of a line; everything saved stays saved."))
                continue
            except BadInput:
                self.number += 1
                if self.piped:
                    self.gap()
                raise
            except Ended:
                self.gap()
                raise
            break
        self.number += 1
        line = answers.edited(typed)
        hidden = None
        if answers.meant(line, MARKED) is None:
            try:
                judge.unmarked(typed)
                judge.unmarked(line)
            except BadInput as error:
                hidden = error
        if self.piped:
            self.source.write(f"{line if hidden is None else ''}\n")
        if hidden is not None:
            raise hidden
        return line

    def wrong(self, error: ChecklistError) -> None:
        """Say why a line was not taken; from a pipe it ends the session.

        Raises:
            Stopped: answers come from a pipe.
        """
        if self.piped:
            raise Stopped(error, self.number)
        told = self.t.error(error)
        self.say(told if isinstance(error, NotUnderstood) else self.t("Not saved: {why}", why=told))

    def ask(self, *prompt: str, take: Callable[[str], T]) -> T:
        """Ask until a line is taken: `take` makes something of it, or raises what is wrong with it."""
        self.say(*prompt)
        while True:
            try:
                return take(self.read())
            except ChecklistError as error:
                self.wrong(error)

    def field(self, prompt: str, take: Callable[[str], T]) -> T:
        """Ask one question of a form; `q` alone leaves the form, `?` asks it again.

        Raises:
            GivenUp: the person leaves it.
        """

        def given(line: str) -> tuple[T] | None:
            if line.lower() == "q":
                raise GivenUp
            return None if line == "?" else (take(line),)

        while (found := self.ask(prompt, take=given)) is None:
            pass
        return found[0]

    def text(self, prompt: str, *, needed: Phrase | None = None, kept: str = "") -> str:
        """Ask for a text; an empty line keeps what was there, `-` empties it.

        Args:
            needed: what is missing where it stays empty; None where it may.
        """

        def take(line: str) -> str:
            said = "" if line == "-" else line or kept
            if not said and needed:
                raise BadInput("A {what} in words is needed.", what=needed)
            return judge.words(said)

        return self.field(self.keeping(prompt, kept), take)

    def keeping(self, prompt: str, kept: str) -> str:
        """A prompt that says what an empty line keeps."""
        keeps = self.t('Enter keeps "{kept}", - empties it.', kept=kept)
        return f"{prompt} {keeps}" if kept else prompt

    def choose(self, question: str, names: Sequence[str], default: int | None = 0) -> int:
        """Ask which of these; the first is the safe one, and what an empty line takes."""
        t = self.t

        def take(line: str) -> int:
            chosen = answers.choice(line, names, default)
            if chosen is None:
                raise NotUnderstood(
                    'Not understood: "{given}".', "Type a number from 1 to {n}. Nothing was saved.",
                    given=line, n=len(names),
                )  # fmt: skip
            return chosen

        listed = "; ".join(f"{n} {name}" for n, name in enumerate(names, 1))
        last = t("Enter is {n}.", n=default + 1) if default is not None else ""
        return self.field(f"{question} {listed}. {last}".strip(), take)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """While an answer is given that is saved as one thing: a pipe that ends within it is an error."""
        try:
            yield
        except Ended:
            if self.piped:
                raise Stopped(
                    BadInput("The answer begun here is not whole, the lines end.", "Nothing of it was saved."),
                    self.number,
                ) from None
            raise
