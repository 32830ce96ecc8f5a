"""The names of things: verdicts, states, roles, causes, kinds; an answer and an act in one line."""

from __future__ import annotations

from fractions import Fraction

from checklist import acts, scoring
from checklist.acts import Act
from checklist.errors import Phrase
from checklist.locale import Words, mark
from checklist.model import (
    DOCUMENT,
    FIGURE,
    LIMIT,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTIAL,
    QUOTA,
    ROSTER,
    SELF,
    VERIFIED,
    Assessment,
    Item,
    Pack,
    Particulars,
    Unit,
    Value,
)
from checklist.text import cut_middle
from checklist.view import numbers

VERDICTS = {
    MET: mark("met"),
    PARTIAL: mark("partly met"),
    NOT_MET: mark("not met"),
    NOT_APPLICABLE: mark("not applicable"),
}
SHORT_LAYERS = {SELF: mark("self"), VERIFIED: mark("verif.")}
STATES = {
    "draft": mark("draft"),
    "submitted": mark("submitted"),
    "verified": mark("verified"),
    "accepted": mark("accepted"),
}
ROLES = {
    "staff": mark("staff"),
    "head": mark("head"),
    "inspector": mark("inspector"),
    "reviewer": mark("reviewer"),
    "admin": mark("administrator"),
}
LAYERS = {SELF: mark("self"), VERIFIED: mark("verified layer")}
KINDS = {
    "check": mark("yes/no"),
    QUOTA: mark("quota"),
    LIMIT: mark("limit"),
    ROSTER: mark("list"),
    FIGURE: mark("figures"),
}
CAUSES = {
    scoring.UNANSWERED: mark("not answered"),
    NOT_MET: mark("not met"),
    PARTIAL: mark("partly met"),
    scoring.BELOW_QUOTA: mark("below the quota"),
    scoring.OVER_LIMIT: mark("over the limit"),
    scoring.NO_EVIDENCE: mark("no evidence"),
    scoring.STALE_EVIDENCE: mark("evidence too old or expired"),
}
WORTHS = {
    scoring.VALID: mark("in force"),
    scoring.TOO_OLD: mark("too old"),
    scoring.EXPIRED: mark("expired"),
    scoring.UNDATED: mark("no date"),
    scoring.TOO_NEW: mark("after the cut-off"),
    scoring.UNSEEN: mark("not seen"),
    scoring.OTHER_KIND: mark("another kind"),
}
MARKINGS = {
    "none": mark("none"),
    "mat": mark("Confidential"),
    "toi_mat": mark("Secret"),
    "tuyet_mat": mark("Top Secret"),
}
SEEN = {
    "seen": mark("seen"),
    "on_site": mark("seen at its place"),
    "not_produced": mark("not produced"),
}
MARKS = {MET: "D", PARTIAL: "M", NOT_MET: "C", NOT_APPLICABLE: "K"}


def state(t: Words, a: Assessment) -> str:
    """The state of the paper; a draft that came back says so."""
    return t("returned") if a.returned and a.state == "draft" else t(STATES[a.state])


SHORT_STATES = {"submitted": mark("sent"), "verified": mark("verif."), "accepted": mark("accepted")}


def short_state(t: Words, a: Assessment) -> str:
    """The state in at most eight cells."""
    return t(SHORT_STATES[a.state]) if a.state in SHORT_STATES else state(t, a)


_UNITS = {"Y": mark("{n} years"), "M": mark("{n} months"), "W": mark("{n} weeks"), "D": mark("{n} days")}


def who(t: Words, id: str) -> str:
    """A person's id; the local person and the system have words."""
    return t(_NO_PEOPLE[id]) if id in _NO_PEOPLE else id


_NO_PEOPLE = {"local": mark("local"), "system": mark("system")}


def unit(t: Words, unit: Unit, width: int) -> str:
    """A unit's name in so many cells, `~` behind a sample's; cut in its middle, for many names begin alike."""
    sample = "~" if unit.sample else ""
    return cut_middle(t.of(unit.name), width - len(sample)) + sample


def duration(t: Words, iso: str) -> str:
    """An ISO duration in words: `12 tháng`."""
    parts, number = [], ""
    for character in iso.removeprefix("P"):
        if character.isdigit():
            number += character
        else:
            parts.append(t(_UNITS[character], n=int(number)))
            number = ""
    return " ".join(parts)


def letter(t: Words, item: Item, value: Value | None, evidence_missing: bool = False) -> str:
    """The mark of an answer: `Đ M C K .`, `Đ!` where its evidence is missing; numbers and parts by credit."""
    if value is None:
        return "."
    if item.kind == FIGURE and value.verdict is None:
        return _met(t)
    verdict = value.verdict or NOT_MET
    return (_met(t) if verdict == MET else MARKS[verdict]) + ("!" if evidence_missing and verdict == MET else "")


def _met(t: Words) -> str:
    return "Đ" if t.lang == "vi" else "D"


def band(t: Words, pack: Pack, band_id: str | None) -> str:
    """A band's title; in words where there is none."""
    found = next((each for each in pack.bands if each.id == band_id), None)
    return t.of(found.title) if found else t("nothing applies")


def evidence_kind(t: Words, pack: Pack, kind: str | None) -> str:
    """The title of an evidence kind."""
    if kind == DOCUMENT or kind is None:
        return t("document")
    found = next((each for each in pack.evidence_kinds if each.id == kind), None)
    return t.of(found.title) if found else kind


def notice(t: Words, phrase: Phrase) -> str:
    """A warning with its numbers as papers show them."""
    return t(phrase.message, **{key: _figure(t, value) for key, value in phrase.fields.items()})


def _figure(t: Words, value: object) -> object:
    if isinstance(value, tuple):
        return " + ".join(str(_figure(t, each)) for each in value)
    return numbers.count(t, value) if isinstance(value, int) else value


def seen(t: Words, mark: str | None) -> str:
    """An inspector's mark on an entry."""
    return t(SEEN[mark]) if mark else t("no mark")


def ground(t: Words, pack: Pack, ground_id: str | None) -> str:
    """The title of a ground."""
    found = next((each for each in pack.grounds if each.id == ground_id), None)
    return t.of(found.title) if found else ground_id or ""


def answer(t: Words, item: Item, value: Value | None) -> str:
    """An answer in a few words: `đạt`, `7/11`, `2/3 phần`, `0`."""
    if value is None:
        return t("not answered")
    if value.verdict == NOT_APPLICABLE or item.kind == "check":
        return t(VERDICTS[value.verdict or NOT_MET])
    if value.percent is not None:
        return numbers.decimal(t, Fraction(value.percent)) + "%"
    if value.assigned is not None:
        return f"{numbers.count(t, value.reached or 0)}/{numbers.count(t, value.assigned)}"
    if value.count is not None:
        return numbers.count(t, value.count)
    if value.parts is not None:
        return t("{n}/{of} parts", n=len(value.parts), of=len(item.parts))
    named = {each.id: t.of(each.title) for each in item.values}
    return ", ".join(
        f"{named.get(key, key)} {numbers.count(t, number)}" for key, number in (value.values or {}).items()
    )


def evidence_line(t: Words, particulars: Particulars) -> str:
    """An entry in one line: number and date, or marking, register line and the day it was seen."""
    if particulars.marked:
        seen = t("seen {day}", day=numbers.day(particulars.checked_on)) if particulars.checked_on else t("not seen")
        book, _, line = (particulars.register_line or "/").partition("/")
        return t(
            "{marking}  {seen}  book {book}, line {line}",
            marking=t(MARKINGS[particulars.marking]).upper(),
            seen=seen,
            book=book,
            line=line,
        )
    named = particulars.number or particulars.abstract
    return ", ".join(part for part in (shown(t, named), numbers.day(particulars.date)) if part)


def shown(t: Words, said: object) -> str:
    """A free text as it is shown, also one that was expunged."""
    if said is None:
        return ""
    text = getattr(said, "text", None)
    return str(text) if text is not None else t("[taken out]")


def act(t: Words, pack: Pack, act: Act) -> str:
    """What an act did, in a few words for history and log."""
    match act:
        case acts.Open():
            return t("period {period} opened, rules {pack}", period=act.period.id, pack=f"{pack.id} v{pack.version}")
        case acts.Answer():
            item = pack.item(act.item)
            return answer(t, item, act.value) if item else t("answered")
        case acts.Clear():
            return t("back to not answered")
        case acts.AddEvidence():
            return t("evidence {id} added: {line}", id=act.id, line=evidence_line(t, act.particulars))
        case acts.EditEvidence():
            return t("evidence {id} changed: {line}", id=act.evidence, line=evidence_line(t, act.particulars))
        case acts.RemoveEvidence():
            return t("evidence {id} taken out of the register", id=act.evidence)
        case acts.Attach():
            return t("evidence {id} attached to {item}", id=act.evidence, item=act.item)
        case acts.Detach():
            return t("evidence {id} taken off {item}", id=act.evidence, item=act.item)
        case acts.MarkSeen():
            return t(_SEEN[act.mark], id=act.evidence)
        case acts.Agree():
            return t("agreed, on site") if act.basis == "on_site" else t("agreed, on papers")
        case acts.Explain():
            return t("explained") if act.text else t("explanation taken back")
        case acts.Expunge():
            return t("texts of entry {n} taken out", n=act.entry)
        case _:
            return t(_MOVES[acts.name(act)])


_SEEN = {
    "seen": mark("evidence {id} marked seen"),
    "on_site": mark("evidence {id} marked seen at its place"),
    "not_produced": mark("evidence {id} marked not produced"),
    None: mark("evidence {id}: seen mark taken off"),
}
_MOVES = {
    "submit": mark("submitted"),
    "withdraw": mark("withdrawn"),
    "return": mark("returned"),
    "verify": mark("verified"),
    "accept": mark("accepted"),
    "reopen": mark("reopened"),
}
