"""Who is asked for by name answers, and a page that no tool takes goes to the next one.

Of the latter a clock decides and no answer of a tool: one that hangs gives none, a page may wait
for a free worker, and the process may be started anew in between. Nobody owes it, so nobody is
shown it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Page
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligation import Nudge, Obligation, Watch
from tocsin.domain.paging.unanswered import requested_pages
from tocsin.domain.people import ENGINE

NAME: Final = "page"
RULE: Final = "A page that no tool has taken in time goes to the next tool as well"


def answers(incident: Incident) -> Iterable[Obligation]:
    """The answer of each person who was asked for by name; in a drill none is owed."""
    if incident.status not in ACTIVE or "drill" in incident.flags:
        return
    for page in requested_pages(incident):
        n, due = page.id, page.at + _told_after(incident)
        yield Obligation(
            name=f"answer:{n}",
            due=due,
            owner=page.person,
            rule="Who is asked for by name answers; or whoever asked hears that they did not",
            met_by=("page-answered",),
            generation=page.seq,
            nudges=(
                *_rings(page, incident.policy.ring_again),
                Nudge(at=due, act="tell-asker", hears=(_asker(page),)),
            ),
        )


def _asker(page: Page) -> str:
    """Who hears that there is no answer, beside the room."""
    return "room" if page.by == ENGINE else f"@{page.by}"


def _rings(page: Page, times: tuple[timedelta, ...]) -> Iterable[Nudge]:
    for number, after in enumerate(times, start=2):
        hears = (f"@{page.person}",)
        yield Nudge(at=page.at + after, act="ring-again", hears=hears, round=number)


def _told_after(incident: Incident) -> timedelta:
    """The response time of the severity, and no later than the last ring."""
    policy = incident.policy
    response = policy.severity(incident.severity or policy.assume_unknown).response
    assumed = policy.assume_response
    return min(response or assumed, max(policy.ring_again, default=assumed))


def deliveries(incident: Incident) -> Iterable[Watch]:
    """One for each page that waits for a tool to take it; it begins anew with each tool."""
    if incident.status not in ACTIVE and not incident.reopen_proposed:
        return
    for page in incident.pages.values():
        if page.state == "queued":
            due = (page.handed or page.at) + incident.policy.failover_after
            yield Watch(
                name=f"{NAME}:{page.id}",
                due=due,
                owner=ENGINE,
                rule=RULE,
                generation=page.handed_seq or page.seq,
                nudges=(Nudge(at=due, act="fail-over", hears=(page.tools[-1],)),),
            )
