"""A pack as plain data: generated, broken in one place, written as YAML, and read as an editor reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import yaml
from hypothesis import strategies as st

from checklist.model import CHECK, FIGURE, KINDS, LIMIT, MARKINGS, QUOTA, ROLES, ROSTER, VERDICTS
from checklist.rulebook import fields
from checklist.rulebook.items import SAYS_NOTHING
from checklist.rulebook.schema import DESCRIPTIONS

Files = dict[str, Any]
"""What stands in each file of a pack, by its name."""
Place = tuple[str | int, ...]
"""A file's name, then keys and numbers of entries."""


class Plain(str):
    """A text to be written as it is, without quotes."""


class Missing:
    """What takes the place of something dropped."""


# --- writing and reading -----------------------------------------------------------------------------------


class Writer(yaml.CSafeDumper):
    """Writes plain data, a `Plain` in just these letters, and nothing as an alias."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _plain(writer: yaml.CSafeDumper, text: Plain) -> yaml.Node:
    return yaml.ScalarNode(writer.resolve(yaml.ScalarNode, str(text), (True, False)), str(text))


Writer.add_representer(Plain, _plain)


def write(files: Files, folder: Path) -> None:
    for name, data in files.items():
        (folder / name).write_text(as_yaml(data), "utf-8")


def as_yaml(data: Any) -> str:
    return str(yaml.dump(data, Dumper=Writer, allow_unicode=True, sort_keys=False, width=10_000))


class Core(yaml.CSafeLoader):
    """Reads YAML as version 1.2 has it (the core schema); keys are texts, as in JSON."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


def _whole(loader: Core, node: yaml.ScalarNode) -> int:
    text = node.value
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text)


def _float(loader: Core, node: yaml.ScalarNode) -> float:
    return float(re.sub(r"\.(inf|nan)", r"\1", node.value.lower()))


for tag, pattern in {
    "null": r"null|Null|NULL|~|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.nan|\.NaN|\.NAN",
}.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None)
Core.add_constructor("tag:yaml.org,2002:int", _whole)
Core.add_constructor("tag:yaml.org,2002:float", _float)


def as_an_editor(text: str) -> Any:
    """What an editor takes a file for."""
    return yaml.load(text, Core)


def taken_for(word: str) -> Any:
    """What an editor takes a word without quotes for."""
    loader = Core("")
    return loader.construct_object(yaml.ScalarNode(loader.resolve(yaml.ScalarNode, word, (True, False)), word))


# --- packs without a fault ---------------------------------------------------------------------------------

KEYS_OF_A_DEMO = {key for of in ("demo", "person", "assessment", "entry", "answer") for key in DESCRIPTIONS[of]}
LETTERS = "aăâbđêgiôơưxyÁỆỘZ019 -.,:;'\"#&*!?|>%@`{}[]()/~=<"
lines = st.text(LETTERS, min_size=1, max_size=12).filter(str.strip)
texts = st.fixed_dictionaries(dict.fromkeys(fields.LANGUAGES, lines))
yes = st.booleans()
days = st.dates().map(lambda day: day.isoformat())


def matching(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True)


names = matching(fields.NAME).filter(lambda name: name not in KEYS_OF_A_DEMO)


def titled(ids: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.tuples(*(st.fixed_dictionaries({"id": st.just(id), "title": texts}) for id in ids)).map(list)


def some(of: list[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    """Some of these, each once."""
    if not of:
        return st.just([])
    return st.lists(st.sampled_from(of), min_size=least, max_size=3, unique=True)


def ids(of: st.SearchStrategy[str] = names, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(of, min_size=least, max_size=3, unique=True)


def with_some(needed: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(needed, optional=optional)


def hundredths(count: int) -> int | float:
    return count // 100 if count % 100 == 0 else count / 100


@st.composite
def packs(draw: st.DrawFn) -> Files:
    """A pack of one section, its units and its demo, without a fault."""
    section = draw(matching(fields.SECTION))
    lists: dict[str, list[str]] = {
        "paragraphs": draw(ids(lines.map(str.strip))),
        "bands": draw(ids(least=1)),
        "grounds": draw(ids()),
        "evidence_kinds": draw(ids(names.filter(lambda name: name != "document"))),
        "unit_kinds": draw(ids(least=1)),
        "attributes": draw(ids()),
    }
    month_days = st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: day.strftime("%m-%d"))
    mins = draw(st.lists(st.integers(1, 10_000), min_size=2, max_size=2, unique=True).map(sorted))
    pack = {
        "id": draw(matching(fields.UNIT)),
        "version": draw(lines),
        "title": draw(texts),
        "sections": [section],
        "paragraphs": lists["paragraphs"],
        "period": {
            **dict(zip(("first", "last"), sorted((draw(month_days), draw(month_days))), strict=True)),
            **{key: draw(month_days) for key in ("cut_off", "submit_by", "verify_by")},
        },
        "bands": draw(titled(lists["bands"])),
        "cap": draw(st.sampled_from(lists["bands"])),
        **{key: draw(titled(lists[key])) for key in ("grounds", "evidence_kinds", "unit_kinds", "attributes")},
    }
    for band, least in zip(pack["bands"], (0, *mins), strict=False):
        band["min"] = hundredths(least)
    for ground in pack["grounds"]:
        if draw(yes):
            ground["words"] = draw(yes)
    kinds = [draw(st.sampled_from(KINDS[:-1])), *draw(st.lists(st.sampled_from(KINDS), max_size=4))]
    items = [draw(item(f"{section}-{number:02}", kind, lists)) for number, kind in enumerate(kinds)]
    scored = [each for each in items if each["kind"] != FIGURE]
    cuts = draw(st.lists(st.integers(1, 9_999), min_size=len(scored) - 1, max_size=len(scored) - 1, unique=True))
    for each, low, high in zip(scored, (0, *sorted(cuts)), (*sorted(cuts), 10_000), strict=True):
        each["points"] = hundredths(high - low)
    units = draw(ids(matching(fields.UNIT).filter(lambda id: id not in fields.KEPT_UNITS), 1))
    return {
        "pack.yaml": pack,
        f"{section}.yaml": {"id": section, "title": draw(texts), "items": items},
        "units.yaml": {"units": [draw(unit(id, lists)) for id in units]},
        "demo.yaml": draw(demos(items, units, lists)),
    }


@st.composite
def item(draw: st.DrawFn, id: str, kind: str, lists: dict[str, list[str]]) -> dict[str, Any]:
    rule = {"min": st.integers(1, 9), "kinds": some(["document", *lists["evidence_kinds"]]), "marked": yes}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "applies": with_some({}, {"kind": some(lists["unit_kinds"]), "has": some(lists["attributes"])}),
        "basis": st.lists(with_some({"text": texts}, {"to_check": yes}), max_size=2),
        **{key: st.just(word == "true") for key, word in SAYS_NOTHING.items()},
    }
    if kind != FIGURE:
        rule["max_age"] = matching(fields.DURATION)
        optional |= {"critical": yes, "evidence": with_some({}, rule)}
    if kind == CHECK:
        optional["partial"] = yes
    needed = {
        "source": some(lists["paragraphs"]),
        **dict.fromkeys(("title", "guidance", "sufficient", "remedy"), texts),
    }
    made: dict[str, Any] = {"id": id, "kind": kind, **draw(with_some(needed, optional))}
    if kind == LIMIT:
        made["limit"] = draw(st.integers(0, fields.LARGEST_WHOLE))
    if kind == ROSTER:
        made["parts"] = draw(titled(draw(ids(least=1))))
    if kind == QUOTA and draw(yes):
        made["restricted"] = True
    elif kind == QUOTA:
        made["labels"] = {"assigned": draw(texts), "reached": draw(texts)}
    if kind == FIGURE:
        values = draw(ids(least=1))
        value = st.sampled_from(values)
        total = st.fixed_dictionaries({"sum": some(values, 1), "equals": value})
        made["values"] = draw(titled(values))
        made["checks"] = draw(st.lists(total | st.fixed_dictionaries({"part": value, "of": value}), max_size=2))
    return made


def unit(id: str, lists: dict[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    needed = {"id": st.just(id), "name": texts, "kind": st.sampled_from(lists["unit_kinds"])}
    order = st.integers(0, fields.LARGEST_WHOLE)
    return with_some(needed, {"has": some(lists["attributes"]), "place": texts, "order": order, "sample": yes})


@st.composite
def demos(
    draw: st.DrawFn, items: list[dict[str, Any]], units: list[str], lists: dict[str, list[str]]
) -> dict[str, Any]:
    people = draw(ids(matching(fields.PERSON).filter(lambda id: id not in fields.KEPT_PEOPLE)))
    person = {"role": st.sampled_from(ROLES)}
    entry = {
        "kind": st.sampled_from(["document", *lists["evidence_kinds"]]),
        **dict.fromkeys(("number", "issuer", "abstract", "kept_at"), lines),
        **dict.fromkeys(("date", "expires", "checked_on"), days),
        "marking": st.sampled_from(MARKINGS),
        "register_line": st.just("3/17"),
    }
    entries = st.lists(with_some({"items": some([each["id"] for each in items], 1)}, entry), max_size=2)
    optional = {"sample": yes, "submit": yes, "evidence": entries}
    assessments = []
    for id in draw(some(units)) if people else []:
        begun = {"unit": id, "who": draw(st.sampled_from(people)), **draw(with_some({}, optional))}
        begun["answers"] = [draw(answer(each, lists)) for each in items if draw(yes)]
        assessments.append(begun)
    return {
        "people": [{"id": id, **draw(with_some(person, {"units": some(units)}))} for id in people],
        "assessments": assessments,
    }


def answer(item: dict[str, Any], lists: dict[str, list[str]]) -> st.SearchStrategy[dict[str, Any]]:
    number = st.integers(0, fields.LARGEST_WHOLE)
    percent = st.integers(0, 10_000).map(hundredths)
    optional: dict[str, st.SearchStrategy[Any]] = {
        "verdict": st.sampled_from(VERDICTS),
        **dict.fromkeys(("assigned", "reached", "count"), number),
        "percent": percent | percent.map(str),
        "parts": some([part["id"] for part in item.get("parts", [])]),
        "values": st.fixed_dictionaries({}, optional={value["id"]: number for value in item.get("values", [])}),
        "reason": lines,
    }
    if lists["grounds"]:
        optional["ground"] = st.sampled_from(lists["grounds"])
    return with_some({"item": st.just(item["id"])}, optional)


# --- one fault ---------------------------------------------------------------------------------------------

_PLAIN = "true True FALSE TRUE null Null NULL ~ yes 012 0x1F 0o7 +5 1e1 1e5 1.0 1.10 .5 5. 1_0 .inf 9.500"
_DAYS = "01-01 13-01 02-29 02-30 2009-01-01 2009-1-1 2009-02-30"
_WORDS = "a A 1 1.5 Ab-1 ST-01 period local document met none staff check P1M p1m PT1H 3/17 3-17"
WRITTEN = ["", *_PLAIN.split(), *_DAYS.split()]
"""What stands without quotes, and is another thing for YAML than for people."""
OTHERS: list[Any] = [
    *(0, 1, -1, 1.5, 10**30, None, True, False, [], {}, [[]], [None], ["a"], {"vi": "a"}, {"vi": "a", "en": "b"}),
    *("", " ", "a b", "ab\n", "a\nb", "a\u200bb", "a" * 41, "a" * 65, *_WORDS.split(), *_DAYS.split()),
]
NUMBERS = [-1, -0.5, 0, 0.001, 1, 1.005, 12.5, 99.999, 100, 100.01, 101]
NUMBERS += [fields.LARGEST_WHOLE, fields.LARGEST_WHOLE + 1, 10**30]
FITTING: dict[str, list[Any]] = {
    **{key: [True, False] for key in ("critical", "partial", "restricted", "words", "sample", "submit")},
    "labels": [{"assigned": {"vi": "a", "en": "b"}, "reached": {"vi": "a", "en": "b"}}],
    "checks": [[]],
    "evidence": [{}],
    "limit": [0],
    "points": [1],
    **{key: [[{"id": "a", "title": {"vi": "a", "en": "b"}}]] for key in ("parts", "values")},
}
"""Values that go with a key, where perhaps no other place has it."""
KEPT = ("period", "local", "document")
KEYS = sorted({key for keys in DESCRIPTIONS.values() for key in keys})


def walk(data: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Everything in a file with its place, the whole first."""
    yield place, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from walk(value, (*place, key))


def changed(data: Any, place: Place, new: Any) -> Any:
    """The data with something else at a place; `Missing` takes out what stands there."""
    if not place:
        return new
    key, *rest = place
    made = data.copy()
    made[key] = changed(data[key], tuple(rest), new)
    if made[key] is Missing:
        del made[key]
    return made


def meaning(place: Place) -> Place:
    """The last key of a place and the one around it; all texts alike, so that they do not crowd out the rest."""
    keys = tuple(key for key in place if isinstance(key, str))
    return keys[-1:] if keys[-1] in fields.LANGUAGES else (*keys[-2:], isinstance(place[-1], int))


def each_change(data: Any) -> Iterator[Any]:
    """A file with one change: every key dropped, every list emptied, every number at its limits, and the like."""
    seen, parts = set(), list(walk(data))
    for place, old in parts:
        if isinstance(old, dict):
            news = [{key: value for key, value in old.items() if key != gone} for gone in old]
            news += [{**old, "strange": "a"}]
            news += [{**old, key: value} for key in known_keys(old) - {*old} for value in fitting(key, parts)[:2]]
        elif not place or meaning(place) in seen:
            continue
        elif isinstance(old, list):
            news = [[], [*old, *old[:1]], [*old, None], {}]
        elif isinstance(old, str):
            news = ["", "?", "Ab", f"{old}\n", old.upper(), 5, True, [old], *(KEPT if place[-1:] == ("id",) else ())]
        else:
            news = ["yes", 5] if isinstance(old, bool) else [*NUMBERS, str(old)]
        if place:
            seen.add(meaning(place))
        yield from (changed(data, place, new) for new in news)


def known_keys(old: dict[str, Any]) -> set[str]:
    """The keys that a mapping like this one may have."""
    return {key for keys in DESCRIPTIONS.values() if {*old} <= {*keys} for key in keys}


def fitting(key: str, parts: list[tuple[Place, Any]]) -> list[Any]:
    """Values that go with a key: made ones, and those of the file."""
    return FITTING.get(key, []) + [value for place, value in parts if place[-1:] == (key,)]


@st.composite
def broken(draw: st.DrawFn, files: Files) -> tuple[str, Any, Plain | None]:
    """A file's name, what stands in it with one change, and what the change wrote without quotes, if anything."""
    name = draw(st.sampled_from([*files]))
    parts = list(walk(files[name]))
    alike: dict[Place, list[tuple[Place, Any]]] = {}
    for place, value in parts[1:]:
        alike.setdefault(meaning(place), []).append((place, value))
    place, old = draw(st.sampled_from(alike[draw(st.sampled_from([*alike]))]))
    change = draw(st.sampled_from(["within", "within", "written", "other", "copied", "dropped"]))
    new: Any = Missing
    written = None
    if change == "within":
        new = draw(within(old, parts))
    elif change == "written":
        new = written = Plain(draw(st.sampled_from(WRITTEN)))
    elif change == "other":
        new = draw(st.sampled_from(OTHERS))
    elif change == "copied":
        new = draw(st.sampled_from(parts))[1]
    return name, changed(files[name], place, new), written


def within(old: Any, parts: list[tuple[Place, Any]]) -> st.SearchStrategy[Any]:
    """A value changed a little: a key more or misspelt, an entry more, twice or less, a letter more or less."""
    values = st.sampled_from(OTHERS) | st.sampled_from(parts).map(lambda part: part[1])
    if isinstance(old, dict):
        more = another_key(old, parts, values)
        return (more | st.sampled_from([*old]).flatmap(lambda key: misspelt(old, key))) if old else more
    if isinstance(old, list):
        more = values.map(lambda new: [*old, new])
        return (more | st.sampled_from(old).map(lambda new: [*old, new]) | st.just(old[1:])) if old else more
    if isinstance(old, str):
        letters = st.sampled_from(["x", "X", "-", "_", " ", "\n", "\u200b", "0", "."])
        joined = letters.map(lambda new: old + new) | letters.map(lambda new: new + old)
        return joined | st.sampled_from([old[1:], old.upper(), old.lower(), [old]])
    return st.sampled_from([not old] if isinstance(old, bool) else [*NUMBERS, str(old), [old]])


def another_key(
    old: dict[str, Any], parts: list[tuple[Place, Any]], values: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    """A key more or another value for it: mostly one that such a mapping knows, with a value that goes with the key."""

    def valued(key: str) -> st.SearchStrategy[dict[str, Any]]:
        there = fitting(key, parts)
        return (st.sampled_from(there) if there else values).map(lambda value: {**old, key: value})

    strange = st.tuples(st.sampled_from(KEYS) | names, values).map(lambda new: {**old, new[0]: new[1]})
    known = sorted(known_keys(old))
    return (st.sampled_from(known).flatmap(valued) | strange) if known else strange


def misspelt(old: dict[str, Any], key: str) -> st.SearchStrategy[dict[str, Any]]:
    wrong = st.sampled_from([key[:-1], key.upper(), f"{key}s", f" {key}", f"{key[1:]}{key[:1]}"])
    return wrong.map(lambda new: {new if each == key else each: value for each, value in old.items()})
