"""What a key costs on the line at 80x24: never much more than the cells that it changes, and within the budgets.

The bytes do not depend on the machine. `tests/benchmarks/line_bytes.py` prints the figures beside those of others.
"""

from __future__ import annotations

from statistics import median

import pytest
from walks import MEDIAN, RATIO, WALKS, Homes, Walk, everywhere, walked


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    return Homes(tmp_path_factory.mktemp("homes"))


@pytest.mark.parametrize("walk", [*WALKS, *everywhere()], ids=lambda walk: walk.name)
def test_no_key_costs_more_than_its_budget(homes: Homes, walk: Walk) -> None:
    costs = list(walked(walk, homes))
    assert len(costs) > 1
    assert [str(cost) for cost in costs if cost.sent > cost.limit] == []
    assert [str(cost) for cost in costs if cost.ratio > RATIO] == []
    assert median(cost.ratio for cost in costs if cost.kind != "first") <= MEDIAN
