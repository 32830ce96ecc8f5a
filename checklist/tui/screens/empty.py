"""A home without a period: make the usual one with one key, another with a form, or look around with sample data."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from checklist import demo, rulebook
from checklist.actions import Action, hint
from checklist.desk import Desk, open_home
from checklist.errors import BadFile, ChecklistError
from checklist.homes import Folder, administer, look_at, make_home, period_dates
from checklist.locale import Words, mark
from checklist.model import ADMIN, Pack, Settings, Unit
from checklist.tui.place import Key, ListPlace
from checklist.tui.screens.paper_forms import LABEL as FIELD_LABEL
from checklist.tui.screens.paper_forms import PaperForm
from checklist.tui.session import Session
from checklist.view import numbers, words
from checklist.view.frame import Row, marker, paragraph, plain
from checklist.workflow import at_offset

LABEL = 18
Clock = Callable[[], datetime]


class Maker:
    """Makes the first period of a data folder, or a demo, and sits the session down at it."""

    def __init__(self, session: Session, person: str | None, closing: ExitStack, clock: Clock) -> None:
        """Begin.

        Args:
            closing: is given what is left to do when the program ends: a demo is thrown away.
        """
        self.session, self.person, self.closing, self.clock = session, person, closing, clock

    @property
    def now(self) -> datetime:
        """The moment at the offset of a home that is made here."""
        return at_offset(self.clock(), Settings().utc_offset)

    def folder(self) -> Folder:
        """What lies in the data folder."""
        return look_at(self.session.home)

    def make(self, pack: Pack, units: tuple[Unit, ...], name: str, first: str = "", last: str = "") -> None:
        """Make a period, and begin in it.

        Raises:
            BadInput, Refused, Forbidden, NotSaved: nothing was made.
        """
        there = self.folder()
        if there.home is not None:
            administer(there.home, self.person)
        days = {"first": numbers.parse_day(first) if first else None, "last": numbers.parse_day(last) if last else None}
        period = period_dates(pack, name, days)
        settings = there.home.settings if there.home else Settings(language=self.session.t.lang)
        store = make_home(self.session.home, settings, pack, period, units, now=self.clock(), door="tui")
        self._sit(Desk(store, person=self.person, door="tui", clock=self.clock))
        made = mark("Saved {time}  period {period}: rules {pack}, {n} units.")
        self.session.wrote(made, period=period.id, pack=f"{pack.id} v{pack.version}", n=len(units))

    def look_around(self) -> None:
        """Begin in a throwaway home with sample data."""
        home = self.closing.enter_context(demo.home(None, self.session.t.lang))
        self.session.home = home
        self._sit(Desk(open_home(home), person=demo.HEAD, door="tui", clock=self.clock))
        self.session.say("Sample data in a throwaway folder: what is written here is gone at the end.")

    def _sit(self, desk: Desk) -> None:
        from checklist.tui.start import begin

        self.session.sit(desk)
        begin(self.session)


class EmptyScreen(ListPlace):
    """Level 1 of a data folder without a period."""

    kind = "empty"

    def __init__(self, session: Session, maker: Maker) -> None:
        super().__init__(session)
        self.maker = maker
        self.pack, self.units = rulebook.check(rulebook.shipped()[0])
        self.year = str(maker.now.year)
        self.there = maker.folder()

    def draw(self, width: int, height: int) -> list[Row]:
        """Draw what lies in the folder now."""
        self.there = self.maker.folder()
        return super().draw(width, height)

    def count(self) -> int:
        """How many answers."""
        return len(self.answers())

    def path(self) -> str:
        """The program."""
        return "checklist"

    def right(self) -> str:
        """That there is no period, and for whom that is to do."""
        return _whose(self.t)

    def second(self, width: int) -> str:
        """What there is: nothing, or units alone."""
        return self.t("Empty: 0 periods, {n} units", n=self.there.units)

    def answers(self) -> tuple[str, ...]:
        """What can be done."""
        t = self.t
        return (
            t("Make period {year}: rules {pack}, {n} units", year=self.year, pack=self.pack.id, n=len(self.units)),
            t("Make another period: its rules, name and unit file"),
            t("Look around with sample data (nothing is written here)"),
        )

    def body(self, width: int, height: int) -> list[Row]:
        """The answers, the data folder, the rules, and the commands that do the same."""
        t, there, pack = self.t, self.there, self.pack
        rows = [plain(t("There is no period in this data folder yet.")), plain("")]
        self.cursor = (len(rows) + self.at, 0)
        rows += [marker(n == self.at, answer) for n, answer in enumerate(self.answers())]
        rows += [plain(""), *self._labelled(t("Data folder"), f"{_short(self.s.home)}   ({t(there.state)})", width)]
        items = tuple(pack.items())
        about = t(
            "{pack} v{version}: {n} sections, {m} items, {points} points",
            pack=pack.id,
            version=pack.version,
            n=len(pack.sections),
            m=len(items),
            points=numbers.short(t, numbers.total(item.points for item in items)),
        )
        rows += self._labelled(t("Rules"), about, width)
        if there.admins:
            who = t("The admin makes the period: {ids}.", ids=", ".join(there.admins))
            rows += [plain(""), *paragraph("", who, width, indent=0, label_width=0)]
        rows += [plain(""), plain(t("With commands"))]
        rows += [plain(f"  checklist init --pack {pack.id} --period {self.year}"), plain("  checklist demo")]
        return rows

    @staticmethod
    def _labelled(label: str, text: str, width: int) -> list[Row]:
        return paragraph(label, text, width, label_width=LABEL)

    def idle_status(self) -> str:
        """When the folder was looked at."""
        now = self.maker.now
        return self.t("Figures read at {time}, {day}.", time=f"{now:%H:%M}", day=numbers.day(now.date()))

    def key_parts(self) -> list[str]:
        """Choose, do, leave."""
        return [f"↑↓ {self.t('choose')}", hint(self.t, "enter", "do it"), f"Q {self.t('leave')}"]

    def do(self, action: Action, key: Key) -> None:
        """Enter does what is chosen; nothing is saved here that could be lost by leaving."""
        if action.id == "enter":
            self.s.status = ""
            if self.at == 0:
                self.maker.make(self.pack, self.units, self.year)
            elif self.at == 1:
                self.s.go(PeriodForm(self.s, self.maker, self.pack.id, self.year))
            else:
                self.maker.look_around()
        elif action.id == "out" and key.raw == "escape":
            self.s.say("Nothing is stored yet. Q or F10 leaves.")
        else:
            super().do(action, key)


class PeriodForm(PaperForm):
    """The rules, the name, the units and, where the name is no year, the days of a period."""

    def __init__(self, session: Session, maker: Maker, rules: str, year: str) -> None:
        super().__init__(session, "")
        self.maker = maker
        self.faults: list[str] = []
        self.start(rules=rules, name=year, units="", first="", last="")

    def path(self) -> str:
        """The program › a new period."""
        return f"checklist › {self.t('New period')}"

    def right(self) -> str:
        """As on the screen before."""
        return _whose(self.t)

    def second(self, width: int) -> str:
        """What follows."""
        return self.t("The rules are copied into the data folder; the period keeps them.")

    def labels(self) -> dict[str, str]:
        """What stands before the fields."""
        t = self.t
        return {
            "rules": t("Rules"),
            "name": t("Period"),
            "units": t("Unit file"),
            "first": t("First day"),
            "last": t("Last day"),
        }

    def body(self, width: int, height: int) -> list[Row]:
        """The fields, what each takes, and what is wrong with a file."""
        t = self.t
        rows = [*self.field_rows(0, width), plain("")]
        if self.faults:
            told = [row for each in self.faults for row in paragraph("", each, width, indent=0, label_width=0)]
            room = height - len(rows)
            return [*rows, *told] if len(told) <= room else [*rows, *told[: room - 1], plain("…")]
        for label, text in (
            (t("Rules"), t("shipped rules by id, or the path of a folder")),
            (t("Period"), t("a year, or up to 20 letters, digits and hyphens")),
            (t("Unit file"), t("YAML or CSV; empty takes the units of the rules")),
            (t("First day"), t("empty for a year: the rules have its days")),
        ):
            rows += paragraph(label, text, width, label_width=FIELD_LABEL)
        return rows

    def draft(self) -> None:
        """There is no home yet to keep one in."""

    def give_up(self) -> None:
        """Back, nothing made."""
        self.s.status = ""
        self.s.back()

    def typed(self) -> None:
        """What was wrong is being mended."""
        self.faults = []

    def save(self) -> None:
        """Read the rules and the units, and make the period."""
        try:
            self._make({name: text.strip() for name, text in self.texts().items()})
        except ChecklistError as error:
            self.faults = self.t.error(error).split("\n")
            if not isinstance(error, BadFile):
                raise
            self.s.say("Not saved: {n} faults in the file, named above.", n=len(self.faults))

    def _make(self, texts: dict[str, str]) -> None:
        folder = rulebook.find(str(_typed_path(texts["rules"])))
        pack = rulebook.load(folder)
        units = rulebook.load_units(_typed_path(texts["units"]) if texts["units"] else folder / "units.yaml", pack)
        self.maker.make(pack, units, texts["name"], texts["first"], texts["last"])


def begin_empty(
    session: Session, person: str | None, closing: ExitStack, clock: Clock = lambda: datetime.now(UTC)
) -> None:
    """Put the first place of a data folder without a period on the stack."""
    session.go(EmptyScreen(session, Maker(session, person, closing, clock)))


def _whose(t: Words) -> str:
    return f"{t('no period yet')} · {t(words.ROLES[ADMIN])}"


def _short(path: Path) -> str:
    """A path, with `~` for one's own home."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)


def _typed_path(text: str) -> Path:
    """A path as typed; `~` is one's own home."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
