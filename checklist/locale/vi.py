"""Vietnamese: message id to text, in the administrative voice."""

from __future__ import annotations

CATALOG: dict[str, str] = {}
