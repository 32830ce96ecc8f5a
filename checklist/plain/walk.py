"""The walk in line mode: an item, a line that answers it, the next unfinished item."""

from __future__ import annotations

from collections.abc import Sequence

from checklist import notices, queue, scoring
from checklist.errors import ChecklistError
from checklist.journal import about
from checklist.model import CHECK, MET, NOT_APPLICABLE, Item
from checklist.plain import answers, evidence
from checklist.plain.answering import ITEM, LEAVE, PAPER, Answering, Stayed, Where
from checklist.plain.sitting import Fields
from checklist.plain.talk import GivenUp, NotUnderstood
from checklist.view import find, plain, plain_score, words
from checklist.view.score import scores

COMMANDS = (
    "quit", "help", "undo", "add", "attach", "evidence", "why", "journal", "paper", "finding", "tasks", "score", "back",
)  # fmt: skip
OF_ITEM = ("add", "attach", "evidence", "why", "journal", "finding")
"""Commands that may name another item."""


class Walk(Answering):
    """One unit, item by item, in the layer that its people write."""

    def items(self) -> list[Item]:
        """The items that are asked of the unit."""
        return list(self.pack.shown_to(self.a.unit))

    def open_items(self) -> list[str]:
        """The items without an answer in this layer."""
        a = self.a
        return [item.id for item in self.items() if a.value(self.layer, item.id) is None]

    def resume(self) -> str:
        """The first open item after what the person answered last; empty when nothing is open."""
        return queue.resume(self.s.desk.person, self.s.case(self.unit), self.layer)

    def onward(self, item_id: str) -> Where:
        """The next open item that was not left for later, wrapping once; else the paper."""
        ids = [item.id for item in self.items()]
        here = ids.index(item_id)
        still = set(self.open_items()) - self.later
        found = next((each for each in [*ids[here + 1 :], *ids[:here]] if each in still), None)
        return Where(ITEM, found) if found is not None else Where(PAPER)

    # --- one item ------------------------------------------------------------------------------------------

    def at(self, item_id: str) -> Where:
        """Ask one item until it is answered or left."""
        item = self.s.item(self.unit, item_id)
        self.base = self.a.revision(self.layer, item_id)
        self.talk.gap()
        self.talk.say(*self.told(item))
        while True:
            self.s.still_here()
            try:
                where = self.take(self.talk.read(), item)
                if where is not None:
                    return where
                self.remind(item)
            except GivenUp:
                self.talk.say(self.t("Given up, nothing of it is saved."))
                self.remind(item)
            except Stayed:
                self.base = self.a.revision(self.layer, item_id)
                self.remind(item)
            except ChecklistError as error:
                self.s.still_here()
                self.talk.wrong(error)

    def remind(self, item: Item) -> None:
        """Where one is and what may be typed, once something else was told."""
        if self.s.refusal(self.unit, f"answer.{self.layer}") is None:
            self.talk.say(f"{item.id}: {self.how(item)[-1]}")

    def how(self, item: Item) -> list[str]:
        """What may be typed here."""
        a = self.a
        value = a.value(self.layer, item.id)
        proof = scoring.proof(item, a, self.layer, self.s.desk.score_date(a))
        unproven = bool(proof.cause and scoring.credit(item, value))
        return plain.how_to_answer(self.t, item, value, done=value is not None, unproven=unproven)

    def told(self, item: Item) -> list[str]:
        """The item as it is asked."""
        a, pack = self.a, self.pack
        lines = [plain.question(self.t, item, len(self.open_items()))]
        at = self.s.desk.score_date(a)
        lines += plain.stands(self.t, pack, a, item, at, notices.of_item(pack, a, item.id), self.layer)
        refusal = self.s.refusal(self.unit, f"answer.{self.layer}")
        if refusal is not None:
            return [*lines, self.t("To read only. {why} Enter goes back.", why=self.t.error(refusal))]
        return [*lines, *self.how(item)]

    def take(self, line: str, item: Item) -> Where | None:
        """Do what a line says; None where the item is still open to questions."""
        if not line:
            return self.leave_for_later(item)
        if found := answers.GO.fullmatch(line):
            return self.go_to(found["what"])
        first, _, rest = line.partition(" ")
        named = find.code(rest.strip(), self.items()) if rest else None
        if named is not None and (command := answers.meant(first, OF_ITEM)):
            return self.do(command, named)
        if command := answers.meant(line, self.commands()):
            return self.do(command, item)
        if named := find.code(line, self.items()):
            return Where(ITEM, named.id)
        self.s.must_be_let(self.unit, f"answer.{self.layer}")
        return self.answer(item, line)

    def commands(self) -> Sequence[str]:
        """What may be typed beside answers."""
        return COMMANDS

    def leave_for_later(self, item: Item) -> Where:
        """Enter: on to the next open item; where one only reads, back to the paper."""
        if self.s.refusal(self.unit, f"answer.{self.layer}") is not None:
            return Where(PAPER)
        if self.a.value(self.layer, item.id) is None:
            self.later.add(item.id)
        return self.onward(item.id)

    def go_to(self, what: str) -> Where | None:
        """To a code; else the items that a text finds are told."""
        exact, found = find.items_for(what, self.items())
        if exact:
            return Where(ITEM, found[0].id)
        if not found:
            raise NotUnderstood("Nothing found. Fewer letters find more.")
        for each in found[:12]:
            answer = words.answer(self.t, each, self.a.value(self.layer, each.id))
            self.talk.say(f"{each.id} {self.t.of(each.title).rstrip('.')}: {answer}.")
        if len(found) > 12:
            self.talk.say(self.t("{n} more", n=len(found) - 12) + ".")
        self.talk.say(self.t("Its code goes to an item."))
        return None

    def do(self, command: str, item: Item) -> Where | None:
        """A command at an item."""
        match command:
            case "quit":
                return Where(LEAVE)
            case "paper":
                return Where(PAPER)
            case "back":
                return self.previous(item)
            case "help":
                writes = self.s.refusal(self.unit, f"answer.{self.layer}") is None
                self.talk.say(*plain.help_lines(self.t, self.s.desk.person, writes=writes))
            case "undo":
                self.s.undo(self.unit)
                self.base = self.a.revision(self.layer, item.id)
            case "add":
                evidence.add(self.s, self.unit, item)
            case "attach":
                evidence.attach(self.s, self.unit, item)
            case "evidence":
                evidence.look(self.s, self.unit, item)
            case "why":
                at = self.s.desk.score_date(self.a)
                self.talk.say(*plain_score.why(self.t, self.pack, self.a, item, at, self.layer))
            case "finding":
                from checklist.plain import findings

                findings.look(self.s, self.unit, item)
            case _:
                self.tell(command, item)
        return None

    def tell(self, command: str, item: Item) -> None:
        """Commands that only read: journal, tasks, score."""
        t, a = self.t, self.a
        if command == "journal":
            log = about(self.s.desk.log(self.unit), item.id)
            told = [plain.journal(t, self.pack, line, self.s.offset) for line in log]
            self.talk.say(*told or [t("Nothing is written yet.")])
        elif command == "tasks":
            case = self.s.case(self.unit)
            found = self.s.desk.queue([case])
            lines = plain.tasks(t, self.s.desk.period, found, {self.unit: case}, self.s.desk.today())
            self.talk.say(*lines or [t("Nothing is waiting for you.")])
        else:
            at = self.s.desk.score_date(a)
            self.talk.say(*plain_score.score_lines(t, self.pack, a, *scores(self.pack, a, at)))

    def previous(self, item: Item) -> Where:
        """The item before this one, answered or not."""
        ids = [each.id for each in self.items()]
        here = ids.index(item.id)
        if here == 0:
            raise NotUnderstood("This is the first item.")
        return Where(ITEM, ids[here - 1])

    # --- a draft -------------------------------------------------------------------------------------------

    def open_draft(self, kept: Fields) -> Where | None:
        """Go on with an answer that was half-given."""
        item = self.s.item(self.unit, str(kept["item"]))
        self.s.must_be_let(self.unit, f"answer.{self.layer}")
        form = str(kept["form"])
        fields: Fields = {"reason": "", "base": 0} | kept
        if form == "ground":
            fields["verdict"] = NOT_APPLICABLE
        if form == "walk" and item.kind == CHECK and "verdict" not in fields:
            return Where(ITEM, item.id)
        self.talk.gap()
        self.talk.say(plain.question(self.t, item, len(self.open_items())))
        if item.kind == CHECK:
            verdict = self.t(words.VERDICTS.get(str(fields["verdict"]), words.VERDICTS[MET]))
            self.talk.say(self.t("Typing, not saved: {item} {verdict}.", item=item.id, verdict=verdict))
        return self.fill(item, form, fields, again=True)
