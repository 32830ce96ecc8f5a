"""Half-written forms: kept for their writer, offered, dropped; never part of the journal."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from homes import chain, heads, journal_of, make, met, sit

from checklist.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = make(tmp_path / "home", people=heads(2))
    sit(store, "p1").do("vp", met("CC-01", "có sổ"))
    return store


def test_drafts_are_kept_offered_newest_first_and_dropped(store: Store) -> None:
    desk = sit(store, "p1")
    assert desk.drafts() == () and desk.draft("a") is None
    for number, key in enumerate(("a", "b", "c")):
        desk.keep_draft(key, {"reason": f"dở {number}", "count": number, "parts": ["x"], "day": None})
    for number, key in enumerate(("c", "a", "b")):
        os.utime(store.home / "drafts" / "p1" / f"{key}.json", (number, number))
    assert desk.drafts() == ("b", "a", "c")
    assert desk.draft("b") == {"reason": "dở 1", "count": 1, "parts": ["x"], "day": None}
    desk.keep_draft("b", {"reason": "xong"})
    assert desk.draft("b") == {"reason": "xong"}
    desk.drop_draft("b")
    desk.drop_draft("b")
    assert desk.drafts() == ("a", "c") and desk.draft("b") is None
    assert len(chain(journal_of(store.home))) == 2


def test_a_draft_is_its_writers_own(store: Store) -> None:
    sit(store, "p1").keep_draft("a", {"reason": "dở"})
    assert sit(store, "p0").drafts() == () and sit(store, "p0").draft("a") is None
    sit(store, "p0").drop_draft("a")
    assert sit(store, "p1").drafts() == ("a",)


def test_a_broken_draft_is_not_offered(store: Store) -> None:
    desk = sit(store, "p1")
    desk.keep_draft("a", {"reason": "dở"})
    (store.home / "drafts" / "p1" / "a.json").write_bytes(b"{")
    assert desk.draft("a") is None
