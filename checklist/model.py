"""The nouns of the program, frozen: pack, item, unit, period, answer, evidence, assessment, person.

Nothing here decides anything: rules live in `scoring` (credit, score, gaps) and `workflow` (who may do what).
Dates are `datetime.date`; moments are ISO texts in UTC (`2009-12-02T03:41:58Z`); exact decimals stand as texts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated

import msgspec

SELF, VERIFIED = "self", "verified"
LAYERS = (SELF, VERIFIED)

MET, PARTIAL, NOT_MET, NOT_APPLICABLE = "met", "partial", "not_met", "not_applicable"
VERDICTS = (MET, PARTIAL, NOT_MET, NOT_APPLICABLE)

CHECK, QUOTA, LIMIT, ROSTER, FIGURE = "check", "quota", "limit", "roster", "figure"
KINDS = (CHECK, QUOTA, LIMIT, ROSTER, FIGURE)

DRAFT, SUBMITTED, STATE_VERIFIED, ACCEPTED = "draft", "submitted", "verified", "accepted"
STATES = (DRAFT, SUBMITTED, STATE_VERIFIED, ACCEPTED)

STAFF, HEAD, INSPECTOR, REVIEWER, ADMIN = "staff", "head", "inspector", "reviewer", "admin"
ROLES = (STAFF, HEAD, INSPECTOR, REVIEWER, ADMIN)

MARKINGS = ("none", "mat", "toi_mat", "tuyet_mat")
SEEN, ON_SITE, NOT_PRODUCED = "seen", "on_site", "not_produced"
SEEN_MARKS = (SEEN, ON_SITE, NOT_PRODUCED)
PAPERS = "papers"
BASES = (PAPERS, ON_SITE)
DOCUMENT = "document"
"""The evidence kind that every pack has."""


def one_of(values: Iterable[str]) -> msgspec.Meta:
    """Nothing but these words, wherever a text is read from a file."""
    return msgspec.Meta(pattern=rf"\A({'|'.join(values)})\Z")


def canonical(thing: object) -> bytes:
    """Canonical JSON: sorted keys, UTF-8, no blanks. Digests and the journal's hashes are taken over it."""
    return msgspec.json.encode(thing, order="sorted")


def digest(thing: object) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(thing)).hexdigest()


class Frozen(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of what is stored: frozen, and written without the fields that say nothing."""


class Text(Frozen, frozen=True):
    """A text in the two languages of the program."""

    vi: str
    en: str

    def of(self, lang: str) -> str:
        """The text in one language, `vi` or `en`."""
        return self.en if lang == "en" else self.vi


# --- the pack: everything is written out, so that its digest covers defaults too ----------------------------


class Named(msgspec.Struct, frozen=True):
    """An id with a title: evidence kinds, unit kinds, attributes, parts of a roster, values of a figure."""

    id: str
    title: Text


class Band(msgspec.Struct, frozen=True):
    """A class of the score; `min` is an exact decimal, inclusive."""

    id: str
    min: str
    title: Text


class Ground(msgspec.Struct, frozen=True):
    """A ground for `not_applicable`; `words` means that it needs a reason in words."""

    id: str
    title: Text
    words: bool = False


class Applies(msgspec.Struct, frozen=True):
    """Which units an item is for: one of the kinds (empty: any) and all of the attributes."""

    kind: tuple[str, ...] = ()
    has: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True):
    """An item's evidence rule: how many entries, of which kinds (empty: any), not older than `max_age` (ISO)."""

    min: int = 1
    kinds: tuple[str, ...] = ()
    max_age: str | None = None
    marked: bool = False


class Basis(msgspec.Struct, frozen=True):
    """A legal basis; `to_check` where it was remembered and not found."""

    text: Text
    to_check: bool = False


class Labels(msgspec.Struct, frozen=True):
    """What the two numbers of a quota count."""

    assigned: Text
    reached: Text


class FigureCheck(msgspec.Struct, frozen=True):
    """An arithmetic check of a figure: `sum` of values equals one, or `part` is at most `of`."""

    sum: tuple[str, ...] = ()
    equals: str | None = None
    part: str | None = None
    of: str | None = None


class Item(msgspec.Struct, frozen=True):
    """One checkable thing that carries points; what only one kind has is empty on the others."""

    id: str
    kind: str
    title: Text
    points: str
    """Exact decimal, `0` on a figure."""
    source: tuple[str, ...]
    guidance: Text
    sufficient: Text
    remedy: Text
    critical: bool = False
    partial: bool = True
    restricted: bool = False
    applies: Applies = Applies()
    basis: tuple[Basis, ...] = ()
    evidence: Rule | None = None
    labels: Labels | None = None
    limit: int | None = None
    parts: tuple[Named, ...] = ()
    values: tuple[Named, ...] = ()
    checks: tuple[FigureCheck, ...] = ()

    @property
    def section(self) -> str:
        """The section's id, which begins the item's."""
        return self.id.rpartition("-")[0]


class Section(msgspec.Struct, frozen=True):
    """A named group of items, one file of the pack."""

    id: str
    title: Text
    items: tuple[Item, ...]


class PeriodDays(msgspec.Struct, frozen=True):
    """The days of a year, `MM-DD`, from which a period named by its year takes its dates."""

    first: str
    last: str
    cut_off: str
    submit_by: str
    verify_by: str


class Pack(msgspec.Struct, frozen=True, dict=True):
    """A compiled set of rules; its canonical JSON is named by its SHA-256 digest."""

    id: str
    version: str
    title: Text
    paragraphs: tuple[str, ...]
    period: PeriodDays
    bands: tuple[Band, ...]
    cap: str
    grounds: tuple[Ground, ...]
    evidence_kinds: tuple[Named, ...]
    unit_kinds: tuple[Named, ...]
    attributes: tuple[Named, ...]
    sections: tuple[Section, ...]

    def items(self) -> Iterator[Item]:
        """All items in the order of the pack."""
        for section in self.sections:
            yield from section.items

    def item(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return self._by_id.get(item_id)

    def shown_to(self, unit: Unit) -> tuple[Item, ...]:
        """The items that apply to a unit, in the order of the pack."""
        asked = unit.kind, unit.has
        if asked not in self._shown:
            self._shown[asked] = tuple(item for item in self.items() if applies(item, unit))
        return self._shown[asked]

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items()}

    @cached_property
    def _shown(self) -> dict[tuple[str, tuple[str, ...]], tuple[Item, ...]]:
        """What was reckoned of units already: many are asked the same, and each is looked at again and again."""
        return {}


def applies(item: Item, unit: Unit) -> bool:
    """Whether an item is asked of a unit: its kind is named (or none is) and it has every attribute."""
    rule = item.applies
    return (not rule.kind or unit.kind in rule.kind) and set(rule.has) <= set(unit.has)


# --- units, periods, people --------------------------------------------------------------------------------


class Unit(msgspec.Struct, frozen=True):
    """A unit of the organisation; `sample` where its name or attributes are made up."""

    id: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,63}\Z")]
    name: Text
    kind: str
    has: tuple[str, ...] = ()
    place: Text = Text("", "")
    order: int = 0
    sample: bool = False


class Period(Frozen, frozen=True):
    """An assessment period with its due dates."""

    id: Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z-]{1,20}\Z")]
    first: dt.date
    last: dt.date
    cut_off: dt.date
    submit_by: dt.date
    verify_by: dt.date


class Person(Frozen, frozen=True):
    """Who acts: one role, and the units it is for (None: all)."""

    id: Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9-]{0,31}\Z")]
    role: Annotated[str, one_of(ROLES)]
    units: tuple[str, ...] | None = None
    key: Annotated[str, msgspec.Meta(pattern=r"\A([a-z0-9@.-]+ ([\w+/]{4})*([\w+/]{2}==|[\w+/]{3}=)?)?\Z")] = ""
    """The public key that lets the person in, type and base64; empty at the console only."""
    removed: bool = False
    """Kept for ever, so that the id is never given again; may do nothing."""

    def belongs_to(self, unit_id: str) -> bool:
        """Whether the unit is one of the person's own."""
        return self.units is None or unit_id in self.units

    def reads(self, unit_id: str) -> bool:
        """Whether the person may read the unit: reviewer and admin read all."""
        return self.role in (REVIEWER, ADMIN) or self.belongs_to(unit_id)


LOCAL = Person("local", HEAD)
"""The one person of a home without people: staff and head of every unit."""


FORMAT = 1
"""The format of a home that this program reads and writes."""


class Settings(msgspec.Struct, frozen=True):
    """What `home.json` holds: format number, language, offset from UTC, and what makes it a demo."""

    format: int = FORMAT
    language: Annotated[str, msgspec.Meta(pattern="^(vi|en)$")] = "vi"
    utc_offset: Annotated[str, msgspec.Meta(pattern="^[+-]([01][0-9]|2[0-3]):[0-5][0-9]$")] = "+07:00"
    classification: str = ""
    demo: bool = False
    samples: tuple[str, ...] = ()
    """Units whose answers are made up."""


# --- an assessment -----------------------------------------------------------------------------------------


class Said(Frozen, frozen=True):
    """A free text of a person. Entries of the journal hold it by `h` = SHA-256(salt + text).

    Text and salt are gone once it was expunged. What a door builds has neither hash nor salt yet.
    """

    h: str = ""
    text: str | None = None
    salt: str = ""

    @property
    def shown(self) -> str:
        """The text, empty when it was expunged."""
        return self.text or ""


class Value(Frozen, frozen=True):
    """What an answer says; which fields are set follows from the item's kind."""

    verdict: Annotated[str, one_of(VERDICTS)] | None = None
    assigned: int | None = None
    reached: int | None = None
    percent: str | None = None
    count: int | None = None
    parts: tuple[str, ...] | None = None
    values: dict[str, int] | None = None
    ground: str | None = None
    reason: Said | None = None


class Answer(Frozen, frozen=True):
    """One item's answer in one layer. `value` None is unanswered again; the revision goes on."""

    revision: int
    who: str
    at: str
    n: int
    """Number of the journal entry that gave it."""
    value: Value | None = None
    judged: int | None = None
    """Verified layer: the revision of the self answer that the inspector saw."""
    basis: Annotated[str, one_of(BASES)] | None = None
    """Verified layer: `papers` or `on_site`."""


class Particulars(Frozen, frozen=True):
    """What the register says of a document. With a marking only the last three fields may be set."""

    kind: str | None = None
    number: Said | None = None
    date: dt.date | None = None
    issuer: Said | None = None
    abstract: Said | None = None
    kept_at: Said | None = None
    expires: dt.date | None = None
    marking: Annotated[str, one_of(MARKINGS)] = "none"
    register_line: str | None = None
    """`BOOK/LINE` in the unit's own paper register, digits."""
    checked_on: dt.date | None = None
    """The day the original was seen; None: not seen."""
    checked_by: str | None = None
    """The id of the person who saw it."""

    @property
    def marked(self) -> bool:
        """Whether it carries a secrecy marking."""
        return self.marking != "none"


class Mark(Frozen, frozen=True):
    """The inspector's seen mark: `seen`, `on_site` or `not_produced`."""

    mark: Annotated[str, one_of(SEEN_MARKS)]
    who: str
    at: str


class Evidence(Frozen, frozen=True):
    """An entry of the unit's register; `items` are the items it serves, sorted."""

    id: str
    revision: int
    who: str
    at: str
    particulars: Particulars
    items: tuple[str, ...] = ()
    seen: Mark | None = None


class Explanation(Frozen, frozen=True):
    """What the unit says where the layers differ; it changes no answer."""

    text: Said
    who: str
    at: str


class Note(Frozen, frozen=True):
    """The note of a return or reopening, shown to the unit at the items it names."""

    text: Said
    who: str
    at: str
    items: tuple[str, ...] = ()


class Seal(Frozen, frozen=True):
    """What an accepted assessment is closed with: a digest over its content, and the date of its score."""

    digest: str
    at: dt.date


class Assessment(Frozen, frozen=True):
    """One unit in one period: state of the paper, answers in two layers, evidence, explanations."""

    unit: Unit
    period: Period
    pack: str
    """Digest of the pack."""
    state: Annotated[str, one_of(STATES)] = DRAFT
    answers: dict[str, dict[str, Answer]] = {}
    """By layer, then item."""
    evidence: dict[str, Evidence] = {}
    explanations: dict[str, Explanation] = {}
    next_evidence: int = 1
    """Number of the next evidence entry; ids are never used twice."""
    returned: bool = False
    """A draft that came back."""
    note: Note | None = None
    submitted: int | None = None
    """Number of the journal entry of the last submit."""
    writers: tuple[tuple[str, str], ...] = ()
    """Who has written in this assessment, and what kind of act, sorted."""
    seal: Seal | None = None
    entries: int = 0
    """How many journal entries it holds."""
    head: str = ""
    """Hash of the last of them."""

    def answer(self, layer: str, item_id: str) -> Answer | None:
        """The answer record of an item in a layer, also one that was cleared."""
        return self.answers.get(layer, {}).get(item_id)

    def value(self, layer: str, item_id: str) -> Value | None:
        """What is answered in a layer, None when unanswered. A stale verified answer is unanswered."""
        answer = self.answer(layer, item_id)
        if answer is None or (layer == VERIFIED and answer.judged != self.revision(SELF, item_id)):
            return None
        return answer.value

    def revision(self, layer: str, item_id: str) -> int:
        """The revision of an item's answer in a layer, 0 when it was never answered."""
        answer = self.answer(layer, item_id)
        return answer.revision if answer else 0

    def entries_for(self, item_id: str) -> tuple[Evidence, ...]:
        """The evidence attached to an item, in the order of the register."""
        return tuple(entry for entry in self.evidence.values() if item_id in entry.items)
