"""Units as a table in CSV, as spreadsheets write it: columns `id,name,kind,has,place,order`, a row a unit.

A row becomes the nodes that the same unit has in YAML, so that it is read and judged by the same rules. Name and place
stand in one language and are taken for both; `has` names attributes with blanks, commas or semicolons between.
"""

from __future__ import annotations

import csv
import re

from checklist.rulebook.fields import LANGUAGES, Reader
from checklist.rulebook.nodes import Entries, Fields, Node, Scalar, Unread

COLUMNS = ("id", "name", "kind", "has", "place", "order")
NEEDED = ("id", "name", "kind")
_SEPARATOR = re.compile(r"[\s,;]+")
_BOM = "\ufeff"


class Table(Reader):
    """A CSV file whose rows are read as units. Spreadsheets begin it with a BOM and may part cells by semicolons."""

    def parse(self) -> Node:
        """The rows as the tree of a `units.yaml`."""
        data = self._bytes()
        text = None if data is None else self._text(data.removeprefix(_BOM.encode()))
        if text is None:
            return Unread()
        head, _, _ = text.partition("\n")
        rows = csv.reader(text.splitlines(), delimiter=";" if ";" in head else ",")
        names = [name.strip() for name in next(rows, [])]
        for column, name in enumerate(names, 1):
            if name not in COLUMNS:
                self._unknown_key(Node(1, column), name, COLUMNS)
        for name in NEEDED:
            if name not in names:
                self.fault(Node(), "the key `{key}` is missing", key=name)
        if self.faults:
            return Unread()
        units = []
        try:
            for row in rows:
                if any(row):
                    self._check_width(rows.line_num, row, names)
                    units.append(self._row(rows.line_num, dict(zip(names, row, strict=False)), names))
        except csv.Error as error:
            self.fault(Node(rows.line_num), "the file can't be read: {problem}", problem=str(error))
            return Unread()
        return Fields(keys={"units": Entries(nodes=tuple(units))})

    def _check_width(self, line: int, row: list[str], names: list[str]) -> None:
        """Tell a row with more cells than the head has: a separator within a cell shifts all that follow it."""
        if any(row[len(names) :]):
            self.fault(
                Node(line, len(names) + 1),
                "the row has {n} cells, expected {most} (quote a cell that holds the separator)",
                n=len(row),
                most=len(names),
            )

    def _row(self, line: int, row: dict[str, str], names: list[str]) -> Node:
        """A row's cells as the keys of a unit; the column of a node is the cell's number."""
        keys: dict[str, Node] = {}
        for name, cell in row.items():
            text, column = cell.strip(), names.index(name) + 1
            if text or name in NEEDED:
                keys[name] = self._cell(name, Scalar(line, column, text=text, plain=True))
        return Fields(line, 1, keys=keys)

    def _cell(self, name: str, scalar: Scalar) -> Node:
        line, column = scalar.line, scalar.column
        if name in ("name", "place"):
            return Fields(line, column, keys=dict.fromkeys(LANGUAGES, scalar))
        if name == "has":
            ids = filter(None, _SEPARATOR.split(scalar.text))
            return Entries(line, column, nodes=tuple(Scalar(line, column, text=each, plain=True) for each in ids))
        return scalar
