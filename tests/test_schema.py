"""The JSON Schema of a pack's files and the loader say the same of them.

Generated packs are taken by both. Of packs with one change the schema refuses those whose fault is in the shape of a
file, and the loader tells these and what only it can tell: `ALONE` always, `WRITTEN` when it comes of how a value is
written. Whoever changes one of the two without the other breaks this.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rulefiles
from hypothesis import given
from hypothesis import strategies as st
from rulefiles import Files, Plain, as_an_editor, taken_for

from checklist import rulebook
from checklist.cli import main
from checklist.errors import BadFile, Fault
from checklist.locale.vi import CATALOG
from checklist.rulebook import fields
from checklist.rulebook.items import SAYS_NOTHING
from checklist.rulebook.schema import DESCRIPTIONS, schema

ROOT = Path(__file__).parent.parent
ARCHIVE = ROOT / "tests" / "packs" / "archive"
FOLDERS = (ARCHIVE, *rulebook.shipped())


def _pattern(validator: Any, pattern: str, text: object, _: object) -> Iterator[jsonschema.ValidationError]:
    """As JSON Schema has it: `$` is the end of a text, not a place before its last line break, as in Python."""
    if isinstance(text, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), text):
        yield jsonschema.ValidationError(f"{text!r} is not {pattern}")


VALIDATOR = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})(schema())


def refused(text: str) -> list[str]:
    """What the schema has against a file, as an editor would tell it."""
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in VALIDATOR.iter_errors(as_an_editor(text))]


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """What the loader has against a folder."""
    try:
        rulebook.check(folder)
    except BadFile as error:
        return error.faults
    return ()


# --- the schema itself -------------------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def objects(of: Any) -> Iterator[dict[str, Any]]:
    """Every mapping that the schema describes, wherever it stands."""
    if isinstance(of, dict):
        if of.get("type") == "object" and ("properties" in of or "patternProperties" in of):
            yield of
        for value in of.values():
            yield from objects(value)
    if isinstance(of, list):
        for value in of:
            yield from objects(value)


def test_no_mapping_takes_a_key_that_is_not_named() -> None:
    found = [*objects(schema())]
    assert len(found) == len(DESCRIPTIONS) + 1  # the figures of an answer have keys of their own
    assert all(each["additionalProperties"] is False for each in found)


def test_every_key_is_described_in_one_sentence_and_nothing_else_is() -> None:
    found = {name: each["properties"] for name, each in schema()["$defs"].items() if "properties" in each}
    assert {name: [*keys] for name, keys in found.items()} != {}
    assert {name: {*keys} for name, keys in found.items()} == {name: {*keys} for name, keys in DESCRIPTIONS.items()}
    for name, keys in DESCRIPTIONS.items():
        for key, sentence in keys.items():
            assert found[name][key]["description"] == sentence
            assert re.fullmatch(r"[A-Z](?:[^.]|\.(?! ))*\.", sentence), f"{name}.{key}"


def test_every_pattern_is_for_a_whole_text() -> None:
    patterns = re.findall(r'"pattern": "(.+?)"[,}]', json.dumps(schema()))
    assert len(patterns) > 10
    assert [each for each in patterns if not re.fullmatch(r"\^\(\?:.*\)\$", each)] == [r"\\S"]


# --- the command and the file ------------------------------------------------------------------------------


def printed(capsys: pytest.CaptureFixture[str], home: Path, *more: str) -> str:
    assert main(["--home", str(home), "rules", "schema", *more]) == 0
    return capsys.readouterr().out


def test_the_command_needs_no_home_and_prints_the_schema(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = printed(capsys, tmp_path / "none")
    assert json.loads(lines) == schema() and lines.startswith('{\n  "$schema": ')
    line = printed(capsys, tmp_path / "none", "--json")
    assert json.loads(line) == schema() and line.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_its_help_is_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for lang, words in (("en", "print the JSON Schema"), ("vi", "in JSON Schema")):
        with pytest.raises(SystemExit) as left:
            main(["rules", "schema", "--help", "--lang", lang])
        assert left.value.code == 0 and words in capsys.readouterr().out


def test_the_shipped_file_is_what_the_command_prints(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = ROOT / "rules" / "schema.json"
    assert file.read_text("utf-8") == printed(capsys, tmp_path), f"checklist rules schema > {file}"


def test_the_file_beside_the_packs_is_no_pack() -> None:
    assert "schema.json" in {each.name for each in rulebook.rules_folder().iterdir()}
    assert "schema.json" not in {each.name for each in rulebook.shipped()}


# --- files that are there ----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [file for folder in FOLDERS for file in sorted(folder.glob("*.yaml"))], ids=str)
def test_every_file_is_valid_as_an_editor_reads_it(file: Path) -> None:
    assert refused(file.read_text("utf-8")) == []


@pytest.mark.parametrize("file", [file for folder in FOLDERS for file in sorted(folder.glob("*.yaml"))], ids=str)
def test_a_file_that_names_its_schema_names_this_one(file: Path) -> None:
    first = file.read_text("utf-8").split("\n")[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert named is not None or file.parent != ARCHIVE
    if named is not None:
        assert (file.parent / named[1]).resolve() == ROOT / "rules" / "schema.json"


READ = [
    ("null", None),
    ("~", None),
    ("True", True),
    ("012", 12),
    ("0x1F", 31),
    ("0o7", 7),
    ("1.50", 1.5),
    ("1e1", 10.0),
]


@pytest.mark.parametrize(
    ("word", "value"), [*READ, *((text, text) for text in ("yes", "no", "1_0", "2009-01-01", "<<"))]
)
def test_the_editor_of_these_tests_reads_yaml_1_2(word: str, value: object) -> None:
    read = as_an_editor(f"{word}: {word}")[word]
    assert (read, type(read)) == (value, type(value)) and taken_for(word) == value


# --- the law -----------------------------------------------------------------------------------------------

ALONE = {
    # sums
    "all points of the pack add up to {total}, expected 100",
    # ids: named elsewhere, once, in the right file
    "`{found}` is not in `{where}`, expected one such as: {known}",
    "`{found}` stands here a second time, expected every id once",
    "there is no file {name} beside this one, expected it to hold the section",
    "`{found}` is of another section, expected {id}-01",
    # order
    "the first band begins at {found}, expected 0",
    "the bands do not ascend, expected more than {below}",
    "the last day {last} is before the first, expected one after {first}",
    # characters
    "the character U+{code} can't be seen, expected a text without such characters",
    "the text has line breaks, expected one paragraph (after `>-`, without empty lines)",
}
"""What only the loader can tell, whatever the value."""


def number(found: object) -> float:
    """What an editor takes a quoted value of a message for; NaN, which is in no range, when for no number."""
    value = taken_for(str(found))
    return float("nan") if isinstance(value, bool) or not isinstance(value, int | float) else value


def bare(fault: Fault) -> str:
    return str(fault.fields["found"]).strip('"')


def no_text(fault: Fault, _: object) -> bool:
    """A word that the editor takes for a number or the like, to which no pattern applies."""
    return not isinstance(taken_for(str(fault.fields["found"])), str)


def figure_of_no_item(fault: Fault, _: object) -> bool:
    """A key of an answer's `values`, which are the item's, so that no key of the format comes near."""
    near = str(fault.fields.get("near", fault.fields.get("known"))).split(", ")
    return fault.file.endswith("demo.yaml") and not {*near} & rulefiles.KEYS_OF_A_DEMO


WRITTEN: dict[str, Callable[[Fault, Plain | None], bool]] = {
    "nothing stands here, expected a value (`[]` is an empty list)": lambda _, written: written == "",
    "`{found}` is neither `true` nor `false`, expected one of the two, without quotes": lambda fault, _: isinstance(
        taken_for(str(fault.fields["found"])), bool
    ),
    "`{key}` does not go with `{kind}`, leave it out": lambda fault, written: (
        fault.fields["key"] in SAYS_NOTHING and isinstance(taken_for(written or ""), bool)
    ),
    "a quota needs `labels: {{assigned: …, reached: …}}` or `restricted: true`": lambda _, written: (
        taken_for(written or "") is True
    ),
    "`{found}` is not a whole number, expected digits such as 12, without quotes": lambda fault, _: (
        0 <= (value := number(fault.fields["found"])) <= fields.LARGEST_WHOLE and value == int(value)
    ),
    "`{found}` is not a plain number, expected one such as 1.5, without quotes": lambda fault, _: (
        0 <= number(fault.fields["found"]) <= fields.HIGHEST
    ),
    "`{found}` can't be points, expected more than 0, at most 100, with at most two decimals": lambda fault, _: (
        0 < number(fault.fields["found"]) <= fields.HIGHEST
    ),
    "`{found}` is out of range, expected 0 to 100, at most two decimals": lambda fault, _: (
        0 <= number(fault.fields["found"]) <= fields.HIGHEST or bare(fault) != fault.fields["found"]
    ),
    "`{found}` is no day of every year, expected MM-DD such as 12-31": lambda fault, _: bool(
        fields.MONTH_DAY.fullmatch(bare(fault))
    ),
    "`{found}` is no date, expected YYYY-MM-DD such as 2009-11-30": lambda fault, _: bool(
        fields.DATE.fullmatch(bare(fault))
    ),
    "`{found}` is not the file's name, expected {id}": lambda fault, _: (
        bool(fields.SECTION.fullmatch(bare(fault))) or no_text(fault, _)
    ),
    "`{found}` is no id of a pack, expected small letters, digits and -": no_text,
    "`{found}` is no id, expected small letters, digits, _ and -": no_text,
    "`{found}` is no id of a section, expected 2 to 6 capitals and digits": no_text,
    "`{found}` is no id of a unit, expected small letters, digits and -": no_text,
    "`{found}` is no id of a person, expected small letters, digits and -": no_text,
    "unknown key `{key}`, did you mean `{near}`?": figure_of_no_item,
    "unknown key `{key}`, expected one of: {known}": figure_of_no_item,
}
"""What only the loader can tell when this holds of the fault, since it hangs on how a value is written (or on the
figures of an item); else the schema tells it too."""


def only_the_loader(fault: Fault, written: Plain | None) -> bool:
    return fault.message in ALONE or (fault.message in WRITTEN and WRITTEN[fault.message](fault, written))


def test_what_only_the_loader_can_tell_is_what_it_tells() -> None:
    assert ALONE | {*WRITTEN} <= {*CATALOG} and not ALONE & {*WRITTEN}


@pytest.mark.parametrize("name", sorted(file.name for file in ARCHIVE.glob("*.yaml")))
def test_schema_and_loader_refuse_the_same_of_the_archive(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ARCHIVE, tmp_path / "archive"))
    for changed in rulefiles.each_change(as_an_editor((ARCHIVE / name).read_text("utf-8"))):
        rulefiles.write({name: changed}, folder)
        check_both(folder / name, None)


@given(rulefiles.packs())
def test_a_pack_without_a_fault_is_taken_by_both(files: Files) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rulefiles.write(files, Path(folder))
        assert [str(fault) for fault in faults_of(Path(folder))] == []
    assert {name: refused(rulefiles.as_yaml(data)) for name, data in files.items()} == {key: [] for key in files}


@given(rulefiles.packs(), st.data())
def test_schema_and_loader_refuse_the_same(files: Files, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rulefiles.write(files, folder)
        for _ in range(5):
            file, changed, written = data.draw(rulefiles.broken(files))
            rulefiles.write({file: changed}, folder)
            check_both(folder / file, written)
            rulefiles.write({file: files[file]}, folder)


def check_both(file: Path, written: Plain | None) -> None:
    """One file of a pack has been changed: what the schema refuses, the loader refuses, and the other way round."""
    told, faults = refused(file.read_text("utf-8")), faults_of(file.parent)
    if told:
        own = [fault for fault in faults if fault.file == str(file) and fault.message not in ALONE]
        assert own, (told, [str(fault) for fault in faults])
    else:
        assert [str(fault) for fault in faults if not only_the_loader(fault, written)] == []
