"""One ground of each kind for all tests of this folder that need no crash of their own."""

from __future__ import annotations

import logging
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


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret every alerts section of these tests names."""
    monkeypatch.setenv("TOCSIN_TEST_TOKEN", "s3cret")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Faults are the point: their logs are no news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
