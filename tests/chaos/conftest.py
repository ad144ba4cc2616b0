from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chaos.trial import Homes, Trials, opened, quiet


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Faults are the point: what they log is no news."""
    with quiet():
        yield


@pytest.fixture(scope="module")
def memory() -> Iterator[Homes]:
    """Where runs find their rows, in memory."""
    with opened("memory") as homes:
        yield homes


@pytest.fixture(scope="module")
def trials(memory: Homes) -> Trials:
    """Tocsin as it is, on the store in memory."""
    return Trials(memory)
