"""Whoever was called or told of an incident hears that it is over, or open again."""

from __future__ import annotations

from collections.abc import Set

from tocsin.domain import events as e
from tocsin.domain.decide.draft import Draft
from tocsin.domain.decide.telling import tell, tell_address
from tocsin.domain.incident import Incident
from tocsin.domain.people import OPEN_AGAIN, OVER, is_machine


def tell_it_is_over(draft: Draft) -> None:
    """Everybody who was paged or told and takes no part in it hears of the end, once."""
    _tell_all(draft, OVER, but={_thanked(draft.incident)})


def tell_it_is_open(draft: Draft) -> None:
    """Whoever heard of the end hears that it goes on, unless they are called or told already."""
    events = draft.events
    called = {one.person for one in events if isinstance(one, e.PageRequested | e.Notified)}
    _tell_all(draft, OPEN_AGAIN, but=called)


def _tell_all(draft: Draft, about: str, *, but: Set[str]) -> None:
    incident = draft.incident
    told = {who for who in incident.told if who}
    rung = {page.person for page in incident.pages.values() if page.state != "skipped"}
    for who in sorted((told | rung) - taking_part(incident) - {draft.by, *but}):
        if draft.roster.knows(who):
            tell(draft, who, about, mail=who in told)
        else:
            tell_address(draft, who, about)


def taking_part(incident: Incident) -> frozenset[str]:
    """Who is at it and hears the end where it is worked on; without a room nobody does."""
    if not incident.room_name:
        return frozenset()
    held = (holder.person for holder in incident.roles.values() if not holder.standing)
    return frozenset((*incident.responders, *held, *(update.by for update in incident.updates)))


def _thanked(incident: Incident) -> str:
    """Who reported what was declined or merged is thanked anyway."""
    ended = incident.status in ("declined", "merged")
    return incident.reporter if ended and not is_machine(incident.reporter) else ""
