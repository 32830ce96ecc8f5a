"""Who may do what in which state, what an act still lacks, and what it does to an assessment.

One literal table holds state × act × role; `may` is its only reader. `settle` does all that needs the pack, `change`
needs nothing but the settled act, so that a journal replays without any table, pack or role of a later day.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone

import msgspec

from checklist import acts, judge
from checklist.acts import Act
from checklist.change import change, content_digest
from checklist.errors import Conflict, Forbidden, Phrase, Refused
from checklist.locale import mark
from checklist.model import (
    ACCEPTED,
    ADMIN,
    DRAFT,
    HEAD,
    INSPECTOR,
    MET,
    REVIEWER,
    SELF,
    STAFF,
    STATE_VERIFIED,
    SUBMITTED,
    VERIFIED,
    Assessment,
    Pack,
    Person,
    Seal,
)
from checklist.scoring import NO_EVIDENCE, proof

# --- the table ---------------------------------------------------------------------------------------------

UNIT_SIDE = (STAFF, HEAD)
TABLE: dict[tuple[str, str], tuple[str, ...]] = {
    (DRAFT, "answer.self"): UNIT_SIDE,
    (DRAFT, "evidence"): UNIT_SIDE,
    (DRAFT, "submit"): (HEAD,),
    (SUBMITTED, "withdraw"): (HEAD,),
    (SUBMITTED, "answer.verified"): (INSPECTOR,),
    (SUBMITTED, "mark_seen"): (INSPECTOR,),
    (SUBMITTED, "finding"): (INSPECTOR,),
    (DRAFT, "finding.close"): (INSPECTOR,),
    (SUBMITTED, "finding.close"): (INSPECTOR,),
    (STATE_VERIFIED, "finding.close"): (INSPECTOR,),
    (ACCEPTED, "finding.close"): (INSPECTOR,),
    (SUBMITTED, "return"): (INSPECTOR,),
    (SUBMITTED, "verify"): (INSPECTOR,),
    (STATE_VERIFIED, "explain"): UNIT_SIDE,
    (STATE_VERIFIED, "return"): (REVIEWER,),
    (STATE_VERIFIED, "accept"): (REVIEWER,),
    (ACCEPTED, "reopen"): (REVIEWER,),
    (DRAFT, "expunge"): (ADMIN,),
    (SUBMITTED, "expunge"): (ADMIN,),
    (STATE_VERIFIED, "expunge"): (ADMIN,),
    (ACCEPTED, "expunge"): (ADMIN,),
}
"""State and row to the roles that may. What is not here, nobody may."""

ROWS = tuple(dict.fromkeys(row for _, row in TABLE))

WHOSE = {
    STAFF: mark("the staff of the unit"),
    HEAD: mark("the head of the unit"),
    INSPECTOR: mark("the inspector"),
    REVIEWER: mark("the reviewer"),
    ADMIN: mark("the admin"),
}
"""Roles as a refusal names them."""

IN_STATE = {
    DRAFT: mark("a draft"),
    SUBMITTED: mark("submitted"),
    STATE_VERIFIED: mark("verified"),
    ACCEPTED: mark("accepted"),
}
"""States as a refusal names them."""

_ROW = {
    "add_evidence": "evidence",
    "edit_evidence": "evidence",
    "remove_evidence": "evidence",
    "attach": "evidence",
    "detach": "evidence",
    "agree": "answer.verified",
    "add_finding": "finding",
    "close_finding": "finding.close",
}


def row(act: Act | str) -> str:
    """The row of the table that an act falls under."""
    if isinstance(act, str):
        return act
    if isinstance(act, acts.Answer | acts.Clear):
        return f"answer.{act.layer}"
    return _ROW.get(acts.name(act), acts.name(act))


def may(who: Person, a: Assessment, act: Act | str) -> Refused | None:
    """Why a person may not do an act in the state the assessment is in; None when they may.

    Args:
        act: an act, or a row of the table such as `answer.self`.
    """
    wanted = row(act)
    roles = TABLE.get((a.state, wanted), ())
    unit_bound = who.role in (STAFF, HEAD, INSPECTOR)
    if who.role in roles and (not unit_bound or who.belongs_to(a.unit.id)):
        return None
    states = [state for state, each in TABLE if each == wanted and who.role in TABLE[state, each]]
    if roles and (who.role not in roles or unit_bound):
        return _for_others(roles)
    if states:
        return Forbidden(
            "The assessment is {now}, this is done while it is {then}.",
            now=Phrase(IN_STATE[a.state]),
            then=Phrase(IN_STATE[states[0]]),
        )
    return _for_others(next((able for (_, each), able in TABLE.items() if each == wanted), (ADMIN,)))


def _for_others(roles: tuple[str, ...]) -> Refused:
    """The refusal of what only these roles may do; what staff may, the head may too and is named for both."""
    whose = HEAD if roles == UNIT_SIDE else roles[0]
    return Forbidden("This is for {whose} to do.", whose=Phrase(WHOSE[whose]))


# --- what an act lacks -------------------------------------------------------------------------------------


class Lack(msgspec.Struct, frozen=True):
    """One thing that stands in the way of a move: `unanswered`, `no_evidence`, `unverified`, `verified_already`,
    `own_writing`; `item` where it is about one."""

    cause: str
    item: str = ""


def lacks(pack: Pack, a: Assessment, act: Act | str, who: Person, at: date) -> tuple[Lack, ...]:
    """What the table's column *needs* still misses for a move; empty for every other act."""
    move = act if isinstance(act, str) else acts.name(act)
    if move == "submit":
        return _lacks_to_submit(pack, a, at)
    if move == "withdraw":
        since = a.submitted or 0
        given = (answer for answer in a.answers.get(VERIFIED, {}).values() if answer.n > since)
        return (Lack("verified_already"),) if any(answer.value for answer in given) else ()
    if move == "verify":
        shown = pack.shown_to(a.unit)
        return tuple(Lack("unverified", item.id) for item in shown if a.value(VERIFIED, item.id) is None)
    if move == "accept":
        harmless = {"return", "accept", "reopen"}
        wrote = any(person == who.id and what not in harmless for person, what in a.writers)
        return (Lack("own_writing"),) if wrote else ()
    return ()


def _lacks_to_submit(pack: Pack, a: Assessment, at: date) -> tuple[Lack, ...]:
    found = []
    for item in pack.shown_to(a.unit):
        value = a.value(SELF, item.id)
        if value is None:
            found.append(Lack("unanswered", item.id))
        elif value.verdict == MET and value.reason is None and proof(item, a, SELF, at).cause == NO_EVIDENCE:
            found.append(Lack("no_evidence", item.id))
    return tuple(found)


LACKS = {
    "unanswered": mark("{n} items are unanswered"),
    "no_evidence": mark("{n} items are met without evidence or a remark"),
    "unverified": mark("{n} items have no fresh verified answer"),
    "verified_already": mark("the inspector has begun to verify"),
    "own_writing": mark("whoever wrote in an assessment does not accept it"),
}
"""What a refusal says of each lack."""


# --- apply -------------------------------------------------------------------------------------------------


def apply(
    pack: Pack,
    a: Assessment,
    act: Act,
    who: Person,
    now: datetime,
    *,
    today: date,
    salt: str = "",
    expect: int | None = None,
) -> tuple[Act, Assessment]:
    """Do an act: asks `may`, `lacks`, settles it and changes the assessment.

    Args:
        now: the moment, in UTC.
        today: the date at the home's offset.
        salt: random text from which the salts of the act's free texts are made.
        expect: the revision that the person saw; an older one than the stored is a conflict.

    Returns:
        The settled act, as the journal keeps it, and the assessment after it.

    Raises:
        Refused: state, role or what the act needs says no, or it would change nothing.
        Conflict: somebody saved a newer revision.
        BadInput: the act is wrong whatever the state.
    """
    if refusal := may(who, a, act):
        raise refusal
    at = min(today, a.period.cut_off)
    if missing := lacks(pack, a, act, who, at):
        raise Refused(
            "Not yet: {lacks}.",
            "`score {unit} --explain` lists them.",
            lacks=[Phrase(LACKS[cause], n=count) for cause, count in Counter(m.cause for m in missing).items()],
            unit=a.unit.id,
        )
    settled = settle(pack, a, act, who, today, salt=salt, expect=expect)
    return settled, change(a, settled, who.id, moment(now))


def undo(a: Assessment, act: Act, who: Person, now: datetime) -> Assessment:
    """The assessment after a compensating act, which is settled as it stands.

    Raises:
        Refused: the person may no longer do such an act.
    """
    if refusal := may(who, a, act):
        raise refusal
    return change(a, act, who.id, moment(now))


def moment(now: datetime) -> str:
    """A moment in UTC as the journal writes it, `2009-12-02T03:41:58Z`."""
    return f"{now.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def at_offset(moment: datetime, offset: str) -> datetime:
    """A moment at a home's offset such as `+07:00`; one in the last hours that a date can hold stays as it is."""
    zone = timezone(timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])) * (-1 if offset[0] == "-" else 1))
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment.replace(tzinfo=zone)


def settle(
    pack: Pack, a: Assessment, act: Act, who: Person, today: date, *, salt: str = "", expect: int | None = None
) -> Act:
    """The act with all that needs the pack worked out: verdict, ids, the self revision judged, salted texts.

    Raises:
        Conflict, BadInput, Refused: as `apply` says.
    """
    settled = judge.settle(pack, a, judge.texts(act, salt), who, today)
    if expect is not None and (stored := _revision(a, settled)) is not None and stored != expect:
        raise Conflict(
            "{thing}: somebody saved a newer version (revision {stored}, expected {expect}). Nothing was overwritten.",
            "Read it again, then decide.",
            thing=_thing(settled),
            stored=stored,
            expect=expect,
        )
    if isinstance(settled, acts.Accept):
        settled = msgspec.structs.replace(settled, seal=Seal(content_digest(a, at := min(today, a.period.cut_off)), at))
    if not isinstance(settled, acts.MOVES) and _changes_nothing(a, settled):
        raise Refused("{thing}: nothing to change, it says so already.", thing=_thing(settled))
    return settled


def _thing(act: Act) -> str:
    return str(getattr(act, "evidence", "") or getattr(act, "item", "") or acts.name(act))


def _revision(a: Assessment, act: Act) -> int | None:
    """The stored revision that `expect` is held against, None for acts without one."""
    match act:
        case acts.Answer() | acts.Clear():
            return a.revision(act.layer, act.item)
        case acts.Agree():
            return a.revision(VERIFIED, act.item)
        case acts.EditEvidence() | acts.RemoveEvidence() | acts.Attach() | acts.Detach():
            return a.evidence[act.evidence].revision
        case _:
            return None


def _changes_nothing(a: Assessment, act: Act) -> bool:
    if isinstance(act, acts.AddEvidence | acts.Expunge):
        return False  # what is expunged may stand in the journal alone
    if isinstance(act, acts.EditEvidence):
        return bool(acts.plain(act.particulars) == acts.plain(a.evidence[act.evidence].particulars))
    after = change(a, act, "", "")
    return _said(a, after) == _said(after, a)


def _said(a: Assessment, other: Assessment) -> object:
    """The content of an assessment without who, when, revisions and salts: what a person would call the same.

    Records that it shares with the other are left out: an act changes few of many.
    """
    answers = {
        (layer, item): (acts.plain(each.value), each.judged, each.basis)
        for layer, items in a.answers.items()
        for there in [other.answers.get(layer, {})]
        for item, each in items.items()
        if each is not there.get(item) and each.value
    }
    evidence = {
        id: (acts.plain(each.particulars), each.items, each.seen and each.seen.mark)
        for id, each in a.evidence.items()
        if each is not other.evidence.get(id)
    }
    explanations = {
        item: acts.plain(each.text) for item, each in a.explanations.items() if each is not other.explanations.get(item)
    }
    return a.state, answers, evidence, explanations
