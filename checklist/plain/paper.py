"""The paper in line mode: what stands in the way and what is worth a look, by numbers; then the moves, asked first."""

from __future__ import annotations

import msgspec

from checklist import acts, judge
from checklist.acts import Act
from checklist.errors import ChecklistError, Phrase
from checklist.model import ON_SITE, STATE_VERIFIED, Assessment, Pack, Said
from checklist.plain import answers, evidence
from checklist.plain.answering import ITEM, LEAVE, Where
from checklist.plain.sitting import Fields, Sitting
from checklist.plain.talk import GivenUp, NotUnderstood
from checklist.plain.walk import Walk
from checklist.view import find, paper, plain, score, verify
from checklist.view.paper import ACTS, AGREE_REST, CONFIRMS, LABELS, UNIT, Confirm, Entry

MOST = 40
"""Rows that are told; the rest is a count."""
STAY = Where("paper")


class Row(msgspec.Struct, frozen=True):
    """A numbered row: a move, or the code of what it leads to."""

    code: str = ""
    move: str = ""


class Paper:
    """The paper of one unit, for whoever looks."""

    def __init__(self, sitting: Sitting, walk: Walk) -> None:
        self.s, self.unit, self.walk = sitting, walk.unit, walk
        self.t, self.talk = sitting.t, sitting.talk

    @property
    def a(self) -> Assessment:
        """The assessment as it is stored now."""
        return self.s.a(self.unit)

    @property
    def pack(self) -> Pack:
        """Its pack."""
        return self.s.pack(self.unit)

    def at(self) -> Where:
        """Tell the paper, and ask what to do with it."""
        rows = self.told()
        while True:
            self.s.still_here()
            try:
                where = self.take(self.talk.read(), rows)
                if where is not None:
                    return where
                self.remind()
            except GivenUp:
                self.talk.say(self.t("Given up, nothing of it is saved."))
                self.remind()
            except ChecklistError as error:
                self.s.still_here()
                self.talk.wrong(error)

    # --- telling -------------------------------------------------------------------------------------------

    def told(self) -> list[Row]:
        """Say where the paper stands and what can be done, and return the numbered rows."""
        t, a, pack, who = self.t, self.a, self.pack, self.s.desk.person
        s = self.s.score(self.unit)
        must = paper.must(pack, a, who, s.at)
        self.talk.gap()
        standing = paper.standing(t, self.s.desk.period, s, len(must)).replace(" · ", ", ")
        self.talk.say(f"{t(paper.title(a, who))}: {t.of(a.unit.name)}. {standing}.")
        self.talk.say(f"{t('As it is: {summary}', summary=score.summary(t, pack, s)).replace(' · ', ', ')}.")
        rows: list[Row] = []
        found = plain.grouped(t, [(each.code, each.text) for each in paper.lacking(t, must)])
        self._list(t("In the way: {n}", n=len(must)) if must else t("Nothing is in the way."), found, rows)
        should = [(each.code, self._worth(each)) for each in paper.should(t, pack, a, who, s)]
        if should:
            explains = paper.side(who) == UNIT and a.state == STATE_VERIFIED
            title = t("Where the layers differ: the number explains") if explains else paper.second_title(t, a, who)
            self._list(title, [(code, f"{code} {text}") for code, text in should], rows)
        for move in paper.moves(a, who):
            rows.append(Row(move=move))
            self.talk.say(f"{len(rows)}. {t(LABELS[move])}.")
        if not paper.moves(a, who):
            self.talk.say(t("The paper is with {whose} now.", whose=paper.with_whom(t, a)))
        self.remind()
        return rows

    def remind(self) -> None:
        """What may be typed here."""
        t = self.t
        goes_on = self.walk.open_items() and self.s.refusal(self.unit, f"answer.{self.walk.layer}") is None
        last = t("Enter goes on, q leaves, ? helps") if goes_on else t("q leaves, ? helps")
        self.talk.say(t("A number goes there, a code to its item; {last}.", last=last))

    def _worth(self, each: Entry) -> str:
        """What is worth a second look, in words."""
        item, a = self.pack.item(each.code), self.a
        return plain.difference(self.t, a, item) if item is not None and a.state == STATE_VERIFIED else each.text

    def _list(self, title: str, found: list[tuple[str, str]], rows: list[Row]) -> None:
        self.talk.say(f"{title.rstrip('.')}.")
        for code, line in found[:MOST]:
            rows.append(Row(code))
            self.talk.say(plain.ended(f"{len(rows)}. {line}"))
        if len(found) > MOST:
            self.talk.say(self.t("{n} more", n=len(found) - MOST) + ".")

    # --- taking --------------------------------------------------------------------------------------------

    def take(self, line: str, rows: list[Row]) -> Where | None:
        """Do what a line says; None where the paper is asked on."""
        if not line:
            still = self.walk.resume() if self.s.refusal(self.unit, f"answer.{self.walk.layer}") is None else ""
            self.walk.later.clear()
            return Where(ITEM, still) if still else None
        number = answers.counts(line)
        if number is not None and len(number) == 1 and 1 <= number[0] <= len(rows):
            return self.open(rows[number[0] - 1])
        if answers.meant(line, ("quit",)):
            return Where(LEAVE)
        if answers.meant(line, ("paper",)):
            return STAY
        if item := find.code(line, self.walk.items()):
            return Where(ITEM, item.id)
        if found := answers.GO.fullmatch(line):
            return self.walk.go_to(found["what"])
        return self.command(line, rows)

    def command(self, line: str, rows: list[Row]) -> Where | None:
        """Commands that need no item; one that is about an item names it."""
        first, _, rest = line.partition(" ")
        items = self.walk.items()
        item = find.code(rest.strip(), items) if rest else None
        command = answers.meant(line if item is None else first, self.walk.commands())
        if command in ("help", "undo", "tasks", "score", "basis") or (command and item is not None):
            return self.walk.do(command, item or items[0])
        if command is not None and command != "agree":
            raise NotUnderstood("Name the item too, for example: {given} {item}.", given=first, item=items[0].id)
        raise NotUnderstood(
            'Not understood: "{given}".', "Type a number from 1 to {n}. Nothing was saved.", given=line, n=len(rows)
        )

    def open(self, row: Row) -> Where | None:
        """Go to a row, or ask about a move."""
        a = self.a
        if row.move:
            return self.ask(row.move)
        if row.code in a.evidence:
            evidence.change(self.s, self.unit, self.pack.shown_to(a.unit)[0], a.evidence[row.code])
            return STAY
        if paper.side(self.s.desk.person) == UNIT and a.state == STATE_VERIFIED:
            self.explain(row.code)
            return STAY
        return Where(ITEM, row.code) if row.code else None

    # --- moving --------------------------------------------------------------------------------------------

    def ask(self, move: str) -> Where | None:
        """Ask before the paper moves; the safe answer comes first and is what Enter takes."""
        t, a, pack = self.t, self.a, self.pack
        self.s.must_be_let(self.unit, "answer.verified" if move == AGREE_REST else move)
        if move in ("return", "reopen"):
            return self.note(move, {})
        if move == AGREE_REST:
            rest = paper.rest(pack, a)
            if not rest:
                self.talk.say(t("Nothing is left to agree to."))
                return None
            every: list[Act] = [acts.Agree(item, self.s.basis) for item in rest]
            return self.confirm(paper.agree_rest(self.s.basis == ON_SITE), every, {"n": len(rest)})
        s = self.s.score(self.unit)
        if must := paper.must(pack, a, self.s.desk.person, s.at):
            raise NotUnderstood("Not done: {n} things are in the way. Their numbers go there.", n=len(must))
        return self.confirm(CONFIRMS[move], [ACTS[move]], paper.facts(t, pack, a, s))

    def confirm(self, asked: Confirm, every: list[Act], facts: dict[str, object]) -> Where | None:
        """The question with what follows from it; then the act."""
        t = self.t
        question = f"{t(asked.question, **facts)} {t(asked.note)}"
        with self.talk.whole():
            if not self.talk.choose(question, [t(each) for each in asked.answers]):
                return STAY
            self._do(every, t(asked.done, **facts))
        return STAY

    def _do(self, every: list[Act], what: str, kept: tuple[str, Fields] | None = None) -> None:
        if self.s.save(self.unit, every, what, kept=kept, bulk=True) is not None:
            self.s.saved(f"{what[:1].upper()}{what[1:]}.")

    def note(self, move: str, before: Fields) -> Where:
        """Return the paper one step, or open it again: a note, and the items it is about."""
        t, a = self.t, self.a
        name = t.of(a.unit.name)
        fields: Fields = {"note": "", "items": ""} | before
        key = self.s.draft_key(self.unit, "paper", move)
        with self.s.form(self.unit, "", move, fields, key=key) as kept:
            self.talk.say(t("Return {unit}?", unit=name) if move == "return" else t("Open {unit} again?", unit=name))
            kept["note"] = self.talk.text(t("Note (needed):"), needed=Phrase("note"), kept=str(kept["note"]))
            said = Said(text=str(kept["note"]))
            act: Act = acts.Reopen(said)
            if move == "return":
                act = acts.Return(said, self._items(kept))
            done = t("{unit} returned", unit=name) if move == "return" else t("{unit} opened again", unit=name)
            if not self.talk.choose(done[:1].upper() + done[1:] + "?", [t("Leave it as it is"), t(LABELS[move])]):
                raise GivenUp
            self._do([act], done, (key, kept))
        return STAY

    def _items(self, kept: Fields) -> tuple[str, ...]:
        shown = self.walk.items()

        def take(line: str) -> tuple[str, ...]:
            typed = str(kept["items"]) if not line else "" if line == "-" else line
            found = [(find.code(each, shown), each) for each in typed.replace(",", " ").split()]
            return tuple(dict.fromkeys((item or judge.item_of(self.pack, self.a, each)).id for item, each in found))

        prompt = self.t("Items it is about, such as CC-02 BV-04; Enter: all of them.")
        items = self.talk.field(self.talk.keeping(prompt, str(kept["items"])), take)
        kept["items"] = " ".join(items)
        return items

    def explain(self, item_id: str, before: Fields | None = None) -> None:
        """The unit says why the layers differ at an item; it changes no answer."""
        self.s.must_be_let(self.unit, "explain")
        t, a, item = self.t, self.a, self.s.item(self.unit, item_id)
        told = a.explanations.get(item_id)
        fields: Fields = {"text": told.text.shown if told else ""} | (before or {})
        with self.s.form(self.unit, item_id, "explain", fields) as kept:
            self.talk.say(f"{item_id} {t.of(item.title).rstrip('.')}.")
            self.talk.say(plain.ended(f"{t('Unit')}: {plain.said(t, self.pack, item, a.value('self', item_id))}"))
            found = verify.verified_line(t, self.pack, item, a).replace(" · ", ", ")
            self.talk.say(plain.ended(f"{t('Verified')}: {found}"))
            kept["text"] = self.talk.text(t("Explanation, which the reviewer reads:"), kept=str(kept["text"]))
            text = Said(text=str(kept["text"])) if kept["text"] else None
            key = self.s.draft_key(self.unit, item_id, "explain")
            self._do([acts.Explain(item_id, text)], t("{item} explained", item=item_id), (key, kept))
