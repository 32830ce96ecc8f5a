"""The state beside a journal as TinyDB tables: what the journal adds up to.

Tables of an assessment: `assessment` (one document), `answers` (`LAYER ITEM`), `evidence`, `explanations`; of a
register of findings: `register` (one document), `findings`. The one document names the last entry that the state
holds and where that entry begins in the journal's file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic

import msgspec

from checklist import findings, journal
from checklist.acts import Open, OpenFindings
from checklist.errors import Damaged
from checklist.journal import Book, Record
from checklist.model import Answer, Assessment, Evidence, Explanation
from checklist.register import Finding, Findings
from checklist.store.files import Database, SealedStorage

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
    for key, row in rows["answers"].items():
        layer, _, item = key.partition(" ")
        answers.setdefault(layer, {})[item] = msgspec.convert(row, Answer)
    evidence = {id: msgspec.convert(row, Evidence) for id, row in rows["evidence"].items()}
    return msgspec.structs.replace(
        msgspec.convert(head, Assessment),
        answers=answers,
        evidence=dict(sorted(evidence.items(), key=_number)),
        explanations={item: msgspec.convert(row, Explanation) for item, row in rows["explanations"].items()},
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
    found = {id: msgspec.convert(row, Finding) for id, row in rows["findings"].items()}
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


def load(path: Path, shape: Shape[Record]) -> tuple[Record, int] | None:
    """The record that a state file holds and where its last entry begins in the journal; None without a file.

    Raises:
        Damaged: the file is not what was written, or is the state of another unit or period.
    """
    with Database(path, storage=SealedStorage) as db:
        rows = {table: db.rows(table) for table in (shape.head, *shape.apart)}
    head = rows[shape.head].get("head")
    if head is None:
        if any(rows.values()):
            raise Damaged("{file}: the content can't be read.", file=path.name)
        return None
    try:
        last = int(head.pop("last"))
        record = shape.join(head, rows)
    except (msgspec.ValidationError, KeyError, ValueError):
        # Whole, but not of a shape that this version writes: the journal tells it anew.
        raise Damaged("{file}: the content can't be read.", file=path.name) from None
    if not shape.named(path, record):
        raise Damaged("{file}: the content is not what was written.", file=path.name)
    return record, last


def save(path: Path, before: Record | None, after: Record, last: int, shape: Shape[Record]) -> None:
    """Write the state beside its journal.

    Args:
        before: what the file should hold now, so that only what changed is put; all of it is where it holds another.
        last: where the last entry begins in the journal's file.

    Raises:
        OSError: the disk refused it; the file before it is whole.
    """
    try:
        db = Database(path, storage=SealedStorage, sync=False, fresh=before is None)
    except Damaged:
        db = Database(path, storage=SealedStorage, sync=False, fresh=True)
    with db:
        old = shape.tables(before) if before else {}
        if before is None or db.rows(shape.head).get("head", {}).get("head") != before.head:
            old = {}
            db.drop_tables()
        for table, rows in shape.tables(after).items():
            for id, row in rows.items():
                if old.get(table, {}).get(id) != row:
                    db.put(table, id, _plain(row))
            for id in old.get(table, {}).keys() - rows.keys():
                db.drop(table, id)
        bare = msgspec.structs.replace(after, **{field: {} for field in shape.apart})
        db.put(shape.head, "head", {**_plain(bare), "last": last})


def _plain(row: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row)
    return plain
