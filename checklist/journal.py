"""The journal: every act on an assessment in order, hash-chained, and what can be read from it.

A line is `{"entry": ..., "texts": ...}` in canonical JSON. The entry holds free texts by salted hash only, so that the
chain does not cover their words and `expunge` can take them out; `texts` maps each hash to salt and text, or to null
once expunged. An entry's hash is SHA-256(previous hash + canonical JSON of the entry without its hash).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from checklist import acts
from checklist.acts import Act, AnyAct
from checklist.change import blank, change
from checklist.errors import BadInput, Damaged, Refused
from checklist.model import VERIFIED, Assessment, Said, canonical
from checklist.register import Findings
from checklist.text import clean

Version = tuple[int, int]
"""What changes whenever anybody writes in a journal, by the file that it lies in."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One act, as the chain covers it."""

    n: int
    who: str
    at: str
    door: str
    act: AnyAct
    prev: str
    hash: str
    batch: int | None = None
    """Number of the first entry of the bulk act that this one belongs to."""
    undoes: int | None = None
    """Number of the entry that this one takes back."""


class Words(msgspec.Struct, frozen=True):
    """A free text beside its entry."""

    salt: str
    text: str


class Line(msgspec.Struct, frozen=True):
    """An entry and its free texts by hash; None where one was expunged."""

    entry: Entry
    texts: dict[str, Words | None]

    @property
    def act(self) -> Act:
        """The act with its texts filled in."""

        def fill(said: Said) -> Said:
            words = self.texts.get(said.h)
            return Said(said.h, words.text, words.salt) if words else Said(said.h)

        filled: Act = acts.map_texts(self.entry.act, fill)
        return filled


def write(
    act: Act, *, n: int, who: str, at: str, door: str, prev: str, batch: int | None = None, undoes: int | None = None
) -> Line:
    """The line of a settled act; it follows the entry whose hash is `prev` (empty for the first)."""
    texts: dict[str, Words | None] = {
        said.h: Words(said.salt, said.text) if said.text is not None else None for said in acts.texts(act)
    }
    hashed = acts.map_texts(act, lambda said: Said(h=said.h))
    entry = Entry(n, who, at, door, hashed, prev, "", batch, undoes)
    return Line(msgspec.structs.replace(entry, hash=entry_hash(entry)), texts)


def entry_hash(entry: Entry) -> str:
    """The hash that an entry must carry."""
    bare = msgspec.to_builtins(entry)
    bare.pop("hash")
    return hashlib.sha256(entry.prev.encode() + canonical(bare)).hexdigest()


def encode(line: Line) -> bytes:
    """A line as it stands in the file, with its end."""
    return canonical(line) + b"\n"


_DECODER = msgspec.json.Decoder(Line)


def decode(raw: bytes, number: int) -> Line:
    """A line of a file, without its end, as it was written.

    Raises:
        Damaged: it is not a line that this program writes, byte for byte, or a text is not the one hashed.
    """
    try:
        line = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Damaged("Entry {n} can't be read.", n=number) from None
    if encode(line) != raw + b"\n" or not _is_moment(line.entry.at):
        raise Damaged("Entry {n} was altered.", n=number)
    for h, words in line.texts.items():
        if words is not None and acts.salted(words.text, words.salt).h != h:
            raise Damaged("Entry {n}: a text was altered.", n=number)
    if sorted(line.texts) != sorted({said.h for said in acts.texts(line.entry.act)}):
        raise Damaged("Entry {n}: a text is missing.", n=number)
    return line


def _is_moment(at: str) -> bool:
    """Whether a text is a moment as `workflow.moment` writes it."""
    try:
        return len(at) == 20 and at[-1] == "Z" and datetime.fromisoformat(at) is not None
    except ValueError:
        return False


def unaltered(torn: bytes, number: int) -> None:
    """Hold what stands behind the last whole line of a journal against the line that it would have become.

    Raises:
        Damaged: it is a whole line but for its end, which a crash leaves out or zero: no torn one, but an altered one.
    """
    if torn and not torn.endswith(b"\0"):
        try:
            decode(torn[:-1], number)
        except Damaged:
            return
        raise Damaged("Entry {n} was altered.", n=number)


def linked(lines: Iterable[Line]) -> None:
    """Hold the chain of a whole journal: numbers without a gap, each entry on the hash of the one before it.

    Raises:
        Damaged: it is broken.
    """
    prev = ""
    for number, line in enumerate(lines):
        if line.entry.n != number:
            raise Damaged("Entry {n} stands where entry {expected} should.", n=line.entry.n, expected=number)
        if line.entry.prev != prev or line.entry.hash != entry_hash(line.entry):
            raise Damaged("Entry {n} breaks the chain.", n=number)
        prev = line.entry.hash


# --- what a journal adds up to -----------------------------------------------------------------------------

Record = TypeVar("Record", bound=Assessment | Findings)
"""What a journal adds up to; it counts its entries and names the last one's hash."""


class Book(Generic[Record]):
    """One kind of journal: the act that opens it, the acts in it, the record that they add up to."""

    def __init__(
        self,
        opens: type[Act],
        acts: tuple[type[Act], ...],
        start: Callable[[Any], Record],
        change: Callable[[Record, Act, str, str], Record],
    ) -> None:
        """Describe a kind of journal.

        Args:
            start: the empty record that an opening act begins.
            change: the record after a settled act, by whom, when.
        """
        self.opens, self.acts = opens, acts
        self._start, self._change = start, change

    def follow(self, record: Record, line: Line) -> Record:
        """The record after one more line of its journal.

        Raises:
            Damaged: the entry is not the next one, is none of this kind of journal, or the chain is broken.
        """
        entry = line.entry
        if entry.n != record.entries:
            raise Damaged("Entry {n} stands where entry {expected} should.", n=entry.n, expected=record.entries)
        if entry.prev != record.head or entry.hash != entry_hash(entry):
            raise Damaged("Entry {n} breaks the chain.", n=entry.n)
        if not isinstance(entry.act, self.acts):
            raise Damaged("Entry {n} can't be read.", n=entry.n)
        return msgspec.structs.replace(self._change(record, line.act, entry.who, entry.at), head=entry.hash)

    def replay(self, lines: Iterable[Line]) -> Record | None:
        """The record that a journal adds up to, None for an empty one.

        Raises:
            Damaged: a number is missing, the chain is broken, or it does not begin with the act that opens it.
        """
        record: Record | None = None
        for line in lines:
            if record is None:
                if not isinstance(line.entry.act, self.opens):
                    raise Damaged("Entry {n} stands where entry {expected} should.", n=line.entry.n, expected=0)
                record = self._start(line.entry.act)
            record = self.follow(record, line)
        return record


def start(act: acts.Open) -> Assessment:
    """The empty assessment that an `open` begins."""
    return blank(act.unit, act.period, act.pack)


BOOK: Book[Assessment] = Book(acts.Open, acts.ACTS, start, change)
"""The journal of an assessment."""


def follow(a: Assessment, line: Line) -> Assessment:
    """The assessment after one more line of its journal; raises Damaged as `Book.follow`."""
    return BOOK.follow(a, line)


def replay(lines: Iterable[Line]) -> Assessment | None:
    """The assessment that a journal adds up to, None for an empty one; raises Damaged as `Book.replay`."""
    return BOOK.replay(lines)


def states(lines: Iterable[Line]) -> tuple[Assessment, ...]:
    """The assessment after each line of a whole journal; raises Damaged as `Book.replay`."""
    found: list[Assessment] = []
    for line in lines:
        a = found[-1] if found else replay([line])
        assert a is not None
        found.append(follow(a, line) if found else a)
    return tuple(found)


# --- undo --------------------------------------------------------------------------------------------------


def to_undo(lines: Sequence[Line], who: str) -> tuple[Line, ...]:
    """What `who` would take back now: their last entry that is neither an undo nor undone, a bulk act as one.

    Raises:
        Refused: there is none, the state has changed since, or the thing has moved since.
    """
    undone = {line.entry.undoes for line in lines if line.entry.undoes is not None}
    live = [line for line in lines if line.entry.undoes is None and line.entry.n not in undone]
    mine = [line for line in live if line.entry.who == who and not isinstance(line.entry.act, acts.Open)]
    if not mine:
        raise Refused("Nothing of your own to undo here.")
    last = mine[-1]
    batch = last.entry.batch
    taken = tuple(line for line in mine if line is last or (batch is not None and line.entry.batch == batch))
    if isinstance(last.entry.act, acts.MOVES) or any(
        isinstance(line.entry.act, acts.MOVES) for line in live if line.entry.n > last.entry.n
    ):
        raise Refused("Not undone: the assessment has changed its state since.")
    if isinstance(last.entry.act, acts.Expunge):
        raise Refused("Not undone: what was expunged is gone for good.")
    numbers = {line.entry.n for line in taken}
    for line in taken:
        for later in live:
            if later.entry.n > line.entry.n and later.entry.n not in numbers:
                shared = acts.rests_on(line.entry.act) & acts.touches(later.entry.act)
                if shared:
                    raise Refused(
                        "Not undone: {thing} has moved since, by {who}.",
                        "`log` shows how.",
                        thing=sorted(shared)[0].split()[-1],
                        who=later.entry.who,
                    )
    return taken


def compensation(lines: Sequence[Line], taken: Sequence[Line]) -> tuple[tuple[int, Act], ...]:
    """The settled acts that take entries back, the last first, each with the number of the entry it undoes."""
    out: list[tuple[int, Act]] = []
    for line in reversed(taken):
        before = replay(each for each in lines if each.entry.n < line.entry.n)
        if before is not None:
            out += [(line.entry.n, act) for act in _opposite(before, line.entry.act)]
    return tuple(out)


def _opposite(before: Assessment, act: Act) -> tuple[Act, ...]:
    match act:
        case acts.Answer() | acts.Clear():
            return (_answer_before(before, act.layer, act.item),)
        case acts.AddEvidence():
            return (acts.RemoveEvidence(act.id),)
        case acts.RemoveEvidence():
            entry = before.evidence[act.evidence]
            return (acts.AddEvidence(entry.particulars, entry.items, entry.id, entry.seen, entry.revision),)
        case acts.EditEvidence():
            entry = before.evidence[act.evidence]
            return (acts.EditEvidence(act.evidence, entry.particulars, entry.seen),)
        case acts.Attach():
            return (acts.Detach(act.evidence, act.item),)
        case acts.Detach():
            return (acts.Attach(act.evidence, act.item),)
        case acts.MarkSeen():
            return (_mark_before(before, act.evidence),)
        case acts.Agree():
            marks = tuple(_mark_before(before, evidence) for evidence in act.marked)
            return (_answer_before(before, VERIFIED, act.item), *marks)
        case acts.Explain():
            told = before.explanations.get(act.item)
            return (acts.Explain(act.item, told.text if told else None),)
        case _:
            return ()


def _answer_before(before: Assessment, layer: str, item: str) -> Act:
    answer = before.answer(layer, item)
    if answer is None or answer.value is None:
        return acts.Clear(item, layer)
    return acts.Answer(item, layer, answer.value, basis=answer.basis, judged=answer.judged)


def _mark_before(before: Assessment, evidence: str) -> Act:
    seen = before.evidence[evidence].seen
    return acts.MarkSeen(evidence, seen.mark if seen else None, seen)


# --- expunging ---------------------------------------------------------------------------------------------


def to_expunge(lines: Sequence[Line], numbers: Sequence[int], reason: str) -> dict[str, str]:
    """The texts that entries hold, by hash: what an expunge of them, named by the first, takes out.

    Raises:
        BadInput: no such entry, or the reason says the text again, which is never quoted.
        Refused: the entries hold no text, or none any more.
    """
    number = numbers[0]
    if not 0 <= number < len(lines):
        raise BadInput("There is no entry {n} in this journal.", "`log` shows the entries.", n=number)
    texts = {h: words for each in numbers for h, words in lines[each].texts.items()}
    if not texts:
        raise Refused("Entry {n} holds no text.", n=number)
    held = {h: words.text for h, words in texts.items() if words is not None}
    if not held:
        raise Refused("The texts of entry {n} are taken out already.", n=number)
    if any(each in clean(reason) for each in held.values()):
        raise BadInput("The reason repeats a text that is to be taken out: nothing was done.", "Word it otherwise.")
    return held


def without(lines: Iterable[Line], hashes: Collection[str]) -> Iterator[Line]:
    """The lines with these texts taken out wherever they stand: an undo brings one back under the same hash."""
    for line in lines:
        texts = {h: None if h in hashes else words for h, words in line.texts.items()}
        yield msgspec.structs.replace(line, texts=texts)


# --- history -----------------------------------------------------------------------------------------------


def about(lines: Sequence[Line], item: str) -> tuple[Line, ...]:
    """The entries of an item's history: acts on it, and on evidence while it serves the item."""
    out = []
    serving: set[str] = set()
    for line in lines:
        act = line.act
        evidence = getattr(act, "evidence", getattr(act, "id", ""))
        if item in acts.items_of(act):
            if isinstance(act, acts.AddEvidence | acts.Attach):
                serving.add(evidence)
            elif isinstance(act, acts.Detach):
                serving.discard(evidence)
            out.append(line)
        elif isinstance(act, (acts.Open, *acts.MOVES)) or evidence in serving:
            out.append(line)
    return tuple(out)
