"""One ground of each kind for all tests of this folder that need no crash of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stateful.grounds import GROUNDS, Ground


@pytest.fixture(scope="module", params=GROUNDS)
def place(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """A ground that several tests share, one after another."""
    with GROUNDS[request.param]() as ground:
        yield ground


@pytest.fixture
def ground(place: Ground) -> Ground:
    """A ground with nothing in it."""
    place.wipe()
    return place
