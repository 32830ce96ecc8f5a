"""A text with a secrecy mark is stored nowhere: not by any act, in any state, by any door, nor in a draft."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from homes import KINDS, content, document, make, met, said, sit

from checklist import acts
from checklist.acts import Act
from checklist.desk import Desk
from checklist.errors import BadInput, ChecklistError
from checklist.model import (
    ACCEPTED,
    DRAFT,
    HEAD,
    INSPECTOR,
    REVIEWER,
    SELF,
    STAFF,
    STATE_VERIFIED,
    SUBMITTED,
    VERIFIED,
    Particulars,
    Person,
    Said,
    Value,
)
from checklist.store import Store

PEOPLE = (
    Person("vp01", HEAD, ("vp",)),
    Person("vp02", STAFF, ("vp",)),
    Person("kt01", INSPECTOR, ("vp",)),
    Person("tt01", REVIEWER),
)
CANARY = "canary-7431"
SECRETS = (
    f"TỐI MẬT {CANARY}",
    unicodedata.normalize("NFD", f"Tuyệt mật: {CANARY}"),
    f"{CANARY}\nMẬT\n{CANARY}",
    f"{CANARY} T Ố I - M Ậ T",
)


def free_texts(type: Any) -> bool:
    """Whether a type holds a free text anywhere."""
    of: Any = msgspec.inspect.type_info(type)
    found: list[Any] = [of]
    while found:
        each = found.pop()
        if isinstance(each, msgspec.inspect.StructType):
            if each.cls is Said:
                return True
            found += [field.type for field in each.fields]
        elif isinstance(each, msgspec.inspect.UnionType):
            found += each.types
    return False


def particulars(words: str) -> Iterator[Particulars]:
    for field in ("number", "issuer", "abstract", "kept_at"):
        fields: dict[str, Any] = {"number": said("1/QĐ"), field: said(words)}
        yield Particulars(kind="decision", **fields)


def answers(layer: str, words: str) -> Iterator[Act]:
    """An answer to each kind of item, right but for its words."""
    reason = said(words)
    for item, value in {
        "CC-01": Value("met", reason=reason),
        "CC-02": Value(assigned=11, reached=7, reason=reason),
        "CC-03": Value(count=2, reason=reason),
        "CC-04": Value(parts=("alarm",), reason=reason),
        "CC-05": Value(values={"new": 3}, reason=reason),
        "CC-06": Value(percent="80", reason=reason),
    }.items():
        yield acts.Answer(item, layer, value)
    yield acts.Answer("CC-01", layer, Value("not_applicable", ground="other", reason=reason))


def acts_with(words: str) -> dict[tuple[str, str | None], list[Act]]:
    """Every act with free texts, by the state it is done in and who does it."""
    return {
        (DRAFT, "vp02"): [
            *answers(SELF, words),
            *(acts.AddEvidence(each, ("CC-01",)) for each in particulars(words)),
            *(acts.EditEvidence("E1", each) for each in particulars(words)),
        ],
        (SUBMITTED, "kt01"): [*answers(VERIFIED, words), acts.Return(said(words), ("CC-01",))],
        (STATE_VERIFIED, "vp02"): [acts.Explain("CC-01", said(words))],
        (STATE_VERIFIED, "tt01"): [acts.Return(said(words))],
        (ACCEPTED, "tt01"): [acts.Reopen(said(words))],
        (ACCEPTED, None): [acts.Expunge(1, said(words))],
    }


def done(desk: Desk, act: Act, **way: Any) -> None:
    """Do an act by the door that it has."""
    if isinstance(act, acts.Expunge):
        desk.expunge("vp", act.entry, act.reason.text or "", dry_run=way.get("dry_run", False))
    else:
        desk.do("vp", act, **way)


def states(store: Store) -> Iterator[str]:
    """An assessment in each of its states in turn."""
    head, inspector = sit(store, "vp01"), sit(store, "kt01")
    head.do("vp", [*answers(SELF, "lời thường")][:-1])
    head.do("vp", document("1/QĐ", "CC-01"))
    yield DRAFT
    head.do("vp", acts.Submit())
    yield SUBMITTED
    inspector.do("vp", acts.Answer("CC-01", VERIFIED, Value("not_met", reason=said("không thấy sổ"))))
    inspector.do("vp", [acts.Agree(each.id) for each in KINDS[1:]])
    inspector.do("vp", acts.Verify())
    yield STATE_VERIFIED
    sit(store, "tt01").do("vp", acts.Accept())
    yield ACCEPTED


def test_every_act_with_a_free_text_is_among_those_tried() -> None:
    tried = {type(act) for every in acts_with("").values() for act in every}
    assert tried == {act for act in acts.ACTS if free_texts(act)}


def test_no_text_with_a_secrecy_mark_reaches_any_file_by_any_act_or_draft(tmp_path: Path) -> None:
    store = make(tmp_path / "home", units=("vp",), people=PEOPLE, items=KINDS)
    tried = 0
    for state in states(store):
        for words in SECRETS:
            for (when, who), every in acts_with(words).items():
                desk = sit(store, who)
                for act in every if when == state else ():
                    before = desk.read("vp")
                    assert before.state == state
                    for way in ({}, {"dry_run": True}, {"expect": 0}):
                        with pytest.raises(BadInput, match=r"secrecy mark .*: nothing was saved") as caught:
                            done(desk, act, **way)
                        assert CANARY not in str(caught.value) and CANARY not in repr(caught.value.fields)
                    # The same act is in order but for its words.
                    done(desk, harmless(act), dry_run=True)
                    assert desk.read("vp") == before
                    tried += 1
            desk = sit(store, "vp02")
            for key, fields in (
                ("a", {"reason": words}),
                ("a", {"reason": "dở", "rows": [{"number": "1/QĐ"}, {"number": words}]}),
                ("a", {"reason": "dở", words: 1}),
                (words, {"reason": "dở"}),
            ):
                with pytest.raises(BadInput, match="secrecy mark"):
                    desk.keep_draft(key, fields)
            assert desk.drafts() == ()
    assert tried == len(SECRETS) * sum(map(len, acts_with("").values()))
    for name, raw in content(store.home).items():
        assert CANARY.encode() not in raw and CANARY not in name, name


def harmless(act: Act) -> Act:
    changed: Act = acts.map_texts(act, lambda _: said("lời khác thường lệ"))
    return changed


@pytest.mark.parametrize("words", SECRETS)
def test_ids_and_numbers_that_carry_a_secrecy_mark_are_stored_nowhere_either(tmp_path: Path, words: str) -> None:
    store = make(tmp_path / "home", units=("vp",), people=PEOPLE, items=KINDS)
    desk = sit(store, "vp02")
    desk.do("vp", document("1/QĐ", "CC-01"))
    before = content(store.home)
    wrong: list[Act] = [
        acts.Answer(words, SELF, Value("met")),
        acts.Answer("CC-01", SELF, Value(words)),
        acts.Answer("CC-01", SELF, Value("not_applicable", ground=words)),
        acts.Answer("CC-06", SELF, Value(percent=words)),
        acts.Answer("CC-04", SELF, Value(parts=(words,))),
        acts.Answer("CC-05", SELF, Value(values={words: 1})),
        acts.Clear(words),
        acts.Attach("E1", words),
        acts.Detach(words, "CC-01"),
        acts.RemoveEvidence(words),
        acts.AddEvidence(Particulars(kind=words, number=said("1"))),
        acts.AddEvidence(Particulars(marking=words, register_line="2/41")),
        acts.AddEvidence(Particulars(marking="mat", register_line=words)),
        acts.AddEvidence(Particulars(number=said("1")), (words,)),
    ]
    for act in wrong:
        with pytest.raises(ChecklistError):
            desk.do("vp", act)
    with pytest.raises(ChecklistError):
        desk.do(words, met("CC-01", "có"))
    assert content(store.home) == before
