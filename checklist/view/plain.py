"""Line mode: an item, an answer, the paper as sentences that are read from top to bottom, nothing twice. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from checklist import acts, queue, scoring
from checklist.errors import Phrase
from checklist.journal import Line
from checklist.locale import Words, mark
from checklist.model import (
    CHECK,
    FIGURE,
    INSPECTOR,
    LIMIT,
    NOT_APPLICABLE,
    ON_SITE,
    QUOTA,
    ROSTER,
    SELF,
    VERIFIED,
    Assessment,
    Evidence,
    Item,
    Pack,
    Period,
    Person,
    Value,
)
from checklist.queue import Case, Task
from checklist.scoring import Score
from checklist.text import fold
from checklist.view import lists, numbers, score, verify, words
from checklist.view import queue as rows_of

# --- the unit ----------------------------------------------------------------------------------------------


def opening(t: Words, pack: Pack, a: Assessment, s: Score) -> str:
    """Which paper this is and where it stands."""
    return t(
        "{unit}, period {period}, {state}. {progress}, {band}.",
        unit=t.of(a.unit.name),
        period=a.period.id,
        state=words.state(t, a),
        progress=progress(t, pack, s),
        band=words.band(t, pack, s.band) + score.capped(s),
    )


def progress(t: Words, pack: Pack, s: Score) -> str:
    """How many items are done, and the score."""
    return t(
        "Answered {n}/{of}, evidenced {evidenced}" if s.layer == SELF else "Verified {n}/{of}, score {evidenced}",
        n=s.answered,
        of=s.applicable,
        evidenced=numbers.percent(t, s.evidenced, pack),
    )


def closing(t: Words, s: Score, resume: str) -> str:
    """What one leaves behind."""
    saved = t(
        "All answers are saved. {n}/{of}, {left} left.", n=s.answered, of=s.applicable, left=s.applicable - s.answered
    )
    return f"{saved} {t('Next time it goes on at {item}.', item=resume)}" if resume else saved


def tasks(t: Words, period: Period, found: Sequence[Task], cases: Mapping[str, Case], today: date) -> list[str]:
    """The tasks of a person of one unit, a line a heading; what opening and walk say already is left out."""
    out: list[str] = []
    heading, said = "", []
    kept = [task for task in found if task.kind not in (queue.RESUME, queue.PAPER)]
    for line in [*rows_of.lines(t, period, kept, cases, today), rows_of.Line("")]:
        if line.task is not None:
            said.append(task(t, line))
        elif said:
            out.append(f"{heading}: {'; '.join(said)}.")
            said = []
        heading = line.name if line.task is None and line.name else heading
    return out


def task(t: Words, line: rows_of.Line) -> str:
    """One task in a sentence, without the signs of the full screen."""
    right = f" ({line.right})" if line.right else ""
    said = f"{line.name} {line.text}".strip() + right
    return said.replace(" · ", ", ").replace(" → ", f" {t('to')} ")


def ended(text: str) -> str:
    """A sentence with its stop, once."""
    return text.rstrip(" .") + "." if text[-1:] not in "?…" else text


# --- an item -----------------------------------------------------------------------------------------------


def question(t: Words, item: Item, left: int) -> str:
    """The item that is asked: code, how many are left, title, what it is worth, what is to be entered."""
    title = t.of(item.title).rstrip(".")
    worth = (
        t("no points") if item.kind == FIGURE else t("{points} points", points=numbers.points(t, scoring.points(item)))
    )
    facts = [
        title,
        *([t("Two numbers")] if item.kind == QUOTA and not item.restricted else []),
        worth[:1].upper() + worth[1:],
        *([capital(t("critical"))] if item.critical else []),
    ]
    return f"{item.id}, {t('{n} left', n=left)}. {'. '.join(facts)}."


def capital(text: str) -> str:
    """A text with its first letter capital."""
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """A title within a sentence: its first letter small, unless a code or a name of capitals follows it."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def how_to_answer(
    t: Words,
    item: Item,
    told: Value | None = None,
    *,
    verifying: bool = False,
    done: bool = False,
    unproven: bool = False,
) -> list[str]:
    """What may be typed at an item.

    Args:
        told: the answer that was just told: its parts and figures are not listed again.
        done: it is answered already. unproven: its evidence is missing.
    """
    value = told
    lead = [t("y agree")] if verifying else []
    lead += [t("t adds evidence, g attaches it")] if unproven else []
    tail = ", ".join([t("k not applicable"), t("Enter goes on") if done else t("Enter for later")])
    if item.kind == CHECK:
        partly = [t("m partly met")] if item.partial else []
        return [", ".join([*lead, t("d met"), *partly, t("c not met"), tail])]
    if item.kind == ROSTER:
        whole = t("d all {n}, c none of them", n=len(item.parts))
        how = [*lead, t("type the numbers of the parts that are there, such as 1 2"), whole, tail]
        return [_parts(t, item, value), _begun("; ".join(how), bool(lead))]
    if item.kind == FIGURE:
        values = "; ".join(f"{n} {_small(t.of(each.title))}" for n, each in enumerate(item.values, 1))
        how = [*lead, t("type {n} numbers in this order, blanks between them", n=len(item.values)), tail]
        return [
            *([] if value and value.values else [t("Numbers: {values}.", values=values)]),
            _begun("; ".join(how), bool(lead)),
        ]
    return [_begun("; ".join([*lead, t("type: {what}", what=wanted(t, item)), tail]), bool(lead))]


def _begun(how: str, led: bool) -> str:
    """A line of what may be typed: a letter that is a command stays small."""
    return how if led else capital(how)


def _parts(t: Words, item: Item, value: Value | None) -> str:
    """The parts of a roster by their numbers; once it is answered, which of them are there."""
    told = []
    for n, part in enumerate(item.parts, 1):
        there = "" if value is None or value.parts is None else ": " + (t("yes") if part.id in value.parts else t("no"))
        told.append(f"{n} {_small(t.of(part.title))}{there}")
    return t("Parts: {parts}.", parts="; ".join(told))


def wanted(t: Words, item: Item) -> str:
    """Which numbers are to be entered."""
    if item.kind == QUOTA and item.restricted:
        return t("per cent; never the strength itself")
    if item.kind == QUOTA and item.labels:
        pair = (_small(t.of(item.labels.assigned)), _small(t.of(item.labels.reached)))
        return t("{first}, then {second}", first=pair[0], second=pair[1])
    return t("a count, at most {n}", n=numbers.count(t, item.limit or 0))


def example(t: Words, item: Item) -> Phrase:
    """What would have been right at an item."""
    if item.kind == CHECK:
        return (
            Phrase("Type d, m, c or k; ? shows what else.")
            if item.partial
            else Phrase("Type d, c or k; ? shows what else.")
        )
    if item.kind == QUOTA and not item.restricted:
        return Phrase("Type two whole numbers, for example: 86 9.")
    if item.kind == QUOTA:
        return Phrase(
            "Type a percentage, for example: 94,5." if t.lang == "vi" else "Type a percentage, for example: 94.5."
        )
    if item.kind == LIMIT:
        return Phrase("Type a whole number, for example: 0.")
    if item.kind == ROSTER:
        return Phrase("Type numbers of parts from 1 to {n}, for example: 1 2.", n=len(item.parts))
    return Phrase("Type {n} whole numbers.", n=len(item.values))


def stands(
    t: Words, pack: Pack, a: Assessment, item: Item, at: date, notices: Sequence[Phrase], layer: str = SELF
) -> list[str]:
    """What is on record of an item: answer, evidence, warnings, the note of a return, the inspector's finding."""
    value = a.value(layer, item.id)
    out = []
    if layer == SELF and value is not None:
        out.append(ended(f"{t('Answer')}: {said(t, pack, item, value, named=False)}"))
    if entries := a.entries_for(item.id):
        out.append(f"{t('Evidence')}: {lists.need(t, pack, item, a, at, layer)}.")
        out += [entry(t, each, item, at, layer) for each in entries]
    out += [t("Note: {what}", what=words.notice(t, each)) for each in notices]
    if a.note and (item.id in a.note.items or not a.note.items):
        out.append(ended(f"{t('Returned')}: {words.shown(t, a.note.text)}"))
    if verified := verify.verified_line(t, pack, item, a):
        out.append(ended(f"{t('Verified')}: {verified.replace(' · ', ', ')}"))
    if item.id in a.explanations:
        out.append(ended(f"{t('Explained')}: {words.shown(t, a.explanations[item.id].text)}"))
    return out


def said(t: Words, pack: Pack, item: Item, value: Value | None, *, named: bool = True) -> str:
    """An answer in a sentence: the verdict, the numbers with what they earn, the ground, the reason.

    Args:
        named: parts with their names, where nothing else tells which they are.
    """
    parts = [value_of(t, item, value) if named or item.kind != ROSTER else words.answer(t, item, value)]
    if value is not None and value.verdict == NOT_APPLICABLE:
        parts.append(words.ground(t, pack, value.ground))
    if earned := earns(t, item, value):
        parts.append(earned)
    reason = words.shown(t, value.reason) if value else ""
    return ", ".join(parts) + (f": {reason}" if reason else "")


def value_of(t: Words, item: Item, value: Value | None) -> str:
    """The answer alone; numbers and parts with their names."""
    if value is not None and value.verdict != NOT_APPLICABLE and item.kind == FIGURE:
        given = value.values or {}
        return ", ".join(
            f"{_small(t.of(e.title))} {numbers.count(t, given[e.id])}" for e in item.values if e.id in given
        )
    if value is not None and value.parts and len(value.parts) < len(item.parts):
        there = [_small(t.of(part.title)) for part in item.parts if part.id in value.parts]
        return f"{words.answer(t, item, value)} ({'; '.join(there)})"
    return words.answer(t, item, value)


def earns(t: Words, item: Item, value: Value | None) -> str:
    """What numbers and parts earn: `0,10 trên 1,00 điểm`; nothing where the verdict says it."""
    if value is None or value.verdict == NOT_APPLICABLE or item.kind in (CHECK, FIGURE):
        return ""
    full = scoring.points(item)
    earned = scoring.claim(item, value)
    return t("{earned} of {full} points", earned=numbers.points(t, earned), full=numbers.points(t, full))


def entry(t: Words, evidence: Evidence, item: Item | None, at: date, layer: str = SELF) -> str:
    """An entry of the register in a sentence: what it is, where it lies, what it is worth."""
    register = evidence.particulars
    more = [] if register.marked else [words.shown(t, register.issuer), words.shown(t, register.kept_at)]
    line = ", ".join(part for part in (words.evidence_line(t, register), *more) if part)
    return f"{evidence.id} {line}: {lists.worth(t, evidence, item, at, layer)}."


def ask_for_evidence(t: Words, pack: Pack, a: Assessment, item: Item, at: date, *, same: bool, fields_too: bool) -> str:
    """The question for evidence of an item."""
    entries = a.entries_for(item.id)
    lead = f"{t('Evidence')} ({lists.need(t, pack, item, a, at)})" if item.evidence else t("Evidence")
    parts = [t("{lead}: number; date; where it is kept.", lead=lead)]
    parts += [t("= as just entered.")] if same else []
    parts += [t("A marked document: type mật.")] if item.evidence and item.evidence.marked else []
    none = t("Enter for no more.") if entries else t("Enter if there is none yet.")
    parts.append(t("Enter asks field by field.") if fields_too else none)
    return " ".join(parts)


# --- what was done -----------------------------------------------------------------------------------------


def answered(t: Words, pack: Pack, a: Assessment, item: Item, before: Score, s: Score) -> str:
    """What was saved of an item and what the score is now."""
    value = a.value(SELF, item.id)
    entries = a.entries_for(item.id)
    parts = [f"{item.id} {_short(t, item, value)}"]
    if value is not None and value.verdict == NOT_APPLICABLE:
        parts = [f"{item.id} {t('not applicable')}: {words.ground(t, pack, value.ground)}"]
    if earned := earns(t, item, value):
        parts.append(earned)
    proof = scoring.proof(item, a, SELF, s.at)
    if entries:
        count = len(entries)
        parts.append(t("1 evidence entry") if count == 1 else t("{n} evidence entries", n=count))
        if proof.cause and proof.have != len(entries):
            parts.append(t("{n} of them count", n=proof.have))
    out = [", ".join(parts) + "."]
    if proof.cause and not entries and scoring.credit(item, value):
        out.append(t("No evidence yet: t {item} adds it.", item=item.id))
    return " ".join([*out, *_score_now(t, pack, before, s)])


def _short(t: Words, item: Item, value: Value | None) -> str:
    """An answer that was just told, in a word or two."""
    if value is not None and value.values and item.kind == FIGURE:
        return t("{n} numbers", n=len(value.values))
    if value is not None and value.count is not None:
        return f"{_small(t('Count'))} {words.answer(t, item, value)}"
    return words.answer(t, item, value)


def _score_now(t: Words, pack: Pack, before: Score, s: Score) -> list[str]:
    """The score where it has moved, and the band where it is another."""
    if s.evidenced is None or s.evidenced == before.evidenced:
        return []
    band = f", {words.band(t, pack, s.band)}" if s.band != before.band else ""
    return [t("Evidenced {evidenced}", evidenced=numbers.percent(t, s.evidenced, pack)) + band + "."]


def judged(t: Words, pack: Pack, a: Assessment, item: Item) -> str:
    """What an inspector saved of an item, and how far the verifying is."""
    answer, value = a.answer(VERIFIED, item.id), a.value(VERIFIED, item.id)
    done, agreed, every = verify.progress(pack, a)
    own = scoring.agrees(value, a.value(SELF, item.id))
    verdict = t("agreed, {answer}", answer=_short(t, item, value)) if own else _short(t, item, value)
    on = t("on site") if answer and answer.basis == ON_SITE else t("on papers")
    left = t(
        "Verified {done}/{every}, agreed {agreed}, {left} left.",
        done=done,
        every=every,
        agreed=agreed,
        left=every - done,
    )
    return f"{item.id} {verdict}, {on}. {left}"


def own_answer(t: Words, pack: Pack, a: Assessment, item: Item, offset: str) -> str:
    """The unit's answer as the inspector hears it: who gave it when, and what it says."""
    answer, value = a.answer(SELF, item.id), a.value(SELF, item.id)
    if answer is None or value is None:
        return f"{capital(t('self'))}: {t('not answered')}."
    day = numbers.day(numbers.local(answer.at, offset).date())
    return ended(f"{capital(t('self'))} ({answer.who}, {day}): {said(t, pack, item, value, named=False)}")


def versions(t: Words, pack: Pack, item: Item, stored: str, theirs: Value | None, mine: Value) -> list[str]:
    """Both versions of an answer, the stored one first."""
    return [
        ended(f"{stored}: {said(t, pack, item, theirs)}"), ended(f"{t('TYPED HERE')}: {said(t, pack, item, mine)}"),
    ]  # fmt: skip


def difference(t: Words, a: Assessment, item: Item) -> str:
    """Where the layers differ: both answers in words, and whether the unit has explained."""
    own, verified = (words.answer(t, item, a.value(layer, item.id)) for layer in (SELF, VERIFIED))
    told = t("explained") if item.id in a.explanations else t("not explained")
    return t("self {own}, verified {verified}, {told}", own=own, verified=verified, told=told)


def journal(t: Words, pack: Pack, line: Line, offset: str) -> str:
    """An entry of the journal in a sentence: which one, when, who, what it did, its texts."""
    n, act = line.entry.n, line.act
    what = words.act(t, pack, act)
    if line.entry.undoes is not None:
        what = t("undo of {n}: {what}", n=line.entry.undoes, what=what)
    who = t("system") if line.entry.who == "system" else line.entry.who
    layer = getattr(act, "layer", "")
    facts = [
        f"{t('No.')} {n}",
        numbers.moment(line.entry.at, offset),
        who,
        *([t(words.LAYERS[layer])] if layer else []),
    ]
    texts = [shown for said in acts.texts(act) if (shown := words.shown(t, said)) not in what]
    return ended(": ".join([", ".join(facts), what, *texts]))


# --- the paper ---------------------------------------------------------------------------------------------


def grouped(t: Words, lacking: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows of item and text with those of one section that say the same told in one: where it leads, and the line."""
    out: list[tuple[str, str]] = []
    groups: dict[tuple[str, str], list[str]] = {}
    for item, text in lacking:
        groups.setdefault((item.rpartition("-")[0], text), []).append(item)
    for (_, text), items in groups.items():
        many = (
            t("{n} items", n=len(items)) + f" {text}: {', '.join(items)}"
            if len(items) > 1
            else f"{items[0]} {text}".strip()
        )
        out.append((items[0], many))
    return out


# --- help --------------------------------------------------------------------------------------------------

HELP: tuple[tuple[str, str, str], ...] = (
    ("Enter", mark("leave this item for later"), "answer"),
    ("d; …", mark("an answer and its reason in one line: behind the ;"), "answer"),
    ("t", mark("enter evidence for the item"), "evidence"),
    ("g", mark("attach evidence on record"), "evidence"),
    ("y", mark("agree with the unit's answer"), "verify"),
    ("g", mark("verify on site, or on papers again"), "verify"),
    ("mc", mark("the evidence of the item: read it, change or mark an entry"), ""),
    ("v", mark("the whole item, and why it scores as it does"), ""),
    ("n", mark("journal of the item"), ""),
    ("u", mark("undo the last own write"), "write"),
    ("h", mark("the paper: what is left to do, submit, withdraw, return, explain"), ""),
    ("p", mark("findings: list, write, close"), ""),
    ("b", mark("the score, and what raises it most"), ""),
    ("l", mark("the tasks"), ""),
    ("tr", mark("the item before this one"), ""),
    ("CC-05", mark("go to an item; t CC-05, mc CC-05, v CC-05 are about it"), ""),
    ("/ …", mark("find items by words; accents are not needed"), ""),
    ("q", mark("leave; within a form: give the form up"), ""),
)
"""What is typed, what it does, and who can use it: a row that the unit, an inspector or either of them writes by."""


def help_lines(t: Words, who: Person, *, writes: bool) -> list[str]:
    """What may be typed, a line each."""
    verifying = who.role == INSPECTOR
    allowed = {"", *(() if not writes else ("write", "verify" if verifying else "evidence", "answer"))}
    return [f"{typed}: {t(what)}" for typed, what, row in HELP if row in allowed]


def named(names: Mapping[str, str], typed: str) -> list[str]:
    """The ids of names that hold a typed text, accents aside; one that is typed whole alone."""
    wanted = fold(typed)
    exact = [id for id, name in names.items() if wanted in (fold(name), fold(id))]
    return exact or [id for id, name in names.items() if wanted and (wanted in fold(name) or wanted in fold(id))]
