"""Blocks as plain text of 78 columns, for a printer with one width of letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checklist.text import cells, pad, wrap
from checklist.view.minutes import Block, Fill, Heading, Letterhead, Para, Signatures, Table, Title

WIDTH = 78
"""Cells of a line."""
ROOM_TO_SIGN = 5
"""Empty lines under a signature's title."""


def lines(document: Sequence[Block]) -> list[str]:
    """The document line by line, without blanks at the ends."""
    return [line.rstrip() for block in document for line in _block(block)]


def _block(block: Block) -> Iterator[str]:
    match block:
        case Letterhead():
            yield from _letterhead(block)
        case Title():
            yield ""
            for n, text in enumerate(block.lines):
                yield from (_centred(line, WIDTH) for line in wrap(text, WIDTH - 8))
                if n == len(block.lines) - 1:
                    yield ""
        case Heading():
            yield from ("", block.text)
        case Para():
            yield from _para(block)
        case Fill():
            yield _fill(block)
        case Table():
            yield from _table(block)
        case Signatures():
            yield from _signatures(block)


def _centred(text: str, width: int) -> str:
    return " " * max(0, (width - cells(text)) // 2) + text


def _letterhead(block: Letterhead) -> Iterator[str]:
    widths = (36, WIDTH - 38)
    columns = []
    for column, width, share in zip((block.left, block.right), widths, (3, 1), strict=True):
        out: list[str] = []
        for text in column:
            rule = "─" * (cells(out[-1].strip()) // share if out else 0)
            out.append(_centred(text or rule, width))
        columns.append(out)
    for n in range(max(map(len, columns))):
        left, right = (column[n] if n < len(column) else "" for column in columns)
        yield pad(left, widths[0]) + "  " + right


def _para(block: Para) -> Iterator[str]:
    """A paragraph; behind a label all of its lines begin at one place."""
    lead = f"{block.label} " if block.label else ""
    room = WIDTH - block.indent - cells(lead)
    for n, line in enumerate(wrap(block.text, room)):
        yield " " * block.indent + (lead if n == 0 else " " * cells(lead)) + line


def _fill(block: Fill) -> str:
    """Labels with dots behind them, in columns of equal width."""
    share = (WIDTH - block.indent) // len(block.labels)
    parts = []
    for n, label in enumerate(block.labels):
        lead = f"{label} " if label else ""
        width = share - (1 if n < len(block.labels) - 1 else 0)
        parts.append(lead + "." * (width - cells(lead)))
    return " " * block.indent + " ".join(parts)


def _table(block: Table) -> Iterator[str]:
    first = WIDTH - 3 - sum(width + 1 for width in block.widths)
    for n, row in enumerate((block.head, *block.rows)):
        name, *figures = row
        behind = "".join(" " + pad(each, width, right=True) for each, width in zip(figures, block.widths, strict=True))
        for m, line in enumerate(wrap(name, first)):
            yield "   " + pad(line, first) + (behind if m == 0 else "")
        if n == 0:
            yield "   " + "─" * (WIDTH - 3)


def _signatures(block: Signatures) -> Iterator[str]:
    share = WIDTH // len(block.titles)
    yield ""
    yield "".join(pad(_centred(title, share), share) for title in block.titles)
    yield "".join(pad(_centred(block.hint, share), share) for _ in block.titles)
    yield from [""] * ROOM_TO_SIGN
