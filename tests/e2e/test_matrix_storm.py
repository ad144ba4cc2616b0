"""Several incidents at once under a homeserver's limits: each room is told all, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.e2e.bot import running
from tests.e2e.deployment import deploy
from tests.e2e.matrix_place import Place, place
from tests.e2e.matrix_storm import QUIET, prove_storm, room_told

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

AT_ONCE: Final = 12
LIMITS: Final = 20
"""Times Synapse's defaults: 4 messages a second, and a room in three seconds after the tenth."""
SLOW_S: Final = 60.0
"""A machine that takes longer says less than that in a second, and meets no limit."""
OnServer = Callable[[float], AbstractContextManager[Place]]


@pytest.fixture
def bot_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OnServer:
    """A bot that listens on a homeserver of its own with so many times the default limits."""

    @contextmanager
    def made(limits: float) -> Iterator[Place]:
        shop = deploy(tmp_path / f"shop-{limits}", more=QUIET)
        with (
            Synapse(limits=limits) as synapse,
            place(shop, monkeypatch, synapse) as there,
            running(shop, "--no-input"),
        ):
            there.listens()
            yield there

    return made


def test_each_of_many_rooms_is_told_what_one_alone_is_told(bot_on: OnServer) -> None:
    with bot_on(0) as there:
        prove_storm(there, 1, (), 120)
        like = room_told(there, there.rooms()[0])
    assert len(like) > 2
    with bot_on(LIMITS) as there:
        storm = prove_storm(there, AT_ONCE, like, 400)
    assert not storm.breaches, storm.text()
    assert storm.limited or storm.seconds > SLOW_S, "the limits were met"
