"""Rules files are read whole or refused whole, with every fault at its place.

The pack of these tests is an archive room (`packs/archive`). A mutation replaces a text of one of its files; the
fault is expected where a text of the mutated file stands, so that no line number has to be counted by hand.
"""

from __future__ import annotations

import ast
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import checklist.rulebook
from checklist import rulebook
from checklist.errors import BadFile, BadInput
from checklist.model import Pack, Text, canonical
from checklist.rulebook import places
from checklist.rulebook.nodes import LARGEST, MOST
from checklist.text import clean

ARCHIVE = Path(__file__).parent / "packs" / "archive"
FILES = ("pack.yaml", "ST.yaml", "RQ.yaml", "units.yaml", "demo.yaml")
GUIDANCE = "guidance: {vi: Thử từng máy., en: Try each.}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ARCHIVE, tmp_path / "archive"))


def faults_of(folder: Path, load: Callable[[Path], object] = rulebook.check) -> list[str]:
    """The faults of a folder, one a line, with the folder left out."""
    with pytest.raises(BadFile) as caught:
        load(folder)
    return [str(fault).removeprefix(f"{folder}{os.sep}") for fault in caught.value.faults]


def mutate(folder: Path, file: str, old: str, new: str) -> str:
    text = (folder / file).read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    text = text.replace(old, new)
    (folder / file).write_bytes(text.encode())
    return text


def place(file: str, text: str, at: str) -> str:
    """`FILE:LINE:COLUMN` of the first time a text stands in another."""
    before = text[: text.index(at)].split("\n")
    return f"{file}:{len(before)}:{len(before[-1]) + 1}"


# --- what is read ------------------------------------------------------------------------------------------


def test_a_pack_holds_what_its_files_say() -> None:
    pack, units = rulebook.check(ARCHIVE)
    assert [item.id for item in pack.items()] == ["ST-01", "ST-02", "ST-03", "RQ-01", "RQ-02", "RQ-03"]
    assert [item.points for item in pack.items()] == ["40.5", "9.5", "10", "25", "15", "0"]
    assert [band.min for band in pack.bands] == ["0", "62.5", "90"]
    counted, lost, devices, met, watch, visits = pack.items()
    assert counted.critical and not counted.partial and counted.applies.has == ("cold_store",)
    assert counted.evidence is not None and counted.evidence.max_age == "P1Y6M"
    assert lost.limit == 0 and lost.evidence is None
    assert lost.guidance == Text("Đếm các hồ sơ không tìm thấy.", "Count the files that are not found.")
    assert [part.id for part in devices.parts] == ["damp", "smoke"]
    assert met.labels is not None and met.labels.reached.en == "Met"
    assert watch.restricted and watch.labels is None
    assert [check.equals or check.of for check in visits.checks] == ["total", "total"]
    assert [unit.id for unit in units] == ["main", "river-depot"]  # by their order, not the file's


def test_load_reads_only_the_pack(folder: Path) -> None:
    (folder / "units.yaml").write_text("}")
    (folder / "demo.yaml").write_text("}")
    assert rulebook.load(folder) == rulebook.load(ARCHIVE)
    assert len(faults_of(folder)) == 2


def test_units_and_demo_may_be_missing(folder: Path) -> None:
    (folder / "units.yaml").unlink()
    (folder / "demo.yaml").unlink()
    assert rulebook.check(folder) == (rulebook.load(ARCHIVE), ())


def test_a_demo_holds_dates_exact_percentages_and_texts_as_written() -> None:
    pack, units = rulebook.check(ARCHIVE)
    demo = rulebook.load_demo(ARCHIVE / "demo.yaml", pack, units)
    first = demo.assessments[0]
    assert (first.unit, first.who, first.sample, first.submit) == ("main", "ann", True, False)
    assert first.evidence[0].date == date(2009, 3, 1) and first.evidence[0].abstract == "Kiểm kê năm 2009"
    assert first.evidence[1].marking == "mat" and first.evidence[1].register_line == "3/17"
    answers = {answer.item: answer for answer in first.answers}
    assert answers["RQ-02"].percent == "87.5"
    assert answers["RQ-03"].values == {"total": 12, "adults": 9, "children": 3}
    assert [person.units for person in demo.people] == [("main",), None]


def test_equal_content_gives_equal_packs_however_it_is_written(folder: Path) -> None:
    mutate(folder, "ST.yaml", "points: 40.50", "points: 40.5")
    mutate(folder, "ST.yaml", "{vi: Kho, en: Stacks}", "\n  en: 'Stacks  '\n  vi: \"Kho\"")
    mutate(folder, "RQ.yaml", "Người lớn", "Ngu\u031bo\u031b\u0300i lo\u031b\u0301n")  # not NFC
    (folder / "pack.yaml").write_bytes((folder / "pack.yaml").read_bytes().replace(b"\n", b"\r\n"))
    assert canonical(rulebook.load(folder)) == canonical(rulebook.load(ARCHIVE))


@pytest.mark.parametrize("word", ["no", "on", "null", "~", "1.10", "012", "0x10", "2009-01-01", "NaN"])
def test_a_plain_word_that_yaml_takes_for_something_else_is_a_text(folder: Path, word: str) -> None:
    mutate(folder, "pack.yaml", 'version: "1"', f"version: {word}")
    assert rulebook.load(folder).version == word


# --- one mutation, one fault -------------------------------------------------------------------------------

MUTATIONS = [
    # file, old text, new text, where the fault is, what it says
    # - the text of the file
    ("ST.yaml", "vi: Kho,", "vi: K\u200bho,", "\u200b", "U+200B can't be seen"),
    ("ST.yaml", "vi: Kho,", "vi: K\u202eho,", "\u202e", "U+202E can't be seen"),
    ("ST.yaml", "vi: Kho,", "vi: K\x07ho,", "\x07", "U+0007 can't be seen"),
    ("ST.yaml", "vi: Kho,", "vi: K\u2028ho,", "\u2028", "U+2028 can't be seen"),
    ("pack.yaml", "made up:", "made \x9bup:", "\x9b", "U+009B can't be seen"),
    ("ST.yaml", "vi: Kho,", r'vi: "K\u202eho",', 'vi: "K', "U+202E can't be seen"),
    ("ST.yaml", "vi: Kho,", "vi: K\tho,", "vi: K", "U+0009 can't be seen"),
    ("ST.yaml", "  - id: ST-02", "\t- id: ST-02", "\t", "a tab stands in the indentation"),
    ("ST.yaml", "    limit: 0", "    \tlimit: 0", "\tlimit", "a tab stands in the indentation"),
    ("RQ.yaml", "source: []", "source: [", "sufficient: {vi: Đủ", "this is not YAML"),
    ("RQ.yaml", "title: {vi: Phục vụ, en: Requests}", "title: a: b", ": b", "this is not YAML: mapping values"),
    ("ST.yaml", "id: ST\n", "id: ST\n---\n", "---", "a second document"),
    ("ST.yaml", "title: {vi: Kho, en: Stacks}", "title: &t {vi: Kho, en: Stacks}", "title", "the anchor `&t`"),
    ("ST.yaml", "source: [A.2]", "source: !!seq [A.2]", "source: !", "the tag `tag:yaml.org,2002:seq`"),
    ("ST.yaml", "source: [A.2]", "source: " + "[" * 30 + "]" * 30, "[" * 13 + "]", "nested too deep"),
    ("ST.yaml", "source: [A.2]", "? [source]\n    : [A.2]\n    source: [A.2]", "[source]", "as a key"),
    # - shapes and keys
    ("pack.yaml", "cap: fair", "cap: fair\ncap: fine", "cap: fine", "the key `cap` stands here a second time"),
    ("pack.yaml", "cap: fair\n", "", "id: archive", "the key `cap` is missing"),
    ("pack.yaml", "cap: fair", "cap:", "cap:", "nothing stands here"),
    ("pack.yaml", "cap: fair", "cap: [fair]", "cap:", "`[…]` is not a text"),
    ("pack.yaml", "cap: fair", "cap: fair\n<<: {a: b}", "<<", "unknown key `<<`"),
    ("ST.yaml", "points: 9.5", "points: 9.5\n    pionts: 9.5", "pionts", "did you mean `points`?"),
    ("ST.yaml", "applies: {kind: [depot, branch], ", "applies: {kind: depot, ", "kind: depot", "is not a list"),
    ("ST.yaml", "has: [cold_store]}", "has: {cold_store: true}}", "has:", "`{…}` is not a list"),
    ("ST.yaml", GUIDANCE, "guidance: Thử", "guidance: Thử", "`Thử` is not a text in both languages"),
    ("ST.yaml", GUIDANCE, "guidance: {en: Try each.}", "guidance: {en", "lacks `vi`"),
    ("ST.yaml", GUIDANCE, "guidance: {vi: Thử, en: ' '}", "en: ' '", "the text is empty"),
    ("ST.yaml", GUIDANCE, "guidance: {vi: Thử, en: Try, fr: Essayez}", "fr:", "unknown key `fr`"),
    ("ST.yaml", GUIDANCE, "guidance: {vi: Thử, en: [Try]}", "en: [Try]", "is not a text"),
    ("ST.yaml", "      vi: >-\n", "      vi: |\n", "vi: |", "the text has line breaks"),
    # - ids
    ("pack.yaml", "id: archive", "id: Kho", "id: Kho", "no id of a pack"),
    ("pack.yaml", "id: archive", "id: ''", "id: ''", "the text is empty"),
    ("pack.yaml", "id: contract", "id: Contract", "id: Contract", "`Contract` is no id"),
    ("pack.yaml", "id: contract", "id: inventory", "id: inventory\n    title: {vi: Hợp", "a second time"),
    ("pack.yaml", "id: contract", "id: document", "id: document", "a kind of every pack"),
    ("pack.yaml", "id: fine", "id: poor", "id: poor\n    min: 90", "a second time"),
    ("pack.yaml", "id: other", "id: no_stacks", "id: no_stacks\n    title: {vi: Lý", "a second time"),
    ("pack.yaml", "[A.1, A.2, B.1]", "[A.1, A.2, B.1, A.1]", "A.1]", "a second time"),
    ("pack.yaml", "[ST, RQ]", "[ST, RQ, ST]", "ST]", "a second time"),
    ("pack.yaml", "[ST, RQ]", "[ST, RQ, ../x]", "../x", "no id of a section"),
    ("pack.yaml", "[ST, RQ]", "[ST, RQ, ZZ]", "ZZ", "there is no file ZZ.yaml"),
    ("ST.yaml", "id: ST\n", "id: RQ\n", "id: RQ", "`RQ` is not the file's name, expected ST"),
    ("ST.yaml", "id: ST-02", "id: ST-2", "id: ST-2", "no id of an item, expected ST-01"),
    ("ST.yaml", "id: ST-02", "id: RQ-02", "id: RQ-02", "of another section"),
    ("ST.yaml", "id: ST-03", "id: ST-02", "id: ST-02\n    kind: roster", "a second time"),
    ("ST.yaml", "id: smoke", "id: damp", "id: damp\n        title: {vi: Báo", "a second time"),
    ("RQ.yaml", "- id: total", "- {id: adults, title: {vi: A, en: A}}\n      - id: total", "id: adults\n", "second"),
    # - references
    ("pack.yaml", "cap: fair", "cap: good", "cap: good", "`good` is not in `bands`"),
    ("ST.yaml", "source: [A.2]", "source: [A.3]", "A.3", "`A.3` is not in `paragraphs`"),
    ("ST.yaml", "kind: [depot, branch]", "kind: [depot, ship]", "ship", "`ship` is not in `unit_kinds`"),
    ("ST.yaml", "has: [cold_store]", "has: [lift]", "lift", "`lift` is not in `attributes`"),
    ("ST.yaml", "has: [cold_store]", "has: [cold_store, cold_store]", "cold_store]", "a second time"),
    ("ST.yaml", "[inventory, document]", "[inventory, letter]", "letter", "`letter` is not in `evidence_kinds`"),
    # - numbers, yes and no, days
    *[
        ("ST.yaml", "points: 9.5", f"points: {bad}", "points: " + bad, "is not a plain number")
        for bad in ("NaN", ".inf", "1e1", "0x10", "-1", "+9.5", "09.5", "9.", ".5", "9,5", '"9.5"', "1_0", "٩", "yes")
    ],
    ("ST.yaml", "points: 9.5", "points: [9.5]", "points: [", "is not a plain number"),
    *[
        ("ST.yaml", "points: 9.5", f"points: {bad}", "points: " + bad, "can't be points")
        for bad in ("0", "0.00", "100.01", "101", "9.505", "9.500")
    ],
    *[
        ("ST.yaml", "critical: true", f"critical: {bad}", "critical:", "neither `true` nor `false`")
        for bad in ("yes", "no", "on", "True", "1", '"true"', "[true]")
    ],
    *[
        ("ST.yaml", "limit: 0", f"limit: {bad}", "limit: " + bad, "is not a whole number")
        for bad in ("012", "1.0", "-1", '"1"', "1e2", "0o7", "none", "1234567890")
    ],
    ("ST.yaml", "min: 2", "min: 0", "min: 0", "`0` is too small, expected 1 or more"),
    *[
        ("ST.yaml", "max_age: P1Y6M", f"max_age: {bad}", "max_age", "no span of time")
        for bad in ("P", "12M", "PT1H", "P1M1Y", "P1.5Y", "p1y", "P1234Y")
    ],
    *[
        ("pack.yaml", 'last: "12-31"', f"last: {bad}", "last:", "no day of every year")
        for bad in ('"31-12"', "12-32", "02-29", "1231", "2009-12-31")
    ],
    ("pack.yaml", 'first: "01-01", last: "12-31"', 'first: "07-01", last: "06-30"', "last:", "before the first"),
    # - bands
    ("pack.yaml", "min: 0\n", "min: 1\n", "min: 1", "the first band begins at 1, expected 0"),
    ("pack.yaml", "min: 90", "min: 62.50", "min: 62.50", "the bands do not ascend, expected more than 62.5"),
    ("pack.yaml", "min: 90", "min: 100.5", "min: 100.5", "out of range"),
    # - kinds
    ("ST.yaml", "kind: limit", "kind: count", "kind: count", "`count` is unknown, expected one of: check, quota"),
    ("ST.yaml", "partial: false", "partial: false\n    limit: 3", "limit: 3", "`limit` does not go with `check`"),
    ("ST.yaml", "    limit: 0\n", "", "id: ST-02", "the key `limit` is missing, `limit` needs it"),
    ("ST.yaml", "limit: 0", "limit: 0\n    partial: false", "partial: false\n    source", "not go with `limit`"),
    ("ST.yaml", "    points: 9.5\n", "", "id: ST-02", "the key `points` is missing"),
    ("RQ.yaml", "    restricted: true\n", "", "id: RQ-02", "a quota needs `labels: {assigned: …"),
    ("RQ.yaml", "points: 25", "points: 25\n    restricted: true", "labels:", "one percentage, expected no `labels`"),
    ("RQ.yaml", ", reached: {vi: Đáp ứng, en: Met}", "", "labels:", "the key `reached` is missing"),
    ("RQ.yaml", "critical: false", "critical: true", "critical:", "`critical` does not go with `figure`"),
    ("RQ.yaml", "critical: false", "points: 5", "points: 5\n", "`points` does not go with `figure`"),
    ("RQ.yaml", "critical: false", "evidence: {min: 1}", "evidence:", "`evidence` does not go with `figure`"),
    ("RQ.yaml", "[adults, children]", "[adults, ghosts]", "ghosts", "`ghosts` is not in `values`"),
    ("RQ.yaml", "[adults, children]", "[]", "sum:", "the list is too short"),
    ("RQ.yaml", "        of: total\n", "", "part: children", "this is no check, expected {sum: [a, b], equals: c}"),
    ("RQ.yaml", "        of: total\n", "        equals: total\n", "part: children", "this is no check"),
    # - units
    ("units.yaml", "kind: depot", "kind: ship", "kind: ship", "`ship` is not in `unit_kinds`"),
    ("units.yaml", "has: [cold_store]", "has: [lift]", "lift", "`lift` is not in `attributes`"),
    ("units.yaml", "id: river-depot", "id: period", "id: period", "`period` is kept for the program"),
    ("units.yaml", "id: river-depot", "id: River", "id: River", "no id of a unit"),
    ("units.yaml", "order: 2", "order: two", "order: two", "not a whole number"),
    ("units.yaml", "sample: true", "sample: yes", "sample: yes", "neither `true` nor `false`"),
    ("units.yaml", ", en: Riverside", "", "place:", "lacks `en`"),
    # - demo
    ("demo.yaml", "role: staff", "role: boss", "role: boss", "`boss` is unknown, expected one of: staff, head"),
    ("demo.yaml", "id: bob", "id: local", "id: local", "`local` is kept for the program"),
    ("demo.yaml", "id: bob", "id: ann", "id: ann\n    role: rev", "a second time"),
    ("demo.yaml", "units: [main]", "units: [moon]", "moon", "`moon` is not in `units`"),
    ("demo.yaml", "unit: river-depot", "unit: main", "unit: main\n    who: ann\n    answers", "a second time"),
    ("demo.yaml", "who: ann\n    sample", "who: eve\n    sample", "who: eve", "`eve` is not in `people`"),
    ("demo.yaml", "kind: inventory", "kind: letter", "kind: letter", "`letter` is not in `evidence_kinds`"),
    ("demo.yaml", "date: 2009-03-01", "date: 2009-02-30", "date: 2009-02", "no date, expected YYYY-MM-DD"),
    ("demo.yaml", "date: 2009-03-01", "date: 20090301", "date: 20090301", "no date, expected YYYY-MM-DD"),
    ("demo.yaml", "register_line: 3/17", "register_line: 3-17", "register_line", "no line of a register"),
    ("demo.yaml", "marking: mat", "marking: secret", "marking", "`secret` is unknown"),
    ("demo.yaml", "items: [ST-01]", "items: [ST-09]", "ST-09", "`ST-09` is not in `items`"),
    ("demo.yaml", "item: RQ-01", "item: RQ-09", "item: RQ-09", "`RQ-09` is not in `items`"),
    ("demo.yaml", "item: RQ-01", "item: ST-03", "item: ST-03\n        assigned", "a second time"),
    ("demo.yaml", "verdict: met", "verdict: done", "verdict: done", "`done` is unknown"),
    ("demo.yaml", "parts: [damp]", "parts: [fire]", "fire", "`fire` is not in `parts`"),
    ("demo.yaml", "children: 3", "babies: 3", "babies", "unknown key `babies`"),
    ("demo.yaml", "percent: 87.50", "percent: 100.5", "percent", "out of range"),
    ("demo.yaml", "ground: no_stacks", "ground: tired", "ground: tired", "`tired` is not in `grounds`"),
]


@pytest.mark.parametrize(("file", "old", "new", "at", "says"), MUTATIONS, ids=[f"{m[0]}: {m[2]}" for m in MUTATIONS])
def test_a_fault_is_told_alone_and_at_its_place(
    folder: Path, file: str, old: str, new: str, at: str, says: str
) -> None:
    text = mutate(folder, file, old, new)
    if file != "demo.yaml":
        (folder / "demo.yaml").unlink()  # it names the ids that are mutated
    faults = faults_of(folder)
    assert len(faults) == 1, faults
    where, _, what = faults[0].partition(": ")
    assert where == place(file, text, at)
    assert says in what


# --- what is wrong with a whole file -----------------------------------------------------------------------

WHOLE_FILES = {
    "empty": (b"", "ST.yaml:1:1: the file is empty"),
    "only a comment": (b"# later\n", "ST.yaml:1:1: the file is empty"),
    "an empty document": (b"---\n", "ST.yaml:2:1: nothing stands here"),
    "a list": (b"- id: ST\n", "ST.yaml:1:1: `[\u2026]` is not a mapping"),
    "a word": (b"ST", "ST.yaml:1:1: `ST` is not a mapping"),
    "not UTF-8": ("id: ST\ntitle: Kh\u00f3 ".encode() + b"\xff", "ST.yaml:2:12: the byte 0xFF is not UTF-8"),
    "UTF-16": ("id: ST".encode("utf-16"), "ST.yaml:1:1: the byte 0xFF is not UTF-8"),
    "too large": (b"#" * (LARGEST + 1), "ST.yaml:1:1: the file is too large, expected at most 1000000 bytes"),
    "a deep line": (b"[" * LARGEST, "ST.yaml:1:1001: this is nested too deep"),
    "a deep value": (b"id: " + b"[" * 5000 + b"]" * 5000, "ST.yaml:1:1004: this is nested too deep"),
    "deep lines": (b"- " * (LARGEST // 2), "ST.yaml:1:41: this is nested too deep"),
    "an alias": (b"*x", "ST.yaml:1:1: "),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_that_is_no_section_is_told(folder: Path, name: str) -> None:
    data, says = WHOLE_FILES[name]
    (folder / "ST.yaml").write_bytes(data)
    assert faults_of(folder)[0].startswith(says)


def test_a_byte_order_mark_is_told_and_the_rest_is_read(folder: Path) -> None:
    (folder / "ST.yaml").write_bytes(b"\xef\xbb\xbf" + (ARCHIVE / "ST.yaml").read_bytes())
    (fault,) = faults_of(folder)
    assert fault.startswith("ST.yaml:1:1: the file begins with a byte order mark")


def test_an_alias_is_told_and_nothing_else_is_said_of_it(folder: Path) -> None:
    mutate(folder, "ST.yaml", "title: {vi: Kho, en: Stacks}", "title: &t {vi: Kho, en: Stacks}")
    text = mutate(folder, "ST.yaml", GUIDANCE, "guidance: *t")
    anchor, alias = faults_of(folder)
    assert anchor.startswith(place("ST.yaml", text, "title"))
    assert alias == place("ST.yaml", text, "guidance: *") + ": the alias `*t` is not allowed, write its text out"


def test_what_is_not_a_file_is_told(folder: Path) -> None:
    (folder / "ST.yaml").unlink()
    (folder / "ST.yaml").mkdir()
    (folder / "RQ.yaml").unlink()
    os.mkfifo(folder / "RQ.yaml")  # opening it would wait for ever
    (folder / "units.yaml").unlink()
    (folder / "units.yaml").symlink_to("nowhere")
    (folder / "demo.yaml").unlink()
    assert faults_of(folder) == [
        "ST.yaml:1:1: this is not a file, expected a YAML file",
        "RQ.yaml:1:1: this is not a file, expected a YAML file",
        "units.yaml:1:1: there is no such file",
    ]


def test_a_missing_pack_file_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == ["pack.yaml:1:1: there is no such file"]
    for load in (rulebook.load, rulebook.check):
        (fault,) = faults_of(tmp_path / "none", load)
        assert fault == f"{tmp_path / 'none'}:1:1: this is not a folder, expected one that holds a pack.yaml"
    with pytest.raises(BadFile, match="can't be read"):
        rulebook.load_units(Path("a\0b"), rulebook.load(ARCHIVE))


# --- all faults at once ------------------------------------------------------------------------------------


def test_all_faults_of_all_files_come_at_once_in_their_order(folder: Path) -> None:
    mutate(folder, "demo.yaml", "role: staff", "role: boss")
    mutate(folder, "units.yaml", "kind: depot", "kind: ship")
    mutate(folder, "RQ.yaml", "source: []", "source: [")
    mutate(folder, "ST.yaml", "limit: 0", "limit: 012")
    mutate(folder, "ST.yaml", "points: 10", "points: 1e1")
    mutate(folder, "ST.yaml", "critical: true", "critical: yes")
    mutate(folder, "pack.yaml", "cap: fair", "cap: good")
    assert [fault.rpartition(": ")[0].split(": ")[0] for fault in faults_of(folder)] == [
        "pack.yaml:19:1",
        "ST.yaml:10:5",
        "ST.yaml:24:5",
        "ST.yaml:36:5",
        "RQ.yaml:21:5",
        "units.yaml:5:5",
        "demo.yaml:4:5",
    ]


def test_faults_carry_the_path_as_it_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(folder, "ST.yaml", "limit: 0", "limit: 012")
    monkeypatch.chdir(folder.parent)
    with pytest.raises(BadFile) as caught:
        rulebook.load(Path("archive"))
    assert str(caught.value).startswith(f"archive{os.sep}ST.yaml:24:5: `012` is not a whole number")


def test_a_wrong_sum_is_told_at_the_last_points_of_every_section(folder: Path) -> None:
    mutate(folder, "ST.yaml", "points: 9.5", "points: 9.45")
    says = "all points of the pack add up to 99.95, expected 100"
    assert faults_of(folder) == [f"ST.yaml:36:5: {says}", f"RQ.yaml:17:5: {says}"]


def test_a_sum_is_not_judged_while_points_cannot_be_read(folder: Path) -> None:
    mutate(folder, "ST.yaml", "points: 9.5", "points: nine")
    mutate(folder, "ST.yaml", "points: 10", "points: 20")
    assert len(faults_of(folder)) == 1


def test_a_list_that_cannot_be_read_is_told_once_and_not_where_it_is_named(folder: Path) -> None:
    mutate(folder, "pack.yaml", "paragraphs: [A.1, A.2, B.1]", "paragraphs: A.1")
    assert faults_of(folder) == ["pack.yaml:7:1: `A.1` is not a list, expected `[a, b]` or lines that begin with `- `"]


def test_items_that_cannot_be_read_are_told_once_and_not_where_the_demo_names_them(folder: Path) -> None:
    text = (folder / "RQ.yaml").read_text("utf-8")
    (folder / "RQ.yaml").write_text(text[: text.index("items:")] + "items: none\n", "utf-8")
    assert [fault.partition(": ")[0] for fault in faults_of(folder)] == ["RQ.yaml:4:1"]


def test_a_file_with_very_many_faults_is_not_listed_to_its_end(folder: Path) -> None:
    text = (folder / "ST.yaml").read_text("utf-8")
    (folder / "ST.yaml").write_text(text + "".join(f"key{n}: x\n" for n in range(3 * MOST)), "utf-8")
    faults = faults_of(folder)
    assert len(faults) == MOST + 1 and faults[-1].endswith("further faults are not listed")


def test_units_to_import_need_at_least_one_and_every_id_once(tmp_path: Path) -> None:
    pack, file = rulebook.load(ARCHIVE), tmp_path / "mine.yaml"
    file.write_text("units: []\n")
    with pytest.raises(BadFile, match=r"mine.yaml:1:1: the list is too short, expected 1 or more"):
        rulebook.load_units(file, pack)
    unit = "  - {id: a, kind: depot, name: {vi: A, en: A}}\n"
    file.write_text("units:\n" + unit * 2)
    with pytest.raises(BadFile, match=r"mine.yaml:3:6: `a` stands here a second time"):
        rulebook.load_units(file, pack)
    file.write_text("units:\n" + unit)
    assert [unit.id for unit in rulebook.load_units(file, pack)] == ["a"]


# --- where packs lie ---------------------------------------------------------------------------------------


def test_rules_lie_in_the_package_or_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "checklist")
    with pytest.raises(BadInput, match="The shipped rules are missing"):
        rulebook.rules_folder()
    (tmp_path / "rules").mkdir()
    assert rulebook.rules_folder() == tmp_path / "rules"
    (tmp_path / "checklist" / "_rules").mkdir(parents=True)
    assert rulebook.rules_folder() == tmp_path / "checklist" / "_rules"


def test_a_pack_is_found_by_its_id_or_as_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "checklist")
    for name in ("b", "a"):
        shutil.copytree(ARCHIVE, tmp_path / "rules" / name)
    (tmp_path / "rules" / "notes").mkdir()
    assert [folder.name for folder in rulebook.shipped()] == ["a", "b"]
    assert rulebook.find("b") == tmp_path / "rules" / "b"
    assert rulebook.find(str(ARCHIVE)) == ARCHIVE
    for wrong in ("c", "notes", "", "a\0b"):
        with pytest.raises(BadInput, match="Name one of a, b, or the path of a folder"):
            rulebook.find(wrong)


# --- laws --------------------------------------------------------------------------------------------------

TOKENS = [": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!t ", "---\n", "\t", '"', "'", "|\n", "#", "no", "\\x", "? "]


def check_anything(file: str, data: bytes) -> None:
    """Whatever stands in a file, the folder is a pack of clean texts, or its faults are told in one line each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(ARCHIVE, Path(name) / "archive"))
        (folder / file).write_bytes(data)
        lines = data.count(b"\n") + data.count(b"\r") + 1
        try:
            pack, _ = rulebook.check(folder)
        except BadFile as error:
            assert error.faults
            for fault in error.faults:
                assert str(fault).startswith(f"{folder}{os.sep}") and str(fault).isprintable()
                if fault.file == str(folder / file):
                    assert 1 <= fault.line <= lines + 1 and fault.column >= 1
        else:
            assert isinstance(pack, Pack)
            assert pack.version == clean(pack.version) != ""


@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_any_bytes_give_a_pack_or_faults(file: str, data: bytes) -> None:
    check_anything(file, data)


@given(st.data(), st.sampled_from(FILES))
def test_any_change_of_a_file_gives_a_pack_or_faults(data: st.DataObject, file: str) -> None:
    text = (ARCHIVE / file).read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from(TOKENS) | st.text(max_size=6)) + text[end:]
    check_anything(file, text.encode("utf-8", "surrogatepass"))


def test_every_message_is_a_literal_so_that_it_can_be_translated() -> None:
    calls = [
        call
        for file in Path(checklist.rulebook.__file__).parent.glob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "fault"
    ]
    assert len(calls) > 50
    assert [ast.unparse(call) for call in calls if not isinstance(call.args[1], ast.Constant)] == []
    fields = {keyword.arg for call in calls for keyword in call.keywords}
    assert fields.isdisjoint({"file", "line", "column", "message"})  # a Fault has these itself
