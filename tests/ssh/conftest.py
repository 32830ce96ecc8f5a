"""One SSH server for all tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ssh.server import Server, server


@pytest.fixture(scope="session")
def sshd() -> Iterator[Server]:
    with server() as running:
        yield running
