"""The state beside a journal as TinyDB tables: what the journal adds up to.

Tables of an assessment: `assessment` (one document), `answers` (`LAYER ITEM`), `evidence`, `explanations`; of a
register of findings: `register` (one document), `findings`. The one document names the last entry that the state
holds and where that entry begins in the journal's file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Generic, NamedTuple

import msgspec

from checklist import findings, journal
from checklist.acts import Open, OpenFindings
from checklist.errors import Damaged
from checklist.journal import Book, Record
from checklist.model import Answer, Assessment, Evidence, Explanation
from checklist.register import Finding, Findings
from checklist.store.files import Database, SealedStorage, Tables

Place = Annotated[int, msgspec.Meta(ge=0, le=sys.maxsize)]
"""Where something may begin in a file."""
Rows = dict[str, dict[str, Any]]
"""The documents of a table by id."""


class Shape(Generic[Record]):
    """How one kind of record stands in tables."""

    def __init__(
        self,
        book: Book[Record],
        head: str,
        tables: Callable[[Record], dict[str, dict[str, msgspec.Struct]]],
        apart: tuple[str, ...],
        join: Callable[[dict[str, Any], dict[str, Rows]], Record],
        named: Callable[[Path, Any], bool],
    ) -> None:
        """Describe a kind of record.

        Args:
            head: the table with the one document that holds the record but for the fields of `apart`.
            tables: the tables that hold those.
            apart: their names, each that of a field.
            join: the record of its document and these tables.
            named: whether a record, or the act that opened it, is the one that a file is named by.
        """
        self.book, self.head, self.tables, self.apart, self.join, self.named = book, head, tables, apart, join, named


# --- assessments -------------------------------------------------------------------------------------------


def _tables(a: Assessment) -> dict[str, dict[str, msgspec.Struct]]:
    return {
        "answers": {f"{layer} {item}": answer for layer, items in a.answers.items() for item, answer in items.items()},
        "evidence": dict(a.evidence),
        "explanations": dict(a.explanations),
    }


def _assessment(head: dict[str, Any], rows: dict[str, Rows]) -> Assessment:
    answers: dict[str, dict[str, Answer]] = {}
    for key, answer in msgspec.convert(rows["answers"], dict[str, Answer]).items():
        layer, _, item = key.partition(" ")
        answers.setdefault(layer, {})[item] = answer
    evidence = msgspec.convert(rows["evidence"], dict[str, Evidence])
    return msgspec.structs.replace(
        msgspec.convert(head, Assessment),
        answers=answers,
        evidence=dict(sorted(evidence.items(), key=_number)),
        explanations=msgspec.convert(rows["explanations"], dict[str, Explanation]),
    )


def _number(pair: tuple[str, object]) -> int:
    """The place of an entry among others, by its id such as `E1`."""
    return int(pair[0][1:])


def _of_unit_and_period(path: Path, thing: Assessment | Open) -> bool:
    return (thing.period.id, thing.unit.id) == (path.parent.name, path.stem)


ASSESSMENT: Shape[Assessment] = Shape(
    journal.BOOK, "assessment", _tables, ("answers", "evidence", "explanations"), _assessment, _of_unit_and_period
)


# --- findings ----------------------------------------------------------------------------------------------


def _register(head: dict[str, Any], rows: dict[str, Rows]) -> Findings:
    found = msgspec.convert(rows["findings"], dict[str, Finding])
    return msgspec.structs.replace(msgspec.convert(head, Findings), findings=dict(sorted(found.items(), key=_number)))


def _of_unit(path: Path, thing: Findings | OpenFindings) -> bool:
    return thing.unit == path.stem


FINDINGS: Shape[Findings] = Shape(
    findings.BOOK,
    "register",
    lambda register: {"findings": dict(register.findings)},
    ("findings",),
    _register,
    _of_unit,
)


# --- the file ----------------------------------------------------------------------------------------------


class Stored(Generic[Record], NamedTuple):
    """What a state file holds."""

    record: Record
    last: int
    """Where the record's last entry begins in the journal."""
    tables: Tables
    """The same as it stands in the file."""


def load(path: Path, shape: Shape[Record]) -> Stored[Record] | None:
    """What a state file holds; None without a file.

    Raises:
        Damaged: the file is not what was written, or is the state of another unit or period.
    """
    tables = SealedStorage(path).read()
    if tables is None:
        return None
    try:
        rows = {table: tables.get(table, {}) for table in (shape.head, *shape.apart)}
        head = dict(rows[shape.head]["head"])
        last = msgspec.convert(head.pop("last"), Place)
        record = shape.join(head, rows)
    except (msgspec.ValidationError, KeyError, ValueError):
        # Whole, but not of a shape that this version writes: the journal tells it anew.
        raise Damaged("{file}: the content can't be read.", file=path.name) from None
    if not shape.named(path, record):
        raise Damaged("{file}: the content is not what was written.", file=path.name)
    return Stored(record, last, tables)


def save(path: Path, before: Stored[Record] | None, after: Record, last: int, shape: Shape[Record]) -> Stored[Record]:
    """Write the state beside its journal, and give what the file holds now.

    Args:
        before: what the file holds, so that only what changed since is put.
        last: where the last entry begins in the journal's file.

    Raises:
        OSError: the disk refused it; the file before it is whole.
    """
    old = shape.tables(before.record) if before else {}
    with Database(path, storage=SealedStorage, sync=False, held=before.tables if before else {}) as db:
        for table, rows in shape.tables(after).items():
            there = old.get(table, {})
            # What an act leaves alone is the very same record afterwards.
            db.put(table, {id: _plain(row) for id, row in rows.items() if there.get(id) is not row})
            for id in there.keys() - rows.keys():
                db.drop(table, id)
        bare = msgspec.structs.replace(after, **{field: {} for field in shape.apart})
        db.put(shape.head, {"head": {**_plain(bare), "last": last}})
    return Stored(after, last, db.storage.read() or {})


def _plain(row: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row)
    return plain
