"""Whatever is pressed, in whatever order and window: the screen stays whole, and what is stored can be read."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from filled import UNIT as PAPER
from filled import agreed, submitted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import UNIT, make, sit

from checklist import acts
from checklist.desk import Desk
from checklist.errors import ChecklistError
from checklist.locale import Words
from checklist.model import Person, Said, Value
from checklist.store import Store
from checklist.text import cells
from checklist.tui.place import Key
from checklist.tui.session import Session
from checklist.tui.start import begin
from checklist.view.frame import text_of

EXAMPLES = max(40, settings.default.max_examples // 5) if settings.default else 40
NAMED = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "escape", "tab", "shift+tab",
    "backspace", "delete", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f12", "ctrl+l", "ctrl+h",
)  # fmt: skip
TYPED = "dmckutgnvhbylpqi/?0123456789đĐâấ .x[\x1b\u202e\u200b日"

keys = st.lists(
    st.one_of(
        st.sampled_from([Key(name) for name in NAMED]),
        st.sampled_from([Key("space" if each == " " else each, each) for each in TYPED]),
    ),
    max_size=80,
)
sizes = st.sampled_from([(80, 24), (60, 18), (59, 24), (30, 6), (132, 43), (200, 60)])


def press(session: Session, key: Key) -> None:
    """As the app does it."""
    session.reading(key.read, key.name)
    try:
        session.top.key(key)
    except ChecklistError as error:
        session.refuse(error)
    session.leaving = False


def is_whole(session: Session, width: int, height: int) -> None:
    rows = session.top.draw(width, height)
    assert len(rows) == height
    assert all(cells(text_of(row)) == width for row in rows)
    if session.top.cursor is not None:
        assert 0 <= session.top.cursor[0] < max(height, 200) and session.top.cursor[1] >= 0


def walk_about(desk: Desk, pressed: Sequence[Key], size: tuple[int, int], lang: str) -> None:
    """Press the keys; every screen is whole, what is half-written can be kept, and the home is undamaged."""
    session = Session(desk, Words(lang))
    begin(session)
    is_whole(session, *size)
    for key in pressed:
        press(session, key)
        is_whole(session, *size)
    for place in session.stack:
        kept = place.draft()
        if kept is not None:
            desk.keep_draft(*kept)
    again = Session(desk, Words(lang))
    begin(again)
    is_whole(again, *size)
    assert list(desk.store.check()) == []


@given(pressed=keys, size=sizes, lang=st.sampled_from(["vi", "en"]), start=st.sampled_from(["", "vp01", "kt01"]))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_keys_break_a_screen(pressed: Sequence[Key], size: tuple[int, int], lang: str, start: str) -> None:
    people = [Person("vp01", "head", (UNIT,)), Person("kt01", "inspector", (UNIT, "thanh-tra"))] if start else []
    with tempfile.TemporaryDirectory() as folder:
        walk_about(sit(make(Path(folder) / "home", people), start or None), pressed, size, lang)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Homes in which one unit's paper is submitted, verified with a difference and a finding, accepted."""
    folder = tmp_path_factory.mktemp("papers")
    for state in ("submitted", "verified", "accepted"):
        inspector = sit(submitted(folder / state), "kt01")
        finding = acts.AddFinding(
            "LD-03", "light", Said(text="thiếu"), Said(text="bổ sung"), Said(text="Thủ trưởng"), dt.date(2010, 1, 4)
        )
        inspector.findings.add(PAPER, finding)
        if state != "submitted":
            agreed(inspector, "LD-03")
            other = Value("partial", reason=Said(text="thiếu hạn"))
            inspector.do(PAPER, acts.Answer("LD-03", "verified", other, "on_site"))
            inspector.do(PAPER, acts.Verify())
        if state == "accepted":
            sit(inspector.store, "tt01").do(PAPER, acts.Accept())
    return {state: folder / state for state in ("submitted", "verified", "accepted")}


@given(
    pressed=keys,
    size=sizes,
    lang=st.sampled_from(["vi", "en"]),
    who=st.sampled_from(["pc01", "pc02", "kt01", "tt01", None]),
    state=st.sampled_from(["submitted", "verified", "accepted"]),
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_keys_break_a_screen_wherever_the_paper_is(
    papers: dict[str, Path], pressed: Sequence[Key], size: tuple[int, int], lang: str, who: str | None, state: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(papers[state], Path(folder) / "home")
        walk_about(sit(Store(Path(folder) / "home"), who), pressed, size, lang)
