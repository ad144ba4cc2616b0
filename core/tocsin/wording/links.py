"""The links that stand beside an incident's room: where to look, by their use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.chat import Link
from tocsin.domain.incident import Incident
from tocsin.wording.clean import clean, link
from tocsin.wording.templates import postmortem_url

MOST: Final = 8
LABEL: Final = 40


def links(incident: Incident) -> tuple[Link, ...]:
    """Status page, runbook, ticket and post-mortem, as far as there are any.

    At most `MOST`, each with words of at most `LABEL` characters; an address stands there once.
    """
    found: dict[str, str] = {}
    for words, url in _all(incident):
        if link(url):
            found.setdefault(url, clean(words, LABEL))
    return tuple(Link(url, words) for url, words in found.items())[:MOST]


def _all(incident: Incident) -> Iterator[tuple[str, str]]:
    pages = incident.status_links
    for page, url in pages.items():
        yield ("Status page" if len(pages) == 1 else f"Status page {page}"), url
    service = incident.service_info
    if service is not None:
        yield f"Runbook {service.name}", service.runbook
    if incident.ticket is not None:
        yield f"Ticket {incident.ticket.ref}", incident.ticket.url
    yield "Post-mortem", postmortem_url(incident)
