"""Line mode from beginning to end: what there is to do, the units, a unit's walk and paper, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from checklist import queue
from checklist.desk import Desk
from checklist.errors import ChecklistError, Damaged, Forbidden
from checklist.locale import Words
from checklist.model import DRAFT, HEAD, LOCAL, SELF, STAFF
from checklist.plain import answers, evidence, findings
from checklist.plain.answering import ITEM, LEAVE, PAPER, Stayed, Where
from checklist.plain.lines import LEFT, LINE_GONE, TERMINATED, TIME, Ended, Lines
from checklist.plain.paper import Paper
from checklist.plain.sitting import Closed, Fields, Sitting
from checklist.plain.talk import GivenUp, NotUnderstood, Stopped, Talk
from checklist.plain.verify import walk_of
from checklist.queue import Task
from checklist.streams import complain
from checklist.text import printed
from checklist.view import numbers, plain, score, words
from checklist.view import queue as rows_of

CODES = {LEFT: 0, LINE_GONE: 129, TERMINATED: 143, TIME: 1}
"""Exit code by what ended the input."""
MANY = 1_000
"""Tasks of one kind that are told: all of them, since only what is told has a number."""


def run(
    desk: Desk,
    t: Words,
    *,
    limits: tuple[float, float] | None = None,
    ended: Callable[[str], None] | None = None,
) -> int:
    """Run line mode on standard input and output, and return the exit code.

    Args:
        limits: seconds without a line, and in all, after which the session ends with what was typed kept.
        ended: is told why the session ends.
    """
    with Lines(limits).open() as lines:
        return hold(desk, Talk(t, lines), ended)


def hold(desk: Desk, talk: Talk, ended: Callable[[str], None] | None = None) -> int:
    """Hold a conversation until it ends, whatever ends it."""
    cause, code, told = "unexpected error", 1, ""
    t = talk.t
    try:
        Program(desk, talk).whole()
        cause, code = LEFT, 0
    except Ended as end:
        cause, code = end.cause, CODES[end.cause]
        told = t("The session has ended: its time was up. What was typed is kept.") if cause == TIME else ""
    except Stopped as stop:
        cause, code = "refused", stop.error.exit_code
        told = t("Line {n}: {why}", n=stop.number, why=t.error(stop.error))
    except Closed as closed:
        cause, code, told = "refused", closed.error.exit_code, t.error(closed.error)
    except (Forbidden, Damaged) as error:
        cause, code, told = "refused", error.exit_code, t.error(error)
    finally:
        if ended is not None:
            ended(cause)
    if told:
        complain(printed(told))
    return code


class Program:
    """One person's session."""

    def __init__(self, desk: Desk, talk: Talk) -> None:
        self.s = Sitting(desk, talk)
        self.desk, self.talk, self.t = desk, talk, talk.t
        self.here = ""
        """The unit that one is in."""
        self.told_how = False

    def whole(self) -> None:
        """From the first line to the last."""
        units = self.desk.units()
        try:
            if len(units) == 1:
                self._only(units[0].id)
            else:
                self._many()
        except (Ended, Stopped) as end:
            # Whose line is gone hears nothing more.
            if getattr(end, "cause", LEFT) in (LEFT, TIME):
                self._goodbye()
            raise
        self._goodbye()

    def _goodbye(self) -> None:
        """What one leaves behind."""
        if not self.here:
            self.talk.say(self.t("All answers are saved."))
            return
        walk = walk_of(self.s, self.here)
        writes = self.s.refusal(self.here, f"answer.{walk.layer}") is None
        self.talk.say(plain.closing(self.t, self.s.score(self.here), walk.resume() if writes else ""))

    # --- one unit ------------------------------------------------------------------------------------------

    def _only(self, unit: str) -> None:
        """A person of one unit: its paper, the tasks, what was left half-written, then the walk."""
        t, s = self.t, self.s
        a, case = s.a(unit), s.case(unit)
        self.talk.say(plain.opening(t, s.pack(unit), a, s.score(unit)))
        found = self.desk.queue([case])
        self.talk.say(*plain.tasks(t, self.desk.period, found, {unit: case}, self.desk.today()))
        self.here = unit
        self._begin(unit)
        self._visit(unit, self._draft())

    def _begin(self, unit: str) -> None:
        """How it goes, and where; said once."""
        self.told_how = True
        t, walk = self.t, walk_of(self.s, unit)
        how = t("Every answer is saved at once. ? shows what can be typed, q leaves.")
        start = walk.resume() if self.s.refusal(unit, f"answer.{walk.layer}") is None else ""
        begun = any(answer.who == self.desk.person.id for answer in self.s.a(unit).answers.get(walk.layer, {}).values())
        on = t("It goes on at {item}." if begun else "It begins at {item}.", item=start) if start else ""
        self.talk.say(f"{how} {on}".strip())

    def _visit(self, unit: str, first: Where | None = None) -> None:
        """Walk a unit, and see to its paper, until one leaves it."""
        self.here = unit
        walk = walk_of(self.s, unit)
        where = first
        if where is None:
            start = walk.resume() if self.s.refusal(unit, f"answer.{walk.layer}") is None else ""
            where = Where(ITEM, start) if start else Where(PAPER)
        while where.place != LEAVE:
            if where.place == ITEM:
                where = walk.at(where.item)
                continue
            where = Paper(self.s, walk).at()
            if walk.layer != walk_of(self.s, unit).layer:
                walk = walk_of(self.s, unit)  # the paper has moved, and another layer is written

    # --- several units -------------------------------------------------------------------------------------

    def _many(self) -> None:
        """Tasks, then units, until one leaves."""
        where = self._draft()
        if where is not None:
            self._visit(self.here, where)
            self.here = ""
        while True:
            tasks = self._tasks()
            chosen = self._choose(tasks)
            if chosen is None:
                return
            unit, item = chosen
            self.talk.gap()
            self.talk.say(plain.opening(self.t, self.s.pack(unit), self.s.a(unit), self.s.score(unit)))
            if not self.told_how:
                self._begin(unit)
            self._visit(unit, Where(ITEM, item) if item else None)
            self.here = ""
            self.talk.gap()

    def _tasks(self) -> list[Task]:
        """Tell the tasks by their numbers; who has none of their own is told how many units there are."""
        t, desk = self.t, self.desk
        units = desk.units()
        if desk.person.id == LOCAL.id:
            self.talk.say(t("{n} units, period {period}.", n=len(units), period=desk.period.id))
            return []
        cases = {unit.id: self.s.case(unit.id) for unit in units}
        found = desk.queue(list(cases.values()))
        states = [cases[unit.id].a.state for unit in units]
        counted = ", ".join(f"{states.count(state)} {t(words.STATES[state])}" for state in dict.fromkeys(states))
        self.talk.say(t("{n} units, period {period}.", n=len(units), period=desk.period.id) + f" {counted}.")
        numbered: list[Task] = []
        for line in rows_of.lines(t, desk.period, found, cases, desk.today(), most=MANY):
            if line.task is not None:
                numbered.append(line.task)
                self.talk.say(f"{len(numbered)}. {plain.task(t, line)}.")
            elif line.name:
                self.talk.say(f"{line.name}:")
        if not numbered:
            self.talk.say(t("Nothing is waiting for you."))
        return numbered

    def _choose(self, tasks: Sequence[Task]) -> tuple[str, str] | None:
        """Ask for a task or a unit; None to leave. A unit and the item to begin at, which may be empty."""
        t = self.t
        first = [t("A number opens a task, Enter is 1.")] if tasks else []
        self.talk.say(" ".join([*first, t("A part of its name opens a unit, dv lists them, q leaves.")]))
        while True:
            self.s.still_here()
            try:
                line = self.talk.read()
                if answers.meant(line, ("quit",)):
                    return None
                if answers.meant(line, ("units",)) or (not line and not tasks):
                    self._list_units()
                    continue
                if answers.meant(line, ("tasks",)):
                    tasks = self._tasks()
                    continue
                if line == "?":
                    self.talk.say(t("A part of its name opens a unit, dv lists them, q leaves."))
                    continue
                return self._chosen(line, tasks)
            except ChecklistError as error:
                self.s.still_here()
                self.talk.wrong(error)

    def _chosen(self, line: str, tasks: Sequence[Task]) -> tuple[str, str]:
        number = answers.counts(line or "1")
        if tasks and number is not None and len(number) == 1 and 1 <= number[0] <= len(tasks):
            return self._of_task(tasks[number[0] - 1])
        names = {unit.id: self.t.of(unit.name) for unit in self.desk.units()}
        found = plain.named(names, line)
        if len(found) == 1:
            return found[0], ""
        if not found:
            raise NotUnderstood("Nothing found. Fewer letters find more.")
        self.talk.say(*(f"{names[id]} ({id})." for id in found))
        raise NotUnderstood("Several units: type more of the name, or what stands in brackets.")

    def _of_task(self, task: Task) -> tuple[str, str]:
        """Where a task leads: a unit, and the item where one goes on."""
        if not task.unit:
            raise NotUnderstood("This is told only, it opens nothing.")
        starts = (queue.VERIFYING, queue.TO_VERIFY, queue.SENT_BACK)
        may = self.s.refusal(task.unit, "answer.verified") is None or self.s.refusal(task.unit, "answer.self") is None
        item = task.items[0] if task.items and may and (task.kind in starts or self._is_unit_side()) else ""
        known = item and self.s.pack(task.unit).item(item) is not None
        return task.unit, item if known else ""

    def _is_unit_side(self) -> bool:
        return self.desk.person.role in (STAFF, HEAD)

    def _list_units(self) -> None:
        """All units with their state and score."""
        t = self.t
        for unit in self.desk.units():
            case = self.s.case(unit.id)
            counts = score.result(case.a, case.own, case.verified)
            figures = numbers.percent(t, counts.evidenced, case.pack)
            done = f"{counts.answered}/{counts.applicable}"
            band = words.band(t, case.pack, counts.band) + score.capped(counts)
            self.talk.say(f"{t.of(unit.name)} ({unit.id}): {words.state(t, case.a)}, {done}, {figures}, {band}.")

    # --- drafts --------------------------------------------------------------------------------------------

    def _draft(self) -> Where | None:
        """Offer the newest form of this period that was left half-written."""
        if self.talk.piped:
            return None
        for key in self.desk.drafts():
            kept = self.desk.draft(key)
            if kept is None or not key.startswith(f"{self.desk.period.id}."):
                continue
            unit, item = str(kept.get("unit", "")), str(kept.get("item", ""))
            if not self._known(unit, item, kept):
                self.desk.drop_draft(key)
                continue
            return self._offer(key, unit, item, kept)
        return None

    def _known(self, unit: str, item: str, kept: Mapping[str, object]) -> bool:
        try:
            pack = self.s.pack(unit)
        except ChecklistError:
            return False
        return pack.item(item) is not None or (not item and kept.get("form") in ("return", "reopen"))

    def _offer(self, key: str, unit: str, item: str, kept: Fields) -> Where | None:
        t = self.t
        name = t.of(self.s.a(unit).unit.name)
        question = t("A form was left half-written: {unit}, {item}. Open it again?", unit=name, item=item or "–")
        try:
            answer = self.talk.choose(question, [t("Open it"), t("Give it up"), t("Later")])
        except GivenUp:
            return None
        if answer == 1:
            self.desk.drop_draft(key)
            self.talk.say(t("The draft is given up."))
        if answer != 0:
            return None
        self.here = unit
        try:
            return self._open(unit, item, kept)
        except GivenUp:
            self.talk.say(t("Given up, nothing of it is saved."))
        except Stayed:
            return Where(ITEM, item)
        except ChecklistError as error:
            self.talk.wrong(error)
        return None

    def _open(self, unit: str, item: str, kept: Fields) -> Where | None:
        """Go on with a form where it was left; where one goes then."""
        walk = walk_of(self.s, unit)
        paper = Paper(self.s, walk)
        form = str(kept.get("form"))
        match form:
            case "walk" | "reason" | "ground":
                return walk.open_draft(kept)
            case "evidence":
                evidence.add(self.s, unit, self.s.item(unit, item), kept)
            case "finding":
                findings.write(self.s, unit, self.s.item(unit, item), kept, again=True)
            case "closing":
                found = self.s.findings(unit).findings.get(str(kept.get("finding", "")))
                if found is not None and found.closed is None:
                    findings.close(self.s, unit, found)
            case "explain":
                paper.explain(item, kept)
            case "return" | "reopen":
                self.s.must_be_let(unit, form)
                return paper.note(form, kept)
        return Where(ITEM, item) if self.s.a(unit).state == DRAFT and walk.layer == SELF else None
