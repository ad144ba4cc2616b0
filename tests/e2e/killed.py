"""A process that is killed right after it answered a monitor: what it answered for is not lost."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.e2e.bot import Bot, running
from tests.e2e.deployment import Deployment
from tests.e2e.http import Answer
from tests.e2e.sink import PageSink

Delivery = Callable[[], Answer]


def check_pages_once_though_killed(
    shop: Deployment, sink: PageSink, fires: Delivery, *later: Delivery
) -> Bot:
    """Check that an alert pages one time; returns the second process, which has ended.

    Args:
        shop: Where alerts open `INC-1`.
        sink: What pages of it come to.
        fires: Opens the incident; the process is killed once it has answered.
        later: What comes to the next process, of the same alert; the last says that it is over.
    """
    with running(shop, "--no-input") as bot:
        said = fires()
        bot.process.kill()
        assert (said.status, said.json()) == (201, {"incident": "INC-1"})
        bot.wait()
    with running(shop, "--no-input") as bot:
        assert sink.wait_for("trigger")[0]["page_id"] == "INC-1.p1"
        for deliver in later:
            assert deliver().json() == {"incident": "INC-1"}
        told = exported(shop)
        assert (told.count("alert-fired"), told.count("alert-resolved")) == (1, 1)
        assert bot.is_well()
    # What was under way when it was killed is sent again, under the same key.
    assert {call["action"] for call in sink.calls()} == {"trigger"}
    assert len({call.key for call in sink.calls()}) == 1
    return bot


def exported(shop: Deployment) -> list[str]:
    """The types of the events of `INC-1`, in order."""
    found = json.loads(shop.run("export", "INC-1").stdout)
    return [event["type"] for event in found["timeline"]]
