"""Line mode: a score and why it is so, as sentences. Pure."""

from __future__ import annotations

from datetime import date

from checklist import scoring
from checklist.locale import Words
from checklist.model import CHECK, NOT_APPLICABLE, SELF, VERIFIED, Assessment, Item, Pack
from checklist.scoring import Score
from checklist.view import lists, numbers, plain, score, walk, words


def why(t: Words, pack: Pack, a: Assessment, item: Item, at: date, layer: str) -> list[str]:
    """The whole item, and why it scores what it scores, as sentences."""
    value, full = a.value(layer, item.id), scoring.points(item)
    facts = [walk.kind(t, item), f"{walk.source_name(t, pack)}, {', '.join(item.source)}"]
    out = [f"{item.id}. {t.of(item.title).rstrip('.')}. {plain.capital(', '.join(facts))}."]
    out.append(plain.ended(f"{t('Answer')}: {plain.said(t, pack, item, value)}"))
    if value is not None and value.verdict == NOT_APPLICABLE:
        out.append(f"{t('Points')}: {t('not applicable: the points leave the whole')}.")
    elif item.kind == CHECK:
        earned = scoring.claim(item, value)
        told = t("{earned} of {full} points", earned=numbers.points(t, earned), full=numbers.points(t, full))
        out.append(f"{t('Points')}: {told}.")
    out += [f"{line}." for line in walk.reckoned_lines(t, item, value)]
    out.append(f"{t('Evidence')}: {lists.need(t, pack, item, a, at, layer)}.")
    out += [plain.entry(t, each, item, at, layer) for each in a.entries_for(item.id)]
    for gap in scoring.gaps_of(item, a, layer, at):
        out.append(f"{t('Lost')}: {numbers.points(t, gap.points)}, {t(words.CAUSES[gap.cause])}.")
    texts = ((t("Look at"), item.guidance), (t("Met when"), item.sufficient), (t("If it falls short"), item.remedy))
    out += [f"{label}: {t.of(text)}" for label, text in texts]
    for basis in item.basis:
        unsure = f" ({t('to be checked')})" if basis.to_check else ""
        out.append(f"{t('Legal basis')}: {t.of(basis.text)}{unsure}.")
    return out


def score_lines(t: Words, pack: Pack, a: Assessment, own: Score, verified: Score | None, most: int = 5) -> list[str]:
    """The score in both layers, the sections, and what raises it most."""
    counts = score.result(a, own, verified)
    out = [f"{plain.capital(t(words.LAYERS[SELF]))}: {_sentence(score.summary(t, pack, own))}"]
    if verified is not None:
        out.append(f"{plain.capital(t(words.LAYERS[VERIFIED]))}: {_sentence(score.summary(t, pack, verified))}")
    if counts.capped_by and counts.lowered:
        out.append(t("Critical items without full credit: {items}", items=", ".join(counts.capped_by)) + ".")
    for section in pack.sections:
        each = score.part(pack, a, section.id, counts.layer, counts.at)
        if each.applicable:
            earned, full = numbers.points(t, each.earned), numbers.points(t, each.points)
            told = t("{earned} of {full} points", earned=earned, full=full)
            out.append(f"{section.id} {t.of(section.title)}: {each.answered}/{each.applicable}, {told}.")
    if counts.gaps and counts.evidenced is not None:
        out.append(f"{lists.gap_heading(t, pack, counts)}:")
    for gap in counts.gaps[:most]:
        item = pack.item(gap.item)
        title = t.of(item.title).rstrip(".") if item else ""
        out.append(f"{numbers.gain(t, gap.points)} {gap.item} {title}: {t(words.CAUSES[gap.cause])}.")
    return out


def _sentence(line: str) -> str:
    """A line of the full screen as a sentence."""
    return line.replace(" · ", ", ") + "."
