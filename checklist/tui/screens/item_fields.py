"""The fields of one item in the walk: its numbers and the reason, as typed beside what is stored."""

from __future__ import annotations

from checklist.locale import Words
from checklist.model import CHECK, FIGURE, LIMIT, QUOTA, ROSTER, Item, Said, Value
from checklist.view import words
from checklist.view.field import Field


class ItemFields:
    """Number fields and reason of an item; a check has none, a roster has its parts before the reason."""

    def __init__(self, t: Words, item: Item, stored: Value | None) -> None:
        self.t, self.item = t, item
        value = stored or Value()
        self.numbers: list[tuple[str, str, Field, str]] = []
        """Key, label, field and what it counts."""
        if item.kind == QUOTA and item.restricted:
            field = Field(_percent(value), digits=True, extra=",.", most=6)
            self.numbers = [("percent", t("Reached"), field, t("per cent; never the strength itself"))]
        elif item.kind == QUOTA and item.labels:
            self.numbers = [
                ("assigned", t("Assigned"), _number(value.assigned), t.of(item.labels.assigned)),
                ("reached", t("Reached"), _number(value.reached), t.of(item.labels.reached)),
            ]
        elif item.kind == LIMIT:
            self.numbers = [("count", t("Count"), _number(value.count), t("at most {n}", n=item.limit or 0))]
        elif item.kind == FIGURE:
            given = value.values or {}
            self.numbers = [
                (each.id, f"{n}", _number(given.get(each.id)), t.of(each.title))
                for n, each in enumerate(item.values, 1)
            ]
        self.reason = Field(words.shown(t, value.reason))

    @property
    def stops(self) -> int:
        """How many places the focus has: numbers or parts, and the reason."""
        if self.item.kind == CHECK:
            return 1
        return (len(self.item.parts) if self.item.kind == ROSTER else len(self.numbers)) + 1

    def field(self, focus: int) -> Field | None:
        """The field at a place of the focus; a check and the parts of a roster have none."""
        if self.item.kind == CHECK:
            return None
        if focus == self.stops - 1:
            return self.reason
        return self.numbers[focus][2] if self.numbers else None

    def any_number(self) -> bool:
        """Whether any number is typed."""
        return any(field.text.strip() for _, _, field, _ in self.numbers)

    def value(self) -> Value:
        """The fields as a value."""
        typed = {key: field.text.strip() for key, _, field, _ in self.numbers}
        reason = Said(text=self.reason.text) if self.reason.text.strip() else None
        if self.item.kind == FIGURE:
            return Value(values={key: int(text) for key, text in typed.items() if text}, reason=reason)
        if "percent" in typed:
            return Value(percent=typed["percent"].replace(",", ".") or None, reason=reason)
        given = {key: int(text) if text else None for key, text in typed.items()}
        return Value(
            assigned=given.get("assigned"), reached=given.get("reached"), count=given.get("count"), reason=reason
        )

    def typed(self) -> Value | None:
        """The whole numbers as far as they are typed, for what is worth a second look; None where none is."""
        if self.item.restricted or not self.any_number():
            return None
        return self.value()

    def so_far(self) -> Value | None:
        """The numbers as far as they say something, for what they earn; None where they don't."""
        if not self.numbers or self.item.kind == FIGURE or not self.any_number():
            return None
        value = self.value()
        if value.percent is not None:
            try:
                return Value(percent=str(float(value.percent)))
            except ValueError:
                return None
        return value if value.count is not None or (value.assigned and value.reached is not None) else None

    def differs(self, stored: Value | None) -> bool:
        """Whether a field says something else than what is stored."""
        if self.item.kind == CHECK:
            return False
        value = stored or Value()
        known = {"assigned": value.assigned, "reached": value.reached, "count": value.count, **(value.values or {})}
        for key, _, field, _ in self.numbers:
            was = _percent(value) if key == "percent" else "" if known.get(key) is None else str(known[key])
            if field.text.replace(".", ",") != was:
                return True
        return self.reason.text != words.shown(self.t, value.reason)

    # --- drafts --------------------------------------------------------------------------------------------

    def texts(self) -> dict[str, object]:
        """All fields as typed."""
        return {"numbers": {key: field.text for key, _, field, _ in self.numbers}, "reason": self.reason.text}

    def take(self, kept: dict[str, object]) -> None:
        """Take over texts that were kept."""
        numbers = kept.get("numbers")
        for key, _, field, _ in self.numbers:
            if isinstance(numbers, dict) and key in numbers:
                field.set(str(numbers[key]))
        self.reason.set(str(kept.get("reason", "")))


def _number(value: int | None) -> Field:
    return Field("" if value is None else str(value), digits=True, most=9)


def _percent(value: Value) -> str:
    return (value.percent or "").replace(".", ",")
