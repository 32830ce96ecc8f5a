"""How the screens look at 80x24 in both languages. `UPDATE_GOLDENS=1 pytest tests/tui` writes them anew."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from stage import UNIT, make, on_stage, sit
from test_walk import to_item

from checklist import acts
from checklist.desk import Desk
from checklist.model import Particulars, Said, Value

SALTED = re.compile("[0-9a-f]{8} → [0-9a-f]{8}")
"""Links of the journal: every text has a salt of its own, so no two runs have the same."""
GOLDENS = Path(__file__).parent / "goldens"
GUARDS = {"permanent": 4, "short_contract": 4, "service": 3, "total": 11, "made_permanent": 1, "gates": 4}

SCREENS: dict[str, tuple[str, tuple[str, ...]]] = {
    "units": ("", ()),
    "overview": ("", ("slash", *"van phong bo".replace(" ", "_"), "enter")),
    "walk-check": ("CC-02", ()),
    "walk-quota": ("BV-04", ()),
    "walk-roster": ("CC-07", ()),
    "walk-limit": ("CC-06", ()),
    "walk-figure": ("BV-03", ()),
    "walk-restricted": ("TV-02", ()),
    "reason": ("CC-04", ("m",)),
    "ground": ("CC-04", ("k",)),
    "evidence-list": ("CC-01", ("tab",)),
    "evidence-form": ("CC-01", ("t",)),
    "evidence-marked": ("KH-03", ("t",)),
    "attach": ("CC-04", ("g",)),
    "journal": ("CC-01", ("n",)),
    "why-item": ("BV-04", ("v",)),
    "search": ("CC-01", ("slash", *"chay")),
    "sweep": ("CC-01", ("h",)),
    "help": ("CC-01", ("question_mark",)),
    "actions": ("CC-01", ("f9",)),
}


def prepared(tmp_path: Path) -> Desk:
    """A home in the middle of the work, always the same."""
    desk = sit(make(tmp_path / "home"))
    register = Particulars(
        kind="decision",
        number=Said(text="1549/QĐ-LĐTBXH"),
        date=dt.date(2009, 11, 23),
        issuer=Said(text="Bộ LĐTBXH"),
        kept_at=Said(text="VT, Văn phòng Bộ"),
    )
    reason = Said(text="Bốn hợp đồng ngắn hạn chưa học")
    for act in (
        acts.Answer("CC-01", "self", Value("met")),
        acts.AddEvidence(register, ("CC-01",)),
        acts.AddEvidence(register, ("CC-02",)),
        acts.Answer("BV-04", "self", Value(assigned=11, reached=7, reason=reason)),
        acts.Answer("CC-06", "self", Value(count=0)),
        acts.Answer("BV-03", "self", Value(values=GUARDS)),
    ):
        desk.do(UNIT, act)
    return desk


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", SCREENS)
async def test_the_screen_looks_as_reviewed(tmp_path: Path, name: str, lang: str) -> None:
    item, keys = SCREENS[name]
    async with on_stage(prepared(tmp_path), lang) as stage:
        if item:
            await to_item(stage, item)
        for key in keys:
            await stage.press("space" if key == "_" else key)
        shown = SALTED.sub("········ → ········", stage.screen()) + "\n"
    golden = GOLDENS / f"{name}.{lang}.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(shown, "utf-8")
    assert shown == golden.read_text("utf-8")
    assert all(len(row) <= 80 for row in shown.split("\n")) and shown.count("\n") == 24


def test_there_is_no_golden_that_nobody_draws() -> None:
    assert sorted(path.name for path in GOLDENS.iterdir()) == sorted(
        f"{n}.{x}.txt" for n in SCREENS for x in ("en", "vi")
    )
