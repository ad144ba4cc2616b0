"""What the engine watches for itself: a page that no tool takes goes to the next one.

A clock decides that and no answer of a tool: one that hangs gives none, a page may wait for a free
worker, and the process may be started anew in between. Nobody owes this, so nobody is shown it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tocsin.domain.incident import Incident
from tocsin.domain.lifecycle import ACTIVE
from tocsin.domain.obligations.shape import Nudge, Watch
from tocsin.domain.people import ENGINE

NAME: Final = "page"
RULE: Final = "A page that no tool has taken in time goes to the next tool as well"


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
