"""The paper of one unit, for whoever looks at it: what stands in the way, what is worth a look, what may be done.

The unit submits, withdraws and explains, the inspector agrees to the rest, verifies and returns, the reviewer accepts,
returns and opens again.
"""

from __future__ import annotations

from datetime import date

import msgspec

from checklist import acts, notices, scoring, workflow
from checklist.acts import Act
from checklist.locale import Words, mark
from checklist.model import (
    ACCEPTED,
    DRAFT,
    HEAD,
    INSPECTOR,
    REVIEWER,
    SELF,
    STAFF,
    STATE_VERIFIED,
    SUBMITTED,
    VERIFIED,
    Assessment,
    Pack,
    Period,
    Person,
)
from checklist.scoring import Score
from checklist.view import numbers, verify, words

CAUSES = {
    "unanswered": mark("not answered"),
    "no_evidence": mark("met, without evidence or a remark"),
    "unverified": mark("not verified yet"),
    "verified_already": mark("the inspector has begun to verify"),
    "own_writing": mark("whoever wrote in an assessment does not accept it"),
}
UNIT, AGREE_REST = "unit", "agree_rest"
MOVES: dict[tuple[str, str], tuple[str, ...]] = {
    (DRAFT, UNIT): ("submit",),
    (SUBMITTED, UNIT): ("withdraw",),
    (SUBMITTED, INSPECTOR): (AGREE_REST, "verify", "return"),
    (STATE_VERIFIED, REVIEWER): ("accept", "return"),
    (ACCEPTED, REVIEWER): ("reopen",),
}
"""State and side to what may be done with the paper there."""
TITLES = {
    DRAFT: mark("Before submitting"),
    SUBMITTED: mark("Before verifying ends"),
    STATE_VERIFIED: mark("Before accepting"),
}
LABELS = {
    "submit": mark("Submit for verifying"),
    "withdraw": mark("Withdraw to a draft"),
    AGREE_REST: mark("Agree to the rest"),
    "verify": mark("Close the verifying"),
    "return": mark("Return with a note"),
    "accept": mark("Accept"),
    "reopen": mark("Open again with a note"),
}
ACTS: dict[str, Act] = {
    "submit": acts.Submit(),
    "withdraw": acts.Withdraw(),
    "verify": acts.Verify(),
    "accept": acts.Accept(),
}


class Entry(msgspec.Struct, frozen=True):
    """A row that leads somewhere: to an item, to some of a section, or to an entry of the register."""

    code: str
    text: str
    items: tuple[str, ...] = ()
    """Of a section's row: the items that it leads to."""


class Confirm(msgspec.Struct, frozen=True):
    """What is asked before the paper moves: question, what follows, the answers (the safe one first), what was done."""

    question: str
    note: str
    answers: tuple[str, str]
    done: str


def side(who: Person) -> str:
    """The unit's side, or the role."""
    return UNIT if who.role in (STAFF, HEAD) else who.role


def moves(a: Assessment, who: Person) -> tuple[str, ...]:
    """What may be done with the paper by the person's side now."""
    return MOVES.get((a.state, side(who)), ())


def title(a: Assessment, who: Person) -> str:
    """What the paper is looked at for; a message id."""
    unit_waits = side(who) == UNIT and a.state != DRAFT
    return mark("The paper") if unit_waits else TITLES.get(a.state, mark("The paper"))


def must(pack: Pack, a: Assessment, who: Person, at: date) -> tuple[workflow.Lack, ...]:
    """What stands in the way of the first move."""
    move = next((each for each in moves(a, who) if each in ACTS), None)
    return workflow.lacks(pack, a, ACTS[move], who, at) if move is not None else ()


def lacking(t: Words, lacks: tuple[workflow.Lack, ...]) -> list[Entry]:
    """What stands in the way, as rows."""
    return [Entry(lack.item, t(CAUSES[lack.cause])) for lack in lacks]


GROUPED = {
    "unanswered": mark("{n} items not answered: {items}"),
    "unverified": mark("{n} items not verified yet: {items}"),
}
"""Causes that a whole section may have: one row tells all of it."""


def by_section(t: Words, pack: Pack, a: Assessment, lacks: tuple[workflow.Lack, ...]) -> list[Entry]:
    """The same with one row for what a section's items have in common."""
    out: list[Entry] = []
    for section in pack.sections:
        ids = {item.id for item in section.items}
        for cause, message in GROUPED.items():
            items = tuple(lack.item for lack in lacks if lack.cause == cause and lack.item in ids)
            if items:
                whole = len(items) == sum(item.id in ids for item in pack.shown_to(a.unit))
                named = t("the whole section") if whole else ", ".join(items)
                out.append(Entry(section.id, t(message, n=len(items), items=named), items))
    return [*out, *lacking(t, tuple(lack for lack in lacks if lack.cause not in GROUPED))]


def should(t: Words, pack: Pack, a: Assessment, who: Person, s: Score) -> list[Entry]:
    """What is worth a second look; it bars nothing."""
    if a.state == STATE_VERIFIED:
        return [Entry(item.id, difference(t, pack, a, item.id)) for item in verify.differing(pack, a)]
    if a.state != DRAFT or side(who) != UNIT:
        return []
    out = [
        Entry(gap.item, f"{t(words.CAUSES[gap.cause])}, {numbers.points(t, gap.points)}")
        for gap in s.gaps
        if gap.cause == scoring.STALE_EVIDENCE
    ]
    for item in pack.shown_to(a.unit):
        out += [Entry(item.id, words.notice(t, each)) for each in notices.of_item(pack, a, item.id)]
    return [*out, *(Entry(id, words.notice(t, each)) for id, each in notices.of_register(a))]


def difference(t: Words, pack: Pack, a: Assessment, item_id: str) -> str:
    """Both answers, and whether the unit has explained."""
    found = pack.item(item_id)
    told = t("explained") if item_id in a.explanations else t("not explained")
    return f"{verify.both(t, found, a)}, {told}" if found is not None else told


def second_title(t: Words, a: Assessment, who: Person) -> str:
    """Over what is worth a second look."""
    if a.state != STATE_VERIFIED:
        return t("Worth a second look, no bar to submitting")
    return t("Where the layers differ: Enter explains" if side(who) == UNIT else "Where the layers differ")


def with_whom(t: Words, a: Assessment) -> str:
    """Who has the paper now."""
    whose = {DRAFT: HEAD, SUBMITTED: INSPECTOR, STATE_VERIFIED: REVIEWER}.get(a.state, REVIEWER)
    return t(workflow.WHOSE[whose])


def about(t: Words, pack: Pack, a: Assessment, code: str) -> str:
    """The title of an item, or the line of an entry."""
    found = pack.item(code)
    if found is not None:
        return t.of(found.title)
    entry = a.evidence.get(code)
    return words.evidence_line(t, entry.particulars) if entry else ""


def rest(pack: Pack, a: Assessment) -> tuple[str, ...]:
    """The items that the unit has answered and nobody has verified yet."""
    shown = pack.shown_to(a.unit)
    return tuple(i.id for i in shown if a.value(VERIFIED, i.id) is None and a.value(SELF, i.id) is not None)


def standing(t: Words, period: Period, s: Score, barred: int) -> str:
    """How many items are done, how many things stand in the way, until when it is due."""
    due = period.submit_by if s.layer == SELF else period.verify_by
    return t(
        "Answered {n}/{of}, {left} left · in the way {must} · due {day}"
        if s.layer == SELF
        else "Verified {n}/{of}, {left} left · in the way {must} · due {day}",
        n=s.answered,
        of=s.applicable,
        left=s.applicable - s.answered,
        must=barred,
        day=numbers.day(due),
    )


def facts(t: Words, pack: Pack, a: Assessment, s: Score) -> dict[str, object]:
    """What a confirm names."""
    return {
        "unit": t.of(a.unit.name),
        "period": a.period.id,
        "n": s.answered,
        "of": s.applicable,
        "evidenced": numbers.percent(t, s.evidenced, pack),
    }


CONFIRMS = {
    "submit": Confirm(
        mark("Submit {unit}, period {period} ({n}/{of}, evidenced {evidenced})?"),
        mark("After that answers stand fast; it can be withdrawn while nobody has begun to verify."),
        (mark("Not yet"), mark("Submit")),
        mark("{unit} submitted"),
    ),
    "withdraw": Confirm(
        mark("Withdraw {unit}, period {period}?"),
        mark("It becomes a draft again; nothing is lost."),
        (mark("Leave it submitted"), mark("Withdraw")),
        mark("{unit} withdrawn"),
    ),
    "verify": Confirm(
        mark("Close the verifying of {unit}, period {period} ({n}/{of}, evidenced {evidenced})?"),
        mark("It goes to the reviewer. The unit may explain where the layers differ."),
        (mark("Leave it as it is"), mark("Close the verifying")),
        mark("{unit} verified"),
    ),
    "accept": Confirm(
        mark("Accept {unit}, period {period}, with the verified score {evidenced}?"),
        mark("It is sealed: nothing in it changes any more, except after opening it again with a note."),
        (mark("Leave it as it is"), mark("Accept")),
        mark("{unit} accepted"),
    ),
}


def agree_rest(on_site: bool) -> Confirm:
    """What is asked before an inspector agrees to all that is left."""
    question = mark("Agree to the unit's answer on {n} items, on papers?")
    at_place = mark("Agree to the unit's answer on {n} items, as seen on site?")
    return Confirm(
        at_place if on_site else question,
        mark("Entries without a mark are marked seen. The reviewer sees that it was done in bulk. U takes it back."),
        (mark("Leave it as it is"), mark("Agree to all of them")),
        mark("{n} items agreed in bulk"),
    )
