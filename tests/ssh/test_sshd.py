"""Three kinds of people over a real SSH server: at the screen, with commands, with two clients, at the same time."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from pathlib import Path

from ssh.server import PEOPLE, SSHD, UNIT, Server, go_to, logged, needs_ssh
from terminal import until

from checklist import access
from checklist.store import Store

pytestmark = needs_ssh

README = Path(__file__).parents[2] / "README.md"


# --- at the screen ---------------------------------------------------------------------------------------------


def test_a_head_sees_the_program_and_answers_an_item(sshd: Server, tmp_path: Path) -> None:
    with sshd.terminal("lan", tmp_path) as terminal:
        terminal.sees("· lan")
        go_to(terminal, "cc1")
        terminal.send(b"c")
        terminal.sees("Vì sao chưa đạt?")
        terminal.send("Sổ thiếu trang, sẽ bổ sung\r".encode())
        terminal.sees("CC-01 chưa đạt. U hoàn tác")
        terminal.send(b"\x11")
        until(lambda: not terminal.alive(), "the client ends")
    until(lambda: not sshd.serving("lan"), "the server's side ends")
    with sshd.desk("lan") as desk:
        entry = desk.log(UNIT)[-1].entry
        value = desk.read(UNIT).value("self", "CC-01")
    assert (entry.who, entry.door) == ("lan", "ssh")
    assert value is not None and value.reason is not None and value.reason.text == "Sổ thiếu trang, sẽ bổ sung"
    assert [each["what"] for each in logged(sshd, "lan")][-2:] == ["login", "end"]
    assert logged(sshd, "lan")[-1] == {"what": "end", "cause": "left", "from": "127.0.0.1"}


def test_putty_s_client_shows_the_program_too(sshd: Server, tmp_path: Path) -> None:
    with sshd.terminal("minh", tmp_path, sshd.plink("minh", options=["-t"])) as terminal:
        terminal.sees("· minh")
        go_to(terminal, "cc3")
        terminal.send(b"\x11")
        until(lambda: not terminal.alive(), "the client ends")


def test_two_people_at_once_see_each_other_s_writing(sshd: Server, tmp_path: Path) -> None:
    with sshd.terminal("lan", tmp_path / "a") as lan, sshd.terminal("minh", tmp_path / "b") as minh:
        for terminal, name in ((lan, "lan"), (minh, "minh")):
            terminal.sees(f"· {name}")
            go_to(terminal, "ld1")
        lan.send(b"d")
        lan.sees("LD-01 đạt. U hoàn tác")
        minh.sees("lan đã lưu LD-01")
        minh.send(b"\x0c")
        go_to(minh, "tv1")
        minh.send(b"d")
        minh.sees("TV-01 đạt. U hoàn tác")
        lan.sees("minh đã lưu TV-01")
    with sshd.desk("lan") as desk:
        a = desk.read(UNIT)
        last = [(line.entry.who, line.act.item) for line in desk.log(UNIT)[-2:]]
    assert last == [("lan", "LD-01"), ("minh", "TV-01")]
    assert [a.revision("self", item) for item in ("LD-01", "TV-01")] == [1, 1]


def test_a_client_killed_in_the_middle_of_a_form_leaves_the_draft_and_no_process(sshd: Server, tmp_path: Path) -> None:
    with sshd.terminal("minh", tmp_path) as terminal:
        terminal.sees("· minh")
        go_to(terminal, "cc4")
        terminal.send(b"c")
        terminal.sees("Vì sao chưa đạt?")
        terminal.send("mới viết nửa chừng".encode())
        terminal.sees("[mới viết nửa chừng")
        assert len(sshd.serving("minh")) == 1
        os.kill(terminal.pid, signal.SIGKILL)
        until(lambda: not sshd.serving("minh"), "the process that served is gone")
    with sshd.desk("minh") as desk:
        kept = [desk.draft(key) for key in desk.drafts()]
    assert any("mới viết nửa chừng" in str(each) for each in kept)
    assert logged(sshd, "minh")[-1]["cause"] == "line gone"


def test_a_person_removed_while_inside_is_refused_at_the_next_act_and_comes_in_no_more(
    sshd: Server, tmp_path: Path
) -> None:
    with sshd.terminal("gone", tmp_path) as terminal:
        terminal.sees("· gone")
        go_to(terminal, "cc5")
        with sshd.as_account():
            access.remove_person(Store(sshd.home), None, "gone")
        terminal.send(b"d")
        terminal.sees('"gone" đã bị gỡ khỏi danh sách')
        until(lambda: not terminal.alive(), "the client ends")
    with sshd.desk("lan") as desk:
        assert "gone" not in {line.entry.who for line in desk.log(UNIT)}
    again = sshd.does("gone", "score", UNIT)
    assert (again.returncode, again.stdout) == (1, "") and len(again.stderr.splitlines()) == 1


# --- commands --------------------------------------------------------------------------------------------------


def test_commands_print_json_and_exit_codes_pass_through(sshd: Server) -> None:
    done = sshd.does("lan", "score", UNIT, "--json")
    assert (done.returncode, done.stderr) == (0, "") and json.loads(done.stdout)["unit"] == UNIT
    assert sshd.does("lan", "accept", UNIT).returncode == 1
    assert sshd.does("lan", "answer", UNIT, "XX-99", "met").returncode == 2


def test_putty_s_client_sends_commands_too(sshd: Server) -> None:
    done = sshd.run(sshd.plink("tt", "score --json"))
    assert done.returncode == 0 and len(json.loads(done.stdout)["units"]) == 44
    assert sshd.run(sshd.plink("lan", f"accept {UNIT}")).returncode == 1
    written = sshd.run(sshd.plink("kt", 'units show "không có"'))
    assert (written.returncode, written.stderr.splitlines()[0][:27]) == (2, 'Không có đơn vị "không có".')


def test_output_streams_and_a_reader_that_goes_ends_it_in_silence(sshd: Server) -> None:
    with subprocess.Popen(
        sshd.ssh("lan", "rules", "list"), env=sshd.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as client:
        assert client.stdout is not None and client.stderr is not None
        assert client.stdout.readline()
        client.stdout.close()
        assert client.stderr.read() == ""
    until(lambda: not sshd.serving("lan"), "the command ends")


def test_a_command_in_a_terminal_is_a_command(sshd: Server) -> None:
    done = sshd.does("lan", "score", UNIT, "--json", options=["-tt"])
    assert json.loads(done.stdout)["unit"] == UNIT


def test_without_terminal_and_command_there_is_nothing(sshd: Server) -> None:
    done = sshd.does("lan")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_every_person_has_exactly_one_line_that_names_them(sshd: Server) -> None:
    lines = [line for line in (sshd.base / "keys").read_text("utf-8").splitlines() if "serve --as traced" not in line]
    start = f'restrict,pty,command="{sshd.program} --home {sshd.home} serve --as '
    assert sorted(line.removeprefix(start).split('"')[0] for line in lines) == sorted(set(PEOPLE) - {"traced"})
    assert all(re.fullmatch(r'[^"]*"[^"]*" ssh-ed25519 [A-Za-z0-9+/=]+', line) for line in lines)


def test_the_readme_s_settings_are_ones_that_sshd_takes(sshd: Server, tmp_path: Path) -> None:
    found = re.search(r"^    Match User checklist\n(?:        .*\n)+", README.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    config = tmp_path / "config"
    config.write_text(f"HostKey {sshd.base}/host\n{found[0]}", "utf-8")
    subprocess.run([SSHD, "-t", "-f", str(config)], check=True)
    asked = ["-C", "user=checklist,host=x,addr=192.0.2.7"]
    told = subprocess.run([SSHD, "-T", *asked, "-f", str(config)], check=True, capture_output=True, text=True).stdout
    for wanted in ("passwordauthentication no", "allowtcpforwarding no", "permittty yes", "clientaliveinterval 60"):
        assert wanted in told.splitlines()


def test_an_old_terminal_gets_ascii(sshd: Server, tmp_path: Path) -> None:
    with sshd.terminal("lan", tmp_path, ["env", "TERM=vt100", *sshd.ssh("lan", options=["-tt"])]) as terminal:
        assert terminal.sees("[Viec]").isascii()
        terminal.send(b"\x11")
        until(lambda: not terminal.alive(), "the client ends")
