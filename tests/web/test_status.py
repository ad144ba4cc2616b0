"""`/status`: what customers see, as HTML, JSON and a feed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.web.given import NOW, FakeSystem, store_down
from tocsin.builtin.public_page import PublicPage
from tocsin.errors import NotFound
from tocsin.providers import StatusEntry, StatusImpact, StatusPageState, StatusPhase
from tocsin.testing import a_page_state
from tocsin.web import create_app
from tocsin.web.pages import Pages
from tocsin.web.status_feed import atom_feed
from tocsin.web.status_html import status_page_html as as_html
from tocsin.web.status_json import document
from tocsin.web.status_view import status_view

MINUTE = timedelta(minutes=1)
PAGES = Pages()
SUMMARY = "/status/api/v2/summary.json"
ATOM = "{http://www.w3.org/2005/Atom}"
# Elements that are never closed.
VOID = frozenset({"meta", "link", "br"})


def entry(phase: StatusPhase, minutes: float, text: str = "We are on it.") -> StatusEntry:
    return StatusEntry(at=NOW - minutes * MINUTE, phase=phase, text=text)


def incident(
    *entries: StatusEntry, key: str = "INC-1", impact: StatusImpact = "major", **more: object
) -> StatusPageState:
    """One that began 60 minutes ago, and is over if its last entry says so."""
    said = entries or (entry("investigating", 50),)
    over = said[-1].at if said[-1].phase in ("resolved", "postmortem") else None
    usual = a_page_state(
        key=key, impact=impact, entries=said, started=NOW - 60 * MINUTE, resolved=over
    )
    return replace(usual, **more)  # type: ignore[arg-type]  # fields known by name only


def shown(*incidents: StatusPageState, **more: object) -> PublicPage:
    usual = PublicPage(
        title="Shop status", components=("Checkout", "Search"), incidents=incidents, timezone="UTC"
    )
    return replace(usual, **more)  # type: ignore[arg-type]  # as above


class Tree(HTMLParser):
    """Reads a page; every element that is opened must be closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def read(html: str) -> Tree:
    tree = Tree()
    tree.feed(html)
    tree.close()
    assert tree.open == []
    return tree


def html_of(page: PublicPage) -> Tree:
    return read(as_html(PAGES, status_view(page, NOW)).decode())


def test_when_all_is_well_the_page_says_so(client: TestClient, system: FakeSystem) -> None:
    system.page = shown()
    answer = client.get("/status")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    tree = read(answer.text)
    assert "Shop status" in tree.text
    assert "All Systems Operational" in tree.text
    assert "Checkout Operational Search Operational" in tree.text
    assert "No incidents." in tree.text


def test_an_incident_is_told_newest_entry_first(client: TestClient, system: FakeSystem) -> None:
    system.page = shown(
        incident(
            entry("investigating", 50, "**Investigating**: We are investigating reports."),
            entry("identified", 20, "We found the cause.\nIt is being fixed.\n\nCards work again."),
        )
    )
    tree = read(client.get("/status").text)
    assert "Partial System Outage" in tree.text
    assert "Checkout Partial outage Search Operational" in tree.text
    assert tree.text.index("We found the cause. It is being fixed.") < tree.text.index(
        "We are investigating reports."
    )
    assert "**" not in tree.text
    assert "Identified 23 Nov, 02:40 UTC" in tree.text


@pytest.mark.parametrize(
    ("impact", "phase", "indicator", "words", "component"),
    [
        ("minor", "investigating", "minor", "Partially Degraded Service", "degraded_performance"),
        ("major", "identified", "major", "Partial System Outage", "partial_outage"),
        ("critical", "investigating", "critical", "Major Service Outage", "major_outage"),
        ("critical", "monitoring", "minor", "Partially Degraded Service", "degraded_performance"),
        ("critical", "resolved", "none", "All Systems Operational", "operational"),
    ],
)
def test_the_summary_has_the_layout_readers_know(
    client: TestClient,
    system: FakeSystem,
    impact: StatusImpact,
    phase: StatusPhase,
    indicator: str,
    words: str,
    component: str,
) -> None:
    system.page = shown(incident(entry("investigating", 50), entry(phase, 5), impact=impact))
    answer = client.get(SUMMARY)
    found = answer.json()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(found) == {"page", "components", "incidents", "scheduled_maintenances", "status"}
    assert found["page"]["name"] == "Shop status"
    assert found["page"]["url"] == "https://tocsin.example.org/status"
    assert found["status"] == {"indicator": indicator, "description": words}
    assert [(one["name"], one["status"]) for one in found["components"]] == [
        ("Checkout", component),
        ("Search", "operational"),
    ]
    assert len(found["incidents"]) == (0 if phase == "resolved" else 1)


def test_an_incident_of_the_summary_has_its_updates_newest_first(
    client: TestClient, system: FakeSystem
) -> None:
    system.page = shown(incident(entry("investigating", 50), entry("monitoring", 5, "It works.")))
    (one,) = client.get(SUMMARY).json()["incidents"]
    assert (one["id"], one["name"], one["status"], one["impact"]) == (
        one["shortlink"].rpartition("-")[2], "Problem with Checkout", "monitoring", "major",
    )  # fmt: skip
    assert one["started_at"] == "2026-11-23T02:00:00.000+00:00"
    assert one["monitoring_at"] == "2026-11-23T02:55:00.000+00:00"
    assert one["resolved_at"] is None
    assert one["shortlink"].startswith("https://tocsin.example.org/status#notice-")
    assert [update["status"] for update in one["incident_updates"]] == [
        "monitoring",
        "investigating",
    ]
    assert one["incident_updates"][0]["body"] == "It works."
    assert [part["name"] for part in one["components"]] == ["Checkout"]


def test_the_parts_of_the_summary_are_there_too(client: TestClient, system: FakeSystem) -> None:
    system.page = shown(incident(entry("investigating", 50), entry("resolved", 5)))
    assert client.get("/status/api/v2/status.json").json()["status"]["indicator"] == "none"
    assert len(client.get("/status/api/v2/components.json").json()["components"]) == 2
    past = client.get("/status/api/v2/incidents.json").json()["incidents"]
    assert [one["status"] for one in past] == ["resolved"]
    assert client.get("/status/api/v2/secrets.json").status_code == 404


def test_what_is_over_stays_ninety_days(client: TestClient, system: FakeSystem) -> None:
    def over(days: int, key: str) -> StatusPageState:
        said = entry("resolved", days * 24 * 60, f"Over {days} days ago.")
        return incident(said, key=key)

    system.page = shown(over(1, "INC-3"), over(89, "INC-2"), over(91, "INC-1"))
    text = read(client.get("/status").text).text
    assert "Over 1 days ago." in text
    assert "Over 89 days ago." in text
    assert "Over 91 days ago." not in text
    assert "Sunday, 22 November 2026" in text


def test_a_post_mortem_is_linked(client: TestClient, system: FakeSystem) -> None:
    told = incident(entry("postmortem", 5), postmortem_url="https://example.org/pm/1")
    system.page = shown(told, replace(told, key="INC-2", postmortem_url="javascript:alert(1)"))
    tree = read(client.get("/status").text)
    links = [attrs["href"] for tag, attrs in tree.seen if tag == "a"]
    assert "https://example.org/pm/1" in links
    assert not any("javascript" in str(link) for link in links)


def test_the_feed_has_an_entry_for_each_thing_said(client: TestClient, system: FakeSystem) -> None:
    system.page = shown(incident(entry("investigating", 50), entry("monitoring", 5, "It works.")))
    answer = client.get("/status/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = Xml.fromstring(answer.content)
    assert root.findtext(f"{ATOM}title") == "Shop status"
    assert root.findtext(f"{ATOM}updated") == "2026-11-23T02:55:00+00:00"
    entries = root.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == [
        "Monitoring: Problem with Checkout",
        "Investigating: Problem with Checkout",
    ]
    assert entries[0].findtext(f"{ATOM}content") == "It works."
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    "path", ["/status", SUMMARY, "/status/api/v2/incidents.json", "/status/feed.atom"]
)
def test_our_own_numbers_are_not_public(client: TestClient, system: FakeSystem, path: str) -> None:
    system.page = shown(incident(key="INC-4711"), incident(entry("resolved", 5), key="INC-4712"))
    assert "471" not in client.get(path).text


@pytest.mark.parametrize("path", ["/status", SUMMARY, "/status/feed.atom"])
def test_readers_may_keep_it_for_a_moment_and_ask_whether_it_changed(
    client: TestClient, system: FakeSystem, path: str
) -> None:
    system.page = shown(incident())
    first = client.get(path)
    assert first.headers["cache-control"].startswith("public, max-age=15")
    assert first.headers["x-content-type-options"] == "nosniff"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).status_code == 200


def test_the_page_runs_nothing_and_loads_nothing(client: TestClient, system: FakeSystem) -> None:
    system.page = shown(incident())
    answer = client.get("/status")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    tree = read(answer.text)
    assert not {tag for tag, _ in tree.seen} & {"script", "img", "iframe", "object", "form"}
    assert [attrs["rel"] for tag, attrs in tree.seen if tag == "link"] == ["alternate"]


def test_a_crowd_asks_the_store_once_in_five_seconds(
    client: TestClient, system: FakeSystem
) -> None:
    system.page = shown(incident())
    for path in ("/status", SUMMARY, "/status/feed.atom", "/status"):
        client.get(path)
    assert system.looks == 1
    system.now += timedelta(seconds=5)
    client.get("/status")
    assert system.looks == 2


def test_a_new_entry_is_seen_within_five_seconds(client: TestClient, system: FakeSystem) -> None:
    system.page = shown()
    assert "All Systems Operational" in client.get("/status").text
    system.page = shown(incident())
    system.now += timedelta(seconds=5)
    assert "Partial System Outage" in client.get("/status").text


def test_while_the_store_is_away_the_last_page_is_shown(
    client: TestClient, system: FakeSystem
) -> None:
    system.page = shown(incident())
    before = client.get("/status").text
    system.page_fault = store_down()
    system.now += timedelta(minutes=1)
    after = client.get("/status")
    assert (after.status_code, after.text) == (200, before)


def test_a_page_that_was_never_read_says_that_it_cannot_be(
    client: TestClient, system: FakeSystem
) -> None:
    system.page_fault = store_down()
    answer = client.get("/status")
    assert answer.status_code == 503
    assert "secret-place" not in answer.text


def test_where_the_page_is_elsewhere_there_is_none(client: TestClient, system: FakeSystem) -> None:
    system.page_fault = NotFound("The status page is elsewhere.")
    answers = [client.get(path) for path in ("/status", SUMMARY, "/status/feed.atom")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_page_of_very_many_incidents_stays_short(client: TestClient, system: FakeSystem) -> None:
    many = tuple(incident(entry("resolved", 5, "x" * 9000), key=f"INC-{n}") for n in range(500))
    long = incident(*(entry("identified", 50 - n / 10) for n in range(400)), key="INC-900")
    system.page = shown(*many, long)
    answer = client.get("/status")
    assert len(answer.content) < 600_000
    assert len(client.get(SUMMARY).json()["incidents"][0]["incident_updates"]) == 50
    assert (
        len(Xml.fromstring(client.get("/status/feed.atom").content).findall(f"{ATOM}entry")) == 50
    )


NASTY = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "{{ 7 * 7 }}{% for x in y %}",
            "]]></content><entry>",
            "&lt;b&gt; &amp; &#x3c;",
            "\u202egnp.exe\x00\x0b\x1b[31m\ud800\ufffe\uffff",
            "</style></head><script>",
            "javascript:alert(1)",
            "\n\n\n",
            "",
        ]
    ),
)


@settings(deadline=None)
@given(title=NASTY, text=NASTY, component=NASTY, name=NASTY, key=NASTY)
def test_whatever_was_published_stays_text(
    title: str, text: str, component: str, name: str, key: str
) -> None:
    state = incident(
        entry("investigating", 5, text), title=title, components=(component,), postmortem_url=text
    )
    over = incident(entry("resolved", 5, text), title=title, key=key)
    page = shown(state, over, title=name, components=(component, name))
    here = status_view(page, NOW)
    tree = html_of(page)
    allowed = {
        *"html head meta title link style body header h1 div span main h2 h3 h4 article p".split(),
        *"time ol li strong ul details summary footer a".split(),
    }
    assert {tag for tag, _ in tree.seen} <= allowed
    assert not any(key.startswith("on") for _, attrs in tree.seen for key in attrs)
    found = json.loads(document("summary", here, "https://x/status"))
    assert found["incidents"][0]["name"] == here.now[0].title
    root = Xml.fromstring(atom_feed(here, "https://x/status"))
    assert len(root.findall(f"{ATOM}entry")) == 2
    assert not any(one in tree.text for one in "\x00\x1b\u202e")


def test_a_slash_at_the_end_leads_to_the_page(client: TestClient) -> None:
    answer = client.get("/status/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "../status")


def test_a_proxy_may_hand_on_the_path_of_the_public_address(system: FakeSystem) -> None:
    system.public_url = "https://example.org/ops/tocsin/"
    with TestClient(create_app(system.services())) as client:
        for path in ("/ops/tocsin/status", "/status", "/ops/tocsin/healthz"):
            assert client.get(path).status_code == 200
        assert client.get("/ops/status").status_code == 404


@pytest.mark.parametrize("odd", ["https://x/{a}", "https://x/a b", "https://x//", "https://x/%7B"])
def test_an_odd_public_address_changes_no_route(system: FakeSystem, odd: str) -> None:
    system.public_url = odd
    with TestClient(create_app(system.services())) as client:
        assert client.get("/status").status_code == 200
