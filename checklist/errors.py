"""The few ways in which something can go wrong, each with its exit code.

An error carries an English message id with named fields; the doors put it into the person's language with
`locale.Words.error`. Nothing that a person typed stands in `message` itself, only in `fields`.
"""

from __future__ import annotations

import errno


class Phrase:
    """A message id with its fields that stands inside another message, and is put into the language with it."""

    def __init__(self, message: str, **fields: object) -> None:
        self.message, self.fields = message, fields

    def __str__(self) -> str:
        return self.message.format(**self.fields)


class ChecklistError(Exception):
    """What every error of the program carries: a message, its fields, what to do, and an exit code."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "", **fields: object) -> None:
        super().__init__(message)
        self.message = message
        """English message id, with `{name}` where a field stands."""
        self.hint = hint
        """What to do about it; an English message id, or nothing."""
        self.fields = fields
        """Values for both texts: texts, numbers, a `Phrase`, or a list of them."""

    def __str__(self) -> str:
        fields = {k: ", ".join(map(str, v)) if isinstance(v, list) else v for k, v in self.fields.items()}
        return " ".join(part.format(**fields) for part in (self.message, self.hint) if part)


class Refused(ChecklistError):
    """Right in itself, but the state of the paper or the person's role says no."""

    exit_code = 1


class Forbidden(Refused):
    """Refused for who asks, or for the state of the paper; in a home with people it is logged."""


class Conflict(Refused):
    """Somebody else saved the same thing since it was read; `fields` names it, the stored version is untouched."""


class BadInput(ChecklistError):
    """Wrong whatever the state: an unknown id, number, date or ground, a missing reason, a secrecy mark."""

    exit_code = 2


class Fault:
    """One fault of an input file, at its place; `message` is a message id with `fields`, as in an error."""

    def __init__(self, file: str, line: int, column: int, message: str, **fields: object) -> None:
        self.file, self.line, self.column = file, line, column
        self.message, self.fields = message, fields

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message.format(**self.fields)}"


class BadFile(BadInput):
    """An input file with faults, all of them at once, in the order of files, lines and columns."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("{faults}", faults="\n".join(map(str, faults)))
        self.faults = faults


class Damaged(ChecklistError):
    """Stored data is not what was written: told, never papered over."""

    exit_code = 3


class NotSaved(ChecklistError):
    """The disk did not take it. `unsure` where the line may have stayed although its sync failed."""

    exit_code = 4

    def __init__(self, message: str, hint: str = "", *, unsure: bool = False, **fields: object) -> None:
        super().__init__(message, hint, **fields)
        self.unsure = unsure


_CAUSES = {
    errno.ENOSPC: Phrase("the disk is full"),
    errno.EDQUOT: Phrase("the disk quota is used up"),
    errno.EROFS: Phrase("the disk is read-only"),
    errno.EACCES: Phrase("no permission"),
    errno.EPERM: Phrase("no permission"),
    errno.EIO: Phrase("the disk reports an error"),
    errno.EFBIG: Phrase("the file-size limit is reached"),
    errno.EMFILE: Phrase("too many files are open"),
    errno.ENFILE: Phrase("too many files are open"),
    errno.ENOENT: Phrase("it is not there"),
    errno.EISDIR: Phrase("it is a folder"),
    errno.ENOTDIR: Phrase("a part of its path is no folder"),
    errno.ELOOP: Phrase("links lead in a circle"),
    errno.ENAMETOOLONG: Phrase("the name is too long"),
}


def cause_of(error: OSError) -> Phrase:
    """Why the system refused something, as a phrase; its own words where nobody has said it better."""
    return _CAUSES.get(error.errno or 0, Phrase("{text}", text=error.strerror or str(error)))
