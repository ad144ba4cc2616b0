"""The acknowledge link of a page, followed by a browser and by previewers."""

from __future__ import annotations

import json

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.e2e.http import ask, post_json
from tests.e2e.sink import PageSink

pytestmark = pytest.mark.e2e

ALERT = {"key": "checkout", "title": "checkout returns 500s", "severity": "critical"}


def export(shop: Deployment) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(shop.run("export", "INC-1").stdout)
    return found


def test_only_the_first_post_acknowledges(shop: Deployment, sink: PageSink) -> None:
    with running(shop, "--no-input") as bot:
        assert post_json(shop.url("/hooks/shop/json"), ALERT).status == 201
        link = str(sink.wait_for("trigger")[0]["ack_url"])

        assert b"<button" in ask("GET", link).body
        assert ask("HEAD", link).status == 200
        assert "acknowledged" not in export(shop)["milestones"]
        assert sink.calls("acknowledge") == []

        assert ask("POST", link).status in (200, 303)
        told = sink.wait_for("acknowledge")[0]
        assert (told["person"], told["page_id"], told["ack_url"]) == ("ana", "INC-1.p1", None)
        assert "acknowledged" in export(shop)["milestones"]

        assert ask("POST", link).status == 410
        assert ask("GET", link).status == 410
        assert len({one.key for one in sink.calls("acknowledge")}) == 1
        assert bot.is_well()


def test_a_made_up_link_is_unknown(shop: Deployment, sink: PageSink) -> None:
    with running(shop, "--no-input") as bot:
        assert ask("POST", shop.url("/ack/made-up")).status == 404
        assert bot.is_well()


def test_a_link_works_after_a_kill(shop: Deployment, sink: PageSink) -> None:
    """Nobody knows whether that page rang, so whatever may be ringing is told to stop."""
    with running(shop, "--no-input") as bot:
        post_json(shop.url("/hooks/shop/json"), ALERT)
        link = str(sink.wait_for("trigger")[0]["ack_url"])
        bot.process.kill()
        bot.wait()

    with running(shop, "--no-input"):
        assert ask("POST", link).status in (200, 303)
        assert sink.wait_for("acknowledge")[0]["person"] == "ana"
