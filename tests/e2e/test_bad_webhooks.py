"""Webhooks nobody should have sent, through the real process: refused, and it goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from tests.e2e.bot import Bot, running
from tests.e2e.deployment import Deployment, deploy
from tests.e2e.http import BEARER, ask, post_json
from tests.e2e.sink import PageSink

pytestmark = pytest.mark.e2e

GOOD = json.dumps({"key": "checkout", "title": "boom", "severity": "critical"}).encode()
OVERSIZED = b'{"key": "' + b"x" * (1024 * 1024) + b'"}'
BAD: Mapping[str, tuple[int, str, bytes, Mapping[str, str]]] = {
    "no json": (400, "shop/json", b"{", BEARER),
    "no utf-8": (400, "shop/json", b'{"key": "\xff", "title": "x"}', BEARER),
    "a lone surrogate": (400, "shop/json", b'{"key": "k", "title": "\\ud800"}', BEARER),
    "empty": (400, "shop/json", b"", BEARER),
    "a list": (400, "shop/json", b"[]", BEARER),
    "very deep": (400, "shop/json", b"[" * 200_000, BEARER),
    "very deep for Alertmanager": (400, "shop/prom", b"[" * 200_000, BEARER),
    "no notification": (400, "shop/prom", GOOD, BEARER),
    "oversized": (413, "shop/json", OVERSIZED, BEARER),
    "no token": (401, "shop/json", GOOD, {}),
    "a wrong token": (401, "shop/json", GOOD, {"Authorization": "Bearer wrong"}),
    "a token that is no ascii": (401, "shop/json", GOOD, {"Authorization": "Bearer \xe9"}),
    "another team": (404, "nobody/json", GOOD, BEARER),
    "another section": (404, "shop/nothing", GOOD, BEARER),
}


@pytest.fixture(scope="module")
def bot_and_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bot, Deployment]]:
    shop = deploy(tmp_path_factory.mktemp("bad") / "shop")
    with running(shop, "--no-input") as bot:
        yield bot, shop


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_and_the_bot_goes_on(bot_and_shop: tuple[Bot, Deployment], name: str) -> None:
    bot, shop = bot_and_shop
    status, where, body, headers = BAD[name]

    answer = ask("POST", shop.url(f"/hooks/{where}"), body, headers)

    assert answer.status == status, answer
    assert "error" in answer.json()
    assert ask("GET", shop.url("/healthz")).status == 200
    assert bot.is_well(), bot.err.text()


def test_what_is_refused_opens_nothing(shop: Deployment, sink: PageSink) -> None:
    with running(shop, "--no-input") as bot:
        for _, where, body, headers in BAD.values():
            ask("POST", shop.url(f"/hooks/{where}"), body, headers)
        good = post_json(shop.url("/hooks/shop/json"), json.loads(GOOD))

        assert (good.status, good.json()) == (201, {"incident": "INC-1"})
        assert sink.wait_for("trigger")[0]["page_id"] == "INC-1.p1"
        assert bot.is_well(), bot.err.text()


def test_the_same_body_again_is_the_same_incident(shop: Deployment, sink: PageSink) -> None:
    with running(shop, "--no-input"):
        url = shop.url("/hooks/shop/json")
        answers = [ask("POST", url, GOOD, BEARER) for _ in range(3)]

    assert [one.status for one in answers] == [201, 202, 202]
    assert {one.body for one in answers} == {answers[0].body}
