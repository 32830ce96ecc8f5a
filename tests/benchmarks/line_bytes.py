"""Bytes on the line at 80x24, beside others and beside the floor: `python tests/benchmarks/line_bytes.py`.

Everything runs on a real pseudo-terminal, in one run: the program on every screen, Textual's ready-made widgets with
Textual's own driver, a list drawn by curses, all with like content. The exit code is 1 where a limit is passed.
"""

from __future__ import annotations

import json
import os
import select
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tui"))

from line import Line, Picture, line, program
from walks import KNOWN, LIMITS, MEDIAN, RATIO, WALKS, Cost, Homes, Walk, everywhere, walked

OTHERS = str(Path(__file__).parent / "others.py")
QUIET, PATIENCE = 0.3, 20.0
"""Seconds without a byte after which an answer of another program counts as complete; seconds for its beginning."""
F5, F6 = "\x1b[15~", "\x1b[17~"
LETTERS = "hop dong chua hoc"
NAMES = {
    "arrow": "arrow in a list",
    "scroll": "arrow, the list scrolls",
    "letter": "letter in a field",
    "tick": "a box ticked",
    "verdict": "verdict or PgDn, next item",
    "screen": "a new screen",
    "first": "first paint",
}
Bytes = dict[str, list[int]]
"""By kind of key."""


class Other(Line):
    """A program that tells nothing of itself: its answer ends when it is quiet."""

    def fence(self) -> bytes:
        """Everything up to a silence."""
        got = b""
        while select.select([self.fd], [], [], QUIET if got else PATIENCE)[0]:
            got += os.read(self.fd, 65536)
        return got


def command(kind: str, content: Path) -> list[str]:
    return [sys.executable, OTHERS, kind, str(content)]


# --- the content of the others, taken from the program's own screens -----------------------------------------


def text(picture: Picture) -> list[str]:
    return ["".join(cell.data for cell in row).rstrip() for row in picture.cells]


def content(homes: Homes, path: Path) -> None:
    """The units of the demo, and the items that a walk goes through."""
    with line(program(homes.copy("demo"), "tt01")) as terminal:
        terminal.key("tab")
        screen = text(terminal.picture())
        rows = screen[4:20]
        for _ in range(43):
            terminal.key("down")
            shown = text(terminal.picture())
            focused = next(row for row in shown if row.startswith("> "))
            if (unfocused := f" {focused[1:]}") not in rows:
                rows.append(unfocused)
    rows[0] = f" {rows[0][1:]}"
    walk = next(each for each in WALKS if each.name == "verdicts")
    with line(program(homes.copy(walk.home))) as terminal:
        for key in walk.to:
            terminal.key(key)
        pages = [text(terminal.picture())]
        for key in walk.keys:
            terminal.key(key)
            pages.append(text(terminal.picture()))
    path.write_text(json.dumps({"head": screen[:4], "rows": rows, "foot": screen[20:], "pages": pages}))


# --- the others ----------------------------------------------------------------------------------------------


def keys(kind: str, content: Path, presses: Sequence[str]) -> tuple[int, list[int]]:
    """Bytes of the first paint, and of each key."""
    with line(command(kind, content), Other) as other:
        return len(other.sent), [len(other.key(press)) for press in presses]


def listed(kind: str, content: Path, down: str = "down") -> Bytes:
    first, sent = keys(kind, content, [down] * 30)
    return {"first": [first], "arrow": sent[2:12], "scroll": sent[18:]}


def paged(kind: str, content: Path, onward: str = F5) -> Bytes:
    return {"verdict": keys(kind, content, [onward] * 12)[1]}


def stock(content: Path) -> dict[str, Bytes]:
    """Textual's own widgets; the fields of the program are of one line, those of others may be of many."""
    return {
        "stock Textual": {
            **listed("list", content),
            **paged("page", content),
            "letter": keys("area", content, LETTERS)[1],
            "tick": keys("box", content, ["space"])[1],
            "screen": keys("page", content, [F6])[1],
        },
        "its Input": {"letter": keys("input", content, LETTERS)[1]},
        "curses": {**listed("curses-list", content, "j"), **paged("curses-page", content, "n")},
    }


# --- the program -----------------------------------------------------------------------------------------------

LIKE = {"arrow": "units of the demo", "scroll": "units of the demo", "verdict": "verdicts", "letter": "a reason"}
"""The walks whose content the others have."""


def ours(costs: Iterable[Cost]) -> tuple[Bytes, Bytes]:
    """Bytes by kind, and those of the floor."""
    sent, least = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for cost in costs:
        kind = "tick" if (cost.walk, cost.key) == ("a roster's parts", "space") else cost.kind
        kind = "screen" if (kind, cost.key) == ("screen", "f1") else "" if kind == "screen" else kind
        if cost.key == "ctrl+l" or LIKE.get(kind, cost.walk) != cost.walk:
            continue
        sent[kind].append(cost.sent)
        least[kind].append(cost.floor)
    return sent, least


def table(costs: Sequence[Cost], others: dict[str, Bytes]) -> None:
    """Medians side by side, each with how many times the program's it is."""
    sent, least = ours(costs)
    print(f"{'median bytes at 80x24':28}{'here':>7}{'max':>7}{'floor':>7}", *(f"{name:>22}" for name in others))
    for kind, name in NAMES.items():
        here = median(sent[kind])
        floor = f"{median(least[kind]):7.0f}" if any(least[kind]) else f"{'':7}"
        beside = [median(each[kind]) if each.get(kind) else None for each in others.values()]
        figures = (f"{'':22}" if n is None else f"{n:12.0f} {n / here:7.1f} x" for n in beside)
        print(f"{name:28}{here:7.0f}{max(sent[kind]):7}{floor}", *figures)


def every_key(costs: Sequence[Cost]) -> None:
    """Each walk: its keys, the most bytes of one, and the ratio to the floor."""
    print(f"\n{'every key on every screen':34}{'keys':>5}{'max bytes':>10}{'ratio max':>10}{'median':>8}")
    for walk in dict.fromkeys(cost.walk for cost in costs):
        here = [cost for cost in costs if cost.walk == walk and cost.kind != "first"]
        ratios = [cost.ratio for cost in here]
        most = max(cost.sent for cost in here)
        print(f"{walk:34}{len(here):5}{most:10}{max(ratios):10.2f}{median(ratios):8.2f}")
    ratios = [cost.ratio for cost in costs if cost.kind != "first"]
    said = f"{len(ratios)} keys, ratio to the floor at most {max(ratios):.3f}, median {median(ratios):.3f}"
    print(f"all: {said} (limits {RATIO:g} and {MEDIAN:g})")


def passed(costs: Sequence[Cost]) -> list[str]:
    """The limits that were passed."""
    found = [f"{cost} (limit {cost.limit})" for cost in costs if cost.sent > cost.limit]
    found += [f"{cost}, ratio {cost.ratio:.2f} (limit {RATIO:g})" for cost in costs if cost.ratio > RATIO]
    middle = median(cost.ratio for cost in costs if cost.kind != "first")
    return [*found, f"median ratio {middle:.3f} (limit {MEDIAN:g})"] if middle > MEDIAN else found


def known(costs: Sequence[Cost]) -> None:
    """What passes its limit because of what the screens say."""
    for (walk, kind), most in KNOWN.items():
        over = [cost for cost in costs if (cost.walk, cost.kind) == (walk, kind) and cost.sent > LIMITS[kind]]
        if over:
            worst = max(over, key=lambda cost: cost.sent)
            print(f"known: over {LIMITS[kind]} for {len(over)} keys, allowed {most}: {worst}")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        homes = Homes(Path(folder))
        like = Path(folder) / "content.json"
        content(homes, like)
        others = stock(like)
        walks: list[Walk] = [*WALKS, *everywhere()]
        costs = [cost for walk in walks for cost in walked(walk, homes)]
    table(costs, others)
    every_key(costs)
    known(costs)
    over = passed(costs)
    for each in over:
        print(f"passed: {each}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
