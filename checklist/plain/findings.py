"""Findings in line mode: listed, written down at an item, closed with an evidence line of their own."""

from __future__ import annotations

from datetime import date

from checklist import acts, judge
from checklist.errors import BadInput, Phrase
from checklist.locale import Words
from checklist.model import Item, Particulars, Said
from checklist.plain import answers
from checklist.plain.evidence import ask_marked, quick
from checklist.plain.sitting import Fields, Sitting
from checklist.plain.talk import MARKED
from checklist.register import MEDIUM, SEVERITIES, Finding, Findings
from checklist.view import findings as shown
from checklist.view import numbers, words
from checklist.view.plain import ended


def look(s: Sitting, unit: str, item: Item) -> None:
    """Tell the findings of the unit; an inspector writes one at the item, or closes one."""
    t, register = s.t, s.findings(unit)
    s.talk.say(shown.counts(t, register, s.desk.today()).replace(" · ", ", ") + ".")
    for each in register.findings.values():
        s.talk.say(*told(t, each, s))
    writes, closes = s.refusal(unit, "finding") is None, s.refusal(unit, "finding.close") is None
    still = {each.id: each for each in register.findings.values() if each.closed is None}
    if not writes and not (closes and still):
        return

    def take(line: str) -> str:
        if line.upper() in still or not line:
            return line.upper()
        if not writes:
            raise judge.unknown("finding", line, still)
        return judge.words(line)

    prompts = [t("New finding at {item}:", item=item.id)] if writes else []
    prompts += [t("The code of one, such as {id}, closes it.", id=next(iter(still)))] if closes and still else []
    given = s.talk.field(" ".join([*prompts, t("Enter goes back.")]), take)
    if given in still:
        close(s, unit, still[given])
    elif given:
        write(s, unit, item, {"what": given})


def told(t: Words, finding: Finding, s: Sitting) -> list[str]:
    """A finding in sentences."""
    lines = [" ".join(line.split()) for line in shown.lines(t, finding, s.desk.today(), s.offset)]
    return [ended(f"{lines[0]}: {lines[1]}"), *map(ended, lines[2:])]


def write(s: Sitting, unit: str, item: Item, fields: Fields, *, again: bool = False) -> None:
    """Write down what is wrong at an item.

    Args:
        again: it comes from a draft: what is there is asked too, and Enter keeps it.
    """
    s.must_be_let(unit, "finding")
    t = s.t
    empty: Fields = {"what": "", "action": "", "responsible": "", "due": "", "severity": SEVERITIES.index(MEDIUM)}
    with s.form(unit, item.id, "finding", empty | fields) as kept:
        if again or not kept["what"]:
            kept["what"] = s.talk.text(
                t("Finding:"), needed=Phrase("description of what is wrong"), kept=str(kept["what"])
            )
        names = [t(shown.SEVERITIES[each]) for each in SEVERITIES]
        kept["severity"] = s.talk.choose(t("How bad?"), names, int(str(kept["severity"])))
        kept["action"] = s.talk.text(t("To be done:"), needed=Phrase("action"), kept=str(kept["action"]))
        post = str(kept["responsible"]) or t("Head of the unit")
        kept["responsible"] = s.talk.text(
            t("By whom (a post, never a name):"), needed=Phrase("responsible post"), kept=post
        )

        def due(line: str) -> date:
            day = numbers.parse_day(line or str(kept["due"]))
            if day < s.desk.today():
                raise BadInput(
                    'The due date "{given}" lies before today, {today}. Nothing was saved.',
                    given=numbers.day(day), today=numbers.day(s.desk.today()),
                )  # fmt: skip
            return day

        day = s.talk.field(s.talk.keeping(t("Due, for example 28/02/2009:"), str(kept["due"])), due)
        kept["due"] = numbers.day(day)
        what, action, responsible = (Said(text=str(kept[name])) for name in ("what", "action", "responsible"))
        act = acts.AddFinding(item.id, SEVERITIES[int(str(kept["severity"]))], what, action, responsible, day)
        unsaved = t("a finding of {unit}", unit=t.of(s.a(unit).unit.name))
        after = s.record(lambda: s.desk.findings.add(unit, act), unsaved)
        if after is not None:
            s.saved(_written(t, after) + ".")


def _written(t: Words, register: Findings) -> str:
    last = list(register.findings.values())[-1]
    return t(
        "{id} {item} ({severity}), due {day}", id=last.id, item=last.item, severity=shown.severity(t, last),
        day=numbers.day(last.due),
    )  # fmt: skip


def close(s: Sitting, unit: str, finding: Finding) -> None:
    """Close a finding with one evidence line: as in the register, or with a marking its line in the paper register."""
    s.must_be_let(unit, "finding.close")
    t = s.t

    def take(line: str) -> Particulars | str:
        return answers.meant(line, MARKED) or quick(line)

    fields: Fields = {"finding": finding.id, "marking": 0}
    with s.talk.whole():
        s.talk.say(t("Closing {id} of {item}", id=finding.id, item=finding.item) + ".")
        given = s.talk.field(t("Evidence that it was mended: number; date; where it is kept."), take)
        proof = ask_marked(s, given, fields) if isinstance(given, str) else given
        act = acts.CloseFinding(finding.id, proof)
        after = s.record(
            lambda: s.desk.findings.close(unit, act), t("a finding of {unit}", unit=t.of(s.a(unit).unit.name))
        )
        if after is not None:
            line = words.evidence_line(t, proof)
            s.saved(f"{t('{id} {item} closed', id=finding.id, item=finding.item)}: {line}.")
