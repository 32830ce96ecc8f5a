"""What every test needs: how generated cases are drawn."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No deadline and no slowness check: a busy machine is not a failing rule.
settings.register_profile("ci", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=2000)
settings.load_profile("ci")
