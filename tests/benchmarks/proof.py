"""Proves at full length that nothing is lost: `python tests/benchmarks/proof.py [KILLS]`, about half an hour.

Crashes replayed, writers killed, fifty writers at once, faults, flipped bits, bad input, and what an act costs. The
exit code says whether everything held. The suite has a short form of each.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.extend([str(Path(__file__).parents[1] / name) for name in ("..", "", "tui", "store")])

import act_cost
import homes
import kills
from crashes import prove
from homes import chain, damage, heads, journal_of, make, own_items, sit, together
from test_check import FILES, filled, flips

from checklist.model import SELF
from checklist.store import Store

ROOT = Path(__file__).parents[2]
WRITERS = 50
FAULTS = ("tests/store/test_outside.py", "tests/store/test_faults.py", "tests/store/test_refusals.py")
BAD_INPUT = (
    "tests/test_bad_input.py",
    "tests/store/test_bad_files.py",
    "tests/tui/test_attacks.py",
    "tests/tui/test_any_keys.py",
    "tests/test_rulebook.py",
    "tests/test_schema.py",
)


def crashes(folder: Path) -> bool:
    """Every state of the disk that a crash could leave."""
    proof = prove(folder)
    print(proof)
    return not proof.losses


def writers(folder: Path) -> bool:
    """Fifty processes, fifty acts each, on one assessment and over twenty: what was acknowledged is counted."""
    homes.PATIENCE = 600.0  # so many processes on few cores
    lost = 0
    for units in (("vp",), tuple(f"u{number:02}" for number in range(20))):
        home = folder / str(len(units))
        make(home, units=units, people=heads(WRITERS), items=WRITERS * 5)
        told = together([("spread", home, f"p{number}", " ".join(units)) for number in range(WRITERS)])
        desk = sit(Store(home), "p0")
        missing = 0
        for unit in units:
            a = desk.read(unit)
            rows = [[revision for where, revision in each if where == unit] for each in told]
            missing += sum(len(own) - a.revision(SELF, own_items(f"p{n}")[0]) for n, own in enumerate(rows))
            missing += sum(map(len, rows)) - (len(chain(journal_of(home, unit))) - 1)
        broken = damage(Store(home))
        acts = sum(map(len, told))
        where = f"{len(units)} assessment{'s' if len(units) > 1 else ''}"
        print(f"{WRITERS} writers at once on {where}: {acts} updates, {missing} lost, {len(broken)} files broken")
        lost += abs(missing) + len(broken)
    return not lost


def bits(folder: Path) -> bool:
    """Each bit of each file of a small home."""
    store = filled(folder / "home")
    found = [named for pattern in FILES.values() for *_, named in flips(store, pattern)]
    print(f"{len(found)} bits flipped in {len(FILES)} files, {sum(found)} noticed and the file named")
    return all(found)


def tests(what: str, files: Sequence[str], *more: str) -> bool:
    """Run test files, and count what they tried: each test, and each generated case."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "--hypothesis-show-statistics",
    ]
    done = subprocess.run([*command, *more, *files], cwd=ROOT, capture_output=True, text=True, check=False)
    generated = sum(map(int, re.findall(r"(\d+) passing examples", done.stdout)))
    passed, failed = (
        sum(map(int, re.findall(rf"(\d+) {how}", done.stdout[-2000:]))) for how in ("passed", "(?:failed|error)")
    )
    print(f"{passed + generated} {what}, {failed} failed")
    if done.returncode:
        print(done.stdout[-4000:])
    return not done.returncode


def main(killed: int) -> int:
    """Print what each proof found; 1 where one did not hold."""
    proofs: dict[str, Callable[[Path], bool]] = {
        "crashes": crashes,
        "kills": lambda _: not kills.main(killed),
        "many hands": writers,
        "faults": lambda _: tests("faults tried", FAULTS),
        "flipped bits": bits,
        "bad input": lambda _: tests("bad inputs tried", BAD_INPUT, "--hypothesis-profile=long"),
        "cost of an act": lambda _: not act_cost.main(300),
    }
    held = []
    for name, proof in proofs.items():
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            held.append(proof(Path(folder)))
        print(f"-- {name}: {'held' if held[-1] else 'NOT HELD'}, {time.monotonic() - start:.0f} s\n", flush=True)
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
