"""A life in a home, run as a program under strace: `deeds.py HOME` makes one and acts in it in every way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from homes import NOW, PERIOD, document, make, met, not_met, said, say, sit

from checklist import acts, journal
from checklist.desk import Desk
from checklist.model import HEAD, INSPECTOR, REVIEWER, Particulars, Person
from checklist.register import Findings
from checklist.store import Store

PEOPLE = (Person("vp01", HEAD, ("vp", "vu")), Person("kt01", INSPECTOR, ("vp", "vu")), Person("tt01", REVIEWER))
UNITS = ("vp", "vu")
ITEMS = 3
CANARY = "canary-5509"
"""A text that is written and then taken out."""
DRAFT = {"text": "dở dang"}
TODAY = NOW.date()


def live(home: Path) -> None:
    """Make a home and act in it in every way; says what is true from then on, whatever happens to the machine."""
    make(home, units=UNITS, items=ITEMS).put_people(PEOPLE)
    say({"people": len(PEOPLE)})
    head, inspector, reviewer = (sit(Store(home), person.id) for person in PEOPLE)

    def done(unit: str, desk: Desk = head) -> None:
        a = desk.read(unit)
        say({"journal": f"periods/{PERIOD}/{unit}.jsonl", "entries": a.entries, "head": a.head})

    def noted(register: Findings) -> None:
        say({"journal": f"findings/{register.unit}.jsonl", "entries": register.entries, "head": register.head})

    head.keep_draft("form", DRAFT)
    say({"draft": "form"})
    for act in (met("CC-01", "có sổ"), document("1/QĐ", "CC-01"), document("2/QĐ", "CC-02"), not_met("CC-02", "mất")):
        head.do("vp", act)
        done("vp")
    head.undo("vp")
    done("vp")
    head.do("vp", [met("CC-02", "hai"), met("CC-03", "ba")])
    done("vp")
    tear(home / "periods" / PERIOD / "vp.jsonl")
    head.do("vp", acts.Attach("E1", "CC-02"))
    done("vp")
    for act in (met("CC-01", "một"), met("CC-02", CANARY)):
        head.do("vu", act)
        done("vu")
    head.do("vp", acts.Submit())
    done("vp")
    expunge(Store(home), "vu")
    done("vu")
    say({"gone": CANARY})
    head.do("vu", met("CC-02", "sau khi xóa"))
    done("vu")
    wrong = acts.AddFinding("CC-01", "light", said("thiếu"), said("bổ sung"), said("Thủ trưởng"), TODAY)
    noted(inspector.findings.add("vp", wrong))
    noted(inspector.findings.add("vp", wrong))
    noted(inspector.findings.close("vp", acts.CloseFinding("F1", Particulars(number=said("12/BC"), date=TODAY))))
    for desk, more in (
        (inspector, [acts.Agree(f"CC-0{number}") for number in range(1, ITEMS + 1)]),
        (inspector, [acts.Verify()]),
        (reviewer, [acts.Accept()]),
    ):
        desk.do("vp", more)
        done("vp", desk)


def tear(path: Path) -> None:
    """Leave half a line behind, as a writer does whose machine went down."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.write(handle, b'{"entry":{"act":{"do":"ans')
    os.close(handle)


def expunge(store: Store, unit: str) -> None:
    """Take the texts of the last entry out, as an `expunge` does."""
    with store.edit(PERIOD, unit) as edit:
        assert edit.a
        *before, last = store.lines(PERIOD, unit)
        act = acts.Expunge(last.entry.n, acts.salted("không được ghi", "muối"), tuple(last.texts))
        line = journal.write(act, n=edit.a.entries, who="qt01", at="2009-12-02T00:00:00Z", door="cli", prev=edit.a.head)
        lines = [*before, journal.Line(last.entry, dict.fromkeys(last.texts)), line]
        after = journal.replay(lines)
        assert after
        edit.rewrite(lines, after)


if __name__ == "__main__":
    live(Path(sys.argv[1]))
