"""Acts: small records that go to JSON and back, with their free texts at known places."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from cases import BLANK, MARKS, PACK, PARTICULARS, PERIOD, REASONS, TODAY, UNIT, said
from hypothesis import given
from hypothesis import strategies as st
from strategies import ITEMS, NOTES, Life, lives

from checklist import acts, judge, workflow
from checklist import model as m
from checklist.acts import Act
from checklist.change import change
from checklist.register import SEVERITIES

IDS = st.sampled_from(["E1", "E2", "E31"])
LAYERS = st.sampled_from(m.LAYERS)
ANY_VALUE = st.builds(
    m.Value,
    verdict=st.none() | st.sampled_from(m.VERDICTS),
    assigned=st.none() | st.integers(0, judge.MOST),
    reached=st.none() | st.integers(0, judge.MOST),
    percent=st.none() | st.sampled_from(["0", "63.64"]),
    count=st.none() | st.integers(0, 9),
    parts=st.none() | st.lists(st.sampled_from(["alarm", "hoses"])).map(tuple),
    values=st.none() | st.dictionaries(st.sampled_from(["new", "done"]), st.integers(0, 99)),
    ground=st.none() | st.sampled_from(["other"]),
    reason=st.none() | REASONS,
)
SEVERAL = st.lists(ITEMS, max_size=3).map(tuple)
SEEN = st.none() | st.builds(
    m.Mark, st.sampled_from(["seen", "on_site"]), st.just("kt01"), st.just("2009-12-01T00:00:00Z")
)
BY_KIND: dict[type[Act], st.SearchStrategy[Any]] = {
    acts.Open: st.builds(acts.Open, st.just(UNIT), st.just(PERIOD), st.text("0123456789abcdef")),
    acts.Answer: st.builds(
        acts.Answer, ITEMS, LAYERS, ANY_VALUE, st.none() | st.sampled_from(m.BASES), st.none() | st.integers(0, 9)
    ),
    acts.Clear: st.builds(acts.Clear, ITEMS, LAYERS),
    acts.AddEvidence: st.builds(acts.AddEvidence, PARTICULARS, SEVERAL, IDS | st.just("")),
    acts.EditEvidence: st.builds(acts.EditEvidence, IDS, PARTICULARS),
    acts.RemoveEvidence: st.builds(acts.RemoveEvidence, IDS),
    acts.Attach: st.builds(acts.Attach, IDS, ITEMS),
    acts.Detach: st.builds(acts.Detach, IDS, ITEMS),
    acts.MarkSeen: st.builds(acts.MarkSeen, IDS, MARKS),
    acts.Agree: st.builds(
        acts.Agree, ITEMS, st.sampled_from(m.BASES), st.none() | st.integers(0, 9), st.lists(IDS).map(tuple)
    ),
    acts.Explain: st.builds(acts.Explain, ITEMS, st.none() | NOTES),
    acts.Expunge: st.builds(
        acts.Expunge, st.integers(0, 99), NOTES, st.lists(st.text("abcdef0123", max_size=4)).map(tuple)
    ),
    acts.Submit: st.just(acts.Submit()),
    acts.Withdraw: st.just(acts.Withdraw()),
    acts.Return: st.builds(acts.Return, NOTES, SEVERAL),
    acts.Verify: st.just(acts.Verify()),
    acts.Accept: st.builds(acts.Accept, st.none() | st.builds(m.Seal, st.just("ab12"), st.just(TODAY))),
    acts.Reopen: st.builds(acts.Reopen, NOTES),
    acts.OpenFindings: st.builds(acts.OpenFindings, st.just(UNIT.id)),
    acts.AddFinding: st.builds(
        acts.AddFinding, ITEMS, st.sampled_from(SEVERITIES), REASONS, REASONS, REASONS, st.just(TODAY)
    ),
    acts.CloseFinding: st.builds(acts.CloseFinding, st.sampled_from(["F1", "F12"]), PARTICULARS),
}
ANY_ACT = st.sampled_from((*acts.ACTS, *acts.FINDING_ACTS)).flatmap(lambda kind: BY_KIND[kind])


def hashed(act: Act) -> Any:
    """The act with its texts salted, as a settled one has them."""
    return acts.map_texts(act, lambda text: acts.salted(text.shown, "pepper"))


# --- to JSON and back --------------------------------------------------------------------------------------


def test_these_are_all_acts_there_are() -> None:
    named = "open answer clear add_evidence edit_evidence remove_evidence attach detach mark_seen agree explain expunge"
    moves = "submit withdraw return verify accept reopen"
    assert [acts.name(kind) for kind in acts.ACTS] == f"{named} {moves}".split()
    assert [acts.name(kind) for kind in acts.MOVES] == moves.split()
    assert [acts.name(kind) for kind in acts.FINDING_ACTS] == [
        "open_findings",
        "add_finding",
        "close_finding",
        "expunge",
    ]
    assert set(BY_KIND) == {*acts.ACTS, *acts.FINDING_ACTS} == set(Act.__subclasses__())


@given(ANY_ACT)
def test_an_act_goes_to_json_and_back(act: Act) -> None:
    for each in (act, hashed(act)):
        written = m.canonical(each)
        assert msgspec.json.decode(written, type=acts.AnyAct) == each
        assert m.canonical(msgspec.json.decode(written, type=acts.AnyAct)) == written


@given(ANY_ACT)
def test_an_act_says_in_json_what_it_does(act: Act) -> None:
    assert msgspec.json.decode(msgspec.json.encode(act))["do"] == acts.name(act)


@given(lives())
def test_every_act_of_a_life_goes_to_json_and_back_settled(life: Life) -> None:
    for line in life.lines:
        assert msgspec.json.decode(m.canonical(line.act), type=acts.AnyAct) == line.act


@pytest.mark.parametrize("raw", ['{"do":"answerr","item":"CC-01"}', '{"item":"CC-01"}', '{"do":"clear"}', "[]"])
def test_what_is_no_act_is_not_read_as_one(raw: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=acts.AnyAct)


def test_an_act_is_frozen() -> None:
    act: Any = acts.Clear("CC-01")
    with pytest.raises(AttributeError):
        act.item = "CC-02"


# --- the table ---------------------------------------------------------------------------------------------


@given(ANY_ACT)
def test_every_act_has_a_row_in_the_table_but_open(act: Act) -> None:
    assert (workflow.row(act) in workflow.ROWS) == (not isinstance(act, acts.Open | acts.OpenFindings))


def test_every_row_but_findings_has_an_act() -> None:
    rows = {workflow.row(kind("CC-01", layer)) for kind in (acts.Clear,) for layer in m.LAYERS}
    rows |= {workflow.row(acts.RemoveEvidence("E1"))} | {acts.name(kind) for kind in (*acts.MOVES, acts.MarkSeen)}
    assert set(workflow.ROWS) - rows == {"finding", "finding.close", "explain", "expunge"}


# --- texts -------------------------------------------------------------------------------------------------


FREE_TEXTS = {"reason", "number", "issuer", "abstract", "kept_at", "note", "text", "what", "action", "responsible"}


def places(thing: Any) -> list[dict[str, Any]]:
    """The free texts in an act's plain data: objects under the keys that the format declares as free text."""
    found: list[dict[str, Any]] = []
    for key, value in thing.items() if isinstance(thing, dict) else ():
        found += [value] if key in FREE_TEXTS and isinstance(value, dict) else places(value)
    return found


@given(ANY_ACT)
def test_texts_are_all_free_texts_of_an_act(act: Act) -> None:
    plain = [each.get("text") for each in places(msgspec.to_builtins(act))]
    assert sorted(map(str, plain)) == sorted(str(text.text) for text in acts.texts(act))


@given(ANY_ACT)
def test_mapping_texts_changes_them_all_and_nothing_else(act: Act) -> None:
    assert acts.map_texts(act, lambda text: text) == act
    other = acts.map_texts(act, lambda text: said("khác"))
    assert [text.text for text in acts.texts(other)] == ["khác"] * len(acts.texts(act))
    back = iter(acts.texts(act))
    assert acts.map_texts(other, lambda text: next(back)) == act


@given(ANY_ACT)
def test_acts_that_say_the_same_are_plainly_the_same_whatever_their_salts(act: Act) -> None:
    peppered = acts.map_texts(act, lambda text: acts.salted(text.shown, "other"))
    assert acts.plain(hashed(act)) == acts.plain(peppered) == acts.plain(act)
    assert not acts.texts(act) or hashed(act) != peppered


@given(lives())
def test_texts_are_mapped_in_a_whole_assessment_too(life: Life) -> None:
    bare = acts.map_texts(life.a, lambda text: m.Said(h=text.h))
    assert all(text.text is None for text in acts.texts(bare))
    assert [text.h for text in acts.texts(bare)] == [text.h for text in acts.texts(life.a)]


def test_the_hash_of_a_text_is_that_of_its_salt_and_text() -> None:
    text = acts.salted("bảo vệ", "ab")
    assert text.h == "4264f3b4981a67df7b483b4c0b9cbe423a87d17ddd18232acabad797012b09fb"
    assert (text.text, text.salt) == ("bảo vệ", "ab")


# --- what an act touches -----------------------------------------------------------------------------------


@given(lives())
def test_an_act_changes_nothing_that_it_does_not_touch(life: Life) -> None:
    a = BLANK
    for line in life.lines:
        act, before = line.act, a
        a = change(a, act, line.entry.who, line.entry.at)
        touched = acts.touches(act)
        for layer in m.LAYERS:
            for id in {*before.answers.get(layer, {}), *a.answers.get(layer, {})}:
                assert before.answer(layer, id) == a.answer(layer, id) or f"{layer} {id}" in touched
        for id in {*before.evidence, *a.evidence}:
            old, new = before.evidence.get(id), a.evidence.get(id)
            assert old == new or touched & {id, f"mark {id}"}
        for id in {*before.explanations, *a.explanations}:
            assert before.explanations.get(id) == a.explanations.get(id) or f"explain {id}" in touched


@given(ANY_ACT)
def test_an_act_names_the_items_it_is_about(act: Act) -> None:
    shown = {each.id for each in PACK.items()}
    said_there = {str(getattr(act, "item", ""))} | set(getattr(act, "items", ()))
    assert set(acts.items_of(act)) == said_there & shown
