"""The check of a whole home: silent when it is whole, every flipped bit noticed, every missing file named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from homes import PERIOD, content, damage, document, heads, journal_of, make, met, not_met, sit, state_of

from checklist.errors import BadInput, Damaged, Refused
from checklist.model import canonical
from checklist.store import Store
from checklist.store.files import seal, unseal
from checklist.store.pair import Pair


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "home")


def filled(home: Path) -> Store:
    """A home with something in every file."""
    store = make(home, units=("vp", "vu"), people=heads(1))
    desk = sit(store, "p0")
    desk.do("vp", met("CC-01", "có sổ"))
    desk.do("vp", document("12/QĐ-VP", "CC-01"))
    desk.undo("vp")
    desk.keep_draft("form", {"text": "dở dang"})
    return store


def files_of(store: Store) -> Iterator[Path]:
    """Every file that holds something."""
    for name, raw in content(store.home).items():
        if raw:
            yield store.home / name


def noticed(home: Path) -> list[str]:
    """What opening and checking a home tells; a home that can't be opened is damaged too."""
    try:
        return damage(Store(home))
    except Damaged as error:
        assert damage(Store.to_check(home))
        return [str(error)]


def test_a_whole_home_gives_nothing(store: Store) -> None:
    assert damage(store) == []


def test_checking_changes_nothing(store: Store) -> None:
    state_of(store.home).write_bytes(b"{")
    before = content(store.home)
    assert damage(store) != []
    assert content(store.home) == before


# --- flipped bits ------------------------------------------------------------------------------------------


FILES = {
    "home.json": "home.json",
    "units": "units.json",
    "people": "people.json",
    "pack": "packs/*.json",
    "period": f"periods/{PERIOD}/period.json",
    "journal": f"periods/{PERIOD}/vp.jsonl",
    "state": f"periods/{PERIOD}/vp.json",
    "log": "log/*.jsonl",
    "draft": "drafts/*/*.json",
}


def test_the_files_tried_are_all_there_are(store: Store) -> None:
    assert {path for pattern in FILES.values() for path in store.home.glob(pattern)} == set(files_of(store))


def flips(store: Store, pattern: str) -> Iterator[tuple[int, int, list[str], bool]]:
    """Flip each bit of a file in turn; gives its byte, its bit, what the check tells, and whether that names the file.

    A flipped end of a journal's last line reads as a torn line: there the state beside it knows better and is named.
    """
    [path] = store.home.glob(pattern)
    raw, named = path.read_bytes(), [str(path.relative_to(store.home))]
    if pattern == FILES["journal"]:
        named.append(FILES["state"])
    for place in range(len(raw)):
        for bit in range(8):
            flipped = bytearray(raw)
            flipped[place] ^= 1 << bit
            path.write_bytes(flipped)
            told = noticed(store.home)
            yield place, bit, told, bool(told) and all(any(each in line for each in named) for line in told)
    path.write_bytes(raw)


@pytest.mark.parametrize("pattern", FILES.values(), ids=FILES)
def test_every_bit_that_is_flipped_is_noticed_and_the_file_named(store: Store, pattern: str) -> None:
    for place, bit, told, named in flips(store, pattern):
        assert named, (place, bit, told)


def test_every_bit_of_the_end_of_a_line_is_noticed(store: Store) -> None:
    """No parser stumbles over these: they make two lines one, or the last one torn."""
    for path in (journal_of(store.home), next((store.home / "log").iterdir())):
        raw = path.read_bytes()
        for place in (place for place, byte in enumerate(raw) if byte == ord("\n")):
            for bit in range(8):
                flipped = bytearray(raw)
                flipped[place] ^= 1 << bit
                path.write_bytes(flipped)
                assert damage(store) != [], (path, place, bit)
        path.write_bytes(raw)


# --- what is missing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["home.json", "units.json", "people.json", f"periods/{PERIOD}/period.json", "packs/*.json", "packs", "periods",
     "findings", "drafts", "log"],
)  # fmt: skip
def test_what_is_missing_is_named(store: Store, name: str) -> None:
    path = next(store.home.glob(name))
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    if name == "home.json":
        # Without it there is no home to check; the rest is not taken for an empty folder either.
        with pytest.raises(BadInput, match="No data in"):
            Store(store.home)
        with pytest.raises(Refused, match="is not empty"):
            make(store.home)
        return
    assert damage(store)[0] == f"{path.relative_to(store.home)} is missing."


def test_a_missing_journal_is_told_by_its_state(store: Store) -> None:
    journal_of(store.home).unlink()
    [told] = damage(store)
    assert told == (
        f"periods/{PERIOD}/vp.json: the state holds 4 entries, the journal 0: the state is ahead of its journal."
    )


def test_a_missing_state_or_lock_is_no_damage(store: Store) -> None:
    for path in (state_of(store.home), journal_of(store.home).with_suffix(".lock"), store.home / "lock"):
        path.unlink()
    assert damage(store) == []


@pytest.mark.parametrize("name", ["units.json", "people.json"])
def test_missing_units_or_people_never_read_as_none_and_are_never_begun_anew(store: Store, name: str) -> None:
    (store.home / name).unlink()
    with pytest.raises(Damaged, match=f"{name} is missing"):
        sit(store).units()
    with pytest.raises(Damaged, match=f"{name} is missing"):
        store.put_units(()) if name == "units.json" else store.put_people(heads(2))
    assert not (store.home / name).exists()


# --- what is there but wrong -------------------------------------------------------------------------------


def test_every_damage_of_a_home_is_told_at_once(store: Store) -> None:
    for path in files_of(store):
        if path.name != "home.json":
            path.write_bytes(path.read_bytes().replace(b"0", b"1"))
    told = "\n".join(damage(store))
    for path in files_of(store):
        if path.name not in ("home.json", "form.json"):
            assert str(path.relative_to(store.home)) in told


@pytest.mark.parametrize("number", range(4))
def test_a_journal_is_told_by_the_number_of_the_entry(store: Store, number: int) -> None:
    lines = journal_of(store.home).read_bytes().splitlines(keepends=True)
    lines[number] = lines[number].replace(b'"at":"2009', b'"at":"2008')
    journal_of(store.home).write_bytes(b"".join(lines))
    assert f"periods/{PERIOD}/vp.jsonl: Entry {number} breaks the chain." in damage(store)


def test_a_state_that_was_sealed_over_other_content_is_told(store: Store) -> None:
    path = state_of(store.home)
    data = unseal(path.read_bytes(), path.name)
    data["answers"]["self CC-01"]["revision"] = 7
    path.write_bytes(seal(data))
    assert damage(store) == [f"periods/{PERIOD}/vp.json: the state is not what the journal adds up to."]


def test_an_older_state_is_no_damage_unless_it_says_something_else(store: Store) -> None:
    path = state_of(store.home)
    older = path.read_bytes()
    sit(store, "p0").do("vp", not_met("CC-02", "chưa tập huấn"))
    path.write_bytes(older)
    assert damage(store) == []
    data = unseal(older, path.name)
    data["answers"]["self CC-01"]["revision"] = 7
    path.write_bytes(seal(data))
    assert damage(store) == [f"periods/{PERIOD}/vp.json: the state is not what the journal adds up to."]


def test_the_journal_of_another_unit_is_told(store: Store) -> None:
    journal_of(store.home).rename(journal_of(store.home, "vu"))
    state_of(store.home).rename(state_of(store.home, "vu"))
    told = damage(store)
    assert f"periods/{PERIOD}/vu.jsonl: the content is not what was written." in told
    assert f"periods/{PERIOD}/vu.json: broken; it is built again from the journal when next opened." in told


@pytest.mark.parametrize("number", range(2))
def test_a_line_taken_out_of_the_log_is_told(store: Store, number: int) -> None:
    log = next((store.home / "log").iterdir())
    store.log("2009-12-02T00:00:00Z", "p0", "cli", "login", {})
    lines = log.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3
    log.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
    [told] = damage(store)
    assert told.startswith(f"log/2009-12.jsonl: entry {number} ")


@pytest.mark.parametrize("last", [b"{}", b"[]", b"7", b'{"hash":7}', b"\xff", b'{"hash":"0"}'])
def test_nothing_is_added_to_a_log_whose_last_line_was_altered(store: Store, last: bytes) -> None:
    log = next((store.home / "log").iterdir())
    log.write_bytes(log.read_bytes() + last + b"\n")
    before = log.read_bytes()
    with pytest.raises(Damaged, match=r"log/2009-12.jsonl: entry 2 was altered"):
        store.log("2009-12-02T00:00:00Z", "p0", "cli", "login", {})
    assert log.read_bytes() == before
    assert damage(store) != []


def test_a_torn_line_of_the_log_is_no_damage_and_cut_off_by_the_next(store: Store) -> None:
    log = next((store.home / "log").iterdir())
    before = log.read_bytes()
    log.write_bytes(before + canonical({"about": {}, "at": "2009"})[:-1])
    assert damage(store) == []
    store.log("2009-12-02T00:00:00Z", "p0", "cli", "login", {})
    assert damage(store) == []
    assert log.read_bytes().startswith(before + b'{"about":{},"at":"2009-12-02')


def test_a_pack_that_was_altered_is_damage_for_whoever_needs_it(store: Store) -> None:
    path = next((store.home / "packs").iterdir())
    raw = path.read_bytes()
    for altered in (raw[:-1], raw.replace(b'"1"', b'"2"'), b"", b"\xff", b"[]"):
        path.write_bytes(altered)
        with pytest.raises(Damaged, match=f"packs/{path.name}: the content is not what was written"):
            sit(store).pack_of(path.stem)


# --- in use ------------------------------------------------------------------------------------------------


def test_an_act_in_the_middle_of_a_check_is_no_damage(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is read after the state, so that the state can't seem ahead of it."""
    lines = Pair.lines
    written: list[int] = []

    def then_written(self: Pair[Any]) -> object:
        read = lines(self)
        if not written:
            written.append(1)
            sit(store, "p0").do("vp", not_met("CC-02", "chưa tập huấn"))
        return read

    monkeypatch.setattr(Pair, "lines", then_written)
    assert damage(store) == []
    assert written
