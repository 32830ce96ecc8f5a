"""A section's file to a Section: the keys of an item, and which of them go with which kind."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from checklist.model import (
    CHECK,
    FIGURE,
    KINDS,
    LIMIT,
    QUOTA,
    ROSTER,
    Applies,
    Basis,
    FigureCheck,
    Item,
    Labels,
    Rule,
    Section,
)
from checklist.rulebook.fields import Reader, found, is_plain, is_true
from checklist.rulebook.known import Known
from checklist.rulebook.nodes import Entries, Fields, Node

SECTION_KEYS = ("id", "title", "items")
ITEM_KEYS = ("id", "kind", "title", "source", "guidance", "sufficient", "remedy")
ITEM_OPTIONS = ("applies", "basis")
KIND_KEYS = {
    CHECK: ("points",),
    QUOTA: ("points",),
    LIMIT: ("points", "limit"),
    ROSTER: ("points", "parts"),
    FIGURE: ("values",),
}
"""What each kind must have besides."""
KIND_OPTIONS = {
    CHECK: ("critical", "evidence", "partial"),
    QUOTA: ("critical", "evidence", "labels", "restricted"),
    LIMIT: ("critical", "evidence"),
    ROSTER: ("critical", "evidence"),
    FIGURE: ("checks",),
}
"""What each kind may have besides."""
SAYS_NOTHING = {"critical": "false", "restricted": "false", "partial": "true"}
"""What goes with every kind, since it is so anyway."""
ALL_OPTIONS = (*ITEM_OPTIONS, *dict.fromkeys(key for by in (KIND_KEYS, KIND_OPTIONS) for k in by for key in by[k]))
APPLIES_OPTIONS = ("kind", "has")
BASIS_KEYS, BASIS_OPTIONS = ("text",), ("to_check",)
RULE_OPTIONS = ("min", "kinds", "max_age", "marked")
LABEL_KEYS = ("assigned", "reached")
CHECK_SHAPES = (("sum", "equals"), ("part", "of"))
"""The keys that a check of a figure has, one pair of them."""
ITEM = re.compile(r"([A-Z][A-Z0-9]{1,5})-[0-9]{2}")


class SectionFile(Reader):
    """A section's file, read; keeps what the pack needs to reckon with its points."""

    def __init__(self, path: Path, section_id: str, known: Known) -> None:
        super().__init__(path)
        self.known = known
        self.total = Decimal(0)
        """Sum of the points."""
        self.last: Node | None = None
        """The last points in the file."""
        root = self.parse()
        self.readable = isinstance(root, Fields) and isinstance(root.keys.get("items"), Entries)
        """Whether its items are known."""
        self.reckoned = self.readable
        """Whether every number of points could be read."""
        self.section = self._section(root, section_id)

    def _section(self, root: Node, section_id: str) -> Section:
        keys = self.fields(root, SECTION_KEYS)
        self._check_id(keys.get("id"), section_id)
        title = self.text(keys.get("title"))
        nodes, items = [], []
        for entry in self.entries(keys.get("items"), 1):
            of = self.fields(entry, ITEM_KEYS, ALL_OPTIONS)
            items.append(self._item(entry, of, section_id))
            nodes.append((of.get("id"), items[-1].id))
        self.once(nodes)
        self.reckoned = self.reckoned and bool(items)
        return Section(section_id, title, tuple(items))

    def _check_id(self, node: Node | None, section_id: str) -> None:
        stated = self.scalar(node)
        if node is not None and stated and stated != section_id:
            self.fault(node, "`{found}` is not the file's name, expected {id}", found=found(node), id=section_id)

    def _item(self, node: Node, keys: dict[str, Node], section_id: str) -> Item:
        kind = self.one_of(keys.get("kind"), KINDS)
        self._check_kind(node, keys, kind)
        parts = self.named(keys["parts"], 1) if "parts" in keys else ()
        values = self.named(keys["values"], 1) if "values" in keys else ()
        return Item(
            id=self._item_id(keys.get("id"), section_id),
            kind=kind,
            title=self.text(keys.get("title")),
            points="0" if kind == FIGURE else self._points(keys.get("points")),
            source=self.refs(keys.get("source"), "paragraphs", self.known.paragraphs),
            guidance=self.text(keys.get("guidance")),
            sufficient=self.text(keys.get("sufficient")),
            remedy=self.text(keys.get("remedy")),
            critical=self.yes(keys.get("critical")),
            partial=self.yes(keys.get("partial"), absent=True),
            restricted=self.yes(keys.get("restricted")),
            applies=self._applies(keys.get("applies")),
            basis=self._basis(keys.get("basis")),
            evidence=self._rule(keys.get("evidence")),
            labels=self._labels(keys.get("labels")),
            limit=self.whole(keys["limit"]) if "limit" in keys else None,
            parts=parts,
            values=values,
            checks=self._checks(keys.get("checks"), tuple(value.id for value in values)),
        )

    def _check_kind(self, node: Node, keys: dict[str, Node], kind: str) -> None:
        """Keys of other kinds, and what this kind needs. An unknown kind has been told and is not judged."""
        if kind not in KIND_KEYS:
            return
        for key in KIND_KEYS[kind]:
            if key not in keys:
                self.fault(node, "the key `{key}` is missing, `{kind}` needs it", key=key, kind=kind)
        for key, value in keys.items():
            foreign = key in ALL_OPTIONS and key not in (*ITEM_OPTIONS, *KIND_KEYS[kind], *KIND_OPTIONS[kind])
            if foreign and not is_plain(value, SAYS_NOTHING.get(key, "")):
                self.fault(value, "`{key}` does not go with `{kind}`, leave it out", key=key, kind=kind)
        if kind == QUOTA:
            restricted = is_true(keys.get("restricted"))
            if restricted and "labels" in keys:
                self.fault(keys["labels"], "a restricted quota is one percentage, expected no `labels`")
            elif not restricted and "labels" not in keys:
                self.fault(node, "a quota needs `labels: {{assigned: …, reached: …}}` or `restricted: true`")

    def _item_id(self, node: Node | None, section_id: str) -> str:
        item_id = self.scalar(node)
        if node is not None and item_id:
            shape = ITEM.fullmatch(item_id)
            if shape is None:
                self.fault(node, "`{found}` is no id of an item, expected {id}-01", found=found(node), id=section_id)
            elif shape[1] != section_id:
                self.fault(node, "`{found}` is of another section, expected {id}-01", found=found(node), id=section_id)
        return item_id

    def _points(self, node: Node | None) -> str:
        points = self.points(node)
        if points:
            self.total += Decimal(points)
            self.last = node
        else:
            self.reckoned = False
        return points

    def _applies(self, node: Node | None) -> Applies:
        keys = self.fields(node, (), APPLIES_OPTIONS)
        return Applies(
            kind=self.refs(keys.get("kind"), "unit_kinds", self.known.unit_kinds),
            has=self.refs(keys.get("has"), "attributes", self.known.attributes),
        )

    def _basis(self, node: Node | None) -> tuple[Basis, ...]:
        read = [self.fields(entry, BASIS_KEYS, BASIS_OPTIONS) for entry in self.entries(node)]
        return tuple(Basis(self.text(keys.get("text")), self.yes(keys.get("to_check"))) for keys in read)

    def _rule(self, node: Node | None) -> Rule | None:
        if node is None:
            return None
        keys = self.fields(node, (), RULE_OPTIONS)
        return Rule(
            min=self.whole(keys.get("min"), 1),
            kinds=self.refs(keys.get("kinds"), "evidence_kinds", self.known.evidence_kinds),
            max_age=self.duration(keys.get("max_age")),
            marked=self.yes(keys.get("marked")),
        )

    def _labels(self, node: Node | None) -> Labels | None:
        if node is None:
            return None
        keys = self.fields(node, LABEL_KEYS)
        return Labels(self.text(keys.get("assigned")), self.text(keys.get("reached")))

    def _checks(self, node: Node | None, values: tuple[str, ...]) -> tuple[FigureCheck, ...]:
        checks = []
        for entry in self.entries(node):
            keys = self.fields(entry, (), [key for shape in CHECK_SHAPES for key in shape])
            if set(keys) not in map(set, CHECK_SHAPES):
                self.fault(entry, "this is no check, expected {{sum: [a, b], equals: c}} or {{part: a, of: b}}")
            checks.append(
                FigureCheck(
                    sum=self.refs(keys.get("sum"), "values", values, 1),
                    **{key: self.ref(keys[key], "values", values) for key in ("equals", "part", "of") if key in keys},
                )
            )
        return tuple(checks)
