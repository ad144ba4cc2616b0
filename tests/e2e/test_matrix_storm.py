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
from tests.e2e.matrix_storm import QUIET, prove_storm, told_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

AT_ONCE: Final = 12
LIMITS: Final = 20
"""Times Synapse's defaults: a room in three seconds after the tenth."""
MESSAGES: Final = 0.1
"""A second, after the tenth: whoever is not refused needs twenty minutes for the storm."""
AFTERWARDS: Final = 4
"""A second, as soon as the bot was refused."""
OnServer = Callable[..., AbstractContextManager[Place]]


@pytest.fixture
def bot_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OnServer:
    """A bot that listens on a homeserver of its own with such limits."""

    @contextmanager
    def made(**limits: float) -> Iterator[Place]:
        shop = deploy(tmp_path / f"shop-{len(limits)}", more=QUIET)
        with (
            Synapse(**limits) as synapse,
            place(shop, monkeypatch, synapse) as there,
            running(shop, "--no-input"),
        ):
            there.listens()
            yield there

    return made


def test_each_of_many_rooms_is_told_what_one_alone_is_told(bot_on: OnServer) -> None:
    with bot_on() as there:
        prove_storm(there, 1, {}, 120)
        like = told_in(there, f"#{there.rooms()[0]}")
    assert all(like.values())
    with bot_on(limits=LIMITS, messages=MESSAGES) as there:
        server = there.synapse

        def met() -> None:
            server.override_ratelimit(server.bot, per_second=AFTERWARDS, burst=2 * AFTERWARDS)

        storm = prove_storm(there, AT_ONCE, like, 400, met=met)
    assert not storm.breaches, storm.text()
    assert storm.limited, "the limits were met"
