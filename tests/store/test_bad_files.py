"""Whatever lies in place of a file of the home: told with a documented code, never a traceback, a hang or growth.

Each command is a process with limits (`attempts`). With `--hypothesis-profile=long` all commands are tried on all
files; else each file with each content on some.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from attempts import Attempts
from homes import make, met, said, sit
from hypothesis import given, settings
from hypothesis import strategies as st
from test_finding_files import PEOPLE, wrong

from checklist import acts
from checklist.model import Particulars, canonical
from checklist.store.files import seal

KEY = b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes(range(32))
LONG = settings.default is not None and settings.default.max_examples >= 1000
HUGE = 100_000_000
TABLES = ("assessment", "answers", "evidence", "register", "findings", "units", "people")


def deep(count: int, mapping: bool = False) -> bytes:
    return (b'{"data":' * count + b"1" + b"}" * count) if mapping else (b"[" * count + b"]" * count)


def sealed(body: bytes) -> bytes:
    """A sealed file around any bytes."""
    return b'{"data":' + body + b',"digest":"' + hashlib.blake2b(body, digest_size=32).hexdigest().encode() + b'"}\n'


SHAPES: dict[str, object] = {
    "a list": [],
    "a number": 7,
    "nothing of it": None,
    "a text": "x",
    "lists for tables": {"assessment": [], "answers": [], "units": [], "people": [], "register": [], "findings": []},
    "texts for rows": {name: {"head": "x", "self CC-01": "x", "vp": "x"} for name in TABLES},
    "rows of nothing": {name: {"head": None, "F1": None, "E1": None, "vp": None} for name in TABLES},
    "keys that are empty": {"": {"": {"": ""}}, "answers": {"": {}}},
    "numbers beyond any": {
        "assessment": {"head": {"last": 10**30, "entries": -1, "next_evidence": 1 << 80}},
        "format": 10**40,
    },
    "a place before the file": {"assessment": {"head": {"last": -5}}},
    "other words": {"format": "1", "language": "../..", "utc_offset": "soon", "period": {"id": "../x"}, "pack": "../x"},
    "another offset": {"format": 1, "language": "vi", "utc_offset": "soon", "classification": "", "demo": False},
    "another language": {
        "format": 1,
        "language": "\x1b[31m",
        "utc_offset": "+99:99",
        "classification": "",
        "demo": False,
    },
}
"""Data of another shape, sealed as it should be."""
CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "a line end": b"\n",
    "many line ends": b"\n" * 100_000,
    "zeros": bytes(5000),
    "bytes that are no UTF-8": b'{"data":"\xff\xfe\xed\xa0\x80"}\n' * 3,
    "an escape sequence": b"\x1b]0;pwned\x07\x1b[31m\n" * 3,
    "braces of a format": b"{0} {x.__class__} %s\n",
    "half an object": b'{"data":{"a":',
    "a surrogate alone": b'{"data":"\\ud800","digest":"x"}\n',
    "one key twice": b'{"data":{},"data":{},"digest":"x"}\n',
    "deep lists": deep(100_000),
    "deep mappings": deep(100_000, mapping=True),
    "deep lists on a line": b'{"entry":' + deep(100_000) + b',"texts":{}}\n',
    "a huge number": b'{"data":' + b"9" * 1_000_000 + b"}\n",
    "a huge exponent": b'{"data":1e999999999999}\n',
    "no number": b'{"data":NaN,"digest":Infinity}\n',
    **{f"sealed: {name}": seal(data) for name, data in SHAPES.items()},
    **{f"a line: {name}": canonical(data) + b"\n" for name, data in SHAPES.items()},
    "sealed: deep lists": sealed(deep(100_000)),
    "sealed: a huge number": sealed(b"9" * 100_000),
    "sealed: bytes that are no UTF-8": sealed(b'"\xff\xfe"'),
}

FILES = (
    "home.json", "units.json", "people.json", "periods/2009/period.json", "periods/2009/vp.jsonl",
    "periods/2009/vp.json", "findings/vp.jsonl", "findings/vp.json", "drafts/kt01/2009.vp.CC-01.finding.json",
    "log/2009-12.jsonl", "PACK", "lock", "periods/2009/vp.lock",
)  # fmt: skip
COMMANDS = (
    ("check",),
    ("score",),
    ("score", "vp", "--json"),
    ("log", "vp"),
    ("finding", "list", "vp"),
    ("--as", "tt01", "return", "vp", "--note", "xem lại"),
    ("--as", "kt01", "agree", "vp", "--rest"),
    ("--as", "kt01", "finding", "close", "vp", "F1", "--number", "1/BC", "--date", "2009-12-01"),
    ("--as", "tt01", "queue"),
    ("units", "list"),
    ("rules", "list"),
    ("access", "list"),
    ("check", "--settle"),
    ("undo", "vp"),
    ("backup", "-o", "copy.tar"),
    ("expunge", "vp", "1", "--reason", "x"),
    ("report", "vp", "--minutes"),
    ("evidence", "list", "vp"),
)


@pytest.fixture(scope="module")
def made(run: Attempts) -> Path:
    """A home with something in every file, which is only copied."""
    store = make(run.folder / "made", units=("vp", "vu"), people=PEOPLE, items=2)
    head = sit(store, "vp01")
    head.do("vp", [met("CC-01", "có sổ"), met("CC-02", "có sổ")])
    head.do("vp", acts.AddEvidence(Particulars(kind="decision", number=said("1/QĐ")), ("CC-01",)))
    head.do("vp", acts.Submit())
    inspector = sit(store, "kt01")
    inspector.findings.add("vp", wrong("thiếu sổ"))
    inspector.keep_draft("2009.vp.CC-01.finding", {"form": "finding", "unit": "vp", "item": "CC-01", "what": "dở"})
    return store.home


def fresh(run: Attempts, made: Path) -> Path:
    home, work = run.folder / "home", run.folder / "work"
    for each in (home, work):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(made, home)
    work.mkdir()
    return home


def place(home: Path, file: str) -> Path:
    """A file of the home by its name; `PACK` is the one there is."""
    return next((home / "packs").iterdir()) if file == "PACK" else home / file


def tried(run: Attempts, made: Path, file: str, about: str) -> Iterator[Path]:
    """A home for each command that is tried: the file is to be replaced, then the command runs."""
    first = (len(about) * 7 + FILES.index(file)) % len(COMMANDS)
    chosen = COMMANDS if LONG else (COMMANDS[0], COMMANDS[first])
    for argv in chosen:
        home = fresh(run, made)
        yield place(home, file)
        run("--home", str(home), *argv, decent=[home])


@pytest.mark.parametrize("what", CONTENTS)
@pytest.mark.parametrize("file", FILES)
def test_a_file_of_other_content(run: Attempts, made: Path, file: str, what: str) -> None:
    for path in tried(run, made, file, what):
        path.write_bytes(CONTENTS[what])


@pytest.mark.parametrize("what", ["a folder", "a fifo", "a link to itself", "a link to zeros", "a link out", "nothing"])
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_file(run: Attempts, made: Path, file: str, what: str) -> None:
    for path in tried(run, made, file, what):
        path.unlink(missing_ok=True)
        match what:
            case "a folder":
                path.mkdir()
            case "a fifo":
                os.mkfifo(path)
            case "a link to itself":
                path.symlink_to(path)
            case "a link to zeros":
                path.symlink_to("/dev/zero")
            case "a link out":
                path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("size", [HUGE, HUGE * 10_000])
@pytest.mark.parametrize("file", FILES)
def test_a_file_of_100_megabytes_and_one_of_a_terabyte(run: Attempts, made: Path, file: str, size: int) -> None:
    for path in tried(run, made, file, "huge"):
        os.truncate(path, size) if path.exists() else path.write_bytes(b"")


@pytest.mark.parametrize("what", ["a fifo", "a folder", "a link out", "a link to itself", "half a file"])
def test_something_else_where_a_file_is_written_before_it_gets_its_name(run: Attempts, made: Path, what: str) -> None:
    home = fresh(run, made)
    outside = run.folder / "outside"
    outside.write_bytes(b"as it was")
    for name in ("periods/2009/vp.json", "findings/vp.json", "people.json", "units.json"):
        path = home / f"{name}.tmp"
        match what:
            case "a fifo":
                os.mkfifo(path)
            case "a folder":
                path.mkdir()
            case "a link out":
                path.symlink_to(outside)
            case "a link to itself":
                path.symlink_to(path)
            case _:
                path.write_bytes(b'{"data":')
    for argv in COMMANDS if LONG else COMMANDS[5:8]:
        run("--home", str(home), *argv, decent=[home])
    key = f"ssh-ed25519 {base64.b64encode(KEY).decode()}\n".encode()
    added = run("--home", str(home), "access", "add", "lan", "--role", "admin", "--key", "-", stdin=key, decent=[home])
    assert added.code == (0 if what == "half a file" else 4)
    assert outside.read_bytes() == b"as it was"
    assert run("--home", str(home), "check").code == 0


@pytest.mark.parametrize("data", [{"format": 2}, {"format": 99, "language": 7, "new": {}}, {"format": 0}])
def test_a_home_of_another_format_is_told_and_left_as_it_is(run: Attempts, made: Path, data: dict[str, object]) -> None:
    """Not as damage: another version reads it."""
    home = fresh(run, made)
    (home / "home.json").write_bytes(seal(data))
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for argv in COMMANDS:
        done = run("--lang", "en", "--home", str(home), *argv, decent=[home])
        assert (done.code, done.err) == (
            2,
            f"The data has format {data['format']}, this program reads 1. "
            "Use the version that wrote it, or a newer one.\n",
        )
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("folder", ["packs", "periods", "periods/2009", "findings", "drafts", "log"])
@pytest.mark.parametrize("what", ["gone", "a file", "a link to itself", "strangers"])
def test_a_folder_that_is_none_or_holds_strangers(run: Attempts, made: Path, folder: str, what: str) -> None:
    for argv in COMMANDS if LONG else COMMANDS[:3]:
        home = fresh(run, made)
        path = home / folder
        if what == "strangers":
            for name in ("period", "x", "x.json", "X.jsonl", "\x1b[31m.json", os.fsdecode(b"\xff.jsonl"), "a b.jsonl"):
                (path / name).mkdir()
            (path / "..json").write_bytes(b"{")
        else:
            shutil.rmtree(path)
        if what == "a file":
            path.write_bytes(b"x")
        elif what == "a link to itself":
            path.symlink_to(path)
        run("--home", str(home), *argv, decent=[home])


def test_a_home_of_very_many_files(run: Attempts, made: Path) -> None:
    home = fresh(run, made)
    raw = (home / "periods/2009/vp.jsonl").read_bytes()
    for number in range(2000):
        (home / "periods" / "2009" / f"u{number}.jsonl").write_bytes(raw)
    for argv in (("check",), ("score",), ("units", "list")):
        run("--home", str(home), *argv, decent=[home])


@given(
    file=st.sampled_from(FILES),
    raw=st.one_of(st.binary(max_size=200), st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
            st.sampled_from([*TABLES, "head", "last", "entry", "texts", "id", "period", "pack", "vp", "act"]),
            inner, max_size=4),
        max_leaves=12,
    )),
    as_line=st.booleans(),
    argv=st.sampled_from(COMMANDS),
)  # fmt: skip
@settings(max_examples=settings.default.max_examples // (1 if LONG else 3) if settings.default else 30)
def test_any_file_of_any_content(
    run: Attempts, made: Path, file: str, raw: object, as_line: bool, argv: tuple[str, ...]
) -> None:
    home = fresh(run, made)
    content = raw if isinstance(raw, bytes) else canonical(raw) + b"\n" if as_line else seal(raw)
    place(home, file).write_bytes(content)
    run("--home", str(home), *argv, decent=[home])


@given(data=st.data())
@settings(max_examples=settings.default.max_examples // (1 if LONG else 3) if settings.default else 30)
def test_any_field_of_another_shape_in_a_sealed_file(run: Attempts, made: Path, data: st.DataObject) -> None:
    """One value anywhere becomes another, and the seal fits: as if another version had written it."""
    home = fresh(run, made)
    file = data.draw(st.sampled_from([each for each in FILES if each.endswith(".json")]))
    path = home / file
    whole = msgspec.json.decode(path.read_bytes())["data"]
    places = list(within(whole))
    at = data.draw(st.sampled_from(places))
    at[0][at[1]] = data.draw(
        st.sampled_from([None, "", "x", -1, 10**30, 1.5, [], {}, [None], {"": None}, True, "\x1b[31m"])
    )
    path.write_bytes(seal(whole))
    run("--home", str(home), *data.draw(st.sampled_from(COMMANDS)), decent=[home])


def within(thing: object) -> Iterator[tuple[Any, Any]]:
    """Every place in plain data, as what holds it and its key there."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(thing, dict):
        pairs = list(thing.items())
    elif isinstance(thing, list):
        pairs = list(enumerate(thing))
    for key, value in pairs:
        yield thing, key
        yield from within(value)
