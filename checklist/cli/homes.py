"""`init`, `backup` and `check`.

JSON of `backup`: `{"file","files"}`, the tar and how many files of the home are in it; of `check`:
`{"damaged","assessments","whole"}`, with `--settle` also `settled`, the files that were mended; of `check --terminal`
`{"term","size":[columns,rows],"screen","ascii","colour"}`, the last three true or false.
"""

from __future__ import annotations

import os
import stat
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from checklist.cli.context import Context, Parser, named
from checklist.errors import BadInput, Phrase
from checklist.homes import administer, backup, check_home, make_home, period_dates, refuse_second, settle
from checklist.locale import Words
from checklist.model import Pack, Settings, Unit
from checklist.streams import complain
from checklist.text import printed
from checklist.view.numbers import day, local, parse_day
from checklist.workflow import moment

DATES = ("first", "last", "cut_off", "submit_by", "verify_by")


def arguments(parser: Parser, name: str, t: Words) -> None:
    """Where from and where to."""
    if name == "backup":
        parser.add_argument(
            "-o", "--output", metavar="FILE", type=named, help=t("into this file, which must not be there")
        )
        parser.add_argument("--force", action="store_true", help=t("take the place of a file that is there"))
    if name == "check":
        parser.add_argument(
            "--settle", action="store_true", help=t("mend a plain copy made in use: journals are right")
        )
        parser.add_argument("--terminal", action="store_true", help=t("only what this terminal can and can't do"))
    if name == "init":
        parser.add_argument("--pack", metavar="ID", type=named, help=t("shipped rules by id, or the path of a folder"))
        parser.add_argument("--units", metavar="FILE", type=named, help=t("units; else those of the rules"))
        for each in DATES:
            parser.add_argument(f"--{each.replace('_', '-')}", metavar="DATE", help=t("a date, dd/mm/yyyy or ISO"))


def run(context: Context, name: str) -> int:
    """Make a home, copy or check one."""
    return {"init": _init, "backup": _backup, "check": _check}[name](context)


def _init(context: Context) -> int:
    from checklist import rulebook

    t, options = context.t, context.options
    shipped = rulebook.shipped()
    if options.pack is None and len(shipped) != 1:
        raise BadInput("Which rules? Give --pack.", "Known: {near}.", near=", ".join(each.name for each in shipped))
    folder = rulebook.find(options.pack) if options.pack else shipped[0]
    if context.has_home:
        administer(context.store, options.person)
    pack = rulebook.load(folder)
    units = _units(context, folder, pack)
    settings = context.store.settings if context.has_home else Settings(language=t.lang)
    now = datetime.now(UTC)
    year = str(local(moment(now), settings.utc_offset).year)
    given: dict[str, date | None] = {
        each: parse_day(value) if (value := getattr(options, each)) else None for each in DATES
    }
    period = period_dates(pack, options.period or year, given)
    if not options.dry_run:
        make_home(context.home, settings, pack, period, units, now=now, door="cli")
    elif context.has_home:
        refuse_second(context.store, period.id)
    if options.json:
        context.object({"home": str(context.home), "period": period, "pack": pack.id, "units": len(units)})
        return 0
    if options.dry_run:
        rules = f"{pack.id} v{pack.version}"
        context.saved(t("Make period {year}: rules {pack}, {n} units", year=period.id, pack=rules, n=len(units)))
        return 0
    made = t(
        "Made in {home}: period {period} ({first} to {last}), rules {pack} v{version}, {n} units.",
        home=str(context.home),
        period=period.id,
        first=day(period.first),
        last=day(period.last),
        pack=pack.id,
        version=pack.version,
        n=len(units),
    )
    context.print(made)
    return 0


def _units(context: Context, folder: Path, pack: Pack) -> tuple[Unit, ...]:
    """The units of the file that is named; else the home's, where they fit the rules; else those of the rules."""
    from checklist import rulebook

    if context.options.units:
        return rulebook.load_units(Path(context.options.units), pack)
    kept = context.store.units() if context.has_home else ()
    kinds, attributes = {each.id for each in pack.unit_kinds}, {each.id for each in pack.attributes}
    if kept and all(unit.kind in kinds and set(unit.has) <= attributes for unit in kept):
        return kept
    return rulebook.load_units(folder / "units.yaml", pack)


def _backup(context: Context) -> int:
    from checklist.report.file import look, written

    options, t = context.options, context.t
    if options.output in (None, "-"):
        raise BadInput("Into which file? Give -o FILE.", "Example: -o checklist.tar.")
    file = Path(options.output)
    if os.path.realpath(file).startswith(f"{os.path.realpath(context.home)}{os.sep}"):
        raise BadInput('"{given}" lies in the data folder itself.', "Name a file elsewhere.", given=str(file))
    look(file, force=options.force)
    with open(os.devnull, "wb") if options.dry_run else written(file, force=options.force) as tar:
        count = backup(context.home, options.person, tar)
    if options.json:
        context.object({"file": str(file), "files": count})
    else:
        context.saved(t("{file}, {n} files", file=str(file), n=count))
    return 0


def _check(context: Context) -> int:
    options, t = context.options, context.t
    if options.terminal:
        return _terminal(context)
    settled = settle(context.home, options.person) if options.settle and not options.dry_run else ()
    health = check_home(context.home)
    whole = health.whole
    context.warn(_unsafe(context.home))
    damaged = [printed(t.error(each)) for each in health.damage]
    for line in damaged:
        complain(line)
    if not options.json:
        context.print(*(t("Settled by its journal: {file}.", file=name) for name in settled))
    if options.json:
        told = {"damaged": damaged, "assessments": health.assessments, "whole": whole}
        context.object(told | ({"settled": settled} if options.settle else {}))
    elif damaged:
        context.print(t("Whole: {n} of {of} assessments.", n=whole, of=health.assessments))
        complain(
            t(
                "{n} damaged. Keep a copy of the folder as it is, then restore what is named from a backup. "
                "A plain copy made in use is mended by `check --settle`.",
                n=len(damaged),
            )
        )
    else:
        context.print(t("Whole: {n} assessments, every journal and every file is as it was written.", n=whole))
    if sys.stdout.isatty() and not options.json:
        context.print("")
        _terminal(context)
    return 3 if damaged else 0


def _terminal(context: Context) -> int:
    """Tell what this terminal can do."""
    from checklist.view import terminal

    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        size = None
    if context.options.json:
        context.object(terminal.plain(context.terminal, size))
    else:
        context.print(*terminal.lines(context.t, context.terminal, size))
    return 0


def _unsafe(home: Path) -> list[Phrase]:
    """What makes a set-up unsafe; a warning only."""
    out = []
    if os.geteuid() == 0:
        out.append(Phrase("this runs as root; a service account of its own is safer."))
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        out.append(Phrase("others may read the data folder; its mode should be 0700."))
    return out
