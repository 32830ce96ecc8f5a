"""The score as rows of text and as the documented JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from checklist import scoring
from checklist.locale import Words
from checklist.model import NOT_APPLICABLE, SELF, SUBMITTED, VERIFIED, Assessment, Pack
from checklist.scoring import Score
from checklist.text import pad
from checklist.view import numbers, words


def scores(pack: Pack, a: Assessment, at: date) -> tuple[Score, Score | None]:
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
    if s.layer == VERIFIED and s.evidenced is not None:
        return t(
            "Verified {n}/{of}, {left} left · granted {claimed} · evidenced {evidenced} · {band}",
            n=s.answered,
            of=s.applicable,
            left=left,
            claimed=numbers.percent(t, s.claimed, pack),
            evidenced=numbers.percent(t, s.evidenced, pack),
            band=words.band(t, pack, s.band) + capped(s),
        )
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
    return " *" if s.lowered else ""


def remedy(t: Words, pack: Pack, gap: scoring.Gap) -> str:
    """What to do about a gap."""
    item = pack.item(gap.item)
    if item is None:
        return ""
    if gap.cause == scoring.UNANSWERED:
        return t("answer it")
    return t.of(item.sufficient if gap.cause in (scoring.NO_EVIDENCE, scoring.STALE_EVIDENCE) else item.remedy)


def unit_lines(t: Words, pack: Pack, a: Assessment, at: date) -> list[str]:
    """A unit's score in both layers, its sections, and its gaps with what to do."""
    own, verified = scores(pack, a, at)
    counts = result(a, own, verified)
    out = [
        f"{t.of(a.unit.name)} ({a.unit.id}), {a.period.id}: {words.state(t, a)}, {numbers.day(at)}",
        f"{t(words.LAYERS[SELF])}: {summary(t, pack, own)}",
    ]
    if verified is not None:
        out.append(f"{t(words.LAYERS[VERIFIED])}: {summary(t, pack, verified)}")
    out.append(t("What counts: {layer}.", layer=t(words.LAYERS[counts.layer])))
    if counts.na_items:
        na = t(
            "Not applicable: {n} items, {points} points", n=counts.na_items, points=numbers.points(t, counts.na_points)
        )
        out.append(na)
    out.append("")
    for section in pack.sections:
        each = part(pack, a, section.id, counts.layer, at)
        if each.applicable:
            figures = pad(f"{each.answered}/{each.applicable}", 7, right=True)
            earned = pad(f"{numbers.points(t, each.earned)} / {numbers.points(t, each.points)}", 15, right=True)
            out.append(f"  {pad(f'{section.id} {t.of(section.title)}', 46)} {figures} {earned}")
    if counts.gaps:
        out += ["", t("What raises the score most")]
    for gap in counts.gaps:
        item = pack.item(gap.item)
        name = t.of(item.title) if item else ""
        points = pad(numbers.gain(t, gap.points), 7, right=True)
        out.append(f"  {points}  {pad(gap.item, 7)} {name}: {t(words.CAUSES[gap.cause])}")
    return out


def explain(t: Words, pack: Pack, a: Assessment, layer: str, at: date, section: str = "") -> list[str]:
    """Every item of a unit with points, answer, credit, evidence and what it earns, then the sums: to be recomputed.

    Args:
        section: only its items; empty is all of them.
    """
    items = [item for item in pack.shown_to(a.unit) if section in ("", item.section)]
    s = scoring.score(pack, a, layer, at, items if section else None)
    out = [
        t("Layer {layer}, at {day}.", layer=t(words.LAYERS[layer]), day=numbers.day(at)),
        explain_row(t("Item"), t("Points"), t("Credit"), t("Evid."), t("Earned"), t("Answer")),
    ]
    for item in items:
        value = a.value(layer, item.id)
        gaps = scoring.gaps_of(item, a, layer, at)
        proof = scoring.proof(item, a, layer, at)
        said = words.answer(t, item, value)
        if value is not None and value.verdict == NOT_APPLICABLE:
            out.append(explain_row(item.id, f"({numbers.points(t, scoring.points(item))})", "–", "–", "–", said))
            continue
        earned = scoring.earned(item, a, layer, at)
        causes = ", ".join(t(words.CAUSES[gap.cause]) for gap in gaps)
        out.append(
            explain_row(
                item.id,
                numbers.points(t, scoring.points(item)),
                str(scoring.credit(item, value)),
                f"{proof.have}/{proof.need}" if proof.need else "–",
                numbers.points(t, earned),
                said + (f" ({causes})" if causes and causes != said else ""),
            )
        )
    sums = t("Sum: {earned} of {points} points", earned=numbers.points(t, s.earned), points=numbers.points(t, s.points))
    if s.evidenced is not None:
        sums += f" = {numbers.percent(t, s.evidenced, pack)}" + (f", {words.band(t, pack, s.band)}" if s.band else "")
    out.append(sums)
    if s.na_items:
        na = t("Not applicable: {n} items, {points} points", n=s.na_items, points=numbers.points(t, s.na_points))
        out.append(na)
    if s.capped_by:
        out.append(t("Critical items without full credit: {items}", items=", ".join(s.capped_by)))
    return out


def explain_row(item: str, full: str, credit: str, evidence: str, earned: str, answer: str) -> str:
    """One row of an explanation."""
    cells = (
        pad(full, 7, right=True),
        pad(credit, 9, right=True),
        pad(evidence, 5, right=True),
        pad(earned, 7, right=True),
    )
    return f"{pad(item, 9)}{' '.join(cells)}  {answer}".rstrip()


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


def unit_json(t: Words, pack: Pack, digest: str, a: Assessment, at: date, *, whole: bool) -> dict[str, Any]:
    """A unit's score in the documented shape; `whole` adds sections and gaps."""
    own, verified = scores(pack, a, at)
    counts = result(a, own, verified)
    out: dict[str, Any] = {
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


def part(pack: Pack, a: Assessment, section_id: str, layer: str, at: date) -> Score:
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
                    t.of(a.unit.name) + ("~" if a.unit.sample else ""),
                    words.short_state(t, a),
                    f"{own.answered}/{own.applicable}",
                    numbers.percent(t, own.claimed, pack),
                    numbers.percent(t, own.evidenced, pack),
                    verified_cell(t, pack, a, verified),
                    words.band(t, pack, counts.band) + capped(counts),
                )
            )
        )
    return out


def verified_cell(t: Words, pack: Pack, a: Assessment, verified: Score | None) -> str:
    """The verified score; while the inspector is at it, how far that is; a dash before that."""
    if verified is None:
        return "–"
    if a.state == SUBMITTED:
        return f"{verified.answered}/{verified.applicable}"
    return numbers.percent(t, verified.evidenced, pack)


def _row(cells: tuple[str, ...]) -> str:
    name, state, *figures, band = cells
    shown = " ".join(pad(each, 8, right=True) for each in figures)
    return f"{pad(name, 30)} {pad(state, 11)} {shown} {band}".rstrip()
