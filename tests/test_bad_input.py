"""Whatever is given on the command line or in a file: a documented exit code and a word about it, never a traceback.

Every case is a process with limits (`attempts`). `pytest --hypothesis-profile=long tests/test_bad_input.py` tries for
minutes what is tried for seconds otherwise.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from attempts import Attempts
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checklist.cli.context import Parser, add_globals
from checklist.cli.table import COMMANDS
from checklist.locale import Words

HOSTILE = {
    "nothing": "",
    "a blank": " ",
    "a dash": "-",
    "two dashes": "--",
    "an unknown option": "--no-such-option",
    "a sequence that colours": "\x1b[31mred\x1b[0m",
    "a sequence that sets the title": "\x1b]0;pwned\x07",
    "one byte controls": "\x9b31m\x90\x9d\x84",
    "bell, backspaces, a return": "a\x07\x08\x08\rb",
    "bytes that are no UTF-8": os.fsdecode(b"\xff\xc3(\xed\xa0\x80"),
    "markup that closes nothing": "[/]",
    "markup that is no markup": "[TODO] [không đạt] [bold red]",
    "markup of an action": "[@click=app.quit]x[/]",
    "right to left": "\u202egnorw\u2066x",
    "nothing that is seen": "\u200b\u2060\ufeff\u00ad",
    "marks without a letter": "\u0301" * 5000,
    "a huge number": "9" * 5000,
    "a huge exponent": "1e999999999",
    "a negative number": "-1",
    "no number": "NaN",
    "digits of other scripts": "١٢٣",
    "a superscript": "²",
    "a wide digit": "９",
    "the year 0": "0000-00-00",
    "a day there is not": "2009-02-30",
    "a path out": "../../../../../../etc/passwd",
    "a name too long": "x" * 300,
    "a megabyte": "x" * 100_000,  # one argument can't be longer than 128 KiB; many of them can
    "braces": "{0} {x} {x.__class__} %s %(x)d",
    "quotes": "'\"`$(id)`",
    "line breaks": "a\nb\r\nc\u2028d",
    "a folder": ".",
    "the home of nobody": "~nobody-at-all/x",
    "an endless file": "/dev/zero",
    "a file that takes nothing": "/dev/full",
}
RIGHT = (
    "van-phong-bo", "thanh-tra", "LD-01", "CC-01", "BV-04", "E1", "F1", "1", "0", "2", "met", "not_met", "partial",
    "not_applicable", "lý do có thật", "2009-11-23", "31/12/2009", "2009", "2010", "bvantq-2009", "other", "decision",
    "document", "none", "mat", "41/2", "seen", "papers", "on_site", "kt01", "vp01", "tt01", "head", "inspector",
    "reviewer", "admin", "serious", "text", "vi", "en", "11", "7", "99,5", "a=1", "out.txt", "pack",
    "units.yaml", "30m",
)  # fmt: skip
"""What is right somewhere, so that the rest of an argument list is looked at."""


@pytest.fixture(scope="module")
def made(run: Attempts) -> Path:
    """A home with people and something in it, which is only copied."""
    home = run.folder / "made"
    run("--home", str(home), "init", "--period", "2009")
    key = run.folder / "key.pub"
    key.write_text(f"ssh-ed25519 {'A' * 68}\n")
    begun: list[tuple[str, ...]] = [
        ("answer", "van-phong-bo", "LD-01", "not_met", "--reason", "chưa có"),
        ("evidence", "add", "van-phong-bo", "--kind", "document", "--number", "1/QĐ", "--item", "LD-01"),
    ]
    for each in begun:
        assert run("--home", str(home), *each).code == 0, each
    return home


@pytest.fixture
def home(run: Attempts, made: Path, request: pytest.FixtureRequest) -> Path:
    return fresh(run, made)


def fresh(run: Attempts, made: Path) -> Path:
    """A copy of the home that nobody has used."""
    work, home = run.folder / "work", run.folder / "home"
    for each in (work, home):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(made, home)
    work.mkdir()
    return home


LONG = settings.default is not None and settings.default.max_examples >= 1000
"""Whether there are minutes to try everything."""


FEWER = settings(max_examples=settings.default.max_examples // (1 if LONG else 4) if settings.default else 25)
"""A case is a process: fewer of them than of others."""


def some(texts: Iterable[str], about: str) -> list[str]:
    """All of them where there are minutes, else a few, others for each thing that they are tried on."""
    return [each for n, each in enumerate(texts) if LONG or (n + len(about)) % 9 == 0]


# --- argument lists ----------------------------------------------------------------------------------------


@cache
def options_of(name: str) -> tuple[argparse.Action, ...]:
    """The arguments that a command takes."""
    t = Words("en")
    parser = Parser("x", "")
    add_globals(parser, t)
    COMMANDS[name].load().arguments(parser, name, t)
    return tuple(each for each in parser._actions if "--help" not in each.option_strings)


values = st.one_of(st.sampled_from(RIGHT), st.sampled_from(sorted(HOSTILE.values())), st.text(max_size=20))


@st.composite
def lists(draw: st.DrawFn) -> list[str]:
    """An argument list of some command: its arguments right and wrong, options left out, twice, without their value."""
    name = draw(st.sampled_from([name for name in COMMANDS if name not in ("", "demo")]))
    known = options_of(name)
    argv = name.split()
    for each in known:
        if not each.option_strings and draw(st.integers(0, 9)):
            argv += draw(st.lists(values, min_size=1, max_size=1 if each.nargs in (None, "?") else 3))
    for each in draw(st.lists(st.sampled_from([each for each in known if each.option_strings]), max_size=5)):
        option = draw(st.sampled_from(each.option_strings))
        if option == "--home":
            continue
        argv.append(option)
        if each.nargs != 0 and draw(st.integers(0, 9)):
            argv.append(draw(values))
    if draw(st.booleans()):
        argv = draw(st.permutations(argv))
    return list(argv)


@given(argv=lists())
@FEWER
def test_any_argument_list_ends_with_a_documented_code_and_a_word(run: Attempts, made: Path, argv: list[str]) -> None:
    home = fresh(run, made)
    run(*argv, env={"CHECKLIST_HOME": str(home)}, decent=[home])
    assert run("check", env={"CHECKLIST_HOME": str(home)}).code == 0


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("", "demo", "serve")])
def test_hostile_texts_for_each_argument_of_a_command(run: Attempts, made: Path, name: str) -> None:
    for argument in options_of(name):
        if argument.dest in ("home", "person", "lang", "period") or argument.nargs == 0:
            continue
        for what in some(HOSTILE, name + argument.dest):
            home = fresh(run, made)
            argv = name.split()
            for each in options_of(name):
                if each is argument:
                    argv += [f"{each.option_strings[-1]}={HOSTILE[what]}" if each.option_strings else HOSTILE[what]]
                elif not each.option_strings and each.nargs != "*":
                    argv.append({"unit": "van-phong-bo", "item": "LD-01", "id": "E1", "entry": "1"}.get(each.dest, "x"))
                elif each.option_strings and each.required:
                    argv += [each.option_strings[0], {"role": "head", "key": str(run.folder / "key.pub")}[each.dest]]
            run(*argv, env={"CHECKLIST_HOME": str(home)}, decent=[home])


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("option", ["--home", "--as", "--lang", "--period"])
def test_a_hostile_text_for_each_global_option(run: Attempts, home: Path, option: str, what: str) -> None:
    run("score", option, HOSTILE[what], env={"CHECKLIST_HOME": str(home)}, decent=[home])


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_text_as_the_command_itself(run: Attempts, what: str) -> None:
    run(HOSTILE[what])
    run("units", HOSTILE[what])


def test_where_the_folder_that_one_is_in_is_gone(run: Attempts, made: Path) -> None:
    for argv in (
        ["score", "--home", "x"],
        ["score"],
        ["rules", "check", "x"],
        ["access", "authorized-keys"],
        ["check"],
    ):
        fresh(run, made)
        run(*argv, env={"CHECKLIST_HOME": str(run.folder / "home")}, gone=True)
    fresh(run, made)


@pytest.mark.parametrize("argv", [("score",), ("score", "--json"), ("--help",), ("rules", "list"), ("check",)])
def test_output_that_nothing_takes(run: Attempts, home: Path, argv: tuple[str, ...]) -> None:
    done = run(*argv, out="/dev/full", env={"CHECKLIST_HOME": str(home)}, decent=[home])
    assert done.code == 1 and "đĩa đã đầy" in done.err


def test_very_many_arguments(run: Attempts, home: Path) -> None:
    run("agree", "van-phong-bo", *["CC-01"] * 20_000, env={"CHECKLIST_HOME": str(home)}, decent=[home])
    run("answer", "van-phong-bo", "LD-01", "met", *["--reason=x"] * 20_000, env={"CHECKLIST_HOME": str(home)})
    run(*["units"] * 20_000)


@pytest.mark.parametrize("value", ["", "\x1b]0;x\x07", "/dev/zero", "/dev/null/x", "x" * 5000, os.fsdecode(b"\xff")])
@pytest.mark.parametrize(
    "name", ["CHECKLIST_HOME", "HOME", "XDG_DATA_HOME", "LANG", "TERM", "COLUMNS", "SSH_CONNECTION"]
)
def test_a_hostile_environment(run: Attempts, home: Path, name: str, value: str) -> None:
    run("score", env={"CHECKLIST_HOME": str(home), name: value}, decent=[home])


# --- imported files ----------------------------------------------------------------------------------------


MOST_FAULTS = 501
YAML = b"units:\n  - id: don-vi-moi\n    name: {vi: A, en: A}\n    kind: ministry_office\n    order: 7\n"
CSV = "id,name,kind,has,place,order\ndon-vi-moi,Đơn vị mới,ministry_office,reception,Hà Nội,7\n".encode()

BOMBS = {
    "nothing": b"",
    "zeros": bytes(100_000),
    "no UTF-8": b"units:\n  - id: \xff\xfe\n",
    "UTF-16": "units: []".encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + YAML,
    "deep lists": b"[" * 50_000,
    "deep mappings": b"".join(b" " * n + b"a:\n" for n in range(2000)),
    "aliases that multiply": b"a: &a [x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 121)),
    "a tag that runs code": b"units: !!python/object/apply:os.system [id]\n",
    "a huge number": b"units:\n  - order: " + b"9" * 100_000,
    "a base 60 number": b"units:\n  - order: " + b"59:" * 10_000 + b"1\n",
    "a long key": b"? " + b"x" * 2000 + b"\n: 1\n",
    "very many units": b"units:\n" + b"  - id: a\n" * 100_000,
    "many documents": b"--- 1\n" * 10_000,
    "an endless line": b"units: " + b"x" * 5_000_000,
    "quotes never closed": b'id,name\n"' + b"x,\n" * 500_000,
    "a cell of 10 MB": b"id,name,kind,has,place,order\n" + b"x" * 10_000_000,
    "cells without end": b"id,name,kind,has,place,order\n" + b"," * 1_000_000,
    "a NUL in a cell": CSV.replace("Đơn".encode(), b"\0"),
    "escape sequences": CSV.replace("Đơn".encode(), b"\x1b]0;pwned\x07\xc2\x9b31m"),
    "returns for line ends": CSV.replace(b"\n", b"\r"),
    "a secrecy mark": CSV.replace("Đơn vị".encode(), "TUYỆT MẬT".encode()),
}


@pytest.mark.parametrize("suffix", ["yaml", "csv"])
@pytest.mark.parametrize("what", BOMBS)
def test_a_hostile_file_of_units(run: Attempts, home: Path, what: str, suffix: str) -> None:
    path = run.folder / f"units.{suffix}"
    path.write_bytes(BOMBS[what])
    done = run("units", "import", str(path), env={"CHECKLIST_HOME": str(home)}, decent=[home])
    assert done.err.count("\n") <= MOST_FAULTS, "the faults of a file are not listed without end"
    assert run("check", env={"CHECKLIST_HOME": str(home)}).code == 0


@pytest.mark.parametrize("file", ["pack.yaml", "CC.yaml", "units.yaml", "demo.yaml"] if LONG else ["CC.yaml"])
@pytest.mark.parametrize("what", BOMBS)
def test_a_hostile_file_of_rules(run: Attempts, tmp_path: Path, what: str, file: str) -> None:
    pack = shutil.copytree(Path(__file__).parents[1] / "rules" / "bvantq-2009", tmp_path / "pack")
    (pack / file).write_bytes(BOMBS[what])
    done = run("rules", "check", str(pack))
    assert done.err.count("\n") <= MOST_FAULTS
    assert done.code == 2


@given(raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
@example(b"units:\n- {id: a, name: {vi: x, en: x}, kind: office, order: 99999999999999999999999}\n")
@example(b'id,name,kind,has,place,order\na,"b\n')
@FEWER
def test_any_bytes_as_a_file_of_units(run: Attempts, made: Path, raw: bytes) -> None:
    home = fresh(run, made)
    for suffix in ("yaml", "csv"):
        path = run.folder / f"any.{suffix}"
        path.write_bytes(raw)
        run("units", "import", str(path), env={"CHECKLIST_HOME": str(home)}, decent=[home])


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, bytes]:
    """A right file of units, of which a few places are changed."""
    suffix, raw = draw(st.sampled_from([("yaml", YAML), ("csv", CSV)]))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(raw)))
        put = draw(
            st.sampled_from(
                [b"", b'"', b",", b"\n", b": ", b"- ", b"\t", b"&a ", b"*a", b"{", b"]", b"!!x ", b"\xff", b"|"]
            )
        )
        raw = raw[:at] + put + raw[at + draw(st.integers(0, 3)) :]
    return suffix, raw


@given(file=changed())
@FEWER
def test_a_changed_file_of_units_is_taken_or_told_at_its_place(
    run: Attempts, made: Path, file: tuple[str, bytes]
) -> None:
    home = fresh(run, made)
    path = run.folder / f"changed.{file[0]}"
    path.write_bytes(file[1])
    done = run("units", "import", str(path), env={"CHECKLIST_HOME": str(home)}, decent=[home])
    assert done.code in (0, 2)
    assert run("check", env={"CHECKLIST_HOME": str(home)}).code == 0


@pytest.mark.parametrize(
    "how", ["a fifo", "a folder", "a link to nowhere", "a link in a circle", "closed", "/dev/zero"]
)
@pytest.mark.parametrize("argv", [("units", "import"), ("rules", "check"), ("init", "--period", "2012", "--units")])
def test_what_is_no_file(run: Attempts, home: Path, tmp_path: Path, argv: tuple[str, ...], how: str) -> None:
    path = tmp_path / "x.yaml"
    match how:
        case "a fifo":
            os.mkfifo(path)
        case "a folder":
            path.mkdir()
        case "a link to nowhere":
            path.symlink_to("nowhere")
        case "a link in a circle":
            path.symlink_to(path)
        case "closed":
            path.write_bytes(YAML)
            path.chmod(0)
        case _:
            path = Path(how)
    run(*argv, str(path), env={"CHECKLIST_HOME": str(home)}, decent=[home])


def test_a_key_that_never_ends(run: Attempts, home: Path) -> None:
    env = {"CHECKLIST_HOME": str(home)}
    add = ("access", "add", "lan", "--role", "head", "--unit", "thanh-tra", "--key")
    for raw in (b"", b"ssh-ed25519 ", b"x" * 20_000_000, bytes(1000), b"\xff" * 1000, b"ssh-ed25519 AAAA\n" * 1000):
        run(*add, "-", stdin=raw, env=env, decent=[home])
    run(*add, "/dev/zero", env=env, decent=[home])
