"""Half-written forms: kept for their writer, offered, dropped; never part of the journal."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from homes import chain, heads, journal_of, make, met, sit

from checklist.store import Store

FORM: dict[str, object] = {"form": "walk", "unit": "vp", "item": "CC-01"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = make(tmp_path / "home", people=heads(2))
    sit(store, "p1").do("vp", met("CC-01", "có sổ"))
    return store


def test_drafts_are_kept_offered_newest_first_and_dropped(store: Store) -> None:
    desk = sit(store, "p1")
    assert desk.drafts() == () and desk.draft("a") is None
    for number, key in enumerate(("a", "b", "c")):
        desk.keep_draft(key, FORM | {"reason": f"dở {number}", "base": number, "ticked": ["x"]})
    for number, key in enumerate(("c", "a", "b")):
        os.utime(store.home / "drafts" / "p1" / f"{key}.json", (number, number))
    assert desk.drafts() == ("b", "a", "c")
    assert desk.draft("b") == FORM | {"reason": "dở 1", "base": 1, "ticked": ["x"]}
    desk.keep_draft("b", FORM | {"reason": "xong"})
    assert desk.draft("b") == FORM | {"reason": "xong"}
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


@pytest.mark.parametrize(
    "wrong",
    [
        {"base": None}, {"base": -1}, {"base": "1"}, {"marking": 9}, {"severity": 3}, {"ticked": [1]},
        {"numbers": [""]},
        {"reason": 1}, {"reason": ["x"]}, {"reason": "x" * 30_000}, {"unit": 5}, {"other": {"a": {}}},
    ],
)  # fmt: skip
def test_a_draft_of_another_shape_is_not_offered(store: Store, wrong: dict[str, object]) -> None:
    desk = sit(store, "p1")
    store.put_draft("p1", "a", FORM | wrong)
    assert desk.draft("a") is None
    store.put_draft("p1", "a", FORM)
    assert desk.draft("a") == FORM


def test_a_draft_comes_back_as_it_could_have_been_typed(store: Store) -> None:
    store.put_draft("p1", "a", FORM | {"reason": "d\x1b[31mở\u202e\n"})
    assert sit(store, "p1").draft("a") == FORM | {"reason": "d[31mở "}


@pytest.mark.parametrize("depth", [3, 100, 400, 700, 900, 1000, 100_000])
def test_a_deep_draft_stands_in_nobodys_way(store: Store, depth: int) -> None:
    body = b"[" * depth + b"]" * depth
    raw = (
        b'{"data":{"x":'
        + body
        + b'},"digest":"'
        + hashlib.blake2b(b'{"x":' + body + b"}", digest_size=32).hexdigest().encode()
        + b'"}\n'
    )
    path = store.home / "drafts" / "p1" / "a.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    assert sit(store, "p1").draft("a") is None
    sit(store).expunge("vp", 1, "nêu tên người")
    assert not path.exists()
