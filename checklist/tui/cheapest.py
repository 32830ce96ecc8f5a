"""The cheapest bytes that make a terminal show other cells. Pure, and safe down to the VT100.

Used are moves to a place, by some cells, by line feeds that keep the column (the line must not turn them into carriage
returns) and by carriage returns; erasing to the end of the row or the screen, on the default background only, since not
every terminal erases in another colour; scrolling a region. A style goes on from frame to frame.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, permutations

from checklist.tui.shadow import BLANK, PLAIN, Cell, Row, Style, behind

JUMP = 6
"""Cells that are rather written again than jumped over, at most: no jump within a row costs more."""
LEAST_ERASED = 4
"""A blank stretch of so many cells may be worth erasing."""
ORDERED = 5
"""So many changed rows are brought into their cheapest order."""
SHIFTS = 3
"""So many ways to scroll are looked into."""

Plan = int | None
"""Where in a row everything is erased before the rest is written."""


def size(text: str) -> int:
    """Bytes on the line."""
    return len(text.encode())


@lru_cache(1024)
def sgr(before: Style | None, after: Style) -> str:
    """What turns a style into another; None is one that is not known."""
    if before == after:
        return ""
    codes = [code for code in (*after.marks, after.fore, after.back) if code]
    if before is not None and _only_adds(before, after):
        had = (*before.marks, before.fore, before.back)
        return f"\x1b[{';'.join(code for code in codes if code not in had)}m"
    # Nothing before the first `;` is a zero: all styles off.
    return f"\x1b[{''.join(f';{code}' for code in codes)}m"


def _only_adds(before: Style, after: Style) -> bool:
    kept = set(before.marks) <= set(after.marks)
    return kept and bool(after.fore or not before.fore) and bool(after.back or not before.back)


@lru_cache(4096)
def move(x: int | None, y: int | None, to_x: int, to_y: int, feeds: bool) -> str:
    """The cheapest move from a place, of which row or column may not be known, to another.

    Args:
        feeds: whether a line feed keeps the column.
    """
    if (x, y) == (to_x, to_y):
        return ""
    row, column = str(to_y + 1) if to_y else "", f";{to_x + 1}" if to_x else ""
    ways = [f"\x1b[{row}{column}H"]
    if y is not None:
        down, lines = _vertical(to_y - y, feeds), to_y - y
        right = f"\x1b[{to_x if to_x > 1 else ''}C" if to_x else ""
        ways.append("\r" + down + right)
        if not feeds and lines > 0:
            ways.append("\n" * lines + "\r" + right)
        if x is not None:
            ways.append(down + _horizontal(to_x - x))
    return min(ways, key=len)


def _vertical(lines: int, feeds: bool) -> str:
    if not lines:
        return ""
    count = str(abs(lines)) if abs(lines) > 1 else ""
    if lines < 0:
        return min("\x1bM" * -lines, f"\x1b[{count}A", key=len)
    return min("\n" * lines, f"\x1b[{count}B", key=len) if feeds else f"\x1b[{count}B"


def _horizontal(cells: int) -> str:
    if not cells:
        return ""
    count = str(abs(cells)) if abs(cells) > 1 else ""
    return f"\x1b[{count}C" if cells > 0 else min("\b" * -cells, f"\x1b[{count}D", key=len)


class Pen:
    """Where a terminal's cursor stands, in which style it writes, and what it is sent."""

    def __init__(self, x: int | None, y: int | None, style: Style | None, *, width: int, feeds: bool) -> None:
        self.x, self.y, self.style = x, y, style
        self.width, self.feeds = width, feeds
        self.out = ""

    def fresh(self) -> Pen:
        """The same pen with nothing sent yet."""
        return Pen(self.x, self.y, self.style, width=self.width, feeds=self.feeds)

    def take(self, other: Pen) -> None:
        """Go on where another one, that began here, has come to."""
        self.out += other.out
        self.x, self.y, self.style = other.x, other.y, other.style

    def to(self, x: int, y: int) -> None:
        """Move."""
        self.out += move(self.x, self.y, x, y, self.feeds)
        self.x, self.y = x, y

    def write(self, row: Row, y: int, start: int, end: int) -> None:
        """Write cells of a row, beginning a little before them where that is cheaper than to jump to them."""
        text, style = written(row[start:end], self.style)
        best, ends_in = move(self.x, self.y, start, y, self.feeds) + text, style
        for begin in {0, start if self.x is None else self.x}:
            if not 0 < start - begin <= JUMP or None in row[begin:start] or not (row[begin] or BLANK)[0]:
                continue
            before, between = written(row[begin:start], self.style)
            after, ends = (text, style) if between == self.style else written(row[start:end], between)
            other = move(self.x, self.y, begin, y, self.feeds) + before + after
            if size(other) < size(best):
                best, ends_in = other, ends
        self.out += best
        self.x, self.y, self.style = end if end < self.width else None, y, ends_in

    def erase(self, row: Row, y: int, start: int) -> None:
        """Erase to the end of a row."""
        self.write(row, y, start, start)
        self.plain()
        self.out += "\x1b[K"

    def plain(self) -> None:
        """Make sure that what is erased gets the default background."""
        if self.style is None or behind(self.style) != PLAIN:
            self.out += sgr(self.style, PLAIN)
            self.style = PLAIN


def written(cells: Row, style: Style | None) -> tuple[str, Style | None]:
    """Cells as text, and the style after it; a blank goes in any style that looks the same on it."""
    out = []
    for n, cell in enumerate(cells):
        text, wanted = cell or BLANK
        if text == " " and style is not None and behind(style) == wanted:
            out.append(text)
        elif text:
            if text == " ":
                following = next((each[1] for each in cells[n:] if each and each[0] not in (" ", "")), wanted)
                wanted = following if behind(following) == wanted else wanted
            if wanted != style:
                out.append(sgr(style, wanted))
                style = wanted
            out.append(text)
    return "".join(out), style


# --- a row -------------------------------------------------------------------------------------------------


def runs(old: Sequence[Cell | None], new: Row, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a row that changed, wide characters whole."""
    begin = None
    for x in range(start, end):
        differs = new[x] is not None and old[x] != new[x]
        if differs and begin is None:
            begin = x - 1 if x > start and (new[x] or BLANK)[0] == "" else x
        elif not differs and begin is not None and (new[x] or BLANK)[0] != "":
            yield begin, x
            begin = None
    if begin is not None:
        yield begin, end


def plans(old: Row, new: Row) -> list[Plan]:
    """What is worth trying: nothing erased, or from where a blank stretch begins under which something else is."""
    worth: list[Plan] = [None]
    end = len(new)
    while end and new[end - 1] is not None:
        # Backwards over what is known: erasing must not touch what nobody will write again.
        if new[end - 1] != BLANK:
            end -= 1
            continue
        start = end - 1
        while start and new[start - 1] == BLANK:
            start -= 1
        if old[start:end] != new[start:end] and (end - start >= LEAST_ERASED or end == len(new)):
            worth.append(start)
        end = start
    return worth


def draw_row(pen: Pen, old: Row, new: Row, y: int, plan: Plan) -> None:
    """Write the cells of a row that changed."""
    if plan is None:
        for start, end in runs(old, new, 0, len(new)):
            pen.write(new, y, start, end)
        return
    for start, end in runs(old, new, 0, plan):
        pen.write(new, y, start, end)
    pen.erase(new, y, plan)
    for start, end in runs([BLANK] * len(new), new, plan, len(new)):
        pen.write(new, y, start, end)


def best_row(pen: Pen, old: Row, new: Row, y: int) -> Pen:
    """A row drawn in the cheapest way."""
    tried = []
    for plan in plans(old, new):
        each = pen.fresh()
        draw_row(each, old, new, y, plan)
        tried.append(each)
    return min(tried, key=lambda each: size(each.out))


# --- a screen ----------------------------------------------------------------------------------------------


class Costs:
    """What rows cost, each reckoned once."""

    def __init__(self, old: list[Row], new: list[Row], feeds: bool) -> None:
        self.old, self.new = old, new
        self.blank: Row = [BLANK] * len(new[0])
        self.feeds = feeds
        self._known: dict[tuple[int | None, int], int] = {}

    def row(self, y: int, under: int | None) -> int:
        """What row `y` costs where an old row, or a blank one, stands in its place."""
        key = (under, y)
        if key not in self._known:
            old = self.blank if under is None else self.old[under]
            same = old is self.new[y] or old == self.new[y]
            pen = Pen(None, None, PLAIN, width=len(old), feeds=self.feeds)
            self._known[key] = 0 if same else size(best_row(pen, old, self.new[y], y).out)
        return self._known[key]


def draw(old: list[Row], new: list[Row], pen: Pen, cursor: tuple[int, int]) -> None:
    """Send what turns the old screen into the new one, and move the cursor.

    Args:
        cursor: column and row where it ends.
    """
    changed = [y for y, (before, after) in enumerate(zip(old, new, strict=True)) if before is not after]
    changed = [y for y in changed if old[y] != new[y]]
    if len(changed) > 1:
        costs = Costs(old, new, pen.feeds)
        total = sum(costs.row(y, y) for y in changed)
        cleared = _clear(costs, changed) if len(changed) > ORDERED else None
        scrolled = _scroll(costs, changed)
        if cleared is not None and cleared[0] < total and (scrolled is None or cleared[0] <= scrolled[0]):
            old = _do_clear(pen, old, cleared[1])
        elif scrolled is not None and scrolled[0] < total:
            old = _do_scroll(pen, old, *scrolled[1])
        changed = [y for y in range(len(new)) if old[y] != new[y]]
    for y in _order(old, new, pen, changed, cursor):
        pen.take(best_row(pen, old[y], new[y], y))
    pen.to(*cursor)


def _clear(costs: Costs, changed: list[int]) -> tuple[int, int] | None:
    """The row from which to erase everything first, and what it comes to."""
    best, below, above = None, 0, sum(costs.row(y, y) for y in changed)
    for y in reversed(range(len(costs.new))):
        if None in costs.new[y]:
            break
        below += costs.row(y, None)
        above -= costs.row(y, y)
        if best is None or above + below + 9 < best[0]:
            best = (above + below + 9, y)
    return best


def _do_clear(pen: Pen, old: list[Row], top: int) -> list[Row]:
    pen.plain()
    pen.to(0, top)
    pen.out += "\x1b[J"
    blank: list[Row] = [[BLANK] * len(old[0]) for _ in old[top:]]
    return [*old[:top], *blank]


def _scroll(costs: Costs, changed: list[int]) -> tuple[int, tuple[int, int, int]] | None:
    """Region and lines to scroll up (down, if negative), and what it comes to."""
    if any(None in row for row in (*costs.old, *costs.new)):
        return None
    where: dict[tuple[Cell | None, ...], list[int]] = {}
    for y, row in enumerate(costs.old):
        if row != costs.blank:
            where.setdefault(tuple(row), []).append(y)
    votes = Counter(before - y for y in changed for before in where.get(tuple(costs.new[y]), ()))
    tries = [(lines, changed[0], changed[-1]) for lines, _ in votes.most_common(SHIFTS) if lines]
    if len(changed) <= ORDERED:
        # A list so short that none of its rows may be left as it was.
        tries += [(by, *block) for block in _blocks(changed) for by in (1, -1)]
    tried = [_region(costs, *each) for each in tries]
    return min((each for each in tried if each is not None), default=None)


def _blocks(rows: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of the rows that lie next to each other."""
    for _, pairs in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        block = [y for _, y in pairs]
        yield block[0], block[-1]


def _region(costs: Costs, lines: int, top: int, bottom: int) -> tuple[int, tuple[int, int, int]] | None:
    height, by = len(costs.new), abs(lines)
    stay = [0, *accumulate(costs.row(y, y) for y in range(height))]
    fresh = [0, *accumulate(costs.row(y, None) if top <= y <= bottom else 0 for y in range(height))]
    moved = [
        0,
        *accumulate(
            costs.row(y, y + lines) if top <= y <= bottom and 0 <= y + lines < height else 0 for y in range(height)
        ),
    ]
    best = None
    for first in range(top, bottom + 1):
        for last in range(first + by, bottom + 1):
            if lines > 0:
                inside = moved[last + 1 - by] - moved[first] + fresh[last + 1] - fresh[last + 1 - by]
            else:
                inside = fresh[first + by] - fresh[first] + moved[last + 1] - moved[first + by]
            total = stay[first] + stay[-1] - stay[last + 1] + inside + 15 + (1 if lines > 0 else 2) * by
            if best is None or total < best[0]:
                best = (total, (first, last, lines))
    return best


def _do_scroll(pen: Pen, old: list[Row], top: int, bottom: int, lines: int) -> list[Row]:
    by = abs(lines)
    pen.plain()
    pen.out += f"\x1b[{top + 1};{bottom + 1}r"
    pen.x, pen.y = 0, 0
    pen.to(0, bottom if lines > 0 else top)
    pen.out += ("\n" if lines > 0 else "\x1bM") * by
    pen.out += "\x1b[r"
    pen.x, pen.y = 0, 0
    blank: list[Row] = [[BLANK] * len(old[0]) for _ in range(by)]
    if lines > 0:
        return [*old[:top], *old[top + by : bottom + 1], *blank, *old[bottom + 1 :]]
    return [*old[:top], *blank, *old[top : bottom + 1 - by], *old[bottom + 1 :]]


def _order(old: list[Row], new: list[Row], pen: Pen, changed: list[int], cursor: tuple[int, int]) -> Iterable[int]:
    """The order of rows that needs the shortest moves."""
    ends = {}
    for y in changed:
        stretches = list(runs(old[y], new[y], 0, len(new[y])))
        if stretches:
            ends[y] = (stretches[0][0], stretches[-1][1] if stretches[-1][1] < len(new[y]) else None)

    def way(order: Sequence[int]) -> int:
        x, y, total = pen.x, pen.y, 0
        for each in order:
            start, end = ends[each]
            total += min(
                len(move(x, y, start, each, pen.feeds)),
                len(move(x, y, 0, each, pen.feeds)) + start,
            )
            x, y = end, each
        return total + len(move(x, y, *cursor, pen.feeds))

    rows = list(ends)
    orders = permutations(rows) if len(rows) <= ORDERED else (rows, rows[::-1])
    return min(orders, key=way)
