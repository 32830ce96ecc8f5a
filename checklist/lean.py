"""Imports that leave out what nothing here needs, and what every command and session would wait for and carry."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from typing import Any

OWN_HASHES = (
    "_md5",
    "_sha1",
    "_sha3",
    "_blake2",
    *(("_sha2",) if sys.version_info >= (3, 12) else ("_sha256", "_sha512")),
)
"""Modules of a Python that reckons hashes without OpenSSL."""


@contextmanager
def without(name: str) -> Iterator[None]:
    """Hide a module from imports of what can do without it."""
    hidden: Any = None
    there = name in sys.modules
    sys.modules.setdefault(name, hidden)
    try:
        yield
    finally:
        if not there:
            del sys.modules[name]


def start() -> None:
    """Import what is needed everywhere.

    msgspec falls back to `typing` where `typing_extensions` is missing, which takes longer than msgspec itself. OpenSSL
    is four megabytes of a session and several milliseconds of a command, for hashes of a few kilobytes.
    """
    with without("typing_extensions"):
        importlib.import_module("msgspec")
    if all(name in sys.builtin_module_names or PathFinder.find_spec(name) for name in OWN_HASHES):
        with without("_hashlib"):
            importlib.import_module("hashlib")


def start_screen() -> None:
    """Import the loop of the screen without TLS, and copying without packing, none of which is done here.

    TLS alone is more than a megabyte of a session.
    """
    if "shutil" not in sys.modules:
        with without("bz2"), without("lzma"):
            importlib.import_module("shutil")
    if "asyncio" not in sys.modules:
        with without("ssl"):
            importlib.import_module("asyncio")
