"""Customers look at `/status` of a running bot: before, during and after."""

from __future__ import annotations

import time
from xml.etree import ElementTree as Xml

import pytest

from tests.e2e.bot import running
from tests.e2e.deployment import Deployment
from tests.e2e.http import ask
from tests.patience import COMES_S

pytestmark = pytest.mark.e2e

SUMMARY = "/status/api/v2/summary.json"
DECLARE = "!incident declare checkout returns 500s p1"


def indicator(shop: Deployment) -> str:
    answer = ask("GET", shop.url(SUMMARY))
    assert answer.status == 200
    status = answer.json()["status"]
    assert isinstance(status, dict)
    return str(status["indicator"])


def wait_for(shop: Deployment, wanted: str) -> None:
    """A page that may be seconds old says this at last."""
    ends = time.monotonic() + COMES_S
    while indicator(shop) != wanted:
        assert time.monotonic() < ends, f"the page never said {wanted}"
        time.sleep(0.25)


def test_customers_see_that_we_investigate_and_then_that_it_is_over(shop: Deployment) -> None:
    with running(shop) as bot:
        assert indicator(shop) == "none"
        bot.say(DECLARE)
        bot.say("!incident INC-1 ack")
        wait_for(shop, "major")
        html = ask("GET", shop.url("/status")).body.decode()
        assert "We are investigating reports of problems with some of our services." in html
        bot.say("!incident INC-1 resolve --override all is well")
        wait_for(shop, "none")
        html = ask("GET", shop.url("/status")).body.decode()
        assert "We believe that the issue affecting some of our services has been resolved" in html
        assert "All systems are operating normally." not in html, "nobody ticked the checklist"
        assert "500s" not in html
        feed = Xml.fromstring(ask("GET", shop.url("/status/feed.atom")).body)
        titles = [one.text or "" for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
        assert titles[1:] == [
            "Resolved: Problem with some of our services",
            "Investigating: Problem with some of our services",
        ]
        assert bot.is_well()


def test_what_was_published_is_there_after_a_restart(shop: Deployment) -> None:
    with running(shop) as bot:
        bot.say(DECLARE)
        wait_for(shop, "major")
        assert bot.terminate() == 0
    with running(shop, "--no-input") as bot:
        wait_for(shop, "major")
        assert bot.is_well()
