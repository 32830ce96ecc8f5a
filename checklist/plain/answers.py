"""What a line means: commands and verdicts as words in both languages, numbers, however an input method left them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from checklist.errors import BadInput
from checklist.model import MET, NOT_APPLICABLE, NOT_MET, PARTIAL
from checklist.text import clean, fold, query_variants
from checklist.view.numbers import whole

SAID: dict[str, tuple[str, ...]] = {
    MET: ("d", "đạt", "met"),
    PARTIAL: ("m", "một phần", "đạt một phần", "partly", "partly met", "partial"),
    NOT_MET: ("c", "chưa đạt", "not met", "not_met"),
    NOT_APPLICABLE: ("k", "không áp dụng", "not applicable", "not_applicable"),
    "agree": ("y", "đồng ý", "agree"),
    "quit": ("q", "nghỉ", "thoát", "quit", "exit"),
    "help": ("?", "giúp", "help"),
    "undo": ("u", "hoàn tác", "undo"),
    "add": ("t", "thêm", "add"),
    "attach": ("g", "gắn", "attach"),
    "basis": ("g", "tại chỗ", "trên hồ sơ", "on site", "on papers"),
    "evidence": ("mc", "minh chứng", "evidence"),
    "why": ("v", "vì sao", "why"),
    "journal": ("n", "nhật ký", "journal"),
    "paper": ("h", "hồ sơ", "paper"),
    "finding": ("p", "tồn tại", "findings"),
    "tasks": ("l", "việc", "tasks"),
    "score": ("b", "điểm", "score"),
    "back": ("tr", "trước", "previous"),
    "units": ("dv", "đơn vị", "units"),
    "same": ("=",),
    "none": ("-",),
    "mat": ("mật", "confidential"),
    "toi_mat": ("tối mật", "secret"),
    "tuyet_mat": ("tuyệt mật", "top secret"),
}
"""What may be typed for each command and answer. Letters are those of the full screen."""

GO = re.compile(r"\s*(?:đến|den|go|go to|/)\s*(?P<what>\S.*)", re.IGNORECASE)
BACKSPACE = re.compile("[\b\x7f]")
_KEYS = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|O.|.)?")


def edited(line: str) -> str:
    """A line as it was meant: what a backspace took is gone, and so are arrow keys; cleaned."""
    line = _KEYS.sub("", line)
    if BACKSPACE.search(line):
        kept: list[str] = []
        for letter in clean_marks(line):
            if not BACKSPACE.match(letter):
                kept.append(letter)
            elif kept:
                kept.pop()
        line = "".join(kept)
    return clean(line)


def clean_marks(line: str) -> list[str]:
    """The letters of a line, each with its marks, and the backspaces between them."""
    return re.findall("[\b\x7f]|.[\u0300-\u036f]*", line, re.DOTALL)


def meant(line: str, known: Iterable[str]) -> str | None:
    """Which of these commands a line is, None for none of them."""
    tries = [clean(line).lower(), *map(fold, query_variants(line))]
    return next((each for typed in tries for each in known if typed and typed in _forms(each)), None)


@cache
def _forms(name: str) -> frozenset[str]:
    """How a command may arrive: as written, without accents, as the keys of an input method that is off."""
    return frozenset(form for word in SAID[name] for form in (word, fold(word), *query_variants(word)))


def split(line: str) -> tuple[str, str]:
    """An answer and the reason behind its first `;`."""
    said, _, reason = line.partition(";")
    return said.strip(), reason.strip()


def counts(typed: str) -> list[int] | None:
    """The whole numbers in a line, blanks between them; None where it is anything else."""
    try:
        return [whole(each) for each in typed.split()]
    except BadInput:
        return None


def percentage(typed: str) -> str:
    """A percentage as an answer takes it: `94,5 %` is `94.5`."""
    return typed.replace(",", ".").replace("%", "").strip()


def choice(line: str, names: Iterable[str], default: int | None) -> int | None:
    """The place of a choice: by its number from 1, its name, or the default for an empty line; None for none."""
    every = list(names)
    if not line:
        return default
    number = counts(line)
    if number is not None and len(number) == 1 and 1 <= number[0] <= len(every):
        return number[0] - 1
    return next((n for n, name in enumerate(every) if fold(name) == fold(line)), None)
