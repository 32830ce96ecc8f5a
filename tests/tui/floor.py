"""The floor: the fewest bytes of a portable encoding of what a terminal shows after a key, had it shown this before.

Reckoned from two pictures of an emulator, on its own: nothing of the driver is used. Within a row the shortest way
is searched exactly (write a cell, jump, erase to the end of the row); rows come in the best of their orders where they
are few, else from above or from below. Erasing the rest of the screen and scrolling a region are tried on top of that.
A style goes on from before; a blank goes in any style that looks the same on it.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from line import Picture
from pyte.screens import Char

Cells = list[Char]
Spot = tuple[int | None, int, Char]
"""Column (None behind the last one), row and style of the pen."""

Known = dict[tuple[int, int, int, Spot], dict[Spot, int]]
"""What `row` found before: by the old and the new row, the place and the beginning."""

BLANK = Char(" ")
COLOURS = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")


@lru_cache(4096)
def codes(style: Char) -> frozenset[str]:
    """What SGR sets for a style."""
    marks = {"1": style.bold, "2": style.blink, "4": style.underscore, "7": style.reverse, "9": style.strikethrough}
    found = {code for code, on in marks.items() if on}
    if style.fg != "default":
        found.add(f"3{COLOURS.index(style.fg)}")
    if style.bg != "default":
        found.add(f"4{COLOURS.index(style.bg)}")
    return frozenset(found)


@lru_cache(4096)
def change(before: Char, after: Char) -> int:
    """Bytes from one style to another."""
    old, new = codes(before), codes(after)
    if old == new:
        return 0
    if old < new and before.fg in (after.fg, "default") and before.bg in (after.bg, "default"):
        return 3 + sum(len(code) + 1 for code in new - old) - 1
    return 3 + sum(len(code) + 1 for code in new)


@lru_cache(4096)
def bare(style: Char) -> Char:
    """A style without its letter; what of it is seen on a blank."""
    return style._replace(data=" ")


@lru_cache(4096)
def on_blank(style: Char) -> Char:
    seen = style.underscore or style.reverse or style.strikethrough
    return bare(style) if seen else Char(" ", bg=style.bg)


@lru_cache(65536)
def steps(x: int | None, y: int, to_x: int, to_y: int) -> int:
    """Bytes of the shortest move."""
    if (x, y) == (to_x, to_y):
        return 0
    by = abs(to_y - y)
    if by == 0:
        rows = 0
    elif to_y > y:
        rows = min(by, 3 if by == 1 else 3 + len(str(by)))
    else:
        rows = min(2 * by, 3 if by == 1 else 3 + len(str(by)))
    absolute = 3 + (len(str(to_y + 1)) if to_y else 0) + (1 + len(str(to_x + 1)) if to_x else 0)
    best = min(absolute, 1 + rows + across(to_x))
    if x is not None:
        best = min(best, rows + (min(x - to_x, across(x - to_x)) if to_x < x else across(to_x - x)))
    return best


def across(cells: int) -> int:
    """Bytes of a move within a row."""
    return 0 if not cells else 3 if cells == 1 else 3 + len(str(cells))


def row(old: Cells, new: Cells, y: int, start: Spot) -> dict[Spot, int]:
    """The cheapest ways through a row: where the pen may be afterwards, and the bytes to get there."""
    width = len(new)
    changed = {kind: _changed(old if not kind else [BLANK] * width, new) for kind in (False, True)}
    # Of the blank stretches only their beginnings, and where the change begins, are worth an erasure.
    stretches = [x for x in range(width) if new[x] == BLANK and (x == 0 or new[x - 1] != BLANK)]
    beginnings = frozenset(stretches)
    first = changed[False][0]
    heap: list[tuple[int, int, int | None, bool, Char]] = []
    best: dict[tuple[int | None, bool, Char], int] = {}
    n = 0

    def reach(cost: int, x: int | None, erased: bool, pen: Char) -> None:
        nonlocal n
        key = (x, erased, pen)
        if cost < best.get(key, 1 << 30):
            best[key] = cost
            n += 1
            heapq.heappush(heap, (cost, n, x, erased, pen))

    x0, y0, pen0 = start
    for x in {0, *range(max(0, first - 4), first + 1), *(() if x0 is None or x0 > first else (x0,))}:
        if new[x].data != "":
            reach(steps(x0, y0, x, y), x, False, pen0)
    ends: dict[Spot, int] = {}
    while heap:
        cost, _, x, erased, pen = heapq.heappop(heap)
        if cost > best[x, erased, pen]:
            continue
        at = width if x is None else x
        ahead = changed[erased]
        n_ahead = bisect_left(ahead, at)
        if n_ahead == len(ahead):
            spot = (x, y, pen)
            ends[spot] = min(cost, ends.get(spot, 1 << 30))
            continue
        if x is None:
            continue
        cell, coming = new[x], ahead[n_ahead]
        if cell == on_blank(pen):
            reach(cost + 1, x + 1 if x + 1 < width else None, erased, pen)
        end = x + (2 if x + 1 < width and new[x + 1].data == "" else 1)
        style = bare(cell)
        reach(cost + change(pen, style) + len(cell.data.encode()), end if end < width else None, erased, style)
        if coming > x and new[coming].data != "":
            reach(cost + across(coming - x), coming, erased, pen)
        if erased:
            continue
        if x in beginnings:
            cleared = pen if on_blank(pen) == BLANK else BLANK
            reach(cost + 3 + change(pen, cleared), x, True, cleared)
        following = bisect_right(stretches, x)
        if following < len(stretches) and stretches[following] < coming:
            reach(cost + across(stretches[following] - x), stretches[following], False, pen)
    return ends


def _changed(old: Cells, new: Cells) -> list[int]:
    found = []
    for x in range(len(new)):
        if old[x] != new[x]:
            found.append(x - 1 if new[x].data == "" and old[x - 1] == new[x - 1] else x)
    return [x for x in dict.fromkeys(found) if new[x].data != ""] or found


def through(
    old: list[Cells], new: list[Cells], rows: Sequence[int], pen: Spot, cursor: tuple[int, int], known: Known
) -> int:
    """Bytes of the rows in this order, and the last move."""
    ways = {pen: 0}
    for y in rows:
        after: dict[Spot, int] = {}
        # More than a few ways hardly ever pay.
        for spot, cost in sorted(ways.items(), key=lambda way: way[1])[:6]:
            key = (id(old[y]), id(new[y]), y, spot)
            if key not in known:
                known[key] = row(old[y], new[y], y, spot)
            for end, more in known[key].items():
                after[end] = min(cost + more, after.get(end, 1 << 30))
        ways = after
    return min(cost + steps(x, y, *cursor) for (x, y, _), cost in ways.items())


def orders(rows: list[int]) -> Iterator[Sequence[int]]:
    """The orders that are tried."""
    yield from permutations(rows) if len(rows) <= 3 else (rows, rows[::-1])
    if 3 < len(rows) <= 8:
        for n in range(1, len(rows)):
            yield [*rows[n:], *rows[:n]]
            yield [*rows[:n][::-1], *rows[n:]]


def plain(old: list[Cells], new: list[Cells], pen: Spot, cursor: tuple[int, int], known: Known) -> int:
    """Bytes without erasing the screen and without scrolling."""
    rows = [y for y in range(len(new)) if old[y] != new[y]]
    return min(through(old, new, order, pen, cursor, known) for order in orders(rows))


def floor(before: Picture, after: Picture) -> int:
    """The fewest bytes from one picture to another."""
    old, new = before.cells, after.cells
    pen = (before.cursor[0], before.cursor[1], bare(before.pen))
    known: Known = {}
    found = [plain(old, new, pen, after.cursor, known)]
    rows = [y for y in range(len(new)) if old[y] != new[y]]
    if len(rows) < 2:
        return found[0]
    blank = [BLANK] * len(new[0])
    reset = change(pen[2], BLANK)
    for top in range(len(new)):
        if all(old[y] == new[y] or old[y] == blank for y in range(top, len(new))):
            break
        cleared = [*old[:top], *[blank] * (len(new) - top)]
        kept = sum(old[y] != blank and old[y] == new[y] for y in range(top, len(new)))
        if kept <= 2:
            spot = (0, top, BLANK)
            found.append(reset + steps(*pen[:2], 0, top) + 3 + plain(cleared, new, spot, after.cursor, known))
    for top, bottom, by in regions(old, new):
        lines = abs(by)
        fresh = [blank] * lines
        stretch = old[top : bottom + 1]
        moved = [*stretch[lines:], *fresh] if by > 0 else [*fresh, *stretch[:-lines]]
        scrolled = [*old[:top], *moved, *old[bottom + 1 :]]
        cost = reset + 4 + len(f"{top + 1}{bottom + 1}") + steps(0, 0, 0, bottom if by > 0 else top) + 3
        cost += lines if by > 0 else 2 * lines
        found.append(cost + plain(scrolled, new, (0, 0, BLANK), after.cursor, known))
    return min(found)


def regions(old: list[Cells], new: list[Cells]) -> Iterator[tuple[int, int, int]]:
    """Stretches of rows that were moved as a whole, with the rows that come in; short ones by one row in any case."""
    height = len(new)
    changed = [y for y in range(height) if new[y] != old[y]]
    for top in changed if len(changed) < 6 else ():
        bottom = next(y for y in range(top, height + 1) if y not in changed) - 1
        if top < bottom:
            yield top, bottom, 1
            yield top, bottom, -1
    for by in range(1 - height, height):
        same = [y for y in range(height) if 0 <= y + by < height and new[y] == old[y + by] and new[y] != old[y]]
        if by and len(same) > 2:
            top, bottom = min(same), max(same)
            for wider in (0, 1):
                if by > 0:
                    yield max(0, top - wider), min(height - 1, bottom + by + wider), by
                else:
                    yield max(0, top + by - wider), min(height - 1, bottom + wider), by


def scrolled(before: Picture, after: Picture) -> bool:
    """Whether a list moved by a row: the text of a row, but for its focus, stands in the next one."""
    old = ["".join(cell.data for cell in row[2:]).rstrip() for row in before.cells]
    new = ["".join(cell.data for cell in row[2:]).rstrip() for row in after.cells]
    moved = [y for y in range(1, len(new) - 1) if new[y] and new[y] != old[y]]
    return any(new[y] in (old[y - 1], old[y + 1]) for y in moved)
