"""A data folder without a period: what it says, and each way out of it. Nothing is written before it is asked for."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from stage import NOW, Stage, rules
from terminal import needs_tmux, running, until
from test_goldens import is_as_reviewed

from checklist.desk import Desk
from checklist.homes import make_home, period_dates
from checklist.locale import Words
from checklist.model import Person, Settings
from checklist.store import Store
from checklist.tui.app import ChecklistApp
from checklist.tui.screens.empty import begin_empty
from checklist.tui.session import Session

ARCHIVE = Path(__file__).parents[1] / "packs" / "archive"
DOWN, AROUND = ("down", "enter"), ("down", "down", "enter")


@asynccontextmanager
async def at_empty(
    home: Path, lang: str = "vi", person: str | None = None, closing: ExitStack | None = None
) -> AsyncIterator[Stage]:
    """The program on a data folder without a period."""
    with ExitStack() as own:
        session = Session(None, Words(lang), home=home)
        begin_empty(session, person, closing or own, clock=lambda: NOW)
        app = ChecklistApp(session)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            yield Stage(app, pilot)


async def fill(stage: Stage, *texts: str) -> str:
    """Fill the form, field by field; an empty text leaves what is there."""
    for text in texts:
        if text:
            field = stage.session.top.field()
            await stage.press("end", *["backspace"] * len(field.text if field else ""))
            await stage.type(text)
        screen = await stage.press("tab")
    return screen


def without_period(home: Path, people: tuple[Person, ...] = ()) -> Store:
    """A home that was made without a period, as an interrupted `init` leaves it."""
    store = Store.create(home, Settings())
    store.put_units(rules()[1])
    store.put_people(people)
    return store


# --- what it says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_it_looks_as_reviewed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with at_empty(tmp_path / "data", lang) as stage:
        is_as_reviewed(f"empty.{lang}", stage.screen())
        is_as_reviewed(f"new-period.{lang}", await stage.press(*DOWN))


async def test_it_says_what_lies_in_the_folder_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_empty(tmp_path / "data") as stage:
        assert "(chưa có, tạo được)" in stage.screen()
        (tmp_path / "data").mkdir()
        assert "(trống, ghi được)" in await stage.press("down")
        (tmp_path / "data" / "x").touch()
        assert "(có tệp khác, không dùng được)" in await stage.press("up")
        (tmp_path / "data" / "x").unlink()
        with monkeypatch.context() as closed:
            closed.setattr(os, "access", lambda path, mode: False)
            assert "(không ghi được)" in await stage.press("down")
        (tmp_path / "data").rmdir()
        (tmp_path / "data").touch()
        assert "(có một tệp ở chỗ đó)" in await stage.press("up")
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


async def test_help_and_all_actions_are_there_and_escape_leaves_nothing_behind(tmp_path: Path) -> None:
    async with at_empty(tmp_path / "data") as stage:
        assert "F9 khác  ? giúp" in stage.row(24)
        assert (await stage.press("f9")).startswith("checklist › mọi việc")
        assert (await stage.press("escape", "question_mark")).startswith("Trợ giúp › Trống")
        await stage.press("escape", "escape")
        assert stage.row(23) == "Chưa lưu gì. Q hoặc F10 thoát."
        assert stage.app.is_running
        await stage.press("q")
        assert not stage.app.is_running or stage.app.return_value == 0
    assert not (tmp_path / "data").exists()


# --- the usual period --------------------------------------------------------------------------------------


async def test_enter_makes_the_period_of_this_year_and_begins_in_it(tmp_path: Path) -> None:
    async with at_empty(tmp_path / "data") as stage:
        assert "> Tạo kỳ 2009: bộ tiêu chí bvantq-2009, 44 đơn vị có sẵn" in stage.screen()
        await stage.press("enter")
        assert stage.row(1).startswith("Đơn vị") and "44 nháp" in stage.row(2)
        assert stage.row(23) == "Đã lưu 10:42:00  kỳ 2009: bộ tiêu chí bvantq-2009 v2, 44 đơn vị."
        await stage.press("enter", "enter", "d")
    desk = Desk(Store(tmp_path / "data"))
    assert desk.period.id == "2009" and desk.period.submit_by.isoformat() == "2009-12-10"
    assert desk.store.settings.language == "vi" and len(desk.units()) == 44
    assert desk.read(desk.units()[0].id).entries == 2


async def test_a_folder_that_holds_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thư.txt").write_text("của người khác")
    async with at_empty(tmp_path / "data") as stage:
        await stage.press("enter")
        assert stage.row(23).startswith("Chưa lưu: ") and "> Tạo kỳ 2009" in stage.screen()
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["thư.txt"]


async def test_a_period_that_came_meanwhile_is_not_made_twice(tmp_path: Path) -> None:
    async with at_empty(tmp_path / "data") as stage:
        pack, units = rules()
        make_home(tmp_path / "data", Settings(), pack, period_dates(pack, "2009", {}), units, now=NOW, door="cli")
        await stage.press("enter")
        assert 'Chưa lưu: Kỳ "2009" đã có' in stage.row(23)


# --- another period ----------------------------------------------------------------------------------------


async def test_another_period_takes_rules_of_a_folder_a_name_and_days(tmp_path: Path) -> None:
    async with at_empty(tmp_path / "data") as stage:
        await stage.press(*DOWN)
        await fill(stage, str(ARCHIVE), "quy-1", "", "01/01/2010", "31/03/2010")
        await stage.press("f2")
        assert "kỳ quy-1: bộ tiêu chí" in stage.row(23)
    desk = Desk(Store(tmp_path / "data"))
    assert (desk.period.id, desk.period.last.isoformat()) == ("quy-1", "2010-03-31")
    assert desk.pack.id == "archive"


async def test_units_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text("id,name,kind,has,place,order\nvp,Văn phòng,office,,Hà Nội,1\n", "utf-8")
    async with at_empty(tmp_path / "data") as stage:
        await stage.press(*DOWN)
        await fill(stage, "", "", str(file))
        await stage.press("f2")
        assert stage.row(23).endswith("1 đơn vị.")
    assert [unit.id for unit in Desk(Store(tmp_path / "data")).units()] == ["vp"]


async def test_what_is_wrong_is_told_whole_and_what_was_typed_stays(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "pack.yaml").write_text("id: x\nversion: 1\n")
    async with at_empty(tmp_path / "data") as stage:
        await stage.press(*DOWN)
        await fill(stage, str(tmp_path / "rules"))
        screen = await stage.press("f2")
        assert "pack.yaml:1:1: thiếu khóa `title`" in "".join(screen.split("\n"))
        assert stage.row(23) == "Chưa lưu: tệp có 10 lỗi, nêu ở trên."
        await stage.press("shift+tab")
        await fill(stage, "không-có")
        assert "không phải bộ tiêu chí kèm theo" in await stage.press("f2")
        await stage.press("shift+tab")
        screen = await fill(stage, "bvantq-2009", "2009-1")
        screen = await stage.press("f2")
        assert 'Kỳ "2009-1" cần --first và --last' in screen and "[2009-1 " in screen
    assert not (tmp_path / "data").exists()


async def test_escape_asks_before_what_was_typed_is_dropped(tmp_path: Path) -> None:
    async with at_empty(tmp_path / "data") as stage:
        await stage.press(*DOWN, "x")
        assert "Bỏ phần đang nhập" in await stage.press("escape")
        assert "> Tạo kỳ khác" in await stage.press("down", "enter")
        assert "> Tạo kỳ khác" in await stage.press("enter", "escape")
    assert not (tmp_path / "data").exists()


# --- sample data -------------------------------------------------------------------------------------------


async def test_one_may_look_around_with_sample_data_that_is_gone_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    with ExitStack() as closing:
        async with at_empty(tmp_path / "data", closing=closing) as stage:
            await stage.press(*AROUND)
            assert stage.row(1).startswith("Văn phòng Bộ › Việc") and stage.row(1).endswith("vp01")
            assert stage.row(23) == "Dữ liệu mẫu trong kho tạm: những gì ghi ở đây mất khi thoát."
            assert list((tmp_path / "tmp").iterdir())
    assert not list((tmp_path / "tmp").iterdir()) and not (tmp_path / "data").exists()


@needs_tmux
def test_sample_data_is_gone_after_a_hang_up_too(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    with running(tmp_path / "data", env={"TMPDIR": str(tmp_path / "tmp")}, folder=tmp_path) as terminal:
        terminal.sees("Xem thử với dữ liệu mẫu")
        terminal.send(b"\x1b[B\x1b[B\r")
        terminal.sees("[Việc]")
        assert list((tmp_path / "tmp").iterdir())
        os.kill(terminal.pid, signal.SIGHUP)
        until(lambda: not terminal.alive(), "the program ends")
    assert not list((tmp_path / "tmp").iterdir()) and not (tmp_path / "data").exists()


# --- a home with people ------------------------------------------------------------------------------------


async def test_with_people_the_admin_makes_it_and_is_named(tmp_path: Path) -> None:
    people = (Person("qt01", "admin"), Person("vp01", "head", ("van-phong-bo",)))
    without_period(tmp_path / "data", people)
    async with at_empty(tmp_path / "data", person="vp01") as stage:
        assert "Quản trị tạo kỳ: qt01." in stage.screen() and "44 đơn vị" in stage.row(2)
        await stage.press("enter")
        assert stage.row(23).startswith("Chưa lưu: Việc của người quản trị")
    assert Store(tmp_path / "data").periods() == ()
    async with at_empty(tmp_path / "data", person="qt01") as stage:
        await stage.press("enter")
        assert stage.row(1).startswith("Đơn vị") and "quản trị · qt01" in stage.row(1)
    assert Store(tmp_path / "data").people() == people
