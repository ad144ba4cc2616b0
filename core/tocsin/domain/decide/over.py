"""Whoever was called or told of an incident hears that it is over."""

from __future__ import annotations

from tocsin.domain.decide.draft import Draft
from tocsin.domain.decide.telling import tell, tell_address
from tocsin.domain.incident import Incident
from tocsin.domain.people import OVER, is_machine


def tell_it_is_over(draft: Draft) -> None:
    """Everybody who was paged or told and takes no part in it hears of the end, once."""
    incident = draft.incident
    told = {who for who in incident.told if who}
    rung = {page.person for page in incident.pages.values() if page.state != "skipped"}
    for who in sorted((told | rung) - taking_part(incident) - {draft.by, _thanked(incident)}):
        if draft.roster.knows(who):
            tell(draft, who, OVER, mail=who in told)
        else:
            tell_address(draft, who, OVER)


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
