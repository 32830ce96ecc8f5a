"""What every test needs: how generated cases are drawn, and what runs the program again and again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attempts import Attempts, attempts
from hypothesis import HealthCheck, settings

# No deadline and no slowness check: a busy machine is not a failing rule.
settings.register_profile("ci", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=2000)
settings.load_profile("ci")


@pytest.fixture(scope="module")
def run() -> Iterator[Attempts]:
    """Runs the program with limits, each time as a process."""
    with attempts() as server:
        yield server
