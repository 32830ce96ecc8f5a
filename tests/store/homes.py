"""Small homes for the tests of store and desk, looked at from outside; run as a program, a writer in one of them.

As a program it is a child process of a test: `homes.py ROLE HOME ...`. It prints one line for everything that was
acknowledged, and goes on when it is given a line, so that no test has to wait for a time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from checklist import acts, journal
from checklist.desk import Desk
from checklist.errors import Conflict
from checklist.homes import make_home, period_dates
from checklist.model import (
    CHECK,
    FIGURE,
    HEAD,
    LIMIT,
    QUOTA,
    ROSTER,
    SELF,
    Assessment,
    Band,
    Ground,
    Item,
    Labels,
    Named,
    Pack,
    Particulars,
    PeriodDays,
    Person,
    Said,
    Section,
    Settings,
    Text,
    Unit,
    Value,
)  # fmt: skip
from checklist.store import Store, files, state

NOW = dt.datetime(2009, 12, 2, 3, 42, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[2]
PERIOD = "2009"
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))}
"""The environment of a child: it may be run from anywhere."""
PATIENCE = float(os.environ.get("PATIENCE", "60"))
"""Seconds after which a child counts as stuck."""


# --- homes -------------------------------------------------------------------------------------------------


def text(words: str) -> Text:
    return Text(words, words)


def item(id: str, kind: str = CHECK, **more: Any) -> Item:
    return Item(id, kind, text(id), "0" if kind == FIGURE else "1", (), text("g"), text("s"), text("r"), **more)


def checks(count: int) -> tuple[Item, ...]:
    """So many items `CC-01`, `CC-02` ... that are met or not."""
    return tuple(item(f"CC-{number:02}") for number in range(1, count + 1))


KINDS = (
    item("CC-01"),
    item("CC-02", QUOTA, labels=Labels(text("a"), text("b"))),
    item("CC-03", LIMIT, limit=0),
    item("CC-04", ROSTER, parts=(Named("alarm", text("a")), Named("hoses", text("b")))),
    item("CC-05", FIGURE, values=(Named("new", text("a")),)),
    item("CC-06", QUOTA, restricted=True),
)
"""An item of each kind."""


def pack_of(items: Sequence[Item]) -> Pack:
    return Pack(
        "p",
        "1",
        text("p"),
        (),
        PeriodDays("01-01", "12-31", "12-14", "12-10", "12-14"),
        (Band("weak", "0", text("w")),),
        "weak",
        (Ground("other", text("o"), words=True),),
        (Named("decision", text("d")),),
        (Named("office", text("o")),),
        (),
        (Section("CC", text("c"), tuple(items)),),
    )


def unit(id: str, order: int = 0) -> Unit:
    return Unit(id, text(id), "office", order=order)


def make(
    home: Path, *, units: Sequence[str] = ("vp",), people: Sequence[Person] = (), items: Sequence[Item] | int = 2
) -> Store:
    """A home with a period 2009."""
    pack = pack_of(checks(items) if isinstance(items, int) else items)
    every = [unit(id, order) for order, id in enumerate(units)]
    store = make_home(home, Settings(), pack, period_dates(pack, PERIOD, {}), every, now=NOW, door="cli")
    if people:
        store.put_people(people)
    return store


def heads(count: int) -> tuple[Person, ...]:
    """So many people, each head of every unit."""
    return tuple(Person(f"p{number}", HEAD) for number in range(count))


def sit(store: Store, person: str | None = None, **more: Any) -> Desk:
    return Desk(store, person=person, clock=lambda: NOW, **more)


def said(words: str) -> Said:
    return Said(text=words)


def met(item: str, words: str) -> acts.Answer:
    return acts.Answer(item, SELF, Value("met", reason=said(words)))


def not_met(item: str, words: str) -> acts.Answer:
    return acts.Answer(item, SELF, Value("not_met", reason=said(words)))


def document(number: str, *items: str) -> acts.AddEvidence:
    return acts.AddEvidence(Particulars(kind="decision", number=said(number)), items)


def journal_of(home: Path, unit: str = "vp") -> Path:
    return home / "periods" / PERIOD / f"{unit}.jsonl"


def state_of(home: Path, unit: str = "vp") -> Path:
    return journal_of(home, unit).with_suffix(".json")


def content(home: Path) -> dict[str, bytes]:
    """Every file of a home by name."""
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


# --- looked at from outside --------------------------------------------------------------------------------


def chain(path: Path) -> list[dict[str, Any]]:
    """The entries of a journal's whole lines; their numbers and hashes are held without the program's own code."""
    entries = []
    prev = ""
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1]):
        entry = json.loads(line)["entry"]
        bare = {key: value for key, value in entry.items() if key != "hash"}
        plain = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert entry["n"] == number
        assert entry["prev"] == prev
        assert entry["hash"] == hashlib.sha256((prev + plain).encode()).hexdigest()
        prev = entry["hash"]
        entries.append(entry)
    return entries


def replayed(home: Path, unit: str = "vp") -> Assessment | None:
    """What the whole lines of a journal add up to."""
    lines, _ = files.lines_from(journal_of(home, unit))
    return journal.replay(journal.decode(raw, number) for number, raw in enumerate(lines))


def rebuilt(home: Path, aside: Path, unit: str = "vp") -> bytes:
    """The bytes of the state that a copy of the home builds from the journal alone."""
    copy = shutil.copytree(home, aside)
    state_of(copy, unit).unlink(missing_ok=True)
    Store(copy).read(PERIOD, unit)
    raw = state_of(copy, unit).read_bytes()
    shutil.rmtree(copy)
    return raw


def stored(home: Path, unit: str = "vp") -> Assessment | None:
    """What the state's file holds, whatever the journal says."""
    held = state.load(state_of(home, unit), state.ASSESSMENT)
    return held[0] if held else None


def damage(store: Store) -> list[str]:
    return [str(each) for each in store.check()]


# --- children ----------------------------------------------------------------------------------------------


def child(*arguments: object) -> subprocess.Popen[bytes]:
    """Start this file as a program. Its pipes have no buffer, so that what was read is what was taken."""
    return subprocess.Popen(
        command(*arguments),
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENV,
    )


def command(*arguments: object) -> list[str]:
    return [sys.executable, __file__, *map(str, arguments)]


def line(process: subprocess.Popen[bytes]) -> Any:
    """What a child says next; fails where nothing comes in time."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    assert ready, "the child is stuck"
    return json.loads(process.stdout.readline())


def tell(process: subprocess.Popen[bytes], word: object = "go") -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n".encode())


def rest(process: subprocess.Popen[bytes]) -> list[Any]:
    """What a child has said since, up to its end."""
    out, _ = process.communicate(timeout=PATIENCE)
    return [json.loads(row) for row in out.splitlines()]


@contextlib.contextmanager
def children(many: Sequence[Sequence[object]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Several children, each past its start; none outlives the block."""
    started = [child(*arguments) for arguments in many]
    try:
        for each in started:
            assert line(each) == "ready"
        yield started
    finally:
        for each in started:
            each.kill()
            each.communicate()


def together(many: Sequence[Sequence[object]]) -> list[list[Any]]:
    """Let children run at the same time, and give what each of them said."""
    with children(many) as started:
        for each in started:
            tell(each)
        said = [rest(each) for each in started]
        assert [each.returncode for each in started] == [0] * len(started)
    return said


# --- what a child does -------------------------------------------------------------------------------------


def say(thing: object) -> None:
    """Tell the test; in one write, so that it hears all of it or nothing."""
    os.write(1, json.dumps(thing).encode() + b"\n")


def own_items(person: str) -> list[str]:
    """Five items that nobody else writes."""
    first = int(person[1:]) * 5
    return [f"CC-{first + number:02}" for number in range(1, 6)]


def mixed(home: Path, person: str) -> None:
    """Fifty acts of all sorts on one assessment, ten times the same five; prints the ids of the evidence entered."""
    desk, own = sit(Store(home), person), own_items(person)
    start()
    for cycle in range(10):
        first, second = own[cycle % 5], own[(cycle + 1) % 5]
        desk.do("vp", met(first, f"{person} {cycle}"))
        entered = f"E{desk.do('vp', document(f'{cycle}/{person}', first)).next_evidence - 1}"
        desk.do("vp", acts.Attach(entered, second))
        desk.do("vp", not_met(second, f"{person} takes this back {cycle}"))
        desk.undo("vp")
        say(entered)


def spread(home: Path, person: str, units: str) -> None:
    """Fifty answers to the person's own item, over many assessments in turn; prints unit and revision of each."""
    desk, own, ids = sit(Store(home), person), own_items(person)[0], units.split()
    start()
    for cycle in range(50):
        unit = ids[(cycle + int(person[1:])) % len(ids)]
        after = desk.do(unit, met(own, f"{person} {cycle}"))
        say([unit, after.revision(SELF, own)])


def race(home: Path, person: str, item: str) -> None:
    """Answer an item with each revision that comes in as the expected one; prints how it went."""
    desk = sit(Store(home), person)
    say("ready")
    for number, expected in enumerate(sys.stdin):
        try:
            say(desk.do("vp", met(item, f"{person} {number}"), expect=int(expected)).revision(SELF, item))
        except Conflict:
            say("conflict")


def watch(home: Path) -> None:
    """Read an assessment until told to stop; prints how many entries it saw last. They never get fewer."""
    desk, seen = sit(Store(home), "p0"), 0
    say("ready")
    while not select.select([sys.stdin], [], [], 0)[0]:
        entries = desk.read("vp").entries
        assert entries >= seen
        seen = entries
    say(seen)


def answer(home: Path) -> None:
    """Answer one item for ever; prints each acknowledged revision."""
    desk, number = sit(Store(home)), 0
    say("ready")
    while True:
        number += 1
        say(desk.do("vp", met("CC-01", f"no. {number} of {os.getpid()}")).revision(SELF, "CC-01"))


def hold(home: Path) -> None:
    """Hold the lock of an assessment until killed."""
    with Store(home).edit(PERIOD, "vp"):
        say("ready")
        sys.stdin.read()


def once(home: Path) -> None:
    """One act."""
    sit(Store(home)).do("vp", met("CC-01", "once"))


def start() -> None:
    say("ready")
    sys.stdin.readline()


CALLS = (
    *((os, name) for name in ("open", "write", "fdatasync", "fsync", "rename", "ftruncate", "close")),
    (fcntl, "flock"),
)


def kills(home: Path, aside: str) -> None:
    """One act in a copy of the home, killed by itself around every system call in turn, until it gets through.

    The copies lie in `aside`, by number; prints for each whether the act was acknowledged.
    """
    for number in range(1000):
        copy = shutil.copytree(home, Path(aside) / str(number))
        reading, writing = os.pipe()
        if (pid := os.fork()) == 0:
            kill_at(number)
            once(copy)
            os.write(writing, b"!")
            os._exit(0)
        os.close(writing)
        acknowledged = os.read(reading, 1) == b"!"
        os.close(reading)
        _, status = os.waitpid(pid, 0)
        say([number, acknowledged])
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0
            return


def kill_at(moment: int) -> None:
    """Be killed before or after the n-th system call that touches a file: two moments a call; a write also halfway."""
    left = [moment]

    def passed() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def around(call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **more: Any) -> Any:
            passed()
            if name == "write":
                handle, raw = arguments
                if left[0] == 0:
                    call(handle, raw[: len(raw) // 2])
                passed()
            result = call(*arguments, **more)
            passed()
            return result

        return wrapped

    for module, name in CALLS:
        setattr(module, name, around(getattr(module, name), name))


ROLES: dict[str, Callable[..., None]] = {
    each.__name__: each for each in (mixed, spread, race, watch, answer, hold, once, kills)
}

if __name__ == "__main__":
    role, folder, *more = sys.argv[1:]
    ROLES[role](Path(folder), *more)
