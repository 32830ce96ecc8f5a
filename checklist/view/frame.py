"""The frame of every screen: path, second line, rule, body, status, keys. A row is a tuple of (style, text) spans.

Styles are words: `bold`, `reverse`, `dim`, `green`, `yellow`, `red`, or nothing; what a colour says, a letter says too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checklist.text import cells, cut, cut_middle, pad, wrap

Span = tuple[str, str]
Row = tuple[Span, ...]

LEAST = (60, 18)


def plain(text: str) -> Row:
    """A row without style."""
    return (("", text),)


def bold(text: str) -> Row:
    """A row in bold."""
    return (("bold", text),)


def text_of(row: Row) -> str:
    """A row's text."""
    return "".join(text for _, text in row)


def fit(row: Row, width: int) -> Row:
    """A row cut or filled to exactly `width` cells."""
    out: list[Span] = []
    left = width
    for style, text in row:
        if left <= 0:
            break
        shown = text if cells(text) <= left else cut(text, left)
        out.append((style, shown))
        left -= cells(shown)
    if left > 0:
        out.append(("", " " * left))
    return tuple(out)


def marker(focused: bool, name: str, rest: str = "", *, indent: str = " ") -> Row:
    """A list row: `>` and the name in reverse where it has the focus; the padding is never reversed."""
    stripped = name.rstrip()
    padding = name[len(stripped) :]
    style = "reverse" if focused else ""
    return (("", (">" if focused else " ") + indent), (style, stripped), ("", padding + rest))


def choice_rows(answers: Sequence[str], at: int, width: int) -> tuple[list[Row], int]:
    """Answers to choose from: `> ( Keep )   Write` in one row where up to three fit, else one below the other.

    Returns:
        The rows, and in which of them the focus is.
    """
    if not in_one_row(answers, width):
        return [marker(n == at, answer) for n, answer in enumerate(answers)], at
    spans: list[Span] = [("", "> ")]
    for n, answer in enumerate(answers):
        before, after = ("( ", " )") if n == at else ("  ", "  ")
        spans += [("", before), ("reverse" if n == at else "", answer), ("", f"{after} ")]
    return [tuple(spans)], 0


def in_one_row(answers: Sequence[str], width: int) -> bool:
    """Whether answers stand side by side."""
    return len(answers) <= 3 and 2 + sum(cells(answer) + 5 for answer in answers) <= width


def ends(left: str, right: str, width: int) -> str:
    """Left and right text in one line; the left one gives way in its middle."""
    room = width - cells(right) - 2
    if room < 8:
        return cut(left, width)
    left = left if cells(left) <= room else cut_middle(left, room)
    return left + " " * (width - cells(left) - cells(right)) + right


def paragraph(label: str, text: str, width: int, *, most: int = 3, indent: int = 2, label_width: int = 13) -> list[Row]:
    """A labelled paragraph, at most so many rows; what does not fit ends in `…`."""
    lines = wrap(text, max(10, width - indent - label_width))
    if len(lines) > most:
        lines = [*lines[: most - 1], cut(lines[most - 1] + " …" * 40, width - indent - label_width)]
        lines[-1] = cut(lines[-1].split(" … …")[0], width - indent - label_width - 2) + " …"
    return [(("", " " * indent + pad(label if n == 0 else "", label_width) + line),) for n, line in enumerate(lines)]


def keys(parts: Sequence[str], last: str, width: int) -> str:
    """The key row: as many parts as fit, two blanks between; the last part always stands."""
    line = ""
    for part in parts:
        longer = f"{line}  {part}" if line else part
        if cells(longer) + 2 + cells(last) > width:
            break
        line = longer
    return f"{line}  {last}" if line else last


def squeeze(rows: Iterable[Row], height: int) -> list[Row]:
    """Rows that fit a height: blank rows go first (from below), then the end is cut."""
    kept = list(rows)
    for index in range(len(kept) - 1, -1, -1):
        if len(kept) <= height:
            break
        if not text_of(kept[index]).strip():
            del kept[index]
    return kept[:height]


def window(count: int, cursor: int, top: int, height: int) -> int:
    """The first row to show so that the cursor stays in sight; moves no more than it must."""
    if height <= 0:
        return 0
    top = min(top, max(0, count - height))
    if cursor < top:
        return cursor
    if cursor >= top + height:
        return cursor - height + 1
    return max(0, top)


def compose(
    path: str, right: str, second: str, body: Sequence[Row], status: str, key_row: str, *, width: int, height: int
) -> list[Row]:
    """The whole screen, `height` rows of `width` cells."""
    rows: list[Row] = [bold(ends(path, right, width)), plain(cut(second, width)), plain("─" * width)]
    room = height - 5
    rows += [*body[:room], *[plain("")] * (room - len(body[:room]))]
    rows += [plain(cut(status, width)), plain(cut(key_row, width))]
    return [fit(row, width) for row in rows]
