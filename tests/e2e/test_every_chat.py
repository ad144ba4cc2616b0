"""Slack, Matrix, Discord and the console in one process: each has its incident, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from tests.counterparts.matrix import Synapse
from tests.e2e import discord_place, matrix_place, slack_place
from tests.e2e.bot import Bot, running
from tests.e2e.chat_place import ChatPlace, with_console
from tests.e2e.deployment import Deployment, deploy
from tests.patience import HANGS_S

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

DECLARED_S: Final = HANGS_S


@dataclass(frozen=True, kw_only=True)
class Everywhere:
    shop: Deployment
    bot: Bot
    places: Sequence[ChatPlace]


@pytest.fixture
def everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Everywhere]:
    shop = deploy(tmp_path / "shop")
    with (
        Synapse() as synapse,
        slack_place.place(shop, monkeypatch) as slack,
        matrix_place.place(shop, monkeypatch, synapse) as matrix,
        discord_place.place(shop, monkeypatch) as discord,
    ):
        with_console(shop)
        with running(shop) as bot:
            for one in (slack, matrix, discord):
                one.connected()
            yield Everywhere(shop=shop, bot=bot, places=(slack, matrix, discord))


def test_an_incident_is_declared_on_each_at_once(everywhere: Everywhere) -> None:
    titles = [f"part {number} is down" for number in range(4)]
    everywhere.bot.say(f"!incident declare sev1 {titles[0]}")
    for place, title in zip(everywhere.places, titles[1:], strict=True):
        place.say(f"!incident declare sev1 {title}")
    everywhere.bot.out.wait_for(titles[0], DECLARED_S)
    for place, title in zip(everywhere.places, titles[1:], strict=True):
        place.until(partial(place.told, title), f"{title} is told", DECLARED_S)
    assert everywhere.bot.end_input() == 0
    assert "Traceback" not in everywhere.bot.err.text()
    told = [everywhere.places[0].record(f"INC-{number}") for number in range(1, 5)]
    assert sorted(one["title"] for one in told) == titles
