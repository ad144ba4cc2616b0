"""Checks of what a webhook was read into: alerts, page answers, ticket changes, changes."""

from __future__ import annotations

from datetime import datetime
from typing import Final, get_args

from tocsin.domain.severity import Severity
from tocsin.providers import AlertEvent, AlertGroup, PageEvent, Received
from tocsin.providers.changes import Change, ChangeWhat
from tocsin.providers.inbound import TicketEvent, VendorUser

LONGEST_SENTENCE: Final = 500
LONGEST_KEY: Final = 64
LONGEST_TEXT: Final = 20_000
PAGE_ACTIONS: Final = ("acknowledged", "resolved", "annotated")
TICKET_ACTIONS: Final = ("closed", "reopened", "assigned")


def check_received(received: Received) -> bool:
    """Check everything one request says; return whether it says anything."""
    assert isinstance(received, Received), f"a {type(received).__name__} is no Received"
    for values in (received.groups, received.pages, received.tickets, received.changes):
        assert isinstance(values, tuple), "a Received holds tuples"
    assert isinstance(received.delivery_id, str), "a delivery id is a text"
    assert received.ignored >= 0
    for group in received.groups:
        check_group(group)
    for page in received.pages:
        check_page_event(page)
    for ticket in received.tickets:
        check_ticket_event(ticket)
    for change in received.changes:
        check_change(change)
    for name, text in received.handshake.items():
        _check_text(name, LONGEST_SENTENCE, "the name of what is confirmed")
        _check_text(text, LONGEST_TEXT, "what is confirmed")
    told = (received.groups, received.pages, received.tickets, received.changes)
    return any(told) or received.ignored > 0


def check_group(group: AlertGroup) -> None:
    """Check a group of alerts."""
    assert group.key, "an episode needs the sender's group key"
    assert group.title.strip(), "a group needs a title"
    assert "\n" not in group.title, "a title is one line"
    assert group.severity in get_args(Severity), f"{group.severity!r} is no severity"
    assert group.fingerprints in ("group", "source")
    for text in (group.key, group.title, group.service, group.description):
        assert isinstance(text, str), "what a group says are texts"
    assert all(_is_link(link) for link in group.links.values()), "a link is an address"
    assert group.truncated >= 0
    assert group.alerts, "a group has at least one alert"
    names = [alert.fingerprint for alert in group.alerts]
    assert len(set(names)) == len(names), "two alerts share a fingerprint"
    for alert in group.alerts:
        check_alert(alert)


def check_alert(alert: AlertEvent) -> None:
    """Check that an alert has ids, texts and times the core can keep."""
    assert alert.fingerprint, "an alert is known again by its fingerprint"
    assert alert.status in ("firing", "resolved")
    assert alert.title.strip(), "an alert needs a title"
    _check_moment(alert.starts_at)
    assert alert.ends_at is None or alert.ends_at.tzinfo is not None, "times are aware"
    assert alert.severity is None or alert.severity in get_args(Severity)
    for text in (alert.fingerprint, alert.title, alert.description, *alert.labels.values()):
        assert isinstance(text, str), "what an alert says are texts"
    assert all(_is_link(link) for link in alert.links.values()), "a link is an address"


def check_page_event(event: PageEvent) -> None:
    """Check an answer to a page: which page, what was done, and by whom."""
    assert isinstance(event, PageEvent), f"a {type(event).__name__} is no PageEvent"
    _check_text(event.page_id, LONGEST_KEY, "the key of a page")
    assert event.page_id.isascii(), "a key that we sent is ASCII"
    _check_text(event.ref, LONGEST_SENTENCE, "the tool's own id of a page")
    told = event.page_id.strip() or event.ref.strip()
    assert told, "a page is known by the key it was sent under, or by its `Ref.id`"
    assert event.action in PAGE_ACTIONS, f"{event.action!r} is none of {PAGE_ACTIONS}"
    check_user(event.user)
    assert event.user != VendorUser(), "an answer is somebody's: their id, e-mail or name"
    _check_text(event.text, LONGEST_TEXT, "what they wrote")


def check_ticket_event(event: TicketEvent) -> None:
    """Check a change of a ticket: which one, and what was done."""
    assert isinstance(event, TicketEvent), f"a {type(event).__name__} is no TicketEvent"
    _check_text(event.ref, LONGEST_SENTENCE, "the id of a ticket")
    assert event.ref.strip(), "a ticket is known by the `Ref.id` it was given"
    assert event.action in TICKET_ACTIONS, f"{event.action!r} is none of {TICKET_ACTIONS}"
    check_user(event.user)
    if event.assignee is not None:
        check_user(event.assignee)
        assert event.assignee != VendorUser(), "an assignee has an id, an e-mail or a name"


def check_change(change: Change) -> None:
    """Check a change in production: a moment, and a title on one line."""
    assert isinstance(change, Change), f"a {type(change).__name__} is no Change"
    assert change.id, "a change is known again by its id"
    texts = (change.id, change.title, change.service, change.person, change.link)
    for text in (*texts, change.recorded):
        _check_text(text, LONGEST_TEXT, "a text of a change")
    _check_moment(change.at)
    assert change.title.strip(), "a change needs a title"
    assert "\n" not in change.title, "a title is one line"
    assert change.what in get_args(ChangeWhat)
    assert not change.link or _is_link(change.link), "a link is an address"


def check_user(user: VendorUser) -> None:
    """Check that a user's texts are each on one line."""
    assert isinstance(user, VendorUser), f"a {type(user).__name__} is no VendorUser"
    for text in (user.id, user.email, user.name):
        _check_text(text, LONGEST_SENTENCE, "id, e-mail and name")
        assert "\n" not in text, "id, e-mail and name are one line"


def check_sentence(text: str) -> None:
    """Check that the sentence for an unreadable body is short and printable."""
    assert text.strip(), "a BadPayload names the place"
    assert len(text) <= LONGEST_SENTENCE, "a BadPayload is one short sentence"
    assert text.isprintable(), "a BadPayload does not repeat control characters"


def _check_text(text: object, longest: int, what: str) -> None:
    assert isinstance(text, str), f"{what} is a text, and not {type(text).__name__}"
    assert len(text) <= longest, f"{what} has at most {longest} characters"


def _check_moment(at: object) -> None:
    assert isinstance(at, datetime), "a time is a datetime"
    assert at.tzinfo is not None, "times are aware"


def _is_link(link: str) -> bool:
    return link.startswith(("http://", "https://"))
