"""Disks that refuse: system calls that fail when a test says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest


def error(code: int) -> OSError:
    return OSError(code, os.strerror(code))


class Broken:
    """System calls that fail: the n-th of each name, counted from now on."""

    def __init__(self, patch: pytest.MonkeyPatch, code: int, **calls: int) -> None:
        self.patch, self.code = patch, code
        for name, number in calls.items():
            self.fail(name, number)

    def fail(self, name: str, number: int) -> None:
        real: Callable[..., Any] = getattr(os, name)
        left = [number]

        def refuse(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise error(self.code)
            return real(*arguments, **more)

        self.patch.setattr(os, name, refuse)


def refuse_opening(patch: pytest.MonkeyPatch, suffix: str, flag: int, code: int) -> None:
    """Let every opening of a file with that suffix and flag fail."""
    real = os.open

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if str(path).endswith(suffix) and flags & flag == flag:
            raise error(code)
        return real(path, flags, *more, **named)

    patch.setattr(os, "open", refuse)
