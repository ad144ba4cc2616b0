"""Who was asked for something and has not been heard since; who is being called just now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page
from tocsin.domain.people import ENGINE


def waiting_page(incident: Incident, person: str) -> Page | None:
    """The latest page of a person, if nobody has answered it."""
    mine = [page for page in incident.pages.values() if page.person == person]
    return mine[-1] if mine and mine[-1].waits else None


def recent_page(incident: Incident, person: str, at: datetime) -> Page | None:
    """The page of a person that rang so lately that ringing again would only add noise."""
    page = waiting_page(incident, person)
    lately = page is not None and at < page.at + incident.policy.answer_within
    return page if lately else None


def called_since(incident: Incident, page: Page) -> datetime:
    """Since when a page rings that may be a repeat of another."""
    return incident.pages[page.again].at if page.again else page.at


def silent_since(incident: Incident, person: str, at: datetime) -> datetime | None:
    """Since when a person is asked and not heard, once that is longer than the policy waits."""
    since = incident.asked.get(person)
    late = since is not None and since + incident.policy.answer_within <= at
    return since if late else None


def requested_pages(incident: Incident) -> Iterator[Page]:
    """Of each person who was asked for by name, the latest page, while its answer is wanted."""
    firsts = {
        page.person: page
        for page in incident.pages.values()
        if page.purpose == "request" and page.seq and not page.again
    }
    return (page for page in firsts.values() if page.waits and _is_wanted(incident, page))


def _is_wanted(incident: Incident, page: Page) -> bool:
    """Nobody waits for themselves; Tocsin only while a change of before the page waits."""
    if page.by != ENGINE:
        return page.by != page.person
    changes = incident.mitigations.values()
    return any(change.state == "proposed" and change.at <= page.at for change in changes)


def is_called_now(page: Page, incident: Incident) -> bool:
    """Whether a page belongs to the ladder that was started last."""
    running = incident.ladder
    return running is not None and page.purpose == "ladder" and page.at >= running.started
