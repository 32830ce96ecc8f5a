"""People: who may be added by whom, what a removed one may still do (nothing), and what the home's log tells of it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from store.homes import PERIOD, make, met, sit, unit
from test_keys import GOOD, rsa

from checklist import access
from checklist.cli import main
from checklist.errors import BadInput, ChecklistError, Forbidden, Refused
from checklist.model import ADMIN, HEAD, INSPECTOR, LOCAL, REVIEWER, STAFF, Person
from checklist.people import key_line
from checklist.store import Store, files

KEY, OTHER = GOOD["ssh-ed25519"], GOOD["ecdsa-sha2-nistp256"]
LAN = Person("lan", HEAD, ("vp",), key=f"{KEY} lan@may7\n")
ADMIN_PERSON = Person("quan-tri", ADMIN, key=OTHER)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make(tmp_path / "home", units=("vp", "tc"))


def log(home: Path) -> list[dict[str, Any]]:
    """Every line of the home's log, the oldest first."""
    return [
        json.loads(raw) for path in sorted((home / "log").glob("*.jsonl")) for raw in path.read_bytes().splitlines()
    ]


def told(home: Path) -> list[tuple[str, str, Any]]:
    """Who did what to whom, of people and refusals."""
    found = [each for each in log(home) if each["what"] not in ("units", "period")]
    return [(each["who"], each["what"], each["about"].get("person")) for each in found]


# --- who is added --------------------------------------------------------------------------------------------


def test_the_first_person_is_added_by_the_local_one_who_is_then_the_admin(store: Store) -> None:
    assert sit(store).person == LOCAL
    added = access.add_person(store, None, LAN)
    assert added == Person("lan", HEAD, ("vp",), key=KEY)
    assert access.people(store, None) == (added,)
    assert sit(store).person.role == ADMIN
    assert told(store.home) == [("local", "person add", "lan")]
    assert list(store.check()) == []


WRONG = {
    "a reserved id": Person("local", HEAD, ("vp",), key=KEY),
    "the program's own id": Person("system", HEAD, ("vp",), key=KEY),
    "an id that begins with a digit": Person("1lan", HEAD, ("vp",), key=KEY),
    "capital letters": Person("Lan", HEAD, ("vp",), key=KEY),
    "an accent": Person("làn", HEAD, ("vp",), key=KEY),
    "a long id": Person("a" * 33, HEAD, ("vp",), key=KEY),
    "an id that is a path": Person("../lan", HEAD, ("vp",), key=KEY),
    "an id with a quote": Person('lan"', HEAD, ("vp",), key=KEY),
    "an id with a line break": Person("lan\n", HEAD, ("vp",), key=KEY),
    "an unknown role": Person("lan", "boss", ("vp",), key=KEY),
    "staff without a unit": Person("lan", STAFF, key=KEY),
    "head without a unit": Person("lan", HEAD, (), key=KEY),
    "inspector without a unit": Person("lan", INSPECTOR, key=KEY),
    "reviewer with a unit": Person("lan", REVIEWER, ("vp",), key=KEY),
    "admin with a unit": Person("lan", ADMIN, ("vp",), key=KEY),
    "an unknown unit": Person("lan", HEAD, ("vp", "xx"), key=KEY),
    "no key": Person("lan", HEAD, ("vp",)),
    "a weak key": Person("lan", HEAD, ("vp",), key=rsa(2048)),
    "an option before the key": Person("lan", HEAD, ("vp",), key=f"pty {KEY}"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_person_is_refused_and_logged(store: Store, case: str) -> None:
    with pytest.raises(BadInput):
        access.add_person(store, None, WRONG[case])
    assert store.people() == ()
    assert [each["what"] for each in log(store.home)][-1] == "refused"
    assert "lan\n" not in json.dumps(log(store.home), ensure_ascii=False)


def test_a_key_belongs_to_one_person_even_after_they_were_removed(store: Store) -> None:
    access.add_person(store, None, LAN)
    again = Person("lan2", HEAD, ("vp",), key=f"{KEY} another comment")
    with pytest.raises(Refused, match="lan's already"):
        access.add_person(store, None, again)
    access.remove_person(store, None, "lan")
    with pytest.raises(Refused, match="lan's already"):
        access.add_person(store, None, again)


def test_an_id_is_never_given_again(store: Store) -> None:
    access.add_person(store, None, LAN)
    other = msgspec.structs.replace(LAN, key=OTHER)
    with pytest.raises(Refused, match="exists already"):
        access.add_person(store, None, other)
    access.remove_person(store, None, "lan")
    with pytest.raises(Refused, match="never given again"):
        access.add_person(store, None, other)
    with pytest.raises(Forbidden, match="was removed"):
        access.remove_person(store, None, "lan")
    with pytest.raises(BadInput, match="No person"):
        access.remove_person(store, None, "nobody")


def test_what_is_only_tried_changes_nobody(store: Store) -> None:
    assert access.add_person(store, None, LAN, dry_run=True).key == KEY
    assert store.people() == () and told(store.home) == []
    access.add_person(store, None, LAN)
    access.remove_person(store, None, "lan", dry_run=True)
    assert not store.people()[0].removed


@pytest.mark.parametrize("role", [STAFF, HEAD, INSPECTOR, REVIEWER])
def test_only_the_admin_keeps_people(store: Store, role: str) -> None:
    units = None if role == REVIEWER else ("vp",)
    access.add_person(store, None, Person("an", role, units, key=KEY))
    for asked in (
        lambda: access.add_person(store, "an", ADMIN_PERSON),
        lambda: access.remove_person(store, "an", "an"),
        lambda: access.people(store, "an"),
    ):
        with pytest.raises(Forbidden, match="the admin"):
            asked()
    assert [each for each in told(store.home) if each[0] == "an"] == [
        ("an", "refused", "quan-tri"),
        ("an", "refused", "an"),
    ]
    access.add_person(store, None, ADMIN_PERSON)
    access.remove_person(store, "quan-tri", "an")
    assert told(store.home)[-1] == ("quan-tri", "person remove", "an")


def test_people_of_an_older_version_are_read_as_they_are(store: Store) -> None:
    with files.Database(store.home / "people.json", storage=files.SealedStorage) as db:
        db.put("people", {"vp01": {"id": "vp01", "role": "head", "units": ["vp"]}})
    assert store.people() == (Person("vp01", HEAD, ("vp",)),)
    assert sit(store, "vp01").do("vp", met("CC-01", "có")).entries == 2


# --- in an open session ----------------------------------------------------------------------------------------


def test_a_removed_person_does_and_reads_nothing_more_in_an_open_session(store: Store) -> None:
    access.add_person(store, None, LAN)
    desk = sit(store, "lan")
    desk.do("vp", met("CC-01", "có"))
    before = (store.home / "periods" / PERIOD / "vp.jsonl").read_bytes()
    access.remove_person(store, None, "lan")
    for asked in (
        lambda: desk.do("vp", met("CC-02", "có")),
        lambda: desk.do("vp", met("CC-02", "có"), dry_run=True),
        lambda: desk.undo("vp"),
        lambda: desk.put_units([unit("x")]),
        lambda: desk.keep_draft("2009.vp.CC-02.reason", {"reason": "dở"}),
        lambda: desk.read("vp"),
        lambda: desk.log("vp"),
        lambda: desk.version("vp"),
        desk.units,
    ):
        with pytest.raises(Forbidden, match='"lan" was removed'):
            asked()
    assert (store.home / "periods" / PERIOD / "vp.jsonl").read_bytes() == before
    assert sit(store).log("vp")[-1].entry.who == "lan"
    with pytest.raises(Forbidden, match="was removed"):
        sit(store, "lan")


def test_a_change_of_role_or_units_holds_at_the_next_act(store: Store) -> None:
    access.add_person(store, None, LAN)
    desk = sit(store, "lan")
    desk.do("vp", met("CC-01", "có"))
    store.put_people([Person("lan", HEAD, ("tc",), key=KEY)])
    with pytest.raises(BadInput, match='No unit "vp"'):
        desk.do("vp", met("CC-02", "có"))
    assert [each.id for each in desk.units()] == ["tc"]
    store.put_people([Person("lan", REVIEWER, key=KEY)])
    with pytest.raises(Forbidden, match="the head"):
        desk.do("vp", met("CC-02", "có"))
    assert len(desk.units()) == 2


def test_the_local_person_becomes_the_admin_in_an_open_session(store: Store) -> None:
    desk = sit(store)
    desk.do("vp", met("CC-01", "có"))
    access.add_person(store, None, LAN)
    with pytest.raises(Forbidden, match="the head"):
        desk.do("vp", met("CC-02", "có"))
    assert desk.person.role == ADMIN


# --- commands ----------------------------------------------------------------------------------------------------


def run(home: Path, *args: str, lang: str = "en") -> int:
    return main(["--home", str(home), "--lang", lang, *args])


def out(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def key_file(tmp_path: Path) -> str:
    (tmp_path / "lan.pub").write_text(f"{KEY} lan@may7\n", "utf-8")
    return str(tmp_path / "lan.pub")


def add(home: Path, key: str, *more: str) -> int:
    return run(home, "access", "add", "lan", "--role", "head", "--unit", "vp", "--unit", "tc", "--key", key, *more)


def test_add_list_and_remove_print_the_person(store: Store, key_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(store.home, key_file, "--json") == 0
    person = out(capsys)
    assert person == {
        "id": "lan",
        "role": "head",
        "units": ["vp", "tc"],
        "key": KEY,
        "fingerprint": person["fingerprint"],
        "removed": False,
    }
    assert run(store.home, "access", "list") == 0
    assert capsys.readouterr().out.split()[:3] == ["lan", "head", person["fingerprint"]]
    assert run(store.home, "access", "remove", "lan") == 0
    assert "Their next act is refused." in capsys.readouterr().out
    assert run(store.home, "access", "list", "--json") == 0
    assert out(capsys) == {"people": [person | {"removed": True}]}


def test_a_key_may_come_from_standard_input(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY} lan\n"))
    assert add(store.home, "-", "--dry-run") == 0
    assert "Would be saved: lan" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY} lan\n"))
    assert add(store.home, "-") == 0


REFUSED: dict[str, tuple[Sequence[str], int]] = {
    "no file": (["add", "an", "--role", "reviewer", "--key", "/nowhere/an.pub"], 2),
    "a folder": (["add", "an", "--role", "reviewer", "--key", "/"], 2),
    "no key at all": (["add", "an", "--role", "reviewer"], 2),
    "somebody's key": (["add", "an", "--role", "reviewer", "--key", "KEY"], 1),
    "somebody's id": (["add", "lan", "--role", "reviewer", "--key", "KEY"], 1),
    "nobody": (["remove", "nobody"], 2),
    "for the admin": (["list", "--as", "lan"], 1),
    "for the admin too": (["remove", "lan", "--as", "lan"], 1),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_command_says_so_in_one_line(
    store: Store, key_file: str, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(store.home, key_file) == 0
    capsys.readouterr()
    args, code = REFUSED[case]
    assert run(store.home, "access", *(key_file if each == "KEY" else each for each in args)) == code
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1


def test_what_role_or_state_refuse_is_logged_in_a_home_with_people(store: Store, key_file: str) -> None:
    assert run(store.home, "accept", "vp") == 1
    assert told(store.home) == []
    assert add(store.home, key_file) == 0
    assert run(store.home, "accept", "vp", "--as", "lan") == 1
    assert run(store.home, "answer", "vp", "CC-01", "met") == 1
    assert told(store.home)[1:] == [("lan", "refused", None), ("local", "refused", None)]
    assert [each["about"].get("command") for each in log(store.home)][-2:] == ["accept", "answer"]


# --- authorized_keys -----------------------------------------------------------------------------------------------


def program(folder: Path, name: str = "checklist") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n", "utf-8")
    os.chmod(folder / name, 0o755)
    return str(folder / name)


def test_there_is_a_line_for_everybody_who_may_come_in(
    store: Store, key_file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store.put_people([Person("vp01", HEAD, ("vp",)), Person("an", REVIEWER, key=OTHER, removed=True)])
    assert add(store.home, key_file) == 0
    capsys.readouterr()
    path = program(tmp_path / "bin")
    assert run(store.home, "access", "authorized-keys", "--program", path) == 0
    line = f'restrict,pty,command="{path} --home {store.home} serve --as lan" {KEY}\n'
    assert capsys.readouterr().out == line
    assert run(store.home, "access", "authorized-keys", "--program", path, "--json") == 0
    assert out(capsys) == {"lines": [line.rstrip()]}


@pytest.mark.parametrize(
    "name", ['a"b', "a b", "a\\b", "a\nb", "a'b", "a$b", "a;b", "a`b", "a&b", "a*b", "a\u00a0b", "a~b"]
)
def test_a_path_that_could_break_out_of_the_line_is_refused(
    tmp_path: Path, key_file: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = make(tmp_path / name / "home", units=("vp", "tc"))
    assert add(inside.home, key_file) == 0
    plain = program(tmp_path / "bin")
    assert run(inside.home, "access", "authorized-keys", "--program", plain) == 2
    with pytest.raises(BadInput, match="authorized_keys"):
        key_line(program(tmp_path / "bin", name), str(tmp_path), inside.people()[0])
    assert capsys.readouterr().out.count("restrict") == 0


@pytest.mark.parametrize("path", ["checklist", "-x", "./checklist", "", "~/checklist"])
def test_only_a_full_path_names_the_program(path: str) -> None:
    with pytest.raises(BadInput):
        key_line(path, "/srv/home", LAN)


def test_a_program_that_cannot_be_started_is_refused(
    store: Store, key_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(store.home, key_file) == 0
    assert run(store.home, "access", "authorized-keys", "--program", key_file) == 2
    assert run(store.home, "access", "authorized-keys") == 2
    assert "--program" in capsys.readouterr().err


def test_a_refusal_that_the_disk_does_not_log_is_still_a_refusal(store: Store) -> None:
    (store.home / "log").rename(store.home / "log-gone")
    with pytest.raises(ChecklistError):
        access.add_person(store, None, WRONG["a weak key"])
    assert store.people() == ()
