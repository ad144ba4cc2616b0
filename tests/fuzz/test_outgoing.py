"""Hostile words on their way out: mails, invitations, post-mortems and the page stay whole."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from starlette.testclient import TestClient

from tests.engine.given import World
from tests.fuzz.given import TEAM_WITH_PROM, Loud, Whole
from tests.fuzz.hostile import EXAMPLES, any_text, bounded, rings_for_many, spicy
from tests.fuzz.test_exports import NASTY, STEERING, Reader
from tocsin.builtin.public_page import StatusPages
from tocsin.web import Services, create_app

TEAM = TEAM_WITH_PROM.replace('name = "Ana"', 'name = "Ana"\nemail = "ana@example.com"').replace(
    'name = "Bo"', 'name = "Bo"\nemail = "bo@example.com"'
) + (
    "[customers.outbox]\n[calendar.ics]\n[postmortems.folder]\n[status_page.static]\n"
    '[services.search]\ncomponents = ["Search"]\n'
)
MAIL_HEADERS = {
    "to", "subject", "date", "content-type", "content-transfer-encoding", "mime-version",
    "auto-submitted",
}  # fmt: skip
HEADER_TRICKS = (
    "\nBcc: all@example.com",
    "\r\n\r\n<b>",
    "=?utf-8?q?x?=",
    "\nEND:VEVENT\nBEGIN:VALARM",
)
# The tags and attributes of our own page; nothing said by anybody may add one.
PAGE_TAGS = {
    "html", "head", "meta", "title", "link", "style", "body", "header", "main", "footer", "h1",
    "h2", "h3", "h4", "div", "span", "p", "a", "ul", "ol", "li", "article", "details", "summary",
    "strong", "time",
}  # fmt: skip
PAGE_ATTRIBUTES = {
    "lang", "charset", "name", "content", "rel", "type", "title", "href", "class", "role", "id",
    "aria-hidden", "datetime", "open",
}  # fmt: skip
words = st.lists(
    st.sampled_from((*NASTY, *HEADER_TRICKS)) | spicy | any_text, min_size=1, max_size=3
).map(" ".join)
LINES = (
    "!incident INC-1 ack",
    "!incident INC-1 service search",
    "!incident INC-1 flag customer-impact {0}",
    "!incident INC-1 triage {0} | {1} | unknown | unknown",
    "!incident INC-1 accept",
    "!incident INC-1 update Investigating | {1} | {2} | 30m",
    "!incident INC-1 status-page publish {1}",
    "!incident INC-1 yes",
    "!incident INC-1 notify-customers {0}",
    "!incident INC-1 yes",
    "!incident INC-1 assign tl @bo",
    "!incident INC-1 cause {0}",
    "!incident INC-1 finding {1}",
    "!incident INC-1 mitigate rollback {1}",
    "!incident INC-1 approve 1 {2}",
    "!incident INC-1 done 1",
    "!incident INC-1 mitigated {1}",
    "!incident INC-1 resolve --override {0}",
    "!incident INC-1 postmortem draft",
    "!incident INC-1 postmortem summary {0}",
    "!incident INC-1 postmortem review {1}",
    "!incident INC-1 action add {2} @bo 3d",
    "!incident INC-1 postmortem publish",
)


def lived_through(folder: Path, said: tuple[str, str, str]) -> Whole:
    """A P1 from its alert to its post-mortem, all of its free words hostile."""
    world = Whole.__new__(Whole)
    World.__init__(world, folder, teams={"shop": TEAM})
    world.chats = {"irc": Loud()}
    world.home = type(world.home)()
    world.boot()
    title = f"a {said[0]}"[:200].encode("utf-8", "replace").decode()
    world.post("json", json.dumps({"key": "k", "title": title, "severity": "critical"}).encode())
    world.run(minutes=3)
    for line in LINES:
        world.hear(line.format(*said))
        world.run(minutes=2)
    world.run(hours=50)
    return world


def page_of(world: Whole, path: str) -> bytes:
    """What a customer's browser gets."""
    services = Services(
        hook=world.system.hook, acks=world.system.acks, ready=tuple, metrics=bytes,
        say=lambda _text, _person: (False, ""), token="t", clock=world.clock,
        status=StatusPages(world.teams, world.store).read, public_url="https://tocsin.example",
    )  # fmt: skip
    with TestClient(create_app(services)) as client:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.content


def assert_mail_is_whole(raw: bytes) -> None:
    mail = message_from_bytes(raw, policy=default)
    assert {name.lower() for name in mail} <= MAIL_HEADERS
    assert not STEERING.search(str(mail["subject"]))
    assert len(str(mail["subject"])) <= 300
    assert not mail.defects
    for part in mail.iter_attachments():
        assert part.get_filename() == "invite.ics"


def assert_invitation_is_whole(raw: bytes) -> None:
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.subcomponents
    assert event.name == "VEVENT"
    assert not event.subcomponents
    assert not event.errors
    assert set(event) <= {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS",
        "ATTENDEE", "ORGANIZER", "LOCATION", "URL",
    }  # fmt: skip


def assert_page_is_whole(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.tags <= PAGE_TAGS, reader.tags - PAGE_TAGS
    assert reader.attributes <= PAGE_ATTRIBUTES, reader.attributes - PAGE_ATTRIBUTES
    assert not reader.oddities


@bounded(EXAMPLES // 4)
@given(st.tuples(words, words, words))
@example(("<script>alert(1)</script>", "\nBcc: all@example.com", "@here <!channel>"))
@example(("{{7*7}} {% raw %}", "]]>&x;", "\nEND:VCALENDAR"))
def test_whatever_was_said_nothing_that_goes_out_is_broken(
    tmp_path_factory: pytest.TempPathFactory, said: tuple[str, str, str]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    world = lived_through(folder, said)
    world.assert_all_fit()
    files = [file for file in folder.rglob("*") if file.is_file()]
    found = {kind: [one for one in files if one.suffix == kind] for kind in (".eml", ".ics", ".md")}
    assert found[".eml"], "customers were mailed"
    for file in found[".eml"]:
        assert_mail_is_whole(file.read_bytes())
    for file in found[".ics"]:
        assert_invitation_is_whole(file.read_bytes())
    for file in found[".md"]:
        text = file.read_text(encoding="utf-8")
        assert not rings_for_many(text)
        assert not STEERING.search(text.replace("\t", " "))
    assert_page_is_whole(page_of(world, "/status").decode())
    Xml.fromstring(page_of(world, "/status/feed.atom"))
    json.loads(page_of(world, "/status/api/v2/summary.json"))
    assert all(file.resolve().is_relative_to(folder.resolve()) for file in files)
