"""What customers see of `/status`: on a desk, on a phone, in the dark, behind a proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import SCREENS, look
from tests.browser.proxy import proxy
from tests.web.given import NOW, FakeSystem
from tocsin.builtin.public_page import PublicPage
from tocsin.providers import StatusEntry, StatusPageState, StatusPhase
from tocsin.testing import a_page_state
from tocsin.web import WebServer, create_app

pytestmark = pytest.mark.e2e

MINUTE = timedelta(minutes=1)
BELOW = "/ops/tocsin"


def said(phase: StatusPhase, minutes: float, text: str) -> StatusEntry:
    return StatusEntry(at=NOW - minutes * MINUTE, phase=phase, text=text)


def in_trouble() -> PublicPage:
    """Three that go on, one after the other worse, and one that is over, with a post-mortem."""
    going = [
        a_page_state(
            key=f"k{impact}", title=f"Problem with {name}", impact=impact, components=(name,),
            started=NOW - 70 * MINUTE, resolved=None,
            entries=(
                said("investigating", 65, f"We are investigating a problem with {name}."),
                said("identified", 20, "The cause is known.\n\nIt is being mended."),
            ),
        )
        for impact, name in (("minor", "Search"), ("major", "Checkout"), ("critical", "Sign-in"))
    ]  # fmt: skip
    over = a_page_state(
        key="kover", title="Problem with Payments", impact="major", components=("Payments",),
        started=NOW - 300 * MINUTE, resolved=NOW - 200 * MINUTE,
        entries=(said("resolved", 200, "It is over. " + "A-very-long-word" * 12),),
    )  # fmt: skip
    over = replace(over, postmortem_url="https://example.org/what-happened")
    names = ("Checkout", "Payments", "Search", "Sign-in", "Mail")
    return shown(*going, over, components=names)


def shown(*incidents: StatusPageState, components: tuple[str, ...] = ("Checkout",)) -> PublicPage:
    return PublicPage(
        title="Shop status", components=components, incidents=incidents,
        help="mailto:help@example.org", timezone="Europe/Berlin",
    )  # fmt: skip


@contextmanager
def served(page: PublicPage, public_url: str = "") -> Iterator[int]:
    """A web face that shows this page; yields its port."""
    system = FakeSystem(page=page, public_url=public_url)
    server = WebServer(create_app(system.services()), "127.0.0.1", 0)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", ["well", "trouble"])
def test_everybody_can_read_it(browser: Browser, tmp_path: Path, screen: str, name: str) -> None:
    page = in_trouble() if name == "trouble" else shown()
    with served(page) as port, look(browser, screen) as seen:
        assert seen.go(f"http://127.0.0.1:{port}/status").status == 200
        assert seen.page.get_by_role("heading", name="Shop status", level=1).is_visible()
        assert seen.keep(tmp_path, f"status-{name}").stat().st_size > 0
        assert seen.faults() == []


def test_how_things_fare_is_not_said_by_colour_alone(browser: Browser) -> None:
    with served(in_trouble()) as port, look(browser, "desktop") as seen:
        seen.go(f"http://127.0.0.1:{port}/status")
        assert (
            seen.page.get_by_role("status").inner_text().split("\n")[-1] == "Major Service Outage"
        )
        parts = seen.page.locator(".parts li").all_inner_texts()
        assert [one.replace("\n", " ") for one in parts] == [
            "Checkout Partial outage",
            "Payments Operational",
            "Search Degraded",
            "Sign-in Major outage",
            "Mail Operational",
        ]


@pytest.mark.parametrize("strips", [True, False], ids=["a proxy that strips", "that hands on"])
@pytest.mark.parametrize("end", ["/status", "/status/"])
def test_it_works_below_a_path_and_with_a_slash_at_its_end(
    browser: Browser, tmp_path: Path, strips: bool, end: str
) -> None:
    outside = "https://example.org" + BELOW
    with (
        served(in_trouble(), outside) as port,
        proxy(port, BELOW, strips=strips) as base,
        look(browser, "desktop") as seen,
    ):
        assert seen.go(f"{base}{end}").status == 200
        assert seen.page.url == f"{base}/status"
        for link in ("Feed", "JSON"):
            href = seen.page.get_by_role("link", name=link).get_attribute("href")
            assert href is not None
            there = seen.page.evaluate("href => new URL(href, document.baseURI).href", href)
            answer = seen.page.request.get(there)
            assert (answer.status, there.startswith(f"{base}/status/")) == (200, True)
            assert f"{outside}/status" in answer.text()
        assert seen.faults() == []
        seen.keep(tmp_path, "status-below-a-path")
