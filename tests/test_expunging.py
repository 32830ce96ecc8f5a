"""`expunge`: a text that should never have been written goes out of every file; everything else stays, and holds."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from store.broken import Broken
from store.homes import (
    PERIOD,
    chain,
    content,
    damage,
    document,
    journal_of,
    make,
    met,
    not_met,
    rebuilt,
    replayed,
    said,
    sit,
    state_of,
)

from checklist import acts, journal
from checklist.cli import main
from checklist.errors import BadInput, ChecklistError, Forbidden, NotSaved, Refused
from checklist.locale import Words
from checklist.model import ACCEPTED, ADMIN, HEAD, INSPECTOR, REVIEWER, SELF, VERIFIED, Particulars, Person
from checklist.store import Store, files
from checklist.tui.session import Session
from checklist.tui.watch import noticed

CANARY = "ông Nguyễn Văn A, canary-7431"
PEOPLE = (
    Person("vp01", HEAD, ("vp",)),
    Person("kt01", INSPECTOR, ("vp",)),
    Person("tt01", REVIEWER),
    Person("qt01", ADMIN),
)
REASON = "nêu tên người"


@pytest.fixture
def alone(tmp_path: Path) -> Store:
    """A home of one local person, whose entry 2 holds the text."""
    store = make(tmp_path / "home", units=("vp", "tc"))
    sit(store).do("vp", met("CC-01", "có sổ"))
    sit(store).do("vp", met("CC-02", CANARY))
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A home with people, whose entry 2 holds the text."""
    store = make(tmp_path / "home", units=("vp", "tc"), people=PEOPLE)
    sit(store, "vp01").do("vp", met("CC-01", "có sổ"))
    sit(store, "vp01").do("vp", met("CC-02", CANARY))
    return store


def holding(store: Store, text: str = CANARY) -> list[str]:
    """The files that hold a text, as written or as JSON writes it."""
    raw = (text.encode(), json.dumps(text).encode()[1:-1])
    return [name for name, held in content(store.home).items() if any(each in held for each in raw)]


def holds(store: Store) -> None:
    """Every file is whole, the chain holds, the state is what the journal adds up to, byte for byte."""
    chain(journal_of(store.home))
    assert damage(store) == []
    assert store.read(PERIOD, "vp") == replayed(store.home)
    assert state_of(store.home).read_bytes() == rebuilt(store.home, store.home.parent / "copy")


# --- what goes ---------------------------------------------------------------------------------------------


def test_the_text_is_in_no_file_and_journal_and_state_hold(store: Store) -> None:
    for path in (state_of(store.home), journal_of(store.home)):
        path.with_name(f"{path.name}.tmp").write_bytes(path.read_bytes())
    before = chain(journal_of(store.home))
    after, count = sit(store).expunge("vp", 2, REASON)
    assert count == 1 and holding(store) == []
    holds(store)
    assert chain(journal_of(store.home))[:-1] == before
    value = after.value(SELF, "CC-02")
    assert value and value.verdict == "met" and value.reason and value.reason.text is None and not value.reason.salt
    assert holding(store, "có sổ") != []


def test_the_act_stands_in_the_journal_with_its_reason(store: Store) -> None:
    sit(store).expunge("vp", 2, REASON)
    *_, last = sit(store).log("vp")
    assert isinstance(last.act, acts.Expunge) and last.act.entry == 2 and last.act.reason.text == REASON
    assert last.act.texts == tuple(store.lines(PERIOD, "vp")[2].texts)


def test_every_text_of_the_entry_goes(alone: Store) -> None:
    many = Particulars(number=said("7431/QĐ"), issuer=said("cơ quan 7431"), abstract=said("về việc 7431"))
    sit(alone).do("vp", acts.AddEvidence(many, ("CC-01",)))
    assert sit(alone).expunge("vp", 3, REASON)[1] == 3
    assert [holding(alone, each) for each in ("7431/QĐ", "cơ quan 7431", "về việc 7431")] == [[], [], []]
    assert sit(alone).read("vp").evidence["E1"].items == ("CC-01",)
    holds(alone)


def test_what_an_undo_brought_back_and_what_was_agreed_to_go_too(store: Store) -> None:
    head = sit(store, "vp01")
    head.do("vp", not_met("CC-02", "chưa có"))
    head.undo("vp")
    head.do("vp", document("1/QĐ", "CC-01", "CC-02"))
    head.do("vp", acts.Submit())
    inspector = sit(store, "kt01")
    inspector.do("vp", [acts.Agree("CC-01"), acts.Agree("CC-02")])
    assert inspector.read("vp").value(VERIFIED, "CC-02") == inspector.read("vp").value(SELF, "CC-02")
    sit(store, "qt01").expunge("vp", 2, REASON)
    assert holding(store) == []
    holds(store)


def test_a_text_that_only_the_journal_still_holds_goes(alone: Store) -> None:
    sit(alone).do("vp", acts.Clear("CC-02"))
    sit(alone).expunge("vp", 2, REASON)
    assert holding(alone) == []
    holds(alone)


def test_a_reason_that_should_not_have_been_written_can_go_as_well(alone: Store) -> None:
    sit(alone).expunge("vp", 1, CANARY)
    sit(alone).expunge("vp", 2, REASON)
    assert holding(alone) != []
    sit(alone).expunge("vp", 3, REASON)
    assert holding(alone) == []
    holds(alone)


def test_life_goes_on_after_it(alone: Store) -> None:
    desk = sit(alone)
    desk.do("vp", not_met("CC-02", "chưa có"))
    desk.expunge("vp", 2, REASON)
    desk.do("vp", met("CC-01", "có sổ mới"))
    desk.undo("vp")
    holds(alone)
    desk.do("vp", acts.Clear("CC-02"))
    desk.undo("vp")
    holds(alone)


def test_the_seal_of_an_accepted_assessment_stays_valid(store: Store) -> None:
    head, inspector = sit(store, "vp01"), sit(store, "kt01")
    head.do("vp", acts.Submit())
    inspector.do("vp", [acts.Agree("CC-01"), acts.Agree("CC-02")])
    inspector.do("vp", acts.Verify())
    sealed = sit(store, "tt01").do("vp", acts.Accept())
    after, _ = sit(store, "qt01").expunge("vp", 2, REASON)
    assert after.state == ACCEPTED and after.seal == sealed.seal and after.seal is not None
    assert holding(store) == []
    lines = store.lines(PERIOD, "vp")
    number = next(line.entry.n for line in lines if isinstance(line.entry.act, acts.Accept))
    before = journal.replay(lines[:number])
    assert before is not None
    from checklist.change import content_digest

    assert content_digest(before, after.seal.at) == after.seal.digest
    holds(store)


# --- drafts ------------------------------------------------------------------------------------------------


def test_a_field_that_holds_the_text_is_emptied_in_everybodys_drafts_and_the_rest_stays(store: Store) -> None:
    typed: dict[str, Any] = {"form": "reason", "unit": "vp", "item": "CC-02", "verdict": "met", "base": 3}
    sit(store, "vp01").keep_draft("a", {**typed, "reason": f"là  {CANARY}!", "note": "dở"})
    sit(store, "kt01").keep_draft("b", {**typed, "numbers": {"x": CANARY}, "reason": "khác"})
    sit(store, "tt01").keep_draft("c", {**typed, "reason": "không liên quan"})
    untouched = files.seal({**typed, "reason": "không liên quan"})
    sit(store).expunge("vp", 2, REASON)
    assert sit(store, "vp01").draft("a") == {**typed, "reason": "", "note": "dở"}
    assert sit(store, "kt01").draft("b") == {**typed, "numbers": {}, "reason": "khác"}
    assert (store.home / "drafts" / "tt01" / "c.json").read_bytes() == untouched
    assert holding(store) == [] and damage(store) == []


def test_where_a_draft_was_typed_is_never_emptied(alone: Store) -> None:
    sit(alone).do("vp", met("CC-01", "vp"))
    sit(alone).keep_draft("a", {"form": "walk", "unit": "vp", "reason": "vp"})
    sit(alone).expunge("vp", 3, REASON)
    assert sit(alone).draft("a") == {"form": "walk", "unit": "vp", "reason": ""}


def test_drafts_are_offered_in_the_order_of_before(alone: Store) -> None:
    for number, key in enumerate(("a", "b", "c")):
        sit(alone).keep_draft(key, {"reason": CANARY if key == "a" else "dở"})
        os.utime(alone.home / "drafts" / "local" / f"{key}.json", (number, number))
    sit(alone).expunge("vp", 2, REASON)
    assert sit(alone).drafts() == ("c", "b", "a")


def test_what_a_killed_writer_left_of_a_draft_and_a_broken_one_go(alone: Store) -> None:
    folder = alone.home / "drafts" / "local"
    sit(alone).keep_draft("a", {"reason": "dở"})
    (folder / "b.json.tmp").write_bytes(files.seal({"reason": CANARY})[:-9])
    (folder / "c.json").write_bytes(files.seal({"reason": CANARY})[:-9])
    sit(alone).expunge("vp", 2, REASON)
    assert [path.name for path in folder.iterdir()] == ["a.json"]


# --- who, and what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["vp01", "kt01", "tt01"])
def test_only_the_admin_expunges_where_there_are_people(store: Store, who: str) -> None:
    before = content(store.home)
    with pytest.raises(Forbidden, match="admin"):
        sit(store, who).expunge("vp", 99, "")
    assert content(store.home) == before


@pytest.mark.parametrize("who", [None, "qt01"])
def test_the_consoles_owner_and_an_admin_do(store: Store, who: str | None) -> None:
    sit(store, who).expunge("vp", 2, REASON)
    assert chain(journal_of(store.home))[-1]["who"] == (who or "local")
    assert holding(store) == []


WRONG: dict[str, tuple[int, str, type[ChecklistError]]] = {
    "an entry that is not there": (99, REASON, BadInput),
    "a number below zero": (-1, REASON, BadInput),
    "an entry without texts": (0, REASON, Refused),
    "no reason": (2, "", BadInput),
    "a blank reason": (2, " \n ", BadInput),
    "a secrecy mark": (2, "vì là TỐI MẬT", BadInput),
    "a reason that says the text again": (2, f"có tên {CANARY}", BadInput),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_and_nothing_changes(alone: Store, case: str) -> None:
    number, reason, error = WRONG[case]
    sit(alone).keep_draft("a", {"reason": CANARY})
    before = content(alone.home)
    with pytest.raises(error) as caught:
        sit(alone).expunge("vp", number, reason)
    assert CANARY not in str(caught.value) and type(caught.value) is error
    assert content(alone.home) == before


def test_what_is_expunged_already_is_refused(alone: Store) -> None:
    sit(alone).expunge("vp", 2, REASON)
    before = content(alone.home)
    with pytest.raises(Refused, match="already"):
        sit(alone).expunge("vp", 2, REASON)
    assert content(alone.home) == before


def test_a_unit_without_a_journal_has_no_entry(alone: Store) -> None:
    with pytest.raises(BadInput, match="no entry 0"):
        sit(alone).expunge("tc", 0, REASON)
    assert alone.read(PERIOD, "tc") is None


def test_it_is_never_undone(alone: Store) -> None:
    sit(alone).expunge("vp", 2, REASON)
    with pytest.raises(Refused, match="gone for good"):
        sit(alone).undo("vp")


# --- crashes and others ------------------------------------------------------------------------------------


def steps(patch: pytest.MonkeyPatch) -> list[str]:
    """The calls that change a file, as they are made."""
    seen: list[str] = []

    def noting(name: str) -> None:
        real: Callable[..., Any] = getattr(os, name)

        def noted(*arguments: Any, **more: Any) -> Any:
            seen.append(name)
            return real(*arguments, **more)

        patch.setattr(os, name, noted)

    for name in ("write", "fsync", "rename", "unlink"):
        noting(name)
    return seen


def test_wherever_the_disk_stops_the_old_journal_or_the_new_one_is_there_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = []
    for name in ("write", "fsync", "rename"):
        for number in range(1, 20):
            store = make(tmp_path / f"{name} {number}")
            sit(store).do("vp", met("CC-01", "có sổ"))
            sit(store).do("vp", met("CC-02", CANARY))
            sit(store).keep_draft("a", {"reason": CANARY})
            before = journal_of(store.home).read_bytes()
            with monkeypatch.context() as patch:
                Broken(patch, errno.ENOSPC, **{name: number})
                made = steps(patch)
                try:
                    sit(store).expunge("vp", 2, REASON)
                    done, unsure = True, False
                except NotSaved as error:
                    done, unsure = False, error.unsure
            outcomes.append(done)
            journal_now = journal_of(store.home).read_bytes()
            assert done or unsure or journal_now == before
            assert (journal_now == before) is (CANARY.encode() in journal_now)
            assert not done or holding(store) == []
            holds(store)
            if made.count(name) < number:
                break
            if CANARY.encode() in journal_now:
                sit(store).expunge("vp", 2, REASON)
                assert holding(store) == []
        else:
            pytest.fail(f"{name} is called without end")
    assert True in outcomes and False in outcomes


def test_an_open_screen_notices(store: Store) -> None:
    session = Session(sit(store, "vp01"), Words("en"))
    session.a("vp")
    assert not noticed(session, "vp")
    sit(store, "qt01").expunge("vp", 2, REASON)
    assert noticed(session, "vp") and "texts of entry 2 taken out" in session.status
    assert not noticed(session, "vp")
    value = session.a("vp").value(SELF, "CC-02")
    assert value and value.reason and value.reason.text is None


def test_an_open_session_notices_a_journal_that_is_rewritten_to_the_very_size_it_had(tmp_path: Path) -> None:
    def rewritten(home: Path, length: int) -> tuple[int, int, Session]:
        """The journal's size before and after a text of some length was taken out of it."""
        store = make(home, units=("vp",))
        sit(store).do("vp", met("CC-01", "x" * length))
        session = Session(sit(store), Words("en"))
        session.a("vp")
        assert not noticed(session, "vp")
        before = journal_of(store.home).stat().st_size
        sit(store).expunge("vp", 1, REASON)
        return before, journal_of(store.home).stat().st_size, session

    before, after, _ = rewritten(tmp_path / "tried", 1000)
    before, after, session = rewritten(tmp_path / "home", 1000 + after - before)
    assert before == after
    assert noticed(session, "vp")
    value = session.a("vp").value(SELF, "CC-01")
    assert value and value.reason and value.reason.text is None


def test_an_act_that_takes_texts_out_is_not_done_without_taking_them_out(store: Store) -> None:
    before = content(store.home)
    for do in (sit(store, "qt01").do, sit(store).do):
        with pytest.raises(TypeError, match=r"Desk\.expunge"):
            do("vp", acts.Expunge(2, said(REASON), tuple(store.lines(PERIOD, "vp")[2].texts)))
    assert content(store.home) == before


# --- the command -------------------------------------------------------------------------------------------


def run(store: Store, *argv: str, who: str = "") -> int:
    return main(["--home", str(store.home), "--lang", "en", *(("--as", who) if who else ()), *argv])


def test_the_command_takes_the_text_out_and_tells_of_copies(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(store, "expunge", "vp", "2", "--reason", REASON) == 0
    out, err = capsys.readouterr()
    assert out == "Saved: vp: texts of entry 2 taken out (1).\n" and "copies and backups" in err
    assert holding(store) == []
    assert run(store, "check") == 0
    capsys.readouterr()
    assert run(store, "log", "vp") == 0
    out, _ = capsys.readouterr()
    assert "[taken out]" in out and "texts of entry 2 taken out" in out and REASON in out


def test_the_command_in_json(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(store, "expunge", "vp", "2", "--reason", REASON, "--json", who="qt01") == 0
    assert json.loads(capsys.readouterr().out) == {
        "unit": "vp",
        "period": PERIOD,
        "finding": None,
        "entry": 2,
        "texts": 1,
    }
    assert chain(journal_of(store.home))[-1]["door"] == "console"


def test_a_dry_run_only_tells(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    before = content(store.home)
    assert run(store, "expunge", "vp", "2", "--reason", REASON, "--dry-run") == 0
    assert capsys.readouterr().out.startswith("Would be saved: vp")
    assert content(store.home) == before


@pytest.mark.parametrize(
    ("argv", "who", "code"),
    [
        (("vp", "2", "--reason", REASON), "vp01", 1),
        (("vp", "2"), "vp01", 1),
        (("vp", "0", "--reason", REASON), "", 1),
        (("vp", "2"), "", 2),
        (("vp", "99", "--reason", REASON), "", 2),
        (("vp", "two", "--reason", REASON), "", 2),
        (("vp",), "", 2),
        (("no-such-unit", "2", "--reason", REASON), "", 2),
        (("vp", "2", "--reason", "TUYỆT MẬT"), "", 2),
    ],
)
def test_refusals_have_one_line_and_their_exit_code(
    store: Store, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], who: str, code: int
) -> None:
    before = journal_of(store.home).read_bytes()
    assert run(store, "expunge", *argv, who=who) == code
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert journal_of(store.home).read_bytes() == before
