"""A text that was taken out is in no file any more, whatever the disk refuses; the chain and the state still hold."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from broken import Broken
from homes import PERIOD, chain, content, journal_of, make, met, rebuilt, replayed, sit, state_of

from checklist import acts, journal
from checklist.errors import NotSaved
from checklist.model import SELF
from checklist.store import Store

CANARY = b"canary-7431"


def expunge(store: Store) -> None:
    """Take the text of entry 2 out, as an `expunge` does."""
    with store.edit(PERIOD, "vp") as edit:
        assert edit.a
        *before, last = store.lines(PERIOD, "vp")
        gone = journal.Line(last.entry, dict.fromkeys(last.texts))
        act = acts.Expunge(last.entry.n, acts.salted("không được ghi", "muối"), tuple(last.texts))
        line = journal.write(act, n=3, who="qt01", at="2009-12-02T00:00:00Z", door="cli", prev=edit.a.head)
        lines = [*before, gone, line]
        after = journal.replay(lines)
        assert after
        edit.rewrite(lines, after)


@pytest.fixture
def written(tmp_path: Path) -> Store:
    """A home with a text that should never have been written; also in what a killed writer left."""
    store = make(tmp_path / "home")
    sit(store).do("vp", met("CC-01", "có sổ"))
    sit(store).do("vp", met("CC-02", CANARY.decode()))
    shutil.copyfile(state_of(store.home), state_of(store.home).with_suffix(".json.tmp"))
    assert len(found(store)) == 3
    return store


def found(store: Store) -> list[str]:
    return [name for name, raw in content(store.home).items() if CANARY in raw]


def test_an_expunged_text_is_in_no_file_and_the_chain_holds(written: Store) -> None:
    expunge(written)
    assert found(written) == []
    assert len(chain(journal_of(written.home))) == 4
    assert list(written.check()) == []
    a = sit(written).read("vp")
    value = a.value(SELF, "CC-02")
    assert value and value.reason and value.reason.text is None
    assert state_of(written.home).read_bytes() == rebuilt(written.home, written.home.parent / "copy")


def test_an_expunged_text_stays_in_no_state_that_could_not_be_written_again(
    written: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    Broken(monkeypatch, errno.ENOSPC, rename=2)
    expunge(written)
    monkeypatch.undo()
    assert found(written) == []
    assert sit(written).read("vp") == replayed(written.home)
    assert list(written.check()) == []


def test_an_expunge_that_the_disk_refuses_is_not_saved(written: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before, a = journal_of(written.home).read_bytes(), replayed(written.home)
    Broken(monkeypatch, errno.ENOSPC, write=1)
    with pytest.raises(NotSaved):
        expunge(written)
    monkeypatch.undo()
    assert journal_of(written.home).read_bytes() == before
    assert sit(written).read("vp") == a
