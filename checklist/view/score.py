"""The score as rows of text and as the documented JSON."""

from __future__ import annotations

from typing import Any

from checklist import scoring
from checklist.locale import Words
from checklist.model import SELF, VERIFIED, Assessment, Pack
from checklist.scoring import Score
from checklist.text import pad
from checklist.view import numbers, words


def scores(pack: Pack, a: Assessment, at: Any) -> tuple[Score, Score | None]:
    """Both layers of an assessment; the verified one is None while it holds no answer."""
    verified = any(answer.value for answer in a.answers.get(VERIFIED, {}).values())
    own = scoring.score(pack, a, SELF, at)
    return own, scoring.score(pack, a, VERIFIED, at) if verified else None


def result(a: Assessment, own: Score, verified: Score | None) -> Score:
    """The score of the layer that counts."""
    return verified if verified is not None and scoring.result_layer(a) == VERIFIED else own


def summary(t: Words, pack: Pack, s: Score) -> str:
    """The score in one line: answered, claimed, evidenced, band."""
    left = s.applicable - s.answered
    if s.evidenced is None:
        return t("Answered {n}/{of} · nothing applies, no score", n=s.answered, of=s.applicable)
    return t(
        "Answered {n}/{of}, {left} left · claimed {claimed} · evidenced {evidenced} · {band}",
        n=s.answered,
        of=s.applicable,
        left=left,
        claimed=numbers.percent(t, s.claimed, pack),
        evidenced=numbers.percent(t, s.evidenced, pack),
        band=words.band(t, pack, s.band) + capped(s),
    )


def capped(s: Score) -> str:
    """The sign behind a band that a critical item holds down."""
    return " *" if s.capped_by else ""


def remedy(t: Words, pack: Pack, gap: scoring.Gap) -> str:
    """What to do about a gap."""
    item = pack.item(gap.item)
    if item is None:
        return ""
    if gap.cause == scoring.UNANSWERED:
        return t("answer it")
    return t.of(item.sufficient if gap.cause in (scoring.NO_EVIDENCE, scoring.STALE_EVIDENCE) else item.remedy)


def layer_json(s: Score | None) -> dict[str, Any] | None:
    """A layer's score in the documented shape."""
    if s is None:
        return None
    return {
        "answered": s.answered,
        "applicable": s.applicable,
        "earned": numbers.rounded(s.earned),
        "points": numbers.rounded(s.points),
        "claimed": numbers.rounded(s.claimed),
        "evidenced": numbers.rounded(s.evidenced),
        "band": s.band,
        "capped_by": list(s.capped_by),
        "na": {"items": s.na_items, "points": numbers.rounded(s.na_points)},
    }


def unit_json(t: Words, pack: Pack, digest: str, a: Assessment, at: Any, *, whole: bool) -> dict[str, Any]:
    """A unit's score in the documented shape; `whole` adds sections and gaps."""
    own, verified = scores(pack, a, at)
    counts = result(a, own, verified)
    out = {
        "unit": a.unit.id,
        "name": t.of(a.unit.name),
        "period": a.period.id,
        "pack": {"id": pack.id, "version": pack.version, "digest": digest},
        "state": a.state,
        "at": at.isoformat(),
        "result": counts.layer,
        "self": layer_json(own),
        "verified": layer_json(verified),
    }
    if whole:
        out["sections"] = [
            {
                "id": section.id,
                "title": t.of(section.title),
                "self": layer_json(part(pack, a, section.id, SELF, at)),
                "verified": layer_json(part(pack, a, section.id, VERIFIED, at)) if verified else None,
            }
            for section in pack.sections
        ]
        out["gaps"] = [
            {
                "item": gap.item,
                "title": t.of(found.title),
                "points": numbers.rounded(gap.points),
                "cause": gap.cause,
                "do": remedy(t, pack, gap),
            }
            for gap in counts.gaps
            if (found := pack.item(gap.item))
        ]
    return out


def part(pack: Pack, a: Assessment, section_id: str, layer: str, at: Any) -> Score:
    """The score of one section, without a band."""
    return scoring.score(pack, a, layer, at, [item for item in pack.shown_to(a.unit) if item.section == section_id])


def table(t: Words, rows: list[tuple[Pack, Assessment, Score, Score | None]]) -> list[str]:
    """The score table of many units, one line a unit with its `n/N`; the header first."""
    head = (t("Unit"), t("Paper"), t("Answered"), t("Claimed"), t("Evidenced"), t("Verified"), t("Band"))
    out = [_row(head)]
    for pack, a, own, verified in rows:
        counts = result(a, own, verified)
        out.append(
            _row(
                (
                    t.of(a.unit.name),
                    words.state(t, a),
                    f"{own.answered}/{own.applicable}",
                    numbers.percent(t, own.claimed, pack),
                    numbers.percent(t, own.evidenced, pack),
                    numbers.percent(t, verified.evidenced if verified else None, pack),
                    words.band(t, pack, counts.band) + capped(counts),
                )
            )
        )
    return out


def _row(cells: tuple[str, ...]) -> str:
    name, state, *figures, band = cells
    shown = " ".join(pad(each, 8, right=True) for each in figures)
    return f"{pad(name, 28)} {pad(state, 11)} {shown} {band}".rstrip()
