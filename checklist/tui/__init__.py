"""The full-screen program: one widget that draws rows, places on a stack, keys in the app's own loop."""

from __future__ import annotations

import importlib
import sys
from typing import Any


def _without_tls() -> None:
    """The loop is imported without TLS, which nothing here speaks: it would cost a session more than a megabyte."""
    if "asyncio" not in sys.modules and "ssl" not in sys.modules:
        hidden: Any = None
        sys.modules["ssl"] = hidden
        importlib.import_module("asyncio")
        del sys.modules["ssl"]


_without_tls()
