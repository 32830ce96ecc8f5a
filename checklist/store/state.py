"""The state of an assessment as TinyDB tables: what its journal adds up to, written beside it.

Tables: `assessment` (one document), `answers` (`LAYER ITEM`), `evidence`, `explanations`. The state names the last
entry that it holds and where that entry begins in the journal's file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from checklist.acts import Open
from checklist.errors import Damaged
from checklist.model import Answer, Assessment, Evidence, Explanation
from checklist.store.files import Database, SealedStorage

_APART = ("answers", "evidence", "explanations")


def load(path: Path) -> tuple[Assessment, int] | None:
    """The assessment that a state file holds and where its last entry begins in the journal; None without a file.

    Raises:
        Damaged: the file is not what was written, or is the state of another unit or period.
    """
    with Database(path, storage=SealedStorage) as db:
        rows = {table: db.rows(table) for table in ("assessment", *_APART)}
    head = rows["assessment"].get("head")
    if head is None:
        if any(rows.values()):
            raise Damaged("{file}: the content can't be read.", file=path.name)
        return None
    try:
        a, last = _assessment(rows, head)
    except (msgspec.ValidationError, KeyError, ValueError):
        # Whole, but not of a shape that this version writes: the journal tells it anew.
        raise Damaged("{file}: the content can't be read.", file=path.name) from None
    if not of(path, a):
        raise Damaged("{file}: the content is not what was written.", file=path.name)
    return a, last


def _assessment(rows: dict[str, dict[str, dict[str, Any]]], head: dict[str, Any]) -> tuple[Assessment, int]:
    answers: dict[str, dict[str, Answer]] = {}
    for key, row in rows["answers"].items():
        layer, _, item = key.partition(" ")
        answers.setdefault(layer, {})[item] = msgspec.convert(row, Answer)
    evidence = {id: msgspec.convert(row, Evidence) for id, row in rows["evidence"].items()}
    last = int(head.pop("last"))
    return (
        msgspec.structs.replace(
            msgspec.convert(head, Assessment),
            answers=answers,
            evidence=dict(sorted(evidence.items(), key=lambda pair: int(pair[0][1:]))),
            explanations={item: msgspec.convert(row, Explanation) for item, row in rows["explanations"].items()},
        ),
        last,
    )


def of(path: Path, thing: Assessment | Open) -> bool:
    """Whether an assessment, or what opened it, is of the unit and period that a file is named by."""
    return (thing.period.id, thing.unit.id) == (path.parent.name, path.stem)


def save(path: Path, before: Assessment | None, after: Assessment, last: int) -> None:
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
        old = _tables(before) if before else {}
        if before is None or db.rows("assessment").get("head", {}).get("head") != before.head:
            old = {}
            db.drop_tables()
        for table, rows in _tables(after).items():
            for id, row in rows.items():
                if old.get(table, {}).get(id) != row:
                    db.put(table, id, _plain(row))
            for id in old.get(table, {}).keys() - rows.keys():
                db.drop(table, id)
        bare = msgspec.structs.replace(after, answers={}, evidence={}, explanations={})
        db.put("assessment", "head", {**_plain(bare), "last": last})


def _tables(a: Assessment) -> dict[str, dict[str, msgspec.Struct]]:
    return {
        "answers": {f"{layer} {item}": answer for layer, items in a.answers.items() for item, answer in items.items()},
        "evidence": dict(a.evidence),
        "explanations": dict(a.explanations),
    }


def _plain(row: msgspec.Struct) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(row)
    return plain
