"""The journal: lines, the chain, replay, and what can be read from it. `test_undo` has what undoing does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from cases import ADMIN, BLANK, HEAD, INSPECTOR, PACK, PERIOD, STAFF, TODAY, UNIT, said
from hypothesis import given
from hypothesis import strategies as st
from strategies import Life, agreed, brought_to, lives

from checklist import acts, journal
from checklist import model as m
from checklist.errors import Damaged
from checklist.journal import Line, about, decode, encode, follow, linked, replay, start, write


def short() -> Life:
    """A life of a few lines, with texts, evidence, a bulk act and an undo."""
    life = Life()
    life.do(STAFF, acts.Answer("CC-01", m.SELF, m.Value(m.PARTIAL, reason=said("mới thực tập ở nhà A"))))
    open_entry = m.Particulars(kind="decision", number=said("1549/QĐ-LĐTBXH"), date=TODAY, abstract=said("PCCC"))
    marked = m.Particulars(marking="mat", register_line="2/41", checked_on=TODAY)
    life.do(HEAD, acts.AddEvidence(open_entry, ("CC-01", "CC-02")), acts.AddEvidence(marked, ("BV-02",)))
    life.do(STAFF, acts.Answer("TV-01", m.SELF, m.Value(values={"new": 3, "done": 2})))
    life.undo(STAFF)
    return life


def raw(life: Life) -> list[bytes]:
    """The lines of a journal as its file has them, without their ends."""
    return [encode(line).removesuffix(b"\n") for line in life.lines]


def read(lines: list[bytes]) -> m.Assessment | None:
    return replay(decode(each, number) for number, each in enumerate(lines))


# --- lines -------------------------------------------------------------------------------------------------


@given(lives())
def test_a_line_is_read_as_it_was_written(life: Life) -> None:
    for number, line in enumerate(life.lines):
        written = encode(line)
        assert written.endswith(b"\n") and written.count(b"\n") == 1
        assert decode(written[:-1], number) == line
        assert encode(decode(written[:-1], number)) == written


def test_a_line_has_the_shape_that_the_format_says() -> None:
    life = short()
    line = json.loads(raw(life)[1])
    assert sorted(line) == ["entry", "texts"]
    entry = line["entry"]
    (h,) = line["texts"]
    assert (
        entry["n"] == 1 and entry["who"] == "vp02" and entry["at"] == "2009-12-02T03:41:59Z" and entry["door"] == "cli"
    )
    assert entry["act"] == {
        "do": "answer",
        "item": "CC-01",
        "layer": "self",
        "value": {"verdict": "partial", "reason": {"h": h}},
    }
    assert entry["prev"] == life.lines[0].entry.hash
    words = line["texts"][h]
    assert words["text"] == "mới thực tập ở nhà A"
    assert h == hashlib.sha256((words["salt"] + words["text"]).encode()).hexdigest()


def test_bulk_acts_and_undos_say_so_and_single_acts_do_not() -> None:
    entries = [json.loads(each)["entry"] for each in raw(short())]
    assert [entry.get("batch") for entry in entries] == [None, None, 2, 2, None, None]
    assert [entry.get("undoes") for entry in entries] == [None, None, None, None, None, 4]


@given(lives())
def test_the_hash_is_that_of_the_hash_before_and_the_entry_without_its_own(life: Life) -> None:
    prev = ""
    for each in raw(life):
        entry = json.loads(each)["entry"]
        given = entry.pop("hash")
        text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert given == hashlib.sha256((prev + text).encode()).hexdigest()
        assert entry["prev"] == prev
        prev = given
    assert life.a.head == prev


@given(lives())
def test_an_entry_holds_no_word_of_a_text(life: Life) -> None:
    for line in life.lines:
        bare = m.canonical(line.entry).decode()
        for text in acts.texts(line.act):
            assert text.text and text.text not in bare and text.h in bare
            assert line.texts[text.h] == journal.Words(text.salt, text.text)


def expunged(line: Line) -> Line:
    return msgspec.structs.replace(line, texts=dict.fromkeys(line.texts))


@given(lives())
def test_the_chain_holds_when_every_text_was_expunged(life: Life) -> None:
    lines = [expunged(line) for line in life.lines]
    linked(lines)
    a = read([encode(line).removesuffix(b"\n") for line in lines])
    assert a is not None and a.head == life.a.head
    assert not [text for text in acts.texts(a) if text.text or text.salt]
    assert a == acts.map_texts(life.a, lambda text: m.Said(h=text.h))


def test_the_act_of_a_line_comes_with_its_texts_and_without_those_expunged() -> None:
    line = short().lines[1]
    (text,) = acts.texts(line.act)
    assert text.text == "mới thực tập ở nhà A"
    assert acts.texts(expunged(line).act) == (m.Said(h=text.h),)


# --- damage ------------------------------------------------------------------------------------------------


def test_every_flipped_bit_is_noticed() -> None:
    life = short()
    a: m.Assessment = BLANK
    for number, line in enumerate(raw(life)):
        for place in range(len(line)):
            for bit in range(8):
                flipped = bytearray(line)
                flipped[place] ^= 1 << bit
                with pytest.raises(Damaged):
                    for part in bytes(flipped).split(b"\n"):
                        follow(a, decode(part, number))
        a = follow(a, decode(line, number))
    assert a == life.a


def test_a_flipped_end_of_line_joins_two_lines_and_is_noticed() -> None:
    lines = raw(short())
    for bit in range(8):
        joint = bytes([ord("\n") ^ 1 << bit])
        for number in range(len(lines) - 1):
            with pytest.raises(Damaged):
                decode(lines[number] + joint + lines[number + 1], number)


def _drop(lines: list[Any]) -> list[Any]:
    return [*lines[:2], *lines[3:]]


def _swap(lines: list[Any]) -> list[Any]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def _double(lines: list[Any]) -> list[Any]:
    return [*lines[:3], lines[2], *lines[3:]]


def _behead(lines: list[Any]) -> list[Any]:
    return lines[1:]


@pytest.mark.parametrize("damage", [_drop, _swap, _double, _behead])
def test_a_missing_doubled_or_moved_line_is_noticed(damage: Callable[[list[Any]], list[Any]]) -> None:
    lines = short().lines
    for reader in (replay, linked):
        with pytest.raises(Damaged) as damaged:
            reader(damage(lines))
        assert damaged.value.exit_code == 3


def test_the_damaged_entry_is_named() -> None:
    lines = raw(short())
    with pytest.raises(Damaged, match="3"):
        decode(lines[3][:-1], 3)
    with pytest.raises(Damaged, match="3"):
        read([*lines[:3], lines[3].replace(b'"door":"cli"', b'"door":"ssh"'), *lines[4:]])


def rewritten(line: Line, **fields: Any) -> Line:
    """A line whose entry was changed and given a hash that fits it, as a forger would."""
    entry = msgspec.structs.replace(line.entry, **fields)
    return msgspec.structs.replace(line, entry=msgspec.structs.replace(entry, hash=journal.entry_hash(entry)))


def test_a_last_entry_of_another_number_is_noticed_though_its_hash_fits() -> None:
    *lines, last = short().lines
    for reader in (replay, linked):
        with pytest.raises(Damaged, match="Entry 99 stands where entry 5 should"):
            reader([*lines, rewritten(last, n=99)])


def test_an_entry_changed_with_its_hash_breaks_the_chain_at_the_next() -> None:
    lines = short().lines
    forged = [*lines[:2], rewritten(lines[2], who="vp02"), *lines[3:]]
    for reader in (replay, linked):
        with pytest.raises(Damaged, match="Entry 3 breaks the chain"):
            reader(forged)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"entry":', b'{ "entry":'),
        (b'"texts":', b'"more":1,"texts":'),
        (b'"n":1,', b'"n":1.0,'),
        (b'"who":"vp02"', b'"who":"vp\\u0030\\u0032"'),
        (b'"door":"cli",', b'"door":"cli","door":"cli",'),
    ],
)
def test_a_line_that_means_the_same_and_is_written_otherwise_is_damage(old: bytes, new: bytes) -> None:
    line = raw(short())[1]
    assert line.count(old) == 1
    with pytest.raises(Damaged):
        decode(line.replace(old, new), 1)


def test_texts_are_those_of_the_entry_no_more_and_no_fewer() -> None:
    line = short().lines[1]
    (h,) = line.texts
    extra = acts.salted("thêm", "muối")
    wrong: list[dict[str, journal.Words | None]] = [
        {},
        {**line.texts, extra.h: journal.Words(extra.salt, "thêm")},
        {**line.texts, extra.h: None},
        {h: journal.Words("muối", "mới thực tập ở nhà A")},
        {h: journal.Words(acts.texts(line.act)[0].salt, "đã thực tập ở nhà A")},
    ]
    for texts in wrong:
        with pytest.raises(Damaged, match="text"):
            decode(encode(msgspec.structs.replace(line, texts=texts)).removesuffix(b"\n"), 1)


@given(st.binary(max_size=80))
def test_whatever_bytes_are_damage_or_a_line(given: bytes) -> None:
    with pytest.raises(Damaged):
        decode(given, 7)


@pytest.mark.parametrize(
    "given", ["[" * 5000, '{"entry":' * 5000, "null", "{}", '{"entry":null,"texts":{}}', "\ufeff{}"]
)
def test_strange_json_is_damage(given: str) -> None:
    with pytest.raises(Damaged):
        decode(given.encode(), 0)


# --- replay ------------------------------------------------------------------------------------------------


@given(lives())
def test_a_journal_replays_to_the_state_it_led_to_byte_for_byte(life: Life) -> None:
    again = read(raw(life))
    assert again == life.a
    assert m.canonical(again) == m.canonical(life.a)
    assert again is not None
    assert [*again.evidence] == [*life.a.evidence] == sorted(again.evidence, key=lambda id: int(id[1:]))


@given(lives(), st.data())
def test_reading_on_from_any_entry_ends_in_the_same_state(life: Life, data: st.DataObject) -> None:
    half = data.draw(st.integers(1, len(life.lines)))
    a = replay(life.lines[:half])
    assert a is not None and a.entries == half
    stored = msgspec.json.decode(m.canonical(a), type=m.Assessment)
    for line in life.lines[half:]:
        stored = follow(stored, line)
    assert m.canonical(stored) == m.canonical(life.a)


@given(lives())
def test_a_whole_journal_is_linked(life: Life) -> None:
    linked(life.lines)
    assert [line.entry.n for line in life.lines] == list(range(life.a.entries))


def test_an_empty_journal_is_no_assessment() -> None:
    assert replay([]) is None
    linked([])


def test_a_journal_begins_with_open() -> None:
    first = write(acts.Clear("CC-01"), n=0, who="vp02", at="", door="cli", prev="")
    with pytest.raises(Damaged):
        replay([first])


def test_open_brings_the_units_snapshot_the_period_and_the_pack() -> None:
    a = start(acts.Open(UNIT, PERIOD, "digest-of-the-pack"))
    assert a == BLANK
    first = Life().a
    assert (first.unit, first.period, first.pack, first.state) == (UNIT, PERIOD, "digest-of-the-pack", m.DRAFT)
    assert first.entries == 1 and first.writers == ()


def test_replay_needs_no_pack_and_no_person_of_today() -> None:
    life = brought_to(m.ACCEPTED)
    life.pack = msgspec.structs.replace(PACK, sections=())
    assert read(raw(life)) == life.a


# --- an item's history -------------------------------------------------------------------------------------


def history(life: Life, item: str) -> list[tuple[int, str]]:
    return [(line.entry.n, acts.name(line.entry.act)) for line in about(life.lines, item)]


def test_an_items_history_has_its_answers_its_evidence_and_the_moves() -> None:
    life = Life()
    life.do(STAFF, acts.Answer("CC-01", m.SELF, m.Value(m.MET)))  # 1
    life.do(STAFF, acts.Answer("BM-02", m.SELF, m.Value(parts=())))  # 2
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("BM-02",)))  # 3
    life.do(STAFF, acts.EditEvidence("E1", m.Particulars(number=said("8"))))  # 4
    life.do(STAFF, acts.Attach("E1", "CC-01"))  # 5
    life.do(STAFF, acts.EditEvidence("E1", m.Particulars(number=said("9"))))  # 6
    life.do(STAFF, acts.Detach("E1", "CC-01"))  # 7
    life.do(STAFF, acts.EditEvidence("E1", m.Particulars(number=said("10"))))  # 8
    life.do(STAFF, acts.RemoveEvidence("E1"))  # 9
    assert history(life, "CC-01") == [
        (0, "open"),
        (1, "answer"),
        (5, "attach"),
        (6, "edit_evidence"),
        (7, "detach"),
    ]
    assert [n for n, _ in history(life, "BM-02")] == [0, 2, 3, 4, 5, 6, 7, 8, 9]


def test_an_items_history_has_what_the_inspector_did_and_what_came_back() -> None:
    life = Life()
    life.do(STAFF, acts.AddEvidence(m.Particulars(number=said("7")), ("CC-01",)))
    brought_to(m.SUBMITTED, life)
    submitted = life.a.entries - 1
    life.do(INSPECTOR, acts.MarkSeen("E1", m.SEEN))
    life.do(INSPECTOR, acts.Agree("CC-01"))
    life.do(INSPECTOR, acts.Agree("CC-02"))
    life.do(INSPECTOR, acts.Return(said("bổ sung"), ("CC-02",)))
    names = [name for n, name in history(life, "CC-01") if n >= submitted]
    assert names == ["submit", "mark_seen", "agree", "return"]


def test_an_expunging_stands_in_no_items_history_but_in_the_journal() -> None:
    life = short()
    life.do(ADMIN, acts.Expunge(1, said("lộ tên"), tuple(life.lines[1].texts)))
    assert (life.a.entries - 1, "expunge") not in history(life, "CC-01")
    assert life.lines[-1].entry.act == acts.Expunge(
        1, *acts.texts(life.lines[-1].entry.act), tuple(life.lines[1].texts)
    )


def test_agreeing_to_the_rest_is_one_bulk_act_of_many_entries() -> None:
    life = brought_to(m.SUBMITTED)
    first = life.a.entries
    life.do(INSPECTOR, *agreed(life.a))
    assert {line.entry.batch for line in life.lines[first:]} == {first}
    assert len(life.lines) - first == len(PACK.shown_to(UNIT))
