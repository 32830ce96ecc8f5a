"""A kept form of any content, as another version or a hand may have left it: offered whole or not at all.

It is looked for whenever its person comes in, so that one which fails would keep them out.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attempts import obeyed
from filled import UNIT, three_papers
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from stage import sit
from talked import talk
from test_any_keys import is_whole, press

from checklist.desk import Desk
from checklist.drafts import Shape
from checklist.locale import Words
from checklist.store import Store
from checklist.store.files import seal
from checklist.tui.place import Key
from checklist.tui.session import Session
from checklist.tui.start import begin

LONG = settings.default is not None and settings.default.max_examples >= 1000
WHERE = {
    "walk": ("draft", "pc01"), "reason": ("draft", "pc01"), "ground": ("draft", "pc01"),
    "evidence": ("draft", "pc01"), "explain": ("verified", "pc01"), "return": ("submitted", "kt01"),
    "reopen": ("verified", "tt01"), "finding": ("submitted", "kt01"), "closing": ("verified", "kt01"),
    "no such form": ("draft", "pc01"),
}  # fmt: skip
"""Where each form is open, and for whom."""
TEXTS = ("reason", "number", "date", "issuer", "kept_at", "abstract", "expires", "items", "book", "line", "what",
         "action", "responsible", "due", "note", "text", "entry", "finding", "ground", "checked_on")  # fmt: skip

odd = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 9), st.just(10**30), st.floats(allow_nan=False), st.text(max_size=9),
    st.sampled_from(["", "met", "agree", "not_met", "None", "E1", "F1", "\x1b]0;x\x07", "\u202ex"]),
    st.sampled_from(["x" * 30_000, "9" * 5000]),
    st.lists(st.one_of(st.text(max_size=3), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.one_of(st.text(max_size=3), st.integers()), max_size=3),
    st.just([[[[]]]]),
)  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return three_papers(tmp_path_factory.mktemp("papers"))


@contextmanager
def kept(papers: dict[str, Path], form: str, item: str, fields: dict[str, object]) -> Iterator[Desk]:
    """A desk of somebody who left this."""
    state, person = WHERE[form]
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(papers[state], Path(folder) / "home")
        path = home / "drafts" / person / f"2009.{UNIT}.{item}.{form}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(seal({"form": form, "unit": UNIT, "item": item} | fields))
        yield sit(Store(home), person)


forms = st.tuples(
    st.sampled_from(sorted(WHERE)),
    st.sampled_from(["LD-03", "LD-03", "BM-02", "CN-01", "", "XX-99"]),
    st.dictionaries(st.sampled_from([*TEXTS, *Shape.__struct_fields__]), odd, max_size=8),
)


@given(form=forms)
@example(form=("evidence", "LD-03", {"marking": "soon"}))
@example(form=("evidence", "LD-03", {"kind": 99}))
@example(form=("evidence", "LD-03", {"marking": 9}))
@example(form=("finding", "LD-03", {"severity": -9}))
@example(form=("closing", "LD-03", {"finding": "F1", "marking": 7}))
@example(form=("reason", "LD-03", {}))
@example(form=("reason", "LD-03", {"verdict": ["met"]}))
@example(form=("walk", "LD-03", {"base": "9" * 5000}))
@example(form=("walk", "LD-03", {"base": None, "numbers": {"assigned": {}}}))
@settings(
    max_examples=settings.default.max_examples if LONG and settings.default else 60,
    suppress_health_check=list(HealthCheck),
)
def test_the_full_screen_offers_it_whole_or_not_at_all(
    papers: dict[str, Path], form: tuple[str, str, dict[str, object]]
) -> None:
    with kept(papers, *form) as desk:
        for first in ("enter", "down"):
            session = Session(desk, Words("vi"))
            begin(session)
            for name in ("", first, "enter", "tab", "down", "left", "right", "f2", "enter", "pageup", "escape"):
                if name:
                    press(session, Key(name))
                is_whole(session, 80, 24)
        assert list(desk.store.check()) == []


@given(form=forms, lines=st.lists(st.sampled_from(["1", "", "", "q", "x", "-", "2", "mật"]), max_size=9))
@example(form=("evidence", "LD-03", {"marking": "soon"}), lines=["1"])
@example(form=("finding", "LD-03", {"severity": 9}), lines=["1", "", "", ""])
@example(form=("walk", "LD-03", {"base": "9" * 5000}), lines=["1"])
@settings(
    max_examples=settings.default.max_examples if LONG and settings.default else 60,
    suppress_health_check=list(HealthCheck),
)
def test_line_mode_offers_it_whole_or_not_at_all(
    papers: dict[str, Path], form: tuple[str, str, dict[str, object]], lines: list[str]
) -> None:
    with kept(papers, *form) as desk:
        told = talk(desk, *lines)
        assert not obeyed(told.text)
        assert list(desk.store.check()) == []
