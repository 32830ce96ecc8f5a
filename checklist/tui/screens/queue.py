"""Việc: what there is to do, most pressing first; the first row is where the person stopped. Enter goes there."""

from __future__ import annotations

from checklist import queue
from checklist.actions import Action, hint
from checklist.model import DRAFT
from checklist.queue import Task
from checklist.tui import views
from checklist.tui.place import Key, ListPlace
from checklist.tui.session import Session
from checklist.view import queue as rows_of
from checklist.view import score, walk, words
from checklist.view.frame import Row, bold, marker, plain, window

FILTERS = {queue.UNANSWERED: walk.UNANSWERED, queue.UNPROVEN: walk.UNPROVEN, queue.EXPLAIN: walk.DIFFERING}


class QueueScreen(ListPlace):
    """Level 1 of everyone who has a role in the home."""

    kind = "queue"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._known: tuple[object, list[rows_of.Line]] | None = None

    def lines(self) -> list[rows_of.Line]:
        """The rows, reckoned again only when somebody has written."""
        desk = self.s.desk
        cases = {unit.id: self.s.case(unit) for unit in desk.units()}
        today = desk.today()
        key = (today, tuple((case.a.entries, case.findings) for case in cases.values()))
        if self._known is None or self._known[0] != key:
            found = desk.queue(list(cases.values()))
            self._known = (key, rows_of.lines(self.t, desk.period, found, cases, today))
        return self._known[1]

    def tasks(self) -> list[Task]:
        """The rows that lead somewhere."""
        return [line.task for line in self.lines() if line.task is not None]

    def count(self) -> int:
        """How many tasks."""
        return len(self.tasks())

    def only_unit(self) -> str:
        """The person's one unit, empty for those with several."""
        units = self.s.desk.units()
        return units[0].id if views.UNIT in views.names(self.s) and units else ""

    def path(self) -> str:
        """Unit › tasks, or tasks."""
        unit = self.only_unit()
        return self.unit_path(unit, self.t("Tasks")) if unit else self.t("Tasks")

    def right(self) -> str:
        """Period, state or role, person."""
        return self.top_right(self.only_unit())

    def second(self, width: int) -> str:
        """The views, and the score or the counts."""
        unit, t = self.only_unit(), self.t
        tabs = views.tabs(self.s, views.QUEUE)
        if unit:
            return f"{tabs}   {score.summary(t, self.s.pack(unit), self.s.score(unit))}"
        states = [self.s.a(each.id).state for each in self.s.desk.units()]
        counted = " · ".join(f"{states.count(state)} {t(words.STATES[state])}" for state in dict.fromkeys(states))
        return f"{tabs}   {t('{n} units: {states}', n=len(states), states=counted)}"

    def body(self, width: int, height: int) -> list[Row]:
        """Headings and tasks, in a window that follows the cursor."""
        lines = self.lines()
        tasks = [line.task for line in lines if line.task is not None]
        if not tasks:
            return [plain(""), plain("  " + self.t("Nothing is waiting for you."))]
        self.at = min(self.at, len(tasks) - 1)
        places = [n for n, line in enumerate(lines) if line.task is not None]
        here = places[self.at]
        self.page_rows = max(1, height - 4)
        self.first = 0 if self.at == 0 else window(len(lines), here, self.first, height)
        rows: list[Row] = []
        for n, line in enumerate(lines[self.first : self.first + height], self.first):
            if line.task is None:
                rows.append(bold(line.name) if line.name else plain("  " + line.text if line.text else ""))
                continue
            if n == here:
                self.cursor = (len(rows), 0)
            rows.append(marker(n == here, *rows_of.text(line, width)))
        return rows

    def idle_status(self) -> str:
        """Of one unit: whether all is saved; of many: when the figures were read."""
        return self.t("All answers are saved.") if self.only_unit() else self.s.read_at()

    def key_parts(self) -> list[str]:
        """The keys."""
        t = self.t
        other = t("to the assessment") if self.only_unit() else t("to the units")
        paper = [hint(t, "paper")] if self.only_unit() else []
        return [hint(t, "enter", "do it"), f"Tab {other}", *paper, hint(t, "find"), f"Q {t('leave')}"]

    def noticed(self) -> bool:
        """Somebody else saved in the one unit."""
        from checklist.tui.watch import noticed

        unit = self.only_unit()
        return bool(unit) and noticed(self.s, unit)

    # --- keys ----------------------------------------------------------------------------------------------

    def do(self, action: Action, key: Key) -> None:
        """Go where the task leads."""
        from checklist.tui.screens.search import SearchScreen
        from checklist.tui.screens.sweep import SweepScreen

        unit = self.only_unit()
        match action.id:
            case "enter":
                tasks = self.tasks()
                if tasks:
                    self.open(tasks[self.at])
            case "other":
                views.turn(self.s, views.QUEUE, 1 if key.raw == "tab" else -1)
            case "paper" if unit:
                self.s.go(SweepScreen(self.s, unit))
            case "find" if unit:
                self.s.go(SearchScreen(self.s, unit))
            case "find" | "filter" | "paper":
                views.turn(self.s, views.QUEUE)
                self.s.top.key(key)
            case _:
                super().do(action, key)

    def open(self, task: Task) -> None:
        """Open what a task is about."""
        from checklist.tui.screens.overview import OverviewScreen
        from checklist.tui.screens.sweep import SweepScreen
        from checklist.tui.screens.verify import walk_at

        self.s.status = ""
        match task.kind:
            case queue.EXPLAIN | queue.PAPER | queue.TO_ACCEPT:
                self.s.go(SweepScreen(self.s, task.unit))
            case queue.VERIFYING | queue.TO_VERIFY | queue.SENT_BACK if task.items:
                self.s.go(walk_at(self.s, task.unit, task.items[0]))
            case queue.VERIFYING | queue.SENT_BACK:
                self.s.go(SweepScreen(self.s, task.unit))
            case queue.STATES | queue.BANDS | queue.LOSSES | queue.CAPPED:
                self.open_many(task)
            case queue.OVERDUE | queue.DUE:
                self.open_findings(task)
            case queue.DRAFTS | queue.WAITING:
                self.s.go(OverviewScreen(self.s, task.unit))
            case _ if task.items:
                place = walk_at(self.s, task.unit, task.items[0])
                place.filter = FILTERS.get(task.kind, walk.ALL) if self.s.a(task.unit).state == DRAFT else walk.ALL
                self.s.go(place)

    def open_many(self, task: Task) -> None:
        """One item across all units, or the list of units."""
        from checklist.tui.screens.across import AcrossScreen

        if task.items:
            self.s.go(AcrossScreen(self.s, task.items[0]))
        else:
            views.turn(self.s, views.QUEUE)

    def open_findings(self, task: Task) -> None:
        """The findings of the unit in which the first one is due."""
        from checklist.tui.screens.findings import FindingsScreen

        self.s.go(FindingsScreen(self.s, task.unit))
