"""`expunge` of a finding: its texts and those of its closing go out of every file; all else stays."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from store.homes import NOW, PERIOD, chain, content, damage, make, met, said, sit
from test_expunging import CANARY, PEOPLE, REASON, holding

from checklist import acts, findings
from checklist.cli import main
from checklist.errors import BadInput, Forbidden, NotSaved, Refused
from checklist.model import Particulars
from checklist.store import Store
from checklist.store.files import lines_from


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A home in which F1 holds the text in what it says and in its closing, and F2 does not."""
    store = make(tmp_path / "home", units=("vp", "tc"), people=PEOPLE)
    head, inspector = sit(store, "vp01"), sit(store, "kt01")
    head.do("vp", [met("CC-01", "có sổ"), met("CC-02", "có sổ")])
    head.do("vp", acts.Submit())
    for words in (f"thiếu sổ của {CANARY}", "thiếu bình chữa cháy"):
        due = NOW.date() + dt.timedelta(days=9)
        wrong = acts.AddFinding("CC-01", "light", said(words), said("bổ sung"), said("Thủ trưởng"), due)
        inspector.findings.add("vp", wrong)
    closing = Particulars(number=said("7/BC"), issuer=said(CANARY), date=NOW.date())
    inspector.findings.close("vp", acts.CloseFinding("F1", closing))
    assert len(holding(store)) == 2
    return store


def journal_of(store: Store) -> Path:
    return store.home / "findings" / "vp.jsonl"


def holds(store: Store) -> None:
    """Every file is whole, the chain holds, the state is what the journal adds up to."""
    chain(journal_of(store))
    assert damage(store) == []
    register = store.register("vp")
    assert register.read() == findings.BOOK.replay(register.lines())
    state = register.state_path.read_bytes()
    register.state_path.unlink()
    assert register.read() and register.state_path.read_bytes() == state


def test_its_texts_and_those_of_its_closing_are_in_no_file_and_all_else_stays(store: Store) -> None:
    sit(store, "kt01").keep_draft("finding", {"what": f"thiếu sổ của {CANARY}", "due": "1/1/2010"})
    before, entries = sit(store, "kt01").findings.of("vp").findings, chain(journal_of(store))
    after, entry, count = sit(store, "qt01").findings.expunge("vp", "F1", REASON)
    assert (entry, count) == (1, 5)
    assert holding(store) == []
    assert chain(journal_of(store))[:-1] == entries, "the chain goes on over the same entries"
    found = after.findings["F1"]
    assert found.what and found.what.text is None and found.closed and found.closed.evidence.issuer
    assert found.closed.evidence.issuer.text is None
    assert (found.item, found.severity, found.due, found.who) == (
        before["F1"].item, before["F1"].severity, before["F1"].due, before["F1"].who,
    )  # fmt: skip
    assert after.findings["F2"] == before["F2"]
    assert sit(store, "kt01").draft("finding") == {"what": "", "due": "1/1/2010"}
    holds(store)


def test_the_act_stands_in_their_journal_with_its_reason_and_the_register_goes_on(store: Store) -> None:
    sit(store).findings.expunge("vp", "F1", REASON)
    *_, last = sit(store).findings.log("vp")
    assert isinstance(last.act, acts.Expunge) and last.act.reason.text == REASON and last.entry.who == "local"
    sit(store, "kt01").findings.close("vp", acts.CloseFinding("F2", Particulars(number=said("8/BC"), date=NOW.date())))
    holds(store)


def test_only_the_admin_and_the_console_s_owner_may_and_wrong_ones_change_nothing(store: Store) -> None:
    before = content(store.home)
    for who in ("vp01", "kt01", "tt01"):
        with pytest.raises(Forbidden, match="admin"):
            sit(store, who).findings.expunge("vp", "F9", "")
    for unit, finding, reason in (("vp", "F9", REASON), ("tc", "F1", REASON), ("vp", "F1", ""), ("vp", "F1", CANARY)):
        with pytest.raises(BadInput) as caught:
            sit(store, "qt01").findings.expunge(unit, finding, f"{reason}")
        assert CANARY not in str(caught.value)
    sit(store, "qt01").findings.expunge("vp", "F1", REASON, dry_run=True)
    assert {name: raw for name, raw in content(store.home).items() if not name.endswith(".lock")} == {
        name: raw for name, raw in before.items() if not name.endswith(".lock")
    }


def test_a_second_time_it_is_refused(store: Store) -> None:
    sit(store).findings.expunge("vp", "F1", REASON)
    with pytest.raises(Refused, match="already"):
        sit(store).findings.expunge("vp", "F1", REASON)


def test_where_the_disk_refuses_the_register_is_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from checklist.store import files

    def full(path: Path, raw: bytes) -> None:
        raise OSError(28, "No space left on device")

    before = lines_from(journal_of(store))
    monkeypatch.setattr(files, "write_whole", full)
    with pytest.raises(NotSaved):
        sit(store).findings.expunge("vp", "F1", REASON)
    monkeypatch.undo()
    assert lines_from(journal_of(store)) == before
    assert sit(store).findings.of("vp").findings["F1"].closed
    assert damage(store) == []


def test_the_command_takes_a_finding_and_says_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(store.home), "--lang", "en"]
    assert main([*home, "expunge", "vp", "F1", "--reason", REASON, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"unit": "vp", "period": PERIOD, "finding": "F1", "entry": 1, "texts": 5}
    assert main([*home, "expunge", "vp", "F2", "--reason", REASON]) == 0
    assert "texts of finding F2 taken out (3)" in capsys.readouterr().out
    assert main([*home, "finding", "list", "vp"]) == 0
    assert "[taken out]" in capsys.readouterr().out
    assert main([*home, "expunge", "vp", "F7", "--reason", REASON]) == 2
    assert main([*home, "check"]) == 0
