"""How transcripts look: reviewed whole, in one language, nothing that moves; and no lines break it.

`UPDATE_GOLDENS=1 pytest tests/plain` writes the reviewed ones anew.
"""

from __future__ import annotations

import os
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from filled import UNIT as INSPECTED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stage import UNIT, sit
from talked import CTRL_C, Step, Told, talk

from checklist.homes import check_home
from checklist.locale.vi import CATALOG
from checklist.store import Store
from checklist.text import cells

GOLDENS = Path(__file__).parent / "goldens"
HEAD: tuple[Step, ...] = (
    "CC-01", "đ", "1549/QĐ-LĐTBXH; 23/11/2009; VT Văn phòng Bộ", "m", "", "Quyết định ghi trùng số với CC-01", "=",
    "9 trên 86", "86 81", "c; chưa mời được", "k", "4", "1", "chập điện ở kho, đã dập tắt", "1 3", "?", CTRL_C, "u",
    "CC-08", "d", "12/BB-VP; 30/11/2009; Văn thư", "2", "n CC-08", "đến KH-03", "đ", "mật", "", "2/41", "BV-03",
    "4 4 3 12 1 4", "TV-02", "94,5", "v CC-03", "mc CC-01", "", "b", "/ bao chay", "h", "q",
)  # fmt: skip
INSPECTOR: tuple[Step, ...] = (
    "", "y", "4 3", "thiếu một buổi", "g", "c; mới có hai vị trí", "d", "p", "Thiếu quy chế phối hợp", "3",
    "Ký quy chế với công an phường", "", "31/03/2010", "BV-07", "y", "k", "3", "đã chuyển trụ sở", "n", "h", "q", "q",
)  # fmt: skip


def transcripts(made: Path, sent: Path, folder: Path, lang: str = "vi") -> dict[str, Told]:
    """A head walking and an inspector verifying."""
    return {
        "head": talk(sit(Store(shutil.copytree(made, folder / f"made-{lang}")), "vp01"), *HEAD, lang=lang),
        "inspector": talk(sit(Store(shutil.copytree(sent, folder / f"sent-{lang}")), "kt01"), *INSPECTOR, lang=lang),
    }


@pytest.mark.parametrize("who", ["head", "inspector"])
def test_the_transcript_is_as_reviewed(made: Path, sent: Path, tmp_path: Path, who: str) -> None:
    told = transcripts(made, sent, tmp_path)[who]
    golden = GOLDENS / f"{who}.vi.txt"
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_text(told.text, "utf-8")
    assert told.code == 0
    assert told.text == golden.read_text("utf-8")


def test_the_readme_shows_what_is_really_said(made: Path, sent: Path, tmp_path: Path) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text("utf-8")
    shown = re.search(r"## Line mode\n.*?```text\n(.*?)```", readme, re.DOTALL)
    assert shown is not None and shown[1] in transcripts(made, sent, tmp_path)["head"].text


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text.lower()))


VIETNAMESE = words(" ".join(CATALOG.values()))
ENGLISH = words(re.sub(r"\{\w+\}", "", " ".join(CATALOG))) - VIETNAMESE


def test_no_english_word_stands_on_a_vietnamese_transcript(made: Path, sent: Path, tmp_path: Path) -> None:
    for told in transcripts(made, sent, tmp_path).values():
        assert words(re.sub(r"(?m)^> .*$", "", told.text)) & ENGLISH == set()


def test_in_english_all_of_it_is_english_but_what_people_wrote(made: Path, sent: Path, tmp_path: Path) -> None:
    for told in transcripts(made, sent, tmp_path, "en").values():
        assert told.code == 0
        assert not re.search("Đã lưu|Chưa lưu|Gõ |Enter là", told.text)


def test_nothing_moves_a_cursor_and_no_line_is_wider_than_a_terminal(made: Path, sent: Path, tmp_path: Path) -> None:
    for lang in ("vi", "en"):
        for told in transcripts(made, sent, tmp_path, lang).values():
            said = [line for line in told.text.split("\n") if not line.startswith("> ")]
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", told.text)
            assert all(cells(line) <= 78 for line in said)


def test_nothing_is_said_twice_in_a_row(made: Path, sent: Path, tmp_path: Path) -> None:
    for told in transcripts(made, sent, tmp_path).values():
        lines = [line for line in told.text.split("\n") if line and not line.startswith(">")]
        assert [line for line, after in pairwise(lines) if line == after] == []


# --- any lines at all --------------------------------------------------------------------------------------

TYPED = st.sampled_from([
    "", "d", "đ", "m", "c", "k", "y", "g", "t", "mc", "v", "n", "u", "h", "p", "b", "l", "tr", "dv", "q", "?", "=", "-",
    "1", "2", "3", "0", "99", "86 9", "1 2 3", "4 4 3 11 1 4", "94,5 %", "mật", "Tối mật", "2/41", "1/12/2009", "CC-01",
    "CC-03", "CC-07", "KH-03", "BV-03", "TV-02", "CC-06", "t CC-05", "mc CC-01", "v ld1", "/ chay", "đến", "/", "; ;",
    "1/QĐ; 2/11/2009; VT", "một lý do", "Tuyệt mật", "E1", "F1", "van phong", "thanh tra", "Rút lại",
])  # fmt: skip
EXAMPLES = max(40, settings.default.max_examples // 5) if settings.default else 40
LINES = st.lists(TYPED | st.text(max_size=30).map(lambda text: text.replace("\n", " ")), max_size=25)


@given(lines=LINES, who=st.sampled_from(["vp01", "vp02", "kt01", "tt01", "pc01"]), piped=st.booleans())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_lines_at_all_come_to_an_end_and_leave_the_home_whole(
    made: Path, sent: Path, tmp_path_factory: pytest.TempPathFactory, lines: list[str], who: str, piped: bool
) -> None:
    home = Path(shutil.copytree(made if who.startswith("vp") else sent, tmp_path_factory.mktemp("any") / "home"))
    told = talk(sit(Store(home), who), *lines, piped=piped)
    assert told.code in ((0, 1, 2) if piped else (0,))
    assert "\x1b" not in told.text and "Traceback" not in told.error
    assert check_home(home).damage == ()
    again = talk(sit(Store(home), who))
    assert again.code == 0
    shutil.rmtree(home.parent)


def test_the_goldens_are_those_that_are_told() -> None:
    assert sorted(path.name for path in GOLDENS.iterdir()) == ["head.vi.txt", "inspector.vi.txt"]
    assert UNIT != INSPECTED
