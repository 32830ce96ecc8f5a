"""The inspection minutes as blocks: what was verified, found and said, with room for what is written by hand.

A report lays the blocks out; all numbers come from `scoring`. Names of people are nowhere: accounts by their ids, posts
as they were written down, the rest is left to fill in by hand. Of a marked document only the day it was seen is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from checklist import findings, scoring
from checklist.locale import Words
from checklist.model import NOT_APPLICABLE, ON_SITE, SELF, VERIFIED, Assessment, Item, Pack, Particulars, Value, applies
from checklist.register import Finding, Findings
from checklist.scoring import Score
from checklist.text import pad
from checklist.view import findings as found
from checklist.view import numbers, score, verify, words

# --- blocks ------------------------------------------------------------------------------------------------


class Letterhead(msgspec.Struct, frozen=True):
    """Two columns of centred lines; an empty line is a rule under the one before it."""

    left: tuple[str, ...]
    right: tuple[str, ...]


class Title(msgspec.Struct, frozen=True):
    """Centred lines."""

    lines: tuple[str, ...]


class Heading(msgspec.Struct, frozen=True):
    """A heading, with a blank line before it."""

    text: str


class Para(msgspec.Struct, frozen=True):
    """A paragraph; with a label it hangs behind it."""

    text: str
    label: str = ""
    indent: int = 0


class Fill(msgspec.Struct, frozen=True):
    """Labels, each with room to write behind it; one without a label is a whole line of room."""

    labels: tuple[str, ...]
    indent: int = 0


class Table(msgspec.Struct, frozen=True):
    """Rows under a head. The first column takes what the others leave; they are flush right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Cells of each column but the first."""


class Signatures(msgspec.Struct, frozen=True):
    """Who signs, side by side."""

    titles: tuple[str, ...]
    hint: str


Block = Letterhead | Title | Heading | Para | Fill | Table | Signatures


class Sources(msgspec.Struct, frozen=True):
    """What minutes are made of."""

    pack: Pack
    a: Assessment
    register: Findings
    at: date
    """The date of the score."""
    day: date
    """The day of printing, at which findings are overdue or not."""
    printed: str
    """The moment of printing, as it is shown."""
    offset: str
    """The home's offset from UTC."""
    submitted: date | None = None
    """The day of the last submit."""
    sample: bool = False
    """Whether the answers are made up."""
    classification: str = ""
    """The home's classification line."""


# --- the document ------------------------------------------------------------------------------------------

HEAD_LENGTH = 16
"""How much of a hash is printed."""
LABEL = 11
"""Cells of the labels of an item or a finding."""


def blocks(t: Words, s: Sources) -> tuple[Block, ...]:
    """The whole minutes, from the letterhead to the signatures."""
    own, verified = score.scores(s.pack, s.a, s.at)
    return (
        *_top(t, s),
        *_present(t, s),
        *_scope(t, s),
        *_results(t, s, own, verified),
        *_findings(t, s),
        *_opinion(t, s),
        *_end(t, s),
    )


def _top(t: Words, s: Sources) -> Iterator[Block]:
    if s.classification:
        yield Title((s.classification,))
    yield Letterhead(
        ("." * 34, t("INSPECTION TEAM"), "", t("No.: ......./BB-.........")),
        (t("SOCIALIST REPUBLIC OF VIET NAM"), t("Independence - Freedom - Happiness"), ""),
    )
    name = t.of(s.a.unit.name)
    title = (t("MINUTES OF INSPECTION"), t("at {unit}, period {period}", unit=name, period=s.a.period.id))
    yield Title((*title, t("Sample data.")) if s.sample else title)
    yield Para(t("On the basis of plan or decision No. ............ of ..../..../........;"))
    if s.submitted is not None:
        yield Para(t("On the basis of the unit's self-assessment, submitted on {day};", day=numbers.day(s.submitted)))
    else:
        yield Para(t("On the basis of the unit's self-assessment, not submitted yet;"))
    yield Para(
        t("On the basis of the rules {id}, version {version}: {title}.",
          id=s.pack.id, version=s.pack.version, title=t.of(s.pack.title))
    )  # fmt: skip


def _present(t: Words, s: Sources) -> Iterator[Block]:
    yield Heading(t("I. TIME, PLACE AND WHO WAS PRESENT"))
    yield Para(t("1. Begun at ..... h ....., on ..... / ..... / ........."))
    place = t.of(s.a.unit.place)
    yield Para(t("2. Place: {place}", place=place)) if place else Fill((t("2. Place:"),))
    yield Para(t("3. The inspection team:"))
    for label in (t("- Head:"), t("- Secretary:"), t("- Member:"), t("- Member:")):
        yield Fill((label, t("Post:")), 3)
    accounts = sorted({answer.who for answer in s.a.answers.get(VERIFIED, {}).values() if answer.value})
    if accounts:
        yield Para(t("Accounts that verified in the program: {who}.", who=", ".join(accounts)), indent=3)
    yield Para(t("4. The unit inspected, {unit}:", unit=t.of(s.a.unit.name)))
    for label in (t("- For the unit:"), t("- Also present:")):
        yield Fill((label, t("Post:")), 3)


def _scope(t: Words, s: Sources) -> Iterator[Block]:
    period, shown = s.a.period, s.pack.shown_to(s.a.unit)
    done, agreed, every = verify.progress(s.pack, s.a)
    yield Heading(t("II. SUBJECT AND PERIOD"))
    yield Para(t("1. Subject: {title}; {n} items are asked of the unit.", title=t.of(s.pack.title), n=len(shown)))
    yield Para(
        t("2. Period {period}: from {first} to {last}; scored at {day}.", period=period.id,
          first=numbers.day(period.first), last=numbers.day(period.last), day=numbers.day(s.at))
    )  # fmt: skip
    state = words.state(t, s.a)
    yield Para(
        t("3. The assessment is {state}: {done} of {of} items verified, {agreed} agreed, {differ} differing.",
          state=state, done=done, of=every, agreed=agreed, differ=done - agreed)
    )  # fmt: skip


# --- results -----------------------------------------------------------------------------------------------


def _results(t: Words, s: Sources, own: Score, verified: Score | None) -> Iterator[Block]:
    counts = score.result(s.a, own, verified)
    yield Heading(t("III. RESULTS"))
    yield Para(t("1. Score of the whole assessment"))
    yield _whole(t, s, own, verified)
    yield Para(t("The result is of this layer: {layer}.", layer=t(words.LAYERS[counts.layer])), indent=3)
    if counts.capped_by:
        yield Para(t("Critical items without full credit: {items}", items=", ".join(counts.capped_by)) + ".", indent=3)
    yield Para(t("2. By section"))
    yield _sections(t, s, verified, counts.layer)
    yield Para(t("Points: with evidence, of those applicable. Aside: not applicable."), indent=3)
    yield Para(t("3. Items with differing results"))
    yield from _differing(t, s) or (Para(t("None."), indent=3),)
    yield Para(t("4. Set aside as not applicable (layer: {layer})", layer=t(words.LAYERS[counts.layer])))
    yield from _set_aside(t, s, counts.layer) or (Para(t("None."), indent=3),)
    left = [item.id for item in s.pack.shown_to(s.a.unit) if s.a.value(VERIFIED, item.id) is None]
    yield Para(t("5. Items without a verified result"))
    yield Para(f"{len(left)}: {', '.join(left)}." if left else t("None."), indent=3)
    yield Para(t("6. Strengths, general remarks:"))
    yield from [Fill(("",), 3)] * 2


def _whole(t: Words, s: Sources, own: Score, verified: Score | None) -> Table:
    layers = (own, verified)

    def row(label: str, figure: str, *each: Score | None) -> tuple[str, ...]:
        return (label, *(("–" if layer is None else _figure(t, s.pack, layer, figure)) for layer in each))

    return Table(
        ("", t("By the unit"), t("As verified")),
        (
            row(t("Items answered"), "answered", *layers),
            row(t("Score by the answers"), "claimed", *layers),
            row(t("Score with evidence"), "evidenced", *layers),
            row(t("Band"), "band", *layers),
            row(t("Not applicable: items"), "na_items", *layers),
            row(t("Not applicable: points"), "na_points", *layers),
        ),
        (16, 16),
    )


def _figure(t: Words, pack: Pack, layer: Score, figure: str) -> str:
    match figure:
        case "answered":
            return f"{layer.answered}/{layer.applicable}"
        case "band":
            return words.band(t, pack, layer.band) + score.capped(layer)
        case "na_items":
            return str(layer.na_items)
        case "na_points":
            return numbers.points(t, layer.na_points)
        case _:
            return numbers.percent(t, layer.claimed if figure == "claimed" else layer.evidenced, pack)


def _sections(t: Words, s: Sources, verified: Score | None, layer: str) -> Table:
    rows = []
    for section in s.pack.sections:
        shown = [item for item in section.items if applies(item, s.a.unit)]
        if not shown:
            continue
        done = [item for item in shown if s.a.value(VERIFIED, item.id) is not None]
        differ = sum(scoring.differs(s.a, item.id) for item in done)
        own = score.part(s.pack, s.a, section.id, SELF, s.at)
        other = score.part(s.pack, s.a, section.id, VERIFIED, s.at) if verified else None
        aside = other.na_items if other is not None and layer == VERIFIED else own.na_items
        counts = (len(shown), len(done), len(done) - differ, differ, aside)
        rows.append(
            (f"{section.id} {t.of(section.title)}", *map(str, counts), _points(t, own), _points(t, other))
        )  # fmt: skip
    head = (
        t("Section"),
        t("Asked"),
        t("Ver."),
        t("Agr."),
        t("Diff."),
        t("Aside"),
        t("By the unit"),
        t("As verified"),
    )
    return Table(head, tuple(rows), (5, 5, 5, 5, 5, 11, 11))


def _points(t: Words, part: Score | None) -> str:
    return "–" if part is None else f"{numbers.points(t, part.earned)}/{numbers.points(t, part.points)}"


def _differing(t: Words, s: Sources) -> list[Block]:
    out: list[Block] = []
    for item in verify.differing(s.pack, s.a):
        own, other = s.a.value(SELF, item.id), s.a.answers[VERIFIED][item.id]
        on = t("on site") if other.basis == ON_SITE else t("on papers")
        out += [
            Para(t.of(item.title), item.id, 3),
            Para(_answer(t, s.pack, item, own), _label(t("Unit:")), 9),
            Para(f"{_answer(t, s.pack, item, other.value)} ({other.who}, {on})", _label(t("Verified:")), 9),
        ]
        entries = [f"{evidence(t, e.particulars)} ({words.seen(t, e.seen.mark if e.seen else None)})"
                   for e in s.a.entries_for(item.id)]  # fmt: skip
        if entries:
            out.append(Para("; ".join(entries), _label(t("Evidence:")), 9))
    return out


def _answer(t: Words, pack: Pack, item: Item, value: Value | None) -> str:
    """An answer with its ground and reason."""
    why = _why(t, pack, value) if value is not None else ""
    return "; ".join(filter(None, (words.answer(t, item, value), why)))


def _why(t: Words, pack: Pack, value: Value) -> str:
    """The ground of an answer and its words."""
    ground = words.ground(t, pack, value.ground) if value.verdict == NOT_APPLICABLE else ""
    return "; ".join(filter(None, (ground, words.shown(t, value.reason))))


def _label(text: str) -> str:
    """A label, so that the texts behind several begin at one place."""
    return pad(text, LABEL)


def _set_aside(t: Words, s: Sources, layer: str) -> list[Block]:
    return [
        Para(f"{t.of(item.title)}: {_why(t, s.pack, value)}", item.id, 3)
        for item in s.pack.shown_to(s.a.unit)
        if (value := s.a.value(layer, item.id)) is not None and value.verdict == NOT_APPLICABLE
    ]


def evidence(t: Words, register: Particulars) -> str:
    """An entry as a paper may show it: of a marked document only that it is one, and the day it was seen."""
    if register.marked:
        return (
            t("MARKED, seen {day}", day=numbers.day(register.checked_on))
            if register.checked_on
            else t("MARKED, not seen")
        )
    return ", ".join(filter(None, (words.evidence_line(t, register), words.shown(t, register.issuer))))


# --- findings, opinion, end --------------------------------------------------------------------------------


def _findings(t: Words, s: Sources) -> Iterator[Block]:
    now = [each for each in s.register.findings.values() if each.period == s.a.period.id]
    before = [each for each in findings.still_open(s.register) if each.period != s.a.period.id]
    yield Heading(t("IV. FINDINGS AND RECOMMENDATIONS"))
    if not now:
        yield Para(t("None in this period."))
    for each in now:
        yield from _finding(t, s, each)
    if before:
        yield Para(t("Still open from other periods:"))
    for each in before:
        yield from _finding(t, s, each)


def _finding(t: Words, s: Sources, each: Finding) -> Iterator[Block]:
    stands = found.status(t, each, s.day, s.offset)
    head = f"{each.item} · {t('severity: {severity}', severity=found.severity(t, each))} · {stands}"
    yield Para(head, f"{each.id}.", 0)
    yield Para(words.shown(t, each.what), _label(t("Finding:")), 4)
    yield Para(words.shown(t, each.action), _label(t("To do:")), 4)
    yield Para(words.shown(t, each.responsible), _label(t("By whom:")), 4)
    yield Para(numbers.day(each.due), _label(t("Due:")), 4)
    if each.closed is not None:
        yield Para(evidence(t, each.closed.evidence), _label(t("Closed:")), 4)


def _opinion(t: Words, s: Sources) -> Iterator[Block]:
    yield Heading(t("V. OPINION OF THE UNIT"))
    told = [(item.id, s.a.explanations[item.id]) for item in s.pack.shown_to(s.a.unit) if item.id in s.a.explanations]
    if not told:
        yield Para(t("No explanation stands in the assessment."))
    for item, each in told:
        when = numbers.day(numbers.local(each.at, s.offset).date())
        yield Para(f"{words.shown(t, each.text)} ({each.who}, {when})", item, 3)
    yield from [Fill(("",), 3)] * 3


def _end(t: Words, s: Sources) -> Iterator[Block]:
    yield Heading(t("VI. CLOSE"))
    yield Para(
        t("The minutes end at ..... h ....., on ..... / ..... / .........; they were read to all present, "
          "who agree and sign. Made in ....... copies of equal value, of which each side keeps .......")
    )  # fmt: skip
    yield Signatures((t("SECRETARY"), t("FOR THE UNIT"), t("HEAD OF THE TEAM")), t("(signature, full name)"))
    yield Para(t("Printed for signing on {when}.", when=s.printed))
    yield Para(_chain(t, s.a.head, s.a.entries), t("Journal of the assessment:"))
    yield Para(_chain(t, s.register.head, s.register.entries), t("Journal of the findings:"))
    yield Para(t("The signed paper shows whether the journals were altered later: these values must still be in them."))


def _chain(t: Words, head: str, entries: int) -> str:
    return t("{hash} ({n} entries)", hash=head[:HEAD_LENGTH], n=numbers.count(t, entries)) if head else t("empty")
