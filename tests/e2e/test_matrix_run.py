"""A whole P0 on Matrix through a real `tocsin run`: typed, and with the emoji of messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.e2e.matrix_p0 import P0
from tests.e2e.matrix_place import Place, place
from tests.patience import HANGS_S

pytestmark = pytest.mark.e2e

LONG_S: Final = HANGS_S


@pytest.fixture(scope="module")
def synapse() -> Iterator[Synapse]:
    with Synapse() as made:
        yield made


@pytest.fixture
def there(shop: Deployment, monkeypatch: pytest.MonkeyPatch, synapse: Synapse) -> Iterator[Place]:
    with place(shop, monkeypatch, synapse) as made:
        yield made


@pytest.mark.timeout(900)
def test_a_p0_is_brought_to_its_end_and_nothing_of_it_is_lost(there: Place) -> None:
    p0 = P0(place=there, long_s=LONG_S)
    with running(there.deployment, "--no-input") as bot:
        there.listens()
        p0.prove()
        assert bot.is_well()
        assert bot.terminate() == 0
    assert p0.breaches() == [], there.told("", room=p0.room)
