"""The inspector's walk: the unit's answer on the left, the verified one on the right. Y agrees, all else asks why."""

from __future__ import annotations

from checklist import acts, findings, judge, notices, scoring, workflow
from checklist.actions import Action, hint
from checklist.errors import BadInput, Refused
from checklist.model import (
    CHECK,
    DRAFT,
    INSPECTOR,
    NOT_APPLICABLE,
    ON_SITE,
    PAPERS,
    ROSTER,
    SELF,
    VERIFIED,
    Said,
    Value,
)
from checklist.register import Findings
from checklist.text import cut, pad
from checklist.tui.place import Key
from checklist.tui.screens.finding_form import FindingForm
from checklist.tui.screens.reason import ReasonScreen
from checklist.tui.screens.walk import WalkScreen
from checklist.tui.session import Draft, Session
from checklist.view import findings as findings_view
from checklist.view import lists, verify, walk, words
from checklist.view.frame import Row, paragraph, plain, squeeze


def walk_at(session: Session, unit: str, item: str) -> WalkScreen:
    """The walk of a person at an item: an inspector verifies what was submitted, everybody else sees the unit's."""
    verifying = session.desk.person.role == INSPECTOR and session.a(unit).state != DRAFT
    return VerifyScreen(session, unit, item) if verifying else WalkScreen(session, unit, item)


class VerifyScreen(WalkScreen):
    """One item in the verified layer. What agrees with the unit is saved as such; what differs needs a reason."""

    kind = "verify"
    layer = VERIFIED

    def load(self, item_id: str) -> None:
        """Come to an item; the ticks of a roster begin as the unit's."""
        super().load(item_id)
        a = self.s.a(self.unit)
        value = a.value(VERIFIED, item_id) or a.value(SELF, item_id)
        self.ticked = set((value.parts if value else None) or ())
        self.ticks_at_first = frozenset(self.ticked)

    @property
    def basis(self) -> str:
        """What the inspector judges by: the papers, or what is seen on site. Kept for the session."""
        return self.s.basis

    def second(self, width: int) -> str:
        """Section strip, how far the verifying is."""
        pack, a = self.s.pack(self.unit), self.s.a(self.unit)
        own = self.s.unit_row(a.unit).own
        line = verify.second_row(self.t, pack, a, self.section, self.item, own, width)
        return line + (f" · {self.t(walk.FILTERS[self.filter])}" if self.filter else "")

    # --- drawing -------------------------------------------------------------------------------------------

    def body(self, width: int, height: int) -> list[Row]:
        """Question, both answers, evidence with its marks, guidance."""
        a, pack, item, t = self.s.a(self.unit), self.s.pack(self.unit), self.item, self.t
        self._follow()
        rows = [*walk.head(t, pack, item, width), plain("")]
        offset = self.s.desk.store.settings.utc_offset
        rows.append(verify.heads(t, a.answer(SELF, item.id), offset, self.who(), self.basis, width))
        own = verify.said_lines(t, pack, item, a.value(SELF, item.id))
        rows += verify.beside(own, self._right(len(rows), width), width)
        if item.kind != CHECK:
            rows.append(plain(""))
            rows.append(self._reason_row(len(rows), width))
        at = self.s.desk.score_date(a)
        rows += [plain(""), *paragraph(t("Evidence"), lists.need(t, pack, item, a, at, VERIFIED), width, most=2)]
        entries = a.entries_for(item.id)
        rows += lists.evidence_rows(t, entries[:4], item, at, cursor=None, width=width, indent=4, layer=VERIFIED)
        if len(entries) > 4:
            rows.append(plain(f"    … {t('{n} more', n=len(entries) - 4)}"))
        for each in notices.of_item(pack, a, item.id):
            rows += paragraph("!", words.notice(t, each), width, label_width=2, indent=4)
        if item.id in a.explanations:
            rows += paragraph(t("Explained"), words.shown(t, a.explanations[item.id].text), width, most=3)
        if a.note and (item.id in a.note.items or not a.note.items):
            rows += paragraph(t("Returned"), words.shown(t, a.note.text), width, most=2)
        for found in findings.at_item(self.register(), item.id):
            state = findings_view.status(t, found, self.s.desk.today(), offset)
            said = f"{found.id} {findings_view.severity(t, found)}: {words.shown(t, found.what)} ({state})"
            rows += paragraph(t("Finding"), said, width, most=2)
        rows += [plain(""), *paragraph(t("Look at"), t.of(item.guidance), width)]
        rows += paragraph(t("Met when"), t.of(item.sufficient), width)
        return squeeze(rows, height)

    def register(self) -> Findings:
        """The findings of the unit."""
        return self.s.findings(self.unit)

    def _right(self, at: int, width: int) -> list[Row]:
        """The verified side: what is stored, or what is being typed."""
        a, item, t, pack = self.s.a(self.unit), self.item, self.t, self.s.pack(self.unit)
        left = verify.left_width(width)
        value = a.value(VERIFIED, item.id)
        stored = verify.said_lines(t, pack, item, value) if value else [t("not verified yet")]
        if item.kind == CHECK or (value is not None and value.verdict == NOT_APPLICABLE and not self.dirty()):
            self.cursor = (at, left)
            return [(("", "> " if n == 0 else "  "), ("", line)) for n, line in enumerate(stored)]
        rows: list[Row] = []
        if item.kind == ROSTER:
            for n, part in enumerate(item.parts):
                here = not self.in_reason and n == self.focus
                box = f"[{'x' if part.id in self.ticked else ' '}] "
                name = cut(t.of(part.title), width - left - 9)
                rows.append((("", "> " if here else "  "), ("", box), ("reverse" if here else "", name)))
                if here:
                    self.cursor = (at + n, left)
        else:
            room = max(8, width - left - 18)
            for n, (_, label, field, unit) in enumerate(self.typed_in.numbers):
                here = not self.in_reason and n == self.focus
                spans, cell = field.spans(9, here)
                rows.append((("", "> " if here else "  "), ("", pad(cut(unit or label, room), room) + " "), *spans))
                if here:
                    self.cursor = (at + n, left + 5 + room + cell)
        line = walk.earned_line(t, item, self._typed() or value).split(" (")[0]
        rows.append((("", "  " + (line or stored[0])),))
        return rows

    def _reason_row(self, at: int, width: int) -> Row:
        spans, cell = self.typed_in.reason.spans(max(20, width - walk.LABEL - 6), self.in_reason)
        if self.in_reason:
            self.cursor = (at, 2 + walk.LABEL + cell)
        return (("", "> " if self.in_reason else "  "), ("", pad(self.t("Reason"), walk.LABEL)), *spans)

    def _typed(self) -> Value | None:
        """What is being given, as far as it says something."""
        if self.item.kind == ROSTER:
            return Value(parts=tuple(part.id for part in self.item.parts if part.id in self.ticked))
        return self.typed_in.so_far()

    def key_parts(self) -> list[str]:
        """The keys of the item's kind."""
        t = self.t
        if self.in_reason:
            return [f"Enter {t('save, on')}", f"Tab {t('next field')}", f"F8 {t('not applicable')}", f"Esc {t('back')}"]
        other = {
            CHECK: [hint(t, "met"), hint(t, "partial"), hint(t, "not_met")],
            ROSTER: [hint(t, "tick"), f"Enter {t('save, on')}"],
        }.get(self.item.kind, [f"0-9 {t('another number')}"])
        return [hint(t, "agree"), *other, hint(t, "not_applicable"), hint(t, "finding"), hint(t, "basis")]

    # --- what is half-given --------------------------------------------------------------------------------

    def dirty(self) -> bool:
        """Whether a field or a tick differs from what is stored."""
        return super().dirty() or (self.item.kind == ROSTER and self.ticked != self.ticks_at_first)

    # --- acts ----------------------------------------------------------------------------------------------

    def act(self, value: Value) -> acts.Answer:
        """A verified answer with what it rests on."""
        return acts.Answer(self.item_id, VERIFIED, value, self.basis)

    def agree(self) -> None:
        """Take the unit's answer over, and mark what carries no mark as seen."""
        item, t = self.item_id, self.t
        own = self.s.a(self.unit).value(SELF, item)
        if own is None:
            raise Refused("{item}: the unit has not answered it.", item=item)
        what = t("{item} agreed, {answer}", item=item, answer=words.answer(t, self.item, own))

        def done(after: object) -> None:
            self.s.desk.drop_draft(self.s.draft_key(self.unit, item, "walk"))
            if self.item_id == item:
                self.load(item)
                self.onward()

        self.s.save(self.unit, acts.Agree(item, self.basis), done, what=what, expect=self.base)

    def give(self, value: Value) -> None:
        """Save a value: as an agreement where it is the unit's, else with its reason."""
        own = self.s.a(self.unit).value(SELF, self.item_id)
        settled = judge.value_of(self.s.pack(self.unit), self.item, value)
        if scoring.agrees(settled, own) and value.reason is None:
            self.agree()
        elif value.reason is None:
            self.focus = self.stops - 1
            raise BadInput("{item}: it differs from the unit's answer, enter the reason.", item=self.item_id)
        else:
            self.answer(value)

    def save_numbers(self) -> None:
        """Save what the fields say; untouched fields only go on."""
        if self.dirty():
            self.give(self.typed_in.value())
        else:
            self.onward()

    def tick(self) -> None:
        """Tick or untick a part; Enter saves all of them."""
        self.ticked ^= {self.item.parts[self.focus].id}

    def save_reason(self) -> None:
        """Enter on ticks or in the reason."""
        if self.item.kind != ROSTER:
            self.save_numbers()
        elif self.dirty():
            typed = self._typed()
            assert typed is not None
            reason = Said(text=self.typed_in.reason.text) if self.typed_in.reason.text.strip() else None
            self.give(Value(parts=typed.parts, reason=reason))
        else:
            self.onward()

    def do(self, action: Action, key: Key) -> None:
        """Agree, change the basis, write a finding; the rest as in every walk."""
        match action.id:
            case "agree":
                if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), "answer.verified"):
                    raise refusal
                self.agree()
            case "finding" if findings.at_item(self.register(), self.item_id):
                super().do(action, key)
            case "finding":
                self.s.go(FindingForm(self.s, self.unit, self.item_id))
            case "basis":
                self.s.basis = PAPERS if self.s.basis == ON_SITE else ON_SITE
                said = "From here on: verified on site." if self.s.basis == ON_SITE else "From here on: on papers."
                self.s.say(said)
            case _:
                super().do(action, key)

    def _verdict(self, verdict: str) -> None:
        """A verdict of a check that is the unit's own agrees; every other asks the reason."""
        own = self.s.a(self.unit).value(SELF, self.item_id)
        if self.item.kind == CHECK and verdict != NOT_APPLICABLE and own is not None and own.verdict == verdict:
            if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), "answer.verified"):
                raise refusal
            self.agree()
        elif self.item.kind == ROSTER and verdict in ("met", "not_met"):
            self.ticked = {part.id for part in self.item.parts} if verdict == "met" else set()
            self.save_reason()
        elif self.item.kind == CHECK and verdict == "met":
            if refusal := workflow.may(self.s.desk.person, self.s.a(self.unit), "answer.verified"):
                raise refusal
            self._ask_why(ReasonScreen(self.s, self, verdict))
        else:
            super()._verdict(verdict)

    def draft(self) -> Draft | None:
        """Half-given numbers, ticks and reason."""
        kept = super().draft()
        if kept is not None and self.item.kind == ROSTER:
            kept[1]["ticked"] = sorted(self.ticked)
        return kept

    def restore(self, kept: dict[str, object]) -> None:
        """Take over a kept draft."""
        super().restore(kept)
        ticked = kept.get("ticked")
        if isinstance(ticked, list):
            self.ticked = {str(each) for each in ticked} & {part.id for part in self.item.parts}
