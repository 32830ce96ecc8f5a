"""The files of a pack as one JSON Schema, made from what the loader itself goes by: its keys, patterns and limits.

The loader judges a scalar by its text and style, an editor by what YAML 1.2 takes it for. So wherever the loader takes
a plain word, the schema takes what that word may look like: a number, true or false, null.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from checklist.model import DOCUMENT, KINDS, MARKINGS, QUOTA, ROLES, VERDICTS
from checklist.rulebook import demo, fields, items, pack, units

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"

DESCRIPTIONS: dict[str, dict[str, str]] = {
    "pack": {
        "id": "The pack's id: small letters, digits and hyphens; assessments name it together with the digest.",
        "version": "The version of the pack, as its authors count it; write it in quotes.",
        "title": "The full title of the rules.",
        "sections": "The ids of the sections in their order; each stands in a file of that name beside this one.",
        "paragraphs": "All paragraphs of the document behind the rules that the `source` of an item may cite.",
        "period": "The days of a year that a period named by its year takes.",
        "bands": "The bands of the result, ascending, of which the first begins at 0.",
        "cap": "The highest band that is left to a unit with an open critical item.",
        "grounds": "The grounds on which an item may be answered `not_applicable`.",
        "evidence_kinds": f"The kinds of evidence that rules may ask for; every pack has `{DOCUMENT}` besides.",
        "unit_kinds": "The kinds of units, each unit being of one.",
        "attributes": "What a unit may have besides its kind, such as a reception, so that items can apply to it.",
    },
    "period": {
        "first": "The first day of the period, as MM-DD in quotes.",
        "last": "The last day of the period, as MM-DD in quotes, not before the first.",
        "cut_off": "The day at which evidence is judged when the assessment comes later, as MM-DD in quotes.",
        "submit_by": "The day by which units submit, as MM-DD in quotes.",
        "verify_by": "The day by which inspectors have verified, as MM-DD in quotes.",
    },
    "band": {
        "id": "The band's id, which `cap` may name.",
        "min": "The percentage from which on the band is reached, itself included.",
        "title": "The name of the band.",
    },
    "ground": {
        "id": "The ground's id, as answers give it.",
        "title": "The ground as it is offered to choose from.",
        "words": "Whether the ground must be put into words as well; false when left out.",
    },
    "named": {
        "id": "The id by which other places name it: small letters, digits, `_` and `-`.",
        "title": "What is shown for it.",
    },
    "text": {"vi": "The text in Vietnamese, one paragraph.", "en": "The text in English, one paragraph."},
    "section": {
        "id": "The section's id, the same as the file's name without `.yaml`.",
        "title": "The title of the section.",
        "items": "The items of the section in the order in which they are asked.",
    },
    "item": {
        "id": "The section's id, a hyphen and two digits, such as CC-01; never give a number to another item.",
        "kind": "How the item is answered: a verdict, a quota, a limit, a roster to tick, or figures without points.",
        "title": "What is asked, in a few words.",
        "source": "The paragraphs that the item is taken from, out of the pack's `paragraphs`.",
        "guidance": "What to look at and whom to ask.",
        "sufficient": "What is enough for full points.",
        "remedy": "What to do when the item falls short.",
        "applies": "Which units the item is asked of; of all when left out.",
        "basis": "The legal texts behind the item.",
        "points": "The points of the item, more than 0, at most two decimals; all points of the pack add up to 100.",
        "limit": "The highest count that is still met, such as 0 incidents.",
        "parts": "The things of a roster, each of which is ticked or not.",
        "values": "The figures that are asked for.",
        "critical": "Whether less than full credit holds the unit's band down to `cap`; false when left out.",
        "evidence": "What evidence the item needs; without this key it takes evidence, but needs none.",
        "partial": "Whether `partial` is a verdict of this item; true when left out.",
        "labels": "What the two numbers of a quota are called.",
        "restricted": "Whether the quota is given as a percentage only, its numbers not being for the record.",
        "checks": "What should hold between the figures; where it does not, a warning is shown.",
    },
    "labels": {"assigned": "The name of the number to be reached.", "reached": "The name of the number reached."},
    "applies": {
        "kind": "The kinds of units that are asked, out of `unit_kinds`; all kinds when left out.",
        "has": "What a unit must have to be asked, all of it, out of `attributes`.",
    },
    "basis": {
        "text": "The legal text, with its number and date, as one would cite it.",
        "to_check": "Whether it is cited from memory and has still to be looked up; false when left out.",
    },
    "rule": {
        "min": "How many entries are needed; 1 when left out.",
        "kinds": "The kinds that count, any of them; all kinds when left out.",
        "max_age": "How old the evidence may be, in years, months, weeks and days, such as P12M.",
        "marked": "Whether such evidence usually bears a mark of secrecy, so that its form opens with one.",
    },
    "check": {
        "sum": "The figures that are added up.",
        "equals": "The figure that the sum should equal.",
        "part": "The figure that should not be more than another.",
        "of": "The figure that `part` is a part of.",
    },
    "units": {"units": "The units, each once."},
    "unit": {
        "id": "The unit's id, by which people, files and commands name it.",
        "name": "The name of the unit.",
        "kind": "The unit's kind, out of the pack's `unit_kinds`.",
        "has": "What the unit has, out of the pack's `attributes`.",
        "place": "Where the unit is.",
        "order": "The unit's place in lists, which begin with the lowest number; 0 when left out.",
        "sample": "Whether the unit is made up; false when left out.",
    },
    "demo": {
        "people": "The people of the demonstration.",
        "assessments": "What is already answered when the demonstration begins, each unit once.",
    },
    "person": {
        "id": "The person's id.",
        "role": "What the person may do.",
        "units": "The units that the person works on; all when left out.",
    },
    "assessment": {
        "unit": "The id of the assessed unit.",
        "who": "The person who gave the answers, out of `people`.",
        "sample": "Whether answers and evidence are made up; false when left out.",
        "submit": "Whether the assessment has been submitted; false when left out.",
        "evidence": "The entries of the unit's register.",
        "answers": "The answers of the unit, each item once.",
        "inspector": "The person who verifies, out of `people`; nobody does when left out.",
        "agreed": "The items on which the inspector has agreed with the unit.",
        "verified": "The inspector's answers that differ from the unit's, each with its reason.",
        "closed": "Whether the inspector has agreed to the rest and closed the verifying; false when left out.",
    },
    "entry": {
        "items": "The items that the entry serves.",
        "kind": "The kind of evidence, out of the pack's `evidence_kinds`.",
        "number": "The document's number.",
        "date": "The document's date, as YYYY-MM-DD.",
        "issuer": "Who issued the document.",
        "abstract": "What the document is about.",
        "kept_at": "Where the document is kept.",
        "expires": "The last day on which the document is valid, as YYYY-MM-DD.",
        "marking": "The document's mark of secrecy; with one, only `register_line` and `checked_on` may be given.",
        "register_line": "The line of the register of secret documents, as BOOK/LINE.",
        "checked_on": "The day on which the document was seen, as YYYY-MM-DD.",
    },
    "answer": {
        "item": "The id of the answered item.",
        "verdict": "The verdict on a `check`, or `not_applicable` on any item.",
        "assigned": "The number to be reached, of a quota.",
        "reached": "The number reached, of a quota.",
        "percent": "The percentage of a restricted quota, at most two decimals.",
        "count": "The number that a limit is held against.",
        "parts": "The parts of a roster that are there.",
        "values": "The figures by their ids.",
        "ground": "The ground of `not_applicable`, out of the pack's `grounds`.",
        "reason": "The reason or remark, in one paragraph.",
    },
}
"""What every key means, one sentence a key, by the mapping that holds it."""

_ABOUT = (
    "The files of a folder of rules: `pack.yaml`, one file a section, `units.yaml` and `demo.yaml`. "
    "`checklist rules check` judges the folder whole. It alone can tell: whether the points add up to 100, whether ids "
    "that are named exist and stand once, whether a section's file is there and its ids are its own, whether the bands "
    "ascend from 0, whether days are in the calendar and in order, whether a text has line breaks or hidden "
    "characters, whether a number has too many decimals, and what hangs on how a value is written: nothing behind a "
    "key, `True` for `true`, 012 for 12."
)
_LOOKS_LIKE = {"number": ("0", "12", "1.5", "1e5", "-1"), "boolean": ("true", "True", "TRUE"), "null": ("null", "NULL")}
"""Plain words that YAML 1.2 takes for something else than a text."""


def schema() -> Schema:
    """The JSON Schema (draft 2020-12) of all files of a pack; one of its keys tells which file it is."""
    either = _ref("demo")
    for key, name in (("units", "units"), ("items", "section"), ("sections", "pack")):
        either = {"if": {"required": [key]}, "then": _ref(name), "else": either}
    about = {"title": "Rules of checklist", "description": _ABOUT, "type": "object"}
    return {"$schema": DRAFT, **about, **either, "$defs": _shared() | _pack() | _section() | _demo()}


def _object(name: str, of: dict[str, Schema], needed: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Schema]:
    """A mapping with these keys and no others, each with what it means, under its name."""
    properties = {key: of[key] | {"description": DESCRIPTIONS[name][key]} for key in (*needed, *optional)}
    closed = {"required": [*needed], "additionalProperties": False}
    return {name: {"type": "object", "properties": properties, **closed}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(of: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": of, "minItems": least}


def _all(of: Schema, *keys: str) -> dict[str, Schema]:
    return dict.fromkeys(keys, of)


def _word(pattern: re.Pattern[str], kept: Sequence[str] = ()) -> Schema:
    """A text of this pattern, and whatever else YAML may take such a text for."""
    also = [name for name, words in _LOOKS_LIKE.items() if any(map(pattern.fullmatch, words))]
    word: Schema = {"type": ["string", *also], "pattern": _anchored(pattern)}
    return word | {"not": {"enum": [*kept]}} if kept else word


def _anchored(pattern: re.Pattern[str]) -> str:
    """A pattern for a whole text, since a JSON Schema only searches for it."""
    return f"^(?:{pattern.pattern})$"


def _whole(least: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": fields.LARGEST_WHOLE}


_LINE, _TEXT, _NAMED = _ref("line"), _ref("text"), _ref("named")
_REFS, _YES = _list(_LINE), {"type": "boolean"}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": fields.HIGHEST}
_TITLED = {"id": _word(fields.NAME), "title": _TEXT}


def _shared() -> dict[str, Schema]:
    line = {"type": ["string", *_LOOKS_LIKE], "pattern": r"\S"}
    text = _object("text", _all(_LINE, *fields.LANGUAGES), fields.LANGUAGES)
    return {"line": line} | text | _object("named", _TITLED, fields.NAMED_KEYS)


def _pack() -> dict[str, Schema]:
    of = {"id": _word(fields.UNIT), "title": _TEXT, "period": _ref("period"), **_all(_LINE, "version", "cap")}
    of |= {"sections": _list(_word(fields.SECTION), 1), "paragraphs": _REFS, "bands": _list(_ref("band"), 1)}
    kind = {"allOf": [_NAMED, {"properties": {"id": {"not": {"const": DOCUMENT}}}}]}
    of |= {"evidence_kinds": _list(kind), "unit_kinds": _list(_NAMED, 1), "attributes": _list(_NAMED)}
    of |= {"grounds": _list(_ref("ground"))}
    return {
        **_object("pack", of, pack.PACK_KEYS),
        **_object("period", _all(_word(fields.MONTH_DAY), *pack.PERIOD_KEYS), pack.PERIOD_KEYS),
        **_object("band", {**_TITLED, "min": _SHARE}, pack.BAND_KEYS),
        **_object("ground", {**_TITLED, "words": _YES}, pack.GROUND_KEYS, pack.GROUND_OPTIONS),
    }


def _section() -> dict[str, Schema]:
    section = {"id": _word(fields.SECTION), "title": _TEXT, "items": _list(_ref("item"), 1)}
    of = {"id": _word(items.ITEM), "kind": {"enum": [*KINDS]}, "source": _REFS, "limit": _whole(0)}
    of |= _all(_TEXT, "title", "guidance", "sufficient", "remedy") | _all(_YES, "critical", "partial", "restricted")
    of |= {"points": {"type": "number", "exclusiveMinimum": 0, "maximum": fields.HIGHEST}, "evidence": _ref("rule")}
    of |= {key: _ref(key) for key in ("applies", "labels")} | _all(_list(_NAMED, 1), "parts", "values")
    of |= {"basis": _list(_ref("basis")), "checks": _list(_ref("check"))}
    item = _object("item", of, items.ITEM_KEYS, items.ALL_OPTIONS)
    item["item"]["allOf"] = [_kind(kind) for kind in KINDS]
    rule = {"min": _whole(1), "kinds": _REFS, "max_age": _word(fields.DURATION), "marked": _YES}
    keys = [key for shape in items.CHECK_SHAPES for key in shape]
    check = _object("check", {"sum": _list(_LINE, 1), **_all(_LINE, "equals", "part", "of")}, (), keys)
    check["check"]["oneOf"] = [{"required": [*shape], "maxProperties": len(shape)} for shape in items.CHECK_SHAPES]
    return {
        **_object("section", section, items.SECTION_KEYS),
        **item,
        **_object("labels", _all(_TEXT, *items.LABEL_KEYS), items.LABEL_KEYS),
        **_object("applies", _all(_REFS, *items.APPLIES_OPTIONS), (), items.APPLIES_OPTIONS),
        **_object("basis", {"text": _TEXT, "to_check": _YES}, items.BASIS_KEYS, items.BASIS_OPTIONS),
        **_object("rule", rule, (), items.RULE_OPTIONS),
        **check,
    }


def _kind(kind: str) -> Schema:
    """What an item of a kind needs, and which keys do not go with it, but for what says nothing."""
    own = (*items.ITEM_OPTIONS, *items.KIND_KEYS[kind], *items.KIND_OPTIONS[kind])
    foreign: Schema = dict.fromkeys((key for key in items.ALL_OPTIONS if key not in own), False)
    silent = {key: {"const": word == "true"} for key, word in items.SAYS_NOTHING.items() if key in foreign}
    then: Schema = {"required": [*items.KIND_KEYS[kind]], "properties": foreign | silent}
    if kind == QUOTA:
        then["if"] = {"properties": {"restricted": {"const": True}}, "required": ["restricted"]}
        then |= {"then": {"properties": {"labels": False}}, "else": {"required": ["labels"]}}
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then}


def _demo() -> dict[str, Schema]:
    """`units.yaml` and `demo.yaml`."""
    unit = {"id": _word(fields.UNIT, fields.KEPT_UNITS), "kind": _LINE, "has": _REFS, **_all(_TEXT, "name", "place")}
    unit |= {"order": _whole(0), "sample": _YES}
    person = {"id": _word(fields.PERSON, fields.KEPT_PEOPLE), "role": {"enum": [*ROLES]}, "units": _REFS}
    paper = _all(_LINE, "unit", "who", "inspector") | _all(_YES, "sample", "submit", "closed")
    paper |= {"evidence": _list(_ref("entry")), "agreed": _REFS, **_all(_list(_ref("answer")), "answers", "verified")}
    entry = _all(_LINE, "kind", "number", "issuer", "abstract", "kept_at")
    entry |= _all(_word(fields.DATE), "date", "expires", "checked_on")
    entry |= {"items": _list(_LINE, 1), "marking": {"enum": [*MARKINGS]}, "register_line": _word(demo.REGISTER_LINE)}
    answer = _all(_LINE, "item", "ground", "reason") | _all(_whole(0), "assigned", "reached", "count")
    percent = _SHARE | {"type": ["number", "string"], "pattern": _anchored(fields.DECIMAL)}
    figures = {"patternProperties": {_anchored(fields.NAME): _whole(0)}, "additionalProperties": False}
    answer |= {"percent": percent, "parts": _REFS, "values": {"type": "object"} | figures}
    answer |= {"verdict": {"enum": [*VERDICTS]}}
    return {
        **_object("units", {"units": _list(_ref("unit"), 1)}, units.FILE_KEYS),
        **_object("unit", unit, units.UNIT_KEYS, units.UNIT_OPTIONS),
        **_object("demo", {"people": _list(_ref("person")), "assessments": _list(_ref("assessment"))}, demo.DEMO_KEYS),
        **_object("person", person, demo.PERSON_KEYS, demo.PERSON_OPTIONS),
        **_object("assessment", paper, demo.ASSESSMENT_KEYS, demo.ASSESSMENT_OPTIONS),
        **_object("entry", entry, demo.EVIDENCE_KEYS, demo.EVIDENCE_OPTIONS),
        **_object("answer", answer, demo.ANSWER_KEYS, demo.ANSWER_OPTIONS),
    }
