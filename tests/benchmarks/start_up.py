"""How many times `python -c pass` a command takes: `python tests/benchmarks/start_up.py [RUNS]`.

Both are timed in turn in one run, so that the ratio holds when the machine's speed drifts. The limit is 7.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

LIMIT = 7.0
# Else every start would compile the program anew, which an installed one never does.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main(runs: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        program = [sys.executable, "-m", "checklist", "--home", str(Path(folder) / "home")]
        subprocess.run([*program, "init", "--period", "2009"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*program, "answer", "van-phong-bo", "CC-01", "met"], check=True, stdout=subprocess.DEVNULL)
        bare = [sys.executable, "-c", "pass"]
        score = [*program, "score", "van-phong-bo", "--json"]
        pairs = [(seconds(score), seconds(bare)) for _ in range(runs + 1)][1:]
    ratio = median(one / other for one, other in pairs)
    print(f"score UNIT --json  {median(one for one, _ in pairs) * 1000:7.1f} ms")
    print(f"python -c pass     {median(other for _, other in pairs) * 1000:7.1f} ms")
    print(f"ratio, median of {runs} pairs: {ratio:.2f} (limit {LIMIT:g})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
