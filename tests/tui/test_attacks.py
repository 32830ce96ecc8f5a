"""Every attack known to work on ready-made widgets, each by its name; and pastes and keys at random, everywhere.

Beside these: bursts of input methods, bytes that are no UTF-8 and hang-ups in `test_terminal`, huge pastes in
`test_driver`, the command palette, links and a client's environment in `tests/ssh/test_no_way_out`.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest
from filled import UNIT as PAPER
from filled import agreed, submitted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import NOW, UNIT, make, on_stage, sit
from test_any_keys import NAMED, TYPED, is_whole, press, sizes
from wire import TWO_SECONDS, Wire, wire

from checklist import acts
from checklist.desk import Desk
from checklist.errors import ChecklistError
from checklist.locale import Words
from checklist.model import Particulars, Person, Said, Text, Value
from checklist.store import Store
from checklist.tui.compared import Compared
from checklist.tui.page import Page
from checklist.tui.place import Key, ListPlace, Place, Question
from checklist.tui.screens.conflict import ConflictScreen
from checklist.tui.screens.empty import EmptyScreen, PeriodForm
from checklist.tui.screens.finding_form import FormPlace
from checklist.tui.screens.help import Reading
from checklist.tui.screens.overview import OverviewScreen
from checklist.tui.screens.paper_forms import PaperForm
from checklist.tui.screens.units import UnitsScreen
from checklist.tui.screens.unsaved import UnsavedScreen
from checklist.tui.session import Session
from checklist.tui.start import begin

HOSTILE = {
    "a sequence that colours": "a\x1b[31;7mb\x1b[0m",
    "a sequence that clears the screen": "a\x1b[2J\x1b[Hb\x1bc",
    "a sequence that sets the title": "a\x1b]0;pwned\x07b\x1b]2;pwned\x1b\\",
    "a sequence that writes the clipboard": "a\x1b]52;c;cHduZWQ=\x07b",
    "a sequence that the terminal answers": "a\x1b[c\x1b[6n\x05b",
    "one byte controls": "a\x9b31mb\x90c\x9d0;x\x9c",
    "a sequence that never ends": "a\x1bP" + "x" * 500,
    "right to left": "a\u202egnorw\u2066b\u200f",
    "nothing that is seen": "a\u200b\u200d\u2060\ufeff\u00ad\u034f\U000e0041b",
    "marks without end": "a" + "\u0301" * 3000 + "b",
    "markup that closes nothing": "[/] [/bold] a",
    "markup that vanishes": "[TODO] [không đạt] [x]",
    "markup that colours": "[bold red]a[/bold red] [reverse]b[/]",
    "markup of a link or an action": "[link=file:///etc/passwd]a[/link] [@click=app.quit]b[/]",
    "markup that is escaped": "\\[/] \\\\[bold]",
    "braces": "{0} {x} {x.__class__} %s",
    "line breaks": "a\nb\r\nc\u2028d\x85e\x0bf",
    "wide letters": "日本語" * 30,
    "lone surrogates": "a\ud800\udfffb",
    "a tab and a backspace": "a\tb\x08\x08c",
}
SEEN = {
    "markup that closes nothing": "[/] [/bold] a",
    "markup that vanishes": "[TODO] [không đạt] [x]",
    "markup that colours": "[bold red]a[/bold red] [reverse]b[/]",
    "markup of a link or an action": "[@click=app.quit]b[/]",
    "braces": "{0} {x} {x.__class__} %s",
}
"""What of them has to be seen as it was written."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which nothing is answered."""
    return make(tmp_path_factory.mktemp("bare") / "home").home


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Homes in which one unit's paper is in draft, submitted, and verified with a difference."""
    folder = tmp_path_factory.mktemp("papers")
    wrong = Said(text="thiếu sổ")
    for state in ("draft", "submitted", "verified"):
        store = submitted(folder / state)
        sit(store, "kt01").findings.add(PAPER, acts.AddFinding("LD-03", "light", wrong, wrong, wrong, NOW.date()))
        if state == "draft":
            sit(store, "pc01").do(PAPER, acts.Withdraw())
        if state == "verified":
            inspector = sit(store, "kt01")
            agreed(inspector, "LD-03")
            other = Value("partial", reason=Said(text="thiếu hạn"))
            inspector.do(PAPER, acts.Answer("LD-03", "verified", other, "on_site"))
            inspector.do(PAPER, acts.Verify())
    return {state: folder / state for state in ("draft", "submitted", "verified")}


def shown(stage_screen: str) -> None:
    """Nothing on the screen is for the terminal."""
    for ch in stage_screen:
        assert ch == "\n" or not (ch < " " or "\x7f" <= ch <= "\x9f"), repr(ch)
        assert ch not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f\u200b\u2060\ufeff\u00ad", repr(ch)


# --- what others wrote -------------------------------------------------------------------------------------


def written_by_others(home: Path, text: str) -> Desk:
    """A paper in which every text that can be written is this one; names of units go past the door that cleans."""
    store = Store(home)
    (unit,) = (each for each in store.units() if each.id == PAPER)
    name = text.encode("utf-8", "replace").decode()  # no file of units can hold anything else
    store.put_units([msgspec.structs.replace(unit, name=Text(name, name), place=Text(name, name))])
    said = Said(text=text)
    head, inspector = sit(store, "pc01"), sit(store, "kt01")
    head.do(PAPER, acts.Withdraw())
    head.do(PAPER, acts.Answer("LD-03", "self", Value("not_met", reason=said)))
    fields = dict.fromkeys(("number", "issuer", "abstract", "kept_at"), said)
    head.do(PAPER, acts.AddEvidence(Particulars(kind="document", **fields), ("LD-01",)))
    head.do(PAPER, acts.Submit())
    inspector.findings.add(PAPER, acts.AddFinding("LD-03", "light", said, said, said, NOW.date()))
    agreed(inspector, "LD-03")
    inspector.do(PAPER, acts.Answer("LD-03", "verified", Value("partial", reason=said), "on_site"))
    inspector.do(PAPER, acts.Verify())
    head.do(PAPER, acts.Explain("LD-03", said))
    return head


@pytest.mark.parametrize("what", HOSTILE)
async def test_what_others_wrote_is_shown_and_never_obeyed(papers: dict[str, Path], tmp_path: Path, what: str) -> None:
    shutil.copytree(papers["submitted"], tmp_path / "home")
    head = written_by_others(tmp_path / "home", HOSTILE[what])
    screens = []
    for who, keys in {
        "pc01": "tab tab tab enter v n q / l d 0 3 enter n q t q g q p q",
        "kt01": "tab enter p q n q enter",
        "tt01": "tab tab tab tab enter enter n q p q y q",
    }.items():
        async with on_stage(sit(head.store, who)) as stage:
            for key in keys.split():
                screens.append(await stage.press({"/": "slash"}.get(key, key)))
                shown(screens[-1])
    if what in SEEN:
        assert any(SEEN[what] in " ".join(screen.split()) for screen in screens), "it has vanished"


# --- what is typed and pasted ------------------------------------------------------------------------------

ITEM = "slash l d 0 3 enter"
UNIT_KEYS = "tab slash p h a p space c h e enter"
DOORS = {
    "where one begins": "",
    "the task on top": "enter",
    "the task on top, its first item": "enter enter",
    "the unit": "tab",
    "the unit of a list": "tab enter",
    "the unit, found": UNIT_KEYS,
    "all units": "tab tab",
    "the matrix": "tab tab tab",
    "an item": ITEM,
    "a reason": f"{ITEM} c",
    "a reason for half": f"{ITEM} m",
    "a reason of the inspector": "enter c",
    "a ground": f"{ITEM} k",
    "a number": "slash b v 0 4 enter",
    "the form of evidence": f"{ITEM} t",
    "evidence on record": f"{ITEM} g",
    "the evidence of an item": f"{ITEM} tab enter",
    "the journal": f"{ITEM} n",
    "why this score": f"{ITEM} v",
    "a search": "slash",
    "a search in the matrix": "tab tab slash",
    "the matrix, its item in all units": "tab tab y i",
    "the sweep": "h",
    "findings": "tab enter p",
    "the form of a finding": "enter p",
    "a finding of the unit": "p enter",
    "closing a finding": "tab enter p enter",
    "a note": "tab enter h end enter",
    "an explanation": "enter enter",
    "differences": "tab tab y",
    "why a difference": "tab tab y v",
    "the minutes": "b",
    "the minutes of a unit": "tab enter b",
    "help": "f1",
    "all actions": "f9",
}
CHARACTERS = {"slash": "/", "space": " "}


def key_of(name: str) -> Key:
    return Key(name, CHARACTERS.get(name, name if len(name) == 1 else None))


FIELDS = {
    "a reason": f"{ITEM} c",
    "the words of a ground": f"{ITEM} k end",
    "a search": "slash",
    "a filter of units": "escape escape",
    "a number": "slash b v 0 4 enter",
    "evidence": f"{ITEM} t",
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("field", FIELDS)
def test_a_hostile_paste_is_text(bare: Path, field: str, what: str) -> None:
    text = HOSTILE[what].encode("utf-8", "replace").decode()
    session = Session(sit(Store(bare)), Words("vi"))
    begin(session)
    if field == "a filter of units":
        session.go(UnitsScreen(session))
    else:
        session.go(OverviewScreen(session, UNIT))
        for name in FIELDS[field].split():
            press(session, key_of(name))
    for _ in range(2):
        session.top.paste(" ".join(text.split()))
        is_shown(session)
    for name in ("left", "backspace", "home", "delete", "end", "x"):
        press(session, key_of(name))
        is_shown(session)
    kept = session.top.draft()
    if kept is not None:
        session.desk.keep_draft(*kept)
        session.desk.drop_draft(kept[0])
    assert list(session.desk.store.check()) == []


def is_shown(session: Session) -> None:
    is_whole(session, 80, 24)
    page = Page()
    page.rows = session.top.draw(80, 24)
    screen = "\n".join("".join(segment.text for segment in page.render_line(y)) for y in range(24))
    assert screen.strip()
    shown(screen)


pastes = st.one_of(
    st.sampled_from(sorted(HOSTILE.values())),
    st.text(max_size=30),
    st.sampled_from(["x" * 20_000, "ấ" * 5000, "日" * 3000, "1\n2\n3", "d\rm\rc\r", "\t\t\t", "y y y"]),
).map(lambda text: " ".join(text.encode("utf-8", "replace").decode().split()))
ways = st.lists(
    st.one_of(
        st.sampled_from([Key(name) for name in NAMED]),
        st.sampled_from([Key("space" if each == " " else each, each) for each in TYPED]),
        pastes,
    ),
    max_size=40,
)
BETWEEN = (
    Place, ListPlace, Question, Compared, FormPlace, PaperForm, Reading, ConflictScreen, UnsavedScreen, EmptyScreen,
    PeriodForm,
)  # fmt: skip
"""Places that no key alone leads to, those before there is a period, and what places are made of."""


def go_about(desk: Desk, door: str, way: Sequence[Key | str], size: tuple[int, int], lang: str) -> set[type[Place]]:
    """Go through a door, then press and paste; every screen is whole, and what is half-written can be kept."""
    session = Session(desk, Words(lang))
    begin(session)
    seen = {type(session.top)}
    for each in (*map(key_of, door.split()), *way):
        if isinstance(each, Key):
            press(session, each)
        else:
            try:
                session.top.paste(each)
            except ChecklistError as error:
                session.refuse(error)
        seen.add(type(session.top))
        is_whole(session, *size)
    for place in session.stack:
        if (kept := place.draft()) is not None:
            desk.keep_draft(*kept)
    begin(again := Session(desk, Words(lang)))
    is_whole(again, *size)
    assert list(desk.store.check()) == []
    return seen


def test_the_doors_lead_to_every_place(papers: dict[str, Path]) -> None:
    """But to those that stand there when somebody else or the disk comes in between."""
    seen: set[type[Place]] = set()
    for state, who in (
        ("draft", "pc01"),
        ("draft", "kt01"),
        ("submitted", "kt01"),
        ("verified", "pc01"),
        ("verified", "tt01"),
    ):
        for door in DOORS.values():
            session = Session(sit(Store(papers[state]), who), Words("vi"))
            begin(session)
            for name in door.split():
                press(session, key_of(name))
                seen.add(type(session.top))
    assert subclasses(Place) - seen <= set(BETWEEN)


def subclasses(kind: type[Place]) -> set[type[Place]]:
    return {kind} | {each for below in kind.__subclasses__() for each in subclasses(below)}


@given(
    way=ways,
    size=sizes,
    lang=st.sampled_from(["vi", "en"]),
    door=st.sampled_from(sorted(DOORS)),
    who=st.sampled_from(["pc01", "pc02", "kt01", "tt01", None]),
    state=st.sampled_from(["draft", "submitted", "verified"]),
)
@settings(
    max_examples=max(60, settings.default.max_examples // 2) if settings.default else 60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_any_keys_and_pastes_anywhere(
    papers: dict[str, Path],
    way: Sequence[Key | str],
    size: tuple[int, int],
    lang: str,
    door: str,
    who: str | None,
    state: str,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(papers[state], Path(folder) / "home")
        go_about(sit(Store(Path(folder) / "home"), who), DOORS[door], way, size, lang)


# --- on the line -------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "home", [Person("vp01", "head", (UNIT,))])
    return tmp_path / "home"


def to_reason(line: Wire) -> None:
    line.sees("[Việc]")
    line.send(b"/cc1\r")
    line.sees("CC-01  ")
    line.send(b"c")
    line.sees("Vì sao chưa đạt?")


def test_an_escape_that_the_line_parts_closes_nothing(home: Path) -> None:
    with wire(home, env={"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}) as line:
        to_reason(line)
        line.send(b"abc")
        line.sees("[abc ")
        line.send(b"\x1b")
        line.quiet(0.1)
        line.send(b"[D")
        line.send(b"X")
        assert "Vì sao chưa đạt?" in line.sees("[abXc ")


def test_no_keyboard_protocol_is_switched_on(home: Path) -> None:
    with wire(home) as line:
        line.sees("[Việc]")
        assert b"\x1b[>" not in line.got and b"\x1b[=" not in line.got


def test_ctrl_q_keeps_what_is_half_written(home: Path) -> None:
    with wire(home) as line:
        to_reason(line)
        line.send("dở dang".encode())
        line.sees("[dở dang ")
        line.send(b"\x11")
        assert line.ended() == 0
    assert len(sit(Store(home), "vp01").drafts()) == 1


def test_lines_pasted_without_brackets_write_no_more_than_one_answer(home: Path) -> None:
    with wire(home) as line:
        line.sees("[Việc]")
        line.send(b"/cc1\r")
        line.sees("CC-01  ")
        line.send(b"d\rd\rd\rd\rd\r")
        line.quiet(0.3)
    assert len(sit(Store(home), "vp01").read(UNIT).answers.get("self", {})) <= 1


CRASH = """
import sys
from checklist.tui.page import Page
from checklist.tui.place import Place
from checklist.tui.screens.reason import ReasonScreen

def broken(self, key):
    secret = "mật khẩu của ông A"
    raise RuntimeError("only in the log")

ReasonScreen.key = broken
from checklist.__main__ import main
sys.argv[0] = "checklist"
sys.exit(main())
"""


def test_a_crash_shows_no_values_and_leaves_a_private_trace(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "crash.py"
    script.write_text(textwrap.dedent(CRASH), "utf-8")
    with wire(home, program=[sys.executable, str(script)]) as line:
        to_reason(line)
        line.send(b"x")
        assert line.ended() != 0
        told = line.got.decode("utf-8", "replace")
    assert "mật khẩu" not in told and "Traceback" not in told
    (trace,) = (home / "log").glob("error-*")
    assert trace.name in told
    assert "only in the log" in trace.read_text("utf-8") and "mật khẩu" not in trace.read_text("utf-8")
    assert trace.stat().st_mode & 0o777 == 0o600


def a_form_is_kept(home: Path, text: str) -> None:
    """It is offered when the person comes back, and opens in its place of the walk."""
    with wire(home) as line:
        line.sees("Còn một phần nhập dở")
        line.send(b"\r")
        screen = line.sees(f"[{text}")
        assert "Vì sao chưa đạt?" in screen and "CC-01" in screen
        line.send(b"\x1b")
        line.sees("CC-01  ")


GONE: dict[str, Callable[[Wire], None]] = {
    "closed": lambda line: line.close(),
    "hung up": lambda line: os.kill(line.pid, signal.SIGHUP),
    "told to end": lambda line: os.kill(line.pid, signal.SIGTERM),
}


@pytest.mark.parametrize("ignored", [False, True], ids=["as usual", "started with nohup"])
@pytest.mark.parametrize("how", GONE)
def test_whatever_happens_to_the_line_the_program_is_gone_and_the_form_is_kept(
    home: Path, how: str, ignored: bool
) -> None:
    with wire(home, ignore_hang_up=ignored) as line:
        to_reason(line)
        line.send("dở dang".encode())
        line.sees("[dở dang ")
        GONE[how](line)
        line.gone_within(TWO_SECONDS)
    a_form_is_kept(home, "dở dang")


@pytest.mark.parametrize("how", GONE)
def test_a_stalled_client_costs_nothing_and_is_gone_when_it_goes(home: Path, how: str) -> None:
    """It reads no more, so that the line fills up; keys still come."""
    with wire(home) as line:
        to_reason(line)
        line.send("dở dang".encode())
        line.sees("[dở dang ")
        for _ in range(400):
            line.send(b"\x0c")  # each draws the whole screen
        before = line.cpu_once_still()
        line.quiet(1.5, read=False)
        assert line.cpu() - before < 0.1
        GONE[how](line)
        line.gone_within(TWO_SECONDS)
    a_form_is_kept(home, "dở dang")


def test_an_idle_screen_sends_nothing_also_while_others_write_elsewhere(tmp_path: Path) -> None:
    people = [Person("vp01", "head", (UNIT,)), Person("tt02", "head", ("thanh-tra",))]
    store = make(tmp_path / "home", people)
    with wire(store.home) as line:
        line.sees("[Việc]")
        line.quiet(0.3)
        before = line.got
        sit(store, "tt02").do("thanh-tra", acts.Answer("LD-01", "self", Value("met")))
        line.quiet(2.5)
        assert line.got == before


def test_another_s_save_is_told_within_two_seconds_and_read_by_ctrl_l_and_by_the_next_act(home: Path) -> None:
    desk = sit(Store(home), "vp01")
    with wire(home) as line:
        line.sees("[Việc]")
        line.send(b"/cc1\r")
        line.sees("CC-01  ")
        desk.do(UNIT, acts.Answer("CC-01", "self", Value("not_met", reason=Said(text="chưa có sổ"))))
        line.sees("vp01 đã lưu CC-01", within=TWO_SECONDS)
        line.send(b"\x0c")
        line.sees("chưa có sổ")
        line.quiet(0.2)
        before = line.got
        line.quiet(2.2)
        assert line.got == before, "it is told once"
        desk.do(UNIT, acts.Answer("CC-01", "self", Value("not_met", reason=Said(text="sổ thất lạc"))))
        line.sees("vp01 đã lưu CC-01", within=TWO_SECONDS)
        line.send(b"\x1b[6~")
        line.sees("CC-02  ")
        line.send(b"\x1b[5~")
        line.sees("sổ thất lạc")
