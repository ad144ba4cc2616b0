"""Killed at each point of a command's way through Slack, it is done once and answered once."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment, environment
from tests.e2e.slack_dying import MARK, POINTS
from tests.e2e.slack_place import WAIT_S, Place, place

pytestmark = pytest.mark.e2e

NOTED = "note kept"
NOT_ACKNOWLEDGED = ("received", "handled", "kept")


@pytest.fixture
def there(shop: Deployment, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(shop, monkeypatch) as made:
        yield made


def dies(there: Place, point: str) -> None:
    """A bot with one incident that hears the command, and is killed at the point."""
    words = [sys.executable, "-m", "tests.e2e.slack_dying", point, "run", "--no-input"]
    with subprocess.Popen(
        [*words, "--config", str(there.deployment.config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as bot:
        try:
            there.connected()
            there.say("!incident declare it is down p3")
            there.until(lambda: there.told("INC-1 declared"), "INC-1 is declared")
            there.say(f"!incident INC-1 note {MARK}")
            assert bot.wait(WAIT_S) == -signal.SIGKILL
        finally:
            bot.kill()


def is_left(there: Place) -> bool:
    """Whether Slack has no acknowledgement of the command."""
    return any(MARK in str(one.payload) for one in there.slack.unacknowledged())


@pytest.mark.parametrize("point", POINTS)
def test_a_command_is_done_and_answered_once(there: Place, point: str) -> None:
    dies(there, point)
    left = point in NOT_ACKNOWLEDGED
    there.until(lambda: is_left(there) == left, f"it is told again, which is {left}")

    with running(there.deployment, "--no-input") as bot:
        there.connected()
        there.slack.redeliver()
        there.until(lambda: there.told(NOTED), "it is answered")
        there.say(f"!incident INC-1 note {MARK} after")
        there.until(lambda: len(there.told(NOTED)) >= 2, "the next one is answered")
        there.slack.redeliver()
        assert bot.terminate() == 0

    assert there.noted(MARK) == 2
    assert len(there.told(NOTED)) == 2
