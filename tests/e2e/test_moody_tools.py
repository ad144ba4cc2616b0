"""A paging tool that hangs or ends what it can, in real processes: the next one rings in time."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import ask, post_json
from tests.e2e.moody import TEAM, install
from tests.e2e.sink import PageSink
from tests.patience import HANGS_S

pytestmark = pytest.mark.e2e

ALERT = {"key": "checkout", "title": "checkout returns 500s", "severity": "critical"}
WAIT_S = 4


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", f"{install(tmp_path / 'site')}{os.pathsep}{ours}".rstrip(":"))


def shop_with(tmp_path: Path, sink: PageSink, mood: str, wait: int = WAIT_S) -> Deployment:
    """A team whose first tool is of that mood, and whose second one takes every page."""
    return deploy(tmp_path / "shop", pager=sink.url, more=TEAM.format(mood=mood, wait=wait))


def declare(shop: Deployment) -> float:
    """Monitoring posts an alert; the moment at which it was answered."""
    assert post_json(shop.url("/hooks/shop/json"), ALERT).status == 201
    return time.monotonic()


@pytest.mark.parametrize("mood", ["hangs", "exits", "interrupts"])
def test_the_next_tool_rings_in_time_and_the_process_lives(
    tmp_path: Path, sink: PageSink, mood: str
) -> None:
    shop = shop_with(tmp_path, sink, mood)
    with running(shop, "--no-input") as bot:
        declare(shop)
        page = sink.wait_for("trigger")[0]
        assert page["person"] == "ana"
        ready = ask("GET", shop.url("/readyz"))
        assert ready.status == 200
        assert b"shop/paging.moody" in ready.body
        assert bot.is_well()
        assert bot.terminate() == 0


def test_starting_again_and_again_does_not_put_it_off(tmp_path: Path, sink: PageSink) -> None:
    """Each process dies at the call that hangs; the wait counts from the page itself."""
    wait = 15
    shop = shop_with(tmp_path, sink, "hangs", wait)
    with running(shop, "--no-input") as bot:
        began = declare(shop)
        bot.process.kill()
    for _ in range(2):
        with running(shop, "--no-input") as bot:
            bot.process.kill()
    with running(shop, "--no-input"):
        page, *_ = sink.wait_for("trigger", seconds=HANGS_S)
        assert page.began - began >= wait - 1
