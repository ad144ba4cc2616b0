"""Keeps which page a tool's own id stands for, for tools that tell no key of ours."""

from __future__ import annotations

from typing import Final

from tocsin.domain.incident import Incident
from tocsin.engine.refs import ticket_key
from tocsin.store.contract import ReadTx, Tx

PAGES: Final = "page"


def remember_pages(tx: Tx, before: Incident, after: Incident) -> None:
    """Keep the ids that tools gave their pages, where they are not our own keys."""
    for page in after.pages.values():
        known = before.pages[page.id].sent_by if page.id in before.pages else ()
        for tool, ref in page.sent_by[len(known) :]:
            if ref and ref != f"{after.key}.{page.id}":
                tx.set_fact(PAGES, ticket_key(after.team, tool, ref), f"{after.id}/{page.id}")


def page_of(tx: ReadTx, team: str, tool: str, ref: str) -> tuple[str, str] | None:
    """Return the ids of the incident and the page that a tool of this team calls `ref`."""
    kept = tx.fact(PAGES, ticket_key(team, tool, ref)) if ref else None
    if kept is None:
        return None
    owner, _, page = kept.partition("/")
    return owner, page


def owner_of(kept: str) -> str:
    """Return the incident id in a kept text."""
    return kept.partition("/")[0]
