"""One homeserver for all of these tests, without rooms at the beginning of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.counterparts.matrix import Synapse


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Synapse]:
    with Synapse() as made:
        yield made


@pytest.fixture
def synapse(homeserver: Synapse) -> Synapse:
    homeserver.clear()
    return homeserver
