"""The acknowledge link of a page, opened half asleep on a telephone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import SCREENS, look
from tests.e2e.bot import running
from tests.e2e.deployment import SECRET, deploy
from tests.e2e.http import post_json
from tests.e2e.sink import PageSink
from tests.web.given import FakeSystem, a_link
from tocsin.web import WebServer, create_app

pytestmark = pytest.mark.e2e

ALERT = {"key": "checkout", "title": "checkout returns 500s", "severity": "critical"}
LONG = "checkout-returns-500s-and-" * 8


@contextmanager
def linked(title: str) -> Iterator[str]:
    """A web face with one link for Ana; yields its address."""
    system = FakeSystem()
    system.acks.links["t0ken"] = a_link(title)
    server = WebServer(create_app(system.services()), "127.0.0.1", 0)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}/ack/"
    finally:
        server.stop()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("title", ["checkout returns 500s", LONG], ids=["short", "long"])
def test_every_page_on_the_way_can_be_read(
    browser: Browser, tmp_path: Path, screen: str, title: str
) -> None:
    with linked(title) as base, look(browser, screen) as seen:
        assert seen.go(f"{base}t0ken").status == 200
        seen.keep(tmp_path, "ack")
        button = seen.page.get_by_role("button", name="Acknowledge INC-7")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= seen.page.viewport_size["height"]  # type: ignore[index]  # it has one
        faults = seen.faults()
        button.click()
        assert seen.page.get_by_role("heading", name="Acknowledged").is_visible()
        seen.keep(tmp_path, "acknowledged")
        faults += seen.faults()
        assert seen.go(f"{base}t0ken").status == 410
        assert seen.page.get_by_role("heading", name="This link is over").is_visible()
        faults += [one for one in seen.faults() if "410" not in one]
        assert faults == []


def test_the_button_stops_the_calling(browser: Browser, tmp_path: Path) -> None:
    sink = PageSink(SECRET)
    shop = deploy(tmp_path / "shop", pager=sink.url)
    try:
        with running(shop, "--no-input") as bot, look(browser, "phone") as seen:
            assert post_json(shop.url("/hooks/shop/json"), ALERT).status == 201
            seen.go(str(sink.wait_for("trigger")[0]["ack_url"]))
            assert sink.calls("acknowledge") == []

            seen.page.get_by_role("button").click()

            assert seen.page.get_by_role("heading", name="Acknowledged").is_visible()
            assert sink.wait_for("acknowledge")[0]["person"] == "ana"
            found = json.loads(shop.run("export", "INC-1").stdout)
            assert "acknowledged" in found["milestones"]
            assert found["roles"]["ic"] == "ana"
            assert bot.is_well()
    finally:
        sink.close()
