"""What the disk refuses is told, and nothing that was acknowledged is touched; killed writers lose nothing."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from checklist.acts import Answer, Clear
from checklist.cli import main
from checklist.desk import Desk, open_home
from checklist.errors import BadInput, NotSaved, Refused
from checklist.model import Value
from checklist.store.files import lines_from

UNIT = "van-phong-bo"
CAUSES = {
    errno.ENOSPC: "the disk of the server is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EIO: "the disk reports an error",
    errno.EROFS: "the disk is read-only",
    errno.EFBIG: "the file-size limit is reached",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert main(["--home", str(tmp_path / "home"), "init", "--period", "2009"]) == 0
    return tmp_path / "home"


@pytest.fixture
def desk(home: Path) -> Desk:
    made = Desk(open_home(home))
    made.do(UNIT, Answer("CC-01", "self", Value("met")))
    return made


def journal(desk: Desk) -> Path:
    return desk.store.home / "periods" / "2009" / f"{UNIT}.jsonl"


@pytest.mark.parametrize("code", CAUSES)
@pytest.mark.parametrize("call", ["fdatasync", "write"])
def test_a_refused_append_is_told_by_its_cause_and_leaves_the_journal_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: int, call: str
) -> None:
    before = journal(desk).read_bytes()
    real = os.write

    def refuse(handle: int, *raw: object) -> int:
        if call == "write" and isinstance(raw[0], memoryview) and len(raw[0]) > 100:
            return real(handle, raw[0][:50])  # half of the line is written before the disk is full
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse)
        with pytest.raises(NotSaved) as told:
            desk.do(UNIT, Answer("CC-02", "self", Value("met")))
    assert told.value.exit_code == 4 and CAUSES[code] in str(told.value) and not told.value.unsure
    assert journal(desk).read_bytes() == before
    assert desk.do(UNIT, Answer("CC-02", "self", Value("met"))).value("self", "CC-02") == Value("met")


def test_where_even_the_cut_fails_the_person_is_told_that_it_is_unsure(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*raw: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", refuse)
        broken.setattr(os, "ftruncate", refuse)
        with pytest.raises(NotSaved) as told:
            desk.do(UNIT, Answer("CC-02", "self", Value("met")))
    assert told.value.unsure and "UNSURE" in str(told.value)


def test_a_state_that_is_not_written_costs_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    state = journal(desk).with_suffix(".json")

    def refuse(*raw: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(os, "rename", refuse)
        desk.do(UNIT, Answer("CC-02", "self", Value("met")))
    assert desk.read(UNIT).value("self", "CC-02") == Value("met"), "the journal has it"
    desk.do(UNIT, Clear("CC-02"))
    written = state.read_bytes()
    state.unlink()
    desk.read(UNIT)
    assert state.read_bytes() == written


def test_the_command_exits_4_and_says_not_saved(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdatasync", refuse)
    assert main(["--home", str(home), "answer", UNIT, "CC-01", "met"]) == 4
    assert "CHƯA LƯU ĐƯỢC" in capsys.readouterr().err


def test_what_was_acknowledged_outlives_kills_at_any_moment(home: Path) -> None:
    writer = (
        "import sys; from pathlib import Path; from checklist.desk import Desk, open_home;"
        "from checklist.acts import Answer, Clear; from checklist.model import Value;"
        "desk = Desk(open_home(Path(sys.argv[1])));\n"
        "while True:\n"
        "    met = desk.read('van-phong-bo').value('self', 'CC-01')\n"
        "    act = Clear('CC-01') if met else Answer('CC-01', 'self', Value('met'))\n"
        "    print(desk.do('van-phong-bo', act).entries, flush=True)\n"
    )
    path = home / "periods" / "2009" / f"{UNIT}.jsonl"
    for kill in range(30):
        child = subprocess.Popen([sys.executable, "-c", writer, str(home)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        # Read a different number of acknowledgements each time; the kill falls wherever the child is by then.
        acknowledged = [int(child.stdout.readline()) for _ in range(1 + kill % 7)]
        child.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in child.stdout.read().split("\n")[:-1]]
        child.wait()
        desk = Desk(open_home(home))
        assert desk.read(UNIT).entries >= acknowledged[-1]
        assert list(desk.store.check()) == []
    assert len(lines_from(path)[0]) == desk.read(UNIT).entries


def test_the_home_is_for_its_owner_alone(desk: Desk) -> None:
    desk.keep_draft("2009.x", {"text": "dở"})
    for path in (desk.store.home, *desk.store.home.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to give a home to somebody else")
def test_a_home_of_somebody_else_is_refused(home: Path) -> None:
    os.chown(home, 12345, 12345)
    with pytest.raises(Refused):
        open_home(home)


def test_a_folder_of_other_things_is_never_made_a_home(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    assert main(["--home", str(tmp_path), "init", "--period", "2009"]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_drafts_with_a_secrecy_mark_are_kept_nowhere(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.keep_draft("2009.x", {"reason": "TUYỆT MẬT canary-3"})
    assert desk.drafts() == ()
    assert not [p for p in desk.store.home.rglob("*") if p.is_file() and b"canary-3" in p.read_bytes()]
