"""States that a disk could be in after a crash, built from what strace saw of a child, and opened.

The model is the permissive one. Until a file is synced, any first part of what was written to it may be there, torn
anywhere, or its new size without its bytes (zeros). Until a folder is synced, each name in it may be, apart from all
other names, as it was at any moment since: made or not, renamed or not, removed or not. A sync of a file saves its
bytes and never its name. What a file system with ordered metadata can leave is a part of this. Where the combinations
are many, some of them are tried (`WHOLE`). Two things are left out: a file whose later blocks arrived without its
earlier ones, and a disk that says it has synced and has not.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import deeds
from homes import PATIENCE, PERIOD, ROOT, chain, make, met, sit

from checklist import journal
from checklist.errors import ChecklistError
from checklist.store import Store

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where thousands of small homes cost little."""


# --- what strace saw ---------------------------------------------------------------------------------------

CALLS = (
    "open,openat,openat2,creat,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,fallocate,lseek,rename,"
    "renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat,fsync,fdatasync,sync,syncfs,"
    "sync_file_range,sendfile,copy_file_range,mmap"
)
ROW = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+|\?|0x[0-9a-f]+)(?:<(.*?)>)?(?: |$)")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
HANDLE = re.compile(r"\b(\d+)<(.*?)>")
UNKNOWN, END = -1, -2
"""Where a handle writes that may have read before, and one that appends."""


class Op(NamedTuple):
    """One change of the disk, or what a child said. `to` of a rename; `at` of bytes, or the size that is left."""

    do: str
    path: str = ""
    to: str = ""
    at: int = 0
    raw: bytes = b""


def trace(home: Path, log: Path, sabotage: Path | None = None) -> list[Op]:
    """Let a child live under strace, and give what it did to the disk and said, in order.

    Args:
        sabotage: a folder with a `sitecustomize` for the child.
    """
    strace = ["strace", "-f", "-y", "-xx", "-s", "4000000", "-o", str(log), "-e", f"trace={CALLS}"]
    subprocess.run(
        [*strace, sys.executable, deeds.__file__, str(home)],
        env=environment(sabotage),
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
        check=True,
    )
    return list(parsed(log.read_text("ascii").splitlines(), str(home.parent)))


def environment(sabotage: Path | None = None) -> dict[str, str]:
    """The environment of a child: what the tests themselves run with counts for it too."""
    path = [*([str(sabotage)] if sabotage else []), str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))}


def text_of(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def parsed(rows: Sequence[str], root: str) -> Iterator[Op]:
    """The changes below a folder, by paths in it. What is not understood there is an error, never passed over."""
    places: dict[str, int] = {}
    for row in rows:
        call = ROW.match(row)
        if call is None or call[3].startswith("-"):
            assert call or "+++" in row or "---" in row, row
            continue
        name, about, result, opened = call.groups()
        strings = [text_of(each) for each in STRING.findall(about)]
        handles = HANDLE.findall(about)
        handle = handles[0][0] if handles else ""
        if name == "write" and handle == "1":
            yield Op("said", raw=strings[0])
            continue
        paths = [os.fsdecode(each) for each in strings] if name not in ("write", "pwrite64") else []
        paths = [os.fsdecode(text_of(each)) for _, each in handles if each.startswith("\\x")] + paths
        below = [each for each in paths if f"{each}/".startswith(f"{root}/")]
        inside = [os.path.relpath(each, root) for each in below]
        if not inside:
            assert name not in ("sync", "syncfs"), row
            continue
        path = inside[0]
        if name == "openat":
            assert opened and about.startswith("AT_FDCWD"), row
            if "O_CREAT" in about:
                yield Op("create", path)
            if "O_TRUNC" in about:
                yield Op("cut", path)
            # Where a write would go after a read is not known here; who reads and writes has to seek.
            places[result] = END if "O_APPEND" in about else UNKNOWN if "O_RDWR" in about else 0
        elif name == "lseek":
            places[handle] = int(result)
        elif name == "write":
            assert int(result) == len(strings[0]), row
            at = places[handle]
            assert at != UNKNOWN, row
            yield Op("write", path, at=at, raw=strings[0])
            if at >= 0:
                places[handle] = at + len(strings[0])
        elif name in ("ftruncate", "fallocate"):
            # Only a file that was just begun is given room: it is as long as that then, and holds zeros.
            yield Op("cut", path, at=int(about.rpartition(", ")[2]))
        elif name in ("rename", "renameat", "renameat2"):
            assert len(inside) == 2, row
            yield Op("rename", path, inside[1])
        elif name in ("unlink", "unlinkat"):
            yield Op("unlink", path)
        elif name in ("mkdir", "mkdirat"):
            yield Op("mkdir", path)
        elif name in ("fsync", "fdatasync"):
            yield Op("sync", path)
        else:
            raise AssertionError(row)


# --- a disk that forgets -----------------------------------------------------------------------------------

Content = bytes | None
"""What may stand under a name: bytes, or nothing."""
FOLDER = b"/"
"""What stands under the name of a folder."""
Tree = dict[str, bytes]


class Inode:
    """A file: what is safe of it, and what was done to it since."""

    def __init__(self, folder: bool = False) -> None:
        self.folder, self.safe, self.since = folder, FOLDER if folder else b"", list[Op]()

    def now(self) -> bytes:
        raw = self.safe
        for op in self.since:
            raw = changed(raw, op)
        return raw

    def possible(self) -> list[bytes]:
        """Every content after a crash, the oldest first."""
        found, raw = [self.safe], self.safe
        for op in self.since:
            if op.do == "write":
                ends = {len(op.raw) // 2, len(op.raw) - 1, *(m.end() for m in re.finditer(rb"\n", op.raw))}
                found += [changed(raw, op._replace(raw=op.raw[:end])) for end in sorted(ends)]
                size = len(changed(raw, op))
                torn = (raw, *found[-len(ends) :])
                found += [each.ljust(size, b"\0") for each in torn if len(each) < size]
            raw = changed(raw, op)
            found.append(raw)
        return list(dict.fromkeys(found))


def changed(raw: bytes, op: Op) -> bytes:
    if op.do == "cut":
        return raw[: op.at].ljust(op.at, b"\0")
    at = len(raw) if op.at == END else op.at
    return raw[:at].ljust(at, b"\0") + op.raw + raw[at + len(op.raw) :]


class Disk:
    """Names and files as they are now, and as they may be after a crash."""

    def __init__(self) -> None:
        self.names: dict[str, Inode | None] = {}
        self.since: dict[str, list[Inode | None]] = {}
        """What stood under each name since its folder was synced, the oldest first; the present one last."""

    def put(self, path: str, inode: Inode | None) -> None:
        self.since.setdefault(path, [self.names.get(path)]).append(inode)
        self.names[path] = inode

    def do(self, op: Op) -> None:
        inode = self.names.get(op.path)
        if op.do == "mkdir":
            self.put(op.path, Inode(folder=True))
        elif op.do == "create":
            if inode is None:
                self.put(op.path, Inode())
        elif op.do == "unlink":
            self.put(op.path, None)
        elif op.do == "rename":
            self.put(op.to, inode)
            self.put(op.path, None)
        elif op.do == "sync" and (op.path == "." or (inode and inode.folder)):
            for path in [each for each in self.since if (os.path.dirname(each) or ".") == op.path]:
                del self.since[path]
        else:
            assert inode, op
            if op.do == "sync":
                inode.safe, inode.since = inode.now(), []
            else:
                inode.since.append(op)

    def possible(self) -> dict[str, list[Content]]:
        """What may stand under each name after a crash, the oldest first."""
        every: dict[str, list[Content]] = {}
        for path, now in self.names.items():
            found: list[Content] = []
            history = self.since.get(path, [now])
            for left, inode in zip(range(len(history), 0, -1), history, strict=True):
                if inode is None:
                    found.append(None)
                elif left > 2:
                    # Torn in every way is tried with the last two: of those before them, lost and whole.
                    found += [inode.safe, inode.now()]
                else:
                    found += inode.possible()
            every[path] = list(dict.fromkeys(found))
        return every


WHOLE, DRAWN = 16, 3
"""Up to so many combinations all are built. Of more: each that differs in one name of the folder last changed from the
newest or the oldest there may be, and some drawn ones."""


def trees(disk: Disk, near: str, draw: random.Random) -> Iterator[Tree]:
    """What a crash may leave, just after a change of the file `near`."""
    every = disk.possible()
    fixed = {path: found[0] for path, found in every.items() if len(found) == 1}
    free = {path: found for path, found in every.items() if len(found) > 1}
    count = 1
    for found in free.values():
        count *= len(found)
    if count <= WHOLE:
        picks: list[Mapping[str, Content]] = [
            dict(zip(free, each, strict=True)) for each in itertools.product(*free.values())
        ]
    else:
        newest = {path: found[-1] for path, found in free.items()}
        oldest = {path: found[0] for path, found in free.items()}
        picks = [newest, oldest]
        for path, found in free.items():
            if os.path.dirname(path) == os.path.dirname(near):
                picks += [{**base, path: each} for each in found for base in (newest, oldest)]
        picks += [{path: draw.choice(found) for path, found in free.items()} for _ in range(DRAWN)]
    for pick in picks:
        there = {path: raw for path, raw in {**fixed, **pick}.items() if raw is not None}
        yield {path: raw for path, raw in there.items() if _reached(path, there)}


def _reached(path: str, there: Mapping[str, bytes]) -> bool:
    """Whether every folder above a name is there too."""
    above = os.path.dirname(path)
    return not above or (there.get(above) == FOLDER and _reached(above, there))


# --- the proof ---------------------------------------------------------------------------------------------


class Proof(NamedTuple):
    """What came out: states tried, acts acknowledged, and what was wrong with which state."""

    states: int
    acknowledged: int
    points: int
    losses: list[str]

    def __str__(self) -> str:
        return (
            f"{self.states} crash states at {self.points} points of {self.acknowledged} acknowledged acts: "
            f"{len(self.losses)} with a loss"
        )


def prove(folder: Path, sabotage: Path | None = None, *, until: str = "") -> Proof:
    """Build and open every state that a crash at any point of a life could leave.

    Args:
        sabotage: a folder with a `sitecustomize` for the child that lives.
        until: stop at the first loss that says this; without it, at the fifth.
    """
    root = folder / "life"
    root.mkdir()
    ops = trace(root / "home", folder / "calls", sabotage)
    disk, draw, told, points, near = Disk(), random.Random(5509), 0, 0, ""
    words: list[dict[str, Any]] = []
    # The same content at a later point has more to hold: the latest counts.
    states: dict[tuple[tuple[str, bytes], ...], tuple[int, int]] = {}
    for op in ops:
        if op.do == "said":
            words.append(json.loads(op.raw))
            told += 1
        else:
            disk.do(op)
            near = op.path
            points += 1
        for tree in trees(disk, near, draw):
            states[tuple(sorted(tree.items()))] = (told, points)
    losses = []
    # What is done to a home after its crash needs no disk: here it is only looked at.
    unsynced = [patch.object(os, name, return_value=None) for name in ("fsync", "fdatasync")]
    with TemporaryDirectory(dir=MEMORY) as after, unsynced[0], unsynced[1]:
        for number, (names, (known, point)) in enumerate(states.items()):
            root = Path(after) / "life"
            wrong = opened(root, dict(names), words[:known], act=number % ACTED == 0)
            shutil.rmtree(root)
            if wrong:
                losses.append(f"after change {point}, {known} acts acknowledged: {wrong}")
            if losses and (until in losses[-1] if until else len(losses) == 5):
                break
    return Proof(len(states), told, points, losses)


ACTED = 4
"""In one of so many states the next act is done too."""


def opened(root: Path, tree: Tree, words: Sequence[dict[str, Any]], *, act: bool) -> str | None:
    """What is wrong with a home after a crash: acknowledged things missing, unreadable, or not mended by itself."""
    root.mkdir(parents=True)
    for path, raw in tree.items():
        if raw == FOLDER:
            (root / path).mkdir(0o700)
        else:
            (root / path).write_bytes(raw)
    home = root / "home"
    try:
        if not words and not (home / "periods" / PERIOD / "period.json").exists():
            make(home, units=deeds.UNITS, items=deeds.ITEMS)
        store = Store(home)
        kept(store, words)
        for unit in deeds.UNITS:
            agrees(store, unit)
        damage = [str(each) for each in store.check()]
        assert not damage, damage
        if words and act:
            goes_on(store)
    except (ChecklistError, AssertionError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def kept(store: Store, words: Sequence[Mapping[str, Any]]) -> None:
    """What a child said still holds."""
    entries: dict[str, list[dict[str, Any]]] = {}
    for word in words:
        if "people" in word:
            assert len(store.people()) == word["people"], "people are missing"
        elif "draft" in word:
            assert sit(store, "vp01").draft(word["draft"]) == deeds.DRAFT, "a draft is missing"
        elif "gone" in word:
            every = [path for path in store.home.rglob("*") if path.is_file()]
            left = [path.name for path in every if deeds.CANARY.encode() in path.read_bytes()]
            assert not left, f"a text that was taken out is in {left}"
        else:
            name, number = word["journal"], word["entries"] - 1
            if name not in entries:
                path = store.home / name
                entries[name] = chain(path) if path.exists() else []
            found = entries[name][number:]
            assert found and found[0]["hash"] == word["head"], f"{word} is missing"


def agrees(store: Store, unit: str) -> None:
    """Reading gives what the journal adds up to."""
    lines = store.lines(PERIOD, unit)
    assert store.read(PERIOD, unit) == journal.replay(lines)
    register = store.register(unit)
    read = register.read()
    assert (read.entries if read else 0) == len(register.lines())


def goes_on(store: Store) -> None:
    """The next act works, and all is whole after it."""
    desk = sit(store, "vp01")
    before = desk.read("vu")
    act = met("CC-03", "sau")
    assert desk.do("vu", act).entries == max(before.entries, 1) + 1
    damage = [str(each) for each in store.check()]
    assert not damage, damage
