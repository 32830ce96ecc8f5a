"""A unit's findings: what is kept of each. Pure; `findings` says what may be done with them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from checklist.model import Frozen, Particulars, Said, one_of

LIGHT, MEDIUM, SERIOUS = "light", "medium", "serious"
SEVERITIES = (LIGHT, MEDIUM, SERIOUS)
"""Of a finding: papers are missing, work is missing, safety may be lost."""


class Closing(Frozen, frozen=True):
    """What a finding was closed with: its own evidence line, who closed it, when."""

    evidence: Particulars
    who: str
    at: str


class Finding(Frozen, frozen=True):
    """What an inspector saw wrong at an item, and what is to be done by whom and when. It outlives the period."""

    id: str
    item: str
    severity: Annotated[str, one_of(SEVERITIES)]
    what: Said | None
    action: Said | None
    responsible: Said | None
    """A post, never a name."""
    due: dt.date
    period: str
    """The period whose verifying found it."""
    who: str
    at: str
    revision: int = 1
    closed: Closing | None = None


class Findings(Frozen, frozen=True):
    """The register of one unit's findings, over all periods."""

    unit: str
    findings: dict[str, Finding] = msgspec.field(default_factory=dict)
    """By id, in the order in which they were written; none ever goes."""
    entries: int = 0
    """How many journal entries it holds."""
    head: str = ""
    """Hash of the last of them."""
