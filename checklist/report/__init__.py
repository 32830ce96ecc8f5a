"""Reports: each lays out what `view` gives. So far the inspection minutes as plain text."""

from __future__ import annotations

from checklist.acts import Submit
from checklist.desk import Desk
from checklist.locale import Words
from checklist.report import text
from checklist.view import minutes as view
from checklist.view import numbers
from checklist.workflow import moment


def minutes(desk: Desk, t: Words, unit: str) -> list[str]:
    """The inspection minutes of a unit in the desk's period, as lines of at most `text.WIDTH` cells.

    Raises:
        BadInput: no such unit, or not theirs. Damaged: a journal is broken.
    """
    a, offset = desk.read(unit), desk.store.settings.utc_offset
    sent = [line.entry.at for line in desk.log(unit) if isinstance(line.entry.act, Submit)]
    sources = view.Sources(
        pack=desk.pack_of(a.pack),
        a=a,
        register=desk.findings.of(unit),
        at=desk.score_date(a),
        day=desk.today(),
        printed=numbers.moment(moment(desk.clock()), offset),
        offset=offset,
        submitted=numbers.local(sent[-1], offset).date() if sent else None,
        sample=unit in desk.store.settings.samples or a.unit.sample,
        classification=desk.store.settings.classification,
    )
    return text.lines(view.blocks(t, sources))
